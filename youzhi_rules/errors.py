"""What can go wrong, as values: places, faults of packs, problems of data, and the exceptions that carry them."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from attrs import Factory, field, frozen

from . import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .catalogue import Lang

__all__ = [
    "DataError",
    "Fault",
    "InheritanceError",
    "PackError",
    "Place",
    "Problem",
    "Severity",
    "UnknownPackError",
    "YouzhiError",
    "known_language",
    "near",
]

Severity = Literal["error", "note"]


class Place(NamedTuple):
    """Where something stands: a file with a line and a column, both counted from 1."""

    file: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """``pack.yaml:12:5``, as far as it is known."""
        return ":".join(str(part) for part in (self.file or "<text>", self.line, self.column) if part is not None)


@frozen
class _Said:
    """Something the catalogue has words for."""

    code: str
    params: Mapping[str, Any] = Factory(dict)

    def say(self, lang: Lang = "en") -> str:
        """The message in the language asked for, without its hint."""
        known_language(lang)
        return catalogue.message(self.code, self.params, lang)

    def advise(self, lang: Lang = "en") -> str | None:
        """What to do about it, or None."""
        return catalogue.hint(self.code, self.params, lang)

    @property
    def message(self) -> str:
        """The message in English."""
        return self.say("en")

    @property
    def hint(self) -> str | None:
        """The advice in English."""
        return self.advise("en")

    def words(self) -> dict[str, str | None]:
        """Message and hint in both languages, as they stand in JSON."""
        return {
            "message": self.say("en"),
            "message_zh": self.say("zh"),
            "hint": self.advise("en"),
            "hint_zh": self.advise("zh"),
        }


@frozen
class Fault(_Said):
    """One fault of a pack: a code, where it is, which key it is about, and the words for it."""

    place: Place = field(factory=Place)
    key: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The fault as plain values."""
        return {
            "code": self.code,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "key": self.key,
            **self.words(),
        }

    def line(self, lang: Lang = "en") -> str:
        """One line for a terminal: place, code, message, hint."""
        return _line(str(self.place) if self.place != Place() else "", self, lang)


@frozen
class Problem(_Said):
    """One thing that is wrong (``error``) or worth knowing (``note``) about the data.

    Attributes:
        severity: ``"error"``: the value became missing; ``"note"``: nothing is lost.
        record: which record, as ``county / school / stage``.
        column: the column as the user wrote it.
        value: the value as the user wrote it.
        place: where in the file, such as ``学校!G12``; None for records in memory.
    """

    severity: Severity = field(default="error", kw_only=True)
    record: str | None = field(default=None, kw_only=True)
    column: str | None = field(default=None, kw_only=True)
    value: str | None = field(default=None, kw_only=True)
    place: str | None = field(default=None, kw_only=True)

    def to_dict(self) -> dict[str, Any]:
        """The problem as plain values."""
        return {
            "code": self.code,
            "severity": self.severity,
            "record": self.record,
            "column": self.column,
            "value": self.value,
            "place": self.place,
            **self.words(),
        }

    def line(self, lang: Lang = "en") -> str:
        """One line for a terminal: place, record, code, message, hint."""
        where = " · ".join(part for part in (self.place, self.record, self.column) if part)
        return _line(where, self, lang)


def _line(where: str, said: _Said, lang: Lang) -> str:
    advice = said.advise(lang)
    return (f"{where}: " if where else "") + f"[{said.code}] {said.say(lang)}" + (f" — {advice}" if advice else "")


class YouzhiError(ValueError):
    """The base of every error this library raises on purpose.

    Attributes:
        faults: every fault or problem found, the root cause first.
        code: the code of the first one.
    """

    def __init__(self, faults: Sequence[Fault | Problem]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    @classmethod
    def of(cls, code: str, place: Place | None = None, key: str | None = None, **params: Any) -> Self:
        """An error with a single fault."""
        return cls([Fault(code, params, place or Place(), key)])

    @property
    def code(self) -> str:
        """The code of the first fault."""
        return self.faults[0].code

    @property
    def hint(self) -> str | None:
        """What to do about the first fault, in English."""
        return self.faults[0].hint

    def say(self, lang: Lang = "en") -> str:
        """All faults in the language asked for, one a line."""
        return "\n".join(fault.line(lang) for fault in self.faults)

    def __str__(self) -> str:
        """All faults in English, then in Chinese."""
        return self.say("en") + "\n" + self.say("zh")

    def to_dict(self) -> dict[str, Any]:
        """The error as plain values, for other systems."""
        return {
            "error": type(self).__name__,
            "code": self.code,
            "faults": [fault.to_dict() for fault in self.faults],
        }


class PackError(YouzhiError):
    """A pack cannot be used: all of its faults at once."""


class InheritanceError(PackError):
    """A pack does not fit its parent."""


class DataError(YouzhiError):
    """The data cannot be used, or ``strict=True`` was asked and they have errors."""


class UnknownPackError(PackError, KeyError):
    """No pack of this name is known."""

    __str__ = YouzhiError.__str__


def known_language(lang: str) -> None:
    """See that a language is one there are words in.

    Raises:
        DataError: it is neither ``"zh"`` nor ``"en"``.
    """
    if lang not in {"zh", "en"}:
        raise DataError.of("filter-unknown", name="lang", value=lang, known="zh, en", near=None)


def near(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name that ``name`` probably means, or None.

    Example:
        >>> near("studnets", ["students", "classes"])
        'students'
    """
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=cutoff)
    return found[0] if found else None
