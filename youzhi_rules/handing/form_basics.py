"""Table Ⅰ of the forms: how many schools of which kind a county has, with their pupils, classes and teachers."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from ..model import STAGES
from .form_numbers import WHOLE
from .form_tables import Cell, Column, Row, Table, count, number, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .form_desk import Desk

__all__ = ["basics_table", "summed"]

_FACTS = ("classes", "students", "teachers")
_SENIOR = "senior"


def basics_table(desk: Desk, basis: str) -> Table | None:
    """The basic figures, a row a kind of school; None where the data say nothing but which schools there are."""
    if not any(desk.frame.column("section", fact) is not None for fact in _FACTS):
        return None
    sections: dict[int, list[int]] = defaultdict(list)
    for section in desk.units("section"):
        sections[desk.school_of(section)].append(section)
    kinds: dict[int, list[int]] = defaultdict(list)
    for school in desk.units("school"):
        if any(desk.stage_of(section) != _SENIOR for section in sections[school]):
            kinds[desk.code("school_kind", school)].append(school)
    stages = [stage for stage in (*STAGES, None) if stage != _SENIOR and _there(desk, stage)]
    rows = [
        Row("unit", _cells(desk, _kind(desk, code), kinds[code], sections, stages))
        for code in sorted(kinds, key=lambda code: (code < 0, code))
    ]
    every = [school for schools in kinds.values() for school in schools]
    rows.append(Row("total", _cells(desk, desk.say("form_total"), sorted(every), sections, stages)))
    return Table(
        "Ⅰ", desk.say("form_basics"), basis, _columns(desk, stages), tuple(rows), (desk.say("form_note_basics"),)
    )


def _there(desk: Desk, stage: str | None) -> bool:
    return any(desk.stage_of(section) == stage for section in desk.units("section"))


def _kind(desk: Desk, code: int) -> str:
    names = tuple(desk.result.plan.facts["school_kind"].values or ())
    return desk.spelled("school_kind", names[code]) if code >= 0 else desk.say("form_kind_unknown")


def _columns(desk: Desk, stages: Sequence[str | None]) -> tuple[Column, ...]:
    columns = [Column("kind", desk.say("form_kind"), 20, wide=True), Column("schools", desk.say("form_count"), 9)]
    for stage in stages:
        for fact in ("count", *_FACTS):
            what = desk.say("form_of_stage", stage=desk.stage_word(stage), what=desk.say(f"form_{fact}"))
            columns.append(Column(f"{fact}_{stage}", what, 11))
    return (*columns, Column("remark", desk.say("form_remark"), 30, wide=True))


def _cells(
    desk: Desk, name: str, schools: Sequence[int], sections: dict[int, list[int]], stages: Sequence[str | None]
) -> tuple[Cell, ...]:
    cells = [text(name), count(len(schools))]
    remarks = []
    for stage in stages:
        inside = [section for school in schools for section in sections[school] if desk.stage_of(section) == stage]
        cells.append(count(len(inside)))
        for fact in _FACTS:
            total, lacking = summed(desk.figure("section", fact, section) for section in inside)
            cells.append(number(total, WHOLE))
            if lacking:
                what = desk.say("form_of_stage", stage=desk.stage_word(stage), what=desk.say(f"form_{fact}"))
                remarks.append(desk.say("told", name=what, text=desk.say("form_sum_lacks", count=lacking)))
    return (*cells, text(desk.join(remarks)))


def summed(figures: Iterable[Fraction | None]) -> tuple[Fraction | None, int]:
    """A sum and how many of its figures are missing; with one missing the sum is not known."""
    found = list(figures)
    known = [figure for figure in found if figure is not None]
    lacking = len(found) - len(known)
    return (None if lacking else sum(known, Fraction(0))), lacking
