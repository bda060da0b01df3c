"""Counties, towns and cities: records of areas in all their forms."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from intake_cases import FACTS, build, codes, county, errors, plain, problem, row

from youzhi_rules.intake import build_dataset
from youzhi_rules.records import Records
from youzhi_rules.tables import as_table


@pytest.mark.parametrize(
    "areas",
    [
        {"county": "a", "layout_ok": "是"},
        {"layout_ok": True},
        [{"county": "a", "layout_ok": 1}],
        {"county": ["a"], "layout_ok": [True]},
        pd.DataFrame({"level": ["县级"], "county": ["a"], "layout_ok": ["是"]}),
        {"county": np.array(["a"]), "layout_ok": np.array([True])},
    ],
    ids=["mapping", "nameless", "rows", "columns", "frame", "arrays"],
)
def test_records_of_a_county_come_in_all_forms(areas):
    """A mapping, rows, columns and frames say the same of a county."""
    data = build([row(county="a")], areas)
    assert county(data, "layout_ok", "a") == 1
    assert errors(data) == []


def test_a_mapping_with_lists_of_figures_is_one_county():
    """A list under a fact of lists is a value, not a column."""
    data = build([row()], {"attainment_levels": ["Ⅲ", "Ⅱ"]})
    assert plain(data.columns["county", "attainment_levels"], 0) == [2, 1]


def test_a_county_without_schools_is_there_and_noted():
    """A county that only the areas name exists; a misspelt one is told what it probably means."""
    data = build([row(county="青山县")], [{"county": "青山", "layout_ok": True}])
    assert data.units.counties.texts() == ["青山", "青山县"]
    found = problem(data, "area-without-schools")
    assert (found.severity, found.params["near"]) == ("note", "青山县")
    assert county(data, "layout_ok", "青山县") == 2
    none = build([], {"county": "a", "layout_ok": True})
    assert none.units.count("section") == 0
    assert county(none, "layout_ok", "a") == 1


def test_near_names_are_not_sought_for_whole_provinces():
    """With many counties that have no school, a near name for each would take longer than the evaluation."""
    many = [{"county": f"青山{number}", "layout_ok": True} for number in range(21)]
    data = build([row(county="青山县")], many)
    found = [problem for problem in data.problems if problem.code == "area-without-schools"]
    assert [problem.params["near"] for problem in found] == [None] * 21


def test_numbers_and_texts_name_the_same_counties():
    """A county 7 of the schools is the county "7" of the areas, also when others are added."""
    data = build(
        [row(county=7)],
        [
            {"county": "7", "layout_ok": True},
            {"county": "30", "layout_ok": False},
            {"county": "x", "layout_ok": False},
        ],
    )
    assert data.units.counties.texts() == ["7", "x", "30"]
    assert [county(data, "layout_ok", key) for key in ("7", "30", "x")] == [1, 0, 0]


def test_towns_and_cities_have_their_own_records():
    """Records of every level fill the columns of their level; the towns listed are the register."""
    areas = [
        {"level": "county", "county": "a", "city": "C", "education_spending": 5},
        {"level": "town", "county": "a", "town": "t2", "education_spending": 6},
        {"level": "镇", "county": "a", "town": "t10", "education_spending": 7},
        {"level": "city", "city": "C", "education_spending": "1万元"},
    ]
    data = build([row(county="a", town="t2"), row(county="a", school="2")], areas)
    assert errors(data) == []
    assert data.units.towns.texts() == ["t2", "t10"]
    assert data.units.school_town.tolist() == [0, -1]
    assert data.units.county_city.tolist() == [0]
    assert plain(data.columns["town", "education_spending"], 1) == 7
    assert plain(data.columns["city", "education_spending"], 0) == 10000
    assert data.units.cities.texts() == ["C"]


def test_the_level_follows_from_the_keys():
    """A record that names a town is a town's, one that names a city alone a city's."""
    data = build(
        [row(county="a")],
        [
            {"county": "a", "town": "t", "education_spending": 1},
            {"city": "C", "county": None, "town": None, "education_spending": 2},
        ],
    )
    assert plain(data.columns["town", "education_spending"], 0) == 1
    assert plain(data.columns["city", "education_spending"], 0) == 2


@pytest.mark.parametrize(
    ("areas", "code"),
    [
        ([{"county": "a", "layout_ok": "是"}, {"county": "a", "layout_ok": "否"}], "area-values-differ"),
        ([{"level": "planet", "county": "a", "layout_ok": "是"}], "area-level-unknown"),
        ([{"county": None, "layout_ok": "是"}, {"county": "a"}], "area-unnamed"),
        ([{"level": "town", "county": "a", "layout_ok": "是"}], "area-unnamed"),
        ([{"level": "city", "county": "a", "layout_ok": "是"}], "area-unnamed"),
        ([{"level": "town", "town": "t", "county": "a", "layout_ok": "是"}], "level-wrong"),
        ([{"county": "a", "students": 5}], "level-wrong"),
        ([{"county": "a", "layout_ok": "maybe"}], "not-a-flag"),
        ([{"county": "a", "city": "C"}, {"county": "a", "city": "D"}], "cities-differ"),
        ([{"county": "a", "nearby_enrolled_primary": 9, "nearby_base_primary": 8}], None),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_what_records_of_areas_get_wrong(areas, code):
    """Each mistake has its code, and what it touches is missing."""
    rows = [row(county="a"), row(county="b")]
    found = errors(build(rows, areas))
    assert found == ([code] if code else found)


def test_a_school_in_two_towns_is_an_error():
    """The town of a school is one."""
    data = build([row("primary", town="x"), row("junior", town="y")])
    assert errors(data) == ["towns-differ"]
    assert data.units.school_town.tolist() == [-1]


def test_explicit_records_go_before_those_of_the_workbook():
    """Areas given beside a workbook override what it says and extend it."""
    book = Records(
        (as_table([row(county="a")]),),
        (as_table([{"county": "a", "layout_ok": "否", "public_satisfaction": "85%"}]),),
        source="x.xlsx",
    )
    data = build_dataset(book, {"county": "a", "layout_ok": "是"}, FACTS)
    assert county(data, "layout_ok", "a") == 1
    assert county(data, "public_satisfaction", "a") == Fraction(85, 100)
    assert data.source == "x.xlsx"
    assert codes(data, "error") == []


def test_a_schools_column_and_the_areas_must_agree():
    """A county's fact in both tables must be the same in both."""
    assert errors(build([row(county="a", layout_ok="是")], {"county": "a", "layout_ok": "否"})) == [
        "area-values-differ"
    ]
    assert errors(build([row(county="a", layout_ok="是")], {"county": "a", "layout_ok": "是"})) == []


