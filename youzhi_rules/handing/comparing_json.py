"""A comparison as plain values and as JSON, the same bytes for the same results."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import asdict

if TYPE_CHECKING:
    from ..catalogue import Lang
    from ..result import Result
    from ..status_changes import CountyChange, RuleChange
    from .comparing import Comparison

__all__ = ["COMPARISON", "as_dict", "as_json"]

COMPARISON = "youzhi-comparison/1"
"""The version of the document, in its key ``schema``."""

_LISTS = ("counties", "units", "rules", "changes", "moves", "notes")


def as_dict(found: Comparison, lang: Lang, *, moves: bool = False) -> dict[str, Any]:
    """The comparison as plain values; ``moves`` only where they are asked for."""
    told: dict[str, Any] = {
        "schema": COMPARISON,
        "old": _side(found.old),
        "new": _side(found.new),
        "counts": dict(found.counts),
        "counties": [_county(each) for each in found.counties],
        "units": [asdict(each) for each in found.units],
        "rules": [_rule(each) for each in found.rules],
        "changes": found.to_dicts(lang=lang),
    }
    if moves:
        told["moves"] = [change.to_dict(lang) for change in found.moves]
    return {**told, "notes": [note.to_dict() for note in found.notes]}


def as_json(found: Comparison, lang: Lang, *, moves: bool = False) -> str:
    """The same as text that ends in a line break, an item of a list to a line."""
    parts = []
    for name, value in as_dict(found, lang, moves=moves).items():
        if name in _LISTS and value:
            lines = ",\n".join(_text(item) for item in value)
            parts.append(f"{_text(name)}: [\n{lines}\n]")
        else:
            parts.append(f"{_text(name)}: {_text(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _side(result: Result) -> dict[str, Any]:
    pack = result.pack
    return {
        "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest or None},
        "data_digest": result.data_digest,
        "as_of": result.as_of.isoformat() if result.as_of else None,
        "status": result.status,
    }


def _county(each: CountyChange) -> dict[str, Any]:
    groups = {name: list(pair) for name, pair in each.groups.items()}
    return {"county": each.county, "old": each.old, "new": each.new, "groups": groups, "because": list(each.because)}


def _rule(each: RuleChange) -> dict[str, Any]:
    return {
        "rule": each.rule,
        "title": {"zh": each.title.zh, "en": each.title.en},
        "level": each.level,
        "stage": each.stage,
        "change": each.change,
        "because": list(each.because),
        "clause": each.clause,
        "pack": each.pack,
        "counts": [{"old": old, "new": new, "units": count} for (old, new), count in each.counts.items()],
    }
