"""The data of an evaluation, clean and in columns: what ``intake`` makes of records and the engine runs on.

Everything is sorted: counties by key, the schools of a county by key, the sections of a school by stage. Keys sort
shorter first, then by code point, so whole numbers sort as numbers. Row order in is therefore gone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import Factory, field, frozen

from .exactness import Exact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from .dictionary import Facts
    from .errors import Problem

__all__ = ["FALSE", "TRUE", "UNKNOWN", "Column", "Dataset", "Keys", "Lists", "Units", "nowhere", "positions"]

FALSE, TRUE, UNKNOWN = 0, 1, 2
"""The three truth values of a flag column (int8)."""

Codes = "NDArray[np.int8]"


@lru_cache(maxsize=4)
def positions(count: int) -> NDArray[np.intp]:
    """0, 1, 2, … as one array that nobody writes to: a country's units are numbered many times over."""
    found = np.arange(count)
    found.flags.writeable = False
    return found


@lru_cache(maxsize=4)
def nowhere(count: int) -> NDArray[np.intp]:
    """-1 for as many units as are said, as an array that takes no room and nobody writes to."""
    return np.broadcast_to(np.intp(-1), count)


@frozen(eq=False)
class Lists:
    """A column whose cells are lists: the items of unit ``i`` are ``items[offsets[i]:offsets[i + 1]]``.

    Attributes:
        offsets: int64, one more than there are units.
        items: ``Exact`` for numbers (no item is missing), int8 codes for grades.
        missing: which units have no list at all (an empty list is not missing), or None.
    """

    offsets: NDArray[np.int64]
    items: Exact | NDArray[np.int8]
    missing: NDArray[np.bool_] | None = None


Column = Exact | np.ndarray | Lists
"""Numbers (count, number, share, year): ``Exact``. Flags: int8 of FALSE, TRUE, UNKNOWN. Grades and codes: int8, the
position in the fact's ``values``, -1 where missing. Lists: ``Lists``."""


@frozen(eq=False)
class Keys:
    """Keys of units, text on demand: whole numbers stay an integer array until someone reads them."""

    values: NDArray[np.int64] | Sequence[str]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.values)

    def __getitem__(self, index: int) -> str:
        """The key of one unit, as text."""
        return str(self.values[index])

    def texts(self) -> list[str]:
        """All keys, as text."""
        values = self.values
        return [str(value) for value in (values.tolist() if isinstance(values, np.ndarray) else values)]


@frozen(eq=False)
class Units:
    """Which units there are and where each belongs.

    Attributes:
        section_school: the school of each section, ascending.
        section_stage: 0 primary, 1 junior, 2 senior, -1 unknown.
        school_county: the county of each school, ascending.
        school_town: the town of each school, -1 where none is named.
        town_county: the county of each town, ascending.
        county_city: the city of each county, -1 where none is named.
        school_names: the names where the keys are codes, else None.
    """

    section_school: NDArray[np.intp]
    section_stage: NDArray[np.int8]
    school_county: NDArray[np.intp]
    school_town: NDArray[np.intp]
    town_county: NDArray[np.intp]
    county_city: NDArray[np.intp]
    schools: Keys
    towns: Keys
    counties: Keys
    cities: Keys
    school_names: Sequence[str | None] | None = None

    def count(self, level: str) -> int:
        """How many units of a level there are."""
        if level == "section":
            return len(self.section_school)
        return len({"school": self.schools, "town": self.towns, "county": self.counties, "city": self.cities}[level])


@frozen(eq=False)
class Dataset:
    """Clean data: units, columns by (level, column name), and everything that was wrong on the way.

    Column names are fact ids; facts given per stage have a column ``<fact>_<stage>`` each. ``whole`` holds the
    quantities of 全校 rows, per school, for the pack to split. A column that is not there is missing everywhere.

    ``campuses`` holds the same counties in the same order with every campus as a school of its own. It is there where
    it was asked for and some school has campuses; else the schools are what there is to compare.
    """

    units: Units
    columns: Mapping[tuple[str, str], Column]
    whole: Mapping[str, Exact]
    facts: Facts
    problems: tuple[Problem, ...] = ()
    source: str | None = field(default=None)
    memo: dict[str, object] = field(default=Factory(dict), eq=False, repr=False)
    campuses: Dataset | None = field(default=None, repr=False)
