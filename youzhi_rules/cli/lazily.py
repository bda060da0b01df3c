"""Groups of commands whose modules are imported when a command is called: none waits for the imports of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

__all__ = ["by_module"]


class _Commands(Mapping[str, Any]):
    """Commands by name, each made when it is asked for."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self._modules = modules
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            module = import_module(f".{self._modules[name]}", __package__)
            alone = typer.Typer(rich_markup_mode=None)
            module.register(alone)
            self._made[name] = get_group(alone).commands[name]
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


def by_module(modules: Mapping[str, str]) -> type[TyperGroup]:
    """A class of groups for ``typer.Typer(cls=...)``.

    Args:
        modules: per name of a command the module beside this one that holds it; its ``register(app)`` adds to an app
            that command and nothing else.

    Example:
        >>> group = get_group(typer.Typer(cls=by_module({"packs": "packs"})))
        >>> list(group.commands), group.commands["packs"].name
        (['packs'], 'packs')
    """

    class Later(TyperGroup):
        """A group whose commands are imported when they are called."""

        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            self.commands = _Commands(modules)  # type: ignore[assignment]  # nothing is added or taken away

    return Later
