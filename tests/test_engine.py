"""The engine: statuses of rules, groups and counties; quotas by brute force; chunks; numbers too wide for floats."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packs import GROUPS, plan_of, rule, statuses, verdicts

from youzhi_rules import engine
from youzhi_rules.engine import MET, NOT_APPLICABLE, NOT_DUE, STATUSES, UNKNOWN, UNMET, ranks, run
from youzhi_rules.evaluation import MAYBE, NO, YES
from youzhi_rules.frame import Frame, frames
from youzhi_rules.intake import build_dataset
from youzhi_rules.plan import Plan

F = Fraction
ONE: list[dict[str, Any]] = [{"county": "a", "school": "1", "stage": "primary", "students": 50}]
SIZE = {"level": "section", "measure": "students", "unit": "人"}
FLAG = {"level": "county"}
MONEY = {"level": "county", "measure": "education_spending", "unit": "元"}


def names(codes: Iterable[int]) -> list[str]:
    """Codes as statuses."""
    return [STATUSES[code] for code in codes]


def test_statuses_have_their_codes() -> None:
    """The first three are the truths of a test."""
    assert names((UNMET, UNKNOWN, MET, NOT_APPLICABLE, NOT_DUE)) == [
        "unmet",
        "unknown",
        "met",
        "not_applicable",
        "not_due",
    ]


@pytest.mark.parametrize(
    ("operator", "found"),
    [
        ("at_least", ["unmet", "met", "met"]),
        ("more_than", ["unmet", "unmet", "met"]),
        ("at_most", ["met", "met", "unmet"]),
        ("less_than", ["met", "unmet", "unmet"]),
        ("equals", ["unmet", "met", "unmet"]),
    ],
)
def test_on_the_line_each_operator_says_what_it_includes(operator: str, found: list[str]) -> None:
    """One below, exactly on and one above 50; without pupils it is unknown."""
    records = [{"school": str(count), "stage": "primary", "students": count} for count in (149, 150, 151)]
    records.append({"school": "200", "stage": "primary"})
    assert statuses(plan_of(rule("a", **SIZE, **{operator: 150})), records) == {"a": [*found, "unknown"]}


def test_a_rule_that_does_not_apply_is_not_judged_and_one_that_may_not_is_unknown() -> None:
    """Whatever its test says."""
    plan = plan_of(rule("a", **SIZE, when="classes >= 6", at_least="50"), rule("b", **SIZE, at_least="50"))
    records = [
        {"school": f"{classes}{students}", "stage": "primary", "classes": classes, "students": students}
        for classes in (6, 5, None)
        for students in (50, 49, None)
    ]
    found = statuses(plan, sorted(records, key=lambda row: (len(str(row["school"])), str(row["school"]))))
    by_school = dict(
        zip(sorted((str(row["school"]) for row in records), key=lambda key: (len(key), key)), found["a"], strict=True)
    )
    assert by_school == {
        "650": "met",
        "649": "unmet",
        "6None": "unknown",
        "550": "not_applicable",
        "549": "not_applicable",
        "5None": "not_applicable",
        "None50": "unknown",
        "None49": "unknown",
        "NoneNone": "unknown",
    }
    assert set(found["b"]) == {"met", "unmet", "unknown"}


def test_flags_that_must_all_be_true_or_of_which_none_may_be() -> None:
    """One false fails an attestation whatever is unknown; one true breaks a prohibition."""
    both = "[layout_ok, staffing_allocated]"
    plan = plan_of(rule("all", **FLAG, attested=both), rule("none", **FLAG, forbids=both))
    cases = list(itertools.product((True, False, None), repeat=2))
    records = [{"county": f"c{place}", "school": "1", "stage": "primary"} for place in range(len(cases))]
    areas = [
        {"county": f"c{place}", "layout_ok": one, "staffing_allocated": other}
        for place, (one, other) in enumerate(cases)
    ]
    found = statuses(plan, records, areas)
    assert found["all"] == ["unmet" if False in case else "unknown" if None in case else "met" for case in cases]
    assert found["none"] == ["unmet" if True in case else "unknown" if None in case else "met" for case in cases]


# -- quotas ------------------------------------------------------------------------------------------------------

PARTS = {"equipment_value": "元", "multimedia_classrooms": "间", "classes": "班", "teachers": "人"}
LEVELS = {"met": 100, "between": 85, "below": 84, "missing": None}


def quota_plan(count: int) -> Plan:
    """Rules of which quotas of every size count so many, with and without a floor of 85 %."""
    parts = list(PARTS.items())[:count]
    rules = [
        rule(fact + "_x", level="section", strength="component", measure=fact, unit=unit, at_least="100")
        for fact, unit in parts
    ]
    of = ", ".join(fact + "_x" for fact, _ in parts)
    for met in range(1, count + 1):
        rules.append(rule(f"q{met}", level="section", quota=f"{{of: [{of}], met: {met}}}"))
        rules.append(rule(f"f{met}", level="section", quota=f"{{of: [{of}], met: {met}, rest_at_least: 85%}}"))
    return plan_of(*rules)


def quota_truth(case: tuple[str, ...], met: int, *, floor: bool) -> str:
    """What a quota comes to whatever the missing values turn out to be."""
    known = [("met", "between", "below") if what == "missing" else (what,) for what in case]
    outcomes = {full.count("met") >= met and not (floor and "below" in full) for full in itertools.product(*known)}
    return "unknown" if len(outcomes) > 1 else "met" if outcomes.pop() else "unmet"


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_quota_is_decided_as_soon_as_nothing_can_change_it(count: int) -> None:
    """Every combination of met, between floor and limit, below the floor and missing; every k of n; floor or none."""
    cases = list(itertools.product(LEVELS, repeat=count))
    records = [
        {"school": str(place), "stage": "primary"}
        | {fact: LEVELS[what] for fact, what in zip(PARTS, case, strict=False)}
        for place, case in enumerate(cases)
    ]
    found = statuses(quota_plan(count), records)
    for met in range(1, count + 1):
        assert found[f"q{met}"] == [quota_truth(case, met, floor=False) for case in cases]
        assert found[f"f{met}"] == [quota_truth(case, met, floor=True) for case in cases]


def test_a_rule_that_does_not_apply_is_not_missed_by_a_quota() -> None:
    """It counts as met and has no floor; one that may not apply leaves the quota open."""
    part = {"level": "section", "strength": "component", "unit": "班", "measure": "classes", "at_least": "10"}
    plan = plan_of(
        rule("a", **{**part, "measure": "teachers", "unit": "人"}),
        rule("b", **part, when="students >= 50"),
        rule("q", level="section", quota="{of: [a, b], met: 2, rest_at_least: 85%}"),
        rule("h", level="section", quota="{of: [a, b], met: 1, rest_at_least: 85%}"),
        rule("s", level="section", quota="{of: [a, b], met: 2}", when="students >= 50"),
    )
    records = [
        {"school": str(place), "stage": "primary", "teachers": teachers, "classes": classes, "students": students}
        for place, (teachers, classes, students) in enumerate(
            [
                (10, 10, 50),
                (10, 9, 50),
                (10, 1, 50),
                (10, 1, 49),
                (9, 1, 49),
                (10, 10, None),
                (10, 1, None),
                (1, 1, None),
            ]
        )
    ]
    found = statuses(plan, records)
    assert found["q"] == ["met", "unmet", "unmet", "met", "unmet", "unknown", "unknown", "unmet"]
    assert found["h"] == ["met", "met", "unmet", "met", "met", "unknown", "unknown", "unmet"]
    assert found["s"] == ["met", "unmet", "unmet", "not_applicable", "not_applicable", "unknown", "unknown", "unknown"]
    assert found["b"] == ["met", "unmet", "unmet", "not_applicable", "not_applicable", "unknown", "unknown", "unknown"]


def test_the_floor_of_a_limit_that_is_not_included_is() -> None:
    """More than 100 is asked, at least 100 % of it is the floor: 100 itself reaches the floor alone."""
    part = {"level": "section", "strength": "component", "more_than": "100"}
    plan = plan_of(
        rule("a", **part, measure="classes", unit="班"),
        rule("b", **part, measure="teachers", unit="人"),
        rule("q", level="section", quota="{of: [a, b], met: 1, rest_at_least: 100%}"),
    )
    records = [{"school": str(at), "stage": "primary", "classes": 101, "teachers": at} for at in (99, 100, 101)]
    found = statuses(plan, records)
    assert sorted(found["q"]) == ["met", "met", "unmet"]
    assert sorted(found["b"]) == ["met", "unmet", "unmet"]


@pytest.mark.parametrize("cells", [1, 1 << 14])
@pytest.mark.parametrize("count", [1, 2, 63, 64, 127, 128, 200])
def test_truths_are_counted_by_their_points(count: int, cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many hold and how many fail, for all that hold, all that fail, none known, and any mixture."""
    monkeypatch.setattr(engine, "_CELLS", cells)
    dice = np.random.default_rng(count)
    for least, most in ((YES, YES), (NO, NO), (MAYBE, MAYBE), (NO, YES), (MAYBE, YES)):
        table = dice.integers(least, most + 1, (count, 9)).astype(np.int8)
        before = table.copy()
        sure, lost = engine._tally(list(table))
        assert sure.tolist() == (YES * (table == YES).sum(axis=0)).tolist()
        assert lost.tolist() == (YES * (table == NO).sum(axis=0)).tolist()
        assert (table == before).all()
    decided = np.where(dice.random((count, 9)) < 0.5, np.int8(YES), np.int8(NO))
    sure, lost = engine._tally(list(decided))
    assert sure.tolist() == (YES * (decided == YES).sum(axis=0)).tolist()
    assert (sure + lost == YES * count).all()


