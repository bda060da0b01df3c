"""The declaration forms where print and truth part, where data are missing, and under packs with rows of their own."""

from __future__ import annotations

import random
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_packs import pack_text, rule

import youzhi_rules as yz
from youzhi_rules import cli
from youzhi_rules.handing.form_numbers import (
    SHARE,
    THREE,
    TWO,
    WHOLE,
    Roots,
    Style,
    against,
    hides,
    meets,
    printed,
    remark,
    steps,
)
from youzhi_rules.handing.form_tables import Forms, Table
from youzhi_rules.handing.forms import forms_of

PUPILS = 1000
ON_THE_LINE = {
    "stage": "primary",
    "school_kind": "primary",
    "students": PUPILS,
    "classes": 25,
    "teachers_above_required_degree": 42,
    "backbone_teachers": 10,
    "pe_arts_teachers": 9,
    "teaching_area": 4500,
    "sports_area": 7500,
    "equipment_value": 2_000_000,
    "multimedia_classrooms": 23,
}
OPERATORS = ("at_least", "at_most", "more_than", "less_than", "equals")


def school(key: str = "一小", **figures: object) -> dict[str, object]:
    """A primary school of 1000 pupils with every indicator on its standard, but for what is given."""
    return {"county": "青山县", "school": key, **ON_THE_LINE, **figures}


def forms(*schools: dict[str, object], areas: Any = None, **more: Any) -> Forms:
    """The forms of these schools."""
    return forms_of(yz.evaluate(list(schools), area_records=areas), **more)


def remarks(found: Forms, stage: str = "primary") -> list[str]:
    """The remarks on the schools of a stage."""
    return [row.cells[-1].text for row in found.table("Ⅱ-2", stage).rows if row.kind == "unit"]


def cell(table: Table, row: int, key: str) -> str:
    """The text of one cell."""
    return table.column(key)[row].text


# -- what rounding hides ------------------------------------------------------------------------------------------


def test_a_value_that_rounds_onto_its_standard_and_fails_it_is_told() -> None:
    """4.496 m² print as 4.50, which looks met: the verdict is unmet and the remark says why."""
    found = forms(school(teaching_area=4496))
    table = found.table("Ⅱ-2")
    assert cell(table, 0, "teaching_area") == "4.50"
    assert cell(table, 0, "met_list") == "①②③⑤⑥⑦"
    assert "④印作4.50，实为4.496，未达标准4.5" in remarks(found)[0]


def test_a_value_that_rounds_onto_its_standard_and_meets_it_is_told_too() -> None:
    """4.504 m² print as 4.50 and meet the standard by a little; 4.5 m² meet it exactly."""
    (told,) = remarks(forms(school(teaching_area=4504)))
    assert "④印作4.50，实为4.504，达到标准4.5" in told
    (told,) = remarks(forms(school(teaching_area=4500)))
    assert "④恰为标准4.5" in told


def test_a_value_that_rounds_onto_its_floor_is_told() -> None:
    """3.8247 m² print as 3.82, below 85 % of 4.5; 3.824 print so too; 3.825 is the floor itself and prints 3.83."""
    low, line = (forms(school(teaching_area=area)) for area in (3824, 3825))
    assert (cell(low.table("Ⅱ-2"), 0, "below_list"), cell(line.table("Ⅱ-2"), 0, "below_list")) == ("④", "")
    assert cell(line.table("Ⅱ-2"), 0, "floor_list") == "④"
    assert "④恰为标准的85%（3.825）" in remarks(line)[0]
    (told,) = remarks(forms(school(equipment_value=1_699_996)))
    assert "⑥印作1700.00，实为1699.996，未达标准的85%（1700）" in told


def test_a_plain_value_has_no_remark() -> None:
    """Where all values lie clear of their lines nothing is said."""
    figures: dict[str, Any] = {
        name: 2 * value for name, value in ON_THE_LINE.items() if isinstance(value, int) and name != "students"
    }
    assert remarks(forms(school(**figures))) == [""]


