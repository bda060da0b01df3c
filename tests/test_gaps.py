"""What is missing to meet a rule: enough, and one step less is not."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small_packs import plan_of, rule, whole_frame

from youzhi_rules import nodes as n
from youzhi_rules.engine import MET, UNMET, run
from youzhi_rules.gaps import gap_of, gap_unit, numerator_of, share_of
from youzhi_rules.intake import build_dataset
from youzhi_rules.plan import Bound, Plan

F = Fraction
quick = settings(max_examples=80, deadline=None)
CENT = F(1, 100)
ROW = {"county": "a", "school": "1", "stage": "primary"}


def section(measure: str, unit: str, operator: str, limit: object) -> Plan:
    """A pack of one rule about sections."""
    return plan_of(rule("a", level="section", measure=measure, unit=unit, **{operator: limit}))


def judged(plan: Plan, records: Any, areas: Any = None, unit: int = 0) -> tuple[bool, Fraction | None]:
    """Whether a unit meets the first rule, and its gap."""
    data = build_dataset(records, areas, plan.facts)
    assert [problem for problem in data.problems if problem.severity == "error"] == []
    status = run(plan, data).steps[0].tolist()[unit]
    assert status in (MET, UNMET)
    test = plan.steps[0].test
    assert isinstance(test, Bound)
    return status == MET, gap_of(whole_frame(data), test, unit)


OPERATORS = ["at_least", "more_than", "at_most", "less_than"]
TEACHERS = {name: section("100 * teachers / students", "人/百名学生", name, "4.2") for name in OPERATORS}


@quick
@given(st.sampled_from(OPERATORS), st.integers(1, 3000), st.integers(0, 200))
def test_a_gap_in_people_is_whole_and_the_least(operator: str, students: int, teachers: int) -> None:
    """So many teachers more (or fewer) meet the rule, one less does not."""
    plan = TEACHERS[operator]
    row = {**ROW, "students": students}
    met, gap = judged(plan, {name: [value] for name, value in {**row, "teachers": teachers}.items()})
    assume(not met)
    assert gap is not None
    assert gap.denominator == 1
    assert gap > 0
    sign = 1 if operator in {"at_least", "more_than"} else -1
    assume(teachers + sign * gap >= 0)
    assert judged(plan, [{**row, "teachers": int(teachers + sign * gap)}])[0]
    assert not judged(plan, [{**row, "teachers": int(teachers + sign * (gap - 1))}])[0]


AREAS = {name: section("sports_area / students", "平方米/生", name, "7.5") for name in OPERATORS}


@quick
@given(st.sampled_from(OPERATORS), st.integers(1, 3000), st.integers(0, 3 * 10**6))
def test_a_gap_in_square_metres_is_a_hundredth_s_multiple_and_the_least(
    operator: str, students: int, cents: int
) -> None:
    """0.01 m² less would not do."""
    plan, row = AREAS[operator], {**ROW, "students": students}
    met, gap = judged(plan, [{**row, "sports_area": Decimal(cents) / 100}])
    assume(not met)
    assert gap is not None
    assert (100 * gap).denominator == 1
    sign = 1 if operator in {"at_least", "more_than"} else -1
    assume(cents + 100 * sign * gap >= 0)
    after = [int(cents + 100 * sign * (gap - less)) for less in (0, CENT)]
    assert judged(plan, [{**row, "sports_area": Decimal(after[0]) / 100}])[0]
    assert not judged(plan, [{**row, "sports_area": Decimal(after[1]) / 100}])[0]


SPLIT = (
    "split:\n  of: [sports_area, sports_ground_area, indoor_sports_area, teaching_area, teaching_area_gross]\n"
    "  by_pupils: {nine_year: {primary: 1, junior: 1.1}, complete_secondary: {junior: 1, senior: 1.2}}\n"
    "  clause: 第1条\n"
)
WHOLE = {
    operator: plan_of(
        rule(
            "a",
            level="section",
            measure="sports_area / students",
            unit="平方米/生",
            **{operator: "{primary: 7.5, junior: 10.2, senior: 1}"},
        ),
        more=SPLIT,
    )
    for operator in ("at_least", "more_than")
}


def nine_year(primary: int, junior: int, **whole: object) -> list[dict[str, Any]]:
    """A nine-year school with what it has as a whole."""
    school = {"county": "a", "school": "1", "school_kind": "nine_year"}
    return [
        {**school, "stage": "primary", "students": primary},
        {**school, "stage": "junior", "students": junior},
        {**school, "stage": "whole", **whole},
    ]


@quick
@given(
    st.sampled_from(sorted(WHOLE)),
    st.sampled_from([0, 1]),
    st.integers(1, 1500),
    st.integers(1, 1500),
    st.integers(0, 10**6),
)
def test_the_gap_of_a_split_quantity_is_that_of_the_whole_school(
    operator: str, unit: int, primary: int, junior: int, cents: int
) -> None:
    """So much more for the school as a whole meets the rule for the stage, 0.01 m² less does not."""
    plan = WHOLE[operator]
    met, gap = judged(plan, nine_year(primary, junior, sports_area=Decimal(cents) / 100), unit=unit)
    assume(not met)
    assert gap is not None
    assert (100 * gap).denominator == 1
    for less, meets in ((F(0), True), (CENT, False)):
        area = Decimal(int(cents + 100 * (gap - less))) / 100
        assert judged(plan, nine_year(primary, junior, sports_area=area), unit=unit)[0] is meets


@quick
@given(st.sampled_from([0, 1]), st.integers(1, 900), st.integers(1, 900), st.integers(0, 10**5), st.integers(0, 10**5))
def test_the_gap_of_a_sum_of_split_quantities_may_be_met_by_its_first(
    unit: int, primary: int, junior: int, ground: int, gym: int
) -> None:
    """Grounds and halls of the whole school add up; more ground closes the gap."""
    plan = WHOLE["at_least"]
    parts = {"sports_ground_area": Decimal(ground) / 100, "indoor_sports_area": Decimal(gym) / 100}
    met, gap = judged(plan, nine_year(primary, junior, **parts), unit=unit)
    assume(not met)
    assert gap is not None
    for less, meets in ((F(0), True), (CENT, False)):
        parts["sports_ground_area"] = Decimal(int(ground + 100 * (gap - less))) / 100
        assert judged(plan, nine_year(primary, junior, **parts), unit=unit)[0] is meets


NET = plan_of(
    rule(
        "a",
        level="section",
        measure="teaching_area / students",
        unit="平方米/生",
        at_least="{primary: 4.5, junior: 5.8, senior: 1}",
    ),
    more=SPLIT,
)


@pytest.mark.long
@quick
@given(st.integers(1, 900), st.integers(1, 900), st.integers(100, 10**5), st.integers(0, 100))
def test_the_gap_of_a_difference_is_one_of_what_is_diminished(primary: int, junior: int, gross: int, gym: int) -> None:
    """Rooms without the gym: as much more of rooms as is missing, of the whole school where that is what is split."""

    def areas(gross_: object) -> dict[str, Any]:
        return {"teaching_area_gross": gross_, "indoor_sports_area": Decimal(gym) / 100}

    met, gap = judged(NET, nine_year(primary, junior, **areas(Decimal(gross) / 100)))
    assume(not met)
    assert gap is not None
    for less, meets in ((F(0), True), (CENT, False)):
        rows = nine_year(primary, junior, **areas(Decimal(int(gross + 100 * (gap - less))) / 100))
        assert judged(NET, rows)[0] is meets
    own = nine_year(primary, junior, indoor_sports_area=Decimal(gym) / 100)
    for row in own[:2]:
        row["teaching_area_gross"] = Decimal(gross) / 100
    met, gap = judged(NET, own)
    assume(not met)
    assert gap is not None
    own[0]["teaching_area_gross"] = Decimal(int(gross + 100 * gap)) / 100
    assert judged(NET, own)[0]
    own[0]["teaching_area_gross"] = Decimal(int(gross + 100 * gap - 1)) / 100
    assert not judged(NET, own)[0]


@pytest.mark.parametrize(
    ("level", "measure", "unit", "limit", "row", "area", "gap", "told"),
    [
        ("section", "students", "人", ("at_most", "45"), {"students": 47}, {}, 2, "人"),
        ("section", "students", "人", ("less_than", "45"), {"students": 47}, {}, 3, "人"),
        ("section", "students", "人", ("more_than", "45"), {"students": 45}, {}, 1, "人"),
        ("section", "students", "人", ("equals", "45"), {"students": 47}, {}, 2, "人"),
        ("section", "students", "人", ("equals", "45"), {"students": 40}, {}, 5, "人"),
        (
            "section",
            "100 * multimedia_classrooms / students",
            "间/百名学生",
            ("at_least", "2.3"),
            {"students": 100, "multimedia_classrooms": 0.5},
            {},
            2,
            "间",
        ),
        (
            "section",
            "equipment_value / students",
            "元/生",
            ("at_least", "2000"),
            {"students": 3, "equipment_value": "0.59999万元"},
            {},
            F(1, 10),
            "元",
        ),
        ("section", "sports_area", "平方米", ("more_than", "10"), {"sports_area": 10}, {}, CENT, "平方米"),
        ("section", "sports_area", "平方米", ("more_than", "10.005"), {"sports_area": 10}, {}, CENT, "平方米"),
        (
            "school",
            "count(music_room_areas >= 96)",
            "间",
            ("at_least", "2"),
            {"music_room_areas": [96, 95]},
            {},
            1,
            "间",
        ),
        (
            "school",
            "min(music_room_areas)",
            "平方米",
            ("at_least", "96"),
            {"music_room_areas": [96, 95.5]},
            {},
            F(1, 2),
            "平方米",
        ),
        (
            "school",
            "training_funds / public_funds_budget",
            '"%"',
            ("at_least", "5%"),
            {"training_funds": 4, "public_funds_budget": 100.1},
            {},
            F("1.01"),
            "元",
        ),
        ("county", "public_satisfaction", '"%"', ("at_least", "85%"), {}, {"public_satisfaction": "84%"}, CENT, "%"),
        ("county", "public_satisfaction", '"%"', ("more_than", "85%"), {}, {"public_satisfaction": "84%"}, None, "%"),
        ("county", "sum(students)", "人", ("at_least", "100"), {"students": 40}, {}, 60, "人"),
        ("county", "ceil(sum(students) / 3)", "人", ("at_least", "20"), {"students": 40}, {}, 6, "人"),
        (
            "county",
            "teachers_360_hours / teachers_total",
            '"%"',
            ("at_least", "100%"),
            {},
            {"teachers_360_hours": 90, "teachers_total": 99},
            9,
            "人",
        ),
        (
            "county",
            "sum(students) + sum(teachers)",
            "人",
            ("at_least", "100"),
            {"students": 40, "teachers": 20},
            {},
            40,
            "人",
        ),
        (
            "county",
            "2 * (sum(students) - sum(teachers))",
            "人",
            ("at_least", "100"),
            {"students": 40, "teachers": 20},
            {},
            30,
            "人",
        ),
        ("section", "students / 2 * 3", "人", ("at_least", "100"), {"students": 60}, {}, 7, "人"),
        (
            "school",
            "disabled_students / built_year",
            "人",
            ("at_least", "1"),
            {"disabled_students": 10, "built_year": 2000},
            {},
            1990,
            "人",
        ),
        (
            "county",
            "education_spending",
            "元",
            ("at_least", "30000"),
            {},
            {"education_spending": 29_999.995},
            CENT,
            "元",
        ),
    ],
)
def test_gaps_in_the_steps_of_each_quantity(
    level: str,
    measure: str,
    unit: str | None,
    limit: tuple[str, str],
    row: dict[str, Any],
    area: dict[str, Any],
    gap: Fraction | int | None,
    told: str | None,
) -> None:
    """Whole people, pupils and rooms, 0.01 m², 0.01 yuan; the plain difference of shares, none where it is strict."""
    plan = plan_of(rule("a", level=level, measure=measure, unit=unit, **{limit[0]: limit[1]}))
    met, found = judged(plan, [{**ROW, **row}], {"county": "a", **area} if area else None)
    assert not met
    assert found == gap
    assert gap_unit(plan.facts, plan.steps[0]) == told


def test_there_is_no_gap_without_a_number() -> None:
    """Neither for grades, nor where measure or limit is missing, nor by a divisor that is zero or below."""
    grade = plan_of(rule("a", level="school", graded="moral_education_grade", at_least="良好"))
    assert judged(grade, [{**ROW, "moral_education_grade": "合格"}]) == (False, None)
    assert gap_unit(grade.facts, grade.steps[0]) is None
    for row in ({"students": 10}, {"teachers": 1}, {"students": 0, "teachers": 1}):
        data = build_dataset([{**ROW, **row}], None, TEACHERS["at_least"].facts)
        test = TEACHERS["at_least"].steps[0].test
        assert isinstance(test, Bound)
        assert gap_of(whole_frame(data), test, 0) is None
    negative = section("students / (teachers - teachers_above_required_degree * 2)", "比例", "at_least", "1")
    assert judged(negative, [{**ROW, "students": 10, "teachers": 1, "teachers_above_required_degree": 1}]) == (
        False,
        None,
    )
    staged = plan_of(
        rule("a", level="section", measure="students", unit="人", at_least="{primary: 1, junior: 2, senior: 3}")
    )
    test = staged.steps[0].test
    assert isinstance(test, Bound)
    assert gap_of(whole_frame(build_dataset([{"school": "1", "students": 1}], None, staged.facts)), test, 0) is None


def test_the_numerator_is_what_a_measure_is_a_multiple_of() -> None:
    """Constants and divisors make the multiple; a product of two quantities has no numerator."""
    plan = section("100 * teachers / students", "人/百名学生", "at_least", "1")
    frame = whole_frame(build_dataset([{**ROW, "teachers": 3, "students": 50}], None, plan.facts))
    test = plan.steps[0].test
    assert isinstance(test, Bound)
    teachers, students = n.FactValue("section", "teachers", "count"), n.FactValue("section", "students", "count")
    assert numerator_of(frame, test.measure, 0) == (teachers, F(2))
    product = n.Arith("section", "*", students, teachers)
    assert numerator_of(frame, product, 0) == (product, F(1))
    assert numerator_of(frame, n.Arith("section", "/", product, students), 0) == (product, F(1, 50))
    three = n.Const("section", F(3))
    assert numerator_of(frame, n.Arith("section", "*", students, three), 0) == (students, F(3))
    assert numerator_of(frame, n.Arith("section", "/", three, students), 0) == (three, F(1, 50))
    minus = n.Const("section", F(-3))
    assert numerator_of(frame, n.Arith("section", "*", students, minus), 0) is None
    assert numerator_of(frame, n.Arith("section", "/", students, n.FactValue("section", "classes", "count")), 0) is None


def test_a_share_is_told_only_of_what_is_split() -> None:
    """A section's own figure has none, nor has one whose school gives nothing as a whole."""
    plan = WHOLE["at_least"]
    test = plan.steps[0].test
    assert isinstance(test, Bound)
    assert isinstance(test.measure, n.Arith)
    node = test.measure.left

    def shares(rows: list[dict[str, Any]]) -> list[Fraction | None]:
        frame = whole_frame(build_dataset(rows, None, plan.facts))
        return [share_of(frame, node, unit) for unit in (0, 1)]

    weighted = F(300) + F(11, 10) * 100
    split = [300 / weighted, 110 / weighted]
    assert shares(nine_year(300, 100, sports_area=1000)) == split
    assert shares(nine_year(300, 100, sports_ground_area=900, indoor_sports_area=1)) == split
    rows = nine_year(300, 100)
    for row in rows[:2]:
        row["sports_area"] = 10
    assert shares(rows[:2]) == [None, None]
    assert shares(nine_year(300, 100)[:2]) == [None, None]
    assert shares(nine_year(300, 0, sports_area=1000)) == [1, None]
    frame = whole_frame(build_dataset(nine_year(300, 100, sports_area=1000), None, plan.facts))
    left, right = n.FactValue("section", "students", "count"), node
    assert share_of(frame, n.Arith("section", "+", left, right), 0) == split[0]
    assert share_of(frame, n.Arith("section", "-", left, right), 0) is None
    assert share_of(frame, n.Arith("section", "-", right, left), 0) == split[0]
    assert share_of(frame, n.Arith("section", "*", right, left), 0) is None


def test_a_gap_s_unit_is_that_of_its_numerator() -> None:
    """A count of rooms is told in the rule's own unit, a quota in none."""
    rooms = plan_of(
        rule("a", level="school", measure="count(music_room_areas >= 96)", unit="间", at_least="1"),
        rule("q", level="school", quota="{of: [a], met: 1}"),
        rule("b", level="section", measure="sports_area / students", unit="平方米/生", at_least="1"),
        rule("c", level="county", measure="mean(students)", unit="人", at_least="1"),
        rule("d", level="section", measure="county.education_spending", unit="元", at_least="1"),
        rule("e", level="county", measure="public_satisfaction", unit='"%"', at_least="85%"),
        rule("f", level="section", measure="2 * teachers", unit="人", at_least="1"),
    )
    assert [gap_unit(rooms.facts, step) for step in rooms.steps] == ["间", None, "平方米", "人", "元", "%", "人"]
