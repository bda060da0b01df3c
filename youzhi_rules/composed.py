"""The nodes of a shipped pack as they were composed when it was released, so that its text need not be parsed again.

They are used for exactly the bytes they were made from, by their SHA-256; a file that has changed by one byte is
composed as any other. ``tools/generate.py`` writes them and a test holds them against what ``compose`` says.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from .composer import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["composed", "composed_text", "file_of"]

_FORM = 1
"""Raised whenever what is stored changes its form."""


def composed(data: bytes, pack: str) -> Node | None:
    """The root of a shipped pack, without a fault in it; None where these bytes are not those that were released.

    Args:
        data: the bytes of the pack's file.
        pack: its id.
    """
    file = _folder().joinpath(f"{pack}.json")
    try:
        stored = json.loads(file.read_bytes())
    except FileNotFoundError:  # a pack that is being written in the tree
        return None
    if (stored["form"], stored["sha256"]) != (_FORM, sha256(data).hexdigest()):
        return None
    scalars = list(map(Scalar, stored["texts"], map(bool, stored["plain"]), stored["lines"], stored["columns"]))
    nodes: list[Node] = []
    done = 0
    for kind, before, size, line, column in stored["containers"]:
        nodes += scalars[done:before]
        done = before
        children = nodes[-size:]
        del nodes[-size:]
        if kind:
            each = iter(children)
            nodes.append(Mapping(list(zip(each, each, strict=True)), line, column))  # type: ignore[arg-type] # scalars
        else:
            nodes.append(Sequence(children, line, column))
    return nodes[0]


def composed_text(data: bytes, root: Node) -> str:
    """What is stored of a pack: the file's text.

    Args:
        data: the bytes of the pack's file.
        root: what ``compose`` makes of them.
    """
    scalars: list[Scalar] = []
    containers = []
    for node, children in _inside_out(root):
        if isinstance(node, Scalar):
            scalars.append(node)
        else:
            containers.append([int(isinstance(node, Mapping)), len(scalars), len(children), node.line, node.column])
    stored = {
        "form": _FORM,
        "sha256": sha256(data).hexdigest(),
        "texts": [each.text for each in scalars],
        "plain": [int(each.plain) for each in scalars],
        "lines": [each.line for each in scalars],
        "columns": [each.column for each in scalars],
        "containers": containers,
    }
    rows = (f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False, separators=(',', ':'))}" for k, v in stored.items())
    return "{" + ",\n".join(rows) + "}\n"


def file_of(pack: str) -> str:
    """Where the nodes of a pack are stored, from the top of the repository."""
    return f"youzhi_rules/data/composed/{pack}.json"


@cache
def _folder() -> Traversable:
    return files(__package__).joinpath("data", "composed")


def _inside_out(root: Node) -> list[tuple[Node, list[Node]]]:
    """Every node with the nodes in it, those in a node before the node.

    Raises:
        TypeError: there is a node that was refused.
    """
    rows: list[tuple[Node, list[Node]]] = []
    todo: list[Node] = [root]
    while todo:  # from the last to the first, each before what is in it; turned round at the end
        node = todo.pop()
        if isinstance(node, Mapping):
            inside = [each for entry in node.entries for each in entry]
        elif isinstance(node, Sequence):
            inside = node.items
        elif isinstance(node, Scalar):
            inside = []
        else:
            raise TypeError(repr(node))
        rows.append((node, inside))
        todo += inside
    rows.reverse()
    return rows
