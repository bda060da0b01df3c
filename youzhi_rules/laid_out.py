"""Sheets read by a layout: their headers given the names of the dictionary, columns of stages made rows, and so on."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from .catalogue import label
from .cells import read_column
from .dictionary import folded
from .errors import near
from .figures import PLACEHOLDERS, Broken, Refused, figure, is_missing, plain, shown, written
from .grids import TOP, Found, Grid, find_tables
from .headings import meaning
from .rows import is_total
from .tables import Table
from .understanding import Understood, columns_of
from .units import unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .dictionary import Facts, Header
    from .layouts import LayoutColumn, LayoutSheet
    from .ledger import Ledger

__all__ = ["laid_out"]

_WHOLE = "whole"
_SIDE = 3  # in so many columns from the left the indicators of an upright sheet are looked for


def laid_out(grid: Grid, sheet: LayoutSheet, facts: Facts, ledger: Ledger) -> tuple[Found | None, list[Understood]]:
    """The table of a sheet by what a layout says of it.

    Args:
        grid: the cells.
        sheet: what the layout says.
        facts: the dictionary.
        ledger: where problems are put down.

    Returns:
        The table, or None if there is nothing in it that is known; and what every column was read as.
    """
    headed, at = _headed(grid, sheet, facts)
    names = {header: _Named(column, facts) for header, column in sheet.columns.items()}
    own = _renamed(headed, at, names)
    found = find_tables(headed, facts, ledger, header=at)
    if found is None:
        return None, []
    table = found.table
    _tell_missing(table, sheet, own, ledger)
    columns = {header: names[key].column for header, key in own.items() if header in table.columns}
    left = _without(table, columns)
    understood = _understood(table, left, columns, own, sheet, facts)
    made = _Laying(table, columns, facts, ledger)
    made.translate()
    made.add_up()
    made.drop_ignored()
    table = _filled(_by_stage(made, facts, ledger), sheet.fill, facts)
    schools = found.schools if sheet.of is None else sheet.of == "schools"
    if not schools and sheet.of is not None:
        table = evolve(table, columns={**table.columns, "level": [sheet.of] * table.rows})
    return Found(table, schools), understood


@frozen
class _Named:
    """A column of the layout under the name that the dictionary knows."""

    column: LayoutColumn
    facts: Facts

    @property
    def name(self) -> str:
        """The name its header gets; its own where it is not taken over as it stands."""
        means = self.column.means
        if means is None or self.column.stage is not None or self.column.add:
            return self.column.header
        return _name_of(means, self.facts)


def _name_of(means: Header, facts: Facts) -> str:
    """A header that the dictionary reads as this."""
    unit = f"（{means.unit.name}）" if means.unit else ""
    for name in (facts.name(means.column, "zh") + unit, means.column + unit):
        found = facts.find(name)
        if found is not None and (found.column, found.unit) == (means.column, means.unit):
            return name
    return means.column


def _headed(grid: Grid, sheet: LayoutSheet, facts: Facts) -> tuple[Grid, int | None]:
    """The grid with a header of several rows made one, and the row it is; None for an upright sheet."""
    grid = evolve(grid, cells=[list(row) for row in grid.cells])
    rows = [row - grid.top for row in sheet.header if 0 <= row - grid.top < len(grid.cells)]
    if rows:
        _join_headers(grid, rows)
        return grid, rows[-1]
    across = [(_count(row, sheet, facts), -at) for at, row in enumerate(grid.cells[:TOP])]
    width = len(grid.cells[0])
    down = [_count([row[at] for row in grid.cells], sheet, facts) for at in range(min(_SIDE, width))]
    best = max(across)
    return grid, None if max(down) > best[0] else -best[1]


def _count(cells: Sequence[Any], sheet: LayoutSheet, facts: Facts) -> int:
    texts = {folded(cell) for cell in cells if isinstance(cell, str)}
    return sum(1 for text in texts if text in sheet.columns or meaning(facts, text) is not None)


def _join_headers(grid: Grid, rows: Sequence[int]) -> None:
    """Put the parts of a header that stand below each other into its last row, with ``/`` between them."""
    last = rows[-1]
    spread = {row: list(grid.cells[row]) for row in rows}
    for top, left, bottom, right in grid.merged:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if row in spread:
                    spread[row][column] = grid.cells[top][left]
    for column in range(len(grid.cells[last])):
        parts = [written(spread[row][column]).strip() for row in rows if not is_missing(spread[row][column])]
        grid.cells[last][column] = "/".join(dict.fromkeys(parts)) or None
    for row in rows[:-1]:
        grid.cells[row] = [None] * len(grid.cells[row])


def _renamed(grid: Grid, at: int | None, names: Mapping[str, _Named]) -> dict[str, str]:
    """Write the names of the dictionary over the headers of the layout; name → the layout's header, folded."""
    own: dict[str, str] = {}
    places = (
        [(at, column) for column in range(len(grid.cells[at]))]
        if at is not None
        else [(row, column) for column in range(min(_SIDE, len(grid.cells[0]))) for row in range(len(grid.cells))]
    )
    for row, column in places:
        cell = grid.cells[row][column]
        named = names.get(folded(cell)) if isinstance(cell, str) else None
        if named is not None:
            grid.cells[row][column] = named.name
            own[named.name] = folded(cell)
    return own


