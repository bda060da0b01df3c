"""What differs between two packs, what it is called, and which version it asks for."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from pack_texts import SMALL
from small_packs import read, rule

import youzhi_rules as yz
from youzhi_rules import PackError, cli
from youzhi_rules.authoring.difference import Difference, difference
from youzhi_rules.authoring.difference_text import charts, markdown, version_line
from youzhi_rules.catalogue import Lang
from youzhi_rules.inheritance import orphaned
from youzhi_rules.plan import rules_of

PACKS = [pack.id for pack in yz.list_packs() if pack.origin == "shipped"]
BASE = SMALL.partition("tasks:\n")[0]
"""The small pack without its task, so that sections can follow."""
FACTS = "facts:\n  halls: {zh: 礼堂数, en: Halls, level: school, type: count, unit: 间, aliases: [礼堂]}\n"


def pack(text: str = BASE) -> yz.Pack:
    """The pack of a text, as loading it would give it."""
    found, faults = orphaned(read(text))
    assert not faults
    return found


def changed(*edits: tuple[str, str], base: str = BASE) -> Difference:
    """What differs between a pack and the same with some passages replaced."""
    text = base
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return difference(pack(base), pack(text))


def told(found: Difference) -> list[tuple[str, str, str, str]]:
    """Each change in short."""
    return [(each.section, each.id, each.kind, each.bump) for each in found.changes]


# -- rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "name", "kind", "key"),
    [
        (("primary: 4.2, junior: 5.3", "primary: 4.3, junior: 5.3"), "teachers", "tightened", "at_least"),
        (("primary: 4.2, junior: 5.3", "primary: 4.2, junior: 5.2"), "teachers", "loosened", "at_least"),
        (("primary: 4.2, junior: 5.3", "primary: 4.3, junior: 5.2"), "teachers", "replaced", "at_least"),
        (("nine_year: 2500", "nine_year: 2400"), "scale", "tightened", "at_most"),
        (("value: 12, unit: 班", "value: 13, unit: 班"), "rooms", "loosened", "given.classes_per_room"),
        (("met: 1, rest", "met: 0, rest"), "quota", "loosened", "quota"),
        (("100 * teachers / students", "1000 * teachers / students"), "teachers", "replaced", "measure"),
        (("clause: 第4条", "clause: 第4条\n    applies_to: {location: rural}"), "charter", "loosened", "applies_to"),
    ],
)
def test_a_rule_that_asks_for_something_else_is_named_by_what_it_does(edit, name, kind, key):
    """Tightened, loosened or replaced, with the key in which it lies; a verdict can change, so the bump is major."""
    found = changed(edit)
    assert told(found) == [("rules", name, kind, "major")]
    assert [(part.key, part.kind) for part in found.changes[0].parts] == [(key, kind)]
    assert found.bump == "major"


def test_a_part_shows_both_values_as_a_pack_writes_them():
    """Old and new stand as in the file: percentages with their sign, a new operator with the old one."""
    part = changed(("met: 1, rest", "met: 0, rest")).changes[0].parts[0]
    assert (part.old, part.new) == (
        "{of: [teachers], met: 1, rest_at_least: 85%}",
        "{of: [teachers], met: 0, rest_at_least: 85%}",
    )
    found = changed(("at_least: {primary: 4.2, junior: 5.3}", "more_than: {primary: 4.2, junior: 5.3}"))
    assert [(p.key, p.old, p.new) for p in found.changes[0].parts if p.kind == "tightened"] == [
        ("more_than", "at_least: {primary: 4.2, junior: 5.3}", "{primary: 4.2, junior: 5.3}")
    ]


def test_a_scope_that_grows_tightens_the_rules_that_use_it():
    """The scope is told as replaced, and each rule by what becomes of it, with both scopes."""
    found = changed(("students: {less_than: 50}", "students: {less_than: 40}"))
    assert ("scopes", "compulsory", "replaced", "major") in told(found)
    change = next(each for each in found.changes if each.id == "teachers")
    assert (change.kind, change.parts[0].key) == ("tightened", "scope")
    assert "less_than: 50" in str(change.parts[0].old)
    assert "less_than: 40" in str(change.parts[0].new)


@pytest.mark.parametrize(
    "edit",
    [
        ("clause: 第1条", "clause: 第一条"),
        ("zh: 学校规模, en: Size of schools", "zh: 学校规模, en: School size"),
        ("    clause: 第2条\n", "    clause: 第2条\n    note: {zh: 说明, en: A note}\n"),
        ("100 * teachers / students", "(100 * teachers) / students"),
        ("rest_at_least: 85%", "rest_at_least: 0.85"),
        ("rest_at_least: 85%", "rest_at_least: 90%"),
        ("    strength: required\n    clause: 第2条", "    strength: required\n    due: 2030\n    clause: 第2条"),
    ],
)
def test_words_and_other_spellings_ask_for_a_patch_at_most(edit):
    """Another clause, title or note, brackets that change nothing, a timetable, a floor that cannot matter: words."""
    found = changed(edit)
    assert {each.kind for each in found.changes} <= {"cited"}
    assert found.bump == (None if "0.85" in edit[1] else "patch")


def test_a_rule_more_is_minor_unless_recognition_hangs_on_it():
    """Required in a group that decides recognition: major; of a plan, recommended, undated or a component: minor."""
    plan = "  duties: {zh: 任务, en: Duties, decides: plan}\n"
    base = BASE.replace("scopes:\n", plan + "scopes:\n")

    def more(**keys: Any) -> str | None:
        new = rule("another", level="school", attested="evening_care", **keys)
        extra = "facts:\n  evening_care: {zh: 晚间服务, en: Care, level: school, type: flag}\n"
        found = difference(pack(base), pack(base.replace("rules:\n", extra + "rules:\n") + new))
        assert ("rules", "another", "added") in [each[:3] for each in told(found)]
        return found.bump

    assert more(group="resources") == "major"
    assert more(group="resources", strength="target", due="2027") == "major"
    assert more(group="resources", strength="target") == "minor"
    assert more(group="resources", strength="recommended") == "minor"
    assert more(group="resources", strength="component") == "minor"
    assert more(group="duties") == "minor"


def test_a_rule_that_is_gone_is_major_whatever_its_strength():
    """Its outcomes are no longer there, and a pack that builds on it has nothing to change."""
    extra = rule("another", level="school", attested="has_charter", group="resources", strength="recommended")
    found = difference(pack(BASE + extra), pack())
    assert told(found) == [("rules", "another", "removed", "major")]
    change = found.changes[0]
    assert (change.new, change.old and change.old.clause) == (None, "第1条")


# -- what surrounds them -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "change", "bump"),
    [
        (("decides: recognition", "decides: plan"), ("groups", "resources", "replaced"), "major"),
        (("en: Resources", "en: Means"), ("groups", "resources", "cited"), "patch"),
        (("unit: 间, aliases", "unit: 个, aliases"), ("facts", "halls", "replaced"), "major"),
        (("aliases: [礼堂]", "aliases: [礼堂, 大礼堂]"), ("facts", "halls", "cited"), "minor"),
        (("aliases: [礼堂]", "aliases: [大礼堂]"), ("facts", "halls", "replaced"), "major"),
        (("zh: 礼堂数", "zh: 礼堂间数"), ("facts", "halls", "replaced"), "major"),
        (("aliases: [礼堂]", "aliases: [礼堂], table: 教基5170"), ("facts", "halls", "cited"), "patch"),
        (("issuer: 某县教育局", "issuer: 某县政府"), ("pack", "source", "cited"), "patch"),
        (("primary: 1, junior: 1.1", "primary: 1, junior: 1.2"), ("split", "split", "replaced"), "major"),
    ],
)
def test_what_surrounds_the_rules_is_compared_too(edit, change, bump):
    """Groups, facts, the split and the head, each by whether it can change what is read or decided."""
    split = (
        "split:\n  of: [equipment_value]\n  by_pupils: {nine_year: {primary: 1, junior: 1.1}}\n"
        "  seen_in: {document: null, part: practice}\n"
    )
    found = changed(edit, base=BASE.replace("rules:\n", FACTS + split + "rules:\n"))
    assert (*change, bump) in told(found)
    assert found.bump == bump


def test_groups_scopes_and_facts_that_come_and_go():
    """More of them is minor, fewer is major; a group more that decides recognition can change a verdict."""
    more = BASE.replace("rules:\n", FACTS + "rules:\n").replace(
        "scopes:\n", "  duties: {zh: 任务, en: Duties, decides: plan}\nscopes:\n  rural: {location: rural}\n"
    )
    assert {each[1:] for each in told(difference(pack(), pack(more)))} == {
        ("duties", "added", "minor"),
        ("rural", "added", "minor"),
        ("halls", "added", "minor"),
    }
    assert {each[2:] for each in told(difference(pack(more), pack()))} == {("removed", "major")}
    deciding = more.replace("decides: plan", "decides: recognition")
    assert ("groups", "duties", "added", "major") in told(difference(pack(), pack(deciding)))


# -- versions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "proposed"),
    [
        (("nine_year: 2500", "nine_year: 2400"), "2.0.0"),
        (("clause: 第1条", "clause: 第一条"), "1.0.1"),
        (("  scale:", "  scale:"), "1.0.0"),
    ],
)
def test_the_version_that_is_proposed_is_the_least_that_is_enough(edit, proposed):
    """One below is too low, the proposed one and any above it are enough."""
    found = changed(edit)
    assert found.proposed == proposed
    assert found.enough is (proposed == "1.0.0")
    for version, enough in ((proposed, True), ("1.0.0", proposed == "1.0.0"), ("2.0.0", True), ("0.9.9", False)):
        other = Difference(found.old, evolve(found.new, version=version), found.changes)
        assert other.enough is enough
        assert proposed in version_line(other, "en") or found.bump is None


def test_two_different_packs_have_no_common_version():
    """Nothing is proposed, and asking whether it is enough is refused."""
    found = difference(yz.load_pack("national-2017"), yz.load_pack("yunnan-2022"))
    assert found.proposed is None
    with pytest.raises(PackError) as stop:
        _ = found.enough
    assert stop.value.code == "diff-two-packs"


# -- shipped packs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_does_not_differ_from_itself(name):
    """No change, no bump."""
    found = difference(yz.load_pack(name), yz.load_pack(name))
    assert (found.changes, found.bump) == ((), None)


@pytest.mark.parametrize("name", [name for name in PACKS if name != "national-2017"])
def test_a_child_differs_from_its_parent_as_it_says(name):
    """What inheritance calls tightened, loosened or replaced, the difference calls so too; restated is cited."""
    child = yz.load_pack(name)
    found = {each.id: each for each in difference(yz.load_pack(str(child.extends)), child).changes}
    words = {"tightens": "tightened", "loosens": "loosened", "replaces": "replaced", "restates": "cited"}
    said = {
        rule.id: words[rule.links[-1].relation]
        for rule in rules_of(child).values()
        if rule.links and rule.links[-1].pack == name and rule.links[-1].relation in words
    }
    kinds = {each.id: each.kind for each in found.values() if each.section in {"rules", "tasks"}}
    assert {rule: kind for rule, kind in kinds.items() if kind not in {"added", "removed"}} == said


def test_every_edit_that_changes_the_digest_is_told():
    """Whatever the digest of a pack tells apart, the difference names: each key of the small pack, left out or not."""
    lines = BASE.splitlines(keepends=True)
    base = pack()
    seen = 0
    for index, line in enumerate(lines):
        for old, new in (("2", "3"), ("一", "二"), ("第", "条"), ("required", "recommended"), ("rural", "urban")):
            if old not in line or line.startswith("version"):
                continue
            try:
                other = pack("".join([*lines[:index], line.replace(old, new), *lines[index + 1 :]]))
            except AssertionError:
                continue  # no pack any more
            if other.digest != base.digest and other.id == base.id:
                assert difference(base, other).changes, line
                seen += 1
    assert seen > 10


def test_the_largest_pack_is_compared_within_a_second():
    """Reading aside, two packs of over a hundred rules each."""
    packs = [yz.load_pack(name) for name in ("guangdong-zhongshan-2018", "guangdong-meizhou-2021")]
    started = time.perf_counter()
    found = difference(*packs)
    markdown(found)
    assert time.perf_counter() - started < 1
    assert len(found.changes) > 100


# -- told --------------------------------------------------------------------------------------------------------


def test_the_tables_and_the_markdown_say_it_in_both_languages():
    """Every change stands in a table; signs that Markdown reads are escaped."""
    found = difference(yz.load_pack("national-2017"), yz.load_pack("yunnan-wenshan-2024"))
    langs: tuple[tuple[Lang, str], ...] = (("zh", "加严"), ("en", "Tightened"))
    for lang, word in langs:
        made = charts(found, lang)
        assert made[0].title == f"{word} (1)"
        assert made[0].rows[0][1:] == ("at_least", "5%", "10%", "三（三）8")
        rules = {row[0] for chart in made if chart.heads[0] == "rule" for row in chart.rows}
        assert len(rules) == sum(each.section in {"rules", "tasks"} for each in found.changes)
        lines = markdown(found, lang).splitlines()
        assert len({line.replace("\\|", "").count("|") for line in lines if line.startswith("| ")}) <= 4
        assert f"## {word} (1)" in lines


YUNTING = Path(__file__).resolve().parents[1] / "examples" / "yunting-2026"


def test_what_a_rule_says_beside_its_limit_is_told():
    """Due dates, reliefs of new rules, restated clauses, contradictions and what is not encoded, in both languages."""
    found = difference(yz.load_pack("national-2017"), yz.load_pack(YUNTING))
    told: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
        lang: {chart.title: chart.rows for chart in charts(found, lang)} for lang in ("zh", "en")
    }
    english = told["en"]
    assert english["Reliefs of added rules"] == (
        (
            "A music room of 120 m² or more (large_music_room)",
            "Schools built in 2016 or before, 100 m² or more",
            "Condition: built_year <= 2016, until 2028-12-31, room = 100 m²",
            "第五条第二款",
        ),
    )
    assert english["Repeated unchanged"] == (("Class size (class_size)", "Added", "第二条", ""),)
    ((rule, kind, says),) = english["Places that say something else"]
    assert (rule.rpartition(" ")[2], kind, says) == ("(training_budget)", "Added", "附件第12项: still prints 5 %")
    assert english["Not encoded, as nothing can test it"] == (
        ("第一条", "A sound idea of what good education is", "Added"),
    )
    added = {row[0].rpartition("(")[2]: row[2] for row in english["Added (10)"]}
    assert (added["new_schools)"], added["laboratories)"]) == ("target · Due 2027", "component")
    assert told["zh"]["原样重申"] == (("班额 (class_size)", "新增", "第二条", ""),)
    assert told["zh"]["不可检验、未编码的内容"] == (("第一条", "树立科学的教育质量观", "新增"),)
    assert "chain" not in markdown(found, "en")
    for title, rows in english.items():
        assert f"## {title}" in markdown(found, "en").splitlines()
        assert rows


def rows_of(found: Difference, key: str, lang: Lang = "zh") -> list[tuple[str, ...]]:
    """What the tables say of a key: what it was and what it is, with what became of it where they say so."""
    return [row[row.index(key) + 1 :][:2] for chart in charts(found, lang) for row in chart.rows if key in row]


def test_of_a_quota_only_what_changed_is_told_and_in_words():
    """How many must be met, the floor, the rules that came and went; the rules that stayed are left out."""
    found = difference(yz.load_pack("national-2017"), yz.load_pack(YUNTING))
    zh = rows_of(found, "quota")
    assert zh == [
        (
            "至少达标项数：6，余项不低于标准的比例：85%",
            "所计规则：+ 每百名学生拥有实验室间数，至少达标项数：7，余项不低于标准的比例：90%",
        )
    ]
    english = " ".join(rows_of(found, "quota", "en")[0])
    assert "how many must be met: 7" in english
    assert "+ Laboratories per 100 pupils" in english


@pytest.mark.parametrize(
    ("edit", "key", "rows"),
    [
        (("primary: 4.2, junior: 5.3", "primary: 4.3, junior: 5.3"), "at_least", ("小学 4.2", "小学 4.3")),
        (("nine_year: 2500", "nine_year: 2400"), "at_most", ("九年一贯制学校 2500", "九年一贯制学校 2400")),
        (("value: 12, unit: 班", "value: 13, unit: 班"), "given.classes_per_room", ("12 班", "13 班")),
        (
            ("at_least: {primary: 4.2, junior: 5.3}", "more_than: {primary: 4.2, junior: 5.3}"),
            "more_than",
            ("不低于 小学 4.2，初中 5.3", "大于 小学 4.2，初中 5.3"),
        ),
        (
            ("clause: 第4条", "clause: 第4条\n    applies_to: {location: rural}"),
            "applies_to",
            ("—", "城乡类型 = 乡村"),
        ),
    ],
)
def test_what_changed_in_a_rule_is_told_in_words(edit, key, rows):
    """Stages, kinds of schools and constants by their names, and of several numbers those that differ."""
    assert rows_of(changed(edit), key) == [rows]


def test_a_relief_that_changes_is_told_by_what_changed():
    """Its terms in words; of one that came or went all of them, with its title."""
    relief = (
        "    relief:\n      small:\n        title: {zh: 小校, en: Small ones}\n        when: sum(students) <= 50\n"
        "        until: 2027-12-31\n        given: {classes_per_room: {value: 20, unit: 班}}\n        clause: 第9条\n"
    )
    base = BASE.replace(
        "given: {classes_per_room: {value: 12, unit: 班}}\n",
        "given: {classes_per_room: {value: 12, unit: 班}}\n" + relief,
    )
    assert base != BASE
    whole = "小校：适用条件：sum(students) <= 50，至 2027-12-31，classes_per_room = 20 班"
    assert rows_of(difference(pack(), pack(base)), "relief.small") == [("—", whole)]
    assert rows_of(difference(pack(base), pack()), "relief.small") == [(whole, "—")]
    longer = difference(pack(base), pack(base.replace("2027-12-31", "2028-12-31").replace("value: 20", "value: 24")))
    assert rows_of(longer, "relief.small") == [
        ("至 2027-12-31，classes_per_room = 20 班", "至 2028-12-31，classes_per_room = 24 班")
    ]
    assert "{" not in markdown(longer, "zh")


def test_the_split_and_the_parent_are_told_by_what_they_are():
    """What joined the split, another parent: as it was and as it is, and not as a change of words."""
    fact = "facts:\n  halls: {zh: 礼堂数, en: Halls, level: section, type: count, unit: 间}\n"
    split = (
        "split:\n  of: [equipment_value]\n  by_pupils: {nine_year: {primary: 1, junior: 1.1}}\n"
        "  seen_in: {document: null, part: practice}\n"
    )
    base = BASE.replace("rules:\n", fact + split + "rules:\n")
    more = difference(pack(base), pack(base.replace("of: [equipment_value]", "of: [equipment_value, halls]")))
    (row,) = (row for chart in charts(more, "zh") for row in chart.rows if row[0] == "拆分")
    assert row[2:] == ("新增", "of", "—", "+ 礼堂数")
    heavier = difference(pack(base), pack(base.replace("junior: 1.1", "junior: 1.2")))
    assert rows_of(heavier, "by_pupils") == [("九年一贯制学校 初中 1.1", "九年一贯制学校 初中 1.2")]
    found = difference(yz.load_pack("national-2017"), yz.load_pack("yunnan-2022"))
    (row,) = (row for chart in charts(found, "zh") for row in chart.rows if "extends" in row)
    assert row[2:] == ("改变", "extends", "—", "national-2017")


def test_the_json_has_dates_reliefs_contradictions_and_restated_clauses():
    """As a pack writes them; each side of a rule has its own."""
    found = difference(yz.load_pack("national-2017"), yz.load_pack(YUNTING)).to_dict()
    by_id = {each["id"]: each for each in found["changes"]}
    assert by_id["new_schools"]["new"]["due"] == "2027"
    assert by_id["large_music_room"]["new"]["relief"]["built_by_2016"]["until"] == "2028-12-31"
    budget = by_id["training_budget"]
    assert (budget["old"]["conflicts_with"], budget["new"]["conflicts_with"]) == (
        [],
        [{"part": "附件第12项", "zh": "仍为5%", "en": "still prints 5 %"}],
    )
    assert by_id["class_size"]["parts"] == [
        {"key": "restates", "kind": "cited", "old": None, "new": "{pack: yunting-2026, clause: 第二条}"}
    ]
    assert by_id["第一条"]["section"] == "not_encoded"


def test_whom_an_added_rule_or_task_is_for_is_told():
    """Its ``applies_to`` in words and its scope by name, in tables and Markdown; in JSON as a pack writes it."""
    duty = "tasks:\n  opening: {zh: 开放操场, en: Open yards, level: school, group: resources, scope: compulsory, "
    task = duty + "applies_to: {location: [town, rural]}, clause: 第6条}\n"
    county = rule("plans", level="county", attested="plan_made", group="resources", applies_to="{county: 鹤山市}")
    fact = "facts:\n  plan_made: {zh: 已定计划, en: A plan made, level: county, type: flag}\n"
    found = difference(pack(BASE), pack(BASE.replace("rules:\n", fact + "rules:\n") + county + task))
    langs: tuple[Lang, ...] = ("zh", "en")
    added = {lang: {row[0].rpartition("(")[2]: row for row in charts(found, lang)[0].rows} for lang in langs}
    assert added["zh"]["opening)"][1] == "须为“是”；适用对象：城乡类型 = 镇区 / 乡村；适用范围：compulsory"
    assert added["en"]["opening)"][1] == "must be yes; For: Location = town / rural; Scope: compulsory"
    assert added["zh"]["plans)"][1] == "须为“是”；适用对象：县（市、区） = 鹤山市"
    assert "For: Location = town / rural; Scope: compulsory |" in markdown(found, "en")
    told = {each["id"]: each["new"] for each in found.to_dict()["changes"] if each["new"]}
    assert (told["opening"]["scope"], told["opening"]["applies_to"]) == ("compulsory", {"location": ["town", "rural"]})
    assert (told["plans"]["scope"], told["plans"]["applies_to"]) == (None, {"county": "鹤山市"})
    back = difference(pack(BASE.replace("rules:\n", fact + "rules:\n") + county + task), pack(BASE))
    assert "县（市、区） = 鹤山市" in markdown(back, "zh")


def test_what_is_not_encoded_is_compared_line_by_line():
    """A line more, one less, one in other words: a patch; a child's own lines leave those of its parent in force."""
    lines = ("  - {clause: 第8条, zh: 倡导, en: Promote}\n", "  - {clause: 第9条, zh: 弘扬, en: Honour}\n")
    base = f"{BASE}not_encoded:\n{''.join(lines)}"
    found = changed(("en: Honour}", "en: Praise}"), base=base)
    assert told(found) == [("not_encoded", "第9条", "cited", "patch")]
    assert [(part.key, part.old, part.new) for part in found.changes[0].parts] == [("en", "Honour", "Praise")]
    assert told(changed((lines[0], ""), base=base)) == [("not_encoded", "第8条", "removed", "patch")]
    assert told(difference(pack(), pack(base))) == [
        ("not_encoded", "第8条", "added", "patch"),
        ("not_encoded", "第9条", "added", "patch"),
    ]
    found = difference(yz.load_pack("guangdong-jiangmen-2023"), yz.load_pack("guangdong-2023"))
    assert {kind for section, _, kind, _ in told(found) if section == "not_encoded"} == {"removed"}
    parent = evolve(yz.load_pack("guangdong-2023"), not_encoded=yz.load_pack("guangdong-jiangmen-2023").not_encoded[:1])
    child = evolve(yz.load_pack("guangdong-jiangmen-2023"), not_encoded=())
    assert not [each for each in told(difference(parent, child)) if each[0] == "not_encoded"]


