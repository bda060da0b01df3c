"""Why there is no verdict: the facts that are missing, no more and no others, or the division that has no result."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from small_packs import frame_of, plan_of, rule, setting, typed, whole_frame, wider_facts

from youzhi_rules import nodes as n
from youzhi_rules.engine import run
from youzhi_rules.formulas import fact_value
from youzhi_rules.intake import build_dataset
from youzhi_rules.model import Split
from youzhi_rules.outcomes import reason_of
from youzhi_rules.reasons import ZERO, missing_of, unknown_of, value_at
from youzhi_rules.summary import reason_text

F = Fraction
ROW: dict[str, Any] = {"county": "a", "school": "1", "stage": "primary"}
RECORDS: list[dict[str, Any]] = [
    {**ROW, "students": 100, "teachers": 5, "school_kind": "primary"},
    {**ROW, "school": "2", "teachers": 0, "students": 0},
    {**ROW, "school": "3", "stage": "junior", "teachers": 5, "music_room_areas": []},
    {**ROW, "school": "4", "stage": None, "students": 5},
]
IN_PRIMARY = n.StageIn("section", ("primary",))


def missing(text: str, unit: int = 0, level: str = "section", records: Any = None, **more: Any) -> set[str]:
    """What a formula lacks at a unit."""
    areas = [{"county": "a", "funds_base_per_pupil_primary": 650}]
    frame = frame_of(RECORDS if records is None else records, areas, wide=True)
    return missing_of(frame, typed(text, level, **more).node, unit)


def unknown(text: str, unit: int = 0, level: str = "section", records: Any = None, **more: Any) -> set[str]:
    """What keeps a condition from being known at a unit."""
    frame = frame_of(RECORDS if records is None else records)
    return unknown_of(frame, typed(text, level, **more).node, unit)


def test_what_is_known_lacks_nothing() -> None:
    """A value, a constant, a decided truth."""
    assert missing("teachers / students") == set()
    assert missing("4.2") == set()
    assert unknown("students > 1") == set()
    assert unknown("students > 1", 1) == set()
    frame = frame_of(RECORDS)
    assert missing_of(frame, n.GradeConst("section", 1, "x"), 0) == set()
    assert value_at(frame, n.Const("section", F(3)), 2) == 3
    assert value_at(frame, typed("students").node, 0) == 100
    assert value_at(frame, typed("students").node, 2) is None


def test_the_facts_that_are_missing_are_named() -> None:
    """Each of a formula's, by the name of its column."""
    assert missing("teachers / students", 2) == {"students"}
    assert missing("teachers / students", 3) == {"teachers"}
    assert missing("classes / students", 2) == {"classes", "students"}
    assert missing("max(students, teachers)", 3) == {"teachers"}
    assert missing("ceil(classes / 12)") == {"classes"}
    assert missing("funds_base_per_pupil_junior", 0, "county") == {"funds_base_per_pupil_junior"}


def test_a_division_by_zero_is_named_where_nothing_else_is_missing() -> None:
    """Zero pupils are no missing pupils."""
    assert ZERO == "division_by_zero"
    assert missing("teachers / students", 1) == {ZERO}
    assert missing("teachers / students + classes / classes", 1) == {ZERO, "classes"}


def test_what_a_higher_unit_lacks_is_named_or_the_unit_itself() -> None:
    """A section without a town has no figure of a town."""
    assert missing("county.funds_base_per_pupil", 2) == {"funds_base_per_pupil_junior"}
    assert missing("county.funds_base_per_pupil", 0) == set()
    assert missing("county.funds_base_per_pupil", 3) == {"stage"}
    assert missing("town.education_spending") == {"town"}
    assert missing("city.education_spending") == {"city"}
    other = n.PerStage("section", (("senior", n.Const("section", F(1))),))
    assert missing_of(frame_of(RECORDS), other, 0) == {"stage"}


