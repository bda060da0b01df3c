"""Reliefs: they let pass those they are for until their last day, they only ever help, and every outcome says so."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from small_packs import SCHOOL_LISTS, compiled, faults_of, pack_text, place_of, plan_of, read, rule, statuses

import youzhi_rules as yz
from youzhi_rules import nodes as n
from youzhi_rules.errors import Fault, PackError
from youzhi_rules.html import result_html
from youzhi_rules.model import Pack
from youzhi_rules.plan import Bound, QuotaOf, dated
from youzhi_rules.result_schema import result_schema

F = Fraction
TITLES = "title: {zh: 放宽, en: Eased}, clause: 第2条"
LAST = dt.date(2027, 12, 31)
BEFORE, AFTER = LAST - dt.timedelta(1), LAST + dt.timedelta(1)
ROOMS: dict[str, object] = {
    "level": "school",
    "given": "{room: {value: 96, unit: 平方米}}",
    "measure": "count(music_room_areas >= room)",
    "unit": "间",
    "at_least": "ceil(sum(classes) / 12)",
}
SMALLER = "given: {room: {value: 73, unit: 平方米}}"
SIZE: dict[str, object] = {"level": "section", "measure": "students", "unit": "人"}


def relief(**reliefs: str) -> str:
    """The reliefs of a rule, as the value of its key."""
    return "{" + ", ".join(f"{name}: {{{TITLES}, {said}}}" for name, said in reliefs.items()) + "}"


def rooms(said: str, **more: object) -> str:
    """A rule about music rooms with one relief."""
    return rule("rooms", **{**ROOMS, "relief": relief(old=said), **more})


def school(name: str = "A", areas: object = "80", built: object = 2010, **more: object) -> dict[str, object]:
    """A school of ten classes."""
    return {"school": name, "stage": "primary", "classes": 10, "music_room_areas": areas, "built_year": built, **more}


def outcome(pack: Pack, record: dict[str, object], as_of: dt.date | None = None, name: str = "rooms") -> dict[str, Any]:
    """The one outcome of a rule."""
    (found,) = yz.evaluate([record], pack, as_of=as_of).to_dicts(rule=name)
    return found


OLD = "when: built_year <= 2016"
DATED = read(pack_text(rooms(f"{OLD}, until: 2027-12-31, {SMALLER}")))
UNDATED = read(pack_text(rooms(f"{OLD}, {SMALLER}")))


# -- statuses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("areas", "built", "status", "named"),
    [
        ("96", 2016, "met", None),
        ("96", None, "met", None),
        ("80", 2016, "met", "old"),
        ("73", 2016, "met", "old"),
        ("72.99", 2016, "unmet", None),
        ("80", 2017, "unmet", None),
        ("80", None, "unknown", None),
        ("72", None, "unmet", None),
        (None, 2016, "unknown", None),
    ],
)
def test_a_relief_lets_pass_those_it_is_for(areas: object, built: object, status: str, named: str | None) -> None:
    """On its line too; whether it is for a school must be known before it helps, and no one else's status changes."""
    found = outcome(UNDATED, school(areas=areas, built=built))
    assert (found["status"], found["relief"]) == (status, named)


@pytest.mark.parametrize(
    ("as_of", "status", "named", "reason"),
    [
        (None, "unknown", None, "relief_needs_date"),
        (BEFORE, "met", "old", None),
        (LAST, "met", "old", None),
        (AFTER, "unmet", None, None),
    ],
)
def test_a_relief_holds_until_its_last_day(
    as_of: dt.date | None, status: str, named: str | None, reason: str | None
) -> None:
    """That day included; without a day nobody knows, and the reason says that a day is needed."""
    found = outcome(DATED, school(), as_of)
    assert (found["status"], found["relief"], found["reason"]) == (status, named, reason)


@pytest.mark.parametrize("as_of", [None, BEFORE, LAST, AFTER])
def test_a_day_matters_only_to_those_a_relief_can_help(as_of: dt.date | None) -> None:
    """What is met anyway, or in no case, does not wait for a day."""
    found = [outcome(DATED, school(areas=areas), as_of)["status"] for areas in ("96", "72")]
    assert found == ["met", "unmet"]
    assert outcome(DATED, school(built=2017), as_of)["status"] == "unmet"


