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
from growth import Growth, over_counties, over_packs, over_rules, over_sections
from machine import about
from page import OURS, Report, Target, number, page, percent, times
from pictures import draw
from singles import handing_on, importing, many_years, one_county, peaks, reading, what_if, whole_pack
from streams import OutOfCore, out_of_core
from streams import missing as no_streams

if TYPE_CHECKING:
    from collections.abc import Callable

    from singles import Single

ROOT = Path(__file__).parents[1]
SHARES = (0.01, 1.0)


@frozen
class Sizes:
    """How large everything is."""

    countries: tuple[int, int] = (10_000, 200_000)
    sections: tuple[int, ...] = (10_000, 30_000, 100_000, 300_000, 1_000_000)
    counties: tuple[int, ...] = (30, 300, 3000, 20_000)
    packs: tuple[int, ...] = (1, 2, 4, 8)
    rules: tuple[int, ...] = (1, 2, 4, 8, 16)
    streams: tuple[int, ...] = (500_000, 1_000_000, 2_000_000, 5_000_000)
    handed_on: int = 20_000
    memory: tuple[int, ...] = (200_000, 1_000_000)
    large: int = field(init=False)

    @large.default
    def _largest(self) -> int:
        return self.countries[-1]


QUICK = Sizes((200, 500), (100, 300, 1000), (3, 10), (1, 2), (1, 2), (1000, 2000, 4000), 200, (500,))


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
    streams = None if no_streams() else _streams(runs, sizes, pictures)
    singles = _singles(runs, sizes)
    _say("memory")
    machine = about(["youzhi-rules", *sorted({each.package for each in here} - {"youzhi-rules"})])
    found = Report(
        runs, machine, contestants, absent, comparisons, limits, growths, streams, singles, peaks(sizes.memory)
    )
    found.targets.extend(_targets(found, sizes))
    return found


def _growths(runs: int, sizes: Sizes, pictures: Path) -> list[tuple[Growth, str]]:
    measures: dict[str, Callable[[], Growth]] = {
        "sections": lambda: over_sections(sizes.sections, runs),
        "counties": lambda: over_counties(sizes.counties, sizes.large, runs),
        "packs": lambda: over_packs(sizes.packs, sizes.large, runs),
        "rules": lambda: over_rules(sizes.rules, sizes.large, runs),
    }
    found = []
    for axis, measure_it in measures.items():
        _say(f"growth over {axis}")
        growth = measure_it()
        found.append((growth, _drawn(growth, pictures)))
    return found


def _streams(runs: int, sizes: Sizes, pictures: Path) -> tuple[OutOfCore, str]:
    _say("growth out of core")
    found = out_of_core(sizes.streams, runs)
    return found, _drawn(found.growth, pictures)


def _drawn(growth: Growth, pictures: Path) -> str:
    """Draw the curves, and tell where the picture lies beside the page."""
    pictures.mkdir(parents=True, exist_ok=True)
    name = f"bench-{growth.axis.replace(' ', '-')}.svg"
    draw(growth, pictures / name)
    return f"{pictures.name}/{name}"


def _singles(runs: int, sizes: Sizes) -> list[Single]:
    measures: dict[str, Callable[[], list[Single]]] = {
        "the whole pack": lambda: [whole_pack(sizes.large, runs)],
        "one county": lambda: one_county(runs),
        "limits and years": lambda: [what_if(sizes.large, runs), many_years(sizes.large, runs)],
        "outcomes handed on": lambda: handing_on(sizes.handed_on, runs),
        "import and YAML": lambda: [importing(runs), reading(runs)],
    }
    found = []
    for name, measure_it in measures.items():
        _say(name)
        found += measure_it()
    return found


