"""A step whose fact nobody has given is not run: its status is what running it would have found."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_packs import pack_text, read, rule
from strategies import made_counties

import youzhi_rules as yz
from youzhi_rules import engine
from youzhi_rules.intake import build_dataset
from youzhi_rules.planning import plan_of
from youzhi_rules.unanswered import unanswered

PLAN = plan_of(yz.load_pack("national-2017"))
IDS = [step.id for step in PLAN.steps]
ROW = {"county": "甲县", "school": "一小", "stage": "primary", "school_kind": "primary", "students": 100}


def open_steps(rows: list[dict[str, Any]]) -> set[str]:
    """The ids of the steps that cannot be answered from these records."""
    return {IDS[index] for index in unanswered(PLAN, build_dataset(rows, None, PLAN.facts))}


def test_without_a_fact_its_rules_cannot_be_answered() -> None:
    """What a school has of one fact answers the rules about it and no others."""
    bare, given_one = open_steps([ROW]), open_steps([{**ROW, "sports_area": 700}])
    assert {"sports_area", "teaching_area", "training_budget"} <= bare
    assert bare - given_one == {"sports_area"}


def test_a_column_without_a_single_value_is_one_that_is_there() -> None:
    """Only where there is no column at all is a step left out; an empty one is looked at, with the same outcome."""
    rows = [{**ROW, "sports_area": None}]
    assert {each["status"] for each in yz.evaluate(rows).to_dicts(rule="sports_area")} == {"unknown"}


def test_what_a_mixed_school_has_as_a_whole_answers_for_its_sections() -> None:
    """A figure on the row of the whole school is divided, so a rule about it can be answered."""
    mixed = {**ROW, "school_kind": "nine_year"}
    whole = {**mixed, "stage": "whole", "students": None}
    rows = [mixed, {**mixed, "stage": "junior"}]
    bare = open_steps([*rows, whole])
    assert bare - open_steps([*rows, {**whole, "sports_area": 900}]) == {"sports_area"}


def test_what_follows_from_other_facts_is_answered_by_them() -> None:
    """Grounds and hall together are the sports area; the one without the other is not."""
    assert "sports_area" in open_steps([{**ROW, "sports_ground_area": 700}])
    assert "sports_area" not in open_steps([{**ROW, "sports_ground_area": 700, "indoor_sports_area": 0}])


OWN = "facts:\n  books: {zh: 图书册数, en: Books, level: school, type: count, unit: 个}\n"
SECTION: dict[str, Any] = {"level": "section", "measure": "students", "unit": "人", "at_least": "1"}
COMPUTED = {
    "plain": {**SECTION},
    "limit": {**SECTION, "at_least": "teachers"},
    "left": {**SECTION, "measure": "teachers + students"},
    "right": {**SECTION, "measure": "students + teachers"},
    "ceiling": {**SECTION, "measure": "ceil(teachers)"},
    "least": {**SECTION, "measure": "min(students, teachers)"},
    "least_known": {**SECTION, "measure": "min(students, school.students)"},
    "read": {**SECTION, "measure": "school.books", "unit": "个"},
    "flag": {"attested": "has_charter", "level": "school"},
    "flags": {"attested": ["has_charter", "curriculum_complete"], "level": "school"},
}
LACKING = {
    frozenset({"teachers", "books", "has_charter", "curriculum_complete"}): {
        "limit", "left", "right", "ceiling", "least", "read", "flag", "flags",
    },
    frozenset({"books", "has_charter", "curriculum_complete"}): {"read", "flag", "flags"},
    frozenset({"teachers", "has_charter"}): {
        "limit", "left", "right", "ceiling", "least", "flag",
    },
    frozenset({"has_charter"}): {"flag"},
    frozenset({"books"}): {"read"},
    frozenset[str](): set(),
}  # fmt: skip


@pytest.mark.parametrize(("lacking", "open_ones"), LACKING.items(), ids=lambda each: "+".join(sorted(each)) or "none")
def test_exactly_the_rules_that_hang_on_what_is_lacking_are_open(lacking: frozenset[str], open_ones: set[str]) -> None:
    """However the fact stands in the rule: on either side, below a function, as a flag of the school above."""
    plan = plan_of(read(pack_text(*(rule(name, **said) for name, said in COMPUTED.items()), more=OWN)))
    told = {"students": 9, "teachers": 1, "classes": 1, "books": 5, "has_charter": True, "curriculum_complete": True}
    row = {**ROW, **{name: value for name, value in told.items() if name not in lacking}}
    data = build_dataset([row], None, plan.facts)
    assert {plan.steps[index].id for index in unanswered(plan, data)} == open_ones


@pytest.mark.long
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.data())
def test_leaving_steps_out_changes_no_status(seed: int, data: Any) -> None:
    """Whatever columns a county lacks, its statuses are those of running every step."""
    county = next(iter(made_counties(seed, 1)))
    names = sorted({name for row in county.records for name in row} - {"county", "school", "stage", "school_kind"})
    gone = data.draw(st.sets(st.sampled_from(names)))
    rows = [{name: cell for name, cell in row.items() if name not in gone} for row in county.records]
    areas = county.areas if data.draw(st.booleans()) else None
    lean = yz.evaluate(rows, area_records=areas).to_json()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "unanswered", lambda _plan, _data: frozenset())
        assert yz.evaluate(rows, area_records=areas).to_json() == lean


@pytest.mark.parametrize("pupils", [2**53, 10**30])
def test_numbers_beyond_the_fast_integers_leave_what_is_open_open(pupils: int) -> None:
    """Whom a rule is for may hang on a number that floats cannot hold; that decides on Python integers there too."""
    rows = [{**ROW, "students": pupils}, {**ROW, "school": "二小", "students": 30, "school_kind": "teaching_point"}]
    for pack in ("national-2017", "guangdong-jiangmen-2023"):
        lean = yz.evaluate(rows, pack).to_json()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine, "unanswered", lambda _plan, _data: frozenset())
            assert yz.evaluate(rows, pack).to_json() == lean


def test_the_sets_of_columns_that_are_remembered_do_not_grow_without_end() -> None:
    """A service that sees ever new tables keeps a few."""
    for number in range(200):
        rows = [{**ROW, **dict.fromkeys((name for at, name in enumerate(NUMBERS) if number >> at & 1), 1)}]
        unanswered(PLAN, build_dataset(rows, None, PLAN.facts))
    assert len(PLAN.memo) <= 65


NUMBERS = (
    *("classes", "teachers", "teaching_area", "sports_area", "equipment_value", "multimedia_classrooms"),
    *("backbone_teachers", "largest_class"),
)
