"""Which numbers the type of a fact allows: counts, numbers, shares and years, none of them negative."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from .decimals import BLOCK
from .figures import shown
from .numerals import decimal_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from .exactness import Exact
    from .model import Fact
    from .values import Values

__all__ = ["Finding", "checked", "out_of_range"]

FIRST_YEAR, LAST_YEAR = 1800, 2100


@frozen
class Finding:
    """Something found in a cell: an error (it is missing now) or, for placeholders, a note about the column.

    Attributes:
        row: the row of the cell.
        code: the code of the message.
        value: the cell, as it is shown.
        params: the parameters of the message.
        severity: ``error`` or ``note``.
    """

    row: int
    code: str
    value: str
    params: Mapping[str, Any] = field(factory=dict)
    severity: str = "error"


def out_of_range(fact: Fact, value: Fraction | int) -> str | None:
    """What is wrong with a number that the type of its fact does not allow, as a code; None for one it does."""
    if fact.type == "year":
        return None if value.denominator == 1 and FIRST_YEAR <= value <= LAST_YEAR else "year-out-of-range"
    if value < 0:
        return "negative"
    return "share-over-one" if fact.type == "share" and value > 1 else None


def checked(
    values: Values,
    raw: list[Any] | NDArray[Any],
    findings: list[Finding],
    floats: NDArray[np.float64] | None = None,
) -> Values:
    """The values without those the type of the fact does not allow.

    Args:
        values: the values.
        raw: the cells.
        findings: where what is found is put down.
        floats: the floats that the values were read from and that they are, if so.
    """
    fact, exact = values.fact, values.data
    if not len(exact):
        return values
    num, den = exact.num, exact.den
    if exact.div is not None:
        suspect = np.ones(len(exact), np.bool_)
    elif fact.type == "year":
        suspect = (num < FIRST_YEAR * den) | (num > LAST_YEAR * den) | (num % den != 0)
    elif (exact.unsigned or num.min() >= 0) and fact.type in {"number", "count"}:
        return _counted(values, findings, floats) if fact.type == "count" else values
    else:
        suspect = num < 0
        if fact.type == "share":
            suspect = suspect | (num > den)
    suspect = np.asarray(suspect, np.bool_) & values.given()
    for row in np.flatnonzero(suspect).tolist():
        code = out_of_range(fact, exact.fraction(row))
        if code is None:
            suspect[row] = False
        else:
            findings.append(Finding(row, code, shown(raw[row]), {"value": shown(raw[row])}))
    cleared = values.blank(suspect) if suspect.any() else values
    return _counted(cleared, findings, floats) if fact.type == "count" else cleared


def _counted(values: Values, findings: list[Finding], floats: NDArray[np.float64] | None) -> Values:
    """Counts that are not whole are taken as written, and one note tells how many there are and which is the least."""
    exact: Exact = values.data
    if exact.den == 1 and exact.div is None:
        return values
    odd = _not_whole(exact) if floats is None else _broken(floats)
    if exact.missing is not None:
        odd &= ~exact.missing
    rows = np.flatnonzero(odd)
    if len(rows):
        least = _least(exact, rows)
        told = _written(None if floats is None else float(floats[least]), exact, least)
        findings.append(Finding(least, "not-whole", told, {"count": len(rows)}, "note"))
    return values


def _written(shortest: float | None, exact: Exact, row: int) -> str:
    """A number as a decimal; the shortest writing of its float is that where it has few places."""
    text = "" if shortest is None else repr(shortest)
    whole, _, places = text.partition(".")
    if whole.isdigit() and places.isdigit() and len(places) <= _PLACES:
        return text
    return decimal_text(exact.fraction(row) or Fraction(0))


_PLACES = 6
"""Places of a decimal that are written out in full."""


def _least(exact: Exact, rows: NDArray[np.intp]) -> int:
    """The row with the least of some values, none of them missing."""
    if exact.div is None:
        return int(rows[exact.num[rows].argmin()])
    return int(min(rows.tolist(), key=lambda row: exact.fraction(row) or Fraction(0)))


def _broken(floats: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which floats are no whole numbers, or none at all."""
    odd, spare = np.empty(len(floats), np.bool_), np.empty(min(BLOCK, len(floats)))
    for start in range(0, len(floats), BLOCK):
        part = floats[start : start + BLOCK]
        np.not_equal(np.rint(part, out=spare[: len(part)]), part, out=odd[start : start + BLOCK])
    return odd


def _not_whole(exact: Exact) -> NDArray[np.bool_]:
    """Which values are no whole numbers; block by block, so that what is computed of them stays in the cache."""
    odd = np.empty(len(exact), np.bool_)
    for start in range(0, len(exact), BLOCK):
        block = slice(start, start + BLOCK)
        num = exact.num[block]
        den = exact.den if exact.div is None else exact.den * exact.div[block]
        if num.dtype == object:
            odd[block] = num % den != 0
        else:  # a multiple divides without rounding, and nothing else multiplies back to itself
            out = num / den
            np.rint(out, out=out)
            odd[block] = np.multiply(out, den, out=out) != num
    return odd
