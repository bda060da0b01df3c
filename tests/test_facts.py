"""The data dictionary: names, headers, spellings, and facts that packs add."""

from __future__ import annotations

import importlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youzhi_rules import composer
from youzhi_rules.composer import compose
from youzhi_rules.dictionary import Facts, Header, folded, shipped_facts
from youzhi_rules.errors import Fault, PackError, Place
from youzhi_rules.grammar import parse
from youzhi_rules.model import STAGES, Fact
from youzhi_rules.units import UNITS, unit_of

FACTS = shipped_facts()
dictionary = importlib.import_module("youzhi_rules.dictionary")  # `youzhi_rules.dictionary` is also a function
NAMES = [(name, fact.id, stage) for fact in FACTS.values() for name, stage in FACTS._names_of(fact)]

SCHOOL_SHEET = """
学校标识码 学校名称 办学类型 城乡类型 举办者类型 学段 在校生数 班级数 各班人数 专任教师数 高于规定学历教师数
县级及以上骨干教师数 体育、艺术专任教师数 教学及辅助用房面积（平方米） 室内体育用房面积（平方米）
运动场地面积（平方米） 教学仪器设备资产值（万元） 网络多媒体教室数（间） 音乐专用教室面积（平方米）
美术专用教室面积（平方米） 是否寄宿制 建校年份 公用经费预算（万元） 教师培训经费（万元） 残疾学生数
是否有特殊教育资源教室
"""
COUNTY_SHEET = """
县（市、区） 学校规划布局合理 学校建设标准统一 教师编制标准统一 生均公用经费基准定额统一 基本装备配置标准统一
特殊教育学校公用经费（万元） 特殊教育学生数 义务教育学校教师年平均工资（元） 当地公务员年平均工资（元）
足额核定教师绩效工资总量 完成360学时培训的教师数 教师总数 统筹分配各校教职工编制和岗位 符合交流条件教师数
实际交流轮岗教师数 交流轮岗骨干教师数 专任教师总数 持有教师资格证的专任教师数 小学就近划片入学比例
初中就近划片入学比例 优质高中招生计划数 优质高中分配名额 分配名额向农村初中倾斜 留守儿童关爱体系健全
符合条件的随迁子女数 公办学校就读随迁子女数 政府购买学位就读随迁子女数 初中毕业生数 三年前初一在校生数
三年转入学生数 三年转出学生数 三年死亡学生数 适龄残疾儿童少年数 残疾儿童少年入学数 社会认可度 以考试方式招生
违规择校 重点学校或重点班 有编不补或长期聘用编外教师 重大安全责任事故和严重违纪违规 弄虚作假
"""


def meant(header: str, facts: Facts = FACTS) -> Header:
    """What a header means; it means something."""
    found = facts.find(header)
    assert found is not None, header
    return found


def fact(name: str, **kw: object) -> Fact:
    """A fact of a pack of somebody's."""
    given = {
        "zh": f"本包的{name}",
        "en": f"Own {name}",
        "levels": ("county",),
        "type": "flag",
        "place": Place("pack.yaml", 3, 1),
    }
    return Fact(id=name, **(given | kw))  # type: ignore[arg-type] # built from keywords


@pytest.mark.parametrize("header", SCHOOL_SHEET.split() + COUNTY_SHEET.split())
def test_every_header_of_a_bureaus_workbook_is_known(header: str) -> None:
    """Every header of a bureau's own workbook means a key or a fact."""
    assert FACTS.find(header) is not None


def test_headers_mean_what_they_say() -> None:
    """A header gives the fact, its stage and the unit in its brackets."""
    assert meant("在校生数") == Header("fact", "students")
    assert meant("stage") == Header("key", "stage")
    assert meant("公用经费预算（万元）").column == "public_funds_budget"
    assert meant("公用经费预算（万元）").unit == unit_of("万元")
    assert meant("初中就近划片入学比例") == Header("fact", "nearby_enrolment", "junior")
    assert meant("就近划片入学比例（小学）").column == "nearby_enrolment_primary"
    assert FACTS.find("平均身高") is None
    assert FACTS.find("") is None


def test_the_gross_and_the_net_teaching_area_are_told_apart() -> None:
    """教学及辅助用房面积 is the statistical figure, gym inside; only the longer name is the net one."""
    assert meant("教学及辅助用房面积（平方米）").id == "teaching_area_gross"
    assert meant("教学及辅助用房面积（不含室内体育用房）（平方米）").id == "teaching_area"


@pytest.mark.parametrize(
    "header",
    [
        "Ｓtudents",
        " students ",
        "STUDENTS",
        "在校生数　",
        "在 校 生 数",
        "在校生数（人）",
        "在校生数(人)",
        "pupils",
    ],
)
def test_spaces_full_width_forms_and_case_do_not_matter(header: str) -> None:
    """Spaces, full-width letters and brackets, and the case of Latin letters do not matter."""
    assert meant(header).column == "students"


