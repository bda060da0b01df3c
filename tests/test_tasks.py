"""Tasks: each is a duty with a flag of its own, known by id and title wherever records are read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from small_packs import GROUPS, assert_spoken, pack_text, plan_of, read, rule, statuses

import youzhi_rules as yz
from youzhi_rules import nodes as n
from youzhi_rules.composer import compose
from youzhi_rules.errors import Fault
from youzhi_rules.intake import build_dataset
from youzhi_rules.model import Pack
from youzhi_rules.pack_facts import facts_of
from youzhi_rules.packtests import run_tests
from youzhi_rules.plan import Attest, rules_of
from youzhi_rules.reading import read_pack

PLAIN = rule("a", level="section", measure="students", unit="人", at_least="1")


def tasks(**said: str) -> str:
    """The tasks of a pack: what is said of each beside level and clause."""
    lines = (f"  {name}: {{{words}, level: county, clause: 第9条}}\n" for name, words in said.items())
    return "tasks:\n" + "".join(lines)


def task_pack(more: str, *rules: str) -> Pack:
    """A pack with these further sections."""
    return read(pack_text(*(rules or (PLAIN,)), more=more))


ONE = tasks(plan_made="zh: 制定实施方案, en: Plan made")


def test_a_task_is_a_flag_of_its_own() -> None:
    """Of its level, with its title for a name; the dictionary itself stays as it is."""
    facts, faults = facts_of(task_pack(ONE))
    assert faults == []
    fact = facts["plan_made"]
    assert (fact.zh, fact.en, fact.levels, fact.type, fact.unit) == (
        "制定实施方案",
        "Plan made",
        ("county",),
        "flag",
        None,
    )
    assert "plan_made" not in yz.facts()
    (_, step) = plan_of(PLAIN, more=ONE).steps
    assert step.test == Attest((n.FactValue("county", "plan_made", "flag"),), wanted=True)


def test_a_pack_without_facts_and_tasks_has_the_shipped_dictionary() -> None:
    """The very same."""
    facts, faults = facts_of(task_pack(""))
    assert (facts is yz.facts(), faults) == (True, [])


@pytest.mark.parametrize(
    "header", ["plan_made", "制定实施方案", "Plan made", "是否制定实施方案", " 制定 实施方案 ", "PLAN_MADE"]
)
def test_records_give_a_task_by_any_of_its_names(header: str) -> None:
    """Id, title in both languages, the title as a question."""
    rows = [{"county": "x", "school": "A", "stage": "primary", "students": 5}]
    for value, status in (("是", "met"), ("否", "unmet"), (None, "unknown")):
        area = {"county": "x", header: value}
        result = yz.evaluate(rows, task_pack(ONE), area_records=area)
        assert [o["status"] for o in result.to_dicts(rule="plan_made")] == [status]
        assert result.counties["x"].plan[status] == 1
        assert result.status == "met"
    result = yz.evaluate([{**rows[0], header: "是"}], task_pack(ONE))
    assert [o["status"] for o in result.to_dicts(rule="plan_made")] == ["met"]


def test_a_workbook_read_without_a_pack_keeps_the_columns_of_its_tasks(tmp_path: Path) -> None:
    """What they mean is settled when the pack is known."""
    file = tmp_path / "schools.csv"
    file.write_text("县,学校,学段,在校生数,制定实施方案\n甲县,一小,小学,5,是\n", encoding="utf-8")
    records = yz.read_records(file)
    assert [o["status"] for o in yz.evaluate(records, task_pack(ONE)).to_dicts(rule="plan_made")] == ["met"]


def test_tests_inside_packs_know_the_tasks(tmp_path: Path) -> None:
    """As facts, and as outcomes."""
    folder = tmp_path / "small"
    (folder / "tests").mkdir(parents=True)
    (folder / "pack.yaml").write_text(pack_text(PLAIN, more=ONE), encoding="utf-8")
    test = """\
format: youzhi-tests/1
tests:
  - name: 已制定
    facts: {制定实施方案: true}
    expect: {plan_made: met}
  - name: 未填
    facts: {plan_made: null}
    expect: {plan_made: unknown}
