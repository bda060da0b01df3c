"""Rows out: a sequence of dicts that becomes a dataframe of the library asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from .errors import DataError, Fault, near

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

__all__ = ["KINDS", "FrameKind", "Rows", "frame_of"]

FrameKind = Literal["pandas", "polars", "pyarrow", "duckdb"]
KINDS = ("pandas", "polars", "pyarrow", "duckdb")


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

    if kind not in KINDS:
        raise DataError([Fault("frame-kind", {"kind": repr(kind), "near": near(str(kind), KINDS)})])
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
    if kind != "duckdb":
        return nw.from_dict(data, schema=schema, backend=kind).to_native()
    import duckdb

    return duckdb.from_arrow(nw.from_dict(data, schema=schema, backend="pyarrow").to_native())


def _word(value: str | bool) -> str:  # noqa: FBT001 - a cell of a row, not a switch
    return value if isinstance(value, str) else ("true" if value else "false")
