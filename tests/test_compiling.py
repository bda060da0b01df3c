"""From a pack to its plan: the steps of each kind of rule in their order, and every fault of a pack's meaning."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from attrs import evolve
from small_packs import GROUPS, assert_spoken, compiled, faults_of, pack_text, place_of, plan_of, read, rule, wider_facts
from youzhi_rules import nodes as n
from youzhi_rules.catalogue.plan_messages import PLAN_MESSAGES
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
        n.Not("section", n.CodeIn("section", n.Read("section", n.FactValue("school", "school_kind", "code")), ("special",))),
    ),
)
SIZE = {"level": "section", "measure": "students", "unit": "人"}
COUNTY = {"level": "county", "measure": "sum(students)", "unit": "人"}


def only(*rules: str, more: str = "", groups: str = GROUPS) -> Fault:
    """The one fault of a pack."""
    found = faults_of(*rules, more=more, groups=groups)
    assert len(found) == 1, [fault.line() for fault in found]
    return found[0]


def told(fault: Fault) -> tuple[str, str | None, dict[str, object]]:
    """The code, the key and the parameters of a fault."""
    return fault.code, fault.key, {key: value for key, value in fault.params.items() if key != "formula"}


# -- plans -------------------------------------------------------------------------------------------------------


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
    ("operator", "sign"), [("at_least", ">="), ("at_most", "<="), ("more_than", ">"), ("less_than", "<"), ("equals", "==")]
)
def test_each_operator_is_a_comparison(operator: str, sign: str) -> None:
    """以上 and 不超过 include the bound, 大于 and 低于 do not."""
    (step,) = plan_of(rule("a", **SIZE, **{operator: 50})).steps
    assert isinstance(step.test, Bound)
    assert (step.test.operator, step.test.holds.op, step.test.holds.level) == (operator, sign, "section")
    assert (step.test.holds.left, step.test.holds.right) == (step.test.measure, step.test.limit)


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
    assert plan_of(rule("a", **SIZE, **narrow), more=SCOPE)
    narrow["applies_to"] = "[{stage: junior}, {location: rural}]"
    fault = only(rule("a", **SIZE, **narrow), more=SCOPE)
    assert told(fault) == ("limit-stage-missing", "rules.a.at_least", {"stage": "primary"})
    assert plan_of(rule("a", **SIZE, applies_to="{stage: [primary, senior]}", at_least="{primary: 1, senior: 2}"))


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
        rule("a", level="school", measure="sum(students)", unit="人", at_most="{by: school_kind, primary: 2000, nine_year: 2500}")
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
    assert plan_of(rule("a", **SIZE, at_least="2 * 3"))
    assert plan_of(rule("a", **SIZE, at_least="teachers"))
    assert plan_of(rule("a", level="school", measure="sum(students)", unit="人", at_least="count(music_room_areas >= 1)"))


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


# -- faults ------------------------------------------------------------------------------------------------------


def test_a_fault_has_the_place_of_the_value_concerned() -> None:
    """File, line and column of what is written there."""
    rules = (rule("a", **SIZE, group="man", scope="mesured", at_least="1"),)
    text = pack_text(*rules, more=SCOPE)
    group, scope = faults_of(*rules, more=SCOPE)
    assert told(group) == ("group-unknown", "rules.a.group", {"name": "man", "near": "main"})
    assert group.place == place_of(text, "group: man", "man")
    assert told(scope) == ("scope-unknown", "rules.a.scope", {"name": "mesured", "near": "measured"})
    assert scope.place == place_of(text, "scope: mesured", "mesured")


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    """Each once, even where a formula is compiled for every stage or again for its coefficient."""
    rules = (
        rule("a", **{**SIZE, "measure": "studnets", "strength": "component"}, at_least="1"),
        rule("d", level="county", dispersion="{of: [a], weight: students}", at_most="1"),
        rule("b", level="county", by="stage", measure="nearby_bse", unit="人", group="xx", at_least="1"),
    )
    faults = faults_of(*rules)
    assert [(fault.code, fault.key) for fault in faults] == [
        ("formula-unknown-name", "rules.a.measure"),
        ("group-unknown", "rules.b.group"),
        ("formula-unknown-name", "rules.b.measure"),
    ]
    text = pack_text(*rules)
    assert faults[0].place == place_of(text, "measure: studnets", "studnets")
    assert [fault.place.line for fault in faults] == sorted(fault.place.line or 0 for fault in faults)


def bound(name: str = "a", **keys: object) -> tuple[str, ...]:
    """A rule of sections with some keys of its own."""
    return (rule(name, **{**SIZE, "at_least": "1", **keys}),)


def county(**keys: object) -> tuple[str, ...]:
    """A rule of the county with some keys of its own."""
    return (rule("a", **{**COUNTY, "at_least": "1", **keys}),)


def quota(text: str, **keys: object) -> tuple[str, ...]:
    """A quota over two rules."""
    return (*QUOTA, rule("q", **{"level": "section", "quota": text, **keys}))


def spread(text: str, **keys: object) -> tuple[str, ...]:
    """A dispersion over two rules."""
    return (*QUOTA, rule("d", **{"level": "county", "dispersion": text, "at_most": "0.5", **keys}))


SPREAD = "{of: [a], weight: students}"
FAULTS: list[tuple[tuple[str, ...], str, str, dict[str, object]]] = [
    # flags
    ((rule("a", level="school", attested="has_chartr"),), "fact-unknown", "rules.a.attested", {"name": "has_chartr", "near": "has_charter"}),
    ((rule("a", level="section", forbids="students"),), "fact-not-flag", "rules.a.forbids", {"name": "students", "type": "count"}),
    (
        (rule("a", level="section", attested="[has_charter]"),),
        "fact-level",
        "rules.a.attested",
        {"name": "has_charter", "level": "section", "levels": "school"},
    ),
    (
        (rule("a", level="section", veto="veto_fraud", strength="veto"),),
        "fact-level",
        "rules.a.veto",
        {"name": "veto_fraud", "level": "section", "levels": "county"},
    ),
    ((rule("a", level="county", veto="veto_fraud"),), "veto-strength", "rules.a.strength", {"strength": "required"}),
    (bound(strength="veto"), "veto-strength", "rules.a.strength", {"strength": "veto"}),
    # stages
    (bound(by="stage"), "by-stage-level", "rules.a.by", {"level": "section"}),
    ((rule("a", level="county", by="stage", attested="layout_ok"),), "by-stage-construct", "rules.a.by", {}),
    (
        (*QUOTA, rule("d", level="county", by="stage", dispersion=SPREAD, at_most="1")),
        "by-stage-construct",
        "rules.d.by",
        {},
    ),
    (county(at_least="{primary: 1}"), "limit-per-stage-level", "rules.a.at_least", {"level": "county"}),
    (bound(at_least="{primary: 1, junior: 2}"), "limit-stage-missing", "rules.a.at_least", {"stage": "senior"}),
    # units
    (bound(unit="间"), "unit-mismatch", "rules.a.unit", {"unit": "间", "measure": "人"}),
    (bound(unit='"%"'), "unit-mismatch", "rules.a.unit", {"unit": "%", "measure": "人"}),
    (bound(unit="比例", measure="sports_ground_area / students"), "unit-mismatch", "rules.a.unit", {"unit": "比例", "measure": "平方米/人"}),
    (bound(measure="teachers / students"), "unit-mismatch", "rules.a.unit", {"unit": "人", "measure": "比例"}),
    (bound(measure="ceil(students / 2)", unit="间"), "unit-mismatch", "rules.a.unit", {"unit": "间", "measure": "人"}),
    (
        bound(measure="count(class_sizes >= 1)", unit="平方米"),
        "unit-mismatch",
        "rules.a.unit",
        {"unit": "平方米", "measure": "比例"},
    ),
    (bound(measure="1 / students", unit="人"), "unit-mismatch", "rules.a.unit", {"unit": "人", "measure": "1/人"}),
    (bound(measure="students * students * classes / sports_ground_area / sports_ground_area"), "unit-mismatch", "rules.a.unit", {"unit": "人", "measure": "班·人^2/平方米^2"}),
    (bound(measure="teachers / students", unit="人/百名学生"), "unit-factor", "rules.a.unit", {"unit": "人/百名学生", "factor": "100"}),
    (bound(measure="100 * sports_ground_area / students", unit="平方米/生"), "unit-factor", "rules.a.unit", {"unit": "平方米/生", "factor": "1/100"}),
    (bound(measure="1000 * teachers / students", unit="人/百名学生"), "unit-factor", "rules.a.unit", {"unit": "人/百名学生", "factor": "1/10"}),
    # types
    (bound(when="students"), "formula-type", "rules.a.when", {"wanted": ("条件", "a condition")}),
    (bound(measure="students > 1"), "formula-type", "rules.a.measure", {"wanted": ("数", "a number")}),
    ((rule("a", level="section", graded="students", at_least="良好"),), "formula-type", "rules.a.graded", {"wanted": ("等级", "a grade")}),
    (bound(at_least="students > 1"), "formula-type", "rules.a.at_least", {"wanted": ("数", "a number")}),
    # limits
    (bound(at_least="classes"), "limit-unit", "rules.a.at_least", {"limit": "班", "measure": "人"}),
    (bound(at_least="clases"), "formula-unknown-name", "rules.a.at_least", {"name": "clases", "near": "classes"}),
    (
        bound(measure="teachers / students", unit='"%"', at_least="85"),
        "limit-over-one",
        "rules.a.at_least",
        {"value": "85", "better": "85%"},
    ),
    (
        bound(measure="teachers / students", unit="比例", at_least="101%"),
        "limit-over-one",
        "rules.a.at_least",
        {"value": "1.01", "better": "1.01%"},
    ),
    (bound(at_least="{by: school_knd, primary: 1}"), "limit-by", "rules.a.at_least", {"name": "school_knd"}),
    (bound(at_least="{by: students, primary: 1}"), "limit-by", "rules.a.at_least", {"name": "students"}),
    (county(at_least="{by: school_kind, primary: 1}"), "limit-by", "rules.a.at_least", {"name": "school_kind"}),
    (
        bound(at_least="{by: school_kind, primry: 1}"),
        "value-unknown",
        "rules.a.at_least.primry",
        {"name": "primry", "near": "primary"},
    ),
    (
        (rule("a", level="school", graded="moral_education_grade", at_least="良"),),
        "grade-unknown",
        "rules.a.at_least",
        {"name": "良", "known": "不合格、合格、良好、优秀", "near": "良好"},
    ),
    (
        (rule("a", level="school", graded="moral_education_grade", at_least="3"),),
        "grade-unknown",
        "rules.a.at_least",
        {"name": "?", "known": "不合格、合格、良好、优秀", "near": None},
    ),
    # quotas
    (quota("{of: [a, bb], met: 1}"), "rule-unknown", "rules.q.quota.of", {"name": "bb", "near": "b"}),
    (quota("{of: [a, b], met: 3}"), "quota-count", "rules.q.quota.met", {"met": "3", "of": 2}),
    (quota("{of: [a, b], met: 0}"), "quota-count", "rules.q.quota.met", {"met": "0", "of": 2}),
    (quota("{of: [a, b], met: 1.5}"), "quota-count", "rules.q.quota.met", {"met": "1.5", "of": 2}),
    (quota("{of: [a, b], met: 1, rest_at_least: 0}"), "quota-rest", "rules.q.quota.rest_at_least", {"value": "0"}),
    (quota("{of: [a, b], met: 1, rest_at_least: 85}"), "quota-rest", "rules.q.quota.rest_at_least", {"value": "85"}),
    (quota("{of: [a, b], met: 1, rest_at_least: 100.01%}"), "quota-rest", "rules.q.quota.rest_at_least", {"value": "1.0001"}),
    (
        (rule("c", level="school", attested="has_charter"), *quota("{of: [c, a], met: 1}")),
        "quota-level",
        "rules.q.quota.of",
        {"name": "c", "level": "section"},
    ),
    (
        (rule("c", **SIZE, at_most="1"), *quota("{of: [c, a], met: 1, rest_at_least: 85%}")),
        "quota-not-minimum",
        "rules.q.quota.of",
        {"name": "c"},
    ),
    (
        (
            rule("c", level="school", attested="has_charter"),
            rule("q", level="school", quota="{of: [c], met: 1, rest_at_least: 85%}"),
        ),
        "quota-not-minimum",
        "rules.q.quota.of",
        {"name": "c"},
    ),
    (
        (
            rule("c", level="school", graded="moral_education_grade", at_least="良好"),
            rule("q", level="school", quota="{of: [c], met: 1, rest_at_least: 85%}"),
        ),
        "quota-not-minimum",
        "rules.q.quota.of",
        {"name": "c"},
    ),
    (
        (*quota("{of: [a, b], met: 1}"), rule("r", level="section", quota="{of: [q], met: 1}")),
        "quota-part",
        "rules.r.quota.of",
        {"name": "q"},
    ),
    (
        (*spread(SPREAD), rule("r", level="county", quota="{of: [d], met: 1}")),
        "quota-part",
        "rules.r.quota.of",
        {"name": "d"},
    ),
    (
        (
            rule("c", level="county", by="stage", measure="nearby_base", unit="人", at_least="1"),
            rule("r", level="county", quota="{of: [c], met: 1}"),
        ),
        "quota-part",
        "rules.r.quota.of",
        {"name": "c"},
    ),
    # dispersions
    (spread(SPREAD, level="school"), "dispersion-level", "rules.d.dispersion", {"level": "school"}),
    (spread("{of: [a], weight: pupils}"), "dispersion-weight", "rules.d.dispersion.weight", {"name": "pupils"}),
    (spread("{of: [a], weight: studens}"), "dispersion-weight", "rules.d.dispersion.weight", {"name": "studens", "near": "students"}),
    (spread("{of: [a], weight: disabled_students}"), "dispersion-weight", "rules.d.dispersion.weight", {"name": "disabled_students"}),
    (spread("{of: [a], weight: public_satisfaction}"), "dispersion-weight", "rules.d.dispersion.weight", {}),
    (spread(SPREAD, at_most=None, at_least="0.5"), "dispersion-limit", "rules.d.at_least", {}),
    (spread(SPREAD, at_most="students"), "dispersion-limit", "rules.d.at_most", {}),
    (spread(SPREAD, at_most="{by: location, rural: 1}"), "dispersion-limit", "rules.d.at_most", {}),
    (spread("{of: [a, bbb], weight: students}"), "rule-unknown", "rules.d.dispersion.of", {"name": "bbb"}),
    (
        (rule("c", level="school", attested="has_charter"), *spread("{of: [c, a], weight: students}")),
        "dispersion-measure",
        "rules.d.dispersion.of",
        {"name": "c"},
    ),
    (
        (rule("c", level="school", measure="sum(students)", unit="人", at_least="1"), *spread("{of: [c], weight: students}")),
        "dispersion-measure",
        "rules.d.dispersion.of",
        {"name": "c"},
    ),
    (
        (*quota("{of: [a], met: 1}"), rule("d", level="county", dispersion="{of: [q], weight: students}", at_most="1")),
        "dispersion-measure",
        "rules.d.dispersion.of",
        {"name": "q"},
    ),
]


@pytest.mark.parametrize(
    ("rules", "code", "key", "params"), FAULTS, ids=[f"{at}-{code}" for at, (_, code, *_) in enumerate(FAULTS)]
)
def test_each_fault_of_a_rule(rules: tuple[str, ...], code: str, key: str, params: dict[str, object]) -> None:
    """One fault, with its code, the key concerned, a place, and words and advice in both languages."""
    fault = only(*rules)
    assert (fault.code, fault.key) == (code, key)
    assert {name: fault.params[name] for name in params} == params
    assert fault.place.file == "small/pack.yaml"
    assert fault.place.line
    assert fault.place.column
    line = pack_text(*rules).splitlines()[fault.place.line - 1]
    last = key.split(".")[2]
    if code not in {"limit-stage-missing", "limit-per-stage-level"}:
        assert line.strip().startswith(last + ":"), (line, last)


def test_a_given_must_not_have_the_name_of_a_fact() -> None:
    """Otherwise a formula would not say which is meant."""
    given = "{classes: {value: 12, unit: 班}}"
    fault = only(*bound(given=given))
    assert told(fault) == ("given-is-fact", "rules.a.given.classes", {"name": "classes"})
    spreading = rule("d", level="county", dispersion=SPREAD, at_most="1")
    assert [told(one)[1] for one in faults_of(*bound(given=given), spreading)] == ["rules.a.given.classes"]


def test_a_rule_is_counted_once() -> None:
    """A quota made in Python may name a rule twice; one in a file is refused when it is read."""
    pack = read(pack_text(*quota("{of: [a, b], met: 1}")))
    counting = pack.rules["q"].quota
    assert counting is not None
    twice = evolve(pack.rules["q"], quota=evolve(counting, of=("a", "a")))
    plan, faults = compile_pack(evolve(pack, rules={**pack.rules, "q": twice}), wider_facts())
    assert plan is None
    assert [told(fault) for fault in faults] == [("quota-twice", "rules.q.quota.of", {})]


def test_a_number_per_unknown_stage_is_refused() -> None:
    """Limits and splits speak of stages that exist (a pack made in Python may say anything)."""
    pack = read(pack_text(*bound(applies_to="{stage: primary}", at_least="{primary: 1}")))
    limit = pack.rules["a"].at_least
    assert limit is not None
    for level in ("section", "county"):
        one = evolve(pack.rules["a"], at_least=evolve(limit, stages={"primry": Fraction(1)}), level=level)
        if level == "county":
            one = evolve(one, by="stage", measure=Formula("sum(students)"), applies_to=None)
        plan, faults = compile_pack(evolve(pack, rules={"a": one}), wider_facts())
        assert plan is None
        assert [told(fault) for fault in faults] == [
            ("value-unknown", "rules.a.at_least.primry", {"name": "primry", "near": "primary"})
        ]


SPLIT = "split:\n  of: [{of}]\n  by_pupils: {{{kind}: {{{stage}: {weight}, junior: 1}}}}\n  clause: 第1条\n"


@pytest.mark.parametrize(
    ("keys", "code", "key", "params"),
    [
        ({"of": "sports_arae"}, "fact-unknown", "split.of", {"name": "sports_arae", "near": "sports_area"}),
        ({"of": "training_funds"}, "split-not-shareable", "split.of", {"name": "training_funds"}),
        ({"of": "class_sizes"}, "split-not-shareable", "split.of", {"name": "class_sizes"}),
        ({"of": "layout_ok"}, "split-not-shareable", "split.of", {"name": "layout_ok"}),
        ({"kind": "nine_yer"}, "value-unknown", "split.by_pupils", {"name": "nine_yer", "near": "nine_year"}),
        ({"stage": "primry"}, "value-unknown", "split.by_pupils.nine_year", {"name": "primry", "near": "primary"}),
        ({"weight": "0"}, "split-weight", "split.by_pupils.nine_year.primary", {"value": "0"}),
        ({"weight": "-1.1"}, "split-weight", "split.by_pupils.nine_year.primary", {"value": "-11/10"}),
    ],
)
def test_each_fault_of_a_split(keys: dict[str, str], code: str, key: str, params: dict[str, object]) -> None:
    """Only quantities of sections are split, with weights above zero, by kinds and stages that exist."""
    usual = {"of": "sports_area", "kind": "nine_year", "stage": "primary", "weight": "1"}
    assert plan_of(PER_HUNDRED, more=SPLIT.format(**usual)).pack.split
    more = SPLIT.format(**{**usual, **keys})
    fault = only(PER_HUNDRED, more=more)
    assert told(fault) == (code, key, params)
    assert fault.place == place_of(pack_text(PER_HUNDRED, more=more), "split:\n  of: [")


def test_a_task_needs_one_group_that_decides_the_plan() -> None:
    """With none or several it must name its group."""
    task = PLAN_FACT + TASKS + "}\n"
    alone = GROUPS.replace("  duties: {zh: 任务, en: Duties, decides: plan}\n", "")
    several = GROUPS + "  others: {zh: 其他, en: Others, decides: plan}\n"
    for groups in (alone, several):
        fault = only(PER_HUNDRED, more=task, groups=groups)
        assert told(fault) == ("group-unknown", "rules.plan_made.group", {"name": "?", "near": None})
    assert plan_of(PER_HUNDRED, more=PLAN_FACT + TASKS + ", group: others}\n", groups=several)


def test_a_task_must_not_have_the_id_of_a_rule() -> None:
    """Or one would stand in the way of the other."""
    more = PLAN_FACT + TASKS + "}\n"
    fault = next(fault for fault in faults_of(rule("plan_made", **SIZE, at_least="1"), more=more) if fault.code == "task-is-rule")
    assert told(fault) == ("task-is-rule", "tasks.plan_made", {"name": "plan_made"})


def test_a_task_without_its_flag_is_told() -> None:
    """The flag of a task is a fact of the dictionary or of the pack."""
    fault = only(PER_HUNDRED, more=TASKS + "}\n")
    assert fault.code == "fact-unknown"
    assert fault.params["name"] == "plan_made"


def test_a_fault_of_a_condition_is_told_with_its_rule_and_scope() -> None:
    """Conditions of rules and scopes are checked when the pack is compiled."""
    scope, condition = faults_of(*bound(applies_to="{stge: primary}"), more="scopes:\n  s: {stge: primary}\n")
    assert (condition.code, condition.key) == ("condition-unknown-key", "rules.a.applies_to")
    assert (scope.code, scope.key) == ("condition-unknown-key", "scopes.s")
    assert condition.params["near"] == "stage"


def test_a_count_of_rooms_may_be_in_rooms() -> None:
    """What counts things may be called any counted unit, and a factor that is no power of ten is no slip."""
    assert plan_of(rule("a", level="school", measure="count(music_room_areas >= 96)", unit="间", at_least="1"))
    assert plan_of(*bound(measure="50 * teachers / students", unit="人/百名学生"))
    assert plan_of(*bound(measure="100 * teachers / students", unit='"%"', at_least="50%"))
    assert plan_of(*bound(measure="teachers / students", unit='"%"', at_least="100%"))
    assert plan_of(*bound(measure="1 * teachers / students", unit="比例", at_least="1"))


def test_every_message_about_plans_has_words_and_advice_in_both_languages() -> None:
    """Each entry of the catalogue is complete."""
    for code, entry in PLAN_MESSAGES.items():
        assert all(entry), code
        params = {
            name: "x"
            for name in (
                *("limit", "character", "formula", "found", "name", "level", "advice", "wanted", "op", "type", "levels", "known"),
                *("value", "strength", "unit", "measure", "factor", "better", "stage", "met", "of", "key"),
            )
        }
        assert_spoken(Fault(code, params))


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
