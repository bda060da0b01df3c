"""Tests inside packs: how their files are read, what is refused, and what comes of running them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from youzhi_rules.errors import Fault, PackError
from youzhi_rules.loading import load_pack
from youzhi_rules.packtests import evaluated, groups_of, run_tests, stands_at
from youzhi_rules.testfiles import read_tests

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol

    from youzhi_rules.model import Pack
    from youzhi_rules.packtests import TestOutcome

    class Written(Protocol):
        """Writes a file of tests and gives the pack that has it."""

        def __call__(self, text: str, *, whole: bool = False) -> Pack:
            """``whole``: the text has its head already."""


NATIONAL = load_pack("national-2017")
NAME = "  - name: one sentence\n"
EXPECT = "    expect: {degree_teachers: met}\n"
FACTS = "    facts: {students: 1000, teachers_above_required_degree: 42}\n"


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """The national pack with other tests: gives the pack for the text of a file of tests."""

    def write(text: str, *, whole: bool = False) -> Pack:
        (tmp_path / "tests").mkdir(exist_ok=True)
        head = "" if whole else "format: youzhi-tests/1\ntests:\n"
        (tmp_path / "tests" / "some.yaml").write_text(head + text, "utf-8")
        return evolve(NATIONAL, folder=str(tmp_path))

    return write


def only(pack: Pack) -> TestOutcome:
    """What came of the one test of a pack."""
    (outcome,) = run_tests(pack)
    return outcome


def codes(pack: Pack) -> list[tuple[str, str | None]]:
    """The codes and keys of everything wrong with a pack's tests."""
    with pytest.raises(PackError) as caught:
        read_tests(pack)
    faults = [fault for fault in caught.value.faults if isinstance(fault, Fault)]
    assert all(fault.place.file == "tests/some.yaml" and fault.message for fault in faults)
    return [(fault.code, fault.key) for fault in faults]


def test_a_test_that_passes(written: Written) -> None:
    """A test that comes out as expected has passed, and knows its file and line."""
    outcome = only(written(NAME + FACTS + EXPECT))
    assert outcome.passed
    assert (outcome.file, outcome.line) == ("tests/some.yaml", 3)
    assert (outcome.name.zh, outcome.name.en) == ("one sentence", "one sentence")
    assert (outcome.expected, outcome.found) == ("degree_teachers: met", "degree_teachers at 1/primary: met")
    assert outcome.explanation == ""
    assert outcome.line_for() == "tests/some.yaml:3: one sentence"


def test_a_test_that_fails_says_why(written: Written) -> None:
    """A test that fails tells what came out instead, with value and limit."""
    outcome = only(written(NAME + FACTS + "    expect: {degree_teachers: unmet}\n"))
    assert not outcome.passed
    assert outcome.line_for("zh").endswith("one sentence — degree_teachers: unmet ≠ degree_teachers at 1/primary: met")
    assert outcome.explanation == "degree_teachers at 1/primary: 4.2 (at_least 4.2人/百名学生)"


def test_an_outcome_that_is_not_there_fails(written: Written) -> None:
    """An expectation that meets no outcome at all fails."""
    outcome = only(written(NAME + FACTS + "    expect: {degree_teachers: {junior: met}}\n"))
    assert not outcome.passed
    assert (outcome.found, outcome.explanation) == ("degree_teachers: —", "degree_teachers: —")


def test_errors_in_a_tests_own_data_are_told(written: Written) -> None:
    """What is wrong with the data of a test that fails stands in its explanation."""
    text = NAME + "    facts: {students: 1000, teachers_above_required_degree: -4.5}\n" + EXPECT
    explanation = only(written(text)).explanation
    assert "teachers_above_required_degree: [negative]" in explanation
    assert "4.5" in explanation


def test_names_in_both_languages(written: Written) -> None:
    """A name can be given in Chinese and in English."""
    outcome = only(written("  - name: {zh: 一句话, en: a sentence}\n" + FACTS + EXPECT))
    assert (outcome.line_for("zh"), outcome.line_for("en")) == (
        "tests/some.yaml:3: 一句话",
        "tests/some.yaml:3: a sentence",
    )


