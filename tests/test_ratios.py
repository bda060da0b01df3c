"""Shares of two facts against numbers are compared many at once: each comes out as it would alone."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_packs import pack_text, read, rule, typed
from strategies import made_counties

import youzhi_rules as yz
from youzhi_rules import engine, thresholds
from youzhi_rules import nodes as n
from youzhi_rules.evaluation import MAYBE, NO, YES
from youzhi_rules.frame import frames
from youzhi_rules.intake import build_dataset
from youzhi_rules.model import Pack
from youzhi_rules.plan import Bound, Plan, QuotaOf
from youzhi_rules.planning import plan_of
from youzhi_rules.ratios import compare_together, ratio_of

PACKS = ("national-2017", "national-2019-interim", "zhejiang-wenling-2020", "guangdong-zhongshan-2018")
TWO = "{stage: [primary, junior]}"
PER = "平方米/生"
STAFF, TWICE = "100 * teachers / students", "sports_area / students * 2"
LIMITS = "{primary: 4.2, junior: 5.3}"
ALL = "{primary: 4, junior: 5, senior: 6}"
RELIEF = "{old: {title: {zh: 老校, en: Old}, applies_to: {built_year: {at_most: 2010}}, at_least: 4, clause: 第2条}}"
SHARES = (
    rule("a", level="section", measure=STAFF, unit="人/百名学生", at_least=LIMITS, applies_to=TWO),
    rule("b", level="section", measure="teaching_area / students", unit=PER, more_than="4.5"),
    rule("c", level="section", measure=TWICE, unit=PER, at_most="{primary: 9}", applies_to="{stage: [primary]}"),
    rule("d", level="section", measure="equipment_value / students", unit="元/生", less_than="2000"),
    rule("e", level="school", measure="sum(teaching_area) / sum(students)", unit=PER, at_least="4.1"),
    rule("g", level="section", measure="teaching_area / students", unit=PER, at_least="5", relief=RELIEF),
    rule("h", level="section", measure="sports_area / teaching_area", unit="比例", at_least="1"),
    rule("i", level="section", measure="teachers / students * 100", unit="人/百名学生", at_least=ALL),
    rule("q", level="section", quota="{of: [a, b, g], met: 1, rest_at_least: 85%}"),
)  # fmt: skip
ROW: dict[str, Any] = {
    "county": "甲县", "school": "一小", "stage": "primary", "students": 1000, "teachers": 42, "teaching_area": 4500.5,
    "sports_area": 4500, "equipment_value": 2_000_000, "classes": 20,
}  # fmt: skip


@cache
def shares() -> Pack:
    """The pack of these rules, compiled once."""
    return read(pack_text(*SHARES))


def outcomes(pack: Any, rows: Any, areas: Any = None) -> str:
    """All that comes of it, as text."""
    return yz.evaluate(rows, pack, areas).to_json()


def one_by_one(pack: Any, rows: Any, areas: Any = None) -> str:
    """The same with every rule in its own turn."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "compare_together", lambda _plan, _frame, _unasked: None)
        return outcomes(pack, rows, areas)


@pytest.mark.long
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.sampled_from(PACKS), st.sampled_from([1, 40, 1 << 14]), st.sampled_from([3, 8192]))
def test_rules_come_out_together_as_they_do_alone(seed: int, pack: str, cells: int, block: int) -> None:
    """In one call for several rules, or in blocks for each; mixed schools, missing cells and lines among them."""
    counties = list(made_counties(seed, 3))
    rows = [{**row, "county": str(at)} for at, county in enumerate(counties) for row in county.records]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(thresholds, "_CELLS", cells)
        patch.setattr(thresholds, "_BLOCK", block)
        together = outcomes(pack, rows)
    assert together == one_by_one(pack, rows)


