r"""The commonest rules, decided many at once: a share of two facts, such as teachers per 100 pupils, against a number.

With a part $x = X / p$ and a whole $y = Y / q > 0$ in integers $X, Y$ over common denominators, and numbers $c$ and
$l$, the rule $c \, x / y \ge l$ holds when $A X \ge B Y$ for the integers $A = D \, c \, q / p$ and $B = D \, l$,
where $D$ makes integers of both. That is one comparison of two products, each below $2^{52}$ and so exact in float64;
where one may be larger, the rule is left for its own turn.

What it costs a county is the number of calls, and a country the memory that is walked through: so a few rows of a
small county are compared in one call, and a large one is taken in blocks that stay in the cache.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from . import nodes as n
from .evaluation import MAYBE, YES, number
from .exactness import LIMIT, Exact, TooWide
from .model import STAGES
from .plan import Bound, QuotaOf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .frame import Frame
    from .plan import Plan

__all__ = ["Ratio", "compare_together", "ratio_of"]

_SAFE = LIMIT / 2
"""Bounds are products of floats, each off by a hair; half the limit is room enough for all of them."""
_BLOCK = 8192
"""Units whose products are formed at a time: they stay in the cache."""
_CELLS = 1 << 14
"""Products of several rules that are formed in one call."""
_OPERATORS: dict[str, np.ufunc] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


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
        step: the position in the plan of the step that it is about.
    """

    node: n.Compare
    ratio: Ratio
    limits: tuple[Fraction | None, ...]
    staged: bool
    step: int


@frozen(eq=False)
class _Row:
    """A rule with what it comes to on a frame: ``scale`` times the part against ``limits`` times the whole."""

    rule: _Rule
    part: Exact
    scale: float
    limits: tuple[float, ...]


@frozen(eq=False)
class _Whole:
    """The whole of some rules, by stage.

    Attributes:
        gaps: the units of which there is none to divide by.
        top: a bound that none exceeds.
        stages: the positions in ``STAGES`` that occur, and per one of them the wholes of its units, zero for others.
        lost: the units of no known stage.
    """

    den: int
    gaps: NDArray[np.bool_] | None
    top: float
    by_stage: tuple[tuple[int, NDArray[np.float64]], ...]
    lost: NDArray[np.bool_] | None
    stage: NDArray[np.int8] = field(repr=False)


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
        asked = [rule for rule in rules if rule.step not in unasked]
        try:
            whole = _whole_of(frame, whole_node) if asked else None
        except TooWide:
            continue
        if whole is not None:
            rows = [row for rule in asked if (row := _row(frame, rule, whole)) is not None]
            _compare(frame, rows, whole)


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
            yield _Rule(node, ratio, limits, staged, step)


def _limits(node: n.Node) -> tuple[Fraction | None, ...] | None:
    """The number for each stage; None where it is no plain number."""
    if isinstance(node, n.Const):
        return (node.value,) * len(STAGES)
    if not isinstance(node, n.PerStage) or node.level != "section":
        return None
    numbers = {stage: body.value for stage, body in node.values if isinstance(body, n.Const)}
    return tuple(numbers.get(stage) for stage in STAGES) if len(numbers) == len(node.values) else None


def _whole_of(frame: Frame, node: n.Node) -> _Whole | None:
    """The wholes of a frame, or None where they are no plain integers above zero."""
    value = number(frame, node)
    if frame.wide_numbers or not isinstance(value, Exact) or value.div is not None or value.nowhere:
        return None
    num = value.num
    if not len(num) or num.min() < 0:
        return None
    zero = num == 0
    gaps = value.missing
    if zero.any():
        gaps = zero if gaps is None else gaps | zero
    if node.level != "section":
        return _Whole(value.den, gaps, _top(value), ((0, num),), None, np.zeros(len(num), np.int8))
    stage = frame.stage
    there = [code for code in range(len(STAGES)) if (stage == code).any()]
    lost = stage < 0
    if not there:
        return None
    if len(there) == 1 and not lost.any():
        by_stage: tuple[tuple[int, NDArray[np.float64]], ...] = ((there[0], num),)
    else:
        by_stage = tuple((code, num * (stage == code)) for code in there)
    return _Whole(value.den, gaps, _top(value), by_stage, lost if lost.any() else None, stage)


