"""``youzhi columns``: what every column of a file is read as, and which ones a pack asks for that it lacks."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ..catalogue import Lang, label
from ..loading import load_pack
from ..model import LEVELS
from ..numerals import unit_text
from ..planning import plan_of
from .naming import quoted
from .options import LangOption, Language, LayoutOption
from .screen import bare_table, console, heading

if TYPE_CHECKING:
    from ..plan import Plan
    from ..understanding import Understood

__all__ = ["register"]

_File = Annotated[str, typer.Argument(metavar="FILE", help="数据文件：.xlsx .xls .ods .csv / the file of the data")]
_All = Annotated[bool, typer.Option("--all", help="列出全部缺少的列 / name every column that is missing")]
_FEW = 6
"""So many missing columns of a level are named unless all are asked for."""
_Pack = Annotated[str, typer.Option("--pack", metavar="ID|PATH", help="规则包代号或文件夹 / the pack, by id or folder")]


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("columns")
    def columns_command(
        file: _File,
        *,
        pack: _Pack = "national-2017",
        layout: LayoutOption = None,
        every: _All = False,
        lang: LangOption = Language.zh,
    ) -> None:
        """说明文件各列怎样理解、还缺哪些列 / what each column of a file is read as, and what the pack lacks."""
        from ..collecting.opening import read_records

        words: Lang = lang.value
        plan = plan_of(load_pack(pack))
        records = read_records(file, facts=plan.facts, layout=layout)
        _print(records.understood, plan, pack, words, every=every)


def _print(found: tuple[Understood, ...], plan: Plan, pack: str, lang: Lang, *, every: bool) -> None:
    from ..collecting.wanted import NEEDS, lacking, wanted

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
    few = len(gone) if every else _FEW
    screen.print(heading(label("understood_lacking", lang).format(count=len(gone))))
    # What recognition waits for first, level by level; the plan's own duties are many and stand behind.
    for need, level in product(NEEDS, LEVELS):
        listed = [each for each in gone if (each.need, each.level) == (need, level)]
        if not listed:
            continue
        words = label("told", lang).format(name=label(level, lang), text=label(f"understood_need_{need}", lang))
        screen.print(Text(f"  {words} ({len(listed)})"))
        for each in listed[:few]:
            screen.print(Text.assemble("    ", plan.facts.name(each.column, lang), "  ", (each.column, "cyan")))
        if len(listed) > few:
            more = label("understood_more", lang).format(count=len(listed) - few)
            screen.print(Text(f"    {more}", style="dim"))
    screen.print(Text(label("understood_all", lang).format(pack=quoted(pack)), style="dim"), soft_wrap=True)
