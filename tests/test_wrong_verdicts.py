"""Verdicts that were wrong once, each held fast."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from small_packs import faults_of, plan_of, rule, verdicts

from youzhi_rules import frame
from youzhi_rules.dictionary import shipped_facts
from youzhi_rules.engine import STATUSES, run
from youzhi_rules.intake import build_dataset
from youzhi_rules.plan import Plan
from youzhi_rules.telling import outcomes


def of_step(plan: Plan, records: list[dict[str, Any]], areas: Any = None, step: int = 0) -> list[str]:
    """The statuses of one step."""
    return [STATUSES[code] for code in verdicts(plan, records, areas).steps[step].tolist()]


def test_another_schools_huge_figure_changes_no_verdict() -> None:
    """Numbers beyond the floats in one school do not round those of another: a hair below three stays unmet."""
    below = 999_983
    area = next(a for a in range(26 * 10**9, 26 * 10**9 + 99) if a * below % 4 == 3 and (a * below + 1) % 3 == 0)
    sports = Fraction((area * below + 1) // 3, below)
    assert Fraction(area) / sports < 3
    plan = plan_of(
        rule(
            "r",
            level="section",
            measure="teaching_area / max(sports_area, sports_ground_area)",
            unit="比例",
            at_least="floor",
            given="{floor: {value: 3, unit: 比例}}",
        )
    )
    one = {"school": 1, "stage": "primary", "students": 5, "sports_ground_area": 0}
    one |= {"teaching_area": area, "sports_area": sports}
    other = {"school": 2, "stage": "primary", "students": 5, "teaching_area": 1}
    other |= {"sports_area": Fraction(1, 1_000_003), "sports_ground_area": Fraction(10**25, 7)}
    assert of_step(plan, [one]) == ["unmet"]
    assert of_step(plan, [one, other])[0] == "unmet"


def test_what_is_read_from_a_city_is_of_all_its_counties(monkeypatch: pytest.MonkeyPatch) -> None:
    """A county's share of its city is the same whether its counties are taken together, apart or one is asked for."""
    monkeypatch.setattr(frame, "CHUNK", 1)
    plan = plan_of(
        rule("r", level="county", measure="sum(students) / city.students", unit="比例", at_most="0.5"),
    )
    rows = [
        {"city": "x", "county": county, "school": "1", "stage": "primary", "students": pupils}
        for county, pupils in (("b", 300), ("c", 700))
    ]
    assert of_step(plan, rows) == ["met", "unmet"]
    data = build_dataset(rows, None, shipped_facts())
    told = outcomes(plan, data, run(plan, data), county="c")
    assert [(found["value"], found["status"]) for found in told] == [(0.7, "unmet")]


def test_units_of_one_dimension_but_another_size_are_not_compared() -> None:
    """60 万元 is no limit for a measure in 元, nor a ratio one for a measure per hundred pupils."""
    money = rule(
        "r",
        level="county",
        measure="special_education_funds",
        unit="元",
        at_least="base",
        given="{base: {value: 60, unit: 万元}}",
    )
    (fault,) = faults_of(money)
    assert (fault.code, fault.key) == ("limit-unit", "rules.r.at_least")
    when = rule("r", level="county", attested="layout_ok", when="special_education_funds >= base")
    (fault,) = faults_of(when.rstrip() + "\n    given: {base: {value: 60, unit: 万元}}\n")
    assert (fault.code, fault.key) == ("formula-units-differ", "rules.r.when")
    hundred = rule(
        "r",
        level="county",
        measure="100 * sum(teachers) / sum(students)",
        unit="人/百名学生",
        at_least="base",
        given="{base: {value: 0.5, unit: 比例}}",
    )
    assert [fault.code for fault in faults_of(hundred)] == ["limit-unit"]


def test_a_county_rule_by_stage_sums_the_sections_of_the_stage() -> None:
    """Junior schools with too few teachers are not hidden behind primary schools with enough."""
    plan = plan_of(
        rule(
            "r",
            level="county",
            by="stage",
            measure="sum(teachers) / sum(students)",
            unit="比例",
            at_least="{primary: 0.05, junior: 0.05}",
        )
    )
    rows = [
        {"school": "1", "stage": "primary", "students": 100, "teachers": 10},
        {"school": "2", "stage": "junior", "students": 100, "teachers": 2},
    ]
    assert of_step(plan, rows) + of_step(plan, rows, step=1) == ["met", "unmet"]


