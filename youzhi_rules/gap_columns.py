"""What is missing to meet a rule, for many units at once: ``gaps`` in columns.

For a measure that is ``times`` a quantity, the quantity lacks ``limit / times - have``, and in whole steps as many as
cover that. All of it is done on exact columns, so a gap that is a whole number of steps is never one step more. Where a
section's quantity is its part of a mixed school's, what the whole school lacks is solved unit by unit.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from . import nodes as n
from .arithmetic import ceiling, divide, multiply, subtract
from .evaluation import number
from .exactness import Exact, nearest, to_floats
from .gaps import factors_of, gap_of, step_size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .exactness import Number
    from .frame import Frame
    from .plan import Bound

__all__ = ["gaps_of"]


def gaps_of(frame: Frame, test: Bound, units: NDArray[np.intp]) -> NDArray[np.float64]:
    """The gaps of units that do not meet a bound: the floats nearest to what ``gap_of`` finds, NaN for none.

    Args:
        frame: the counties.
        test: the bound.
        units: positions of units in the frame.

    Raises:
        TooWide: an integer does not fit the frame; on ``frame.widened()`` all do.
    """
    found = np.full(len(units), np.nan)
    if test.grades is not None or not len(units):
        return found
    node, factors = factors_of(test.measure)
    lost = np.zeros(len(units), np.bool_)
    limit, have = _at(frame, test.limit, units, lost), _at(frame, node, units, lost)
    times: Number = Fraction(1)
    for divides, factor in factors:
        value = _at(frame, factor, units, lost)
        lost |= value.num <= 0 if isinstance(value, Exact) else value <= 0
        if lost.all():
            return found
        value = _with_ones(value, lost)
        times = divide(times, value) if divides else multiply(times, value)
    if lost.all():
        return found
    lacking = _size(subtract(divide(limit, times), have), len(units))
    step, strict = step_size(frame, node), test.operator in {"more_than", "less_than"}
    if step is None:
        return found if strict else np.where(lost, np.nan, to_floats(lacking.gapped(lost)))
    steps = multiply(lacking, 1 / step)
    whole = _next_whole(steps) if strict else ceiling(steps)
    told = multiply(whole, step)
    if isinstance(told, Exact):
        found = np.where(lost, np.nan, to_floats(told.gapped(lost)))
    for place in np.flatnonzero(_divided(frame, node, units) & ~lost).tolist():
        gap = gap_of(frame, test, int(units[place]))
        found[place] = np.nan if gap is None else nearest(gap)
    return found


def _at(frame: Frame, node: n.Node, units: NDArray[np.intp], lost: NDArray[np.bool_]) -> Number:
    """The values of some units; those without one are put down as lost."""
    value = number(frame, node)
    if not isinstance(value, Exact):
        return value
    found = value.take(units)
    if found.missing is not None:
        lost |= found.missing
    return found.gapped(None)


def _with_ones(value: Number, lost: NDArray[np.bool_]) -> Number:
    """The same with ones for what is lost, which nothing is told of."""
    if not isinstance(value, Exact) or not lost.any():
        return value
    return Exact(np.where(lost, 1, value.num), value.den, None, value.div, max(value.top, 1.0), value.div_top)


def _size(value: Number, count: int) -> Exact:
    """The magnitudes, as a column."""
    if not isinstance(value, Exact):
        value = Exact(np.full(count, abs(value.numerator), dtype=object), value.denominator)
    return Exact(np.abs(value.num), value.den, None, value.div, value.top, value.div_top)


def _next_whole(column: Number) -> Number:
    """The least whole number above each value."""
    if not isinstance(column, Exact):
        return column
    below = ceiling(Exact(-column.num, column.den, None, column.div, column.top, column.div_top))
    return subtract(Fraction(1), below)


def _divided(frame: Frame, node: n.Node, units: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which units have, or may have, a part of their school's quantity (see ``share_of``)."""
    if isinstance(node, n.FactValue):
        return _divided_fact(frame, node, units)
    found = np.zeros(len(units), np.bool_)
    if isinstance(node, n.Arith) and node.op in {"+", "-"}:
        found |= _divided(frame, node.left, units)
        if node.op == "+":
            found |= _divided(frame, node.right, units)
    return found


def _divided_fact(frame: Frame, node: n.FactValue, units: NDArray[np.intp]) -> NDArray[np.bool_]:
    found = np.zeros(len(units), np.bool_)
    rest = _absent(frame, n.FactValue(node.level, node.fact, node.kind, node.stage), units)
    whole = frame.whole(node.fact) if node.shares is not None else None
    if whole is not None and rest.any():
        school = frame.up("section", "school")[units]
        found = rest if whole.missing is None else rest & ~whole.missing[school]
        rest = rest & ~found
    for derived in node.derived:
        if not rest.any():
            break
        gone = _absent(frame, derived, units)
        found = found | (rest & ~gone & _divided(frame, derived, units))
        rest = rest & gone
    return found


def _absent(frame: Frame, node: n.Node, units: NDArray[np.intp]) -> NDArray[np.bool_]:
    value = number(frame, node)
    if not isinstance(value, Exact) or value.missing is None:
        return np.zeros(len(units), np.bool_)
    missing: NDArray[np.bool_] = value.missing[units]
    return missing
