"""From the roster to units: schools after campuses are merged, with the sections their kinds ask for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from .catalogue import label
from .dataset import positions
from .identity import STAGE_ORDER, UNKNOWN_STAGE, WHOLE
from .roster import FEW, KIND, stage_name
from .values import Values, missing_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from .dictionary import Facts
    from .ledger import Ledger
    from .roster import Roster

__all__ = ["Structure", "lay_out", "no_kinds", "settle_kinds", "stages_present"]

_SLOTS = UNKNOWN_STAGE + 1
_MANY = 1 << 15


@frozen(eq=False)
class Structure:
    """The schools and sections there are, and which rows are theirs.

    Attributes:
        roster: who every row is.
        roots: the schools that stay, of those of the roster.
        school: the school (its position in ``roots``) of each row, -1 for one that is about none of them.
        section: the section of each row, -1 for rows of the whole school.
        section_school: the school of each section.
        section_stage: the stage of each section, -1 where it is not known.
        only: the only row of each section, -1 where it has none or several.
        several: the rows of each section that has several.
        whole: the only row of each school about the whole of it, -1 where it has none.
        merged: the campuses of each school that has some, itself first.
    """

    roster: Roster
    roots: NDArray[np.intp]
    school: NDArray[np.intp]
    section: NDArray[np.intp]
    section_school: NDArray[np.intp]
    section_stage: NDArray[np.int8]
    only: NDArray[np.intp]
    several: dict[int, list[int]]
    whole: dict[int, list[int]]
    merged: dict[int, list[int]]

    def school_label(self, school: int) -> str:
        """``county / school``."""
        return self.roster.school_label(int(self.roots[school]))

    def section_label(self, section: int) -> str:
        """``county / school / stage``."""
        stage = int(self.section_stage[section])
        school = self.school_label(int(self.section_school[section]))
        return f"{school} / {stage_name(UNKNOWN_STAGE if stage < 0 else stage)}"


def lay_out(roster: Roster, present: NDArray[np.bool_], roots: NDArray[np.intp], school: NDArray[np.intp]) -> Structure:
    """The structure, once it is settled which stages each school has."""
    flat = present.ravel()
    stage = roster.stage
    part = stage != WHOLE
    all_parts = bool(part.all())
    if all_parts and school is positions(len(school)) and int(np.count_nonzero(flat)) == len(school):
        return _in_line(roster, roots, school)
    slot = school * _SLOTS + (stage if all_parts else np.where(part, stage, 0))
    if all_parts and int(np.count_nonzero(flat)) == len(slot) and (slot[1:] > slot[:-1]).all():
        return _in_line(roster, roots, school)
    rank = np.cumsum(flat) - 1
    there = np.flatnonzero(flat)
    section = rank[slot].astype(np.intp)
    only = np.full(len(there), -1, np.intp)
    several: dict[int, list[int]] = {}
    rows = np.arange(len(section))
    if not all_parts:
        section = np.where(part, section, -1)
        rows = np.flatnonzero(part)
    only[section[rows]] = rows
    if len(rows) > int((only >= 0).sum()):
        counts = np.bincount(section[rows], minlength=len(there))
        for row in rows[counts[section[rows]] > 1].tolist():
            several.setdefault(int(section[row]), []).append(row)
        only[list(several)] = -1
    whole: dict[int, list[int]] = {}
    if not all_parts:
        for row in np.flatnonzero(~part & (school >= 0)).tolist():
            whole.setdefault(int(school[row]), []).append(row)
    section_stage = (there % _SLOTS).astype(np.int8)
    section_stage[section_stage == UNKNOWN_STAGE] = -1
    return Structure(
        roster, roots, school, section, (there // _SLOTS).astype(np.intp), section_stage, only, several,
        whole,
        _merged(roster, roots),
    )  # fmt: skip


def _in_line(roster: Roster, roots: NDArray[np.intp], school: NDArray[np.intp]) -> Structure:
    """The structure of rows that are one section each, in order already."""
    rows = positions(len(school))
    stage = roster.stage.copy()
    stage[stage == UNKNOWN_STAGE] = -1
    return Structure(roster, roots, school, rows, school, stage, rows, {}, {}, _merged(roster, roots))


def _merged(roster: Roster, roots: NDArray[np.intp]) -> dict[int, list[int]]:
    if len(roots) == len(roster.schools):
        return {}
    position = {int(root): at for at, root in enumerate(roots)}
    merged: dict[int, list[int]] = {}
    for campus in np.flatnonzero(roster.parent != positions(len(roster.parent))).tolist():
        root = int(roster.parent[campus])
        merged.setdefault(position[root], [root]).append(campus)
    return merged


def stages_present(roster: Roster) -> tuple[NDArray[np.bool_], NDArray[np.intp], NDArray[np.intp]]:
    """Which stages each school has rows of, the schools that stay, and the school of each row."""
    count = len(roster.schools)
    every = positions(count)
    own = None if roster.parent is every else roster.parent == every
    if own is None or own.all():
        roots, school = every, roster.school
    else:
        roots = np.flatnonzero(own)
        school = (np.cumsum(own) - 1)[roster.parent[roster.school]].astype(np.intp)
    present = np.zeros((len(roots), _SLOTS), np.bool_)
    part = roster.stage != WHOLE
    if part.all() and school is positions(len(school)):  # one row a school: the stage is the place of a byte of four
        shift = roster.stage.astype(np.uint32) << np.uint32(3)
        present = (
            np.left_shift(np.uint32(1), shift).astype("<u4", copy=False).view(np.bool_).reshape(len(roots), _SLOTS)
        )
    elif part.all():
        present.ravel()[school * _SLOTS + roster.stage] = True
    else:
        present[school[part], roster.stage[part]] = True
    return present, roots, school


def settle_kinds(
    kinds: Values,
    present: NDArray[np.bool_],
    told: NDArray[np.bool_],
    label: Callable[[int], str],
    facts: Facts,
    ledger: Ledger,
) -> tuple[Values, NDArray[np.bool_]]:
    """What each school is and which stages it must have.

    Args:
        kinds: the kind of each school as far as it is told.
        present: the stages each school has rows of, and whether it has rows of unknown stage.
        told: the schools whose kind somebody tried to tell, readable or not: these are not inferred.
        label: what to call the schools.
        facts: the dictionary.
        ledger: where problems are put down.

    Returns:
        The kinds, inferred where nobody told them and missing where they contradict the stages, and the
        stages with those added that the kind implies.
    """
    names = tuple(facts[KIND].values or {})
    code = kinds.data
    known = code >= 0
    has = present[:, : len(STAGE_ORDER)]
    if known.any():
        allowed = np.array([[stage in facts.kinds.get(name, ()) for stage in STAGE_ORDER] for name in names], np.bool_)
        empty = ~_any_of(present)
        wants = np.where(known[:, None], allowed[code], np.zeros_like(has))
        mixed = np.asarray(wants.sum(axis=1) > 1, np.bool_)
        absent = wants & ~has & (mixed | empty)[:, None]
        extra = has & ~wants & _any_of(wants)[:, None]
        if absent.any():
            for school, stage in np.argwhere(absent & mixed[:, None]).tolist():
                params = {"kind": _kind_words(facts, names[code[school]]), "stage": _stage_words(stage)}
                ledger.error("kind-lacks-stage", f"{label(school)} / {stage_name(stage)}", KIND, **params)
            present = present.copy()
            present[:, : len(STAGE_ORDER)] |= absent
        wrong = _any_of(extra)
        if wrong.any():
            for school, stage in np.argwhere(extra).tolist():
                params = {"kind": _kind_words(facts, names[code[school]]), "stage": _stage_words(stage)}
                ledger.error("kind-has-no-stage", label(school), KIND, **params)
            kinds = kinds.blank(wrong)
    bits = _bits(present)
    nowhere = bits == 0
    if nowhere.any():
        present = present.copy()
        present[nowhere, UNKNOWN_STAGE] = True
        for school in np.flatnonzero(nowhere).tolist():
            ledger.error("stages-unknown", label(school), KIND)
        bits = _bits(present)
    return _inferred(kinds, bits, told, label, facts, ledger), present


def _kind_words(facts: Facts, kind: str) -> tuple[str, str]:
    """A kind of school in Chinese and English."""
    return (facts[KIND].values or {})[kind][0], kind


def _stage_words(stage: int) -> tuple[str, str]:
    """A stage in Chinese and English."""
    name = stage_name(stage)
    return label(name, "zh"), label(name, "en")


def _any_of(table: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which rows of a narrow table hold anything; column by column, as numpy is slow along short rows."""
    found = table[:, 0].copy()
    for at in range(1, table.shape[1]):
        found |= table[:, at]
    return found


