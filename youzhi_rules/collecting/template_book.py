"""The sheets of a template: which there are, and how they are put into a workbook."""

from __future__ import annotations

import unicodedata
from math import ceil
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from ..catalogue import label
from ..handing.cellsafe import put_cell
from .template_columns import fact_column, key_column
from .wanted import wanted

if TYPE_CHECKING:
    from ..catalogue import Lang
    from ..plan import Plan
    from .template_columns import Column

__all__ = ["Book", "Sheet", "lines_of", "sheets_of"]

_LIST_LENGTH = 255  # what Excel takes of a list that stands in the validation itself
_TITLE_LENGTH, _MESSAGE_LENGTH = 32, 255
_TOWNS, _MOST_COUNTIES = 60, 12
_DARK, _LIGHT, _GREY = "#1F4E79", "#DDEBF7", "#F2F2F2"
_STAR = 'General;General;General;@" ＊"'
_NUMBER_FORMATS = {"count": "0", "number": "General", "share": "0.00%", "year": "0"}
"""No place that may be empty behind the point: Excel writes 1,800. and 95.% then."""


@frozen
class Sheet:
    """One sheet to fill in.

    Attributes:
        name: its name.
        columns: its columns; the lines of an upright one.
        rows: how many rows are made ready; the columns of values of an upright one.
        upright: whether the indicators stand below each other.
        fixed: how many columns stay in sight.
    """

    name: str
    columns: tuple[Column, ...]
    rows: int
    upright: bool = False
    fixed: int = 1


def sheets_of(plan: Plan, lang: Lang, schools: int, counties: int | None) -> list[Sheet]:
    """The sheets that a pack needs: of schools, of the county, of towns and of the city.

    Args:
        plan: the plan of the pack.
        lang: the language of the headers.
        schools: how many rows of schools are made ready.
        counties: how many counties there is room for; None: one, or twelve where the pack judges a city.
    """
    wants = wanted(plan)
    levels = {want.level for want in wants} | {step.level for step in plan.steps}
    city = "city" in levels
    there = {level: [want.column for want in wants if want.level == level] for level in levels}

    def facts(*of: str) -> list[Column]:
        return [fact_column(plan, want, there[want.level], lang) for want in wants if want.level in of]

    def key(name: str, *, must: bool = True) -> Column:
        return key_column(plan.facts, name, lang, must=must)

    of_schools = facts("section", "school")
    levels_of = [want.fact.levels for want in wants if want.level in {"section", "school"}]
    first = next((at for at, some in enumerate(levels_of) if "section" in some), len(of_schools))
    keys = [key("county")] if city or (counties or 1) > 1 else []
    keys += [key("town")] if "town" in levels else []
    named = [*keys, key("school"), key("school_name", must=False)]
    more = [key("campus", must=False)] if plan.compares_campuses else []
    more.append(key("parent_school", must=False))
    columns = [*named, *more, *of_schools[:first], key("stage"), *of_schools[first:]]
    found = [Sheet(label("template_schools", lang), tuple(columns), schools, fixed=len(named))]
    own = [key("city"), key("county")] if city else [key("county")]
    room = counties if counties is not None else _MOST_COUNTIES if city else 1
    found.append(Sheet(label("template_county", lang), (*own, *facts("county")), room, upright=True))
    if there.get("town"):
        own = [*([key("county")] if city else []), key("town")]
        found.append(Sheet(label("template_town", lang), (*own, *facts("town")), _TOWNS, fixed=len(own)))
    if there.get("city"):
        found.append(Sheet(label("template_city", lang), (key("city"), *facts("city")), 1, upright=True))
    return found


