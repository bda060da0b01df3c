"""Arithmetic and comparison of exact columns: no result is ever rounded.

A product of float64 columns is exact while it stays below 2**53. A bound on the magnitudes says so beforehand; where it
does not, the product is looked at, and ``TooWide`` is raised if it is too large.
"""

from __future__ import annotations

import math
import operator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .exactness import LIMIT, Exact, Number, TooWide, integers

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["add", "ceiling", "choose", "compare", "divide", "extreme", "multiply", "subtract"]

_BIG = int(LIMIT)
_SAFE = LIMIT / 2
"""Bounds are products of floats, each off by a hair; half the limit is room enough for all of them."""


class _Whole(NamedTuple):
    """Integers, one per unit or one for all, with a bound on their magnitude."""

    values: Any
    top: float

    def times(self, other: _Whole) -> _Whole:
        """The product, or TooWide."""
        mine, its = self.values, other.values
        single, lone = isinstance(mine, int), isinstance(its, int)
        if lone and its == 1:
            return self
        if single and mine == 1:
            return other
        top = self.top * other.top
        if single and lone:
            return _Whole(mine * its, top)
        if single != lone:
            one, many = (mine, its) if single else (its, mine)
            if abs(one) >= LIMIT and many.dtype != object:
                raise TooWide
        left, right = _alike(self, other)
        return _checked(left.values * right.values, top)


def _alike(left: _Whole, right: _Whole) -> tuple[_Whole, _Whole]:
    """Both on Python integers where one is: a float beside them would make floats of them, that is, round them."""
    mine, its = left.values, right.values
    if isinstance(mine, int) or isinstance(its, int) or mine.dtype == its.dtype:
        return left, right
    return _Whole(integers(mine), left.top), _Whole(integers(its), right.top)


def _checked(values: NDArray[Any], top: float) -> _Whole:
    if values.dtype == object:
        return _Whole(values, LIMIT)
    if top < _SAFE:
        return _Whole(values, top)
    top = float(max(values.max(), -values.min())) if len(values) else 0.0
    if top >= LIMIT:
        raise TooWide
    return _Whole(values, top)


def _filled(one: _Whole, like: NDArray[Any]) -> _Whole:
    """One number for all as a column; none that float64 would round."""
    if like.dtype != object and abs(one.values) >= LIMIT:
        raise TooWide
    return _Whole(np.full(len(like), one.values, dtype=like.dtype), one.top)


_ONE = _Whole(1, 1.0)


def _int(value: int) -> _Whole:
    if value == 1:
        return _ONE
    size = abs(value)
    return _Whole(value, float(size) if size < _BIG else LIMIT)


def _num(value: Number) -> _Whole:
    return _Whole(value.num, value.top) if isinstance(value, Exact) else _int(value.numerator)


def _den(value: Number) -> int:
    return value.den if isinstance(value, Exact) else value.denominator


def _div(value: Number) -> _Whole:
    return _Whole(value.div, value.div_top) if isinstance(value, Exact) and value.div is not None else _ONE


def _column(num: _Whole, den: int, missing: NDArray[np.bool_] | None, div: _Whole) -> Exact:
    if isinstance(div.values, int):
        return Exact(num.values, den * div.values, missing, None, num.top)
    return Exact(num.values, den, missing, div.values, num.top, div.top)


def _either(left: Number, right: Number) -> NDArray[np.bool_] | None:
    a = left.missing if isinstance(left, Exact) else None
    b = right.missing if isinstance(right, Exact) else None
    if a is None or b is None:
        return b if a is None else a
    return a | b


def multiply(left: Number, right: Number) -> Number:
    """The product, unit by unit."""
    if not isinstance(left, Exact):
        return left * right if not isinstance(right, Exact) else _scaled(right, left)
    if not isinstance(right, Exact):
        return _scaled(left, right)
    return _column(
        _num(left).times(_num(right)),
        left.den * right.den,
        _either(left, right),
        _div(left).times(_div(right)),
    )


