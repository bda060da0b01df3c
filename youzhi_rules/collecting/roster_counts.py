"""Counting lists in three values: a count is told only where every row says whether it belongs to it.

Each row is in a count for certain, perhaps, or not. Perhaps it is where a cell that decides is blank or cannot be read,
and where the row does not say to which section it belongs. One such row makes the count unknown, never smaller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from ..identity import NOBODY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ..roster import Roster

__all__ = ["MAYBE", "NO", "YES", "Places", "Tally", "both", "of_places", "once_each", "where"]

NO, MAYBE, YES = 0, 1, 2
_STAGES = 3


def where(true: NDArray[np.bool_], known: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Truths from what holds and what is known.

    Example:
        >>> where(np.array([True, False, False]), np.array([True, True, False])).tolist()
        [2, 0, 1]
    """
    return np.where(known, np.where(true, YES, NO), MAYBE).astype(np.int8)


def both(*truths: NDArray[np.int8]) -> NDArray[np.int8]:
    """Where all hold: certain if all are, not if one is not.

    Example:
        >>> both(np.array([2, 2, 1], np.int8), np.array([2, 1, 0], np.int8)).tolist()
        [2, 1, 0]
    """
    found = truths[0]
    for truth in truths[1:]:
        found = np.minimum(found, truth)
    return found


@frozen(eq=False)
class Places:
    """To which section each row of the lists belongs, and which sections there are.

    Attributes:
        section: the section of each row, -1 where the row does not say which.
        row: a row of each section.
        school: the school of each section.
        stage: the stage of each section.
        campus: the campus of each section, or None.
        county: the county of each row, -1 where the row does not say which.
        loose: the rows without a section, each with the sections of which it may be.
    """

    section: NDArray[np.intp]
    row: NDArray[np.intp]
    school: NDArray[np.intp]
    stage: NDArray[np.int8]
    campus: list[str | None]
    county: NDArray[np.intp]
    loose: Mapping[int, NDArray[np.intp]]


def of_places(roster: Roster) -> Places:
    """The sections that rows name, and of which sections a row may be that does not say."""
    campus = roster.campus or [None] * roster.rows.count
    names = sorted({name for name in campus if name is not None}, key=lambda name: (len(name), name))
    at: dict[str | None, int] = {None: 0, **{name: place for place, name in enumerate(names, start=1)}}
    number = np.fromiter((at[name] for name in campus), np.int64, len(campus))
    nameless = np.array([str(key) == NOBODY for key in roster.schools], np.bool_)
    unknown = np.array([str(key) == NOBODY for key in roster.counties], np.bool_)
    school = roster.school.astype(np.int64)
    told = (roster.stage < _STAGES) & ~nameless[roster.school] & ~unknown[roster.county]
    key = (school * (len(names) + 1) + number) * _STAGES + roster.stage
    keys, first, section = np.unique(key[told], return_index=True, return_inverse=True)
    of_row = np.full(roster.rows.count, -1, np.intp)
    of_row[told] = section
    row = np.flatnonzero(told)[first]
    found = roster.school[row]
    loose: dict[int, NDArray[np.intp]] = {}
    for one in np.flatnonzero(~told).tolist():
        if unknown[roster.county[one]]:
            mine = np.arange(len(keys))
        elif nameless[roster.school[one]]:
            mine = np.flatnonzero(roster.school_county[found] == roster.county[one])
        else:
            mine = np.flatnonzero(found == roster.school[one])
        if roster.stage[one] < _STAGES:
            mine = mine[roster.stage[row[mine]] == roster.stage[one]]
        loose[one] = mine
    county = np.where(unknown[roster.county], -1, roster.county)
    return Places(
        of_row, row, found, roster.stage[row], [campus[at] for at in row.tolist()], county.astype(np.intp), loose
    )


@frozen(eq=False)
class Tally:
    """How many rows of each unit hold, and how many of them are not certain.

    Attributes:
        count: the rows that hold for certain.
        perhaps: the rows that hold perhaps; the count is known where there are none.
        example: a row that holds perhaps, -1 where there is none.
    """

    count: NDArray[np.int64]
    perhaps: NDArray[np.int64]
    example: NDArray[np.intp]

    @classmethod
    def of_sections(cls, truth: NDArray[np.int8], by_stage: Mapping[int, NDArray[np.int8]], places: Places) -> Tally:
        """The tally of the sections.

        Args:
            truth: whether each row holds in the section it names.
            by_stage: whether it would hold in a section of each stage, for rows that name none.
            places: the sections.
        """
        units = len(places.row)
        count = np.bincount(places.section[(truth == YES) & (places.section >= 0)], minlength=units)
        odd = np.flatnonzero((truth == MAYBE) & (places.section >= 0))
        perhaps = np.bincount(places.section[odd], minlength=units)
        example = np.full(units, -1, np.intp)
        example[places.section[odd][::-1]] = odd[::-1]
        for row, mine in places.loose.items():
            for section in mine.tolist():
                if by_stage[int(places.stage[section])][row] != NO:
                    perhaps[section] += 1
                    example[section] = row if example[section] < 0 else example[section]
        return cls(count, perhaps, example)

    @classmethod
    def of_counties(cls, truth: NDArray[np.int8], county: NDArray[np.intp], units: int) -> Tally:
        """The tally of the counties; a row that names none may be of any."""
        count = np.bincount(county[(truth == YES) & (county >= 0)], minlength=units)
        odd = np.flatnonzero((truth == MAYBE) & (county >= 0))
        perhaps = np.bincount(county[odd], minlength=units)
        example = np.full(units, -1, np.intp)
        example[county[odd][::-1]] = odd[::-1]
        strays = np.flatnonzero((truth != NO) & (county < 0))
        if len(strays):
            perhaps = perhaps + len(strays)
            example[example < 0] = strays[0]
        return cls(count, perhaps, example)

    def value(self, unit: int) -> int | None:
        """The count of a unit, None where it is not known."""
        return None if self.perhaps[unit] else int(self.count[unit])


def once_each(truth: NDArray[np.int8], groups: list[list[int]], *, alike: bool) -> NDArray[np.int8]:
    """The truths with several rows about one person counted once.

    Args:
        truth: whether each row holds.
        groups: the rows of each person who has several.
        alike: whether they are about one section. If not, a person is perhaps in each of them.
    """
    if not groups:
        return truth
    found = truth.copy()
    for rows in groups:
        told = truth[rows]
        if alike:
            found[rows] = NO
            found[min(rows)] = told[0] if (told == told[0]).all() else MAYBE
        else:
            found[rows] = np.minimum(told, MAYBE)
    return found