def test_a_date_and_a_contradiction_that_come_and_go_are_told():
    """A timetable that decides nothing has its old and its new day; a contradiction is told whichever way it goes."""
    due = ("    strength: required\n    clause: 第2条", "    strength: required\n    due: 2030\n    clause: 第2条")
    rows = {chart.title: chart.rows for chart in charts(changed(due), "zh")}["完成期限的变化"]
    assert [row[1:] for row in rows] == [("—", "2030", "第2条")]
    place = "    conflicts_with: {part: 附件, zh: 写的是三年, en: prints three years}\n"
    said = changed(("    clause: 第2条\n", "    clause: 第2条\n" + place))
    back = Difference(said.new, said.old, difference(said.new, said.old).changes)
    for found, word in ((said, "Added"), (back, "Removed")):
        told_of = {chart.title: chart.rows for chart in charts(found, "en")}
        ((_, kind, says),) = told_of["Places that say something else"]
        assert (kind, says) == (word, "附件: prints three years")


def test_the_command_prints_and_writes(tmp_path, capfd):
    """Text in a terminal's width, JSON and Markdown to files; the same JSON twice."""
    files = [str(tmp_path / name) for name in ("a.json", "b.json", "c.md")]
    assert cli.main(["pack", "diff", "national-2017", "national-2019-interim", "--lang", "en"]) == 0
    out = capfd.readouterr().out
    assert "Loosened (4)" in out
    assert "A verdict can change (major)" in out
    for file in files[:2]:
        assert cli.main(["pack", "diff", "national-2017", "national-2019-interim", "--json", file]) == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    data = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (data["schema"], data["bump"], data["proposed"]) == ("youzhi-difference/1", "major", None)
    assert data["changes"][0]["old"]["asks"]["en"]
    assert cli.main(["pack", "diff", "national-2017", "national-2019-interim", "--markdown", files[2]]) == 0
    assert (tmp_path / "c.md").read_text(encoding="utf-8").startswith("# national-2017 1.0.0 → ")
    capfd.readouterr()


