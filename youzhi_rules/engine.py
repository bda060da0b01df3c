"""The engine: a plan run on a dataset, for any number of counties at once.

Counties are taken in chunks. In each, numbers are integers in float64; where a result would not fit, the rule is run
again on that chunk with Python integers. Statuses are int8 columns, one per step of the plan.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from .composite import composite_status
from .dispersion import coefficient_status, decide_together
from .evaluation import MAYBE, NO, YES, truth
from .exactness import TooWide
from .frame import Frame, Grouping, a_section_a_school, frames
from .moments import families
from .plan import Attest, Bound, Coefficient, Composite, Plan, QuotaOf, Step, dated
from .ratios import compare_together
from .unanswered import unanswered

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from . import nodes as n
    from .dataset import Dataset
    from .moments import Family

__all__ = [
    "MET",
    "NOT_APPLICABLE",
    "NOT_DUE",
    "STATUSES",
    "UNKNOWN",
    "UNMET",
    "Verdicts",
    "county_status",
    "ranks",
    "run",
    "run_together",
    "step_truth",
]

STATUSES = ("unmet", "unknown", "met", "not_applicable", "not_due")
"""The first three are the truths NO, MAYBE and YES of the test."""
UNMET, UNKNOWN, MET, NOT_APPLICABLE, NOT_DUE = range(5)


_Scoped = tuple[int, Step, int]
"""A step with its position and the number of its reach."""
_TRUTHS = (Bound, Attest)
"""Tests that are the truth of one node."""


@frozen(eq=False)
class Verdicts:
    """The statuses of an evaluation, as int8 codes into ``STATUSES``.

    Attributes:
        steps: per step of the plan, one status per unit of the step's level.
        groups: per group of the pack, one status per county.
        counties: one status per county, of the groups that decide recognition.
    """

    steps: tuple[NDArray[np.int8], ...]
    groups: Mapping[str, NDArray[np.int8]]
    counties: NDArray[np.int8]


def run(
    plan: Plan,
    data: Dataset,
    as_of: dt.date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verdicts:
    """The statuses of every step, group and county.

    Args:
        plan: the compiled pack.
        data: clean data in columns.
        as_of: with a day, a target that is neither met nor yet due is ``not_due``.
        progress: called with the sections done and their number, after each chunk.

    Returns:
        ``Verdicts``; it depends on nothing but the arguments.
    """
    return run_together([plan], data, as_of, progress)[0]


def run_together(
    plans: Sequence[Plan],
    data: Dataset,
    as_of: dt.date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Verdicts]:
    """What ``run`` finds for each plan; what several plans ask of the same data is worked out once.

    Args:
        plans: the compiled packs, all of facts that mean the same in these data.
        data: clean data in columns.
        as_of: as for ``run``.
        progress: called with the sections done and their number, after each chunk, for all plans together.
    """
    each = [dated(plan, as_of) for plan in plans]
    unasked = [unanswered(plan, data) for plan in each]
    parts: list[list[list[NDArray[np.int8]]]] = [[[] for _ in plan.steps] for plan in each]
    whole = [at for at, plan in enumerate(each) if _scoped(plan)[True]]
    cut = [at for at, plan in enumerate(each) if _scoped(plan)[False] or at not in whole]
    total, done = data.units.count("section"), 0
    for some, undivided in ((whole, True), (cut, False)):
        for frame in frames(data, whole=undivided) if some else ():
            for at in some:
                for index, statuses in _chunk(each[at], frame, unasked[at], undivided=undivided):
                    parts[at][index].append(statuses)
            if progress is not None and undivided is not bool(cut):  # each section is counted once
                done += frame.count("section")
                progress(done, total)
    return [_verdicts(plan, data, part, as_of) for plan, part in zip(each, parts, strict=True)]


def _verdicts(plan: Plan, data: Dataset, parts: list[list[NDArray[np.int8]]], as_of: dt.date | None) -> Verdicts:
    """The statuses of all chunks together, and what they come to."""
    found = _whole(parts)
    if as_of is not None:
        for index, step in enumerate(plan.steps):
            if step.rule.strength == "target" and step.rule.due is not None and as_of < step.rule.due.day:
                open_yet = (found[index] == UNMET) | (found[index] == UNKNOWN)
                found[index] = np.where(open_yet, np.int8(NOT_DUE), found[index])
    groups = _group_statuses(plan, data, found)
    deciding = [groups[name] for name, group in plan.groups.items() if group.decides == "recognition"]
    return Verdicts(tuple(found), groups, county_status(deciding, data.units.count("county")))


def _whole(parts: list[list[NDArray[np.int8]]]) -> list[NDArray[np.int8]]:
    """The statuses of each step from those of the chunks; steps that share an array in every chunk share one again."""
    known: dict[tuple[int, ...], NDArray[np.int8]] = {}
    if all(len(part) == 1 for part in parts):
        return [part[0] for part in parts]
    found = []
    for part in parts:
        key = tuple(map(id, part))
        if key not in known:
            known[key] = np.concatenate(part)
        found.append(known[key])
    return found


def _chunk(
    plan: Plan, frame: Frame, unasked: frozenset[int], *, undivided: bool
) -> Iterator[tuple[int, NDArray[np.int8]]]:
    """The statuses of one chunk, step by step; on Python integers where floats cannot hold a step's integers.

    Several steps may have one array, which nobody writes to.

    Args:
        plan: the compiled pack.
        frame: the counties.
        unasked: the positions of the steps that are unknown wherever they apply.
        undivided: whether the frame is of all counties, and the steps about cities alone are asked for, as the counties
            of a city may be in several chunks; else the others are.

    Returns:
        The position of each step that is asked for, and its statuses.
    """
    broad: Frame | None = None
    if not undivided:
        compare_together(plan, frame, unasked)
        decide_together(frame, _coefficients(plan))
    reaches: dict[int, _Reach] = {}
    for index, step, scope in _scoped(plan)[undivided]:
        try:
            reach = reaches.get(scope)
            if reach is None:
                reach = reaches[scope] = _reach(step, frame)
            part = reach.unknown if index in unasked else _status(plan, step, frame, reach)
        except TooWide:
            broad = broad or frame.widened()
            reach = _reach(step, broad)
            part = reach.unknown if index in unasked else _status(plan, step, broad, reach)
        yield index, part


def _coefficients(plan: Plan) -> list[Family]:
    found: list[Family] | None = plan.memo.get("coefficients")
    if found is None:
        found = families([step.test for step in plan.steps if isinstance(step.test, Coefficient)])
        plan.memo["coefficients"] = found
    return found


def _scoped(plan: Plan) -> tuple[list[_Scoped], list[_Scoped]]:
    """The steps that are not about cities and those that are, with a number that those of the same reach share."""
    found: tuple[list[_Scoped], list[_Scoped]] | None = plan.memo.get("scoped")
    if found is None:
        found = [], []
        numbers: dict[tuple[str, n.Node | None], int] = {}
        for index, step in enumerate(plan.steps):
            scope = numbers.setdefault((step.level, step.applies), len(numbers))
            found[step.level == "city"].append((index, step, scope))
        plan.memo["scoped"] = found
    return found


@frozen(eq=False)
class _Reach:
    """Where steps of one condition apply.

    Attributes:
        applies: the truth of the condition per unit; None where it is certain everywhere.
        nowhere: whether it certainly holds for no unit.
        unknown: the status of a step whose test nobody can answer: it depends on where it applies alone.
    """

    applies: NDArray[np.int8] | None
    nowhere: bool
    unknown: NDArray[np.int8]


def _reach(step: Step, frame: Frame) -> _Reach:
    applies = None if step.applies is None else truth(frame, step.applies)
    unknown = np.full(frame.count(step.level), UNKNOWN, dtype=np.int8)
    if applies is not None:
        unknown[applies == NO] = NOT_APPLICABLE
        if applies.min(initial=YES) == YES:
            applies = None
    nowhere = applies is not None and int(applies.max(initial=NO)) == NO
    return _Reach(applies, nowhere, unknown)


def _status(plan: Plan, step: Step, frame: Frame, reach: _Reach) -> NDArray[np.int8]:
    if reach.nowhere:
        return reach.unknown
    known, nothing = step_truth(plan, step, frame)
    if nothing is not None and nothing.any():
        known = np.where(nothing, np.int8(NOT_APPLICABLE), known)
    if reach.applies is None:
        return known
    status = known.copy()
    status[reach.applies == MAYBE] = UNKNOWN
    status[reach.applies == NO] = NOT_APPLICABLE
    return status


def step_truth(plan: Plan, step: Step, frame: Frame) -> tuple[NDArray[np.int8], NDArray[np.bool_] | None]:
    """Whether a step's test holds (NO, MAYBE, YES) per unit, and which units have nothing to test, if any."""
    test = step.test
    if isinstance(test, Coefficient):
        return coefficient_status(frame, test)
    if isinstance(test, _TRUTHS):
        return truth(frame, test.holds), None
    if isinstance(test, Composite):
        return composite_status(frame, test)
    return _quota(plan, test, frame), None


