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


def syntax_fault(error: yaml.YAMLError, file: str | None) -> Fault:
    """The fault of a parser's complaint.

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
    return Fault(code, {}, Place(file, mark.line + 1, mark.column + 1) if mark else Place(file))
