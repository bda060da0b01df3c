"""Text files of records: their encoding, their delimiter, and rows that do not fit their header."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from .dictionary import folded
from .errors import DataError, Place
from .grids import Grid
from .rows import is_total

if TYPE_CHECKING:
    from .dictionary import Facts

__all__ = ["SAMPLE", "check_length", "delimiter_of", "read_text"]

_DELIMITERS = ",;\t"
SAMPLE = 50
"""How many lines show what the delimiter is."""


def read_text(data: bytes, file: str, facts: Facts) -> Grid:
    """The cells of a CSV, TSV or text file.

    Args:
        data: the file.
        file: its name.
        facts: the dictionary, by which the header row is known.

    Raises:
        DataError: ``file-encoding``, ``file-empty``, ``file-unreadable``, ``file-ragged``.
    """
    text = _decoded(data, file)
    lines = text.splitlines()
    if not any(line.strip(" \t,;") for line in lines):
        raise DataError.of("file-empty", Place(file), file=file)
    delimiter = delimiter_of(lines)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        numbered = [(row, reader.line_num) for row in reader]
    except csv.Error as error:
        raise DataError.of("file-unreadable", Place(file), file=file, why=str(error)) from error
    rows = [[cell.strip() for cell in row] for row, _ in numbered]
    _check_lengths(rows, [line for _, line in numbered], file, facts)
    width = max(map(len, rows), default=0)
    cells = [[cell or None for cell in row] + [None] * (width - len(row)) for row in rows]
    return Grid(file, cells, excel=False)


def _decoded(data: bytes, file: str) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DataError.of("file-encoding", Place(file), file=file)


def delimiter_of(lines: list[str]) -> str:
    """The delimiter that most lines have most of; a comma if none is there."""
    sample = [line for line in lines if line.strip()][:SAMPLE]
    return max(_DELIMITERS, key=lambda mark: (sum(line.count(mark) for line in sample), mark == ","))


def _check_lengths(rows: list[list[str]], lines: list[int], file: str, facts: Facts) -> None:
    """Refuse rows below the header that have more or fewer cells than it: their figures may have moved."""
    known = [sum(1 for cell in row if cell and facts.find(cell)) for row in rows[:SAMPLE]]
    header = known.index(max(known)) if known and max(known) > 1 else None
    if header is None:
        return
    for row, line in zip(rows[header + 1 :], lines[header + 1 :], strict=True):
        check_length(row, line, rows[header], file)


def check_length(row: list[str], line: int, header: list[str], file: str) -> None:
    """Refuse a row that has more or fewer cells than the header; totals, remarks and repeated headers may have fewer.

    Args:
        row: the cells, without spaces around them.
        line: where it stands.
        header: the header row.
        file: the name of the file.

    Raises:
        DataError: ``file-ragged``.
    """
    wanted = len(header)
    while wanted and not header[wanted - 1]:
        wanted -= 1
    told = [cell for cell in row if cell]
    few = len(told) <= _FEW_CELLS and len(row) < wanted
    if not told or few or any(map(is_total, told)) or folded(row[0]) == folded(header[0]):
        return
    found = len(row)
    while found > wanted and not row[found - 1]:
        found -= 1
    if found != wanted:
        raise DataError.of("file-ragged", Place(file, line), file=file, line=line, found=found, wanted=wanted)


_FEW_CELLS = 2
