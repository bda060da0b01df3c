"""Every fault of a pack's meaning: its code, its key, its place, and words and advice in both languages."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve
from small_packs import (
    GROUPS,
    assert_spoken,
    faults_of,
    pack_text,
    place_of,
    plan_of,
    read,
    rule,
    wider_facts,
)

from youzhi_rules.catalogue.plan_messages import PLAN_MESSAGES
from youzhi_rules.compiling import compile_pack
from youzhi_rules.errors import Fault
from youzhi_rules.model import Formula

PER_HUNDRED = rule("a", level="section", measure="100 * teachers / students", unit="人/百名学生", at_least="4.2")
SCOPE = "scopes:\n  measured: {stage: [primary, junior], except: [{school_kind: special}]}\n"
SIZE = {"level": "section", "measure": "students", "unit": "人"}
COUNTY = {"level": "county", "measure": "sum(students)", "unit": "人"}
QUOTA = (
    rule("a", **SIZE, strength="component", at_least="4"),
    rule("b", **SIZE, strength="component", more_than="5"),
)
TASKS = "tasks:\n  plan_made: {zh: 制定计划, en: Plan made, level: county, due: 2025, clause: 第9条"
PLAN_FACT = "facts:\n  plan_made: {zh: 制定计划, en: Plan made, level: county, type: flag}\n"


def only(*rules: str, more: str = "", groups: str = GROUPS) -> Fault:
    """The one fault of a pack."""
    found = faults_of(*rules, more=more, groups=groups)
    assert len(found) == 1, [fault.line() for fault in found]
    return found[0]


def told(fault: Fault) -> tuple[str, str | None, dict[str, object]]:
    """The code, the key and the parameters of a fault."""
    beside = {"formula"} | ({"known"} if fault.code == "value-unknown" else set())
    return fault.code, fault.key, {key: value for key, value in fault.params.items() if key not in beside}


def test_a_code_that_is_none_is_answered_with_those_there_are() -> None:
    """Codes with what they stand for, so that nobody has to look for them; a name in words leads to its code."""
    fault = only(rule("a", **SIZE, at_least="1", applies_to="{location: 乡村}"))
    assert told(fault) == (
        "value-unknown",
        "rules.a.applies_to.location",
        {"name": "乡村", "key": "location", "level": "section", "near": "rural"},
    )
    assert fault.params["known"] == ("urban（城区）、town（镇区）、rural（乡村）", "urban, town, rural")


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
    (
        (rule("a", level="school", attested="has_chartr"),),
        "fact-unknown",
        "rules.a.attested",
        {"name": "has_chartr", "near": "has_charter"},
    ),
    (
        (rule("a", level="section", forbids="students"),),
        "fact-not-flag",
        "rules.a.forbids",
        {"name": "students", "type": "count"},
    ),
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
    (
        bound(unit="比例", measure="sports_ground_area / students"),
        "unit-mismatch",
        "rules.a.unit",
        {"unit": "比例", "measure": "平方米/人"},
    ),
    (bound(measure="teachers / students"), "unit-mismatch", "rules.a.unit", {"unit": "人", "measure": "比例"}),
    (bound(measure="ceil(students / 2)", unit="间"), "unit-mismatch", "rules.a.unit", {"unit": "间", "measure": "人"}),
    (
        bound(measure="count(class_sizes >= 1)", unit="平方米"),
        "unit-mismatch",
        "rules.a.unit",
        {"unit": "平方米", "measure": "比例"},
    ),
    (bound(measure="1 / students", unit="人"), "unit-mismatch", "rules.a.unit", {"unit": "人", "measure": "1/人"}),
    (
        bound(measure="students * students * classes / sports_ground_area / sports_ground_area"),
        "unit-mismatch",
        "rules.a.unit",
        {"unit": "人", "measure": "班·人^2/平方米^2"},
    ),
    (
        bound(measure="teachers / students", unit="人/百名学生"),
        "unit-factor",
        "rules.a.unit",
        {"unit": "人/百名学生", "factor": "100"},
    ),
    (
        bound(measure="100 * sports_ground_area / students", unit="平方米/生"),
        "unit-factor",
        "rules.a.unit",
        {"unit": "平方米/生", "factor": "1/100"},
    ),
    (
        bound(measure="1000 * teachers / students", unit="人/百名学生"),
        "unit-factor",
        "rules.a.unit",
        {"unit": "人/百名学生", "factor": "1/10"},
    ),
    # types
    (bound(when="students"), "formula-type", "rules.a.when", {"wanted": ("条件", "a condition")}),
    (bound(measure="students > 1"), "formula-type", "rules.a.measure", {"wanted": ("数", "a number")}),
    (
        (rule("a", level="section", graded="students", at_least="良好"),),
        "formula-type",
        "rules.a.graded",
        {"wanted": ("等级", "a grade")},
    ),
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
        "limit-over-hundred",
        "rules.a.at_least",
        {"value": "101%", "better": "1.01%"},
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
    (
        quota("{of: [a, b], met: 1, rest_at_least: 100.01%}"),
        "quota-rest",
        "rules.q.quota.rest_at_least",
        {"value": "1.0001"},
    ),
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
    (
        spread("{of: [a], weight: studens}"),
        "dispersion-weight",
        "rules.d.dispersion.weight",
        {"name": "studens", "near": "students"},
    ),
    (
        spread("{of: [a], weight: disabled_students}"),
        "dispersion-weight",
        "rules.d.dispersion.weight",
        {"name": "disabled_students"},
    ),
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
        (
            rule("c", level="school", measure="sum(students)", unit="人", at_least="1"),
            *spread("{of: [c], weight: students}"),
        ),
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
        assert told(fault) == ("group-unknown", "tasks.plan_made.group", {"name": "?", "near": None})
    plan_of(PER_HUNDRED, more=PLAN_FACT + TASKS + ", group: others}\n", groups=several)


def test_a_task_must_not_have_the_id_of_a_rule() -> None:
    """Or one would stand in the way of the other."""
    more = PLAN_FACT + TASKS + "}\n"
    fault = next(
        fault for fault in faults_of(rule("plan_made", **SIZE, at_least="1"), more=more) if fault.code == "task-is-rule"
    )
    assert told(fault) == ("task-is-rule", "tasks.plan_made", {"name": "plan_made"})


def test_a_task_brings_its_own_flag() -> None:
    """It needs no fact beside it; one that the pack declares is the same."""
    own, declared = (plan_of(PER_HUNDRED, more=more + TASKS + "}\n") for more in ("", PLAN_FACT))
    assert own.steps[1].test == declared.steps[1].test


def test_a_fault_of_a_condition_is_told_with_its_rule_and_scope() -> None:
    """Conditions of rules and scopes are checked when the pack is compiled."""
    scope, condition = faults_of(*bound(applies_to="{stge: primary}"), more="scopes:\n  s: {stge: primary}\n")
    assert (condition.code, condition.key) == ("condition-unknown-key", "rules.a.applies_to")
    assert (scope.code, scope.key) == ("condition-unknown-key", "scopes.s")
    assert condition.params["near"] == "stage"


def test_every_message_about_plans_has_words_and_advice_in_both_languages() -> None:
    """Each entry of the catalogue is complete."""
    for code, entry in PLAN_MESSAGES.items():
        assert all(entry[:4]), code
        params = dict.fromkeys(
            (
                *(
                    "limit",
                    "character",
                    "formula",
                    "found",
                    "name",
                    "level",
                    "advice",
                    "wanted",
                    "op",
                    "type",
                    "levels",
                    "known",
                ),
                *("value", "strength", "unit", "measure", "factor", "better", "stage", "met", "of", "key"),
            ),
            "x",
        )
        assert_spoken(Fault(code, params))