@pytest.mark.parametrize(
    ("apart", "shown", "verdict", "told"),
    [
        ("0.5003", "0.500", "未达标", "印作0.500，实为0.5003，未达标准0.5"),
        ("0.5", "0.500", "达标", "恰为标准0.5"),
        ("0.4997", "0.500", "达标", "印作0.500，实为0.4997，达到标准0.5"),
        ("0.4994", "0.499", "达标", ""),
    ],
)
def test_a_coefficient_that_rounds_onto_its_limit_is_told(apart: str, shown: str, verdict: str, told: str) -> None:
    """Coefficients print with 3 decimals; whether 0.500 is met is decided and told exactly."""
    areas = [10_000 * PUPILS * (1 + sign * Fraction(apart)) / 1000 for sign in (1, -1)]
    found = forms(*(school(str(index), teaching_area=str(float(area))) for index, area in enumerate(areas)))
    table = found.table("Ⅲ")
    place = [row.rule for row in table.rows].index("teaching_area_cv")
    assert (cell(table, place, "cv"), cell(table, place, "verdict"), cell(table, place, "remark")) == (
        shown,
        verdict,
        told,
    )


def test_a_strict_bound_on_its_line_is_told() -> None:
    """A difference rate of exactly 0.15 is not below 0.15; one of 0.1496 is, though both print 0.150."""
    for rate, verdict, told in (("0.15", "未达标", "不含本数，未达标"), ("0.1496", "达标", "实为0.1496，达到标准0.15")):
        found = forms(school(), areas={"county": "青山县", "attainment_gap_rates": rate})
        (row,) = [row for row in found.table("Ⅴ").rows if row.rule == "attainment_gap" and row.kind == "item"]
        assert (row.cells[3].text, row.cells[5].text) == ("0.150", verdict)
        assert told in row.cells[-1].text


@pytest.mark.long
def test_a_share_of_schools_that_rounds_to_all_is_told() -> None:
    """2999 of 3000 schools print as 100.0 %: the remark has the two numbers."""
    rows = [{"county": "县", "school": str(index), "stage": "junior", "largest_class": 50} for index in range(2999)]
    rows.append({"county": "县", "school": "x", "stage": "junior", "largest_class": 51})
    found = forms_of(yz.evaluate(rows))
    (row,) = [row for row in found.table("Ⅳ").rows if row.rule == "class_size" and row.kind == "item"]
    assert row.cells[3].text == "100.0%"
    assert "印作100.0%，实为2999/3000" in row.cells[-1].text


_numbers = st.fractions(min_value=0, max_value=20, max_denominator=5000)
_styles = st.sampled_from([WHOLE, TWO, THREE, SHARE])


@given(value=_numbers, limit=_numbers, style=_styles, operator=st.sampled_from(OPERATORS))
def test_print_without_a_remark_never_contradicts_the_verdict(
    value: Fraction, limit: Fraction, style: Style, operator: str
) -> None:
    """Where no remark stands, who judges by the printed number comes to the exact verdict; and not on the line."""
    seen = Fraction(printed(value, style).rstrip("%")) / (100 if style.percent else 1)
    told = remark(value, style, operator, limit, "zh")
    assert bool(told) == hides(value, style, limit)
    if not told:
        assert meets(seen, operator, limit) == meets(value, operator, limit)
        assert value != limit


@given(value=_numbers, style=_styles)
def test_a_printed_number_is_half_a_step_away_at_most_and_halves_go_up(value: Fraction, style: Style) -> None:
    """Rounding is decimal and half up: the printed number is the largest multiple within half a step above."""
    scale = 10**style.digits * (100 if style.percent else 1)
    off = steps(value, style) - value * scale
    assert Fraction(-1, 2) < off <= Fraction(1, 2)


