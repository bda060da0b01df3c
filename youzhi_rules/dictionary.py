"""The data dictionary: which facts there are, what they are called, and what a column header means.

The shipped dictionary is ``data/facts.yaml``; a pack may add facts of its own. Nothing here is hard-coded:
names, spellings, kinds of schools and their stages all come from that file.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from attrs import Factory, evolve, field, frozen

from . import catalogue
from .errors import Fault, PackError, Place, near
from .units import unit_in_header

if TYPE_CHECKING:
    from .catalogue import Lang
    from .composer import Node
    from .model import Fact
    from .units import Unit

__all__ = ["FORMAT", "Facts", "Header", "KeyColumn", "folded", "shipped_facts"]

FORMAT = "youzhi-facts/1"


def folded(text: str) -> str:
    """A name or value as it is compared: full-width forms, case and spaces do not matter.

    Example:
        >>> folded(" Students％"), folded("Ⅲ 级"), folded("县（市、区）")
        ('students%', 'iii级', '县(市、区)')
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.casefold().split())


@frozen(kw_only=True)
class KeyColumn:
    """A column that says which record a row is, such as the school or the stage.

    Attributes:
        id: its name in records, such as ``"school"``.
        zh: its Chinese name.
        en: its English name.
        aliases: other headers it is known by.
        values: codes and the spellings accepted, where the values are a closed list.
    """

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] | None = None


@frozen
class Header:
    """What a column header means.

    Attributes:
        kind: ``"key"`` for a column of identity, ``"fact"`` for a quantity.
        id: the key or the fact.
        stage: the stage, for a fact that is given per stage; else None.
        unit: the unit named in brackets at the end of the header, or None.
    """

    kind: Literal["key", "fact"]
    id: str
    stage: str | None = None
    unit: Unit | None = None

    @property
    def column(self) -> str:
        """The name of the column: ``nearby_enrolment_primary``, or the id where there is no stage."""
        return f"{self.id}_{self.stage}" if self.stage else self.id