def test_no_two_facts_share_a_name() -> None:
    """Every id, name and alias belongs to one fact and stage, or one key, only."""
    owners: dict[str, object] = {}
    for key in FACTS.key_columns.values():
        for name in (key.id, key.zh, key.en, *key.aliases):
            assert owners.setdefault(folded(name), key.id) == key.id, name
    for name, owner, stage in NAMES:
        assert owners.setdefault(folded(name), (owner, stage)) == (owner, stage), name


@given(st.sampled_from(NAMES), st.sampled_from(["{}", " {}", "{} ", "　{}　"]))
def test_every_name_finds_its_own_fact(named: tuple[str, str, str | None], written: str) -> None:
    """Every name of every fact finds that fact, and its stage."""
    name, owner, stage = named
    found = meant(written.format(name))
    assert (found.kind, found.id, found.stage) == ("fact", owner, stage)


def test_the_dictionary_hangs_together() -> None:
    """Units are of the closed list; derivations and ceilings are facts; a spelling has one code."""
    for entry in FACTS.values():
        assert entry.unit is None or entry.unit in UNITS
        assert (entry.unit is not None) == (entry.type in {"count", "number", "share"}), entry.id
        assert (entry.values is not None) == (entry.type in {"code", "grade"}), entry.id
        assert entry.at_most is None or FACTS[entry.at_most].levels[0] == entry.levels[0]
        for formula in entry.derive:
            parse(formula)
        spelled = [
            folded(text) for code, texts in (entry.values or {}).items() for text in {folded(code), *map(folded, texts)}
        ]
        assert len(spelled) == len(set(spelled)), entry.id
    for stages in FACTS.kinds.values():
        assert set(stages) <= set(STAGES)
    assert set(FACTS.kinds) <= set(FACTS["school_kind"].values or {})


def test_spellings_of_codes_grades_flags_and_keys() -> None:
    """A spelled value gives its code: kinds, founders, grades, yes and no, stages."""
    assert FACTS.spellings("school_kind")[folded("九年一贯制")] == "nine_year"
    assert FACTS.spellings("school_kind")[folded("小学教学点")] == "teaching_point"
    assert FACTS.spellings("founder")[folded("县级教育部门")] == "7"
    assert FACTS.spellings("founder")["10"] == "10"
    assert FACTS.spellings("boarding") == {
        **dict.fromkeys(["是", "有", "真", "yes", "y", "true", "1", "√", "✓"], "true"),
        **dict.fromkeys(["否", "无", "没有", "no", "n", "false", "0", "×"], "false"),
    }
    assert [FACTS.spellings("attainment_levels")[folded(text)] for text in ("III", "Ⅲ级", "III级", "3", "iii")] == [
        "Ⅲ"
    ] * 5
    assert FACTS.spellings("stage")[folded("初中")] == "junior"
    assert FACTS.spellings("students") == {}
    assert FACTS.spellings("nothing") == {}


def test_grades_run_from_low_to_high() -> None:
    """The order of grades is that of the file, from low to high."""
    assert list(FACTS["moral_education_grade"].values or {}) == ["不合格", "合格", "良好", "优秀"]
    assert list(FACTS["attainment_levels"].values or {}) == ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"]


@pytest.mark.parametrize(
    ("header", "near"),
    [
        ("studnets", "students（在校生数）"),
        ("equipment_vaule", "equipment_value（教学仪器设备资产值）"),
        ("nearby_enrolment_primry", "nearby_enrolment_primary（小学就近划片入学比例）"),
        ("shcool", "school（学校标识码）"),
        ("专任老师数", "专任教师数"),
        ("教学仪器设备资产（万元）", "教学仪器设备资产值"),
        ("qqq", None),
    ],
)
def test_a_misspelt_header_gives_the_name_it_probably_means(header: str, near: str | None) -> None:
    """A misspelt header gives the id with its Chinese name, or the Chinese name that should be written."""
    assert FACTS.near(header) == near


def test_names_of_columns() -> None:
    """Facts given by stage have a column and a name per stage; others have the one of their id."""
    assert FACTS.columns_of("students") == ("students",)
    assert FACTS.columns_of("nearby_base") == ("nearby_base_primary", "nearby_base_junior")
    assert FACTS.name("funds_base_per_pupil_primary") == "小学生均公用经费基准定额"
    assert FACTS.name("funds_base_per_pupil_primary", "en") == "Public-funds base per pupil (primary)"
    assert (FACTS.name("students"), FACTS.name("county", "en")) == ("在校生数", "County")


