"""Outcomes out of columns: cell for cell what is worked out of one unit after the other."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_county import AREA, SCHOOLS, made_result, two_counties
from plain_outcomes import plain_frame, plain_outcomes
from polars.testing import assert_frame_equal
from small_packs import pack_text, read, rule
from strategies import MadeCounty, counties, made_counties

import youzhi_rules as yz
from youzhi_rules import lacks
from youzhi_rules.columnar import Wanted, tables
from youzhi_rules.dispersion import exact_sums
from youzhi_rules.exactness import TooWide
from youzhi_rules.frame import Frame, frames
from youzhi_rules.gap_columns import gaps_of
from youzhi_rules.gaps import gap_of
from youzhi_rules.outcomes import KEYS
from youzhi_rules.plan import Bound, Coefficient
from youzhi_rules.step_columns import columns_of
from youzhi_rules.tabular import frame_of
from youzhi_rules.telling import dicts_of
from youzhi_rules.wide import mean_rows, section_columns, section_rows

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "qingshan-county.xlsx"
PACKS = tuple(info.id for info in yz.list_packs())
COMPONENT = {"level": "section", "strength": "component"}
MORE = """\
split:
  of: [sports_area, equipment_value]
  by_pupils:
    nine_year: {primary: 1, junior: 1.1}
  clause: 第2条
facts:
  city_money: {zh: 市级经费, en: Money of the city, level: city, type: number, unit: 元}
scopes:
  schools:
    stage: [primary, junior]
    except:
      - {school_kind: [special, vocational]}
    clause: 第2条
"""
EASED = (
    "{village: {title: {zh: 村小, en: Village}, clause: 第3条, applies_to: {location: rural}, at_least: 20}, "
    "old: {title: {zh: 老校, en: Old}, clause: 第4条, applies_to: {built_year: {less_than: 2000}}, until: 2027-12-31, "
    "at_least: 25}}"
)
RULES = (
    rule("staff", measure="100 * teachers / students", unit="人/百名学生", at_least="6", scope="schools", **COMPONENT),
    rule(
        "area",
        measure="sports_area / students",
        unit="平方米/生",
        at_least="{primary: 7.5, junior: 10.2}",
        scope="schools",
        **COMPONENT,
    ),
    rule("worth", measure="equipment_value / students", unit="元/生", more_than="2000", **COMPONENT),
    rule("size", measure="largest_class", unit="人", less_than="46", level="section"),
    rule("even", measure="classes", unit="班", equals="12", level="section"),
    rule("share", measure="teachers_above_required_degree / teachers", unit="'%'", more_than="50%", level="section"),
    rule("quota", quota="{of: [staff, area, worth], met: 2, rest_at_least: 85%}", level="section", scope="schools"),
    rule("rooms", measure="sum(multimedia_classrooms)", unit="间", at_least="30", level="school", relief=EASED),
    rule("grade", graded="moral_education_grade", at_least="良好", level="school"),
    rule("charter", attested="has_charter", level="school"),
    rule("places", level="town", measure="sum(students)", unit="人", at_most="3000"),
    rule("budget", level="city", measure="city_money", unit="元", at_least="1000"),
    rule("pupils", level="city", measure="sum(students)", unit="人", at_least="2000"),
    rule("within", level="section", measure="students", unit="人", at_least="10", when="city.city_money > 5"),
    rule("spread", level="county", dispersion="{of: [staff, area], weight: students, by: stage}", at_most="0.5"),
    rule("campus", level="county", dispersion="{of: [worth], weight: students, over: campus}", at_most="0.4"),
    rule(
        "both",
        level="county",
        dispersion="{of: [staff, worth], weight: students, combine: mean}",
        less_than="0.45",
    ),
)


def odd_pack() -> yz.Pack:
    """A pack in which every construct stands that a rule can be made of."""
    return read(pack_text(*RULES, more=MORE))


NUMBERS: dict[str, tuple[Any, ...]] = {
    "students": (1000, 500, 41, 0, 3, 10**15 + 1, None, None),
    "teachers": (60, 30, 1, 0, 10**17 + 3, None),
    "teachers_above_required_degree": (30, 15, 1, 0, None),
    "sports_area": (7500, "7500.01", "10200", "0.000000001", Decimal("123456789012.345678"), 10**16, None),
    "sports_ground_area": (7000, 300, None, None),
    "indoor_sports_area": (500, 0, None, None),
    "equipment_value": (2_000_000, "2000000.01", 10**18 + 7, 0, None),
    "largest_class": (45, 46, 60, None),
    "classes": (12, 13, 1, None),
}


@st.composite
def odd_data(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Schools of some counties, with campuses, mixed schools, towns, cities, gaps and numbers beyond floats."""
    dice = random.Random(draw(st.integers(0, 10**6)))  # noqa: S311 - dice, not secrets
    rows: list[dict[str, Any]] = []
    wide = draw(st.booleans())
    for county in "甲乙丙丁"[: draw(st.integers(1, 4))]:
        for number in range(dice.randint(1, 5)):
            kind = dice.choice(("primary", "junior", "nine_year", "nine_year", "special", None))
            stages = {"primary": ["primary"], "junior": ["junior"]}.get(kind or "", ["primary", "junior"])
            own: dict[str, Any] = {"county": county, "school": f"s{number}", "school_kind": kind}
            own |= {"location": dice.choice(("rural", "urban", None)), "town": dice.choice(("东", "西", None))}
            own |= {"multimedia_classrooms": dice.choice((19, 22, 26, 31, None))}
            own |= {"built_year": dice.choice((1990, 2010, None)), "has_charter": dice.choice((True, False, None))}
            own |= {"moral_education_grade": dice.choice(("优秀", "合格", "良好", None))}
            if number and dice.random() < 0.3:
                own |= {"parent_school": "s0"}
            if kind == "nine_year" and dice.random() < 0.7:
                rows.append({"county": county, "school": f"s{number}", "stage": "whole", "sports_area": 9000})
            rows += [own | {"stage": stage or None} | _figures(dice, wide) for stage in stages]
            if dice.random() < 0.1:
                rows[-1]["stage"] = None
    areas = [
        {"level": "county", "county": county, "city": dice.choice(("江市", "湖市", None))}
        for county in dict.fromkeys(row["county"] for row in rows)
    ]
    areas += [{"level": "city", "city": "江市", "city_money": dice.choice((1, 10**6, None))}]
    return rows, areas


