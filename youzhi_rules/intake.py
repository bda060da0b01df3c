"""Intake: records of any kind in, one clean ``Dataset`` out, with everything that was wrong on the way.

The way of a record: table → keys and values (``rows``) → who it is (``roster``) → which units there are
(``structure``, ``areas``) → values of units (``gather``, ``wholes``) → held against each other (``checks``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from . import areas as ar
from .campuses import Apart, campuses_apart
from .checks import check_units, note_no_pupils
from .dataset import Dataset, Units, nowhere
from .errors import DataError
from .gather import clash, doubles, note_campuses, school_values, section_values
from .headings import LEVEL_HEADERS, meaning
from .heap import keep_freed_memory
from .identity import as_keys
from .ledger import Ledger, in_order
from .records import Records
from .roster import KIND, Roster, call_roll
from .rows import Rows, read_rows
from .structure import Structure, lay_out, no_kinds, settle_kinds, stages_present
from .tables import Table, as_table, is_one_record
from .totals import note_totals
from .values import Values, agree
from .wholes import with_wholes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from .dataset import Column
    from .dictionary import Facts
    from .exactness import Exact

__all__ = ["area_table", "build_dataset"]

DEFAULT_COUNTY = "county"
_UNIT_LEVELS = ("section", "school")
_SEVERAL = 1000
"""Fewer rows than this free too little for the C library to hand it back."""


def build_dataset(records: Any, area_records: Any, facts: Facts, *, campuses: bool = False) -> Dataset:
    """Records as a clean dataset.

    Args:
        records: the schools: ``Records`` of a workbook, rows as mappings, a mapping of columns, a dataframe.
        area_records: towns, counties and cities: a mapping for one county, or a table of records, or None.
            What they say goes before what a workbook says.
        facts: the data dictionary.
        campuses: whether campuses are wanted apart as well, as ``Dataset.campuses``, for a plan that compares them.

    Returns:
        The dataset: every unit, exact columns, and the problems in one order whatever the order of the rows.

    Raises:
        DataError: the records are no table (``records-kind``, ``records-ragged``, ``header-kind``), there are
            none (``records-empty``), or no column is one of the dictionary (``no-known-column``).

    Example:
        >>> from youzhi_rules.dictionary import shipped_facts
        >>> rows = [{"school": 7, "stage": "小学", "students": "1,673"}]
        >>> data = build_dataset(rows, None, shipped_facts())
        >>> data.columns["section", "students"].fraction(0), data.units.schools[0]
        (Fraction(1673, 1), '7')
    """
    ledger = Ledger()
    book = records if isinstance(records, Records) else Records((as_table(records),))
    if sum(table.rows for table in book.schools) > _SEVERAL:
        keep_freed_memory()
    _some(book.schools, facts, [*(table for table in book.areas if table.rows), area_records])
    rows = read_rows([table for table in book.schools if table.rows], facts, ledger)
    layers = [read_rows([table], facts, ledger) for table in book.areas]
    layers += [read_rows([area_table(area_records, facts)], facts, ledger)] if area_records is not None else []
    named = [ar.find_areas(layer, ledger) for layer in layers]
    default = ar.only_county(area for found in named for area in found) or DEFAULT_COUNTY
    roster = call_roll(rows, facts, default, ledger)
    own = [str(key) for key in roster.counties] or [default] if layers else []
    named = [ar.called(layer, found, own, ledger) for layer, found in zip(layers, named, strict=True)]
    return _built(roster, layers, named, facts, ledger, book, campuses=campuses)


def _some(tables: Sequence[Table], facts: Facts, others: list[Any]) -> None:
    """Refuse data in which there is nothing to evaluate."""
    if not any(table.rows for table in tables):
        if not any(other is not None for other in others):
            raise DataError.of("records-empty")
        return
    headers = [header for table in tables for header in table.headers]
    if not any(meaning(facts, header) for header in headers):
        near = next((guess for guess in map(facts.near, headers) if guess), None)
        raise DataError.of("no-known-column", headers="、".join(headers[:10]), near=near)


def area_table(area_records: Any, facts: Facts) -> Table:
    """Records of areas as a table; a mapping that is one record, of one county, becomes a table of one row."""
    if isinstance(area_records, Mapping):
        keys = [
            header
            for header in area_records
            if isinstance(header, str)
            and (header.casefold() in LEVEL_HEADERS or ((means := meaning(facts, header)) and means.kind == "key"))
        ]
        many = [
            header
            for header in area_records
            if isinstance(header, str) and (m := meaning(facts, header)) and m.kind == "fact" and facts[m.id].many
        ]
        judged = {header: cell for header, cell in area_records.items() if header not in many} or {"": ""}
        if is_one_record(judged, keys):
            return as_table([area_records])
    return as_table(area_records)


def _built(
    roster: Roster,
    layers: list[Rows],
    named: list[list[ar.Area]],
    facts: Facts,
    ledger: Ledger,
    book: Records,
    *,
    campuses: bool,
) -> Dataset:
    structure, kinds = _structure(roster, facts, ledger)
    apart = campuses_apart(roster, structure, ledger) if campuses else None
    everything = [area for found in named for area in found]
    areas, moved, row_town = ar.lay_out_areas(roster, everything, ledger)
    columns, whole = _school_side(roster, structure, kinds, ledger)
    if roster.rows.values or layers:
        _area_side(roster, areas, moved, row_town, zip(layers, named, strict=True), columns, ledger)
    for level in ("section", "school", "town", "county", "city"):
        _check(columns, level, facts, _labeller(level, structure, areas), ledger)
    check_units(whole, facts, structure.school_label, ledger)
    note_no_pupils(
        {name: values for (at, name), values in columns.items() if at == "section"},
        structure.section_label,
        ledger,
    )
    note_totals(roster, ledger)
    _note_findings(roster.rows, roster.label, ledger)
    for layer, found in zip(layers, named, strict=True):
        labels = {area.row: area.town or area.county or area.city or "" for area in found}
        _note_findings(layer, lambda row, labels=labels: labels.get(row, "?"), ledger)
    units = _units(structure, areas, moved, row_town, ledger)
    second = _by_campus(apart, structure, columns, (areas, moved, row_town), facts, ledger) if apart else None
    problems = in_order([*book.problems, *ledger.entries])
    return Dataset(units, _made(columns), _quantities(whole), facts, problems, book.source, campuses=second)


def _by_campus(
    apart: Apart,
    merged: Structure,
    columns: dict[tuple[str, str], Values],
    above: tuple[ar.Areas, NDArray[np.intp], NDArray[np.intp]],
    facts: Facts,
    ledger: Ledger,
) -> Dataset:
    """The same counties with every campus as a school; only errors are new: what there was to note has been noted."""
    found = Ledger()
    structure, kinds = _structure(apart.roster, facts, found, (apart, merged.roster))
    sections, whole = _school_side(apart.roster, structure, kinds, found)
    apart.inherit(sections, columns)
    for level in _UNIT_LEVELS:
        _check(sections, level, facts, _labeller(level, structure, above[0]), found)
    check_units(whole, facts, structure.school_label, found)
    units = _units(structure, *above, found)
    ledger.entries.extend(problem for problem in found.entries if problem.severity == "error")
    areas = {at: values for at, values in columns.items() if at[0] not in _UNIT_LEVELS}
    return Dataset(units, _made(sections | areas), _quantities(whole), facts)


def _check(
    columns: dict[tuple[str, str], Values], level: str, facts: Facts, label: Callable[[int], str], ledger: Ledger
) -> None:
    """The columns of one level held against each other; what cannot be true is blanked."""
    of_level = {name: values for (at, name), values in columns.items() if at == level}
    if of_level:
        check_units(of_level, facts, label, ledger)
        columns |= {(level, name): values for name, values in of_level.items()}


def _made(columns: dict[tuple[str, str], Values]) -> dict[tuple[str, str], Column]:
    return {at: column for at, values in columns.items() if (column := values.column()) is not None}


def _quantities(whole: dict[str, Values]) -> dict[str, Exact]:
    return {name: values.data for name, values in whole.items()}


def _labeller(level: str, structure: Structure, areas: ar.Areas) -> Any:
    if level in _UNIT_LEVELS:
        return structure.section_label if level == "section" else structure.school_label
    return lambda unit: areas.label(level, unit)


def _structure(
    roster: Roster, facts: Facts, ledger: Ledger, campuses: tuple[Apart, Roster] | None = None
) -> tuple[Structure, Values]:
    """Which schools and sections there are, and what the schools are.

    For a roster of campuses: with what is known of them, and the roster of the merged schools.
    """
    present, roots, school = stages_present(roster)
    bare = lay_out(roster, present, roots, school)
    told = np.zeros(len(roots), np.bool_)
    kinds = no_kinds(facts, len(roots))
    if KIND in roster.rows.values:
        kinds = school_values(roster.rows.values[KIND], bare, ledger)
        told = kinds.given()
        header = roster.rows.values[KIND].header
        _, clashes = agree(roster.rows.values[KIND], roster.school, len(roster.schools))
        tried = [
            row
            for at, finding in roster.rows.findings
            if at == header and finding.severity == "error"
            for row in [finding.row]
        ]
        told[school[tried]] = True
        told[[int(np.searchsorted(roots, root)) for root in roster.parent[list(clashes)].tolist()]] = True
    if campuses is not None:
        apart, schools = campuses
        kinds, told = apart.kinds(kinds, present, stages_present(schools)[0], facts)
    kinds, settled = settle_kinds(kinds, present, told, bare.school_label, facts, ledger)
    return (bare if settled is present else lay_out(roster, settled, roots, school)), kinds


def _school_side(
    roster: Roster, structure: Structure, kinds: Values, ledger: Ledger
) -> tuple[dict[tuple[str, str], Values], dict[str, Values]]:
    """The columns of sections and schools, and what whole schools have for the pack to split."""
    twice = doubles(structure, ledger)
    note_campuses(structure, twice, ledger)
    columns: dict[tuple[str, str], Values] = {("school", KIND): kinds}
    whole: dict[str, Values] = {}
    for name, values in roster.rows.values.items():
        if "section" in values.fact.levels:
            sections = section_values(values, structure, twice, ledger)
            columns["section", name], rest = with_wholes(values, sections, structure, ledger)
            if rest is not None:
                whole[name] = rest
        elif "school" in values.fact.levels and name != KIND:
            columns["school", name] = school_values(values, structure, ledger)
    return columns, whole


def _area_side(
    roster: Roster,
    areas: ar.Areas,
    moved: NDArray[np.intp],
    row_town: NDArray[np.intp],
    layers: Any,
    columns: dict[tuple[str, str], Values],
    ledger: Ledger,
) -> None:
    """The columns of towns, counties and cities: from their records and from what schools' rows agree on."""
    told: dict[tuple[str, str], Values] = {}
    for rows, found in layers:
        for at, values in ar.area_columns(rows, found, areas, ledger).items():
            told[at] = ar.override(told.get(at), values)
    above = {
        name: values for name, values in roster.rows.values.items() if not set(_UNIT_LEVELS) & set(values.fact.levels)
    }
    row_county = ar.moved_to(roster.county, moved)
    row_city = areas.county_city[row_county] if above and len(row_county) else row_county
    groups = {
        "town": (row_town, len(areas.towns)),
        "county": (row_county, len(areas.counties)),
        "city": (row_city, len(areas.cities)),
    }
    for name, values in above.items():
        level = values.fact.levels[0]
        group, count = groups[level]
        agreed, clashes = agree(values, group, count)
        for unit, members in clashes.items():
            label, place = areas.label(level, unit), roster.rows.place(members[0], values.header)
            ledger.error("area-values-differ", label, values.header, value=clash(values, members), place=place)
        lost = np.flatnonzero(values.given() & (group < 0)).tolist()
        for row in lost:
            params = {
                "value": values.words([values.one(row)], ""),
                "fact": (values.fact.zh, values.fact.en),
                "allowed": ar.level_words(*values.fact.levels),
            }
            ledger.error("level-wrong", roster.label(row), values.header, level=ar.level_words("school"), **params)
        told[level, name] = _reconciled(told.get((level, name)), agreed, level, areas, ledger)
    columns |= told


