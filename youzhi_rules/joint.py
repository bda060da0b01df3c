"""Several plans on one dataset: what they ask alike is decided once, whichever of them asks it.

The status of a step depends on its test, on where it applies and on when it is due, and on nothing else of its plan.
So the distinct steps of all plans are put into one plan and run, and each plan takes its own. In that plan the steps
that decide the same groups of the same plans are a *part*. A group is as bad in a county as the worst of its steps, and
so as the worst of its parts: it follows from these without another look at the units.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, frozen

from .engine import MET, NOT_APPLICABLE, NOT_DUE, UNKNOWN, UNMET, Verdicts, county_status, run_together
from .model import Group, Rule, Words
from .plan import Attest, Bound, Plan, QuotaOf

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from .dataset import Dataset
    from .model import Due
    from .plan import Step

    Place = tuple[int, int]
    """Which of the plans of a ``Joint`` a step is in, and its position there."""

__all__ = ["Joint", "joined"]

_BETTER_FIRST = np.array([NOT_APPLICABLE, NOT_DUE, MET, UNKNOWN, UNMET], dtype=np.int8)
"""A group has the last of these that one of its steps has."""
_RANK = np.argsort(_BETTER_FIRST).astype(np.int8)
_NAMELESS = Words("", "")
_PART = Group(zh="", en="", decides="plan")


@frozen(eq=False)
class Joint:
    """Plans put together, ready to be run on any dataset whose facts mean the same to all of them.

    Attributes:
        plans: the plans.
        distinct: the distinct steps of all plans as a plan; those of cities as another, since they need all counties at
            once and the others go faster a chunk at a time.
        places: per plan and step, where it is among these.
        groups: per plan and group, the parts it consists of: the distinct plan and the name of the part in it.
    """

    plans: tuple[Plan, ...]
    distinct: tuple[Plan, ...]
    places: tuple[tuple[Place, ...], ...]
    groups: tuple[Mapping[str, frozenset[tuple[int, str]]], ...]

    def run(
        self,
        data: Dataset,
        as_of: dt.date | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Verdicts]:
        """What ``engine.run`` finds for each plan; columns of statuses are shared where plans ask the same.

        Args:
            data: clean data in columns.
            as_of: the day that the plans were dated for.
            progress: called with the sections done and their number, after each chunk, for all plans together.
        """
        found = run_together(self.distinct, data, as_of, progress)
        known: dict[frozenset[tuple[int, str]], NDArray[np.int8]] = {}
        verdicts = []
        for plan, places, parts_of in zip(self.plans, self.places, self.groups, strict=True):
            groups = {}
            for name, parts in parts_of.items():
                if parts not in known:
                    known[parts] = _worst([found[at].groups[part] for at, part in parts], data)
                groups[name] = known[parts]
            steps = tuple(found[at].steps[position] for at, position in places)
            verdicts.append(Verdicts(steps, groups, _recognition(plan, groups, data)))
        return verdicts


def joined(plans: Sequence[Plan]) -> Joint:
    """Plans put together.

    Args:
        plans: compiled packs, dated where reliefs have a last day.
    """
    gathered = (_Gathering(), _Gathering())
    every: list[tuple[Place, ...]] = []
    for number, plan in enumerate(plans):
        own: list[Place] = []
        for step in plan.steps:
            at = int(step.level == "city")
            position = gathered[at].position(step, own)
            own.append((at, position))
            if step.decides:
                gathered[at].decided[position].add((number, step.rule.group))
        every.append(tuple(own))
    distinct = tuple(each.plan(plans[0]) for each in gathered) if plans else ()
    groups = [{name: set[tuple[int, str]]() for name in plan.groups} for plan in plans]
    for at, each in enumerate(gathered):
        for name, decided in each.parts().items():
            for number, group in decided:
                groups[number][group].add((at, name))
    frozen_groups = tuple({name: frozenset(parts) for name, parts in each.items()} for each in groups)
    return Joint(tuple(plans), distinct, tuple(every), frozen_groups)


class _Gathering:
    """The distinct steps of several plans, gathered one by one, and which groups of which plans each decides."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.due: list[Due | None] = []
        self.decided: list[set[tuple[int, str]]] = []
        self.known: dict[Hashable, int] = {}

    def position(self, step: Step, places: Sequence[Place]) -> int:
        """The position of a step, which is put behind the others where there is none like it.

        Args:
            step: a step of a plan.
            places: where the steps of the plan before it are.
        """
        test = step.test
        asked: Hashable = test
        if isinstance(test, Bound | Attest):
            asked = test.holds
        elif isinstance(test, QuotaOf):
            counted = tuple(places[index][1] for index in test.steps)
            asked = (counted, test.met, test.rest, test.floors)
            step = evolve(step, test=evolve(test, steps=counted))
        due = step.rule.due if step.rule.strength == "target" else None
        position = self.known.setdefault((step.level, step.applies, asked, due and due.day), len(self.steps))
        if position == len(self.steps):
            self.steps.append(step)
            self.due.append(due)
            self.decided.append(set())
        return position

    def parts(self) -> dict[str, frozenset[tuple[int, str]]]:
        """The parts by name, with the groups of the plans that each belongs to."""
        every = dict.fromkeys(map(frozenset, self.decided))
        return {str(number): decided for number, decided in enumerate(every) if decided}

    def plan(self, like: Plan) -> Plan:
        """The steps as a plan whose groups are the parts; what its pack and its facts are does not matter."""
        names = {decided: name for name, decided in self.parts().items()}
        steps = [
            evolve(step, rule=_rule(names.get(frozenset(decided)), due))
            for step, due, decided in zip(self.steps, self.due, self.decided, strict=True)
        ]
        return Plan(like.pack, like.facts, tuple(steps), dict.fromkeys(names.values(), _PART))


@lru_cache(maxsize=4096)
def _rule(part: str | None, due: Due | None) -> Rule:
    """What the engine asks of the rule of a step: for which group it decides, if any, and until when it may be open."""
    strength = "target" if due is not None else "component" if part is None else "required"
    return Rule(title=_NAMELESS, group=part or "", level="", strength=strength, due=due)


def _worst(statuses: Sequence[NDArray[np.int8]], data: Dataset) -> NDArray[np.int8]:
    """The worst status per county."""
    if not statuses:
        return np.full(data.units.count("county"), NOT_APPLICABLE, dtype=np.int8)
    ranks: NDArray[Any] = _RANK[np.array(statuses)]
    found: NDArray[np.int8] = _BETTER_FIRST[ranks.max(axis=0)]
    return found


def _recognition(plan: Plan, found: Mapping[str, NDArray[np.int8]], data: Dataset) -> NDArray[np.int8]:
    """The status of each county by the groups that decide recognition."""
    deciding = [found[name] for name, group in plan.groups.items() if group.decides == "recognition"]
    return county_status(deciding, data.units.count("county"))
