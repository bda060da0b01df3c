"""Two results side by side: exactly what differs, by how much, because of what, and who is there no more."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

import youzhi_rules as yz
from youzhi_rules import cli
from youzhi_rules.handing.changes import COLUMNS, KINDS, kind_of_change
from youzhi_rules.handing.comparing_schema import comparison_schema, schema_text
from youzhi_rules.handing.comparing_tables import tables_of
from youzhi_rules.handing.comparing_words import comparison_html
from youzhi_rules.handing.exact_figures import root_of

NATIONAL = "national-2017"
WENSHAN = "yunnan-wenshan-2024"
REVERSE = {
    "improved": "fell", "learned": "lost", "appeared": "gone", "otherwise": "otherwise", "better": "worse",
    "moved": "moved",
}  # fmt: skip
REVERSE |= {back: kind for kind, back in REVERSE.items()}
WHERE = ("county", "town", "school", "stage", "level", "rule")


def section(school: str = "A", **more: Any) -> dict[str, Any]:
    """One stage of one school."""
    return {"county": "甲县", "school": school, "stage": "primary", "students": 1000, **more}


def only(found: yz.Comparison, rule: str) -> Any:
    """The one change of a rule."""
    (change,) = [each for each in found.changes if each.rule == rule]
    return change


counts = st.sampled_from([None, 0, 1, 2, 3, 9, 10])
sections = st.builds(
    section,
    school=st.sampled_from("ABC"),
    county=st.sampled_from(["甲县", "乙县"]),
    stage=st.sampled_from(["primary", "junior"]),
    students=st.sampled_from([None, 100, 200, 1000]),
    pe_arts_teachers=counts,
    backbone_teachers=counts,
    multimedia_classrooms=counts,
    boarding=st.sampled_from([None, True, False]),
    location=st.sampled_from([None, "rural", "urban"]),
)
years = st.lists(
    sections, min_size=1, max_size=6, unique_by=lambda row: (row["county"], row["school"], row["stage"])
).map(lambda rows: [section("Z", county="甲县"), *rows])
packs = st.sampled_from([NATIONAL, NATIONAL, WENSHAN, "zhejiang-wenling-2020"])
days = st.sampled_from([None, None, "2020-01-01", "2031-01-01"])


@st.composite
def pairs(draw: st.DrawFn) -> tuple[yz.Result, yz.Result]:
    """Two results of random years, packs and days."""
    one, other = (yz.evaluate(draw(years), draw(packs), as_of=draw(days)) for _ in range(2))
    return one, other


# A smaller example is worth little here, and takes minutes to find.
slowly = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def outcomes(result: yz.Result) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The outcomes by whom and what they are about; what does not apply is left out."""
    return {
        tuple(each[key] if key != "town" or each["level"] == "town" else None for key in WHERE): each
        for each in result.to_dicts()
    }


def key_of(change: Any) -> tuple[Any, ...]:
    """The same key of a change."""
    return tuple(getattr(change, name) if name != "town" or change.level == "town" else None for name in WHERE)


@pytest.mark.long
@slowly
@given(pairs())
def test_the_changes_are_exactly_the_statuses_that_differ(pair):
    """By brute force over all outcomes: each differing status once, with both sides as the results tell them."""
    before, after = (outcomes(result) for result in pair)
    found = yz.compare(*pair)
    wanted = {}
    for key in before.keys() | after.keys():
        statuses = [(side[key]["status"] if key in side else None) for side in (before, after)]
        if statuses[0] != statuses[1] and set(statuses) != {None, "not_applicable"}:
            wanted[key] = tuple(statuses)
    assert {key_of(change): (change.old_status, change.new_status) for change in found.changes} == wanted
    assert len(found.changes) == len(wanted)
    for change in found.changes:
        for side, known in (("old", before), ("new", after)):
            outcome = known.get(key_of(change))
            for name in ("status", "value", "limit", "gap", "reason"):
                assert getattr(change, f"{side}_{name}") == (outcome[name] if outcome else None)
    assert sum(sum(rule.counts.values()) for rule in found.rules) == len(found.changes)
    assert sum(found.counts.values()) == len(found.changes)


