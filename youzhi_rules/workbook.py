"""Workbooks as a bureau keeps them: Excel and text files read as they stand, nothing in them lost unsaid."""

from __future__ import annotations

import io
import os
import posixpath
import re
import zipfile
import zlib
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from .dictionary import Facts, shipped_facts
from .errors import DataError, Fault, Place, near
from .figures import Broken, Uncomputed, is_missing, shown
from .grids import Found, Grid, find_tables, nearest_header
from .joining import joined_schools
from .laid_out import laid_out
from .ledger import Ledger, in_order
from .records import Records
from .textfiles import read_text
from .understanding import Understood, columns_of, is_template_notes, sheets_of

if TYPE_CHECKING:
    from typing import IO

    from .layouts import Layout
    from .tables import Table

__all__ = ["read_records"]

_EXCEL = {".xlsx", ".xlsm", ".xls", ".ods"}
_TEXT = {".csv", ".tsv", ".txt"}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLOCK, _OVERLAP = 1 << 20, 64
_MARKS = re.compile(rb"""\bt\s*=\s*["']e["']|<(?:[\w.-]+:)?f[\s>/]|^(?:\xff\xfe|\xfe\xff)""")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_MADE = {"level", "county"}
"""Columns that a table may get without their being in the sheet."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_records(
    path: str | os.PathLike[str],
    *,
    sheet: str | None = None,
    facts: Facts | None = None,
    layout: Layout | None = None,
) -> Records:
    """The records of a workbook or text file.

    The header row is found below titles; sheets of schools and of areas are told apart by what they hold.
    Columns may be fact ids, Chinese names or aliases. What is not used is named in ``problems``.

    Cells with an error (``#REF!``) and formulas never computed are named in .xlsx and .xlsm files only: in .xls and
    .ods files they cannot be told from blank cells and are missing like these.

    Args:
        path: an .xlsx, .xlsm, .xls, .ods, .csv, .tsv or .txt file. Text is UTF-8 or GB18030.
        sheet: read this sheet only.
        facts: the data dictionary; the shipped one if left out.
        layout: what the sheets and columns of the file mean, where they are not those of the dictionary.

    Returns:
        The tables of schools and of areas, ready for ``evaluate``; ``understood`` tells what each column was read as.

    Raises:
        DataError: there is no such file, it cannot be read or holds no known header; the code says which.
    """
    if not isinstance(path, str | os.PathLike):
        raise DataError.of("path-kind", kind=type(path).__name__)
    known = shipped_facts() if facts is None else facts
    file = Path(path)
    data = _bytes_of(file)
    suffix = file.suffix.lower()
    ledger = Ledger()
    if suffix in _TEXT:
        if data.startswith((_ZIP, _OLE)):
            raise _fault("text-is-workbook", file)
        grids = [read_text(data, file.name, known)]
    elif suffix in _EXCEL:
        grids = _sheets(data, file, sheet, ledger)
    else:
        raise _fault("file-kind", file)
    found, understood = _tables(grids, known, ledger, layout)
    if not found:
        raise _no_header(grids, file, known)
    schools: tuple[Table, ...] = tuple(one.table for one in found if one.schools)
    areas = tuple(one.table for one in found if not one.schools)
    if layout is not None:  # forms of one county, each with other figures of the same schools
        schools = reduce(lambda first, other: joined_schools(first, (other,), known, ledger), schools[1:], schools[:1])
    understood += sheets_of(ledger.entries)
    return Records(schools, areas, in_order(ledger.entries), file.name, tuple(understood))


def _fault(code: str, file: Path, **params: str | None) -> DataError:
    name = file.name or str(file)  # "." has no name
    return DataError([Fault(code, {"file": name, **params}, Place(name))])


def _bytes_of(file: Path) -> bytes:
    if file.is_dir():
        raise _fault("file-is-folder", file)
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise _fault("file-missing", file) from None
    except OSError as error:
        raise _fault("file-unreadable", file, why=error.strerror or str(error)) from error
    if not data.strip():
        raise _fault("file-empty", file)
    return data


def _tables(
    grids: list[Grid], facts: Facts, ledger: Ledger, layout: Layout | None
) -> tuple[list[Found], list[Understood]]:
    """The tables of the sheets, and what every column of them was read as."""
    found: list[Found] = []
    understood: list[Understood] = []
    for grid in grids:
        if not any(not is_missing(cell) for row in grid.cells for cell in row):
            ledger.note("sheet-empty", None, None, sheet=grid.name, place=grid.name)
            continue
        if is_template_notes(grid):
            understood.append(Understood(grid.name, None, reason="sheet-template-notes"))
            continue
        told = layout.sheet(grid.name) if layout is not None else None
        if layout is not None and told is None:
            ledger.note("sheet-not-in-layout", None, None, sheet=grid.name, place=grid.name)
            continue
        if told is not None:
            table, columns = laid_out(grid, told, facts, ledger)
        else:
            table = find_tables(grid, facts, ledger)
            columns = columns_of(table.table, facts) if table is not None else []
        if table is None:
            ledger.note("sheet-unused", None, None, sheet=grid.name, place=grid.name)
        else:
            found.append(table)
            understood += [one for one in columns if one.header not in _MADE or _stands(grid, one.header)]
    if layout is not None:
        for missing in layout.unmet([grid.name for grid in grids]):
            names = [grid.name for grid in grids]
            ledger.error("layout-sheet-missing", None, None, sheet=missing, near=near(missing, names))
    return found, understood


def _stands(grid: Grid, header: str | None) -> bool:
    return any(cell == header for row in grid.cells for cell in row if isinstance(cell, str))


def _no_header(grids: list[Grid], file: Path, facts: Facts) -> DataError:
    headers = nearest_header(grids)
    if not headers and not any(not is_missing(cell) for grid in grids for row in grid.cells for cell in row):
        return _fault("file-empty", file)
    guesses = [guess for header in headers if (guess := facts.near(header))]
    return _fault("header-missing", file, headers="、".join(headers[:10]) or "—", near="、".join(guesses[:5]) or None)


def _sheets(data: bytes, file: Path, only: str | None, ledger: Ledger) -> list[Grid]:
    """The sheets of a workbook as grids."""
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise _fault("workbook-locked", file)
    if not data.startswith((_ZIP, _OLE)):
        raise _fault("workbook-is-text" if _is_text(data) else "workbook-damaged", file)
    book = _opened(data, file)
    names = list(book.sheet_names)
    if only is not None and only not in names:
        raise _fault("sheet-missing", file, sheet=only, sheets="、".join(names))
    grids = []
    for meta in book.sheets_metadata:
        if only is not None and meta.name != only:
            ledger.note("sheet-unasked", None, None, sheet=meta.name, place=meta.name)
        elif only is None and not str(meta.visible).endswith(".Visible"):
            ledger.note("sheet-hidden", None, None, sheet=meta.name, place=meta.name)
        elif not str(meta.typ).endswith(".WorkSheet"):
            ledger.note("sheet-unused", None, None, sheet=meta.name, place=meta.name)
        else:
            broken = _broken_cells(data, meta.name, file)
            grid = _grid(book, meta.name, file)
            grids.append(_with_broken(grid, broken, ledger))
    return grids


def _opened(data: bytes, file: Path) -> Any:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as error:
        raise _fault("excel-extra-missing", file) from error
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        locked = "password" in str(error).lower() or "encrypt" in str(error).lower()
        raise _fault("workbook-locked" if locked else "workbook-damaged", file) from error


def _grid(book: Any, name: str, file: Path) -> Grid:
    from python_calamine import CalamineError

    try:
        sheet = book.get_sheet_by_name(name)
    except CalamineError as error:
        raise _fault("workbook-damaged", file) from error
    if sheet.start is None:
        return Grid(name, [])
    top, left = sheet.start
    cells = sheet.to_python(skip_empty_area=True)
    merged = [
        (first[0] - top, first[1] - left, last[0] - top, last[1] - left)
        for first, last in sheet.merged_cell_ranges or ()
    ]
    height, width = len(cells), len(cells[0]) if cells else 0
    inside = tuple(
        (r0, c0, min(r1, height - 1), min(c1, width - 1))
        for r0, c0, r1, c1 in merged
        if 0 <= r0 < height and 0 <= c0 < width
    )
    return Grid(name, [[None if cell == "" else cell for cell in row] for row in cells], top + 1, left, inside)


def _with_broken(grid: Grid, broken: dict[tuple[int, int], Broken], ledger: Ledger) -> Grid:
    """The grid with its errors in it; those beyond its last cell are reported at once."""
    for (row, column), cell in broken.items():
        at, beside = row - grid.top + 1, column - grid.left
        if 0 <= at < len(grid.cells) and 0 <= beside < len(grid.cells[0]):
            grid.cells[at][beside] = cell
        else:
            ledger.error(cell.code, None, None, value=shown(cell), place=grid.place(at, beside))
    return grid


def _broken_cells(data: bytes, name: str, file: Path) -> dict[tuple[int, int], Broken]:
    """The cells of a sheet that hold an error or a formula without a value, which calamine takes for blank."""
    if not data.startswith(_ZIP):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = {one.replace("\\", "/").lower(): one for one in parts.namelist()}
            if "xl/workbook.xml" not in names:
                return {}
            part = names[_part_of(parts, names, name)]
            with parts.open(part) as stream:
                if not _may_be_broken(stream):
                    return {}
            with parts.open(part) as stream:
                reader = _Cells()
                _parse(stream, reader.start, reader.end, reader.text)
                return reader.broken
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError, zlib.error, expat.ExpatError) as e:
        raise _fault("workbook-damaged", file) from e


def _part_of(parts: zipfile.ZipFile, names: dict[str, str], sheet: str) -> str:
    """The part of the archive, in small letters, in which a sheet stands."""
    targets: dict[str, str] = {}
    ids: dict[str, str] = {}

    def start(tag: str, told: dict[str, str]) -> None:
        here = {_local(key): value for key, value in told.items()}
        if _local(tag) == "sheet":
            ids[here.get("name", "")] = here.get("id", "")
        elif _local(tag) == "Relationship":
            targets[here.get("Id", "")] = here.get("Target", "")

    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        with parts.open(names[part]) as stream:
            _parse(stream, start)
    return posixpath.normpath(posixpath.join("/xl", targets[ids[sheet]].replace("\\", "/"))).lstrip("/").lower()


def _local(name: str) -> str:
    return name.rpartition(" ")[2].rpartition(":")[2]


def _may_be_broken(stream: IO[bytes]) -> bool:
    """Whether there may be an error or a formula in a sheet: a quick look that spares most sheets the parsing."""
    kept = b""
    while block := stream.read(_BLOCK):
        text = kept + block
        if _MARKS.search(text):
            return True
        kept = text[-_OVERLAP:]
    return False


def _parse(stream: IO[bytes], start: Any, end: Any = None, text: Any = None) -> None:
    """Read a part of a workbook as it streams by; one that declares entities is no workbook."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.ParseFile(stream)


def _refuse(*_: object) -> None:
    raise ValueError


class _Cells:
    """Follows the XML of a sheet and collects its broken cells by row and column, counted from 0."""

    def __init__(self) -> None:
        self.broken: dict[tuple[int, int], Broken] = {}
        self.row = self.column = -1
        self.kind = ""
        self.formula: str | None = None
        self.value: str | None = None
        self.part = ""
        self.texts: list[str] = []

    def start(self, tag: str, told: dict[str, str]) -> None:
        """An element begins."""
        name = _local(tag)
        if name == "row":
            self.row = int(told["r"]) - 1 if "r" in told else self.row + 1
            self.column = -1
        elif name == "c":
            self.column += 1
            if "r" in told and (found := _REFERENCE.fullmatch(told["r"])):
                self.column = -1
                for letter in found[1].upper():
                    self.column = (self.column + 1) * 26 + ord(letter) - ord("A")
                self.row = int(found[2]) - 1
            self.kind, self.formula, self.value = told.get("t", ""), None, None
        elif name in {"f", "v", "is"}:
            self.part, self.texts = name, []

    def text(self, text: str) -> None:
        """Text stands in an element."""
        if self.part:
            self.texts.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        name = _local(tag)
        if name == self.part:
            told, self.part = "".join(self.texts), ""
            if name == "f":
                self.formula = told
            else:
                self.value = told
        elif name == "c":
            stored = bool(self.value) or (self.kind == "str" and self.value is not None)
            if self.kind == "e":
                self.broken[self.row, self.column] = Broken(self.value or "#?")
            elif self.formula is not None and not stored:
                self.broken[self.row, self.column] = Uncomputed(f"={self.formula}")


def _is_text(data: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        try:
            return "\0" not in data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return False
