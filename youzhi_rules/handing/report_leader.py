"""What a report says before anything is asked: of each county the verdict, what stands in its way, and its duties."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import field, frozen

from ..catalogue import label
from ..engine import MET, NOT_APPLICABLE, NOT_DUE, STATUSES, UNKNOWN, UNMET
from ..outcomes import where_of
from ..summary import Finding, lacks_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..catalogue import Lang
    from ..result import CountyResult
    from ..summary import Lack
    from .report_cells import Cells
    from .report_data import Gathered

__all__ = ["CountyPage", "RuleLine", "pages_of"]

_BELOW = {"section", "school", "town"}
_NAMED = 3
_WORST = (UNMET, UNKNOWN, NOT_DUE, MET)


@frozen
class RuleLine:
    """One rule in one county, as a row for reading.

    Attributes:
        step: its position in the plan.
        unit: the unit it is about, where there is one: its position in the columns of the step.
        status: the worst of its units.
        found: what was found: of a county's own rule the value, the limit and what is missing; of rules of schools how
            many do not meet it.
        names: of these the furthest from it, by name.
        due: the day by which it is due.
    """

    step: int
    unit: int | None
    title: str
    stage: str
    status: str
    strength: str
    found: str
    clause: str
    due: str
    names: str = ""


@frozen
class GroupLine:
    """One group of the pack in one county, with how many of its rules have which status."""

    name: str
    clause: str
    status: str
    decides: bool
    counts: Mapping[str, int]


@frozen
class CountyPage:
    """One county, for a leader.

    Attributes:
        county: its verdict.
        groups: its groups.
        between: the rules that decide recognition and are not met.
        undecided: how many rules that decide recognition are unknown.
        duties: the plan's own duties, those that are not met first.
        advice: what is recommended or aimed at and not met, without weight for recognition.
        lacks: the columns that recognition waits for, the most wanted first.
    """

    county: CountyResult
    schools: int
    sections: int
    groups: Sequence[GroupLine]
    between: Sequence[RuleLine]
    undecided: int
    duties: Sequence[RuleLine]
    advice: Sequence[RuleLine]
    lacks: Sequence[Lack]
    counts: Mapping[str, int] = field(factory=dict)

    @property
    def pressing(self) -> list[RuleLine]:
        """The duties that are not met."""
        return [line for line in self.duties if line.status == STATUSES[UNMET]]

    @property
    def resting(self) -> list[RuleLine]:
        """The other duties."""
        return [line for line in self.duties if line.status != STATUSES[UNMET]]


def pages_of(found: Gathered) -> list[CountyPage]:
    """The pages of all counties, by key."""
    return [_page(found, county) for county in range(len(found.result.data.units.counties))]


def _page(found: Gathered, county: int) -> CountyPage:
    groups = found.result.plan.groups
    told, statuses = [], []
    for index, step in enumerate(found.steps):
        codes = found.codes(index, county)
        worst = next((code for code in _WORST if code in codes), NOT_APPLICABLE)
        statuses.append(worst)
        told.append((index, step, worst, groups[step.rule.group].decides == "plan"))
    deciding = [entry for entry in told if entry[1].decides and not entry[3]]
    duties = [entry for entry in told if entry[3] and entry[1].rule.strength != "component"]
    others = [entry for entry in told if not (entry[1].decides or entry[3] or entry[1].rule.strength == "component")]
    between = [_line(found, index, county) for index, _, worst, _ in deciding if worst == UNMET]
    order = {code: place for place, code in enumerate((*_WORST, NOT_APPLICABLE))}
    return CountyPage(
        found.result.county(county),
        len(found.units("school", county)),
        len(found.units("section", county)),
        [_group(found, name, county, statuses) for name in groups],
        sorted(between, key=lambda line: _weight(found, line, county)),
        sum(worst == UNKNOWN for _, _, worst, _ in deciding),
        [
            _line(found, index, county)
            for index, _, worst, _ in sorted(duties, key=lambda entry: (order[entry[2]], entry[0]))
            if worst != NOT_APPLICABLE
        ],
        [_line(found, index, county) for index, _, worst, _ in others if worst in {UNMET, NOT_DUE}],
        lacks_of(found.result.plan.facts, _findings(found, county, [entry[0] for entry in deciding]), found.lang),
        Counter(STATUSES[worst] for _, _, worst, _ in deciding),
    )


def _weight(found: Gathered, line: RuleLine, county: int) -> tuple[int, int, int]:
    """Vetoes first, then what is the county's own, then by how many fail."""
    step = found.steps[line.step]
    failing = found.codes(line.step, county).count(UNMET)
    return (0 if step.rule.strength == "veto" else 2 if step.level in _BELOW else 1, -failing, line.step)


