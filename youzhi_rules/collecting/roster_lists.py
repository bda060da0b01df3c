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
from ..figures import is_missing, shown
from ..headings import is_level, meaning
from ..identity import STAGE_ORDER, UNKNOWN_STAGE, key_text
from ..joining import counties_named, with_county
from ..records import Records
from ..roster import KIND, call_roll
from ..rows import is_total, joined_rows, read_rows
from ..tables import as_table
from ..totals import note_totals
from ..workbook import read_records
from .roster_dictionary import shipped_dictionary, with_words, word_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..dictionary import Facts
    from ..ledger import Ledger
    from ..roster import Roster
    from ..rows import Rows
    from ..tables import Table

__all__ = ["Lists", "read_lists"]

_ROUNDED = re.compile(r"\d(\.\d+)?e\+\d+|\d{16,}\.0", re.IGNORECASE)
_SIX = "六年级"
_TOTAL_ENDS = ("合计", "小计", "总计")
_SCHOOLS = frozenset({"school", "school_name"})
_ONES = frozenset({"class_name", "name", "teacher_id"})
"""Columns that name one class or one person."""
_WITHIN = frozenset({"grade", "class_name", "name"})
"""Columns in which the total of a school is called one, though the row names the school."""
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
        tables = tuple(table for table in records.schools if _names(table, facts, _SCHOOLS))
        if tables:  # who stands on a sheet without schools beside them may be of any school
            tables = tuple(table for table in records.schools if _names(table, facts, _SCHOOLS | _ONES))
        for table in (*records.schools, *records.areas) if tables else ():
            if table not in tables:
                ledger.note("roster-sheet-unused", None, None, sheet=table.name or part, place=table.name)
    else:
        records = Records((as_table(records),))
        tables = tuple(table for table in records.schools if _names(table, facts, _SCHOOLS))
    if not tables:
        headers = [header for table in (*records.schools, *records.areas) for header in table.headers]
        guesses = [guess for header in headers if meaning(facts, header) is None and (guess := facts.near(header))]
        told, guess = "、".join(headers[:10]) or "—", next(iter(guesses), None)
        raise DataError.of("roster-no-school", part=_PARTS[part], headers=told, near=guess)

    def place(row: int, _header: str) -> str:
        return f"{part}:{row + 1}"

    placed = (table if table.places is not None else evolve(table, places=place) for table in tables)
    return tuple(_without_totals(table, facts, ledger) for table in placed)


def _without_totals(table: Table, facts: Facts, ledger: Ledger) -> Table:
    """The table without rows that sum up a school and name it: 合计 stands there for a class or a teacher.

    Totals that name no school are set aside with those of all records, and held against the rows.
    """
    found = {header: means.id for header in table.headers if (means := meaning(facts, header)) is not None}
    names = [header for header, name in found.items() if name in _SCHOOLS]
    gone: dict[int, Any] = {}
    for header in (header for header, name in found.items() if name in _WITHIN):
        for row, cell in enumerate(table.columns[header]):
            if _is_total(cell) and any(_says(table.columns[name][row]) for name in names):
                gone.setdefault(row, cell)
                if gone[row] is cell:
                    ledger.note("total-row", shown(cell), None, value=shown(cell), place=table.place(row, header))
    return table.take([row for row in range(table.rows) if row not in gone]) if gone else table


def _is_total(cell: object) -> bool:
    return isinstance(cell, str) and (is_total(cell) or folded(cell).strip(":：").endswith(_TOTAL_ENDS))


def _says(cell: object) -> bool:
    return not is_missing(cell) and not is_total(cell)


def _names(table: Table, facts: Facts, columns: frozenset[str]) -> bool:
    """Whether a table has one of some columns."""
    means = (None if is_level(header) else meaning(facts, header) for header in table.headers)
    return any(found is not None and found.id in columns for found in means)


