"""``youzhi compare``: two years of data, or two packs, side by side."""

from __future__ import annotations

import csv as tables
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from ..catalogue import label
from ..errors import DataError
from ..files import replacing
from ..loading import load_pack
from .naming import STDOUT, check_outputs
from .options import LangOption, Language
from .pack_files import files_of, save_text
from .screen import COLOURS, Waiting, bare_table, console, heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from ..catalogue import Lang
    from ..handing.comparing import Comparison
    from ..handing.comparing_tables import Table

__all__ = ["register"]

_MOST = 20
_SHEET_ROWS = 1_000_000
_PACK = "national-2017"
_A = Annotated[str, typer.Argument(metavar="A", help="原来的学校数据：.xlsx .xls .ods .csv / the schools before")]
_B = Annotated[str, typer.Argument(metavar="B", help="现在的学校数据；可与 A 相同 / the schools now; may be A")]
_Pack = Annotated[str, typer.Option("--pack", metavar="ID|PATH", help="规则包代号或文件夹 / the pack, by id or folder")]
_OtherPack = Annotated[
    str | None,
    typer.Option("--other-pack", metavar="ID|PATH", help="B 用的规则包，默认同 A / the pack of B, if another"),
]
_Areas = Annotated[str | None, typer.Option("--areas", metavar="FILE", help="A 的县、镇、市数据 / areas of A")]
_OtherAreas = Annotated[
    str | None,
    typer.Option("--other-areas", metavar="FILE", help="B 的县、镇、市数据；B 就是 A 时默认同 A / areas of B"),
]
_Day = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="A 的评价日期，如 2027-12-31 / the day A speaks of")
]
_OtherDay = Annotated[
    str | None, typer.Option("--other-as-of", metavar="DATE", help="B 的评价日期，默认同 A / the day of B, if another")
]
_Json = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="写出 JSON；- 为标准输出 / write JSON; - is stdout")
]
_Csv = Annotated[
    str | None, typer.Option("--csv", metavar="FILE", help="写出全部变化 CSV；- 为标准输出 / write all changes as CSV")
]
_Xlsx = Annotated[str | None, typer.Option("--xlsx", metavar="FILE", help="写出 Excel / write a workbook")]
_Moves = Annotated[
    bool, typer.Option("--moves", help="也列出结论不变而数值变化的 / also values that changed under the same status")
]
_Strict = Annotated[bool, typer.Option("--strict", help="数据有错误即停止 / stop if the data have errors")]


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi``."""

    @app.command("compare")
    def compare_command(
        a: _A,
        b: _B,
        *,
        pack: _Pack = _PACK,
        other_pack: _OtherPack = None,
        areas: _Areas = None,
        other_areas: _OtherAreas = None,
        as_of: _Day = None,
        other_as_of: _OtherDay = None,
        json: _Json = None,
        csv: _Csv = None,
        xlsx: _Xlsx = None,
        moves: _Moves = False,
        lang: LangOption = Language.zh,
        strict: _Strict = False,
    ) -> None:
        """两年数据或两个规则包的结论对照：改善、退步、新增 / two years or two packs side by side."""
        from ..handing.comparing import compare
        from .judging import evaluated

        words: Lang = lang.value
        packs = (pack, other_pack or pack)
        if other_areas is None and Path(a).resolve() == Path(b).resolve():
            other_areas = areas
        inputs = (a, b, areas, other_areas, *files_of(*packs))
        check_outputs(inputs, {"--json": json, "--csv": csv, "--xlsx": xlsx})
        rules = load_pack(pack)
        others = rules if other_pack is None else load_pack(other_pack)
        old = evaluated(a, areas, rules, as_of, words, strict=strict)
        new = evaluated(b, other_areas, others, other_as_of or as_of, words, strict=strict)
        found = compare(old, new)
        with Waiting(label("writing", words)):
            if json is not None:
                save_text(found.to_json(words, moves=moves), json)
            if csv is not None:
                save_text(_csv(found, words, moves=moves, mark=csv != STDOUT), csv)
            if xlsx is not None:
                _save_xlsx(found, xlsx, words, moves=moves)
        if STDOUT not in {json, csv}:
            _print(found, console(), words, moves=moves)


def _csv(found: Comparison, lang: Lang, *, moves: bool, mark: bool) -> str:
    from ..handing.cellsafe import guarded_cell
    from ..handing.changes import COLUMNS

    text = io.StringIO(newline="")
    text.write("\ufeff" if mark else "")
    writer = tables.writer(text)
    writer.writerow(COLUMNS)
    rows = found.to_dicts(lang=lang, moves=moves)
    writer.writerows([guarded_cell(row[column]) for column in COLUMNS] for row in rows)
    return text.getvalue()


def _save_xlsx(found: Comparison, path: str, lang: Lang, *, moves: bool) -> None:
    """A sheet with the summary and one for each table; text is always text.

    Raises:
        DataError: XlsxWriter is not installed (``xlsx-extra-missing``).
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise DataError.of("xlsx-extra-missing") from None
    from ..handing.cellsafe import BOOK_OPTIONS, EPOCH, put_cell, sheet_names
    from ..handing.comparing_tables import tables_of

    told = [part for table in tables_of(found, lang, moves=moves) for part in _parts(table)]
    names = sheet_names([label("compare_summary", lang), *(table.title for table in told)])
    with replacing(path) as draft:
        book = xlsxwriter.Workbook(str(draft), {"constant_memory": True, **BOOK_OPTIONS})
        book.set_properties({"created": EPOCH, "title": label("compare_summary", lang)})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        first = book.add_worksheet(names[0])
        first.set_column(0, 0, 100)
        for line, text in enumerate(found.summary(lang).splitlines()):
            put_cell(first, line, 0, text)
        for name, table in zip(names[1:], told, strict=True):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, (head, kind) in enumerate(zip(table.heads, table.kinds, strict=True)):
                sheet.set_column(column, column, 40 if kind == "text" else 16)
                put_cell(sheet, 0, column, head, bold)
            for line, row in enumerate(table.rows, start=1):
                for column, value in enumerate(_words(table, row, lang)):
                    put_cell(sheet, line, column, value or None)
        book.close()


