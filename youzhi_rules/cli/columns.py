"""``youzhi columns``: what every column of a file is read as, and which ones a pack asks for that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ..catalogue import Lang, label
from ..loading import load_pack
from ..numerals import unit_text
from ..planning import plan_of
from .options import LangOption, Language, LayoutOption
from .screen import bare_table, console, heading

if TYPE_CHECKING:
    from ..plan import Plan
    from ..understanding import Understood

__all__ = ["register"]

_File = Annotated[str, typer.Argument(metavar="FILE", help="数据文件：.xlsx .xls .ods .csv / the file of the data")]
_Pack = Annotated[str, typer.Option("--pack", metavar="ID|PATH", help="规则包代号或文件夹 / the pack, by id or folder")]


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("columns")
    def columns_command(
        file: _File,
        *,
        pack: _Pack = "national-2017",
        layout: LayoutOption = None,
        lang: LangOption = Language.zh,
    ) -> None:
        """说明文件各列怎样理解、还缺哪些列 / what each column of a file is read as, and what the pack lacks."""
        from ..collecting.opening import read_records

        words: Lang = lang.value
        plan = plan_of(load_pack(pack))
        records = read_records(file, facts=plan.facts, layout=layout)
        _print(records.understood, plan, words)


def _print(found: tuple[Understood, ...], plan: Plan, lang: Lang) -> None:
    from ..collecting.wanted import lacking, wanted

    screen = console()
    table = bare_table(("template_sheet_head", "template_header", "understood_as", "template_unit"), lang)
    for one in found:
        header = one.header if one.header is not None else label("understood_whole_sheet", lang)
        words = one.say(lang)
        if one.by_layout and one.column is not None:
            words += f" ({label('understood_layout', lang)})"
        style = "" if one.column is not None else "dim" if one.header is None else "yellow"
        table.add_row(one.sheet or "", header, Text(words, style=style), unit_text(one.unit, lang) if one.unit else "")
    screen.print(table)
    gone = lacking(wanted(plan), {one.column for one in found if one.column is not None})
    screen.print()
    if not gone:
        screen.print(Text(label("understood_none_lacking", lang)))
        return
    screen.print(heading(label("understood_lacking", lang).format(count=len(gone))))
    for each in gone:
        screen.print(Text.assemble("  ", plan.facts.name(each.column, lang), "  ", (each.column, "cyan")))
