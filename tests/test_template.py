"""Templates: what is written is read back, explains itself, and says what was understood when it was changed."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pack_texts import SMALL
from template_filling import Filling

import youzhi_rules as yz
from youzhi_rules import catalogue, cli
from youzhi_rules.collecting.template import write_template
from youzhi_rules.collecting.wanted import NEEDS, lacking, wanted
from youzhi_rules.planning import plan_of

SORTED = """\
  sorted:
    title: {zh: 已分类, en: Sorted}
    group: resources
    level: school
    strength: required
    graded: sort
    at_least: c3
    clause: 第1条
"""
HOUSES = """\
  houses:
    title: {zh: 校舍, en: Houses}
    group: resources
    level: school
    measure: count(house_years >= 1990)
    unit: 座
    at_least: 1
    strength: required
    clause: 第8条
"""
HOUSES_FACT = "  house_years: {zh: 各楼年份, en: Years of the houses, level: school, type: year, many: true}\n"
PACKS = [info.id for info in yz.list_packs()]
OF_THE_PACK = {"pack-announced", "named-county-absent"}  # what is said of a pack, whatever the data


def filled(path, pack, lang="zh"):
    """A template filled in, and the same values as records."""
    write_template(pack, path, lang, schools=5)
    return Filling(path, pack, lang).fill()


@pytest.mark.long
@pytest.mark.parametrize(
    ("pack", "lang"), [(pack, "zh") for pack in PACKS] + [("national-2017", "en"), ("guangdong-meizhou-2021", "en")]
)
def test_what_a_template_holds_is_what_was_filled_in(tmp_path, pack, lang):
    """Filled in and read without naming the pack, nothing is remarked, and the data are those of the same records.

    With every cell filled in no outcome lacks a fact, and no column of the pack is lacking.
    """
    path = tmp_path / "county.xlsx"
    schools, areas = filled(path, pack, lang)
    records = yz.read_records(path)
    assert records.problems == ()
    result, same = yz.evaluate(records, pack), yz.evaluate(schools, pack, area_records=areas)
    assert {problem.code for problem in result.problems} <= OF_THE_PACK
    assert result.data_digest == same.data_digest
    outcomes = result.to_dicts()
    assert outcomes == same.to_dicts()
    unknown = [one for one in outcomes if one["status"] == "unknown"]
    assert [one["rule"] for one in unknown if one["reason"].startswith("missing")] == []
    understood = yz.read_records(path, pack=pack).understood
    assert lacking(wanted(plan_of(yz.load_pack(pack))), {str(one.column) for one in understood}) == []
    assert {one.reason for one in understood if one.column is None} == {"sheet-template-notes"}


def test_what_is_computed_is_not_asked_for():
    """A sum or share is asked for by its parts; where one column stands in for another, one of them is enough."""
    found = {each.column: each for each in wanted(plan_of(yz.load_pack("national-2017")))}
    assert {"teaching_area", "sports_area", "nearby_enrolment_primary"} & found.keys() == set()
    assert found["sports_ground_area"].other == ("sports_area",)
    assert found["largest_class"].other == ("class_sizes",)
    assert (found["teachers"].need, found["founder"].need, found["students"].need) == ("checked", "form", "required")
    assert {each.need for each in wanted(plan_of(yz.load_pack("yunnan-wenshan-2024")))} == set(NEEDS)
    there = set(found) - {"largest_class", "sports_ground_area", "veto_fraud"} | {"sports_area"}
    assert [each.column for each in lacking(tuple(found.values()), there)] == ["veto_fraud"]


def test_a_part_of_two_figures_is_lacking_until_both_are_given():
    """The gym counts for two areas; whoever gives one of them without it leaves the other open."""
    found = {each.column: each for each in wanted(plan_of(yz.load_pack("national-2017")))}
    assert found["indoor_sports_area"].other == ("teaching_area+sports_area",)
    there = set(found) - {"indoor_sports_area", "teaching_area_gross"} | {"teaching_area"}
    assert [each.column for each in lacking(tuple(found.values()), there)] == ["indoor_sports_area"]
    assert lacking(tuple(found.values()), there | {"sports_area"}) == []


def _pack_of(folder: Path, text: str) -> yz.Pack:
    folder.mkdir()
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    return yz.load_pack(folder)


def test_what_a_quota_counts_is_needed_as_the_quota_is(tmp_path):
    """Where rules stand in a quota alone, their facts are required; where the quota is a wish, so are they."""
    needs = {each.column: each.need for each in wanted(plan_of(_pack_of(tmp_path / "small", SMALL)))}
    assert needs["teachers"] == needs["students"] == "required"
    assert SMALL.count("    strength: required\n    due: 2025") == 1
    wish = SMALL.replace("    strength: required\n    due: 2025", "    strength: recommended\n    due: 2025")
    (tmp_path / "other").mkdir()
    needs = {each.column: each.need for each in wanted(plan_of(_pack_of(tmp_path / "other" / "small", wish)))}
    assert needs["teachers"] == "optional"


def test_facts_of_schools_by_stage_have_a_column_for_each(tmp_path):
    """A pack may ask for nothing but figures of schools that are given per stage."""
    rule = """\
  beds:
    title: {zh: 寄宿生, en: Boarders}
    group: resources
    level: school
    measure: boarders_primary + boarders_junior
    unit: 人
    at_most: 500
    strength: required
    clause: 第9条
