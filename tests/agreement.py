"""Holding one set of verdicts against another, and saying readably where they part."""

from __future__ import annotations

import pprint
from collections.abc import Sequence
from typing import Any

import pytest
from oracle import Law, Verdicts
from oracle_article_6 import Key
from oracle_numbers import GROUPS, NOT_APPLICABLE
from strategies import MadeCounty

import youzhi_rules as yz
from youzhi_rules.engine import STATUSES

STAGES = ("primary", "junior", "senior")


def statuses(result: Any) -> dict[Key, str]:
    """Read every outcome's status off a result, each under its county, school, stage and rule."""
    found: dict[Key, str] = {}
    for outcome in result.to_dicts():
        key = (outcome["county"], outcome["school"], outcome["stage"], outcome["rule"])
        assert key not in found, f"two outcomes for {key}"
        found[key] = outcome["status"]
    return found


def statuses_of_columns(result: yz.Result) -> dict[Key, str]:
    """Read the same off the columns that outcomes are made of, without their values, limits and gaps."""
    units = result.data.units
    counties, schools = units.counties.texts(), units.schools.texts()
    county_of = units.school_county.tolist()
    school_of, stage_of = units.section_school.tolist(), units.section_stage.tolist()
    found: dict[Key, str] = {}
    for step, codes in zip(result.plan.steps, result.verdicts.steps, strict=True):
        for unit, code in enumerate(codes.tolist()):
            if step.level == "county":
                key: Key = (counties[unit], None, step.stage, step.id)
            elif step.level == "school":
                key = (counties[county_of[unit]], schools[unit], step.stage, step.id)
            else:
                school = school_of[unit]
                key = (counties[county_of[school]], schools[school], STAGES[stage_of[unit]], step.id)
            assert key not in found, f"two outcomes for {key}"
            found[key] = STATUSES[code]
    return found


def by_the_law(counties: Sequence[MadeCounty], law: Law | None = None) -> Verdicts:
    """Judge counties by the oracle, or by another reading of the law."""
    law = law or Law()
    return law.judge(
        (row for county in counties for row in county.records),
        (row for county in counties for row in county.areas),
    )


def by_the_engine(counties: Sequence[MadeCounty]) -> Verdicts:
    """Judge counties by the library, all in one call."""
    result = yz.evaluate(
        [row for county in counties for row in county.records],
        pack="national-2017",
        area_records=[row for county in counties for row in county.areas],
    )
    return verdicts_of(result, statuses_of_columns(result))


def verdicts_of(result: yz.Result, outcomes: dict[Key, str]) -> Verdicts:
    """Put a result's outcomes together with its groups and counties."""
    counties = result.counties
    return Verdicts(
        outcomes,
        {(name, group): counties[name].groups[group] for name in counties for group in GROUPS},
        {name: counties[name].status for name in counties},
    )


def differences(one: Verdicts, other: Verdicts) -> dict[str, list[str]]:
    """List by county where two sets of verdicts part; an outcome that is not there does not apply."""
    found: dict[str, list[str]] = {}
    for key in one.outcomes.keys() | other.outcomes.keys():
        here, there = (verdicts.outcomes.get(key, NOT_APPLICABLE) for verdicts in (one, other))
        if here != there:
            found.setdefault(key[0], []).append(f"{key[3]} of {key[1]} {key[2]}: {here} against {there}")
    for group in one.groups.keys() | other.groups.keys():
        here, there = (verdicts.groups.get(group, "nothing") for verdicts in (one, other))
        if here != there:
            found.setdefault(group[0], []).append(f"group {group[1]}: {here} against {there}")
    for name in one.counties.keys() | other.counties.keys():
        here, there = (verdicts.counties.get(name, "nothing") for verdicts in (one, other))
        if here != there:
            found.setdefault(name, []).append(f"the county: {here} against {there}")
    return {name: sorted(parting) for name, parting in sorted(found.items())}


def assert_agreement(counties: Sequence[MadeCounty]) -> None:
    """Fail with a county's records and all that differs where the engine does not say what the law says."""
    found = differences(by_the_law(counties), by_the_engine(counties))
    if not found:
        return
    shortest = min((county for county in counties if county.name in found), key=lambda one: len(one.records))
    parting = "\n".join(found[shortest.name])
    records = pprint.pformat({"records": shortest.records, "area_records": shortest.areas}, width=110)
    pytest.fail(
        f"{len(found)} of {len(counties)} counties differ, the law against the engine; {shortest.name}:\n"
        f"{parting}\n{records}",
        pytrace=False,
    )
