"""Columns of floats: every float is the number that its shortest writing shows, over the least power of ten."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from columns import BIG, cells_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from youzhi_rules import decimals
from youzhi_rules.decimals import from_floats, together
from youzhi_rules.exactness import Exact


def shortest(value: float) -> Fraction | None:
    """What a float means."""
    return None if math.isnan(value) else Fraction(repr(value))


def digits(count: int) -> st.SearchStrategy[float]:
    """Floats with so many significant digits."""
    return st.builds(
        lambda whole, scale, sign: sign * float(f"{whole}e{scale}"),
        st.integers(10 ** (count - 1), 10**count - 1),
        st.integers(-count - 3, 3),
        st.sampled_from([1, -1]),
    )


floats = st.one_of(
    *[digits(count) for count in (1, 3, 9, 15, 16, 17)],
    st.floats(allow_infinity=False, allow_nan=False),
    st.sampled_from(
        [math.nan, 0.0, -0.0, 1e-9, 1e-10, 0.1, 4.35, 1e15, 999_999_999_999_999.0, 1e16, 1e22, 1e300, 5e-324]
    ),
)


@pytest.mark.long
@settings(max_examples=400, deadline=None)
@given(st.lists(floats, max_size=5))
@example([0.1, 0.2, 0.30000000000000004])
@example([123456789.123456789, 1e-9])
@example([1e-9, 999_999.0])
@example([1e-9, 1e6])
@example([math.nan, -5.5])
@example([float(BIG), 0.5])
def test_floats_mean_their_shortest_repr(values: list[float]) -> None:
    """Not the binary number they are; NaN is missing."""
    array = np.array(values, dtype=np.float64)
    before = array.copy()
    column = from_floats(array)
    assert cells_of(column, len(values)) == [shortest(value) for value in values]
    assert np.array_equal(array, before, equal_nan=True)
    assert (column.missing is None) == (not any(map(math.isnan, values)))


def test_floats_have_the_least_scale_that_makes_integers_of_them() -> None:
    """A power of ten up to 10**9, while the integers stay below 10**15."""
    assert from_floats(np.array([4.2, 0.1])).den == 10
    assert from_floats(np.array([4.0, 2.0])).den == 1
    assert from_floats(np.array([0.25, 1.0])).den == 100
    assert from_floats(np.array([1e-9])).den == 10**9
    tenth = from_floats(np.array([1e-10]))
    assert (tenth.den, tenth.div, tenth.num.tolist()) == (10**10, None, [1])
    assert from_floats(np.array([0.5] * 64 + [0.25])).den == 100
    assert from_floats(np.array([0.5] * 70)).den == 10
    assert from_floats(np.array([99_999_999_999_999.5])).den == 10
    assert from_floats(np.array([4.2, math.nan])).missing is not None
    assert from_floats(np.array([], dtype=np.float64)).den == 1
    assert from_floats([1.5, 2]).fraction(1) == 2  # type: ignore[arg-type]  # a list does as well
    assert from_floats(np.array([-7.5, 2.0])).top >= 75
    many = from_floats(np.array([0.1] * 64 + [123456789.12345678]))
    assert many.fraction(64) == Fraction("123456789.12345678")


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_what_is_infinite_has_no_exact_meaning(value: float) -> None:
    """Neither alone nor beside others, NaN among them."""
    for others in ([], [1.0], [math.nan, 2.5]):
        with pytest.raises(ValueError, match=r"^an infinite value has no exact meaning$"):
            from_floats(np.array([*others, value]))


decimal_floats = st.one_of(
    st.integers(0, 10**4).map(float),
    st.integers(-(10**6), 10**6).map(lambda cents: cents / 100),
    st.integers(0, 10**9).map(lambda some: some / 10**9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.0, -0.0, 1e15, 1e15 - 1, 1e-9, 1e-10, 0.1 + 0.2, 123456.789012345, 1e22, 5e-324, 2.0**53 + 2]),
)


@settings(max_examples=250)
@given(st.lists(decimal_floats, min_size=1, max_size=30), st.sets(st.integers(0, 29)), st.integers(1, 40))
def test_a_float_is_what_its_shortest_writing_says(values: list[float], gaps: set[int], block: int) -> None:
    """Wherever it stands in its column, beside whatever others; a zero has no sign, and a bound is kept by all."""
    cells = [float("nan") if at in gaps else value for at, value in enumerate(values)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("youzhi_rules.decimals.BLOCK", block)
        found = from_floats(np.array(cells))
        turned = from_floats(np.array(cells[::-1]))
    wanted = [None if cell != cell else Fraction(repr(cell)) for cell in cells]  # noqa: PLR0124 - NaN
    assert [found.fraction(at) for at in range(len(cells))] == wanted
    assert [turned.fraction(at) for at in range(len(cells))] == wanted[::-1]
    assert (found.den, found.num.dtype, found.unsigned) == (turned.den, turned.num.dtype, turned.unsigned)
    if found.num.dtype != object:
        assert not np.signbit(found.num[found.num == 0]).any()
        assert float(np.abs(found.num).max()) <= found.top
    if found.unsigned:
        assert all(value is None or value >= 0 for value in wanted)


def same(one: Exact, other: Exact) -> None:
    """See that two columns are one."""
    assert (one.den, one.num.dtype, one.unsigned) == (other.den, other.num.dtype, other.unsigned)
    assert one.num.tolist() == other.num.tolist()
    assert not np.signbit(one.num[one.num == 0]).any()
    assert (one.missing, one.div) == (None, None)
    assert float(np.abs(one.num).max()) <= one.top


@settings(max_examples=250)
@given(st.integers(1, 12), st.data())
def test_short_columns_are_read_together_as_each_alone(length: int, data: st.DataObject) -> None:
    """Or not at all: then each has to be asked for."""
    cells = st.one_of(decimal_floats, st.sampled_from([math.nan, math.inf, -math.inf]))
    column = st.one_of(*[st.lists(each, min_size=length, max_size=length) for each in (cells, decimal_floats)])
    columns = [np.array(values) for values in data.draw(st.lists(column, max_size=6))]
    before = [each.copy() for each in columns]
    for given_column, found in zip(columns, together(columns), strict=True):
        if found is not None:
            same(found, from_floats(given_column))
    assert all(np.array_equal(now, then, equal_nan=True) for now, then in zip(columns, before, strict=True))


def test_ordinary_columns_are_read_together() -> None:
    """Whole numbers, decimals, a decimal that shows late, nothing below zero and something."""
    columns = [
        np.array([4.0, 2.0, 7.0, 1.0, 5.0]), np.array([4.2, 0.1, 3.0, 1.5, 2.0]), np.array([1.0, 1.0, 1.0, 1.0, 0.125]),
        np.array([-0.5, -0.0, 0.0, 1.0, 2.0]),
    ]  # fmt: skip
    found = together(columns)
    assert [column and column.den for column in found] == [1, 10, 1000, 10]
    assert [column and column.unsigned for column in found] == [True, True, True, False]
    for mine, column in zip(found, columns, strict=True):
        assert mine is not None
        same(mine, from_floats(column))


@pytest.mark.parametrize(
    "odd", [math.nan, math.inf, -math.inf, 1e-10, 1e15, -1e15, 0.1 + 0.2, 5e-324, 123456789.12345678], ids=repr
)
def test_an_odd_column_is_left_alone(odd: float) -> None:
    """The others are read."""
    for place in range(5):
        strange = np.array([1.5, 2.0, 3.0, 4.0, 5.0])
        strange[place] = odd
        plain, nothing = together([np.array([1.5, 2.0, 3.0, 4.0, 5.0]), strange])
        assert plain is not None
        assert plain.den == 10
        assert nothing is None


def test_one_column_many_cells_and_none_are_not_read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would save nothing, or take too much room."""
    pair = [np.array([1.5, 2.0]), np.array([3.0, 4.0])]
    assert together([]) == []
    assert together(pair[:1]) == [None]
    assert together([np.array([]), np.array([])]) == [None, None]
    monkeypatch.setattr(decimals, "_CELLS", 4)
    assert None not in together(pair)
    monkeypatch.setattr(decimals, "_CELLS", 3)
    assert together(pair) == [None, None]


