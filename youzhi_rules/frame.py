"""A frame: the units and columns of some counties, and the way from each unit to those above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .dataset import Lists, positions
from .exactness import LIMIT, Exact, TooWide, narrow, wide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .dataset import Column, Dataset

__all__ = ["Frame", "Grouping", "a_section_a_school", "frames"]

CHUNK = 131_072
"""Sections in a chunk at most: so many that its calls hardly count, few enough for what is computed of them."""


class Grouping:
    """Which upper unit each lower unit belongs to, ready to reduce columns by it."""

    def __init__(self, index: NDArray[np.intp], count: int, *, ascending: bool = False) -> None:
        self.index = index
        self.count = count
        self.order: NDArray[np.intp] | None = None
        ordered = index
        if not ascending and len(index) and (index[0] < 0 or (index[1:] < index[:-1]).any()):
            self.order = np.argsort(index, kind="stable")
            self.order = self.order[np.searchsorted(index[self.order], 0) :]
            ordered = index[self.order]
        first = np.ones(len(ordered), dtype=np.bool_)
        first[1:] = ordered[1:] != ordered[:-1]
        self.starts = np.flatnonzero(first)
        self.groups = ordered[self.starts]
        # Ascending, with as many steps as units on both sides: each unit is the one above it.
        self.same = self.order is None and len(self.starts) == len(index) == count

    def reduce(self, ufunc: np.ufunc, values: NDArray[Any], empty: Any) -> NDArray[Any]:
        """One value per upper unit, ``empty`` for those with nothing below; of a table, per row."""
        if self.same:
            return values.copy()
        out = np.full((*values.shape[:-1], self.count), empty, dtype=values.dtype)
        if len(self.starts):
            ordered = values if self.order is None else values[..., self.order]
            out[..., self.groups] = ufunc.reduceat(ordered, self.starts, axis=-1)
        return out

    def any(self, truth: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether it holds for one below, per upper unit."""
        return self.reduce(np.logical_or, truth, empty=False)

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """Exact sums of integers, or TooWide."""
        if values.dtype != object and len(values) and not self.same:
            top = float(np.abs(values).max())
            if top * len(values) >= LIMIT and np.abs(values).sum() >= LIMIT:
                raise TooWide
        return self.reduce(np.add, values, 0)

    @property
    def occupied(self) -> NDArray[np.bool_]:
        """Which upper units have something below."""
        found = np.zeros(self.count, dtype=np.bool_)
        found[self.groups] = True
        return found


