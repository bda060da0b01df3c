"""Statuses that differ between two results: found in columns, told for the units concerned alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from attrs import frozen

from .engine import NOT_APPLICABLE, STATUSES, UNKNOWN, UNMET
from .frame import Frame, frames
from .model import STAGES
from .outcomes import OutcomeTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from .catalogue import Lang
    from .dataset import Dataset, Units
    from .plan import Step
    from .result import Result

__all__ = ["ASKS_NOTHING", "Flips", "flips_of", "keys_of", "outcomes_at", "paired", "pairs_of", "told_at"]

_Told = TypeVar("_Told")

_ABSENT = len(STATUSES)
"""The code of a rule that a pack does not have, and of a unit that the data of a pack do not have."""

ASKS_NOTHING = frozenset({"met", "not_applicable", "not_due"})
"""Statuses that come to the same as a rule that is not there: nothing is asked, or all that is asked is met."""

_ASKED = (UNMET, UNKNOWN)
_APPLYING = tuple(code for code in range(len(STATUSES)) if code != NOT_APPLICABLE)


@frozen(eq=False)
class Flips:
    """The units whose status under one rule changes.

    Attributes:
        step: the rule, by the newer pack where that has it.
        old_step: its position in the older plan, or None.
        new_step: its position in the newer plan, or None.
        old_units: the units, by their positions in the older data; -1: not there.
        new_units: the same in the newer data.
        old: their statuses before, as codes.
        new: their statuses after.
    """

    step: Step
    old_step: int | None
    new_step: int | None
    old_units: NDArray[np.intp]
    new_units: NDArray[np.intp]
    old: NDArray[np.int8]
    new: NDArray[np.int8]

    def counts(self) -> dict[tuple[str | None, str | None], int]:
        """How many went from which status to which, in the order of the statuses."""
        pairs, counts = np.unique(self.old.astype(np.int64) * (_ABSENT + 1) + self.new, return_counts=True)
        told = (*STATUSES, None)
        return {
            (told[pair // (_ABSENT + 1)], told[pair % (_ABSENT + 1)]): count
            for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True)
        }


def flips_of(old: Result, new: Result, *, everything: bool = False) -> list[Flips]:
    """The changes of each rule that has any, in the order of the newer pack, then those that only the older one has.

    Args:
        old: the one result.
        new: the other.
        everything: tell of a rule or a unit that only one of them has wherever the rule applies; else only where it is
            unmet or unknown, as what is not there asks nothing.
    """
    pairings: dict[str, tuple[NDArray[np.intp], NDArray[np.intp]]] = {}
    found = []
    for level, steps in pairs_of(old, new):
        if level not in pairings:
            pairings[level] = paired(old.data, new.data, level)
        here = _flips(old, new, steps, pairings[level], _APPLYING if everything else _ASKED)
        if len(here.old):
            found.append(here)
    return found


def pairs_of(old: Result, new: Result) -> list[tuple[str, tuple[int | None, int | None]]]:
    """The steps of both plans by id, level and stage: the level, and the position in each plan or None."""
    before = {(step.id, step.level, step.stage): index for index, step in enumerate(old.plan.steps)}
    after = {(step.id, step.level, step.stage): index for index, step in enumerate(new.plan.steps)}
    return [(key[1], (before.get(key), after.get(key))) for key in {**after, **before}]


def _flips(
    old: Result,
    new: Result,
    steps: tuple[int | None, int | None],
    paired: tuple[NDArray[np.intp], NDArray[np.intp]],
    telling: tuple[int, ...],
) -> Flips:
    codes = []
    for result, step, units in zip((old, new), steps, paired, strict=True):
        found = np.full(len(units), _ABSENT, dtype=np.int8)
        if step is not None:
            there = units >= 0
            found[there] = result.verdicts.steps[step][units[there]]
        codes.append(found)
    changed = codes[0] != codes[1]
    for mine, other in (codes, codes[::-1]):
        changed &= (mine != _ABSENT) | np.isin(other, telling)
    told = new.plan.steps[steps[1]] if steps[1] is not None else old.plan.steps[steps[0] or 0]
    where = np.flatnonzero(changed)
    return Flips(told, *steps, paired[0][where], paired[1][where], codes[0][where], codes[1][where])


def paired(old: Dataset, new: Dataset, level: str) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The units of both data, by position in each; the same units stand at the same places unless packs differ."""
    mine, its = keys_of(new.units, level), keys_of(old.units, level)
    if mine == its:
        both = np.arange(len(mine), dtype=np.intp)
        return both, both
    places = {key: index for index, key in enumerate(its)}
    here = {key: index for index, key in enumerate(mine)}
    every = list({**here, **places})
    return (
        np.array([places.get(key, -1) for key in every], dtype=np.intp),
        np.array([here.get(key, -1) for key in every], dtype=np.intp),
    )


def keys_of(units: Units, level: str) -> list[tuple[str, ...]]:
    """Who each unit of a level is."""
    if level == "city":
        return [(city,) for city in units.cities.texts()]
    counties: list[tuple[str, ...]] = [(county,) for county in units.counties.texts()]
    if level == "county":
        return counties
    if level == "town":
        return [(*counties[c], town) for c, town in zip(units.town_county.tolist(), units.towns.texts(), strict=True)]
    county = units.school_county.tolist()
    schools: list[tuple[str, ...]] = [
        (*counties[c], school) for c, school in zip(county, units.schools.texts(), strict=True)
    ]
    if level == "school":
        return schools
    stages = [STAGES[stage] if stage >= 0 else "" for stage in units.section_stage.tolist()]
    return [(*schools[s], stage) for s, stage in zip(units.section_school.tolist(), stages, strict=True)]


def outcomes_at(
    result: Result, wanted: Sequence[tuple[int | None, NDArray[np.intp]]], lang: Lang
) -> Mapping[tuple[int, int], dict[str, Any]]:
    """Outcomes of some units: by the position among ``wanted`` and the unit.

    Args:
        result: the result.
        wanted: steps of its plan with positions of units; a step of None and a unit of -1 have no outcome.
        lang: the language of titles.
    """
    return told_at(result, wanted, OutcomeTable.outcome, lang)


def told_at(
    result: Result,
    wanted: Sequence[tuple[int | None, NDArray[np.intp]]],
    tell: Callable[[OutcomeTable, int], _Told],
    lang: Lang = "zh",
) -> Mapping[tuple[int, int], _Told]:
    """The same with what ``tell`` makes of the table of a step and a unit in it."""
    plan, data = result.plan, result.data
    found: dict[tuple[int, int], _Told] = {}
    asked = [(index, step, units) for index, (step, units) in enumerate(wanted) if step is not None]
    cities = [each for each in asked if plan.steps[each[1]].level == "city"]
    others = [each for each in asked if plan.steps[each[1]].level != "city"]
    whole = [Frame(data, 0, data.units.count("county"))] if cities else []
    for views, group in ((whole, cities), (frames(data) if others else (), others)):
        for frame in views:
            for index, position, units in group:
                step = plan.steps[position]
                place = slice(0, data.units.count("city")) if step.level == "city" else frame.slices[step.level]
                inside = units[(units >= place.start) & (units < place.stop)]
                if not len(inside):
                    continue
                table = OutcomeTable(plan, data, frame, step, result.verdicts.steps[position][place], lang)
                for unit in inside.tolist():
                    found[index, unit] = tell(table, unit - place.start)
    return found
