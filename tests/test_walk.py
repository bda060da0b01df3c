"""The walk of the documentation: the template, filled in with the sample county, says what the sample workbook says."""

from __future__ import annotations

import re

import openpyxl
import pytest
from doc_pages import DOCS, page, tool

import youzhi_rules as yz

pytestmark = pytest.mark.tree
WALK = tool("walk")


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The filled template of the walk."""
    path = tmp_path_factory.mktemp("walk") / "county.xlsx"
    WALK.template(path)
    WALK.fill(path)
    return path


def test_the_filled_template_comes_out_as_the_sample_workbook_does(filled):
    """Every outcome is the same, value, limit and gap included, and so are the data themselves."""
    records = yz.read_records(filled)
    assert records.problems == ()
    found = yz.evaluate(records, pack=WALK.PACK)
    sample = yz.evaluate(yz.read_records(WALK.SAMPLE), pack=WALK.PACK)
    assert found.to_dicts() == sample.to_dicts()
    assert found.data_digest == sample.data_digest
    assert [problem.code for problem in found.problems if problem.severity == "error"] == []
    assert found.status == "unmet"


def test_it_is_filled_in_as_the_template_wants_it(filled):
    """Headers stay; numbers are numbers in the units of the template, codes are text, choices are from the lists."""
    book = openpyxl.load_workbook(filled)
    schools, county = book["学校"], book["县级"]
    heads = {str(cell.value): cell.column for cell in schools[1]}
    first = {name: schools.cell(2, column).value for name, column in heads.items()}
    assert (first["学校标识码"], first["学校名称"], first["办学类型"]) == ("2144339563", "第1小学", "小学")
    assert first["教学仪器设备资产值（元）"] == 804_900
    assert sum(row[0].value is not None for row in schools.iter_rows(min_row=2)) == 66
    values = {str(row[0].value): row[2].value for row in county.iter_rows(min_row=2)}
    assert (values["县（市、区）"], values["社会认可度"]) == ("青山县", 0.85)
    assert [row[1].value for row in county.iter_rows(min_row=2) if row[0].value == "特殊教育学校公用经费"] == ["元"]


def test_what_follows_is_made_from_the_filled_template(filled, tmp_path):
    """Forms, report and to-do list are written, and are those of the sample county."""
    result = WALK.hand_on(filled, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "todo.xlsx", "申报表.xlsx"]
    assert "青山县" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert result.status == "unmet"


def test_a_workbook_that_cannot_be_read_fills_in_nothing(tmp_path):
    """What is wrong in it is told, and the template stays as it was."""
    path, source = tmp_path / "county.xlsx", tmp_path / "schools.csv"
    WALK.template(path)
    before = path.read_bytes()
    source.write_text("学校,学段,在校生数\n一小,小学,many\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not-a-number many"):
        WALK.fill(path, source)
    assert path.read_bytes() == before


def test_every_picture_of_the_walk_is_there_and_is_used():
    """The page shows what the tool makes."""
    shown = set(re.findall(r"\]\(images/([\w-]+\.png)\)", page("docs/a-county-year.md") + page("docs/report.md")))
    assert shown == {path.name for path in (DOCS / "images").glob("*.png")}