facts:
  boarders: {zh: 寄宿生数, en: Boarders, level: school, type: count, unit: 人, by_stage: [primary, junior]}
"""
    text = SMALL[: SMALL.index("scopes:")] + "rules:\n" + rule
    write_template(_pack_of(tmp_path / "small", text), tmp_path / "a.xlsx")
    headers = [cell.value for cell in openpyxl.load_workbook(tmp_path / "a.xlsx")["学校"][1]]
    assert headers == ["学校标识码", "学校名称", "所属学校", "小学寄宿生数（人）", "初中寄宿生数（人）", "学段"]


def test_lists_of_years_and_words_are_explained_without_a_list_of_values(tmp_path):
    """Several years in one cell are free; nothing is said of values there are not."""
    text = SMALL.replace("  charter:\n", HOUSES + "  charter:\n", 1) + HOUSES_FACT
    write_template(_pack_of(tmp_path / "small", text), tmp_path / "a.xlsx")
    rows = {row[2]: row for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["说明"].iter_rows(values_only=True)}
    assert rows["house_years"][8].startswith("一格填多个四位年份")
    assert "：。" not in rows["house_years"][8]


def test_the_notes_explain_every_column(tmp_path):
    """Id, both names, what is needed, type, unit, meaning, table and the rules with their clauses stand in one row."""
    path = tmp_path / "county.xlsx"
    write_template("national-2017", path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["学校", "县级", "说明"]
    rows = {row[2]: row for row in book["说明"].iter_rows(values_only=True) if row[2]}
    row = rows["equipment_value"]
    assert row[:8] == (
        "学校", "教学仪器设备资产值（元）", "equipment_value", "教学仪器设备资产值", "Value of teaching equipment",
        "必填", "数", "元",
    )  # fmt: skip
    assert "账面值" in row[8]
    assert "全校" in row[8]
    assert row[10] == "教基5176"
    assert "生均教学仪器设备值（第六条第6项）" in row[11]
    assert rows["largest_class"][5] == "任选其一"
    assert "各班人数" in rows["largest_class"][8]
    assert rows["founder"][9].startswith("中央教育部门")
    headers = [cell.value for cell in book["学校"][1]] + [row[0].value for row in book["县级"].iter_rows(min_row=2)]
    assert headers == [row[1] for row in rows.values() if row[2] != "代号"]


def test_cells_have_drop_downs_and_checks(tmp_path):
    """Stages, kinds and yes or no are chosen; counts are whole, shares up to 1; keys and lists are text."""
    path = tmp_path / "county.xlsx"
    write_template("national-2017", path, schools=7)
    book = openpyxl.load_workbook(path)
    sheet = book["学校"]
    assert sheet.freeze_panes == "C2"
    at = {cell.value: cell.column_letter for cell in sheet[1]}
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}

    def of(header):
        return rules[f"{at[header]}2:{at[header]}8"]

    assert of("学段").formula1 == '"小学,初中,高中,全校"'
    assert of("制定学校章程").formula1 == '"是,否"'
    assert (of("在校生数（人）").type, of("在校生数（人）").operator) == ("whole", "greaterThanOrEqual")
    assert of("教学仪器设备资产值（元）").type == "decimal"
    assert "空白表示缺失" in of("在校生数（人）").prompt
    county = book["县级"]
    lines = {row[0].value: row[0].row for row in county.iter_rows(min_row=2)}
    share = next(
        rule for rule in county.data_validations.dataValidation if str(rule.sqref) == f"C{lines['社会认可度']}"
    )
    assert (share.type, share.formula1, share.formula2) == ("decimal", "0", "1")
    assert county.cell(lines["社会认可度"], 3).number_format == "0.00%"
    figures = {cell.number_format for row in county.iter_rows(min_row=2, min_col=3) for cell in row}
    assert not [code for code in figures if "#" in code]  # where nothing stands behind the point, Excel shows 1,800.
    assert sheet.column_dimensions[at["学校标识码"]].width >= 10
    assert "＊" in sheet[f"{at['学段']}1"].number_format
    assert "＊" not in sheet[f"{at['所属学校']}1"].number_format


def test_the_same_pack_gives_the_same_bytes(tmp_path):
    """Twice the same template is twice the same file."""
    for name in ("a.xlsx", "b.xlsx"):
        write_template("guangdong-jiangmen-2023", tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_lists_too_long_for_a_cell_stand_on_a_sheet_of_their_own(tmp_path):
    """A choice of many grades refers to cells of the sheet of values, which is passed over when the file is read."""
    values = ", ".join(f"c{number}: [第{number}类义务教育学校的名称]" for number in range(30))
    text = SMALL.replace("rules:\n", "rules:\n" + SORTED, 1)
    fact = f"  sort: {{zh: 学校分类, en: Sort, level: school, type: grade, values: {{{values}}}}}\n"
    text = text.replace("facts:\n", "facts:\n" + fact, 1)
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    pack = yz.load_pack(folder)
    write_template(pack, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames[-1] == "取值"
    sheet = book["学校"]
    at = next(cell.column_letter for cell in sheet[1] if cell.value == "学校分类")
    rule = next(rule for rule in sheet.data_validations.dataValidation if str(rule.sqref).startswith(f"{at}2:"))
    assert rule.formula1 == "'取值'!$A$3:$A$32"
    assert book["取值"]["A32"].value == "第29类义务教育学校的名称"
    understood = yz.read_records(tmp_path / "a.xlsx").understood
    assert [one.sheet for one in understood if one.reason == "sheet-template-notes"] == ["说明", "取值"]


def test_a_template_that_was_changed_says_what_it_understood(tmp_path):
    """A column deleted, one moved, one renamed, one in another unit, a sheet more: each is told, the rest is read."""
    path = tmp_path / "county.xlsx"
    filled(path, "national-2017")
    book = openpyxl.load_workbook(path)
    sheet = book["学校"]
    at = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(1, at["专任教师数（人）"]).value = "专任老师数（人）"
    sheet.cell(1, at["教学仪器设备资产值（元）"]).value = "教学仪器设备资产值（万元）"
    sheet.delete_cols(at["班级数（班）"])
    sheet.move_range(f"A1:A{sheet.max_row}", cols=sheet.max_column)
    book.create_sheet("备忘").append(["月底前上报"])
    book.save(path)
    records = yz.read_records(path)
    told = {(one.sheet, one.header): one for one in records.understood}
    assert told["学校", "专任老师数（人）"].reason == "column-unknown"
    assert told["学校", "专任老师数（人）"].near == "专任教师数"
    assert "专任教师数" in told["学校", "专任老师数（人）"].say("zh")
    assert told["学校", "教学仪器设备资产值（万元）"].unit == "万元"
    assert told["学校", "学校标识码"].column == "school"
    assert told["备忘", None].reason == "sheet-unused"
    gone = lacking(wanted(plan_of(yz.load_pack("national-2017"))), {str(one.column) for one in records.understood})
    assert [each.column for each in gone] == ["classes"]
    result = yz.evaluate(records)
    outcome = result.to_dicts(rule="equipment_value")[0]
    assert outcome["value"] == 900_000.25 * 10_000 / 90
    assert told["学校", "在校生数（人）"].to_dict()["zh"] == "在校生数"


_HEADERS = [
    "学校标识码",
    "学段",
    "在校生数（人）",
    "班级数",
    "教学仪器设备资产值（万元）",
    "教室",
    "备忘",
    "students ",
    "专任教师数（元）",
]


@settings(max_examples=40, deadline=None)
@given(headers=st.lists(st.sampled_from(_HEADERS), min_size=3, unique=True))
def test_every_column_is_told_of_once_wherever_it_stands(tmp_path_factory, headers):
    """Whichever columns are left and in whichever order, each one is told of: what it was read as, or why not."""
    path = tmp_path_factory.mktemp("file") / "a.csv"
    path.write_text(",".join(headers) + "\n" + ",".join("1" for _ in headers) + "\n", encoding="utf-8")
    known = {found.column for header in headers if (found := yz.facts().find(header)) is not None}
    if len(known) < 2:  # so little is no row of headers; two names of one column are one
        with pytest.raises(yz.DataError):
            yz.read_records(path)
        return
    told = yz.read_records(path).understood
    assert [one.header for one in told] == [header.strip() for header in headers]
    for one in told:
        found = yz.facts().find(str(one.header))
        wrong = {"教室", "备忘", "专任教师数（元）"}
        assert (one.column is None) == (one.header in wrong or one.reason == "column-twice")
        assert one.column is None or (found is not None and found.column == one.column)


def test_a_unit_beside_a_fact_of_a_pack_counts_even_if_the_reader_does_not_know_it(tmp_path):
    """In an upright sheet the unit in its own column holds for a pack's own facts too."""
    path = tmp_path / "county.xlsx"
    filled(path, "guangdong-zhongshan-2018")
    before = _balancing(path)
    book = openpyxl.load_workbook(path)
    for row in book["市级"].iter_rows(min_row=2):
        if row[0].value.startswith("均衡性转移"):
            row[1].value = "万元"
    book.save(path)
    assert _balancing(path) == before * 10_000


