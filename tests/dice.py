"""Choices for made-up counties, seeded or drawn by Hypothesis, and ways of writing a number into a cell."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Dice(Protocol):
    """What a county is made with."""

    def among(self, choices: Sequence[T]) -> T:
        """Choose one, the first being the simplest."""
        ...

    def between(self, low: int, high: int) -> int:
        """Choose a whole number, both bounds included."""
        ...

    def chance(self, percent: float) -> bool:
        """Say yes in so many cases of a hundred; no is the simpler."""
        ...


class SeededDice:
    """The fast ones, for thousands of counties: the same seed makes the same counties."""

    def __init__(self, seed: int | str) -> None:
        """Take the seed."""
        self._random = random.Random(seed).random  # noqa: S311  # made-up schools, no secrets

    def among(self, choices: Sequence[T]) -> T:
        """Choose one."""
        return choices[int(self._random() * len(choices))]

    def between(self, low: int, high: int) -> int:
        """Choose a whole number, both bounds included."""
        return low + int(self._random() * (high - low + 1))

    def chance(self, percent: float) -> bool:
        """Say yes in so many cases of a hundred."""
        return self._random() * 100 < percent


class DrawnDice:
    """The ones that shrink: every choice is a draw of Hypothesis."""

    def __init__(self, draw: st.DrawFn) -> None:
        """Take the function that draws."""
        self._draw = draw

    def among(self, choices: Sequence[T]) -> T:
        """Choose one."""
        return choices[self._draw(st.integers(0, len(choices) - 1))]

    def between(self, low: int, high: int) -> int:
        """Choose a whole number, both bounds included."""
        return self._draw(st.integers(low, high))

    def chance(self, percent: float) -> bool:
        """Say yes in so many cases of a hundred."""
        return percent > 0 and self._draw(st.integers(0, 999)) >= 1000 - percent * 10


def decimal_text(number: int | Fraction) -> str | None:
    """Write a number in full, if it has a finite decimal form."""
    if isinstance(number, int):
        return str(number)
    places, denominator = 0, number.denominator
    while denominator % 10 == 0:
        denominator //= 10
        places += 1
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
            places += 1
    if denominator != 1:
        return None
    digits = str(number.numerator * 10**places // number.denominator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def rounded_up(number: int | Fraction, places: int = 2) -> Fraction:
    """Round up to a number of decimals, or leave a number as it is that has a finite form already."""
    if isinstance(number, int) or decimal_text(number) is not None:
        return Fraction(number)
    return Fraction(-(-(number * 10**places).numerator // (number * 10**places).denominator), 10**places)


def spelled(dice: Dice, number: int | Fraction) -> object:
    """Write a number into a cell: as a whole number, a float, a text or a decimal, all meaning the same."""
    text = decimal_text(number)
    assert text is not None, number
    form = dice.between(0, 9)
    if "." in text:
        if form < 5 and len(text) <= 16:
            return float(text)
        return Decimal(text) if form < 7 else text
    if form < 6 and len(text) <= 18:
        return int(text)
    if form == 6 and len(text) <= 15:
        return float(text)
    return Decimal(text) if form == 7 else text


def spelled_share(dice: Dice, share: Fraction) -> object:
    """Write a share into a cell: in percent, or as any number."""
    return f"{decimal_text(share * 100)}%" if dice.chance(50) else spelled(dice, share)


def spelled_list(dice: Dice, cells: Sequence[object]) -> object:
    """Write a list into a cell: as a list, or as text with 、 between."""
    if dice.chance(50):
        return list(cells)
    return "、".join(map(str, cells)) if cells else "无"
