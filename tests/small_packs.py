"""Packs of a few lines, compiled; formulas on their own; and data in frames, for tests of the modules that decide."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from youzhi_rules import nodes as n
from youzhi_rules.compiling import compile_pack
from youzhi_rules.composer import compose
from youzhi_rules.dataset import Dataset
from youzhi_rules.dictionary import Facts, shipped_facts
from youzhi_rules.engine import STATUSES, Verdicts, run
from youzhi_rules.errors import Fault, Place
from youzhi_rules.evaluation import column_of, truth
from youzhi_rules.formulas import Setting, Typed, compile_formula
from youzhi_rules.frame import Frame
from youzhi_rules.grammar import FormulaFault
from youzhi_rules.intake import build_dataset
from youzhi_rules.model import Formula, Pack
from youzhi_rules.pack_facts import facts_of
from youzhi_rules.plan import Plan
from youzhi_rules.reading import read_pack

FILE = "small/pack.yaml"
HEAD = """\
format: youzhi-pack/1
id: small
version: 1.0.0
title: {zh: 小规则包, en: A small pack}
source: {issuer: 某县教育局}
"""
SHOW_BRACES = {"dispersion-limit", "condition-comparison", "condition-needs-names"}
"""Codes whose advice shows a mapping in braces."""
GROUPS = """\
groups:
  main: {zh: 主体, en: Main, decides: recognition}
  duties: {zh: 任务, en: Duties, decides: plan}
"""
SCHOOL_LISTS = (
    "  hall_areas: {zh: 礼堂面积, en: Areas of halls, level: school, type: number, unit: 平方米, many: true}\n"
)


def rule(name: str, **keys: object) -> str:
    """One rule in YAML; what every rule must have is there unless it is given."""
    usual = {
        "title": f"{{zh: 规则{name}, en: Rule {name}}}",
        "group": "main",
        "strength": "required",
        "clause": "第1条",
    }
    lines = [f"    {key}: {value}" for key, value in {**usual, **keys}.items() if value is not None]
    return "\n".join([f"  {name}:", *lines]) + "\n"


def pack_text(*rules: str, more: str = "", groups: str = GROUPS) -> str:
    """A pack of these rules; ``more`` holds other sections."""
    return HEAD + groups + more + ("rules:\n" + "".join(rules) if rules else "")


def read(text: str) -> Pack:
    """The pack in a text without faults of structure."""
    root, faults = compose(text.encode(), FILE)
    assert root is not None
    assert not faults
    pack, more = read_pack(root, FILE)
    assert pack is not None
    assert not more, [fault.line() for fault in more]
    return pack


def compiled(text: str) -> tuple[Plan | None, list[Fault]]:
    """What compiling a pack's text gives: the plan or its faults."""
    pack = read(text)
    facts, clashes = facts_of(pack)
    assert not clashes
    return compile_pack(pack, facts)


def plan_of(*rules: str, more: str = "", groups: str = GROUPS) -> Plan:
    """The plan of a pack of these rules, which has no faults."""
    plan, faults = compiled(pack_text(*rules, more=more, groups=groups))
    assert plan is not None, [fault.line() for fault in faults]
    assert faults == []
    return plan


def faults_of(*rules: str, more: str = "", groups: str = GROUPS) -> list[Fault]:
    """The faults of a pack of these rules, which has no plan."""
    plan, faults = compiled(pack_text(*rules, more=more, groups=groups))
    assert plan is None
    assert faults
    for fault in faults:
        assert_spoken(fault)
    return faults


def assert_spoken(fault: Fault) -> None:
    """A fault has its words and its advice in both languages, filled in."""
    said = fault.to_dict()
    for key in ("message", "message_zh", "hint", "hint_zh"):
        assert said[key], (fault.code, key)
        assert "{" not in said[key].replace("{{", "") or fault.code in SHOW_BRACES
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said["message_zh"])
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in str(said["message"]) if not fault.params)


def place_of(text: str, needle: str, inside: str | None = None) -> Place:
    """Where a passage stands in a text; with ``inside``, where that stands within the passage."""
    assert text.count(needle) == 1, (needle, text.count(needle))
    at = text.index(needle) + (needle.index(inside) if inside else 0)
    return Place(FILE, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


@cache
def wider_facts() -> Facts:
    """The shipped dictionary with facts that it lacks: a quantity of towns, lists of sections, a quantity per stage."""
    pack = read(
        HEAD
        + GROUPS
        + "facts:\n"
        + SCHOOL_LISTS
        + "  books: {zh: 图书册数, en: Books, level: town, type: count, unit: 个}\n"
        + "  town_grade: {zh: 乡镇等级, en: Grade of a town, level: town, type: grade, "
        + "values: {低: 低, 中: 中, 高: 高}}\n"
        + "  town_checked: {zh: 乡镇已检查, en: Town checked, level: town, type: flag}\n"
        + "  city_money: {zh: 市级经费, en: Money of the city, level: city, type: number, unit: 元}\n"
    )
    facts, clashes = shipped_facts().extended(pack.facts)
    assert not clashes
    return facts


def setting(level: str = "section", **more: Any) -> Setting:
    """Where a formula stands, with the wider dictionary."""
    return Setting(facts=wider_facts(), level=level, **more)


def typed(text: str, level: str = "section", **more: Any) -> Typed:
    """A formula compiled."""
    return compile_formula(Formula(text, Place(FILE, 7, 20)), setting(level, **more))


def formula_fault(text: str, level: str = "section", **more: Any) -> Fault:
    """The fault of a formula that starts in line 7, column 20."""
    with pytest.raises(FormulaFault) as stop:
        typed(text, level, **more)
    fault = stop.value.fault
    assert_spoken(fault)
    assert (fault.place.file, fault.place.line) == (FILE, 7)
    return fault


def frame_of(records: Any, areas: Any = None, *, wide: bool = False) -> Frame:
    """The data of some records as one frame."""
    return whole_frame(build_dataset(records, areas, wider_facts()), wide=wide)


def whole_frame(data: Dataset, *, wide: bool = False) -> Frame:
    """A dataset as one frame."""
    frame = Frame(data, 0, len(data.units.counties))
    return frame.widened() if wide else frame


def values(frame: Frame, node: n.Node) -> list[Fraction | None]:
    """The exact values of a node."""
    column = column_of(frame, node)
    assert len(column) == frame.count(node.level)
    return [column.fraction(index) for index in range(len(column))]


def truths(frame: Frame, node: n.Node) -> list[int]:
    """The truths of a node: 0 no, 1 maybe, 2 yes."""
    found = truth(frame, node)
    assert found.dtype.name == "int8"
    assert len(found) == frame.count(node.level)
    return [int(code) for code in found]


def verdicts(plan: Plan, records: Any, areas: Any = None, **more: Any) -> Verdicts:
    """A plan run on records."""
    return run(plan, build_dataset(records, areas, plan.facts, campuses=plan.compares_campuses), **more)


def statuses(plan: Plan, records: Any, areas: Any = None, **more: Any) -> dict[str, list[str]]:
    """The statuses of every step by id, in the order of its units (by stage: one list after the other)."""
    found: dict[str, list[str]] = {}
    for step, codes in zip(plan.steps, verdicts(plan, records, areas, **more).steps, strict=True):
        found.setdefault(step.id, []).extend(STATUSES[code] for code in codes.tolist())
    return found
