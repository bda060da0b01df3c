"""The least a school can do: of all the ways to meet its rules together, the cheapest, found exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import Factory, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .levers import Demand, Lever

__all__ = ["Before", "Choice", "Option", "Task", "Want", "chosen"]

_Cost = tuple[Fraction | int, Fraction | int]


@frozen
class Before:
    """What was asked of a figure before, for what comes first.

    Attributes:
        more: whether it must be more, not fewer.
        amount: how much.
        end: what the figure must be.
        least: for rooms, how large each must be.
    """

    more: bool
    amount: Fraction
    end: Fraction
    least: Fraction | None = None


@frozen
class Want:
    """One demand, in whole steps, and what it is for.

    Attributes:
        demand: what is asked of which figure.
        amount: how much, in whole steps.
        step: the position of the rule in the plan.
        goal: ``standard``, or ``floor`` where a quota lets the rule stay there.
        unit: the section or the school that is judged.
        spared: how much was asked of the figure before and need not be asked once more.
    """

    demand: Demand
    amount: Fraction
    step: int
    goal: str
    unit: int
    spared: Fraction = Fraction(0)


@frozen
class Option:
    """One way to meet a rule: all that must be done.

    Attributes:
        wants: the demands.
        left: the positions of the rules that a quota lets stay below their standard.
    """

    wants: tuple[Want, ...]
    left: tuple[int, ...] = ()


@frozen
class Task:
    """One rule that must be met at one unit, and the ways to do it; in the order in which equals are preferred."""

    step: int
    unit: int
    options: tuple[Option, ...]

    @property
    def levers(self) -> set[Lever]:
        """The figures that any way asks of."""
        return {want.demand.lever for option in self.options for want in option.wants if want.amount}


@frozen
class Choice:
    """The cheapest way to meet several rules together.

    Attributes:
        options: the way taken for each task.
        amounts: how far each figure must go.
        stuck: the tasks that contradict each other.
    """

    options: tuple[tuple[Task, Option], ...] = ()
    amounts: Mapping[Lever, Fraction] = Factory(dict)
    stuck: tuple[Task, ...] = ()


def chosen(tasks: Sequence[Task], weigh: Callable[[Lever, Fraction], _Cost]) -> Choice:
    """The cheapest way to meet all tasks; those that have nothing to do with each other are solved apart.

    Args:
        tasks: the rules, each with at least one option.
        weigh: what an amount of a figure costs: two numbers, of which the second decides between equals of the first;
            one of them rises with the amount.
    """
    options: list[tuple[Task, Option]] = []
    amounts: dict[Lever, Fraction] = {}
    stuck: list[Task] = []
    for group in _together(tasks):
        found = _only(group) or _Search(group, weigh).best
        if found is None:
            stuck += group
        else:
            options += zip(group, found[0], strict=True)
            amounts |= found[1]
    return Choice(tuple(options), amounts, tuple(stuck))


def _together(tasks: Sequence[Task]) -> list[list[Task]]:
    """The tasks in groups that share no figure; those with the fewest ways first, which bound the search soonest."""
    groups: list[tuple[set[Lever], list[Task]]] = []
    for task in tasks:
        levers, members = set(task.levers), [task]
        for group in [group for group in groups if group[0] & levers]:
            groups.remove(group)
            levers |= group[0]
            members = group[1] + members
        groups.append((levers, members))
    return [sorted(members, key=lambda task: (len(task.options), task.step, task.unit)) for _, members in groups]


def _only(tasks: Sequence[Task]) -> tuple[list[Option], dict[Lever, Fraction]] | None:
    """The one way there is, where a rule that has to do with no other can be met in one way only."""
    if len(tasks) > 1 or len(tasks[0].options) > 1:
        return None
    amounts: dict[Lever, Fraction] = {}
    rising: dict[Lever, bool] = {}
    (option,) = tasks[0].options
    return ([option], amounts) if all(_take(want, amounts, rising) for want in option.wants) else None


class _Search:
    """All combinations of ways, as far as they can still be the cheapest: what is asked for only ever adds."""

    def __init__(self, tasks: Sequence[Task], weigh: Callable[[Lever, Fraction], _Cost]) -> None:
        self.tasks, self.weigh = tasks, weigh
        self.best: tuple[list[Option], dict[Lever, Fraction]] | None = None
        self.least: _Cost | None = None
        self._go([], {}, {})

    def _go(self, taken: list[Option], amounts: dict[Lever, Fraction], rising: dict[Lever, bool]) -> None:
        cost = self._cost(amounts)
        if self.least is not None and cost >= self.least:  # of equals, the first
            return
        if len(taken) == len(self.tasks):
            self.best, self.least = (taken, amounts), cost
            return
        for option in self.tasks[len(taken)].options:
            further, ways = dict(amounts), dict(rising)
            if all(_take(want, further, ways) for want in option.wants):
                self._go([*taken, option], further, ways)

    def _cost(self, amounts: Mapping[Lever, Fraction]) -> _Cost:
        weights = [self.weigh(lever, amount) for lever, amount in amounts.items()]
        return sum(w[0] for w in weights), sum(w[1] for w in weights)


def _take(want: Want, amounts: dict[Lever, Fraction], rising: dict[Lever, bool]) -> bool:
    """Add a demand to those taken; False if one figure would have to rise and fall."""
    if not want.amount:
        return True
    lever = want.demand.lever
    if rising.setdefault(lever, want.demand.more) != want.demand.more:
        return False
    amounts[lever] = max(amounts.get(lever, Fraction(0)), want.amount)
    return True
