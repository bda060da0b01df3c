"""A pack as it lies before its author: the text, what was read of it, what it became, and what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ..composed import composed
from ..composer import Mapping, Node, Sequence, compose, read_bounded
from ..errors import Fault, PackError, Place, UnknownPackError
from ..finding import file_at, find, is_path, shown
from ..loading import load_pack
from ..plan import rules_of
from ..planning import plan_of
from ..reading import read_pack
from ..sources import FILE, shipped_source

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ..composer import Scalar
    from ..model import Amendment, Pack, Rule

__all__ = ["Draft", "draft_of", "entries_of", "file_of", "files_of"]


@frozen(eq=False)
class Draft:
    """A pack on its way.

    Attributes:
        path: its file.
        file: how the file is called in places.
        root: the document, as far as it could be composed.
        written: what the file itself says, as far as it could be read.
        pack: with all it takes over; None where it is refused.
        parent: the pack it builds on, where there is one and it can be used.
        faults: why it is refused, the root cause first.
    """

    path: Path
    file: str
    root: Node | None
    written: Pack | None
    pack: Pack | None
    parent: Pack | None
    faults: tuple[Fault, ...]

    @property
    def id(self) -> str:
        """The pack's id: the name of its folder."""
        return shown(self.path.parent.name)

    @property
    def rules(self) -> dict[str, Rule]:
        """The rules and tasks that the file itself defines, tasks as rules."""
        return {} if self.written is None else rules_of(self.written)

    @property
    def amendments(self) -> dict[str, Amendment]:
        """What it changes of its parent."""
        return {} if self.written is None else dict(self.written.amendments)

    def at(self, path: str) -> Place:
        """Where the key of a dotted path stands; where the path is not written out, its longest part that is."""
        node, place = self.root, Place(self.file, 1, 1)
        for word in path.split("."):
            if isinstance(node, Mapping):
                pair = next((pair for pair in node.entries if pair[0].text == word), None)
                if pair is None:
                    break
                place, node = pair[0].place(self.file), pair[1]
            elif isinstance(node, Sequence) and word.isdecimal() and int(word) < len(node.items):
                node = node.items[int(word)]
                place = node.place(self.file)
            else:
                break
        return place

    def path_of(self, rule: str) -> str:
        """The dotted path of a rule or task of this file."""
        return f"tasks.{rule}" if self.written is not None and rule in self.written.tasks else f"rules.{rule}"


def file_of(id_or_path: str | os.PathLike[str]) -> Path:
    """The file of a pack, by id or path, there or not; the path of a file of its tests will do.

    Raises:
        PackError: nothing is found by this name.
    """
    if not is_path(id_or_path):
        return find(str(id_or_path)).file
    file = file_at(id_or_path)
    inside = file.parent.name == "tests" and file.name != FILE and (file.parent.parent / FILE).is_file()
    return file.parent.parent / FILE if inside else file


def files_of(names: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """The files of several packs, each once; a file of tests stands for its pack.

    Raises:
        PackError: nothing is found by one of the names.
    """
    return list(dict.fromkeys(file_of(name) for name in names))


def draft_of(path: Path) -> Draft:
    """What there is to say of the file of a pack before it is reviewed."""
    file = f"{shown(path.parent.name)}/{shown(path.name)}"
    root, written = _written(path, file)
    pack: Pack | None = None
    faults: tuple[Fault, ...] = ()
    try:
        pack = _loaded(path)
    except PackError as error:
        faults = tuple(fault for fault in error.faults if isinstance(fault, Fault))
    parent = None if written is None or written.extends is None else _parent(written.extends, path)
    return Draft(path, file, root, written, pack, parent, faults)


def _loaded(path: Path) -> Pack:
    """The pack in a file; one that is shipped is held against the schema by the library's own tests."""
    shipped = any(path.parent.parent == source.folder for source in shipped_source())
    pack = load_pack(path.parent.name if shipped and path.name == FILE else path)
    plan_of(pack)
    return pack


def _written(path: Path, file: str) -> tuple[Node | None, Pack | None]:
    data = read_bounded(path, file)
    if isinstance(data, Fault):
        return None, None
    root = composed(data, path.parent.name) or compose(data, file)[0]
    return root, None if root is None else read_pack(root, file)[0]


def _parent(name: str, path: Path) -> Pack | None:
    try:
        found = find(name, path.parent)
        return load_pack(found.id if found.shipped else found.path)
    except UnknownPackError:
        return None
    except PackError:
        return None


def entries_of(node: Node | None, path: str = "") -> Iterator[tuple[str, Scalar | None, Node]]:
    """Every node below one, with its dotted path and its key (None in lists), in the order of the text."""
    if isinstance(node, Mapping):
        for name, value in node.entries:
            here = f"{path}.{name.text}" if path else name.text
            yield here, name, value
            yield from entries_of(value, here)
    elif isinstance(node, Sequence):
        for index, value in enumerate(node.items):
            here = f"{path}.{index}" if path else str(index)
            yield here, None, value
            yield from entries_of(value, here)