def part_truth(plan: Plan, step: Step, frame: Frame) -> NDArray[np.int8]:
    """Whether a rule that a quota counts is met, or does not apply: then it is not among those that must be met."""
    return _there(step_truth(plan, step, frame)[0], _doubtful(frame, step))


def _doubtful(frame: Frame, step: Step) -> NDArray[np.int8] | None:
    """The truth of the condition of a rule; None where it is certain for every unit."""
    applies = None if step.applies is None else truth(frame, step.applies)
    return None if applies is None or applies.min(initial=YES) == YES else applies


def _there(known: NDArray[np.int8], applies: NDArray[np.int8] | None) -> NDArray[np.int8]:
    """A truth of a rule: YES where the rule does not apply, uncertain where it may not."""
    if applies is None:
        return known
    return np.where(applies == MAYBE, np.int8(MAYBE), np.where(applies == NO, np.int8(YES), known))


def _quota(plan: Plan, test: QuotaOf, frame: Frame) -> NDArray[np.int8]:
    """A quota fails when too many fail or one is under its floor, and holds when nothing can change that."""
    steps = [plan.steps[index] for index in test.steps]
    doubts: dict[n.Node | None, NDArray[np.int8] | None] = {None: None}
    for step in steps:
        if step.applies not in doubts:
            doubts[step.applies] = _doubtful(frame, step)
    parts = [_there(step_truth(plan, step, frame)[0], doubts[step.applies]) for step in steps]
    floors = [
        _there(truth(frame, floor), doubts[step.applies]) for step, floor in zip(steps, test.floors, strict=False)
    ]
    sure, lost = _tally(parts)
    # Enough are met: then the lowest floor decides. Too many have failed: then nothing helps. Else it depends on what
    # is missing, unless one has fallen below its floor.
    enough = (sure >= YES * test.met).view(np.int8) + np.int8(MAYBE)
    possible = (lost <= YES * (len(steps) - test.met)).view(np.int8)
    lowest = reduce(np.minimum, floors, enough)
    result: NDArray[np.int8] = lowest * possible
    return result


