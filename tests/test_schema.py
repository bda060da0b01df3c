"""The published schema and the reader of packs accept the same documents."""

from __future__ import annotations

import json
import random
from pathlib import Path

import jsonschema
import pytest
from pack_texts import SMALL, spoilt

import youzhi_rules as yz
from youzhi_rules.composer import Mapping, Node, Scalar, Sequence, compose
from youzhi_rules.reading import read_pack
from youzhi_rules.schema import Misspelt, check_against_schema, pack_schema, plain, schema_text


def _root(text: str) -> Node:
    root, faults = compose(text.encode())
    assert not faults
    assert root is not None
    return root


def test_the_published_file_is_in_step() -> None:
    """The schema in the package is the one the model makes."""
    published = Path(yz.__file__).parent / "schemas" / "pack-1.json"
    assert published.read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_a_schema() -> None:
    """It is valid draft 7, and the same at every call."""
    jsonschema.Draft7Validator.check_schema(pack_schema())
    assert json.dumps(pack_schema()) == json.dumps(pack_schema())


def test_every_key_is_described_in_both_languages() -> None:
    """An editor shows what each key means in English and Chinese."""
    schema = pack_schema()
    objects = [schema, *schema["definitions"].values()]
    keys = [(name, key) for each in objects for name, key in each.get("properties", {}).items() if "anyOf" not in each]
    for name, key in keys:
        if name != "except":
            assert key["description"], name
            assert key["x-description-zh"] in key["markdownDescription"], name


@pytest.mark.parametrize("pack", [info.id for info in yz.list_packs() if info.origin == "shipped"])
def test_shipped_packs_fit_the_schema(pack: str) -> None:
    """What is shipped is not validated when loaded, so it is here."""
    text = (Path(str(yz.load_pack(pack).folder)) / "pack.yaml").read_text(encoding="utf-8")
    assert check_against_schema(_root(text)) == []


def test_a_fault_of_the_schema_has_its_place() -> None:
    """What does not fit is told with its path and place."""
    faults = check_against_schema(_root(spoilt("version: 1.0.0", "version: one")), "p.yaml")
    assert [(fault.code, fault.key, str(fault.place)) for fault in faults] == [("key-schema", "version", "p.yaml:3:10")]
    faults = check_against_schema(_root(spoilt("of: [teachers]", "of: [teachers, 5]")), "p.yaml")
    assert ("rules.quota.quota.of.1", 46) in [(fault.key, fault.place.line) for fault in faults]


def test_nodes_become_plain_values() -> None:
    """Numbers, flags and null are values, quoted and doubtful texts are texts."""
    text = "a: [1, 2.5, true, null, '1', 5%, no, 010, ~, 2024-08-15]\nb:\n"
    assert plain(_root(text)) == {
        "a": [1, 2.5, True, None, "1", "5%", "no", Misspelt("010"), Misspelt("~"), "2024-08-15"],
        "b": None,
    }


_VALUES = (
    *(
        "5",
        "4.2",
        '"1_0"',
        '"010"',
        '"no"',
        '"null"',
        '"true"',
        "5%",
        '"5%"',
        "-3",
        "010",
        "1_000",
        ".5",
        "1e3",
        "５",
        '"5"',
        "no",
        "on",
        "12:30",
        "true",
        "~",
        "null",
    ),
    *(
        "''",
        "' '",
        "[]",
        "{}",
        "[a]",
        "{a: b}",
        "{zh: 一, en: one}",
        "{zh: 一}",
        "a",
        "A-b",
        "良好",
        "a / b",
        "primary",
    ),
    *(
        "2024-08-15",
        "2015-02-31",
        "2025",
        '"2025"',
        "0999",
        "county",
        "[county, school]",
        "[county, county]",
        "人",
        "50元",
    ),
    *(
        "{primary: 1}",
        "{by: a, x: 1}",
        "{by: a}",
        "{primary: x}",
        "{stage: [a]}",
        "[{stage: a}, {stage: b}]",
        "[1, 2]",
    ),
    *(
        "{students: {less_than: 50}}",
        "{students: {below: 5}}",
        "{stage: a, except: [{b: c}]}",
        "{except: [{b: c}]}",
    ),
    *(
        "{boarding: yes}",
        "{boarding: true}",
        "{value: 1, unit: 人}",
        "{a: {value: 1, unit: 人}}",
        "{of: [a], met: 1}",
    ),
    *(
        "{document: null, part: practice}",
        "{document: x}",
        "1.0.0",
        "youzhi-pack/1",
        "section",
        "required",
        "stage",
    ),
)
_KEYS = (
    "note",
    "due",
    "clause",
    "seen_in",
    "at_most",
    "measure",
    "graded",
    "quota",
    "when",
    "by",
    "xyz",
    "zh",
    "split",
)


def _mutated(seed: int) -> str:
    """The small pack with a few values, keys or entries changed, written as YAML again."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    root = _root(SMALL)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        mappings = [node for node in _below(root) if isinstance(node, Mapping) and node.entries]
        node = chance.choice(mappings)
        at = chance.randrange(len(node.entries))
        key, _old = node.entries[at]
        what = chance.random()
        if key.text == "format":
            continue
        if what < 0.6:
            node.entries[at] = (key, _root(f"x: {chance.choice(_VALUES)}").entries[0][1])  # type: ignore[attr-defined] # a mapping
        elif what < 0.75:
            del node.entries[at]
        elif what < 0.9:
            name = chance.choice(_KEYS)
            if node.get(name) is None:
                value = _root(f"x: {chance.choice(_VALUES)}").entries[0][1]  # type: ignore[attr-defined] # likewise
                node.entries.append((Scalar(name, True, 1, 1), value))
        else:
            node.entries[at] = (
                Scalar(chance.choice(("Bad-id", "x_1", "中文")), True, 1, 1),
                node.entries[at][1],
            )
    return _written(root)


def _below(node: Node) -> list[Node]:
    inner: list[Node] = []
    if isinstance(node, Mapping):
        inner = [value for _, value in node.entries]
    elif isinstance(node, Sequence):
        inner = node.items
    return [node, *(below for each in inner for below in _below(each))]


def _written(node: Node) -> str:
    if isinstance(node, Mapping):
        entries = {key.text: value for key, value in node.entries}
        return "{" + ", ".join(f"{name}: {_written(value)}" for name, value in entries.items()) + "}"
    if isinstance(node, Sequence):
        return "[" + ", ".join(map(_written, node.items)) + "]"
    assert isinstance(node, Scalar)
    return node.text if node.plain else json.dumps(node.text, ensure_ascii=False)


@pytest.mark.long
def test_mutated_packs_are_accepted_by_both_or_by_neither() -> None:
    """An editor and the loader do not disagree: 250 changed packs."""
    accepted = 0
    for seed in range(250):
        text = _mutated(seed)
        root = _root(text)
        _, faults = read_pack(root)
        refused = check_against_schema(root)
        said = ([fault.code for fault in faults], [(fault.key, fault.params["reason"]) for fault in refused])
        assert bool(faults) == bool(refused), (text, said)
        accepted += not faults
    assert 20 < accepted < 230