@pytest.mark.parametrize("level", ["town", "city"])
def test_a_required_rule_of_towns_or_cities_that_nobody_named_is_not_passed(level: str) -> None:
    """Where no town or city is named nothing is known of it."""
    plan = plan_of(
        rule("a", level="county", attested="layout_ok"),
        rule("b", level=level, measure="sum(students)", unit="人", at_most="1000"),
    )
    rows = [{"county": "甲", "school": "1", "stage": "primary", "students": 10}]
    found = verdicts(plan, rows, {"county": "甲", "layout_ok": True})
    assert STATUSES[int(found.counties[0])] == "unknown"


def test_names_in_a_condition_are_read_like_names_in_the_data() -> None:
    """Full-width brackets in a pack name the same county as the half-width ones of a table."""
    plan = plan_of(rule("r", level="county", attested="layout_ok", applies_to="{county: 县（一）}"))
    rows = [{"county": "县(一)", "school": "1", "stage": "primary", "students": 10}]
    assert of_step(plan, rows, {"county": "县（一）", "layout_ok": False}) == ["unmet"]


def test_a_rule_that_does_not_apply_counts_in_a_quota_as_it_is_told() -> None:
    """Status and value of a quota say the same where one of its rules does not apply."""
    part = {"level": "section", "measure": "students", "unit": "人", "strength": "component"}
    plan = plan_of(
        rule("a", **part, at_least="1"),
        rule("b", **part, at_least="10000", applies_to="{location: rural}"),
        rule("q", level="section", quota="{of: [a, b], met: 2}"),
    )
    data = build_dataset(
        [{"school": "1", "stage": "primary", "students": 5, "location": "urban"}], None, shipped_facts()
    )
    (found,) = outcomes(plan, data, run(plan, data), rule="q")
    assert (found["status"], found["value"], found["limit"]) == ("met", 2, 2)


def test_faults_of_dispersions_are_told() -> None:
    """Limits per stage need coefficients per stage, and a coefficient's id must be free."""
    part = rule("a", level="section", measure="teachers / students", unit="比例", at_least="0", strength="component")
    spread = {"level": "county", "at_most": "{primary: 0.5, junior: 0.45}"}
    (fault,) = faults_of(part, rule("d", **spread, dispersion="{of: [a], weight: students}"))
    assert fault.code == "dispersion-limit"
    taken = rule("a_cv", level="county", attested="layout_ok")
    (fault,) = faults_of(part, taken, rule("d", **spread, dispersion="{of: [a], weight: students, by: stage}"))
    assert (fault.code, fault.params["name"]) == ("coefficient-id-taken", "a_cv")


def test_a_share_in_a_list_is_converted_once() -> None:
    """Under a header in %, 14 and 14% are the same share; 20 is not below 0.15."""
    plan = plan_of(
        rule("r", level="county", measure="max(attainment_gap_rates)", unit="比例", less_than="0.15"),
    )
    rows = [{"county": "甲", "school": "1", "stage": "primary", "students": 10}]
    for cell, status in (("14%、20%", "unmet"), ("14、20", "unmet"), ("14、14.9%", "met"), ([14, 14], "met")):
        assert of_step(plan, rows, {"county": "甲", "attainment_gap_rates（%）": cell}) == [status]


def test_a_blank_figure_of_a_campus_is_not_nothing() -> None:
    """What a campus did not report is missing in the sum of the school, never 0."""
    plan = plan_of(
        rule("r", level="section", measure="equipment_value / students", unit="元/生", at_most="5000"),
        more="split: {of: [equipment_value], by_pupils: {nine_year: {primary: 1, junior: 1}}, clause: 第1条}\n",
    )
    rows: list[dict[str, Any]] = [
        {"school": "A", "school_kind": "nine_year", "stage": "primary", "students": 500},
        {"school": "A", "stage": "junior", "students": 300},
        {"school": "A", "stage": "whole", "equipment_value": 1_000_000},
        {"school": "B", "parent_school": "A", "stage": "whole"},
    ]
    assert of_step(plan, rows) == ["unknown", "unknown"]


def test_the_same_digits_in_two_units_are_two_figures() -> None:
    """80 yuan and 80 万元 contradict each other; neither is taken."""
    plan = plan_of(rule("r", level="section", measure="equipment_value / students", unit="元/生", at_least="2000"))
    row = {"school": "1", "stage": "primary", "students": 100, "equipment_value": 80}
    assert of_step(plan, [{**row, "教学仪器设备资产值（万元）": 80}]) == ["unknown"]


def test_commas_in_a_list_part_its_items() -> None:
    """“100,120” are two rooms; an item left out between two commas is missing."""
    plan = plan_of(rule("r", level="school", measure="count(music_room_areas)", unit="间", at_least="2"))
    row = {"school": "1", "stage": "primary", "students": 100}
    for cell, status in (("100,120", "met"), ("100,,120", "unknown"), ("100、120、", "met"), ("100", "unmet")):
        assert of_step(plan, [{**row, "music_room_areas": cell}]) == [status]
