"""The forms that are more than one shape: limits, conditions and scopes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from . import scalars
from .composer import Mapping, Node, Refused, Scalar, Sequence
from .model import OPERATORS, STAGES, Condition, Formula, Limit, Scope, SeenIn, Test
from .shapes import Condition_, Key, Name, Object, Text

if TYPE_CHECKING:
    from fractions import Fraction

    from .errors import Place
    from .reader import Reader

__all__ = ["CITATIONS", "read_condition", "read_limit"]

_DIGITS = re.compile("[0-9]+")
_LISTED = re.compile("[\uff0c\u3001\uff1b]\\s*")
_NAMED = frozenset({"town", "county", "city"})
"""Keys of a condition whose values are names; no name holds a sign that separates names."""
_CHINESE_NUMBER = re.compile("(?:百分之)?[〇零一二三四五六七八九十百千万点两]+")


def read_limit(reader: Reader, node: Node, _shape: object, key: str, _at: Node | Place) -> Any:
    """A limit: a number, a number per stage or per case, a formula, or the name of a grade."""
    place = node.place(reader.file)
    if isinstance(node, Scalar):
        if _meant_as_value(node):
            number = _number(reader, node, key)
            return number if number is reader.broken else Limit(number, percent=_percent(node), place=place)
        return Limit(formula=Formula(node.text.strip(), place), place=place)
    if not isinstance(node, Mapping):
        return reader.wrong_kind(node, key, Scalar, Mapping)
    if node.get("by") is not None:
        return _cases(reader, node, key, place)
    numbers = _numbers(reader, node, key, STAGES)
    if numbers is None:
        return reader.broken
    return Limit(stages=dict(numbers), percent=_any_percent(node), place=place)


def read_condition(reader: Reader, node: Node, shape: Condition_, key: str, at: Node | Place) -> Any:
    """A condition (any of several alternatives) or, where the shape says so, a scope."""
    if shape.scope:
        return _scope(reader, node, key, at)
    if isinstance(node, Sequence):
        read = _alternatives(reader, node, key, at)
    elif isinstance(node, Mapping):
        tests = _tests(reader, node.entries, key, at)
        read = None if tests is None else (tests,)
    else:
        return reader.wrong_kind(node, key, Mapping, Sequence)
    return reader.broken if read is None else Condition(read)


def _meant_as_value(node: Scalar) -> bool:
    """Whether a scalar is a number, or what another reader of YAML takes for a value that is no text."""
    text = node.text
    if scalars.looks_numeric(text) or scalars.has_unit(text) or text in scalars.FLAG_WORDS:
        return True
    if _CHINESE_NUMBER.fullmatch(text):
        return True
    return text in {"true", "false", "null"} or text in scalars.NULL_WORDS


def _number(reader: Reader, node: Scalar, key: str) -> Any:
    found = scalars.number(node.text, plain=node.plain)
    return reader.refuse(found, node, key) if isinstance(found, scalars.Refusal) else found


def _percent(node: Node) -> bool:
    return isinstance(node, Scalar) and node.text.endswith("%")


def _any_percent(node: Mapping) -> bool:
    return any(_percent(value) for _, value in node.entries)


def _cases(reader: Reader, node: Mapping, key: str, place: Place) -> Any:
    entries = [(name, value) for name, value in node.entries if name.text != "by"]
    by = next(value for name, value in node.entries if name.text == "by")
    chosen = reader.read(by, Name(), f"{key}.by", by.place(reader.file))
    numbers = _numbers(reader, Mapping(entries, node.line, node.column), key, None)
    if chosen is reader.broken or numbers is None:
        return reader.broken
    return Limit(by=chosen, cases=tuple(numbers), percent=_any_percent(node), place=place)


def _numbers(
    reader: Reader, node: Mapping, key: str, allowed: tuple[str, ...] | None
) -> list[tuple[str, Fraction]] | None:
    """The numbers of a mapping in written order, or None; ``allowed`` names the keys it may have."""
    place = node.place(reader.file)
    if not node.entries:
        reader.fault("key-empty", place, key)
        return None
    entries, whole = reader.entries(node, key)
    numbers: list[tuple[str, Fraction]] = []
    for name, value in entries:
        path = f"{key}.{name.text}"
        if allowed is not None and name.text not in allowed:
            reader.unknown_key(name, path, (*allowed, "by"))
            whole = False
        elif isinstance(value, Scalar) and value.text.strip():
            number = _number(reader, value, path)
            if number is reader.broken:
                whole = False
            else:
                numbers.append((name.text, number))
        else:
            whole = False
            if isinstance(value, Scalar):
                reader.fault("key-empty", name, path)
            elif not isinstance(value, Refused):
                reader.wrong_kind(value, path, Scalar)
    return numbers if whole else None


def _scope(reader: Reader, node: Node, key: str, at: Node | Place) -> Any:
    if not isinstance(node, Mapping):
        return reader.wrong_kind(node, key, Mapping)
    entries = [(name, value) for name, value in node.entries if name.text not in {"except", *CITATIONS}]
    cited = {
        name: reader.read(value, cite.shape, f"{key}.{name}", value.place(reader.file))
        for name, cite in CITATIONS.items()
        if (value := node.get(name)) is not None
    }
    tests = _tests(reader, entries, key, at)
    excepted = node.get("except")
    exceptions: tuple[tuple[Test, ...], ...] | None = ()
    if isinstance(excepted, Sequence):
        exceptions = _alternatives(reader, excepted, f"{key}.except", excepted.place(reader.file))
    elif excepted is not None:
        reader.wrong_kind(excepted, f"{key}.except", Sequence)
        exceptions = None
    if tests is None or exceptions is None or reader.broken in cited.values():
        return reader.broken
    return Scope(tests, exceptions, place=reader.place_of(at), **cited)


CITATIONS = {
    "clause": Key("clause", Text(), required=False, zh="条款", en="the clause"),
    "seen_in": Key("seen_in", Object(lambda: SeenIn), required=False, zh="所见之处", en="where it was seen"),
}
"""Where the bounds of a scope come from; the rest of it are tests."""


def _alternatives(reader: Reader, node: Sequence, key: str, at: Node | Place) -> tuple[tuple[Test, ...], ...] | None:
    if not node.items:
        reader.fault("key-empty", at, key)
        return None
    read = []
    for item in node.items:
        if isinstance(item, Mapping):
            read.append(_tests(reader, item.entries, key, item.place(reader.file)))
        else:
            reader.wrong_kind(item, key, Mapping)
            read.append(None)
    found = tuple(tests for tests in read if tests is not None)
    return found if len(found) == len(read) else None


def _tests(reader: Reader, entries: list[tuple[Scalar, Node]], key: str, at: Node | Place) -> tuple[Test, ...] | None:
    if not entries:
        reader.fault("key-empty", at, key)
        return None
    read = [_test(reader, name, value, f"{key}.{name.text}") for name, value in entries]
    found = tuple(test for test in read if test is not None)
    return found if len(found) == len(read) else None


def _test(reader: Reader, name: Scalar, value: Node, path: str) -> Test | None:
    place = name.place(reader.file)
    known = reader.read(name, Name(), path, place)
    if isinstance(value, Mapping):
        comparisons = _comparisons(reader, value, path)
        if comparisons is None or known is reader.broken:
            return None
        return Test(name.text, comparisons=comparisons, place=place)
    items = value.items if isinstance(value, Sequence) else [value]
    if not items:
        reader.fault("key-empty", place, path)
        return None
    words = [_word(reader, item, path, place) for item in items]
    values = tuple(word for word in words if word is not None)
    if len(values) < len(words) or known is reader.broken:
        return None
    return Test(name.text, values, place=place)


def _word(reader: Reader, node: Node, path: str, at: Node | Place) -> str | None:
    """One value of a condition, as text: a code, a name, a number or a flag."""
    if not isinstance(node, Scalar):
        reader.wrong_kind(node, path, Scalar)
        return None
    if not node.text.strip():
        reader.fault("key-empty", at, path)
        return None
    if not node.plain and _DIGITS.fullmatch(node.text):
        return node.text  # a code that starts with 0, say
    if not node.text.isascii() and reader.wide(node, path):
        return None
    if path.rpartition(".")[2] in _NAMED and (found := _LISTED.split(node.text))[1:]:
        reader.fault("key-wide-comma", node, path, text=node.text, near=", ".join(found))
        return None
    read = scalars.value(node.text)  # in quotes too: no code is spelt like a doubtful number or flag
    if read is None:
        reader.fault("key-empty", node, path)
        return None
    if isinstance(read, scalars.Refusal):
        reader.refuse(read, node, path)
        return None
    return node.text


def _comparisons(reader: Reader, node: Mapping, path: str) -> tuple[tuple[str, Fraction], ...] | None:
    unknown = [name for name, _ in node.entries if name.text not in OPERATORS]
    for name in unknown:
        reader.unknown_key(name, f"{path}.{name.text}", OPERATORS)
    known = [(name, value) for name, value in node.entries if name not in unknown]
    if unknown and not known:
        return None
    numbers = _numbers(reader, Mapping(known, node.line, node.column), path, None)
    return None if numbers is None or unknown else tuple(numbers)
