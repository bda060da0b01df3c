"""Results as files: JSON, CSV for Excel, HTML, and a workbook. Each file is written whole or not at all."""

from __future__ import annotations

import csv
import io
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from ..catalogue import label
from ..errors import DataError
from ..files import new_text, replacing
from ..handing.cellsafe import BOOK_OPTIONS, EPOCH, guarded_cell, put_cell
from ..html import result_page
from ..jsonout import write_json
from ..outcomes import KEYS
from ..summary import reason_text
from ..telling import write_lines
from ..wide import section_columns, section_rows
from .naming import STDOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..catalogue import Lang
    from ..result import Result

__all__ = ["guarded_cell", "save_csv", "save_html", "save_json", "save_jsonl", "save_report", "save_xlsx"]

_BOM = "\ufeff"
_SHEET_ROWS = 1_000_000
_WORDS = {"status", "stage", "level", "strength", "operator"}
_HEADS = {"school": "school_key", "school_name": "school", "rule": "code", "pack": "pack"}
_WIDTHS = {"title": 44, "school_name": 22, "reason": 40, "clause": 16, "message": 60, "advice": 40, "record": 34}
_EXPLAINED = (
    "county", "school_name", "stage", "title", "status", "value", "operator", "limit", "gap", "unit", "reason",
    "clause", "group", "level", "town", "school", "strength", "due", "relief", "rule", "pack",
)  # fmt: skip


def save_json(result: Result, path: str, lang: Lang) -> None:
    """The JSON document of a result."""
    with _text_file(path, "") as file:
        write_json(result, file, lang)


def save_jsonl(result: Result, path: str, lang: Lang) -> None:
    """All outcomes as JSON, a line each."""
    with _text_file(path, "") as file:
        write_lines(result.jsonl(lang=lang), file)


def save_csv(result: Result, path: str, lang: Lang) -> None:
    """All outcomes as CSV, headed by the keys of ``to_dicts``; a file begins with the mark Excel knows UTF-8 by."""
    with _text_file(path, _BOM) as file:
        writer = csv.writer(file)
        writer.writerow(KEYS)
        writer.writerows([guarded_cell(found[key]) for key in KEYS] for found in result.outcomes(lang=lang))


def save_html(result: Result, path: str, lang: Lang) -> None:
    """The result as an HTML page."""
    with _text_file(path, "") as file:
        file.write(result_page(result, lang))


def save_report(result: Result, path: str, lang: Lang) -> None:
    """The report with charts, for who decides and for who checks.

    Raises:
        DataError: what reports need is not installed (``report-extra-missing``).
    """
    result.report(path, lang)


@contextmanager
def _text_file(path: str, mark: str) -> Iterator[TextIO]:
    """A file for text in UTF-8, the same bytes on every system; ``-`` is standard output."""
    if path == STDOUT:
        sys.stdout.flush()
        stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=True)
        try:
            yield stream
        finally:
            stream.detach()
        return
    with new_text(path) as file:
        file.write(mark)
        yield file


