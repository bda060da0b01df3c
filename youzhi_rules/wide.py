"""Wide tables: a row a section, and the county means with their coefficients."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from . import outcomes as out
from .columnar import who_is
from .dispersion import integer_sums
from .engine import STATUSES
from .evaluation import column_of
from .exactness import TooWide, nearest
from .frame import Frame, frames
from .moments import compared, part_of
from .plan import Bound, Coefficient, QuotaOf
from .ratios import ratio_of
from .step_columns import OWN, values_and_limits
from .tabular import Texts
from .terms import choices_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .catalogue import Lang
    from .dataset import Dataset
    from .engine import Verdicts
    from .plan import Plan, Step
    from .result import Result

__all__ = [
    "MEAN_COLUMNS",
    "MEAN_NUMBERS",
    "mean_rows",
    "mean_rows_of",
    "section_chunks",
    "section_columns",
    "section_rows",
]

_IDENTITY = ("county", "town", "school", "school_name", "stage")
_SECTIONS = 1 << 14
"""Sections in a chunk of a wide table, as far as whole counties allow."""
_FEW = 1 << 10
"""The same where they become rows."""
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


def section_chunks(
    plan: Plan, data: Dataset, verdicts: Verdicts, size: int = _SECTIONS
) -> Iterator[dict[str, Texts | NDArray[np.float64]]]:
    """The columns of ``section_columns``, some counties at a time.

    Per section its identity, then ``<rule>`` (the value; for a quota how many are met) and ``<rule>_status``.

    Args:
        plan: the compiled pack.
        data: the data.
        verdicts: their statuses.
        size: about how many sections at a time; a county is never cut.
    """
    for frame in frames(data, size):
        units = np.arange(frame.count("section"))
        found: dict[str, Texts | NDArray[np.float64]] = dict(who_is(data, frame, "section"))
        for index, step in enumerate(plan.steps):
            if step.level != "section":
                continue
            if isinstance(step.test, Bound | QuotaOf):
                terms = choices_of(step, frame)
                own = np.full(len(units), OWN) if terms is None else terms
                value, _ = values_and_limits(plan, step, frame, units, own)
                names = value.codes
                found[step.id] = value.numbers if names is None else Texts(names.astype(np.intp), value.words)
            codes = verdicts.steps[index][frame.slices["section"]]
            found[f"{step.id}_status"] = Texts(codes.astype(np.intp), STATUSES)
        yield found


def section_rows(plan: Plan, data: Dataset, verdicts: Verdicts) -> Iterator[dict[str, Any]]:
    """The same as dicts, one a section; what a quota counts is a whole number."""
    whole = {step.id for step in plan.steps if isinstance(step.test, QuotaOf)}
    for chunk in section_chunks(plan, data, verdicts, _FEW):
        columns = [_cells(column, whole=name in whole) for name, column in chunk.items()]
        for row in zip(*columns, strict=True):
            yield dict(zip(chunk, row, strict=True))


def _cells(column: Texts | NDArray[np.float64], *, whole: bool) -> list[Any]:
    if isinstance(column, Texts):
        texts: list[Any] = column.objects().tolist()
        return texts
    if whole:
        counts: list[Any] = column.astype(np.int64).tolist()
        return counts
    return [None if value != value else value for value in column.tolist()]  # noqa: PLR0124 - only NaN differs from itself


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
        mean, cv = _mean_and_cv(step.test, frame, county)
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


def _mean_and_cv(test: Coefficient, frame: Frame, county: int) -> tuple[float | None, float | None]:
    try:
        cv = out.coefficient(frame, test, county)
        mean = None if cv is None else _mean(test, compared(frame, test), county)
    except TooWide:
        return _mean_and_cv(test, frame.widened(), county)
    return None if mean is None else nearest(mean), cv


def _mean(test: Coefficient, frame: Frame, county: int) -> Fraction | None:
    """ΣWX/ΣW, exactly: the sums are integers up to the scales of the columns, which come back in here."""
    [(weights, first, _, _)] = integer_sums(frame, test, np.array([county]))
    if weights == 0:
        return None
    part, ratio = part_of(test), ratio_of(test.measure)
    values, weight = column_of(frame, test.measure if part is None else part), column_of(frame, test.weight)
    mean = Fraction(first) / Fraction(weights)
    factor = 1 if part is None or ratio is None else ratio.factor
    if values.div is not None or weight.div is not None:  # then the sums are those of the numbers themselves
        return mean * factor
    return mean / values.den * factor * (1 if part is None else weight.den)
