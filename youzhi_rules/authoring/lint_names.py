"""Lint: names. Ids that are easily taken for one another, and what has a name and is used by nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..dictionary import shipped_facts
from ..errors import Fault
from ..grammar import FormulaFault, parse, refs
from ..model import OPERATORS, STAGES
from ..plan import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..model import Condition, Fact, Formula, Limit, Pack, Relief, Rule, Scope
    from .draft import Draft

__all__ = ["lookalike_faults", "unused_faults"]

_SHORTEST = 5
"""Of shorter ids a letter more or less makes another word."""
_TWINS = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"))


def lookalike_faults(draft: Draft) -> Iterator[Fault]:
    """Ids of the file that differ so little from another of their kind that one is likely a slip."""
    written, parent = draft.written, draft.parent
    if written is None:
        return
    flags = set(written.tasks)
    kinds: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        ("groups", written.groups, parent.groups if parent else ()),
        ("scopes", written.scopes, parent.scopes if parent else ()),
        ("facts", written.facts, [*shipped_facts(), *(parent.facts if parent else ())]),
        ("rules", draft.rules, rules_of(parent) if parent else ()),
    )
    for section, own, others in kinds:
        for name, other in _alike(own, others):
            path = f"tasks.{name}" if section == "rules" and name in flags else f"{section}.{name}"
            yield Fault("lint-id-lookalike", {"id": name, "other": other}, draft.at(path), path)


def _alike(own: Iterable[str], others: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each of our names with the first before it that looks like it."""
    seen: dict[str, list[str]] = {}
    mine = list(own)
    for name in [*(other for other in others if other not in set(mine)), *mine]:
        forms = {_folded(name), *(name[:i] + name[i + 1 :] for i in range(len(name)))} | {name}
        known = [other for form in sorted(forms) for other in seen.get(form, ()) if _confusable(name, other)]
        if name in mine and known:
            yield name, known[0]
        for form in forms:
            seen.setdefault(form, []).append(name)


def _folded(name: str) -> str:
    """A name without what the eye passes over: joiners, plurals, letters that look like others."""
    for twin, plain in _TWINS:
        name = name.replace(twin, plain)
    return "".join(_singular(word) for word in name.split("_"))


def _singular(word: str) -> str:
    """A word without the ends of a plural; of a singular that ends alike, what its plural would leave."""
    return (word.removesuffix("es") if word.endswith(("ses", "xes", "ches", "shes")) else word).removesuffix("s")


def _confusable(one: str, other: str) -> bool:
    """Whether two names are one slip of a finger apart, or look the same; a number apart is a series."""
    if re.sub("[0-9]+", "", one) == re.sub("[0-9]+", "", other):
        return False
    if _folded(one) == _folded(other):
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST or len(long) - len(short) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[:start] + short[start : start + 2][::-1] + short[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or swapped == long


# -- what is used ------------------------------------------------------------------------------------------------


def unused_faults(draft: Draft) -> Iterator[Fault]:
    """Groups, scopes, facts and constants of the file that no rule uses, and components that no quota counts."""
    written, pack = draft.written, draft.pack
    if written is None or pack is None:
        return
    rules = rules_of(pack)
    groups = {rule.group for rule in rules.values()}
    scopes = {rule.scope for rule in rules.values()}
    facts = _used_facts(pack, rules)
    for section, used in (("groups", groups), ("scopes", scopes), ("facts", facts)):
        for name in getattr(written, section):
            if name not in used:
                path = f"{section}.{name}"
                yield Fault("lint-unused", {"kind": _KINDS[section], "name": name}, draft.at(path), path)
    counted = {name for rule in rules.values() if rule.quota for name in rule.quota.of}
    counted |= {name for rule in rules.values() if rule.dispersion for name in rule.dispersion.of}
    for name, rule in draft.rules.items():
        if rule.strength == "component" and name not in counted:
            path = f"{draft.path_of(name)}.strength"
            yield Fault("lint-component-uncounted", {"rule": name}, draft.at(path), path)
        used = {ref for formula in _formulas(rule) for ref in _names(formula)}
        for given in rule.given:
            if given not in used:
                path = f"rules.{name}.given.{given}"
                yield Fault("lint-unused", {"kind": _KINDS["given"], "name": given}, draft.at(path), path)


_KINDS = {
    "groups": ("部分", "group"),
    "scopes": ("范围", "scope"),
    "facts": ("数据项", "fact"),
    "given": ("常数", "given"),
}


def _used_facts(pack: Pack, rules: Mapping[str, Rule]) -> set[str]:
    names: set[str] = set(pack.split.of) if pack.split else set()
    for rule in rules.values():
        names.update(rule.attested, rule.forbids, (rule.veto,) if rule.veto else ())
        names.update((rule.dispersion.weight,) if rule.dispersion else ())
        names.update(name for formula in _formulas(rule) for name in _names(formula))
        names.update(_keys(rule.applies_to), *(_keys(relief.applies_to) for relief in rule.relief.values()))
        names.update(limit.by for limit in _limits(rule) if limit.by)
    for scope in pack.scopes.values():
        names.update(_scope_keys(scope))
    found: set[str] = set()
    waiting = {_fact_of(name, pack.facts) for name in names}
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        fact = pack.facts.get(name)
        if fact is not None:
            used = {_fact_of(ref, pack.facts) for formula in fact.derive for ref in _names(formula)}
            waiting |= used | ({fact.at_most} if fact.at_most else set())
    # A fact that only says of which other it is a part is there to be checked against it.
    return found | {fact.id for fact in pack.facts.values() if fact.at_most in found}


def _fact_of(name: str, facts: Mapping[str, Fact]) -> str:
    """The fact a name means, with a stage at its end or without."""
    stem, _, stage = name.rpartition("_")
    return stem if name not in facts and stage in STAGES else name


def _formulas(rule: Rule) -> list[Formula]:
    parts: tuple[Rule | Relief, ...] = (rule, *rule.relief.values())
    found = [rule.graded, *(formula for part in parts for formula in (part.measure, part.when))]
    found += [] if rule.graded else [limit.formula for limit in _limits(rule)]
    return [formula for formula in found if formula is not None]


def _limits(rule: Rule) -> list[Limit]:
    parts: tuple[Rule | Relief, ...] = (rule, *rule.relief.values())
    found = [getattr(part, operator) for part in parts for operator in OPERATORS]
    return [limit for limit in found if limit is not None]


def _names(formula: Formula) -> set[str]:
    try:
        return {ref.name for ref in refs(parse(formula))}
    except FormulaFault:
        return set()


def _keys(condition: Condition | None) -> set[str]:
    return {test.key for tests in condition.any_of for test in tests} if condition else set()


def _scope_keys(scope: Scope) -> set[str]:
    return {test.key for tests in (scope.tests, *scope.exceptions) for test in tests}
