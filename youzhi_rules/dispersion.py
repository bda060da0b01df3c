r"""The weighted coefficient of variation, decided without a root and without rounding.

With values $X_i$, weights $W_i$ and their sum $W$, mean $\bar X = \sum W_i X_i / W$ and
$S^2 = \sum W_i (X_i - \bar X)^2 / W$, the coefficient is $S / \bar X$, and

$$ S / \bar X \le t \iff W \sum W_i X_i^2 \le (1 + t^2) \left(\sum W_i X_i\right)^2 . $$

Both sides are first computed in floats. All terms are non-negative, each product and quotient is off by at most one
unit roundoff $u = 2^{-53}$ relatively, and a sum of $n$ such terms by at most $n u$ more, whatever the order; so each
side is within $(2 n + 16) u$ of its true value, relatively. Sides that are further apart than $8 (n + 8) u$ times their
sum are decided, which leaves room for the rounding of the test itself. The others are decided with integers over the
least common multiple of the denominators.

Where a coefficient is over campuses, all of this is done on the frame of the campuses (``Frame.by_campus``).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from attrs import frozen

from .evaluation import MAYBE, NO, YES, column_of, truth
from .exactness import TooWide, to_floats
from .frame import Grouping
from .model import STAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .frame import Frame
    from .plan import Coefficient

__all__ = [
    "ROUNDOFF",
    "TINY",
    "Moments",
    "coefficient_status",
    "compared",
    "decide_together",
    "exact_sums",
    "moments_of",
]

ROUNDOFF = 2.0**-53
TINY = 1e-250
"""Products below this may have lost digits to underflow."""
_SLOTS = len(STAGES) + 1


class Moments(NamedTuple):
    """Sums by stage slot (0 for an unknown stage) and county: how many, ΣW, ΣWX, ΣWX², and what is not known."""

    counted: NDArray[np.int64]
    weights: NDArray[np.float64]
    first: NDArray[np.float64]
    second: NDArray[np.float64]
    unknown: NDArray[np.bool_]
    negative: NDArray[np.bool_]

    @staticmethod
    def stacked(each: Sequence[Moments]) -> Moments:
        """Several, one a row."""
        return Moments(*(np.array(column) for column in zip(*each, strict=True)))

    def of(self, stage: str | None) -> Moments:
        """The moments of one stage, or of all stages together, per county."""
        if stage is None:
            return Moments(*(table.sum(axis=0) for table in self[:4]), *(table.any(axis=0) for table in self[4:]))
        slot = STAGES.index(stage) + 1
        counted, weights, first, second, unknown, negative = (table[slot] for table in self)
        # A section of unknown stage may belong to this one, whatever is known of it.
        stray = self.unknown[0] | (self.counted[0] > 0)
        return Moments(counted, weights, first, second, unknown | stray, negative | self.negative[0])


@frozen(eq=False)
class _Sections:
    """What all measures of one weight and scope share.

    Attributes:
        order: the sections stage by stage, each stage by county, so that every sum is over a run of them.
        sums: the grouping of the sections in that order by stage slot and county.
        use: which of them count, None for all of them.
        weight: their weights, 0 for those that do not count.
        counted: how many count, by stage slot and county.
        weights: ΣW.
        unknown: whether it is unknown who counts, or with which weight.
    """

    order: NDArray[np.intp]
    sums: Grouping
    use: NDArray[np.bool_] | None
    weight: NDArray[np.float64]
    counted: NDArray[np.int64]
    weights: NDArray[np.float64]
    unknown: NDArray[np.bool_]

    def total(self, values: NDArray[Any]) -> NDArray[Any]:
        """Sums by stage slot and county."""
        return self.sums.reduce(np.add, values, 0).reshape(_SLOTS, -1)

    def any(self, truths: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether it holds for one section, by stage slot and county."""
        return self.sums.any(truths).reshape(_SLOTS, -1)


def compared(frame: Frame, test: Coefficient) -> Frame:
    """The frame of what a coefficient compares: the sections of schools, or of campuses on their own."""
    return frame.by_campus() if test.over == "campus" else frame


