"""``docs/tutorial.ipynb``: made of ``examples/tutorial_notebook.py``, a plain text that can be reviewed.

Outputs are left out, so the file depends on nothing but its source; the tests run every cell.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCE = "examples/tutorial_notebook.py"
_MARK = re.compile(r"^# %%(?P<kind>.*)\n", re.MULTILINE)


def page() -> str:
    """The notebook as JSON of nbformat 4.5, the same bytes each time."""
    cells = [_cell(number, kind, text) for number, (kind, text) in enumerate(_parts(_source()), start=1)]
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _source() -> str:
    return (ROOT / SOURCE).read_text(encoding="utf-8")


def _parts(source: str) -> list[tuple[str, str]]:
    """The cells as pairs of kind and text.

    Raises:
        ValueError: a mark is of no known kind, or a cell of text holds code.
    """
    marks = list(_MARK.finditer(source))
    ends = [*(mark.start() for mark in marks[1:]), len(source)]
    parts = []
    for mark, end in zip(marks, ends, strict=True):
        kind = mark["kind"].strip() or "code"
        text = source[mark.end() : end].strip("\n")
        if kind == "[markdown]":
            lines = text.split("\n")
            if not all(line == "#" or line.startswith("# ") for line in lines):
                raise ValueError(f"a cell of text holds code: {text}")
            parts.append(("markdown", "\n".join(line[2:] for line in lines)))
        elif kind == "code":
            ast.parse(text)
            parts.append(("code", text))
        else:
            raise ValueError(f"no kind of cell: {kind}")
    return parts


def _cell(number: int, kind: str, text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number:02}", "metadata": {}}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return {**cell, "source": text.splitlines(keepends=True)}
