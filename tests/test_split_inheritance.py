"""A pack's new fact joins the split of its parent: a mixed school's figure for the whole school is divided too."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from doc_pages import tool
from hypothesis import given
from hypothesis import strategies as st
from pack_families import PARENT, broken, child, faults, head, place, written
from small_packs import SCHOOL_LISTS, faults_of, pack_text, place_of, plan_of, rule

import youzhi_rules as yz
from youzhi_rules.authoring.difference import difference
from youzhi_rules.authoring.mutants import mutants_of
from youzhi_rules.authoring.record import recorded
from youzhi_rules.authoring.resolved import resolve
from youzhi_rules.compile_context import Compiling
from youzhi_rules.composer import compose
from youzhi_rules.derivations import check_derivations
from youzhi_rules.dividing import facts_read
from youzhi_rules.loading import load_pack
from youzhi_rules.reading import read_pack
from youzhi_rules.schema import check_against_schema

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from youzhi_rules.model import Pack

LABS = """\
facts:
  laboratories: {zh: 实验室间数, en: Laboratories, level: section, type: count, unit: 间}
"""
RULE = """\
rules:
  laboratories:
    title: {zh: 每百名学生拥有实验室间数, en: Laboratories per 100 pupils}
    group: main
    level: section
    scope: compulsory
    measure: 100 * laboratories / students
    unit: 间/百名学生
    at_least: {primary: 0.2, junior: 0.22}
    strength: required
    clause: 三
"""
JOINED = "split: {of: [laboratories], clause: 附则第2条}\n"
REASON = "reason: {zh: 按学段拆分, en: Divided over the stages}"
BARE = re.sub(r"split:\n.*?facts:", "facts:", PARENT, flags=re.DOTALL)
"""The parent without a split."""


def pack_of(root: Path, body: str, parent: str = PARENT) -> Pack:
    """A child of the parent, loaded."""
    return load_pack(written(root, upper=parent, lower=child(body)))


def school(
    primary: int, junior: int, labs: int | None, kind: str = "nine_year", school: str = "1"
) -> list[dict[str, Any]]:
    """A mixed school: its pupils by stage, its laboratories for the whole."""
    row = {"county": "甲县", "school": school}
    return [
        {**row, "stage": "primary", "students": primary, "school_kind": kind},
        {**row, "stage": "junior", "students": junior},
        {**row, "stage": "whole", "laboratories": labs},
    ]


def judged(pack: Pack, records: Iterable[dict[str, Any]], rule: str = "laboratories") -> list[tuple[str, str | None]]:
    """Status and reason of each section."""
    return [(found["status"], found["reason"]) for found in yz.evaluate(list(records), pack).outcomes(rule=rule)]


# -- what it does ------------------------------------------------------------------------------------------------


def test_a_new_fact_joins_the_split_with_the_weights_of_the_parent(tmp_path: Path) -> None:
    """The parent's facts come first, its weights and citation stand, and what was added is cited as written."""
    split = pack_of(tmp_path, LABS + JOINED + RULE).split
    its = load_pack(tmp_path / "upper").split
    assert split is not None
    assert its is not None
    assert split.of == ("teaching_area", "laboratories")
    assert (split.by_pupils, split.clause, split.pack, split.place) == (its.by_pupils, "第1条", "upper", its.place)
    [joined] = split.joined
    assert (joined.pack, joined.of, joined.clause) == ("lower", ("laboratories",), "附则第2条")
    assert str(joined.place) == place(child(LABS + JOINED + RULE), "split:")


@pytest.mark.parametrize(
    ("primary", "junior", "labs", "statuses"),
    [
        # 780 + 1.1 x 200 = 1000 weighted pupils: 2 rooms come to 0.2 and 0.22 per hundred, each on its line.
        (780, 200, 2, ["met", "met"]),
        (781, 200, 2, ["unmet", "unmet"]),
        (779, 200, 2, ["met", "met"]),
        (780, 200, 1, ["unmet", "unmet"]),
        (780, 200, 0, ["unmet", "unmet"]),
    ],
)
def test_the_figure_of_a_whole_school_is_judged_on_the_line(
    tmp_path: Path, primary: int, junior: int, labs: int, statuses: list[str]
) -> None:
    """A mixed school's rooms are divided by weighted pupils: exactly the standard meets it, one pupil more does not."""
    pack = pack_of(tmp_path, LABS + JOINED + RULE)
    assert judged(pack, school(primary, junior, labs)) == [(status, None) for status in statuses]