def save_xlsx(result: Result, path: str, lang: Lang) -> None:
    """The result as a workbook of four sheets: verdict, sections, outcomes, problems.

    Raises:
        DataError: XlsxWriter is not installed (``xlsx-extra-missing``).
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise DataError.of("xlsx-extra-missing") from None
    with replacing(path) as draft:
        options = {"constant_memory": True, **BOOK_OPTIONS}
        book = xlsxwriter.Workbook(str(draft), options)
        book.set_properties({"created": EPOCH, "title": result.pack.title.say(lang)})
        sheets = _Sheets(book)
        sheets.add(label("sheet_verdict", lang), *_verdicts(result, lang))
        sheets.add(label("sheet_sections", lang), *_sections(result, lang))
        heads = [_head(key, lang) for key in _EXPLAINED]
        sheets.add(label("sheet_outcomes", lang), heads, _outcomes(result, lang), _EXPLAINED)
        sheets.add(label("sheet_problems", lang), *_problems(result, lang))
        book.close()


def _head(key: str, lang: Lang) -> str:
    return label(_HEADS.get(key, key), lang)


def _verdicts(result: Result, lang: Lang) -> tuple[list[str], Iterator[list[Any]]]:
    groups = result.plan.groups
    heads = [label("county", lang), label("verdict", lang)]
    heads += [group.zh if lang == "zh" else group.en for group in groups.values()]
    heads += [label("pack", lang), label("as_of", lang), label("data", lang)]
    day = result.as_of.isoformat() if result.as_of else None

    def rows() -> Iterator[list[Any]]:
        for county in result.counties.values():
            told = [label(county.groups[name], lang) for name in groups]
            pack = f"{result.pack.id} {result.pack.version}"
            yield [county.name, label(county.status, lang), *told, pack, day, result.data_digest]

    return heads, rows()


def _sections(result: Result, lang: Lang) -> tuple[list[str], Iterator[list[Any]]]:
    titles = {step.id: step.title.say(lang) for step in result.plan.steps}
    rows = section_rows(result.plan, result.data, result.verdicts)
    columns, _ = section_columns(result.plan)

    def head(column: str) -> str:
        rule = column.removesuffix("_status")
        if rule in titles:
            return titles[rule] + (f" — {label('status', lang)}" if rule != column else "")
        return _head(column, lang)

    def told() -> Iterator[list[Any]]:
        for row in rows:
            yield [_word("status" if column.endswith("_status") else column, row[column], lang) for column in columns]

    return [head(column) for column in columns], told()


def _outcomes(result: Result, lang: Lang) -> Iterator[list[Any]]:
    facts, groups = result.plan.facts, result.plan.groups
    for found in result.outcomes(lang=lang):
        if found["reason"]:
            found["reason"] = reason_text(facts, found["reason"], lang)
        group = groups[found["group"]]
        found["group"] = group.zh if lang == "zh" else group.en
        yield [_word(key, found[key], lang) for key in _EXPLAINED]


def _problems(result: Result, lang: Lang) -> tuple[list[str], Iterator[list[Any]]]:
    names = ("severity", "place", "record", "column", "value", "message", "advice", "code")
    heads = [label(name, lang) for name in names]

    def rows() -> Iterator[list[Any]]:
        for problem in result.problems:
            severity = label("error" if problem.severity == "error" else "note_severity", lang)
            place = (problem.place, problem.record, problem.column, problem.value)
            yield [severity, *place, problem.say(lang), problem.advise(lang), problem.code]

    return heads, rows()


def _word(key: str, value: Any, lang: Lang) -> Any:
    """A code in its words, yes and no in theirs; everything else as it is."""
    if isinstance(value, bool):
        return label("yes" if value else "no", lang)
    if value is None or key not in _WORDS:
        return value
    return label(value, lang)


class _Sheets:
    """The sheets of a workbook: heads that stay in sight, text always as text."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})

    def add(self, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], keys: Sequence[str] = ()) -> None:
        """Write a table; one longer than a sheet can be goes on in a further sheet."""
        write: Callable[[int, Sequence[Any]], None] | None = None
        for count, row in enumerate(rows):
            part, line = divmod(count, _SHEET_ROWS)
            if write is None or line == 0:
                write = self._sheet(name + (f" {part + 1}" if part else ""), heads, keys)
            write(line + 1, row)
        if write is None:
            self._sheet(name, heads, keys)

    def _sheet(self, name: str, heads: Sequence[str], keys: Sequence[str]) -> Callable[[int, Sequence[Any]], None]:
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, head in enumerate(heads):
            width = _WIDTHS.get(keys[column]) if keys else None
            sheet.set_column(column, column, width or min(30, max(10, 2 * len(head))))
            sheet.write_string(0, column, head, self.bold)

        def write(line: int, row: Sequence[Any]) -> None:
            for column, value in enumerate(row):
                put_cell(sheet, line, column, value)

        return write
