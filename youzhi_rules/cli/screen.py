"""What the commands print with: tables for terminals and pipes, statuses in colour, a bar for what takes long."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Self

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from ..catalogue import label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from ..catalogue import Lang

__all__ = ["COLOURS", "Waiting", "bare_table", "console", "heading", "status_text"]

COLOURS = {"met": "green", "unmet": "bold red", "unknown": "yellow", "not_applicable": "dim", "not_due": "cyan"}
_FILE_WIDTH = 100
_PATIENCE = 1.0


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal; in a pipe or a file 100 columns wide, unless COLUMNS says how wide."""
    stream = sys.stderr if stderr else sys.stdout
    wide = None if stream.isatty() or os.environ.get("COLUMNS") else _FILE_WIDTH
    return Console(stderr=stderr, width=wide, highlight=False, emoji=False, markup=False)


def status_text(status: str, lang: Lang) -> Text:
    """A status in its words and its colour."""
    return Text(label(status, lang), style=COLOURS[status])


def heading(text: str) -> Text:
    """A heading."""
    return Text(text, style="bold")


def bare_table(heads: Sequence[str], lang: Lang, right: Sequence[int] = (), keep: Sequence[int] = ()) -> Table:
    """An empty table.

    Args:
        heads: labels of the columns, by name in the catalogue.
        lang: the language of the heads.
        right: the columns of numbers.
        keep: the columns that are never broken over lines.
    """
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 1))
    for index, head in enumerate(heads):
        table.add_column(
            _capital(label(head, lang)),
            justify="right" if index in right else "left",
            no_wrap=index in right or index in keep,
            overflow="fold",
        )
    return table


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class Waiting:
    """A bar on stderr for a step that takes over a second; nothing where stderr is not a terminal."""

    def __init__(self, words: str, screen: Console | None = None, patience: float = _PATIENCE) -> None:
        self._words = words
        self._screen = screen or console(stderr=True)
        self._lock = threading.Lock()
        self._bar: Progress | None = None
        self._done: tuple[int, int | None] | None = None
        self._over = False
        self._timer = threading.Timer(patience, self._start)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        if self._screen.is_terminal:
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._over = True
            if self._bar is not None:
                self._bar.stop()

    def advance(self, done: int, total: int | None) -> None:
        """Tell how far the step has come; with None nobody knows how far it is to go."""
        with self._lock:
            self._done = (done, total)
            if self._bar is not None:
                self._bar.update(self._bar.task_ids[0], completed=done, total=total)

    def _start(self) -> None:
        with self._lock:
            if self._over:
                return
            bar = Progress(
                SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), console=self._screen, transient=True
            )
            done, total = self._done or (0, None)
            bar.add_task(self._words, completed=done, total=total)
            bar.start()
            self._bar = bar
