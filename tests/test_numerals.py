"""Exact numbers as people read them: never rounded onto or across the number beside them."""

from __future__ import annotations

import decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from youzhi_rules.numerals import amount_text, decimal_text, display_text, limit_text, percent_text, unit_text

F = Fraction
quick = settings(max_examples=150, deadline=None)
floats = st.one_of(
    st.floats(-(10**6), 10**6),
    st.integers(-(10**6), 10**6).map(lambda i: i / 100),
    st.floats(allow_nan=False, allow_infinity=False),
)


def side(one: Fraction, other: Fraction) -> int:
    """Whether a number is above, on or below another."""
    return (one > other) - (one < other)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (F(0), "0"),
        (F(21, 5), "4.2"),
        (F(-21, 5), "-4.2"),
        (F(1, 10), "0.1"),
        (F(100), "100"),
        (F(12345678), "12345678"),
        (F(1, 10**6), "0.000001"),
        (F(-1, 10**6), "-0.000001"),
        (F(5, 10**7), "≈0.0000"),
        (F(1, 3), "≈0.3333"),
        (F(2, 3), "≈0.6667"),
        (F(-2, 3), "≈-0.6667"),
        (F(100_000, 3), "≈33333.3333"),
        (F(1, 20_001), "≈0.0000"),
        (F(100_005, 10**9) + F(12, 10), "≈1.2001"),
        (F(10**35 + 1), "1" + "0" * 34 + "1"),
        (F(10**35 + 1, 10), "1" + "0" * 34 + ".1"),
        (F(10**35, 3), "≈" + "3" * 35 + ".3333"),
    ],
)
def test_a_number_is_written_in_full_up_to_six_decimals(value: Fraction, text: str) -> None:
    """Beyond that it is rounded half up to four, and says so; large ones lose no digit."""
    assert decimal_text(value) == text


def test_halves_are_rounded_away_from_zero() -> None:
    """As the forms round."""
    assert decimal_text(F(12345, 10**5) + F(5, 10**7)) == "≈0.1235"
    half = F(5, 10**7)
    assert decimal_text(half, 6) == "≈0.000001"
    assert decimal_text(-half, 6) == "≈-0.000001"
    assert decimal_text(half - F(1, 10**9), 6) == "≈0.000000"
    assert decimal_text(F(22, 7), 0) == "≈3"


def test_the_surroundings_change_no_digit() -> None:
    """Not even a decimal context of three digits."""
    with decimal.localcontext() as context:
        context.prec = 3
        assert decimal_text(F(1234567, 100)) == "12345.67"
        assert decimal_text(F(1234567, 3)) == "≈411522.3333"
        assert display_text(123456.789) == "123456.79"


def test_a_rounded_number_does_not_meet_the_one_beside_it() -> None:
    """Decimals are added until it is another one."""
    tenth = F(1, 3 * 10**9)
    assert decimal_text(F(9, 10) - tenth, beside=F(9, 10)) == "≈0.8999999997"
    assert decimal_text(F(1, 3), beside=F(3333, 10**4)) == "≈0.33333"
    assert decimal_text(F(1, 3), beside=F(1, 3)) == "≈0.3333"
    assert decimal_text(F(1, 3), beside=F(1, 2)) == "≈0.3333"
    assert percent_text(F(1, 3), beside=F(3333, 10**4)) == "≈33.333%"
    assert limit_text(F(1, 3), "平方米", beside=F(3333, 10**4)) == "≈0.33333 平方米"


@quick
@given(st.fractions())
def test_a_text_without_the_sign_of_rounding_is_exact(value: Fraction) -> None:
    """And one with it is within half a unit of its last decimal."""
    text = decimal_text(value)
    if text.startswith("≈"):
        assert abs(F(text[1:]) - value) <= F(5, 10**5)
        assert (value * 10**6).denominator != 1
    else:
        assert F(text) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(F(1, 20), "5%"), (F(17, 20), "85%"), (F(1), "100%"), (F(2, 3), "≈66.67%"), (F(1, 8), "12.5%"), (F(0), "0%")],
)
def test_shares_are_percentages(value: Fraction, text: str) -> None:
    """With two decimals where they do not end."""
    assert percent_text(value) == text
    assert limit_text(value, "%") == text


