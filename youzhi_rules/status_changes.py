"""What becomes of counties and rules between two results: verdicts, groups, and how many statuses went where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from .engine import STATUSES
from .flips import ASKS_NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .model import Words
    from .plan import Step
    from .result import Result

__all__ = ["CountyChange", "Deciding", "RuleChange", "county_changes", "decides"]

_WORST = ("unmet", "unknown", "met")
Deciding = dict[str, list[tuple[str, str | None, str | None]]]
"""Per county the rules that decide and whose status changes: the rule, its status before and after."""


@frozen
class CountyChange:
    """A county whose recognition, or one of whose groups, comes out otherwise.

    Attributes:
        county: its key.
        old: its verdict before.
        new: its verdict after.
        groups: each group that changes: its status before and after; None: the pack has no such group.
        because: the rules that decide and whose status in this county changed to what the verdict is now, or from what
            it was.
    """

    county: str
    old: str
    new: str
    groups: Mapping[str, tuple[str | None, str | None]]
    because: tuple[str, ...]


@frozen
class RuleChange:
    """A rule under which statuses change.

    Attributes:
        rule: the id its outcomes carry.
        title: its title.
        level: what it judges.
        stage: the stage it is judged for, where it is judged by stage.
        change: what became of the rule: one of the kinds of ``difference``; None: it is the same, and what it counts
            changed.
        because: the rules or parts of the pack that changed.
        clause: the clauses of these.
        pack: the packs these clauses are of.
        counts: how many units went from which status to which; None: the pack does not have the rule.
    """

    rule: str
    title: Words
    level: str
    stage: str | None
    change: str | None
    because: tuple[str, ...]
    clause: str | None
    pack: str | None
    counts: Mapping[tuple[str | None, str | None], int]


def decides(step: Step, old: Result, new: Result) -> bool:
    """Whether a county's recognition hangs on a step, in either result."""
    groups = {**old.plan.groups, **new.plan.groups}
    return step.decides and groups[step.rule.group].decides == "recognition"


def county_changes(old: Result, new: Result, deciding: Deciding) -> Iterator[CountyChange]:
    """The counties of both results whose verdict or groups differ, in the order of the newer one.

    Args:
        old: the one result.
        new: the other.
        deciding: per county, the changes of rules that decide (``decides``): rule, status before and after.
    """
    its = {key: index for index, key in enumerate(old.data.units.counties.texts())}
    for index, key in enumerate(new.data.units.counties.texts()):
        if key not in its:
            continue
        codes = (old.verdicts.counties[its[key]], new.verdicts.counties[index])
        before, after = (STATUSES[int(code)] for code in codes)
        groups = {}
        for name in {**new.verdicts.groups, **old.verdicts.groups}:
            pair = (_status(old, name, its[key]), _status(new, name, index))
            if pair[0] != pair[1] and not (None in pair and set(pair) & ASKS_NOTHING):
                groups[name] = pair
        if before == after and not groups:
            continue
        because: tuple[str, ...] = ()
        if before != after:
            # What is worse now came with those that are as bad as the verdict; what is better left with them.
            side = 2 if _WORST.index(after) < _WORST.index(before) else 1
            wanted = (before, after)[side - 1]
            because = tuple(dict.fromkeys(each[0] for each in deciding.get(key, ()) if each[side] == wanted))
        yield CountyChange(key, before, after, groups, because)


def _status(result: Result, group: str, county: int) -> str | None:
    codes = result.verdicts.groups.get(group)
    return None if codes is None else STATUSES[int(codes[county])]
