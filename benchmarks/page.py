"""The report as a page of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen
from contestant import FULL, SCHOOL_RULE, STANDARDS
from country import KEYS

if TYPE_CHECKING:
    from comparing import Comparison, Finding
    from contestant import Contestant
    from growth import Growth
    from singles import Peak, Single
    from streams import OutOfCore

OURS = "youzhi_rules"
_COUNTED = ("schools met", "wrong", "coefficients wrong", "counties met")
_JOBS = {FULL: "", STANDARDS: " (standards only)", SCHOOL_RULE: " (school rule, sample)"}


@frozen
class Target:
    """What is aimed at.

    Attributes:
        said: in words.
        found: what was measured.
        reached: whether it is; None where it could not be measured here.
    """

    said: str
    found: str
    reached: bool | None


@frozen
class Report:
    """All that was measured.

    Attributes:
        runs: turns a measurement.
        machine: what is said of the machine and the versions.
        contestants: all engines, also those that are not here.
        absent: why an engine is not here, by name.
        comparisons: by size and share of cells on a line, one comparison for each kind of keys.
        on_limits: the comparison with coefficients on their limit.
        growths: the curves, each with its picture.
        streams: what was streamed, with its picture; None where nothing could be.
        singles: the measures that stand alone.
        peaks: the peak memory of ours and of the kernel.
        targets: what is aimed at.
    """

    runs: int
    machine: list[tuple[str, str]]
    contestants: list[Contestant]
    absent: dict[str, str]
    comparisons: dict[tuple[int, float], dict[str, Comparison]]
    on_limits: Comparison
    growths: list[tuple[Growth, str]]
    streams: tuple[OutOfCore, str] | None
    singles: list[Single]
    peaks: list[Peak]
    targets: list[Target] = field(factory=list)


def page(report: Report) -> str:
    """The whole page."""
    parts = [
        _head(report),
        _engines(report),
        _targets(report),
        *(_country(share, size, by_keys) for (size, share), by_keys in report.comparisons.items()),
        _limits(report.on_limits),
        _wrong(report),
        _growth(report),
        "" if report.streams is None else streams_told(*report.streams),
        _alone(report),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table of Markdown, numbers to the right."""
    rule = ["---", *("--:" for _ in head[1:])]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *rows))


def number(value: int) -> str:
    """A whole number with thin groups."""
    return f"{value:,}".replace(",", " ")


def milliseconds(seconds: float) -> str:
    """A time, with three digits that count."""
    value = seconds * 1000
    return f"{value:.0f} ms" if value >= 100 else f"{value:.1f} ms" if value >= 10 else f"{value:.2f} ms"


def megabytes(size: int) -> str:
    """An amount of memory."""
    return f"{size / 1e6:.0f} MB"


def times(ratio: float) -> str:
    """A ratio."""
    return f"{ratio:.0f} ×" if ratio >= 100 else f"{ratio:.1f} ×" if ratio >= 10 else f"{ratio:.2f} ×"


def percent(share: float) -> str:
    """A share."""
    return f"{share * 100:g} %"


def _head(report: Report) -> str:
    told = table(["this machine", ""], [list(line) for line in report.machine]).replace("--:", "---")
    return f"""# Benchmarks

`make bench` wrote this page; do not edit it. The full job is article 6 of the national pack: seven standards, the
school rule (six of the seven met, the rest at 85 %), and fourteen coefficients of variation a county. The countries are
made up, so that half of the counties meet every standard and many cells lie exactly on a line.

Everything that is compared takes turns in one process, forwards and backwards, after a turn to warm up:
{report.runs} turns count. Streams and the import run in fresh processes, the streams in turns too. Times are medians.
Ratios are taken within each turn, and of these the median. They hold for this machine; another will show other times
and similar ratios.

{told}"""


def _engines(report: Report) -> str:
    rows = []
    for each in report.contestants:
        sample = f"; a sample of {number(each.sample)} sections, evenly spread" if each.sample else ""
        gone = f" **Left out: {report.absent[each.name]}.**" if each.name in report.absent else ""
        rows.append([each.name, each.job, f"{each.how}{sample}.{gone}"])
    return (
        "## What is compared\n\nEach engine finds its data in its own form, made before the clock starts. Only the "
        "library checks its records, keeps what is missing apart, and can explain every status afterwards. polars and "
        "DuckDB share their work out among processors, all others use one: what those two gain by it depends on how "
        "much of a second processor there is.\n\n" + table(["engine", "job", "how"], rows).replace("--:", "---")
    )