def test_missing_facts_are_named_before_the_day() -> None:
    """A relief that needs both a fact and a day asks for the fact; the explanation tells both."""
    record = school(built=None)
    assert outcome(DATED, record)["reason"] == "missing:built_year"
    assert outcome(DATED, record, BEFORE)["reason"] == "missing:built_year"
    told = str(yz.evaluate([record], DATED).explain("rooms", lang="en"))
    assert "Year built; a relief has a last day" in told


def test_nothing_computed_for_one_day_is_taken_for_another() -> None:
    """One dataset and one plan give each day its own statuses, in any order, for cities too."""
    city = rule(
        "c",
        level="city",
        measure="sum(students)",
        unit="人",
        at_least="100",
        relief=relief(few="until: 2027-12-31, at_least: 10"),
    )
    plan = plan_of(rooms(f"{OLD}, until: 2027-12-31, {SMALLER}"), city)
    rows = [school(county="x", city="y", students=50)]
    days = [None, BEFORE, AFTER, None, LAST, AFTER, BEFORE]
    found = [statuses(plan, rows, as_of=day) for day in days]
    expected = {None: "unknown", BEFORE: "met", LAST: "met", AFTER: "unmet"}
    assert found == [{"rooms": [expected[day]], "c": [expected[day]]} for day in days]
    assert dated(plan, None) is plan
    assert dated(dated(plan, BEFORE), BEFORE) == dated(plan, BEFORE)
    undated = plan_of(rooms(f"{OLD}, {SMALLER}"))
    assert dated(undated, BEFORE) is undated


def test_the_first_of_several_reliefs_that_helps_is_named() -> None:
    """In the order of the pack."""
    pack = read(
        pack_text(
            rule(
                "rooms",
                **ROOMS,
                relief=relief(
                    old=f"{OLD}, {SMALLER}",
                    rural="applies_to: {location: rural}, given: {room: {value: 54, unit: 平方米}}",
                ),
            )
        )
    )
    assert outcome(pack, school(areas="80", location="rural"))["relief"] == "old"
    assert outcome(pack, school(areas="60", location="rural"))["relief"] == "rural"
    assert outcome(pack, school(areas="80", location="rural", built=2020))["relief"] == "rural"
    assert outcome(pack, school(areas="60", location="urban"))["status"] == "unmet"
    assert outcome(pack, school(areas="60", location=None))["reason"] == "missing:location"


def test_a_relief_reaches_no_unit_beyond_its_rule() -> None:
    """Where the rule does not apply it does not; where that is not known, no relief makes it known."""
    pack = read(pack_text(rooms(f"{OLD}, {SMALLER}", applies_to="{location: urban}")))
    assert outcome(pack, school(location="rural"))["status"] == "not_applicable"
    found = outcome(pack, school(location=None))
    assert (found["status"], found["relief"], found["clause"]) == ("unknown", None, "第1条")


def test_a_target_that_is_not_due_keeps_its_terms() -> None:
    """It fails nothing yet, and tells what the relief asks."""
    pack = read(pack_text(rooms(f"{OLD}, {SMALLER}", strength="target", due="2030")))
    found = outcome(pack, school(areas="60"), BEFORE)
    assert (found["status"], found["relief"], found["clause"]) == ("not_due", None, "第2条")


# -- limits, measures, grades --------------------------------------------------------------------------------------


def test_a_relief_may_ease_one_stage_or_one_kind() -> None:
    """For the others the rule's own limits stay."""
    stages = rule(
        "a",
        **SIZE,
        applies_to="{stage: [primary, junior]}",
        at_least="{primary: 100, junior: 200}",
        relief=relief(r="applies_to: {location: rural}, at_least: {primary: 50}"),
    )
    plan = plan_of(stages)
    rows = [
        {"school": name, "stage": stage, "students": students, "location": "rural"}
        for name, stage, students in (("1", "primary", 50), ("2", "primary", 49), ("3", "junior", 199))
    ]
    assert statuses(plan, rows)["a"] == ["met", "unmet", "unmet"]
    kinds = rule(
        "a",
        level="school",
        measure="sum(students)",
        unit="人",
        at_most="{by: school_kind, primary: 100, junior: 200}",
        relief=relief(r="applies_to: {location: rural}, at_most: {by: school_kind, junior: 300}"),
    )
    rows = [
        {"school": name, "school_kind": stage, "stage": stage, "students": students, "location": "rural"}
        for name, stage, students in (("1", "primary", 101), ("2", "junior", 300), ("3", "junior", 301))
    ]
    assert statuses(plan_of(kinds), rows)["a"] == ["unmet", "met", "unmet"]


