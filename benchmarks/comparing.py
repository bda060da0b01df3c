"""One country, all engines: their times in turns, and what each found, held against the exact verdict."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import Factory, frozen
from by_library import unanswered
from clock import Timing, in_turns
from law import exact, figures, spread

from youzhi_rules import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contestant import Contestant
    from country import Country
    from law import Bools, Verdict


@frozen
class Count:
    """How many of something an engine found to be met, and how many of its answers are wrong."""

    met: int
    wrong: int
    of: int


@frozen
class Finding:
    """What one engine did with one country.

    Attributes:
        contestant: the engine.
        timing: of its turns; None where it did not get through.
        counts: by ``standards``, ``schools``, ``coefficients`` and ``counties``, as far as it was asked.
        exhibits: by the same names, one wrong answer with its exact numbers.
        failure: what it raised, if it did.
        unknown: statuses that the library left unknown.
    """

    contestant: Contestant
    timing: Timing | None = None
    counts: dict[str, Count] = Factory(dict)
    exhibits: dict[str, str] = Factory(dict)
    failure: str | None = None
    unknown: int = 0


@frozen(eq=False)
class Comparison:
    """All engines on one country."""

    country: Country
    truth: dict[str, Count]
    findings: list[Finding]


def compare(contestants: Sequence[Contestant], country: Country, runs: int) -> Comparison:
    """Let the engines do their job in turns, and hold what they find against the exact verdict."""
    truth, ready, findings = exact(country), [], {}
    for contestant in contestants:
        try:
            given = contestant.prepare(country)
            found = contestant.run(given)
            verdict = contestant.read(found, country)
        except Exception as failed:  # noqa: BLE001 - whatever another package raises is what the report tells
            findings[contestant.name] = Finding(contestant, failure=f"{type(failed).__name__}: {failed}")
            continue
        counts, exhibits = held(verdict, truth, country)
        unknown = unanswered(found) if isinstance(found, Result) else 0
        findings[contestant.name] = Finding(contestant, None, counts, exhibits, unknown=unknown)
        ready.append((contestant, given))
    timings = in_turns(runs, [partial(contestant.run, given) for contestant, given in ready])
    for (contestant, _), timing in zip(ready, timings, strict=True):
        before = findings[contestant.name]
        findings[contestant.name] = Finding(contestant, timing, before.counts, before.exhibits, unknown=before.unknown)
    return Comparison(country, held(truth, truth, country)[0], [findings[each.name] for each in contestants])


def held(verdict: Verdict, truth: Verdict, country: Country) -> tuple[dict[str, Count], dict[str, str]]:
    """What a verdict counts, how much of it is wrong, and one wrong answer of each kind."""
    counts: dict[str, Count] = {}
    exhibits: dict[str, str] = {}
    numbers = np.arange(country.sections) if verdict.judged is None else verdict.judged
    asked = {
        "standards": (verdict.cells, truth.cells),
        "schools": (verdict.schools, truth.schools),
        "coefficients": (verdict.coefficients, truth.coefficients),
        "counties": (verdict.counties(country), truth.counties(country)),
    }
    for name, (found, everywhere) in asked.items():
        if found is None or everywhere is None:
            continue
        right = everywhere[numbers] if name in {"standards", "schools"} else everywhere
        wrong = np.argwhere(found != right)
        counts[name] = Count(int(found.sum()), len(wrong), found.size)
        if len(wrong):
            exhibits[name] = _shown(name, found, wrong[0].tolist(), numbers, country)
    return counts, exhibits


def _shown(name: str, found: Bools, place: list[int], numbers: np.ndarray[Any, Any], country: Country) -> str:
    said = "met" if found[tuple(place)] else "unmet"
    if name == "standards":
        return f"called {said}: {figures(country, int(numbers[place[0]]), place[1])}"
    if name == "schools":
        return f"called {said}: {figures(country, int(numbers[place[0]]))}"
    if name == "coefficients":
        return f"called {said}: {spread(country, *place)}"
    return f"called {said}: county {place[0]}, because of the above"
