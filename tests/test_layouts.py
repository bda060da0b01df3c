"""Layouts: sheets and columns named otherwise than in the dictionary, read by what a small file says of them."""

from __future__ import annotations

import itertools
from fractions import Fraction

import openpyxl
import pytest
from doc_pages import REPOSITORY, fenced
from intake_cases import build, codes, county, errors, school, section, sections, whole

import youzhi_rules as yz
from youzhi_rules.collecting.layout_files import read_layout

PUPILS = [
    ["教基3112：学校在校生情况（示例）"],
    ["学校（机构）代码", "单位名称", "办别", "小学阶段", None, "初中阶段", None, "备注"],
    [None, None, None, "在校生数", "班数", "在校生数", "班数", None],
    ["甲", "乙", "丙", 1, 2, 3, 4, "丁"],
    ["A1", "一小", "公办", 90, 2, 0, 0, None],
    ["A2", "二中", "民办", None, None, 120, 3, "新校"],
    ["A3", "九年", "公办", 60, 2, 80, 2, None],
    ["合计", None, None, 150, 4, 200, 5, None],
]
TEACHERS = [
    ["代码", "学段", "研究生", "本科", "专科", "专任教师合计"],
    ["A1", "小", 1, 5, 2, 9],
    ["A2", "初", 2, 9, None, 12],
    ["A3", "小", 0, 4, 3, 8],
    ["A3", "初", 1, 6, 1, 9],
]
BUILDINGS = [
    ["代码", "教辅用房", "其中体育馆", "仪器设备（千元以上）", "是否寄宿"],
    ["A1", 450.5, 0, 18, "无"],
    ["A2", 900, 100, 30.25, "寄宿"],
    ["A3", 1200, 90, 41, "走读"],
]
COUNTY = [["统计项", "数"], ["县名", "甲县"], ["教师人数", 38], ["布局规划", "合格"], ["经费", 3.5]]
LAYOUT = """\
format: youzhi-layout/1
sheets:
  教基3112*:
    header: [2, 3]
    columns:
      学校（机构）代码: school
      单位名称: school_name
      办别: {as: founder, values: {公办: 县级教育部门}}
      小学阶段/在校生数: {as: students, stage: primary}
      小学阶段/班数: {as: classes, stage: primary}
      初中阶段/在校生数: {as: 在校生数, stage: junior}
      初中阶段/班数: {as: classes, stage: junior}
    ignore: [备注]
  教基4155:
    columns:
      代码: school
      学段: {as: stage, values: {小: 小学, 初: 初中}}
      研究生: {as: teachers_above_required_degree, add: true}
      本科: {as: teachers_above_required_degree, add: true}
      专科: {as: teachers_above_required_degree, add: true}
      专任教师合计: teachers
  教基5170:
    of: schools
    fill: {stage: 全校}
    columns:
      代码: school
      教辅用房: teaching_area_gross
      其中体育馆: indoor_sports_area
      仪器设备（千元以上）: {as: equipment_value, unit: 万元}
      是否寄宿: {as: boarding, values: {寄宿: 是, 走读: 否}}
  县情:
    of: county
    columns:
      县名: county
      教师人数: teachers_total
      布局规划: {as: layout_ok, values: {合格: 是, 不合格: 否}}
      经费: {as: special_education_funds, unit: 万元}
"""
SHEETS = {"教基3112 小学初中": PUPILS, "教基4155": TEACHERS, "教基5170": BUILDINGS, "县情": COUNTY, "目录": [["目录"]]}