@pytest.mark.long
@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(0, 40))
def test_the_division_is_that_of_exact_fractions(
    tmp_path_factory: pytest.TempPathFactory, primary: int, junior: int, labs: int
) -> None:
    """Whatever the pupils and rooms, statuses are those of weighted pupils in fractions."""
    folder = tmp_path_factory.getbasetemp() / "joined"
    folder.mkdir(exist_ok=True)
    pack = load_pack(folder / "lower") if (folder / "lower").is_dir() else pack_of(folder, LABS + JOINED + RULE)
    weighted = primary + Fraction(11, 10) * junior
    per = [100 * labs / weighted, 100 * Fraction(11, 10) * labs / weighted]
    wanted = [found >= limit for found, limit in zip(per, (Fraction(1, 5), Fraction(11, 50)), strict=True)]
    assert [status == "met" for status, _ in judged(pack, school(primary, junior, labs))] == wanted


def test_a_fact_that_did_not_join_is_told_as_not_divided(tmp_path: Path) -> None:
    """Its figure is there: the reason is that the pack does not divide it, not that it is missing."""
    pack = pack_of(tmp_path, LABS + RULE)
    assert judged(pack, school(780, 200, 2)) == [("unknown", "undivided:laboratories")] * 2
    assert judged(pack, school(780, 200, None)) == [("unknown", "missing:laboratories")] * 2
    result = yz.evaluate(school(780, 200, 2), pack)
    told = {lang: str(result.explain("laboratories", stage="primary", lang=lang)) for lang in ("zh", "en")}
    assert "只有全校数，而规则包未规定此类学校如何按学段拆分：实验室间数" in told["zh"]
    assert "the pack does not divide it over the stages of such schools: Laboratories" in told["en"]
    assert "undivided:laboratories" in result.to_json()


def test_a_kind_without_weights_is_told_as_not_divided(tmp_path: Path) -> None:
    """The parent weighs nine-year schools only: of another kind the figure is not divided, and its kind not missing."""
    pack = pack_of(tmp_path, LABS + JOINED + RULE)
    assert judged(pack, school(780, 200, 2, kind="twelve_year"))[:2] == [("unknown", "undivided:laboratories")] * 2


def test_an_undivided_figure_is_told_beside_what_is_missing(tmp_path: Path) -> None:
    """The summary of a county lists the one as missing data and the other as undecided."""
    pack = pack_of(tmp_path, LABS + RULE.replace("scope: compulsory\n", "scope: compulsory\n    when: classes > 0\n"))
    result = yz.evaluate(school(780, 200, 2), pack)
    assert judged(pack, school(780, 200, 2)) == [("unknown", "missing:classes;undivided:laboratories")] * 2
    said = result._repr_html_()
    assert "只有全校数" in said
    assert "班级数" in said


def test_generations_add_one_after_the_other(tmp_path: Path) -> None:
    """A grandchild adds to what its parent added; all is divided by the weights of the first."""
    middle = child(LABS + JOINED + RULE, "middle")
    last = head("last", "middle") + (
        "facts:\n  workshops: {zh: 劳动教室间数, en: Workshops, level: section, type: count, unit: 间}\n"
        "split: {of: [workshops], seen_in: {document: null, part: practice}}\n"
    )
    pack = load_pack(written(tmp_path, upper=PARENT, middle=middle, last=last))
    assert pack.split is not None
    assert pack.split.of == ("teaching_area", "laboratories", "workshops")
    assert [(each.pack, each.of) for each in pack.split.joined] == [
        ("middle", ("laboratories",)),
        ("last", ("workshops",)),
    ]
    again = last.replace("[workshops]", "[workshops, laboratories]")
    [fault] = broken(written(tmp_path, upper=PARENT, middle=middle, last=again))
    assert (fault.code, fault.key) == ("split-joined-already", "split.of")


# -- what it may not do -------------------------------------------------------------------------------------------


