"""Lint: sources. Dates in their order, territories inside one another, citations that lead somewhere, units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import Fault
from .lint_values import written_values

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from .draft import Draft

__all__ = ["citation_faults", "date_faults", "territory_faults"]

_PROVINCES = frozenset(
    {
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43",
        "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
        "99",  # no place has it, so made-up ones do
    }
)  # fmt: skip
"""The first two digits of the codes of provinces; 99 is none and stands for made-up ones."""
_LONGEST_PLAN = 30
"""Years: no plan of this field looks further ahead, so a later date has a digit too many or wrong."""
_FIRST_LAW = 1986
"""The year of the Compulsory Education Law."""
_LONG_CLAUSE = 30
_QUANTITIES = frozenset({"count", "number", "share"})


def date_faults(draft: Draft) -> Iterator[Fault]:
    """Dates that cannot follow one another as they do."""
    written = draft.written
    if written is None:
        return
    source, parent = written.source, draft.parent
    issued = source.issued
    if issued and source.effective and source.effective < issued:
        yield _order(draft, "source.effective", ("施行日期", "the day of effect"), source.effective, issued)
    if issued and issued.year < _FIRST_LAW:
        params = {"day": issued.isoformat(), "from": str(_FIRST_LAW)}
        yield Fault("lint-date-early", params, draft.at("source.issued"), "source.issued")
    above = parent.source.issued if parent else None
    if issued and above and issued < above:
        params = {"day": issued.isoformat(), "parent": str(written.extends), "other": above.isoformat()}
        yield Fault("lint-date-before-parent", params, draft.at("source.issued"), "source.issued")
    year = re.search("[〔\\[（(]([12][0-9]{3})[〕\\]）)]", source.number or "")
    if year and issued and int(year[1]) != issued.year:
        params = {"number": str(source.number), "year": year[1], "day": issued.isoformat()}
        yield Fault("lint-number-year", params, draft.at("source.number"), "source.number")
    since = issued or source.effective
    for path, name, day in _terms(draft):
        if since and day < since:
            yield _order(draft, path, name, day, since)
        elif since and day.year > since.year + _LONGEST_PLAN:
            dates = {"day": day.isoformat(), "issued": since.isoformat()}
            yield Fault("lint-date-far", {"what": name, "years": _LONGEST_PLAN, **dates}, draft.at(path), path)


def _order(draft: Draft, path: str, what: tuple[str, str], day: dt.date, issued: dt.date) -> Fault:
    params = {"what": what, "day": day.isoformat(), "issued": issued.isoformat()}
    return Fault("lint-date-order", params, draft.at(path), path)


def _terms(draft: Draft) -> Iterator[tuple[str, tuple[str, str], dt.date]]:
    """The dates by which something is due, and on which a relief ends."""
    for name, written in written_values(draft).items():
        path = draft.path_of(name)
        due, reliefs = written.get("due"), written.get("relief") or {}
        if due is not None:
            yield f"{path}.due", ("完成期限", "the date it is due"), due.day
        for relief, what in reliefs.items():
            if what.until is not None:
                yield f"{path}.relief.{relief}.until", ("放宽的截止日期", "the last day of the relief"), what.until


def territory_faults(draft: Draft) -> Iterator[Fault]:
    """Territories that are none, or lie outside the one of the parent."""
    written, parent = draft.written, draft.parent
    if written is None:
        return
    code = written.territory
    above = parent.territory if parent else None
    params = {"code": code, "parent": written.extends, "other": above}
    place = draft.at("territory")
    if code is None:
        if above is not None:
            yield Fault("lint-territory-missing", params, place, "territory")
    elif code[:2] not in _PROVINCES:
        yield Fault("lint-territory-unknown", {"code": code, "digits": code[:2]}, place, "territory")
    elif above is not None and not code.startswith(_significant(above)):
        yield Fault("lint-territory-outside", params | {"digits": _significant(above)}, place, "territory")


def _significant(code: str) -> str:
    """The digits of a code that all territories inside it share: two of a province, four of a prefecture."""
    return code[:2] if code[2:] == "0000" else code[:4] if code[4:] == "00" else code


def citation_faults(draft: Draft) -> Iterator[Fault]:
    """What cites nothing though loading lets it, citations that say nothing more, and quantities without a unit."""
    written = draft.written
    if written is None:
        return
    for name, scope in written.scopes.items():
        if not (scope.clause or scope.seen_in):
            path = f"scopes.{name}"
            yield Fault("lint-uncited", {"kind": ("范围", "scope"), "name": name}, draft.at(path), path)
    for name, restated in written.restates.items():
        if not (restated.clause or restated.seen_in):
            params = {"kind": ("重申的规则", "restated rule"), "name": name}
            yield Fault("lint-uncited", params, restated.place, f"restates.{name}")
    for name, fact in written.facts.items():
        if fact.type in _QUANTITIES and fact.unit is None:
            path = f"facts.{name}"
            yield Fault("lint-fact-unitless", {"name": name, "type": fact.type}, draft.at(path), path)
    for name, values in written_values(draft).items():
        clause, seen = values.get("clause"), values.get("seen_in")
        path = f"{draft.path_of(name)}.clause"
        if clause and seen and seen.document is None and seen.part == clause:
            yield Fault("lint-citation-twice", {"clause": clause}, draft.at(path), path)
        if clause and len(clause) > _LONG_CLAUSE and re.search("[，。；]", clause):
            yield Fault("lint-clause-long", {"clause": clause}, draft.at(path), path)
