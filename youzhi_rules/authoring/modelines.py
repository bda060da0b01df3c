"""Where the published schemas lie, and the line by which an editor finds them.

An editor takes the address of a schema or a path from the file that names it. Inside the project's own tree a relative
path is the same for everybody. Elsewhere the schemas lie with the installed library, at another place on each machine:
no line that is kept in a pack may say so, and a file that is begun there says in words how an editor is told.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..catalogue import label

if TYPE_CHECKING:
    from ..catalogue import Lang

__all__ = ["SCHEMAS", "first_line", "modeline", "schema_path"]

SCHEMAS = ("pack-1", "tests-1", "result-1", "comparison-1", "layout-1")
"""The schemas: of packs and the tests in them, of results and comparisons in JSON, of layouts of a county's forms."""
_PACKAGE = Path(__file__).resolve().parents[1]
_SIGN = "# yaml-language-server: $schema="


def schema_path(name: str) -> Path:
    """The file of a schema.

    Args:
        name: one of ``SCHEMAS``.

    Example:
        >>> schema_path("pack-1").name
        'pack-1.json'
    """
    return _PACKAGE / "schemas" / f"{name}.json"


def modeline(name: str, folder: Path) -> str:
    """The line by which an editor on this machine checks a file: a relative path in the project's own tree, else a URL.

    Example:
        >>> line = modeline("tests-1", Path("/plans/yunting-2026/tests"))
        >>> line.startswith("# yaml-language-server: $schema="), line.endswith("/schemas/tests-1.json")
        (True, True)
    """
    path = schema_path(name)
    return _SIGN + (_relative(path, folder) or "file://" + quote("/" + path.as_posix().lstrip("/"), safe="/:"))


def first_line(name: str, folder: Path, lang: Lang) -> str:
    """The first line of a new file: what an editor reads where that holds on every machine, else how to tell one.

    Example:
        >>> first_line("pack-1", Path("/plans/yunting-2026"), "en")
        '# youzhi-pack/1. For an editor: put the line here that `youzhi pack schema FOLDER` prints on your machine.'
    """
    relative = _relative(schema_path(name), folder)
    if relative is not None:
        return _SIGN + relative
    kind, _, number = name.rpartition("-")
    return "# " + label("schema_line", lang).format(format=f"youzhi-{kind}/{number}")


def _relative(path: Path, folder: Path) -> str | None:
    """The path of a schema from a folder inside the project's own tree; None from anywhere else."""
    root = _PACKAGE.parent
    in_tree = (root / "pyproject.toml").is_file()  # installed, the schemas lie among other packages
    if not in_tree or not folder.resolve().is_relative_to(root):
        return None
    return Path(os.path.relpath(path, folder.resolve())).as_posix()
