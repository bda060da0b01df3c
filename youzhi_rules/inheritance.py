"""A pack and its parent made one, with every change checked against what the pack says of it.

A pack takes over all that its parent has. What it changes it must name, with the ``relation`` of the new rule to the
old one; ``relations`` decides whether that is true. Each rule keeps its chain: which pack said what of it, and where.
"""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING, cast

from attrs import evolve

from .constructs import CONSTRUCTS, WITH_OPERATOR, rule_faults
from .dividing import divided, facts_read, silently_divided
from .errors import Fault, Place, near
from .model import OPERATORS, Ancestor, Link, Rule
from .orders import INCOMPARABLE
from .pack_facts import flag_of
from .plan import rules_of
from .relations import Comparison, compare_rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .dictionary import Facts
    from .model import Amendment, Pack, Restated, Task

__all__ = ["FAULTS", "inherit", "orphaned"]

FAULTS = frozenset(
    {
        "relation-without-parent", "relation-missing", "relation-rule-unknown", "relation-not-so", "relation-no-change",
        "relation-authority-missing", "relation-reason-missing", "relation-removes-more", "restates-changed",
        "restates-unknown", "restates-twice", "inherited-redefined", "extends-cycle", "extends-faulty",
        "extends-unknown", "split-weights-inherited", "split-joined-already", "split-changes-rules",
    }
)  # fmt: skip
"""The codes of what can be wrong between a pack and its parent."""

_WORDS = frozenset({"relation", "authority", "reason", "clause", "seen_in", "note", "conflicts_with", "title"})
"""The keys of a rule that change nothing of what it asks."""
_TESTED = frozenset({*CONSTRUCTS, *OPERATORS})


def orphaned(pack: Pack) -> tuple[Pack, list[Fault]]:
    """A pack without a parent: each of its rules begins its own chain. To change or restate anything it needs one."""
    faults = [
        Fault("relation-without-parent", {"rule": name}, amendment.place, f"rules.{name}.relation")
        for name, amendment in pack.amendments.items()
    ]
    faults += [
        Fault("relation-without-parent", {"rule": name}, restated.place, f"restates.{name}")
        for name, restated in pack.restates.items()
    ]
    return evolve(pack, tasks=_grouped(pack, pack), amendments={}), faults


def inherit(pack: Pack, parent: Pack, facts: Facts) -> tuple[Pack, list[Fault]]:
    """A pack with all it takes over from its parent, and every fault between the two.

    Args:
        pack: the pack as it was read.
        parent: the resolved parent.
        facts: the dictionary with the facts of both.

    Returns:
        The resolved pack: no amendments left, rules in the order of the parent's with new ones after them. Where
        there are faults it holds what could be made of them.
    """
    composing = _Composing(pack, parent, facts)
    return composing.resolved(), composing.faults


def _grouped(pack: Pack, groups: Pack) -> dict[str, Task]:
    """The tasks of a pack, each with its group: left out, it is the only one that decides the plan.

    Packs below add groups for tasks of their own; so it is settled where a task is written.
    """
    plans = [name for name, group in groups.groups.items() if group.decides == "plan"]
    only = plans[0] if len(plans) == 1 else None
    return {
        name: evolve(task, group=only) if only is not None and not task.group else task
        for name, task in pack.tasks.items()
    }


