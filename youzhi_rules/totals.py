"""Rows of totals: set aside, and held against the rows they should be the totals of."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from .identity import WHOLE, key_text
from .values import Values, combining, decimal_text, way_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .ledger import Ledger
    from .roster import Roster

__all__ = ["note_totals"]


def note_totals(roster: Roster, ledger: Ledger) -> None:
    """Note every row of totals, with the columns where it is not what the rows come to.

    A mixed school stands on rows of its stages and may stand on a row of the whole school too, so a total may
    be that of the stages or that of the schools: it agrees if it is either.
    """
    for total in roster.rows.totals:
        record = total.label
        ledger.note("total-row", record, None, value=total.label, place=total.place)
        if not total.grand:
            continue
        mine = np.ones(roster.rows.count, np.bool_)
        if total.county is not None:
            county = key_text(total.county)
            mine = np.array([str(roster.counties[at]) == county for at in roster.county.tolist()], np.bool_)
        for name, told in sorted(total.figures.items()):
            values = roster.rows.values[name]
            sums = _sums(values, roster, mine)
            if sums and told not in sums:
                ledger.note(
                    "total-differs", record, total.headers[name],
                    value=decimal_text(Fraction(told)), sum=decimal_text(sums[0]),
                    how=way_words(combining(values.fact) or sum), place=total.place,
                )  # fmt: skip


def _sums(values: Values, roster: Roster, mine: NDArray[np.bool_]) -> list[Fraction]:
    """What the rows come to: by stages, and by schools where these have rows of their own."""
    given = values.given() & mine
    whole = roster.stage == WHOLE
    by_stage = _sum(values, given & ~whole)
    if not (given & whole).any():
        return [by_stage]
    with_whole = np.zeros(len(roster.schools), np.bool_)
    with_whole[roster.school[given & whole]] = True
    with_parts = np.zeros(len(roster.schools), np.bool_)
    with_parts[roster.school[given & ~whole]] = True
    schools = _sum(values, given & (whole | ~with_whole[roster.school]))
    mixed = _sum(values, given & (~whole | ~with_parts[roster.school]))
    return [mixed, schools]


def _sum(values: Values, chosen: NDArray[np.bool_]) -> Fraction:
    cells = [values.one(row) for row in np.flatnonzero(chosen).tolist()]
    return Fraction((combining(values.fact) or sum)(cells)) if cells else Fraction(0)