def test_the_weights_of_the_parent_cannot_be_changed(tmp_path: Path) -> None:
    """Not even to the same: the advice says what to write, and what to do where a document divides otherwise."""
    weights = "by_pupils: {nine_year: {primary: 1, junior: 1.1}}"
    [fault] = faults(tmp_path, LABS + RULE + f"split: {{of: [laboratories], {weights}, clause: 一}}\n")
    assert fault.code == "split-weights-inherited"
    assert place(PARENT, "split:", name="upper") in fault.say("en")
    assert "by_pupils" in str(fault.advise("en"))
    assert "各学段的数由学校分别填报" in str(fault.advise("zh"))


def test_a_rule_of_the_parent_is_not_divided_without_a_word(tmp_path: Path) -> None:
    """A fact that rules of the parent read joins only where each of them says that it is replaced."""
    joined = "split: {of: [teachers], clause: 一}\n"
    [fault] = faults(tmp_path, joined)
    assert (fault.code, fault.params["rules"]) == ("split-changes-rules", "teachers")
    row = {"county": "甲县", "school": "1"}
    records = [
        {**row, "stage": "primary", "students": 780, "school_kind": "nine_year"},
        {**row, "stage": "junior", "students": 200},
        {**row, "stage": "whole", "teachers": 50},
    ]
    before = load_pack(written(tmp_path, upper=PARENT))
    assert judged(before, records, "teachers") == [("unknown", "undivided:teachers")] * 2
    said = f"rules:\n  teachers: {{relation: replaces, {REASON}, clause: 一}}\n"
    pack = pack_of(tmp_path, joined + said)
    assert judged(pack, records, "teachers") == [("met", None), ("met", None)]
    assert [link.relation for link in pack.rules["teachers"].chain] == ["defines", "replaces"]
    assert "mutant-amendment" not in {mutant.fault.code for mutant in mutants_of(pack)}
    tightened = joined + "rules:\n  teachers: {relation: tightens, at_least: {primary: 5, junior: 6}, clause: 一}\n"
    [fault] = faults(tmp_path, tightened)
    assert (fault.code, fault.params["found"], fault.params["keys"]) == ("relation-not-so", "replaces", "split")
    removed = pack_of(tmp_path, joined + f"rules:\n  teachers: {{relation: removes, {REASON}, clause: 一}}\n"
                      f"  quota: {{relation: removes, {REASON}, clause: 一}}\n")  # fmt: skip
    assert removed.split is not None
    assert removed.split.of == ("teaching_area", "teachers")


def test_a_rule_reads_what_its_facts_follow_from() -> None:
    """Limits, conditions, reliefs, weights and scopes count, and a stage at the end of a name does not hide it."""
    national = yz.load_pack("national-2017")
    dictionary = yz.facts()
    assert facts_read(national.rules["resource_dispersion"], national, dictionary) >= {"students"}
    assert "teaching_area_gross" in facts_read(national.rules["teaching_area"], national, dictionary)
    assert "classes" in facts_read(national.rules["music_rooms"], national, dictionary)
    plan = plan_of(
        rule("a", level="section", measure="students", unit="人", at_least="1",
             relief="{old: {title: {zh: 旧, en: Old}, when: classes > 1, applies_to: {location: rural}, "
                    "at_least: 0, clause: 一}}"),
        rule("b", level="county", measure="funds_base_per_pupil_primary", unit="元/生", at_least="1"),
    )  # fmt: skip
    rules = plan.pack.rules
    assert facts_read(rules["a"], plan.pack, plan.facts) == {"students", "classes", "location"}
    assert facts_read(rules["b"], plan.pack, plan.facts) == {"funds_base_per_pupil"}


def test_a_split_where_the_parent_has_none_is_held_to_the_same(tmp_path: Path) -> None:
    """It brings its weights, may divide what is new, and says of each rule of the parent that it divides."""
    weights = "by_pupils: {nine_year: {primary: 1, junior: 1.1}}"
    pack = pack_of(tmp_path, LABS + RULE + f"split: {{of: [laboratories], {weights}, clause: 一}}\n", BARE)
    assert pack.split is not None
    assert (pack.split.pack, pack.split.joined) == ("lower", ())
    assert judged(pack, school(780, 200, 2)) == [("met", None)] * 2
    [fault] = faults(tmp_path, f"split: {{of: [teachers], {weights}, clause: 一}}\n", BARE)
    assert fault.code == "split-changes-rules"
    text = child(LABS + JOINED + RULE)
    [fault] = broken(written(tmp_path, upper=BARE, lower=text))
    assert (fault.code, fault.key, str(fault.place)) == ("key-missing", "split.by_pupils", place(text, "split:"))


