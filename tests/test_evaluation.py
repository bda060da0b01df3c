"""What each node is worth on small data, in floats and in Python integers alike; three-valued logic."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from small_packs import frame_of, setting, truths, typed, values, whole_frame, wider_facts

from youzhi_rules import nodes as n
from youzhi_rules.conditions import condition_node
from youzhi_rules.dataset import Dataset
from youzhi_rules.evaluation import number, truth
from youzhi_rules.exactness import Exact, TooWide, from_fractions
from youzhi_rules.formulas import fact_value
from youzhi_rules.frame import Frame
from youzhi_rules.intake import build_dataset
from youzhi_rules.model import Condition, Given, Split, Test

NO, MAYBE, YES = 0, 1, 2
F = Fraction
SCHOOLS: list[dict[str, Any]] = [
    {
        "county": "a",
        "school": "1",
        "stage": "primary",
        "students": 100,
        "teachers": 6,
        "classes": 3,
        "location": "rural",
    },
    {"county": "a", "school": "1", "stage": "junior", "students": 50, "teachers": 0, "boarding": True},
    {"county": "a", "school": "2", "stage": "primary", "students": 0, "teachers": 7, "classes": 5, "boarding": False},
    {"county": "b", "school": "3", "stage": "junior", "teachers": 9, "classes": 0, "music_room_areas": [96, 95.5, 100]},
    {"county": "b", "school": "4", "students": 30, "teachers": 2, "music_room_areas": []},
]
AREAS: list[dict[str, Any]] = [
    {"county": "a", "funds_base_per_pupil_primary": 650, "funds_base_per_pupil_junior": 850, "layout_ok": True},
    {"county": "b", "funds_base_per_pupil_primary": 700, "attainment_levels": ["Ⅲ", "Ⅳ"]},
]
for row, kind in zip(SCHOOLS, ("nine_year", "nine_year", "primary", "junior", None), strict=True):
    if kind is not None:
        row["school_kind"] = kind


@pytest.fixture(params=[False, True], ids=["floats", "integers"])
def frame(request: pytest.FixtureRequest) -> Frame:
    """Two counties, five sections."""
    return frame_of(SCHOOLS, AREAS, wide=request.param)


def value(frame: Frame, text: str, level: str = "section", **more: Any) -> list[Fraction | None]:
    """The values of a formula; a wide frame has nothing but Python integers."""
    node = typed(text, level, **more).node
    found = number(frame, node)
    if isinstance(found, Exact) and frame.wide_numbers and len(found):
        assert found.num.dtype == object
        assert all(type(one) is int for one in found.num.tolist())
    return values(frame, node)


def held(frame: Frame, text: str, level: str = "section", **more: Any) -> list[int]:
    """The truths of a formula."""
    return truths(frame, typed(text, level, **more).node)


def test_facts_are_read_and_the_missing_are_missing(frame: Frame) -> None:
    """A fact that nobody gave is missing everywhere."""
    assert value(frame, "students") == [100, 50, 0, None, 30]
    assert value(frame, "sports_area") == [None] * 5
    assert value(frame, "county.funds_base_per_pupil_junior", "county") == [850, None]


def test_constants_are_the_same_for_all(frame: Frame) -> None:
    """A literal and a given."""
    assert value(frame, "4.2") == [F(21, 5)] * 5
    assert value(frame, "room", given={"room": Given(value=F(96), unit="平方米")}) == [96] * 5
    assert value(frame, "max(1, 2) - 5", "county") == [-3, -3]


def test_arithmetic_of_facts(frame: Frame) -> None:
    """A division by zero and whatever lacks an operand have no value."""
    assert value(frame, "100 * teachers / students") == [6, 0, None, None, F(20, 3)]
    assert value(frame, "students - teachers") == [94, 50, -7, None, 28]
    assert value(frame, "students + teachers") == [106, 50, 7, None, 32]
    assert value(frame, "-teachers * teachers") == [-36, 0, -49, -81, -4]
    assert value(frame, "students / (0 * 3)") == [None] * 5
    assert value(frame, "1 / (2 - 1 - 1)") == [None] * 5
    assert value(frame, "ceil(students / 40)") == [3, 2, 0, None, 1]
    assert value(frame, "ceil(-students / 40)") == [-2, -1, 0, None, 0]
    assert value(frame, "ceil(7 / 2)") == [4] * 5
    assert value(frame, "min(students, 40, teachers + 1)") == [7, 1, 0, None, 3]
    assert value(frame, "max(students, 40, teachers + 1)") == [100, 50, 40, None, 40]


def test_sums_means_and_extremes_over_the_units_below(frame: Frame) -> None:
    """One missing below makes them unknown; nothing below has no sum."""
    assert value(frame, "sum(students)", "school") == [150, 0, None, 30]
    assert value(frame, "sum(teachers)", "county") == [13, 11]
    assert value(frame, "sum(students)", "county") == [150, None]
    assert value(frame, "mean(teachers)", "county") == [F(13, 3), F(11, 2)]
    assert value(frame, "min(teachers)", "county") == [0, 2]
    assert value(frame, "max(teachers)", "county") == [7, 9]
    assert value(frame, "max(-teachers)", "county") == [0, -2]
    assert value(frame, "min(students)", "county") == [0, None]
    assert value(frame, "sum(students)", "city") == []
    assert value(frame, "sum(teachers)", "town") == []
    assert value(frame, "max(teachers / 7 + teachers / 3)", "county") == [F(10, 3), F(30, 7)]


def test_sums_of_quotients_keep_every_digit() -> None:
    """Thirds and sevenths add up; floats, which cannot hold them, say so."""
    narrow = frame_of(SCHOOLS, AREAS)
    node = typed("sum(teachers / (teachers + 1))", "county").node
    with pytest.raises(TooWide):
        number(narrow, node)
    assert values(narrow.widened(), node) == [F(6, 7) + F(7, 8), F(9, 10) + F(2, 3)]
    for op, wanted in (("min", [0, F(2, 3)]), ("max", [F(7, 8), F(9, 10)])):
        extreme = typed(f"{op}(teachers / (teachers + 1))", "county").node
        with pytest.raises(TooWide):
            number(narrow, extreme)
        assert values(narrow.widened(), extreme) == wanted
    mean = typed("mean(teachers / (teachers + 1))", "county").node
    assert values(narrow.widened(), mean) == [F(6, 7) / 3 + F(7, 8) / 3, F(9, 20) + F(1, 3)]
    gappy = typed("sum(teachers / students)", "county").node
    assert values(narrow.widened(), gappy) == [None, None]
    assert values(narrow.widened(), typed("max(teachers / students)", "county").node) == [None, None]
    assert values(narrow.widened(), typed("max(teachers / students)", "school").node) == [
        F(3, 50),
        None,
        None,
        F(1, 15),
    ]


IN_PRIMARY = n.StageIn("section", ("primary",))


def test_only_units_in_scope_are_aggregated(frame: Frame) -> None:
    """One that may be in scope makes it unknown; where none is in scope there is no sum but a count of none."""
    assert value(frame, "sum(teachers)", "county", scope=IN_PRIMARY) == [13, None]
    junior = n.StageIn("section", ("junior",))
    assert value(frame, "sum(teachers)", "school", scope=junior) == [0, 0, 9, None]
    assert value(frame, "max(teachers)", "school", scope=junior) == [0, None, 9, None]
    assert value(frame, "mean(teachers)", "school", scope=junior) == [0, None, 9, None]
    assert value(frame, "count(teachers >= 0)", "school", scope=junior) == [1, 0, 1, None]
    assert value(frame, "count(students >= 60)", "school", scope=junior) == [0, 0, None, None]
    assert value(frame, "sum(students)", "school", scope=IN_PRIMARY) == [100, 0, 0, None]
    certain = [row for row in SCHOOLS if "stage" in row]
    told = frame_of(certain, wide=frame.wide_numbers)
    for op, wanted in (("min", [0, None]), ("max", [100, None]), ("sum", [100, 0])):
        assert value(told, f"{op}(students)", "county", scope=IN_PRIMARY) == wanted
    assert value(told, "min(teachers)", "county", scope=junior) == [0, 9]
    assert value(told, "max(-teachers)", "county", scope=IN_PRIMARY) == [-6, None]
    broad = frame_of(certain, wide=True)
    exact = {"min": [F(6, 7), None], "max": [F(7, 8), None], "sum": [F(6, 7) + F(7, 8), 0]}
    for op, found in exact.items():
        assert value(broad, f"{op}(teachers / (teachers + 1))", "county", scope=IN_PRIMARY) == found


def test_a_school_without_a_town_may_belong_to_any_of_its_county() -> None:
    """Where a school names no town, the totals of its county's towns are not known; those of other counties are."""
    rows = [
        {**SCHOOLS[2], "school": key, **more}
        for key, more in (("1", {"town": "x", "teachers": 6}), ("2", {}), ("3", {"town": "y"}))
    ]
    rows.append({**SCHOOLS[2], "county": "other", "school": "4", "town": "z"})
    for text, known in (("sum(teachers)", 7), ("sum(teachers / (teachers + 1))", F(7, 8)), ("max(teachers)", 7)):
        assert value(frame_of(rows, wide=True), text, "town") == [None, None, known]


