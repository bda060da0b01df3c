"""``youzhi pack fmt``: packs and their tests in one order and one spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ..catalogue import label
from .options import LangOption, Language
from .pack_lint import PacksArgument
from .screen import console

if TYPE_CHECKING:
    from ..catalogue import Lang

__all__ = ["register"]

_UNTIDY = 1


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi pack``."""
    app.command("fmt")(fmt_command)


def fmt_command(
    packs: PacksArgument,
    *,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="不写，只列出；有未整理的文件时退出码为 1 / write nothing; exit 1 if a file changes"
        ),
    ] = False,
    lang: LangOption = Language.zh,
) -> None:
    """整理规则包的写法，内容和注释不变 / write packs in one order and spelling; what they say and comments stay."""
    from ..authoring.draft import files_of
    from ..authoring.formatting import format_pack

    words: Lang = lang.value
    screen = console()
    untidy = 0
    for path in files_of(packs):
        formatted = format_pack(path, write=not check)
        changed = [each for each in formatted if each.changed]
        untidy += len(changed)
        for each in changed:
            name = "fmt_would" if check else "fmt_changed"
            screen.print(Text(label(name, words).format(file=each.file, line=each.line)), soft_wrap=True)
        left = len(formatted) - len(changed)
        told = label("fmt_summary", words).format(pack=path.parent.name, changed=len(changed), left=left)
        screen.print(Text(told, style="yellow" if changed else "green"), soft_wrap=True)
    if check and untidy:
        raise typer.Exit(_UNTIDY)