@pytest.mark.parametrize("count", [63, 64, 65, 127, 128, 129, 300])
def test_a_quota_counts_hundreds_of_rules(count: int) -> None:
    """More than an int8 could count."""
    rules = [rule(f"r{place}", **SIZE, strength="component", at_least=str(place)) for place in range(count)]
    of = ", ".join(f"r{place}" for place in range(count))
    plan = plan_of(
        *rules,
        rule("q", level="section", quota=f"{{of: [{of}], met: {count - 9}}}"),
        rule("p", level="section", quota=f"{{of: [{of}], met: {count - 8}}}"),
    )
    records = [{"school": str(pupils), "stage": "primary", "students": pupils} for pupils in (count - 10, 900)]
    found = statuses(plan, records)
    assert (found["q"], found["p"]) == (["met", "met"], ["unmet", "met"])


def test_a_quota_asks_of_each_rule_where_it_applies() -> None:
    """A condition that holds everywhere says nothing of another that does not."""
    part = {"level": "section", "strength": "component", "at_least": "10"}
    plan = plan_of(
        rule("a", **part, measure="teachers", unit="人", when="students >= 1"),
        rule("b", **part, measure="classes", unit="班", when="students >= 50"),
        rule("q", level="section", quota="{of: [a, b], met: 2}"),
    )
    records = [
        {"school": str(at), "stage": "primary", "teachers": 10, "classes": 1, "students": students}
        for at, students in enumerate((49, 50))
    ]
    assert statuses(plan, records)["q"] == ["met", "unmet"]