def test_a_pack_without_a_parent_writes_its_weights() -> None:
    """Reader and published schema agree on it."""
    text = BARE.replace("facts:\n", "split: {of: [teaching_area], clause: 一}\nfacts:\n")
    root, found = compose(text.encode(), "upper/pack.yaml")
    assert root is not None
    assert not found
    assert [(fault.code, fault.key) for fault in read_pack(root)[1]] == [("key-missing", "split.by_pupils")]
    assert check_against_schema(root)
    below, _ = compose(child(LABS + JOINED).encode(), "lower/pack.yaml")
    assert below is not None
    assert not check_against_schema(below)


def test_what_joins_must_be_a_quantity_of_sections(tmp_path: Path) -> None:
    """A fact that cannot be divided, or that is not there, is told where the child names it."""
    text = child(LABS + "split: {of: [laboratories, layout_ok, labz], clause: 一}\n" + RULE)
    found = broken(written(tmp_path, upper=PARENT, lower=text))
    assert [(fault.code, str(fault.place)) for fault in found] == [
        ("split-not-shareable", place(text, "layout_ok")), ("fact-unknown", place(text, "labz")),
    ]  # fmt: skip


# -- how it is told -----------------------------------------------------------------------------------------------


def test_the_flattened_pack_holds_who_joined_what(tmp_path: Path) -> None:
    """As YAML it judges the same and tells in comments who added what; as JSON it is read back as the very pack."""
    pack = pack_of(tmp_path, LABS + JOINED + RULE)
    text = resolve(pack).to_yaml()
    assert "# lower 附则第2条: [laboratories]" in text
    (tmp_path / "flat" / "lower").mkdir(parents=True)
    (tmp_path / "flat" / "lower" / "pack.yaml").write_text(text, encoding="utf-8")
    flat = load_pack(tmp_path / "flat" / "lower")
    assert flat.split is not None
    assert (flat.split.of, flat.split.joined) == (("teaching_area", "laboratories"), ())
    for labs in (1, 2):
        assert judged(flat, school(780, 200, labs)) == judged(pack, school(780, 200, labs))
    back = recorded(resolve(pack).to_json())
    assert (back.split, back.digest) == (pack.split, pack.digest)
    other = pack_of(tmp_path, LABS + JOINED.replace("第2条", "第3条") + RULE)
    assert other.digest != pack.digest


def test_a_fact_more_in_the_split_is_a_minor_change_and_a_rule_divided_anew_a_major_one(tmp_path: Path) -> None:
    """The difference tells who joined what, and where the source says so."""
    parent = load_pack(written(tmp_path, upper=PARENT))
    pack = pack_of(tmp_path, LABS + JOINED + RULE)
    [change] = [each for each in difference(parent, pack).changes if each.section == "split"]
    assert (change.kind, change.bump) == ("cited", "minor")
    assert [(part.key, part.kind, part.new) for part in change.parts] == [
        ("of", "added", "[teaching_area, laboratories]"),
        ("of", "cited", "{pack: lower, of: [laboratories], clause: 附则第2条}"),
    ]
    without = pack_of(tmp_path, LABS + RULE)
    [change] = [each for each in difference(without, pack).changes if each.section == "split"]
    assert (change.kind, change.bump) == ("replaced", "major")


def test_the_page_of_a_pack_shows_what_it_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parent's page has the weights, the child's what it added and where that stands; a child without has none."""
    heading = "## 跨学段学校的拆分 · How mixed schools are split"
    pages = tool("pack_page")
    monkeypatch.setenv("YOUZHI_PACK_PATH", str(tmp_path))
    written(tmp_path, upper=PARENT, lower=child(LABS + JOINED + RULE))
    assert "| `nine_year` | 小学 · primary 1，初中 · junior 1.1 |" in pages.page("upper").partition(heading)[2]
    told = pages.page("lower").partition(heading)[2]
    assert "`laboratories`" in told
    assert "`teaching_area`" not in told
    assert "[`upper`](upper.md#跨学段学校的拆分--how-mixed-schools-are-split)" in told
    assert "附则第2条" in told
    written(tmp_path, lower=child(LABS + RULE))
    assert heading not in pages.page("lower")


def test_each_fact_that_a_pack_joins_is_a_mutant(tmp_path: Path) -> None:
    """The facts it added can be left out one by one; the weights are its parent's, and no mutant of it."""
    pack = pack_of(tmp_path, LABS + JOINED + RULE)
    told = [mutant for mutant in mutants_of(pack) if mutant.fault.key and mutant.fault.key.startswith("split")]
    assert [(mutant.fault.key, mutant.fault.params["part"]) for mutant in told] == [("split.of", "laboratories")]
    assert told[0].pack.split is not None
    assert told[0].pack.split.of == ("teaching_area",)