def _scaled(column: Exact, factor: Fraction) -> Exact:
    common = math.gcd(factor.numerator, column.den)
    num = _num(column).times(_int(factor.numerator // common))
    return _column(num, factor.denominator * (column.den // common), column.missing, _div(column))


def divide(left: Number, right: Number) -> Number:
    """The quotient, unit by unit; a division by zero has no value (a divisor that is one number is not zero)."""
    if not isinstance(right, Exact):
        return multiply(left, 1 / right)
    zero = right.num == 0
    gaps, below = _either(left, right), right.num
    if zero.any():
        gaps = zero if gaps is None else gaps | zero
        below = np.where(zero, 1, below)
    own = _den(left)
    common = math.gcd(right.den, own)
    num = _num(left).times(_int(right.den // common)).times(_div(right))
    if isinstance(num.values, int):
        num = _filled(num, right.num)
    negative = below < 0
    if negative.any():
        below = np.where(negative, -below, below)
        num = _Whole(np.where(negative, -num.values, num.values), num.top)
    return _column(num, own // common, gaps, _div(left).times(_Whole(below, max(right.top, 1.0))))


def add(left: Number, right: Number) -> Number:
    """The sum, unit by unit."""
    return _plus(left, right, operator.add)


def subtract(left: Number, right: Number) -> Number:
    """The difference, unit by unit."""
    return _plus(left, right, operator.sub)


def _plus(left: Number, right: Number, op: Any) -> Number:
    if not isinstance(left, Exact) and not isinstance(right, Exact):
        return Fraction(op(left, right))
    a, b, den, div = _aligned(left, right)
    return _column(_checked(op(a.values, b.values), a.top + b.top), den, _either(left, right), div)


def compare(left: Number, op: str, right: Number) -> NDArray[np.bool_]:
    """The truth of a comparison, unit by unit; where a value is missing it means nothing."""
    if not isinstance(left, Exact) and not isinstance(right, Exact):
        return np.array([_OPERATORS[op](left, right)])
    a, b, _, _ = _aligned(left, right)
    truth: NDArray[np.bool_] = np.asarray(_OPERATORS[op](a.values, b.values), dtype=np.bool_)
    return truth


def _aligned(left: Number, right: Number) -> tuple[_Whole, _Whole, int, _Whole]:
    """Both numerators over one denominator."""
    first, second = _den(left), _den(right)
    den = math.lcm(first, second)
    a, b = _num(left).times(_int(den // first)), _num(right).times(_int(den // second))
    for one, other in ((a, b), (b, a)):
        # Beside floats a large integer would be made a float, that is, be rounded.
        if isinstance(one.values, int) and abs(one.values) >= LIMIT and other.values.dtype != object:
            raise TooWide
    x, y = _div(left), _div(right)
    div = x
    if not (isinstance(x.values, int) and isinstance(y.values, int)) and not (
        x.values is y.values
        or (
            isinstance(x.values, np.ndarray) and isinstance(y.values, np.ndarray) and np.array_equal(x.values, y.values)
        )
    ):
        a, b, div = a.times(y), b.times(x), x.times(y)
    a, b = _alike(a, b)
    return a, b, den, div


def extreme(op: str, args: list[Number]) -> Number:
    """The least (``min``) or greatest (``max``) of several, unit by unit; missing if one of them is."""
    best = args[0]
    for other in args[1:]:
        if not isinstance(best, Exact) and not isinstance(other, Exact):
            best = min(best, other) if op == "min" else max(best, other)
            continue
        first = compare(best, "<=" if op == "min" else ">=", other)
        best = choose(first, best, other).gapped(_either(best, other))
    return best


def choose(first: NDArray[np.bool_], left: Number, right: Number) -> Exact:
    """``left`` where ``first`` holds, else ``right``."""
    den = math.lcm(_den(left), _den(right))
    a, b = _num(left).times(_int(den // _den(left))), _num(right).times(_int(den // _den(right)))
    wide = any(isinstance(v, Exact) and v.num.dtype == object for v in (left, right))
    if not wide and max(_magnitude(a), _magnitude(b)) >= LIMIT:
        raise TooWide
    a, b = _alike(a, b)
    num = np.where(first, a.values, b.values)
    gaps = None
    if any(isinstance(value, Exact) and value.missing is not None for value in (left, right)):
        gaps = np.where(first, _gaps(left), _gaps(right))
        gaps = gaps if gaps.any() else None
    x, y = _alike(_div(left), _div(right))
    div = _ONE
    if not (isinstance(x.values, int) and isinstance(y.values, int)):
        div = _Whole(np.where(first, x.values, y.values), max(x.top, y.top))
    kind = object if wide else np.float64
    return _column(_Whole(np.asarray(num, dtype=kind), max(a.top, b.top)), den, gaps, div)


def _magnitude(whole: _Whole) -> float:
    return whole.top if isinstance(whole.values, int) else 0.0


def _gaps(value: Number) -> Any:
    return value.missing if isinstance(value, Exact) and value.missing is not None else False


def ceiling(column: Number) -> Number:
    """The least whole number not below each value."""
    if not isinstance(column, Exact):
        return Fraction(math.ceil(column))
    below = _div(column).times(_int(column.den))
    if isinstance(below.values, int) and below.values >= LIMIT and column.num.dtype != object:
        raise TooWide
    num, below = _alike(_num(column), below)
    if num.values.dtype == object:
        return Exact(-(-num.values // below.values), 1, column.missing, top=column.top)
    # A quotient of integers below 2**53 that is no integer is further from any than it is rounded by: at k + 1/d, with
    # k d below 2**53, half a step of the floats is k 2**-53 at most.
    return Exact(np.ceil(num.values / below.values) + 0.0, 1, column.missing, top=column.top)


_OPERATORS: dict[str, Any] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
