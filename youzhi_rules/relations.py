"""How a rule compares with the rule of the parent that it changes.

A rule *tightens* another when whatever passes it passes the other: the same measure on the same level, with a limit
that lets pass no more, for no fewer schools, counting for no less. What cannot be decided counts as not comparable, so
that nobody has to trust a pack's word for it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from .cases import Asked, Demand, by_case
from .formulas import grades_of
from .grammar import FormulaFault, parse, refs
from .model import LEVELS, OPERATORS, STAGES
from .orders import (
    EASIER,
    HARDER,
    INCOMPARABLE,
    SAME,
    Order,
    condition_order,
    direction,
    dispersion_order,
    due_order,
    group_order,
    quota_order,
    relief_order,
    same_formula,
    strength_order,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .dictionary import Facts
    from .model import Fact, Formula, Given, Limit, Pack, Relief, Rule, Scope

__all__ = ["Comparison", "compare_rules"]


_TOGETHER = {"scope", "applies_to", *OPERATORS}
"""The keys that are held against each other together, as each limits what another can change."""


@frozen
class Comparison:
    """How a new rule compares with an old one.

    Attributes:
        order: of the whole rules.
        parts: the keys in which they differ, each with its own order. What is said in another way and comes to the
            same in every case is none; ``strength`` and ``group`` may differ and let the same pass.
    """

    order: Order
    parts: tuple[tuple[str, Order], ...]

    @property
    def relation(self) -> str:
        """What a pack has to call it. A rule that fails the same and still is another one replaces the old one."""
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
    order = comparing.together
    for name, each in parts:
        if name not in _TOGETHER:
            order &= each
    return Comparison(order, tuple(parts))


class _Comparing:
    def __init__(self, new: Rule, old: Rule, new_pack: Pack, old_pack: Pack, facts: Facts) -> None:
        self.new, self.old = new, old
        self.new_pack, self.old_pack = new_pack, old_pack
        self.facts = facts
        self.together = SAME

    def parts(self) -> list[tuple[str, Order]]:
        """What differs, key by key."""
        new, old = self.new, self.old
        plain = [name for name in ("level", "by", "unit", "veto") if getattr(new, name) != getattr(old, name)]
        plain += [name for name in ("measure", "graded") if not same_formula(getattr(new, name), getattr(old, name))]
        found = [(name, INCOMPARABLE) for name in plain]
        found += self.collective()
        found += self.flags()
        found += self.asked()
        found += self.given()
        found += self.when()
        found += self.weight()
        found += self.relief()
        return found

    # -- the test itself -----------------------------------------------------------------------------------------

    def collective(self) -> list[tuple[str, Order]]:
        """Quotas and dispersions."""
        orders = {
            "quota": quota_order(self.new.quota, self.old.quota),
            "dispersion": dispersion_order(self.new.dispersion, self.old.dispersion),
        }
        return [(name, order) for name, order in orders.items() if order != SAME]

    def flags(self) -> list[tuple[str, Order]]:
        """Flags that must be true, or must not be."""
        found = []
        for name in ("attested", "forbids"):
            mine, its = set(getattr(self.new, name)), set(getattr(self.old, name))
            if mine != its:
                found.append((name, Order(its <= mine, mine <= its) if mine and its else INCOMPARABLE))
        return found

    # -- whom it is about, and its limits ------------------------------------------------------------------------

    def asked(self) -> list[tuple[str, Order]]:
        """Scope, ``applies_to`` and limits, held against each other together; and each on its own."""
        new, old = self.new, self.old
        mine, its = _scope(new, self.new_pack), _scope(old, self.old_pack)
        chosen = (mine, new.applies_to) != (its, old.applies_to)
        if new.level != old.level or not (chosen or new.bound != old.bound):
            return []
        found, demands = self.demands()
        asked = (self.whom(new, mine, demands[0]), self.whom(old, its, demands[1]))
        if mine != its and self.counts_by_scope() and not self.alike(mine, its):
            found.append(("scope", INCOMPARABLE))
        if found:
            self.together = INCOMPARABLE
            return found
        # Halfway: those whom the new one is about, with the limits of the old one.
        halfway = evolve(asked[0], demand=demands[1], judged=asked[1].judged)
        self.together, alike = by_case(*asked, self.facts)
        if alike:
            return []
        parts = {
            "scope" if mine != its else "applies_to": (halfway, asked[1]),
            new.bound[0] if new.bound else "at_least": (asked[0], halfway),
        }
        orders = {name: by_case(*pair, self.facts) for name, pair in parts.items() if pair[0] != pair[1]}
        return [(name, order) for name, (order, alike) in orders.items() if not alike]

    def demands(self) -> tuple[list[tuple[str, Order]], tuple[Demand, Demand]]:
        """The limits of both as far as they can be compared, and a part that says so where they cannot."""
        if self.new.bound is None or self.old.bound is None or self.new.bound == self.old.bound:
            part = [("at_least", INCOMPARABLE)] if (self.new.bound is None) != (self.old.bound is None) else []
            same = self.demand(*self.new.bound) if self.new.bound and not part else Demand()
            return part, (same, same)
        (operator, mine), (other, its) = self.new.bound, self.old.bound
        formulas = mine.formula is not None or its.formula is not None
        if formulas and self.new.graded is None:
            if same_formula(mine.formula, its.formula):
                return [], (Demand(operator), Demand(other))
            return [(operator, INCOMPARABLE)], (Demand(), Demand())
        new, old = self.demand(operator, mine), self.demand(other, its)
        if formulas and (new.grades is None or old.grades is None):
            return [(operator, INCOMPARABLE)], (Demand(), Demand())
        return [], (new, old)

    def demand(self, operator: str, limit: Limit) -> Demand:
        """An operator with its limit; of a grade, its number."""
        if limit.formula is None:
            return Demand(operator, limit)
        grades = _grades(self.new, self.facts)
        if limit.formula.text not in grades:
            return Demand(operator)
        return Demand(
            operator, evolve(limit, formula=None, number=Fraction(grades.index(limit.formula.text))), len(grades)
        )

    def whom(self, rule: Rule, scope: Scope | None, demand: Demand) -> Asked:
        """Whom a rule is about."""
        judged: tuple[str, ...] = ()
        stages = rule.bound[1].stages if rule.bound else None
        if rule.by == "stage":
            judged = tuple(stages or STAGES[:2])
        elif rule.dispersion is not None and rule.dispersion.by == "stage":
            judged = tuple(stages or _stages_of(rule, scope))
        return Asked(rule.level, scope, rule.applies_to.any_of if rule.applies_to else (), demand, judged)

    def alike(self, mine: Scope | None, its: Scope | None) -> bool:
        """Whether two scopes hold of the same sections."""
        new, old = (Asked("section", scope, (), Demand()) for scope in (mine, its))
        return by_case(new, old, self.facts)[1]

    def counts_by_scope(self) -> bool:
        """Whether the scope decides not only whom the rule is about, but what is added up or compared."""
        if self.new.dispersion is not None:
            return True
        reliefs = [relief.applies_to for relief in self.new.relief.values()]
        tests = [test for each in (self.new.applies_to, *reliefs) if each for tests in each.any_of for test in tests]
        if any(self.is_below(self.facts.get(test.key)) for test in tests):
            return True
        if any(test.key == "stage" for each in reliefs if each for tests in each.any_of for test in tests):
            return True
        try:
            names = [ref for formula in _formulas(self.new) for ref in refs(parse(formula)) if ref.level is None]
        except FormulaFault:
            return True
        return any(self.is_below(self.named(ref.name)) for ref in names)

    def named(self, name: str) -> Fact | None:
        """The fact a name means, with a stage at its end or without."""
        stem, _, stage = name.rpartition("_")
        return self.facts.get(name) or (self.facts.get(stem) if stage in STAGES else None)

    def is_below(self, fact: Fact | None) -> bool:
        """Whether the rule adds up a fact over the units below its own."""
        own = self.new.level
        if fact is None or own in fact.levels:
            return False
        return LEVELS.index(fact.levels[0]) < LEVELS.index(own)

    # -- constants and conditions --------------------------------------------------------------------------------

    def given(self) -> list[tuple[str, Order]]:
        """Constants: each by the direction in which it moves what is measured, the limit and who is concerned.

        One that only one of the two has is used only by what differs anyway.
        """
        new, old = self.new, self.old
        found = []
        for name, mine in new.given.items():
            its = old.given.get(name, mine)
            if mine.unit != its.unit:
                found.append((f"given.{name}", INCOMPARABLE))
            elif mine.value != its.value:
                order = self.moved(name)
                found.append((f"given.{name}", order if mine.value > its.value else order.reversed()))
        return [(name, order) for name, order in found if order != SAME]

    def moved(self, name: str) -> Order:
        """What a constant that grows does to a rule, and to the reliefs that do not have it as their own."""
        new, least = self.new, _least(self.new.given, self.old.given)
        operator, limit = new.bound or ("equals", None)
        bound = None if new.graded or limit is None else limit.formula
        if direction(new.measure, name, least) != 0 and self.is_compared():
            return INCOMPARABLE  # a coefficient of variation may move either way with it
        order = _pulled(operator, direction(new.measure, name, least), direction(bound, name, least))
        order &= _pulled("at_most", direction(new.when, name, least), 0)
        for relief in new.relief.values():
            if name in relief.given:
                continue
            here = least | _least(relief.given, relief.given)
            own = getattr(relief, operator) or limit
            order &= _pulled(
                operator,
                direction(relief.measure or new.measure, name, here),
                direction(None if new.graded or own is None else own.formula, name, here),
            )
            # Where the condition of a relief comes to hold, the rule becomes easier.
            order &= _pulled("at_least", direction(relief.when, name, here), 0)
        return order

    def is_compared(self) -> bool:
        """Whether a rule about dispersion compares what this one measures."""
        packs = (self.new_pack, self.old_pack)
        rules = [rule for pack in packs for rule in pack.rules.values() if rule.dispersion is not None]
        return any(self.new.id in rule.dispersion.of for rule in rules if rule.dispersion is not None)

    def when(self) -> list[tuple[str, Order]]:
        """The condition of a rule: without one it concerns more."""
        new, old = self.new.when, self.old.when
        if new is None or old is None:
            return [] if new is old else [("when", HARDER if new is None else EASIER)]
        order = condition_order(new, old).reversed()
        return [] if order == SAME else [("when", order)]

    # -- what it counts for --------------------------------------------------------------------------------------

    def weight(self) -> list[tuple[str, Order]]:
        """Strength, date and the group's decision."""
        new, old = self.new, self.old
        found = []
        if new.strength != old.strength:
            found.append(("strength", strength_order(new, old)))
        elif new.strength == "target" and (order := due_order(new, old)) != SAME:
            found.append(("due", order))
        if new.group != old.group:
            groups = (self.new_pack.groups.get(new.group), self.old_pack.groups.get(old.group))
            found.append(("group", group_order(*groups)))
        return found

    def relief(self) -> list[tuple[str, Order]]:
        """Reliefs: one more makes a rule easier, one less harder."""
        mine, its = self.new.relief, self.old.relief
        order = SAME
        for name in {**its, **mine}:
            if name not in its:
                order &= EASIER
            elif name not in mine:
                order &= HARDER
            elif mine[name] != its[name]:
                order &= relief_order(mine[name], its[name])
        return [] if order == SAME else [("relief", order)]


