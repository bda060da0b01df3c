"""What is worth knowing before a pack is relied on: the state of its source, and areas it names that the data lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .catalogue import label
from .conditions import AREAS, named
from .errors import Problem
from .model import STATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .dataset import Dataset
    from .model import Pack, Test
    from .plan import Plan

__all__ = ["notices_of"]


def notices_of(plan: Plan, data: Dataset) -> tuple[Problem, ...]:
    """Notes about a pack as it is applied to data, in a fixed order.

    A rule that is for named counties, towns or cities of which the data have none is silent everywhere. That is right
    for the data of another county, and wrong where only the spelling differs; so it is told.
    """
    return (*_state(plan.pack), *_absent(plan, data))


def _state(pack: Pack) -> Iterator[Problem]:
    if pack.state != STATES[0]:
        yield Problem(f"pack-{pack.state}", {"pack": pack.id}, severity="note")


def _absent(plan: Plan, data: Dataset) -> Iterator[Problem]:
    tests = [test for test in _tests(plan) if test.key in AREAS]
    keys = {"county": data.units.counties, "town": data.units.towns, "city": data.units.cities}
    for level in AREAS:
        wanted = dict.fromkeys(named(test) for test in tests if test.key == level)
        there = set(keys[level].texts()) if wanted else set()
        lacking = [" / ".join(names) for names in wanted if there.isdisjoint(names)]
        if lacking:
            words = (label(level, "zh"), label(level, "en"))
            params = {"level": words, "named": ("、".join(lacking), ", ".join(lacking))}
            yield Problem("named-county-absent", params, severity="note")


def _tests(plan: Plan) -> Iterator[Test]:
    """Every test of the rules and of their reliefs."""
    for rule in {step.rule.id: step.rule for step in plan.steps}.values():
        for condition in (rule.applies_to, *(relief.applies_to for relief in rule.relief.values())):
            for tests in condition.any_of if condition else ():
                yield from tests
