"""Scopes and conditions of a pack as truths over units: which schools and sections a rule speaks of."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from . import nodes as n
from .errors import Fault, near
from .formulas import Setting, fact_value, grades_of
from .model import STAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .model import Condition, Fact, Scope, Test

__all__ = ["AREAS", "condition_node", "named", "said", "scope_node"]

_SIGNS = {"at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<", "equals": "=="}
AREAS = ("county", "town", "city")
_FLAGS = {"true": True, "false": False}


def scope_node(scope: Scope, setting: Setting, faults: list[Fault], key: str) -> n.Node:
    """Whether a section is in a scope: all of its tests, none of its exceptions."""
    parts = [_test(test, setting, faults, key) for test in scope.tests]
    parts += [n.Not("section", _all(tests, setting, faults, f"{key}.except")) for tests in scope.exceptions]
    return n.All("section", tuple(part for part in parts if part is not None))


def condition_node(condition: Condition, setting: Setting, faults: list[Fault], key: str) -> n.Node:
    """Whether a unit meets a condition: any of its alternatives, each all of its tests."""
    alternatives = tuple(_all(tests, setting, faults, key) for tests in condition.any_of)
    return alternatives[0] if len(alternatives) == 1 else n.Any_(setting.level, alternatives)


def _all(tests: Sequence[Test], setting: Setting, faults: list[Fault], key: str) -> n.Node:
    parts = tuple(part for test in tests if (part := _test(test, setting, faults, key)) is not None)
    return parts[0] if len(parts) == 1 else n.All(setting.level, parts)


def _test(test: Test, setting: Setting, faults: list[Fault], key: str) -> n.Node | None:
    found: n.Node | str
    if test.key == "stage":
        found = _stage(test, setting)
    elif test.key in AREAS:
        found = _key(test, setting)
    elif test.key in setting.facts:
        found = _fact(test, setting.facts[test.key], setting)
    else:
        known = ["stage", *AREAS, *setting.facts]
        faults.append(
            Fault("condition-unknown-key", {"name": test.key, "near": near(test.key, known)}, test.place, key)
        )
        return None
    if isinstance(found, str):
        code, _, value = found.partition(":")
        fact = setting.facts.get(test.key)
        known = list(STAGES if fact is None else (fact.values or _FLAGS))
        params = {
            "name": value or test.key,
            "key": test.key,
            "level": setting.level,
            "near": _called(value, fact) or near(value, known),
            "known": said(known, fact),
        }
        faults.append(Fault(code, params, test.place, f"{key}.{test.key}"))
        return None
    return found


def said(codes: Collection[str], fact: Fact | None = None) -> tuple[str, str]:
    """The codes of a list, with what a fact's stand for, in Chinese and English."""
    words = {} if fact is None else fact.values or {}
    named = [f"{code}（{words[code][0]}）" if code in words else code for code in codes]
    return "、".join(named), ", ".join(codes)


def _called(value: str, fact: Fact | None) -> str | None:
    """The code whose name in words this is."""
    return next((code for code, words in ((fact and fact.values) or {}).items() if value in words), None)


def _stage(test: Test, setting: Setting) -> n.Node | str:
    for value in test.values:
        if value not in STAGES:
            return f"value-unknown:{value}"
    node = n.StageIn("section", test.values)
    if setting.level == "section":
        return node
    if setting.level == "school":
        inside: n.Node = node if setting.scope is None else n.All("section", (setting.scope, node))
        return n.Any_("school", (inside,), below=True)
    return "condition-level"


def _key(test: Test, setting: Setting) -> n.Node | str:
    levels = ["section", "school", "town", "county", "city"]
    if levels.index(test.key) < levels.index(setting.level):
        return "condition-level"
    if not test.values:
        return "condition-needs-names"
    node = n.KeyIn(test.key, named(test))
    return node if test.key == setting.level else n.Read(setting.level, node)


def named(test: Test) -> tuple[str, ...]:
    """The counties, towns or cities that a test names, spelled as keys of records are."""
    return tuple(" ".join(unicodedata.normalize("NFKC", value).split()) for value in test.values)


def _fact(test: Test, fact: Fact, setting: Setting) -> n.Node | str:
    here = setting.level
    if fact.many or fact.by_stage:
        return "condition-level"
    own = here if here in fact.levels else fact.levels[0]
    node = fact_value(fact, setting, own).node
    if own != here:
        levels = ["section", "school", "town", "county", "city"]
        if levels.index(own) > levels.index(here):
            node = n.Read(here, node)
        elif fact.type in {"count", "number"}:
            node = n.Aggregate(here, "sum", node, setting.scope_at(own))
        else:
            return "condition-level"
    if fact.type == "flag":
        if len(test.values) != 1 or test.values[0] not in _FLAGS:
            return f"value-unknown:{'、'.join(test.values)}"
        return n.FlagIs(here, node, _FLAGS[test.values[0]])
    if fact.type in {"code", "grade"}:
        for value in test.values:
            if value not in grades_of(fact):
                return f"value-unknown:{value}"
        return n.CodeIn(here, node, test.values) if test.values else "condition-comparison"
    if not test.comparisons:
        return "condition-comparison"
    parts = tuple(n.Compare(here, _SIGNS[op], node, n.Const(here, number)) for op, number in test.comparisons)
    return parts[0] if len(parts) == 1 else n.All(here, parts)
