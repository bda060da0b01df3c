"""The mean of several coefficients: decided exactly on the limit and beside it, with what is missing, and told."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packs import faults_of, plan_of, rule, statuses, whole_frame, wider_facts

from youzhi_rules import composite
from youzhi_rules import nodes as n
from youzhi_rules.composite import composite_status, mean_beside, mean_root, squares_of, sum_of_roots_against
from youzhi_rules.dataset import Dataset, Keys, Units
from youzhi_rules.engine import run
from youzhi_rules.exactness import Exact, TooWide, from_fractions
from youzhi_rules.frame import Frame
from youzhi_rules.intake import build_dataset
from youzhi_rules.plan import Coefficient, Composite, Plan
from youzhi_rules.result import Result
from youzhi_rules.summary import summary_of

NO, MAYBE, YES = 0, 1, 2
F = Fraction
FACTS = ("sports_area", "teaching_area", "equipment_value")
W = n.FactValue("section", "students", "count")
Cells = Sequence[Fraction | int | None]
County = tuple[Sequence[Cells], Cells]
"""The values of each measure, and the weights."""


def mean_of(parts: int, limit: Fraction, operator: str = "at_most", stage: str | None = "primary") -> Composite:
    """The mean of the coefficients of the first so many facts."""
    tests = [
        Coefficient(n.FactValue("section", fact, "number"), W, None, stage, operator, limit) for fact in FACTS[:parts]
    ]
    return Composite(tuple(tests), stage, operator, limit)


def frame_of(counties: Sequence[County], stages: Sequence[int] | None = None) -> Frame:
    """Counties of one-section schools, all of the primary stage."""
    sizes = [len(weights) for _, weights in counties]
    count, nothing = sum(sizes), np.array([], dtype=np.intp)
    units = Units(
        section_school=np.arange(count),
        section_stage=np.array(stages if stages is not None else [0] * count, dtype=np.int8),
        school_county=np.repeat(np.arange(len(sizes)), sizes),
        school_town=np.full(count, -1),
        town_county=nothing,
        county_city=np.full(len(sizes), -1),
        schools=Keys([f"s{place}" for place in range(count)]),
        towns=Keys([]),
        counties=Keys([f"c{place}" for place in range(len(sizes))]),
        cities=Keys([]),
    )
    columns = {("section", "students"): exact([cell for _, weights in counties for cell in weights])}
    for at, fact in enumerate(FACTS[: len(counties[0][0])]):
        columns["section", fact] = exact([cell for values, _ in counties for cell in values[at]])
    return whole_frame(Dataset(units, columns, {}, wider_facts()))


def exact(cells: Cells) -> Exact:
    """A column of cells."""
    return from_fractions([None if cell is None else F(cell) for cell in cells])


def found(counties: Sequence[County], test: Composite) -> list[int]:
    """The truths, the same on floats, where they hold the numbers, and on Python integers."""
    frame = frame_of(counties)
    broad = composite_status(frame.widened(), test)[0]
    assert broad.dtype == np.int8
    with suppress(TooWide):
        assert composite_status(frame, test)[0].tolist() == broad.tolist()
    return [int(code) for code in broad]


# -- the oracle ----------------------------------------------------------------------------------------------------


def square(values: Cells, weights: Cells) -> Fraction | None:
    """The square of a coefficient from its definition; None where something is missing or the mean is zero."""
    if None in values or None in weights:
        return None
    pairs = [(F(x), F(w)) for x, w in zip(values, weights, strict=True) if x is not None and w is not None]
    total, first = sum(w for _, w in pairs), sum(x * w for x, w in pairs)
    if first == 0 or total == 0:
        return None
    mean = first / total
    return sum((w * (x - mean) ** 2 for x, w in pairs), F(0)) / total / mean**2


def side(squares: Sequence[Fraction], bound: Fraction) -> int:
    """Where the sum of the roots lies, worked out in 150 digits; what agrees in 100 of them is equal."""
    with localcontext() as context:
        context.prec = 150
        total = sum((Decimal(s.numerator) / Decimal(s.denominator)).sqrt() for s in squares)
        apart = total - Decimal(bound.numerator) / Decimal(bound.denominator)
        return 0 if abs(apart) < Decimal(10) ** -100 else 1 if apart > 0 else -1


def wanted(county: County, test: Composite) -> int:
    """The truth from the definition: over the limit is over it, else what is not known leaves it open."""
    squares = [square(values, county[1]) for values in county[0]]
    known = [each for each in squares if each is not None]
    if not known:
        return MAYBE
    where = side(known, len(squares) * test.limit)
    if where > 0 or (where == 0 and test.operator == "less_than"):
        return NO
    return YES if len(known) == len(squares) else MAYBE


def spread(coefficient: Fraction, scale: int = 1) -> list[Fraction | int]:
    """Two values of equal weight that have this coefficient of variation, exactly."""
    return [(1 - coefficient) * scale, (1 + coefficient) * scale]


# -- on the line ----------------------------------------------------------------------------------------------------

ON_IT = [
    (F(1, 2), F(1, 2)),
    (F(2, 5), F(3, 5)),
    (F(1, 3), F(2, 3)),
    (F(0), F(1)),
    (F(1, 7), F(6, 7)),
    (F(123456789, 10**9), 1 - F(123456789, 10**9)),
]


@pytest.mark.parametrize("scale", [1, 7, 10**9, 10**20])
def test_rational_coefficients_whose_mean_is_the_limit_keep_it(scale: int) -> None:
    """At most the limit is met by the limit itself, less than it is not."""
    counties: list[County] = [([spread(one, scale), spread(two, scale)], [3, 3]) for one, two in ON_IT]
    assert found(counties, mean_of(2, F(1, 2))) == [YES] * len(ON_IT)
    assert found(counties, mean_of(2, F(1, 2), "less_than")) == [NO] * len(ON_IT)


@pytest.mark.parametrize("digits", [6, 15, 17, 30])
def test_a_hair_beside_the_limit_decides(digits: int) -> None:
    """One coefficient is raised or lowered by one in a place that floats no longer have."""
    hair = F(1, 10**digits)
    for step, truth in ((hair, NO), (-hair, YES)):
        counties: list[County] = [([spread(one + step), spread(two)], [1, 1]) for one, two in ON_IT if one]
        for operator in ("at_most", "less_than"):
            test = mean_of(2, F(1, 2), operator)
            assert found(counties, test) == [truth] * len(counties) == [wanted(each, test) for each in counties]


@pytest.mark.parametrize("digits", [3, 12, 15, 16, 17, 25, 60])
def test_irrational_sums_are_told_from_the_decimals_around_them(digits: int) -> None:
    """The bounds of the floats hold, and the integers go as far as it takes: the limit is cut off in any place."""
    dice = random.Random(digits)  # noqa: S311 - made-up schools
    for sections in (2, 5, 200):
        weights = [dice.randint(1, 2000) for _ in range(sections)]
        columns = [[dice.randint(1, 5000) for _ in range(sections)] for _ in FACTS]
        squares = [each for values in columns if (each := square(values, weights)) is not None]
        with localcontext() as context:
            context.prec = 150
            mean = sum((Decimal(s.numerator) / Decimal(s.denominator)).sqrt() for s in squares) / 3
            below = F(math.floor(mean * 10**digits), 10**digits)
        county: County = (columns, weights)
        assert found([county], mean_of(3, below)) == [NO]
        assert found([county], mean_of(3, below + F(1, 10**digits))) == [YES]


def test_sums_of_roots_that_nearly_meet_are_told_apart() -> None:
    """√5 + √6 + √18 and 2 + √12 + √12 differ in the sixth decimal; a root is told from its 40th decimal."""
    one, other = [F(5), F(6), F(18)], [F(4), F(12), F(12)]
    for sum_of in (one, other):
        assert [sum_of_roots_against(sum_of, F(bound)) for bound in ("8.92819", "8.92821")] == [1, -1]
    assert {sum_of_roots_against(sum_of, F("8.9282")) for sum_of in (one, other)} == {1, -1}
    assert sum_of_roots_against(one, F("8.9282")) == side(one, F("8.9282"))
    cut = F(math.isqrt(2 * 10**80), 10**40)
    assert sum_of_roots_against([F(2)], cut) == 1
    assert sum_of_roots_against([F(2)], cut + F(1, 10**40)) == -1
    assert sum_of_roots_against([F(2), F(1, 4)], cut + F(1, 2)) == 1
    assert sum_of_roots_against([F(2, 10**400)], F(1, 10**200)) == 1
    assert sum_of_roots_against([F(8), F(18)], F(-1)) == 1
    assert sum_of_roots_against([], F(0)) == 0


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.integers(2, 4).flatmap(
            lambda size: st.tuples(
                st.lists(
                    st.lists(
                        st.one_of(
                            st.integers(0, 12), st.integers(-3, 400).map(lambda i: F(i, 100)), st.none() | st.just(5)
                        ),
                        min_size=size,
                        max_size=size,
                    ),
                    min_size=2,
                    max_size=2,
                ),
                st.lists(st.integers(0, 9), min_size=size, max_size=size),
            )
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from([F(1, 2), F(9, 20), F(0), F(1, 3), F(2), F(-1, 2)]),
    st.sampled_from(["at_most", "less_than"]),
)
def test_any_counties_are_judged_by_the_definition(counties: list[County], limit: Fraction, operator: str) -> None:
    """Zeros, negative values, missing ones, weights of zero, means of zero; several counties at once."""
    test = mean_of(2, limit, operator)
    assert found(counties, test) == [wanted(county, test) for county in counties]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.fractions(min_value=0, max_value=1, max_denominator=60), min_size=3, max_size=3),
    st.sampled_from([F(0), F(1, 10**16), F(-1, 10**16), F(1, 10**40), F(-1, 10**40)]),
    st.randoms(use_true_random=False),
)
def test_whatever_rational_coefficients_come_to_is_on_the_line(
    coefficients: list[Fraction], beside: Fraction, dice: random.Random
) -> None:
    """Their mean is the limit or a hair beside it, whatever the order of the schools."""
    mean = sum(coefficients, F(0)) / 3
    pairs = [spread(each) for each in coefficients]
    order = [0, 1]
    dice.shuffle(order)
    county: County = ([[pair[at] for at in order] for pair in pairs], [2, 2])
    for operator in ("at_most", "less_than"):
        test = mean_of(3, mean + beside, operator)
        kept = YES if beside > 0 or (beside == 0 and operator == "at_most") else NO
        assert found([county], test) == [kept] == [wanted(county, test)]


# -- what is not known ---------------------------------------------------------------------------------------------


def test_what_is_known_decides_where_it_is_over_the_limit() -> None:
    """Coefficients are not negative: 0.6 and 0.5 are over three times 1/3, whatever the third is; on it, it is open."""
    lacking: list[Fraction | int | None] = [1, None]
    over: County = ([spread(F(3, 5)), spread(F(1, 2)), lacking], [1, 1])
    on_it: County = ([spread(F(1, 2)), spread(F(1, 2)), lacking], [1, 1])
    under: County = ([spread(F(1, 5)), spread(F(1, 2)), lacking], [1, 1])
    nearly: County = ([spread(F(1, 2)), spread(F(1, 2) + F(1, 10**18)), lacking], [1, 1])
    nobody: County = ([lacking, lacking, lacking], [1, 1])
    no_weight: County = ([spread(F(3, 5))] * 3, [1, None])
    counties = [over, on_it, under, nearly, nobody, no_weight]
    assert found(counties, mean_of(3, F(1, 3))) == [NO, MAYBE, MAYBE, NO, MAYBE, MAYBE]
    assert found(counties, mean_of(3, F(1, 3), "less_than")) == [NO, NO, MAYBE, NO, MAYBE, MAYBE]
    complete: list[County] = [([*county[0][:2], [0, 0]], [1, 1]) for county in counties[:4]]
    assert found(complete, mean_of(3, F(1, 3))) == [NO, MAYBE, MAYBE, NO], "a mean of zero has no coefficient either"
    equal: list[County] = [([*county[0][:2], [4, 4]], [1, 1]) for county in counties[:4]]
    assert found(equal, mean_of(3, F(1, 3))) == [NO, YES, YES, NO]


def test_many_counties_on_the_line_need_every_bit_of_the_bound() -> None:
    """Two coefficients that make the limit exactly: floats make of them a bit more here, a bit less there."""
    limit = F(45, 100)
    counties: list[County] = []
    for k in range(1, 880):
        apart = [F(k, 1000), 2 * limit - F(k, 1000)]
        scales = [F(7 * k + 3, 11), F(13 * k + 1, 17)]
        # Values m(1 ± c) of the same weight have the coefficient c.
        values = [[scale * (1 - c), scale * (1 + c)] for c, scale in zip(apart, scales, strict=True)]
        counties.append((values, [F(k + 1, 3)] * 2))
    floats = []
    for cells, _ in counties:
        pairs = [(float(low or 0), float(high or 0)) for low, high in cells]
        floats.append(sum((high - low) / (high + low) for low, high in pairs) / 2 - float(limit))
    assert min(floats) < 0 < max(floats), "rounding goes both ways, or this would prove nothing"
    assert found(counties, mean_of(2, limit)) == [YES] * len(counties)
    assert found(counties, mean_of(2, limit, "less_than")) == [NO] * len(counties)


def test_negative_means_count_by_their_size() -> None:
    """As in the coefficient alone the square is what is compared, so none makes up for another."""
    minus = [-value for value in spread(F(3, 4))]
    county: County = ([spread(F(1, 4)), minus], [1, 1])
    assert found([county], mean_of(2, F(1, 2))) == [YES]
    assert found([county], mean_of(2, F(49, 100))) == [NO]
    cancelling: County = ([[10**15, -(10**15) + 3], spread(F(0))], [1, 1])
    assert found([cancelling], mean_of(2, F(10**15))) == [wanted(cancelling, mean_of(2, F(10**15)))] == [YES]
    weighed_against: County = ([[1, 2], [1, 2]], [2, -1])
    assert found([weighed_against], mean_of(2, F(1))) == [MAYBE], "weights of both signs leave no root"


def test_numbers_at_the_ends_of_the_floats_are_judged_right() -> None:
    """Where a square overflows or vanishes in floats the integers decide."""
    for scale in (F(10) ** 250, F(10) ** -160, F(10) ** -320):
        counties: list[County] = [
            ([[scale * x for x in spread(one)], [scale * x for x in spread(two)]], [1, 1])
            for one, two in ((F(1, 2), F(1, 2)), (F(1, 2), F(3, 5)), (F(1, 2), F(1, 3)))
        ]
        assert found(counties, mean_of(2, F(1, 2))) == [YES, NO, YES]


def test_a_county_without_a_section_has_nothing_to_compare() -> None:
    """Unless a section may be one of those: then it is unknown."""
    counties: list[County] = [([[1], [1]], [1]), ([[], []], []), ([[1], [1]], [1]), ([[1, 1], [1, 1]], [1, 1])]
    known, nothing = composite_status(frame_of(counties, stages=[0, 1, 0, -1]), mean_of(2, F(1, 2)))
    assert nothing.tolist() == [False, True, True, False]
    assert known.tolist() == [YES, MAYBE, MAYBE, MAYBE]


def test_integers_are_taken_only_where_floats_cannot_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """A county clearly above or below the limit costs no integers, nor does one that stays open."""
    asked: list[int] = []

    def counting(frame: Frame, test: Composite, county: int) -> list[Fraction | None]:
        asked.append(county)
        return squares_of(frame, test, county)

    monkeypatch.setattr(composite, "squares_of", counting)
    counties: list[County] = [
        ([spread(F(1, 5)), spread(F(1, 5))], [1, 1]),
        ([spread(F(1, 2)), spread(F(1, 2))], [1, 1]),
        ([spread(F(4, 5)), spread(F(4, 5))], [1, 1]),
        ([spread(F(1, 5)), [1, None]], [1, 1]),
        ([[7, 7], [3, 3]], [1, 1]),
        ([spread(F(1, 2)), spread(F(1, 2) + F(1, 10**9))], [1, 1]),
        ([[-1, 3], spread(F(1, 5))], [1, 1]),
    ]
    assert composite_status(frame_of(counties), mean_of(2, F(1, 2)))[0].tolist() == [YES, YES, NO, MAYBE, YES, NO, NO]
    assert asked == [1, 6]


# -- the value ---------------------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(st.lists(st.fractions(min_value=0, max_value=3, max_denominator=10**6), min_size=1, max_size=5))
def test_the_value_is_the_float_nearest_to_the_mean(squares: list[Fraction]) -> None:
    """As worked out in 150 digits, from which Python rounds to the nearest float; also where a fraction shows it."""
    with localcontext() as context:
        context.prec = 150
        total = sum((Decimal(s.numerator) / Decimal(s.denominator)).sqrt() for s in squares)
        mean = total / len(squares)
    assert mean_root(squares) == float(mean)
    assert float(mean_beside(squares, F(7))) == pytest.approx(float(mean), rel=1e-15)


def test_a_mean_is_shown_on_its_side_of_the_limit() -> None:
    """However near it is, and as the limit itself only where it is that."""
    assert mean_beside([F(1, 4), F(1, 4)], F(1, 2)) == F(1, 2)
    root = F(math.isqrt(2 * 10**100), 10**50)
    assert mean_beside([F(2)], root) > root
    assert mean_beside([F(2)], root + F(1, 10**50)) < root + F(1, 10**50)


# -- in a pack ---------------------------------------------------------------------------------------------------------

PARTS = (
    rule("a", level="section", measure="sports_area / students", unit="平方米/生", at_least="1"),
    rule("b", level="section", measure="teaching_area / students", unit="平方米/生", at_least="1"),
)


def composed(**keys: object) -> str:
    """A composite of the two rules."""
    usual: dict[str, object] = {
        "level": "county",
        "dispersion": "{of: [a, b], weight: students, by: stage, combine: mean}",
        "at_most": "{primary: 0.50, junior: 0.45}",
    }
    return rule("together", **(usual | keys))


def judged(plan: Plan, records: Any, areas: Any = None) -> Result:
    """The result of a plan."""
    data = build_dataset(records, areas, plan.facts)
    return Result(plan, data, run(plan, data), None)


def schools(*figures: tuple[object, object], stage: str = "primary", county: str = "甲县") -> list[dict[str, Any]]:
    """Schools of 10 pupils with these sports and teaching areas."""
    return [
        {"county": county, "school": f"S{at}", "stage": stage, "students": 10, "sports_area": x, "teaching_area": y}
        for at, (x, y) in enumerate(figures)
    ]


def test_a_composite_is_one_step_a_stage_called_as_its_rule() -> None:
    """Its parts are the coefficients that would be judged one by one; no ``<rule>_cv`` is left."""
    plan = plan_of(*PARTS, composed())
    steps = plan.steps[2:]
    assert [(step.id, step.stage, step.level, step.unit) for step in steps] == [
        ("together", stage, "county", "比例") for stage in ("primary", "junior")
    ]
    assert steps[0].title == steps[0].rule.title
    alone = plan_of(*PARTS, composed(dispersion="{of: [a, b], weight: students, by: stage}")).steps[2:]
    for mean, number in zip(steps, (F(1, 2), F(9, 20)), strict=True):
        parts = tuple(step.test for step in alone if step.stage == mean.stage)
        assert mean.test == Composite(parts, mean.stage, "at_most", number)  # type: ignore[arg-type]
    one = plan_of(*PARTS, composed(dispersion="{of: [b], weight: students, combine: mean}", at_most=None, less_than=1))
    (step,) = one.steps[2:]
    assert isinstance(step.test, Composite)
    assert (step.stage, step.test.operator, len(step.test.parts)) == (None, "less_than", 1)


def test_a_coefficients_id_is_taken_only_where_it_is_used() -> None:
    """A composite leaves ``a_cv`` free for a rule; a dispersion beside it does not."""
    other = rule("a_cv", level="county", attested="layout_ok")
    assert [step.id for step in plan_of(*PARTS, composed(), other).steps][2:] == ["together", "together", "a_cv"]
    plain = rule("d", level="county", dispersion="{of: [a], weight: students}", at_most="0.5")
    (fault,) = faults_of(*PARTS, composed(), other, plain)
    assert (fault.code, fault.key) == ("coefficient-id-taken", "rules.d.dispersion.of")


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"level": "section"}, "dispersion-level"),
        ({"dispersion": "{of: [a, b], weight: has_charter, combine: mean}", "at_most": "0.5"}, "dispersion-weight"),
        ({"dispersion": "{of: [a, b], weight: students, combine: mean}"}, "dispersion-limit"),
        ({"at_most": None, "at_least": "0.5"}, "dispersion-limit"),
        ({"dispersion": "{of: [a, c], weight: students, combine: mean}", "at_most": "0.5"}, "rule-unknown"),
        ({"dispersion": "{of: [a, together], weight: students, combine: mean}", "at_most": "1"}, "dispersion-measure"),
    ],
)
def test_the_faults_of_a_dispersion_are_those_of_a_composite(keys: dict[str, object], code: str) -> None:
    """Its level, weight, limit and rules are checked alike, once each."""
    assert [fault.code for fault in faults_of(*PARTS, composed(**keys))] == [code]


def test_a_composite_is_an_outcome_of_the_county() -> None:
    """Coefficients 0.8 and 0.2 have the mean 0.5, which is met; with its value, limit and group."""
    result = judged(plan_of(*PARTS, composed()), schools((2, 8), (18, 12)))
    primary, junior = result.to_dicts(rule="together")
    assert (primary["stage"], primary["status"], primary["value"], primary["limit"]) == ("primary", "met", 0.5, 0.5)
    assert (primary["operator"], primary["gap"], primary["unit"], primary["school"]) == ("at_most", None, "比例", None)
    assert (junior["stage"], junior["status"], junior["value"]) == ("junior", "not_applicable", None)
    assert junior["reason"] == "nothing_to_compare"
    assert result.counties["甲县"].groups["main"] == "unmet", (
        "not for the composite: both schools have under 1 m² of one"
    )
    assert len(result.means) == 0
    over = judged(plan_of(*PARTS, composed()), schools((2, 7), (18, 13)))
    assert [over.to_dicts(rule="together")[0][key] for key in ("status", "value", "gap")] == ["unmet", 0.55, None]
    finding = next(each for each in summary_of(over, 0, "en").findings if each.id == "together")
    assert [(short.value, short.bound, short.gap) for short in finding.shortfalls] == [("0.55", "≤ 0.5", "")]


def test_a_composite_that_is_not_known_names_what_is_missing() -> None:
    """The figures of all its coefficients; or that a mean is zero. One certain failure is unmet and has no value."""
    plan = plan_of(*PARTS, composed())
    missing = judged(plan, schools((2, None), (18, 12))).to_dicts(rule="together")[0]
    assert (missing["status"], missing["value"], missing["reason"]) == ("unknown", None, "missing:teaching_area")
    zero = judged(plan, schools((2, 0), (18, 0))).to_dicts(rule="together")[0]
    assert (zero["status"], zero["value"], zero["reason"]) == ("unknown", None, "mean_zero")
    certain = judged(plan, schools((0, None), (18, 12), (0, 3)))
    assert [certain.to_dicts(rule="together")[0][key] for key in ("status", "value", "reason")] == ["unmet", None, None]
    told = str(certain.explain("together", stage="primary", lang="en"))
    assert "Rule b: CV² = ?, CV = ?" in told
    assert "(1.4142 + ?) ÷ 2 = ?" in told


def test_an_explanation_shows_every_coefficient_and_their_mean() -> None:
    """Rational ones exactly, the others rounded; the mean never as if it were the limit."""
    plan = plan_of(*PARTS, composed())
    told = str(judged(plan, schools((2, 8), (18, 12))).explain("together", stage="primary", lang="en"))
    for part in (
        "arithmetic mean of the coefficients of variation",
        "Rule a: CV² = 0.64, CV = 0.8",
        "Rule b: CV² = 0.04, CV = 0.2",
        "(0.8 + 0.2) ÷ 2 = 0.5",
        "0.5, standard ≤ 0.5",
    ):
        assert part in told
    rough = judged(plan, schools((2, 8), (18, 12), (10, 11)))
    told = str(rough.explain("together", stage="primary"))
    assert "规则a: CV² ≈ 0.426667, CV ≈ 0.6532" in told
    near = judged(plan, schools((2, 8), (18, "12.000000001")))
    told = str(near.explain("together", stage="primary", lang="en"))
    assert "≈0.50000000003, standard ≤ 0.5" in told or "≈0.500000000" in told
    assert near.to_dicts(rule="together")[0]["status"] == "unmet"


def test_composites_of_many_counties_in_any_order_of_rows() -> None:
    """Each county has its own sums, and shuffled rows give the same statuses and values."""
    dice = random.Random(3)  # noqa: S311 - made-up schools
    plan = plan_of(*PARTS, composed())
    rows = [
        row
        for county in range(12)
        for stage in ("primary", "junior")
        for row in schools(
            *((dice.randint(1, 40), dice.randint(1, 40)) for _ in range(3)), stage=stage, county=f"c{county}"
        )
    ]
    first = judged(plan, rows)
    right = []
    for county in range(12):
        for stage, limit in (("primary", F(1, 2)), ("junior", F(9, 20))):
            mine = [row for row in rows if (row["county"], row["stage"]) == (f"c{county}", stage)]
            values = [[F(row[fact], 10) for row in mine] for fact in ("sports_area", "teaching_area")]
            right.append(
                (f"c{county}", stage, {NO: "unmet", YES: "met"}[wanted((values, [10] * 3), mean_of(2, limit))])
            )
    told = [(each["county"], each["stage"], each["status"]) for each in first.to_dicts(rule="together")]
    assert sorted(told) == sorted(right)
    assert {status for _, _, status in right} == {"met", "unmet"}
    dice.shuffle(rows)
    assert judged(plan, rows).to_dicts() == first.to_dicts()


def test_figures_too_wide_for_floats_take_the_other_road() -> None:
    """Integers beyond 2⁵³ are judged by the definition, and told."""
    plan = plan_of(*PARTS, composed())
    big = 10**17 + 1
    rows = schools((2 * big, 8 * big), (18 * big, 12 * big))
    assert statuses(plan, rows)["together"][0] == "met"
    found_ = judged(plan, rows).to_dicts(rule="together")[0]
    assert (found_["status"], found_["value"]) == ("met", 0.5)
    more = schools((2 * big, 8 * big), (18 * big + 1, 12 * big))
    assert statuses(plan, more)["together"][0] == "unmet"


def test_reading_one_composite_twice_costs_it_once() -> None:
    """The truths are kept with the frame."""
    frame = frame_of([([spread(F(1, 2)), spread(F(1, 3))], [1, 1])])
    test = mean_of(2, F(1, 2))
    assert composite_status(frame, test) is composite_status(frame, evolve(test))
