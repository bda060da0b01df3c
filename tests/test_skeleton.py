"""Tests for what no test speaks of: their figures hold, what has none fails, and nothing is left out."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import youzhi_rules as yz
from youzhi_rules.authoring.formatting import format_pack
from youzhi_rules.authoring.linting import lint
from youzhi_rules.authoring.skeleton import skeleton, untested, write_skeleton
from youzhi_rules.cli import main
from youzhi_rules.finding import find
from youzhi_rules.plan import rules_of
from youzhi_rules.testfiles import read_tests

if TYPE_CHECKING:
    from youzhi_rules.catalogue import Lang

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ("guangdong-jiangmen-2023", "yunnan-wenshan-2024")
SMALL = """\
format: youzhi-pack/1
id: small
version: 1.0.0
title: {zh: 小办法, en: Small measures}
source: {issuer: null, number: null, issued: 2026-01-01}
groups:
  plan: {zh: 任务, en: Tasks, decides: plan}
facts:
  halls: {zh: 礼堂数, en: Halls, level: school, type: count, unit: 间}
  shrinking: {zh: 学校减少数, en: Schools less, level: county, type: count, unit: 所, by_stage: [primary, junior]}
rules:
  halls:
    title: {zh: 礼堂, en: Halls}
    group: plan
    level: school
    applies_to: {location: rural}
    measure: halls
    unit: 间
    more_than: 1
    strength: required
    relief:
      small: {title: {zh: 小学校, en: Small schools}, when: sum(students) <= 100, more_than: 0, clause: 第1条}
    clause: 第1条
  shrinking:
    title: {zh: 学校减少, en: Fewer schools}
    group: plan
    level: county
    by: stage
    measure: shrinking
    unit: 所
    at_most: 2
    strength: required
    clause: 第2条