@pytest.mark.long
@slowly
@given(pairs())
def test_the_moves_are_the_other_outcomes_whose_numbers_differ(pair):
    """Of one status and with another value, limit or gap; none of them is among the changes."""
    before, after = (outcomes(result) for result in pair)
    found = yz.compare(*pair)
    wanted = {
        key
        for key in before.keys() & after.keys()
        if before[key]["status"] == after[key]["status"] != "not_applicable"
        and any(before[key][name] != after[key][name] for name in ("value", "limit", "gap"))
    }
    assert {key_of(change) for change in found.moves} == wanted
    assert {change.kind for change in found.moves} <= {"better", "worse", "moved"}
    assert len(found.to_dicts(moves=True)) == len(found.changes) + len(found.moves)


@pytest.mark.long
@slowly
@given(pairs())
def test_the_other_way_round_everything_is_mirrored(pair):
    """What improved fell, what appeared is gone, what was gained is lost; counties, units and rules likewise."""
    found, back = yz.compare(*pair), yz.compare(*reversed(pair))
    for ours, theirs in ((found.changes, back.changes), (found.moves, back.moves)):
        mirrored = {key_of(change): change for change in theirs}
        assert len(mirrored) == len(ours)
        for change in ours:
            other = mirrored[key_of(change)]
            assert other.kind == REVERSE[change.kind]
            assert (other.old_status, other.new_value) == (change.new_status, change.old_value)
            for name in ("value_change", "gap_change"):
                exact = getattr(change, name)
                assert getattr(other, name) == (None if exact is None else -exact)
            assert other.because == change.because
    told = {(each.level, each.county, each.school, each.stage): each.kind for each in back.units}
    assert {(each.level, each.county, each.school, each.stage): REVERSE[each.kind] for each in found.units} == told
    assert {each.county: (each.new, each.old) for each in found.counties} == {
        each.county: (each.old, each.new) for each in back.counties
    }


@slowly
@given(years, packs, days)
def test_a_result_differs_from_itself_in_nothing(rows, pack, day):
    """Neither from itself, nor from what the same rows give in another order."""
    result = yz.evaluate(rows, pack, as_of=day)
    for other in (result, yz.evaluate(rows[::-1], pack, as_of=day)):
        found = yz.compare(result, other)
        assert (found.changes, found.moves, found.units, found.rules) == ((), (), (), ())
        assert (found.counties, found.notes, dict(found.counts)) == ((), (), {})
        assert found.to_frame("pyarrow", moves=True).num_rows == 0
        assert tables_of(found, moves=True) == []


@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=25, deadline=None)
def test_a_difference_of_values_is_exact(pupils, more_pupils, teachers, more_teachers):
    """Teachers per hundred pupils, one from the other in Fractions; the gap in whole people."""
    pair = [
        yz.evaluate([section(students=many, pe_arts_teachers=some)])
        for many, some in ((pupils, teachers), (more_pupils, more_teachers))
    ]
    found = yz.compare(*pair)
    told = [each for each in (*found.changes, *found.moves) if each.rule == "pe_arts_teachers"]
    values = [Fraction(100 * some, many) for many, some in ((pupils, teachers), (more_pupils, more_teachers))]
    if values[0] == values[1] and pupils == more_pupils:
        assert told == []
    for change in told:
        assert change.value_change == values[1] - values[0]
        lacking = [
            max(0, -((100 * some * 10 - 9 * many) // 1000))
            for many, some in ((pupils, teachers), (more_pupils, more_teachers))
        ]
        assert change.gap_change == lacking[1] - lacking[0]
        assert change.to_dict()["value_change"] == float(values[1] - values[0])


def test_the_difference_of_coefficients_is_that_of_their_roots():
    """A coefficient is a root: the difference is right to thirty decimals, and its clause is the dispersion's."""
    years = [
        [section("A", students=100, backbone_teachers=1), section("B", students=100, backbone_teachers=count)]
        for count in (2, 3)
    ]
    found = yz.compare(*map(yz.evaluate, years))
    (change,) = [each for each in (*found.changes, *found.moves) if each.rule == "backbone_teachers_cv"]
    with localcontext() as context:
        context.prec = 50
        roots = [Decimal(1) / Decimal(3), Decimal(1) / Decimal(2)]
        wanted = roots[1] - roots[0]
        assert change.value_change is not None
        told = Decimal(change.value_change.numerator) / Decimal(change.value_change.denominator)
        assert abs(told - wanted) < Decimal("1e-30")
    assert abs(root_of(Fraction(2)) ** 2 - 2) < Fraction(1, 10**38)
    assert root_of(Fraction(0)) == 0


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("unmet", "met", "improved"), ("not_due", "met", "improved"), ("unmet", "not_due", "improved"),
        ("met", "not_due", "fell"), ("not_due", "unmet", "fell"), ("unknown", "unmet", "learned"),
        ("met", "unknown", "lost"), ("not_applicable", "met", "otherwise"), ("unknown", "not_applicable", "otherwise"),
        ("not_applicable", "unknown", "otherwise"), (None, "unmet", "appeared"), ("met", None, "gone"),
    ],
)  # fmt: skip
def test_a_change_of_status_has_its_kind(old, new, kind):
    """Better and worse are said only of what is known on both sides; the reverse is of the reverse kind."""
    assert kind_of_change(old, new) == kind
    assert kind_of_change(new, old) == REVERSE[kind]


