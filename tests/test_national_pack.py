"""The national pack: what it asks, what it cites, and that its own tests cover it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from youzhi_rules.compiling import compile_pack
from youzhi_rules.dictionary import shipped_facts
from youzhi_rules.loading import load_pack
from youzhi_rules.packtests import TestOutcome, run_tests
from youzhi_rules.plan import Attest, Bound, Coefficient, QuotaOf, Step

PACK = load_pack("national-2017")
PLAN = compile_pack(PACK, shipped_facts())[0]
assert PLAN is not None
STEPS = PLAN.steps
FILES = sorted(path.name for path in (Path(PACK.folder or "") / "tests").glob("*.yaml"))
BOTH = ("primary", "junior")

STANDARDS = {
    "degree_teachers": ("at_least", "4.2 5.3", "人/百名学生"),
    "backbone_teachers": ("at_least", "1 1", "人/百名学生"),
    "pe_arts_teachers": ("at_least", "0.9 0.9", "人/百名学生"),
    "teaching_area": ("at_least", "4.5 5.8", "平方米/生"),
    "sports_area": ("at_least", "7.5 10.2", "平方米/生"),
    "equipment_value": ("at_least", "2000 2500", "元/生"),
    "multimedia_classrooms": ("at_least", "2.3 2.4", "间/百名学生"),
    "resource_dispersion": ("at_most", "0.5 0.45", "比例"),
    "school_scale": ("at_most", "2000 2000 2000 2000 2500 2500", "人"),
    "class_size": ("at_most", "45 50", "人"),
    "special_education_funding": ("at_least", "6000", "元/生"),
    "teacher_training_hours": ("at_least", "1", "%"),
    "teacher_rotation": ("at_least", "0.1", "%"),
    "backbone_rotation": ("at_least", "0.2", "%"),
    "teacher_certification": ("at_least", "1", "%"),
    "nearby_enrolment": ("at_least", "1 0.95", "%"),
    "senior_quota_allocation": ("at_least", "0.5", "%"),
    "migrant_enrolment": ("at_least", "0.85", "%"),
    "junior_retention": ("at_least", "0.95", "%"),
    "disabled_enrolment": ("at_least", "0.95", "%"),
    "training_budget": ("at_least", "0.05", "%"),
    "attainment_gap": ("less_than", "0.15", "比例"),
    "public_satisfaction": ("at_least", "0.85", "%"),
}
"""What articles 5 to 10 print, typed a second time."""

READINGS = [
    "degree_teachers",
    "pe_arts_teachers",
    "teaching_area",
    "sports_area",
    "equipment_value",
    "resource_quota",
    "resource_dispersion",
    "music_rooms",
    "art_rooms",
    "school_scale",
    "class_size",
    "small_school_funding",
    "teacher_training_hours",
    "junior_retention",
]
"""Rules with something in them that the articles do not print."""

ITEMS = {
    6: dict.fromkeys(range(1, 8), 1),
    7: {1: 1, 2: 1, 3: 2, 4: 1, 5: 1, 6: 1, 7: 1, 8: 2, 9: 1, 10: 1, 11: 2, 12: 1, 13: 1, 14: 2, 15: 2},
    8: {1: 1, 2: 1, 3: 3, 4: 1, 5: 2, 6: 2, 7: 3, 8: 1, 9: 2},
}
"""How many rules each item of an article makes."""


@cache
def outcomes() -> tuple[TestOutcome, ...]:
    """What came of the pack's own tests; they run once."""
    return run_tests(PACK)


@pytest.mark.parametrize("file", FILES)
def test_every_test_in_the_pack_passes(file: str) -> None:
    """Every sentence in the pack's tests holds."""
    failed = [
        f"{each.line_for()}\n{each.explanation}"
        for each in outcomes()
        if str(each.file).endswith(file) and not each.passed
    ]
    assert not failed, "\n".join(failed)


def test_every_sentence_is_said_once_and_in_both_languages() -> None:
    """No two tests of the pack have the same name, and each is named in Chinese and in English."""
    for lang in ("zh", "en"):
        names = [each.name.say(lang) for each in outcomes()]
        assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1]
    assert all(re.search("[\u4e00-\u9fff]", each.name.zh) and each.name.en.isprintable() for each in outcomes())


def judged(step: Step) -> list[dict[str, Any]]:
    """The outcomes of a step that the pack's tests speak of."""
    return [
        found
        for test in outcomes()
        for check in test.checks
        if check.expectation.outcome == step.id
        for found in check.outcomes
        if step.stage is None or found["stage"] == step.stage
    ]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.id}-{step.stage or 'all'}")
def test_every_rule_has_its_tests(step: Step) -> None:
    """Every rule has tests met and unmet; bounds one exactly on the line; flags and grades one unknown."""
    found = judged(step)
    wanted = {"met", "unmet"}
    if isinstance(step.test, Attest) or (isinstance(step.test, Bound) and step.test.grades):
        wanted.add("unknown")
    assert wanted <= {each["status"] for each in found}
    if isinstance(step.test, Bound | QuotaOf | Coefficient):
        limits = step.rule.bound[1].stages if step.rule.bound and step.rule.bound[1].stages else None
        for stage in limits if limits and step.stage is None else (step.stage,):
            line = [each for each in found if each["value"] == each["limit"] and stage in {None, each["stage"]}]
            on_the_line = "unmet" if step.rule.less_than else "met"
            statuses = {each["status"] for each in line}
            # Six may be met while the seventh lies under its floor, or is missing.
            assert on_the_line in statuses if isinstance(step.test, QuotaOf) else statuses == {on_the_line}, stage


