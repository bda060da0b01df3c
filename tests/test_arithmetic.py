"""Arithmetic of exact columns against fractions: never rounded; too wide exactly where floats cannot hold it."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from columns import BIG, Cells, Made, cells_of, made, of, pairs
from hypothesis import example, given, settings
from hypothesis import strategies as st

from youzhi_rules.arithmetic import add, ceiling, choose, compare, divide, extreme, multiply, subtract
from youzhi_rules.decimals import from_floats
from youzhi_rules.exactness import Exact, Number, TooWide, absent, from_integers, to_floats, wide

quick = settings(max_examples=250, deadline=None)
SIGNS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def widened(number: Number) -> Number:
    """The same on Python integers."""
    return wide(number) if isinstance(number, Exact) else number


def both_ways(work: Callable[..., Number], *made_: Made) -> Cells:
    """The result on floats where it fits, which must be that on Python integers, which always fits."""
    length = len(made_[0].cells)
    broad = cells_of(work(*(widened(one.number) for one in made_)), length)
    try:
        narrow = cells_of(work(*(one.number for one in made_)), length)
    except TooWide:
        return broad
    assert narrow == broad
    return broad


def cellwise(work: Callable[..., Fraction], *made_: Made) -> Cells:
    """The result by fractions; missing where one of them is."""
    rows = zip(*(one.cells for one in made_), strict=True)
    return [None if None in row else work(*row) for row in rows]


@quick
@given(pairs())
def test_sums_differences_and_products_are_those_of_fractions(pair: tuple[Made, Made]) -> None:
    """Integers, decimals, thirds, missing, negative, near and beyond 2**53."""
    assert both_ways(add, *pair) == cellwise(operator.add, *pair)
    assert both_ways(subtract, *pair) == cellwise(operator.sub, *pair)
    assert both_ways(multiply, *pair) == cellwise(operator.mul, *pair)


@quick
@given(pairs())
@example((Made(Fraction(7), [Fraction(7)]), Made(from_integers(np.array([-2])), [Fraction(-2)])))
@example((Made(Fraction(BIG + 1), [Fraction(BIG + 1)]), Made(from_integers(np.array([-2])), [Fraction(-2)])))
def test_quotients_are_those_of_fractions(pair: tuple[Made, Made]) -> None:
    """A division by zero has no value."""
    left, right = pair
    if right.number == 0:
        return
    wanted: Cells = [
        None if one is None or not other else one / other for one, other in zip(left.cells, right.cells, strict=True)
    ]
    assert both_ways(divide, *pair) == wanted


@quick
@given(pairs(), st.sampled_from(sorted(SIGNS)))
@example((Made(Fraction(10**400), [Fraction(10**400)]), Made(from_floats(np.array([1.5])), [Fraction(3, 2)])), "<=")
def test_comparisons_are_those_of_fractions(pair: tuple[Made, Made], sign: str) -> None:
    """At the last unit of the last place, and against what no float holds."""
    wanted = [
        None if one is None or other is None else SIGNS[sign](one, other)
        for one, other in zip(pair[0].cells, pair[1].cells, strict=True)
    ]
    broad = compare(widened(pair[0].number), sign, widened(pair[1].number))
    found = [broad]
    with suppress(TooWide):
        found.append(compare(pair[0].number, sign, pair[1].number))
    for truth in found:
        assert truth.dtype == np.bool_
        assert [held for held, cell in zip(truth.tolist(), wanted, strict=True) if cell is not None] == [
            cell for cell in wanted if cell is not None
        ]


@quick
@given(pairs(), st.data())
def test_a_choice_takes_the_one_or_the_other(pair: tuple[Made, Made], data: st.DataObject) -> None:
    """Missing where the one chosen is."""
    left, right = pair
    length = len(left.cells)
    first = np.array(data.draw(st.lists(st.booleans(), min_size=length, max_size=length)), dtype=np.bool_)
    wanted = [one if take else other for take, one, other in zip(first, left.cells, right.cells, strict=True)]
    assert both_ways(lambda a, b: choose(first, a, b), left, right) == wanted


@quick
@given(
    st.integers(1, 4).flatmap(lambda size: st.tuples(*[made(size) for _ in range(3)])), st.sampled_from(["min", "max"])
)
def test_the_extreme_of_several(three: tuple[Made, Made, Made], op: str) -> None:
    """The least or greatest of fractions; missing if one is."""
    pick: Any = min if op == "min" else max
    assert both_ways(lambda *args: extreme(op, list(args)), *three) == cellwise(lambda *row: pick(row), *three)
    assert extreme(op, [three[0].number]) is three[0].number


@quick
@given(made(4))
def test_rounding_up(one: Made) -> None:
    """The least whole number that is not below, for negative numbers too."""
    assert both_ways(ceiling, one) == cellwise(lambda cell: Fraction(math.ceil(cell)), one)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 3).flatmap(lambda size: st.tuples(*[made(size) for _ in range(4)])))
def test_results_are_as_good_as_what_they_are_made_of(four: tuple[Made, Made, Made, Made]) -> None:
    """Chains of operations carry their bounds along."""
    a, b, c, d = four

    def chain(w: Number, x: Number, y: Number, z: Number) -> Number:
        quotient = divide(w, x) if isinstance(x, Exact) or x != 0 else w
        return subtract(multiply(quotient, y), add(z, multiply(w, quotient)))

    def by_fractions(w: Fraction, x: Fraction, y: Fraction, z: Fraction) -> Fraction | None:
        if x == 0 and isinstance(b.number, Exact):
            return None
        quotient = w / x if x else w
        return quotient * y - (z + w * quotient)

    wanted = [None if None in row else by_fractions(*row) for row in zip(*(one.cells for one in four), strict=True)]
    assert both_ways(chain, a, b, c, d) == wanted


# -- exactly where floats end ------------------------------------------------------------------------------------

TOP = BIG - 1


def ints(*numbers: int) -> Exact:
    """A column of integers in floats."""
    column = from_integers(np.array(numbers))
    assert column.num.dtype == np.float64
    return column


def value(number: Number) -> Fraction | None:
    """The value of the first unit."""
    return cells_of(number, 1)[0]


def test_sums_are_too_wide_from_2_to_53_on() -> None:
    """One below is held, the limit itself is not."""
    assert value(add(ints(TOP - 1), ints(1))) == TOP
    assert value(subtract(ints(-TOP + 1), ints(1))) == -TOP
    for work, left, right in ((add, TOP, 1), (subtract, -TOP, 1), (subtract, TOP, -1), (add, -TOP, -TOP)):
        with pytest.raises(TooWide):
            work(ints(left), ints(right))
    assert value(add(ints(TOP), ints(-TOP))) == 0
    assert value(add(ints(TOP - 5), Fraction(5))) == TOP


def test_products_are_too_wide_from_2_to_53_on() -> None:
    """A bound that is not reached costs nothing."""
    assert TOP == 6361 * 69431 * 20394401
    assert value(multiply(ints(6361 * 69431), ints(20394401))) == TOP
    assert value(multiply(ints(6361 * 69431), Fraction(20394401))) == TOP
    with pytest.raises(TooWide):
        multiply(ints(2**27), ints(2**26))
    with pytest.raises(TooWide):
        multiply(ints(2**27), Fraction(2**26))
    with pytest.raises(TooWide):
        multiply(ints(-(2**27)), Fraction(2**26))
    apart = Exact(np.array([2.0]), 1)
    assert apart.top == BIG
    assert value(multiply(apart, apart)) == 4
    empty = Exact(np.array([], dtype=np.float64), 1)
    assert len(multiply(empty, empty)) == 0  # type: ignore[arg-type]  # of columns


def test_a_large_number_beside_floats_is_too_wide() -> None:
    """Since it would be rounded on the way; beside Python integers it is not."""
    large = Fraction(BIG + 1)
    works: list[Callable[[Number, Number], Any]] = [
        add,
        subtract,
        multiply,
        divide,
        lambda a, b: compare(a, "<", b),
        lambda a, b: compare(a, "==", b),
        lambda a, b: choose(np.array([True]), a, b),
    ]
    for work in works:
        for sign in (1, -1):
            with pytest.raises(TooWide):
                work(sign * large, ints(-5))
    with pytest.raises(TooWide):
        subtract(ints(-5), large)
    assert value(add(large, wide(ints(-5)))) == BIG - 4
    assert value(divide(large, wide(ints(-5)))) == Fraction(BIG + 1, -5)
    assert value(divide(Fraction(TOP), ints(-5))) == Fraction(TOP, -5)
    assert value(choose(np.array([True]), Fraction(10**400), wide(absent(1)))) == 10**400
    assert value(choose(np.array([True]), Fraction(TOP), absent(1))) == TOP
    with pytest.raises(TooWide):
        choose(np.array([True]), Fraction(BIG), absent(1))


def test_a_common_factor_is_taken_out_before_a_product() -> None:
    """A hundred times a number of hundredths is no wider than the number was."""
    cents = Exact(np.array([float(TOP)]), 100, top=float(TOP))
    hundredfold = multiply(Fraction(100), cents)
    assert isinstance(hundredfold, Exact)
    assert hundredfold.den == 1
    assert value(hundredfold) == TOP
    assert value(multiply(cents, Fraction(50))) == Fraction(TOP, 2)
    assert value(divide(cents, Exact(np.array([1.0]), 100, top=1.0))) == TOP
    assert value(divide(Fraction(1, 7), Exact(np.array([3.0]), 7, top=3.0))) == Fraction(1, 3)


def test_denominators_of_their_own_meet() -> None:
    """The same ones stay, others are multiplied, and too wide ones are told."""
    primes = [Fraction(1, 999_983), Fraction(1, 999_979), Fraction(1, 7)]
    own = of([*primes])
    assert own.div is not None
    double = add(own, own)
    assert isinstance(double, Exact)
    assert double.div is own.div
    again = add(own, of([2 * prime for prime in primes]))
    assert isinstance(again, Exact)
    assert again.div is not None
    assert again.div.tolist() == own.div.tolist()
    others = [Fraction(1, 999_961), Fraction(1, 999_959), Fraction(1, 11)]
    other = add(own, of([*others]))
    assert isinstance(other, Exact)
    assert other.num.dtype == np.float64
    assert cells_of(other, 3) == [one + more for one, more in zip(primes, others, strict=True)]
    far = Exact(np.array([1.0]), 1, None, np.array([float(TOP)]), 1.0, float(TOP))
    with pytest.raises(TooWide):
        add(far, Exact(np.array([1.0]), 1, None, np.array([3.0])))
    assert value(multiply(far, ints(2))) == Fraction(2, TOP)
    with pytest.raises(TooWide):
        multiply(far, far)


def test_floats_beside_python_integers_become_python_integers() -> None:
    """Or a sum, product, choice or rounding of the two would be a float, that is, rounded."""
    large, one = from_integers(np.array([BIG + 1])), ints(1)
    third = Exact(np.array([1.0]), 1, None, np.array([3.0]))
    for left, right in ((large, one), (one, large)):
        assert value(add(left, right)) == BIG + 2
        assert value(multiply(left, right)) == BIG + 1
        assert compare(left, "==", right).tolist() == [False]
        assert value(choose(np.array([left is large]), left, right)) == BIG + 1
        assert value(extreme("max", [left, right])) == BIG + 1
    assert value(subtract(multiply(large, third), multiply(one, third))) == Fraction(BIG, 3)
    assert value(ceiling(divide(large, Exact(np.array([1.0]), 1)))) == BIG + 1
    assert value(divide(one, large)) == Fraction(1, BIG + 1)
    assert value(multiply(divide(one, large), large)) == 1
    assert to_floats(divide(ints(3), large)).tolist() == [3 / (BIG + 1)]  # type: ignore[arg-type]  # a column


def test_rounding_up_needs_a_denominator_that_floats_hold() -> None:
    """Beside floats it must be below 2**53."""
    assert value(ceiling(Exact(np.array([float(TOP)]), TOP))) == 1
    with pytest.raises(TooWide):
        ceiling(Exact(np.array([float(TOP)]), BIG))
    assert value(ceiling(wide(Exact(np.array([float(TOP)]), BIG)))) == 1
    assert value(ceiling(Exact(np.array([-7.0]), 2))) == -3
    assert value(ceiling(Exact(np.array([7.0]), 2, None, np.array([2.0])))) == 2
    assert ceiling(Fraction(7, 2)) == 4


def test_two_numbers_for_all_stay_one() -> None:
    """Constants are folded as fractions."""
    third = Fraction(1, 3)
    assert (add(third, third), subtract(third, 1), multiply(third, third)) == (2 * third, third - 1, third**2)  # type: ignore[arg-type]  # an int does
    assert divide(third, Fraction(2)) == Fraction(1, 6)
    assert compare(third, "<", Fraction(1, 2)).tolist() == [True]
    assert extreme("min", [third, Fraction(1, 4)]) == Fraction(1, 4)
    assert extreme("max", [third, Fraction(1, 4)]) == third


def test_gaps_add_up_and_zeros_become_gaps_without_touching_the_operands() -> None:
    """Operands may be shared by many results."""
    left, right = of([Fraction(1), None, Fraction(3)]), of([Fraction(0), Fraction(2), Fraction(-3)])
    before = right.num.copy()
    assert cells_of(divide(left, right), 3) == [None, None, -1]
    assert cells_of(divide(Fraction(6), right), 3) == [None, 3, -2]
    assert right.num.tolist() == before.tolist()
    assert right.missing is None
    whole = add(right, right)
    assert isinstance(whole, Exact)
    assert whole.missing is None
    chosen = choose(np.array([True, False, True]), left, right)
    assert chosen.missing is None
    assert cells_of(chosen, 3) == [1, 2, 3]
