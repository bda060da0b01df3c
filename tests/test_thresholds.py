"""One rounded product of a whole decides as the fractions do, however near the parts come to their thresholds."""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packs import plan_of, rule, statuses

from youzhi_rules import thresholds
from youzhi_rules.exactness import Exact
from youzhi_rules.thresholds import ROOM, Row, Whole, compared, cuts_of

F = Fraction
OPERATORS = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
FLOORS = [F(1), F(17, 20), F(85, 100), F(1, 3), F(999, 1000), F(7, 5)]


def whole_of(wholes: list[int], stages: list[int]) -> Whole:
    """Some wholes, each of one of two stages."""
    num, stage = np.array(wholes, np.float64), np.array(stages, np.int8)
    there = tuple(sorted(set(stages)))
    return Whole(1, None, float(num.max()), num, there, tuple(num * (stage == code) for code in there), None, stage)


def asked(rows: list[tuple[str, int, tuple[int, ...]]], parts: list[int]) -> list[Row]:
    """Rows of one part: operator, A and the B of each stage."""
    column = Exact(np.array(parts, np.float64))
    return [
        Row(at, op, column, scale, limits, cuts_of(op, scale, limits)) for at, (op, scale, limits) in enumerate(rows)
    ]


def answers(rows: list[Row], whole: Whole, cells: int, block: int) -> dict[int, list[bool]]:
    """What is found of each row."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(thresholds, "_CELLS", cells)
        patch.setattr(thresholds, "_BLOCK", block)
        return {
            row.at: held.tolist()
            for some, table in compared(rows, whole)
            for row, held in zip(some, table.reshape(len(some), -1), strict=True)
        }


@st.composite
def near_thresholds(draw: st.DrawFn) -> tuple[list[tuple[str, int, tuple[int, ...]]], list[int], list[int], list[int]]:
    """Rules whose products go up to the room there is, and parts on their thresholds and one unit beside them."""
    scale = draw(st.integers(1, 2 ** draw(st.integers(0, 45))))
    most = 2 ** draw(st.integers(1, 49))
    limits = tuple(draw(st.integers(0, most)) for _ in range(2))
    rows: list[tuple[str, int, tuple[int, ...]]] = []
    for _ in range(draw(st.integers(1, 4))):
        op, part = draw(st.sampled_from(sorted(OPERATORS))), draw(st.sampled_from(FLOORS))
        times, of = part.numerator, part.denominator
        rows.append((op, scale * of, tuple(limit * times for limit in limits)))
    greatest = max(max(row[2]) for row in rows)
    room = int(ROOM) // max(1, greatest)
    stages, wholes, parts = [], [], []
    for _ in range(draw(st.integers(1, 8))):
        stage = draw(st.integers(0, 1))
        whole = draw(st.one_of(st.integers(0, room), st.integers(max(0, room - 9), room)))
        _, by, bounds = draw(st.sampled_from(rows))
        at = bounds[stage] * whole
        near = at // by + draw(st.integers(-1, 2))
        stages.append(stage)
        wholes.append(whole)
        parts.append(draw(st.sampled_from([near, 0, -near])))
    return rows, parts, wholes, stages


sizes = st.sampled_from([(1, 2), (1, 1 << 16), (1 << 14, 2)])


@pytest.mark.long
@settings(max_examples=600)
@given(near_thresholds(), sizes)
def test_no_part_near_a_threshold_is_put_on_its_wrong_side(case: Any, of: tuple[int, int]) -> None:
    """However often it is tried."""
    held(case, of)


@settings(max_examples=150)
@given(near_thresholds(), sizes)
def test_near_a_threshold_it_decides_as_fractions_do(case: Any, of: tuple[int, int]) -> None:
    """For every operator, beside each other and alone, up to the greatest products that are let in."""
    held(case, of)


def held(case: Any, sizes: tuple[int, int]) -> None:
    """See that every rule comes out as its fractions do."""
    rows, parts, wholes, stages = case
    there = sorted(set(stages))
    kept = [(op, scale, tuple(limits[code] for code in there)) for op, scale, limits in rows]
    found = answers(asked(kept, parts), whole_of(wholes, stages), *sizes)
    for at, (op, scale, limits) in enumerate(rows):
        wanted = [
            OPERATORS[op](F(part), F(limits[stage] * whole, scale))
            for part, whole, stage in zip(parts, wholes, stages, strict=True)
        ]
        assert found[at] == wanted, (op, scale, limits)


@pytest.mark.parametrize("op", [">=", ">", "<=", "<"])
def test_the_line_itself_and_one_unit_on_either_side(op: str) -> None:
    """The greatest scale for which a unit still is a step, with wholes as great as there is room for."""
    scale, limit = 2**20 + 7, 2**20 - 3
    wholes = [whole for whole in range(scale * 500, scale * 512, scale) for _ in range(3)]
    parts = [limit * whole // scale + step for whole, step in zip(wholes, [-1, 0, 1] * (len(wholes) // 3), strict=True)]
    found = answers(asked([(op, scale, (limit,))], parts), whole_of(wholes, [0] * len(wholes)), 1, 4)[0]
    assert found == [OPERATORS[op](step, 0) for step in (-1, 0, 1)] * (len(wholes) // 3)


@given(st.sampled_from(["==", "!="]), st.integers(1, 9), st.integers(0, 9))
def test_equality_has_no_side(op: str, scale: int, limit: int) -> None:
    """Both products are formed."""
    assert cuts_of(op, scale, (limit,)) is None


@pytest.mark.parametrize(("scale", "limits"), [(0, (1,)), (-3, (1,)), (3, (1, -1))])
def test_nothing_and_numbers_below_zero_have_no_threshold(scale: int, limits: tuple[int, ...]) -> None:
    """Both products are formed."""
    assert cuts_of(">=", scale, limits) is None


@given(st.integers(1, 2**52), st.integers(1, 2**52))
def test_a_factor_is_off_to_its_side_by_some_roundings(scale: int, limit: int) -> None:
    """By eight units of roundoff, and the rounding of the factor itself."""
    true, unit = F(limit, scale), F(1, 2**53)
    (below,), (above,) = cuts_of(">=", scale, (limit,)) or (), cuts_of(">", scale, (limit,)) or ()
    assert cuts_of("<", scale, (limit,)) == (below,)
    assert cuts_of("<=", scale, (limit,)) == (above,)
    assert true * (1 - 10 * unit) < F(below) < true * (1 - 6 * unit)
    assert true * (1 + 6 * unit) < F(above) < true * (1 + 10 * unit)


def test_a_rule_and_its_floor_share_a_product(monkeypatch: pytest.MonkeyPatch) -> None:
    """A floor of 85 % is in the bundle of its rule; one from the other side, of another part or uneven is not."""
    rows = asked([(">=", 100, (4, 5)), (">=", 2000, (68, 85)), (">", 100, (4, 5)), (">=", 100, (4, 6))], [1, 2])
    other = asked([(">=", 100, (4, 5))], [1, 2])
    bundles = thresholds._bundles([*rows, *other])
    assert [[row.at for row, _ in bundle] for bundle in bundles] == [[0, 1], [2], [3], [0]]
    assert [factor for _, factor in bundles[0]] == [1.0, 0.85]


def test_numbers_beyond_floats_have_no_threshold() -> None:
    """A factor too small for a float would be 0, and everything would reach it."""
    assert cuts_of(">=", 2**53, (1,)) is None
    assert cuts_of(">=", 1, (1, 2**53)) is None
    assert cuts_of(">=", 2**53 - 1, (1, 2**53 - 1)) is not None


@pytest.mark.parametrize("times", [1, 8, 9, 12])
def test_a_constant_of_hundreds_of_digits_lets_nobody_pass(times: int) -> None:
    """Constants may be multiplied until no float holds them; such a rule is decided in Python's integers."""
    measure = "100 * teachers / students"
    for _ in range(times):
        measure = f"k * ({measure})"
    given_ = f"{{k: {{value: 1{'0' * 39}, unit: 比例, clause: '1'}}}}"
    rules = [
        rule(name, level="section", measure=measure, unit="人/百名学生", given=given_, **{bound: "1"})
        for name, bound in (("a", "at_least"), ("b", "less_than"), ("c", "at_most"), ("d", "more_than"))
    ]
    rows = [{"school": at, "stage": "primary", "students": 10, "teachers": some} for at, some in enumerate((0, 5))]
    found = statuses(plan_of(*rules), rows)
    assert found == {"a": ["unmet", "met"], "b": ["met", "unmet"], "c": ["met", "unmet"], "d": ["unmet", "met"]}