def _targets(report: Report) -> str:
    if not report.targets:
        return ""
    words = {True: "yes", False: "**no**", None: "not measured"}
    rows = [[target.said, target.found, words[target.reached]] for target in report.targets]
    return "## What is aimed at\n\n" + table(["aim", "measured", "reached"], rows)


def _country(share: float, size: int, by_keys: dict[str, Comparison]) -> str:
    first = by_keys[KEYS[0]]
    rows = [_row(finding.contestant, by_keys) for finding in first.findings]
    truth = first.truth
    said = (
        f"In exact numbers {number(truth['schools'].met)} of {number(truth['schools'].of)} schools meet the rule, "
        f"{number(truth['coefficients'].of - truth['coefficients'].met)} of {number(truth['coefficients'].of)} "
        f"coefficients are over their limit, and {number(truth['counties'].met)} of {number(truth['counties'].of)} "
        "counties meet all of article 6. Beside a time stands its ratio to ours, per section judged."
    )
    head = ["engine", *(f"{keys} keys" for keys in by_keys), *_COUNTED]
    return f"## {number(size)} sections, {percent(share)} of the cells on a line\n\n{said}\n\n" + table(head, rows)


def _row(contestant: Contestant, by_keys: dict[str, Comparison]) -> list[str]:
    cells, found = [contestant.name + _JOBS[contestant.job]], []
    for comparison in by_keys.values():
        by_name = {finding.contestant.name: finding for finding in comparison.findings}
        mine = by_name[contestant.name]
        cells.append(_time(mine, by_name[OURS], comparison.country.sections))
        found.append(mine)
    if "standards" in found[0].counts and "schools" not in found[0].counts:
        cells += [f"({number(found[0].counts['standards'].met)} standards)", _spread(found, "standards")]
    else:
        cells += [_met(found[0], "schools"), _spread(found, "schools")]
    return [*cells, _spread(found, "coefficients"), _counties(found)]


def _time(mine: Finding, ours: Finding, sections: int) -> str:
    if mine.timing is None or ours.timing is None:
        return "failed"
    if mine is ours:
        return milliseconds(mine.timing.median)
    judged = mine.contestant.sample or sections
    ratio = mine.timing.over(ours.timing) * sections / min(judged, sections)
    return f"{milliseconds(mine.timing.median)} ({times(ratio)})"


def _met(finding: Finding, name: str) -> str:
    count = finding.counts.get(name)
    if count is None:
        return "–"
    return number(count.met) + (f" of {number(count.of)}" if finding.contestant.sample else "")


def _spread(found: list[Finding], name: str) -> str:
    wrong = sorted({finding.counts[name].wrong for finding in found if name in finding.counts})
    if not wrong:
        return "–"
    return number(wrong[0]) if len(wrong) == 1 else f"{number(wrong[0])}–{number(wrong[-1])}"


def _counties(found: list[Finding]) -> str:
    if "counties" not in found[0].counts:
        return "–"
    wrong = _spread(found, "counties")
    return _met(found[0], "counties") + ("" if wrong == "0" else f", {wrong} wrong")


def _limits(comparison: Comparison) -> str:
    rows = [_row(each.contestant, {"integer": comparison}) for each in comparison.findings]
    return (
        f"## {number(comparison.country.sections)} sections, a tenth of the coefficients exactly on their limit\n\n"
        "A coefficient of exactly 0.50 or 0.45 is within its limit. Whoever takes a root in floats finds some of them "
        "over it.\n\n" + table(["engine", "integer keys", *_COUNTED], rows)
    )


