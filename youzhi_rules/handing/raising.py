"""The figures of some counties with amounts added to them: what they would be with a list done."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ..exactness import Exact, from_fractions, wide
from ..frame import Frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..dataset import Column
    from .levers import Lever

__all__ = ["RaisedFrame", "raisable"]


def raisable(lever: Lever) -> bool:
    """Whether a lever is one figure of the data, so that an amount can be added to it."""
    return lever.where in {"section", "school", "whole"}


class RaisedFrame(Frame):
    """The counties of a frame with amounts added to figures of them; columns are kept once they are asked for.

    Args:
        base: the frame, which stays as it is; it may be a raised one itself.
        amounts: what is added to each figure.
    """

    def __init__(self, base: Frame, amounts: Mapping[Lever, Fraction]) -> None:
        county = base.slices["county"]
        super().__init__(base.data, county.start, county.stop, wide_numbers=base.wide_numbers)
        self.base = base
        self.amounts = dict(amounts)
        self.changed: dict[tuple[str, str], dict[int, Fraction]] = {}
        for lever, amount in amounts.items():
            place = ("whole" if lever.where == "whole" else lever.level, lever.column)
            self.changed.setdefault(place, {})[lever.unit] = amount
        self.kept: dict[tuple[str, str], Column | None] = {}

    def widened(self) -> Frame:
        """The same on Python integers."""
        return self if self.wide_numbers else RaisedFrame(self.base.widened(), self.amounts)

    def column(self, level: str, name: str) -> Column | None:
        """A column with the amounts added."""
        key = (level, name)
        if key not in self.kept:
            self.kept[key] = self._raised(self.base.column(level, name), self.changed.get(key))
        return self.kept[key]

    def whole(self, name: str) -> Exact | None:
        """The quantities of 全校 rows with the amounts added."""
        key = ("whole", name)
        if key not in self.kept:
            self.kept[key] = self._raised(self.base.whole(name), self.changed.get(key))
        found = self.kept[key]
        return found if isinstance(found, Exact) else None

    def _raised(self, column: Column | None, amounts: Mapping[int, Fraction] | None) -> Column | None:
        if amounts is None or not isinstance(column, Exact):
            return column
        cells = [column.fraction(index) for index in range(len(column))]
        for unit, amount in amounts.items():
            cells[unit] = (cells[unit] or Fraction(0)) + amount
        found = self._numbers(from_fractions(cells))
        return wide(found) if self.wide_numbers else found
