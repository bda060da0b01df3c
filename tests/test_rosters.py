"""Class lists and teacher lists: what they come to, and what is missing where a row does not say."""

from __future__ import annotations

import csv
import itertools
import random
import time
from fractions import Fraction
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import youzhi_rules as yz
from youzhi_rules.cli import main
from youzhi_rules.collecting.record_book import save_records
from youzhi_rules.collecting.roster_dictionary import shipped_dictionary
from youzhi_rules.collecting.rosters import records_from_rosters
from youzhi_rules.tables import as_table

PLACE = {"县": "青山县", "学校": "青山一小", "学段": "小学"}
TEACHER = {
    **PLACE, "是否专任教师": "是", "学历": "本科", "任教学科": "语文", "骨干称号": "无", "教师资格证": "有",
    "培训学时": 400, "教龄": 8,
}  # fmt: skip


def teacher(**changes):
    """A teacher who counts for nothing but being one, with some cells changed."""
    return {**TEACHER, **changes}


def a_class(name="1班", pupils=40, **changes):
    """A class of the third grade, with some cells changed."""
    return {**PLACE, "年级": "三年级", "班级": name, "人数": pupils, **changes}


def rows_of(records):
    """The rows of the sections by school and stage."""
    return {(row["school"], row["stage"]): row for table in records.schools for row in table}


def section(records, school="青山一小", stage="primary"):
    """The row of one section."""
    return rows_of(records)[school, stage]


def county(records):
    """The one record of a county."""
    (row,) = [row for table in records.areas for row in table]
    return row


def codes(records, severity=None):
    """The codes of the problems, in their order."""
    return [problem.code for problem in records.problems if severity in {None, problem.severity}]


def problem(records, code):
    """The one problem of a code."""
    (found,) = [each for each in records.problems if each.code == code]
    return found


# --- what counts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "degree", "counts"),
    [
        ("小学", "中师", 0), ("小学", "大专", 1), ("小学", "本科", 1), ("小学", "硕士研究生", 1),
        ("初中", "大学专科", 0), ("初中", "大学本科", 1), ("初中", "博士", 1), ("初中部", "高中阶段以下", 0),
    ],
)  # fmt: skip
def test_a_degree_is_above_the_required_one_by_the_stage(stage, degree, counts):
    """A college diploma counts in a primary school, a bachelor's degree and no less in a junior one."""
    (row,) = rows_of(records_from_rosters(teachers=[teacher(学段=stage, 学历=degree)])).values()
    assert row["teachers_above_required_degree"] == counts


def test_no_degree_is_laid_down_for_senior_schools():
    """A senior section gets no count of teachers above a required degree, and its teachers no count of the county."""
    records = records_from_rosters(teachers=[teacher(学段="高中"), teacher()])
    assert section(records, stage="senior")["teachers"] == 1
    assert section(records, stage="senior")["teachers_above_required_degree"] is None
    assert county(records)["fulltime_teachers_total"] == 1
    assert "roster-undecided" not in codes(records)


@pytest.mark.parametrize(
    ("level", "counts"),
    [("无", 0), ("校级", 0), ("乡镇级", 0), ("县级", 1), ("区级骨干教师", 1), ("市级", 1), ("省级", 1), ("国家级", 1)],
)
def test_backbone_teachers_count_from_the_county_level_up(level, counts):
    """A backbone teacher of a school or a township is none of county level and above."""
    assert section(records_from_rosters(teachers=[teacher(骨干称号=level)]))["backbone_teachers"] == counts


@pytest.mark.parametrize(
    ("subject", "counts"),
    [
        ("体育", 1), ("体育与健康", 1), ("音乐", 1), ("美术", 1), ("艺术", 1), ("音乐、美术", 1), ("艺术/美术/体育", 1),
        ("语文", 0), ("语文、数学", 0), ("当年不授课", 0), ("无", 0),
    ],
)  # fmt: skip
def test_pe_and_arts_teachers_count_once_by_the_subject_they_teach(subject, counts):
    """Music, fine art and arts are one teacher, never two."""
    assert section(records_from_rosters(teachers=[teacher(任教学科=subject)]))["pe_arts_teachers"] == counts


@pytest.mark.parametrize("subject", ["语文、音乐", "全科", "包班", "体育，数学"])
def test_who_teaches_arts_and_something_else_is_not_decided(subject):
    """Which subject is the main one is not known, so the count of the section is missing and the row is named."""
    records = records_from_rosters(teachers=[teacher(任教学科="体育"), teacher(任教学科=subject)])
    assert section(records)["pe_arts_teachers"] is None
    assert section(records)["teachers"] == 2
    found = problem(records, "roster-subject-mixed")
    assert (found.place, found.column, found.severity) == ("teachers:2", "任教学科", "error")


def test_full_time_teachers_alone_count():
    """Other staff on the list count nowhere, whatever the rest of their row says or leaves open."""
    others = [teacher(是否专任教师=post, 学历="", 任教学科="书法") for post in ("工勤人员", "代课教师", "否")]
    row = section(records_from_rosters(teachers=[teacher(任教学科="美术"), *others]))
    assert [row[fact] for fact in ("teachers", "teachers_above_required_degree", "pe_arts_teachers")] == [1, 1, 1]


def test_a_list_that_does_not_tell_posts_is_taken_for_one_of_full_time_teachers():
    """Everybody on it counts, and a note says so."""
    rows = [{key: cell for key, cell in TEACHER.items() if key != "是否专任教师"}] * 3
    records = records_from_rosters(teachers=rows)
    assert section(records)["teachers"] == 3
    assert problem(records, "roster-all-fulltime").params["count"] == 3


def test_the_county_counts_training_certificates_and_rotation():
    """360 hours and five years include the bound; rotation and backbone teachers are counted together."""
    rows = [
        teacher(培训学时=360, 教龄=5, 符合交流条件="是", 交流轮岗="是", 骨干称号="县级"),
        teacher(培训学时="359.5", 教龄=5, 符合交流条件="是", 交流轮岗="否"),
        teacher(培训学时=500, 教龄=4, 教师资格证="无", 符合交流条件="否", 交流轮岗="否", 学段="初中"),
    ]
    assert county(records_from_rosters(teachers=rows)) == {
        "level": "county", "county": "青山县", "teachers_total": 3, "fulltime_teachers_total": 3,
        "certified_teachers": 2, "teachers_with_five_years": 2, "teachers_360_hours": 1,
        "rotation_eligible_teachers": 2, "rotated_teachers": 1, "rotated_backbone_teachers": 1,
    }  # fmt: skip


