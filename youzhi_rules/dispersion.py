r"""The weighted coefficient of variation, decided without a root and without rounding.

With values $X_i$, weights $W_i$ and their sum $W$, mean $\bar X = \sum W_i X_i / W$ and
$S^2 = \sum W_i (X_i - \bar X)^2 / W$, the coefficient is $S / \bar X$, and

$$ S / \bar X \le t \iff W \sum W_i X_i^2 \le (1 + t^2) \left(\sum W_i X_i\right)^2 . $$

Both sides are first computed in floats. All terms are non-negative, each product and quotient is off by at most one
unit roundoff $u = 2^{-53}$ relatively, and a sum of $n$ such terms by at most $n u$ more, whatever the order; so each
side is within $(2 n + 16) u$ of its true value, relatively. Sides that are further apart than $8 (n + 8) u$ times their
sum are decided, which leaves room for the rounding of the test itself. The others are decided with integers over the
least common multiple of the denominators.

Where the measure is itself a share of the weight, $X_i = c\, Y_i / W_i$ as for everything per pupil, $W_i X_i$ is
$c\, Y_i$ and $W_i X_i^2$ is $(c\, Y_i)^2 / W_i$, which saves a division and is off by no more.

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
from .ratios import ratio_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .exactness import Exact
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
    "per_test",
]

ROUNDOFF = 2.0**-53
TINY = 1e-250
"""Products below this may have lost digits to underflow."""
_SLOTS = len(STAGES) + 1
_CELLS = 1 << 14
"""Values of several measures that are summed in one call."""


class Moments(NamedTuple):
    """Sums by stage slot (0 for an unknown stage) and county: how many, ΣW, ΣWX, ΣWX², and what is not known."""

    counted: NDArray[np.int64]
    weights: NDArray[np.float64]
    first: NDArray[np.float64]
    second: NDArray[np.float64]
    unknown: NDArray[np.bool_]
    negative: NDArray[np.bool_]

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
        """Sums by stage slot and county, per row of values."""
        return self.sums.reduce(np.add, values, 0).reshape(len(values), _SLOTS, -1)

    def any(self, truths: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether it holds for one section, by stage slot and county, per row."""
        return self.sums.reduce(np.logical_or, truths, empty=False).reshape(len(truths), _SLOTS, -1)


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
        asked = [test for test in tests if test.over == over]
        if not asked:
            continue
        around = compared(frame, asked[0])
        alike: dict[Any, dict[Any, Coefficient]] = {}
        for test in asked:
            alike.setdefault((test.weight, test.scope), {})[test.measure] = test
        for each in alike.values():
            _work_out(around, list(each.values()))
        ready = [test for test in asked if _key(test) in around.memo]
        if ready:
            _decide(around, ready)


def _decide(frame: Frame, tests: Sequence[Coefficient]) -> None:
    moments = per_test(frame, tests, [test.stage for test in tests])
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


def per_test(frame: Frame, tests: Sequence[Coefficient], stages: Sequence[str | None]) -> Moments:
    """What ``Moments.of`` says of each, one a row, in as many calls as one takes.

    Args:
        frame: the counties.
        tests: the coefficients, of which only the measure, the weight and the scope are looked at.
        stages: the stage of each, or the one of all.
    """
    keys = [_key(test) for test in tests]
    each = dict.fromkeys(keys)
    for key, test in zip(keys, tests, strict=True):
        if each[key] is None:
            each[key] = moments_of(frame, test)
    place = {key: row for row, key in enumerate(each)}
    # By measure, stage slot and county, with a last slot for all stages together.
    known = [np.array(tables) for tables in zip(*(moments for moments in each.values() if moments), strict=True)]
    sums, truths = known[:4], known[4:]
    row = np.array([place[key] for key in keys])
    slot = np.array([_SLOTS if stage is None else STAGES.index(stage) + 1 for stage in stages])
    counted, weights, first, second = (
        np.concatenate([table, table.sum(axis=1, keepdims=True)], axis=1)[row, slot] for table in sums
    )
    own = (slot < _SLOTS)[:, None]
    unknown, negative = (
        np.concatenate([table, table.any(axis=1, keepdims=True)], axis=1)[row, slot] | (own & table[row, 0])
        for table in truths
    )
    return Moments(counted, weights, first, second, unknown | (own & (sums[0][row, 0] > 0)), negative)


