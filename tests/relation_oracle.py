"""Rules as plain values, and how two of them compare: both are tried on every case, without the library.

A rule is a dict. Whatever it tells apart gets a value on each side of every boundary, on it, and none at all; then the
two rules are asked, one case after the other, and what fails under one must fail under the other.
"""

from __future__ import annotations

import datetime as dt
import math
from fractions import Fraction
from itertools import combinations_with_replacement, pairwise, product
from typing import Any

NO, MAYBE, YES = 0, 1, 2
CODES = {
    "school_kind": (
        "primary", "junior", "nine_year", "twelve_year", "complete_secondary", "senior", "teaching_point", "special",
        "vocational",
    ),
    "county": ("甲县", "乙县", "丙县"),
    "location": ("urban", "town", "rural"),
    "boarding": ("true", "false"),
    "stage": ("primary", "junior", "senior"),
}  # fmt: skip
HOLDS = {
    "at_least": lambda value, limit: value >= limit,
    "at_most": lambda value, limit: value <= limit,
    "more_than": lambda value, limit: value > limit,
    "less_than": lambda value, limit: value < limit,
    "equals": lambda value, limit: value == limit,
}
Spec = dict[str, Any]


def classified(new: Spec, old: Spec) -> str | None:
    """``restates``, ``tightens``, ``loosens`` or ``replaces``; None where one of them can never fail.

    Whatever fails under the old rule must fail under one that tightens it, for as much and for the same verdict.
    """
    within = covers = same = True
    failing = [False, False]
    days = sorted({spec["due"] for spec in (new, old) if spec["due"]})
    dates = [None, *days, *(day - dt.timedelta(days=1) for day in days)]
    weights = {(weight(new, day), weight(old, day)) for day in dates}
    values = figures(new, old)
    for case in cases(new, old):
        chosen = [selected(spec, case) for spec in (new, old)]
        for found in product(*values.values()):
            figured = {**case, **dict(zip(values, found, strict=True))}
            states = [state(spec, figured, truth_) for spec, truth_ in zip((new, old), chosen, strict=True)]
            same = same and states[0] == states[1]
            fails = [each == "fails" for each in states]
            failing = [before or now for before, now in zip(failing, fails, strict=True)]
            for mine, its in weights if all(fails) else {tuple(map(int, fails))}:
                within, covers = within and mine >= its, covers and mine <= its
        if all(failing) and not within and not covers:
            break
    if not all(failing):
        return None
    mine, its = (spec["group"] != "duties" for spec in (new, old))
    within, covers = within and mine >= its, covers and mine <= its
    if within and covers:
        return "restates" if same and all(new[key] == old[key] for key in ("strength", "group")) else "replaces"
    return "tightens" if within else "loosens" if covers else "replaces"


def weight(spec: Spec, day: dt.date | None) -> int:
    """How much a failure counts on a day; a target before its date is no more than recommended."""
    weights = {"component": 1, "recommended": 1, "target": 1, "required": 3}
    found = weights[spec["strength"]]
    if spec["strength"] == "target" and spec["due"] and (day is None or day >= spec["due"]):
        found = 2
    return found


# -- what a rule makes of a case ---------------------------------------------------------------------------------


def state(spec: Spec, case: dict[str, Any], chosen: int) -> str:
    """``fails``, ``passes``, ``unknown`` or ``n/a``, of a case that the rule is about, perhaps is, or is not."""
    limit = spec["limit"]
    if isinstance(limit, dict) and "by" in limit:
        kind = case[limit["by"]]
        chosen = min(chosen, MAYBE if kind is None else YES if kind in limit else NO)
        limit = limit.get(kind)
    elif isinstance(limit, dict):
        if spec["family"] == "county" and case["stage"] not in limit:
            return "n/a"
        limit = limit.get(case["stage"])
    elif spec["family"] == "county" and case["stage"] == "senior":
        return "n/a"
    if spec["family"] == "funds":
        pupils = spec["given"]["pupils"]
        chosen = min(chosen, YES if case["pupils"] < pupils else NO)
        limit = pupils * case["base"]
    if chosen < YES:
        return ("n/a", "unknown")[chosen]
    if spec["family"] in {"flags", "quota"}:
        return {YES: "passes", MAYBE: "unknown", NO: "fails"}[
            (flags if spec["family"] == "flags" else quota)(spec, case)
        ]
    value = case["value"]
    if spec["family"] == "rooms":
        value = sum(area >= spec["given"]["room"] for area in value)
        limit = math.ceil(case["classes"] / spec["given"]["per_room"])
    if limit is None:
        return "unknown"
    return "passes" if HOLDS[spec["operator"]](value, limit) else "fails"


def flags(spec: Spec, case: dict[str, Any]) -> int:
    """Whether all flags are as they must be."""
    return min(truth((spec["wanted"],), case[flag]) for flag in spec["flags"])


def quota(spec: Spec, case: dict[str, Any]) -> int:
    """Whether enough shares of limits are 1 and the others large enough."""
    shares = [case[name] for name in spec["of"]]
    met = sum(share >= 1 for share in shares)
    return YES if met >= spec["met"] and all(share >= 1 or share >= spec["rest"] for share in shares) else NO


