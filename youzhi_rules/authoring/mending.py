"""``lint --fix``: mends what can be meant in one way only, and leaves every other byte of a file as it is."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from attrs import frozen

from ..composer import compose
from ..errors import Fault, Place
from ..files import replacing
from .draft import draft_of, file_of
from .linting import refusals

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from pathlib import Path

    from ..catalogue import Lang

__all__ = ["Change", "mend", "mended_text"]

_ROUNDS = 20
"""How often a file is looked at again: a fault may hide another, and every round mends one at least."""
_DELETED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
"""Characters of no width: nobody put them there on purpose."""
_SPACES = frozenset("\u00a0\u3000\u202f\u205f" + "".join(map(chr, range(0x2000, 0x200B))))
"""Spaces of other widths."""
_RESPELT = frozenset(
    {
        "scalar-number-quoted", "scalar-flag-quoted", "scalar-flag-spelling", "scalar-null-spelling", "scalar-not-text",
        "scalar-date", "key-wide-quotes",
    }
)  # fmt: skip
"""Codes whose advice is the one spelling that can be meant."""
_BEFORE_COMMA = r"""(?P<lead>:\s+)(?:"(?P<quoted>[^"\\]*)"|(?P<plain>(?:(?!:\s)[^"'\[\]{}])+?))(?P<comma>,\s*)$"""
"""The value before a comma, up to the comma."""


@frozen
class Change:
    """One thing that was mended.

    Attributes:
        code: the code of the finding.
        place: where it stood.
        before: what was written there.
        after: what is written now.
    """

    code: str
    place: Place
    before: str
    after: str

    def line(self, lang: Lang = "en") -> str:
        """One line for a terminal."""
        arrow = "改为" if lang == "zh" else "is now"
        return f"{self.place}: [{self.code}] {self.before!r} {arrow} {self.after!r}"

    def to_dict(self) -> dict[str, object]:
        """The change as plain values."""
        place = self.place
        where = {"file": place.file, "line": place.line, "column": place.column}
        return {"code": self.code, **where, "before": self.before, "after": self.after}


@frozen
class _Edit:
    start: int
    end: int
    after: str


def mend(id_or_path: str | os.PathLike[str]) -> tuple[Change, ...]:
    """Mend a pack and its tests where that is safe; each file is written whole or not at all.

    Safe is what can be meant in one way: a full-width digit, a quoted number, ``yes`` for ``true``, a code that needs
    quotes, words that a comma broke, a tab, a character that does not show, a full-width colon behind a key. No number
    of the law is ever changed.

    Args:
        id_or_path: the pack, as ``load_pack`` takes it.

    Returns:
        What was changed, in the order in which it was.

    Raises:
        PackError: no pack is found by this name.
        OSError: a file cannot be written.
    """
    path = file_of(id_or_path)
    changes: list[Change] = []
    for _ in range(_ROUNDS):
        now = _round(path)
        if not now:
            break
        changes += now
    return tuple(changes)


def _round(path: Path) -> list[Change]:
    draft = draft_of(path)
    name, faults = draft.file, refusals(draft)
    changes: list[Change] = []
    for file in dict.fromkeys(fault.place.file for fault in faults):
        target = path if file == name else path.parent / str(file)
        if file is None or (file != name and not file.startswith("tests/")) or not target.is_file():
            continue  # a fault of the parent, which is another pack
        data = target.read_bytes()
        after, made = mended_text(data, [fault for fault in faults if fault.place.file == file])
        if made:
            with replacing(target) as new:
                new.write_bytes(after)
            changes += made
    return changes


