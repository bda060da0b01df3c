"""A difference between packs to read: its tables, and the same as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ..catalogue import label
from ..errors import known_language
from .changes import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..catalogue import Lang
    from .changes import Change
    from .difference import Difference

__all__ = ["Chart", "charts", "headline", "markdown", "version_line"]

_RULES = ("rules", "tasks")


@frozen
class Chart:
    """A table to read.

    Attributes:
        title: what it shows.
        heads: labels of its columns, by name in the catalogue.
        rows: the cells.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def headline(found: Difference) -> str:
    """Which packs are compared."""
    return " → ".join(f"{pack.id} {pack.version}" for pack in (found.old, found.new))


def version_line(found: Difference, lang: Lang) -> str:
    """What the difference comes to, and which version it asks for."""
    if found.bump is None:
        return label("differs_nothing", lang)
    said = label(f"bump_{found.bump}", lang)
    if found.proposed is None:
        return said
    name = "bump_enough" if found.enough else "bump_short"
    return said + label(name, lang).format(bump=found.bump, proposed=found.proposed, version=found.new.version)


def charts(found: Difference, lang: Lang) -> list[Chart]:
    """The tables: rules by what became of them, then what surrounds them."""
    made = []
    rows: list[tuple[str, ...]]
    for kind in KINDS:
        changes = [change for change in found.changes if change.section in _RULES and change.kind == kind]
        if not changes:
            continue
        title = f"{label(f'kind_{kind}', lang)} ({len(changes)})"
        if kind == "cited":
            rows = [(_named(each, lang), ", ".join(_keys(each)), _clause(each)) for each in changes]
            made.append(Chart(title, ("rule", "keys", "clause"), tuple(rows)))
        elif kind in {"added", "removed"}:
            rows = [row for each in changes for row in _whole(each, lang)]
            made.append(Chart(title, ("rule", "asks", "strength", "clause"), tuple(rows)))
        else:
            rows = [row for each in changes for row in _changed(each, lang)]
            made.append(Chart(title, ("rule", "key", "was", "is", "clause"), tuple(rows)))
    around = [
        (
            label(f"section_{each.section}", lang),
            _named(each, lang),
            label(f"kind_{each.kind}", lang),
            ", ".join(_keys(each)),
        )
        for each in found.changes
        if each.section not in _RULES
    ]
    if around:
        made.append(Chart(label("around_rules", lang), ("part", "name", "change", "keys"), tuple(around)))
    return made


def markdown(found: Difference, lang: Lang = "zh") -> str:
    """The difference as Markdown.

    Example:
        >>> import youzhi_rules as yz
        >>> from youzhi_rules.authoring.difference import difference
        >>> found = difference(yz.load_pack("national-2017"), yz.load_pack("yunnan-wenshan-2024"))
        >>> line = next(line for line in markdown(found, "en").splitlines() if "5%" in line)
        >>> line.partition("(")[2]
        '`training_budget`) | `at_least` | 5% | 10% | 三（三）8 |'
    """
    known_language(lang)
    lines = [f"# {headline(found)}", "", version_line(found, lang), ""]
    for chart in charts(found, lang):
        lines += [f"## {chart.title}", "", _row(_head(name, lang) for name in chart.heads)]
        lines.append("|" + "---|" * len(chart.heads))
        for row in chart.rows:
            lines.append(_row(_cell(name, text) for name, text in zip(chart.heads, row, strict=True)))
        lines.append("")
    return "\n".join(lines)


def _head(name: str, lang: Lang) -> str:
    return label(name, lang)


def _cell(head: str, text: str) -> str:
    """A cell: keys are code, and so is the id behind a title."""
    if head in {"key", "keys"} and text:
        return ", ".join(f"`{key}`" for key in text.split(", "))
    title, opened, name = text.rpartition(" (")
    if head in {"rule", "name"} and opened:
        return f"{_plain(title)} (`{name.removesuffix(')')}`)"
    return _plain(text)


def _plain(text: str) -> str:
    for sign in "\\|*_<>[]`":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _named(change: Change, lang: Lang) -> str:
    return f"{change.title.say(lang)} ({change.id})" if change.title is not None else change.id


def _keys(change: Change) -> list[str]:
    return list(dict.fromkeys(part.key for part in change.parts))


def _clause(change: Change) -> str:
    side = change.new or change.old
    return (side.clause if side is not None else None) or ""


def _whole(change: Change, lang: Lang) -> Iterator[tuple[str, ...]]:
    side = change.new or change.old
    if side is not None:
        yield _named(change, lang), side.asks(lang), label(side.rule.strength, lang), _clause(change)


def _changed(change: Change, lang: Lang) -> Iterator[tuple[str, ...]]:
    """A line for each key that asks for something else; of a rule's words it is told that they differ."""
    for part in change.parts:
        if part.kind != "cited":
            yield _named(change, lang), part.key, part.old or "—", part.new or "—", _clause(change)