def _figures(dice: random.Random, wide: bool) -> dict[str, Any]:
    return {
        name: dice.choice([value for value in values if wide or value is None or float(value) < 10**12])
        for name, values in NUMBERS.items()
    }


def assert_same(result: yz.Result, rows: int = 1 << 17) -> None:
    """What comes out of the columns is what is worked out one by one, in value and in kind."""
    expected = list(plain_outcomes(result))
    found = list(dicts_of(tables(result.plan, result.data, result.verdicts, rows=rows)))
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert one == other
        assert list(map(type, one.values())) == list(map(type, other.values()))


@pytest.mark.long
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(odd_data(), st.integers(1, 400), st.sampled_from((None, "2027-01-01", "2029-01-01")))
def test_columns_say_what_is_said_one_by_one(
    records: tuple[list[dict[str, Any]], list[dict[str, Any]]], rows: int, as_of: str | None
) -> None:
    """Every key of every outcome, whatever is missing or too wide for floats, in chunks of whatever size."""
    assert_same(yz.evaluate(records[0], odd_pack(), records[1], as_of), rows)


@pytest.mark.long
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(counties(), min_size=1, max_size=3, unique_by=lambda county: county.name))
def test_columns_of_made_up_counties_say_what_is_said_one_by_one(made: list[MadeCounty]) -> None:
    """Schools on a standard, on its floor, a step off, mixed, with what is missing."""
    rows = [row for county in made for row in county.records]
    assert_same(yz.evaluate(rows, "national-2017", [area for county in made for area in county.areas] or None))


@pytest.mark.long
@pytest.mark.parametrize("pack", PACKS)
def test_every_shipped_pack_says_the_same_in_columns(pack: str) -> None:
    """The example county, and many made-up ones."""
    assert_same(yz.evaluate(yz.read_records(EXAMPLE), pack))
    made = list(made_counties(3, 6))
    rows = [row for county in made for row in county.records]
    areas = [area for county in made for area in county.areas]
    assert_same(yz.evaluate(rows, pack, areas), rows=700)


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow", "duckdb"])
@pytest.mark.parametrize("make", [made_result, two_counties])
def test_a_frame_is_the_frame_of_the_dicts(kind: Any, make: Any) -> None:
    """Cell for cell and type for type, in one piece or in several."""
    result = make()
    expected, found = plain_frame(result, kind), result.to_frame(kind)
    if kind == "pandas":
        pd.testing.assert_frame_equal(found, expected)
        parts = pd.concat(list(result.batches(kind, rows=1)), ignore_index=True)
        pd.testing.assert_frame_equal(parts, expected)
    elif kind == "polars":
        assert_frame_equal(found, expected)
        assert_frame_equal(pl.concat(result.batches(kind, rows=1)), expected)
    elif kind == "pyarrow":
        assert found.equals(expected)
        assert pa.concat_tables(result.batches(kind, rows=1)).equals(expected)
    else:
        assert (found.columns, found.types) == (expected.columns, expected.types)
        assert found.fetchall() == expected.fetchall()
        assert sum(len(part.fetchall()) for part in result.batches(kind, rows=1)) == len(result.to_dicts())


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow", "duckdb"])
def test_a_frame_of_nothing_has_the_columns_of_all(kind: Any) -> None:
    """A filter that nothing passes gives a frame without rows, of the same types."""
    result = made_result()
    empty, full = result.to_frame(kind, status="not_due"), result.to_frame(kind)
    assert list(empty.columns if kind != "pyarrow" else empty.column_names) == list(
        full.columns if kind != "pyarrow" else full.column_names
    )
    types = {"pandas": "dtypes", "polars": "dtypes", "pyarrow": "schema", "duckdb": "types"}[kind]
    assert list(getattr(empty, types)) == list(getattr(full, types))
    assert list(result.batches(kind, status="not_due")) == []


