"""Exact columns of numbers: integers held in float64 where they fit, Python integers where they do not.

A column is a numerator per unit over a denominator. Numerators are integers below 2**53 stored as float64, so sums,
products and comparisons of them are exact as long as the results stay below 2**53; every operation here makes sure of
that or raises ``TooWide``, upon which the engine runs the same operations on Python integers (dtype object).

That the check is made on the rounded result is no flaw: rounding is monotone, so a true result of 2**53 or more never
rounds to one below, and a result below 2**53 of integers is an integer below 2**53, which float64 holds exactly.
"""

from __future__ import annotations

import math
import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = [
    "LIMIT",
    "Exact",
    "Number",
    "TooWide",
    "absent",
    "ends",
    "from_fractions",
    "from_integers",
    "integers",
    "narrow",
    "nearest",
    "nearest_root",
    "to_floats",
    "wide",
]

LIMIT = float(2**53)
_COMMON = 10**12
"""A common denominator above this leaves too little room for the numerators; each cell then keeps its own."""


class TooWide(ArithmeticError):  # noqa: N818 - not an error but the sign to take the wide road
    """A result does not fit in the integers that float64 holds exactly."""


@frozen(eq=False)
class Exact:
    """A column of exact rationals ``num / (den * div)``.

    Attributes:
        num: float64 holding integers of magnitude below 2**53, or object holding Python integers.
        den: a positive integer, the same for all units (the scale of decimals).
        missing: which units have no value, or None if all have one.
        div: an array like ``num`` of positive integers, or None for ones.
        top: a bound that no magnitude in ``num`` exceeds; it saves looking at them before a product.
        div_top: the same for ``div``.
        nowhere: known to be missing everywhere, so that nothing need be computed from it.
        unsigned: known to have nothing below zero in ``num``.
    """

    num: NDArray[Any]
    den: int = 1
    missing: NDArray[np.bool_] | None = None
    div: NDArray[Any] | None = None
    top: float = LIMIT
    div_top: float = LIMIT
    nowhere: bool = False
    unsigned: bool = False

    def __len__(self) -> int:
        """How many units."""
        return len(self.num)

    def fraction(self, index: int) -> Fraction | None:
        """The exact value of one unit, None where it is missing."""
        if self.missing is not None and self.missing[index]:
            return None
        den = self.den if self.div is None else self.den * int(self.div[index])
        return Fraction(int(self.num[index]), den)

    def take(self, index: NDArray[Any] | slice) -> Exact:
        """The values of some units, in the order asked for."""
        return Exact(
            self.num[index],
            self.den,
            None if self.missing is None else self.missing[index],
            None if self.div is None else self.div[index],
            self.top,
            self.div_top,
            self.nowhere,
            self.unsigned,
        )

    def gapped(self, missing: NDArray[np.bool_] | None) -> Exact:
        """The same values, missing where it is said (and nowhere else)."""
        return Exact(self.num, self.den, missing, self.div, self.top, self.div_top, unsigned=self.unsigned)


Number = Exact | Fraction
"""A column, or one number for all units."""


def from_integers(values: NDArray[Any], missing: NDArray[np.bool_] | None = None) -> Exact:
    """A column from an array of integers.

    Example:
        >>> from_integers(np.array([3, 4])).fraction(1)
        Fraction(4, 1)
    """
    low, top = ends(values) if len(values) else (0, 0)
    top = max(top, -low)
    num: NDArray[Any] = values.astype(object if top >= LIMIT else np.float64)
    if missing is not None:
        num[missing] = 0
    return Exact(num, 1, missing, top=float(top), unsigned=low >= 0)


def ends(values: NDArray[Any]) -> tuple[int, int]:
    """What some integers lie between: from 0, or from the least if that is below, to the greatest.

    Example:
        >>> ends(np.array([3, 4])), ends(np.array([3, -4]))
        ((0, 4), (-4, 3))
    """
    if values.dtype == np.int64:  # as bits, integers below zero are greater than all others: one look is enough
        greatest = int(values.view(np.uint64).max())
        if greatest < 1 << 63:
            return 0, greatest
    return min(0, int(values.min())), int(values.max())


