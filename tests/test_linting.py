"""Lint: what a careful reviewer would say of a pack that loads, and what must not be said of one that is in order."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

import youzhi_rules as yz
from youzhi_rules.authoring.coverage import shown_by
from youzhi_rules.authoring.linting import Review, lint
from youzhi_rules.authoring.mending import mend
from youzhi_rules.catalogue.lint_messages import LINT_MESSAGES
from youzhi_rules.cli import main
from youzhi_rules.testfiles import read_tests

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = [pack.id for pack in yz.list_packs() if pack.origin == "shipped"]
PACK = """\
format: youzhi-pack/1
id: small
version: 1.0.0
extends: yunnan-2022
territory: "532600"
title: {zh: 某州实施方案, en: Plan of a prefecture}
source: {issuer: 某州人民政府, number: 州政办〔2024〕3号, issued: 2024-03-01}
groups:
  plan: {zh: 方案任务, en: Tasks of the plan, decides: plan}
facts:
  buses: {zh: 校车数, en: School buses, level: county, type: count, unit: 个}
rules:
  training_budget:
    relation: tightens
    at_least: 10%
    clause: 三（三）8
  school_buses:  # how many there are
    title: {zh: 校车数量, en: Number of school buses}
    group: plan
    level: county
    measure: buses
    unit: 个
    at_least: 10
    strength: required
    clause: 第10条
tasks:
  safe_roads: {zh: 上学道路安全, en: Roads to school are safe, level: county, clause: 第11条}
"""
TESTS = """\
format: youzhi-tests/1
tests:
  - name: {zh: 十辆校车恰好达标, en: ten buses are on the line}
    facts: {buses: 10}
    expect: {school_buses: met}
  - name: {zh: 九辆校车不够, en: nine buses do not do}
    facts: {buses: 9}
    expect: {school_buses: unmet}
  - name: {zh: 一成培训经费恰好达标, en: a tenth for training is on the line}
    facts: {public_funds_budget: 1000, training_funds: 100}
    expect: {training_budget: met}
  - name: {zh: 百分之七的培训经费不够, en: seven percent for training do not do}
    facts: {public_funds_budget: 1000, training_funds: 70}
    expect: {training_budget: unmet}
  - name: {zh: 道路安全, en: the roads are safe}
    facts: {safe_roads: true}
    expect: {safe_roads: met}
  - name: {zh: 道路不安全, en: the roads are not safe}
    facts: {safe_roads: false}
    expect: {safe_roads: unmet}
  - name: {zh: 道路情况不明, en: nobody knows of the roads}
    facts: {safe_roads: null}
    expect: {safe_roads: unknown}
