"""Text files read some rows at a time: their cells stay texts, and each keeps the line it stands on."""

from __future__ import annotations

import codecs
import csv
import re
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from ..dictionary import folded
from ..errors import DataError, Place
from ..figures import shown
from ..grids import TOP
from ..headings import meaning
from ..ledger import Ledger
from ..remarks import foot_note, numbers_columns
from ..rows import is_total
from ..tables import Table
from ..textfiles import SAMPLE, check_length, delimiter_of
from ..values import kind_of
from .pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import TextIO

    from numpy.typing import NDArray

    from ..dictionary import Facts

__all__ = ["text_pieces"]

_BLOCK = 1 << 20
_FEW = 2
"""A row of so few cells may be a remark; a row with fewer known names is no header."""
_BREAK = re.compile("\r\n|\r|\n")
_PLAIN = re.compile(r"(?:(?:[0-9]{1,9}(?:\.[0-9]{1,6})?)?\n)*")
"""Numbers of at most 15 digits and blanks, one a line: as a float each is the number that is written."""


def text_pieces(path: Path, first: int, rows: int, facts: Facts) -> Iterator[Piece]:
    """The rows of a CSV, TSV or text file, UTF-8 or GB18030.

    The header may stand below titles. Rows that repeat it or number its columns, and remarks, are left out and noted.

    Args:
        path: the file.
        first: the number its first row has in the source.
        rows: how many are read at a time.
        facts: the dictionary, by which the header is known.

    Raises:
        DataError: ``file-unreadable``, ``file-empty``, ``file-encoding``, ``header-missing``, ``file-ragged``,
            ``stream-column-twice``.
    """
    file = path.name
    try:
        with path.open(encoding=_encoding(path), newline="") as stream:
            mark = delimiter_of(_first_lines(stream, file))
            stream.seek(0)
            yield from _pieces(csv.reader(stream, delimiter=mark), file, first, rows, facts)
    except OSError as error:
        raise _unreadable(file, error.strerror or str(error)) from error
    except csv.Error as error:
        raise _unreadable(file, str(error)) from error


def _unreadable(file: str, why: str) -> DataError:
    return DataError.of("file-unreadable", Place(file), file=file, why=why)


def _encoding(path: Path) -> str:
    """The encoding of a file; all of it is looked through, since the first sign that is no UTF-8 may come late."""
    with path.open("rb") as stream:
        marked = stream.read(2) in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise DataError.of("file-encoding", Place(path.name), file=path.name)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                if "\0" in decoder.decode(block):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _first_lines(stream: TextIO, file: str) -> list[str]:
    """The first lines that say something.

    Raises:
        DataError: there is none (``file-empty``).
    """
    told = list(islice((line for line in stream if line.strip(" \t,;\r\n")), SAMPLE))
    if not told:
        raise DataError.of("file-empty", Place(file), file=file)
    return told


def _chunks(reader: Any, rows: int) -> Iterator[tuple[Sequence[int], list[list[str]]]]:
    """The rows, some at a time, with the line each begins on; a cell in quotes may be broken over several."""
    before = 0
    while chunk := list(islice(reader, rows)):
        lines: Sequence[int] = range(before + 1, before + 1 + len(chunk))
        if reader.line_num - before != len(chunk):
            breaks = (sum(len(_BREAK.findall(cell)) for cell in row) for row in chunk)
            lines = list(accumulate((1 + each for each in breaks), initial=before + 1))[:-1]
        before = reader.line_num
        yield lines, chunk


@frozen
class _Header:
    """The header row.

    Attributes:
        cells: its cells.
        names: the columns with a name, each with its place in a row.
        beside: the places without a name.
        quantities: the columns of plain numbers that are not negative.
        school: the column that a row of totals may be named in.
    """

    cells: list[str]
    names: dict[str, int]
    beside: tuple[int, ...]
    quantities: frozenset[str]
    school: str | None


def _pieces(reader: Any, file: str, first: int, rows: int, facts: Facts) -> Iterator[Piece]:
    ledger = Ledger()
    chunks = _chunks(reader, rows)
    lines, chunk = next(chunks)
    while len(chunk) < TOP and (more := next(chunks, None)) is not None:
        lines, chunk = [*lines, *more[0]], [*chunk, *more[1]]
    at = _header_at(chunk[:TOP], file, facts)
    for line, row in zip(lines, chunk[:at], strict=False):
        if told := [cell.strip() for cell in row if cell.strip()]:
            ledger.note("title-rows", None, None, value=shown(" ".join(dict.fromkeys(told))), place=f"{file}:{line}")
    header = _header([cell.strip() for cell in chunk[at]], file, facts)
    begun = False
    for numbers, below in chain([(lines[at + 1 :], chunk[at + 1 :])], chunks):
        kept, places = _kept(below, numbers, header, file, ledger, begun=begun)
        begun = begun or bool(kept)
        table = _table(kept, places, header, file, ledger)
        notes = tuple((first, note) for note in ledger.entries)
        ledger.entries.clear()
        yield Piece(first, table, file, notes)
        first += table.rows


