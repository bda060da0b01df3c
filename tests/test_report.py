"""The report as a document: what it says, in which language, escaped, the same bytes, and small enough."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from base64 import b64encode
from fractions import Fraction
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_county import COUNTY, SCHOOLS, made_result
from odd_pack import odd_result
from small_packs import pack_text, plan_of, read, rule

import youzhi_rules as yz
from youzhi_rules.errors import DataError
from youzhi_rules.handing import report as reports
from youzhi_rules.handing.distributions import LAST, STEPS, distribution_of
from youzhi_rules.handing.report_data import data_of, gathered
from youzhi_rules.plan import Bound
from youzhi_rules.spelling import figures

_VOID = {"meta", "br", "input", "link"}
HOSTILE = """<script>alert('x')</script>"'&</script><!--"""
REPOSITORY = Path(__file__).parents[1]


class Reader(HTMLParser):
    """Collects tags, attributes and words, and sees to it that every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """See that it closes the last one opened."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note scripts and words."""
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)
        elif self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        """The words of the page."""
        return " ".join(" ".join(self.words).split())

    def data(self):
        """The data that the page carries."""
        return json.loads(self.scripts[0])


@cache
def _sample():
    return yz.evaluate(yz.read_records(REPOSITORY / "examples" / "qingshan-county.xlsx"))


@cache
def _page(lang="zh"):
    return reports.report_page(made_result(), lang)


def _hostile():
    rows = [{**row, "county": f"甲{HOSTILE}", "town": HOSTILE} for row in SCHOOLS]
    rows[0]["school_name"] = HOSTILE
    return yz.evaluate([*rows, *({**row, "county": "乙县"} for row in SCHOOLS)])


@pytest.mark.long
def test_a_leader_reads_the_verdict_the_parts_and_what_is_missing():
    """Without any script the page says what came out, what fails and by how much, and what is not known."""
    text = Reader(_page()).text
    told = (
        f"{COUNTY}义务教育优质均衡评估报告",
        "✗ 未达标",
        "资源配置 ✗ 未达标",
        "社会认可度 ✓ 达标",
        "9%，标准 ≥ 10%；还差 1 人",
        "2/4 未达标",
        "还缺哪些数据",
        "初中毕业生数",
        "national-2017",
    )
    assert [words for words in told if words not in text] == []


