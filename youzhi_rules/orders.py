"""How one demand compares with another: which of them passes only what the other passes.

The pieces of a rule are compared here, each on its own: limits as intervals, constants by the direction in which they
move a formula, conditions by the parts they are made of. ``cases`` holds against each other whom rules are about, and
``relations`` puts all of it together.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve

from .grammar import Binary, Call, FormulaFault, Literal, Ref, Unary, parse
from .model import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from fractions import Fraction

    from .grammar import Syntax
    from .model import Dispersion, Formula, Group, Quota, Relief, Rule

__all__ = [
    "EASIER",
    "HARDER",
    "INCOMPARABLE",
    "SAME",
    "Interval",
    "Order",
    "condition_order",
    "direction",
    "dispersion_order",
    "due_order",
    "group_order",
    "quota_order",
    "relief_order",
    "same_formula",
    "strength_order",
]


class Order(NamedTuple):
    """How a new demand compares with an old one.

    Attributes:
        within: whatever passes the new one passes the old one.
        covers: whatever passes the old one passes the new one.
    """

    within: bool
    covers: bool

    @property
    def relation(self) -> str:
        """``restates``, ``tightens``, ``loosens`` or ``replaces``: what a pack has to call it."""
        if self.within:
            return "restates" if self.covers else "tightens"
        return "loosens" if self.covers else "replaces"

    def __and__(self, other: Order) -> Order:
        """Both demands together."""
        return Order(self.within and other.within, self.covers and other.covers)

    def reversed(self) -> Order:
        """The order of what is asked the other way round: of those for whom a rule holds, not of those it lets pass."""
        return Order(self.covers, self.within)


SAME, HARDER, EASIER, INCOMPARABLE = Order(True, True), Order(True, False), Order(False, True), Order(False, False)


class Interval(NamedTuple):
    """The values a limit lets pass: from ``low`` to ``high``, each with or without the end itself."""

    low: Fraction | float
    low_open: bool
    high: Fraction | float
    high_open: bool

    @classmethod
    def of(cls, operator: str, value: Fraction | int) -> Interval:
        """What an operator with a value lets pass.

        Example:
            >>> Interval.of("at_least", 5).inside(Interval.of("more_than", 4))
            True
        """
        low, high = -math.inf, math.inf
        return {
            "at_least": cls(value, False, high, True),
            "more_than": cls(value, True, high, True),
            "at_most": cls(low, True, value, False),
            "less_than": cls(low, True, value, True),
            "equals": cls(value, False, value, False),
        }[operator]

    def inside(self, other: Interval) -> bool:
        """Whether the other lets pass all of it."""
        # (x, False) comes before (x, True): an end that is in begins before one that is out.
        return (self.low, self.low_open) >= (other.low, other.low_open) and (self.high, not self.high_open) <= (
            other.high,
            not other.high_open,
        )

    def order(self, old: Interval) -> Order:
        """How it compares with an older one."""
        return Order(self.inside(old), old.inside(self))


# -- formulas ------------------------------------------------------------------------------------------------------


def same_formula(one: Formula | None, other: Formula | None) -> bool:
    """Whether two formulas are the same but for spaces and brackets that change nothing."""
    if one is None or other is None:
        return one is other
    try:
        return _bare(parse(one)) == _bare(parse(other))
    except FormulaFault:
        return one.text == other.text


def _bare(tree: Syntax) -> object:
    """A tree without the positions of its parts."""
    if isinstance(tree, Literal):
        return tree.value
    if isinstance(tree, Ref):
        return (tree.level, tree.name)
    if isinstance(tree, Call):
        return (tree.name, *map(_bare, tree.args))
    if isinstance(tree, Unary):
        return (tree.op, _bare(tree.arg))
    return (tree.op, _bare(tree.left), _bare(tree.right))


def condition_order(new: Formula, old: Formula) -> Order:
    """How a condition compares with an older one, as far as the parts joined by ``and`` or ``or`` tell.

    ``within``: where the new one holds the old one does.

    Example:
        >>> from youzhi_rules.model import Formula
        >>> condition_order(Formula("a and b"), Formula("a")).within
        True
    """
    try:
        mine, its = parse(new), parse(old)
    except FormulaFault:
        return SAME if new.text == old.text else INCOMPARABLE
    order = INCOMPARABLE
    for word in ("and", "or"):
        here, there = ({repr(_bare(part)) for part in _parts(tree, word)} for tree in (mine, its))
        more, fewer = here >= there, here <= there
        found = Order(more, fewer) if word == "and" else Order(fewer, more)
        order = Order(order.within or found.within, order.covers or found.covers)
    return order


def _parts(tree: Syntax, word: str) -> list[Syntax]:
    if isinstance(tree, Binary) and tree.op == word:
        return [*_parts(tree.left, word), *_parts(tree.right, word)]
    return [tree]


_UNSIGNED, _NOT_NEGATIVE, _POSITIVE = range(3)
"""What is known of the sign of a value: nothing; that it is at least 0; that it is more."""


class _Way(NamedTuple):
    """How a value moves with a constant: up (1), down (-1), not at all (0), unknown (None); and its sign."""

    moves: int | None
    sign: int


def direction(formula: Formula | None, name: str, least: Mapping[str, Fraction]) -> int | None:
    """Whether a formula grows (1), shrinks (-1) or stays (0) when one of its constants grows; None: it depends.

    Facts are not negative, as the dictionary has none that are. A quotient whose divisor moves and may be 0 depends:
    there it has no value, and what has none fails nothing.

    Args:
        formula: the formula; None stays.
        name: the constant.
        least: the constants of the formula, each with the least value it may have.

    Example:
        >>> from youzhi_rules.model import Formula
        >>> direction(Formula("count(music_room_areas >= room)"), "room", {})
        -1
    """
    if formula is None:
        return 0
    try:
        return _way(parse(formula), name, least).moves
    except FormulaFault:
        return None


def _sign(value: Fraction) -> int:
    return _POSITIVE if value > 0 else _NOT_NEGATIVE if value == 0 else _UNSIGNED


def _way(tree: Syntax, name: str, least: Mapping[str, Fraction]) -> _Way:
    if isinstance(tree, Literal):
        return _Way(0, _sign(tree.value))
    if isinstance(tree, Ref):
        known = least.get(tree.name) if tree.level is None else None
        return _Way(int(tree.level is None and tree.name == name), _NOT_NEGATIVE if known is None else _sign(known))
    if isinstance(tree, Call):
        parts = [_way(arg, name, least) for arg in tree.args]
        sign = min(part.sign for part in parts)
        # How many there are, and whether any, does not come from the sign of what is counted.
        sign = _NOT_NEGATIVE if tree.name == "count" else sign
        return _Way(_together(part.moves for part in parts), sign)
    if isinstance(tree, Unary):
        return _Way(_turned(_way(tree.arg, name, least).moves), _UNSIGNED)
    return _BINARY[tree.op](_way(tree.left, name, least), _way(tree.right, name, least))


def _together(moves: Iterable[int | None]) -> int | None:
    """Where two values move together: the way both do."""
    found = {move for move in moves if move != 0}
    if not found:
        return 0
    return found.pop() if len(found) == 1 else None


def _turned(moves: int | None) -> int | None:
    return None if moves is None else -moves


def _sum(left: _Way, right: _Way) -> _Way:
    least, most = sorted((left.sign, right.sign))
    return _Way(_together((left.moves, right.moves)), most if least else _UNSIGNED)


def _difference(left: _Way, right: _Way) -> _Way:
    return _Way(_together((left.moves, _turned(right.moves))), _UNSIGNED)


def _product(left: _Way, right: _Way) -> _Way:
    sign = min(left.sign, right.sign)
    if left.moves == right.moves == 0 or sign:
        return _Way(_together((left.moves, right.moves)), sign)
    return _Way(None, _UNSIGNED)


def _quotient(left: _Way, right: _Way) -> _Way:
    if right.moves != 0 and right.sign != _POSITIVE:
        return _Way(None, _UNSIGNED)
    return _product(left, _Way(_turned(right.moves), right.sign))


def _at_least(left: _Way, right: _Way) -> _Way:
    """A comparison becomes true, which counts as growing, when its left side grows."""
    return _Way(_together((left.moves, _turned(right.moves))), _NOT_NEGATIVE)


def _at_most(left: _Way, right: _Way) -> _Way:
    return _at_least(right, left)


def _equal(left: _Way, right: _Way) -> _Way:
    return _Way(0 if left.moves == right.moves == 0 else None, _NOT_NEGATIVE)


_BINARY: dict[str, Callable[[_Way, _Way], _Way]] = {
    "+": _sum, "-": _difference, "*": _product, "/": _quotient,
    ">=": _at_least, ">": _at_least, "<=": _at_most, "<": _at_most, "==": _equal, "!=": _equal,
    "and": _sum, "or": _sum,
}  # fmt: skip


# -- the other parts of a rule -------------------------------------------------------------------------------------


def quota_order(new: Quota | None, old: Quota | None) -> Order:
    """Two quotas, tried on all that the rules they share can come to, with the best and the worst of the others."""
    if new == old:
        return SAME
    if new is None or old is None:
        return INCOMPARABLE
    both = len(set(new.of) & set(old.of))
    mine, its = len(new.of) - both, len(old.of) - both
    floor, other = new.rest_at_least or 0, old.rest_at_least or 0
    # Whether all rules that are not met keep the new floor and the old one. Of these three, a mixture is as its last.
    unmet = ((True, True), (floor <= other, other <= floor), (not floor, not other))
    tallies = [(both, True, True), *((met, *kept) for met in range(both) for kept in unmet)]
    within = covers = True
    for met, keeps, kept in tallies:
        passes = keeps and met + mine >= new.met, keeps and met >= new.met and not (mine and floor)
        passed = kept and met + its >= old.met, kept and met >= old.met and not (its and other)
        within = within and (passed[1] or not passes[0])
        covers = covers and (passes[1] or not passed[0])
    return Order(within, covers)


def dispersion_order(new: Dispersion | None, old: Dispersion | None) -> Order:
    """Two rules about dispersion: one coefficient more is harder, unless all are taken together."""
    if new is None or old is None:
        return SAME if new is old else INCOMPARABLE
    if sorted(new.of) == sorted(old.of):
        of = SAME
    elif new.combine is None:
        of = Order(set(old.of) <= set(new.of), set(new.of) <= set(old.of))
    else:
        of = INCOMPARABLE
    return of if evolve(new, of=()) == evolve(old, of=()) else INCOMPARABLE


def strength_order(new: Rule, old: Rule) -> Order:
    """Two strengths: what fails under a component or a recommendation decides nothing. A veto is like no other."""
    if "veto" in {new.strength, old.strength}:
        return INCOMPARABLE
    mine, its = (1 if rule.strength == "target" and rule.due else _DEMANDS[rule.strength] for rule in (new, old))
    return Order(mine >= its, mine <= its)


def due_order(new: Rule, old: Rule) -> Order:
    """The dates of targets, before which they fail nothing. Elsewhere a date is a timetable and changes no status."""
    if new.due is None or old.due is None:
        return SAME if new.due is old.due else HARDER if old.due is None else EASIER
    return Order(new.due.day <= old.due.day, new.due.day >= old.due.day)


def group_order(new: Group | None, old: Group | None) -> Order:
    """Groups: one that decides recognition asks more than one that is counted apart."""
    mine, its = (group is not None and group.decides == "recognition" for group in (new, old))
    return Order(mine >= its, mine <= its)


def relief_order(new: Relief, old: Relief) -> Order:
    """A relief that lasts longer is easier; what else is changed is not compared."""
    differing = {
        name
        for name in ("applies_to", "when", "given", "measure", *OPERATORS)
        if getattr(new, name) != getattr(old, name)
    }
    if differing:
        return INCOMPARABLE
    if new.until == old.until:
        return SAME
    if new.until is None or old.until is None:
        return EASIER if new.until is None else HARDER
    return EASIER if new.until > old.until else HARDER


_DEMANDS = {"component": 0, "recommended": 0, "target": 0, "required": 2}
"""How much a rule that fails comes to, by its strength; a target with a date lies between."""
