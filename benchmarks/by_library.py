"""The library, and the straightforward numpy kernel it is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy_kernel as floats
from attrs import evolve
from contestant import FULL, Contestant
from country import coded
from law import NAMES, STAGES, Verdict, full_verdict

import youzhi_rules as yz
from youzhi_rules.api import plan_of
from youzhi_rules.engine import MET, UNKNOWN, UNMET

if TYPE_CHECKING:
    from country import Country

    from youzhi_rules import Pack, Result

PACK = "national-2017"
INDICATORS = (
    "degree_teachers",
    "backbone_teachers",
    "pe_arts_teachers",
    "teaching_area",
    "sports_area",
    "equipment_value",
    "multimedia_classrooms",
)


def article_6() -> Pack:
    """The national pack with its group of resources alone."""
    pack = yz.load_pack(PACK)
    rules = {name: rule for name, rule in pack.rules.items() if rule.group == "resources"}
    groups = {name: group for name, group in pack.groups.items() if name == "resources"}
    pack = evolve(pack, rules=rules, groups=groups, tasks={})
    plan_of(pack)  # compiled before anything is timed
    return pack


def library_verdict(result: Result, country: Country) -> Verdict:
    """The statuses of article 6; what is unknown is not met, and counted by ``unanswered``."""
    steps = {(step.id, step.stage): codes for step, codes in zip(result.plan.steps, result.verdicts.steps, strict=True)}
    by_rule = {name: codes for (name, _), codes in steps.items()}
    cells = np.stack([by_rule[name] == MET for name in INDICATORS], axis=1)
    keys = country.county_numbers(result.data.units.counties.texts())
    coefficients = np.ones((country.counties, 2, len(NAMES)), dtype=np.bool_)
    for junior, stage in enumerate(STAGES):
        for j, name in enumerate(INDICATORS):
            coefficients[keys, junior, j] = steps[f"{name}_cv", stage] != UNMET
    return Verdict(cells, by_rule["resource_quota"] == MET, coefficients)


def unanswered(result: Result) -> int:
    """How many statuses of article 6 are unknown; the data have no gap, so there is no reason for one."""
    return sum(int(np.count_nonzero(codes == UNKNOWN)) for codes in result.verdicts.steps)


def _kernel(columns: dict[str, Any]) -> Any:
    """The kernel wants numbers: names of counties are numbered first, which is part of the job."""
    columns = columns | {"county": coded(columns["county"])}
    return columns["county"], columns["stage"], *floats.kernel(columns)


def _kernel_verdict(found: Any, country: Country) -> Verdict:
    county, stage, schools, within = found
    groups = np.unique(county * 2 + (stage == "junior"))
    return full_verdict(country, schools, country.county_keys(groups // 2), groups % 2, within.T)


def _columns(country: Country) -> dict[str, Any]:
    return country.columns


def library() -> Contestant:
    """The library: article 6 of the national pack."""
    pack = article_6()
    return Contestant(
        name="youzhi_rules",
        job=FULL,
        how="a mapping of numpy columns; `evaluate` with article 6 of the national pack: reads and checks the records, "
        "keeps what is missing apart, decides exactly",
        prepare=_columns,
        run=lambda columns: yz.evaluate(columns, pack),
        read=library_verdict,
        needs=("youzhi_rules",),
        package="youzhi-rules",
    )


KERNEL = Contestant(
    name="numpy kernel",
    job=FULL,
    how="the same columns; `numpy_kernel.py`, in float64, checks nothing",
    prepare=_columns,
    run=_kernel,
    read=_kernel_verdict,
    needs=("numpy",),
    package="numpy",
)
