"""The order in which the keys of packs and of their tests are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from .. import model, pieces
from ..model import OPERATORS, STAGES, Fact, Pack, Rule, Task
from ..shapes import Condition_, Limit_, ListOf, MapOf, Object, OneOrMany, Prose, Restates_, Shape, keys_of
from ..testfiles import TEST_KEYS

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ORDERS", "PACK", "TESTS", "Within", "within"]

_CITED = ("clause", "seen_in", "note", "conflicts_with")
ORDERS: dict[type, tuple[str, ...]] = {
    Pack: (
        "format", "id", "version", "extends", "territory", "state", "title", "source", "note", "groups", "scopes",
        "split", "facts", "rules", "tasks", "restates", "not_encoded",
    ),
    Rule: (
        "relation", "authority", "reason", "title", "group", "level", "scope", "applies_to", "given", "when", "by",
        "measure", "graded", "quota", "dispersion", "attested", "forbids", "veto", "unit", *OPERATORS, "strength",
        "due", "relief", *_CITED,
    ),
    Task: ("zh", "en", "level", "group", "scope", "applies_to", "strength", "due", *_CITED),
    Fact: (
        "zh", "en", "level", "type", "unit", "at_most", "many", "values", "by_stage", "aliases", "stage_aliases",
        "from", "table", "note",
    ),
    pieces.Group: ("zh", "en", "clause", "decides"),
    pieces.Source: ("issuer", "number", "issued", "effective", "seen_in"),
    pieces.Relief: (
        "title", "applies_to", "when", "until", "given", "measure", *OPERATORS, "clause", "seen_in", "note",
    ),
    pieces.Conflict: ("document", "part", "zh", "en"),
}  # fmt: skip
"""What is said first of each thing; what is not listed stands as the model has it."""


@frozen
class Within:
    """What a node is, as far as it decides the order of keys.

    Attributes:
        shape: its shape; None: keys stand as they are written.
        keys: the order of its keys, where a shape says it.
    """

    shape: Shape | None = None
    keys: tuple[str, ...] = ()
    inner: tuple[tuple[str, Within], ...] = ()

    def under(self, name: str) -> Within:
        """What stands under a key, or is an item of a list (``name`` empty)."""
        for known, what in self.inner:
            if known in {name, "*"}:
                return what
        shape = self.shape
        if isinstance(shape, OneOrMany | ListOf):
            return within(shape.item) if not name else within(shape.item).under(name)
        if isinstance(shape, MapOf):
            return within(shape.item)
        if isinstance(shape, Restates_):
            return within(Object(lambda: model.Restated))
        if isinstance(shape, Object):
            known_key = keys_of(shape.cls()).get(name)
            return within(known_key[1].shape) if known_key else Within()
        return Within()

    def rank(self, names: Sequence[str]) -> list[int]:
        """The positions of some keys in the order in which they are written."""
        order = {name: place for place, name in enumerate(self.keys or _keys(self.shape, names))}
        last = len(order)
        return sorted(range(len(names)), key=lambda index: (order.get(names[index], last), index))


def within(shape: Shape) -> Within:
    """What a node of a shape is."""
    return Within(shape)


def _keys(shape: Shape | None, names: Sequence[str]) -> tuple[str, ...]:
    if isinstance(shape, OneOrMany):
        return _keys(shape.item, names)
    if isinstance(shape, Object):
        cls = shape.cls()
        return ORDERS.get(cls) or tuple(keys_of(cls))
    if isinstance(shape, Prose):
        return ("zh", "en")
    if isinstance(shape, Limit_):
        return ("by",) if "by" in names else STAGES
    if isinstance(shape, Condition_) and shape.scope:
        tests = tuple(name for name in names if name not in {"except", *_CITED})
        return (*tests, "except", *_CITED)
    return ()


PACK = within(Object(lambda: Pack))
"""A pack's file."""
TESTS = Within(
    keys=("format", "tests"),
    inner=(("tests", Within(inner=(("", Within(keys=TEST_KEYS, inner=(("name", within(Prose())),))),))),),
)
"""A file of tests."""
