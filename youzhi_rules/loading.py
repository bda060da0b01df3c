"""Loading packs: file → nodes → model → meaning, with all faults of a pack in one error."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import attrs

from .composed import composed
from .composer import Mapping, Node, compose, in_order, read_bounded
from .errors import Fault, InheritanceError, PackError, Place, UnknownPackError
from .finding import file_at, find, is_path, shown
from .inheritance import FAULTS, inherit, orphaned
from .reading import read_pack

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .model import Pack

__all__ = ["load_pack"]

_SECTIONS = ("groups", "scopes", "facts", "rules", "tasks")

_State = tuple[tuple["Path", int, int], ...]
"""The files of a pack and of those it builds on, with the time of their last change and their size."""

_loaded: dict[Path, tuple[_State, Pack]] = {}
_resolved: dict[Path, tuple[_State, Pack]] = {}
_lock = threading.Lock()


def load_pack(id_or_path: str | os.PathLike[str]) -> Pack:
    """The pack of this id, or in this folder.

    A pack is read once; it is read again when its file has changed.

    Args:
        id_or_path: the id of a pack that is shipped, lies in a folder named in ``YOUZHI_PACK_PATH`` or came with an
            installed distribution; or the path of a pack's folder or its ``pack.yaml``. A text is a path when it holds
            a separator or ends in ``.yaml``.

    Raises:
        UnknownPackError: no pack has this id; near names are in the hint.
        PackError: the pack cannot be used; all of its faults are in the error.

    Example:
        >>> load_pack("national-2017").rules["degree_teachers"].at_least.stages["primary"]
        Fraction(21, 5)
    """
    if not isinstance(id_or_path, str | os.PathLike):
        raise PackError.of("pack-kind", kind=type(id_or_path).__name__)
    if is_path(id_or_path):
        return _load(file_at(id_or_path), shipped=False)
    found = find(str(id_or_path))
    return _load(found.file, shipped=found.shipped)


def _load(path: Path, *, shipped: bool) -> Pack:
    with _lock:
        known = _loaded.get(path)
    if known is not None and _is_current(known[0]):
        return known[1]
    states, pack = _composed(path, shipped=shipped, below=())
    # What is shipped means something: its own tests see to that, and evaluating looks again. It loads twice as fast.
    if not shipped and (faults := _meaning_faults(pack)):
        raise PackError(faults)
    with _lock:
        _loaded[path] = (states, pack)
    return pack


def _stamp(path: Path) -> tuple[Path, int, int]:
    """A file with what changes when it does.

    Raises:
        PackError: it is not there, or cannot be looked at.
    """
    try:
        state = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise PackError.of("pack-no-file", Place(shown(path.parent))) from None
    except (OSError, ValueError):  # ValueError: a NUL in the path
        raise PackError.of("yaml-unreadable", Place(shown(path))) from None
    return path, state.st_mtime_ns, state.st_size


def _is_current(states: _State) -> bool:
    """Whether all files are as they were read; one that has gone is read again, to tell how it is missed."""
    try:
        return all(_stamp(file) == (file, *state) for file, *state in states)
    except PackError:
        return False


def _composed(path: Path, *, shipped: bool, below: tuple[Path, ...]) -> tuple[_State, Pack]:
    """The pack in a file with all it takes over; its own meaning is not looked at, as that is done once for the last.

    Args:
        path: the file.
        shipped: whether it came with the library.
        below: the files of the packs that build on it.
    """
    with _lock:
        known = _resolved.get(path)
    if known is not None and _is_current(known[0]):
        return known
    states: _State = (_stamp(path),)
    written, root, faults = _read(path, shipped=shipped)
    if written.extends is None:
        pack, more = orphaned(written)
    else:
        above, parent, more = _parent(written, root, path, (*below, path))
        if parent is None:
            raise _error(in_order([*faults, *more]))
        states += above
        pack, found = _on_parent(written, parent)
        more += found
    faults += more
    if faults:
        # What could be read is looked at too, so that all faults are told at once.
        lost = set(_lost(root, written))
        meaning = [fault for fault in _meaning_faults(pack) if not _is_about(fault, lost)]
        raise _error(in_order([*faults, *(fault for fault in meaning if fault not in faults)]))
    if not shipped:
        from .schema import check_against_schema

        name = _name(path)
        if unfit := check_against_schema(root, name):
            raise PackError(unfit)
    pack = attrs.evolve(pack, folder=str(path.parent))
    with _lock:
        _resolved[path] = (states, pack)
    return states, pack


def _parent(pack: Pack, root: Node, path: Path, below: tuple[Path, ...]) -> tuple[_State, Pack | None, list[Fault]]:
    """The parent of a pack with its files, or None and a fault."""
    extends = root.get("extends") if isinstance(root, Mapping) else None
    place = (extends or root).place(_name(path))
    try:
        found = find(str(pack.extends), path.parent)
        file = found.file
        if file in below:
            chain = [*(each.parent.name for each in below[below.index(file) :]), file.parent.name]
            return (), None, [Fault("extends-cycle", {"chain": " → ".join(chain)}, place, "extends")]
        states, parent = _composed(file, shipped=found.shipped, below=below)
    except UnknownPackError as error:
        known = error.faults[0].params
        params = {"id": pack.extends, "near": known.get("near"), "known": known.get("known")}
        return (), None, [Fault("extends-unknown", params, place, "extends"), *_others(error)]
    except PackError as error:
        if error.code == "extends-cycle":
            raise
        raise type(error)([*error.faults, Fault("extends-faulty", {"id": pack.extends}, place, "extends")]) from None
    return states, parent, []


def _others(error: PackError) -> list[Fault]:
    """What else is wrong where a pack was looked for, such as a folder that cannot be read."""
    return [fault for fault in error.faults[1:] if isinstance(fault, Fault)]


def _on_parent(pack: Pack, parent: Pack) -> tuple[Pack, list[Fault]]:
    from .dictionary import shipped_facts

    facts = shipped_facts()
    if pack.amendments or pack.split is not None:
        facts, _ = facts.extended({**parent.facts, **pack.facts})
    return inherit(pack, parent, facts)


def _error(faults: list[Fault]) -> PackError:
    """The error of these faults: of inheritance, where one of them is."""
    kind = InheritanceError if any(fault.code in FAULTS for fault in faults) else PackError
    return kind(faults)


def _name(path: Path) -> str:
    """How a file is called in places: by its folder alone, so that they are the same wherever it lies."""
    return shown(f"{path.parent.name}/{path.name}")


def _read(path: Path, *, shipped: bool) -> tuple[Pack, Node, list[Fault]]:
    """The pack as its file says it, as far as it could be read, and every fault of its structure.

    Raises:
        PackError: not even its head can be read.
    """
    name = _name(path)
    data = read_bounded(path, name)
    if isinstance(data, Fault):
        raise PackError([data])
    root: Node | None = composed(data, path.parent.name) if shipped else None
    faults: list[Fault] = []
    if root is None:
        root, faults = compose(data, name)
    pack = None
    if root is not None:
        pack, more = read_pack(root, name)
        faults += more
    if root is None or pack is None:
        raise PackError(in_order(faults))
    identity = root.get("id") if isinstance(root, Mapping) else None
    folder = shown(path.parent.name)
    if identity is not None and pack.id != folder:
        faults.append(Fault("pack-id-folder", {"id": pack.id, "folder": folder}, identity.place(name), "id"))
    return pack, root, faults


def _meaning_faults(pack: Pack) -> list[Fault]:
    """What is wrong with the meaning of a pack: its own facts, its formulas, units, references."""
    from .planning import try_plan

    return in_order(try_plan(pack)[1])


def _lost(root: Node, pack: Pack) -> Iterable[str]:
    """The ids in the file that could not be read: that they are missing is no fault of those who use them."""
    for section in _SECTIONS:
        written = root.get(section) if isinstance(root, Mapping) else None
        if isinstance(written, Mapping):
            read = {**getattr(pack, section), **(pack.amendments if section == "rules" else {})}
            yield from (name.text for name, _ in written.entries if name.text not in read)


def _is_about(fault: Fault, names: set[str]) -> bool:
    return any(isinstance(value, str) and value in names for value in fault.params.values())
