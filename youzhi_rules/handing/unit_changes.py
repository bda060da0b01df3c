"""Counties, towns, schools and stages that only one of two results has: what opened, closed or goes by another key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ..flips import keys_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..dataset import Units
    from ..result import Result

__all__ = ["UnitChange", "unit_changes"]

_WITHIN = {"county": None, "town": "county", "school": "county", "section": "school", "city": None}


@frozen
class UnitChange:
    """A unit that only one of the results has.

    Attributes:
        kind: ``appeared`` or ``gone``.
        level: ``city``, ``county``, ``town``, ``school`` or ``section``.
        county: the key of its county; of a city, its own.
        town: the town, of a town.
        school: the key of the school, of schools and sections.
        school_name: its name, the key where there is none.
        stage: the stage of a section.
        twin: of a school, the key of a school of the same name in the same county that only the other result has: the
            same one, it seems, under another key.
        parent: of a school that is gone, the key of the school that it is a campus of now.
    """

    kind: str
    level: str
    county: str
    town: str | None = None
    school: str | None = None
    school_name: str | None = None
    stage: str | None = None
    twin: str | None = None
    parent: str | None = None


def unit_changes(old: Result, new: Result) -> Iterator[UnitChange]:
    """The units of one result only, the higher levels first; what lies in such a unit is not told once more."""
    alone: dict[str, tuple[set[tuple[str, ...]], set[tuple[str, ...]]]] = {}
    for level, above in _WITHIN.items():
        before, after = (keys_of(result.data.units, level) for result in (old, new))
        known = (set(before), set(after))
        alone[level] = (known[0] - known[1], known[1] - known[0])
        for kind, keys, side in (("gone", before, 0), ("appeared", after, 1)):
            mine = old if side == 0 else new
            named = _names(mine.data.units) if level in {"school", "section"} else {}
            twins = _twins(old, new, alone["school"], side) if level == "school" else {}
            parents = _parents(new if side == 0 else old) if level == "school" else {}
            for key in keys:
                if key in alone[level][side] and (above is None or _upper(key, level) not in alone[above][side]):
                    yield _told(kind, level, key, named, twins, parents)


def _upper(key: tuple[str, ...], level: str) -> tuple[str, ...]:
    """The key of what a unit lies in: a section's is its school's, a town's and a school's their county's."""
    return key[:2] if level == "section" else key[:1]


def _told(
    kind: str,
    level: str,
    key: tuple[str, ...],
    names: Mapping[tuple[str, ...], str],
    twins: Mapping[tuple[str, ...], str],
    parents: Mapping[str, str],
) -> UnitChange:
    county, *rest = key
    if level == "town":
        return UnitChange(kind, level, county, town=rest[0])
    if not rest:
        return UnitChange(kind, level, county)
    stage = key[2] or None if level == "section" else None
    parent = parents.get(f"{county} / {rest[0]}", "").removeprefix(f"{county} / ") or None
    return UnitChange(kind, level, county, None, rest[0], names[key[:2]], stage, twins.get(key), parent)


def _names(units: Units) -> dict[tuple[str, ...], str]:
    keys = keys_of(units, "school")
    names = units.school_names or [None] * len(keys)
    return {key: name or key[1] for key, name in zip(keys, names, strict=True)}


def _twins(
    old: Result, new: Result, alone: tuple[set[tuple[str, ...]], set[tuple[str, ...]]], side: int
) -> dict[tuple[str, ...], str]:
    """Of each school that one result has alone, the key of the one school with its name that the other has alone."""
    named = [_names(result.data.units) for result in (old, new)]
    by_name: list[dict[tuple[str, str], list[str]]] = [{}, {}]
    for each, names, found in zip(alone, named, by_name, strict=True):
        for key in each:
            found.setdefault((key[0], names[key]), []).append(key[1])
    twins = {}
    for key in alone[side]:
        name = (key[0], named[side][key])
        if len(by_name[side][name]) == 1 and len(its := by_name[1 - side].get(name, [])) == 1:
            twins[key] = its[0]
    return twins


def _parents(other: Result) -> dict[str, str]:
    """The schools that are campuses of another one in the other result, by ``county / school``."""
    return {
        problem.record: str(problem.params["parent"])
        for problem in other.problems
        if problem.code == "campus-merged" and problem.record is not None
    }
