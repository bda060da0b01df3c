"""The figures behind an item of the forms: the facts that its measure and its limit are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from .. import nodes as n
from ..engine import step_truth
from ..evaluation import NO, YES
from ..exactness import Exact
from ..numerals import unit_text
from ..plan import Attest, Bound
from ..reasons import value_at
from ..spelling import words
from .form_numbers import SHARE, WHOLE, Style, printed, style_of
from .form_tables import Cell, blank, number, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..frame import Frame
    from ..plan import Step
    from .form_desk import Desk

__all__ = ["Figure", "figures_of", "flag_of", "grade_of"]

_YES = 1


@frozen
class Figure:
    """A figure: what it is, its unit of measure, and the cell that holds it."""

    name: str
    unit: str
    cell: Cell


def figures_of(desk: Desk, step: Step, unit: int) -> list[Figure]:
    """The figures that a rule about the county or its city looks at; none where its own value is the only one.

    Of a list, of which the value is the least or the greatest, all are told.
    """
    frame, test = desk.frame_of(step.level), step.test
    if isinstance(test, Attest):
        return [] if len(test.flags) == 1 else [_flag_figure(desk, frame, flag, unit) for flag in test.flags]
    if not isinstance(test, Bound):
        return []
    nodes = list(dict.fromkeys([*_leaves(frame, test.measure, unit), *_leaves(frame, test.limit, unit)]))
    # What the value is taken from is printed as the value is.
    return [
        _figure(desk, frame, node, unit, style_of(step.unit) if node == test.measure else None)
        for node in nodes
        if node != test.measure or _of_list(node)
    ]


def flag_of(desk: Desk, step: Step, unit: int) -> Cell:
    """What is attested: yes or no, of several flags whether they all are as they should be."""
    frame = desk.frame_of(step.level)
    known = step_truth(desk.result.plan, step, frame)[0][unit]
    test = step.test
    wanted = not isinstance(test, Attest) or test.wanted
    if known == YES:
        return text(desk.say("yes" if wanted else "no"))
    return text(desk.say("no" if wanted else "yes")) if known == NO else blank()


def grade_of(frame: Frame, test: Bound, unit: int) -> Cell:
    """The grade that is judged."""
    value = value_at(frame, test.measure, unit)
    return blank() if value is None or test.grades is None else text(test.grades[int(value)])


def _flag_figure(desk: Desk, frame: Frame, flag: n.Node, unit: int) -> Figure:
    column = frame.column(flag.level, flag.fact) if isinstance(flag, n.FactValue) else None
    code = int(column[unit]) if isinstance(column, np.ndarray) else -1
    cell = text(desk.say("yes" if code == _YES else "no")) if code in {0, _YES} else blank()
    return Figure(words(flag, desk.result.plan.facts, desk.lang), "", cell)


def _leaves(frame: Frame, node: n.Node, unit: int) -> Iterator[n.Node]:
    """The facts of a formula in their order, sums over the units below as one; what stands in for a fact not given."""
    if isinstance(node, n.Arith):
        yield from _leaves(frame, node.left, unit)
        yield from _leaves(frame, node.right, unit)
    elif isinstance(node, n.Extreme):
        for arg in node.args:
            yield from _leaves(frame, arg, unit)
    elif isinstance(node, n.Ceil):
        yield from _leaves(frame, node.body, unit)
    elif isinstance(node, n.FactValue):
        yield from _fact_leaves(frame, node, unit)
    elif isinstance(node, n.Aggregate | n.Read):
        yield node


def _fact_leaves(frame: Frame, node: n.FactValue, unit: int) -> Iterator[n.Node]:
    yield node
    own = n.FactValue(node.level, node.fact, node.kind, node.stage)
    if value_at(frame, own, unit) is None:
        for derived in node.derived:
            if value_at(frame, derived, unit) is not None:
                yield from _leaves(frame, derived, unit)
                return


def _of_list(node: n.Node) -> bool:
    return isinstance(node, n.Aggregate) and isinstance(node.body, n.Items) and node.op != "count"


def _figure(desk: Desk, frame: Frame, node: n.Node, unit: int, like: Style | None) -> Figure:
    facts = desk.result.plan.facts
    name = words(node, facts, desk.lang)
    if isinstance(node, n.Aggregate) and isinstance(node.body, n.Items) and _of_list(node):
        return Figure(facts.name(node.body.fact, desk.lang), "", _list_cell(frame, node.body, unit, like))
    fact = _fact_of(node)
    style, of = (WHOLE, "") if fact is None else _style(desk, fact)
    return Figure(name, of, number(value_at(frame, node, unit), style))


def _fact_of(node: n.Node) -> str | None:
    while isinstance(node, n.Read | n.Aggregate):
        if isinstance(node, n.Aggregate) and node.op == "count":
            return None
        node = node.body
    return node.fact if isinstance(node, n.FactValue | n.Items) else None


def _style(desk: Desk, name: str) -> tuple[Style, str]:
    """How a fact is printed, and its unit."""
    fact = desk.result.plan.facts[name]
    if fact.type == "share":
        return SHARE, ""
    return style_of(fact.unit), "" if fact.unit == "%" else unit_text(fact.unit, desk.lang)


def _list_cell(frame: Frame, node: n.Items, unit: int, like: Style | None) -> Cell:
    """All the items of a list in one cell."""
    found = frame.lists(node.of, node.fact)
    if found is None or (found.missing is not None and found.missing[unit]):
        return blank()
    fact = frame.data.facts[node.fact]
    first, last = int(found.offsets[unit]), int(found.offsets[unit + 1])
    if isinstance(found.items, Exact):
        style = like or (SHARE if fact.type == "share" else style_of(fact.unit))
        values = [found.items.fraction(index) for index in range(first, last)]
        return text("、".join(printed(value, style) for value in values if value is not None))
    grades = tuple(fact.values or ())
    return text("、".join(grades[int(code)] for code in found.items[first:last]))
