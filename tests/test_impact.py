"""Whose status changes between two packs or two limits, by how much, and because of which clause."""

from __future__ import annotations

import csv
import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, cast

import numpy as np
import pytest
from doc_pages import REPOSITORY

import youzhi_rules as yz
from youzhi_rules import PackError, cli
from youzhi_rules.authoring.impact import COLUMNS, impact
from youzhi_rules.plan import rules_of
from youzhi_rules.what_if import settable, with_limits

NATIONAL = "national-2017"
WENSHAN = "yunnan-wenshan-2024"


def school(key: str, funds: Any, *, county: str = "甲县", **more: Any) -> dict[str, Any]:
    """A primary school that sets so much of 100 000 yuan aside for training."""
    return {
        "county": county, "school": key, "stage": "primary", "students": 100,
        "training_funds": funds, "public_funds_budget": 100_000, **more,
    }  # fmt: skip


# -- other limits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    ["7%", "0.07", 0.07, Decimal("0.07"), Fraction(7, 100), np.float64(0.07), " 7% "],
    ids=("percent", "text", "float", "decimal", "fraction", "numpy", "spaces"),
)
def test_a_limit_is_set_exactly_however_it_is_given(value):
    """Text, float, Decimal, Fraction and numpy's numbers: each means the number that people read."""
    rule: Any = with_limits(yz.load_pack(NATIONAL), {"training_budget": value}).rules["training_budget"]
    assert rule.at_least.number == Fraction(7, 100)


def test_what_can_be_set():
    """One stage, all stages, a case, a constant, a quota's numbers, a formula's place, a grade; the rest stays."""
    pack = yz.load_pack(NATIONAL)
    new: Any = with_limits(
        pack,
        {
            "degree_teachers": {"primary": 5},
            "backbone_teachers": np.int64(2),
            "school_scale.nine_year": 3000,
            "music_rooms.room": 73,
            "art_rooms": 1,
            "resource_quota.met": 7,
            "resource_quota.rest_at_least": "90%",
            "campus_culture": "优秀",
        },
    ).rules
    assert new["degree_teachers"].at_least.stages == {"primary": 5, "junior": Fraction(53, 10)}
    assert new["backbone_teachers"].at_least.stages == {"primary": 2, "junior": 2}
    assert dict(new["school_scale"].at_most.cases)["nine_year"] == 3000
    assert dict(new["school_scale"].at_most.cases)["primary"] == 2000
    assert new["music_rooms"].given["room"].value == 73
    assert new["art_rooms"].at_least.number == 1
    assert (new["resource_quota"].quota.met, new["resource_quota"].quota.rest_at_least) == (7, Fraction(9, 10))
    assert new["campus_culture"].at_least.formula.text == "优秀"
    assert new["teacher_rotation"] is pack.rules["teacher_rotation"]


def test_a_supposed_limit_stands_in_the_chain_and_changes_the_digest():
    """Who reads an explanation sees that the limit was supposed; the pack that was given stays as it was."""
    pack = yz.load_pack(NATIONAL)
    digest = pack.digest
    new = with_limits(pack, {"training_budget": "7%"})
    assert (pack.digest, new.digest != digest) == (digest, True)
    told = str(yz.evaluate([school("A", 6000)], pack=new).explain("training_budget", lang="en"))
    assert "national-2017 supposes: ≥ 7%" in told
    assert with_limits(pack, {"training_budget": "5%"}).digest == digest
    assert with_limits(pack, {}).digest == digest


