"""A small pack as text, and ways to spoil it."""

from __future__ import annotations

SMALL = """\
format: youzhi-pack/1
id: small
version: 1.0.0
title: {zh: 小规则包, en: A small pack}
source: {issuer: 某县教育局, number: null}
groups:
  resources: {zh: 资源, en: Resources, decides: recognition}
scopes:
  compulsory: {stage: [primary, junior], except: [{school_kind: vocational}, {students: {less_than: 50}}]}
rules:
  teachers:
    title: {zh: 每百名学生专任教师数, en: Teachers per 100 pupils}
    group: resources
    level: section
    scope: compulsory
    measure: 100 * teachers / students
    unit: 人/百名学生
    at_least: {primary: 4.2, junior: 5.3}
    strength: component
    clause: 第1条
  scale:
    title: {zh: 学校规模, en: Size of schools}
    group: resources
    level: school
    applies_to: [{location: rural}, {school_kind: teaching_point}]
    measure: sum(students)
    unit: 人
    at_most: {by: school_kind, primary: 2000, nine_year: 2500}
    strength: required
    clause: 第2条
  rooms:
    title: {zh: 音乐专用教室, en: Music rooms}
    group: resources
    level: school
    scope: compulsory
    given: {classes_per_room: {value: 12, unit: 班}}
    measure: count(music_room_areas >= 96)
    unit: 间
    at_least: ceil(sum(classes) / classes_per_room)
    strength: required
    clause: 第3条
  quota:
    title: {zh: 至少一项达标, en: At least one is met}
    group: resources
    level: section
    quota: {of: [teachers], met: 1, rest_at_least: 85%}
    strength: required
    due: 2025
    seen_in: {document: null, part: practice}
  charter:
    title: {zh: 学校章程, en: School charter}
    group: resources
    level: school
    attested: has_charter
    strength: required
    clause: 第4条
tasks:
  inspection_plan:
    {zh: 制定督导计划, en: A plan, level: county, group: resources, due: 2025-06-30, clause: 第5条}
facts:
  inspection_plan: {zh: 制定督导计划, en: A plan of inspections, level: county, type: flag}
"""


def spoilt(old: str, new: str) -> str:
    """The small pack with one passage replaced; it must be there."""
    assert old in SMALL, old
    return SMALL.replace(old, new, 1)
