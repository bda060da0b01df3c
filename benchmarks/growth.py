"""How times grow in memory: over sections, counties, packs and rules."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve, frozen
from by_frames import DUCKDB, POLARS
from by_library import INDICATORS, KERNEL, PACK, article_6, library
from clock import Timing, exponent, in_turns
from country import made

import youzhi_rules as yz
from youzhi_rules.api import plan_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contestant import Contestant

    from youzhi_rules import Pack

MANY, EACH = "evaluate_many", "evaluate, each"


@frozen
class Curve:
    """Times over a size.

    Attributes:
        name: of the engine.
        sizes: ascending.
        timings: one a size.
    """

    name: str
    sizes: tuple[int, ...]
    timings: tuple[Timing, ...]

    @property
    def slope(self) -> float:
        """The exponent over the last decade of sizes, where what is paid once no longer counts."""
        late = [i for i, size in enumerate(self.sizes) if size * 10 >= self.sizes[-1]]
        return exponent([self.sizes[i] for i in late], [self.timings[i].median for i in late])


@frozen
class Growth:
    """Curves over one axis.

    Attributes:
        axis: what grows.
        said: what is measured.
        curves: one an engine, ours first.
        logarithmic: whether sizes and times are drawn as powers of ten.
        straight: whether it is to be linear, so that the exponent is told and a straight line is drawn beside it.
    """

    axis: str
    said: str
    curves: tuple[Curve, ...]
    logarithmic: bool = False
    straight: bool = False


def _curves(sizes: Sequence[int], actions: dict[str, list[Callable[[], object]]], runs: int) -> tuple[Curve, ...]:
    timings = in_turns(runs, [action for each in actions.values() for action in each])
    step = len(sizes)
    return tuple(
        Curve(name, tuple(sizes), tuple(timings[place * step : (place + 1) * step]))
        for place, name in enumerate(actions)
    )


def _engines() -> list[Contestant]:
    return [each for each in (library(), KERNEL, POLARS, DUCKDB) if each.missing() is None]


def over_sections(sizes: Sequence[int], runs: int) -> Growth:
    """The full job on ever more sections, at the density of the whole country."""
    countries = [made(size) for size in sizes]
    actions: dict[str, list[Callable[[], object]]] = {
        each.name: [partial(each.run, each.prepare(country)) for country in countries] for each in _engines()
    }
    said = "the full job, integer keys, 1 % of the cells on a line, counties in proportion"
    return Growth("sections", said, _curves(sizes, actions, runs), logarithmic=True, straight=True)


def over_counties(sizes: Sequence[int], sections: int, runs: int) -> Growth:
    """The full job on the same number of sections in ever more counties."""
    countries = [made(sections, size) for size in sizes]
    actions: dict[str, list[Callable[[], object]]] = {
        each.name: [partial(each.run, each.prepare(country)) for country in countries] for each in _engines()
    }
    said = f"the full job on {sections:,} sections"
    return Growth("counties", said, _curves(sizes, actions, runs), logarithmic=True)


def shipped() -> list[Pack]:
    """The shipped packs, compiled, the national one first."""
    ids = [info.id for info in yz.list_packs() if info.origin == "shipped"]
    packs = [yz.load_pack(name) for name in sorted(ids, key=lambda name: (name != PACK, name))]
    for pack in packs:
        plan_of(pack)
    return packs


def over_packs(sizes: Sequence[int], sections: int, runs: int) -> Growth:
    """Ever more of the shipped packs on the same sections: in one ``evaluate_many``, and each by ``evaluate``.

    Args:
        sizes: how many packs; one alone and all that are shipped are taken as well.
        sections: how many sections.
        runs: the turns that count.
    """
    columns, packs = made(sections).columns, shipped()
    sizes = sorted({1, len(packs), *(size for size in sizes if size < len(packs))})
    together: list[Callable[[], object]] = [partial(yz.evaluate_many, columns, packs[:size]) for size in sizes]
    one_by_one: list[Callable[[], object]] = [partial(yz.evaluate, columns, pack) for pack in packs]
    timings = in_turns(runs, together + one_by_one)
    alone = list(zip(*(timing.seconds for timing in timings[len(sizes) :]), strict=True))
    summed = tuple(Timing(tuple(sum(turn[:size]) for turn in alone)) for size in sizes)
    said = (
        f"shipped packs, whole, compiled before, on the same {sections:,} sections with the facts of article 6: all in "
        "one `evaluate_many`, and one `evaluate` a pack, summed up. The national pack is the first"
    )
    curves = Curve(MANY, tuple(sizes), tuple(timings[: len(sizes)])), Curve(EACH, tuple(sizes), summed)
    return Growth("packs", said, curves)


def with_standards(times: int) -> Pack:
    """Article 6 with its seven standards asked several times over, each time with other limits."""
    pack = article_6()
    rules = dict(pack.rules)
    for again in range(1, times):
        for name in INDICATORS:
            rule = pack.rules[name]
            limit = rule.at_least
            if limit is None or limit.stages is None:
                raise ValueError(f"{name} has no limit by stage")
            higher = {stage: value * (1000 + again) / 1000 for stage, value in limit.stages.items()}
            rules[f"{name}_{again}"] = evolve(rule, id=f"{name}_{again}", at_least=evolve(limit, stages=higher))
    pack = evolve(pack, rules=rules)
    plan_of(pack)
    return pack


def over_rules(times: Sequence[int], sections: int, runs: int) -> Growth:
    """Ever more rules on the same sections."""
    columns = made(sections).columns
    packs = [with_standards(each) for each in times]
    sizes = [sum(rule.id.startswith(INDICATORS) for rule in pack.rules.values()) for pack in packs]
    actions: dict[str, list[Callable[[], object]]] = {
        "youzhi_rules": [partial(yz.evaluate, columns, pack) for pack in packs]
    }
    said = (
        f"standards of sections, every one with another limit, beside quota and coefficients, on {sections:,} sections"
    )
    return Growth("rules", said, _curves(sizes, actions, runs))
