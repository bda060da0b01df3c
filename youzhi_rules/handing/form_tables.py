"""What the forms consist of: tables of cells, each with its exact value and the text that is printed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from .form_numbers import WHOLE, Style, printed, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..catalogue import Lang
    from .form_numbers import Quantity

__all__ = ["LACKING", "OPEN", "Cell", "Column", "Forms", "Row", "Table", "blank", "count", "note", "number", "text"]

LACKING = "※"
"""The mark in place of a number or verdict that is not known for want of data."""
OPEN = "◇"
"""The mark in place of what no fact of the dictionary says and people fill in by hand."""


@frozen
class Cell:
    """One cell as it is printed.

    Attributes:
        text: what is printed.
        exact: the exact value behind a number; None for text and for what is not known.
        style: how the number is rounded; None for text.
        mark: ``LACKING`` or ``OPEN`` where nothing is known; the text is the mark then.
    """

    text: str = ""
    exact: Quantity | None = None
    style: Style | None = None
    mark: str = ""

    @property
    def shown(self) -> Fraction | None:
        """What the printed number is worth, 95.2% as 0.952; None for what is no number."""
        return None if self.exact is None or self.style is None else shown(self.exact, self.style)


def text(words: str | None) -> Cell:
    """A cell of text."""
    return Cell(words or "")


def blank(mark: str = LACKING) -> Cell:
    """A cell of which nothing is known; never a 0."""
    return Cell(mark, mark=mark)


def number(value: Quantity | None, style: Style = WHOLE) -> Cell:
    """A cell with a number, or a blank one with a mark where it is not known.

    Example:
        >>> from fractions import Fraction
        >>> number(Fraction(7, 2)).text, number(None).text
        ('4', '※')
    """
    return blank() if value is None else Cell(printed(value, style), value, style)


def count(value: int) -> Cell:
    """A cell with a number of things counted here."""
    return number(Fraction(value))


@frozen
class Column:
    """A column of a table.

    Attributes:
        key: what it holds, such as ``students`` or the id of a rule.
        head: its heading.
        width: its width, in Latin letters.
        wide: whether it holds text, which is set to the left and wraps.
    """

    key: str
    head: str
    width: float
    wide: bool = False


@frozen
class Row:
    """A row of a table; its last cell holds the remarks.

    Attributes:
        kind: ``unit``, ``item``, ``figure``, ``subtotal`` or ``total``.
        cells: one for each column.
        rule: the id of the outcome it tells of, or None.
        stage: the stage it tells of, or None.
        unit: the position of the unit it tells of among those of its level in the county, or None.
    """

    kind: str
    cells: tuple[Cell, ...]
    rule: str | None = None
    stage: str | None = None
    unit: int | None = None


@frozen
class Table:
    """One table of the forms, on a sheet of its own.

    Attributes:
        key: its number, such as ``Ⅱ-1``.
        stage: the stage it is about, where a table goes over several sheets.
        title: its title.
        basis: the document and clause it stands on.
        columns: its columns.
        rows: its rows.
        notes: what stands below it.
    """

    key: str
    title: str
    basis: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    stage: str | None = None

    def column(self, key: str) -> tuple[Cell, ...]:
        """The cells of one column, by its key."""
        place = next(index for index, column in enumerate(self.columns) if column.key == key)
        return tuple(row.cells[place] for row in self.rows)

    @property
    def marks(self) -> frozenset[str]:
        """The marks that stand in it."""
        return frozenset(cell.mark for row in self.rows for cell in row.cells) - {""}


@frozen
class Forms:
    """The declaration forms of one county.

    Attributes:
        county: the county.
        title: what stands above every table.
        pack: the pack that was applied, with its version and document.
        tables: the tables in their order.
        lang: the language of the words.
    """

    county: str
    title: str
    pack: str
    tables: tuple[Table, ...]
    lang: Lang

    def table(self, key: str, stage: str | None = None) -> Table:
        """One table by its number; of a stage where it has several sheets.

        Raises:
            KeyError: the forms have no such table.
        """
        for table in self.tables:
            if table.key == key and stage in {None, table.stage}:
                return table
        raise KeyError(key)


def note(table: Table, more: Iterable[str]) -> Table:
    """A table with more notes below it."""
    return evolve(table, notes=(*table.notes, *more))
