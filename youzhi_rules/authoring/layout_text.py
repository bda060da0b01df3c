"""A layout written out again: keys in their order, two spaces a level, comments where they belong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .layout import Collection, Comment, Layout, Leaf

if TYPE_CHECKING:
    from .canonical_order import Within

__all__ = ["written_out"]

_WIDTH = 120
_STEP = 2
_Gap = list[tuple[int, Comment | None]]


def written_out(layout: Layout, within: Within) -> str:
    """The text of a layout.

    Args:
        layout: a text as it stands.
        within: what its root is, for the order of keys.
    """
    root = layout.root
    writer = _Writer(layout)
    end = len(layout.lines)
    head, rest = layout.gap(0, root.line), layout.gap(root.last + 1, end)
    if isinstance(root, Collection) and not root.flow:
        lines, left = writer.block(root, within, 0, rest)
    else:
        lines, left = [writer.flat(root, within)], rest
    text = [*_told(head, 0), *lines, *_told(left, 0)]
    return "\n".join(text).strip("\n") + "\n"


def _told(gap: _Gap, indent: int) -> list[str]:
    """Comments and blank lines at an indentation; of several blank lines one is left."""
    lines: list[str] = []
    for _, comment in gap:
        line = "" if comment is None else " " * indent + comment.text
        if line or (lines and lines[-1]) or not lines:
            lines.append(line)
    return lines


class _Writer:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    # -- blocks --------------------------------------------------------------------------------------------------

    def block(self, node: Collection, within: Within, indent: int, after: _Gap) -> tuple[list[str], _Gap]:
        """The lines of a block, and what is left of the gap behind it.

        What stands between two entries belongs to the second, but for comments that are indented like the inside of the
        first.
        """
        parts: list[tuple[_Gap, list[str]]] = []
        lead = self.layout.gap(node.line, node.values[0].line) if node.keys is None else []  # behind the first dash
        starts = [child.line for child in (node.values if node.keys is None else node.keys)]
        for index, value in enumerate(node.values):
            following = index + 1 < len(starts)
            gap = self.layout.gap(value.last + 1, starts[index + 1]) if following else after
            if node.keys is None:
                lines, rest = self.item(value, within.under(""), indent, gap)
            else:
                key = node.keys[index]
                lines, rest = self.entry(key, value, within.under(key.text), indent, gap)
            parts.append((lead, lines))
            lead = rest
        foot, left = _split(lead, node.column)
        if node.keys is not None:
            parts = [parts[index] for index in within.rank([key.text for key in node.keys])]
        written: list[str] = []
        for number, (above, lines) in enumerate(parts):
            said = _told(above, indent)
            written += said if number else _without_blank(said)
            written += lines
        return [*written, *_told(foot, indent)], left

    def entry(
        self, key: Leaf, value: Leaf | Collection, within: Within, indent: int, after: _Gap
    ) -> tuple[list[str], _Gap]:
        """The lines of a key and its value, and what is left of the gap behind it."""
        head = " " * indent + key.raw + ":"
        return self.placed(head, key.line, value, within, indent, after)

    def item(self, value: Leaf | Collection, within: Within, indent: int, after: _Gap) -> tuple[list[str], _Gap]:
        """The lines of an item of a list."""
        dash = " " * indent + "-"
        if not isinstance(value, Collection) or value.flow:
            return self.placed(dash, value.line, value, within, indent, after)
        lines, left = self.block(value, within, indent + _STEP, after)
        comments = next(index for index, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
        above = [" " * indent + line.lstrip() for line in lines[:comments] if line]
        first = f"{dash} {lines[comments].lstrip()}"
        return [*above, first, *lines[comments + 1 :]], left

    def placed(
        self, head: str, line: int, value: Leaf | Collection, within: Within, indent: int, after: _Gap
    ) -> tuple[list[str], _Gap]:
        """A value behind its key or dash."""
        if isinstance(value, Collection) and not value.flow:
            beside = self.beside(line)
            deeper = indent + _STEP
            above = self.layout.gap(line + 1, value.line)
            lines, left = self.block(value, within, deeper, after)
            return [head + beside, *_without_blank(_told(above, deeper)), *lines], left
        lines = self.value(value, within, indent)
        between = [self.beside(number) for number in range(line, value.line)] if value.line > line else []
        above = self.layout.gap(line + 1, value.line) if value.line > line else []
        said = [" " * indent + each.strip() for each in between if each] + _without_blank(_told(above, indent))
        first = f"{head} {lines[0]}" if lines[0] else head
        if isinstance(value, Leaf) and value.style in {"|", ">"}:
            return [*said, first, *lines[1:]], after
        if len(lines) > 1 and isinstance(value, Collection) and self.has_comments(value):
            return [*said, first, *lines[1:]], after
        lines = [first, *lines[1:]]
        lines[-1] += self.beside(value.last)
        return [*said, *lines], after

    def beside(self, line: int) -> str:
        """The comment that stands behind something on a line."""
        comment = self.layout.comments.get(line)
        return "" if comment is None or comment.alone else f"  {comment.text}"

    # -- values --------------------------------------------------------------------------------------------------

    def value(self, node: Leaf | Collection, within: Within, indent: int) -> list[str]:
        """The lines of a scalar or of what stands in braces or brackets; the first goes behind its key."""
        if isinstance(node, Leaf):
            return _scalar(node, indent + _STEP)
        if self.has_comments(node):
            return self.as_it_stands(node, indent)
        flat = self.flat(node, within)
        if node.line == node.last or len(flat) + indent + _STEP <= _WIDTH:
            return [flat]
        opening, closing = "[]" if node.keys is None else "{}"
        return [opening, *_filled(self.flat_items(node, within), indent + _STEP), " " * indent + closing]

    def has_comments(self, node: Collection) -> bool:
        """Whether comments stand between the brackets."""
        return any(number in self.layout.comments for number in range(node.line, node.last))

    def as_it_stands(self, node: Collection, indent: int) -> list[str]:
        """Brackets with comments between them: each line as it is, indented by how many brackets are open."""
        lines = self.layout.lines[node.line : node.last + 1]
        told = [lines[0][node.column :].rstrip()]
        for line in lines[1:]:
            text = line.strip()
            closes = text.startswith(("]", "}"))
            told.append(" " * (indent + (0 if closes else _STEP)) + text if text else "")
        return told

    def flat(self, node: Leaf | Collection, within: Within) -> str:
        """A node on one line."""
        if isinstance(node, Leaf):
            return _joined(node)
        opening, closing = "[]" if node.keys is None else "{}"
        return opening + ", ".join(self.flat_items(node, within)) + closing

    def flat_items(self, node: Collection, within: Within) -> list[str]:
        """The items or entries of a node, each on one line."""
        if node.keys is None:
            return [self.flat(value, within.under("")) for value in node.values]
        pairs = []
        for key, value in zip(node.keys, node.values, strict=True):
            pairs.append(f"{_joined(key)}: {self.flat(value, within.under(key.text))}")
        return [pairs[index] for index in within.rank([key.text for key in node.keys])]


def _split(gap: _Gap, column: int) -> tuple[_Gap, _Gap]:
    """A gap behind a block: what is indented like the block or deeper belongs to its foot."""
    end = 0
    for index, (_, comment) in enumerate(gap):
        if comment is not None:
            if comment.column < column:
                break
            end = index + 1
    return gap[:end], gap[end:]


def _filled(items: list[str], indent: int) -> list[str]:
    """Items with a comma behind each, as many on a line as fit."""
    lines: list[str] = []
    for item in items:
        more = f"{lines[-1]} {item}," if lines else ""
        if lines and len(more) <= _WIDTH:
            lines[-1] = more
        else:
            lines.append(" " * indent + item + ",")
    return lines


def _without_blank(lines: list[str]) -> list[str]:
    return lines[1:] if lines and not lines[0] else lines


def _scalar(leaf: Leaf, indent: int) -> list[str]:
    """The lines of a scalar, those after the first indented."""
    first, *rest = leaf.raw.split("\n")
    if leaf.style in {"|", ">"}:
        depth = min((len(line) - len(line.lstrip(" ")) for line in rest if line.strip()), default=0)
        return [first, *((" " * indent + line[depth:]).rstrip() if line.strip() else "" for line in rest)]
    if not rest:
        return [_joined(leaf)]
    return [first.rstrip(), *(" " * indent + line.strip() if line.strip() else "" for line in rest)]


def _joined(leaf: Leaf) -> str:
    """A scalar on one line; single quotes become double ones where that needs no escapes."""
    raw = re.sub(r" *\n *", " ", leaf.raw)
    if leaf.style == "'" and not re.search(r"[\"\\\n]", leaf.text):
        return f'"{leaf.text}"'
    return raw
