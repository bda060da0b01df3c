"""Results: outcomes and their filters, tables, gaps, and the explanation of every kind of test."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from made_county import COUNTY, SCHOOLS, made_result, outcome, two_counties
from odd_pack import odd_result
from small_packs import pack_text, read, rule

import youzhi_rules as yz
from youzhi_rules.catalogue import LABELS, MESSAGES
from youzhi_rules.outcomes import KEYS
from youzhi_rules.summary import summary_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def result() -> yz.Result:
    """The made county under the national standard."""
    return made_result()


# -- outcomes ----------------------------------------------------------------------------------------------------


def test_an_outcome_has_exactly_the_published_keys(result: yz.Result) -> None:
    """Every outcome has the published keys in their order."""
    assert all(tuple(found) == KEYS for found in result.to_dicts())


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        ({"rule": "class_size"}, lambda o: o["rule"] == "class_size"),
        ({"level": "school"}, lambda o: o["level"] == "school"),
        ({"status": "unmet"}, lambda o: o["status"] == "unmet"),
        ({"county": "乙县"}, lambda o: o["county"] == "乙县"),
        ({"county": "甲县", "level": "county", "status": "unknown"},
         lambda o: (o["county"], o["level"], o["status"]) == ("甲县", "county", "unknown")),
    ],
)  # fmt: skip
def test_filters_choose_from_all_outcomes_in_the_same_order(filters: dict[str, Any], fits: Any) -> None:
    """A filter gives what choosing from all outcomes gives."""
    result = two_counties()
    assert result.to_dicts(**filters) == [o for o in result.to_dicts() if fits(o)]


@pytest.mark.parametrize(
    ("filters", "error", "code", "hint"),
    [
        ({"rule": "clas_size"}, yz.PackError, "rule-not-in-pack", "did you mean “class_size”?"),
        ({"level": "shool"}, yz.DataError, "filter-unknown", "did you mean “school”?"),
        ({"status": "failed"}, yz.DataError, "filter-unknown", None),
        ({"lang": "cn"}, yz.DataError, "filter-unknown", None),
        ({"county": "清溪"}, yz.DataError, "county-unknown", f"did you mean “{COUNTY}”?"),
    ],
)
def test_a_filter_that_fits_nothing_known_is_refused(
    result: yz.Result, filters: dict[str, Any], error: type[yz.YouzhiError], code: str, hint: str | None
) -> None:
    """A misspelt rule, level, status or county is an error with the near name, not an empty list."""
    with pytest.raises(error) as caught:
        result.to_dicts(**filters)
    assert caught.value.code == code
    assert hint is None or caught.value.hint == hint
    assert not caught.value.say("zh").startswith("<text>")


def test_a_value_is_the_float_nearest_to_the_exact_number() -> None:
    """7 of 3000 pupils is the float nearest to 7/30, whatever the order of operations would give."""
    rows = [{"school": "A", "stage": "primary", "students": 3000, "backbone_teachers": 7, "pe_arts_teachers": 27}]
    result = yz.evaluate(rows)
    assert outcome(result, "backbone_teachers")["value"] == float(Fraction(7, 30))
    found = outcome(result, "pe_arts_teachers")
    assert (found["value"], found["limit"], found["status"], found["gap"]) == (0.9, 0.9, "met", 0.0)


def test_a_coefficient_is_the_float_nearest_to_its_root() -> None:
    """Two schools of 100 pupils with 1 and 3 teachers have the coefficient 1/2 exactly."""
    rows = [
        {"school": name, "stage": "primary", "students": 100, "backbone_teachers": count}
        for name, count in (("A", 1), ("B", 3))
    ]
    found = outcome(yz.evaluate(rows), "backbone_teachers_cv", stage="primary")
    assert (found["value"], found["limit"], found["status"]) == (0.5, 0.5, "met")


def test_what_is_decided_by_words_has_words_for_values(result: yz.Result) -> None:
    """Grades are text, attested items yes or no, a quota the number of rules met."""
    grade = outcome(result, "moral_education", school="S2")
    assert (grade["value"], grade["limit"], grade["status"]) == ("合格", "良好", "unmet")
    flag = outcome(result, "school_charter", school="S2")
    assert (flag["value"], flag["limit"], flag["operator"]) == (False, True, None)
    quota = outcome(result, "resource_quota", school="S3", stage="junior")
    assert (quota["value"], quota["limit"], quota["operator"], quota["gap"]) == (4, 6, "at_least", 2)


@pytest.mark.parametrize(
    ("rule", "where", "gap"),
    [
        ("pe_arts_teachers", {"school": "S2"}, 1),  # 0.9 × 1000 / 100 = 9 teachers, 8 are there
        ("teaching_area", {"school": "S2"}, 900),  # 4.5 × 1000 − (3900 − 300)
        ("music_rooms", {"school": "S2"}, 2),  # neither of two; 95.9 m² is none
        ("class_size", {"school": "S2"}, 1),
        ("teacher_rotation", {}, 1),  # 10 % of 100
        ("equipment_value", {"school": "S3", "stage": "junior"}, 87272.73),  # 60 000 × 320/220, up to 0.01 yuan
        ("teaching_area", {"school": "S3", "stage": "junior"}, 87.28),  # 60 × 320/220, up to 0.01 m²
        ("multimedia_classrooms", {"school": "S3", "stage": "primary"}, 1),
        ("attainment_gap", {}, None),  # strict, and a share has no smallest step
    ],
)
def test_a_gap_meets_the_rule_in_the_smallest_steps(
    result: yz.Result, rule: str, where: dict[str, str], gap: float | None
) -> None:
    """The gap is whole people and rooms, 0.01 m² and 0.01 yuan; for a split quantity of the whole school."""
    found = outcome(result, rule, **where)
    assert found["status"] == "unmet"
    assert found["gap"] == gap


def test_the_gap_of_a_mixed_school_is_what_it_needs_and_no_more() -> None:
    """With the gap added to the whole school the section meets the rule; with 0.01 yuan less it does not."""
    for more, status in ((87272.73, "met"), (87272.72, "unmet")):
        rows = [dict(row) for row in SCHOOLS]
        rows[-1]["equipment_value"] = f"{640_000 + more:.2f}"
        found = outcome(yz.evaluate(rows), "equipment_value", school="S3", stage="junior")
        assert found["status"] == status


def test_reasons_name_the_missing_facts(result: yz.Result) -> None:
    """What has no verdict says which columns are missing, or that a division has no result."""
    assert outcome(result, "training_budget", school="S3")["reason"] == "missing:public_funds_budget,training_funds"
    assert outcome(result, "teacher_certification")["reason"] == "division_by_zero"
    assert outcome(result, "small_school_funding", school="S1")["reason"] == "does_not_apply"
    assert outcome(result, "teacher_rotation")["reason"] is None


def test_a_coefficient_about_a_mean_of_zero_is_unknown() -> None:
    """Schools without a single backbone teacher have no coefficient, which is never a pass."""
    rows = [{"school": s, "stage": "primary", "students": 100, "backbone_teachers": 0} for s in "AB"]
    found = outcome(yz.evaluate(rows), "backbone_teachers_cv", stage="primary")
    assert (found["status"], found["value"], found["reason"]) == ("unknown", None, "mean_zero")


# -- tables ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_a_dataframe_tells_numbers_and_words_apart(result: yz.Result, kind: Any) -> None:
    """Numbers are float columns; grades and yes or no stand in a column of text beside."""
    frame = result.to_frame(kind)
    read = {"pandas": "to_dict", "polars": "to_dicts", "pyarrow": "to_pylist"}[kind]
    rows = getattr(frame, read)(*(["records"] if kind == "pandas" else []))
    assert len(rows) == len(result.to_dicts())
    found = {(row["rule"], row["school"]): row for row in rows if row["school"] in {"S2", None}}
    assert found["moral_education", "S2"]["value_text"] == "合格"
    assert found["school_charter", "S2"]["limit_text"] == "true"
    assert found["music_rooms", "S2"]["value"] == 0.0
    assert found["music_rooms", "S2"]["gap"] == 2.0


@pytest.mark.parametrize("kind", ["polars", "pyarrow"])
def test_columns_and_types_do_not_depend_on_the_data(result: yz.Result, kind: Any) -> None:
    """A county of which nothing is known gives tables of the same columns and types."""
    empty = yz.evaluate([{"school": "A", "stage": "primary", "classes": None}])
    for one, other in (
        (result.to_frame(kind), empty.to_frame(kind)),
        (result.sections(kind), empty.sections(kind)),
        (result.means(kind), empty.means(kind)),
    ):
        assert one.schema == other.schema


def test_sections_are_wide(result: yz.Result) -> None:
    """A row a section, with value and status of each indicator and of the quota."""
    frame = result.sections("pandas")
    assert list(frame["school"]) == ["S1", "S2", "S3", "S3"]
    row = frame.iloc[1]
    assert (row["pe_arts_teachers"], row["pe_arts_teachers_status"]) == (0.8, "unmet")
    assert (row["resource_quota"], row["resource_quota_status"]) == (5.0, "unmet")


def test_means_are_ratios_of_totals(result: yz.Result) -> None:
    """The mean of an indicator is the ratio of the totals, not the mean of the schools' values."""
    found = next(row for row in result.means if (row["rule"], row["stage"]) == ("pe_arts_teachers_cv", "primary"))
    assert found["mean"] == float(Fraction(100 * (9 + 8 + 1), 2100))
    assert set(found) == {"county", "stage", "rule", "mean", "cv", "limit", "status"}