# -- what lies behind ----------------------------------------------------------------------------------------------


def test_data_and_rule_are_told_apart():
    """The figure under one pack; the limit on one year's figure; both."""
    poor, rich = (section(training_funds=funds, public_funds_budget=100) for funds in (6, 4))
    rule = "training_budget"
    data = only(yz.compare(yz.evaluate([poor]), yz.evaluate([rich])), rule)
    assert (data.because, data.clause, data.pack, data.changed) == (("data",), "第八条第4项", NATIONAL, ())
    ruled = only(yz.compare(yz.evaluate([poor]), yz.evaluate([poor], WENSHAN)), rule)
    assert (ruled.because, ruled.change, ruled.changed) == (("rule",), "tightened", (rule,))
    assert (ruled.clause, ruled.pack, ruled.old_limit, ruled.new_limit) == ("三（三）8", WENSHAN, 0.05, 0.1)
    assert (ruled.value_change, ruled.gap_change) == (0, 4)
    both = only(yz.compare(yz.evaluate([poor]), yz.evaluate([rich], WENSHAN)), rule)
    assert both.because == ("data", "rule")


def test_a_day_alone_can_change_a_target():
    """A target fails nothing before its day, whatever is known: the reason is the date, and a note says the days."""
    rows = [section(students=100)]
    before, after = (yz.evaluate(rows, WENSHAN, {"county": "甲县"}, day) for day in ("2020-01-01", "2040-01-01"))
    found = yz.compare(before, after)
    assert [note.code for note in found.notes] == ["compare-days"]
    assert found.notes[0].say("zh") == "评价日期不同：2020-01-01 → 2040-01-01"
    assert {(each.old_status, each.new_status, each.because) for each in found.changes} == {
        ("not_due", "unknown", ("date",))
    }
    told = yz.compare(yz.evaluate(rows), yz.evaluate(rows, as_of="2030-01-01")).notes[0]
    assert told.say("en") == "they speak of different days: none given → 2030-01-01"
    assert "未指定" in told.say("zh")


def test_a_rule_that_one_pack_has_is_the_reason_itself():
    """New and gone rules are told wherever they apply, with the clause they come from."""
    found = yz.compare(yz.evaluate([section()]), yz.evaluate([section()], WENSHAN))
    new = [change for change in found.changes if change.kind == "appeared"]
    assert new
    assert {change.because for change in new} == {("rule",)}
    assert {change.change for change in new} == {"added"}
    assert {change.pack for change in new} == {WENSHAN}
    assert not any(change.new_status == "not_applicable" for change in new)


@pytest.fixture
def alone(tmp_path):
    """A pack of one rule, which decides every county: no stage of a school has more than 500 pupils."""
    folder = tmp_path / "alone"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        "format: youzhi-pack/1\nid: alone\nversion: 1.0.0\ntitle: {zh: 独, en: Alone}\nsource: {issuer: null}\n"
        "groups:\n  main: {zh: 主体, en: Main, decides: recognition}\nrules:\n  pupils:\n"
        "    title: {zh: 学生, en: Pupils}\n    group: main\n    level: section\n    measure: students\n"
        "    unit: 人\n    at_most: 500\n    strength: required\n    clause: 第1条\n",
        encoding="utf-8",
    )
    return yz.load_pack(folder)


def test_packs_without_a_rule_in_common_are_said_to_be(alone):
    """Then only verdicts stand side by side, and a note says so."""
    found = yz.compare(yz.evaluate([section()]), yz.evaluate([section()], alone))
    assert [note.code for note in found.notes] == ["compare-no-rule-common"]
    assert found.counties[0].groups["main"] == (None, "unmet")
    assert "[compare-no-rule-common]" in found.summary("en")