def test_without_years_all_teachers_owe_their_hours():
    """Where the list has no years, the 360 hours are counted over everybody and held against everybody."""
    rows = [{key: cell for key, cell in teacher(培训学时=hours).items() if key != "教龄"} for hours in (360, 100)]
    records = records_from_rosters(teachers=rows)
    found = county(records)
    assert found["teachers_360_hours"] == 1
    assert "teachers_with_five_years" not in found
    outcome = yz.evaluate(records).to_dicts(rule="teacher_training_hours")[0]
    assert (outcome["status"], outcome["value"]) == ("unmet", 0.5)


def test_a_class_list_gives_classes_sizes_and_pupils():
    """The largest class follows from the sizes."""
    records = records_from_rosters(classes=[a_class("1班", 46), a_class("2班", 44), a_class("3班", 40, 年级="四年级")])
    row = section(records)
    assert (row["classes"], row["students"], row["class_sizes"]) == (3, 130, [40, 44, 46])
    assert yz.evaluate(records).to_dicts(rule="class_size")[0]["value"] == 46


def test_both_lists_meet_on_one_row():
    """A section has one row with what both lists say, though one names the school by code and the other by name."""
    classes = [{**a_class(), "学校标识码": "3353", "学校名称": "青山一小"}]
    del classes[0]["学校"]
    people = [{**teacher(), "学校名称": "青山一小"}]
    del people[0]["学校"]
    records = records_from_rosters(classes=classes, teachers=people)
    row = section(records, school="3353")
    assert (row["school_name"], row["classes"], row["teachers"]) == ("青山一小", 1, 1)


# --- what is not known ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "fact", "code"),
    [
        ("学历", "大学专课", "teachers_above_required_degree", "not-a-grade"),
        ("骨干称号", "学科带头人", "backbone_teachers", "not-a-grade"),
        ("骨干称号", "是", "backbone_teachers", "not-a-grade"),
        ("任教学科", "书法", "pe_arts_teachers", "not-a-code"),
        ("任教学科", "语文、书法", "pe_arts_teachers", "not-a-code"),
        ("是否专任教师", "见习", "teachers", "not-a-code"),
    ],
)
def test_a_word_that_is_not_known_makes_the_count_missing(column, cell, fact, code):
    """It is told with its place and never taken for one that does not count; other counts stay."""
    records = records_from_rosters(teachers=[teacher(), teacher(**{column: cell})])
    row = section(records)
    assert row[fact] is None
    assert row["teachers"] == (None if fact == "teachers" else 2)
    found = problem(records, code)
    assert (found.severity, found.place, found.column) == ("error", "teachers:2", column)
    undecided = [each for each in records.problems if each.code == "roster-undecided"]
    assert {each.place for each in undecided} == {"teachers:2"}


def test_the_near_word_is_named():
    """Whoever mistyped a degree reads what it may have meant."""
    records = records_from_rosters(teachers=[teacher(学历="大学本课")])
    assert "大学本科" in problem(records, "not-a-grade").hint


@pytest.mark.parametrize("blank", [None, "", "  ", float("nan"), "—", "不详"])
@pytest.mark.parametrize(
    ("column", "fact"),
    [("学历", "teachers_above_required_degree"), ("任教学科", "pe_arts_teachers"), ("骨干称号", "backbone_teachers")],
)
def test_a_blank_cell_makes_the_count_missing_and_not_smaller(column, fact, blank):
    """What nobody wrote down is not known; the row that lacks it is named."""
    records = records_from_rosters(teachers=[teacher(骨干称号="县级", 任教学科="体育"), teacher(**{column: blank})])
    row = section(records)
    assert row[fact] is None
    assert row["teachers"] == 2
    found = problem(records, "roster-undecided")
    assert (found.place, found.column, found.params["count"]) == ("teachers:2", column, 1)


def test_a_blank_can_be_given_a_meaning():
    """Where only backbone teachers have the cell filled, the user says that a blank means none."""
    rows = [teacher(骨干称号="县级"), teacher(骨干称号=None), teacher(骨干称号="")]
    assert section(records_from_rosters(teachers=rows))["backbone_teachers"] is None
    assert section(records_from_rosters(teachers=rows, blanks={"骨干称号": "无"}))["backbone_teachers"] == 1
    assert section(records_from_rosters(teachers=rows, blanks={"backbone": "无"}))["backbone_teachers"] == 1
    uncertified = records_from_rosters(teachers=[teacher(), teacher(教师资格证="")], blanks={"教师资格证": "无"})
    assert county(uncertified)["certified_teachers"] == 1


def test_a_blank_row_stays_blank_whatever_a_blank_means():
    """What blank cells mean is said of teachers; a row in which nobody stands is passed over as without it."""
    rows = [teacher(骨干称号=""), dict.fromkeys(TEACHER)]
    records = records_from_rosters(teachers=rows, blanks={"骨干称号": "无"})
    assert (section(records)["teachers"], section(records)["backbone_teachers"]) == (1, 0)
    assert codes(records, "error") == []
    assert "blank-rows" in codes(records)


def test_a_local_word_can_be_given_a_meaning():
    """What 书法 counts as is for the county to say."""
    rows = [teacher(任教学科="书法"), teacher(任教学科="语文")]
    records = records_from_rosters(teachers=rows, words={"任教学科": {"书法": "美术"}})
    assert section(records)["pe_arts_teachers"] == 1
    assert "not-a-code" not in codes(records)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"words": {"任教学课": {"书法": "美术"}}}, "roster-word-column"),
        ({"words": {"姓名": {"书法": "美术"}}}, "roster-word-column"),
        ({"words": {"任教学科": {"书法": "美木"}}}, "roster-word"),
        ({"blanks": {"骨干": "无"}}, "roster-word-column"),
        ({"blanks": {"学校": "青山一小"}}, "roster-word-column"),
        ({"blanks": {"骨干称号": "五"}}, "roster-word"),
        ({"blanks": {"教师资格证": "持证书"}}, "roster-word"),
        ({"words": {"骨干称号": {"校级": "县级"}}}, "roster-word-taken"),
        ({"words": {"任教学科": {"书法": "美术"}, "subject": {"书法": "语文"}}}, "roster-word-taken"),
    ],
)
def test_a_meaning_for_what_is_not_there_is_refused(more, code):
    """A column or a word that the lists do not have is an error, not a wish."""
    with pytest.raises(yz.DataError) as caught:
        records_from_rosters(teachers=[teacher()], **more)
    assert caught.value.code == code


