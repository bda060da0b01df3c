"""What is worth knowing of a pack: the state of its source, areas it names, and what contradicts its rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_packs import HEAD, assert_spoken, faults_of, pack_text, read, rule
from typer.testing import CliRunner

import youzhi_rules as yz
from youzhi_rules.cli.app import app
from youzhi_rules.errors import Fault
from youzhi_rules.finding import PackInfo
from youzhi_rules.html import result_html
from youzhi_rules.model import Pack

SIZE: dict[str, object] = {"level": "county", "measure": "sum(students)", "unit": "人", "at_least": "1"}
NAMED = '{county: ["440785", 恩平市]}'


def state_pack(state: str) -> str:
    """A pack whose source is in this state."""
    text = pack_text(rule("a", **SIZE))
    return text.replace(HEAD, f"{HEAD}state: {state}\n") if state else text


def row(county: object, **more: object) -> dict[str, object]:
    """A school of a county."""
    return {"county": county, "school": "A", "stage": "primary", "students": 5, **more}


def notes(pack: Pack, *rows: dict[str, object]) -> list[yz.Problem]:
    """The notices of a pack about data, which stand before the problems of the data."""
    problems = yz.evaluate(list(rows), pack).problems
    found = [p for p in problems if p.code.startswith(("pack-", "named-"))]
    assert list(problems[: len(found)]) == found
    assert all(problem.severity == "note" for problem in found)
    for problem in found:
        assert_spoken(Fault(problem.code, problem.params))
    return found


# -- the state of a source -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "codes"), [
    ("", []), ("in_force", []), ("announced", ["pack-announced"]), ("abolished", ["pack-abolished"]),
])  # fmt: skip
def test_a_verdict_under_a_source_that_is_not_in_force_says_so(state: str, codes: list[str]) -> None:
    """In a note, which strict evaluation lets pass; the verdict itself is the same."""
    pack = read(state_pack(state))
    assert [problem.code for problem in notes(pack, row("甲县"))] == codes
    result = yz.evaluate([row("甲县")], pack, strict=True)
    assert result.status == "met"
    assert [problem.params for problem in result.problems if problem.code in codes] == [{"pack": "small"}] * len(codes)


def test_a_report_shows_the_state_of_a_source_that_is_not_in_force() -> None:
    """In its heading, beside the pack."""
    for state, words in (("announced", "title only"), ("abolished", "abolished")):
        assert f"small 1.0.0 · {words}" in result_html(yz.evaluate([row("甲县")], read(state_pack(state))), "en")
    assert "small 1.0.0<" in result_html(yz.evaluate([row("甲县")], read(state_pack(""))), "en")


def test_the_list_of_packs_has_their_states(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of one whose rules are not looked at; a pack that cannot be read has none."""
    states: dict[str, str | None] = {"": "in_force"}
    states |= {**{state: state for state in ("in_force", "announced", "abolished")}, "withdrawn": None}
    for index, state in enumerate(states):
        folder = tmp_path / f"p{index}"
        folder.mkdir()
        (folder / "pack.yaml").write_text(state_pack(state).replace("id: small", f"id: p{index}"), encoding="utf-8")
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / "pack.yaml").write_text("{", encoding="utf-8")
    monkeypatch.setenv("YOUZHI_PACK_PATH", str(tmp_path))
    found = {info.id: info for info in yz.list_packs() if info.origin == "path"}
    assert isinstance(found["p0"], PackInfo)
    assert {name: info.state for name, info in found.items()} == {
        **{f"p{index}": state for index, state in enumerate(states.values())},
        "q": None,
    }
    assert found["p3"].status == "ready"
    printed = CliRunner().invoke(app, ["packs", "--lang", "en"]).output
    for name, told in (("p0", "ready"), ("p2", "ready · title only"), ("p3", "ready · abolished")):
        line = next(line for line in printed.splitlines() if line.startswith(f"{name} "))
        assert told in line
        assert ("·" in told) is ("·" in line)
    shown = CliRunner().invoke(app, ["show", str(tmp_path / "p3"), "--lang", "en"]).output
    assert "abolished · 某县教育局" in shown


