"""What a person needs to know of one county: its verdict, what fails and by how much, and what is not known."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from attrs import Factory, frozen

from .catalogue import LABELS, label
from .engine import MET, STATUSES, UNKNOWN, UNMET
from .evaluation import NO, truth
from .exactness import TooWide
from .frame import Frame
from .gaps import gap_unit
from .numerals import amount_text, display_text
from .outcomes import OutcomeTable, reason_of
from .plan import Coefficient, Composite, QuotaOf, Step
from .provenance import SIGNS
from .terms import easing_at, on_terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .catalogue import Lang
    from .dictionary import Facts
    from .result import CountyResult, Result

__all__ = [
    "CountySummary",
    "Finding",
    "Lack",
    "Shortfall",
    "column_name",
    "gap_words",
    "lacks_of",
    "reason_text",
    "summary_of",
]

_SURPLUS = {"at_most", "less_than"}
_CV_DIGITS = 3


@frozen
class Shortfall:
    """One unit that does not meet a rule, in words.

    Attributes:
        outcome: the outcome, as ``to_dicts`` gives it.
        value: the value as text, never rounded onto or across the limit.
        bound: the limit as text, with its sign.
        gap: by how much it fails, with the unit of the numerator; empty where that is not a number.
        below_floor: whether it is also under the share of the limit that a quota asks of every rule.
        parts: for a quota, the rules it counts that this unit does not meet.
    """

    outcome: dict[str, Any]
    value: str
    bound: str
    gap: str
    below_floor: bool = False
    parts: tuple[Shortfall, ...] = ()


@frozen
class Finding:
    """One rule (for one stage, if it is judged by stage) in one county.

    Attributes:
        decides: whether its status counts for its group.
        counts: how many units have each status.
        shortfalls: the units that do not meet it, the furthest from it first.
        reasons: why units are unknown: a reason, as outcomes carry it, and for how many.
        reliefs: how many units meet it through a relief only, by the title of the relief.
    """

    id: str
    title: str
    group: str
    level: str
    stage: str | None
    strength: str
    decides: bool
    clause: str | None
    counts: Mapping[str, int]
    shortfalls: tuple[Shortfall, ...]
    reasons: Mapping[str, int]
    reliefs: Mapping[str, int] = Factory(dict)

    @property
    def judged(self) -> int:
        """How many units the rule applies to."""
        return sum(count for status, count in self.counts.items() if status != "not_applicable")

    @property
    def beyond_data(self) -> dict[str, int]:
        """The reasons that no data more would mend, and for how many units."""
        found: Counter[str] = Counter()
        for reason, count in self.reasons.items():
            found.update({part: count for part in reason.split(";") if not part.startswith("missing:")})
        return dict(found)


@frozen
class Lack:
    """A column that is missing: its name, its level, for how many units, and the rules that wait for it."""

    column: str
    name: str
    level: str | None
    units: int
    rules: tuple[str, ...]


@frozen
class CountySummary:
    """One county in words.

    Attributes:
        county: its verdict.
        schools: how many schools it has.
        sections: how many sections.
        findings: a finding for each rule, in the order of the pack.
        lacks: what is missing for a verdict, the most wanted first.
    """

    county: CountyResult
    schools: int
    sections: int
    findings: tuple[Finding, ...]
    lacks: tuple[Lack, ...]

    def failing(self, *levels: str) -> list[Finding]:
        """The rules of these levels that some unit does not meet; a quota's own rules are told with the quota."""
        return [f for f in self.findings if f.level in levels and f.shortfalls and f.strength != "component"]

    def relieved(self) -> list[Finding]:
        """The rules that some unit meets through a relief only."""
        return [f for f in self.findings if f.reliefs]

    def unresolved(self) -> list[Finding]:
        """The rules that are unknown for another reason than missing data."""
        return [finding for finding in self.findings if finding.beyond_data]


