"""Workbooks and text files as a bureau keeps them, and files that are none."""

from __future__ import annotations

import builtins
import sys
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter
from intake_cases import (
    build,
    codes,
    county,
    errors,
    kind,
    notes,
    plain,
    problem,
    school,
    section,
    sections,
    whole,
)

from youzhi_rules.errors import DataError
from youzhi_rules.workbook import read_records

SAMPLE = Path(__file__).parent.parent / "examples" / "qingshan-county.xlsx"
HEAD = ["学校标识码", "学段", "在校生数", "教学仪器设备资产值（万元）"]


def write(path, sheets, merged=(), hidden=()):
    """A workbook with these sheets, each a list of rows."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(at, column, cell)
            if name in hidden:
                sheet.hide()
            for where, *cells in merged:
                if where == name:
                    sheet.merge_range(*cells)
    return path


def read(path, **more):
    """The dataset of a file."""
    return build(read_records(path, **more))


@pytest.mark.tree
def test_the_sample_comes_through_as_it_stands():
    """The county's workbook is read whole: every section, every figure, and what is no data is named."""
    data = read(SAMPLE)
    assert data.units.counties.texts() == ["青山县"]
    assert (data.units.count("section"), data.units.count("school")) == (58, 49)
    assert errors(data) == []
    assert notes(data) == ["title-rows", "total-row"]
    assert problem(data, "total-row").place == "学校!A69"
    key = "2144271764"
    assert data.units.school_names[data.units.schools.texts().index(key)] == "第8小学"
    assert section(data, "teachers", key) == 140
    assert section(data, "students", "2144179057") == 1673
    assert section(data, "equipment_value", "2144339563") == 804900
    assert len(section(data, "class_sizes", "2144339563")) == 10
    assert section(data, "multimedia_classrooms", "2144607303", "senior") is None
    assert whole(data, "equipment_value", "2144607303") == 5013600
    assert school(data, "music_room_areas", "2144607303") == [96, 96, 104, Fraction(197, 2)]
    assert school(data, "training_funds", "2144339563") == Fraction(14362)
    assert kind(data, "2144621338") == "complete_secondary"
    assert set(data.whole) == {
        "teaching_area_gross",
        "indoor_sports_area",
        "sports_ground_area",
        "equipment_value",
        "multimedia_classrooms",
    }
    assert county(data, "nearby_enrolment_junior", "青山县") == Fraction(95, 100)
    assert county(data, "special_education_funds", "青山县") == 416000
    assert county(data, "veto_fraud", "青山县") == 0
    assert sum(1 for level, _ in data.columns if level == "county") == 41


def test_places_name_sheet_and_cell(tmp_path):
    """A refused cell is named by sheet, column letter and row."""
    path = write(tmp_path / "a.xlsx", {"学校": [["title"], HEAD, ["1", "小学", "x", 3]]})
    assert problem(read(path), "not-a-number").place == "学校!C3"


def test_excel_numbers_have_15_digits(tmp_path):
    """0.1 + 0.2 in a cell is the 0.3 that Excel shows."""
    path = write(
        tmp_path / "a.xlsx",
        {"s": [["学校", "学段", "教学仪器设备资产值"], [7, "小学", 0.1 + 0.2], [8, "小学", 80.49]]},
    )
    data = read(path)
    assert section(data, "equipment_value", "7") == Fraction(3, 10)
    assert section(data, "equipment_value", "8") == Fraction(8049, 100)


def test_several_sheets_of_schools_are_one_table(tmp_path):
    """A sheet of primary and a sheet of junior schools, with other headers, are read together."""
    sheets = {
        "小学": [["学校", "学段", "在校生数"], ["1", "小学", 10]],
        "初中": [["学校", "学段", "学生数", "专任教师数"], ["2", "初中", 20, 3]],
        "说明": [["请于月底前上报"]],
        "空": [],
    }
    data = read(write(tmp_path / "a.xlsx", sheets))
    assert sections(data) == [("county", "1", "primary"), ("county", "2", "junior")]
    assert section(data, "students", "2", "junior") == 20
    assert section(data, "teachers", "1", "primary") is None
    assert notes(data) == ["sheet-empty", "sheet-unused"]


def test_hidden_and_unasked_sheets_are_named(tmp_path):
    """What is not read is said."""
    rows = [["学校", "学段", "在校生数"], ["1", "小学", 10]]
    path = write(tmp_path / "a.xlsx", {"a": rows, "b": rows}, hidden=("b",))
    assert "sheet-hidden" in notes(read(path))
    assert "sheet-unasked" in notes(read(path, sheet="b"))
    with pytest.raises(DataError) as caught:
        read_records(path, sheet="c")
    assert caught.value.code == "sheet-missing"