def test_messages_are_in_the_language_of_the_reader():
    """Levels, stages and codes are Chinese words in Chinese; whoever is told of something is told what to do."""
    rows = [{"school": "1", "stage": "小学", "students": 5}]
    data = build(rows, [{"county": "a", "students": 5}])
    found = problem(data, "level-wrong")
    assert found.say("zh") == "“students”（5）不能填在县一级，应填在：学段"
    assert "belongs to: section" in found.say("en")
    data = build(rows, [{"county": "a", "layout_ok": "是"}, {"county": "a", "layout_ok": "否"}])
    assert problem(data, "area-values-differ").say("zh") == "“layout_ok”前后不一：否 ≠ 是"
    data = build(rows, [{"level": "town", "county": "a", "layout_ok": "是"}])
    found = problem(data, "area-unnamed")
    assert found.say("zh") == "该行没有填镇街的名称，未使用"
    assert found.advise("zh") == "请在每行填写镇街的名称"
    data = build([{"county": "b", **rows[0]}], [{"county": "青山县", "layout_ok": "是"}])
    assert "请核对县名" in str(problem(data, "area-without-schools").advise("zh"))
    kinds = [{"school": "1", "school_kind": "小学", "students": 5}, {"school": "2", "stage": "小学", "students": 5}]
    assert problem(build(kinds), "stage-inferred").say("zh") == "未填学段，按办学类型定为 小学"
    kinds = [
        {"school": "1", "stage": stage, "school_kind": kind} for stage, kind in (("小学", "小学"), ("初中", "教学点"))
    ]
    assert problem(build(kinds), "school-values-differ").say("zh").endswith("小学 ≠ 教学点")


def test_a_registered_town_without_schools_is_there_and_noted():
    """Towns listed as areas are the register: one that no school names is judged, and told in a note."""
    areas = [{"level": "town", "county": "a", "town": town} for town in ("东镇", "西镇", "北镇")]
    data = build([row(county="a", town="东镇")], areas)
    assert sorted(data.units.towns) == ["东镇", "北镇", "西镇"]
    found = problem(data, "towns-without-schools")
    assert (found.severity, found.record, found.params["towns"]) == ("note", "a", "北镇、西镇")
    assert "登记的镇街没有学校数据：北镇、西镇" in found.say("zh")
    assert "judged as registered" in str(found.advise("en"))


def test_a_town_that_the_register_lacks_is_told_with_the_one_that_is_meant():
    """Where a county has a register of towns, a school's town that is not in it is noted; the school keeps its town."""
    areas = [{"level": "town", "county": "a", "town": "东镇街道"}]
    data = build([row(county="a", town="东镇"), row(county="b", school="B", town="南镇")], areas)
    found = problem(data, "towns-not-registered")
    assert (found.severity, found.record, found.params["towns"], found.params["near"]) == (
        "note",
        "a",
        "东镇",
        "东镇街道",
    )
    assert "学校数据中的镇街未登记：东镇" in found.say("zh")
    assert "the register lacks: 东镇" in found.say("en")
    assert sorted(data.units.towns) == ["东镇", "东镇街道", "南镇"]
    assert errors(data) == []


def test_a_register_without_a_town_named_by_schools_is_told_by_what_stays_unknown():
    """Where no school names its town, the register is taken as it is: there is nothing to compare."""
    data = build([row(county="a")], [{"level": "town", "county": "a", "town": "东镇"}])
    assert [note.code for note in data.problems if note.code.startswith("towns-")] == []


def test_a_county_named_by_a_town_alone_has_no_schools_either():
    """A county that only the record of a town names is noted as one without schools."""
    data = build([row(county="a")], [{"level": "town", "county": "b", "town": "南镇"}])
    assert problem(data, "area-without-schools").record == "b"