@pytest.mark.parametrize(
    ("limits", "code", "near"),
    [
        ({"training_bugdet": 1}, "rule-not-in-pack", "training_budget"),
        ({"school_charter": 1}, "limit-not-settable", None),
        ({"degree_teachers.primry": 1}, "limit-not-settable", "primary"),
        ({"training_budget": {"primary": 1}}, "limit-not-settable", None),
        ({"resource_quota": 7}, "limit-not-settable", None),
        ({"training_budget": "seven"}, "limit-no-number", None),
        ({"training_budget": "7 %"}, "limit-no-number", None),
        ({"training_budget": True}, "limit-no-number", None),
        ({"training_budget": None}, "limit-no-number", None),
        ({"training_budget": float("nan")}, "limit-no-number", None),
        ({"training_budget": float("inf")}, "limit-no-number", None),
        ({"training_budget": Decimal("NaN")}, "limit-no-number", None),
        ({"training_budget": [1]}, "limit-no-number", None),
        ({"training_budget.": Fraction(1, 3)}, "number-not-decimal", None),
        ({"training_budget": Fraction(1, 3)}, "number-not-decimal", None),
        ({"training_budget": 10**50}, "number-not-decimal", None),
        ({"campus_culture": "极好"}, "grade-unknown", None),
    ],
)
def test_a_limit_that_cannot_be_set_is_refused(limits, code, near):
    """No such rule, no such part, no number, none a pack could hold, no such grade: a coded error with advice."""
    with pytest.raises(PackError) as stop:
        with_limits(yz.load_pack(NATIONAL), limits)
    fault = stop.value.faults[0]
    assert fault.code == code
    assert fault.params.get("near") == near
    assert fault.advise("zh")


@pytest.mark.long
def test_everything_that_is_settable_can_be_set():
    """Each name under which a rule of a shipped pack can be set takes a number, or a grade."""
    for name in (NATIONAL, "zhejiang-wenling-2020"):
        pack = yz.load_pack(name)
        for rule in pack.rules.values():
            for part in settable(rule):
                key = f"{rule.id}.{part}" if part else rule.id
                value = rule.bound[1].formula.text if rule.graded and rule.bound and rule.bound[1].formula else 1
                assert with_limits(pack, {key: value}).rules[rule.id].links[-1].relation == "supposes", key


# -- impact ------------------------------------------------------------------------------------------------------


def test_a_school_between_two_limits_is_told_with_value_limits_gap_and_clause():
    """7 % is enough nationally and not in Wenshan: 3000 yuan are missing, because of clause 三（三）8."""
    found = impact(NATIONAL, WENSHAN, [school("A", 7000), school("B", 10_000), school("C", 4999)])
    rows = [row for row in found.rows if row["rule"] == "training_budget"]
    assert len(rows) == 1
    assert {name: rows[0][name] for name in COLUMNS if name not in {"title", "group", "town"}} == {
        "county": "甲县", "school": "A", "school_name": "A", "stage": None, "level": "school",
        "rule": "training_budget", "old_status": "met", "new_status": "unmet", "old_value": 0.07, "new_value": 0.07,
        "operator": "at_least", "old_limit": 0.05, "new_limit": 0.1, "unit": "%", "old_gap": 0.0, "new_gap": 3000.0,
        "change": "tightened", "because": "training_budget", "clause": "三（三）8", "pack": WENSHAN,
        "old_relief": None, "new_relief": None,
    }  # fmt: skip
    rule = found.rules[0]
    assert (rule.rule, rule.counts) == ("training_budget", {("met", "unmet"): 1})
    assert found.judged == {"county": 1, "school": 3, "section": 3}


def test_exactly_on_the_line_nothing_changes():
    """A share of exactly 7 % is met under 7 %, whatever floats make of it."""
    found = impact(NATIONAL, {"training_budget": "7%"}, [school("A", 7000), school("B", 6999.99)])
    assert [row["school"] for row in found.rows] == ["B"]
    assert impact(NATIONAL, {"training_budget": "5%"}, [school("A", 5000)]).rows == ()