def _targets(report: Report, sizes: Sizes) -> list[Target]:
    """What is aimed at, as ratios on this machine."""
    small, large = sizes.countries
    whole, rows, *_ = report.singles
    by_axis = {growth.axis: growth for growth, _ in report.growths}
    together, alone = by_axis["packs"].curves
    milliseconds = rows.timing.median * 1000
    slope = by_axis["sections"].curves[0].slope
    peak = max(each.ours for each in report.peaks)
    return [
        _over_kernel(report, large, 0.01, 1.0),
        _over_kernel(report, large, 1.0, 1.2),
        _kernel_on_limits(report),
        *(_ahead(report, large, name, 1.5) for name in ("polars", "DuckDB")),
        _aim(_said(whole), whole.ratio, 1.5),
        _over_kernel(report, small, 0.01, 2.0),
        Target(f"{rows.name}, warm: at most 2 ms", f"{milliseconds:.2f} ms", milliseconds <= 2),
        _aim(
            f"all {together.sizes[-1]} shipped packs in one `evaluate_many`, {number(large)} sections, against "
            "`evaluate` with one",
            together.timings[-1].over(alone.timings[0]),
            3.0,
        ),
        Target("growth over sections in memory: exponent at most 1.05", f"{slope:.3f}", slope <= 1.05),
        *_aims_of_streams(report, sizes.streams[-1]),
        Target("peak memory beside the input: at most 3 × its columns", times(peak), peak <= 3),
        _exactness(report),
    ]


def _aims_of_streams(report: Report, most: int) -> list[Target]:
    found = None if report.streams is None else report.streams[0]
    slope = None if found is None else found.growth.curves[0].slope
    return [
        Target(
            f"growth to {number(most)} sections out of core: exponent at most 1.05",
            "–" if slope is None else f"{slope:.3f}",
            None if slope is None else slope <= 1.05,
        ),
        _aim("peak memory of the largest stream against the smallest", None if found is None else found.flat, 1.2),
        Target(
            "every status of a stream as in memory",
            "–" if found is None else f"{number(found.differing)} of {number(found.statuses)} differ",
            None if found is None else found.differing == 0,
        ),
    ]


def _exactness(report: Report) -> Target:
    """Whether a status of the library differs from the exact verdict anywhere, or is unknown."""
    all_of_them = [one for by_keys in report.comparisons.values() for one in by_keys.values()] + [report.on_limits]
    ours = [each for one in all_of_them for each in one.findings if each.contestant.name == OURS]
    astray = sum(count.wrong for finding in ours for count in finding.counts.values())
    astray += sum(finding.unknown for finding in ours)
    if report.streams is not None:
        found = report.streams[0]
        astray += found.wrong + found.astray + sum(each.unknown for each in found.files)
    failed = any(finding.failure for finding in ours)
    told = "did not get through" if failed else f"{number(astray)} differ"
    return Target("not one status differs from the exact verdict in all of it", told, astray == 0 and not failed)


def _aim(said: str, ratio: float | None, most: float) -> Target:
    if ratio is None:
        return Target(f"{said}: at most {most:g} ×", "–", None)
    return Target(f"{said}: at most {most:g} ×", times(ratio), ratio <= most)


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


def _kernel_on_limits(report: Report) -> Target:
    said = f"article 6, {number(report.on_limits.country.sections)} sections, 10 % of the coefficients on their limit"
    return _aim(f"{said}, against the numpy kernel", _ratio(report.on_limits, KERNEL.name), 5.0)


def _over_kernel(report: Report, size: int, share: float, most: float) -> Target:
    said = f"article 6, {number(size)} sections, {percent(share)} of cells on a line, against the numpy kernel"
    return _aim(said, _pair(report, size, share, KERNEL.name), most)


def _ahead(report: Report, size: int, name: str, least: float) -> Target:
    ratio, said = _pair(report, size, 0.01, name), f"{number(size)} sections: {name} takes at least {least:g} × as long"
    return Target(said, "–", None) if ratio is None else Target(said, times(1 / ratio), 1 / ratio >= least)


def _say(what: str) -> None:
    print(f"==> {what}", file=sys.stderr)


if __name__ == "__main__":
    main()
