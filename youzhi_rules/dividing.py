"""The split of a pack made one with its parent's: which facts join it, and which rules of the parent that would change.

A fact that joins is divided by the weights of the parent. Other weights cannot be written: what they take from one
stage they give to another, so that they neither tighten nor loosen a rule, and each rule over a divided fact would be
another one without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from .errors import Fault
from .grammar import FormulaFault, parse, refs
from .model import OPERATORS, STAGES, Joined
from .reading import weights_missing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from .dictionary import Facts
    from .model import Condition, Formula, Limit, Pack, Relief, Rule, Split

__all__ = ["Dividing", "divided", "facts_read", "silently_divided"]


@frozen
class Dividing:
    """A split with what it takes over.

    Attributes:
        split: the split of the resolved pack.
        new: the facts that are divided from this pack on.
        faults: what is wrong between the two.
    """

    split: Split | None
    new: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()


def divided(pack: Pack, parent: Pack) -> Dividing:
    """The split of a pack on its parent's.

    Args:
        pack: the pack as it was read.
        parent: the resolved parent.
    """
    own, its = pack.split, parent.split
    if own is None:
        return Dividing(its)
    if its is None:
        return Dividing(own, frozenset(own.of), () if own.by_pupils else (weights_missing(own),))
    faults = []
    there = {"there": str(its.place), "parent": parent.id}
    if own.by_pupils:
        place = own.places.get("by_pupils", own.place)
        faults.append(Fault("split-weights-inherited", there, place, "split.by_pupils"))
    for index, name in enumerate(own.of):
        if name in its.of:
            place = own.places.get(f"of.{index}", own.place)
            faults.append(Fault("split-joined-already", {"name": name, **there}, place, "split.of"))
    new = tuple(name for name in own.of if name not in its.of)
    said = Joined(pack=pack.id, of=new, clause=own.clause, seen_in=own.seen_in, place=own.place, places=own.places)
    joined = evolve(its, of=(*its.of, *new), joined=(*its.joined, said)) if new else its
    return Dividing(joined, frozenset(new), tuple(faults))


def silently_divided(
    own: Split, new: Collection[str], rules: Mapping[str, Rule], parent: Pack, facts: Facts
) -> Iterator[Fault]:
    """The faults of facts that join the split though rules of the parent read them, and nothing says so of these.

    Args:
        own: the split as the pack wrote it.
        new: the facts that are divided from this pack on.
        rules: the rules of the parent that the pack takes over unchanged.
        parent: the parent.
        facts: the dictionary with the facts of both.
    """
    for index, name in enumerate(own.of):
        changed = [rule for rule, each in rules.items() if name in new and name in facts_read(each, parent, facts)]
        if changed:
            params = {"name": name, "rules": ", ".join(changed), "parent": parent.id}
            yield Fault("split-changes-rules", params, own.places.get(f"of.{index}", own.place), "split.of")


def facts_read(rule: Rule, pack: Pack, facts: Mapping[str, object]) -> frozenset[str]:
    """The names a rule reads its numbers by, and those they are derived from.

    Args:
        rule: the rule.
        pack: the pack in which it stands, for its scope.
        facts: the dictionary.

    Example:
        >>> import youzhi_rules as yz
        >>> pack = yz.load_pack("national-2017")
        >>> sorted(facts_read(pack.rules["teaching_area"], pack, yz.facts()))
        ['indoor_sports_area', 'school_kind', 'stage', 'students', 'teaching_area', 'teaching_area_gross']
    """
    names = {name for formula in _formulas(rule) for name in _names(formula)}
    names |= {rule.dispersion.weight} if rule.dispersion is not None else set()
    names |= _tested(rule.applies_to).union(*(_tested(relief.applies_to) for relief in rule.relief.values()))
    scope = pack.scopes.get(rule.scope or "")
    if scope is not None:
        names |= {test.key for tests in (scope.tests, *scope.exceptions) for test in tests}
    found: set[str] = set()
    waiting = sorted(names)
    while waiting:
        name = waiting.pop()
        stem, _, stage = name.rpartition("_")
        name = stem if name not in facts and stage in STAGES else name
        if name not in found:
            found.add(name)
            derived = getattr(facts.get(name), "derive", ())
            waiting += [ref for formula in derived for ref in _names(formula)]
    return frozenset(found)


def _formulas(rule: Rule) -> Iterator[Formula]:
    parts: tuple[Rule | Relief, ...] = (rule, *rule.relief.values())
    for part in parts:
        limits: list[Limit | None] = [getattr(part, operator) for operator in OPERATORS]
        found = (part.measure, part.when, *(limit.formula for limit in limits if limit is not None))
        yield from (formula for formula in found if formula is not None)


def _names(formula: Formula) -> set[str]:
    try:
        return {ref.name for ref in refs(parse(formula))}
    except FormulaFault:
        return set()


def _tested(condition: Condition | None) -> set[str]:
    return {test.key for tests in condition.any_of for test in tests} if condition is not None else set()
