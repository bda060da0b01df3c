"""A small county for the tests of what comes out: every kind of test, met, unmet and unknown, one mixed school."""

from __future__ import annotations

from typing import Any

import youzhi_rules as yz

COUNTY = "清溪县"

_FINE = {
    "school_kind": "primary",
    "location": "town",
    "stage": "primary",
    "students": 1000,
    "classes": 24,
    "largest_class": 45,
    "teachers": 60,
    "teachers_above_required_degree": 42,
    "backbone_teachers": 10,
    "pe_arts_teachers": 9,
    "teaching_area_gross": 4800,
    "indoor_sports_area": 300,
    "sports_ground_area": 7200,
    "equipment_value": 2_000_000,
    "multimedia_classrooms": 23,
    "music_room_areas": "96、96",
    "art_room_areas": "90、90",
    "public_funds_budget": 700_000,
    "training_funds": 35_000,
    "moral_education_grade": "良好",
    "has_charter": "是",
}

SCHOOLS: list[dict[str, Any]] = [
    {**_FINE, "school": "S1", "school_name": "一小"},
    {**_FINE, "school": "S2", "school_name": "=2小", "pe_arts_teachers": 8, "teaching_area_gross": 3900,
     "moral_education_grade": "合格", "has_charter": "否", "music_room_areas": "95.9", "largest_class": 46},
    {"school": "S3", "school_name": "<b>九年</b>", "school_kind": "nine_year", "stage": "primary", "students": 100,
     "teachers_above_required_degree": 5, "backbone_teachers": 1, "pe_arts_teachers": 1, "classes": 3},
    {"school": "S3", "stage": "junior", "students": 200, "teachers_above_required_degree": 11, "backbone_teachers": 2,
     "pe_arts_teachers": 2, "classes": 5},
    {"school": "S3", "stage": "whole", "equipment_value": 640_000, "teaching_area_gross": 1600, "indoor_sports_area": 0,
     "sports_ground_area": 2800, "multimedia_classrooms": 7},
]  # fmt: skip

AREA: dict[str, Any] = {
    "county": COUNTY,
    "layout_ok": "是",
    "building_standard_unified": "是",
    "staffing_standard_unified": "否",
    "funds_base_unified": "是",
    "public_satisfaction": "85%",
    "rotation_eligible_teachers": 100,
    "rotated_teachers": 9,
    "rotated_backbone_teachers": 2,
    "certified_teachers": 0,
    "fulltime_teachers_total": 0,
    "attainment_levels": "Ⅲ、Ⅱ",
    "attainment_gap_rates": "0.15",
    "veto_fraud": "否",
    "veto_key_schools": "是",
}


def made_result(**more: Any) -> yz.Result:
    """The county's result under the national standard."""
    return yz.evaluate(SCHOOLS, area_records=AREA, **more)


def two_counties() -> yz.Result:
    """The same schools in two counties, the rows of the second in another order."""
    rows = [{**row, "county": "甲县"} for row in SCHOOLS] + [{**row, "county": "乙县"} for row in reversed(SCHOOLS)]
    return yz.evaluate(rows)


def outcome(result: yz.Result, rule: str, **where: Any) -> dict[str, Any]:
    """The one outcome of a rule at a place."""
    found = [o for o in result.to_dicts(rule=rule) if all(o[key] == value for key, value in where.items())]
    assert len(found) == 1, found
    return found[0]