@given(squares=st.lists(st.fractions(min_value=0, max_value=4, max_denominator=500), min_size=1, max_size=4))
def test_a_mean_of_roots_is_rounded_exactly(squares: list[Fraction]) -> None:
    """A mean of coefficients lies within half a step of what is printed, compared without a root."""
    value = Roots(tuple(squares))
    found = steps(value, THREE)
    assert against(value, Fraction(2 * found + 1, 2000)) < 0
    assert found == 0 or against(value, Fraction(2 * found - 1, 2000)) >= 0


# -- what is not known --------------------------------------------------------------------------------------------


def test_a_missing_figure_is_a_mark_a_note_and_no_zero() -> None:
    """A school without its sports area has a mark there, no count of indicators met, and the missing column named."""
    found = forms(school("一小", sports_area=None, teaching_area=4000), school("二小"))
    table = found.table("Ⅱ-2")
    assert (cell(table, 0, "sports_area"), cell(table, 0, "met"), cell(table, 0, "verdict")) == ("※", "※", "无法判定")
    assert "体育运动场馆面积" in cell(table, 0, "remark")
    assert any(note.startswith("※ 未填") for note in table.notes)
    summary = found.table("Ⅱ-1")
    (row,) = [row for row in summary.rows if row.rule == "sports_area" and row.stage == "primary"]
    assert [each.text for each in row.cells[4:7]] == ["2", "1", "※"]
    assert "达标比例在 50.0% 至 100.0% 之间" in row.cells[-1].text
    means = found.table("Ⅲ")
    (row,) = [row for row in means.rows if (row.rule, row.stage) == ("sports_area_cv", "primary")]
    assert [each.text for each in row.cells[6:8]] == ["※", "※"]
    assert all(each.exact is None for each in row.cells[6:8])


def test_a_sum_with_a_missing_part_is_not_known() -> None:
    """Pupils in all are a mark where one school does not give them, and the remark says how many do not."""
    table = forms(school("一小", classes=None), school("二小")).table("Ⅰ")
    assert cell(table, -1, "classes_primary") == "※"
    assert cell(table, -1, "students_primary") == "2000"
    assert "小学：班级数：缺 1 个学校的数据" in cell(table, -1, "remark")


def test_a_mean_of_zero_is_printed_and_has_no_coefficient() -> None:
    """0 backbone teachers everywhere: the mean is 0.00, the coefficient a mark, the verdict unknown."""
    table = forms(school("一小", backbone_teachers=0), school("二小", backbone_teachers=0)).table("Ⅲ")
    (row,) = [row for row in table.rows if (row.rule, row.stage) == ("backbone_teachers_cv", "primary")]
    assert [each.text for each in row.cells[6:10]] == ["0.00", "※", "≤ 0.5", "无法判定"]
    assert "均值为零" in row.cells[-1].text


def test_basic_figures_stand_only_where_they_are_given() -> None:
    """Data with neither pupils nor classes nor teachers have no table Ⅰ; the others are there."""
    found = forms_of(yz.evaluate([{"school": "A", "stage": "primary", "largest_class": 40}]))
    assert next(table.key for table in found.tables) == "Ⅱ-1"
    with pytest.raises(KeyError):
        found.table("Ⅰ")


def test_what_people_fill_in_has_a_mark_of_its_own() -> None:
    """Grades and questionnaires are no facts: they bear another mark, with a note; parents stand apart."""
    table = forms(school(), areas={"county": "青山县", "public_satisfaction": "84.96%"}).table("Ⅵ")
    assert table.rows[0].cells[0].text == "家长"
    assert {each.text for each in table.rows[0].cells[1:7]} == {"◇"}
    assert any(note.startswith("◇") for note in table.notes)
    assert (cell(table, -1, "rate"), cell(table, -1, "verdict")) == ("85.0%", "未达标")
    assert cell(table, -1, "remark") == "印作85.0%，实为84.96%，未达标准85%"


