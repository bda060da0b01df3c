"""The measures that stand alone, and peak memory."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections import deque
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml
from attrs import frozen
from by_library import KERNEL, PACK, article_6, library
from clock import LEAST_RUNS, Timing, in_turns
from country import made
from growth import shipped

import youzhi_rules as yz
from youzhi_rules.composer import compose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

YEARS = 8
_IMPORT = """
import time, numpy
start = time.perf_counter()
import youzhi_rules
youzhi_rules.evaluate
print(time.perf_counter() - start)
"""


@frozen
class Single:
    """A measure that stands alone.

    Attributes:
        name: what is done.
        timing: how long it takes.
        beside: what it is held against, and its time, if anything.
        outcomes: how many outcomes it hands on, if that is what it does.
    """

    name: str
    timing: Timing
    beside: tuple[str, Timing] | None = None
    outcomes: int | None = None

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


def what_if(sections: int, runs: int) -> Single:
    """A curve of twenty limits against one evaluation."""
    columns, pack = made(sections).columns, article_6()
    result = yz.evaluate(columns, pack)
    limits = {"pe_arts_teachers": [f"{limit / 100:.2f}" for limit in range(60, 100, 2)]}
    ours, beside = in_turns(runs, [lambda: result.what_if(limits), lambda: yz.evaluate(columns, pack)])
    name = f"`what_if` with {len(limits['pe_arts_teachers'])} limits of one standard, {sections:,} sections, article 6"
    return Single(name, ours, ("one `evaluate`", beside))


def many_years(sections: int, runs: int) -> Single:
    """Eight years, of the same counties, against one evaluation of as many sections in as many counties times eight."""
    pack, a_year = article_6(), sections // YEARS
    years = [made(a_year, seed=year + 1) for year in range(YEARS)]
    columns = {name: np.concatenate([one.columns[name] for one in years]) for name in years[0].columns}
    columns["year"] = np.repeat(np.arange(2017, 2017 + YEARS), a_year)
    one = made(a_year * YEARS, years[0].counties * YEARS).columns
    ours, beside = in_turns(
        runs, [lambda: yz.evaluate_many(columns, [pack], by="year"), lambda: yz.evaluate(one, pack)]
    )
    name = f'`evaluate_many(by="year")`, {YEARS} years, {a_year * YEARS:,} sections in all, article 6'
    return Single(name, ours, ("one `evaluate` of as many sections", beside))


def handing_on(sections: int, runs: int) -> list[Single]:
    """All outcomes of a country as a frame, as batches of Arrow and as JSON lines, each time of a new evaluation."""
    columns, pack = made(sections).columns, article_6()
    outcomes = sum(1 for _ in yz.evaluate(columns, pack).jsonl())
    ways: dict[str, Callable[[], object]] = {}
    if find_spec("pyarrow") is not None:
        ways['`to_frame("pyarrow")`'] = lambda: yz.evaluate(columns, pack).to_frame("pyarrow")
        ways["`batches()`"] = lambda: deque(yz.evaluate(columns, pack).batches(), maxlen=0)
    ways["JSON lines"] = lambda: deque(yz.evaluate(columns, pack).jsonl(), maxlen=0)
    timings = in_turns(runs, list(ways.values()))
    said = f"{sections:,} sections evaluated with article 6, and all outcomes as "
    return [Single(said + name, timing, outcomes=outcomes) for name, timing in zip(ways, timings, strict=True)]


def importing(runs: int) -> Single:
    """``import youzhi_rules`` and its ``evaluate`` in fresh processes that have numpy already."""
    taken = []
    for _ in range(max(runs, LEAST_RUNS)):
        done = subprocess.run([sys.executable, "-c", _IMPORT], capture_output=True, text=True, check=True)
        taken.append(float(done.stdout))
    return Single("`import youzhi_rules` and `evaluate`, after numpy, fresh processes", Timing(tuple(taken)))


def reading(runs: int) -> Single:
    """The YAML step of loading the national pack against PyYAML's fastest safe loader."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = (Path(str(yz.load_pack(PACK).folder)) / "pack.yaml").read_bytes()
    ours, theirs = in_turns(runs, [lambda: compose(data, None), lambda: yaml.load(data, loader)])  # noqa: S506 - a safe loader
    return Single("strict YAML of the national pack, from its text", ours, (f"PyYAML `{loader.__name__}`", theirs))


@frozen
class Peak:
    """The most memory that an evaluation holds beside its input, in times the input columns.

    Attributes:
        sections: how many.
        given: the kind of keys and of table.
        job: what is evaluated.
        ours: the library's.
        kernel: the numpy kernel's, where it does the same job.
    """

    sections: int
    given: str
    job: str
    ours: float
    kernel: float | None


def peaks(sizes: Sequence[int]) -> list[Peak]:
    """Peak memory by size; of the smallest size with text keys and with the most demanding shipped pack as well."""
    found = []
    for size, keys in [(sizes[0], "text"), *((size, "integer") for size in sizes)]:
        country = made(size, keys=keys)
        weight = sum(column.nbytes for column in country.columns.values())
        ours, kernel = (_peak(partial(each.run, each.prepare(country))) / weight for each in (library(), KERNEL))
        found.append(Peak(size, f"{keys} keys, numpy", "article 6", ours, kernel))
    columns = made(sizes[0]).columns
    found.append(_most(sizes[0], "integer keys, numpy", columns, sum(column.nbytes for column in columns.values())))
    if find_spec("polars") is not None:
        frame = import_module("polars").DataFrame(made(sizes[0], keys="text").columns)
        found.append(_most(sizes[0], "text keys, polars", frame, frame.estimated_size()))
    return found


def _most(sections: int, given: str, records: Any, weight: int) -> Peak:
    """The peak of the shipped pack that takes the most."""
    ours, name = max((_peak(partial(yz.evaluate, records, pack)) / weight, pack.id) for pack in shipped())
    return Peak(sections, given, f"`{name}`, the most of all shipped packs", ours, None)


def _peak(action: Callable[[], Any]) -> int:
    action()
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
