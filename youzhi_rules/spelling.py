"""Formulas read out: in words, with the names of facts, and in figures, with the numbers of one unit."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from . import nodes as n
from .catalogue import label
from .evaluation import NO, column_of, truth
from .model import STAGES
from .numerals import decimal_text
from .reasons import value_at

if TYPE_CHECKING:
    from .catalogue import Lang
    from .dictionary import Facts
    from .frame import Frame

__all__ = ["figures", "joined", "words"]

_SIGNS = {
    "*": " × ",
    "/": " ÷ ",
    "+": " + ",
    "-": " − ",
    ">=": " ≥ ",
    "<=": " ≤ ",
    ">": " > ",
    "<": " < ",
    "==": " = ",
    "!=": " ≠ ",
}
_MANY = 6


def words(node: n.Node, facts: Facts, lang: Lang) -> str:
    """A node with the names of its facts, such as ``100 × 骨干教师数 ÷ 在校生数``."""
    if isinstance(node, n.Const):
        return decimal_text(node.value)
    if isinstance(node, n.GradeConst):
        return node.name
    if isinstance(node, n.FactValue | n.Items):
        stage = node.stage if isinstance(node, n.FactValue) else None
        return facts.name(node.fact if stage is None else f"{node.fact}_{stage}", lang)
    if isinstance(node, n.Arith | n.Compare):
        return joined(node, words(node.left, facts, lang), words(node.right, facts, lang))
    if isinstance(node, n.Extreme):
        return f"{node.op}({', '.join(words(arg, facts, lang) for arg in node.args)})"
    if isinstance(node, n.Ceil):
        return f"⌈{words(node.body, facts, lang)}⌉"
    if isinstance(node, n.Aggregate):
        return f"{label('of_' + node.op, lang)}({words(node.body, facts, lang)})"
    if isinstance(node, n.Read):
        return words(node.body, facts, lang)
    if isinstance(node, n.PerStage):
        names = {body.fact for _, body in node.values if isinstance(body, n.FactValue)}
        if len(names) == 1:
            return facts.name(names.pop(), lang)
        return " / ".join(words(body, facts, lang) for _, body in node.values)
    if isinstance(node, n.PerCode):
        return " / ".join(f"{code}: {decimal_text(value)}" for code, value in node.values)
    return "…"


def joined(node: n.Arith | n.Compare, left: str, right: str) -> str:
    """The two sides of a node with its sign between them, in brackets where they need some."""
    if isinstance(node, n.Arith) and node.op in {"*", "/"}:
        if _is_sum(node.left):
            left = f"({left})"
        if _is_sum(node.right) or (node.op == "/" and isinstance(node.right, n.Arith)):
            right = f"({right})"
    elif isinstance(node, n.Arith) and node.op == "-" and _is_sum(node.right):
        right = f"({right})"
    return left + _SIGNS[node.op] + right


def _is_sum(node: n.Node) -> bool:
    return isinstance(node, n.Arith) and node.op in {"+", "-"}


def figures(node: n.Node, frame: Frame, unit: int) -> str:
    """A node with the numbers of one unit in the place of its facts; ``?`` where one is missing."""
    if isinstance(node, n.Const):
        return decimal_text(node.value)
    if isinstance(node, n.FactValue):
        return _fact_figures(node, frame, unit)
    if isinstance(node, n.Arith | n.Compare):
        return joined(node, figures(node.left, frame, unit), figures(node.right, frame, unit))
    if isinstance(node, n.Extreme):
        return f"{node.op}({', '.join(figures(arg, frame, unit) for arg in node.args)})"
    if isinstance(node, n.Ceil):
        return f"⌈{figures(node.body, frame, unit)}⌉"
    if isinstance(node, n.Aggregate):
        return _aggregate_figures(node, frame, unit)
    if isinstance(node, n.Read):
        upper = int(frame.up(node.level, node.body.level)[unit])
        return "?" if upper < 0 else figures(node.body, frame, upper)
    value = value_at(frame, node, unit)
    return "?" if value is None else decimal_text(value)


def _fact_figures(node: n.FactValue, frame: Frame, unit: int) -> str:
    own = value_at(frame, n.FactValue(node.level, node.fact, node.kind, node.stage), unit)
    if own is not None:
        return decimal_text(own)
    if value_at(frame, node, unit) is None:
        return "?"
    whole = frame.whole(node.fact) if node.shares is not None else None
    if whole is not None and node.shares is not None:
        school = int(frame.up("section", "school")[unit])
        figure = whole.fraction(school)
        if figure is not None:
            return f"{decimal_text(figure)} × {_share_figures(node.shares, frame, unit, school)}"
    for derived in node.derived:
        if value_at(frame, derived, unit) is not None:
            told = figures(derived, frame, unit)
            return f"({told})" if isinstance(derived, n.Arith) else told
    return "?"


def _share_figures(shares: n.Shares, frame: Frame, unit: int, school: int) -> str:
    """The part a section has of its school's quantity: its weighted pupils over those of all stages."""
    kinds = frame.column("school", "school_kind")
    names = tuple(frame.data.facts["school_kind"].values or ())
    kind = names[int(kinds[school])] if isinstance(kinds, np.ndarray) else ""
    weights = dict(dict(shares.weights).get(kind, ()))
    told = {}
    members = frame.members("section", "school", school)
    alone = Fraction(1) if len(members) == 1 else None
    for index in members:
        pupils, weight = (
            value_at(frame, shares.pupils, index),
            weights.get(STAGES[int(frame.stage[index])], alone),
        )
        if pupils is not None and weight is not None:
            told[index] = decimal_text(pupils) if weight == 1 else f"{decimal_text(weight)}×{decimal_text(pupils)}"
    return f"{told[unit]}/({' + '.join(told.values())})"


def _aggregate_figures(node: n.Aggregate, frame: Frame, unit: int) -> str:
    total = value_at(frame, node, unit)
    result = "?" if total is None else decimal_text(total)
    inside = None if node.scope is None else truth(frame, node.scope)
    members = [
        index for index in frame.members(node.body.level, node.level, unit) if inside is None or inside[index] != NO
    ]
    if node.op == "count" or len(members) > _MANY or not members:
        if isinstance(node.body, n.Compare) and isinstance(node.body.left, n.Items) and members:
            column = column_of(frame, node.body.left)
            items = [column.fraction(index) for index in members]
            told = ", ".join("?" if item is None else decimal_text(item) for item in items[:_MANY])
            more = ", …" if len(items) > _MANY else ""
            bound = figures(node.body.right, frame, members[0])
            return f"#[{told}{more}{_SIGNS[node.body.op].rstrip()} {bound}] = {result}"
        return result
    parts = [figures(node.body, frame, index) for index in members]
    if len(parts) == 1:
        return parts[0]
    if node.op == "sum":
        return "(" + " + ".join(parts) + ")"
    return f"{node.op}({', '.join(parts)})"
