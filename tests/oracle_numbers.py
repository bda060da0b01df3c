"""The numbers of the national measures of 2017, and the plain arithmetic of what may be missing.

The first half is what articles 6 to 10 print, and what practice adds to them. The second reads cells of the
plainest form (numbers, number texts, percentages, flags and lists of these) and computes with them. Questions
are answered by True, False or None, None meaning that what is given does not decide it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

Record = Mapping[str, object]
Number = int | Fraction
Truth = bool | None

MET, UNMET, UNKNOWN, NOT_APPLICABLE = "met", "unmet", "unknown", "not_applicable"
COMPULSORY = ("primary", "junior")


class Indicator(NamedTuple):
    """One of the seven indicators of article 6: its fact, the pupils it is counted per, its two standards."""

    fact: str
    per: int
    primary: Fraction
    junior: Fraction

    def standard(self, stage: str) -> Fraction:
        """Tell the standard of one stage."""
        return self.primary if stage == "primary" else self.junior


INDICATORS = {
    "degree_teachers": Indicator("teachers_above_required_degree", 100, Fraction("4.2"), Fraction("5.3")),
    "backbone_teachers": Indicator("backbone_teachers", 100, Fraction(1), Fraction(1)),
    "pe_arts_teachers": Indicator("pe_arts_teachers", 100, Fraction("0.9"), Fraction("0.9")),
    "teaching_area": Indicator("teaching_area", 1, Fraction("4.5"), Fraction("5.8")),
    "sports_area": Indicator("sports_area", 1, Fraction("7.5"), Fraction("10.2")),
    "equipment_value": Indicator("equipment_value", 1, Fraction(2000), Fraction(2500)),
    "multimedia_classrooms": Indicator("multimedia_classrooms", 100, Fraction("2.3"), Fraction("2.4")),
}
"""Article 6: per 100 pupils or per pupil."""

SPLIT_OVER_STAGES = ("teaching_area", "sports_area", "equipment_value", "multimedia_classrooms")
WEIGHTS = {
    "nine_year": {"primary": Fraction(1), "junior": Fraction("1.1")},
    "complete_secondary": {"junior": Fraction(1), "senior": Fraction("1.2")},
    "twelve_year": {"primary": Fraction(1), "junior": Fraction("1.1"), "senior": Fraction("1.32")},
}
"""Weights of a pupil when a mixed school's common quantities are split over its stages."""

KIND_OF_STAGES = {
    frozenset({"primary"}): "primary",
    frozenset({"junior"}): "junior",
    frozenset({"primary", "junior"}): "nine_year",
    frozenset({"junior", "senior"}): "complete_secondary",
    frozenset({"primary", "junior", "senior"}): "twelve_year",
}
"""What a school is taken for when its kind is not told."""

LARGEST_SCHOOL = {
    "primary": 2000,
    "junior": 2000,
    "complete_secondary": 2000,
    "teaching_point": 2000,
    "nine_year": 2500,
    "twelve_year": 2500,
}
ATTESTED_BY_SCHOOLS = {
    "school_charter": "has_charter",
    "digital_management": "digital_management",
    "digital_teaching": "digital_teaching",
    "ict_teaching": "ict_teaching",
    "facility_use": "facility_use",
    "curriculum": "curriculum_complete",
    "teaching_order": "teaching_order",
    "comprehensive_practice": "comprehensive_practice",
    "workload": "workload_ok",
}
GRADED_BY_SCHOOLS = {"moral_education": "moral_education_grade", "campus_culture": "campus_culture_grade"}
ATTESTED_BY_COUNTY = {
    "school_layout": ("layout_ok",),
    "unified_standards": (
        "building_standard_unified",
        "staffing_standard_unified",
        "funds_base_unified",
        "equipment_standard_unified",
    ),
    "performance_pay": ("performance_pay_full",),
    "staffing_allocation": ("staffing_allocated",),
    "senior_quota_rural_tilt": ("senior_quota_rural_tilt",),
    "left_behind_care": ("left_behind_care",),
}
VETOES = (
    "exam_admission",
    "school_choice",
    "key_schools",
    "unfilled_posts",
    "safety_discipline",
    "fraud",
)
SCHOOL_GRADES = ("不合格", "合格", "良好", "优秀")
MONITORED_LEVELS = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")

GROUPS = {
    "resources": {"resource_quota", *(f"{rule}_cv" for rule in INDICATORS)},
    "government": {
        *("school_layout", "unified_standards", "music_rooms", "art_rooms", "school_scale", "class_size"),
        *("small_school_funding", "special_education_funding", "teacher_pay", "performance_pay"),
        *("teacher_training_hours", "staffing_allocation", "teacher_rotation", "backbone_rotation"),
        *("teacher_certification", "nearby_enrolment", "senior_quota_allocation"),
        *("senior_quota_rural_tilt", "left_behind_care", "migrant_enrolment"),
    },
    "quality": {
        *("junior_retention", "disabled_enrolment", "training_budget", "attainment_level", "attainment_gap"),
        *ATTESTED_BY_SCHOOLS,
        *GRADED_BY_SCHOOLS,
    },
    "recognition": {"public_satisfaction"},
    "vetoes": set(VETOES),
}
"""Articles 6, 7, 8, 9 and 10. The seven indicators decide nothing: the quota and the dispersion do."""


def missing(cell: object) -> bool:
    """Tell whether a cell says nothing."""
    return cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell))


@lru_cache(maxsize=200_000, typed=True)
def written(cell: object) -> Number:
    """Take a number for what is written: a float by its shortest text, ``5%`` for five hundredths."""
    text = str(cell)
    if text.endswith("%"):
        return Fraction(Decimal(text[:-1])) / 100
    value = Fraction(Decimal(text))
    return value.numerator if value.denominator == 1 else value


def listed(cell: object) -> list[object] | None:
    """Read a list, also one written into a single cell with 、 between; 无 is the empty one."""
    if missing(cell):
        return None
    if isinstance(cell, str):
        return [] if cell == "无" else list(cell.split("、"))
    assert isinstance(cell, (list, tuple))
    return list(cell)


@lru_cache(maxsize=64)
def floor(standard: Fraction) -> Fraction:
    """Tell 85 % of a standard."""
    return standard * 85 / 100


def flag(cell: object) -> Truth:
    """Read a yes or no."""
    return None if missing(cell) else cell in (True, "是")


def total(values: Iterable[Number | None]) -> Number | None:
    """Add up; with one addend missing the sum is not known."""
    result: Number = 0
    for value in values:
        if value is None:
            return None
        result += value
    return result


def less(minuend: Number | None, subtrahend: Number | None) -> Number | None:
    """Subtract; with one of the two missing the difference is not known."""
    return None if minuend is None or subtrahend is None else minuend - subtrahend


def ratio(part: Number | None, of: Number | None) -> Number | None:
    """Divide; by nothing known, or by 0, there is no ratio."""
    return None if part is None or of is None or of == 0 else Fraction(part, of)


def both(one: Truth, other: Truth) -> Truth:
    """Tell whether both hold: one that does not is enough to say no."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def either(one: Truth, other: Truth) -> Truth:
    """Tell whether one of the two holds: one that does is enough to say yes."""
    if one is True or other is True:
        return True
    return None if one is None or other is None else False


def status(holds: Truth) -> str:
    """Name an answer."""
    return UNKNOWN if holds is None else MET if holds else UNMET