def book(path, sheets, merged=()):
    """A workbook with these sheets, each a list of rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for where, cells in merged:
            if where == name:
                sheet.merge_cells(cells)
    made.save(path)
    return path


@pytest.fixture
def layout(tmp_path):
    """Writes a layout and gives its path."""
    numbers = itertools.count()

    def write(text=LAYOUT):
        path = tmp_path / f"layout{next(numbers)}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def forms(tmp_path):
    """The workbook of forms with headers of several rows."""
    name = "教基3112 小学初中"
    merged = [(name, cells) for cells in ("A1:H1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2", "H2:H3")]
    return book(tmp_path / "forms.xlsx", SHEETS, merged)


def test_forms_of_the_statistics_become_sections(forms, layout):
    """Headers of several rows, stages side by side, degrees added up, 万元, other words, several sheets."""
    records = yz.read_records(forms, layout=layout())
    data = build(records)
    assert sections(data) == [
        ("甲县", "A1", "primary"), ("甲县", "A2", "junior"), ("甲县", "A3", "primary"), ("甲县", "A3", "junior"),
    ]  # fmt: skip
    assert section(data, "students", "A1") == 90
    assert section(data, "students", "A2", "junior") == 120
    assert [section(data, "classes", "A3", stage) for stage in ("primary", "junior")] == [2, 2]
    assert section(data, "teachers_above_required_degree", "A1") == 8
    assert section(data, "teachers_above_required_degree", "A3", "junior") == 8
    assert section(data, "teachers", "A2", "junior") == 12
    assert section(data, "equipment_value", "A2", "junior") == 302_500
    assert whole(data, "equipment_value", "A3") == 410_000
    assert section(data, "teaching_area_gross", "A1") == Fraction(901, 2)
    assert [school(data, "boarding", key) for key in ("A1", "A2", "A3")] == [0, 1, 0]
    assert [school(data, "founder", key) for key in ("A1", "A2", "A3")] == [6, 9, 6]
    assert county(data, "teachers_total", "甲县") == 38
    assert county(data, "layout_ok", "甲县") == 1
    assert county(data, "special_education_funds", "甲县") == 35_000
    assert {"total-row", "column-numbers", "layout-stage-absent", "sheet-not-in-layout"} <= set(codes(data, "note"))
    assert errors(data) == ["layout-sum-incomplete"]


ADDED = """\
format: youzhi-layout/1
sheets:
  "*":
    fill: {stage: 小学}
    columns:
      校名: school
      人数: students
      甲: {as: equipment_value, unit: 万元, add: true}
      乙: {as: equipment_value, unit: 万元, add: true}
"""


def _added(tmp_path, layout, one, other):
    path = tmp_path / "a.csv"
    path.write_text(f"校名,人数,甲,乙\n一校,10,{one},{other}\n", encoding="utf-8")
    return build(yz.read_records(path, layout=layout(ADDED)))


@pytest.mark.parametrize(
    ("one", "other", "yuan"),
    [("3", "2", 50_000), ("3万元", "2", 50_000), ("30000元", "2", 50_000), ("3万", "2万元", 50_000),
     ("0.1", "0.2", 3_000), ("0", "0", 0)],
)  # fmt: skip
def test_cells_that_are_added_up_may_name_a_unit_of_their_own(tmp_path, layout, one, other, yuan):
    """Each part is converted by itself; the sum is in the unit the layout gives."""
    data = _added(tmp_path, layout, one, other)
    assert section(data, "equipment_value", "一校") == yuan
    assert errors(data) == []


@pytest.mark.parametrize(
    ("one", "other", "code", "cell"),
    [("3", "x", "not-a-number", "D2"), ("x", "3", "not-a-number", "C2"), ("3", "-2", "negative", "D2")],
)
def test_a_part_that_cannot_be_read_leaves_no_sum(tmp_path, layout, one, other, code, cell):
    """Neither the other part alone nor a smaller sum is taken; the cell is told with its place."""
    data = _added(tmp_path, layout, one, other)
    assert section(data, "equipment_value", "一校") is None
    (found,) = [each for each in data.problems if each.severity == "error"]
    assert (found.code, found.place) == (code, f"a.csv!{cell}")


def test_it_is_told_what_was_understood(forms, layout):
    """Every column stands there under its own header, with the fact, the stage and the unit, or why it was not used."""
    told = {(one.sheet, one.header): one for one in yz.read_records(forms, layout=layout()).understood}
    pupils = told["教基3112 小学初中", "小学阶段/在校生数"]
    assert (pupils.column, pupils.stage, pupils.unit, pupils.by_layout) == ("students", "primary", "人", True)
    assert pupils.say("zh") == "在校生数 · 小学"
    assert told["教基5170", "仪器设备（千元以上）"].unit == "万元"
    assert told["教基3112 小学初中", "备注"].reason == "layout-ignored"
    assert told["目录", None].reason == "sheet-not-in-layout"
    assert told["县情", "教师人数"].column == "teachers_total"
    assert {one.reason for one in told.values() if one.column is None} == {"layout-ignored", "sheet-not-in-layout"}
    assert all(one.say(lang) for one in told.values() for lang in ("zh", "en"))


def test_places_lead_to_the_cell_of_the_form(tmp_path, layout):
    """What is wrong in a column of a stage is told of the cell it stands in."""
    rows = [["校名", "小学人数", "初中人数"], ["一校", "x", 30], ["二校", 20, "y"]]
    text = """\
format: youzhi-layout/1
sheets:
  表:
    columns:
      校名: school
      小学人数: {as: students, stage: primary}
      初中人数: {as: students, stage: junior}
