"""Two files about the same schools made one: what each says of a section stands on one row, and must agree.

Within one file two rows about one section are a mistake, since nobody knows which counts. Two files are another
matter: the office of personnel knows the teachers and that of finance the equipment. Here the second file's figures
are put on the first one's rows; where both have a figure it has to be the same, otherwise it is missing and said so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, field, frozen

from .areas import find_areas
from .figures import PLACEHOLDERS, Broken, is_missing, plain, shown
from .headings import is_level, meaning
from .identity import NOBODY, UNKNOWN_STAGE, key_text
from .ledger import Ledger
from .roster import call_roll
from .rows import is_total, read_rows
from .units import unit_of
from .values import kind_of

if TYPE_CHECKING:
    from .dictionary import Facts, Header
    from .roster import Roster
    from .rows import Rows
    from .tables import Table
    from .values import Values

__all__ = ["counties_named", "joined_areas", "joined_schools", "with_county"]

Tables = Sequence["Table"]
_IDENTITY = frozenset({"county", "school", "stage", "campus"})
_DEFAULT = "county"
_NAMES = 10


def counties_named(tables: Tables, facts: Facts) -> set[str]:
    """The counties that tables name; one called 合计 heads a row of totals and is none."""
    found: set[str] = set()
    for table in tables:
        for header in table.headers:
            if _is_key(header, "county", facts):
                cells = table.columns[header]
                few = set(cells) if all(type(cell) is str for cell in cells) else cells
                found |= {key for cell in few if (key := key_text(cell)) is not None and not is_total(key)}
    return found


def with_county(tables: Tables, county: str, facts: Facts) -> tuple[Table, ...]:
    """The tables, those without a column of counties with one that names this county."""
    return tuple(
        table
        if any(_is_key(header, "county", facts) for header in table.headers)
        else evolve(table, columns={**table.columns, "county": [county] * table.rows})
        for table in tables
    )


def joined_schools(first: Tables, second: Tables, facts: Facts, ledger: Ledger) -> tuple[Table, ...]:
    """Tables of schools from two files as one set of tables.

    Args:
        first: the tables of the first file; their rows stay where they are.
        second: those of the second; a row about a section that the first has goes onto its row.
        facts: the dictionary.
        ledger: where it is put down what differs, and which schools stand in one of the files only.

    Returns:
        The first file's tables with what the second one adds, then what is left of the second one's.
    """
    mine, theirs = [table for table in first if table.rows], [table for table in second if table.rows]
    if not mine or not theirs:
        return (*first, *second)
    rows = read_rows(_numbered([*mine, *theirs]), facts, Ledger())
    roster = call_roll(rows, facts, _DEFAULT, Ledger())
    origin = [_origin(rows, row) for row in range(rows.count)]
    partner = _partners(roster, [table < len(mine) for table, _ in origin])
    sheets = [_Sheet(table) for table in mine]
    for row, other in partner.items():
        at, to = origin[other], origin[row]
        _Meeting(theirs[at[0] - len(mine)], at[1], other, sheets[to[0]], to[1], row).settle(roster, facts, ledger)
    _tell_strangers(roster, [table < len(mine) for table, _ in origin], ledger)
    gone = {origin[other] for other in partner.values()}
    kept = {pair for pair in origin if pair[0] >= len(mine)} - gone
    left = [_left(table, len(mine) + at, gone, kept, ledger) for at, table in enumerate(theirs)]
    return (*(sheet.table() for sheet in sheets), *(table for table in left if table.rows))


def joined_areas(
    first: Tables, second: Tables, county: str | None, facts: Facts, ledger: Ledger
) -> tuple[tuple[Table, ...], tuple[Table, ...]]:
    """Tables of counties, towns and cities from two files, without the figures in which they differ.

    Args:
        first: the tables of the first file.
        second: those of the second.
        county: the county of a record that names none, where there can be only one.
        facts: the dictionary.
        ledger: where it is put down what differs.
    """
    mine, theirs = [table for table in first if table.rows], [table for table in second if table.rows]
    if not mine or not theirs:
        return tuple(first), tuple(second)
    sheets = [_Sheet(table) for table in (*mine, *theirs)]
    rows = read_rows(_numbered([*mine, *theirs]), facts, Ledger())
    places: dict[tuple[str | None, ...], list[int]] = {}
    for area in find_areas(rows, Ledger()):
        owner = (area.city,) if area.level == "city" else (area.county or county, area.town)
        places.setdefault((area.level, *owner), []).append(area.row)
    for who, members in sorted(places.items(), key=lambda item: tuple(part or "" for part in item[0])):
        label = " / ".join(part for part in who[1:] if part) or NOBODY
        for values in rows.values.values():
            told = [row for row in members if values.one(row) is not None]
            told_first = [row for row in told if _origin(rows, row)[0] < len(mine)]
            odd = {values.text_of(values.one(row)) for row in told}
            if len(odd) > 1 and told_first and len(told_first) < len(told):
                ledger.error("area-values-differ", label, values.header, value=_both(values, told))
                for at, row in (_origin(rows, row) for row in told):
                    header = _header_of(sheets[at].source, values.name, facts)
                    sheets[at].put(row, str(header), None)
    tables = [sheet.table() for sheet in sheets]
    return tuple(tables[: len(mine)]), tuple(tables[len(mine) :])


def _is_key(header: str, key: str, facts: Facts) -> bool:
    means = None if is_level(header) else meaning(facts, header)
    return means is not None and means.kind == "key" and means.id == key


def _numbered(tables: Tables) -> list[Table]:
    """The tables with the numbers of table and row as the place of a cell, so that each row is known again."""

    def place(number: int) -> Any:
        return lambda row, _header: f"{number}:{row}"

    return [evolve(table, places=place(number)) for number, table in enumerate(tables)]


def _origin(rows: Rows, row: int) -> tuple[int, int]:
    table, _, at = str(rows.place(row, "")).partition(":")
    return int(table), int(at)


def _partners(roster: Roster, first: list[bool]) -> dict[int, int]:
    """The rows of the first file, each with the one row of the second that is about the same section."""
    pairs: dict[tuple[int, str, int], tuple[list[int], list[int]]] = {}
    campus = roster.campus or [None] * len(first)
    for row, (school, place, stage) in enumerate(
        zip(roster.school.tolist(), campus, roster.stage.tolist(), strict=True)
    ):
        if stage != UNKNOWN_STAGE and str(roster.schools[school]) != NOBODY:
            pairs.setdefault((school, place or "", stage), ([], []))[0 if first[row] else 1].append(row)
    return {mine[0]: theirs[0] for mine, theirs in pairs.values() if len(mine) == len(theirs) == 1}


@frozen(eq=False)
class _Sheet:
    """A table of the first file while cells are put into it."""

    source: Table
    columns: dict[str, list[Any]] = field(factory=dict)
    moved: dict[tuple[int, str], str | None] = field(factory=dict)

    def cell(self, row: int, header: str) -> Any:
        """A cell as it stands now; a column that is not there is blank."""
        cells = self.columns[header] if header in self.columns else self.source.columns.get(header)
        return None if cells is None else cells[row]

    def put(self, row: int, header: str, cell: Any, place: str | None = None) -> None:
        """Put in a cell, and where it came from."""
        if header not in self.columns:
            cells = self.source.columns.get(header)
            self.columns[header] = [None] * self.source.rows if cells is None else _listed(cells)
        self.columns[header][row] = cell
        if place is not None:
            self.moved[row, header] = place

    def table(self) -> Table:
        """The table as it is now."""
        if not self.columns:
            return self.source
        moved, source = dict(self.moved), self.source

        def place(row: int, header: str) -> str | None:
            return moved.get((row, header)) or source.place(row, header)

        return evolve(source, columns={**source.columns, **self.columns}, places=place)


@frozen(eq=False)
class _Meeting:
    """A row of the second file and the row of the first that is about the same section.

    Attributes:
        table: the table of the second file.
        at: the row in it.
        other: the same row among all rows.
        sheet: the table of the first file.
        to: the row in it.
        row: the same row among all rows.
    """

    table: Table
    at: int
    other: int
    sheet: _Sheet
    to: int
    row: int

    def settle(self, roster: Roster, facts: Facts, ledger: Ledger) -> None:
        """Put the row's cells onto the other row."""
        for header, cells in self.table.columns.items():
            cell = cells[self.at]
            means = None if is_level(header) else meaning(facts, header)
            if not is_missing(cell) and not (means is not None and means.kind == "key" and means.id in _IDENTITY):
                self._take(header, cell, means, roster, facts, ledger)

    def _take(self, header: str, cell: Any, means: Header | None, roster: Roster, facts: Facts, ledger: Ledger) -> None:
        target = None if means is None else _header_of(self.sheet.source, means.column, facts)
        here = self.sheet.cell(self.to, target or header)
        place = self.table.place(self.at, header)
        if means is not None and means.kind == "fact":
            values = roster.rows.values.get(means.column)
            told = None if values is None else values.one(self.other)
            cell = cell if told is None else _written(told, cell, target or header, means, facts)
            mine = None if values is None else values.one(self.row)
            if values is not None and told is not None and mine != told and not _is_blank(here):
                where = self.sheet.source.place(self.to, target or "")
                value = (
                    f"{shown(here)} ≠ {values.text_of(told)}" if mine is None else _both(values, [self.row, self.other])
                )
                ledger.error("joined-values-differ", roster.label(self.row), target, value=value, place=where)
                if mine is not None:  # else the cell cannot be read, which is told when it is
                    self.sheet.put(self.to, target or header, None)
                return
        elif means is not None and not _is_blank(here) and key_text(here) != key_text(cell):
            value = f"{key_text(here)} ≠ {key_text(cell)}"
            ledger.note("joined-key-differs", roster.label(self.row), target, value=value, place=place)
        if _is_blank(here):
            self.sheet.put(self.to, target or header, cell, place)


