"""Parquet files sorted by county with DuckDB, which puts on disk what does not fit; places stay those of the files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..errors import DataError
from ..tables import Table
from .arrow_source import batch_pieces, pyarrow_for
from .lazy_source import duckdb_sorted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .pieces import Piece

__all__ = ["sorted_parquet"]

_FILE, _ROW = "youzhi file", "youzhi row"


def sorted_parquet(files: Sequence[Path], rows: int, keys: Callable[[Sequence[str]], list[str]]) -> Iterator[Piece]:
    """The rows of Parquet files in the order of counties; what does not fit into memory is put on disk meanwhile.

    Args:
        files: the files.
        rows: how many rows are fetched at a time.
        keys: of the headers, those to sort by.

    Raises:
        DataError: DuckDB or PyArrow is not installed (``stream-library-missing``), or a file cannot be read.
    """
    try:
        import duckdb
    except ModuleNotFoundError:
        raise DataError.of("stream-library-missing", library="duckdb", what="sort") from None
    pyarrow_for("DuckDB")
    with duckdb.connect() as connection:
        try:
            everything = connection.read_parquet([str(file) for file in files], filename=True, file_row_number=True)
            headers = [name for name in everything.columns if name not in {"filename", "file_row_number"}]
            listed = ", ".join('"' + name.replace('"', '""') + '"' for name in headers)
            told = everything.project(f'{listed}, filename AS "{_FILE}", file_row_number AS "{_ROW}"')
            relation = duckdb_sorted(told, keys(headers))
            reader = relation.to_arrow_reader if hasattr(relation, "to_arrow_reader") else relation.fetch_record_batch
            for piece in batch_pieces(reader(rows), files[0].name, 0):
                yield _placed(piece)
        except duckdb.Error as error:
            why = " ".join(str(error).split())[:200]
            raise DataError.of("file-unreadable", file="、".join(file.name for file in files[:5]), why=why) from error


def _placed(piece: Piece) -> Piece:
    """A piece without the columns that say where its rows stand; its places do."""
    columns = dict(piece.table.columns)
    names: Any = columns.pop(_FILE)
    numbers: Any = columns.pop(_ROW)
    table = Table(
        columns, piece.table.rows, places=lambda row, _: f"{Path(str(names[row])).name}:{int(numbers[row]) + 1}"
    )
    return evolve(piece, table=table)
