"""The to-do list is enough, and with one unit less of anything it is not: made-up counties, judged again when done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from doing import done
from hypothesis import given, settings
from oracle import Law
from oracle_numbers import UNKNOWN, UNMET
from strategies import MadeCounty, counties, made_counties

import youzhi_rules as yz
from youzhi_rules.handing.todo import Item, Todo

RULES = {
    "resource_quota", "class_size", "school_scale", "music_rooms", "art_rooms", "small_school_funding",
    "training_budget",
}  # fmt: skip
"""The rules of schools that numbers decide."""
Place = tuple[str | None, str | None, str]


def unmet(county: MadeCounty, rows: list[dict[str, object]]) -> set[Place]:
    """What schools do not meet, by an oracle that shares no code with the library; the engine agrees."""
    told = {
        (school, stage, rule)
        for (_, school, stage, rule), status in Law().judge(rows, county.areas).outcomes.items()
        if rule in RULES and status == UNMET
    }
    result = yz.evaluate(rows, area_records=county.areas)
    assert [
        problem for problem in result.problems if problem.severity == "error" and problem.column != "students"
    ] == []
    engine = {(o["school"], o["stage"], o["rule"]) for o in result.outcomes(status="unmet") if o["rule"] in RULES}
    assert engine == told
    return engine


def listed(county: MadeCounty) -> Todo:
    """The to-do list of a county."""
    return yz.evaluate(county.records, area_records=county.areas).todo()


def check_enough(county: MadeCounty) -> Counter[str]:
    """Everything done, nothing of a school is unmet but what the list says it cannot solve; what it did is counted."""
    todo = listed(county)
    assert all(unsolved.code in {"todo-no-figure", "todo-below-zero"} for unsolved in todo.unsolved), todo.unsolved
    stuck = {(row.school, row.stage, row.rule) for row in todo.unsolved}
    left = unmet(county, done(county.records, todo.items))
    assert left <= stuck, (left, todo.items)
    return Counter(item.goal for item in todo) + Counter("whole" for item in todo if item.stage is None)


def check_least(county: MadeCounty) -> int:
    """With all that must be more done but one unit of one item, a school fails that would not: every item in turn."""
    todo = listed(county)
    items = [item for item in todo if item.more]
    everything = unmet(county, done(county.records, items))
    for item in items:
        found = unmet(county, done(county.records, items, less=item)) - everything
        assert any(school == item.school for school, _, _ in found), item
    return len(items)


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(counties())
def test_doing_every_item_makes_every_school_meet_its_rules(county: MadeCounty) -> None:
    """Article 6 and what articles 7 and 8 ask of a school in numbers are met, or wait for what is missing."""
    check_enough(county)


@pytest.mark.long
@settings(max_examples=25, deadline=None)
@given(counties())
def test_one_unit_less_of_any_item_is_not_enough(county: MadeCounty) -> None:
    """A person, a room, 0.01 m² or 0.01 yuan less, and the school fails."""
    check_least(county)


def failing_counties(seed: int) -> Iterator[MadeCounty]:
    """Counties of a seed that have something to do."""
    for county in made_counties(seed, 60):
        if len(listed(county)):
            yield county


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_made_counties_with_mixed_schools_are_enough_and_least(seed: int) -> None:
    """Many counties, quotas on the line and off it, quantities of whole schools split over stages."""
    seen: Counter[str] = Counter()
    least = 0
    for county in failing_counties(seed):
        seen += check_enough(county)
        least += check_least(county)
    assert min(seen["standard"], seen["floor"], seen["whole"]) > 3, seen
    assert least > 30


def test_the_items_of_a_school_come_nearest_first() -> None:
    """Within a school the smallest relative shortfall comes first, and schools stand in the order of their keys."""
    for county in made_counties(5, 20):
        by_school: dict[str, list[Item]] = {}
        for item in listed(county):
            by_school.setdefault(item.school, []).append(item)
        for items in by_school.values():
            assert [i.relative for i in items] == sorted(i.relative for i in items)
        assert list(by_school) == sorted(by_school)


def test_what_is_missing_is_never_an_amount() -> None:
    """A fact that is missing gives no item; the units that wait for it are among those to be found out."""
    for county in made_counties(6, 30):
        result = yz.evaluate(county.records, area_records=county.areas)
        todo = result.todo()
        waiting = {(o["school"], o["stage"], o["rule"]) for o in result.outcomes(status=UNKNOWN) if o["rule"] in RULES}
        told = {(row.school, row.stage, rule) for row in todo.missing for rule in row.rules}
        assert waiting <= told
