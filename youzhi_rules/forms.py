"""One reader per shape of the format."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from . import scalars
from .composer import Mapping, Node, Scalar, Sequence
from .errors import near
from .limits import read_condition, read_limit
from .model import Formula, Restated, Words
from .shapes import (
    Choice,
    Condition_,
    Date,
    Flag,
    Formula_,
    Key,
    Limit_,
    ListOf,
    MapOf,
    Name,
    Number,
    Object,
    OneOrMany,
    Prose,
    Restates_,
    Shape,
    Text,
    keys_of,
    known_of,
)
from .units import UNITS, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .errors import Place
    from .reader import Reader

__all__ = ["READERS", "Partial"]


class Partial(dict[str, Any]):
    """A mapping some of whose items could not be read."""


_OUTERMOST = frozenset({"groups", "scopes", "split", "facts", "rules", "tasks", "restates", "not_encoded"})
"""Keys of the outermost level that hold much: nobody means them as ids."""
_NO_NAMES = frozenset({"true", "false", "null"})
"""What could be an id, were it not something else to a reader of YAML."""
_WORDS = known_of(
    {
        "zh": ("zh", Key("zh", Text(), required=True, zh="中文", en="Chinese")),
        "en": ("en", Key("en", Text(), required=True, zh="英文", en="English")),
    }
)


def _text(reader: Reader, node: Node, shape: Text, key: str, _at: Node | Place) -> Any:
    if not isinstance(node, Scalar):
        return reader.wrong_kind(node, key, Scalar)
    text = node.text
    if (shape.pattern or shape.const) and not text.isascii() and reader.wide(node, key):
        return reader.broken
    if shape.nullable and node.plain:
        if scalars.is_null(text):
            return None
        if text in scalars.NULL_WORDS:
            return reader.fault("scalar-null-spelling", node, key, text=text, near="null")
    if shape.pattern is not None and node.plain and scalars.looks_numeric(text) and not _matches(shape.pattern, text):
        return _pattern(reader, node, shape.pattern, key)
    if node.plain and scalars.reads_as_other_than_text(text):
        if text in {"null", *scalars.NULL_WORDS}:
            return reader.fault("key-empty", node, key)
        return reader.fault("scalar-not-text", node, key, text=text, near=f'"{text}"')
    if shape.const is not None and text != shape.const:
        return reader.fault("key-const", node, key, const=shape.const)
    if shape.pattern is not None and not _matches(shape.pattern, text):
        return _pattern(reader, node, shape.pattern, key)
    return text


_EXAMPLES = {r"\d+\.\d+\.\d+": "1.0.0", r"\d{6}": '"440000"'}


def _pattern(reader: Reader, node: Scalar, pattern: str, key: str) -> Any:
    example = _EXAMPLES.get(pattern, pattern)
    return reader.fault("key-pattern", node, key, text=node.text, pattern=pattern, example=example)


def _name(reader: Reader, node: Node, shape: Name, key: str, _at: Node | Place) -> Any:
    if not isinstance(node, Scalar):
        return reader.wrong_kind(node, key, Scalar)
    if not _matches(shape.pattern, node.text) or (node.plain and node.text in _NO_NAMES):
        meant = node.text.strip().lower()
        meant = meant.replace("_", "-") if shape.dashes else meant.replace("-", "_").replace(" ", "_")
        better = meant if meant != node.text and _matches(shape.pattern, meant) else None
        return reader.fault("key-bad-id", node, key, text=node.text, near=better, pattern=shape.pattern)
    return node.text


def _prose(reader: Reader, node: Node, _shape: Prose, key: str, at: Node | Place) -> Any:
    if not isinstance(node, Mapping):
        return reader.wrong_kind(node, key, Mapping, shown="{zh: …, en: …}")
    if len(node.entries) == len(_WORDS.keys):  # as nearly all are written: nothing can be wrong with them
        (first, zh), (second, en) = node.entries
        if first.text == "zh" and second.text == "en" and _is_words(zh) and _is_words(en):
            return Words(zh.text, en.text)  # type: ignore[attr-defined] # scalars, see _is_words
    values = reader.values(node, _WORDS, key, at)
    return reader.broken if values is None else Words(**values)


def _is_words(node: Node) -> bool:
    """Whether this is a text that nobody can take for anything else."""
    if type(node) is not Scalar:
        return False
    text = node.text
    return bool(text) and not text.isspace() and not (node.plain and scalars.reads_as_other_than_text(text))


def _number(reader: Reader, node: Node, _shape: Number, key: str, _at: Node | Place) -> Any:
    if not isinstance(node, Scalar):
        return reader.wrong_kind(node, key, Scalar)
    found = scalars.number(node.text, plain=node.plain)
    return reader.refuse(found, node, key) if isinstance(found, scalars.Refusal) else found


def _flag(reader: Reader, node: Node, _shape: Flag, key: str, _at: Node | Place) -> Any:
    if not isinstance(node, Scalar):
        return reader.wrong_kind(node, key, Scalar)
    found = scalars.flag(node.text, plain=node.plain)
    return reader.refuse(found, node, key) if isinstance(found, scalars.Refusal) else found


def _date(reader: Reader, node: Node, shape: Date, key: str, _at: Node | Place) -> Any:
    if not isinstance(node, Scalar):
        return reader.wrong_kind(node, key, Scalar)
    if shape.nullable and scalars.is_null(node.text, plain=node.plain):
        return None
    if shape.nullable and node.plain and node.text in scalars.NULL_WORDS:
        return reader.fault("scalar-null-spelling", node, key, text=node.text, near="null")
    found = scalars.date(node.text, year_allowed=shape.year_allowed)
    if isinstance(found, scalars.Refusal):
        return reader.refuse(found, node, key)
    return found if shape.year_allowed else found.day


def _choice(reader: Reader, node: Node, shape: Choice, key: str, _at: Node | Place) -> Any:
    if not isinstance(node, Scalar):
        return reader.wrong_kind(node, key, Scalar)
    if node.text in shape.values:
        return node.text
    meant = unit_of(node.text) if shape.values == UNITS else None
    # A unit is a sign or two: 台/生 looks like 元/生 and is another thing, 平米/人 is 平方米/生.
    like = shape.values if shape.values != UNITS else [unit for unit in UNITS if unit[0] == node.text[0]]
    better = meant.name if meant else near(node.text, like)
    return reader.fault("key-choice", node, key, text=node.text, near=better, allowed=", ".join(shape.values))


def _formula(reader: Reader, node: Node, _shape: Formula_, key: str, _at: Node | Place) -> Any:
    if not isinstance(node, Scalar):
        return reader.wrong_kind(node, key, Scalar)
    if scalars.looks_numeric(node.text) or (node.plain and scalars.reads_as_other_than_text(node.text)):
        return reader.fault("scalar-formula", node, key, text=node.text)
    return Formula(node.text.strip(), node.place(reader.file))


def _list(reader: Reader, node: Node, shape: ListOf, key: str, at: Node | Place) -> Any:
    if not isinstance(node, Sequence):
        return reader.wrong_kind(node, key, Sequence)
    return _items(reader, node, shape.item, key, at)


def _one_or_many(reader: Reader, node: Node, shape: OneOrMany, key: str, at: Node | Place) -> Any:
    if isinstance(node, Mapping) and not isinstance(shape.item, Object):
        return reader.wrong_kind(node, key, Scalar, Sequence)
    if isinstance(node, Sequence):
        return _items(reader, node, shape.item, key, at)
    one = reader.read(node, shape.item, key, at)
    return reader.broken if one is reader.broken else (one,)


def _restates(reader: Reader, node: Node, _shape: Restates_, key: str, at: Node | Place) -> Any:
    """Ids alone, or each with its clause, or each with what there is to say."""
    if isinstance(node, Sequence):
        names = _items(reader, node, Name(), key, at)
        if names is reader.broken:
            return names
        return {name: Restated(place=each.place(reader.file)) for name, each in zip(names, node.items, strict=True)}
    if not isinstance(node, Mapping):
        return reader.wrong_kind(node, key, Sequence, Mapping)
    clauses: list[tuple[Scalar, Node]] = [pair for pair in node.entries if isinstance(pair[1], Scalar)]
    objects = [(name, value) for name, value in node.entries if not isinstance(value, Scalar)]
    read: dict[str, Any] = {}
    for entries, item in ((clauses, Text()), (objects, Object(lambda: Restated))):
        if entries:
            part = _map(reader, Mapping(entries, node.line, node.column), MapOf(item), key, at)
            if part is reader.broken:
                return part
            for name, _ in entries:
                found = part.get(name.text)
                place = name.place(reader.file)
                read[name.text] = Restated(clause=found, place=place) if isinstance(found, str) else found
            if isinstance(part, Partial):
                return Partial({name: value for name, value in read.items() if value is not None})
    return read or reader.fault("key-empty", at, key)


def _items(reader: Reader, node: Sequence, item: Shape, key: str, at: Node | Place) -> Any:
    if not node.items:
        return reader.fault("key-empty", at, key)
    read = [reader.read(each, item, key, each.place(reader.file)) for each in node.items]
    for i, each in enumerate(node.items):
        if isinstance(each, Scalar) and read[i] is not reader.broken and read[i] in read[:i]:
            reader.fault("key-item-twice", each, key, item=each.text)
            read.append(reader.broken)
    return reader.broken if reader.broken in read else tuple(read)


def _is_section(node: Node, item: Shape) -> bool:
    """Whether a node is no such item, but looks like a mapping of several: none of its keys is a key of one."""
    if not isinstance(node, Mapping) or not isinstance(item, Object):
        return False
    known = keys_of(item.cls())
    return not any(name.text in known for name, _ in node.entries)


def _map(reader: Reader, node: Node, shape: MapOf, key: str, at: Node | Place) -> Any:
    if not isinstance(node, Mapping):
        return reader.wrong_kind(node, key, Mapping)
    if not node.entries:
        return reader.fault("key-empty", at, key)
    entries, whole = reader.entries(node, key)
    read: dict[str, Any] = {}
    for name, value in entries:
        path = f"{key}.{name.text}" if key else name.text
        here = name
        if name.text in _OUTERMOST and "." not in key and _is_section(value, shape.item):
            reader.fault("key-misplaced", name, path, section=key)
            whole = False
            continue
        word = reader.read(name, shape.keys, path, here)
        if isinstance(shape.item, Object) and not isinstance(value, Scalar):
            each = reader.object(value, shape.item.cls(), path, here, name.text)
        else:
            each = reader.read(value, shape.item, path, here)
        if word is reader.broken or each is reader.broken or isinstance(each, Partial):
            whole = False
        else:
            read[word] = each
    return read if whole else Partial(read)


def _object(reader: Reader, node: Node, shape: Object, key: str, at: Node | Place) -> Any:
    return reader.object(node, shape.cls(), key, at)


@cache
def _whole(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(pattern).fullmatch


def _matches(pattern: str, text: str) -> bool:
    return _whole(pattern)(text) is not None


READERS: dict[type[Shape], Callable[[Reader, Node, Any, str, Node | Place], Any]] = {
    Text: _text,
    Name: _name,
    Prose: _prose,
    Number: _number,
    Flag: _flag,
    Date: _date,
    Choice: _choice,
    Formula_: _formula,
    Limit_: read_limit,
    Condition_: read_condition,
    ListOf: _list,
    OneOrMany: _one_or_many,
    MapOf: _map,
    Object: _object,
    Restates_: _restates,
}