def _tell_missing(table: Table, sheet: LayoutSheet, own: Mapping[str, str], ledger: Ledger) -> None:
    for header, column in sheet.columns.items():
        if header not in own.values() and column.means is not None:
            close = near(column.header, [name for name in table.headers if name not in own])
            ledger.error("layout-header-missing", None, column.header, near=close, place=table.name)


def _without(table: Table, columns: Mapping[str, LayoutColumn]) -> Table:
    """The table without the columns that the layout speaks of."""
    return evolve(table, columns={name: cells for name, cells in table.columns.items() if name not in columns})


def _understood(
    table: Table,
    left: Table,
    columns: Mapping[str, LayoutColumn],
    own: Mapping[str, str],
    sheet: LayoutSheet,
    facts: Facts,
) -> list[Understood]:
    """What every column was read as, under the header it has in the file."""
    others = {one.header: one for one in columns_of(left, facts)}
    found = []
    for header in table.headers:
        if header not in columns:
            found += [others[header]] if header in others else []
            continue
        column = columns[header]
        shown_as = sheet.columns[own[header]].header
        if column.means is None:
            found.append(Understood(table.name, shown_as, reason="layout-ignored", by_layout=True))
            continue
        names = {"zh": facts.name(column.means.column, "zh"), "en": facts.name(column.means.column, "en")}
        unit = column.means.unit.name if column.means.unit else None
        if column.means.kind == "fact" and unit is None:
            unit = facts[column.means.id].unit
        found.append(Understood(table.name, shown_as, column.means.column, column.stage, unit, by_layout=True, **names))
    return found


class _Laying:
    """A table on its way from the columns of a form to those of the dictionary."""

    def __init__(self, table: Table, columns: Mapping[str, LayoutColumn], facts: Facts, ledger: Ledger) -> None:
        self.table = table
        self.columns = dict(columns)
        self.facts = facts
        self.ledger = ledger

    def translate(self) -> None:
        """Write what the layout says a cell means in place of it."""
        news = dict(self.table.columns)
        for header, column in self.columns.items():
            if column.values:
                news[header] = [
                    cell if is_missing(cell) else column.values.get(folded(written(cell)), cell)
                    for cell in news[header]
                ]
        self.table = evolve(self.table, columns=news)

    def add_up(self) -> None:
        """Make one column of those that are added up; where one of them is blank their sum is not known."""
        groups: dict[tuple[Header, str | None], list[str]] = {}
        for header, column in self.columns.items():
            if column.add and column.means is not None:
                groups.setdefault((column.means, column.stage), []).append(header)
        for (means, _), headers in groups.items():
            first = headers[0]
            cells, unread = self._sums(headers, means)
            columns = {name: there for name, there in self.table.columns.items() if name not in headers[1:]}
            columns[first] = cells
            column = self.columns[first]
            for header in headers:
                del self.columns[header]
            name = first
            if column.stage is None:
                name = _name_of(means, self.facts)
                columns = {(name if key == first else key): value for key, value in columns.items()}
            self.columns[name] = evolve(column, add=False)
            self._rename(name, first, columns, unread)

    def _rename(self, name: str, first: str, columns: Mapping[str, Any], unread: Mapping[int, str]) -> None:
        source = self.table

        def place(row: int, header: str) -> str | None:
            return source.place(row, unread.get(row, first) if header == name else header)

        self.table = evolve(source, columns=columns, places=place)

    def _sums(self, headers: Sequence[str], means: Header) -> tuple[list[Any], dict[int, str]]:
        """What the columns come to, in the unit of their headers; a cell that names another one is converted.

        Where a cell cannot be read there is no sum: that cell stands in its place, so that it is told when it is read.

        Returns:
            A cell a row, and the header of the cell that cannot be read for the rows that have one.
        """
        parts = [read_column(self.table, header, means, self.facts)[0] for header in headers]
        own = unit_of(self.facts[means.id].unit or "")
        factor = means.unit.factor / own.factor if means.unit is not None and own is not None else Fraction(1)
        sums: list[Any] = []
        unread: dict[int, str] = {}
        for row in range(self.table.rows):
            cells = [self.table.columns[header][row] for header in headers]
            told = [part.one(row) for part in parts]
            blank = [_is_blank(cell) for cell in cells]
            wrong = [at for at, one in enumerate(told) if one is None and not blank[at]]
            if wrong:
                sums.append(cells[wrong[0]])
                unread[row] = headers[wrong[0]]
            elif any(blank):
                sums.append(None)
                if not all(blank):
                    value = " + ".join("?" if gone else shown(cell) for cell, gone in zip(cells, blank, strict=True))
                    place = self.table.place(row, headers[blank.index(True)])
                    self.ledger.error("layout-sum-incomplete", None, "、".join(headers), value=value, place=place)
            else:
                total = sum(told, Fraction(0)) / factor
                sums.append(total.numerator if total.denominator == 1 else total)
        return sums, unread

    def drop_ignored(self) -> None:
        """Leave out the columns of which the layout says so."""
        gone = {header for header, column in self.columns.items() if column.means is None}
        kept = {name: cells for name, cells in self.table.columns.items() if name not in gone}
        self.table = evolve(self.table, columns=kept)


