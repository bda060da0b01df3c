"""Small documents of formats of their own, such as tests of packs and layouts, read node by node.

What such a reader needs whatever its format: mappings with known keys, lists and texts, and a fault at its place for
what is something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .composer import Mapping, Node, Refused, Scalar, Sequence
from .errors import Fault, near

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DocumentReader"]


class DocumentReader:
    """Reads the nodes of documents of one format and collects their faults.

    Attributes:
        name: how the file that is read is called in places.
        faults: what was found so far.
        format: what the documents say they are.
        wrong_shape: the code of a node of another kind, with ``key`` and ``wanted``.
        unknown_key: the code of a key that nobody knows, with ``name``, ``near`` and ``known``.
        missing_key: the code of a key that is not there, with ``name`` and ``under``.
    """

    format: ClassVar[str]
    wrong_shape: ClassVar[str]
    unknown_key: ClassVar[str]
    missing_key: ClassVar[str]

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.faults: list[Fault] = []

    def fault(self, code: str, node: Node, about: str, /, **params: object) -> None:
        """Notes a fault about a key or a value."""
        self.faults.append(Fault(code, params, node.place(self.name), about))

    def shape(self, node: Node, key: str, zh: str, en: str) -> None:
        """Notes that a node is of the wrong kind, unless the composer has refused it already."""
        if not isinstance(node, Refused):
            self.fault(self.wrong_shape, node, key, key=key, wanted=(zh, en))

    def mapping(self, node: Node, key: str, known: tuple[str, ...], required: Iterable[str]) -> dict[str, Node]:
        """The entries of a mapping, by key, with a fault for each that is unknown or lacking."""
        found: dict[str, Node] = {}
        for name, child in self.entries(node, key):
            if name.text in known:
                found[name.text] = child
            else:
                params = {"name": name.text, "near": near(name.text, known), "known": ", ".join(known)}
                self.fault(self.unknown_key, name, name.text, **params)
        for needed in required if isinstance(node, Mapping) else ():
            if needed not in found:
                hint = {"near": f"format: {self.format}"} if needed == "format" else {}
                self.fault(self.missing_key, node, needed, name=needed, under=key, **hint)
        return found

    def entries(self, node: Node, key: str) -> list[tuple[Scalar, Node]]:
        """The entries of a mapping; none, with a fault, of anything else."""
        if isinstance(node, Mapping):
            return node.entries
        self.shape(node, key, "映射（键: 值）", "a mapping of keys to values")
        return []

    def items(self, node: Node | None, key: str) -> list[Node]:
        """The items of a list; none of what is not there, none with a fault of anything else."""
        if node is None:
            return []
        if isinstance(node, Sequence):
            return node.items
        self.shape(node, key, "列表", "a list")
        return []

    def text(self, node: Node, key: str) -> str:
        """A text that says something; empty, with a fault, where there is none."""
        if isinstance(node, Scalar) and node.text.strip():
            return node.text.strip()
        self.shape(node, key, "文字", "a text")
        return ""
