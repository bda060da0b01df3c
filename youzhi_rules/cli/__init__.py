"""The command line ``youzhi``; it needs the extra ``cli`` (typer and rich)."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

_MISSING = (
    '命令行需要 typer 和 rich，请运行 / the command line needs typer and rich, run: pip install "youzhi_rules[cli]"\n'
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: what follows ``youzhi``; None: those of the process.

    Returns:
        0 done, 1 ``--check`` and the standard is not met, 2 bad use, data or pack, 130 interrupted,
        141 the reader of a pipe went away.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:
        # The process is this command and ends with it: looking through what its imports made takes a tenth of its time.
        gc.set_threshold(50_000, 20, 100)
    try:
        import rich
        import typer
    except ModuleNotFoundError:
        sys.stderr.write(_MISSING)
        return 2
    del rich, typer
    from .app import app
    from .failures import guarded

    return guarded(app, given)
