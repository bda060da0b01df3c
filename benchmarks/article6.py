"""Time the evaluator: article 6 for a whole country, one county, the import, and the reading of a pack.

Usage: python benchmarks/article6.py [--runs 9] [--sections 200000]

Everything that is compared is measured in turns in one process, so that both see the same machine. A median of the runs
is shown. Nothing is written.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy_kernel as floats
import yaml
from attrs import evolve

import youzhi_rules as yz
from youzhi_rules.api import plan_of
from youzhi_rules.composer import compose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from youzhi_rules import Pack, Result

PACK = "national-2017"
IMPORT_TIMED = """
import time, numpy
start = time.perf_counter()
import youzhi_rules
print(time.perf_counter() - start)
"""
LIMITS = [[Fraction(str(limit)) for limit in row] for row in floats.STANDARD]
PER = [Fraction(int(per)) for per in floats.PER]


def article_6() -> Pack:
    """The national pack with its group of resources alone."""
    pack = yz.load_pack(PACK)
    rules = {name: rule for name, rule in pack.rules.items() if rule.group == "resources"}
    groups = {name: group for name, group in pack.groups.items() if name == "resources"}
    pack = evolve(pack, rules=rules, groups=groups, tasks={})
    plan_of(pack)  # compiled before anything is timed
    return pack


def medians(runs: int, *actions: Callable[[], object]) -> list[float]:
    """The median time of each action in seconds; the actions take turns, after one turn to warm up."""
    times: list[list[float]] = [[] for _ in actions]
    for turn in range(runs + 1):
        for action, taken in zip(actions, times, strict=True):
            start = time.perf_counter()
            action()
            if turn:
                taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def quotas(result: Result) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether each section meets the quota, in the order of the library."""
    index = next(i for i, step in enumerate(result.plan.steps) if step.id == "resource_quota")
    return result.verdicts.steps[index] == 2


def exact_quota(cols: dict[str, Any], row: int) -> bool:
    """The quota of one section in rational numbers, with nothing of the library."""
    junior = int(cols["stage"][row] == "junior")
    pupils = int(cols["students"][row])
    met, above_floor = 0, True
    for j, name in enumerate(floats.NAMES):
        value = PER[j] * Fraction(repr(float(cols[name][row]))) / pupils
        limit = LIMITS[junior][j]
        met += value >= limit
        above_floor &= value >= Fraction(85, 100) * limit
    return met >= 6 and above_floor


def country(runs: int, sections: int) -> list[Sequence[str]]:
    """Article 6 for a country's sections, with 0, 1 and 100 of 100 cells on a line, and who was right."""
    pack, lines = article_6(), []
    for share in (0.0, 0.01, 1.0):
        cols = floats.columns(sections, on_line=share)
        exact, plain = medians(runs, lambda: yz.evaluate(cols, pack), lambda: floats.kernel(cols))  # noqa: B023 - used at once
        ours, theirs = quotas(yz.evaluate(cols, pack)), floats.kernel(cols)[0]
        differ = np.flatnonzero(ours != theirs).tolist()
        wrong = sum(bool(ours[row]) != exact_quota(cols, row) for row in differ)
        said = f"floats wrong: {len(differ) - wrong}, ours: {wrong}"
        name = f"article 6, {sections} sections, {share:.0%} of cells on a line"
        lines.append((name, milliseconds(exact), milliseconds(plain), f"{exact / plain:.2f}", said))
    return lines


def county(runs: int) -> Sequence[str]:
    """A county of 100 sections given as rows, everything warm; against the kernel on the same data."""
    pack = article_6()
    cols = floats.columns(100, counties=1)
    rows = [{name: column[i].item() for name, column in cols.items()} for i in range(100)]
    ours, theirs = medians(runs * 10, lambda: yz.evaluate(rows, pack), lambda: floats.kernel(cols))
    said = "from a list of dicts; the kernel has columns"
    return ("one county of 100 sections", milliseconds(ours), milliseconds(theirs), f"{ours / theirs:.2f}", said)


def importing(runs: int) -> Sequence[str]:
    """``import youzhi_rules`` in fresh processes that have numpy already."""
    taken = []
    for _ in range(runs):
        done = subprocess.run([sys.executable, "-c", IMPORT_TIMED], capture_output=True, text=True, check=True)
        taken.append(float(done.stdout))
    return ("import youzhi_rules, after numpy", milliseconds(statistics.median(taken)), "", "", "fresh processes")


def reading(runs: int) -> Sequence[str]:
    """The YAML step of loading the national pack against PyYAML's safe loader."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    folder = yz.load_pack(PACK).folder
    data = (Path(str(folder)) / "pack.yaml").read_bytes()
    ours, theirs = medians(runs, lambda: compose(data, None), lambda: yaml.load(data, loader))  # noqa: S506 - a safe loader
    return (
        "YAML of the national pack",
        milliseconds(ours),
        milliseconds(theirs),
        f"{ours / theirs:.2f}",
        loader.__name__,
    )


def milliseconds(seconds: float) -> str:
    """A time for the table."""
    return f"{seconds * 1000:.2f} ms"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Time the evaluator.")
    parser.add_argument("--runs", type=int, default=9, help="runs of each measurement, at least 7")
    parser.add_argument("--sections", type=int, default=200_000, help="sections of the country")
    given = parser.parse_args()
    runs = max(given.runs, 7)
    lines = [*country(runs, given.sections), county(runs), importing(runs), reading(runs)]
    table = [("what", "youzhi_rules", "yardstick", "ratio", ""), *lines]
    widths = [max(len(line[i]) for line in table) for i in range(len(table[0]))]
    for line in table:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


if __name__ == "__main__":
    main()
