"""Records cut by columns, such as the year, into records that know nothing of each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, frozen

from .dictionary import folded, shipped_facts
from .errors import DataError, near
from .headings import meaning
from .identity import key_text, read_keys, unique_keys
from .records import Records
from .tables import Table, as_table, is_one_record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from .dictionary import Facts

    Value = tuple[str, ...]
    Whole = Table | list[Mapping[str, Any]]
    """What is cut: a table, or rows, of which each piece has the headers of its own rows alone."""

__all__ = ["Part", "cut", "cut_columns", "value_text"]

_WHOLE = re.compile(r"(\d+)(?:\.0+)?\s*年?")
"""A whole number as spreadsheets and people write it: the year 2024 is one year however it is written."""
_SHOWN = 10


@frozen(eq=False)
class Part:
    """The records of one evaluation.

    Attributes:
        value: what they have in the columns that they were cut by, as text.
        records: the records of schools, and what else stands in their file.
        areas: the records of areas, or None.
        cut_by: the headers that they were cut by.
    """

    value: Value
    records: Records
    areas: Mapping[str, Any] | Table | None
    cut_by: frozenset[str] = frozenset()

    @property
    def headers(self) -> frozenset[str]:
        """The headers of all of the tables."""
        own = self.areas.headers if isinstance(self.areas, Table) else self.areas or ()
        tables = (*self.records.schools, *self.records.areas)
        found: Iterable[Any] = (header for each in (own, *(table.headers for table in tables)) for header in each)
        return frozenset(header for header in found if isinstance(header, str))

    def read_with(self, facts: Facts) -> tuple[Records, Mapping[str, Any] | Table | None]:
        """The records, and those of areas, without the columns that they were cut by and that mean nothing else."""
        gone = {header for header in self.cut_by if meaning(facts, header) is None}
        if not gone:
            return self.records, self.areas
        schools = tuple(_without(table, gone) for table in self.records.schools)
        areas = tuple(_without(table, gone) for table in self.records.areas)
        own = self.areas
        if isinstance(own, Mapping):
            own = {header: cell for header, cell in own.items() if header not in gone}
        elif own is not None:
            own = _without(own, gone)
        return evolve(self.records, schools=schools, areas=areas), own


def cut_columns(by: str | Iterable[str] | None) -> tuple[str, ...]:
    """The columns to cut by, each once; the county is none, since every evaluation tells its counties apart.

    Raises:
        DataError: one of them is no text (``by-column-unknown``).
    """
    if by is None:
        return ()
    names: list[Any] = [by] if isinstance(by, str) or not isinstance(by, Iterable) else list(by)
    for name in names:
        if not isinstance(name, str):
            raise DataError.of("by-column-unknown", column=str(name), near=None, known="—")
    return tuple(dict.fromkeys(name for name in names if not _is_county(name)))


def value_text(cell: object) -> str | None:
    """A value to cut by as text: 2024, 2024.0, ``"2024.0"`` and ``"2024年"`` are one.

    Example:
        >>> value_text(2024), value_text("2024.0"), value_text(" ２０２４年 "), value_text("2023-2024"), value_text("")
        ('2024', '2024', '2024', '2023-2024', None)
    """
    text = key_text(cell)
    whole = None if text is None else _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def cut(records: Any, area_records: Any, by: Sequence[str]) -> list[Part]:
    """Records in parts, in the order of their values: shorter ones first, then by code point.

    Records of areas are cut by those of the columns that they have, and hold for every part where they have none. A
    part of a list of rows has the headers of its own rows alone.

    Args:
        records: as ``evaluate`` takes them; they are gone through once.
        area_records: as ``evaluate`` takes them.
        by: the columns, as ``cut_columns`` gives them.

    Raises:
        DataError: a table lacks one of the columns (``by-column-unknown``), a row does not say to which part it belongs
            (``by-cell-missing``), records of areas have a value that no school has (``by-areas-alone``), or the records
            are no table.
    """
    book = records if isinstance(records, Records) else None
    wholes = [_whole(each) for each in (book.schools if book else [records])]
    single = area_records if area_records is None or isinstance(area_records, Mapping) else _whole(area_records)
    if not by:
        own = as_table(single) if isinstance(single, list) else single
        return [Part((), book or Records(tuple(map(as_table, wholes))), own)]
    wholes = [whole for whole in wholes if len(whole)]
    if not wholes:
        raise DataError.of("records-empty")
    columns = [_columns_of(whole, by) for whole in wholes]
    pieces = [_pieces(whole, headers) for whole, headers in zip(wholes, columns, strict=True)]
    values = sorted({value for some in pieces for value in some}, key=lambda value: [(len(t), t) for t in value])
    beside = _Beside(single, by, values)
    sheets = [_Beside(table, by, values) for table in (book.areas if book else ())]
    headers = frozenset(header for some in (*columns, beside.headers, *(s.headers for s in sheets)) for header in some)
    parts = []
    for value in values:
        schools = tuple(_piece(whole, some[value]) for whole, some in zip(wholes, pieces, strict=True) if value in some)
        areas = tuple(table for sheet in sheets if isinstance(table := sheet.of(value), Table))
        own_book = evolve(book, schools=schools, areas=areas) if book else Records(schools)
        parts.append(Part(value, own_book, beside.of(value), headers))
    return parts


class _Beside:
    """Records of areas, cut by those of the columns that they have."""

    def __init__(self, areas: Mapping[str, Any] | Whole | None, by: Sequence[str], values: Sequence[Value]) -> None:
        self.areas = as_table(areas) if isinstance(areas, list) else areas
        known = () if areas is None else _headers(areas)
        told = [(at, header) for at, name in enumerate(by) if (header := _header_of(known, name)) is not None]
        self.at, self.headers = [at for at, _ in told], [header for _, header in told]
        self.made: dict[Value, Mapping[str, Any] | Table] = {}
        if areas is None or not told:
            return
        if isinstance(areas, Mapping) and is_one_record(areas, self.headers):
            self.made = dict.fromkeys(_pieces([areas], self.headers), areas)
        else:
            whole = as_table(areas) if isinstance(areas, Mapping) else areas
            self.made = {value: _piece(whole, rows) for value, rows in _pieces(whole, self.headers).items()}
        if alone := sorted(self.made.keys() - {self._of(value) for value in values}):
            column, value = (by[at] for at in self.at), (" / ".join(each) for each in alone)
            raise DataError.of("by-areas-alone", column="、".join(column), value="、".join(value))

    def _of(self, value: Value) -> Value:
        return tuple(value[at] for at in self.at)

    def of(self, value: Value) -> Mapping[str, Any] | Table | None:
        """What holds for the schools of a value, or None."""
        return self.made.get(self._of(value)) if self.at else self.areas


def _whole(records: Any) -> Whole:
    """Records as something that can be cut, and gone through again."""
    told = isinstance(records, Table | Mapping | str | bytes | bytearray | np.ndarray | list | tuple)
    if not told and not hasattr(type(records), "columns") and isinstance(records, Iterable):
        records = list(records)
    if isinstance(records, list | tuple) and all(isinstance(row, Mapping) for row in records):
        return list(records)
    return as_table(records)


def _headers(whole: Mapping[str, Any] | Whole) -> tuple[str, ...]:
    if isinstance(whole, list):
        return tuple(dict.fromkeys(header for row in whole for header in row))
    return whole.headers if isinstance(whole, Table) else tuple(whole)


def _piece(whole: Whole, rows: NDArray[np.intp]) -> Table:
    if isinstance(whole, list):
        return as_table([whole[row] for row in rows.tolist()])
    if len(rows) == whole.rows:
        return whole
    first, last = int(rows[0]), int(rows[-1]) + 1
    if last - first == len(rows):  # a table that is sorted by year is not copied
        columns = {header: cells[first:last] for header, cells in whole.columns.items()}
        return evolve(
            whole, columns=columns, rows=len(rows), places=lambda row, header: whole.place(first + row, header)
        )
    listed = rows.tolist()
    columns = {
        header: cells[rows] if isinstance(cells, np.ndarray) else [cells[row] for row in listed]
        for header, cells in whole.columns.items()
    }
    return evolve(whole, columns=columns, rows=len(rows), places=lambda row, header: whole.place(listed[row], header))


def _pieces(whole: Whole, headers: Sequence[str]) -> dict[Value, NDArray[np.intp]]:
    """The rows of each value, ascending.

    Raises:
        DataError: a row has none (``by-cell-missing``).
    """
    code = np.zeros(len(whole), np.intp)
    texts: list[list[str]] = []
    for header in headers:
        own, names = _coded(whole, header)
        code = code * len(names) + own
        texts.append(names)
    order = np.argsort(code, kind="stable")
    edges = np.flatnonzero(np.diff(code[order])) + 1
    found: dict[Value, NDArray[np.intp]] = {}
    for rows in np.split(order, edges) if len(order) else ():
        left, value = int(code[rows[0]]), []
        for names in reversed(texts):
            left, at = divmod(left, len(names))
            value.append(names[at])
        found[tuple(reversed(value))] = rows
    return found


def _coded(whole: Whole, header: str) -> tuple[NDArray[np.intp], list[str]]:
    """Per row the position of its value, and the values."""
    keys = read_keys([row.get(header) for row in whole] if isinstance(whole, list) else whole.columns[header])
    if isinstance(keys, np.ndarray):
        code, distinct = unique_keys(keys)
        return code, [str(key) for key in distinct]
    if lost := [row for row, key in enumerate(keys) if key is None]:
        place = whole.place(lost[0], header) if isinstance(whole, Table) else None
        where = (place, place) if place else (f"第{lost[0] + 1}行", f"row {lost[0] + 1}")
        raise DataError.of("by-cell-missing", column=header, count=len(lost), where=where)
    text_of = {key: value_text(key) or key for key in set(keys) if key is not None}
    code, names = unique_keys([text_of[key] for key in keys if key is not None])
    return code, [str(name) for name in names]


def _columns_of(whole: Whole, by: Sequence[str]) -> list[str]:
    """The header that each column has in a table of schools.

    Raises:
        DataError: there is none (``by-column-unknown``).
    """
    headers, found = _headers(whole), []
    for name in by:
        header = _header_of(headers, name)
        if header is None:
            known = "、".join(headers[:_SHOWN])
            raise DataError.of("by-column-unknown", column=name, near=near(name, headers), known=known)
        found.append(header)
    return found


def _header_of(headers: Sequence[Any], name: str) -> str | None:
    """The header that the name of a column means: itself, another spelling of it, or one of the same meaning."""
    texts = [header for header in headers if isinstance(header, str)]
    like: tuple[Callable[[str], bool], ...] = (
        lambda header: header == name,
        lambda header: folded(header) == folded(name),
        lambda header: _means(header) is not None and _means(header) == _means(name),
    )
    return next((header for test in like for header in texts if test(header)), None)


def _means(header: str) -> tuple[str, str] | None:
    means = meaning(shipped_facts(), header)
    return None if means is None else (means.kind, means.column)


def _is_county(name: str) -> bool:
    return _means(name) == ("key", "county")


def _without(table: Table, gone: Collection[str]) -> Table:
    columns = {header: cells for header, cells in table.columns.items() if header not in gone}
    return evolve(table, columns=columns) if len(columns) < len(table.columns) else table