"""


def made(folder: Path, *changes: tuple[str, str], tests: str | None = TESTS) -> Path:
    """The small pack with some changes, in a folder of its name."""
    text = PACK
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    place = folder / "small"
    (place / "tests").mkdir(parents=True)
    (place / "pack.yaml").write_text(text, encoding="utf-8")
    if tests is not None:
        (place / "tests" / "all.yaml").write_text(tests, encoding="utf-8")
    return place


def codes(review: Review) -> list[str]:
    """The codes of a review."""
    return [finding.code for finding in review.findings]


def only(folder: Path, *changes: tuple[str, str], tests: str | None = TESTS) -> tuple[str, str]:
    """Code and place of the one finding about the small pack with some changes."""
    (finding,) = lint(made(folder, *changes, tests=tests)).findings
    return finding.code, str(finding.place)


@pytest.mark.long
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pack_has_neither_errors_nor_warnings(name: str) -> None:
    """Notes may stay: a target without a date is as its source has it."""
    review = lint(name)
    assert review.passed, review.say()
    told = [(finding.code, finding.place.file) for finding in review.findings]
    assert {code for code, _ in told} <= {
        "lint-target-undated", "lint-formula-number", "lint-due-idle", "lint-note-inherited",
    }  # fmt: skip
    assert len(told) == len(set(told))


def test_a_pack_in_order_has_no_findings(tmp_path: Path) -> None:
    """The small pack of these tests is one."""
    assert codes(lint(made(tmp_path))) == []


def test_every_finding_says_why_and_what_to_write_in_both_languages() -> None:
    """So does every entry of the catalogue for lint."""
    for code, entry in LINT_MESSAGES.items():
        if code.startswith("lint-"):
            assert all(entry), code


# -- where it comes from -----------------------------------------------------------------------------------------


def test_a_territory_lies_inside_that_of_the_parent(tmp_path: Path) -> None:
    """A prefecture of another province cannot build on this one; and a pack below a province has a territory."""
    assert only(tmp_path / "a", ('"532600"', '"440700"')) == ("lint-territory-outside", "small/pack.yaml:5:1")
    assert only(tmp_path / "b", ('territory: "532600"\n', "")) == ("lint-territory-missing", "small/pack.yaml:1:1")
    assert codes(lint(made(tmp_path / "c", ('"532600"', '"530000"')))) == []


def test_a_document_is_later_than_the_law_and_than_its_parent(tmp_path: Path) -> None:
    """A year with a wrong digit shows."""
    early = only(tmp_path / "a", ("issued: 2024-03-01", "issued: 1924-03-01"), ("〔2024〕", "〔1924〕"))
    assert early == ("lint-date-early", "small/pack.yaml:7:47")
    middle = tmp_path / "b" / "middle"
    middle.mkdir(parents=True)
    text = PACK.replace("id: small", "id: middle").replace("2024-03-01", "2024-05-01")
    (middle / "pack.yaml").write_text(text, encoding="utf-8")
    child = PACK.partition("groups:")[0].replace("extends: yunnan-2022", "extends: middle").replace("532600", "532601")
    place = tmp_path / "b" / "small"
    place.mkdir()
    (place / "pack.yaml").write_text(child, encoding="utf-8")
    (finding,) = lint(place).findings
    assert (finding.code, finding.place.line) == ("lint-date-before-parent", 7)


def test_a_citation_says_where_to_look(tmp_path: Path) -> None:
    """A clause is a number and no passage, and ``seen_in`` says more than the clause."""
    passage = "各县应当按照实际需要配备校车，数量不少于十辆，并建立校车安全管理的各项制度"
    assert only(tmp_path / "a", ("clause: 第10条", f"clause: {passage}"))[0] == "lint-clause-long"
    twice = ("clause: 第10条", "clause: 第10条\n    seen_in: {document: null, part: 第10条}")
    assert only(tmp_path / "b", twice)[0] == "lint-citation-twice"


# -- values ------------------------------------------------------------------------------------------------------


def test_a_number_of_the_law_stands_under_given(tmp_path: Path) -> None:
    """One inside a formula is noted; a hundred, which makes a figure per hundred, is not."""
    assert only(tmp_path / "a", ("measure: buses", "measure: buses / 12 * 12"))[0] == "lint-formula-number"
    assert codes(lint(made(tmp_path / "b", ("measure: buses", "measure: 100 * buses / 100")))) == []


def test_a_target_without_a_date_is_noted(tmp_path: Path) -> None:
    """It never decides; the note does not make the review fail."""
    place = made(tmp_path, ("strength: required", "strength: target"))
    review = lint(place)
    assert codes(review) == ["lint-target-undated"]
    assert review.passed


@pytest.mark.parametrize(
    "note",
    [
        "{zh: 国家办法不低于5%, en: The national measures ask for at least 5 %}",
        "{zh: 培训经费不低于10%, en: At least 10 % for training}",
        "{zh: 其中不少于20人参加, en: At least 20 people take part}",
        "{zh: 2020年为8%, en: It was 8 % in 2020}",
    ],
)
def test_a_note_may_speak_of_other_numbers(note: str, tmp_path: Path) -> None:
    """The parent's number, the rule's own, another unit, or a number that is no bound contradict nothing."""
    assert codes(lint(made(tmp_path, ("    clause: 三（三）8", f"    clause: 三（三）8\n    note: {note}")))) == []


def test_a_note_with_another_bound_contradicts_unless_the_conflict_is_told(tmp_path: Path) -> None:
    """In either language; with ``conflicts_with`` the reader knows."""
    zh = "    clause: 三（三）8\n    note: {zh: 培训经费不低于15%, en: Money for training}"
    en = "    clause: 三（三）8\n    note: {zh: 培训经费, en: At least 15 % for training}"
    known = f"{zh}\n    conflicts_with: {{part: 附件1, zh: 印作15%, en: Prints 15 %}}"
    assert only(tmp_path / "a", ("    clause: 三（三）8", zh)) == ("lint-note-contradicts", "small/pack.yaml:17:12")
    assert only(tmp_path / "b", ("    clause: 三（三）8", en)) == ("lint-note-contradicts", "small/pack.yaml:17:22")
    assert codes(lint(made(tmp_path / "c", ("    clause: 三（三）8", known)))) == []


BUDGET = (
    "    clause: 三（三）8",
    "    title: {zh: 教师培训经费不低于$%, en: At least $ % for training}\n    clause: 三（三）8",
)
BUSES = "title: {zh: 校车数量, en: Number of school buses}"


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("{zh: 至少10个校车, en: At least 10 items}", None),
        ("{zh: 校车10个以上, en: 10 items or more}", None),
        ("{zh: 每年3次以上检查校车, en: Buses checked at least 3 times}", None),
        ("{zh: 校车数量（2020年为8个）, en: School buses}", None),
        ("{zh: 至少5个校车, en: School buses}", "lint-note-contradicts"),
        ("{zh: 校车数量, en: At least 5 items}", "lint-note-contradicts"),
        ("{zh: 校车不超过10个, en: School buses}", "lint-title-other-side"),
        ("{zh: 校车10个以内, en: School buses}", "lint-title-other-side"),
        ("{zh: 校车数量, en: Buses are at most 10 items}", "lint-title-other-side"),
    ],
)
def test_a_title_says_the_number_of_its_rule_from_its_side(title: str, code: str | None, tmp_path: Path) -> None:
    """Another bound in the unit of the rule, or the very number as the most instead of the least."""
    place = made(tmp_path, (BUSES, f"title: {title}"))
    assert codes(lint(place)) == ([code] if code else [])


def test_a_title_that_still_says_the_number_of_the_parent_contradicts(tmp_path: Path) -> None:
    """In a note the parent's number is history; in a title it is wrong, whether written or taken over."""
    old, new = BUDGET
    assert codes(lint(made(tmp_path / "a", (old, new.replace("$", "10"))))) == []
    assert only(tmp_path / "b", (old, new.replace("$", "5"))) == ("lint-note-contradicts", "small/pack.yaml:16:13")


