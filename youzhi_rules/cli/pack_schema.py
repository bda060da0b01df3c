"""``youzhi pack schema``: where the schemas lie by which an editor checks packs and their tests."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi pack``."""

    @app.command("schema")
    def schema_command(
        folder: Annotated[
            str | None,
            typer.Argument(metavar="FOLDER", help="规则包的文件夹：写出其首行 / a pack's folder: its first lines"),
        ] = None,
    ) -> None:
        """列出供编辑器使用的模式文件 / the schemas for editors: their files, or the first lines that name them."""
        from ..authoring.modelines import SCHEMAS, modeline, schema_path

        if folder is None:
            for name in SCHEMAS:
                typer.echo(schema_path(name))
            return
        for name, part in (("pack-1", "."), ("tests-1", "tests")):
            typer.echo(modeline(name, Path(folder) / part))
