"""The statuses of one rule as columns: per unit its status, value, limit, arithmetic, gap and reason, as short text.

An explanation (``explain``) is told again for each status. A report of some thousand schools has a hundred thousand of
them, so what is the same for all units is told once, with the rule, and the rest stands here in columns: the browser
puts them together into the very lines ``explain`` gives.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import Factory, define

from .. import nodes as n
from ..engine import MET, NOT_APPLICABLE, UNKNOWN, UNMET
from ..evaluation import YES, column_of, truth
from ..exactness import TooWide
from ..explain import equals, gap_text, unit_lines
from ..numerals import decimal_text, display_text, limit_text, percent_text, rounded_text, unit_text
from ..outcomes import OutcomeTable, reason_of, unmet_gap, values_of
from ..plan import Attest, Bound, Coefficient, Composite, QuotaOf
from ..provenance import SIGNS
from ..spelling import figures, joined, words
from ..summary import gap_words, reason_text
from ..terms import easing_at

if TYPE_CHECKING:
    from ..catalogue import Lang
    from ..frame import Frame
    from ..plan import Step
    from ..result import Result

__all__ = ["CAP", "Cells", "cells_of", "is_number", "reason_words", "unit_suffix"]

CAP = 9999
"""The greatest share of a limit that is told, in thousandths."""
_FEW = ("county", "city")
_CONSTANT = (n.Const, n.PerStage, n.PerCode)
_CV_DIGITS = 3


@define
class Cells:
    """One step's columns over all units of its level; a list is empty where the step has no such column.

    Attributes:
        codes: statuses, as positions in ``STATUSES``.
        values: the value as text, two decimals, never rounded onto or across the limit.
        exact: the value as explanations show it, without its unit.
        told: the arithmetic, without the unit.
        bounds: the different limits with their signs and units; ``bound`` says which of them each unit has, -1: none.
        limits: these limits as numbers.
        long_bounds: per unit the limit with its own arithmetic, None where it is not computed.
        reasons: the different reasons, as codes; ``reason`` says which of them each unit has, -1: none.
        gaps: by how much a unit fails, in words, by unit.
        reach: how much of its limit a unit reaches, in thousandths, for ordering and colouring.
        flags: per attested fact a digit per unit: no, yes, missing.
        reliefs: the title of the relief a unit is told on, by unit.
        lines: whole explanations, by unit, where the columns cannot tell them.
        numbers: the exact value and limit per unit, for charts.
    """

    codes: list[int]
    values: list[str | None] = Factory(list)
    exact: list[str] = Factory(list)
    told: list[str] = Factory(list)
    bounds: list[str] = Factory(list)
    bound: list[int] = Factory(list)
    limits: list[Fraction] = Factory(list)
    long_bounds: list[str | None] = Factory(list)
    reasons: list[str] = Factory(list)
    reason: list[int] = Factory(list)
    gaps: dict[int, str] = Factory(dict)
    reach: list[int | None] = Factory(list)
    flags: list[str] = Factory(list)
    reliefs: dict[int, str] = Factory(dict)
    lines: dict[int, list[tuple[str, str]]] = Factory(dict)
    numbers: list[tuple[Fraction, Fraction] | None] = Factory(list)


def is_number(step: Step) -> bool:
    """Whether a step holds a number against a limit."""
    return isinstance(step.test, Bound) and step.test.grades is None


def cells_of(result: Result, index: int, frame: Frame, lang: Lang) -> Cells:
    """The columns of the step at a position.

    Args:
        result: the result.
        index: the position of the step in the plan.
        frame: all counties.
        lang: the language of the words.
    """
    try:
        return _cells(result, index, frame, lang)
    except TooWide:
        return _cells(result, index, frame.widened(), lang)


def _cells(result: Result, index: int, frame: Frame, lang: Lang) -> Cells:
    step = result.plan.steps[index]
    found = Cells(result.verdicts.steps[index].tolist())
    _reasons(result, step, frame, found)
    if isinstance(step.test, Bound):
        _bound(step, step.test, frame, found, lang)
    elif isinstance(step.test, Attest):
        _flags(step.test, frame, found)
    else:
        _counted(result, step, frame, found)
    _gaps(result, step, frame, found, lang)
    if step.level in _FEW or isinstance(step.test, Coefficient | Composite):
        _whole_lines(result, index, frame, found, lang)
    else:
        _eased(result, step, frame, found, lang)
    return found


def _reasons(result: Result, step: Step, frame: Frame, found: Cells) -> None:
    known: dict[str, int] = {}
    if {UNKNOWN, NOT_APPLICABLE}.isdisjoint(found.codes):
        return
    for unit, code in enumerate(found.codes):
        reason = reason_of(result.plan, step, frame, unit, code)
        found.reason.append(-1 if reason is None else known.setdefault(reason, len(known)))
    found.reasons = list(known)


def _bound(step: Step, test: Bound, frame: Frame, found: Cells, lang: Lang) -> None:
    """Values, limits and the arithmetic; of a unit judged on the terms of a relief, those of the relief."""
    limits: dict[tuple[str, Fraction], int] = {}
    told = {} if test.grades else {id(terms): _told(terms.measure, frame) for terms in _all_terms(test)}
    columns = {
        id(terms): (column_of(frame, terms.measure), column_of(frame, terms.limit)) for terms in _all_terms(test)
    }
    computed = any(not isinstance(terms.limit, _CONSTANT) for terms in _all_terms(test))
    for unit in range(len(found.codes)):
        easing = easing_at(step, frame, unit) if test.easings else None
        terms = test if easing is None else easing.bound
        if easing is not None and found.codes[unit] == MET:
            found.reliefs[unit] = easing.relief.title.say(lang)
        value, limit = (column.fraction(unit) for column in columns[id(terms)])
        sign = SIGNS[terms.operator]
        if limit is None:
            found.bound.append(-1)
        else:
            place = limits.setdefault((sign, limit), len(limits))
            if place == len(found.bounds):
                found.bounds.append(f"{sign} {_limit(step, terms, limit, lang)}")
                found.limits.append(limit)
            found.bound.append(place)
        if terms.grades is not None:
            name = None if value is None else terms.grades[int(value)]
            found.values.append(name)
            found.exact.append(name or "?")
            continue
        shown = "?" if value is None else _exact(value, step.unit, limit)
        found.values.append(None if value is None else _short(value, step.unit, limit, shown))
        found.exact.append(shown)
        found.told.append(equals(told[id(terms)][unit], shown))
        if computed:
            found.long_bounds.append(_long_bound(step, terms, frame, unit, lang, limit))
        found.reach.append(_reach(terms.operator, value, limit))
        found.numbers.append(None if value is None or limit is None else (value, limit))


def _long_bound(step: Step, terms: Bound, frame: Frame, unit: int, lang: Lang, limit: Fraction | None) -> str | None:
    """A limit that is computed, with its arithmetic; None where it is a number by itself."""
    if isinstance(terms.limit, _CONSTANT):
        return None
    bound = "?" if limit is None else limit_text(limit, step.unit, lang)
    reckoned = equals(figures(terms.limit, frame, unit), bound)
    return f"{SIGNS[terms.operator]} {_words(terms.limit, frame, lang)} = {reckoned}"


def _told(node: n.Node, frame: Frame) -> list[str]:
    """What ``figures`` says of each unit, for all units at once where they have figures of their own."""
    count = frame.count(node.level)
    if isinstance(node, n.Const):
        return [decimal_text(node.value)] * count
    if isinstance(node, n.Arith):
        left, right = _told(node.left, frame), _told(node.right, frame)
        return [joined(node, *sides) for sides in zip(left, right, strict=True)]
    if isinstance(node, n.FactValue):
        own = column_of(frame, n.FactValue(node.level, node.fact, node.kind, node.stage))
        values = (own.fraction(unit) for unit in range(count))
        return [figures(node, frame, u) if v is None else decimal_text(v) for u, v in enumerate(values)]
    return [figures(node, frame, unit) for unit in range(count)]


def _all_terms(test: Bound) -> list[Bound]:
    return [test, *(easing.bound for easing in test.easings)]


def _words(node: n.Node, frame: Frame, lang: Lang) -> str:
    key = ("report: words", node, lang)
    found = frame.memo.get(key)
    if found is None:
        found = frame.memo[key] = words(node, frame.data.facts, lang)
    return str(found)


def _limit(step: Step, terms: Bound, limit: Fraction, lang: Lang) -> str:
    return terms.grades[int(limit)] if terms.grades is not None else limit_text(limit, step.unit, lang)


def _exact(value: Fraction, unit: str | None, limit: Fraction | None) -> str:
    return percent_text(value, limit) if unit == "%" else decimal_text(value, beside=limit)


def _short(value: Fraction, unit: str | None, limit: Fraction | None, exact: str) -> str:
    if unit != "%" and 100 % value.denominator == 0:
        return exact
    if unit != "%":
        return rounded_text(value, limit)
    return rounded_text(value * 100, None if limit is None else limit * 100) + "%"


def _reach(operator: str, value: Fraction | None, limit: Fraction | None) -> int | None:
    """How much of what is asked a unit has, in thousandths; a surplus counts the other way round."""
    if value is None or limit is None or operator == "equals":
        return None
    have, wanted = (limit, value) if operator in {"at_most", "less_than"} else (value, limit)
    if wanted <= 0:
        return CAP
    share = 1000 * have.numerator * wanted.denominator // (have.denominator * wanted.numerator)
    return max(0, min(CAP, share))


def _flags(test: Attest, frame: Frame, found: Cells) -> None:
    for flag in test.flags:
        column = frame.column(flag.level, flag.fact) if isinstance(flag, n.FactValue) else None
        codes = [2] * len(found.codes) if column is None else column.tolist()  # type: ignore[union-attr]  # an array
        found.flags.append("".join(map(str, codes)))


def _counted(result: Result, step: Step, frame: Frame, found: Cells) -> None:
    """Quotas and coefficients: numbers that no unit of measure belongs to."""
    values, limits, operator = values_of(result.plan, step, frame)
    for value, limit in zip(values, limits, strict=True):
        found.values.append(None if value is None else display_text(value, None, limit, _CV_DIGITS))
        bound = f"{SIGNS[operator or 'at_least']} {display_text(limit)}"
        if bound not in found.bounds:
            found.bounds.append(bound)
        found.bound.append(found.bounds.index(bound))
        if isinstance(step.test, QuotaOf):
            found.reach.append(None if value is None else int(1000 * Fraction(value) / Fraction(limit)))


def _gaps(result: Result, step: Step, frame: Frame, found: Cells, lang: Lang) -> None:
    for unit, code in enumerate(found.codes):
        if code != UNMET:
            continue
        gap = unmet_gap(result.plan, step, frame, unit)
        if not gap:
            continue
        easing = easing_at(step, frame, unit)
        terms = step.test if easing is None else easing.bound
        outcome = {"gap": gap, "operator": getattr(terms, "operator", None)}
        bound = isinstance(step.test, Bound)
        say = gap_text(result, step, outcome, frame, unit, lang) if bound else ""
        found.gaps[unit] = say or gap_words(result.plan.facts, step, outcome, lang)


def _whole_lines(result: Result, index: int, frame: Frame, found: Cells, lang: Lang) -> None:
    """The whole explanation of every unit: of counties and cities there are few."""
    step = result.plan.steps[index]
    around = frame.around() if step.level == "city" else frame
    table = OutcomeTable(result.plan, result.data, around, step, result.verdicts.steps[index], lang)
    for unit in range(len(found.codes)):
        found.lines[unit] = unit_lines(result, step, table.outcome(unit), around, unit, lang)


def _eased(result: Result, step: Step, frame: Frame, found: Cells, lang: Lang) -> None:
    """The whole explanation of units that are told of reliefs, in the rule itself or in one that a quota counts."""
    counted = [result.plan.steps[index] for index in step.test.steps] if isinstance(step.test, QuotaOf) else [step]
    eased = [part.test for part in counted if isinstance(part.test, Bound) and part.test.easings]
    if not eased:
        return
    for unit, code in enumerate(found.codes):
        if all(truth(frame, test.own)[unit] == YES for test in eased):
            continue
        gap = unmet_gap(result.plan, step, frame, unit) if code == UNMET else None
        reason = reason_of(result.plan, step, frame, unit, code)
        easing = easing_at(step, frame, unit)
        terms = step.test if easing is None else easing.bound
        outcome = {"gap": gap, "reason": reason, "operator": getattr(terms, "operator", None)}
        found.lines[unit] = unit_lines(result, step, outcome, frame, unit, lang)


def reason_words(result: Result, cells: Cells, lang: Lang) -> list[str]:
    """The reasons of a column in words."""
    return [reason_text(result.plan.facts, reason, lang) for reason in cells.reasons]


def unit_suffix(step: Step, lang: Lang) -> str:
    """What stands behind a value of a step: its unit, but for shares, which carry their sign."""
    return "" if step.unit == "%" else unit_text(step.unit, lang)