def test_counts_of_truths_flags_and_units(frame: Frame) -> None:
    """An unknown truth below makes the count unknown; units are counted whether they have a value or not."""
    assert value(frame, "count(teachers >= 6)", "county") == [2, 1]
    assert value(frame, "count(students >= 60)", "county") == [1, None]
    assert value(frame, "count(students)", "county") == [3, 2]
    assert value(frame, "count(boarding)", "county") == [1, None]
    assert value(frame, "count(teachers >= 6)", "city") == []


def test_lists_item_by_item(frame: Frame) -> None:
    """No list is unknown; an empty one has a sum and a count, but neither a mean nor a greatest."""
    rooms = "music_room_areas"
    assert value(frame, f"count({rooms} >= 96)", "school") == [None, None, 2, 0]
    assert value(frame, f"count({rooms})", "school") == [None, None, 3, 0]
    assert value(frame, f"sum({rooms})", "school") == [None, None, F(583, 2), 0]
    assert value(frame, f"max({rooms})", "school") == [None, None, 100, None]
    assert value(frame, f"min({rooms})", "school") == [None, None, F(191, 2), None]
    assert value(frame, f"mean({rooms})", "school") == [None, None, F(583, 6), None]
    assert value(frame, "count(art_room_areas >= 90)", "school") == [None] * 4
    assert value(frame, "sum(hall_areas)", "school") == [None] * 4
    assert value(frame, f"sum({rooms})", "county") == [None, F(583, 2)]
    assert value(frame, f"count({rooms} >= 96)", "county") == [None, 2]
    assert value(frame, f"count({rooms} >= 97)", "county") == [None, 1]