def test_english_is_english():
    """In English nothing of the library's own words is Chinese: titles, statuses, labels, explanations."""
    page = Reader(_page("en"))
    assert "What stands between the county and recognition" in page.text
    data = page.data()
    own = [*data["words"].values(), *(step["title"] for step in data["steps"]), *(g["name"] for g in data["groups"])]
    assert [words for words in own if re.search("[\u4e00-\u9fff]", words)] == []
    assert ("html", "en") in [(tag, attributes.get("lang")) for tag, attributes in page.tags]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_well_formed_and_fetches_nothing(lang):
    """One file: no address to fetch, every script let in by its digest, and the browser told to fetch nothing."""
    page = Reader(reports.report_page(_hostile(), lang))
    fetching = [(tag, a) for tag, a in page.tags if a.keys() & {"src", "srcset", "action", "data", "poster"}]
    assert fetching == []
    links = [attributes["href"] for _, attributes in page.tags if "href" in attributes]
    assert all(str(link).startswith("#") for link in links)
    (policy,) = (a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert str(policy).startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline' 'unsafe-eval" not in str(policy)
    for script in page.scripts[1:]:
        assert b64encode(sha256(script.encode()).digest()).decode() in str(policy)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_names_are_text_whatever_they_hold():
    """A school, town or county whose name is a script, a quote or an end of a script is told as these very signs."""
    html = reports.report_page(_hostile())
    page = Reader(html)
    assert "alert('x')" not in "".join(page.scripts[1:])
    assert html.count("<script") == 3
    assert HOSTILE in page.data()["school"]["name"]
    assert f"甲{HOSTILE}" in page.text


def test_the_page_can_be_read_aloud():
    """There are landmarks and a skip link, tables have heads with a scope, fields have labels, and headings descend."""
    page = Reader(_page())
    tags = [tag for tag, _ in page.tags]
    assert {"header", "nav", "main", "footer"} <= set(tags)
    assert tags.index("a") < tags.index("header")
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    sections = [attributes for tag, attributes in page.tags if tag == "section"]
    assert all(a.keys() & {"aria-label", "aria-labelledby"} for a in sections)
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_status_is_never_told_by_colour_alone():
    """Each chip of a status carries a sign and the word."""
    chips = re.findall(r'<span class="chip (\w+)"><b aria-hidden="true">(.)</b>(.+?)</span>', _page())
    assert {status for status, _, _ in chips} >= {"met", "unmet", "unknown"}
    assert len({(status, sign, word) for status, sign, word in chips}) == len({status for status, _, _ in chips})


@pytest.mark.long
def test_the_same_result_gives_the_same_bytes(tmp_path):
    """Rows in another order, another process with other hashes: the file is the same, byte for byte."""
    made_result().report(tmp_path / "one.html")
    program = (
        "import sys; sys.path[:0] = sys.argv[2:]; import youzhi_rules as yz; from made_county import AREA, SCHOOLS;"
        "yz.evaluate(list(reversed(SCHOOLS)), area_records=AREA).report(sys.argv[1])"
    )
    paths = [str(Path(__file__).parent), str(Path(yz.__file__).parents[1])]
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "two.html"), *paths], check=True)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_a_report_replaces_a_file_only_when_it_is_whole(tmp_path, monkeypatch):
    """Where the report cannot be made, what was there stays, and nothing else is left."""
    old = tmp_path / "report.html"
    old.write_text("old", encoding="utf-8")
    monkeypatch.setattr(reports, "data_of", lambda found: {"broken": object()})
    with pytest.raises(TypeError):
        made_result().report(old)
    assert [(file.name, file.read_text(encoding="utf-8")) for file in tmp_path.iterdir()] == [("report.html", "old")]


@pytest.mark.parametrize("package", ["jinja2", "altair", "vl_convert"])
def test_a_missing_extra_is_told(package, tmp_path, monkeypatch):
    """Without one of the packages of the extra, the error names it and says what to install."""
    reports._charts.cache_clear()
    reports._runtime.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(DataError) as caught:
        made_result().report(tmp_path / "report.html")
    assert caught.value.code == "report-extra-missing"
    assert package in str(caught.value)
    assert "youzhi_rules[report]" in str(caught.value.hint)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_language_is_refused(tmp_path):
    """A language there are no words in is an error before anything is written."""
    with pytest.raises(DataError):
        made_result().report(tmp_path / "report.html", lang="fr")  # type: ignore[arg-type]


@pytest.mark.long
def test_a_document_known_by_title_only_and_notes_stand_at_the_top():
    """That a pack's source is merely announced, and that named counties are absent, is told in the head of the page."""
    rows = [{"county": "甲县", "school": "A", "stage": "primary", "students": 100}]
    page = reports.report_page(yz.evaluate(rows, pack="guangdong-2023"))
    head = page[page.index("<header>") : page.index("</header>")]
    assert "仅知其名" in head
    absent = reports.report_page(yz.evaluate(rows, pack="guangdong-jiangmen-2023"))
    assert "恩平市" in absent[absent.index("<header>") : absent.index("</header>")]


def test_problems_with_the_data_are_told():
    """What was refused in the data stands in the report, errors first."""
    rows = [{"school": "A", "stage": "primary", "students": "many", "surprise": 3}]
    text = Reader(reports.report_page(yz.evaluate(rows))).text
    assert "错误 1 条" in text
    assert "many" in text


def test_duties_of_a_plan_stand_apart():
    """What only a plan asks is in a section of its own and not among what stands before recognition."""
    result = yz.evaluate(yz.read_records(REPOSITORY / "examples" / "qingshan-county.xlsx"), pack="yunnan-wenshan-2024")
    page = reports.report_page(result)
    between, duties = page.index('id="between"'), page.index('id="duties"')
    title = "生均教学及辅助用房面积全部达标"
    assert title not in page[between:duties]
    assert title in page[duties : page.index('id="indicators"')]


