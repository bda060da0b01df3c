"""Rows about a whole school: what they say beside its stages, and what is left for the pack to split."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from .exactness import LIMIT
from .gather import clash, label_of, origin, whole_only
from .values import Values, combining, is_plain, way_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from .ledger import Ledger
    from .structure import Structure

__all__ = ["with_wholes"]


def with_wholes(values: Values, sections: Values, structure: Structure, ledger: Ledger) -> tuple[Values, Values | None]:
    """A section fact with its rows of whole schools taken into account.

    Args:
        values: the values of the rows.
        sections: the values of the sections, from the rows of stages.
        structure: which row is of which section or school.
        ledger: where problems are put down.

    Returns:
        The values of the sections, and per school what only the row of the whole gives (None for nothing).
    """
    if not structure.whole:
        return sections, None
    together = combining(values.fact)
    if together is None:
        return _aside(values, sections, structure, ledger), None
    whole = whole_only(values, structure)
    sections, pooled = _odd_schools(values, sections, structure, ledger)
    whole = whole.put(list(pooled), list(pooled.values()))
    given = whole.given()
    if not given.any():
        return sections, None
    count = len(structure.roots)
    owner = structure.section_school
    all_sections = np.bincount(owner, minlength=count)
    told = np.bincount(owner[sections.given()], minlength=count)
    none, every = given & (told == 0), given & (told == all_sections)
    label = label_of(structure)
    for school in np.flatnonzero(given & ~none & ~every).tolist():
        place = _place(structure, school, values.header)
        ledger.error("whole-partial", label(school), values.header, value=whole.shown(school), place=place)
    for school, total in _sums_that_differ(sections, whole, every, structure):
        params = {"value": whole.shown(school), "sum": total, "how": way_words(together)}
        place = _place(structure, school, values.header)
        ledger.note("whole-differs", label(school), values.header, place=place, **params)
    lone = none & (all_sections == 1)
    if lone.any():
        schools = np.flatnonzero(lone)
        first = np.searchsorted(owner, schools)
        sections = sections.put(first.tolist(), [whole.one(school) for school in schools.tolist()])
    left = none & ~lone
    if together is not sum:
        for school in np.flatnonzero(left).tolist():
            place = _place(structure, school, values.header)
            ledger.note("whole-set-aside", label(school), values.header, value=whole.shown(school), place=place)
        return sections, None
    return sections, whole.blank(~left) if left.any() else None


def _place(structure: Structure, school: int, header: str) -> str | None:
    return structure.roster.rows.place(structure.whole[school][0], header) if school in structure.whole else None


def _aside(values: Values, sections: Values, structure: Structure, ledger: Ledger) -> Values:
    """What cannot be split: taken where the school has one section only, else set aside and said so."""
    rows = [row for members in structure.whole.values() for row in members]
    if not values.take(np.array(rows, np.intp)).given().any():
        return sections
    given, label = sections.given(), label_of(structure)
    places, cells = [], []
    for school, members in structure.whole.items():
        told = [row for row in members if values.one(row) is not None]
        mine = np.flatnonzero(structure.section_school == school)
        if len(told) == 1 and len(mine) == 1 and not given[mine[0]]:
            places.append(int(mine[0]))
            cells.append(values.one(told[0]))
        elif told:
            place = structure.roster.rows.place(told[0], values.header)
            ledger.note("whole-set-aside", label(school), values.header, value=clash(values, told), place=place)
    return sections.put(places, cells)


def _odd_schools(
    values: Values, sections: Values, structure: Structure, ledger: Ledger
) -> tuple[Values, dict[int, Fraction | None]]:
    """The whole of schools with campuses or several such rows: what their campuses come to together.

    Where one campus gives a quantity for the whole school only, the quantity of all campuses is one for the
    whole school, and their stages have none.
    """
    together = combining(values.fact) or sum
    pooled: dict[int, Fraction | None] = {}
    emptied: list[int] = []
    for school, rows in structure.whole.items():
        if len(rows) == 1 and school not in structure.merged:
            continue
        campuses = _by_campus(values, school, rows, structure)
        if any(len(whole) > 1 for whole, _ in campuses.values()):
            ledger.error("whole-twice", label_of(structure)(school), count=len(rows))
            continue
        told = {key: (whole[0] if whole else None, parts) for key, (whole, parts) in campuses.items()}
        if all(whole is None for whole, _ in told.values()):
            continue
        alone = any(whole is not None and all(part is None for part in parts) for whole, parts in told.values())
        totals = [whole if whole is not None else _total(parts, together) for whole, parts in told.values()]
        amounts: list[Any] = totals
        pooled[school] = None if None in amounts else Fraction(together(amounts))
        if alone:
            if pooled[school] is None:
                shown = "、".join(sorted(values.text_of(total) for total in totals if total is not None))
                ledger.error("campus-incomplete", label_of(structure)(school), values.header, value=shown)
            emptied += np.flatnonzero(structure.section_school == school).tolist()
    return sections.put(emptied, [None] * len(emptied)), pooled


def _by_campus(
    values: Values, school: int, rows: list[int], structure: Structure
) -> dict[tuple[int, str], tuple[list[Any], list[Any]]]:
    campuses: dict[tuple[int, str], tuple[list[Any], list[Any]]] = {}
    for row in rows:
        campuses.setdefault(origin(structure, row), ([], []))[0].append(values.one(row))
    for row in np.flatnonzero((structure.school == school) & (structure.section >= 0)).tolist():
        campuses.setdefault(origin(structure, row), ([], []))[1].append(values.one(row))
    return campuses


def _total(parts: list[Any], together: Callable[..., Any]) -> Fraction | None:
    return None if not parts or any(part is None for part in parts) else Fraction(together(parts))


def _sums_that_differ(
    sections: Values, whole: Values, every: NDArray[np.bool_], structure: Structure
) -> list[tuple[int, str]]:
    """The schools whose stages come to something else than their whole, with what they come to."""
    together = combining(sections.fact) or sum
    owner = structure.section_school
    schools = np.flatnonzero(every)
    left, right = sections.data, whole.data
    if together is sum and is_plain(left) and is_plain(right) and left.den == right.den and len(schools):
        sums = np.bincount(owner, left.num, minlength=len(whole))
        if float(np.abs(left.num).sum()) < LIMIT:
            schools = schools[sums[schools] != right.num[schools]]
    wrong = []
    for school in schools.tolist():
        first, last = np.searchsorted(owner, [school, school + 1]).tolist()
        total = Fraction(together([sections.one(section) for section in range(first, last)]))
        if total != whole.one(school):
            wrong.append((school, sections.text_of(total)))
    return wrong
