"""Many packs and many years at once: each result is the one that the pack and the year alone would have."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packs import GROUPS, HEAD, read, rule
from strategies import made_counties

import youzhi_rules as yz
from youzhi_rules import many
from youzhi_rules.alike import has_campuses, merged, reading
from youzhi_rules.api import plan_of
from youzhi_rules.cutting import value_text
from youzhi_rules.engine import STATUSES, run
from youzhi_rules.intake import build_dataset
from youzhi_rules.joint import joined
from youzhi_rules.plan import dated
from youzhi_rules.records import Records
from youzhi_rules.tables import Table, as_table

SHIPPED = tuple(info.id for info in yz.list_packs() if info.origin == "shipped")
YARDSTICK = (
    "county", "school", "stage", "students", "degree_teachers", "backbone_teachers", "pe_arts_teachers",
    "teaching_area", "sports_area", "equipment_value", "multimedia_classrooms",
)  # fmt: skip
SCHOOL = {"school": "A", "stage": "primary", "students": 1000}


def same(one: yz.Result, other: yz.Result) -> None:
    """Two results say the same, to the byte."""
    assert one.to_json() == other.to_json()
    assert [problem.to_dict() for problem in one.problems] == [problem.to_dict() for problem in other.problems]
    assert one.data_digest == other.data_digest
    assert one.pack is other.pack
    assert one.as_of == other.as_of
    assert repr(one) == repr(other)


def without(row, *names):
    """A row without some columns."""
    return {name: cell for name, cell in row.items() if name not in names}


def years_of(seed):
    """Records and areas of two counties in one to three years, each year another."""
    dice, rows, areas = Random(seed), [], []  # noqa: S311 - makes examples, guards nothing
    for year in dice.sample((2019, 2020, 2021, 2022), dice.randint(1, 3)):
        for county in made_counties(seed + year, 2):
            rows += [{"year": year, **row} for row in county.records[:6]]
            areas += [{"year": year, **area} for area in county.areas]
    dice.shuffle(rows)
    return rows, areas


class TestEachAlone:
    """``evaluate_many`` is as many evaluations."""

    @pytest.mark.long
    @settings(max_examples=8)
    @given(
        st.integers(0, 10_000),
        st.lists(st.sampled_from(SHIPPED), min_size=2, max_size=4, unique=True),
        st.sampled_from((None, dt.date(2020, 1, 1), dt.date(2024, 6, 30))),
    )
    def test_a_year_under_a_pack_is_what_it_is_alone(self, seed, packs, day):
        """Whatever packs, years, days and order of rows: the same JSON, the same problems, the same digest."""
        rows, areas = years_of(seed)
        found = yz.evaluate_many(rows, packs, by="year", area_records=areas, as_of=day)
        years = sorted({row["year"] for row in rows})
        assert list(found) == [(pack, str(year)) for pack in packs for year in years]
        for pack in packs:
            for year in years:
                own = [[without(row, "year") for row in some if row["year"] == year] for some in (rows, areas)]
                same(found[pack, year], yz.evaluate(own[0], pack, own[1] or None, day))

    def test_all_shipped_packs_judge_the_made_up_counties_as_each_alone(self):
        """Under every shipped pack, with rules of cities and of campuses, the statuses are those of the pack alone."""
        rows = [row for county in made_counties(7, 3) for row in county.records]
        areas = [area for county in made_counties(7, 3) for area in county.areas]
        rows[0] = {**rows[0], "city": "甲市", "campus": "东"}
        found = yz.evaluate_many(rows, SHIPPED, area_records=areas)
        assert list(found) == [(pack,) for pack in SHIPPED]
        for pack in SHIPPED:
            one, other = found[pack], yz.evaluate(rows, pack, areas)
            assert one.problems == other.problems
            assert one.data_digest == other.data_digest
            for mine, its in zip(one.verdicts.steps, other.verdicts.steps, strict=True):
                assert mine.dtype == its.dtype
                assert mine.tolist() == its.tolist()
            assert {name: codes.tolist() for name, codes in one.verdicts.groups.items()} == {
                name: codes.tolist() for name, codes in other.verdicts.groups.items()
            }
            assert one.verdicts.counties.tolist() == other.verdicts.counties.tolist()

    def test_the_order_of_the_rows_and_of_the_packs_changes_nothing(self):
        """The same results come of the same rows and packs in any order."""
        rows, areas = years_of(3)
        packs = ["national-2017", "yunnan-2022"]
        one = yz.evaluate_many(rows, packs, by="year", area_records=areas)
        other = yz.evaluate_many(rows[::-1], packs[::-1], by="year", area_records=areas[::-1])
        assert set(one) == set(other)
        for key, result in one.items():
            same(result, other[key])

    def test_the_records_are_left_as_they_are(self):
        """Neither rows nor arrays nor dataframes are changed."""
        rows = [{"year": 2024, **SCHOOL}]
        frame = pd.DataFrame(rows)
        columns = {name: np.array([cell]) for name, cell in rows[0].items()}
        before = (json.dumps(rows), frame.copy(), {name: cells.copy() for name, cells in columns.items()})
        for records in (rows, frame, columns):
            yz.evaluate_many(records, ["national-2017"], by="year")
        assert json.dumps(rows) == before[0]
        assert frame.equals(before[1])
        assert all((cells == before[2][name]).all() for name, cells in columns.items())

    def test_rows_that_are_given_once_are_read_once(self):
        """A generator of rows serves all packs and years."""
        rows = [{"year": year, **SCHOOL, "school": name} for year in (2023, 2024) for name in "AB"]
        found = yz.evaluate_many((row for row in rows), ["national-2017", "guangdong-2018"], by="year")
        areas = yz.evaluate_many(rows, ["national-2017"], by="year", area_records=iter([{"rotated_teachers": 3}]))
        for year in (2023, 2024):
            own = [without(row, "year") for row in rows if row["year"] == year]
            same(found["guangdong-2018", year], yz.evaluate(own, "guangdong-2018"))
            same(areas["national-2017", year], yz.evaluate(own, area_records={"rotated_teachers": 3}))

    @pytest.mark.parametrize("kind", ["columns", "arrays", "pandas", "polars", "pyarrow", "table"])
    def test_columns_and_dataframes_are_cut_as_rows_are(self, kind):
        """A year of a dataframe is the dataframe of that year."""
        rows = [
            {"year": year, "school": name, "stage": "primary", "students": 100 * at, "books": None if at == 2 else at}
            for at, (year, name) in enumerate((y, n) for y in (2024, 2022, 2023) for n in "BA")
        ]
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        records = {
            "columns": lambda: columns,
            "arrays": lambda: {name: np.array(cells) for name, cells in columns.items() if name != "books"},
            "pandas": lambda: pd.DataFrame(columns),
            "polars": lambda: pl.DataFrame(columns),
            "pyarrow": lambda: pl.DataFrame(columns).to_arrow(),
            "table": lambda: as_table(columns),
        }[kind]()
        found = yz.evaluate_many(records, ["national-2017"], by="year")
        assert list(found) == [("national-2017", str(year)) for year in (2022, 2023, 2024)]
        for year in (2022, 2023, 2024):
            drop = ("year", "books") if kind == "arrays" else ("year",)
            own = [without(row, *drop) for row in rows if row["year"] == year]
            same(found["national-2017", year], yz.evaluate({name: [row[name] for row in own] for name in own[0]}))

    def test_each_year_has_the_headers_of_its_own_rows(self):
        """A column that only the rows of another year have is not missing here: it is not there."""
        rows = [{"year": 2023, **SCHOOL, "odd column": 1}, {"year": 2024, **SCHOOL}]
        found = yz.evaluate_many(rows, ["national-2017"], by="year")
        codes = {year: [p.code for p in found["national-2017", year].problems] for year in (2023, 2024)}
        assert codes == {2023: ["column-unknown", "kind-inferred"], 2024: ["kind-inferred"]}


KIND = "  town_kind: {zh: 片区类型, en: Kind of area, level: county, type: "
BEDS = "  boarders: {zh: 寄宿人数, en: Boarders there, level: section, type: "
DAY = "  day_pupils: {zh: 走读人数, en: Day pupils, level: section, type: count, from: students - boarders"
FACTS = (
    f"{KIND}grade, values: {{low: 低, mid: 中, top: 高}}}}\n",
    f"{KIND}grade, values: {{top: 高, mid: 中, low: 低}}}}\n",
    f"{KIND}text}}\n",
    f"{BEDS}count, unit: 人}}\n",
    f"{BEDS}count, unit: 人, at_most: students}}\n",
    f"{BEDS}number, unit: 人}}\n{DAY}, unit: 人}}\n",
    f"{BEDS}count, unit: 人}}\n{DAY}, unit: 人}}\n",
    "  school_year: {zh: 年份, en: The year meant, level: county, type: year}\n",
)
"""Facts of packs that have the same names and do not mean the same."""
CELLS = {
    "片区类型": ("高", "低", "很高", None),
    "boarders": (0, 400, 1200, "1.5", "x"),
    "走读人数": (100, 600, None),
    "寄宿人": (1,),
    "school_year": (2020, 2021),
    "年份": (2020, 2021),
    "备注": ("有", None),
}


@cache
def own_pack(number):
    """A pack with some of these facts, none for the number behind the last, and rules that use them."""
    facts = FACTS[number] if number < len(FACTS) else ""
    rules = [rule("pupils", level="section", measure="students", unit="人", at_least="500")]
    if "town_kind" in facts and "grade" in facts:
        rules.append(rule("kind", level="county", graded="town_kind", at_least="mid"))
    if "boarders" in facts:
        rules.append(rule("beds", level="section", measure="boarders / students", unit="'%'", at_most="50%"))
    if "day_pupils" in facts:
        rules.append(rule("day", level="section", measure="day_pupils / students", unit="'%'", at_least="25%"))
    text = HEAD.replace("id: small", f"id: small-{number}")
    return read(text + GROUPS + (f"facts:\n{facts}" if facts else "") + "rules:\n" + "".join(rules))


class TestDictionaries:
    """Packs share what was read only where they read it alike."""

    @pytest.mark.long
    @settings(max_examples=30)
    @given(st.data())
    def test_packs_whose_facts_differ_are_each_as_alone(self, data):
        """Grades in another order, other types, another formula or bound: to the byte what the pack alone finds."""
        numbers = data.draw(st.lists(st.integers(0, len(FACTS)), min_size=2, max_size=5, unique=True))
        columns = data.draw(st.lists(st.sampled_from(sorted(CELLS)), max_size=5, unique=True))
        by = data.draw(st.sampled_from([None, *(name for name in columns if name in {"school_year", "年份"})]))
        rows = [
            {"school": name, "stage": "primary", "students": data.draw(st.sampled_from((400, 500, 1000)))}
            | {column: data.draw(st.sampled_from(CELLS[column])) for column in columns}
            for name in "ABC"
        ]
        packs = {str(number): own_pack(number) for number in numbers}
        found = yz.evaluate_many(rows, packs, by=by)
        for (name, *value), result in found.items():
            own = [row for row in rows if by is None or str(row[by]) == value[0]]
            if by is not None and plan_of(packs[name]).facts.find(by) is None:
                own = [without(row, by) for row in own]
            same(result, yz.evaluate(own, packs[name]))

    def test_a_column_to_cut_by_that_a_pack_knows_stays_in_its_data(self):
        """To a pack that has it as a fact the year is data too; to another one it is nothing, and no problem."""
        rows = [{"年份": year, **SCHOOL} for year in (2020, 2021)]
        found = yz.evaluate_many(rows, [own_pack(7), own_pack(8)], by="年份")
        columns = {key: set(result.data.columns) for key, result in found.items()}
        assert ("county", "school_year") in columns["small-7", "2020"]
        assert ("county", "school_year") not in columns["small-8", "2020"]
        assert [problem.code for problem in found["small-8", 2021].problems] == ["kind-inferred"]

    def test_grades_in_another_order_are_read_apart(self):
        """Two mappings with the same entries are no equal grades if their order differs."""
        one, other = (plan_of(own_pack(number)).facts for number in (0, 1))
        assert reading(one, ["片区类型"]) != reading(other, ["片区类型"])
        assert reading(one, ["students"]) == reading(other, ["students"])
        assert merged([one, other])["town_kind"] is one["town_kind"]

    def test_a_formula_over_facts_that_are_given_is_read_too(self):
        """A pack that holds given facts against each other has other problems than one that does not."""
        one, other = (plan_of(own_pack(number)).facts for number in (3, 6))
        assert reading(one, ["boarders", "students"]) != reading(other, ["boarders", "students"])
        assert reading(one, ["boarders"]) == reading(other, ["boarders"])

    def test_all_shipped_packs_read_the_yardsticks_columns_once(self, monkeypatch):
        """Twelve packs, one of which compares campuses, read the columns of the yardstick once and share them."""
        calls = []

        def counted(*args, **more):
            calls.append(args)
            return build_dataset(*args, **more)

        monkeypatch.setattr(many, "build_dataset", counted)
        rows = [{name: "小学" if name == "stage" else 100 for name in YARDSTICK}]
        found = yz.evaluate_many(rows, SHIPPED)
        assert len(calls) == 1
        assert len({id(result.data.units) for result in found.values()}) == 1
        assert any(result.plan.compares_campuses for result in found.values())
        for result in found.values():
            assert result.data.facts is result.plan.facts

    def test_campuses_are_told_apart_for_those_who_compare_them_alone(self):
        """Where rows name campuses, a pack that compares them has data of its own; a note of them is its alone."""
        rows = [{**SCHOOL, "campus": campus, "sports_area": area} for campus, area in (("东", 300), ("西", 1700))]
        packs = ["national-2017", "zhejiang-wenling-2020", "zhejiang"]
        found = yz.evaluate_many(rows, packs)
        for pack in packs:
            same(found[pack], yz.evaluate(rows, pack))
        assert [("campuses-apart" in {p.code for p in found[pack].problems}) for pack in packs] == [False, True, False]
        assert found["national-2017"].data is found["zhejiang"].data
        facts = yz.facts()
        assert has_campuses(facts, ["school", "校区"]) or has_campuses(facts, ["campus"])
        assert not has_campuses(facts, YARDSTICK)


class TestSteps:
    """What several plans ask alike is decided once."""

    def test_distinct_steps_are_run_once_and_shared(self):
        """A pack and a variant of it differ in the steps whose limit is another, and in no other."""
        pack = yz.load_pack("national-2017")
        plans = [plan_of(pack), plan_of(pack.with_limits({"degree_teachers.primary": "4.5"}))]
        joint = joined(plans)
        kept = sum(len(plan.steps) for plan in joint.distinct)
        changed = [a != b for a, b in zip(*joint.places, strict=True)]
        assert kept == len(plans[0].steps) + sum(changed)
        ids = {step.id for step, other in zip(plans[0].steps, changed, strict=True) if other}
        assert ids == {"degree_teachers", "resource_quota"}

    @pytest.mark.parametrize("day", [None, dt.date(2024, 6, 30)])
    def test_a_joint_run_finds_what_each_run_finds(self, day):
        """Statuses of steps, groups in their order, and counties, also where targets are not due and reliefs last."""
        rows = [row for county in made_counties(11, 2) for row in county.records]
        plans = [dated(plan_of(yz.load_pack(pack)), day) for pack in ("yunnan-wenshan-2024", "national-2019-interim")]
        plans.append(plans[0])
        facts = merged([plan.facts for plan in plans])
        data = build_dataset(rows, None, facts)
        for plan, found in zip(plans, joined(plans).run(data, day), strict=True):
            alone = run(plan, data, day)
            assert [codes.tolist() for codes in found.steps] == [codes.tolist() for codes in alone.steps]
            assert list(found.groups) == list(alone.groups)
            assert [codes.tolist() for codes in found.groups.values()] == [c.tolist() for c in alone.groups.values()]
            assert found.counties.tolist() == alone.counties.tolist()

    def test_the_same_rule_may_decide_for_one_pack_and_be_a_part_for_another(self):
        """Which group a step decides, and whether it does, is each pack's own."""
        terms = {
            "hard": {},
            "soft": {"strength": "recommended"},
            "duty": {"group": "duties"},
            "late": {"strength": "target", "due": "2030"},
        }
        test = {"level": "section", "measure": "students", "unit": "人", "at_least": "500"}
        texts = {name: rule("pupils", **test, **more) for name, more in terms.items()}
        packs = {name: read(HEAD + GROUPS + "rules:\n" + text) for name, text in texts.items()}
        rows = [{**SCHOOL, "students": 400}]
        for day in (None, "2029-12-31"):
            found = yz.evaluate_many(rows, packs, as_of=day)
            for name, pack in packs.items():
                same(found[name], yz.evaluate(rows, pack, as_of=day))
        assert {name: found[name].status for name in packs} == {
            "hard": "unmet", "soft": "unknown", "duty": "unknown", "late": "unknown",
        }  # fmt: skip


