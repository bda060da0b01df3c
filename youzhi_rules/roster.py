"""The roster: which county, school and stage every row is of, and which campus belongs to which school."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from .catalogue import label
from .dataset import positions
from .dictionary import folded
from .errors import near
from .figures import shown
from .identity import NOBODY, STAGE_ORDER, UNKNOWN_STAGE, WHOLE, key_column, key_text, ranked, read_stages, unique_keys
from .rows import TOTALS
from .values import Values, agree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .dictionary import Facts
    from .identity import TextKeys
    from .ledger import Ledger
    from .rows import Rows

__all__ = ["FEW", "KIND", "Roster", "call_roll"]

KIND = "school_kind"
"""The fact that says which stages a school consists of."""

FEW = 20
"""Up to so many notes of one sort are given one by one; more are given as one with their number."""


@frozen(eq=False)
class Roster:
    """Who every row is.

    Attributes:
        rows: the rows.
        county: the county of each row.
        counties: the keys of the counties, in order.
        school: the school of each row, before campuses are merged.
        school_county: the county of each of these schools, ascending.
        schools: the keys of these schools.
        parent: the school each of these schools is merged into, itself where it is none's campus.
        stage: the stage of each row: 0, 1, 2, unknown or whole.
        campus: the campus each row names, or None if no row names one.
        names: the name of each of these schools, or None where no row has one.
    """

    rows: Rows
    county: NDArray[np.intp]
    counties: NDArray[Any] | list[str]
    school: NDArray[np.intp]
    school_county: NDArray[np.intp]
    schools: NDArray[Any] | list[str]
    parent: NDArray[np.intp]
    stage: NDArray[np.int8]
    campus: list[str | None] | None
    names: list[str | None] | None

    def school_label(self, school: int) -> str:
        """``county / school``."""
        return f"{self.counties[self.school_county[school]]} / {self.schools[school]}"

    def label(self, row: int) -> str:
        """``county / school / stage``."""
        return f"{self.school_label(int(self.school[row]))} / {stage_name(int(self.stage[row]))}"


def stage_name(stage: int) -> str:
    """The stage's name in records; ``?`` where it is not known."""
    return STAGE_ORDER[stage] if stage < UNKNOWN_STAGE else "whole" if stage == WHOLE else NOBODY


def call_roll(rows: Rows, facts: Facts, default_county: str, ledger: Ledger) -> Roster:
    """The roster of the rows.

    Args:
        rows: the rows.
        facts: the dictionary.
        default_county: the county of every row if the rows have no county column.
        ledger: where problems are put down.
    """
    county_keys = _counties(rows, default_county, ledger)
    county, counties = unique_keys(county_keys)
    school_keys = _schools(rows, county, counties, ledger)
    key, distinct = unique_keys(school_keys)
    school, school_county, chosen = _pairs(county, key, len(distinct))
    if chosen is positions(len(distinct)):
        schools = distinct
    else:
        schools = distinct[chosen] if isinstance(distinct, np.ndarray) else [distinct[at] for at in chosen.tolist()]
    who = (rows, county, counties, school, school_county, schools)
    alone, unstaged, campus = positions(len(school_county)), np.zeros(0, np.int8), _campuses(rows)
    bare = Roster(*who, alone, unstaged, campus, None)
    stage, names = _stages(bare, facts, ledger), _names(bare, ledger)
    parent = _parents(Roster(*who, alone, stage, campus, names), ledger)
    return Roster(*who, parent, stage, campus, names)


