"""The pages of the documentation, and the modules of ``tools`` that make parts of them."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[1]
TOOLS = REPOSITORY / "tools"
DOCS = REPOSITORY / "docs"


def tool(name: str) -> Any:
    """A module of the folder ``tools``, which is no package."""
    sys.path.insert(0, str(TOOLS))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(TOOLS))


def page(path: str) -> str:
    """The text of a page."""
    return (REPOSITORY / path).read_text(encoding="utf-8")


def fenced(path: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```\n", page(path), re.MULTILINE | re.DOTALL)