def _wrong(report: Report) -> str:
    """One wrong answer of each kind an engine; engines that share an example are named together."""
    shown: dict[str, list[str]] = {}
    seen: set[tuple[str, str]] = set()
    failed: dict[str, str] = {}
    everything = [one for by_keys in report.comparisons.values() for one in by_keys.values()] + [report.on_limits]
    findings = [(one, finding) for one in everything for finding in one.findings]
    for comparison, finding in findings:
        name = finding.contestant.name
        if finding.failure is not None:
            failed.setdefault(name, finding.failure)
        for kind in ("standards", "schools", "coefficients"):
            if kind in finding.exhibits and (name, kind) not in seen:
                seen.add((name, kind))
                shown.setdefault(f"{finding.exhibits[kind]}. *({comparison.country.said})*", []).append(name)
    wrong = any(name == OURS for name, _ in seen)
    unknown = sum(finding.unknown for _, finding in findings)
    said = (
        f"The library's statuses were held against an exact oracle in all {len(everything)} countries: "
        f"{'some are wrong, shown below' if wrong else 'not one differs'}, and {number(unknown)} are unknown. "
        "Of every other engine that is wrong somewhere, one example of each kind:"
    )
    lines = [
        "## Who is wrong, and where",
        said,
        *(f"**{', '.join(names)}.** {text[0].upper()}{text[1:]}" for text, names in shown.items()),
        *(f"**{name}** did not get through: {text}" for name, text in failed.items()),
    ]
    return "\n\n".join(lines)


def _growth(report: Report) -> str:
    parts = ["## Growth"]
    for growth, picture in report.growths:
        head = [growth.axis, *(curve.name for curve in growth.curves)]
        rows = [
            [number(size), *(milliseconds(curve.timings[i].median) for curve in growth.curves)]
            for i, size in enumerate(growth.curves[0].sizes)
        ]
        parts += [_curves(growth, picture), table(head, rows)]
    return "\n\n".join(parts)


def _curves(growth: Growth, picture: str) -> str:
    slope = "; ".join(f"{curve.name} {curve.slope:.2f}" for curve in growth.curves)
    said = f"{growth.said[0].upper()}{growth.said[1:]}."
    if growth.straight:
        said += f" Exponents over the last decade, where 1 is linear: {slope}. The dashed line is exactly linear."
    return f"### Over {growth.axis}\n\n{said}\n\n![Times over {growth.axis}]({picture})"


def streams_told(found: OutOfCore, picture: str) -> str:
    """The growth out of core, with its picture, its memory and what was counted."""
    rows = [
        [
            number(each.sections),
            megabytes(each.size),
            milliseconds(each.timing.median),
            megabytes(each.peak),
            megabytes(each.before),
            number(each.found.schools),
            number(each.found.counties),
            "yes" if each.found == each.truth else f"**no: {each.truth.schools}, {each.truth.counties}**",
        ]
        for each in found.files
    ]
    head = ["sections", "file", "time", "peak memory", "of it before the first row", "schools met", "counties met"]
    said = (
        "Files are clustered by county, with every county and school of its own. The peak is the most memory that the "
        f"process of any run held: {times(found.flat)} from the smallest file to the largest. Every file is counted "
        "exactly as well, in integers and without the library. In the smallest, "
        f"{number(found.differing)} of {number(found.statuses)} statuses differ from one `evaluate` in memory, "
        f"and {number(found.wrong)} answers of that one differ from the exact verdict."
    )
    return "\n\n".join((_curves(found.growth, picture), said, table([*head, "as exactly counted"], rows)))


def _alone(report: Report) -> str:
    rows = [
        [
            each.name,
            milliseconds(each.timing.median),
            "" if each.beside is None else f"{each.beside[0]}: {milliseconds(each.beside[1].median)}",
            "" if each.ratio is None else times(each.ratio),
            "" if each.outcomes is None else f"{each.timing.median / each.outcomes * 1e6:.2f} µs",
        ]
        for each in report.singles
    ]
    memory = [
        [
            number(each.sections),
            each.given,
            each.job,
            times(each.ours),
            "–" if each.kernel is None else times(each.kernel),
        ]
        for each in report.peaks
    ]
    return (
        "## Single measures\n\n"
        + table(["what", "time", "held against", "ratio", "an outcome"], rows)
        + "\n\n## Memory\n\nThe most that an evaluation holds at once beside its input, in times the input columns. "
        "Columns of texts are wide in numpy, so that the same memory is less in times of them; in polars they are "
        "narrow.\n\n" + table(["sections", "keys", "job", OURS, "numpy kernel"], memory)
    )