# -- who is there --------------------------------------------------------------------------------------------------


def test_who_came_and_went_is_told_from_the_top():
    """A county with all it has is one line, a school with its stages too; a stage of a school that stays is one."""
    old = [section("A"), section("B"), section("C", stage="junior"), section("X", county="丙县")]
    new = [section("A"), section("A", stage="junior"), section("C", stage="junior"), section("D")]
    found = yz.compare(yz.evaluate(old), yz.evaluate(new))
    assert [(each.kind, each.level, each.county, each.school, each.stage) for each in found.units] == [
        ("gone", "county", "丙县", None, None),
        ("gone", "school", "甲县", "B", None),
        ("appeared", "school", "甲县", "D", None),
        ("appeared", "section", "甲县", "A", "junior"),
    ]
    assert {change.kind for change in found.changes if change.school == "B"} == {"gone"}
    assert {change.because for change in found.changes if change.school in {"B", "D"}} == {("data",)}


def test_a_school_under_another_key_or_as_a_campus_is_noted():
    """The same name under another key, and a school that became a campus, are told with their notes."""
    old = [section("7", school_name="青山一小"), section("8", school_name="二小"), section("9", school_name="九小")]
    new = [
        section("70", school_name="青山一小"),
        section("9", school_name="九小"),
        section("8", school_name="二小", parent_school="9"),
    ]
    found = yz.compare(yz.evaluate(old), yz.evaluate(new))
    told = {each.school: each for each in found.units}
    assert (told["7"].twin, told["70"].twin, told["8"].parent) == ("70", "7", "9")
    assert sorted(note.code for note in found.notes) == ["compare-now-campus", "compare-other-key"]
    for note in found.notes:
        assert note.severity == "note"
        assert note.record in {"甲县 / 7", "甲县 / 8"}
        assert "{" not in note.say("zh") + note.say("en")
    same = [section("1", school_name="一小"), section("2", school_name="一小")]
    other = [section("3", school_name="一小")]
    assert {each.twin for each in yz.compare(yz.evaluate(same), yz.evaluate(other)).units} == {None}


def test_towns_and_cities_that_came_or_went_are_told():
    """A town and a city that only one year names."""
    old = yz.evaluate([section(town="东镇")], area_records={"county": "甲县", "city": "青州"})
    new = yz.evaluate([section(town="西镇")], area_records={"county": "甲县", "city": "云州"})
    told = {(each.kind, each.level, each.county, each.town) for each in yz.compare(old, new).units}
    assert {("gone", "town", "甲县", "东镇"), ("appeared", "town", "甲县", "西镇")} <= told
    assert {("gone", "city", "青州", None), ("appeared", "city", "云州", None)} <= told


def test_counties_come_first_with_their_groups_and_the_rules_behind_them(alone):
    """A county that is met now, and one that is unknown now; those that stay as they were are said to."""
    old = [
        section("A"),
        section("B", county="乙县", students=10),
        section("C", county="丙县"),
        section("D", county="丁县"),
    ]
    new = [
        section("A", students=500), section("B", county="乙县", students=10), section("C", county="丙县", students=501),
        section("D", county="丁县", students=None),
    ]  # fmt: skip
    found = yz.compare(yz.evaluate(old, alone), yz.evaluate(new, alone))
    assert {each.county: (each.old, each.new, each.because) for each in found.counties} == {
        "甲县": ("unmet", "met", ("pupils",)), "丁县": ("unmet", "unknown", ("pupils",)),
    }  # fmt: skip
    assert found.counties[-1].groups == {"main": ("unmet", "met")}
    lines = found.summary().splitlines()
    assert "甲县：未达标 → 达标 · 主体：未达标 → 达标 · 学生" in lines[1:3]
    assert {"乙县：达标（不变）", "丙县：未达标（不变）"} <= set(lines[3:5])
    assert [table.id for table in tables_of(found)] == ["counties", "improved", "known", "rules"]
    many = [section(county=f"{number:03}县", students=number) for number in range(30)]
    assert "…… 另有 10 条" in yz.compare(yz.evaluate(many, alone), yz.evaluate(many, alone)).summary()


# -- bad input -----------------------------------------------------------------------------------------------------


