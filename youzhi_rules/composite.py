r"""The mean of several coefficients of variation against a limit, decided without rounding.

With squares $q_i = W \sum W X^2 / (\sum W X)^2 - 1$ of $m$ coefficients (see ``dispersion``), the mean keeps a limit
$t$ when $\sum \sqrt{q_i} \le m t$. No squaring removes several roots, so it is decided in two steps.

**In floats, for all counties at once.** The two sides of which $r = q + 1$ is the quotient are within $(2 n + 16) u$
each, relatively, with $n$ sections and $u = 2^{-53}$ (see ``dispersion``), so the quotient is within $(4 n + 34) u$:
about half of $s = 8 (n + 8) u r$, and the other half is room for the rounding of what follows. So the roots of
$\max(0, r - s - 1)$ and of $\max(0, r + s - 1)$ enclose that of $q$ but for one rounding, and the sums $L$ and $H$ of
$m$ of them enclose the sum but for $(m + 1) u$, relatively. What is further from $m t$ than $4 (m + 8) u (H + |m t|)$
is decided; the rounding of $m t$ and of the test is in that. A quotient that is no number or may have lost digits to
underflow, and sums of which a term is negative, are left to the second step.

**In integers, for what is near.** A sum of square roots of rationals that are not negative is rational only if each
root is: roots of distinct squarefree integers are linearly independent over the rationals, and as no coefficient in
front of one is negative, none cancels. So the sum can equal the limit only where every $q_i$ is the square of a
rational, which is tested first; then the sum is compared as a fraction. Otherwise the sum differs from the limit, and
integer square roots of $4^p q_i$, which enclose each root within $2^{-p}$, tell on which side it lies once $p$ is
large enough.

A coefficient is not negative (where the mean of the measure is, the root of the same square is taken), so those that
are known and together are over the limit decide, whatever the others are: a certain failure. Else one that is
unknown, because data are missing or the mean of its measure is zero, makes the mean unknown.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from .dispersion import ROUNDOFF, TINY, integer_sums
from .evaluation import MAYBE, NO, YES
from .moments import Moments, compared, family, moments_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from .frame import Frame
    from .plan import Composite

__all__ = ["composite_status", "mean_beside", "mean_root", "squares_of", "sum_of_roots_against"]

_FIRST_BITS = 64


def composite_status(frame: Frame, test: Composite) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Whether each county's mean keeps its limit (NO, MAYBE, YES), and which have no section to compare."""
    found: tuple[NDArray[np.int8], NDArray[np.bool_]] | None = frame.memo.get(test)
    if found is None:
        found = frame.memo[test] = _decided(frame, test)
    return found


def squares_of(frame: Frame, test: Composite, county: int) -> list[Fraction | None]:
    """The exact squares of a county's coefficients, in the order of the rule; None for one that is not known."""
    known = _known(_moments(frame, test))[:, county].tolist()
    found: list[Fraction | None] = []
    for part, there in zip(test.parts, known, strict=True):
        [sums] = integer_sums(compared(frame, part), part, np.array([county])) if there else [None]
        square = sums.square if sums is not None and sums.first else None
        # Weights of both signs, which no data have, could make it negative: then there is no root.
        found.append(None if square is None or square < 0 else square)
    return found


def mean_root(squares: Sequence[Fraction]) -> float:
    """The float nearest to the mean of the square roots of rationals that are not negative.

    Example:
        >>> mean_root([Fraction(1, 4), Fraction(1, 9)]), mean_root([Fraction(2)])
        (0.4166666666666667, 1.4142135623730951)
    """
    whole, rest = _parted(squares)
    # An irrational number is never half-way between two floats, so both its bounds come to round to the same one.
    low = high = Fraction(0)
    for low, high in _brackets(rest):
        if _float((whole + low) / len(squares)) == _float((whole + high) / len(squares)):
            break
    return _float((whole + low) / len(squares))


