"""Finding packs: which folder an id or a path means, and which packs there are; a pack has one place only."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from .composed import composed
from .composer import Mapping, Node, Scalar, compose, read_bounded
from .errors import Fault, PackError, Place, UnknownPackError, near
from .model import FORMAT, STATES, Words
from .reading import read_pack
from .sources import FILE, PATH, SHIPPED, VARIABLE, distribution_sources, path_sources, shipped_source, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .sources import Source

__all__ = ["PackFolder", "PackInfo", "file_at", "find", "is_path", "list_packs", "shown"]


@frozen
class PackFolder:
    """Where a pack lies.

    Attributes:
        id: its name, which is the name of the folder.
        path: the folder.
        origin: ``"shipped"``, ``"path"``, or the name and version of the distribution that brings it.
    """

    id: str
    path: Path
    origin: str

    @property
    def file(self) -> Path:
        """Its ``pack.yaml``."""
        return self.path / FILE

    @property
    def shipped(self) -> bool:
        """Whether it came with the library, whose own tests hold it against the schema."""
        return self.origin == SHIPPED


@frozen
class PackInfo:
    """What is known of a pack without loading it whole.

    Attributes:
        id: its name. For a place where packs should lie and none can be looked for, the name of that place.
        title: the title of its source; None where it cannot be read.
        territory: the code of the territory it holds for, None: the whole country.
        version: the version of the encoding.
        status: ``"ready"``, or ``"faulty"`` where its head is not in order or another pack has its name.
        origin: ``"shipped"``, ``"path"`` (a folder named in ``YOUZHI_PACK_PATH``), or the name and version of the
            distribution that brings it.
        faults: what is wrong where it is faulty.
        state: whether its source is ``in_force``, ``announced`` or ``abolished``; None where it cannot be read.
    """

    id: str
    title: Words | None
    territory: str | None
    version: str | None
    status: str
    origin: str
    faults: tuple[Fault, ...] = ()
    state: str | None = None


def list_packs() -> tuple[PackInfo, ...]:
    """All packs there are, in the order of their ids: shipped ones, those on ``YOUZHI_PACK_PATH``, installed ones.

    Nothing is left out: what cannot be read stands there as faulty, with its faults.

    Example:
        >>> [(pack.id, pack.origin) for pack in list_packs() if pack.id == "national-2017"]
        [('national-2017', 'shipped')]
    """
    found, broken = _looked(_all_sources())
    found = _distinct(found)
    infos = [_info(pack, [other for other in found if other.id == pack.id]) for pack in found]
    infos += [PackInfo(each.name, None, None, None, "faulty", each.origin, (fault,)) for each, fault in broken]
    return tuple(sorted(infos, key=lambda info: (info.id, info.origin)))


def is_path(id_or_path: str | os.PathLike[str]) -> bool:
    """Whether this is a path and no id: a path object, or a text with a separator or the ending of the file."""
    if not isinstance(id_or_path, str):
        return True
    separators = ("/", os.sep, os.altsep or "/")
    named = any(sign in id_or_path for sign in separators) or id_or_path.endswith((".yaml", ".yml"))
    return named or id_or_path in {".", ".."}


def file_at(path: str | os.PathLike[str]) -> Path:
    """The file of the pack at a given path, which is that of its folder or of the file itself.

    Raises:
        PackError: nothing lies there, or it cannot be looked at.
    """
    try:
        given = Path(path)
        mode = given.stat().st_mode
    except TypeError:  # a path of bytes
        raise PackError.of("pack-kind", kind=type(os.fspath(path)).__name__) from None
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a NUL in the path
        raise PackError.of("pack-no-folder", Place(shown(path)), path=shown(path)) from None
    except OSError:
        raise PackError.of("yaml-unreadable", Place(shown(path))) from None
    return _settled(given) / FILE if stat.S_ISDIR(mode) else _settled(given.parent) / given.name


def find(name: str, beside: Path | None = None) -> PackFolder:
    """Where the pack of an id lies.

    A shipped pack is found without scanning what is installed. That an installed one has its name too is therefore
    told by ``list_packs`` alone; a folder on ``YOUZHI_PACK_PATH`` or beside the pack that asks is held against it.

    Args:
        name: the id.
        beside: the folder of the pack that asks for it; a pack in the same parent folder is found too.

    Raises:
        UnknownPackError: no pack has this id; near names are in the hint.
        PackError: several have it, or a place where it may lie cannot be looked into.
    """
    warm = _shipped_folders.get(name)
    nowhere_else = warm is not None and (beside is None or beside.parent == warm.path.parent)
    if warm is not None and nowhere_else and not os.environ.get(VARIABLE) and warm.file.exists():
        return warm
    shipped = _named(name, _looked(shipped_source())[0])
    others, broken = _looked([*path_sources(), *(() if shipped else distribution_sources())])
    found = _distinct([*shipped, *_named(name, others), *_beside(name, beside)])
    found = [each for each in found if os.path.lexists(each.file)] or found
    faults = [] if shipped else [fault for _, fault in broken]
    if not found:
        raise UnknownPackError([_unknown(name), *faults])
    if len(found) > 1:
        faults.insert(0, _taken(found))
    if faults:
        raise PackError(faults)
    if shipped:
        _shipped_folders[name] = shipped[0]
    return found[0]


_shipped_folders: dict[str, PackFolder] = {}
"""The shipped packs that were asked for, so that a warm call looks at one file only."""


def _all_sources() -> tuple[Source, ...]:
    return (*shipped_source(), *path_sources(), *distribution_sources())


def _looked(sources: Iterable[Source]) -> tuple[list[PackFolder], list[tuple[Source, Fault]]]:
    """The folders in the sources, and the sources that cannot be looked into, with why."""
    found, broken = [], []
    for each in sources:
        folders, faults = each.look()
        found += [PackFolder(folder.name, folder, each.origin) for folder in folders]
        broken += [(each, fault) for fault in faults]
    return found, broken


def _named(name: str, found: Iterable[PackFolder]) -> list[PackFolder]:
    """Those of this very name, also where the file system does not tell case."""
    return [each for each in found if each.id == name]


def _beside(name: str, beside: Path | None) -> list[PackFolder]:
    """The pack of this name in the same parent folder; a folder without a pack there is something else."""
    if beside is None or name in {"", ".", ".."}:
        return []
    folder = _settled(beside).parent / name
    return [PackFolder(name, folder, PATH)] if os.path.lexists(folder / FILE) else []


def _distinct(found: Iterable[PackFolder]) -> list[PackFolder]:
    """Each folder once, under the first origin it was found by."""
    places: dict[str, PackFolder] = {}
    for each in found:
        places.setdefault(os.path.realpath(each.path), each)
    return list(places.values())


def _settled(folder: Path) -> Path:
    """A folder by an absolute path that keeps its name: the name is the pack's id, though it may be a link's."""
    if folder.name in {"", ".."}:
        return Path(os.path.realpath(folder))
    return Path(os.path.realpath(folder.parent)) / folder.name


def _unknown(name: str) -> Fault:
    known = sorted({shown(each.id) for each in _looked(_all_sources())[0]})
    # A folder of this name lies right here: what is meant is its path.
    here = bool(name) and "\0" not in name and (Path(name) / FILE).is_file()
    meant = f"./{shown(name)}" if here else near(name, known, cutoff=0.4)
    params = {"id": shown(name), "near": meant, "known": ", ".join(known) or "—"}
    return Fault("pack-unknown", params, Place(shown(name) or None))


def _taken(found: list[PackFolder]) -> Fault:
    places = ", ".join(f"{shown(each.path)} ({each.origin})" for each in found)
    return Fault("pack-name-taken", {"id": shown(found[0].id), "places": places}, Place(shown(found[-1].path)), "id")


def _info(pack: PackFolder, namesakes: list[PackFolder]) -> PackInfo:
    """The head of a pack; its rules are left aside."""
    name = shown(f"{pack.id}/{FILE}")
    head, faults = _head(pack, name)
    namesakes = [each for each in namesakes if os.path.lexists(each.file)]
    if len(namesakes) > 1:
        faults.append(_taken(namesakes))
    title = head.get("title")
    words = [title.get(lang) for lang in ("zh", "en")] if isinstance(title, Mapping) else []
    texts = [word.text for word in words if isinstance(word, Scalar)]
    titled = Words(*texts) if len(texts) == len(("zh", "en")) else None
    territory, version = _text(head.get("territory")), _text(head.get("version"))
    written = _text(head["state"]) if "state" in head else STATES[0]
    state = written if head and written in STATES else None
    status = "faulty" if faults else "ready"
    return PackInfo(shown(pack.id), titled, territory, version, status, pack.origin, tuple(faults), state)


def _head(pack: PackFolder, name: str) -> tuple[dict[str, Any], list[Fault]]:
    """The keys of a pack, and what is wrong with its head; a head in order is read no further."""
    if not os.path.lexists(pack.file):
        return {}, [Fault("pack-no-file", {}, Place(shown(pack.path)))]
    data = read_bounded(pack.file, name)
    if isinstance(data, Fault):
        return {}, [data]
    root = composed(data, pack.id) if pack.shipped else None
    faults: list[Fault] = []
    if root is None:
        root, faults = compose(data, name)
    if root is None or faults:
        return {}, faults
    head = {key.text: value for key, value in root.entries} if isinstance(root, Mapping) else {}
    title, written = head.get("title"), head.get("id")
    titled = isinstance(title, Mapping) and all(isinstance(title.get(lang), Scalar) for lang in ("zh", "en"))
    if not titled or _text(head.get("format")) != FORMAT or not (_text(head.get("version")) and _text(written)):
        faults += read_pack(root, name)[1]
    elif written is not None and _text(written) != pack.id:
        params = {"id": _text(written), "folder": shown(pack.id)}
        faults.append(Fault("pack-id-folder", params, written.place(name), "id"))
    return head, faults


def _text(node: Node | None) -> str | None:
    return node.text if isinstance(node, Scalar) else None
