"""The examples of the pages written by hand: run, and their outputs put in place.

In a page, a block of ``python`` is run, in one namespace for the page and with the repository as working folder. A
block of ``text`` right behind it is what it prints. A block of ``console`` that holds one command of ``youzhi`` is run
too where a block of ``text`` follows; ``| head -n N`` keeps the first lines.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

from attrs import frozen

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "README.md", "README.zh.md", "docs/tutorial.md", "docs/tutorial.zh.md", "docs/howto.md", "docs/exactness.md",
    "docs/inheritance.md", "docs/template.md", "docs/layouts.md",
    "docs/rosters.md", "docs/todo.md", "docs/forms.md", "docs/comparing.md", "docs/a-county-year.md", "docs/many.md",
    "docs/writing-a-pack.md", "docs/writing-a-pack.zh.md", "docs/streaming.md",
)  # fmt: skip
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_WIDTH = "90"


@frozen
class Block:
    """A fenced block of a page: its language, its text, where the text starts and ends in the page."""

    language: str
    text: str
    start: int
    end: int


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [Block(each[1], each[2], each.start(2), each.end(2)) for each in _FENCE.finditer(page)]


def refreshed(page: str) -> str:
    """A page with the outputs of its examples made anew."""
    names: dict[str, Any] = {"__name__": "__page__"}
    found = blocks(page)
    made: list[tuple[Block, str]] = []
    for block, following in zip(found, [*found[1:], None], strict=True):
        shown = following is not None and following.language == "text" and _adjoin(page, block, following)
        printed = None
        if block.language == "python":
            printed = _run(block.text, names)
        elif block.language == "console" and shown and block.text.startswith("youzhi "):
            printed = _command(block.text.strip())
        if shown and following is not None and printed is not None:
            made.append((following, printed))
    for block, printed in reversed(made):
        page = page[: block.start] + printed + page[block.end :]
    return page


def _adjoin(page: str, first: Block, second: Block) -> bool:
    """Whether nothing but an empty line stands between two blocks."""
    return not page[first.end : second.start].replace("```text", "").replace("```", "").strip()


def _run(source: str, names: dict[str, Any]) -> str:
    out = io.StringIO()
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(source, "<page>", "exec"), names)  # noqa: S102 - the pages are our own
    finally:
        os.chdir(before)
    return _ended(out.getvalue())


def _command(line: str) -> str:
    command, _, pipe = line.partition(" | head -n ")
    done = subprocess.run(
        [sys.executable, "-m", "youzhi_rules.cli", *shlex.split(command)[1:]],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": _WIDTH, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    lines = [text.rstrip() for text in (done.stdout + done.stderr).split("\n")]
    return _ended("\n".join(lines[: int(pipe)] if pipe else lines).rstrip("\n"))


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
