"""Equal nodes of a plan made one object: what two rules share is then found by looking, not by comparing.

The engine keeps the value of every node in a table. A node that is not the one that was put there, but equal to it, is
found as well, after the two have been compared down to their leaves; for a small county that would take longer than
everything that is computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, fields

from . import nodes as n
from .plan import Attest, Bound, Coefficient, Composite, Easing, QuotaOf

if TYPE_CHECKING:
    from .plan import Plan

__all__ = ["interned"]

_KINDS = frozenset(
    (
        *(getattr(n, name) for name in n.__all__ if name != "Node"),
        Attest,
        Bound,
        Coefficient,
        Composite,
        Easing,
        QuotaOf,
    )
)
_NO_KEYS = (Bound, Easing)
"""A relief has words, which are no key."""
_WITHIN: dict[type, tuple[str, ...]] = {}
"""The fields of each type that may hold nodes."""


def interned(plan: Plan) -> Plan:
    """The same plan, in which equal nodes are one object.

    Example:
        >>> from youzhi_rules import load_pack
        >>> from youzhi_rules.planning import plan_of
        >>> steps = {step.id: step for step in plan_of(load_pack("national-2017")).steps}
        >>> steps["pe_arts_teachers_cv"].test.measure is steps["pe_arts_teachers"].test.measure
        True
    """
    known: dict[Any, Any] = {}
    steps = []
    for step in plan.steps:
        applies, test = _one(step.applies, known), _one(step.test, known)
        same = applies is step.applies and test is step.test
        steps.append(step if same else evolve(step, applies=applies, test=test))
    return evolve(plan, steps=tuple(steps))


def _one(value: Any, known: dict[Any, Any]) -> Any:
    """A node, or what holds nodes, with every node replaced by the first of its equals."""
    kind: Any = type(value)
    if kind is tuple:
        parts = tuple(_one(part, known) for part in value)
        return value if all(map(_is, parts, value)) else parts
    if kind not in _KINDS:
        return value
    hashable = kind not in _NO_KEYS
    if hashable and (found := known.get(value)) is not None:
        return found
    changed = {name: part for name in _within(kind) if (part := _one(old := getattr(value, name), known)) is not old}
    made: Any = evolve(value, **changed) if changed else value
    if hashable:
        known[made] = made
    return made


def _is(one: object, other: object) -> bool:
    return one is other


def _within(kind: type) -> tuple[str, ...]:
    found = _WITHIN.get(kind)
    if found is None:
        plain = ("str", "int", "bool", "str | None", "Fraction", "Fraction | None", "tuple[str, ...]", "dt.date")
        found = tuple(each.name for each in fields(kind) if each.init and each.type not in plain)
        _WITHIN[kind] = found
    return found
