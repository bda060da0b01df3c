"""The to-do list as files: a workbook, with a sheet for each school if that is asked for, or CSV."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING, Any

from ..errors import DataError
from ..files import replacing
from .cellsafe import BOOK_OPTIONS, EPOCH, ROW_HEIGHT, guarded_cell, put_cell, sheet_names
from .todo import ITEM_KEYS
from .todo_tables import by_school, tables_of, tables_of_school, totals_of

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from .todo import Todo
    from .todo_tables import Table

__all__ = ["save_csv", "save_excel"]

_BOM = "\ufeff"
_SHEET_ROWS = 1_000_000
_NARROW, _WIDE, _MOST = 8, 60, 30
_LINE = 15
"""How high a line of a cell is, in points."""
_A4 = 9


def save_csv(todo: Todo, path: str | os.PathLike[str]) -> None:
    """The items as CSV; the file begins with the mark Excel knows UTF-8 by."""
    with replacing(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        file.write(_BOM)
        writer = csv.writer(file)
        writer.writerow(ITEM_KEYS)
        writer.writerows([guarded_cell(row[key]) for key in ITEM_KEYS] for row in todo.to_dicts())


def save_excel(todo: Todo, path: str | os.PathLike[str], *, per_school: bool = False) -> None:
    """The list as a workbook.

    Raises:
        DataError: XlsxWriter is not installed (``xlsx-extra-missing``).
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise DataError.of("xlsx-extra-missing") from None
    with replacing(path) as draft:
        book = xlsxwriter.Workbook(str(draft), {"constant_memory": True, **BOOK_OPTIONS})
        book.set_properties({"created": EPOCH, "title": todo.title})
        writer = _Writer(book)
        county = [totals_of(todo), *tables_of(todo)]
        for table in county:
            writer.table(table)
        if per_school:
            schools = by_school(todo)
            names = sheet_names((name for _, name, _ in schools), writer.names)
            for (place, name, own), sheet in zip(schools, names, strict=True):
                writer.school(sheet, f"{place} {name}".strip(), tables_of_school(own))
        book.close()


class _Writer:
    """The sheets of a workbook, written from top to bottom."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.names: list[str] = []
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.part = book.add_format({"bold": True})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E7ECF2", "border": 1}
        )
        self.cell = book.add_format({"valign": "top", "border": 1})
        self.share = book.add_format({"valign": "top", "border": 1, "num_format": "0.00%"})
        self.text = book.add_format({"valign": "top", "border": 1, "text_wrap": True})

    def _sheet(self, name: str) -> Any:
        self.names.append(name)
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def table(self, table: Table) -> None:
        """A table on a sheet of its own; one longer than a sheet can be goes on in a further sheet."""
        for first in range(0, max(len(table.rows), 1), _SHEET_ROWS):
            (name,) = sheet_names([table.name], self.names)
            sheet = self._sheet(name)
            widths = _widths(sheet, [table])
            sheet.freeze_panes(1, 0)
            sheet.repeat_rows(0)
            rows = table.rows[first : first + _SHEET_ROWS]
            self._rows(sheet, 0, table, rows, widths)
            if rows:
                sheet.autofilter(0, 0, len(rows), len(table.heads) - 1)

    def school(self, name: str, title: str, tables: Sequence[Table]) -> None:
        """The tables of a school, one below the other."""
        sheet = self._sheet(name)
        widths = _widths(sheet, tables)
        put_cell(sheet, 0, 0, title, self.title)
        line = 2
        for table in tables:
            put_cell(sheet, line, 0, table.name, self.part)
            line = self._rows(sheet, line + 1, table, table.rows, widths) + 1

    def _rows(
        self, sheet: Any, line: int, table: Table, rows: Sequence[tuple[Any, ...]], widths: dict[int, int]
    ) -> int:
        """Write heads and rows from a line on; the line behind them."""
        for column, head in enumerate(table.heads):
            put_cell(sheet, line, column, head, self.head)
        for row in rows:
            line += 1
            lines = max((math.ceil(_width(row[column]) / (0.9 * widths[column])) for column in table.wide), default=1)
            if lines > 1:
                sheet.set_row(line, min(_LINE * lines, ROW_HEIGHT))
            for column, value in enumerate(row):
                style = self.text if column in table.wide else self.share if column in table.shares else self.cell
                put_cell(sheet, line, column, value, style)
        return line + 1


def _widths(sheet: Any, tables: Sequence[Table]) -> dict[int, int]:
    """Columns as wide as what stands in them, within reason; sentences are wrapped."""
    widths: dict[int, int] = {}
    for table in tables:
        for column, head in enumerate(table.heads):
            longest = max((_width(row[column]) for row in table.rows[:200]), default=0)
            most = _WIDE if column in table.wide else _MOST
            width = min(most, max(_NARROW, _width(head) + 2, longest + 1))
            widths[column] = max(widths.get(column, 0), width)
    for column, width in widths.items():
        sheet.set_column(column, column, width)
    return widths


def _width(value: Any) -> int:
    """How wide a text is: a Chinese sign counts twice."""
    return sum(1 + (sign > "\u2e7f") for sign in str(value)) if isinstance(value, str) else 10