def test_a_quota_that_flips_names_the_rule_that_changed():
    """The rule of six of seven is the same; the indicator it counts is stricter, and its clause is the reason."""
    indicators: dict[str, Any] = {
        "teachers_above_required_degree": 5, "backbone_teachers": 1, "pe_arts_teachers": 1, "teaching_area": 450,
        "sports_area": 750, "equipment_value": 200_000, "multimedia_classrooms": 2,
    }  # fmt: skip
    found = impact(NATIONAL, {"degree_teachers": 6}, [school("A", 5000, **indicators)])
    told = {row["rule"]: row for row in found.rows}
    assert told["degree_teachers"]["change"] == "tightened"
    quota = told["resource_quota"]
    assert (quota["old_status"], quota["new_status"], quota["change"]) == ("met", "unmet", None)
    assert (quota["because"], quota["clause"], quota["pack"]) == ("degree_teachers", "第六条第1项", NATIONAL)


SMALL = """\
format: youzhi-pack/1
id: small
version: 1.0.0
title: {zh: 小规则包, en: A small pack}
source: {issuer: null}
groups:
  main: {zh: 主体, en: Main, decides: recognition}
rules:
  budget:
    title: {zh: 培训经费, en: Training}
    group: main
    level: school
    measure: training_funds / public_funds_budget
    unit: "%"
    at_least: 5%
    strength: required
    clause: 第1条
"""


@pytest.fixture
def small(tmp_path):
    """A pack of one rule, which decides every county."""
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "pack.yaml").write_text(SMALL, encoding="utf-8")
    return yz.load_pack(tmp_path / "small")


def test_counties_that_change_are_told_with_their_groups_and_reasons(small):
    """A county whose only failing school is let pass is met, and the other way round; one that stays is not told."""
    schools = [
        school("A", 6000), school("B", 8000, county="乙县"), school("C", 4000, county="丙县"),
        school("D", 6500, county="丁县") | {"training_funds": None},
    ]  # fmt: skip
    found = impact(small, {"budget": "7%"}, schools)
    assert [(each.county, each.old, each.new, each.because) for each in found.counties] == [
        ("甲县", "met", "unmet", ("budget",))
    ]
    assert found.counties[0].groups == {"main": ("met", "unmet")}
    back = impact(with_limits(small, {"budget": "7%"}), small, schools)
    assert [(each.county, each.old, each.new, each.because) for each in back.counties] == [
        ("甲县", "unmet", "met", ("budget",))
    ]
    assert back.rows[0]["change"] == "loosened"
    assert (back.rows[0]["old_gap"], back.rows[0]["new_gap"]) == (1000.0, 0.0)


def test_a_rule_that_only_one_pack_has_asks_nothing_under_the_other():
    """Whoever fails it, or is not known to meet it, is told; whoever meets it is not."""
    child, parent = yz.load_pack(WENSHAN), yz.load_pack(NATIONAL)
    added = [name for name in rules_of(child) if name not in rules_of(parent)]
    found = impact(parent, child, [school("A", 20_000)], {"county": "甲县", "inspection_plan": True})
    told = {row["rule"]: (row["old_status"], row["new_status"]) for row in found.rows}
    assert set(told) <= set(added)
    assert {pair[0] for pair in told.values()} == {None}
    assert {pair[1] for pair in told.values()} <= {"unmet", "unknown"}
    outcomes = {each["rule"]: each["status"] for each in found.new.to_dicts()}
    assert {rule for rule in added if outcomes.get(rule) in {"unmet", "unknown"}} == set(told)
    back = impact(child, parent, [school("A", 20_000)], {"county": "甲县", "inspection_plan": True})
    assert {row["rule"]: (row["new_status"], row["old_status"]) for row in back.rows} == told
    assert {row["change"] for row in back.rows} == {"removed"}


