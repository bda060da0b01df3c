"""Why a unit has no verdict: which facts are missing or not divided by the pack, or which division has no result."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from . import nodes as n
from .evaluation import MAYBE, NO, column_of, number, truth
from .model import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .frame import Frame

__all__ = [
    "DATE",
    "UNDIVIDED",
    "ZERO",
    "code_name",
    "column_name",
    "leaves_of",
    "missing_of",
    "not_divided",
    "reason_for",
    "reasons_of",
    "unknown_of",
    "value_at",
]

ZERO = "division_by_zero"
DATE = "relief_needs_date"
"""What is lacking where only the day of the evaluation is: whether a relief still holds is not known without it."""

UNDIVIDED = "undivided:"
"""Before the name of a fact that a mixed school gave as a whole and that the pack does not divide over its stages."""


def reasons_of(lacking: Iterable[str]) -> list[str]:
    """What is lacking as codes: the columns that are missing, then the facts that are not divided.

    Example:
        >>> reasons_of({"students", "undivided:books", "classes", ZERO})
        ['missing:classes,students', 'undivided:books']
    """
    columns = sorted(set(lacking) - {ZERO, DATE})
    whole = [name.removeprefix(UNDIVIDED) for name in columns if name.startswith(UNDIVIDED)]
    missing = [name for name in columns if not name.startswith(UNDIVIDED)]
    found = [f"missing:{','.join(missing)}"] if missing else []
    return [*found, UNDIVIDED + ",".join(whole)] if whole else found


def reason_for(lacking: Iterable[str]) -> str:
    """Why a status is unknown, as one code, from all that is lacking.

    Example:
        >>> reason_for({"students", "undivided:books", ZERO}), reason_for({ZERO}), reason_for([])
        ('missing:students;undivided:books', 'division_by_zero', 'mean_zero')
    """
    found = set(lacking)
    if found == {ZERO}:
        return ZERO
    found.discard(ZERO)
    if found == {DATE}:
        return DATE
    return ";".join(reasons_of(found)) or "mean_zero"


def value_at(frame: Frame, node: n.Node, unit: int) -> Fraction | None:
    """The exact value of a node of numbers at one unit."""
    found = number(frame, node)
    return found if isinstance(found, Fraction) else found.fraction(unit)


def missing_of(frame: Frame, node: n.Node, unit: int) -> set[str]:
    """The columns that a value without a result lacks at one unit; a division by zero is named as such."""
    if isinstance(node, n.Const | n.GradeConst) or value_at(frame, node, unit) is not None:
        return set()
    if node.level == "city":
        frame = frame.around()
    if isinstance(node, n.FactValue):
        return _missing_fact(frame, node, unit)
    if isinstance(node, n.Read):
        upper = int(frame.up(node.level, node.body.level)[unit])
        return {node.body.level} if upper < 0 else missing_of(frame, node.body, upper)
    if isinstance(node, n.PerStage):
        return _missing_per_stage(frame, node, unit)
    if isinstance(node, n.PerCode):
        return unknown_of(frame, n.CodeIn(node.level, node.code, ()), unit) or {code_name(node.code)}
    if isinstance(node, n.Arith):
        found = missing_of(frame, node.left, unit) | missing_of(frame, node.right, unit)
        return found or {ZERO}
    if isinstance(node, n.Extreme):
        return set().union(*(missing_of(frame, arg, unit) for arg in node.args))
    if isinstance(node, n.Ceil):
        return missing_of(frame, node.body, unit)
    if isinstance(node, n.Aggregate):
        return _missing_aggregate(frame, node, unit)
    return set()


def column_name(node: n.FactValue | n.Items) -> str:
    """The column that a fact is read from."""
    stage = node.stage if isinstance(node, n.FactValue) else None
    return node.fact if stage is None else f"{node.fact}_{stage}"


def code_name(node: n.Node) -> str:
    """The fact that a code or a flag is, whichever level it is read at."""
    while isinstance(node, n.Read):
        node = node.body
    return node.fact if isinstance(node, n.FactValue) else "?"


def _missing_fact(frame: Frame, node: n.FactValue, unit: int) -> set[str]:
    """The fact itself, unless the whole school gave it, or part of what it derives from is there.

    Then it is what keeps the figure of the school from being divided, or the part that is not there.
    """
    if node.level == "section":
        whole = frame.whole(node.fact)
        school = int(frame.up("section", "school")[unit])
        if whole is not None and whole.fraction(school) is not None:
            return not_divided(frame, node, school)
    for derived in node.derived:
        leaves = set(leaves_of(derived))
        lacking = missing_of(frame, derived, unit)
        if lacking and lacking != leaves and not (lacking >= leaves):
            return lacking
    return {column_name(node)}


def not_divided(frame: Frame, node: n.FactValue, school: int) -> set[str]:
    """Why the figure of a whole school has no parts: the pack divides none such, or what it divides by is missing."""
    if node.shares is None:
        return {UNDIVIDED + node.fact}
    codes = frame.column("school", "school_kind")
    code = int(codes[school]) if isinstance(codes, np.ndarray) else -1
    stages = [int(frame.stage[index]) for index in frame.members("section", "school", school)]
    if code >= 0 and min(stages) >= 0:
        kind = tuple(frame.data.facts["school_kind"].values or ())[code]
        weights = dict(dict(node.shares.weights).get(kind, ()))
        if any(STAGES[stage] not in weights for stage in stages):
            return {UNDIVIDED + node.fact}
    if _lacks_pupils(frame, node.shares, school):
        return {"students"}
    return {"school_kind"} if code < 0 else {"stage"}


def _lacks_pupils(frame: Frame, shares: n.Shares, school: int) -> bool:
    pupils = column_of(frame, shares.pupils)
    return any(not pupils.fraction(index) for index in frame.members("section", "school", school))


def leaves_of(node: n.Node) -> Iterator[str]:
    """The columns that a node is computed from."""
    if isinstance(node, n.FactValue | n.Items):
        yield column_name(node)
    elif isinstance(node, n.Arith | n.Compare):
        yield from leaves_of(node.left)
        yield from leaves_of(node.right)
    elif isinstance(node, n.Read | n.Ceil | n.Aggregate | n.Not):
        yield from leaves_of(node.body)
    elif isinstance(node, n.Extreme | n.All | n.Any_):
        for arg in node.args:
            yield from leaves_of(arg)


def _missing_per_stage(frame: Frame, node: n.PerStage, unit: int) -> set[str]:
    code = int(frame.stage[unit])
    if code < 0:
        return {"stage"}
    for stage, body in node.values:
        if stage == STAGES[code]:
            return missing_of(frame, body, unit)
    return {"stage"}


def _missing_aggregate(frame: Frame, node: n.Aggregate, unit: int) -> set[str]:
    lower = node.body.level
    if lower.startswith("items:"):
        return {lower.split(":")[2]}
    units = frame.members(lower, node.level, unit)
    if not units:
        return {lower}
    inside = None if node.scope is None else truth(frame, node.scope)
    found: set[str] = set()
    for index in units:
        if node.scope is not None and inside is not None and inside[index] == MAYBE:
            found |= unknown_of(frame, node.scope, index)
        elif inside is None or inside[index] != NO:
            found |= _missing_body(frame, node.body, index)
    return found or {lower}


def _missing_body(frame: Frame, body: n.Node, unit: int) -> set[str]:
    if isinstance(body, n.Compare | n.All | n.Any_ | n.Not | n.FlagIs | n.CodeIn | n.StageIn | n.KeyIn):
        return unknown_of(frame, body, unit)
    return missing_of(frame, body, unit)


def unknown_of(frame: Frame, node: n.Node, unit: int) -> set[str]:
    """The columns that keep a truth from being known at one unit."""
    if truth(frame, node)[unit] != MAYBE:
        return set()
    if node.level == "city":
        frame = frame.around()
    if isinstance(node, n.Compare):
        return missing_of(frame, node.left, unit) | missing_of(frame, node.right, unit)
    if isinstance(node, n.All | n.Any_):
        if isinstance(node, n.Any_) and node.below:
            lower = frame.members(node.args[0].level, node.level, unit)
            return _union(unknown_of(frame, node.args[0], index) for index in lower)
        return _union(unknown_of(frame, arg, unit) for arg in node.args)
    if isinstance(node, n.Not):
        return unknown_of(frame, node.body, unit)
    if isinstance(node, n.StageIn):
        return {"stage"}
    if isinstance(node, n.Until):
        return {DATE}
    if isinstance(node, n.FlagIs | n.CodeIn):
        return {code_name(node.body)}
    if isinstance(node, n.Read):
        upper = int(frame.up(node.level, node.body.level)[unit])
        return {node.body.level} if upper < 0 else unknown_of(frame, node.body, upper)
    return set()


def _union(sets: Iterable[set[str]]) -> set[str]:
    return set().union(*sets)
