"""The declaration forms as a workbook that is ready to print: a table a sheet, A4 across, heads repeated."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

from ..catalogue import label
from ..errors import DataError
from ..files import replacing
from .cellsafe import BOOK_OPTIONS, EPOCH, ROW_HEIGHT, put_cell

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from .form_numbers import Style
    from .form_tables import Cell, Column, Forms, Row, Table

__all__ = ["write_forms"]

_A4 = 9
_FONT, _SIZE = "宋体", 10
_LINE = 13.5
"""The height of a line in points."""
_DIGITS = 15
"""What Excel holds of a number; one with more is written as text."""
_FOOT = 200
"""A footer may have 255 characters, codes and all."""
_STRONG = {"total", "subtotal"}


def write_forms(forms: Forms, path: str | os.PathLike[str]) -> None:
    """Write the forms; the file is whole or not there, and the same forms give the same bytes.

    Args:
        forms: the forms of a county.
        path: a file whose name ends in ``.xlsx``.

    Raises:
        DataError: ``form-ending``, or XlsxWriter is not installed (``xlsx-extra-missing``).
        OSError: the file cannot be written.
    """
    if not str(path).lower().endswith(".xlsx"):
        raise DataError.of("form-ending", file=str(path))
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise DataError.of("xlsx-extra-missing") from None
    with replacing(path) as draft:
        book = xlsxwriter.Workbook(str(draft), dict(BOOK_OPTIONS))
        book.set_properties({"created": EPOCH, "title": forms.title})
        styles = _Styles(book)
        for name, table in zip(_names(forms), forms.tables, strict=True):
            _Sheet(book.add_worksheet(name), styles, forms, table).write()
        book.close()


def _names(forms: Forms) -> list[str]:
    """The sheets: the number of each table, and the stage where it has several sheets; nothing that a user wrote."""
    return [f"{table.key} {_stage(table, forms)}" if table.stage else table.key for table in forms.tables]


def _stage(table: Table, forms: Forms) -> str:
    return label("form_stage_unknown" if table.stage == "unknown" else table.stage or "", forms.lang)


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._made: dict[tuple[Any, ...], Any] = {}
        self._cells: dict[tuple[Any, ...], Any] = {}

    def of(self, **wanted: Any) -> Any:
        """The format with these properties."""
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(
                {"font_name": _FONT, "font_size": _SIZE, "valign": "vcenter", **wanted}
            )
        return self._made[key]

    def cell(self, column: Column, style: Style | None, kind: str) -> Any:
        """The format of a cell in a column: of text, or of a number in a style."""
        key = (column.wide, column.key == "number", style, kind)
        if key not in self._cells:
            wanted: dict[str, Any] = {"border": 1, "text_wrap": True, "align": "left" if column.wide else "center"}
            if kind in _STRONG:
                wanted |= {"bold": True, "bg_color": "#F7F7F7"}
            if kind == "figure":
                wanted |= {"font_color": "#404040"}
            if style is not None:
                wanted |= {"num_format": _format(style), "text_wrap": False}
            if style is not None and column.key != "number":
                wanted |= {"align": "right", "indent": 1}
            self._cells[key] = self.of(**wanted)
        return self._cells[key]


class _Sheet:
    """One table on its sheet: title, document, heads, numbers of the columns, rows, notes."""

    def __init__(self, sheet: Any, styles: _Styles, forms: Forms, table: Table) -> None:
        self.sheet = sheet
        self.styles = styles
        self.forms = forms
        self.table = table
        self.last = len(table.columns) - 1
        self.width = sum(column.width for column in table.columns)

    def write(self) -> None:
        """All of it, row by row."""
        for index, column in enumerate(self.table.columns):
            self.sheet.set_column(index, index, column.width)
        heads = self._titles()
        row = self._heads(heads)
        for each in self.table.rows:
            self._row(row, each)
            row += 1
        end = self._notes(row)
        self._page(heads, end)

    def _titles(self) -> int:
        say, forms, table = label, self.forms, self.table
        named = say("form_table", forms.lang).format(key=table.key, title=table.title)
        if table.stage:
            named += ("（{}）" if forms.lang == "zh" else " ({})").format(_stage(table, forms))
        basis = say("form_basis", forms.lang).format(basis=table.basis) if table.basis else ""
        under = "　".join(part for part in (forms.county, basis, forms.pack) if part)
        big = self.styles.of(bold=True, font_size=16, align="center")
        middle = self.styles.of(bold=True, font_size=12, align="center")
        self._merged(0, forms.title, big, 24)
        self._merged(1, named, middle, 20)
        small = self.styles.of(font_size=9, align="left", text_wrap=True)
        self._merged(2, under, small, _LINE * self._lines(under, self.width))
        return 3

    def _heads(self, row: int) -> int:
        head = self.styles.of(bold=True, border=1, align="center", text_wrap=True, bg_color="#EDEDED")
        numbered = self.styles.of(border=1, align="center", font_size=8, bg_color="#EDEDED")
        height = max(self._lines(column.head, column.width) for column in self.table.columns)
        self.sheet.set_row(row, _LINE * height + 3)
        for index, column in enumerate(self.table.columns):
            self.sheet.write_string(row, index, column.head, head)
            self.sheet.write_string(row + 1, index, str(index + 1), numbered)
        self.sheet.freeze_panes(row + 2, 0)
        return row + 2

    def _row(self, place: int, row: Row) -> None:
        lines = 1
        for index, (column, cell) in enumerate(zip(self.table.columns, row.cells, strict=True)):
            self._cell(place, index, column, cell, row.kind)
            if column.wide or cell.style is None:
                lines = max(lines, self._lines(cell.text, column.width))
        self.sheet.set_row(place, min(_LINE * lines + 2, ROW_HEIGHT))

    def _cell(self, row: int, at: int, column: Column, cell: Cell, kind: str) -> None:
        number, style = cell.shown, cell.style
        if number is None or style is None or sum(map(str.isdigit, cell.text)) > _DIGITS:
            put_cell(self.sheet, row, at, cell.text or None, self.styles.cell(column, None, kind))
        else:
            worth = number.numerator / number.denominator
            put_cell(self.sheet, row, at, worth, self.styles.cell(column, style, kind))

    def _notes(self, row: int) -> int:
        style = self.styles.of(font_size=9, align="left", text_wrap=True, valign="top")
        for note in self.table.notes:
            self._merged(row, note, style, _LINE * self._lines(note, self.width))
            row += 1
        return row - 1

    def _merged(self, row: int, words: str, style: Any, height: float) -> None:
        self.sheet.set_row(row, min(height, ROW_HEIGHT))
        self.sheet.merge_range(row, 0, row, self.last, "", style)
        self.sheet.write_string(row, 0, words, style)

    def _page(self, heads: int, end: int) -> None:
        sheet, forms = self.sheet, self.forms
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.center_horizontally()
        sheet.repeat_rows(heads, heads + 1)
        sheet.print_area(0, 0, max(end, heads + 1), self.last)
        name = f"{forms.county}　{self.table.key}"[: _FOOT // 2].replace("&", "&&")
        # A space ends the size of the letters: a county may be called by a number, and so is its name's beginning.
        sheet.set_footer(f"&L&9 {name}&R&9 {label('form_page', forms.lang)}")

    @staticmethod
    def _lines(words: str, width: float) -> int:
        """How many lines a text takes in a width, by the width of its signs."""
        room = max(width - 1, 1)
        if 2 * len(words) <= room and "\n" not in words:
            return 1
        return sum(max(1, math.ceil(_breadth(line) / room)) for line in words.split("\n"))


def _format(style: Style) -> str:
    return "0" + ("." + "0" * style.digits if style.digits else "") + ("%" if style.percent else "")


def _breadth(words: Sequence[str]) -> int:
    """How wide a text is, in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in words)
