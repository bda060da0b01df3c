"""Tables as rows of keys and values: total rows and blank rows set aside, cells read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, field, frozen

from .cells import read_columns
from .dictionary import folded
from .figures import PLACEHOLDERS, Refused, figure, is_missing, plain, shown, written
from .headings import understand
from .texts import as_texts, blank_texts, few_texts, plain_texts, rows_like, texts_of
from .units import unit_of
from .values import Values, combining, joined, missing_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .dictionary import Facts, Header
    from .ledger import Ledger
    from .ranges import Finding
    from .tables import Table
    from .texts import Few

__all__ = [
    "Rows",
    "Total",
    "is_total",
    "joined_rows",
    "read_rows",
]

GRAND = frozenset(
    {"合计", "总计", "总和", "全县合计", "全县总计", "全县", "共计", "总数", "total", "grandtotal", "sum"}
)
PARTIAL = frozenset({"小计", "其中", "subtotal", "小学合计", "初中合计", "高中合计", "小学小计", "初中小计"})
TOTALS = GRAND | PARTIAL
_LONGEST = 16
_FEW = 20
_WHOLE = "iub"
"""Kinds of columns of numpy in which every cell says something."""
_TOTAL_KEYS = ("school", "school_name", "county", "town", "stage", "city")


def is_total(cell: object) -> bool:
    """Whether a cell of a key column heads a row of totals."""
    return isinstance(cell, str) and len(cell) < _LONGEST and folded(cell).strip(":：") in TOTALS


@frozen(eq=False)
class Total:
    """A row of totals: set aside, and compared with the rows."""

    label: str
    grand: bool
    county: object
    figures: dict[str, Any]
    headers: dict[str, str]
    place: str | None


@frozen(eq=False)
class Rows:
    """The rows of one or more tables.

    Attributes:
        count: how many.
        keys: the raw cells of each key column that is there.
        values: the values of each fact column, by name.
        findings: what was found in the cells, with the header of each.
        totals: the rows of totals that were set aside.
        tables: the table and the row in it of each row, as (first row, table) blocks.
        headers: the header of each key column.
        few: the key columns of few distinct texts, as numbers; as far as that has been found out.
    """

    count: int
    keys: dict[str, list[Any] | NDArray[Any]]
    values: dict[str, Values]
    findings: list[tuple[str, Finding]]
    totals: list[Total]
    tables: list[tuple[int, Table]]
    headers: dict[str, str]
    few: dict[str, Few] = field(factory=dict)

    def place(self, row: int, header: str) -> str | None:
        """Where a cell stands in its file."""
        for first, table in reversed(self.tables):
            if row >= first:
                return table.place(row - first, header)
        return None


def read_rows(tables: Sequence[Table], facts: Facts, ledger: Ledger) -> Rows:
    """The rows of several tables, one after the other."""
    return joined_rows([_read_table(table, facts, ledger) for table in tables])


def _read_table(table: Table, facts: Facts, ledger: Ledger) -> Rows:
    keys, columns = understand(table, facts, ledger)
    known = [*keys.values(), *columns]
    table = _with_texts(table, keys)
    few = {
        key: texts
        for key, header in keys.items()
        if isinstance(cells := table.columns[header], np.ndarray) and (texts := few_texts(cells)) is not None
    }
    left, totals = _set_aside(table, keys, columns, known, facts, ledger, few)
    table, few = left, few if left is table else {}
    values: dict[str, Values] = {}
    findings: list[tuple[str, Finding]] = []
    for header, (read, found) in read_columns(table, columns, facts).items():
        values[read.name] = read
        findings += [(header, finding) for finding in found]
    raw = {key: table.columns[header] for key, header in keys.items()}
    return Rows(table.rows, raw, values, findings, totals, [(0, table)], dict(keys), few)


def _with_texts(table: Table, keys: dict[str, str]) -> Table:
    """The table with long key columns of nothing but texts as columns of numpy: many rows are read at once there."""
    longer = {
        header: texts
        for header in keys.values()
        if isinstance(table.columns[header], list) and (texts := as_texts(table.columns[header])) is not None
    }
    return evolve(table, columns={**table.columns, **longer}) if longer else table


def _set_aside(
    table: Table,
    keys: dict[str, str],
    columns: dict[str, Header],
    known: list[str],
    facts: Facts,
    ledger: Ledger,
    few: dict[str, Few],
) -> tuple[Table, list[Total]]:
    """The table without blank rows and rows of totals."""
    totals = _total_rows(table, keys, few)
    blank = _blank_rows(table, known, set(totals))
    if blank:
        _note_blank(table, blank, known, ledger)
    if not totals and not blank:
        return table, []
    found = [_total(table, row, header, keys, columns, facts) for row, header in totals.items()]
    gone = {*totals, *blank}
    return table.take([row for row in range(table.rows) if row not in gone]), found


def _total_rows(table: Table, keys: dict[str, str], few: dict[str, Few]) -> dict[int, str]:
    found: dict[int, str] = {}
    for key in _TOTAL_KEYS:
        cells = table.columns[keys[key]] if key in keys else []
        for row in _rows_to_read(cells, few.get(key)):
            if is_total(cells[row]):
                found.setdefault(row, keys[key])
    return _stray_totals(table, keys) | found


def _rows_to_read(cells: list[Any] | NDArray[Any], few: Few | None) -> Sequence[int]:
    """The rows of a key column that may head a row of totals."""
    if isinstance(cells, np.ndarray) and cells.dtype.kind not in "UO":
        return ()
    if isinstance(cells, np.ndarray) and cells.dtype.kind == "U":
        plain = plain_texts(cells) if few is None else None
        if plain is not None:
            rows: list[int] = rows_like(plain, TOTALS).tolist()
            return rows
        words = set(cells.tolist()) if few is None else set(few[1])
    else:
        words = texts_of(cells)
    return range(len(cells)) if any(map(is_total, words)) else ()


def _stray_totals(table: Table, keys: dict[str, str]) -> dict[int, str]:
    """Rows of totals that say so in any other column, such as that of serial numbers, and name nobody."""
    names = [keys[key] for key in ("school", "school_name") if key in keys]
    names = names or [keys[key] for key in ("town", "county", "city") if key in keys]
    unnamed: set[int] | None = None
    for header in names:
        blank = set(_unsaid(table.columns[header]))
        unnamed = blank if unnamed is None else unnamed & blank
        if not unnamed:
            return {}
    found: dict[int, str] = {}
    for row in sorted(unnamed or ()):
        told = [header for header, cells in table.columns.items() if is_total(cells[row])]
        if told:
            found[row] = told[0]
    return found


def _unsaid(cells: list[Any] | NDArray[Any]) -> list[int]:
    """The rows in which a column says nothing."""
    if isinstance(cells, np.ndarray):
        rows: list[int] = [] if cells.dtype.kind in _WHOLE else np.flatnonzero(~_told(cells)).tolist()
        return rows
    return [] if _all_told(cells) else [row for row, cell in enumerate(cells) if is_missing(cell)]


def _note_blank(table: Table, blank: list[int], known: list[str], ledger: Ledger) -> None:
    """Note rows in which nothing is known: blank ones by their number, others with what they hold."""
    others = [header for header in table.headers if header not in known]
    held: dict[int, dict[str, str]] = {}
    for row in blank:
        told = {header: written(cell) for header in others if not is_missing(cell := table.columns[header][row])}
        if told:
            held[row] = told
    empty = [row for row in blank if row not in held]
    if empty:
        ledger.note("blank-rows", None, None, count=len(empty), place=table.place(empty[0], known[0] if known else ""))
    for row, told in held.items() if len(held) <= _FEW else ():
        place = table.place(row, next(iter(told)))
        ledger.note("row-without-data", None, None, value=shown(" ".join(told.values())), row=row + 1, place=place)
    if len(held) > _FEW:
        row, told = next(iter(held.items()))
        text, place = shown(" ".join(told.values())), table.place(row, next(iter(told)))
        ledger.note("rows-without-data", None, None, value=text, count=len(held), place=place)


def _blank_rows(table: Table, known: list[str], totals: set[int]) -> list[int]:
    alive = np.zeros(table.rows, np.bool_)
    if not table.rows or not known:
        return []
    for header in known:
        cells = table.columns[header]
        if isinstance(cells, np.ndarray):
            if cells.dtype.kind in _WHOLE:
                return []
            alive |= _told(cells)
        elif _all_told(cells):
            return []
        else:
            alive |= np.fromiter((not is_missing(cell) for cell in cells), np.bool_, table.rows)
        if alive.all():
            return []
    return [row for row in np.flatnonzero(~alive).tolist() if row not in totals]


def _told(cells: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a column of numpy says something."""
    if cells.dtype.kind in _WHOLE:
        return np.ones(len(cells), np.bool_)
    if cells.dtype.kind == "f":
        known: NDArray[np.bool_] = ~np.isnan(cells)
        return known
    if cells.dtype.kind == "U":
        return ~blank_texts(cells)
    return np.fromiter((not is_missing(cell) for cell in cells), np.bool_, len(cells))


