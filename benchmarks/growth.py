"""How times grow: over sections, counties, packs and rules; and the measures that stand alone."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from attrs import evolve, frozen
from by_frames import DUCKDB, POLARS
from by_library import INDICATORS, KERNEL, PACK, article_6, library
from clock import Timing, exponent, in_turns
from country import made

import youzhi_rules as yz
from youzhi_rules.api import plan_of
from youzhi_rules.composer import compose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contestant import Contestant

    from youzhi_rules import Pack

_IMPORT = """
import time, numpy
start = time.perf_counter()
import youzhi_rules
youzhi_rules.evaluate
print(time.perf_counter() - start)
"""


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
        curves: one an engine.
    """

    axis: str
    said: str
    curves: tuple[Curve, ...]


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
    return Growth("sections", said, _curves(sizes, actions, runs))


def over_counties(sizes: Sequence[int], sections: int, runs: int) -> Growth:
    """The full job on the same number of sections in ever more counties."""
    countries = [made(sections, size) for size in sizes]
    actions: dict[str, list[Callable[[], object]]] = {
        each.name: [partial(each.run, each.prepare(country)) for country in countries] for each in _engines()
    }
    return Growth("counties", f"the full job on {sections:,} sections", _curves(sizes, actions, runs))


def over_packs(sections: int, runs: int) -> Growth:
    """Ever more of the shipped packs on the same sections, one evaluation a pack."""
    columns = made(sections).columns
    ids = sorted(
        (info.id for info in yz.list_packs() if info.origin == "shipped"), key=lambda name: (name != PACK, name)
    )
    packs = [yz.load_pack(name) for name in ids]
    for pack in packs:
        plan_of(pack)

    alone = in_turns(runs, [partial(yz.evaluate, columns, pack) for pack in packs])
    turns = list(zip(*(timing.seconds for timing in alone), strict=True))
    sizes = tuple(range(1, len(packs) + 1))
    summed = tuple(Timing(tuple(sum(turn[:size]) for turn in turns)) for size in sizes)
    said = (
        f"shipped packs, whole, on {sections:,} sections with the facts of article 6; one evaluation a pack, summed up"
    )
    return Growth("packs", said, (Curve("youzhi_rules", sizes, summed),))


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


@frozen
class Single:
    """A measure that stands alone.

    Attributes:
        name: what is done.
        timing: how long it takes.
        beside: what it is held against, and its time, if anything.
    """

    name: str
    timing: Timing
    beside: tuple[str, Timing] | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as long as what it is held against."""
        return None if self.beside is None else self.timing.over(self.beside[1])


def whole_pack(sections: int, runs: int) -> Single:
    """The whole national pack against article 6 alone."""
    columns, whole, part = made(sections).columns, yz.load_pack(PACK), article_6()
    ours, beside = in_turns(runs, [lambda: yz.evaluate(columns, whole), lambda: yz.evaluate(columns, part)])
    return Single(f"the whole national pack, {sections:,} sections", ours, ("article 6 alone", beside))


def one_county(runs: int) -> list[Single]:
    """A county of 100 sections, everything warm: from rows and from columns."""
    pack, columns = article_6(), made(100, 1).columns
    rows = [{name: column[i].item() for name, column in columns.items()} for i in range(100)]
    from_rows, from_columns = in_turns(runs * 3, [lambda: yz.evaluate(rows, pack), lambda: yz.evaluate(columns, pack)])
    return [
        Single("one county of 100 sections, from a list of dicts", from_rows),
        Single("one county of 100 sections, from columns", from_columns),
    ]


def importing(runs: int) -> Single:
    """``import youzhi_rules`` and its ``evaluate`` in fresh processes that have numpy already."""
    taken = []
    for _ in range(max(runs, 7)):
        done = subprocess.run([sys.executable, "-c", _IMPORT], capture_output=True, text=True, check=True)
        taken.append(float(done.stdout))
    return Single("`import youzhi_rules` and `evaluate`, after numpy, fresh processes", Timing(tuple(taken)))


def reading(runs: int) -> Single:
    """The YAML step of loading the national pack against PyYAML's fastest safe loader."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = (Path(str(yz.load_pack(PACK).folder)) / "pack.yaml").read_bytes()
    ours, theirs = in_turns(runs, [lambda: compose(data, None), lambda: yaml.load(data, loader)])  # noqa: S506 - a safe loader
    return Single("strict YAML of the national pack, from its text", ours, (f"PyYAML `{loader.__name__}`", theirs))


def peaks(sizes: Sequence[int]) -> list[tuple[int, float, float]]:
    """Per size, the most memory an evaluation holds beside its input, in times the input: ours and the kernel's."""
    found = []
    for size in sizes:
        country = made(size)
        weight = sum(column.nbytes for column in country.columns.values())
        ratios = [_peak(partial(each.run, each.prepare(country))) / weight for each in (library(), KERNEL)]
        found.append((size, ratios[0], ratios[1]))
    return found


def _peak(action: Callable[[], Any]) -> int:
    action()
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