def test_areas_lie_across_or_upright(tmp_path):
    """Counties as rows or side by side, towns by the name of their sheet, units in a column."""
    schools = [["县", "学校", "学段", "在校生数"], ["a", "1", "小学", 1], ["b", "2", "小学", 2]]
    across = [["县", "学校规划布局合理", "社会认可度"], ["a", "是", "90%"], ["b", "否", 0.8]]
    data = read(write(tmp_path / "a.xlsx", {"学校": schools, "县级": across}))
    assert [county(data, "layout_ok", key) for key in "ab"] == [1, 0]
    upright = [
        ["报表"],
        ["指标", "单位", "a", "b", "备注"],
        ["学校规划布局合理", "", "是", "否", ""],
        ["特殊教育学校公用经费", "万元", 1, 2, "见附件"],
        ["外星指标", "", 1, 1, ""],
    ]
    data = read(write(tmp_path / "b.xlsx", {"学校": schools, "县级": upright}))
    assert [county(data, "special_education_funds", key) for key in "ab"] == [10000, 20000]
    assert notes(data) == ["cell-beside", "column-unknown", "title-rows"]
    towns = [["县", "镇", "一般公共预算教育支出"], ["a", "t", 5]]
    data = read(write(tmp_path / "c.xlsx", {"学校": schools, "镇": towns}))
    assert plain(data.columns["town", "education_spending"], 0) == 5


def test_merged_cells_name_their_rows_but_do_not_spread_figures(tmp_path):
    """A school's code merged over its rows is that of each; a merged figure of sections is nobody's."""
    rows = [HEAD, [None, "小学", 5, None], [None, "初中", 6, None]]
    merged = [("学校", 1, 0, 2, 0, "77"), ("学校", 1, 3, 2, 3, 4)]
    data = read(write(tmp_path / "a.xlsx", {"学校": rows}, merged))
    assert sections(data) == [("county", "77", "primary"), ("county", "77", "junior")]
    assert problem(data, "merged-figure").place == "学校!D2"
    assert section(data, "equipment_value", "77") is None


def test_a_header_of_two_rows_is_read_as_one(tmp_path):
    """Merged headings above the names of columns do not hide them."""
    rows = [[None, None, None, None], [None, None, "在校生数", "班级数"], ["1", "小学", 5, 1]]
    merged = [("学校", 0, 0, 1, 0, "学校"), ("学校", 0, 1, 1, 1, "学段"), ("学校", 0, 2, 0, 3, "规模")]
    data = read(write(tmp_path / "a.xlsx", {"学校": rows}, merged))
    assert section(data, "classes") == 1


def test_what_stands_around_the_table_is_named(tmp_path):
    """Remarks below, a repeated header and cells beside the table are notes, not schools."""
    rows = [
        HEAD,
        ["1", "小学", 5, 1, None, "补报"],
        HEAD,
        ["2", "小学", 6, 1],
        ["填表人：甲", None, "审核人：乙"],
        [None],
        ["合计", None, 11, 2],
    ]
    data = read(write(tmp_path / "a.xlsx", {"学校": rows}))
    assert len(sections(data)) == 2
    assert notes(data) == ["blank-rows", "cell-beside", "foot-row", "header-repeated", "total-row"]
    assert errors(data) == []


def test_two_columns_of_one_header_are_left_out(tmp_path):
    """Which of them is right is not known."""
    data = read(write(tmp_path / "a.xlsx", {"学校": [[*HEAD, "在校生数"], ["1", "小学", 5, 1, 6]]}))
    assert errors(data) == ["column-twice"]
    assert section(data, "students") is None


def test_long_codes_that_excel_rounds_are_noted(tmp_path):
    """A number of more than 15 digits is not what was typed."""
    data = read(write(tmp_path / "a.xlsx", {"学校": [HEAD, [1234567890123456789, "小学", 5, 1]]}))
    assert "key-rounded" in notes(data)


TEXT = '青山县学校情况表\n学校,学段,在校生数,备注甲\n一小,小学,"1,673",x\n二小,小学,２７,y\n合计,,1700,\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_of_all_encodings(tmp_path, encoding):
    """UTF-8 with and without its mark, GB18030 and Excel's Unicode text are read alike."""
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(encoding))
    data = read(path)
    assert section(data, "students", "一小") == 1673
    assert errors(data) == []
    assert set(codes(data)) == {"column-unknown", "title-rows", "total-row", "kind-inferred"}
    assert problem(data, "title-rows").place == "a.csv!A1"


