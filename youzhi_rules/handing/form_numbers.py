"""The numbers of the forms: rounded half up in decimals from exact values, and what their rounding hides.

A verdict never looks at a rounded number. Where a printed number would lead a reader to another verdict than the exact
one, or stands on the very line, the remark beside it says so (``remark``).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from ..catalogue import label
from ..composite import mean_root, sum_of_roots_against
from ..numerals import limit_text

if TYPE_CHECKING:
    from ..catalogue import Lang

__all__ = [
    "SHARE",
    "THREE",
    "TWO",
    "WHOLE",
    "Quantity",
    "Roots",
    "Style",
    "against",
    "hides",
    "meets",
    "printed",
    "remark",
    "shown",
    "steps",
    "style_of",
]


@frozen
class Roots:
    """The mean of the square roots of rationals: an exact coefficient of variation, or a mean of several."""

    squares: tuple[Fraction, ...]


Quantity = Fraction | Roots


@frozen
class Style:
    """How a number is printed.

    Attributes:
        digits: its decimals.
        percent: whether it is printed as a percentage.
    """

    digits: int
    percent: bool = False


WHOLE, TWO, THREE, SHARE = Style(0), Style(2), Style(3), Style(1, percent=True)
_STRICT = {"more_than", "less_than"}
_SIGNS_MET = {"at_least": (0, 1), "at_most": (-1, 0), "more_than": (1,), "less_than": (-1,), "equals": (0,)}


def style_of(unit: str | None) -> Style:
    """How a number of a unit is printed: shares with 1 decimal, ratios with 3, values per head with 2, the rest whole.

    Money per head is whole.

    Example:
        >>> style_of("%").digits, style_of("比例").digits, style_of("座/千人").digits, style_of("元/生").digits
        (1, 3, 2, 0)
    """
    if unit == "%":
        return SHARE
    if unit == "比例":
        return THREE
    return TWO if unit is not None and "/" in unit and not unit.startswith("元") else WHOLE


def against(value: Quantity, other: Fraction) -> int:
    """Where a value lies: -1 below another, 0 on it, 1 above.

    Example:
        >>> against(Roots((Fraction(1, 4),)), Fraction(1, 2)), against(Fraction(4196, 1000), Fraction(21, 5))
        (0, -1)
    """
    if isinstance(value, Roots):
        return sum_of_roots_against(value.squares, len(value.squares) * other)
    return _sign(value.numerator * other.denominator - other.numerator * value.denominator)


def meets(value: Quantity, operator: str, limit: Fraction) -> bool:
    """Whether an exact value meets a bound."""
    return against(value, limit) in _SIGNS_MET[operator]


def steps(value: Quantity, style: Style) -> int:
    """The printed number in steps of its last decimal: rounded half up, away from zero.

    Example:
        >>> steps(Fraction("4.195"), TWO), steps(Fraction("-0.5"), WHOLE), steps(Roots((Fraction(2),)), THREE)
        (420, -1, 1414)
        >>> steps(Fraction("0.8505"), SHARE)
        851
    """
    scale = _scale(style)
    if isinstance(value, Fraction):
        top, bottom = abs(value.numerator) * scale, value.denominator
        whole = (2 * top + bottom) // (2 * bottom)
        return whole if value.numerator >= 0 else -whole
    # The float is near; which side of the half it is on is decided without it.
    near = math.floor(Fraction(mean_root(value.squares)) * scale + Fraction(1, 2))
    while against(value, Fraction(2 * near + 1, 2 * scale)) >= 0:
        near += 1
    while near > 0 and against(value, Fraction(2 * near - 1, 2 * scale)) < 0:
        near -= 1
    return near


def printed(value: Quantity, style: Style) -> str:
    """The text that is printed, with all its decimals.

    Example:
        >>> printed(Fraction("4.196"), TWO), printed(Fraction(20, 21), SHARE), printed(Fraction(1999, 2), WHOLE)
        ('4.20', '95.2%', '1000')
    """
    return _written(steps(value, style), style)


def shown(value: Quantity, style: Style) -> Fraction:
    """What the printed number is worth.

    Example:
        >>> shown(Fraction("4.196"), TWO), shown(Fraction(20, 21), SHARE)
        (Fraction(21, 5), Fraction(119, 125))
    """
    return Fraction(steps(value, style), _scale(style))


def hides(value: Quantity, style: Style, limit: Fraction) -> bool:
    """Whether the printed number stands elsewhere to a limit than the exact one; also if the exact one is on it."""
    exact = against(value, limit)
    seen = _sign(steps(value, style) * limit.denominator - limit.numerator * _scale(style))
    return exact == 0 or seen != exact


def remark(value: Quantity, style: Style, operator: str, limit: Fraction, lang: Lang, rest: str = "") -> str:
    """What a reader of a printed number must know of the exact one; empty where the print says enough.

    Args:
        value: the exact value.
        style: how it is printed.
        operator: the bound's.
        limit: the limit it is held against.
        lang: the language of the words.
        rest: the share of its standard that the limit is, in words; left out: the standard itself.

    Example:
        >>> remark(Fraction("4.196"), TWO, "at_least", Fraction("4.2"), "zh")
        '印作4.20，实为4.196，未达标准4.2'
        >>> remark(Fraction("4.2"), TWO, "at_least", Fraction("4.2"), "en")
        'exactly the standard 4.2'
        >>> remark(Fraction("3.566"), TWO, "at_least", Fraction("3.57"), "zh", "85%")
        '印作3.57，实为3.566，未达标准的85%（3.57）'
        >>> remark(Fraction("4.19"), TWO, "at_least", Fraction("4.2"), "zh")
        ''
    """
    if not hides(value, style, limit):
        return ""
    met = meets(value, operator, limit)
    told = limit_text(limit, "%" if style.percent else None, lang)
    line = label("form_floor_line" if rest else "form_standard", lang).format(rest=rest, limit=told)
    if against(value, limit) == 0:
        words = "form_on_line" if met else "form_on_line_unmet"
        return label(words, lang).format(line=line)
    words = "form_hidden_met" if met else "form_hidden_unmet"
    exact = _telling(value, style, limit)
    return label(words, lang).format(printed=printed(value, style), exact=exact, line=line)


def _telling(value: Quantity, style: Style, limit: Fraction) -> str:
    """A value with enough decimals to stand to a limit as it does; ``≈`` before it where it has more."""
    finer = evolve(style, digits=style.digits + 1)
    while hides(value, finer, limit):
        finer = evolve(finer, digits=finer.digits + 1)
    whole = steps(value, finer)
    while whole % 10 == 0 and finer.digits:
        whole, finer = whole // 10, evolve(finer, digits=finer.digits - 1)
    return ("" if against(value, Fraction(whole, _scale(finer))) == 0 else "≈") + _written(whole, finer)


def _scale(style: Style) -> int:
    """How many steps of the last printed decimal are 1."""
    return int(10**style.digits) * (100 if style.percent else 1)


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _written(whole: int, style: Style) -> str:
    text = str(abs(whole)).rjust(style.digits + 1, "0")
    cut = len(text) - style.digits
    return ("-" if whole < 0 else "") + text[:cut] + ("." + text[cut:] if style.digits else "") + "%" * style.percent
