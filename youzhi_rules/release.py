"""Which release of the library this is: from the note in a copy, or from what is installed."""

from __future__ import annotations

from pathlib import Path

__all__ = ["NOTE", "release", "release_note"]

NOTE = "VERSION"
"""The file in a copy that says which release it is and which packs are in it; its first line is the version."""

_MARK = "youzhi-rules"
_UNKNOWN = "0+unknown"


def release() -> str:
    """The version of the library.

    A copy knows its own, whatever else is installed. A tree that is only on the path knows none: ``0+unknown``.
    """
    own = release_note(Path(__file__).resolve().parent)
    if own is not None:
        return own
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(_MARK)
    except PackageNotFoundError:
        return _UNKNOWN


def release_note(folder: Path) -> str | None:
    """The version of the copy in a folder; None where the folder holds no copy that ``youzhi vendor`` made."""
    try:
        lines = (folder / NOTE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return lines[0] if len(lines) > 1 and any(line.startswith(f"{_MARK}, ") for line in lines) else None