def test_a_limit_by_kind_lacks_the_kind() -> None:
    """Where the code is missing or has no limit."""
    kind = n.FactValue("school", "school_kind", "code")
    limit = n.PerCode("school", kind, (("junior", F(1)),))
    frame = frame_of(RECORDS)
    assert missing_of(frame, limit, 3) == {"school_kind"}
    assert missing_of(frame, limit, 0) == {"school_kind"}
    below = n.PerCode("section", n.Read("section", kind), (("junior", F(1)),))
    assert missing_of(frame, below, 3) == {"school_kind"}


def test_a_total_lacks_what_the_units_below_lack() -> None:
    """Those in scope only; where it is unknown who is in scope, what tells that."""
    assert missing("sum(students)", 0, "county") == {"students"}
    assert missing("sum(teachers)", 0, "county") == {"teachers"}
    assert missing("sum(teachers)", 0, "county", scope=IN_PRIMARY) == {"stage"}
    some = RECORDS[:3]
    assert missing("sum(students)", 0, "county", some, scope=IN_PRIMARY) == set()
    assert missing("sum(classes)", 0, "county", some, scope=IN_PRIMARY) == {"classes"}
    assert missing("count(students > 1)", 0, "county") == {"students"}
    assert missing("sum(teachers / students)", 1, "school") == {ZERO}
    assert missing("max(students)", 2, "school", scope=IN_PRIMARY) == {"section"}
    towns = [{**ROW, "town": "x"}]
    areas = [{"level": "town", "county": "a", "town": name} for name in ("x", "y")]
    frame = frame_of(towns, areas)
    node = typed("sum(students)", "town").node
    assert [missing_of(frame, node, unit) for unit in (0, 1)] == [{"students"}, {"section"}]


def test_a_list_is_missing_as_a_whole() -> None:
    """An empty one has no greatest, no list no number of items."""
    assert missing("count(music_room_areas >= 96)", 0, "school") == {"music_room_areas"}
    assert missing("max(music_room_areas)", 2, "school") == {"music_room_areas"}
    assert missing("count(music_room_areas >= 96)", 2, "school") == set()
    assert missing("sum(music_room_areas)", 0, "county") == {"music_room_areas"}


def test_the_part_that_is_missing_is_named_where_the_other_is_there() -> None:
    """Of a fact that follows from others; with none of them there it is the fact itself."""
    assert missing("teaching_area") == {"teaching_area"}
    gross = [{**ROW, "teaching_area_gross": 500}]
    assert missing("teaching_area", 0, "section", gross) == {"indoor_sports_area"}
    assert missing("sports_area", 0, "section", [{**ROW, "indoor_sports_area": 5}]) == {"sports_ground_area"}
    assert missing("largest_class") == {"largest_class"}
    frame = frame_of(RECORDS, [{"county": "a", "nearby_base_junior": 10}])
    node = typed("nearby_enrolment_junior", "county").node
    assert missing_of(frame, node, 0) == {"nearby_enrolled_junior"}


SPLIT = Split(of=("sports_area",), by_pupils={"nine_year": {"primary": F(1), "junior": F(11, 10)}})


@pytest.mark.parametrize(
    ("kind", "primary", "junior", "whole", "lacking"),
    [
        ("nine_year", 300, None, 1000, {"students"}),
        ("nine_year", 0, 0, 1000, {"students"}),
        (None, 300, 100, 1000, set()),
        ("nine_year", 300, 100, None, {"sports_area"}),
        ("nine_year", 300, 100, 1000, set()),
    ],
)
def test_a_share_lacks_pupils_or_the_kind_of_school(
    kind: str | None, primary: int | None, junior: int | None, whole: int | None, lacking: set[str]
) -> None:
    """Not the figure, which the whole school gave."""
    node = fact_value(wider_facts()["sports_area"], setting(split=SPLIT), "section").node
    rows: list[dict[str, Any]] = [
        {**ROW, "students": primary, "school_kind": kind},
        {**ROW, "stage": "junior", "students": junior},
        {**ROW, "stage": "whole", "sports_area": whole},
    ]
    assert missing_of(frame_of(rows), node, 0) == lacking


