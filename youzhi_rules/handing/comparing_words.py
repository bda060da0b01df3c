"""A comparison for people to read: a few lines, or a piece of HTML for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..catalogue import label
from ..markup import badge, cell, framed, soft
from .comparing_tables import Table, group_words, tables_of, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..catalogue import Lang
    from .comparing import Comparison

__all__ = ["comparison_html", "heading_of", "summary_text", "verdict_lines"]

_COUNTIES = 20
_RULES = 10
_ROWS = 50
_CLASSES = {"number": "n", "key": "k"}
_OPEN = {"counties", "units", "improved", "fell"}


def summary_text(found: Comparison, lang: Lang) -> str:
    """The lines of ``Comparison.summary``."""
    lines = [heading_of(found, lang), *verdict_lines(found, lang)]
    lines += [_told(label(f"kind_{kind}", lang), str(count), lang) for kind, count in found.counts.items()]
    if not found.counts:
        lines.append(label("compare_nothing", lang))
    most = sorted(found.rules, key=lambda rule: -sum(rule.counts.values()))
    for rule in most[:_RULES]:
        counts = "; ".join(
            f"{_status(old, lang)} → {_status(new, lang)} {count}" for (old, new), count in rule.counts.items()
        )
        stage = f" ({label(rule.stage, lang)})" if rule.stage else ""
        lines.append("  " + _told(rule.title.say(lang) + stage, counts, lang))
    if len(most) > _RULES:
        lines.append("  " + label("compare_more", lang).format(count=len(most) - _RULES))
    lines += [note.line(lang) for note in found.notes]
    return "\n".join(lines)


def heading_of(found: Comparison, lang: Lang) -> str:
    """Which packs and days are compared, and how many schools there were and are."""
    sides = []
    for result in (found.old, found.new):
        day = f" ({label('as_of', lang)} {result.as_of.isoformat()})" if result.as_of else ""
        sides.append(f"{result.pack.id} {result.pack.version}{day}")
    schools = (result.data.units.count("school") for result in (found.old, found.new))
    old, new = schools
    return f"{sides[0]} → {sides[1]} · {label('compare_schools', lang).format(old=old, new=new)}"


def verdict_lines(found: Comparison, lang: Lang) -> Iterator[str]:
    """The verdict of each county that both have, with the groups that changed and the rules behind it; 20 at most."""
    changed = {each.county: each for each in found.counties}
    both = [name for name in found.new.counties if name in found.old.counties]
    first = [*(name for name in both if name in changed), *(name for name in both if name not in changed)]
    for name in first[:_COUNTIES]:
        old, new = (_status(result.counties[name].status, lang) for result in (found.old, found.new))
        if old == new:
            line = label("compare_verdict_same", lang).format(county=name, status=new)
        else:
            line = label("compare_verdict", lang).format(county=name, old=old, new=new)
        if (each := changed.get(name)) is not None:
            told = [*group_words(found, each, lang), *(title_of(found, rule, lang) for rule in each.because)]
            line += " · ".join(["", *told]) if told else ""
        yield line
    if len(first) > _COUNTIES:
        yield label("compare_more", lang).format(count=len(first) - _COUNTIES)


def _told(name: str, text: str, lang: Lang) -> str:
    return label("told", lang).format(name=name, text=text)


def _status(status: str | None, lang: Lang) -> str:
    return label("compare_none" if status is None else status, lang)


def comparison_html(found: Comparison, lang: Lang = "zh") -> str:
    """A comparison as a piece of HTML: verdicts of counties, then table by table what differs; everything escaped.

    Args:
        found: the comparison.
        lang: the language of the words.

    Returns:
        One element with its own scoped style. Of a long table the first 50 rows are told.
    """
    parts = [f"<h3>{escape(heading_of(found, lang))}</h3>"]
    parts += [f"<p>{escape(line)}</p>" for line in verdict_lines(found, lang)]
    counts = " · ".join(f"{label(f'kind_{kind}', lang)} {count}" for kind, count in found.counts.items())
    parts.append(soft(counts or label("compare_nothing", lang)))
    parts += [_section(table, lang) for table in tables_of(found, lang, _ROWS)]
    if found.notes:
        parts.append("<ul>" + "".join(f"<li>{escape(note.line(lang))}</li>" for note in found.notes) + "</ul>")
    return framed("".join(parts), lang)


def _section(table: Table, lang: Lang) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in table.heads)
    body = "".join(f"<tr>{''.join(_cells(table, row, lang))}</tr>" for row in table.rows)
    more = table.count - len(table.rows)
    rest = soft(label("compare_more", lang).format(count=more)) if more else ""
    shown = " open" if table.id in _OPEN else ""
    return (
        f"<details{shown}><summary>{escape(table.title)} ({table.count})</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}</details>"
    )


def _cells(table: Table, row: tuple[str | None, ...], lang: Lang) -> Iterator[str]:
    for kind, value in zip(table.kinds, row, strict=True):
        if kind == "status" and value is not None:
            yield f"<td>{badge(value, lang)}</td>"
        elif value is not None and "\n" in value:
            broken = "<br>".join(map(escape, value.splitlines()))
            yield f'<td class="yz-{_CLASSES[kind]}">{broken}</td>' if kind in _CLASSES else f"<td>{broken}</td>"
        else:
            yield cell(value, _CLASSES.get(kind, ""))
