"""Records as a workbook that ``read_records`` reads: the tables as they are, under the names of the dictionary."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from ..dictionary import shipped_facts
from ..errors import DataError
from ..files import replacing
from ..handing.cellsafe import BOOK_OPTIONS, EPOCH, put_cell, sheet_names
from ..values import decimal_text

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from ..records import Records
    from ..tables import Table

__all__ = ["save_records"]

_MOST_EXACT = 10**15
_SCHOOLS, _COUNTIES = "学校", "县级"
_LEVELS = {"county": "县", "town": "镇", "city": "市"}


def save_records(records: Records, path: str | os.PathLike[str]) -> None:
    """Write records as a workbook, whole or not at all; the same records give the same bytes.

    Headers that are ids of facts or keys become their Chinese names; all others stay as they are.

    Args:
        records: the records.
        path: the file, ``.xlsx``.

    Raises:
        DataError: XlsxWriter is not installed (``xlsx-extra-missing``).
        OSError: the file cannot be written.
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise DataError.of("xlsx-extra-missing") from None
    tables = [*records.schools, *records.areas]
    names = [table.name or _SCHOOLS for table in records.schools]
    names += [table.name or _COUNTIES for table in records.areas]
    with replacing(path) as draft:
        book = xlsxwriter.Workbook(str(draft), dict(BOOK_OPTIONS))
        book.set_properties({"created": EPOCH})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for table, name in zip(tables, sheet_names(names), strict=True):
            _sheet(book.add_worksheet(name), table, bold)
        book.close()


def _sheet(sheet: Any, table: Table, bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    headers = _named(table)
    for column, (header, cells) in enumerate(zip(headers, table.columns.values(), strict=True)):
        sheet.set_column(column, column, min(30, max(10, 2 * len(header))))
        put_cell(sheet, 0, column, header, bold)
        words = _words(table.headers[column])
        for row, cell in enumerate(cells.tolist() if isinstance(cells, np.ndarray) else cells):
            put_cell(sheet, row + 1, column, words.get(cell, cell) if isinstance(cell, str) else _written(cell, table))


def _named(table: Table) -> list[str]:
    """The headers as they are written: ids by their names, unless the table has that name too."""
    facts = shipped_facts()
    found: list[str] = []
    for header in table.headers:
        known = header in facts or header in facts.key_columns
        name = facts.name(header) if known else "层级" if header == "level" else header
        found.append(header if name in table.headers else name)
    return found


def _written(cell: Any, table: Table) -> Any:
    """A cell as Excel keeps it without loss: what it would round is text."""
    if isinstance(cell, list | tuple):
        return "、".join(str(_written(item, table)) for item in cell)
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN is what differs from itself
        return None
    if isinstance(cell, bool | np.bool_):
        return "是" if cell else "否"
    if isinstance(cell, Fraction) and cell.denominator != 1:
        return decimal_text(cell)
    if isinstance(cell, int | np.integer | Fraction):
        return int(cell) if abs(int(cell)) < _MOST_EXACT else str(cell)
    if isinstance(cell, float) and math.isfinite(cell):
        return float(cell) if table.excel or float(format(cell, ".15g")) == cell else str(cell)
    return str(cell)


def _words(header: str) -> Mapping[str, str]:
    """The codes of a column with the words they are written as."""
    if header == "level":
        return _LEVELS
    stages = shipped_facts().key_columns["stage"].values or {}
    return {code: spelled[0] for code, spelled in stages.items()} if header == "stage" else {}
