"""Outcomes the plain way, one unit after the other, for what comes out of columns to be held against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import youzhi_rules as yz
from youzhi_rules.frame import Frame, frames
from youzhi_rules.outcomes import KEYS, OutcomeTable
from youzhi_rules.plan import Step
from youzhi_rules.tabular import FrameKind, frame_of


def plain_outcomes(result: yz.Result) -> Iterator[dict[str, Any]]:
    """All outcomes, county by county, rule by rule, unit by unit; those of cities at the end."""
    data = result.data
    for frame in frames(data):
        tables = [_table(result, frame, index, step) for index, step in _steps(result, city=False)]
        for county in range(frame.count("county")):
            for table in tables:
                for unit in frame.members(table.step.level, "county", county):
                    yield table.outcome(unit)
    whole = Frame(data, 0, data.units.count("county"))
    for index, step in _steps(result, city=True):
        table = _table(result, whole, index, step)
        yield from map(table.outcome, range(whole.count("city")))


def plain_frame(result: yz.Result, kind: FrameKind) -> Any:
    """The tidy dataframe made of them."""
    return frame_of(plain_outcomes(result), KEYS, kind, numeric={"gap"}, mixed={"value", "limit"})


def _steps(result: yz.Result, *, city: bool) -> list[tuple[int, Step]]:
    return [(index, step) for index, step in enumerate(result.plan.steps) if (step.level == "city") is city]


def _table(result: yz.Result, frame: Frame, index: int, step: Step) -> OutcomeTable:
    statuses = result.verdicts.steps[index][frame.slices[step.level]]
    return OutcomeTable(result.plan, result.data, frame, step, statuses, "zh")