def test_several_schools_and_stages(written: Written) -> None:
    """A mapping says at which school and stage; without it every unit judged is meant."""
    rows = (
        "    schools:\n"
        "      - {school: A, stage: primary, 在校生数: 1000, pe_arts_teachers: 9}\n"
        "      - {school: B, school_name: 乙校, stage: junior, students: 1000, pe_arts_teachers: 8}\n"
    )
    expect = "    expect: {pe_arts_teachers: {A/primary: met, B: unmet, junior: unmet, 乙校: unmet}}\n"
    assert only(written(NAME + rows + expect)).passed
    assert not only(written(NAME + rows + "    expect: {pe_arts_teachers: met}\n")).passed


def test_facts_of_the_county(written: Written) -> None:
    """Facts of the county go by name and alias too; a county may have a name; a percentage is exact."""
    county = "    county: {县: 青山县, 社会认可度: 85%, 初中就近划片入学比例: 0.95}\n"
    expect = "    expect: {public_satisfaction: {青山县: met}, nearby_enrolment: {junior: met}}\n"
    assert only(written(NAME + county + expect)).passed


def test_facts_of_several_levels_mixed(written: Written) -> None:
    """Under ``facts`` each fact goes to the level it belongs to."""
    facts = "    facts: {students: 10, has_charter: true, layout_ok: true, attainment_levels: [Ⅲ, Ⅳ]}\n"
    expect = "    expect: {school_charter: met, school_layout: met, attainment_level: met, class_size: unknown}\n"
    assert only(written(NAME + facts + expect)).passed


def test_facts_of_a_named_county(written: Written) -> None:
    """Under ``facts`` the county can be named; no school comes of its name alone."""
    (test,) = read_tests(
        written(NAME + "    facts: {county: 青山县, layout_ok: true}\n    expect: {school_layout: {青山县: met}}\n")
    )
    assert (test.schools, [area["county"] for area in test.areas]) == ((), ["青山县"])
    (test,) = read_tests(written(NAME + "    facts: {county: 青山县, layout_ok: true, students: 5}\n" + EXPECT))
    assert [row["county"] for row in (*test.schools, *test.areas)] == ["青山县"] * 2


def test_towns_and_cities_have_facts(written: Written) -> None:
    """Rows of towns and the facts of a city reach the evaluation with their level."""
    text = "    towns: [{town: 甲镇, education_spending: 5}]\n    city: {city: 某市, education_spending: 7}\n"
    (test,) = read_tests(written(NAME + FACTS + text + EXPECT))
    assert [(area["level"], area["education_spending"]) for area in test.areas] == [
        ("town", "5"),
        ("city", "7"),
    ]
    assert test.alone


def test_tests_that_name_counties_share_an_evaluation_with_those_that_name_others(written: Written) -> None:
    """Two tests about one county are evaluated apart; one that names a county stands beside one that names none."""
    facts = (
        "    facts: {county: %s, students: 1000, teachers_above_required_degree: %s}\n"
        "    expect: {degree_teachers: %s}\n"
    )
    cases = (
        ("青山县", 42, "met"),
        ("青山县", 41, "unmet"),
        ("绿水县", 41, "unmet"),
        ('"7"', 42, "met"),
        ("null", 42, "met"),
    )
    pack = written("".join(NAME + facts % case for case in cases) + NAME + FACTS + EXPECT)
    tests = read_tests(pack)
    assert [sorted(test.counties) for test in tests] == [["青山县"], ["青山县"], ["绿水县"], [], [], []]
    assert [test.apart for test in tests] == [False, False, False, True, True, False]
    assert groups_of(tests) == [[tests[0], tests[2], tests[5]], [tests[1]]]
    assert all(outcome.passed for outcome in run_tests(pack))
    swapped = run_tests(written("".join(NAME + facts % (county, count, "met") for county, count, _ in cases)))
    assert [outcome.passed for outcome in swapped] == [True, False, False, True, True]


