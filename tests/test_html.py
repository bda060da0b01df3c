"""The HTML of a result: readable, escaped, self-contained."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from attrs import evolve
from made_county import COUNTY, SCHOOLS, made_result, two_counties

import youzhi_rules as yz
from youzhi_rules.html import result_html, result_page
from youzhi_rules.model import Words
from youzhi_rules.pack_html import pack_html
from youzhi_rules.plan import rules_of

_VOID = {"meta", "br"}


class _Reader(HTMLParser):
    """Collects tags, attributes and text, and sees to it that every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def _many(counties: int) -> yz.Result:
    row = {"school": "A", "stage": "primary", "students": 50}
    return yz.evaluate([{"county": f"{number:02}县", **row} for number in range(counties)])


def test_verdict_groups_and_gaps_are_told() -> None:
    """The county's verdict, its parts, what fails and by how much are in the words."""
    text = _Reader(result_html(made_result())).text
    told = (
        f"{COUNTY} 未达标",
        "社会认可度 第九条 达标",
        "交流轮岗教师比例 9% ≥ 10% 还差 1 人",
        "七项指标至少六项达标，余项不低于85% — 未达标 2/4",
        "生均教学及辅助用房面积: 3.6 (≥ 4.5) · 还差 900 平方米 · 低于底线",
        "缺少的数据",
        "初中毕业生数",
        "专任教师持证上岗率: 除数为零",
        "数据没有发现问题",
    )
    assert [words for words in told if words not in text] == []


def test_english_is_english() -> None:
    """In English the labels, titles, units and levels are English."""
    text = _Reader(result_html(made_result(), "en")).text
    assert f"{COUNTY} unmet" in text
    assert "1 person short" in text
    assert "Missing data" in text
    assert not re.search("未达标|还差|缺少", text)


@pytest.mark.parametrize("make", [made_result, two_counties, lambda: _many(3)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_well_formed_and_self_contained(make: object, lang: str) -> None:
    """Every tag is closed; there is no script, no handler and nothing to fetch."""
    assert callable(make)
    page = result_page(make(), lang)  # type: ignore[arg-type]  # both languages are literals above
    read = _Reader(page)
    assert read.open == []
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(read.tags)
    assert not any(name.startswith("on") or name in {"src", "href", "style"} for name, _ in read.attributes)
    assert "url(" not in page
    assert "@import" not in page


def test_everything_from_the_data_is_escaped() -> None:
    """Names, columns and values that look like tags stay text."""
    evil = "<script>alert(1)</script>"
    rows = [{**SCHOOLS[0], "county": evil, "school": evil, "school_name": evil, "students": evil, evil: 1}]
    html = result_html(yz.evaluate(rows)) + result_html(made_result())
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


def test_styles_are_scoped_and_leave_the_text_colour_to_the_page() -> None:
    """Every selector begins with the class of the result, and text inherits its colour, so dark pages stay readable."""
    style = re.search("<style>(.*?)</style>", result_html(made_result()), re.DOTALL)
    assert style is not None
    for rule in re.findall(r"([^{}]+)\{([^{}]*)\}", style[1]):
        assert all(selector.strip().startswith(".yz-result") for selector in rule[0].split(","))
        colour = re.search(r"(?<![-\w])color:([^;]+)", rule[1])
        assert colour is None or colour[1] == "inherit" or "yz-s" in rule[0]


def test_of_many_counties_the_first_twenty_are_told() -> None:
    """A summary counts all, the table has twenty, a line says how many more."""
    text = _Reader(result_html(_many(23))).text
    assert "23 个县（市、区） 无法判定" in text
    assert "23 个无法判定" in text
    assert "19县" in text
    assert "20县" not in text
    assert "另有 3 个县未列出" in text


def test_the_size_is_bounded() -> None:
    """A thousand wrong cells do not make a thousand rows."""
    rows = [{"school": str(n), "stage": "primary", "students": "x", "classes": "y"} for n in range(500)]
    html = result_html(yz.evaluate(rows))
    assert "…… 另有" in _Reader(html).text
    assert len(html) < 60_000


def test_a_notebook_shows_it() -> None:
    """The hook of notebooks gives the same."""
    result = made_result()
    assert result._repr_html_() == result_html(result)


def test_a_pack_shows_its_rules_by_part_with_limits_and_clauses() -> None:
    """Title and source, then per part of the verdict its rules: what each asks, how much it counts, where it stands."""
    pack = yz.load_pack("national-2017")
    text = _Reader(pack._repr_html_()).text
    assert pack._repr_html_() == pack_html(pack)
    for told in (pack.title.zh, "第六条第1项", "degree_teachers", "小学 ≥ 4.2", "决定认定"):
        assert told in text, told
    english = _Reader(pack_html(pack, "en")).text
    for told in (pack.title.en, "primary ≥ 4.2", "decides recognition"):
        assert told in english, told
    child = _Reader(pack_html(yz.load_pack("yunnan-wenshan-2024"))).text
    assert "上级 yunnan-2022" in child


@pytest.mark.long
def test_every_shipped_pack_can_be_shown() -> None:
    """In both languages, with every tag closed, no script, nothing fetched, and every rule by its id."""
    for info in yz.list_packs():
        if info.origin != "shipped":
            continue
        pack = yz.load_pack(info.id)
        for lang in ("zh", "en"):
            shown = _Reader(pack_html(pack, lang))
            assert not {"script", "link", "img"} & set(shown.tags)
            assert not {"href", "src"} & {name for name, _ in shown.attributes}
            assert all(rule in shown.text for rule in rules_of(pack))


def test_a_pack_with_tags_in_its_words_is_escaped() -> None:
    """What an author writes is text, whatever it looks like."""
    pack = evolve(yz.load_pack("national-2017"), title=Words("<script>1</script>", "<b>"))
    assert "<script" not in pack._repr_html_()
    assert "&lt;script&gt;" in pack._repr_html_()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_explanation_shows_its_parts_in_its_language(lang) -> None:
    """The status as a badge, then a line for each part; a name like a tag is text."""
    told = made_result().explain("backbone_teachers", school="S3", stage="primary", lang=lang)
    shown = _Reader(told._repr_html_())
    assert "<b>" not in told._repr_html_()
    assert shown.tags.count("tr") == len(told.lines)
    for name, line in told.lines:
        assert (name[:1].upper() + name[1:]) in shown.text
        assert " ".join(line.split()) in shown.text
    assert ("class", f"yz-s yz-{told.outcome['status']}") in shown.attributes