def test_what_cannot_be_compared_is_refused():
    """No result, no county in common, no such kind or language: a coded error with advice in both languages."""
    result = yz.evaluate([section()])
    for arguments, code in (
        ((result, "county.xlsx"), "compare-no-result"),
        ((None, result), "compare-no-result"),
        ((result, yz.evaluate([section(county="乙县")])), "compare-nothing-common"),
    ):
        with pytest.raises(yz.DataError) as stop:
            yz.compare(*cast("Any", arguments))
        assert stop.value.code == code
        fault = stop.value.faults[0]
        assert all(fault.words().values())
        assert "{" not in "".join(str(word) for word in fault.words().values())
    found = yz.compare(result, result)
    for call in (
        lambda: found.to_dicts("better"),
        lambda: found.to_dicts("nicer", moves=True),
        lambda: found.summary(cast("Any", "fr")),
        lambda: found.to_json(cast("Any", "fr")),
    ):
        with pytest.raises(yz.DataError) as stop:
            call()
        assert stop.value.code == "filter-unknown"
    with pytest.raises(yz.DataError) as stop:
        found.to_frame(cast("Any", "excel"))
    assert stop.value.code == "frame-kind"


# -- out -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def hostile():
    """Two years of a school whose names would be tags and formulas, one year under another pack."""
    name = '=<script>alert("x")</script>'
    old = [section("S", school_name=name, training_funds=6, public_funds_budget=100)]
    new = [section("S", school_name=name, training_funds=6, public_funds_budget=100), section("-1", school_name="@x")]
    return yz.compare(yz.evaluate(old), yz.evaluate(new, WENSHAN))


def test_html_and_words_are_escaped_and_in_both_languages(hostile):
    """A name like a tag stays text; counties come before tables; nothing is fetched."""
    for lang in ("zh", "en"):
        html = comparison_html(hostile, lang)
        assert "<script" not in html
        assert "&lt;script&gt;" in html
        assert "http" not in html
        assert hostile.summary(lang).splitlines()[0].startswith(f"{NATIONAL} 1.0.0 → {WENSHAN}")
    assert hostile._repr_html_() == comparison_html(hostile)
    assert "退步" in hostile.summary()
    assert repr(hostile).startswith(f"<Comparison {NATIONAL} → {WENSHAN}: fell")
    same = yz.compare(hostile.old, hostile.old)
    assert "没有一项结论改变" in same.summary()
    assert "no status differs" in repr(same)
    assert same._repr_html_()


def test_tables_hold_words_and_are_as_long_as_asked(hostile):
    """Each table has its title, heads and kinds; statuses are codes; what is left out is counted."""
    for lang in ("zh", "en"):
        tables = tables_of(hostile, lang, 3, moves=True)
        assert {table.id for table in tables} >= {"units", "rules", "fell", "other"}
        for table in tables:
            assert len(table.rows) == min(3, table.count)
            assert {len(row) for row in table.rows} == {len(table.heads)} == {len(table.kinds)}
    fell = next(table for table in tables_of(hostile, "zh") if table.id == "fell")
    row = dict(zip(fell.heads, fell.rows[0], strict=True))
    assert (row["原"], row["现"], row["实际值"], row["标准"], row["差额"]) == (
        "met",
        "unmet",
        "6%",
        "5% → 10%",
        "0 → 4 元",
    )
    assert (row["原因"], row["依据"]) == ("规则", f"三（三）8 · {WENSHAN}")


def test_json_is_whole_and_the_same_each_time(hostile):
    """One document with every part, titles in the language asked for, the same bytes however often."""
    text = hostile.to_json("en", moves=True)
    again = yz.compare(hostile.old, hostile.new).to_json("en", moves=True)
    assert text == again
    data = json.loads(text)
    assert data == json.loads(json.dumps(hostile.to_dict("en", moves=True)))
    assert data["schema"] == "youzhi-comparison/1"
    assert set(data["changes"][0]) == set(COLUMNS)
    assert data["counts"] == dict(hostile.counts)
    assert len(data["changes"]) == len(hostile.changes)
    assert "moves" not in hostile.to_dict()
    assert {each["kind"] for each in data["changes"]} <= set(KINDS)


def _misfits(document: Any) -> list[str]:
    checked = Draft7Validator(comparison_schema())
    return [f"{list(e.absolute_path)}: {e.message}" for e in checked.iter_errors(document)]