def test_the_worst_of_several_statuses() -> None:
    """Unmet, then unknown, then met, then not due; what does not apply is no better than nothing."""
    codes = np.arange(len(STATUSES), dtype=np.int8)
    assert ranks(ranks(codes)).tolist() == codes.tolist()
    for count in range(1, len(STATUSES) + 1):
        for some in itertools.combinations(codes.tolist(), count):
            lowest = ranks(ranks(np.array(some, np.int8)).min(keepdims=True))
            assert STATUSES[lowest[0]] == group_of(tuple(STATUSES[code] for code in some))
    assert not len(ranks(codes[:0]))


# -- groups and counties -----------------------------------------------------------------------------------------

FLAGS = {"met": True, "unmet": False, "unknown": None}


def group_of(found: tuple[str, ...]) -> str:
    """The status of a group from those of its rules."""
    return next((status for status in ("unmet", "unknown", "met", "not_due") if status in found), "not_applicable")


def test_a_group_is_as_good_as_the_worst_of_its_rules_at_any_unit() -> None:
    """Every combination of two rules that decide, a veto, and one that does not."""
    plan = plan_of(
        rule("a", **FLAG, attested="layout_ok"),
        rule("b", **FLAG, attested="staffing_allocated"),
        rule("c", **FLAG, veto="veto_fraud", strength="veto"),
        rule("d", **FLAG, attested="left_behind_care", strength="recommended"),
    )
    cases = list(itertools.product(FLAGS, repeat=4))
    records = [{"county": f"{place:03}", "school": "1", "stage": "primary"} for place in range(len(cases))]
    areas = []
    for place, (one, other, veto, more) in enumerate(cases):
        vetoed = {"met": False, "unmet": True, "unknown": None}[veto]
        areas.append(
            {
                "county": f"{place:03}",
                "layout_ok": FLAGS[one],
                "staffing_allocated": FLAGS[other],
                "veto_fraud": vetoed,
                "left_behind_care": FLAGS[more],
            }
        )
    found = verdicts(plan, records, areas)
    assert names(found.groups["main"]) == [group_of(case[:3]) for case in cases]
    assert names(found.groups["duties"]) == ["not_applicable"] * len(cases)
    assert names(found.counties) == names(found.groups["main"])