def summary_of(result: Result, index: int, lang: Lang = "zh") -> CountySummary:
    """The summary of the county at a position.

    Args:
        result: the result of an evaluation.
        index: the position of the county among ``result.counties``.
        lang: the language of the words.

    Example:
        >>> import youzhi_rules as yz
        >>> result = yz.evaluate([{"school": "A", "stage": "primary", "students": 1000, "pe_arts_teachers": 8}])
        >>> finding = next(f for f in summary_of(result, 0, "en").findings if f.id == "pe_arts_teachers")
        >>> short = finding.shortfalls[0]
        >>> short.value, short.bound, short.gap
        ('0.8', '≥ 0.9', '1 person short')
    """
    frame = Frame(result.data, index, index + 1)
    try:
        findings = _findings(result, frame, lang)
    except TooWide:
        frame = frame.widened()
        findings = _findings(result, frame, lang)
    return CountySummary(
        result.county(index),
        frame.count("school"),
        frame.count("section"),
        tuple(findings),
        tuple(lacks_of(result.plan.facts, findings, lang)),
    )


def _findings(result: Result, frame: Frame, lang: Lang) -> list[Finding]:
    plan = result.plan
    tables = [
        OutcomeTable(plan, result.data, of, step, statuses[of.slices[step.level]], lang)
        for step, statuses, of in zip(plan.steps, result.verdicts.steps, _frames_of_steps(result, frame), strict=True)
    ]
    found = []
    for step, table in zip(plan.steps, tables, strict=True):
        units = _units(frame, step.level)
        counts = Counter(table.status(unit) for unit in units)
        unmet = [unit for unit in units if table.codes[unit] == UNMET]
        short = [_shortfall(result, table.frame, step, table, unit, tables, lang) for unit in unmet]
        unknown = [unit for unit in units if table.codes[unit] == UNKNOWN]
        reasons = Counter(reason_of(plan, step, table.frame, unit, UNKNOWN) or "" for unit in unknown)
        met = (easing_at(step, table.frame, unit) for unit in units if table.codes[unit] == MET)
        rule = step.rule
        found.append(
            Finding(
                id=step.id,
                title=step.title.say(lang),
                group=rule.group,
                level=step.level,
                stage=step.stage,
                strength=rule.strength,
                decides=step.decides,
                clause=rule.clause,
                counts={status: counts[status] for status in STATUSES if counts[status]},
                shortfalls=tuple(sorted(short, key=_distance, reverse=True)),
                reasons=dict(sorted(reasons.items())),
                reliefs=dict(Counter(easing.relief.title.say(lang) for easing in met if easing is not None)),
            )
        )
    return found


def _frames_of_steps(result: Result, frame: Frame) -> list[Frame]:
    """The county's own frame for each step, but all counties for a city's: its sums go over more than one county."""
    whole: Frame | None = None
    found = []
    for step in result.plan.steps:
        if step.level == "city" and whole is None:
            whole = Frame(result.data, 0, result.data.units.count("county"), wide_numbers=frame.wide_numbers)
        found.append(whole if step.level == "city" and whole is not None else frame)
    return found


def _units(frame: Frame, level: str) -> list[int]:
    """The units of a level in the county: all that its frame has, of the cities its own."""
    if level != "city":
        return list(range(frame.count(level)))
    return [city for city in frame.up("county", "city").tolist() if city >= 0]


def _distance(short: Shortfall) -> tuple[float, float, float]:
    """How far from meeting its rule, relative to the limit; for a quota by rules, then by the furthest of them."""
    parts = [_distance(part)[1] for part in short.parts]
    found = short.outcome
    value, limit = found["value"], found["limit"]
    if parts:
        return float(found["gap"] or 0), max(parts), sum(parts)
    if not isinstance(value, int | float) or isinstance(value, bool) or not isinstance(limit, int | float):
        return 0.0, 0.0, 0.0
    return 0.0, abs(limit - value) / (abs(limit) or 1), 0.0


def _shortfall(
    result: Result,
    frame: Frame,
    step: Step,
    table: OutcomeTable,
    unit: int,
    tables: Sequence[OutcomeTable],
    lang: Lang,
) -> Shortfall:
    outcome = table.outcome(unit)
    parts: list[Shortfall] = []
    if isinstance(step.test, QuotaOf):
        for position, index in enumerate(step.test.steps):
            part = result.plan.steps[index]
            if tables[index].codes[unit] == UNMET:
                short = _shortfall(result, frame, part, tables[index], unit, tables, lang)
                floors = step.test.floors
                fallen = bool(floors) and bool(truth(frame, floors[position])[unit] == NO)
                parts.append(Shortfall(short.outcome, short.value, short.bound, short.gap, fallen, short.parts))
    step = on_terms(step, easing_at(step, frame, unit))
    value, bound = _told(step, outcome["value"], outcome, lang), _bound(step, outcome, lang)
    return Shortfall(outcome, value, bound, gap_words(result.plan.facts, step, outcome, lang), parts=tuple(parts))


