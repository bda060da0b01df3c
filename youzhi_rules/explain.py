"""Explanations: how a status came about, in figures a person can check with a pocket calculator."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from attrs import frozen

from . import nodes as n
from . import outcomes as out
from .catalogue import label
from .composite import mean_beside, squares_of
from .dispersion import exact_sums
from .engine import STATUSES
from .errors import DataError, Fault
from .evaluation import YES, truth
from .exactness import TooWide
from .frame import Frame
from .gaps import numerator_of, share_of
from .markup import badge, capital, framed
from .numerals import decimal_text, display_text, limit_text
from .plan import Attest, Bound, Coefficient, Composite, QuotaOf, Step
from .provenance import SIGNS, chain_lines, chain_of, relief_name, source_text
from .reasons import value_at
from .relief_words import relief_words
from .spelling import figures, words
from .summary import gap_words, reason_text
from .terms import easing_at, on_terms

if TYPE_CHECKING:
    from fractions import Fraction

    from .catalogue import Lang
    from .result import Result

__all__ = ["Explanation", "equals", "explain", "gap_text", "source_lines", "unit_lines"]

_CHOICES = 8


@frozen
class Explanation:
    """Why one outcome has its status.

    Attributes:
        outcome: the outcome, as ``to_dicts`` gives it.
        lines: pairs of a label and what it says: what is measured, the arithmetic, the comparison, the source …
        chain: the packs that shaped the rule, the one that defines it first: dicts of pack, relation, what is asked
            since, clause, seen_in, place, authority and reason.
        lang: the language of the words.
    """

    outcome: dict[str, Any]
    lines: tuple[tuple[str, str], ...]
    chain: tuple[dict[str, Any], ...]
    lang: Lang

    def __str__(self) -> str:
        """The explanation as text, a line for each part."""
        return "\n".join([self.title, *(f"  {name}: {text}" for name, text in self.lines)])

    @property
    def title(self) -> str:
        """Whose outcome it is and what came out."""
        found = self.outcome
        where = " · ".join(
            str(part)
            for part in (
                found["county"],
                found["town"] if found["level"] == "town" else None,
                found["school_name"],
                label(found["stage"], self.lang) if found["stage"] else None,
            )
            if part
        )
        return f"{where or label(found['level'], self.lang)} — {found['title']}: {label(found['status'], self.lang)}"

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain values."""
        return {"outcome": dict(self.outcome), "lines": [list(line) for line in self.lines], "chain": list(self.chain)}

    def _repr_html_(self) -> str:
        """The explanation for a notebook: what came out, then a line for each part."""
        found = self.outcome
        where = escape(self.title.removesuffix(label(found["status"], self.lang)))
        rows = "".join(f"<tr><th>{escape(capital(name))}</th><td>{escape(text)}</td></tr>" for name, text in self.lines)
        return framed(f"<h4>{where}{badge(found['status'], self.lang)}</h4><table>{rows}</table>", self.lang)


def explain(
    result: Result,
    rule: str,
    *,
    county: str | None,
    town: str | None,
    school: str | None,
    stage: str | None,
    lang: Lang,
) -> Explanation:
    """The explanation of the one outcome that is meant (see ``Result.explain``)."""
    step_index = next(index for index, step in enumerate(result.plan.steps) if step.id == rule)
    wanted = {"county": county, "town": town, "school": school, "stage": stage}
    found = [
        outcome
        for outcome in result.outcomes(rule=rule, county=county, lang=lang)
        if (school is None or school in {outcome["school"], outcome["school_name"]})
        and all(value is None or outcome[key] == value for key, value in (("town", town), ("stage", stage)))
    ]
    said = ", ".join(f"{key}={value}" for key, value in wanted.items() if value is not None) or rule
    if not found:
        raise DataError([Fault("explain-nothing", {"wanted": said})])
    if len(found) > 1:
        choices = "; ".join(_unit_name(outcome, lang) for outcome in found[:_CHOICES])
        more = "; …" if len(found) > _CHOICES else ""
        raise DataError([Fault("explain-which", {"count": len(found), "choices": choices + more})])
    outcome = found[0]
    steps = [step for step in result.plan.steps if step.id == rule]
    step = next((s for s in steps if s.stage in {None, outcome["stage"]}), result.plan.steps[step_index])
    lines, chain = _told(result, step, outcome, lang)
    return Explanation(outcome, tuple(lines), tuple(chain), lang)