def test_a_list_beside_a_value_of_its_owner(frame: Frame) -> None:
    """Each item meets the value of its own school, or no value."""
    data = frame_of(
        [
            {"school": "1", "stage": "primary", "music_room_areas": [10, 20], "disabled_students": 15},
            {"school": "2", "stage": "primary", "music_room_areas": [10, 20, 30]},
            {"school": "3", "stage": "primary", "music_room_areas": [7], "disabled_students": 7},
        ],
        wide=frame.wide_numbers,
    )
    assert value(data, "sum(music_room_areas * disabled_students)", "school") == [450, None, 49]


def test_grades_compare_by_their_order(frame: Frame) -> None:
    """The least of a list of grades against a grade."""
    lowest = typed("min(attainment_levels)", "county").node
    assert values(frame, lowest) == [None, 2]
    for code, wanted in ((2, [MAYBE, YES]), (3, [MAYBE, NO])):
        assert truths(frame, n.Compare("county", ">=", lowest, n.GradeConst("county", code, "x"))) == wanted
    assert values(frame, n.GradeConst("county", 3, "Ⅳ")) == [3, 3]
    own = frame_of(
        [
            {"school": str(place), "stage": "primary", "moral_education_grade": grade}
            for place, grade in enumerate(("优秀", "合格", None, "不合格"))
        ],
        wide=frame.wide_numbers,
    )
    assert values(own, n.FactValue("school", "moral_education_grade", "grade")) == [3, 1, None, 0]


