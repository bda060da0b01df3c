"""Rows put together: batches of whole counties, or whole cities, from rows that stand together in their source.

Where a batch ends depends on the rows from its first one on alone, so that a run that is taken up again goes on as it
would have gone. Rows that name no county wait for the last batch, and so do rows of totals of no county.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, field, frozen

from ..errors import DataError, Problem
from ..figures import is_missing, shown
from ..identity import NOBODY, key_text
from ..rows import is_total
from ..tables import Table
from .pieces import put_together, sliced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from .pieces import Piece

__all__ = ["Batch", "Keys", "batches"]

_STRAY, _TOTAL = object(), object()
"""What stands in the place of a key where a row names no county: it may be anybody's, or it is a row of totals."""
_MOST_WAITING = 10_000
_BACK = {"county": "county-not-together", "city": "city-not-together"}
_TOTAL_KEYS = ("school", "school_name", "county", "town", "stage", "city")


@frozen
class Keys:
    """The headers of the keys of a source.

    Attributes:
        headers: per key, such as ``county``, its header.
        group: the key whose rows must be in one batch: ``county`` or ``city``.
        sort_with: how the source can be sorted, as code with ``{key}`` in it.
    """

    headers: Mapping[str, str]
    group: str = "county"
    sort_with: str = ""

    @property
    def by(self) -> list[str]:
        """The headers of the keys that rows stand together by, the widest first."""
        return list(dict.fromkeys((self.headers[self.group], self.headers["county"])))


@frozen(eq=False)
class Batch:
    """Some rows that are evaluated together.

    Attributes:
        table: the rows.
        counties: the counties, in the order in which they come.
        last: how many rows of the source are done with this batch.
        notes: what the reading found.
        final: whether nothing follows.
        alone: whether nothing came before either, so that it is the whole source.
        waiting: how many rows wait for the last batch.
    """

    table: Table
    counties: tuple[str, ...]
    last: int
    notes: tuple[Problem, ...]
    final: bool
    alone: bool
    waiting: int


@define(eq=False)
class _Gathering:
    """What has been read and not been handed over."""

    keys: Keys
    rows: int
    counties: set[str]
    cities: set[str]
    parts: list[Table] = field(factory=list)
    count: int = 0
    here: dict[str, None] = field(factory=dict)
    group: object = None
    county: object = None
    strays: list[Table] = field(factory=list)
    totals: list[Table] = field(factory=list)
    notes: list[tuple[int, Problem]] = field(factory=list)
    waiting: int = 0


def batches(
    pieces: Iterable[Piece], keys: Keys, rows: int, closed: tuple[set[str], set[str]], done: int = 0
) -> Iterator[Batch]:
    """The rows as batches of at least ``rows`` rows, the last one smaller, none larger by more than one group.

    Args:
        pieces: the rows, from row ``done`` of the source on or from an earlier one.
        keys: which columns tell who a row is of.
        rows: how many rows make a batch.
        closed: the counties and the cities of the rows before ``done``; both grow.
        done: the rows that were evaluated before.

    Raises:
        DataError: a county comes back (``county-not-together``), with whole cities a city comes back or is not named
            (``city-not-together``, ``stream-city-blank``), or more rows than a batch holds name no county
            (``stream-county-blank``).
    """
    now = _Gathering(keys, rows, *closed)
    started = done > 0
    last = done
    for piece in pieces:
        now.notes += [note for note in piece.notes if note[0] >= done]
        start = 0  # of the rows of the piece that are in no part yet
        table = piece.table
        for first, stop, county, group in _runs(table, keys):
            if piece.first + first < done:
                _set_aside(now, table, first, stop, county)
                start = stop
                continue
            if county is _STRAY or county is _TOTAL:
                _keep(now, sliced(table, start, first))
                _set_aside(now, table, first, stop, county)
                start = stop
                continue
            if group != now.group:
                if now.count + first - start >= rows:
                    _keep(now, sliced(table, start, first))
                    start = first
                    yield _handed_over(now, piece.first + first, final=False, alone=False)
                    started = True
                _open(now, "city", now.cities, group, table, first)
                now.group = group
            if county != now.county:
                _open(now, "county", now.counties, county, table, first)
                now.county = county
                now.here[str(county)] = None
        if piece.first + table.rows > done:
            _keep(now, sliced(table, max(start, done - piece.first), table.rows))
        last = max(last, piece.first + table.rows)
    alone = not started
    if now.totals and not alone:
        now.notes += [(last, note) for note in _total_notes(now)]
    if now.strays or (alone and now.totals):
        now.parts += now.strays + (now.totals if alone else [])
        now.here[NOBODY] = None
    yield _handed_over(now, last, final=True, alone=alone)


