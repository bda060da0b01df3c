"""``youzhi template``: the workbook in which the data that a pack asks for are filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from ..catalogue import Lang, label
from ..errors import DataError
from .options import LangOption, Language
from .screen import console

__all__ = ["register"]

_Pack = Annotated[str, typer.Argument(metavar="PACK", help="规则包代号或文件夹 / the pack, by id or folder")]
_Output = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="要写的 .xlsx / the .xlsx file to write")]
_Schools = Annotated[int, typer.Option("--schools", metavar="N", help="学校表预备的行数 / rows made ready for schools")]
_Counties = Annotated[
    int | None, typer.Option("--counties", metavar="N", help="县级表预备的县数 / how many counties there is room for")
]
_Force = Annotated[bool, typer.Option("--force", help="文件已有时覆盖 / replace a file that is there")]


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("template")
    def template_command(
        pack: _Pack,
        *,
        output: _Output,
        schools: _Schools = 300,
        counties: _Counties = None,
        force: _Force = False,
        lang: LangOption = Language.zh,
    ) -> None:
        """按规则包生成数据填报表 / a workbook to fill in, made from the facts of a pack."""
        from ..collecting.template import write_template

        words: Lang = lang.value
        if not force and Path(output).is_file():  # it may be filled in already
            raise DataError.of("template-exists", file=output)
        write_template(pack, output, words, schools=schools, counties=counties)
        console(stderr=True).print(Text(label("written", words).format(file=output), style="dim"), soft_wrap=True)
