"""The plan of a pack: every rule as a test over units of a level, ready for an engine (``compiling`` makes it)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from . import nodes as n
from .model import Group, Pack, Rule, Task, Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from .dictionary import Facts

__all__ = ["Attest", "Bound", "Coefficient", "Plan", "QuotaOf", "Step", "StepTest", "rules_of"]

_COMPARISON = {"at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<", "equals": "=="}


@frozen
class Bound:
    """A measure against a limit, numbers or grades.

    Attributes:
        grades: for grades, their names from low to high.
        holds: the comparison of the two.
    """

    measure: n.Node
    operator: str
    limit: n.Node
    grades: tuple[str, ...] | None = None
    holds: n.Compare = field(init=False)

    @holds.default
    def _comparison(self) -> n.Compare:
        return n.Compare(self.measure.level, _COMPARISON[self.operator], self.measure, self.limit)


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
    floors: tuple[n.Compare, ...] = ()


@frozen(cache_hash=True)
class Coefficient:
    """The weighted coefficient of variation of a measure over the sections of one stage (or of all)."""

    measure: n.Node
    weight: n.Node
    scope: n.Node | None
    stage: str | None
    operator: str
    limit: Fraction


StepTest = Bound | Attest | QuotaOf | Coefficient


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
        strength=task.strength,
        due=task.due,
        attested=(task.id,),
        clause=task.clause,
        seen_in=task.seen_in,
        note=task.note,
        id=task.id,
        place=task.place,
    )
