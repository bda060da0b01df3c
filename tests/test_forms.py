"""The declaration forms of the sample county, cell by cell, held against figures worked out from its raw workbook."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import raw_forms as raw

import youzhi_rules as yz
from youzhi_rules.handing.form_tables import Forms, Table
from youzhi_rules.handing.forms import forms_of

pytestmark = pytest.mark.tree


@pytest.fixture(scope="module")
def result() -> yz.Result:
    """The sample county, judged."""
    return yz.evaluate(yz.read_records(raw.WORKBOOK))


@pytest.fixture(scope="module")
def forms(result: yz.Result) -> Forms:
    """Its forms."""
    return forms_of(result)


@pytest.fixture(scope="module")
def book(result: yz.Result, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Its forms, written and opened again."""
    path = tmp_path_factory.mktemp("forms") / "申报表.xlsx"
    result.forms(path)
    return openpyxl.load_workbook(path)


def printed(cell: Any) -> str:
    """What a cell of the workbook shows."""
    value, style = cell.value, cell.number_format
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    digits = len(style.rstrip("%").partition(".")[2])
    number = Decimal(repr(value)) * (100 if style.endswith("%") else 1)
    return f"{number:.{digits}f}" + ("%" if style.endswith("%") else "")


def written(book: Any, table: Table, name: str) -> list[list[str]]:
    """The rows of a table as the workbook shows them: below title, document, heads and numbers of columns."""
    sheet = book[name]
    rows = sheet.iter_rows(min_row=6, max_row=5 + len(table.rows), max_col=len(table.columns))
    return [[printed(cell) for cell in row] for row in rows]