def _balancing(path):
    data = yz.evaluate(yz.read_records(path), "guangdong-zhongshan-2018").data
    column: Any = data.columns["city", "balancing_transfers"]
    return column.fraction(0)


def test_an_empty_template_is_no_data(tmp_path):
    """Evaluated as it was written it is refused: there are no records."""
    path = tmp_path / "county.xlsx"
    write_template("national-2017", path)
    with pytest.raises(yz.DataError) as caught:
        yz.evaluate(yz.read_records(path))
    assert caught.value.code == "records-empty"


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("template-name", {"path": "county.xls"}),
        ("template-size", {"schools": 0}),
        ("template-size", {"schools": True}),
        ("template-size", {"counties": 201}),
        ("filter-unknown", {"lang": "fr"}),
    ],
)
def test_what_cannot_be_written_is_refused(tmp_path, code, arguments):
    """A wrong ending, no schools, too many counties, another language: an error with its code, and no file."""
    path = tmp_path / arguments.get("path", "county.xlsx")
    with pytest.raises(yz.DataError) as caught:
        write_template("national-2017", path, **{key: value for key, value in arguments.items() if key != "path"})
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_template_that_fails_leaves_the_file_that_is_there(tmp_path, monkeypatch):
    """An error halfway leaves the old file whole and no draft beside it."""
    from youzhi_rules.collecting import template

    path = tmp_path / "county.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr(template, "_values", lambda _book: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_template("national-2017", path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_several_counties_have_columns_of_their_own(tmp_path):
    """With room for three, two that are filled in are read as two counties, and schools name theirs."""
    path = tmp_path / "city.xlsx"
    write_template("national-2017", path, counties=3)
    book = openpyxl.load_workbook(path)
    assert book["学校"]["A1"].value == "县（市、区）"
    county = book["县级"]
    for column, name in ((3, "甲县"), (4, "乙县")):
        county.cell(2, column).value = name
        county.cell(3, column).value = "是" if name == "甲县" else "否"
    for line, name in ((2, "甲县"), (3, "乙县")):
        at = {cell.value: cell.column for cell in book["学校"][1]}
        for header, cell in (
            ("县（市、区）", name),
            ("学校标识码", f"s{line}"),
            ("学段", "小学"),
            ("在校生数（人）", 9),
        ):
            book["学校"].cell(line, at[header]).value = cell
    book.save(path)
    result = yz.evaluate(yz.read_records(path))
    told = {outcome["county"]: outcome["status"] for outcome in result.to_dicts(rule="school_layout")}
    assert told == {"甲县": "met", "乙县": "unmet"}


