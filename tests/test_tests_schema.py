"""The published schema of files of tests and their reader take the same files."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

import youzhi_rules as yz
from youzhi_rules.authoring.modelines import schema_path
from youzhi_rules.authoring.tests_schema import schema_of_tests, schema_text
from youzhi_rules.composer import compose
from youzhi_rules.schema import plain, validator_of
from youzhi_rules.testfiles import STATUSES, TEST_KEYS

TREE = Path(__file__).parent.parent
FILES = sorted([*TREE.glob("rulepacks/*/tests/*.yaml"), *TREE.glob("examples/**/tests/*.yaml")])
HEAD = "format: youzhi-tests/1\ntests:\n"


def _fits(text: str) -> bool:
    root, faults = compose(text.encode())
    assert root is not None
    assert not faults
    return not list(validator_of(schema_of_tests()).iter_errors(plain(root)))


def _is_read(text: str, folder: Path) -> bool:
    """Whether the reader takes a file of tests of the pack in a folder."""
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "tests" / "a.yaml").write_text(text, encoding="utf-8")
    try:
        yz.run_tests(yz.load_pack(folder))
    except yz.PackError:
        return False
    return True


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack that says nothing but what the national one says."""
    folder = tmp_path_factory.mktemp("packs") / "small"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        "format: youzhi-pack/1\nid: small\nversion: 1.0.0\nextends: national-2017\ntitle: {zh: 一, en: one}\n"
        "source: {issuer: null}\nrestates: [class_size]\n",
        encoding="utf-8",
    )
    return folder


def test_the_published_file_is_in_step() -> None:
    """The schema in the package is the one that is made."""
    assert schema_path("tests-1").read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_a_schema_that_names_every_key_and_status() -> None:
    """It is valid draft 7, with the keys and statuses of the reader and words in both languages for each."""
    schema = schema_of_tests()
    jsonschema.Draft7Validator.check_schema(schema)
    test = schema["definitions"]["Test"]
    assert tuple(test["properties"]) == TEST_KEYS
    assert tuple(schema["definitions"]["Status"]["enum"]) == STATUSES
    for key in (*schema["properties"].values(), *test["properties"].values()):
        assert key["description"]
        assert key["x-description-zh"] in key["markdownDescription"]


def test_every_fact_of_the_dictionary_is_offered() -> None:
    """An editor completes the columns of the dictionary, with their names and units."""
    facts = yz.facts()
    row = schema_of_tests()["definitions"]["Row"]["properties"]
    assert {column for fact in facts for column in facts.columns_of(fact)} <= row.keys()
    assert row["equipment_value"]["x-description-zh"] == f"{facts['equipment_value'].zh} (元)"


@pytest.mark.tree
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_shipped_tests_fit_the_schema(path: Path) -> None:
    """The tests of every pack in the tree are what the schema describes."""
    assert _fits(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "test",
    [
        "{name: a, facts: {students: 5}, expect: {class_size: unknown}}",
        "{name: {zh: 一, en: one}, facts: {largest_class: 45}, expect: {class_size: met}}",
        "{name: a, facts: {最大班额: 45}, expect: {class_size: {primary: met}}}",
        "{name: a, schools: [{stage: primary, music_room_areas: [96, 90]}], expect: {music_rooms: unknown}}",
        "{name: a, county: {layout_ok: true}, expect: {school_layout: met}}",
        "{name: a, as_of: 2026-01-01, facts: {layout_ok: false}, expect: {school_layout: unmet}}",
        "{name: a, facts: {layout_ok: null}, expect: {school_layout: unknown}}",
        "{name: a, city: {county: null}, facts: {}, expect: {school_layout: unknown}}",
    ],
)
def test_what_the_schema_takes_is_read(test: str, pack: Path) -> None:
    """Files of the right shape fit the schema and are read."""
    text = f"{HEAD}  - {test}\n"
    assert _fits(text)
    assert _is_read(text, pack)


@pytest.mark.parametrize(
    "test",
    [
        "{facts: {students: 5}, expect: {class_size: met}}",
        "{name: a, facts: {students: 5}}",
        "{name: a, expect: {class_size: met}}",
        "{name: a, facts: {students: 5}, expect: {}}",
        "{name: a, facts: {students: 5}, expect: [class_size]}",
        "{name: a, facts: {students: 5}, expect: {class_size: pass}}",
        "{name: a, facts: {students: 5}, expect: {class_size: {primary: pass}}}",
        "{name: a, facts: {students: 5}, expects: {class_size: met}}",
        "{name: a, facts: [students], expect: {class_size: met}}",
        "{name: a, facts: {students: {primary: 5}}, expect: {class_size: met}}",
        "{name: a, schools: {stage: primary}, expect: {class_size: met}}",
        "{name: a, county: [layout_ok], expect: {class_size: met}}",
        "{name: {zh: 一}, facts: {students: 5}, expect: {class_size: met}}",
        "{name: {zh: 一, en: one, fr: un}, facts: {students: 5}, expect: {class_size: met}}",
        "{name: a, as_of: next year, facts: {students: 5}, expect: {class_size: met}}",
        "{name: a, as_of: 2026-02-30, facts: {students: 5}, expect: {class_size: met}}",
        "just words",
    ],
)
def test_what_the_schema_refuses_is_not_read(test: str, pack: Path) -> None:
    """Files of the wrong shape are refused by both."""
    text = f"{HEAD}  - {test}\n"
    assert not _fits(text)
    assert not _is_read(text, pack)


@pytest.mark.parametrize(
    "text", ["format: youzhi-tests/2\ntests: []\n", "tests: []\n", HEAD.rstrip() + " {a: b}\n", "[a]\n"]
)
def test_another_frame_is_refused_by_both(text: str, pack: Path) -> None:
    """The format and the list of tests must be there."""
    assert not _fits(text)
    assert not _is_read(text, pack)
