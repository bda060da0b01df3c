"""Coefficients of variation: decided exactly, on the limit, beside it by the last digit, and on hostile numbers."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from exact_dispersions import configurations
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packs import whole_frame, wider_facts

from youzhi_rules import dispersion
from youzhi_rules import nodes as n
from youzhi_rules.dataset import Dataset, Keys, Units
from youzhi_rules.decimals import from_floats
from youzhi_rules.dispersion import coefficient_status as status_on
from youzhi_rules.dispersion import exact_sums, integer_sums
from youzhi_rules.exactness import Exact, TooWide, from_fractions, from_integers
from youzhi_rules.frame import Frame
from youzhi_rules.plan import Coefficient

NO, MAYBE, YES = 0, 1, 2
F = Fraction
X, W = n.FactValue("section", "sports_area", "number"), n.FactValue("section", "students", "count")
HALF = Coefficient(X, W, None, "primary", "at_most", F(1, 2))
Cells = Sequence[Fraction | int | None]


def coefficient_status(frame: Frame, test: Coefficient) -> Any:
    """The statuses, on Python integers where floats do not hold the numbers: as the engine asks for them."""
    try:
        found, nothing = status_on(frame, test)
    except TooWide:
        found, nothing = status_on(frame.widened(), test)
    return found, np.zeros(len(found), np.bool_) if nothing is None else nothing


def frame_of(
    counties: Sequence[tuple[Cells, Cells]],
    stages: Sequence[int] | None = None,
    columns: dict[str, Exact] | None = None,
) -> Frame:
    """Counties of one-section schools, each with its values and its weights, all of the primary stage."""
    sizes = [len(values) for values, _ in counties]
    count = sum(sizes)
    nothing = np.array([], dtype=np.intp)
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
    exact = [
        from_fractions([None if c is None else F(c) for pair in counties for c in pair[which]]) for which in (0, 1)
    ]
    found = {("section", "sports_area"): exact[0], ("section", "students"): exact[1]}
    found |= {("section", name): column for name, column in (columns or {}).items()}
    return whole_frame(Dataset(units, found, {}, wider_facts()))


def statuses(frame: Frame, test: Coefficient = HALF) -> list[int]:
    """The truths of a coefficient, the same on floats, where they hold the numbers, and on Python integers."""
    broad, same = coefficient_status(frame.widened(), test)
    assert broad.dtype == np.int8
    with suppress(TooWide):
        found, nothing = coefficient_status(frame, test)
        assert found.dtype == np.int8
        assert found.tolist() == broad.tolist()
        assert nothing.tolist() == same.tolist()
    return [int(code) for code in broad]


def square(values: Cells, weights: Cells) -> Fraction | None:
    """The square of the coefficient from its definition; None where the mean is zero."""
    total = sum((F(w) for w in weights if w is not None), F(0))
    pairs = [(F(x), F(w)) for x, w in zip(values, weights, strict=True) if x is not None and w is not None]
    first = sum((x * w for x, w in pairs), F(0))
    if first == 0:
        return None
    mean = first / total
    return sum((w * (x - mean) ** 2 for x, w in pairs), F(0)) / total / mean**2


def wanted(values: Cells, weights: Cells, limit: Fraction, *, strict: bool = False) -> int:
    """The truth from the definition."""
    found = square(values, weights)
    if found is None:
        return MAYBE
    return YES if found < limit**2 or (found == limit**2 and not strict) else NO


CASES = [
    (limit, configuration)
    for limit in (F(1, 2), F(9, 20))
    for sections in (2, 3, 4, 5)
    for configuration in configurations(limit, sections)[:12]
]


def test_a_coefficient_exactly_on_its_limit_keeps_it() -> None:
    """For many configurations at once, whatever they are multiplied by; a strict limit is not kept."""
    assert len(CASES) > 60
    for limit in (F(1, 2), F(9, 20)):
        mine = [one for at, one in CASES if at == limit]
        for scale in (F(1), F(37, 100), F(1, 3), F(10**9), F("0.0000001")):
            frame = frame_of([([x * scale for x in one.values], [w * 11 for w in one.weights]) for one in mine])
            assert statuses(frame, evolve(HALF, limit=limit)) == [YES] * len(mine)
            strict = evolve(HALF, limit=limit, operator="less_than")
            assert statuses(frame, strict) == [NO] * len(mine)


@pytest.mark.parametrize("scale", [1, 10**7, 10**15, 10**25])
def test_one_unit_in_the_last_place_decides(scale: int) -> None:
    """A value raised or lowered by one unit, however small, puts the coefficient above or below its limit."""
    counties, limits, right = [], [], []
    for limit, one in CASES:
        for place in range(len(one.values)):
            for step in (1, -1):
                values = [x * scale + (step if at == place else 0) for at, x in enumerate(one.values)]
                counties.append((values, list(one.weights)))
                limits.append(limit)
                right.append(wanted(values, one.weights, limit))
    assert {YES, NO} <= set(right)
    for limit in (F(1, 2), F(9, 20)):
        mine = [at for at, other in enumerate(limits) if other == limit]
        found = statuses(frame_of([counties[at] for at in mine]), evolve(HALF, limit=limit))
        assert found == [right[at] for at in mine]


def around(found: Fraction, digits: int) -> tuple[Fraction, Fraction]:
    """The decimals of so many digits on both sides of a root."""
    ten = 10**digits
    root = math.isqrt(found.numerator * ten * ten // found.denominator)
    return F(root, ten), F(root + 1, ten)


@pytest.mark.parametrize("count", [2, 10, 300, 4000])
@pytest.mark.parametrize("kind", ["alike", "apart", "magnitudes", "one giant", "decimals"])
def test_limits_a_hair_beside_the_coefficient_are_decided_right(count: int, kind: str) -> None:
    """The bound on rounding holds for thousands of sections and for numbers of very different size."""
    dice = random.Random(f"{count} {kind}")  # noqa: S311 - made-up schools
    weights = [dice.randint(1, 3000) for _ in range(count)]
    draw = {
        "alike": lambda: F(10**12 + dice.randint(-3, 3)),
        "apart": lambda: F(dice.randint(0, 10**6), 100),
        "magnitudes": lambda: F(10) ** dice.randint(-6, 9) / dice.randint(1, 9),
        "one giant": lambda: F(1, 3),
        "decimals": lambda: F(dice.randint(1, 10**9), 10**7),
    }[kind]
    values = [draw() for _ in range(count)]
    if kind == "one giant":
        values[0] = F(10**11 + 1, 7)
    found = square(values, weights)
    assert found is not None
    frame = frame_of([(values, weights)])
    for digits in (6, 13, 15, 16, 17, 19):
        below, above = around(found, digits)
        assert below**2 <= found < above**2
        assert coefficient_status(frame, evolve(HALF, limit=above))[0].tolist() == [YES]
        assert coefficient_status(frame, evolve(HALF, limit=below))[0].tolist() == [NO if below**2 < found else YES]


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(
                st.integers(-5, 20), st.integers(0, 2000).map(lambda i: F(i, 100)), st.sampled_from([F(1, 3), F(2, 7)])
            ),
            st.integers(0, 30),
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([F(1, 2), F(9, 20), F(0), F(1, 3), F(2)]),
    st.sampled_from(["at_most", "less_than"]),
)
def test_any_county_is_judged_by_the_definition(
    rows: list[tuple[Fraction, int]], limit: Fraction, operator: str
) -> None:
    """Zeros, negative values (the square is what is compared), weights of zero, a mean of zero."""
    values, weights = [F(x) for x, _ in rows], [w for _, w in rows]
    test = evolve(HALF, limit=limit, operator=operator)
    assert statuses(frame_of([(values, weights)]), test) == [
        wanted(values, weights, limit, strict=operator == "less_than")
    ]


def test_a_mean_of_zero_has_no_coefficient() -> None:
    """It is unknown, never zero: neither a pass nor a failure; so is a county where nobody weighs anything."""
    counties: list[tuple[Cells, Cells]] = [([0, 0], [10, 20]), ([-1, 1], [5, 5]), ([3, 4], [0, 0]), ([1, 1], [1, 1])]
    assert statuses(frame_of(counties)) == [MAYBE, MAYBE, MAYBE, YES]


def test_negative_values_are_judged_exactly() -> None:
    """Sums that cancel are no place for floats."""
    counties: list[tuple[Cells, Cells]] = [
        ([10**15, -(10**15) + 3, 1], [1, 1, 1]),
        ([-2, -4], [1, 1]),
        ([-2, -6], [1, 1]),
        ([1, 3], [-1, -1]),
        ([F(1, 3), F(-1, 3) + F(1, 10**20)], [1, 1]),
    ]
    assert statuses(frame_of(counties)) == [wanted(values, weights, F(1, 2)) for values, weights in counties]
    assert statuses(frame_of(counties)) == [NO, YES, YES, YES, NO]


def test_what_is_missing_makes_it_unknown() -> None:
    """A value or a weight of a section that counts; not one of another stage or out of scope."""
    counties: list[tuple[Cells, Cells]] = [([1, None], [1, 1]), ([1, 9], [1, None]), ([1, 9], [1, 1])]
    assert statuses(frame_of(counties)) == [MAYBE, MAYBE, NO]
    assert statuses(frame_of(counties, stages=[0, 1, 0, 1, 0, 1])) == [YES, YES, YES]
    everyone = evolve(HALF, stage=None)
    assert statuses(frame_of(counties, stages=[0, 1, 0, 1, 0, 1]), everyone) == [MAYBE, MAYBE, NO]
    inside = n.Compare("section", "<", X, n.Const("section", F(5)))
    assert statuses(frame_of(counties), evolve(HALF, scope=inside)) == [MAYBE, YES, YES]
    for value in (None, 9):
        weighed = frame_of([([1, value, 1], [1, 1, 1])], columns={"classes": from_integers(np.array([1, 0, 1]))})
        kept = n.Compare("section", ">", n.FactValue("section", "classes", "count"), n.Const("section", F(0)))
        assert statuses(weighed, evolve(HALF, scope=kept)) == [YES]


def test_a_section_of_unknown_stage_may_belong_to_each() -> None:
    """It makes the coefficient of every stage unknown, though its figures are known; of all stages it is one."""
    counties: list[tuple[Cells, Cells]] = [([1, 1, 1], [1, 1, 1]), ([1, 1], [1, 1])]
    frame = frame_of(counties, stages=[0, 1, -1, 0, 2])
    for stage, right in (("primary", [MAYBE, YES]), ("junior", [MAYBE, MAYBE]), ("senior", [MAYBE, YES])):
        found, nothing = coefficient_status(frame, evolve(HALF, stage=stage))
        assert found.tolist() == right
        assert nothing.tolist() == [False, stage == "junior"]
    assert statuses(frame, evolve(HALF, stage=None)) == [YES, YES]
    unknown = frame_of([([1, None], [1, 1])], stages=[0, -1])
    assert statuses(unknown) == [MAYBE]
    assert statuses(unknown, evolve(HALF, stage="junior")) == [MAYBE]


def test_a_county_without_a_section_has_nothing_to_compare() -> None:
    """Unless a section may be one of those: then it is unknown."""
    counties: list[tuple[Cells, Cells]] = [([1], [1]), ([], []), ([1], [1])]
    frame = frame_of(counties, stages=[0, 1])
    found, nothing = coefficient_status(frame, HALF)
    assert found.tolist() == [YES, MAYBE, MAYBE]
    assert nothing.tolist() == [False, True, True]
    maybe = n.Compare("section", ">", n.FactValue("section", "classes", "count"), n.Const("section", F(0)))
    found, nothing = coefficient_status(frame, evolve(HALF, scope=maybe))
    assert found.tolist() == [MAYBE] * 3
    assert nothing.tolist() == [False, True, True]
    never = n.Compare("section", "<", X, n.Const("section", F(0)))
    found, nothing = coefficient_status(frame, evolve(HALF, scope=never))
    assert nothing.tolist() == [True] * 3


def test_counties_and_stages_are_kept_apart() -> None:
    """Each has its own sums, in floats and where it is decided exactly."""
    counties: list[tuple[Cells, Cells]] = [
        ([1, 3, 5, 5], [1, 1, 2, 7]),
        ([1, 9, 1, 3], [1, 1, 1, 1]),
        ([4, 4, 1, 9], [1] * 4),
    ]
    frame = frame_of(counties, stages=[0, 0, 1, 1] * 3)
    assert statuses(frame) == [YES, NO, YES]
    assert statuses(frame, evolve(HALF, stage="junior")) == [YES, YES, NO]
    assert exact_sums(frame, HALF, 1) == (F(2), F(10), F(82))
    assert exact_sums(frame, evolve(HALF, stage="junior"), 0) == (F(9), F(45), F(225))
    assert exact_sums(frame, evolve(HALF, stage=None), 2) == (F(4), F(18), F(114))
    assert exact_sums(frame, evolve(HALF, stage="senior"), 2) == (F(0), F(0), F(0))


def test_exact_sums_have_their_denominators() -> None:
    """Values and weights may be fractions, and what lacks either is left out."""
    values, weights = [F(1, 3), F(1, 7), None, F(5)], [F(1, 2), F(3), F(1), None]
    frame = frame_of([(values, weights)])
    pairs = [(F(1, 3), F(1, 2)), (F(1, 7), F(3))]
    assert exact_sums(frame, HALF, 0) == (
        F(7, 2),
        sum(w * x for x, w in pairs),
        sum(w * x * x for x, w in pairs),
    )


def test_integers_are_taken_only_where_floats_cannot_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """A county clearly above or below its limit costs no integers; one within the bound does."""
    asked: list[int] = []

    def counting(frame: Frame, test: Coefficient, counties: Any) -> Any:
        asked.extend(counties.tolist())
        return integer_sums(frame, test, counties)

    monkeypatch.setattr(dispersion, "integer_sums", counting)
    dice = random.Random(5)  # noqa: S311 - made-up schools
    far = [([dice.randint(90, 110) for _ in range(20)], [dice.randint(1, 9) for _ in range(20)]) for _ in range(50)]
    wild = [([1] * 19 + [1000], [1] * 20) for _ in range(50)]
    on_it = [([1, 3], [1, 1])]
    frame = frame_of([*far, *on_it, *wild])
    assert coefficient_status(frame, HALF)[0].tolist() == [YES] * 51 + [NO] * 50
    assert asked == [50]
    asked.clear()
    beside = [([10**9, 3 * 10**9 + step], [1, 1]) for step in (-30, 0, 30)]
    assert coefficient_status(frame_of(beside), HALF)[0].tolist() == [YES, YES, NO]
    assert asked == [1]
    asked.clear()
    several = frame_of([([1, -1, 5], [1, 1, 1]), ([1, 1, 5], [1, 1, 1]), ([1, 1, 5], [1, 1, 1])])
    assert coefficient_status(several, HALF)[0].tolist() == [NO, NO, NO]
    assert asked == [0], "only the county with a negative value"
    asked.clear()
    scoped = evolve(HALF, scope=n.Compare("section", "<", X, n.Const("section", F(500))))
    assert coefficient_status(frame, scoped)[0].tolist() == [YES] * 101
    assert asked == [50]
    asked.clear()
    partly = frame_of([([90, None, 110], [1, 1, 1]), ([90, 100, 110], [1, None, 1]), ([90, 100, 110], [1, 2, 3])])
    assert coefficient_status(partly, HALF)[0].tolist() == [MAYBE, MAYBE, YES]
    assert asked == []


@pytest.mark.parametrize("scale", [F(10) ** 250, F(10) ** 160, F(10) ** -160, F(10) ** -200, F(10) ** -320])
def test_numbers_at_the_ends_of_the_floats_are_judged_right(scale: Fraction) -> None:
    """Where a square overflows or vanishes in floats the integers decide."""
    counties: list[tuple[Cells, Cells]] = [
        ([scale, 3 * scale], [1, 1]),
        ([scale, 4 * scale], [1, 1]),
        ([scale, 2 * scale], [1, 1]),
        ([scale, 1], [1, 1]),
    ]
    assert statuses(frame_of(counties)) == [wanted(values, weights, F(1, 2)) for values, weights in counties]
    assert statuses(frame_of(counties))[:3] == [YES, NO, YES]


def test_measures_too_wide_for_floats_are_told() -> None:
    """The engine then takes the road of integers."""
    frame = frame_of([([2**52, 2**51], [3, 4])])
    test = evolve(HALF, measure=n.Arith("section", "*", X, W))
    with pytest.raises(TooWide):
        status_on(frame, test)
    assert coefficient_status(frame.widened(), test)[0].tolist() == [YES]


def test_measures_and_stages_share_what_they_can() -> None:
    """Weights of one scope are summed up once, and the moments of a measure once for its stages."""
    frame = frame_of([([1, 3], [1, 1])], columns={"classes": from_floats(np.array([1.0, 9.0]))})
    first = status_on(frame, HALF)
    assert status_on(frame, HALF) is first
    keys = {key for key in frame.memo if isinstance(key, tuple)}
    coefficient_status(frame, evolve(HALF, stage="junior"))
    assert {key for key in frame.memo if isinstance(key, tuple)} == keys
    assert sorted(str(key[0]) for key in keys) == ["moments", "sections"]
    other = evolve(HALF, measure=n.FactValue("section", "classes", "count"))
    assert coefficient_status(frame, other)[0].tolist() == [NO]
    scoped = evolve(HALF, scope=n.Compare("section", "<", X, n.Const("section", F(2))))
    assert coefficient_status(frame, scoped)[0].tolist() == [YES]
    assert coefficient_status(frame, evolve(HALF, weight=X))[0].tolist() == [YES]
