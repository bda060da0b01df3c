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
from typing import TYPE_CHECKING, Any, NamedTuple

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
_BLOCK = 1 << 16
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
        memo: the integers that it is about, by the denominators and stages of the data.
    """

    node: n.Compare
    ratio: Ratio
    limits: tuple[Fraction | None, ...]
    staged: bool
    step: int
    memo: dict[tuple[Any, ...], tuple[int, tuple[int, ...], int]] = field(factory=dict, repr=False)


class _Row(NamedTuple):
    """A rule with what it comes to on a frame: ``scale`` times the part against ``limits`` times the whole.

    Attributes:
        most: a bound that neither side exceeds.
    """

    rule: _Rule
    part: Exact
    scale: int
    limits: tuple[int, ...]
    most: float


@frozen(eq=False)
class _Whole:
    """The whole of some rules, by stage.

    Attributes:
        gaps: the units of which there is none to divide by.
        top: a bound that none exceeds.
        num: the wholes.
        stages: the positions in ``STAGES`` that occur.
        by_stage: per one of them the wholes of its units, zero for others.
        lost: the units of no known stage.
        stage: the position of the stage of each unit.
    """

    den: int
    gaps: NDArray[np.bool_] | None
    top: float
    num: NDArray[np.float64]
    stages: tuple[int, ...]
    by_stage: tuple[NDArray[np.float64], ...]
    lost: NDArray[np.bool_] | None
    stage: NDArray[np.int8]


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
    if not len(num) or (not value.unsigned and num.min() < 0):
        return None
    zero = num == 0
    gaps = value.missing
    if zero.any():
        gaps = zero if gaps is None else gaps | zero
    if node.level != "section":
        return _Whole(value.den, gaps, _top(value), num, (0,), (num,), None, np.zeros(len(num), np.int8))
    stage = frame.stage
    least, greatest = int(stage.min()), int(stage.max())
    if greatest < 0:
        return None
    lost = stage < 0 if least < 0 else None
    if least == greatest:
        return _Whole(value.den, gaps, _top(value), num, (least,), (num,), None, stage)
    where = {code: stage == code for code in range(max(least, 0), greatest + 1)}
    there = {code: units for code, units in where.items() if code in {least, greatest} or units.any()}
    by_stage = tuple(num * units for units in there.values())
    return _Whole(value.den, gaps, _top(value), num, tuple(there), by_stage, lost, stage)


def _row(frame: Frame, rule: _Rule, whole: _Whole) -> _Row | None:
    """A rule on a frame; None where its numbers may not fit, or are not there at all."""
    try:
        part = number(frame, rule.ratio.part)
    except TooWide:
        return None
    if not isinstance(part, Exact) or part.nowhere or (whole.lost is not None and not rule.staged):
        return None
    key = (part.den, whole.den, whole.stages)
    found = rule.memo.get(key)
    if found is None:
        found = rule.memo[key] = _integers(rule, *key)
    scale, limits, greatest = found
    left = abs(scale) * max(1.0, _top(part))  # a column of zeros leaves room for no larger factor than others
    right = greatest * max(1.0, whole.top)
    if part.div is not None:
        right *= max(1.0, part.div_top)
    if left >= _SAFE or right >= _SAFE:
        return None
    return _Row(rule, part, scale, limits, max(left, right))


def _top(column: Exact) -> float:
    """A bound that no numerator exceeds: the one that is known, else the greatest."""
    if column.top < LIMIT or not len(column):
        return column.top
    return float(max(column.num.max(), -column.num.min()))


def _integers(rule: _Rule, part: int, whole: int, stages: tuple[int, ...]) -> tuple[int, tuple[int, ...], int]:
    """The integers A, and B by stage, that the part and the whole are multiplied with, and the greatest of the B."""
    scale = rule.ratio.factor * whole / part
    bounds = [rule.limits[code] or Fraction(0) for code in stages]
    common = math.lcm(scale.denominator, *(bound.denominator for bound in bounds))
    numbers = [int(common * each) for each in (scale, *bounds)]
    shared = math.gcd(*numbers) or 1
    limits = tuple(each // shared for each in numbers[1:])
    return numbers[0] // shared, limits, max(map(abs, limits), default=0)


def _compare(frame: Frame, rows: list[_Row], whole: _Whole) -> None:
    """The truths of some rows, into the memo of the frame."""
    if not rows:
        return
    count = len(whole.stage)
    at_once = max(1, _CELLS // count)
    if at_once > 1:
        some = [rows[start : start + at_once] for start in range(0, len(rows), at_once)]
        tables = [_together(each, whole) for each in some]
    else:
        bundles = _bundles(rows)
        some = [[row for row, _, _ in bundle] for bundle in bundles]
        tables = [_block_by_block(bundle, whole) for bundle in bundles]
    for each, held in zip(some, tables, strict=True):
        truths = held.view(np.int8)
        truths *= YES
        for row, truth in zip(each, truths, strict=True):
            if row.part.missing is not None:
                truth[row.part.missing] = MAYBE
            for code in whole.stages:
                if row.rule.limits[code] is None:
                    truth[whole.stage == code] = MAYBE
            frame.memo[row.rule.node] = truth
        for gaps in (whole.gaps, whole.lost):
            if gaps is not None:
                truths[:, gaps] = MAYBE


def _together(rows: list[_Row], whole: _Whole) -> NDArray[np.bool_]:
    """Whether each of a few rows holds, in the calls of one."""
    left = np.array([row.part.num for row in rows])
    left *= np.array([[row.scale] for row in rows], dtype=np.float64)
    limits = np.array([row.limits for row in rows], dtype=np.float64)
    right = limits[:, :1] * whole.by_stage[0]
    for place, wholes in enumerate(whole.by_stage[1:], start=1):
        right += limits[:, place : place + 1] * wholes
    for at, row in enumerate(rows):
        if row.part.div is not None:
            right[at] *= row.part.div
    operators = [row.rule.node.op for row in rows]
    if len(set(operators)) == 1:
        held: NDArray[np.bool_] = _OPERATORS[operators[0]](left, right)
        return held
    return np.array([_OPERATORS[op](*sides) for op, *sides in zip(operators, left, right, strict=True)])


def _bundles(rows: list[_Row]) -> list[list[tuple[_Row, int, int]]]:
    """The rows in bundles that have products in common, as a rule and its floor of 85 % have.

    Each row comes with two factors p and q: its two sides are p and q times those of the first of its bundle.
    """
    found: list[list[tuple[_Row, int, int]]] = []
    for row in rows:
        for bundle in found:
            factors = _factors(bundle[0][0], row)
            if factors is not None:
                bundle.append((row, *factors))
                break
        else:
            found.append([(row, 1, 1)])
    return found


def _factors(base: _Row, row: _Row) -> tuple[int, int] | None:
    """What the sides of one row are multiplied with to be those of another, if that is so and the products fit."""
    if base.part is not row.part or not base.scale or not base.limits[0]:
        return None
    if any(b * row.limits[0] != base.limits[0] * limit for b, limit in zip(base.limits, row.limits, strict=True)):
        return None
    left, right = row.scale * base.limits[0], row.limits[0] * base.scale
    shared = math.gcd(left, right) * (1 if base.scale * base.limits[0] > 0 else -1)
    if not shared:
        return None
    p, q = left // shared, right // shared
    return (p, q) if max(abs(p), abs(q)) * base.most < _SAFE else None


def _block_by_block(bundle: list[tuple[_Row, int, int]], whole: _Whole) -> NDArray[np.bool_]:
    """Whether each row of a bundle holds, one a row, for many units."""
    count, (first, _, _) = len(whole.stage), bundle[0]
    held = np.empty((len(bundle), count), np.bool_)
    part = first.part
    wholes, limits = (whole.by_stage, first.limits) if len(set(first.limits)) > 1 else ((whole.num,), first.limits[:1])
    buffers = np.empty((4, min(_BLOCK, count)))
    for start in range(0, count, _BLOCK):
        block = slice(start, min(start + _BLOCK, count))
        left, right, one, other = buffers[:, : block.stop - start]
        np.multiply(part.num[block], first.scale, out=left)
        np.multiply(wholes[0][block], limits[0], out=right)
        for limit, each in zip(limits[1:], wholes[1:], strict=True):
            np.add(right, np.multiply(each[block], limit, out=one), out=right)
        if part.div is not None:
            np.multiply(right, part.div[block], out=right)
        for (row, p, q), out in zip(bundle, held[:, block], strict=True):
            _OPERATORS[row.rule.node.op](
                left if p == 1 else np.multiply(left, p, out=one),
                right if q == 1 else np.multiply(right, q, out=other),
                out=out,
            )
    return held