def test_a_figure_of_a_kind_without_weights_is_not_divided() -> None:
    """Of a kind that the split does not know, or whose stage it does not; the kind is there and is not missing."""
    other = Split(of=("sports_area",), by_pupils={"complete_secondary": {"junior": F(1)}})
    node = fact_value(wider_facts()["sports_area"], setting(split=other), "section").node
    rows = [
        {**ROW, "students": 300, "school_kind": "nine_year"},
        {**ROW, "stage": "junior", "students": 100},
        {**ROW, "stage": "whole", "sports_area": 1000},
    ]
    assert missing_of(frame_of(rows), node, 0) == {"undivided:sports_area"}
    half = Split(of=("sports_area",), by_pupils={"nine_year": {"primary": F(1)}})
    node = fact_value(wider_facts()["sports_area"], setting(split=half), "section").node
    assert missing_of(frame_of(rows), node, 0) == {"undivided:sports_area"}


def test_a_share_lacks_the_stage_of_a_part_whose_stage_is_not_known() -> None:
    """Weights are by stage: without one of them nothing is divided, and the kind of the school is not to blame."""
    node = fact_value(wider_facts()["sports_area"], setting(split=SPLIT), "section").node
    rows: list[dict[str, Any]] = [
        {**ROW, "students": 300, "school_kind": "nine_year"},
        {**ROW, "stage": "junior", "students": 200},
        {**ROW, "stage": None, "students": 100},
        {**ROW, "stage": "whole", "sports_area": 1000},
    ]
    assert missing_of(frame_of(rows), node, 0) == {"stage"}


def test_a_figure_of_a_whole_school_that_the_pack_does_not_divide_is_not_missing() -> None:
    """Of a mixed school it is told as such; what else is missing stands before it, and a derived fact has its parts."""
    rows = [
        {**ROW, "students": 300},
        {**ROW, "stage": "junior"},
        {**ROW, "stage": "whole", "teachers": 20, "teaching_area_gross": 900},
        {**ROW, "school": "2", "students": 10, "classes": 1},
    ]
    assert missing("teachers / students", 0, records=rows) == {"undivided:teachers"}
    assert missing("teachers / students", 1, records=rows) == {"undivided:teachers", "students"}
    assert missing("teachers / students", 2, records=rows) == {"teachers"}
    assert missing("teaching_area", 0, records=rows) == {"undivided:teaching_area_gross", "indoor_sports_area"}
    assert missing("sum(teachers)", 0, "county", rows) == {"undivided:teachers", "teachers"}
    measure = "100 * teachers / students"
    per = plan_of(rule("a", level="section", measure=measure, unit="人/百名学生", at_least="1", when="classes > 0"))
    assert reasons(per, rows) == [
        "missing:classes;undivided:teachers", "missing:classes,students;undivided:teachers", "missing:teachers",
    ]  # fmt: skip
    said = [reason_text(per.facts, "missing:classes;undivided:teachers", lang) for lang in ("zh", "en")]
    assert said[0] == (
        "没有可用的数据（未填，或有误未采用）：班级数；只有全校数，而规则包未规定此类学校如何按学段拆分：专任教师数"
    )
    assert said[1] == (
        "no usable data (not given, or refused): Classes; known for whole schools only, and the pack does not "
        "divide it over the stages of such schools: Full-time teachers"
    )