def _filled(table: Table, facts: Facts, blanks: Mapping[str, str]) -> Table:
    """A table with its blank cells filled where the user says what a blank means; blank rows stay blank.

    Raises:
        DataError: there is no such column (``roster-word-column``), or no such word in it (``roster-word``).
    """
    columns = dict(table.columns)
    known = [cells for header, cells in columns.items() if not is_level(header) and meaning(facts, header) is not None]
    someone = [any(not is_missing(cells[row]) for cells in known) for row in range(table.rows)] if blanks else []
    for column, word in blanks.items():
        wanted = facts.find(column)
        if wanted is None or wanted.kind != "fact":
            names = list(facts)
            raise DataError.of("roster-word-column", column=column, known="、".join(names), near=near(column, names))
        if facts.spellings(wanted.id) and not facts[wanted.id].many:
            word_of(facts, wanted.id, word)
        for header in table.headers:
            means = None if is_level(header) else meaning(facts, header)
            if means is not None and means.column == wanted.column:
                cells = zip(columns[header], someone, strict=True)
                columns[header] = [word if there and is_missing(cell) else cell for cell, there in cells]
    return evolve(table, columns=columns)


def _grades(rows: Rows, row: int) -> tuple[str, ...] | None:
    """The stages in which the grade of a class can stand; None where there is no grade that is known."""
    cell = rows.values["grade"].one(row) if "grade" in rows.values else None
    return None if cell is None else shipped_dictionary().grades.get(_grade_name(cell))


def _grade_name(cell: str) -> str:
    """A grade as it is looked up: 3年级 and 三 are 三年级, 小学三年级 too; 初中一年级 is 初一.

    Example:
        >>> _grade_name("3 年级"), _grade_name("小学三年级"), _grade_name("九"), _grade_name("初二年级")
        ('三年级', '三年级', '九年级', '初二')
        >>> _grade_name("初中1年级"), _grade_name("初中七年级"), _grade_name("高中三年级")
        ('初一', '七年级', '高三')
    """
    text = folded(cell).removesuffix("年级")
    stage = next((name for name in ("小学", "初中", "高中") if text.startswith(name)), "")
    text = text.removeprefix(stage)
    numbers = dict(zip("123456789", "一二三四五六七八九", strict=True))
    text = {"10": "十", "11": "十一", "12": "十二"}.get(text) or "".join(numbers.get(sign, sign) for sign in text)
    if stage in {"初中", "高中"} and text in {"一", "二", "三", "四"}:  # counted within the stage
        return stage[0] + text
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
            fitting = [stage for stage in stages if stage in _stages_of_kind(rows, row)] or stages
            cells[row] = fitting[0]
            six += [row] if len(fitting) > 1 else []
    rows.keys["stage"] = cells
    header = rows.values["grade"].header if "grade" in rows.values else ""
    if header:
        rows.headers.setdefault("stage", header)
    if six:
        ledger.note("roster-grade-six", None, header, count=len(six), value=_SIX, place=rows.place(six[0], header))
    for grade, row in sorted(unread.items()):
        guess = near(_grade_name(grade), shipped_dictionary().grades)
        ledger.note("roster-grade-unknown", None, header, value=grade, near=guess, place=rows.place(row, header))


def _stages_of_kind(rows: Rows, row: int) -> tuple[str, ...]:
    """The stages of the school of a row by its kind; none where that is not told."""
    kind = rows.values[KIND].one(row) if KIND in rows.values else None
    if kind is None:
        return ()
    known = shipped_dictionary().classes
    return known.kinds.get(tuple(known[KIND].values or {})[kind], ())


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
    """Whether an id was a number that Excel has rounded, or has written as 4.40102E+17.

    Example:
        >>> is_rounded(str(4.4010119900101e17)), is_rounded("4.40102E+17"), is_rounded(str(1234567890123450.0))
        (True, True, True)
        >>> is_rounded("44010119900101123X"), is_rounded("1234567890123456")
        (False, False)
    """
    return bool(_ROUNDED.fullmatch(text))
