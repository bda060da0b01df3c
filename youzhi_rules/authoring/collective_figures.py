"""Figures for tests of rules about several others: of quotas, and of the differences between schools."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..plan import Bound, Coefficient, Composite, QuotaOf
from .sample_figures import BASES, Case, Figures, Pull, judged, pulled_cases, slots_of, usual_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..plan import Plan, Step
    from .sample_figures import Slot

__all__ = ["dispersion_cases", "quota_cases"]


# -- quotas ------------------------------------------------------------------------------------------------------


def quota_cases(plan: Plan, step: Step, given: Mapping[str, Mapping[str, Any]]) -> list[Case]:
    """Figures for a rule of so many of several: just enough met and the rest at their floor, and one fewer met."""
    test = step.test
    if not isinstance(test, QuotaOf) or test.met < 1:
        return []
    parts = [plan.steps[index] for index in test.steps]
    read = [list(slots_of(plan, (part.test.measure,))) if isinstance(part.test, Bound) else [] for part in parts]
    every = [slot for slots in read for slot in slots]
    levers = [next((slot for slot in slots if every.count(slot) == 1), None) for slots in read]
    if None in levers:
        return []
    more = len(parts) - test.met
    for base in BASES:
        setting = Figures(given, {slot: usual_value(slot, base) for slot in every})
        on_line: dict[Slot, Fraction] = {}
        for part, lever in zip(parts, levers, strict=True):
            found = [] if lever is None else pulled_cases(plan, part, [setting], lever)
            line = next((case for case in found if case.status == "met"), None)
            if lever is not None and line is not None and isinstance(value := line.figures.values[lever], Fraction):
                on_line[lever] = value
        if len(on_line) < len(parts):
            continue
        floors = {slot: _floor(slot, value, test.rest) for slot, value in on_line.items()}
        least = list(on_line)[-more:] if more else []
        tried = [evolve(setting, values={**setting.values, **on_line, **{slot: floors[slot] for slot in least}})]
        fewer = next(slot for slot in on_line if slot not in least)
        tried.append(tried[0].with_(fewer, floors[fewer]))
        tried.append(
            tried[0].with_(next(slot for slot in setting.values if slot not in on_line or slot == fewer), None)
        )
        results = [result[0] if result else None for result in judged(plan, step, tried)]
        if results[:2] == ["met", "unmet"]:
            cases = [Case(tried[0], "met", line=True), Case(tried[1], "unmet")]
            return [*cases, *([Case(tried[2], "unknown")] if results[2] == "unknown" else [])]
    return []


def _floor(slot: Slot, value: Fraction, rest: Fraction | None) -> Fraction:
    """A figure that just keeps a share of what is asked, without meeting it; without a share, nothing."""
    step = Pull(Figures({}, {}), slot, several=False).step
    return math.ceil(value * rest / step) * step if rest is not None else Fraction(0)


# -- dispersions -------------------------------------------------------------------------------------------------


def dispersion_cases(plan: Plan, steps: Sequence[Step], given: Mapping[str, Mapping[str, Any]]) -> list[Case]:
    """Figures of two schools with as many pupils each: their difference over their sum is the coefficient.

    Args:
        plan: the plan.
        steps: the coefficients of one rule and one stage; each of them comes out alike.
        given: what is given besides.
    """
    parts: list[Coefficient] = []
    limits = set()
    for step in steps:
        if isinstance(step.test, Composite):
            parts += step.test.parts
            limits.add(step.test.limit)
        elif isinstance(step.test, Coefficient):
            parts.append(step.test)
            limits.add(step.test.limit)
    if len(limits) != 1:
        return []
    limit = limits.pop()
    weights = slots_of(plan, (part.weight for part in parts))
    measured = [list(slots_of(plan, (part.measure,))) for part in parts]
    levers = [slot for slots in measured for slot in [each for each in slots if each not in weights][:1]]
    if len(levers) < len(parts):
        return []
    others = {slot: Fraction(1000) for slots in (weights, *measured) for slot in slots}
    for times in (100, 1000, 10000):
        line = tuple(times * (1 + sign * limit) for sign in (1, -1))
        apart = (line[0] + 1, line[1])
        if any(value.denominator != 1 or value < 0 for value in line):
            continue
        pairs = (line, (Fraction(times), Fraction(times)), apart)
        tried = [Figures(given, {**others, **dict.fromkeys(levers, pair)}, schools=2) for pair in pairs]
        tried.append(tried[0].with_(next(iter(weights), levers[0]), None))
        found = [
            {result[0] if result else None for result in each}
            for each in zip(*(judged(plan, step, tried) for step in steps), strict=True)
        ]
        if found[1:3] == [{"met"}, {"unmet"}] and found[0] in ({"met"}, {"unmet"}):
            status = str(next(iter(found[0])))
            cases = [Case(tried[0], status, line=True), Case(tried[1], "met"), Case(tried[2], "unmet")]
            cases = [case for case in cases if case.line or case.status != status]
            return [*cases, *([Case(tried[3], "unknown")] if found[3] == {"unknown"} else [])]
    return []
