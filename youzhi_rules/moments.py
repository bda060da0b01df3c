r"""The sums that coefficients of variation are made of, by stage and county, for many measures at once.

With values $X_i$ and weights $W_i$ these are $\sum W_i$, $\sum W_i X_i$ and $\sum W_i X_i^2$, each within
$(2 n + 16) u$ of its true value, relatively, where $n$ terms that are not negative are added and $u = 2^{-53}$ (see
``dispersion``). A coefficient does not change with the scale of the measure nor with that of the weights, so a column
over a common denominator gives its numerators as they are: integers, exact.

Where the measure is itself a share of the weight, $X_i = c\, Y_i / W_i$ with $c > 0$, as for everything per pupil,
$W_i X_i$ is $Y_i$ and $W_i X_i^2$ is $Y_i^2 / W_i$, up to that scale.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from attrs import frozen

from .evaluation import MAYBE, YES, column_of, truth
from .exactness import TooWide, to_floats
from .model import STAGES
from .ratios import ratio_of
from .runs import SLOTS, runs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from . import nodes as n
    from .exactness import Exact
    from .frame import Frame
    from .plan import Coefficient
    from .runs import Runs

__all__ = [
    "Family",
    "Moments",
    "compared",
    "families",
    "family",
    "inside",
    "members",
    "moments_of",
    "part_of",
    "work_out",
]

_ALL = SLOTS
"""The slot of all stages together."""
_CELLS = 1 << 16
"""Values of several measures that are summed in one call."""


class Moments(NamedTuple):
    """Per measure (row) and county: how many sections count, ΣW, ΣWX, ΣWX², and what is not known."""

    counted: NDArray[np.int64]
    weights: NDArray[np.float64]
    first: NDArray[np.float64]
    second: NDArray[np.float64]
    unknown: NDArray[np.bool_]
    negative: NDArray[np.bool_]


@frozen(eq=False)
class _Sections:
    """What all measures of one weight and scope share.

    Attributes:
        runs: the sections in order.
        use: which of them count, None for all of them.
        weight: their weights, 0 for those that do not count.
        nothing: those without any weight, None where all have some.
        inverse: one over their weights, 0 for those without.
        counted: how many count, by stage slot and county.
        weights: ΣW.
        unknown: whether it is unknown who counts, or with which weight; None where it is known everywhere.
        below: whether there is a weight below zero.
    """

    runs: Runs
    use: NDArray[np.bool_] | None
    weight: NDArray[np.float64]
    nothing: NDArray[np.bool_] | None
    inverse: NDArray[np.float64]
    counted: NDArray[np.int64]
    weights: NDArray[np.float64]
    unknown: NDArray[np.bool_] | None
    below: bool


@frozen(eq=False)
class _Batch:
    """The sums of several measures of one weight and scope, by row, stage slot and county.

    Attributes:
        rows: the row of each measure that did fit.
        unknown: with one row for all measures where they do not differ, as ``negative``.
    """

    shared: _Sections
    rows: dict[n.Node, int]
    first: NDArray[np.float64]
    second: NDArray[np.float64]
    unknown: NDArray[np.bool_]
    negative: NDArray[np.bool_]

    def moments(self, rows: NDArray[np.intp], slots: NDArray[np.intp]) -> Moments:
        """The moments of some measures, each of a stage or of all together."""
        counted, weights, first, second = self.shared.counted, self.shared.weights, self.first, self.second
        unknown, negative = self.unknown, self.negative
        if (slots == _ALL).any():
            counted, weights, first, second = (
                np.concatenate([table, table.sum(axis=-2, keepdims=True)], axis=-2)
                for table in (counted, weights, first, second)
            )
            unknown, negative = (
                np.concatenate([table, table.any(axis=-2, keepdims=True)], axis=-2) for table in (unknown, negative)
            )
        one = np.zeros_like(rows)
        of_unknown, of_negative = (rows if len(table) > 1 else one for table in (unknown, negative))
        lost, below = unknown[of_unknown, slots], negative[of_negative, slots]
        if self.shared.runs.strays:
            # A section of unknown stage may belong to this one, whatever is known of it.
            own = (slots < _ALL)[:, None]
            lost = lost | (own & (unknown[of_unknown, 0] | (counted[0] > 0)))
            below = below | (own & negative[of_negative, 0])
        return Moments(counted[slots], weights[slots], first[rows, slots], second[rows, slots], lost, below)


def compared(frame: Frame, test: Coefficient) -> Frame:
    """The frame of what a coefficient compares: the sections of schools, or of campuses on their own."""
    return frame.by_campus() if test.over == "campus" else frame


def inside(frame: Frame, test: Coefficient) -> NDArray[np.int8] | None:
    """Which sections are in the scope of a coefficient; None for all of them."""
    return None if test.scope is None else truth(frame, test.scope)


def part_of(test: Coefficient) -> n.Node | None:
    """The part of which the measure of a coefficient is a share of the weight; None if it is no such share."""
    ratio = ratio_of(test.measure)
    return ratio.part if ratio is not None and ratio.factor > 0 and ratio.whole == test.weight else None


def members(frame: Frame, test: Coefficient, counties: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The sections of one stage in scope: those of some counties, county after county, and where each ends."""
    runs = runs_of(frame)
    slots = range(SLOTS) if test.stage is None else (STAGES.index(test.stage) + 1,)
    pieces: list[NDArray[np.intp]] = []
    edges = np.append(runs.starts, len(runs.order))
    lengths = np.zeros(len(counties), np.intp)
    for which, county in enumerate(counties.tolist()):
        for slot in slots:
            place = slot * runs.counties + county
            at = int(runs.places.searchsorted(place))
            if at < len(runs.places) and runs.places[at] == place:
                pieces.append(runs.order[edges[at] : edges[at + 1]])
                lengths[which] += len(pieces[-1])
    rows = np.concatenate(pieces) if pieces else np.zeros(0, np.intp)
    ends, reach = np.cumsum(lengths), inside(frame, test)
    if reach is None:
        return rows, ends
    there = reach[rows] == YES
    return rows[there], np.concatenate([np.zeros(1, np.intp), np.cumsum(there)])[ends]


