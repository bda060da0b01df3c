"""Tables Ⅳ and on of the forms: the items of a group with the figures behind each, and its units one by one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..engine import MET, NOT_APPLICABLE, NOT_DUE, STATUSES, UNKNOWN, UNMET
from ..numerals import limit_text, unit_text
from ..plan import Attest, Bound, QuotaOf
from ..provenance import SIGNS
from ..summary import reason_text
from .form_figures import Figure, figures_of, flag_of, grade_of
from .form_indicators import share_cells
from .form_numbers import remark, style_of
from .form_tables import Cell, Column, Row, Table, blank, count, number, text

if TYPE_CHECKING:
    from ..plan import Step
    from .form_desk import Desk
    from .form_parts import Item, Part

__all__ = ["items_table", "units_table"]

_ORDER = (UNMET, UNKNOWN, NOT_DUE, MET)


def items_table(desk: Desk, part: Part, basis: str, pack: str) -> Table:
    """The items of a group: what is judged, its figures below it, and how many items are met in all.

    Args:
        desk: the county.
        part: the group and its items.
        basis: the document and clause it stands on.
        pack: the pack of that document.
    """
    columns = (
        Column("number", desk.say("form_item"), 6),
        Column("what", desk.say("form_what"), 46, wide=True),
        Column("unit", desk.say("form_unit"), 10),
        Column("value", desk.say("form_value"), 14),
        Column("standard", desk.say("form_standard_head"), 26, wide=True),
        Column("verdict", desk.say("form_verdict"), 10),
        Column("clause", desk.say("form_clause"), 16, wide=True),
        Column("remark", desk.say("form_remark"), 36, wide=True),
    )
    rows: list[Row] = []
    for item in part.items:
        for position, place in enumerate(item.steps):
            step = desk.result.plan.steps[place]
            first = str(item.number) if position == 0 else ""
            if step.level in {"county", "city"}:
                rows += _single_rows(desk, place, first, pack)
            else:
                rows += _many_rows(desk, part, place, first, pack)
    rows.append(_total(desk, part))
    group = desk.result.plan.groups[part.group]
    title = group.zh if desk.lang == "zh" else group.en
    return Table(part.key, title, basis, columns, tuple(rows))


def _single_rows(desk: Desk, place: int, first: str, pack: str) -> list[Row]:
    """A rule about the county or its city: its value and the figures it is made of."""
    step = desk.result.plan.steps[place]
    units = desk.units(step.level)
    if not units:  # a county that names no city has nothing known of it
        told = reason_text(desk.result.plan.facts, f"missing:{step.level}", desk.lang)
        return [_single_row(desk, step, first, UNKNOWN, (blank(), "", [told]), pack)]
    rows = []
    for unit in units:
        code = desk.codes(place)[unit]
        cell, measured, told_of = _value(desk, place, unit)
        if code == NOT_APPLICABLE:
            cell, told_of = text("—"), []
        reason = desk.reason(place, unit, code)
        rows.append(_single_row(desk, step, first, code, (cell, measured, [*told_of, reason]), pack))
        rows += [_figure_row(desk, step, figure) for figure in figures_of(desk, step, unit)]
    return rows


def _single_row(desk: Desk, step: Step, first: str, code: int, found: tuple[Cell, str, list[str]], pack: str) -> Row:
    cell, measured, told = found
    cells = [text(first), text(_title(desk, step)), text(measured), cell, text(desk.standard(step))]
    cells += [text(desk.say(STATUSES[code])), text(desk.clause(step, pack))]
    return Row("item", (*cells, text(desk.join([*told, *_standing(desk, step)]))), step.id, step.stage)


def _figure_row(desk: Desk, step: Step, figure: Figure) -> Row:
    cells = (text(""), text(desk.say("form_figure", name=figure.name)), text(figure.unit), figure.cell)
    return Row("figure", (*cells, *[text("")] * 4), step.id, step.stage)


def _value(desk: Desk, place: int, unit: int) -> tuple[Cell, str, list[str]]:
    """What a rule finds at a unit, its unit of measure, and what must be said of it."""
    step = desk.result.plan.steps[place]
    frame, test = desk.frame_of(step.level), step.test
    if isinstance(test, Attest):
        return flag_of(desk, step, unit), "", []
    if isinstance(test, QuotaOf):
        return _tally(desk, test, unit), desk.say("of_count"), []
    if not isinstance(test, Bound):
        return text(""), "", []
    easing = desk.terms(place, unit)
    told = [desk.say("form_relief", relief=easing.relief.title.say(desk.lang))] if easing is not None else []
    if test.grades is not None:
        return grade_of(frame, test, unit), "", told
    value, operator, limit = desk.bound_at(place, unit)
    style = style_of(step.unit)
    if value is not None and limit is not None:
        told = [remark(value, style, operator, limit, desk.lang), *told]
    return number(value, style), _unit(desk, step), told


def _unit(desk: Desk, step: Step) -> str:
    """The unit of a number that does not show it itself."""
    return "" if step.unit == "%" else unit_text(step.unit, desk.lang)


def _tally(desk: Desk, test: QuotaOf, unit: int) -> Cell:
    """How many of the rules of a quota are met; not known while one of them is not."""
    codes = [desk.codes(place)[unit] for place in test.steps]
    return blank() if UNKNOWN in codes else count(sum(code in {MET, NOT_APPLICABLE} for code in codes))


def _many_rows(desk: Desk, part: Part, place: int, first: str, pack: str) -> list[Row]:
    """A rule about schools, sections or towns: the share of them that meets it, and how many do and do not."""
    step = desk.result.plan.steps[place]
    codes = desk.codes(place)
    judged = [unit for unit in desk.units(step.level) if codes[unit] != NOT_APPLICABLE]
    tally = Counter(codes[unit] for unit in judged)
    share, told = share_cells(desk, tally[MET], len(judged), tally[UNKNOWN])
    level = desk.say(step.level)
    asked = desk.say("form_every", level=level, asked=desk.standard(step))
    eased = sum(codes[unit] == MET and desk.terms(place, unit) is not None for unit in judged)
    status = next((code for code in _ORDER if tally[code]), NOT_APPLICABLE)
    if not desk.units(step.level):
        status, share = UNKNOWN, blank()
    unknown = [unit for unit in judged if codes[unit] == UNKNOWN]
    reasons = sorted({desk.reason(place, unit, UNKNOWN) for unit in unknown})
    remarks = [told, *reasons, desk.say("form_relieved", count=eased) if eased else "", *_standing(desk, step)]
    if tally[UNMET]:
        remarks.append(desk.say("form_see", key=_units_key(part)))
    cells = [text(first), text(_title(desk, step)), text(""), share, text(asked), text(desk.say(STATUSES[status]))]
    cells += [text(desk.clause(step, pack)), text(desk.join(remarks))]
    rows = [Row("item", tuple(cells), step.id, step.stage)]
    names = [("form_judged_of", len(judged)), ("form_met_of", tally[MET]), ("form_unmet_of", tally[UNMET])]
    names += [
        (name, tally[code])
        for name, code in (("form_unknown_of", UNKNOWN), ("form_not_due_of", NOT_DUE))
        if tally[code]
    ]
    counted = unit_text("所" if step.level == "school" else "个", desk.lang)
    for name, found in names:
        figure = Figure(desk.say(name, level=level), counted, count(found))
        rows.append(_figure_row(desk, step, figure))
    return rows


def _title(desk: Desk, step: Step) -> str:
    """The title of a rule, with its stage if it is judged by stage, and that it is the city's."""
    title = step.title.say(desk.lang)
    if step.stage is not None:
        title += f" ({desk.say(step.stage)})"
    return desk.say("form_of_city", title=title) if step.level == "city" else title