# -- what a fact follows from -------------------------------------------------------------------------------------

PER = rule("a", level="section", measure="x / students", unit="元/生", at_least="1")


def fact(**keys: object) -> str:
    """A fact ``x`` of sections in yuan, with other keys."""
    said = {"zh": "某项", "en": "Something", "level": "section", "type": "number", "unit": "元", **keys}
    return "facts:\n  x: {" + ", ".join(f"{key}: {value}" for key, value in said.items()) + "}\n"


@pytest.mark.parametrize(
    ("keys", "code", "said"),
    [
        ({"from": "teaching_area"}, "fact-from-mismatch", ("元", "平方米")),
        ({"from": "equipment_value / students"}, "fact-from-mismatch", ("元", "元/人")),
        ({"from": "[equipment_value, teaching_area]"}, "fact-from-mismatch", ("元", "平方米")),
        ({"from": "100 * equipment_value"}, "fact-from-factor", ("元", "1/100")),
        ({"unit": "万元", "from": "equipment_value"}, "fact-from-factor", ("万元", "1/10000")),
        ({"type": "share", "unit": '"%"', "from": "teachers"}, "fact-from-mismatch", ("%", "人")),
        ({"from": "students > 4"}, "formula-type", ("数",)),
        ({"from": "teaching_are"}, "formula-unknown-name", ("teaching_are",)),
    ],
)
def test_what_a_fact_follows_from_is_held_against_its_unit(
    keys: dict[str, str], code: str, said: tuple[str, ...]
) -> None:
    """The fault stands at the formula and tells both units, once, though rules use the fact."""
    scaled = rule("a", level="section", measure="10000 * x / students", unit="元/生", at_least="1")
    per = {"万元": scaled, '"%"': rule("a", level="section", measure="x", unit='"%"', at_least="5%")}
    made = (per[keys["unit"]],) if "unit" in keys else (PER, PER.replace("  a:", "  b:"))
    [found] = faults_of(*made, more=fact(**keys))
    assert (found.code, found.key) == (code, "facts.x.from")
    text = pack_text(*made, more=fact(**keys))
    formula = keys["from"].strip("[]").split(", ")[-1]
    assert found.place == place_of(text, f"from: {keys['from']}", formula)
    assert all(word in found.say("zh") for word in said)


@pytest.mark.parametrize(
    "keys",
    [
        {"from": "equipment_value"},
        {"from": "0.9 * equipment_value"},
        {"unit": "万元", "from": "equipment_value / 10000"},
        {"type": "share", "unit": '"%"', "from": "teachers / students"},
        {"level": "school", "type": "count", "unit": "间", "from": "count(hall_areas >= 96)"},
    ],
)
def test_what_a_fact_follows_from_may_be_converted_and_counted(keys: dict[str, str]) -> None:
    """The same unit, a conversion to it, a share of two of one kind, a number of things."""
    task = rule("a", level="county", attested="layout_ok")
    assert plan_of(task, more=fact(**keys) + SCHOOL_LISTS).facts["x"].derive


def test_a_fact_that_no_rule_uses_is_looked_at_too() -> None:
    """Its formula would otherwise fail only when somebody uses it."""
    [found] = faults_of(rule("a", level="county", attested="layout_ok"), more=fact(**{"from": "teaching_area"}))
    assert found.code == "fact-from-mismatch"


def test_the_facts_of_the_dictionary_keep_to_their_units() -> None:
    """Every formula of the shipped dictionary comes to the unit of its fact."""
    compiling = Compiling(evolve(yz.load_pack("national-2017"), facts=dict(yz.facts())), yz.facts())
    check_derivations(compiling)
    assert compiling.faults == []
    assert sum(bool(each.derive) for each in yz.facts().values()) >= 5