def test_a_column_that_is_not_there_gives_no_fact():
    """What cannot be counted is not there at all, and a note says why."""
    rows = [{key: cell for key, cell in TEACHER.items() if key != "学历"}, {**PLACE, "是否专任教师": "是"}]
    records = records_from_rosters(teachers=rows)
    assert "teachers_above_required_degree" not in section(records)
    told = [each for each in records.problems if each.code == "roster-column-absent"]
    assert any("学历" in each.say("zh") and "高于规定学历教师数" in each.say("zh") for each in told)
    blank = records_from_rosters(teachers=[teacher(骨干称号=""), teacher(骨干称号=None)])
    assert "backbone_teachers" not in section(blank)


def test_a_row_without_its_stage_may_be_of_any_section_of_its_school():
    """All sections of the school lack the counts for which the row may count; other schools keep theirs."""
    rows = [teacher(), teacher(学段="初中"), teacher(学校="二小"), teacher(学段=None, 任教学科="体育", 学历="中师")]
    found = rows_of(records_from_rosters(teachers=rows))
    for stage in ("primary", "junior"):
        row = found["青山一小", stage]
        assert (row["teachers"], row["pe_arts_teachers"]) == (None, None)
        assert (row["backbone_teachers"], row["teachers_above_required_degree"]) == (0, 1)
    assert found["二小", "primary"]["teachers"] == 1


def test_a_row_without_its_school_may_be_of_any_school_of_the_county():
    """Every section of that stage in the county lacks the count, those of another county do not."""
    rows = [teacher(), teacher(学校="二小"), teacher(学段="初中"), teacher(县="白水县"), teacher(学校=None)]
    records = records_from_rosters(teachers=rows)
    told = [(row["county"], row["school"], row["stage"], row["teachers"]) for row in records.schools[0]]
    assert sorted(told, key=str) == sorted(
        [
            ("青山县", "二小", "primary", None), ("青山县", "青山一小", "primary", None),
            ("青山县", "青山一小", "junior", 1), ("白水县", "青山一小", "primary", 1),
        ],
        key=str,
    )  # fmt: skip
    assert "school-blank" in codes(records)
    totals = {row["county"]: row["fulltime_teachers_total"] for row in records.areas[0]}
    assert totals == {"青山县": 4, "白水县": 1}


def test_a_row_without_its_county_may_be_of_any():
    """No county knows its totals then."""
    records = records_from_rosters(teachers=[teacher(), teacher(县="白水县"), teacher(县=None)])
    assert {row["county"]: row["teachers_total"] for row in records.areas[0]} == {"青山县": None, "白水县": None}
    assert "county-blank" in codes(records)


def test_the_stage_follows_from_the_kind_of_a_school_that_has_only_one():
    """A list of a primary school need not repeat the stage."""
    rows = [teacher(学段=None, 办学类型="小学"), teacher(学段=None, 办学类型="小学")]
    records = records_from_rosters(teachers=rows)
    assert section(records)["teachers"] == 2
    assert section(records)["school_kind"] == "primary"


def test_a_class_without_pupils_makes_the_pupils_missing():
    """The number of classes is still known, their sizes and their sum are not."""
    row = section(records_from_rosters(classes=[a_class("1班", 40), a_class("2班", None)]))
    assert (row["classes"], row["students"], row["class_sizes"]) == (2, None, None)


def test_a_class_list_without_pupils_gives_classes_alone():
    """And a note says what is missing for the rest."""
    rows = [{key: cell for key, cell in a_class(name).items() if key != "人数"} for name in ("1班", "2班")]
    records = records_from_rosters(classes=rows)
    assert section(records)["classes"] == 2
    assert "students" not in section(records)
    assert "在校生数" in problem(records, "roster-column-absent").say("zh")


# --- grades -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grade", "stage"),
    [("三年级", "primary"), ("5", "primary"), ("小学四年级", "primary"), ("初一", "junior"), ("9年级", "junior"),
     ("八", "junior"), ("初三年级", "junior"), ("高二", "senior"), ("10", "senior"), ("初中一年级", "junior"),
     ("初中2年级", "junior"), ("初中三", "junior"), ("初中七年级", "junior"), ("高中一年级", "senior")],
)  # fmt: skip
def test_the_stage_follows_from_the_grade(grade, stage):
    """A class list without stages has them in its grades."""
    rows = [{key: cell for key, cell in a_class(年级=grade).items() if key != "学段"}]
    assert list(rows_of(records_from_rosters(classes=rows))) == [("青山一小", stage)]


def test_the_sixth_grade_is_primary_unless_a_stage_is_given():
    """Where primary schools have five grades the list gives the stage; otherwise a note says how it was read."""
    records = records_from_rosters(classes=[a_class(年级="六年级", 学段=None)])
    assert list(rows_of(records)) == [("青山一小", "primary")]
    assert problem(records, "roster-grade-six").params["count"] == 1
    five_four = records_from_rosters(classes=[a_class(年级="六年级", 学段="初中")])
    assert list(rows_of(five_four)) == [("青山一小", "junior")]
    assert codes(five_four, "error") == []
    junior_school = records_from_rosters(classes=[a_class(年级="六年级", 学段=None, 办学类型="初中")])
    assert list(rows_of(junior_school)) == [("青山一小", "junior")]
    assert "roster-grade-six" not in codes(junior_school)


@pytest.mark.parametrize("grade", ["七年级", "初二", "学前班", "大班"])
def test_a_grade_that_contradicts_the_stage_leaves_the_section_open(grade):
    """Of which section the class is nobody knows, so no section of the school knows its classes."""
    rows = [a_class(), a_class("2班", 年级=grade), a_class("1班", 年级="八年级", 学段="初中")]
    records = records_from_rosters(classes=rows)
    assert {row["classes"] for row in rows_of(records).values()} == {None}
    assert problem(records, "roster-grade-stage").place == "classes:2"


def test_a_grade_that_is_not_known_is_noted():
    """With a stage given nothing depends on it; without one the class may be of any section."""
    assert codes(records_from_rosters(classes=[a_class(年级="复式")]), "note") == ["roster-grade-unknown"]
    records = records_from_rosters(classes=[a_class(), a_class(年级="复式", 学段=None)])
    assert section(records)["classes"] is None
    assert "stage-blank" in codes(records, "error")


