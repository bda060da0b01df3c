"""``youzhi facts``: the data dictionary, or what of it a word finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..dictionary import shipped_facts
from ..errors import DataError, Fault
from ..loading import load_pack
from ..planning import plan_of
from .options import LangOption, Language
from .screen import console
from .show import print_facts

if TYPE_CHECKING:
    from ..catalogue import Lang

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi``."""
    app.command("facts")(facts_command)


def facts_command(
    search: Annotated[str | None, typer.Argument(metavar="SEARCH", help="要找的词 / a word to look for")] = None,
    *,
    pack: Annotated[
        str | None,
        typer.Option("--pack", metavar="ID|PATH", help="连同规则包自己的数据项和任务 / with those of a pack"),
    ] = None,
    lang: LangOption = Language.zh,
) -> None:
    """列出或查找数据项（列名、单位、层级） / the facts: columns, units, levels."""
    words: Lang = lang.value
    known = shipped_facts() if pack is None else plan_of(load_pack(pack)).facts
    if not print_facts(known, search, console(), words):
        raise DataError([Fault("fact-not-found", {"name": search, "near": known.near(search or "")})])