@pytest.mark.parametrize(
    ("quota", "found"),
    [
        ("title: {zh: 至少七项达标，余项不低于90%, en: Seven met}", None),
        ("title: {zh: 至少六项达标，余项不低于90%, en: Seven met}", ("lint-note-contradicts", 13)),
        ("title: {zh: 各项指标, en: At least six of the seven met}", ("lint-note-contradicts", 23)),
        ("title: {zh: 至少七项达标，余项不低于85%, en: Seven met}", ("lint-note-contradicts", 13)),
        ("note: {zh: 余项不低于90%, en: The rest}", ("lint-title-outdated", 3)),
    ],
)
def test_the_words_of_a_quota_name_its_numbers(quota: str, found: tuple[str, int] | None, tmp_path: Path) -> None:
    """How many must be met, and the floor of the rest; a title that is taken over names those of the parent."""
    parts = "degree_teachers, backbone_teachers, pe_arts_teachers, teaching_area, sports_area, equipment_value"
    rule = (
        f"  resource_quota:\n    {quota}\n    relation: tightens\n    clause: 第9条\n"
        f"    quota: {{of: [{parts}, multimedia_classrooms], met: 7, rest_at_least: 90%}}\n"
    )
    review = lint(made(tmp_path, ("rules:\n", f"rules:\n{rule}")))
    told = [(each.code, each.place.column) for each in review.findings if each.severity == "warning"]
    told = [(code, column) for code, column in told if "tested" not in code]
    assert told == ([found] if found else [])