def test_every_section_school_and_town_of_a_county_counts() -> None:
    """One unmet section is enough, in whichever county it lies, and no other county suffers."""
    plan = plan_of(
        rule("s", **SIZE, at_least="50"),
        rule("t", level="school", measure="sum(students)", unit="人", at_least="50", group="schools"),
        rule("u", level="town", measure="sum(students)", unit="人", at_least="60", group="towns"),
        groups=GROUPS
        + "  schools: {zh: 校, en: S, decides: recognition}\n  towns: {zh: 镇, en: T, decides: recognition}\n",
    )
    records = [
        {"county": "a", "school": "1", "stage": "primary", "students": 50, "town": "x"},
        {"county": "a", "school": "2", "stage": "primary", "students": 49, "town": "x"},
        {"county": "b", "school": "1", "stage": "primary", "students": 49, "town": "y"},
        {"county": "b", "school": "1", "stage": "junior", "students": 49, "town": "y"},
        {"county": "c", "school": "1", "stage": "primary", "students": 60},
        {"county": "d", "school": "1", "stage": "primary", "town": "z"},
    ]
    found = verdicts(plan, records)
    assert names(found.steps[0]) == ["met", "unmet", "unmet", "unmet", "met", "unknown"]
    assert names(found.groups["main"]) == ["unmet", "unmet", "met", "unknown"]
    assert names(found.groups["schools"]) == ["unmet", "met", "met", "unknown"]
    assert names(found.steps[2]) == ["met", "met", "unknown"]
    assert names(found.groups["towns"]) == ["met", "met", "unknown", "unknown"]
    assert names(found.counties) == ["unmet", "unmet", "unknown", "unknown"]


def test_a_county_is_met_when_every_group_that_decides_is() -> None:
    """One unmet group decides; one with nothing to judge leaves it open; plans are counted apart."""
    more = "  other: {zh: 其他, en: Other, decides: recognition}\n"
    plan = plan_of(
        rule("a", **FLAG, attested="layout_ok"),
        rule("b", **FLAG, attested="staffing_allocated", group="other", when="education_spending > 0"),
        rule("c", **FLAG, attested="left_behind_care", group="duties"),
        groups=GROUPS + more,
    )
    cases = list(itertools.product(FLAGS, [*FLAGS, "not_applicable"], FLAGS))
    records = [{"county": f"{place:03}", "school": "1", "stage": "primary"} for place in range(len(cases))]
    areas = [
        {
            "county": f"{place:03}",
            "layout_ok": FLAGS[one],
            "staffing_allocated": FLAGS.get(other, True),
            "education_spending": 0 if other == "not_applicable" else 1,
            "left_behind_care": FLAGS[duty],
        }
        for place, (one, other, duty) in enumerate(cases)
    ]
    found = verdicts(plan, records, areas)
    wanted = [
        "unmet" if "unmet" in (one, other) else "met" if one == other == "met" else "unknown" for one, other, _ in cases
    ]
    assert names(found.counties) == wanted
    assert names(found.groups["other"]) == [other for _, other, _ in cases]
    assert names(found.groups["duties"]) == [duty for _, _, duty in cases]


