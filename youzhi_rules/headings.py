"""What the headers of a table mean: keys, facts with a unit or a stage, or nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from .dictionary import folded
from .figures import is_missing
from .units import unit_in_header, unit_of
from .values import kind_of

if TYPE_CHECKING:
    from .dictionary import Facts, Header
    from .ledger import Ledger
    from .tables import Table

__all__ = ["LEVEL_HEADERS", "is_level", "meaning", "understand", "unit_fits"]

LEVEL_HEADERS = frozenset({"level", "层级", "级别", "所属层级"})
"""Headers (folded) of the column that says which level a record of an area table is of."""


@lru_cache(maxsize=4096)
def meaning(facts: Facts, header: str) -> Header | None:
    """What a header means; remembered, because tables have the same headers again and again."""
    return facts.find(header)


@lru_cache(maxsize=4096)
def is_level(header: str) -> bool:
    """Whether a header is that of the column of levels."""
    return folded(header) in LEVEL_HEADERS


class _Meanings(NamedTuple):
    """What some headers mean.

    Attributes:
        keys: the header of each key.
        columns: what each header of a fact means.
        unknown: the headers that mean nothing.
        other_units: those of facts that cannot be given in the unit they name.
        stageless: those of facts that are given per stage and name none.
        repeated: headers with one meaning.
    """

    keys: dict[str, str]
    columns: dict[str, Header]
    unknown: list[str]
    other_units: list[tuple[str, Header]]
    stageless: list[tuple[str, Header]]
    repeated: list[list[str]]


def understand(table: Table, facts: Facts, ledger: Ledger) -> tuple[dict[str, str], dict[str, Header]]:
    """The header of each key, and what each header of a fact means; what is not used is put down."""
    meant = _meanings(facts, table.headers)
    keys, columns = dict(meant.keys), dict(meant.columns)
    for header in meant.unknown:
        if header.strip() or _any_cell(table.columns[header]):
            ledger.note("column-unknown", None, header, near=facts.near(header), place=table.name)
    for header, means in meant.other_units:
        wanted = facts[means.id].unit or ("无单位", "no unit")
        named = means.unit and means.unit.name
        ledger.error("column-unit", None, header, unit=named, wanted=wanted, place=table.name)
    for header, means in meant.stageless:
        example = "、".join(facts.columns_of(means.id))
        ledger.error("column-needs-stage", None, header, example=example, place=table.name)
    for headers in meant.repeated:
        _take_once(table, headers, keys, columns, ledger)
    return keys, columns


@lru_cache(maxsize=1024)
def _meanings(facts: Facts, headers: tuple[str, ...]) -> _Meanings:
    """What some headers mean together, remembered as what each means is; nobody writes to it."""
    found = _Meanings({}, {}, [], [], [], [])
    taken: dict[str, list[str]] = {}
    for header in headers:
        if is_level(header):
            found.keys["level"] = header
            continue
        means = meaning(facts, header)
        if means is None:
            found.unknown.append(header)
            continue
        taken.setdefault(means.column if means.kind == "fact" else f"key {means.id}", []).append(header)
        if means.kind == "key":
            found.keys.setdefault(means.id, header)
        elif not unit_fits(facts, means):
            found.other_units.append((header, means))
        elif facts[means.id].by_stage and means.stage is None:
            found.stageless.append((header, means))
        else:
            found.columns[header] = means
    found.repeated.extend(alike for alike in taken.values() if len(alike) > 1)
    return found


def _take_once(
    table: Table, headers: list[str], keys: dict[str, str], columns: dict[str, Header], ledger: Ledger
) -> None:
    """Of several columns with one meaning the first; none where they differ."""
    if len({unit_in_header(header)[1] for header in headers}) > 1 or not _same_cells(table, headers):
        ledger.error("column-twice", None, "、".join(headers), count=len(headers), place=table.name)
        for header in headers:
            columns.pop(header, None)
        for key in [key for key, header in keys.items() if header in headers]:
            del keys[key]
    for header in headers[1:]:
        columns.pop(header, None)


def _any_cell(cells: Any) -> bool:
    return any(not is_missing(cell) for cell in cells)


def _same_cells(table: Table, headers: list[str]) -> bool:
    """Whether columns with one meaning are repetitions of each other, such as one sheet glued on twice."""
    first, *rest = [list(map(str, table.columns[header])) for header in headers]
    return all(cells == first for cells in rest)


def unit_fits(facts: Facts, means: Header) -> bool:
    """Whether a fact can be given in the unit that its header names."""
    if means.unit is None:
        return True
    fact = facts[means.id]
    if kind_of(fact) not in {"number", "list"} or fact.type == "year":
        return False
    own = unit_of(fact.unit) if fact.unit else None
    if own is None:
        return not means.unit.dimension if fact.type == "share" else means.unit.factor == 1
    return own.dimension == means.unit.dimension