def test_the_rows_are_all_outcomes_that_differ():
    """On random data under random limits: exactly the units whose status differs, with both outcomes' numbers."""
    dice = Random(7)  # noqa: S311 - made-up schools
    for _ in range(6):
        schools = [
            school(f"{i}", dice.choice([None, 4000, 5000, 6000, 7000]), county=dice.choice("甲乙丙") + "县")
            | {"pe_arts_teachers": dice.choice([None, 0, 1, 2]), "backbone_teachers": dice.choice([0, 1, 2])}
            for i in range(12)
        ]
        limits = {"training_budget": dice.choice(["5%", "6%", "7%"]), "pe_arts_teachers": dice.choice([1, 2, "0.9"])}
        found = impact(NATIONAL, limits, schools)
        key = ("county", "school", "stage", "rule", "level")
        before, after = (
            {tuple(each[name] for name in key): each for each in result.to_dicts()} for result in (found.old, found.new)
        )
        assert before.keys() == after.keys()
        wanted = {unit for unit, each in after.items() if each["status"] != before[unit]["status"]}
        assert {tuple(row[name] for name in key) for row in found.rows} == wanted
        for row in found.rows:
            unit = tuple(row[name] for name in key)
            for side, outcome in (("old", before[unit]), ("new", after[unit])):
                for name in ("status", "value", "limit", "gap"):
                    assert row[f"{side}_{name}"] == outcome[name]
        assert sum(sum(rule.counts.values()) for rule in found.rules) == len(found.rows)


def test_dispersions_and_targets_change_with_what_they_measure():
    """A coefficient names the dispersion rule that changed; a day makes targets that are not due fail nothing."""
    rows = [
        {"school": key, "stage": "primary", "students": 100, "backbone_teachers": count}
        for key, count in (("A", 1), ("B", 2))
    ]
    pack = yz.load_pack(NATIONAL)
    rule = next(rule for rule in pack.rules.values() if rule.dispersion is not None)
    found = impact(pack, {f"{rule.id}.primary": "0.3"}, rows)
    (row,) = found.rows
    assert (row["rule"], row["stage"], row["old_status"], row["new_status"]) == (
        "backbone_teachers_cv", "primary", "met", "unmet",
    )  # fmt: skip
    assert (row["because"], row["change"]) == (rule.id, "tightened")
    assert impact(pack, WENSHAN, rows, as_of="2020-01-01").new.as_of == dt.date(2020, 1, 1)


def test_rows_become_frames_and_plain_values():
    """The same columns whatever there is to tell, also when nothing changes; JSON has every part."""
    found = impact(NATIONAL, {"training_budget": "7%"}, [school("A", 6000)])
    nothing = impact(NATIONAL, {"training_budget": "5%"}, [school("A", 6000)])
    for kind in ("pandas", "polars", "pyarrow"):
        frames = [each.to_frame(kind) for each in (found, nothing)]
        columns = [list(getattr(frame, "column_names", None) or frame.columns) for frame in frames]
        assert columns[0] == columns[1]
        assert {"county", "rule", "old_status", "new_gap", "clause"} <= set(columns[0])
        assert [frame.shape[0] for frame in frames] == [1, 0]
    data = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert (data["schema"], len(data["rows"]), len(data["rules"])) == ("youzhi-impact/1", 1, 1)
    assert data["rules"][0]["counts"] == [{"old": "met", "new": "unmet", "units": 1}]
    with pytest.raises(yz.DataError) as stop:
        found.to_frame(cast("Any", "excel"))
    assert stop.value.code == "frame-kind"


def test_bad_input_is_answered_as_evaluate_answers_it():
    """Unknown packs, records that are no table, strict data errors, a day that is none."""
    for old, new in (("nothere", WENSHAN), (NATIONAL, "nothere")):
        with pytest.raises(yz.UnknownPackError):
            impact(old, new, [])
    with pytest.raises(yz.DataError) as stop:
        impact(NATIONAL, WENSHAN, 5)
    with pytest.raises(yz.DataError) as same:
        yz.evaluate(5)
    assert stop.value.to_dict() == same.value.to_dict()
    with pytest.raises(yz.DataError):
        impact(NATIONAL, WENSHAN, [school("A", 1) | {"students": "many"}], strict=True)
    with pytest.raises(yz.DataError) as stop:
        impact(NATIONAL, WENSHAN, [], as_of="soon")
    assert stop.value.code == "as-of-not-a-day"