# -- which rows -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", [each.id for each in yz.list_packs()])
def test_every_rule_of_every_pack_stands_in_the_forms(pack: str) -> None:
    """No rule is dropped: each has a row or a column, and the pack is named with its document."""
    result = yz.evaluate([school()], pack=pack)
    found = forms_of(result)
    told = {row.rule for table in found.tables for row in table.rows}
    told |= {column.key for table in found.tables for column in table.columns}
    assert {step.id for step in result.plan.steps} <= told
    assert result.pack.id in found.pack
    assert result.pack.title.zh in found.pack


@pytest.mark.parametrize("pack", ["guangdong-jiangmen-2023", "yunnan-wenshan-2024", "zhejiang-wenling-2020"])
def test_what_a_city_adds_stands_after_the_national_rows(pack: str) -> None:
    """The national tables keep their numbers and items; the groups of the plan follow, under the city's document."""
    result = yz.evaluate([school()], pack=pack)
    national, found = forms(school()), forms_of(result)
    keys = [table.key for table in national.tables]
    assert [table.key for table in found.tables][: len(keys)] == keys
    for key in ("Ⅳ", "Ⅴ"):
        rules = [row.rule for row in national.table(key).rows if row.kind == "item"]
        assert [row.rule for row in found.table(key).rows if row.kind == "item"][: len(rules)] == rules
    assert result.pack.title.zh in found.tables[-1].basis
    assert found.tables[-1].key not in keys


def test_a_pack_of_its_own_has_its_own_indicators(tmp_path: Path) -> None:
    """Indicators, floor and differences are those of the pack, whatever its rules and groups are called."""
    text = pack_text(
        rule("rooms", level="section", measure="teaching_area / students", unit="平方米/生", at_least="5",
             strength="component"),
        rule("grounds", level="section", measure="sports_area / students", unit="平方米/生", at_least="8",
             strength="component"),
        rule("both", level="section", quota="{of: [rooms, grounds], met: 1}"),
        rule("spread", level="county", unit="比例", at_most="{primary: 0.3}",
             dispersion="{of: [rooms], weight: students, by: stage}"),
        rule("layout", level="county", attested="layout_ok", group="duties"),
    )  # fmt: skip
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    found = forms_of(yz.evaluate([school()], pack=str(folder)))
    assert [table.key for table in found.tables] == ["Ⅰ", "Ⅱ-1", "Ⅱ-2", "Ⅲ", "Ⅳ"]
    schools = found.table("Ⅱ-2")
    assert [column.key for column in schools.columns[8:]] == [
        *("rooms", "grounds", "met", "met_list", "unmet_list", "verdict", "remark")
    ]
    assert [each.text for each in schools.rows[0].cells[8:-1]] == ["4.50", "7.50", "0", "", "①②", "未达标"]
    assert [row.rule for row in found.table("Ⅳ").rows] == ["layout", None]


def test_a_mean_of_coefficients_stands_below_those_it_is_of(tmp_path: Path) -> None:
    """Each part has its mean and coefficient without a verdict; their mean, rounded once, has the verdict."""
    text = pack_text(
        rule("rooms", level="section", measure="teaching_area / students", unit="平方米/生", at_least="5"),
        rule("grounds", level="section", measure="sports_area / students", unit="平方米/生", at_least="8"),
        rule("spread", level="county", unit="比例", at_most="{primary: 0.25}",
             dispersion="{of: [rooms, grounds], weight: students, by: stage, combine: mean}"),
    )  # fmt: skip
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    # Two schools of one size at 10 (1 ± c) m² per pupil: the coefficients are 0.3001 and 0.2003, their mean 0.2502.
    rows = [
        school(str(sign), teaching_area=str(10_000 + sign * 3001), sports_area=str(10_000 + sign * 2003))
        for sign in (1, -1)
    ]
    table = forms_of(yz.evaluate(rows, pack=str(folder))).table("Ⅲ")
    assert [[each.text for each in row.cells[6:10]] for row in table.rows] == [
        ["10.00", "0.300", "—", "—"],
        ["10.00", "0.200", "—", "—"],
        ["—", "0.250", "≤ 0.25", "未达标"],
    ]
    assert cell(table, 2, "remark") == "印作0.250，实为0.2502，未达标准0.25"