# --- who stands there twice -------------------------------------------------------------------------------------


def test_a_teacher_on_two_like_rows_counts_once():
    """Two rows under one id in one section that say the same are one person."""
    records = records_from_rosters(teachers=[teacher(教师编号=7), teacher(教师编号="7"), teacher(教师编号=8)])
    assert section(records)["teachers"] == 2
    assert county(records)["teachers_total"] == 2
    assert problem(records, "roster-teacher-repeated").severity == "note"


def test_two_rows_of_a_teacher_that_differ_leave_open_what_differs():
    """The person counts once as a teacher; whether for PE is not known."""
    records = records_from_rosters(teachers=[teacher(教师编号=7), teacher(教师编号=7, 任教学科="体育")])
    assert section(records)["teachers"] == 1
    assert section(records)["pe_arts_teachers"] is None
    assert section(records)["teachers_above_required_degree"] == 1
    assert problem(records, "roster-teacher-differs").severity == "error"


def test_a_teacher_in_two_sections_is_certain_in_neither():
    """A person counts in one section; the county, which is the same for both, still counts one."""
    records = records_from_rosters(
        teachers=[teacher(教师编号=7), teacher(教师编号=7, 学段="初中"), teacher(教师编号=8)]
    )
    assert section(records)["teachers"] is None
    assert section(records, stage="junior")["teachers"] is None
    assert county(records)["teachers_total"] == 2
    assert problem(records, "roster-teacher-two-places").params["count"] == 2
    apart = records_from_rosters(teachers=[teacher(教师编号=7), teacher(教师编号=7, 县="白水县")])
    assert {row["teachers_total"] for row in apart.areas[0]} == {None}


def test_one_id_under_two_names_may_be_two_people():
    """Neither the section nor the county counts one person or two where nobody knows which."""
    rows = [teacher(教师编号=7, 姓名="王一"), teacher(教师编号=7, 姓名="李二"), teacher(教师编号=8, 姓名="张三")]
    records = records_from_rosters(teachers=rows)
    assert section(records)["teachers"] is None
    assert county(records)["teachers_total"] is None
    assert problem(records, "roster-id-shared").severity == "error"
    rows[1]["姓名"] = " 王一"
    same = records_from_rosters(teachers=rows)
    assert (section(same)["teachers"], county(same)["teachers_total"]) == (2, 2)


def test_schools_that_number_their_own_teachers_have_no_one_person():
    """One number in two schools is one person where the name says so; without names the county's totals are open."""
    rows = [teacher(工号=1), teacher(工号=1, 学校="二小")]
    assert county(records_from_rosters(teachers=rows))["teachers_total"] is None
    named = [{**row, "姓名": "王一"} for row in rows]
    assert county(records_from_rosters(teachers=named))["teachers_total"] == 1
    named[1]["姓名"] = "李二"
    records = records_from_rosters(teachers=named)
    assert county(records)["teachers_total"] is None
    assert "roster-id-shared" in codes(records, "error")


def test_a_second_post_that_does_not_count_takes_nothing_from_the_first():
    """Who is full-time in one school and helps out in another counts in the one, and once in the county."""
    rows = [teacher(教师编号=1), teacher(教师编号=1, 学校="二小", 是否专任教师="兼任教师"), teacher(学校="二小")]
    records = records_from_rosters(teachers=rows)
    assert [row["teachers"] for row in rows_of(records).values()] == [1, 1]
    assert county(records)["teachers_total"] == 2
    assert codes(records, "error") == []
    here = records_from_rosters(teachers=[teacher(教师编号=1), teacher(教师编号=1, 是否专任教师="否")])
    assert section(here)["teachers"] is None


@pytest.mark.parametrize("nothing", ["无", "没有", "0", "000"])
def test_a_word_for_no_id_is_no_id(nothing):
    """Two teachers without a number are two teachers."""
    assert section(records_from_rosters(teachers=[teacher(教师编号=nothing)] * 2))["teachers"] == 2


@pytest.mark.parametrize("rounded", [4.4010119900101e17, 1234567890123450.0, "4.40102E+17", "4.40102e+17"])
def test_ids_that_excel_has_rounded_are_not_compared(rounded):
    """Two identity numbers that only look alike because their last digits are gone are two people."""
    records = records_from_rosters(teachers=[teacher(身份证号=rounded), teacher(身份证号=rounded)])
    assert section(records)["teachers"] == 2
    assert problem(records, "roster-id-rounded").params["count"] == 2


def test_a_class_that_stands_there_twice_is_not_counted_by_guess():
    """Whether it is one class or two with one name is not known."""
    records = records_from_rosters(classes=[a_class(), a_class(), a_class("2班")])
    assert (section(records)["classes"], section(records)["students"]) == (None, None)
    assert problem(records, "roster-class-twice").params["count"] == 2
    other_grade = records_from_rosters(classes=[a_class(), a_class(年级="四年级")])
    assert section(other_grade)["classes"] == 2


def test_the_columns_on_backbone_teachers_must_agree():
    """A level and a yes or no that contradict each other decide nothing; where one is blank the other decides."""
    rows = [teacher(骨干称号="校级", 是否县级及以上骨干教师="是")]
    records = records_from_rosters(teachers=rows)
    assert section(records)["backbone_teachers"] is None
    assert problem(records, "roster-backbone-differs").place == "teachers:1"
    rows = [teacher(骨干称号="", 是否县级及以上骨干教师="是"), teacher(骨干称号="省级", 是否县级及以上骨干教师=None)]
    assert section(records_from_rosters(teachers=rows))["backbone_teachers"] == 2
    flags = [{**PLACE, "姓名": "王", "是否县级及以上骨干教师": flag} for flag in ("是", "否")]
    assert section(records_from_rosters(teachers=flags))["backbone_teachers"] == 1


# --- kinds of lists ---------------------------------------------------------------------------------------------

PEOPLE = [
    teacher(任教学科="体育", 骨干称号="县级"), teacher(学历="中师"), teacher(学段="初中", 学历="大专", 任教学科="音乐"),
    teacher(学校="二小", 任教学科="美术", 培训学时=300),
]  # fmt: skip
GROUPS = [
    a_class(),
    a_class("2班", 45),
    a_class("1班", 50, 学段="初中", 年级="八年级"),
    a_class("1班", 30, 学校="二小"),
]