def _header_at(top: Sequence[list[str]], file: str, facts: Facts) -> int:
    """Which of the first rows is the header: the one with most known names.

    Raises:
        DataError: none has two (``header-missing``).
    """
    known = [len({(f.id, f.stage) for cell in row if (f := meaning(facts, cell.strip()))}) for row in top]
    if max(known) >= _FEW:
        return known.index(max(known))
    told = max(([cell.strip() for cell in row] for row in top), key=lambda row: sum(map(bool, row)))
    near = [guess for cell in told if cell and (guess := facts.near(cell))]
    headers = "、".join(list(filter(None, told))[:10]) or "—"
    raise DataError.of("header-missing", Place(file), file=file, headers=headers, near="、".join(near[:5]) or None)


def _header(cells: list[str], file: str, facts: Facts) -> _Header:
    names: dict[str, int] = {}
    quantities, school = set(), None
    for at, name in enumerate(cells):
        if not name:
            continue
        if name in names:
            raise DataError.of("stream-column-twice", Place(file), file=file, headers=name)
        names[name] = at
        means = meaning(facts, name)
        if means is None:
            continue
        if (
            means.kind == "fact"
            and kind_of(facts[means.id]) == "number"
            and facts[means.id].type in {"count", "number"}
        ):
            quantities.add(name)
        if means.kind == "key" and means.id in {"school", "school_name"} and school is None:
            school = name
    beside = tuple(at for at, name in enumerate(cells) if not name)
    return _Header(cells, names, beside, frozenset(quantities), school)


def _kept(
    chunk: list[list[str]], lines: Sequence[int], header: _Header, file: str, ledger: Ledger, *, begun: bool
) -> tuple[list[list[str]], Sequence[int]]:
    """The rows that are data, all as long as the header, and their lines; what is left out is noted.

    Raises:
        DataError: a row is longer or shorter than the header (``file-ragged``).
    """
    width = len(header.cells)
    kept: list[list[str]] = []
    places: list[int] = []
    plain: set[str] = set()  # first cells that are not the first of the header
    for line, row in zip(lines, chunk, strict=True):
        # More cells than a remark has, the first none of the header's: a row of data, as nearly all are.
        if begun and len(row) == width > _FEW and row[0] in plain and row[1].strip() and row[2].strip():
            kept.append(row)
            places.append(line)
            continue
        cells = [cell.strip() for cell in row]
        place = f"{file}:{line}"
        if len(cells) != width:
            check_length(cells or [""], line, header.cells, file)
            cells = (cells + [""] * width)[:width]
        if foot_note([cell or None for cell in cells], place, ledger):
            continue
        if not begun and numbers_columns(cells):
            ledger.note("column-numbers", None, None, place=place)
        elif any(cells) and all(
            not cells[at] or folded(cells[at]) == folded(name) for name, at in header.names.items()
        ):
            ledger.note("header-repeated", None, None, place=place)
        else:
            begun = True
            kept.append(cells)
            places.append(line)
            if cells[0] and folded(cells[0]) != folded(header.cells[0]):
                plain.add(row[0])
    return kept, places if len(kept) < len(chunk) else lines


def _table(kept: list[list[str]], lines: Sequence[int], header: _Header, file: str, ledger: Ledger) -> Table:
    data: dict[str, list[Any] | NDArray[Any]] = {}
    for name, at in header.names.items():
        column = [row[at] for row in kept]
        numbers = _numbers(column) if name in header.quantities else None
        data[name] = [cell.strip() or None for cell in column] if numbers is None else numbers
    for at in header.beside:
        _note_beside([row[at].strip() for row in kept], lines, header, data, file, ledger)
    return Table(data, len(kept), False, lambda row, _header: f"{file}:{lines[row]}")


def _numbers(cells: Sequence[str]) -> NDArray[np.float64] | None:
    """A column of plain numbers and blanks as floats that mean just these; None where any cell is another."""
    text = "\n".join(cells) + "\n"
    if text.count("\n") != len(cells) or _PLAIN.fullmatch(text) is None:
        return None
    return np.array([float(cell) if cell else np.nan for cell in cells])


def _note_beside(
    cells: Sequence[str], lines: Sequence[int], header: _Header, data: dict[str, Any], file: str, ledger: Ledger
) -> None:
    """Note what stands in a column without a name; the word of a row of totals there names the row."""
    for row, cell in enumerate(cells):
        if not cell:
            continue
        ledger.note("cell-beside", None, None, value=shown(cell), place=f"{file}:{lines[row]}")
        if is_total(cell) and header.school is not None and data[header.school][row] is None:
            data[header.school][row] = cell
