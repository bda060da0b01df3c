"""Mistakes that systems in use today make, each with the school or county that shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

import youzhi_rules as yz

MET, UNMET, UNKNOWN = "met", "unmet", "unknown"
PRIMARY = {"county": "青山县", "stage": "primary", "school_kind": "primary"}
ON_THE_LINE = {
    "students": 1000,
    "teachers_above_required_degree": 42,
    "backbone_teachers": 10,
    "pe_arts_teachers": 9,
    "teaching_area": 4500,
    "sports_area": 7500,
    "equipment_value": 2_000_000,
    "multimedia_classrooms": 23,
}
"""A primary section of 1000 pupils, each of the seven exactly on its standard."""
SEVEN = (
    *("degree_teachers", "backbone_teachers", "pe_arts_teachers", "teaching_area", "sports_area"),
    *("equipment_value", "multimedia_classrooms"),
)


def outcome(records: Sequence[Mapping[str, Any]], rule: str, **where: str) -> dict[str, Any]:
    """Judge records by the national pack and pick the one outcome asked for."""
    result = yz.evaluate(list(records), pack="national-2017")
    found = [one for one in result.to_dicts(rule=rule) if all(one[key] == value for key, value in where.items())]
    assert len(found) == 1, found
    return found[0]


def primary_schools(fact: str, *pairs: tuple[object, int]) -> list[dict[str, Any]]:
    """Make primary schools of (quantity, pupils)."""
    return [
        {**PRIMARY, "school": str(number), "students": pupils, fact: quantity}
        for number, (quantity, pupils) in enumerate(pairs)
    ]


def test_unweighted_variation() -> None:
    """The coefficient weighs each school with its pupils: a small school that has much does not spoil it."""
    schools = primary_schools("sports_area", (320, 100), (1900, 1900))
    found = outcome(schools, "sports_area_cv", stage="primary")
    assert found["status"] == MET
    # mean 1.11, variance 0.05·2.09² + 0.95·0.11² = 0.2299
    assert found["value"] == pytest.approx(0.2299**0.5 / 1.11, rel=1e-12)
    unweighted = 1.1 / 2.1
    assert unweighted > found["limit"] == 0.5


def test_mean_of_school_values() -> None:
    """The mean that deviations are taken from is that of all pupils, not of the schools' values."""
    # mean 1.25, variance 0.9·0.25² + 0.1·2.25² = 0.5625, coefficient 0.6; about 2.25 it would be 0.556
    schools = primary_schools("teaching_area", (900, 900), (350, 100))
    found = outcome(schools, "teaching_area_cv", stage="primary")
    assert (found["value"], found["status"]) == (0.6, UNMET)
    # mean 1.2, variance 0.9·0.2² + 0.1·1.8² = 0.36, coefficient 0.5; about 2 it would be 0.5 as well
    schools = primary_schools("teaching_area", (900, 900), (300, 100))
    assert outcome(schools, "teaching_area_cv", stage="primary")["value"] == 0.5


def test_gym_left_inside_teaching_area() -> None:
    """The gym inside the statistical teaching area is taken out of it, and added to the sports area."""
    school = {**PRIMARY, "school": "1", "students": 1000, "sports_ground_area": 7400}
    school |= {"teaching_area_gross": 4600, "indoor_sports_area": 200}
    teaching, sports = (outcome([school], rule) for rule in ("teaching_area", "sports_area"))
    assert (teaching["value"], teaching["status"]) == (4.4, UNMET)
    assert (sports["value"], sports["status"]) == (7.6, MET)


def test_arts_teachers_left_out_or_counted_twice() -> None:
    """Arts teachers are in the count of PE and arts teachers, once, whatever else tells those of music."""
    school = {**PRIMARY, "school": "1", "在校生数": 1000, "其中：音乐教师数": 3, "其中：美术教师数": 2}
    for teachers, value, status in ((9, 0.9, MET), (8, 0.8, UNMET)):
        found = outcome([{**school, "体育、艺术专任教师数": teachers}], "pe_arts_teachers")
        assert (found["value"], found["status"]) == (value, status)


def test_ten_thousand_yuan_taken_as_yuan() -> None:
    """Equipment given in 万元 is so many times ten thousand yuan, exactly."""
    for header, amount, value, status in (
        ("教学仪器设备资产值（万元）", "200", 2000, MET),
        ("教学仪器设备资产值（万元）", 199.9999, 1999.999, UNMET),
        ("教学仪器设备资产值", 2_000_000, 2000, MET),
        ("equipment_value", 1_999_999, 1999.999, UNMET),
    ):
        found = outcome([{**PRIMARY, "school": "1", "students": 1000, header: amount}], "equipment_value")
        assert (found["value"], found["status"]) == (value, status)


def test_floor_of_85_percent_held_against_a_rounded_value() -> None:
    """The floor of 1700 yuan is not reached by 1699.996, though the form prints 1700.00."""
    for amount, status in ((1_699_996, UNMET), (1_700_000, MET)):
        school = {**PRIMARY, **ON_THE_LINE, "school": "1", "equipment_value": amount}
        assert outcome([school], "resource_quota")["status"] == status


def test_floor_of_85_percent_finer_than_two_decimals() -> None:
    """The floor of 1.955 rooms is reached by 1.955, which has no two decimals."""
    for rooms, status in (("19.55", MET), (19.55, MET), ("19.549", UNMET), (19.5499999, UNMET)):
        school = {**PRIMARY, **ON_THE_LINE, "school": "1", "multimedia_classrooms": rooms}
        assert outcome([school], "resource_quota")["status"] == status