def _standing(desk: Desk, step: Step) -> list[str]:
    """What a rule counts for where it does not decide, and by when it is due."""
    told = []
    if not step.decides:
        told.append(desk.say("form_strength", strength=desk.say(step.rule.strength)))
    if step.rule.due is not None:
        told.append(desk.say("form_due", day=step.rule.due.day.isoformat()))
    return told


def _total(desk: Desk, part: Part) -> Row:
    """How many items are met, and the verdict on the group."""
    tally = Counter(_of_item(desk, item) for item in part.items)
    told = [
        desk.say("form_items_count", status=desk.say(STATUSES[code]), count=tally[code])
        for code in (MET, UNMET, UNKNOWN, NOT_DUE, NOT_APPLICABLE)
        if tally[code]
    ]
    counts = desk.join(told, ("，", ", "))
    words = desk.say("form_items_total", items=len(part.items), counts=counts)
    status = desk.result.county(desk.index).groups[part.group]
    cells = [text(desk.say("form_total")), text(words), text(""), text(""), text(desk.say("form_group"))]
    return Row("total", (*cells, text(desk.say(status)), text(""), text("")))


def _of_item(desk: Desk, item: Item) -> int:
    """The status of an item: unmet if one of its rules that decide is anywhere, else unknown, else met."""
    steps = desk.result.plan.steps
    deciding = [place for place in item.steps if steps[place].decides] or list(item.steps)
    found: set[int] = set()
    for place in deciding:
        units = desk.units(steps[place].level)
        codes = desk.codes(place)
        found |= {codes[unit] for unit in units} or {UNKNOWN}
    return next((code for code in _ORDER if code in found), NOT_APPLICABLE)


