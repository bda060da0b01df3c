"""What a report shows, as data for the browser: units, rules, and the columns of every rule's statuses.

All of it is text to be shown, or a position in a list; nothing is computed from it but orders and counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..catalogue import label
from ..catalogue.report_labels import REPORT_LABELS
from ..engine import STATUSES
from ..explain import source_lines
from ..frame import Frame
from ..model import STAGES
from ..numerals import display_text, limit_text, rounded_text
from ..plan import Attest, Bound, QuotaOf
from ..provenance import SIGNS
from ..spelling import words
from ..wide import mean_rows_of
from .charts import SIGNS_OF, axis_mean, bar_rows, cv_rows, floor_of, line_rows, short_title
from .distributions import distribution_of
from .report_cells import Cells, cells_of, is_number, reason_words, unit_suffix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from ..catalogue import Lang
    from ..plan import Step
    from ..result import Result

__all__ = ["Gathered", "data_of", "gathered"]

_WORDS = (
    "met", "unmet", "unknown", "not_applicable", "not_due", "section", "school", "town", "county", "city", "primary",
    "junior", "senior", "yes", "no", "missing", "measured", "arithmetic", "compared", "compared_to", "floor", "gap",
    "reason", "clause", "value", "limit", "status", "title", "stage", "level", "strength", "required", "recommended",
    "target", "component", "veto", "relief", "mean", "cv", "rule", "group", "due",
)  # fmt: skip
_BELOW = ("section", "school", "town")


@frozen(eq=False)
class Gathered:
    """A result read once: the columns of every step.

    Attributes:
        frame: all counties.
        cells: the columns of the steps, in the order of the plan.
        edges: per level below the county, where each county's units begin; one entry more than there are counties.
    """

    result: Result
    lang: Lang
    frame: Frame
    cells: tuple[Cells, ...]
    edges: Mapping[str, list[int]]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the plan."""
        return self.result.plan.steps

    def units(self, level: str, county: int) -> range:
        """The units of a level in a county: of cities, its own."""
        if level == "county":
            return range(county, county + 1)
        if level == "city":
            city = int(self.result.data.units.county_city[county])
            return range(max(city, 0), city + 1)
        return range(*self.edges[level][county : county + 2])

    def codes(self, index: int, county: int) -> list[int]:
        """The statuses of a step in a county."""
        units = self.units(self.steps[index].level, county)
        return self.cells[index].codes[units.start : units.stop]


def gathered(result: Result, lang: Lang) -> Gathered:
    """Everything a report tells of the statuses of a result."""
    counties = len(result.data.units.counties)
    frame = Frame(result.data, 0, counties)
    edges = {}
    for level in _BELOW:
        up = frame.up(level, "county")
        edges[level] = up.searchsorted(range(counties + 1)).tolist()
    cells = tuple(cells_of(result, index, frame, lang) for index in range(len(result.plan.steps)))
    return Gathered(result, lang, frame, cells, edges)


def data_of(found: Gathered) -> dict[str, Any]:
    """The data of the page, ready for JSON."""
    result, lang = found.result, found.lang
    return {
        "lang": lang,
        "words": {name: label(name, lang) for name in (*_WORDS, *REPORT_LABELS)},
        "statuses": STATUSES,
        "signs": [SIGNS_OF[status] for status in STATUSES],
        "stages": STAGES,
        "counties": result.data.units.counties.texts(),
        "cities": result.data.units.cities.texts(),
        "city": result.data.units.county_city.tolist(),
        "edges": found.edges,
        **_units(found),
        "groups": [
            {"id": name, "name": group.zh if lang == "zh" else group.en, "plan": group.decides == "plan"}
            for name, group in result.plan.groups.items()
        ],
        "steps": [_step(found, index) for index in range(len(found.steps))],
        "charts": [_charts(found, county) for county in range(len(result.data.units.counties))],
    }


def _units(found: Gathered) -> dict[str, Any]:
    units = found.result.data.units
    keys = units.schools.texts()
    names = [name or key for name, key in zip(units.school_names or [None] * len(keys), keys, strict=True)]
    return {
        "school": {"name": names, "key": keys if names != keys else None, "town": units.school_town.tolist()},
        "section": {"school": units.section_school.tolist(), "stage": units.section_stage.tolist()},
        "town": {"name": units.towns.texts()},
    }


