"""Exact columns: from integers, floats and fractions, to the nearest floats, and roots."""

from __future__ import annotations

import math
import sys
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from columns import BIG, Cells, cells_of, decimals, gaps_of, near, small, thirds
from columns import wide as wide_numbers
from hypothesis import example, given, settings
from hypothesis import strategies as st

from youzhi_rules.decimals import from_floats
from youzhi_rules.exactness import (
    LIMIT,
    Exact,
    TooWide,
    absent,
    ends,
    from_fractions,
    from_integers,
    nearest,
    nearest_root,
    to_floats,
    wide,
)

quick = settings(max_examples=150, deadline=None)
any_cells = st.lists(st.one_of(st.none(), small, decimals, thirds, near, wide_numbers), max_size=6)


def test_integers_are_floats_below_2_to_53_and_python_integers_from_there() -> None:
    """The limit is the first integer beside which float64 lacks one."""
    assert LIMIT == 2**53
    plain = from_integers(np.array([3, -(BIG - 1)]))
    assert plain.num.dtype == np.float64
    assert (plain.den, plain.missing, plain.div, plain.top) == (1, None, None, BIG - 1)
    assert [plain.fraction(0), plain.fraction(1)] == [3, 1 - BIG]
    for value in (BIG, -BIG, BIG + 1):
        broad = from_integers(np.array([1, value]))
        assert broad.num.dtype == object
        assert broad.fraction(1) == value
    assert from_integers(np.array([10**30], dtype=object)).fraction(0) == 10**30
    assert from_integers(np.array([0])).top == 0
    empty = from_integers(np.array([], dtype=np.int64))
    assert (len(empty), empty.top) == (0, 0)


@given(
    st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=5),
    st.sampled_from([np.int8, np.int32, np.uint16, np.int64, np.uint64]),
)
@example([0], np.int64)
@example([-1], np.int64)
@example([2**63 - 1, -(2**63)], np.int64)
@example([2**64 - 1], np.uint64)
def test_integers_lie_between_their_ends(values: list[int], kind: type[np.integer[Any]]) -> None:
    """From 0, or the least below it, to the greatest, for every kind; also of every other one of a column."""
    column = np.array(values).astype(kind)
    assert ends(column) == (min(0, *column.tolist()), max(column.tolist()))
    assert ends(np.repeat(column, 2)[::2]) == ends(column)


def test_what_no_float_holds_is_the_last_of_them() -> None:
    """Nearest is the float that Python makes of a fraction, and the greatest or least where it makes none."""
    assert nearest(Fraction(1, 10)) == 0.1
    assert (nearest(Fraction(10**400)), nearest(Fraction(-(10**400)))) == (sys.float_info.max, -sys.float_info.max)


def test_missing_integers_have_no_value() -> None:
    """Whatever stands at a missing place is not looked at again."""
    given_ = np.array([5, -99, 7])
    column = from_integers(given_, np.array([False, True, False]))
    assert cells_of(column, 3) == [5, None, 7]
    assert column.num[1] == 0
    assert given_.tolist() == [5, -99, 7]


@quick
@given(any_cells)
def test_fractions_come_back_as_they_went_in(cells: Cells) -> None:
    """Over a common denominator, over one each, or as Python integers."""
    column = from_fractions(cells)
    assert cells_of(column, len(cells)) == cells
    assert gaps_of(column) == [cell is None for cell in cells]
    assert (column.missing is None) == (None not in cells)
    assert cells_of(wide(column), len(cells)) == cells
    assert wide(column).num.dtype == object
    if column.div is not None:
        assert wide(column).div is not None
        assert wide(column).div.dtype == object  # type: ignore[union-attr]  # the line before


def test_fractions_share_a_denominator_while_it_is_small() -> None:
    """Below 10**12 and with numerators that fit; otherwise each keeps its own, in floats if they fit."""
    common = from_fractions([Fraction(1, 3), Fraction(1, 4), None])
    assert (common.den, common.div, common.top) == (12, None, 4)
    assert common.num.tolist() == [4, 3, 0]
    primes = [Fraction(1, 999_983), Fraction(1, 999_979), Fraction(-5, 7)]
    own = from_fractions(primes)
    assert own.den == 1
    assert own.num.dtype == np.float64
    assert own.div is not None
    assert own.div.tolist() == [999_983, 999_979, 7]
    assert (own.top, own.div_top) == (5, 999_983)
    large = from_fractions([Fraction(BIG - 1), Fraction(1, 2)])
    assert (large.den, large.num.tolist()) == (1, [BIG - 1, 1])
    assert large.num.dtype == np.float64
    assert from_fractions([Fraction(BIG), Fraction(1, 2)]).num.dtype == object
    assert from_fractions([Fraction(1, BIG), Fraction(1, 2)]).num.dtype == object
    assert from_fractions([Fraction(1, BIG - 1), Fraction(1, 2)]).num.dtype == np.float64
    assert from_fractions([Fraction(-BIG)]).num.dtype == object
    assert from_fractions([Fraction(1, 10**12), Fraction(1)]).den == 1
    assert from_fractions([Fraction(1, 10**12 - 1), Fraction(1)]).den == 10**12 - 1
    assert (from_fractions([]).den, len(from_fractions([]))) == (1, 0)
    assert from_fractions([None, None]).fraction(1) is None
    huge = from_fractions([Fraction(10**400, 3), Fraction(1, 7**500)])
    assert (huge.top, huge.div_top) == (LIMIT, LIMIT)
    assert huge.fraction(1) == Fraction(1, 7**500)
    assert from_fractions(iter([2])).fraction(0) == 2


