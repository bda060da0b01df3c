"""Figures for tests that a rule itself gives: exactly on its line, beside it on either side, and with one left out.

They are found by trying: figures are set up, the rule is judged on them, and what comes out is kept. So whatever a rule
measures, figures that stand in a test have the status that is said of them; where none are found there are none.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import attrs
from attrs import evolve, field, frozen

from .. import nodes as n
from ..formulas import grades_of
from ..frame import Frame
from ..intake import build_dataset
from ..plan import Attest, Bound, narrowed
from ..reasons import value_at
from .plain import numeral

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..model import Fact
    from ..plan import Plan, Step

__all__ = [
    "BASES", "Case", "Figures", "Pull", "Slot", "attested_cases", "bound_cases", "judged", "pulled_cases", "slots_of",
    "usual_value",
]  # fmt: skip

BASES = (1000, 100, 10, 10000, 1)
_CLASSES = dict(zip(BASES, (24, 12, 6, 36, 1), strict=True))
"""Numbers of classes that go with them."""
_YEARS = (2024, 1990)
_PAIR = 2
_PROBES = (0, 1, 2, 10, 50)
_NUMBERS = frozenset({"count", "number", "share"})
_TOWN = "甲镇"


@frozen
class Slot:
    """A figure that a rule reads: the column, and the level of the row it stands in (schools are rows of sections).

    Attributes:
        items: of a list, the number that its items are held against, where there is one.
    """

    row: str
    column: str
    fact: Fact = field(eq=False)
    items: Fraction | None = field(default=None, eq=False)

    def text(self, value: Any) -> Any:
        """A value as a record has it."""
        if isinstance(value, Fraction):
            return numeral(value, percent=self.fact.type == "share")
        if isinstance(value, list):
            return [self.text(each) for each in value]
        return value


@frozen
class Figures:
    """The rows of a test: what is always given, and the figures that are tried.

    Attributes:
        given: column → value by level, such as the place of a school that the rule is for; of several stages of one
            school a list, with a row for each.
        values: the figures; of several schools a list of them by school.
        schools: how many schools there are.
    """

    given: Mapping[str, Mapping[str, Any]]
    values: Mapping[Slot, Any]
    schools: int = 1

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """The rows by level, as records have them."""
        found: dict[str, list[dict[str, Any]]] = {}
        for level in dict.fromkeys([*self.given, *(slot.row for slot in self.values)]):
            given = self.given.get(level, {})
            if isinstance(given.get("stage"), list):
                found[level] = [{"school": "A", **given, "stage": stage} for stage in given["stage"]]
            else:
                found[level] = [dict(given) for _ in range(self.schools if level == "section" else 1)]
            for slot, value in self.values.items():
                for number, row in enumerate(found[level] if slot.row == level else ()):
                    one = value[number] if isinstance(value, tuple) else value
                    row[slot.column] = None if one is None else slot.text(one)
        return found

    def records(self, name: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The rows of schools and of areas, of one county among others; it and its city go by a name."""
        rows = self.rows()
        town = {"town": _TOWN} if "town" in rows else {}
        usual = {"county": name, **town}
        schools = [usual | {"school": "ABC"[number]} | row for number, row in enumerate(rows.get("section", ()))]
        schools = [row if row.keys() & {"stage", "school_kind"} else row | {"stage": "primary"} for row in schools]
        areas = [{"level": "town", **usual} | row for row in rows.get("town", ())]
        city = {"city": name} if "city" in rows else {}
        areas += [{"level": "county", "county": name, **city} | row for row in rows.get("county", ())]
        return schools, [*areas, *({"level": "city", **city} | row for row in rows.get("city", ()))]

    def with_(self, slot: Slot, value: Any) -> Figures:
        """The same with another value."""
        return evolve(self, values={**self.values, slot: value})


@frozen
class Case:
    """Figures and what comes out of them: ``met``, ``unmet`` or ``unknown``; ``line``: exactly on the limit."""

    figures: Figures
    status: str
    line: bool = False


# -- what a rule reads -------------------------------------------------------------------------------------------


def slots_of(plan: Plan, nodes: Iterable[Any]) -> dict[Slot, None]:
    """The figures that nodes read as they are written, in their order; what others follow from is left out."""
    found: dict[Slot, None] = {}
    for node in nodes:
        for slot in _slots(plan, node, None):
            found.setdefault(slot)
    return found


