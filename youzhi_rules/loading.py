"""Finding packs and loading them: file → nodes → model → meaning, with all faults of a pack in one error."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from .composer import Mapping, Node, Scalar, compose, in_order, read_bounded
from .errors import Fault, PackError, Place, UnknownPackError, near
from .model import Pack, Words
from .pack_digest import pack_digest
from .reading import read_pack

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["PackInfo", "list_packs", "load_pack"]

_FILE = "pack.yaml"
_SECTIONS = ("groups", "scopes", "facts", "rules", "tasks")

_loaded: dict[Path, tuple[tuple[int, int], Pack]] = {}
_lock = threading.Lock()


@frozen
class PackInfo:
    """What is known of a pack without loading it whole.

    Attributes:
        id: its name.
        title: the title of its source; None where its file cannot be read.
        territory: the code of the territory it holds for, None: the whole country.
        version: the version of the encoding.
        status: ``"ready"``, or ``"faulty"`` where its file cannot be read; ``load_pack`` says why.
    """

    id: str
    title: Words | None
    territory: str | None
    version: str | None
    status: str


def load_pack(id_or_path: str | os.PathLike[str]) -> Pack:
    """The pack of this id, or in this folder.

    A pack is read once; it is read again when its file has changed.

    Args:
        id_or_path: the id of a shipped pack, or the path of a pack's folder or its ``pack.yaml``. A text is a
            path when it holds a separator or ends in ``.yaml``.

    Raises:
        UnknownPackError: no pack has this id; near names are in the hint.
        PackError: the pack cannot be used; all of its faults are in the error.

    Example:
        >>> load_pack("national-2017").rules["degree_teachers"].at_least.stages["primary"]
        Fraction(21, 5)
    """
    if not isinstance(id_or_path, str | os.PathLike):
        raise PackError.of("pack-kind", kind=type(id_or_path).__name__)
    if not _is_path(id_or_path):
        return _load(_shipped_folder(str(id_or_path)), shipped=True)
    path = Path(id_or_path)
    if not path.exists():
        raise PackError.of("pack-no-folder", Place(str(path)), path=str(path))
    return _load(path if path.is_dir() else path.parent, file=None if path.is_dir() else path)


def list_packs() -> tuple[PackInfo, ...]:
    """The shipped packs in the order of their ids.

    Example:
        >>> [pack.id for pack in list_packs() if pack.id.startswith("national")]
        ['national-2017']
    """
    return tuple(_info(folder) for _, folder in sorted(_shipped().items()))


def _is_path(id_or_path: str | os.PathLike[str]) -> bool:
    if not isinstance(id_or_path, str):
        return True
    separators = ("/", os.sep, os.altsep or "/")
    return any(sign in id_or_path for sign in separators) or id_or_path.endswith((".yaml", ".yml"))


def _roots() -> tuple[Path, ...]:
    """Where shipped packs can be: inside the package (installed, vendored) or beside it (a working tree)."""
    package = Path(__file__).resolve().parent
    return package / "rulepacks", package.parent / "rulepacks"


def _shipped() -> dict[str, Path]:
    root = next((root for root in _roots() if root.is_dir()), None)
    return {path.parent.name: path.parent for path in root.glob(f"*/{_FILE}")} if root else {}


_folders: dict[str, Path] = {}
"""The folders of shipped packs that were asked for, so that a warm call looks at one file only."""


def _shipped_folder(name: str) -> Path:
    if name in _folders and (_folders[name] / _FILE).exists():
        return _folders[name]
    known = {key: folder.resolve() for key, folder in _shipped().items()}
    if name in known:
        _folders[name] = known[name]
        return known[name]
    raise UnknownPackError.of(
        "pack-unknown",
        Place(name),
        id=name,
        near=near(name, known, cutoff=0.4),
        known=", ".join(sorted(known)) or "—",
    )


def _load(folder: Path, *, file: Path | None = None, shipped: bool = False) -> Pack:
    path = folder / _FILE if shipped else (file or folder / _FILE).resolve()
    try:
        stamp = path.stat()
    except OSError:
        raise PackError.of("pack-no-file", Place(str(folder))) from None
    state = (stamp.st_mtime_ns, stamp.st_size)
    with _lock:
        known = _loaded.get(path)
    if known is None or known[0] != state:
        known = (state, _read(path, shipped=shipped))
        with _lock:
            _loaded[path] = known
    return known[1]


def _read(path: Path, *, shipped: bool) -> Pack:
    """The pack in a file; its places name the folder alone, so that they are the same wherever it lies."""
    folder = path.parent.name
    name = f"{folder}/{path.name}"
    data = read_bounded(path, name)
    if isinstance(data, Fault):
        raise PackError([data])
    root, faults = compose(data, name)
    pack = None
    if root is not None:
        pack, more = read_pack(root, name)
        faults += more
        if pack is not None:
            faults += _other_faults(root, pack, path, name)
    if root is not None and not faults and not shipped:
        from .schema import check_against_schema

        faults += check_against_schema(root, name)
    if faults or pack is None:
        raise PackError(in_order(faults))
    return attrs.evolve(pack, digest=pack_digest(pack), folder=str(path.parent))


def _other_faults(root: Node, pack: Pack, path: Path, name: str) -> list[Fault]:
    """What is wrong beyond the structure: the id, the pack's own facts, the meaning of what could be read."""
    from .compiling import compile_pack
    from .dictionary import shipped_facts

    faults = []
    identity = root.get("id") if isinstance(root, Mapping) else None
    folder = path.parent.name
    if identity is not None and pack.id != folder:
        faults.append(Fault("pack-id-folder", {"id": pack.id, "folder": folder}, identity.place(name), "id"))
    facts, clashes = shipped_facts().extended(pack.facts)
    _, meaning = compile_pack(pack, facts)
    lost = set(_lost(root, pack))
    return [*faults, *clashes, *(fault for fault in meaning if not _is_about(fault, lost))]


def _lost(root: Node, pack: Pack) -> Iterable[str]:
    """The ids in the file that could not be read: that they are missing is no fault of those who use them."""
    for section in _SECTIONS:
        written = root.get(section) if isinstance(root, Mapping) else None
        if isinstance(written, Mapping):
            yield from (name.text for name, _ in written.entries if name.text not in getattr(pack, section))


def _is_about(fault: Fault, names: set[str]) -> bool:
    return any(isinstance(value, str) and value in names for value in fault.params.values())


def _info(folder: Path) -> PackInfo:
    """The head of a pack; its rules are left aside."""
    data = read_bounded(folder / _FILE)
    root, faults = (None, [data]) if isinstance(data, Fault) else compose(data)
    head: dict[str, Any] = {}
    if isinstance(root, Mapping) and not faults:
        head = {name.text: value for name, value in root.entries}
    title = head.get("title")
    words = [title.get(lang) for lang in ("zh", "en")] if isinstance(title, Mapping) else []
    texts = [word.text for word in words if isinstance(word, Scalar)]
    if len(texts) < 2:  # noqa: PLR2004 - both languages
        return PackInfo(folder.name, None, None, None, "faulty")
    return PackInfo(folder.name, Words(*texts), _text(head.get("territory")), _text(head.get("version")), "ready")


def _text(node: Node | None) -> str | None:
    return node.text if isinstance(node, Scalar) else None
