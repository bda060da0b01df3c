"""The flattened pack: it loads, judges the same, shows each value's chain, and can be read back as it was."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve
from doc_pages import REPOSITORY
from jsonschema import Draft7Validator
from pack_texts import SMALL
from test_difference import BASE, FACTS, pack

import youzhi_rules as yz
from youzhi_rules import PackError, cli
from youzhi_rules.authoring.record import recorded
from youzhi_rules.authoring.resolved import RESOLVED, resolve
from youzhi_rules.model import Limit, Words
from youzhi_rules.pack_digest import canonical
from youzhi_rules.plan import rules_of
from youzhi_rules.what_if import with_limits

PACKS = [pack.id for pack in yz.list_packs() if pack.origin == "shipped"]
CHILD = "yunnan-wenshan-2024"


@cache
def county():
    """The sample county, as read once."""
    return yz.read_records(REPOSITORY / "examples" / "qingshan-county.xlsx")


def loaded(text: str, folder: Path, name: str) -> yz.Pack:
    """A pack's text, loaded from a folder of its own."""
    (folder / name).mkdir()
    (folder / name / "pack.yaml").write_text(text, encoding="utf-8")
    return yz.load_pack(folder / name)


# -- YAML --------------------------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.tree
@pytest.mark.parametrize("name", PACKS)
def test_the_yaml_of_a_shipped_pack_loads_and_judges_the_sample_county_the_same(name, tmp_path):
    """It extends nothing, says all that the pack says, and every outcome has the same status, value, limit and gap."""
    before = yz.load_pack(name)
    after = loaded(resolve(before).to_yaml(), tmp_path, name)
    assert (after.extends, after.lineage) == (None, ())
    assert after.digest == evolve(before, extends=None, restates={}).digest
    assert list(rules_of(after)) == list(rules_of(before))
    results = [yz.evaluate(county(), each) for each in (before, after)]
    told = [[{**found, "pack": None} for found in result.outcomes()] for result in results]
    assert told[0] == told[1]
    assert results[0].counties["青山县"] == results[1].counties["青山县"]


@pytest.mark.parametrize("name", PACKS)
def test_the_chain_of_every_rule_stands_in_its_comments(name):
    """Each link with its pack, relation and clause, in the language asked for; the data are the same in both."""
    before = yz.load_pack(name)
    texts = [resolve(before).to_yaml(lang) for lang in ("zh", "en")]
    assert [line for line in texts[0].splitlines() if not line.lstrip().startswith("#")] == [
        line for line in texts[1].splitlines() if not line.lstrip().startswith("#")
    ]
    comments = [line.strip() for line in texts[1].splitlines() if line.lstrip().startswith("#")]
    words = {"defines": "defines it", "tightens": "tightens it", "loosens": "loosens it", "replaces": "replaces it"}
    for rule in rules_of(before).values():
        for link in rule.chain:
            start = f"# {link.pack} {words.get(link.relation, 'restates it')}"
            assert any(line.startswith(start) and (link.clause or "") in line for line in comments), (rule.id, start)


def test_a_changed_value_shows_what_it_was():
    """Above the key stands the older value with its clause, then the newer one with its own."""
    lines = resolve(yz.load_pack(CHILD)).to_yaml().splitlines()
    at = lines.index("    at_least: 10%", lines.index("  training_budget:"))
    assert lines[at - 1] == f"    # national-2017 第八条第4项: 5% → {CHILD} 三（三）8: 10%"


HARD = r"""
  hard:
    title: {zh: "一：二，三“四”", en: "a, b: {c} [d] # e \"f\" \\ 'g'"}
    group: resources
    level: school
    scope: compulsory
    applies_to:
      - {county: ["044078", 恩平市], students: {at_least: 50, less_than: 100.5}}
      - {boarding: "true"}
    when: sum(students) > 0 and not (sum(students) == 7)
    given: {room: {value: 0.125, unit: 平方米, clause: "2024-01-01"}, part: {value: 12.5%, unit: "%"}}
    measure: count(music_room_areas >= room)
    unit: 间
    at_least: 0.000001
    strength: target
    due: 2027
    relief:
      eased:
        title: {zh: 是, en: "null"}
        applies_to: {location: rural}
        until: 2026-02-28
        given: {room: {value: 0.1, unit: 平方米}}
        seen_in: {document: null, part: practice}
    clause: "1.0"
    note: {zh: "  前后 空格 ", en: "no"}
    conflicts_with: [{part: "5", zh: "-", en: "~"}, {part: b, document: "《某》", zh: 丙, en: "d: e"}]
"""


