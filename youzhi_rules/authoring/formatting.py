"""fmt: the files of a pack in one order and one spelling, with every comment, and with nothing changed that is said."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import frozen

from ..composer import Mapping, Node, Scalar, Sequence, compose, read_bounded
from ..errors import Fault, PackError, Place
from ..files import replacing
from ..finding import shown
from ..loading import load_pack
from .canonical_order import PACK, TESTS
from .draft import file_of
from .layout import layout_of
from .layout_text import written_out

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from .canonical_order import Within

__all__ = ["Formatted", "format_pack", "format_text"]


@frozen
class Formatted:
    """What formatting makes of one file.

    Attributes:
        path: the file.
        file: how it is called in messages.
        before: its text.
        after: its text formatted.
    """

    path: Path
    file: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether it is not in order yet."""
        return self.before != self.after

    @property
    def line(self) -> int | None:
        """The first line that changes."""
        pairs = zip(self.before.split("\n"), self.after.split("\n"), strict=False)
        return next((number for number, (a, b) in enumerate(pairs, start=1) if a != b), None)


def format_pack(id_or_path: str | os.PathLike[str], *, write: bool = False) -> tuple[Formatted, ...]:
    """A pack's files formatted: ``pack.yaml`` and its tests.

    Args:
        id_or_path: the pack, as ``load_pack`` takes it.
        write: whether to write what changes; each file is written whole or not at all.

    Returns:
        One for each file, in the order of their names.

    Raises:
        PackError: there is no such pack; a file is no YAML of this kind; or, which would be a fault of the formatter, a
            file would say something else afterwards: then nothing is written.

    Example:
        >>> [each.file for each in format_pack("national-2017") if each.changed]
        []
    """
    path = file_of(id_or_path)
    files = [(path, f"{shown(path.parent.name)}/{shown(path.name)}", PACK)]
    files += [(test, f"tests/{shown(test.name)}", TESTS) for test in sorted((path.parent / "tests").glob("*.yaml"))]
    found: list[Formatted] = []
    faults: list[Fault] = []
    for file, name, within in files:
        data = read_bounded(file, name)
        if isinstance(data, Fault):
            faults.append(data)
            continue
        try:
            after = format_text(data, name, within)
        except PackError as error:
            faults += (fault for fault in error.faults if isinstance(fault, Fault))
        else:
            found.append(Formatted(file, name, data.decode("utf-8"), after))
    if faults:
        raise PackError(faults)
    changed = [each for each in found if each.changed]
    if write and changed:
        _write(path, changed)
    return tuple(found)


def format_text(data: bytes, file: str | None = None, within: Within = PACK) -> str:
    r"""One file formatted.

    Args:
        data: the bytes of the file.
        file: how it is called in messages.
        within: what stands in it: ``canonical_order.PACK`` or ``TESTS``.

    Raises:
        PackError: it is no YAML of this kind, with every fault; or it would say something else afterwards.

    Example:
        >>> print(format_text(b"id:   a # the folder's name\nformat: youzhi-pack/1"))
        format: youzhi-pack/1
        id: a  # the folder's name
        <BLANKLINE>
    """
    root, faults = compose(data, file)
    if faults or root is None:
        raise PackError(faults)
    layout = layout_of(data.decode("utf-8").replace("\r\n", "\n"))
    text = written_out(layout, within)
    again, more = compose(text.encode("utf-8"), file)
    comments = Counter(comment.text for comment in layout.comments.values())
    kept = again is not None and not more and _said(again) == _said(root)
    if not kept or Counter(comment.text for comment in layout_of(text).comments.values()) != comments:
        raise PackError.of("fmt-cannot", Place(file))
    return text


def _said(node: Node) -> object:
    """What a node says, whatever the order of its keys."""
    if isinstance(node, Mapping):
        return {name.text: _said(value) for name, value in node.entries}
    if isinstance(node, Sequence):
        return [_said(item) for item in node.items]
    return (node.text, node.plain) if isinstance(node, Scalar) else None


def _write(path: Path, changed: list[Formatted]) -> None:
    """Write what changes; where the pack loads, its digest must stay what it is, else all is put back."""
    before = _digest(path)
    kept = [(each, each.path.read_bytes()) for each in changed]
    same = False
    try:
        for each in changed:
            _put(each.path, each.after.encode("utf-8"))
        same = _digest(path) == before
    finally:
        if not same:
            for each, data in kept:
                _put(each.path, data)
    if not same:
        raise PackError.of("fmt-cannot", Place(changed[0].file))


def _put(path: Path, data: bytes) -> None:
    with replacing(path) as draft:
        draft.write_bytes(data)


def _digest(path: Path) -> str | None:
    """The digest of a pack, or None where it does not load."""
    try:
        return load_pack(path).digest
    except PackError:
        return None