def test_two_results_are_compared_in_the_report():
    """With an earlier result the report tells what improved and fell since."""
    rows = [
        {"county": "甲县", "school": "A", "stage": "primary", "students": 1000, "pe_arts_teachers": n} for n in (8, 9)
    ]
    before, after = (yz.evaluate([row]) for row in rows)
    page = Reader(reports.report_page(after, compare_to=before))
    assert "改善 1" in page.text
    assert [row[2:7] for row in page.data()["changes"]["rows"]] == [
        ["A 小学", "每百名学生拥有体育、艺术（美术、音乐）专任教师数", "改善", "未达标", "达标"]
    ]
    same = Reader(reports.report_page(after, compare_to=after)).text
    assert "没有一项状态发生变化" in same


def test_what_is_no_result_cannot_be_compared_with():
    """Something else given as the earlier result is an error with a code."""
    with pytest.raises(DataError) as caught:
        reports.report_page(made_result(), compare_to="last year")  # type: ignore[arg-type]
    assert caught.value.code == "compare-no-result"


def test_the_to_do_list_is_in_the_report():
    """What schools must do is there, with its amounts and the sums of the county."""
    result = made_result()
    page = Reader(reports.report_page(result))
    assert len(page.data()["todo"]["rows"]) == len(result.todo().items)
    assert "全县合计" in page.text


def test_what_only_a_plan_asks_is_told_apart_in_the_to_do_list():
    """Where a plan asks for more than recognition does, sums and items say what they are for; else nothing is said."""
    area = {"level": "section", "measure": "sports_area / students", "unit": "平方米/生"}
    pack = read(pack_text(rule("law", **area, at_least=8), rule("wish", **area, at_least=9, group="duties")))
    row = {"school": "A", "stage": "primary", "school_kind": "primary", "students": 1000, "sports_area": 7000}
    page = Reader(reports.report_page(yz.evaluate([row], pack)))
    told = page.data()["todo"]
    assert (told["heads"][4], told["wide"]) == ("用于", [5])
    assert [row[6] for row in told["rows"]] == ["认定", "方案"]
    assert "涉及学校 用于" in page.text
    assert "用于" not in Reader(_page()).data()["todo"]["heads"]


def test_what_may_stay_and_what_no_amount_helps_are_in_the_report():
    """Beside the items stand the rules that a quota lets stay below their standard, and those someone must look at."""
    result = _sample()
    data = Reader(reports.report_page(result)).data()
    assert [row[-1] for row in data["kept"]["rows"]] == [each.why for each in result.todo().kept]
    assert data["kept"]["rows"]
    pack = read(pack_text(rule("exact", level="section", measure="3 * teachers", unit="人", equals=100)))
    unsolved = yz.evaluate([{"school": "A", "stage": "primary", "teachers": 50}], pack)
    assert (unsolved.todo().items, len(unsolved.todo().unsolved)) == ((), 1)
    page = Reader(reports.report_page(unsolved))
    assert [each[4] for each in page.data()["unsolved"]["rows"]] == ["规则exact"]
    assert "须研究" in page.text
    assert "todo-table" not in [attributes.get("id") for _, attributes in page.tags]


def test_floors_and_counts_are_those_of_each_quota(tmp_path):
    """Two quotas that count the same rules have floors of their own, and one counts what is attested as well."""
    found = gathered(odd_result(tmp_path), "zh")
    steps = {step["id"]: step for step in data_of(found)["steps"]}
    assert steps["loose"]["floors"] == [["5 人"], ["2 班"]]
    assert steps["strict"]["floors"] == [["8 人"], ["3.2 班"]]
    assert "floors" not in steps["mixed"]
    assert (steps["mixed"]["of"], steps["mixed"]["parts"]) == (2, [0, 2])
    charts = {chart["step"]: chart for chart in data_of(found)["charts"][0]["drawn"]}
    assert charts[0]["floor"] == "8"