def test_a_relief_of_one_stage_of_a_county_leaves_the_other_stage_alone() -> None:
    """A rule that is judged once a stage has a relief for each stage that it names."""
    by = rule(
        "a",
        level="county",
        by="stage",
        measure="nearby_base",
        unit="人",
        at_least="95",
        relief=relief(r="when: layout_ok, at_least: {primary: 80}"),
    )
    (primary, junior) = plan_of(by).steps
    assert isinstance(primary.test, Bound)
    assert isinstance(junior.test, Bound)
    assert [easing.bound.limit for easing in primary.test.easings] == [n.Const("county", F(80))]
    assert junior.test.easings == ()


def test_the_stages_of_a_rule_and_of_its_relief_together_say_which_limits_are_due() -> None:
    """A relief for primary schools needs no limit for junior ones, nor one of a rule for primary schools."""
    size = {**SIZE, "at_least": "100"}
    plan_of(rule("a", **size, relief=relief(r="applies_to: {stage: primary}, at_least: {primary: 50}")))
    own = {"applies_to": "{stage: primary}", "relief": relief(r="when: classes <= 3, at_least: {primary: 50}")}
    plan_of(rule("a", **size, **own))
    several = {"applies_to": "[{stage: primary}, {stage: junior}]"}
    both = relief(r="applies_to: {stage: primary}, when: classes <= 3, at_least: {primary: 50, junior: 60, senior: 70}")
    plan_of(rule("a", **size, **several, relief=both))
    (fault,) = faults_of(rule("a", **size, relief=relief(r="when: classes <= 3, at_least: {primary: 50, junior: 60}")))
    assert (fault.code, fault.key) == ("limit-stage-missing", "rules.a.relief.r.at_least")


def test_a_relief_may_measure_otherwise() -> None:
    """Value, limit and gap are then those of the relief; what is only another name for the rule stays the rule's."""
    more = "facts:\n  visiting: {zh: 走教教师数, en: Visiting teachers, level: section, type: count, unit: 人}\n"
    teachers = rule(
        "rooms",
        level="section",
        measure="100 * pe_arts_teachers / students",
        unit="人/百名学生",
        at_least="0.9",
        relief=relief(r="applies_to: {location: rural}, measure: 100 * (pe_arts_teachers + visiting) / students"),
    )
    pack = read(pack_text(teachers, more=more))
    row = {"school": "A", "stage": "primary", "students": 1000, "location": "rural", "pe_arts_teachers": 5}
    found = outcome(pack, {**row, "visiting": 4})
    assert (found["status"], found["relief"], found["value"], found["gap"]) == ("met", "r", 0.9, 0.0)
    found = outcome(pack, {**row, "visiting": 2})
    assert (found["status"], found["relief"], found["value"], found["gap"]) == ("unmet", None, 0.7, 2.0)
    found = outcome(pack, {**row, "location": "urban", "visiting": 9})
    assert (found["status"], found["value"], found["gap"]) == ("unmet", 0.5, 4.0)


def test_a_grade_can_be_eased() -> None:
    """By a lower grade, or by another one in its place."""
    graded = {"level": "school", "graded": "moral_education_grade", "at_least": "良好"}
    pack = read(pack_text(rule("rooms", **graded, relief=relief(old=f"{OLD}, at_least: 合格"))))
    row = {"school": "A", "stage": "primary", "built_year": 2000}
    found = outcome(pack, {**row, "moral_education_grade": "合格"})
    assert (found["status"], found["relief"], found["limit"]) == ("met", "old", "合格")
    assert outcome(pack, {**row, "moral_education_grade": "不合格"})["limit"] == "合格"
    assert outcome(pack, {**row, "moral_education_grade": "优秀"})["limit"] == "良好"
    instead = relief(old=f"{OLD}, measure: campus_culture_grade")
    plan_of(rule("rooms", **graded, relief=instead))
    (fault,) = faults_of(rule("rooms", **graded, relief=relief(old=f"{OLD}, measure: sum(classes)")))
    assert (fault.code, fault.params["wanted"]) == ("formula-type", ("等级", "a grade"))