def test_unknown_conditions_name_what_they_ask_for() -> None:
    """Flags, codes, stages, comparisons, and all of them together; one that is decided is not named."""
    assert unknown("boarding and has_charter", 0, "school") == {"boarding", "has_charter"}
    assert unknown("not boarding", 0, "school") == {"boarding"}
    half = [{**ROW, "boarding": True}]
    assert unknown("boarding and has_charter", 0, "school", half) == {"has_charter"}
    assert unknown("boarding or has_charter", 0, "school", half) == set()
    assert unknown("students > teachers", 3) == {"teachers"}
    assert unknown("students > teachers", 2) == {"students"}
    frame = frame_of(RECORDS)
    assert unknown_of(frame, IN_PRIMARY, 3) == {"stage"}
    assert unknown_of(
        frame, n.CodeIn("section", n.Read("section", n.FactValue("school", "location", "code")), ("rural",)), 0
    ) == {"location"}
    assert unknown_of(frame, n.Any_("school", (IN_PRIMARY,), below=True), 3) == {"stage"}
    assert unknown_of(frame, n.Any_("county", (n.StageIn("section", ("senior",)),), below=True), 0) == {"stage"}
    flag = n.FlagIs("county", n.FactValue("county", "layout_ok", "flag"))
    assert unknown_of(frame, n.Read("section", flag), 0) == {"layout_ok"}
    town = n.Read("section", n.FlagIs("town", n.FactValue("town", "town_checked", "flag")))
    assert unknown_of(frame, town, 0) == {"town"}
    assert unknown_of(frame, n.KeyIn("county", ("a",)), 0) == set()


def reasons(plan: Any, records: Any, areas: Any = None) -> list[str | None]:
    """The reason of the last rule's outcomes."""
    data = build_dataset(records, areas, plan.facts)
    codes = run(plan, data).steps[-1].tolist()
    return [reason_of(plan, plan.steps[-1], whole_frame(data), unit, code) for unit, code in enumerate(codes)]


def test_outcomes_give_their_reason_as_a_code() -> None:
    """Missing facts in one order, a division by zero, a mean of zero, what does not apply or is not there."""
    per = rule(
        "a",
        level="section",
        measure="100 * teachers / students",
        unit="人/百名学生",
        at_least="1",
        strength="component",
    )
    assert reasons(plan_of(per), RECORDS) == [None, "division_by_zero", "missing:students", "missing:teachers"]
    both = plan_of(per, rule("q", level="section", quota="{of: [a], met: 1}"))
    assert reasons(both, RECORDS) == [None, "division_by_zero", "missing:students", "missing:teachers"]
    when = plan_of(rule("a", level="section", measure="students", unit="人", at_least="1", when="classes > 1"))
    rows = [{**ROW, "students": 1, "classes": 1}, {**ROW, "school": "2", "students": 1}]
    assert reasons(when, rows) == ["does_not_apply", "missing:classes"]
    flags = plan_of(rule("a", level="county", attested="[layout_ok, staffing_allocated]"))
    assert reasons(flags, RECORDS) == ["missing:layout_ok,staffing_allocated"]
    many = plan_of(
        rule("a", level="section", measure="students + teachers", unit="人", at_least="classes * students / classes")
    )
    assert reasons(many, [ROW]) == ["missing:classes,students,teachers"]


def test_a_coefficient_gives_its_reason() -> None:
    """What its sections lack, the stage of one that may belong, a mean of zero, or nothing to compare."""
    spread = plan_of(
        rule("a", level="section", measure="teachers", unit="人", at_least="1", strength="component"),
        rule("d", level="county", dispersion="{of: [a], weight: students, by: stage}", at_most="{junior: 0.5}"),
    )
    junior = {**ROW, "stage": "junior", "school_kind": "junior"}
    assert reasons(spread, [junior]) == ["missing:students,teachers"]
    assert reasons(spread, [{**junior, "students": 5, "teachers": 0}]) == ["mean_zero"]
    assert reasons(spread, [ROW]) == ["nothing_to_compare"]
    assert reasons(
        spread, [{**junior, "students": 5, "teachers": 1}, {**ROW, "school": "2", "stage": None, "students": 1}]
    ) == ["missing:stage"]
