"""What holds of every county: order, units, company and missing cells change nothing that they should not."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from agreement import by_the_engine, differences, statuses
from dice import decimal_text
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from made_sections import COUNTED, SHARED
from oracle import Verdicts
from strategies import MadeCounty, counties, made_counties

import youzhi_rules as yz

quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
DECIDED = {"met", "unmet", "not_applicable"}
KEYS = {"county", "school", "stage", "school_kind"}
TELLS_APART = {"teachers_with_five_years", "teachers_total"}
"""Where the one is not told apart the other stands for it, so that its arrival is another statement."""
PER_PUPIL = (
    *("degree_teachers", "backbone_teachers", "pe_arts_teachers", "teaching_area", "sports_area"),
    *("equipment_value", "multimedia_classrooms", "resource_quota"),
)
BEST_LAST = ("unmet", "unknown", "met")
made = st.builds(lambda seed: next(iter(made_counties(seed, 1))), st.integers(0, 10**6))


def evaluate(county: MadeCounty) -> Any:
    """Judge one county."""
    return yz.evaluate(county.records, pack="national-2017", area_records=county.areas)


@pytest.mark.long
@quick
@given(made, st.randoms(use_true_random=False))
def test_row_order_changes_nothing(county: MadeCounty, chance: Any) -> None:
    """The same rows in another order, with their cells in another order, give the same bytes."""
    rows = [dict(chance.sample(list(row.items()), len(row))) for row in county.records]
    chance.shuffle(rows)
    areas = [dict(chance.sample(list(area.items()), len(area))) for area in county.areas]
    one, other = evaluate(county), evaluate(MadeCounty(county.name, rows, areas))
    assert statuses(one) == statuses(other)
    assert one.to_json() == other.to_json()
    assert one.data_digest == other.data_digest


@pytest.mark.long
@quick
@given(st.integers(2, 4), st.randoms(use_true_random=False), st.integers(0, 10**6))
def test_the_order_of_counties_changes_nothing(number: int, chance: Any, seed: int) -> None:
    """Several counties give the same bytes in whatever order their rows and area records stand."""
    together = list(made_counties(seed, number))
    rows = [row for county in together for row in county.records]
    areas = [area for county in together for area in county.areas]
    one = yz.evaluate(rows, pack="national-2017", area_records=areas).to_json()
    chance.shuffle(rows)
    chance.shuffle(areas)
    assert yz.evaluate(rows, pack="national-2017", area_records=areas).to_json() == one


@pytest.mark.long
@quick
@given(made)
def test_the_unit_of_a_header_changes_nothing(county: MadeCounty) -> None:
    """Equipment in yuan and the same in 万元 under a header that says so give the same outcomes."""
    rows = []
    for row in county.records:
        cells = dict(row)
        yuan = cells.pop("equipment_value", None)
        if str(yuan) not in ("None", "", "nan"):
            cells["教学仪器设备资产值（万元）"] = decimal_text(Fraction(Decimal(str(yuan))) / 10_000)
        rows.append(cells)
    assert evaluate(county).to_dicts() == evaluate(MadeCounty(county.name, rows, county.areas)).to_dicts()


@pytest.mark.long
@quick
@given(st.integers(2, 4), st.integers(0, 10**6))
def test_counties_are_judged_each_for_itself(number: int, seed: int) -> None:
    """A table of several counties gives what the tables of each county give."""
    together = list(made_counties(seed, number))
    apart = Verdicts()
    for county in together:
        alone = by_the_engine([county])
        apart.outcomes.update(alone.outcomes)
        apart.groups.update(alone.groups)
        apart.counties.update(alone.counties)
    assert differences(by_the_engine(together), apart) == {}


@st.composite
def section(draw: st.DrawFn) -> dict[str, object]:
    """Draw a section without its pupils."""
    stage = draw(st.sampled_from(["primary", "junior"]))
    counted = dict.fromkeys(COUNTED, st.integers(0, 200))
    shared = dict.fromkeys(SHARED, st.decimals(0, 30_000, places=2))
    return {"county": "c", "school": "s", "stage": stage, "school_kind": stage} | {
        fact: draw(amounts) for fact, amounts in (counted | shared).items()
    }


@pytest.mark.long
@quick
@given(section(), st.integers(1, 3000), st.integers(1, 3000))
def test_more_pupils_never_help(row: dict[str, object], pupils: int, more: int) -> None:
    """A section with more pupils and the same means stands no better in any of the seven or the quota."""
    few, many = (
        {one["rule"]: one for one in yz.evaluate([{**row, "students": number}], pack="national-2017").to_dicts()}
        for number in (pupils, pupils + more)
    )
    for rule in PER_PUPIL:
        assert BEST_LAST.index(many[rule]["status"]) <= BEST_LAST.index(few[rule]["status"])
        assert many[rule]["value"] <= few[rule]["value"]


def without_some(draw: st.DrawFn, cells: dict[str, object], percent: int) -> dict[str, object]:
    """Leave out some cells of a row, though none that says which row it is."""
    return {
        fact: cell for fact, cell in cells.items() if fact in KEYS | TELLS_APART or draw(st.integers(0, 99)) >= percent
    }


@st.composite
def known_and_missing(draw: st.DrawFn) -> tuple[MadeCounty, MadeCounty]:
    """Draw a county and the same with cells missing."""
    county = draw(made)
    percent = draw(st.sampled_from([2, 10, 50]))
    rows = [without_some(draw, row, percent) for row in county.records]
    areas = [without_some(draw, area, percent) for area in county.areas]
    return county, MadeCounty(county.name, rows, areas)


@pytest.mark.long
@quick
@given(known_and_missing())
def test_what_was_decided_stays_decided(pair: tuple[MadeCounty, MadeCounty]) -> None:
    """An outcome, a group or a county decided while cells were missing keeps its status when they arrive."""
    county, gappy = pair
    full, part = by_the_engine([county]), by_the_engine([gappy])
    for outcome, status in part.outcomes.items():
        assert status not in DECIDED or full.outcomes[outcome] == status, outcome
    for group, status in part.groups.items():
        assert status not in DECIDED or full.groups[group] == status, group
    assert part.counties[county.name] in ("unknown", full.counties[county.name])


@pytest.mark.long
@quick
@given(counties(), st.sampled_from([None, "", math.nan]))
def test_an_empty_cell_is_a_missing_one(county: MadeCounty, blank: object) -> None:
    """A cell left out, an empty one, None and NaN all say nothing."""
    facts = {fact for row in county.records for fact in row} - KEYS
    assume(facts)
    rows = [{**dict.fromkeys(facts, blank), **row} for row in county.records]
    padded = MadeCounty(county.name, rows, county.areas)
    assert differences(by_the_engine([county]), by_the_engine([padded])) == {}
