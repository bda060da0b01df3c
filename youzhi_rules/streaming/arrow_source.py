"""Parquet and Arrow files, record batch readers and datasets, read some rows at a time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..errors import DataError, Place
from ..tables import as_table
from .pieces import Piece, numbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["arrow_file_pieces", "batch_pieces", "parquet_pieces", "parquet_rows", "pyarrow_for"]


def pyarrow_for(what: str) -> Any:
    """PyArrow.

    Args:
        what: what it is needed for.

    Raises:
        DataError: it is not installed (``stream-library-missing``).
    """
    try:
        import pyarrow as pa
    except ModuleNotFoundError:
        raise DataError.of("stream-library-missing", library="pyarrow", what=what) from None
    return pa


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Faults of a file as errors that name it."""
    arrow = pyarrow_for(path.name)
    try:
        yield
    except (arrow.ArrowException, OSError) as error:
        why = " ".join(str(error).split())[:200]
        raise DataError.of("file-unreadable", Place(path.name), file=path.name, why=why) from error


def parquet_rows(path: Path) -> int:
    """How many rows a Parquet file has.

    Raises:
        DataError: it cannot be read (``file-unreadable``), or PyArrow is missing.
    """
    pyarrow_for(path.name)
    import pyarrow.parquet as pq

    with _told(path), pq.ParquetFile(path) as file:
        return int(file.metadata.num_rows)


def parquet_pieces(path: Path, first: int, skip: int, rows: int) -> Iterator[Piece]:
    """The rows of a Parquet file from row ``skip`` of it on; row groups before it are not read.

    Args:
        path: the file.
        first: the number its first row has in the source.
        skip: how many of its rows need not be given.
        rows: how many are read at a time.
    """
    pyarrow_for(path.name)
    import pyarrow.parquet as pq

    # A buffer that reads ahead keeps all that it has read until the file is closed.
    with _told(path), pq.ParquetFile(path, pre_buffer=False) as file:
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)]
        start, at = 0, 0
        while start < len(sizes) and at + sizes[start] <= skip:
            at += sizes[start]
            start += 1
        groups = list(range(start, len(sizes)))
        batches = file.iter_batches(batch_size=rows, row_groups=groups) if groups or not sizes else iter(())
        yield from batch_pieces(batches, path.name, first + at, at)


def arrow_file_pieces(path: Path, first: int) -> Iterator[Piece]:
    """The rows of an Arrow (Feather) file, of either format."""
    arrow = pyarrow_for(path.name)
    with _told(path), arrow.memory_map(str(path)) as stream:
        try:
            file = arrow.ipc.open_file(stream)
        except arrow.ArrowInvalid:
            stream.seek(0)
            yield from batch_pieces(arrow.ipc.open_stream(stream), path.name, first)
            return
        batches = (file.get_batch(at) for at in range(file.num_record_batches))
        yield from batch_pieces(batches, path.name, first)


def batch_pieces(batches: Iterable[Any], file: str, first: int, before: int = 0) -> Iterator[Piece]:
    """Record batches as pieces.

    Args:
        batches: the batches.
        file: what they are read from.
        first: the number of the first row in the source.
        before: how many rows stand before it in ``file``.
    """
    arrow = pyarrow_for(file)
    for batch in batches:
        table = as_table(arrow.Table.from_batches([batch]) if isinstance(batch, arrow.RecordBatch) else batch)
        yield Piece(first, evolve(table, places=numbered(file, before + 1)), file)
        first += table.rows
        before += table.rows
