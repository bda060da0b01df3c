"""The commands of ``youzhi``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from .. import __version__
from ..catalogue import label
from ..dictionary import folded, shipped_facts
from ..errors import DataError, Fault
from ..finding import list_packs
from ..loading import load_pack
from ..pack_facts import facts_of
from ..plan import rules_of
from ..planning import plan_of
from .columns import register as register_columns
from .compare import register as register_compare
from .forms import FormsCountyOption, FormsOption, check_forms, forms_saver
from .naming import STDOUT, check_outputs, example_of, rule_named, with_options
from .options import LangOption as _Lang
from .options import Language, LayoutOption
from .pack_commands import pack_app
from .rosters import register as register_rosters
from .screen import Waiting, console
from .show import print_facts, print_pack, print_packs, print_rule
from .template import register as register_template
from .todo import register as register_todo
from .vendor import register as register_vendor

if TYPE_CHECKING:
    from ..catalogue import Lang

__all__ = ["app"]

NOT_MET = 1


_HELP = """义务教育优质均衡：由数据得出结论、差额与依据。

Verdict, gaps and clauses for balanced compulsory education."""

app = typer.Typer(
    name="youzhi",
    help=_HELP,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(pack_app)

_Schools = Annotated[str, typer.Argument(metavar="SCHOOLS", help="学校数据：.xlsx .xls .ods .csv / the schools")]
_Areas = Annotated[str | None, typer.Option("--areas", metavar="FILE", help="县、镇、市数据 / counties, towns, cities")]
_PACK = "national-2017"
_Pack = Annotated[str, typer.Option("--pack", metavar="ID|PATH", help="规则包代号或文件夹 / the pack, by id or folder")]
_Day = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="评价日期，如 2027-12-31 / the day it speaks of")
]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"youzhi {__version__}")
        raise typer.Exit


@app.callback(help=_HELP)
def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 / the version")
    ] = False,
) -> None:
    """Hold the options that stand before a command."""
    del version


@app.command("evaluate")
def evaluate_command(
    schools: _Schools,
    *,
    areas: _Areas = None,
    layout: LayoutOption = None,
    pack: _Pack = _PACK,
    as_of: _Day = None,
    json: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="写出 JSON；- 为标准输出 / write JSON; - is stdout")
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
    lang: _Lang = Language.zh,
    check: Annotated[bool, typer.Option("--check", help="未达标时退出码为 1 / exit 1 unless it is met")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="数据有错误即停止 / stop if the data have errors")] = False,
) -> None:
    """由学校数据得出各县结论 / the verdict on every county."""
    # numpy and the engine take longer to import than most commands take to answer: who needs them imports them.
    from .exports import save_csv, save_html, save_json, save_report, save_xlsx
    from .judging import evaluated
    from .report import print_report, verdict_line
    from .todo import check_ending, save_todo

    words: Lang = lang.value
    check_ending(todo)
    check_forms(forms, county)
    written = {"--json": json, "--csv": csv, "--html": html, "--xlsx": xlsx, "--report": report}
    written |= {"--todo": todo, "--forms": forms}
    check_outputs((schools, areas, layout), written)
    result = evaluated(schools, areas, load_pack(pack), as_of, words, strict=strict, layout=layout)
    save_forms = forms_saver(result, forms, county)
    outputs = [
        (json, save_json),
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
    if STDOUT in {json, csv}:
        console(stderr=True).print(verdict_line(result, words), soft_wrap=True)
    else:
        language = None if words == "zh" else words
        named = None if pack == _PACK else pack
        options = (
            ("--areas", areas),
            ("--layout", layout),
            ("--pack", named),
            ("--as-of", as_of),
            ("--lang", language),
        )
        print_report(result, console(), words, example_of(result, schools, options))
    if check and result.status != "met":
        raise typer.Exit(NOT_MET)


@app.command("packs")
def packs_command(*, lang: _Lang = Language.zh) -> None:
    """列出规则包 / list the packs."""
    print_packs(list_packs(), console(), lang.value)


@app.command("show")
def show_command(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="规则包代号或文件夹 / the pack, by id or folder")],
    *,
    rule: Annotated[
        str | None,
        typer.Option("--rule", metavar="RULE", help="只看一条规则（代号或名称） / one rule only, by id or title"),
    ] = None,
    lang: _Lang = Language.zh,
) -> None:
    """列出规则包的规则、标准与条款 / the rules of a pack with limits and clauses."""
    words: Lang = lang.value
    found = load_pack(pack)
    if rule is None:
        print_pack(found, console(), words)
        return
    rules = rules_of(found)
    name = rule_named(rule, {each.id: each.title for each in rules.values()}, found.id)
    print_rule(rules[name], facts_of(found)[0], console(), words, whole=True)


@app.command("facts")
def facts_command(
    search: Annotated[str | None, typer.Argument(metavar="SEARCH", help="要找的词 / a word to look for")] = None,
    *,
    pack: Annotated[
        str | None,
        typer.Option("--pack", metavar="ID|PATH", help="连同规则包自己的数据项和任务 / with those of a pack"),
    ] = None,
    lang: _Lang = Language.zh,
) -> None:
    """列出或查找数据项（列名、单位、层级） / the facts: columns, units, levels."""
    words: Lang = lang.value
    known = shipped_facts() if pack is None else plan_of(load_pack(pack)).facts
    if not print_facts(known, search, console(), words):
        raise DataError([Fault("fact-not-found", {"name": search, "near": known.near(search or "")})])


@app.command("explain")
def explain_command(
    schools: _Schools,
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help="规则代号或名称；差异系数为 <规则>_cv / the rule, by id or title")
    ],
    *,
    areas: _Areas = None,
    layout: LayoutOption = None,
    pack: _Pack = _PACK,
    as_of: _Day = None,
    county: Annotated[str | None, typer.Option("--county", help="县 / the county")] = None,
    town: Annotated[str | None, typer.Option("--town", help="镇街 / the town")] = None,
    school: Annotated[str | None, typer.Option("--school", help="学校代码或名称 / the school, by key or name")] = None,
    stage: Annotated[str | None, typer.Option("--stage", help="小学、初中、高中 / primary, junior, senior")] = None,
    lang: _Lang = Language.zh,
) -> None:
    """解释一项结果的算式与依据 / the arithmetic and the clause behind one status."""
    from .judging import evaluated

    words: Lang = lang.value
    rules = load_pack(pack)
    name = rule_named(rule, {step.id: step.title for step in plan_of(rules).steps}, rules.id)
    result = evaluated(schools, areas, rules, as_of, words, layout=layout)
    try:
        told = result.explain(name, county=county, town=town, school=school, stage=_stage(stage), lang=words)
    except DataError as error:
        raise with_options(error) from None
    screen = console()
    screen.print(Text(told.title, style="bold"))
    for name, text in told.lines:
        screen.print(Text.assemble("  ", (f"{name}: ", "cyan"), text))


def _stage(word: str | None) -> Any:
    """The code of a stage from any of its spellings; a word that is none goes on as it is."""
    return None if word is None else shipped_facts().spellings("stage").get(folded(word), word)


register_compare(app)
register_rosters(app)
register_vendor(app)
register_columns(app)
register_template(app)
register_todo(app)
