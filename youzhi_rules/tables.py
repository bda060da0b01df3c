"""Records of any kind as one raw table: what was given, untouched, with a place for every cell.

Rows as mappings, columns as lists or arrays, and every dataframe narwhals knows come in here; nothing is
interpreted yet. Arrays are taken as they are and never changed; nothing made from them shares their memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from .errors import DataError
from .figures import well_formed
from .texts import as_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["Table", "as_table", "is_one_record"]

_BLOCK = 8192
"""Texts of a dataframe that are taken over at a time."""


@frozen(eq=False)
class Table:
    """A raw table: a column of cells per header, as the user wrote them.

    Attributes:
        columns: the cells of each header, in the order of the headers.
        rows: how many rows there are.
        excel: floats are Excel cells and mean the 15 significant digits Excel shows.
        places: where a cell stands in its file, or None for records in memory.
        name: the sheet the table was read from.
    """

    columns: Mapping[str, list[Any] | NDArray[Any]]
    rows: int
    excel: bool = False
    places: Callable[[int, str], str | None] | None = field(default=None, repr=False)
    name: str | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers, in their order."""
        return tuple(self.columns)

    def __len__(self) -> int:
        """How many rows there are."""
        return self.rows

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows, as mappings."""
        for row in range(self.rows):
            yield {header: cells[row] for header, cells in self.columns.items()}

    def place(self, row: int, header: str) -> str | None:
        """Where a cell stands in its file, such as ``学校!G12``."""
        return self.places(row, header) if self.places is not None else None

    def take(self, index: Sequence[int]) -> Table:
        """Some of the rows; their places stay what they were."""
        rows = list(index)
        columns = {
            header: cells[rows] if isinstance(cells, np.ndarray) else [cells[row] for row in rows]
            for header, cells in self.columns.items()
        }
        return Table(columns, len(rows), self.excel, lambda row, header: self.place(rows[row], header), self.name)


def as_table(records: Any) -> Table:
    """Records of any kind as a table.

    Args:
        records: mappings (any iterable), a mapping of columns, a dataframe narwhals knows, or a ``Table``.

    Raises:
        DataError: ``records-kind``, ``records-ragged``, ``header-kind``.

    Example:
        >>> as_table([{"school": 1}, {"school": 2, "stage": "junior"}]).columns
        {'school': [1, 2], 'stage': [None, 'junior']}
    """
    if isinstance(records, Table):
        return records
    if isinstance(records, Mapping):
        return _from_columns(records)
    if isinstance(records, str | bytes | bytearray | np.ndarray) or records is None:
        raise _wrong_kind(records)
    if not isinstance(records, list | tuple) and (frame := _from_frame(records)) is not None:
        return frame
    if not isinstance(records, Iterable):
        raise _wrong_kind(records)
    return _from_rows(list(records))


def is_one_record(mapping: Mapping[str, Any], keys: Iterable[str]) -> bool:
    """Whether a mapping is one record rather than columns: its keys, or some of its values, are single."""
    told = [mapping[key] for key in keys if key in mapping]
    if told:
        return not any(_is_column(value) for value in told)
    return not all(_is_column(value) for value in mapping.values())


def _wrong_kind(records: object) -> DataError:
    return DataError.of("records-kind", kind=type(records).__name__)


def _is_column(value: object) -> bool:
    return isinstance(value, list | tuple | np.ndarray) or (
        hasattr(value, "__len__") and hasattr(value, "__getitem__") and not isinstance(value, str | bytes | Mapping)
    )


def _plain_headers(headers: Iterable[object]) -> tuple[str, ...]:
    """Headers as plain texts, whatever kind of text they were: what they say is remembered and told again."""
    found = []
    for header in headers:
        if not isinstance(header, str) or not _is_well_formed(header):
            raise DataError.of("header-kind", header=repr(header))
        found.append(header if type(header) is str else str.__str__(header))
    return tuple(found)


@lru_cache(maxsize=4096)
def _is_well_formed(header: str) -> bool:
    return well_formed(header) == header


def _from_columns(records: Mapping[Any, Any]) -> Table:
    columns: dict[str, list[Any] | NDArray[Any]] = {}
    for header, cells in zip(_plain_headers(records), records.values(), strict=True):
        if not _is_column(cells):
            raise DataError.of("records-kind", kind=f"mapping of {type(cells).__name__}")
        if isinstance(cells, np.ndarray):
            if cells.ndim != 1:
                raise DataError.of("records-kind", kind=f"{cells.ndim}-dimensional array")
            columns[header] = np.asarray(cells)
        else:
            columns[header] = list(cells)
    lengths = {header: len(cells) for header, cells in columns.items()}
    if len(set(lengths.values())) > 1:
        short = min(lengths, key=lambda header: lengths[header])
        long = max(lengths, key=lambda header: lengths[header])
        raise DataError.of("records-ragged", short=short, few=lengths[short], long=long, many=lengths[long])
    return Table(columns, next(iter(lengths.values()), 0))


def _from_rows(rows: list[Any]) -> Table:
    for kind in dict.fromkeys(map(type, rows)):
        if not issubclass(kind, Mapping):
            raise DataError.of("records-kind", kind=f"list of {kind.__name__}")
    if not rows:
        return Table({}, 0)
    first = _plain_headers(rows[0])
    if list(map(tuple, rows)).count(first) == len(rows):
        cells = zip(*[row.values() for row in rows], strict=True)
        return Table({header: list(column) for header, column in zip(first, cells, strict=True)}, len(rows))
    headers = _plain_headers(dict.fromkeys(header for row in rows for header in row))
    return Table({header: [row.get(header) for row in rows] for header in headers}, len(rows))


def _from_frame(frame: Any) -> Table | None:
    if not hasattr(type(frame), "columns"):
        return None
    import narwhals as nw

    native = nw.from_native(frame, pass_through=True)
    if isinstance(native, nw.LazyFrame):
        native = native.collect()
    if not isinstance(native, nw.DataFrame):
        return None
    names = _plain_headers(native.columns)
    return Table({name: _cells_of(native.get_column(name), nw) for name in names}, len(native))


def _cells_of(series: Any, nw: Any) -> list[Any] | NDArray[Any]:
    whole = series.dtype.is_integer() and not series.is_null().any()
    if whole or series.dtype == nw.Float64:
        array = np.asarray(series.to_numpy())
        if array.dtype.kind in "iuf":
            return array
    if series.dtype in {nw.String, nw.Categorical, nw.Enum}:
        return _texts_of(series)
    return list(series.to_list())


def _texts_of(series: Any) -> list[Any] | NDArray[Any]:
    """A column of texts, block by block into a column of numpy where it can hold them: a text there costs no object."""
    parts: list[NDArray[Any]] = []
    for start in range(0, len(series), _BLOCK):
        cells = series[start : start + _BLOCK].to_list()
        part = as_texts(cells, 1) if parts else as_texts(cells)
        if part is None:
            return _shared_texts(series)
        parts.append(part)
    return np.concatenate(parts) if parts else []


def _shared_texts(series: Any) -> list[Any]:
    """A column of texts; a text that comes back is one object, as a library makes a new one for each of its cells."""
    known: dict[Any, Any] = {}
    found: list[Any] = []
    for start in range(0, len(series), _BLOCK):
        cells = series[start : start + _BLOCK].to_list()
        found.extend(map(known.setdefault, cells, cells))
    return found
