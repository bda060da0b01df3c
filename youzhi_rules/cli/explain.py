"""``youzhi explain``: the arithmetic and the clause behind one status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from ..dictionary import folded, shipped_facts
from ..errors import DataError
from ..loading import load_pack
from ..planning import plan_of
from .judging import evaluated
from .naming import rule_named, with_options
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
from .screen import console

if TYPE_CHECKING:
    from ..catalogue import Lang

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi``."""
    app.command("explain")(explain_command)


def explain_command(
    schools: SchoolsArgument,
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help="规则代号或名称；差异系数为 <规则>_cv / the rule, by id or title")
    ],
    *,
    areas: AreasOption = None,
    layout: LayoutOption = None,
    pack: PackOption = DEFAULT_PACK,
    as_of: DayOption = None,
    county: Annotated[str | None, typer.Option("--county", help="县 / the county")] = None,
    town: Annotated[str | None, typer.Option("--town", help="镇街 / the town")] = None,
    school: Annotated[str | None, typer.Option("--school", help="学校代码或名称 / the school, by key or name")] = None,
    stage: Annotated[str | None, typer.Option("--stage", help="小学、初中、高中 / primary, junior, senior")] = None,
    lang: LangOption = Language.zh,
) -> None:
    """解释一项结果的算式与依据 / the arithmetic and the clause behind one status."""
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
