"""Strict YAML: bytes in, nodes with places out, and every fault of the text by its code.

Built over the parsing events of PyYAML (the C ones where there), so nothing is ever constructed from a tag,
no alias is ever followed, and size, depth and number of nodes are bounded while reading. Both parsers give
the same nodes and codes.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

from .errors import Fault, Place
from .pure_parser import PureParser
from .scalars import reads_as_other_than_text
from .syntax import HIDDEN, syntax_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from os import PathLike

__all__ = [
    "LIBYAML",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "Mapping",
    "Node",
    "Refused",
    "Scalar",
    "Sequence",
    "compose",
    "in_order",
    "read_bounded",
]

MAX_BYTES = 256 * 1024
MAX_NODES = 20_000
MAX_DEPTH = 32
LIBYAML: bool = yaml.__with_libyaml__
"""Whether the parser in C is used; tests switch it off."""


class Node:
    """A node of a document and where it starts; lines and columns count from 1."""

    __slots__ = ("column", "line")

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column

    def place(self, file: str | None) -> Place:
        """Where the node starts, in the file named."""
        return Place(file, self.line, self.column)


class Scalar(Node):
    """A text; ``plain`` where it stands without quotes and is no block."""

    __slots__ = ("plain", "text")

    def __init__(self, text: str, plain: bool, line: int, column: int) -> None:  # noqa: FBT001 - hot path, positional
        self.text = text
        self.plain = plain
        self.line = line
        self.column = column

    def __repr__(self) -> str:
        return f"Scalar({self.text!r}, {self.plain}, {self.line}, {self.column})"


class Sequence(Node):
    """A list of nodes."""

    __slots__ = ("items",)

    def __init__(self, items: list[Node], line: int, column: int) -> None:
        self.items = items
        self.line = line
        self.column = column

    def __repr__(self) -> str:
        return f"Sequence({self.items!r}, {self.line}, {self.column})"


class Mapping(Node):
    """Pairs of a key, which is a text, and a node, in written order; no key stands twice."""

    __slots__ = ("entries",)

    def __init__(self, entries: list[tuple[Scalar, Node]], line: int, column: int) -> None:
        self.entries = entries
        self.line = line
        self.column = column

    def get(self, name: str) -> Node | None:
        """The node under a key, or None."""
        return next((node for key, node in self.entries if key.text == name), None)

    def __repr__(self) -> str:
        return f"Mapping({self.entries!r}, {self.line}, {self.column})"


class Refused(Node):
    """Stands where something was refused (an alias, a tagged node), so that readers say no more about it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Refused({self.line}, {self.column})"


def read_bounded(path: str | PathLike[str], file: str | None = None) -> bytes | Fault:
    """The bytes of a file, or the fault that stops it from being read.

    Never more than ``MAX_BYTES`` + 1 bytes are read.

    Args:
        path: the file.
        file: how the file is called in the fault; the path where left out.
    """
    place = Place(file or str(path))
    try:
        mode = Path(path).stat().st_mode
        if stat.S_ISDIR(mode):
            return Fault("yaml-folder", {}, place)
        if not stat.S_ISREG(mode):  # opening a pipe or a device could wait for ever
            return Fault("yaml-not-a-file", {}, place)
        with Path(path).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Fault("yaml-not-found", {}, place)
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return Fault("yaml-unreadable", {}, place)
    return _too_big(place) if len(data) > MAX_BYTES else data