def _pairs(
    county: NDArray[np.intp], key: NDArray[np.intp], width: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """The school of each row, and per school its county and its key: two counties may have a school of one name."""
    if key is positions(len(key)) and not (county[1:] < county[:-1]).any():
        return key, county, key  # a row a school, and in order: nothing is to be sorted or found twice
    school, rows = ranked((county * max(width, 1) + key).astype(np.int64))
    return school, county[rows], key[rows]


def _counties(rows: Rows, default: str, ledger: Ledger) -> NDArray[np.int64] | TextKeys | list[str]:
    if "county" not in rows.keys:
        return [default] * rows.count
    keys = key_column(rows.keys["county"])
    if not isinstance(keys, list):
        return keys
    header = rows.headers["county"]
    for row, key in enumerate(keys):
        if key is None:
            ledger.error("county-blank", NOBODY, header, place=rows.place(row, header))
    return [NOBODY if key is None else key for key in keys]


def _schools(
    rows: Rows, county: NDArray[np.intp], counties: NDArray[Any] | list[str], ledger: Ledger
) -> NDArray[np.int64] | TextKeys | list[str]:
    codes = key_column(rows.keys["school"]) if "school" in rows.keys else [None] * rows.count
    if not isinstance(codes, list):
        return codes
    if None not in codes:
        return [code for code in codes if code is not None]
    names = [key_text(cell) for cell in rows.keys.get("school_name", [None] * rows.count)]
    coded: dict[tuple[int, str], set[str]] = {}
    for at, code, name in zip(county.tolist(), codes, names, strict=True):
        if code is not None and name is not None:
            coded.setdefault((at, name), set()).add(code)
    found: list[str] = []
    for row, (at, code, name) in enumerate(zip(county.tolist(), codes, names, strict=True)):
        same = coded.get((at, name), set()) if name is not None else set()
        if code is not None:
            found.append(code)
        elif name is None:
            header = rows.headers.get("school") or rows.headers.get("school_name")
            ledger.error("school-blank", f"{counties[at]} / {NOBODY}", header, place=rows.place(row, header or ""))
            found.append(NOBODY)
        elif len(same) == 1:
            found.append(next(iter(same)))
        else:
            found.append(name)
    return found


def _campuses(rows: Rows) -> list[str | None] | None:
    if "campus" not in rows.keys:
        return None
    campus = [key_text(cell) for cell in rows.keys["campus"]]
    return campus if any(campus) else None


def _stages(roster: Roster, facts: Facts, ledger: Ledger) -> NDArray[np.int8]:
    rows = roster.rows
    header = rows.headers.get("stage")
    if "stage" in rows.keys:
        spellings = facts.spellings("stage")
        stage, blank, odd = read_stages(rows.keys["stage"], spellings, folded, rows.few.get("stage"))
    else:
        stage, blank, odd = np.full(rows.count, UNKNOWN_STAGE, np.int8), list(range(rows.count)), []
    stage = stage.copy()
    for row in odd:
        cell = rows.keys["stage"][row]
        record, place = roster.school_label(int(roster.school[row])), rows.place(row, header or "")
        if folded(str(cell)) in TOTALS:
            stage[row] = WHOLE
            ledger.note("stage-read-as-whole", record, header, value=shown(cell), place=place)
        else:
            guess = near(folded(str(cell)), facts.spellings("stage"))
            ledger.error("stage-unreadable", record, header, value=shown(cell), place=place, near=guess)
    if blank:
        _infer_stages(roster, facts, stage, blank, ledger)
    return stage


def _infer_stages(roster: Roster, facts: Facts, stage: NDArray[np.int8], blank: list[int], ledger: Ledger) -> None:
    """Fill in the stages that follow from the kind of the school."""
    rows, header = roster.rows, roster.rows.headers.get("stage")
    kinds = kinds_of(roster.rows.values.get(KIND), roster.school, len(roster.schools), facts)
    inferred = []
    for row in blank:
        school = int(roster.school[row])
        stages = facts.kinds.get(kinds[school] or "", ())
        if len(stages) == 1:
            stage[row] = STAGE_ORDER.index(stages[0])
            inferred.append((roster.school_label(school), stages[0], rows.place(row, header or "")))
        else:
            place = rows.place(row, header or "")
            ledger.error("stage-blank", roster.school_label(school), header, place=place)
    if len(inferred) > FEW:
        ledger.note("stages-inferred", None, header, count=len(inferred))
    else:
        for record, name, place in inferred:
            ledger.note("stage-inferred", record, header, stage=(label(name, "zh"), label(name, "en")), place=place)


def kinds_of(values: Values | None, group: NDArray[np.intp], count: int, facts: Facts) -> Sequence[str | None]:
    """The kind of each school, None where it is not told."""
    if values is None:
        return [None] * count
    codes = tuple(facts[KIND].values or {})
    agreed, _ = agree(values, group, count)
    return [None if code < 0 else codes[code] for code in agreed.data.tolist()]


def _names(roster: Roster, ledger: Ledger) -> list[str | None] | None:
    """The name of each school, where the key is a code."""
    rows = roster.rows
    if "school" not in rows.keys or "school_name" not in rows.keys:
        return None
    found: dict[int, set[str]] = {}
    for school, cell in zip(roster.school.tolist(), rows.keys["school_name"], strict=True):
        name = key_text(cell)
        if name is not None:
            found.setdefault(school, set()).add(name)
    header = rows.headers["school_name"]
    for school, names in found.items():
        if len(names) > 1:
            ledger.note("names-differ", roster.school_label(school), header, value="、".join(sorted(names)))
    return [min(found[school]) if school in found else None for school in range(len(roster.schools))]


def _parents(roster: Roster, ledger: Ledger) -> NDArray[np.intp]:
    """The school each school is merged into: chains followed to their end, circles and strangers reported."""
    count = len(roster.schools)
    if "parent_school" not in roster.rows.keys:
        return positions(count)
    named = _named_parents(roster)
    if not any(named):
        return positions(count)
    header = roster.rows.headers["parent_school"]
    by_key = {
        (int(at), str(key)): school
        for school, (at, key) in enumerate(zip(roster.school_county, roster.schools, strict=True))
    }
    by_name: dict[tuple[int, str], int] = {}
    for school, name in enumerate(roster.names or []):
        if name is not None:
            pair = (int(roster.school_county[school]), name)
            by_name[pair] = -1 if pair in by_name else school
    parent = positions(count).copy()
    direct = list(range(count))
    for school, told in enumerate(named):
        if not told:
            continue
        county = int(roster.school_county[school])
        found = {by_key.get((county, name), by_name.get((county, name), -1)) for name in told}
        if len(found) == 1 and (target := next(iter(found))) >= 0:
            direct[school] = target
        else:
            code = "parents-differ" if len(told) > 1 else "parent-unknown"
            here = [key for at, key in by_key if at == county]
            guess = near(min(told), here) if code == "parent-unknown" else None
            ledger.error(code, roster.school_label(school), header, value="、".join(sorted(told)), near=guess)
    for school in range(count):
        seen, at = [school], direct[school]
        while at not in seen and direct[at] != at:
            seen.append(at)
            at = direct[at]
        if at in seen and len(seen) > 1:
            ledger.error("parent-circle", roster.school_label(school), header)
        else:
            parent[school] = at
    return parent


def _named_parents(roster: Roster) -> list[set[str]]:
    named: list[set[str]] = [set() for _ in roster.schools]
    for school, cell in zip(roster.school.tolist(), roster.rows.keys["parent_school"], strict=True):
        key = key_text(cell)
        if key is not None and key != str(roster.schools[school]):
            named[school].add(key)
    return named