def _csv(rows, path):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _xlsx(rows, path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["青山县2026年名册"])
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(path)
    return path


@pytest.mark.parametrize("kind", ["columns", "pandas", "polars", "pyarrow", "duckdb", "csv", "xlsx", "records"])
def test_a_list_comes_in_any_form(kind, tmp_path):
    """Rows, columns, dataframes and files with a title above the header give the same records."""
    people, groups = pd.DataFrame(PEOPLE), pd.DataFrame(GROUPS)
    made = {
        "columns": lambda frame, _: {name: frame[name].to_list() for name in frame},
        "pandas": lambda frame, _: frame,
        "polars": lambda frame, _: pl.from_pandas(frame),
        "pyarrow": lambda frame, _: pl.from_pandas(frame).to_arrow(),
        "duckdb": lambda frame, _: duckdb.from_df(frame),
        "csv": lambda frame, name: _csv(frame.to_dict("records"), tmp_path / f"{name}.csv"),
        "xlsx": lambda frame, name: str(_xlsx(frame.to_dict("records"), tmp_path / f"{name}.xlsx")),
        "records": lambda frame, name: yz.Records((as_table(frame.to_dict("records")),), source=name),
    }[kind]
    found = records_from_rosters(classes=made(groups, "classes"), teachers=made(people, "teachers"))
    plain = records_from_rosters(classes=GROUPS, teachers=PEOPLE)
    assert rows_of(found) == rows_of(plain)
    assert county(found) == county(plain)


def test_problems_in_a_file_have_the_place_of_the_cell(tmp_path):
    """Row and column as Excel shows them, below the title and the header."""
    path = _xlsx([teacher(), teacher(学历="大学本课")], tmp_path / "teachers.xlsx")
    assert problem(records_from_rosters(teachers=path), "not-a-grade").place == "Sheet!E4"


def test_totals_and_blank_rows_are_no_teachers():
    """A row of totals is set aside and held against the classes it should be the total of."""
    rows = [
        a_class("1班", 40),
        a_class("2班", 41),
        {**dict.fromkeys(a_class()), "学校": "合计", "人数": 82},
        dict.fromkeys(a_class()),
    ]
    records = records_from_rosters(classes=rows)
    assert section(records)["students"] == 81
    assert {"total-row", "total-differs", "blank-rows"} <= set(codes(records, "note"))


@pytest.mark.parametrize("word", ["合计", "小计：", "三年级合计", "本校总计"])
@pytest.mark.parametrize("column", ["班级", "年级"])
def test_totals_of_one_school_are_no_class(column, word):
    """A row that names its school and sums up its classes is set aside with a note; it is no class of many pupils."""
    records = records_from_rosters(classes=[a_class("1班", 40), a_class("2班", 41), a_class("", 81, **{column: word})])
    assert (section(records)["classes"], section(records)["class_sizes"]) == (2, [40, 41])
    found = problem(records, "total-row")
    assert (found.severity, found.place, found.params["value"]) == ("note", "classes:3", word)
    summed = records_from_rosters(teachers=[teacher(姓名="王一"), teacher(姓名="合计")])
    assert section(summed)["teachers"] == 1


def test_what_a_list_is_not_is_refused(tmp_path):
    """No list at all, a list without schools, a file that is not there."""
    for more, code in (
        ({}, "roster-none"),
        ({"teachers": [{"学历": "本科", "姓名": "王"}]}, "roster-no-school"),
        ({"teachers": [{"学历": "本科", "教师编好": 1}]}, "roster-no-school"),
        ({"classes": tmp_path / "none.xlsx"}, "file-missing"),
        ({"classes": 7}, "records-kind"),
    ):
        with pytest.raises(yz.DataError) as caught:
            records_from_rosters(**more)
        assert caught.value.code == code


