"""Which dictionaries read records alike, so that the records need be read once for all of them.

A pack has the shipped dictionary with facts of its own. Of a dictionary the intake reads what each header of the
records means and the facts so meant, the kinds of schools, how keys and flags are spelled, and the formulas by which
these facts are held against each other. Where two dictionaries have all of that in common, they make one dataset of the
records, with the same problems.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from attrs import evolve, fields

from .grammar import parse, refs
from .headings import meaning
from .model import Fact
from .roster import KIND

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence

    from .dataset import Dataset
    from .dictionary import Facts
    from .model import Formula

__all__ = ["has_campuses", "merged", "reading", "with_facts"]

_CAMPUS_KEYS = frozenset({"campus", "parent_school"})
_SAYING = tuple(attribute.name for attribute in fields(Fact) if attribute.eq)


def reading(facts: Facts, headers: Iterable[str], unused: Collection[str] = ()) -> Hashable:
    """What the intake reads of a dictionary in records with these headers: equal for dictionaries that read alike.

    Args:
        facts: the dictionary.
        headers: the headers of all tables of the records, of schools and of areas.
        unused: headers that are taken out of the records where they mean nothing.

    Example:
        >>> from youzhi_rules import facts, load_pack
        >>> from youzhi_rules.planning import plan_of
        >>> other = plan_of(load_pack("zhejiang-wenling-2020")).facts
        >>> reading(facts(), ["school", "students"]) == reading(other, ["school", "students"])
        True
        >>> reading(facts(), ["创建项目数"]) == reading(other, ["创建项目数"])  # a fact of the other's own
        False
    """
    meant = {header: meaning(facts, header) for header in sorted(set(headers))}
    unknown = [header for header, means in meant.items() if means is None and header not in unused]
    concerned = {KIND, *(means.id for means in meant.values() if means is not None and means.kind == "fact")}
    return (
        tuple(meant.items()),
        tuple((header, facts.near(header)) for header in unknown),
        tuple(_said(fact) for fact in facts.values() if fact.id in concerned or _follows(fact, concerned)),
        tuple(_related(facts, sorted(concerned))),
        tuple((key.id, key.zh, key.en, key.aliases, _ordered(key.values)) for key in facts.key_columns.values()),
        tuple(facts.kinds.items()),
        tuple(facts.flags.items()),
    )


def has_campuses(facts: Facts, headers: Iterable[str]) -> bool:
    """Whether records with these headers can name campuses: if not, nothing is there to be told apart."""
    meant = (meaning(facts, header) for header in headers)
    return any(means is not None and means.kind == "key" and means.id in _CAMPUS_KEYS for means in meant)


def merged(dictionaries: Sequence[Facts]) -> Facts:
    """One dictionary with the facts of several that read some records alike, to compute with on the data of these.

    Where they have several facts of one name, the data have none of them: each would have been read. What is missing is
    missing for all of them alike, so it does not matter which stands here.
    """
    entries = {name: fact for facts in reversed(dictionaries) for name, fact in facts.items()}
    first = dictionaries[0]
    return first if len(entries) == len(first) else evolve(first, entries=entries)


def with_facts(data: Dataset, facts: Facts) -> Dataset:
    """The same data with the dictionary of another pack, which reads them alike; the columns are shared."""
    if data.facts is facts:
        return data
    campuses = None if data.campuses is None else with_facts(data.campuses, facts)
    return evolve(data, facts=facts, memo={}, campuses=campuses)


def _said(fact: Fact) -> Hashable:
    """All that a fact says, the order of its values included: grades are numbered in it."""
    return tuple(_ordered(getattr(fact, name)) for name in _SAYING)


def _ordered(value: Any) -> Hashable:
    found: Hashable = tuple(value.items()) if isinstance(value, Mapping) else value
    return found


def _follows(fact: Fact, concerned: set[str]) -> bool:
    """Whether a fact follows from facts that the records give: then these are held against each other."""
    return any(names <= concerned for names in map(_names_in, fact.derive))


def _related(facts: Facts, names: Iterable[str]) -> Iterator[Hashable]:
    """How the facts are given that the facts concerned are held against."""
    for name in names:
        fact = facts.get(name)
        others = () if fact is None else (fact.at_most, *sorted(set().union(*map(_names_in, fact.derive))))
        for other in filter(None, others):
            known = facts.get(other)
            yield name, other, None if known is None else known.by_stage


@lru_cache(maxsize=4096)
def _names_in(formula: Formula) -> frozenset[str]:
    return frozenset(ref.name for ref in refs(parse(formula)))
