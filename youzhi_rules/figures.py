"""Single figures: what a cell says, as an exact number, and why it cannot be one.

A figure is what is written: ``"4.2"`` is 21/5, a float is the number its shortest repr shows (in Excel:
15 significant digits), ``"１，６７３"`` is 1673, ``"80.49万元"`` is 804900 yuan.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import Factory, frozen

from .units import Unit, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BLANK",
    "PLACEHOLDERS",
    "Broken",
    "Refused",
    "Uncomputed",
    "figure",
    "is_missing",
    "plain",
    "shown",
    "well_formed",
    "written",
]

MAX_TEXT = 64
MAX_EXPONENT = 30
MAX_SHOWN = 60
_TOO_LONG = 10 ** (MAX_TEXT + MAX_EXPONENT)
"""What no text may say no number may be: beyond it neither is a figure of a school."""
_MOST_EXACT = 10**15
BLANK = "blank"

PLACEHOLDERS = frozenset(
    {"/", "\\", "-", "--", "---", "—", "——", "–", "－", "n/a", "na", "#n/a", "null", "none", "nan", "nil"}
    | {"…", "...", "?", "？", "*", "无数据", "缺失", "缺", "不详", "未知", "暂无", "暂缺", "未填", "未统计"}
)
"""Texts (after ``plain``) that stand for a missing value. 无 is not among them: none is known."""

_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?P<fraction>\.\d*)?(?:e(?P<exponent>[+-]?\d{1,3}))?\s*(?P<unit>.*)",
    re.ASCII | re.DOTALL,
)
_MYRIAD = {"万": Fraction(10_000), "亿": Fraction(100_000_000)}
_MISSING_TYPES = frozenset({"NAType", "NaTType", "Null"})


@frozen
class Refused(Exception):  # noqa: N818 - a finding about a cell, caught where the cell is known
    """A cell cannot be what its column asks for; the code and words are those of the catalogue."""

    code: str
    params: Mapping[str, Any] = Factory(dict)


class Broken(str):
    """A cell of a workbook that holds an error instead of a value, such as ``#REF!``; the text is that error."""

    __slots__ = ()
    code = "cell-error"


class Uncomputed(Broken):
    """A cell whose formula was never computed, so no value is stored; the text is the formula."""

    __slots__ = ()
    code = "formula-without-value"


def plain(text: str) -> str:
    """Text as it is compared: full width folded, spaces trimmed and collapsed, Latin letters small.

    Example:
        >>> plain("  １４０ ")
        '140'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.split()).casefold()


def written(cell: object) -> str:
    """A cell as it was written: Excel holds 86 as the float 86.0.

    Example:
        >>> written(86.0), written("86.0"), written(0.5)
        ('86', '86.0', '0.5')
    """
    if isinstance(cell, float | np.floating) and math.isfinite(cell) and float(cell).is_integer():
        return str(int(cell)) if -_MOST_EXACT < float(cell) < _MOST_EXACT else str(cell)
    return well_formed(str(cell))


def well_formed(text: str) -> str:
    """A text that can be written to a file: halves of characters, which no file holds, are spelt out.

    Example:
        >>> well_formed("一小"), well_formed("一" + chr(0xD800)) == "一" + chr(92) + "ud800"
        ('一小', True)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text


def shown(cell: object) -> str:
    """A cell as it is named in a problem: what was written, kept short."""
    text = written(cell)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def is_missing(cell: object) -> bool:
    """Whether a cell holds nothing: None, NaN, NaT, NA, blank text. Placeholders are not blank."""
    if cell is None:
        return True
    if isinstance(cell, str):
        return not cell.strip()
    if isinstance(cell, float | np.floating):
        return bool(cell != cell)  # noqa: PLR0124 - NaN is what differs from itself
    if isinstance(cell, Decimal):
        return cell.is_nan()
    if isinstance(cell, np.datetime64):
        return bool(np.isnat(cell))
    return type(cell).__name__ in _MISSING_TYPES