@frozen(eq=False)
class Family:
    """Coefficients of one weight and scope, with what follows from them alone.

    Attributes:
        tests: the coefficients.
        measures: their measures, each once, with the part of which it is a share of the weight, if it is one.
        rows: the position in ``measures`` of the measure of each.
        slots: the slot of the stage of each.
        squares: what the square of the sum of each is held against, 1 + t² for a limit t; one a row.
    """

    tests: tuple[Coefficient, ...]
    measures: tuple[tuple[n.Node, n.Node | None], ...]
    rows: NDArray[np.intp]
    slots: NDArray[np.intp]
    squares: NDArray[np.float64]


def family(tests: tuple[Coefficient, ...]) -> Family:
    """Some coefficients of one weight and scope together."""
    parts = {test.measure: part_of(test) for test in tests}
    measures = sorted(parts.items(), key=lambda each: each[1] is not None)
    place = {measure: at for at, (measure, _) in enumerate(measures)}
    return Family(
        tests,
        tuple(measures),
        np.array([place[test.measure] for test in tests]),
        np.array([_ALL if test.stage is None else STAGES.index(test.stage) + 1 for test in tests]),
        np.array([[1 + float(test.limit) ** 2] for test in tests]),
    )


def families(tests: Sequence[Coefficient]) -> list[Family]:
    """Coefficients by what they compare, their weight and their scope."""
    found: dict[tuple[object, ...], list[Coefficient]] = {}
    for test in tests:
        found.setdefault((test.over, test.weight, test.scope), []).append(test)
    return [family(tuple(each)) for each in found.values()]


def moments_of(frame: Frame, of: Family, known: dict[n.Node, _Batch] | None = None) -> Moments:
    """The moments of some coefficients, one a row.

    Args:
        frame: what is compared, or the counties.
        of: the coefficients.
        known: what ``work_out`` found, where it has been asked.

    Raises:
        TooWide: the numbers of one do not fit.
    """
    frame = compared(frame, of.tests[0])
    if known is None:
        known = work_out(frame, of)
    for test in of.tests:
        if test.measure not in known:  # TooWide is for the caller
            _sections(frame, test)
            column_of(frame, test.measure)
            known = work_out(frame, family((test,)))
    batches = [known[measure] for measure, _ in of.measures]
    if all(batch is batches[0] for batch in batches):
        place = np.array([batches[0].rows[measure] for measure, _ in of.measures])
        return batches[0].moments(place[of.rows], of.slots)
    each = [
        known[test.measure].moments(np.array([known[test.measure].rows[test.measure]]), of.slots[at : at + 1])
        for at, test in enumerate(of.tests)
    ]
    return Moments(*map(np.concatenate, zip(*each, strict=True)))


def work_out(frame: Frame, of: Family) -> dict[n.Node, _Batch]:
    """The sums of the measures of some coefficients, as far as their numbers fit; kept in the memo of the frame.

    Args:
        frame: what is compared.
        of: the coefficients.

    Returns:
        All sums of that weight and scope that have been worked out, by measure.
    """
    first = of.tests[0]
    key = ("moments", first.weight, first.scope)
    known: dict[n.Node, _Batch] = frame.memo.setdefault(key, {})
    try:
        shared = _sections(frame, first)
    except TooWide:
        return known
    measures = []
    for measure, part in of.measures:
        if measure in known:
            continue
        try:
            measures.append(_Measure(measure, column_of(frame, measure if part is None else part), part is not None))
        except TooWide:
            continue
    if measures:
        with np.errstate(over="ignore", invalid="ignore"):
            batch = _batch(shared, measures)
        known.update(dict.fromkeys(batch.rows, batch))
    return known


