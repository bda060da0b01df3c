"""The counts of both lists as tables of records: a row a section, and a record a county."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from ..dictionary import folded, shipped_facts
from ..identity import STAGE_ORDER, key_text
from ..roster import KIND
from ..tables import Table
from ..values import agree, decimal_text
from .roster_counts import MAYBE, NO, YES, Tally
from .roster_dictionary import shipped_dictionary
from .roster_teachers import COUNTY_FACTS, SECTION_FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from ..ledger import Ledger
    from .roster_counts import Places
    from .roster_lists import Lists
    from .roster_teachers import Teachers

__all__ = ["area_table", "school_table"]

_OF_PUPILS = ("students", "class_sizes")
_PASSED = ("city", "town", "parent_school")
_NAMES = 10
_SENIOR = STAGE_ORDER.index("senior")


def school_table(lists: Lists, places: Places, teachers: Teachers | None, ledger: Ledger) -> Table:
    """A row a section, with what the lists say of it.

    Args:
        lists: the rows of both lists.
        places: the sections.
        teachers: what the rows of teachers count for, None where there is no teacher list.
        ledger: where it is put down which counts are missing, and why.
    """
    columns = _keys(lists, places, ledger)
    if lists.classes is not None:
        columns |= _of_classes(lists, places, ledger)
    if teachers is not None:
        listed = _listed(places, slice(lists.classes or 0, None))
        for fact, counted in teachers.sections.items():
            tally = teachers.tally(fact, places)
            kept = listed & ((places.stage < _SENIOR) | (fact != "teachers_above_required_degree"))
            columns[fact] = _told(fact, tally, kept, counted.header, lists, places, ledger)
        _absent(teachers.absent, ledger)
        _unlisted("teachers", listed, lists, places, ledger)
    return Table(columns, len(places.row), name="学校")


def area_table(lists: Lists, places: Places, teachers: Teachers | None, ledger: Ledger) -> Table | None:
    """A record a county with the counts of its teachers; None where no teacher list was given."""
    if teachers is None or not teachers.counties:
        return None
    roster = lists.roster
    mine = places.county[lists.classes or 0 :]
    units = sorted(set(mine[mine >= 0].tolist()))
    named = "county" in lists.rows.keys
    columns: dict[str, list[Any]] = {"level": ["county"] * len(units)}
    if named:
        columns["county"] = [_plain(roster.counties[unit]) for unit in units]
    for fact, counted in teachers.counties.items():
        tally = Tally.of_counties(counted.truth, places.county, len(roster.counties))
        columns[fact] = [tally.value(unit) for unit in units]
        for unit in units:
            if tally.perhaps[unit]:
                label = str(roster.counties[unit]) if named else None
                row = int(tally.example[unit])
                _undecided(fact, label, int(tally.perhaps[unit]), counted.header, lists.rows.place(row, ""), ledger)
    return Table(columns, len(units), name="县级")


def _plain(key: Any) -> Any:
    return int(key) if isinstance(key, int | np.integer) else str(key)


def _keys(lists: Lists, places: Places, ledger: Ledger) -> dict[str, list[Any]]:
    """The columns that say which section a row is."""
    roster, rows = lists.roster, lists.rows
    schools = places.school.tolist()
    columns: dict[str, list[Any]] = {}
    if "county" in rows.keys:
        columns["county"] = [_plain(roster.counties[roster.school_county[school]]) for school in schools]
    columns["school"] = [_plain(roster.schools[school]) for school in schools]
    if roster.names is not None and any(roster.names[school] is not None for school in schools):
        columns["school_name"] = [roster.names[school] for school in schools]
    if any(campus is not None for campus in places.campus):
        columns["campus"] = list(places.campus)
    columns["stage"] = [STAGE_ORDER[stage] for stage in places.stage.tolist()]
    for key in _PASSED:
        if key in rows.keys:
            told = _agreed(key, lists, ledger)
            columns[key] = [told.get(school) for school in schools]
    if KIND in rows.values:
        values = rows.values[KIND]
        kinds, clashes = agree(values, roster.school, len(roster.schools))
        for school, members in clashes.items():
            value = values.words([values.one(row) for row in members], " ≠ ")
            place = rows.place(members[0], values.header)
            ledger.error("school-values-differ", roster.school_label(school), values.header, value=value, place=place)
        codes = tuple(values.fact.values or {})
        columns[KIND] = [None if (code := kinds.one(school)) is None else codes[code] for school in schools]
    return columns


def _agreed(key: str, lists: Lists, ledger: Ledger) -> dict[int, str]:
    """What the rows of each school say of its town, its city or its main school."""
    told: dict[int, set[str]] = {}
    for school, cell in zip(lists.roster.school.tolist(), lists.rows.keys[key], strict=True):
        if (name := key_text(cell)) is not None:
            told.setdefault(school, set()).add(name)
    for school, names in told.items():
        if len(names) > 1:
            header = lists.rows.headers[key]
            ledger.error(
                "school-values-differ", lists.roster.school_label(school), header, value=" ≠ ".join(sorted(names))
            )
    return {school: next(iter(names)) for school, names in told.items() if len(names) == 1}


def _listed(places: Places, part: slice) -> NDArray[np.bool_]:
    """Which sections rows of a list name."""
    found = np.zeros(len(places.row), np.bool_)
    mine = places.section[part]
    found[mine[mine >= 0]] = True
    return found


def _of_classes(lists: Lists, places: Places, ledger: Ledger) -> dict[str, list[Any]]:
    """The classes of each section, their sizes and their pupils."""
    count, total = lists.classes or 0, lists.rows.count
    listed = _listed(places, slice(0, count))
    truth = np.where(np.arange(total) < count, YES, NO).astype(np.int8)
    for rows in _twice(lists, places, ledger):
        truth[rows] = MAYBE
    of_classes = Tally.of_sections(truth, dict.fromkeys(range(3), truth), places)
    columns: dict[str, list[Any]] = {"classes": _told("classes", of_classes, listed, None, lists, places, ledger)}
    _unlisted("classes", listed, lists, places, ledger)
    values = lists.rows.values.get("pupils")
    if values is None or not values.given().any():
        ledger.note(
            "roster-column-absent", None, None, list="classes", wanted=("学生数", "pupils"), facts=_names(_OF_PUPILS)
        )
        return columns
    known = np.where(values.given() | (truth == NO), truth, MAYBE).astype(np.int8)
    tally = Tally.of_sections(known, dict.fromkeys(range(3), known), places)
    sizes: list[list[Fraction]] = [[] for _ in places.row]
    for row in np.flatnonzero((known == YES) & (places.section >= 0)).tolist():
        sizes[places.section[row]].append(values.one(row))
    certain = _told("students", tally, listed, values.header, lists, places, ledger)
    columns["students"] = [
        None if told is None else _number(sum(mine)) for told, mine in zip(certain, sizes, strict=True)
    ]
    columns["class_sizes"] = [
        None if told is None else [_number(size) for size in sorted(mine)]
        for told, mine in zip(certain, sizes, strict=True)
    ]
    return columns


def _twice(lists: Lists, places: Places, ledger: Ledger) -> list[list[int]]:
    """The rows about a class that another row is about too, by its grade and name."""
    rows = lists.rows
    if "class_name" not in rows.values or "grade" not in rows.values:
        return []
    found: dict[tuple[int, str, str], list[int]] = {}
    for row in range(lists.classes or 0):
        grade, name = rows.values["grade"].one(row), rows.values["class_name"].one(row)
        if places.section[row] >= 0 and grade is not None and name is not None:
            found.setdefault((int(places.section[row]), folded(grade), folded(name)), []).append(row)
    twice = [some for some in found.values() if len(some) > 1]
    for some in twice:
        header = rows.values["class_name"].header
        where = "、".join(sorted(filter(None, (rows.place(row, header) for row in some))))
        value = f"{rows.values['grade'].one(some[0])} {rows.values['class_name'].one(some[0])}"
        label = lists.roster.label(some[0])
        ledger.error("roster-class-twice", label, header, value=value, count=len(some), place=where)
    return twice


def _told(
    fact: str,
    tally: Tally,
    kept: NDArray[np.bool_],
    header: str | None,
    lists: Lists,
    places: Places,
    ledger: Ledger,
) -> list[int | None]:
    """The counts of the sections that a list names; those that are not known are put down with the reason."""
    found: list[int | None] = []
    for unit, mine in enumerate(kept.tolist()):
        found.append(tally.value(unit) if mine else None)
        if mine and tally.perhaps[unit]:
            label = lists.roster.label(int(places.row[unit]))
            place = lists.rows.place(int(tally.example[unit]), header or "")
            _undecided(fact, label, int(tally.perhaps[unit]), header, place, ledger)
    return found


def _undecided(fact: str, label: str | None, count: int, header: str | None, place: str | None, ledger: Ledger) -> None:
    entry = shipped_facts()[fact]
    ledger.error("roster-undecided", label, header, fact=(entry.zh, entry.en), count=count, place=place)


def _absent(columns: Iterable[str], ledger: Ledger) -> None:
    """Name the columns of the teacher list that are not there, and the facts that therefore are not."""
    known = shipped_dictionary().teachers
    for column in columns:
        facts = [fact for fact, needed in {**SECTION_FACTS, **COUNTY_FACTS}.items() if column in needed]
        wanted = (known[column].zh, known[column].en)
        ledger.note("roster-column-absent", None, None, list="teachers", wanted=wanted, facts=_names(facts))


def _unlisted(part: str, listed: NDArray[np.bool_], lists: Lists, places: Places, ledger: Ledger) -> None:
    """Name the sections that one list has and the other has not; their facts of the other are missing."""
    rows = places.row[~listed]
    if len(rows):
        names = "、".join(lists.roster.label(row) for row in rows[:_NAMES].tolist())
        more = "……" if len(rows) > _NAMES else ""
        ledger.note(f"roster-without-{part}", None, None, count=len(rows), value=names + more)


def _names(facts: Sequence[str]) -> tuple[str, str]:
    known = shipped_facts()
    return "、".join(known[fact].zh for fact in facts), ", ".join(known[fact].en for fact in facts)


def _number(value: Fraction | int) -> int | str:
    return value.numerator if value.denominator == 1 else decimal_text(Fraction(value))
