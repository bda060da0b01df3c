"""The records of one file: what ``read_records`` makes and ``evaluate`` takes whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from .dictionary import Facts
    from .errors import Problem
    from .tables import Table
    from .understanding import Understood

__all__ = ["Records"]


@frozen(eq=False)
class Records:
    """The tables of one workbook: what ``read_records`` makes and ``evaluate`` takes whole.

    Attributes:
        schools: the tables of schools.
        areas: the tables of counties, towns and cities.
        problems: what the reading of the file found.
        source: the name of the file.
        understood: what every column of the file was read as, and which columns and sheets were not used.
    """

    schools: tuple[Table, ...]
    areas: tuple[Table, ...] = ()
    problems: tuple[Problem, ...] = ()
    source: str | None = None
    understood: tuple[Understood, ...] = ()

    def joined(self, other: Records, *, facts: Facts | None = None) -> Records:
        """These records with those of another file about the same schools.

        What the other file says of a section, a county or a town is added to what this one says. Where both give a
        figure it has to be the same; otherwise it is missing and the problems say so. Where a file names no county and
        only one is named at all, it is that one's.

        Args:
            other: the records of the other file.
            facts: the data dictionary; the shipped one if left out.

        Example:
            >>> from youzhi_rules.tables import as_table
            >>> one = Records((as_table([{"school": "青山一小", "stage": "小学", "专任教师数": 60}]),))
            >>> two = Records((as_table([{"school": "青山一小", "stage": "primary", "students": 1000}]),))
            >>> list(one.joined(two).schools[0])
            [{'school': '青山一小', 'stage': '小学', '专任教师数': 60, 'students': 1000}]
        """
        from .dictionary import shipped_facts
        from .joining import counties_named, joined_areas, joined_schools, with_county
        from .ledger import Ledger, in_order

        known = shipped_facts() if facts is None else facts
        ledger = Ledger()
        mine, theirs = self.schools, other.schools
        named = counties_named((*mine, *theirs, *self.areas, *other.areas), known)
        county = next(iter(named)) if len(named) == 1 else None
        if county is not None:
            mine, theirs = with_county(mine, county, known), with_county(theirs, county, known)
        areas = joined_areas(self.areas, other.areas, county, known, ledger)
        return Records(
            joined_schools(mine, theirs, known, ledger),
            (*areas[0], *areas[1]),
            in_order([*self.problems, *other.problems, *ledger.entries]),
            "、".join(name for name in (self.source, other.source) if name) or None,
            (*self.understood, *other.understood),
        )
