"""Two results side by side: two years under one pack, two packs on one year, or both."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from attrs import Factory, evolve, field, frozen

from ..errors import DataError, Problem, known_language
from ..result import Result
from ..status_changes import county_changes
from ..tabular import FrameKind, frame_of
from .changes import COLUMNS, KINDS, MIXED, MOVES, NUMBERS
from .finding_changes import Found, changes_of, moves_of
from .unit_changes import unit_changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..catalogue import Lang
    from ..status_changes import CountyChange, RuleChange
    from .changes import Change
    from .unit_changes import UnitChange

__all__ = ["Comparison", "compare"]

_MOST = 5


@frozen(eq=False, repr=False)
class Comparison:
    """What differs between two results. Everything is worked out when it is first asked for.

    Counties, towns, schools, sections and rules are the same where their keys are: the key of the county, of the school
    and the stage, and the id of the rule.

    Attributes:
        old: the result compared with.
        new: the result compared.
    """

    old: Result
    new: Result
    _memo: dict[str, Any] = field(default=Factory(dict), alias="memo")

    @property
    def _found(self) -> Found:
        found: Found | None = self._memo.get("found")
        if found is None:
            found = self._memo["found"] = changes_of(self.old, self.new)
        return found

    @property
    def counties(self) -> tuple[CountyChange, ...]:
        """The counties of both results whose verdict, or the status of a group, differs: by key."""
        found: tuple[CountyChange, ...] | None = self._memo.get("counties")
        if found is None:
            found = self._memo["counties"] = tuple(county_changes(self.old, self.new, self._found.deciding))
        return found

    @property
    def units(self) -> tuple[UnitChange, ...]:
        """The counties, towns, schools and stages that only one result has; what lies in one is not told once more."""
        found: tuple[UnitChange, ...] | None = self._memo.get("units")
        if found is None:
            found = self._memo["units"] = tuple(unit_changes(self.old, self.new))
        return found

    @property
    def rules(self) -> tuple[RuleChange, ...]:
        """The rules under which statuses differ, in the order of the newer pack; those that are gone at the end."""
        return self._found.rules

    @property
    def changes(self) -> tuple[Change, ...]:
        """Each outcome whose status differs, rule by rule, in the order of the newer pack."""
        return self._found.changes

    @property
    def moves(self) -> tuple[Change, ...]:
        """Each outcome of one status whose value, limit or gap differs: what came nearer, what fell back."""
        found: tuple[Change, ...] | None = self._memo.get("moves")
        if found is None:
            found = self._memo["moves"] = moves_of(self.old, self.new)
        return found

    @property
    def counts(self) -> Mapping[str, int]:
        """How many changes there are of each kind that there is."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What is worth knowing before the two are read side by side, in a fixed order."""
        return tuple(_notes(self))

    def to_dicts(self, kind: str | None = None, lang: Lang = "zh", *, moves: bool = False) -> list[dict[str, Any]]:
        """The changes as dicts, one for each outcome that differs.

        Args:
            kind: only this kind: ``improved``, ``fell``, ``learned``, ``lost``, ``otherwise``, ``appeared``, ``gone``;
                with ``moves`` also ``better``, ``worse`` and ``moved``.
            lang: the language of titles.
            moves: also those whose status is the same and whose value, limit or gap is not; they stand behind.

        Raises:
            DataError: there is no such kind (``filter-unknown``).
        """
        return list(self._rows(kind, lang, moves=moves))

    def to_frame(self, frame: FrameKind = "pandas", lang: Lang = "zh", *, moves: bool = False) -> Any:
        """The changes as a tidy dataframe; grades and yes/no stand in ``<column>_text``."""
        return frame_of(self._rows(None, lang, moves=moves), COLUMNS, frame, numeric=NUMBERS, mixed=MIXED)

    def _rows(self, kind: str | None, lang: Lang, *, moves: bool) -> Iterator[dict[str, Any]]:
        known_language(lang)
        known = KINDS if moves else tuple(each for each in KINDS if each not in MOVES)
        if kind is not None and kind not in known:
            raise DataError.of("filter-unknown", name="kind", value=kind, known=", ".join(known), near=None)
        told = (*self.changes, *(self.moves if moves else ()))
        return (change.to_dict(lang) for change in told if kind in {None, change.kind})

    def summary(self, lang: Lang = "zh") -> str:
        """What a person needs to know, in a few lines: counties first, then how much went which way by which rule."""
        from .comparing_words import summary_text

        known_language(lang)
        return summary_text(self, lang)

    def to_dict(self, lang: Lang = "zh", *, moves: bool = False) -> dict[str, Any]:
        """The comparison as plain values, for other systems."""
        from .comparing_json import as_dict

        known_language(lang)
        return as_dict(self, lang, moves=moves)

    def to_json(self, lang: Lang = "zh", *, moves: bool = False) -> str:
        """The same as JSON, a change to a line; the same results give the same bytes."""
        from .comparing_json import as_json

        known_language(lang)
        return as_json(self, lang, moves=moves)

    def _repr_html_(self) -> str:
        from .comparing_words import comparison_html

        return comparison_html(self)

    def __repr__(self) -> str:
        """Which packs, and how many changes of each kind."""
        told = ", ".join(f"{kind}: {count}" for kind, count in self.counts.items()) or "no status differs"
        return f"<Comparison {self.old.pack.id} → {self.new.pack.id}: {told}>"


