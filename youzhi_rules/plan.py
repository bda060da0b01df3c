"""The plan of a pack: every rule as a test over units of a level, ready for an engine (``compiling`` makes it)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from . import nodes as n
from .model import Group, Pack, Relief, Rule, Task, Words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping
    from fractions import Fraction

    from .dictionary import Facts

__all__ = [
    "Attest",
    "Bound",
    "Coefficient",
    "Composite",
    "Easing",
    "Plan",
    "QuotaOf",
    "Step",
    "StepTest",
    "dated",
    "narrowed",
    "rules_of",
]

_COMPARISON = {"at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<", "equals": "=="}


@frozen
class Easing:
    """A relief, compiled.

    Attributes:
        condition: whom it is for, and until when.
        bound: what it asks of them in place of what the rule asks.
    """

    relief: Relief
    condition: n.Node
    bound: Bound

    @property
    def met(self) -> n.All:
        """Whether it lets a unit pass."""
        return self.for_those(self.bound.own)

    def for_those(self, truth: n.Node) -> n.All:
        """That something holds of those the relief is for."""
        return n.All(truth.level, (self.condition, truth))


@frozen
class Bound:
    """A measure against a limit, numbers or grades; and the reliefs of the rule, any of which may let pass as well.

    Attributes:
        grades: for grades, their names from low to high.
        easings: the reliefs.
        own: the comparison of measure and limit: what the rule itself asks.
        holds: whether the rule is met, by itself or through a relief.
    """

    measure: n.Node
    operator: str
    limit: n.Node
    grades: tuple[str, ...] | None = None
    easings: tuple[Easing, ...] = ()
    own: n.Compare = field(init=False)
    holds: n.Compare | n.Any_ = field(init=False)

    @own.default
    def _comparison(self) -> n.Compare:
        return n.Compare(self.measure.level, _COMPARISON[self.operator], self.measure, self.limit)

    @holds.default
    def _any(self) -> n.Compare | n.Any_:
        if not self.easings:
            return self.own
        eased = (easing.met for easing in self.easings)
        return n.Any_(self.measure.level, (self.own, *eased))


@frozen
class Attest:
    """Flags that must all be true, or of which none may be (``wanted`` False)."""

    flags: tuple[n.Node, ...]
    wanted: bool
    holds: n.All = field(init=False)

    @holds.default
    def _all(self) -> n.All:
        level = self.flags[0].level
        return n.All(level, tuple(n.FlagIs(level, flag, self.wanted) for flag in self.flags))


@frozen
class QuotaOf:
    """So many of several steps met, the rest at least at a share of their limits.

    Attributes:
        steps: their positions in the plan.
        met: how many must be met.
        rest: the share of its limit that each of the others must reach, or None.
        floors: per step, whether its measure reaches that share (inclusive); empty without ``rest``.
    """

    steps: tuple[int, ...]
    met: int
    rest: Fraction | None
    floors: tuple[n.Node, ...] = ()


@frozen(cache_hash=True)
class Coefficient:
    """The weighted coefficient of variation of a measure over the sections of one stage (or of all).

    Attributes:
        over: ``section``: the sections of schools; ``campus``: those of campuses, each on its own.
    """

    measure: n.Node
    weight: n.Node
    scope: n.Node | None
    stage: str | None
    operator: str
    limit: Fraction
    over: str = "section"


@frozen(cache_hash=True)
class Composite:
    """The mean of several coefficients of variation against one limit, for one stage (or all together).

    Attributes:
        parts: the coefficients; they compare the same sections with the same weights.
    """

    parts: tuple[Coefficient, ...]
    stage: str | None
    operator: str
    limit: Fraction


StepTest = Bound | Attest | QuotaOf | Coefficient | Composite


@frozen
class Step:
    """One rule, at one level and for one stage if it is judged by stage.

    Attributes:
        id: the id its outcomes carry: the rule's, or ``<rule>_cv`` for a coefficient.
        applies: whether it applies to a unit; None: to every unit of the level.
        decides: whether its status counts for its group.
    """

    id: str
    rule: Rule
    level: str
    stage: str | None
    title: Words
    unit: str | None
    test: StepTest
    applies: n.Node | None = None

    @property
    def decides(self) -> bool:
        """Required rules and vetoes decide; so does a target that has a date."""
        strength = self.rule.strength
        return strength in {"required", "veto"} or (strength == "target" and self.rule.due is not None)


@frozen
class Plan:
    """A pack, compiled: its steps in the order of the pack, rules before the quotas that count them."""

    pack: Pack
    facts: Facts
    steps: tuple[Step, ...]
    groups: Mapping[str, Group]
    used: frozenset[str] = field(default=frozenset(), eq=False)
    memo: dict[Any, Any] = field(factory=dict, init=False, eq=False, repr=False)
    """What follows from the plan alone and is worked out when first asked for."""

    @property
    def compares_campuses(self) -> bool:
        """Whether it has a coefficient over campuses, and so asks for the data campus by campus."""
        found: bool | None = self.memo.get("compares campuses")
        if found is None:
            spreads = [step.rule.dispersion for step in self.steps if step.rule.dispersion is not None]
            found = self.memo["compares campuses"] = any(spread.over == "campus" for spread in spreads)
        return found


def narrowed(plan: Plan, outcomes: Collection[str]) -> Plan:
    """The plan of some outcomes alone, with the steps that their quotas count: each comes out as in the whole plan."""
    kept = {index for index, step in enumerate(plan.steps) if step.id in outcomes}
    kept |= {part for index in kept if isinstance(test := plan.steps[index].test, QuotaOf) for part in test.steps}
    if len(kept) == len(plan.steps):
        return plan
    place = {index: position for position, index in enumerate(sorted(kept))}
    steps = [plan.steps[index] for index in place]
    for position, step in enumerate(steps):
        if isinstance(step.test, QuotaOf):
            counted = tuple(place[part] for part in step.test.steps)
            steps[position] = evolve(step, test=evolve(step.test, steps=counted))
    return evolve(plan, steps=tuple(steps))


def dated(plan: Plan, as_of: dt.date | None) -> Plan:
    """The plan for a day: reliefs that have a last day know whether it has passed. Without a day, the plan itself."""
    if as_of is None or not any(_lasting(step) for step in plan.steps):
        return plan
    steps = tuple(evolve(step, test=_test_on(step.test, as_of)) for step in plan.steps)
    return evolve(plan, steps=steps)


def _lasting(step: Step) -> bool:
    return isinstance(step.test, Bound) and any(easing.relief.until is not None for easing in step.test.easings)


def _test_on(test: StepTest, day: dt.date) -> StepTest:
    if isinstance(test, Bound) and test.easings:
        return evolve(
            test, easings=tuple(evolve(each, condition=_node_on(each.condition, day)) for each in test.easings)
        )
    if isinstance(test, QuotaOf):
        return evolve(test, floors=tuple(_node_on(floor, day) for floor in test.floors))
    return test


def _node_on(node: n.Node, day: dt.date) -> n.Node:
    """A condition with its day; those of reliefs stand in nothing but ``and`` and ``or``."""
    if isinstance(node, n.Until):
        return evolve(node, today=day)
    if isinstance(node, n.All | n.Any_):
        return evolve(node, args=tuple(_node_on(arg, day) for arg in node.args))
    return node


def rules_of(pack: Pack) -> dict[str, Rule]:
    """The rules of a pack, its tasks among them: a task is an attested rule of the plan."""
    plans = [group for group, what in pack.groups.items() if what.decides == "plan"]
    rules = dict(pack.rules)
    for name, task in pack.tasks.items():
        rules[name] = _task_rule(task, plans[0] if len(plans) == 1 else "")
    return rules


def _task_rule(task: Task, plan_group: str) -> Rule:
    return Rule(
        title=Words(task.zh, task.en),
        group=task.group or plan_group,
        level=task.level,
        scope=task.scope,
        applies_to=task.applies_to,
        strength=task.strength,
        due=task.due,
        attested=(task.id,),
        clause=task.clause,
        seen_in=task.seen_in,
        note=task.note,
        conflicts_with=task.conflicts_with,
        id=task.id,
        pack=task.pack,
        links=task.links,
        place=task.place,
    )