@pytest.mark.parametrize(("mark", "suffix"), [(";", "csv"), ("\t", "tsv"), ("\t", "txt"), (",", "txt")])
def test_text_files_of_all_delimiters(tmp_path, mark, suffix):
    """Comma, semicolon and tab are told by the text, not the name."""
    path = tmp_path / f"a.{suffix}"
    path.write_text(f"学校{mark}学段{mark}在校生数\n1{mark}小学{mark}5\n", encoding="utf-8")
    assert section(read(path), "students") == 5


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", None, "file-missing"),
        ("a.xlsx", b"", "file-empty"),
        ("a.xlsx", b"  \n", "file-empty"),
        ("a.docx", b"x", "file-kind"),
        ("a.xlsx", b"school,stage\n1,primary\n", "workbook-is-text"),
        ("a.xls", "学校".encode("gb18030"), "workbook-is-text"),
        ("a.xlsx", bytes(range(256)) * 4, "workbook-damaged"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 64, "workbook-damaged"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "workbook-locked",
        ),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "workbook-damaged"),
        ("a.csv", b"PK\x03\x04xx", "text-is-workbook"),
        ("a.csv", b"\xff\x00\x81\xff\xff", "file-encoding"),
        ("a.csv", b"school\x00stage", "file-encoding"),
        ("a.csv", b" , ,\n,,", "file-empty"),
        ("a.csv", "学校,学段,在校生数\n1,小学,1,673\n".encode(), "file-ragged"),
        ("a.csv", "学校,学段,在校生数,班级数\n1,小学,5\n".encode(), "file-ragged"),
        ("a.csv", b"colour,taste\nred,sweet\n", "header-missing"),
        ("a.csv", b"studnets,stagge,x\n1,2,3\n", "header-missing"),
        ("a.csv", b'school,stage,students\n1,primary,"' + b"x" * 140_000 + b'"\n', "file-unreadable"),
    ],
    ids=lambda value: repr(value)[:130],
)
def test_files_that_cannot_be_read(tmp_path, name, content, code):
    """Each is refused with its code, the file's name, and what to do."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_records(path)
    assert caught.value.code == code
    assert str(caught.value.faults[0].place).split(":")[0] == name
    assert name in caught.value.say("zh")


def test_a_folder_is_no_file(tmp_path):
    """A folder is named as one."""
    with pytest.raises(DataError) as caught:
        read_records(tmp_path)
    assert caught.value.code == "file-is-folder"


def test_a_missing_header_names_what_is_nearest(tmp_path):
    """The row that could be meant is shown, with the names it probably means."""
    path = tmp_path / "a.csv"
    path.write_text("studnets,stagge,x\n1,2,3\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_records(path)
    assert "studnets" in caught.value.say("en")
    assert "students" in str(caught.value.hint)


def test_a_ragged_row_is_located_by_its_line(tmp_path):
    """The line of the row is told."""
    path = tmp_path / "a.csv"
    path.write_text("学校,学段,在校生数\n1,小学,5\n2,小学,1,673\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_records(path)
    assert str(caught.value.faults[0].place) == "a.csv:3"


def test_a_workbook_of_empty_sheets_is_empty(tmp_path):
    """A workbook without a cell is empty, not broken."""
    with pytest.raises(DataError) as caught:
        read_records(write(tmp_path / "a.xlsx", {"a": []}))
    assert caught.value.code == "file-empty"


def test_without_the_extra_the_error_says_what_to_install(tmp_path, monkeypatch):
    """Reading Excel without python-calamine names the line that installs it."""
    path = write(tmp_path / "a.xlsx", {"a": [HEAD]})
    real = builtins.__import__

    def refuse(name, *rest):
        if name == "python_calamine":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "python_calamine", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(DataError) as caught:
        read_records(path)
    assert caught.value.code == "excel-extra-missing"
    assert "youzhi_rules[excel]" in str(caught.value.hint)


def test_a_table_can_be_looked_at(tmp_path):
    """The tables of records have headers, a length and rows as mappings."""
    records = read_records(write(tmp_path / "a.xlsx", {"学校": [HEAD, ["1", "小学", 5, 1]]}))
    (table,) = records.schools
    assert (len(table), table.headers, records.source) == (1, tuple(HEAD), "a.xlsx")
    assert next(iter(table))["在校生数"] == 5


def words(data, code):
    """The only problem of a code, in Chinese."""
    return problem(data, code).say("zh")


def test_errors_and_formulas_without_a_value_are_named(tmp_path):
    """What Excel could not compute is missing and said so at its place; a computed formula is read."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("学校")
        for at, row in enumerate([HEAD, ["1", "小学"], ["2", "小学"]]):
            sheet.write_row(at, 0, row)
        sheet.write_formula("C2", "=1+4", None, 5)
        sheet.write_formula("D2", "=x!A1", None, "#REF!")
        sheet.write_formula("C3", "=2+4", None, "")
        sheet.write("D3", 2)
        sheet.write_formula("F9", "=1/0", None, "#DIV/0!")
    data = read(path)
    found = {one.place: (one.code, one.value, one.record) for one in data.problems if one.severity == "error"}
    assert found["学校!D2"] == ("cell-error", "#REF!", "county / 1 / primary")
    assert section(data, "students") == 5
    assert section(data, "equipment_value") is None
    assert section(data, "equipment_value", "2") == 20000
    assert "#DIV/0!" in {one.value for one in data.problems}


