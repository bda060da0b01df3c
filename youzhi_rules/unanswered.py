"""Which steps of a plan are unknown wherever they apply, because a fact they need is given by nobody.

A county's records hold a part of the facts a pack asks for. Which steps can be decided at all depends on the columns
alone and on none of their values, so it is worked out once per plan and set of columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import nodes as n
from .plan import Attest, Bound

if TYPE_CHECKING:
    from .dataset import Dataset
    from .plan import Plan

    Columns = frozenset[tuple[str, str]]

__all__ = ["unanswered"]

_KEPT = 64
"""Sets of columns that are remembered per plan."""


def unanswered(plan: Plan, data: Dataset) -> frozenset[int]:
    """The positions of the steps whose test nobody can answer from these columns.

    It says nothing of the others: those may be unknown too.
    """
    columns = frozenset(data.columns)
    found = plan.memo.get(columns)
    if found is None:
        if len(plan.memo) >= _KEPT:
            plan.memo.clear()
        found = plan.memo[columns] = frozenset(
            index
            for index, step in enumerate(plan.steps)
            if isinstance(step.test, Bound | Attest) and _is_open(step.test.holds, columns)
        )
    return found


def _is_open(node: n.Node, columns: Columns) -> bool:
    """Whether a truth is unknown for every unit."""
    if isinstance(node, n.Compare):
        return _is_missing(node.left, columns) or _is_missing(node.right, columns)
    if isinstance(node, n.FlagIs):
        return isinstance(node.body, n.FactValue) and (node.body.level, node.body.fact) not in columns
    return isinstance(node, n.All) and bool(node.args) and all(_is_open(each, columns) for each in node.args)


def _is_missing(node: n.Node, columns: Columns) -> bool:
    """Whether a number is missing for every unit; what schools have as a whole stands in the column of its sections."""
    if isinstance(node, n.FactValue):
        name = node.fact if node.stage is None else f"{node.fact}_{node.stage}"
        return (node.level, name) not in columns and all(_is_missing(each, columns) for each in node.derived)
    if isinstance(node, n.Read | n.Ceil):
        return _is_missing(node.body, columns)
    if isinstance(node, n.Arith):
        return _is_missing(node.left, columns) or _is_missing(node.right, columns)
    return isinstance(node, n.Extreme) and any(_is_missing(each, columns) for each in node.args)
