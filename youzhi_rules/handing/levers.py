"""What can be raised or lowered so that a measure meets its limit: the figure in the data behind it, and how far."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from attrs import AttrsInstance, evolve, fields, frozen, has

from .. import nodes as n
from ..evaluation import YES, truth
from ..exactness import Exact
from ..gaps import numerator_of, share_of, step_size
from ..model import STAGES
from ..reasons import value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..frame import Frame

__all__ = ["Demand", "Lever", "Reads", "demand_of", "reads_of", "shown_value", "ways_of"]


@frozen(order=True)
class Lever:
    """One figure of the data that can be more or fewer.

    Attributes:
        where: ``section`` or ``school``: a figure of one; ``whole``: a 全校 figure, split over the stages; ``sum``:
            what the sections of a school have together; ``rooms``: a list that can get further items; ``classes``:
            a list whose items are too large.
        unit: the section or the school, by its position in the frame.
        column: the fact, as the data give it.
    """

    where: str
    unit: int
    column: str

    @property
    def level(self) -> str:
        """The level its unit is of."""
        return "section" if self.where in {"section", "classes"} else "school"


@frozen
class Demand:
    """How far one figure must go so that one comparison holds.

    Attributes:
        more: whether it must rise; else it must fall.
        exact: how much is missing, exactly; nothing or less where the comparison holds.
        step: the smallest amount there is, or None.
        strict: whether the limit itself does not do.
        times: by how much the measure rises with one of the figure.
        fact: the fact the measure speaks of; ``lever.column`` is where the data have it.
        node: the figure as the measure has it, and ``unit`` the unit where it has it.
        asked: the comparison, and ``at`` the unit that is judged.
        least: for rooms, how large a further one must be.
        even: whether the limit must be reached exactly.
    """

    lever: Lever
    more: bool
    exact: Fraction
    step: Fraction | None
    strict: bool
    times: Fraction
    value: Fraction
    limit: Fraction
    fact: str
    node: n.Node
    unit: int
    asked: n.Compare
    at: int
    least: Fraction | None = None
    even: bool = False

    def amount(self, exact: Fraction | None = None) -> Fraction | None:
        """What is missing in whole steps; None where no amount of whole steps does."""
        exact = self.exact if exact is None else exact
        if exact < 0 or (exact == 0 and not self.strict):
            return Fraction(0)
        if self.step is None:
            return None if self.strict else exact
        steps = exact / self.step
        if self.even:
            return exact if steps.denominator == 1 else None
        return (math.floor(steps) + 1 if self.strict else math.ceil(steps)) * self.step


@frozen
class _Reach:
    """Where a measure can be moved: the figure, by how much the quantity rises with it, and which fact is meant.

    Attributes:
        seen: the figure as the measure has it, and ``at`` the unit where it has it.
        least: for rooms, how large a further one must be.
    """

    lever: Lever
    share: Fraction
    fact: str
    seen: n.Node
    at: int
    least: Fraction | None = None


@frozen
class _Moved:
    """A measure that a figure moves.

    Attributes:
        value: what it is.
        times: by how much it rises with one of the figure.
        step: the smallest amount of the figure, or None.
    """

    value: Fraction
    times: Fraction
    reach: _Reach
    step: Fraction | None


def ways_of(frame: Frame, node: n.Node, unit: int) -> list[n.Compare]:
    """The comparisons of which any one makes a truth sure; those of reliefs that apply stand before the rule's own."""
    if isinstance(node, n.Compare):
        return [node]
    if isinstance(node, n.Any_) and not node.below:
        return [way for arg in reversed(node.args) for way in ways_of(frame, arg, unit)]
    if isinstance(node, n.All) and all(truth(frame, arg)[unit] == YES for arg in node.args[:-1]):
        return ways_of(frame, node.args[-1], unit)  # a relief: those it is for, and what it asks of them
    return []


