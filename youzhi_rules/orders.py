"""How one demand compares with another: which of them passes only what the other passes.

The pieces of a rule are compared here, each on its own: limits as intervals, constants by the direction in which they
move a formula, conditions by trying all cases they tell apart. ``relations`` puts them together.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, NamedTuple

from .grammar import Call, FormulaFault, Literal, Ref, Unary, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from fractions import Fraction

    from .grammar import Syntax
    from .model import Formula, Given, Test

__all__ = [
    "EASIER",
    "HARDER",
    "INCOMPARABLE",
    "SAME",
    "Interval",
    "Order",
    "Selection",
    "direction",
    "same_formula",
]

_MOST_CASES = 100_000
"""More cases than this are not tried: two conditions that tell so many apart count as not comparable."""


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


EVERYTHING = Interval(-math.inf, True, math.inf, True)


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


class _Way(NamedTuple):
    """How a value moves with a constant: up (1), down (-1), not at all (0), unknown (None); and whether it is ≥ 0."""

    moves: int | None
    positive: bool


def direction(formula: Formula | None, name: str, given: Mapping[str, Given]) -> int | None:
    """Whether a formula grows (1), shrinks (-1) or stays (0) when one of its constants grows; None: it depends.

    Facts are not negative, as the dictionary has none that are.

    Example:
        >>> from youzhi_rules.model import Formula
        >>> direction(Formula("count(music_room_areas >= room)"), "room", {})
        -1
    """
    if formula is None:
        return 0
    try:
        return _way(parse(formula), name, given).moves
    except FormulaFault:
        return None


def _way(tree: Syntax, name: str, given: Mapping[str, Given]) -> _Way:
    if isinstance(tree, Literal):
        return _Way(0, tree.value >= 0)
    if isinstance(tree, Ref):
        known = given.get(tree.name) if tree.level is None else None
        return _Way(int(tree.level is None and tree.name == name), known is None or known.value >= 0)
    if isinstance(tree, Call):
        parts = [_way(arg, name, given) for arg in tree.args]
        return _Way(_together(part.moves for part in parts), all(part.positive for part in parts))
    if isinstance(tree, Unary):
        part = _way(tree.arg, name, given)
        return _Way(_turned(part.moves), positive=False)
    return _BINARY[tree.op](_way(tree.left, name, given), _way(tree.right, name, given))


def _together(moves: Iterable[int | None]) -> int | None:
    """Where two values move together: the way both do."""
    found = {move for move in moves if move != 0}
    if not found:
        return 0
    return found.pop() if len(found) == 1 else None


def _turned(moves: int | None) -> int | None:
    return None if moves is None else -moves


def _sum(left: _Way, right: _Way) -> _Way:
    return _Way(_together((left.moves, right.moves)), left.positive and right.positive)


def _difference(left: _Way, right: _Way) -> _Way:
    return _Way(_together((left.moves, _turned(right.moves))), positive=False)


def _product(left: _Way, right: _Way) -> _Way:
    positive = left.positive and right.positive
    if left.moves == right.moves == 0 or positive:
        return _Way(_together((left.moves, right.moves)), positive)
    return _Way(None, positive=False)


def _quotient(left: _Way, right: _Way) -> _Way:
    return _product(left, _Way(_turned(right.moves), right.positive))


def _at_least(left: _Way, right: _Way) -> _Way:
    """A comparison becomes true, which counts as growing, when its left side grows."""
    return _Way(_together((left.moves, _turned(right.moves))), positive=True)


def _at_most(left: _Way, right: _Way) -> _Way:
    return _at_least(right, left)


def _equal(left: _Way, right: _Way) -> _Way:
    return _Way(0 if left.moves == right.moves == 0 else None, positive=True)


_BINARY: dict[str, Callable[[_Way, _Way], _Way]] = {
    "+": _sum, "-": _difference, "*": _product, "/": _quotient,
    ">=": _at_least, ">": _at_least, "<=": _at_most, "<": _at_most, "==": _equal, "!=": _equal,
    "and": _sum, "or": _sum,
}  # fmt: skip


# -- conditions ----------------------------------------------------------------------------------------------------


class Selection(NamedTuple):
    """Whom a rule speaks of, as a condition that can be tried on cases.

    Attributes:
        tests: every test in it, to know which cases it tells apart.
        holds: whether it holds for a case, which gives each key a value (for ``stage`` at a school: a set of them).
    """

    tests: tuple[Test, ...]
    holds: Callable[[Mapping[str, object]], bool]

    @classmethod
    def of(
        cls, required: Sequence[Test], exceptions: Sequence[Sequence[Test]], alternatives: Sequence[Sequence[Test]]
    ) -> Selection:
        """All of ``required``, none of ``exceptions``, and one of ``alternatives`` if there are any."""
        tests = (*required, *itertools.chain(*exceptions), *itertools.chain(*alternatives))

        def holds(case: Mapping[str, object]) -> bool:
            return (
                all(_passes(test, case) for test in required)
                and not any(all(_passes(test, case) for test in tests) for tests in exceptions)
                and (not alternatives or any(all(_passes(test, case) for test in tests) for tests in alternatives))
            )

        return cls(tests, holds)

    def order(self, old: Selection, values: Callable[[str], Sequence[str]]) -> Order:
        """How those it selects compare with those an older one selects: ``within`` where all of them are among these.

        Args:
            old: the older one.
            values: the values a key can have where they are a closed list, else nothing.
        """
        keys = {test.key: None for test in (*self.tests, *old.tests)}
        cases = [_cases(key, (*self.tests, *old.tests), values(key)) for key in keys]
        if math.prod(len(each) for each in cases) > _MOST_CASES:
            return SAME if self.tests == old.tests else INCOMPARABLE
        within = covers = True
        for each in itertools.product(*cases):
            case = dict(zip(keys, each, strict=True))
            mine, its = self.holds(case), old.holds(case)
            within = within and (its or not mine)
            covers = covers and (mine or not its)
        return Order(within, covers)


_ELSE = "—"
"""Stands for every value that no test names."""


def _passes(test: Test, case: Mapping[str, object]) -> bool:
    value = case[test.key]
    if isinstance(value, frozenset):
        return bool(value & set(test.values))
    if test.comparisons:
        return all(_compares(operator, value, limit) for operator, limit in test.comparisons)
    return value in test.values


def _compares(operator: str, value: object, limit: Fraction) -> bool:
    interval = Interval.of(operator, limit)
    return Interval(value, False, value, False).inside(interval)  # type: ignore[arg-type]


def _cases(key: str, tests: Iterable[Test], values: Sequence[str]) -> list[object]:
    """The cases of one key that any of the tests tells apart."""
    own = [test for test in tests if test.key == key]
    limits = sorted({limit for test in own for _, limit in test.comparisons})
    if limits:
        between = [(one + other) / 2 for one, other in itertools.pairwise(limits)]
        return [limits[0] - 1, *limits, *between, limits[-1] + 1]
    named = list(dict.fromkeys(value for test in own for value in test.values))
    return [*named, *(value for value in values if value not in named)] if values else [*named, _ELSE]
