"""Columns of exact numbers for Hypothesis, with what they mean as fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from youzhi_rules.exactness import Exact, Number, from_fractions, from_integers

BIG = 2**53
Cells = list[Fraction | None]


class Made(NamedTuple):
    """A column or one number, and the value it has at each unit."""

    number: Number
    cells: Cells


small = st.integers(-1000, 1000).map(Fraction)
decimals = st.integers(-(10**6), 10**6).map(lambda i: Fraction(i, 100))
thirds = st.builds(Fraction, st.integers(-50, 50), st.sampled_from([1, 2, 3, 7, 11, 13]))
near = st.integers(-3, 3).flatmap(lambda i: st.sampled_from([1, -1, 2, -2]).map(lambda s: Fraction(s * BIG + i)))
roots = st.integers(-3, 3).map(lambda i: Fraction(94_906_265 + i))
wide = st.integers(-(10**30), 10**30).map(Fraction)
KINDS = [small, decimals, thirds, near, roots, wide, st.one_of(small, decimals, thirds, near)]


def of(cells: Cells, *, integers: bool = False) -> Exact:
    """A column of these cells; as integers over one denominator where it is asked and can be."""
    if integers and cells and all(cell is None or cell.denominator == 1 for cell in cells):
        nums = np.array([0 if cell is None else int(cell) for cell in cells], dtype=object)
        gaps = np.array([cell is None for cell in cells], dtype=np.bool_)
        return from_integers(nums, gaps if gaps.any() else None)
    return from_fractions(cells)


@st.composite
def made(draw: st.DrawFn, length: int, *, one: bool = True, missing: bool = True) -> Made:
    """Draw a column of so many units, or one number for all of them."""
    kind = draw(st.sampled_from(KINDS))
    if one and draw(st.integers(0, 4)) == 0:
        value = draw(kind)
        return Made(value, [value] * length)
    cell = st.one_of(st.none(), kind, kind, kind) if missing and draw(st.booleans()) else kind
    cells: Cells = draw(st.lists(cell, min_size=length, max_size=length))
    return Made(of(cells, integers=draw(st.booleans())), cells)


@st.composite
def pairs(draw: st.DrawFn, most: int = 4) -> tuple[Made, Made]:
    """Draw two of a length, one of them a column at least."""
    length = draw(st.integers(1, most))
    left = draw(made(length))
    return left, draw(made(length, one=isinstance(left.number, Exact)))


def cells_of(number: Number, length: int) -> Cells:
    """What a number is at each unit."""
    if not isinstance(number, Exact):
        return [number] * length
    assert len(number) == length
    assert number.den >= 1
    if number.div is not None:
        assert all(int(bottom) >= 1 for bottom in number.div.tolist())
        assert max(map(abs, number.div.tolist()), default=0) <= number.div_top or number.div.dtype == object
    if number.num.dtype != object:
        held = [value for value, gap in zip(number.num.tolist(), gaps_of(number), strict=True) if not gap]
        assert all(abs(value) < BIG and value == int(value) for value in held)
        assert max(map(abs, held), default=0) <= number.top
    return [number.fraction(index) for index in range(length)]


def gaps_of(column: Exact) -> Sequence[bool]:
    """Where a column has no value."""
    return [False] * len(column) if column.missing is None else [bool(gap) for gap in column.missing]
