"""What a pack wants to know: the facts its rules read, at which level, and which rules each is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs
from attrs import frozen

from .. import nodes as n
from ..plan import Attest, Bound, Coefficient, Composite

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..dictionary import Facts
    from ..model import Fact, Rule
    from ..plan import Plan, Step

__all__ = ["NEEDS", "Wanted", "lacking", "wanted"]

Need = Literal["required", "plan", "optional", "checked", "form"]
NEEDS: tuple[Need, ...] = ("required", "plan", "optional", "checked", "form")
"""Why a fact is wanted, the weightiest first: a rule that decides recognition, one of the plan's own duties, another
rule, another figure that is held against it, the declaration forms alone."""

_FOR_THE_FORMS = ("founder",)
_Key = tuple[str, str]


@frozen
class Wanted:
    """One column that a pack wants.

    Attributes:
        level: whose figure it is.
        column: the name of the column, such as ``nearby_enrolled_primary``.
        stage: its stage, for a fact that is given per stage.
        need: why it is wanted.
        rules: the rules that read it, in the order of the pack.
        other: columns that may be given in its place.
    """

    level: str
    column: str
    fact: Fact
    stage: str | None
    need: Need
    rules: tuple[Rule, ...] = ()
    other: tuple[str, ...] = ()


def wanted(plan: Plan) -> tuple[Wanted, ...]:
    """The columns that a plan reads, in the order of the dictionary.

    A figure that is computed from others (a sum, a difference, a share) is not asked for: these are. Where it is
    taken from a list or stands in for another figure, both are asked for and one is enough.

    Example:
        >>> import youzhi_rules as yz
        >>> from youzhi_rules.planning import plan_of
        >>> found = wanted(plan_of(yz.load_pack("national-2017")))
        >>> [each.column for each in found if "nearby" in each.column][:2]
        ['nearby_enrolled_primary', 'nearby_enrolled_junior']
    """
    gathered = _Gathered(plan.facts)
    for step in plan.steps:
        need = _need(plan, step)
        for node in _of_step(step):
            gathered.take(node, step.rule, need)
    gathered.complete()
    return gathered.sorted()


def lacking(columns: tuple[Wanted, ...], given: Collection[str]) -> list[Wanted]:
    """The columns that nobody gives, of those that a rule reads and nothing else stands in for.

    Args:
        columns: what a pack wants.
        given: the columns there are.
    """
    return [
        each
        for each in columns
        if each.need in {"required", "plan"}
        and each.column not in given
        and not any(set(other.split("+")) <= set(given) for other in each.other)
    ]


def _need(plan: Plan, step: Step) -> Need:
    if not step.decides:
        return "optional"
    return "required" if plan.groups[step.rule.group].decides == "recognition" else "plan"


def _of_step(step: Step) -> Iterator[Any]:
    """The nodes a step is made of. A quota reads what its rules read."""
    yield step.applies
    test = step.test
    if isinstance(test, Bound):
        yield from (test.measure, test.limit)
        for easing in test.easings:
            yield from (easing.condition, easing.bound.measure, easing.bound.limit)
    elif isinstance(test, Attest):
        yield from test.flags
    for part in test.parts if isinstance(test, Composite) else (test,):
        if isinstance(part, Coefficient):
            yield from (part.measure, part.weight, part.scope)


def _computed(node: n.FactValue) -> bool:
    """Whether a fact follows from single figures of the same unit by plain arithmetic."""
    return bool(node.derived) and all(isinstance(each, n.Arith) for each in node.derived)


@frozen
class _Gathered:
    """The columns found so far, by level and name."""

    facts: Facts
    found: dict[_Key, dict[str, tuple[Rule | None, Need]]] = attrs.field(factory=dict)
    stages: dict[_Key, tuple[str, str | None]] = attrs.field(factory=dict)
    other: dict[_Key, dict[str, None]] = attrs.field(factory=dict)

    def take(self, node: Any, rule: Rule, need: Need) -> None:
        """Take the facts of a node and of all below it."""
        if isinstance(node, n.FactValue):
            self.fact(node, rule, need)
        elif isinstance(node, n.Items):
            self.put(node.of, node.fact, None, rule, need)
        elif isinstance(node, tuple):
            for each in node:
                self.take(each, rule, need)
        elif attrs.has(type(node)):
            for field in attrs.fields(type(node)):
                self.take(getattr(node, field.name), rule, need)

    def fact(self, node: n.FactValue, rule: Rule, need: Need) -> None:
        """Take a fact, or what it is computed from, or both."""
        if node.shares is not None:
            self.take(node.shares.pupils, rule, need)
            self.put("school", "school_kind", None, rule, need)
        if not _computed(node):
            self.put(node.level, node.fact, node.stage, rule, need)
        for source in node.derived:
            self.take(source, rule, need)
            parts = list(dict.fromkeys(_columns(source)))
            own = _column(node.fact, node.stage)
            if not _computed(node):
                self.other.setdefault((node.level, own), {})["+".join(parts)] = None
            for part in parts:
                self.other.setdefault((node.level, part), {})[own] = None

    def put(self, level: str, fact: str, stage: str | None, rule: Rule | None, need: Need) -> None:
        """Put down one column, with the rule that reads it."""
        key = level, _column(fact, stage)
        self.stages[key] = fact, stage
        self.found.setdefault(key, {}).setdefault(rule.id if rule else "", (rule, need))

    def complete(self) -> None:
        """Add what figures are held against, and what the declaration forms ask for."""
        for (level, _), (name, stage) in list(self.stages.items()):
            bound = self.facts[name].at_most
            if bound is not None and bound in self.facts and level in self.facts[bound].levels:
                whole = self.facts[bound]
                key = level, _column(bound, stage if whole.by_stage else None)
                if key not in self.found and not self._follows(level, bound, stage):
                    self.put(level, bound, stage if whole.by_stage else None, None, "checked")
        if any(level == "section" for level, _ in self.found):
            for name in _FOR_THE_FORMS:
                if name in self.facts and ("school", name) not in self.found:
                    self.put("school", name, None, None, "form")

    def _follows(self, level: str, fact: str, stage: str | None) -> bool:
        """Whether a fact is computed from columns that are there anyway."""
        own = _column(fact, stage)
        return any(own in others for (at, _), others in self.other.items() if at == level)

    def sorted(self) -> tuple[Wanted, ...]:
        """The columns in the order of the dictionary."""
        order = {name: index for index, name in enumerate(self.facts)}
        stages = ("primary", "junior", "senior", None)
        keys = sorted(self.found, key=lambda key: (order[self.stages[key][0]], stages.index(self.stages[key][1])))
        return tuple(self._wanted(key) for key in keys)

    def _wanted(self, key: _Key) -> Wanted:
        name, stage = self.stages[key]
        readers = self.found[key].values()
        need = min((need for _, need in readers), key=NEEDS.index)
        rules = tuple(rule for rule, _ in readers if rule is not None)
        return Wanted(key[0], key[1], self.facts[name], stage, need, rules, tuple(self.other.get(key, ())))


def _column(fact: str, stage: str | None) -> str:
    return f"{fact}_{stage}" if stage else fact


def _columns(node: Any) -> Iterator[str]:
    """The columns that a node reads itself, not those these follow from."""
    if isinstance(node, n.FactValue):
        yield _column(node.fact, node.stage)
    elif isinstance(node, n.Items):
        yield node.fact
    elif isinstance(node, tuple):
        for each in node:
            yield from _columns(each)
    elif attrs.has(type(node)):
        for field in attrs.fields(type(node)):
            yield from _columns(getattr(node, field.name))
