"""What was understood of a file: each column with the fact it was read as, or why it was not used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import asdict, frozen

from .catalogue import label
from .headings import understand
from .ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .catalogue import Lang
    from .dictionary import Facts, Header
    from .errors import Problem
    from .grids import Grid
    from .tables import Table

__all__ = ["TEMPLATE_MARK", "Understood", "columns_of", "is_template_notes", "sheets_of"]

TEMPLATE_MARK = "youzhi-template/1"
"""Stands at the top of a template's sheets that hold no data."""

_TOP = 5
_OF_SHEETS = "sheet-"


@frozen
class Understood:
    """What one column of a file was read as.

    Attributes:
        sheet: the sheet; the name of a text file.
        header: the column as it is headed; None: the sheet as a whole.
        column: the fact or key it was read as, such as ``nearby_enrolled_primary``; None: it was not used.
        stage: the stage whose figures it holds, where a layout says so.
        unit: the unit its figures were read in, None where there is none.
        reason: why it was not used: the code of the message, or ``None`` where it was.
        near: the name that was probably meant.
        by_layout: whether a layout says what it means.
        zh: the Chinese name of the fact or key.
        en: its English name.
    """

    sheet: str | None
    header: str | None
    column: str | None = None
    stage: str | None = None
    unit: str | None = None
    reason: str | None = None
    near: str | None = None
    by_layout: bool = False
    zh: str | None = None
    en: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """It as plain values."""
        return asdict(self)

    def say(self, lang: Lang = "en") -> str:
        """The name of the fact or key, or in words why the column was not used."""
        if self.column is not None:
            name = (self.zh if lang == "zh" else self.en) or self.column
            return name if self.stage is None else f"{name} · {label(self.stage, lang)}"
        if self.near is not None:
            return label("understood_near", lang).format(near=self.near)
        return label(f"understood_{(self.reason or 'ignored').replace('-', '_')}", lang)


def is_template_notes(grid: Grid) -> bool:
    """Whether a sheet is one of those of a template that explain it."""
    return any(TEMPLATE_MARK in cell for row in grid.cells[:_TOP] for cell in row if isinstance(cell, str))


def columns_of(table: Table, facts: Facts) -> list[Understood]:
    """What every column of a table was read as, in the order of the table."""
    ledger = Ledger()
    keys, columns = understand(table, facts, ledger)
    why = {header: problem for problem in ledger.entries for header in (problem.column or "").split("、")}
    of_keys = {header: key for key, header in keys.items()}
    found = []
    for header in table.headers:
        if header in columns:
            found.append(_fact(table.name, header, columns[header], facts))
        elif of_keys.get(header) == "level":
            zh, en = label("understood_level", "zh"), label("understood_level", "en")
            found.append(Understood(table.name, header, "level", zh=zh, en=en))
        elif header in of_keys:
            key = facts.key_columns[of_keys[header]]
            found.append(Understood(table.name, header, key.id, zh=key.zh, en=key.en))
        elif header.strip() or header in why:
            found.append(_unused(table.name, header, why.get(header)))
    return found


def _fact(sheet: str | None, header: str, means: Header, facts: Facts) -> Understood:
    unit = means.unit.name if means.unit else facts[means.id].unit
    zh, en = facts.name(means.column, "zh"), facts.name(means.column, "en")
    return Understood(sheet, header, means.column, unit=unit, zh=zh, en=en)


def _unused(sheet: str | None, header: str, problem: Problem | None) -> Understood:
    if problem is None:
        return Understood(sheet, header, reason="column-twice")
    near = problem.params.get("near")
    return Understood(sheet, header, reason=problem.code, near=str(near) if near else None)


def sheets_of(problems: Iterable[Problem]) -> list[Understood]:
    """The sheets that were not used at all, and columns that stand twice in one, from what was noted of them."""
    found = [
        Understood(str(problem.params["sheet"]), None, reason=problem.code)
        for problem in problems
        if problem.code.startswith(_OF_SHEETS) and "sheet" in problem.params
    ]
    twice = (problem for problem in problems if problem.code == "column-twice" and problem.column and problem.place)
    return found + [Understood(problem.place, problem.column, reason=problem.code) for problem in twice]