def coefficient_status(frame: Frame, test: Coefficient) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Whether each county's coefficient keeps its limit (NO, MAYBE, YES), and which have no section to compare.

    Unknown where a section in scope lacks the measure or the weight, or may be in scope, or where the mean is zero.
    """
    frame = compared(frame, test)
    found: tuple[NDArray[np.int8], NDArray[np.bool_]] | None = frame.memo.get(test)
    if found is None:
        _decide(frame, [test])
        found = frame.memo[test]
    return found


def decide_together(frame: Frame, tests: Sequence[Coefficient]) -> None:
    """Decides many coefficients in one go, for ``coefficient_status`` to find.

    A county has fourteen of them and each is a few numbers: what it costs is the number of calls. One whose numbers do
    not fit is left for its own turn.
    """
    for over in ("section", "campus"):
        ready = []
        for test in tests:
            if test.over != over:
                continue
            try:
                moments_of(frame, test)
            except TooWide:
                continue
            ready.append(test)
        if ready:
            _decide(compared(frame, ready[0]), ready)


def _decide(frame: Frame, tests: Sequence[Coefficient]) -> None:
    moments = Moments.stacked([moments_of(frame, test).of(test.stage) for test in tests])
    squares = np.array([[1 + float(test.limit) ** 2] for test in tests])
    with np.errstate(over="ignore", invalid="ignore"):
        left = moments.weights * moments.second
        right = squares * moments.first * moments.first
        apart = left - right
        both = left + right
        slack = (8 * ROUNDOFF) * (moments.counted + 8) * both
        # Said as "not further apart", it holds for what is no number too; the bound knows nothing of underflow.
        near = ~(np.abs(apart) > slack) | (np.minimum(np.minimum(left, right), moments.second) < TINY)
    nothing = moments.counted == 0
    result = (apart < 0).view(np.int8) * np.int8(YES)
    result[moments.unknown | nothing] = MAYBE
    near = (near | moments.negative) & (result != MAYBE)
    for row, county in np.argwhere(near).tolist():
        result[row, county] = _exactly(frame, tests[row], county)
    nothing &= ~moments.unknown
    for row, test in enumerate(tests):
        frame.memo[test] = result[row], nothing[row]


def moments_of(frame: Frame, test: Coefficient) -> Moments:
    """The moments of a coefficient's measure by stage slot and county, worked out once for all its stages."""
    frame = compared(frame, test)
    key = ("moments", test.measure, test.weight, test.scope)
    found: Moments | None = frame.memo.get(key)
    if found is None:
        found = frame.memo[key] = _moments(frame, test)
    return found


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


def _moments(frame: Frame, test: Coefficient) -> Moments:
    shared = _sections(frame, test)
    measure, w = column_of(frame, test.measure), shared.weight
    x = to_floats(measure)[shared.order]
    unknown = shared.unknown
    if measure.missing is not None:
        gaps = measure.missing[shared.order]
        lacking = gaps if shared.use is None else gaps & shared.use
        if lacking.any():
            unknown = unknown | shared.any(lacking)
        x = np.where(gaps, 0.0, x)
    with np.errstate(over="ignore", invalid="ignore"):
        wx = w * x
        first, second = shared.total(wx), shared.total(wx * x)
    negative = np.zeros_like(unknown)
    if len(x) and (x.min() < 0 or w.min() < 0):
        negative = shared.any((x < 0) | (w < 0))
    return Moments(shared.counted, shared.weights, first, second, unknown, negative)


def _sections(frame: Frame, test: Coefficient) -> _Sections:
    key = ("sections", test.weight, test.scope)
    found: _Sections | None = frame.memo.get(key)
    if found is None:
        found = frame.memo[key] = _shared(frame, test)
    return found


def _shared(frame: Frame, test: Coefficient) -> _Sections:
    inside, weight = _inside(frame, test), column_of(frame, test.weight)
    counted, unknown = inside == YES, inside == MAYBE
    if weight.missing is not None:
        unknown = unknown | (weight.missing & counted)
    everywhere = bool(counted.all()) and not unknown.any()
    w = to_floats(weight)
    if not everywhere:
        w = np.where(counted & ~unknown, w, 0.0)
    counties = frame.count("county")
    order = np.concatenate([np.flatnonzero(frame.stage == code) for code in range(-1, len(STAGES))])
    slot = (frame.stage_index + 1) * counties + frame.up("section", "county")
    sums = Grouping(slot[order], _SLOTS * counties)
    w, counted, unknown = w[order], counted[order], unknown[order]
    table = (_SLOTS, counties)
    return _Sections(
        order,
        sums,
        None if everywhere else counted & ~unknown,
        w,
        sums.reduce(np.add, counted.astype(np.int64), 0).reshape(table),
        sums.reduce(np.add, w, 0).reshape(table),
        sums.any(unknown).reshape(table),
    )


def exact_sums(frame: Frame, test: Coefficient, county: int) -> tuple[Fraction, Fraction, Fraction]:
    """ΣW, ΣWX and ΣWX² of one county and stage, exactly, over the sections that have all three."""
    frame = compared(frame, test)
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
