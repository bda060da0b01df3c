"""Tables Ⅱ-1 and Ⅱ-2 of the forms: the indicators of a quota, school by school, and how many schools meet each."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from attrs import field, frozen

from ..engine import MET, NOT_APPLICABLE, NOT_DUE, STATUSES, UNKNOWN, UNMET
from ..evaluation import YES, truth
from ..model import STAGES
from ..numerals import limit_text, unit_text
from .form_basics import summed
from .form_desk import circled
from .form_numbers import SHARE, TWO, hides, printed, remark
from .form_tables import OPEN, Cell, Column, Row, Table, blank, count, number, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..plan import QuotaOf
    from .form_desk import Desk

__all__ = ["Quotum", "school_tables", "share_cells", "summary_table"]


@frozen(eq=False)
class Quotum:
    """A quota over sections in one county: its indicators and the sections it judges.

    Attributes:
        place: the position of the quota in the plan.
        parts: those of the rules it counts.
        sections: the sections it applies to, or may apply to, by stage.
        codes: the statuses of the quota, then of each part, by section.
        floors: per part, whether each section reaches the share of the limit that is asked of the rest.
    """

    desk: Desk
    place: int
    parts: tuple[int, ...] = field(init=False)
    sections: dict[str | None, list[int]] = field(init=False)
    codes: list[list[int]] = field(init=False)
    floors: list[list[int]] = field(init=False)

    @property
    def test(self) -> QuotaOf:
        """The quota."""
        return cast("QuotaOf", self.desk.result.plan.steps[self.place].test)

    @property
    def rest(self) -> str:
        """The share that is asked of the rest, in words; empty where none is."""
        return "" if self.test.rest is None else limit_text(self.test.rest, "%")

    @parts.default
    def _parts(self) -> tuple[int, ...]:
        return self.test.steps

    @sections.default
    def _sections(self) -> dict[str | None, list[int]]:
        codes = self.desk.codes(self.place)
        judged = [section for section in self.desk.units("section") if codes[section] != NOT_APPLICABLE]
        found = {
            stage: [section for section in judged if self.desk.stage_of(section) == stage] for stage in (*STAGES, None)
        }
        return {stage: sections for stage, sections in found.items() if sections}

    @codes.default
    def _codes(self) -> list[list[int]]:
        return [self.desk.codes(place) for place in (self.place, *self.parts)]

    @floors.default
    def _floors(self) -> list[list[int]]:
        return [truth(self.desk.frame, floor).tolist() for floor in self.test.floors]

    def outside(self, *stages: str | None) -> int:
        """How many sections of these stages lie outside its scope."""
        return sum(code == NOT_APPLICABLE and self.desk.stage_of(at) in stages for at, code in enumerate(self.codes[0]))

    def at_floor(self, part: int, section: int) -> bool:
        """Whether an indicator that is not met reaches the share that is asked of the rest."""
        return bool(self.floors) and self.floors[part][section] == YES


def summary_table(desk: Desk, quotum: Quotum, key: str, basis: str) -> Table:
    """How many schools meet each indicator, by stage and together, and how many all that the quota asks."""
    floor = [
        Column("floor", desk.say("form_floor", rest=quotum.rest), 13),
        Column("below", desk.say("form_below", rest=quotum.rest), 11),
    ]
    columns = (
        Column("number", desk.say("form_number"), 6),
        Column("indicator", desk.say("form_indicator"), 52, wide=True),
        Column("stage", desk.say("form_stage"), 8),
        Column("standard", desk.say("form_standard_head"), 32, wide=True),
        Column("judged", desk.say("form_judged"), 10),
        Column("met", desk.say("form_met"), 10),
        Column("share", desk.say("form_share"), 10),
        Column("unmet", desk.say("form_unmet"), 10),
        *(floor if quotum.rest else ()),
        Column("unknown", desk.say("form_unknown"), 11),
        Column("remark", desk.say("form_remark"), 26, wide=True),
    )
    rows: list[Row] = []
    for part in range(-1, len(quotum.parts)):
        rows += _summary_rows(desk, quotum, part)
    split = len(rows) // (len(quotum.parts) + 1)
    rows = rows[split:] + rows[:split]  # the verdict on all indicators stands last
    return Table(key, desk.say("form_summary"), basis, columns, tuple(rows), _notes(desk, quotum, *quotum.sections))


def _summary_rows(desk: Desk, quotum: Quotum, part: int) -> list[Row]:
    """The rows of one indicator, or with -1 of the quota itself: a row a stage, and one of all stages."""
    place = quotum.place if part < 0 else quotum.parts[part]
    step = desk.result.plan.steps[place]
    codes = quotum.codes[part + 1]
    title = step.title.say(desk.lang)
    number_of = text("") if part < 0 else text(circled(part + 1))
    name = desk.say("form_all_indicators", title=title) if part < 0 else title
    stages: list[tuple[str | None, list[int], bool]] = [
        (stage, sections, False) for stage, sections in quotum.sections.items()
    ]
    stages.append((None, [section for _, sections, _ in stages for section in sections], True))
    rows = []
    for stage, sections, total in stages:
        judged = [section for section in sections if codes[section] != NOT_APPLICABLE]
        tally = {code: [section for section in judged if codes[section] == code] for code in range(len(STATUSES))}
        cells = [number_of, text(name)]
        cells.append(text(desk.say("form_stages_all") if total else desk.stage_word(stage)))
        cells.append(text("" if total else desk.standard(step, stage)))
        share, told = share_cells(desk, len(tally[MET]), len(judged), len(tally[UNKNOWN]))
        cells += [count(len(judged)), count(len(tally[MET])), share, count(len(tally[UNMET]))]
        if quotum.rest and part < 0:
            cells += [text("—"), text("—")]
        elif quotum.rest:
            at_floor = sum(quotum.at_floor(part, section) for section in tally[UNMET])
            cells += [count(at_floor), count(len(tally[UNMET]) - at_floor)]
        waiting = len(tally[NOT_DUE])
        due = desk.say("form_items_count", status=desk.say("not_due"), count=waiting) if waiting else ""
        cells += [count(len(tally[UNKNOWN])), text(desk.join([told, due]))]
        rows.append(Row("subtotal" if total else "item", tuple(cells), step.id, None if total else stage))
    return rows


def share_cells(desk: Desk, met: int, judged: int, unknown: int) -> tuple[Cell, str]:
    """The share that is met, and what to say of it: it is not known where a verdict is unknown, nor of nothing."""
    if judged == 0:
        return text("—"), ""
    if unknown:
        low, high = (printed(Fraction(some, judged), SHARE) for some in (met, met + unknown))
        return blank(), desk.say("form_share_open", unknown=unknown, low=low, high=high)
    share = Fraction(met, judged)
    edges = [edge for edge in (Fraction(0), Fraction(1)) if share != edge and hides(share, SHARE, edge)]
    told = desk.say("form_hidden_share", printed=printed(share, SHARE), met=met, judged=judged) if edges else ""
    return number(share, SHARE), told


def school_tables(desk: Desk, quotum: Quotum, key: str, basis: str) -> list[Table]:
    """The indicators of every school, a table a stage: in the order of the dataset, which no row order changes."""
    return [
        Table(
            key,
            desk.say("form_schools"),
            basis,
            _school_columns(desk, quotum, stage),
            (*_school_rows(desk, quotum, stage, sections), *_school_totals(desk, quotum, stage, sections)),
            (_numbering(desk, quotum), *_founders(desk), *_notes(desk, quotum, stage)),
            stage or "unknown",
        )
        for stage, sections in quotum.sections.items()
    ]


def _school_columns(desk: Desk, quotum: Quotum, stage: str | None) -> tuple[Column, ...]:
    plan = desk.result.plan
    columns = [
        Column("number", desk.say("form_number"), 5),
        Column("key", desk.say("form_key"), 12, wide=True),
        Column("name", desk.say("form_name"), 18, wide=True),
        Column("kind", desk.say("form_kind"), 18, wide=True),
        Column("founder", desk.say("form_founder"), 7),
        Column("students", desk.say("form_students"), 8),
        Column("grades", desk.say("form_grades"), 6),
        Column("classes", desk.say("form_classes"), 6),
    ]
    for index, place in enumerate(quotum.parts, start=1):
        step = plan.steps[place]
        head = f"{circled(index)}{step.title.say(desk.lang)}\n{desk.standard(step, stage)}"
        columns.append(Column(step.id, head, 10.5))
    columns += [
        Column("met", desk.say("form_met_count"), 6),
        Column("met_list", desk.say("form_met_list"), 16),
    ]
    if quotum.rest:
        columns.append(Column("floor_list", desk.say("form_floor_list", rest=quotum.rest), 11))
        columns.append(Column("below_list", desk.say("form_below_list", rest=quotum.rest), 8))
    else:
        columns.append(Column("unmet_list", desk.say("form_unmet_list"), 9))
    columns += [
        Column("verdict", desk.say("form_verdict"), 9),
        Column("remark", desk.say("form_remark"), 30, wide=True),
    ]
    return tuple(columns)


def _school_rows(desk: Desk, quotum: Quotum, stage: str | None, sections: Sequence[int]) -> list[Row]:
    plan = desk.result.plan
    names = tuple(plan.facts["founder"].values or ())
    kinds = tuple(plan.facts["school_kind"].values or ())
    rows = []
    for index, section in enumerate(sections, start=1):
        school = desk.school_of(section)
        key, name = desk.school(school)
        kind, founder = desk.code("school_kind", school), desk.code("founder", school)
        cells = [
            count(index),
            text(key),
            text(name),
            text(desk.spelled("school_kind", kinds[kind])) if kind >= 0 else blank(),
            text(names[founder]) if founder >= 0 else blank(),
            number(desk.figure("section", "students", section)),
            blank(OPEN),
            number(desk.figure("section", "classes", section)),
        ]
        values, lists, remarks = _indicators(desk, quotum, section)
        code = quotum.codes[0][section]
        sure = UNKNOWN not in (codes[section] for codes in quotum.codes[1:])
        cells += [*values, count(len(lists[0])) if sure else blank()]
        cells += [text("".join(each)) for each in lists]
        cells.append(text(desk.say(STATUSES[code])))
        if code == UNKNOWN:
            remarks.append(desk.reason(quotum.place, section, code))
        cells.append(text(desk.join(remarks)))
        rows.append(Row("unit", tuple(cells), plan.steps[quotum.place].id, stage, section))
    return rows


def _indicators(desk: Desk, quotum: Quotum, section: int) -> tuple[list[Cell], list[list[str]], list[str]]:
    """The values of one section, which indicators are met and which not, and what its rounding hides."""
    values: list[Cell] = []
    met: list[str] = []
    floor: list[str] = []
    below: list[str] = []
    remarks: list[str] = []
    for part, place in enumerate(quotum.parts):
        sign, code = circled(part + 1), quotum.codes[part + 1][section]
        value, operator, limit = desk.bound_at(place, section)
        values.append(text("—") if code == NOT_APPLICABLE else number(value, TWO))
        if code == MET:
            met.append(sign)
        elif code == UNMET:
            (floor if not quotum.rest or quotum.at_floor(part, section) else below).append(sign)
        if value is None or limit is None or code == NOT_APPLICABLE:
            continue
        told = [remark(value, TWO, operator, limit, desk.lang)]
        if code == UNMET and quotum.test.rest is not None:
            told.append(_about_floor(desk, quotum, value, limit))
        easing = desk.terms(place, section)
        if easing is not None:
            told.append(desk.say("form_relief", relief=easing.relief.title.say(desk.lang)))
        remarks += [desk.say("form_of_indicator", indicator=sign, remark=each) for each in told if each]
    return values, [met, floor, below] if quotum.rest else [met, floor], remarks


def _about_floor(desk: Desk, quotum: Quotum, value: Fraction, limit: Fraction) -> str:
    """What the print hides of how a value stands to the share of its limit that is asked of the rest."""
    line = limit * cast("Fraction", quotum.test.rest)
    return remark(value, TWO, "at_least", line, desk.lang, quotum.rest)


def _school_totals(desk: Desk, quotum: Quotum, stage: str | None, sections: Sequence[int]) -> list[Row]:
    """The sums of pupils and classes, and how many schools meet each indicator."""
    students, lacking = summed(desk.figure("section", "students", section) for section in sections)
    classes, without = summed(desk.figure("section", "classes", section) for section in sections)
    lists = [text("")] * (3 if quotum.rest else 2)
    told = [
        desk.say("told", name=desk.say(f"form_{fact}"), text=desk.say("form_sum_lacks", count=missing))
        for fact, missing in (("students", lacking), ("classes", without))
        if missing
    ]
    empty = [text("")] * len(quotum.parts)
    sums = [text(""), text(""), text(desk.say("form_total")), text(""), text(""), number(students), text("")]
    sums += [number(classes), *empty, text(""), *lists, text(""), text(desk.join(told))]
    tallies = [count(sum(codes[section] == MET for section in sections)) for codes in quotum.codes]
    met = [text(""), text(""), text(desk.say("form_met_schools")), *[text("")] * 5, *tallies[1:], text(""), *lists]
    met += [tallies[0], text("")]
    return [Row("total", tuple(sums), None, stage), Row("total", tuple(met), None, stage)]


def _numbering(desk: Desk, quotum: Quotum) -> str:
    plan = desk.result.plan
    told = [
        f"{circled(index)}{plan.steps[place].title.say(desk.lang)} ({unit_text(plan.steps[place].unit, desk.lang)})"
        for index, place in enumerate(quotum.parts, start=1)
    ]
    return desk.say("form_note_numbers", indicators=desk.join(told))


def _founders(desk: Desk) -> list[str]:
    values = desk.result.plan.facts["founder"].values or {}
    codes = desk.join([f"{code} {spellings[0]}" for code, spellings in values.items()], ("，", ", "))
    return [desk.say("form_note_founder", codes=codes)]


def _notes(desk: Desk, quotum: Quotum, *stages: str | None) -> tuple[str, ...]:
    notes = [desk.say("form_note_sections")]
    if outside := quotum.outside(*stages):
        notes.append(desk.say("form_note_outside", count=outside))
    if not quotum.sections:
        notes.append(desk.say("form_note_none"))
    return tuple(notes)
