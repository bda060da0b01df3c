"""The commands of ``youzhi``, each in a module of its own that is imported when the command is called."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import __version__
from .lazily import by_module

__all__ = ["app"]

_HELP = """义务教育优质均衡：由数据得出结论、差额与依据。

Verdict, gaps and clauses for balanced compulsory education."""

# In the order of ``youzhi --help``.
_COMMANDS = {
    "evaluate": "evaluate",
    "packs": "packs",
    "show": "show",
    "facts": "facts",
    "explain": "explain",
    "compare": "compare",
    "stream": "stream",
    "rosters": "rosters",
    "vendor": "vendor",
    "columns": "columns",
    "template": "template",
    "todo": "todo",
    "pack": "pack_commands",
}

app = typer.Typer(
    name="youzhi",
    cls=by_module(_COMMANDS),
    help=_HELP,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
