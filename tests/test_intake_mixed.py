"""Mixed schools, rows of whole schools, campuses, and figures that contradict each other."""

from __future__ import annotations

from fractions import Fraction

import pytest
from intake_cases import (
    FACTS,
    build,
    codes,
    errors,
    kind,
    notes,
    plain,
    problem,
    row,
    school,
    section,
    sections,
    whole,
)

from youzhi_rules.intake import build_dataset
from youzhi_rules.model import Fact, Formula

NINE = {"school_kind": "九年一贯制"}


def test_a_quantity_of_the_whole_school_is_kept_for_the_pack_to_split():
    """What only the row of the whole school gives stays with the school."""
    data = build(
        [
            row("primary", students=10, **NINE),
            row("junior", students=20),
            row("whole", students=30, teaching_area="500.5"),
        ]
    )
    assert whole(data, "teaching_area") == Fraction(1001, 2)
    assert section(data, "teaching_area") is None
    assert "students" not in data.whole
    assert codes(data) == []


def test_a_whole_that_is_not_the_sum_is_set_aside():
    """The stages count; the different figure of the whole school is noted."""
    data = build([row("primary", students=10), row("junior", students=20), row("whole", students=31)])
    assert problem(data, "whole-differs").params["sum"] == "30"
    assert [section(data, "students", "1", stage) for stage in ("primary", "junior")] == [10, 20]
    assert "students" not in data.whole
    assert errors(data) == []


def test_a_whole_beside_some_stages_only_is_an_error():
    """Where some stages give a figure and others do not, the rest stays missing."""
    data = build([row("primary", teachers=10), row("junior", students=1), row("whole", teachers=31)])
    assert errors(data) == ["whole-partial"]
    assert section(data, "teachers", "1", "junior") is None
    assert "teachers" not in data.whole


def test_what_cannot_be_split_is_set_aside():
    """A list on the row of a mixed school is noted and not used; a school of one stage takes it."""
    data = build([row("primary", students=10), row("junior", students=20), row("whole", class_sizes="30")])
    assert problem(data, "whole-set-aside").value == "30"
    alone = build([row("primary", students=10), row("whole", class_sizes="10", teachers=3)])
    assert section(alone, "class_sizes") == [10]
    assert section(alone, "teachers") == 3
    assert alone.whole == {}


def test_a_school_with_a_whole_row_only_has_the_stages_of_its_kind():
    """The stages are there with everything missing; a primary school takes the row as its own."""
    data = build([row("whole", students=30, **NINE)])
    assert sections(data) == [("county", "1", "primary"), ("county", "1", "junior")]
    assert errors(data) == ["kind-lacks-stage", "kind-lacks-stage"]
    assert whole(data, "students") == 30
    single = build([row("whole", students=30, school_kind="小学")])
    assert section(single, "students") == 30
    assert errors(single) == []


def test_a_school_of_no_stage_and_no_kind_keeps_a_section():
    """Nothing is dropped: one section of unknown stage is kept."""
    data = build([row("whole", students=30)])
    assert sections(data) == [("county", "1", None)]
    assert errors(data) == ["stages-unknown"]


def test_two_rows_of_one_whole_school_are_an_error():
    """Which of them is right is not known."""
    data = build(
        [
            row("primary", students=1),
            row("junior", students=1),
            row("whole", teachers=3),
            row("whole", teachers=3),
        ]
    )
    assert errors(data) == ["whole-twice"]
    assert "teachers" not in data.whole


def test_a_stage_the_kind_implies_is_added_as_missing():
    """A nine-year school without a junior row has a junior section that nothing is known of."""
    data = build([row("primary", students=10, **NINE)])
    assert errors(data) == ["kind-lacks-stage"]
    assert sections(data) == [("county", "1", "primary"), ("county", "1", "junior")]
    assert section(data, "students", "1", "junior") is None
    assert "小学" in problem(data, "kind-lacks-stage").advise("zh")


@pytest.mark.parametrize("name", ["小学", "教学点", "特殊教育学校"])
def test_kinds_of_one_stage_imply_nothing(name):
    """A primary, special or teaching point school is not given sections."""
    assert sections(build([row("primary", students=10, school_kind=name)])) == [("county", "1", "primary")]


def test_a_stage_the_kind_does_not_have_makes_the_kind_missing():
    """A senior row in a nine-year school: the kind cannot be right."""
    data = build([row("primary", **NINE), row("junior"), row("senior", students=3)])
    assert errors(data) == ["kind-has-no-stage"]
    assert kind(data) is None
    assert section(data, "students", "1", "senior") == 3


