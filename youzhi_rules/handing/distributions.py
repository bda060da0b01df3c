"""Distributions: how many units have how much of what a rule asks, counted exactly.

Bars are a twentieth of the standard wide, so that the standard and the usual floor of 85 % are edges of bars and no bar
holds units of both sides.
"""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from ..plan import Bound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..plan import Step

__all__ = ["Bar", "Distribution", "distribution_of"]

STEPS = 20
"""Bars between nothing and the standard."""
LAST = 2 * STEPS
"""The bar that holds everything from twice the standard up."""
_LEFT_CLOSED = {"at_least", "less_than"}
_SURPLUS = {"at_most", "less_than"}


@frozen
class Bar:
    """One bar: from where to where, in the unit of the axis, how many, and whether they are on the side that meets."""

    start: Fraction
    end: Fraction
    count: int
    meets: bool
    open_end: bool = False


@frozen
class Distribution:
    """How the units of a rule are spread.

    Attributes:
        bars: from low to high, without those that hold nothing.
        scale: what 1 of the standard is on the axis: the standard, or 100 where the axis is in per cent of it.
        relative: whether the axis is in per cent of the standard, since that differs from unit to unit.
        count: how many units have a number.
        below: how many are on the side that does not meet the standard.
        blank: how many are judged and have none.
    """

    bars: tuple[Bar, ...]
    scale: Fraction
    relative: bool
    count: int
    below: int
    blank: int


def distribution_of(step: Step, numbers: Iterable[tuple[Fraction, Fraction] | None]) -> Distribution | None:
    """The distribution of values against their limits; None where there is nothing to draw.

    Args:
        step: a step that holds a number against a limit.
        numbers: per unit that is judged its value and its limit, None where one of them is not known.
    """
    if not isinstance(step.test, Bound) or step.test.operator == "equals":
        return None
    given = list(numbers)
    known = [pair for pair in given if pair is not None and pair[1] > 0 and pair[0] >= 0]
    if not known:
        return None
    operator = step.test.operator
    counts = Counter(_place(value / limit, operator) for value, limit in known)
    relative = len({limit for _, limit in known}) > 1
    scale = Fraction(100) if relative else known[0][1] * (100 if step.unit == "%" else 1)
    bars = tuple(
        Bar(
            scale * place / STEPS,
            scale * (place + 1) / STEPS,
            counts[place],
            (place < STEPS) == (operator in _SURPLUS),
            place == LAST,
        )
        for place in sorted(counts)
    )
    below = sum(bar.count for bar in bars if not bar.meets)
    return Distribution(bars, scale, relative, len(known), below, len(given) - len(known))


def _place(share: Fraction, operator: str) -> int:
    """The bar a share of the standard is in: closed on the side that keeps the standard with those that meet it."""
    steps = share * STEPS
    place = math.floor(steps) if operator in _LEFT_CLOSED else max(0, math.ceil(steps) - 1)
    return min(place, LAST)
