r"""The weighted coefficient of variation, decided without a root and without rounding.

With values $X_i$, weights $W_i$ and their sum $W$, mean $\bar X = \sum W_i X_i / W$ and
$S^2 = \sum W_i (X_i - \bar X)^2 / W$, the coefficient is $S / \bar X$, and

$$ S / \bar X \le t \iff W \sum W_i X_i^2 \le (1 + t^2) \left(\sum W_i X_i\right)^2 . $$

Both sides are first computed in floats. All terms are non-negative, each product and quotient is off by at most one
unit roundoff $u = 2^{-53}$ relatively, and a sum of $n$ such terms by at most $n u$ more, whatever the order; so each
side is within $(2 n + 16) u$ of its true value, relatively. Sides that are further apart than $8 (n + 8) u$ times their
sum are decided, which leaves room for the rounding of the test itself. The others are decided with integers over the
least common multiple of the denominators. How the sums are formed is told in ``moments``.

Where a coefficient is over campuses, all of this is done on the frame of the campuses (``Frame.by_campus``).
"""

from __future__ import annotations

import math
from fractions import Fraction
from operator import mul, truediv
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .evaluation import MAYBE, NO, YES, column_of
from .moments import compared, family, members, moments_of, part_of, work_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from .exactness import Exact
    from .frame import Frame
    from .moments import Family
    from .plan import Coefficient

__all__ = ["ROUNDOFF", "TINY", "Sums", "coefficient_status", "decide_together", "exact_sums", "integer_sums"]

ROUNDOFF = 2.0**-53
TINY = 1e-250
"""Products below this may have lost digits to underflow."""


def coefficient_status(frame: Frame, test: Coefficient) -> tuple[NDArray[np.int8], NDArray[np.bool_] | None]:
    """Whether each county's coefficient keeps its limit (NO, MAYBE, YES), and which have no section to compare, if any.

    Unknown where a section in scope lacks the measure or the weight, or may be in scope, or where the mean is zero.
    """
    frame = compared(frame, test)
    found: tuple[NDArray[np.int8], NDArray[np.bool_] | None] | None = frame.memo.get(test)
    if found is None:
        _decide(frame, family((test,)))
        found = frame.memo[test]
    return found


def decide_together(frame: Frame, asked: Iterable[Family]) -> None:
    """Decides many coefficients in one go, for ``coefficient_status`` to find.

    A county has fourteen of them and each is a few numbers: what it costs is the number of calls. One whose numbers do
    not fit is left for its own turn.
    """
    for each in asked:
        around = compared(frame, each.tests[0])
        alike = each
        if not around.memo.keys().isdisjoint(each.tests):
            open_ = tuple(test for test in each.tests if test not in around.memo)
            if not open_:
                continue
            alike = family(open_)
        known = work_out(around, alike)
        if all(measure in known for measure, _ in alike.measures):
            _decide(around, alike, known)
        elif ready := tuple(test for test in alike.tests if test.measure in known):
            _decide(around, family(ready), known)


def _decide(frame: Frame, alike: Family, known: Any = None) -> None:
    tests, moments = alike.tests, moments_of(frame, alike, known)
    with np.errstate(over="ignore", invalid="ignore"):
        left = moments.weights * moments.second
        right = alike.squares * moments.first * moments.first
        apart = left - right
        both = left + right
        slack = (8 * ROUNDOFF) * (moments.counted + 8) * both
        # Said as "not further apart", it holds for what is no number too; the bound knows nothing of underflow.
        near = ~(np.abs(apart) > slack) | (np.minimum(np.minimum(left, right), moments.second) < TINY)
    result = (apart < 0).view(np.int8) * np.int8(YES)
    result[moments.unknown] = MAYBE
    nothing = None if moments.counted.all() else moments.counted == 0
    if nothing is not None:
        result[nothing] = MAYBE
        nothing &= ~moments.unknown
    near = (near | moments.negative) & (result != MAYBE)
    for row in np.flatnonzero(near.any(axis=1)).tolist():
        counties = np.flatnonzero(near[row])
        result[row, counties] = [_exactly(tests[row], sums) for sums in integer_sums(frame, tests[row], counties)]
    for row, test in enumerate(tests):
        frame.memo[test] = result[row], None if nothing is None else nothing[row]