@pytest.mark.parametrize("rule", STANDARDS)
def test_the_standards_are_those_of_the_articles(rule: str) -> None:
    """Operator, limits and unit of every rule with numbers are those printed in articles 6 to 9."""
    operator, numbers, unit = STANDARDS[rule]
    bound = PACK.rules[rule].bound
    assert bound is not None
    limit = bound[1]
    given = (
        [limit.number]
        if limit.number is not None
        else list((limit.stages or {}).values()) or [n for _, n in limit.cases]
    )
    assert (bound[0], " ".join(f"{float(number or 0):g}" for number in given), PACK.rules[rule].unit) == (
        operator,
        numbers,
        unit,
    )


def test_every_bound_is_among_the_standards() -> None:
    """No rule has a number that the table above does not know."""
    numeric = {name for name, rule in PACK.rules.items() if rule.bound and rule.bound[1].formula is None}
    assert numeric == set(STANDARDS)


def test_givens_are_those_of_the_articles() -> None:
    """96 and 90 square metres for every 12 classes; 100 pupils."""
    found = {
        (name, key): (float(given.value), given.unit)
        for name, rule in PACK.rules.items()
        for key, given in rule.given.items()
    }
    assert found == {
        ("music_rooms", "room"): (96, "平方米"),
        ("music_rooms", "classes_per_room"): (12, "班"),
        ("art_rooms", "room"): (90, "平方米"),
        ("art_rooms", "classes_per_room"): (12, "班"),
        ("small_school_funding", "pupils"): (100, "人"),
    }


def test_the_quota_is_six_of_seven_and_85_percent() -> None:
    """Six of the seven indicators, the rest at 85 % or more; the coefficients are of the same seven."""
    quota, dispersion = PACK.rules["resource_quota"].quota, PACK.rules["resource_dispersion"].dispersion
    assert quota is not None
    assert dispersion is not None
    assert (int(quota.met), float(quota.rest_at_least or 0), len(quota.of)) == (6, 0.85, 7)
    assert quota.of == dispersion.of == tuple(STANDARDS)[:7]
    assert sum(isinstance(step.test, Coefficient) for step in STEPS) == 14


def test_mixed_schools_are_split_by_weighted_pupils() -> None:
    """1 : 1.1, 1 : 1.2 and 1 : 1.1 : 1.32, seen in practice."""
    split = PACK.split
    assert split is not None
    weights = {kind: {stage: float(weight) for stage, weight in each.items()} for kind, each in split.by_pupils.items()}
    assert weights == {
        "nine_year": {"primary": 1, "junior": 1.1},
        "complete_secondary": {"junior": 1, "senior": 1.2},
        "twelve_year": {"primary": 1, "junior": 1.1, "senior": 1.32},
    }
    assert split.clause is None
    assert split.seen_in is not None
    assert (split.seen_in.document, split.seen_in.part) == (None, "practice")
    assert {"students", "teachers", "classes"}.isdisjoint(split.of)


def test_every_rule_cites_its_article() -> None:
    """Every rule cites the article of its group; every item of articles 6 to 8 has its rules and no more."""
    groups = {
        "resources": "第六条",
        "government": "第七条",
        "quality": "第八条",
        "recognition": "第九条",
        "vetoes": "第十条",
    }
    assert {name: group.clause for name, group in PACK.groups.items()} == groups
    found: dict[int, dict[int, int]] = {6: {}, 7: {}, 8: {}}
    for rule in PACK.rules.values():
        assert str(rule.clause).startswith(groups[rule.group]), rule.id
        if item := re.fullmatch(r"第([六七八])条第(\d+)项", str(rule.clause)):
            counts = found["六七八".index(item[1]) + 6]
            counts[int(item[2])] = counts.get(int(item[2]), 0) + 1
    assert found == ITEMS


@pytest.mark.parametrize("rule", READINGS)
def test_what_the_articles_do_not_print_is_said(rule: str) -> None:
    """A rule known partly from practice, or read our way, says so in both languages."""
    note = PACK.rules[rule].note
    assert note is not None
    assert re.search("实践|本包的理解|温岭|跨学段", note.zh)
    assert re.search("practice|reading|Wenling|not print", note.en, re.IGNORECASE)


def test_the_vetoes_are_the_six_of_article_10() -> None:
    """Six vetoes, each on its own flag."""
    vetoes = {rule.id: rule.veto for rule in PACK.rules.values() if rule.strength == "veto"}
    assert list(vetoes) == [
        "exam_admission",
        "school_choice",
        "key_schools",
        "unfilled_posts",
        "safety_discipline",
        "fraud",
    ]
    assert all(flag == f"veto_{name}" for name, flag in vetoes.items())


def test_only_the_seven_indicators_are_components() -> None:
    """The seven indicators count through the quota; everything else is required or a veto."""
    assert [name for name, rule in PACK.rules.items() if rule.strength == "component"] == list(STANDARDS)[:7]
    assert {rule.strength for rule in PACK.rules.values()} == {"component", "required", "veto"}


def test_the_pack_states_no_date_it_does_not_have() -> None:
    """The number of the document is known from where it was seen; no date is made up."""
    source = PACK.source
    assert (source.number, source.issued, source.effective) == ("教督〔2017〕6号", None, None)
    assert source.seen_in is not None


def test_the_pack_names_its_schema_for_editors() -> None:
    """The first line tells an editor where the schema is."""
    first = (Path(PACK.folder or "") / "pack.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../youzhi_rules/schemas/pack-1.json"
