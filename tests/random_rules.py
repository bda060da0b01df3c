"""Random rules as the plain values of ``relation_oracle``, random edits of them, and the rules they stand for."""

from __future__ import annotations

import copy
import datetime as dt
from fractions import Fraction
from random import Random
from typing import Any

from relation_oracle import CODES, Spec

from youzhi_rules.model import (
    Condition,
    Due,
    Formula,
    Given,
    Group,
    Limit,
    Pack,
    Quota,
    Rule,
    Scope,
    Source,
    Test,
    Words,
)

FAMILIES = ("figure",) * 6 + ("school",) * 3 + ("county", "county", "flags", "quota", "quota", "rooms", "funds")
LEVELS = {"county": "county", "school": "school", "rooms": "school", "funds": "section"}
WORDS = Words("名", "A name")
GROUPS = {
    name: Group(zh=name, en=name, decides="plan" if name == "duties" else "recognition", id=name)
    for name in ("main", "other", "duties")
}
RULES = ("teachers", "area", "value", "rooms")


def random_rule(dice: Random) -> Spec:
    """A rule of any family."""
    family = dice.choice(FAMILIES)
    spec: Spec = {
        "family": family,
        "operator": dice.choice(("at_least", "at_least", "at_most", "more_than", "less_than", "equals")),
        "limit": None,
        "scope": random_scope(dice, family) if dice.random() < 0.5 else None,
        "applies_to": random_alternatives(dice, family) if dice.random() < 0.4 else [],
        "strength": dice.choice(("required", "required", "component", "recommended", "target")),
        "due": dice.choice((None, dt.date(2025, 12, 31), dt.date(2026, 6, 30))),
        "group": dice.choice(("main", "main", "other", "duties")),
        "given": {},
    }
    if family in {"figure", "school", "county"}:
        spec["limit"] = random_limit(dice, family)
    elif family == "flags":
        spec |= {
            "flags": ["one", *dice.sample(("two", "three"), dice.randint(0, 2))],
            "wanted": dice.choice(("true", "false")),
        }
    elif family == "quota":
        of = dice.sample(RULES, dice.randint(2, 4))
        spec |= {"of": of, "met": dice.randint(1, len(of)), "rest": random_rest(dice)}
    elif family == "rooms":
        spec |= {
            "given": {"room": Fraction(90), "per_room": 12},
            "operator": "at_least",
            "scope": None,
            "applies_to": [],
        }
    else:
        spec |= {"given": {"pupils": Fraction(100)}, "operator": "at_least"}
    return spec


def edited(dice: Random, old: Spec) -> Spec:
    """A rule with one to three keys changed."""
    new = copy.deepcopy(old)
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3))):
        dice.choice(EDITS[old["family"]])(dice, new)
    if new["strength"] != "target":
        new["due"] = old["due"] if old["strength"] != "target" else new["due"]
    return new


def random_limit(dice: Random, family: str) -> Any:
    """One number, one a stage, or one a kind."""
    number = lambda: Fraction(dice.randint(3, 7), dice.choice((1, 1, 2)))  # noqa: E731 - drawn anew each time
    form = dice.choice(("flat", "stages", "kinds"))
    if form == "flat" or (form == "stages" and family == "school") or (form == "kinds" and family == "county"):
        return number()
    if form == "kinds":
        return {"by": "school_kind"} | {
            kind: number() for kind in dice.sample(CODES["school_kind"], dice.randint(1, 3))
        }
    stages = ("primary", "junior", "senior") if dice.random() < 0.4 or family == "figure" else ("primary", "junior")
    return {stage: number() for stage in stages}


def random_rest(dice: Random) -> Fraction:
    """The share that rules which are not met must reach; 0: there is no floor."""
    return dice.choice((Fraction(0), Fraction(4, 5), Fraction(17, 20), Fraction(9, 10)))


def random_test(dice: Random, family: str) -> tuple[str, Any]:
    """One key with what it must be."""
    key = "county" if family == "county" else dice.choice(("stage", "school_kind", "location", "boarding", "students"))
    if key == "students" and family != "school":
        return key, {dice.choice(("at_least", "more_than", "less_than", "at_most")): Fraction(dice.choice((50, 100)))}
    if key == "students":
        key = "location"
    codes = CODES[key]
    return key, tuple(dice.sample(codes, dice.randint(1, 1 if key == "boarding" else min(4, len(codes)))))


