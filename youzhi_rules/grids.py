"""Grids of cells as tables: where the header stands, what is data, and what stands beside it.

A sheet of schools has a header row somewhere below its titles. A sheet of a county may be upright instead:
indicators down a column, their values beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from .catalogue import LABELS
from .dictionary import folded
from .figures import Broken, is_missing, shown, written
from .headings import LEVEL_HEADERS, meaning
from .remarks import FOOT, foot_note, numbers_columns
from .rows import is_total
from .tables import Table
from .units import unit_in_header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .dictionary import Facts, Header
    from .ledger import Ledger

__all__ = ["Found", "Grid", "find_tables", "nearest_header"]

LONGEST = 80
"""No header is this long."""

TOP = 40
"""How many rows from the top a header is looked for in."""

_SIDE = {"单位", "计量单位", "unit"}
_REMARK = {"备注", "说明", "注", "note", "notes", "remark", "remarks", "序号", "no", "no."}
_LABELS = {"指标", "指标名称", "项目", "名称", "内容", "indicator", "item", "fact"}
_SCHOOL_KEYS = {"school", "school_name", "stage", "campus", "parent_school"}
_LEAST = 2
_OF_AREAS = {folded(name) for sheet in ("county", "town", "city") for name in LABELS[f"template_{sheet}"]}
_ENGLISH = {"county": "county", "counties": "county", "town": "town", "towns": "town", "city": "city", "cities": "city"}


@frozen(eq=False)
class Grid:
    """The cells of a sheet or a text file.

    Attributes:
        name: the sheet's name, or that of the file.
        cells: the rows, all of one length; None where there is nothing.
        top: the number of the first row, counted from 1.
        left: how many columns stand before the first.
        merged: ranges of merged cells as (first row, first column, last row, last column) in ``cells``.
        excel: whether floats are Excel cells.
    """

    name: str
    cells: list[list[Any]]
    top: int = 1
    left: int = 0
    merged: tuple[tuple[int, int, int, int], ...] = ()
    excel: bool = True

    def place(self, row: int, column: int) -> str:
        """Where a cell stands, such as ``学校!G12``."""
        letters, at = "", column + self.left + 1
        while at:
            at, rest = divmod(at - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{self.name}!{letters}{row + self.top}"


@frozen(eq=False)
class Found:
    """A table found in a grid.

    Attributes:
        table: the table.
        schools: whether it is of schools, else of areas.
    """

    table: Table
    schools: bool


@frozen(eq=False)
class _Layout:
    """Which row of a grid is the header, or which column holds the indicators."""

    upright: bool
    at: int
    known: int
    names: dict[int, str] = field(factory=dict)


def find_tables(grid: Grid, facts: Facts, ledger: Ledger, *, header: int | None = None) -> Found | None:
    """The table of a grid, or None if nothing in it is known.

    Args:
        grid: the grid.
        facts: the dictionary.
        ledger: where problems are put down.
        header: the row of the header in ``cells``, where it is known.
    """
    if header is not None:
        names = {at: written(cell).strip() for at, cell in enumerate(grid.cells[header]) if not is_missing(cell)}
        best = _Layout(upright=False, at=header, known=len(names), names=names)
    else:
        across, down = _across(grid, facts), _down(grid, facts)
        level = down.known == across.known and _is_labelled(grid, down.at)
        best = down if down.known > across.known or level else across
    # A sheet of a template may hold nothing but facts of a pack's own, which a reader need not know yet.
    if best.known < (1 if folded(grid.name) in _OF_AREAS else _LEAST):
        return None
    table = _upright(grid, best, facts, ledger) if best.upright else _header_table(grid, best, facts, ledger)
    schools = not best.upright and _is_of_schools(table, facts)
    return Found(table if schools else _with_level(table, grid.name), schools)


def nearest_header(grids: Sequence[Grid]) -> list[str]:
    """The row of texts that could most likely be meant as a header."""
    rows = [
        [str(cell) for cell in row if isinstance(cell, str) and cell.strip()]
        for grid in grids
        for row in grid.cells[:TOP]
    ]
    return max(rows, key=len, default=[])


def _known(facts: Facts, cell: object) -> Header | None:
    return meaning(facts, cell) if isinstance(cell, str) and 0 < len(cell) < LONGEST else None


def _spread(grid: Grid) -> list[list[Any]]:
    """The first rows with merged cells filled in, as a reader sees a header of several rows."""
    rows = [list(row) for row in grid.cells[:TOP]]
    for first_row, first_column, last_row, last_column in grid.merged:
        for row in range(first_row, min(last_row + 1, len(rows))):
            for column in range(first_column, last_column + 1):
                rows[row][column] = grid.cells[first_row][first_column]
    return rows


def _across(grid: Grid, facts: Facts) -> _Layout:
    best = _Layout(upright=False, at=0, known=0)
    for at, row in enumerate(_spread(grid)):
        means = [_known(facts, cell) for cell in row]
        known = len({(found.id, found.stage) for found in means if found is not None})
        if known > best.known:
            names = {column: written(cell).strip() for column, cell in enumerate(row) if not is_missing(cell)}
            best = _Layout(upright=False, at=at, known=known, names=names)
    return best


def _down(grid: Grid, facts: Facts) -> _Layout:
    best = _Layout(upright=True, at=0, known=0)
    width = len(grid.cells[0]) if grid.cells else 0
    for column in range(min(3, max(width - 1, 0))):
        labels = {row: cells[column] for row, cells in enumerate(grid.cells) if _known(facts, cells[column])}
        told = [row for row in labels if any(not is_missing(cell) for cell in grid.cells[row][column + 1 :])]
        known = len({(found.id, found.stage) for row in told if (found := _known(facts, labels[row]))})
        if known > best.known:
            best = _Layout(upright=True, at=column, known=known)
    return best


def _is_labelled(grid: Grid, column: int) -> bool:
    """Whether a column is headed as one of indicators."""
    return any(folded(str(row[column] or "")) in _LABELS for row in grid.cells[:TOP])


def _unique(pairs: Sequence[tuple[int, str]], grid: Grid, ledger: Ledger) -> dict[str, int]:
    """Each header with its place; a header that stands twice is reported and left out."""
    found: dict[str, int] = {}
    twice: dict[str, list[int]] = {}
    for at, name in pairs:
        if name in found:
            twice.setdefault(name, [found[name]]).append(at)
        else:
            found[name] = at
    for name, places in twice.items():
        ledger.error("column-twice", None, name, count=len(places), place=grid.name)
        del found[name]
    return found


def _header_table(grid: Grid, layout: _Layout, facts: Facts, ledger: Ledger) -> Table:
    _note_titles(grid, layout.at, ledger)
    columns = _unique(list(layout.names.items()), grid, ledger)
    keys = {name for name in columns if (means := _known(facts, name)) and means.kind == "key"}
    cells = _filled(grid, layout.at, columns, keys, facts, ledger)
    rows: list[int] = []
    for at in range(layout.at + 1, len(cells)):
        row = cells[at]
        if foot_note(row, grid.place(at, 0), ledger):
            continue
        if not rows and numbers_columns(row):
            ledger.note("column-numbers", None, None, place=grid.place(at, 0))
            continue
        if all(
            is_missing(row[column]) or folded(str(row[column])) == folded(name) for column, name in layout.names.items()
        ) and any(not is_missing(row[column]) for column in layout.names):
            ledger.note("header-repeated", None, None, place=grid.place(at, 0))
            continue
        rows.append(at)
    _note_beside(grid, layout, rows, ledger)
    for name in keys:
        _note_rounded(grid, rows, columns[name], name, ledger)
    data = {name: [_cell(cells[at][column]) for at in rows] for name, column in columns.items()}
    beside = [column for column in range(len(grid.cells[layout.at])) if column not in layout.names]
    _name_totals(data, [[cells[at][column] for column in beside] for at in rows], facts)
    table = Table(data, len(rows), grid.excel, lambda row, header: _at(grid, rows[row], columns.get(header)), grid.name)
    return _without_broken_keys(table, facts, ledger)


def _name_totals(data: dict[str, list[Any]], beside: list[list[Any]], facts: Facts) -> None:
    """Give a row of totals whose word stands in a column without a header that word as its name."""
    names = [header for header in data if (means := _known(facts, header)) and means.id in {"school", "school_name"}]
    for row, cells in enumerate(beside):
        word = next(filter(is_total, cells), None)
        if word is not None and names and all(is_missing(data[header][row]) for header in names):
            data[names[0]][row] = word


def _without_broken_keys(table: Table, facts: Facts, ledger: Ledger) -> Table:
    """The table with the keys missing that are errors of Excel; those of figures are found when they are read."""
    columns = dict(table.columns)
    for header, cells in table.columns.items():
        means = _known(facts, header)
        if folded(header) not in LEVEL_HEADERS and (means is None or means.kind != "key"):
            continue
        for row, cell in enumerate(cells):
            if isinstance(cell, Broken):
                ledger.error(cell.code, None, header, value=shown(cell), place=table.place(row, header))
        columns[header] = [None if isinstance(cell, Broken) else cell for cell in cells]
    return evolve(table, columns=columns)


def _at(grid: Grid, row: int, column: int | None) -> str:
    return grid.place(row, column or 0)


def _cell(cell: Any) -> Any:
    return None if isinstance(cell, str) and not cell.strip() else cell


def _note_titles(grid: Grid, header: int, ledger: Ledger) -> None:
    for at in range(header):
        texts = [written(cell).strip() for cell in grid.cells[at] if not is_missing(cell)]
        if texts:
            ledger.note("title-rows", None, None, value=shown(" ".join(dict.fromkeys(texts))), place=grid.place(at, 0))


def _note_beside(grid: Grid, layout: _Layout, rows: list[int], ledger: Ledger) -> None:
    """Note what stands in columns without a header."""
    for column in range(len(grid.cells[layout.at])):
        if column in layout.names:
            continue
        for at in rows:
            if not is_missing(grid.cells[at][column]):
                ledger.note(
                    "cell-beside",
                    None,
                    None,
                    value=shown(grid.cells[at][column]),
                    place=grid.place(at, column),
                )


def _note_rounded(grid: Grid, rows: list[int], column: int, name: str, ledger: Ledger) -> None:
    for at in rows:
        cell = grid.cells[at][column]
        if isinstance(cell, float) and cell >= 10**15:
            ledger.note("key-rounded", None, name, value=str(int(cell)), place=grid.place(at, column))


def _filled(
    grid: Grid, header: int, columns: dict[str, int], keys: set[str], facts: Facts, ledger: Ledger
) -> list[list[Any]]:
    """The rows with merged cells of key columns filled in.

    A figure of a section in a cell merged over several rows is of them all together: which part is whose is
    not said, so it is missing.
    """
    if not grid.merged:
        return grid.cells
    cells = [list(row) for row in grid.cells]
    names = {column: name for name, column in columns.items()}
    for first_row, first_column, last_row, last_column in grid.merged:
        value, name = grid.cells[first_row][first_column], names.get(first_column)
        if first_row <= header or name is None or is_missing(value) or is_total(value):
            continue
        means = _known(facts, name)
        level_wide = means is not None and means.kind == "fact" and "section" not in facts[means.id].levels
        if name in keys or level_wide:
            for row in range(first_row, last_row + 1):
                cells[row][first_column] = value
        elif means is not None and last_row > first_row:
            cells[first_row][first_column] = None
            place = grid.place(first_row, first_column)
            ledger.error("merged-figure", None, name, value=shown(value), count=last_row - first_row + 1, place=place)
        if last_column > first_column and means is not None and name not in keys:
            ledger.note("merged-columns", None, name, value=shown(value), place=grid.place(first_row, first_column))
    return cells


def _upright(grid: Grid, layout: _Layout, facts: Facts, ledger: Ledger) -> Table:
    """A sheet with its indicators down one column as a table of one record per column of values."""
    label = layout.at
    first = next(row for row, cells in enumerate(grid.cells) if _known(facts, cells[label]))
    heads: list[Any] = [None] * len(grid.cells[0])
    if first and folded(str(grid.cells[first - 1][label] or "")) in _LABELS:
        heads = grid.cells[first - 1]
        first -= 1
        _note_titles(grid, first, ledger)
        first += 1
    else:
        _note_titles(grid, first, ledger)
    units = next((at for at, head in enumerate(heads) if folded(str(head or "")) in _SIDE), None)
    values = [
        at
        for at in range(label + 1, len(heads))
        if at != units
        and folded(str(heads[at] or "")) not in _REMARK
        and any(not is_missing(row[at]) for row in grid.cells[first:])
    ]
    used = {label, units, *values}
    pairs = []
    for at in range(first, len(grid.cells)):
        row = grid.cells[at]
        for column, cell in enumerate(row):
            if column not in used and not is_missing(cell):
                ledger.note("cell-beside", None, None, value=shown(cell), place=grid.place(at, column))
        told = any(not is_missing(row[value]) for value in values) and not str(row[label]).strip().startswith(FOOT)
        if not is_missing(row[label]) and (told or not foot_note(row, grid.place(at, 0), ledger)):
            pairs.append(
                (at, _with_unit(written(row[label]).strip(), row[units] if units is not None else None, facts))
            )
    lines = _unique(pairs, grid, ledger)
    data = {name: [_cell(grid.cells[at][column]) for column in values] for name, at in lines.items()}
    told = any((means := _known(facts, name)) and means.kind == "key" for name in data)
    if not told and len(values) > 1:
        data["county"] = [_cell(heads[column]) for column in values]
    table = Table(
        data,
        len(values),
        grid.excel,
        lambda row, header: _at(grid, lines.get(header, first), values[row]),
        grid.name,
    )
    return _without_broken_keys(table, facts, ledger)


def _with_unit(name: str, unit: object, facts: Facts) -> str:
    """An indicator with the unit from its own column in brackets."""
    means = _known(facts, name)
    if is_missing(unit) or (means is not None and means.unit is not None):
        return name
    with_unit = f"{name}（{str(unit).strip()}）"
    if means is None:  # it may be a fact of a pack, and then the unit counts
        return with_unit if unit_in_header(with_unit)[1] is not None and unit_in_header(name)[1] is None else name
    found = _known(facts, with_unit)
    return with_unit if found is not None and found.unit is not None else name


def _is_of_schools(table: Table, facts: Facts) -> bool:
    means = [found for header in table.headers if (found := _known(facts, header))]
    if any(found.kind == "key" and found.id in _SCHOOL_KEYS for found in means):
        return True
    levels = [facts[found.id].levels for found in means if found.kind == "fact"]
    below = sum(1 for some in levels if {"section", "school"} & set(some))
    return below * 2 > len(levels)


def _with_level(table: Table, name: str) -> Table:
    """A table of areas with the level its sheet's name tells, where no column does."""
    if any(folded(header) in LEVEL_HEADERS for header in table.headers):
        return table
    words = (("镇", "town"), ("乡", "town"), ("县", "county"), ("区", "county"), ("市", "city"))
    level = next((level for word, level in words if word in name), _ENGLISH.get(folded(name)))
    if level is None:
        return table
    return evolve(table, columns={**table.columns, "level": [level] * table.rows})
