"""Doing what a to-do list says: the rows of a county with every item done, or with one unit less of one of them.

It knows nothing of how the list was made: an item names a row, a column and an amount.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from youzhi_rules.handing.todo import Item

Rows = list[dict[str, Any]]


def unit_of(item: Item) -> Fraction:
    """The smallest step of an item: a person, a room, 0.01 m², 0.01 yuan."""
    return Fraction(1) if item.unit in {"人", "间"} else Fraction(1, 100)


def done(rows: Rows, items: Iterable[Item], less: Item | None = None) -> Rows:
    """The rows with the items done; of ``less`` one unit less."""
    found = [dict(row) for row in rows]
    for item in items:
        amount = item.amount - (unit_of(item) if item is less else 0)
        mine = [row for row in found if str(row["school"]) == item.school and _county(row) in {None, item.county}]
        if item.least is not None:
            _with_rooms(mine, item, int(amount))
        elif item.column == "class_sizes":
            _smaller_classes(mine, item)
        elif item.fact == "students" and not item.more:
            _fewer_pupils(mine, amount)
        else:
            _changed(mine, item, amount if item.more else -amount)
    return found


def _county(row: dict[str, Any]) -> str | None:
    return row.get("county")


def number(cell: Any) -> Fraction | None:
    """The number in a cell."""
    if cell is None or str(cell).strip() in {"", "nan", "None", "NaN", "<NA>"}:
        return None
    text = str(cell)
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def written(value: Fraction) -> Decimal:
    """A number as a cell."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def _changed(mine: Rows, item: Item, by: Fraction) -> None:
    """Raise a figure where it stands, and what holds it."""
    own = [row for row in mine if row["stage"] == item.stage] if item.stage else []
    places = [row for row in (own or mine) if number(row.get(item.column)) is not None]
    places = places or [row for row in mine if number(row.get(item.column)) is not None]
    assert places, item
    for row in places:
        value = number(row[item.column])
        assert value is not None
        row[item.column] = written(value + by)
        for fact, _ in item.also:
            held = number(row.get(fact))
            if held is not None:
                row[fact] = written(max(held, value + by))


def _listed(cell: Any) -> list[Any]:
    if isinstance(cell, str):
        return [] if cell == "无" else cell.split("、")
    return list(cell)


def _with_rooms(mine: Rows, item: Item, more: int) -> None:
    for row in mine:
        if row.get(item.column) is not None and str(row[item.column]).strip() not in {"", "nan"}:
            assert item.least is not None
            row[item.column] = [*_listed(row[item.column]), *[written(item.least)] * more]


def _smaller_classes(mine: Rows, item: Item) -> None:
    for row in mine:
        if row["stage"] == item.stage:
            row["class_sizes"] = [written(min(Fraction(str(size)), item.end)) for size in _listed(row["class_sizes"])]


def _fewer_pupils(mine: Rows, amount: Fraction) -> None:
    """Take pupils from the stages of compulsory education, the largest first."""
    own = [row for row in mine if row["stage"] in {"primary", "junior"}]
    for row in sorted(own, key=lambda row: number(row["students"]) or 0, reverse=True):
        pupils = number(row["students"]) or Fraction(0)
        taken = min(amount, pupils)
        row["students"], amount = written(pupils - taken), amount - taken
