"""Schools in files, judged: reading and evaluating for the commands that do both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ..api import evaluate, plan_of
from ..catalogue import label
from ..collecting.opening import read_records
from .screen import Waiting

if TYPE_CHECKING:
    from ..catalogue import Lang
    from ..model import Pack
    from ..records import Records
    from ..result import Result

__all__ = ["evaluated"]


def evaluated(
    schools: str,
    areas: str | None,
    rules: Pack,
    as_of: str | None,
    lang: Lang,
    *,
    strict: bool = False,
    layout: str | None = None,
) -> Result:
    """The result of the schools in a file under a pack, with a bar while that takes long.

    Args:
        schools: the file of the schools.
        areas: the file of counties, towns and cities, or None.
        rules: the pack.
        as_of: the day it speaks of.
        lang: the language of what is said meanwhile.
        strict: stop if the data have errors.
        layout: a layout file for the file of the schools, or None.
    """
    known = plan_of(rules).facts
    with Waiting(label("reading", lang)):
        records = read_records(schools, facts=known, layout=layout)
        if areas is not None:
            records = _with_areas(records, read_records(areas, facts=known))
    with Waiting(label("judging", lang)) as waiting:
        return evaluate(records, pack=rules, as_of=as_of, strict=strict, progress=waiting.advance)


def _with_areas(records: Records, areas: Records) -> Records:
    """The records with those of the areas' file; every table in it is one of areas."""
    tables = (*records.areas, *areas.areas, *areas.schools)
    return evolve(records, areas=tables, problems=(*records.problems, *areas.problems))
