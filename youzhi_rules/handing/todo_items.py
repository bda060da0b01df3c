"""From solutions to the items of the list: what each school needs, in words, the nearest first."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..catalogue import message
from ..evaluation import NO, truth
from ..exactness import Exact
from ..numerals import amount_text, limit_text, percent_text
from ..outcomes import where_of
from ..plan import Bound, QuotaOf
from ..reasons import value_at
from ..terms import easing_at, on_terms
from .choosing import Before
from .levers import demand_of, shown_value
from .raising import raisable
from .todo import Item, Kept, Unsolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..catalogue import Lang
    from ..frame import Frame
    from ..plan import Step
    from ..result import Result
    from .choosing import Task, Want
    from .levers import Lever
    from .solving import Prices, Solution

__all__ = ["Words"]


class Words:
    """What solutions say, in one language.

    Args:
        result: the result they are of.
        base: the figures before anything is done.
        decides: ``recognition`` or ``plan``, whichever the rules are for.
        prices: the prices by which it was chosen.
        lang: the language.
        before: what was asked of figures before; what these items ask is added there.
    """

    def __init__(
        self, result: Result, base: Frame, decides: str, prices: Prices, lang: Lang, before: dict[Lever, Before]
    ) -> None:
        self.result, self.base, self.decides, self.prices, self.lang = result, base, decides, prices, lang
        self.before = before
        self.asked: dict[Lever, Before] = {}
        self.facts = result.plan.facts

    def items(self, solution: Solution) -> list[Item]:
        """The items of a school, the relatively nearest first."""
        wants: dict[Lever, list[Want]] = {}
        for _, option in solution.choice.options:
            for want in option.wants:
                if want.amount:
                    wants.setdefault(want.demand.lever, []).append(want)
        found = []
        for lever, amount in solution.choice.amounts.items():
            if amount:
                asking = sorted(wants[lever], key=lambda want: (-want.amount, want.step))
                item = self._item(solution, lever, amount, asking)
                self.asked[lever] = Before(item.more, amount, item.end, item.least)
                found.append((asking[0].step, item))
        return [item for _, item in sorted(found, key=lambda each: (each[1].relative, each[0], each[1].stage or ""))]

    def _place(self, level: str, unit: int) -> dict[str, Any]:
        found = where_of(self.result.data, self.base, level, unit)
        return {key: found[key] for key in ("county", "school", "school_name", "stage")}

    def _item(self, solution: Solution, lever: Lever, amount: Fraction, asking: list[Want]) -> Item:
        least = max((want.demand.least for want in asking if want.demand.least is not None), default=None)
        first = asking[0]
        if least != first.demand.least:
            first = evolve(first, demand=evolve(first.demand, least=least))
        now = first.demand
        # Told as things are before anything is done; what is missing may be more, as another item asks for it.
        before = (demand_of(self.base, now.asked, now.at) or now) if solution.done else now
        start = shown_value(self.base, before)
        start, value = self._further(first, Fraction(0) if start is None else start, before.value)
        end = now.limit / now.times if lever.where == "classes" else start + (amount if now.more else -amount)
        goal = abs(now.limit)
        far = abs(now.limit - value)
        step = self.result.plan.steps[first.step]
        rules = tuple(dict.fromkeys(self.result.plan.steps[want.step].id for want in asking))
        unit = "间" if lever.where == "rooms" else self.facts[lever.column].unit
        price = self.prices.price(now.fact, lever.column, more=now.more) if self.prices.of is not None else None
        also = self._also(lever, amount, more=now.more)
        easing = easing_at(step, self.base, now.at)
        cited = step.rule if easing is None else easing.relief
        return Item(
            **self._place(lever.level, lever.unit),
            fact=now.fact,
            column=lever.column,
            what=self._name(step, lever, now.fact),
            more=now.more,
            amount=amount,
            exact=max((self._exact(solution, want) for want in asking), default=amount),
            unit=unit,
            start=start,
            end=end,
            rules=rules,
            title=step.title.say(self.lang),
            goal=first.goal,
            relative=far / goal if goal else far,
            decides=self.decides,
            clause=cited.clause or (cited.seen_in.part if cited.seen_in else None),
            why=self._why(step, first, (amount, start, end), unit, value, also),
            cost=None if price is None else price * amount,
            also=also,
            least=least,
        )

    def _further(self, want: Want, start: Fraction, value: Fraction) -> tuple[Fraction, Fraction]:
        """A figure, and what a measure makes of it, once what was asked of it before is done."""
        if not want.spared:
            return start, value
        demand = want.demand
        if demand.lever.where == "classes":
            left = min(start, self.before[demand.lever].end)
        else:
            left = start + (want.spared if demand.more else -want.spared)
        return left, value + (left - start) * demand.times

    @staticmethod
    def _exact(solution: Solution, want: Want) -> Fraction:
        """What is missing exactly: where the figures have the amount in them already, that much more."""
        return want.demand.exact + solution.done.get(want.demand.lever, 0) - want.spared

    def _also(self, lever: Lever, amount: Fraction, *, more: bool) -> tuple[tuple[str, Fraction], ...]:
        """What must rise with a figure since it is at least as large, such as all teachers with some of them."""
        cap = self.facts[lever.column].at_most if more and raisable(lever) else None
        if cap is None:
            return ()
        if lever.where == "whole":
            figures = (self.base.whole(lever.column), self.base.whole(cap))
        else:
            figures = (self.base.column(lever.level, lever.column), self.base.column(lever.level, cap))  # type: ignore[assignment]  # only numbers have a greatest
        own, other = (each.fraction(lever.unit) if isinstance(each, Exact) else None for each in figures)
        if own is None or other is None or own + amount <= other:
            return ()
        return ((cap, own + amount - other),)

    def _why(
        self,
        step: Step,
        want: Want,
        figures: tuple[Fraction, Fraction, Fraction],
        unit: str | None,
        value: Fraction,
        also: tuple[tuple[str, Fraction], ...],
    ) -> str:
        demand, lang = want.demand, self.lang
        amount, start, end = (self._amount(figure, unit) for figure in figures)
        standard = self._standard(step, demand.at)
        told: dict[str, Any] = {
            "what": self.facts.name(demand.fact, lang),
            "amount": amount,
            "start": start,
            "end": end,
            "title": step.title.say(lang),
            "value": limit_text(value, step.unit, lang, standard),
            "limit": limit_text(standard if standard is not None else demand.limit, step.unit, lang),
        }
        if demand.lever.where == "rooms":
            least = limit_text(demand.least or Fraction(0), self.facts[demand.lever.column].unit, lang)
            text = message("todo-rooms", {**told, "least": least}, lang)
        elif demand.lever.where == "classes":
            text = message("todo-classes", told, lang)
        else:
            text = message("todo-more" if demand.more else "todo-fewer", told, lang)
        if want.goal == "floor" and standard:
            text += message("todo-to-floor", {"rest": percent_text(demand.limit / standard)}, lang)
        text += self._notes(demand.lever, demand.fact)
        for fact, by in also:
            more = self._amount(by, self.facts[fact].unit)
            text += message("todo-also", {"what": self.facts.name(fact, lang), "amount": more}, lang)
        return text

    def _name(self, step: Step, lever: Lever, fact: str) -> str:
        """What must be more or fewer: rooms are called as their rule is, as the data have their areas only."""
        return step.title.say(self.lang) if lever.where == "rooms" else self.facts.name(fact, self.lang)

    def _amount(self, figure: Fraction, unit: str | None) -> str:
        """An amount with its unit; of one, the unit in the singular."""
        if figure == 1 and unit is not None:
            return amount_text(1, unit, self.lang)
        return limit_text(figure, unit, self.lang)

    def _notes(self, lever: Lever, fact: str) -> str:
        text = ""
        if lever.where == "whole":
            text += message("todo-of-whole", {}, self.lang)
        if lever.where == "sum":
            text += message("todo-in-any-stage", {}, self.lang)
        if lever.column == fact and any(formula.text.startswith("max(") for formula in self.facts[fact].derive):
            text += message("todo-one-class", {}, self.lang)
        if self.decides == "plan":
            text += message("todo-on-top", {}, self.lang)
        return text

    def _standard(self, step: Step, unit: int) -> Fraction | None:
        """The limit of a rule at a unit, or that of the relief on whose terms it is judged."""
        test = on_terms(step, easing_at(step, self.base, unit)).test
        return value_at(self.base, test.limit, unit) if isinstance(test, Bound) else None

    def kept(self, solution: Solution) -> Iterator[Kept]:
        """What a school may leave below its standard, as things are once the list is done."""
        for task, option in solution.choice.options:
            quota = self.result.plan.steps[task.step]
            if not isinstance(quota.test, QuotaOf):
                continue
            for index in option.left:
                part = self.result.plan.steps[index]
                test = part.test
                if not isinstance(test, Bound) or truth(solution.frame, test.holds)[task.unit] != NO:
                    continue  # met after all, with what another stage needs
                value = value_at(solution.frame, test.measure, task.unit)
                limit = self._standard(part, task.unit)
                if value is not None and limit is not None:
                    yield self._kept(quota, part, task.unit, (value, limit), self._lift(solution, task, index))

    def _lift(self, solution: Solution, task: Task, index: int) -> tuple[Fraction, str | None] | None:
        """How much more would be needed of what a rule is about if it did not stay, and in which unit."""
        for want in (want for option in task.options for want in option.wants):
            if (want.step, want.goal) == (index, "standard"):
                lever = want.demand.lever
                further = want.amount - solution.choice.amounts.get(lever, Fraction(0))
                return further, "间" if lever.where == "rooms" else self.facts[lever.column].unit
        return None

    def _kept(
        self,
        quota: Step,
        part: Step,
        unit: int,
        figures: tuple[Fraction, Fraction],
        lift: tuple[Fraction, str | None] | None,
    ) -> Kept:
        value, limit = figures
        rest = quota.test.rest if isinstance(quota.test, QuotaOf) else None
        relative = abs(limit - value) / abs(limit) if limit else abs(limit - value)
        told = {
            "title": part.title.say(self.lang),
            "value": limit_text(value, part.unit, self.lang, limit),
            "limit": limit_text(limit, part.unit, self.lang),
            "relative": percent_text(relative),
            "lift": "" if lift is None else message("todo-lift", {"amount": self._amount(*lift)}, self.lang),
            "quota": quota.title.say(self.lang),
            "how": message("todo-by-distance" if self.prices.of is None else "todo-by-price", {}, self.lang),
        }
        return Kept(
            **self._place(part.level, unit),
            quota=quota.id,
            rule=part.id,
            title=part.title.say(self.lang),
            value=value,
            limit=limit,
            floor=None if rest is None else rest * limit,
            relative=relative,
            amount=None if lift is None else lift[0],
            unit=None if lift is None else lift[1],
            why=message("todo-kept", told, self.lang),
        )

    def unsolved(self, solution: Solution) -> Iterator[Unsolved]:
        """The rules that no amount is known to help."""
        for stuck in solution.stuck:
            step = self.result.plan.steps[stuck.step]
            yield Unsolved(
                **self._place(step.level, stuck.unit),
                rule=step.id,
                title=step.title.say(self.lang),
                clause=step.rule.clause or (step.rule.seen_in.part if step.rule.seen_in else None),
                code=stuck.code,
                why=message(stuck.code, {}, self.lang),
            )
