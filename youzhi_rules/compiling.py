"""Compiling a pack: every rule checked against the dictionary and the rest of the pack, and made a step of a plan.

Names, levels, units, stages, groups and quotas are checked here; no YAML is known, and no numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from .bounds import attested_steps, bound_steps
from .collective import coefficient_steps, quota_steps
from .compile_context import Compiling
from .conditions import said, scope_node
from .derivations import check_derivations
from .errors import Fault, near
from .formulas import grades_of
from .model import STAGES, Pack, Rule
from .plan import Plan, QuotaOf, Step
from .reliefs import with_reliefs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .dictionary import Facts

__all__ = ["compile_pack"]


def compile_pack(pack: Pack, facts: Facts) -> tuple[Plan | None, list[Fault]]:
    """The plan of a resolved pack, or every fault that keeps it from having one.

    Args:
        pack: the pack, as read and composed with its parents.
        facts: the dictionary, with the pack's own facts in it.

    Returns:
        The plan and no faults, or None and all faults.
    """
    compiling = Compiling(pack, facts)
    steps = _steps(compiling)
    if compiling.faults:
        return None, _told_once(compiling.faults)
    return Plan(pack, facts, tuple(steps), pack.groups), []


def _told_once(faults: list[Fault]) -> list[Fault]:
    """Faults in the order of the file. One that a rule repeats for each stage is told once.

    So is one of the formula that a fact follows from, which every rule over the fact meets again: it is the fact's.
    """
    derived = {(fault.code, fault.place): fault for fault in faults if (fault.key or "").startswith("facts.")}
    faults = [derived.get((fault.code, fault.place), fault) for fault in faults]
    unique = {(fault.code, fault.place, fault.key, fault.say()): fault for fault in faults}
    return sorted(unique.values(), key=lambda fault: (fault.place.line or 0, fault.place.column or 0))


def _steps(c: Compiling) -> list[Step]:
    check_derivations(c)
    _check_split(c)
    for name, scope in c.pack.scopes.items():
        c.scopes[name] = scope_node(scope, c.section(), c.faults, f"scopes.{name}")
    found: list[Step] = []
    late: list[Rule] = []
    for rule in c.rules.values():
        _check_references(c, rule)
        if rule.quota is not None:
            late.append(rule)
        else:
            found.extend(_rule_steps(c, rule))
    positions = {step.id: index for index, step in enumerate(found)}
    for rule in late:
        found.extend(with_reliefs(c, rule, quota_steps(c, rule, found, positions)))
    order = {name: index for index, name in enumerate(c.rules)}
    if c.faults:
        return []
    return _ordered(found, order)


def _ordered(found: list[Step], order: Mapping[str, int]) -> list[Step]:
    """Steps as the pack has its rules; quotas point at their steps by position, so those are told anew."""
    ranked = sorted(range(len(found)), key=lambda index: (order[found[index].rule.id], index))
    position = {old: new for new, old in enumerate(ranked)}
    steps = []
    for old in ranked:
        step = found[old]
        if isinstance(step.test, QuotaOf):
            moved = tuple(position[index] for index in step.test.steps)
            step = evolve(step, test=evolve(step.test, steps=moved))
        steps.append(step)
    return steps


# -- what a rule refers to -----------------------------------------------------------------------------------


def _check_split(c: Compiling) -> None:
    split = c.pack.split
    if split is None:
        return
    joined = {
        name: each.places.get(f"of.{index}", each.place) for each in split.joined for index, name in enumerate(each.of)
    }
    for name in split.of:
        fact = c.facts.get(name)
        place = joined.get(name, split.place)
        if fact is None:
            c.fault("fact-unknown", place, "split.of", name=name, near=near(name, c.facts))
        elif "section" not in fact.levels or fact.type not in {"count", "number"} or fact.many:
            c.fault("split-not-shareable", place, "split.of", name=name)
    kinds = grades_of(c.facts["school_kind"])
    for kind, weights in split.by_pupils.items():
        if kind not in kinds:
            known, close = said(kinds), near(kind, kinds)
            c.fault("value-unknown", split.place, "split.by_pupils", name=kind, near=close, known=known)
        for stage, weight in weights.items():
            if stage not in STAGES:
                c.fault(
                    "value-unknown",
                    split.place,
                    f"split.by_pupils.{kind}",
                    name=stage,
                    near=near(stage, STAGES),
                    known=said(STAGES),
                )
            elif weight <= 0:
                c.fault("split-weight", split.place, f"split.by_pupils.{kind}.{stage}", value=str(weight))


def _check_references(c: Compiling, rule: Rule) -> None:
    if rule.group not in c.pack.groups:
        place, key = c.at(rule, "group")
        c.fault("group-unknown", place, key, name=rule.group or "?", near=near(rule.group, c.pack.groups))
    if rule.scope is not None and rule.scope not in c.pack.scopes:
        place, key = c.at(rule, "scope")
        c.fault("scope-unknown", place, key, name=rule.scope, near=near(rule.scope, c.pack.scopes))
    if (rule.veto is not None) != (rule.strength == "veto"):
        place, key = c.at(rule, "strength")
        c.fault("veto-strength", place, key, strength=rule.strength)
    if rule.by is not None and rule.level in {"section", "school"}:
        place, key = c.at(rule, "by")
        c.fault("by-stage-level", place, key, level=rule.level)
    if rule.by is not None and rule.measure is None and rule.graded is None:
        place, key = c.at(rule, "by")
        c.fault("by-stage-construct", place, key)
    if rule.id in c.pack.tasks and rule.id in c.pack.rules:
        c.fault("task-is-rule", c.pack.tasks[rule.id].place, f"tasks.{rule.id}", name=rule.id)


def _rule_steps(c: Compiling, rule: Rule) -> list[Step]:
    if rule.dispersion is not None:
        return with_reliefs(c, rule, coefficient_steps(c, rule))
    if rule.bound is None:
        return with_reliefs(c, rule, attested_steps(c, rule))
    stages: tuple[str | None, ...] = (None,)
    if rule.by == "stage":
        limit = rule.bound[1]
        stages = tuple(limit.stages) if limit.stages else STAGES[:2]
    return with_reliefs(c, rule, [step for stage in stages for step in bound_steps(c, rule, stage)])