def demand_of(frame: Frame, compare: n.Compare, unit: int) -> Demand | None:
    """What a comparison asks of a figure of its school; None where no figure is known to move it."""
    moved, limit = _moved(frame, compare.left, unit), value_at(frame, compare.right, unit)
    if moved is None or limit is None or isinstance(compare.right, n.GradeConst):
        return None
    value, times, reach, step = moved.value, moved.times, moved.reach, moved.step
    more, strict = compare.op in {">=", ">"} or (compare.op == "==" and value < limit), compare.op in {">", "<"}
    lever = reach.lever
    if lever.where in {"rooms", "classes"} and (more != (lever.where == "rooms") or step is None):
        return None
    exact = (limit - value if more else value - limit) / times
    if lever.where == "classes" and step is not None:
        exact, strict = _over(frame, lever, limit / times, step, strict=strict), False
    return Demand(
        lever,
        more,
        exact,
        step,
        strict,
        times,
        value,
        limit,
        fact=reach.fact,
        node=reach.seen,
        unit=reach.at,
        asked=compare,
        at=unit,
        least=reach.least,
        even=compare.op == "==",
    )


def _moved(frame: Frame, measure: n.Node, unit: int) -> _Moved | None:
    """What moves a measure at a unit, if anything does: worked out once for its standard and its floor."""
    known: dict[int, _Moved | None] = frame.memo.setdefault(("moved", measure), {})
    if unit not in known:
        known[unit] = _movable(frame, measure, unit)
    return known[unit]


def _movable(frame: Frame, measure: n.Node, unit: int) -> _Moved | None:
    value, found = value_at(frame, measure, unit), numerator_of(frame, measure, unit)
    if value is None or found is None:
        return None
    node, times = found
    reach = _reach(frame, node, unit)
    if reach is None or reach.share <= 0:
        return None
    times = times if reach.share == 1 else times * reach.share
    return _Moved(value, times, reach, step_size(frame, _figure(frame, reach, node)))


def shown_value(frame: Frame, demand: Demand) -> Fraction | None:
    """What the figure of a demand is now: of a whole school, what its stages have together."""
    if demand.lever.where == "whole":
        members = frame.members("section", "school", demand.lever.unit)
        parts = [value_at(frame, demand.node, member) for member in members]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            return sum(known, Fraction(0))
        whole = frame.whole(demand.lever.column)
        return None if whole is None else whole.fraction(demand.lever.unit)
    return value_at(frame, demand.node, demand.unit)


def _figure(frame: Frame, reach: _Reach, node: n.Node) -> n.Node:
    """The node whose unit tells the steps: the fact in the data, or the number of rooms."""
    if reach.lever.where == "rooms":
        return node
    fact = frame.data.facts[reach.lever.column]
    return n.FactValue(reach.lever.level, fact.id, fact.type)


def _reach(frame: Frame, node: n.Node, unit: int) -> _Reach | None:
    if isinstance(node, n.FactValue):
        return _fact(frame, node, unit)
    if isinstance(node, n.Read):
        upper = int(frame.up(node.level, node.body.level)[unit])
        return _reach(frame, node.body, upper) if upper >= 0 else None
    if isinstance(node, n.PerStage):
        return _reach(frame, body, unit) if (body := _of_stage(frame, node, unit)) is not None else None
    if isinstance(node, n.Aggregate):
        return _aggregate(frame, node, unit)
    if isinstance(node, n.Arith) and node.op in {"+", "-"}:
        left = _reach(frame, node.left, unit)
        return left if left is not None or node.op == "-" else _reach(frame, node.right, unit)
    if isinstance(node, n.Arith):
        found = numerator_of(frame, node, unit)
        if found is None or found[0] is node:
            return None
        reach = _reach(frame, found[0], unit)
        return None if reach is None else evolve(reach, share=reach.share * found[1])
    return None


