r"""The weighted coefficient of variation, decided without a root and without rounding.

With values $X_i$, weights $W_i$ and their sum $W$, mean $\bar X = \sum W_i X_i / W$ and
$S^2 = \sum W_i (X_i - \bar X)^2 / W$, the coefficient is $S / \bar X$, and

$$ S / \bar X \le t \iff W \sum W_i X_i^2 \le (1 + t^2) \left(\sum W_i X_i\right)^2 . $$

Both sides are first computed in floats. All terms are non-negative, each product and quotient is off by at most one
unit roundoff $u = 2^{-53}$ relatively, and a sum of $n$ such terms by at most $n u$ more, whatever the order; so each
side is within $(2 n + 16) u$ of its true value, relatively. Sides that are further apart than $8 (n + 8) u$ times their
sum are decided, which leaves room for the rounding of the test itself. The others are decided with integers over the
least common multiple of the denominators.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from .evaluation import MAYBE, NO, YES, column_of, truth
from .exactness import to_floats
from .model import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from .frame import Frame
    from .plan import Coefficient

__all__ = ["coefficient_status", "exact_sums"]

ROUNDOFF = 2.0**-53
_TINY = 1e-250
"""Products below this may have lost digits to underflow."""
_SLOTS = len(STAGES) + 1


@frozen(eq=False)
class _Moments:
    """Sums per county and stage slot (0 for an unknown stage): how many, ΣW, ΣWX, ΣWX², and what is not known."""

    counted: NDArray[np.int64]
    weights: NDArray[np.float64]
    first: NDArray[np.float64]
    second: NDArray[np.float64]
    unknown: NDArray[np.bool_]
    negative: NDArray[np.bool_]

    def of(self, stage: str | None) -> _Moments:
        """The moments of one stage, or of all stages together, per county."""
        if stage is None:
            return self.each(lambda table: table.sum(axis=1), lambda table: table.any(axis=1))
        slot = STAGES.index(stage) + 1
        # A section of unknown stage may belong to this one.
        return self.each(lambda table: table[:, slot], lambda table: table[:, slot] | table[:, 0])

    def each(self, count: Callable[[Any], Any], truth_of: Callable[[Any], Any]) -> _Moments:
        """The moments with the stage slots of each county reduced to one."""
        shape = (-1, _SLOTS)
        return _Moments(
            count(self.counted.reshape(shape)),
            count(self.weights.reshape(shape)),
            count(self.first.reshape(shape)),
            count(self.second.reshape(shape)),
            truth_of(self.unknown.reshape(shape)),
            truth_of(self.negative.reshape(shape)),
        )


def coefficient_status(frame: Frame, test: Coefficient) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Whether each county's coefficient keeps its limit (NO, MAYBE, YES), and which have no section to compare.

    Unknown where a section in scope lacks the measure or the weight, or may be in scope, or where the mean is zero.
    """
    found: tuple[NDArray[np.int8], NDArray[np.bool_]] | None = frame.memo.get(test)
    if found is None:
        found = frame.memo[test] = _status(frame, test)
    return found


def _status(frame: Frame, test: Coefficient) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    key = ("moments", test.measure, test.weight, test.scope)
    found = frame.memo.get(key)
    if found is None:
        found = frame.memo[key] = _moments(frame, test)
    moments = found.of(test.stage)
    square = 1 + float(test.limit) ** 2
    with np.errstate(over="ignore", invalid="ignore"):
        left = moments.weights * moments.second
        right = square * moments.first * moments.first
        apart = left - right
        slack = (8 * ROUNDOFF) * (moments.counted + 8) * (left + right)
        # Said as "not further apart", it holds for what is no number too; the bound knows nothing of underflow.
        near = ~(np.abs(apart) > slack) | (np.minimum(np.minimum(left, right), moments.second) < _TINY)
    nothing = moments.counted == 0
    result = (apart < 0).astype(np.int8) * np.int8(YES)
    result[moments.unknown | nothing] = MAYBE
    near = (near | moments.negative) & (result != MAYBE)
    for county in near.nonzero()[0].tolist():
        result[county] = _exactly(frame, test, county)
    return result, nothing & ~moments.unknown


def _exactly(frame: Frame, test: Coefficient, county: int) -> int:
    """The truth for one county in integers; MAYBE where the mean is zero."""
    weights, first, second = exact_sums(frame, test, county)
    if first == 0:
        return MAYBE
    excess = weights * second - (1 + test.limit**2) * first**2
    return YES if excess < 0 or (excess == 0 and test.operator != "less_than") else NO


def _inside(frame: Frame, test: Coefficient) -> NDArray[np.int8]:
    if test.scope is None:
        return np.full(frame.count("section"), YES, dtype=np.int8)
    return truth(frame, test.scope)


def _moments(frame: Frame, test: Coefficient) -> _Moments:
    counties = frame.count("county") * _SLOTS
    sections = _sections(frame, test)
    slot, use, counted, weights, unknown, w = sections
    measure = column_of(frame, test.measure)
    x = to_floats(measure)
    if measure.missing is not None:
        lacking = measure.missing if use is None else measure.missing & use
        if lacking.any():
            unknown = unknown | (np.bincount(slot[lacking], minlength=counties) > 0)
        x = np.where(measure.missing, 0.0, x)
    with np.errstate(over="ignore", invalid="ignore"):
        wx = w * x
        wxx = wx * x
    negative = np.zeros(counties, dtype=np.bool_)
    if len(x) and (x.min() < 0 or w.min() < 0):
        negative = np.bincount(slot[(x < 0) | (w < 0)], minlength=counties) > 0
    first: Any = np.bincount(slot, wx, minlength=counties)
    second: Any = np.bincount(slot, wxx, minlength=counties)
    return _Moments(counted, weights, first, second, unknown, negative)


def _sections(frame: Frame, test: Coefficient) -> Any:
    """What all measures of one weight and scope share: slots, who is counted, ΣW, what is unknown, the weights."""
    key = ("sections", test.weight, test.scope)
    found = frame.memo.get(key)
    if found is not None:
        return found
    counties = frame.count("county") * _SLOTS
    slot = frame.up("section", "county") * _SLOTS + (frame.stage_index + 1)
    inside = _inside(frame, test)
    weight = column_of(frame, test.weight)
    counted = inside == YES
    unknown = inside == MAYBE
    if weight.missing is not None:
        unknown = unknown | (weight.missing & counted)
    everywhere = bool(counted.all()) and not unknown.any()
    use = None if everywhere else counted & ~unknown
    w = to_floats(weight)
    if use is not None:
        w = np.where(use, w, 0.0)
    found = frame.memo[key] = (
        slot,
        use,
        np.bincount(slot[counted], minlength=counties),
        np.bincount(slot, w, minlength=counties),
        np.bincount(slot[unknown], minlength=counties) > 0,
        w,
    )
    return found


def exact_sums(frame: Frame, test: Coefficient, county: int) -> tuple[Fraction, Fraction, Fraction]:
    """ΣW, ΣWX and ΣWX² of one county and stage, exactly, over the sections that have all three."""
    inside = _inside(frame, test)
    counties = frame.up("section", "county")
    first, last = (int(np.searchsorted(counties, c)) for c in (county, county + 1))
    measure, weight = column_of(frame, test.measure), column_of(frame, test.weight)
    rows = [
        (x, w)
        for index in range(first, last)
        if inside[index] == YES
        and (test.stage is None or frame.stage[index] == STAGES.index(test.stage))
        and (x := measure.fraction(index)) is not None
        and (w := weight.fraction(index)) is not None
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