class Frame:
    """Some counties of a dataset, whole: views of its columns, index arrays from 0, and a memo of node values.

    With ``wide`` all numbers are Python integers.
    """

    def __init__(self, data: Dataset, first: int, last: int, *, wide_numbers: bool = False) -> None:
        units = data.units
        self.data = data
        self.wide_numbers = wide_numbers
        self.memo: dict[Any, Any] = {}
        self._wide: Frame | None = self if wide_numbers else None
        self._campuses: Frame | None = None
        self._groupings: dict[tuple[str, str], Grouping] = {}
        schools = _between(units.school_county, first, last)
        sections = _between(units.section_school, schools.start, schools.stop)
        towns = _between(units.town_county, first, last)
        self.slices = {
            "section": sections,
            "school": schools,
            "town": towns,
            "county": slice(first, last),
            "city": slice(0, len(units.cities)),
        }
        self.stage = units.section_stage[sections]
        self._up: dict[tuple[str, str], NDArray[np.intp]] = {("county", "city"): units.county_city[first:last]}

    def around(self) -> Frame:
        """All counties in one frame: what is about cities is computed there, as a city's counties may be in several."""
        county = self.slices["county"]
        if (county.start, county.stop) == (0, len(self.data.units.counties)):
            return self
        key = f"all counties, {'wide' if self.wide_numbers else 'narrow'}"
        found = self.data.memo.get(key)
        if not isinstance(found, Frame):
            found = Frame(self.data, 0, len(self.data.units.counties), wide_numbers=self.wide_numbers)
            self.data.memo[key] = found
        return found

    def strays(self, lower: str, upper: str) -> NDArray[np.bool_] | None:
        """Which towns or cities may have more below them than is known, as something names no town or city; or None.

        A unit without a town may belong to any town of its county, one without a city to any city.
        """
        up = self.up(lower, upper)
        lost = up < 0
        if not lost.any():
            return None
        if upper != "town":
            return np.ones(self.count(upper), dtype=np.bool_)
        counties = np.zeros(self.count("county"), dtype=np.bool_)
        counties[self.up(lower, "county")[lost]] = True
        found: NDArray[np.bool_] = counties[self.up("town", "county")]
        return found

    def widened(self) -> Frame:
        """The same counties on Python integers."""
        if self._wide is None:
            county = self.slices["county"]
            self._wide = Frame(self.data, county.start, county.stop, wide_numbers=True)
        return self._wide

    def by_campus(self) -> Frame:
        """The same counties with every campus as a school of its own; itself where no school has campuses."""
        apart = self.data.campuses
        if apart is None:
            return self
        if self._campuses is None:
            county = self.slices["county"]
            self._campuses = Frame(apart, county.start, county.stop, wide_numbers=self.wide_numbers)
        return self._campuses

    def count(self, level: str) -> int:
        """How many units of a level the frame has."""
        if level.startswith("items:"):
            return len(self.up(level, level.split(":")[1]))
        where = self.slices[level]
        return where.stop - where.start

    def up(self, lower: str, upper: str) -> NDArray[np.intp]:
        """For each lower unit the upper one it belongs to, -1 for none."""
        found = self._up.get((lower, upper))
        if found is None:
            if lower.startswith("items:"):
                _, owner, fact = lower.split(":")
                found = np.repeat(np.arange(self.count(owner)), self.list_lengths(owner, fact))
                if owner != upper:
                    found = self.up(owner, upper)[found]
            elif lower == upper or self.same(lower, upper):
                found = np.arange(self.count(lower))
            elif (lower, upper) in _STEPS:
                found = self._step(lower, upper)
            elif self.same(lower, "school"):
                found = self.up("school", upper)
            else:
                step = {"section": "school", "school": "county", "town": "county", "county": "city"}[lower]
                middle = self.up(step, upper)
                below = self.up(lower, step)
                found = np.where(below >= 0, middle[below], -1) if len(middle) else np.full(len(below), -1)
            self._up[lower, upper] = found
        return found

    def _step(self, lower: str, upper: str) -> NDArray[np.intp]:
        """The way to the next unit above, counted from the first of the frame."""
        above = getattr(self.data.units, _STEPS[lower, upper])[self.slices[lower]]
        start = self.slices[upper].start
        if upper == "town":  # no town may be named
            return np.where(above >= 0, above - start, -1)
        found: NDArray[np.intp] = above if not start else above - start
        return found

    def same(self, lower: str, upper: str) -> bool:
        """Whether the lower units are the upper ones: in a country without mixed schools a section is a school."""
        return (lower, upper) == ("section", "school") and a_section_a_school(self.data)

    def named(self, level: str, key: str) -> list[int]:
        """The counties, towns or cities of a name: towns of several counties may have one."""
        where = self.slices[level]
        places = _places(self.data, level).get(key, ())
        return [place - where.start for place in places if where.start <= place < where.stop]

    @property
    def stage_index(self) -> NDArray[np.intp]:
        """The stage of each section, to look something up with."""
        return self.stage.astype(np.intp)

    def grouping(self, lower: str, upper: str) -> Grouping:
        """The grouping of lower units by upper ones."""
        found = self._groupings.get((lower, upper))
        if found is None:
            found = self._groupings[lower, upper] = Grouping(self.up(lower, upper), self.count(upper))
        return found

    def members(self, lower: str, upper: str, unit: int) -> list[int]:
        """The lower units that belong to one upper unit, ascending."""
        up = self.up(lower, upper)
        if self.grouping(lower, upper).order is None:
            first, last = np.searchsorted(up, (unit, unit + 1)).tolist()
            return list(range(first, last))
        return [int(index) for index in np.flatnonzero(up == unit)]

    def column(self, level: str, name: str) -> Column | None:
        """The part of a column that belongs to the frame, or None where there is none."""
        return self._part(self.data.columns.get((level, name)), level)

    def whole(self, name: str) -> Exact | None:
        """The quantities of 全校 rows, per school."""
        found = self._part(self.data.whole.get(name), "school")
        return found if isinstance(found, Exact) else None

    def _part(self, column: Column | None, level: str) -> Column | None:
        if column is None:
            return None
        where = self.slices[level]
        if isinstance(column, Lists):
            offsets = column.offsets[where.start : where.stop + 1]
            items = slice(int(offsets[0]), int(offsets[-1])) if len(offsets) else slice(0, 0)
            found = column.items.take(items) if isinstance(column.items, Exact) else column.items[items]
            gaps = None if column.missing is None else column.missing[where]
            return Lists(offsets - items.start, self._numbers(found), gaps)
        if where.start == 0 and where.stop == len(column):
            part: Column = self._numbers(column)
        else:
            part = self._numbers(column.take(where) if isinstance(column, Exact) else column[where])
        return part

    def _numbers(self, column: Any) -> Any:
        """Numbers on the integers the frame computes with; TooWide where they do not fit, so that none are mixed."""
        if not isinstance(column, Exact):
            return column
        return wide(column) if self.wide_numbers else narrow(column)

    def lists(self, owner: str, fact: str) -> Lists | None:
        """A list column of the frame."""
        found = self.column(owner, fact)
        return found if isinstance(found, Lists) else None

    def list_lengths(self, owner: str, fact: str) -> NDArray[np.int64]:
        """How many items each unit's list has."""
        found = self.lists(owner, fact)
        return np.zeros(self.count(owner), dtype=np.int64) if found is None else np.diff(found.offsets)