def _of_stage(frame: Frame, node: n.PerStage, unit: int) -> n.Node | None:
    code = int(frame.stage[unit])
    return next((body for stage, body in node.values if code >= 0 and stage == STAGES[code]), None)


def _fact(frame: Frame, node: n.FactValue, unit: int) -> _Reach | None:
    if node.level not in {"section", "school"} or node.stage is not None:
        return None
    own = n.FactValue(node.level, node.fact, node.kind)
    if value_at(frame, own, unit) is not None:
        return _Reach(Lever(node.level, unit, node.fact), Fraction(1), node.fact, node, unit)
    if node.shares is not None:
        share = share_of(frame, evolve(node, derived=()), unit)
        if share is not None:
            school = int(frame.up("section", "school")[unit])
            return _Reach(Lever("whole", school, node.fact), share, node.fact, node, unit)
    for derived in node.derived:
        value = value_at(frame, derived, unit)
        if value is not None and value >= 0:  # as the engine reads it: a derived figure below zero is none
            found = _reach(frame, derived, unit)
            return None if found is None else evolve(found, fact=node.fact, seen=node, at=unit)
    return None


def _aggregate(frame: Frame, node: n.Aggregate, unit: int) -> _Reach | None:
    body = node.body
    if node.op == "count" and isinstance(body, n.Compare) and isinstance(body.left, n.Items) and node.level == "school":
        least = value_at(frame, body.right, 0) if isinstance(body.right, n.Const) else None
        if body.op != ">=" or least is None or node.scope is not None:
            return None
        return _Reach(Lever("rooms", unit, body.left.fact), Fraction(1), body.left.fact, node, unit, least)
    if node.op == "max" and isinstance(body, n.Items) and node.level == "section":
        return _Reach(Lever("classes", unit, body.fact), Fraction(1), body.fact, node, unit)
    if node.op == "sum" and body.level == "section" and node.level == "school" and isinstance(body, n.FactValue):
        inside = None if node.scope is None else truth(frame, node.scope)
        members = [m for m in frame.members("section", "school", unit) if inside is None or inside[m] == YES]
        if len(members) == 1:
            return _fact(frame, body, members[0])
        return _Reach(Lever("sum", unit, body.fact), Fraction(1), body.fact, node, unit)
    return None


def _over(frame: Frame, lever: Lever, limit: Fraction, step: Fraction, *, strict: bool) -> Fraction:
    """By how much the items of a list are over a limit, each in whole steps, all added up."""
    found = frame.lists(lever.level, lever.column)
    if found is None or not isinstance(found.items, Exact):
        return Fraction(0)
    total = Fraction(0)
    for place in range(int(found.offsets[lever.unit]), int(found.offsets[lever.unit + 1])):
        steps = ((found.items.fraction(place) or Fraction(0)) - limit) / step
        total += max(0, math.floor(steps) + 1 if strict else math.ceil(steps)) * step
    return total


@frozen
class Reads:
    """Which facts a node looks at.

    Attributes:
        near: those of its own unit, with how often it does.
        far: those of units above or below it, and of lists.
    """

    near: Counter[str]
    far: frozenset[str]


@lru_cache(maxsize=1024)
def reads_of(node: n.Node) -> Reads:
    """Which facts a node looks at, whatever of them is given."""
    found = list(_facts(node, far=False))
    return Reads(Counter(name for name, far in found if not far), frozenset(name for name, far in found if far))


def _facts(node: object, *, far: bool) -> Iterator[tuple[str, bool]]:
    if isinstance(node, tuple):
        for part in node:
            yield from _facts(part, far=far)
    elif has(type(node)):
        kind = cast("type[AttrsInstance]", type(node))
        if isinstance(node, n.FactValue | n.Items):
            yield node.fact, far
        far = far or isinstance(node, n.Read | n.Aggregate | n.Items) or (isinstance(node, n.Any_) and node.below)
        for field in fields(kind):
            yield from _facts(getattr(node, field.name), far=far)
