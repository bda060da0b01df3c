"""Growth beyond memory: ever larger Parquet files, each streamed by processes of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen
from by_library import article_6, library_verdict, unanswered
from clock import Timing, in_order
from comparing import held
from country import made
from growth import Curve, Growth
from law import exact

import youzhi_rules as yz

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from country import Country

    from youzhi_rules import Result

OURS = "youzhi_rules"
_ROW_GROUP = 100_000


@frozen
class Met:
    """How many schools meet the rule for schools, and how many counties all of article 6."""

    schools: int = 0
    counties: int = 0

    def plus(self, other: Met) -> Met:
        """Both together."""
        return Met(self.schools + other.schools, self.counties + other.counties)


@frozen
class Streamed:
    """One file, streamed several times.

    Attributes:
        sections: how many it has.
        size: its bytes.
        timing: of its runs.
        peak: the most bytes of memory that any run held.
        before: of these, the most that was held before the first row, by Python, its packages, the pack and a
            stream of one county.
        found: what all runs counted.
        truth: the same in exact integers, without the library.
        unknown: how many schools and counties it left unknown.
    """

    sections: int
    size: int
    timing: Timing
    peak: int
    before: int
    found: Met
    truth: Met
    unknown: int


@frozen
class OutOfCore:
    """All files, and the smallest of them in memory.

    Attributes:
        files: by size.
        statuses: how many statuses of the smallest file were compared with those of one evaluation in memory.
        differing: how many of them differ.
        wrong: how many schools, coefficients and counties of that evaluation differ from the exact verdict.
    """

    files: tuple[Streamed, ...]
    statuses: int
    differing: int
    wrong: int

    @property
    def growth(self) -> Growth:
        """The times as a curve."""
        sizes, timings = zip(*((each.sections, each.timing) for each in self.files), strict=True)
        said = "the full job from Parquet files by `evaluate_stream`, each run in a fresh process"
        return Growth("streamed sections", said, (Curve(OURS, sizes, timings),), logarithmic=True, straight=True)

    @property
    def flat(self) -> float:
        """The peak memory of the largest file over that of the smallest."""
        return self.files[-1].peak / self.files[0].peak

    @property
    def astray(self) -> int:
        """How many counts of schools or counties differ from the exact ones, over all files."""
        pairs = [(each.found, each.truth) for each in self.files]
        return sum((a.schools != b.schools) + (a.counties != b.counties) for a, b in pairs)


def missing() -> str | None:
    """Why nothing can be streamed here, if nothing can."""
    try:
        import_module("pyarrow.parquet")
    except ModuleNotFoundError:
        return "not installed here: pyarrow"
    return None


def out_of_core(sizes: Sequence[int], runs: int) -> OutOfCore:
    """Files of so many sections, streamed in turns.

    Args:
        sizes: ascending; each a multiple of the first.
        runs: the turns that count.
    """
    with TemporaryDirectory(prefix="youzhi-bench-") as folder:
        paths = [Path(folder) / f"{size}.parquet" for size in sizes]
        truths = write(paths, sizes)
        told: list[list[dict[str, Any]]] = [[] for _ in paths]
        for turn, place in in_order(runs, len(paths)):
            one = _once(paths[place])
            if turn:
                told[place].append(one)
        files = tuple(
            _streamed(size, path, each, truth)
            for size, path, each, truth in zip(sizes, paths, told, truths, strict=True)
        )
        return OutOfCore(files, *_in_memory(paths[0], part(sizes[0], 0)))


def part(sections: int, number: int) -> Country:
    """One of the countries of which the files are made, each with counties and schools of its own."""
    country = made(sections, seed=number + 1)
    for name, each in (("county", country.counties), ("school", sections)):
        country.columns[name] = country.columns[name] + each * number
    return country


def write(paths: Sequence[Path], sizes: Sequence[int]) -> list[Met]:
    """Write all files part by part, so that no more than a part is in memory, and count each exactly.

    Returns:
        Of each file, how many schools and counties are met, reckoned in integers.

    Raises:
        ValueError: a size is no multiple of the first.
    """
    if any(size % sizes[0] for size in sizes):
        raise ValueError("a file is made of whole parts")
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    truths = [Met() for _ in sizes]
    with ExitStack() as open_files:
        writers: dict[int, Any] = {}
        for number in range(max(sizes) // sizes[0]):
            country = part(sizes[0], number)
            table, truth = arrow.table(country.columns), _truth(country)
            for place, size in enumerate(sizes):
                if number * sizes[0] >= size:
                    continue
                if place not in writers:
                    writers[place] = open_files.enter_context(parquet.ParquetWriter(paths[place], table.schema))
                writers[place].write_table(table, row_group_size=_ROW_GROUP)
                truths[place] = truths[place].plus(truth)
    return truths


def _truth(country: Country) -> Met:
    verdict = exact(country)
    schools, counties = verdict.schools, verdict.counties(country)
    if schools is None or counties is None:
        raise TypeError("the exact verdict speaks of schools and counties")
    there = np.unique(country.county)  # a county without schools is in no file
    return Met(int(schools.sum()), int(counties[there].sum()))


def _once(path: Path) -> dict[str, Any]:
    command = [sys.executable, str(Path(__file__).with_name("stream_once.py")), str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _streamed(size: int, path: Path, told: Sequence[dict[str, Any]], truth: Met) -> Streamed:
    """What all runs of a file say together.

    Raises:
        ValueError: one run has counted otherwise than another.
    """
    counted = {(one["sections"], one["schools"], one["counties"], one["unknown"]) for one in told}
    if len(counted) != 1:
        raise ValueError(f"{path.name}: not every run counts the same: {sorted(counted)}")
    [(sections, schools, counties, unknown)] = counted
    if sections != size:
        raise ValueError(f"{path.name}: {sections} sections of {size}")
    return Streamed(
        size,
        path.stat().st_size,
        Timing(tuple(one["seconds"] for one in told)),
        max(one["peak"] for one in told),
        max(one["before"] for one in told),
        Met(schools, counties),
        truth,
        unknown,
    )


def _in_memory(path: Path, country: Country) -> tuple[int, int, int]:
    """The statuses that a stream and one evaluation have, how many differ, and how many are wrong or unknown."""
    pack = article_6()
    whole = yz.evaluate(country.columns, pack)
    units, statuses = _columns([whole])
    streamed_units, streamed = _columns(yz.evaluate_stream(path, pack))
    if units != streamed_units:
        raise ValueError("the stream has other schools or counties than the evaluation in memory")
    counts, _ = held(library_verdict(whole, country), exact(country), country)
    wrong = unanswered(whole) + sum(count.wrong for count in counts.values())
    return len(statuses), int(np.count_nonzero(statuses != streamed)), wrong


def _columns(results: Iterable[Result]) -> tuple[list[str], np.ndarray[Any, np.dtype[np.int8]]]:
    """The counties and schools of all results, and all statuses, rule by rule, group by group and of counties."""
    keys: dict[str, list[str]] = {"counties": [], "schools": []}
    parts: dict[object, list[Any]] = {}
    for result in results:
        units, verdicts = result.data.units, result.verdicts
        keys["counties"] += units.counties.texts()
        keys["schools"] += units.schools.texts()
        columns = [*enumerate(verdicts.steps), *verdicts.groups.items(), ("counties", verdicts.counties)]
        for name, codes in columns:
            parts.setdefault(name, []).append(codes)
    return keys["counties"] + keys["schools"], np.concatenate([codes for each in parts.values() for codes in each])
