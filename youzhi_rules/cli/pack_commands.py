"""``youzhi pack``: the commands for who writes rule packs, each in a module of its own."""

from __future__ import annotations

import typer

from .lazily import by_module

__all__ = ["register"]

_HELP = """编写规则包：起草、检查、测试、比较。

Write rule packs: begin, check, test, compare."""

# In the order in which an author needs them.
_COMMANDS = {
    "new": "pack_new",
    "lint": "pack_lint",
    "fmt": "pack_fmt",
    "test": "pack_test",
    "diff": "pack_diff",
    "impact": "pack_impact",
    "resolve": "pack_resolve",
    "schema": "pack_schema",
}

_pack_app = typer.Typer(name="pack", cls=by_module(_COMMANDS), help=_HELP, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands to ``youzhi``."""
    app.add_typer(_pack_app)


@_pack_app.callback(invoke_without_command=True, help=_HELP)
def _root(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
