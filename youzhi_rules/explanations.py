"""Explanations of many units, one after the other: what ``explain`` says of each, without looking for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .columnar import Wanted, tables
from .explain import Explanation, source_lines, unit_lines
from .frame import Frame
from .provenance import chain_of
from .telling import dicts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .catalogue import Lang
    from .result import Result

__all__ = ["explanations"]

_FEW = 1 << 12
"""Outcomes that are worked out at a time: what tells of them takes longer than that."""


def explanations(
    result: Result, rule: str | None, level: str | None, status: str | None, county: str | None, lang: Lang
) -> Iterator[Explanation]:
    """The explanations of the outcomes that match, in their order (see ``Result.explanations``)."""
    plan = result.plan
    asked = Wanted(rule, level, status, county)
    wanted, code = [index for index, _ in asked.steps(plan)], asked.code
    told = dicts_of(tables(plan, result.data, result.verdicts, asked, lang=lang, rows=_FEW))
    sources = {
        index: (source_lines(result, plan.steps[index], lang), chain_of(plan.steps[index].rule, plan.facts, lang))
        for index in wanted
    }
    for outcome, (index, frame, unit) in zip(told, _places(result, wanted, code, county), strict=True):
        step, (lines, chain) = plan.steps[index], sources[index]
        own = unit_lines(result, step, outcome, frame, unit, lang)
        yield Explanation(outcome, tuple(own + lines), tuple(chain), lang)


def _places(
    result: Result, wanted: list[int], code: int | None, county: str | None
) -> Iterator[tuple[int, Frame, int]]:
    """Where the outcomes stand: the step, a frame on Python integers, and the unit in it."""
    data, steps = result.data, result.plan.steps
    places = {key: place for place, key in enumerate(data.units.counties.texts())}
    below = [index for index in wanted if steps[index].level != "city"]
    for place in (places.values() if county is None else [places[county]]) if below else ():
        frame = Frame(data, place, place + 1, wide_numbers=True)
        for index in below:
            for unit in _units(result, index, frame, code):
                yield index, frame, unit
    cities = [index for index in wanted if steps[index].level == "city"]
    if cities:
        frame = Frame(data, 0, data.units.count("county"), wide_numbers=True)
        only = None if county is None else int(data.units.county_city[places[county]])
        for index in cities:
            for unit in _units(result, index, frame, code):
                if only in {None, unit}:
                    yield index, frame, unit


def _units(result: Result, index: int, frame: Frame, code: int | None) -> list[int]:
    codes = result.verdicts.steps[index][frame.slices[result.plan.steps[index].level]]
    units: list[int] = list(range(len(codes))) if code is None else np.flatnonzero(codes == code).tolist()
    return units