def test_whatever_text_a_pack_holds_comes_back_as_it_was(tmp_path):
    """Quotes, colons, numbers and yes-words as text, conditions, reliefs, dates and years: the digest is the same."""
    grade = "  mood: {zh: 氛围, en: Mood, level: school, type: grade, values: {差: [差, '1'], 好: [好, 'yes', '#2']}}\n"
    text = BASE.replace("rules:\n", FACTS + grade + "rules:\n") + HARD.lstrip("\n")
    text += "not_encoded:\n  - {clause: '3', zh: 倡导, en: 'off'}\nnote: {zh: '|', en: '>'}\nterritory: '044078'\n"
    before = pack(text)
    resolved = resolve(before)
    for lang in ("zh", "en"):
        (tmp_path / lang).mkdir()
        after = loaded(resolved.to_yaml(lang), tmp_path / lang, "small")
        assert canonical(after) == canonical(before)
    assert recorded(resolved.to_json()).digest == before.digest


def test_signs_that_yaml_takes_for_line_breaks_are_escaped():
    """A next-line sign or a line separator within words does not end them, nor a comment."""
    odd = "a\u0085b\u2028c"
    found = evolve(pack(), note=Words(odd, odd))
    text = resolve(found).to_yaml()
    assert text.count("\\u0085b\\u2028") == 2
    assert odd not in text


def test_a_number_that_no_pack_could_hold_is_refused():
    """A third is no decimal, and 41 digits are too many: coded errors, not a rounded value."""
    small = pack()
    for value in (Fraction(1, 3), Fraction(1, 10**41), Fraction(10**41)):
        rule = evolve(small.rules["teachers"], at_least=Limit(number=value))
        with pytest.raises(PackError) as stop:
            resolve(evolve(small, rules={**small.rules, "teachers": rule}))
        assert stop.value.code == "number-not-decimal"


# -- JSON --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PACKS)
def test_the_json_of_a_shipped_pack_is_read_back_as_the_very_pack(name):
    """Digest, chains, lineage and what is removed are the same, and so is the JSON written again."""
    before = yz.load_pack(name)
    text = resolve(before).to_json()
    after = recorded(text)
    assert (after.digest, after.lineage, after.extends) == (before.digest, before.lineage, before.extends)
    assert after.removed == before.removed
    for name_, rule in rules_of(before).items():
        other = rules_of(after)[name_]
        assert (other.chain, other.pack) == (rule.chain, rule.pack)
        assert [link.place for link in other.chain] == [link.place for link in rule.chain]


def test_the_json_tells_each_value_that_a_later_pack_wrote():
    """Pack, relation, clause, place and value of each step; numbers exactly, percentages as text."""
    data = json.loads(resolve(yz.load_pack(CHILD)).to_json())
    assert data["schema"] == RESOLVED
    assert data["pack"]["rules"]["degree_teachers"]["at_least"] == {"primary": 4.2, "junior": 5.3}
    chain = data["chains"]["training_budget"]
    assert [link["relation"] for link in chain["links"]] == ["defines", "tightens"]
    steps = chain["values"]["at_least"]
    assert [(step["pack"], step["value"], step["clause"]) for step in steps] == [
        ("national-2017", "5%", "第八条第4项"),
        (CHILD, "10%", "三（三）8"),
    ]
    assert steps[1]["place"].startswith(f"{CHILD}/pack.yaml:")
    assert "values" in data["chains"]["degree_teachers"]
    assert not data["chains"]["degree_teachers"]["values"]


@pytest.mark.parametrize("name", PACKS)
def test_the_pack_in_the_json_fits_the_published_schema(name):
    """Another system can check what it reads with the schema of packs."""
    data = json.loads(resolve(yz.load_pack(name)).to_json())
    assert [error.message for error in Draft7Validator(yz.pack_schema()).iter_errors(data["pack"])] == []