def test_higher_units_are_read_from_below(frame: Frame) -> None:
    """For each section the value of its county, by its own stage where it is given per stage."""
    assert value(frame, "county.funds_base_per_pupil_primary") == [650, 650, 650, 700, 700]
    assert value(frame, "county.funds_base_per_pupil") == [650, 850, 650, None, None]
    assert value(frame, "county.teachers - teachers") == [7, 13, 6, 2, 9]
    assert value(frame, "school.students") == [150, 150, 0, None, 30]
    assert held(frame, "county.layout_ok and students >= 0") == [YES, YES, YES, MAYBE, MAYBE]
    assert value(frame, "town.education_spending", "school") == [None] * 4
    assert value(frame, "city.education_spending") == [None] * 5
    assert values(frame, n.Read("section", n.Const("county", F(3)))) == [3] * 5
    one = frame_of(
        [{**SCHOOLS[2], "school": "1", "town": "x"}, SCHOOLS[2]],
        [{"level": "town", "county": "a", "town": "x", "books": 7}],
        wide=frame.wide_numbers,
    )
    assert value(one, "town.books") == [7, None]


def test_units_that_belong_nowhere_read_nothing(frame: Frame) -> None:
    """A school without a town has no figure of a town."""
    data = frame_of(
        [
            {"county": "a", "town": "x", "school": "1", "stage": "primary"},
            {"county": "a", "school": "2", "stage": "primary"},
            {"county": "a", "town": "y", "school": "3", "stage": "primary"},
        ],
        [
            {"level": "town", "county": "a", "town": "x", "books": 7, "town_checked": True, "town_grade": "高"},
            {"level": "town", "county": "a", "town": "y", "town_checked": False},
        ],
        wide=frame.wide_numbers,
    )
    assert value(data, "town.books") == [7, None, None]
    assert value(data, "town.books", "school") == [7, None, None]
    assert held(data, "not town.town_checked") == [NO, MAYBE, YES]
    flag = n.FactValue("town", "town_checked", "flag")
    assert truths(data, n.FlagIs("section", n.Read("section", flag))) == [YES, MAYBE, NO]
    assert truths(data, n.FlagIs("section", n.Read("section", flag), value=False)) == [NO, MAYBE, YES]
    assert truths(data, n.Read("section", n.FlagIs("town", flag))) == [YES, MAYBE, NO]
    grade = n.FactValue("town", "town_grade", "grade")
    assert truths(data, n.CodeIn("section", n.Read("section", grade), ("中", "高"))) == [YES, MAYBE, MAYBE]
    assert truths(frame, n.FlagIs("section", n.Read("section", flag))) == [MAYBE] * 5
    assert truths(frame, n.Read("section", n.FlagIs("town", flag))) == [MAYBE] * 5
    assert truths(frame, n.CodeIn("section", n.Read("section", grade), ("高",))) == [MAYBE] * 5


def test_a_value_per_stage(frame: Frame) -> None:
    """The section's own stage chooses; one without a value and an unknown stage have none."""
    limits = n.PerStage(
        "section", (("primary", n.Const("section", F(21, 5))), ("junior", n.Const("section", F(53, 10))))
    )
    assert values(frame, limits) == [F(21, 5), F(53, 10), F(21, 5), F(53, 10), None]
    assert values(frame, n.PerStage("section", (("junior", n.Const("section", F(1))),))) == [None, 1, None, 1, None]
    students = n.FactValue("section", "students", "count")
    mixed = n.PerStage("section", (("primary", students), ("junior", n.Const("section", F(7)))))
    assert values(frame, mixed) == [100, 7, 0, 7, None]
    huge = n.PerStage("section", (("primary", n.Const("section", F(10**20))), ("junior", n.Const("section", F(1, 3)))))
    assert values(frame, huge) == [10**20, F(1, 3), 10**20, F(1, 3), None]