"""


def small(folder: Path, tasks: int, tests: str | None = None) -> Path:
    """A pack with some tasks, and with a file of tests where one is given."""
    place = folder / "small"
    (place / "tests").mkdir(parents=True)
    lines = [f"  duty_{n}: {{zh: 第{n}项任务, en: Task {n}, level: county, clause: 第{n}条}}\n" for n in range(tasks)]
    (place / "pack.yaml").write_text(SMALL + "".join(["tasks:\n", *lines] if lines else []), encoding="utf-8")
    if tests is not None:
        (place / "tests" / "mine.yaml").write_text(tests, encoding="utf-8")
    return place


@pytest.mark.long
@pytest.mark.parametrize("name", [*SHIPPED, "yunting-2026"])
def test_every_rule_and_task_of_a_pack_gets_tests_whose_figures_hold(name: str, tmp_path: Path) -> None:
    """They are read, stand as fmt has them and say nothing wrong of the data; those that do not pass lack a figure."""
    source = ROOT / "examples" / name if name == "yunting-2026" else find(name).path
    (tmp_path / name).mkdir()
    shutil.copy(source / "pack.yaml", tmp_path / name)
    pack = yz.load_pack(tmp_path / name)
    own = [rule.id for rule in rules_of(pack).values() if rule.pack == name]
    assert list(untested(pack)) == own
    file = write_skeleton(pack)
    assert file == tmp_path / name / "tests" / "to-fill-in.yaml"
    assert [each for each in format_pack(file, write=False) if each.changed and each.path == file] == []
    pack = yz.load_pack(tmp_path / name)
    assert untested(pack) == ()
    outcomes = yz.run_tests(pack)
    assert {problem for each in outcomes for problem in each.problems} == set()
    assert all(check.outcomes for each in outcomes for check in each.checks)
    for test, outcome in zip(read_tests(pack), outcomes, strict=True):
        given = {value is None for row in (*test.schools, *test.areas) for value in row.values()}
        assert outcome.passed or True in given, outcome.line_for()
    assert sum(outcome.passed for outcome in outcomes) >= 0.95 * len(outcomes)
    # In the order of the pack: what is attested together stands where the first of it does.
    rules = [each.expect[0].outcome.removesuffix("_cv") for each in read_tests(pack)]
    first = [own.index(rule) for rule in dict.fromkeys(rules) if rule in own]
    assert first == sorted(first)
    assert write_skeleton(pack) is None


def test_what_is_scaffolded_for_the_example_leaves_no_test_to_ask_for(tmp_path: Path) -> None:
    """Met, unmet, on the line and unknown of every rule, and all pass: lint asks for no test more."""
    (tmp_path / "yunting-2026").mkdir()
    shutil.copy(ROOT / "examples" / "yunting-2026" / "pack.yaml", tmp_path / "yunting-2026")
    pack = yz.load_pack(tmp_path / "yunting-2026")
    write_skeleton(pack, "en")
    assert all(outcome.passed for outcome in yz.run_tests(pack))
    assert not [each for each in lint(tmp_path / "yunting-2026").findings if "test" in each.code]


def test_a_rule_has_the_figures_it_reads_on_its_line_and_beside_it(tmp_path: Path) -> None:
    """With their units above them; a strict limit is not met on the line; stage by stage where it is judged so."""
    text = skeleton(yz.load_pack(small(tmp_path, 0)), "en")
    assert text is not None
    lines = [line.strip() for line in text.splitlines() if "name:" not in line]
    assert lines[4:] == [
        "format: youzhi-tests/1",
        "tests:",
        "# halls",
        "# halls: Halls (rooms); students: Pupils (people)",
        "facts: {location: rural, halls: 1, students: 1000}",
        "expect: {halls: unmet}",
        "facts: {location: rural, halls: 2, students: 1000}",
        "expect: {halls: met}",
        "facts: {location: rural, halls: null, students: 1000}",
        "expect: {halls: unknown}",
        "# shrinking",
        "# shrinking_primary: Schools less (primary) (schools)",
        "# shrinking_junior: Schools less (junior) (schools)",
        *(
            line
            for stage in ("primary", "junior")
            for figure, status in ((2, "met"), (3, "unmet"), ("null", "unknown"))
            for line in (f"facts: {{shrinking_{stage}: {figure}}}", f"expect: {{shrinking: {{{stage}: {status}}}}}")
        ),
    ]
    assert 'en: "Halls: exactly on the line"' in text
    assert 'en: "Fewer schools (junior): not met"' in text


def test_twenty_tasks_take_six_tests_that_hold(tmp_path: Path) -> None:
    """Ten at a time, in their order: all yes, all no, none told."""
    pack = yz.load_pack(small(tmp_path, 20))
    assert write_skeleton(pack) is not None
    of_tasks = [each for each in yz.run_tests(pack) if "duty_" in each.expected]
    assert [(len(each.checks), each.passed) for each in of_tasks] == [(10, True)] * 6
    names = [check.expectation.outcome for each in of_tasks for check in each.checks]
    assert names == [f"duty_{n}" for half in (0, 10) for _ in range(3) for n in range(half, half + 10)]


def test_tasks_of_several_levels_that_stand_together_are_tested_together(tmp_path: Path) -> None:
    """One block whatever their levels; one that is for other schools has tests of its own, at its place."""
    place = small(tmp_path, 0)
    lines = [
        f"  duty_{n}: {{zh: 第{n}项任务, en: Task {n}, level: {level}, {whom}clause: 第{n}条}}\n"
        for n, (level, whom) in enumerate(
            [
                ("county", ""),
                ("school", ""),
                ("town", ""),
                ("school", "applies_to: {location: urban}, "),
                ("county", ""),
            ]
        )
    ]
    (place / "pack.yaml").write_text(SMALL + "".join(["tasks:\n", *lines]), encoding="utf-8")
    assert write_skeleton(yz.load_pack(place)) is not None
    outcomes = [each for each in yz.run_tests(yz.load_pack(place)) if "duty_" in each.expected]
    together = [[check.expectation.outcome for check in each.checks] for each in outcomes]
    assert together == [["duty_0", "duty_1", "duty_2"]] * 3 + [["duty_3"]] * 3 + [["duty_4"]] * 3
    assert all(each.passed for each in outcomes)


HARD = """\
  spread:
    title: {zh: 差异, en: Spread}
    group: plan
    level: county
    dispersion: {of: [books], weight: students, by: stage}
    unit: 比例
    at_most: {primary: 0.5, junior: 0.45}
    strength: required
    clause: 第3条
  books:
    title: {zh: 生均图书, en: Books}
    group: plan
    level: section
    applies_to: {stage: [primary, junior]}
    measure: volumes / students
    unit: 个/生
    at_least: {primary: 20, junior: 30}
    strength: component
    clause: 第4条
  rooms:
    title: {zh: 有大礼堂, en: A large hall}
    group: plan
    level: school
    given: {size: {value: 300, unit: 平方米}}
    when: has_yard
    measure: count(hall_areas >= size)
    unit: 间
    at_least: 1
    strength: required
    relief:
      old:
        title: {zh: 老校, en: Old ones}
        when: built_year <= 2000
        given: {size: {value: 100, unit: 平方米}}
        clause: 第5条
    clause: 第5条
  grade:
    title: {zh: 等级, en: Grade}
    group: plan
    level: school
    graded: campus_culture_grade
    at_least: 良好
    strength: required
    clause: 第6条
  yard:
    title: {zh: 操场开放, en: The yard is open}
    group: plan
    level: school
    when: has_yard
    attested: yard_open
    strength: required
    clause: 第7条
  never:
    title: {zh: 谁也达不到, en: Nobody meets it}
    group: plan
    level: county
    measure: shrinking_primary
    unit: 所
    less_than: 0
    strength: required
    clause: 第8条
