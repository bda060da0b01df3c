"""Shipped packs are held to their versions: what was released is recorded, and today's packs are compared with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from doc_pages import tool
from test_difference import BASE, pack

import youzhi_rules as yz
from youzhi_rules.authoring.resolved import resolve


@pytest.mark.tree
def test_every_change_of_a_released_pack_has_its_version():
    """Each record in tests/released is a pack of today, whose version rose as its changes ask."""
    released = tool("released")
    assert released.complaints(released.FOLDER, released.shipped()) == []


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A folder in which the small pack is recorded."""
    written = tool("released").record(tmp_path / "released", [pack()])
    assert [file.name for file in written] == ["small.json"]
    return tmp_path / "released"


@pytest.mark.tree
@pytest.mark.parametrize(
    ("old", "new", "version"),
    [
        ("nine_year: 2500", "nine_year: 2400", "2.0.0"),
        ("clause: 第1条", "clause: 第一条", "1.0.1"),
        ("version: 1.0.0", "version: 1.0.0", "1.0.0"),
    ],
)
def test_a_change_needs_the_version_that_diff_proposes(old, new, version, records):
    """With the recorded version a changed pack is complained about; with the proposed one it is not."""
    complaints = tool("released").complaints
    other = pack(BASE.replace(old, new))
    told = complaints(records, [other])
    assert bool(told) is (version != "1.0.0")
    assert all(words.startswith("small: ") and version in words for words in told)
    assert complaints(records, [evolve(other, version=version)]) == []


@pytest.mark.tree
def test_a_released_pack_stays_for_ever(records):
    """A record whose pack is gone, or was given another id, is complained about."""
    (told,) = tool("released").complaints(records, [evolve(pack(), id="other")])
    assert told.startswith("small: was released and is gone")


@pytest.mark.tree
def test_a_record_that_was_changed_by_hand_is_complained_about(records):
    """The digest in the file has to be that of what the file holds."""
    file = records / "small.json"
    file.write_text(file.read_text(encoding="utf-8").replace("2500", "2400"), encoding="utf-8")
    (told,) = tool("released").complaints(records, [pack()])
    assert "[resolved-digest]" in told


@pytest.mark.tree
def test_a_pack_without_a_record_is_held_to_nothing(tmp_path):
    """Before its first release any change may be made, also where there is no folder yet."""
    assert tool("released").complaints(tmp_path / "none", [pack()]) == []


@pytest.mark.tree
def test_recording_again_writes_only_what_has_a_new_version(records):
    """A release in which a pack stays as it is leaves its record byte for byte."""
    record = tool("released").record
    before = (records / "small.json").read_bytes()
    assert record(records, [pack(BASE.replace("rules:\n", "rules:\n\n"))]) == []
    assert (records / "small.json").read_bytes() == before
    newer = evolve(pack(), version="1.0.1")
    assert [file.name for file in record(records, [newer, yz.load_pack("yunnan-2022")])] == [
        "small.json",
        "yunnan-2022.json",
    ]
    assert (records / "small.json").read_text(encoding="utf-8") == resolve(newer).to_json()
