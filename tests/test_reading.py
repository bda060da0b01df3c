"""A document becomes a pack, or all of its faults of structure come at once."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from pack_texts import SMALL, spoilt

from youzhi_rules import catalogue, model
from youzhi_rules.catalogue.pack_messages import PACK_MESSAGES
from youzhi_rules.composer import compose
from youzhi_rules.errors import Fault
from youzhi_rules.model import Condition, Pack, Source
from youzhi_rules.reading import read_facts, read_object, read_pack

LIMIT = "at_least: {primary: 4.2, junior: 5.3}"


def _read(text: str) -> tuple[Pack | None, list[Fault]]:
    root, faults = compose(text.encode(), "p.yaml")
    assert root is not None
    assert not faults
    return read_pack(root, "p.yaml")


def _small() -> Pack:
    pack, faults = _read(SMALL)
    assert not faults
    assert pack is not None
    return pack


def test_a_pack_is_read_whole() -> None:
    """Every construct of the small pack arrives in the model, exact and with its place."""
    pack = _small()
    rule = pack.rules["teachers"]
    assert (rule.id, rule.pack, str(rule.place)) == ("teachers", "small", "p.yaml:11:3")
    assert rule.at_least is not None
    assert rule.at_least.stages == {"primary": Fraction(21, 5), "junior": Fraction(53, 10)}
    assert rule.measure is not None
    assert (rule.measure.text, str(rule.measure.place)) == ("100 * teachers / students", "p.yaml:16:14")
    assert str(rule.places["at_least.junior"]) == "p.yaml:18:38"
    assert str(rule.places["measure"]) == "p.yaml:16:14"
    scale = pack.rules["scale"].at_most
    assert scale is not None
    assert (scale.by, scale.cases) == (
        "school_kind",
        (("primary", Fraction(2000)), ("nine_year", Fraction(2500))),
    )
    assert pack.rules["scale"].applies_to == Condition(
        ((model.Test("location", ("rural",)),), (model.Test("school_kind", ("teaching_point",)),))
    )
    rooms = pack.rules["rooms"].at_least
    assert rooms is not None
    assert rooms.formula is not None
    assert rooms.formula.text == "ceil(sum(classes) / classes_per_room)"
    assert pack.rules["rooms"].given["classes_per_room"].value == 12
    quota = pack.rules["quota"].quota
    assert quota is not None
    assert (quota.of, quota.met, quota.rest_at_least) == (("teachers",), Fraction(1), Fraction(17, 20))
    due = pack.rules["quota"].due
    assert due is not None
    assert (due.day, due.text) == (dt.date(2025, 12, 31), "2025")
    assert pack.rules["charter"].attested == ("has_charter",)
    assert pack.scopes["compulsory"].tests == (model.Test("stage", ("primary", "junior")),)
    assert pack.scopes["compulsory"].exceptions[1] == (model.Test("students", (), (("less_than", Fraction(50)),)),)
    assert pack.tasks["inspection_plan"].id == "inspection_plan"
    assert pack.facts["inspection_plan"].levels == ("county",)
    assert pack.source.number is None


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("format: youzhi-pack/1\n", "", "pack-format-missing", "format"),
        ("youzhi-pack/1", "youzhi-pack/2", "pack-format", "format"),
        ("format: youzhi-pack/1", "format: [1]", "pack-format", "format"),
        ("    strength: component", "    strenght: component", "key-unknown", "rules.teachers.strenght"),
        ("    unit: 人/百名学生", "    units: 人/百名学生", "key-unknown", "rules.teachers.units"),
        (LIMIT, "at_least: {primary: 4.2, middle: 5.3}", "key-unknown", "rules.teachers.at_least.middle"),
        ("{less_than: 50}", "{below: 50}", "key-unknown", "scopes.compulsory.except.students.below"),
        (
            "{less_than: 50}",
            "{below: 50, less_than: 50}",
            "key-unknown",
            "scopes.compulsory.except.students.below",
        ),
        ("    group: resources\n", "", "key-missing", "rules.teachers.group"),
        ("version: 1.0.0\n", "", "key-missing", "version"),
        ("title: {zh: 小规则包, en: A small pack}", "title: {zh: 小规则包}", "key-missing", "title.en"),
        ("clause: 第1条", "clause:", "key-empty", "rules.teachers.clause"),
        ("clause: 第1条", 'clause: " "', "key-empty", "rules.teachers.clause"),
        ("clause: 第1条", "clause: null", "key-empty", "rules.teachers.clause"),
        ("of: [teachers]", "of: []", "key-empty", "rules.quota.quota.of"),
        (LIMIT, "at_least: {}", "key-empty", "rules.teachers.at_least"),
        (LIMIT, "at_least: {primary: ''}", "key-empty", "rules.teachers.at_least.primary"),
        ("given: {classes_per_room: {value: 12, unit: 班}}", "given: {}", "key-empty", "rules.rooms.given"),
        ("{location: rural}", "{}", "key-empty", "rules.scale.applies_to"),
        ("[{location: rural}, {school_kind: teaching_point}]", "[]", "key-empty", "rules.scale.applies_to"),
        ("{location: rural}", "{location: []}", "key-empty", "rules.scale.applies_to.location"),
        ("{location: rural}", "{location: ''}", "key-empty", "rules.scale.applies_to.location"),
        ("{location: rural}", "{location: null}", "key-empty", "rules.scale.applies_to.location"),
        ("{stage: [primary, junior], except", "{except", "key-empty", "scopes.compulsory"),
        ("{less_than: 50}", "{}", "key-empty", "scopes.compulsory.except.students"),
        ("title: {zh: 小规则包, en: A small pack}", "title: 小规则包", "key-wrong-kind", "title"),
        ("version: 1.0.0", "version: [1.0.0]", "key-wrong-kind", "version"),
        ("of: [teachers]", "of: teachers", "key-wrong-kind", "rules.quota.quota.of"),
        (
            "attested: has_charter",
            "attested: {has_charter: true}",
            "key-wrong-kind",
            "rules.charter.attested",
        ),
        (
            "given: {classes_per_room: {value: 12, unit: 班}}",
            "given: [12]",
            "key-wrong-kind",
            "rules.rooms.given",
        ),
        ("value: 12,", "value: [12],", "key-wrong-kind", "rules.rooms.given.classes_per_room.value"),
        ("unit: 班", "unit: [班]", "key-wrong-kind", "rules.rooms.given.classes_per_room.unit"),
        (LIMIT, "at_least: [4.2]", "key-wrong-kind", "rules.teachers.at_least"),
        (LIMIT, "at_least: {primary: [4.2]}", "key-wrong-kind", "rules.teachers.at_least.primary"),
        ("group: resources", "group: {a: b}", "key-wrong-kind", "rules.teachers.group"),
        ("measure: 100 * teachers / students", "measure: [a]", "key-wrong-kind", "rules.teachers.measure"),
        ("due: 2025\n", "due: [2025]\n", "key-wrong-kind", "rules.quota.due"),
        ("type: flag}", "type: flag, many: [true]}", "key-wrong-kind", "facts.inspection_plan.many"),
        ("{location: rural}", "rural", "key-wrong-kind", "rules.scale.applies_to"),
        (
            "[{location: rural}, {school_kind: teaching_point}]",
            "rural",
            "key-wrong-kind",
            "rules.scale.applies_to",
        ),
        ("{location: rural}", "{location: [[rural]]}", "key-wrong-kind", "rules.scale.applies_to.location"),
        (
            "except: [{school_kind: vocational}, {students: {less_than: 50}}]",
            "except: {a: b}",
            "key-wrong-kind",
            "scopes.compulsory.except",
        ),
        (
            "compulsory: {stage: [primary, junior]",
            "x: [a]\n  compulsory: {stage: [primary, junior]",
            "key-wrong-kind",
            "scopes.x",
        ),
        ("en: Size of schools}", "en: Size, scale}", "key-broken-by-comma", "rules.scale.title.scale"),
        ("  teachers:\n", "  per-pupil:\n", "key-bad-id", "rules.per-pupil"),
        ("id: small", "id: Small", "key-bad-id", "id"),
        ("attested: has_charter", "attested: true", "key-bad-id", "rules.charter.attested"),
        ("{location: rural}", "{Location: rural}", "key-bad-id", "rules.scale.applies_to.Location"),
        ("level: section", "level: sections", "key-choice", "rules.teachers.level"),
        ("unit: 班", "unit: ㎡", "key-choice", "rules.rooms.given.classes_per_room.unit"),
        ("version: 1.0.0", "version: '1.0'", "key-pattern", "version"),
        ("of: [teachers]", "of: [teachers, teachers]", "key-item-twice", "rules.quota.quota.of"),
        (LIMIT, "at_least: no", "scalar-number", "rules.teachers.at_least"),
        (LIMIT, "at_least: 010", "scalar-number-spelling", "rules.teachers.at_least"),
        (LIMIT, "at_least: 12:30", "scalar-number", "rules.teachers.at_least"),
        (LIMIT, 'at_least: "5"', "scalar-number-quoted", "rules.teachers.at_least"),
        (LIMIT, "at_least: 5人", "scalar-number-unit", "rules.teachers.at_least"),
        (LIMIT, "at_least: {primary: teachers}", "scalar-number", "rules.teachers.at_least.primary"),
        ("primary: 2000", "primary: 2_000", "scalar-number-spelling", "rules.scale.at_most.primary"),
        ("by: school_kind", "by: School", "key-bad-id", "rules.scale.at_most.by"),
        (", primary: 2000, nine_year: 2500", "", "key-empty", "rules.scale.at_most"),
        ("met: 1,", "met: one,", "scalar-number", "rules.quota.quota.met"),
        ("due: 2025\n", "due: 2015-02-31\n", "scalar-date-unreal", "rules.quota.due"),
        ("number: null}", "number: ~}", "scalar-null-spelling", "source.number"),
        ("number: null}", "number: null, issued: ~}", "scalar-null-spelling", "source.issued"),
        ("number: null}", "number: null, issued: 2024}", "scalar-date-year", "source.issued"),
        ("clause: 第1条", "clause: 1", "scalar-not-text", "rules.teachers.clause"),
        ("measure: 100 * teachers / students", "measure: 100", "scalar-formula", "rules.teachers.measure"),
        ("type: flag}", "type: flag, many: no}", "scalar-flag-spelling", "facts.inspection_plan.many"),
        ("{location: rural}", "{boarding: yes}", "scalar-flag-spelling", "rules.scale.applies_to.boarding"),
        ("    measure: sum(students)\n", "", "rule-construct-missing", "rules.scale"),
        (
            "    attested: has_charter",
            "    attested: has_charter\n    veto: x",
            "rule-construct-many",
            "rules.charter",
        ),
        ("    " + LIMIT + "\n", "", "rule-operator-missing", "rules.teachers"),
        (LIMIT, LIMIT + "\n    at_most: 9", "rule-operator-many", "rules.teachers"),
        (
            "attested: has_charter",
            "attested: has_charter\n    equals: 1",
            "rule-operator-stray",
            "rules.charter",
        ),
        ("    unit: 间\n", "", "rule-unit-missing", "rules.rooms"),
        ("    clause: 第4条\n", "", "rule-uncited", "rules.charter"),
        (", clause: 第5条}", "}", "rule-uncited", "tasks.inspection_plan"),
    ],
)
def test_each_fault_of_structure_has_its_code_and_key(old: str, new: str, code: str, key: str) -> None:
    """Whatever does not fit the format is refused by its code, with the key it is about."""
    _, faults = _read(spoilt(old, new))
    assert (code, key) in [(fault.code, fault.key) for fault in faults]
    assert all(fault.place.line for fault in faults)


def test_a_wrong_format_is_the_only_fault() -> None:
    """A pack of another format is not read further: its keys may mean something else."""
    _, faults = _read(spoilt("youzhi-pack/1", "youzhi-pack/2").replace("version: 1.0.0", "versions: 1"))
    assert [fault.code for fault in faults] == ["pack-format"]


def test_a_pack_is_a_mapping() -> None:
    """A list or a text is no pack."""
    assert [fault.code for fault in _read("- a\n")[1]] == ["pack-not-a-mapping"]


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    """One reading finds the faults of all rules; the rules in order are still read."""
    text = (
        SMALL.replace("primary: 4.2", "primary: 04.2")
        .replace("at_most:", "at_mots:")
        .replace("clause: 第4条", "clause:")
    )
    pack, faults = _read(text)
    codes = ["scalar-number-spelling", "key-unknown", "key-empty"]
    assert [fault.code for fault in faults] == codes
    assert [fault.place.line for fault in faults] == sorted(fault.place.line or 0 for fault in faults)
    assert pack is not None
    assert list(pack.rules) == ["rooms", "quota"]


def test_a_misspelt_key_is_answered_with_the_near_one() -> None:
    """The hint names the key that was probably meant, else the keys there are."""
    _, faults = _read(spoilt("    strength: component", "    strenght: component"))
    near = next(fault for fault in faults if fault.code == "key-unknown")
    assert near.hint == "did you mean “strength”?"
    _, faults = _read(spoilt("version: 1.0.0", "version: 1.0.0\nxyzzy: 1"))
    assert "format, id, version" in str(faults[0].hint)


def test_a_comma_in_unquoted_words_is_answered_with_the_quotes() -> None:
    """Words torn by a comma come with the way to write them."""
    _, faults = _read(spoilt("en: Size of schools}", "en: PE, music}"))
    assert [fault.code for fault in faults] == ["key-broken-by-comma"]
    assert 'en: "PE, music"' in str(faults[0].hint)


def test_what_the_composer_refused_is_not_refused_again() -> None:
    """A tagged value has one fault, not a second for what is left of it."""
    root, faults = compose(spoilt("version: 1.0.0", "version: !x 1.0.0").encode())
    assert root is not None
    assert len(faults) == 1
    _, more = read_pack(root)
    assert more == []


def test_after_plenty_of_faults_near_names_are_no_longer_sought() -> None:
    """Hundreds of unknown keys are all named, in little time."""
    text = SMALL + "".join(f"versio{i}: 1\n" for i in range(400))
    _, faults = _read(text)
    assert len(faults) == 400
    assert faults[0].params["near"] == "version"
    assert faults[-1].params["near"] is None


def test_a_dictionary_is_read_entry_by_entry() -> None:
    """What is wrong with one fact leaves the others."""
    text = "a: {zh: 甲, en: A, level: [section, school], type: count, unit: 人, from: b + c, aliases: 甲数}\n"
    text += "b: {zh: 乙}\n"
    root, _ = compose(text.encode())
    assert root is not None
    facts, faults = read_facts(root)
    assert list(facts) == ["a"]
    assert (facts["a"].levels, facts["a"].aliases, facts["a"].derive[0].text) == (
        ("section", "school"),
        ("甲数",),
        "b + c",
    )
    assert {fault.code for fault in faults} == {"key-missing"}
    root, _ = compose(b"- a\n")
    assert root is not None
    assert read_facts(root)[0] == {}


def test_any_class_of_keys_can_be_read() -> None:
    """One object is read by its class alone."""
    root, _ = compose("issuer: 某局\nissued: 2024-08-15\n".encode())
    assert root is not None
    assert read_object(root, Source) == (Source(issuer="某局", issued=dt.date(2024, 8, 15)), [])
    head, _ = compose(spoilt("youzhi-pack/1", "youzhi-pack/2").encode())
    assert head is not None
    assert [fault.code for fault in read_object(head, Pack)[1]] == ["key-const"]
    bad, _ = compose(b"issuer: []\n")
    assert bad is not None
    source, faults = read_object(bad, Source)
    assert source is None
    assert [fault.code for fault in faults] == ["key-wrong-kind"]


def test_every_message_is_whole_in_both_languages() -> None:
    """Each code has words in Chinese and English, and a hint in both or neither."""
    for code, entry in PACK_MESSAGES.items():
        assert entry.zh, code
        assert entry.en, code
        assert bool(entry.hint_zh) == bool(entry.hint_en), code
        assert catalogue.MESSAGES[code] is entry


def test_every_fault_says_itself_in_both_languages() -> None:
    """Messages and hints are filled in without a gap."""
    text = SMALL.replace("primary: 4.2", "primary: 5人").replace("level: section", "level: sektion", 1)
    text = text.replace("strength: component", "strength: [x]").replace("    clause: 第4条\n", "")
    _, faults = _read(text)
    for fault in faults:
        words = fault.words()
        assert words["message"]
        assert words["message_zh"]
        assert "{" not in f"{words}".replace("{'", "").replace("': ", "")


@pytest.mark.parametrize(("unit", "meant"), [("平米/人", "平方米/生"), ("人/百名学", "人/百名学生"), ("台/生", None)])
def test_a_unit_that_only_looks_alike_is_not_suggested(unit: str, meant: str | None) -> None:
    """Another spelling of a unit is told; one that ends like it but measures something else is not."""
    _, faults = _read(spoilt("unit: 人/百名学生", f"unit: {unit}"))
    assert [(fault.code, fault.params["near"]) for fault in faults] == [("key-choice", meant)]