def compare(a: Result, b: Result) -> Comparison:
    """What differs between two results: two years under one pack, two packs on one year, or both.

    Args:
        a: the result compared with: the earlier year, the pack as it was.
        b: the result compared.

    Raises:
        DataError: one is no result (``compare-no-result``), or they have no county in common
            (``compare-nothing-common``).

    Example:
        >>> import youzhi_rules as yz
        >>> school = {"county": "青山县", "school": "A", "stage": "primary", "students": 1000}
        >>> years = [yz.evaluate([{**school, "pe_arts_teachers": teachers}]) for teachers in (8, 9)]
        >>> change = yz.compare(*years).changes[0]
        >>> change.rule, change.kind, change.old_gap, change.value_change
        ('pe_arts_teachers', 'improved', 1.0, Fraction(1, 10))
    """
    for each in (a, b):
        if not isinstance(each, Result):
            raise DataError.of("compare-no-result", kind=type(each).__name__)
    mine, its = (dict.fromkeys(result.data.units.counties.texts()) for result in (a, b))
    if mine and its and not mine.keys() & its.keys():
        raise DataError.of("compare-nothing-common", old=_some(mine), new=_some(its))
    return Comparison(a, b)


def _some(names: Mapping[str, None]) -> str:
    return "、".join(list(names)[:_MOST]) + ("…" if len(names) > _MOST else "")


def _notes(found: Comparison) -> Iterator[Problem]:
    old, new = found.old, found.new
    note = Problem("compare-days", {}, severity="note")
    if old.as_of != new.as_of:
        days = {"old": _day(old), "new": _day(new)}
        yield evolve(note, params=days)
    errors = [sum(problem.severity == "error" for problem in result.problems) for result in (old, new)]
    if any(errors) and old.data_digest != new.data_digest:
        yield evolve(note, code="compare-data-errors", params=dict(zip(("old", "new"), errors, strict=True)))
    if not {step.id for step in old.plan.steps} & {step.id for step in new.plan.steps}:
        packs = {"old": old.pack.id, "new": new.pack.id}
        yield evolve(note, code="compare-no-rule-common", params=packs)
    for unit in found.units:
        if unit.kind == "gone" and unit.twin is not None:
            said = {"name": unit.school_name, "old": unit.school, "new": unit.twin}
            yield evolve(note, code="compare-other-key", params=said, record=f"{unit.county} / {unit.school}")
        if unit.kind == "gone" and unit.parent is not None:
            said = {"name": unit.school_name, "parent": unit.parent}
            yield evolve(note, code="compare-now-campus", params=said, record=f"{unit.county} / {unit.school}")


def _day(result: Result) -> str | tuple[str, str]:
    return result.as_of.isoformat() if result.as_of else ("未指定", "none given")