def _told(step: Step, value: Any, outcome: dict[str, Any], lang: Lang) -> str:
    """A value or limit as text."""
    if value is None:
        return "?"
    if isinstance(value, bool):
        return label("yes" if value else "no", lang)
    if isinstance(value, str):
        return value
    beside = outcome["limit"] if value is outcome["value"] else None
    digits = _CV_DIGITS if isinstance(step.test, Coefficient | Composite) else 2
    return display_text(value, step.unit, beside if isinstance(beside, int | float) else None, digits)


def _bound(step: Step, outcome: dict[str, Any], lang: Lang) -> str:
    limit = outcome["limit"]
    text = _told(step, limit, {**outcome, "value": None}, lang)
    sign = SIGNS.get(outcome["operator"] or "", "")
    return f"{sign} {text}".strip()


def gap_words(facts: Facts, step: Step, outcome: dict[str, Any], lang: Lang) -> str:
    """By how much an outcome fails, in words with the unit of the numerator; empty where no number says it."""
    gap = outcome["gap"]
    if not gap:
        return ""
    if isinstance(step.test, QuotaOf):
        return label("gap_rules", lang).format(gap=gap)
    amount = amount_text(gap, gap_unit(facts, step), lang)
    words = (
        "gap_over" if outcome["operator"] in _SURPLUS else "gap_off" if outcome["operator"] == "equals" else "gap_under"
    )
    return label(words, lang).format(gap=amount)


def lacks_of(facts: Facts, findings: Sequence[Finding], lang: Lang) -> list[Lack]:
    """The missing columns of all findings, each for as many units as the rule that lacks it most."""
    units: dict[str, int] = {}
    rules: dict[str, dict[str, None]] = {}
    for finding in findings:
        if finding.strength == "component":
            continue
        wanted: Counter[str] = Counter()
        for reason, count in finding.reasons.items():
            for part in reason.split(";"):
                code, _, columns = part.partition(":")
                if code == "missing":
                    wanted.update(dict.fromkeys(columns.split(","), count))
        for column, count in wanted.items():
            units[column] = max(units.get(column, 0), count)
            rules.setdefault(column, {})[finding.title] = None
    found = [
        Lack(column, column_name(facts, column, lang), _level(facts, column), count, tuple(rules[column]))
        for column, count in units.items()
    ]
    return sorted(found, key=lambda lack: (-len(lack.rules), -lack.units))


def _level(facts: Facts, column: str) -> str | None:
    header = facts.find(column)
    return facts[header.id].levels[0] if header is not None and header.kind == "fact" else None


def column_name(facts: Facts, column: str, lang: Lang) -> str:
    """The name of a fact, a key or a level, as a reason names it; the id where it has no name."""
    if column in facts.key_columns:
        key = facts.key_columns[column]
        return key.zh if lang == "zh" else key.en
    try:
        return facts.name(column, lang)
    except KeyError:
        return label(column, lang) if column in LABELS else column


def reason_text(facts: Facts, reason: str, lang: Lang) -> str:
    """A reason, as outcomes carry it, in words with the names of the facts.

    Example:
        >>> from youzhi_rules.dictionary import shipped_facts
        >>> reason_text(shipped_facts(), "missing:students,classes", "zh")
        '没有可用的数据（未填，或有误未采用）：在校生数、班级数'
    """
    comma, semicolon = ("、", "；") if lang == "zh" else (", ", "; ")
    told = []
    for part in reason.split(";"):
        code, _, columns = part.partition(":")
        names = [column_name(facts, column, lang) for column in columns.split(",")] if columns else []
        told.append(label("reason_" + code, lang).format(facts=comma.join(names)))
    return semicolon.join(told)
