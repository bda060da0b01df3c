"""Pieces of a source: some of its rows as a raw table, with where they stand."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, frozen

from ..errors import DataError
from ..tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from ..errors import Problem

    Cells = list[Any] | NDArray[Any]

__all__ = ["Piece", "Source", "alike", "numbered", "put_together", "sliced"]


@frozen(eq=False)
class Piece:
    """Some rows that follow each other in a source.

    Attributes:
        first: the number of the first one in the source, counted from 0.
        table: the rows; its places name file and row.
        file: what they were read from.
        notes: what the reading found, each with the number of the row of the source it stands before.
    """

    first: int
    table: Table
    file: str
    notes: tuple[tuple[int, Problem], ...] = ()


@frozen(eq=False)
class Source:
    """Where rows come from.

    Attributes:
        pieces: the rows from some row of the source on; it may begin earlier, and never later.
        identity: what tells this source from another, as plain values: names, sizes, times of change.
        total: how many rows there are, None where nobody knows before they are read.
        sort_with: how its rows can be put in the order of counties, as code.
        in_order: whether its own engine sorts it by county.
    """

    pieces: Callable[[int], Iterator[Piece]]
    identity: Mapping[str, Any]
    total: int | None = None
    sort_with: str = ""
    in_order: bool = False


def numbered(file: str, first: int) -> Callable[[int, str], str]:
    """Places of rows that follow each other, the first of them with the number ``first``.

    Example:
        >>> numbered("schools.parquet", 7)(2, "students")
        'schools.parquet:9'
    """
    return lambda row, _header: f"{file}:{first + row}"


def sliced(table: Table, start: int, stop: int) -> Table:
    """The rows of a table from ``start`` up to ``stop``; their places stay what they were."""
    if (start, stop) == (0, table.rows):
        return table
    columns = {header: cells[start:stop] for header, cells in table.columns.items()}
    place = table.place
    return Table(columns, stop - start, table.excel, lambda row, header: place(start + row, header), table.name)


def put_together(tables: Sequence[Table]) -> Table:
    """Tables with the same headers as one; every cell means what it meant, and stands where it stood."""
    if len(tables) == 1:
        return tables[0]
    columns = {header: _concatenated([table.columns[header] for table in tables]) for header in tables[0].columns}
    ends = list(accumulate(table.rows for table in tables))

    def place(row: int, header: str) -> str | None:
        at = bisect_right(ends, row)
        return tables[at].place(row - (ends[at] - tables[at].rows), header)

    return Table(columns, ends[-1], tables[0].excel, place, tables[0].name)


def _concatenated(parts: Sequence[Cells]) -> Cells:
    """Arrays of one type as an array; else a list, since a wider type would change what a number means."""
    if all(isinstance(part, np.ndarray) for part in parts) and len({part.dtype for part in parts}) == 1:  # type: ignore[union-attr]
        return np.concatenate(parts)
    return [cell for part in parts for cell in (_plain(part) if isinstance(part, np.ndarray) else part)]


def _plain(cells: NDArray[Any]) -> list[Any]:
    """The cells of an array as Python has them; a float32 stays one, as its double is another number."""
    return list(cells) if cells.dtype == np.float32 else list(cells.tolist())


def alike(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, all with the columns of the first one in its order.

    Raises:
        DataError: a piece has other columns (``stream-columns-differ``).
    """
    headers: tuple[str, ...] | None = None
    for piece in pieces:
        own = piece.table.headers
        if headers is None:
            headers = own
        elif own != headers:
            if set(own) != set(headers):
                lacking = "、".join(header for header in headers if header not in own)
                extra = "、".join(header for header in own if header not in headers)
                raise DataError.of("stream-columns-differ", file=piece.file, lacking=lacking or "—", extra=extra or "—")
            columns = {header: piece.table.columns[header] for header in headers}
            piece = evolve(piece, table=evolve(piece.table, columns=columns))  # noqa: PLW2901 - the same in order
        yield piece