def test_numbers_have_all_their_digits():
    """A limit of twenty digits stands in the JSON as it stands in the pack."""
    text = resolve(with_limits(pack(), {"teachers.primary": "4.12345678901234567891"})).to_json()
    assert "4.12345678901234567891" in text
    again = json.loads(resolve(recorded(text)).to_json())
    assert {**again, "chains": None} == {**json.loads(text), "chains": None}


def test_a_pack_read_from_a_record_claims_no_values_it_does_not_know():
    """The chain says who wrote a key last; what it was before is not in the record, and is not made up."""
    steps = resolve(recorded(resolve(yz.load_pack(CHILD)).to_json())).origins["training_budget"]
    assert [(step["pack"], step["value"]) for step in steps["at_least"]] == [(CHILD, "10%")]
    assert [step["pack"] for step in steps["measure"]] == ["national-2017"]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: "", "resolved-not-json"),
        (lambda text: "[1]", "resolved-not-json"),
        (lambda text: "{}", "resolved-not-json"),
        (lambda text: b"\xff\xfe{", "resolved-not-json"),
        (lambda text: "[" * 100_000, "resolved-not-json"),
        (lambda text: text.replace("4.2", "4.3", 1), "resolved-digest"),
        (lambda text: text.replace("youzhi-resolved/1", "youzhi-resolved/9"), "key-const"),
        (lambda text: text.replace('"relation": "defines", ', "", 1), "key-missing"),
        (lambda text: text.replace('"links"', '"lniks"', 1), "key-unknown"),
        (lambda text: text.replace('"strength": "component"', '"strength": "none"', 1), "key-choice"),
    ],
    ids=("empty", "list", "object", "bytes", "deep", "value", "format", "link", "key", "choice"),
)
def test_a_record_that_was_changed_is_refused(spoil, code):
    """No JSON, another format, a key gone, a value changed: one coded error, in both languages."""
    with pytest.raises(PackError) as stop:
        recorded(spoil(resolve(pack()).to_json()), "small.json")
    assert code in {fault.code for fault in stop.value.faults}
    assert stop.value.say("zh")
    assert stop.value.say("en")


# -- the command -------------------------------------------------------------------------------------------------


def test_the_command_writes_yaml_unless_asked_for_json(tmp_path, monkeypatch, capfdbinary):
    """YAML to standard output by default, in the language asked for; files are written whole, the same bytes twice."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["pack", "resolve", CHILD]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert out == resolve(yz.load_pack(CHILD)).to_yaml()
    assert cli.main(["pack", "resolve", CHILD, "--lang", "en", "--yaml", "a.yaml", "--json", "a.json"]) == 0
    assert capfdbinary.readouterr().out == b""
    assert Path("a.yaml").read_bytes().decode() == resolve(yz.load_pack(CHILD)).to_yaml("en")
    assert cli.main(["pack", "resolve", "a.json", "--json", "-"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["digest"] == yz.load_pack(CHILD).digest
    assert cli.main(["pack", "diff", "a.json", CHILD, "--check"]) == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("wenshan",), "pack-unknown"),
        (("./nowhere",), "pack-no-folder"),
        (("bad.json",), "resolved-not-json"),
        (("small", "--yaml", "small/pack.yaml"), "output-is-input"),
        ((CHILD, "--yaml", "no/such/folder.yaml"), "os-error"),
        ((), "usage"),
    ],
)
def test_bad_use_is_told_in_a_line(arguments, code, tmp_path, monkeypatch, capfd):
    """Exit 2 with a code; no file is touched."""
    monkeypatch.chdir(tmp_path)
    Path("small").mkdir()
    Path("small/pack.yaml").write_text(SMALL, encoding="utf-8")
    Path("bad.json").write_text("{", encoding="utf-8")
    arguments = tuple(f"./{each}" if each == "small" else each for each in arguments)
    assert cli.main(["pack", "resolve", *arguments]) == 2
    told = capfd.readouterr()
    assert f"[{code}]" in told.err
    assert told.out == ""
    assert Path("small/pack.yaml").read_text(encoding="utf-8") == SMALL


def test_a_fact_comes_with_its_place_where_packs_were_composed():
    """A reader sees in which file a fact or a scope stands; without parents there is one file only."""
    assert "\n    # national-2017/pack.yaml:" in resolve(yz.load_pack(CHILD)).to_yaml()
    assert "    # small/pack.yaml" not in resolve(pack()).to_yaml()
