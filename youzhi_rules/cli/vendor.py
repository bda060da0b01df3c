"""``youzhi vendor``: the library and its packs copied into another project."""

from __future__ import annotations

from typing import Annotated

import typer

from ..catalogue import Lang, label
from .options import LangOption, Language
from .screen import console

__all__ = ["register"]

_Dest = Annotated[
    str,
    typer.Argument(
        metavar="DEST",
        help="要新建的文件夹，即 Python 包 / the folder to make: the package",
    ),
]
_Packs = Annotated[
    list[str] | None,
    typer.Option(
        "--packs",
        metavar="ID|PATH",
        help="带上的规则包，用逗号隔开；默认全部 / the packs, with commas between",
    ),
]
_Name = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="包名，建在 DEST 之下 / the package, made in DEST")
]
_Force = Annotated[bool, typer.Option("--force", help="替换以前的复制 / replace an earlier copy")]


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi``."""

    @app.command("vendor")
    def vendor_command(
        dest: _Dest,
        *,
        packs: _Packs = None,
        name: _Name = None,
        force: _Force = False,
        lang: LangOption = Language.zh,
    ) -> None:
        """把本库和规则包复制到一个文件夹，免安装，包名任意 / copy library and packs into one folder."""
        from ..handing.vendoring import vendor

        words: Lang = lang.value
        chosen = [part.strip() for text in packs or () for part in text.split(",") if part.strip()]
        made = vendor(dest, packs=chosen if packs else None, name=name, force=force)
        told = label("vendored", words).format(
            folder=made.folder, version=made.version, packs=len(made.packs), files=made.files
        )
        console().print(told, markup=False, highlight=False, soft_wrap=True)
