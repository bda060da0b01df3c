"""Nodes to the model: what the format asks for, every fault at once and in the order of the file.

Knows nothing of the format but the shapes; the few forms that are more than a shape are in ``limits`` and the
combinations a rule may have in ``constructs``.
"""

from __future__ import annotations

from typing import TypeVar, cast

from attrs import evolve

from .composer import Mapping, Node, Scalar
from .errors import Fault
from .model import Amendment, Fact, Pack, Rule, Split
from .reader import BROKEN, Reader, known_keys
from .shapes import MapOf, Object, Text

__all__ = ["read_facts", "read_object", "read_pack", "weights_missing"]

_T = TypeVar("_T")


def read_pack(root: Node, file: str | None = None) -> tuple[Pack | None, list[Fault]]:
    """The pack a document says, and every fault of its structure.

    Args:
        root: the document.
        file: how the file is called in places.

    Returns:
        The pack without the rules, groups, scopes, tasks and facts that could not be read, or None where its
        head could not; and the faults in the order of the file. The pack is whole only when there are none.
    """
    reader = Reader(file)
    if not isinstance(root, Mapping):
        return None, [Fault("pack-not-a-mapping", {}, root.place(file))]
    if fault := _format_fault(root, file):
        return None, [fault]
    name = root.get("id")
    reader.pack = name.text if isinstance(name, Scalar) else ""
    pack = reader.object(root, Pack, "", root.place(file))
    if pack is not BROKEN and pack.split is not None and not pack.split.by_pupils and root.get("extends") is None:
        reader.faults.append(weights_missing(pack.split))
    return None if pack is BROKEN else _sorted_out(cast("Pack", pack)), reader.sorted_faults()


def _sorted_out(pack: Pack) -> Pack:
    """A pack as written has rules of its own and amendments of its parent's under one key."""
    written: dict[str, Rule | Amendment] = dict(pack.rules)
    own = {name: rule for name, rule in written.items() if isinstance(rule, Rule)}
    amended = {name: rule for name, rule in written.items() if isinstance(rule, Amendment)}
    return evolve(pack, rules=own, amendments=amended) if amended else pack


def weights_missing(split: Split) -> Fault:
    """The fault of a split that has no weights and no parent whose weights hold."""
    known = known_keys(Split)["by_pupils"][1]
    params = {"key": "by_pupils", "means": (known.zh, known.en)}
    return Fault("key-missing", params, split.place, "split.by_pupils")


def read_facts(node: Node, file: str | None = None) -> tuple[dict[str, Fact], list[Fault]]:
    """The entries of a data dictionary, id → fact: the mapping under ``facts:`` of a pack or dictionary."""
    reader = Reader(file)
    facts = reader.read(node, MapOf(Object(lambda: Fact)), "facts", node.place(file))
    return {} if facts is BROKEN else cast("dict[str, Fact]", facts), reader.sorted_faults()


def read_object(node: Node, cls: type[_T], file: str | None = None) -> tuple[_T | None, list[Fault]]:
    """One object of any attrs class whose fields are keys (see ``shapes``), or None; and the faults."""
    reader = Reader(file)
    found = reader.object(node, cls, "", node.place(file))
    return None if found is BROKEN else cast("_T", found), reader.sorted_faults()


def _format_fault(root: Mapping, file: str | None) -> Fault | None:
    shape = cast("Text", known_keys(Pack)["format"][1].shape)
    written = root.get("format")
    if written is None:
        return Fault("pack-format-missing", {"format": shape.const}, root.place(file), "format")
    if isinstance(written, Scalar) and written.text == shape.const:
        return None
    found = written.text if isinstance(written, Scalar) else "?"
    return Fault("pack-format", {"format": shape.const, "found": found}, written.place(file), "format")