class _Composing:
    def __init__(self, pack: Pack, parent: Pack, facts: Facts) -> None:
        self.pack = pack
        self.parent = parent
        self.facts = facts
        self.faults: list[Fault] = []
        self.inherited = rules_of(parent)
        self.dividing = divided(pack, parent)
        self.faults += self.dividing.faults
        self.mixed = self._mixed()

    def fault(self, code: str, place: Place, key: str, **params: object) -> None:
        self.faults.append(Fault(code, params, place, key))

    def _mixed(self) -> Pack:
        """The pack with what surrounds its rules, so that they can be compared: groups, scopes, facts, the split."""
        pack, parent = self.pack, self.parent
        for section in ("groups", "scopes", "facts"):
            mine, its = getattr(pack, section), getattr(parent, section)
            for name in mine:
                if name in its:
                    self.redefined(section, name, getattr(mine[name], "place", Place()), its[name])
        return evolve(
            pack,
            groups={**parent.groups, **pack.groups},
            scopes={**parent.scopes, **pack.scopes},
            facts={**parent.facts, **pack.facts},
            split=self.dividing.split,
        )

    def redefined(self, section: str, name: str, place: Place, old: object) -> None:
        """A fault of something that the parent has under this name and that no relation can change."""
        there = getattr(old, "place", None) or Place(f"{self.parent.id}/pack.yaml")
        params = {"section": section, "name": name, "there": str(there), "parent": self.parent.id}
        self.fault("inherited-redefined", place, f"{section}.{name}", **params)

    # -- the whole -----------------------------------------------------------------------------------------------

    def resolved(self) -> Pack:
        """The pack, resolved."""
        pack, parent = self.pack, self.parent
        for name in (*pack.rules, *pack.tasks):
            if name in self.inherited:
                section = "rules" if name in pack.rules else "tasks"
                self.unrelated(section, name, (pack.rules.get(name) or pack.tasks[name]).place)
        changed, removed = self.amended()
        if pack.split is not None and self.dividing.new:
            kept = {name: rule for name, rule in self.inherited.items() if name not in {**changed, **removed}}
            self.faults += silently_divided(pack.split, self.dividing.new, kept, parent, self.facts)
        tasks = {name: task for name, task in parent.tasks.items() if name not in {**changed, **removed}}
        rules = {name: rule for name, rule in self.inherited.items() if name not in {**tasks, **removed}}
        rules.update(changed)
        for name, restated in pack.restates.items():
            self.restate(name, restated, rules, tasks)
        rules.update({name: rule for name, rule in pack.rules.items() if name not in self.inherited})
        grouping = pack if any(group.decides == "plan" for group in pack.groups.values()) else parent
        own = {name: task for name, task in _grouped(pack, grouping).items() if name not in self.inherited}
        ancestor = Ancestor(parent.id, parent.version, parent.title, parent.source, parent.state)
        # A task that is changed is a rule from here on, about a flag that no task stands for any more.
        flags = {
            name: flag_of(parent.tasks[name])
            for name, rule in changed.items()
            if name in parent.tasks and name in rule.attested and name not in self.facts
        }
        gone = {**parent.removed, **removed}
        return evolve(
            self.mixed,
            facts={**self.mixed.facts, **flags},
            rules=rules,
            tasks={**tasks, **own},
            amendments={},
            removed={name: link for name, link in gone.items() if name not in {**rules, **own}},
            lineage=(*parent.lineage, ancestor),
        )

    def unrelated(self, section: str, name: str, place: Place) -> None:
        """A fault of a rule that the parent has too and that does not say how it relates to it."""
        there = self.inherited[name].place
        self.fault("relation-missing", place, f"{section}.{name}", rule=name, there=str(there), parent=self.parent.id)

    def restate(self, name: str, restated: Restated, rules: dict[str, Rule], tasks: dict[str, Task]) -> None:
        """Note in the chain of a rule that this pack's source repeats it."""
        key = f"restates.{name}"
        if name in self.pack.amendments:
            there = self.pack.amendments[name].place
            self.fault("restates-twice", restated.place, key, rule=name, there=str(there))
        elif name not in self.inherited:
            close = near(name, self.inherited)
            self.fault("restates-unknown", restated.place, key, rule=name, near=close, parent=self.parent.id)
        elif name in rules or name in tasks:
            link = Link(
                pack=self.pack.id,
                relation="restates",
                clause=restated.clause,
                seen_in=restated.seen_in,
                note=restated.note,
                conflicts_with=restated.conflicts_with,
                place=restated.place,
                rule=self.inherited[name],
            )
            links = (*self.inherited[name].chain, link)
            if name in rules:
                rules[name] = evolve(rules[name], links=links)
            else:
                tasks[name] = evolve(tasks[name], links=links)

    # -- amendments ----------------------------------------------------------------------------------------------

    def amended(self) -> tuple[dict[str, Rule], dict[str, Link]]:
        """The rules of the parent that are changed, and those that are removed."""
        changed: dict[str, Rule] = {}
        removed: dict[str, Link] = {}
        for name, amendment in self.pack.amendments.items():
            old = self.inherited.get(name)
            if old is None:
                params = {"rule": name, "near": near(name, self.inherited), "parent": self.parent.id}
                self.faults.append(Fault("relation-rule-unknown", params, amendment.place, f"rules.{name}"))
            elif amendment.written["relation"] == "removes":
                removed[name] = self.removal(amendment, old)
            else:
                changed[name] = self.change(amendment, old)
        return changed, removed

    def at(self, amendment: Amendment, word: str) -> tuple[Place, str]:
        """Where a key of an amendment stands, and its path."""
        return amendment.places.get(word, amendment.place), f"rules.{amendment.id}.{word}"

    def removal(self, amendment: Amendment, old: Rule) -> Link:
        """The end of a rule."""
        written = amendment.written
        more = [name for name in written if name not in _WORDS]
        if more:
            place, key = self.at(amendment, more[0])
            self.fault("relation-removes-more", place, key, rule=amendment.id, keys=", ".join(more))
        self.due_words(amendment, "removes")
        return _link(amendment, "removes", tuple(written), old)

    def change(self, amendment: Amendment, old: Rule) -> Rule:
        """The changed rule, with a fault where its relation to the old one is not the one that is written."""
        written: Mapping[str, Any] = amendment.written
        relation = str(written["relation"])
        new = _merged(amendment, old)
        self.due_words(amendment, relation)
        if misfits := _misfits(amendment, new):
            self.faults += misfits
            return evolve(old, links=(*old.chain, _link(amendment, relation, (), old)))
        found = compare_rules(new, old, self.mixed, self.parent, self.facts)
        if self.dividing.new and self.dividing.new & facts_read(old, self.parent, self.facts):
            found = Comparison(INCOMPARABLE, (*found.parts, ("split", INCOMPARABLE)))
        if found.relation != relation:
            self.untrue(amendment, old, relation, found)
        said = tuple(name for name in written if name != "relation")
        link = _link(amendment, relation, said, new)
        decided = old.pack if relation == "restates" else amendment.pack
        return evolve(new, links=(*old.chain, link), pack=decided)

    def untrue(self, amendment: Amendment, old: Rule, relation: str, found: Comparison) -> None:
        """A fault of a relation that does not hold, with the keys that are in its way and both places."""
        wrong = [name for name, order in found.parts if order.relation not in {relation, "restates"}]
        keys = wrong or [name for name, _ in found.parts]
        first = keys[0] if keys else "relation"
        place, key = self.at(amendment, first)
        own = old.bound[0] if old.bound is not None and first in OPERATORS else first
        there = old.places.get(own, old.place)
        params = {
            "rule": amendment.id,
            "relation": relation,
            "found": found.relation,
            "keys": ", ".join(keys) or "—",
            "there": str(there),
        }
        code = "relation-not-so"
        if found.relation == "restates":
            code = "relation-no-change"
        elif relation == "restates":
            code = "restates-changed"
        self.fault(code, place, key, **params)

    def due_words(self, amendment: Amendment, relation: str) -> None:
        """A fault where a relation lacks what it needs: an authority to loosen, a reason to replace or remove."""
        if relation == "loosens" and "authority" not in amendment.written:
            place, key = self.at(amendment, "relation")
            self.fault("relation-authority-missing", place, key, rule=amendment.id)
        if relation in {"replaces", "removes"} and "reason" not in amendment.written:
            place, key = self.at(amendment, "relation")
            self.fault("relation-reason-missing", place, key, rule=amendment.id, relation=relation)


