"""The model as a pack's file holds it: mappings, lists, texts and numbers that are exact.

The way back of ``reading``, by the same shapes; what is left at its default is left out.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from ..errors import PackError, Place
from ..model import Condition, Due, Formula, Given, Limit, Quota, Scope, Words
from ..reader import known_keys
from ..scalars import MAX_DIGITS
from ..shapes import MapOf, OneOrMany

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from ..model import Test
    from ..shapes import Shape

__all__ = ["Day", "Numeral", "numeral", "plain"]


class Numeral(str):
    """The text of an exact number, which stands without quotes: ``4.2``, ``5%``."""

    __slots__ = ()


class Day(str):
    """The text of a day or a year, which stands without quotes in YAML."""

    __slots__ = ()


def numeral(value: Fraction, *, percent: bool = False) -> Numeral:
    """An exact number as a pack writes it.

    Raises:
        PackError: it is no decimal, or has too many digits for a pack (``number-not-decimal``).

    Example:
        >>> from fractions import Fraction
        >>> numeral(Fraction(21, 5)), numeral(Fraction(1, 20), percent=True)
        ('4.2', '5%')
    """
    shown = value * 100 if percent else value
    rest = shown.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    digits = max(twos, fives)
    text = str(abs(shown.numerator) * 10**digits // shown.denominator) if rest == 1 and digits <= MAX_DIGITS else ""
    if not text or len(text.rjust(digits + 1, "0")) > MAX_DIGITS:
        raise PackError.of("number-not-decimal", Place(), value=str(value), limit=MAX_DIGITS)
    text = text.rjust(digits + 1, "0")
    cut = len(text) - digits
    sign = "-" if shown < 0 else ""
    return Numeral(sign + text[:cut] + (f".{text[cut:]}" if digits else "") + ("%" if percent else ""))


def plain(value: Any) -> dict[str, Any]:
    """An object of the model as the mapping that is read as this object.

    Example:
        >>> from youzhi_rules.model import Group
        >>> plain(Group(zh="任务", en="Tasks", decides="plan"))
        {'zh': '任务', 'en': 'Tasks', 'decides': 'plan'}
    """
    if isinstance(value, Scope):
        return _scope(value)
    found = {}
    cls: type = type(value)
    for word, (attribute, key) in known_keys(cls).items():
        item = getattr(value, attribute)
        if not key.required and _is_default(cls, attribute, item):
            continue
        found[word] = _item(item, key.shape, percent=_is_share(value, attribute))
    return found


def _is_default(cls: type, attribute: str, item: Any) -> bool:
    return bool(item == _defaults(cls)[attribute])


@cache
def _defaults(cls: type) -> dict[str, Any]:
    """The default of each attribute that has one; they are only compared with."""
    found = {}
    for attribute in attrs.fields(cls):
        default: Any = attribute.default
        found[attribute.name] = default.factory() if isinstance(default, attrs.Factory) else default  # type: ignore[arg-type] # a class, declared as a function for its users
    return found


def _is_share(value: Any, attribute: str) -> bool:
    """Whether a number of an object is one that people write with ``%``."""
    if isinstance(value, Given):
        return value.unit == "%"
    return isinstance(value, Quota) and attribute == "rest_at_least"


def _item(item: Any, shape: Shape, *, percent: bool = False) -> Any:
    if isinstance(item, Words):
        return {"zh": item.zh, "en": item.en}
    if isinstance(item, Formula):
        return item.text
    if isinstance(item, Due):
        return Day(item.text)
    if isinstance(item, dt.date):
        return Day(item.isoformat())
    if isinstance(item, Limit):
        return _limit(item)
    if isinstance(item, Condition):
        alternatives = [_tests(tests) for tests in item.any_of]
        return alternatives[0] if len(alternatives) == 1 else alternatives
    if attrs.has(type(item)):
        return plain(item)
    if isinstance(item, dict):
        inner = shape.item if isinstance(shape, MapOf) else shape
        return {name: _item(each, inner) for name, each in item.items()}
    if isinstance(item, tuple | list):
        inner = getattr(shape, "item", shape)
        listed = [_item(each, inner) for each in item]
        return listed[0] if isinstance(shape, OneOrMany) and len(listed) == 1 else listed
    if item is None or isinstance(item, bool | str):
        return item
    return numeral(item, percent=percent)


def _limit(limit: Limit) -> Any:
    if limit.number is not None:
        return numeral(limit.number, percent=limit.percent)
    if limit.formula is not None:
        return limit.formula.text
    numbers: Mapping[str, Fraction] = limit.stages if limit.stages is not None else dict(limit.cases)
    written: dict[str, Any] = {} if limit.by is None else {"by": limit.by}
    return {**written, **{name: numeral(value, percent=limit.percent) for name, value in numbers.items()}}


def _tests(tests: tuple[Test, ...]) -> dict[str, Any]:
    return {test.key: _test(test) for test in tests}


def _test(test: Test) -> Any:
    if test.comparisons:
        return {operator: numeral(value) for operator, value in test.comparisons}
    return test.values[0] if len(test.values) == 1 else list(test.values)


def _scope(scope: Scope) -> dict[str, Any]:
    found = _tests(scope.tests)
    if scope.exceptions:
        found["except"] = [_tests(tests) for tests in scope.exceptions]
    if scope.clause is not None:
        found["clause"] = scope.clause
    if scope.seen_in is not None:
        found["seen_in"] = plain(scope.seen_in)
    return found
