"""Outcomes: one status with its numbers, for one rule and one unit, told as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .composite import composite_status, mean_root, squares_of
from .dispersion import coefficient_status, exact_sums, integer_sums
from .engine import MET, NOT_APPLICABLE, STATUSES, UNKNOWN, UNMET, part_truth, step_truth
from .evaluation import MAYBE, NO, YES, column_of, truth
from .exactness import TooWide, nearest, nearest_root, to_floats
from .gaps import gap_of
from .model import STAGES
from .moments import compared
from .plan import Attest, Bound, Coefficient, Composite, Plan, QuotaOf, Step
from .reasons import missing_of, reason_for, unknown_of
from .terms import easing_at, on_terms, terms_of

if TYPE_CHECKING:
    from fractions import Fraction

    from . import nodes as n
    from .catalogue import Lang
    from .dataset import Dataset
    from .frame import Frame

__all__ = [
    "KEYS",
    "OutcomeTable",
    "coefficient",
    "coefficient_squared",
    "composite",
    "reason_of",
    "unmet_gap",
    "values_of",
    "where_of",
]

KEYS = (
    "county", "town", "school", "school_name", "stage", "level", "rule", "title", "group", "strength", "status",
    "value", "operator", "limit", "gap", "unit", "due", "relief", "reason", "clause", "pack",
)  # fmt: skip


def _county(data: Dataset, frame: Frame, index: int) -> str:
    return data.units.counties[frame.slices["county"].start + index]


class OutcomeTable:
    """The outcomes of one step on one frame; numbers are computed when the first is asked for."""

    def __init__(self, plan: Plan, data: Dataset, frame: Frame, step: Step, statuses: Any, lang: Lang) -> None:
        self.plan, self.data, self.frame, self.step = plan, data, frame, step
        self.codes: list[int] = statuses.tolist()
        self.lang = lang
        self.numbers: tuple[list[Any], list[Any], str | None] | None = None
        rule = step.rule
        self.constant = {
            "level": step.level,
            "rule": step.id,
            "title": step.title.say(lang),
            "group": rule.group,
            "strength": rule.strength,
            "due": rule.due.day.isoformat() if rule.due else None,
        }

    def status(self, unit: int) -> str:
        """The status of one unit."""
        return STATUSES[self.codes[unit]]

    def outcome(self, unit: int) -> dict[str, Any]:
        """The outcome of one unit, with the keys of ``KEYS``."""
        if self.numbers is None:
            self.numbers = values_of(self.plan, self.step, self.frame)
        values, limits, operator = self.numbers
        code = self.codes[unit]
        value = values[unit]
        gap = None
        if code == MET and isinstance(self.step.test, Bound) and value is not None and not isinstance(value, str):
            gap = 0.0
        elif code == UNMET:
            gap = unmet_gap(self.plan, self.step, self.frame, unit)
        easing = easing_at(self.step, self.frame, unit)
        cited = self.step.rule if easing is None else easing.relief
        found = {
            **where_of(self.data, self.frame, self.step.level, unit, self.step.stage),
            **self.constant,
            "relief": easing.relief.id if easing is not None and code == MET else None,
            "clause": cited.clause or (cited.seen_in.part if cited.seen_in else None),
            "pack": cited.pack or self.plan.pack.id,
            "status": STATUSES[code],
            "value": value,
            "operator": operator,
            "limit": limits[unit],
            "gap": gap,
            "unit": self.step.unit,
            "reason": reason_of(self.plan, self.step, self.frame, unit, code),
        }
        return {key: found[key] for key in KEYS}


def where_of(data: Dataset, frame: Frame, level: str, unit: int, stage: str | None = None) -> dict[str, Any]:
    """The identity of a unit: the keys of its county, town, school and stage, as far as it has them.

    A city has none of these: its own name stands where a county's does.
    """
    units = data.units
    found: dict[str, Any] = dict.fromkeys(("county", "town", "school", "school_name", "stage"))
    if level == "city":
        found["county"] = units.cities[unit]
        return found
    found["county"] = _county(data, frame, int(frame.up(level, "county")[unit]))
    if level == "town":
        found["town"] = units.towns[frame.slices["town"].start + unit]
    if level in {"section", "school"}:
        school = unit if level == "school" else int(frame.up("section", "school")[unit])
        town = int(frame.up("school", "town")[school])
        found["town"] = None if town < 0 else units.towns[frame.slices["town"].start + town]
        place = frame.slices["school"].start + school
        found["school"] = units.schools[place]
        name = units.school_names[place] if units.school_names is not None else None
        found["school_name"] = name or found["school"]
    if level == "section":
        code = int(frame.stage[unit])
        found["stage"] = STAGES[code] if code >= 0 else None
    elif stage is not None:
        found["stage"] = stage
    return found


def values_of(plan: Plan, step: Step, frame: Frame) -> tuple[list[Any], list[Any], str | None]:
    """Values, limits and the operator of a step on a frame: floats nearest to the exact numbers, grades as text.

    A unit that is judged on the terms of a relief has the value and the limit of these.
    """
    values, limits, operator = _values_on(plan, step, frame)
    terms = terms_of(step, frame) or ()
    for easing in {id(each): each for each in terms if each is not None}.values():
        eased = _values_on(plan, on_terms(step, easing), frame)
        for unit, each in enumerate(terms):
            if each is easing:
                values[unit], limits[unit] = eased[0][unit], eased[1][unit]
    return values, limits, operator


def _values_on(plan: Plan, step: Step, frame: Frame) -> tuple[list[Any], list[Any], str | None]:
    try:
        return _values(plan, step, frame)
    except TooWide:
        return _values(plan, step, frame.widened())


def _values(plan: Plan, step: Step, frame: Frame) -> tuple[list[Any], list[Any], str | None]:
    count = frame.count(step.level)
    test = step.test
    if isinstance(test, Bound):
        values, limits = _listed(frame, test.measure, count), _listed(frame, test.limit, count)
        if test.grades is not None:
            names = [*test.grades, None]
            return [_name(names, v) for v in values], [_name(names, v) for v in limits], test.operator
        return values, limits, test.operator
    if isinstance(test, Attest):
        known, _ = step_truth(plan, step, frame)
        yes, no = (True, False) if test.wanted else (False, True)
        told = {YES: yes, NO: no, MAYBE: None}
        return [told[code] for code in known.tolist()], [test.wanted] * count, None
    if isinstance(test, Coefficient):
        limit = test.limit.numerator / test.limit.denominator
        return [coefficient(frame, test, county) for county in range(count)], [limit] * count, test.operator
    if isinstance(test, Composite):
        limit = test.limit.numerator / test.limit.denominator
        return [composite(frame, test, county) for county in range(count)], [limit] * count, test.operator
    met = np.zeros(count, dtype=np.int64)
    for index in test.steps:
        met += part_truth(plan, plan.steps[index], frame) == YES
    return met.tolist(), [test.met] * count, "at_least"


def _listed(frame: Frame, node: n.Node, count: int) -> list[float | None]:
    column = column_of(frame, node)
    floats = to_floats(column).tolist()
    gaps = [False] * count if column.missing is None else column.missing.tolist()
    return [None if gap else value for value, gap in zip(floats, gaps, strict=True)]


def _name(names: list[str | None], value: float | None) -> str | None:
    return None if value is None else names[int(value)]


def coefficient_squared(frame: Frame, test: Coefficient, county: int) -> Fraction | None:
    """The exact square of a county's coefficient; None where the mean is zero or nothing is known."""
    weights, first, second = exact_sums(frame, test, county)
    return None if first == 0 else weights * second / first**2 - 1


