"""Whom two rules are about and what they ask of them, held against each other case by case.

Scope, ``applies_to`` and limits together say which figures of which units fail. All cases that they tell apart are
tried: every code and stage, every number that is named, those between, and the figure that is missing. So a limit
that is changed for a stage that is out of scope changes nothing, and what is said in two ways is the same.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from attrs import field, frozen

from .conditions import AREAS, named
from .formulas import grades_of
from .model import LEVELS, STAGES
from .orders import INCOMPARABLE, Interval, Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .dictionary import Facts
    from .model import Limit, Scope, Test

__all__ = ["Asked", "Demand", "Outcome", "by_case"]

_MOST_TESTS = 500_000
"""More tests than this are not made: two rules that tell so many cases apart count as not comparable."""
_NO, _MAYBE, _YES = 0, 1, 2
_ELSE = "—"
"""Stands for every value that no test names."""

_Key = tuple[str, str]
"""A key of a condition and the level whose value it takes."""
_Case = dict[_Key, object]
"""A value for each key; None: it is missing."""
Outcome = str | Interval | frozenset[int]
"""What a case comes to: the numbers or grades that pass, or that none can fail: ``n/a``, or ``unknown``."""

_STAGE: _Key = ("stage", "section")


class Demand(NamedTuple):
    """A limit with its operator.

    Attributes:
        operator: how the measure is held against the limit.
        limit: a number, or one for each stage or kind. None: the same for all, whatever it is.
        grades: how many grades there are, where ``limit`` is the number of one.
    """

    operator: str = "at_least"
    limit: Limit | None = None
    grades: int | None = None

    def passing(self, stage: object, chosen: Fraction | None) -> Outcome:
        """What passes for a stage, with the number that is chosen where there is one for each kind."""
        value: Fraction | int | None = 0
        if self.limit is not None:
            value = self.limit.number if self.limit.by is None else chosen
            if self.limit.stages is not None:
                value = self.limit.stages.get(str(stage))
        if value is None:
            return "unknown"
        interval = Interval.of(self.operator, value)
        if self.grades is None:
            return interval
        return frozenset(grade for grade in range(self.grades) if Interval.of("equals", grade).inside(interval))


@frozen
class Asked:
    """What a rule asks, and of whom.

    Attributes:
        scope: which sections, and so which schools; at levels above it lets nobody in or out.
        alternatives: ``applies_to``; empty: all.
        judged: the stages of which a county is judged one by one; empty: it is judged once.
        by_code: the limits of a rule that has one for each kind.
    """

    level: str
    scope: Scope | None
    alternatives: tuple[tuple[Test, ...], ...]
    demand: Demand
    judged: tuple[str, ...] = ()
    required: tuple[Test, ...] = field(init=False)
    exceptions: tuple[tuple[Test, ...], ...] = field(init=False)
    by_code: Mapping[str, Fraction] = field(init=False, eq=False)

    @required.default
    def _required(self) -> tuple[Test, ...]:
        return self.scope.tests if self.scope is not None and self.level in {"section", "school"} else ()

    @exceptions.default
    def _exceptions(self) -> tuple[tuple[Test, ...], ...]:
        return self.scope.exceptions if self.scope is not None and self.level in {"section", "school"} else ()

    @by_code.default
    def _by_code(self) -> Mapping[str, Fraction]:
        return dict(reversed(self.demand.limit.cases)) if self.demand.limit is not None else {}

    @property
    def scoped(self) -> tuple[Test, ...]:
        """Every test of the scope."""
        return (*self.required, *itertools.chain(*self.exceptions))

    @property
    def applied(self) -> tuple[Test, ...]:
        """Every test of ``applies_to``."""
        return tuple(itertools.chain(*self.alternatives))

    @property
    def by(self) -> str | None:
        """The code that chooses the limit."""
        return self.demand.limit.by if self.demand.limit is not None else None


def by_case(new: Asked, old: Asked, facts: Facts) -> tuple[Order, bool]:
    """How two rules of one level compare, and whether they come to the same in every case, missing figures included.

    Example:
        >>> from youzhi_rules.dictionary import shipped_facts
        >>> at_most = [Asked("school", None, (), Demand(operator)) for operator in ("less_than", "at_most")]
        >>> by_case(*at_most, shipped_facts())[0].relation
        'tightens'
    """
    trying = _Trying(new, old, facts)
    if trying.cases() * (1 + len(trying.tables)) > _MOST_TESTS:
        alike = new == old
        return (Order(alike, alike), alike)
    within = covers = alike = True
    for mine, its in trying.outcomes():
        within = within and _fails_too(its, mine)
        covers = covers and _fails_too(mine, its)
        alike = alike and mine == its
        if not within and not covers:
            return INCOMPARABLE, False
    return Order(within, covers), alike


def _fails_too(one: Outcome, other: Outcome) -> bool:
    """Whether whatever fails in the one case fails in the other."""
    if isinstance(one, str):
        return True
    if isinstance(other, Interval):
        return isinstance(one, Interval) and other.inside(one)
    return isinstance(one, frozenset) and isinstance(other, frozenset) and other <= one


class _Trying:
    """The cases that two rules tell apart, and what each of them comes to."""

    def __init__(self, new: Asked, old: Asked, facts: Facts) -> None:
        self.both = (new, old)
        self.level = new.level
        self.facts = facts
        tests: dict[_Key, list[Test]] = {}
        for asked in self.both:
            for test in asked.scoped:
                tests.setdefault(self.key(test, "section"), []).append(test)
            for test in asked.applied:
                if not self.existential(test):
                    tests.setdefault(self.key(test, self.level), []).append(test)
            if asked.by is not None:
                tests.setdefault(self.code(asked), [])
            if self.level == "section" and asked.demand.limit is not None and asked.demand.limit.stages is not None:
                tests.setdefault(_STAGE, [])
        if self.level == "school" and any(asked.scoped or self.stage_tests(asked) for asked in self.both):
            tests.setdefault(_STAGE, [])
        self.values = {key: self.cases_of(key, own) for key, own in tests.items()}
        # By the identity of the test: its key, and its truth for each value.
        self.tables = {
            id(test): (key, {value: _truth(test, value) for value in self.values[key]})
            for key, own in tests.items()
            for test in own
        }
        below = {key for key in tests if key[1] == "section"} if self.level == "school" else set()
        self.own = [key for key in tests if key not in below]
        self.below = [key for key in tests if key in below]
        self.judged = tuple(dict.fromkeys((*new.judged, *old.judged))) or (None,)

    def cases(self) -> int:
        """How many there are."""
        return math.prod(len(values) for values in self.values.values()) * len(self.judged)

    def existential(self, test: Test) -> bool:
        """Whether a test asks of a school that it has a section of some stage."""
        return test.key == "stage" and self.level == "school"

    def stage_tests(self, asked: Asked) -> list[Test]:
        """The tests of ``applies_to`` that do."""
        return [test for test in asked.applied if self.existential(test)]

    # -- keys and their values -----------------------------------------------------------------------------------

    def key(self, test: Test, here: str) -> _Key:
        """What a test is about: the value of the level it stands at, of one above, or the sum of those below."""
        if test.key in AREAS:
            return test.key, test.key
        fact = self.facts.get(test.key)
        if fact is None or here in fact.levels:
            return test.key, here
        own = fact.levels[0]
        return test.key, own if LEVELS.index(own) > LEVELS.index(here) else f"{here}, in sum"

    def code(self, asked: Asked) -> _Key:
        """The code that chooses a limit."""
        fact = self.facts.get(str(asked.by))
        return str(asked.by), fact.levels[0] if fact is not None else self.level

    def cases_of(self, key: _Key, tests: Sequence[Test]) -> list[object]:
        """The values of one key that any test or limit tells apart, and None for a missing one."""
        limits = sorted({limit for test in tests for _, limit in test.comparisons})
        cases = [asked.by_code for asked in self.both if asked.by is not None and self.code(asked) == key]
        values: list[object]
        if limits:
            between = [(one + other) / 2 for one, other in itertools.pairwise(limits)]
            values = [limits[0] - 1, *limits, *between, limits[-1] + 1]
        elif key == _STAGE:
            return [*STAGES, None]
        else:
            names = dict.fromkeys([*(value for test in tests for value in _names(test)), *itertools.chain(*cases)])
            known = self.known(key[0])
            rest = next((value for value in known if value not in names), None) if known else _ELSE
            values = [*names, *([] if rest is None else [rest])]
        apart: dict[object, object] = {}
        for value in values:
            seen = (*(_truth(test, value) for test in tests), *(limit.get(str(value)) for limit in cases))
            apart.setdefault(seen, value)
        return [*apart.values(), None]

    def known(self, name: str) -> Sequence[str]:
        """The values a key can have where they are a closed list."""
        if name not in self.facts:
            return ()
        fact = self.facts[name]
        return ("true", "false") if fact.type == "flag" else grades_of(fact)

    # -- what a case comes to ------------------------------------------------------------------------------------

    def outcomes(self) -> Iterable[tuple[Outcome, Outcome]]:
        """What each case comes to under the new rule and under the old one."""
        for values in itertools.product(*(self.values[key] for key in self.own)):
            case: _Case = dict(zip(self.own, values, strict=True))
            for truths in self.selected(case):
                for stage in self.judged:
                    mine, its = (
                        self.outcome(asked, case, truth, stage) for asked, truth in zip(self.both, truths, strict=True)
                    )
                    yield mine, its

    def outcome(self, asked: Asked, case: _Case, truth: int, judged: str | None) -> Outcome:
        """What a rule makes of a case that it selects for certain, perhaps or not."""
        chosen = None
        if asked.by is not None:
            code = case[self.code(asked)]
            chosen = asked.by_code.get(str(code))
            truth = min(truth, _MAYBE if code is None else _NO if chosen is None else _YES)
        if truth == _NO or (judged is not None and judged not in asked.judged):
            return "n/a"
        if truth == _MAYBE:
            return "unknown"
        return asked.demand.passing(judged or case.get(_STAGE), chosen)

    def selected(self, case: _Case) -> Iterable[tuple[int, int]]:
        """Whether each of the rules selects the case; of a school, for every set of sections it may have."""
        if self.level != "school" or _STAGE not in self.values:
            new, old = self.both
            return [(self.section(new, case), self.section(old, case))]
        tests = [self.stage_tests(asked) for asked in self.both]
        return {
            (self.school(self.both[0], tests[0], case, mine), self.school(self.both[1], tests[1], case, its))
            for mine, its in self.reachable(tests, case)
        }

    def section(self, asked: Asked, case: _Case) -> int:
        """Whether a rule selects a section, or a unit of a level at which there is nothing below to look at."""
        truth = self.in_scope(asked, case)
        if asked.alternatives:
            truth = min(truth, max(min(self.truth(test, case) for test in tests) for tests in asked.alternatives))
        return truth

    def truth(self, test: Test, case: _Case) -> int:
        """Whether a test holds for a case."""
        key, table = self.tables[id(test)]
        return table[case[key]]

    def in_scope(self, asked: Asked, case: _Case) -> int:
        """Whether a section is in scope."""
        required = [self.truth(test, case) for test in asked.required]
        excepted = [min(self.truth(test, case) for test in tests) for tests in asked.exceptions]
        return min((_YES, *required, *(_YES - truth for truth in excepted)))

    def reachable(self, tests: Sequence[Sequence[Test]], case: _Case) -> set[tuple[tuple[int, ...], ...]]:
        """What may hold of a school's sections: per rule, that one is in scope and, per test of stages, also passes it.

        A school has at most one section of each stage; all of it is the greatest truth of any section.
        """
        nothing = tuple((_NO,) * (1 + len(own)) for own in tests)
        found = {nothing}
        rest = [key for key in self.below if key != _STAGE]
        for stage in (*STAGES, None):
            kinds = {nothing}
            for values in itertools.product(*(self.values[key] for key in rest)):
                section = {**case, _STAGE: stage, **dict(zip(rest, values, strict=True))}
                inside = [self.in_scope(asked, section) for asked in self.both]
                kinds.add(
                    tuple(
                        (truth, *(min(truth, _truth(test, stage)) for test in own))
                        for truth, own in zip(inside, tests, strict=True)
                    )
                )
            found = {
                tuple(tuple(map(max, *parts)) for parts in zip(one, other, strict=True))
                for one in found
                for other in kinds
            }
        return found

    def school(self, asked: Asked, tests: Sequence[Test], case: _Case, sections: Sequence[int]) -> int:
        """Whether a rule selects a school of such sections."""
        truth = _YES if asked.scope is None else sections[0]
        if not asked.alternatives:
            return truth
        # Tests of one wording are one truth, so looking one up by what it says is enough.
        of_stages: Mapping[Test, int] = dict(zip(tests, sections[1:], strict=True))
        of = [
            [of_stages[test] if self.existential(test) else self.truth(test, case) for test in tests_]
            for tests_ in asked.alternatives
        ]
        return min(truth, max(min(truths) for truths in of))


def _names(test: Test) -> tuple[str, ...]:
    return named(test) if test.key in AREAS else test.values


def _truth(test: Test, value: object) -> int:
    if value is None:
        return _MAYBE
    if not test.comparisons:
        return _YES if value in _names(test) else _NO
    if not isinstance(value, Fraction):
        return _MAYBE  # what is no number was compared with one, which is a fault of its own
    point = Interval.of("equals", value)
    return _YES if all(point.inside(Interval.of(operator, limit)) for operator, limit in test.comparisons) else _NO