# -- the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def schools(tmp_path, monkeypatch):
    """Three schools as a CSV file in the current folder."""
    monkeypatch.chdir(tmp_path)
    rows = [school("=A", 6000), school("B", 4000), school("C", 8000)]
    with Path("schools.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return "schools.csv"


def test_the_command_tells_counties_rules_and_units(schools, capfd):
    """By rule how many went where and by which clause, by unit the value against both limits and the gap."""
    assert cli.main(["pack", "impact", NATIONAL, schools, "--set", "training_budget=7%", "--lang", "en"]) == 0
    out = capfd.readouterr().out
    assert out.splitlines()[0] == "national-2017 1.0.0 → training_budget=7%"
    for words in ("Counties that change: 0", "met → unmet 1", "第八条第4项", "5% → 7%", "6%", "1000 yuan"):
        assert words in out, words
    assert cli.main(["pack", "impact", NATIONAL, WENSHAN, schools]) == 0
    assert "加严" in capfd.readouterr().out
    assert cli.main(["pack", "impact", NATIONAL, NATIONAL, schools]) == 0
    assert "没有一项结论改变" in capfd.readouterr().out


def test_the_command_writes_json_and_csv(schools, capfdbinary):
    """The same bytes twice; what a spreadsheet would run is guarded; areas are read beside the schools."""
    Path("areas.csv").write_text("county,rotated_teachers,rotation_eligible_teachers\n甲县,31,300\n", encoding="utf-8")
    base = ["pack", "impact", NATIONAL, WENSHAN, schools, "--areas", "areas.csv", "--as-of", "2024-12-31"]
    for name in ("a", "b"):
        assert cli.main([*base, "--json", f"{name}.json", "--csv", f"{name}.csv"]) == 0
    capfdbinary.readouterr()
    assert Path("a.json").read_bytes() == Path("b.json").read_bytes()
    assert Path("a.csv").read_bytes() == Path("b.csv").read_bytes()
    rows = list(csv.DictReader(Path("a.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert "'=A" in {row["school"] for row in rows}
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["as_of"] == "2024-12-31"
    assert cli.main([*base, "--csv", "-"]) == 0
    assert capfdbinary.readouterr().out == Path("a.csv").read_bytes().removeprefix(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((NATIONAL, "schools.csv"), "impact-arguments"),
        ((NATIONAL, WENSHAN, "schools.csv", "--set", "training_budget=7%"), "impact-arguments"),
        ((NATIONAL, "schools.csv", "--set", "training_budget"), "set-form"),
        ((NATIONAL, "schools.csv", "--set", "=7%"), "set-form"),
        ((NATIONAL, "schools.csv", "--set", "training_budget="), "set-form"),
        ((NATIONAL, "schools.csv", "--set", "training_bugdet=7%"), "rule-not-in-pack"),
        ((NATIONAL, "schools.csv", "--set", "training_budget=much"), "limit-no-number"),
        ((NATIONAL, "schools.csv", "--set", "school_charter=1"), "limit-not-settable"),
        ((NATIONAL, "nothere", "schools.csv"), "pack-unknown"),
        ((NATIONAL, WENSHAN, "schools.csv", "--csv", "./schools.csv"), "output-is-input"),
        ((NATIONAL, WENSHAN, "schools.csv", "--as-of", "soon"), "as-of-not-a-day"),
    ],
)
def test_bad_use_is_told_in_a_line(arguments, code, schools, capfd):
    """Exit 2 with a code, nothing on stdout, the file of the schools as it was."""
    before = Path(schools).read_bytes()
    assert cli.main(["pack", "impact", *arguments]) == 2
    told = capfd.readouterr()
    assert f"[{code}]" in told.err
    assert "Traceback" not in told.err
    assert told.out == ""
    assert Path(schools).read_bytes() == before


def test_a_file_of_schools_that_is_not_there_is_told_as_evaluate_tells_it(schools, capfd):
    """The same words, the same exit code."""
    assert cli.main(["evaluate", "nothere.xlsx"]) == 2
    words = capfd.readouterr().err
    assert cli.main(["pack", "impact", NATIONAL, WENSHAN, "nothere.xlsx"]) == 2
    assert capfd.readouterr().err == words


@pytest.mark.tree
def test_the_sample_county_under_the_interim_reliefs():
    """Five schools' music rooms and the size of one school are let pass by the reliefs of 2019."""
    records = yz.read_records(REPOSITORY / "examples" / "qingshan-county.xlsx")
    found = impact(NATIONAL, "national-2019-interim", records)
    assert {rule.rule: rule.counts.get(("unmet", "met")) for rule in found.rules} == {
        "music_rooms": 5,
        "school_scale": 1,
    }
    assert {rule.change for rule in found.rules} == {"loosened"}
    assert all(bool(row["new_relief"]) is (row["new_status"] == "met") for row in found.rows)


def test_a_relief_that_lets_pass_is_named_with_its_clause(small, schools, tmp_path, capfd):
    """In the rows by title with the clause of the relief, and on the screen beside the rule and the school."""
    few = "title: {zh: 小学校, en: Small schools}, when: sum(students) <= 100, at_least: 3%, clause: 第9条"
    relief = f"relief: {{few: {{{few}}}}}"
    (tmp_path / "eased" / "small").mkdir(parents=True)
    path = tmp_path / "eased" / "small" / "pack.yaml"
    path.write_text(SMALL.replace("    clause: 第1条\n", f"    clause: 第1条\n    {relief}\n"), encoding="utf-8")
    rows = [school("A", 4000), school("B", 2000), school("C", 8000)]
    found = impact(small, yz.load_pack(path), rows)
    (row,) = found.rows
    assert (row["school"], row["old_status"], row["new_status"]) == ("A", "unmet", "met")
    assert (row["old_relief"], row["new_relief"], row["clause"], row["pack"]) == (None, "小学校", "第9条", "small")
    (back,) = impact(yz.load_pack(path), small, rows, lang="en").rows
    assert (back["old_relief"], back["new_relief"], back["clause"]) == ("Small schools", None, "第9条")
    assert cli.main(["pack", "impact", str(tmp_path / "small"), str(path.parent), schools, "--lang", "en"]) == 0
    out = " ".join(capfd.readouterr().out.split())
    assert "met by the relief “Small schools” now: 1" in out
    assert "Relief: Small schools" in out


def test_a_new_rule_that_everybody_meets_is_told_and_a_rule_counts_once(tmp_path, schools, capfd):
    """With how many meet it; a rule judged by stage is one rule; a rule that is gone is told alike."""
    both = """\
  sizes:
    title: {zh: 班数, en: Classes}
    group: main
    level: county
    by: stage
    measure: sum(students)
    unit: 人
    at_least: 1
    strength: required
    clause: 第2条
"""
    for name, text in (("one", SMALL), ("two", SMALL + both)):
        (tmp_path / name / "small").mkdir(parents=True)
        (tmp_path / name / "small" / "pack.yaml").write_text(text, encoding="utf-8")
    old, new = (yz.load_pack(tmp_path / name / "small") for name in ("one", "two"))
    rows = [school("A", 6000), school("B", 8000) | {"stage": "junior"}]
    found = impact(old, new, rows)
    assert found.rows == ()
    assert [(each.rule, each.stage, each.counts, each.change) for each in found.rules] == [
        ("sizes", stage, {(None, "met"): 1}, "added") for stage in ("primary", "junior")
    ]
    assert [each.counts for each in impact(new, old, rows).rules] == [{("met", None): 1}] * 2
    arguments = [str(tmp_path / name / "small") for name in ("one", "two")]
    assert cli.main(["pack", "impact", *arguments, schools, "--lang", "en"]) == 0
    out = capfd.readouterr().out
    assert "Rules under which something changes: 1" in out
    assert "not asked → met 1" in out