def _group(found: Gathered, name: str, county: int, statuses: Sequence[int]) -> GroupLine:
    group = found.result.plan.groups[name]
    rules = [
        STATUSES[statuses[index]]
        for index, step in enumerate(found.steps)
        if step.rule.group == name and (step.decides or group.decides == "plan") and step.rule.strength != "component"
    ]
    status = STATUSES[int(found.result.verdicts.groups[name][county])]
    words = group.zh if found.lang == "zh" else group.en
    return GroupLine(words, group.clause or "", status, group.decides != "plan", Counter(rules))


def _line(found: Gathered, index: int, county: int) -> RuleLine:
    step, cells, lang = found.steps[index], found.cells[index], found.lang
    codes = found.codes(index, county)
    counts = Counter(codes)
    unit: int | None = None
    told = ""
    if step.level not in _BELOW:
        unit = found.units(step.level, county).start
        told = _figures(cells, unit, lang)
    elif counts[UNMET]:
        judged = len(codes) - counts[NOT_APPLICABLE]
        told = label("report_units_unmet", lang).format(unmet=counts[UNMET], judged=judged)
    worst = next((code for code in _WORST if counts[code]), NOT_APPLICABLE)
    return RuleLine(
        index,
        unit,
        step.title.say(lang),
        label(step.stage, lang) if step.stage else "",
        STATUSES[worst],
        step.rule.strength,
        told,
        step.rule.clause or "",
        step.rule.due.day.isoformat() if step.rule.due else "",
        _names(found, index, county) if unit is None else "",
    )


def _figures(cells: Cells, unit: int, lang: Lang) -> str:
    """The value, the limit and what is missing, as far as there are such; of what is missing, that it is."""
    told = []
    value = cells.values[unit] if cells.values else None
    if value is not None and cells.bound[unit] >= 0:
        told.append(label("compared_to", lang).format(value=value, bound=cells.bounds[cells.bound[unit]]))
    if unit in cells.gaps:
        told.append(cells.gaps[unit])
    return ("；" if lang == "zh" else "; ").join(told)


def _names(found: Gathered, index: int, county: int) -> str:
    """The units furthest from meeting a rule, by name."""
    step, cells, lang = found.steps[index], found.cells[index], found.lang
    unmet = [unit for unit in found.units(step.level, county) if cells.codes[unit] == UNMET]
    reach = {unit: cells.reach[unit] if cells.reach else 0 for unit in unmet}
    furthest = sorted(unmet, key=lambda unit: (reach[unit] is None, reach[unit], unit))[:_NAMED]
    names = []
    for unit in furthest:
        where = where_of(found.result.data, found.frame, step.level, unit)
        stage = label(where["stage"], lang) if where["stage"] else ""
        names.append(f"{where['school_name'] or where['town']} {stage}".strip())
    told = ("、" if lang == "zh" else ", ").join(names)
    return label("report_names_more", lang).format(names=told) if len(unmet) > len(furthest) else told


def _findings(found: Gathered, county: int, deciding: Sequence[int]) -> list[Finding]:
    """Why the rules that decide are unknown, as the list of missing columns wants it."""
    told = []
    for index in deciding:
        step, cells = found.steps[index], found.cells[index]
        rule = step.rule
        units = found.units(step.level, county)
        if not cells.reason:
            continue
        reasons = Counter(cells.reasons[cells.reason[unit]] for unit in units if cells.codes[unit] == UNKNOWN)
        told.append(
            Finding(
                id=step.id,
                title=step.title.say(found.lang),
                group=rule.group,
                level=step.level,
                stage=step.stage,
                strength=rule.strength,
                decides=step.decides,
                clause=rule.clause,
                counts={},
                shortfalls=(),
                reasons=dict(sorted(reasons.items())),
            )
        )
    return told