def _scope(rule: Rule, pack: Pack) -> Scope | None:
    return pack.scopes.get(rule.scope) if rule.scope else None


def _stages_of(rule: Rule, scope: Scope | None) -> tuple[str, ...]:
    """The stages of which a rule without a limit for each is judged: those that its scope and conditions let in."""
    alternatives = rule.applies_to.any_of if rule.applies_to else ()
    tests = [*(scope.tests if scope else ()), *(alternatives[0] if len(alternatives) == 1 else ())]
    named = [test.values for test in tests if test.key == "stage"]
    return tuple(stage for stage in STAGES if all(stage in values for values in named))


def _formulas(rule: Rule) -> list[Formula]:
    """The formulas of a rule and of its reliefs."""
    parts: tuple[Rule | Relief, ...] = (rule, *rule.relief.values())
    found = [rule.graded, *(formula for each in parts for formula in (each.measure, each.when))]
    if rule.graded is None:
        limits: list[Limit | None] = [getattr(each, operator) for each in parts for operator in OPERATORS]
        found += [limit.formula for limit in limits if limit is not None]
    return [formula for formula in found if formula is not None]


def _least(one: Mapping[str, Given], other: Mapping[str, Given]) -> dict[str, Fraction]:
    """The least value that each constant has in either."""
    return {name: min(given[name].value for given in (one, other) if name in given) for name in {**one, **other}}


def _pulled(operator: str, measure: int | None, limit: int | None) -> Order:
    """What becomes of a test when its measure and its limit move like this."""
    if measure is None or limit is None:
        return INCOMPARABLE
    if operator == "equals":
        return SAME if measure == limit == 0 else INCOMPARABLE
    # A higher measure, or a lower limit, makes a minimum easier and a maximum harder.
    easier = {measure, -limit} if operator in {"at_least", "more_than"} else {-measure, limit}
    return Order(1 not in easier, -1 not in easier)


def _grades(rule: Rule, facts: Facts) -> Sequence[str]:
    try:
        names = [ref.name for ref in refs(parse(rule.graded))] if rule.graded else []
    except FormulaFault:
        return ()
    return grades_of(facts[names[0]]) if names and names[0] in facts else ()