def test_an_unknown_kind_of_dataframe_is_refused(result: yz.Result) -> None:
    """A misspelt library is told with the near name."""
    with pytest.raises(yz.DataError) as caught:
        result.to_frame("panda")  # type: ignore[arg-type]  # what is refused
    assert caught.value.code == "frame-kind"


def test_a_result_and_its_counties_say_what_they_are(result: yz.Result) -> None:
    """The short forms name pack, verdict and size."""
    assert repr(result) == "<Result national-2017: unmet, counties: 1, problems: 0>"
    assert result.counties[COUNTY].groups["recognition"] == "met"
    assert result.counties[COUNTY].plan == {"met": 0, "unmet": 0, "unknown": 0, "not_due": 0}
    with pytest.raises(yz.DataError) as caught:
        result.counties["清溪"]
    assert caught.value.code == "county-unknown"


def test_a_day_that_is_none_is_refused() -> None:
    """A wrong ``as_of`` is an error with its own code."""
    with pytest.raises(yz.DataError) as caught:
        made_result(as_of="2027-13-01")
    assert caught.value.code == "as-of-not-a-day"


# -- explanations ------------------------------------------------------------------------------------------------

EXPLAINED = [
    ("pe_arts_teachers", {"school": "=2小"}, ("100 × 8 ÷ 1000 = 0.8", "≥ 0.9"), ("还差 1 人", "1 person short")),
    ("moral_education", {"school": "S2"}, ("合格", "≥ 良好"), ()),
    ("attainment_level", {}, ("Ⅱ", "≥ Ⅲ"), ()),
    ("resource_quota", {"school": "S3", "stage": "junior"}, ("2125", "4.93"), ("底线", "floor")),
    ("equipment_value_cv", {"stage": "junior"}, ("Σw = 200", "≤ 0.45² = 0.2025"), ()),
    ("unified_standards", {}, (), ("教师编制标准统一: 否", "town and country: missing")),
    ("key_schools", {}, (), ("存在重点学校或重点班: 是", "exist: yes")),
    ("equipment_value", {"school": "S3", "stage": "junior"}, ("640000 × 1.1×200/(100 + 1.1×200) ÷ 200 = 2200",),
     ("（全校合计）", "of the whole school")),
    ("teaching_area", {"school": "S2"}, ("(3900 − 300) ÷ 1000 = 3.6",), ("还差 900 平方米", "900 m² short")),
    ("teacher_certification", {}, ("0 ÷ 0 = ?",), ("除数为零", "division by zero")),
    ("music_rooms", {"school": "S2"}, ("[95.9 ≥ 96] = 0", "⌈24 ÷ 12⌉ = 2"), ("还差 2 间", "2 rooms short")),
    ("small_school_funding", {"school": "S1"}, (), ("不在适用范围内", "does not apply")),
    ("training_budget", {"school": "S3"}, (), ("没有可用的数据", "no usable data")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "where", "figures", "words"), EXPLAINED)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_explanation_tells_the_arithmetic_with_its_numbers(
    result: yz.Result, rule: str, where: dict[str, str], figures: tuple[str, ...], words: tuple[str, ...], lang: Any
) -> None:
    """Every kind of test is explained in both languages, with figures, clause and pack."""
    told = result.explain(rule, **where, lang=lang)
    text = str(told)
    for figure in figures:
        assert figure in text
    if words:
        pick = words[0 if lang == "zh" else -1]
        assert pick in text
    assert told.outcome["clause"] in text
    assert "national-2017/pack.yaml:" in text
    assert LABELS[told.outcome["status"]][0 if lang == "zh" else 1] in told.title


