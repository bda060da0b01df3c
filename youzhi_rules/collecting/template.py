"""Templates: a workbook made from the facts of a pack, to be filled in and read back as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..catalogue import label
from ..errors import DataError, known_language
from ..files import replacing
from ..handing.cellsafe import BOOK_OPTIONS, EPOCH, put_cell
from ..loading import load_pack
from ..model import Pack
from ..planning import plan_of
from ..understanding import TEMPLATE_MARK
from .template_book import Book, lines_of, sheets_of

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from ..catalogue import Lang
    from ..plan import Plan
    from .template_book import Sheet
    from .template_columns import Column

__all__ = ["MOST_COUNTIES", "MOST_SCHOOLS", "write_template"]

MOST_SCHOOLS = 100_000
MOST_COUNTIES = 200
_HEADS = ("sheet", "header", "id", "zh", "en", "need", "type", "unit", "meaning", "choices", "table", "rules")
_WIDTHS = (8, 26, 26, 26, 28, 13, 12, 8, 48, 24, 12, 44)
_LINE = 14.5


def write_template(
    pack: str | os.PathLike[str] | Pack,
    path: str | os.PathLike[str],
    lang: Lang = "zh",
    *,
    schools: int = 300,
    counties: int | None = None,
) -> None:
    """Write the workbook in which the data that a pack asks for are filled in.

    It has a sheet of schools (a row for each stage of each school), one of the county, those of towns and of the city
    where the pack needs them, and a sheet that explains every column. ``read_records`` reads it as it is.

    Args:
        pack: the id of a pack, the path of its folder, or a ``Pack``.
        path: the .xlsx file; one that is there is replaced when the new one is whole.
        lang: the language of headers and explanations, ``zh`` or ``en``.
        schools: how many rows of schools get their drop-downs and checks.
        counties: how many counties there is room for; left out: one, or twelve where the pack judges a city.

    Raises:
        DataError: the file is no .xlsx (``template-name``), there cannot be so many schools or counties
            (``template-size``), or XlsxWriter is not installed (``xlsx-extra-missing``).
        PackError: there is no such pack, or it has faults.
        OSError: the file cannot be written.

    Example:
        >>> import tempfile, pathlib
        >>> import youzhi_rules as yz
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> write_template("national-2017", folder / "county.xlsx")
        >>> [table.name for table in yz.read_records(folder / "county.xlsx").schools]
        ['学校']
    """
    known_language(lang)
    if not str(path).lower().endswith(".xlsx"):
        raise DataError.of("template-name", file=str(path))
    _check("schools", schools, MOST_SCHOOLS)
    if counties is not None:
        _check("counties", counties, MOST_COUNTIES)
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise DataError.of("xlsx-extra-missing") from None
    plan = plan_of(pack if isinstance(pack, Pack) else load_pack(pack))
    with replacing(path) as draft:
        made = xlsxwriter.Workbook(str(draft), dict(BOOK_OPTIONS))
        made.set_properties({"created": EPOCH, "title": plan.pack.title.say(lang)})
        book = Book(made, lang)
        sheets = sheets_of(plan, lang, schools, counties)
        for sheet in sheets:
            book.add(sheet)
        _notes(book, plan, sheets)
        _values(book)
        made.close()


def _check(name: str, value: object, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise DataError.of("template-size", name=name, value=str(value), least=1, most=most)


def _mark(book: Book) -> str:
    """What the reader knows the sheets by that hold no data."""
    return f"{label('template_mark', book.lang)} [{TEMPLATE_MARK}]"


def _notes(book: Book, plan: Plan, sheets: Sequence[Sheet]) -> None:
    """The sheet that explains how the workbook is filled in, and every column."""
    lang = book.lang
    page = book.book.add_worksheet(label("template_notes", lang))
    page.set_landscape()
    page.set_paper(8)  # A3
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")
    for at, width in enumerate(_WIDTHS):
        page.set_column(at, at, width)
    put_cell(page, 0, 0, _mark(book), book.format("mark", font_color="#7F7F7F", italic=True))
    title = label("template_title", lang).format(title=plan.pack.title.say(lang))
    put_cell(page, 1, 0, title, book.format("title", bold=True, font_size=14))
    lines = _lines(plan, sheets, lang)
    for row, line in enumerate(lines, start=2):
        put_cell(page, row, 0, line, book.format("line"))
    top = len(lines) + 3
    page.freeze_panes(top + 1, 2)
    page.repeat_rows(top)
    for at, name in enumerate(_HEADS):
        put_cell(
            page, top, at, label(f"template_{'sheet_head' if name == 'sheet' else name}", lang), book.head(must=False)
        )
    row = top
    for sheet in sheets:
        for column in sheet.columns:
            row += 1
            cells = _explained(sheet, column, lang)
            page.set_row(
                row, _LINE * max(lines_of(cell, width - 1) for cell, width in zip(cells, _WIDTHS, strict=True))
            )
            for at, cell in enumerate(cells):
                put_cell(page, row, at, cell, book.format("told", text_wrap=True, border=1, valign="top"))
    page.autofilter(top, 0, row, len(_HEADS) - 1)


def _explained(sheet: Sheet, column: Column, lang: Lang) -> tuple[str, ...]:
    kind = label(f"fill_type_{column.type}", lang)
    kind = label("fill_type_many", lang).format(type=kind) if column.many else kind
    return (
        sheet.name, column.header, column.id, *column.names, column.need, kind, column.unit, column.meaning,
        column.spelled, column.table, column.rules,
    )  # fmt: skip


def _lines(plan: Plan, sheets: Sequence[Sheet], lang: Lang) -> list[str]:
    pack = plan.pack
    number = (f"（{pack.source.number}）" if lang == "zh" else f" ({pack.source.number})") if pack.source.number else ""
    told = {"title": pack.title.say(lang), "number": number, "id": pack.id, "version": pack.version}
    comma = "、" if lang == "zh" else ", "
    shared = comma.join(plan.facts.name(name, lang) for name in (pack.split.of if pack.split else ()))
    rows = "template_line_rows" if shared else "template_line_rows_plain"
    return [
        label("template_line_pack", lang).format(**told),
        label(rows, lang).format(schools=sheets[0].name, shared=shared),
        label("template_line_blank", lang),
        label("template_line_star", lang),
        label("template_line_units", lang),
        label("template_line_columns", lang),
    ]


def _values(book: Book) -> None:
    """The sheet of the lists that are too long to stand in a cell's own validation, where there are any."""
    if not book.lists:
        return
    page: Any = book.book.add_worksheet(label("template_values", book.lang))
    put_cell(page, 0, 0, _mark(book), book.format("mark", font_color="#7F7F7F", italic=True))
    for at, choices in enumerate(book.lists):
        page.set_column(at, at, 30)
        for row, choice in enumerate(choices, start=2):
            put_cell(page, row, at, choice, book.format("line"))