class TestCutting:
    """How records are cut, and what is refused."""

    def test_a_year_is_one_however_it_is_written(self):
        """Integers, floats, texts and 2024年 are one year, and results are found by any of them."""
        written = [2024, 2024.0, "2024", "2024.0", "2024年", " ２０２４ ", np.int64(2024)]
        rows = [{"year": year, **SCHOOL, "school": str(at)} for at, year in enumerate(written)]
        found = yz.evaluate_many(rows, ["national-2017"], by="year")
        assert list(found) == [("national-2017", "2024")]
        assert all(found["national-2017", year] is found["national-2017", "2024"] for year in written)
        assert value_text("2023-2024学年") == "2023-2024学年"
        assert value_text("10.05") == "10.05"

    def test_several_columns_cut_together(self):
        """Each combination that occurs is an evaluation; values of numbers are in the order of numbers."""
        rows = [
            {"year": year, "season": season, **SCHOOL}
            for year, season in ((9, "spring"), (10, "autumn"), (10, "spring"), (9, "spring"))
        ]
        rows[3]["school"] = "B"
        found = yz.evaluate_many(rows, "national-2017", by=["year", "season"])
        assert found.names == ("pack", "year", "season")
        assert [key[1:] for key in found] == [("9", "spring"), ("10", "autumn"), ("10", "spring")]
        same(
            found["national-2017", 9, "spring"],
            yz.evaluate([without(row, "year", "season") for row in (rows[0], rows[3])]),
        )

    @pytest.mark.parametrize("by", [["year", "county"], ["county", "year"], ["year", "县"], ["year", "year"], "year"])
    def test_the_county_is_told_apart_anyway(self, by):
        """To name the county among the columns changes nothing: each result holds all counties."""
        rows = [{"year": 2024, "county": county, **SCHOOL} for county in ("甲县", "乙县")]
        found = yz.evaluate_many(rows, ["national-2017"], by=by)
        assert found.names == ("pack", "year")
        assert list(found["national-2017", 2024].counties) == ["乙县", "甲县"]

    @pytest.mark.parametrize("by", [None, "county", ["county"], []])
    def test_without_a_column_there_is_one_result_for_each_pack(self, by):
        """The county alone cuts nothing."""
        rows = [{"county": county, **SCHOOL} for county in ("甲县", "乙县")]
        found = yz.evaluate_many(rows, ["national-2017", "zhejiang"], by=by)
        assert list(found) == [("national-2017",), ("zhejiang",)]
        same(found["zhejiang"], yz.evaluate(rows, "zhejiang"))

    def test_a_column_that_says_who_a_row_is_stays_in_the_data(self):
        """Cut by city, every evaluation still knows its city."""
        rows = [{"市": city, "county": city + "县", **SCHOOL} for city in ("甲", "乙")]
        found = yz.evaluate_many(rows, ["guangdong-2018"], by="city")
        assert found.names == ("pack", "city")
        for row in rows:
            same(found["guangdong-2018", row["市"]], yz.evaluate([row], "guangdong-2018"))

    def test_a_column_is_found_by_another_spelling(self):
        """Case and full-width letters of a header do not matter."""
        found = yz.evaluate_many([{"Ｙear ": 2024, **SCHOOL}], ["national-2017"], by="year")
        assert [p.code for p in found["national-2017", 2024].problems] == ["kind-inferred"]

    def test_a_column_that_is_not_there_is_an_error(self):
        """It is told with the near name and those there are; nothing is evaluated as if it had not been asked."""
        with pytest.raises(yz.DataError) as caught:
            yz.evaluate_many([{"years": 2024, **SCHOOL}], ["national-2017"], by="year")
        (fault,) = caught.value.faults
        assert fault.code == "by-column-unknown"
        assert fault.params == {"column": "year", "near": "years", "known": "years、school、stage、students"}
        numbers: tuple[Any, ...] = (2024, [2024])
        for by in numbers:
            with pytest.raises(yz.DataError) as caught:
                yz.evaluate_many([SCHOOL], ["national-2017"], by=by)
            assert caught.value.faults[0].params == {"column": "2024", "near": None, "known": "—"}

    def test_a_row_that_does_not_say_its_year_is_an_error(self):
        """How many there are is told, and where the first stands: a row number, or the cell of a file."""
        rows = [{"year": 2024, **SCHOOL}, {"year": None, **SCHOOL}, {"year": "—", **SCHOOL}, SCHOOL]
        table = Table(as_table(rows).columns, 4, places=lambda row, header: f"学校!{header}{row + 2}")
        for records, where in (
            (rows, ("第2行", "row 2")),
            (pd.DataFrame(rows), ("第2行", "row 2")),
            (Records((table,)), ("学校!year3", "学校!year3")),
        ):
            with pytest.raises(yz.DataError) as caught:
                yz.evaluate_many(records, ["national-2017"], by="year")
            (fault,) = caught.value.faults
            assert fault.code == "by-cell-missing"
            assert fault.params == {"column": "year", "count": 3, "where": where}
        assert "第2行" in yz.DataError([fault]).say("zh") or "year3" in yz.DataError([fault]).say("zh")

    @pytest.mark.parametrize("years", [(2023, 2023, 2024, 2024), (2024, 2023, 2024, 2023), (2024,) * 4])
    def test_a_problem_tells_the_cell_of_the_file_that_was_cut(self, years):
        """Whether the rows of a year stand together or not, a place is that of the whole file."""
        rows = [{"year": year, **SCHOOL, "school": f"S{at}", "students": "x"} for at, year in enumerate(years)]
        columns = as_table(rows).columns
        table = Table(columns, len(rows), places=lambda row, header: f"学校!{header}{row + 2}", name="学校")
        arrays = Table({**columns, "year": np.array(years)}, len(rows), places=table.places, name="学校")
        for each in (table, arrays):
            found = yz.evaluate_many(Records((each,)), ["national-2017"], by="year")
            told = {p.record: p.place for result in found.values() for p in result.problems if p.severity == "error"}
            assert told == {f"county / S{at} / primary": f"学校!students{at + 2}" for at in range(4)}
            assert {len(result.data.units.schools) for result in found.values()} == {4 // len(found)}

    def test_records_without_rows_are_refused_as_ever(self):
        """Nothing to cut is nothing to evaluate."""
        for by in (None, "year"):
            with pytest.raises(yz.DataError) as caught:
                yz.evaluate_many([], ["national-2017"], by=by)
            assert caught.value.code == "records-empty"
        with pytest.raises(yz.DataError) as caught:
            yz.evaluate_many(["no row"], ["national-2017"], by="year")
        assert caught.value.code == "records-kind"

    def test_a_name_that_tables_of_results_have_cannot_cut(self):
        """The tables would have two columns of one name."""
        with pytest.raises(yz.DataError) as caught:
            yz.evaluate_many([{"pack": "x", **SCHOOL}], ["national-2017"], by="pack")
        assert caught.value.code == "by-name-taken"
        assert caught.value.faults[0].params == {"name": "pack"}


ROWS = tuple({"year": year, "county": "甲县", **SCHOOL} for year in (2023, 2024))
MONEY = {2023: 31, 2024: 12}


class TestAreas:
    """Records of areas are cut by the columns that they have, and hold for all where they have none."""

    def alone(self, year, area):
        """The year by itself, with its own record of the county."""
        rows = [without(row, "year") for row in ROWS if row["year"] == year]
        return yz.evaluate(rows, area_records=area)

    def areas(self, kind):
        """What rotated in the county, each year."""
        listed = [{"年份": y, "county": "甲县", "rotated_teachers": money} for y, money in MONEY.items()]
        columns = {name: [row[name] for row in listed] for name in listed[0]}
        return {"rows": listed, "columns": columns, "frame": pd.DataFrame(columns), "table": as_table(columns)}[kind]

    @pytest.mark.parametrize("kind", ["rows", "columns", "frame", "table"])
    def test_areas_with_the_column_are_cut(self, kind):
        """Each year has its own record of the county, whatever the records of areas are."""
        rows = [{"年份": row["year"], **without(row, "year")} for row in ROWS]
        found = yz.evaluate_many(rows, ["national-2017"], by="年份", area_records=self.areas(kind))
        for year, money in MONEY.items():
            same(found["national-2017", year], self.alone(year, [{"county": "甲县", "rotated_teachers": money}]))

    @pytest.mark.parametrize("area", [{"rotated_teachers": 7}, [{"county": "甲县", "rotated_teachers": 7}], None])
    def test_areas_without_the_column_hold_for_every_year(self, area):
        """A record of the county without a year is that of each year."""
        found = yz.evaluate_many(ROWS, ["national-2017"], by="year", area_records=area)
        for year in MONEY:
            same(found["national-2017", year], self.alone(year, area))

    def test_one_record_with_a_year_holds_for_that_year(self):
        """A mapping for one county may name its year; the other years have none."""
        area = {"year": "2024", "rotated_teachers": 7}
        found = yz.evaluate_many(ROWS, ["national-2017"], by="year", area_records=area)
        same(found["national-2017", 2024], self.alone(2024, {"rotated_teachers": 7}))
        same(found["national-2017", 2023], self.alone(2023, None))
        assert area == {"year": "2024", "rotated_teachers": 7}

    def test_areas_may_have_some_of_the_columns(self):
        """Cut by year and season, a record of a year holds for both seasons."""
        rows = [{"season": season, **row} for row in ROWS for season in ("spring", "autumn")]
        areas = [{"year": y, "county": "甲县", "rotated_teachers": money} for y, money in MONEY.items()]
        found = yz.evaluate_many(rows, ["national-2017"], by=["season", "year"], area_records=areas)
        for (_, _, year), result in found.items():
            same(result, self.alone(int(year), [without(areas[int(year) - 2023], "year")]))

    def test_areas_of_a_year_without_schools_are_an_error(self):
        """Neither is the record left out nor is a year made of it."""
        areas = [{"year": year, "rotated_teachers": 1} for year in (2023, 2024, 2025)]
        with pytest.raises(yz.DataError) as caught:
            yz.evaluate_many(ROWS, ["national-2017"], by="year", area_records=areas)
        assert caught.value.code == "by-areas-alone"
        assert caught.value.faults[0].params == {"column": "year", "value": "2025"}
        with pytest.raises(yz.DataError) as caught:
            yz.evaluate_many(ROWS, ["national-2017"], by="year", area_records=[{**areas[0], "year": ""}])
        assert caught.value.code == "by-cell-missing"

    def test_the_tables_of_a_workbook_are_cut_sheet_by_sheet(self):
        """Sheets of schools have to say their year, those of areas may; what reading the file found is told to all."""
        rows = list(ROWS)
        sheets = tuple(as_table([row]) for row in rows)
        areas = as_table([{"year": y, "county": "甲县", "rotated_teachers": m} for y, m in MONEY.items()])
        fixed = as_table([{"county": "甲县", "rotation_eligible_teachers": 300}])
        note = yz.Problem("sheet-empty", {"sheet": "说明"}, severity="note")
        book = Records(sheets, (areas, fixed), (note,), "county.xlsx")
        found = yz.evaluate_many(book, ["national-2017"], by="year")
        for row, (year, money) in zip(rows, MONEY.items(), strict=True):
            own = as_table([{"county": "甲县", "rotated_teachers": money}])
            alone = Records((as_table([without(row, "year")]),), (own, fixed), (note,), "county.xlsx")
            same(found["national-2017", year], yz.evaluate(alone))
            assert found["national-2017", year].data.source == "county.xlsx"
        with pytest.raises(yz.DataError) as caught:
            yz.evaluate_many(Records((sheets[0], as_table([SCHOOL]))), ["national-2017"], by="year")
        assert caught.value.code == "by-column-unknown"


class TestPacks:
    """Which packs, and how they are called."""

    def test_variants_of_a_pack_are_given_by_name(self):
        """A mapping names them; each is judged by its own limits."""
        pack = yz.load_pack("national-2017")
        rows = [{**SCHOOL, "pe_arts_teachers": teachers} for teachers in (9,)]
        packs: dict[str, Any] = {
            "now": pack,
            "supposed": pack.with_limits(pe_arts_teachers="1.0"),
            "path": str(pack.folder),
        }
        found = yz.evaluate_many(rows, packs)
        assert [found[name].to_dicts(rule="pe_arts_teachers")[0]["status"] for name in packs] == [
            "met", "unmet", "met",
        ]  # fmt: skip
        same(found["supposed"], yz.evaluate(rows, packs["supposed"]))

    def test_two_packs_of_one_id_need_names(self):
        """In a list nothing would tell them apart, also where they are the same pack."""
        pack = yz.load_pack("national-2017")
        lists: list[list[Any]] = [[pack, "zhejiang", pack.with_limits(pe_arts_teachers=1)], ["national-2017", pack]]
        for packs in lists:
            with pytest.raises(yz.PackError) as caught:
                yz.evaluate_many([SCHOOL], packs)
            assert caught.value.code == "packs-same-name"
            assert caught.value.faults[0].params == {"name": "national-2017", "count": 2}

    def test_packs_that_cannot_be_used_are_refused(self):
        """None at all, a name that is no text, an id that is not known."""
        refused: list[tuple[Any, str, dict[str, str]]] = [
            ([], "packs-none", {}),
            ({}, "packs-none", {}),
            ({1: "zhejiang"}, "pack-name-kind", {"kind": "int"}),
            (7, "pack-kind", {"kind": "int"}),
        ]
        for packs, code, params in refused:
            with pytest.raises(yz.PackError) as caught:
                yz.evaluate_many([SCHOOL], packs)
            assert caught.value.code == code
            assert caught.value.faults[0].params == params
        with pytest.raises(yz.UnknownPackError) as caught:
            yz.evaluate_many([SCHOOL], ["national-2018"])
        assert caught.value.faults[0].params["near"] == "national-2017"

    def test_errors_of_all_years_are_told_at_once(self):
        """With ``strict`` the errors of every year are in one error, each once however many packs there are."""
        rows = [{"year": year, **SCHOOL, "students": "many"} for year in (2023, 2024)]
        rows[1]["school"] = "B"
        with pytest.raises(yz.DataError) as caught:
            yz.evaluate_many(rows, ["national-2017", "zhejiang"], by="year", strict=True)
        assert [(p.code, p.to_dict()["record"]) for p in caught.value.faults] == [
            ("not-a-number", "county / A / primary"),
            ("not-a-number", "county / B / primary"),
        ]
        with pytest.raises(yz.DataError) as caught:
            yz.evaluate_many(rows, ["national-2017"], as_of="soon")
        assert caught.value.code == "as-of-not-a-day"

    def test_progress_is_told_over_all_evaluations(self):
        """It rises from run to run and ends at the number of all."""
        seen = []
        rows = [{"year": year, **SCHOOL, "school": name} for year in (2022, 2023, 2024) for name in "AB"]
        packs = ["national-2017", "guangdong-zhongshan-2018"]
        yz.evaluate_many(rows, packs, by="year", progress=lambda done, total: seen.append((done, total)))
        totals = {total for _, total in seen}
        assert len(totals) == 1
        assert [done for done, _ in seen] == sorted(done for done, _ in seen)
        assert seen[-1] == (max(totals), max(totals))


@pytest.fixture(scope="module")
def found():
    """Two packs on two years of two counties."""
    rows = [
        {"year": year, "county": county, "school": f"{name}{year}", "stage": stage, "students": 100, **more}
        for year in (2023, 2024)
        for county in ("甲县", "乙县")
        for name, stage, more in (
            ("A", "primary", {"pe_arts_teachers": 9, "city": "丙市", "town": "丁镇"}),
            ("B", "junior", {"pe_arts_teachers": None}),
            ("C", "小学", {"students": "x"}),
        )
    ]
    return yz.evaluate_many(rows, ["national-2017", "guangdong-zhongshan-2018"], by="year")


class TestTables:
    """``Results`` as a mapping and as tables."""

    def test_a_result_is_found_by_its_key(self, found):
        """Keys are in the order of packs and years; an unknown one is a KeyError that names a near one."""
        assert len(found) == 4
        assert next(iter(found.values())) is found["national-2017", 2023]
        assert ("national-2017", 2023) in found
        assert "national-2017" not in found
        assert found.get(("national-2017", "2031")) is None
        assert repr(found) == "<Results by pack, year: 4>"
        with pytest.raises(KeyError) as caught:
            found["national-2017", 2025]
        assert isinstance(caught.value, yz.DataError)
        assert caught.value.code == "result-unknown"
        params = caught.value.faults[0].params
        assert (params["name"], params["near"]) == ("national-2017 / 2025", "national-2017 / 2024")
        assert params["known"].split("、") == [" / ".join(key) for key in found]
        assert "national-2017 / 2025" in str(caught.value)

    def test_the_table_of_verdicts_tells_every_county_and_group(self, found):
        """A row for each county, and one for each group of the pack, with the status that the result tells."""
        expected = [
            {"pack": pack, "year": year, "county": name, "group": group, "status": status}
            for (pack, year), result in found.items()
            for name, county in result.counties.items()
            for group, status in ((None, county.status), *county.groups.items())
        ]
        assert found.to_dicts() == expected
        frame = found.to_frame("polars")
        assert frame.to_dicts() == expected
        assert set(frame.schema.values()) == {pl.String()}

    @pytest.mark.parametrize("county", [False, True])
    def test_the_counts_are_what_counting_one_by_one_gives(self, found, county):
        """Of each rule, group and verdict: how many units have which status, in all or county by county."""
        expected: Counter[tuple[Any, ...]] = Counter()
        for key, result in found.items():
            for name, told in result.counties.items():
                for group, status in ((None, told.status), *told.groups.items()):
                    expected[(*key, name, "county", None, None, group, status)] += 1
            for outcome in result.to_dicts():
                stage = outcome["stage"] if outcome["level"] != "section" else None
                where = (outcome["level"], stage, outcome["rule"], outcome["group"])
                expected[(*key, outcome["county"], *where, outcome["status"])] += 1
        if not county:
            every, expected = expected, Counter()
            for key, count in every.items():
                expected[(*key[:2], *key[3:])] += count
        names = ("pack", "year", *(["county"] if county else []), "level", "stage", "rule", "group")
        counted: Counter[tuple[Any, ...]] = Counter()
        rows = found.counts("polars", county=county).to_dicts()
        for row in rows:
            for status in STATUSES:
                counted[(*(row[name] for name in names), status)] += row[status]
        assert +counted == expected
        assert list(rows[0]) == [*names, "met", "unmet", "unknown", "not_applicable", "not_due"]

    def test_the_counts_of_one_rule_leave_out_the_others(self, found):
        """``rule`` chooses; a rule that no pack has is an error with the near one."""
        frame = found.counts("pandas", rule="pe_arts_teachers")
        assert set(frame["rule"]) == {"pe_arts_teachers"}
        assert frame[["met", "unmet", "unknown"]].sum().tolist() == [8, 0, 16]
        assert frame["met"].dtype == np.int64
        with pytest.raises(yz.PackError) as caught:
            found.counts(rule="pe_arts_teacher")
        assert caught.value.code == "rule-not-in-pack"
        params = caught.value.faults[0].params
        assert params["near"] == "pe_arts_teachers"
        assert params["pack"] == "national-2017, guangdong-zhongshan-2018"

    @pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow", "duckdb"])
    def test_tables_are_those_of_the_library_asked_for(self, found, kind):
        """Each library gets the same columns and as many rows."""
        for frame in (found.to_frame(kind), found.counts(kind), found.problems(kind)):
            names = frame.column_names if kind == "pyarrow" else list(frame.columns)
            assert names[:2] == ["pack", "year"]
        rows = len(found.to_frame(kind))
        assert rows == len(found.to_dicts())

    def test_a_kind_that_there_is_not_is_an_error(self, found):
        """As everywhere."""
        for make in (found.to_frame, found.counts):
            with pytest.raises(yz.DataError) as caught:
                make("panda")
            assert caught.value.code == "frame-kind"
            assert caught.value.faults[0].params == {"kind": "'panda'", "near": "pandas"}

    def test_the_problems_tell_whose_they_are(self, found):
        """Each problem of each result, with the pack and the year."""
        expected = [
            {"pack": key[0], "year": key[1], **problem.to_dict()}
            for key, result in found.items()
            for problem in result.problems
        ]
        assert found.problems == expected
        assert found.problems is found.problems
        assert {row["year"] for row in found.problems if row["code"] == "not-a-number"} == {"2023", "2024"}
