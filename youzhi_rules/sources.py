"""The folders in which packs lie: the shipped one, those named in the environment, those of installed distributions."""

from __future__ import annotations

import os
import re
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from .errors import Fault, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.metadata import Distribution, EntryPoint

__all__ = [
    "FILE",
    "GROUP",
    "PATH",
    "SHIPPED",
    "VARIABLE",
    "Source",
    "distribution_sources",
    "path_sources",
    "shipped_source",
    "shown",
]

FILE = "pack.yaml"
VARIABLE = "YOUZHI_PACK_PATH"
GROUP = "youzhi_rules.packs"
SHIPPED = "shipped"
PATH = "path"


@frozen
class Source:
    """A folder whose folders are packs, or why there is none.

    Attributes:
        name: how it was named: a path as given, or the name of an entry point.
        origin: ``"shipped"``, ``"path"``, or the name and version of a distribution.
        by: who named it, for messages.
        folder: the folder, every link in its path resolved; None where a fault says why.
        fault: what is wrong with the way it was named.
    """

    name: str
    origin: str
    by: str
    folder: Path | None = None
    fault: Fault | None = None

    def look(self) -> tuple[list[Path], list[Fault]]:
        """The folders in it, in the order of their names, and what keeps one from looking.

        A name that starts with a point or an underscore is no pack's: such folders are kept by tools.
        """
        if self.folder is None:
            return [], [self.fault] if self.fault else []
        try:
            with os.scandir(self.folder) as entries:
                names = sorted(entry.name for entry in entries if entry.name[0] not in "._" and _is_folder(entry))
        except FileNotFoundError:
            return [], [self._wrong("pack-source-missing")]
        except NotADirectoryError:
            return [], [self._wrong("pack-source-not-a-folder")]
        except OSError:
            return [], [self._wrong("pack-source-unreadable")]
        if os.path.lexists(self.folder / FILE):
            return [], [self._wrong("pack-source-is-a-pack")]
        if not names and self.origin not in {SHIPPED, PATH}:  # a folder of one's own may still be empty
            return [], [self._wrong("pack-source-empty")]
        return [self.folder / name for name in names], []

    def _wrong(self, code: str) -> Fault:
        return Fault(code, {"folder": shown(self.folder or ""), "by": self.by}, Place(shown(self.folder or self.name)))


def shown(path: str | os.PathLike[str]) -> str:
    """A path as text that any stream can take: bytes that are no UTF-8 stand there as escapes."""
    return os.fspath(path).encode("utf-8", "backslashreplace").decode()


def shipped_source() -> tuple[Source, ...]:
    """The folder of shipped packs, if there is one: inside the package (installed, vendored), or beside it (a tree)."""
    package = Path(__file__).resolve().parent
    folders = (package / "rulepacks", package.parent / "rulepacks")
    return tuple(Source("rulepacks", SHIPPED, SHIPPED, folder) for folder in folders if folder.is_dir())[:1]


def path_sources() -> tuple[Source, ...]:
    """The folders named in the environment, in its order; one that is named twice counts once."""
    given = [part for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part]
    found: dict[Path | str, Source] = {}
    for part in given:
        try:
            folder = Path(os.path.realpath(part))
        except OSError:  # a relative path, and the working folder is gone
            fault = Fault("pack-source-missing", {"folder": shown(part), "by": VARIABLE}, Place(shown(part)))
            found.setdefault(part, Source(shown(part), PATH, VARIABLE, None, fault))
        else:
            found.setdefault(folder, Source(shown(part), PATH, VARIABLE, folder))
    return tuple(found.values())


_scanned: dict[tuple[str, ...], tuple[Source, ...]] = {}
_lock = threading.Lock()


def distribution_sources() -> tuple[Source, ...]:
    """The folders that installed distributions name by an entry point of the group ``youzhi_rules.packs``.

    The value of the entry point is the dotted name of a package, and the packs are the folders in the package's
    folder. Nothing of the package is imported. The environment is scanned once, and again when ``sys.path`` changes.
    """
    path = tuple(sys.path)
    with _lock:
        if path not in _scanned:
            found = sorted(_scan(), key=lambda source: (source.origin, source.name, str(source.folder)))
            _scanned.clear()
            _scanned[path] = tuple(found)
        return _scanned[path]


def _scan() -> Iterator[Source]:
    from importlib.metadata import distributions  # heavy, and needed for no shipped pack

    seen = set()
    for each in distributions():
        try:
            if GROUP not in (each.read_text("entry_points.txt") or ""):
                continue
            name, version = _head(each)
            entries = list(each.entry_points.select(group=GROUP))
        except (OSError, LookupError, TypeError, ValueError):  # TypeError: a line without =
            yield _unreadable(each)
            continue
        if name not in seen:  # of several with one name, the first on the path counts, as for imports
            seen.add(name)
            yield from _sources_of(entries, f"{name} {version}")


def _head(found: Distribution) -> tuple[str, str]:
    """The name of a distribution and its version.

    Raises:
        LookupError: its metadata do not say them.
    """
    head = found.metadata
    if "Name" not in head or "Version" not in head:
        raise LookupError
    return re.sub(r"[-_.]+", "-", head["Name"]).lower(), head["Version"]


def _unreadable(found: Distribution) -> Source:
    folder = getattr(found, "_path", None) or found.locate_file("")  # that of its metadata, where Python tells it
    name = Path(str(folder)).name
    fault = Fault("pack-entry-unreadable", {"distribution": shown(name)}, Place(shown(str(folder))))
    return Source(shown(name), shown(name), shown(name), None, fault)


def _sources_of(entries: Iterable[EntryPoint], origin: str) -> Iterator[Source]:
    for entry in entries:
        by = f"{origin}: {entry.name} = {entry.value}"
        folders, code = _folders_of(entry)
        if code is not None:
            fault = Fault(code, {"value": entry.value, "by": by}, Place(origin), entry.name)
            yield Source(entry.name, origin, by, None, fault)
        for folder in folders:
            yield Source(entry.name, origin, by, folder)


def _folders_of(entry: EntryPoint) -> tuple[list[Path], str | None]:
    """The folders of the package an entry point names (a namespace can have several), or a code why there is none."""
    top, *inner = entry.value.split(".")
    if not all(part.isidentifier() for part in (top, *inner)):
        return [], "pack-entry-value"
    try:
        spec = find_spec(top)  # of a top-level name it executes nothing; an inner one would import its parents
    except (ImportError, ValueError):  # ValueError: the module that runs has no spec
        spec = None
    if spec is None:
        return [], "pack-entry-package"
    folders = [Path(os.path.realpath(os.path.join(root, *inner))) for root in spec.submodule_search_locations or ()]  # noqa: PTH118 - as realpath takes it
    folders = [folder for folder in folders if folder.is_dir()]
    return folders, None if folders else "pack-entry-folder"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether this is a folder, or a link to one that cannot be followed, which is told and not passed over."""
    try:
        return entry.is_dir() or (entry.is_symlink() and not os.path.exists(entry.path))  # noqa: PTH110 - no Path made for each
    except OSError:  # a link that leads to itself
        return True