"""
    (folder / "tests" / "tasks.yaml").write_text(test, encoding="utf-8")
    outcomes = run_tests(yz.load_pack(folder))
    assert [outcome.passed for outcome in outcomes] == [True, True]


def test_a_flag_that_is_there_already_is_used() -> None:
    """One of the dictionary with all its names, or one that the pack declares at several levels."""
    shipped = task_pack(tasks(layout_ok="zh: 别名, en: Layout"))
    facts, faults = facts_of(shipped)
    assert (facts is yz.facts(), faults) == (True, [])
    declared = (
        "facts:\n  plan_made: {zh: 有方案, en: Has a plan, level: [school, county], type: flag}\n"
        "tasks:\n  plan_made: {zh: 制定方案, en: Plan, level: county, clause: 第9条}\n"
    )
    facts, faults = facts_of(task_pack(declared))
    assert (facts["plan_made"].zh, faults) == ("有方案", [])
    assert facts.find("制定方案") is None


def faults_in(more: str) -> list[Fault]:
    """The faults of the facts and tasks of a pack, as loading tells them."""
    root, _ = compose(pack_text(PLAIN, more=more).encode(), "small/pack.yaml")
    assert root is not None
    pack, faults = read_pack(root, "small/pack.yaml")
    assert pack is not None
    assert faults == []
    found = facts_of(pack)[1]
    for fault in found:
        assert_spoken(fault)
    return found


@pytest.mark.parametrize(
    ("more", "params"),
    [
        (
            tasks(students="zh: 学生, en: S"),
            {"name": "students", "level": "county", "type": "count", "levels": "section"},
        ),
        (
            tasks(has_charter="zh: 章程, en: C"),
            {"name": "has_charter", "level": "county", "type": "flag", "levels": "school"},
        ),
        (
            "facts:\n  plan_made: {zh: 方案数, en: Plans, level: county, type: count, unit: 个}\n" + ONE,
            {"name": "plan_made", "level": "county", "type": "count", "levels": "county"},
        ),
        (
            "facts:\n  plan_made: {zh: 方案, en: Plans, level: county, type: flag, by_stage: [primary, junior]}\n"
            + ONE,
            {"name": "plan_made", "level": "county", "type": "flag", "levels": "county"},
        ),
    ],
)
def test_a_task_whose_fact_is_no_flag_of_its_level_is_a_fault(more: str, params: dict[str, str]) -> None:
    """It stands at the task."""
    (fault,) = faults_in(more)
    assert (fault.code, fault.key, dict(fault.params)) == ("task-flag", f"tasks.{params['name']}", params)
    assert fault.place.file == "small/pack.yaml"


def test_a_list_of_words_is_a_fault():
    """No rule can use one, and no column of it could be read."""
    (fault,) = faults_in("facts:\n  mottos: {zh: 校训, en: Mottos, level: school, type: text, many: true}\n")
    assert (fault.code, fault.key) == ("fact-list-of-words", "facts.mottos")
    assert_spoken(fault)


@pytest.mark.parametrize(
    ("more", "task", "name", "owner"),
    [
        (tasks(one="zh: 制定方案, en: One", two="zh: 制定方案, en: Two"), "two", "制定方案", "one"),
        (tasks(one="zh: 方案, en: One", two="zh: 是否方案, en: Two"), "two", "是否方案", "one"),
        (tasks(one="zh: 方案一, en: Plan", two="zh: 方案二, en: plan"), "two", "plan", "one"),
        (tasks(one="zh: 在校生数, en: One"), "one", "在校生数", "students"),
        (tasks(one="zh: 学校, en: One"), "one", "学校", "school"),
        (
            "facts:\n  plans: {zh: 方案数, en: Plans, level: county, type: count, unit: 个}\n"
            + tasks(one="zh: 方案数, en: One"),
            "one",
            "方案数",
            "plans",
        ),
    ],
)
def test_a_task_cannot_have_the_name_of_another_column(more: str, task: str, name: str, owner: str) -> None:
    """Of another task, of a fact or of a column of identity."""
    (fault,) = faults_in(more)
    assert (fault.code, fault.key) == ("task-name-taken", f"tasks.{task}")
    assert dict(fault.params) == {"task": task, "name": name, "owner": owner}


def test_a_fact_whose_name_is_taken_is_told_beside_the_tasks() -> None:
    """By its own code."""
    more = "facts:\n  pupils: {zh: 在校生数, en: Pupils again, level: county, type: flag}\n" + ONE
    (fault,) = faults_in(more)
    assert (fault.code, fault.params["fact"]) == ("fact-name-taken", "pupils")


def test_faults_of_tasks_keep_a_pack_from_loading(tmp_path: Path) -> None:
    """All of them are in the error."""
    folder = tmp_path / "small"
    folder.mkdir()
    more = tasks(students="zh: 学生, en: S", one="zh: 方案, en: One", two="zh: 方案, en: Two")
    (folder / "pack.yaml").write_text(pack_text(PLAIN, more=more), encoding="utf-8")
    with pytest.raises(yz.PackError) as stop:
        yz.load_pack(folder)
    assert {"task-flag", "task-name-taken"} <= {fault.code for fault in stop.value.faults}


def test_a_task_can_be_for_some_counties_only() -> None:
    """For others it does not apply, and is not counted among their duties."""
    pack = task_pack(tasks(plan_made='zh: 制定方案, en: Plan made, applies_to: {county: ["440785", 恩平市]}'))
    rows = [{"county": name, "school": "A", "stage": "primary", "students": 5} for name in ("恩平市", "440785", "甲县")]
    areas = [{"county": name, "plan_made": False} for name in ("恩平市", "440785", "甲县")]
    result = yz.evaluate(rows, pack, area_records=areas)
    found = {o["county"]: o["status"] for o in result.to_dicts(rule="plan_made")}
    assert found == {"恩平市": "unmet", "440785": "unmet", "甲县": "not_applicable"}
    assert {name: sum(county.plan.values()) for name, county in result.counties.items()} == {
        "恩平市": 1,
        "440785": 1,
        "甲县": 0,
    }


def test_a_task_with_a_faulty_condition_says_where() -> None:
    """Under the task, not under a rule."""
    more = tasks(plan_made="zh: 制定方案, en: Plan made, applies_to: {conty: 恩平市}")
    facts, _ = facts_of(task_pack(more))
    from youzhi_rules.compiling import compile_pack

    plan, (fault,) = compile_pack(task_pack(more), facts)
    assert plan is None
    assert (fault.code, fault.key) == ("condition-unknown-key", "tasks.plan_made.applies_to")


def test_a_task_names_its_group_where_there_are_several_plans() -> None:
    """And is counted there."""
    groups = GROUPS + "  others: {zh: 其他, en: Others, decides: plan}\n"
    more = tasks(one="zh: 方案一, en: One, group: others", two="zh: 方案二, en: Two, group: duties")
    plan = plan_of(PLAIN, more=more, groups=groups)
    assert [step.rule.group for step in plan.steps] == ["main", "others", "duties"]


def test_a_task_that_is_a_target_waits_for_its_date() -> None:
    """Before it, it is not due; without a date it never decides."""
    more = tasks(
        dated="zh: 方案一, en: One, strength: target, due: 2025-12-31", undated="zh: 方案二, en: Two, strength: target"
    )
    plan = plan_of(PLAIN, more=more)
    rows = [{"school": "A", "stage": "primary", "students": 5}]
    assert [step.decides for step in plan.steps] == [True, True, False]
    assert statuses(plan, rows, as_of=dt.date(2025, 12, 30))["dated"] == ["not_due"]
    assert statuses(plan, rows, as_of=dt.date(2025, 12, 31))["dated"] == ["unknown"]


def test_a_task_brings_its_pack_its_note_and_what_contradicts_it() -> None:
    """To the rule that it is."""
    note = "note: {zh: 说明, en: A note}, conflicts_with: {part: 附件, zh: 另说, en: Otherwise}"
    pack = task_pack(tasks(plan_made=f"zh: 制定方案, en: Plan made, {note}"))
    found = rules_of(pack)["plan_made"]
    assert (found.pack, found.note, len(found.conflicts_with)) == ("small", pack.tasks["plan_made"].note, 1)
    told = yz.evaluate([{"school": "A", "stage": "primary"}], pack).explain("plan_made", lang="en")
    assert dict(told.lines)["note"] == "A note"
    assert dict(told.lines)["elsewhere it says"] == "附件: Otherwise"


def test_the_data_of_a_pack_are_read_with_its_tasks() -> None:
    """A column of a task that another pack does not know is told as unknown there."""
    rows = [{"school": "A", "stage": "primary", "students": 5, "plan_made": "是"}]
    facts, _ = facts_of(task_pack(ONE))
    assert not [p for p in build_dataset(rows, None, facts).problems if p.code == "column-unknown"]
    assert [p.column for p in build_dataset(rows, None, yz.facts()).problems if p.code == "column-unknown"] == [
        "plan_made"
    ]
