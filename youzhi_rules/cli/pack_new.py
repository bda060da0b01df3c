"""``youzhi pack new``: a pack to begin with, from options or from answers."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from ..catalogue import Lang, label
from ..errors import UnknownPackError
from .options import LangOption, Language
from .screen import console

__all__ = ["register"]

_Folder = Annotated[
    str | None,
    typer.Argument(metavar="FOLDER", help="要新建的文件夹，名称即代号 / the folder to make; its name is the id"),
]
_Extends = Annotated[
    str | None, typer.Option("--extends", metavar="ID", help="上级规则包；none 为没有 / the parent, or none")
]
_Territory = Annotated[str | None, typer.Option("--territory", metavar="CODE", help="行政区划代码 / the territory")]
_TitleZh = Annotated[str | None, typer.Option("--title-zh", metavar="TITLE", help="中文名称 / the title in Chinese")]
_TitleEn = Annotated[
    str | None,
    typer.Option(
        "--title-en", metavar="TITLE", help="英文名称；可以后补写 / the title in English; it may be written later"
    ),
]
_Issuer = Annotated[str | None, typer.Option("--issuer", metavar="NAME", help="发文机关 / who issued it")]
_Number = Annotated[str | None, typer.Option("--number", metavar="NUMBER", help="文号 / its number")]
_Issued = Annotated[str | None, typer.Option("--issued", metavar="DATE", help="印发日期 / the day of issue")]
_Id = Annotated[str | None, typer.Option("--id", metavar="ID", help="代号；建在 FOLDER 之下 / the id, made in FOLDER")]
_Yes = Annotated[bool, typer.Option("--yes", "-y", help="不询问，只用选项 / ask nothing, take the options alone")]


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi pack``."""

    @app.command("new")
    def new_command(
        folder: _Folder = None,
        *,
        id: _Id = None,  # noqa: A002 - the option is called so
        extends: _Extends = None,
        territory: _Territory = None,
        title_zh: _TitleZh = None,
        title_en: _TitleEn = None,
        issuer: _Issuer = None,
        number: _Number = None,
        issued: _Issued = None,
        lang: LangOption = Language.zh,
        yes: _Yes = False,
    ) -> None:
        """新建规则包：写出带说明的 pack.yaml 和一条待填写的测试 / begin a pack, with comments and a test to fill in."""
        from ..authoring.scaffold import UNTRANSLATED, beginning_of, write_scaffold

        words: Lang = lang.value
        answers = {
            "id": id or _name(folder), "title_zh": title_zh, "title_en": title_en, "extends": extends,
            "territory": territory, "issuer": issuer, "number": number, "issued": issued,
        }  # fmt: skip
        if not yes and sys.stdin.isatty():
            _ask(answers, words)
        start = beginning_of(answers)
        place = _place(folder, start.id, given=id is not None)
        screen = console()
        for path in write_scaffold(start, place, words):
            screen.print(label("written", words).format(file=path), markup=False, highlight=False, soft_wrap=True)
        if start.title.en == UNTRANSLATED:
            screen.print(label("begun_untranslated", words), markup=False, highlight=False, soft_wrap=True)
        shown = str(place) if os.sep in str(place) else f".{os.sep}{place}"
        screen.print(label("begun", words).format(folder=shown), markup=False, highlight=False, soft_wrap=True)


def _name(folder: str | None) -> str | None:
    return None if folder is None else Path(os.path.realpath(folder)).name


def _place(folder: str | None, name: str, *, given: bool) -> Path:
    """The pack's folder: FOLDER itself where its name is the id, else a folder of that name in it."""
    if folder is None:
        return Path(name)
    return Path(folder) / name if given and _name(folder) != name else Path(folder)


def _ask(answers: dict[str, str | None], lang: Lang) -> None:
    """Ask for what is not given; a wrong answer is told, and asked for again."""
    from ..authoring.scaffold import NO_PARENT, OPTIONAL, part_fault
    from ..finding import find

    for part, given in answers.items():
        while given is None or not given.strip():
            default = OPTIONAL.get(part)
            text = typer.prompt(label(f"ask_{part}", lang), default=default, show_default=bool(default)).strip()
            fault = None if not text and part in OPTIONAL else part_fault(part, text)
            if fault is None and part == "extends" and text != NO_PARENT:
                try:
                    find(text)
                except UnknownPackError as error:
                    typer.echo(error.say(lang), err=True)
                    continue
            if fault is None:
                answers[part] = text
                break
            typer.echo(fault.line(lang), err=True)