def test_a_schools_facts_may_stand_on_any_of_its_rows():
    """The value of any row is the school's; unequal values are an error and missing."""
    data = build([row("primary", boarding="是"), row("junior", training_funds=5), row("whole", training_funds="5")])
    assert (school(data, "boarding"), school(data, "training_funds")) == (1, 5)
    odd = build(
        [
            row("primary", training_funds=5, music_room_areas="96"),
            row("junior", training_funds=6, music_room_areas="96、97"),
        ]
    )
    assert errors(odd) == ["school-values-differ", "school-values-differ"]
    assert school(odd, "training_funds") is None
    assert school(odd, "music_room_areas") is None
    assert (
        problem(build([row("primary", founder=7), row("junior", founder=10)]), "school-values-differ").column
        == "founder"
    )


def campus(stage="primary", key="2", parent="1", **cells):
    """A campus that is not counted as a school."""
    return row(stage, key, parent_school=parent, **cells)


def test_a_campus_merges_into_its_school():
    """Quantities add up, lists are put together, new stages become sections, one note names the merge."""
    rows = [
        row(students=10, class_sizes="5、5", music_room_areas="96", training_funds=1),
        campus(students=3, class_sizes=[3], music_room_areas="97", training_funds=2),
        campus("junior", students=4),
    ]
    data = build(rows)
    assert data.units.schools.texts() == ["1"]
    assert [section(data, "students", "1", stage) for stage in ("primary", "junior")] == [13, 4]
    assert section(data, "class_sizes") == [5, 5, 3]
    assert school(data, "music_room_areas") == [96, 97]
    assert school(data, "training_funds") == 3
    assert errors(data) == []
    assert notes(data) == ["campus-merged"]


def test_missing_and_something_is_missing():
    """A campus without a figure leaves the sum unknown, and the figure that is lost is named."""
    data = build([row(students=10, teachers=2), campus(students=3)])
    assert section(data, "teachers") is None
    assert problem(data, "campus-incomplete").value == "2"


def test_campuses_must_agree_on_what_does_not_add_up():
    """A flag that differs is an error; what the school is, its own row decides."""
    data = build(
        [
            row(students=1, boarding="是", built_year=1990, location="城区"),
            campus(students=1, boarding="否", built_year=1990, location="乡村"),
        ]
    )
    assert errors(data) == ["campus-disagrees"]
    assert school(data, "boarding") == 2
    assert school(data, "built_year") == 1990
    assert school(data, "location") == 0
    assert problem(data, "campus-identity").column == "location"


def test_parents_may_be_named_chained_and_circular():
    """A parent is found by key or name, chains are followed, circles and strangers stay apart."""
    chained = build(
        [
            row(students=1, school_name="甲"),
            campus(parent="甲", students=2),
            campus(key="3", parent="2", students=4),
        ]
    )
    assert section(chained, "students") == 7
    circle = build([campus(key="1", parent="2", students=1), campus(key="2", parent="1", students=2)])
    assert errors(circle) == ["parent-circle", "parent-circle"]
    assert circle.units.schools.texts() == ["1", "2"]
    stranger = build([row(students=1), campus(parent="11", students=2)])
    assert errors(stranger) == ["parent-unknown"]
    assert "1" in problem(stranger, "parent-unknown").hint
    two = build(
        [
            row(students=1),
            campus(students=2),
            campus("junior", parent="3", students=2),
            row(school="3", students=1),
        ]
    )
    assert errors(two) == ["parents-differ"]


def test_a_school_in_another_county_is_no_parent():
    """Campuses merge within their county."""
    data = build([row(county="a", students=1), campus(county="b", students=2)])
    assert errors(data) == ["parent-unknown"]


def test_campuses_of_one_school_add_up():
    """Rows of one section that name different campuses are added, once each."""
    data = build([row(campus="东", students=10), row(campus="西", students=5)])
    assert section(data, "students") == 15
    assert notes(data) == ["campuses-added"]
    assert errors(build([row(campus="东", students=10), row(campus="东", students=5)])) == ["section-twice"]


def test_the_whole_of_a_school_and_its_campus():
    """A campus's quantity is added to that of the whole school, so nothing of it is lost."""
    rows = [
        row("primary", students=10, **NINE),
        row("junior", students=20),
        row("whole", teaching_area=500),
        campus(students=5, teaching_area=80),
    ]
    data = build(rows)
    assert whole(data, "teaching_area") == 580
    assert section(data, "teaching_area") is None
    assert section(data, "students") == 15
    lacking = build([*rows[:3], campus(students=5)])
    assert "teaching_area" not in lacking.whole
    assert errors(lacking) == ["campus-incomplete"]


