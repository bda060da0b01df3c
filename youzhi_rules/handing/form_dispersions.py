"""Table Ⅲ of the forms: the county mean of each indicator and the coefficient of variation between schools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ..dispersion import exact_sums
from ..engine import STATUSES
from ..evaluation import MAYBE, NO, YES, truth
from ..model import STAGES
from ..moments import compared
from ..numerals import unit_text
from ..plan import Coefficient, Composite
from ..reasons import value_at
from .form_basics import summed
from .form_desk import circled
from .form_numbers import THREE, TWO, Roots, remark
from .form_tables import Cell, Column, Row, Table, blank, count, number, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from ..plan import Step
    from .form_desk import Desk

__all__ = ["means_table"]


def means_table(desk: Desk, places: Sequence[int], key: str, basis: str, pack: str) -> Table:
    """The means and coefficients, stage by stage; a mean of several coefficients after those it is of.

    Args:
        desk: the county.
        places: the positions of the dispersions in the plan.
        key: the number of the table.
        basis: the document and clause it stands on.
        pack: the pack of that document.
    """
    columns = (
        Column("number", desk.say("form_number"), 6),
        Column("stage", desk.say("form_stage"), 8),
        Column("indicator", desk.say("form_indicator"), 52, wide=True),
        Column("unit", desk.say("form_unit"), 13),
        Column("schools", desk.say("form_count"), 8),
        Column("students", desk.say("form_students"), 11),
        Column("mean", desk.say("form_mean"), 11),
        Column("cv", desk.say("form_cv"), 10),
        Column("standard", desk.say("form_standard_head"), 11),
        Column("verdict", desk.say("form_verdict"), 10),
        Column("clause", desk.say("form_clause"), 14, wide=True),
        Column("remark", desk.say("form_remark"), 30, wide=True),
    )
    steps = desk.result.plan.steps
    stages = list(dict.fromkeys(steps[place].stage for place in places))
    stages.sort(key=lambda stage: len(STAGES) if stage is None else STAGES.index(stage))
    rows: list[Row] = []
    for stage in stages:
        index = 0
        for place in places:
            if steps[place].stage == stage:
                added = _rows(desk, place, index, pack)
                rows += added
                index += len(added)
    campuses = any((rule := steps[place].rule.dispersion) is not None and rule.over == "campus" for place in places)
    notes = (desk.say("form_note_campus"),) if campuses else (desk.say("form_note_sections"),)
    return Table(key, desk.say("form_means"), basis, columns, tuple(rows), notes)


@frozen
class _Compared:
    """What a coefficient compares in the county.

    Attributes:
        schools: how many sections, or campuses; None where it is unknown which.
        weight: the sum of their weights; None where one is missing.
        mean: the exact mean of the measure; None where something is missing.
        square: the exact square of the coefficient; None also where the mean is zero.
    """

    schools: int | None
    weight: Fraction | None
    mean: Fraction | None
    square: Fraction | None


def _compared(desk: Desk, test: Coefficient) -> _Compared:
    frame = compared(desk.frame, test)
    scope = [YES] * frame.count("section") if test.scope is None else truth(frame, test.scope).tolist()
    wanted = None if test.stage is None else STAGES.index(test.stage)
    stages = frame.stage.tolist()
    near = [at for at, code in enumerate(scope) if code != NO and (wanted is None or stages[at] in {wanted, -1})]
    if any(scope[at] == MAYBE or (wanted is not None and stages[at] != wanted) for at in near):
        return _Compared(None, None, None, None)
    weight, _ = summed(value_at(frame, test.weight, at) for at in near)
    if weight is None or weight == 0 or any(value_at(frame, test.measure, at) is None for at in near):
        return _Compared(len(near), weight, None, None)
    weights, first, second = exact_sums(desk.frame, test, 0)
    square = None if first == 0 else weights * second / first**2 - 1
    return _Compared(len(near), weight, first / weights, square)


def _rows(desk: Desk, place: int, index: int, pack: str) -> list[Row]:
    """The row of a coefficient; for a mean of several the rows of these, which have no verdict, and its own."""
    steps = desk.result.plan.steps
    step, test = steps[place], steps[place].test
    if isinstance(test, Coefficient):
        base = next((each for each in steps if each.id == step.id.removesuffix("_cv")), step)
        found = _compared(desk, test)
        cv = None if found.square is None else Roots((found.square,))
        cells = _cells(desk, index + 1, step, base, found)
        return [_judged(desk, place, (*cells, _mean(found), _number(found, cv)), cv, pack)]
    if not isinstance(test, Composite):
        return []
    rows: list[Row] = []
    names = step.rule.dispersion.of if step.rule.dispersion is not None else ()
    parts = [_compared(desk, part) for part in test.parts]
    for name, found in zip(names, parts, strict=True):
        base = next(each for each in steps if each.id == name)
        cv = None if found.square is None else Roots((found.square,))
        cells = _cells(desk, index + len(rows) + 1, step, base, found)
        end = (text("—"), text("—"), text(""), text(""))
        rows.append(Row("item", (*cells, _mean(found), _number(found, cv), *end), None, step.stage))
    squares = [found.square for found in parts if found.square is not None]
    whole = Roots(tuple(squares)) if len(squares) == len(parts) else None
    cells = _cells(desk, index + len(rows) + 1, step, step, parts[0])
    rows.append(_judged(desk, place, (*cells, text("—"), _number(parts[0], whole)), whole, pack))
    return rows


def _cells(desk: Desk, index: int, step: Step, base: Step, found: _Compared) -> tuple[Cell, ...]:
    """What is compared: the number of the row, stage, indicator, unit, schools and pupils."""
    return (
        text(circled(index)),
        text(desk.say(step.stage or "form_stages_all")),
        text(base.title.say(desk.lang)),
        text(unit_text(base.unit, desk.lang)),
        blank() if found.schools is None else count(found.schools),
        number(found.weight),
    )


def _mean(found: _Compared) -> Cell:
    return text("—") if found.schools == 0 else number(found.mean, TWO)


def _number(found: _Compared, cv: Roots | None) -> Cell:
    return text("—") if found.schools == 0 else number(cv, THREE)


def _judged(desk: Desk, place: int, cells: tuple[Cell, ...], cv: Roots | None, pack: str) -> Row:
    """A row with the standard, the verdict, the clause and what must be said."""
    step = desk.result.plan.steps[place]
    code, test, told = desk.codes(place)[0], step.test, []
    if cv is not None and isinstance(test, Coefficient | Composite):
        told.append(remark(cv, THREE, test.operator, test.limit, desk.lang))
    told.append(desk.reason(place, 0, code))
    if step.rule.due is not None:
        told.append(desk.say("form_due", day=step.rule.due.day.isoformat()))
    end = (text(desk.standard(step)), text(desk.say(STATUSES[code])), text(desk.clause(step, pack)))
    return Row("item", (*cells, *end, text(desk.join(told))), step.id, step.stage)
