"""``youzhi todo``: what each school must do, on the screen, as a workbook or as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ..catalogue import label
from ..errors import DataError
from ..loading import load_pack
from .naming import check_outputs
from .options import LangOption as _Lang
from .options import Language, LayoutOption
from .screen import Waiting, bare_table, console, heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from ..catalogue import Lang
    from ..handing.todo import Todo
    from ..result import Result

__all__ = ["check_ending", "register", "save_todo"]

_PACK = "national-2017"
_SHOWN = 40
_PARTS = ("items", "kept", "duties", "missing", "unsolved")


def register(app: typer.Typer) -> None:
    """Make it a command of ``youzhi``."""
    app.command("todo")(_todo)


def _todo(
    schools: Annotated[str, typer.Argument(metavar="SCHOOLS", help="学校数据：.xlsx .xls .ods .csv / the schools")],
    *,
    areas: Annotated[
        str | None, typer.Option("--areas", metavar="FILE", help="县、镇、市数据 / counties, towns, cities")
    ] = None,
    layout: LayoutOption = None,
    pack: Annotated[
        str, typer.Option("--pack", metavar="ID|PATH", help="规则包代号或文件夹 / the pack, by id or folder")
    ] = _PACK,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="评价日期，如 2027-12-31 / the day it speaks of")
    ] = None,
    county: Annotated[str | None, typer.Option("--county", help="只列一个县 / one county only")] = None,
    school: Annotated[
        str | None, typer.Option("--school", help="只列一所学校（代码或名称） / one school only, by key or name")
    ] = None,
    price: Annotated[
        list[str] | None,
        typer.Option(
            "--price", metavar="FACT=YUAN", help="按价格取舍，如 teachers=80000、间=30000 / choose by price; repeat it"
        ),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="写出 .xlsx 或 .csv / write it there")
    ] = None,
    per_school: Annotated[
        bool, typer.Option("--per-school", help="每校一张工作表（一校一策） / a sheet for each school")
    ] = False,
    lang: _Lang = Language.zh,
) -> None:
    """列出每所学校须补足的数量 / what each school must do to meet its rules."""
    from .judging import evaluated

    words: Lang = lang.value
    check_ending(output)
    check_outputs((schools, areas, layout), {"--output": output})
    result = evaluated(schools, areas, load_pack(pack), as_of, words, layout=layout)
    todo = result.todo(county, school, _prices(price), words)
    if output is None:
        _print(todo, console(), words)
        return
    with Waiting(label("writing", words)):
        _save(todo, output, per_school=per_school)
    console(stderr=True).print(Text(label("written", words).format(file=output), style="dim"), soft_wrap=True)
    _tell_left_out(todo, output, words)


def check_ending(path: str | None) -> None:
    """Refuse a name by which it is not clear how the list is written.

    Raises:
        DataError: it ends neither in .xlsx nor in .csv (``todo-ending``).
    """
    if path is not None and not path.lower().endswith((".xlsx", ".csv")):
        raise DataError.of("todo-ending", file=path)


def save_todo(result: Result, path: str, lang: Lang) -> None:
    """The to-do list of a result, as the name of the file asks; a workbook with a sheet for each school."""
    todo = result.todo(lang=lang)
    _save(todo, path, per_school=True)
    _tell_left_out(todo, path, lang)


def _save(todo: Todo, path: str, *, per_school: bool) -> None:
    if path.lower().endswith(".csv"):
        todo.to_csv(path)
    else:
        todo.to_excel(path, per_school=per_school)


def _tell_left_out(todo: Todo, path: str, lang: Lang) -> None:
    """Say what a CSV of the items does not hold."""
    if not path.lower().endswith(".csv"):
        return
    comma = "、" if lang == "zh" else ", "
    parts = comma.join(f"{label(f'todo_{part}', lang)} {len(getattr(todo, part))}" for part in _PARTS[1:])
    console(stderr=True).print(Text(label("todo_csv", lang).format(parts=parts), style="dim"), soft_wrap=True)


def _prices(said: Sequence[str] | None) -> dict[str, str] | None:
    """Prices as they are written: ``FACT=YUAN``."""
    if not said:
        return None
    found = {}
    for each in said:
        name, sign, value = each.rpartition("=")
        if not sign or not name.strip():
            raise DataError.of("todo-price-value", name=each, value="?")
        found[name.strip()] = value.strip()
    return found


def _print(todo: Todo, screen: Console, lang: Lang) -> None:
    """Print the list for people: items school by school, what may stay, and how much there is of all else."""
    screen.print(heading(todo.title))
    if not todo.items:
        empty = not any(getattr(todo, part) for part in _PARTS)
        screen.print(Text(label("todo_nothing" if empty else "todo_no_amounts", lang)))
    school = None
    for item in todo.items[:_SHOWN]:
        if (item.county, item.school) != school:
            school = (item.county, item.school)
            screen.print()
            screen.print(heading(" · ".join(part for part in (item.county, item.school_name) if part)))
        stage = label(item.stage or "whole", lang)
        screen.print(Text.assemble("  ", (f"{stage}  ", "cyan"), item.why), soft_wrap=True)
    if len(todo.items) > _SHOWN:
        told = label("todo_shown", lang).format(shown=_SHOWN, count=len(todo.items))
        screen.print(Text(told, style="dim"))
    for name, rows in (("todo_kept", todo.kept), ("todo_unsolved", todo.unsolved)):
        if rows:
            screen.print()
            screen.print(heading(label(name, lang)))
        for row in rows[:_SHOWN]:
            place = (row.school_name, label(row.stage or "whole", lang), row.why)
            screen.print(Text("  " + " · ".join(place)), soft_wrap=True)
        if len(rows) > _SHOWN:
            screen.print(Text(label("todo_shown", lang).format(shown=_SHOWN, count=len(rows)), style="dim"))
    table = bare_table(("todo", "counts"), lang, right=(1,))
    for part in _PARTS:
        table.add_row(label(f"todo_{part}", lang), str(len(getattr(todo, part))))
    screen.print()
    screen.print(table)
