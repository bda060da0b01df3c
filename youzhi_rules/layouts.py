"""Layouts: what the sheets and columns of a county's own forms mean, as values; ``collecting`` reads their files."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from attrs import Factory, frozen

from .dictionary import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .dictionary import Header

__all__ = ["Layout", "LayoutColumn", "LayoutSheet"]


@frozen
class LayoutColumn:
    """What one column means.

    Attributes:
        header: how it is headed.
        means: the fact or key, with the unit its figures are in; None: it is left out.
        stage: the stage whose figures it holds, for a fact of sections.
        add: whether it is one of several columns that are added up.
        values: what its cells say, folded, and what that means.
    """

    header: str
    means: Header | None
    stage: str | None = None
    add: bool = False
    values: Mapping[str, str] = Factory(dict)


@frozen
class LayoutSheet:
    """What one sheet holds.

    Attributes:
        name: its name, in which ``*`` stands for any signs.
        of: ``schools``, ``county``, ``town`` or ``city``; None: as what it holds tells.
        header: the rows of the header, as Excel numbers them; empty: where most headers are known.
        columns: its columns, by their headers folded.
        fill: keys that are the same for every row, and what they are.
    """

    name: str
    of: str | None
    header: tuple[int, ...]
    columns: Mapping[str, LayoutColumn]
    fill: Mapping[str, str]


@frozen
class Layout:
    """A layout: its sheets in the order of its file."""

    sheets: tuple[LayoutSheet, ...]

    def sheet(self, name: str) -> LayoutSheet | None:
        """What the layout says of a sheet, or None."""
        return next((sheet for sheet in self.sheets if _fits(sheet.name, name)), None)

    def unmet(self, names: Sequence[str]) -> list[str]:
        """The sheets of the layout that a workbook does not have."""
        return [sheet.name for sheet in self.sheets if not any(_fits(sheet.name, name) for name in names)]


def _fits(pattern: str, name: str) -> bool:
    return fnmatchcase(folded(name), folded(pattern).replace("[", "[[]").replace("?", "[?]"))