def test_a_value_per_code(frame: Frame) -> None:
    """The unit's own code chooses, the first case of a code counts, and what is not named has none."""
    kind = n.FactValue("school", "school_kind", "code")
    cases = (("nine_year", F(2500)), ("primary", F(2000)), ("primary", F(1)))
    assert values(frame, n.PerCode("school", kind, cases)) == [2500, 2000, None, None]
    below = n.PerCode("section", n.Read("section", kind), cases)
    assert values(frame, below) == [2500, 2500, 2000, None, None]
    assert truths(frame, n.CodeIn("school", kind, ("nine_year", "primary"))) == [YES, YES, NO, MAYBE]
    assert values(frame, n.PerCode("school", n.FactValue("school", "founder", "code"), (("7", F(1)),))) == [None] * 4
    full = frame_of([SCHOOLS[2]], wide=frame.wide_numbers)
    found = number(full, n.PerCode("school", kind, cases))
    assert isinstance(found, Exact)
    assert found.missing is None
    assert values(full, n.PerCode("school", kind, cases)) == [2000]


def test_truths_of_comparisons_flags_codes_and_keys(frame: Frame) -> None:
    """Unknown where a value is missing, and never for a constant."""
    for sign, wanted in {
        ">=": [YES, YES, NO, MAYBE, NO],
        ">": [YES, NO, NO, MAYBE, NO],
        "<=": [NO, YES, YES, MAYBE, YES],
        "<": [NO, NO, YES, MAYBE, YES],
        "==": [NO, YES, NO, MAYBE, NO],
        "!=": [YES, NO, YES, MAYBE, YES],
    }.items():
        assert held(frame, f"students {sign} 50") == wanted
    assert held(frame, "1 < 2") == [YES] * 5
    assert held(frame, "2 < 1", "county") == [NO, NO]
    assert held(frame, "students / teachers > 10") == [YES, MAYBE, NO, MAYBE, YES]
    assert held(frame, "boarding and boarding", "school") == [YES, NO, MAYBE, MAYBE]
    assert held(frame, "layout_ok or layout_ok", "county") == [YES, MAYBE]
    assert truths(frame, n.KeyIn("county", ("a", "x"))) == [YES, NO]
    assert truths(frame, n.Read("section", n.KeyIn("county", ("b",)))) == [NO, NO, NO, YES, YES]
    assert truths(frame, n.CodeIn("school", n.FactValue("school", "location", "code"), ("rural",))) == [
        YES,
        MAYBE,
        MAYBE,
        MAYBE,
    ]
    second = Frame(frame.data, 1, 2)
    assert truths(second, n.KeyIn("county", ("b",))) == [YES]
    assert truths(second, n.Read("section", n.KeyIn("county", ("a",)))) == [NO, NO]
    assert truths(frame, IN_PRIMARY) == [YES, NO, YES, NO, MAYBE]
    assert truths(frame, n.All("section", ())) == [YES] * 5
    assert truths(frame, n.FlagIs("school", n.Const("school", F(1)))) == [MAYBE] * 4


def test_one_truth_over_the_units_below(frame: Frame) -> None:
    """Yes if it holds for one, no if for none, else unknown; a unit with nothing below has none."""
    assert truths(frame, n.Any_("county", (IN_PRIMARY,), below=True)) == [YES, MAYBE]
    assert truths(frame, n.Any_("school", (n.StageIn("section", ("junior",)),), below=True)) == [YES, NO, YES, MAYBE]
    assert truths(frame, n.Any_("school", (n.StageIn("section", ("senior",)),), below=True)) == [NO, NO, NO, MAYBE]


