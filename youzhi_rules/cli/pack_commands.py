"""``youzhi pack``: the commands for who writes rule packs, each in a module of its own."""

from __future__ import annotations

import typer

from . import (
    pack_diff,
    pack_fmt,
    pack_impact,
    pack_lint,
    pack_new,
    pack_resolve,
    pack_schema,
    pack_test,
)

__all__ = ["pack_app"]

_HELP = """编写规则包：起草、检查、测试、比较。

Write rule packs: begin, check, test, compare."""

pack_app = typer.Typer(name="pack", help=_HELP, rich_markup_mode=None)


@pack_app.callback(invoke_without_command=True, help=_HELP)
def _root(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


# A command a line, in the order in which an author needs them.
pack_new.register(pack_app)
pack_lint.register(pack_app)
pack_fmt.register(pack_app)
pack_test.register(pack_app)
pack_diff.register(pack_app)
pack_impact.register(pack_app)
pack_resolve.register(pack_app)
pack_schema.register(pack_app)