@frozen(eq=False, repr=False)
class Facts(Mapping[str, "Fact"]):
    """The facts an evaluation knows, by id.

    Attributes:
        entries: the facts.
        key_columns: the columns of identity, by id (``keys()`` are those of the mapping).
        kinds: the stages each kind of school consists of, where that is fixed.
        flags: the spellings of true and false, folded.

    Example:
        >>> facts = shipped_facts()
        >>> facts["students"].zh
        '在校生数'
        >>> facts.find("公用经费预算（万元）").id
        'public_funds_budget'
        >>> facts.find("小学就近划片入学比例").column
        'nearby_enrolment_primary'
    """

    entries: Mapping[str, Fact]
    key_columns: Mapping[str, KeyColumn] = Factory(dict)
    kinds: Mapping[str, tuple[str, ...]] = Factory(dict)
    flags: Mapping[str, bool] = Factory(dict)
    _names: Mapping[str, Header] = field(repr=False)

    @_names.default
    def _index(self) -> dict[str, Header]:
        names: dict[str, Header] = {}
        for key in self.key_columns.values():
            for name in (key.id, key.zh, key.en, *key.aliases):
                names.setdefault(folded(name), Header("key", key.id))
        for fact in self.entries.values():
            for name, stage in self._names_of(fact):
                names.setdefault(folded(name), Header("fact", fact.id, stage))
        return names

    # A dictionary is one thing, not the sum of its entries: what is kept per dictionary is kept by identity.
    __hash__ = object.__hash__
    __eq__ = object.__eq__

    def __getitem__(self, fact: str) -> Fact:
        """The fact of this id."""
        return self.entries[fact]

    def __iter__(self) -> Iterator[str]:
        """The ids, in the order of the dictionary."""
        return iter(self.entries)

    def __len__(self) -> int:
        """How many facts there are."""
        return len(self.entries)

    def __repr__(self) -> str:
        """How many facts there are."""
        return f"<Facts: {len(self)}>"

    def find(self, header: str) -> Header | None:
        """What a column header means, or None.

        A header is a fact id, ``<fact>_<stage>``, a Chinese or English name or an alias, with or without a
        unit in brackets behind it. Spaces, full-width forms and the case of Latin letters do not matter.

        Args:
            header: the header as the user wrote it.

        Example:
            >>> shipped_facts().find("教学仪器设备资产值（万元）").unit.name
            '万元'
        """
        bare, unit = unit_in_header(header.strip())
        for name, bracket in ((header, None), (bare, unit)):
            found = self._names.get(folded(name))
            if found is not None:
                return evolve(found, unit=bracket)
        return None

    def near(self, header: str) -> str | None:
        """The name that an unknown header probably means, or None.

        Returns:
            ``id（中文名）`` for a misspelt id, otherwise the name the user should write.

        Example:
            >>> shipped_facts().near("studnets")
            'students（在校生数）'
            >>> shipped_facts().near("专任老师数")
            '专任教师数'
        """
        shown = self._shown()
        found = near(folded(unit_in_header(header.strip())[0]), shown)
        return shown[found] if found else None

    def _shown(self) -> dict[str, str]:
        shown: dict[str, str] = {}
        for key in self.key_columns.values():
            shown.setdefault(folded(key.id), f"{key.id}（{key.zh}）")
            for name in (key.zh, key.en, *key.aliases):
                shown.setdefault(folded(name), name)
        for fact in self.entries.values():
            for name, stage in self._names_of(fact):
                column = f"{fact.id}_{stage}" if stage else fact.id
                shown.setdefault(folded(name), f"{column}（{self.name(column)}）" if name == column else name)
        return shown

    def columns_of(self, fact: str) -> tuple[str, ...]:
        """The columns of a fact: one per stage where it is given by stage, else the one of its id.

        Example:
            >>> shipped_facts().columns_of("funds_base_per_pupil")
            ('funds_base_per_pupil_primary', 'funds_base_per_pupil_junior')
        """
        stages = self.entries[fact].by_stage
        return tuple(f"{fact}_{stage}" for stage in stages) or (fact,)

    def name(self, column: str, lang: Lang = "zh") -> str:
        """The name of a fact, or of one of its columns per stage, in the language asked for.

        Example:
            >>> shipped_facts().name("nearby_enrolment_junior")
            '初中就近划片入学比例'
            >>> shipped_facts().name("students", "en")
            'Pupils'
        """
        if column in self.entries or column in self.key_columns:
            entry = self.entries.get(column) or self.key_columns[column]
            return entry.zh if lang == "zh" else entry.en
        fact, _, stage = column.rpartition("_")
        entry = self.entries[fact]
        word = catalogue.label(stage, lang)
        return f"{word}{entry.zh}" if lang == "zh" else f"{entry.en} ({word})"

    def spellings(self, name: str) -> Mapping[str, str]:
        """How the values of a code, a grade, a flag or a key may be spelled: folded spelling → code.

        Flags have the codes ``"true"`` and ``"false"``. Anything else has no spellings.

        Example:
            >>> shipped_facts().spellings("school_kind")[folded("九年一贯制")]
            'nine_year'
        """
        return _spellings(self, name)

    def extended(self, own: Mapping[str, Fact]) -> tuple[Facts, list[Fault]]:
        """This dictionary with the facts of a pack added.

        Returns:
            The larger dictionary, and a fault ``fact-name-taken`` for each fact whose id, name or alias
            another one has already; such a fact is not added.
        """
        taken = dict(self._names)
        added: dict[str, Fact] = {}
        faults: list[Fault] = []
        for fact in own.values():
            names = {folded(name): (name, stage) for name, stage in self._names_of(fact)}
            clash = next((name for name in names if name in taken), None)
            if clash is None:
                added[fact.id] = fact
                taken.update({name: Header("fact", fact.id, stage) for name, (_, stage) in names.items()})
            else:
                params = {"fact": fact.id, "name": names[clash][0], "owner": taken[clash].column}
                faults.append(Fault("fact-name-taken", params, fact.place, fact.id))
        return (evolve(self, entries={**self.entries, **added}, names=taken) if added else self), faults

    def to_dicts(self) -> list[dict[str, Any]]:
        """The dictionary as plain values, one dict a fact, in the order of the dictionary."""
        return [
            {
                "id": fact.id,
                "columns": list(self.columns_of(fact.id)),
                "zh": fact.zh,
                "en": fact.en,
                "levels": list(fact.levels),
                "type": fact.type,
                "many": fact.many,
                "unit": fact.unit,
                "values": {code: list(spellings) for code, spellings in (fact.values or {}).items()} or None,
                "aliases": list(fact.aliases),
                "from": [formula.text for formula in fact.derive],
                "at_most": fact.at_most,
                "table": fact.table,
                "note_zh": fact.note and fact.note.zh,
                "note_en": fact.note and fact.note.en,
            }
            for fact in self.entries.values()
        ]

    def _repr_html_(self) -> str:
        """A table for notebooks."""
        rows = [
            (", ".join(self.columns_of(fact.id)), fact.zh, fact.en, ", ".join(fact.levels),
             f"list of {fact.type}" if fact.many else fact.type, fact.unit or "", "、".join(fact.aliases))
            for fact in self.entries.values()
        ]  # fmt: skip
        head = ("id", "中文", "English", "level", "type", "unit", "aliases")
        cells = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
        return (
            "<table><thead><tr>" + "".join(f"<th>{word}</th>" for word in head) + "</tr></thead><tbody>"
            + "".join(f"<tr>{row}</tr>" for row in cells) + "</tbody></table>"
        )  # fmt: skip

    @staticmethod
    def _names_of(fact: Fact) -> Iterator[tuple[str, str | None]]:
        """Every name of a fact, with the stage it stands for."""
        if not fact.by_stage:
            for name in (fact.id, fact.zh, fact.en, *fact.aliases):
                yield name, None
            if fact.type == "flag":
                yield f"是否{fact.zh}", None
            return
        for stage in fact.by_stage:
            zh, en = catalogue.label(stage, "zh"), catalogue.label(stage, "en")
            yield f"{fact.id}_{stage}", stage
            for name in (fact.zh, *fact.aliases):
                yield f"{zh}{name}", stage
                yield f"{name}（{zh}）", stage
            yield f"{fact.en} ({en})", stage
            for name in (fact.stage_aliases or {}).get(stage, ()):
                yield name, stage