def _is_blank(cell: Any) -> bool:
    if isinstance(cell, str) and not isinstance(cell, Broken) and plain(cell) in PLACEHOLDERS:
        return True
    return is_missing(cell)


def _is_nothing(cell: Any) -> bool:
    """Whether a cell says that there is none: blank or zero."""
    if _is_blank(cell):
        return True
    try:
        return figure(cell, None) == 0
    except Refused:
        return False


def _by_stage(made: _Laying, facts: Facts, ledger: Ledger) -> Table:
    """The table with a row for each stage, where its columns hold the figures of several."""
    table = made.table
    staged = {name: one for name, one in made.columns.items() if one.stage is not None and name in table.columns}
    if not staged:
        return table
    stages = [stage for stage in ("primary", "junior", "senior") if any(one.stage == stage for one in staged.values())]
    shared = [name for name in table.headers if name not in staged and _of_sections(name, facts)]
    rows = list(_stage_rows(table, staged, stages, shared, facts, ledger))
    own: dict[str, dict[str, str]] = {}
    for header, column in staged.items():
        if column.means is not None and column.stage is not None:
            own.setdefault(_name_of(column.means, facts), {})[column.stage] = header

    def source(stage: str | None, name: str) -> str | None:
        """The column of the form in which a figure of a row stands."""
        if name in own:
            return own[name].get(stage or "")
        return None if name in shared and stage not in {None, _WHOLE} else name

    names = [name for name in table.headers if name not in staged and name not in own]
    columns: dict[str, list[Any]] = {}
    for name in [*names, *own]:
        columns[name] = [
            table.columns[theirs][row] if (theirs := source(stage, name)) is not None else None for row, stage in rows
        ]
    columns["stage"] = [stage for _, stage in rows]

    def place(at: int, name: str) -> str | None:
        row, stage = rows[at]
        return table.place(row, source(stage, name) or name)

    return Table(columns, len(rows), table.excel, place, table.name)


def _of_sections(header: str, facts: Facts) -> bool:
    means = meaning(facts, header)
    return means is not None and means.kind == "fact" and "section" in facts[means.id].levels


def _stage_rows(
    table: Table,
    staged: Mapping[str, LayoutColumn],
    stages: Sequence[str],
    shared: Sequence[str],
    facts: Facts,
    ledger: Ledger,
) -> Iterator[tuple[int, str | None]]:
    """The row of the form and the stage of every row: those of its stages, and one of what these share."""
    keys = [name for name in table.headers if (means := meaning(facts, name)) is not None and means.kind == "key"]
    empty: dict[str, list[int]] = {}
    for row in range(table.rows):
        if any(is_total(table.columns[name][row]) for name in keys):
            yield row, None  # its figures are of no stage, and it is set aside as a row of totals
            continue
        told = []
        for stage in stages:
            cells = [table.columns[name][row] for name, one in staged.items() if one.stage == stage]
            if not all(map(_is_nothing, cells)):
                told.append(stage)
            elif not all(map(_is_blank, cells)):
                empty.setdefault(stage, []).append(row)
        yield from ((row, stage) for stage in told)
        if not told or any(not _is_blank(table.columns[name][row]) for name in shared):
            yield row, _WHOLE if told else None
    for stage, rows in empty.items():
        words = label(stage, "zh"), label(stage, "en")
        place = table.place(rows[0], next(name for name, one in staged.items() if one.stage == stage))
        ledger.note("layout-stage-absent", None, None, count=len(rows), stage=words, place=place)


def _filled(table: Table, fill: Mapping[str, str], facts: Facts) -> Table:
    """The table with the keys that are the same for all its rows."""
    columns = dict(table.columns)
    for key, value in fill.items():
        for header in [name for name in columns if (means := meaning(facts, name)) and means.column == key]:
            del columns[header]
        columns[key] = [value] * table.rows
    return evolve(table, columns=columns)
