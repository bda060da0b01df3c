"""Where the published schemas lie, and the line by which an editor finds them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

__all__ = ["SCHEMAS", "modeline", "modeline_schema", "schema_path"]

SCHEMAS = ("pack-1", "tests-1", "result-1")
"""The schemas: of packs, of the tests inside packs, and of results in JSON."""
_PACKAGE = Path(__file__).resolve().parents[1]


def schema_path(name: str) -> Path:
    """The file of a schema.

    Args:
        name: one of ``SCHEMAS``.

    Example:
        >>> schema_path("pack-1").name
        'pack-1.json'
    """
    return _PACKAGE / "schemas" / f"{name}.json"


def modeline_schema(name: str, folder: Path) -> str:
    """How a file in a folder names a schema: by a relative path inside the project's own tree, else by its address.

    Example:
        >>> modeline_schema("pack-1", Path("/plans/yunting-2026")).endswith("/schemas/pack-1.json")
        True
    """
    root, place, path = _PACKAGE.parent, folder.resolve(), schema_path(name)
    in_tree = (root / "pyproject.toml").is_file()  # installed, the schemas lie among other packages
    if in_tree and place.is_relative_to(root):
        up = "../" * len(place.relative_to(root).parts)
        return up + path.relative_to(root).as_posix()
    return "file://" + quote(path.as_posix() if path.as_posix().startswith("/") else f"/{path.as_posix()}", safe="/:")


def modeline(name: str, folder: Path) -> str:
    """The first line of a file by which an editor checks it.

    Example:
        >>> modeline("tests-1", Path("/plans/yunting-2026/tests")).partition("$schema=")[0]
        '# yaml-language-server: '
    """
    return f"# yaml-language-server: $schema={modeline_schema(name, folder)}"
