"""From a pack to its plan: the steps of each kind of rule, in the order of the pack."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from attrs import evolve
from small_packs import (
    compiled,
    faults_of,
    pack_text,
    plan_of,
    read,
    rule,
    wider_facts,
)

from youzhi_rules import nodes as n
from youzhi_rules.compiling import compile_pack
from youzhi_rules.errors import Fault, Place
from youzhi_rules.model import Formula, Words
from youzhi_rules.plan import Attest, Bound, Coefficient, QuotaOf, Step, rules_of

PER_HUNDRED = rule("a", level="section", measure="100 * teachers / students", unit="人/百名学生", at_least="4.2")
SCOPE = "scopes:\n  measured: {stage: [primary, junior], except: [{school_kind: special}]}\n"
IN_SCOPE = n.All(
    "section",
    (
        n.StageIn("section", ("primary", "junior")),
        n.Not(
            "section",
            n.CodeIn("section", n.Read("section", n.FactValue("school", "school_kind", "code")), ("special",)),
        ),
    ),
)
SIZE = {"level": "section", "measure": "students", "unit": "人"}
COUNTY = {"level": "county", "measure": "sum(students)", "unit": "人"}


def told(fault: Fault) -> tuple[str, str | None, dict[str, object]]:
    """The code, the key and the parameters of a fault."""
    return fault.code, fault.key, {key: value for key, value in fault.params.items() if key != "formula"}


def test_a_bound_is_a_measure_an_operator_and_a_limit() -> None:
    """One step at the level of the rule, with its title and unit; without scope it applies everywhere."""
    plan = plan_of(PER_HUNDRED)
    (step,) = plan.steps
    measure = step.test.measure if isinstance(step.test, Bound) else None
    assert isinstance(measure, n.Arith)
    assert step.test == Bound(measure, "at_least", n.Const("section", Fraction(21, 5)))
    assert (step.id, step.level, step.stage, step.unit, step.applies) == ("a", "section", None, "人/百名学生", None)
    assert step.title == Words("规则a", "Rule a")
    assert step.rule.id == "a"
    assert plan.pack.id == "small"
    assert plan.facts["students"].unit == "人"
    assert list(plan.groups) == ["main", "duties"]


@pytest.mark.parametrize(
    ("operator", "sign"),
    [("at_least", ">="), ("at_most", "<="), ("more_than", ">"), ("less_than", "<"), ("equals", "==")],
)
def test_each_operator_is_a_comparison(operator: str, sign: str) -> None:
    """以上 and 不超过 include the bound, 大于 and 低于 do not."""
    (step,) = plan_of(rule("a", **SIZE, **{operator: 50})).steps
    assert isinstance(step.test, Bound)
    assert (step.test.operator, step.test.own.op, step.test.own.level) == (operator, sign, "section")
    assert (step.test.own.left, step.test.own.right) == (step.test.measure, step.test.limit)


def test_limits_per_stage_are_those_of_the_section() -> None:
    """A rule of sections has the limit of each section's stage."""
    (step,) = plan_of(rule("a", **SIZE, scope="measured", at_least="{primary: 4.2, junior: 5.3}"), more=SCOPE).steps
    assert isinstance(step.test, Bound)
    limits = (("primary", n.Const("section", Fraction(21, 5))), ("junior", n.Const("section", Fraction(53, 10))))
    assert step.test.limit == n.PerStage("section", limits)
    assert step.applies == IN_SCOPE


def test_limits_are_due_for_the_stages_that_scope_and_condition_let_in() -> None:
    """A condition with one alternative narrows the stages, one with several does not."""
    narrow = {"scope": "measured", "applies_to": "{stage: junior}", "at_least": "{junior: 5.3}"}
    plan_of(rule("a", **SIZE, **narrow), more=SCOPE)
    narrow["applies_to"] = "[{stage: junior}, {location: rural}]"
    (fault,) = faults_of(rule("a", **SIZE, **narrow), more=SCOPE)
    assert told(fault) == ("limit-stage-missing", "rules.a.at_least", {"stage": "primary"})
    plan_of(rule("a", **SIZE, applies_to="{stage: [primary, senior]}", at_least="{primary: 1, senior: 2}"))


