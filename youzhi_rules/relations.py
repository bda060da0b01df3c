"""How a rule compares with the rule of the parent that it changes.

A rule *tightens* another when whatever passes it passes the other: the same measure on the same level, with a limit
that lets pass no more, for no fewer schools, counting for no less. What cannot be decided counts as not comparable, so
that nobody has to trust a pack's word for it.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from attrs import frozen

from .formulas import grades_of
from .grammar import FormulaFault, parse, refs
from .model import LEVELS, OPERATORS, STAGES
from .orders import (
    EASIER,
    EVERYTHING,
    HARDER,
    INCOMPARABLE,
    SAME,
    Interval,
    Order,
    Selection,
    direction,
    same_formula,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .dictionary import Facts
    from .model import Formula, Group, Limit, Pack, Quota, Relief, Rule, Scope

__all__ = ["Comparison", "compare_rules"]

_CONSTRUCTS = ("measure", "graded", "quota", "dispersion", "attested", "forbids", "veto")
_DEMANDS = {"component": 0, "recommended": 0, "target": 0, "required": 2}


@frozen
class Comparison:
    """How a new rule compares with an old one.

    Attributes:
        order: of the whole rules.
        parts: the keys in which they differ, each with its own order; ``strength`` may differ and mean the same.
    """

    order: Order
    parts: tuple[tuple[str, Order], ...]

    @property
    def relation(self) -> str:
        """What a pack has to call it. Two ways to say the same are still not the same values."""
        if self.order == SAME and self.parts:
            return "replaces"
        return self.order.relation


def compare_rules(new: Rule, old: Rule, new_pack: Pack, old_pack: Pack, facts: Facts) -> Comparison:
    """Compares a rule with the one it changes.

    Args:
        new: the rule with all its keys.
        old: the rule it was before.
        new_pack: the pack in which ``new`` stands: its scopes and groups.
        old_pack: the same for ``old``.
        facts: the dictionary with the facts of both.
    """
    comparing = _Comparing(new, old, new_pack, old_pack, facts)
    parts = comparing.parts()
    order = SAME
    for _, each in parts:
        order &= each
    return Comparison(order, tuple(parts))


class _Comparing:
    def __init__(self, new: Rule, old: Rule, new_pack: Pack, old_pack: Pack, facts: Facts) -> None:
        self.new, self.old = new, old
        self.new_pack, self.old_pack = new_pack, old_pack
        self.facts = facts

    def parts(self) -> list[tuple[str, Order]]:
        """What differs, key by key."""
        new, old = self.new, self.old
        found: list[tuple[str, Order]] = []
        plain = [name for name in ("level", "by", "unit") if getattr(new, name) != getattr(old, name)]
        plain += [name for name in ("measure", "graded") if not same_formula(getattr(new, name), getattr(old, name))]
        found += [(name, INCOMPARABLE) for name in plain]
        found += self.collective()
        found += self.flags()
        found += [(new.bound[0] if new.bound else "at_least", self.limit())] if new.bound != old.bound else []
        found += self.given()
        found += self.selection()
        found += self.when()
        found += self.weight()
        found += self.relief()
        return found

    # -- the test itself -----------------------------------------------------------------------------------------

    def collective(self) -> list[tuple[str, Order]]:
        """Quotas and dispersions."""
        found = []
        new, old = self.new, self.old
        if new.quota != old.quota:
            both = new.quota is not None and old.quota is not None
            found.append(("quota", _quotas(new.quota, old.quota) if new.quota and old.quota and both else INCOMPARABLE))
        mine, its = new.dispersion, old.dispersion
        if mine != its:
            order = INCOMPARABLE
            alike = (
                mine is not None
                and its is not None
                and (mine.weight, mine.by, mine.over, mine.combine) == (its.weight, its.by, its.over, its.combine)
            )
            if mine is not None and its is not None and alike and mine.combine is None:
                order = _sets(mine.of, its.of)
            elif mine is not None and its is not None and alike and set(mine.of) == set(its.of):
                order = SAME
            found.append(("dispersion", order))
        return found

    def flags(self) -> list[tuple[str, Order]]:
        """Flags that must be true, or must not be."""
        found = []
        for name in ("attested", "forbids"):
            mine, its = getattr(self.new, name), getattr(self.old, name)
            if mine != its:
                found.append((name, _sets(mine, its) if mine and its else INCOMPARABLE))
        if self.new.veto != self.old.veto:
            found.append(("veto", INCOMPARABLE))
        return found

    def limit(self) -> Order:
        """The limits of both, case by case."""
        if self.new.bound is None or self.old.bound is None:
            return INCOMPARABLE
        return self.limits(self.new.bound, self.old.bound)

    def limits(self, new: tuple[str, Limit], old: tuple[str, Limit]) -> Order:
        """Two operators with their limits, over all stages and kinds that they tell apart."""
        (operator, mine), (other, its) = new, old
        if mine.formula is not None or its.formula is not None:
            if self.new.graded is not None and mine.formula is not None and its.formula is not None:
                return self.grades(operator, mine.formula, other, its.formula)
            same = operator == other and same_formula(mine.formula, its.formula)
            return SAME if same else INCOMPARABLE
        if mine.by is not None and its.by is not None and mine.by != its.by:
            return INCOMPARABLE
        by = mine.by or its.by
        codes: Sequence[str | None] = grades_of(self.facts[by]) if by and by in self.facts else [None]
        order = SAME
        for stage, code in itertools.product(_stages(mine, its), codes):
            order &= _passing(operator, mine, stage, code).order(_passing(other, its, stage, code))
        return order

    def grades(self, operator: str, mine: Formula, other: str, its: Formula) -> Order:
        """Two grades."""
        names = _grades(self.new, self.facts)
        if mine.text not in names or its.text not in names:
            return SAME if (operator, mine.text) == (other, its.text) else INCOMPARABLE
        new = Interval.of(operator, names.index(mine.text))
        return new.order(Interval.of(other, names.index(its.text)))

    def given(self) -> list[tuple[str, Order]]:
        """Constants: each by the direction in which it moves what is measured, the limit and who is concerned."""
        new, old = self.new, self.old
        found = []
        for name in {**old.given, **new.given}:
            mine, its = new.given.get(name), old.given.get(name)
            if mine is None or its is None or mine.unit != its.unit:
                found.append((f"given.{name}", INCOMPARABLE))
            elif mine.value != its.value:
                up = mine.value > its.value
                found.append((f"given.{name}", self.moved(self.new, name, up=up)))
        return found

    def moved(self, rule: Rule, name: str, *, up: bool) -> Order:
        """What a constant that moves does to a rule."""
        limit = rule.bound[1].formula if rule.bound else None
        given = {**self.old.given, **rule.given}
        operator = rule.bound[0] if rule.bound else "equals"
        orders = []
        for formula, sign in ((rule.measure, -1), (None if rule.graded else limit, 1), (rule.when, 1)):
            moves = direction(formula, name, given)
            if moves is None:
                return INCOMPARABLE
            if formula is not rule.when:
                # A higher measure, or a lower limit, makes a minimum easier and a maximum harder.
                moves *= {"at_least": 1, "more_than": 1, "at_most": -1, "less_than": -1}.get(operator, 0)
                if not moves and operator == "equals" and direction(formula, name, given):
                    return INCOMPARABLE
            effect = sign * moves * (1 if up else -1)
            orders.append(HARDER if effect > 0 else EASIER if effect < 0 else SAME)
        order = SAME
        for each in orders:
            order &= each
        return order

    # -- whom it is about ----------------------------------------------------------------------------------------

    def selection(self) -> list[tuple[str, Order]]:
        """Scope and ``applies_to``: who is concerned; and who is counted, where a rule adds up or compares sections."""
        new, old = self.new, self.old
        mine, its = _scope(new, self.new_pack), _scope(old, self.old_pack)
        if (mine, new.applies_to) == (its, old.applies_to):
            return []
        key = "scope" if mine != its else "applies_to"
        if mine != its and (new.dispersion is not None or self.adds_up()):
            return [(key, INCOMPARABLE)]
        order = self.selected(new, mine).order(self.selected(old, its), self.values)
        return [(key, order.reversed())]

    def selected(self, rule: Rule, scope: Scope | None) -> Selection:
        """Whom a rule selects."""
        alternatives = rule.applies_to.any_of if rule.applies_to else ()
        return Selection.of(scope.tests if scope else (), scope.exceptions if scope else (), alternatives)

    def values(self, key: str) -> Sequence[str]:
        """The values a key of a condition can have, where they are a closed list."""
        if key == "stage":
            return STAGES
        if key not in self.facts:
            return ()
        fact = self.facts[key]
        return ("true", "false") if fact.type == "flag" else grades_of(fact)

    def adds_up(self) -> bool:
        """Whether the rule is about a level above the section and takes the sum of what is below."""
        formulas = [self.new.measure, self.new.graded, self.new.when]
        formulas += [self.new.bound[1].formula] if self.new.bound and not self.new.graded else []
        for formula in formulas:
            try:
                names = list(refs(parse(formula))) if formula is not None else []
            except FormulaFault:
                return True
            for ref in names:
                fact = self.facts.get(ref.name)
                if fact and ref.level is None and self._below(fact.levels):
                    return True
        return False

    def _below(self, levels: Sequence[str]) -> bool:
        """Whether a fact of these levels lies below the level of the rule."""
        own = LEVELS.index(self.new.level)
        return self.new.level not in levels and all(LEVELS.index(level) < own for level in levels)

    def when(self) -> list[tuple[str, Order]]:
        """The condition of a rule: without one it concerns more."""
        new, old = self.new.when, self.old.when
        if same_formula(new, old):
            return []
        if new is not None and old is not None:
            return [("when", INCOMPARABLE)]
        return [("when", HARDER if new is None else EASIER)]

    # -- what it counts for --------------------------------------------------------------------------------------

    def weight(self) -> list[tuple[str, Order]]:
        """Strength, date and the group's decision."""
        new, old = self.new, self.old
        found = []
        if new.strength != old.strength:
            found.append(("strength", _strengths(new, old)))
        if new.due != old.due and "target" in {new.strength, old.strength}:
            found.append(("due", _dues(new, old)))
        mine, its = _group(new, self.new_pack), _group(old, self.old_pack)
        if new.group != old.group:
            decides = (mine.decides if mine else None, its.decides if its else None)
            changed = {("plan", "recognition"): EASIER, ("recognition", "plan"): HARDER}
            found.append(("group", changed.get((str(decides[0]), str(decides[1])), SAME)))
        return found

    def relief(self) -> list[tuple[str, Order]]:
        """Reliefs: one more makes a rule easier, one less harder."""
        mine, its = self.new.relief, self.old.relief
        if mine == its:
            return []
        order = SAME
        for name in {**its, **mine}:
            if name not in its:
                order &= EASIER
            elif name not in mine:
                order &= HARDER
            elif mine[name] != its[name]:
                order &= _reliefs(mine[name], its[name])
        return [("relief", order)]