def _row(frame: Frame, rule: _Rule, whole: _Whole) -> _Row | None:
    """A rule on a frame; None where its numbers may not fit, or are not there at all."""
    try:
        part = number(frame, rule.ratio.part)
    except TooWide:
        return None
    if not isinstance(part, Exact) or part.nowhere or (whole.lost is not None and not rule.staged):
        return None
    stages = tuple(code for code, _ in whole.by_stage)
    scale, limits = _integers(rule.ratio.factor, rule.limits, stages, part.den, whole.den)
    most = max(map(abs, limits), default=0)
    if abs(scale) * _top(part) >= _SAFE or most * whole.top * (1.0 if part.div is None else part.div_top) >= _SAFE:
        return None
    return _Row(rule, part, float(scale), tuple(map(float, limits)))


def _top(column: Exact) -> float:
    """A bound that no numerator exceeds: the one that is known, else the greatest."""
    if column.top < LIMIT or not len(column):
        return column.top
    return float(max(column.num.max(), -column.num.min()))


@lru_cache(maxsize=4096)
def _integers(
    factor: Fraction, limits: tuple[Fraction | None, ...], stages: tuple[int, ...], part: int, whole: int
) -> tuple[int, tuple[int, ...]]:
    """The integers A, and B by stage, that the part and the whole are multiplied with."""
    scale = factor * whole / part
    bounds = [limits[code] or Fraction(0) for code in stages]
    common = math.lcm(scale.denominator, *(bound.denominator for bound in bounds))
    numbers = [int(common * each) for each in (scale, *bounds)]
    shared = math.gcd(*numbers) or 1
    return numbers[0] // shared, tuple(each // shared for each in numbers[1:])


def _compare(frame: Frame, rows: list[_Row], whole: _Whole) -> None:
    """The truths of some rows, into the memo of the frame."""
    if not rows:
        return
    count = len(whole.stage)
    at_once = max(1, _CELLS // count)
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        held = _together(some, whole) if len(some) > 1 else _alone(some[0], whole)[None]
        truths = held.view(np.int8)
        truths *= YES
        for row, truth in zip(some, truths, strict=True):
            if row.part.missing is not None:
                truth[row.part.missing] = MAYBE
            for code, _ in whole.by_stage:
                if row.rule.limits[code] is None:
                    truth[whole.stage == code] = MAYBE
            frame.memo[row.rule.node] = truth
        for gaps in (whole.gaps, whole.lost):
            if gaps is not None:
                truths[:, gaps] = MAYBE


def _together(rows: list[_Row], whole: _Whole) -> NDArray[np.bool_]:
    """Whether each of a few rows holds, in the calls of one."""
    left = np.array([row.part.num for row in rows])
    left *= np.array([[row.scale] for row in rows])
    limits = np.array([row.limits for row in rows])
    right = limits[:, :1] * whole.by_stage[0][1]
    for place, (_, wholes) in enumerate(whole.by_stage[1:], start=1):
        right += limits[:, place : place + 1] * wholes
    for at, row in enumerate(rows):
        if row.part.div is not None:
            right[at] *= row.part.div
    operators = [row.rule.node.op for row in rows]
    if len(set(operators)) == 1:
        held: NDArray[np.bool_] = _OPERATORS[operators[0]](left, right)
        return held
    return np.array([_OPERATORS[op](*sides) for op, *sides in zip(operators, left, right, strict=True)])


def _alone(row: _Row, whole: _Whole) -> NDArray[np.bool_]:
    """Whether one row of many units holds, block by block."""
    count = len(whole.stage)
    held = np.empty(count, np.bool_)
    holds = _OPERATORS[row.rule.node.op]
    buffers = np.empty((3, min(_BLOCK, count)))
    for start in range(0, count, _BLOCK):
        block = slice(start, min(start + _BLOCK, count))
        left, right, more = buffers[:, : block.stop - start]
        np.multiply(row.part.num[block], row.scale, out=left)
        np.multiply(whole.by_stage[0][1][block], row.limits[0], out=right)
        for limit, (_, wholes) in zip(row.limits[1:], whole.by_stage[1:], strict=True):
            np.multiply(wholes[block], limit, out=more)
            np.add(right, more, out=right)
        if row.part.div is not None:
            np.multiply(right, row.part.div[block], out=right)
        holds(left, right, out=held[block])
    return held