"""
    data = build(yz.read_records(book(tmp_path / "a.xlsx", {"表": rows}), layout=layout(text)))
    assert sorted(problem.place for problem in data.problems if problem.code == "not-a-number") == ["表!B2", "表!C3"]


def test_what_the_layout_names_and_the_file_lacks_is_an_error(tmp_path, layout):
    """A sheet or column that is not there is named, with the nearest one."""
    sheets = {"教基4156": TEACHERS, "教基3112": [["代码", "学段", "研究生数"], ["A1", "小", 3]]}
    text = LAYOUT.replace("教基3112*", "无关").replace("教基4155", "教基3112").replace("  教基5170", "  教基415")
    records = yz.read_records(book(tmp_path / "a.xlsx", sheets), layout=layout(text))
    missing = {
        problem.params["sheet"]: problem.params["near"]
        for problem in records.problems
        if problem.code == "layout-sheet-missing"
    }
    assert missing["教基415"] == "教基4156"
    lacking = {
        problem.column: problem.params["near"]
        for problem in records.problems
        if problem.code == "layout-header-missing"
    }
    assert lacking["研究生"] == "研究生数"
    assert set(lacking) == {"研究生", "本科", "专科", "专任教师合计"}


def test_a_text_file_is_read_by_a_layout_too(tmp_path, layout):
    """The name of a text file is that of its sheet; a star stands for any signs."""
    path = tmp_path / "2024年 小学.csv"
    path.write_text("校名,人数\n一校,30\n二校,20\n", encoding="utf-8")
    text = """\
format: youzhi-layout/1
sheets:
  "*":
    fill: {stage: 小学, county: 乙县}
    columns: {校名: school, 人数: students}
"""
    data = build(yz.read_records(path, layout=layout(text)))
    assert sections(data) == [("乙县", "一校", "primary"), ("乙县", "二校", "primary")]
    assert errors(data) == []


def test_a_question_mark_in_the_name_of_a_sheet_is_one(layout):
    """The star alone stands for other signs."""
    told = read_layout(layout("format: youzhi-layout/1\nsheets:\n  表？: {columns: {校名: school}}\n"))
    assert told.sheet("表1") is None
    assert told.sheet("表?") is not None


def test_facts_of_a_pack_are_known_where_it_is_given(tmp_path, layout):
    """A layout may name a pack's own facts and tasks if the pack is given as well."""
    text = """\
format: youzhi-layout/1
sheets:
  表:
    fill: {stage: 小学}
    columns: {校名: school, 平台班级: classes_connected}
"""
    path = book(tmp_path / "a.xlsx", {"表": [["校名", "平台班级"], ["一校", 3]]})
    with pytest.raises(yz.DataError) as caught:
        yz.read_records(path, layout=layout(text))
    assert caught.value.code == "layout-fact-unknown"
    records = yz.read_records(path, layout=layout(text), pack="yunnan-wenshan-2024")
    assert records.understood[1].column == "classes_connected"


@pytest.mark.tree
def test_the_layout_of_the_documentation_is_that_of_the_example():
    """The page shows the file that lies beside the forms, which reads them with one error: the cell left blank."""
    (shown,) = fenced("docs/layouts.md", "yaml")
    folder = REPOSITORY / "examples" / "forms"
    assert shown == (folder / "layout.yaml").read_text(encoding="utf-8")
    records = yz.read_records(folder / "forms.xlsx", layout=folder / "layout.yaml")
    assert [problem.code for problem in records.problems if problem.severity == "error"] == ["layout-sum-incomplete"]
    assert errors(build(records)) == ["layout-sum-incomplete"]


HEAD = "format: youzhi-layout/1\nsheets:\n  表:\n"
FAULTS = {
    "layout-format": "format: youzhi-layout/2\nsheets: {}\n",
    "layout-shape": "format: youzhi-layout/1\nsheets: [表]\n",
    "layout-key-unknown": HEAD + "    columns: {校名: school}\n    igonre: [备注]\n",
    "layout-key-missing": HEAD + "    of: schools\n",
    "layout-header-twice": HEAD + "    columns: {校名: school}\n    ignore: [校 名]\n",
    "layout-fact-unknown": HEAD + "    columns: {人数: studnets}\n",
    "layout-fact-twice": HEAD + "    columns: {本科: teachers, 专科: teachers}\n",
    "layout-units-differ": HEAD + "    columns: {甲: {as: equipment_value, add: true},"
    " 乙: {as: equipment_value, unit: 万元, add: true}}\n",
    "layout-stages-mixed": HEAD + "    columns: {甲: {as: students, stage: primary}, 乙: students}\n",
    "layout-unit-unknown": HEAD + "    columns: {设备: {as: equipment_value, unit: 千元}}\n",
    "layout-unit-unfit": HEAD + "    columns: {设备: {as: equipment_value, unit: 平方米}}\n",
    "layout-needs-stage": HEAD + "    columns: {就近入学: nearby_enrolled}\n",
    "layout-stage-unfit": HEAD + "    columns: {教师: {as: teachers_total, stage: primary}}\n",
    "layout-value-unknown": HEAD + "    columns: {办别: {as: founder, values: {公办: 县教育局}}}\n",
    "layout-values-unfit": HEAD + "    columns: {人数: {as: students, values: {无: 0}}}\n",
    "layout-add-unfit": HEAD + "    columns: {办别: {as: founder, add: true}}\n",
    "layout-fill-unknown": HEAD + "    columns: {校名: school}\n    fill: {students: 3}\n",
    "layout-fill-twice": HEAD + "    columns: {校名: school}\n    fill: {school: 一校}\n",
    "yaml-duplicate-key": HEAD + "    columns: {校名: school}\n    columns: {人数: students}\n",
    "scalar-number-spelling": HEAD + "    header: 03\n    columns: {校名: school}\n",
}  # fmt: skip