def test_a_sheet_that_is_no_list_is_named(tmp_path):
    """A workbook may hold other sheets; those without schools are not used."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(TEACHER))
    sheet.append(list(TEACHER.values()))
    other = book.create_sheet("汇总")
    other.append(["县", "学历", "教龄"])
    other.append(["青山县", "本科", 3])
    book.save(tmp_path / "list.xlsx")
    records = records_from_rosters(teachers=tmp_path / "list.xlsx")
    assert section(records)["teachers"] == 1
    assert problem(records, "roster-sheet-unused").params["sheet"] == "汇总"


def test_people_on_a_sheet_without_schools_are_not_dropped(tmp_path):
    """They may be of any school, so the counts to which they may belong are missing, not smaller."""
    rows = [teacher(姓名="王一"), teacher(姓名="李二", 骨干称号="无")]
    book = openpyxl.load_workbook(_xlsx(rows[:1], tmp_path / "list.xlsx"))
    sheet = book.create_sheet("补报")
    for cells in ([key for key in rows[1] if key != "学校"], [cell for key, cell in rows[1].items() if key != "学校"]):
        sheet.append(cells)
    book.save(tmp_path / "list.xlsx")
    records = records_from_rosters(teachers=tmp_path / "list.xlsx")
    assert (section(records)["teachers"], section(records)["backbone_teachers"]) == (None, 0)
    assert county(records)["teachers_total"] == 2
    assert problem(records, "school-blank").place == "补报!A2"


def test_a_column_that_is_not_known_is_named():
    """With the header that may be meant."""
    records = records_from_rosters(teachers=[{**teacher(), "培训学时数量": 3}])
    assert problem(records, "column-unknown").column == "培训学时数量"


def test_sections_in_one_list_only_are_named():
    """A school spelt in two ways stands in one list only under each name; its facts of the other are missing."""
    records = records_from_rosters(classes=[a_class(学校="青山第一小学")], teachers=[teacher()])
    assert "青山第一小学" in problem(records, "roster-without-teachers").say("zh")
    assert "青山一小" in problem(records, "roster-without-classes").say("zh")
    assert section(records)["classes"] is None
    assert section(records, "青山第一小学")["teachers"] is None


def test_a_county_without_a_teacher_list_has_no_counts_of_teachers():
    """Nobody listed is not nobody there: neither its sections nor the county get a 0."""
    records = records_from_rosters(classes=[a_class(), a_class(县="白水县")], teachers=[teacher()])
    assert {row["county"]: row["teachers"] for row in records.schools[0]} == {"青山县": 1, "白水县": None}
    assert county(records)["county"] == "青山县"


def test_town_campus_and_main_school_are_kept():
    """What says where a row belongs is handed on; a town that differs within a school is an error and missing."""
    rows = [
        {**teacher(), "乡镇": "东镇", "校区": "北校区"}, {**teacher(), "乡镇": "东镇", "校区": "南校区"},
        {**teacher(学校="二小"), "乡镇": "东镇"}, {**teacher(学校="二小"), "乡镇": "西镇"},
    ]  # fmt: skip
    records = records_from_rosters(teachers=rows)
    told = [(row["school"], row["campus"], row["town"], row["teachers"]) for row in records.schools[0]]
    assert told == [
        ("二小", None, None, 2), ("青山一小", "北校区", "东镇", 1), ("青山一小", "南校区", "东镇", 1),
    ]  # fmt: skip
    assert problem(records, "school-values-differ").value == "东镇 ≠ 西镇"
    assert yz.evaluate(records).to_dicts(rule="degree_teachers")[1]["school"] == "青山一小"


def test_the_kind_of_a_school_that_differs_is_missing():
    """Two rows of one school that call it different things leave its kind open."""
    rows = [teacher(办学类型="小学"), teacher(办学类型="教学点")]
    records = records_from_rosters(teachers=rows)
    assert section(records)["school_kind"] is None
    assert "school-values-differ" in codes(records)


def test_the_dictionary_of_lists_has_each_word_once():
    """No word of a column means two things, and no header two columns."""
    for known in (shipped_dictionary().classes, shipped_dictionary().teachers):
        headers = [name for fact in known.values() for name in (fact.id, fact.zh, *fact.aliases)]
        assert len(headers) == len(set(headers))
        for fact in known.values():
            spelled = fact.values or {}  # noqa: PD011 - of a fact, no frame
            words = [word for code in spelled for word in spelled[code]]
            assert len(words) == len(set(words)), fact.id


# --- joined with what else is known -----------------------------------------------------------------------------


def _county_book():
    return [
        {"学校": "青山一小", "学段": "小学", "在校生数": 85, "教学仪器设备资产值（万元）": 20,
         "县级及以上骨干教师数": None},
        {"学校": "青山一小", "学段": "初中", "在校生数": 50, "教学仪器设备资产值（万元）": "12.5"},
    ]  # fmt: skip


def test_the_counts_go_onto_the_rows_of_the_county_s_own_data():
    """One row a section, with the figures of both; a blank there is filled; nobody names a county twice."""
    records = records_from_rosters(classes=GROUPS[:3], teachers=PEOPLE[:3], schools=_county_book())
    (table,) = records.schools
    assert len(table) == 2
    first = next(iter(table))
    assert (first["在校生数"], first["classes"], first["teachers"], first["县级及以上骨干教师数"]) == (85, 2, 2, 1)
    assert first["county"] == "青山县"
    result = yz.evaluate(records)
    assert result.to_dicts(rule="equipment_value")[0]["value"] == pytest.approx(200_000 / 85)
    assert [row["status"] for row in result.to_dicts(rule="pe_arts_teachers")] == ["met", "met"]
    assert codes(records, "error") == []


def test_figures_that_differ_are_missing():
    """Where both have the figure and it is not the same, nobody's is taken."""
    book = _county_book()
    book[0]["在校生数"] = 86
    records = records_from_rosters(classes=GROUPS[:3], schools=book)
    assert next(iter(records.schools[0]))["在校生数"] is None
    found = problem(records, "joined-values-differ")
    assert (found.column, found.value, found.severity) == ("在校生数", "85 ≠ 86", "error")


def test_a_cell_that_cannot_be_read_is_not_overwritten():
    """Its own error stays, and that it was not replaced is said."""
    book = _county_book()
    book[0]["在校生数"] = "约80"
    records = records_from_rosters(classes=GROUPS[:3], schools=book)
    assert problem(records, "joined-values-differ").value == "约80 ≠ 85"
    assert {"not-a-number"} <= {each.code for each in yz.evaluate(records).problems}


def test_units_are_those_of_the_header_the_figure_goes_under():
    """A figure in yuan goes into a column in 10 000 yuan as what it is worth; the same worth is no difference."""
    one = _records([{"school": "A", "stage": "primary", "教学仪器设备资产值（万元）": None},
                    {"school": "B", "stage": "primary", "教学仪器设备资产值（万元）": 2}])  # fmt: skip
    two = _records([{"school": "A", "stage": "小学", "equipment_value": 12345.67},
                    {"school": "B", "stage": "小学", "equipment_value": 20000}])  # fmt: skip
    joined = one.joined(two)
    assert [row["教学仪器设备资产值（万元）"] for row in joined.schools[0]] == [Fraction(1234567, 1_000_000), 2]
    assert joined.problems == ()


def _records(schools, areas=()):
    return yz.Records((as_table(schools),), (as_table(areas),) if areas else ())


def test_records_of_areas_that_differ_are_missing_in_both():
    """County facts of two files must agree; those that one alone has are kept."""
    school = [{"school": "A", "stage": "primary", "students": 100}]
    one = _records(school, [{"level": "county", "county": "青山县", "teachers_total": 10, "certified_teachers": 9}])
    two = _records(school, [{"level": "county", "教师总数": 11, "fulltime_teachers_total": 9, "certified_teachers": 9}])
    joined = one.joined(two)
    found = problem(joined, "area-values-differ")
    assert (found.record, found.value) == ("青山县", "10 ≠ 11")
    assert [row.get("teachers_total", row.get("教师总数")) for table in joined.areas for row in table] == [None, None]
    outcome = yz.evaluate(joined).to_dicts(rule="teacher_certification")[0]
    assert (outcome["status"], outcome["value"]) == ("met", 1.0)


def test_what_is_in_one_file_only_stays_and_is_named():
    """Schools of either file are kept; lists of them come with a note, so that a misspelt name is seen."""
    one = _records([{"school": "A", "stage": "primary", "students": 1}, {"school": "B", "stage": "primary"}])
    two = _records(
        [{"school": "A", "stage": "primary", "teachers": 1}, {"school": "C", "stage": "primary", "teachers": 2}]
    )
    joined = one.joined(two)
    assert [row["school"] for table in joined.schools for row in table] == ["A", "B", "C"]
    assert "B" in problem(joined, "joined-only-first").value
    assert "C" in problem(joined, "joined-only-second").value


