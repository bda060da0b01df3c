"""Values of rows as values of sections and schools: campuses merged, a school's rows made to agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .dataset import positions
from .roster import stage_name
from .values import Values, agree, combining, missing_values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .ledger import Ledger
    from .structure import Structure

__all__ = ["clash", "doubles", "note_campuses", "school_values", "section_values"]


def clash(values: Values, members: Sequence[int]) -> str | tuple[str, str]:
    """The different values of some members as text, in one order."""
    return values.words([values.one(member) for member in members], " ≠ ")


def origin(structure: Structure, row: int) -> tuple[int, str]:
    """Which campus a row reports on: the school it names, its campus in that school."""
    campus = structure.roster.campus
    return int(structure.roster.school[row]), (campus[row] or "") if campus else ""


def doubles(structure: Structure, ledger: Ledger) -> set[int]:
    """The sections that two rows report on: none of their figures can be trusted."""
    found = set()
    for section, rows in structure.several.items():
        rows.sort(key=lambda row: _origin_order(structure, row))
        if len({origin(structure, row) for row in rows}) < len(rows):
            found.add(section)
            places = sorted(filter(None, (structure.roster.rows.place(row, _any_header(structure)) for row in rows)))
            where = "、".join(places) or None
            ledger.error("section-twice", structure.section_label(section), None, count=len(rows), place=where)
    return found


def _any_header(structure: Structure) -> str:
    headers = structure.roster.rows.headers
    return headers.get("school") or headers.get("school_name") or next(iter(headers.values()), "")


def _origin_order(structure: Structure, row: int) -> tuple[bool, int, str]:
    school, campus = origin(structure, row)
    return int(structure.roster.parent[school]) != school, school, campus


def note_campuses(structure: Structure, twice: set[int], ledger: Ledger) -> None:
    """One note for every campus that was merged into its school."""
    roster = structure.roster
    for school, members in structure.merged.items():
        for campus in members[1:]:
            ledger.note("campus-merged", roster.school_label(campus), None, parent=structure.school_label(school))
    for section, rows in structure.several.items():
        schools = {int(roster.school[row]) for row in rows}
        if section not in twice and len(schools) < len(rows):
            ledger.note("campuses-added", structure.section_label(section), None, count=len(rows))


def section_values(values: Values, structure: Structure, twice: set[int], ledger: Ledger) -> Values:
    """A value per section: that of its row, or what its campuses add up to."""
    only = structure.only
    aligned = len(only) == len(values) and (
        only is positions(len(only)) or not len(only) or (only[0] == 0 and np.array_equal(only, positions(len(only))))
    )
    found = values if aligned else values.take(only)
    if not structure.several:
        return found
    cells = [
        None if section in twice else combined(values, rows, structure.section_label(section), ledger)
        for section, rows in structure.several.items()
    ]
    return found.put(list(structure.several), cells)


def school_values(values: Values, structure: Structure, ledger: Ledger) -> Values:
    """A value per school: what its rows agree on, with its campuses merged in."""
    roster = structure.roster
    agreed, clashes = agree(values, roster.school, len(roster.schools))
    for school, members in clashes.items():
        place = roster.rows.place(members[0], values.header)
        record = roster.school_label(school)
        ledger.error("school-values-differ", record, values.header, value=clash(values, members), place=place)
    if not structure.merged:
        return agreed
    cells = [
        combined(
            agreed,
            members,
            structure.school_label(school),
            ledger,
            identity=values.fact.type == "code" and not values.fact.many,
        )
        for school, members in structure.merged.items()
    ]
    return agreed.take(structure.roots).put(list(structure.merged), cells)


def combined(values: Values, members: Sequence[int], record: str, ledger: Ledger, *, identity: bool = False) -> Any:
    """What several campuses come to: quantities add up, lists are put together, anything else must agree.

    With ``identity`` the first one, the school that stays, decides alone.
    """
    cells = [values.one(member) for member in members]
    if identity:
        if any(cell is not None and cell != cells[0] for cell in cells[1:]):
            shown = values.words([cell for cell in cells if cell is not None], " ≠ ")
            ledger.note("campus-identity", record, values.header, value=shown)
        return cells[0]
    together = combining(values.fact)
    if values.kind == "list" or together is not None:
        if any(cell is None for cell in cells):
            if lost := [cell for cell in cells if cell is not None]:
                ledger.error("campus-incomplete", record, values.header, value=values.words(lost, "、"))
            return None
        return sum(cells, start=()) if together is None else together(cells)
    told = {cell for cell in cells if cell is not None}
    if len(told) > 1:
        ledger.error("campus-disagrees", record, values.header, value=values.words(told, " ≠ "))
    return next(iter(told)) if len(told) == 1 else None


def whole_only(values: Values, structure: Structure) -> Values:
    """The values of the rows about whole schools, per school that has exactly one and no campuses."""
    chosen = np.full(len(structure.roots), -1, np.intp)
    for school, rows in structure.whole.items():
        if len(rows) == 1 and school not in structure.merged:
            chosen[school] = rows[0]
    return values.take(chosen) if len(values) else missing_values(values, len(chosen))


def label_of(structure: Structure) -> Callable[[int], str]:
    """What to call the whole of a school."""
    return lambda school: f"{structure.school_label(school)} / {stage_name(4)}"
