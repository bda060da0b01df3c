"""Reducing columns upwards: sums, counts and extremes over the units below, with what is missing kept apart."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from .exactness import Exact, TooWide, from_fractions, wide

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .dataset import Lists
    from .frame import Frame

__all__ = ["MAYBE", "NO", "YES", "extremum", "gaps_below", "sum_below", "tally", "with_list_gaps"]

NO, MAYBE, YES = 0, 1, 2
"""Truths: ``and`` is their minimum, ``or`` their maximum."""


def with_list_gaps(frame: Frame, found: Exact, lower: str) -> Exact:
    """A unit without a list has no value; one with an empty list may have."""
    if not lower.startswith("items:"):
        return found
    _, owner, fact = lower.split(":")
    lists: Lists | None = frame.lists(owner, fact)
    if lists is None:
        return found.gapped(np.ones(len(found), dtype=np.bool_))
    if lists.missing is None:
        return found
    gaps = lists.missing if found.missing is None else found.missing | lists.missing
    return found.gapped(gaps)


def gaps_below(
    frame: Frame, missing: NDArray[np.bool_] | None, lower: str, upper: str, inside: NDArray[np.int8] | None
) -> NDArray[np.bool_]:
    """Which upper units cannot be told: one below has no value, or may or may not be in scope."""
    group = frame.grouping(lower, upper)
    gaps = np.zeros(group.count, dtype=np.bool_)
    if missing is not None:
        gaps |= group.any(missing if inside is None else missing & (inside == YES))
    if inside is not None:
        gaps |= group.any(inside == MAYBE)
    strays = frame.strays(lower, upper)
    return gaps if strays is None else gaps | strays


def sum_below(
    frame: Frame,
    value: Exact,
    lower: str,
    upper: str,
    inside: NDArray[np.int8] | None,
    *,
    empty_is_zero: bool,
) -> Exact:
    """Sums over the units below; a unit with nothing below has no sum, unless an empty list is meant."""
    group = frame.grouping(lower, upper)
    gaps = gaps_below(frame, value.missing, lower, upper, inside)
    if not empty_is_zero:
        gaps |= ~group.occupied
    out = (
        value.missing if inside is None else inside != YES if value.missing is None else value.missing | (inside != YES)
    )
    num = value.num if out is None else np.where(out, 0, value.num)
    if value.div is None:
        return Exact(group.sums(num), value.den, gaps if gaps.any() else None)
    if num.dtype != object:
        raise TooWide
    totals: list[Fraction] = [Fraction(0)] * group.count
    for top, bottom, unit in zip(num.tolist(), value.div.tolist(), group.index.tolist(), strict=True):
        if unit >= 0 and top:
            totals[unit] += Fraction(int(top), int(bottom))
    num, div = np.empty(group.count, dtype=object), np.empty(group.count, dtype=object)
    num[:] = [total.numerator for total in totals]
    div[:] = [total.denominator for total in totals]
    return Exact(num, value.den, gaps if gaps.any() else None, div)


def tally(frame: Frame, holds: NDArray[np.bool_], lower: str, upper: str, inside: NDArray[np.int8] | None) -> Exact:
    """How many units below hold, those in scope only."""
    group = frame.grouping(lower, upper)
    counted = holds if inside is None else holds & (inside == YES)
    kind = object if frame.wide_numbers else np.float64
    return Exact(group.reduce(np.add, counted.astype(np.int64), 0).astype(kind), 1)


def extremum(frame: Frame, op: str, value: Exact, lower: str, upper: str, inside: NDArray[np.int8] | None) -> Exact:
    """The least or greatest value below; missing where there is none, or one is missing."""
    group = frame.grouping(lower, upper)
    gaps = gaps_below(frame, value.missing, lower, upper, inside)
    if value.div is not None and value.num.dtype != object:
        raise TooWide
    out = np.zeros(len(value), dtype=np.bool_) if value.missing is None else value.missing
    if inside is not None:
        out = out | (inside != YES)
    gaps |= ~group.any(~out)
    worst = math.inf if op == "min" else -math.inf
    if value.div is None:
        best = group.reduce(np.minimum if op == "min" else np.maximum, np.where(out, worst, value.num), 0)
        return Exact(np.where(gaps, 0, best), value.den, gaps if gaps.any() else None)
    found: list[Fraction | None] = [None] * group.count
    pick = min if op == "min" else max
    for index, unit in enumerate(group.index.tolist()):
        fraction = None if out[index] else value.fraction(index)
        if unit >= 0 and fraction is not None:
            before = found[unit]
            found[unit] = fraction if before is None else pick(before, fraction)
    column = from_fractions(None if gap else value for gap, value in zip(gaps.tolist(), found, strict=True))
    return wide(column)