FRACTIONS = [
    {
        **ROW,
        "school": f"分校{at}",
        "teaching_area": Fraction(4_500_000_001 + at, below),
        "sports_area": Fraction(4_500_000_001 + at, below),
    }
    for at, below in enumerate([999_979, 999_961, 999_959, 1_000_003])
]
"""Figures whose common denominator is beyond the fast integers, so that each keeps its own."""
ODD = {
    "no pupils": {"students": 0},
    "pupils missing": {"students": None},
    "teachers missing": {"teachers": None},
    "an unknown stage": {"stage": "幼儿园"},
    "a stage without a limit": {"stage": "senior"},
    "nearly on the line, beyond floats": {
        "students": 381 + 500 * 2**44,
        "teachers": (21 * (381 + 500 * 2**44) - 1) // 500,
    },
    "numbers beyond floats": {"students": 2**52 + 1, "teachers": 2**53 + 1},
    "many digits": {"teaching_area": "4500.000000000000000001"},
    "a share as a fraction": {"teaching_area": Fraction(13501, 3)},
    "a fraction with a denominator of its own": {"teaching_area": Fraction(4_500_000_001, 999_983)},
    "nothing but pupils": {"teachers": None, "teaching_area": None, "sports_area": None, "equipment_value": None},
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
@pytest.mark.parametrize(
    "others", [[], [ROW], [{**ROW, "stage": "junior"}, {**ROW, "school": "二小"}, *FRACTIONS]], ids=len
)
@pytest.mark.parametrize("cells", [1, 1 << 14])
def test_odd_rows_come_out_the_same(change: dict[str, Any], others: list[dict[str, Any]], cells: int) -> None:
    """Whatever a row lacks, alone in its table or beside ordinary ones."""
    pack = shares()
    rows = [{**ROW, "school": "三小", **change}, *others]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(thresholds, "_CELLS", cells)
        together = outcomes(pack, rows)
    assert together == one_by_one(pack, rows)


def comparisons(plan: Plan) -> dict[str, n.Compare]:
    """What each rule with a limit compares, by its id."""
    return {step.id: step.test.own for step in plan.steps if isinstance(step.test, Bound)}


def floors_of(plan: Plan) -> tuple[n.Node, ...]:
    """The floors of the only quota."""
    (floors,) = [step.test.floors for step in plan.steps if isinstance(step.test, QuotaOf)]
    return floors


def test_the_shares_of_a_pack_are_decided_before_their_turn() -> None:
    """On the line and one unit beside it, for every operator; where it has no limit for a stage nothing is known."""
    plan = plan_of(shares())
    rows = [
        {**ROW, "school": str(at), "stage": stage, "teachers": teachers, "equipment_value": value}
        for at, (stage, teachers, value) in enumerate(
            [("primary", 42, 2_000_000), ("primary", 41, 1_999_999), ("junior", 53, 0), ("junior", 52, 2_000_001)]
        )
    ]
    (frame,) = frames(build_dataset(rows, None, plan.facts))
    compare_together(plan, frame, frozenset())
    found = {name: frame.memo[own].tolist() for name, own in comparisons(plan).items()}
    assert found["a"] == [YES, NO, YES, NO]
    assert found["b"] == [YES] * 4
    assert found["c"] == [YES, YES, MAYBE, MAYBE]
    assert found["d"] == [NO, YES, YES, NO]
    assert found["e"] == [YES] * 4
    floors = floors_of(plan)
    assert [frame.memo[floor].tolist() for floor in floors[:2]] == [[YES] * 4] * 2
    # The floor of a rule with a relief is its own or that of the relief: the first of them is compared.
    either = floors[2]
    assert isinstance(either, n.Any_)
    assert frame.memo[either.args[0]].tolist() == [YES] * 4
    assert either not in frame.memo


def test_a_step_that_nobody_can_answer_is_not_compared() -> None:
    """It is decided by what it lacks."""
    plan = plan_of(shares())
    (frame,) = frames(build_dataset([ROW], None, plan.facts))
    compare_together(plan, frame, frozenset({0, 4}))
    named = {name for name, own in comparisons(plan).items() if own in frame.memo}
    assert named == {"b", "c", "d", "g", "h", "i"}
    floors = floors_of(plan)
    assert [floor in frame.memo for floor in floors[:2]] == [False, True]


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("teachers / students", 1),
        ("100 * teachers / students", 100),
        ("teachers * 0.5 / students", Fraction(1, 2)),
        ("teachers / students * 100", 100),
        ("2 * (3 * teachers / students)", 6),
        ("teaching_area / (students - 1)", 1),
    ],
)
def test_a_share_is_known_by_its_form(text: str, factor: Fraction) -> None:
    """One thing by another, with a number before or behind the first."""
    ratio = ratio_of(typed(text).node)
    assert ratio is not None
    assert ratio.factor == factor


@pytest.mark.parametrize("text", ["students", "students + 1", "teachers / 3", "7 / students", "2 * teachers"])
def test_other_measures_wait_for_their_own_turn(text: str) -> None:
    """They are compared one by one."""
    assert ratio_of(typed(text).node) is None