class _Measure(NamedTuple):
    """A measure with its values, or, as a share of the weight, with those of its part."""

    node: n.Node
    column: Exact
    part: bool


def _batch(shared: _Sections, measures: list[_Measure]) -> _Batch:
    """The sums of some measures, as many at a time as stay in the cache."""
    table = (len(measures), *shared.counted.shape)
    first, second = np.zeros(table), np.zeros(table)
    gaps = shared.nothing is not None or any(each.column.missing is not None for each in measures)
    unknown = np.zeros(table if gaps else (1, *table[1:]), dtype=np.bool_)
    negative = np.zeros((1, *table[1:]), dtype=np.bool_)
    order, at_once = shared.runs.order, max(1, _CELLS // max(1, len(shared.runs.order)))
    for start, some in _of_one_form(measures, at_once):
        rows = slice(start, start + len(some))
        x = np.empty((len(some), len(order)))
        for values, each in zip(x, some, strict=True):
            np.take(_numerators(each.column), order, out=values, mode="wrap")  # all are there: no mode is as quick
        if gaps:
            lacking = _lacking(shared, some)
            x[lacking] = 0.0
            unknown[rows] = shared.runs.any(lacking if shared.use is None else lacking & shared.use)
        signed = shared.below or not all(each.column.unsigned for each in some)
        if x.size and signed and (shared.below or x.min() < 0):
            negative = negative | shared.runs.any((x < 0) | (shared.weight < 0)).any(axis=0)
        if not some[0].part:
            shared.runs.sums_into(first[rows], shared.weight * x)
            np.multiply(x, x, out=x)
            np.multiply(x, shared.weight, out=x)
        else:
            shared.runs.sums_into(first[rows], x)
            np.multiply(x, x, out=x)
            np.multiply(x, shared.inverse, out=x)
        shared.runs.sums_into(second[rows], x)
    if shared.unknown is not None:
        unknown |= shared.unknown
    return _Batch(shared, {each.node: row for row, each in enumerate(measures)}, first, second, unknown, negative)


def _of_one_form(measures: list[_Measure], at_once: int) -> Iterator[tuple[int, list[_Measure]]]:
    """Runs of measures of one form, so many at most, each with the place of its first."""
    start = 0
    for _, group in groupby(measures, key=lambda each: each.part):
        alike = list(group)
        for at in range(0, len(alike), at_once):
            some = alike[at : at + at_once]
            yield start, some
            start += len(some)


def _numerators(column: Exact) -> NDArray[np.float64]:
    """The values up to a scale: the numerators over a common denominator, else the nearest floats."""
    if column.div is None and column.num.dtype != object:
        return column.num
    return to_floats(column)


def _lacking(shared: _Sections, measures: list[_Measure]) -> NDArray[np.bool_]:
    """Where each measure has no value; a share of nothing has none."""
    found = np.zeros((len(measures), len(shared.runs.order)), dtype=np.bool_)
    for at, each in enumerate(measures):
        if each.column.missing is not None:
            found[at] = each.column.missing[shared.runs.order]
        if each.part and shared.nothing is not None:
            found[at] |= shared.nothing
    return found


def _sections(frame: Frame, test: Coefficient) -> _Sections:
    key = ("sections", test.weight, test.scope)
    found: _Sections | None = frame.memo.get(key)
    if found is None:
        found = frame.memo[key] = _shared(frame, test)
    return found


def _shared(frame: Frame, test: Coefficient) -> _Sections:
    weight, reach, runs = column_of(frame, test.weight), inside(frame, test), runs_of(frame)
    w, lengths = _numerators(weight).take(runs.order), runs.lengths()
    use = unknown = None
    if reach is not None and reach.min(initial=YES) == YES:
        reach = None
    if reach is not None or weight.missing is not None:
        within = np.full(len(w), YES, np.int8) if reach is None else reach[runs.order]
        count, lost = within == YES, within == MAYBE
        if weight.missing is not None:
            lost |= weight.missing[runs.order] & count
        use = count & ~lost
        if use.all():
            use = None
        else:
            w = np.where(use, w, 0.0)
            lengths, unknown = runs.added(count.astype(np.int64)), runs.any(lost)
    nothing: NDArray[np.bool_] | None = w == 0
    if nothing is not None and not nothing.any():
        nothing = None
    with np.errstate(over="ignore"):
        inverse = 1 / w if nothing is None else np.where(nothing, 0.0, 1 / np.where(nothing, 1.0, w))
    below = bool(len(w)) and bool(w.min() < 0)
    return _Sections(runs, use, w, nothing, inverse, runs.spread(lengths), runs.sums(w), unknown, below)