def test_constants_and_reliefs_are_numbers_of_their_rule(tmp_path: Path) -> None:
    """A title may name a constant or what a relief asks; the title of a relief is held to the same numbers."""
    rule = """    given: {room: {value: 120, unit: 平方米}}
    measure: count(music_room_areas >= room)
    unit: 间
    at_least: 1
    relief:
      old:
        title: {zh: 旧校可按100平方米以上, en: Old schools}
        until: 2028-12-31
        given: {room: {value: $, unit: 平方米}}
        clause: 第10条
"""
    edits = ("    level: county\n    measure: buses\n    unit: 个\n    at_least: 10\n", f"    level: school\n{rule}")
    facts = ("facts:\n  buses: {zh: 校车数, en: School buses, level: county, type: count, unit: 个}\n", "")
    for name, title, relief, expected in (
        ("a", "120平方米以上的音乐教室", "100", []),
        ("b", "110平方米以上的音乐教室", "100", ["lint-note-contradicts"]),
        ("c", "120平方米以上的音乐教室", "90", ["lint-note-contradicts"]),
    ):
        words = (BUSES, f"title: {{zh: {title}, en: Music rooms}}")
        place = made(tmp_path / name, words, (edits[0], edits[1].replace("$", relief)), facts, tests=None)
        assert [code for code in codes(lint(place)) if "test" not in code] == expected


# -- names and words ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["school_bus", "schoolbuses", "schol_buses", "scohol_buses", "schoo1_buses"])
def test_ids_that_are_a_slip_apart_are_told(name: str, tmp_path: Path) -> None:
    """Another number, one letter, joiners, letters changed about, a digit for a letter."""
    place = made(tmp_path, ("  safe_roads: {", f"  {name}: {{"), ("en: School buses", "en: Coaches"), tests=None)
    assert "lint-id-lookalike" in codes(lint(place))


@pytest.mark.parametrize("name", ["roads", "school_buses_2", "school_rooms"])
def test_a_series_and_other_words_are_no_slips(name: str, tmp_path: Path) -> None:
    """Ids that differ in a number or a word are meant to differ."""
    place = made(tmp_path, ("  safe_roads: {", f"  {name}: {{"), tests=None)
    assert codes(lint(place)) == ["lint-untested-pack"]


def test_english_words_may_cite_a_clause_and_quote(tmp_path: Path) -> None:
    """Clauses as the source numbers them, quotations and brackets are no Chinese words."""
    for number, words in enumerate(("Tasks under 二（一）", "“良好” or better", "Buses (校车)", "Annex 附件1")):
        change = ("en: Number of school buses", f'en: "{words}"')
        assert codes(lint(made(tmp_path / str(number), change))) == []


def test_what_only_another_fact_uses_is_used(tmp_path: Path) -> None:
    """A fact that follows from another, and one that cannot exceed it, keep that one in use."""
    facts = "  all_buses: {zh: 车辆总数, en: All buses, level: county, type: count, unit: 个}\nrules:"
    used = ("unit: 个}\nrules:", f"unit: 个, at_most: all_buses}}\n{facts}")
    assert codes(lint(made(tmp_path / "a", used))) == []
    assert only(tmp_path / "b", ("}\nrules:", "}\n" + facts)) == ("lint-unused", "small/pack.yaml:12:3")


# -- tests -------------------------------------------------------------------------------------------------------


def without(*names: str) -> str:
    """The tests but those whose Chinese name holds one of these words."""
    head, *tests = TESTS.split("  - name: ")
    return head + "".join("  - name: " + test for test in tests if not any(name in test for name in names))


@pytest.mark.parametrize(
    ("left_out", "rule", "lacking"),
    [
        ("九辆", "school_buses", "unmet"),
        ("十辆", "school_buses", "met, exactly on the line"),
        ("情况不明", "safe_roads", "unknown"),
        ("百分之七", "training_budget", "unmet"),
        ("一成", "training_budget", "met, exactly on the line"),
    ],
)
def test_a_rule_needs_a_test_of_each_kind(left_out: str, rule: str, lacking: str, tmp_path: Path) -> None:
    """Met, unmet and on the line for numbers; met, unmet and unknown for flags; inherited rules need none."""
    (finding,) = lint(made(tmp_path, tests=without(left_out))).findings
    assert finding.code == "lint-untested"
    assert finding.fault.say() == f"tests are lacking: {lacking} ({rule})"