def _scope(rule: Rule, pack: Pack) -> Scope | None:
    return pack.scopes.get(rule.scope) if rule.scope else None


def _group(rule: Rule, pack: Pack) -> Group | None:
    return pack.groups.get(rule.group)


def _sets(mine: Sequence[str], its: Sequence[str]) -> Order:
    """Demands that all must hold: more of them is harder."""
    return Order(set(its) <= set(mine), set(mine) <= set(its))


def _stages(mine: Limit, its: Limit) -> Sequence[str | None]:
    named = {**(mine.stages or {}), **(its.stages or {})}
    return tuple(named) if named else (None,)


def _passing(operator: str, limit: Limit, stage: str | None, code: str | None) -> Interval:
    """What a limit lets pass in one case; where it says nothing, everything."""
    value = limit.number
    if limit.stages is not None:
        value = limit.stages.get(stage or "")
    elif limit.by is not None:
        value = dict(reversed(limit.cases)).get(code or "")
    return EVERYTHING if value is None else Interval.of(operator, value)


def _grades(rule: Rule, facts: Facts) -> Sequence[str]:
    try:
        names = [ref.name for ref in refs(parse(rule.graded))] if rule.graded else []
    except FormulaFault:
        return ()
    return grades_of(facts[names[0]]) if names and names[0] in facts else ()