def test_a_day_of_evaluation(written: Written) -> None:
    """A test can say as of which day it holds; the day reaches the evaluation."""
    pack = written(NAME + FACTS + "    as_of: 2025-12-31\n" + EXPECT)
    (test,) = read_tests(pack)
    assert str(test.as_of) == "2025-12-31"
    assert only(pack).passed


def test_tests_do_not_touch_each_other(written: Written) -> None:
    """Tests run side by side come out as each does alone, whatever the others say of the school."""
    text = (
        NAME + "    facts: {students: 1000, teachers_above_required_degree: 42, layout_ok: true}\n"
        "    expect: {degree_teachers: met, school_layout: met, degree_teachers_cv: {primary: met}}\n"
        "  - name: another\n"
        "    facts: {students: 1000, teachers_above_required_degree: 41, layout_ok: false}\n"
        "    expect: {degree_teachers: unmet, school_layout: unmet, degree_teachers_cv: {primary: met}}\n"
        "  - name: a third\n    facts: {students: 1000, layout_ok: true}\n"
        "    expect: {degree_teachers: met, school_layout: met}\n"
        "  - name: a fourth\n"
        "    facts: {students: 1000, 教学仪器设备资产值（万元）: 200}\n"
        "    expect: {equipment_value: met}\n"
    )
    pack = written(text)
    assert [test.alone for test in read_tests(pack)] == [False, False, False, True]
    assert [outcome.passed for outcome in run_tests(pack)] == [True, True, False, True]


def test_a_pack_without_a_folder_or_tests_has_none(tmp_path: Path) -> None:
    """A pack that was not loaded from a folder, or whose folder has no tests, has no tests."""
    assert run_tests(evolve(NATIONAL, folder=None)) == ()
    assert run_tests(evolve(NATIONAL, folder=str(tmp_path))) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            NAME + FACTS + "    expect: {degree_teacher: met}\n",
            [("tests-rule-unknown", "expect.degree_teacher")],
        ),
        (
            NAME + FACTS + "    expect: {resource_dispersion: met}\n",
            [("tests-rule-unknown", "expect.resource_dispersion")],
        ),
        (
            NAME + FACTS + "    expect: {degree_teachers: meet}\n",
            [("tests-status-unknown", "expect.degree_teachers")],
        ),
        (
            NAME + FACTS + "    expect: {degree_teachers: {primary: yes}}\n",
            [("tests-status-unknown", "expect.degree_teachers.primary")],
        ),
        (
            NAME + FACTS + "    expect: {degree_teachers: [met]}\n",
            [("tests-shape", "expect.degree_teachers")],
        ),
        (NAME + FACTS + "    expect: {}\n", [("tests-shape", "expect")]),
        (NAME + FACTS + "    expect: met\n", [("tests-shape", "expect")]),
        (NAME + "    facts: {studnets: 5}\n" + EXPECT, [("tests-fact-unknown", "studnets")]),
        (NAME + "    facts: {students: 5, 在校生数: 6}\n" + EXPECT, [("tests-fact-twice", "在校生数")]),
        (NAME + "    facts: {students: 010}\n" + EXPECT, [("scalar-number-spelling", "students")]),
        (NAME + "    facts: {students: {a: 1}}\n" + EXPECT, [("tests-shape", "students")]),
        (NAME + "    facts: [students]\n" + EXPECT, [("tests-shape", "facts")]),
        (NAME + "    schools: {students: 5}\n" + EXPECT, [("tests-shape", "schools")]),
        (NAME + "    schools: [{layout_ok: true}]\n" + EXPECT, [("tests-fact-level", "layout_ok")]),
        (NAME + "    county: {students: 5}\n" + EXPECT, [("tests-fact-level", "students")]),
        (NAME + FACTS, [("tests-key-missing", "expect")]),
        (NAME + EXPECT, [("tests-key-missing", "facts")]),
        ("  - facts: {students: 5}\n" + EXPECT, [("tests-key-missing", "name")]),
        ("  - name: {zh: 一句话}\n" + FACTS + EXPECT, [("tests-key-missing", "en")]),
        ("  - name: [a]\n" + FACTS + EXPECT, [("tests-shape", "name")]),
        (NAME + FACTS + EXPECT + "    expects: {}\n", [("tests-key-unknown", "expects")]),
        (NAME + FACTS + EXPECT + "    as_of: 2015-02-31\n", [("scalar-date-unreal", "as_of")]),
        ("  - 5\n", [("tests-shape", "tests"), ("tests-key-missing", "facts")]),
        (NAME + "    facts: &a {students: 5}\n" + EXPECT, [("yaml-anchor", None)]),
        (NAME + "    facts: !!python/name:os.system {students: 5}\n" + EXPECT, [("yaml-tag", None)]),
    ],
)
def test_what_is_refused(written: Written, text: str, found: list[tuple[str, str | None]]) -> None:
    """Misspelt rules, facts, statuses and keys, and wrong kinds of values, are refused by their codes."""
    assert codes(written(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("format: youzhi-tests/2\ntests: []\n", [("tests-format", "format")]),
        ("tests: []\n", [("tests-key-missing", "format")]),
        ("format: youzhi-tests/1\n", [("tests-key-missing", "tests")]),
        ("format: youzhi-tests/1\ntests: {}\n", [("tests-shape", "tests")]),
        ("- 5\n", [("tests-shape", "tests")]),
        ("", [("yaml-empty", None)]),
    ],
)
def test_files_that_are_no_tests_are_refused(written: Written, text: str, found: list[tuple[str, str | None]]) -> None:
    """A file of another format, or without tests, is refused by its code."""
    assert codes(written(text, whole=True)) == found