def _slots(plan: Plan, node: Any, beside: Fraction | None) -> Iterator[Slot]:
    if isinstance(node, n.FactValue):
        column = node.fact if node.stage is None else f"{node.fact}_{node.stage}"
        yield Slot("section" if node.level == "school" else node.level, column, plan.facts[node.fact])
    elif isinstance(node, n.Items):
        yield Slot("section" if node.of == "school" else node.of, node.fact, plan.facts[node.fact], beside)
    elif isinstance(node, n.Compare):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            yield from _slots(plan, one, other.value if isinstance(other, n.Const) else None)
    elif isinstance(node, n.Aggregate):
        yield from _slots(plan, node.body, beside)  # its scope is given with the rows
    elif isinstance(node, tuple):
        for each in node:
            yield from _slots(plan, each, beside)
    elif attrs.has(type(node)):
        for part in attrs.fields(type(node)):
            yield from _slots(plan, getattr(node, part.name), beside)


# -- judging -----------------------------------------------------------------------------------------------------


def judged(plan: Plan, step: Step, candidates: Sequence[Figures]) -> list[tuple[str, Fraction | None] | None]:
    """What comes out of each of several figures: the status, and how far the value lies above the limit.

    None where several statuses come out, or none.
    """
    from ..engine import STATUSES, run

    records = [each.records(str(number)) for number, each in enumerate(candidates, start=1)]
    schools, areas = ([row for pair in records for row in pair[side]] for side in (0, 1))
    part = narrowed(plan, {step.id})
    data = build_dataset(schools, areas, part.facts, campuses=part.compares_campuses)
    place = next(at for at, each in enumerate(part.steps) if (each.id, each.stage) == (step.id, step.stage))
    codes = run(part, data, None).steps[place]
    frame = Frame(data, 0, data.units.count("county"), wide_numbers=True)
    names = data.units.cities.texts() if step.level == "city" else data.units.counties.texts()
    places = range(len(names)) if step.level == "city" else frame.up(step.level, "county").tolist()
    found: dict[str, list[int]] = {}
    for unit, at in enumerate(places):
        found.setdefault(names[at], []).append(unit)
    told: list[tuple[str, Fraction | None] | None] = []
    for number in range(1, len(candidates) + 1):
        units = found.get(str(number), [])
        statuses = {STATUSES[codes[unit]] for unit in units}
        told.append((statuses.pop(), _above(frame, step, units[0])) if len(statuses) == 1 else None)
    return told


def _above(frame: Frame, step: Step, unit: int) -> Fraction | None:
    """How far the value of a bound lies above its limit; None where that is no number, or not known."""
    if not isinstance(step.test, Bound) or step.test.grades is not None:
        return None
    value, limit = value_at(frame, step.test.measure, unit), value_at(frame, step.test.limit, unit)
    return None if value is None or limit is None else value - limit


# -- bounds ------------------------------------------------------------------------------------------------------


def bound_cases(plan: Plan, step: Step, given: Mapping[str, Mapping[str, Any]]) -> list[Case]:
    """Figures for a rule with a limit: on the line where that can be, met and unmet, and with one left out.

    Args:
        plan: the plan.
        step: the rule.
        given: what is given besides, for the rule to apply.
    """
    test = step.test
    if not isinstance(test, Bound):
        return []
    levers = list(slots_of(plan, (test.measure,)))
    eased = [part for easing in test.easings for part in (easing.condition, easing.bound.measure, easing.bound.limit)]
    settings = list(_settings(plan, step, (test.measure, test.limit, *eased), given, levers))
    for slot in levers:
        cases = (
            _graded(plan, step, settings, slot) if test.grades is not None else pulled_cases(plan, step, settings, slot)
        )
        if cases:
            return [*cases, *_left_out(plan, step, cases, levers)]
    return []