@pytest.mark.parametrize(
    ("operator", "limit", "eased", "on_line", "beyond"),
    [
        ("at_least", 100, 90, 90, 89),
        ("at_most", 100, 110, 110, 111),
        ("more_than", 100, 90, 91, 90),
        ("less_than", 100, 110, 109, 110),
        ("equals", 100, 90, 90, 91),
    ],
)
def test_each_operator_can_be_eased(operator: str, limit: int, eased: int, on_line: int, beyond: int) -> None:
    """With its own bound, included or not."""
    said = relief(r=f"applies_to: {{location: rural}}, {operator}: {eased}")
    plan = plan_of(rule("a", **SIZE, **{operator: limit}, relief=said))
    rows = [
        {"school": str(index), "stage": "primary", "students": students, "location": "rural"}
        for index, students in enumerate((on_line, beyond))
    ]
    assert statuses(plan, rows)["a"] == ["met", "unmet"]


# -- outcomes ------------------------------------------------------------------------------------------------------


def test_an_outcome_shows_the_terms_it_was_judged_on() -> None:
    """Of the relief that decided or that is nearest, with its clause; the rule's own everywhere else."""
    said = relief(
        half="applies_to: {location: rural}, at_least: 50",
        most="applies_to: {location: rural}, when: classes <= 3, at_least: 20",
    )
    pack = read(pack_text(rule("rooms", **SIZE, at_least="100", relief=said)))
    row = {"school": "A", "stage": "primary", "location": "rural", "classes": 3}

    def told(students: int | None, **more: object) -> tuple[object, ...]:
        found = outcome(pack, {**row, "students": students, **more})
        return tuple(found[key] for key in ("status", "limit", "gap", "relief", "clause"))

    assert told(100) == ("met", 100.0, 0.0, None, "第1条")
    assert told(99) == ("met", 50.0, 0.0, "half", "第2条")
    assert told(20) == ("met", 20.0, 0.0, "most", "第2条")
    assert told(19) == ("unmet", 20.0, 1.0, None, "第2条")
    assert told(19, classes=4) == ("unmet", 50.0, 31.0, None, "第2条")
    assert told(19, location="urban") == ("unmet", 100.0, 81.0, None, "第1条")
    assert told(19, location=None) == ("unmet", 100.0, 81.0, None, "第1条")
    assert told(20, location=None) == ("unknown", 100.0, None, None, "第1条")
    assert told(None) == ("unknown", 100.0, None, None, "第1条")


def test_a_rule_that_is_nearer_than_its_relief_is_shown_itself() -> None:
    """A relief for something else need not be the shorter way."""
    pack = read(
        pack_text(
            rule("rooms", **SIZE, at_least="100", relief=relief(r="applies_to: {location: rural}, measure: teachers"))
        )
    )
    row = {"school": "A", "stage": "primary", "location": "rural"}
    near, far = (outcome(pack, {**row, "students": 99, "teachers": teachers}) for teachers in (3, 100))
    assert (near["value"], near["gap"], near["clause"]) == (99.0, 1.0, "第1条")
    assert (far["status"], far["value"], far["clause"]) == ("met", 100.0, "第2条")


def test_numbers_beyond_the_floats_are_told_on_the_same_terms() -> None:
    """Integers that no float holds change nothing."""
    much = 2**60 + 1
    money = {"level": "county", "measure": "education_spending", "unit": "元", "at_least": str(much)}
    said = relief(r=f"when: layout_ok, at_least: {much - 1}")
    pack = read(pack_text(rule("rooms", **money, relief=said)))
    for spent, status in ((much, "met"), (much - 1, "met"), (much - 2, "unmet")):
        area = {"education_spending": str(spent), "layout_ok": True}
        (found,) = yz.evaluate([school()], pack, area_records=area).to_dicts(rule="rooms")
        assert (found["status"], found["relief"]) == (status, "r" if spent == much - 1 else None)


def test_results_with_reliefs_fit_the_published_schema() -> None:
    """The id of the relief and the reason of its own among them."""
    for day in (None, BEFORE, AFTER):
        document = json.loads(yz.evaluate([school()], DATED, as_of=day).to_json())
        assert list(Draft7Validator(result_schema()).iter_errors(document)) == []
    frame = yz.evaluate([school()], DATED, as_of=BEFORE).to_frame("pandas")
    assert frame["relief"].tolist() == ["old"]
    wide = yz.evaluate([school(students=40, location="rural")], _size_pack(), as_of=BEFORE).sections("pandas")
    assert wide["a"].tolist() == [40.0]