@pytest.mark.parametrize("block", [1, 2, 3, 100])
def test_a_finer_decimal_may_show_in_any_block(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was scaled before is scaled again; the scale is the least for all."""
    monkeypatch.setattr(decimals, "BLOCK", block)
    for late in range(9):
        cells = [float(at) for at in range(9)]
        cells[late] += 0.125
        cells[(late + 4) % 9] += 0.5
        found = from_floats(np.array(cells))
        assert found.den == 1000
        assert found.num.tolist() == [round(cell * 1000) for cell in cells]
        assert found.unsigned
        assert found.top >= max(cells) * 1000


def test_columns_of_any_make_are_read() -> None:
    """Every other cell of a column, one that nobody may write to, one in the byte order of another machine."""
    cells = [4.25, -0.5, 7.0]
    wanted = [Fraction(17, 4), Fraction(-1, 2), Fraction(7)]
    frozen = np.array(cells)
    frozen.flags.writeable = False
    for column in (np.repeat(cells, 2)[::2], np.array(cells[::-1])[::-1], frozen, np.array(cells, ">f8")):
        assert cells_of(from_floats(column), 3) == wanted
    found = together([np.repeat(cells, 2)[::2], np.array(cells[::-1])[::-1], frozen])
    assert [column and cells_of(column, 3) for column in found] == [wanted] * 3


@pytest.mark.parametrize(
    ("cells", "scale", "unsigned"),
    [
        ([4.0, 2.0, 0.0], 1, True),
        ([4.2, 0.1, 7.0, 1.0, 2.0, 3.25], 100, True),
        ([1.0] * 70 + [0.000001], 10**6, True),
        ([-7.5, 2.0, -0.0], 10, False),
        ([-0.0, 1.5], 10, True),
        ([1e-9, 999_999.0], 10**9, True),
    ],
)
def test_ordinary_columns_are_looked_at_once(cells: list[float], scale: int, *, unsigned: bool) -> None:
    """The quick road is taken, with the least scale, no zero with a sign and a bound that all keep."""
    found = decimals._seen_once(np.array(cells))
    assert found is not None
    assert (found.den, found.unsigned) == (scale, unsigned)
    assert found.num.tolist() == [round(cell * scale) for cell in cells]
    assert not np.signbit(found.num[found.num == 0]).any()
    assert max(map(abs, found.num.tolist())) <= found.top < 10 * max(map(abs, found.num.tolist())) + 10


@pytest.mark.parametrize("cells", [[math.nan, 1.0], [1.0, 1e15], [1e-10], [0.1 + 0.2], [math.inf], [5e-324]])
def test_odd_columns_take_the_long_road(cells: list[float]) -> None:
    """A gap, more than fifteen digits, or finer decimals than there is room for."""
    assert decimals._seen_once(np.array(cells)) is None


def test_the_ends_of_floats_are_seen_by_their_bits() -> None:
    """From nothing where no float has a sign; a zero may have one."""
    assert decimals._ends(np.array([0.0, 2.5])) == (0.0, 2.5, False)
    assert decimals._ends(np.array([-0.0, 2.5])) == (0.0, 2.5, True)
    assert decimals._ends(np.array([3.0, -2.5])) == (-2.5, 3.0, True)
    assert decimals._ends(np.array([math.inf, 1.0])) == (0.0, math.inf, False)
    assert all(map(math.isnan, decimals._ends(np.array([math.nan, -1.0]))[:2]))