def test_reliefs_are_told() -> None:
    """A school that is judged on the terms of a relief has the value of these terms and the relief's title."""
    small = school(
        students=60, teachers_above_required_degree=6, pe_arts_teachers=0, visiting_pe_arts_teachers=1, location="rural"
    )
    found = forms_of(yz.evaluate([small], pack="national-2019-interim"))
    table = found.table("Ⅱ-2")
    assert cell(table, 0, "pe_arts_teachers") == "1.67"
    assert "③凭放宽情形判定：50至99人的农村学校" in cell(table, 0, "remark")


# -- the file -----------------------------------------------------------------------------------------------------


def test_names_that_look_like_formulas_are_text(tmp_path: Path) -> None:
    """Schools called =1+1, +1, -1 or @x stand in the workbook as they are, and no cell is a formula."""
    names = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")']
    path = tmp_path / "forms.xlsx"
    yz.evaluate([school(f"k{index}", school_name=name) for index, name in enumerate(names)]).forms(path)
    book = openpyxl.load_workbook(path)
    assert [row[2].value for row in book["Ⅱ-2 小学"].iter_rows(min_row=6, max_row=10)] == names
    assert {each.data_type for sheet in book for row in sheet.iter_rows() for each in row} <= {"s", "n"}
    assert not any(each.hyperlink for sheet in book for row in sheet.iter_rows() for each in row)


def test_a_county_called_by_a_number_has_a_footer_of_letters_of_one_size(tmp_path: Path) -> None:
    """The code 532601 is not read as a part of the size of the letters."""
    path = tmp_path / "forms.xlsx"
    yz.evaluate([{**school(), "county": "532601"}]).forms(path)
    left = openpyxl.load_workbook(path)["Ⅰ"].oddFooter.left
    assert (left.size, left.text.strip()) == (9, "532601　Ⅰ")


def test_a_row_is_no_higher_than_excel_allows(tmp_path: Path) -> None:
    """A remark of many lines does not make a row of more than 409 points."""
    path = tmp_path / "forms.xlsx"
    yz.evaluate([school(school_name="长" * 2000)]).forms(path)
    heights = [each.height or 0 for sheet in openpyxl.load_workbook(path) for each in sheet.row_dimensions.values()]
    assert 408 < max(heights) <= 409


def test_all_figures_of_a_list_are_told() -> None:
    """Behind the greatest difference rate and the lowest level stand those of all subjects."""
    areas = {"county": "青山县", "attainment_gap_rates": "0.1、0.14", "attainment_levels": "Ⅲ、Ⅱ"}
    rows = forms(school(), areas=areas).table("Ⅴ").rows
    found = {row.rule: row.cells[3].text for row in rows if row.kind == "figure" and row.rule is not None}
    assert found["attainment_gap"] == "0.100、0.140"
    assert found["attainment_level"] == "Ⅲ、Ⅱ"


def test_the_order_of_rows_changes_no_byte(tmp_path: Path) -> None:
    """Records in any order give the same workbook."""
    rows = [school(str(index), students=900 + index) for index in range(12)]
    written = []
    for seed in range(3):
        random.Random(seed).shuffle(rows)  # noqa: S311 - an order, no secret
        path = tmp_path / f"{seed}.xlsx"
        yz.evaluate(rows).forms(path)
        written.append(path.read_bytes())
    assert written[0] == written[1] == written[2]