def texts(table: Table) -> list[list[str]]:
    """The rows of a table as they are to be printed."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def column(grid: list[list[str]], table: Table, *keys: str) -> list[list[str]]:
    """Some columns of a grid, by their keys."""
    places = [[each.key for each in table.columns].index(key) for key in keys]
    return [[row[place] for place in places] for row in grid]


def test_the_basic_figures_are_those_of_the_workbook(forms: Forms, book: Any) -> None:
    """Table Ⅰ counts schools, classes, pupils and teachers by kind and stage; senior pupils are not among them."""
    table = forms.table("Ⅰ")
    for grid in (texts(table), written(book, table, "Ⅰ")):
        assert [row[:-1] for row in grid] == raw.basics()


@pytest.mark.long
def test_how_many_schools_meet_each_indicator_is_that_of_the_workbook(forms: Forms, book: Any) -> None:
    """Table Ⅱ-1 counts, by stage and together, who meets each indicator, who reaches 85 % and who does not."""
    table = forms.table("Ⅱ-1")
    keys = ("stage", "judged", "met", "share", "unmet", "floor", "below", "unknown")
    for grid in (texts(table), written(book, table, "Ⅱ-1")):
        assert column(grid, table, *keys) == raw.summary()


@pytest.mark.parametrize(("stage", "word"), [("primary", "小学"), ("junior", "初中")])
def test_every_school_is_as_in_the_workbook(forms: Forms, book: Any, stage: str, word: str) -> None:
    """Table Ⅱ-2 has, cell by cell, identity, seven values, count, lists and verdict of every section measured."""
    table = forms.table("Ⅱ-2", stage)
    expected = raw.schools(word)
    for grid in (texts(table), written(book, table, f"Ⅱ-2 {word}")):
        assert [row[:-1] for row in grid] == expected


@pytest.mark.parametrize(("stage", "word"), [("primary", "小学"), ("junior", "初中")])
def test_the_exact_values_behind_the_print_are_there(forms: Forms, stage: str, word: str) -> None:
    """Each printed value keeps the fraction it was rounded from."""
    table = forms.table("Ⅱ-2", stage)
    found = [[cell.exact for cell in row.cells[8:15]] for row in table.rows if row.kind == "unit"]
    assert found == [row["values"] for row in raw.measured(word)]


def side(value: Fraction, line: Fraction) -> int:
    """On which side of a line a value lies."""
    return (value > line) - (value < line)


def test_only_values_whose_print_misleads_have_a_remark(forms: Forms) -> None:
    """A school has a remark where a value is on its line or its floor, or rounds across it, and nowhere else."""
    for stage, word in (("primary", "小学"), ("junior", "初中")):
        rows = [row for row in forms.table("Ⅱ-2", stage).rows if row.kind == "unit"]
        for row, expected in zip(rows, raw.measured(word), strict=True):
            signs = set()
            for sign, value, limit in zip(raw.SIGNS, expected["values"], raw.LIMITS[word], strict=True):
                lines = [Fraction(limit)] if value >= Fraction(limit) else [Fraction(limit), Fraction(limit) * 85 / 100]
                seen = Fraction(raw.half_up(value, 2))
                if any(value == line or side(seen, line) != side(value, line) for line in lines):
                    signs.add(sign)
            assert {sign for sign in raw.SIGNS if sign in row.cells[-1].text} == signs


@pytest.mark.long
def test_means_and_coefficients_are_those_of_the_workbook(forms: Forms, book: Any) -> None:
    """Table Ⅲ has the weighted means to 2 and the coefficients to 3 decimals, rounded half up from exact values."""
    table = forms.table("Ⅲ")
    for grid in (texts(table), written(book, table, "Ⅲ")):
        assert column(grid, table, "stage", "schools", "students", "mean", "cv", "verdict") == raw.means()


def test_the_items_of_the_county_are_those_of_the_workbook(forms: Forms, book: Any) -> None:
    """Tables Ⅳ to Ⅵ print the shares worked out from the county sheet, with 1 decimal, and the figures behind."""
    facts = {name: raw.exact(cell) for name, cell in raw.county().items() if str(cell) not in {"是", "否", "青山县"}}

    def percent(top: Fraction, bottom: Fraction) -> str:
        return raw.half_up(100 * top / bottom, 1) + "%"

    kept = facts["初中毕业生数"] - facts["三年转入学生数"] + facts["三年转出学生数"]
    placed = facts["公办学校就读随迁子女数"] + facts["政府购买学位就读随迁子女数"]
    funds = facts["特殊教育学校公用经费（万元）"] * 10_000
    expected = {
        "特殊教育学校生均公用经费": raw.half_up(funds / facts["特殊教育学生数"], 0),
        "　其中：特殊教育学校公用经费": raw.half_up(funds, 0),
        "　其中：特殊教育学校学生数": raw.half_up(facts["特殊教育学生数"], 0),
        "教师平均工资收入不低于当地公务员": raw.half_up(facts["义务教育学校教师年平均工资（元）"], 0),
        "　其中：当地公务员年平均工资": raw.half_up(facts["当地公务员年平均工资（元）"], 0),
        "教师5年360学时培训完成率": percent(facts["完成360学时培训的教师数"], facts["教师总数"]),
        "交流轮岗教师比例": percent(facts["实际交流轮岗教师数"], facts["符合交流条件教师数"]),
        "交流轮岗教师中骨干教师比例": percent(facts["交流轮岗骨干教师数"], facts["实际交流轮岗教师数"]),
        "专任教师持证上岗率": percent(facts["持有教师资格证的专任教师数"], facts["专任教师总数"]),
        "就近划片入学比例 (小学)": percent(facts["小学就近划片入学比例"], Fraction(1)),
        "就近划片入学比例 (初中)": percent(facts["初中就近划片入学比例"], Fraction(1)),
        "优质高中招生名额分配比例": percent(facts["优质高中分配名额"], facts["优质高中招生计划数"]),
        "随迁子女在公办学校和政府购买服务的民办学校就读比例": percent(placed, facts["符合条件的随迁子女数"]),
        "初中三年巩固率": percent(kept, facts["三年前初一在校生数"] - facts["三年死亡学生数"]),
        "残疾儿童少年入学率": percent(facts["残疾儿童少年入学数"], facts["适龄残疾儿童少年数"]),
    }
    for name, (judged, met) in raw.school_rules().items():
        expected[name] = raw.share(met, judged)
    for show in (texts, lambda table: written(book, table, table.key)):
        found: dict[str, str] = {}
        for key in ("Ⅳ", "Ⅴ"):
            for row in show(forms.table(key)):
                found.setdefault(row[1], row[3])
        assert {name: found[name] for name in expected} == expected
        survey = show(forms.table("Ⅵ"))
        assert survey[-1][5] == percent(facts["社会认可度"], Fraction(1))


def test_the_items_are_fifteen_and_nine(forms: Forms) -> None:
    """Items are numbered by clause: 15 under article 7 and 9 under article 8; several rules can be one item."""
    for key, items in (("Ⅳ", 15), ("Ⅴ", 9)):
        numbers = [row.cells[0].text for row in forms.table(key).rows if row.kind == "item" and row.cells[0].text]
        assert numbers == [str(number) for number in range(1, items + 1)]


def test_what_the_workbook_lacks_is_marked_and_never_a_zero(forms: Forms, book: Any) -> None:
    """A figure that is not given is a mark with a note that explains it, on the sheet too; its verdict is unknown."""
    table = forms.table("Ⅴ")
    (row,) = [row for row in table.rows if row.rule == "attainment_gap" and row.kind == "item"]
    assert (row.cells[3].text, row.cells[5].text) == ("※", "无法判定")
    assert "校际差异率" in row.cells[-1].text
    assert any(note.startswith("※") for note in table.notes)
    shown = [cell.value for row in book["Ⅴ"].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any(text.startswith("※ 未填") for text in shown)


def test_every_verdict_in_the_forms_is_that_of_the_result(result: yz.Result, forms: Forms) -> None:
    """What stands in the forms as a verdict is the status the result has, group by group and section by section."""
    words = {"met": "达标", "unmet": "未达标", "unknown": "无法判定"}
    (county,) = result.counties.values()
    for key, group in (("Ⅳ", "government"), ("Ⅴ", "quality"), ("Ⅶ", "vetoes")):
        assert forms.table(key).rows[-1].cells[5].text == words[county.groups[group]]
    statuses = {(o["school"], o["stage"]): words[o["status"]] for o in result.outcomes(rule="resource_quota")
                if o["status"] != "not_applicable"}  # fmt: skip
    found = {(row.cells[1].text, stage): row.cells[-2].text for stage in ("primary", "junior")
             for row in forms.table("Ⅱ-2", stage).rows if row.kind == "unit"}  # fmt: skip
    assert found == statuses


def test_the_workbook_is_ready_to_print(book: Any, forms: Forms) -> None:
    """Every sheet is A4 across, one page wide, repeats its heads, numbers its pages, and bears county and document."""
    assert len(book.sheetnames) == len(forms.tables)
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (int(sheet.page_setup.fitToWidth or 1), int(sheet.page_setup.fitToHeight)) == (1, 0)
        assert sheet.print_title_rows == "$4:$5"
        assert "&P" in sheet.oddFooter.right.text
        assert sheet.freeze_panes == "A6"
        assert sheet["A1"].value == "青山县义务教育优质均衡发展申报表"
        assert "national-2017" in sheet["A3"].value
        numbers = [cell.value for cell in sheet[5]]
        assert numbers == [str(number + 1) for number in range(len(numbers))]
    assert "教督〔2017〕6号） 第七条" in book["Ⅳ"]["A3"].value


def test_the_same_data_give_the_same_bytes(result: yz.Result, tmp_path: Path) -> None:
    """Read, judged and written again, the workbook has the same bytes."""
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    result.forms(first)
    yz.evaluate(yz.read_records(raw.WORKBOOK)).forms(second)
    assert first.read_bytes() == second.read_bytes()