def test_a_county_rule_by_stage_is_a_step_for_each_stage_with_a_limit() -> None:
    """In the order of the limits; with one limit for all, primary and junior."""
    by = rule("a", level="county", by="stage", measure="nearby_base", unit="人", at_least="{junior: 95, primary: 100}")
    steps = plan_of(by).steps
    assert [(step.id, step.stage) for step in steps] == [("a", "junior"), ("a", "primary")]
    tests = [step.test for step in steps]
    assert [test.limit for test in tests if isinstance(test, Bound)] == [
        n.Const("county", Fraction(95)),
        n.Const("county", Fraction(100)),
    ]
    assert [test.measure for test in tests if isinstance(test, Bound)] == [
        n.FactValue("county", "nearby_base", "count", stage) for stage in ("junior", "primary")
    ]
    one = rule("a", level="county", by="stage", measure="nearby_base", unit="人", at_least="95")
    assert [step.stage for step in plan_of(one).steps] == ["primary", "junior"]


def test_limits_per_kind_apply_to_the_kinds_they_name() -> None:
    """The code chooses the limit; a unit of a kind without one is not judged."""
    (step,) = plan_of(
        rule(
            "a",
            level="school",
            measure="sum(students)",
            unit="人",
            at_most="{by: school_kind, primary: 2000, nine_year: 2500}",
        )
    ).steps
    kind = n.FactValue("school", "school_kind", "code")
    assert isinstance(step.test, Bound)
    assert step.test.limit == n.PerCode("school", kind, (("primary", Fraction(2000)), ("nine_year", Fraction(2500))))
    assert step.applies == n.CodeIn("school", kind, ("primary", "nine_year"))
    (section,) = plan_of(rule("a", **SIZE, at_most="{by: location, rural: 100}", applies_to="{stage: junior}")).steps
    code = n.Read("section", n.FactValue("school", "location", "code"))
    junior = n.StageIn("section", ("junior",))
    assert section.applies == n.All("section", (junior, n.CodeIn("section", code, ("rural",))))


def test_a_limit_may_be_a_formula() -> None:
    """Of the unit of the measure, or whole, or a bare number."""
    classes = n.Aggregate("school", "sum", n.FactValue("section", "classes", "count"))
    rooms = {"level": "school", "measure": "count(music_room_areas >= 96)", "unit": "间"}
    (step,) = plan_of(rule("a", **rooms, at_least="ceil(sum(classes) / 12)")).steps
    assert isinstance(step.test, Bound)
    assert step.test.limit == n.Ceil("school", n.Arith("school", "/", classes, n.Const("school", Fraction(12))))
    plan_of(rule("a", **SIZE, at_least="2 * 3"))
    plan_of(rule("a", **SIZE, at_least="teachers"))
    plan_of(rule("a", level="school", measure="sum(students)", unit="人", at_least="count(music_room_areas >= 1)"))


def test_a_grade_is_held_against_a_grade() -> None:
    """By its place among the grades, for one grade and for the least of a list."""
    (step,) = plan_of(rule("a", level="school", graded="moral_education_grade", at_least="良好")).steps
    grades = ("不合格", "合格", "良好", "优秀")
    value = n.FactValue("school", "moral_education_grade", "grade")
    assert step.test == Bound(value, "at_least", n.GradeConst("school", 2, "良好"), grades)
    (step,) = plan_of(rule("a", level="county", graded="min(attainment_levels)", at_least="Ⅲ")).steps
    assert isinstance(step.test, Bound)
    assert step.test.limit == n.GradeConst("county", 2, "Ⅲ")


def test_flags_are_attested_forbidden_or_vetoes() -> None:
    """All must be true, or none; a veto is a flag that must not be."""
    charter, management = (n.FactValue("school", name, "flag") for name in ("has_charter", "digital_management"))
    steps = plan_of(
        rule("a", level="school", attested="[has_charter, digital_management]"),
        rule("b", level="school", forbids="has_charter", scope="measured"),
        rule("c", level="county", veto="veto_fraud", strength="veto"),
        more=SCOPE,
    ).steps
    assert [step.test for step in steps] == [
        Attest((charter, management), wanted=True),
        Attest((charter,), wanted=False),
        Attest((n.FactValue("county", "veto_fraud", "flag"),), wanted=False),
    ]
    assert [step.applies for step in steps] == [None, n.Any_("school", (IN_SCOPE,), below=True), None]
    assert [step.unit for step in steps] == [None, None, None]