def attested_cases(plan: Plan, step: Step, given: Mapping[str, Mapping[str, Any]]) -> list[Case]:
    """Figures under which a rule about yes or no applies, with the answers it wants, the others and none."""
    test = step.test
    if not isinstance(test, Attest):
        return []
    flags = list(slots_of(plan, test.flags))
    for setting in _settings(plan, step, (), given, ()):
        tried = [
            evolve(setting, values={**setting.values, **dict.fromkeys(flags, answer)})
            for answer in (test.wanted, not test.wanted, None)
        ]
        results = [result[0] if result else None for result in judged(plan, step, tried)]
        if results == ["met", "unmet", "unknown"]:
            return [Case(figures, str(status)) for figures, status in zip(tried, results, strict=True)]
    return []


def _settings(
    plan: Plan, step: Step, nodes: Iterable[n.Node], given: Mapping[str, Mapping[str, Any]], levers: Sequence[Slot]
) -> Iterator[Figures]:
    """Figures to begin with: all that are read, with a few round numbers, years and answers; then most of them zero."""
    there = {name for row in given.values() for name in row}
    when = () if step.rule.when is None else (step.applies,)
    # Whom a rule is for is given; whether its scope has exceptions is not what it reads.
    slots = [
        slot
        for slot in slots_of(plan, (*nodes, *when))
        if slot.column not in there and (slot.fact.type != "code" or _read(slot, step))
    ]
    flags = (True, False) if any(slot.fact.type == "flag" for slot in slots) else (True,)
    years = _YEARS if any(slot.fact.type == "year" for slot in slots) else _YEARS[:1]
    codes = max((len(slot.fact.values or ()) for slot in slots if slot.fact.type == "code"), default=1)
    for base, year, flag, code in product(BASES, years, flags, range(codes)):
        yield Figures(given, {slot: usual_value(slot, base, year, flag=flag, code=code) for slot in slots})
    for base, one in product(BASES[:2], [slot for slot in levers if slot in slots and len(levers) > _PAIR]):
        values = {slot: usual_value(slot, base, years[0], flag=True, code=0) for slot in slots}
        nothing = {slot: Fraction(0) for slot in levers if slot != one and slot.fact.type in _NUMBERS}
        yield Figures(given, {slot: nothing.get(slot, value) for slot, value in values.items()})


def _read(slot: Slot, step: Step) -> bool:
    """Whether a rule speaks of a code beyond its scope: in the conditions of a relief, or in ``when``."""
    keys = {
        test.key
        for relief in step.rule.relief.values()
        for tests in (relief.applies_to.any_of if relief.applies_to is not None else ())
        for test in tests
    }
    return slot.column in keys


def usual_value(slot: Slot, base: int, year: int = _YEARS[0], *, flag: bool = True, code: int = 0) -> Any:
    """A value to begin with: a round number, a year, an answer, one of its codes, the best of its grades."""
    kind = slot.fact.type
    one: Any = Fraction(1, 2) if kind == "share" else Fraction(year) if kind == "year" else Fraction(base)
    if slot.fact.unit == "班":
        one = Fraction(_CLASSES[base])
    if kind == "flag":
        one = flag
    elif kind == "code":
        codes = tuple(slot.fact.values or ("",))
        one = codes[code % len(codes)]
    elif kind == "grade":
        one = grades_of(slot.fact)[-1]
    return [slot.items if slot.items is not None else one] if slot.fact.many else one


def _graded(plan: Plan, step: Step, settings: list[Figures], slot: Slot) -> list[Case]:
    """A grade that is met and the one beside it that is not."""
    if slot.fact.type != "grade" or slot.fact.many:
        return []
    for setting in settings:
        tried = [setting.with_(slot, grade) for grade in grades_of(slot.fact)]
        found = [result[0] if result else None for result in judged(plan, step, tried)]
        for at in range(len(tried) - 1):
            if {found[at], found[at + 1]} == {"met", "unmet"}:
                both = [Case(tried[at + side], str(found[at + side])) for side in (0, 1)]
                return sorted(both, key=lambda case: case.status)
    return []


