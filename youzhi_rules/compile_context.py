"""What compiling a rule needs of its pack: scopes, names, settings for formulas, and a place to gather faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from . import nodes as n
from .conditions import condition_node
from .errors import Fault, Place, near
from .formulas import Setting, Typed, compile_formula
from .grammar import FormulaFault
from .model import STAGES, Formula, Pack, Rule
from .plan import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .dictionary import Facts

__all__ = ["Compiling"]


class Compiling:
    """What is at hand while the rules of one pack are compiled; faults gather in it."""

    def __init__(self, pack: Pack, facts: Facts) -> None:
        self.pack = pack
        self.facts = facts
        self.faults: list[Fault] = []
        self.pool: dict[tuple[object, ...], Typed] = {}
        self.scopes: dict[str, n.Node] = {}
        self.rules = rules_of(pack)

    def fault(self, code: str, place: Place, key: str, **params: object) -> None:
        """A fault of the pack, remembered."""
        self.faults.append(Fault(code, params, place, key))

    def at(self, rule: Rule, key: str) -> tuple[Place, str]:
        """The place and the dotted path of a key of a rule."""
        task = rule.id in self.pack.tasks and rule.id not in self.pack.rules
        return rule.places.get(key, rule.place), f"{'tasks' if task else 'rules'}.{rule.id}.{key}"

    def setting(self, rule: Rule, stage: str | None = None) -> Setting:
        """What the formulas of a rule can speak of."""
        for name in rule.given:
            if name in self.facts:
                place, key = self.at(rule, f"given.{name}")
                self.fault("given-is-fact", place, key, name=name)
        return Setting(
            facts=self.facts,
            level=rule.level,
            stage=stage,
            scope=self.scopes.get(rule.scope) if rule.scope else None,
            given=rule.given,
            split=self.pack.split,
            pool=self.pool,
        )

    def section(self) -> Setting:
        """What a scope can speak of: the facts of a section and of the units above it."""
        return Setting(facts=self.facts, level="section", split=self.pack.split, pool=self.pool)

    def applies(self, rule: Rule, setting: Setting) -> n.Node | None:
        """The condition under which a rule applies to a unit of its level; None: to all."""
        parts: list[n.Node] = []
        if setting.scope is not None and rule.level in {"section", "school"}:
            in_scope = setting.scope_at(rule.level)
            if in_scope is not None:
                parts.append(in_scope)
        parts += self.conditions(rule, setting)
        if len(parts) > 1:
            return n.All(rule.level, tuple(parts))
        return parts[0] if parts else None

    def conditions(self, rule: Rule, setting: Setting) -> list[n.Node]:
        """What ``applies_to`` and ``when`` ask of a unit."""
        parts: list[n.Node] = []
        if rule.applies_to is not None:
            parts.append(condition_node(rule.applies_to, setting, self.faults, self.at(rule, "applies_to")[1]))
        if rule.when is not None:
            typed = self.formula(rule.when, setting, rule, "when")
            if typed is not None and typed.kind == "flag":
                parts.append(n.FlagIs(rule.level, typed.node))
            elif typed is not None and typed.kind == "truth":
                parts.append(typed.node)
            elif typed is not None:
                place, key = self.at(rule, "when")
                self.fault("formula-type", place, key, formula=rule.when.text, wanted=("条件", "a condition"))
        return parts

    def formula(self, formula: Formula, setting: Setting, rule: Rule, key: str) -> Typed | None:
        """The typed node of a formula, or None and a fault."""
        try:
            return compile_formula(formula, setting)
        except FormulaFault as stop:
            self.faults.append(evolve(stop.fault, key=self.at(rule, key)[1]))
            return None

    # -- rules ---------------------------------------------------------------------------------------------------
    def stages_of(self, rule: Rule) -> tuple[str, ...]:
        """The stages a rule's scope and conditions let in, as far as they say."""
        allowed = list(STAGES)
        scope = self.pack.scopes.get(rule.scope or "")
        if rule.scope is not None and scope is None:
            return ()  # a fault of its own
        alternatives = rule.applies_to.any_of if rule.applies_to else ()
        tests = [*(scope.tests if scope else ()), *(alternatives[0] if len(alternatives) == 1 else ())]
        for test in tests:
            if test.key == "stage":
                allowed = [stage for stage in allowed if stage in test.values]
        return tuple(allowed)

    def counted(self, rule: Rule, names: Iterable[str], key: str) -> list[Rule]:
        """The rules of these names; a fault for each that is not there."""
        place, where = self.at(rule, key)
        found = []
        for name in names:
            other = self.rules.get(name)
            if other is None:
                self.fault("rule-unknown", place, where, name=name, near=near(name, self.rules))
            else:
                found.append(other)
        return found
