"""A class list and a teacher list read: every row with its school and stage, every cell with its meaning.

The lists go the way of all records (``rows``, ``roster``), with a dictionary of their own; so their headers may stand
below titles, totals and blank rows are set aside, and what cannot be read is a problem with its place.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from ..dictionary import folded
from ..errors import DataError, near
from ..figures import is_missing
from ..identity import STAGE_ORDER, UNKNOWN_STAGE, key_text
from ..joining import counties_named, with_county
from ..records import Records
from ..roster import call_roll
from ..rows import is_level, joined_rows, meaning, read_rows
from ..tables import as_table
from ..totals import note_totals
from ..workbook import read_records
from .roster_dictionary import shipped_dictionary, with_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..dictionary import Facts
    from ..ledger import Ledger
    from ..roster import Roster
    from ..rows import Rows
    from ..tables import Table

__all__ = ["Lists", "read_lists"]

_ROUNDED = re.compile(r"\d(\.\d+)?e\+\d+")
_SIX = "六年级"
_PARTS = {"classes": ("班级名册", "the class list"), "teachers": ("教师名册", "the teacher list")}


@frozen(eq=False)
class Lists:
    """The rows of both lists, those of classes first.

    Attributes:
        roster: who every row is of.
        classes: how many rows are of classes; None where no class list was given.
        teachers: how many rows are of teachers; None where no teacher list was given.
        source: the names of the files.
    """

    roster: Roster
    classes: int | None
    teachers: int | None
    source: str | None

    @property
    def rows(self) -> Rows:
        """The rows."""
        return self.roster.rows


def read_lists(
    classes: Any,
    teachers: Any,
    words: Mapping[str, Mapping[str, str]],
    blanks: Mapping[str, str],
    ledger: Ledger,
) -> Lists:
    """Both lists as rows.

    Args:
        classes: the class list, or None.
        teachers: the teacher list, or None.
        words: further words of the teacher list, by column.
        blanks: what a blank cell of the teacher list means, by column.
        ledger: where problems are put down.

    Raises:
        DataError: a list cannot be read at all.
    """
    known = shipped_dictionary()
    taught = with_words(known.teachers, words)
    facts = {"classes": known.classes, "teachers": taught}
    given = {"classes": classes, "teachers": teachers}
    tables: dict[str, tuple[Table, ...]] = {}
    sources: list[str] = []
    for part, records in given.items():
        if records is not None:
            tables[part] = _tables(records, part, facts[part], ledger, sources)
    if not tables:
        raise DataError.of("roster-none")
    if "teachers" in tables:
        tables["teachers"] = tuple(_filled(table, taught, blanks) for table in tables["teachers"])
    named = {county for part, some in tables.items() for county in counties_named(some, facts[part])}
    if len(named) == 1:
        county = next(iter(named))
        tables = {part: with_county(some, county, facts[part]) for part, some in tables.items()}
    read = {part: read_rows(some, facts[part], ledger) for part, some in tables.items()}
    if "classes" in read:
        _stages_of_grades(read["classes"], ledger)
    rows = joined_rows(list(read.values()))
    count = {part: some.count for part, some in read.items()}
    roster = call_roll(rows, taught, "county", ledger)
    if "classes" in read:
        roster = _doubtful_stages(roster, count["classes"], ledger)
    note_totals(roster, ledger)
    for header, finding in rows.findings:
        note = finding.severity == "note"
        record, place = (None, None) if note else (roster.label(finding.row), rows.place(finding.row, header))
        params = {**finding.params, "value": finding.value}
        ledger.add(finding.severity, finding.code, record, header, place=place, **params)
    return Lists(roster, count.get("classes"), count.get("teachers"), "、".join(sources) or None)


def _tables(records: Any, part: str, facts: Facts, ledger: Ledger, sources: list[str]) -> tuple[Table, ...]:
    """The tables of a list; rows in memory get their number as their place.

    Raises:
        DataError: none of them names the school of a row (``roster-no-school``).
    """
    if isinstance(records, str | os.PathLike):
        records = read_records(records, facts=facts)
    if isinstance(records, Records):
        ledger.entries.extend(records.problems)
        sources += [records.source] if records.source else []
        tables = tuple(table for table in records.schools if _names_schools(table, facts))
        for table in (*records.schools, *records.areas) if tables else ():
            if table not in tables:
                ledger.note("roster-sheet-unused", None, None, sheet=table.name or part, place=table.name)
    else:
        records = Records((as_table(records),))
        tables = tuple(table for table in records.schools if _names_schools(table, facts))
    if not tables:
        headers = [header for table in (*records.schools, *records.areas) for header in table.headers]
        guesses = [guess for header in headers if meaning(facts, header) is None and (guess := facts.near(header))]
        told, guess = "、".join(headers[:10]) or "—", next(iter(guesses), None)
        raise DataError.of("roster-no-school", part=_PARTS[part], headers=told, near=guess)

    def place(row: int, _header: str) -> str:
        return f"{part}:{row + 1}"

    return tuple(table if table.places is not None else evolve(table, places=place) for table in tables)


def _names_schools(table: Table, facts: Facts) -> bool:
    """Whether a table has a column of schools, by code or by name."""
    means = [meaning(facts, header) for header in table.headers if not is_level(header)]
    return any(found is not None and found.id in {"school", "school_name"} for found in means)


def _filled(table: Table, facts: Facts, blanks: Mapping[str, str]) -> Table:
    """A table with its blank cells filled where the user says what a blank means.

    Raises:
        DataError: there is no such column (``roster-word-column``).
    """
    columns = dict(table.columns)
    for column, word in blanks.items():
        wanted = facts.find(column)
        if wanted is None or wanted.kind != "fact":
            names = list(facts)
            raise DataError.of("roster-word-column", column=column, known="、".join(names), near=near(column, names))
        for header in table.headers:
            means = None if is_level(header) else meaning(facts, header)
            if means is not None and means.column == wanted.column:
                columns[header] = [word if is_missing(cell) else cell for cell in columns[header]]
    return evolve(table, columns=columns)


def _grades(rows: Rows, row: int) -> tuple[str, ...] | None:
    """The stages in which the grade of a class can stand; None where there is no grade that is known."""
    cell = rows.values["grade"].one(row) if "grade" in rows.values else None
    return None if cell is None else shipped_dictionary().grades.get(_grade_name(cell))


def _grade_name(cell: str) -> str:
    """A grade as it is looked up: 3年级 and 三 are 三年级, 小学三年级 too.

    Example:
        >>> _grade_name("3 年级"), _grade_name("小学三年级"), _grade_name("九"), _grade_name("初二年级")
        ('三年级', '三年级', '九年级', '初二')
    """
    text = folded(cell).removeprefix("小学").removeprefix("初中")
    numbers = dict(zip("123456789", "一二三四五六七八九", strict=True))
    text = {"10": "十", "11": "十一", "12": "十二"}.get(text.removesuffix("年级"), "") or text.removesuffix("年级")
    text = "".join(numbers.get(sign, sign) for sign in text)
    return text if text[:1] in {"初", "高", "预"} or text.endswith(("班", "前", "园")) else f"{text}年级"


def _stages_of_grades(rows: Rows, ledger: Ledger) -> None:
    """Give the rows of classes without a stage that of their grade."""
    cells = list(rows.keys.get("stage", [None] * rows.count))
    six: list[int] = []
    unread: dict[str, int] = {}
    for row, cell in enumerate(cells):
        stages = _grades(rows, row)
        if stages is None and "grade" in rows.values and (grade := rows.values["grade"].one(row)) is not None:
            unread.setdefault(grade, row)
        if key_text(cell) is None and stages:
            cells[row] = stages[0]
            six += [row] if len(stages) > 1 else []
    rows.keys["stage"] = cells
    header = rows.values["grade"].header if "grade" in rows.values else ""
    rows.headers.setdefault("stage", header)
    if six:
        ledger.note("roster-grade-six", None, header, count=len(six), value=_SIX, place=rows.place(six[0], header))
    for grade, row in sorted(unread.items()):
        guess = near(_grade_name(grade), shipped_dictionary().grades)
        ledger.note("roster-grade-unknown", None, header, value=grade, near=guess, place=rows.place(row, header))


def _doubtful_stages(roster: Roster, count: int, ledger: Ledger) -> Roster:
    """The roster without the stages of classes whose grade cannot stand in them."""
    stage = roster.stage.copy()
    for row in range(count):
        stages = _grades(roster.rows, row)
        if stages is not None and stage[row] < UNKNOWN_STAGE and STAGE_ORDER[int(stage[row])] not in stages:
            grade = roster.rows.values["grade"]
            place = roster.rows.place(row, grade.header)
            ledger.error("roster-grade-stage", roster.label(row), grade.header, value=grade.one(row), place=place)
            stage[row] = UNKNOWN_STAGE
    return evolve(roster, stage=stage)


def is_rounded(text: str) -> bool:
    """Whether an id was a number that Excel has rounded.

    Example:
        >>> is_rounded(str(4.4010119900101e17)), is_rounded("44010119900101123X")
        (True, False)
    """
    return bool(_ROUNDED.fullmatch(text))
