"""The shapes a value of a pack can have, as data.

The model describes each of its fields with a shape and words in both languages. Two readers interpret the shapes: the
reader of packs (``reading``), which turns nodes with places into the model, and the generator of the published
JSON schema (``schema``). Neither knows anything of the format that is not said here and in the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import field, fields, frozen

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "TAKES",
    "Choice",
    "Condition_",
    "Date",
    "Flag",
    "Formula_",
    "Key",
    "Known",
    "Limit_",
    "ListOf",
    "MapOf",
    "Name",
    "Number",
    "Object",
    "OneOrMany",
    "Prose",
    "Restates_",
    "Shape",
    "Text",
    "key",
    "keys_of",
    "known_of",
]


class Shape:
    """A kind of value."""


@frozen
class Text(Shape):
    """Any text; ``pattern`` (a regular expression for the whole text) and ``const`` restrict it."""

    pattern: str | None = None
    const: str | None = None
    nullable: bool = False


@frozen
class Name(Shape):
    """An id: lower-case Latin letters, digits and ``_`` (packs and facts: also ``-`` where ``dashes``)."""

    dashes: bool = False
    pattern: str = field(init=False)
    """The regular expression for the whole id."""

    @pattern.default
    def _pattern(self) -> str:
        return "[a-z][a-z0-9-]*" if self.dashes else "[a-z][a-z0-9_]*"


@frozen
class Prose(Shape):
    """Words in both languages, ``{zh: …, en: …}``."""


@frozen
class Number(Shape):
    """An exact number: an integer, a decimal, or a percentage such as ``5%``."""


@frozen
class Flag(Shape):
    """``true`` or ``false``."""


@frozen
class Date(Shape):
    """A real day, ``2024-08-15``; with ``year_allowed`` also a year, which means its last day."""

    year_allowed: bool = False
    nullable: bool = False


@frozen
class Choice(Shape):
    """One of a closed list of words."""

    values: tuple[str, ...]


@frozen
class Formula_(Shape):  # noqa: N801 - the shape of a formula; `Formula` is the thing
    """Text of the measure language."""


@frozen
class Limit_(Shape):  # noqa: N801 - the shape of a limit
    """A number, a number per stage, a number per case (``by: school_kind``), a formula or the name of a grade."""


@frozen
class Condition_(Shape):  # noqa: N801 - the shape of a condition
    """A mapping (all of) or a list of mappings (any of) of keys to values, lists of values or comparisons.

    With ``scope`` the mapping may also hold ``except``.
    """

    scope: bool = False


@frozen
class Restates_(Shape):  # noqa: N801 - the shape of what is restated
    """A list of ids, or a mapping of ids to clauses or to ``Restated`` objects."""


@frozen
class ListOf(Shape):
    """A list."""

    item: Shape


@frozen
class OneOrMany(Shape):
    """One value or a list of them; read as a tuple."""

    item: Shape


@frozen
class MapOf(Shape):
    """A mapping from names (of the shape ``keys``) to values."""

    item: Shape
    keys: Shape = Name()


@frozen
class Object(Shape):
    """A mapping with the keys of an attrs class of the model."""

    cls: Callable[[], type]


TAKES: dict[type[Shape], tuple[str, str]] = {
    Number: ("整数、小数或百分数", "an integer, a decimal or a percentage"),
    Limit_: (
        "一个数；各学段的数；按 by 所列代码分别取数；计算式；或等级名称",
        "a number; numbers per stage; numbers per case of the code fact under by; a formula; a grade",
    ),
    Condition_: (
        "须同时满足：代码或值（可为列表，满足其一）；数值可写 at_least、less_than 等；列表表示满足其一",
        "all of: a value, a list of values (any of them), comparisons such as at_least; a list of these: any of them",
    ),
}
"""What a value of a shape may be, for the shapes whose name does not tell it."""


@frozen
class Key:
    """What the model says of one key: the word in the file, its shape and what it means."""

    name: str
    shape: Shape
    required: bool
    zh: str
    en: str


def key(shape: Shape, zh: str, en: str, *, name: str | None = None, required: bool = False, **kw: Any) -> Any:
    """An attrs field that is a key of the pack format."""
    if not required:
        kw.setdefault("default", None)
    return field(metadata={"key": (name, shape, required, zh, en)}, **kw)


def keys_of(cls: type) -> dict[str, tuple[str, Key]]:
    """The keys of a class of the model: word in the file → (attribute, key)."""
    found = {}
    for attribute in fields(cls):
        if "key" in attribute.metadata:
            name, shape, required, zh, en = attribute.metadata["key"]
            name = name or attribute.name
            found[name] = (attribute.name, Key(name, shape, required, zh, en))
    return found


class Known(NamedTuple):
    """The keys a mapping may have, as ``keys_of`` says them, and the words of those it must have."""

    keys: dict[str, tuple[str, Key]]
    required: tuple[str, ...]


def known_of(keys: dict[str, tuple[str, Key]]) -> Known:
    """These keys."""
    return Known(keys, tuple(word for word, (_, key) in keys.items() if key.required))