def _size_pack() -> Pack:
    return read(pack_text(rule("a", **SIZE, at_least="100", relief=relief(r="when: classes <= 30, at_least: 30"))))


# -- quotas and dispersions ----------------------------------------------------------------------------------------

PARTS = (
    rule(
        "a",
        **SIZE,
        strength="component",
        at_least="100",
        relief=relief(r="applies_to: {location: rural}, until: 2027-12-31, at_least: 60"),
    ),
    rule("b", level="section", measure="classes", unit="班", strength="component", at_least="10"),
)
QUOTA = rule("q", level="section", quota="{of: [a, b], met: 1, rest_at_least: 50%}")


@pytest.mark.parametrize(
    ("students", "classes", "location", "as_of", "status"),
    [
        (60, 5, "rural", LAST, "met"),  # a through its relief, b on its floor
        (60, 4, "rural", LAST, "unmet"),  # b under its floor
        (30, 10, "rural", LAST, "met"),  # b; a on the relief's floor
        (29, 10, "rural", LAST, "unmet"),
        (30, 10, "rural", AFTER, "unmet"),  # lapsed: the floor is the rule's again
        (30, 10, "rural", None, "unknown"),
        (30, 10, None, LAST, "unknown"),
        (50, 10, None, None, "met"),  # on the rule's own floor
        (60, 5, None, LAST, "unknown"),
        (60, 5, "urban", LAST, "unmet"),
    ],
)
def test_a_quota_takes_reliefs_into_account(
    students: int, classes: int, location: str | None, as_of: dt.date | None, status: str
) -> None:
    """A rule met through its relief counts as met, and its floor is a share of the relief's limit as well."""
    pack = read(pack_text(*PARTS, QUOTA))
    row = {"school": "A", "stage": "primary", "students": students, "classes": classes, "location": location}
    found = outcome(pack, row, as_of, "q")
    assert found["status"] == status
    if status == "unknown":
        assert found["reason"] == ("missing:location" if location is None else "relief_needs_date")


def test_the_floor_of_an_eased_rule_is_its_own_or_that_of_its_relief() -> None:
    """For those the relief is for."""
    (_, _, step) = plan_of(*PARTS, QUOTA).steps
    assert isinstance(step.test, QuotaOf)
    first, second = step.test.floors
    assert isinstance(first, n.Any_)
    assert [type(arg) for arg in first.args] == [n.Compare, n.All]
    assert isinstance(second, n.Compare)


def test_a_dispersion_compares_the_rule_s_own_measure() -> None:
    """A relief that measures otherwise changes no coefficient."""
    cv = rule("d", level="county", dispersion="{of: [a], weight: students}", at_most="0.5")
    measured = {"level": "section", "measure": "100 * teachers / students", "unit": "人/百名学生", "at_least": "5"}
    eased = relief(r="applies_to: {location: rural}, measure: 100 * pe_arts_teachers / students")
    rows = [
        {"school": name, "stage": "primary", "students": 100, "teachers": 4, "pe_arts_teachers": k, "location": "rural"}
        for name, k in (("A", 0), ("B", 4))
    ]
    results = [
        yz.evaluate(rows, read(pack_text(rule("a", **measured, relief=said), cv))).to_dicts(rule="a_cv")
        for said in (None, eased)
    ]
    assert results[0] == results[1]
    assert results[0][0]["value"] == 0.0


# -- words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "as_of", "zh", "en"),
    [
        (school(), LAST, "符合其条件，据此达标：1 间，标准 ≥", "it applies, and lets pass: 1 rooms, standard ≥"),
        (school(areas="70"), LAST, "符合其条件，但仍未达到：0 间", "it applies, but it is not met either: 0 rooms"),
        (school(built=2017), LAST, "不符合其条件", "it does not apply here"),
        (school(), AFTER, "已到期", "it has lapsed"),
        (school(), None, "须给出评价日期", "the day of the evaluation (as_of) is needed"),
        (
            school(built=None),
            LAST,
            "无法判定：没有可用的数据（未填，或有误未采用）：建校年份",
            "not known: no usable data",
        ),
        (school(areas="70", built=None), LAST, "是否符合其条件不明，但也达不到", "it is not met in any case"),
    ],
)
def test_an_explanation_says_what_came_of_each_relief(
    record: dict[str, object], as_of: dt.date | None, zh: str, en: str
) -> None:
    """With its title, its clause and its last day, and why it lets pass or does not help."""
    result = yz.evaluate([record], DATED, as_of=as_of)
    for explanation, label, words, name in (
        (result.explain("rooms", lang="zh"), "放宽", zh, "放宽（第2条，至 2027-12-31）"),
        (result.explain("rooms", lang="en"), "Relief", en, "Eased (第2条, until 2027-12-31)"),
    ):
        (told,) = (text for heading, text in explanation.lines if heading == label)
        assert told.startswith(name)
        assert words in told