@pytest.mark.parametrize("code", FAULTS)
def test_a_layout_is_read_strictly(layout, code):
    """Whatever cannot be meant is refused with its code, its place, and words in both languages."""
    with pytest.raises(yz.DataError) as caught:
        read_layout(layout(FAULTS[code]))
    told = [fault.code for fault in caught.value.faults]
    assert code in told
    assert all(fault.to_dict()["line"] for fault in caught.value.faults)
    assert all(fault.say(lang) for fault in caught.value.faults for lang in ("zh", "en"))


@pytest.mark.parametrize("column", ["人数: 在校生数（万元）", "人数: {as: 在校生数（万元）}", "校名2: 学校名称（间）"])
def test_a_unit_behind_the_name_of_a_fact_must_fit_it(layout, column):
    """It is held against the fact like one under ``unit``, before any file is read."""
    with pytest.raises(yz.DataError) as caught:
        read_layout(layout(HEAD + f"    columns: {{校名: school, {column}}}\n"))
    assert [(fault.code, fault.to_dict()["line"]) for fault in caught.value.faults] == [("layout-unit-unfit", 4)]
    told = read_layout(layout(HEAD + "    columns: {校名: school, 设备: 教学仪器设备资产值（万元）}\n"))
    means = told.sheets[0].columns["设备"].means
    assert means is not None
    assert means.unit is not None
    assert means.unit.name == "万元"


def test_null_is_no_text(layout):
    """A county that is written ``null`` is none, and not one of that name."""
    with pytest.raises(yz.DataError) as caught:
        read_layout(layout(HEAD + "    columns: {校名: school}\n    fill: {county: null}\n"))
    assert caught.value.code == "layout-shape"
    quoted = read_layout(layout(HEAD + "    columns: {校名: school}\n    fill: {county: 'null'}\n"))
    assert quoted.sheets[0].fill == {"county": "null"}


def test_a_layout_without_its_format_is_told_how_to_begin(layout):
    """The line that is missing is written out."""
    with pytest.raises(yz.DataError) as caught:
        read_layout(layout("sheets: {}\n"))
    assert caught.value.code == "layout-key-missing"
    assert "format: youzhi-layout/1" in str(caught.value.hint)


@pytest.mark.parametrize("header", ["[4, 3]", "0", "x", "[1, 9]"])
def test_rows_of_a_header_stand_below_each_other(layout, header):
    """Rows in another order, far apart or none at all are refused."""
    with pytest.raises(yz.DataError):
        read_layout(layout(HEAD + f"    header: {header}\n    columns: {{校名: school}}\n"))


def test_near_names_are_told(layout):
    """A misspelt fact is answered with the one that is meant; a file that is not there with its code."""
    with pytest.raises(yz.DataError) as caught:
        read_layout(layout(FAULTS["layout-fact-unknown"]))
    assert caught.value.hint == "did you mean “students（在校生数）”?"
    with pytest.raises(yz.DataError) as caught:
        read_layout("nowhere.yaml")
    assert caught.value.code == "yaml-not-found"


def test_every_fault_is_told_at_once(layout):
    """Two mistakes, two faults, in the order of the file."""
    text = HEAD + "    columns:\n      人数: studnets\n      设备: {as: equipment_value, unit: 千元}\n"
    with pytest.raises(yz.DataError) as caught:
        read_layout(layout(text))
    assert [(fault.code, fault.to_dict()["line"]) for fault in caught.value.faults] == [
        ("layout-fact-unknown", 5), ("layout-unit-unknown", 6),
    ]  # fmt: skip
