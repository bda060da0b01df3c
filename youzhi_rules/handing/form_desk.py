"""What every table of the forms is made from: one county of a result, its units, statuses and exact values."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from ..catalogue import label
from ..exactness import Exact
from ..frame import Frame
from ..model import STAGES
from ..numerals import limit_text
from ..outcomes import reason_of, where_of
from ..plan import Bound, rules_of
from ..provenance import SIGNS, asked
from ..reasons import value_at
from ..spelling import words
from ..summary import reason_text
from ..terms import terms_of

if TYPE_CHECKING:
    from fractions import Fraction

    from ..catalogue import Lang
    from ..dataset import Column
    from ..model import Rule, Source, Words
    from ..plan import Easing, Step
    from ..result import Result

__all__ = ["Desk", "circled"]

_CIRCLED_ONE, _CIRCLED = 0x2460, 20
"""The sign of one in a circle, and how many such signs there are."""


class Desk:
    """One county of a result, on Python integers, so that no value is ever too wide.

    Attributes:
        result: the result.
        index: the position of the county.
        frame: the county alone.
        lang: the language of the words.
    """

    def __init__(self, result: Result, index: int, lang: Lang) -> None:
        self.result = result
        self.index = index
        self.lang: Lang = lang
        self.frame = Frame(result.data, index, index + 1, wide_numbers=True)
        self._rules = rules_of(result.pack)
        self._around: Frame | None = None
        self._columns: dict[tuple[str, str], Column | None] = {}
        self._terms: dict[int, list[Easing | None] | None] = {}

    def say(self, name: str, /, **params: object) -> str:
        """A label with its parameters."""
        found = label(name, self.lang)
        return found.format(**params) if params else found

    def join(self, parts: list[str], sign: tuple[str, str] = ("；", "; ")) -> str:
        """Parts that say something, one after the other."""
        return sign[self.lang != "zh"].join(part for part in parts if part)

    def frame_of(self, level: str) -> Frame:
        """The frame that units of a level are in: that of all counties for cities, whose sums go over several."""
        if level != "city":
            return self.frame
        if self._around is None:
            self._around = Frame(self.result.data, 0, self.result.data.units.count("county"), wide_numbers=True)
        return self._around

    def units(self, level: str) -> list[int]:
        """The units of a level that the county has, as positions in their frame; of the cities its own."""
        if level == "city":
            city = int(self.frame.up("county", "city")[0])
            return [city] if city >= 0 else []
        return list(range(self.frame.count(level)))

    def codes(self, place: int) -> list[int]:
        """The statuses of the step at a position of the plan, per unit of the frame of its level."""
        level = self.result.plan.steps[place].level
        found: list[int] = self.result.verdicts.steps[place][self.frame_of(level).slices[level]].tolist()
        return found

    def terms(self, place: int, unit: int) -> Easing | None:
        """The relief on whose terms a unit is judged, or None."""
        if place not in self._terms:
            step = self.result.plan.steps[place]
            self._terms[place] = terms_of(step, self.frame_of(step.level))
        found = self._terms[place]
        return None if found is None else found[unit]

    def bound_at(self, place: int, unit: int) -> tuple[Fraction | None, str, Fraction | None]:
        """The exact value, the operator and the exact limit of a rule of numbers at a unit, on the terms it is told."""
        step = self.result.plan.steps[place]
        easing, frame = self.terms(place, unit), self.frame_of(step.level)
        test = cast("Bound", step.test) if easing is None else easing.bound
        return value_at(frame, test.measure, unit), test.operator, value_at(frame, test.limit, unit)

    def figure(self, level: str, fact: str, unit: int) -> Fraction | None:
        """A number of the data at a unit, None where it is missing."""
        found = self._column(level, fact)
        return found.fraction(unit) if isinstance(found, Exact) else None

    def code(self, fact: str, school: int) -> int:
        """The position of a school's code among the values of a fact, -1 where it is missing."""
        found = self._column("school", fact)
        return int(found[school]) if isinstance(found, np.ndarray) else -1

    def _column(self, level: str, fact: str) -> Column | None:
        """A column of the frame, which makes it anew whenever it is asked."""
        if (level, fact) not in self._columns:
            self._columns[level, fact] = self.frame_of(level).column(level, fact)
        return self._columns[level, fact]

    def spelled(self, fact: str, code: str) -> str:
        """The word for a code of a fact."""
        spellings = (self.result.plan.facts[fact].values or {}).get(code)
        return spellings[0] if spellings and self.lang == "zh" else code.replace("_", " ")

    def school_of(self, section: int) -> int:
        """The school of a section."""
        return int(self.frame.up("section", "school")[section])

    def stage_of(self, section: int) -> str | None:
        """The stage of a section."""
        code = int(self.frame.stage[section])
        return STAGES[code] if code >= 0 else None

    def stage_word(self, stage: str | None) -> str:
        """The word for a stage, also for one that is not known."""
        return self.say(stage or "form_stage_unknown")

    def school(self, school: int) -> tuple[str, str]:
        """The key and the name of a school; the key for a name where there is none."""
        units, place = self.result.data.units, self.frame.slices["school"].start + school
        key = units.schools[place]
        name = units.school_names[place] if units.school_names is not None else None
        return key, name or key

    def named(self, level: str, unit: int) -> str:
        """The name of a unit: of the school for a section."""
        if level in {"section", "school"}:
            return self.school(self.school_of(unit) if level == "section" else unit)[1]
        where = where_of(self.result.data, self.frame_of(level), level, unit)
        return str(where["town"] if level == "town" else where["county"])

    def reason(self, place: int, unit: int, code: int) -> str:
        """Why a unit has no verdict, in words; empty where it has one."""
        step = self.result.plan.steps[place]
        found = reason_of(self.result.plan, step, self.frame_of(step.level), unit, code)
        return reason_text(self.result.plan.facts, found, self.lang) if found else ""

    def standard(self, step: Step, stage: str | None = None) -> str:
        """What a rule asks: of one stage, if one is given and the limit is by stage."""
        rule = step.rule
        found = rule.bound
        if found is None:
            return asked(rule, self.result.plan.facts, self.lang)
        operator, limit = found
        wanted = stage or step.stage
        if limit.stages is not None and wanted is not None and wanted in limit.stages:
            return f"{SIGNS[operator]} {limit_text(limit.stages[wanted], step.unit, self.lang)}"
        if limit.formula is not None and isinstance(step.test, Bound):
            return f"{SIGNS[operator]} {words(step.test.limit, self.result.plan.facts, self.lang)}"
        return asked(rule, self.result.plan.facts, self.lang)

    def origin(self, step: Step) -> int:
        """Which pack first asked for a rule, by its place in the chain of packs, the first first."""
        ids = [ancestor.id for ancestor in self.result.pack.lineage]
        first = self.rule_of(step).chain[0].pack
        return ids.index(first) if first in ids else len(ids)

    def rule_of(self, step: Step) -> Rule:
        """The rule behind a step, with its chain."""
        return self._rules.get(step.rule.id, step.rule)

    def document(self, pack: str) -> str:
        """The title of a pack's document with its number."""
        source, title = self._source(pack)
        opened, closed = ("（", "）") if self.lang == "zh" else (" (", ")")
        return title.say(self.lang) + (f"{opened}{source.number}{closed}" if source.number else "")

    def clause(self, step: Step, basis: str) -> str:
        """The clause a rule stands in, with its document's number where that is not the one the table stands on."""
        rule = step.rule
        name = rule.pack or self.result.pack.id
        if name == basis:
            return rule.clause or ""
        source, title = self._source(name)
        return f"{source.number or title.say(self.lang)} {rule.clause or ''}".strip()

    def _source(self, name: str) -> tuple[Source, Words]:
        """The document that a pack of the chain encodes, and its title."""
        pack = self.result.pack
        told = next((each for each in pack.lineage if each.id == name), None)
        return (pack.source, pack.title) if told is None else (told.source, told.title)


def circled(index: int) -> str:
    """The number of an indicator, from 1.

    Example:
        >>> circled(7), circled(21)
        ('⑦', '(21)')
    """
    return chr(_CIRCLED_ONE + index - 1) if index <= _CIRCLED else f"({index})"