def test_an_explanation_of_a_rule_that_is_met_by_itself_needs_no_relief() -> None:
    """Nor one of a unit that the rule is not about."""
    told = yz.evaluate([school(areas="96")], DATED).explain("rooms", lang="en")
    assert "Relief" not in dict(told.lines)
    pack = read(pack_text(rooms(f"{OLD}, {SMALLER}", applies_to="{location: urban}")))
    assert "Relief" not in dict(yz.evaluate([school(location="rural")], pack).explain("rooms", lang="en").lines)


def test_an_explanation_computes_on_the_rule_s_and_on_the_relief_s_terms() -> None:
    """First as the rule has it, then as the relief does; a division by zero is told as such."""
    told = yz.evaluate([school()], UNDATED).explain("rooms", lang="en")
    assert [text for name, text in told.lines if name == "arithmetic"] == [
        "#[80 ≥ 96] = 0 rooms",
        "#[80 ≥ 73] = 1 rooms",
    ]
    shares = {"level": "section", "measure": "100 * teachers / students", "unit": "人/百名学生", "at_least": "5"}
    pack = read(pack_text(rule("a", **shares, relief=relief(r="applies_to: {location: rural}, at_least: 4"))))
    row = {"school": "A", "stage": "primary", "location": "rural", "students": 0, "teachers": 1}
    told = yz.evaluate([row], pack).explain("a", lang="en")
    assert "Eased (第2条): not known: division by zero" in dict(told.lines)["Relief"]


def test_a_quota_s_explanation_names_the_relief_of_its_parts() -> None:
    """And what it asks of them."""
    row = {"school": "A", "stage": "primary", "students": 60, "classes": 5, "location": "rural"}
    lines = dict(yz.evaluate([row], read(pack_text(*PARTS, QUOTA)), as_of=LAST).explain("q", lang="en").lines)
    assert lines["Rule a"] == "60 people, standard ≥ 60 people: met (Relief: Eased); floor 30 people"
    assert lines["Rule b"] == "5 classes, standard ≥ 10 classes: unmet; floor 5 classes"
    lines = dict(yz.evaluate([row], read(pack_text(*PARTS, QUOTA))).explain("q", lang="en").lines)
    assert lines["Rule a"] == "60 people, standard ≥ 100 people: ?; floor 50 people"


def test_a_report_says_what_is_met_through_reliefs_only() -> None:
    """By rule and relief, with how many; and where nothing is, nothing."""
    rows = [school("A"), school("B"), school("C", areas="96"), school("D", areas="60")]
    html = result_html(yz.evaluate(rows, UNDATED), "en")
    assert "<h4>Met through a relief</h4><ul><li>Rule rooms: Eased (2)</li></ul>" in html
    assert "Met through a relief" not in result_html(yz.evaluate(rows[2:], UNDATED), "en")


# -- faults --------------------------------------------------------------------------------------------------------


def only_fault(said: str, **more: object) -> Fault:
    """The one fault of a rule with this relief, which stands in the relief."""
    text = rooms(said, **more)
    (fault,) = faults_of(text, more="facts:\n" + SCHOOL_LISTS)
    assert str(fault.key).startswith("rules.rooms.relief.old")
    return fault


