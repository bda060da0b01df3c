"""The columns of class lists and teacher lists and the words in their cells, as dictionaries: ``data/rosters.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from ..composer import compose
from ..dictionary import Facts, folded, shipped_facts
from ..errors import DataError, Fault, PackError, Place, near
from ..reading import read_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..composer import Node, Scalar

__all__ = ["FORMAT", "RosterDictionary", "shipped_dictionary", "with_words"]

FORMAT = "youzhi-rosters/1"
KIND = "school_kind"
"""The one fact of a school that a list may carry: from it follows the stage of a school that has only one."""


@frozen(eq=False)
class RosterDictionary:
    """What the lists may hold.

    Attributes:
        classes: the columns of a class list.
        teachers: the columns of a teacher list.
        grades: the stages in which a grade can stand, by its folded name; none where it stands in none.
    """

    classes: Facts
    teachers: Facts
    grades: Mapping[str, tuple[str, ...]]


@cache
def shipped_dictionary() -> RosterDictionary:
    """The dictionary of lists that comes with the library.

    Raises:
        PackError: its file is damaged.

    Example:
        >>> shipped_dictionary().teachers.find("骨干称号").id
        'backbone'
    """
    name = "rosters.yaml"
    root, faults = compose(files(str(__package__).rpartition(".")[0]).joinpath("data", name).read_bytes(), name)
    if root is None or faults:
        raise PackError(faults)
    parts = {key.text: value for key, value in _entries(root)}
    if _plain(parts.get("format")) != FORMAT:
        raise PackError([Fault("facts-format", {"expected": FORMAT}, Place(name, 1, 1), "format")])
    known = shipped_facts()
    keys, words = _plain(parts["keys"]), _plain(parts["flags"])
    columns = {
        key: evolve(column, aliases=(*column.aliases, *keys.get(key, ()))) for key, column in known.key_columns.items()
    }
    flags = {**known.flags, **{folded(text): word == "true" for word, texts in words.items() for text in texts}}

    def dictionary(part: str) -> Facts:
        found, wrong = read_facts(parts[part], name)
        if wrong:
            raise PackError(wrong)
        return Facts({**found, KIND: known[KIND]}, columns, known.kinds, flags)

    grades: dict[str, tuple[str, ...]] = {}
    for stage, names in _plain(parts["grades"]).items():
        for grade in map(folded, names):
            grades[grade] = (*grades.get(grade, ()), *(() if stage == "none" else (stage,)))
    return RosterDictionary(dictionary("classes"), dictionary("teachers"), grades)


def with_words(known: Facts, words: Mapping[str, Mapping[str, str]]) -> Facts:
    """A dictionary in which further words are spellings of known ones.

    Args:
        known: the dictionary.
        words: by column, the word of the list and the known word that it means.

    Raises:
        DataError: there is no such column, no such known word (``roster-word``), or the word means something else there
            already (``roster-word-taken``).

    Example:
        >>> own = with_words(shipped_dictionary().teachers, {"subject": {"书法": "美术"}})
        >>> own.spellings("subject")["书法"]
        'fine_art'
    """
    entries = dict(known.entries)
    for column, pairs in words.items():
        name = column_of(known, column)
        for word, meant in pairs.items():
            code = word_of(known, name, meant)
            values = dict(entries[name].values or {})
            taken = evolve(known, entries=entries).spellings(name).get(folded(word), code)
            if taken != code:
                raise DataError.of("roster-word-taken", word=word, column=column, known=values[taken][0], meant=meant)
            values[code] = (*values[code], word)
            entries[name] = evolve(entries[name], values=values)
    return evolve(known, entries=entries)


def column_of(known: Facts, column: str) -> str:
    """The id of a column of words, from its id or one of its headers.

    Raises:
        DataError: there is none (``roster-word-column``).
    """
    found = known.find(column)
    if found is None or found.id not in known or not known[found.id].values:
        names = [fact.id for fact in known.values() if fact.values and fact.id != KIND]
        raise DataError.of("roster-word-column", column=column, known="、".join(names), near=near(column, names))
    return found.id


def word_of(known: Facts, column: str, word: str) -> str:
    """The code of a word of a column; of yes and no ``true`` and ``false``.

    Raises:
        DataError: the word is not known there (``roster-word``).
    """
    spelled = known.spellings(column)
    code = spelled.get(folded(word))
    if code is None:
        listed = "、".join(texts[0] for texts in (known[column].values or {}).values()) or "是、否"
        raise DataError.of("roster-word", word=word, column=column, known=listed, near=near(folded(word), spelled))
    return code


def _entries(node: Any) -> list[tuple[Scalar, Node]]:
    return list(node.entries)


def _plain(node: Any) -> Any:
    """A node as dicts, lists and texts."""
    if hasattr(node, "entries"):
        return {key.text: _plain(value) for key, value in _entries(node)}
    if hasattr(node, "items"):
        return [_plain(item) for item in node.items]
    return getattr(node, "text", None)