def test_a_computed_limit_is_that_of_the_unit(tmp_path):
    """Where only a relief computes its limit, a unit on the terms of the rule is not told that of another."""
    found = gathered(odd_result(tmp_path), "zh")
    (cells,) = (cells for step, cells in zip(found.steps, found.cells, strict=True) if step.id == "rooms")
    assert len(cells.long_bounds) == 4
    assert [bound is not None for bound in cells.long_bounds] == [True, False, False, False]


def test_the_columns_hold_what_outcomes_say():
    """Status, gap and reason in the columns are those of the outcomes, unit by unit, for every rule."""
    result = _sample()
    found = gathered(result, "zh")
    told: dict[str, list[int]] = {}
    for step, cells in zip(found.steps, found.cells, strict=True):
        for code in cells.codes:
            told.setdefault(step.id, []).append(code)
    statuses = ("unmet", "unknown", "met", "not_applicable", "not_due")
    wanted: dict[str, list[str]] = {}
    for outcome in result.to_dicts():
        wanted.setdefault(outcome["rule"], []).append(outcome["status"])
    assert {name: sorted(statuses[code] for code in codes) for name, codes in told.items()} == {
        name: sorted(values) for name, values in wanted.items()
    }


def test_the_arithmetic_is_that_of_explanations():
    """Figures told column by column are those told unit by unit, also where quantities are split over stages."""
    result = _sample()
    found = gathered(result, "zh")
    for step, cells in zip(found.steps, found.cells, strict=True):
        if (
            isinstance(step.test, Bound)
            and cells.told
            and not step.test.easings
            and step.level in {"section", "school"}
        ):
            for unit, told in enumerate(cells.told):
                assert told.startswith(figures(step.test.measure, found.frame, unit))


numbers = st.fractions(min_value=0, max_value=30, max_denominator=60)


@settings(max_examples=60, deadline=None)
@given(
    operator=st.sampled_from(["at_least", "at_most", "more_than", "less_than"]),
    pairs=st.lists(st.tuples(numbers, st.sampled_from([Fraction(21, 5), Fraction(9, 10)])), min_size=1, max_size=30),
)
def test_no_bar_holds_units_of_both_sides(operator, pairs):
    """Every unit is in one bar, on the side its comparison with the limit puts it, and within the edges of the bar."""
    plan = plan_of(rule("size", level="section", measure="classes", unit="班", **{operator: 4}))
    step = plan.steps[0]
    found = distribution_of(step, pairs)
    assert found is not None
    meets = {
        "at_least": lambda have, asked: have >= asked, "at_most": lambda have, asked: have <= asked,
        "more_than": lambda have, asked: have > asked, "less_than": lambda have, asked: have < asked,
    }[operator]  # fmt: skip
    assert sum(bar.count for bar in found.bars) == len(pairs) == found.count
    assert found.below == sum(not meets(value, limit) for value, limit in pairs)
    for bar in found.bars:
        low, high = (edge / found.scale for edge in (bar.start, bar.end))
        inside = [
            (value, limit)
            for value, limit in pairs
            if low <= value / limit <= high or (bar.open_end and value / limit >= low)
        ]
        assert len([pair for pair in inside if meets(*pair) == bar.meets]) >= bar.count


def test_a_value_on_the_standard_is_drawn_on_the_side_that_meets_it():
    """4.2 against at least 4.2 is in the bar that begins there; against at most 4.2, in the bar that ends there."""
    limit = Fraction(21, 5)
    for operator, edge in (("at_least", "start"), ("at_most", "end")):
        plan = plan_of(rule("size", level="section", measure="classes", unit="班", **{operator: 4}))
        found = distribution_of(plan.steps[0], [(limit, limit)])
        assert found is not None
        (bar,) = found.bars
        assert getattr(bar, edge) == limit
        assert bar.meets
    assert LAST == 2 * STEPS


def test_there_is_nothing_to_draw_without_numbers():
    """Values that are missing are counted apart, and where there is no other there is no chart."""
    plan = plan_of(rule("size", level="section", measure="classes", unit="班", at_least=4))
    assert distribution_of(plan.steps[0], [None, None]) is None
    found = distribution_of(plan.steps[0], [None, (Fraction(5), Fraction(4))])
    assert found is not None
    assert (found.count, found.blank) == (1, 1)


