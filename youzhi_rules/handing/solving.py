"""What each school of some counties must do so that its own rules are met: tasks gathered, solved, and tried again.

The rules of a school are solved together. An amount that changes what another rule asks (a larger budget, of which a
share must be spent so and so) is put into the figures and everything is asked again, until nothing changes.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING

from attrs import Factory, evolve, frozen

from ..engine import MET, UNKNOWN, UNMET, part_truth, step_truth
from ..evaluation import NO, YES, truth
from ..plan import Bound, QuotaOf
from ..units import unit_of
from .choosing import Before, Choice, Option, Task, Want, chosen
from .levers import demand_of, shown_value, ways_of
from .raising import RaisedFrame, raisable
from .settling import settled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .. import nodes as n
    from ..dictionary import Facts
    from ..frame import Frame
    from ..plan import Plan, Step
    from .levers import Demand, Lever

__all__ = ["Asking", "Prices", "Solution", "Stuck", "solved"]

_MONEY = (("money", 1),)
_ROUNDS = 8
"""How often everything is asked again; what depends on each other in no circle needs no more than a few rounds."""
NO_LEVER, NO_AMOUNT, BELOW_ZERO, CONTRARY, CIRCULAR = (
    "todo-no-figure", "todo-no-amount", "todo-below-zero", "todo-contrary", "todo-circular",
)  # fmt: skip


@frozen
class Prices:
    """What one unit of a fact costs, and which facts would need a price for a choice to be made by prices.

    Attributes:
        of: prices by fact, as given; None where nobody gave any.
        facts: the dictionary.
        lacking: the facts among which a choice is made and that have no price.
    """

    of: Mapping[str, Fraction] | None
    facts: Facts
    lacking: set[str] = Factory(set)

    def price(self, fact: str, column: str, *, more: bool) -> Fraction | None:
        """The price of a fact: its own, that of the fact it is part of, that of its unit; one yuan costs one yuan.

        What must be fewer has its own price only: what people or rooms cost says nothing of what it costs to lose some.
        """
        given = self.of or {}
        if not more:
            return given.get(fact, given.get(column))
        known = self.facts[column]
        unit = unit_of(known.unit) if known.unit else None
        for name in (fact, column, known.at_most, unit.name if unit else None):
            if name is not None and name in given:
                return given[name]
        return unit.factor if unit is not None and unit.dimension == _MONEY else None


@frozen
class Stuck:
    """A rule that no amount known here can meet, and why: a code."""

    step: int
    unit: int
    code: str


@frozen
class Solution:
    """What one school must do.

    Attributes:
        school: its position in the frame.
        choice: the ways taken and the amounts.
        stuck: the rules that it does not help.
        frame: the figures with everything done that can be put into them.
        done: what was in the figures already when this was asked, if anything was.
    """

    school: int
    choice: Choice
    stuck: tuple[Stuck, ...]
    frame: Frame
    done: Mapping[Lever, Fraction]


class Asking:
    """The tasks of schools, as figures are now; a rule that was met before stays one that must be met."""

    def __init__(
        self,
        plan: Plan,
        steps: Sequence[int],
        codes: Sequence[Sequence[int]],
        base: Frame,
        first: Sequence[int],
        before: Mapping[Lever, Before],
    ) -> None:
        self.plan, self.steps, self.codes = plan, steps, codes
        self.base = self.now = base
        self.before = before
        self.held = [(index, step_truth(plan, plan.steps[index], base)[0].tolist()) for index in first]
        self.done: Mapping[Lever, Fraction] = {}
        self.columns: set[str] = set()
        self.truths: dict[tuple[int, str], list[int]] = {}
        self.failed: set[tuple[object, int]] = set()

    def put(self, now: Frame, done: Mapping[Lever, Fraction]) -> None:
        """Go on with figures that have changed."""
        self.now, self.done = now, done
        self.columns = {lever.column for lever in done}
        self.truths = {}

    def judged(self, step: Step, index: int, unit: int) -> bool:
        """Whether a rule surely applies; one that is unknown may fail once something else is done."""
        code = self.codes[index][unit]
        if code == UNKNOWN:
            return step.applies is None or bool(truth(self.now, step.applies)[unit] == YES)
        return code in {MET, UNMET}

    def failing(self, step: int, unit: int) -> bool:
        """Whether a rule does not hold, as figures are or as they were in any round: then it stays to be worked at."""
        return self._noted(step, unit, failing=self._truth(step)[unit] == NO)

    def _noted(self, what: object, unit: int, *, failing: bool) -> bool:
        if failing:
            self.failed.add((what, unit))
        return (what, unit) in self.failed

    def _truth(self, step: int) -> list[int]:
        if (step, "own") not in self.truths:
            self.truths[step, "own"] = step_truth(self.plan, self.plan.steps[step], self.now)[0].tolist()
        return self.truths[step, "own"]

    def _part(self, step: int) -> list[int]:
        if (step, "part") not in self.truths:
            self.truths[step, "part"] = part_truth(self.plan, self.plan.steps[step], self.now).tolist()
        return self.truths[step, "part"]

    def tasks(self, school: int) -> tuple[list[Task], list[Stuck]]:
        """The rules of a school that must be worked at, and those that nothing is known to help."""
        tasks: list[Task] = []
        stuck: list[Stuck] = []
        for index, unit in self.asked(school):
            step = self.plan.steps[index]
            if self.judged(step, index, unit) and self.failing(index, unit):
                options, why = self._options(step, index, unit)
                if options:
                    tasks.append(Task(index, unit, tuple(options)))
                else:
                    stuck.append(Stuck(index, unit, why))
        return tasks, stuck

    def asked(self, school: int) -> Iterator[tuple[int, int]]:
        """The rules of a school with the units they judge; of those that came first, what they did not fail before."""
        sections = self.base.members("section", "school", school)
        for index in self.steps:
            for unit in [school] if self.plan.steps[index].level == "school" else sections:
                yield index, unit
        for index, held in self.held:
            for unit in [school] if self.plan.steps[index].level == "school" else sections:
                if held[unit] != NO:
                    yield index, unit

    def _options(self, step: Step, index: int, unit: int) -> tuple[list[Option], str]:
        if isinstance(step.test, QuotaOf):
            return self._of_quota(step.test, unit)
        if not isinstance(step.test, Bound):
            return [], NO_LEVER
        found, why = self._wants(step.test.holds, index, "standard", unit)
        return [Option(() if want is None else (want,)) for want in found], why

    def _of_quota(self, test: QuotaOf, unit: int) -> tuple[list[Option], str]:
        """Every choice of the rules that a quota lets stay below their standards, with all that the others need.

        What is unknown is taken as met: only what is known to fail must be worked at.
        """
        parts = [p for p, i in enumerate(test.steps) if self._fails(i, unit)]
        full: dict[int, list[Want | None]] = {}
        floor: dict[int, list[Want | None]] = {}
        why = NO_LEVER
        for part in parts:
            index = test.steps[part]
            part_test = self.plan.steps[index].test
            holds = part_test.holds if isinstance(part_test, Bound) else None
            full[part], why_not = ([], NO_LEVER) if holds is None else self._wants(holds, index, "standard", unit)
            why = why_not or why
            floor[part] = [None]
            if test.floors and self._below(test.floors[part], unit):
                floor[part], why_not = self._wants(test.floors[part], index, "floor", unit)
                why = why_not or why
        options = []
        for left in combinations(parts, min(len(parts), len(test.steps) - test.met)):
            needed = [floor[part] if part in left else full[part] for part in parts]
            options += [
                Option(tuple(want for want in wants if want is not None), tuple(test.steps[part] for part in left))
                for wants in product(*needed)
            ]
        return options, why

    def _fails(self, index: int, unit: int) -> bool:
        return self._noted(("part", index), unit, failing=self._part(index)[unit] == NO)

    def _below(self, floor: n.Node, unit: int) -> bool:
        return self._noted(floor, unit, failing=bool(truth(self.now, floor)[unit] == NO))

    def _wants(self, node: n.Node, index: int, goal: str, unit: int) -> tuple[list[Want | None], str]:
        """The ways to make a truth hold, each one demand; or none, and why."""
        found: list[Want | None] = []
        why = ""
        for way in ways_of(self.now, node, unit):
            demand = demand_of(self.now, way, unit)
            if demand is None:
                why = why or NO_LEVER
                continue
            amount = demand.amount(demand.exact + self.done.get(demand.lever, 0))
            if amount is None:
                why = why or NO_AMOUNT
            elif not demand.more and not self._enough(demand, amount):
                why = why or BELOW_ZERO
            elif amount and self._contrary(demand):
                why = why or CONTRARY
            else:
                spared = min(amount, self._spared(demand))
                found.append(Want(demand, amount - spared, index, goal, unit, spared))
        return found, "" if found else why or NO_LEVER

    def _contrary(self, demand: Demand) -> bool:
        before = self.before.get(demand.lever)
        return before is not None and before.more != demand.more

    def _spared(self, demand: Demand) -> Fraction:
        """What was asked of a figure before and is not in the figures; smaller rooms do not stand for larger ones."""
        before = self.before.get(demand.lever)
        if before is None or (before.more and raisable(demand.lever)):
            return Fraction(0)
        if demand.least is not None and before.least is not None and demand.least > before.least:
            return Fraction(0)
        return before.amount

    def _enough(self, demand: Demand, amount: Fraction) -> bool:
        have = shown_value(self.now, demand)
        return demand.lever.where == "classes" or have is None or have >= amount


def solved(
    plan: Plan,
    steps: Sequence[int],
    codes: Sequence[Sequence[int]],
    base: Frame,
    schools: Sequence[int],
    prices: Prices,
    first: Sequence[int] = (),
    before: Mapping[Lever, Before] | None = None,
) -> Iterator[Solution]:
    """What each of some schools must do so that some rules are met, all of them together.

    Args:
        plan: the compiled pack.
        steps: the positions of the rules of sections and schools that must be met.
        codes: the status of each step per unit of the frame; only what is judged is looked at.
        base: the figures.
        schools: the positions of the schools.
        prices: what a unit of each fact costs, if a choice is to be made by that.
        first: the positions of the rules that came first: where the figures meet them, they must go on doing so.
        before: what was asked for these; of figures that can be raised it is in the figures.
    """
    asking = Asking(plan, steps, codes, base, first, before or {})
    found: dict[int, Solution] = {}
    open_yet = list(schools)
    for _ in range(_ROUNDS):
        again = {}
        for school in open_yet:
            same = school in found and settled(plan, asking, found[school])
            again[school] = found[school] if same else _solve(asking, school, prices)
        changed = [s for s in open_yet if s not in found or again[s].choice.amounts != found[s].choice.amounts]
        found |= again
        done = {
            lever: amount
            for solution in found.values()
            for lever, amount in solution.choice.amounts.items()
            if raisable(lever) and amount > 0 and _rises(solution, lever)
        }
        open_yet = changed
        if not changed:
            break
        asking.put(RaisedFrame(base, done) if done else base, done)
    for school in schools:
        solution = found[school]
        if school in open_yet:
            tasks = [task for task, _ in solution.choice.options]
            stuck = (*solution.stuck, *(Stuck(task.step, task.unit, CIRCULAR) for task in tasks))
            solution = Solution(school, Choice(), stuck, base, {})
        yield evolve(solution, frame=asking.now)


def _rises(solution: Solution, lever: Lever) -> bool:
    wants = (want for _, option in solution.choice.options for want in option.wants)
    return any(want.demand.lever == lever and want.demand.more for want in wants)


def _solve(asking: Asking, school: int, prices: Prices) -> Solution:
    tasks, stuck = asking.tasks(school)
    wholes, priced = _wholes(tasks), _priced(tasks, prices)

    def weigh(lever: Lever, amount: Fraction) -> tuple[Fraction | int, Fraction]:
        return priced[lever] * amount if lever in priced else 0, amount / wholes[lever]

    choice = chosen(tasks, weigh)
    stuck += [Stuck(task.step, task.unit, CONTRARY) for task in choice.stuck]
    return Solution(school, choice, tuple(stuck), asking.now, asking.done)


def _wholes(tasks: Sequence[Task]) -> dict[Lever, Fraction]:
    """Per figure the amount at which all standards that it serves are met: what an amount is relative to."""
    found: dict[Lever, Fraction] = {}
    for want in (want for task in tasks for option in task.options for want in option.wants):
        lever, demand = want.demand.lever, want.demand
        whole = abs(demand.limit / demand.times)
        if want.goal == "standard":
            found[lever] = max(found.get(lever, Fraction(0)), whole)
        else:
            found.setdefault(lever, Fraction(0))
    return {lever: whole or Fraction(1) for lever, whole in found.items()}


def _priced(tasks: Sequence[Task], prices: Prices) -> dict[Lever, Fraction]:
    """The price of each figure that has one; a figure that a choice is about and that has none is noted."""
    if prices.of is None:
        return {}
    found: dict[Lever, Fraction] = {}
    for task in tasks:
        for want in (want for option in task.options for want in option.wants if want.amount):
            lever, fact = want.demand.lever, want.demand.fact
            price = prices.price(fact, lever.column, more=want.demand.more)
            if price is not None:
                found[lever] = price
            elif len(task.options) > 1:
                prices.lacking.add(fact)
    return found
