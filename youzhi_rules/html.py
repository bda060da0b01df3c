"""A result as HTML for notebooks and files: self-contained, no script, nothing fetched, everything escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .catalogue import label
from .engine import STATUSES
from .markup import badge, capital, cell, framed, grid, soft, tag
from .model import STATES
from .numerals import display_text, unit_text
from .summary import reason_text, summary_of
from .wide import mean_rows_of

if TYPE_CHECKING:
    from .catalogue import Lang
    from .result import Result
    from .summary import CountySummary, Finding, Shortfall

__all__ = ["result_html", "result_page"]

_COUNTIES = 20
_WORST = 5
_ERRORS = 50
_NOTES = 10
_LACKS = 60

_PAGE_STYLE = """
:root{color-scheme:light dark}
body{margin:2em auto;padding:0 1.2em;max-width:76em;font-family:system-ui,"Noto Sans CJK SC","PingFang SC",
"Microsoft YaHei",sans-serif}
"""


def result_html(result: Result, lang: Lang = "zh") -> str:
    """A result as a piece of HTML: verdicts, what fails and by how much, what is not known, problems of the data.

    Args:
        result: the result of an evaluation.
        lang: the language of the words.

    Returns:
        One element with its own scoped style. Of many counties the first 20 are told.
    """
    parts = [_heading(result, lang)]
    counties = len(result.counties)
    if counties == 1:
        parts.append(_county(result, 0, lang))
    else:
        parts.append(_overview(result, lang))
        for index in range(min(counties, _COUNTIES)):
            name = escape(result.data.units.counties[index])
            told = badge(result.county(index).status, lang)
            parts.append(f"<details><summary>{name} {told}</summary>{_county(result, index, lang)}</details>")
        if counties > _COUNTIES:
            parts.append(soft(label("counties_more", lang).format(count=counties - _COUNTIES)))
    parts.append(_problems(result, lang))
    return framed("".join(parts), lang)


def result_page(result: Result, lang: Lang = "zh") -> str:
    """The same as a whole HTML document, for a file."""
    title = escape(f"{label('verdict', lang)} — {result.pack.title.say(lang)}")
    return (
        f'<!DOCTYPE html>\n<html lang="{tag(lang)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_PAGE_STYLE}</style></head>\n<body>{result_html(result, lang)}</body></html>\n"
    )


def _heading(result: Result, lang: Lang) -> str:
    pack = result.pack
    number = f"（{pack.source.number}）" if pack.source.number else ""
    day = f" · {label('as_of', lang)} {result.as_of.isoformat()}" if result.as_of else ""
    state = f" · {label(pack.state, lang)}" if pack.state != STATES[0] else ""
    told = f"{pack.title.say(lang)}{number} · {pack.id} {pack.version}{state}{day}"
    return soft(told)


def _overview(result: Result, lang: Lang) -> str:
    codes = result.verdicts.counties.tolist()
    counts = " · ".join(
        label(f"counties_{STATUSES[code]}", lang).format(count=codes.count(code)) for code in sorted(set(codes))
    )
    names = (group.zh if lang == "zh" else group.en for group in result.plan.groups.values())
    heads = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = []
    for index in range(min(len(codes), _COUNTIES)):
        county = result.county(index)
        groups = "".join(f"<td>{badge(county.groups[name], lang)}</td>" for name in result.plan.groups)
        rows.append(f"<tr>{cell(county.name, 'k')}<td>{badge(county.status, lang)}</td>{groups}</tr>")
    head = f"<th>{escape(capital(label('county', lang)))}</th><th>{escape(label('verdict', lang))}</th>{heads}"
    total = label("of_counties", lang).format(count=len(codes))
    return (
        f"<h3>{escape(total)} {badge(result.status, lang)}</h3>{soft(counts)}"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _county(result: Result, index: int, lang: Lang) -> str:
    told = summary_of(result, index, lang)
    county = told.county
    parts = [f"<h3>{escape(county.name)} {badge(county.status, lang)}</h3>"]
    schools = label("of_schools", lang).format(count=told.schools)
    parts.append(soft(f"{schools} · {label('of_sections', lang).format(count=told.sections)}"))
    groups = [
        f"<tr>{cell(group.zh if lang == 'zh' else group.en)}{cell(group.clause)}"
        f"<td>{badge(county.groups[name], lang)}</td></tr>"
        for name, group in result.plan.groups.items()
    ]
    parts.append(grid(("group", "clause", "status"), groups, lang))
    if any(county.plan.values()):
        duties = " · ".join(f"{label(status, lang)} {count}" for status, count in county.plan.items() if count)
        parts.append(soft(f"{label('plan_duties', lang)}: {duties}"))
    parts += [_fails_above(told, lang), _fails_below(told, lang), _lacks(told, lang)]
    parts += [_undecided(told, result, lang), _relieved(told, lang), _indicators(result, index, lang)]
    return "".join(parts)


def _name(finding: Finding, lang: Lang) -> str:
    return finding.title + (f"（{label(finding.stage, lang)}）" if finding.stage else "")


def _strength(finding: Finding, lang: Lang) -> str:
    return "" if finding.decides else f" [{label(finding.strength, lang)}]"


def _fails_above(told: CountySummary, lang: Lang) -> str:
    """What the county itself, its towns and its city do not meet: county rules first."""
    findings = told.failing("county", "town", "city")
    if not findings:
        return ""
    rows = []
    for finding in findings:
        for short in finding.shortfalls:
            place = f" — {short.outcome['town']}" if short.outcome["town"] else ""
            rows.append(
                [
                    cell(_name(finding, lang) + place + _strength(finding, lang)),
                    cell(short.value, "n"),
                    cell(short.bound, "n"),
                    cell(short.gap, "k"),
                    cell(finding.clause, "k"),
                ]
            )
    heads = ("title", "value", "limit", "gap", "clause")
    return f"<h4>{escape(label('fails_county', lang))}</h4>{grid(heads, rows, lang)}"


def _fails_below(told: CountySummary, lang: Lang) -> str:
    findings = told.failing("section", "school")
    if not findings:
        return ""
    parts = [f"<h4>{escape(label('fails_school', lang))}</h4>"]
    for finding in findings:
        count = label("fails_count", lang).format(unmet=len(finding.shortfalls), judged=finding.judged)
        shown = finding.shortfalls[:_WORST]
        more = label("worst_of", lang).format(shown=len(shown)) if len(finding.shortfalls) > len(shown) else ""
        head = f"{escape(_name(finding, lang) + _strength(finding, lang))} — {escape(count)} "
        soft = escape(f"{finding.clause or ''}{more}")
        heads = ("school", *(("stage",) if finding.level == "section" else ()), "value", "limit", "gap")
        table = grid(heads, (_school_row(short, lang) for short in shown), lang)
        parts.append(f'<details open><summary>{head}<span class="yz-soft">{soft}</span></summary>{table}</details>')
    return "".join(parts)


def _school_row(short: Shortfall, lang: Lang) -> list[str]:
    found = short.outcome
    stage = label(found["stage"], lang) if found["stage"] else "?"
    gap = escape(short.gap)
    if short.parts:
        gap += "<ul>" + "".join(f"<li>{escape(_part(part, lang))}</li>" for part in short.parts) + "</ul>"
    return [
        cell(found["school_name"], "k"),
        *([cell(stage, "k")] if found["level"] == "section" else []),
        cell(short.value, "n"),
        cell(short.bound, "n"),
        f"<td>{gap}</td>",
    ]


def _part(part: Shortfall, lang: Lang) -> str:
    floor = f" · {label('below_floor', lang)}" if part.below_floor else ""
    gap = f" · {part.gap}" if part.gap else ""
    return f"{part.outcome['title']}: {part.value} ({part.bound}){gap}{floor}"


def _lacks(told: CountySummary, lang: Lang) -> str:
    if not told.lacks:
        return ""
    rows = [
        [
            cell(lack.name),
            cell(lack.column, "k"),
            cell(label(lack.level, lang) if lack.level else "", "k"),
            cell(lack.units, "n"),
            cell("、".join(lack.rules) if lang == "zh" else "; ".join(lack.rules)),
        ]
        for lack in told.lacks[:_LACKS]
    ]
    table = grid(("data", "column", "level", "units_lacking", "lacking_for"), rows, lang)
    more = len(told.lacks) - _LACKS
    rest = soft(label("lacking_more", lang).format(count=more)) if more > 0 else ""
    return f"<h4>{escape(label('lacking', lang))}</h4>{table}{rest}"


def _undecided(told: CountySummary, result: Result, lang: Lang) -> str:
    lines = [
        f"<li>{escape(_name(finding, lang))}: {escape(reason_text(result.plan.facts, reason, lang))} ({count})</li>"
        for finding in told.unresolved()
        for reason, count in finding.beyond_data.items()
    ]
    return f"<h4>{escape(label('undecided', lang))}</h4><ul>{''.join(lines)}</ul>" if lines else ""


def _relieved(told: CountySummary, lang: Lang) -> str:
    """What is met through reliefs only, and by how many."""
    lines = [
        f"<li>{escape(_name(finding, lang))}: {escape(relief)} ({count})</li>"
        for finding in told.relieved()
        for relief, count in finding.reliefs.items()
    ]
    return f"<h4>{escape(label('reliefs_used', lang))}</h4><ul>{''.join(lines)}</ul>" if lines else ""


def _indicators(result: Result, index: int, lang: Lang) -> str:
    """Means and coefficients of one county, folded away."""
    rows = [
        [
            cell(row["title"]),
            cell(label(row["stage"], lang) if row["stage"] else "", "k"),
            cell("?" if row["mean"] is None else f"{display_text(row['mean'])} {unit_text(row['unit'], lang)}", "n"),
            cell("?" if row["cv"] is None else display_text(row["cv"], None, row["limit"], 3), "n"),
            cell(f"≤ {display_text(row['limit'])}", "n"),
            f"<td>{badge(row['status'], lang)}</td>",
        ]
        for row in mean_rows_of(result, index, lang)
    ]
    if not rows:
        return ""
    table = grid(("title", "stage", "mean", "cv", "limit", "status"), rows, lang)
    return f"<details><summary>{escape(label('indicators', lang))}</summary>{table}</details>"


def _problems(result: Result, lang: Lang) -> str:
    errors = [problem for problem in result.problems if problem.severity == "error"]
    notes = [problem for problem in result.problems if problem.severity == "note"]
    if not result.problems:
        return soft(label("problems_none", lang))
    rows = []
    for problem in [*errors[:_ERRORS], *notes[:_NOTES]]:
        where = " · ".join(part for part in (problem.place, problem.record, problem.column) if part)
        severity = label("error" if problem.severity == "error" else "note_severity", lang)
        words = (cell(problem.say(lang)), cell(problem.advise(lang)))
        rows.append([cell(severity, "k"), cell(where), *words, cell(problem.code, "k")])
    more = len(result.problems) - len(rows)
    rest = soft(label("problems_more", lang).format(count=more)) if more else ""
    count = label("problems_count", lang).format(errors=len(errors), notes=len(notes))
    table = grid(("severity", "record", "message", "advice", "code"), rows, lang)
    return f"<h4>{escape(label('problems', lang))} — {escape(count)}</h4>{table}{rest}"