def test_a_workbook_never_opened_in_excel_says_so(tmp_path):
    """Formulas of a program that computes nothing have no values; a school's key may be one too."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "学校"
    for row in [HEAD, ["1", "小学", "=B9*2", 1], ["#N/A", "小学", 6, 1]]:
        sheet.append(row)
    sheet["Z50"] = "=1+1"
    book.save(tmp_path / "a.xlsx")
    data = read(tmp_path / "a.xlsx")
    found = {one.place: one for one in data.problems if one.code in {"formula-without-value", "cell-error"}}
    assert found["学校!C2"].value == "=B9*2"
    assert found["学校!C2"].say("zh") == "公式“=B9*2”没有计算结果，按缺失处理"
    assert "保存一次" in str(found["学校!C2"].advise("zh"))
    assert found["学校!A3"].say("zh") == "单元格为 Excel 错误值 #N/A，按缺失处理"
    assert found["学校!Z50"].severity == "error"
    assert "school-blank" in errors(data)


def test_a_workbook_that_declares_entities_is_refused(tmp_path):
    """A sheet with a document type is no sheet of Excel's."""
    path, bomb = write(tmp_path / "a.xlsx", {"学校": [HEAD, ["1", "小学", 5, 1]]}), tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bomb, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
                text = text.replace(b"<v>5</v>", b"<f>1</f><v>5</v>")
            new.writestr(name, text)
    with pytest.raises(DataError) as caught:
        read_records(bomb)
    assert caught.value.code == "workbook-damaged"


@pytest.mark.parametrize("word", ["合计", "合 计", "小计"])
@pytest.mark.parametrize("head", ["序号", None])
def test_a_total_in_the_column_of_serial_numbers_is_no_school(tmp_path, word, head):
    """A row of totals names nobody: neither a school nor a county comes of it."""
    rows = [[head, "县", "学校", "学段", "在校生数"], [1, "a", "1", "小学", 5], [word, None, None, None, 5]]
    data = read(write(tmp_path / "a.xlsx", {"学校": rows}))
    assert sections(data) == [("a", "1", "primary")]
    assert errors(data) == []
    assert "total-row" in notes(data)


def test_a_row_of_nobody_without_a_word_for_totals_stays_an_error(tmp_path):
    """Figures of no county, school and stage are not taken for totals."""
    rows = [["序号", "县", "学校", "学段", "在校生数"], [1, "a", "1", "小学", 5], [2, None, None, None, 5]]
    assert "school-blank" in errors(read(write(tmp_path / "a.xlsx", {"学校": rows})))


def test_rows_that_hold_nothing_known_are_not_called_blank(tmp_path):
    """A second row of the header is named with its text; many such rows are one note."""
    head, row = ["序号", "学校", "学段", "在校生数"], [1, "1", "小学", 5]
    data = read(write(tmp_path / "a.xlsx", {"学校": [head, ["（一）", None, None, None], row]}))
    assert words(data, "row-without-data") == "此行没有可用的数据，已略过；行中写有：（一）"
    assert problem(data, "row-without-data").place == "学校!A2"
    assert "blank-rows" not in notes(data)
    rows = [head, row, *[[at, None, None, None] for at in range(2, 30)]]
    data = read(write(tmp_path / "b.xlsx", {"学校": rows}))
    assert words(data, "rows-without-data") == "有 28 行没有可用的数据，已略过；第一行写有：2"


def test_values_are_shown_as_they_stand_in_the_sheet(tmp_path):
    """Excel's floats are whole numbers to the reader, and placeholders stay in capitals."""
    rows = [HEAD, ["1", "小学", -30, "N/A", None, 1], ["2", "小学", 5, 1]]
    data = read(write(tmp_path / "a.xlsx", {"学校": rows}))
    assert words(data, "negative") == "-30 为负数"
    assert problem(data, "negative").advise("zh") == "请填 0 或正数，不知道请留空"
    assert words(data, "placeholder") == "1 个单元格填的是“N/A”，按缺失处理"
    assert words(data, "cell-beside") == "“1”在标题行之外，未使用"


@pytest.mark.parametrize("given", [None, 5, ["a.xlsx"], {"a": 1}])
def test_what_is_no_path_is_refused_in_words(given):
    """Records in memory go to ``evaluate``; a file is read by its path."""
    with pytest.raises(DataError) as caught:
        read_records(given)
    assert caught.value.code == "path-kind"
    assert type(given).__name__ in caught.value.faults[0].say("zh")
    assert "go to evaluate" in str(caught.value.faults[0].advise("en"))
