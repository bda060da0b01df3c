"""Counties, towns and cities: which there are, and what the records of areas say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from .catalogue import label
from .dataset import nowhere, positions
from .dictionary import folded
from .errors import near
from .figures import is_missing, shown
from .gather import clash
from .identity import NOBODY, key_text, unique_keys
from .values import Values, agree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from .ledger import Ledger
    from .roster import Roster
    from .rows import Rows

__all__ = [
    "Area",
    "Areas",
    "area_columns",
    "called",
    "find_areas",
    "lay_out_areas",
    "level_words",
    "moved_to",
    "only_county",
]

_DIGITS = 19
_GUESSED = 20
"""Where more areas than this have no school, no near name is sought for any: it would take longer than all the rest."""
_LEVELS = {
    "county": "county", "县": "county", "县级": "county", "区": "county", "区县": "county", "县区": "county",
    "县(市、区)": "county",
    "town": "town", "镇": "town", "镇级": "town", "乡镇": "town", "镇街": "town", "街道": "town",
    "乡镇(街道)": "town",
    "city": "city", "市": "city", "市级": "city", "地级市": "city", "市(州)": "city",
}  # fmt: skip


@frozen
class Area:
    """One record of an area: its level and who it is; None where it does not say."""

    level: str
    city: str | None
    county: str | None
    town: str | None
    row: int


@frozen(eq=False)
class Areas:
    """The units above schools, in order.

    Attributes:
        counties: their keys.
        cities: their keys.
        county_city: the city of each county, -1 where none is named.
        towns: county and key of each town.
        place: the position of each unit by level and identity.
    """

    counties: NDArray[np.int64] | list[str]
    cities: list[str]
    county_city: NDArray[np.intp]
    towns: list[tuple[int, str]]
    place: dict[tuple[str, str, str], int]

    def label(self, level: str, unit: int) -> str:
        """The unit as a problem names it."""
        if level == "county":
            return str(self.counties[unit])
        if level == "city":
            return self.cities[unit]
        county, town = self.towns[unit]
        return f"{self.counties[county]} / {town}"


def level_words(*levels: str) -> tuple[str, str]:
    """Levels in Chinese and English."""
    return "、".join(label(level, "zh") for level in levels), ", ".join(label(level, "en") for level in levels)


def find_areas(rows: Rows, ledger: Ledger) -> list[Area]:
    """Which area every record is of; those of no level are reported and left out."""
    found = []
    for row in range(rows.count):
        keys = {key: key_text(rows.keys[key][row]) for key in ("city", "county", "town") if key in rows.keys}
        cell = rows.keys["level"][row] if "level" in rows.keys else None
        if is_missing(cell):
            named = [key for key in ("town", "county", "city") if keys.get(key)]
            level: str | None = named[0] if named else "county"
        else:
            level = _LEVELS.get(folded(str(cell)))
        if level is None:
            header = rows.headers["level"]
            record = keys.get("town") or keys.get("county") or keys.get("city")
            guess = near(folded(str(cell)), _LEVELS)
            ledger.error(
                "area-level-unknown",
                record,
                header,
                value=shown(cell),
                near=guess,
                place=rows.place(row, header),
            )
        else:
            found.append(Area(level, keys.get("city"), keys.get("county"), keys.get("town"), row))
    return found


def only_county(areas: Iterable[Area]) -> str | None:
    """The county the records of areas name, if they name exactly one."""
    named = {area.county for area in areas if area.county is not None}
    return next(iter(named)) if len(named) == 1 else None


def called(rows: Rows, areas: Sequence[Area], counties: Sequence[str], ledger: Ledger) -> list[Area]:
    """The records of areas with their county filled in where there can be only one."""
    found = []
    for area in areas:
        if area.level == "city":
            if area.city is None:
                ledger.error(
                    "area-unnamed",
                    NOBODY,
                    rows.headers.get("city"),
                    level=level_words("city"),
                    place=rows.place(area.row, ""),
                )
            else:
                found.append(area)
            continue
        county = area.county if area.county is not None else counties[0] if len(counties) == 1 else None
        if county is None or (area.level == "town" and area.town is None):
            level = "town" if county is not None else "county"
            ledger.error(
                "area-unnamed",
                area.town or NOBODY,
                rows.headers.get(level),
                level=level_words(level),
                place=rows.place(area.row, ""),
            )
            continue
        found.append(Area(area.level, area.city, county, area.town, area.row))
    return found


def lay_out_areas(
    roster: Roster, areas: Sequence[Area], ledger: Ledger
) -> tuple[Areas, NDArray[np.intp], NDArray[np.intp]]:
    """The units above schools.

    Returns:
        The units, the position of each of the roster's counties among them, the town of each row (-1: none).
    """
    counties, moved = _counties(roster, areas, ledger)
    at = {str(key): place for place, key in enumerate(counties)} if areas or _named(roster, "city", "town") else {}
    row_county = moved_to(roster.county, moved)
    towns, row_town = _towns(roster, areas, row_county, at)
    _compare_towns(areas, counties, towns, row_town, at, ledger)
    cities, county_city = _cities(roster, areas, row_county, at, counties, ledger)
    place = {("county", "", key): unit for key, unit in at.items()}
    place |= {("city", "", key): unit for unit, key in enumerate(cities)}
    place |= {("town", str(counties[county]), town): unit for unit, (county, town) in enumerate(towns)}
    return Areas(counties, cities, county_city, towns, place), moved, row_town


def _is_number(name: str) -> bool:
    """Whether a key is a number as numbers are written, and one that an array holds."""
    return name.isascii() and name.isdigit() and len(name) < _DIGITS and str(int(name)) == name


def moved_to(counties: NDArray[np.intp], moved: NDArray[np.intp]) -> NDArray[np.intp]:
    """The positions of counties of the roster among those of the areas."""
    if moved is positions(len(moved)) or np.array_equal(moved, positions(len(moved))):
        return counties
    found: NDArray[np.intp] = moved[counties]
    return found


def _named(roster: Roster, *keys: str) -> bool:
    return any(key in roster.rows.keys for key in keys)


def _counties(roster: Roster, areas: Sequence[Area], ledger: Ledger) -> tuple[Any, NDArray[np.intp]]:
    own = roster.counties
    if not areas:
        return own, positions(len(own))
    names = [str(key) for key in own]
    there = set(names)
    recorded = {area.county for area in areas if area.level == "county" and area.county is not None}
    news = {area.county for area in areas if area.county is not None} - there
    alike = sorted(there - recorded) if len(news) <= _GUESSED else []
    for name in sorted(news if names else set()):
        guess = near(name, alike)
        ledger.note("area-without-schools", name, None, near=guess)
    if not news:
        return own, positions(len(own))
    everything = [*names, *sorted(news)]
    if isinstance(own, np.ndarray) and own.dtype.kind == "i" and all(map(_is_number, news)):
        codes, keys = unique_keys(np.array([int(name) for name in everything], np.int64))
    else:
        codes, keys = unique_keys(everything)
    return keys, codes[: len(names)]


def _towns(
    roster: Roster, areas: Sequence[Area], row_county: NDArray[np.intp], at: dict[str, int]
) -> tuple[list[tuple[int, str]], NDArray[np.intp]]:
    if not _named(roster, "town") and not any(area.town for area in areas):
        return [], nowhere(roster.rows.count)
    names = [key_text(cell) for cell in roster.rows.keys["town"]] if _named(roster, "town") else []
    pairs = {(county, name) for county, name in zip(row_county.tolist(), names, strict=False) if name is not None}
    pairs |= {(at[area.county], area.town) for area in areas if area.county is not None and area.town is not None}
    towns = sorted(pairs, key=lambda pair: (pair[0], len(pair[1]), pair[1]))
    place = {pair: unit for unit, pair in enumerate(towns)}
    if not names:
        return towns, nowhere(roster.rows.count)
    found = [place.get((county, name or ""), -1) for county, name in zip(row_county.tolist(), names, strict=True)]
    return towns, np.array(found, np.intp)


def _compare_towns(
    areas: Sequence[Area],
    counties: Any,
    towns: Sequence[tuple[int, str]],
    row_town: NDArray[np.intp],
    at: dict[str, int],
    ledger: Ledger,
) -> None:
    """Notes on towns of the register that no school names, and on towns of schools that the register lacks."""
    if not towns:
        return
    register: dict[int, set[str]] = {}
    for area in areas:
        if area.level == "town" and area.town is not None and area.county is not None:
            register.setdefault(at[area.county], set()).add(area.town)
    schooled: dict[int, set[str]] = {}
    for unit in set(row_town.tolist()) - {-1}:
        schooled.setdefault(towns[unit][0], set()).add(towns[unit][1])
    for county, listed in sorted(register.items()):
        named = schooled.get(county, set())
        if not named:
            continue  # no school of the county names a town: that is told by what stays unknown
        empty, strange = sorted(listed - named), sorted(named - listed)
        if empty:
            ledger.note("towns-without-schools", str(counties[county]), None, towns="、".join(empty))
        if strange:
            guess = near(strange[0], empty) if len(strange) == 1 else None
            params = {"towns": "、".join(strange), "near": guess}
            ledger.note("towns-not-registered", str(counties[county]), None, **params)


def _cities(
    roster: Roster,
    areas: Sequence[Area],
    row_county: NDArray[np.intp],
    at: dict[str, int],
    counties: Any,
    ledger: Ledger,
) -> tuple[list[str], NDArray[np.intp]]:
    county_city = np.full(len(counties), -1, np.intp)
    told: dict[int, set[str]] = {}
    if _named(roster, "city"):
        for county, cell in zip(row_county.tolist(), roster.rows.keys["city"], strict=True):
            if (name := key_text(cell)) is not None:
                told.setdefault(county, set()).add(name)
    for area in areas:
        if area.level != "city" and area.city is not None and area.county is not None:
            told.setdefault(at[area.county], set()).add(area.city)
    names = {name for some in told.values() for name in some} | {
        area.city for area in areas if area.level == "city" and area.city
    }
    cities = sorted(names, key=lambda name: (len(name), name))
    for county, some in told.items():
        if len(some) == 1:
            county_city[county] = cities.index(next(iter(some)))
        else:
            ledger.error("cities-differ", str(counties[county]), "city", value=" ≠ ".join(sorted(some)))
    return cities, county_city


def area_columns(rows: Rows, found: Sequence[Area], areas: Areas, ledger: Ledger) -> dict[tuple[str, str], Values]:
    """What the records of areas say, per level and column; records of one area must agree."""
    columns: dict[tuple[str, str], Values] = {}
    for level in ("town", "county", "city"):
        group = np.full(rows.count, -1, np.intp)
        for area in found:
            if area.level == level:
                group[area.row] = _unit(area, areas)
        if (group < 0).all():
            continue
        count = {"town": len(areas.towns), "county": len(areas.counties), "city": len(areas.cities)}[level]
        for name, values in rows.values.items():
            agreed, clashes = agree(values, group, count)
            for unit, members in clashes.items():
                place = rows.place(members[0], values.header)
                record = areas.label(level, unit)
                ledger.error("area-values-differ", record, values.header, value=clash(values, members), place=place)
            if level in values.fact.levels:
                columns[level, name] = agreed
                continue
            for unit in np.flatnonzero(agreed.given()).tolist():
                params = {
                    "value": values.words([agreed.one(unit)], ""),
                    "fact": (values.fact.zh, values.fact.en),
                    "allowed": level_words(*values.fact.levels),
                }
                ledger.error("level-wrong", areas.label(level, unit), values.header, level=level_words(level), **params)
    return columns


def _unit(area: Area, areas: Areas) -> int:
    if area.level == "county":
        return areas.place["county", "", area.county or ""]
    if area.level == "city":
        return areas.place["city", "", area.city or ""]
    return areas.place["town", area.county or "", area.town or ""]


def override(first: Values | None, second: Values) -> Values:
    """Values with others over them where these are given."""
    if first is None:
        return second
    given = np.flatnonzero(second.given()).tolist()
    return first.put(given, [second.one(unit) for unit in given])