def _step(found: Gathered, index: int) -> dict[str, Any]:
    result, lang, step, cells = found.result, found.lang, found.steps[index], found.cells[index]
    rule, test = step.rule, step.test
    told: dict[str, Any] = {
        "id": step.id,
        "title": step.title.say(lang),
        "short": short_title(step.title.say(lang), lang),
        "level": step.level,
        "stage": step.stage,
        "group": list(result.plan.groups).index(rule.group),
        "strength": rule.strength,
        "decides": step.decides,
        "clause": rule.clause,
        "due": rule.due.day.isoformat() if rule.due else None,
        "kind": type(test).__name__.lower(),
        "number": is_number(step),
        "unit": unit_suffix(step, lang),
        "source": source_lines(result, step, lang),
        "cells": _cells(result, cells, lang),
    }
    if isinstance(test, Bound):
        told["sign"] = SIGNS[test.operator]
        told["measured"] = words(test.measure, result.plan.facts, lang)
    elif isinstance(test, QuotaOf):
        told["of"] = len(test.steps)
        told["parts"] = list(test.steps)
        if test.rest is not None:
            told["floors"] = [_floors(found, part, test.rest) for part in told["parts"]]
    elif isinstance(test, Attest):
        told["facts"] = [words(flag, result.plan.facts, lang) for flag in test.flags]
    return {key: value for key, value in told.items() if value not in (None, "")}


def _floors(found: Gathered, part: int, rest: Fraction) -> list[str]:
    """Per limit of a rule that a quota counts, the share of it that the quota asks for; none for what is attested."""
    return [limit_text(limit * rest, found.steps[part].unit, found.lang) for limit in found.cells[part].limits]


def _cells(result: Result, cells: Cells, lang: Lang) -> dict[str, Any]:
    """Columns under short names, those that hold nothing left out; a column of one value as that value."""
    told = {
        "s": "".join(map(str, cells.codes)),
        "v": _column(cells.values),
        "x": _column(cells.exact),
        "a": _column(cells.told),
        "bounds": cells.bounds,
        "b": _column(cells.bound),
        "l": _column(cells.long_bounds),
        "reasons": reason_words(result, cells, lang),
        "w": _column(cells.reason),
        "g": cells.gaps,
        "r": _column(cells.reach),
        "f": cells.flags,
        "p": cells.reliefs,
        "e": cells.lines,
    }
    return {key: value for key, value in told.items() if value not in (None, [], {}, "")}


def _column(values: Sequence[Any]) -> Any:
    """A column as it is; where all units have the same, a list of that one alone."""
    if len(values) > 1 and all(value == values[0] for value in values):
        return [values[0]]
    return values


def _charts(found: Gathered, county: int) -> dict[str, Any]:
    """Of one county the distributions of its rules with numbers, and its coefficients of variation."""
    result, lang = found.result, found.lang
    means = mean_rows_of(result, county, lang)
    rows = {
        (row["rule"].removesuffix("_cv"), stage): row
        for row in means
        for stage in ((row["stage"],) if row["stage"] else STAGES)
    }
    drawn = []
    for index, step in enumerate(found.steps):
        if not is_number(step) or step.level not in _BELOW:
            continue
        units = found.units(step.level, county)
        for stage in range(len(STAGES)) if step.level == "section" else (None,):
            part = _Part(found, index, [u for u in units if stage is None or found.frame.stage[u] == stage])
            told = part.chart(rows.get((step.id, None if stage is None else STAGES[stage])), lang)
            if told is not None:
                drawn.append({**told, "stage": None if stage is None else STAGES[stage]})
    return {"drawn": drawn, "cv": cv_rows(means, lang)}


def _axis(value: Fraction, step: Step) -> str:
    return rounded_text(value, None, 4) + ("%" if step.unit == "%" else "")


@frozen
class _Part:
    """The units of one rule and stage in one county."""

    found: Gathered
    index: int
    units: Sequence[int]

    def chart(self, row: dict[str, Any] | None, lang: Lang) -> dict[str, Any] | None:
        """Bars, lines and a caption; None where there is nothing to draw."""
        step, cells = self.found.steps[self.index], self.found.cells[self.index]
        judged = [unit for unit in self.units if STATUSES[cells.codes[unit]] in {"met", "unmet", "unknown"}]
        drawn = distribution_of(step, (cells.numbers[unit] for unit in judged))
        if drawn is None:
            return None
        floor = floor_of(self.found.result, step)
        bounds = list(dict.fromkeys(cells.bounds[cells.bound[unit]] for unit in judged if cells.bound[unit] >= 0))
        told: dict[str, Any] = {
            "step": self.index,
            "bars": bar_rows(drawn, lang),
            "lines": line_rows(drawn, floor, axis_mean(step, row), lang),
            "standard": bounds[0] if len(bounds) == 1 else None,
            "floor": None if floor is None or drawn.relative else _axis(drawn.scale * floor, step),
            "count": drawn.count,
            "below": drawn.below,
            "blank": drawn.blank,
            "relative": drawn.relative,
            "part": floor is not None,
        }
        if row is not None:
            mean, cv = row["mean"], row["cv"]
            told["mean"] = None if mean is None else display_text(mean, step.unit)
            told["cv"] = None if cv is None else display_text(cv, None, row["limit"], 3)
            told["cv_limit"] = f"≤ {display_text(row['limit'])}"
            told["cv_status"] = STATUSES.index(row["status"])
        return told
