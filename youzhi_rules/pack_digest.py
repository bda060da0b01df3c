"""The digest of a pack: what it says, whatever the layout of its file."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from fractions import Fraction
from typing import Any

import attrs

from .pieces import Formula
from .shapes import MapOf, Text, keys_of

__all__ = ["canonical", "pack_digest"]


def pack_digest(pack: Any) -> str:
    """The sha256 of the canonical JSON of a pack: no places, no comments, exact numbers as text, keys sorted.

    What is left at its default is left out, so a later version of the format changes no digest of a pack that
    does not use what is new in it.
    """
    text = json.dumps(canonical(pack), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> Any:
    """A value of the model as plain JSON values.

    Example:
        >>> canonical((Fraction(17, 20), dt.date(2024, 8, 15), True))
        ['17/20', '2024-08-15', True]
    """
    if isinstance(value, Formula):
        return " ".join(value.text.split())
    if attrs.has(type(value)):
        return _object(value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [canonical(item) for item in value]
    if isinstance(value, dict):
        return {name: canonical(item) for name, item in value.items()}
    return value


def _object(value: Any) -> dict[str, Any]:
    shapes = {attribute: key.shape for attribute, key in keys_of(type(value)).values()}
    found = {}
    for attribute in attrs.fields(type(value)):
        item = getattr(value, attribute.name)
        if not attribute.eq or attribute.name in {"digest", "pack"} or _is_default(item, attribute.default):
            continue
        shape = shapes.get(attribute.name)
        ordered = isinstance(shape, MapOf) and isinstance(shape.keys, Text)  # grades stand from low to high
        found[attribute.name] = canonical(list(item.items()) if ordered else item)
    return found


def _is_default(item: Any, default: Any) -> bool:
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type] # a class, declared as a function for its users
        default = default.factory()
    return type(item) is type(default) and bool(item == default)