def _exactly(test: Coefficient, sums: Sums) -> int:
    """The truth for one county in integers; MAYBE where the mean is zero."""
    if sums.first == 0:
        return MAYBE
    top, bottom = test.limit.numerator**2, test.limit.denominator**2
    excess = sums.weights * sums.second * bottom - (top + bottom) * sums.first**2 * sums.scale
    return YES if excess < 0 or (excess == 0 and test.operator != "less_than") else NO


class Sums(NamedTuple):
    """ΣW, ΣWX and ``scale`` times ΣWX² of one county and stage, in units of W and of X.

    These are the numerators of the columns, or the numbers themselves where a column has denominators of its own; of a
    share of the weight those of the part. No coefficient depends on the units, and so nothing need be divided: integers
    are ten times as fast as fractions.
    """

    weights: int | Fraction
    first: int | Fraction
    second: int | Fraction
    scale: int = 1

    @property
    def square(self) -> Fraction:
        """The square of the coefficient; the mean must not be zero."""
        return Fraction(self.weights * self.second) / (self.first**2 * self.scale) - 1


def integer_sums(frame: Frame, test: Coefficient, counties: NDArray[np.intp]) -> list[Sums]:
    """The exact sums of some counties, over the sections that have both weight and measure.

    Args:
        frame: what is compared.
        test: the coefficient.
        counties: the positions of the counties.
    """
    part = part_of(test)
    values, weights = column_of(frame, test.measure if part is None else part), column_of(frame, test.weight)
    rows, ends = members(frame, test, counties)
    for column in (values, weights):
        if column.missing is not None:
            there = ~column.missing[rows]
            rows, ends = rows[there], np.concatenate([np.zeros(1, np.intp), np.cumsum(there)])[ends]
    broken = values.div is not None or weights.div is not None
    loads, figures = (_fractions(column, rows) if broken else _plain(column.num[rows]) for column in (weights, values))
    found, start = [], 0
    for end in ends.tolist():
        w, x = loads[start:end], figures[start:end]
        wx = x if part is not None else list(map(mul, w, x))
        squares = list(map(mul, wx, x))
        common = 1 if part is None or broken else math.lcm(*w)
        if part is None:
            second = sum(squares)
        elif broken:
            second = sum(map(truediv, squares, w))
        else:
            second = sum(map(mul, squares, [common // each for each in w]))
        found.append(Sums(sum(w), sum(wx), second, common))
        start = end
    return found


def _plain(numbers: NDArray[Any]) -> list[Any]:
    found: list[Any] = (numbers if numbers.dtype == object else numbers.astype(np.int64)).tolist()
    return found


def _fractions(column: Exact, rows: NDArray[np.intp]) -> list[Any]:
    return [column.fraction(row) for row in rows.tolist()]


def exact_sums(frame: Frame, test: Coefficient, county: int) -> tuple[Fraction, Fraction, Fraction]:
    """ΣW, ΣWX and ΣWX² of one county and stage, exactly, over the sections that have all three."""
    frame = compared(frame, test)
    key = ("sums", test, county)
    found: tuple[Fraction, Fraction, Fraction] | None = frame.memo.get(key)
    if found is None:
        found = frame.memo[key] = _sums_of(frame, test, county)
    return found


def _sums_of(frame: Frame, test: Coefficient, county: int) -> tuple[Fraction, Fraction, Fraction]:
    measure, weight = column_of(frame, test.measure), column_of(frame, test.weight)
    rows = [
        (x, w)
        for index in members(frame, test, np.array([county]))[0].tolist()
        if (x := measure.fraction(index)) is not None and (w := weight.fraction(index)) is not None
    ]
    scale = math.lcm(*(x.denominator for x, _ in rows)) if rows else 1
    load = math.lcm(*(w.denominator for _, w in rows)) if rows else 1
    total = once = twice = 0
    for x, w in rows:
        value = x.numerator * (scale // x.denominator)
        mass = w.numerator * (load // w.denominator)
        total += mass
        once += mass * value
        twice += mass * value * value
    return Fraction(total, load), Fraction(once, load * scale), Fraction(twice, load * scale * scale)
