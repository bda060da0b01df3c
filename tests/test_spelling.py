"""Formulas read out, in words and in figures."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from small_packs import frame_of, setting, typed, wider_facts

from youzhi_rules import nodes as n
from youzhi_rules.formulas import fact_value
from youzhi_rules.frame import Frame
from youzhi_rules.model import Given, Split
from youzhi_rules.spelling import figures, words

F = Fraction
ROW: dict[str, Any] = {"county": "a", "school": "1", "stage": "primary", "students": 100, "teachers": 5}


def said(text: str, level: str = "section", lang: Any = "zh", **more: Any) -> str:
    """A formula in words."""
    return words(typed(text, level, **more).node, wider_facts(), lang)


def counted(text: str, frame: Frame, unit: int = 0, level: str = "section", **more: Any) -> str:
    """A formula in the figures of a unit."""
    return figures(typed(text, level, **more).node, frame, unit)


@pytest.mark.parametrize(
    ("text", "level", "zh"),
    [
        ("100 * teachers / students", "section", "100 × 专任教师数 ÷ 在校生数"),
        ("teachers / (students / 100)", "section", "专任教师数 ÷ (在校生数 ÷ 100)"),
        ("teachers / (students * 2)", "section", "专任教师数 ÷ (在校生数 × 2)"),
        ("2 * (students + teachers)", "section", "2 × (在校生数 + 专任教师数)"),
        ("(students - teachers) / 2", "section", "(在校生数 − 专任教师数) ÷ 2"),
        ("students - (teachers - 2)", "section", "在校生数 − (专任教师数 − 2)"),
        ("students - teachers - 2", "section", "在校生数 − 专任教师数 − 2"),
        ("students + (teachers - 2)", "section", "在校生数 + 专任教师数 − 2"),
        ("2 * (3 * students)", "section", "2 × 3 × 在校生数"),
        ("students >= 2 + teachers", "section", "在校生数 ≥ 2 + 专任教师数"),
        ("students <= 50", "section", "在校生数 ≤ 50"),
        ("students > 50", "section", "在校生数 > 50"),
        ("students < 50", "section", "在校生数 < 50"),
        ("students == 50", "section", "在校生数 = 50"),
        ("students != 50", "section", "在校生数 ≠ 50"),
        ("max(students, 50)", "section", "max(在校生数, 50)"),
        ("ceil(classes / 12)", "section", "⌈班级数 ÷ 12⌉"),
        ("sum(students)", "school", "合计(在校生数)"),
        ("mean(students)", "school", "平均(在校生数)"),
        ("count(music_room_areas >= 96)", "school", "个数(音乐专用教室面积 ≥ 96)"),
        ("county.teacher_pay_average", "section", "教师年平均工资收入水平"),
    ],
)
def test_a_formula_in_words(text: str, level: str, zh: str) -> None:
    """With the names of its facts, and brackets where they are needed."""
    found = said(text, level)
    for fact in ("music_room_areas", "teacher_pay_average"):
        if fact in text:
            zh = zh.replace("音乐专用教室面积", wider_facts()[fact].zh).replace(
                "教师年平均工资收入水平", wider_facts()[fact].zh
            )
    assert found == zh


def test_words_in_english_and_of_stages_kinds_and_grades() -> None:
    """The names of the language asked for; of a limit per kind its cases."""
    assert said("100 * teachers / students", lang="en") == "100 × Full-time teachers ÷ Pupils"
    facts = wider_facts()
    assert said("sum(students)", "county", "en") == "sum(Pupils)"
    assert said("nearby_base_junior", "county") == facts.name("nearby_base_junior", "zh")
    assert words(n.GradeConst("county", 2, "Ⅲ"), facts, "zh") == "Ⅲ"
    kind = n.FactValue("school", "school_kind", "code")
    cases = n.PerCode("school", kind, (("primary", F(2000)), ("nine_year", F(2500))))
    assert words(cases, facts, "zh") == "primary: 2000 / nine_year: 2500"
    assert words(n.StageIn("section", ("primary",)), facts, "zh") == "…"
    limits = n.PerStage("section", (("primary", n.Const("section", F(21, 5))), ("junior", n.Const("section", F(5)))))
    assert "4.2" in words(limits, facts, "zh")


FRAME_ROWS: list[dict[str, Any]] = [
    {**ROW, "music_room_areas": [96, 95.5]},
    {**ROW, "stage": "junior", "students": 60, "teachers": None},
    {**ROW, "school": "2", "students": 7, "music_room_areas": [1, 2, 3, 4, 5, 6, 7]},
]


def test_a_formula_in_figures() -> None:
    """The numbers of one unit in the place of its facts, and ? where one is missing."""
    frame = frame_of(FRAME_ROWS, [{"county": "a", "teacher_pay_average": 1}])
    assert counted("100 * teachers / students", frame) == "100 × 5 ÷ 100"
    assert counted("100 * teachers / students", frame, 1) == "100 × ? ÷ 60"
    assert counted("max(students, 50)", frame, 1) == "max(60, 50)"
    assert counted("ceil(students / 12)", frame) == "⌈100 ÷ 12⌉"
    assert counted("students >= 50", frame) == "100 ≥ 50"
    assert counted("county.teacher_pay_average", frame, 2) == "1"
    assert counted("town.education_spending", frame) == "?"
    assert counted("students / per", frame, given={"per": Given(value=F(1, 3), unit="人")}) == "100 ÷ ≈0.3333"
    limits = n.PerStage("section", (("primary", n.Const("section", F(21, 5))),))
    assert figures(limits, frame, 0) == "4.2"
    assert figures(limits, frame, 1) == "?"


def test_totals_in_figures() -> None:
    """Up to six parts are shown, one part without brackets, none or many as the result."""
    frame = frame_of(FRAME_ROWS)
    assert counted("sum(students)", frame, 0, "school") == "(100 + 60)"
    assert counted("sum(students)", frame, 1, "school") == "7"
    assert counted("sum(students)", frame, 0, "county") == "(100 + 60 + 7)"
    assert counted("mean(students)", frame, 0, "county") == "mean(100, 60, 7)"
    assert counted("sum(teachers)", frame, 0, "school") == "(5 + ?)"
    primary = n.StageIn("section", ("primary",))
    assert counted("sum(students)", frame, 0, "county", scope=primary) == "(100 + 7)"
    assert counted("count(students > 10)", frame, 0, "county") == "2"
    assert counted("sum(students)", frame, 0, "county", scope=n.StageIn("section", ("senior",))) == "0"
    many = frame_of([{**ROW, "school": str(place)} for place in range(7)])
    assert counted("sum(students)", many, 0, "county") == "700"
    assert (
        counted("sum(students)", frame_of([{**ROW, "school": str(place)} for place in range(6)]), 0, "county")
        == "(100 + 100 + 100 + 100 + 100 + 100)"
    )


def test_rooms_in_figures() -> None:
    """The list with its threshold and how many reach it; no more than six are shown."""
    frame = frame_of(FRAME_ROWS)
    assert counted("count(music_room_areas >= 96)", frame, 0, "school") == "#[96, 95.5 ≥ 96] = 1"
    assert counted("count(music_room_areas >= 4)", frame, 1, "school") == "#[1, 2, 3, 4, 5, 6, … ≥ 4] = 4"
    assert counted("count(art_room_areas >= 90)", frame, 0, "school") == "?"
    assert counted("sum(music_room_areas)", frame, 0, "school") == "(96 + 95.5)"


def test_derived_facts_in_figures() -> None:
    """A difference in brackets, a figure of one's own without."""
    rows = [
        {**ROW, "teaching_area_gross": 500, "indoor_sports_area": 100},
        {**ROW, "school": "2", "teaching_area": 7},
        {**ROW, "school": "3", "class_sizes": [30, 45]},
    ]
    frame = frame_of(rows)
    assert counted("teaching_area / students", frame) == "(500 − 100) ÷ 100"
    assert counted("teaching_area / students", frame, 1) == "7 ÷ 100"
    assert counted("teaching_area", frame, 2) == "?"
    assert counted("largest_class", frame, 2) == "max(30, 45)"


def test_a_share_in_figures() -> None:
    """The whole, times weighted pupils over those of all stages."""
    split = Split(of=("sports_area",), by_pupils={"nine_year": {"primary": F(1), "junior": F(11, 10)}})
    node = fact_value(wider_facts()["sports_area"], setting(split=split), "section").node
    rows = [
        {**ROW, "students": 300, "school_kind": "nine_year"},
        {**ROW, "stage": "junior", "students": 100},
        {**ROW, "stage": "whole", "students": None, "teachers": None, "sports_area": 1000},
        {**ROW, "school": "2", "sports_area": 5},
    ]
    frame = frame_of(rows)
    assert [figures(node, frame, unit) for unit in (0, 1, 2)] == [
        "1000 × 300/(300 + 1.1×100)",
        "1000 × 1.1×100/(300 + 1.1×100)",
        "5",
    ]