def moments_of(frame: Frame, test: Coefficient) -> Moments:
    """The moments of a coefficient's measure by stage slot and county, worked out once for all its stages."""
    frame = compared(frame, test)
    if _key(test) not in frame.memo:
        column_of(frame, test.measure)  # TooWide is for the caller
        _sections(frame, test)
        _work_out(frame, [test])
    found: Moments = frame.memo[_key(test)]
    return found


def _key(test: Coefficient) -> tuple[Any, ...]:
    return "moments", test.measure, test.weight, test.scope


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


def _work_out(frame: Frame, tests: list[Coefficient]) -> None:
    """The moments of several measures of one weight and scope, into the memo of the frame; not of those too wide.

    As many at a time as stay in the cache: a small county's are all worked out with the calls of one.
    """
    try:
        shared = _sections(frame, tests[0])
    except TooWide:
        return
    plain: list[tuple[Coefficient, Exact, float]] = []
    weighted: list[tuple[Coefficient, Exact, float]] = []
    for test in tests:
        ratio = ratio_of(test.measure)
        try:
            if ratio is not None and ratio.whole == test.weight:
                weighted.append((test, column_of(frame, ratio.part), float(ratio.factor)))
            else:
                plain.append((test, column_of(frame, test.measure), 1.0))
        except TooWide:
            continue
    at_once = max(1, _CELLS // max(1, len(shared.order)))
    for known, of in ((plain, _of_measures), (weighted, _of_parts)):
        for start in range(0, len(known), at_once):
            tests_, columns, factors = zip(*known[start : start + at_once], strict=True)
            x = np.array([to_floats(column) for column in columns])[:, shared.order]
            lacking = np.isnan(x) if any(column.missing is not None for column in columns) else None
            for test, moments in zip(tests_, of(shared, x, lacking, factors), strict=True):
                frame.memo[_key(test)] = moments


def _of_measures(
    shared: _Sections, x: NDArray[np.float64], lacking: NDArray[np.bool_] | None, _factors: Sequence[float]
) -> list[Moments]:
    """The moments of measures, one a row."""
    if lacking is not None:
        x[lacking] = 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        wx = shared.weight * x
        return _summed(shared, wx, wx * x, lacking)


def _of_parts(
    shared: _Sections, x: NDArray[np.float64], lacking: NDArray[np.bool_] | None, factors: Sequence[float]
) -> list[Moments]:
    """The moments of ratios to the weight, one a row, of which the parts are given: a weighted ratio is its part."""
    w = shared.weight
    if not w.all():  # nothing to divide by, or not among those that count
        none = w == 0
        lacking = none if lacking is None else lacking | none
        w = np.where(none, 1.0, w)
    if lacking is not None:
        x = np.where(lacking, 0.0, x)
    with np.errstate(over="ignore", invalid="ignore"):
        wx = x * np.array(factors)[:, None]
        return _summed(shared, wx, wx * wx / w, lacking)


def _summed(
    shared: _Sections, wx: NDArray[np.float64], wxx: NDArray[np.float64], lacking: NDArray[np.bool_] | None
) -> list[Moments]:
    """The moments from WX and WX² of every section, where they are not lacking."""
    first, second = shared.total(wx), shared.total(wxx)
    unknown = shared.unknown
    if lacking is not None:
        unknown = unknown | shared.any(
            np.broadcast_to(lacking if shared.use is None else lacking & shared.use, wx.shape)
        )
    negative = np.zeros((1, *shared.unknown.shape), dtype=np.bool_)
    if wx.size and (wx.min() < 0 or shared.weight.min() < 0):
        negative = shared.any((wx < 0) | (shared.weight < 0))
    each = zip(
        first, second, np.broadcast_to(unknown, first.shape), np.broadcast_to(negative, first.shape), strict=True
    )
    return [Moments(shared.counted, shared.weights, *moments) for moments in each]


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
    key = ("sums", test, county)
    found: tuple[Fraction, Fraction, Fraction] | None = frame.memo.get(key)
    if found is None:
        found = frame.memo[key] = _sums_of(frame, test, county)
    return found


def _sums_of(frame: Frame, test: Coefficient, county: int) -> tuple[Fraction, Fraction, Fraction]:
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