def test_without_groups_that_decide_there_is_no_verdict() -> None:
    """A plan alone recognises no county."""
    only_plan = "groups:\n  duties: {zh: 任务, en: Duties, decides: plan}\n"
    found = verdicts(plan_of(rule("a", **SIZE, group="duties", at_least="1"), groups=only_plan), ONE)
    assert names(found.counties) == ["not_applicable"]
    assert names(found.groups["duties"]) == ["met"]


@pytest.mark.parametrize(
    ("as_of", "pay", "found"),
    [
        (None, 2, "met"),
        (None, 1, "unmet"),
        (None, None, "unknown"),
        ("2025-06-29", 2, "met"),
        ("2025-06-29", 1, "not_due"),
        ("2025-06-29", None, "not_due"),
        ("2025-06-30", 1, "unmet"),
        ("2025-06-30", None, "unknown"),
        ("2025-07-01", 1, "unmet"),
    ],
)
def test_a_target_fails_nothing_before_its_day(as_of: str | None, pay: int | None, found: str) -> None:
    """Until the day before, what is not met is not due; on the day it is judged like any rule."""
    target = rule("a", **MONEY, at_least="2", strength="target", due="2025-06-30")
    required = rule("b", **MONEY, at_least="2", due="2025-06-30", group="duties")
    undated = rule("c", **MONEY, at_least="2", strength="target")
    plan = plan_of(target, required, undated)
    day = dt.date.fromisoformat(as_of) if as_of else None
    areas = [{"county": "a", "education_spending": pay}]
    statuses_ = statuses(plan, ONE, areas, as_of=day)
    plain = {2: "met", 1: "unmet", None: "unknown"}[pay]
    assert statuses_ == {"a": [found], "b": [plain], "c": [plain]}
    groups = verdicts(plan, ONE, areas, as_of=day).groups
    assert names(groups["main"]) == [found]


def test_what_does_not_apply_is_not_due_either() -> None:
    """Only what is unmet or unknown is waited for."""
    plan = plan_of(rule("a", **SIZE, when="classes > 1", at_least="60", strength="target", due="2030"))
    records = [{**ONE[0], "classes": 1}, {**ONE[0], "school": "2", "classes": 2}]
    assert statuses(plan, records, as_of=dt.date(2026, 1, 1)) == {"a": ["not_applicable", "not_due"]}


def test_cities_are_judged_and_count_for_their_counties() -> None:
    """A city's status is that of its counties; a county without a city may belong to any, so nothing is known."""
    plan = plan_of(
        rule("a", level="city", measure="sum(students)", unit="人", at_least="100"), rule("b", **SIZE, at_least="1")
    )
    records = [
        {"city": city, "county": county, "school": "1", "stage": "primary", "students": students}
        for city, county, students in (("x", "a", 60), ("x", "b", 40), ("y", "c", 99), (None, "d", 10**6))
    ]
    found = verdicts(plan, records[:-1])
    assert names(found.steps[0]) == ["met", "unmet"]
    assert names(found.groups["main"]) == ["met", "met", "unmet"]
    assert names(verdicts(plan, records).groups["main"]) == ["unknown"] * 4
    alone = plan_of(rule("a", level="city", measure="sum(students)", unit="人", at_least="100"))
    assert names(verdicts(alone, ONE).groups["main"]) == ["unknown"]
    assert verdicts(alone, ONE).steps[0].tolist() == []


