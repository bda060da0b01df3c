"""The records of one file: what ``read_records`` makes and ``evaluate`` takes whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from .errors import Problem
    from .tables import Table

__all__ = ["Records"]


@frozen(eq=False)
class Records:
    """The tables of one workbook: what ``read_records`` makes and ``evaluate`` takes whole.

    Attributes:
        schools: the tables of schools.
        areas: the tables of counties, towns and cities.
        problems: what the reading of the file found.
        source: the name of the file.
    """

    schools: tuple[Table, ...]
    areas: tuple[Table, ...] = ()
    problems: tuple[Problem, ...] = ()
    source: str | None = None
