"""The outcomes that differ between two results, with both sides, what lies between them, and what lies behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from ..engine import NOT_APPLICABLE
from ..flips import Flips, flips_of, paired, pairs_of, told_at
from ..status_changes import Deciding, RuleChange, decides
from .changes import Change, kind_of_change, kind_of_move
from .exact_figures import Figures, comparable, figures_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from ..authoring.causes import Cause
    from ..outcomes import OutcomeTable
    from ..plan import Step
    from ..result import Result

__all__ = ["Found", "changes_of", "moves_of"]

_WHERE = ("county", "town", "school", "school_name", "stage", "group", "operator")
_SIDES = ("status", "value", "limit", "gap", "reason")
_Told = tuple[dict[str, Any], Figures]


@frozen
class Found:
    """The changes of statuses between two results, by unit, by rule, and those that decide, by county."""

    changes: tuple[Change, ...]
    rules: tuple[RuleChange, ...]
    deciding: Deciding


def changes_of(old: Result, new: Result) -> Found:
    """Each outcome whose status differs; of what only one result has, those that apply."""
    telling = _Telling(old, new)
    flips = flips_of(old, new, everything=True)
    changes, rules = [], []
    deciding: Deciding = {}
    for flip, units in zip(flips, telling.told(flips, _whole), strict=True):
        cause = telling.cause(flip)
        rule, counted = flip.step, decides(flip.step, old, new)
        clause, pack = telling.cited(rule)
        rules.append(
            RuleChange(
                rule=rule.id,
                title=rule.title,
                level=rule.level,
                stage=rule.stage,
                change=None if cause is None else cause.change,
                because=() if cause is None else cause.because,
                clause=clause if cause is None else cause.clause,
                pack=pack if cause is None else cause.pack,
                counts=flip.counts(),
            )
        )
        for before, after in units:
            change = telling.change(flip, before, after, cause)
            changes.append(change)
            if counted and change.county is not None:
                deciding.setdefault(change.county, []).append((rule.id, change.old_status, change.new_status))
    return Found(tuple(changes), tuple(rules), deciding)


def moves_of(old: Result, new: Result) -> tuple[Change, ...]:
    """Each outcome that both results have in one status, whose value, limit or gap differs."""
    telling = _Telling(old, new)
    same = list(_same(old, new))
    moved = []
    for flip, units in zip(same, telling.told(same, figures_at), strict=True):
        alike, gaps = telling.comparable(flip)
        differ = [a is not None and b is not None and _differs(a, b, alike, gaps) for a, b in units]
        where = np.flatnonzero(np.array(differ, dtype=np.bool_))
        if len(where):
            parts = (flip.old_units[where], flip.new_units[where], flip.old[where], flip.new[where])
            moved.append(Flips(flip.step, flip.old_step, flip.new_step, *parts))
    found = []
    for flip, whole in zip(moved, telling.told(moved, _whole), strict=True):
        cause = telling.cause(flip)
        found += [telling.change(flip, before, after, cause) for before, after in whole]
    return tuple(found)


def _differs(old: Figures, new: Figures, alike: bool, gaps: bool) -> bool:  # noqa: FBT001 - two facts about a pair
    if old.words != new.words or old.limit != new.limit:
        return True
    return (alike and old.value != new.value) or (gaps and old.gap != new.gap)


def _same(old: Result, new: Result) -> Iterator[Flips]:
    """The units that both results have and that have one status in both, by rule."""
    pairings: dict[str, tuple[NDArray[np.intp], NDArray[np.intp]]] = {}
    for level, (before, after) in pairs_of(old, new):
        if before is None or after is None:
            continue
        if level not in pairings:
            pairings[level] = paired(old.data, new.data, level)
        mine, its = pairings[level]
        both = (mine >= 0) & (its >= 0)
        mine, its = mine[both], its[both]
        codes = old.verdicts.steps[before][mine]
        equal = (codes == new.verdicts.steps[after][its]) & (codes != NOT_APPLICABLE)
        step = new.plan.steps[after]
        yield Flips(step, before, after, mine[equal], its[equal], codes[equal], codes[equal])


def _whole(table: OutcomeTable, unit: int) -> _Told:
    return table.outcome(unit), figures_at(table, unit)


class _Telling:
    """Both results, and what is the same of them wherever one looks."""

    def __init__(self, old: Result, new: Result) -> None:
        self.old, self.new = old, new
        self.one_pack = old.pack.digest == new.pack.digest
        self.one_data = old.data_digest == new.data_digest
        self.one_day = old.as_of == new.as_of
        self.causes: Any = None
        if not self.one_pack:
            from ..authoring.causes import Causes
            from ..authoring.difference import difference

            self.causes = Causes(difference(old.pack, new.pack), old.plan, new.plan)

    def told(self, flips: list[Flips], tell: Callable[[OutcomeTable, int], Any]) -> Iterator[list[tuple[Any, Any]]]:
        """Per rule, what ``tell`` makes of each unit in both results; None where one does not have it."""
        before = told_at(self.old, [(flip.old_step, flip.old_units) for flip in flips], tell)
        after = told_at(self.new, [(flip.new_step, flip.new_units) for flip in flips], tell)
        for index, flip in enumerate(flips):
            pairs = zip(flip.old_units.tolist(), flip.new_units.tolist(), strict=True)
            yield [(before.get((index, mine)), after.get((index, its))) for mine, its in pairs]

    def cause(self, flip: Flips) -> Cause | None:
        """What became of the rule, or of what it counts; None where nothing did."""
        if self.causes is None:
            return None
        from ..authoring.causes import cause_of

        found = cause_of(self.causes, flip)
        return found if found.because else None

    def cited(self, step: Step) -> tuple[str | None, str | None]:
        """The clause of a rule and the pack it is of."""
        rule = step.rule
        return rule.clause or (rule.seen_in.part if rule.seen_in else None), rule.pack or self.new.pack.id

    def comparable(self, flip: Flips) -> tuple[bool, bool]:
        """Whether the values of a rule in both results can be taken from each other, and the gaps."""
        if flip.old_step is None or flip.new_step is None:
            return False, False
        plans = self.old.plan, self.new.plan
        return comparable(plans[0].steps[flip.old_step], plans[0].facts, plans[1].steps[flip.new_step], plans[1].facts)

    def change(self, flip: Flips, before: _Told | None, after: _Told | None, cause: Cause | None) -> Change:
        """One unit that differs."""
        known: dict[str, Any] = (after or before or ({}, Figures()))[0]
        old, new = before[1] if before else Figures(), after[1] if after else Figures()
        alike, gaps = self.comparable(flip)
        sides: dict[str, Any] = {
            f"{side}_{name}": None if told is None else told[0][name]
            for side, told in (("old", before), ("new", after))
            for name in _SIDES
        }
        where: dict[str, Any] = {name: known[name] for name in _WHERE}
        kind = kind_of_change(sides["old_status"], sides["new_status"])
        if sides["old_status"] == sides["new_status"]:
            kind = kind_of_move(old, new, known["operator"], values=alike, gaps=gaps)
        because = tuple(self._because(flip, before, after, cause, alike=alike))
        ruled = cause if "rule" in because else None
        return Change(
            kind=kind,
            level=flip.step.level,
            rule=flip.step.id,
            title=flip.step.title,
            **where,
            **sides,
            value_change=_less(new.value, old.value) if alike else None,
            unit=flip.step.unit,
            gap_change=_less(new.gap, old.gap) if gaps else None,
            because=because,
            change=None if ruled is None else ruled.change,
            changed=() if ruled is None else ruled.because,
            clause=known["clause"] if ruled is None or ruled.clause is None else ruled.clause,
            pack=known["pack"] if ruled is None or ruled.pack is None else ruled.pack,
        )

    def _because(
        self, flip: Flips, before: _Told | None, after: _Told | None, cause: Cause | None, *, alike: bool
    ) -> Iterator[str]:
        """The data, the rule and the day, as far as they differ and can have made the difference.

        A rule that only one pack has is the reason itself, as is a unit that only one result has. Where both the rule
        and the data differ, the data count unless the value is the same.
        """
        if flip.old_step is None or flip.new_step is None:
            yield "rule"
            return
        if before is None or after is None:
            yield "data"
            return
        data = not self.one_data and (cause is None or not _the_same(before, after, alike=alike))
        steps = (self.old.plan.steps[flip.old_step], self.new.plan.steps[flip.new_step])
        date = not self.one_day and any(_dated(step) for step in steps)
        if data:
            yield "data"
        if cause is not None or not (data or date):
            yield "rule"
        if date:
            yield "date"


def _dated(step: Step) -> bool:
    """Whether the day of an evaluation can decide a rule: it is due on a day, or has a relief until one."""
    return step.rule.due is not None or any(each.until for each in step.rule.relief.values())


def _the_same(before: _Told, after: _Told, *, alike: bool) -> bool:
    """Whether two outcomes have one value, or lack the same data."""
    if before[0]["reason"] != after[0]["reason"]:
        return False
    old, new = before[1], after[1]
    if old.words is not None and new.words is not None:
        return bool(old.words[0] == new.words[0])
    return alike and old.value == new.value


def _less(new: Any, old: Any) -> Any:
    return None if new is None or old is None else new - old
