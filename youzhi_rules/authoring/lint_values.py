"""Lint: values. Limits that a slip of the pen may have moved, limits that nothing fails, and rules said twice."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import asdict

from ..errors import Fault
from ..grammar import Binary, Call, FormulaFault, Literal, Unary, parse
from ..model import OPERATORS, Formula
from ..numerals import decimal_text, percent_text
from ..plan import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..errors import Place
    from ..grammar import Syntax
    from ..model import Limit, Rule
    from .draft import Draft

__all__ = ["twin_faults", "value_faults", "written_values"]

_FAR = 10
"""A place of a decimal: what a point or a zero too many makes of a number."""
_SHARES = frozenset({"%", "比例"})
_PLAIN = frozenset({Fraction(0), Fraction(1), Fraction(100)})
"""Numbers that are no value of the law: nothing, the whole, and per hundred."""
_ASKED = (
    "level", "scope", "applies_to", "when", "by", "measure", "graded", "quota", "dispersion", "attested", "forbids",
    "veto", "due", "given", "relief", "strength", "group", *OPERATORS,
)  # fmt: skip
"""What a rule asks of whom: two rules alike in these are one."""


def written_values(draft: Draft) -> dict[str, Mapping[str, Any]]:
    """What the file itself writes of each of its rules, tasks and changes: attribute of a rule → value."""
    if draft.written is None:
        return {}
    own = {name: asdict(rule, recurse=False) for name, rule in draft.rules.items()}
    return {**own, **{name: amendment.written for name, amendment in draft.amendments.items()}}


def value_faults(draft: Draft) -> Iterator[Fault]:
    """What is odd about the values that the file writes."""
    parents = rules_of(draft.parent) if draft.parent else {}
    for name, written in written_values(draft).items():
        old, path = parents.get(name), draft.path_of(name)
        unit = written.get("unit") or (old.unit if old else None)
        for operator in OPERATORS:
            limit = written.get(operator)
            if limit is None:
                continue
            here = f"{path}.{operator}"
            yield from _spelling(draft, here, limit, unit)
            yield from _stages(draft, here, limit)
            yield from _idle(draft, here, operator, limit, unit)
            if old is not None and old.bound is not None and old.unit == unit:
                there = old.places.get(old.bound[0], old.place)
                yield from _far(draft, here, _numbers(limit), _numbers(old.bound[1]), there, percent=unit == "%")
        if old is not None:
            new = {key: given.value for key, given in (written.get("given") or {}).items()}
            before = {key: given.value for key, given in old.given.items()}
            yield from _far(draft, f"{path}.given", new, before, old.place)
        strength = written.get("strength")
        if strength == "target" and written.get("due") is None and (old is None or old.due is None):
            yield Fault("lint-target-undated", {"rule": name}, draft.at(f"{path}.strength"), f"{path}.strength")
        strength = strength or (old.strength if old else None)
        if written.get("due") is not None and strength != "target":
            params = {"rule": name, "strength": str(strength)}
            yield Fault("lint-due-idle", params, draft.at(f"{path}.due"), f"{path}.due")
        yield from _bare_numbers(draft, path, written)


def _numbers(limit: Limit) -> dict[str, Fraction]:
    """The numbers of a limit, by stage or case."""
    if limit.number is not None:
        return {"": limit.number}
    return dict(limit.stages or limit.cases)


def _spelling(draft: Draft, path: str, limit: Limit, unit: str | None) -> Iterator[Fault]:
    """Percent signs where there is no share, and shares without one."""
    numbers = _numbers(limit)
    if limit.percent and unit is not None and unit not in _SHARES:
        yield Fault("lint-percent-of-quantity", {"unit": unit}, draft.at(path), path)
    odd = [each for each in numbers.values() if each not in _PLAIN]
    if unit == "%" and not limit.percent and odd:
        params = {"value": decimal_text(odd[0]), "better": percent_text(odd[0])}
        yield Fault("lint-share-without-percent", params, draft.at(path), path)


def _stages(draft: Draft, path: str, limit: Limit) -> Iterator[Fault]:
    """Numbers beside each other that a decimal point keeps apart."""
    numbers = {key: value for key, value in _numbers(limit).items() if value > 0}
    if len(numbers) < 2:  # noqa: PLR2004 - two to compare
        return
    low, high = min(numbers, key=lambda key: numbers[key]), max(numbers, key=lambda key: numbers[key])
    if numbers[high] >= _FAR * numbers[low] / 2:
        params = {"one": low, "low": _text(numbers[low], limit), "other": high, "high": _text(numbers[high], limit)}
        yield Fault("lint-limits-apart", params, draft.at(f"{path}.{high}"), f"{path}.{high}")


def _text(value: Fraction, limit: Limit) -> str:
    return percent_text(value) if limit.percent else decimal_text(value)


def _idle(draft: Draft, path: str, operator: str, limit: Limit, unit: str | None) -> Iterator[Fault]:
    """Limits that everything meets."""
    numbers = _numbers(limit).values()
    least = operator == "at_least" and any(value <= 0 for value in numbers)
    most = operator == "at_most" and unit == "%" and any(value >= 1 for value in numbers)
    if least or most or (operator == "more_than" and any(value < 0 for value in numbers)):
        text = ", ".join(_text(value, limit) for value in numbers)
        yield Fault("lint-limit-idle", {"limit": text, "operator": operator}, draft.at(path), path)


def _far(
    draft: Draft,
    path: str,
    new: Mapping[str, Fraction],
    old: Mapping[str, Fraction],
    there: Place,
    *,
    percent: bool = False,
) -> Iterator[Fault]:
    """Numbers ten times those of the parent, or a tenth of them."""
    for key, value in new.items():
        before = old.get(key, old.get("") if len(old) == 1 else None)
        if before and value and not Fraction(1, _FAR) < value / before < _FAR:
            here = f"{path}.{key}" if key else path
            shown = percent_text if percent else decimal_text
            params = {"value": shown(value), "parent": shown(before), "there": str(there)}
            yield Fault("lint-limit-far", params, draft.at(here), here)


# -- numbers inside formulas -------------------------------------------------------------------------------------


def _bare_numbers(draft: Draft, path: str, written: Mapping[str, Any]) -> Iterator[Fault]:
    """Numbers of the law that stand in a formula, where no child, relief or comparison can speak of them."""
    formulas = {key: written.get(key) for key in ("measure", "when")}
    formulas |= {key: written[key].formula for key in OPERATORS if written.get(key) is not None}
    for key, formula in formulas.items():
        if not isinstance(formula, Formula):
            continue
        try:
            values = sorted({value for value in _literals(parse(formula)) if value not in _PLAIN})
        except FormulaFault:
            continue
        if values:
            here = f"{path}.{key}"
            yield Fault("lint-formula-number", {"value": decimal_text(values[0])}, draft.at(here), here)


def _literals(tree: Syntax) -> Iterator[Fraction]:
    if isinstance(tree, Literal):
        yield tree.value
    elif isinstance(tree, Unary):
        yield from _literals(tree.arg)
    elif isinstance(tree, Binary):
        yield from _literals(tree.left)
        yield from _literals(tree.right)
    elif isinstance(tree, Call):
        for arg in tree.args:
            yield from _literals(arg)


# -- rules said twice --------------------------------------------------------------------------------------------


def twin_faults(draft: Draft) -> Iterator[Fault]:
    """Rules of the file that ask exactly what another one asks, and tasks whose flag a rule asks for already."""
    inherited = rules_of(draft.parent) if draft.parent else {}
    own = draft.rules
    asked: dict[object, list[Rule]] = {}
    flags: dict[str, Rule] = {}
    for name, rule in {**inherited, **own}.items():
        alike = asked.setdefault((rule.level, rule.measure and rule.measure.text, rule.attested, rule.veto), [])
        known = next((each for each in alike if _asks_the_same(each, rule)), None)
        alike.append(rule)
        if known is not None and name in own:
            path = draft.path_of(name)
            params = {"rule": name, "other": known.id, "there": str(known.place)}
            yield Fault("lint-rule-twice", params, draft.at(path), path)
        for flag in (*rule.attested, *rule.forbids):
            if flag != name:
                flags.setdefault(flag, rule)
    for name in draft.written.tasks if draft.written else ():
        found = flags.get(name)
        if found is not None and not _asks_the_same(found, own[name]):
            path = f"tasks.{name}"
            params = {"text": own[name].title.zh, "other": found.id, "there": str(found.place)}
            yield Fault("lint-task-repeats-rule", params, draft.at(path), path)


def _asks_the_same(one: Rule, other: Rule) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _ASKED)