def mended_text(data: bytes, faults: Iterable[Fault]) -> tuple[bytes, list[Change]]:
    r"""A file with what is safe to mend of its faults mended.

    Args:
        data: the file.
        faults: what is wrong with it.

    Example:
        >>> fault = Fault("scalar-flag-spelling", {"text": "yes", "near": "true"}, Place("pack.yaml", 1, 4))
        >>> mended_text(b"a: yes  # so\r\n", [fault])[0]
        b'a: true  # so\r\n'
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data, []
    edits: list[tuple[_Edit, Fault]] = []
    reached = 0
    for fault in sorted(faults, key=lambda each: (each.place.line or 0, each.place.column or 0)):
        for edit in _edits(text, fault):
            if edit.start >= reached or fault.code.startswith("yaml-"):
                edits.append((edit, fault))
                reached = max(reached, edit.end)
    edits = _apart(edits)
    after = text
    for edit, _ in reversed(edits):
        after = after[: edit.start] + edit.after + after[edit.end :]
    changes = [
        Change(fault.code, _place(text, edit, fault), text[edit.start : edit.end], edit.after) for edit, fault in edits
    ]
    if not changes or _reads_worse(data, after.encode("utf-8")):
        return data, []
    return after.encode("utf-8"), changes


def _apart(edits: list[tuple[_Edit, Fault]]) -> list[tuple[_Edit, Fault]]:
    """The edits that do not touch one before them; those left out are made in the next round."""
    found: list[tuple[_Edit, Fault]] = []
    for edit, fault in sorted(edits, key=lambda each: (each[0].start, each[0].end)):
        if not found or edit.start >= found[-1][0].end:
            found.append((edit, fault))
    return found


def _place(text: str, edit: _Edit, fault: Fault) -> Place:
    line = text.count("\n", 0, edit.start) + 1
    return Place(fault.place.file, line, edit.start - text.rfind("\n", 0, edit.start))


def _reads_worse(before: bytes, after: bytes) -> bool:
    """Whether a text that could be composed no longer can."""
    return compose(before)[0] is not None and compose(after)[0] is None


# -- one fault ---------------------------------------------------------------------------------------------------


def _edits(text: str, fault: Fault) -> list[_Edit]:
    """The edits that mend a fault; none where it is not safe."""
    if fault.code == "yaml-bom":
        return [_Edit(0, 1, "")] if text.startswith("\ufeff") else []
    if fault.code == "yaml-tab":
        return _blanks(text, "\t")
    if fault.code == "yaml-hidden-character":
        return _hidden(text, str(fault.params.get("character", "")))
    at = _position(text, fault.place)
    if at is None:
        return []
    if fault.code in {"yaml-wide-colon", "key-wide-colon"}:
        return _colon(text, text.find("：", at, text.find("\n", at)))
    if fault.code == "yaml-no-space":
        return [_Edit(at + 1, at + 1, " ")] if text[at : at + 1] == ":" else []
    if fault.code == "yaml-wide-comma":
        return [_Edit(at, at + 1, ", ")] if text[at : at + 1] == "，" else []
    if fault.code == "key-broken-by-comma":
        return _comma(text, at)
    near, written = fault.params.get("near"), fault.params.get("text")
    if not isinstance(near, str) or not isinstance(written, str) or not written:
        return []
    if fault.code in _RESPELT or (fault.code == "scalar-number-spelling" and _is_one_number(written, near)):
        return _respelt(text, at, written, near)
    return []


def _hidden(text: str, name: str) -> list[_Edit]:
    if not re.fullmatch("U\\+[0-9A-F]{4,6}", name):
        return []
    character = chr(int(name.removeprefix("U+"), 16))
    if character in _DELETED:
        return [_Edit(found.start(), found.end(), "") for found in re.finditer(re.escape(character), text)]
    return _blanks(text, character) if character in _SPACES else []


def _blanks(text: str, character: str) -> list[_Edit]:
    """Plain spaces for tabs and other blanks. Where a line is indented with one, the lines around it must agree."""
    edits: list[_Edit] = []
    lines = text.split("\n")
    start = 0
    for number, written in enumerate(lines):
        line = written.rstrip("\r")
        body = line.lstrip()
        depth = len(line) - len(body)
        if character in line[:depth] and body:
            around = {_depth(lines[number - 1 :: -1] if number else []), _depth(lines[number + 1 :])}
            if len(around) == 1 and (width := around.pop()) is not None:
                edits.append(_Edit(start, start + depth, " " * width))
        elif character in line[:depth]:
            edits.append(_Edit(start, start + depth, ""))
        places = (start + depth + found.start() for found in re.finditer(re.escape(character), body))
        edits += (_Edit(place, place + 1, " ") for place in places)
        start += len(written) + 1
    return edits


def _depth(lines: Iterable[str]) -> int | None:
    """How far the first line with something on it is indented; None: not with plain spaces alone, or there is none."""
    for line in lines:
        if line.strip():
            indent = line[: len(line) - len(line.lstrip())]
            return len(indent) if not indent.strip(" ") else None
    return None


def _position(text: str, place: Place) -> int | None:
    if place.line is None or place.column is None:
        return None
    start = 0
    for _ in range(place.line - 1):
        start = text.find("\n", start) + 1
        if not start:
            return None
    return start + place.column - 1


def _respelt(text: str, at: int, written: str, near: str) -> list[_Edit]:
    """A scalar, in quotes or not, in its right spelling; only if it stands there letter for letter."""
    for quote in ("", '"', "'"):
        raw = f"{quote}{written}{quote}"
        end = at + len(raw)
        if text.startswith(raw, at) and re.match(r"[ \t]*([,}\]\r\n]|$|[ \t]#)", text[end:]):
            return [_Edit(at, end, near)]
    return []


def _is_one_number(written: str, near: str) -> bool:
    """Whether a number is only spelt in other signs, or without the digit before or behind its point."""
    plain = unicodedata.normalize("NFKC", written).replace(" ", "").lstrip("+")
    plain = "0" + plain if plain.startswith(".") else plain
    return plain == near or plain == near.rstrip("%") + "." * (not near.endswith("%"))


def _comma(text: str, at: int) -> list[_Edit]:
    """Words that a comma broke, in quotes; ``at`` is where the broken-off part stands."""
    start = text.rfind("\n", 0, at) + 1
    before = re.search(_BEFORE_COMMA, text[start:at])
    part = re.match(r"""[^,:"'{}\[\]\r\n]*[^,:"'{}\[\]\r\n ]""", text[at:])
    if before is None or part is None or "\\" in before[0] + part[0]:
        return []
    words = before["quoted"] if before["quoted"] is not None else before["plain"]
    first = start + before.end("lead")
    return [_Edit(first, at + part.end(), f'"{words}{before["comma"]}{part[0]}"')]


def _colon(text: str, at: int) -> list[_Edit]:
    """A full-width colon behind a key, as a plain one with a space."""
    if at < 0 or text[at] != "：":
        return []
    spaced = text[at + 1 : at + 2] in {" ", "\n", "\r", ""}
    return [_Edit(at, at + 1, ":" if spaced else ": ")]
