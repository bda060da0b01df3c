"""A pack's tests on its mutants: the tests are read and arranged once, a mutant is judged on what it can touch.

The tests are evaluated as ``packtests`` does, many together as counties of one evaluation. Of a mutant only the rules
that it can touch are compiled and run, with the quotas and dispersions that count them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, frozen

from ..compiling import compile_pack
from ..engine import STATUSES, run
from ..frame import Frame
from ..intake import build_dataset
from ..outcomes import where_of
from ..packtests import counties_of, groups_of, rows_alone, rows_together, stands_at
from ..plan import rules_of
from ..planning import plan_of
from ..testfiles import read_tests

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from ..dataset import Dataset
    from ..model import Pack, Rule
    from ..plan import Plan
    from ..testfiles import PackTest
    from .mutants import Mutant

__all__ = ["NOTICED", "REFUSED", "SURVIVED", "Trial"]

NOTICED, REFUSED, SURVIVED = "noticed", "refused", "survived"

_Key = tuple[str, str | None]
"""A step: the id of its outcomes and its stage."""


@frozen(eq=False)
class _Expected:
    """What tests that share an evaluation expect.

    Attributes:
        data: their facts.
        as_of: their day.
        statuses: per step, the units a test speaks of and the status each is expected to have.
        named: per outcome, of each expectation the steps that it speaks of.
    """

    data: Dataset
    as_of: dt.date | None
    statuses: Mapping[_Key, tuple[NDArray[np.intp], NDArray[np.int8]]]
    named: Mapping[str, Sequence[frozenset[_Key]]]

    def holds(self, plan: Plan, outcomes: Collection[str]) -> bool:
        """Whether everything expected of these outcomes comes out under a plan."""
        wanted = [spoken for name in outcomes for spoken in self.named.get(name, ())]
        if not wanted:
            return True
        there = {(step.id, step.stage) for step in plan.steps}
        if any(spoken.isdisjoint(there) for spoken in wanted):
            return False
        for step, codes in zip(plan.steps, run(plan, self.data, self.as_of).steps, strict=True):
            known = self.statuses.get((step.id, step.stage)) if step.id in outcomes else None
            if known is not None and (codes[known[0]] != known[1]).any():
                return False
        return True


class Trial:
    """The tests of a pack, ready to be held against its mutants.

    Args:
        pack: a loaded pack whose tests all pass.

    Raises:
        PackError: its tests cannot be read.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.plan = plan_of(pack)
        self.outcomes: dict[str, set[str]] = {}
        for step in self.plan.steps:
            self.outcomes.setdefault(step.rule.id, set()).add(step.id)
        self.sets = list(self._sets(read_tests(pack)))
        self.spoken = {name for each in self.sets for name in each.named}

    def verdict(self, mutant: Mutant) -> str:
        """What becomes of a mutant: ``noticed`` by a test, ``refused`` by loading, or ``survived``."""
        if mutant.removed:
            names = self._outcomes_of(mutant.rules or ())
            return NOTICED if names & self.spoken else SURVIVED
        rules = rules_of(mutant.pack)
        touched = set(rules) if mutant.rules is None else self._touched(mutant, rules)
        names = self._outcomes_of(touched)
        if not names & self.spoken:
            return SURVIVED
        plan = self._plan(mutant.pack, rules, touched)
        if plan is None:
            return REFUSED
        return SURVIVED if all(each.holds(plan, names) for each in self.sets) else NOTICED

    def _outcomes_of(self, rules: Iterable[str]) -> set[str]:
        return {name for rule in rules for name in self.outcomes.get(rule, ())}

    def _touched(self, mutant: Mutant, rules: Mapping[str, Rule]) -> set[str]:
        """The rules whose outcomes a mutant can touch: those it changes, and what counts or compares them."""
        changed = set(mutant.rules or ())
        before = rules_of(self.pack)
        measured = {name for name in changed if _measures(rules[name]) != _measures(before[name])}
        measured = measured if mutant.pack.scopes is self.pack.scopes else changed
        counting = {
            rule.id
            for rule in rules.values()
            if (rule.quota is not None and not changed.isdisjoint(rule.quota.of))
            or (rule.dispersion is not None and not measured.isdisjoint(rule.dispersion.of))
        }
        return changed | counting

    def _plan(self, pack: Pack, rules: Mapping[str, Rule], touched: set[str]) -> Plan | None:
        """The plan of what a mutant touches, or None where loading would refuse it."""
        needed = set(touched)
        for name in touched:
            collected = rules[name].quota or rules[name].dispersion
            needed.update(collected.of if collected is not None else ())
        part = {name: rule for name, rule in rules.items() if name in needed}
        scopes = {rule.scope for rule in part.values()}
        small = evolve(
            pack,
            rules=part,
            tasks={},
            scopes={name: scope for name, scope in pack.scopes.items() if name in scopes},
        )
        plan, _ = compile_pack(small, self.plan.facts)
        return plan

    # -- the tests -----------------------------------------------------------------------------------------------

    def _sets(self, tests: Sequence[PackTest]) -> Iterator[_Expected]:
        alone = [test for test in tests if test.apart]
        for group in groups_of(tests):
            together = self._expected(group, *rows_together(group), group[0].as_of)
            if together.holds(self.plan, together.named):
                yield together
            else:  # one of them does not come out as expected beside others
                alone += group
        for test in alone:
            yield self._expected([test], *rows_alone(test), test.as_of, shared=False)

    def _expected(
        self,
        tests: Sequence[PackTest],
        schools: list[dict[str, Any]],
        areas: list[dict[str, Any]],
        as_of: dt.date | None,
        *,
        shared: bool = True,
    ) -> _Expected:
        data = build_dataset(schools, areas, self.plan.facts, campuses=self.plan.compares_campuses)
        frame = Frame(data, 0, data.units.count("county"))
        levels = {step.level for step in self.plan.steps}
        places = {level: [where_of(data, frame, level, unit) for unit in range(frame.count(level))] for level in levels}
        statuses: dict[_Key, dict[int, int]] = {}
        named: dict[str, list[frozenset[_Key]]] = {}
        for number, test in enumerate(tests, start=1):
            counties = counties_of(number, test) if shared else None
            for each in test.expect:
                spoken = set()
                for step in self.plan.steps:
                    if step.id != each.outcome:
                        continue
                    for unit, place in enumerate(places[step.level]):
                        where = place if step.stage is None else {**place, "stage": step.stage}
                        if (counties is None or place["county"] in counties) and stands_at(where, each.where):
                            statuses.setdefault((step.id, step.stage), {})[unit] = STATUSES.index(each.status)
                            spoken.add((step.id, step.stage))
                named.setdefault(each.outcome, []).append(frozenset(spoken))
        arrays = {
            key: (np.array(list(found), dtype=np.intp), np.array(list(found.values()), dtype=np.int8))
            for key, found in statuses.items()
        }
        return _Expected(data, as_of, arrays, named)


def _measures(rule: Rule) -> tuple[object, ...]:
    """What a coefficient of variation over a rule depends on."""
    return rule.measure, rule.given, rule.scope