def random_scope(dice: Random, family: str) -> dict[str, Any]:
    """A scope, like those of packs: some stages, and exceptions."""
    tests = {"stage": dice.choice((("primary", "junior"), ("primary",), ("junior", "primary"), CODES["stage"]))}
    return {"tests": tests, "except": [random_exception(dice, family) for _ in range(dice.randint(0, 2))]}


def random_exception(dice: Random, family: str) -> dict[str, Any]:
    """Who is left out of a scope; of schools, which have several sections, with few figures to keep the cases few."""
    key, test = random_test(dice, "")
    if key == "students" and family == "school":
        test = {"less_than": Fraction(50)} if dice.random() < 0.3 else ("rural",)
        key = "students" if isinstance(test, dict) else "location"
    return {key: test}


def random_alternatives(dice: Random, family: str) -> list[dict[str, Any]]:
    """Conditions of which any must hold."""
    return [dict(random_test(dice, family) for _ in range(dice.randint(1, 2))) for _ in range(dice.randint(1, 2))]


# -- edits -------------------------------------------------------------------------------------------------------


def _number(dice: Random, spec: Spec) -> None:
    step = dice.choice((Fraction(-1), Fraction(-1, 2), Fraction(1, 2), Fraction(1)))
    limit = spec["limit"]
    if not isinstance(limit, dict):
        spec["limit"] = limit + step
        return
    for key in dice.sample([key for key in limit if key != "by"], dice.randint(1, len(limit) - ("by" in limit))):
        limit[key] += step


def _form(dice: Random, spec: Spec) -> None:
    limit = spec["limit"]
    if isinstance(limit, dict) and "by" in limit:
        kinds = [key for key in limit if key != "by"]
        if len(kinds) > 1 and dice.random() < 0.5:
            del limit[dice.choice(kinds)]
        else:
            limit[dice.choice(CODES["school_kind"])] = limit[kinds[0]]
    elif isinstance(limit, dict):
        if spec["family"] == "county" and len(limit) > 1 and dice.random() < 0.5:
            del limit[dice.choice(list(limit))]
        else:
            spec["limit"] = limit[next(iter(limit))]
    elif spec["family"] != "school":
        spec["limit"] = dict.fromkeys(dice.choice((CODES["stage"], CODES["stage"][:2]))[:3], limit)
        if spec["family"] == "figure":
            spec["limit"] = dict.fromkeys(CODES["stage"], limit)


def _operator(dice: Random, spec: Spec) -> None:
    spec["operator"] = dice.choice(("at_least", "at_most", "more_than", "less_than", "equals"))


def _strength(dice: Random, spec: Spec) -> None:
    spec["strength"] = dice.choice(("required", "component", "recommended", "target"))


def _due(dice: Random, spec: Spec) -> None:
    spec["due"] = dice.choice((None, dt.date(2025, 12, 31), dt.date(2026, 6, 30)))


def _group(dice: Random, spec: Spec) -> None:
    spec["group"] = dice.choice(tuple(GROUPS))


def _scope(dice: Random, spec: Spec) -> None:
    scope = spec["scope"]
    if scope is None:
        spec["scope"] = random_scope(dice, spec["family"])
    elif dice.random() < 0.3:
        scope["tests"]["stage"] = dice.choice(
            (("primary", "junior"), ("primary",), ("junior", "primary"), CODES["stage"])
        )
    elif scope["except"] and dice.random() < 0.5:
        scope["except"].pop()
    elif dice.random() < 0.8:
        scope["except"].append(random_exception(dice, spec["family"]))
    else:
        spec["scope"] = None


def _applies(dice: Random, spec: Spec) -> None:
    alternatives = spec["applies_to"]
    if not alternatives:
        spec["applies_to"] = random_alternatives(dice, spec["family"])
    elif dice.random() < 0.4:
        alternatives.append(dict([random_test(dice, spec["family"])]))
    elif dice.random() < 0.5:
        key, test = random_test(dice, spec["family"])
        dice.choice(alternatives)[key] = test
    else:
        alternatives.pop(dice.randrange(len(alternatives)))


