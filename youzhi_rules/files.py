"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["new_text", "replacing", "same_file"]


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A path to write to; what was written takes the place of ``path`` at the end, unless an error is raised.

    A link keeps pointing where it did, and a device such as ``/dev/null`` is written to directly.

    Args:
        path: the file to make or to replace.

    Raises:
        OSError: it cannot be written.

    Example:
        >>> folder = Path(tempfile.mkdtemp())
        >>> with replacing(folder / "result.txt") as draft:
        ...     _ = draft.write_text("met", encoding="utf-8")
        >>> [found.name for found in folder.iterdir()]
        ['result.txt']
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        if target.is_dir():
            raise IsADirectoryError(21, os.strerror(21), str(path))
        yield target
        return
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    except OSError as error:  # told of the file that was asked for, not of the draft
        raise type(error)(error.errno, error.strerror, str(path)) from None
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(_mode(target))
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


@contextmanager
def new_text(path: str | os.PathLike[str]) -> Iterator[TextIO]:
    """A file for text in UTF-8, the same bytes on every system; it takes the place of ``path`` as with ``replacing``.

    Raises:
        OSError: it cannot be written.
    """
    with replacing(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        yield file


def same_file(one: str | os.PathLike[str], other: str | os.PathLike[str]) -> bool:
    """Whether two paths lead to one file, there already or not; a device, which keeps nothing, is never the same.

    Example:
        >>> same_file("result.json", "./result.json"), same_file("a.json", "b.json"), same_file(os.devnull, os.devnull)
        (True, False, False)
    """
    real = [Path(os.path.realpath(path)) for path in (one, other)]
    if all(path.exists() for path in real):
        return real[0].is_file() and real[0].samefile(real[1])
    return os.path.normcase(real[0]) == os.path.normcase(real[1])


def _mode(target: Path) -> int:
    """The rights the file has, or those a new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
