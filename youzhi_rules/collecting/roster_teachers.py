"""What each teacher of a list counts for: the four counts of a section, and those of the county."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen

from ..dataset import TRUE, UNKNOWN
from ..dictionary import folded
from ..exactness import LIMIT
from ..figures import shown
from ..identity import NOBODY
from ..values import is_plain
from .roster_counts import MAYBE, NO, YES, Tally, both, once_each, where
from .roster_lists import is_rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ..ledger import Ledger
    from ..values import Values
    from .roster_counts import Places
    from .roster_lists import Lists

__all__ = ["COUNTY_FACTS", "SECTION_FACTS", "Counted", "Teachers", "teachers_of"]

SECTION_FACTS: Mapping[str, tuple[str, ...]] = {
    "teachers": (),
    "teachers_above_required_degree": ("degree",),
    "backbone_teachers": ("backbone",),
    "pe_arts_teachers": ("subject",),
}
"""The counts of a section with the columns of the teacher list that decide them; full-time teachers alone count."""

COUNTY_FACTS: Mapping[str, tuple[str, ...]] = {
    "teachers_total": (),
    "fulltime_teachers_total": (),
    "certified_teachers": ("certificate",),
    "teachers_with_five_years": ("years",),
    "teachers_360_hours": ("training_hours",),
    "rotation_eligible_teachers": ("rotation_eligible",),
    "rotated_teachers": ("rotated",),
    "rotated_backbone_teachers": ("rotated", "backbone"),
}
"""The counts of a county, likewise, over the teachers of its primary and junior sections."""

HOURS, YEARS = 360, 5
_PE_AND_ARTS = frozenset({"pe", "music", "fine_art", "arts"})
_ALL = "all"
_LEAST = {0: "college", 1: "bachelor"}
"""The least degree above the one that is required: primary and junior schools; for senior ones none is laid down."""
_SENIOR = 2
_SEVERAL = 2
_NO_IDS = frozenset({"无", "没有"})
"""What is written for an id where there is none; noughts are none either."""


@frozen(eq=False)
class Counted:
    """A count: for which rows it holds, and the column that decides it.

    Attributes:
        truth: whether each row holds, in the section or county it names.
        by_stage: whether it would in a section of each stage.
        header: the header of the deciding column, None where all full-time teachers count.
    """

    truth: NDArray[np.int8]
    by_stage: Mapping[int, NDArray[np.int8]]
    header: str | None


@frozen(eq=False)
class Teachers:
    """The rows of teachers as truths.

    Attributes:
        sections: the counts of sections, by fact.
        counties: the counts of counties, by fact.
        absent: the columns that the list has not, or has without any cell filled.
    """

    sections: Mapping[str, Counted]
    counties: Mapping[str, Counted]
    absent: tuple[str, ...]

    def tally(self, fact: str, places: Places) -> Tally:
        """A count of the sections."""
        found = self.sections[fact]
        return Tally.of_sections(found.truth, found.by_stage, places)


def teachers_of(lists: Lists, places: Places, ledger: Ledger) -> Teachers:
    """What the rows of teachers count for; persons who stand on several rows count once.

    Args:
        lists: the rows.
        places: the section of each.
        ledger: where it is put down who stands there twice, and whose subject cannot be told.
    """
    truths = _Truths(lists, ledger)
    stage = lists.roster.stage
    sections: dict[str, Counted] = {}
    for fact, columns in SECTION_FACTS.items():
        if all(column in truths.columns for column in columns):
            by_stage = {at: both(truths.fulltime, *(truths.of(column, at) for column in columns)) for at in range(3)}
            truth = np.choose(np.minimum(stage, _SENIOR), [by_stage[at] for at in range(3)])
            sections[fact] = Counted(truth.astype(np.int8), by_stage, truths.header(columns))
    compulsory = np.where(stage < _SENIOR, YES, np.where(stage == _SENIOR, NO, MAYBE)).astype(np.int8)
    counties: dict[str, Counted] = {}
    for fact, columns in COUNTY_FACTS.items():
        if not all(column in truths.columns for column in columns):
            continue
        truth = both(truths.fulltime, compulsory, *(truths.of(column, 0) for column in columns))
        if fact == "teachers_360_hours" and "years" in truths.columns:
            truth = both(truth, truths.of("years", 0))
        counties[fact] = Counted(truth, {}, truths.header(columns))
    found = Teachers(sections, counties, tuple(sorted(_deciding() - truths.columns.keys())))
    return _each_once(found, lists, places, ledger)


def _deciding() -> set[str]:
    return {column for columns in (*SECTION_FACTS.values(), *COUNTY_FACTS.values()) for column in columns}


class _Truths:
    """The columns of the teacher list as truths of every row; rows of classes hold nowhere."""

    def __init__(self, lists: Lists, ledger: Ledger) -> None:
        self.lists = lists
        self.ledger = ledger
        self.columns: dict[str, Values] = {}
        for name, values in lists.rows.values.items():
            if values.given().any():
                self.columns.setdefault("backbone" if name == "backbone_county" else name, values)
        self.mine = np.arange(lists.rows.count) >= (lists.classes or 0)
        self.fulltime = self._fulltime()
        self.known: dict[tuple[str, int], NDArray[np.int8]] = {}

    def header(self, columns: tuple[str, ...]) -> str | None:
        """The header of the column that decides last."""
        return self.columns[columns[-1]].header if columns else None

    def of(self, column: str, stage: int) -> NDArray[np.int8]:
        """What a column says of each row, were the row of this stage."""
        key = (column, stage if column == "degree" else 0)
        if key not in self.known:
            self.known[key] = self._read(column, stage)
        return self.known[key]

    def _fulltime(self) -> NDArray[np.int8]:
        everybody = np.where(self.mine, YES, NO).astype(np.int8)
        if "fulltime" not in self.lists.rows.values:
            if self.mine.any():
                self.ledger.note("roster-all-fulltime", None, None, count=int(self.mine.sum()))
            return everybody
        values = self.lists.rows.values["fulltime"]
        return both(everybody, where(_codes(values) == _code(values, "yes"), values.given()))

    def _read(self, column: str, stage: int) -> NDArray[np.int8]:
        values = self.columns[column]
        if column == "degree":
            least = _LEAST.get(stage)
            if least is None:
                return np.full(len(values), MAYBE, np.int8)
            return where(_codes(values) >= _code(values, least), values.given())
        if column == "backbone":
            return self._backbone()
        if column == "subject":
            return self._pe_or_arts(values)
        if column in {"training_hours", "years"}:
            least_number = HOURS if column == "training_hours" else YEARS
            return _at_least(values, least_number)
        return where(_codes(values) == TRUE, _codes(values) != UNKNOWN)

    def _backbone(self) -> NDArray[np.int8]:
        """By the level, or by the column that says yes or no; where they differ nobody knows."""
        told: list[NDArray[np.int8]] = []
        rows = self.lists.rows.values
        if "backbone" in rows:
            told.append(where(_codes(rows["backbone"]) >= _code(rows["backbone"], "county"), rows["backbone"].given()))
        if "backbone_county" in rows:
            flags = _codes(rows["backbone_county"])
            told.append(where(flags == TRUE, flags != UNKNOWN))
        if len(told) == 1:
            return told[0]
        level, flag = told
        for row in np.flatnonzero(np.abs(level - flag) > MAYBE).tolist():
            values = rows["backbone"]
            place, value = self.lists.rows.place(row, values.header), values.words([values.one(row)], "")
            self.ledger.error(
                "roster-backbone-differs", self.lists.roster.label(row), values.header, value=value, place=place
            )
        agreed = np.where(level == MAYBE, flag, np.where(flag == MAYBE, level, np.where(level == flag, level, MAYBE)))
        return agreed.astype(np.int8)

    def _pe_or_arts(self, values: Values) -> NDArray[np.int8]:
        """By the subject taught; who teaches these and others too counts by the main one, which is not told."""
        codes = tuple(values.fact.values or {})
        counts = {at for at, code in enumerate(codes) if code in _PE_AND_ARTS}
        everything = codes.index(_ALL)
        known: dict[tuple[int, ...] | None, int] = {None: MAYBE}
        found = np.full(len(values), MAYBE, np.int8)
        for row, cell in enumerate(values.data.tolist()):
            if cell not in known:
                inside = {item in counts for item in cell}
                mixed = len(inside) > 1 or everything in cell
                known[cell] = MAYBE if mixed else YES if inside == {True} else NO
            found[row] = known[cell]
            if cell is not None and known[cell] == MAYBE and self.fulltime[row] != NO:
                place, words = self.lists.rows.place(row, values.header), values.words([cell], "")
                self.ledger.error(
                    "roster-subject-mixed", self.lists.roster.label(row), values.header, value=words, place=place
                )
        return found


def _codes(values: Values) -> NDArray[np.int8]:
    data: NDArray[np.int8] = values.data
    return data


def _code(values: Values, code: str) -> int:
    return tuple(values.fact.values or {}).index(code)


def _at_least(values: Values, least: int) -> NDArray[np.int8]:
    """Where a number is at least so much; exact, for whole numbers in float64 times a whole number are."""
    exact, given = values.data, values.given()
    if is_plain(exact) and least * exact.den < LIMIT:
        return where(np.asarray(exact.num >= least * exact.den, np.bool_), given)
    held = [bool(told) and values.one(row) >= least for row, told in enumerate(given.tolist())]
    return where(np.array(held, np.bool_), given)


def _each_once(teachers: Teachers, lists: Lists, places: Places, ledger: Ledger) -> Teachers:
    """The truths with everybody counted once who stands on several rows under one id."""
    alike, moved, doubtful = _doubles(teachers, lists, places, ledger)
    if not alike and not moved and not doubtful:
        return teachers
    together, between = list(alike), list(doubtful)
    for rows in moved:
        (together if len(set(places.county[rows].tolist())) == 1 else between).append(rows)

    def once(found: Counted, one: list[list[int]], several: list[list[int]]) -> Counted:
        def told(truth: NDArray[np.int8]) -> NDArray[np.int8]:
            return once_each(once_each(truth, one, alike=True), several, alike=False)

        return evolve(
            found,
            truth=told(found.truth),
            by_stage={stage: told(truth) for stage, truth in found.by_stage.items()},
        )

    sections = {fact: once(found, alike, [*moved, *doubtful]) for fact, found in teachers.sections.items()}
    counties = {fact: once(found, together, between) for fact, found in teachers.counties.items()}
    for rows in alike:
        differ = any(len(set(found.truth[rows].tolist())) > 1 for found in teachers.sections.values())
        differ |= any(len(set(found.truth[rows].tolist())) > 1 for found in teachers.counties.values())
        _tell("roster-teacher-differs" if differ else "roster-teacher-repeated", rows, lists, ledger)
    return evolve(teachers, sections=sections, counties=counties)


def _doubles(
    teachers: Teachers, lists: Lists, places: Places, ledger: Ledger
) -> tuple[list[list[int]], list[list[int]], list[list[int]]]:
    """The rows under each id that stands on several.

    Returns:
        Those of a person in one section; those of a person in different ones or in none that is told; those of which
        nobody knows whether they are one person's: their names differ, or their schools do and no names tell.
    """
    alike: list[list[int]] = []
    moved: list[list[int]] = []
    doubtful: list[list[int]] = []
    staff = teachers.sections["teachers"].truth
    for rows in _by_id(lists, ledger):
        some = rows
        if not _one_section(rows, places):  # a second post that certainly does not count takes nothing from the first
            some = [row for row in rows if staff[row] != NO]
        if len(some) < _SEVERAL:
            continue
        names = _names(some, lists)
        if len(names - {None}) > 1:
            doubtful.append(some)
            _tell("roster-id-shared", some, lists, ledger)
        elif _one_section(some, places):
            alike.append(some)
        else:
            sure = None not in names or _one_school(some, lists)
            (moved if sure else doubtful).append(some)
            _tell("roster-teacher-two-places", some, lists, ledger)
    return alike, moved, doubtful


def _by_id(lists: Lists, ledger: Ledger) -> list[list[int]]:
    """The rows of each id, those of ids that Excel has rounded apart."""
    values = lists.rows.values.get("teacher_id")
    if values is None:
        return []
    people: dict[str, list[int]] = {}
    rounded: list[int] = []
    for row in range(lists.classes or 0, lists.rows.count):
        told = values.data[row]
        if told is None or told in _NO_IDS or not told.strip("0"):
            continue
        if is_rounded(told):
            rounded.append(row)
        else:
            people.setdefault(told.casefold(), []).append(row)
    if rounded:
        place = lists.rows.place(rounded[0], values.header)
        ledger.note("roster-id-rounded", None, values.header, count=len(rounded), place=place)
    return [rows for rows in people.values() if len(rows) >= _SEVERAL]


def _one_section(rows: list[int], places: Places) -> bool:
    sections = set(places.section[rows].tolist())
    return len(sections) == 1 and sections != {-1}


def _one_school(rows: list[int], lists: Lists) -> bool:
    schools = set(lists.roster.school[rows].tolist())
    return len(schools) == 1 and str(lists.roster.schools[schools.pop()]) != NOBODY


def _names(rows: list[int], lists: Lists) -> set[str | None]:
    """The names on some rows; None where one is blank."""
    values = lists.rows.values.get("name")
    cells = [None if values is None else values.data[row] for row in rows]
    return {None if cell is None else folded(cell) for cell in cells}


def _tell(code: str, rows: list[int], lists: Lists, ledger: Ledger) -> None:
    values = lists.rows.values["teacher_id"]
    told = sorted({lists.roster.label(row) for row in rows})
    where_ = "、".join(sorted(filter(None, (lists.rows.place(row, values.header) for row in rows))))
    params = {"value": shown(values.data[rows[0]]), "count": len(rows), "sections": "、".join(told), "place": where_}
    if code == "roster-teacher-repeated":
        ledger.note(code, told[0], values.header, **params)
    else:
        ledger.error(code, told[0], values.header, **params)
