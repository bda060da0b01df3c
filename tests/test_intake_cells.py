"""Cells of every type: what is read, what is missing, what is refused with which code."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from intake_cases import build, codes, errors, notes, plain, problem, row, school, section

from youzhi_rules import DataError
from youzhi_rules.data_digest import data_digest


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (1673, 1673),
        ("1673", 1673),
        ("1,673", 1673),
        ("１，６７３", 1673),
        ("１４０", 140),
        (" 140 ", 140),
        ("1,234,567", 1234567),
        (352.0, 352),
        (Decimal("352.00"), 352),
        (Fraction(704, 2), 352),
        (np.int32(7), 7),
        (np.float32(7), 7),
        ("352人", 352),
        ("352 名", 352),
        ("1.2万", 12000),
        ("1.2万人", 12000),
        ("3e2", 300),
        ("+5", 5),
        (0, 0),
        ("0", 0),
        (2**70, 2**70),
    ],
    ids=repr,
)
def test_a_count_is_what_is_written(cell, value):
    """Numbers, texts with separators, full-width digits and units all mean the count they show."""
    assert section(build([row(students=cell)]), "students") == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (0.1, "0.1"),
        (4.2, "4.2"),
        (1e-7, "0.0000001"),
        ("4.20", "4.2"),
        (Decimal("0.1"), "0.1"),
        (np.float32(4.2), "4.2"),
        ("80.49万元", "804900"),
        ("80.49元", "80.49"),
        (".5", "0.5"),
        ("5.", "5"),
        (0.1 + 0.2, "0.30000000000000004"),
    ],
    ids=repr,
)
def test_a_number_is_exact(cell, value):
    """A float is its shortest repr, a text its digits, a unit converts exactly."""
    assert section(build([row(equipment_value=cell)]), "equipment_value") == Fraction(value)


def test_a_unit_in_the_header_converts_exactly():
    """80.49 under 万元 is 804900 yuan, and a cell that names its own unit keeps it."""
    rows = [
        row(school="1", **{"教学仪器设备资产值（万元）": 80.49}),
        row(school="2", **{"教学仪器设备资产值（万元）": "5元"}),
    ]
    data = build(rows)
    assert [section(data, "equipment_value", key) for key in "12"] == [804900, 5]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("12.5%", "0.125"), ("95％", "0.95"), (0.95, "0.95"), (1, "1"), ("100%", "1")],
    ids=repr,
)
def test_a_share_may_be_a_percentage(cell, value):
    """A share is written as a number up to 1 or with a percent sign."""
    data = build([row()], {"public_satisfaction": cell})
    assert plain(data.columns["county", "public_satisfaction"], 0) == Fraction(value)


def test_percent_in_the_header_divides_by_100():
    """95 under （%） is 0.95, and so is 95% there."""
    for cell in (95, "95", "95%"):
        data = build([row()], {"社会认可度（%）": cell})
        assert plain(data.columns["county", "public_satisfaction"], 0) == Fraction(95, 100)


@pytest.mark.parametrize("cell", [None, math.nan, "", "  ", pd.NA, pd.NaT, Decimal("NaN"), np.float64("nan")], ids=repr)
def test_a_blank_is_missing_and_no_problem(cell):
    """None, NaN, NA and blank text are missing, never 0."""
    data = build([row(students=cell, classes=1)])
    assert section(data, "students") is None
    assert errors(data) == []


@pytest.mark.parametrize("cell", ["/", "-", "—", "——", "N/A", "无数据", "不详", "null", "#N/A"], ids=repr)
def test_a_placeholder_is_missing_with_a_note(cell):
    """Signs that stand for nothing are missing, and a note says how many there were."""
    data = build([row(students=cell, classes=1), row(school="2", students=cell, classes=1)])
    assert section(data, "students") is None
    assert errors(data) == []
    assert notes(data) == ["placeholder"]
    assert problem(data, "placeholder").params["count"] == 2


@pytest.mark.parametrize(
    ("fact", "cell", "code"),
    [
        ("students", "无", "not-a-number"),
        ("students", "many", "not-a-number"),
        ("students", "1,67", "not-a-number"),
        ("students", "1 673", "not-a-number"),
        ("students", "#DIV/0!", "not-a-number"),
        ("students", Ellipsis, "not-a-number"),
        ("students", math.inf, "infinite"),
        ("students", -math.inf, "infinite"),
        ("students", "inf", "infinite"),
        ("students", Decimal("Infinity"), "infinite"),
        ("students", True, "flag-as-number"),
        ("students", -1, "negative"),
        ("students", "-1", "negative"),
        ("students", "3元", "cell-unit"),
        ("students", "95%", "percent-not-due"),
        ("students", "1e999", "number-too-long"),
        ("students", "9" * 400, "number-too-long"),
        ("students", 10**94, "number-too-long"),
        ("students", -(10**400), "number-too-long"),
        ("students", np.float64("inf"), "infinite"),
        ("students", Fraction(1, 10**94), "number-too-long"),
        ("students", Decimal("1e999999"), "number-too-long"),
        ("students", [1, 2], "list-not-due"),
        ("students", dt.date(2020, 1, 1), "date-as-number"),
        ("teaching_area", -0.5, "negative"),
        ("built_year", 1700, "year-out-of-range"),
        ("built_year", 1990.5, "year-out-of-range"),
        ("boarding", "也许", "not-a-flag"),
        ("boarding", 2, "not-a-flag"),
        ("moral_education_grade", "特优", "not-a-grade"),
        ("location", "山上", "not-a-code"),
        ("location", True, "not-a-code"),
        ("class_sizes", "36、x", "not-a-number"),
        ("class_sizes", [36, None], "list-item-missing"),
        ("class_sizes", "36、-1", "negative"),
        ("class_sizes", "36、/、35、—", "list-item-missing"),
    ],
    ids=repr,
)
def test_what_cannot_be_read_is_an_error_and_missing(fact, cell, code):
    """A cell that cannot be what is due is refused with its code and is missing from then on."""
    data = build([row(**{"classes": 1, fact: cell})])
    assert errors(data) == [code]
    found = problem(data, code)
    assert (found.record, found.column) == ("county / 1 / primary", fact)
    assert found.say("zh")
    assert found.say("en")
    level = "section" if ("section", fact) in data.columns else "school"
    value = plain(data.columns[level, fact], 0)
    assert value in {None, -1, 2} if not isinstance(value, list) else False


def test_a_number_too_long_beside_others_is_refused_alone():
    """A column of whole numbers and decimals is read all the same."""
    data = build([row(school=1, students=10**400), row(school=2, students=352.0), row(school=3, students=7)])
    assert errors(data) == ["number-too-long"]
    assert [section(data, "students", school) for school in "123"] == [None, 352, 7]


def test_half_a_character_is_spelt_out():
    """No file could hold it: in a name it is written as its number, in a header it is refused."""
    half = chr(0xD800)
    data = build([row(school=f"一{half}小", students=9)])
    assert data.units.schools[0] == "一" + chr(92) + "ud800小"
    data_digest(data).encode()
    with pytest.raises(DataError) as stop:
        build([{**row(), half: 1}])
    assert [fault.code for fault in stop.value.faults] == ["header-kind"]


def test_a_share_above_one_is_refused_with_a_hint():
    """95 for 95 % is refused, and the hint says how to write it."""
    data = build([row()], {"public_satisfaction": 95})
    assert errors(data) == ["share-over-one"]
    assert "95%" in problem(data, "share-over-one").hint


@pytest.mark.parametrize(
    ("cell", "flag"),
    [("是", 1), ("否", 0), (True, 1), (np.False_, 0), (1, 1), (0.0, 0), ("√", 1), ("NO", 0), ("", 2)],
    ids=repr,
)
def test_flags_have_many_spellings(cell, flag):
    """Yes and no are read from words, signs, truths and 1 and 0."""
    assert school(build([row(classes=1, boarding=cell)]), "boarding") == flag


def test_grades_and_codes_are_positions_in_the_dictionary():
    """A grade is its rank from low to high, a code its place among the values."""
    data = build([row(moral_education_grade="良好", founder=7.0, location="乡村")])
    assert school(data, "moral_education_grade") == 2
    assert school(data, "founder") == 6
    assert school(data, "location") == 2


def test_a_misspelt_code_is_named_with_what_it_probably_means():
    """The hint of an unknown code names the near one."""
    found = problem(build([row(school_kind="九年一贯学校")]), "not-a-code")
    assert "九年一贯制" in found.advise("zh")


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("36、36、35", [36, 36, 35]),
        ("36,36，35", [36, 36, 35]),
        ("36；36;35", [36, 36, 35]),
        ("36/36 35\n34", [36, 36, 35, 34]),
        ([36, 35], [36, 35]),
        ((36,), [36]),
        (np.array([36, 35]), [36, 35]),
        (36, [36]),
        ("36", [36]),
        ("无", []),
        ([], []),
        (None, None),
        ("３６、35人", [36, 35]),
        ("—", None),
    ],
    ids=repr,
)
def test_lists_in_a_cell(cell, items):
    """Several numbers stand in one cell with any of the usual separators; 无 is an empty list."""
    data = build([row(classes=1, class_sizes=cell)])
    assert section(data, "class_sizes") == items
    assert errors(data) == []


def test_lists_of_grades_and_shares():
    """Lists of grades and shares are read like single ones."""
    data = build([row()], {"attainment_levels": ["Ⅲ", "II", "Ⅳ级"], "attainment_gap_rates": "0.1、12%"})
    assert plain(data.columns["county", "attainment_levels"], 0) == [2, 1, 3]
    assert plain(data.columns["county", "attainment_gap_rates"], 0) == [Fraction(1, 10), Fraction(12, 100)]


def test_a_date_in_a_year_column_is_its_year():
    """Excel turns years into dates; the year of the date is meant."""
    assert school(build([row(built_year=dt.date(1998, 9, 1))]), "built_year") == 1998
    assert school(build([row(built_year="1998年")]), "built_year") == 1998


def test_the_same_problem_code_stands_once_for_each_cell():
    """Each refused cell has its own problem, in the order of the records."""
    data = build([row(school=str(key), students=-1) for key in (2, 1)])
    assert [one.record for one in data.problems if one.severity == "error"] == [
        "county / 1 / primary",
        "county / 2 / primary",
    ]


def test_numbers_beyond_float_stay_exact():
    """Numbers that no float holds are kept exactly, beside those that one does."""
    data = build([row(school="1", students=2**60 + 1), row(school="2", students=3)])
    assert [section(data, "students", key) for key in "12"] == [2**60 + 1, 3]
    odd = build(
        [
            row(school="1", equipment_value=Fraction(1, 3)),
            row(school="2", equipment_value="0.123456789012345678901"),
        ]
    )
    assert section(odd, "equipment_value") == Fraction(1, 3)
    assert codes(odd, "error") == []


def test_counts_that_are_not_whole_are_taken_as_written_and_noted_once():
    """Part-time teachers may be counted in parts: the figures stand, and one note names their number and the least."""
    rows = [row(school=str(at), teachers=teachers) for at, teachers in enumerate(("21.5", 20, Decimal("20.25")))]
    data = build(rows)
    column = data.columns["section", "teachers"]
    assert [column.fraction(unit) for unit in range(3)] == [Fraction("21.5"), 20, Fraction("20.25")]
    (note,) = [problem for problem in data.problems if problem.code == "not-whole"]
    assert (note.severity, note.column, note.value) == ("note", "teachers", "20.25")
    assert note.message == "2 counts are not whole numbers (the least is 20.25); they are taken as written"
    assert note.say("zh") == "2个计数不是整数（最小的为 20.25），按所填数值计算"