def _header_of(table: Table, column: str, facts: Facts) -> str | None:
    """The header under which a table has a column of keys or facts."""
    for header in table.headers:
        means = None if is_level(header) else meaning(facts, header)
        if means is not None and means.column == column:
            return header
    return None


def _written(told: Any, cell: Any, header: str, means: Header, facts: Facts) -> Any:
    """What a cell of the second file says, as it is to stand under a header of the first one."""
    fact = facts[means.id]
    target = meaning(facts, header)
    factor = Fraction(1)
    if target is not None and target.unit is not None and fact.unit:
        own = unit_of(fact.unit)
        factor = target.unit.factor / (own.factor if own else 1)
    if kind_of(fact) == "number":
        return _plain_number(Fraction(told) / factor)
    if kind_of(fact) == "list" and not fact.values:
        return [_plain_number(Fraction(item) / factor) for item in told]
    return cell


def _plain_number(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


def _both(values: Values, rows: Sequence[int]) -> str | tuple[str, str]:
    return values.words([values.one(row) for row in rows], " ≠ ")


def _is_blank(cell: Any) -> bool:
    if is_missing(cell):
        return True
    return isinstance(cell, str) and not isinstance(cell, Broken) and plain(cell) in PLACEHOLDERS


def _listed(cells: Any) -> list[Any]:
    return cells.tolist() if isinstance(cells, np.ndarray) else list(cells)


def _left(table: Table, number: int, gone: set[Any], kept: set[Any], ledger: Ledger) -> Table:
    """What is left of a table of the second file; its totals are those of rows that are no longer in it."""
    rows = [row for row in range(table.rows) if (number, row) in kept]
    aside = [row for row in range(table.rows) if (number, row) not in kept and (number, row) not in gone]
    if len(rows) + len(aside) == table.rows:
        return table
    if aside:
        place = table.place(aside[0], table.headers[0])
        ledger.note("joined-rows-aside", None, None, count=len(aside), place=place or table.name)
    return table.take(rows)


def _tell_strangers(roster: Roster, first: list[bool], ledger: Ledger) -> None:
    """Name the schools that only one of the files has: a name may be spelt in two ways."""
    there: Mapping[bool, set[int]] = {True: set(), False: set()}
    for school, mine in zip(roster.school.tolist(), first, strict=True):
        there[mine].add(school)
    for mine, code in ((True, "joined-only-first"), (False, "joined-only-second")):
        alone = sorted(there[mine] - there[not mine])
        if alone:
            names = "、".join(map(roster.school_label, alone[:_NAMES])) + ("……" if len(alone) > _NAMES else "")
            ledger.note(code, None, None, count=len(alone), value=names)