def _bits(present: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The stages of each school as one number: a bit for each, the last for rows of unknown stage."""
    whole = np.ascontiguousarray(present).view(np.dtype("<u4")).ravel()
    return (whole * np.uint32(0x01020408) >> np.uint32(24)).astype(np.uint8)


def _inferred(
    kinds: Values,
    bits: NDArray[np.uint8],
    told: NDArray[np.bool_],
    label: Callable[[int], str],
    facts: Facts,
    ledger: Ledger,
) -> Values:
    """The kinds, with those that follow from the stages, which are a number of bits for each school."""
    open_ = ~told & (bits < 1 << UNKNOWN_STAGE)
    if not open_.any():
        return kinds
    names, by_stages = tuple(facts[KIND].values or {}), _kinds_by_stages(facts)
    if len(bits) < _MANY:
        found = by_stages[bits]
    else:  # for many schools some comparisons of small integers are quicker than a look into a table
        found = np.full(len(bits), -1, np.int8)
        for known in np.flatnonzero(by_stages >= 0).tolist():
            if (hits := bits == known).any():
                found += hits.view(np.int8) * np.int8(by_stages[known] + 1)
    if not open_.all():
        found = np.where(open_, found, kinds.data)
    inferred = open_ & (found >= 0)
    count = int(np.count_nonzero(inferred))
    if count > FEW:
        ledger.note("kinds-inferred", None, KIND, count=count)
    else:
        for school in np.flatnonzero(inferred).tolist():
            ledger.note("kind-inferred", label(school), KIND, kind=_kind_words(facts, names[found[school]]))
    for school in np.flatnonzero(open_ & (found < 0)).tolist():
        ledger.note("kind-not-inferred", label(school), KIND)
    return Values(kinds.fact, kinds.name, kinds.header, found)


@lru_cache(maxsize=64)
def _kinds_by_stages(facts: Facts) -> NDArray[np.int8]:
    """The kind of a school by the bits of its stages, -1 where there is none; nobody writes to it."""
    names = tuple(facts[KIND].values or {})
    found = np.full(1 << _SLOTS, -1, np.int8)
    for name, stages in reversed(list(facts.kinds.items())):
        if name in names:
            found[sum(1 << STAGE_ORDER.index(stage) for stage in stages)] = names.index(name)
    return found


def no_kinds(facts: Facts, count: int) -> Values:
    """A column of kinds with none told."""
    return missing_values(Values(facts[KIND], KIND, KIND, np.zeros(0, np.int8)), count)
