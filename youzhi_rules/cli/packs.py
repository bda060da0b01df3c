"""``youzhi packs``: the packs there are."""

from __future__ import annotations

import typer

from ..finding import list_packs
from .options import LangOption, Language
from .screen import console
from .show import print_packs

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi``."""
    app.command("packs")(packs_command)


def packs_command(*, lang: LangOption = Language.zh) -> None:
    """列出规则包 / list the packs."""
    print_packs(list_packs(), console(), lang.value)
