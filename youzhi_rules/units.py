"""The closed list of units, their dimensions, and how they convert.

A unit is a product of powers of base dimensions times a factor. ``人/百名学生`` is persons per person with the factor
1/100: a measure in it must be multiplied by 100 (see ``formulas``).
"""

from __future__ import annotations

import re
from fractions import Fraction

from attrs import field, frozen

__all__ = ["GRID", "UNITS", "Dimension", "Unit", "unit_in_header", "unit_of"]

Dimension = tuple[tuple[str, int], ...]
"""Sorted pairs of a base dimension and its power; empty for a pure number."""


@frozen
class Unit:
    """One unit: its name, what it measures, and how many base units it is."""

    name: str
    dimension: Dimension
    factor: Fraction = Fraction(1)
    en: str = field(default="", eq=False)


def _dimension(**powers: int) -> Dimension:
    return tuple(sorted((name, power) for name, power in powers.items() if power))


_HUNDRED = Fraction(1, 100)
_LIST = [
    Unit("人", _dimension(person=1), en="people"),
    Unit("人/百名学生", (), _HUNDRED, en="people per 100 pupils"),
    Unit("间", _dimension(room=1), en="rooms"),
    Unit("间/百名学生", _dimension(room=1, person=-1), _HUNDRED, en="rooms per 100 pupils"),
    Unit("个", _dimension(piece=1), en="items"),
    Unit("所", _dimension(school=1), en="schools"),
    Unit("次", _dimension(time=1), en="times"),
    Unit("班", _dimension(klass=1), en="classes"),
    Unit("平方米", _dimension(area=1), en="m²"),
    Unit("平方米/生", _dimension(area=1, person=-1), en="m² per pupil"),
    Unit("元", _dimension(money=1), en="yuan"),
    Unit("万元", _dimension(money=1), Fraction(10_000), en="10 000 yuan"),
    Unit("元/生", _dimension(money=1, person=-1), en="yuan per pupil"),
    Unit("个/生", _dimension(piece=1, person=-1), en="items per pupil"),
    Unit("册", _dimension(volume=1), en="volumes"),
    Unit("册/生", _dimension(volume=1, person=-1), en="volumes per pupil"),
    Unit("年", _dimension(year=1), en="years"),
    Unit("小时", _dimension(hour=1), en="hours"),
    Unit("座", _dimension(seat=1), en="places"),
    Unit("座/千人", _dimension(seat=1, person=-1), Fraction(1, 1000), en="places per 1000 people"),
    Unit("比例", (), en="ratio"),
    Unit("%", (), _HUNDRED, en="%"),
]
_BY_NAME = {unit.name: unit for unit in _LIST}
_SPELLINGS = {
    "㎡": "平方米",
    "m²": "平方米",
    "m2": "平方米",
    "平米": "平方米",
    "％": "%",
    "名": "人",
    "人次": "次",
    "学时": "小时",
}

UNITS: tuple[str, ...] = tuple(_BY_NAME)

COUNTED = frozenset({"person", "room", "piece", "school", "time", "klass", "seat", "volume"})
"""Dimensions that come in whole things."""

GRID: dict[str, Fraction] = {"area": _HUNDRED, "money": _HUNDRED} | {name: Fraction(1) for name in sorted(COUNTED)}
"""The smallest step of each dimension a shortfall is told in: whole things, 0.01 m², 0.01 yuan."""


def unit_of(name: str) -> Unit | None:
    """The unit of this name or spelling, or None."""
    return _BY_NAME.get(_SPELLINGS.get(name, name))


def unit_in_header(header: str) -> tuple[str, Unit | None]:
    """A column header apart from the unit in brackets at its end, if that is one of the list.

    Example:
        >>> unit_in_header("公用经费预算（万元）")[0], unit_in_header("公用经费预算（万元）")[1].name
        ('公用经费预算', '万元')
        >>> unit_in_header("体育、艺术（美术、音乐）教师数")
        ('体育、艺术（美术、音乐）教师数', None)
    """
    found = re.fullmatch(r"(.*\S)\s*[（(]\s*(?:单位[:：]\s*)?([^（）()]+?)\s*[）)]\s*", header)
    if found and (unit := unit_of(found[2])):
        return found[1], unit
    return header, None
