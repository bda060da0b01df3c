"""The layout of a YAML text: its nodes with where they begin and end, and its comments."""

from __future__ import annotations

from typing import Any

import yaml
from attrs import field, frozen

from ..pure_parser import PureParser

__all__ = ["Collection", "Comment", "Layout", "Leaf", "layout_of"]


@frozen
class Leaf:
    """A scalar as it is written.

    Attributes:
        raw: its characters, quotes and signs of blocks with them.
        style: ``""`` plain, ``"'"``, ``'"'``, or ``"|"`` and ``">"`` for blocks.
    """

    raw: str
    text: str
    style: str
    line: int
    column: int
    last: int


@frozen
class Collection:
    """A mapping or a list.

    Attributes:
        flow: whether it stands in braces or brackets.
        keys: the keys of a mapping; None for a list.
        last: the last line with something of it.
    """

    flow: bool
    keys: tuple[Leaf, ...] | None
    values: tuple[Leaf | Collection, ...]
    line: int
    column: int
    last: int


@frozen
class Comment:
    """A comment; ``alone`` where nothing else stands on its line, but for the dash of an item below."""

    text: str
    column: int
    alone: bool


@frozen
class Layout:
    """A text with its lines, counted from 0, its root node, and its comments by line."""

    lines: tuple[str, ...]
    root: Leaf | Collection
    comments: dict[int, Comment] = field(factory=dict)

    def gap(self, first: int, end: int) -> list[tuple[int, Comment | None]]:
        """The lines between two nodes, first to end: comments of their own line, and blank lines (None)."""
        found: list[tuple[int, Comment | None]] = []
        for number in range(first, end):
            comment = self.comments.get(number)
            if comment is not None and comment.alone:
                found.append((number, comment))
            elif not self.lines[number].strip():
                found.append((number, None))
        return found


def layout_of(text: str) -> Layout:
    """The layout of a text that the composer takes without a fault.

    Example:
        >>> layout_of("a: 1  # one").comments[0].text
        '# one'
    """
    lines = tuple(text.split("\n"))
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    leaves: list[tuple[int, int]] = []

    def leaf(event: Any) -> Leaf:
        start, end = event.start_mark, event.end_mark
        style = event.style or ""
        first, last = starts[start.line] + start.column, starts[end.line] + end.column
        raw = text[first:last]
        if style in {"|", ">"}:
            raw = _block(text, first, last)
        leaves.append((first, first + len(raw)))
        return Leaf(raw, event.value, style, start.line, start.column, start.line + raw.count("\n"))

    event = PureParser(text).get_event
    event()  # the stream's start
    event()  # the document's start
    root = _node(event, event(), leaf)
    return Layout(lines, root, _comments(lines, leaves))


def _block(text: str, first: int, last: int) -> str:
    """The characters of a block scalar without the blank lines and the comments behind it."""
    header, _, body = text[first:last].partition("\n")
    kept = body.rstrip(" \n").split("\n")
    return "\n".join([header.rstrip(), *kept])


def _node(next_event: Any, event: Any, leaf: Any) -> Leaf | Collection:
    if isinstance(event, yaml.ScalarEvent):
        return leaf(event)  # type: ignore[no-any-return] # made above, of whatever the parser gives
    flow = bool(event.flow_style)
    mapping = isinstance(event, yaml.MappingStartEvent)
    children: list[Leaf | Collection] = []
    while not isinstance(found := next_event(), yaml.CollectionEndEvent):
        children.append(_node(next_event, found, leaf))
    start: Any = event.start_mark
    end: Any = found.end_mark
    last = end.line if flow else max([start.line, *(child.last for child in children)])
    keys = tuple(child for child in children[::2] if isinstance(child, Leaf)) if mapping else None
    values = tuple(children[1::2] if mapping else children)
    return Collection(flow, keys, values, start.line, start.column, last)


def _comments(lines: tuple[str, ...], leaves: list[tuple[int, int]]) -> dict[int, Comment]:
    """The comments: what begins with # behind a space or at the start of a line, outside of every scalar."""
    found: dict[int, Comment] = {}
    inside = sorted(leaves)
    position, at = 0, 0
    for number, line in enumerate(lines):
        column = line.find("#")
        while column >= 0:
            place = position + column
            while at < len(inside) and inside[at][1] <= place:
                at += 1
            within = at < len(inside) and inside[at][0] <= place
            if not within and (column == 0 or line[column - 1] in " \t"):
                found[number] = Comment(line[column:].rstrip(), column, not line[:column].strip(" -"))
                break
            column = line.find("#", column + 1)
        position += len(line) + 1
    return found
