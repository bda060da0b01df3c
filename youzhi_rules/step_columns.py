"""What one step of a plan comes to on a frame, in columns: values, limits, gaps, reasons and terms of its units.

``outcomes.OutcomeTable`` says the same of one unit at a time; a test holds the two against each other.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from attrs import frozen

from .engine import MET, NOT_APPLICABLE, UNKNOWN, UNMET, part_truth, step_truth
from .evaluation import NO, YES, column_of, truth
from .exactness import TooWide, to_floats
from .gap_columns import gaps_of
from .lacks import Lacks, TooMany
from .outcomes import coefficient, composite, reason_of
from .plan import Attest, Bound, Coefficient, Composite, QuotaOf
from .reasons import reason_for
from .terms import choices_of, on_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from . import nodes as n
    from .frame import Frame
    from .plan import Plan, Step

__all__ = ["Amounts", "StepColumns", "columns_of", "values_and_limits"]

_T = TypeVar("_T")

OWN = -1
"""The terms of a rule itself, not of a relief."""


@frozen(eq=False)
class Amounts:
    """Values, limits or gaps, one per unit: numbers, or words for what is none.

    Attributes:
        numbers: the floats nearest to the exact numbers, NaN where there is none.
        codes: for grades and for yes and no, their positions in ``words``, -1 where there is none; else None.
        words: the grades, or False and True.
        whole: whether the numbers are counts, told as integers.
    """

    numbers: NDArray[np.float64]
    codes: NDArray[np.int8] | None = None
    words: tuple[Any, ...] = ()
    whole: bool = False

    def take(self, units: NDArray[np.intp]) -> Amounts:
        """Those of some units."""
        codes = None if self.codes is None else self.codes[units]
        return Amounts(self.numbers[units], codes, self.words, self.whole)

    def put(self, units: NDArray[np.intp], other: Amounts) -> None:
        """Those of some units taken from another of the same kind."""
        self.numbers[units] = other.numbers[units]
        if self.codes is not None and other.codes is not None:
            self.codes[units] = other.codes[units]


@frozen(eq=False)
class StepColumns:
    """The outcomes of some units of a step.

    Attributes:
        units: their positions in the frame, ascending.
        status: their codes in ``STATUSES``.
        terms: the position of the relief on whose terms each is told, ``OWN`` for those of the rule.
        reason: the position of each one's reason in ``reasons``, -1 for none.
    """

    units: NDArray[np.intp]
    status: NDArray[np.int8]
    terms: NDArray[np.intp]
    value: Amounts
    limit: Amounts
    gap: Amounts
    reason: NDArray[np.intp]
    reasons: tuple[str, ...]


def columns_of(
    plan: Plan, step: Step, frame: Frame, status: NDArray[np.int8], units: NDArray[np.intp], lacks: Lacks
) -> StepColumns:
    """The outcomes of some units of a step.

    Args:
        plan: the plan of the step.
        step: the step.
        frame: the counties.
        status: the statuses of all units of the frame.
        units: the positions of those that are wanted, ascending.
        lacks: what is lacking, for all steps on this frame.
    """
    terms = choices_of(step, frame)
    terms = np.full(len(units), OWN) if terms is None else terms[units]
    value, limit = (each.take(units) for each in values_and_limits(plan, step, frame, units, terms))
    codes = status[units]
    gap = _gaps(plan, step, frame, units, codes, terms, value)
    reason, reasons = _reasons(plan, step, frame, units, codes, lacks)
    return StepColumns(units, codes, terms, value, limit, gap, reason, reasons)


def values_and_limits(
    plan: Plan, step: Step, frame: Frame, units: NDArray[np.intp], terms: NDArray[np.intp]
) -> tuple[Amounts, Amounts]:
    """Values and limits of all units of a frame; on the terms of reliefs where ``units`` are judged by these."""
    value, limit = _on_fitting(frame, partial(_amounts, plan, step, units))
    if isinstance(step.test, Bound):
        for index in np.unique(terms[terms != OWN]).tolist():
            eased, where = on_terms(step, step.test.easings[index]), units[terms == index]
            each, bound = _on_fitting(frame, partial(_amounts, plan, eased, where))
            value.put(where, each)
            limit.put(where, bound)
    return value, limit


def _on_fitting(frame: Frame, work: Callable[[Frame], _T]) -> _T:
    """The work on a frame, or on Python integers where they do not fit."""
    try:
        return work(frame)
    except TooWide:
        return work(frame.widened())


def _amounts(plan: Plan, step: Step, units: NDArray[np.intp], frame: Frame) -> tuple[Amounts, Amounts]:
    """Values and limits of all units; roots, which are drawn one by one, of those asked for alone."""
    test, count = step.test, frame.count(step.level)
    if isinstance(test, Bound):
        return _measured(frame, test.measure, test.grades), _measured(frame, test.limit, test.grades)
    if isinstance(test, Attest):
        known, _ = step_truth(plan, step, frame)
        told = np.array([not test.wanted, -1, test.wanted], np.int8)[known]
        wanted = np.full(count, test.wanted, np.int8)
        return _worded(told, (False, True)), _worded(wanted, (False, True))
    if isinstance(test, Coefficient | Composite):
        found = np.full(count, np.nan)
        for county in units.tolist():
            root = coefficient(frame, test, county) if isinstance(test, Coefficient) else composite(frame, test, county)
            found[county] = np.nan if root is None else root
        return Amounts(found), Amounts(np.full(count, _float(test.limit)))
    met = _met(plan, test, frame)
    return Amounts(met.astype(np.float64), whole=True), Amounts(np.full(count, float(test.met)), whole=True)


def _measured(frame: Frame, node: n.Node, grades: Sequence[str] | None) -> Amounts:
    floats = to_floats(column_of(frame, node))
    if grades is None:
        return Amounts(floats.copy())
    return _worded(np.nan_to_num(floats, nan=-1.0).astype(np.int8), tuple(grades))


def _worded(codes: NDArray[np.int8], words: tuple[Any, ...]) -> Amounts:
    return Amounts(np.full(len(codes), np.nan), codes, words)


def _float(value: Fraction) -> float:
    return value.numerator / value.denominator


def _met(plan: Plan, test: QuotaOf, frame: Frame) -> NDArray[np.int64]:
    """How many rules of a quota are met, per unit."""
    found = np.zeros(frame.count(plan.steps[test.steps[0]].level), np.int64)
    for index in test.steps:
        found += part_truth(plan, plan.steps[index], frame) == YES
    return found


def _gaps(
    plan: Plan,
    step: Step,
    frame: Frame,
    units: NDArray[np.intp],
    codes: NDArray[np.int8],
    terms: NDArray[np.intp],
    value: Amounts,
) -> Amounts:
    found = np.full(len(units), np.nan)
    test = step.test
    if isinstance(test, Bound):
        found[(codes == MET) & ~np.isnan(value.numbers)] = 0.0
        for index in np.unique(terms[codes == UNMET]).tolist():
            bound = test if index == OWN else test.easings[index].bound
            here = (codes == UNMET) & (terms == index)
            found[here] = _on_fitting(frame, partial(_bound_gaps, bound, units[here]))
    elif isinstance(test, QuotaOf) and (codes == UNMET).any():
        lacking = _on_fitting(frame, partial(_rules_lacking, plan, test))[units]
        found = np.where(codes == UNMET, lacking, np.nan)
    return Amounts(found, whole=isinstance(test, QuotaOf))


def _bound_gaps(bound: Bound, units: NDArray[np.intp], frame: Frame) -> NDArray[np.float64]:
    return gaps_of(frame, bound, units)


def _rules_lacking(plan: Plan, test: QuotaOf, frame: Frame) -> NDArray[np.int64]:
    """How many rules of a quota must change so that it is met."""
    met = _met(plan, test, frame)
    fallen = np.zeros(len(met), np.int64)
    for floor in test.floors:
        fallen += truth(frame, floor) == NO
    return np.maximum(test.met - met, fallen)


def _outside(step: Step, frame: Frame) -> NDArray[np.bool_]:
    """Which units a step does not apply to."""
    if step.applies is None:
        return np.zeros(frame.count(step.level), np.bool_)
    found: NDArray[np.bool_] = truth(frame, step.applies) == NO
    return found


def _reasons(
    plan: Plan, step: Step, frame: Frame, units: NDArray[np.intp], codes: NDArray[np.int8], lacks: Lacks
) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    found = np.full(len(units), -1)
    texts: list[str] = []
    nothing = codes == NOT_APPLICABLE
    if nothing.any():
        texts = ["does_not_apply", "nothing_to_compare"]
        outside = _on_fitting(frame, partial(_outside, step))[units]
        found[nothing] = np.where(outside, 0, 1)[nothing]
    unknown = codes == UNKNOWN
    if unknown.any():
        try:
            sets = _on_fitting(frame, partial(lacks.of_step, plan, step))[units[unknown]]
        except TooMany:
            told = [str(reason_of(plan, step, frame, unit, UNKNOWN)) for unit in units[unknown].tolist()]
            distinct = list(dict.fromkeys(told))
            place = {text: at for at, text in enumerate(distinct, len(texts))}
            found[unknown] = [place[text] for text in told]
            return found, (*texts, *distinct)
        first = sets[0]
        kinds, which = (sets[:1], 0) if (sets == first).all() else np.unique(sets, return_inverse=True)
        found[unknown] = which + len(texts)
        texts += [reason_for(lacks.names_of(each)) for each in kinds.tolist()]
    return found, tuple(texts)