def compose(data: bytes, file: str | None = None) -> tuple[Node | None, list[Fault]]:
    r"""The root node of a YAML text and all faults found in it, in the order of the text.

    Args:
        data: the bytes of the file.
        file: how the file is called in places.

    Returns:
        The root, or None where the text could not be read to its end; and the faults. A text is in order only
        when there are none: a root may come with faults, so that a reader can go on and find more.

    Example:
        >>> root, faults = compose(b"at_least: 010\nat_least: 5")
        >>> [fault.code for fault in faults]
        ['yaml-duplicate-key']
    """
    if len(data) > MAX_BYTES:
        return None, [_too_big(Place(file))]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8")) + 1
        return None, [Fault("yaml-not-utf8", {}, Place(file, line, column))]
    cleaned, faults = _raw_faults(text, file)
    building = _Building(file)
    root = building.root(data if cleaned is text else cleaned.encode(), syntax=not faults)
    faults += building.faults
    return root, in_order(faults)


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Faults in the order of the file."""
    return sorted(faults, key=lambda fault: (fault.place.line or 0, fault.place.column or 0))


def _too_big(place: Place) -> Fault:
    return Fault("yaml-too-big", {"limit": MAX_BYTES // 1024}, place)


def _raw_faults(text: str, file: str | None) -> tuple[str, list[Fault]]:
    """The text with what must not stand in it blanked out (columns stay), and a fault for each kind of it."""
    faults = []
    if text.startswith("\ufeff"):
        faults.append(Fault("yaml-bom", {}, Place(file, 1, 1)))
        text = text[1:]
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if HIDDEN.search(text):
        found: dict[str, list[re.Match[str]]] = {}
        for match in HIDDEN.finditer(text):
            found.setdefault(match[0], []).append(match)
        for character, matches in found.items():
            code = "yaml-tab" if character == "\t" else "yaml-hidden-character"
            params = {"character": f"U+{ord(character):04X}", "count": len(matches)}
            faults.append(Fault(code, params, _place_of(text, matches[0].start(), file)))
        text = HIDDEN.sub(" ", text)
    if text.startswith("%") or "\n%" in text:
        faults += [
            Fault("yaml-directive", {"directive": match[0]}, _place_of(text, match.start(), file))
            for match in re.finditer(r"(?m)^%\S*", text)
        ]
        text = re.sub(r"(?m)^%", "#", text)
    return text, faults


def _place_of(text: str, position: int, file: str | None) -> Place:
    return Place(file, text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position))


def _events(data: bytes) -> Callable[[], Any]:
    if LIBYAML:
        from yaml._yaml import CParser

        return CParser(data).get_event
    return cast("Callable[[], Any]", PureParser(data.decode()).get_event)


class _Stop(Exception):  # noqa: N818 - not an error: the reading ends here, its fault is noted
    """Reading must not go on."""


class _Building:
    """One document on its way from events to nodes."""

    def __init__(self, file: str | None) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def root(self, data: bytes, *, syntax: bool) -> Node | None:
        """The root node; ``syntax``: a fault of syntax is the text's own, not one of our blanking out."""
        try:
            return self._document(_events(data))
        except yaml.YAMLError as error:
            if syntax:
                self.faults.append(syntax_fault(error, self.file, data.decode()))
        except _Stop:
            pass
        return None

    def _document(self, event: Callable[[], Any]) -> Node | None:
        event()  # the stream's start
        if type(start := event()) is not yaml.DocumentStartEvent:
            self._fault("yaml-empty", 1, 1)
            return None
        root = self._nodes(event)
        event()  # the document's end
        if type(start := event()) is yaml.DocumentStartEvent:
            mark: Any = start.start_mark
            self._fault("yaml-several-documents", mark.line + 1, mark.column + 1)
        if type(root) is Scalar and root.plain and not root.text:
            self._fault("yaml-empty", 1, 1)
            return None
        return root

    def _nodes(self, next_event: Callable[[], Any]) -> Node:
        """The node that starts with the next event."""
        scalar, mapping_start, sequence_start = (
            yaml.ScalarEvent,
            yaml.MappingStartEvent,
            yaml.SequenceStartEvent,
        )
        items: list[Node] = []
        opened: list[tuple[list[Node], Any]] = []
        count = 0
        while True:
            event = next_event()
            kind = type(event)
            if kind is scalar:
                mark = event.start_mark
                style = event.style
                node: Node = Scalar(event.value, not style, mark.line + 1, mark.column + 1)
                if style == '"' and HIDDEN.search(event.value):
                    self._escaped(node)
                if event.tag is not None or event.anchor is not None:
                    node = self._decorated(event, node)
            elif kind is mapping_start or kind is sequence_start:
                opened.append((items, event))
                items = []
                if len(opened) > MAX_DEPTH:
                    raise self._stop("yaml-too-deep", event, MAX_DEPTH)
                continue
            elif kind is yaml.AliasEvent:
                mark = event.start_mark
                node = Refused(mark.line + 1, mark.column + 1)
                self._fault("yaml-alias", node.line, node.column, name=event.anchor)
            else:
                children = items
                items, start = opened.pop()
                mark = start.start_mark
                if kind is yaml.MappingEndEvent:
                    node = Mapping(self._entries(children), mark.line + 1, mark.column + 1)
                else:
                    node = Sequence(children, mark.line + 1, mark.column + 1)
                if start.tag is not None or start.anchor is not None:
                    node = self._decorated(start, node)
            count += 1
            if count > MAX_NODES:
                raise self._stop("yaml-too-many-nodes", event, MAX_NODES)
            if not opened:
                return node
            items.append(node)

    def _entries(self, children: Iterable[Node]) -> list[tuple[Scalar, Node]]:
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, int] = {}
        pairs = iter(children)
        for key, value in zip(pairs, pairs, strict=True):
            if type(key) is not Scalar:
                if type(key) is not Refused:
                    self._fault("yaml-key-complex", key.line, key.column)
                continue
            text = key.text
            if key.plain and not text[:1].islower() and reads_as_other_than_text(text):
                self._fault("yaml-key-not-text", key.line, key.column, text, key=text)
            elif key.plain and text in _KEY_WORDS:
                code = "yaml-merge-key" if text == "<<" else "yaml-key-not-text"
                self._fault(code, key.line, key.column, text, key=text)
            elif text in seen:
                self._fault("yaml-duplicate-key", key.line, key.column, text, key=text, first=seen[text])
            else:
                seen[text] = key.line
                if type(value) is Scalar and value.plain and not value.text:  # the parsers disagree where nothing is
                    value.line, value.column = key.line, key.column
                entries.append((key, value))
        return entries

    def _escaped(self, node: Node) -> None:
        text = node.text if isinstance(node, Scalar) else ""
        for character in dict.fromkeys(HIDDEN.findall(text)):
            code = "yaml-tab" if character == "\t" else "yaml-hidden-character"
            params = {"character": f"U+{ord(character):04X}", "count": text.count(character)}
            self._fault(code, node.line, node.column, **params)

    def _decorated(self, event: Any, node: Node) -> Node:
        """What is left of a node with a tag (nothing) or an anchor (all of it)."""
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if event.anchor is not None:
            self._fault("yaml-anchor", line, column, name=event.anchor)
        if event.tag is None:
            return node
        self._fault("yaml-tag", line, column, tag=event.tag.replace("tag:yaml.org,2002:", "!!"))
        return Refused(line, column)

    def _stop(self, code: str, event: Any, limit: int) -> _Stop:
        mark = event.start_mark
        self._fault(code, mark.line + 1, mark.column + 1, limit=limit)
        return _Stop()

    def _fault(self, code: str, line: int, column: int, about: str | None = None, /, **params: object) -> None:
        self.faults.append(Fault(code, params, Place(self.file, line, column), about))


_KEY_WORDS = frozenset({"<<", "true", "false", "null"})
