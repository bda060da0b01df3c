"""Packs as arguments of a command, and texts as its output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..files import replacing
from ..loading import load_pack
from ..sources import FILE
from .naming import STDOUT

if TYPE_CHECKING:
    from ..model import Pack

__all__ = ["files_of", "pack_at", "save_text"]


def pack_at(name: str) -> Pack:
    """The pack of an id, in a folder, or in a file that ``pack resolve --json`` wrote.

    Raises:
        PackError: there is none, or it cannot be used.
        OSError: the file cannot be read.
    """
    if not name.endswith(".json"):
        return load_pack(name)
    from ..authoring.record import recorded

    return recorded(Path(name).read_bytes(), Path(name).name)


def files_of(*names: str) -> tuple[str, ...]:
    """The files that packs given by name may be read from, so that no output takes their place."""
    return tuple(file for name in names for file in (name, str(Path(name) / FILE)))


def save_text(text: str, path: str) -> None:
    """Write a text to a file, whole or not at all; ``-`` is standard output."""
    if path == STDOUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    with replacing(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="")