def test_three_valued_logic() -> None:
    """The tables of Kleene: one certain no decides an and, one certain yes an or, whatever is unknown."""
    flags = {YES: True, NO: False, MAYBE: None}
    rows = [
        {"school": f"{a}{b}", "stage": "primary", "boarding": flags[a], "has_charter": flags[b]}
        for a, b in itertools.product((NO, MAYBE, YES), repeat=2)
    ]
    data = frame_of(rows)
    assert held(data, "boarding and has_charter", "school") == [NO, NO, NO, NO, MAYBE, MAYBE, NO, MAYBE, YES]
    assert held(data, "boarding or has_charter", "school") == [NO, MAYBE, YES, MAYBE, MAYBE, YES, YES, YES, YES]
    assert held(data, "not boarding", "school") == [YES, YES, YES, MAYBE, MAYBE, MAYBE, NO, NO, NO]
    assert held(data, "not (boarding and has_charter) or boarding and not has_charter", "school") == [
        *(YES, YES, YES, YES, MAYBE, MAYBE, YES, MAYBE, NO)
    ]


def test_a_derived_fact_follows_from_others_where_it_is_not_given(frame: Frame) -> None:
    """The figure given goes first; a difference below zero is no area."""
    rows = [
        {"school": "1", "stage": "primary", "teaching_area": 10},
        {"school": "2", "stage": "primary", "teaching_area_gross": 500, "indoor_sports_area": 100},
        {"school": "3", "stage": "primary", "teaching_area_gross": 500},
        {"school": "4", "stage": "primary", "class_sizes": [30, 45, 44]},
        {"school": "5", "stage": "primary", "class_sizes": [30, 45, 44], "largest_class": 45},
    ]
    data = frame_of(rows, wide=frame.wide_numbers)
    assert value(data, "teaching_area") == [10, 400, None, None, None]
    assert value(data, "largest_class") == [None, None, None, 45, 45]
    gross, gym = (
        n.FactValue("section", "teaching_area_gross", "number"),
        n.FactValue("section", "indoor_sports_area", "number"),
    )
    backwards = n.FactValue("section", "teaching_area", "number", derived=(n.Arith("section", "-", gym, gross),))
    assert values(data, backwards) == [10, None, None, None, None]
    both = evolve(backwards, derived=(*backwards.derived, n.Arith("section", "+", gym, gross)))
    assert values(data, both) == [10, 600, None, None, None]
    constant = evolve(backwards, derived=(n.Const("section", F(7)),))
    assert values(data, constant) == [10, 7, 7, 7, 7]
    full = frame_of(rows[:1], wide=frame.wide_numbers)
    assert values(full, constant) == [10]
    county = frame_of(
        SCHOOLS, [{"county": "a", "nearby_enrolled_junior": 90, "nearby_base_junior": 120}], wide=frame.wide_numbers
    )
    assert value(county, "nearby_enrolment_junior", "county") == [F(3, 4), None]


SPLIT = Split(
    of=("sports_area", "teaching_area"),
    by_pupils={
        "nine_year": {"primary": F(1), "junior": F(11, 10)},
        "twelve_year": {"primary": F(1), "junior": F(11, 10), "senior": F(66, 50)},
        "complete_secondary": {"junior": F(1), "senior": F(6, 5)},
    },
)


def shared(records: list[dict[str, Any]], *, wide: bool, split: Split = SPLIT) -> list[Fraction | None]:
    """The sports area of each section."""
    node = fact_value(wider_facts()["sports_area"], setting(split=split), "section").node
    return values(frame_of(records, wide=wide), node)


def school(key: str, kind: str | None, whole: object = None, **pupils: object) -> list[dict[str, Any]]:
    """A school's rows: pupils per stage, and the area of the whole."""
    rows: list[dict[str, Any]] = [{"school": key, "stage": stage, "students": count} for stage, count in pupils.items()]
    if whole is not None:
        rows.append({"school": key, "stage": "whole", "sports_area": whole})
    for row in rows:
        row.update({"school_kind": kind} if kind else {})
    return rows


def test_a_mixed_school_is_divided_by_weighted_pupils(frame: Frame) -> None:
    """A/(A+1.1B) and 1.1B/(A+1.1B), with senior pupils 1.32C more; exact to the last digit."""
    wide = frame.wide_numbers
    nine = shared(school("1", "nine_year", 1000, primary=300, junior=100), wide=wide)
    assert nine == [F(1000 * 300, 410), F(1000 * 110, 410)]
    twelve = shared(school("1", "twelve_year", 1000, primary=300, junior=100, senior=50), wide=wide)
    assert twelve == [F(1000) * part / F(476) for part in (300, 110, 66)]
    complete = shared(school("1", "complete_secondary", F(1, 2), junior=10, senior=5), wide=wide)
    assert complete == [F(5, 16), F(3, 16)]