def test_a_quota_is_explained_with_every_rule_it_counts(tmp_path: Path) -> None:
    """Those that are attested too, and those that do not apply at all."""
    told = dict(odd_result(tmp_path).explain("mixed", school="B", lang="en").lines)
    assert told["Rule charter"] == "unmet"
    assert told["Rule staff"] == "10 people, standard ≥ 10 people: met"


def test_graded_rules_of_a_quota_are_explained_by_their_grades() -> None:
    """良好 and not the place of 良好 among the grades."""
    pack = read(
        pack_text(
            rule("work", graded="moral_education_grade", at_least="合格", level="school", strength="component"),
            rule("forms", measure="sum(classes)", unit="班", at_least=4, level="school", strength="component"),
            rule("both", level="school", quota="{of: [work, forms], met: 1}"),
        )
    )
    rows = [{"school": "A", "stage": "primary", "classes": 3, "moral_education_grade": "良好"}]
    told = dict(yz.evaluate(rows, pack).explain("both", lang="zh").lines)
    assert told["规则work"] == "良好，标准 ≥ 合格: 达标"
    assert told["规则forms"] == "3 班，标准 ≥ 4 班: 未达标"


def test_an_english_explanation_has_english_labels(result: yz.Result) -> None:
    """The parts of an explanation are named in the language asked for."""
    told = result.explain("pe_arts_teachers", school="S1", lang="en")
    labels = [name for name, _ in told.lines]
    assert labels == ["measure", "arithmetic", "comparison", "clause", "note", "chain"]


