"""What is worth knowing before a pack is relied on: the state of its source, and areas it names that the data lack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .catalogue import label
from .conditions import AREAS, named
from .errors import Problem
from .model import STATES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from .dataset import Dataset
    from .model import Pack, Test
    from .plan import Plan

__all__ = ["notices_of"]


def notices_of(plan: Plan, data: Dataset) -> tuple[Problem, ...]:
    """Notes about a pack as it is applied to data, in a fixed order.

    A rule that is for named counties, towns or cities of which the data have none is silent everywhere. That is right
    for the data of another county, and wrong where only the spelling differs; so it is told, and where a spelling of
    the data is near to one of the pack, both are.
    """
    return (*_state(plan.pack), *_absent(plan, data))


def _state(pack: Pack) -> Iterator[Problem]:
    if pack.state != STATES[0]:
        yield Problem(f"pack-{pack.state}", {"pack": pack.id}, severity="note")


def _absent(plan: Plan, data: Dataset) -> Iterator[Problem]:
    tests = [test for test in _tests(plan) if test.key in AREAS]
    keys = {"county": data.units.counties, "town": data.units.towns, "city": data.units.cities}
    for level in AREAS:
        wanted = dict.fromkeys(named(test) for test in tests if test.key == level)
        there = set(keys[level].texts()) if wanted else set()
        lacking = [" / ".join(names) for names in wanted if there.isdisjoint(names)]
        words = (label(level, "zh"), label(level, "en"))
        if lacking:
            params = {"level": words, "named": ("、".join(lacking), ", ".join(lacking))}
            yield Problem("named-county-absent", params, severity="note")
        if near := _near([name for names in wanted for name in names], there):
            zh, en = "；".join(_ZH.format(*pair) for pair in near), "; ".join(_EN.format(*pair) for pair in near)
            yield Problem("named-county-spelt", {"level": words, "pairs": (zh, en)}, severity="note")


_ZH, _EN = "规则写“{0}”，数据写“{1}”", "“{0}” in the rules, “{1}” in the data"
_KINDS = re.compile("(?:自治[州县旗]|新区|林区|特区|街道办事处|街道|[省市州县区旗镇乡])$")
"""What the name of an area ends in, and people leave out."""
_APART = frozenset("0123456789一二三四五六七八九十东西南北中上下左右前后内外大小新老旧")
"""Signs by which areas are told from one another."""
_SHORT, _LONG = 2, 3
"""The lengths from which a stem is one, and from which one sign in it may be a slip."""


def _near(wanted: Collection[str], there: Collection[str]) -> list[tuple[str, str]]:
    """The areas that rules name and the data have under another spelling, as far as that can be told: both spellings.

    That is a name with and without what areas end in (恩平, 恩平市), with the area above it in front (江门市恩平市), or
    with one sign written wrong; and a code with and without the zeros behind it.
    """
    others = sorted(set(there) - set(wanted))
    return [(name, key) for name in sorted(set(wanted) - set(there)) for key in others if _alike(name, key)]


def _alike(name: str, key: str) -> bool:
    if name.isdigit() or key.isdigit():
        return name.isdigit() and key.isdigit() and name.rstrip("0") == key.rstrip("0")
    one, other = (_KINDS.sub("", "".join(each.split()).casefold()) for each in (name, key))
    if min(len(one), len(other)) < _SHORT:
        return False
    if len(one) != len(other):
        return one.endswith(other) or other.endswith(one)
    slips = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return not slips or (len(slips) == 1 and len(one) >= _LONG and _APART.isdisjoint(slips[0]))


def _tests(plan: Plan) -> Iterator[Test]:
    """Every test of the rules and of their reliefs."""
    for rule in {step.rule.id: step.rule for step in plan.steps}.values():
        for condition in (rule.applies_to, *(relief.applies_to for relief in rule.relief.values())):
            for tests in condition.any_of if condition else ():
                yield from tests
