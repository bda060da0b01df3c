"""Numbers one unit in their last place away: 4.2 is between 4.1 and 4.3, 0.50 between 0.49 and 0.51."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from ..numerals import decimal_text

if TYPE_CHECKING:
    from ..errors import Place
    from ..model import Pack

__all__ = ["Spellings", "neighbours", "value_of"]

_NUMBER = re.compile(r"[0-9]+(?:\.(?P<decimals>[0-9]+))?(?P<percent>%?)")


@frozen
class Spellings:
    """The file of a pack, to see how a number in it is written: 0.50 and 0.5 differ in their last place.

    Attributes:
        name: how places call the file.
        lines: its text; none for a pack without a file.
    """

    name: str
    lines: tuple[str, ...] = ()

    @classmethod
    def of(cls, pack: Pack) -> Spellings:
        """The spellings of a pack; one whose file is not there has none."""
        name = f"{pack.id}/pack.yaml"
        if pack.folder is None:
            return cls(name)
        try:
            text = (Path(pack.folder) / "pack.yaml").read_text(encoding="utf-8")
        except (OSError, ValueError):
            return cls(name)
        return cls(name, tuple(text.splitlines()))

    def number(self, place: Place, value: Fraction, *, percent: bool = False) -> str:
        """How a number is written at a place; where that cannot be seen, as short as it can be.

        Args:
            place: where it stands.
            value: the number; a text there that is another one is not taken.
            percent: whether it is a percentage where the text does not say.
        """
        if place.file == self.name and place.line is not None and place.line <= len(self.lines):
            found = _NUMBER.match(self.lines[place.line - 1], (place.column or 1) - 1)
            if found is not None and value_of(found[0]) == value:
                return found[0]
        return decimal_text(value * 100) + "%" if percent else decimal_text(value)


def value_of(text: str) -> Fraction:
    """The value of a number as it is written.

    Example:
        >>> value_of("0.50"), value_of("5%")
        (Fraction(1, 2), Fraction(1, 20))
    """
    return Fraction(text.rstrip("%")) / (100 if text.endswith("%") else 1)


def neighbours(text: str) -> tuple[str, str]:
    """The numbers one unit in the last place below and above a number, written as it is.

    Example:
        >>> neighbours("4.2"), neighbours("0.50"), neighbours("5%"), neighbours("2000")
        (('4.1', '4.3'), ('0.49', '0.51'), ('4%', '6%'), ('1999', '2001'))
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        msg = f"not a number: {text}"
        raise ValueError(msg)
    digits = len(found["decimals"] or "")
    whole = int(text.rstrip("%").replace(".", ""))
    low, high = (_written(whole + step, digits) + found["percent"] for step in (-1, 1))
    return low, high


def _written(whole: int, digits: int) -> str:
    text = str(abs(whole)).rjust(digits + 1, "0")
    cut = len(text) - digits
    return ("-" if whole < 0 else "") + text[:cut] + ("." + text[cut:] if digits else "")