def _tally(parts: list[NDArray[np.int8]]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The points of those truths that are YES, and of those that are NO, per unit: each has those of a YES."""
    if len(parts) >= _INT8:
        parts = [part.astype(np.int16) for part in parts]
    if parts[0].size * len(parts) < _CELLS:  # in the calls of one
        table = np.array(parts)
        maybe, points = np.bitwise_and(table, MAYBE), np.add.reduce(table, axis=0, dtype=table.dtype)
        doubts: NDArray[Any] | None = np.add.reduce(maybe, axis=0, dtype=table.dtype) if maybe.any() else None
    else:
        points = reduce(np.add, parts)
        seen = reduce(np.bitwise_or, parts)
        doubts = reduce(np.add, (part & MAYBE for part in parts)) if (seen & MAYBE).any() else None
    # YES is two points, MAYBE one and NO none; so what is odd is in doubt. Nothing is halved: that is slow.
    every = YES * len(parts)
    return (points, every - points) if doubts is None else (points - doubts, every - points - doubts)


_INT8 = 64
"""The points of so many rules in a quota and more are not counted in int8."""
_CELLS = 1 << 14
"""Statuses of several rules that are put together in one call."""
_LAST_TWO = np.int8(NOT_APPLICABLE ^ NOT_DUE)
"""What turns each of the last two statuses into the other."""


def _group_statuses(plan: Plan, data: Dataset, found: list[NDArray[np.int8]]) -> dict[str, NDArray[np.int8]]:
    """A group is unmet if one rule that decides is unmet anywhere, else unknown if one is unknown, else met."""
    counties = data.units.count("county")
    nothing = ranks(np.full(counties, NOT_APPLICABLE, dtype=np.int8))
    worst = dict.fromkeys(plan.groups, nothing)
    for (name, level), deciding in _deciding(plan).items():
        together = list({id(found[index]): found[index] for index in deciding}.values())  # many steps have one array
        if together[0].size * len(together) < _CELLS:  # in the calls of one
            lowest = np.minimum.reduce(ranks(np.array(together)), axis=0)
        else:
            lowest = reduce(np.minimum, map(ranks, together))
        worst[name] = np.minimum(worst[name], _over_county(data, level, lowest))
    return {name: ranks(lowest) for name, lowest in worst.items()}


def _deciding(plan: Plan) -> dict[tuple[str, str], list[int]]:
    """The positions of the steps that decide, by group and level."""
    found: dict[tuple[str, str], list[int]] | None = plan.memo.get("deciding")
    if found is None:
        found = {}
        for index, step in enumerate(plan.steps):
            if step.decides:
                found.setdefault((step.rule.group, step.level), []).append(index)
        plan.memo["deciding"] = found
    return found


def ranks(codes: NDArray[np.int8]) -> NDArray[np.int8]:
    """Statuses as ranks, the worst first, or such ranks as statuses: what is not due comes before what does not apply.

    Example:
        >>> ranks(np.array([UNMET, MET, NOT_APPLICABLE, NOT_DUE], np.int8))
        array([0, 2, 4, 3], dtype=int8)
    """
    if codes.max(initial=0) <= MET:
        return codes
    found: NDArray[np.int8] = codes ^ (codes > MET).view(np.int8) * _LAST_TWO
    return found


def _over_county(data: Dataset, level: str, lowest: NDArray[np.int8]) -> NDArray[np.int8]:
    """The lowest rank in each county; a county that names no unit of the level has nothing known of it."""
    units = data.units
    counties = units.count("county")
    if level == "county":
        return lowest
    if level == "city":
        nobody, city = np.full(counties, UNKNOWN, np.int8), units.county_city
        return np.where(city >= 0, lowest[city], nobody) if len(lowest) else nobody
    if counties == 1:  # as most evaluations have it
        return np.minimum.reduce(lowest, keepdims=True) if len(lowest) else np.array([UNKNOWN], np.int8)
    key = f"over {level}"
    group = data.memo.get(key)
    if not isinstance(group, Grouping):
        school = units.school_county
        if level == "section" and not a_section_a_school(data):
            school = school[units.section_school]
        group = Grouping(units.town_county if level == "town" else school, counties, ascending=True)
        data.memo[key] = group
    return group.reduce(np.minimum, lowest, UNKNOWN)


def county_status(groups: list[NDArray[np.int8]], counties: int) -> NDArray[np.int8]:
    """A county is met when every group that decides is met; one with nothing to judge leaves it unknown."""
    status = np.full(counties, MET if groups else NOT_APPLICABLE, dtype=np.int8)
    for codes in groups:
        status[(codes != MET) & (status != UNMET)] = UNKNOWN
        status[codes == UNMET] = UNMET
    return status
