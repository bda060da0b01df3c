"""What each node is worth on a frame: numbers as exact columns, truths as int8 of NO, MAYBE, YES.

``and`` is the minimum and ``or`` the maximum of truths, so one certain failure is a failure whatever is unknown.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from . import nodes as n
from .aggregates import MAYBE, NO, YES, extremum, gaps_below, sum_below, tally, with_list_gaps
from .arithmetic import add, ceiling, choose, compare, divide, extreme, multiply, subtract
from .exactness import Exact, Number, absent, from_fractions, wide
from .model import STAGES
from .sharing import share

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from .frame import Frame

__all__ = ["MAYBE", "NO", "YES", "column_of", "number", "truth"]

_FEW = 1 << 13
_FROM_FLAG = np.array([NO, YES, MAYBE], dtype=np.int8)
_ARITH: dict[str, Callable[[Number, Number], Number]] = {"+": add, "-": subtract, "*": multiply, "/": divide}


def number(frame: Frame, node: n.Node) -> Number:
    """The values of a node of numbers or grades: a column over its level, or one number for all."""
    if node.level == "city":
        frame = frame.around()
    found = frame.memo.get(node)
    if found is None:
        found = frame.memo[node] = _NUMBERS[type(node)](frame, node)
    return found


def column_of(frame: Frame, node: n.Node) -> Exact:
    """The same, as a column in any case."""
    found = number(frame, node)
    if isinstance(found, Exact):
        return found
    return choose(np.ones(frame.count(node.level), dtype=np.bool_), found, _nothing(frame, frame.count(node.level)))


def truth(frame: Frame, node: n.Node) -> NDArray[np.int8]:
    """The truth of a node, per unit of its level."""
    if node.level == "city":
        frame = frame.around()
    found = frame.memo.get(node)
    if found is None:
        found = frame.memo[node] = _TRUTHS[type(node)](frame, node)
    return found


# -- numbers -----------------------------------------------------------------------------------------------------


def _nothing(frame: Frame, count: int) -> Exact:
    """A column without a value, on the kind of integers the frame has."""
    key = ("nothing", count)
    found: Exact | None = frame.memo.get(key)
    if found is None:
        column = absent(count)
        found = frame.memo[key] = wide(column) if frame.wide_numbers else column
    return found


def _const(_frame: Frame, node: n.Const) -> Number:
    return node.value


def _grade(_frame: Frame, node: n.GradeConst) -> Number:
    return Fraction(node.code)


def _codes_to_exact(codes: NDArray[np.int8], *, wide_numbers: bool) -> Exact:
    gaps = codes < 0
    num = np.where(gaps, 0, codes).astype(object if wide_numbers else np.float64)
    return Exact(num, 1, gaps if gaps.any() else None, top=128.0)


def _fact(frame: Frame, node: n.FactValue) -> Number:
    name = node.fact if node.stage is None else f"{node.fact}_{node.stage}"
    raw = frame.column(node.level, name)
    if isinstance(raw, np.ndarray):
        raw = _codes_to_exact(raw, wide_numbers=frame.wide_numbers)
    value = raw if isinstance(raw, Exact) else _nothing(frame, frame.count(node.level))
    if node.shares is not None and value.missing is not None:
        part = share(frame, node.fact, node.shares, column_of(frame, node.shares.pupils))
        if part is not None:
            value = part if value.nowhere else choose(~value.missing, value, part)
    for derived in node.derived:
        if value.missing is None:
            break
        other = column_of(frame, derived)
        if other.nowhere:
            continue
        below = other.num < 0
        if below.any():
            other = other.gapped(below if other.missing is None else other.missing | below)
        value = other if value.nowhere else choose(~value.missing, value, other)
    return value


def _items(frame: Frame, node: n.Items) -> Number:
    found = frame.lists(node.of, node.fact)
    if found is None:
        return _nothing(frame, 0)
    if isinstance(found.items, Exact):
        return found.items
    return _codes_to_exact(found.items, wide_numbers=frame.wide_numbers)


def _read(frame: Frame, node: n.Read) -> Number:
    value = number(frame, node.body)
    if not isinstance(value, Exact):
        return value
    if frame.same(node.level, node.body.level):
        return value
    up = frame.up(node.level, node.body.level)
    nowhere = up < 0
    if not nowhere.any():
        return value.take(up)
    if not len(value):
        return _nothing(frame, len(up))
    found = value.take(np.where(nowhere, 0, up))
    gaps = nowhere if found.missing is None else found.missing | nowhere
    return found.gapped(gaps)


def _looked_up(frame: Frame, table: Exact, codes: NDArray[Any]) -> Exact:
    """A number per code from a table whose last entry, for code -1, is missing."""
    if frame.wide_numbers:
        table = wide(table)
    gaps = table.missing
    if gaps is not None and len(codes) and codes.min() >= 0 and not gaps[codes.min() : codes.max() + 1].any():
        table = table.gapped(None)
    return table.take(codes)


def _per_stage(frame: Frame, node: n.PerStage) -> Number:
    table = _stage_table(node)
    if table is not None:
        return _looked_up(frame, table, frame.stage_index)
    found: Number = _nothing(frame, frame.count(node.level))
    for stage, body in node.values:
        found = choose(frame.stage == STAGES.index(stage), number(frame, body), found)
    return found


@lru_cache(maxsize=1024)
def _stage_table(node: n.PerStage) -> Exact | None:
    """Numbers by stage, with a missing one at the end; None where the values are not plain numbers."""
    numbers: dict[str, Fraction] = {stage: body.value for stage, body in node.values if isinstance(body, n.Const)}
    if len(numbers) < len(node.values):
        return None
    return from_fractions([*(numbers.get(stage) for stage in STAGES), None])


def _codes(frame: Frame, node: n.Node) -> NDArray[np.int8]:
    key = ("codes", node)
    found: NDArray[np.int8] | None = frame.memo.get(key)
    if found is None:
        found = frame.memo[key] = _codes_of(frame, node)
    return found


def _codes_of(frame: Frame, node: n.Node) -> NDArray[np.int8]:
    if isinstance(node, n.Read):
        above = _codes(frame, node.body)
        if frame.same(node.level, node.body.level):
            return above
        up = frame.up(node.level, node.body.level)
        if len(above):
            return above[up] if up.min(initial=0) >= 0 else np.where(up >= 0, above[up], np.int8(-1))
    elif isinstance(node, n.FactValue):
        column = frame.column(node.level, node.fact)
        if isinstance(column, np.ndarray):
            return column
    return np.full(frame.count(node.level), -1, dtype=np.int8)


def _names(frame: Frame, node: n.Node) -> tuple[str, ...]:
    while isinstance(node, n.Read):
        node = node.body
    return tuple(frame.data.facts[node.fact].values or ()) if isinstance(node, n.FactValue) else ()


def _per_code(frame: Frame, node: n.PerCode) -> Number:
    given: dict[str, Fraction] = {}
    for code, value in node.values:
        given.setdefault(code, value)
    table = from_fractions([*(given.get(name) for name in _names(frame, node.code)), None])
    return _looked_up(frame, table, _codes(frame, node.code))


def _arith(frame: Frame, node: n.Arith) -> Number:
    left, right = number(frame, node.left), number(frame, node.right)
    for side in (left, right):
        if isinstance(side, Exact) and side.nowhere:
            return side
    if node.op == "/" and not isinstance(right, Exact) and right == 0:
        return _nothing(frame, frame.count(node.level))
    return _ARITH[node.op](left, right)


def _extreme(frame: Frame, node: n.Extreme) -> Number:
    return extreme(node.op, [number(frame, arg) for arg in node.args])


def _ceil(frame: Frame, node: n.Ceil) -> Number:
    return ceiling(number(frame, node.body))


def _aggregate(frame: Frame, node: n.Aggregate) -> Number:
    lower = node.body.level
    if lower.startswith("items:") and frame.lists(*lower.split(":")[1:]) is None:
        return _nothing(frame, frame.count(node.level))
    inside = None if node.scope is None else truth(frame, node.scope)
    if node.op == "count":
        return _count(frame, node, lower, inside)
    value = column_of(frame, node.body)
    if node.op == "sum":
        found = sum_below(frame, value, lower, node.level, inside, empty_is_zero=lower.startswith("items:"))
    elif node.op == "mean":
        total = sum_below(frame, value, lower, node.level, inside, empty_is_zero=False)
        found_count = tally(frame, np.ones(len(value), dtype=np.bool_), lower, node.level, inside)
        found = divide(total, found_count)  # type: ignore[assignment]  # of two columns
    else:
        found = extremum(frame, node.op, value, lower, node.level, inside)
    return with_list_gaps(frame, found, lower)


def _count(frame: Frame, node: n.Aggregate, lower: str, inside: NDArray[np.int8] | None) -> Exact:
    if isinstance(node.body, _TRUTH_NODES):
        known = truth(frame, node.body)
        holds, unknown = known == YES, known == MAYBE
    else:
        value = column_of(frame, node.body)
        holds, unknown = np.ones(len(value), dtype=np.bool_), np.zeros(len(value), dtype=np.bool_)
    gaps = gaps_below(frame, unknown, lower, node.level, inside)
    if not lower.startswith("items:"):
        gaps |= ~frame.grouping(lower, node.level).occupied
    found = tally(frame, holds, lower, node.level, inside)
    return with_list_gaps(frame, found.gapped(gaps if gaps.any() else None), lower)


# -- truths ------------------------------------------------------------------------------------------------------


def _compare(frame: Frame, node: n.Compare) -> NDArray[np.int8]:
    left, right = number(frame, node.left), number(frame, node.right)
    for side in (left, right):
        if isinstance(side, Exact) and side.nowhere:
            return _maybe(frame, frame.count(node.level))
    holds = compare(left, node.op, right)
    if len(holds) != frame.count(node.level):
        holds = np.full(frame.count(node.level), bool(holds[0]))
    found = holds.view(np.int8) * np.int8(YES)
    for side in (left, right):
        if isinstance(side, Exact) and side.missing is not None:
            found[side.missing] = MAYBE
    return found


def _maybe(frame: Frame, count: int) -> NDArray[np.int8]:
    """Truths of which none is known; whoever changes truths copies them first."""
    key = ("maybe", count)
    found: NDArray[np.int8] | None = frame.memo.get(key)
    if found is None:
        found = frame.memo[key] = np.full(count, MAYBE, dtype=np.int8)
    return found


def _all(frame: Frame, node: n.All) -> NDArray[np.int8]:
    if not node.args:
        return np.full(frame.count(node.level), YES, dtype=np.int8)
    if len(node.args) == 1:
        return truth(frame, node.args[0])
    return reduce(np.minimum, (truth(frame, arg) for arg in node.args))


def _any(frame: Frame, node: n.Any_) -> NDArray[np.int8]:
    if node.below:
        lower = node.args[0].level
        found = frame.grouping(lower, node.level).reduce(np.maximum, truth(frame, node.args[0]), NO)
        strays = frame.strays(lower, node.level)
        if strays is not None:
            found[strays & (found == NO)] = MAYBE
        return found
    return reduce(np.maximum, (truth(frame, arg) for arg in node.args))


def _not(frame: Frame, node: n.Not) -> NDArray[np.int8]:
    return (YES - truth(frame, node.body)).astype(np.int8, copy=False)


def _coded(codes: NDArray[Any], names: tuple[str, ...], wanted: tuple[str, ...]) -> NDArray[np.int8]:
    if len(codes) < _FEW:
        looked_up: NDArray[np.int8] = _truth_table(names, wanted)[codes]
        return looked_up
    found = np.zeros(len(codes), dtype=np.bool_)
    for code, name in enumerate(names):
        if name in wanted:
            found |= codes == code  # for many units some comparisons of small integers are quicker than a table
    known = found.view(np.int8) * np.int8(YES)
    if codes.min(initial=0) < 0:
        known[codes < 0] = MAYBE
    return known


@lru_cache(maxsize=1024)
def _truth_table(names: tuple[str, ...], wanted: tuple[str, ...]) -> NDArray[np.int8]:
    """YES or NO per code, and MAYBE at the end, for code -1."""
    return np.array([*(YES if name in wanted else NO for name in names), MAYBE], dtype=np.int8)


def _stage_in(frame: Frame, node: n.StageIn) -> NDArray[np.int8]:
    return _coded(frame.stage, STAGES, node.stages)


def _code_in(frame: Frame, node: n.CodeIn) -> NDArray[np.int8]:
    return _coded(_codes(frame, node.body), _names(frame, node.body), node.codes)


def _flag_is(frame: Frame, node: n.FlagIs) -> NDArray[np.int8]:
    found = _flags(frame, node.body)
    return found if node.value else (YES - found).astype(np.int8, copy=False)


def _flags(frame: Frame, node: n.Node) -> NDArray[np.int8]:
    if isinstance(node, n.Read):
        below = _flags(frame, node.body)
        if frame.same(node.level, node.body.level):
            return below
        up = frame.up(node.level, node.body.level)
        return np.where(up >= 0, below[up], MAYBE).astype(np.int8) if len(below) else np.full(len(up), MAYBE, np.int8)
    if isinstance(node, n.FactValue):
        column = frame.column(node.level, node.fact)
        if isinstance(column, np.ndarray):
            found: NDArray[np.int8] = _FROM_FLAG[column]
            return found
    return _maybe(frame, frame.count(node.level))


def _key_in(frame: Frame, node: n.KeyIn) -> NDArray[np.int8]:
    found = np.full(frame.count(node.level), NO, dtype=np.int8)
    for key in node.keys:
        found[frame.named(node.level, key)] = YES
    return found


def _until(frame: Frame, node: n.Until) -> NDArray[np.int8]:
    known = MAYBE if node.today is None else YES if node.today <= node.last else NO
    return np.full(frame.count(node.level), known, dtype=np.int8)


def _read_truth(frame: Frame, node: n.Read) -> NDArray[np.int8]:
    below = truth(frame, node.body)
    if frame.same(node.level, node.body.level):
        return below
    up = frame.up(node.level, node.body.level)
    return np.where(up >= 0, below[up], MAYBE).astype(np.int8) if len(below) else np.full(len(up), MAYBE, np.int8)


_NUMBERS: dict[type, Callable[[Frame, Any], Number]] = {
    n.Const: _const,
    n.GradeConst: _grade,
    n.FactValue: _fact,
    n.Items: _items,
    n.Read: _read,
    n.PerStage: _per_stage,
    n.PerCode: _per_code,
    n.Arith: _arith,
    n.Extreme: _extreme,
    n.Ceil: _ceil,
    n.Aggregate: _aggregate,
}
_TRUTHS: dict[type, Callable[[Frame, Any], NDArray[np.int8]]] = {
    n.Compare: _compare,
    n.All: _all,
    n.Any_: _any,
    n.Not: _not,
    n.StageIn: _stage_in,
    n.CodeIn: _code_in,
    n.FlagIs: _flag_is,
    n.KeyIn: _key_in,
    n.Until: _until,
    n.Read: _read_truth,
}
_TRUTH_NODES = (n.Compare, n.All, n.Any_, n.Not, n.StageIn, n.CodeIn, n.FlagIs, n.KeyIn)
