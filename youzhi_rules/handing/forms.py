"""The declaration forms 申报表 of a county: tables of cells with their exact values, made from a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ..errors import DataError, Fault, known_language
from .form_basics import basics_table
from .form_desk import Desk
from .form_dispersions import means_table
from .form_indicators import Quotum, school_tables, summary_table
from .form_items import items_table, units_table
from .form_parts import parts_of
from .form_survey import survey_table
from .form_tables import LACKING, OPEN, Forms, Table, note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..catalogue import Lang
    from ..result import Result
    from .form_parts import Part

__all__ = ["county_index", "forms_of"]

_NAMED = 20


def forms_of(result: Result, county: str | None = None, lang: Lang = "zh") -> Forms:
    """The forms of one county: tables Ⅰ (where the data have it), Ⅱ-1, Ⅱ-2, Ⅲ and one for each further group.

    Which rows they have follows from the pack: the indicators of its quotas over sections, its dispersions, and the
    items of its groups by clause. What a pack adds to its parents stands after what they ask.

    Args:
        result: the result of an evaluation.
        county: the county, by key; may be left out where there is one only.
        lang: the language of the words.

    Raises:
        DataError: ``form-county-needed``, ``form-no-county`` or ``county-unknown``.

    Example:
        >>> import youzhi_rules as yz
        >>> school = {
        ...     "school": "一小",
        ...     "stage": "小学",
        ...     "在校生数": 1000,
        ...     "教学及辅助用房面积（不含室内体育用房）": 4496,
        ... }
        >>> forms = forms_of(yz.evaluate([school]))
        >>> row = forms.table("Ⅱ-2", "primary").rows[0]
        >>> row.cells[11].text, row.cells[-1].text.split("；")[0]
        ('4.50', '④印作4.50，实为4.496，未达标准4.5')
    """
    known_language(lang)
    desk = Desk(result, county_index(result, county), lang)
    tables = [_finished(desk, table) for table in _tables(desk)]
    name = result.data.units.counties[desk.index]
    pack = result.pack
    told = [desk.say("form_pack", pack=pack.id, version=pack.version, title=desk.document(pack.id))]
    if result.as_of is not None:
        told.append(desk.say("form_day", day=result.as_of.isoformat()))
    title = desk.say("form_title", county=name)
    return Forms(name, title, desk.join(told), tuple(tables), lang)


def county_index(result: Result, county: str | None) -> int:
    """The position of the county that is meant: the one named, or the only one.

    Raises:
        DataError: ``form-county-needed``, ``form-no-county`` or ``county-unknown``.
    """
    names = result.data.units.counties.texts()
    if county is not None:
        return names.index(result.counties[county].name)
    if not names:
        raise DataError.of("form-no-county")
    if len(names) > 1:
        told = "、".join(names[:_NAMED]) + ("、…" if len(names) > _NAMED else "")
        raise DataError([Fault("form-county-needed", {"count": len(names), "counties": told})])
    return 0


def _tables(desk: Desk) -> list[Table]:
    parts = parts_of(desk)
    found: list[Table] = []
    basics = basics_table(desk, "")
    if basics is not None:
        found.append(basics)
    number = 1
    for place in parts.quotas:
        quotum = Quotum(desk, place)
        basis = _basis(desk, [place])[0]
        found.append(summary_table(desk, quotum, f"Ⅱ-{number}", basis))
        found += school_tables(desk, quotum, f"Ⅱ-{number + 1}", basis)
        number += 2
    if parts.dispersions:
        basis, pack = _basis(desk, parts.dispersions)
        found.append(means_table(desk, parts.dispersions, "Ⅲ", basis, pack))
    for part in parts.parts:
        found += _of_part(desk, part)
    return found


def _of_part(desk: Desk, part: Part) -> list[Table]:
    """The tables of a group: of a survey first, then of its items, and of the units that do not meet them."""
    basis, pack = _basis(desk, part.items[0].steps)
    if part.surveyed is None:
        found = [items_table(desk, part, basis, pack), units_table(desk, part, basis)]
        return [table for table in found if table is not None]
    group = desk.result.plan.groups[part.group]
    survey = survey_table(desk, part.surveyed, part.key, group.zh if desk.lang == "zh" else group.en, basis)
    left = tuple(evolve(item, steps=tuple(at for at in item.steps if at != part.surveyed)) for item in part.items)
    left = tuple(item for item in left if item.steps)
    if not left:
        return [survey]
    return [survey, *_of_part(desk, evolve(part, key=f"{part.key}-2", items=left, surveyed=None))]


def _basis(desk: Desk, places: Sequence[int]) -> tuple[str, str]:
    """The document and clause that a table stands on, and the pack of the document: that of its first rule's group."""
    step = desk.result.plan.steps[places[0]]
    pack = desk.rule_of(step).chain[0].pack or desk.result.pack.id
    clause = desk.result.plan.groups[step.rule.group].clause
    return f"{desk.document(pack)} {clause or ''}".strip(), pack


def _finished(desk: Desk, table: Table) -> Table:
    """A table with the notes that explain its marks and its rounding."""
    marks = table.marks
    notes = [
        desk.say(name) for mark, name in ((LACKING, "form_note_lacking"), (OPEN, "form_note_open")) if mark in marks
    ]
    return note(table, [*notes, desk.say("form_note_rounding")])