def _between(above: NDArray[np.intp], first: int, last: int) -> slice[int, int, None]:
    """The units below some units, whose numbers ascend."""
    if not len(above) or (first == 0 and above[-1] < last):
        return slice(0, len(above))
    return slice(int(above.searchsorted(first)), int(above.searchsorted(last)))


_STEPS = {
    ("section", "school"): "section_school",
    ("school", "town"): "school_town",
    ("school", "county"): "school_county",
    ("town", "county"): "town_county",
}


def a_section_a_school(data: Dataset) -> bool:
    """Whether every school has one section: then what is about sections stands as what is about schools."""
    found = data.memo.get("a section a school")
    if not isinstance(found, bool):
        school = data.units.section_school
        every = positions(len(school))
        found = len(school) == len(data.units.schools) and (school is every or np.array_equal(school, every))
        data.memo["a section a school"] = found
    return found


def _places(data: Dataset, level: str) -> dict[str, list[int]]:
    """Where the counties, towns or cities of each name are."""
    name = f"places of {level}"
    places: Any = data.memo.get(name)
    if places is None:
        units = data.units
        places = data.memo[name] = {}
        keys = {"county": units.counties, "town": units.towns, "city": units.cities}[level]
        for place, text in enumerate(keys.texts()):
            places.setdefault(text, []).append(place)
    found: dict[str, list[int]] = places
    return found


def frames(data: Dataset, size: int = CHUNK, *, whole: bool = False) -> Iterator[Frame]:
    """The dataset in frames of up to ``size`` sections, about as many each, cut between counties; one if ``whole``."""
    units = data.units
    counties = len(units.counties)
    if whole or counties <= 1 or len(units.section_school) <= size:
        yield Frame(data, 0, counties)
        return
    total, first, start = len(units.section_school), 0, 0
    while first < counties:
        left = total - start
        end = start + -(-left // max(1, -(-left // size)))  # so that no small rest is left
        last = counties if end >= total else int(units.school_county[units.section_school[end]])
        last = max(last, first + 1)
        yield Frame(data, first, last)
        first, start = last, int(np.searchsorted(units.section_school, np.searchsorted(units.school_county, last)))
