"""Wide tables: a row a section, and the county means with their coefficients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import outcomes as out
from .dispersion import exact_sums
from .engine import STATUSES
from .exactness import TooWide
from .frame import Frame, frames
from .plan import Bound, Coefficient, QuotaOf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .catalogue import Lang
    from .dataset import Dataset
    from .engine import Verdicts
    from .plan import Plan, Step
    from .result import Result

__all__ = ["MEAN_COLUMNS", "MEAN_NUMBERS", "mean_rows", "mean_rows_of", "section_columns", "section_rows"]

_IDENTITY = ("county", "town", "school", "school_name", "stage")
MEAN_COLUMNS = ("county", "stage", "rule", "mean", "cv", "limit", "status")
MEAN_NUMBERS = ("mean", "cv", "limit")


def section_columns(plan: Plan) -> tuple[list[str], list[str]]:
    """The columns of ``section_rows`` in their order, and those that are numbers."""
    columns, numbers = list(_IDENTITY), []
    for step in plan.steps:
        if step.level != "section":
            continue
        if isinstance(step.test, Bound | QuotaOf):
            columns.append(step.id)
            if not (isinstance(step.test, Bound) and step.test.grades is not None):
                numbers.append(step.id)
        columns.append(f"{step.id}_status")
    return columns, numbers


def section_rows(plan: Plan, data: Dataset, verdicts: Verdicts) -> Iterator[dict[str, Any]]:
    """Per section its identity, then ``<rule>`` (the value; for a quota how many are met) and ``<rule>_status``."""
    steps = [(index, step) for index, step in enumerate(plan.steps) if step.level == "section"]
    for frame in frames(data):
        where = frame.slices["section"]
        tables = [
            (step, out.values_of(plan, step, frame)[0], verdicts.steps[index][where].tolist()) for index, step in steps
        ]
        for unit in range(frame.count("section")):
            row = {key: out.where_of(data, frame, "section", unit)[key] for key in _IDENTITY}
            for step, values, codes in tables:
                if isinstance(step.test, Bound | QuotaOf):
                    row[step.id] = values[unit]
                row[f"{step.id}_status"] = STATUSES[codes[unit]]
            yield row


def mean_rows(plan: Plan, data: Dataset, verdicts: Verdicts) -> Iterator[dict[str, Any]]:
    """Per county and coefficient: rule, stage, the weighted mean ΣWX/ΣW, the coefficient, its limit and status."""
    for frame in frames(data):
        for county in range(frame.count("county")):
            for _, row in _means_of(plan, data, verdicts, frame, county):
                yield row


def mean_rows_of(result: Result, county: int, lang: Lang) -> list[dict[str, Any]]:
    """The same for the county at a position, with the title and the unit of the measure that is compared."""
    frame = Frame(result.data, county, county + 1)
    compared = {step.id: step for step in result.plan.steps}
    rows = []
    for step, row in _means_of(result.plan, result.data, result.verdicts, frame, 0):
        base = compared.get(step.id.removesuffix("_cv"), step)
        rows.append({**row, "title": base.title.say(lang), "unit": base.unit})
    return rows


def _means_of(
    plan: Plan, data: Dataset, verdicts: Verdicts, frame: Frame, county: int
) -> Iterator[tuple[Step, dict[str, Any]]]:
    place = frame.slices["county"].start + county
    for index, step in enumerate(plan.steps):
        if not isinstance(step.test, Coefficient):
            continue
        mean, cv = _mean_and_cv(plan, step, frame, county)
        yield (
            step,
            {
                "county": data.units.counties[place],
                "stage": step.stage,
                "rule": step.id,
                "mean": mean,
                "cv": cv,
                "limit": float(step.test.limit),
                "status": STATUSES[int(verdicts.steps[index][place])],
            },
        )


def _mean_and_cv(plan: Plan, step: Any, frame: Frame, county: int) -> tuple[float | None, float | None]:
    try:
        cv = out.coefficient(frame, step.test, county)
        weights, first, _ = exact_sums(frame, step.test, county)
    except TooWide:
        return _mean_and_cv(plan, step, frame.widened(), county)
    if cv is None or weights == 0:
        return None, cv
    mean = first / weights
    return mean.numerator / mean.denominator, cv