"""
MORE = """\
  volumes: {zh: 图书册数, en: Volumes, level: section, type: count, unit: 个}
  hall_areas: {zh: 礼堂面积, en: Areas of halls, level: school, type: number, unit: 平方米, many: true}
  has_yard: {zh: 有操场, en: Has a yard, level: school, type: flag}
  yard_open: {zh: 操场开放, en: Yard open, level: school, type: flag}
rules:
"""


def test_conditions_lists_reliefs_grades_and_coefficients_have_figures_too(tmp_path: Path) -> None:
    """Whatever a rule is made of, what stands in its tests comes out; one that nobody can meet is left to fill in."""
    place = small(tmp_path, 0)
    (place / "pack.yaml").write_text((SMALL + HARD).replace("rules:\n", MORE, 1), encoding="utf-8")
    text = skeleton(yz.load_pack(place), "zh")
    assert text is not None
    assert "facts: {hall_areas: [300], built_year: 2024, has_yard: true}" in text
    assert "facts: {hall_areas: [299], built_year: 2024, has_yard: true}" in text
    assert "{school: A, stage: junior, students: 1000, volumes: 145}" in text
    assert "facts: {campus_culture_grade: 合格}" in text
    assert "facts: {has_yard: true, yard_open: false}" in text
    write_skeleton(yz.load_pack(place))
    failing = {each.expected for each in yz.run_tests(yz.load_pack(place)) if not each.passed}
    assert failing == {"never: met", "never: unmet"}


def test_what_has_a_test_is_left_alone_and_no_file_is_overwritten(tmp_path: Path) -> None:
    """Only what no test speaks of; a second file where the first is still there."""
    mine = (
        "format: youzhi-tests/1\ntests:\n  - name: {zh: 一项, en: one}\n"
        "    facts: {duty_0: true}\n    expect: {duty_0: met}\n"
    )
    place = small(tmp_path, 2, mine)
    (place / "tests" / "to-fill-in.yaml").write_text(
        mine.replace("一项, en: one", "又一项, en: again"), encoding="utf-8"
    )
    pack = yz.load_pack(place)
    assert untested(pack) == ("halls", "shrinking", "duty_1")
    assert write_skeleton(pack) == place / "tests" / "to-fill-in-2.yaml"
    assert "duty_0" not in (place / "tests" / "to-fill-in-2.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("lang", "words"), [("zh", "核对"), ("en", "to check")])
def test_the_command_writes_and_tells_where(
    lang: Lang, words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Exit 0; a second time there is nothing to write; with --mutate or --json it is refused."""
    place = small(tmp_path, 3)
    assert main(["pack", "test", str(place), "--scaffold", "--lang", lang]) == 0
    told = capfd.readouterr().out
    assert words in told
    assert "to-fill-in.yaml" in told
    assert words in (place / "tests" / "to-fill-in.yaml").read_text(encoding="utf-8").lower()
    assert main(["pack", "test", str(place), "--scaffold", "--lang", lang]) == 0
    assert "small" in capfd.readouterr().out
    assert len(list((place / "tests").iterdir())) == 1
    assert main(["pack", "test", str(place), "--lang", lang]) == 0
    for option in ("--mutate", "--json"):
        assert main(["pack", "test", str(place), "--scaffold", option]) == 2
        assert "--scaffold" in capfd.readouterr().err