# -- named areas ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("county", ["恩平市", " 恩平市 ", "440785", 440785, 440785.0, "４４０７８５"], ids=repr)
def test_a_named_county_is_known_by_code_or_name(county: object) -> None:
    """However records write the one or the other."""
    pack = read(pack_text(rule("a", **SIZE, applies_to=NAMED)))
    assert [o["status"] for o in yz.evaluate([row(county)], pack).to_dicts()] == ["met"]
    assert notes(pack, row(county)) == []


def test_a_name_in_a_pack_is_compared_as_keys_are() -> None:
    """Full-width letters and doubled spaces in the pack are those of the records."""
    pack = read(pack_text(rule("a", **SIZE, applies_to='{county: [Ａ县, " 恩平  市 "]}')))
    assert [o["status"] for o in yz.evaluate([row("A县"), row("恩平 市")], pack).to_dicts()] == ["met", "met"]


def test_counties_that_a_rule_names_and_the_data_lack_are_told() -> None:
    """Once, with all the names; a rule of which one county is there is at work."""
    other = rule("b", **SIZE, applies_to="{county: [鹤山市, 开平市]}")
    same = rule("c", **SIZE, applies_to=NAMED)
    pack = read(pack_text(rule("a", **SIZE, applies_to=NAMED), other, same))
    (note,) = notes(pack, row("甲县"), row("乙县"))
    assert note.code == "named-county-absent"
    assert note.say("en").endswith("440785 / 恩平市, 鹤山市 / 开平市")
    assert note.say("zh").endswith("440785 / 恩平市、鹤山市 / 开平市")
    (note,) = notes(pack, row("甲县"), row("开平市"))
    assert note.say("en") == "rules name a county that the data do not have: 440785 / 恩平市"
    assert notes(pack, row("440785"), row("开平市")) == []


@pytest.mark.parametrize(
    ("named", "there", "near"),
    [
        ("恩平市", "恩平", True),
        ("恩平", "恩平市", True),
        ("恩平市", "恩平县", True),
        ("恩平市", "江门市恩平市", True),
        ("广东省恩平市", "恩平", True),
        ("石林彝族自治县", "石林彝族", True),
        ("西双版纳州", "西双板纳州", True),
        ('"440785"', "440785000000", True),
        ("恩平市", "开平市", False),
        ("鹤山市", "佛山市", False),
        ("新城东区", "新城西区", False),
        ('"440785"', "440784", False),
        ('"440785"', "恩平市", False),
        ("平县", "恩平县", False),
    ],
)
def test_a_county_that_is_spelt_otherwise_is_told_with_both_spellings(named: str, there: str, near: bool) -> None:
    """A note and no more: the rule is not for it, as its name is another one."""
    pack = read(pack_text(rule("a", **SIZE, applies_to=f"{{county: [{named}, 甲县]}}")))
    assert [o["status"] for o in yz.evaluate([row(there)], pack).to_dicts()] == ["not_applicable"]
    plain = named.strip('"')
    # Also where another county of the same rule is there.
    for rows, codes in (
        ([row(there)], ["named-county-absent", "named-county-spelt"]),
        ([row(there), row("甲县")], ["named-county-spelt"]),
    ):
        found = notes(pack, *rows)
        assert [note.code for note in found] == [code for code in codes if near or code != "named-county-spelt"]
        if near:
            assert found[-1].params["pairs"][1] == f"“{plain}” in the rules, “{there}” in the data"
            assert f"规则写“{plain}”，数据写“{there}”" in found[-1].say("zh")
    assert notes(pack, row(plain), row(there)) == []