def test_an_explanation_is_plain_values(result: yz.Result) -> None:
    """``to_dict`` can go into JSON as it is."""
    told = result.explain("class_size", school="S2")
    again = json.loads(json.dumps(told.to_dict()))
    assert again["outcome"]["rule"] == "class_size"
    assert again["chain"][0]["pack"] == "national-2017"
    assert all(len(line) == 2 for line in again["lines"])


def test_an_explanation_as_html_is_escaped(result: yz.Result) -> None:
    """A school named like a tag stays text."""
    html = result.explain("backbone_teachers", school="S3", stage="primary")._repr_html_()
    assert "<b>九年" not in html
    assert "&lt;b&gt;九年" in html


@pytest.mark.parametrize(
    ("rule", "where", "error", "code"),
    [
        ("class_sise", {}, yz.PackError, "rule-not-in-pack"),
        ("class_size", {}, yz.DataError, "explain-which"),
        ("class_size", {"school": "S3"}, yz.DataError, "explain-which"),
        ("class_size", {"school": "S9"}, yz.DataError, "explain-nothing"),
        ("class_size", {"school": "S1", "county": "无"}, yz.DataError, "county-unknown"),
    ],
)
def test_an_explanation_needs_one_unit(
    result: yz.Result, rule: str, where: dict[str, Any], error: type[yz.YouzhiError], code: str
) -> None:
    """No unit, or several, is an error that says what to add."""
    with pytest.raises(error) as caught:
        result.explain(rule, **where)
    assert caught.value.code == code


def test_a_rounded_value_never_looks_like_its_limit() -> None:
    """One pupil too many among three thousand million: the value is shown below 0.9, not as 0.9."""
    rows = [{"school": "A", "stage": "primary", "students": 3_000_000_001, "pe_arts_teachers": 27_000_000}]
    result = yz.evaluate(rows)
    told = str(result.explain("pe_arts_teachers"))
    assert outcome(result, "pe_arts_teachers")["status"] == "unmet"
    assert "≈0.9000 " not in told
    short = next(f for f in summary_of(result, 0).findings if f.id == "pe_arts_teachers").shortfalls[0]
    assert short.value.startswith("0.8999")


# -- summaries ---------------------------------------------------------------------------------------------------


def test_a_summary_tells_the_furthest_first(result: yz.Result) -> None:
    """Units that fail are ordered by how far they are off, a quota's by the rules it lacks."""
    told = summary_of(result, 0)
    quota = next(f for f in told.findings if f.id == "resource_quota")
    assert [s.outcome["school"] for s in quota.shortfalls] == ["S3", "S2"]
    parts = quota.shortfalls[1].parts
    assert [(p.outcome["rule"], p.gap, p.below_floor) for p in parts] == [
        ("pe_arts_teachers", "还差 1 人", False),
        ("teaching_area", "还差 900 平方米", True),
    ]


def test_a_summary_counts_what_is_missing(result: yz.Result) -> None:
    """Missing facts are told with their level, how many units lack them, and the rules that wait."""
    lacks = {lack.column: lack for lack in summary_of(result, 0).lacks}
    assert (lacks["digital_teaching"].level, lacks["digital_teaching"].units) == ("school", 3)
    assert lacks["largest_class"].units == 2
    assert lacks["junior_graduates"].level == "county"
    assert lacks["music_room_areas"].rules == ("音乐专用教室间数",)


