"""Text to exact numbers, flags and dates; what could be read two ways is refused with the right spelling."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import Factory, frozen

from .model import Due

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "FLAG_WORDS",
    "LOOKS_NUMERIC",
    "MAX_DIGITS",
    "NULL_WORDS",
    "PERCENT",
    "Refusal",
    "date",
    "flag",
    "has_unit",
    "is_null",
    "looks_numeric",
    "number",
    "reads_as_other_than_text",
    "value",
]

MAX_DIGITS = 40
"""How many digits a number may have: more than any figure needs, few enough to compute with at once."""

PERCENT = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?%$"
"""The pattern of a percentage, for the reader and the published schema."""

_NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(%?)")
_CORE = re.compile(  # what editors, which follow YAML 1.2, take for a number
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)

# What somebody meant as a number (or YAML 1.1 reads as one), well spelt or not. It holds no letters but those
# of 0x1, 0o7, 1e3, .inf and .nan, so neither a formula nor a grade looks like this. In ECMA syntax.
LOOKS_NUMERIC = (
    "^[+\\-\u2212\uff0b\uff0d]?("
    "0[xX][0-9a-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*"
    "|\\.(inf|Inf|INF|nan|NaN|NAN)|\u221e"
    "|[.,_:'\uff0c\uff0e \uff1a]*[0-9\uff10-\uff19\u00bd\u00bc\u00be\u2150-\u215e]"
    "[0-9\uff10-\uff19\u00bd\u00bc\u00be\u2150-\u215e.,_:'\uff0c\uff0e \uff1a]*"
    "([eE][+\\-]?[0-9]+)?[%\uff05\u2030]?"
    ")$"
)
_LOOKS_NUMERIC = re.compile(LOOKS_NUMERIC)
_WITH_UNIT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([^\W\d_]+.*)")

_TRUE_WORDS = ("yes", "Yes", "YES", "on", "On", "ON", "y", "Y", "True", "TRUE", "是")
_FALSE_WORDS = ("no", "No", "NO", "off", "Off", "OFF", "n", "N", "False", "FALSE", "否")
FLAG_WORDS: Mapping[str, str] = dict.fromkeys(_TRUE_WORDS, "true") | dict.fromkeys(_FALSE_WORDS, "false")
"""Words that are somewhere read as yes or no, and how they are spelt here."""
NULL_WORDS = ("~", "Null", "NULL")
_NUMBERS_BEGIN = frozenset("+-.0123456789")
_NOT_TEXT = frozenset({"true", "false", "null", "True", "TRUE", "False", "FALSE", "~", "Null", "NULL", ""})


@frozen
class Refusal:
    """Why a text is not what is due: a code of the catalogue and its parameters."""

    code: str
    params: Mapping[str, Any] = Factory(dict)


def number(text: str, *, plain: bool = True) -> Fraction | Refusal:
    """The exact number a text spells: an integer, a decimal, or a percentage.

    Args:
        text: the text.
        plain: whether it stands without quotes.

    Example:
        >>> number("4.2"), number("85%"), number("-3")
        (Fraction(21, 5), Fraction(17, 20), Fraction(-3, 1))
        >>> number("010").code, number("010").params["near"]
        ('scalar-number-spelling', '10')
    """
    found = _NUMBER.fullmatch(text)
    if not found:
        return _number_refused(text)
    sign, whole, decimals, percent = found.groups()
    if not plain and not percent:  # quoted or not, a percentage is the same to every other reader of YAML
        return Refusal("scalar-number-quoted", {"text": text, "near": text})
    decimals = decimals or ""
    if len(whole) + len(decimals) > MAX_DIGITS:
        return Refusal("scalar-number-long", {"limit": MAX_DIGITS})
    scale = 10 ** len(decimals) * (100 if percent else 1)
    size = int(whole + decimals)
    return Fraction(-size if sign else size, scale)


def looks_numeric(text: str) -> bool:
    """Whether a text is meant as a number, well spelt or not: ``5``, ``010``, ``1e3``, ``12:30``, ``½``.

    Example:
        >>> [looks_numeric(text) for text in ("1_000", "100 * rooms", "良好", ".inf")]
        [True, False, False, True]
    """
    return _LOOKS_NUMERIC.fullmatch(text) is not None


def has_unit(text: str) -> bool:
    """Whether a text is a number with words behind it, such as ``50元``.

    Example:
        >>> has_unit("50元"), has_unit("100 * rooms")
        (True, False)
    """
    return _WITH_UNIT.fullmatch(text) is not None


def flag(text: str, *, plain: bool = True) -> bool | Refusal:
    """``true`` or ``false``.

    Example:
        >>> flag("true"), flag("no").params["near"]
        (True, 'false')
    """
    if text in {"true", "false"}:
        return text == "true" if plain else Refusal("scalar-flag-quoted", {"text": text, "near": text})
    if text in FLAG_WORDS:
        return Refusal("scalar-flag-spelling", {"text": text, "near": FLAG_WORDS[text]})
    return Refusal("scalar-flag", {"text": _short(text)})


def date(text: str, *, year_allowed: bool = False) -> Due | Refusal:
    """A real day, and with ``year_allowed`` also a year, which means its last day.

    Example:
        >>> date("2025", year_allowed=True).day
        datetime.date(2025, 12, 31)
        >>> date("2015-02-31").code
        'scalar-date-unreal'
    """
    if re.fullmatch(r"[1-9][0-9]{3}", text):
        if year_allowed:
            return Due(dt.date(int(text), 12, 31), text)
        return Refusal("scalar-date-year", {"text": text})
    found = re.fullmatch(r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})", text)
    if found:
        try:
            return Due(dt.date(int(found[1]), int(found[2]), int(found[3])), text)
        except ValueError:
            return Refusal("scalar-date-unreal", {"text": text, "last": _last_day(int(found[1]), int(found[2]))})
    params = {"text": _short(text)}
    whole = re.fullmatch(r"([1-9][0-9]{3})\s*年[底末]?", text) if year_allowed else None
    if near := whole[1] if whole else _date_meant(text):
        params["near"] = near
    return Refusal("scalar-date", params)


def is_null(text: str, *, plain: bool = True) -> bool:
    """Whether a text is ``null``, which says that there is none."""
    return plain and text == "null"


def reads_as_other_than_text(text: str) -> bool:
    """Whether a plain scalar is a number, flag, ``null`` or nothing to an editor, so that text needs quotes.

    Example:
        >>> [reads_as_other_than_text(text) for text in ("532601", "true", "no", "1.0.0", "12:30")]
        [True, True, False, False, False]
    """
    return text in _NOT_TEXT or (text[0] in _NUMBERS_BEGIN and _CORE.fullmatch(text) is not None)


def value(text: str, *, plain: bool = True) -> Fraction | bool | str | Refusal | None:
    """What a scalar says where its type is not laid down: a number, a flag, None for ``null``, else its text.

    Example:
        >>> value("12.5%"), value("true"), value("null"), value("九年一贯制"), value("7", plain=False)
        (Fraction(1, 8), True, None, '九年一贯制', '7')
    """
    if not plain:
        return text
    if text in {"true", "false"}:
        return text == "true"
    if text == "null":
        return None
    if text == "" or text in NULL_WORDS:
        return Refusal("scalar-null-spelling", {"text": text, "near": "null"})
    if text in FLAG_WORDS and text.isascii():
        return Refusal("scalar-flag-spelling", {"text": text, "near": FLAG_WORDS[text]})
    return number(text) if looks_numeric(text) else text


def _number_refused(text: str) -> Refusal:
    params = {"text": _short(text)}
    if looks_numeric(text):
        near = _number_meant(text)
        return Refusal("scalar-number-spelling", params | {"near": near}) if near else Refusal("scalar-number", params)
    if found := _WITH_UNIT.fullmatch(text):
        return Refusal("scalar-number-unit", params | {"number": found[1], "unit": _short(found[2])})
    return Refusal("scalar-number", params)


def _number_meant(text: str) -> str | None:
    """The plain spelling of what looks like a number, where only one thing can be meant."""
    if len(text) > MAX_DIGITS:
        return None
    shown = "".join(_ascii_digit(character) for character in text).replace("−", "-").strip().lstrip("+")
    shown = re.sub(r"\s*%$", "%", shown)
    sign, body, percent = "-" * shown.startswith("-"), shown.lstrip("-"), "%" * shown.endswith("%")
    body = body.rstrip("%")
    if based := re.fullmatch(r"0([xXoObB])([0-9a-fA-F_]+)", body):
        base = {"x": 16, "o": 8, "b": 2}[based[1].lower()]
        return f"{sign}{int(based[2].replace('_', ''), base)}" if based[2].strip("_") else None
    if re.fullmatch(r"[0-9]{1,3}([,_' ][0-9]{3})+(\.[0-9]+)?", body) or re.fullmatch(r"[0-9]+(_[0-9]+)+", body):
        body = re.sub(r"[,_' ]", "", body)
    if share := re.fullmatch(r"([0-9]*)([0-9]+)\u2044([0-9]+)", body):
        return _fraction_meant(sign, int(share[2]), int(share[3])) if not share[1] and not percent else None
    found = re.fullmatch(r"([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?", body)
    if not found or not (found[1] or found[2]):
        return None
    whole, decimals, power = found[1], found[2] or "", int(found[3] or 0)
    if abs(power) + len(whole) + len(decimals) > MAX_DIGITS:
        return None
    digits = whole + decimals + "0" * max(0, power - len(decimals))
    point = len(whole) + power
    digits = "0" * max(0, 1 - point) + digits
    point = max(point, 1)
    whole, decimals = digits[:point].lstrip("0") or "0", digits[point:]
    return f"{sign}{whole}{'.' * bool(decimals)}{decimals}{percent}"


def _ascii_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return unicodedata.normalize("NFKC", character) if digit is None else str(digit)


def _fraction_meant(sign: str, above: int, below: int) -> str | None:
    thousandths = Fraction(above, below) * 1000 if below else Fraction(1, 3)
    if thousandths.denominator != 1:
        return None
    return sign + f"{int(thousandths) // 1000}.{int(thousandths) % 1000:03}".rstrip("0").rstrip(".")


def _date_meant(text: str) -> str | None:
    found = re.fullmatch(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?", text)
    if not found:
        return None
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def _last_day(year: int, month: int) -> str:
    if not 1 <= month <= 12:  # noqa: PLR2004 - the months of a year
        return "—"
    return f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"  # noqa: PLR2004 - what fits on a line
