"""The headers of a source: which columns say who a row is of, and what must stand together for a pack to be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from .. import nodes as n
from ..errors import DataError
from ..errors import near as near_name
from ..headings import is_level, meaning
from .clusters import Keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..dictionary import Facts
    from ..plan import Plan

__all__ = ["keys_of", "speaks_of_cities"]


_NEEDED = {"county": "stream-no-county", "city": "stream-no-city"}


def keys_of(headers: Sequence[str], plan: Plan, file: str, sort_with: str = "") -> Keys:
    """Which columns hold the keys, and whether counties or cities must stand together.

    Args:
        headers: the headers of the source.
        plan: the pack.
        file: what the headers are read from.
        sort_with: how the source can be sorted, as code.

    Raises:
        DataError: no column names the county (``stream-no-county``) or, where it matters, the city
            (``stream-no-city``); or two columns mean the same, as only all rows together show whether they agree
            (``stream-column-twice``).
    """
    facts = plan.facts
    found: dict[str, list[str]] = {}
    for header in headers:
        means = None if is_level(header) else meaning(facts, header)
        if means is not None:
            found.setdefault(f"key {means.id}" if means.kind == "key" else means.column, []).append(header)
    for names in found.values():
        if len(names) > 1:
            raise DataError.of("stream-column-twice", file=file, headers="、".join(names))
    keys = {name.removeprefix("key "): names[0] for name, names in found.items() if name.startswith("key ")}
    by_city = speaks_of_cities(plan) or any(_of_city(header, facts) for header in headers)
    for key, code in _NEEDED.items() if by_city else (("county", _NEEDED["county"]),):
        if key not in keys:
            guess = near_name(key, [header for header in headers if meaning(facts, header) is None])
            raise DataError.of(code, file=file, headers="、".join(headers[:10]), pack=plan.pack.id, near=guess)
    return Keys(keys, "city" if by_city else "county", sort_with)


def _of_city(header: str, facts: Facts) -> bool:
    """Whether a column holds a fact that is of the city where it stands on a school's row."""
    means = meaning(facts, header)
    return means is not None and means.kind == "fact" and facts[means.id].levels[0] == "city"


def speaks_of_cities(plan: Plan) -> bool:
    """Whether a rule asks for what only all counties of a city together tell; their names alone do not."""
    return any(step.level == "city" or _in_cities(step.applies) or _in_cities(step.test) for step in plan.steps)


def _in_cities(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return any(_in_cities(each) for each in value)
    if not attrs.has(type(value)) or isinstance(value, n.KeyIn):
        return False
    if getattr(value, "level", None) == "city" and not isinstance(value, n.Const | n.Not | n.All | n.Any_):
        return True
    return any(_in_cities(getattr(value, each.name)) for each in attrs.fields(type(value)))
