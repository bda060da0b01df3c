"""Shipped packs come with their nodes: the same as their text says, and used for that text alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import youzhi_rules as yz
from youzhi_rules import composed as module
from youzhi_rules import loading
from youzhi_rules.composed import composed, composed_text
from youzhi_rules.composer import compose
from youzhi_rules.finding import find

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = [pack.id for pack in yz.list_packs() if pack.origin == "shipped"]


@pytest.mark.parametrize("pack", SHIPPED)
def test_the_nodes_that_are_stored_are_those_the_text_says(pack: str) -> None:
    """Every node with its text, its quotes and its place."""
    data = find(pack).file.read_bytes()
    root, faults = compose(data)
    assert faults == []
    assert repr(composed(data, pack)) == repr(root)


def test_a_pack_that_has_changed_by_a_byte_is_composed_anew() -> None:
    """A line more or a figure less, and the stored nodes are not taken."""
    data = find("national-2017").file.read_bytes()
    assert composed(data + b"\n", "national-2017") is None
    assert composed(data.replace(b"4.2", b"4.3", 1), "national-2017") is None


def test_a_pack_whose_nodes_are_not_stored_is_composed() -> None:
    """One that is being written has none yet."""
    assert composed(b"", "yunting-2026") is None


def test_only_a_shipped_pack_takes_what_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of one in another folder is a pack as any other."""
    copy = tmp_path / "national-2017"
    copy.mkdir()
    (copy / "pack.yaml").write_bytes(find("national-2017").file.read_bytes())
    asked: list[str] = []
    monkeypatch.setattr(loading, "composed", lambda _data, pack: asked.append(pack))
    yz.load_pack(copy)
    assert asked == []


def test_a_shipped_pack_loads_the_same_with_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules, digest and places."""
    stored = yz.load_pack("zhejiang-wenling-2020")
    monkeypatch.setattr(loading, "composed", lambda _data, _pack: None)
    monkeypatch.setattr(loading, "_loaded", {})
    monkeypatch.setattr(loading, "_resolved", {})
    anew = yz.load_pack("zhejiang-wenling-2020")
    assert anew is not stored
    assert anew == stored
    assert anew.digest == stored.digest
    assert {name: rule.place for name, rule in anew.rules.items()} == {
        name: rule.place for name, rule in stored.rules.items()
    }


def test_what_was_refused_cannot_be_stored() -> None:
    """A text with faults has nodes that say nothing."""
    data = b"- &a one\n- *a\n"
    root, _ = compose(data)
    assert root is not None
    with pytest.raises(TypeError, match=r"Refused\(2, 3\)"):
        composed_text(data, root)


def test_where_the_nodes_of_a_pack_lie() -> None:
    """As the generator writes them."""
    assert module.file_of("zhejiang") == "youzhi_rules/data/composed/zhejiang.json"