@pytest.mark.parametrize(
    ("said", "more", "code", "params"),
    [
        (OLD, {}, "relief-empty", {"name": "old"}),
        (SMALLER, {}, "relief-unconditional", {"name": "old"}),
        (f"{OLD}, at_most: 3", {}, "relief-operator", {"operator": "at_most", "own": "at_least"}),
        (
            f"{OLD}, given: {{rooms: {{value: 73, unit: 平方米}}}}",
            {},
            "relief-given-unknown",
            {"name": "rooms", "near": "room"},
        ),
        (
            f"{OLD}, given: {{room: {{value: 73, unit: 人}}}}",
            {},
            "relief-given-unit",
            {"name": "room", "unit": "人", "own": "平方米"},
        ),
        (f"{OLD}, given: {{room: {{value: 100, unit: 平方米}}}}", {}, "relief-not-easier", {"name": "old"}),
        (f"{OLD}, given: {{room: {{value: 96, unit: 平方米}}}}", {}, "relief-not-easier", {"name": "old"}),
        (f"{OLD}, measure: count(music_room_areas >= room)", {}, "relief-not-easier", {"name": "old"}),
        (f"{OLD}, at_least: 4", {"at_least": "3"}, "relief-not-easier", {"name": "old"}),
        (f"{OLD}, at_most: 2", {"at_least": None, "at_most": "3"}, "relief-not-easier", {"name": "old"}),
        (
            f"{OLD}, given: {{most: {{value: 2, unit: 班}}}}",
            {
                "when": "sum(classes) <= most",
                "given": "{room: {value: 96, unit: 平方米}, most: {value: 1, unit: 班}}",
            },
            "relief-not-easier",
            {"name": "old"},
        ),
        (
            f"{OLD}, at_least: {{by: school_kind, primary: 9}}",
            {"at_least": "{by: school_kind, primary: 8, junior: 5}"},
            "relief-not-easier",
            {"name": "old"},
        ),
        (
            f"when: built <= 2016, {SMALLER}",
            {},
            "formula-unknown-name",
            {"name": "built", "near": "built_year"},
        ),
        (
            "when: built_year <= 2016, measure: sum(students)",
            {"at_least": "3"},
            "unit-mismatch",
            {"unit": "间", "measure": "人"},
        ),
    ],
)
def test_what_cannot_be_a_relief_is_a_fault(
    said: str, more: dict[str, object], code: str, params: dict[str, object]
) -> None:
    """It must say whom it is for and ease something that the rule has."""
    fault = only_fault(said, **more)
    assert (fault.code, dict(fault.params)) == (code, params) or (
        fault.code == code and {key: fault.params[key] for key in params} == params
    )


@pytest.mark.parametrize(
    "keys",
    [
        {"attested": "has_charter"},
        {"forbids": "has_charter"},
        {"quota": "{of: [a], met: 1}", "level": "section"},
        {"dispersion": "{of: [a], weight: students}", "at_most": "0.5", "level": "county"},
        {"veto": "veto_fraud", "strength": "veto", "level": "county"},
    ],
)
def test_only_rules_with_a_measure_or_a_grade_can_be_eased(keys: dict[str, object]) -> None:
    """Flags, quotas and dispersions have nothing that a relief could put another value for."""
    (fault,) = faults_of(
        rule("a", **SIZE, at_least="1", strength="component"),
        rule("b", **{"level": "school", **keys}, relief=relief(old="until: 2027-12-31, at_most: 0.6"))
        if "at_most" in keys
        else rule("b", **{"level": "school", **keys}, relief=relief(old=f"until: 2027-12-31, {'measure: classes'}")),
    )
    assert (fault.code, fault.key, dict(fault.params)) == ("relief-construct", "rules.b.relief.old", {"name": "old"})


def test_all_faults_of_a_relief_are_told_at_once_and_where_they_stand() -> None:
    """A relief without terms, a condition or the right unit has that many faults."""
    text = pack_text(rooms("given: {room: {value: 7, unit: 人}, hall: {value: 7, unit: 人}}, at_most: 3"))
    plan, faults = compiled(text)
    assert plan is None
    assert [fault.code for fault in faults] == [
        "relief-unconditional",
        "relief-given-unit",
        "relief-given-unknown",
        "relief-operator",
    ]
    assert faults[-1].place == place_of(text, "at_most: 3}", "3")


def test_a_relief_is_judged_when_its_rule_is_in_order() -> None:
    """What is wrong with the rule is not told again for its relief."""
    faults = faults_of(rooms(f"{OLD}, {SMALLER}", unit="平方米", at_least="3"))
    assert [(fault.code, fault.key) for fault in faults] == [("unit-mismatch", "rules.rooms.unit")]


def test_a_pack_with_a_faulty_relief_does_not_evaluate() -> None:
    """The fault is told as any other."""
    with pytest.raises(PackError) as stop:
        yz.evaluate([school()], read(pack_text(rooms(OLD))))
    assert stop.value.code == "relief-empty"


# -- against an independent reading --------------------------------------------------------------------------------

