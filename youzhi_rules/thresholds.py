r"""Whether shares keep limits, for many rules of one whole at once: one rounded product a unit decides exactly.

For integers $X$ (the part), $W \ge 0$ (the whole), $0 < A < 2^{53}$ and $0 \le B < 2^{53}$ the rule is $A X \ge B W$,
that is $X \ge T$ with $T = B W / A$. As $A X - B W$ is an integer, $X$ is either $T$ or at least $1 / A$ away from it.
With the unit roundoff $u = 2^{-53}$ let $c$ be the float nearest to $(1 - 8 u) B / A$ and $t$ that nearest to $c W$:
two roundings, so $t < T$ unless both are 0, and $t > (1 - 16 u) T \ge T - 1 / A$ as long as $B W \le 2^{49}$. Hence

$$ X \ge T \iff X \ge t , \qquad X < T \iff X < t , $$

and for $X > T$ and $X \le T$ the same holds of a $t$ with $1 + 8 u$, which lies above $T$. A rule of the same part
whose $T$ is $\rho$ times that of another, as the floor of 85 % of a standard, takes the float nearest to $\rho t$:
four roundings in all, for which the room of $8 u$ on either side is enough too. Where a rule is of another form, as
with $=$, or may be larger, both products are formed; they are exact below $2^{53}$.

What it costs a county is the number of calls, and a country the memory that is walked through: so a few rows of a
small county are compared in one call, and a large one is taken in blocks.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from attrs import frozen

from .exactness import LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .exactness import Exact

__all__ = ["ROOM", "Row", "Whole", "compared", "cuts_of"]

ROOM = 2.0**49
"""As far as the products of wholes and limits go that one rounded product stands for."""
_OFF = Fraction(1, 2**50)
"""8 u: how far the factors are off the true ones, so that no rounding carries a product over its threshold."""
_SIDES = {">=": -1, "<": -1, ">": 1, "<=": 1}
"""On which side of the threshold the product has to lie."""
_BLOCK = 1 << 18
"""Units whose products are formed at a time: what is computed of them is small beside their columns."""
_CELLS = 1 << 14
"""Products of several rules that are formed in one call."""
_OPERATORS: dict[str, np.ufunc] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


@frozen(eq=False)
class Whole:
    """The whole of some rules, by stage.

    Attributes:
        den: the denominator of the wholes.
        gaps: the units of which there is none to divide by.
        top: a bound that none exceeds.
        num: the wholes, none below zero.
        stages: the positions in ``STAGES`` that occur.
        by_stage: per one of them the wholes of its units, zero for others.
        lost: the units of no known stage.
        stage: the position of the stage of each unit.
    """

    den: int
    gaps: NDArray[np.bool_] | None
    top: float
    num: NDArray[np.float64]
    stages: tuple[int, ...]
    by_stage: tuple[NDArray[np.float64], ...]
    lost: NDArray[np.bool_] | None
    stage: NDArray[np.int8]


class Row(NamedTuple):
    """A rule on a frame: ``scale`` times the part against ``limits`` times the whole.

    Attributes:
        at: the position of the rule in the rules that were asked for.
        op: how they are compared.
        part: the parts.
        scale: the integer A.
        limits: the integer B of each stage that occurs.
        cuts: the float c of each, where one rounded product decides, else None.
    """

    at: int
    op: str
    part: Exact
    scale: int
    limits: tuple[int, ...]
    cuts: tuple[float, ...] | None


def cuts_of(op: str, scale: int, limits: tuple[int, ...]) -> tuple[float, ...] | None:
    """The factors of the whole whose rounded products lie on the right side of the thresholds; None if there are none.

    None too where a number is 2**53 or more: what a factor is then need be no ordinary float.

    Example:
        >>> cuts_of(">=", 100, (4, 5)) < (0.04, 0.05) < cuts_of(">", 100, (4, 5))
        True
    """
    if op not in _SIDES or scale <= 0 or min(limits) < 0 or max(scale, *limits) >= LIMIT:
        return None
    return tuple(float(Fraction(limit, scale) * (1 + _SIDES[op] * _OFF)) for limit in limits)


def compared(rows: list[Row], whole: Whole) -> Iterator[tuple[list[Row], NDArray[np.bool_]]]:
    """Whether each of some rows holds, one a row; row after row or some together, in any order."""
    count = len(whole.num)
    at_once = max(1, _CELLS // count)
    cut = [row for row in rows if row.cuts is not None]
    if at_once > 1:
        for start in range(0, len(cut), at_once):
            some = cut[start : start + at_once]
            yield some, _together(some, whole)
    else:
        for bundle in _bundles(cut):
            yield [row for row, _ in bundle], _block_by_block(bundle, whole)
    for row in rows:
        if row.cuts is None:
            yield [row], _products(row, whole)


def _together(rows: list[Row], whole: Whole) -> NDArray[np.bool_]:
    """Whether each of a few rows holds, in the calls of one."""
    parts = np.array([row.part.num for row in rows])
    cuts = np.array([row.cuts for row in rows])
    right = cuts[:, :1] * whole.by_stage[0]
    for place, wholes in enumerate(whole.by_stage[1:], start=1):
        right += cuts[:, place : place + 1] * wholes
    operators = [row.op for row in rows]
    if len(set(operators)) == 1:
        held: NDArray[np.bool_] = _OPERATORS[operators[0]](parts, right)
        return held
    return np.array([_OPERATORS[op](*sides) for op, *sides in zip(operators, parts, right, strict=True)])


def _products(row: Row, whole: Whole) -> NDArray[np.bool_]:
    """Whether one row holds, by both products."""
    right = sum(limit * wholes for limit, wholes in zip(row.limits, whole.by_stage, strict=True))
    if row.part.div is not None:
        right = right * row.part.div
    held: NDArray[np.bool_] = _OPERATORS[row.op](row.part.num * float(row.scale), right)
    return held


def _bundles(rows: list[Row]) -> list[list[tuple[Row, float]]]:
    """The rows in bundles that have a product in common, as a rule and its floor of 85 % have.

    Each row comes with a factor: its thresholds are so many times those of the first of its bundle.
    """
    found: dict[int, list[list[tuple[Row, float]]]] = {}
    for row in rows:
        of_part = found.setdefault(id(row.part), [])
        for bundle in of_part:
            factor = _factor(bundle[0][0], row)
            if factor is not None:
                bundle.append((row, factor))
                break
        else:
            of_part.append([(row, 1.0)])
    return [bundle for of_part in found.values() for bundle in of_part]


def _factor(base: Row, row: Row) -> float | None:
    """How many times the thresholds of one row are those of another of its part, if that is so for all stages."""
    if not base.limits[0] or not row.limits[0] or _SIDES[base.op] != _SIDES[row.op]:
        return None
    if any(b * row.limits[0] != base.limits[0] * limit for b, limit in zip(base.limits, row.limits, strict=True)):
        return None
    return row.limits[0] * base.scale / (row.scale * base.limits[0])


def _block_by_block(bundle: list[tuple[Row, float]], whole: Whole) -> NDArray[np.bool_]:
    """Whether each row of a bundle holds, one a row, for many units."""
    count, first = len(whole.num), bundle[0][0]
    cuts, wholes = first.cuts or (), whole.by_stage
    if len(set(cuts)) == 1:
        cuts, wholes = cuts[:1], (whole.num,)
    held = np.empty((len(bundle), count), np.bool_)
    buffers = np.empty((2, min(_BLOCK, count)))
    for start in range(0, count, _BLOCK):
        block = slice(start, min(start + _BLOCK, count))
        part, (right, other) = first.part.num[block], buffers[:, : block.stop - start]
        np.multiply(wholes[0][block], cuts[0], out=right)
        for cut, each in zip(cuts[1:], wholes[1:], strict=True):
            np.add(right, np.multiply(each[block], cut, out=other), out=right)
        for (row, factor), out in zip(bundle, held[:, block], strict=True):
            threshold = right if row is first else np.multiply(right, factor, out=other)
            _OPERATORS[row.op](part, threshold, out=out)
    return held
