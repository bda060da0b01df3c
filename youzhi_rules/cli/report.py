"""What ``youzhi evaluate`` prints: the verdict, what fails and by how much, what is missing, and the verdict again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from ..catalogue import label
from ..engine import STATUSES
from ..model import STATES
from ..summary import reason_text, summary_of
from .screen import bare_table, heading, status_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, RenderableType

    from ..catalogue import Lang
    from ..errors import Problem
    from ..result import Result
    from ..summary import CountySummary, Finding

__all__ = ["print_problems", "print_report", "verdict_line"]

_COUNTIES = 20
_TOLD = 3
_WORST = 3
_LACKS = 6
"""So many missing facts of a level are listed, those that most rules wait for."""
_NOTES = 10


def print_report(result: Result, screen: Console, lang: Lang, example: str | None = None) -> None:
    """Print a result for people; the last line is the verdict, above it ``example`` completes ``youzhi explain``."""
    pack = result.pack
    number = f"（{pack.source.number}）" if pack.source.number else ""
    screen.print(Text(f"{pack.title.say(lang)}{number}"))
    data = result.data.source or label("data", lang)
    units = result.data.units
    size = [
        label(name, lang).format(count=units.count(level))
        for name, level in (("of_counties", "county"), ("of_schools", "school"), ("of_sections", "section"))
    ]
    day = [f"{label('as_of', lang)} {result.as_of.isoformat()}"] if result.as_of else []
    state = [label(pack.state, lang)] if pack.state != STATES[0] else []
    screen.print(Text(" · ".join([f"{pack.id} {pack.version}", *state, data, *size, *day]), style="dim"))
    counties = len(result.counties)
    if counties > 1:
        _overview(result, screen, lang)
    for index in range(counties if counties <= _TOLD else 0):
        _county(result, index, screen, lang)
    print_problems(result.problems, screen, lang)
    screen.print()
    more = " ".join(part for part in (label("more_help", lang), example) if part)
    screen.print(Text(more, style="dim"), soft_wrap=True)
    screen.print(verdict_line(result, lang), soft_wrap=True)


def verdict_line(result: Result, lang: Lang) -> Text:
    """The verdict in one line."""
    codes = result.verdicts.counties.tolist()
    if len(codes) == 1:
        line = label("verdict_line", lang).format(county=result.data.units.counties[0], status="\0")
        before, _, after = line.partition("\0")
        return Text.assemble((before, "bold"), status_text(result.status, lang), (after, "bold"))
    told = [label(f"counties_{STATUSES[code]}", lang).format(count=codes.count(code)) for code in sorted(set(codes))]
    county = label("of_counties", lang).format(count=len(codes)) + (f"（{' · '.join(told)}）" if told else "")
    line = label("verdict_line", lang).format(county=county, status="\0")
    before, _, after = line.partition("\0")
    return Text.assemble((before, "bold"), status_text(result.status, lang), (after, "bold"))


def _section(screen: Console, title: str | Text, body: RenderableType) -> None:
    screen.print()
    screen.print(heading(title) if isinstance(title, str) else title)
    screen.print(body)


def _overview(result: Result, screen: Console, lang: Lang) -> None:
    groups = result.plan.groups
    table = bare_table(("county", "verdict"), lang, keep=(1,))
    for group in groups.values():
        table.add_column(group.zh if lang == "zh" else group.en)
    names = list(result.counties)
    for name in names[:_COUNTIES]:
        county = result.counties[name]
        table.add_row(name, status_text(county.status, lang), *(status_text(county.groups[g], lang) for g in groups))
    _section(screen, label("verdict", lang), table)
    if len(names) > _COUNTIES:
        screen.print(Text(label("counties_more", lang).format(count=len(names) - _COUNTIES), style="dim"))


def _county(result: Result, index: int, screen: Console, lang: Lang) -> None:
    told = summary_of(result, index, lang)
    table = bare_table(("group", "clause", "status"), lang)
    for name, group in result.plan.groups.items():
        words = group.zh if lang == "zh" else group.en
        table.add_row(words, group.clause or "", status_text(told.county.groups[name], lang))
    title = Text.assemble((f"{told.county.name}  ", "bold"), status_text(told.county.status, lang))
    _section(screen, title, table)
    if any(told.county.plan.values()):
        duties = " · ".join(f"{label(status, lang)} {count}" for status, count in told.county.plan.items() if count)
        screen.print(Text(f"{label('plan_duties', lang)}: {duties}"))
    _fails_above(told, screen, lang)
    _fails_below(told, screen, lang)
    _lacks(told, screen, lang)
    _undecided(told, result, screen, lang)
    _relieved(told, screen, lang)


def _name(finding: Finding, lang: Lang) -> str:
    stage = f"（{label(finding.stage, lang)}）" if finding.stage else ""
    return finding.title + stage + ("" if finding.decides else f" [{label(finding.strength, lang)}]")


def _fails_above(told: CountySummary, screen: Console, lang: Lang) -> None:
    findings = told.failing("county", "town", "city")
    if not findings:
        return
    table = bare_table(("title", "value", "limit", "gap", "clause"), lang, right=(1, 2), keep=(3,))
    for finding in findings:
        for short in finding.shortfalls:
            place = f" — {short.outcome['town']}" if short.outcome["town"] else ""
            table.add_row(_name(finding, lang) + place, short.value, short.bound, short.gap, finding.clause or "")
    _section(screen, label("fails_county", lang), table)


def _fails_below(told: CountySummary, screen: Console, lang: Lang) -> None:
    findings = told.failing("section", "school")
    if not findings:
        return
    screen.print()
    screen.print(heading(label("fails_school", lang)))
    for finding in findings:
        shown = finding.shortfalls[:_WORST]
        count = label("fails_count", lang).format(unmet=len(finding.shortfalls), judged=finding.judged)
        more = label("worst_of", lang).format(shown=len(shown)) if len(finding.shortfalls) > len(shown) else ""
        screen.print()
        line = Text.assemble(_name(finding, lang), "  ", (count, "red"), more, f"  {finding.clause or ''}")
        screen.print(line, soft_wrap=True)
        screen.print(_quota_table(finding, lang) if any(s.parts for s in shown) else _school_table(finding, lang))


def _school_table(finding: Finding, lang: Lang) -> RenderableType:
    section = finding.level == "section"
    heads = ("school", "stage", "value", "limit", "gap") if section else ("school", "value", "limit", "gap")
    numbers = (2, 3) if section else (1, 2)
    table = bare_table(heads, lang, right=numbers, keep=(len(heads) - 1,))
    for short in finding.shortfalls[:_WORST]:
        stage = [_stage(short.outcome["stage"], lang)] if section else []
        table.add_row(short.outcome["school_name"], *stage, short.value, short.bound, short.gap)
    return table


def _quota_table(finding: Finding, lang: Lang) -> RenderableType:
    """A quota with the rules each section fails: one line for the section, one for each rule."""
    table = bare_table(("school", "title", "value", "limit", "gap"), lang, right=(2, 3), keep=(4,))
    for short in finding.shortfalls[:_WORST]:
        name = f"{short.outcome['school_name']} {_stage(short.outcome['stage'], lang)}"
        table.add_row(name, Text(label("quota_met", lang)), short.value, short.bound, short.gap, style="bold")
        for part in short.parts:
            gap = part.gap + (f" {label('below_floor', lang)}" if part.below_floor else "")
            table.add_row("", part.outcome["title"], part.value, part.bound, gap)
    return table


def _stage(stage: str | None, lang: Lang) -> str:
    return label(stage, lang) if stage else "?"


def _lacks(told: CountySummary, screen: Console, lang: Lang) -> None:
    if not told.lacks:
        return
    table = bare_table(("data", "level", "units_lacking", "lacking_for"), lang, right=(2,), keep=(1,))
    levels = dict.fromkeys(lack.level for lack in told.lacks)
    listed = [lack for level in levels for lack in [each for each in told.lacks if each.level == level][:_LACKS]]
    for lack in listed:
        rules = ("、" if lang == "zh" else "; ").join(lack.rules[:_WORST])
        if len(lack.rules) > _WORST:
            rules += label("lacking_rules_more", lang).format(count=len(lack.rules))
        table.add_row(lack.name, label(lack.level, lang) if lack.level else "", str(lack.units), rules)
    _section(screen, label("lacking", lang), table)
    if len(told.lacks) > len(listed):
        more = label("lacking_more_all", lang).format(count=len(told.lacks) - len(listed))
        screen.print(Text(more, style="dim"), soft_wrap=True)


def _undecided(told: CountySummary, result: Result, screen: Console, lang: Lang) -> None:
    lines = [
        f"{_name(finding, lang)}: {reason_text(result.plan.facts, reason, lang)} ({count})"
        for finding in told.unresolved()
        for reason, count in finding.beyond_data.items()
    ]
    if lines:
        _section(screen, label("undecided", lang), Text("\n".join(lines)))


def _relieved(told: CountySummary, screen: Console, lang: Lang) -> None:
    lines = [
        f"{_name(finding, lang)}: {relief} ({count})"
        for finding in told.relieved()
        for relief, count in finding.reliefs.items()
    ]
    if lines:
        _section(screen, label("reliefs_used", lang), Text("\n".join(lines)))


def print_problems(problems: Sequence[Problem], screen: Console, lang: Lang) -> None:
    """Print all errors, and the notes as far as they are few."""
    errors = [problem for problem in problems if problem.severity == "error"]
    notes = [problem for problem in problems if problem.severity == "note"]
    screen.print()
    if not problems:
        screen.print(Text(label("problems_none", lang), style="dim"))
        return
    count = label("problems_count", lang).format(errors=len(errors), notes=len(notes))
    screen.print(heading(f"{label('problems', lang)}  {count}"))
    for problem in [*errors, *notes[:_NOTES]]:
        colour = "red" if problem.severity == "error" else "dim"
        kind = label("error" if problem.severity == "error" else "note_severity", lang)
        screen.print(Text.assemble((f"{kind} ", colour), problem.line(lang)), soft_wrap=True)
    if len(notes) > _NOTES:
        screen.print(Text(label("problems_more", lang).format(count=len(notes) - _NOTES), style="dim"))
