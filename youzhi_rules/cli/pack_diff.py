"""``youzhi pack diff``: what differs between two packs, and which version that asks for."""

from __future__ import annotations

import json as jsons
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from .naming import STDOUT, check_outputs
from .options import LangOption, Language
from .pack_files import files_of, pack_at, save_text
from .screen import bare_table, console, heading

if TYPE_CHECKING:
    from rich.console import Console

    from ..authoring.difference import Difference
    from ..catalogue import Lang

__all__ = ["register"]

_SHORT = 1
_A = Annotated[
    str, typer.Argument(metavar="A", help="原来的，或上级；也可是 resolve 写出的 .json / the older one, or the parent")
]
_B = Annotated[str, typer.Argument(metavar="B", help="现在的，或下级 / the newer one, or the child")]
_Json = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="写出 JSON；- 为标准输出 / write JSON; - is stdout")
]
_Markdown = Annotated[str | None, typer.Option("--markdown", metavar="FILE", help="写出 Markdown / write Markdown")]
_Check = Annotated[
    bool, typer.Option("--check", help="B 的版本号不够高时退出码为 1 / exit 1 unless the version of B is high enough")
]


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi pack``."""

    @app.command("diff")
    def diff_command(
        a: _A,
        b: _B,
        *,
        json: _Json = None,
        markdown: _Markdown = None,
        check: _Check = False,
        lang: LangOption = Language.zh,
    ) -> None:
        """比较两个规则包，提出版本号 / what differs between two packs, and the version it asks for."""
        from ..authoring.difference import difference
        from ..authoring.difference_text import markdown as as_markdown

        check_outputs(files_of(a, b), {"--json": json, "--markdown": markdown})
        found = difference(pack_at(a), pack_at(b))
        enough = found.enough if check else True
        if json is not None:
            save_text(jsons.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n", json)
        if markdown is not None:
            save_text(as_markdown(found, lang.value), markdown)
        if STDOUT not in {json, markdown}:
            _print(found, console(), lang.value)
        if not enough:
            raise typer.Exit(_SHORT)


def _print(found: Difference, screen: Console, lang: Lang) -> None:
    from ..authoring.difference_text import charts, headline, version_line

    screen.print(heading(headline(found)))
    for chart in charts(found, lang):
        screen.print()
        screen.print(Text(chart.title, style="bold underline"))
        table = bare_table(chart.heads, lang)
        for row in chart.rows:
            table.add_row(*(Text(cell) for cell in row))
        screen.print(table)
    screen.print()
    screen.print(Text(version_line(found, lang)), soft_wrap=True)
