"""What is missing to meet a rule, in the smallest steps the numerator comes in, on the side that meets it."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from . import nodes as n
from .evaluation import column_of
from .plan import Bound
from .reasons import value_at
from .units import GRID, unit_of

if TYPE_CHECKING:
    from .dictionary import Facts
    from .frame import Frame
    from .plan import Step

__all__ = ["factors_of", "gap_of", "gap_unit", "numerator_of", "share_of", "step_size"]


def numerator_of(frame: Frame, node: n.Node, unit: int) -> tuple[n.Node, Fraction] | None:
    """The quantity a measure is a multiple of, and the multiple: ``100 * x / p`` is x times 100/p."""
    kept, factors = factors_of(node)
    times = Fraction(1)
    for divides, other in factors:
        value = value_at(frame, other, unit)
        if value is None or value <= 0:
            return None
        times = times / value if divides else times * value
    return kept, times


def factors_of(node: n.Node) -> tuple[n.Node, list[tuple[bool, n.Node]]]:
    """The quantity a measure is a multiple of, and what it is multiplied with or, where it says True, divided by."""
    factors = []
    while isinstance(node, n.Arith) and node.op in {"*", "/"}:
        if node.op == "*" and not isinstance(node.left, n.Const) and not isinstance(node.right, n.Const):
            break
        kept, other = (node.right, node.left) if isinstance(node.left, n.Const) else (node.left, node.right)
        if node.op == "/":
            kept, other = node.left, node.right
        factors.append((node.op == "/", other))
        node = kept
    return node, factors


def step_size(frame: Frame, node: n.Node) -> Fraction | None:
    """The step of a quantity: one person, one room, 0.01 m², 0.01 yuan; None for shares and the like."""
    if isinstance(node, n.Aggregate) and node.op == "count":
        return Fraction(1)
    if isinstance(node, n.FactValue | n.Items):
        fact = frame.data.facts[node.fact]
        unit = unit_of(fact.unit) if fact.unit and fact.type in {"count", "number"} else None
        if unit is None or len(unit.dimension) != 1:
            return None
        step = GRID.get(unit.dimension[0][0])
        return None if step is None else step / unit.factor
    if isinstance(node, n.Aggregate | n.Read | n.Ceil):
        return step_size(frame, node.body)
    if isinstance(node, n.Arith) and node.op in {"+", "-"}:
        return step_size(frame, node.left) or step_size(frame, node.right)
    return None


def share_of(frame: Frame, node: n.Node, unit: int) -> Fraction | None:
    """The part of its school's quantity that a section has by the split, or None where its figure is its own."""
    if isinstance(node, n.FactValue):
        return _fact_share(frame, node, unit)
    if isinstance(node, n.Arith) and node.op == "-":
        return share_of(frame, node.left, unit)
    if isinstance(node, n.Arith) and node.op == "+":
        return share_of(frame, node.left, unit) or share_of(frame, node.right, unit)
    return None


def _fact_share(frame: Frame, node: n.FactValue, unit: int) -> Fraction | None:
    own = n.FactValue(node.level, node.fact, node.kind, node.stage)
    if value_at(frame, own, unit) is not None:
        return None
    if node.shares is not None:
        whole = frame.whole(node.fact)
        figure = None if whole is None else whole.fraction(int(frame.up("section", "school")[unit]))
        if figure is not None:
            parts = frame.memo.get(node.shares)
            if parts is None:
                column_of(frame, node)
                parts = frame.memo.get(node.shares)
            if parts is None:
                return None
            mine = parts[0].fraction(unit)
            total = parts[1].fraction(int(frame.up("section", "school")[unit]))
            return mine / total if mine and total else None
    for derived in node.derived:
        if value_at(frame, derived, unit) is not None:
            return share_of(frame, derived, unit)
    return None


def gap_unit(facts: Facts, step: Step) -> str | None:
    """The unit a gap of a step is in: that of its numerator, the step's own where the numerator has none.

    A gap of a share is a difference of shares, in ``%``; one of a quota is a number of rules and has no unit.
    """
    test = step.test
    if not isinstance(test, Bound):
        return None
    node: n.Node = test.measure
    while True:
        if isinstance(node, n.Arith):
            node = node.right if isinstance(node.left, n.Const) else node.left
        elif isinstance(node, n.Read | n.Ceil) or (isinstance(node, n.Aggregate) and node.op != "count"):
            node = node.body
        else:
            break
    unit = facts[node.fact].unit if isinstance(node, n.FactValue | n.Items) else None
    known = unit_of(unit) if unit is not None else None
    return unit if known is not None and known.dimension else step.unit


def gap_of(frame: Frame, test: Bound, unit: int) -> Fraction | None:
    """How much more (or less) of the numerator meets the bound at a unit that does not; None where no step is known.

    Whole people, rooms and pupils, 0.01 m² and 0.01 yuan; for a quantity split over a mixed school, of the whole
    school's. A share, which has no smallest step, gives the plain difference, and none where the bound is strict.
    """
    if test.grades is not None:
        return None
    limit = value_at(frame, test.limit, unit)
    found = numerator_of(frame, test.measure, unit)
    if limit is None or found is None:
        return None
    node, times = found
    have = value_at(frame, node, unit)
    if have is None:
        return None
    lacking = abs(limit / times - have)
    strict = test.operator in {"more_than", "less_than"}
    step = step_size(frame, node)
    if step is None:
        return None if strict else lacking
    share = share_of(frame, node, unit)
    steps = lacking / step / (share or 1)
    whole = math.floor(steps) + 1 if strict else math.ceil(steps)
    return whole * step