def test_what_many_rules_lack_is_one_finding(tmp_path: Path) -> None:
    """With the rules by what they lack; so are notes that hold of several rules or tests of a file."""
    tests = without("九辆", "情况不明", "百分之七").replace("{zh: 道路安全, en: the roads are safe}", "道路安全")
    tests = tests.replace("{zh: 道路不安全, en: the roads are not safe}", "道路不安全")
    found = {each.code: each for each in lint(made(tmp_path, tests=tests)).findings}
    assert list(found) == ["lint-test-one-language", "lint-untested"]
    assert found["lint-untested"].fault.say() == (
        "tests are lacking: unmet (training_budget, school_buses); unknown (safe_roads)"
    )
    assert (
        found["lint-untested"]
        .fault.say("zh")
        .endswith("未达标（training_budget、school_buses）；无法判定（safe_roads）")
    )
    assert str(found["lint-untested"].place) == "small/pack.yaml:13:3"
    assert "“道路安全”、“道路不安全”" in found["lint-test-one-language"].fault.say("zh")


@pytest.mark.parametrize(
    ("strength", "due", "expected"),
    [
        ("required", "2027", ["lint-due-idle"]),
        ("recommended", "2027-12-31", ["lint-due-idle"]),
        ("target", "2027", []),
        ("required", None, []),
    ],
)
def test_a_date_that_decides_nothing_is_noted(
    strength: str, due: str | None, expected: list[str], tmp_path: Path
) -> None:
    """A date counts for targets alone; beside any other strength it is a timetable. The review passes all the same."""
    more = f"strength: {strength}\n    due: {due}" if due else f"strength: {strength}"
    review = lint(made(tmp_path, ("strength: required", more)))
    assert (codes(review), review.passed) == (expected, True)


def test_a_date_of_a_task_and_of_a_change_is_noted_too(tmp_path: Path) -> None:
    """A task is required where it says nothing else, a change has the strength of the rule; both are one finding."""
    task = ("level: county, clause: 第11条", "level: county, due: 2026, clause: 第11条")
    change = ("    at_least: 10%\n", "    at_least: 10%\n    due: 2026\n")
    (finding,) = lint(made(tmp_path, task, change)).findings
    assert (finding.code, finding.place.line) == ("lint-due-idle", 16)
    assert "“training_budget”、“safe_roads”" in finding.fault.say("zh")


def test_a_note_of_the_parent_under_a_changed_value_is_noted(tmp_path: Path) -> None:
    """Where a value changes and no note is written; a change of words alone leaves the note where it fits."""
    note = "    clause: 第10条\n    note: {zh: 含租用的, en: Hired ones too}\n"
    parent = made(tmp_path / "a", ("    clause: 第10条\n", note))
    head = PACK.partition("groups:")[0].replace("id: small", "id: child").replace("yunnan-2022", "small")

    def child(name: str, change: str) -> Review:
        place = tmp_path / "a" / name
        place.mkdir()
        text = f"{head.replace('id: child', f'id: {name}')}rules:\n  school_buses:\n{change}    clause: 第3条\n"
        (place / "pack.yaml").write_text(text, encoding="utf-8")
        return lint(place)

    assert parent.is_dir()
    tighter = "    relation: tightens\n    at_least: 12\n"
    review = child("tighter", tighter)
    (finding,) = (each for each in review.findings if "test" not in each.code)
    assert (finding.code, finding.severity, finding.place.line) == ("lint-note-inherited", "note", 9)
    assert finding.fault.say() == (
        "“school_buses” changes what the parent asks, and the note that small wrote goes on to stand under it"
    )
    for name, change in (
        ("noted", f"{tighter}    note: {{zh: 不含租用的, en: Hired ones not}}\n"),
        ("worded", "    relation: restates\n    title: {zh: 校车, en: Buses}\n"),
    ):
        assert "lint-note-inherited" not in codes(child(name, change))


def test_the_line_is_that_of_the_rule_whatever_way_it_is_written(tmp_path: Path) -> None:
    """Eleven buses are met and stand on no line."""
    place = made(tmp_path, tests=TESTS.replace("{buses: 10}", "{buses: 11}"))
    pack = yz.load_pack(place)
    (lack,) = shown_by(pack, read_tests(pack)).lacks
    assert (lack.step.id, lack.statuses, lack.line) == ("school_buses", (), True)


def test_a_pack_without_tests_is_told_once(tmp_path: Path) -> None:
    """Not rule by rule."""
    assert only(tmp_path, tests=None) == ("lint-untested-pack", "small/pack.yaml:1:1")


