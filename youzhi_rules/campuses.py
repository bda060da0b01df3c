"""Campuses apart: the roster in which every independent campus is a school of its own, for comparing campuses.

The campuses of a school are its rows that name different campuses (``campus``; those that name none are one together)
and the schools that name it as their parent (``parent_school``). What holds of a campus:

* Its quantities are its own. What only the school gives is missing there; a row about the whole school, which names no
  campus where the others do, is not divided.
* What a school is (its kind, location, founder) holds for a campus whose rows do not say it.
* A kind of several stages, such as a nine-year school, speaks of the school: the campus is what its own stages make it,
  a plain primary school where it has only primary pupils. Where the campuses together lack a stage of the kind, nobody
  knows whose it is, and each campus lacks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, frozen

from .identity import STAGE_ORDER, UNKNOWN_STAGE, WHOLE
from .roster import KIND
from .values import combining

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from .dictionary import Facts
    from .ledger import Ledger
    from .roster import Roster
    from .structure import Structure
    from .values import Values

__all__ = ["Apart", "campuses_apart"]

_Origin = tuple[int, str]
"""A campus as rows tell it: the school they name, and the campus in it, if any."""
_NOBODYS = (-1, "")


@frozen(eq=False)
class Apart:
    """The campuses of all schools; a school without campuses is one.

    Attributes:
        roster: the roster with campuses as schools; a row about the whole of several campuses is of none (-1).
        school: the merged school of each campus.
        named: the school its rows name, of those of the roster that is not apart.
        main: the school of these that it is merged into.
        split: which of them are one of several.
        unclear: which of them may be the whole of the others as well.
    """

    roster: Roster
    school: NDArray[np.intp]
    named: NDArray[np.intp]
    main: NDArray[np.intp]
    split: NDArray[np.bool_]
    unclear: NDArray[np.bool_]

    def own(self, values: Values) -> NDArray[np.bool_]:
        """For which campuses a row of theirs says something of a fact, readable or not; ``values`` are of the rows."""
        says = values.given()
        says[[found.row for header, found in self.roster.rows.findings if header == values.header]] = True
        told = np.zeros(len(self.school), np.bool_)
        told[self.roster.school[says & (self.roster.school >= 0)]] = True
        return told

    def inherit(self, columns: dict[tuple[str, str], Values], merged: Mapping[tuple[str, str], Values]) -> None:
        """Put in what the school is, where its campuses do not say it; ``columns`` is changed."""
        for at, values in columns.items():
            if at[0] == "school" and at[1] != KIND and values.fact.type == "code" and not values.fact.many:
                of_school = merged[at].take(self.school)
                told = self.own(self.roster.rows.values[at[1]])
                silent = np.flatnonzero(self.split & ~told & of_school.given()).tolist()
                columns[at] = values.put(silent, [of_school.one(campus) for campus in silent])

    def kinds(
        self, kinds: Values, present: NDArray[np.bool_], stages: NDArray[np.bool_], facts: Facts
    ) -> tuple[Values, NDArray[np.bool_]]:
        """The kinds of campuses, and of which they are told; the others are to be inferred from their stages.

        Args:
            kinds: what the rows of each campus agree on.
            present: the stages each campus has rows of.
            stages: the stages each merged school has rows of.
            facts: the dictionary.
        """
        values = self.roster.rows.values.get(KIND)
        told = np.zeros(len(self.school), np.bool_) if values is None else self.own(values)
        heard: dict[int, set[int | None]] = {}
        for campus in np.flatnonzero(told).tolist():
            heard.setdefault(int(self.named[campus]), set()).add(kinds.one(campus))
        names = tuple(facts[KIND].values or {})
        campuses = np.flatnonzero(self.split).tolist()
        cells: list[int | None] = []
        for campus in campuses:
            silent, code = not told[campus], kinds.one(campus)
            if silent:
                # What its school says, else what the main one does; what cannot be used is not to be inferred either.
                said = heard.get(int(self.named[campus])) or heard.get(int(self.main[campus])) or set()
                told[campus] = bool(said)
                code = next(iter(said)) if len(said) == 1 else None
            if code is None or self.unclear[campus]:
                told[campus] |= self.unclear[campus]
                cells.append(None)
                continue
            wants = {STAGE_ORDER.index(stage) for stage in facts.kinds.get(names[code], ())}
            has = set(np.flatnonzero(present[campus, :UNKNOWN_STAGE]).tolist())
            everywhere = set(np.flatnonzero(stages[int(self.school[campus]), :UNKNOWN_STAGE]).tolist())
            of_school = len(wants) > 1 and wants <= everywhere and (has or silent)
            of_another = silent and len(wants) == 1 and has - wants
            told[campus] = not (of_school or of_another)
            cells.append(code if told[campus] else None)
        return kinds.put(campuses, cells), told


def campuses_apart(roster: Roster, structure: Structure, ledger: Ledger) -> Apart | None:
    """The campuses of all schools apart; None where no school has several.

    Args:
        roster: who every row is.
        structure: the merged schools.
        ledger: where it is put down what is not divided among campuses, and what is unclear.
    """
    if roster.campus is None and not structure.merged:
        return None
    names = roster.campus or [None] * len(roster.school)
    origins = [(school, name or "") for school, name in zip(roster.school.tolist(), names, strict=True)]
    wholes = _wholes(roster, origins)
    unclear = {origin for origin, clear in wholes.items() if not clear}
    campuses: dict[int, set[_Origin]] = {}
    for school, origin in zip(structure.school.tolist(), origins, strict=True):
        if origin not in wholes or origin in unclear:
            campuses.setdefault(school, set()).add(origin)
    campuses = {school: several for school, several in campuses.items() if len(several) > 1}
    if not campuses:
        return None
    for row, school in enumerate(structure.school.tolist()):
        if school not in campuses:
            origins[row] = (int(structure.roots[school]), "")
        elif origins[row] not in campuses[school]:
            ledger.note("campuses-whole", roster.school_label(origins[row][0]))
            origins[row] = _NOBODYS
    found = sorted({*origins} - {_NOBODYS})
    for school, _ in sorted(unclear.intersection(found)):
        ledger.error("campuses-unclear", roster.school_label(school))
    ledger.note("campuses-apart", count=sum(map(len, campuses.values())), schools=len(campuses))
    first = np.array([school for school, _ in found], np.intp)
    merged = np.searchsorted(structure.roots, roster.parent[first])
    return Apart(
        _roster(roster, origins, found, first),
        merged,
        first,
        structure.roots[merged],
        np.isin(merged, list(campuses)),
        np.array([origin in unclear for origin in found], np.bool_),
    )


def _roster(roster: Roster, origins: Iterable[_Origin], found: Sequence[_Origin], first: NDArray[np.intp]) -> Roster:
    place = {origin: at for at, origin in enumerate(found)} | {_NOBODYS: -1}
    keys = [(str(roster.schools[school]), campus) for school, campus in found]
    return evolve(
        roster,
        school=np.array([place[origin] for origin in origins], np.intp),
        schools=[f"{key} / {campus}" if campus else key for key, campus in keys],
        school_county=roster.school_county[first],
        parent=np.arange(len(found)),
        campus=None,
        names=None if roster.names is None else [roster.names[school] for school in first.tolist()],
    )


def _wholes(roster: Roster, origins: Sequence[_Origin]) -> dict[_Origin, bool]:
    """The schools with a row about the whole that names no campus, where others do; whether its figures are sums."""
    rows: dict[int, dict[_Origin, list[int]]] = {}
    named = {school for school, campus in origins if campus}
    for row, origin in enumerate(origins):
        if origin[0] in named:
            rows.setdefault(origin[0], {}).setdefault(origin, []).append(row)
    found = {}
    for school, campuses in rows.items():
        whole = campuses.pop((school, ""), [])
        if whole and all(roster.stage[row] == WHOLE for row in whole):
            found[school, ""] = len(whole) == 1 and all(
                _is_sum(values, whole[0], campuses.values(), roster)
                for values in roster.rows.values.values()
                if "section" in values.fact.levels and combining(values.fact) is sum
            )
    return found


def _is_sum(values: Values, whole: int, campuses: Iterable[Sequence[int]], roster: Roster) -> bool:
    """Whether a figure of a whole school is what its campuses come to, as far as it and they are told."""
    told = values.one(whole)
    sums: list[Any] = []
    for rows in campuses:
        parts = [values.one(row) for row in rows if roster.stage[row] != WHOLE]
        own = [values.one(row) for row in rows if roster.stage[row] == WHOLE]
        sums.append(sum(parts) if parts and None not in parts else own[0] if own else None)
    return told is None or None in sums or told == sum(sums)