_lock = threading.Lock()
_shipped: list[Facts] = []


@lru_cache(maxsize=1024)
def _spellings(facts: Facts, name: str) -> Mapping[str, str]:
    """What ``Facts.spellings`` says; remembered, because every table asks for the same."""
    if name in facts.entries and facts.entries[name].type == "flag":
        return MappingProxyType({spelling: str(value).lower() for spelling, value in facts.flags.items()})
    entry = facts.entries.get(name) or facts.key_columns.get(name)
    found: dict[str, str] = {}
    for code, spellings in ((entry.values or {}) if entry else {}).items():
        for spelling in (code, *spellings):
            found.setdefault(folded(spelling), code)
    return MappingProxyType(found)


def shipped_facts() -> Facts:
    """The dictionary that comes with the library. It is read once, when first asked for.

    Raises:
        PackError: the dictionary's file is damaged.

    Example:
        >>> shipped_facts()["equipment_value"].unit
        '元'
    """
    if not _shipped:
        with _lock:
            if not _shipped:
                _shipped.append(_read())
    return _shipped[0]


def _read() -> Facts:
    from importlib import resources  # whoever has a `Facts` already needs none of these

    from .composer import compose

    name = "facts.yaml"
    node, faults = compose((resources.files(__package__) / "data" / name).read_bytes(), name)
    if node is None or faults:
        raise PackError(faults)
    return _dictionary(node, name)


def _dictionary(node: Node, file: str) -> Facts:
    """A dictionary from the nodes of its file.

    Raises:
        PackError: the format is another one, or an entry has a fault.
    """
    from .reading import read_facts

    parts = dict(_entries(node))
    if "format" not in parts or _plain(parts["format"]) != FORMAT:
        raise PackError([Fault("facts-format", {"expected": FORMAT}, Place(file, 1, 1), "format")])
    entries, faults = read_facts(parts["facts"], file)
    if faults:
        raise PackError(faults)
    return Facts(
        entries,
        {name: _key_column(name, _plain(part)) for name, part in _entries(parts["keys"])},
        {kind: tuple(_plain(stages)) for kind, stages in _entries(parts["kinds"])},
        {folded(text): word == "true" for word, texts in _entries(parts["flags"]) for text in _plain(texts)},
    )


def _key_column(name: str, parts: dict[str, Any]) -> KeyColumn:
    values = {code: tuple(spellings) for code, spellings in parts.get("values", {}).items()}
    return KeyColumn(
        id=name,
        zh=parts["zh"],
        en=parts["en"],
        aliases=tuple(parts.get("aliases", ())),
        values=values or None,
    )


def _entries(node: Any) -> list[tuple[str, Any]]:
    return [(key.text, value) for key, value in node.entries]


def _plain(node: Any) -> Any:
    """A node as dicts, lists and texts."""
    if hasattr(node, "entries"):
        return {key: _plain(value) for key, value in _entries(node)}
    return [_plain(item) for item in node.items] if hasattr(node, "items") else node.text
