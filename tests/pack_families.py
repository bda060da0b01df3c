"""Packs that build on each other, written into folders beside each other, for tests of inheritance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from youzhi_rules.errors import Fault, InheritanceError, PackError
from youzhi_rules.loading import load_pack

if TYPE_CHECKING:
    from pathlib import Path

    from youzhi_rules.model import Pack

PARENT = """\
format: youzhi-pack/1
id: upper
version: 2.0.0
title: {zh: 上级办法, en: The measures above}
source: {issuer: 某省教育厅, number: 某教〔2020〕1号}
groups:
  main: {zh: 主体, en: Main, decides: recognition}
  duties: {zh: 任务, en: Duties, decides: plan}
scopes:
  compulsory: {stage: [primary, junior], except: [{school_kind: vocational}], clause: 第1条}
split:
  of: [teaching_area]
  by_pupils: {nine_year: {primary: 1, junior: 1.1}}
  clause: 第1条
facts:
  hall_area: {zh: 礼堂面积, en: Area of the hall, level: school, type: number, unit: 平方米}
rules:
  teachers:
    title: {zh: 每百名学生专任教师数, en: Teachers per 100 pupils}
    group: main
    level: section
    scope: compulsory
    measure: 100 * teachers / students
    unit: 人/百名学生
    at_least: {primary: 4.2, junior: 5.3}
    strength: component
    clause: 第2条
    note: {zh: 精确值, en: Exact values}
  training:
    title: {zh: 培训经费占比, en: Funds for training}
    group: main
    level: school
    scope: compulsory
    measure: training_funds / public_funds_budget
    unit: "%"
    at_least: 5%
    strength: required
    clause: 第3条
  rooms:
    title: {zh: 音乐专用教室, en: Music rooms}
    group: main
    level: school
    scope: compulsory
    given:
      room: {value: 96, unit: 平方米}
      per: {value: 12, unit: 班}
    measure: count(music_room_areas >= room)
    unit: 间
    at_least: ceil(school.classes / per)
    strength: required
    clause: 第4条
  quota:
    title: {zh: 至少一项达标, en: At least one is met}
    group: main
    level: section
    quota: {of: [teachers], met: 1, rest_at_least: 85%}
    strength: required
    clause: 第5条
  layout:
    title: {zh: 布局合理, en: Layout planned}
    group: main
    level: county
    attested: [layout_ok, staffing_allocated]
    strength: required
    clause: 第6条
tasks:
  yearly_plan: {zh: 制定年度计划, en: A plan each year, level: county, clause: 第7条}
  town_files: {zh: 建立台账, en: Files kept, level: town, clause: 第8条}
"""


def head(name: str, extends: str | None = "upper") -> str:
    """The head of a pack that builds on another."""
    above = "" if extends is None else f"extends: {extends}\n"
    return (
        f"format: youzhi-pack/1\nid: {name}\nversion: 1.0.0\n{above}"
        f"title: {{zh: 本级方案{name}, en: The plan {name}}}\nsource: {{issuer: 某市教育局}}\n"
    )


def child(body: str, name: str = "lower", extends: str | None = "upper") -> str:
    """A pack that builds on another."""
    return head(name, extends) + body


def written(root: Path, **packs: str) -> Path:
    """Packs in folders of their names; the folder of the last one."""
    folder = root
    for name, text in packs.items():
        folder = root / name
        folder.mkdir(exist_ok=True)
        (folder / "pack.yaml").write_text(text, encoding="utf-8")
    return folder


def lower(root: Path, body: str) -> Pack:
    """A child of the parent, loaded."""
    return load_pack(written(root, upper=PARENT, lower=child(body)))


def _spoken(error: PackError) -> list[Fault]:
    """The faults of an error, each said in both languages."""
    found = [fault for fault in error.faults if isinstance(fault, Fault)]
    assert len(found) == len(error.faults)
    for fault in found:
        spoken(fault)
    return found


def faults(root: Path, body: str, parent: str = PARENT) -> list[Fault]:
    """The faults of a child of the parent; they are faults of inheritance, said in both languages."""
    text = child(body)
    folder = written(root, upper=parent, lower=text)
    with pytest.raises(InheritanceError) as caught:
        load_pack(folder)
    return _spoken(caught.value)


def broken(folder: Path) -> list[Fault]:
    """The faults of a pack that cannot be used."""
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return _spoken(caught.value)


def spoken(fault: Fault) -> None:
    """A fault has its words and its advice in both languages, filled in."""
    said = fault.to_dict()
    for key in ("message", "message_zh", "hint", "hint_zh"):
        assert said[key], (fault.code, key)
    for key in ("message_zh", "hint_zh"):
        assert any("\u4e00" <= sign <= "\u9fff" for sign in str(said[key])), (fault.code, key)


def place(text: str, needle: str, at: str = "", name: str = "lower") -> str:
    """``file:line:column`` of a passage that stands once in a text; with ``at``, of that within the passage."""
    assert text.count(needle) == 1, (needle, text.count(needle))
    index = text.index(needle) + (needle.index(at) if at else 0)
    return f"{name}/pack.yaml:{text.count(chr(10), 0, index) + 1}:{index - text.rfind(chr(10), 0, index)}"
