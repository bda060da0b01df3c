"""The to-do list of a result: each school's rules solved together, and what is not a school's to solve."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..catalogue import label, message
from ..engine import UNKNOWN, UNMET
from ..errors import DataError, Fault, near
from ..exactness import TooWide
from ..frame import Frame, frames
from ..numerals import display_text, unit_text
from ..outcomes import OutcomeTable, reason_of, where_of
from ..plan import Attest, Bound, Coefficient, Composite, QuotaOf
from ..provenance import SIGNS
from ..summary import column_name, gap_words, reason_text
from ..units import UNITS
from .raising import RaisedFrame
from .solving import Prices, solved
from .todo import Duty, Item, Kept, Lacking, Todo, Unsolved
from .todo_items import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..catalogue import Lang
    from ..dictionary import Facts
    from ..plan import Step
    from ..result import Result
    from .choosing import Before
    from .levers import Lever

__all__ = ["todo_of"]


def todo_of(
    result: Result, county: str | None, school: str | None, prices: Mapping[str, object] | None, lang: Lang
) -> Todo:
    """The to-do list of a result (see ``Result.todo``)."""
    known = _prices(prices, result.plan.facts)
    gathered = _Gathered()
    if county is not None:
        result.counties[county]
        index = result.data.units.counties.texts().index(county)
        parts = iter([Frame(result.data, index, index + 1)])
    else:
        # A city may have counties in several frames; its duties stand in the list once.
        parts = frames(result.data, whole=any(step.level == "city" for step in result.plan.steps))
    named = 0
    for frame in parts:
        schools = _schools(result, frame, school)
        named += len(schools)
        if school is None or schools:
            gathered.add(_part(result, frame, schools, known, lang, whole=school is None))
    if school is not None and not named:
        raise DataError([Fault("todo-school-unknown", {"name": school, "near": near(school, _names(result))})])
    if known.lacking:
        names = [result.plan.facts.name(fact, lang) for fact in result.plan.facts if fact in known.lacking]
        raise DataError([Fault("todo-price-lacking", {"names": "、".join(names)})])
    return gathered.todo(f"{label('todo', lang)} · {result.pack.title.say(lang)}", lang)


def _names(result: Result) -> list[str]:
    units = result.data.units
    return [*units.schools.texts(), *(name for name in units.school_names or () if name)]


def _prices(prices: Mapping[str, object] | None, facts: Facts) -> Prices:
    """Prices by the ids of facts or by units, exact; whatever names them."""
    if prices is None:
        return Prices(None, facts)
    found: dict[str, Fraction] = {}
    for name, value in prices.items():
        header = facts.find(name)
        if name not in UNITS and (header is None or header.kind != "fact"):
            raise DataError([Fault("todo-price-unknown", {"name": name, "near": facts.near(name)})])
        price = _price(value)
        if price is None:
            raise DataError([Fault("todo-price-value", {"name": name, "value": repr(value)})])
        found[name if name in UNITS or header is None else header.id] = price
    return Prices(found, facts)


def _price(value: object) -> Fraction | None:
    """A price as it is written: a float means the number its shortest repr shows."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction | str):
        return None
    try:
        price = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    except (ValueError, OverflowError, ZeroDivisionError):
        return None
    return price if price >= 0 else None


