"""Lazy sources: frames of polars, relations of DuckDB; fetched some rows at a time and sorted by their own engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..errors import DataError
from ..tables import as_table
from .arrow_source import batch_pieces, pyarrow_for
from .pieces import Piece, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["duckdb_pieces", "duckdb_sorted", "is_duckdb", "is_polars_lazy", "polars_pieces", "polars_sorted"]


def is_polars_lazy(source: object) -> bool:
    """Whether something is a lazy frame of polars."""
    return type(source).__name__ == "LazyFrame" and type(source).__module__.partition(".")[0] == "polars"


def is_duckdb(source: object) -> bool:
    """Whether something is a relation of DuckDB."""
    return type(source).__name__ == "DuckDBPyRelation"


def polars_pieces(frame: Any, rows: int) -> Iterator[Piece]:
    """The rows of a lazy frame, as its streaming engine hands them over.

    Raises:
        DataError: the installed polars is too old to do so (``stream-polars-old``).
    """
    import polars as pl

    if not hasattr(frame, "collect_batches"):
        raise DataError.of("stream-polars-old", version=pl.__version__)
    first = 0
    for batch in frame.collect_batches(chunk_size=rows, maintain_order=True, engine="streaming"):
        table = evolve(as_table(batch), places=numbered("LazyFrame", first + 1))
        yield Piece(first, table, "LazyFrame")
        first += table.rows


def polars_sorted(frame: Any, headers: Sequence[str]) -> Any:
    """A lazy frame in the order of counties: shorter keys first, then by sign; rows without a key come last."""
    import polars as pl

    keys = []
    for header in headers:
        text = pl.col(header).cast(pl.String).str.normalize("NFKC").str.strip_chars()
        keys += [text.str.len_chars(), text]
    return frame.sort(keys, nulls_last=True, maintain_order=True)


def duckdb_pieces(relation: Any, rows: int) -> Iterator[Piece]:
    """The rows of a relation, fetched as record batches.

    Raises:
        DataError: PyArrow is not installed (``stream-library-missing``).
    """
    pyarrow_for("DuckDB")
    reader = relation.to_arrow_reader if hasattr(relation, "to_arrow_reader") else relation.fetch_record_batch
    yield from batch_pieces(reader(rows), "DuckDBPyRelation", 0)


def duckdb_sorted(relation: Any, headers: Sequence[str]) -> Any:
    """A relation in the order of counties: shorter keys first, then by sign; rows without a key come last."""
    return relation.order(", ".join(order_by(header) for header in headers))


def order_by(header: str) -> str:
    """What to write behind ORDER BY for a column of keys.

    Example:
        >>> order_by("county")
        'length(trim(CAST("county" AS VARCHAR))) NULLS LAST, trim(CAST("county" AS VARCHAR)) COLLATE "binary"'
    """
    quoted = '"' + header.replace('"', '""') + '"'
    text = f"trim(CAST({quoted} AS VARCHAR))"
    return f'length({text}) NULLS LAST, {text} COLLATE "binary"'
