"""``evaluate``: from records and a pack to a result."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

from .compiling import compile_pack
from .dictionary import Facts, shipped_facts
from .engine import run
from .errors import DataError, Fault, PackError
from .intake import build_dataset
from .loading import load_pack
from .model import Pack
from .result import Result

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from .plan import Plan

__all__ = ["evaluate", "facts", "plan_of"]

_plans: dict[str, Plan] = {}
_lock = threading.Lock()


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
    plan = plan_of(pack if isinstance(pack, Pack) else load_pack(pack))
    data = build_dataset(records, area_records, plan.facts)
    errors = [problem for problem in data.problems if problem.severity == "error"]
    if strict and errors:
        raise DataError(errors)
    day = _day(as_of)
    return Result(plan, data, run(plan, data, day, progress), day)


def plan_of(pack: Pack) -> Plan:
    """The compiled plan of a pack, kept for the next time by the pack's digest.

    Raises:
        PackError: the pack has faults.
    """
    plan = _plans.get(pack.digest) if pack.digest else None
    if plan is None:
        known, faults = shipped_facts().extended(pack.facts)
        plan, more = compile_pack(pack, known)
        if plan is None or faults:
            raise PackError([*faults, *more])
        if pack.digest:
            with _lock:
                _plans[pack.digest] = plan
    return plan


def facts() -> Facts:
    """The data dictionary: every fact with its id, names, unit, level and type.

    Example:
        >>> facts()["equipment_value"].unit
        '元'
    """
    return shipped_facts()


def _day(as_of: dt.date | str | None) -> dt.date | None:
    if as_of is None or (isinstance(as_of, dt.date) and not isinstance(as_of, dt.datetime)):
        return as_of
    if isinstance(as_of, dt.datetime):
        return as_of.date()
    try:
        return dt.date.fromisoformat(as_of)
    except (TypeError, ValueError):
        raise DataError([Fault("as-of-not-a-day", {"value": str(as_of)})]) from None