def _units_key(part: Part) -> str:
    return f"{part.key}-附"


def units_table(desk: Desk, part: Part, basis: str) -> Table | None:
    """The units that do not meet a rule of a group, one by one with value and limit; None where there is none."""
    columns = (
        Column("number", desk.say("form_item"), 6),
        Column("what", desk.say("form_indicator"), 40, wide=True),
        Column("key", desk.say("form_key"), 14, wide=True),
        Column("who", desk.say("form_who"), 24, wide=True),
        Column("stage", desk.say("form_stage"), 8),
        Column("unit", desk.say("form_unit"), 9),
        Column("value", desk.say("form_value"), 12),
        Column("standard", desk.say("form_standard_head"), 16),
        Column("remark", desk.say("form_remark"), 34, wide=True),
    )
    rows: list[Row] = []
    for item in part.items:
        for place in item.steps:
            if desk.result.plan.steps[place].level not in {"county", "city"}:
                rows += _unmet_rows(desk, item.number, place)
    if not rows:
        return None
    return Table(_units_key(part), desk.say("form_units"), basis, columns, tuple(rows))


def _unmet_rows(desk: Desk, item: int, place: int) -> list[Row]:
    step = desk.result.plan.steps[place]
    codes = desk.codes(place)
    rows = []
    for unit in desk.units(step.level):
        if codes[unit] != UNMET:
            continue
        value, unit_name, told = _value(desk, place, unit)
        stage = desk.stage_of(unit) if step.level == "section" else step.stage
        cells = [count(item), text(step.title.say(desk.lang)), text(_key(desk, step.level, unit))]
        cells += [text(desk.named(step.level, unit)), text(desk.say(stage) if stage else ""), text(unit_name)]
        cells += [value, text(_limit(desk, place, unit)), text(desk.join(told))]
        rows.append(Row("unit", tuple(cells), step.id, stage, unit))
    return rows


def _key(desk: Desk, level: str, unit: int) -> str:
    if level == "town":
        return ""
    return desk.school(desk.school_of(unit) if level == "section" else unit)[0]


def _limit(desk: Desk, place: int, unit: int) -> str:
    """What is asked of one unit, in figures."""
    step = desk.result.plan.steps[place]
    if not isinstance(step.test, Bound) or step.test.grades is not None:
        return desk.standard(step)
    _, operator, limit = desk.bound_at(place, unit)
    return "" if limit is None else f"{SIGNS[operator]} {limit_text(limit, '%' if step.unit == '%' else None)}"