PLAN = """
format: youzhi-pack/1
id: demo-plan
version: 1.0.0
title: {zh: 某市方案, en: A plan}
source: {issuer: 某市, number: null}
groups:
  basics: {zh: 基本条件, en: Basics, decides: recognition}
  tasks: {zh: 任务, en: Tasks, decides: plan}
rules:
  small_classes:
    {title: {zh: 班额, en: Class size}, group: basics, level: section, measure: largest_class, unit: 人, at_most: 40,
     strength: recommended, clause: 第一条}
  town_spending:
    {title: {zh: 镇教育支出, en: Town spending}, group: tasks, level: town, measure: education_spending, unit: 元,
     at_least: education_spending_last_year, strength: required, clause: 第二条}
  city_spending:
    {title: {zh: 市教育支出, en: City spending}, group: basics, level: city, measure: education_spending, unit: 元,
     at_least: education_spending_last_year, strength: required, clause: 第三条}
  satisfaction:
    {title: {zh: 满意度, en: Satisfaction}, group: tasks, level: county, measure: public_satisfaction, unit: "%",
     at_least: 90%, strength: target, due: 2030, clause: 第四条}
"""


@pytest.fixture
def planned(tmp_path: Path) -> yz.Result:
    """Two cities with a county each under a plan with duties of its own, on a day before one is due."""
    folder = tmp_path / "demo-plan"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PLAN, encoding="utf-8")
    rows, areas = [], []
    for city, county, spending in (("东市", "甲县", 1), ("西市", "乙县", 3)):
        rows.append(
            {"city": city, "county": county, "town": "镇", "school": "A", "stage": "primary", "largest_class": 45}
        )
        both = {"education_spending": spending, "education_spending_last_year": 2}
        areas += [{"level": "town", "county": county, "town": "镇", **both}, {"level": "city", "city": city, **both}]
        areas.append({"level": "county", "county": county, "city": city, "public_satisfaction": "80%"})
    return yz.evaluate(rows, pack=folder, area_records=areas, as_of="2026-01-01")


def test_a_summary_tells_of_towns_and_of_its_own_city(planned: yz.Result) -> None:
    """A county is told what its towns and its own city do not meet, not what another city does not."""
    place = list(planned.counties).index("甲县")
    for index in range(2):
        told = summary_of(planned, index)
        failing = {finding.id: [short.gap for short in finding.shortfalls] for finding in told.failing("town", "city")}
        assert failing == ({"town_spending": ["还差 1 元"], "city_spending": ["还差 1 元"]} if index == place else {})
        assert [finding.decides for finding in told.failing("section")] == [False]


def test_duties_of_a_plan_are_counted_apart(planned: yz.Result) -> None:
    """They are met, unmet or not yet due, and decide nothing about recognition."""
    assert planned.counties["甲县"].plan == {"met": 0, "unmet": 1, "unknown": 0, "not_due": 1}
    assert planned.counties["乙县"].plan == {"met": 1, "unmet": 0, "unknown": 0, "not_due": 1}
    assert planned.counties["乙县"].status == "met"
    assert outcome(planned, "satisfaction", county="甲县")["due"] == "2030-12-31"


def test_a_gap_of_shares_is_told_in_percentage_points(planned: yz.Result) -> None:
    """A share that is given as such lacks percentage points; a share of people lacks people."""
    later = yz.evaluate([{"school": "A", "stage": "primary"}], area_records={"public_satisfaction": "80%"})
    finding = next(f for f in summary_of(later, 0).findings if f.id == "public_satisfaction")
    assert finding.shortfalls[0].gap == "还差 5 个百分点"
    assert summary_of(planned, 0).unresolved() == []


def test_every_label_and_message_has_both_languages() -> None:
    """No label or message is empty in a language."""
    assert all(zh and en for zh, en in LABELS.values())
    assert all(entry.zh and entry.en for entry in MESSAGES.values())


def test_an_unknown_language_is_refused_wherever_words_are_asked_for(result: yz.Result) -> None:
    """Words there are in Chinese and English; another language is not quietly one of them."""
    other: Any = "cn"
    for asked in (
        lambda: result.to_json(lang=other),
        lambda: result.explain("backbone_rotation", lang=other),
        lambda: yz.Fault("as-of-not-a-day").say(other),
    ):
        with pytest.raises(yz.DataError) as caught:
            asked()
        assert (caught.value.code, caught.value.faults[0].message) == ("filter-unknown", "“cn” is no lang")