class _Gathered:
    """What the parts of the data give, put together."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.kept: list[Kept] = []
        self.duties: list[Duty] = []
        self.missing: list[Lacking] = []
        self.unsolved: list[Unsolved] = []

    def add(self, other: _Gathered) -> None:
        for name, found in vars(other).items():
            getattr(self, name).extend(found)

    def todo(self, title: str, lang: Lang) -> Todo:
        return Todo(
            title,
            tuple(self.items),
            tuple(self.kept),
            tuple(self.duties),
            tuple(self.missing),
            tuple(self.unsolved),
            lang,
        )


def _schools(result: Result, frame: Frame, school: str | None) -> list[int]:
    """The schools of a frame, or those of this key or name."""
    units, first = result.data.units, frame.slices["school"].start
    places = range(frame.count("school"))
    if school is None:
        return list(places)
    names = units.school_names
    return [
        place
        for place in places
        if school == units.schools[first + place] or (names is not None and names[first + place] == school)
    ]


def _part(result: Result, frame: Frame, schools: list[int], prices: Prices, lang: Lang, *, whole: bool) -> _Gathered:
    try:
        return _of_frame(result, frame, schools, prices, lang, whole=whole)
    except TooWide:
        return _of_frame(result, frame.widened(), schools, prices, lang, whole=whole)


def _of_frame(
    result: Result, frame: Frame, schools: list[int], prices: Prices, lang: Lang, *, whole: bool
) -> _Gathered:
    found = _Gathered()
    plan = result.plan
    codes = [
        verdicts[frame.slices[step.level]].tolist()
        for step, verdicts in zip(plan.steps, result.verdicts.steps, strict=True)
    ]
    base: Frame = RaisedFrame(frame, {})
    first: list[int] = []
    worked: set[int] = set()
    before: dict[Lever, Before] = {}
    for decides in ("recognition", "plan"):
        steps = [
            index
            for index, step in enumerate(plan.steps)
            if step.decides and step.level in {"section", "school"} and _counted(step) and _for(result, step) == decides
        ]
        unmet = _unmet_schools(result, base, steps, codes) | worked
        at_work = [school for school in schools if school in unmet] if steps else []
        words = Words(result, base, decides, prices, lang, before)
        solutions = list(solved(plan, steps, codes, base, at_work, prices, first, before))
        for solution in solutions:
            found.items += words.items(solution)
            found.kept += words.kept(solution)
            found.unsolved += words.unsolved(solution)
        if solutions:
            base = solutions[0].frame
        first, before = steps, words.asked
        worked = {solution.school for solution in solutions if solution.choice.amounts}
    order = {place: rank for rank, place in enumerate(_places(result, frame, schools))}
    found.items.sort(key=lambda item: order[item.county, item.school])  # stable: recognition first, nearest first
    beside = _Beside(result, frame, codes, lang)
    inside = None if whole else set(schools)
    found.duties += beside.duties(inside)
    found.missing += beside.missing(inside)
    return found


def _places(result: Result, frame: Frame, schools: Sequence[int]) -> Iterator[tuple[str, str]]:
    units = result.data.units
    county, school = frame.slices["county"].start, frame.slices["school"].start
    up = frame.up("school", "county")
    for place in schools:
        yield units.counties[county + int(up[place])], units.schools[school + place]


def _counted(step: Step) -> bool:
    """Whether a rule is one of numbers, which amounts can meet."""
    return isinstance(step.test, QuotaOf) or (isinstance(step.test, Bound) and step.test.grades is None)


def _for(result: Result, step: Step) -> str:
    return result.plan.groups[step.rule.group].decides


def _unmet_schools(result: Result, frame: Frame, steps: Sequence[int], codes: Sequence[Sequence[int]]) -> set[int]:
    up = frame.up("section", "school").tolist()
    return {
        up[unit] if result.plan.steps[index].level == "section" else unit
        for index in steps
        for unit, code in enumerate(codes[index])
        if code == UNMET
    }


class _Beside:
    """What is no amount at a school: duties of others, what is attested, and what must be found out."""

    def __init__(self, result: Result, frame: Frame, codes: Sequence[Sequence[int]], lang: Lang) -> None:
        self.result, self.frame, self.codes, self.lang = result, frame, codes, lang
        self.places: dict[tuple[str, int, str | None], tuple[Any, ...]] = {}

    def _units(self, step: Step, code: int, index: int, schools: set[int] | None) -> Iterator[int]:
        """The units of a status: of the schools asked for, or all with those above them."""
        frame, up = self.frame, self.frame.up("section", "school")
        cities = set(frame.up("county", "city").tolist()) if step.level == "city" else None
        for unit, found in enumerate(self.codes[index]):
            if found != code or (cities is not None and unit not in cities):
                continue
            below = step.level in {"section", "school"}
            if schools is None or (below and (unit if step.level == "school" else int(up[unit])) in schools):
                yield unit

    def _frame(self, step: Step) -> Frame:
        return self.frame.around() if step.level == "city" else self.frame

    def _where(self, step: Step, frame: Frame, unit: int) -> tuple[Any, ...]:
        """County, town, school, its name and the stage of a unit; looked up once for all the rules about it."""
        key = (step.level, unit, step.stage)
        if key not in self.places:
            self.places[key] = tuple(where_of(self.result.data, frame, *key).values())
        return self.places[key]

    def _table(self, index: int) -> OutcomeTable:
        result, step = self.result, self.result.plan.steps[index]
        statuses = result.verdicts.steps[index][self.frame.slices[step.level]]
        return OutcomeTable(result.plan, result.data, self._frame(step), step, statuses, self.lang)

    def duties(self, schools: set[int] | None) -> list[Duty]:
        """What others must do, and what at a school is attested or graded; a school's first."""
        found = []
        for index, step in enumerate(self.result.plan.steps):
            if not step.decides or (step.level in {"section", "school"} and _counted(step)):
                continue
            units = list(self._units(step, UNMET, index, schools))
            if not units:
                continue
            table = self._table(index)
            for unit in units:
                told = table.outcome(unit)
                keys = ("county", "town", "school", "school_name", "stage", "level", "rule", "title", "clause")
                found.append(
                    Duty(**{key: told[key] for key in keys}, decides=_for(self.result, step), why=self._why(step, told))
                )
        return found

    def _why(self, step: Step, told: dict[str, Any]) -> str:
        lang = self.lang
        if isinstance(step.test, Attest):
            wanted, found = (label("yes" if yes else "no", lang) for yes in (step.test.wanted, not step.test.wanted))
            return message("todo-attested", {"title": told["title"], "wanted": wanted, "found": found}, lang)
        gap = gap_words(self.result.plan.facts, step, told, lang)
        said = {"title": told["title"], "value": self._shown(step, told, "value"), "gap": gap}
        said["limit"] = f"{SIGNS.get(told['operator'] or '', '')} {self._shown(step, told, 'limit')}".strip()
        text = message("todo-duty-short" if gap else "todo-duty", said, lang)
        apart = isinstance(step.test, Coefficient | Composite)
        return text + message("todo-coefficient", {}, lang) if apart else text

    def _shown(self, step: Step, told: dict[str, Any], key: str) -> str:
        value = told[key]
        if not isinstance(value, int | float) or isinstance(value, bool):
            return "?" if value is None else str(value)
        other = told["limit"] if key == "value" and isinstance(told["limit"], int | float) else None
        unit = "" if step.unit == "%" else unit_text(step.unit, self.lang)
        return f"{display_text(value, step.unit, other, 3 if step.unit == '比例' else 2)} {unit}".strip()

    def missing(self, schools: set[int] | None) -> list[Lacking]:
        """What must be found out, unit by unit: each set of facts once, with the rules that wait for it."""
        found: dict[tuple[Any, ...], list[str]] = {}
        for index, step in enumerate(self.result.plan.steps):
            if not step.decides:
                continue
            frame = self._frame(step)
            for unit in self._units(step, UNKNOWN, index, schools):
                where = self._where(step, frame, unit)
                reason = reason_of(self.result.plan, step, frame, unit, UNKNOWN)
                found.setdefault((*where, step.level, reason), []).append(step.id)
        facts = self.result.plan.facts
        rows = []
        for (county, town, school, name, stage, level, reason), rules in found.items():
            code, _, columns = (reason or "").partition(":")
            names = tuple(columns.split(",")) if code == "missing" else ()
            what = [column_name(facts, column, self.lang) for column in names] or [
                reason_text(facts, reason, self.lang)
            ]
            why = message("todo-missing", {"facts": ("、" if self.lang == "zh" else ", ").join(what)}, self.lang)
            rows.append(Lacking(county, town, school, name, stage, level, names, tuple(dict.fromkeys(rules)), why))
        return rows