def figure(cell: object, unit: Unit | None, *, share: bool = False, excel: bool = False) -> Fraction | int:
    """The exact number a cell says, in the unit of its fact where the cell names one itself.

    Args:
        cell: a number of any kind or a text; neither missing nor a placeholder.
        unit: the unit of the fact, against which a unit in the cell is converted.
        share: whether ``%`` is allowed.
        excel: whether a float is an Excel cell.

    Raises:
        Refused: ``not-a-number``, ``infinite``, ``flag-as-number``, ``date-as-number``, ``list-not-due``,
            ``cell-unit``, ``percent-not-due``, ``number-too-long``.

    Example:
        >>> figure("80.49万元", unit_of("元"))
        Fraction(804900, 1)
        >>> figure(0.1, None)
        Fraction(1, 10)
    """
    if isinstance(cell, str):
        return _from_text(cell, unit, share=share)
    if isinstance(cell, bool | np.bool_):
        raise Refused("flag-as-number")
    if isinstance(cell, int | np.integer):
        return _bounded(int(cell))
    if isinstance(cell, float | np.floating):
        if math.isinf(cell):
            raise Refused("infinite")
        return Fraction(format(cell, ".15g") if excel else str(cell))
    if isinstance(cell, Fraction):
        return _bounded(cell)
    if isinstance(cell, Decimal):
        return _from_decimal(cell)
    if isinstance(cell, list | tuple | set | np.ndarray):
        raise Refused("list-not-due")
    if isinstance(cell, dt.date | dt.datetime | dt.time | np.datetime64):
        raise Refused("date-as-number")
    raise Refused("not-a-number")


def _bounded(value: Fraction | int) -> Fraction | int:
    if abs(value.numerator) >= _TOO_LONG or value.denominator >= _TOO_LONG:
        raise Refused("number-too-long")
    return value


def _from_decimal(cell: Decimal) -> Fraction:
    if cell.is_infinite():
        raise Refused("infinite")
    if abs(cell.adjusted()) > MAX_EXPONENT + MAX_TEXT:
        raise Refused("number-too-long")
    return Fraction(cell)


def _from_text(text: str, unit: Unit | None, *, share: bool) -> Fraction | int:
    if len(text) > MAX_TEXT * 4:
        raise Refused("number-too-long")
    if text.isascii() and text.isdigit() and len(text) <= MAX_TEXT:
        return int(text)
    folded = plain(text).replace("−", "-")
    if len(folded) > MAX_TEXT:
        raise Refused("number-too-long")
    found = _NUMBER.fullmatch(folded)
    if found is None or not (found["whole"] or (found["fraction"] or ".") != "."):
        raise Refused("infinite" if folded.lstrip("+-") in {"inf", "infinity", "∞"} else "not-a-number")
    exponent = int(found["exponent"] or 0)
    if abs(exponent) > MAX_EXPONENT:
        raise Refused("number-too-long")
    fraction = (found["fraction"] or ".")[1:]
    value = Fraction(int((found["whole"].replace(",", "") + fraction) or "0")) * Fraction(10) ** (
        exponent - len(fraction)
    )
    factor = _factor(found["unit"].strip(), unit, share=share)
    return -value * factor if found["sign"] == "-" else value * factor


def _factor(name: str, unit: Unit | None, *, share: bool) -> Fraction:
    if not name:
        return Fraction(1)
    if name in {"%", "％"}:
        if share:
            return Fraction(1, 100)
        raise Refused("percent-not-due")
    myriad = Fraction(1)
    written = unit_of(name)
    if written is None and name[0] in _MYRIAD:
        myriad, written = _MYRIAD[name[0]], unit_of(name[1:]) if name[1:] else unit
        if written is None and not name[1:]:
            return myriad
    if written is None:
        raise Refused("not-a-number")
    if unit is None:
        if all(power == 1 for _, power in written.dimension):
            return myriad * written.factor
    elif written.dimension == unit.dimension:
        return myriad * written.factor / unit.factor
    raise Refused("cell-unit", {"unit": written.name, "wanted": unit.name if unit else ("无单位", "none")})