def _quotas(new: Quota, old: Quota) -> Order:
    """Two quotas, tried on every state their rules can be in: met, above both floors, above the lower one, below."""
    both = [name for name in new.of if name in old.of]
    mine, its = len(new.of) - len(both), len(old.of) - len(both)
    floors = (new.rest_at_least or 0, old.rest_at_least or 0)
    states = [
        (True, True, True),
        (False, True, True),
        (False, floors[0] <= floors[1], floors[1] <= floors[0]),
        (False, not floors[0], not floors[1]),
    ]

    def tallies(count: int) -> list[tuple[int, bool, bool]]:
        """How many are met, and whether all keep the new and the old floor, for every mixture of states."""
        mixtures = itertools.combinations_with_replacement(states, count)
        return sorted({(sum(s[0] for s in m), all(s[1] for s in m), all(s[2] for s in m)) for m in mixtures})

    within = covers = True
    for shared, own, other in itertools.product(tallies(len(both)), tallies(mine), tallies(its)):
        passes = shared[0] + own[0] >= new.met and shared[1] and own[1]
        passed = shared[0] + other[0] >= old.met and shared[2] and other[2]
        within = within and (passed or not passes)
        covers = covers and (passes or not passed)
    return Order(within, covers)


def _strengths(new: Rule, old: Rule) -> Order:
    if "veto" in {new.strength, old.strength}:
        return INCOMPARABLE
    mine, its = (1 if rule.strength == "target" and rule.due else _DEMANDS[rule.strength] for rule in (new, old))
    return Order(mine >= its, mine <= its)


def _dues(new: Rule, old: Rule) -> Order:
    """The dates of targets, before which they fail nothing. Elsewhere a date is a timetable and changes no status."""
    if new.strength != old.strength:
        return SAME  # the strength tells
    if new.due is None or old.due is None:
        return HARDER if old.due is None else EASIER
    return Order(new.due.day <= old.due.day, new.due.day >= old.due.day)


def _reliefs(new: Relief, old: Relief) -> Order:
    """A relief that lasts longer is easier; what else is changed is not compared."""
    differing = {
        name
        for name in ("applies_to", "when", "given", "measure", *OPERATORS)
        if getattr(new, name) != getattr(old, name)
    }
    if differing:
        return INCOMPARABLE
    if new.until == old.until:
        return SAME
    if new.until is None or old.until is None:
        return EASIER if new.until is None else HARDER
    return EASIER if new.until > old.until else HARDER
