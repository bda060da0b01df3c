"""The table of questionnaires and visits: parents apart; what was sent and returned is filled in by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..engine import STATUSES, UNKNOWN
from .form_numbers import SHARE, remark
from .form_tables import OPEN, Column, Row, Table, blank, number, text

if TYPE_CHECKING:
    from .form_desk import Desk

__all__ = ["survey_table"]

_ASKED = ("parents", "pupils", "teachers", "heads", "deputies", "advisers", "others")
_COUNTED = ("sent", "back", "valid", "content")


def survey_table(desk: Desk, place: int, key: str, title: str, basis: str) -> Table:
    """Who was asked, with the satisfaction in all as the data have it, its standard and its verdict.

    Args:
        desk: the county.
        place: the position of the rule about satisfaction in the plan.
        key: the number of the table.
        title: its title.
        basis: the document and clause it stands on.
    """
    columns = (
        Column("who", desk.say("form_survey_who"), 24, wide=True),
        *(Column(name, desk.say(f"form_survey_{name}"), 13) for name in _COUNTED),
        Column("rate", desk.say("form_survey_rate"), 13),
        Column("visits", desk.say("form_survey_visits"), 13),
        Column("standard", desk.say("form_standard_head"), 12),
        Column("verdict", desk.say("form_verdict"), 12),
        Column("remark", desk.say("form_remark"), 34, wide=True),
    )
    empty = [blank(OPEN)] * len(_COUNTED)
    rows = [
        Row("unit", (text(desk.say(f"form_survey_{who}")), *empty, blank(OPEN), blank(OPEN), *[text("")] * 3))
        for who in _ASKED
    ]
    step = desk.result.plan.steps[place]
    value, operator, limit = desk.bound_at(place, 0)
    code = desk.codes(place)[0]
    told = desk.reason(place, 0, code) if code == UNKNOWN else ""
    if value is not None and limit is not None:
        told = remark(value, SHARE, operator, limit, desk.lang)
    cells = [text(desk.say("form_total")), *empty, number(value, SHARE), blank(OPEN), text(desk.standard(step))]
    rows.append(Row("total", (*cells, text(desk.say(STATUSES[code])), text(told)), step.id))
    return Table(key, title, basis, columns, tuple(rows), (desk.say("form_note_survey"),))