def test_near_names_are_offered(written: Written) -> None:
    """A misspelt rule, fact or status gets the name it probably means, at its place."""
    text = NAME + "    facts: {studnets: 5}\n    expect: {degree_teacher: meet}\n"
    with pytest.raises(PackError) as caught:
        read_tests(written(text))
    assert [fault.params["near"] for fault in caught.value.faults] == [
        "students（在校生数）",
        "degree_teachers",
        "met",
    ]
    assert [str(fault.place) for fault in caught.value.faults] == [
        "tests/some.yaml:4:13",
        "tests/some.yaml:5:14",
        "tests/some.yaml:5:30",
    ]


def test_a_pack_with_faults_has_no_tests_run(written: Written) -> None:
    """The faults of the pack itself come before those of its tests."""
    pack = evolve(written(NAME + FACTS + EXPECT), groups={})
    with pytest.raises(PackError) as caught:
        read_tests(pack)
    assert {fault.code for fault in caught.value.faults} == {"group-unknown"}


def test_a_file_that_is_too_big_is_refused(written: Written) -> None:
    """A file of tests has the bounds of every other file of a pack."""
    assert codes(written("#" * 300_000)) == [("yaml-too-big", None)]


def test_the_files_of_a_pack_are_read_in_order(written: Written, tmp_path: Path) -> None:
    """Tests come in the order of the names of the files, then of lines."""
    pack = written(NAME + FACTS + EXPECT + NAME.replace("one", "another") + FACTS + EXPECT)
    (tmp_path / "tests" / "a.yaml").write_text("format: youzhi-tests/1\ntests:\n" + NAME + FACTS + EXPECT, "utf-8")
    assert [(test.place.file, test.place.line) for test in read_tests(pack)] == [
        ("tests/a.yaml", 3),
        ("tests/some.yaml", 3),
        ("tests/some.yaml", 6),
    ]


def test_tests_that_share_an_evaluation_come_out_as_each_does_alone() -> None:
    """Towns of one county say nothing of another's, and rules that no test asks for change nothing of the others."""
    pack = load_pack("guangdong-meizhou-2021")
    tests = [test for test in read_tests(pack) if not test.apart]
    assert any("town" in row for test in tests for row in (*test.schools, *test.areas))
    assert all(outcome.passed for outcome in run_tests(pack))
    for test in tests[::7]:
        result = evaluated(pack, test)
        for each in test.expect:
            there = [found for found in result.to_dicts(rule=each.outcome) if stands_at(found, each.where)]
            assert {found["status"] for found in there} == {each.status}, test.name.en
