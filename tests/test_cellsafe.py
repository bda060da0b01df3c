"""Text in cells of Excel and CSV: what was written stays text, and sheets get names that Excel takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from youzhi_rules.handing.cellsafe import BOOK_OPTIONS, cell_text, guarded_cell, put_cell, sheet_names

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "<script>", '"', "http://x", "123", "{=1}"]


def test_text_that_begins_like_a_formula_is_guarded_in_csv() -> None:
    """An apostrophe stands before it; numbers, yes and no, and nothing are written plainly."""
    for text in HOSTILE[:6]:
        assert guarded_cell(text) == "'" + text
    assert [guarded_cell(value) for value in ("一小", -1.5, True, False, None)] == ["一小", -1.5, "true", "false", ""]


def test_text_stays_text_in_a_workbook(tmp_path: Path) -> None:
    """No formula, no link, no number is made of it; a number is one."""
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), BOOK_OPTIONS)
    sheet, style = book.add_worksheet(), book.add_format({"border": 1})
    for row, value in enumerate([*HOSTILE, 1.5, None]):
        put_cell(sheet, row, 0, value)
        put_cell(sheet, row, 1, value, style)
    book.close()
    found = load_workbook(tmp_path / "a.xlsx").active
    for column in (1, 2):
        cells = [found.cell(row + 1, column) for row in range(len(HOSTILE))]
        assert {cell.data_type for cell in cells} == {"s"}
        assert [cell.hyperlink for cell in cells] == [None] * len(HOSTILE)
        assert [cell.value.strip("\r\n") for cell in cells][:5] == [text.strip("\r\n") for text in HOSTILE[:5]]
        assert found.cell(len(HOSTILE) + 1, column).value == 1.5


def test_a_long_whole_number_keeps_all_its_digits(tmp_path: Path) -> None:
    """Excel holds 15 digits of a number; one with more is text."""
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), BOOK_OPTIONS)
    sheet = book.add_worksheet()
    for row, value in enumerate((10**15 - 1, 10**15 + 1, 10**400)):
        put_cell(sheet, row, 0, value)
    book.close()
    found = load_workbook(tmp_path / "a.xlsx").active
    assert [found.cell(row, 1).value for row in (1, 2, 3)] == [10**15 - 1, str(10**15 + 1), str(10**400)]


def test_a_text_too_long_for_a_cell_is_cut_and_shows_it() -> None:
    """Excel takes 32 767 signs."""
    assert cell_text("a" * 32_767) == "a" * 32_767
    assert cell_text("a" * 32_768) == "a" * 32_766 + "…"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=40) | st.sampled_from([*HOSTILE, "History", "一小" * 20, "A" * 31, "a" * 31, "''"])))
def test_sheets_get_names_that_excel_takes(wanted: list[str]) -> None:
    """At most 31 units, none twice in any case of letters, no forbidden sign, no beginning of a formula."""
    names = sheet_names(wanted, ["清单"])
    assert len(names) == len(wanted)
    assert len({name.casefold() for name in names} | {"清单", "history"}) == len(names) + 2
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not set(name) & set("[]:*?/\\'=+-@\t\r\n")
        assert name == name.strip()


def test_xlsxwriter_takes_every_name(tmp_path: Path) -> None:
    """Names made of hostile ones make sheets, and are found again."""
    names: list[Any] = sheet_names([*HOSTILE, *HOSTILE, "", " ", "History", "𠮷" * 40])
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    for name in names:
        book.add_worksheet(name)
    book.close()
    assert load_workbook(tmp_path / "a.xlsx").sheetnames == names
