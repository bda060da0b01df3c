"""The to-do list as tables of words and numbers, for sheets, pages and screens alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from ..catalogue import label
from ..numerals import unit_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from ..catalogue import Lang
    from .todo import Duty, Item, Kept, Lacking, Todo, Unsolved

__all__ = ["Table", "by_school", "tables_of", "tables_of_school", "totals_of"]


_KINDS = ("items", "kept", "duties", "missing", "unsolved")


@frozen
class Table:
    """A table: what it is called, its heads, and rows of text, numbers and None.

    Attributes:
        wide: the positions of the columns that hold sentences.
        shares: the positions of those that hold shares, which people read in per cent.
    """

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    wide: frozenset[int] = frozenset()
    shares: frozenset[int] = frozenset()


def number(value: Fraction | None) -> int | float | None:
    """A number for a cell: whole ones whole, others the nearest float."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else value.numerator / value.denominator


def totals_of(todo: Todo) -> Table:
    """What all schools of a county need together, quantity by quantity."""
    lang = todo.lang
    heads = _heads(lang, "county", "todo_what", "todo_direction", "todo_amount", "unit", "todo_schools")
    costed = any(total.cost is not None for total in todo.totals)
    rows = []
    for total in todo.totals:
        words = (total.county, total.what, label("todo_more" if total.more else "todo_fewer", lang))
        cost = (number(total.cost),) if costed else ()
        decides = label(f"todo_{total.decides}", lang)
        amount = (number(total.amount), unit_text(total.unit, lang), total.schools)
        rows.append((*words, *amount, *cost, decides))
    more = _heads(lang, *(("todo_cost",) if costed else ()), "todo_decides")
    return Table(label("todo_totals", lang), (*heads, *more), tuple(rows))


def tables_of(todo: Todo) -> list[Table]:
    """Everything: items, what may stay, duties, what must be found out, what must be looked at."""
    place = ("county", "school")
    return [
        _items(todo.items, todo.lang, place),
        *_beside(todo.kept, todo.duties, todo.missing, todo.unsolved, todo.lang, place),
    ]


def tables_of_school(todo: Todo) -> list[Table]:
    """The same for the list of one school; tables that would be empty are left out."""
    beside = _beside(todo.kept, todo.duties, todo.missing, todo.unsolved, todo.lang, ())
    return [table for table in (_items(todo.items, todo.lang, ()), *beside) if table.rows]


def by_school(todo: Todo) -> list[tuple[str, str, Todo]]:
    """The list of each school that has one, with its county and its name, in the order of counties and schools."""
    names: dict[tuple[str, str], str] = {}
    parts: dict[tuple[str, str], dict[str, list[Any]]] = {}
    for kind in _KINDS:
        for row in getattr(todo, kind):
            if row.school is not None:
                names.setdefault((row.county, row.school), row.school_name or row.school)
                parts.setdefault((row.county, row.school), {}).setdefault(kind, []).append(row)
    found = []
    for place in sorted(parts, key=_by_key):
        own: dict[str, Any] = {kind: tuple(parts[place].get(kind, ())) for kind in _KINDS}
        found.append((place[0], names[place], evolve(todo, **own)))
    return found


def _by_key(place: tuple[str, str]) -> tuple[tuple[int, str], tuple[int, str]]:
    """Keys as everything is sorted: shorter first, so that whole numbers sort as numbers."""
    county, school = place
    return (len(county), county), (len(school), school)


def _heads(lang: Lang, *names: str) -> tuple[str, ...]:
    return tuple(_capital(label(name, lang)) for name in names)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stage(stage: str | None, lang: Lang) -> str:
    return label(stage or "whole", lang)


def _where(row: Any, place: Sequence[str]) -> tuple[Any, ...]:
    named = {"county": row.county, "school": row.school_name or getattr(row, "town", None)}
    return tuple(named[key] for key in place)


def _items(items: Iterable[Item], lang: Lang, place: tuple[str, ...]) -> Table:
    items = list(items)
    costed = any(item.cost is not None for item in items)
    heads = _heads(
        lang, *place, "stage", "todo_what", "todo_direction", "todo_amount", "unit", "todo_from", "todo_to",
        "title", "todo_goal", "todo_relative", *(("todo_cost",) if costed else ()), "todo_decides", "clause",
        "todo_why",
    )  # fmt: skip
    rows = []
    for item in items:
        words = (_stage(item.stage, lang), item.what, label("todo_more" if item.more else "todo_fewer", lang))
        figures = (number(item.amount), unit_text(item.unit, lang), number(item.start), number(item.end))
        goal = (item.title, label(f"todo_{item.goal}", lang), number(item.relative))
        rest = (label(f"todo_{item.decides}", lang), item.clause, item.why)
        cost = (number(item.cost),) if costed else ()
        rows.append((*_where(item, place), *words, *figures, *goal, *cost, *rest))
    return Table(label("todo_items", lang), heads, tuple(rows), frozenset({len(heads) - 1}), _shares(heads, lang))


def _shares(heads: Sequence[str], lang: Lang) -> frozenset[int]:
    return frozenset({heads.index(_capital(label("todo_relative", lang)))})


def _beside(
    kept: Sequence[Kept],
    duties: Sequence[Duty],
    missing: Sequence[Lacking],
    unsolved: Sequence[Unsolved],
    lang: Lang,
    place: tuple[str, ...],
) -> list[Table]:
    start = (*place, "stage")
    return [
        Table(
            label("todo_kept", lang),
            _heads(lang, *start, "title", "value", "limit", "todo_relative", "todo_why"),
            tuple(
                (
                    *_where(row, place),
                    _stage(row.stage, lang),
                    row.title,
                    number(row.value),
                    number(row.limit),
                    number(row.relative),
                    row.why,
                )
                for row in kept
            ),
            frozenset({len(start) + 4}),
            frozenset({len(start) + 3}),
        ),
        Table(
            label("todo_duties", lang),
            _heads(lang, *place, "level", "stage", "title", "todo_why", "todo_decides", "clause"),
            tuple(
                (
                    *_where(row, place),
                    label(row.level, lang),
                    label(row.stage, lang) if row.stage else None,
                    row.title,
                    row.why,
                    label(f"todo_{row.decides}", lang),
                    row.clause,
                )
                for row in duties
            ),
            frozenset({len(place) + 3}),
        ),
        Table(
            label("todo_missing", lang),
            _heads(lang, *place, "level", "stage", "todo_why", "lacking_for"),
            tuple(
                (
                    *_where(row, place),
                    label(row.level, lang),
                    label(row.stage, lang) if row.stage else None,
                    row.why,
                    ("、" if lang == "zh" else ", ").join(row.rules),
                )
                for row in missing
            ),
            frozenset({len(place) + 2, len(place) + 3}),
        ),
        Table(
            label("todo_unsolved", lang),
            _heads(lang, *start, "title", "todo_why", "clause"),
            tuple((*_where(row, place), _stage(row.stage, lang), row.title, row.why, row.clause) for row in unsolved),
            frozenset({len(start) + 1}),
        ),
    ]