def _keep(now: _Gathering, table: Table) -> None:
    if table.rows:
        now.parts.append(table)
        now.count += table.rows


def _open(now: _Gathering, level: str, closed: set[str], key: object, table: Table, row: int) -> None:
    """See that a county, or a city, is not back again."""
    if level == "city" and now.keys.group != "city":
        return
    header = now.keys.headers[level]
    if key in closed:
        sort = now.keys.sort_with.format(key=header)
        place = table.place(row, header)
        raise DataError.of(_BACK[level], name=key, where=place, column=header, sort=sort)
    closed.add(str(key))


def _set_aside(now: _Gathering, table: Table, first: int, stop: int, county: object) -> None:
    """Keep rows that name no county for the last batch."""
    if county is not _STRAY and county is not _TOTAL:
        return
    now.waiting += stop - first
    if now.waiting > max(now.rows, _MOST_WAITING):
        header = now.keys.headers["county"]
        raise DataError.of("stream-county-blank", column=header, count=now.waiting, where=table.place(first, header))
    (now.totals if county is _TOTAL else now.strays).append(table.take(range(first, stop)))


def _handed_over(now: _Gathering, last: int, *, final: bool, alone: bool) -> Batch:
    table = put_together(now.parts) if now.parts else Table({}, 0)
    notes = tuple(note for at, note in now.notes if final or at < last)
    now.notes = [] if final else [each for each in now.notes if each[0] >= last]
    batch = Batch(table, tuple(now.here), last, notes, final, alone, now.waiting)
    now.parts, now.count, now.here = [], 0, {}
    return batch


def _runs(table: Table, keys: Keys) -> Iterator[tuple[int, int, object, object]]:
    """Rows that follow each other with one county and one group, as first row, end, county and group."""
    columns = [table.columns[header] for header in keys.by]
    borders = sorted({0, table.rows, *(at for cells in columns for at in _changes(cells))})
    known: dict[tuple[type, object], object] = {}
    for first, stop in pairwise(borders):
        county, group = (_key(cells[first], known) for cells in (columns[-1], columns[0]))
        if len(columns) == 1:
            group = county
        elif county is not _STRAY and county is not _TOTAL and (group is _STRAY or group is _TOTAL):
            if group is _STRAY:
                header = keys.headers["city"]
                raise DataError.of("stream-city-blank", column=header, name=county, where=table.place(first, header))
            county = _TOTAL
        if county is _STRAY:
            yield from (
                (row, row + 1, _TOTAL if _is_total(table, row, keys) else _STRAY, group) for row in range(first, stop)
            )
        else:
            yield first, stop, county, group


def _changes(cells: list[Any] | NDArray[Any]) -> list[int]:
    """The rows whose cell is another than that of the row before."""
    if isinstance(cells, np.ndarray):
        return (np.flatnonzero(cells[1:] != cells[:-1]) + 1).tolist()
    # A missing cell of pandas is neither the same as another nor different.
    return [at for at, (one, other) in enumerate(pairwise(cells), start=1) if (one == other) is not True]


def _key(cell: object, known: dict[tuple[type, object], object]) -> object:
    """The key in a cell, or what stands in its place."""
    token = (type(cell), cell) if isinstance(cell, str | int) else None
    if token is not None and token in known:
        return known[token]
    text = key_text(cell)
    found = _STRAY if text is None else _TOTAL if is_total(cell) else text
    if token is not None:
        known[token] = found
    return found


def _is_total(table: Table, row: int, keys: Keys) -> bool:
    """Whether a row that names no county is one of totals: as the intake finds it."""
    told = [table.columns[keys.headers[key]][row] for key in _TOTAL_KEYS if key in keys.headers]
    if any(map(is_total, told)):
        return True
    names = [keys.headers[key] for key in ("school", "school_name") if key in keys.headers]
    names = names or [keys.headers[key] for key in ("town", "county", "city") if key in keys.headers]
    unnamed = all(is_missing(table.columns[name][row]) for name in names)
    return unnamed and any(is_total(cells[row]) for cells in table.columns.values())


def _total_notes(now: _Gathering) -> Iterator[Problem]:
    """Rows of totals of no county: named, and not compared with anything, as no batch has all the rows."""
    for table in now.totals:
        for row in range(table.rows):
            cells: Sequence[Any] = [column[row] for column in table.columns.values()]
            label = shown(next(filter(is_total, cells)))
            place = table.place(row, now.keys.headers["county"])
            params = {"value": label, "record": label, "column": ""}
            yield Problem("total-row", params, severity="note", record=label, value=label, place=place)