@frozen(eq=False)
class Book:
    """A workbook of XlsxWriter on its way, with the formats of its cells.

    Attributes:
        book: the workbook.
        lang: the language of what is said in it.
        lists: where lists that are too long for a cell's own validation will stand, by their choices.
    """

    book: Any
    lang: Lang
    lists: dict[tuple[str, ...], str] = field(factory=dict)
    formats: dict[tuple[str, ...], Any] = field(factory=dict)

    def format(self, *named: str, **properties: object) -> Any:
        """A format, made once."""
        key = (*named, *(f"{name}={value}" for name, value in properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "vcenter", **properties})
        return self.formats[key]

    def head(self, *, must: bool, starred: bool = True) -> Any:
        """The format of a header; the star of a required one is shown and not a part of its text."""
        colours = {"bg_color": _DARK, "font_color": "#FFFFFF"} if must else {"bg_color": _LIGHT}
        star = {"num_format": _STAR} if must and starred else {}
        return self.format("head", bold=True, text_wrap=True, border=1, align="center", **colours, **star)

    def cell(self, column: Column) -> Any:
        """The format of the cells of a column: keys and lists are text, so that Excel changes no digit of them."""
        if column.many or column.type == "text":
            return self.format("cell", num_format="@")
        return self.format("cell", num_format=_NUMBER_FORMATS.get(column.type, "General"))

    def add(self, sheet: Sheet) -> None:
        """Write one sheet to fill in."""
        page = self.book.add_worksheet(sheet.name)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.hide_gridlines(0)
        page.set_footer("&C&P / &N")
        if sheet.upright:
            self._upright(page, sheet)
        else:
            self._across(page, sheet)

    def _across(self, page: Any, sheet: Sheet) -> None:
        page.freeze_panes(1, sheet.fixed)
        page.repeat_rows(0)
        page.repeat_columns(0, sheet.fixed - 1)
        page.set_row(0, 64)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, _width(column), self.cell(column))
            put_cell(page, 0, at, column.header, self.head(must=column.must))
            self._validate(page, (1, at, sheet.rows, at), column)

    def _upright(self, page: Any, sheet: Sheet) -> None:
        page.freeze_panes(1, 1)
        page.repeat_rows(0)
        page.fit_to_pages(1, 0)
        page.set_column(0, 0, 52)
        page.set_column(1, 1, 10)
        page.set_column(2, sheet.rows + 1, 24 if sheet.rows == 1 else 14)
        values = [
            label("template_value", self.lang) + (str(at + 1) if sheet.rows > 1 else "") for at in range(sheet.rows)
        ]
        heads = [label("template_label", self.lang), label("template_unit", self.lang), *values]
        for at, head in enumerate(heads):
            put_cell(page, 0, at, head, self.head(must=True, starred=False))
        for row, column in enumerate(sheet.columns, start=1):
            star = {"num_format": _STAR, "bold": True} if column.must else {}
            put_cell(
                page, row, 0, column.header, self.format("label", text_wrap=True, border=1, bg_color=_LIGHT, **star)
            )
            put_cell(page, row, 1, column.unit or None, self.format("unit", border=1, align="center", bg_color=_GREY))
            for at in range(2, sheet.rows + 2):
                put_cell(page, row, at, None, self.cell(column))
            self._validate(page, (row, 2, row, sheet.rows + 1), column)

    def _validate(self, page: Any, cells: tuple[int, int, int, int], column: Column) -> None:
        rules = {**self._allowed(column), **self._prompt(column)}
        rules["error_title"] = label("template_wrong_title", self.lang)
        page.data_validation(*cells, rules)

    def _prompt(self, column: Column) -> dict[str, str]:
        """What is told of a cell when it is chosen."""
        unit = f"{label('template_unit', self.lang)}: {column.unit}" if column.unit else ""
        text = "\n".join(part for part in (column.need, unit, column.meaning) if part)
        return {"input_title": _cut(column.bare, _TITLE_LENGTH), "input_message": _cut(text, _MESSAGE_LENGTH)}

    def _allowed(self, column: Column) -> dict[str, Any]:
        """What may stand in a cell. Several values in one cell are free text."""
        if column.choices:
            source: Any = list(column.choices)
            if len(",".join(column.choices)) > _LIST_LENGTH or any(
                set(',"') & set(choice) for choice in column.choices
            ):
                source = self.range_of(column.choices)
            return {"validate": "list", "source": source, "error_message": label("template_wrong_choice", self.lang)}
        if column.many or column.type not in _NUMBER_FORMATS:
            return {"validate": "any"}
        wrong = label(f"template_wrong_{column.type}", self.lang)
        if column.type == "share":
            return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1, "error_message": wrong}
        if column.type == "year":
            return {
                "validate": "integer", "criteria": "between", "minimum": 1800, "maximum": 2100, "error_message": wrong
            }  # fmt: skip
        kind = "integer" if column.type == "count" else "decimal"
        return {"validate": kind, "criteria": ">=", "value": 0, "error_message": wrong}

    def range_of(self, choices: tuple[str, ...]) -> str:
        """The cells of the sheet of values in which a long list stands."""
        if choices not in self.lists:
            name = label("template_values", self.lang)
            column = _letters(len(self.lists))
            self.lists[choices] = f"='{name}'!${column}$3:${column}${len(choices) + 2}"
        return self.lists[choices]


def _letters(column: int) -> str:
    """The letters of a column, counted from 0."""
    found, at = "", column + 1
    while at:
        at, rest = divmod(at - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _width(column: Column) -> float:
    """As wide as its header in three lines, its choices and what is usually filled in."""
    longest = max((_columns(choice) for choice in column.choices), default=0)
    return min(28, max(12, ceil(_columns(column.header) / 3) + 4, longest + 3, 16 if column.many else 0))


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column.

    Example:
        >>> lines_of("教学及辅助用房面积", 10), lines_of("", 10)
        (2, 1)
    """
    return max(1, sum(max(1, ceil(_columns(part) / width)) for part in text.split("\n")))


def _columns(text: str) -> int:
    """How wide a text is: a Chinese sign is two columns."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