@pytest.mark.long
@slowly
@given(pairs())
def test_every_comparison_fits_the_published_schema(pair):
    """Two years, packs and days, with and without the moves, in both languages."""
    found = yz.compare(*pair)
    for lang in ("zh", "en"):
        for moves in (False, True):
            assert _misfits(json.loads(found.to_json(lang, moves=moves))) == []


def test_counties_units_and_reasons_fit_the_published_schema(hostile):
    """Counties that come out otherwise, schools that came, went, became campuses, towns and cities."""
    assert _misfits(json.loads(hostile.to_json(moves=True))) == []
    rows = [
        [{"city": "丙市", "county": "甲县", "town": "东镇", "school": "A", "school_name": "一小", "stage": "primary"}],
        [
            {"city": "丁市", "county": "甲县", "school": "B", "school_name": "一小", "stage": "primary"},
            {"city": "丁市", "county": "甲县", "school": "A", "parent_school": "B", "stage": "junior"},
        ],
    ]
    areas = [{"level": "county", "county": "甲县", "public_satisfaction": share} for share in ("84%", "86%")]
    results = [yz.evaluate(part, area_records=[area]) for part, area in zip(rows, areas, strict=True)]
    for one, other in (results, results[::-1]):
        document = json.loads(yz.compare(one, other).to_json(moves=True))
        assert document["units"]
        assert document["counties"]
        assert _misfits(document) == []


def test_the_schema_of_comparisons_is_closed_described_and_published(hostile):
    """Draft 7; every key described in both languages; in step with its file; it refuses what is no comparison."""
    schema = comparison_schema()
    Draft7Validator.check_schema(schema)

    def parts(node: Any) -> Any:
        for part in node.get("properties", {}).values():
            yield part
            yield from parts(part.get("items", part))

    assert all(part["description"] and part["x-description-zh"] for part in parts(schema))
    file = Path(yz.__file__).parent / "schemas" / "comparison-1.json"
    assert file.read_text(encoding="utf-8") == schema_text()
    document = hostile.to_dict(moves=True)
    moved = {**document["changes"][0], "kind": "better"}
    assert _misfits({**document, "moves": [moved]}) == []
    changes: tuple[dict[str, Any], ...] = (
        {"counts": {"better": 1}},
        {"colour": "red"},
        {"schema": "youzhi-result/1"},
        {"changes": [{}]},
        {"changes": [moved]},
    )
    for change in changes:
        assert _misfits({**document, **change})
    del document["notes"]
    assert _misfits(document)


def test_errors_in_the_data_are_noted():
    """Where a value was refused, the comparison says so: what became unknown by it is no change of the facts."""
    good, bad = (yz.evaluate([section(pe_arts_teachers=count)]) for count in (9, "many"))
    assert only(yz.compare(good, bad), "pe_arts_teachers").kind == "lost"
    (note,) = yz.compare(good, bad).notes
    assert (note.code, dict(note.params)) == ("compare-data-errors", {"old": 0, "new": 1})
    assert "数据有错误" in yz.compare(good, bad).summary()
    assert yz.compare(bad, bad).notes == ()


def test_frames_have_the_same_columns_whatever_there_is_to_tell(hostile):
    """In every library, also when nothing differs; exact differences become the floats nearest to them."""
    nothing = yz.compare(hostile.old, hostile.old)
    for kind in ("pandas", "polars", "pyarrow", "duckdb"):
        frames = [each.to_frame(kind) for each in (hostile, nothing)]
        columns = [list(getattr(frame, "column_names", None) or frame.columns) for frame in frames]
        assert columns[0] == columns[1]
        assert {"kind", "old_value", "old_value_text", "value_change", "gap_change", "clause"} <= set(columns[0])
        assert [frame.shape[0] for frame in frames] == [len(hostile.changes), 0]
    assert [row["kind"] for row in hostile.to_dicts("fell")] == ["fell"]
    assert hostile.to_dicts(lang="en")[0]["title"] != hostile.to_dicts()[0]["title"]


# -- the command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Two years of a county as CSV files in the current folder."""
    monkeypatch.chdir(tmp_path)
    years = {
        "old.csv": [section("=A", training_funds=6, public_funds_budget=100), section("B", pe_arts_teachers=8)],
        "new.csv": [section("=A", training_funds=4, public_funds_budget=100), section("B", pe_arts_teachers=9)],
    }
    for name, rows in years.items():
        with Path(name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, {key: None for row in rows for key in row})
            writer.writeheader()
            writer.writerows(rows)
    return "old.csv", "new.csv"


