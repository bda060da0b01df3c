"""Sections whose coefficient of variation is a limit exactly, to the last digit.

Pupils w₁ … wₙ and values per pupil X₁ … Xₙ have the coefficient t when W·Σ wX² = (1+t²)(Σ wX)², W being Σ w.
With all but the last value chosen freely that is a quadratic equation in the last; kept are the choices
for which it has a rational root. The simplest is a pair of schools of equal pupils with m(1−t) and m(1+t).
"""

from __future__ import annotations

import math
import random
from fractions import Fraction
from functools import cache
from typing import NamedTuple


class Configuration(NamedTuple):
    """Weights of the pupils and whole values per pupil, section by section."""

    weights: tuple[int, ...]
    values: tuple[int, ...]

    def variation_squared(self) -> Fraction:
        """Tell the square of the coefficient of variation."""
        pupils = sum(self.weights)
        pairs = list(zip(self.weights, self.values, strict=True))
        mean = Fraction(sum(w * x for w, x in pairs), pupils)
        return sum((Fraction(w, pupils) * (x - mean) ** 2 for w, x in pairs), Fraction(0)) / mean**2


def last_value(limit: Fraction, weights: tuple[int, ...], values: tuple[int, ...]) -> Fraction | None:
    """Solve for the value of the last section, the others given, if it is rational and more than 0."""
    one, more = limit.denominator**2, limit.denominator**2 + limit.numerator**2
    pupils, last = sum(weights), weights[-1]
    sum_x = sum(w * x for w, x in zip(weights, values, strict=False))
    sum_xx = sum(w * x * x for w, x in zip(weights, values, strict=False))
    a = one * pupils * last - more * last**2
    half_b = -more * last * sum_x
    c = one * pupils * sum_xx - more * sum_x**2
    square = half_b**2 - a * c
    if a == 0 or square < 0 or math.isqrt(square) ** 2 != square:
        return None
    roots = [Fraction(-half_b + sign * math.isqrt(square), a) for sign in (1, -1)]
    return max((x for x in roots if x > 0), default=None)


@cache
def configurations(limit: Fraction, sections: int) -> tuple[Configuration, ...]:
    """Find configurations of so many sections that lie on a limit, always the same ones."""
    chance = random.Random(f"{limit} {sections}")  # noqa: S311  # made-up schools, no secrets
    found = []
    if sections % 2 == 0:
        low, high = (1 - limit) * 100, (1 + limit) * 100
        shared = math.gcd(int(low), int(high))
        found.append(Configuration((1,) * sections, (int(low) // shared, int(high) // shared) * (sections // 2)))
    for _ in range(6000):
        weights = tuple(chance.randint(1, 9 if sections == 2 else 4) for _ in range(sections))
        values = tuple(chance.randint(2, 14) for _ in range(sections - 1))
        last = last_value(limit, weights, values)
        if last is not None and last.denominator < 100:
            whole = (*(x * last.denominator for x in values), last.numerator)
            shared = math.gcd(*whole)
            found.append(Configuration(weights, tuple(x // shared for x in whole)))
        if len(found) == 40:
            break
    return tuple(dict.fromkeys(found))
