"""Reliefs of rules, compiled: whom they are for and until when, and what they ask in place of what the rule asks.

A rule is met where its own test is, or where a relief applies and the relief's test is met. So a relief can only help;
one that never could is a fault. What speaks of several rules takes it so: a quota counts a rule that is met through a
relief as met, and its floor is the rule's or the relief's; a dispersion compares the rule's own measure, never that of
a relief, as the sections it compares are not all let in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from . import nodes as n
from .bounds import compared
from .errors import near
from .model import OPERATORS, Condition, Limit
from .plan import Bound, Easing, Step
from .relations import compare_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .compile_context import Compiling
    from .model import Relief, Rule

__all__ = ["with_reliefs"]


def with_reliefs(c: Compiling, rule: Rule, steps: Sequence[Step]) -> list[Step]:
    """The steps of a rule with its reliefs; what is wrong with them is a fault."""
    if not rule.relief:
        return list(steps)
    own = f"rules.{rule.id}."
    faulty = any(str(fault.key).startswith(own) for fault in c.faults)
    sound = [relief for relief in rule.relief.values() if _is_sound(c, rule, relief)]
    if faulty:  # what is wrong with the rule is not told again for its reliefs
        return list(steps)
    faults = len(c.faults)
    found = []
    for step in steps:
        easings = [_easing(c, rule, relief, step) for relief in sound]
        test = step.test
        if isinstance(test, Bound):
            test = evolve(test, easings=tuple(easing for easing in easings if easing is not None))
        found.append(evolve(step, test=test))
    if len(c.faults) == faults:
        for relief in sound:
            _check_easier(c, rule, relief)
    return found


def _is_sound(c: Compiling, rule: Rule, relief: Relief) -> bool:
    """Whether a relief says something that can be a relief of the rule; if not, its faults are noted."""
    before = len(c.faults)
    path = f"relief.{relief.id}"
    place, key = c.at(rule, path)
    if rule.measure is None and rule.graded is None:
        c.fault("relief-construct", place, key, name=relief.id)
    written = [operator for operator in OPERATORS if getattr(relief, operator) is not None]
    if not written and relief.measure is None and not relief.given:
        c.fault("relief-empty", place, key, name=relief.id)
    if relief.applies_to is None and relief.when is None and relief.until is None:
        c.fault("relief-unconditional", place, key, name=relief.id)
    own = rule.bound[0] if rule.bound else None
    for operator in written:
        if own is not None and operator != own:
            where, at = c.at(rule, f"{path}.{operator}")
            c.fault("relief-operator", where, at, operator=operator, own=own)
    for name, given in relief.given.items():
        where, at = c.at(rule, f"{path}.given.{name}")
        if name not in rule.given:
            c.fault("relief-given-unknown", where, at, name=name, near=near(name, rule.given))
        elif given.unit != rule.given[name].unit:
            c.fault("relief-given-unit", where, at, name=name, unit=given.unit, own=rule.given[name].unit)
    return len(c.faults) == before


def _eased(rule: Rule, relief: Relief) -> Rule:
    """The rule as it is for those a relief is for.

    Its places are those of the relief, so that a fault shows where it lies; and so is its id, which only faults tell.
    """
    path = f"relief.{relief.id}."
    own = {key.removeprefix(path): place for key, place in rule.places.items() if key.startswith(path)}
    changed: dict[str, Any] = {}
    if rule.bound is not None:
        operator, limit = rule.bound
        eased = getattr(relief, operator)
        if eased is not None:
            changed[operator] = _completed(eased, limit)
    if relief.measure is not None:
        changed["measure" if rule.measure else "graded"] = relief.measure
    return evolve(
        rule,
        id=f"{rule.id}.relief.{relief.id}",
        given={**rule.given, **relief.given},
        applies_to=_both(rule.applies_to, relief.applies_to),
        relief={},
        place=relief.place,
        places={**rule.places, **own},
        **changed,
    )


def _both(one: Condition | None, other: Condition | None) -> Condition | None:
    """That two conditions hold."""
    if one is None or other is None:
        return one or other
    return Condition(tuple((*mine, *its) for mine in one.any_of for its in other.any_of))


def _completed(limit: Limit, own: Limit) -> Limit:
    """A relief's limit, with the rule's own for the stages and kinds of which the relief says nothing."""
    if limit.stages is not None and own.stages is not None:
        return evolve(limit, stages={**own.stages, **limit.stages})
    if limit.by is not None and limit.by == own.by:
        named = {code for code, _ in limit.cases}
        return evolve(limit, cases=(*limit.cases, *(case for case in own.cases if case[0] not in named)))
    return limit


def _easing(c: Compiling, rule: Rule, relief: Relief, step: Step) -> Easing | None:
    eased = _eased(rule, relief)
    limit = eased.bound[1] if eased.bound else Limit()
    if step.stage is not None and limit.stages is not None and step.stage not in limit.stages:
        return None  # the relief is for other stages
    setting = evolve(c.setting(rule, step.stage), given=eased.given)
    bound, named = compared(c, eased, setting)
    conditions = c.conditions(evolve(eased, applies_to=relief.applies_to, when=relief.when), setting)
    if named is not None:
        conditions.append(named)
    if relief.until is not None:
        conditions.append(n.Until(rule.level, relief.until))
    if bound is None or not conditions:
        return None
    condition = conditions[0] if len(conditions) == 1 else n.All(rule.level, tuple(conditions))
    return Easing(relief, condition, bound)


def _check_easier(c: Compiling, rule: Rule, relief: Relief) -> None:
    """A relief that lets pass only what the rule itself lets pass is none."""
    # Only the tests are compared: whom the rule is for is the same in both.
    old = evolve(rule, relief={}, when=None)
    new = evolve(_eased(rule, relief), applies_to=rule.applies_to, when=None)
    if compare_rules(new, old, c.pack, c.pack, c.facts).order.within:
        place, key = c.at(rule, f"relief.{relief.id}")
        c.fault("relief-not-easier", place, key, name=relief.id)