def test_the_command_tells_counties_then_what_improved_and_fell(files, capfd):
    """On a terminal: verdicts, counts, tables; in Chinese and English."""
    assert cli.main(["compare", *files]) == 0
    said = capfd.readouterr().out
    assert said.index("甲县：") < said.index("改善 1 · 退步 1") < said.index("结论有变化的规则")
    assert "0.8 → 0.9" in said
    assert cli.main(["compare", *files, "--lang", "en", "--moves", "--other-pack", WENSHAN]) == 0
    said = capfd.readouterr().out
    assert "What fell" in said
    assert "and " in said
    assert cli.main(["compare", files[0], files[0]]) == 0
    assert "没有一项结论改变" in capfd.readouterr().out


def test_the_command_writes_files_in_which_names_stay_text(files, capfd):
    """CSV guards formulas, the workbook has text cells only, JSON is that of the comparison; the same bytes twice."""
    outputs = ["--json", "o.json", "--csv", "o.csv", "--xlsx", "o.xlsx", "--moves"]
    assert cli.main(["compare", *files, *outputs]) == 0
    capfd.readouterr()
    old, new = (yz.evaluate(yz.read_records(file)) for file in files)
    assert Path("o.json").read_text(encoding="utf-8") == yz.compare(old, new).to_json(moves=True)
    with Path("o.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"'=A", "B"} <= {row["school"] for row in rows}
    assert tuple(rows[0]) == COLUMNS
    book = openpyxl.load_workbook("o.xlsx")
    assert book.sheetnames[0] == "对照摘要"
    assert {"结论有变化的规则", "改善", "退步", "结论不变、数值变化"} <= set(book.sheetnames)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=A" in {cell.value for cell in cells}
    first = Path("o.xlsx").read_bytes()
    assert cli.main(["compare", *files, *outputs]) == 0
    assert Path("o.xlsx").read_bytes() == first
    capfd.readouterr()
    assert cli.main(["compare", *files, "--json", "-"]) == 0
    assert json.loads(capfd.readouterr().out)["schema"] == "youzhi-comparison/1"
    assert cli.main(["compare", *files, "--csv", "-", "--lang", "en"]) == 0
    assert capfd.readouterr().out.startswith("county,town,school")


def test_the_command_takes_areas_days_and_packs_for_each_side(files, capfd):
    """Each side has its own areas, day and pack; one file on both sides has the areas given for it on both."""
    Path("areas.csv").write_text("level,county,public_satisfaction\ncounty,甲县,85%\n", encoding="utf-8")
    more = ["--areas", "areas.csv", "--as-of", "2026-01-01", "--other-as-of", "2027-01-01", "--json", "-"]
    assert cli.main(["compare", *files, *more]) == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["old"]["as_of"], told["new"]["as_of"]) == ("2026-01-01", "2027-01-01")
    lost = {change["rule"]: change["kind"] for change in told["changes"]}
    assert lost["public_satisfaction"] == "lost"
    assert cli.main(["compare", files[0], files[0], *more, "--other-pack", WENSHAN]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["old"]["data_digest"] == told["new"]["data_digest"]
    assert "public_satisfaction" not in {change["rule"] for change in told["changes"]}


def test_the_command_refuses_bad_use(files, capfd, monkeypatch):
    """Files that would destroy what is read, no such pack, counties apart, no XlsxWriter: exit 2 and the code."""
    shutil.copy(files[0], "third.csv")
    text = Path("third.csv").read_text(encoding="utf-8")
    Path("third.csv").write_text(text.replace("甲县", "乙县"), encoding="utf-8")
    for arguments, code in (
        ([*files, "--csv", "new.csv"], "output-is-input"),
        ([*files, "--pack", "nothere"], "pack-unknown"),
        ([files[0], "third.csv"], "compare-nothing-common"),
        ([*files, "--xlsx", "o.txt"], "xlsx-ending"),
    ):
        assert cli.main(["compare", *arguments]) == 2
        assert code in capfd.readouterr().err
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    assert cli.main(["compare", *files, "--xlsx", "o.xlsx"]) == 2
    assert "xlsx-extra-missing" in capfd.readouterr().err
    assert not Path("o.xlsx").exists()
