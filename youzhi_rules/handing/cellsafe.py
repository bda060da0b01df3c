"""Text in the cells of workbooks and CSV: what a school wrote stays text and never becomes a formula."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BOOK_OPTIONS", "EPOCH", "ROW_HEIGHT", "cell_text", "guarded_cell", "put_cell", "sheet_names"]

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_CELL_LENGTH = 32_767
_NAME_LENGTH = 31
_FULL_WIDTH = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "=+-@'[]:*?/\\"}
_RESERVED = {"history"}
BOOK_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""The options of XlsxWriter under which text is written as text."""
ROW_HEIGHT = 409
"""How high a row of Excel can be, in points."""
_EXACT = 10**15
"""What Excel holds of a whole number; a larger one loses its last digits, so it is written as text."""
EPOCH = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed date, so that the same content gives the same workbook


def guarded_cell(value: Any) -> Any:
    """A cell of CSV: text that a spreadsheet would run as a formula gets an apostrophe before it.

    Example:
        >>> guarded_cell("=1+1"), guarded_cell(-1.5), guarded_cell(True), guarded_cell(None)
        ("'=1+1", -1.5, 'true', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return "'" + value
    return value


def cell_text(text: str) -> str:
    """A text as a cell of Excel takes it: the end of one that is too long is cut off, and that is shown.

    Example:
        >>> len(cell_text("a" * 40_000)), cell_text("=1+1")
        (32767, '=1+1')
    """
    return text if len(text) <= _CELL_LENGTH else text[: _CELL_LENGTH - 1] + "…"


def put_cell(sheet: Any, row: int, column: int, value: Any, style: Any = None) -> None:
    """Write a value into a sheet of XlsxWriter: text as text whatever it begins with, numbers as numbers.

    Args:
        sheet: the sheet.
        row: the row, from 0.
        column: the column, from 0.
        value: text, a number, or None for an empty cell; a whole number of more than 15 digits is written as text.
        style: a format of the workbook, or None.
    """
    if isinstance(value, str):
        sheet.write_string(row, column, cell_text(value), style)
    elif isinstance(value, int) and abs(value) >= _EXACT:
        sheet.write_string(row, column, cell_text(str(value)), style)
    elif value is not None:
        sheet.write_number(row, column, value, style)
    elif style is not None:
        sheet.write_blank(row, column, None, style)


def sheet_names(wanted: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Names for sheets: at most 31 characters, none twice, without the signs that Excel forbids or calculates with.

    Such a sign is written full-width; a name that is there already gets a number behind it.

    Args:
        wanted: what the sheets should be called, in their order.
        taken: the names that are given already.

    Example:
        >>> sheet_names(["一小", "一小", "=1+1", "a/b", "", "HISTORY"], taken=["A／B"])
        ['一小', '一小 2', '＝1＋1', 'a／b 2', '_', 'HISTORY_']
    """
    used = {name.casefold() for name in taken} | _RESERVED
    reached: dict[str, int] = {}
    found = []
    for each in wanted:
        plain = "".join(sign for sign in each if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})
        name = re.sub(r"\s+", " ", plain.translate(_FULL_WIDTH)).strip() or "_"
        name = name + "_" if name.casefold() in _RESERVED else name
        chosen, number = _cut(name, _NAME_LENGTH), reached.get(name, 1)
        while chosen.casefold() in used:
            number += 1
            end = f" {number}"
            chosen = _cut(name, _NAME_LENGTH - len(end)) + end
        reached[name] = number  # the numbers up to it are taken
        used.add(chosen.casefold())
        found.append(chosen)
    return found


def _cut(text: str, length: int) -> str:
    """The beginning of a text, by the units Excel counts in: a sign outside the basic plane counts twice."""
    while len(text.encode("utf-16-le")) > 2 * length:
        text = text[:-1]
    return text.rstrip()