@quick
@given(any_cells)
def test_floats_out_are_the_nearest_ones(cells: Cells) -> None:
    """What Python makes of the fraction, whatever the column holds; NaN where it is missing."""
    wanted = [math.nan if cell is None else cell.numerator / cell.denominator for cell in cells]
    for column in (from_fractions(cells), wide(from_fractions(cells))):
        found = to_floats(column)
        assert found.dtype == np.float64
        assert np.array_equal(found, wanted, equal_nan=True)


def test_floats_out_are_right_beside_large_denominators() -> None:
    """Where numerator or denominator is no float the division is done in integers."""
    for den, div in [
        (3, None),
        (1, 7.0),
        (10, 7.0),
        (BIG - 1, None),
        (BIG + 1, None),
        (3, float(BIG - 1)),
        (BIG // 3, 3.0),
    ]:
        num = float(BIG - 1)
        column = Exact(np.array([num]), den, None, None if div is None else np.array([div]))
        assert to_floats(column).tolist() == [int(num) / (den * int(div or 1))]
    assert to_floats(Exact(np.array([], dtype=np.float64), 3, None, np.array([], dtype=np.float64))).tolist() == []
    one = Exact(np.array([6.0, 9.0]), 3, np.array([False, True]))
    assert np.array_equal(to_floats(one), [2.0, math.nan], equal_nan=True)


def test_what_no_float_can_hold_is_the_largest_one() -> None:
    """Rather than an error, and on its own side of zero."""
    column = from_fractions([Fraction(10**400), Fraction(-(10**400), 3), Fraction(1, 10**400), None])
    most = sys.float_info.max
    assert np.array_equal(to_floats(column), [most, -most, 0.0, math.nan], equal_nan=True)


def test_nothing_known_is_a_column_of_gaps() -> None:
    """As many as are asked for."""
    column = absent(3)
    assert cells_of(column, 3) == [None, None, None]
    assert column.top == 0
    assert len(absent(0)) == 0


def test_values_are_taken_and_gapped_without_a_change() -> None:
    """In the order asked for, with their denominators; gaps replace those that were."""
    column = from_fractions([Fraction(1, 999_983), None, Fraction(1, 999_979)])
    taken = column.take(np.array([2, 0, 1, 2]))
    assert cells_of(taken, 4) == [Fraction(1, 999_979), Fraction(1, 999_983), None, Fraction(1, 999_979)]
    assert (taken.top, taken.div_top) == (column.top, column.div_top)
    assert cells_of(column.take(slice(1, 3)), 2) == [None, Fraction(1, 999_979)]
    gapped = column.gapped(np.array([True, False, False]))
    assert gaps_of(gapped) == [True, False, False]
    assert (gapped.top, gapped.div_top, gapped.den) == (column.top, column.div_top, column.den)
    assert column.gapped(None).missing is None
    own = from_fractions([Fraction(1, prime) for prime in (999_983, 999_979, 7)])
    assert own.div_top == 999_983
    for same in (own.take(slice(0, 3)), own.gapped(np.array([True, False, False]))):
        assert (same.top, same.div_top) == (own.top, own.div_top)
    tens = from_floats(np.array([0.5, 0.1]))
    assert tens.take(np.array([1])).fraction(0) == Fraction(1, 10)
    assert tens.gapped(None).fraction(0) == Fraction(1, 2)


def test_too_wide_is_a_sign_and_no_failure_of_the_user() -> None:
    """It is an arithmetic error, and never a ValueError."""
    assert issubclass(TooWide, ArithmeticError)


squares = st.one_of(
    st.builds(Fraction, st.integers(0, 10**6), st.integers(1, 10**6)),
    st.builds(Fraction, st.integers(0, 10**40), st.integers(1, 10**40)),
    st.integers(0, 2**70).map(lambda i: Fraction(i * i)),
    st.builds(lambda i, k: Fraction(i * i + k), st.integers(2**52, 2**60), st.sampled_from([-1, 1])),
    st.builds(lambda i, k: Fraction((2 * i + 1) ** 2 + k, 4), st.integers(2**52, 2**53), st.sampled_from([-1, 0, 1])),
    st.builds(lambda i: Fraction(1, i), st.integers(1, 10**80)),
)


@settings(max_examples=300, deadline=None)
@given(squares)
@example(Fraction(0))
@example(Fraction(1, 4))
@example(Fraction(81, 400))
@example(Fraction(10**60))
@example(Fraction(1, 3 * 10**60))
def test_the_root_is_the_nearest_float(square: Fraction) -> None:
    """As a root of 100 digits rounded to a float says, half-way cases apart from their neighbours too."""
    context = Context(prec=100)
    root = context.sqrt(context.divide(Decimal(square.numerator), Decimal(square.denominator)))
    exact = (
        math.isqrt(square.numerator) ** 2 == square.numerator
        and math.isqrt(square.denominator) ** 2 == square.denominator
    )
    wanted = math.isqrt(square.numerator) / math.isqrt(square.denominator) if exact else float(root)
    assert nearest_root(square) == wanted
