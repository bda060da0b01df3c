"""What differs between two packs, by what it means: which rules were tightened, loosened, replaced, added, removed.

Two versions of one pack, a parent and its child, or any two packs. Rules are held against each other as inheritance
holds a pack against its parent, so nothing here is taken on a pack's word. From what differs follows the least version
number that the newer one may have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from ..dictionary import shipped_facts
from ..errors import PackError
from ..plan import rules_of
from ..relations import compare_rules
from .around import around_rules, plain_scope
from .changes import BUMPS, Change, Part, Side, restating
from .emitting import flow
from .plain import plain
from .resolved import WORDS, asked_of, plain_words
from .unencoded import unencoded_changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..model import Link, Pack, Rule, Scope

__all__ = ["DIFFERENCE", "Difference", "difference"]

DIFFERENCE = "youzhi-difference/1"
"""The version of the JSON document, in its key ``schema``."""

_KIND_OF = {"restates": "cited", "tightens": "tightened", "loosens": "loosened", "replaces": "replaced"}


@frozen
class Difference:
    """What differs between two packs.

    Attributes:
        old: the older pack, or the parent.
        new: the newer pack, or the child.
        changes: rules first, then what surrounds them; in the order of the newer pack, what is gone at the end.
    """

    old: Pack = field(repr=False)
    new: Pack = field(repr=False)
    changes: tuple[Change, ...]

    @property
    def bump(self) -> str | None:
        """``"major"``, ``"minor"`` or ``"patch"``; None where nothing differs."""
        return max((change.bump for change in self.changes), key=BUMPS.index, default=None)

    @property
    def proposed(self) -> str | None:
        """The least version the newer pack may have; None where the two are different packs."""
        if self.old.id != self.new.id:
            return None
        return _raised(self.old.version, self.bump)

    @property
    def enough(self) -> bool:
        """Whether the version of the newer pack is at least the one proposed.

        Raises:
            PackError: the two are not versions of one pack (``diff-two-packs``).
        """
        if self.proposed is None:
            raise PackError.of("diff-two-packs", old=self.old.id, new=self.new.id)
        return _numbers(self.new.version) >= _numbers(self.proposed)

    def to_dict(self) -> dict[str, Any]:
        """The difference as plain values, for other systems."""
        packs = {
            name: {"id": pack.id, "version": pack.version, "digest": pack.digest}
            for name, pack in (("old", self.old), ("new", self.new))
        }
        told: dict[str, Any] = {"schema": DIFFERENCE, **packs, "bump": self.bump, "proposed": self.proposed}
        return {**told, "changes": [change.to_dict() for change in self.changes]}


def difference(old: Pack, new: Pack) -> Difference:
    """What differs between two packs.

    Args:
        old: the older version, or the parent.
        new: the newer version, or the child.

    Example:
        >>> import youzhi_rules as yz
        >>> found = difference(yz.load_pack("national-2017"), yz.load_pack("yunnan-wenshan-2024"))
        >>> changed = next(change for change in found.changes if change.kind == "tightened")
        >>> changed.id, changed.parts[0].key, changed.parts[0].old, changed.parts[0].new
        ('training_budget', 'at_least', '5%', '10%')
        >>> found.bump
        'major'
    """
    return Difference(old, new, tuple(_Comparing(old, new).changes()))


class _Comparing:
    def __init__(self, old: Pack, new: Pack) -> None:
        self.old, self.new = old, new
        # Facts that have one name in the two packs are told apart by id; whose name is taken is left out.
        self.facts = shipped_facts().extended({**old.facts, **new.facts})[0]

    def changes(self) -> Iterator[Change]:
        """Every change."""
        old, new = rules_of(self.old), rules_of(self.new)
        for name, rule in new.items():
            if name not in old:
                yield self.rule_added(rule)
            elif change := self.rule_changed(old[name], rule):
                yield change
        for name, rule in old.items():
            if name not in new:
                yield Change(self.section(name), name, "removed", "major", rule.title, old=Side(rule, self.facts))
        yield from around_rules(self.old, self.new)
        yield from unencoded_changes(self.old, self.new)

    def section(self, name: str) -> str:
        """Whether a rule is a task wherever it is."""
        rules = (self.old.rules, self.new.rules)
        return "rules" if any(name in each for each in rules) else "tasks"

    # -- rules -----------------------------------------------------------------------------------------------------

    def rule_added(self, rule: Rule) -> Change:
        """A rule more: it decides nothing that was there, unless a county's recognition hangs on it."""
        group = self.new.groups.get(rule.group)
        counts = rule.strength in {"required", "veto"} or (rule.strength == "target" and rule.due is not None)
        bump = "major" if counts and group is not None and group.decides == "recognition" else "minor"
        return Change(self.section(rule.id), rule.id, "added", bump, rule.title, new=Side(rule, self.facts))

    def rule_changed(self, old: Rule, new: Rule) -> Change | None:
        """What became of a rule that both have; None if nothing did."""
        before, after = asked_of(old), asked_of(new)
        told = tuple(self.told(old, new))
        alike = before == after and _scope_of(self.old, old) == _scope_of(self.new, new)
        if alike and not told:
            return None
        kind = "cited"
        parts: list[Part] = []
        if not alike:
            found = compare_rules(new, old, self.new, self.old, self.facts)
            kind = _KIND_OF[found.relation]
            for name, order in found.parts:
                parts += self.named_parts(name, _KIND_OF[order.relation], before, after)
            # What is said in another way and comes to the same, and dates that decide nothing.
            known = {part.key for part in parts} | {part.key.partition(".")[0] for part in parts}
            differing = [name for name in {**before, **after} if before.get(name) != after.get(name)]
            parts += [
                self.part(name, "cited", before, after)
                for name in differing
                if name not in known and name.partition(".")[0] not in known
            ]
        if not parts and not told:
            return None  # the scope has another name, or its bounds are cited otherwise, which is told of the scope
        bump = "patch" if kind == "cited" else "major"
        sides = (Side(old, self.facts), Side(new, self.facts))
        return Change(self.section(new.id), new.id, kind, bump, new.title, (*parts, *told), *sides)

    def named_parts(self, name: str, kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Part]:
        """A key that was compared, reliefs one by one: each one more is easier, each one less is harder."""
        if name != "relief":
            yield self.part(name, kind, before, after)
            return
        for key in (key for key in {**before, **after} if key.startswith("relief.")):
            if before.get(key) != after.get(key):
                each = "loosened" if key not in before else "tightened" if key not in after else kind
                terms = [_terms(values.get(key)) for values in (before, after)]
                yield Part(key, each, *(None if value is None else flow(value) for value in terms))

    def part(self, name: str, kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Part:
        """A key in which two rules differ; of a limit, also where it has another operator."""
        old, new = before.get(name), after.get(name)
        if name == "scope" and old == new:
            old, new = (plain_scope(pack.scopes[before["scope"]]) for pack in (self.old, self.new))
        if old is None and new is not None and (other := _bound(before)) is not None and name in _BOUNDS:
            return Part(name, kind, f"{other}: {flow(before[other])}", flow(new))
        return Part(name, kind, None if old is None else flow(old), None if new is None else flow(new))

    def told(self, old: Rule, new: Rule) -> Iterator[Part]:
        """The words about a rule that differ, and what other packs of its chain say of it."""
        before, after = plain(old), plain(new)
        for key in WORDS:
            if before.get(key) != after.get(key):
                yield self.part(key, "cited", before, after)
        mine, its = restating(new), restating(old)
        for link in (*(each for each in its if each not in mine), *(each for each in mine if each not in its)):
            words = _link_words(link)
            yield Part("restates", "cited", None if link in mine else words, words if link in mine else None)


_BOUNDS = frozenset({"at_least", "at_most", "more_than", "less_than", "equals"})


def _bound(values: Mapping[str, Any]) -> str | None:
    return next((name for name in values if name in _BOUNDS), None)


def _terms(relief: dict[str, Any] | None) -> dict[str, Any] | None:
    """A relief without the words about it."""
    return None if relief is None else {key: value for key, value in relief.items() if key not in WORDS}


def _scope_of(pack: Pack, rule: Rule) -> Scope | None:
    scope = pack.scopes.get(rule.scope) if rule.scope else None
    return None if scope is None else evolve(scope, clause=None, seen_in=None)


def _link_words(link: Link) -> str:
    told: dict[str, Any] = {"pack": link.pack, "clause": link.clause}
    told["seen_in"] = plain(link.seen_in) if link.seen_in is not None else None
    told["note"] = plain_words(link.note) if link.note is not None else None
    told["conflicts_with"] = [plain(conflict) for conflict in link.conflicts_with] or None
    return flow({name: value for name, value in told.items() if value is not None})


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _raised(version: str, bump: str | None) -> str:
    """The least version above another one.

    Example:
        >>> _raised("1.2.3", "major"), _raised("1.2.3", "minor"), _raised("1.2.3", "patch"), _raised("1.2.3", None)
        ('2.0.0', '1.3.0', '1.2.4', '1.2.3')
    """
    major, minor, patch = _numbers(version)
    if bump is None:
        return version
    return {"major": f"{major + 1}.0.0", "minor": f"{major}.{minor + 1}.0", "patch": f"{major}.{minor}.{patch + 1}"}[
        bump
    ]