def _reconciled(told: Values | None, agreed: Values, level: str, areas: ar.Areas, ledger: Ledger) -> Values:
    """What the area's own record and the schools' rows say together."""
    if told is None:
        return agreed
    both = np.flatnonzero(told.given() & agreed.given()).tolist()
    odd = [unit for unit in both if told.one(unit) != agreed.one(unit)]
    for unit in odd:
        value = told.words((told.one(unit), agreed.one(unit)), " ≠ ")
        ledger.error("area-values-differ", areas.label(level, unit), agreed.header, value=value)
    return ar.override(agreed, told).put(odd, [None] * len(odd))


def _note_findings(rows: Rows, label: Any, ledger: Ledger) -> None:
    for header, finding in rows.findings:
        note = finding.severity == "note"
        record, place = (None, None) if note else (label(finding.row), rows.place(finding.row, header))
        params = {**finding.params, "value": finding.value}
        ledger.add(finding.severity, finding.code, record, header, place=place, **params)


def _units(
    structure: Structure, areas: ar.Areas, moved: NDArray[np.intp], row_town: NDArray[np.intp], ledger: Ledger
) -> Units:
    roster, roots = structure.roster, structure.roots
    whole = len(roots) == len(roster.schools)
    own = roster.school_county if whole else roster.school_county[roots]
    county = ar.moved_to(own, moved)
    names = roster.names if roster.names is None or whole else [roster.names[at] for at in roots.tolist()]
    return Units(
        section_school=structure.section_school,
        section_stage=structure.section_stage,
        school_county=county,
        school_town=_school_towns(structure, row_town, areas, ledger),
        town_county=np.array([at for at, _ in areas.towns], np.intp),
        county_city=areas.county_city,
        schools=as_keys(roster.schools, None if whole else roots),
        towns=as_keys([town for _, town in areas.towns]),
        counties=as_keys(areas.counties),
        cities=as_keys(areas.cities),
        school_names=names,
    )


def _school_towns(
    structure: Structure, row_town: NDArray[np.intp], areas: ar.Areas, ledger: Ledger
) -> NDArray[np.intp]:
    if not areas.towns:
        return nowhere(len(structure.roots))
    found = np.full(len(structure.roots), -1, np.intp)
    told: dict[int, set[int]] = {}
    root_of = structure.roots[structure.school] if len(structure.school) else structure.school
    for school, origin, town, root in zip(
        structure.school.tolist(),
        structure.roster.school.tolist(),
        row_town.tolist(),
        root_of.tolist(),
        strict=True,
    ):
        if town >= 0 and origin == root:
            told.setdefault(school, set()).add(town)
    for school, towns in told.items():
        if len(towns) == 1:
            found[school] = next(iter(towns))
        else:
            value = " ≠ ".join(sorted(areas.towns[town][1] for town in towns))
            header = structure.roster.rows.headers.get("town")
            ledger.error("towns-differ", structure.school_label(school), header, value=value)
    return found
