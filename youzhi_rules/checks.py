"""What the figures of one unit say of each other: parts beyond their whole, sums that are not their parts."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .arithmetic import add, compare, divide, multiply, subtract
from .exactness import Exact, Number, TooWide, from_fractions, wide
from .grammar import Binary, Call, Literal, Ref, Syntax, Unary, parse, refs
from .values import Values, decimal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from numpy.typing import NDArray

    from .dictionary import Facts
    from .ledger import Ledger
    from .model import Fact, Formula

    Columns = dict[str, Values]

__all__ = ["check_units", "note_no_pupils"]

PUPILS = "students"
_NOTHING = Fraction(0)
_WHOLE_PERCENT, _MOST_PLACES, _TWO = 2, 12, 2
_ARITHMETIC: dict[str, Callable[[Number, Number], Number]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
}
_REDUCTIONS: dict[str, Callable[[Any], Any]] = {"max": max, "min": min, "sum": sum}


def check_units(columns: Columns, facts: Facts, label: Callable[[int], str], ledger: Ledger) -> None:
    """Check the columns of one level against each other; what cannot be true is blanked.

    Args:
        columns: the columns of the level by name; changed in place.
        facts: the dictionary, which says what cannot exceed what and what follows from what.
        label: what to call a unit.
        ledger: where problems are put down.
    """
    if not columns:
        return
    held = _held(facts, tuple((name, values.fact.id) for name, values in columns.items()))
    for name, other in held.at_most:
        _check_at_most(columns, name, other, label, ledger)
    for name, formula in held.derived:
        _check_derived(columns, columns[name].fact, name, formula, facts, label, ledger)
    _check_parts(columns, held.parts, facts, label, ledger)


class _Held(NamedTuple):
    """What columns are held against each other, in the order in which that is done.

    Attributes:
        at_most: columns and the one that each cannot exceed.
        derived: columns and the formulas from which each follows.
        parts: facts that are differences, their formulas and the endings of their columns.
    """

    at_most: tuple[tuple[str, str], ...]
    derived: tuple[tuple[str, Formula], ...]
    parts: tuple[tuple[Fact, Formula, str], ...]


@lru_cache(maxsize=1024)
def _held(facts: Facts, columns: tuple[tuple[str, str], ...]) -> _Held:
    """What is held against what among some columns of a level; remembered, as tables have the same columns again.

    Args:
        facts: the dictionary.
        columns: the name of each column and the id of its fact.
    """
    names = {name for name, _ in columns}
    at_most: list[tuple[str, str]] = []
    derived: list[tuple[str, Formula]] = []
    for name, fact_id in columns:
        fact, ending = facts[fact_id], name[len(fact_id) :]
        other = _named(facts, fact.at_most, ending) if fact.at_most else None
        if other is not None and other in names:
            at_most.append((name, other))
        derived += [(name, formula) for formula in fact.derive if _all_there(facts, ending, formula, names)]
    parts = [each for each in _differences(facts) if _all_there(facts, each[2], each[1], names)]
    return _Held(tuple(at_most), tuple(derived), tuple(parts))


def _all_there(facts: Facts, ending: str, formula: Formula, names: Collection[str]) -> bool:
    """Whether there is a column for all that a formula computes from; never for a mere stand-in."""
    parts = _refs(formula)
    return parts is not None and all(ref.level is None and _named(facts, ref.name, ending) in names for ref in parts)


def note_no_pupils(sections: Columns, label: Callable[[int], str], ledger: Ledger) -> None:
    """Note the sections without pupils: nothing can be computed per pupil there."""
    pupils = sections.get(PUPILS)
    if pupils is None or pupils.data.num.min(initial=1) > 0:
        return
    for section in np.flatnonzero((pupils.data.num == 0) & pupils.given()).tolist():
        ledger.note("pupils-zero", label(section), pupils.header, value="0")


def _named(facts: Facts, fact: str, stage: str) -> str | None:
    if fact not in facts:
        return None
    return f"{fact}{stage}" if facts[fact].by_stage else fact


def _check_at_most(columns: Columns, name: str, other: str, label: Callable[[int], str], ledger: Ledger) -> None:
    part, whole = columns[name], columns[other]
    if part.kind != "number" or whole.kind != "number":
        return
    over = _holds(part.data, ">", whole.data) & part.given() & whole.given()
    if not over.any():
        return
    for unit in np.flatnonzero(over).tolist():
        params = {"value": part.shown(unit), "other": whole.header, "limit": whole.shown(unit)}
        ledger.error("above-other", label(unit), part.header, **params)
    columns[name] = part.blank(over)


def _holds(left: Exact, op: str, right: Exact) -> NDArray[np.bool_]:
    """A comparison of two columns; where one is missing it means nothing."""
    try:
        return compare(left, op, right)
    except TooWide:
        return compare(wide(left), op, wide(right))


@lru_cache(maxsize=256)
def _tree(formula: Formula) -> Syntax:
    return parse(formula)


@lru_cache(maxsize=256)
def _refs(formula: Formula) -> tuple[Ref, ...] | None:
    """What a formula computes from, in its order; None of a mere stand-in."""
    tree = _tree(formula)
    return None if isinstance(tree, Ref) else tuple(refs(tree))


def _parts(facts: Facts, ending: str, formula: Formula, columns: Columns) -> dict[str, Values]:
    """The columns a formula computes from, in its order; all of them are there."""
    return {ref.name: columns[_named(facts, ref.name, ending) or ""] for ref in _refs(formula) or ()}


def _check_derived(
    columns: Columns,
    fact: Fact,
    name: str,
    formula: Formula,
    facts: Facts,
    label: Callable[[int], str],
    ledger: Ledger,
) -> None:
    direct = columns[name]
    parts = _parts(facts, name[len(fact.id) :], formula, columns)
    if direct.kind != "number":
        return
    both = direct.given()
    for part in parts.values():
        both &= part.given()
    units = np.flatnonzero(both)
    if not len(units):
        return
    tree = _tree(formula)
    told = direct.take(units).data
    computed = _computed(tree, {name: part.take(units) for name, part in parts.items()})
    if computed is None:
        return
    odd = _holds(computed, "!=", told)
    if computed.missing is not None:
        odd &= ~computed.missing
    lists = isinstance(tree, Call) and all(part.kind == "list" for part in parts.values())
    wrong, blank = np.zeros(len(direct), np.bool_), np.zeros(len(direct), np.bool_)
    for at in np.flatnonzero(odd).tolist():
        unit = int(units[at])
        said, value = told.fraction(at) or _NOTHING, computed.fraction(at) or _NOTHING
        params = {"value": decimal_text(said), "derived": decimal_text(value), "formula": formula.text}
        rounded = isinstance(tree, Binary) and tree.op == "/" and _rounds_to(value, said)
        if lists or rounded:
            ledger.note("list-wins" if lists else "parts-win", label(unit), direct.header, **params)
            blank[unit] = True
        else:
            ledger.error("derived-differs", label(unit), direct.header, **params)
            wrong[unit] = True
    if (wrong | blank).any():
        columns[name] = direct.blank(wrong | blank)
    if wrong.any():
        first = next(iter(parts.values()))
        columns[first.name] = first.blank(wrong)


def _rounds_to(exact: Fraction, told: Fraction) -> bool:
    """Whether ``told`` is ``exact`` rounded: to a whole percent, or to its own places if those are more."""
    places = _WHOLE_PERCENT
    while (told * 10**places).denominator != 1 and places < _MOST_PLACES:
        places += 1
    return bool(abs(exact - told) * 2 * 10**places <= 1)


def _computed(tree: Syntax, parts: dict[str, Values]) -> Exact | None:
    """What a formula comes to, unit by unit; None if it is not plain arithmetic."""
    try:
        found = _value(tree, {name: part.data for name, part in parts.items() if part.kind == "number"}, parts)
    except TooWide:
        found = _value(tree, {name: wide(part.data) for name, part in parts.items() if part.kind == "number"}, parts)
    return found if isinstance(found, Exact) else None


def _value(tree: Syntax, numbers: dict[str, Exact], parts: dict[str, Values]) -> Number | None:
    if isinstance(tree, Literal):
        return tree.value
    if isinstance(tree, Ref):
        return numbers.get(tree.name)
    if isinstance(tree, Call):
        return _of_list(tree, parts)
    if isinstance(tree, Unary) or tree.op not in _ARITHMETIC:
        return None
    left, right = _value(tree.left, numbers, parts), _value(tree.right, numbers, parts)
    return None if left is None or right is None else _ARITHMETIC[tree.op](left, right)


def _of_list(tree: Call, parts: dict[str, Values]) -> Exact | None:
    """The greatest, least or sum of a list; of an empty one there is none."""
    reduce = _REDUCTIONS.get(tree.name)
    arg = tree.args[0]
    if reduce is None or len(tree.args) != 1 or not isinstance(arg, Ref) or parts[arg.name].kind != "list":
        return None
    return from_fractions([reduce(cell) if cell else None for cell in parts[arg.name].data.tolist()])


@lru_cache(maxsize=64)
def _differences(facts: Facts) -> tuple[tuple[Fact, Formula, str], ...]:
    """Every fact that is a difference, its formula, and the ending of its columns."""
    return tuple(
        (fact, formula, ending)
        for fact in facts.values()
        for formula in fact.derive
        if isinstance(tree := _tree(formula), Binary) and tree.op == "-"
        for ending in ("", *(f"_{stage}" for stage in fact.by_stage))
    )


def _check_parts(
    columns: Columns,
    differences: Iterable[tuple[Fact, Formula, str]],
    facts: Facts,
    label: Callable[[int], str],
    ledger: Ledger,
) -> None:
    """A difference below nothing: what it starts from is blanked, so nothing follows from it."""
    for fact, formula, ending in differences:
        parts = _parts(facts, ending, formula, columns)
        if len(parts) != _TWO or any(part.kind != "number" for part in parts.values()):
            continue
        whole, less = parts.values()
        below = _holds(less.data, ">", whole.data) & whole.given() & less.given()
        for unit in np.flatnonzero(below).tolist():
            params = {
                "value": whole.shown(unit),
                "formula": formula.text,
                "fact": (fact.zh, fact.en),
                "less": less.shown(unit),
            }
            ledger.error("derived-negative", label(unit), whole.header, **params)
        if below.any():
            columns[whole.name] = whole.blank(below)
