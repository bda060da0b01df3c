"""Rules about several rules, compiled: quotas (so many of several) and dispersions (coefficients of variation)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from . import nodes as n
from .errors import near
from .formulas import fact_value
from .model import Rule, Words
from .numerals import decimal_text
from .plan import Bound, Coefficient, Composite, QuotaOf, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .compile_context import Compiling

__all__ = ["coefficient_steps", "quota_steps"]

_MINIMUM = {"at_least", "more_than"}


def quota_steps(c: Compiling, rule: Rule, found: list[Step], positions: Mapping[str, int]) -> list[Step]:
    """The step of a quota, with the floors of the rules it counts."""
    quota = rule.quota
    if quota is None:
        return []
    place, key = c.at(rule, "quota")
    parts = c.counted(rule, quota.of, "quota.of")
    if quota.met.denominator != 1 or not 1 <= quota.met <= len(quota.of):
        c.fault("quota-count", place, f"{key}.met", met=decimal_text(quota.met), of=len(quota.of))
    if quota.rest_at_least is not None and not 0 < quota.rest_at_least <= 1:
        c.fault("quota-rest", place, f"{key}.rest_at_least", value=decimal_text(quota.rest_at_least))
    for part in parts:
        bound = part.bound
        if part.level != rule.level:
            c.fault("quota-level", place, f"{key}.of", name=part.id, level=rule.level)
        if part.quota is not None or part.dispersion is not None or part.by is not None:
            c.fault("quota-part", place, f"{key}.of", name=part.id)
        elif quota.rest_at_least is not None and (part.graded or bound is None or bound[0] not in _MINIMUM):
            c.fault("quota-not-minimum", place, f"{key}.of", name=part.id)
    if len(set(quota.of)) != len(quota.of):
        c.fault("quota-twice", place, f"{key}.of")
    steps = tuple(positions[name] for name in quota.of if name in positions)
    if len(steps) < len(quota.of):
        return []
    setting = c.setting(rule)
    tests = [found[index].test for index in steps]
    floors = [_floor(rule.level, test, quota.rest_at_least) for test in tests if isinstance(test, Bound)]
    test = QuotaOf(steps, int(quota.met), quota.rest_at_least, tuple(floor for floor in floors if floor is not None))
    return [Step(rule.id, rule, rule.level, None, rule.title, "个", test, c.applies(rule, setting))]


def _floor(level: str, test: Bound, rest: Fraction | None) -> n.Node | None:
    """Whether a measure reaches a share of its limit, the share included; or that of a relief a share of its own."""
    if rest is None:
        return None
    floor = n.Compare(level, ">=", test.measure, _times(level, rest, test.limit))
    eased = [
        each.for_those(n.Compare(level, ">=", each.bound.measure, _times(level, rest, each.bound.limit)))
        for each in test.easings
    ]
    return n.Any_(level, (floor, *eased)) if eased else floor


def _times(level: str, rest: Fraction, limit: n.Node) -> n.Node:
    """A share of a limit; where the limit is a number, or one a stage, the shares are too."""
    if isinstance(limit, n.Const):
        return n.Const(level, rest * limit.value)
    if isinstance(limit, n.PerStage):
        return n.PerStage(level, tuple((stage, _times(level, rest, body)) for stage, body in limit.values))
    return n.Arith(level, "*", n.Const(level, rest), limit)


def coefficient_steps(c: Compiling, rule: Rule) -> list[Step]:
    """A step per rule and stage: the coefficient of variation of the rule's measure over sections or campuses.

    With ``combine: mean`` it is a step per stage, called as the rule itself: the mean of the coefficients.
    """
    dispersion, found = rule.dispersion, rule.bound
    if dispersion is None or found is None:
        return []
    operator, limit = found
    place, key = c.at(rule, "dispersion")
    if rule.level != "county":
        c.fault("dispersion-level", place, key, level=rule.level)
    weight = c.facts.get(dispersion.weight)
    if weight is None or "section" not in weight.levels or weight.type not in {"count", "number"}:
        c.fault(
            "dispersion-weight",
            place,
            f"{key}.weight",
            name=dispersion.weight,
            near=near(dispersion.weight, c.facts),
        )
        return []
    where, at = c.at(rule, operator)
    plain = limit.number is not None or (limit.stages is not None and dispersion.by == "stage")
    if operator not in {"at_most", "less_than"} or not plain:
        c.fault("dispersion-limit", where, at)
        return []
    section = evolve(c.setting(rule), level="section")
    applies = c.applies(rule, c.setting(rule))
    weighed = fact_value(weight, section, "section").node
    stages: tuple[str | None, ...] = (None,)
    if dispersion.by == "stage":
        stages = tuple(limit.stages) if limit.stages else c.stages_of(rule)
    combined: dict[str | None, list[Coefficient]] = {stage: [] for stage in stages}
    steps = []
    for part in c.counted(rule, dispersion.of, "dispersion.of"):
        if part.level != "section" or part.measure is None:
            c.fault("dispersion-measure", place, f"{key}.of", name=part.id)
            continue
        if dispersion.combine is None and f"{part.id}_cv" in c.rules:
            c.fault("coefficient-id-taken", place, f"{key}.of", name=f"{part.id}_cv")
        typed = c.formula(part.measure, c.setting(part), part, "measure")
        if typed is None:
            continue
        title = Words(f"{part.title.zh}的校际差异系数", f"{part.title.en}: difference between schools")
        for stage in stages:
            number = limit.stages[str(stage)] if limit.stages else limit.number
            bound = Fraction(number or 0)
            test = Coefficient(typed.node, weighed, section.scope, stage, operator, bound, dispersion.over)
            combined[stage].append(test)
            steps.append(Step(f"{part.id}_cv", rule, "county", stage, title, "比例", test, applies))
    if dispersion.combine is None:
        return steps
    means = [Composite(tuple(tests), stage, operator, tests[0].limit) for stage, tests in combined.items() if tests]
    return [Step(rule.id, rule, "county", mean.stage, rule.title, "比例", mean, applies) for mean in means]
