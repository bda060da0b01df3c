"""Why units have no verdict, for all units of a frame at once: ``reasons`` in columns.

What a unit lacks is a set of names. Here it is a set of bits, a bit for each name, so that the sets of all units are
one array of integers, unions are ``|``, and those of the units below come together by one reduction. Few sets occur,
so few texts are made.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import numpy as np

from . import nodes as n
from .aggregates import MAYBE, NO, YES
from .evaluation import number, truth
from .exactness import Exact
from .model import STAGES
from .moments import compared
from .plan import Attest, Bound, Composite, QuotaOf
from .reasons import DATE, UNDIVIDED, ZERO, code_name, column_name, leaves_of, not_divided

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from .frame import Frame
    from .plan import Coefficient, Plan, Step

    Sets = NDArray[np.int64] | int
    """A set of bits per unit, or one for all of them."""

__all__ = ["Lacks", "TooMany"]

_BITS = 62
_TRUTHS = (n.Compare, n.All, n.Any_, n.Not, n.FlagIs, n.CodeIn, n.StageIn, n.KeyIn)


class TooMany(OverflowError):  # noqa: N818 - not an error but the sign to take the units one by one
    """More names are lacking than there are bits."""


class Lacks:
    """What the units of a frame, and of the campuses in it, lack; worked out once for all rules that share it.

    Example:
        >>> lacks = Lacks()
        >>> sorted(lacks.names_of(lacks.bit("students") | lacks.bit("classes")))
        ['classes', 'students']
    """

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._memo: dict[Any, Sets] = {}

    def bit(self, name: str) -> int:
        """The bit of a name.

        Raises:
            TooMany: there are no more.
        """
        found = self._bits.get(name)
        if found is None:
            if len(self._bits) == _BITS:
                raise TooMany
            found = self._bits[name] = 1 << len(self._bits)
        return found

    def names_of(self, bits: int) -> set[str]:
        """The names of a set."""
        return {name for name, bit in self._bits.items() if bits & bit}

    def of_step(self, plan: Plan, step: Step, frame: Frame) -> NDArray[np.int64]:
        """What keeps each unit of a step from a verdict, where the step is unknown.

        The bits mean what ``names_of`` says until the next step is asked for.

        Raises:
            TooMany: this step alone may lack more names than there are bits.
            TooWide: a number does not fit the frame.
        """
        try:
            found = self._of_step(plan, step, frame)
        except TooMany:
            self._bits.clear()
            self._memo.clear()
            found = self._of_step(plan, step, frame)
        return np.broadcast_to(found, (frame.count(step.level),))

    def _of_step(self, plan: Plan, step: Step, frame: Frame) -> Sets:
        test = step.test
        found: list[Sets] = [] if step.applies is None else [self._truth(frame, step.applies)]
        if isinstance(test, Bound | Attest):
            found.append(self._truth(frame, test.holds))
        elif isinstance(test, QuotaOf):
            found += [self._of_step(plan, plan.steps[index], frame) for index in test.steps]
            found += [self._truth(frame, floor) for floor in test.floors]
        else:
            parts = test.parts if isinstance(test, Composite) else (test,)
            found += [self._to_compare(each, compared(frame, each)) for each in parts]
        return reduce(or_, found, 0)

    def _to_compare(self, test: Coefficient, frame: Frame) -> Sets:
        """What the sections of each county lack to be compared."""
        inside = None if test.scope is None else truth(frame, test.scope)
        ours = np.ones(frame.count("section"), np.bool_)
        stray: Sets = 0
        if test.stage is not None:
            ours = frame.stage == STAGES.index(test.stage)
            stray = np.where(frame.stage < 0, self.bit("stage"), 0)
        found = np.where(ours, self._number(frame, test.measure) | self._number(frame, test.weight), stray)
        if test.scope is not None and inside is not None:
            found = np.where(inside == YES, found, np.where(inside == MAYBE, self._truth(frame, test.scope), 0))
        return _together(frame, found, "section", "county")

    def _number(self, frame: Frame, node: n.Node) -> Sets:
        """What a number without a value lacks; nothing where it has one."""
        if isinstance(node, n.Const | n.GradeConst):
            return 0
        return self._known(frame, node, self._of_number)

    def _truth(self, frame: Frame, node: n.Node) -> Sets:
        """What keeps a truth from being known; nothing where it is known."""
        return self._known(frame, node, self._of_truth)

    def _known(self, frame: Frame, node: n.Node, of: Callable[[Frame, Any], tuple[Any, Sets]]) -> Sets:
        if node.level == "city":
            frame = frame.around()
        key = (frame, of.__name__, node)
        found = self._memo.get(key)
        if found is None:
            lost, sets = of(frame, node)
            found = self._memo[key] = sets if lost is None else np.where(lost, sets, 0)
        return found

    # -- numbers -----------------------------------------------------------------------------------------------------

    def _of_number(self, frame: Frame, node: n.Node) -> tuple[Any, Sets]:
        value = number(frame, node)
        missing = value.missing if isinstance(value, Exact) else None
        if missing is None:
            return None, 0
        return missing, self._lacking(frame, node)

    def _lacking(self, frame: Frame, node: n.Node) -> Sets:
        if isinstance(node, n.FactValue):
            return self._fact(frame, node)
        if isinstance(node, n.Read):
            return self._read(frame, node, self._number)
        if isinstance(node, n.PerStage):
            return self._per_stage(frame, node)
        if isinstance(node, n.PerCode):
            sets = self._truth(frame, n.CodeIn(node.level, node.code, ()))
            return np.where(np.equal(sets, 0), self.bit(code_name(node.code)), sets)
        if isinstance(node, n.Arith):
            sets = self._number(frame, node.left) | self._number(frame, node.right)
            return np.where(np.equal(sets, 0), self.bit(ZERO), sets)
        if isinstance(node, n.Extreme):
            return reduce(or_, (self._number(frame, arg) for arg in node.args), 0)
        if isinstance(node, n.Ceil):
            return self._number(frame, node.body)
        return self._aggregate(frame, node) if isinstance(node, n.Aggregate) else 0

    def _fact(self, frame: Frame, node: n.FactValue) -> Sets:
        """The fact itself; else the part that is missing of what it derives from; else why it is not divided."""
        found: Sets = self.bit(column_name(node))
        for derived in reversed(node.derived):
            leaves = reduce(or_, map(self.bit, leaves_of(derived)), 0)
            sets = self._number(frame, derived)
            found = np.where(np.not_equal(sets, 0) & np.not_equal(np.bitwise_and(sets, leaves), leaves), sets, found)
        whole = frame.whole(node.fact) if node.level == "section" else None
        if whole is None:
            return found
        up = frame.up("section", "school")
        given = np.ones(len(whole), np.bool_) if whole.missing is None else ~whole.missing
        if node.shares is None:
            return np.where(given[up], self.bit(UNDIVIDED + node.fact), found)
        value = number(frame, node)
        lost = given[up] & (value.missing if isinstance(value, Exact) and value.missing is not None else False)
        schools = np.zeros(len(whole), np.int64)
        for school in np.unique(up[lost]).tolist():
            schools[school] = self._bits_of(not_divided(frame, node, school))
        return np.where(lost, schools[up], found)

    def _bits_of(self, names: Iterable[str]) -> int:
        return reduce(or_, map(self.bit, names), 0)

    def _read(self, frame: Frame, node: n.Read, of: Callable[[Frame, n.Node], Sets]) -> Sets:
        up, above = frame.up(node.level, node.body.level), of(frame, node.body)
        here = above if isinstance(above, int) or not len(above) else above[up]
        return np.where(up < 0, self.bit(node.body.level), here if not isinstance(here, np.ndarray) or len(here) else 0)

    def _per_stage(self, frame: Frame, node: n.PerStage) -> Sets:
        found: Sets = self.bit("stage")
        for stage, body in reversed(node.values):
            found = np.where(frame.stage == STAGES.index(stage), self._number(frame, body), found)
        return found

    def _aggregate(self, frame: Frame, node: n.Aggregate) -> Sets:
        lower = node.body.level
        if lower.startswith("items:"):
            return self.bit(lower.split(":")[2])
        of = self._truth if isinstance(node.body, _TRUTHS) else self._number
        sets = of(frame, node.body)
        if node.scope is not None:
            inside = truth(frame, node.scope)
            sets = np.where(inside == MAYBE, self._truth(frame, node.scope), np.where(inside == NO, 0, sets))
        found = _together(frame, sets, lower, node.level)
        return np.where(np.equal(found, 0), self.bit(lower), found)

    # -- truths ------------------------------------------------------------------------------------------------------

    def _of_truth(self, frame: Frame, node: n.Node) -> tuple[Any, Sets]:
        lost = truth(frame, node) == MAYBE
        return (None, 0) if not lost.any() else (lost, self._unknown(frame, node))

    def _unknown(self, frame: Frame, node: n.Node) -> Sets:
        if isinstance(node, n.Compare):
            return self._number(frame, node.left) | self._number(frame, node.right)
        if isinstance(node, n.Any_) and node.below:
            return _together(frame, self._truth(frame, node.args[0]), node.args[0].level, node.level)
        if isinstance(node, n.All | n.Any_):
            return reduce(or_, (self._truth(frame, arg) for arg in node.args), 0)
        if isinstance(node, n.Not):
            return self._truth(frame, node.body)
        if isinstance(node, n.StageIn):
            return self.bit("stage")
        if isinstance(node, n.Until):
            return self.bit(DATE)
        if isinstance(node, n.FlagIs | n.CodeIn):
            return self.bit(code_name(node.body))
        return self._read(frame, node, self._truth) if isinstance(node, n.Read) else 0


def _together(frame: Frame, sets: Sets, lower: str, upper: str) -> NDArray[np.int64]:
    """The union of the sets of the units below, per upper unit."""
    each = np.broadcast_to(np.asarray(sets, np.int64), (frame.count(lower),))
    return frame.grouping(lower, upper).reduce(np.bitwise_or, each, 0)
