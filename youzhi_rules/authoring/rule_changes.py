"""Changes of one rule: whatever it says, a little otherwise or left out."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import evolve

from ..formulas import grades_of
from ..grammar import parse, refs
from ..model import Due, Formula, Quota
from .condition_changes import changed_conditions
from .formula_changes import changed_formulas
from .limit_changes import TURNED, changed_givens, changed_limits, changed_number, turned_limit
from .site import both

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ..dictionary import Facts
    from ..errors import Fault
    from ..model import Pack, Relief, Rule
    from .site import Site

    Changed = Iterator[tuple[Fault, Rule]]

__all__ = ["changed_rules"]

_T = TypeVar("_T")
_EVERYONE = "1 > 0"
"""A condition that always holds: a relief without any is refused, so this is how one without its own is tried."""
_DAY = dt.timedelta(days=1)


def changed_rules(rule: Rule, site: Site, facts: Facts, wrote: Collection[str], pack: Pack) -> Changed:
    """A rule with one small change, in every way that a status can show.

    Args:
        rule: the rule.
        site: where it stands.
        facts: the facts of the pack, for its grades.
        wrote: the keys of the rule that the pack wrote; what it took over is left as it is.
        pack: the pack, whose reliefs are changed and whose scopes the rule is for.
    """
    yield from _limits(rule, site, facts, wrote)
    if "given" in wrote:
        for fault, given in changed_givens(rule.given, site.under("given", site.place)):
            yield fault, evolve(rule, given=given)
    if "measure" in wrote and rule.measure is not None:
        for fault, measure in changed_formulas(rule.measure, site.under("measure")):
            yield fault, evolve(rule, measure=measure)
    yield from _collected(rule, site, wrote)
    yield from _flags(rule, site, wrote)
    yield from _conditions(rule, site, wrote, _stages(rule, pack))
    yield from _dates(rule, site, wrote)
    for name, relief in rule.relief.items():
        if relief.pack == pack.id:
            here = site.under("relief").under(name, relief.place)
            others = {each: other for each, other in rule.relief.items() if each != name}
            yield here.fault("mutant-relief", part=name), evolve(rule, relief=others)
            for fault, changed in _reliefs(rule, relief, here, facts):
                yield fault, evolve(rule, relief={**rule.relief, name: changed})


# -- limits --------------------------------------------------------------------------------------------------------


def _grades(rule: Rule, facts: Facts) -> Sequence[str] | None:
    """The grades a limit is one of, from low to high; None: it is a number."""
    names = () if rule.graded is None else refs(parse(rule.graded))
    known = (facts.get(ref.name) for ref in names)
    return next((grades_of(fact) for fact in known if fact is not None and fact.type == "grade"), None)


def _limits(rule: Rule, site: Site, facts: Facts, wrote: Collection[str]) -> Changed:
    if rule.bound is None or rule.bound[0] not in wrote:
        return
    operator, limit = rule.bound
    here = site.under(operator)
    for fault, changed in changed_limits(operator, limit, here, _grades(rule, facts)):
        yield fault, _with(rule, operator, changed)
    for other in TURNED[operator]:
        if operator == "equals" and other == "at_most" and limit.number == 0 and not _below_zero(rule):
            continue  # nothing is below zero, so this is the same
        # The reliefs of a rule compare as the rule does.
        reliefs = {
            name: _with(_with(relief, operator, None), other, getattr(relief, operator))
            for name, relief in rule.relief.items()
        }
        turned = evolve(_with(_with(rule, operator, None), other, limit), relief=reliefs)
        yield here.fault("mutant-comparison", before=operator, after=other, line=_line(limit)), turned


def _with(value: _T, key: str, part: object) -> _T:
    """A rule or relief with a key, known by its name, that says something else."""
    changed: dict[str, Any] = {key: part}
    return cast("_T", evolve(cast("Any", value), **changed))


def _below_zero(rule: Rule) -> bool:
    return rule.measure is not None and "-" in rule.measure.text


def _line(limit: Any) -> tuple[str, str]:
    """The limit as a hint names it."""
    if limit.formula is not None:
        return (limit.formula.text, limit.formula.text)
    return ("数值 = 界限", "the value = the limit")


# -- several rules, flags ------------------------------------------------------------------------------------------


def _collected(rule: Rule, site: Site, wrote: Collection[str]) -> Changed:
    if rule.quota is not None and "quota" in wrote:
        here = site.under("quota")
        for fault, quota in _quotas(rule.quota, here):
            yield fault, evolve(rule, quota=quota)
    if rule.dispersion is not None and "dispersion" in wrote:
        here = site.under("dispersion")
        names = rule.dispersion.of
        for index, name in enumerate(names if len(names) > 1 else ()):
            left = (*names[:index], *names[index + 1 :])
            fault = here.under("of").under(str(index)).fault("mutant-component", part=name)
            yield fault, evolve(rule, dispersion=evolve(rule.dispersion, of=left))
        if rule.dispersion.over == "campus":
            fault = here.under("over").fault("mutant-number", before="campus", after="section")
            yield fault, evolve(rule, dispersion=evolve(rule.dispersion, over="section"))


def _quotas(quota: Quota, site: Site) -> Iterator[tuple[Fault, Quota]]:
    for index, name in enumerate(quota.of if len(quota.of) > 1 else ()):
        left = (*quota.of[:index], *quota.of[index + 1 :])
        # Where all are asked for, all that are left are: more than there are would be refused.
        changed = evolve(quota, of=left, met=min(quota.met, Fraction(len(left))))
        yield site.under("of").under(str(index)).fault("mutant-component", part=name), changed
    for fault, met in changed_number(quota.met, site.under("met")):
        yield fault, evolve(quota, met=met)
    if quota.rest_at_least is not None:
        here = site.under("rest_at_least")
        for fault, rest in changed_number(quota.rest_at_least, here, percent=True):
            yield fault, evolve(quota, rest_at_least=rest)
        yield here.fault("mutant-condition", part="rest_at_least"), evolve(quota, rest_at_least=None)


def _flags(rule: Rule, site: Site, wrote: Collection[str]) -> Changed:
    for key in ("attested", "forbids"):
        names: tuple[str, ...] = getattr(rule, key)
        if key not in wrote or len(names) < 2:  # noqa: PLR2004 - without its only flag there is no rule
            continue
        for index, name in enumerate(names):
            left = (*names[:index], *names[index + 1 :])
            fault = site.under(key).under(str(index)).fault("mutant-component", part=name)
            yield fault, _with(rule, key, left)


# -- conditions and dates ------------------------------------------------------------------------------------------


def _stages(rule: Rule, pack: Pack) -> Collection[str]:
    """The stages that the scope of a rule of sections or schools lets in, if it says so."""
    scope = pack.scopes.get(rule.scope or "") if rule.level in {"section", "school"} else None
    return next((test.values for test in scope.tests if test.key == "stage"), ()) if scope is not None else ()


def _conditions(rule: Rule, site: Site, wrote: Collection[str], stages: Collection[str]) -> Changed:
    if rule.scope is not None and "scope" in wrote:
        yield site.under("scope").fault("mutant-condition", part=f"scope: {rule.scope}"), evolve(rule, scope=None)
    if rule.applies_to is not None and "applies_to" in wrote:
        for fault, applies_to in changed_conditions(rule.applies_to, site.under("applies_to"), stages):
            yield fault, evolve(rule, applies_to=applies_to)
    if rule.when is not None and "when" in wrote:
        here = site.under("when")
        yield here.fault("mutant-condition", part=rule.when.text), evolve(rule, when=None)
        for fault, when in changed_formulas(rule.when, here):
            yield fault, evolve(rule, when=when)


def _dates(rule: Rule, site: Site, wrote: Collection[str]) -> Changed:
    """A day or a strength changed: only a target with a day has a status that depends on them."""
    if rule.due is None:
        return
    day = rule.due.day
    if rule.strength == "target" and "due" in wrote:
        here = site.under("due")
        for moved, seen, status in ((day - _DAY, day - _DAY, "not_due"), (day + _DAY, day, "unmet")):
            fault = here.fault("mutant-date", before=str(day), after=str(moved), day=str(seen), status=both(status))
            yield fault, evolve(rule, due=Due(moved, str(moved)))
    if "strength" in wrote or "due" in wrote:
        other = {"target": "required", "required": "target", "recommended": "target"}.get(rule.strength)
        if other is not None:
            expected = both("not_due" if rule.strength == "target" else "unmet")
            fault = site.under("strength").fault(
                "mutant-strength", before=rule.strength, after=other, day=str(day), status=expected
            )
            yield fault, evolve(rule, strength=other)


# -- reliefs -------------------------------------------------------------------------------------------------------


def _reliefs(rule: Rule, relief: Relief, site: Site, facts: Facts) -> Iterator[tuple[Fault, Relief]]:
    """A relief with one thing changed."""
    operator = rule.bound[0] if rule.bound is not None else ""
    limit = getattr(relief, operator, None)
    if limit is not None:
        here = site.under(operator)
        limits = (changed_limits(operator, limit, here, _grades(rule, facts)), turned_limit(operator, limit, here))
        for fault, changed in chain(*limits):
            yield fault, _with(relief, operator, changed)
    for fault, given in changed_givens(relief.given, site.under("given", site.place)):
        yield fault, evolve(relief, given=given)
    if relief.measure is not None:
        for fault, measure in changed_formulas(relief.measure, site.under("measure")):
            yield fault, evolve(relief, measure=measure)
    yield from _openings(relief, site)


def _openings(relief: Relief, site: Site) -> Iterator[tuple[Fault, Relief]]:
    """A relief with its conditions changed."""
    if relief.applies_to is not None:
        for fault, applies_to in changed_conditions(relief.applies_to, site.under("applies_to")):
            yield fault, _open(evolve(relief, applies_to=applies_to))
    if relief.when is not None:
        here = site.under("when")
        yield here.fault("mutant-condition", part=relief.when.text), _open(evolve(relief, when=None))
        for fault, when in changed_formulas(relief.when, here):
            yield fault, evolve(relief, when=when)
    if relief.until is not None:
        here = site.under("until")
        yield here.fault("mutant-condition", part=f"until: {relief.until}"), _open(evolve(relief, until=None))
        last = relief.until
        for moved, seen, status in ((last - _DAY, last, "met"), (last + _DAY, last + _DAY, "unmet")):
            fault = here.fault("mutant-date", before=str(last), after=str(moved), day=str(seen), status=both(status))
            yield fault, evolve(relief, until=moved)


def _open(relief: Relief) -> Relief:
    """A relief that is left with no condition is one for everyone."""
    if relief.applies_to is None and relief.when is None and relief.until is None:
        return evolve(relief, when=Formula(_EVERYONE))
    return relief
