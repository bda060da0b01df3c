"""``evaluate``: from records and a pack to a result."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from .dictionary import Facts, shipped_facts
from .engine import run
from .errors import DataError, Fault
from .intake import build_dataset
from .loading import load_pack
from .model import Pack
from .plan import dated
from .planning import plan_of
from .result import Result

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

__all__ = ["day_of", "evaluate", "facts", "plan_of"]


def evaluate(
    records: Any,
    pack: str | os.PathLike[str] | Pack = "national-2017",
    area_records: Any = None,
    as_of: dt.date | str | None = None,
    *,
    strict: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """The verdict on every section, school and county, with the arithmetic and the clause behind it.

    Args:
        records: schools: a list of mappings, a mapping of columns (lists or numpy arrays), any dataframe narwhals
            knows, or what ``read_records`` returns. Columns are fact ids, Chinese names or aliases (see ``facts``);
            a row is a section (county, school, stage), or with the stage ``whole`` what a mixed school has as a whole.
        pack: the id of a pack, the path of its folder, or a ``Pack``.
        area_records: facts of counties, towns and cities: a mapping (one county), a list of mappings or a table with a
            ``level`` column (``county`` where it says nothing).
        as_of: a day (``date`` or ``"2027-12-31"``): a target neither met nor yet due is ``not_due``.
        strict: raise if the data have errors, instead of taking what is wrong as missing.
        progress: called with the sections done and their number as the evaluation goes on.

    Returns:
        A ``Result``: ``status``, ``counties``, ``to_dicts()``, ``explain()``, ``problems`` and more.

    Raises:
        UnknownPackError: no such pack; the near names are told.
        PackError: the pack has faults; all of them are told.
        DataError: the records are no table, or ``strict`` and there are errors.

    Example:
        >>> schools = [{"school": "一小", "stage": "小学", "在校生数": 1000, "体育、艺术专任教师数": "９"}]
        >>> result = evaluate(schools, pack="national-2017")
        >>> outcome = result.to_dicts(rule="pe_arts_teachers")[0]
        >>> outcome["status"], outcome["value"], outcome["limit"]
        ('met', 0.9, 0.9)
    """
    day = day_of(as_of)
    plan = dated(plan_of(pack if isinstance(pack, Pack) else load_pack(pack)), day)
    data = build_dataset(records, area_records, plan.facts, campuses=plan.compares_campuses)
    if strict and (errors := [problem for problem in data.problems if problem.severity == "error"]):
        raise DataError(errors)
    return Result(plan, data, run(plan, data, day, progress), day)


def facts() -> Facts:
    """The data dictionary: every fact with its id, names, unit, level and type.

    Example:
        >>> facts()["equipment_value"].unit
        '元'
    """
    return shipped_facts()


def day_of(as_of: dt.date | str | None) -> dt.date | None:
    """The day that is meant by a day, a text such as ``"2027-12-31"`` or nothing.

    Raises:
        DataError: it is no day (``as-of-not-a-day``).
    """
    if as_of is None or (isinstance(as_of, dt.date) and not isinstance(as_of, dt.datetime)):
        return as_of
    if isinstance(as_of, dt.datetime):
        return as_of.date()
    try:
        return dt.date.fromisoformat(as_of)
    except (TypeError, ValueError):
        raise DataError([Fault("as-of-not-a-day", {"value": str(as_of)})]) from None
