"""A pack with what the shipped ones lack: quotas that share rules and count what is attested, reliefs with formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from small_packs import pack_text, rule

import youzhi_rules as yz

if TYPE_CHECKING:
    from pathlib import Path

_RELIEF = (
    "{village: {title: {zh: 村小, en: Village schools}, applies_to: {location: rural}, "
    "at_least: ceil(sum(classes) / per_room), clause: 第2条}}"
)
_PART = {"level": "school", "strength": "component"}
RULES = (
    rule("staff", measure="sum(teachers)", unit="人", at_least=10, **_PART),
    rule("forms", measure="sum(classes)", unit="班", at_least=4, **_PART),
    rule("charter", attested="has_charter", **_PART),
    rule("loose", level="school", quota="{of: [staff, forms], met: 1, rest_at_least: 50%}"),
    rule("strict", level="school", quota="{of: [staff, forms], met: 1, rest_at_least: 80%}"),
    rule("mixed", level="school", quota="{of: [staff, charter], met: 1}"),
    rule(
        "rooms",
        level="school",
        given="{per_room: {value: 12, unit: 班}}",
        measure="count(music_room_areas >= 96)",
        unit="间",
        at_least=2,
        relief=_RELIEF,
    ),
)
ROWS: list[dict[str, Any]] = [
    {"school": "A", "location": "rural", "teachers": 7, "classes": 4, "has_charter": True, "music_room_areas": "96"},
    {"school": "B", "location": "urban", "teachers": 10, "classes": 2, "has_charter": False, "music_room_areas": "96"},
    {"school": "C", "location": "urban", "teachers": 4, "classes": 30, "music_room_areas": "96、100、110"},
    {"school": "D", "location": "rural", "teachers": None, "classes": 30, "music_room_areas": "96"},
]


def odd_result(folder: Path) -> yz.Result:
    """The pack, written into a folder, applied to four schools."""
    place = folder / "small"
    place.mkdir(parents=True)
    (place / "pack.yaml").write_text(pack_text(*RULES), encoding="utf-8")
    rows = [{"county": "甲县", "stage": "primary", "school_kind": "primary", "students": 90, **row} for row in ROWS]
    return yz.evaluate(rows, place)