def test_units_have_names_in_both_languages() -> None:
    """A ratio and no unit have none."""
    assert unit_text("人/百名学生") == "人/百名学生"
    assert unit_text("人/百名学生", "en") == "people per 100 pupils"
    assert unit_text("平方米", "en") == "m²"
    assert unit_text("%", "en") == "%"
    assert unit_text("斤", "en") == "斤"
    assert [unit_text(unit, lang) for unit in (None, "比例") for lang in ("zh", "en")] == [""] * 4


def test_limits_have_their_unit() -> None:
    """Nothing stands behind a ratio."""
    assert limit_text(F(21, 5), "人/百名学生") == "4.2 人/百名学生"
    assert limit_text(F(15, 2), "平方米/生", "en") == "7.5 m² per pupil"
    assert limit_text(F(1, 2), "比例") == "0.5"
    assert limit_text(F(1, 2), None, "en") == "0.5"


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (1, "人", "1 人", "1 person"),
        (2, "人", "2 人", "2 people"),
        (1, "间", "1 间", "1 room"),
        (1, "个", "1 个", "1 item"),
        (1, "所", "1 所", "1 school"),
        (1, "次", "1 次", "1 time"),
        (1, "班", "1 班", "1 class"),
        (1, "平方米", "1 平方米", "1 m²"),
        (54.6, "平方米", "54.6 平方米", "54.6 m²"),
        (0.00004, "%", "0.004 个百分点", "0.004 percentage points"),
        (0.5, "%", "50 个百分点", "50 percentage points"),
        (0.5, "比例", "0.5", "0.5"),
        (3, None, "3", "3"),
        (1e-30, "平方米", "0." + "0" * 29 + "1 平方米", "0." + "0" * 29 + "1 m²"),
    ],
)
def test_amounts_are_told_in_their_unit_and_number(value: float, unit: str | None, zh: str, en: str) -> None:
    """One person, two people; never rounded to nothing."""
    assert amount_text(value, unit) == zh
    assert amount_text(value, unit, "en") == en


@pytest.mark.parametrize(
    ("value", "unit", "beside", "text"),
    [
        (5.3817, None, None, "5.38"),
        (5.385, None, None, "5.39"),
        (-5.385, None, None, "-5.39"),
        (2.0, None, None, "2"),
        (120.0, None, None, "120"),
        (0.001, None, None, "0"),
        (-0.001, None, None, "0"),
        (0.89996, None, 0.9, "0.89996"),
        (0.9, None, 0.9, "0.9"),
        (0.904, None, 0.9, "0.904"),
        (0.906, None, 0.9, "0.91"),
        (0.19178, "%", 0.2, "19.18%"),
        (0.19999, "%", 0.2, "19.999%"),
        (0.5, "%", None, "50%"),
        (1e30, None, None, "1" + "0" * 30),
        (1e300, "%", 2.0, "1" + "0" * 302 + "%"),
        (5e-324, None, 0.0, "0." + "0" * 322 + "1"),
    ],
)
def test_a_number_for_reading(value: float, unit: str | None, beside: float | None, text: str) -> None:
    """Two decimals, more where it would otherwise meet or cross the number beside it, no zeros at the end."""
    assert display_text(value, unit, beside) == text


def test_a_number_for_reading_may_begin_with_other_digits() -> None:
    """Coefficients have three decimals, counts none."""
    assert display_text(0.12345, digits=3) == "0.123"
    assert display_text(12.5, digits=0) == "13"
    assert display_text(120.4, digits=0) == "120"
    assert display_text(0.4996, beside=0.5, digits=3) == "0.4996"


@quick
@given(floats, floats, st.integers(0, 3))
@example(0.45, 0.45000000000000001, 3)
@example(0.1 + 0.2, 0.3, 2)
def test_what_is_read_compares_like_what_is_meant(value: float, beside: float, digits: int) -> None:
    """Whatever the two numbers, and as near as they may be."""
    text = display_text(value, None, beside, digits)
    assert side(F(text), F(repr(beside))) == side(F(repr(value)), F(repr(beside)))
    assert abs(F(text) - F(repr(value))) <= F(1, 2 * 10**digits)
