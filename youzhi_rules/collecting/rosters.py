"""Class lists and teacher lists to records: what a school's registers say, counted as the field defines it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ..ledger import Ledger, in_order
from ..records import Records
from ..tables import as_table
from ..workbook import read_records
from .roster_counts import of_places
from .roster_lists import read_lists
from .roster_sections import area_table, school_table
from .roster_teachers import teachers_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["records_from_rosters"]


def records_from_rosters(
    *,
    classes: Any = None,
    teachers: Any = None,
    schools: Any = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    blanks: Mapping[str, str] | None = None,
) -> Records:
    """The facts of sections and counties that follow from a class list and a teacher list.

    A list is a dataframe narwhals knows, a list of mappings, a mapping of columns, or the path of a workbook or CSV
    file. Its headers and words are those of ``data/rosters.yaml``; ``docs/rosters.md`` names them. A count is told
    where every row says whether it belongs to it: a blank cell, a word that is not known and a row without its school
    or stage make the counts missing to which they may belong, never smaller, and the problems say which and where.

    Args:
        classes: one row a class: county, school, stage, grade, class, pupils. Gives ``classes``, ``class_sizes`` and
            ``students``.
        teachers: one row a teacher: county, school, stage, whether full-time, degree, subject, level of backbone
            teacher, certificate, training hours, years. Gives the four counts of sections, and of the county those of
            training, certificates and rotation.
        schools: what else is known of the schools and the county: ``Records``, a path, or a table as for ``evaluate``;
            what the lists say is added to it (see ``Records.joined``).
        words: words of the teacher list that are not known, each with a known one that it means, by column:
            ``{"subject": {"书法": "美术"}}``.
        blanks: what a blank cell of the teacher list means, by column: ``{"backbone": "无"}``. Without it a blank is
            not known.

    Returns:
        Records that ``evaluate`` takes whole.

    Raises:
        DataError: a list cannot be read, or names no school; ``words`` or ``blanks`` name what is not there.

    Example:
        >>> taught = ["体育与健康", "美术", "语文"]
        >>> rows = [{"学校": "青山一小", "学段": "小学", "任教学科": subject, "学历": "本科"} for subject in taught]
        >>> records = records_from_rosters(teachers=rows)
        >>> [section] = records.schools[0]
        >>> section["teachers"], section["pe_arts_teachers"], section["teachers_above_required_degree"]
        (3, 2, 3)
    """
    ledger = Ledger()
    lists = read_lists(classes, teachers, words or {}, blanks or {}, ledger)
    places = of_places(lists.roster)
    taught = None if lists.teachers is None else teachers_of(lists, places, ledger)
    table = school_table(lists, places, taught, ledger)
    areas = area_table(lists, places, taught, ledger)
    found = Records((table,), (areas,) if areas is not None else (), in_order(ledger.entries), lists.source)
    if schools is None:
        return found
    if isinstance(schools, str | os.PathLike):
        schools = read_records(schools)
    base = schools if isinstance(schools, Records) else Records((as_table(schools),))
    return base.joined(found)
