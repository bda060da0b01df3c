"""On which terms a unit is judged: those of the rule itself, or those of a relief."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from attrs import evolve

from .evaluation import NO, YES, truth
from .exactness import TooWide
from .plan import Bound, Step
from .reasons import value_at

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from .frame import Frame
    from .plan import Easing

__all__ = ["choices_of", "easing_at", "on_terms", "terms_of"]

_OWN = -1


def terms_of(step: Step, frame: Frame) -> list[Easing | None] | None:
    """Per unit the relief on whose terms it is told, None for those of the rule; or None where a rule has no reliefs.

    Where a relief lets pass what the rule itself does not, it is the first that does. Where neither does, it is the
    one, of those the unit is in, that is nearest to being met, unless the rule itself is nearer.
    """
    test, chosen = step.test, choices_of(step, frame)
    if not isinstance(test, Bound) or chosen is None:
        return None
    return [None if index == _OWN else test.easings[index] for index in chosen.tolist()]


def choices_of(step: Step, frame: Frame) -> NDArray[np.intp] | None:
    """The same as positions among the reliefs of the rule, -1 for the terms of the rule itself."""
    test = step.test
    return None if not isinstance(test, Bound) or not test.easings else _chosen(step, test, frame)


def easing_at(step: Step, frame: Frame, unit: int) -> Easing | None:
    """The relief on whose terms one unit is told, or None."""
    test = step.test
    if not isinstance(test, Bound) or not test.easings:
        return None
    index = int(_chosen(step, test, frame)[unit])
    return None if index == _OWN else test.easings[index]


def on_terms(step: Step, easing: Easing | None) -> Step:
    """The step as it is on the terms of a relief, or its own."""
    return step if easing is None else evolve(step, test=easing.bound)


def _chosen(step: Step, test: Bound, frame: Frame) -> NDArray[np.intp]:
    key = ("terms", step.applies, test.holds)
    found: NDArray[np.intp] | None = frame.memo.get(key)
    if found is None:
        try:
            found = _choices(step, test, frame)
        except TooWide:
            found = _choices(step, test, frame.widened())
        frame.memo[key] = found
    return found


def _choices(step: Step, test: Bound, frame: Frame) -> NDArray[np.intp]:
    own, holds = truth(frame, test.own), truth(frame, test.holds)
    judged = np.ones(len(own), dtype=np.bool_) if step.applies is None else truth(frame, step.applies) == YES
    found = np.full(len(own), _OWN, np.intp)
    eased = np.zeros(len(own), np.bool_)
    for index in reversed(range(len(test.easings))):
        easing = test.easings[index]
        found[judged & (own != YES) & (truth(frame, easing.met) == YES)] = index
        eased |= truth(frame, easing.condition) == YES
    for unit in np.flatnonzero(judged & (holds == NO) & eased).tolist():
        found[unit] = _nearest(test, frame, unit)
    return found


def _nearest(test: Bound, frame: Frame, unit: int) -> int:
    """The terms that an unmet unit is nearest to; a relief before the rule, where they are as near."""
    best, least = _OWN, _distance(test, frame, unit)
    for index in reversed(range(len(test.easings))):
        easing = test.easings[index]
        if truth(frame, easing.condition)[unit] == YES and (far := _distance(easing.bound, frame, unit)) <= least:
            best, least = index, far
    return best


def _distance(bound: Bound, frame: Frame, unit: int) -> tuple[Fraction, Fraction]:
    """How far a value is from its limit, relative to the limit; and how far it is, as 0 is as far from every limit."""
    # Both are known where a rule is unmet.
    value, limit = (cast("Fraction", value_at(frame, node, unit)) for node in (bound.measure, bound.limit))
    far = abs(limit - value)
    return far / (abs(limit) or 1), far
