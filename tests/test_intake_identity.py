"""Records of every kind, headers, and who a row is."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from intake_cases import build, county, errors, kind, notes, problem, row, school, section, sections

from youzhi_rules.errors import DataError

COLUMNS: dict[str, list[Any]] = {
    "school": [1, 2],
    "stage": ["primary", "junior"],
    "students": [100, 200],
    "teaching_area": [4.5, None],
}


@pytest.mark.parametrize(
    "records",
    [
        COLUMNS,
        {name: tuple(cells) for name, cells in COLUMNS.items()},
        {
            "school": np.array([1, 2]),
            "stage": np.array(["primary", "junior"]),
            "students": np.array([100, 200]),
            "teaching_area": np.array([4.5, np.nan]),
        },
        [dict(zip(COLUMNS, cells, strict=True)) for cells in zip(*COLUMNS.values(), strict=True)],
        (dict(zip(COLUMNS, cells, strict=True)) for cells in zip(*COLUMNS.values(), strict=True)),
        [
            {"school": 1, "stage": "primary", "students": 100, "teaching_area": 4.5},
            {"stage": "junior", "students": 200, "school": 2},
        ],
        pd.DataFrame(COLUMNS),
        pd.DataFrame(COLUMNS).convert_dtypes(),
        pl.DataFrame(COLUMNS),
        pl.LazyFrame(COLUMNS),
        pa.table(COLUMNS),
    ],
    ids=[
        "lists",
        "tuples",
        "arrays",
        "rows",
        "generator",
        "uneven rows",
        "pandas",
        "pandas NA",
        "polars",
        "polars lazy",
        "pyarrow",
    ],
)
def test_records_of_every_kind_say_the_same(records):
    """Mappings, columns and dataframes with the same cells make the same dataset."""
    data = build(records)
    assert sections(data) == [("county", "1", "primary"), ("county", "2", "junior")]
    assert section(data, "students", "2", "junior") == 200
    assert section(data, "teaching_area") == Fraction(9, 2)
    assert section(data, "teaching_area", "2", "junior") is None


def test_a_duckdb_relation_is_a_table():
    """A relation of DuckDB is read like a frame."""
    relation = duckdb.sql("select 1 as school, 'primary' as stage, 100 as students")
    assert section(build(relation), "students") == 100


def test_the_input_is_not_changed_and_may_change_afterwards():
    """What the caller does to the arrays later does not reach the dataset."""
    columns = {
        "school": np.array([2, 1]),
        "stage": np.array(["primary"] * 2),
        "students": np.array([5.0, 6.0]),
        "county": np.array([3, 3]),
    }
    before = {name: cells.copy() for name, cells in columns.items()}
    data = build(columns)
    assert all(np.array_equal(columns[name], before[name]) for name in columns)
    columns["students"][:] = 0
    columns["school"][:] = 9
    columns["county"][:] = 9
    assert section(data, "students", "2") == 5
    assert data.units.schools.texts() == ["1", "2"]
    assert data.units.counties.texts() == ["3"]


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ("schools.xlsx", "records-kind"),
        (7, "records-kind"),
        (None, "records-kind"),
        (b"x", "records-kind"),
        ([1, 2], "records-kind"),
        ({"school": 1}, "records-kind"),
        (np.zeros((2, 2)), "records-kind"),
        ({"school": np.zeros((2, 2))}, "records-kind"),
        ({"school": [1], "stage": ["primary", "junior"]}, "records-ragged"),
        ({7: [1]}, "header-kind"),
        ([{7: 1}], "header-kind"),
        ([{"school": 1}, {7: 1}], "header-kind"),
        ([], "records-empty"),
        ({}, "records-empty"),
        (pd.DataFrame(), "records-empty"),
        ([{"colour": "red"}], "no-known-column"),
    ],
    ids=repr,
)
def test_what_is_no_table_is_refused(records, code):
    """Things that hold no records raise a DataError with its code."""
    with pytest.raises(DataError) as caught:
        build(records)
    assert caught.value.code == code
    assert caught.value.say("zh")
    assert caught.value.say("en")


def test_a_misspelt_column_is_named_with_what_it_means():
    """An unknown column is a note that names the near fact."""
    found = problem(build([row(studnets=3)]), "column-unknown")
    assert (found.severity, found.column) == ("note", "studnets")
    assert "students" in found.hint


def test_two_columns_for_one_fact_are_an_error_unless_they_repeat():
    """Two differing columns for one fact are both left out; a repetition is harmless."""
    data = build([row(students=100, 在校生数=101)])
    assert errors(data) == ["column-twice"]
    assert section(data, "students") is None
    assert section(build([row(students=100, 在校生数=100)]), "students") == 100


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("在校生数（元）", "column-unit"),
        ("nearby_enrolment", "column-unknown"),
        ("建校年份（人）", "column-unit"),
    ],
    ids=repr,
)
def test_columns_that_cannot_be_used(header, code):
    """A unit of another quantity, or a fact without its stage, is reported."""
    data = build([row(**{header: 5})])
    assert code in errors(data) + notes(data)


class Named(str):
    """A kind of text with a way of its own to be shown."""

    __slots__ = ()

    def __str__(self) -> str:
        """Otherwise than it reads."""
        return f"named {len(self)}"


@pytest.mark.parametrize("form", ["rows", "uneven rows", "columns", "numpy texts"])
def test_headers_are_plain_texts_whatever_kind_of_text_they_were(form):
    """What was read before, with headers that say the same, cannot show."""
    plain = {"school": 1, "stage": "primary", "students": 100, "foo": 3, "students（元）": 1}
    kind_of_text = np.str_ if form == "numpy texts" else Named
    strange = {kind_of_text(name): cell for name, cell in plain.items()}
    told = []
    for one in (strange, plain, strange):
        rows = {name: [cell] for name, cell in one.items()} if form == "columns" else [one]
        found = build([*rows, {"school": 2}] if form == "uneven rows" else rows)
        told.append([(each.code, repr(each.column), each.say("zh")) for each in found.problems])
    assert told[0] == told[1] == told[2]
    assert {column for _, column, _ in told[0]} >= {"'foo'", "'students（元）'"}


def test_one_key_has_many_spellings():
    """7, 7.0, "7" and full-width 7 are one county and one school; spaces do not matter."""
    counties = [7, "7", 7.0, " ７ "]
    data = build([row(county=key, school=f"{at} ", students=1) for at, key in enumerate(counties)])
    assert data.units.counties.texts() == ["7"]
    assert data.units.schools.texts() == ["0", "1", "2", "3"]


def test_keys_sort_shorter_first():
    """Whole numbers sort as numbers, as integers and as texts."""
    texts = build([row(school=key, students=1) for key in ("10", "9", "2")])
    numbers = build([row(school=key, students=1) for key in (10, 9, 2)])
    assert texts.units.schools.texts() == numbers.units.schools.texts() == ["2", "9", "10"]


def test_large_and_scattered_numbers_are_keys_too():
    """Integer keys far apart sort as numbers; negative ones are texts."""
    data = build([row(school=key, students=1) for key in (10**15, 5, 10**9)])
    assert data.units.schools.texts() == ["5", "1000000000", "1000000000000000"]
    assert build([row(school=-5)]).units.schools.texts() == ["-5"]


def test_the_same_school_key_in_two_counties_is_two_schools():
    """Identity is county, school and stage."""
    data = build([row(county="a", students=1), row(county="b", students=2)])
    assert sections(data) == [("a", "1", "primary"), ("b", "1", "primary")]


def test_without_a_county_column_the_area_names_it():
    """The county is the one the area record names, else "county"."""
    assert build([row()], {"county": "青山县", "layout_ok": True}).units.counties.texts() == ["青山县"]
    assert build([row()], {"layout_ok": True}).units.counties.texts() == ["county"]


def test_blank_counties_and_schools_are_errors_and_kept():
    """A blank county or school is reported; its row is kept under "?"."""
    data = build([row(county="a"), row(county=None, school="2"), row(county="a", school=None, stage="junior")])
    assert errors(data) == ["county-blank", "school-blank"]
    assert ("?", "2", "primary") in sections(data)
    assert ("a", "?", "junior") in sections(data)


def test_a_name_does_for_a_key():
    """Without a code the name is the key; with one it is the name."""
    assert build([{"学校名称": "青山一小 ", "学段": "小学"}]).units.schools.texts() == ["青山一小"]
    data = build([row(school_name="青山一小"), row(school="2", school_name=None)])
    assert data.units.school_names == ["青山一小", None]
    named = build([row(school=None, school_name="乙校")])
    assert named.units.schools.texts() == ["乙校"]


def test_a_row_without_its_code_joins_the_school_of_its_name():
    """The second row of a school may leave its code out if its name tells."""
    data = build([row("primary", "77", school_name="甲"), row("junior", None, school_name="甲")])
    assert sections(data) == [("county", "77", "primary"), ("county", "77", "junior")]


def test_several_names_of_a_school_are_noted():
    """Names that differ are noted; the first in order is used."""
    data = build([row(school_name="乙"), row("junior", school_name="甲")])
    assert "names-differ" in notes(data)


@pytest.mark.parametrize("cell", ["小学", "小学部", "PRIMARY", " primary "], ids=repr)
def test_stages_have_spellings(cell):
    """The stage is read from its spellings."""
    assert sections(build([row(cell)])) == [("county", "1", "primary")]


def test_a_missing_stage_follows_from_the_kind():
    """A primary school has one stage; that is noted."""
    data = build([{"school": 1, "school_kind": "小学", "students": 5}])
    assert sections(data) == [("county", "1", "primary")]
    assert "stage-inferred" in notes(data)
    many = build([{"school": key, "school_kind": "初中"} for key in range(30)])
    assert problem(many, "stages-inferred").params["count"] == 30


def test_a_stage_nobody_knows_is_an_error_and_the_row_is_kept():
    """A blank stage of a mixed school and an unreadable one are errors; the sections stay."""
    data = build([row(None, school_kind="九年一贯制", students=5), row("dancing", school="2", students=6)])
    assert {"stage-blank", "stage-unreadable"} <= set(errors(data))
    assert section(data, "students", "1", None) == 5
    assert section(data, "students", "2", None) == 6


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        (["primary"], "primary"),
        (["junior"], "junior"),
        (["primary", "junior"], "nine_year"),
        (["junior", "senior"], "complete_secondary"),
        (["primary", "junior", "senior"], "twelve_year"),
        (["primary", "senior"], None),
    ],
    ids=repr,
)
def test_the_kind_of_a_school_follows_from_its_stages(stages, expected):
    """A kind nobody told is inferred from the stages, with a note."""
    data = build([row(stage) for stage in stages])
    assert kind(data) == expected
    assert errors(data) == []
    assert problem(data, "kind-inferred" if expected else "kind-not-inferred").severity == "note"


def test_an_unreadable_kind_is_not_inferred():
    """Who wrote a kind that cannot be read gets an error and no guess."""
    data = build([row(school_kind="学堂")])
    assert kind(data) is None
    assert errors(data) == ["not-a-code"]


def test_two_rows_for_one_section_make_its_figures_missing():
    """Two rows about one section are an error, identical or not."""
    for other in (100, 101):
        data = build([row(students=100, boarding="是"), row(students=other)])
        assert errors(data) == ["section-twice"]
        assert section(data, "students") is None
        assert school(data, "boarding") == 1


def test_total_and_blank_rows_are_named_and_not_evaluated():
    """Totals and blank rows are no schools; a total that is not the sum says so."""
    data = build(
        [
            row(students=1, teachers=1),
            row(school="合计", stage=None, students=2, teachers=1),
            dict.fromkeys(row(students=1)),
        ]
    )
    assert sections(data) == [("county", "1", "primary")]
    assert errors(data) == []
    assert notes(data) == ["blank-rows", "total-differs", "total-row"]
    assert problem(data, "total-differs").column == "students"


def test_a_total_may_count_stages_or_schools():
    """The total of a table with mixed schools agrees if it is that of the stages or that of the schools."""
    rows = [
        row("primary", students=1),
        row("junior", students=2),
        row("whole", students=3),
        row("whole", "2", students=9),
        row("primary", "3", students=4),
    ]
    for total, told in ((16, []), (7, ["total-differs"])):
        data = build([*rows, row(school="总计", stage="", students=total)])
        assert [code for code in notes(data) if code == "total-differs"] == told


def test_a_total_of_one_county_is_held_against_that_county():
    """Each county may have its row of totals."""
    rows = [row(county="a", students=1), row(county="b", students=2)]
    data = build(
        [
            *rows,
            row(county="a", school="合计", stage="", students=1),
            row(county="b", school="合计", stage="", students=1),
        ]
    )
    assert problem(data, "total-differs").params["sum"] == "2"


def test_problems_do_not_depend_on_the_order_of_rows():
    """The problems come sorted by record, column and code."""
    rows = [row(school=str(key), students="x", teachers=-key, boarding="?") for key in range(1, 6)]
    assert build(rows).problems == build(rows[::-1]).problems


def test_county_facts_may_stand_on_the_schools_rows():
    """A county's fact in the schools' table is taken where constant; else it is an error and missing."""
    assert county(build([row(layout_ok="是"), row(school="2", layout_ok=None)]), "layout_ok") == 1
    data = build([row(layout_ok="是"), row(school="2", layout_ok="否")])
    assert errors(data) == ["area-values-differ"]
    assert county(data, "layout_ok") == 2
