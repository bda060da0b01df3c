"""What is wrong in the text itself: characters nobody sees, and faults of YAML's grammar in plain words."""

from __future__ import annotations

import re

import yaml

from .errors import Fault, Place

__all__ = ["HIDDEN", "syntax_fault"]

HIDDEN = re.compile(
    "["
    "\x00-\x09\x0b-\x1f\x7f-\xa0"  # control characters, the no-break space
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, fillers, joiners, selectors
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f"  # spaces of all widths, zero-width, line separators, bidi
    "\u3000\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"  # full-width space, …
    "\U000e0000-\U0010ffff"  # tags, variation selectors, private planes
    "]"
)
"""A character that does not show, or turns the text around; line feed and plain space are not."""

# Part of the parsers' problem (libyaml and the parser in Python word some of them differently) → our code,
# and whether the place that helps is the start of what was being read rather than where the parser gave up.
_PROBLEMS: tuple[tuple[str, str, bool], ...] = (
    ("undefined tag handle", "yaml-tag-unreadable", False),
    ("while parsing a tag", "yaml-tag-unreadable", True),
    ("while scanning a tag", "yaml-tag-unreadable", True),
    ("while scanning an alias", "yaml-anchor-unreadable", True),
    ("while scanning an anchor", "yaml-anchor-unreadable", True),
    ("mapping values are not allowed", "yaml-syntax-colon", False),
    ("while scanning a plain scalar", "yaml-syntax-colon", False),
    ("while parsing a quoted scalar", "yaml-syntax-quote", True),
    ("while scanning a quoted scalar", "yaml-syntax-quote", True),
    ("while scanning a double-quoted scalar", "yaml-syntax-quote", True),
    ("while scanning a block scalar", "yaml-syntax-block", True),
    ("while parsing a flow sequence", "yaml-syntax-list", True),
    ("while parsing a flow mapping", "yaml-syntax-mapping", True),
    ("cannot start any token", "yaml-syntax-character", False),
    ("could not find expected ':'", "yaml-syntax-key", True),
    ("while parsing a block mapping", "yaml-syntax-indent", False),
    ("while parsing a block collection", "yaml-syntax-indent", False),
    ("sequence entries are not allowed", "yaml-syntax-indent", False),
    ("mapping keys are not allowed", "yaml-syntax-indent", False),
    ("<document start>", "yaml-syntax-indent", False),
)


def syntax_fault(error: yaml.YAMLError, file: str | None, text: str = "") -> Fault:
    """The fault of a parser's complaint.

    Args:
        error: the complaint.
        file: how the file is called in places.
        text: the text complained of; with it a slip of the key that the parser stumbled over is told as what it is.

    Example:
        >>> try:
        ...     yaml.safe_load("a: [1, 2")
        ... except yaml.YAMLError as error:
        ...     print(syntax_fault(error, "pack.yaml").place)
        pack.yaml:1:4
    """
    if not isinstance(error, yaml.MarkedYAMLError):
        return Fault("yaml-syntax", {}, Place(file))
    said = f"{error.context or ''} {error.problem or ''}"
    if "escape" in said or "hexdecimal" in said:
        code, at_start = "yaml-syntax-escape", True
    else:
        code, at_start = next(
            ((code, at_start) for part, code, at_start in _PROBLEMS if part in said), ("yaml-syntax", False)
        )
    mark = (error.context_mark if at_start else None) or error.problem_mark or error.context_mark
    if mark is None:
        return Fault(code, {}, Place(file))
    line = next(iter(text.split("\n")[mark.line : mark.line + 1]), "")
    return _slip(code, line, mark.column, file, mark.line + 1) or Fault(
        code, {}, Place(file, mark.line + 1, mark.column + 1)
    )


_WIDE_COLON = re.compile(r"(\s*(?:- )?[A-Za-z_][\w-]*)\uff1a(.*)", re.ASCII)
_NO_SPACE = re.compile(r"(\s*(?:- )?[A-Za-z_][\w-]*):([^\s:].*)", re.ASCII)
_KEY = re.compile(r"\s*(?:- )?[A-Za-z_][\w-]*:\s", re.ASCII)
_WIDE_COMMA = re.compile(r"[\w%\"](\uff0c)\s*[A-Za-z_]\w*:", re.ASCII)


def _slip(code: str, line: str, column: int, file: str | None, number: int) -> Fault | None:
    """What is commonly written in place of a key with its colon and space, in the line a parser stumbled over."""
    if code in {"yaml-syntax-key", "yaml-syntax-indent", "yaml-syntax-colon"}:
        if found := _WIDE_COLON.fullmatch(line):
            near = f"{found[1].strip()}: {found[2].strip()}"
            return Fault("yaml-wide-colon", {"near": near}, Place(file, number, found.end(1) + 1))
        if found := _NO_SPACE.fullmatch(line):
            near = f"{found[1].strip()}: {found[2].strip()}"
            return Fault("yaml-no-space", {"near": near}, Place(file, number, found.end(1) + 1))
    if code in {"yaml-syntax-mapping", "yaml-syntax-list"} and (found := _WIDE_COMMA.search(line, column)):
        return Fault("yaml-wide-comma", {}, Place(file, number, found.start(1) + 1))
    if code == "yaml-syntax-colon" and (found := _KEY.match(line)) and found.end() - 1 == column + 1:
        return Fault("yaml-syntax-indent", {}, Place(file, number, len(line) - len(line.lstrip()) + 1))
    return None
