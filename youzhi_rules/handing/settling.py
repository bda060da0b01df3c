"""Whether a school must be asked again once amounts are in the figures: not where nothing else looks at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import nodes as n
from ..evaluation import NO, truth
from ..plan import Bound, QuotaOf
from .levers import reads_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..plan import Plan
    from .levers import Lever, Reads
    from .solving import Asking, Solution

__all__ = ["settled"]


def settled(plan: Plan, asking: Asking, solution: Solution) -> bool:
    """Whether a school would be told the same again: no figure it raises moves anything but what it was raised for.

    It may be said of fewer schools than it is true of, as these are but asked once more.
    """
    raised = [lever for lever in solution.choice.amounts if lever in asking.done]
    if solution.stuck:
        return False
    unmet = {(task.step, task.unit) for task, _ in solution.choice.options}
    owners = {
        (want.demand.asked, want.demand.at): want.demand.lever
        for task, _ in solution.choice.options
        for option in task.options
        for want in option.wants
    }
    return all(
        _unmoved(plan, asking, (index, unit), raised, owners)
        if (index, unit) in unmet
        else not (asking.judged(plan.steps[index], index, unit) and asking.failing(index, unit))
        for index, unit in asking.asked(solution.school)
    )


def _unmoved(
    plan: Plan,
    asking: Asking,
    place: tuple[int, int],
    raised: Sequence[Lever],
    owners: Mapping[tuple[n.Compare, int], Lever],
) -> bool:
    """Whether what a rule asks of its figures is the same with the others raised."""
    index, unit = place
    compares, conditions = _looks(plan, index)
    if any(asking.columns & (reads.far | reads.near.keys()) for reads in conditions):
        return False
    for compare in compares:
        reads, own = reads_of(compare), owners.get((compare, unit))
        if asking.columns & reads.far:
            return False
        moving = [
            lever
            for lever in raised
            if lever.column in reads.near and not (compare.level == lever.where == "section" and lever.unit != unit)
        ]
        if moving and own is None and any(truth(frame, compare)[unit] == NO for frame in (asking.base, asking.now)):
            return False
        if moving and own is not None and (moving != [own] or reads.near[own.column] != 1):
            return False
    return True


def _looks(plan: Plan, index: int) -> tuple[list[n.Compare], list[Reads]]:
    """The comparisons of a rule and of those it counts, and what decides whom they are for."""
    key = ("todo looks", index)
    found: tuple[list[n.Compare], list[Reads]] | None = plan.memo.get(key)
    if found is None:
        test = plan.steps[index].test
        steps = [plan.steps[part] for part in test.steps] if isinstance(test, QuotaOf) else []
        nodes: list[n.Node] = [each.test.holds for each in steps if isinstance(each.test, Bound)]
        nodes += test.floors if isinstance(test, QuotaOf) else [test.holds] if isinstance(test, Bound) else []
        parts = [each for node in nodes for each in _split(node)]
        applies = [each.applies for each in (*steps, plan.steps[index]) if each.applies is not None]
        compares = [each for each in parts if isinstance(each, n.Compare)]
        others = [reads_of(each) for each in (*parts, *applies) if not isinstance(each, n.Compare)]
        found = plan.memo[key] = compares, others
    return found


def _split(node: n.Node) -> Iterator[n.Node]:
    """The comparisons that a truth is made of, and its conditions."""
    if isinstance(node, n.All | n.Any_) and not (isinstance(node, n.Any_) and node.below):
        for arg in node.args:
            yield from _split(arg)
    else:
        yield node
