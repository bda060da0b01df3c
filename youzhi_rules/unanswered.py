"""Which steps of a plan are unknown wherever they apply, because a fact they need is given by nobody.

A county's records hold a part of the facts a pack asks for. Which steps can be decided at all depends on the columns
alone and on none of their values, so it is worked out once per plan and set of columns.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from . import nodes as n
from .plan import Attest, Bound

if TYPE_CHECKING:
    from collections.abc import Callable

    from .dataset import Dataset
    from .plan import Plan

__all__ = ["unanswered"]

_KEPT = 64
"""Sets of columns that are remembered per plan."""


def unanswered(plan: Plan, data: Dataset) -> frozenset[int]:
    """The positions of the steps whose test nobody can answer from these columns.

    It says nothing of the others: those may be unknown too.
    """
    columns = frozenset(data.columns)
    key = (columns, frozenset(data.whole))
    found = plan.memo.get(key)
    if found is None:
        if len(plan.memo) >= _KEPT:
            plan.memo.clear()
        given = partial(_is_given, data)
        found = plan.memo[key] = frozenset(
            index
            for index, step in enumerate(plan.steps)
            if isinstance(step.test, Bound | Attest) and _is_open(step.test.holds, given)
        )
    return found


def _is_given(data: Dataset, level: str, name: str, *, divided: bool) -> bool:
    return (level, name) in data.columns or (divided and name in data.whole)


def _is_open(node: n.Node, given: Callable[..., bool]) -> bool:
    """Whether a truth is unknown for every unit."""
    if isinstance(node, n.Compare):
        return _is_missing(node.left, given) or _is_missing(node.right, given)
    if isinstance(node, n.FlagIs):
        return _is_without_column(node.body, given)
    return isinstance(node, n.All) and bool(node.args) and all(_is_open(each, given) for each in node.args)


def _is_without_column(node: n.Node, given: Callable[..., bool]) -> bool:
    """The same of a flag, which is divided and derived from nothing."""
    if isinstance(node, n.Read):
        return _is_without_column(node.body, given)
    return isinstance(node, n.FactValue) and not given(node.level, node.fact, divided=False)


def _is_missing(node: n.Node, given: Callable[..., bool]) -> bool:
    """Whether a number is missing for every unit."""
    if isinstance(node, n.FactValue):
        name = node.fact if node.stage is None else f"{node.fact}_{node.stage}"
        divided = node.shares is not None
        return not given(node.level, name, divided=False) and not (
            (divided and given(node.level, node.fact, divided=True))
            or not all(_is_missing(each, given) for each in node.derived)
        )
    if isinstance(node, n.Read | n.Ceil):
        return _is_missing(node.body, given)
    if isinstance(node, n.Arith):
        return _is_missing(node.left, given) or _is_missing(node.right, given)
    return isinstance(node, n.Extreme) and any(_is_missing(each, given) for each in node.args)
