"""The engine says of every section, school and county what the law says, read slowly in exact fractions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pytest
from agreement import assert_agreement, by_the_law, statuses, statuses_of_columns
from exact_dispersions import configurations
from hypothesis import HealthCheck, given, settings
from oracle import Law, Verdicts
from oracle_article_6 import County, School
from oracle_numbers import COMPULSORY, GROUPS, INDICATORS, MET, UNMET, Number, ratio
from strategies import MadeCounty, counties, made_counties

import youzhi_rules as yz

pytestmark = pytest.mark.long

COUNTIES, BATCH = 10_000, 500
LIMITS = {"primary": Fraction("0.50"), "junior": Fraction("0.45")}
LAW = Law()


@cache
def some_counties() -> tuple[MadeCounty, ...]:
    """Make the counties whose mixture is examined."""
    return tuple(made_counties(0, 600))


@cache
def some_verdicts() -> Verdicts:
    """Judge those counties once."""
    return by_the_law(some_counties())


def measured_schools() -> Iterator[tuple[County, School, str]]:
    """Go through the sections that article 6 covers."""
    rows = [row for county in some_counties() for row in county.records]
    for county in LAW.counties(rows, []):
        for school in county.schools.values():
            for stage in school.rows:
                if LAW.measured(school, stage):
                    yield county, school, stage


def per_pupil(school: School, stage: str, fact: str) -> Number | None:
    """Tell a quantity per pupil of a section."""
    return ratio(LAW.quantity(school, stage, fact), LAW.number(school.rows[stage], "students"))


def variation_squared(sections: list[tuple[Number, Number]]) -> Fraction | None:
    """Work out the square of a coefficient of variation by the shortcut without a mean."""
    pupils, amount = sum(p for _, p in sections), sum(x for x, _ in sections)
    if amount == 0:
        return None
    return Fraction(pupils * sum(Fraction(x * x) / p for x, p in sections)) / amount**2 - 1


@pytest.mark.parametrize("batch", range(COUNTIES // BATCH))
def test_the_engine_agrees_with_the_law_on_made_counties(batch: int) -> None:
    """Ten thousand counties get the same statuses from the engine as from the oracle."""
    assert_agreement(list(made_counties(batch, BATCH)))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(counties())
def test_the_engine_agrees_with_the_law_on_drawn_counties(county: MadeCounty) -> None:
    """A county drawn by Hypothesis gets the same statuses, and one that does not is made small."""
    assert_agreement([county])


def test_outcomes_say_what_the_columns_say() -> None:
    """The tidy outcomes of ``to_dicts`` have the statuses that the comparison reads off the columns."""
    some = some_counties()[:25]
    result = yz.evaluate(
        [row for county in some for row in county.records],
        pack="national-2017",
        area_records=[area for county in some for area in county.areas],
    )
    assert statuses(result) == statuses_of_columns(result)


def test_a_third_of_the_cells_lie_on_a_line() -> None:
    """One value in three is exactly its standard or exactly 85 % of it."""
    lines: Counter[str] = Counter()
    for _, school, stage in measured_schools():
        for indicator in INDICATORS.values():
            amount = per_pupil(school, stage, indicator.fact)
            if amount is not None:
                value, standard = indicator.per * amount, indicator.standard(stage)
                split = LAW.quantity_of_row(school.whole, indicator.fact) is not None
                on_line = "standard" if value == standard else "floor" if value == standard * 85 / 100 else "off"
                lines[on_line] += 1
                lines[f"{on_line} after a split"] += split
    total = lines["standard"] + lines["floor"] + lines["off"]
    assert lines["standard"] + lines["floor"] >= total / 3, lines
    assert lines["floor"] >= total / 25, lines
    assert lines["standard after a split"] + lines["floor after a split"] >= total / 50, lines


def test_a_tenth_of_the_stages_lie_on_a_dispersion_limit() -> None:
    """One county-stage in ten has a coefficient exactly on its limit, as many have one clearly over it."""
    sections: dict[tuple[str, str], dict[str, list[tuple[Number, Number]]]] = {}
    for county, school, stage in measured_schools():
        pupils = LAW.number(school.rows[stage], "students")
        of_stage = sections.setdefault((county.name, stage), {})
        for indicator in INDICATORS.values():
            amount = LAW.quantity(school, stage, indicator.fact)
            of_stage.setdefault(indicator.fact, []).append((amount or 0, pupils or 0))
    on_limit = over = 0
    for (_, stage), facts in sections.items():
        found = [variation_squared(pairs) for pairs in facts.values() if all(p for _, p in pairs)]
        on_limit += LIMITS[stage] ** 2 in found
        over += any(square is not None and square > (LIMITS[stage] + Fraction("0.05")) ** 2 for square in found)
    assert on_limit >= len(sections) / 10, (on_limit, over, len(sections))
    assert over >= len(sections) / 10, (on_limit, over, len(sections))


def test_every_verdict_occurs() -> None:
    """Every rule, group and county is met, unmet and unknown somewhere in the made counties."""
    verdicts = some_verdicts()
    rules = Counter((key[3], found) for key, found in verdicts.outcomes.items())
    in_groups = Counter((key[1], found) for key, found in verdicts.groups.items())
    of_counties = Counter(verdicts.counties.values())
    for found in ("met", "unmet", "unknown"):
        assert all(rules[rule, found] for group in GROUPS.values() for rule in group), rules
        assert all(in_groups[group, found] for group in GROUPS), in_groups
        assert of_counties[found] >= len(some_counties()) / 20, of_counties


@pytest.mark.parametrize("stage", COMPULSORY)
@pytest.mark.parametrize("sections", range(2, 9))
def test_an_exact_configuration_is_exact(stage: str, sections: int) -> None:
    """What is built to lie on a dispersion limit does, by another formula than the one it was built by."""
    found = configurations(LIMITS[stage], sections)
    assert found
    for one in found:
        pairs: list[tuple[Number, Number]] = [(w * x, w) for w, x in zip(one.weights, one.values, strict=True)]
        assert variation_squared(pairs) == LIMITS[stage] ** 2
        assert LAW.varies_within(pairs, LIMITS[stage]) is True
        assert LAW.varies_within(pairs, LIMITS[stage] - Fraction(1, 10**9)) is False


def test_the_oracle_splits_a_mixed_school_as_worked_out_by_hand() -> None:
    """300 primary and 200 junior pupils share 5200 m² as 300 and 220 parts of 520: 3000 and 2200 m²."""
    rows = [
        {"county": "c", "school": "s", "stage": "primary", "school_kind": "nine_year", "students": 300},
        {"county": "c", "school": "s", "stage": "junior", "students": 200},
        {
            "county": "c",
            "school": "s",
            "stage": "whole",
            "teaching_area_gross": 5700,
            "indoor_sports_area": 500,
        },
    ]
    school = LAW.counties(rows, [])[0].schools["s"]
    assert LAW.quantity(school, "primary", "teaching_area") == 3000
    assert LAW.quantity(school, "junior", "teaching_area") == 2200


def test_the_oracle_weighs_the_dispersion_as_worked_out_by_hand() -> None:
    """100 pupils at 3 and 900 at 1 have the mean 1.2, the variance 0.36 and the coefficient 0.5."""
    pairs: list[tuple[Number, Number]] = [(300, 100), (900, 900)]
    assert LAW.varies_within(pairs, Fraction("0.5")) is True
    assert LAW.varies_within(pairs, Fraction("0.4999")) is False
    assert LAW.varies_within([(0, 100), (0, 900)], Fraction("0.5")) is None


def test_the_oracle_counts_six_of_seven_as_the_law_does() -> None:
    """Six met and the seventh at 85 % will do; two under their standards, or one under 85 %, will not."""
    met, low, unknown = True, False, None
    assert LAW.six_of_seven([met] * 6 + [low], [met] * 7) is True
    assert LAW.six_of_seven([met] * 6 + [low], [met] * 6 + [low]) is False
    assert LAW.six_of_seven([met] * 5 + [low] * 2, [met] * 7) is False
    assert LAW.six_of_seven([met] * 6 + [unknown], [met] * 6 + [unknown]) is None
    assert LAW.six_of_seven([met] * 5 + [low, unknown], [met] * 6 + [unknown]) is None
    assert LAW.six_of_seven([unknown] * 5 + [low, low], [unknown] * 5 + [met] * 2) is False


def test_a_single_school_is_judged_alike_in_words_and_numbers() -> None:
    """One plain school, worked out by hand, gets the same from both."""
    row = {
        "county": "c",
        "school": "s",
        "stage": "primary",
        "school_kind": "primary",
        "students": 1000,
        "teachers_above_required_degree": 42,
        "backbone_teachers": 10,
        "pe_arts_teachers": 9,
        "teaching_area": 4500,
        "sports_area": 7500,
        "equipment_value": 2_000_000,
    }
    for rooms, quota in (("19.55", MET), ("19.54", UNMET)):
        county = MadeCounty("c", [{**row, "multimedia_classrooms": rooms}], [])
        found = statuses(yz.evaluate(county.records, pack="national-2017"))
        expected = by_the_law([county]).outcomes
        assert found["c", "s", "primary", "resource_quota"] == quota
        assert expected["c", "s", "primary", "resource_quota"] == quota
        assert found["c", "s", "primary", "multimedia_classrooms"] == UNMET