def from_fractions(values: Iterable[Fraction | int | None]) -> Exact:
    """A column from exact values; None is missing.

    Example:
        >>> column = from_fractions([Fraction(1, 3), None, 2])
        >>> column.fraction(0), column.fraction(1), column.fraction(2)
        (Fraction(1, 3), None, Fraction(2, 1))
    """
    cells = list(values)
    if cells and set(map(type, cells)) == {int}:
        whole = cast("list[int]", cells)
        greatest = max(*whole, -min(whole))
        if greatest < LIMIT:
            return Exact(np.array(whole, dtype=np.float64), 1, None, top=float(greatest))
    missing = np.fromiter((cell is None for cell in cells), dtype=np.bool_, count=len(cells))
    gaps = missing if missing.any() else None
    tops = [0 if cell is None else cell.numerator for cell in cells]
    bottoms = [1 if cell is None else cell.denominator for cell in cells]
    den = math.lcm(*set(bottoms)) if cells else 1
    if den < _COMMON:
        nums = [top * (den // bottom) for top, bottom in zip(tops, bottoms, strict=True)]
        top = max((abs(num) for num in nums), default=0)
        if top < LIMIT:
            return Exact(np.array(nums, dtype=np.float64), den, gaps, top=float(top))
    top, bottom = max(abs(num) for num in tops), max(bottoms)
    kind = np.float64 if top < LIMIT and bottom < LIMIT else object
    return Exact(_array(tops, kind), 1, gaps, _array(bottoms, kind), float(min(top, LIMIT)), float(min(bottom, LIMIT)))


def _array(numbers: list[int], kind: type) -> NDArray[Any]:
    found: NDArray[Any] = np.empty(len(numbers), dtype=kind)
    found[:] = numbers
    return found


def absent(count: int) -> Exact:
    """A column in which every value is missing."""
    return Exact(np.zeros(count), 1, np.ones(count, dtype=np.bool_), top=0.0, nowhere=True)


def wide(column: Exact) -> Exact:
    """The same column on Python integers, which are never too wide."""
    return Exact(
        integers(column.num),
        column.den,
        column.missing,
        None if column.div is None else integers(column.div),
    )


def narrow(column: Exact) -> Exact:
    """The same column on float64.

    Raises:
        TooWide: one of its integers does not fit.
    """
    if column.num.dtype != object and (column.div is None or column.div.dtype != object):
        return column
    num, top = _narrow(column.num)
    if column.div is None:
        return Exact(num, column.den, column.missing, None, top, nowhere=column.nowhere)
    div, div_top = _narrow(column.div)
    return Exact(num, column.den, column.missing, div, top, div_top, nowhere=column.nowhere)


def _narrow(values: NDArray[Any]) -> tuple[NDArray[Any], float]:
    top = max((abs(value) for value in values.tolist()), default=0)
    if top >= LIMIT:
        raise TooWide
    return values.astype(np.float64), float(top)


def to_floats(column: Exact) -> NDArray[np.float64]:
    """The float nearest to each value; NaN where it is missing."""
    exact = column.num.dtype == object or column.den >= LIMIT or (column.div is not None and column.div.dtype == object)
    if column.div is not None and not exact:
        bound = float((column.div * float(column.den)).max()) if len(column) else 0.0
        exact = bound >= LIMIT
    if exact:
        fractions = (column.fraction(index) for index in range(len(column)))
        return np.array([np.nan if value is None else nearest(value) for value in fractions])
    bottom = (
        float(column.den) if column.div is None else column.div if column.den == 1 else column.div * float(column.den)
    )
    floats: NDArray[np.float64] = column.num if column.div is None and column.den == 1 else column.num / bottom
    return floats if column.missing is None else np.where(column.missing, np.nan, floats)


def nearest(value: Fraction) -> float:
    """The float nearest to a number; the largest or the least there is for what lies beyond all floats.

    Example:
        >>> nearest(Fraction(1, 3)), nearest(Fraction(10**400)) == sys.float_info.max
        (0.3333333333333333, True)
    """
    try:
        return value.numerator / value.denominator
    except OverflowError:
        return sys.float_info.max if value > 0 else -sys.float_info.max


def nearest_root(square: Fraction) -> float:
    """The float nearest to the square root of a rational that is not negative.

    The root of numerator over denominator is cut off at 64 bits or more with one bit more for "and a bit", which no
    rounding to 53 bits can tell from the root itself.

    Example:
        >>> nearest_root(Fraction(1, 4)), nearest_root(Fraction(2))
        (0.5, 1.4142135623730951)
    """
    if square == 0:
        return 0.0
    shift = max(0, 130 - square.numerator.bit_length() + square.denominator.bit_length())
    shift += shift % 2
    whole, rest = divmod(square.numerator << shift, square.denominator)
    root = math.isqrt(whole)
    inexact = rest != 0 or root * root != whole
    return (2 * root + inexact) / (2 << (shift // 2))


def integers(values: NDArray[Any]) -> NDArray[Any]:
    """The same integers as Python integers."""
    if values.dtype == object:
        return values
    found = np.empty(len(values), dtype=object)
    found[:] = [int(value) for value in values.tolist()]
    return found
