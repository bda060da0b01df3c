"""Mutation of packs: which small changes are made, which of them tests notice, and how what they miss is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from small_packs import GROUPS, assert_spoken, rule

from youzhi_rules.authoring.failed_tests import explain_failures
from youzhi_rules.authoring.formula_changes import spelled
from youzhi_rules.authoring.last_place import Spellings, neighbours, value_of
from youzhi_rules.authoring.mutants import mutants_of
from youzhi_rules.authoring.mutation import mutate
from youzhi_rules.authoring.trial import NOTICED, REFUSED, SURVIVED, Trial
from youzhi_rules.cli import main
from youzhi_rules.errors import PackError, Place
from youzhi_rules.grammar import parse
from youzhi_rules.loading import load_pack
from youzhi_rules.model import Formula
from youzhi_rules.packtests import rows_together, run_tests

if TYPE_CHECKING:
    from collections.abc import Callable

    from youzhi_rules.authoring.mutants import Mutant
    from youzhi_rules.model import Pack

    Written = Callable[..., Pack]

pytestmark = pytest.mark.long

SHARE = rule("satisfied", level="county", measure="public_satisfaction", unit='"%"', at_least="85%")


def one(facts: str, expect: str, more: str = "") -> str:
    """One test of a pack in YAML, about facts of one section, its school and its county."""
    return f"  - {{name: one, facts: {facts}, expect: {expect}{more}}}\n"


def of(rows: str, expect: str, more: str = "") -> str:
    """One test about several schools."""
    return f"  - {{name: several, schools: [{rows}], expect: {expect}{more}}}\n"


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes a pack with its tests into a folder and loads it."""

    def write(rules: str, tests: str = "", *, more: str = "", name: str = "small", extends: str = "") -> Pack:
        folder = tmp_path / name
        (folder / "tests").mkdir(parents=True, exist_ok=True)
        head = f"format: youzhi-pack/1\nid: {name}\nversion: 1.0.0\n" + (f"extends: {extends}\n" if extends else "")
        head += "title: {zh: 小规则包, en: A small pack}\nsource: {issuer: 某县教育局}\n"
        groups = "" if extends else GROUPS
        text = head + groups + more + ("rules:\n" + rules if rules else "")
        (folder / "pack.yaml").write_text(text, encoding="utf-8")
        if tests:
            (folder / "tests" / "some.yaml").write_text("format: youzhi-tests/1\ntests:\n" + tests, encoding="utf-8")
        return load_pack(folder)

    return write


def survivors(pack: Pack) -> list[str]:
    """What no test of a pack notices, each as its key and its words."""
    report = mutate(pack)
    assert all(outcome.passed for outcome in report.tests), [each.line_for() for each in report.tests]
    for fault in report.survivors:
        assert_spoken(fault)
        assert fault.place.file == f"{pack.id}/pack.yaml"
        assert fault.place.line
        assert fault.place.column
    return [f"{fault.key}: {fault.say('en').removesuffix(': no test notices')}" for fault in report.survivors]


SCOPES = """\
scopes:
  small:
    stage: [primary, junior]
    except:
      - {school_kind: [special, vocational]}
      - {school_kind: teaching_point, students: {less_than: 50}}
    clause: 一
"""
SPLIT = """\
split:
  of: [sports_area, equipment_value]
  by_pupils:
    nine_year: {primary: 1.0, junior: 1.1}
    twelve_year: {primary: 1.0, junior: 1.1, senior: 1.3}
  seen_in: {document: null, part: practice}
"""
AREA = rule("area", level="section", measure="sports_area / students", unit="平方米/生", at_least="8")
GRADE = rule("grade", level="county", graded="min(attainment_levels)", at_least="Ⅲ")
ROOMS = rule(
    "rooms",
    level="school",
    given="{room: {value: 96, unit: 平方米}}",
    measure="count(music_room_areas >= room)",
    unit="间",
    at_least="ceil(school.classes / 12)",
)
QUOTA = "".join(
    rule(
        name,
        level="section",
        measure=f"100 * {fact} / students",
        unit="人/百名学生",
        at_least="1",
        strength="component",
    )
    for name, fact in (
        ("backbone", "backbone_teachers"),
        ("arts", "pe_arts_teachers"),
        ("degree", "teachers_above_required_degree"),
    )
) + rule("quota", level="section", quota="{of: [backbone, arts, degree], met: 2, rest_at_least: 85%}")
TEACHERS = "{students: 100, backbone_teachers: %s, pe_arts_teachers: %s, teachers_above_required_degree: %s}"
RELIEF = """\
{old: {title: {zh: 旧校, en: Old schools}, when: built_year <= 2010 and school.students > 50, at_least: 5, \
until: 2030-12-31, clause: 二}}"""
EASED = rule(
    "area", level="school", measure="sum(sports_area) / sum(students)", unit="平方米/生", at_least="8", relief=RELIEF
)
TODAY = ", as_of: 2025-01-01"
OLD = "{built_year: %s, students: %s, sports_area: %s}"
SPREAD = rule(
    "arts",
    level="section",
    measure="100 * pe_arts_teachers / students",
    unit="人/百名学生",
    at_least="1",
    strength="component",
)
SMALLER = (
    ROOMS
    + """\
    relief: {small: {title: {zh: 小校, en: Small schools}, applies_to: {location: rural}, \
given: {room: {value: 54, unit: 平方米}}, clause: 二}}
"""
)
RURAL = "{location: %s, classes: 12, music_room_areas: [%s]}"