def _unit_name(outcome: dict[str, Any], lang: Lang) -> str:
    parts = [outcome["county"], outcome["town"], outcome["school_name"]]
    stage = label(outcome["stage"], lang) if outcome["stage"] else None
    return "/".join(str(part) for part in (*parts, stage) if part)


def _place(result: Result, step: Step, outcome: dict[str, Any]) -> tuple[Frame, int]:
    """A frame of the county alone, on Python integers, and the unit in it."""
    units = result.data.units
    if step.level == "city":
        frame = Frame(result.data, 0, units.count("county"), wide_numbers=True)
        return frame, next(u for u in range(frame.count("city")) if units.cities[u] == outcome["county"])
    county = units.counties.texts().index(outcome["county"])
    frame = Frame(result.data, county, county + 1, wide_numbers=True)
    for unit in range(frame.count(step.level)):
        where = out.where_of(result.data, frame, step.level, unit, step.stage)
        if all(where[key] == outcome[key] for key in ("town", "school", "stage")):
            return frame, unit
    raise LookupError(outcome)


def _told(
    result: Result, step: Step, outcome: dict[str, Any], lang: Lang
) -> tuple[list[tuple[str, str]], list[dict[str, Any]]]:
    frame, unit = _place(result, step, outcome)
    lines = unit_lines(result, step, outcome, frame, unit, lang) + source_lines(result, step, lang)
    return lines, chain_of(step.rule, result.plan.facts, lang)


def unit_lines(
    result: Result, step: Step, outcome: dict[str, Any], frame: Frame, unit: int, lang: Lang
) -> list[tuple[str, str]]:
    """What is told of one unit: the measure, the arithmetic, the comparison, the gap or the reason.

    Args:
        result: the result the outcome is of.
        step: the step that was judged.
        outcome: the outcome; of it only ``gap``, ``operator`` and ``reason`` are read.
        frame: a frame the unit is in.
        unit: the position of the unit in the frame.
        lang: the language of the words.
    """
    test = step.test
    lines: list[tuple[str, str]] = []
    if isinstance(test, Bound):
        lines += _bound_lines(result, step, test, frame, unit, lang)
        lines += _relief_lines(result, step, test, frame, unit, lang)
    elif isinstance(test, Coefficient):
        lines += _coefficient_lines(test, frame, unit, lang)
    elif isinstance(test, Composite):
        lines += _composite_lines(result, step, test, frame, unit, lang)
    elif isinstance(test, QuotaOf):
        lines += _quota_lines(result, test, frame, unit, lang)
    else:
        lines += _attest_lines(result, test, frame, unit, lang)
    if outcome["gap"]:
        lines.append((label("gap", lang), gap_text(result, step, outcome, frame, unit, lang)))
    if outcome["reason"]:
        lines.append((label("reason", lang), reason_text(result.plan.facts, outcome["reason"], lang)))
    return lines


def source_lines(result: Result, step: Step, lang: Lang) -> list[tuple[str, str]]:
    """What is told of a step at every unit: the clause, notes, what is said elsewhere, and the chain of packs."""
    rule, facts = step.rule, result.plan.facts
    lines = [(label("clause", lang), source_text(result.pack, rule, lang))]
    if rule.note is not None:
        lines.append((label("note", lang), rule.note.say(lang)))
    lines += [(label("conflicts_with", lang), conflict.say(lang)) for conflict in rule.conflicts_with]
    return lines + [(label("chain", lang), line) for line in chain_lines(rule, facts, lang)]