def test_towns_cities_and_the_conditions_of_reliefs_are_looked_at_too() -> None:
    """Each level in a note of its own."""
    eased = "{r: {title: {zh: 放宽, en: Eased}, clause: 第2条, applies_to: {county: 甲县}, at_least: 0}}"
    pack = read(
        pack_text(
            rule("a", **{**SIZE, "level": "town"}, applies_to="{town: 城关镇}"),
            rule("b", **{**SIZE, "level": "city"}, applies_to="[{city: 江门市}, {city: 江门}]"),
            rule("c", **SIZE, relief=eased),
        )
    )
    told = [(note.params["level"][1], note.params["named"][1]) for note in notes(pack, row("丁县"))]
    assert told == [("county", "甲县"), ("town", "城关镇"), ("city", "江门市, 江门")]
    assert notes(pack, row("甲县", town="城关镇", city="江门"))[0].params["named"][1] == "江门市"


def test_a_county_cannot_be_compared_with_a_number() -> None:
    """It has a name or a code."""
    (fault,) = faults_of(rule("a", **SIZE, applies_to="{county: {at_least: 5}}"))
    assert (fault.code, fault.key, fault.params["key"]) == (
        "condition-needs-names",
        "rules.a.applies_to.county",
        "county",
    )


# -- what contradicts a rule, and what it eases --------------------------------------------------------------------

TELLING = rule(
    "a",
    **SIZE,
    applies_to="{county: 甲县}",
    note="{zh: 说明, en: A note}",
    conflicts_with="[{part: 附件1, zh: 为2, en: it is 2}, {document: 别的文件, part: 三, zh: 为3, en: it is 3}]",
    relief="{r: {title: {zh: 放宽, en: Eased}, seen_in: {document: null, part: practice}, applies_to: {county: 甲县}, "
    "when: layout_ok, until: 2027-12-31, at_least: 0, measure: sum(classes) * each, "
    "given: {each: {value: 2, unit: 人}}}}",
    given="{each: {value: 1, unit: 人}}",
).replace("measure: sum(classes) * each, ", "")


def test_an_explanation_tells_note_and_contradictions() -> None:
    """Each contradiction with its place."""
    result = yz.evaluate([row("甲县")], read(pack_text(TELLING)))
    lines = result.explain("a", lang="en").lines
    assert [text for name, text in lines if name == "note"] == ["A note"]
    assert [text for name, text in lines if name == "elsewhere it says"] == ["附件1: it is 2", "别的文件 三: it is 3"]
    zh = [text for name, text in result.explain("a").lines if name == "另有说法"]
    assert zh == ["附件1：为2", "别的文件 三：为3"]
    assert "conflicts_with" not in result.to_dicts()[0]


def test_show_tells_reliefs_conditions_and_contradictions(tmp_path: Path) -> None:
    """Of a pack and of one rule; the condition of the rule itself with the rule alone."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "pack.yaml").write_text(pack_text(TELLING), encoding="utf-8")
    whole, one = (
        " ".join(CliRunner().invoke(app, ["show", str(folder), "--lang", "en", *more]).output.split())
        for more in ((), ("--rule", "a"))
    )
    for printed in (whole, one):
        assert "elsewhere it says: 附件1: it is 2" in printed
        assert "elsewhere it says: 别的文件 三: it is 3" in printed
        assert (
            "Relief: Eased (practice, until 2027-12-31): ≥ 0 people; each = 2 people; For: County = 甲县; " in printed
        )
        assert "Condition: layout_ok" in printed
    assert "For: County = 甲县 measure: sum(students) each = 1 people" in one


# -- levels in words -----------------------------------------------------------------------------------------------


def test_chinese_words_name_levels_in_chinese() -> None:
    """A level that a message speaks of, written in English in packs, has its Chinese name there; what is none stays."""
    (fault,) = faults_of(rule("a", level="school", measure="students", unit="人", at_least="1"))
    assert fault.code == "formula-level"
    assert fault.say("zh") == "“students”不是学校层级的数据"
    assert fault.say("en") == "“students” is no fact of the level school"
    said = Fault("fact-level", {"name": "x", "level": "county", "levels": "section, school"})
    assert said.say("zh") == "“x”不能用于县层级（可用于 学段、学校）"
    assert Fault("formula-unknown-level", {"level": "secton", "near": "section"}).say("zh") == "“secton”不是层级"