def test_a_rule_applies_where_scope_condition_and_when_all_hold() -> None:
    """In that order; the scope of a county rule does not keep it from the county."""
    (step,) = plan_of(
        rule("a", **SIZE, scope="measured", applies_to="{stage: junior}", when="classes >= 6", at_least="1"), more=SCOPE
    ).steps
    classes = n.Compare("section", ">=", n.FactValue("section", "classes", "count"), n.Const("section", Fraction(6)))
    assert step.applies == n.All("section", (IN_SCOPE, n.StageIn("section", ("junior",)), classes))
    (step,) = plan_of(rule("a", **COUNTY, scope="measured", at_least="1"), more=SCOPE).steps
    assert step.applies is None
    assert isinstance(step.test, Bound)
    assert step.test.measure == n.Aggregate("county", "sum", n.FactValue("section", "students", "count"), IN_SCOPE)
    (step,) = plan_of(rule("a", **COUNTY, when="layout_ok", at_least="1")).steps
    assert step.applies == n.FlagIs("county", n.FactValue("county", "layout_ok", "flag"))


QUOTA = (
    rule("a", **SIZE, strength="component", at_least="4"),
    rule("b", **SIZE, strength="component", more_than="5"),
)


def floor(limit: int, rest: Fraction | int = Fraction(17, 20)) -> n.Compare:
    """Whether the pupils of a section reach a share of a limit."""
    share = n.Const("section", Fraction(rest) * limit)
    return n.Compare("section", ">=", n.FactValue("section", "students", "count"), share)


def test_a_quota_comes_where_the_pack_has_it_and_points_at_its_rules() -> None:
    """Rules may stand behind the quota that counts them; positions are those of the plan."""
    counts = rule("q", level="section", quota="{of: [b, a], met: 1, rest_at_least: 85%}")
    plan = plan_of(rule("z", **SIZE, at_least="1"), counts, *QUOTA)
    assert [step.id for step in plan.steps] == ["z", "q", "a", "b"]
    assert plan.steps[1].test == QuotaOf((3, 2), 1, Fraction(17, 20), (floor(5), floor(4)))
    assert (plan.steps[1].unit, plan.steps[1].stage) == ("个", None)
    plain = plan_of(*QUOTA, rule("q", level="section", quota="{of: [a, b], met: 2}", scope="measured"), more=SCOPE)
    assert plain.steps[2].test == QuotaOf((0, 1), 2, None)
    assert plain.steps[2].applies == IN_SCOPE
    all_of_it = rule("q", level="section", quota="{of: [a, b], met: 2, rest_at_least: 100%}")
    assert plan_of(*QUOTA, all_of_it).steps[2].test == QuotaOf((0, 1), 2, Fraction(1), (floor(4, 1), floor(5, 1)))


DISPERSION = "{of: [a, b], weight: students, by: stage}"


def test_a_dispersion_is_a_coefficient_per_rule_and_stage() -> None:
    """Named after the rule it compares, judged for the county, over the scope of the dispersion."""
    plan = plan_of(
        *QUOTA,
        rule("d", level="county", scope="measured", dispersion=DISPERSION, at_most="{primary: 0.50, junior: 0.45}"),
        more=SCOPE,
    )
    steps = [step for step in plan.steps if step.rule.id == "d"]
    assert [(step.id, step.stage, step.level, step.unit) for step in steps] == [
        (f"{name}_cv", stage, "county", "比例") for name in "ab" for stage in ("primary", "junior")
    ]
    students = n.FactValue("section", "students", "count")
    half = Coefficient(students, students, IN_SCOPE, "primary", "at_most", Fraction(1, 2))
    assert steps[0].test == half
    assert steps[1].test == evolve(half, stage="junior", limit=Fraction(9, 20))
    assert steps[0].title == Words("规则a的校际差异系数", "Rule a: difference between schools")
    one = {"level": "county", "less_than": "0.4"}
    (step,) = plan_of(QUOTA[0], rule("d", dispersion="{of: [a], weight: students}", **one)).steps[1:]
    assert step.test == Coefficient(students, students, None, None, "less_than", Fraction(2, 5))
    every = plan_of(QUOTA[0], rule("d", dispersion="{of: [a], weight: students, by: stage}", **one)).steps[1:]
    assert [step.stage for step in every] == ["primary", "junior", "senior"]
    scoped = rule("d", dispersion="{of: [a], weight: students, by: stage}", scope="measured", when="layout_ok", **one)
    some = plan_of(QUOTA[0], scoped, more=SCOPE).steps[1:]
    assert [step.stage for step in some] == ["primary", "junior"]
    assert some[0].applies == n.FlagIs("county", n.FactValue("county", "layout_ok", "flag"))
    zero = rule("d", dispersion="{of: [a], weight: students}", level="county", at_most="0")
    (step,) = plan_of(QUOTA[0], zero).steps[1:]
    assert isinstance(step.test, Coefficient)
    assert step.test.limit == 0


