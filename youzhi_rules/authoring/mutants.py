"""The mutants of a pack: every small change of what the pack itself says that a status can show.

Only what the pack wrote is changed: its own rules and tasks, what it changed of its parent's, its own scopes, split and
reliefs. A change that no status could show is not made; ``docs/pack-tests.md`` says which these are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from ..model import OPERATORS, Rule
from ..pack_facts import facts_of, flag_of
from ..plan import rules_of
from .condition_changes import changed_scopes
from .last_place import Spellings
from .limit_changes import changed_number
from .resolved import WORDS
from .rule_changes import changed_rules
from .site import Site

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from fractions import Fraction

    from ..dictionary import Facts
    from ..errors import Fault
    from ..model import Pack, Scope, Split

__all__ = ["Mutant", "mutants_of"]

_KEYS = frozenset(
    {
        "scope", "applies_to", "when", "strength", "due", "given", "measure", "graded", "quota", "dispersion",
        "attested", "forbids", *OPERATORS,
    }
)  # fmt: skip


@frozen
class Mutant:
    """A pack with one small change.

    Attributes:
        fault: what was changed and where, in both languages, and what test would notice.
        pack: the changed pack.
        rules: the ids of the rules whose outcomes the change can touch by itself; None: those of all rules.
        removed: whether the rule itself is gone.
    """

    fault: Fault
    pack: Pack
    rules: frozenset[str] | None
    removed: bool = False


def mutants_of(pack: Pack) -> Iterator[Mutant]:
    """Every mutant of a pack, in the order of its rules, then of its scopes and its split.

    Args:
        pack: a loaded pack.

    Example:
        >>> from youzhi_rules import load_pack
        >>> said = [mutant.fault.say("en") for mutant in mutants_of(load_pack("national-2017"))]
        >>> said[1], said[2]
        ('4.2 → 4.1: no test notices', '4.2 → 4.3: no test notices')
    """
    facts, _ = facts_of(pack)
    spellings = Spellings.of(pack)
    for rule in rules_of(pack).values():
        if rule.pack == pack.id:
            yield from _of_rule(pack, rule, facts, spellings)
    for name, scope in pack.scopes.items():
        if scope.place.file == spellings.name:
            yield from _of_scope(pack, name, scope, Site(f"scopes.{name}", scope.place, spellings, {}))
    if pack.split is not None:
        for fault, split in _changed_splits(pack.split, spellings):
            yield Mutant(fault, evolve(pack, split=split), None)


# -- rules ---------------------------------------------------------------------------------------------------------


def _of_rule(pack: Pack, rule: Rule, facts: Facts, spellings: Spellings) -> Iterator[Mutant]:
    section = "tasks" if rule.id in pack.tasks else "rules"
    site = Site(f"{section}.{rule.id}", rule.place, spellings, rule.places)
    touched = frozenset({rule.id})
    last = rule.chain[-1]
    amended = last.relation != "defines" and last.pack == pack.id
    former = rule.chain[-2].rule if amended else None
    if former is None:
        yield Mutant(site.fault("mutant-rule", rule=rule.id), _without_rule(pack, rule), touched, removed=True)
    elif not set(last.changed) <= set(WORDS):  # else it asks the same, and only says what comes of it by the split
        yield Mutant(site.fault("mutant-amendment", rule=rule.id), _with_rule(pack, former), touched)
    wrote: Collection[str] = last.changed if amended else _KEYS
    for fault, changed in changed_rules(rule, site, facts, wrote, pack):
        yield Mutant(fault, _with_rule(pack, changed), touched)


def _with_rule(pack: Pack, rule: Rule) -> Pack:
    """The pack with a rule in place of the one, or the task, of its id."""
    rules = {**pack.rules, rule.id: rule}
    task = pack.tasks.get(rule.id)
    if task is None:
        return evolve(pack, rules=rules)
    tasks = {name: each for name, each in pack.tasks.items() if name != rule.id}
    # The flag of a task is known by its own facts, or else it comes and goes with the task.
    flags = {} if task.id in _facts_without(pack, task.id) else {task.id: flag_of(task)}
    return evolve(pack, rules=rules, tasks=tasks, facts={**pack.facts, **flags})


def _facts_without(pack: Pack, task: str) -> Collection[str]:
    """The facts that a pack knows without one of its tasks."""
    others = {name: each for name, each in pack.tasks.items() if name != task}
    return set(facts_of(evolve(pack, tasks=others))[0])


def _without_rule(pack: Pack, rule: Rule) -> Pack:
    return evolve(
        pack,
        rules={name: each for name, each in pack.rules.items() if name != rule.id},
        tasks={name: each for name, each in pack.tasks.items() if name != rule.id},
    )


# -- what several rules share --------------------------------------------------------------------------------------


def _of_scope(pack: Pack, name: str, scope: Scope, site: Site) -> Iterator[Mutant]:
    users = frozenset(rule.id for rule in rules_of(pack).values() if rule.scope == name)
    for fault, changed in changed_scopes(scope, site):
        yield Mutant(fault, evolve(pack, scopes={**pack.scopes, name: changed}), users)


def _changed_splits(split: Split, spellings: Spellings) -> Iterator[tuple[Fault, Split]]:
    """What the pack itself says of mixed schools: the weights, or the facts that it joined to its parent's."""
    for joined in split.joined:
        if joined.place.file == spellings.name:
            for name in joined.of:
                left = tuple(each for each in split.of if each != name)
                site = Site("split", joined.place, spellings, joined.places)
                yield site.under("of").fault("mutant-component", part=name), evolve(split, of=left)
    if split.place.file == spellings.name:
        yield from _changed_weights(split, Site("split", split.place, spellings, {}))


def _changed_weights(split: Split, site: Site) -> Iterator[tuple[Fault, Split]]:
    for name in split.of if len(split.of) > 1 else ():
        left = tuple(each for each in split.of if each != name)
        yield site.under("of").fault("mutant-component", part=name), evolve(split, of=left)
    for kind, weights in split.by_pupils.items():
        here = site.under("by_pupils").under(kind)
        others: Mapping[str, Mapping[str, Fraction]] = {
            each: found for each, found in split.by_pupils.items() if each != kind
        }
        if others:
            yield here.fault("mutant-component", part=kind), evolve(split, by_pupils=others)
        for stage, weight in weights.items():
            for fault, moved in changed_number(weight, here.under(stage)):
                changed = {**split.by_pupils, kind: {**weights, stage: moved}}
                yield fault, evolve(split, by_pupils=changed)
