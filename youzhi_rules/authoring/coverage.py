"""What the tests in a pack's folder show of its rules: statuses, who stands on the line, and what does not come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from ..model import STAGES
from ..packtests import counties_of, groups_of, rows_alone, rows_together, stands_at
from ..plan import Attest, Bound, QuotaOf, narrowed
from ..planning import plan_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from ..dataset import Dataset
    from ..model import Pack
    from ..plan import Plan, Step, StepTest
    from ..testfiles import Expectation, PackTest

__all__ = ["Lack", "Shown", "Unlike", "shown_by"]

_STRICT = {"at_least": "more_than", "at_most": "less_than", "more_than": "at_least", "less_than": "at_most"}
"""An operator and the one that differs from it on the line only."""
_Key = tuple[str, str | None]
"""A step: the id of its outcomes and its stage."""


@frozen
class Lack:
    """What no test of a pack shows of one of its rules.

    Attributes:
        step: the rule; of one that is judged by stage, the first stage that is concerned.
        statuses: statuses that no test expects.
        line: whether none stands exactly on the line.
    """

    step: Step
    statuses: tuple[str, ...]
    line: bool


@frozen
class Unlike:
    """An expectation that does not come out; ``found`` holds the statuses that do, none where nothing is judged."""

    test: PackTest
    expectation: Expectation
    found: tuple[str, ...]


@frozen
class Shown:
    """What the tests of a pack show: what they lack, rule by rule, and which of their expectations do not hold."""

    lacks: tuple[Lack, ...]
    unlike: tuple[Unlike, ...]


def shown_by(pack: Pack, tests: Iterable[PackTest]) -> Shown:
    """What the tests of a pack show of the rules whose values it decides.

    Every rule needs a test that is met and one that is not; flags and grades one that is unknown; numbers one exactly
    on the line.

    Args:
        pack: a loaded pack.
        tests: its tests, as ``read_tests`` reads them.

    Example:
        >>> from youzhi_rules import load_pack
        >>> len(shown_by(load_pack("national-2017"), []).lacks) > 40
        True
    """
    plan = plan_of(pack)
    every = list(tests)
    own = [index for index, step in enumerate(plan.steps) if step.rule.pack == pack.id]
    seen = _expected(every)
    missing = {
        index: tuple(status for status in _wanted(plan.steps[index]) if not _shown(seen, plan.steps[index], status))
        for index in own
    }
    left = {_key(plan.steps[index]) for index in own if _has_line(plan.steps[index].test)}
    unlike: list[Unlike] = []
    for trial in _tried(plan, every, left):
        left -= _on_line(trial, left)
        for each in _unlike(trial):
            alone = _trial(plan, [each.test], rows_alone(each.test), shared=False) if trial.shared else trial
            unlike += [found for found in _unlike(alone) if found.expectation == each.expectation]
    lacks = []
    for index in own:
        line = _key(plan.steps[index]) in left
        if missing[index] or line:
            lacks.append(Lack(plan.steps[index], missing[index], line))
    return Shown(tuple(lacks), tuple(unlike))


def _key(step: Step) -> _Key:
    return step.id, step.stage


def _wanted(step: Step) -> tuple[str, ...]:
    test = step.test
    graded = isinstance(test, Bound) and test.grades is not None
    return ("met", "unmet", "unknown") if graded or isinstance(test, Attest) else ("met", "unmet")


def _has_line(test: StepTest) -> bool:
    if isinstance(test, Bound):
        return test.grades is None and test.operator in _STRICT
    return not isinstance(test, Attest)


def _expected(tests: Iterable[PackTest]) -> set[tuple[str, str | None, str]]:
    """Outcome, stage and status of every expectation; the stage is None where all are meant."""
    found = set()
    for test in tests:
        for each in test.expect:
            stage = next((part for part in (each.where or "").split("/") if part in STAGES), None)
            found.add((each.outcome, stage, each.status))
    return found


def _shown(seen: set[tuple[str, str | None, str]], step: Step, status: str) -> bool:
    stages = STAGES if step.stage is None else (step.stage,)
    return any((step.id, stage, status) in seen for stage in (None, *stages))


# -- evaluated ---------------------------------------------------------------------------------------------------


@frozen(eq=False)
class _Trial:
    """Tests that were evaluated together, or one of its own, with the statuses that came out.

    Attributes:
        plan: what was evaluated: the outcomes that the tests speak of, and those whose line is still sought.
        codes: the statuses of its steps.
    """

    plan: Plan
    tests: list[PackTest]
    data: Dataset
    as_of: dt.date | None
    codes: Sequence[Any]
    shared: bool


def _tried(plan: Plan, tests: list[PackTest], left: set[_Key]) -> Iterator[_Trial]:
    """The tests, evaluated; ``left`` shrinks meanwhile."""
    batches = [(group, rows_together(group), True) for group in groups_of(tests)]
    batches += [([test], rows_alone(test), False) for test in tests if test.apart]
    for group, rows, shared in batches:
        yield _trial(plan, group, rows, {name for name, _ in left}, shared=shared)


def _trial(
    plan: Plan, group: list[PackTest], rows: tuple[Any, Any], sought: Collection[str] = (), *, shared: bool
) -> _Trial:
    from ..engine import run  # who only reads tests needs no numpy
    from ..intake import build_dataset

    spoken = {each.outcome for test in group for each in test.expect}
    part = narrowed(plan, spoken if spoken.isdisjoint(sought) else spoken.union(sought))
    data = build_dataset(*rows, part.facts, campuses=part.compares_campuses)
    return _Trial(part, group, data, group[0].as_of, run(part, data, group[0].as_of).steps, shared)


def _unlike(trial: _Trial) -> Iterator[Unlike]:
    """The expectations that do not come out."""
    from ..engine import STATUSES
    from ..frame import Frame
    from ..outcomes import where_of

    frame = Frame(trial.data, 0, trial.data.units.count("county"))
    places = {
        level: [where_of(trial.data, frame, level, unit) for unit in range(frame.count(level))]
        for level in {step.level for step in trial.plan.steps}
    }
    steps: dict[str, list[tuple[Step, Any]]] = {}
    for step, codes in zip(trial.plan.steps, trial.codes, strict=True):
        steps.setdefault(step.id, []).append((step, codes))
    for number, test in enumerate(trial.tests, start=1):
        counties = counties_of(number, test) if trial.shared else None
        for each in test.expect:
            found = {
                STATUSES[codes[unit]]
                for step, codes in steps.get(each.outcome, ())
                for unit, place in enumerate(places[step.level])
                if (counties is None or place["county"] in counties)
                and stands_at({**place, "stage": step.stage} if step.stage else place, each.where)
            }
            if found != {each.status}:
                yield Unlike(test, each, tuple(status for status in STATUSES if status in found))


def _on_line(trial: _Trial, left: set[_Key]) -> set[_Key]:
    """Those of some steps on whose line a test stands: with the line itself moved to the other side, it changes."""
    from ..engine import run

    spoken = {each.outcome for test in trial.tests for each in test.expect}
    if spoken.isdisjoint(name for name, _ in left):
        return set()
    found = set()
    for quotas in (False, True):
        sought = [
            index
            for index, step in enumerate(trial.plan.steps)
            if _key(step) in left and isinstance(step.test, QuotaOf) == quotas
        ]
        after = run(_moved(trial.plan, quotas=quotas), trial.data, trial.as_of).steps if sought else ()
        found |= {_key(trial.plan.steps[index]) for index in sought if (trial.codes[index] != after[index]).any()}
    return found


def _moved(plan: Plan, *, quotas: bool) -> Plan:
    """A plan in which only what stands exactly on a line is judged otherwise: on that of a quota, or on any other."""
    return evolve(plan, steps=tuple(evolve(step, test=_beyond(step.test, quotas=quotas)) for step in plan.steps))


def _beyond(test: StepTest, *, quotas: bool) -> StepTest:
    if isinstance(test, QuotaOf):
        return evolve(test, met=test.met + 1) if quotas else test
    if quotas or isinstance(test, Attest):
        return test
    if test.operator not in _STRICT:
        return test
    return evolve(test, operator=_STRICT[test.operator])
