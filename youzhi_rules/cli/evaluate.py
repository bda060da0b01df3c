"""``youzhi evaluate``: from the schools' data to the counties' verdicts, on the screen and in files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ..catalogue import label
from ..loading import load_pack
from .exports import save_csv, save_html, save_json, save_jsonl, save_report, save_xlsx
from .forms import FormsCountyOption, FormsOption, check_forms, forms_saver
from .judging import evaluated
from .naming import STDOUT, check_outputs, example_of
from .options import (
    DEFAULT_PACK,
    AreasOption,
    DayOption,
    LangOption,
    Language,
    LayoutOption,
    PackOption,
    SchoolsArgument,
)
from .report import print_report, verdict_line
from .screen import Waiting, console
from .todo import check_ending, save_todo

if TYPE_CHECKING:
    from ..catalogue import Lang

__all__ = ["register"]

_NOT_MET = 1


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi``."""
    app.command("evaluate")(evaluate_command)


def evaluate_command(
    schools: SchoolsArgument,
    *,
    areas: AreasOption = None,
    layout: LayoutOption = None,
    pack: PackOption = DEFAULT_PACK,
    as_of: DayOption = None,
    json: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="写出 JSON；- 为标准输出 / write JSON; - is stdout")
    ] = None,
    jsonl: Annotated[
        str | None,
        typer.Option("--jsonl", metavar="FILE", help="写出明细，每行一个 JSON / write outcomes as JSON lines"),
    ] = None,
    csv: Annotated[
        str | None, typer.Option("--csv", metavar="FILE", help="写出明细 CSV；- 为标准输出 / write outcomes as CSV")
    ] = None,
    html: Annotated[str | None, typer.Option("--html", metavar="FILE", help="写出网页 / write a page")] = None,
    xlsx: Annotated[str | None, typer.Option("--xlsx", metavar="FILE", help="写出 Excel / write a workbook")] = None,
    report: Annotated[
        str | None, typer.Option("--report", metavar="FILE", help="写出带图表的报告网页 / write the report with charts")
    ] = None,
    todo: Annotated[
        str | None, typer.Option("--todo", metavar="FILE", help="写出待办清单 .xlsx 或 .csv / write the to-do list")
    ] = None,
    forms: FormsOption = None,
    county: FormsCountyOption = None,
    lang: LangOption = Language.zh,
    check: Annotated[bool, typer.Option("--check", help="未达标时退出码为 1 / exit 1 unless it is met")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="数据有错误即停止 / stop if the data have errors")] = False,
) -> None:
    """由学校数据得出各县结论 / the verdict on every county."""
    words: Lang = lang.value
    check_ending(todo)
    check_forms(forms, county)
    written = {"--json": json, "--jsonl": jsonl, "--csv": csv, "--html": html, "--xlsx": xlsx, "--report": report}
    written |= {"--todo": todo, "--forms": forms}
    check_outputs((schools, areas, layout), written)
    result = evaluated(schools, areas, load_pack(pack), as_of, words, strict=strict, layout=layout)
    save_forms = forms_saver(result, forms, county)
    outputs = [
        (json, save_json),
        (jsonl, save_jsonl),
        (csv, save_csv),
        (html, save_html),
        (xlsx, save_xlsx),
        (report, save_report),
        (todo, save_todo),
        (forms, save_forms),
    ]
    for path, save in sorted(outputs, key=lambda output: output[0] == STDOUT):
        if path is not None:
            with Waiting(label("writing", words)):
                save(result, path, words)
            if path != STDOUT:
                console(stderr=True).print(Text(label("written", words).format(file=path), style="dim"), soft_wrap=True)
    if STDOUT in {json, jsonl, csv}:
        console(stderr=True).print(verdict_line(result, words), soft_wrap=True)
    else:
        language = None if words == "zh" else words
        named = None if pack == DEFAULT_PACK else pack
        options = (
            ("--areas", areas),
            ("--layout", layout),
            ("--pack", named),
            ("--as-of", as_of),
            ("--lang", language),
        )
        print_report(result, console(), words, example_of(result, schools, options))
    if check and result.status != "met":
        raise typer.Exit(_NOT_MET)