def test_tests_of_one_name_and_files_that_nothing_reads_are_told(tmp_path: Path) -> None:
    """Two tests alike in name, a file with another ending, and one beside the pack."""
    again = TESTS + TESTS.partition("tests:\n")[2].partition("  - name: {zh: 九辆")[0]
    place = made(tmp_path, tests=again)
    (place / "tests" / "more.yml").write_text(TESTS, encoding="utf-8")
    (place / "rules.yaml").write_text("rules: {}\n", encoding="utf-8")
    assert codes(lint(place)) == ["lint-file-ignored", "lint-file-ignored", "lint-test-twice"]


def test_tests_of_a_refused_pack_are_read_as_far_as_they_can_be(tmp_path: Path) -> None:
    """Their YAML is looked at; that the rest waits for the pack is said."""
    place = made(tmp_path, ("measure: buses", "measure: busses"))
    assert codes(lint(place)) == ["formula-unknown-name", "lint-tests-unread"]
    (place / "tests" / "all.yaml").write_text("format: [a", encoding="utf-8")
    assert codes(lint(place)) == ["formula-unknown-name", "yaml-syntax-list"]


def test_a_fault_of_the_parent_comes_first(tmp_path: Path) -> None:
    """The root cause stands before what follows from it."""
    made(tmp_path, ("at_least: 10\n", "at_least: ten%\n"), ("unit: 个\n", "unit: 各\n"), tests=None)
    child = tmp_path / "child"
    child.mkdir()
    text = PACK.partition("groups:")[0].replace("id: small", "id: child").replace("yunnan-2022", "small")
    (child / "pack.yaml").write_text(text, encoding="utf-8")
    assert codes(lint(child)) == ["key-choice", "extends-faulty"]


# -- fix and the command -----------------------------------------------------------------------------------------


def test_fix_leaves_every_other_byte(tmp_path: Path) -> None:
    """Line ends, comments and spaces stay as they are; what was changed is told with its place."""
    place = made(tmp_path, ("at_least: 10\n", "at_least:   １０   # ten\n"), ('"532600"', "532600"))
    file = place / "pack.yaml"
    data = file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(data)
    changes = mend(place)
    assert [(str(each.place), each.before, each.after) for each in changes] == [
        ("small/pack.yaml:5:12", "532600", '"532600"'),
        ("small/pack.yaml:23:17", "１０", "10"),
    ]
    assert file.read_bytes() == data.replace("１０".encode(), b"10").replace(b": 532600", b': "532600"')
    assert codes(lint(place)) == []
    assert mend(place) == ()


def test_fix_writes_a_file_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fails, the file is as it was and nothing is left beside it."""
    place = made(tmp_path, ('"532600"', "532600"))
    before = (place / "pack.yaml").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OSError, match="28"):
        mend(place)
    assert (place / "pack.yaml").read_bytes() == before
    assert sorted(path.name for path in place.iterdir()) == ["pack.yaml", "tests"]


def test_the_command_answers_in_json_and_by_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 for a pack in order, 1 where something is found, 2 where there is no pack; --fix tells what it changed."""
    place = made(tmp_path, ('"532600"', "532600"), ("en: Number of school buses", "en: 校车数量"))
    assert main(["pack", "lint", str(place), "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)["packs"]
    assert (told["pack"], told["file"], told["passed"], told["changed"]) == ("small", "small/pack.yaml", False, [])
    assert [each["code"] for each in told["findings"]] == ["scalar-not-text", "lint-words-same", "lint-tests-unread"]
    assert {"severity", "line", "column", "key", "message", "message_zh", "hint", "hint_zh", "why", "why_zh"} <= set(
        told["findings"][0]
    )
    assert main(["pack", "lint", str(place / "tests" / "all.yaml"), "--fix", "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)["packs"]
    assert told["changed"] == [
        {"code": "scalar-not-text", "file": "small/pack.yaml", "line": 5, "column": 12, "before": "532600",
         "after": '"532600"'},
    ]  # fmt: skip
    assert [each["code"] for each in told["findings"]] == ["lint-words-same"]
    assert main(["pack", "lint", "zhejiang", "--lang", "en"]) == 0
    assert capsys.readouterr().out == "zhejiang: errors 0, warnings 0, notes 0; mended 0\n"
    assert main(["pack", "lint", "no-such-pack"]) == 2
    assert "pack-unknown" in capsys.readouterr().err
