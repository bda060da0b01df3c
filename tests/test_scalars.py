"""Numbers, flags and dates are read exactly; what reads two ways is refused with the right spelling."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youzhi_rules import scalars
from youzhi_rules.errors import Fault
from youzhi_rules.model import Due
from youzhi_rules.scalars import Refusal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", Fraction(0)),
        ("2000", Fraction(2000)),
        ("4.2", Fraction(21, 5)),
        ("0.50", Fraction(1, 2)),
        ("-3", Fraction(-3)),
        ("5%", Fraction(1, 20)),
        ("12.5%", Fraction(1, 8)),
        ("9" * 40, Fraction(10**40 - 1)),
    ],
)
def test_plain_numbers_are_exact(text: str, value: Fraction) -> None:
    """Integers, decimals and percentages are the rational they spell."""
    assert scalars.number(text) == value


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("010", "10"),
        ("00", "0"),
        ("0x1", "1"),
        ("0x1F", "31"),
        ("0o7", "7"),
        ("0b101", "5"),
        ("1_000", "1000"),
        ("1'000", "1000"),
        ("1,000", "1000"),
        ("1 000.5", "1000.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1e3", "1000"),
        ("1.5e1", "15"),
        ("5e-3", "0.005"),
        ("+5", "5"),
        ("５", "5"),
        ("１，０００", "1000"),
        ("４．２", "4.2"),
        ("－1", "-1"),
        ("−1", "-1"),
        ("½", "0.5"),
        ("5％", "5%"),
        ("5 %", "5%"),
        (".5%", "0.5%"),
    ],
)
def test_a_misspelt_number_is_refused_with_the_right_spelling(text: str, meant: str) -> None:
    """The hint spells the number as it must be written."""
    refused = scalars.number(text)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params["near"]) == ("scalar-number-spelling", meant)
    assert isinstance(scalars.number(meant), Fraction)
    assert meant in str(Fault(refused.code, refused.params).hint)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "on",
        "yes",
        "12:30",
        "true",
        "~",
        "null",
        "",
        "∞",
        ".inf",
        ".nan",
        "-.inf",
        "1,00",
        "1__0",
        "3.5.1",
        "⅓",
        "1½",
        "1e99999",
        "0x",
        "5‰",
        "½%",
        "1" * 50 + "e5",
    ],
)
def test_what_is_no_number_is_refused_as_such(text: str) -> None:
    """Where nothing certain is meant, the refusal says what was expected."""
    refused = scalars.number(text)
    assert isinstance(refused, Refusal)
    assert refused.code == "scalar-number"


def test_a_unit_belongs_elsewhere() -> None:
    """A number with its unit behind it is refused; the unit has a key of its own."""
    refused = scalars.number("50.5 元")
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params["number"], refused.params["unit"]) == (
        "scalar-number-unit",
        "50.5",
        "元",
    )


def test_a_quoted_number_is_text() -> None:
    """Quotes make a text of a number; a percentage is a text to other readers anyway."""
    refused = scalars.number("5", plain=False)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params["near"]) == ("scalar-number-quoted", "5")
    assert scalars.number("5%", plain=False) == Fraction(1, 20)


def test_digits_are_bounded() -> None:
    """A number of more than 40 digits is refused, however long."""
    for text in ("9" * 41, "0." + "1" * 100_000):
        refused = scalars.number(text)
        assert isinstance(refused, Refusal)
        assert refused.code == "scalar-number-long"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_every_decimal_is_read_as_it_is_written(value: object) -> None:
    """Reading is the inverse of writing."""
    assert scalars.number(f"{value:f}") == Fraction(str(value))


@given(st.text(alphabet="0123456789.,_%+-eExo: '－５½∞", max_size=12))
def test_what_is_advised_is_a_number(text: str) -> None:
    """Whatever spelling is advised is itself a number, and no text makes the reader stumble."""
    found = scalars.number(text)
    if isinstance(found, Refusal) and "near" in found.params:
        assert isinstance(scalars.number(str(found.params["near"])), Fraction)


@pytest.mark.parametrize("text", ["teachers / students", "100 * x", "ceil(a)", "良好", "Ⅲ", "III", "一级", "no5"])
def test_formulas_and_grades_do_not_look_like_numbers(text: str) -> None:
    """A formula and a grade hold letters, a number none."""
    assert not scalars.looks_numeric(text)


def test_flags_are_true_and_false_alone() -> None:
    """yes, on, True and 是 are refused with the word to write."""
    assert scalars.flag("true") is True
    assert scalars.flag("false") is False
    refusals = {"no": "false", "on": "true", "True": "true", "是": "true", "N": "false"}
    for text, meant in refusals.items():
        refused = scalars.flag(text)
        assert isinstance(refused, Refusal)
        assert (refused.code, refused.params["near"]) == ("scalar-flag-spelling", meant)
    assert scalars.flag("1") == Refusal("scalar-flag", {"text": "1"})
    assert scalars.flag("true", plain=False) == Refusal("scalar-flag-quoted", {"text": "true", "near": "true"})


def test_dates_are_real_days() -> None:
    """A day that is none, a year where a day is due, and other notations are refused."""
    assert scalars.date("2024-02-29") == Due(dt.date(2024, 2, 29), "2024-02-29")
    assert scalars.date("2025", year_allowed=True) == Due(dt.date(2025, 12, 31), "2025")
    refusals = {
        "2015-02-31": "scalar-date-unreal",
        "2023-02-29": "scalar-date-unreal",
        "2023-13-01": "scalar-date-unreal",
        "2025": "scalar-date-year",
        "0999-01-01": "scalar-date",
        "soon": "scalar-date",
        "x" * 100: "scalar-date",
        "2024年13月1日": "scalar-date",
    }
    for text, code in refusals.items():
        refused = scalars.date(text)
        assert isinstance(refused, Refusal)
        assert refused.code == code, text
    refused = scalars.date("2024年8月5日")
    assert isinstance(refused, Refusal)
    assert refused.params["near"] == "2024-08-05"
    refused = scalars.date("2015-02-31")
    assert isinstance(refused, Refusal)
    assert refused.params["last"] == "2015-02-28"


def test_an_untyped_value_is_read_by_its_spelling() -> None:
    """Numbers, flags and null are themselves, quotes make text, and doubtful spellings are refused."""
    assert scalars.value("5") == 5
    assert scalars.value("true") is True
    assert scalars.value("null") is None
    assert scalars.value("true", plain=False) == "true"
    assert scalars.value("九年一贯制") == "九年一贯制"
    for text, code in {
        "~": "scalar-null-spelling",
        "no": "scalar-flag-spelling",
        "010": "scalar-number-spelling",
    }.items():
        refused = scalars.value(text)
        assert isinstance(refused, Refusal)
        assert refused.code == code
    assert scalars.is_null("null")
    assert not scalars.is_null("null", plain=False)