def test_coefficients_are_statuses_of_the_county() -> None:
    """Where there is no section to compare, the rule does not apply; a condition comes on top."""
    spread = {
        "level": "county",
        "dispersion": "{of: [a], weight: students, by: stage}",
        "at_most": "{primary: 0.5, junior: 0.45}",
    }
    plan = plan_of(
        rule("a", **{**SIZE, "measure": "teachers"}, at_least="1", strength="component"),
        rule("d", **spread),
        rule("e", **spread, when="layout_ok", group="duties"),
    )
    records = [
        {"county": county, "school": str(place), "stage": "primary", "students": 100, "teachers": teachers}
        for county, some in (("a", (10, 30)), ("b", (10, 31)), ("c", (10, None)))
        for place, teachers in enumerate(some)
    ]
    areas = [{"county": "a", "layout_ok": True}, {"county": "b", "layout_ok": False}]
    found = verdicts(plan, records, areas)
    assert [names(step) for step in found.steps[1:3]] == [["met", "unmet", "unknown"], ["not_applicable"] * 3]
    assert [names(step) for step in found.steps[3:]] == [
        ["met", "not_applicable", "unknown"],
        ["not_applicable", "not_applicable", "unknown"],
    ]


def test_a_condition_that_holds_makes_no_section_to_compare() -> None:
    """Nothing to compare is not applicable, whether a condition is met everywhere or there is none."""
    plan = plan_of(
        rule("a", **SIZE, at_least="1", strength="component"),
        rule(
            "d",
            level="county",
            dispersion="{of: [a], weight: students, by: stage}",
            at_most="{junior: 0.5}",
            when="layout_ok",
        ),
    )
    assert statuses(plan, ONE, [{"county": "a", "layout_ok": True}])["a_cv"] == ["not_applicable"]


def test_a_condition_of_units_that_are_not_there_breaks_nothing() -> None:
    """A rule of towns, with a condition, where there are no towns."""
    plan = plan_of(rule("a", level="town", measure="sum(students)", unit="人", at_least="1", when="sum(classes) > 0"))
    assert statuses(plan, ONE) == {"a": []}


# -- chunks, progress, wide numbers ------------------------------------------------------------------------------

MIXED = plan_of(
    rule(
        "a",
        level="section",
        measure="100 * teachers / students",
        unit="人/百名学生",
        at_least="{primary: 5, junior: 6, senior: 7}",
    ),
    rule(
        "b", level="school", measure="sum(students)", unit="人", at_most="{by: school_kind, primary: 150, junior: 160}"
    ),
    rule("c", level="town", measure="sum(teachers)", unit="人", at_least="20"),
    rule("d", level="county", dispersion="{of: [a], weight: students, by: stage}", at_most="0.4"),
    rule("e", level="county", measure="sum(teachers) / sum(students)", unit="比例", at_least="6%", when="layout_ok"),
    rule("f", level="school", measure="count(music_room_areas >= 96)", unit="间", at_least="1", group="duties"),
)