def coefficient(frame: Frame, test: Coefficient, county: int) -> float | None:
    """The float nearest to a county's coefficient; None where it is not known."""
    if coefficient_status(frame, test)[0][county] == MAYBE:
        return None
    [sums] = integer_sums(compared(frame, test), test, np.array([county]))
    return None if sums.first == 0 else nearest_root(sums.square)


def composite(frame: Frame, test: Composite, county: int) -> float | None:
    """The float nearest to a county's mean of coefficients; None where one of them is not known."""
    if composite_status(frame, test)[1][county]:
        return None
    squares = squares_of(frame, test, county)
    known = [square for square in squares if square is not None]
    return mean_root(known) if len(known) == len(squares) else None


def unmet_gap(plan: Plan, step: Step, frame: Frame, unit: int) -> float | int | None:
    """The gap of a unit that does not meet a step; for a quota, how many of its rules must change."""
    step = on_terms(step, easing_at(step, frame, unit))
    try:
        return _unmet_gap(plan, step, frame, unit)
    except TooWide:
        return _unmet_gap(plan, step, frame.widened(), unit)


def _unmet_gap(plan: Plan, step: Step, frame: Frame, unit: int) -> float | int | None:
    test = step.test
    if isinstance(test, Bound):
        gap = gap_of(frame, test, unit)
        return None if gap is None else nearest(gap)
    if isinstance(test, QuotaOf):
        met = sum(int(part_truth(plan, plan.steps[index], frame)[unit] == YES) for index in test.steps)
        fallen = sum(int(truth(frame, floor)[unit] == NO) for floor in test.floors)
        return max(test.met - met, fallen)
    return None


def reason_of(plan: Plan, step: Step, frame: Frame, unit: int, code: int) -> str | None:
    """Why there is no verdict, as a code: such as ``missing:students,classes`` or ``division_by_zero``.

    What the pack does not divide over the stages of a mixed school stands behind: ``missing:classes;undivided:books``.
    """
    try:
        return _reason_of(plan, step, frame, unit, code)
    except TooWide:
        return _reason_of(plan, step, frame.widened(), unit, code)


def _reason_of(plan: Plan, step: Step, frame: Frame, unit: int, code: int) -> str | None:
    if code == NOT_APPLICABLE:
        if step.applies is not None and truth(frame, step.applies)[unit] == NO:
            return "does_not_apply"
        return "nothing_to_compare"
    if code != UNKNOWN:
        return None
    return reason_for(_lacking(plan, step, frame, unit))


def _lacking(plan: Plan, step: Step, frame: Frame, unit: int) -> set[str]:
    found: set[str] = set()
    if step.applies is not None:
        found |= unknown_of(frame, step.applies, unit)
    test = step.test
    if isinstance(test, Bound | Attest):
        found |= unknown_of(frame, test.holds, unit)
    elif isinstance(test, QuotaOf):
        for index in test.steps:
            part = plan.steps[index]
            found |= _lacking(plan, part, frame, unit)
        for floor in test.floors:
            found |= unknown_of(frame, floor, unit)
    else:
        for each in test.parts if isinstance(test, Composite) else (test,):
            found |= _lacking_to_compare(each, compared(frame, each), unit)
    return found


def _lacking_to_compare(test: Coefficient, frame: Frame, county: int) -> set[str]:
    found: set[str] = set()
    for index in frame.members("section", "county", county):
        if test.scope is not None and (inside := truth(frame, test.scope)[index]) != YES:
            found |= unknown_of(frame, test.scope, index) if inside == MAYBE else set()
        elif test.stage is None or int(frame.stage[index]) == STAGES.index(test.stage):
            found |= missing_of(frame, test.measure, index) | missing_of(frame, test.weight, index)
        elif int(frame.stage[index]) < 0:
            found.add("stage")
    return found
