"""Why a rule comes out otherwise: it changed itself, or something that it counts or measures with did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..flips import Flips
    from ..plan import Plan
    from .changes import Change
    from .difference import Difference

__all__ = ["Cause", "Causes", "cause_of"]

_AROUND = ("scopes", "facts", "groups")
"""What rules stand on; what only one pack has of these is no reason for a rule that both have."""


@frozen
class Cause:
    """What lies behind a change of statuses.

    Attributes:
        change: what became of the rule itself, or None.
        because: the ids of what changed.
        clause: their clauses.
        pack: the packs of these clauses.
    """

    change: str | None
    because: tuple[str, ...]
    clause: str | None
    pack: str | None


class Causes:
    """The changes between two packs that can change a status, by what they are about."""

    def __init__(self, found: Difference, old: Plan, new: Plan) -> None:
        told = [change for change in found.changes if change.bump != "patch"]
        self.rules = {change.id: change for change in told if change.section in {"rules", "tasks"}}
        self.around = [
            change
            for change in told
            if change.section == "split" or (change.section in _AROUND and change.kind not in {"added", "removed"})
        ]
        self.based = {
            step.id: name
            for plan in (old, new)
            for step in plan.steps
            for name in (step.id.removesuffix("_cv"),)
            if step.rule.dispersion is not None and name in step.rule.dispersion.of
        }

    def below(self, flip: Flips) -> Iterator[Change]:
        """The rules that a rule counts or compares and that changed."""
        rule = flip.step.rule
        names: tuple[str, ...] = ()
        if rule.quota is not None:
            names = rule.quota.of
        elif flip.step.id in self.based:
            names = (self.based[flip.step.id],)
        elif rule.dispersion is not None:
            names = rule.dispersion.of
        return (self.rules[name] for name in names if name in self.rules)


def cause_of(causes: Causes, flip: Flips) -> Cause:
    """What lies behind the changes under one rule: the rule itself, else what it counts, else what surrounds rules."""
    own = causes.rules.get(flip.step.rule.id)
    found = [own] if own is not None else list(causes.below(flip)) or causes.around
    sides = [side for side in (change.new or change.old for change in found) if side is not None]
    clauses = dict.fromkeys(side.clause for side in sides if side.clause is not None)
    packs = dict.fromkeys(side.rule.pack for side in sides)
    return Cause(
        None if own is None else own.kind,
        tuple(dict.fromkeys(change.id for change in found)),
        ", ".join(clauses) or None,
        ", ".join(packs) or None,
    )