FILTERS: tuple[dict[str, str], ...] = (
    {"rule": "pe_arts_teachers"},
    {"rule": "sports_area_cv"},
    {"level": "county"},
    {"level": "school", "status": "unmet"},
    {"status": "unknown", "county": "乙县"},
    {"county": "甲县", "rule": "music_rooms"},
    {"status": "met", "level": "section", "county": "乙县", "rule": "pe_arts_teachers"},
)


@pytest.mark.parametrize("wanted", FILTERS)
def test_frames_batches_lines_and_dicts_are_filtered_alike(wanted: dict[str, str]) -> None:
    """What a filter leaves is what the whole has of it, in the same order."""
    result = two_counties()
    expected = [found for found in plain_outcomes(result) if all(found[key] == wanted[key] for key in wanted)]
    assert expected
    assert result.to_dicts(**cast("Any", wanted)) == expected
    frame = result.to_frame("pyarrow", **cast("Any", wanted))
    parts = pa.concat_tables(result.batches("pyarrow", rows=3, **cast("Any", wanted)))
    assert frame.equals(parts)
    assert frame.equals(frame_of(expected, KEYS, "pyarrow", numeric={"gap"}, mixed={"value", "limit"}))
    assert [json.loads(line) for line in result.jsonl(**cast("Any", wanted))] == expected


def test_a_filter_of_a_county_keeps_its_city() -> None:
    """A county's verdict depends on its city's rules, so these are told with it; another city's are not."""
    rows = [{"county": county, "school": "s", "stage": "primary", "students": 30} for county in "甲乙丙"]
    cities = {"甲": "江市", "乙": "湖市", "丙": None}
    areas = [{"level": "county", "county": county, "city": city} for county, city in cities.items()]
    result = yz.evaluate(rows, odd_pack(), areas)
    for county, city in cities.items():
        found = [row["county"] for row in result.to_dicts(level="city", county=county)]
        assert found == ([city] * 2 if city else [])
    assert len(result.to_dicts(level="city")) == 4


def test_batches_end_where_a_county_does() -> None:
    """A batch has as many rows as asked for at most, unless one county alone has more."""
    rows = [
        {"county": f"县{county}", "school": f"s{number}", "stage": "primary", "students": 90}
        for county, many in enumerate((1, 9, 2, 2, 3, 1))
        for number in range(many)
    ]
    result = yz.evaluate(rows)
    total = len(result.to_dicts())
    for limit in (1, 60, 150, 400, total, 10**9):
        parts = list(result.batches("pyarrow", rows=limit))
        seen = [list(dict.fromkeys(part.column("county").to_pylist())) for part in parts]
        assert [name for names in seen for name in names] == [f"县{county}" for county in range(6)]
        assert all(len(part) <= limit or len(names) == 1 for part, names in zip(parts, seen, strict=True))
        assert all(len(one) + len(other) > limit for one, other in pairwise(parts))
        assert sum(len(part) for part in parts) == total


def test_batches_of_no_rows_are_refused() -> None:
    """The answer says what to give; an unknown kind and an unknown rule are told before the first batch."""
    result = made_result()
    for rows in (0, -5):
        with pytest.raises(yz.DataError) as stop:
            result.batches(rows=rows)
        assert stop.value.code == "batch-rows"
        assert stop.value.faults[0].params == {"rows": rows}
    with pytest.raises(yz.DataError) as kind:
        result.batches(cast("Any", "arrow"))
    assert kind.value.code == "frame-kind"
    assert kind.value.faults[0].params["near"] == "pyarrow"
    with pytest.raises(yz.PackError) as name:
        result.batches(rule="music_room")
    assert (name.value.code, name.value.faults[0].params["near"]) == ("rule-not-in-pack", "music_rooms")


