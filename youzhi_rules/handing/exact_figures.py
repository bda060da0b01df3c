"""The exact numbers of one outcome, so that what lies between two outcomes is told without rounding twice."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..composite import squares_of
from ..engine import MET, UNMET
from ..exactness import TooWide
from ..gaps import gap_of, gap_unit
from ..outcomes import coefficient, coefficient_squared, composite, values_of
from ..plan import Attest, Bound, Coefficient, Composite, QuotaOf, Step
from ..reasons import value_at
from ..terms import easing_at, on_terms

if TYPE_CHECKING:
    from ..dictionary import Facts
    from ..frame import Frame
    from ..outcomes import OutcomeTable

__all__ = ["Figures", "comparable", "figures_at", "root_of"]

_DIGITS = 40


@frozen
class Figures:
    """What an outcome says, exactly.

    Attributes:
        value: the value; of a coefficient, which is a root, forty decimals of it.
        limit: the limit.
        gap: what is missing.
        words: grades, or yes and no, in place of value and limit.
    """

    value: Fraction | None = None
    limit: Fraction | None = None
    gap: Fraction | None = None
    words: tuple[Any, Any] | None = None


def figures_at(table: OutcomeTable, unit: int) -> Figures:
    """The exact figures of one unit, for the same terms on which its outcome is told."""
    try:
        return _figures(table, table.frame, unit)
    except TooWide:
        return _figures(table, table.frame.widened(), unit)


def _figures(table: OutcomeTable, frame: Frame, unit: int) -> Figures:
    step, code = on_terms(table.step, easing_at(table.step, frame, unit)), table.codes[unit]
    test = step.test
    if isinstance(test, Coefficient):
        square = None if coefficient(frame, test, unit) is None else coefficient_squared(frame, test, unit)
        return Figures(None if square is None else root_of(square), test.limit)
    if isinstance(test, Composite):
        return Figures(_mean(frame, test, unit), test.limit)
    if isinstance(test, Bound) and test.grades is None:
        value = value_at(frame, test.measure, unit)
        gap = gap_of(frame, test, unit) if code == UNMET else Fraction(0) if code == MET and value is not None else None
        return Figures(value, value_at(frame, test.limit, unit), gap)
    if table.numbers is None:
        table.numbers = values_of(table.plan, table.step, table.frame)
    values, limits, _ = table.numbers
    if isinstance(test, QuotaOf):
        lacking = table.outcome(unit)["gap"] if code == UNMET else None
        return Figures(Fraction(values[unit]), Fraction(test.met), None if lacking is None else Fraction(lacking))
    return Figures(words=(values[unit], limits[unit]))


def _mean(frame: Frame, test: Composite, county: int) -> Fraction | None:
    if composite(frame, test, county) is None:
        return None
    squares = squares_of(frame, test, county)
    return sum((root_of(square) for square in squares if square is not None), Fraction(0)) / len(squares)


def root_of(square: Fraction) -> Fraction:
    """The square root of a rational that is not negative: exact where it is rational, else cut after forty decimals.

    Example:
        >>> root_of(Fraction(1, 9)), float(root_of(Fraction(2)))
        (Fraction(1, 3), 1.4142135623730951)
    """
    over, under = math.isqrt(square.numerator), math.isqrt(square.denominator)
    if over * over == square.numerator and under * under == square.denominator:
        return Fraction(over, under)
    scale = 10**_DIGITS
    return Fraction(math.isqrt(square.numerator * scale * scale // square.denominator), scale)


def comparable(old: Step, old_facts: Facts, new: Step, new_facts: Facts) -> tuple[bool, bool]:
    """Whether the values of two steps are in one unit, so that one can be taken from the other; and their gaps."""
    alike = type(old.test) is type(new.test) and not isinstance(old.test, Attest) and old.unit == new.unit
    return alike, alike and gap_unit(old_facts, old) == gap_unit(new_facts, new)
