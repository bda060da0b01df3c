"""What can be streamed, told apart: files and folders, readers, lazy frames, tables one after the other."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..errors import DataError, Place
from ..headings import meaning
from ..records import Records
from ..tables import Table, as_table, is_one_record
from .arrow_source import arrow_file_pieces, batch_pieces, parquet_pieces, parquet_rows
from .csv_source import text_pieces
from .lazy_source import duckdb_pieces, duckdb_sorted, is_duckdb, is_polars_lazy, polars_pieces, polars_sorted
from .pieces import Piece, Source, numbered
from .sorted_files import sorted_parquet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..dictionary import Facts

__all__ = ["open_source"]

PARQUET, ARROW, TEXT = (".parquet", ".pq"), (".arrow", ".feather", ".ipc"), (".csv", ".tsv", ".txt")
_SQL_SORT = "ORDER BY length({key}), {key}"
_POLARS_SORT = 'lf.sort(pl.col("{key}").str.len_chars(), "{key}")'


def open_source(
    source: Any, *, rows: int, sort: bool, facts: Facts, keys: Callable[[Sequence[str]], list[str]]
) -> Source:
    """A source, ready to be read some rows at a time.

    Args:
        source: a path, a folder, a pattern or several of these; a reader or dataset of Arrow, a lazy frame of polars, a
            relation of DuckDB, a dataframe, columns, records, or an iterable of such tables.
        rows: how many rows are read at a time.
        sort: whether its own engine sorts it by county first.
        facts: the dictionary.
        keys: of the headers, those that rows are put together by.

    Raises:
        DataError: there is no such file, it cannot be sorted (``stream-cannot-sort``), or it is nothing that can be
            streamed (``stream-source-kind``).
    """
    paths = _paths_of(source)
    if paths is not None:
        return _files(paths, rows=rows, sort=sort, facts=facts, keys=keys)
    if is_polars_lazy(source):
        frame = polars_sorted(source, keys(source.collect_schema().names())) if sort else source
        plan = hashlib.sha256(source.explain(optimized=False).encode()).hexdigest()
        identity = {"kind": "LazyFrame", "plan": plan, "sorted": sort}
        return Source(lambda _: polars_pieces(frame, rows), identity, None, _POLARS_SORT, sort)
    if is_duckdb(source):
        relation = duckdb_sorted(source, keys(source.columns)) if sort else source
        plan = hashlib.sha256(source.sql_query().encode()).hexdigest()
        identity = {"kind": "DuckDBPyRelation", "plan": plan, "sorted": sort}
        return Source(lambda _: duckdb_pieces(relation, rows), identity, None, _SQL_SORT, sort)
    kind = type(source).__name__
    if sort:
        raise DataError.of("stream-cannot-sort", kind=kind)
    return Source(lambda _: _tables(source, rows, facts), {"kind": kind}, _length(source), _POLARS_SORT)


def _length(source: Any) -> int | None:
    if isinstance(source, Records):
        return sum(table.rows for table in source.schools)
    rows = getattr(source, "num_rows", None) if hasattr(source, "to_batches") else None
    return rows if isinstance(rows, int) else None


def _paths_of(source: Any) -> list[str] | None:
    """The paths in a source, or None if it is none of files."""
    if isinstance(source, str | os.PathLike):
        return [os.fspath(source)]
    if isinstance(source, list | tuple) and source and all(isinstance(each, str | os.PathLike) for each in source):
        return [os.fspath(each) for each in source]
    return None


def _files(
    paths: list[str], *, rows: int, sort: bool, facts: Facts, keys: Callable[[Sequence[str]], list[str]]
) -> Source:
    files = [file for path in paths for file in _found(path)]
    stats = [file.stat() for file in files]
    identity = {
        "kind": "files",
        "files": [[file.name, stat.st_size, stat.st_mtime_ns] for file, stat in zip(files, stats, strict=True)],
        "sorted": sort,
    }
    parquet = all(file.suffix.lower() in PARQUET for file in files)
    counts = [parquet_rows(file) if file.suffix.lower() in PARQUET else None for file in files]
    total = sum(count or 0 for count in counts) if parquet else None
    if sort:
        if not parquet:
            raise DataError.of(
                "stream-cannot-sort", kind=next(f.name for f in files if f.suffix.lower() not in PARQUET)
            )
        return Source(lambda _: sorted_parquet(files, rows, keys), identity, total, _SQL_SORT, in_order=True)
    return Source(lambda skip: _file_pieces(files, counts, skip, rows, facts), identity, total, _SQL_SORT)


def _found(path: str) -> list[Path]:
    """The files that a path means: itself, those in the folder or that fit the pattern, in the order of their names.

    Raises:
        DataError: there is none (``file-missing``), or one is of a kind that is not streamed (``stream-file-kind``).
    """
    place = Path(path)
    if place.is_dir():
        files = sorted(file for file in place.rglob("*") if file.is_file() and file.suffix.lower() in _KINDS)
    elif place.exists():
        files = [place]
    else:
        files = sorted(Path(name) for name in glob.glob(path, recursive=True))  # noqa: PTH207 - an absolute pattern too
    if not files:
        raise DataError.of("file-missing", Place(path), file=path)
    for file in files:
        if file.suffix.lower() not in _KINDS:
            raise DataError.of("stream-file-kind", Place(file.name), file=file.name)
    return files


_KINDS = {*PARQUET, *ARROW, *TEXT}


def _file_pieces(
    files: Sequence[Path], counts: Sequence[int | None], skip: int, rows: int, facts: Facts
) -> Iterator[Piece]:
    """The rows of several files, one after the other; files of known length before row ``skip`` are not opened."""
    first = 0
    for file, count in zip(files, counts, strict=True):
        if count is not None:
            if first + count > skip or file is files[0]:
                yield from parquet_pieces(file, first, max(skip - first, 0), rows)
            first += count
            continue
        arrow = file.suffix.lower() in ARROW
        for piece in arrow_file_pieces(file, first) if arrow else text_pieces(file, first, rows, facts):
            yield piece
            first = piece.first + piece.table.rows


def _tables(source: Any, rows: int, facts: Facts) -> Iterator[Piece]:
    """The rows of what is in memory, or comes as an iterator."""
    kind = type(source).__name__
    if isinstance(source, Records):
        yield from _in_turn(source.schools, "")
    elif hasattr(source, "read_next_batch"):
        yield from batch_pieces(iter(source), kind, 0)
    elif hasattr(source, "to_batches"):
        table = hasattr(source, "num_rows")
        batches = source.to_batches(max_chunksize=rows) if table else source.to_batches(batch_size=rows)
        yield from batch_pieces(batches, kind, 0)
    elif isinstance(source, Table | Mapping) or hasattr(type(source), "columns") or _is_rows(source, facts):
        yield from _in_turn([as_table(source)], kind)
    elif isinstance(source, Iterable):
        yield from _each(iter(source), rows, facts)
    else:
        raise DataError.of("stream-source-kind", kind=kind)


def _is_rows(source: Any, facts: Facts) -> bool:
    """Whether something is a list of records."""
    return isinstance(source, list | tuple) and (not source or _is_row(source[0], facts))


def _is_row(item: Any, facts: Facts) -> bool:
    """Whether something is one record rather than columns."""
    if not isinstance(item, Mapping):
        return False
    keys = [name for name in item if isinstance(name, str) and (m := meaning(facts, name)) and m.kind == "key"]
    return is_one_record(item, keys)


def _each(items: Iterator[Any], rows: int, facts: Facts) -> Iterator[Piece]:
    """The rows of tables, or of files, that come one after the other."""
    first = 0
    for number, item in enumerate(items, start=1):
        end = first
        for piece in _item(item, f"[{number}]", rows, facts):
            placed = evolve(
                piece, first=first + piece.first, notes=tuple((first + at, note) for at, note in piece.notes)
            )
            yield placed
            end = placed.first + placed.table.rows
        first = end


def _item(item: Any, name: str, rows: int, facts: Facts) -> Iterator[Piece]:
    paths = _paths_of(item)
    if paths is not None:
        return _files(paths, rows=rows, sort=False, facts=facts, keys=list).pieces(0)
    if hasattr(item, "to_batches"):
        return batch_pieces(item.to_batches(), name, 0)
    if type(item).__name__ == "RecordBatch":
        return batch_pieces([item], name, 0)
    columns = isinstance(item, Mapping) and not _is_row(item, facts)
    if columns or isinstance(item, Table) or hasattr(type(item), "columns"):
        return _in_turn([as_table(item)], name)
    raise DataError.of("stream-source-kind", kind=f"iterable of {type(item).__name__}")


def _in_turn(tables: Sequence[Table], file: str) -> Iterator[Piece]:
    """Tables one after the other; a table read from a sheet keeps the places it has."""
    first = 0
    for table in tables:
        name = table.name or file
        placed = table if table.places is not None else evolve(table, places=numbered(name, 1))
        yield Piece(first, placed, name)
        first += table.rows
