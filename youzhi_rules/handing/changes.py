"""What differs between two outcomes of one unit, as a value, and what kind of difference it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..exactness import nearest

if TYPE_CHECKING:
    from fractions import Fraction

    from ..catalogue import Lang
    from ..model import Words
    from .exact_figures import Figures

__all__ = ["COLUMNS", "KINDS", "MIXED", "MOVES", "NUMBERS", "Change", "kind_of_change", "kind_of_move"]

COLUMNS = (
    "county", "town", "school", "school_name", "stage", "level", "rule", "title", "group", "kind", "old_status",
    "new_status", "old_value", "new_value", "value_change", "operator", "old_limit", "new_limit", "unit", "old_gap",
    "new_gap", "gap_change", "old_reason", "new_reason", "because", "change", "changed", "clause", "pack",
)  # fmt: skip
NUMBERS = frozenset({"value_change", "old_gap", "new_gap", "gap_change"})
MIXED = frozenset({"old_value", "new_value", "old_limit", "new_limit"})

MOVES = ("better", "worse", "moved")
KINDS = ("improved", "fell", "learned", "lost", "otherwise", "appeared", "gone", *MOVES)
"""What can become of an outcome.

``improved`` and ``fell``: between ``unmet``, ``not_due`` and ``met``. ``learned`` and ``lost``: the status was unknown,
or is. ``otherwise``: the rule began or ceased to apply. ``appeared`` and ``gone``: only one of the results has the unit
or the rule. With the same status: ``better`` and ``worse`` where the value went towards what is asked or away from it,
``moved`` where that cannot be said.
"""

_ORDER = {"unmet": 0, "not_due": 1, "met": 2}
_UPWARDS = {"at_least": 1, "more_than": 1, "at_most": -1, "less_than": -1}


@frozen
class Change:
    """One outcome that differs between two results.

    Attributes:
        kind: one of ``KINDS``.
        level: what is judged; with ``county``, ``town``, ``school`` and ``stage`` it says which one.
        rule: the rule, as outcomes name it; ``title`` and ``group`` are its own.
        old_status: the status before; None: there was no such unit or rule. Likewise the other pairs.
        value_change: the new value less the old one, exactly; of a coefficient, a root, to forty decimals. None where
            one is missing, or the two are not in one unit.
        gap_change: the same of the gaps.
        because: what lies behind it: ``data``, ``rule`` (it or what it counts is another one), ``date``.
        change: what became of the rule: ``tightened``, ``loosened``, ``replaced``, ``added``, ``removed`` or ``cited``.
        changed: the rules, or other parts of the pack, that changed.
        clause: the clause of what changed; where nothing did, that of the rule.
        pack: the pack this clause is of.
    """

    kind: str
    county: str | None
    town: str | None
    school: str | None
    school_name: str | None
    stage: str | None
    level: str
    rule: str
    title: Words
    group: str
    old_status: str | None
    new_status: str | None
    old_value: Any
    new_value: Any
    value_change: Fraction | None
    operator: str | None
    old_limit: Any
    new_limit: Any
    unit: str | None
    old_gap: float | None
    new_gap: float | None
    gap_change: Fraction | None
    old_reason: str | None
    new_reason: str | None
    because: tuple[str, ...]
    change: str | None
    changed: tuple[str, ...]
    clause: str | None
    pack: str | None

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """The change as plain values with the keys ``COLUMNS``; exact numbers as the floats nearest to them."""
        told = {column: getattr(self, column) for column in COLUMNS}
        told["title"] = self.title.say(lang)
        for column in ("value_change", "gap_change"):
            exact = told[column]
            told[column] = None if exact is None else nearest(exact)
        told["because"] = ", ".join(self.because) or None
        told["changed"] = ", ".join(self.changed) or None
        return told


def kind_of_change(old: str | None, new: str | None) -> str:
    """The kind of a change of statuses; the reverse of a change is of the reverse kind.

    Example:
        >>> kind_of_change("unmet", "met"), kind_of_change("met", "unknown"), kind_of_change(None, "met")
        ('improved', 'lost', 'appeared')
    """
    if old is None or new is None:
        return "appeared" if old is None else "gone"
    if old in _ORDER and new in _ORDER:
        return "improved" if _ORDER[new] > _ORDER[old] else "fell"
    if old == "unknown" and new in _ORDER:
        return "learned"
    return "lost" if new == "unknown" and old in _ORDER else "otherwise"


def kind_of_move(old: Figures, new: Figures, operator: str | None, *, values: bool, gaps: bool) -> str:
    """The kind of a difference under one status: by the values where the limit is the same, else by the gaps."""
    turn = _UPWARDS.get(operator or "", 0)
    step = 0
    if values and old.limit == new.limit and old.value is not None and new.value is not None:
        step = turn * _sign(new.value - old.value)
    if step == 0 and gaps and old.gap is not None and new.gap is not None:
        step = _sign(old.gap - new.gap)
    return ("worse", "moved", "better")[step + 1]


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)