def test_a_section_s_own_figure_goes_before_its_share(frame: Frame) -> None:
    """What is given for a stage is not divided, and the share of the other stage stays what it is."""
    data = build_dataset(school("1", "nine_year", 1000, primary=300, junior=100), None, wider_facts())
    own = from_fractions([F(70), None])
    data = evolve(data, columns={**data.columns, ("section", "sports_area"): own})
    node = fact_value(wider_facts()["sports_area"], setting(split=SPLIT), "section").node
    assert values(whole_frame(data, wide=frame.wide_numbers), node) == [70, F(1000 * 110, 410)]
    full = evolve(data, columns={**data.columns, ("section", "sports_area"): from_fractions([F(70), F(5)])})
    assert values(whole_frame(full, wide=frame.wide_numbers), node) == [70, 5]


def test_a_share_is_unknown_without_pupils_or_weights(frame: Frame) -> None:
    """Missing pupils of one stage leave both unknown; so does a kind without weights, and no pupils at all."""
    wide = frame.wide_numbers
    assert shared(school("1", "nine_year", 1000, primary=300, junior=None), wide=wide) == [None, None]
    assert shared(school("1", "nine_year", 1000, primary=0, junior=0), wide=wide) == [None, None]
    assert shared(school("1", "nine_year", 1000, primary=0, junior=5), wide=wide) == [0, 1000]
    unknown = Split(of=("sports_area",), by_pupils={"complete_secondary": {"junior": F(1), "senior": F(6, 5)}})
    assert shared(school("1", "nine_year", 1000, primary=30, junior=5), wide=wide, split=unknown) == [None, None]
    assert shared(school("1", "nine_year", primary=30, junior=5), wide=wide) == [None, None]


def test_a_school_of_one_section_has_all_of_its_own(frame: Frame) -> None:
    """Even if its kind has no weights."""
    assert shared(school("1", "primary", 1000, primary=30), wide=frame.wide_numbers) == [1000]
    several = school("1", "primary", 1000, primary=30) + school("2", "nine_year", 410, primary=300, junior=100)
    assert shared(several, wide=frame.wide_numbers) == [1000, 300, 110]


def bare(kind: str | None, whole: Fraction, *pupils: int) -> Dataset:
    """One school of primary, junior and senior stages with its area as a whole, as no intake leaves it."""
    stages = zip(("primary", "junior", "senior"), pupils, strict=False)
    rows = [{"school": "1", "stage": stage, "students": count} for stage, count in stages]
    data = build_dataset(rows, None, wider_facts())
    kinds = tuple(wider_facts()["school_kind"].values or ())
    columns = {key: column for key, column in data.columns.items() if key != ("school", "school_kind")}
    if kind is not None:
        columns["school", "school_kind"] = np.array([kinds.index(kind)], dtype=np.int8)
    return evolve(data, columns=columns, whole={"sports_area": from_fractions([whole])})


LAST_KIND = {"primary": F(1), "junior": F(2)}


@pytest.mark.parametrize(
    ("kind", "pupils", "found"),
    [
        ("vocational", (30, 10), [60, 40]),
        (None, (30, 10), [None, None]),
        (None, (30,), [100]),
        ("primary", (30,), [100]),
        ("vocational", (30,), [100]),
        ("nine_year", (30, 10), [None, None]),
        ("complete_secondary", (30, 10), [None, None]),
    ],
)
def test_a_kind_without_a_weight_for_each_of_its_stages_is_not_divided(
    frame: Frame, kind: str | None, pupils: tuple[int, ...], found: list[int | None]
) -> None:
    """Nor is a school of no known kind; one of a single section keeps the whole, whatever its kind."""
    split = Split(of=("sports_area",), by_pupils={"vocational": LAST_KIND, "nine_year": {"primary": F(1)}})
    node = fact_value(wider_facts()["sports_area"], setting(split=split), "section").node
    assert values(whole_frame(bare(kind, F(100), *pupils), wide=frame.wide_numbers), node) == found


