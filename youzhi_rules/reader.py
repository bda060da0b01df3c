"""Reading nodes by shapes: objects, their keys, and the faults of both."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from attrs import evolve, fields_dict

from .composer import Mapping, Node, Refused, Scalar, Sequence, in_order
from .constructs import CITED, CONSTRUCTS, amendment_faults, rule_faults, uncited
from .errors import Fault, Place, near
from .forms import READERS, Partial
from .model import OPERATORS, Amendment, Rule
from .shapes import Choice, Date, Flag, Key, Known, Limit_, Name, Number, Shape, keys_of, known_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .scalars import Refusal

__all__ = ["BROKEN", "Reader", "known_keys"]


class _Broken:
    """The type of ``BROKEN``."""

    def __repr__(self) -> str:
        return "BROKEN"


BROKEN = _Broken()
"""Stands for a value that could not be read; its fault is noted."""


_NONE: frozenset[str] = frozenset()
_SUPPLIED = {
    "rule-construct-missing": frozenset(CONSTRUCTS),
    "rule-operator-missing": frozenset(OPERATORS),
    "rule-unit-missing": frozenset({"unit"}),
    "rule-uncited": frozenset({"clause", "seen_in"}),
}
"""Code → the keys of which one is missing."""
_UNREADABLE = frozenset(
    {"rule-construct-missing", "rule-construct-many", "rule-operator-missing", "rule-operator-many"}
)
"""Codes of rules of which nobody knows what they ask."""
_EXACT = frozenset({Choice, Date, Flag, Limit_, Name, Number})
"""Shapes of values that hold no words of a language."""
_PLENTY = 200  # faults after which nobody reads what each unknown key may have meant, and looking costs time
_KINDS = {
    Scalar: ("单个值", "a single value"),
    Sequence: ("列表", "a list"),
    Mapping: ("映射", "a mapping"),
}
_SHOWN = {
    Scalar: ("一个值，不加方括号、花括号", "one value, without brackets or braces"),
    Sequence: ("[甲, 乙]", "[one, other]"),
    Mapping: ("{键: 值}，或缩进的几行“键: 值”", "{key: value}, or indented lines of them"),
}
_WIDE_WORDS = re.compile(r"[\w.%-]+(?:[\uff0c\u3001\uff1b]\s*[\w.%-]+)+", re.ASCII)
_WIDE_QUOTES = re.compile("[“‘「]([^“”‘’「」]*)[”’」]")


@cache
def known_keys(cls: type) -> dict[str, tuple[str, Key]]:
    """What ``keys_of`` says, kept."""
    return keys_of(cls)


@cache
def _known(cls: type) -> Known:
    return known_of(known_keys(cls))


@cache
def _amending(cls: type) -> Known:
    """The same, with nothing required."""
    keys = known_keys(cls)
    return known_of({word: (attribute, evolve(key, required=False)) for word, (attribute, key) in keys.items()})


@cache
def _filled_in(cls: type) -> frozenset[str]:
    """The attributes of a class that the reader knows without a key."""
    return frozenset({"id", "place", "pack", "places"} & fields_dict(cls).keys())


class Reader:
    """Reads nodes by shapes and collects the faults.

    Attributes:
        file: how the file is called in places.
        pack: the id of the pack that is read.
        faults: what was found so far.
        broken: what stands for a value that could not be read.
    """

    def __init__(self, file: str | None) -> None:
        self.file = file
        self.pack = ""
        self.faults: list[Fault] = []
        self.broken = BROKEN
        self._meant: frozenset[str] = _NONE

    def sorted_faults(self) -> list[Fault]:
        """The faults in the order of the file."""
        return in_order(self.faults)

    def place_of(self, at: Node | Place) -> Place:
        """The place of a node; a place is one already. Most values never need theirs, so nodes are handed on."""
        return at if isinstance(at, Place) else at.place(self.file)

    def fault(self, code: str, node: Node | Place, key: str, /, **params: object) -> _Broken:
        """Notes a fault about ``key``, a dotted path."""
        place = self.place_of(node)
        self.faults.append(Fault(code, {"key": key.rpartition(".")[2], **params}, place, key))
        return BROKEN

    def refuse(self, refusal: Refusal, node: Node, key: str) -> _Broken:
        """Notes why a scalar is not what is due."""
        return self.fault(refusal.code, node, key, **refusal.params)

    def read(self, node: Node, shape: Shape, key: str, at: Node | Place) -> Any:
        """The value of a node by its shape, or ``BROKEN``; ``at`` is where its key stands."""
        kind, due = type(node), type(shape)
        if kind is Scalar:
            text = node.text  # type: ignore[attr-defined] # a Scalar: asked for by its type, as this is done for every value
            if not text or text.isspace():
                return self.fault("key-empty", at, key)
            if due in _EXACT and not text.isascii() and self.wide(cast("Scalar", node), key):
                return BROKEN
        elif kind is Refused:
            return BROKEN
        return READERS[due](self, node, shape, key, at)

    def wrong_kind(self, node: Node, key: str, *due: type[Node], shown: str | None = None) -> _Broken:
        """Notes that a list stands where a mapping is due, and so on; ``shown``: what it looks like."""
        if isinstance(node, Refused):
            return BROKEN
        expected = tuple(f" {word} ".join(_KINDS[kind][i] for kind in due) for i, word in enumerate(("或", "or")))
        return self.fault(
            "key-wrong-kind", node, key, expected=expected, found=_KINDS[type(node)], shown=shown or _SHOWN[due[0]]
        )

    def wide(self, node: Scalar, key: str) -> bool:
        """Whether signs of Chinese print stand where plain ones separate or quote; notes it."""
        if _WIDE_WORDS.fullmatch(node.text):
            words = re.split("[\uff0c\u3001\uff1b]\\s*", node.text)
            self.fault("key-wide-comma", node, key, text=node.text, near=", ".join(words))
        elif found := _WIDE_QUOTES.fullmatch(node.text):
            self.fault("key-wide-quotes", node, key, text=node.text, near=f'"{found[1]}"')
        else:
            return False
        return True

    def unknown_key(self, name: Scalar, key: str, known: Collection[str]) -> _Broken:
        """Notes a key that nobody knows, with the one that is probably meant."""
        word, colon, rest = name.text.partition("\uff1a")
        if colon and word.strip() in known:
            meant = word.strip()
            return self.fault("key-wide-colon", name, key, key=name.text, near=f"{meant}: {rest}", means=meant)
        close = near(name.text, known) if len(self.faults) < _PLENTY else None
        return self.fault("key-unknown", name, key, key=name.text, near=close, known=", ".join(known))

    def entries(self, node: Mapping, key: str, known: Collection[str] = ()) -> tuple[list[tuple[Scalar, Node]], bool]:
        """The entries of a mapping but those made by a comma in unquoted words, and whether all are.

        A key of ``known`` is never taken for the latter.
        """
        for _, value in node.entries:
            if type(value) is Scalar and not value.text:
                break
        else:
            return node.entries, True
        found: list[tuple[Scalar, Node]] = []
        whole = True
        for name, value in node.entries:
            own = name.text in known or name.text.partition("\uff1a")[0] in known
            if found and isinstance(value, Scalar) and not value.text and not own:
                before, words = found[-1]
                if isinstance(words, Scalar) and words.text and words.line == name.line:  # so they stand in braces
                    mended = f'{before.text}: "{words.text}, {name.text}"'
                    self.fault("key-broken-by-comma", name, _under(key, name.text), mended=mended, key=name.text)
                    whole = False
                    continue
            found.append((name, value))
        return found, whole

    def object(self, node: Node, cls: type, key: str, at: Node | Place, name: str = "") -> Any:
        """One object of an attrs class of the model; ``name`` is the key it stands under, its id."""
        if not isinstance(node, Mapping):
            return self.wrong_kind(node, key, Mapping)
        at = self.place_of(at)
        known = _known(cls)
        amending = False
        misfits: list[Fault] = []
        places = _Places(node, self.file)
        if cls in CITED:
            written = {name.text for name, _ in node.entries}
            amending = cls is Rule and "relation" in written
            if amending:
                misfits = amendment_faults(written, places, key)
                known = _amending(cls)
            elif cls is Rule:
                misfits = rule_faults(written, places, key, at)
            misfits += uncited(cls, written, key, at)
        values = self.values(node, known, key, at)
        # What a misspelt key stands for is not missing.
        self.faults += [fault for fault in misfits if not _SUPPLIED.get(fault.code, _NONE) & self._meant]
        if values is None or any(fault.code in _UNREADABLE for fault in misfits):
            return BROKEN
        if amending:
            return Amendment(id=name, pack=self.pack, written=values, place=at, places=places)
        own = _filled_in(cls)
        if "id" in own:  # what is written goes before: a pack writes its id, a record its places
            values.setdefault("id", name)
        if "place" in own:
            values.setdefault("place", at)
        if "pack" in own:
            values.setdefault("pack", self.pack)
        if "places" in own:
            values["places"] = places
        return cls(**values)

    def values(self, node: Mapping, known: Known, key: str, at: Node | Place) -> dict[str, Any] | None:
        """Attribute → value for what is there, or None where something is missing, unknown or broken.

        The head of a pack (``key`` empty) is lenient: only what it requires must be whole.
        """
        values: dict[str, Any] = {}
        meant: set[str] = set()
        keys = known.keys
        entries, whole = self.entries(node, key, keys)
        under = f"{key}." if key else ""
        missing = dict.fromkeys(known.required)
        for name, value in entries:
            word = name.text
            path = under + word
            if word not in keys:
                self.unknown_key(name, path, keys)
                meant.add(str(self.faults[-1].params.get("means") or self.faults[-1].params["near"]))
                whole = whole and not key
                continue
            missing.pop(word, None)
            attribute, described = keys[word]
            shape = described.shape
            kind = type(value)
            if kind is Scalar or kind is Refused:
                read = self.read(value, shape, path, name)
            else:
                read = READERS[type(shape)](self, value, shape, path, name)
            if read is not BROKEN:
                values[attribute] = read
                if type(read) is not Partial:
                    continue
            if described.required or key:
                whole = False
        for word in missing:
            whole = False
            if word not in meant:
                described = keys[word][1]
                self.fault("key-missing", at, under + word, means=(described.zh, described.en))
        self._meant = frozenset(meant)
        return values if whole else None


def _under(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


class _Places(Map[str, Place]):
    """Dotted key → place, for every value under a node. Looked up when asked for: a pack has thousands."""

    def __init__(self, node: Node, file: str | None) -> None:
        self._node = node
        self._file = file

    def __getitem__(self, key: str) -> Place:
        node: Node | None = self._node
        for part in key.split("."):
            if isinstance(node, Mapping):
                node = node.get(part)
            elif isinstance(node, Sequence) and part.isdecimal() and int(part) < len(node.items):
                node = node.items[int(part)]
            else:
                node = None
        if node is None:
            raise KeyError(key)
        return node.place(self._file)

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in _places(self._node, self._file))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _places(node: Node, file: str | None, key: str = "") -> Iterable[tuple[str, Place]]:
    """Dotted key → place, for every value under a node."""
    if key:
        yield key, node.place(file)
    if isinstance(node, Mapping):
        for name, value in node.entries:
            yield from _places(value, file, _under(key, name.text))
    elif isinstance(node, Sequence):
        for i, value in enumerate(node.items):
            yield from _places(value, file, _under(key, str(i)))