# -- the command line ----------------------------------------------------------------------------------------------


def test_a_template_on_the_command_line_is_not_overwritten_unasked(tmp_path, monkeypatch, capfd):
    """A file that is there may be filled in: it is replaced with --force alone."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["template", "national-2017", "-o", "a.xlsx", "--schools", "9"]) == 0
    first = Path("a.xlsx").read_bytes()
    assert cli.main(["template", "zhejiang-wenling-2020", "-o", "a.xlsx"]) == 2
    assert "[template-exists]" in capfd.readouterr().err
    assert Path("a.xlsx").read_bytes() == first
    assert cli.main(["template", "zhejiang-wenling-2020", "-o", "a.xlsx", "--force", "--lang", "en"]) == 0
    assert openpyxl.load_workbook("a.xlsx").sheetnames == ["Schools", "County", "Towns", "Notes"]


def test_columns_on_the_command_line(tmp_path, monkeypatch, capfd):
    """Each column with what it was read as, and what the pack asks for beside; a layout is followed."""
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("校名,人数,教室\n一校,30,2\n", encoding="utf-8")
    layout = "format: youzhi-layout/1\nsheets:\n  '*':\n    fill: {stage: 小学}\n"
    layout += "    columns: {校名: school, 人数: students}\n"
    Path("layout.yaml").write_text(layout, encoding="utf-8")
    assert cli.main(["columns", "a.csv", "--layout", "layout.yaml"]) == 0
    out = capfd.readouterr().out
    assert re.search(r"人数\s+在校生数 \(按布局文件\)\s+人", out)
    assert re.search(r"教室\s+未使用：不认识", out)
    assert "学段：认定所需 (" in out
    assert "县：认定所需 (" in out
    assert out.index("学段：认定所需") < out.index("县：认定所需")
    assert re.search(r"…… 另有 [0-9]+ 列", out)
    assert "--all" in out
    assert cli.main(["columns", "a.csv", "--layout", "layout.yaml", "--all"]) == 0
    whole = capfd.readouterr().out
    assert "班级数  classes" in whole
    assert "另有" not in whole
    names = [re.findall(r"^    .*  (\w+)$", text, re.MULTILINE) for text in (out, whole)]
    assert len(names[0]) < len(names[1]) == int(re.findall(r"没有的列（([0-9]+)）", whole)[0])
    assert set(names[0]) < set(names[1])
    assert cli.main(["evaluate", "a.csv", "--layout", "layout.yaml"]) == 0
    assert cli.main(["explain", "a.csv", "degree_teachers", "--layout", "layout.yaml", "--school", "一校"]) == 0
    path = tmp_path / "full.xlsx"
    filled(path, "national-2017")
    assert cli.main(["columns", str(path), "--lang", "en"]) == 0
    assert "Every column the pack asks for is there." in capfd.readouterr().out


def test_no_label_stands_in_two_parts_of_the_catalogue():
    """The labels of one part do not take the place of another's."""
    parts = [module for module in pkgutil.iter_modules(catalogue.__path__) if module.name.endswith("labels")]
    found = [
        name
        for part in parts
        for names in vars(importlib.import_module(f"{catalogue.__name__}.{part.name}")).values()
        if isinstance(names, dict) and names and all(isinstance(words, tuple) for words in names.values())
        for name in names
    ]
    assert sorted(set(found)) == sorted(found)
    assert set(found) <= set(catalogue.LABELS)