TASKS = "tasks:\n  plan_made: {zh: 制定计划, en: Plan made, level: county, due: 2025, clause: 第9条"
PLAN_FACT = "facts:\n  plan_made: {zh: 制定计划, en: Plan made, level: county, type: flag}\n"


def test_a_task_is_an_attested_rule_of_the_group_that_decides_the_plan() -> None:
    """Its id is that of its flag; where one group decides the plan it needs no group of its own."""
    plan = plan_of(PER_HUNDRED, more=PLAN_FACT + TASKS + "}\n")
    step = plan.steps[1]
    assert (step.id, step.rule.group, step.level, step.rule.strength) == ("plan_made", "duties", "county", "required")
    assert step.rule.due is not None
    assert step.rule.due.day == dt.date(2025, 12, 31)
    assert step.rule.clause == "第9条"
    assert step.title == Words("制定计划", "Plan made")
    assert step.test == Attest((n.FactValue("county", "plan_made", "flag"),), wanted=True)
    more = PLAN_FACT + TASKS + ", group: main, strength: target, note: {zh: 注, en: A note}}\n"
    named = plan_of(PER_HUNDRED, more=more).steps[1]
    assert (named.rule.group, named.rule.strength, named.rule.note) == ("main", "target", Words("注", "A note"))
    assert list(rules_of(read(pack_text(PER_HUNDRED, more=more)))) == ["a", "plan_made"]


@pytest.mark.parametrize(
    ("strength", "due", "decides"),
    [
        ("required", None, True),
        ("required", "2025", True),
        ("target", "2025-06-30", True),
        ("target", None, False),
        ("recommended", None, False),
        ("recommended", "2025", False),
        ("component", None, False),
    ],
)
def test_what_decides(strength: str, due: str | None, decides: bool) -> None:
    """Required rules, vetoes, and targets that have a date."""
    (step,) = plan_of(rule("a", **SIZE, strength=strength, due=due, at_least="1")).steps
    assert step.decides is decides
    (veto,) = plan_of(rule("c", level="county", veto="veto_fraud", strength="veto")).steps
    assert veto.decides


def test_places_of_a_pack_made_in_python_need_not_be_known() -> None:
    """Faults of a pack without places are told all the same."""
    pack = read(pack_text(PER_HUNDRED, QUOTA[1]))
    bare = {
        name: evolve(one, place=Place(), places={}, group="nowhere", measure=Formula("studnets", place))
        for (name, one), place in zip(pack.rules.items(), (Place(), Place("x", 3)), strict=True)
    }
    plan, faults = compile_pack(evolve(pack, rules=bare), wider_facts())
    assert plan is None
    assert [(fault.code, fault.key) for fault in faults] == [
        ("group-unknown", "rules.a.group"),
        ("formula-unknown-name", "rules.a.measure"),
        ("group-unknown", "rules.b.group"),
        ("formula-unknown-name", "rules.b.measure"),
    ]


def test_a_count_of_rooms_may_be_in_rooms() -> None:
    """What counts things may be called any counted unit, and a factor that is no power of ten is no slip."""
    plan_of(rule("a", level="school", measure="count(music_room_areas >= 96)", unit="间", at_least="1"))
    plan_of(rule("a", level="section", measure="50 * teachers / students", unit="人/百名学生", at_least="1"))
    plan_of(rule("a", level="section", measure="100 * teachers / students", unit='"%"', at_least="50%"))
    plan_of(rule("a", level="section", measure="teachers / students", unit='"%"', at_least="100%"))
    plan_of(rule("a", level="section", measure="1 * teachers / students", unit="比例", at_least="1"))


def test_a_step_tells_what_it_is() -> None:
    """Steps compare by what they say."""
    one, other = plan_of(PER_HUNDRED).steps[0], plan_of(PER_HUNDRED).steps[0]
    assert isinstance(one, Step)
    assert one == other


def test_compiled_text_without_rules_is_an_empty_plan() -> None:
    """A pack may have no rules yet."""
    plan, faults = compiled(pack_text())
    assert plan is not None
    assert (plan.steps, faults) == ((), [])