def test_a_list_nobody_has_is_unknown(frame: Frame) -> None:
    """Where there is no column of it at all."""
    data = whole_frame(bare("primary", F(1), 30), wide=frame.wide_numbers)
    rooms = "music_room_areas"
    for text in (f"count({rooms} >= 96)", f"count({rooms})", f"sum({rooms})", f"max({rooms})", f"mean({rooms})"):
        assert value(data, text, "school") == [None]
    assert values(data, typed("min(attainment_levels)", "county").node) == [None]


def test_weights_with_many_digits_are_divided_exactly() -> None:
    """Where they do not fit into floats, in Python integers."""
    odd = F("1.1000000000000000001")
    split = Split(of=("sports_area",), by_pupils={"nine_year": {"primary": F(1), "junior": odd}})
    rows = school("1", "nine_year", 1000, primary=300, junior=100)
    with pytest.raises(TooWide):
        shared(rows, wide=False, split=split)
    assert shared(rows, wide=True, split=split) == [F(300_000) / (300 + 100 * odd), 100_000 * odd / (300 + 100 * odd)]


def test_numbers_beyond_floats_are_told_and_held_by_integers() -> None:
    """A product too large for floats raises; the wide frame has it exactly."""
    rows = [{"county": "a", "school": "1", "stage": "primary", "students": 2**52 + 1, "teachers": 3}]
    narrow = frame_of(rows)
    node = typed("students * students").node
    with pytest.raises(TooWide):
        number(narrow, node)
    assert values(narrow.widened(), node) == [(2**52 + 1) ** 2]
    constant = n.Const("section", F(10**30))
    with pytest.raises(TooWide):
        values(narrow, constant)
    assert values(narrow.widened(), constant) == [10**30]


def test_what_is_missing_everywhere_is_no_burden_to_large_numbers() -> None:
    """An absent column beside a constant that no float holds."""
    wide = frame_of(SCHOOLS, AREAS, wide=True)
    for text in (
        "sports_area * 10000000000000000000000",
        "sports_area + 10000000000000000000000",
        "max(sports_area, 10000000000000000000000)",
    ):
        assert value(wide, text) == [None] * 5
    assert held(wide, "sports_area >= 10000000000000000000000") == [MAYBE] * 5
    assert held(wide, "students <= 10000000000000000000000") == [YES, YES, YES, MAYBE, YES]
    assert value(wide, "sum(music_room_areas) * 10000000000000000000000", "school")[:2] == [None, None]
    assert value(wide, "count(art_room_areas >= 1) + 10000000000000000000000", "school") == [None] * 4


def test_values_are_worked_out_once() -> None:
    """A frame remembers the value of a node, whoever asks."""
    data = frame_of(SCHOOLS)
    node = typed("students + teachers").node
    assert number(data, node) is number(data, typed("students + teachers").node)
    condition = condition_node(Condition(((Test("stage", ("primary",)),),)), setting(), [], "k")
    assert truth(data, condition) is truth(data, IN_PRIMARY)


def test_an_empty_dataset_has_empty_columns() -> None:
    """No sections, no schools: nothing to compute and nothing that breaks."""
    full = build_dataset(SCHOOLS, None, wider_facts())
    units = full.units
    none = {
        name: getattr(units, name)[:0]
        for name in ("section_school", "section_stage", "school_county", "school_town", "town_county", "county_city")
    }
    keys = {name: evolve(getattr(units, name), values=[]) for name in ("schools", "towns", "counties", "cities")}
    data = whole_frame(Dataset(evolve(units, **none, **keys), {}, {}, full.facts))
    assert values(data, typed("students").node) == []
    assert values(data, typed("sum(students)", "county").node) == []
    assert truths(data, typed("students > 1").node) == []
    assert isinstance(truth(data, IN_PRIMARY), np.ndarray)