def _parts(table: Table) -> Iterable[Table]:
    """A table in parts that each go into a sheet."""
    from attrs import evolve

    for first in range(0, len(table.rows), _SHEET_ROWS):
        yield evolve(table, rows=table.rows[first : first + _SHEET_ROWS])


def _words(table: Table, row: Sequence[str | None], lang: Lang) -> Iterable[str | None]:
    for kind, value in zip(table.kinds, row, strict=True):
        yield label(value or "compare_none", lang) if kind == "status" else value


def _print(found: Comparison, screen: Console, lang: Lang, *, moves: bool) -> None:
    from ..handing.comparing_tables import tables_of
    from ..handing.comparing_words import heading_of, verdict_lines

    screen.print(heading(heading_of(found, lang)))
    for line in verdict_lines(found, lang):
        screen.print(Text(line))
    counts = " · ".join(f"{label(f'kind_{kind}', lang)} {count}" for kind, count in found.counts.items())
    screen.print(Text(counts or label("compare_nothing", lang), style="bold"))
    for table in tables_of(found, lang, _MOST, moves=moves):
        screen.print()
        screen.print(Text(f"{table.title} ({table.count})", style="bold underline"))
        screen.print(_grid(table, found, lang))
        if table.count > len(table.rows):
            more = label("compare_more", lang).format(count=table.count - len(table.rows))
            screen.print(Text(more, style="dim"))
    for note in found.notes:
        screen.print(Text(note.line(lang), style="dim"), soft_wrap=True)


def _grid(table: Table, found: Comparison, lang: Lang) -> Any:
    """A table for the terminal: without columns that say nothing, and clauses only beside the rules they are of."""
    one = len(found.new.counties) == 1 == len(found.old.counties)
    by_unit = table.id not in {"counties", "units", "rules"}
    left_out = {len(table.kinds) - 1, *([0] if one else [])} if by_unit else set()
    shown = [
        index
        for index, kind in enumerate(table.kinds)
        if any(row[index] or kind == "status" for row in table.rows) and index not in left_out
    ]
    keep = [place for place, index in enumerate(shown) if table.kinds[index] == "status"]
    grid = bare_table((), lang)
    for place, index in enumerate(shown):
        grid.add_column(table.heads[index], no_wrap=place in keep, overflow="fold")
    for row in table.rows:
        cells = [*_words(table, row, lang)]
        grid.add_row(*(Text(cells[index] or "", style=_style(table, row, index)) for index in shown))
    return grid


def _style(table: Table, row: Sequence[str | None], index: int) -> str:
    return COLOURS.get(row[index] or "", "dim") if table.kinds[index] == "status" else ""