def _link(amendment: Amendment, relation: str, changed: tuple[str, ...], rule: Rule) -> Link:
    written: Mapping[str, Any] = amendment.written
    return Link(
        pack=amendment.pack,
        relation=relation,
        clause=written.get("clause"),
        seen_in=written.get("seen_in"),
        changed=changed,
        reason=written.get("reason"),
        authority=written.get("authority"),
        note=written.get("note"),
        conflicts_with=written.get("conflicts_with", ()),
        place=amendment.place,
        rule=rule,
    )


def _misfits(amendment: Amendment, new: Rule) -> list[Fault]:
    """What does not fit together in a changed rule, such as a limit for what is attested."""
    written = [name for name in (*CONSTRUCTS, *OPERATORS, "unit") if getattr(new, name)]
    places = {name: amendment.places.get(name, amendment.place) for name in written}
    return rule_faults(written, places, f"rules.{amendment.id}", amendment.place)


def _merged(amendment: Amendment, old: Rule) -> Rule:
    """The old rule with what is written in place of its own. Constants and reliefs are replaced one by one."""
    written: dict[str, Any] = {name: value for name, value in amendment.written.items() if name != "relation"}
    for name in ("given", "relief"):
        if name in written:
            written[name] = {**getattr(old, name), **written[name]}
    cleared: dict[str, Any] = {}
    constructs = [name for name in CONSTRUCTS if name in written]
    if constructs:
        cleared.update({name: _NOTHING.get(name) for name in CONSTRUCTS if name != constructs[0]})
    if any(name in written for name in OPERATORS) or (constructs and constructs[0] not in WITH_OPERATOR):
        cleared.update(dict.fromkeys(OPERATORS))
    if constructs and constructs[0] not in WITH_OPERATOR:
        cleared["unit"] = None
    # A citation speaks for the values beside it, and so do the words for a change: older ones stay in the chain.
    cited: dict[str, Any] = {name: written.pop(name, None) for name in ("clause", "seen_in", "authority", "reason")}
    if written.keys() <= _WORDS or amendment.written["relation"] == "restates":
        cited = {name: getattr(old, name) for name in cited}
    return evolve(
        old,
        **{**cleared, **written, **cited},
        relation=None,
        place=amendment.place,
        places=ChainMap(cast("dict[str, Place]", amendment.places), cast("dict[str, Place]", old.places)),
    )


_NOTHING: dict[str, Any] = {"attested": (), "forbids": ()}