def selected(spec: Spec, case: dict[str, Any]) -> int:
    """Whether the rule is about the case."""
    scope, alternatives = spec["scope"], spec["applies_to"]
    if spec["family"] != "school":
        found = YES if scope is None or spec["family"] == "county" else inside(scope, case)
        return min(found, any_of(alternatives, lambda key, test: truth(test, case[key])))
    sections = [{**case, **section} for section in case["sections"]]
    truths = [YES if scope is None else inside(scope, section) for section in sections]

    def holds(key: str, test: Any) -> int:
        if key != "stage":
            return truth(test, case[key])
        return max(
            (min(one, truth(test, each["stage"])) for one, each in zip(truths, sections, strict=True)), default=NO
        )

    found = YES if scope is None else max(truths, default=NO)
    return min(found, any_of(alternatives, holds))


def any_of(alternatives: list[dict[str, Any]], holds: Any) -> int:
    """Whether any alternative holds whole; without one everything does."""
    if not alternatives:
        return YES
    return max(min(int(holds(key, test)) for key, test in each.items()) for each in alternatives)


def inside(scope: dict[str, Any], section: dict[str, Any]) -> int:
    """Whether a section passes all tests of a scope and none of its exceptions."""
    parts = [truth(test, section[key]) for key, test in scope["tests"].items()]
    parts += [2 - min(truth(test, section[key]) for key, test in each.items()) for each in scope["except"]]
    return min(parts)


def truth(test: Any, value: Any) -> int:
    """A test of one value: codes it may be, or comparisons it must keep."""
    if value is None:
        return MAYBE
    if isinstance(test, dict):
        return YES if all(HOLDS[operator](value, limit) for operator, limit in test.items()) else NO
    return YES if value in test else NO


# -- the cases ---------------------------------------------------------------------------------------------------


def cases(new: Spec, old: Spec) -> Any:
    """Every case of whom rules are about that any of the two can tell from another."""
    both = (new, old)
    tests = [(key, test) for spec in both for each in conditions(spec) for key, test in each.items()]
    keys: dict[str, list[Any]] = {}
    for key, test in tests:
        keys.setdefault(key, [])
        keys[key] += list(test.values() if isinstance(test, dict) else test)
    for spec in both:
        if isinstance(spec["limit"], dict):
            key = spec["limit"].get("by", "stage")
            keys.setdefault(key, []).extend(CODES[key])
    if new["family"] in {"county", "school"}:
        keys.setdefault("stage", [])
    if new["family"] == "county":
        keys = {key: named for key, named in keys.items() if key in {"stage", "county"}}
    values = {key: [*codes_of(key, named), None] for key, named in keys.items()}
    if new["family"] == "county":
        values["stage"] = list(CODES["stage"])
    if new["family"] == "school":
        below: dict[str, list[Any]] = {key: values.pop(key) for key in ("stage", "students") if key in values}
        values["sections"] = sections(below)
    names = list(values)
    for found in product(*values.values()):
        yield dict(zip(names, found, strict=True))


def conditions(spec: Spec) -> list[dict[str, Any]]:
    """Every mapping of tests in a rule."""
    scope = spec["scope"]
    return [*([scope["tests"], *scope["except"]] if scope else []), *spec["applies_to"]]


def codes_of(key: str, named: list[Any]) -> list[Any]:
    """The values of one key that are named, and one that is not."""
    if key == "students":
        return points(named)
    found = [code for code in CODES[key] if code in named]
    return [*found, *[code for code in CODES[key] if code not in named][:1]]


def points(limits: list[Fraction]) -> list[Fraction]:
    """Every boundary, a value between any two, and one on each side of all."""
    known = sorted(set(limits))
    between = [(one + other) / 2 for one, other in pairwise(known)]
    return sorted([known[0] - 1, *known, *between, known[-1] + 1])


def sections(below: dict[str, list[Any]]) -> list[list[dict[str, Any]]]:
    """The sections a school may have: of each stage one or none."""
    rest = {key: values for key, values in below.items() if key != "stage"}
    kinds = [dict(zip(rest, found, strict=True)) for found in product(*rest.values())]
    each = [[None, *({"stage": stage, **kind} for kind in kinds)] for stage in (*CODES["stage"], None)]
    return [[section for section in found if section] for found in product(*each)]


def figures(new: Spec, old: Spec) -> dict[str, list[Any]]:
    """What is measured, on and around every limit."""
    both, family = (new, old), new["family"]
    if family == "flags":
        return {flag: ["true", "false", None] for spec in both for flag in spec["flags"]}
    if family == "quota":
        shares = [
            point for point in points([Fraction(0), *(spec["rest"] for spec in both), Fraction(1)]) if 0 <= point <= 1
        ]
        return {name: shares for spec in both for name in spec["of"]}
    if family == "rooms":
        areas = points([spec["given"]["room"] for spec in both])
        per_room = [spec["given"]["per_room"] for spec in both]
        lists = [found for size in range(4) for found in combinations_with_replacement(areas, size)]
        return {
            "value": lists,
            "classes": sorted({n for per in per_room for n in (1, per, per + 1, 2 * per, 2 * per + 1)}),
        }
    if family == "funds":
        pupils = [spec["given"]["pupils"] for spec in both]
        return {"value": points([n * 10 for n in pupils]), "pupils": points(pupils), "base": [Fraction(10)]}
    limits = []
    for spec in both:
        limit = spec["limit"]
        limits += [number for key, number in limit.items() if key != "by"] if isinstance(limit, dict) else [limit]
    return {"value": points(limits)}