def _bound_lines(result: Result, step: Step, test: Bound, frame: Frame, unit: int, lang: Lang) -> list[tuple[str, str]]:
    facts = result.plan.facts
    measure = words(test.measure, facts, lang)
    value, limit = value_at(frame, test.measure, unit), value_at(frame, test.limit, unit)
    if test.grades is not None:
        names = [None if v is None else test.grades[int(v)] for v in (value, limit)]
        return [
            (label("measured", lang), measure),
            _comparison(names[0] or "?", f"{SIGNS[test.operator]} {names[1]}", lang),
        ]
    shown = "?" if value is None else limit_text(value, step.unit, lang, limit)
    told = figures(test.measure, frame, unit)
    lines = [(label("measured", lang), measure)]
    lines.append((label("arithmetic", lang), equals(told, shown)))
    bound = "?" if limit is None else limit_text(limit, step.unit, lang)
    if not isinstance(test.limit, n.Const | n.PerStage | n.PerCode):
        bound = f"{words(test.limit, facts, lang)} = {equals(figures(test.limit, frame, unit), bound)}"
    lines.append(_comparison(shown, f"{SIGNS[test.operator]} {bound}", lang))
    return lines


def _relief_lines(
    result: Result, step: Step, test: Bound, frame: Frame, unit: int, lang: Lang
) -> list[tuple[str, str]]:
    """Each relief of a rule that the unit does not meet by itself: whether it lets it pass, and if not, why."""
    judged = step.applies is None or truth(frame, step.applies)[unit] == YES
    if not judged or truth(frame, test.own)[unit] == YES:
        return []
    lines = []
    chosen = easing_at(step, frame, unit)
    for easing in test.easings:
        *computed, (_, compared) = _bound_lines(result, step, easing.bound, frame, unit, lang)
        why = relief_words(easing, frame, unit, compared, result.plan.facts, result.as_of, lang)
        told = label("told", lang).format(name=relief_name(easing.relief, lang), text=why)
        lines.append((label("relief", lang), told))
        lines += computed if easing is chosen else []
    return lines


def equals(told: str, shown: str) -> str:
    """``told = shown``, with ``≈`` where shown is rounded; a number that told ends in is not told twice."""
    if shown.startswith("≈"):
        return f"{told} ≈ {shown.removeprefix('≈')}"
    number, space, unit = shown.partition(" ")
    if told == number or told.endswith(f" = {number}"):
        return f"{told}{space}{unit}"
    return f"{told} = {shown}"


def _comparison(value: str, bound: str, lang: Lang) -> tuple[str, str]:
    """The value and what is asked of it; that the one meets the other is for the status to say."""
    return label("compared", lang), label("compared_to", lang).format(value=value, bound=bound)


def _coefficient_lines(test: Coefficient, frame: Frame, unit: int, lang: Lang) -> list[tuple[str, str]]:
    try:
        weights, first, second = exact_sums(frame, test, unit)
    except TooWide:  # a frame on Python integers is never too wide; kept for frames that are not
        weights, first, second = exact_sums(frame.widened(), test, unit)
    if first == 0:
        return []
    mean = first / weights
    cv = out.coefficient(frame, test, unit)
    square = weights * second / first**2 - 1
    sums = (("Σw", weights), ("ΣwX", first), ("ΣwX²", second), ("X̄", mean))
    line = ", ".join(equals(name, decimal_text(value)) for name, value in sums)
    squared = equals("CV²", _squared(square, test))
    root = "?" if cv is None else display_text(cv, None, float(test.limit), 4)
    return [
        (label("measured", lang), _cv_formula("cv_formula", test, lang)),
        (label("arithmetic", lang), f"{line}, {squared}, CV ≈ {root}"),
        _comparison(
            squared,
            f"{SIGNS[test.operator]} {decimal_text(test.limit)}² = {decimal_text(test.limit**2)}",
            lang,
        ),
    ]


def _cv_formula(name: str, test: Coefficient, lang: Lang) -> str:
    return label(name, lang) + (label("cv_over_campus", lang) if test.over == "campus" else "")