def pulled_cases(plan: Plan, step: Step, settings: list[Figures], slot: Slot) -> list[Case]:
    """One figure moved until the value is the limit, the others as they are; the first setting in which that can be."""
    if slot.fact.type not in _NUMBERS:
        return []
    second: list[Case] = []
    for several in (True, False) if slot.fact.many else (False,):
        pulls = [Pull(setting, slot, several) for setting in settings]
        tried = [(pull, Fraction(probe)) for pull in pulls for probe in _PROBES if pull.can_be(Fraction(probe))]
        results = judged(plan, step, [pull.at(value) for pull, value in tried])
        known: dict[int, dict[Fraction, tuple[str, Fraction | None]]] = {}
        for (pull, value), result in zip(tried, results, strict=True):
            if result is not None:
                known.setdefault(id(pull), {})[value] = result
        closer = [(pull, value) for pull in pulls for value in pull.beside_zero(known.get(id(pull), {}))]
        for (pull, value), result in zip(
            closer, judged(plan, step, [p.at(v) for p, v in closer]) if closer else (), strict=True
        ):
            if result is not None:
                known.setdefault(id(pull), {})[value] = result
        for pull in pulls:
            cases = pull.cases(known.get(id(pull), {}))
            if any(case.line for case in cases):
                return cases
            second = second or cases
    return second


@frozen(eq=False)
class Pull:
    """A figure of a setting that is moved; of a list either how many items it has, or its only item."""

    setting: Figures
    slot: Slot
    several: bool

    @property
    def step(self) -> Fraction:
        """The smallest step in which the figure moves."""
        whole = self.several or self.slot.fact.type == "count"
        return Fraction(1) if whole else Fraction(1, 10000) if self.slot.fact.type == "share" else Fraction(1, 100)

    def can_be(self, value: Fraction) -> bool:
        """Whether the figure can have a value."""
        whole = (value / self.step).denominator == 1
        return value >= 0 and whole and not (self.slot.fact.type == "share" and value > 1)

    def at(self, value: Fraction) -> Figures:
        """The setting with the figure at a value."""
        if not self.slot.fact.many:
            return self.setting.with_(self.slot, value)
        if self.several:
            item = self.slot.items if self.slot.items is not None else Fraction(100)
            # An empty list reads as none given; one item that falls short says the same and is clear.
            return self.setting.with_(self.slot, [item] * int(value) if value else [max(item - 1, Fraction(0))])
        return self.setting.with_(self.slot, [value])

    def beside_zero(self, known: Mapping[Fraction, tuple[str, Fraction | None]]) -> list[Fraction]:
        """Where a straight line through two of the values known is zero, and the steps beside it."""
        points = [(at, above) for at, (_, above) in sorted(known.items()) if above is not None]
        wanted: dict[Fraction, None] = {}
        for (one, low), (other, high) in pairwise(points):
            if low != high:
                zero = one - low * (other - one) / (high - low)
                steps = zero / self.step
                for at in {math.floor(steps), math.ceil(steps)}:
                    wanted |= dict.fromkeys((at + more) * self.step for more in (-1, 0, 1))
                # A round figure beside it reads better than the next hundredth.
                wanted |= dict.fromkeys(Fraction(math.floor(zero) + more) for more in (-1, 0, 1, 2))
        return [value for value in wanted if self.can_be(value) and value not in known]

    def cases(self, known: Mapping[Fraction, tuple[str, Fraction | None]]) -> list[Case]:
        """On the line, and the nearest on the side or sides that come out otherwise; none where all come out alike."""
        of = {status: [at for at, (each, _) in known.items() if each == status] for status in ("met", "unmet")}
        if not all(of.values()):
            return []
        line = next((at for at, (_, above) in sorted(known.items()) if above == 0), None)
        near = line if line is not None else max(of["met"])
        found = []
        if line is not None and known[line][0] in of:
            found.append(Case(self.at(line), known[line][0], line=True))
        for status, there in of.items():
            if not any(case.status == status for case in found):
                # Of two as near the rounder one, and never the line itself.
                best = min(there, key=lambda at: (at.denominator, abs(at - near), at))
                found.append(Case(self.at(best), status))
        return found


def _left_out(plan: Plan, step: Step, cases: Sequence[Case], levers: Iterable[Slot]) -> list[Case]:
    """The figures of a case with one of what is measured left out, so that nothing is known."""
    figures = cases[0].figures
    tried = [figures.with_(slot, None) for slot in levers if slot in figures.values]
    for figure, result in zip(tried, judged(plan, step, tried) if tried else (), strict=True):
        if result is not None and result[0] == "unknown":
            return [Case(figure, "unknown")]
    return []