def _versions(folder, *texts):
    for name, text in zip("ab", texts, strict=True):
        (folder / name / "small").mkdir(parents=True)
        (folder / name / "small" / "pack.yaml").write_text(text, encoding="utf-8")
    return [str(folder / name / "small") for name in "ab"]


def test_check_fails_until_the_version_is_high_enough(tmp_path, capfd):
    """Exit 1 while it is too low, 0 from the proposed version on; 2 where the two are different packs."""
    text = SMALL.replace("nine_year: 2500", "nine_year: 2400")
    for version, code in (("1.0.0", 1), ("1.9.9", 1), ("2.0.0", 0), ("3.1.0", 0)):
        folder = tmp_path / version
        old, new = _versions(folder, SMALL, text.replace("1.0.0", version))
        assert cli.main(["pack", "diff", old, new, "--check"]) == code
        assert ("不足" in capfd.readouterr().out) is (code == 1)
        assert cli.main(["pack", "diff", old, new, "--check", "--json", str(folder / "x.json")]) == code
        capfd.readouterr()
    assert cli.main(["pack", "diff", "national-2017", old, "--check"]) == 2
    assert "[diff-two-packs]" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("natoinal-2017", "yunnan-2022"), "pack-unknown"),
        (("national-2017", "./nowhere"), "pack-no-folder"),
        (("national-2017", "nowhere.json"), "os-error"),
        (("national-2017",), "usage"),
        (("national-2017", "yunnan-2022", "--json", "-", "--markdown", "-"), "stdout-twice"),
        (("national-2017", "yunnan-2022", "--json", "x", "--markdown", "./x"), "output-twice"),
    ],
)
def test_bad_use_is_told_in_a_line(arguments, code, tmp_path, monkeypatch, capfd):
    """Exit 2 with a code, no traceback, no output."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["pack", "diff", *arguments]) == 2
    told = capfd.readouterr()
    assert f"[{code}]" in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_no_output_takes_the_place_of_a_pack(tmp_path, capfd):
    """Writing over the file of a pack that is compared is refused."""
    old, new = _versions(tmp_path, SMALL, SMALL)
    assert cli.main(["pack", "diff", old, new, "--json", f"{new}/pack.yaml"]) == 2
    assert "[output-is-input]" in capfd.readouterr().err