KINDS = {
    "a limit, a little lower": (
        SHARE,
        one("{public_satisfaction: 85%}", "{satisfied: met}") + one("{public_satisfaction: 50%}", "{satisfied: unmet}"),
        "rules.satisfied.at_least: 85% → 84%",
        one("{public_satisfaction: 84.9%}", "{satisfied: unmet}"),
    ),
    "a limit, a little higher": (
        SHARE,
        one("{public_satisfaction: 90%}", "{satisfied: met}"),
        "rules.satisfied.at_least: 85% → 86%",
        one("{public_satisfaction: 85%}", "{satisfied: met}"),
    ),
    "a comparison, strict": (
        SHARE,
        one("{public_satisfaction: 85.5%}", "{satisfied: met}"),
        "rules.satisfied.at_least: at_least → more_than",
        one("{public_satisfaction: 85%}", "{satisfied: met}"),
    ),
    "a comparison, loose": (
        SHARE.replace("at_least", "less_than"),
        one("{public_satisfaction: 84.9%}", "{satisfied: met}"),
        "rules.satisfied.less_than: less_than → at_most",
        one("{public_satisfaction: 85%}", "{satisfied: unmet}"),
    ),
    "an equation, made a minimum": (
        SHARE.replace("at_least", "equals"),
        one("{public_satisfaction: 85%}", "{satisfied: met}"),
        "rules.satisfied.equals: equals → at_least",
        one("{public_satisfaction: 86%}", "{satisfied: unmet}"),
    ),
    "the limit of one stage, by its last written place": (
        SPREAD.replace("at_least: 1", "at_most: {primary: 0.50, junior: 45}").replace(
            "measure:", "applies_to: {stage: [primary, junior]}\n    measure:"
        ),
        one("{students: 100, pe_arts_teachers: 1}", "{arts: unmet}"),
        "rules.arts.at_most.primary: 0.50 → 0.49",
        one("{students: 200, pe_arts_teachers: 1}", "{arts: met}"),
    ),
    "the limit of one kind of school": (
        rule(
            "scale",
            level="school",
            measure="sum(students)",
            unit="人",
            at_most="{by: school_kind, primary: 20, junior: 30}",
        ),
        one("{school_kind: primary, students: 20}", "{scale: met}"),
        "rules.scale.at_most.junior: 30 → 31",
        of("{school_kind: junior, stage: junior, students: 31}", "{scale: unmet}"),
    ),
    "a grade": (
        GRADE,
        one("{attainment_levels: [Ⅳ, Ⅲ]}", "{grade: met}") + one("{attainment_levels: [Ⅰ]}", "{grade: unmet}"),
        "rules.grade.at_least: Ⅲ → Ⅱ",
        one("{attainment_levels: [Ⅱ]}", "{grade: unmet}"),
    ),
    "a constant": (
        ROOMS,
        one("{classes: 12, music_room_areas: [97]}", "{rooms: met}"),
        "rules.rooms.given.room.value: 96 → 97",
        one("{classes: 12, music_room_areas: [96]}", "{rooms: met}"),
    ),
    "a number in a formula that is a limit": (
        ROOMS,
        one("{classes: 12, music_room_areas: [96]}", "{rooms: met}"),
        "rules.rooms.at_least: 12 → 13",
        one("{classes: 13, music_room_areas: [96]}", "{rooms: unmet}"),
    ),
    "a comparison in a measure": (
        ROOMS,
        one("{classes: 12, music_room_areas: [97]}", "{rooms: met}"),
        "rules.rooms.measure: >= → >",
        one("{classes: 12, music_room_areas: [96]}", "{rooms: met}"),
    ),
    "how many a quota asks": (
        QUOTA,
        one(TEACHERS % (1, 1, 1), "{quota: met}"),
        "rules.quota.quota.met: 2 → 1",
        one(
            "{students: 1000, backbone_teachers: 10, pe_arts_teachers: 9, teachers_above_required_degree: 9}",
            "{quota: unmet}",
        ),
    ),
    "the floor of a quota": (
        QUOTA,
        one(TEACHERS % (1, 1, 1), "{quota: met}"),
        "rules.quota.quota.rest_at_least: 85% → 86%",
        one(
            "{students: 10000, backbone_teachers: 100, pe_arts_teachers: 100, teachers_above_required_degree: 85}",
            "{quota: met}",
        ),
    ),
    "a quota without its floor": (
        QUOTA,
        one(TEACHERS % (1, 1, 1), "{quota: met}"),
        "rules.quota.quota.rest_at_least: without the condition rest_at_least",
        one(TEACHERS % (1, 1, 0), "{quota: unmet}"),
    ),
    "one of a quota": (
        QUOTA,
        one(TEACHERS % (1, 1, 1), "{quota: met}"),
        "rules.quota.quota.of.2: without degree in it",
        one(TEACHERS % (1, 1, 0), "{quota: unmet}"),
    ),
    "one of a dispersion": (
        SPREAD
        + SPREAD.replace("arts", "bone").replace("pe_bone", "backbone")
        + rule("even", level="county", dispersion="{of: [arts, bone], weight: students}", unit="比例", at_most="0.5"),
        one("{students: 10, pe_arts_teachers: 1, backbone_teachers: 1}", "{arts_cv: met}"),
        "rules.even.dispersion.of.1: without bone in it",
        one("{students: 10, backbone_teachers: 1}", "{bone_cv: met}"),
    ),
    "campuses compared": (
        SPREAD
        + rule(
            "even",
            level="county",
            dispersion="{of: [arts], weight: students, over: campus}",
            unit="比例",
            at_most="0.4",
        ),
        one("{students: 10, pe_arts_teachers: 1}", "{arts_cv: met}"),
        "rules.even.dispersion.over: campus → section",
        of(
            "{school: A, students: 10, pe_arts_teachers: 3}, "
            "{school: B, parent_school: A, students: 10, pe_arts_teachers: 1}",
            "{arts_cv: unmet}",
        ),
    ),
    "one flag of several": (
        rule("flags", level="county", attested="[layout_ok, funds_base_unified]"),
        one("{layout_ok: false, funds_base_unified: false}", "{flags: unmet}"),
        "rules.flags.attested.1: without funds_base_unified in it",
        one("{layout_ok: true, funds_base_unified: false}", "{flags: unmet}"),
    ),
    "one forbidden flag of several": (
        rule("flags", level="county", forbids="[layout_ok, funds_base_unified]"),
        one("{layout_ok: true, funds_base_unified: true}", "{flags: unmet}"),
        "rules.flags.forbids.0: without layout_ok in it",
        one("{layout_ok: true, funds_base_unified: false}", "{flags: unmet}"),
    ),
    "a rule": (
        SHARE + AREA,
        one("{public_satisfaction: 85%}", "{satisfied: met}"),
        "rules.area: without the rule area",
        one("{students: 1, sports_area: 8}", "{area: met}"),
    ),
    "a condition": (
        SHARE.replace("measure:", "when: migrant_eligible > 0\n    measure:"),
        one("{public_satisfaction: 85%, migrant_eligible: 2}", "{satisfied: met}"),
        "rules.satisfied.when: without the condition migrant_eligible > 0",
        one("{public_satisfaction: 85%, migrant_eligible: 0}", "{satisfied: not_applicable}"),
    ),
    "a comparison in a condition": (
        SHARE.replace("measure:", "when: migrant_eligible > 0\n    measure:"),
        one("{public_satisfaction: 85%, migrant_eligible: 2}", "{satisfied: met}"),
        "rules.satisfied.when: > → >=",
        one("{public_satisfaction: 85%, migrant_eligible: 0}", "{satisfied: not_applicable}"),
    ),
    "a number in a condition": (
        SHARE.replace("measure:", "when: 50% <= public_satisfaction\n    measure:"),
        one("{public_satisfaction: 85%}", "{satisfied: met}"),
        "rules.satisfied.when: 50% → 51%",
        one("{public_satisfaction: 50%}", "{satisfied: unmet}"),
    ),
    "a part of a condition": (
        SHARE.replace("measure:", "when: migrant_eligible > 0 and not layout_ok\n    measure:"),
        one("{public_satisfaction: 85%, migrant_eligible: 2, layout_ok: false}", "{satisfied: met}"),
        "rules.satisfied.when: without the condition not layout_ok",
        one("{public_satisfaction: 85%, migrant_eligible: 2, layout_ok: true}", "{satisfied: not_applicable}"),
    ),
    "whom a rule applies to": (
        AREA.replace("measure:", "applies_to: {location: [town, rural]}\n    measure:"),
        one("{location: town, students: 1, sports_area: 8}", "{area: met}"),
        "rules.area.applies_to.location: without the condition location: [town, rural]",
        one("{location: urban, students: 1, sports_area: 8}", "{area: not_applicable}"),
    ),
    "one value of those a rule applies to": (
        AREA.replace("measure:", "applies_to: {location: [town, rural]}\n    measure:"),
        one("{location: town, students: 1, sports_area: 8}", "{area: met}"),
        "rules.area.applies_to.location: without rural in it",
        one("{location: rural, students: 1, sports_area: 8}", "{area: met}"),
    ),
    "one of several kinds a rule applies to": (
        AREA.replace(
            "measure:", "applies_to: [{location: town}, {boarding: true, students: {at_most: 50}}]\n    measure:"
        ),
        one("{location: town, boarding: false, students: 1, sports_area: 8}", "{area: met}"),
        "rules.area.applies_to.1: without the condition boarding: true, students: at_most 50",
        one("{location: rural, boarding: true, students: 50, sports_area: 400}", "{area: met}"),
    ),
    "a number of those a rule applies to": (
        AREA.replace("measure:", "applies_to: {students: {at_least: 5, at_most: 50}}\n    measure:"),
        one("{students: 20, sports_area: 400}", "{area: met}"),
        "rules.area.applies_to.students.at_most: 50 → 49",
        one("{students: 50, sports_area: 400}", "{area: met}"),
    ),
    "a comparison of those a rule applies to": (
        AREA.replace("measure:", "applies_to: {students: {at_least: 5, at_most: 50}}\n    measure:"),
        one("{students: 20, sports_area: 400}", "{area: met}"),
        "rules.area.applies_to.students.at_most: at_most → less_than",
        one("{students: 50, sports_area: 400}", "{area: met}"),
    ),
    "one of two comparisons": (
        AREA.replace("measure:", "applies_to: {students: {at_least: 5, at_most: 50}}\n    measure:"),
        one("{students: 20, sports_area: 400}", "{area: met}"),
        "rules.area.applies_to.students.at_least: without the condition at_least: 5",
        one("{students: 4, sports_area: 400}", "{area: not_applicable}"),
    ),
    "the scope of a rule": (
        AREA.replace("measure:", "scope: small\n    measure:"),
        one("{students: 1, sports_area: 8}", "{area: met}"),
        "rules.area.scope: without the condition scope: small",
        one("{school_kind: special, stage: primary, students: 1, sports_area: 8}", "{area: not_applicable}"),
    ),
    "an exception of a scope": (
        AREA.replace("measure:", "scope: small\n    measure:"),
        one("{students: 1, sports_area: 8}", "{area: met}"),
        "scopes.small.except: without the condition school_kind: [special, vocational]",
        one("{school_kind: vocational, stage: primary, students: 1, sports_area: 8}", "{area: not_applicable}"),
    ),
    "a test of a scope": (
        AREA.replace("measure:", "scope: small\n    measure:"),
        one("{students: 1, sports_area: 8}", "{area: met}"),
        "scopes.small.stage: without the condition stage: [primary, junior]",
        one("{school_kind: senior, stage: senior, students: 1, sports_area: 8}", "{area: not_applicable}"),
    ),
    "a part of an exception": (
        AREA.replace("measure:", "scope: small\n    measure:"),
        one("{students: 60, sports_area: 480}", "{area: met}"),
        "scopes.small.except.students: without the condition students: less_than 50",
        one("{school_kind: teaching_point, stage: primary, students: 50, sports_area: 400}", "{area: met}"),
    ),
    "a number of an exception": (
        AREA.replace("measure:", "scope: small\n    measure:"),
        one("{students: 60, sports_area: 480}", "{area: met}"),
        "scopes.small.except.students.less_than: 50 → 51",
        one("{school_kind: teaching_point, stage: primary, students: 50, sports_area: 400}", "{area: met}"),
    ),
    "a quantity that is split": (
        AREA,
        one("{students: 1, sports_area: 8}", "{area: met}"),
        "split.of: without sports_area in it",
        of(
            "{school: A, school_kind: nine_year, stage: primary, students: 10}, "
            "{school: A, stage: junior, students: 10}, {school: A, stage: whole, sports_area: 168}",
            "{area: {primary: met, junior: met}}",
        ),
    ),
    "a weight of the split": (
        AREA,
        one("{students: 1, sports_area: 8}", "{area: met}"),
        "split.by_pupils.nine_year.junior: 1.1 → 1.2",
        of(
            "{school: A, school_kind: nine_year, stage: primary, students: 10}, "
            "{school: A, stage: junior, students: 10}, {school: A, stage: whole, sports_area: 168}",
            "{area: {primary: met, junior: met}}",
        ),
    ),
    "a relief": (
        EASED,
        one(OLD % (2011, 51, 408), "{area: met}", TODAY),
        "rules.area.relief.old: without the relief old",
        one(OLD % (2010, 51, 255), "{area: met}", TODAY),
    ),
    "the limit of a relief": (
        EASED,
        one(OLD % (2010, 100, 550), "{area: met}", TODAY),
        "rules.area.relief.old.at_least: 5 → 4",
        one(OLD % (2010, 100, 499), "{area: unmet}", TODAY),
    ),
    "the comparison of a relief": (
        EASED,
        one(OLD % (2010, 100, 501), "{area: met}", TODAY),
        "rules.area.relief.old.at_least: at_least → more_than",
        one(OLD % (2010, 100, 500), "{area: met}", TODAY),
    ),
    "the condition of a relief": (
        EASED,
        one(OLD % (2010, 100, 501), "{area: met}", TODAY),
        "rules.area.relief.old.when: without the condition built_year <= 2010 and school.students > 50",
        one(OLD % (2011, 100, 501), "{area: unmet}", TODAY),
    ),
    "a number in the condition of a relief": (
        EASED,
        one(OLD % (2009, 100, 501), "{area: met}", TODAY),
        "rules.area.relief.old.when: 2010 → 2009",
        one(OLD % (2010, 100, 501), "{area: met}", TODAY),
    ),
    "the last day of a relief": (
        EASED,
        one(OLD % (2010, 100, 501), "{area: met}", TODAY),
        "rules.area.relief.old.until: the day 2030-12-31 → 2030-12-30",
        one(OLD % (2010, 100, 501), "{area: met}", ", as_of: 2030-12-31"),
    ),
    "the day after the last of a relief": (
        EASED,
        one(OLD % (2010, 100, 501), "{area: met}", TODAY),
        "rules.area.relief.old.until: the day 2030-12-31 → 2031-01-01",
        one(OLD % (2010, 100, 501), "{area: unmet}", ", as_of: 2031-01-01"),
    ),
    "a relief without its end": (
        EASED,
        one(OLD % (2010, 100, 501), "{area: met}", TODAY),
        "rules.area.relief.old.until: without the condition until: 2030-12-31",
        one(OLD % (2010, 100, 501), "{area: unmet}", ", as_of: 2031-01-01"),
    ),
    "a constant of a relief": (
        SMALLER,
        one(RURAL % ("rural", 55), "{rooms: met}"),
        "rules.rooms.relief.small.given.room.value: 54 → 53",
        one(RURAL % ("rural", 53.5), "{rooms: unmet}"),
    ),
    "whom a relief is for": (
        SMALLER,
        one(RURAL % ("rural", 55), "{rooms: met}"),
        "rules.rooms.relief.small.applies_to.location: without the condition location: rural",
        one(RURAL % ("urban", 55), "{rooms: unmet}"),
    ),
    "the measure of a relief": (
        SMALLER.replace(
            "given: {room: {value: 54, unit: 平方米}}, clause", "measure: count(music_room_areas >= 54), clause"
        ),
        one(RURAL % ("rural", 55), "{rooms: met}"),
        "rules.rooms.relief.small.measure: >= → >",
        one(RURAL % ("rural", 54), "{rooms: met}"),
    ),
    "the day of a target": (
        SHARE.replace("strength: required", "strength: target\n    due: 2030"),
        one("{public_satisfaction: 1%}", "{satisfied: not_due}", ", as_of: 2025-01-01"),
        "rules.satisfied.due: the day 2030-12-31 → 2031-01-01",
        one("{public_satisfaction: 1%}", "{satisfied: unmet}", ", as_of: 2030-12-31"),
    ),
    "the day before that of a target": (
        SHARE.replace("strength: required", "strength: target\n    due: 2030"),
        one("{public_satisfaction: 1%}", "{satisfied: not_due}", ", as_of: 2025-01-01"),
        "rules.satisfied.due: the day 2030-12-31 → 2030-12-30",
        one("{public_satisfaction: 1%}", "{satisfied: not_due}", ", as_of: 2030-12-30"),
    ),
    "a target made a duty": (
        SHARE.replace("strength: required", "strength: target\n    due: 2030"),
        one("{public_satisfaction: 1%}", "{satisfied: unmet}"),
        "rules.satisfied.strength: the strength target → required",
        one("{public_satisfaction: 1%}", "{satisfied: not_due}", ", as_of: 2030-12-30"),
    ),
    "a duty with a day made a target": (
        SHARE.replace("strength: required", "strength: required\n    due: 2030"),
        one("{public_satisfaction: 1%}", "{satisfied: unmet}"),
        "rules.satisfied.strength: the strength required → target",
        one("{public_satisfaction: 1%}", "{satisfied: unmet}", ", as_of: 2030-12-30"),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_survives_weak_tests_and_is_noticed_by_the_right_one(kind: str, written: Written) -> None:
    """Every kind of change is made, goes unnoticed while no test looks there, and is noticed by one that does."""
    rules, weak, change, right = KINDS[kind]
    more = (SCOPES if "scope" in rules else "") + (SPLIT if change.startswith("split") else "")
    assert change in survivors(written(rules, weak, more=more))
    assert change not in survivors(written(rules, weak + right, more=more))


def test_one_that_takes_part_in_a_mean_is_noticed_where_the_mean_turns_on_it(written: Written) -> None:
    """Of a composite, a test of one rule's numbers alone does not hold the others."""
    rules = (
        SPREAD
        + SPREAD.replace("arts", "bone").replace("pe_bone", "backbone")
        + rule(
            "even",
            level="county",
            dispersion="{of: [arts, bone], weight: students, combine: mean}",
            unit="比例",
            at_most="0.5",
        )
    )
    row = "{school: %s, students: 10, pe_arts_teachers: 1, backbone_teachers: %s}"
    change = "rules.even.dispersion.of.0: without arts in it"
    weak = of(f"{row % ('A', 1)}, {row % ('B', 1)}", "{even: met}")
    assert change in survivors(written(rules, weak))
    # the backbone teachers differ by 2/3, the mean of both is 1/3
    assert change not in survivors(written(rules, weak + of(f"{row % ('A', 1)}, {row % ('B', 5)}", "{even: met}")))


def test_only_what_a_pack_says_itself_is_changed(written: Written) -> None:
    """Of a changed rule the keys that the pack wrote are changed, and the change itself is undone; nothing else."""
    parent = SHARE + AREA.replace("measure:", "applies_to: {location: town}\n    measure:")
    written(parent, name="above", more=SCOPES)
    child = "  area:\n    relation: tightens\n    at_least: 9\n    clause: 三\n"
    weak = one("{location: town, students: 1, sports_area: 10}", "{area: met, satisfied: unknown}")
    pack = written(child, weak, extends="above")
    assert {mutant.fault.key for mutant in mutants_of(pack)} == {"rules.area", "rules.area.at_least"}
    assert "rules.area: with area as the parent has it" in survivors(pack)
    right = one("{location: town, students: 1, sports_area: 8.5}", "{area: unmet}")
    assert "rules.area: with area as the parent has it" not in survivors(written(child, weak + right, extends="above"))


def test_a_task_is_changed_like_a_rule(written: Written) -> None:
    """A task can be left out, and lose its condition; its flag stays."""
    tasks = (
        "tasks:\n  taught: {zh: 已授课, en: Taught, level: school, applies_to: {boarding: true}, clause: 一}\n"
        "  led: {zh: 有负责人, en: Led, level: county, clause: 二}\n"
    )
    weak = one("{boarding: true, taught: true}", "{taught: met}")
    assert survivors(written("", weak, more=tasks)) == [
        "tasks.taught.applies_to.boarding: without the condition boarding: true",
        "tasks.led: without the rule led",
    ]
    right = one("{boarding: false}", "{taught: not_applicable}") + one("{led: true}", "{led: met}")
    assert survivors(written("", weak + right, more=tasks)) == []


def test_a_change_that_loading_refuses_is_no_survivor(written: Written) -> None:
    """A share over 100 % or a quota of more than there are cannot be written: nobody makes that mistake unseen."""
    pack = written(SHARE.replace("85%", "100%"), one("{public_satisfaction: 99.5%}", "{satisfied: unmet}"))
    trial = Trial(pack)
    verdicts = {mutant.fault.say("en"): trial.verdict(mutant) for mutant in mutants_of(pack)}
    assert verdicts["100% → 101%: no test notices"] == REFUSED
    assert verdicts["100% → 99%: no test notices"] == NOTICED
    assert verdicts["at_least → more_than: no test notices"] == SURVIVED
    report = mutate(pack)
    assert (report.mutants, report.refused, report.noticed, len(report.survivors)) == (4, 1, 2, 1)


def test_what_no_status_can_show_is_not_changed(written: Written) -> None:
    """The day of a duty and the strength of what has no day change no status, nor does a minimum of zero."""
    rules = SHARE.replace("85%", "0").replace("at_least", "equals") + rule(
        "flag", level="county", attested="layout_ok", due="2030", strength="required"
    )
    keys = [(mutant.fault.key, mutant.fault.say("en")) for mutant in mutants_of(written(rules))]
    assert not any(key and "due" in key for key, _ in keys)
    assert ("rules.satisfied.equals", "equals → at_most: no test notices") not in keys
    assert ("rules.satisfied.equals", "equals → at_least: no test notices") in keys


def brute(mutant: Mutant) -> str:
    """The verdict on a mutant by running all tests on the changed pack."""
    try:
        return SURVIVED if all(outcome.passed for outcome in run_tests(mutant.pack)) else NOTICED
    except PackError as error:
        unknown = any(fault.code == "tests-rule-unknown" for fault in error.faults)
        return NOTICED if unknown else REFUSED


def test_a_mutant_is_judged_as_all_the_tests_would_judge_it(written: Written) -> None:
    """Judging only what a mutant can touch gives what running every test on the changed pack gives."""
    rules = (
        QUOTA
        + ROOMS
        + AREA.replace("measure:", "scope: small\n    measure:")
        + SHARE.replace("strength: required", "strength: target\n    due: 2030")
        + rule("even", level="county", dispersion="{of: [arts, degree], weight: students}", unit="比例", at_most="0.5")
    )
    tests = (
        one(TEACHERS % (1, 1, 0), "{quota: unmet, degree_cv: unknown}")
        + one("{classes: 12, music_room_areas: [96]}", "{rooms: met}")
        + one(
            "{county: 青山县, school_kind: special, stage: primary, students: 1, sports_area: 8}",
            "{area: not_applicable}",
        )
        + one("{public_satisfaction: 1%}", "{satisfied: not_due}", ", as_of: 2030-12-30")
        + of(f"{TEACHERS % (1, 1, 1)}, {TEACHERS % (2, 5, 1)}", "{quota: met, arts_cv: unmet, degree_cv: met}")
    )
    pack = written(rules, tests, more=SCOPES + SPLIT)
    trial = Trial(pack)
    mutants = [mutant for mutant in mutants_of(pack) if not mutant.removed]
    assert len(mutants) > 60
    assert {trial.verdict(mutant) for mutant in mutants} == {NOTICED, REFUSED, SURVIVED}
    for mutant in mutants:
        assert trial.verdict(mutant) == brute(mutant), (mutant.fault.key, mutant.fault.say())


def test_a_stage_that_the_scope_lets_in_anyway_is_no_condition(written: Written) -> None:
    """To ask for any of the stages there can be asks for nothing; to leave one of them out does matter."""
    area = AREA.replace("measure:", "scope: small\n    applies_to: {stage: [primary, junior]}\n    measure:")
    keys = [
        mutant.fault.say("en") for mutant in mutants_of(written(area, more=SCOPES)) if "rules" in str(mutant.fault.key)
    ]
    assert "without junior in it: no test notices" in keys
    assert "without the condition stage: [primary, junior]: no test notices" not in keys


def test_of_a_quota_that_asks_for_all_one_is_left_out_and_all_the_others_are_asked_for(written: Written) -> None:
    """Two of two without one of them is one of one; to ask for three of two is refused."""
    pack = written(QUOTA.replace("degree], met: 2", "degree], met: 3"), one(TEACHERS % (1, 1, 1), "{quota: met}"))
    assert "rules.quota.quota.of.0: without backbone in it" in survivors(pack)
    trial = Trial(pack)
    verdicts = {f"{mutant.fault.key}: {mutant.fault.say()}": trial.verdict(mutant) for mutant in mutants_of(pack)}
    assert verdicts["rules.quota.quota.met: 3 → 4: no test notices"] == REFUSED


def test_a_relief_of_an_equation_keeps_to_it(written: Written) -> None:
    """There is no strict or loose form of a relief that asks for exactly so much; its number is moved."""
    relief = EASED.replace("at_least", "equals")
    keys = [
        mutant.fault.say() for mutant in mutants_of(written(relief)) if "relief.old.equals" in str(mutant.fault.key)
    ]
    assert keys == ["5 → 4: no test notices", "5 → 6: no test notices"]


def test_a_test_that_only_passes_alone_is_judged_alone(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the tests are run: what fails beside other counties is looked at by itself."""
    tests = one("{public_satisfaction: 85%}", "{satisfied: met}") + one(
        "{public_satisfaction: 84.5%}", "{satisfied: unmet}"
    )
    pack = written(SHARE, tests)
    monkeypatch.setattr("youzhi_rules.authoring.trial.rows_together", lambda tests: rows_together(tests[::-1]))
    trial = Trial(pack)
    assert [each.as_of for each in trial.sets] == [None, None]
    assert {trial.verdict(mutant) for mutant in mutants_of(pack)} == {NOTICED}


def test_where_a_test_fails_no_mutant_is_tried(written: Written) -> None:
    """What the tests notice can only be told where they pass."""
    report = mutate(written(SHARE, one("{public_satisfaction: 85%}", "{satisfied: unmet}")))
    assert (report.mutants, report.passed) == (0, False)


def test_progress_is_told(written: Written) -> None:
    """Whoever waits learns how many mutants have been tried."""
    told: list[tuple[int, int]] = []
    mutate(written(SHARE), lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("4.2", "4.1", "4.3"),
        ("5%", "4%", "6%"),
        ("2000", "1999", "2001"),
        ("0.50", "0.49", "0.51"),
        ("0", "-1", "1"),
        ("0.0", "-0.1", "0.1"),
        ("9.9%", "9.8%", "10.0%"),
    ],
)
def test_the_neighbours_of_a_number(text: str, low: str, high: str) -> None:
    """One unit in the last written place, both ways, written as the number is."""
    assert neighbours(text) == (low, high)
    assert value_of(high) - value_of(text) == value_of(text) - value_of(low)


def test_what_is_no_number_has_no_neighbours() -> None:
    """Only numbers are moved."""
    with pytest.raises(ValueError, match="not a number"):
        neighbours("4,2")


def test_a_number_is_spelled_as_in_the_file_and_as_short_as_can_be_where_there_is_none(written: Written) -> None:
    """0.50 in the file is 0.50; where no file is at hand, or another number stands there, it is 0.5."""
    pack = written(SHARE.replace("85%", "0.50"))
    place = pack.rules["satisfied"].places["at_least"]
    half = value_of("0.5")
    assert Spellings.of(pack).number(place, half) == "0.50"
    assert Spellings.of(pack).number(place, value_of("0.6")) == "0.6"
    assert Spellings.of(evolve(pack, folder=None)).number(place, half, percent=True) == "50%"
    assert Spellings.of(evolve(pack, folder="nowhere")).number(Place(), half) == "0.5"


@pytest.mark.parametrize(
    "text",
    [
        "a / (b - (c + 1)) >= 0.5 and (not d or e)",
        "-(a + b) * 2 - -c",
        "not (a and b) or county.c != 1",
        "max(a, b * (c - d)) - sum(x > 3) / 0.25",
        "a - (b - c) - d",
        "a / (b * c)",
    ],
)
def test_a_formula_spelled_reads_the_same(text: str) -> None:
    """A syntax tree written as text is the text it came from."""
    assert spelled(parse(Formula(text))) == text


# -- the command ---------------------------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit code and the output of ``youzhi pack test``."""
    code = main(["pack", "test", *arguments])
    return code, capsys.readouterr().out


def test_the_command_says_that_all_tests_pass(written: Written, capsys: pytest.CaptureFixture[str]) -> None:
    """A short line, and exit 0, where all tests pass or there are none."""
    pack = written(SHARE, one("{public_satisfaction: 85%}", "{satisfied: met}"))
    assert run(capsys, str(pack.folder), "--lang", "en") == (0, "small: all 1 tests pass\n")
    pack = written(SHARE, name="bare")
    assert run(capsys, str(pack.folder), "--lang", "en") == (0, "bare: there are no tests\n")
    assert run(capsys, str(pack.folder)) == (0, "bare：没有测试\n")


def test_the_command_explains_a_test_that_fails(written: Written, capsys: pytest.CaptureFixture[str]) -> None:
    """Its place and sentence, what was expected and found, and the arithmetic: exit 1."""
    text = (
        "  - name: {zh: 两间, en: two rooms}\n    facts: {classes: 13, music_room_areas: [96]}\n"
        "    expect: {rooms: met, satisfied: unknown}\n"
        "  - {name: none, facts: {classes: -1, music_room_areas: [96]}, expect: {rooms: {B: met}}}\n"
    )
    pack = written(ROOMS + SHARE, text)
    code, said = run(capsys, str(pack.folder), "--lang", "en")
    assert code == 1
    assert said.splitlines() == [
        "tests/some.yaml:3: two rooms",
        "  rooms (1): expected met, found unmet",
        "    measure: number(Areas of the music rooms ≥ 96)",
        "    arithmetic: #[96 ≥ 96] = 1 rooms",
        "    comparison: 1 rooms, standard ≥ ⌈sum(Classes) ÷ 12⌉ = ⌈13 ÷ 12⌉ = 2 rooms",
        "    gap: 1 room short",
        "    clause: A small pack 第1条",
        "tests/some.yaml:6: none",
        "  rooms (B): no such outcome came out",
        "    what was judged: 1",
        "  the data of the test are wrong",
        "    classes: [negative] -1 is negative",
        "small: 2 of 2 tests fail",
    ]
    assert "应为“达标”，得出“未达标”" in run(capsys, str(pack.folder))[1]


def test_towns_and_cities_are_explained_too(written: Written) -> None:
    """An outcome of a town or a city is explained like any other."""
    rules = rule("town", level="town", measure="education_spending", unit="元", at_least="5") + rule(
        "city", level="city", measure="education_spending", unit="元", at_least="5"
    )
    text = (
        "  - {name: both, schools: [{school: A, town: 甲镇}], towns: [{town: 甲镇, education_spending: 4}], "
        "county: {city: 某市}, city: {city: 某市, education_spending: 4}, expect: {town: met, city: met}}\n"
    )
    pack = written(rules, text)
    (failed,) = explain_failures(pack, run_tests(pack), "en")
    assert [sentence for sentence, _ in failed.parts] == [
        "town (甲镇): expected met, found unmet",
        "city: expected met, found unmet",
    ]
    assert all(behind for _, behind in failed.parts)


def test_the_command_lists_what_no_test_notices(written: Written, capsys: pytest.CaptureFixture[str]) -> None:
    """Place, key, change and the test that would notice it: exit 1 where there are any."""
    weak = one("{public_satisfaction: 90%}", "{satisfied: met}") + one(
        "{public_satisfaction: 84%}", "{satisfied: unmet}"
    )
    pack = written(SHARE, weak)
    code, said = run(capsys, str(pack.folder), "--mutate", "--lang", "en")
    assert code == 1
    assert said.splitlines() == [
        "small: all 2 tests pass",
        "small/pack.yaml:18:15: rules.satisfied.at_least",
        "  [mutant-limit] 85% → 86%: no test notices",
        "  add a test where the value is exactly 85%, expecting met",
        "small/pack.yaml:18:15: rules.satisfied.at_least",
        "  [mutant-comparison] at_least → more_than: no test notices",
        "  add a test exactly on the line (the value = the limit)",
        "small: 2 of 4 changes go unnoticed; a test notices 2, and loading refuses 0",
    ]
    pack = written(SHARE, weak + one("{public_satisfaction: 85%}", "{satisfied: met}"))
    assert run(capsys, str(pack.folder), "--mutate")[0] == 0
    code, said = run(capsys, str(pack.folder), "--mutate", "--lang", "en")
    assert (code, said.splitlines()[-1]) == (
        0,
        "small: all 4 changes are noticed, 4 by a test and 0 when the pack is loaded",
    )


def test_the_command_in_json(written: Written, capsys: pytest.CaptureFixture[str]) -> None:
    """The same as plain values: failed tests with their explanation, survivors in both languages."""
    pack = written(SHARE, one("{public_satisfaction: 90%}", "{satisfied: met}"))
    code, said = run(capsys, str(pack.folder), "--mutate", "--json")
    (told,) = json.loads(said)["packs"]
    assert code == 1
    assert (told["pack"], told["tests"], told["failed"]) == ("small", 1, [])
    assert {key: told["mutation"][key] for key in ("mutants", "noticed", "refused")} == {
        "mutants": 4,
        "noticed": 1,
        "refused": 0,
    }
    first = told["mutation"]["survivors"][0]
    assert (first["code"], first["file"], first["line"], first["column"]) == ("mutant-limit", "small/pack.yaml", 18, 15)
    assert first["hint_zh"] == "加一条测试：84% ≤ 数值 < 85%，应为“未达标”"
    pack = written(SHARE, one("{public_satisfaction: 84%}", "{satisfied: met}"))
    code, said = run(capsys, str(pack.folder), "--mutate", "--json", "--lang", "en")
    (told,) = json.loads(said)["packs"]
    assert (code, told["mutation"], told["failed"][0]["line"]) == (1, None, 3)
    assert told["failed"][0]["explanation"][0] == "satisfied: expected met, found unmet"


def test_several_packs_are_tested_each_once(written: Written, capsys: pytest.CaptureFixture[str]) -> None:
    """Packs by folder, by file and by a file of tests; exit 1 if a test of one of them fails."""
    good = Path(str(written(SHARE, one("{public_satisfaction: 85%}", "{satisfied: met}")).folder))
    bad = written(SHARE, one("{public_satisfaction: 84%}", "{satisfied: met}"), name="bad")
    files = [str(good), str(good / "pack.yaml"), str(good / "tests" / "some.yaml")]
    assert run(capsys, *files, "--lang", "en") == (0, "small: all 1 tests pass\n")
    code, said = run(capsys, str(bad.folder), *files, "--lang", "en")
    assert (code, said.splitlines()[-2:]) == (1, ["bad: 1 of 1 tests fail", "small: all 1 tests pass"])


def test_bad_use_is_told_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pack that is not there is exit 2 and no traceback."""
    assert main(["pack", "test", str(tmp_path / "none")]) == 2
    assert "Traceback" not in capsys.readouterr().err
