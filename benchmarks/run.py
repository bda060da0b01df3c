"""Measure everything and write the report.

Usage: python benchmarks/run.py [--runs 9] [--out docs/benchmarks.md] [--quick]

The page goes where ``--out`` says, its pictures beside it into ``images/``. ``--quick`` takes small countries, to see
that all works, and writes below ``build/``.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen
from by_library import KERNEL
from clock import LEAST_RUNS
from comparing import Comparison, compare
from contestants import everyone
from country import KEYS, made
from growth import (
    Growth,
    Single,
    importing,
    one_county,
    over_counties,
    over_packs,
    over_rules,
    over_sections,
    peaks,
    reading,
    whole_pack,
)
from machine import about
from page import OURS, Report, page, percent, times
from pictures import draw

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
SHARES = (0.01, 1.0)


@frozen
class Sizes:
    """How large everything is."""

    countries: tuple[int, int] = (10_000, 200_000)
    sections: tuple[int, ...] = (10_000, 30_000, 100_000, 300_000, 1_000_000)
    counties: tuple[int, ...] = (30, 300, 3000, 20_000)
    rules: tuple[int, ...] = (1, 2, 4, 8, 16)
    memory: tuple[int, ...] = (200_000, 1_000_000)
    large: int = field(init=False)

    @large.default
    def _largest(self) -> int:
        return self.countries[-1]


QUICK = Sizes((200, 500), (100, 300, 1000), (3, 10), (1, 2), (500,))


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description="Time the library against other packages, and write the report.")
    parser.add_argument("--runs", type=int, default=9, help=f"turns of each measurement, at least {LEAST_RUNS}")
    parser.add_argument("--out", type=Path, help="the page that is written")
    parser.add_argument("--quick", action="store_true", help="small countries, written below build/")
    given = parser.parse_args()
    warnings.filterwarnings("ignore", category=DeprecationWarning)  # the other packages' own affair
    out = given.out or (ROOT / "build" / "bench" / "benchmarks.md" if given.quick else ROOT / "docs" / "benchmarks.md")
    report = measure(max(given.runs, LEAST_RUNS), QUICK if given.quick else Sizes(), out.parent / "images")
    out.write_text(page(report), encoding="utf-8")
    print(f"wrote {out}")


def measure(runs: int, sizes: Sizes, pictures: Path) -> Report:
    """Measure everything; draw the pictures."""
    contestants = everyone()
    absent = {each.name: why for each in contestants if (why := each.missing()) is not None}
    here = [each for each in contestants if each.name not in absent]
    comparisons: dict[tuple[int, float], dict[str, Comparison]] = {}
    for size in sizes.countries:
        for share in SHARES:
            for keys in KEYS:
                _say(f"{size} sections, {share:.0%} on a line, {keys} keys")
                country = made(size, keys=keys, on_line=share)
                comparisons.setdefault((size, share), {})[keys] = compare(here, country, runs)
    _say("coefficients on their limit")
    limits = compare(here, made(sizes.large, on_limit=0.1), runs)
    growths = _growths(runs, sizes, pictures)
    _say("single measures")
    singles = [whole_pack(sizes.large, runs), *one_county(runs), importing(runs), reading(runs)]
    machine = about(["youzhi-rules", *sorted({each.package for each in here} - {"youzhi-rules"})])
    found = Report(runs, machine, contestants, absent, comparisons, limits, growths, singles, peaks(sizes.memory))
    found.targets.extend(_targets(found, sizes))
    return found


def _growths(runs: int, sizes: Sizes, pictures: Path) -> list[tuple[Growth, str]]:
    measures: list[Callable[[], Growth]] = [
        lambda: over_sections(sizes.sections, runs),
        lambda: over_counties(sizes.counties, sizes.large, runs),
        lambda: over_packs(sizes.large, runs),
        lambda: over_rules(sizes.rules, sizes.large, runs),
    ]
    found = []
    pictures.mkdir(parents=True, exist_ok=True)
    for each in measures:
        growth = each()
        _say(f"growth over {growth.axis}")
        name = f"bench-{growth.axis}.svg"
        draw(
            growth,
            pictures / name,
            logarithmic=growth.axis in {"sections", "counties"},
            straight=growth.axis == "sections",
        )
        found.append((growth, f"{pictures.name}/{name}"))
    return found


def _targets(report: Report, sizes: Sizes) -> list[tuple[str, str, bool]]:
    """What is aimed at, as ratios on this machine."""
    small, large = sizes.countries
    whole, rows, *_ = report.singles
    by_axis = {growth.axis: growth for growth, _ in report.growths}
    packs = by_axis["packs"].curves[0].timings
    lines = [
        _over_kernel(report, large, 0.01, 1.0),
        _over_kernel(report, large, 1.0, 1.2),
        _kernel_on_limits(report),
        *(_ahead(report, large, name, 1.5) for name in ("polars", "DuckDB")),
        _aim(_said(whole), whole.ratio or 0.0, 1.5),
        _over_kernel(report, small, 0.01, 2.0),
        _aim("all shipped packs against one, same sections", packs[-1].over(packs[0]), 3.0),
    ]
    milliseconds = rows.timing.median * 1000
    lines.append((f"{rows.name}: at most 2 ms", f"{milliseconds:.2f} ms", milliseconds <= 2))
    slope = by_axis["sections"].curves[0].slope
    lines.append(("growth over sections in memory: exponent at most 1.05", f"{slope:.2f}", slope <= 1.05))
    peak = max(ours for _, ours, _ in report.peaks)
    lines.append(("peak memory: at most 3 × the input columns", times(peak), peak <= 3))
    return [line for line in lines if line is not None]


def _aim(said: str, ratio: float, most: float) -> tuple[str, str, bool]:
    return f"{said}: at most {most:g} ×", times(ratio), ratio <= most


def _said(single: Single) -> str:
    return f"{single.name}, against {single.beside[0]}" if single.beside else single.name


def _pair(report: Report, size: int, share: float, name: str) -> float | None:
    """Our time over another engine's, integer keys."""
    return _ratio(report.comparisons[size, share]["integer"], name)


def _ratio(comparison: Comparison, name: str) -> float | None:
    findings = {each.contestant.name: each for each in comparison.findings}
    if name not in findings:
        return None
    ours, theirs = findings[OURS].timing, findings[name].timing
    return None if ours is None or theirs is None else ours.over(theirs)


def _kernel_on_limits(report: Report) -> tuple[str, str, bool] | None:
    ratio = _ratio(report.on_limits, KERNEL.name)
    said = f"article 6, {report.on_limits.country.sections:,} sections, 10 % of the coefficients on their limit"
    return None if ratio is None else _aim(f"{said}, against the numpy kernel", ratio, 5.0)


def _over_kernel(report: Report, size: int, share: float, most: float) -> tuple[str, str, bool] | None:
    ratio = _pair(report, size, share, KERNEL.name)
    said = f"article 6, {size:,} sections, {percent(share)} of cells on a line, against the numpy kernel"
    return None if ratio is None else _aim(said, ratio, most)


def _ahead(report: Report, size: int, name: str, least: float) -> tuple[str, str, bool] | None:
    ratio = _pair(report, size, 0.01, name)
    if ratio is None:
        return None
    return f"{size:,} sections: {name} takes at least {least:g} × as long", times(1 / ratio), 1 / ratio >= least


def _say(what: str) -> None:
    print(f"==> {what}", file=sys.stderr)


if __name__ == "__main__":
    main()