def test_wide_tables_say_what_the_outcomes_say() -> None:
    """A row a section: the value and the status of each rule, in chunks of any size, with quotas counted."""
    made = list(made_counties(5, 8))
    result = yz.evaluate([row for county in made for row in county.records])
    rows = list(section_rows(result.plan, result.data, result.verdicts))
    told = {(row["county"], row["school"], row["stage"], row["rule"]): row for row in result.to_dicts(level="section")}
    assert len(rows) == result.data.units.count("section")
    assert {row["stage"] for row in rows} >= {"primary", "junior"}
    for row in rows:
        for name, value in row.items():
            outcome = told.get((row["county"], row["school"], row["stage"], name.removesuffix("_status")))
            if outcome is not None:
                expected = outcome["status"] if name.endswith("_status") else outcome["value"]
                assert (value, type(value)) == (expected, type(expected))
    columns, numbers = section_columns(result.plan)
    for kind in ("pandas", "polars", "pyarrow"):
        found, expected = result.sections(kind), frame_of(rows, columns, kind, numeric=numbers)
        assert found.equals(expected), kind
    assert result.means == list(mean_rows(result.plan, result.data, result.verdicts))


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(odd_data())
def test_means_are_the_means_in_fractions(records: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    """The mean is ΣWX/ΣW over what is compared, whatever scales and denominators the columns have."""
    result = yz.evaluate(records[0], odd_pack(), records[1])
    frame = Frame(result.data, 0, len(result.counties), wide_numbers=True)
    tests = [step.test for step in result.plan.steps if isinstance(step.test, Coefficient)]
    told = iter(result.means)
    for county in range(len(result.counties)):
        for test in tests:
            mean, weights = next(told)["mean"], exact_sums(frame, test, county)[0]
            if mean is not None:
                assert mean == float(exact_sums(frame, test, county)[1] / weights)
    assert not list(told)


def test_gaps_in_columns_are_the_gaps_one_by_one() -> None:
    """For every unmet unit, on floats and on Python integers, split over a mixed school or not."""
    made = list(made_counties(7, 40))
    result = yz.evaluate([row for county in made for row in county.records])
    compared = 0
    for index, step in enumerate(result.plan.steps):
        if not isinstance(step.test, Bound) or step.level not in {"section", "school"}:
            continue
        (frame,) = frames(result.data)
        units = np.flatnonzero(result.verdicts.steps[index] == 0)
        for narrow_or_wide in (frame, frame.widened()):
            try:
                found = gaps_of(narrow_or_wide, step.test, units)
            except TooWide:
                assert narrow_or_wide is frame
                continue
            for unit, gap in zip(units.tolist(), found.tolist(), strict=True):
                expected = gap_of(narrow_or_wide, step.test, unit)
                assert (None if np.isnan(gap) else gap) == (None if expected is None else float(expected))
                compared += 1
    assert compared > 200


def test_more_names_than_bits_are_told_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reasons do not depend on how many names fit in an integer."""
    result = made_result()
    expected = [row["reason"] for row in result.to_dicts()]
    for bits in (1, 2, 5):
        monkeypatch.setattr(lacks, "_BITS", bits)
        assert [row["reason"] for row in result.to_dicts()] == expected


def test_what_is_lacking_about_a_city_is_told_whatever_the_chunk() -> None:
    """A city's counties may lie in several chunks: a rule that reads the city's figure gives one reason in all."""
    rows = [{"county": f"县{at}", "school": "s", "stage": "primary", "students": 30} for at in range(4)]
    areas = [{"level": "county", "county": f"县{at}", "city": "江市"} for at in range(4)]
    result = yz.evaluate([{**rows[0], "students": None}, *rows[1:]], odd_pack(), areas)
    every = [row["reason"] for row in result.to_dicts(rule="within")]
    each = [row["reason"] for at in range(4) for row in result.to_dicts(rule="within", county=f"县{at}")]
    assert every == each == ["missing:city_money,students"] + ["missing:city_money"] * 3
    small = dicts_of(tables(result.plan, result.data, result.verdicts, Wanted(rule="pupils"), rows=1))
    assert [row["reason"] for row in small] == ["missing:students"]


def test_only_what_is_asked_for_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of which no unit has the status asked for costs nothing."""
    import youzhi_rules.columnar as module

    asked: list[tuple[str, int]] = []

    def counting(plan: Any, step: Any, frame: Any, status: Any, units: Any, known: lacks.Lacks) -> Any:
        asked.append((step.id, len(units)))
        return columns_of(plan, step, frame, status, units, known)

    monkeypatch.setattr(module, "columns_of", counting)
    result = yz.evaluate(SCHOOLS, area_records=AREA)
    unmet = result.to_dicts(status="unmet")
    assert {name for name, _ in asked} == {row["rule"] for row in unmet}
    assert sum(many for _, many in asked) == len(unmet)
