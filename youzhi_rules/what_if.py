"""A pack with other limits: what if it asked for 7 % and not for 5?"""

from __future__ import annotations

import numbers
import operator
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve

from . import scalars
from .errors import PackError, Place, near
from .model import Formula, Limit, Link
from .planning import try_plan

if TYPE_CHECKING:
    from .model import Pack, Rule

__all__ = ["number_of", "settable", "with_limits"]

_QUOTA = ("met", "rest_at_least")
_PLACE = Place("with_limits")


def with_limits(pack: Pack, limits: Mapping[str, Any]) -> Pack:
    """The pack with other limits, all else as it is. Its chains say which were supposed, and its digest differs.

    Args:
        pack: the pack.
        limits: rule → limit: a number (7 % is ``"7%"`` or ``0.07``), the name of a grade, or a mapping of stages or
            cases to numbers. One number for a limit that differs by stage holds for all of them. ``rule.name`` sets
            one stage or case, a constant, or ``met`` and ``rest_at_least`` of a quota.

    Raises:
        PackError: there is no such rule or limit, a number is none, or the pack means nothing with it.

    Example:
        >>> from youzhi_rules import load_pack
        >>> pack = with_limits(load_pack("national-2017"), {"training_budget": "7%", "music_rooms.room": 73})
        >>> pack.rules["training_budget"].at_least.number, pack.rules["music_rooms"].given["room"].value
        (Fraction(7, 100), Fraction(73, 1))
    """
    rules = dict(pack.rules)
    for name, value in limits.items():
        rule_id, _, part = str(name).partition(".")
        if rule_id not in rules:
            raise PackError.of("rule-not-in-pack", name=rule_id, pack=pack.id, near=near(rule_id, rules))
        parts = value.items() if isinstance(value, Mapping) and not part else [(part, value)]
        for word, each in parts:
            rules[rule_id] = _set(rules[rule_id], str(word), each)
    changed = {name: rule for name, rule in rules.items() if rule is not pack.rules[name]}
    rules.update({name: _told(pack, pack.rules[name], rule) for name, rule in changed.items()})
    made = evolve(pack, rules=rules)
    if faults := try_plan(made)[1]:
        raise PackError(faults)
    return made


def settable(rule: Rule) -> tuple[str, ...]:
    """The names under which something of a rule can be set; the empty one is the whole limit.

    Example:
        >>> from youzhi_rules import load_pack
        >>> settable(load_pack("national-2017").rules["degree_teachers"])
        ('', 'primary', 'junior')
    """
    names: list[str] = []
    if rule.bound is not None:
        limit = rule.bound[1]
        names += ["", *(limit.stages or {}), *(case for case, _ in limit.cases)]
    names += [name for name in rule.given if name not in names]
    if rule.quota is not None:
        names += [name for name in _QUOTA if getattr(rule.quota, name) is not None]
    return tuple(names)


def _set(rule: Rule, part: str, value: Any) -> Rule:
    known = settable(rule)
    if part not in known:
        told = ", ".join(f"{rule.id}.{name}" if name else rule.id for name in known) or "—"
        raise PackError.of(
            "limit-not-settable", rule=rule.id, name=part or rule.id, known=told, near=near(part, filter(None, known))
        )
    if rule.quota is not None and part in _QUOTA:
        amount: dict[str, Any] = {part: _number(rule, value)}
        return evolve(rule, quota=evolve(rule.quota, **amount))
    if rule.bound is not None:
        keyword, limit = rule.bound
        if not part or part in (limit.stages or {}) or part in dict(limit.cases):
            changed: dict[str, Any] = {keyword: _limit(rule, limit, part, value)}
            return evolve(rule, **changed)
    given = evolve(rule.given[part], value=_number(rule, value))
    return evolve(rule, given={**rule.given, part: given})


def _limit(rule: Rule, limit: Limit, part: str, value: Any) -> Limit:
    if rule.graded is not None and isinstance(value, str):
        return evolve(limit, formula=Formula(value.strip(), limit.place))
    number = _number(rule, value)
    percent = rule.unit == "%" or limit.percent
    if limit.stages is not None:
        stages = {stage: number if part in {"", stage} else old for stage, old in limit.stages.items()}
        return evolve(limit, stages=stages, percent=percent)
    if limit.by is not None:
        cases = tuple((case, number if part in {"", case} else old) for case, old in limit.cases)
        return evolve(limit, cases=cases, percent=percent)
    return Limit(number, percent=percent, place=limit.place)


def _number(rule: Rule, value: Any) -> Fraction:
    """An exact number that a pack could hold: a float is what its shortest text says."""
    found = number_of(value)
    if found is None:
        raise PackError.of("limit-no-number", rule=rule.id, value=str(value))
    rest = found.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1 or max(len(str(abs(found.numerator))), len(str(found.denominator))) > scalars.MAX_DIGITS:
        raise PackError.of("number-not-decimal", value=str(value), limit=scalars.MAX_DIGITS)
    return found


def number_of(value: Any) -> Fraction | None:
    """A limit as an exact number, a float as its shortest text says; None where it is none, as the name of a grade.

    Example:
        >>> number_of("7%") == number_of(0.07), number_of("A")
        (True, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        read = scalars.number(value.strip())
        return read if isinstance(read, Fraction) else None
    try:
        if isinstance(value, Fraction | Decimal):
            return Fraction(value)
        if isinstance(value, float):
            return Fraction(repr(float(value)))
        if isinstance(value, numbers.Integral):
            return Fraction(operator.index(value))
    except (ValueError, OverflowError):  # not a number, or infinite
        return None
    return None


def _told(pack: Pack, old: Rule, new: Rule) -> Rule:
    """The rule with a last link that says what was supposed."""
    keys = ("given", "quota", *([old.bound[0]] if old.bound else []))
    changed = tuple(name for name in keys if getattr(old, name) != getattr(new, name))
    link = Link(pack=pack.id, relation="supposes", clause=None, seen_in=None, changed=changed, place=_PLACE, rule=new)
    return evolve(new, links=(*old.chain, link))