def test_names_and_codes_meet():
    """A file with codes and names and one with names alone are about one school; towns that differ are told."""
    one = _records([{"学校标识码": 11, "学校名称": "一小", "学段": "小学", "在校生数": 9, "乡镇": "东镇"}])
    two = _records([{"学校名称": "一小", "学段": "小学", "专任教师数": 3, "乡镇": "西镇"}])
    joined = one.joined(two)
    (row,) = [row for table in joined.schools for row in table]
    assert row["专任教师数"] == 3
    assert row["乡镇"] == "东镇"
    assert problem(joined, "joined-key-differs").value == "东镇 ≠ 西镇"


def test_totals_of_the_second_file_are_set_aside():
    """They are totals of rows that have moved; a note says that they are no longer held against them."""
    one = _records([{"school": "A", "stage": "primary", "students": 9}])
    two = _records(
        [{"school": "A", "stage": "primary", "teachers": 3}, {"school": "合计", "stage": None, "teachers": 3}]
    )
    joined = one.joined(two)
    assert problem(joined, "joined-rows-aside").params["count"] == 1
    assert "total-differs" not in [each.code for each in yz.evaluate(joined).problems]


def test_a_total_under_the_counties_is_no_second_county():
    """The other file, which names no county, is still of the only one there is."""
    one = _records([{"county": "青山县", "school": "A", "stage": "primary", "students": 9},
                    {"county": "合计", "school": None, "stage": None, "students": 9}])  # fmt: skip
    two = _records([{"school": "A", "stage": "primary", "teachers": 3}])
    outcome = yz.evaluate(one.joined(two))
    assert list(outcome.counties) == ["青山县"]
    assert [found for found in outcome.problems if found.code == "joined-only-second"] == []


def test_two_rows_of_one_section_stay_a_mistake():
    """Within one file nobody knows which row counts, so nothing is joined to either."""
    one = _records([{"school": "A", "stage": "primary", "students": 9}] * 2)
    two = _records([{"school": "A", "stage": "primary", "teachers": 3}])
    assert "section-twice" in [each.code for each in yz.evaluate(one.joined(two)).problems]


def test_places_follow_the_cells():
    """A cell that came from the second file keeps the place it had there."""
    one, two = (
        yz.Records((_placed(rows, name),))
        for rows, name in (
            ([{"school": "A", "stage": "primary", "students": 9}], "one"),
            ([{"school": "A", "stage": "primary", "teachers": "three"}], "two"),
        )
    )
    found = [each for each in yz.evaluate(one.joined(two)).problems if each.code == "not-a-number"]
    assert [each.place for each in found] == ["two:0:teachers"]


def _placed(rows, name):
    return evolve(as_table(rows), places=lambda row, header: f"{name}:{row}:{header}")


# --- properties -------------------------------------------------------------------------------------------------

_CELLS = {
    "学段": ["小学", "初中", None],
    "是否专任教师": ["是", "否", None],
    "学历": ["中师", "大专", "本科", None],
    "任教学科": ["体育", "语文", None],
    "骨干称号": ["无", "县级", None],
}
_KNOWN = {column: [word for word in words if word is not None] for column, words in _CELLS.items()}
_KNOWN["学段"].append("高中")
_STAGES = {"小学": "primary", "初中": "junior", "高中": "senior"}
_teachers = st.lists(
    st.fixed_dictionaries({column: st.sampled_from([*words, words[0], words[1]]) for column, words in _CELLS.items()}),
    min_size=1,
    max_size=5,
)


def _counts(rows):
    """The counts of a complete list, by stage and fact, in plain Python."""
    found = {}
    for stage in _STAGES:
        full = [row for row in rows if row["学段"] == stage and row["是否专任教师"] == "是"]
        above = {"小学": {"大专", "本科"}, "初中": {"本科"}, "高中": set()}[stage]
        found[stage] = {
            "teachers": len(full),
            "teachers_above_required_degree": sum(row["学历"] in above for row in full),
            "pe_arts_teachers": sum(row["任教学科"] == "体育" for row in full),
            "backbone_teachers": sum(row["骨干称号"] == "县级" for row in full),
        }
    return found


def _completions(rows):
    """Every list that a list with gaps may be."""
    gaps = [(at, column) for at, row in enumerate(rows) for column in _CELLS if row[column] is None]
    for words in itertools.product(*(_KNOWN[column] for _, column in gaps)):
        full = [dict(row) for row in rows]
        for (at, column), word in zip(gaps, words, strict=True):
            full[at][column] = word
        yield full


@given(_teachers)
@settings(max_examples=60, deadline=None)
def test_a_count_is_known_where_every_way_to_fill_the_gaps_gives_the_same(rows):
    """Known counts are those of all complete lists; where these differ the count is missing."""
    if sum(cell is None for row in rows for cell in row.values()) > 6:
        rows = [{column: cell or _KNOWN[column][0] for column, cell in row.items()} for row in rows]
    told = records_from_rosters(teachers=[{"学校": "A", **row} for row in rows])
    possible = [_counts(full) for full in _completions(rows)]
    for row in told.schools[0]:
        stage = next(word for word, code in _STAGES.items() if code == row["stage"])
        for fact, spread in ((fact, {each[stage][fact] for each in possible}) for fact in possible[0][stage]):
            if fact in row:
                assert row[fact] == (spread.pop() if len(spread) == 1 else None), (fact, row["stage"])


def _many(seed, count=300, gaps=0.02):
    dice = random.Random(seed)  # noqa: S311 - made-up teachers
    rows = []
    for number in range(count):
        row = {column: dice.choice(_KNOWN[column][:2] if column == "学段" else _KNOWN[column]) for column in _CELLS}
        blank = {column: None for column in _CELLS if column != "学段" and dice.random() < gaps}
        rows.append({"县": "青山县", "学校": f"S{dice.randrange(12)}", "教师编号": number, **row, **blank})
    return rows


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_does_not_matter(seed):
    """A list that was sorted in another way gives the same records and the same number of each problem."""
    rows = _many(seed)
    shuffled = random.Random(seed).sample(rows, len(rows))  # noqa: S311 - made-up teachers
    one, two = records_from_rosters(teachers=rows), records_from_rosters(teachers=shuffled)
    assert list(one.schools[0]) == list(two.schools[0])
    assert list(one.areas[0]) == list(two.areas[0])
    assert sorted(codes(one)) == sorted(codes(two))


