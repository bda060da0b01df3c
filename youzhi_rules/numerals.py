"""Exact numbers as people read them."""

from __future__ import annotations

from fractions import Fraction

from .units import unit_of

__all__ = ["amount_text", "decimal_text", "display_text", "limit_text", "percent_text", "rounded_text", "unit_text"]

_LONGEST = 6
_ONE = {
    "people": "person",
    "rooms": "room",
    "items": "item",
    "schools": "school",
    "times": "time",
    "classes": "class",
}


def decimal_text(value: Fraction, digits: int = 4, beside: Fraction | None = None) -> str:
    """A number exactly if it has at most six decimals, else rounded half up with ``≈`` before it.

    Args:
        value: the number.
        digits: decimals of a rounded number.
        beside: a number it is compared with; decimals are added until the rounded number does not meet it.

    Example:
        >>> decimal_text(Fraction(21, 5)), decimal_text(Fraction(1, 3)), decimal_text(Fraction(12345678))
        ('4.2', '≈0.3333', '12345678')
        >>> decimal_text(Fraction(8999999, 10**7) - Fraction(1, 3 * 10**9), beside=Fraction(9, 10))
        '≈0.8999999'
    """
    if value.denominator == 1:
        return str(value.numerator)
    if not 10**_LONGEST % value.denominator:
        return _trimmed(_written(value, _LONGEST))
    shown = _rounded(value, digits)
    while beside is not None and value != beside and shown == beside:
        digits += 1
        shown = _rounded(value, digits)
    return f"≈{_written(shown, digits)}"


def _written(value: Fraction, digits: int) -> str:
    """A number that has no more decimals than that, with all of them."""
    whole = abs(value.numerator) * 10**digits // value.denominator
    text = str(whole).rjust(digits + 1, "0")
    cut = len(text) - digits
    return ("-" if whole and value < 0 else "") + text[:cut] + ("." + text[cut:] if digits else "")


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: Fraction, digits: int) -> Fraction:
    """Half up, away from zero."""
    scaled = abs(value) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def percent_text(value: Fraction, beside: Fraction | None = None) -> str:
    """A share as a percentage.

    Example:
        >>> percent_text(Fraction(1, 20)), percent_text(Fraction(2, 3))
        ('5%', '≈66.67%')
    """
    return decimal_text(value * 100, 2, None if beside is None else beside * 100) + "%"


def unit_text(unit: str | None, lang: str = "zh") -> str:
    """The name of a unit in a language; a ratio and no unit have none.

    Example:
        >>> unit_text("人/百名学生", "en"), unit_text("比例")
        ('people per 100 pupils', '')
    """
    if unit is None or unit == "比例":
        return ""
    known = unit_of(unit)
    return known.en if lang == "en" and known is not None and known.en else unit


def amount_text(value: float, unit: str | None, lang: str = "zh") -> str:
    """An amount above zero with its unit, for reading; it is never rounded to nothing.

    Example:
        >>> amount_text(1, "人", "en"), amount_text(54.6, "平方米"), amount_text(0.00004, "%")
        ('1 person', '54.6 平方米', '0.004 个百分点')
    """
    text = display_text(value, unit, 0.0)
    if unit == "%":
        return f"{text.removesuffix('%')} {'percentage points' if lang == 'en' else '个百分点'}"
    name = unit_text(unit, lang)
    return f"{text} {_ONE.get(name, name) if text == '1' else name}".rstrip()


def limit_text(value: Fraction, unit: str | None, lang: str = "zh", beside: Fraction | None = None) -> str:
    """A number with its unit, shares as percentages."""
    if unit == "%":
        return percent_text(value, beside)
    return f"{decimal_text(value, beside=beside)} {unit_text(unit, lang)}".rstrip()


def display_text(value: float, unit: str | None = None, beside: float | None = None, digits: int = 2) -> str:
    """A number for reading: rounded, but never onto or across the number it stands beside.

    Args:
        value: the number.
        unit: with ``"%"`` it is shown as a percentage.
        beside: the limit it is compared with; digits are added until the rounded number compares as the exact one.
        digits: decimals to begin with.

    Example:
        >>> display_text(5.3817), display_text(0.89996, beside=0.9), display_text(0.19178, "%", beside=0.2)
        ('5.38', '0.89996', '19.18%')
    """
    exact, other = _meant(value, unit), None if beside is None else _meant(beside, unit)
    return rounded_text(exact, other, digits) + ("%" if unit == "%" else "")


def rounded_text(exact: Fraction, other: Fraction | None = None, digits: int = 2) -> str:
    """An exact number for reading, rounded half up, but never onto or across the number it stands beside.

    Example:
        >>> rounded_text(Fraction(1, 3)), rounded_text(Fraction(8999999, 10**7), Fraction(9, 10))
        ('0.33', '0.8999999')
    """
    shown = _rounded(exact, digits)
    while other is not None and (shown > other) - (shown < other) != (exact > other) - (exact < other):
        digits += 1
        shown = _rounded(exact, digits)
    return _trimmed(_written(shown, digits))


def _meant(value: float, unit: str | None) -> Fraction:
    """The number that a float's shortest repr shows; of a share, the percentage."""
    return Fraction(repr(float(value))) * (100 if unit == "%" else 1)