@pytest.mark.long
def test_three_thousand_schools_stay_below_fifteen_megabytes():
    """The data of 3 000 schools with every column filled, with Vega, are a file that can be mailed."""
    rows = [{**row, "school": f"{copy}-{row['school']}"} for copy in range(750) for row in SCHOOLS]
    result = yz.evaluate(rows)
    schools = len(result.data.units.schools)
    assert schools >= 2000
    size = len(json.dumps(data_of(gathered(result, "zh")), ensure_ascii=False).encode())
    assert size * 3000 / schools < 9_000_000
    assert len(reports._runtime()) < 1_500_000


@pytest.mark.long
def test_charts_for_notebooks_are_charts_of_altair():
    """Each chart is a specification that Vega-Lite takes, with the data in it, in both languages."""
    plot = _sample().plot
    for lang in ("zh", "en"):
        heat = plot.heatmap(rows=5, lang=lang).to_dict()
        (cells,) = heat["datasets"].values()
        assert len({cell["row"] for cell in cells}) == 5
        assert "layer" in plot.distribution("teaching_area", stage="primary", lang=lang).to_dict()
        assert "concat" in plot.distribution(lang=lang).to_dict()
        assert "layer" in plot.cv(lang=lang).to_dict()
    assert repr(plot) == "<plots: heatmap(), distribution(), cv()>"


def test_a_heat_map_says_what_it_leaves_out():
    """Of many sections those furthest from the standard are drawn, and the title says of how many."""
    title = _sample().plot.heatmap(rows=5).to_dict()["title"]
    assert title["subtitle"] == "58 行中差距最大的 5 行"


def test_a_heat_map_has_no_value_where_a_rule_does_not_apply():
    """A section for which nothing is asked has its sign alone: that of seven rules none was broken says nothing."""
    (cells,) = _sample().plot.heatmap(rows=100).to_dict()["datasets"].values()
    idle = [cell for cell in cells if cell["status"] == "not_applicable"]
    assert len(idle) > 8
    assert {(cell["value"], cell["reach"]) for cell in idle} == {(None, None)}


@pytest.mark.parametrize(
    ("draw", "code"),
    [
        (lambda plot: plot.distribution("school_charter"), "plot-no-numbers"),
        (lambda plot: plot.distribution("nothing"), "rule-not-in-pack"),
        (lambda plot: plot.cv(county="nowhere"), "county-unknown"),
        (lambda plot: plot.heatmap(county="nowhere"), "county-unknown"),
        (lambda plot: plot.heatmap(stage="nowhere"), "plot-no-numbers"),
    ],
    ids=["no numbers", "no rule", "cv of no county", "heat map of no county", "no stage"],
)
def test_what_cannot_be_drawn_is_an_error_with_a_code(draw, code):
    """A rule without numbers, an unknown rule, county or stage: told, and no empty chart."""
    with pytest.raises(yz.YouzhiError) as caught:
        draw(_sample().plot)
    assert caught.value.code == code
    assert caught.value.hint


def test_there_is_no_chart_of_coefficients_without_any():
    """Where no coefficient is known, there is nothing to draw."""
    with pytest.raises(DataError) as caught:
        yz.evaluate([{"school": "A", "stage": "primary"}]).plot.cv()
    assert caught.value.code == "plot-no-numbers"


def test_charts_need_altair(monkeypatch):
    """Without Altair the error says what to install."""
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(DataError) as caught:
        made_result().plot.cv()
    assert caught.value.code == "report-extra-missing"


def test_the_command_writes_a_report_and_not_to_standard_output(tmp_path, monkeypatch, capsys):
    """``--report FILE`` writes the file; ``-`` is refused, as a page is no stream."""
    from youzhi_rules.cli import main

    monkeypatch.chdir(tmp_path)
    schools = tmp_path / "schools.csv"
    schools.write_text("学校,学段,在校生数\n一小,小学,1000\n", encoding="utf-8")
    assert main(["evaluate", str(schools), "--report", "out.html", "--lang", "en"]) == 0
    assert Path("out.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert main(["evaluate", str(schools), "--report", "-"]) == 2
    assert "--report" in capsys.readouterr().err