def test_a_pack_adds_facts() -> None:
    """A pack's own facts are found like any other, and the shipped dictionary stays as it is."""
    more, faults = FACTS.extended({"tutors": fact("tutors", zh="导师制", aliases=("全员导师制",))})
    assert not faults
    assert meant("全员导师制", more).id == meant("是否导师制", more).id == "tutors"
    assert len(more) == len(FACTS) + 1
    assert "tutors" not in FACTS
    assert FACTS.extended({})[0] is FACTS


@pytest.mark.parametrize(
    ("own", "name", "owner"),
    [
        (fact("students"), "students", "students"),
        (fact("pupils_now", zh="在校学生数"), "在校学生数", "students"),
        (fact("pupils_now", en="PUPILS"), "PUPILS", "students"),
        (fact("pupils_now", aliases=("学 校",)), "学 校", "school"),
        (fact("nearby_enrolment_primary"), "nearby_enrolment_primary", "nearby_enrolment_primary"),
    ],
)
def test_a_name_cannot_be_taken_twice(own: Fact, name: str, owner: str) -> None:
    """A pack's fact with an id, name or alias of another is refused with its place, and not added."""
    more, faults = FACTS.extended({own.id: own})
    assert [(each.code, each.place, each.key) for each in faults] == [("fact-name-taken", own.place, own.id)]
    assert faults[0].params == {"fact": own.id, "name": name, "owner": owner}
    assert owner in faults[0].message
    assert len(more) == len(FACTS)


def test_two_facts_of_one_pack_cannot_share_a_name() -> None:
    """The second of two facts of a pack with one name is refused."""
    more, faults = FACTS.extended({"a": fact("a", zh="同名"), "b": fact("b", zh="同名")})
    assert [(each.code, each.params["fact"], each.params["owner"]) for each in faults] == [
        ("fact-name-taken", "b", "a")
    ]
    assert "a" in more
    assert "b" not in more


def test_the_dictionary_as_plain_values_and_as_a_table() -> None:
    """``to_dicts`` gives a dict a fact in the order of the file; a notebook shows a table."""
    rows = FACTS.to_dicts()
    assert [row["id"] for row in rows] == list(FACTS)
    row = next(row for row in rows if row["id"] == "largest_class")
    assert (row["from"], row["at_most"], row["unit"]) == (["max(class_sizes)"], "students", "人")
    assert next(row for row in rows if row["id"] == "nearby_base")["columns"] == [
        "nearby_base_primary",
        "nearby_base_junior",
    ]
    html = FACTS._repr_html_()
    assert html.count("<tr>") == len(FACTS) + 1
    assert "list of count" in html
    assert repr(FACTS) == f"<Facts: {len(FACTS)}>"


def test_the_dictionary_is_a_mapping() -> None:
    """``Facts`` is a mapping of ids to facts."""
    assert FACTS["students"].zh == "在校生数"
    assert "students" in FACTS
    with pytest.raises(KeyError):
        FACTS["pupils"]


def test_threads_read_one_dictionary() -> None:
    """Threads that ask at once get one and the same dictionary."""
    dictionary._shipped.clear()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: shipped_facts(), range(16)))
    assert all(each is found[0] for each in found)


def test_importing_the_dictionary_reads_no_yaml() -> None:
    """The import of ``facts`` reads no file and needs no YAML."""
    code = "import sys, youzhi_rules.dictionary; sys.exit('yaml' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("format: youzhi-facts/2\nkeys: {}\nkinds: {}\nflags: {}\nfacts: {}", "facts-format"),
        ("keys: {}", "facts-format"),
    ],
)
def test_a_dictionary_of_another_format_is_refused(text: str, code: str) -> None:
    """A dictionary of another format is refused."""
    node, _ = compose(text.encode(), "facts.yaml")
    with pytest.raises(PackError) as caught:
        dictionary._dictionary(node, "facts.yaml")
    assert caught.value.code == code


def test_a_damaged_dictionary_is_no_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file that ships was damaged, the fault is raised."""
    monkeypatch.setattr(composer, "compose", lambda _data, file: (None, [Fault("yaml-empty", {}, Place(file))]))
    with pytest.raises(PackError) as caught:
        dictionary._read()
    assert caught.value.code == "yaml-empty"


def test_a_dictionary_with_faults_says_where() -> None:
    """A fault in an entry is raised with its place."""
    head = "format: youzhi-facts/1\nkeys: {}\nkinds: {}\nflags: {}\n"
    text = head + "facts:\n  x: {zh: 某, en: Some, level: county}"
    node, _ = compose(text.encode(), "facts.yaml")
    with pytest.raises(PackError) as caught:
        dictionary._dictionary(node, "facts.yaml")
    assert str(caught.value.faults[0].place) == "facts.yaml:6:3"


def test_a_small_dictionary_can_be_made_by_hand() -> None:
    """A dictionary of a few facts needs no file."""
    small = Facts({"tutors": fact("tutors", zh="导师制")})
    assert meant("导师制", small).id == "tutors"
    assert small.spellings("tutors") == {}