def made_records(seed: int, counties: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Random counties, towns and schools, with gaps."""
    dice = random.Random(seed)  # noqa: S311 - made-up schools
    records: list[dict[str, Any]] = []
    areas: list[dict[str, Any]] = []
    for county in range(counties):
        areas.append({"county": f"c{county}", "layout_ok": dice.choice([True, False, None])})
        for school in range(dice.randint(1, 6)):
            for stage in dice.choice([["primary"], ["junior"], ["primary", "junior"]]):
                records.append(
                    {
                        "county": f"c{county}",
                        "town": f"t{school % 2}" if school else None,
                        "school": str(school),
                        "stage": stage,
                        "students": dice.choice([100, 120, 180, None, 0]),
                        "teachers": dice.choice([5, 6, 7, 8, 12, None]),
                    }
                )
                if stage != "junior":
                    records[-1]["music_room_areas"] = dice.choice([[96], [90, 97], [], None])
    return records, areas


@pytest.mark.parametrize("size", [1, 3, 10])
def test_chunks_of_counties_give_the_same_as_all_at_once(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut anywhere between counties, every status is the same; progress is told after each chunk."""
    data = build_dataset(*made_records(size, 12), MIXED.facts)
    whole = run(MIXED, data)
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(engine, "frames", partial(frames, size=size))
    cut = run(MIXED, data, progress=lambda done, total: told.append((done, total)))
    assert len(told) > 3
    count = data.units.count("section")
    assert told[-1] == (count, count)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert {total for _, total in told} == {count}
    for one, other in zip(whole.steps, cut.steps, strict=True):
        assert one.dtype == np.int8
        assert one.tolist() == other.tolist()
    assert {status for codes in whole.steps for status in names(codes)} == {"met", "unmet", "unknown", "not_applicable"}
    assert names(whole.counties) == names(cut.counties)
    assert {name: codes.tolist() for name, codes in whole.groups.items()} == {
        name: codes.tolist() for name, codes in cut.groups.items()
    }


def test_progress_of_one_chunk_is_told_once() -> None:
    """All sections done of all."""
    told: list[tuple[int, int]] = []
    run(MIXED, build_dataset(ONE, None, MIXED.facts), None, lambda done, total: told.append((done, total)))
    assert told == [(1, 1)]


def test_rules_of_cities_see_all_their_counties(monkeypatch: pytest.MonkeyPatch) -> None:
    """A city is judged on all counties at once; every other rule beside it chunk by chunk, and comes out the same."""
    plan = plan_of(
        rule("a", level="city", measure="sum(students)", unit="人", at_least="100"),
        rule("b", **SIZE, at_least="50"),
        rule("c", level="county", measure="sum(students)", unit="人", at_least="60"),
        rule("d", level="city", measure="sum(classes)", unit="班", at_most="2", group="duties"),
    )
    records = [
        {"city": "x", "county": county, "school": "1", "stage": "primary", "students": students, "classes": 1}
        for county, students in (("a", 50), ("b", 49), ("c", 60))
    ]
    whole = verdicts(plan, records)
    assert [names(each) for each in whole.steps] == [
        ["met"],
        ["met", "unmet", "met"],
        ["unmet", "unmet", "met"],
        ["unmet"],
    ]
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(engine, "frames", partial(frames, size=1))
    data = build_dataset(records, None, plan.facts)
    cut = run(plan, data, None, lambda done, total: told.append((done, total)))
    assert [each.tolist() for each in cut.steps] == [each.tolist() for each in whole.steps]
    assert {name: each.tolist() for name, each in cut.groups.items()} == {
        name: each.tolist() for name, each in whole.groups.items()
    }
    assert told == [(1, 3), (2, 3), (3, 3)]
    alone = plan_of(rule("a", level="city", measure="sum(students)", unit="人", at_least="100"))
    for plan in (alone, plan_of()):
        told.clear()
        data = build_dataset(records, None, plan.facts)
        run(plan, data, None, lambda done, total: told.append((done, total)))
        assert told[-1] == (3, 3)
    assert len(told) == len(records)


def test_steps_that_share_their_statuses_share_them_over_chunks_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand rules that nobody can answer take no more room than one."""
    monkeypatch.setattr(engine, "frames", partial(frames, size=1))
    units = {"teachers": "人", "classes": "班", "students": "人"}
    plan = plan_of(
        *(rule(name, level="section", measure=name, unit=unit, at_least="1") for name, unit in units.items())
    )
    records = [{"county": county, "school": "1", "stage": "primary", "students": 1} for county in "xy"]
    found = verdicts(plan, records)
    assert [names(each) for each in found.steps] == [["unknown"] * 2, ["unknown"] * 2, ["met"] * 2]
    assert found.steps[0] is found.steps[1] is not found.steps[2]


wide_numbers = st.one_of(
    st.integers(10**17, 10**18),
    st.integers(2**53 - 2, 2**53 + 2),
    st.floats(0.1, 10**6).map(lambda x: float(f"{x:.17g}")),
    st.integers(1, 100),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(wide_numbers, wide_numbers), min_size=1, max_size=5),
    st.sampled_from(["at_least", "at_most", "more_than", "less_than", "equals"]),
    st.integers(0, 4),
    st.integers(-1, 1),
)
def test_numbers_too_wide_for_floats_are_judged_by_their_digits(
    pairs: list[tuple[int | float, int | float]], operator: str, pick: int, step: int
) -> None:
    """Areas of 10**17 and floats of 17 digits, against a limit on one of them or beside it by the last digit."""
    exact = [(F(repr(one)), F(repr(other))) for one, other in pairs]
    one, other = exact[pick % len(exact)]
    limit = one + other + step * F(1, 10**17)
    sign = {
        "at_least": "__ge__", "at_most": "__le__", "more_than": "__gt__", "less_than": "__lt__", "equals": "__eq__",
    }[operator]  # fmt: skip
    whole, decimals = divmod(limit.numerator * (10**20 // limit.denominator), 10**20)
    text = f"{whole}.{decimals:020}"
    assert F(text) == limit
    plan = plan_of(
        rule(
            "a", level="section", measure="sports_ground_area + teaching_area_gross", unit="平方米", **{operator: text}
        ),
        rule(
            "b",
            level="county",
            measure="sum(sports_ground_area) + sum(teaching_area_gross)",
            unit="平方米",
            **{operator: text},
        ),
        rule(
            "c",
            level="section",
            measure="sports_ground_area / teaching_area_gross",
            unit="比例",
            at_least="sports_ground_area / teaching_area_gross",
        ),
    )
    records = [
        {"school": f"{place:02}", "stage": "primary", "sports_ground_area": one, "teaching_area_gross": other}
        for place, (one, other) in enumerate(pairs)
    ]
    found = statuses(plan, records)
    assert found["a"] == ["met" if getattr(one + other, sign)(limit) else "unmet" for one, other in exact]
    total = sum((one + other for one, other in exact), F(0))
    assert found["b"] == ["met" if getattr(total, sign)(limit) else "unmet"]
    assert found["c"] == ["met"] * len(pairs)


def test_only_the_rules_that_need_it_run_on_integers(monkeypatch: pytest.MonkeyPatch) -> None:
    """One wide frame a chunk, whatever the number of rules that need it; none where none does."""
    widened: list[int] = []
    plain = Frame.widened

    def counting(self: Frame) -> Frame:
        widened.append(1)
        return plain(self)

    monkeypatch.setattr(Frame, "widened", counting)
    big = "sports_ground_area * sports_ground_area / sports_ground_area"
    plan = plan_of(
        rule("a", **SIZE, at_least="1"),
        rule("b", level="section", measure=big, unit="平方米", at_least="100000001"),
        rule("c", level="section", measure=big, unit="平方米", more_than="100000001"),
    )
    assert statuses(plan, [{**ONE[0], "sports_ground_area": 100_000_001}]) == {
        "a": ["met"],
        "b": ["met"],
        "c": ["unmet"],
    }
    assert widened == [1]
    widened.clear()
    assert statuses(plan, [{**ONE[0], "sports_ground_area": 100}]) == {"a": ["met"], "b": ["unmet"], "c": ["unmet"]}
    assert widened == []


def test_a_limit_that_no_float_holds_is_a_limit() -> None:
    """Forty digits, above and below what is measured."""
    many = "1" + "0" * 39
    plan = plan_of(
        rule("a", **SIZE, at_least=many),
        rule("b", **SIZE, at_most=many),
        rule("c", **SIZE, less_than="49.00000000000000000001"),
    )
    assert statuses(
        plan, [{**ONE[0], "students": 49}, {**ONE[0], "school": "2"}, {**ONE[0], "school": "3", "students": 10**39}]
    ) == {
        "a": ["unmet", "unmet", "met"],
        "b": ["met", "met", "met"],
        "c": ["met", "unmet", "unmet"],
    }


def test_evaluating_changes_nothing() -> None:
    """Two runs on one dataset give the same, and statuses of a shared memo are not touched."""
    plan = plan_of(
        rule("a", **SIZE, at_least="60", strength="target", due="2030"),
        rule("b", **SIZE, at_least="60"),
        rule("q", level="section", quota="{of: [a, b], met: 1}"),
    )
    data = build_dataset(ONE, None, plan.facts)
    early = run(plan, data, dt.date(2026, 1, 1))
    assert [names(codes) for codes in early.steps] == [["not_due"], ["unmet"], ["unmet"]]
    assert [names(codes) for codes in run(plan, data).steps] == [["unmet"]] * 3
