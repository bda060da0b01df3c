"""Plain values as text: YAML that the strict reader of packs takes, and JSON whose numbers are exact."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ..scalars import FLAG_WORDS, NULL_WORDS, looks_numeric, reads_as_other_than_text
from .plain import Day, Numeral

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Path = tuple[str, ...]

__all__ = ["flow", "json_text", "yaml_text"]

_WIDE = 110
_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff（〔《]([\w ./()（）〔〕《》、*+<>=-]*[\w)）〕》])?")
_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
"""What JSON leaves as it is and YAML takes for a line break, or for nothing."""
_BLOCKS = {"rules": 2, "groups": 1, "scopes": 1, "split": 1, "facts": 1, "tasks": 1, "not_encoded": 1}
"""How many levels of a section of a pack stand on lines of their own, however short they are."""


def flow(value: Any) -> str:
    """A value in one line of YAML.

    Example:
        >>> flow({"at_least": Numeral("5%"), "county": ["440785", "恩平市"], "part": "annex 1, 3"})
        '{at_least: 5%, county: ["440785", 恩平市], part: "annex 1, 3"}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(name)}: {flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return _scalar(value)


def yaml_text(document: Mapping[str, Any], comments: Mapping[Path, Sequence[str]], head: Sequence[str] = ()) -> str:
    """A pack's document as YAML.

    Args:
        document: the keys of the pack.
        comments: words for people by the path of a key: above it, or below it where it begins a block.
        head: comments at the top.

    Example:
        >>> print(yaml_text({"rules": {"a": {"at_least": Numeral("5%")}}}, {("rules", "a"): ["why"]}), end="")
        rules:
          a:
            # why
            at_least: 5%
    """
    lines = [_comment(words, "") for words in head]
    for name, value in document.items():
        lines += _entry(name, value, (name,), comments, _BLOCKS.get(name, 0))
    return "\n".join(lines) + "\n"


def _entry(name: str, value: Any, path: Path, comments: Mapping[Path, Sequence[str]], blocks: int) -> Iterator[str]:
    indent = "  " * (len(path) - 1)
    said = comments.get(path, ())
    short = f"{indent}{_scalar(name)}: {flow(value)}"
    nested = isinstance(value, dict | list) and value
    if not nested or (not blocks and len(short) <= _WIDE):
        yield from (_comment(words, indent) for words in said)
        yield short
        return
    yield f"{indent}{_scalar(name)}:"
    yield from (_comment(words, indent + "  ") for words in said)
    if isinstance(value, list):
        yield from (f"{indent}  - {flow(item)}" for item in value)
        return
    for word, item in value.items():
        yield from _entry(word, item, (*path, word), comments, max(blocks - 1, 0))


def _comment(words: str, indent: str) -> str:
    return f"{indent}# {' '.join(_BREAKS.sub(' ', words).split())}".rstrip()


def _scalar(value: Any) -> str:
    if isinstance(value, Numeral | Day) or (isinstance(value, str) and _VERSION.fullmatch(value)):
        return str(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and not _read_otherwise(value):
        return str(value)
    return _quoted(value)


def _read_otherwise(text: str) -> bool:
    return text in FLAG_WORDS or text in NULL_WORDS or reads_as_other_than_text(text) or looks_numeric(text)


def _quoted(text: str) -> str:
    return _BREAKS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))


def json_text(value: Any, indent: int = 0) -> str:
    """A value as JSON: numbers with all their digits, percentages as text; short objects in one line.

    Example:
        >>> print(json_text([{"at_least": Numeral("0.85"), "share": Numeral("5%")}]))
        [
         {"at_least": 0.85, "share": "5%"}
        ]
    """
    if not isinstance(value, dict | list):
        return _json_scalar(value)
    short = _json_flow(value, _WIDE - indent) if indent or not value else None
    if short is not None:
        return short
    room = " " * (indent + 1)
    if isinstance(value, list):
        lines = [f"{room}{json_text(item, indent + 1)}" for item in value]
        return "[\n" + ",\n".join(lines) + f"\n{' ' * indent}]"
    lines = [f"{room}{_quoted(name)}: {json_text(item, indent + 1)}" for name, item in value.items()]
    return "{\n" + ",\n".join(lines) + f"\n{' ' * indent}}}"


def _json_flow(value: Any, room: int) -> str | None:
    """A value in one line, or None where that is longer than there is room."""
    if not isinstance(value, dict | list):
        text = _json_scalar(value)
        return text if len(text) <= room else None
    parts = []
    for name, item in value.items() if isinstance(value, dict) else enumerate(value):
        head = f"{_quoted(name)}: " if isinstance(name, str) else ""
        part = _json_flow(item, room - len(head))
        if part is None:
            return None
        parts.append(head + part)
        room -= len(parts[-1]) + 2
    opened, closed = "{}" if isinstance(value, dict) else "[]"
    return f"{opened}{', '.join(parts)}{closed}" if room >= 0 else None


def _json_scalar(value: Any) -> str:
    if isinstance(value, Numeral):
        return _quoted(value) if value.endswith("%") else str(value)
    if isinstance(value, str):
        return _quoted(value)
    return json.dumps(value, allow_nan=False)
