"""What differs between two packs beside their rules: groups, scopes, the split, facts and the head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..dictionary import shipped_facts
from ..dividing import facts_read
from ..model import Fact, Group, Words
from ..pack_digest import canonical
from ..plan import rules_of
from .changes import Change, Part
from .emitting import flow
from .plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..model import Joined, Pack, Scope, Split

__all__ = ["around_rules", "plain_scope"]

_HEAD = ("title", "source", "territory", "state", "extends", "note")
_FACT_WORDS = frozenset({"note", "table"})


def around_rules(old: Pack, new: Pack) -> Iterator[Change]:
    """Every change of what surrounds the rules of a pack."""
    yield from _named(old, new, "groups", _group_parts)
    yield from _named(old, new, "scopes", _scope_parts)
    yield from _split(old, new)
    yield from _named(old, new, "facts", _fact_parts)
    yield from _head(old, new)


def _named(before: Pack, after: Pack, section: str, parts_of: Callable[[Any, Any], Iterator[Part]]) -> Iterator[Change]:
    """Groups, scopes and facts."""
    old, new = getattr(before, section), getattr(after, section)
    for name, item in new.items():
        if name not in old:
            # A county is met when every group that decides is met, and one with nothing to judge leaves it unknown.
            bump = "major" if getattr(item, "decides", None) == "recognition" else "minor"
            yield Change(section, name, "added", bump, _words_of(item))
        elif parts := tuple(parts_of(old[name], item)):
            yield _changed(section, name, parts, _words_of(item))
    for name, item in old.items():
        if name not in new:
            yield Change(section, name, "removed", "major", _words_of(item))


def _split(before: Pack, after: Pack) -> Iterator[Change]:
    """The split of mixed schools."""
    old, new = before.split, after.split
    if canonical(old) == canonical(new):
        return
    if old is None or new is None:
        yield Change("split", "split", "added" if old is None else "removed", "major")
        return
    yield _changed("split", "split", tuple(_split_parts(before, after, old, new)), None)


def _head(old: Pack, new: Pack) -> Iterator[Change]:
    """The head of the pack, which decides nothing; two different packs differ in most of it."""
    before, after = plain(old), plain(new)
    for key in _HEAD if old.id == new.id else ("extends", "state"):
        if before.get(key) != after.get(key):
            yield Change("pack", key, "cited", "patch", None, (_part(key, "cited", before.get(key), after.get(key)),))


def _changed(section: str, name: str, parts: tuple[Part, ...], title: Words | None) -> Change:
    kinds = {part.kind for part in parts}
    kind = "cited" if kinds <= {"cited", "added"} else "replaced"
    bump = "major" if kind == "replaced" else "minor" if "added" in kinds else "patch"
    return Change(section, name, kind, bump, title, parts)


def _words_of(item: Group | Scope | Fact) -> Words | None:
    return Words(item.zh, item.en) if isinstance(item, Group | Fact) else None


def plain_scope(scope: Scope) -> dict[str, Any]:
    """A scope as a pack writes it, without its citation."""
    return plain(evolve(scope, clause=None, seen_in=None))


def _parts(old: Any, new: Any, kinds: Mapping[str, str]) -> Iterator[Part]:
    """The keys in which two objects differ, each of the kind given for it, else replaced."""
    before, after = plain(old), plain(new)
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            yield _part(key, kinds.get(key, "replaced"), before.get(key), after.get(key))


def _part(key: str, kind: str, before: Any, after: Any) -> Part:
    old, new = (None if each is None else flow(each) for each in (before, after))
    return Part(key, kind, old, new, before, after)


def _group_parts(old: Group, new: Group) -> Iterator[Part]:
    return _parts(old, new, {"zh": "cited", "en": "cited", "clause": "cited"})


def _scope_parts(old: Scope, new: Scope) -> Iterator[Part]:
    return _parts(old, new, {"clause": "cited", "seen_in": "cited"})


def _split_parts(before: Pack, after: Pack, old: Split, new: Split) -> Iterator[Part]:
    """What differs in a split: a fact more, which no rule read that was there, changes nothing of what was there."""
    kinds = {"clause": "cited", "seen_in": "cited"}
    more = set(new.of) - set(old.of)
    facts = {**shipped_facts(), **before.facts, **after.facts}
    read = {name for rule in rules_of(before).values() for name in facts_read(rule, before, facts)}
    if set(old.of) <= set(new.of) and more.isdisjoint(read):
        kinds["of"] = "added"
    yield from _parts(old, new, kinds)
    mine, its = ([_joined(each) for each in split.joined] for split in (new, old))
    for words in (*(each for each in its if each not in mine), *(each for each in mine if each not in its)):
        yield _part("of", "cited", None if words in mine else words, words if words in mine else None)


def _joined(joined: Joined) -> dict[str, Any]:
    """What a pack joined to the split, and where its source says so."""
    cited = joined.clause if joined.seen_in is None else plain(joined.seen_in)
    return {"pack": joined.pack, "of": list(joined.of), "clause": cited}


def _fact_parts(old: Fact, new: Fact) -> Iterator[Part]:
    """What differs in a fact: a header more lets more be read, and takes nothing from what was read before."""
    kinds = dict.fromkeys(_FACT_WORDS, "cited")
    if set(old.aliases) <= set(new.aliases):
        kinds["aliases"] = "added"
    mine, its = new.stage_aliases or {}, old.stage_aliases or {}
    if all(set(names) <= set(mine.get(stage, ())) for stage, names in its.items()):
        kinds["stage_aliases"] = "added"
    return _parts(old, new, kinds)
