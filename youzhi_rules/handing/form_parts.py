"""Which rules of a pack stand in which table of the forms: by kind, group and clause, never by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from .. import nodes as n
from ..plan import Bound, Coefficient, Composite, QuotaOf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..plan import Plan
    from .form_desk import Desk

__all__ = ["Item", "Part", "Parts", "parts_of", "roman"]

_FIRST = 4
"""Ⅰ to Ⅲ are the basic figures, the indicators and their differences."""
_SURVEYED = "public_satisfaction"
_ROMAN_ONE = 0x2160
"""The sign of Roman one; those up to ten follow it."""


@frozen
class Item:
    """One item of a group: the rules that stand in one clause.

    Attributes:
        steps: the positions of its steps in the plan.
    """

    number: int
    steps: tuple[int, ...]


@frozen
class Part:
    """A group of the pack as a table of its own.

    Attributes:
        key: the number of its table.
        group: the group.
        items: its items: those of the first pack of the chain first, each in the order of the pack.
        surveyed: the position of the rule about what a survey of the county found, or None.
    """

    key: str
    group: str
    items: tuple[Item, ...]
    surveyed: int | None


@frozen
class Parts:
    """The steps of a plan by the tables they stand in.

    Attributes:
        quotas: the positions of the quotas over sections that decide recognition: tables Ⅱ-1 and Ⅱ-2.
        dispersions: the positions of the coefficients of variation: table Ⅲ.
        parts: the groups with what is left: tables Ⅳ and so on.
    """

    quotas: tuple[int, ...]
    dispersions: tuple[int, ...]
    parts: tuple[Part, ...]


def parts_of(desk: Desk) -> Parts:
    """The tables of a pack. Every step stands in one of them; what a pack adds to its parents comes after theirs."""
    plan = desk.result.plan
    places = sorted(range(len(plan.steps)), key=lambda place: desk.origin(plan.steps[place]))
    quotas = [place for place in places if _is_quota(plan, place)]
    dispersions = [place for place in places if isinstance(plan.steps[place].test, Coefficient | Composite)]
    told = {*quotas, *dispersions, *(part for place in quotas for part in _counted(plan, place))}
    left = [place for place in places if place not in told]
    above = {plan.steps[place].rule.group for place in told}
    groups = sorted(
        (name for name in plan.groups if any(plan.steps[place].rule.group == name for place in left)),
        key=lambda name: (plan.groups[name].decides != "recognition", name in above),
    )
    parts = tuple(
        _part(desk, roman(_FIRST + index), name, [place for place in left if plan.steps[place].rule.group == name])
        for index, name in enumerate(groups)
    )
    return Parts(tuple(quotas), tuple(dispersions), parts)


def _is_quota(plan: Plan, place: int) -> bool:
    step = plan.steps[place]
    recognition = plan.groups[step.rule.group].decides == "recognition"
    if not (recognition and step.level == "section" and isinstance(step.test, QuotaOf)):
        return False
    return all(isinstance(plan.steps[part].test, Bound) for part in step.test.steps)


def _counted(plan: Plan, place: int) -> tuple[int, ...]:
    test = plan.steps[place].test
    return test.steps if isinstance(test, QuotaOf) else ()


def _part(desk: Desk, key: str, group: str, places: Sequence[int]) -> Part:
    plan = desk.result.plan
    found: dict[tuple[str, str], list[int]] = {}
    for place in places:
        rule = plan.steps[place].rule
        first = desk.rule_of(plan.steps[place]).chain[0]
        clause = first.clause or rule.clause
        if clause is None or clause == plan.groups[group].clause:  # it tells no item from another
            clause = rule.id
        found.setdefault((first.pack, clause), []).append(place)
    items = tuple(Item(number, tuple(steps)) for number, steps in enumerate(found.values(), start=1))
    surveyed = next(
        (at for at in places if plan.steps[at].level == "county" and _SURVEYED in _facts(plan.steps[at].test)), None
    )
    return Part(key, group, items, surveyed)


def _facts(test: object) -> Iterator[str]:
    """The facts that a bound measures."""
    waiting = [test.measure] if isinstance(test, Bound) else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, n.FactValue | n.Items):
            yield node.fact
        elif isinstance(node, n.Arith):
            waiting += [node.left, node.right]
        elif isinstance(node, n.Read | n.Ceil | n.Aggregate):
            waiting.append(node.body)
        elif isinstance(node, n.Extreme):
            waiting += node.args


def roman(value: int) -> str:
    """A Roman numeral in the signs that Chinese documents write.

    Example:
        >>> roman(4), roman(6), roman(13)
        ('Ⅳ', 'Ⅵ', 'ⅩⅢ')
    """
    tens, ones = divmod(value, 10)
    return chr(_ROMAN_ONE + 9) * tens + (chr(_ROMAN_ONE + ones - 1) if ones else "")
