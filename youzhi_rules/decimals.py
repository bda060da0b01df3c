"""Columns of floats as exact columns: every float means the number that its shortest writing shows."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from .exactness import Exact, from_fractions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["BLOCK", "from_floats", "together"]

_DIGITS15 = 10.0**15
_FINEST = 10**9
_FEW = 2
"""Fewer columns than this are not read together."""
_SHOWN = 4
"""Values from which a scale is guessed."""
_CELLS = 1 << 14
"""Values of several columns that are read in one call."""
_SAMPLE = 64
"""Values by which a scale is found that the others are then held against."""
_SIGN = np.uint64(1 << 63)
"""The bit of the sign; floats that have it are greater than all others, as bits."""
_PROBE = 1 << 10
"""Values of a long column that are scaled first: what they show to be too coarse a scale costs little."""
BLOCK = 1 << 16
"""Values that are scaled and held against their floats at a time: what is computed of them is small beside a column."""


def from_floats(values: NDArray[np.float64]) -> Exact:
    """A column from floats, each meaning the number its shortest repr shows; NaN is missing.

    The scale is the least power of ten at which every value is an integer below 10**15: a decimal of at most 15 digits
    is the only one its float stands for, so it is the shortest repr. Where no scale does that, each value is read from
    its repr.

    Raises:
        ValueError: a value is infinite.

    Example:
        >>> from_floats(np.array([4.2, 0.1])).fraction(0)
        Fraction(21, 5)
    """
    values = np.asarray(values, dtype=np.float64)
    if (found := _seen_once(values)) is not None:
        return found
    low = float(values.min()) if len(values) else 0.0
    top = max(float(values.max()), -low) if len(values) else 0.0
    gaps = None
    known = values
    if low != low:  # noqa: PLR0124 - only NaN differs from itself, and one NaN makes the minimum NaN
        gaps = np.isnan(values)
        known = np.where(gaps, 0.0, values)
        low = float(known.min())
        top = max(float(known.max()), -low)
    if top == np.inf:
        msg = "an infinite value has no exact meaning"
        raise ValueError(msg)
    scale, num = _scale_of(known[:_SAMPLE], 1, top), np.empty(len(known))
    while scale:
        misfits = _scaled(known, scale, num)
        if misfits is None:
            num += 0.0  # a zero has no sign
            return Exact(num, scale, gaps, top=top * scale + 1, unsigned=low >= 0)
        scale = _scale_of(misfits, scale * 10, top)
    texts = [repr(value) for value in known.tolist()]
    return from_fractions(
        Fraction(text) if gaps is None or not gaps[index] else None for index, text in enumerate(texts)
    )


def together(columns: Sequence[NDArray[np.float64]]) -> list[Exact | None]:
    """What ``from_floats`` makes of some columns of one length, in the calls of one; None where it has to be asked.

    Example:
        >>> [column.den for column in together([np.array([4.2, 0.1]), np.array([7.0, 8.0])])]
        [10, 1]
    """
    if len(columns) < _FEW or columns[0].size * len(columns) > _CELLS or not columns[0].size:
        return [None] * len(columns)
    values = np.array(columns)
    lows = values.min(axis=1)
    tops = np.maximum(values.max(axis=1), -lows).tolist()
    scales = [_scale_written(sample) for sample in values[:, :: values.shape[1] // _SHOWN or 1][:, :_SHOWN].tolist()]
    known = [scale > 0 and top * scale < _DIGITS15 for scale, top in zip(scales, tops, strict=True)]
    factors = np.array([[scale if sure else 0.0] for scale, sure in zip(scales, known, strict=True)])
    with np.errstate(invalid="ignore", divide="ignore"):
        num = np.rint(values * factors)
        fits = num / factors == values
    num += 0.0  # a zero has no sign
    found: list[Exact | None] = []
    each = zip(scales, known, tops, lows.tolist(), fits.all(axis=1).tolist(), strict=True)
    for row, (guess, sure, top, low, whole) in enumerate(each):
        scale = guess if sure else 0
        if sure and not whole:
            scale = _scale_of(values[row][~fits[row]], guess * 10, top)
            num[row] = np.rint(values[row] * scale) + 0.0
        found.append(Exact(num[row], scale, None, top=top * scale + 1, unsigned=low >= 0) if scale else None)
    return found


def _seen_once(values: NDArray[np.float64]) -> Exact | None:
    """A column of numbers of few decimals, none missing, each looked at once; None for any other column."""
    scale = _scale_written(values[:: len(values) // _SHOWN or 1][:_SHOWN].tolist())
    num, spare, low, top, signed = np.empty(len(values)), np.empty(min(BLOCK, len(values))), 0.0, 0.0, False
    for start, end in _blocks(len(values)) if scale else ():
        part, out = values[start:end], num[start:end]
        least, most, sign = _ends(part)
        low, top, signed = min(low, least), max(top, most, -least), signed or sign
        if not (most * scale < _DIGITS15 and -least * scale < _DIGITS15):  # nor where there is a NaN
            return None
        former, scale = scale, _fitting(part, scale, top, out, spare[: len(part)])
        if not scale:
            return None
        if scale != former:
            num[:start] *= scale // former  # what is an integer at one scale is one at ten times it
    if not scale:
        return None
    if signed:
        num += 0.0  # a zero has no sign
    return Exact(num, scale, None, top=top * scale + 1, unsigned=low >= 0)


def _blocks(count: int) -> Iterator[tuple[int, int]]:
    """Where some values are cut; where there are many, those that come first into a small block."""
    start, size = 0, min(_PROBE, BLOCK) if count > BLOCK else BLOCK
    while start < count:
        yield start, min(start + size, count)
        start, size = start + size, BLOCK


def _fitting(
    values: NDArray[np.float64], scale: int, top: float, num: NDArray[np.float64], spare: NDArray[np.float64]
) -> int:
    """Writes integers of all values to ``num``; the least power of ten from ``scale`` on that makes them, or 0."""
    while scale:
        np.multiply(values, scale, out=num)
        fits = np.divide(np.rint(num, out=num), scale, out=spare) == values
        if fits.all():
            break
        scale = _scale_of(values[np.flatnonzero(~fits)[:_SAMPLE]], scale * 10, top)
    return scale


def _ends(values: NDArray[np.float64]) -> tuple[float, float, bool]:
    """What some floats lie between: from 0 where none has a sign, else from the least, to the greatest; and whether.

    Without signs, floats are in the order of their bits, and one look is enough.
    """
    greatest = values.view(np.uint64).max()
    if greatest < _SIGN:
        return 0.0, float(greatest.view(np.float64)), False
    return float(values.min()), float(values.max()), True


def _scale_written(values: list[float]) -> int:
    """The least power of ten that makes integers of some values, 0 if there is none or none below the finest."""
    scale = 1
    for value in values:
        while -_DIGITS15 < value * scale < _DIGITS15:  # NaN is not between any two
            if round(value * scale) / scale == value:
                break
            scale *= 10
            if scale > _FINEST:
                return 0
        else:
            return 0
    return scale


def _scaled(values: NDArray[np.float64], scale: int, num: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Writes the values times the scale to ``num``; those that are no integers then, as far as looked, or None."""
    for start in range(0, len(values), BLOCK):
        part, out = values[start : start + BLOCK], num[start : start + BLOCK]
        if scale == 1:
            fits = np.rint(part, out=out) == part
        else:
            np.multiply(part, scale, out=out)
            fits = np.rint(out, out=out) / scale == part
        if not fits.all():
            misfits: NDArray[np.float64] = part[~fits]
            return misfits
    return None


def _scale_of(values: NDArray[np.float64], scale: int, top: float) -> int:
    """The least power of ten from ``scale`` on that makes integers of all values, 0 if there is none below 10**15."""
    least = _scale_written(values[:_SHOWN].tolist())
    scale = max(scale, least) if least else 0
    while scale and scale <= _FINEST and top * scale < _DIGITS15:
        if (np.rint(values * scale) / scale == values).all():
            return scale
        scale *= 10
    return 0