def _composite_lines(
    result: Result, step: Step, test: Composite, frame: Frame, unit: int, lang: Lang
) -> list[tuple[str, str]]:
    """Each coefficient with its square, and their mean; one that is not known is told as such."""
    squares = squares_of(frame, test, unit)
    known = [square for square in squares if square is not None]
    lines = [(label("measured", lang), _cv_formula("cv_mean_formula", test.parts[0], lang))]
    names = step.rule.dispersion.of if step.rule.dispersion is not None else ()
    roots = ["?" if square is None else decimal_text(mean_beside([square], test.limit)) for square in squares]
    for name, square, root in zip(names, squares, roots, strict=True):
        squared = "CV² = ?" if square is None else equals("CV²", decimal_text(square, 6))
        lines.append((result.pack.rules[name].title.say(lang), f"{squared}, {equals('CV', root)}"))
    shown = "?" if len(known) < len(squares) else decimal_text(mean_beside(known, test.limit), 4, test.limit)
    told = " + ".join(root.removeprefix("≈") for root in roots)
    lines.append((label("arithmetic", lang), equals(f"({told}) ÷ {len(roots)}", shown)))
    lines.append(_comparison(shown, f"{SIGNS[test.operator]} {decimal_text(test.limit)}", lang))
    return lines


def _squared(square: Fraction, test: Coefficient) -> str:
    return decimal_text(square, 6, test.limit**2)


def _quota_lines(result: Result, test: QuotaOf, frame: Frame, unit: int, lang: Lang) -> list[tuple[str, str]]:
    lines = []
    for index in test.steps:
        part = result.plan.steps[index]
        status = STATUSES[result.verdicts.steps[index][frame.slices[part.level].start + unit]]
        lines.append((part.title.say(lang), _part_words(part, status, test.rest, frame, unit, lang)))
    return lines


def _part_words(part: Step, status: str, rest: Fraction | None, frame: Frame, unit: int, lang: Lang) -> str:
    """How one of the rules that a quota counts stands at a unit."""
    met = "?" if status == "unknown" else label(status, lang)
    if status == "not_applicable" or not isinstance(part.test, Bound):
        return met
    easing = easing_at(part, frame, unit)
    terms = easing.bound if easing is not None else part.test
    value, limit = value_at(frame, terms.measure, unit), value_at(frame, terms.limit, unit)
    if part.test.grades is not None:
        shown, line = ("?" if v is None else part.test.grades[int(v)] for v in (value, limit))
    else:
        shown = "?" if value is None else limit_text(value, part.unit, lang, limit)
        line = "?" if limit is None else limit_text(limit, part.unit, lang)
    if easing is not None and status == "met":
        met += f" ({label('relief', lang)}: {easing.relief.title.say(lang)})"
    told = label("compared_to", lang).format(value=shown, bound=f"{SIGNS[part.test.operator]} {line}")
    floor = ""
    if rest is not None and limit is not None:
        floor = f"; {label('floor', lang)} {limit_text(limit * rest, part.unit, lang)}"
    return f"{told}: {met}{floor}"


def _attest_lines(result: Result, test: Attest, frame: Frame, unit: int, lang: Lang) -> list[tuple[str, str]]:
    lines = []
    for flag in test.flags:
        column = frame.column(flag.level, flag.fact) if isinstance(flag, n.FactValue) else None
        code = 2 if column is None else int(column[unit])  # type: ignore[index]  # flags are arrays
        lines.append((words(flag, result.plan.facts, lang), label(("no", "yes", "missing")[code], lang)))
    return lines


def gap_text(result: Result, step: Step, outcome: dict[str, Any], frame: Frame, unit: int, lang: Lang) -> str:
    """By how much a unit fails, in words; of a split quantity, for the whole school."""
    step = on_terms(step, easing_at(step, frame, unit))
    text = gap_words(result.plan.facts, step, outcome, lang)
    if isinstance(step.test, Bound):
        found = numerator_of(frame, step.test.measure, unit)
        if found is not None and share_of(frame, found[0], unit) is not None:
            return label("gap_whole", lang).format(gap=text)
    return text