def test_several_counties_want_one_named(tmp_path: Path) -> None:
    """The error says which there are; each can be written by name, an unknown one is an error, and so is none."""
    result = yz.evaluate([school(), {**school(), "county": "白水县"}])
    path = tmp_path / "forms.xlsx"
    with pytest.raises(yz.DataError) as stop:
        result.forms(path)
    assert stop.value.code == "form-county-needed"
    assert "白水县、青山县" in stop.value.faults[0].say("zh")
    assert not path.exists()
    result.forms(path, county="白水县")
    assert openpyxl.load_workbook(path)["Ⅰ"]["A1"].value == "白水县义务教育优质均衡发展申报表"
    with pytest.raises(yz.DataError) as stop:
        result.forms(path, county="黑水县")
    assert stop.value.code == "county-unknown"
    with pytest.raises(yz.DataError) as stop:
        yz.evaluate([{"school": "合计", "students": 9}]).forms(path)
    assert stop.value.code == "form-no-county"


def test_a_file_is_replaced_only_by_a_whole_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another ending is refused; without XlsxWriter it is said what to install; what was there stays as it was."""
    path = tmp_path / "forms.xlsx"
    path.write_text("old", encoding="utf-8")
    result = yz.evaluate([school()])
    with pytest.raises(yz.DataError) as stop:
        result.forms(tmp_path / "forms.xls")
    assert stop.value.code == "form-ending"
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(yz.DataError) as stop:
        result.forms(path)
    assert stop.value.code == "xlsx-extra-missing"
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["forms.xlsx"]


def test_english_forms_are_english(tmp_path: Path) -> None:
    """With ``lang="en"`` titles, heads, remarks and notes are English."""
    found = forms(school(teaching_area=4496), lang="en")
    assert "④ printed 4.50, in fact 4.496: not the standard 4.5" in remarks(found)[0]
    table = found.table("Ⅲ")
    assert [column.head for column in table.columns][6:8] == ["County mean", "CV"]
    with pytest.raises(ValueError, match="lang"):
        forms(school(), lang="fr")


@pytest.mark.long
def test_three_thousand_schools_take_some_seconds(tmp_path: Path) -> None:
    """Forms of 3 000 schools are made and written within a minute even on a busy machine, and hold every school."""
    rows = [school(f"{index:04}", students=900 + index % 300) for index in range(3000)]
    result = yz.evaluate(rows)
    began = time.perf_counter()
    result.forms(tmp_path / "forms.xlsx")
    assert time.perf_counter() - began < 60
    assert (tmp_path / "forms.xlsx").stat().st_size < 3_000_000


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--forms", "{folder}/forms.xls"), "form-ending"),
        (("--forms", "-"), "xlsx-to-stdout"),
        (("--county", "青山县"), "form-county-alone"),
        (("--forms", "{folder}/a.xlsx"), "form-county-needed"),
        (("--forms", "{folder}/a.xlsx", "--county", "黑水县"), "county-unknown"),
        (("--forms", "{folder}/a.xlsx", "--xlsx", "{folder}/a.xlsx"), "output-twice"),
    ],
)
def test_the_command_says_what_is_wrong_and_writes_nothing(
    options: tuple[str, ...], code: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What cannot be written is refused with its code before any file is; the options are named as options."""
    path = tmp_path / "schools.csv"
    path.write_text("county,school,stage,students\n青山县,a,primary,9\n白水县,b,primary,9\n", encoding="utf-8")
    done = cli.main(("evaluate", str(path), *(word.format(folder=tmp_path) for word in options)))
    told = capfd.readouterr().err
    assert done == 2
    assert f"[{code}]" in told
    assert "county=" not in told
    assert [each.name for each in tmp_path.iterdir()] == ["schools.csv"]


def test_the_command_writes_the_forms_of_a_county(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """``--forms FILE --county NAME`` writes them and says so; the verdict is shown as ever."""
    path, out = tmp_path / "schools.csv", tmp_path / "申报表.xlsx"
    path.write_text("county,school,stage,students\n青山县,a,primary,9\n白水县,b,primary,9\n", encoding="utf-8")
    assert cli.main(("evaluate", str(path), "--forms", str(out), "--county", "白水县")) == 0
    told = capfd.readouterr()
    assert str(out) in told.err.replace("\n", "")
    assert openpyxl.load_workbook(out)["Ⅳ"]["A1"].value.startswith("白水县")