@pytest.mark.parametrize("blank", [None, "", float("nan"), "absent"])
def test_missing_data_read_as_zero(blank: object) -> None:
    """What is not given is unknown: it is neither 0, nor a failure, nor a pass."""
    school = {**PRIMARY, **ON_THE_LINE, "school": "1", "backbone_teachers": blank}
    if blank == "absent":
        del school["backbone_teachers"]
    result = yz.evaluate([school], pack="national-2017")
    statuses = {one["rule"]: one["status"] for one in result.to_dicts() if one["stage"] in ("primary", None)}
    assert statuses["backbone_teachers"] == statuses["backbone_teachers_cv"] == UNKNOWN
    # six are met, but whether the seventh is at 85 % is not known
    assert statuses["resource_quota"] == UNKNOWN
    assert statuses["fraud"] == statuses["public_satisfaction"] == UNKNOWN
    assert result.status == UNKNOWN
    two_low = {**school, "equipment_value": 1_900_000, "sports_area": 7400}
    assert outcome([two_low], "resource_quota")["status"] == UNMET


def test_schools_with_a_zero_numerator_dropped() -> None:
    """A school without a backbone teacher is part of the dispersion."""
    schools = primary_schools("backbone_teachers", (4, 200), (4, 200), (0, 200))
    found = outcome(schools, "backbone_teachers_cv", stage="primary")
    assert found["status"] == UNMET
    assert found["value"] == pytest.approx(0.5**0.5, rel=1e-12)


def test_senior_pupils_in_the_scale_count() -> None:
    """Senior pupils do not count in the size of a school with several stages."""
    rows = [("primary", 1200), ("junior", 1300), ("senior", 900)]
    school = {"county": "青山县", "school": "1", "school_kind": "twelve_year"}
    records = [{**school, "stage": stage, "students": pupils} for stage, pupils in rows]
    found = outcome(records, "school_scale")
    assert (found["value"], found["limit"], found["status"]) == (2500, 2500, MET)
    records[1]["students"] = 1301
    assert outcome(records, "school_scale")["status"] == UNMET


def test_more_than_read_for_at_least() -> None:
    """Exactly the standard is enough: the seven indicators, the quota, a dispersion, a class, a share."""
    result = yz.evaluate(
        [{**PRIMARY, **ON_THE_LINE, "school": "1", "largest_class": 45}],
        pack="national-2017",
        area_records={"county": "青山县", "public_satisfaction": "85%", "nearby_enrolment_junior": "95%"},
    )
    rules = {*SEVEN, "resource_quota", "class_size", "public_satisfaction"}
    assert {one["rule"] for one in result.to_dicts(status=MET)} >= rules
    nearby = {one["stage"]: one["status"] for one in result.to_dicts(rule="nearby_enrolment")}
    assert nearby == {"primary": UNKNOWN, "junior": MET}
    pair = primary_schools("sports_area", (300, 100), (100, 100))
    assert outcome(pair, "sports_area_cv", stage="primary")["status"] == MET


def test_less_than_read_for_below_0_15() -> None:
    """A difference rate of exactly 0.15 is not below 0.15."""
    for rate, status in ((0.15, UNMET), ("15%", UNMET), ("14.99%", MET)):
        result = yz.evaluate(
            [{**PRIMARY, "school": "1"}],
            pack="national-2017",
            area_records={"county": "青山县", "attainment_gap_rates": [0.1, rate]},
        )
        assert [one["status"] for one in result.to_dicts(rule="attainment_gap")] == [status]


def test_variation_of_0_when_the_mean_is_0() -> None:
    """Where no school has any, there is no coefficient: unknown, which is not a pass."""
    found = outcome(primary_schools("backbone_teachers", (0, 200), (0, 300)), "backbone_teachers_cv", stage="primary")
    assert (found["value"], found["status"]) == (None, UNKNOWN)


def test_85_percent_of_0_9_in_floats() -> None:
    """85 % of 0.9 is 0.765 to the last digit, and 9 teachers for 1000 pupils are 0.9 for a hundred."""
    assert (9 / 1000) * 100 < 0.9
    for teachers, pupils, status in ((153, 20_000, MET), (459, 60_000, MET), (152, 20_000, UNMET)):
        per_pupil = {fact: amount * pupils // 1000 for fact, amount in ON_THE_LINE.items()}
        school = {**PRIMARY, **per_pupil, "school": "1", "pe_arts_teachers": teachers}
        assert outcome([school], "resource_quota")["status"] == status
    assert outcome([{**PRIMARY, **ON_THE_LINE, "school": "1"}], "pe_arts_teachers")["status"] == MET


@pytest.mark.parametrize(
    ("primary", "junior"), [(1100, 700), (110, 90), (330, 170), (220, 30), (770, 410), (550, 1234)]
)
def test_a_split_step_rounded_before_the_next(primary: int, junior: int) -> None:
    """A junior stage whose share of a nine-year school comes to exactly 5.8 m² a pupil meets 5.8 m²."""
    weighted = primary + Fraction("1.1") * junior
    whole = Fraction("5.8") * weighted / Fraction("1.1")
    assert (100 * whole).denominator == 1
    for spare, status in ((0, MET), (Fraction("0.01"), UNMET)):
        school = {"county": "青山县", "school": "1", "school_kind": "nine_year"}
        records: list[dict[str, object]] = [
            {**school, "stage": "primary", "students": primary},
            {**school, "stage": "junior", "students": junior},
            {**school, "stage": "whole", "teaching_area": f"{float(whole - spare):.2f}"},
        ]
        assert outcome(records, "teaching_area", stage="junior")["status"] == status