def mean_beside(squares: Sequence[Fraction], limit: Fraction) -> Fraction:
    """The mean of the square roots as a fraction to show: exact if it is one, else near it on its side of the limit.

    Example:
        >>> mean_beside([Fraction(1, 4), Fraction(1, 9)], Fraction(1))
        Fraction(5, 12)
    """
    whole, rest = _parted(squares)
    left = len(squares) * limit - whole
    # The outer of two bounds on one side of the limit, so that it is not the limit.
    near = next((high if low >= left else low for low, high in _brackets(rest) if low >= left or high <= left), 0)
    return (whole + near) / len(squares)


def sum_of_roots_against(squares: Sequence[Fraction], bound: Fraction) -> int:
    """Where the sum of the square roots of rationals that are not negative lies: -1 below a bound, 0 on it, 1 above.

    Example:
        >>> sum_of_roots_against([Fraction(1, 4), Fraction(1, 9)], Fraction(5, 6))
        0
        >>> sum_of_roots_against([Fraction(2), Fraction(3)], Fraction("3.1462643699"))
        1
    """
    whole, rest = _parted(squares)
    left = bound - whole
    if not rest:
        return (left < 0) - (left > 0)
    return next(1 if low >= left else -1 for low, high in _brackets(rest) if low >= left or high <= left)


def _float(value: Fraction) -> float:
    return value.numerator / value.denominator


def _parted(squares: Sequence[Fraction]) -> tuple[Fraction, list[Fraction]]:
    """The sum of the roots that are rational, and the squares of those that are not."""
    whole, rest = Fraction(0), []
    for square in squares:
        root = Fraction(math.isqrt(square.numerator), math.isqrt(square.denominator))
        if root * root == square:
            whole += root
        else:
            rest.append(square)
    return whole, rest


def _brackets(squares: Sequence[Fraction]) -> Iterator[tuple[Fraction, Fraction]]:
    """Bounds of the sum of irrational roots, each pair at twice the precision of the one before; none for no roots."""
    for doubled in count() if squares else ():
        bits = _FIRST_BITS << doubled
        low = sum(math.isqrt((square.numerator << 2 * bits) // square.denominator) for square in squares)
        yield Fraction(low, 1 << bits), Fraction(low + len(squares), 1 << bits)


def _moments(frame: Frame, test: Composite) -> Moments:
    """The moments of the parts, one a row, by county."""
    return moments_of(frame, family(test.parts))


def _known(moments: Moments) -> NDArray[np.bool_]:
    """For which of them no data are missing."""
    return ~moments.unknown & (moments.counted > 0)


def _decided(frame: Frame, test: Composite) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    moments, many = _moments(frame, test), len(test.parts)
    known = _known(moments)
    line = _float(many * test.limit)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        left, right = moments.weights * moments.second, moments.first * moments.first
        ratio = left / right
        slack = (8 * ROUNDOFF) * (moments.counted + 8) * ratio
        low, high = (np.sqrt(np.maximum(edge - 1, 0)) for edge in (ratio - slack, ratio + slack))
        lost = ~np.isfinite(high) | (np.minimum(np.minimum(left, right), moments.second) < TINY) | moments.negative
        least, most = (np.where(known, root, 0).sum(axis=0) for root in (low, high))
        margin = 4 * (many + 8) * ROUNDOFF * (most + abs(line))
        over, under = least - line > margin, line - most > margin
    some, every = known.any(axis=0), known.all(axis=0)
    result: NDArray[np.int8] = np.full(frame.count("county"), MAYBE, dtype=np.int8)
    result[over & some] = NO
    result[under & every] = YES
    near = some & ((known & lost).any(axis=0) | ~(over | under))
    for county in np.flatnonzero(near).tolist():
        result[county] = _exactly(frame, test, county)
    # The parts compare the same sections: where one has none, they all have none.
    return result, ((moments.counted == 0) & ~moments.unknown).all(axis=0)


def _exactly(frame: Frame, test: Composite, county: int) -> int:
    """The truth for one county in integers."""
    squares = squares_of(frame, test, county)
    known = [square for square in squares if square is not None]
    if not known:
        return MAYBE
    side = sum_of_roots_against(known, len(squares) * test.limit)
    if side > 0 or (side == 0 and test.operator == "less_than"):
        return NO
    return YES if len(known) == len(squares) else MAYBE
