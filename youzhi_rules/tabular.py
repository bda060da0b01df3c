"""Rows and columns out: what becomes a dataframe of the library asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from attrs import frozen

from .errors import DataError, Fault, near

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["KINDS", "FrameKind", "Rows", "Texts", "frame_of", "frames_of", "known_kind", "one_frame"]

FrameKind = Literal["pandas", "polars", "pyarrow", "duckdb"]
KINDS = ("pandas", "polars", "pyarrow", "duckdb")


@frozen(eq=False)
class Texts:
    """A column of texts of which few are distinct: the position of each in ``words``, -1 for none.

    Example:
        >>> Texts(np.array([0, -1, 0]), ["青山县"]).objects().tolist()
        ['青山县', None, '青山县']
    """

    codes: NDArray[np.intp]
    words: Sequence[str]

    def take(self, rows: NDArray[np.intp] | slice) -> Texts:
        """Some of the rows."""
        return Texts(self.codes[rows], self.words)

    def objects(self) -> NDArray[Any]:
        """The texts themselves, None for none."""
        found = np.empty(len(self.words) + 1, dtype=object)
        found[:-1] = self.words
        texts: NDArray[Any] = found[self.codes]
        return texts


class Rows(list[dict[str, Any]]):
    """Rows with the same keys; called with a kind of dataframe it becomes one.

    Example:
        >>> rows = Rows([{"county": "青山县", "mean": 4.5}])
        >>> rows[0]["mean"]
        4.5
        >>> rows("pandas").shape
        (1, 2)
    """

    def __init__(
        self, rows: Iterable[dict[str, Any]] = (), columns: Sequence[str] = (), numeric: Iterable[str] = ()
    ) -> None:
        super().__init__(rows)
        self.columns = tuple(columns) or tuple(self[0] if self else ())
        self.numeric = frozenset(numeric)

    def __call__(self, kind: FrameKind = "pandas") -> Any:
        """The rows as a dataframe of ``pandas``, ``polars`` or ``pyarrow``, or as a relation of ``duckdb``.

        Raises:
            ModuleNotFoundError: the library is not installed.
            DataError: there is no such kind (``frame-kind``).
        """
        return frame_of(self, self.columns, kind, numeric=self.numeric)


def frame_of(
    rows: Iterable[dict[str, Any]],
    columns: Sequence[str],
    kind: FrameKind,
    *,
    numeric: Collection[str] = (),
    mixed: Collection[str] = (),
) -> Any:
    """Rows as a dataframe whose columns and types do not depend on what the rows hold.

    Args:
        rows: dicts with all of ``columns``.
        columns: the columns, in their order.
        kind: the library. A relation of DuckDB stands on an Arrow table, so PyArrow is needed too; it belongs to
            DuckDB's default connection, and ``connection.from_arrow(frame_of(..., "pyarrow"))`` makes one of another.
        numeric: the columns of numbers, float64; those with a number in them are, too. All others are text.
        mixed: columns of numbers that may hold words, yes or no: those stand in ``<column>_text`` behind it.

    Raises:
        ModuleNotFoundError: the library is not installed.
        DataError: there is no such kind (``frame-kind``).
    """
    import narwhals as nw

    known_kind(kind)
    gathered: dict[str, list[Any]] = {column: [] for column in columns}
    for row in rows:
        for column in columns:
            gathered[column].append(row[column])
    data: dict[str, list[Any]] = {}
    schema: dict[str, Any] = {}
    for column, values in gathered.items():
        numbers = [isinstance(value, int | float) and not isinstance(value, bool) for value in values]
        if column in numeric or column in mixed or any(numbers):
            data[column] = [float(value) if known else None for value, known in zip(values, numbers, strict=True)]
            schema[column] = nw.Float64()
            if column not in mixed:
                continue
        name = f"{column}_text" if column in mixed else column
        data[name] = [
            None if value is None or known else _word(value) for value, known in zip(values, numbers, strict=True)
        ]
        schema[name] = nw.String()
    return _handed(nw.from_dict(data, schema=schema, backend=_backend(kind)), kind)


def known_kind(kind: str) -> None:
    """See that there is such a kind of dataframe.

    Raises:
        DataError: there is none (``frame-kind``).
    """
    if kind not in KINDS:
        raise DataError([Fault("frame-kind", {"kind": repr(kind), "near": near(str(kind), KINDS)})])


def frames_of(chunks: Iterable[Mapping[str, Texts | NDArray[np.float64]]], kind: FrameKind) -> Iterator[Any]:
    """Chunks of columns as dataframes, one each; no cell of them is made a Python object on the way.

    Args:
        chunks: columns by name: texts, or numbers with NaN for none. A text may be null, and so is a number that is NaN
            where the library tells the two apart.
        kind: the library.

    Raises:
        ModuleNotFoundError: the library is not installed.
        DataError: there is no such kind (``frame-kind``).

    Example:
        >>> chunk = {"county": Texts(np.array([0, 0]), ["青山县"]), "mean": np.array([4.5, np.nan])}
        >>> [frame.num_rows for frame in frames_of([chunk], "pyarrow")]
        [2]
    """
    known_kind(kind)
    return (_handed(_frame_of(chunk, kind), kind) for chunk in chunks)


def one_frame(chunks: Iterable[Mapping[str, Texts | NDArray[np.float64]]], kind: FrameKind) -> Any:
    """Chunks of the same columns as one dataframe; there must be one at least.

    Raises:
        ModuleNotFoundError: the library is not installed.
        DataError: there is no such kind (``frame-kind``).
    """
    import narwhals as nw

    known_kind(kind)
    frames = [_frame_of(chunk, kind) for chunk in chunks]
    return _handed(frames[0] if len(frames) == 1 else nw.maybe_reset_index(nw.concat(frames)), kind)


def _frame_of(columns: Mapping[str, Texts | NDArray[np.float64]], kind: FrameKind) -> Any:
    import narwhals as nw

    backend, found = _backend(kind), {}
    for name, column in columns.items():
        if isinstance(column, Texts):
            words = nw.new_series(name, [*column.words, None], nw.String(), backend=backend)
            found[name] = nw.maybe_reset_index(words[np.where(column.codes < 0, len(column.words), column.codes)])
        else:
            found[name] = nw.new_series(name, column, nw.Float64(), backend=backend).fill_nan(None)
    return nw.from_dict(found)


def _backend(kind: FrameKind) -> Literal["pandas", "polars", "pyarrow"]:
    return "pyarrow" if kind == "duckdb" else kind


def _handed(frame: Any, kind: FrameKind) -> Any:
    """A frame of narwhals as one of the library; a relation of DuckDB on an Arrow table."""
    if kind != "duckdb":
        return frame.to_native()
    import duckdb

    return duckdb.from_arrow(frame.to_native())


def _word(value: str | bool) -> str:  # noqa: FBT001 - a cell of a row, not a switch
    return value if isinstance(value, str) else ("true" if value else "false")
