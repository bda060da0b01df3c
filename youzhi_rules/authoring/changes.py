"""What can become of a part of a pack, as values: a change, with the keys in which it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from ..catalogue import label
from ..provenance import asked, condition_words
from .plain import plain
from .resolved import plain_words

if TYPE_CHECKING:
    from ..catalogue import Lang
    from ..dictionary import Facts
    from ..model import Conflict, Link, Rule, Words

__all__ = ["BUMPS", "KINDS", "Change", "Part", "Side", "restating"]

KINDS = ("tightened", "loosened", "replaced", "added", "removed", "cited")
"""What can become of a rule, or of another part of a pack; ``cited``: the words about it changed and nothing else."""

BUMPS = ("patch", "minor", "major")
"""How a version can rise, the least first.

``major``: a verdict can change, or what other packs may build on is gone. ``minor``: there is more than before, and no
rule that was there, and no county's recognition, comes out otherwise. ``patch``: words.
"""


@frozen
class Part:
    """One key in which something differs.

    Attributes:
        key: the key, such as ``at_least`` or ``given.room``.
        kind: one of ``KINDS``.
        old: what stood there, as a pack writes it; None: nothing.
        new: what stands there now.
        before: of what surrounds the rules, the same as a plain value; None: nothing, or it is part of a rule.
        after: what stands there now, likewise.
    """

    key: str
    kind: str
    old: str | None
    new: str | None
    before: Any = field(default=None, eq=False, repr=False)
    after: Any = field(default=None, eq=False, repr=False)


@frozen
class Side:
    """A rule as one of the two packs has it.

    Attributes:
        rule: the rule.
        facts: the dictionary to read it with.
    """

    rule: Rule
    facts: Facts = field(repr=False, eq=False)

    def asks(self, lang: Lang) -> str:
        """What it asks, in a few words."""
        return asked(self.rule, self.facts, lang)

    def whom(self, lang: Lang) -> list[str]:
        """Which units of its level it is for, and its scope by name; none: all of them."""
        parts = []
        if self.rule.applies_to is not None:
            parts.append(("applies_to", condition_words(self.rule.applies_to, self.facts, lang)))
        if self.rule.scope is not None:
            parts.append(("scope", self.rule.scope))
        return [label("told", lang).format(name=label(name, lang), text=text) for name, text in parts]

    @property
    def clause(self) -> str | None:
        """The clause, or the part of the document in which it was seen."""
        return self.rule.clause or (self.rule.seen_in.part if self.rule.seen_in else None)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The places that say something else, also where a later pack repeats the rule."""
        repeated = (conflict for link in restating(self.rule) for conflict in link.conflicts_with)
        return (*self.rule.conflicts_with, *repeated)

    def to_dict(self) -> dict[str, Any]:
        """The rule in short, as plain values."""
        return {
            "asks": {"zh": self.asks("zh"), "en": self.asks("en")},
            "scope": self.rule.scope,
            "applies_to": plain(self.rule).get("applies_to"),
            "clause": self.clause,
            "pack": self.rule.pack,
            "strength": self.rule.strength,
            "due": self.rule.due.text if self.rule.due is not None else None,
            "relief": {name: plain(relief) for name, relief in self.rule.relief.items()},
            "conflicts_with": [plain(conflict) for conflict in self.conflicts],
        }


def restating(rule: Rule) -> list[Link]:
    """What later packs say of a rule without changing it: that they restate it, and where."""
    return [link for link in rule.chain if link.relation == "restates"]


@frozen
class Change:
    """What became of one rule, task, group, scope or fact, of the split, of the head, or of what is not encoded.

    Attributes:
        section: ``rules``, ``tasks``, ``groups``, ``scopes``, ``split``, ``facts``, ``pack`` or ``not_encoded``.
        id: its id; of the head, the key; of what is not encoded, its clause.
        kind: one of ``KINDS``.
        bump: how the version rises with it.
        title: its name.
        parts: the keys in which it differs; none where it is there in one pack only.
        old: the rule as it was; None for what is no rule, or was not there.
        new: the rule as it is.
    """

    section: str
    id: str
    kind: str
    bump: str
    title: Words | None = None
    parts: tuple[Part, ...] = ()
    old: Side | None = None
    new: Side | None = None

    def to_dict(self) -> dict[str, Any]:
        """The change as plain values."""
        found: dict[str, Any] = {"section": self.section, "id": self.id, "kind": self.kind, "bump": self.bump}
        found["title"] = plain_words(self.title) if self.title is not None else None
        for name, side in (("old", self.old), ("new", self.new)):
            found[name] = None if side is None else side.to_dict()
        found["parts"] = [{"key": part.key, "kind": part.kind, "old": part.old, "new": part.new} for part in self.parts]
        return found
