r"""The commonest rules, decided many at once: a share of two facts, such as teachers per 100 pupils, against a number.

With a part $x = X / p$ and a whole $y = Y / q > 0$ in integers $X, Y$ over common denominators, and numbers $c$ and
$l$, the rule $c \, x / y \ge l$ holds when $A X \ge B Y$ for the integers $A = D \, c \, q / p$ and $B = D \, l$,
where $D$ makes integers of both. How that is decided is told in ``thresholds``; where the numbers may be too large for
it, the rule is left for its own turn.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from attrs import field, frozen

from . import nodes as n
from .evaluation import MAYBE, YES, number
from .exactness import LIMIT, Exact, TooWide
from .model import STAGES
from .plan import Bound, QuotaOf
from .thresholds import ROOM, Row, Whole, compared, cuts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .frame import Frame
    from .plan import Plan

__all__ = ["Ratio", "compare_together", "ratio_of"]

_SAFE = LIMIT / 2
"""Bounds are products of floats, each off by a hair; half the limit is room enough for all of them."""


@frozen(cache_hash=True)
class Ratio:
    """A measure of the form ``factor * part / whole``."""

    factor: Fraction
    part: n.Node
    whole: n.Node


@frozen(eq=False)
class _Rule:
    """A comparison of a ratio with a number, or with one a stage (None: that stage has none).

    Attributes:
        staged: whether it is one a stage.
        open_ended: whether there is a stage without one.
        step: the position in the plan of the step that it is about.
        memo: the integers that it is about, by the denominators and stages of the data.
    """

    node: n.Compare
    ratio: Ratio
    limits: tuple[Fraction | None, ...]
    staged: bool
    open_ended: bool
    step: int
    memo: dict[tuple[Any, ...], _Numbers] = field(factory=dict, repr=False)


class _Numbers(NamedTuple):
    """What a rule comes to for some denominators and stages.

    Attributes:
        scale: the integer A.
        limits: the integer B of each stage.
        greatest: the greatest of them.
        cuts: the factors of ``thresholds``, or None.
    """

    scale: int
    limits: tuple[int, ...]
    greatest: int
    cuts: tuple[float, ...] | None


@lru_cache(maxsize=4096)
def ratio_of(node: n.Node) -> Ratio | None:
    """A measure as a ratio; None if it has another form.

    Example:
        >>> pupils = n.FactValue("section", "students", "number")
        >>> ratio_of(n.Arith("section", "/", n.FactValue("section", "teachers", "number"), pupils)).factor
        Fraction(1, 1)
    """
    if not isinstance(node, n.Arith):
        return None
    if node.op == "*":
        for one, other in ((node.left, node.right), (node.right, node.left)):
            inner = ratio_of(other) if isinstance(one, n.Const) else None
            if isinstance(one, n.Const) and inner is not None:
                return Ratio(one.value * inner.factor, inner.part, inner.whole)
    if node.op != "/" or isinstance(node.right, n.Const):
        return None
    part, factor = node.left, Fraction(1)
    if isinstance(part, n.Arith) and part.op == "*":
        for one, other in ((part.left, part.right), (part.right, part.left)):
            if isinstance(one, n.Const):
                part, factor = other, one.value
                break
    return None if isinstance(part, n.Const) else Ratio(factor, part, node.right)


def compare_together(plan: Plan, frame: Frame, unasked: frozenset[int]) -> None:
    """Compares the measures of many rules with their limits, and with their floors, for ``truth`` to find.

    Args:
        plan: the compiled pack.
        frame: the counties; nothing is done for one of Python integers.
        unasked: the positions of the steps that are unknown wherever they apply.
    """
    for whole_node, rules in _families(plan).items():
        asked = [rule for rule in rules if rule.step not in unasked and rule.node not in frame.memo]
        try:
            whole = _whole_of(frame, whole_node) if asked else None
        except TooWide:
            continue
        if whole is not None:
            parts: dict[int, Exact | None] = {}  # a rule and its floor are of one part
            for rule in asked:
                if id(rule.ratio.part) not in parts:
                    parts[id(rule.ratio.part)] = _part_of(frame, rule)
            rows = [
                row
                for at, rule in enumerate(asked)
                if (part := parts[id(rule.ratio.part)]) is not None and (row := _row(at, rule, part, whole)) is not None
            ]
            if rows:
                _compare(frame, asked, rows, whole)


def _families(plan: Plan) -> dict[n.Node, list[_Rule]]:
    """The comparisons of ratios with numbers in a plan, by their wholes."""
    found: dict[n.Node, list[_Rule]] | None = plan.memo.get("ratios")
    if found is None:
        found = plan.memo["ratios"] = {}
        for rule in _rules(plan):
            found.setdefault(rule.ratio.whole, []).append(rule)
    return found


def _rules(plan: Plan) -> Iterator[_Rule]:
    for index, step in enumerate(plan.steps):
        if step.level == "city":  # judged on a frame of its own
            continue
        if isinstance(step.test, Bound):
            yield from _rule(step.test.own, index)
        elif isinstance(step.test, QuotaOf):
            for part, floor in zip(step.test.steps, step.test.floors, strict=False):
                yield from _rule(floor.args[0] if isinstance(floor, n.Any_) and not floor.below else floor, part)


def _rule(node: n.Node, step: int) -> Iterator[_Rule]:
    if isinstance(node, n.Compare):
        ratio, limits = ratio_of(node.left), _limits(node.right)
        staged = isinstance(node.right, n.PerStage)
        if ratio is not None and limits is not None and node.level == ratio.whole.level == ratio.part.level:
            open_ended = any(limit is None for limit in limits)
            yield _Rule(node, ratio, limits, staged, open_ended, step)


def _limits(node: n.Node) -> tuple[Fraction | None, ...] | None:
    """The number for each stage; None where it is no plain number."""
    if isinstance(node, n.Const):
        return (node.value,) * len(STAGES)
    if not isinstance(node, n.PerStage) or node.level != "section":
        return None
    numbers = {stage: body.value for stage, body in node.values if isinstance(body, n.Const)}
    return tuple(numbers.get(stage) for stage in STAGES) if len(numbers) == len(node.values) else None


def _whole_of(frame: Frame, node: n.Node) -> Whole | None:
    """The wholes of a frame, or None where they are no plain integers above zero."""
    value = number(frame, node)
    if frame.wide_numbers or not isinstance(value, Exact) or value.div is not None or value.nowhere:
        return None
    num = value.num
    if not len(num) or (not value.unsigned and num.min() < 0):
        return None
    zero = num == 0
    gaps = value.missing
    if zero.any():
        gaps = zero if gaps is None else gaps | zero
    if node.level != "section":
        return Whole(value.den, gaps, _top(value), num, (0,), (num,), None, np.zeros(len(num), np.int8))
    stage = frame.stage
    least, greatest = int(stage.min()), int(stage.max())
    if greatest < 0:
        return None
    lost = stage < 0 if least < 0 else None
    if least == greatest:
        return Whole(value.den, gaps, _top(value), num, (least,), (num,), None, stage)
    where = {code: stage == code for code in range(max(least, 0), greatest + 1)}
    there = {code: units for code, units in where.items() if code in {least, greatest} or units.any()}
    by_stage = _by_stage(num, list(there.values()), all_known=lost is None)
    return Whole(value.den, gaps, _top(value), num, tuple(there), by_stage, lost, stage)


def _by_stage(
    num: NDArray[np.float64], units: list[NDArray[np.bool_]], *, all_known: bool
) -> tuple[NDArray[np.float64], ...]:
    """Some integers per stage, zero for the units of others; those of the last are what the others leave."""
    known = units[:-1] if all_known else units
    found = [num * each.astype(np.float64) for each in known]
    return (*found, reduce(np.subtract, found, num)) if all_known else tuple(found)


def _part_of(frame: Frame, rule: _Rule) -> Exact | None:
    """The parts of a rule; None where they do not fit or there are none."""
    try:
        part = number(frame, rule.ratio.part)
    except TooWide:
        return None
    return part if isinstance(part, Exact) and not part.nowhere else None


def _row(at: int, rule: _Rule, part: Exact, whole: Whole) -> Row | None:
    """A rule on a frame; None where its numbers may not fit."""
    if whole.lost is not None and not rule.staged:
        return None
    key = (part.den, whole.den, whole.stages)
    found = rule.memo.get(key)
    if found is None:
        found = rule.memo[key] = _numbers(rule, *key)
    scale, limits, greatest, cuts = found
    if max(abs(scale), greatest) >= LIMIT:  # no float stands for them
        return None
    right = greatest * max(1.0, whole.top)  # a column of zeros leaves room for no larger factor than others
    if cuts is None or part.div is not None or right > ROOM:
        left = abs(scale) * max(1.0, _top(part))
        right = right if part.div is None else right * max(1.0, part.div_top)
        if left >= _SAFE or right >= _SAFE:
            return None
        cuts = None
    return Row(at, rule.node.op, part, scale, limits, cuts)


def _top(column: Exact) -> float:
    """A bound that no numerator exceeds: the one that is known, else the greatest."""
    if column.top < LIMIT or not len(column):
        return column.top
    return float(max(column.num.max(), -column.num.min()))


def _numbers(rule: _Rule, part: int, whole: int, stages: tuple[int, ...]) -> _Numbers:
    """The integers A, and B by stage, that the part and the whole are multiplied with."""
    scale = rule.ratio.factor * whole / part
    bounds = [rule.limits[code] or Fraction(0) for code in stages]
    common = math.lcm(scale.denominator, *(bound.denominator for bound in bounds))
    numbers = [int(common * each) for each in (scale, *bounds)]
    shared = math.gcd(*numbers) or 1
    multiplier, *limits = (each // shared for each in numbers)
    cuts = cuts_of(rule.node.op, multiplier, tuple(limits))
    return _Numbers(multiplier, tuple(limits), max(map(abs, limits)), cuts)


def _compare(frame: Frame, asked: list[_Rule], rows: list[Row], whole: Whole) -> None:
    """The truths of some rows, into the memo of the frame."""
    nowhere = [gaps for gaps in (whole.gaps, whole.lost) if gaps is not None]
    for some, held in compared(rows, whole):
        truths = held.view(np.int8)
        truths *= YES
        for row, truth in zip(some, truths.reshape(len(some), -1), strict=True):
            rule = asked[row.at]
            if row.part.missing is not None:
                truth[row.part.missing] = MAYBE
            for code in whole.stages if rule.open_ended else ():
                if rule.limits[code] is None:
                    truth[whole.stage == code] = MAYBE
            for gaps in nowhere:
                truth[gaps] = MAYBE
            frame.memo[rule.node] = truth