@pytest.mark.parametrize("seed", range(3))
def test_a_list_may_be_split_by_school(seed):
    """Each school's list by itself gives that school's rows, and the totals of the county add up."""
    rows = _many(seed, gaps=0)
    whole = records_from_rosters(teachers=rows)
    schools = sorted({row["学校"] for row in rows})
    parts = [records_from_rosters(teachers=[row for row in rows if row["学校"] == school]) for school in schools]
    assert {key: row for part in parts for key, row in rows_of(part).items()} == rows_of(whole)
    assert sum(county(part)["teachers_total"] for part in parts) == county(whole)["teachers_total"]


def test_ten_thousand_teachers_take_well_under_a_second():
    """A county's whole list is counted while one waits."""
    rows = pl.DataFrame(_many(1, count=10_000))
    records_from_rosters(teachers=rows)
    start = time.process_time()
    records_from_rosters(teachers=rows)
    assert time.process_time() - start < 0.9


# --- the command ------------------------------------------------------------------------------------------------


def test_the_command_writes_a_workbook_that_can_be_read(tmp_path, capfd, monkeypatch):
    """What it writes, ``read_records`` reads, with Chinese headers; written again it is the same byte by byte."""
    monkeypatch.chdir(tmp_path)
    _csv(GROUPS, Path("classes.csv"))
    _csv(PEOPLE, Path("teachers.csv"))
    command = ["rosters", "--classes", "classes.csv", "--teachers", "teachers.csv", "-o", "county.xlsx"]
    assert main(command) == 0
    said = capfd.readouterr().out
    assert "county.xlsx" in said
    assert "3 个学段" in said
    records = yz.read_records("county.xlsx")
    assert {"班级数", "各班人数", "专任教师数", "学段"} <= set(records.schools[0].headers)
    plain = yz.evaluate(records_from_rosters(classes=GROUPS, teachers=PEOPLE)).to_dicts()
    assert yz.evaluate(records).to_dicts() == plain
    first = Path("county.xlsx").read_bytes()
    assert main(command) == 0
    assert Path("county.xlsx").read_bytes() == first


def test_the_command_adds_the_counts_to_a_workbook(tmp_path, capfd, monkeypatch):
    """The county's own sheets stay under their names and headers, with the counts beside them."""
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "基层数据"
    for row in [list(_county_book()[0]), *(list(row.values()) for row in _county_book())]:
        sheet.append(row)
    book.save("own.xlsx")
    _csv([teacher(骨干称号=""), teacher(任教学科="书法")], Path("teachers.csv"))
    command = [
        "rosters", "--teachers", "teachers.csv", "--schools", "own.xlsx", "-o", "full.xlsx", "--blank", "骨干称号=无",
        "--word", "任教学科:书法=美术", "--lang", "en",
    ]  # fmt: skip
    assert main(command) == 0
    said = capfd.readouterr().out
    assert "joined-only-first" not in said
    assert "sections" not in said  # its rows are not only those of sections
    records = yz.read_records("full.xlsx")
    first = next(iter(records.schools[0]))
    assert records.schools[0].name == "基层数据"
    assert (first["在校生数"], first["专任教师数"], first["县级及以上骨干教师数"]) == (85, 2, 0)
    assert first["体育、艺术专任教师数"] == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["-o", "x.xlsx"], "roster-none"),
        (["--teachers", "t.csv", "-o", "x.csv"], "roster-output"),
        (["--teachers", "t.csv", "-o", "-"], "roster-output"),
        (["--teachers", "t.xlsx", "-o", "t.xlsx"], "output-is-input"),
        (["--teachers", "t.csv", "-o", "x.xlsx", "--blank", "骨干称号"], "roster-option"),
        (["--teachers", "t.csv", "-o", "x.xlsx", "--word", "书法=美术"], "roster-option"),
        (
            ["--teachers", "t.csv", "-o", "x.xlsx", "--word", "任教学科:书法=美术", "--word", "任教学科:书法=语文"],
            "roster-word-taken",
        ),
    ],
)
def test_the_command_refuses_what_it_cannot_do(options, code, tmp_path, capfd, monkeypatch):
    """With a code, and without writing anything."""
    monkeypatch.chdir(tmp_path)
    assert main(["rosters", *options]) == 2
    assert f"[{code}]" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_records_are_written_without_loss(tmp_path):
    """Long codes, yes and no, lists, exact decimals and text that looks like a formula come back as they were."""
    rows = [{"school": "1" * 18, "school_name": "=1+1", "stage": "whole", "students": 9,
             "teaching_area": Fraction(21, 5),
             "boarding": True, "music_room_areas": [96, Fraction(193, 2)], "built_year": None}]  # fmt: skip
    records = _records(rows, [{"level": "town", "county": "青山县", "town": "东镇", "education_spending": 1.5}])
    save_records(records, tmp_path / "book.xlsx")
    back = yz.read_records(tmp_path / "book.xlsx")
    (row,) = back.schools[0]
    assert row["学校标识码"] == "1" * 18
    assert (row["学校名称"], row["学段"], row["寄宿制"]) == ("=1+1", "全校", "是")
    assert (str(row["教学及辅助用房面积（不含室内体育用房）"]), row["音乐专用教室面积"]) == ("4.2", "96、96.5")
    assert next(iter(back.areas[0]))["层级"] == "镇"


@pytest.mark.parametrize("number", [0.1 + 0.2, 123456789.12345678, 0.3, Fraction(10**16 + 1), Fraction(21, 5), 10**17])
def test_numbers_are_written_without_loss(tmp_path, number):
    """A number with more digits than Excel keeps comes back as it was."""
    records = _records([{"school": "A", "stage": "primary", "students": 9, "equipment_value": number}])
    save_records(records, tmp_path / "book.xlsx")
    back = yz.read_records(tmp_path / "book.xlsx")
    values = [yz.evaluate(each).to_dicts(rule="equipment_value")[0]["value"] for each in (records, back)]
    exact = [yz.evaluate(each).data_digest for each in (records, back)]
    assert values[0] == values[1]
    assert exact[0] == exact[1]


def test_a_number_that_is_not_finite_is_written_as_what_it_is(tmp_path):
    """It stops no workbook from being written, and is told where that is read."""
    records = _records([{"school": "A", "stage": "primary", "students": 9, "equipment_value": float("inf")}])
    save_records(records, tmp_path / "book.xlsx")
    assert "infinite" in [each.code for each in yz.evaluate(yz.read_records(tmp_path / "book.xlsx")).problems]
