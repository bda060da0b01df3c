"""What a pack wants to know: the facts its rules read, at which level, and which rules each is for."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import attrs
from attrs import frozen

from .. import nodes as n
from ..plan import Attest, Bound, Coefficient, Composite, QuotaOf

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
        other: what may be given in its place: a column, or several joined with ``+``.
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
    for step, need in zip(plan.steps, _needs(plan), strict=True):
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


def _needs(plan: Plan) -> list[Need]:
    """Why each step is wanted; one that a quota counts is wanted as the quota is."""
    needs = [_need(plan, step) for step in plan.steps]
    for at in reversed(range(len(needs))):  # rules stand before the quotas that count them
        test = plan.steps[at].test
        for part in test.steps if isinstance(test, QuotaOf) else ():
            needs[part] = min(needs[part], needs[at], key=NEEDS.index)
    return needs


def _need(plan: Plan, step: Step) -> Need:
    if not step.decides:
        return "optional"
    return "required" if plan.groups[step.rule.group].decides == "recognition" else "plan"


def _of_step(step: Step) -> Iterator[Any]:
    """The nodes a step is made of. A quota reads what its rules read, which are steps themselves."""
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
    """The columns found so far, by level and name.

    Attributes:
        facts: the dictionary.
        found: the rules that read each column, and why it is wanted for them.
        stages: the fact and the stage of each.
        read: those that a rule reads itself, and not only as a part of another figure.
        ways: what each figure is computed from, the columns joined with ``+``.
        feeds: the figures of which each column is a part.
    """

    facts: Facts
    found: dict[_Key, dict[str, tuple[Rule | None, Need]]] = attrs.field(factory=dict)
    stages: dict[_Key, tuple[str, str | None]] = attrs.field(factory=dict)
    read: set[_Key] = attrs.field(factory=set)
    ways: dict[_Key, dict[str, None]] = attrs.field(factory=dict)
    feeds: dict[_Key, dict[_Key, None]] = attrs.field(factory=dict)

    def take(self, node: Any, rule: Rule, need: Need, *, part: bool = False) -> None:
        """Take the facts of a node and of all below it; ``part``: another figure is computed from them."""
        if isinstance(node, n.FactValue):
            self.fact(node, rule, need, part=part)
        elif isinstance(node, n.Items):
            self.put(node.of, node.fact, None, rule, need, part=part)
        elif isinstance(node, tuple):
            for each in node:
                self.take(each, rule, need, part=part)
        elif attrs.has(type(node)):
            for field in attrs.fields(type(node)):
                self.take(getattr(node, field.name), rule, need, part=part)

    def fact(self, node: n.FactValue, rule: Rule, need: Need, *, part: bool) -> None:
        """Take a fact, or what it is computed from, or both."""
        if node.shares is not None:
            self.take(node.shares.pupils, rule, need)
            self.put("school", "school_kind", None, rule, need)
        if not _computed(node):
            self.put(node.level, node.fact, node.stage, rule, need, part=part)
        own = node.level, _column(node.fact, node.stage)
        for source in node.derived:
            self.take(source, rule, need, part=True)
            parts = list(dict.fromkeys(_columns(source)))
            self.ways.setdefault(own, {})["+".join(column for _, column in parts)] = None
            for each in parts:
                self.feeds.setdefault(each, {})[own] = None

    def put(
        self, level: str, fact: str, stage: str | None, rule: Rule | None, need: Need, *, part: bool = False
    ) -> None:
        """Put down one column, with the rule that reads it."""
        key = level, _column(fact, stage)
        self.stages[key] = fact, stage
        if not part:
            self.read.add(key)
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
        return any((level, _column(fact, stage)) in owns for owns in self.feeds.values())

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
        return Wanted(key[0], key[1], self.facts[name], stage, need, rules, self._other(key))

    def _other(self, key: _Key) -> tuple[str, ...]:
        """What may be given in place of a column.

        In place of what a rule reads itself: what it is computed from. In place of a mere part: every figure that it is
        a part of, or another way to each.
        """
        found: dict[str, None] = {}
        if key not in self.read and key in self.feeds:
            for several in product(*(self._without(own, key[1]) for own in self.feeds[key])):
                found["+".join(dict.fromkeys(column for each in several for column in each.split("+")))] = None
        return tuple(found | self.ways.get(key, {}))

    def _without(self, own: _Key, part: str) -> list[str]:
        """How a figure is known without one of its parts."""
        return [own[1], *(way for way in self.ways.get(own, {}) if part not in way.split("+"))]


def _column(fact: str, stage: str | None) -> str:
    return f"{fact}_{stage}" if stage else fact


def _columns(node: Any) -> Iterator[_Key]:
    """The columns that a node reads itself, not those these follow from."""
    if isinstance(node, n.FactValue):
        yield node.level, _column(node.fact, node.stage)
    elif isinstance(node, n.Items):
        yield node.of, node.fact
    elif isinstance(node, tuple):
        for each in node:
            yield from _columns(each)
    elif attrs.has(type(node)):
        for field in attrs.fields(type(node)):
            yield from _columns(getattr(node, field.name))