def _flags(dice: Random, spec: Spec) -> None:
    known = ("one", "two", "three")
    spec["flags"] = dice.sample(known, dice.randint(1, 3))


def _quota(dice: Random, spec: Spec) -> None:
    part = dice.choice(("of", "met", "rest"))
    if part == "of":
        spec["of"] = dice.sample(RULES, dice.randint(2, 4))
        spec["met"] = min(spec["met"], len(spec["of"]))
    elif part == "met":
        spec["met"] = dice.randint(1, len(spec["of"]))
    else:
        spec["rest"] = random_rest(dice)


def _given(dice: Random, spec: Spec) -> None:
    name = dice.choice(tuple(spec["given"]))
    spec["given"][name] += dice.choice((-5, -1, 1, 5))


WEIGHT = (_strength, _strength, _due, _group)
WHOM = (_scope, _scope, _applies, _applies)
EDITS = {
    "figure": (_number, _number, _number, _form, _operator, *WHOM, *WEIGHT),
    "school": (_number, _number, _form, _operator, *WHOM, *WHOM, *WEIGHT),
    "county": (_number, _number, _form, _operator, _applies, _scope, *WEIGHT),
    "flags": (_flags, _flags, _flags, *WHOM, *WEIGHT),
    "quota": (_quota, _quota, _quota, _quota, _applies, *WEIGHT),
    "rooms": (_given, _given, _given, *WEIGHT),
    "funds": (_given, _given, _given, *WHOM, *WEIGHT),
}


# -- as rules of the library -------------------------------------------------------------------------------------


def built(spec: Spec) -> tuple[Rule, Pack]:
    """The rule, and a pack with its scope and the groups."""
    family = spec["family"]
    asked: dict[str, Any] = {}
    if family in {"figure", "school", "county"}:
        asked = {
            "measure": Formula("pupils"),
            spec["operator"]: _limit(spec["limit"]),
            "by": "stage" if family == "county" else None,
        }
    elif family == "flags":
        asked = {"attested" if spec["wanted"] == "true" else "forbids": tuple(spec["flags"])}
    elif family == "quota":
        asked = {"quota": Quota(of=tuple(spec["of"]), met=Fraction(spec["met"]), rest_at_least=spec["rest"] or None)}
    elif family == "rooms":
        asked = {
            "measure": Formula("count(music_room_areas >= room)"),
            "at_least": Limit(formula=Formula("ceil(school.classes / per_room)")),
        }
    else:
        asked = {
            "measure": Formula("funds"),
            "at_least": Limit(formula=Formula("pupils * base")),
            "when": Formula("rest_of_pupils < pupils"),
        }
    rule = Rule(
        title=WORDS,
        group=spec["group"],
        level=LEVELS.get(family, "section"),
        scope="here" if spec["scope"] else None,
        applies_to=Condition(tuple(map(_tests, spec["applies_to"]))) if spec["applies_to"] else None,
        strength=spec["strength"],
        due=Due(spec["due"], spec["due"].isoformat()) if spec["due"] else None,
        given={name: Given(value=Fraction(value), unit="个", clause="1") for name, value in spec["given"].items()},
        unit="人" if "measure" in asked else None,
        clause="1",
        id="rule",
        **asked,
    )
    scopes = {}
    if spec["scope"]:
        scopes["here"] = Scope(_tests(spec["scope"]["tests"]), tuple(map(_tests, spec["scope"]["except"])))
    source = Source(issuer="某局")
    return rule, Pack(
        format="youzhi-pack/1", id="p", version="1.0.0", title=WORDS, source=source, groups=GROUPS, scopes=scopes
    )


def _tests(mapping: dict[str, Any]) -> tuple[Test, ...]:
    return tuple(
        Test(key, comparisons=tuple(test.items())) if isinstance(test, dict) else Test(key, tuple(test))
        for key, test in mapping.items()
    )


def _limit(limit: Any) -> Limit:
    if not isinstance(limit, dict):
        return Limit(limit)
    if "by" in limit:
        return Limit(by=limit["by"], cases=tuple((key, number) for key, number in limit.items() if key != "by"))
    return Limit(stages=limit)
