"""Tests to fill in for what no test speaks of: they are read, they fail, and they leave nothing out."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import youzhi_rules as yz
from youzhi_rules.authoring.formatting import format_pack
from youzhi_rules.authoring.skeleton import skeleton, untested, write_skeleton
from youzhi_rules.cli import main
from youzhi_rules.finding import find
from youzhi_rules.plan import rules_of

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


@pytest.mark.parametrize("name", [*SHIPPED, "yunting-2026"])
def test_every_rule_and_task_of_a_pack_gets_tests_that_fail(name: str, tmp_path: Path) -> None:
    """They are read, are in the order of fmt, say nothing wrong of the data, and each rule has one that fails."""
    source = ROOT / "examples" / name if name == "yunting-2026" else find(name).path
    (tmp_path / name).mkdir()
    shutil.copy(source / "pack.yaml", tmp_path / name)
    pack = yz.load_pack(tmp_path / name)
    own = {rule.id for rule in rules_of(pack).values() if rule.pack == name}
    assert set(untested(pack)) == own
    file = write_skeleton(pack)
    assert file == tmp_path / name / "tests" / "to-fill-in.yaml"
    assert [each for each in format_pack(file, write=False) if each.changed and each.path == file] == []
    pack = yz.load_pack(tmp_path / name)
    assert untested(pack) == ()
    outcomes = yz.run_tests(pack)
    assert {problem for each in outcomes for problem in each.problems} == set()
    failing = {check.expectation.outcome for each in outcomes for check in each.checks if not check.passed}
    assert own <= failing
    assert all(check.outcomes for each in outcomes for check in each.checks)
    for each in outcomes:
        assert each.passed or not each.name.en.endswith("not told"), each.line_for()
    assert write_skeleton(pack) is None


def test_a_rule_has_its_four_tests_with_the_figures_it_reads(tmp_path: Path) -> None:
    """Met, on the line (which does not pass where it is strict), unmet and not told; what its reliefs read as well."""
    text = skeleton(yz.load_pack(small(tmp_path, 0)), "en")
    assert text is not None
    lines = [line.strip() for line in text.splitlines() if "name:" not in line]
    assert lines[3:] == [
        "format: youzhi-tests/1",
        "tests:",
        "# halls",
        *(
            line
            for status in ("met", "unmet", "unmet", "unknown")
            for line in ("facts: {location: rural, halls: null, students: null}", f"expect: {{halls: {status}}}")
        ),
        "# shrinking",
        *(
            line
            for status in ("met", "met", "unmet", "unknown")
            for line in (
                "facts: {shrinking_primary: null, shrinking_junior: null}",
                f"expect: {{shrinking: {{primary: {status}}}}}",
            )
        ),
    ]
    assert 'en: "Halls: exactly on the line"' in text


def test_twenty_tasks_take_six_tests(tmp_path: Path) -> None:
    """Ten at a time: all yes, which is wrong on purpose, all no, and none told."""
    pack = yz.load_pack(small(tmp_path, 20))
    file = write_skeleton(pack)
    assert file is not None
    of_tasks = [each for each in yz.run_tests(pack) if "duty_" in each.expected]
    assert [(len(each.checks), each.passed) for each in of_tasks] == [(10, False), (10, True), (10, True)] * 2
    file.write_text(file.read_text("utf-8").replace("duty_0: unmet", "duty_0: met", 1), encoding="utf-8")
    assert sum(check.passed for check in yz.run_tests(pack)[0].checks) == 1


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


@pytest.mark.parametrize(("lang", "words"), [("zh", "待填写"), ("en", "to fill in")])
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
    assert main(["pack", "test", str(place), "--lang", lang]) == 1
    for option in ("--mutate", "--json"):
        assert main(["pack", "test", str(place), "--scaffold", option]) == 2
        assert "--scaffold" in capfd.readouterr().err