def test_more_of_a_part_than_of_the_whole_is_an_error():
    """More teachers above the required degree than teachers: the part is missing."""
    data = build(
        [
            row(teachers=10, teachers_above_required_degree=11),
            row(school="2", teachers=10, teachers_above_required_degree=10),
        ]
    )
    assert errors(data) == ["above-other"]
    assert section(data, "teachers_above_required_degree") is None
    assert section(data, "teachers") == 10
    assert section(data, "teachers_above_required_degree", "2") == 10


def test_a_gym_larger_than_the_rooms_it_is_in_is_an_error():
    """Nothing is left of the teaching area then, in sections and in whole schools."""
    data = build([row(teaching_area_gross="99.5", indoor_sports_area=100)])
    assert errors(data) == ["above-other"]
    assert section(data, "indoor_sports_area") is None
    mixed = build([row("primary"), row("junior"), row("whole", teaching_area_gross=99, indoor_sports_area=100)])
    assert errors(mixed) == ["above-other"]


def test_a_sum_that_is_not_its_parts_is_an_error():
    """Given and derived differ: neither is used."""
    data = build(
        [
            row(teaching_area_gross=100, indoor_sports_area=10, teaching_area=91),
            row(school="2", teaching_area_gross=100, indoor_sports_area=10, teaching_area=90),
        ]
    )
    assert errors(data) == ["derived-differs"]
    assert section(data, "teaching_area") is None
    assert section(data, "teaching_area_gross") is None
    assert section(data, "teaching_area", "2") == 90


def test_the_sizes_of_the_classes_decide_their_largest():
    """A largest class that is not in the list is noted; the list is used."""
    data = build([row(students=81, class_sizes="41、40", largest_class=45)])
    assert notes(data) == ["list-wins"]
    assert section(data, "largest_class") is None
    assert errors(data) == []


def test_a_rounded_share_gives_way_to_its_parts():
    """95.2 % for 1234 of 1296 is rounding; 90 % is not."""
    areas = {"nearby_enrolled_junior": 1234, "nearby_base_junior": 1296}
    data = build([row()], {**areas, "nearby_enrolment_junior": "95.2%"})
    assert notes(data) == ["parts-win"]
    odd = build([row()], {**areas, "nearby_enrolment_junior": "90%"})
    assert errors(odd) == ["derived-differs"]
    assert plain(odd.columns["county", "nearby_enrolled_junior"], 0) is None


def test_a_mere_stand_in_need_not_be_equal():
    """The teachers of the cycle may be fewer than all teachers."""
    assert errors(build([row()], {"teachers_with_five_years": 5, "teachers_total": 9})) == []


def test_a_section_without_pupils_is_noted():
    """Nothing can be computed per pupil where there are none."""
    assert notes(build([row(students=0)])) == ["pupils-zero"]


def test_a_difference_below_nothing_blanks_what_it_starts_from():
    """Where a pack's own fact is a difference without a bound, a negative one is an error too."""
    part = Fact(zh="甲", en="A", levels=("section",), type="number", id="a")
    other = Fact(zh="乙", en="B", levels=("section",), type="number", id="b")
    rest = Fact(zh="丙", en="C", levels=("section",), type="number", id="c", derive=(Formula("a - b"),))
    facts, _ = FACTS.extended({fact.id: fact for fact in (part, other, rest)})
    data = build_dataset([row(a=1, b="1.5"), row(school="2", a=2, b=1)], None, facts)
    assert errors(data) == ["derived-negative"]
    assert section(data, "a") is None
    assert section(data, "a", "2") == 2


def test_figures_too_wide_for_floats_are_compared_exactly():
    """A part that exceeds its whole by one in the 25th digit is found."""
    data = build([row(teachers=10**24, backbone_teachers=10**24 + 1), row(school="2", teachers=1, backbone_teachers=1)])
    assert errors(data) == ["above-other"]
    areas = build([row(teaching_area_gross=10**24, indoor_sports_area=1, teaching_area=f"{10**24 - 1}.5")])
    assert errors(areas) == ["derived-differs"]


def test_the_largest_class_of_a_school_is_the_largest_of_its_stages():
    """What is the greatest of a list is not added up over stages, campuses and totals."""
    rows = [
        {"school": "1", "stage": "小学", "largest_class": 40, "students": 300},
        {"school": "1", "stage": "初中", "largest_class": 45, "students": 300},
        {"school": "1", "stage": "全校", "largest_class": 45},
        {"school": "合计", "largest_class": 45},
    ]
    assert not {"whole-differs", "total-differs"} & set(notes(build(rows)))
    rows[2]["largest_class"] = 50
    found = problem(build(rows), "whole-differs")
    assert found.say("zh") == "全校“largest_class”为 50，各学段最大为 45；以各学段为准"
    alone = [{**row, "largest_class": None} for row in rows[:2]] + [rows[2]]
    data = build(alone)
    assert "whole-set-aside" in notes(data)
    assert "largest_class" not in data.whole