WRITTEN = (
    rule(
        "a",
        level="section",
        measure="100 * teachers / students",
        unit="人/百名学生",
        strength="component",
        at_least="0.9",
        relief=relief(
            rural="applies_to: {location: rural}, at_least: 0.6",
            old="when: school.built_year <= 2016, until: 2027-12-31, at_least: 0.5",
        ),
    ),
    rule("b", level="section", measure="classes", unit="班", strength="component", at_least="10"),
    rule("q", level="section", quota="{of: [a, b], met: 1, rest_at_least: 85%}"),
)
EASED = read(pack_text(*WRITTEN))
PLAIN = evolve(EASED, rules={name: evolve(each, relief={}) for name, each in EASED.rules.items()})
Truth = bool | None


def both(*truths: Truth) -> Truth:
    """``and`` of three values."""
    return False if False in truths else None if None in truths else True


def either(*truths: Truth) -> Truth:
    """``or`` of three values."""
    return True if True in truths else None if None in truths else False


def expected(row: dict[str, Any], day: dt.date | None) -> dict[str, tuple[Truth, str | None]]:
    """Status and relief of the rules of the written pack, in Fractions."""
    teachers, students, classes = row["teachers"], row["students"], row["classes"]
    value = F(100 * teachers, students) if teachers is not None and students else None

    def reaches(limit: Fraction) -> Truth:
        return None if value is None else value >= limit

    rural = None if row["location"] is None else row["location"] == "rural"
    old = both(
        None if row["built_year"] is None else row["built_year"] <= 2016,
        None if day is None else day <= LAST,
    )
    terms = [("rural", rural, F(6, 10)), ("old", old, F(5, 10))]
    own = reaches(F(9, 10))
    eased = [(name, both(condition, reaches(limit))) for name, condition, limit in terms]
    a = either(own, *(truth for _, truth in eased))
    named = None if own else next((name for name, truth in eased if truth), None)
    share = F(85, 100)
    floors = [either(reaches(share * F(9, 10)), *(both(c, reaches(share * limit)) for _, c, limit in terms))]
    b = None if classes is None else classes >= 10
    floors.append(None if classes is None else classes >= share * 10)
    met = either(a, b)
    return {"a": (a, named), "b": (b, None), "q": (both(met, *floors), None)}


ROWS = st.fixed_dictionaries(
    {
        "teachers": st.none() | st.integers(0, 12),
        "students": st.none() | st.integers(0, 3).map(lambda k: 1000 * k) | st.integers(1, 2000),
        "classes": st.none() | st.integers(7, 11),
        "location": st.sampled_from(["rural", "urban", None]),
        "built_year": st.sampled_from([2016, 2017, None]),
    }
)
WORDS = {True: "met", None: "unknown", False: "unmet"}


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=12), st.sampled_from([None, BEFORE, LAST, AFTER]))
def test_reliefs_agree_with_an_independent_reading_and_only_ever_help(
    rows: list[dict[str, Any]], day: dt.date | None
) -> None:
    """Status and relief are those of three-valued logic in fractions; without its reliefs no rule passes more."""
    records = [{"school": str(index), "stage": "primary", **row} for index, row in enumerate(rows)]
    with_, without = (
        {(each["rule"], int(each["school"])): each for each in yz.evaluate(records, pack, as_of=day).to_dicts()}
        for pack in (EASED, PLAIN)
    )
    order = ["unmet", "unknown", "met"]
    for index, row in enumerate(rows):
        for name, (truth, named) in expected(row, day).items():
            found, plain = with_[name, index], without[name, index]
            assert (found["status"], found["relief"]) == (WORDS[truth], named), (row, day, name)
            assert order.index(plain["status"]) <= order.index(found["status"])
            if plain["status"] == "met" and name != "q":
                assert {**found, "pack": None} == {**plain, "pack": None}


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sampled_from([BEFORE, AFTER]))
@example({"teachers": 0, "students": 1000, "classes": None, "location": "rural", "built_year": 2016}, BEFORE)
def test_the_gap_to_a_relief_is_enough_and_no_more(row: dict[str, Any], day: dt.date) -> None:
    """So many teachers more pass, one less does not."""
    record = {"school": "A", "stage": "primary", **row}
    found = outcome(EASED, record, day, "a")
    if found["status"] != "unmet":
        return
    gap = int(found["gap"])
    for more, passes in ((gap, True), (gap - 1, False)):
        again = outcome(EASED, {**record, "teachers": row["teachers"] + more}, day, "a")
        assert (again["status"] == "met") is passes