def _all_told(cells: list[Any]) -> bool:
    """Whether a column is all numbers or all texts that say something: the common case, quickly."""
    types = set(map(type, cells))
    return types == {int} or (types == {str} and all(map(str.strip, cells)))


def _total(
    table: Table, row: int, header: str, keys: dict[str, str], columns: dict[str, Header], facts: Facts
) -> Total:
    label = str(table.columns[header][row])
    figures, headers = {}, {}
    for name, means in columns.items():
        fact, cell = facts[means.id], table.columns[name][row]
        if combining(fact) is None or is_missing(cell) or plain(str(cell)) in PLACEHOLDERS:
            continue
        try:
            value = figure(cell, unit_of(fact.unit) if fact.unit else None, excel=table.excel)
        except Refused:
            continue
        factor = means.unit.factor / (unit_of(fact.unit) or means.unit).factor if means.unit and fact.unit else 1
        figures[means.column], headers[means.column] = value * factor, name
    county = table.columns[keys["county"]][row] if keys.get("county") not in {None, header} else None
    county = None if is_missing(county) else county
    return Total(shown(label), folded(label).strip(":：") in GRAND, county, figures, headers, table.place(row, header))


def joined_rows(parts: list[Rows]) -> Rows:
    """Rows of several tables as one, each after the other; a column that one lacks is missing there."""
    if len(parts) == 1:
        return parts[0]
    keys: dict[str, list[Any] | NDArray[Any]] = {}
    values: dict[str, Values] = {}
    for key in dict.fromkeys(key for part in parts for key in part.keys):
        keys[key] = [cell for part in parts for cell in part.keys.get(key, [None] * part.count)]
    for name in dict.fromkeys(name for part in parts for name in part.values):
        like = next(part.values[name] for part in parts if name in part.values)
        values[name] = joined([part.values.get(name, missing_values(like, part.count)) for part in parts])
    findings, totals, tables, first = [], [], [], 0
    for part in parts:
        findings += [(header, _moved(finding, first)) for header, finding in part.findings]
        totals += part.totals
        tables += [(first + start, table) for start, table in part.tables]
        first += part.count
    headers = {key: name for part in reversed(parts) for key, name in part.headers.items()}
    return Rows(first, keys, values, findings, totals, tables, headers)


def _moved(finding: Finding, by: int) -> Finding:
    return evolve(finding, row=finding.row + by)
