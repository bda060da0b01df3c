"""What articles 7 to 10 ask of made-up schools and counties: on the line, over it and under it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from dice import Dice, rounded_up, spelled, spelled_list, spelled_share
from made_sections import MadeSchool, Mood

Cells = dict[str, object]

HALF, CENT = Fraction(1, 2), Fraction(1, 100)
GAP_RATES = (Fraction("0.149"), Fraction("0.1"), Fraction("0.1499"))

FLAGS_OF_SCHOOLS = (
    *("has_charter", "digital_management", "digital_teaching", "ict_teaching", "facility_use"),
    *("curriculum_complete", "teaching_order", "comprehensive_practice", "workload_ok"),
)
FLAGS_OF_COUNTIES = (
    *("layout_ok", "building_standard_unified", "staffing_standard_unified", "funds_base_unified"),
    *("equipment_standard_unified", "performance_pay_full", "staffing_allocated", "senior_quota_rural_tilt"),
    "left_behind_care",
)
VETOES_OF_COUNTIES = (
    *("veto_exam_admission", "veto_school_choice", "veto_key_schools", "veto_unfilled_posts"),
    *("veto_safety_discipline", "veto_fraud"),
)


def put(dice: Dice, mood: Mood, cells: Cells, fact: str, cell: object) -> None:
    """Write a cell, or leave it out in one of the ways a cell is left out."""
    if not dice.chance(mood.missing):
        cells[fact] = cell
    elif dice.chance(50):
        cells[fact] = dice.among((None, "", math.nan))


def said(dice: Dice, mood: Mood, *, good: bool) -> object:
    """Write a flag that says what is good, or fails."""
    value = good is not dice.chance(mood.failing)
    return value if dice.chance(70) else "是" if value else "否"


def parts(dice: Dice, mood: Mood, percent: int, of: int, *, most: int | None = None) -> int:
    """Choose a number that is at least a percentage of another, on the line in half of the cases."""
    due = -(-percent * of // 100)
    if dice.chance(mood.failing):
        return max(0, due - dice.among((1, 1, 3)))
    return min(due + dice.among((0, 0, 1, 7)), of if most is None else most)


def rooms(dice: Dice, mood: Mood, classes: int, smallest: int) -> object:
    """Write a school's rooms: one of the due size for every 12 classes begun, and some too small."""
    needed = -(-classes // 12)
    large = needed + (-1 if dice.chance(mood.failing) else dice.among((0, 0, 1)))
    areas = [Fraction(smallest) + dice.among((Fraction(0), Fraction(0), HALF)) for _ in range(large)]
    areas += [smallest - dice.among((CENT, HALF * 60)) for _ in range(dice.among((0, 0, 1)))]
    return spelled_list(dice, [spelled(dice, area) for area in areas])


def figures_of_school(dice: Dice, mood: Mood, school: MadeSchool, bases: dict[str, int]) -> Cells:
    """Make up what is known of a school as a school, given the county's per-pupil bases."""
    cells: Cells = {}
    small = small_school_share(school, bases)
    budget = small if small is not None and dice.chance(80) else Fraction(dice.among((100_000, 240_000, 87_654)))
    budget = rounded_up(budget)
    if small is not None and dice.chance(mood.failing):
        budget -= CENT
    if dice.chance(mood.failing / 10):
        budget = Fraction(0)
    put(dice, mood, cells, "public_funds_budget", spelled(dice, budget))
    training = rounded_up(budget / 20 * dice.among((Fraction(1), Fraction(1), 1 + HALF)))
    if training and dice.chance(mood.failing):
        training -= CENT / 100
    put(dice, mood, cells, "training_funds", spelled(dice, training))
    classes = sum(section.classes for section in school.sections.values())
    put(dice, mood, cells, "music_room_areas", rooms(dice, mood, classes, 96))
    put(dice, mood, cells, "art_room_areas", rooms(dice, mood, classes, 90))
    for fact in FLAGS_OF_SCHOOLS:
        put(dice, mood, cells, fact, said(dice, mood, good=True))
    for fact in ("moral_education_grade", "campus_culture_grade"):
        grades = ("合格", "不合格") if dice.chance(mood.failing) else ("良好", "优秀")
        put(dice, mood, cells, fact, dice.among(grades))
    put(dice, mood, cells, "location", school.location)
    cells["founder"] = dice.among((7, "7", 10, "10"))
    return cells


def small_school_share(school: MadeSchool, bases: dict[str, int]) -> Fraction | None:
    """Tell the public funds due to a school of under 100 pupils, those of 100 at the county's bases."""
    pupils = {stage: made.pupils for stage, made in school.sections.items() if stage in bases}
    if not 0 < sum(pupils.values()) < 100:
        return None
    due = sum(number * bases[stage] for stage, number in pupils.items())
    return Fraction(100 * due, sum(pupils.values()))


def figures_of_county(dice: Dice, mood: Mood, bases: dict[str, int]) -> Cells:
    """Make up a county's own figures."""
    cells: Cells = {}

    def give(fact: str, number: int | Fraction) -> None:
        put(dice, mood, cells, fact, spelled(dice, number))

    def give_part(part: str, whole: str, percent: int, sizes: Sequence[int]) -> None:
        size = dice.among(sizes)
        give(whole, size)
        give(part, parts(dice, mood, percent, size))

    for fact in FLAGS_OF_COUNTIES:
        put(dice, mood, cells, fact, said(dice, mood, good=True))
    for fact in VETOES_OF_COUNTIES:
        put(dice, mood, cells, fact, said(dice, mood, good=False))
    for stage, base in bases.items():
        give(f"funds_base_per_pupil_{stage}", base)
    pupils = dice.among((0, 35, 80))
    give("special_education_students", pupils)
    give("special_education_funds", 6000 * pupils - (1 if pupils and dice.chance(mood.failing) else 0))
    pay = dice.among((98_000, 120_000))
    give("civil_servant_pay_average", pay)
    give("teacher_pay_average", pay + (-1 if dice.chance(mood.failing) else dice.among((0, 0, 500))))
    of_five_years = "teachers_with_five_years" if dice.chance(60) else "teachers_total"
    give_part("teachers_360_hours", of_five_years, 100, (640, 1000))
    if of_five_years == "teachers_with_five_years" and dice.chance(50):
        give("teachers_total", 1200)
    give_part("rotated_teachers", "rotation_eligible_teachers", 10, (800, 355))
    give_backbone(dice, mood, cells)
    give_part("certified_teachers", "fulltime_teachers_total", 100, (1130, 900))
    give_nearby(dice, mood, cells)
    give_part("senior_quota_allocated", "senior_quota_planned", 50, (900, 901))
    give_migrants(dice, mood, cells)
    give_retention(dice, mood, cells)
    give_part("disabled_enrolled", "disabled_school_age", 95, (0, 20, 100, 33))
    give_monitoring(dice, mood, cells)
    return cells


def give_backbone(dice: Dice, mood: Mood, cells: Cells) -> None:
    """Make up the backbone teachers among those rotated, who are known by now."""
    rotated = cells.get("rotated_teachers")
    number = 80 if str(rotated) in ("None", "", "nan") else int(float(str(rotated)))
    put(dice, mood, cells, "rotated_backbone_teachers", spelled(dice, parts(dice, mood, 20, number)))


def give_nearby(dice: Dice, mood: Mood, cells: Cells) -> None:
    """Make up enrolment in the own catchment, as a share or as those enrolled of those due."""
    for stage, percent in (("primary", 100), ("junior", 95)):
        if dice.chance(50):
            base = 0 if dice.chance(6) else dice.among((1000, 700, 400, 20))
            put(dice, mood, cells, f"nearby_base_{stage}", spelled(dice, base))
            enrolled = parts(dice, mood, percent, base)
            put(dice, mood, cells, f"nearby_enrolled_{stage}", spelled(dice, enrolled))
        else:
            short = CENT / 10 if dice.chance(mood.failing) else 0
            share = spelled_share(dice, Fraction(percent, 100) - short)
            put(dice, mood, cells, f"nearby_enrolment_{stage}", share)


def give_monitoring(dice: Dice, mood: Mood, cells: Cells) -> None:
    """Make up what national monitoring found, and what the public says."""
    levels = [dice.among(("Ⅲ", "Ⅳ")) for _ in range(dice.between(1, 4))]
    if dice.chance(mood.failing):
        levels[-1] = dice.among(("Ⅱ", "Ⅰ"))
    put(dice, mood, cells, "attainment_levels", spelled_list(dice, levels))
    rates = [dice.among(GAP_RATES) for _ in range(2)]
    if dice.chance(mood.failing):
        rates[0] = dice.among((15 * CENT, 20 * CENT))
    put(
        dice,
        mood,
        cells,
        "attainment_gap_rates",
        spelled_list(dice, [spelled_share(dice, rate) for rate in rates]),
    )
    satisfied = dice.among((85, 85, 92)) * CENT
    if dice.chance(mood.failing):
        satisfied = 85 * CENT - CENT / 100
    put(dice, mood, cells, "public_satisfaction", spelled_share(dice, satisfied))


def give_migrants(dice: Dice, mood: Mood, cells: Cells) -> None:
    """Make up migrant children and where they go to school."""
    eligible = dice.among((0, 200, 1000, 333))
    placed = parts(dice, mood, 85, eligible)
    public = dice.between(0, placed)
    put(dice, mood, cells, "migrant_eligible", spelled(dice, eligible))
    put(dice, mood, cells, "migrant_in_public", spelled(dice, public))
    put(dice, mood, cells, "migrant_in_purchased", spelled(dice, placed - public))


def give_retention(dice: Dice, mood: Mood, cells: Cells) -> None:
    """Make up the junior pupils of three years, those who came, left and died among them."""
    stayed_of, died = dice.among((1000, 500, 777)), dice.among((0, 0, 2))
    graduated = parts(dice, mood, 95, stayed_of)
    came, left = dice.among((0, 12)), dice.among((0, 9))
    figures = {
        "junior_entrants_three_years_ago": stayed_of + died,
        "junior_deceased": died,
        "junior_graduates": graduated + came - left,
        "junior_transferred_in": came,
        "junior_transferred_out": left,
    }
    for fact, number in figures.items():
        put(dice, mood, cells, fact, spelled(dice, number))
