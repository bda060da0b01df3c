"""Rules of one unit, compiled: a measure against its limit, a grade, flags; with their units checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import nodes as n
from .conditions import said
from .errors import near
from .formulas import Setting, Typed, fact_value, grades_of, off_by_tens
from .model import LEVELS, STAGES, Formula, Rule
from .numerals import decimal_text, percent_text
from .plan import Attest, Bound, Step
from .units import COUNTED, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from .compile_context import Compiling
    from .model import Limit
    from .units import Unit

__all__ = ["attested_steps", "bound_steps", "compared", "unit_wrong"]


def bound_steps(c: Compiling, rule: Rule, stage: str | None) -> list[Step]:
    """The step of a rule with a measure or a grade: one, or one a stage."""
    if rule.bound is None or (rule.measure or rule.graded) is None:
        return []
    setting = c.setting(rule, stage)
    applies = c.applies(rule, setting)
    test, extra = compared(c, rule, setting)
    if extra is not None:
        applies = extra if applies is None else n.All(rule.level, (applies, extra))
    if test is None:
        return []
    return [Step(rule.id, rule, rule.level, stage, rule.title, rule.unit, test, applies)]


def compared(c: Compiling, rule: Rule, setting: Setting) -> tuple[Bound | None, n.Node | None]:
    """The measure or grade of a rule against its limit, and the condition that a limit per kind adds."""
    formula = rule.measure or rule.graded
    if rule.bound is None or formula is None:
        return None, None
    operator, limit = rule.bound
    typed = c.formula(formula, setting, rule, "measure" if rule.measure else "graded")
    if typed is None:
        return None, None
    if typed.kind == "grade":
        return _graded(c, rule, typed, operator, limit), None
    if typed.kind != "number" or rule.graded is not None:
        place, key = c.at(rule, "graded" if rule.graded else "measure")
        wanted = ("等级", "a grade") if rule.graded else ("数", "a number")
        c.fault("formula-type", place, key, formula=formula.text, wanted=wanted)
        return None, None
    _check_unit(c, rule, typed)
    return _limited(c, rule, typed, operator, limit, setting)


def attested_steps(c: Compiling, rule: Rule) -> list[Step]:
    """The step of a rule about flags that must be true, or must not be."""
    setting = c.setting(rule)
    names = rule.attested or rule.forbids or ((rule.veto,) if rule.veto else ())
    key = "attested" if rule.attested else "forbids" if rule.forbids else "veto"
    flags = []
    for name in names:
        fact = c.facts.get(name)
        place, where = c.at(rule, key)
        if fact is None:
            c.fault("fact-unknown", place, where, name=name, near=near(name, c.facts))
        elif fact.type != "flag":
            c.fault("fact-not-flag", place, where, name=name, type=fact.type)
        elif rule.level not in fact.levels:
            c.fault("fact-level", place, where, name=name, level=rule.level, levels=", ".join(fact.levels))
        else:
            flags.append(fact_value(fact, setting, rule.level).node)
    if len(flags) < len(names):
        return []
    test = Attest(tuple(flags), wanted=bool(rule.attested))
    return [Step(rule.id, rule, rule.level, None, rule.title, None, test, c.applies(rule, setting))]


def _graded(c: Compiling, rule: Rule, typed: Typed, operator: str, limit: Limit) -> Bound | None:
    grades = grades_of(c.facts[str(typed.fact)])
    name = limit.formula.text if limit.formula else ""
    if name not in grades:
        place, key = c.at(rule, operator)
        c.fault("grade-unknown", place, key, name=name or "?", known="、".join(grades), near=near(name, grades))
        return None
    return Bound(typed.node, operator, n.GradeConst(rule.level, grades.index(name), name), grades)


def _check_unit(c: Compiling, rule: Rule, typed: Typed) -> None:
    """The unit a rule states is the one its measure has."""
    unit = unit_of(rule.unit or "")
    place, key = c.at(rule, "unit")
    wrong = None if unit is None else unit_wrong(typed, unit)
    if unit is not None and wrong is not None:
        c.fault(f"unit-{wrong[0]}", place, key, unit=unit.name, **wrong[1])


def unit_wrong(typed: Typed, unit: Unit) -> tuple[str, dict[str, str]] | None:
    """Why numbers cannot be in a unit, with the words for it.

    Returns:
        ``mismatch``: they count something else, ``measure``; ``factor``: they are off by tens. None: they can be.
    """
    if unit.name in {"%", "比例"}:
        return ("mismatch", {"measure": _measured(typed)}) if typed.dimension else None
    countable = typed.whole and not typed.dimension and {name for name, _ in unit.dimension} <= COUNTED
    if typed.dimension != unit.dimension and not countable:
        return "mismatch", {"measure": _measured(typed)}
    ratio = typed.factor / unit.factor
    return ("factor", {"factor": str(ratio)}) if off_by_tens(ratio) else None


def _limited(
    c: Compiling, rule: Rule, typed: Typed, operator: str, limit: Limit, setting: Setting
) -> tuple[Bound | None, n.Node | None]:
    """The bound, and the condition that a limit per kind adds: it applies only to kinds it names."""
    place, key = c.at(rule, operator)
    if rule.unit in {"%", "比例"}:
        for number in _numbers_of(limit):
            if number > 1:
                code = "limit-over-hundred" if limit.percent else "limit-over-one"
                shown = percent_text(number) if limit.percent else decimal_text(number)
                c.fault(code, place, key, value=shown, better=decimal_text(number) + "%")
    if limit.number is not None:
        return Bound(typed.node, operator, n.Const(rule.level, limit.number)), None
    if limit.stages is not None:
        return _per_stage(c, rule, typed, operator, limit, setting), None
    if limit.by is not None:
        return _per_kind(c, rule, typed, operator, limit, setting)
    formula = limit.formula or Formula("")
    other = c.formula(formula, setting, rule, operator)
    if other is None:
        return None, None
    if other.kind != "number":
        c.fault("formula-type", place, key, formula=formula.text, wanted=("数", "a number"))
        return None, None
    apart = other.dimension != typed.dimension and not (_counts(other, typed) or _counts(typed, other))
    if not other.literal and (apart or off_by_tens(other.factor / typed.factor)):
        c.fault("limit-unit", place, key, limit=_measured(other), measure=_measured(typed))
    return Bound(typed.node, operator, other.node), None


def _counts(typed: Typed, other: Typed) -> bool:
    """Whether a plain count of things can be held against the other's unit: rooms, people and the like."""
    return typed.whole and not typed.dimension and {name for name, _ in other.dimension} <= COUNTED


def _per_kind(
    c: Compiling, rule: Rule, typed: Typed, operator: str, limit: Limit, setting: Setting
) -> tuple[Bound | None, n.Node | None]:
    place, key = c.at(rule, operator)
    name = limit.by or ""
    fact = c.facts.get(name)
    if fact is None or fact.type != "code" or LEVELS.index(fact.levels[0]) < LEVELS.index(rule.level):
        c.fault("limit-by", place, key, name=name)
        return None, None
    known = grades_of(fact)
    for code, _ in limit.cases:
        if code not in known:
            c.fault("value-unknown", place, f"{key}.{code}", name=code, near=near(code, known), known=said(known, fact))
    code_node: n.Node = fact_value(fact, setting, fact.levels[0]).node
    if fact.levels[0] != rule.level:
        code_node = n.Read(rule.level, code_node)
    applies = n.CodeIn(rule.level, code_node, tuple(code for code, _ in limit.cases))
    return Bound(typed.node, operator, n.PerCode(rule.level, code_node, limit.cases)), applies


def _per_stage(c: Compiling, rule: Rule, typed: Typed, operator: str, limit: Limit, setting: Setting) -> Bound | None:
    place, key = c.at(rule, operator)
    stages = limit.stages or {}
    unknown = [stage for stage in stages if stage not in STAGES]
    for stage in unknown:
        c.fault("value-unknown", place, f"{key}.{stage}", name=stage, near=near(stage, STAGES), known=said(STAGES))
    if setting.stage is not None:
        return None if unknown else Bound(typed.node, operator, n.Const(rule.level, stages[setting.stage]))
    if rule.level != "section":
        c.fault("limit-per-stage-level", place, key, level=rule.level)
        return None
    covered = c.stages_of(rule)
    for stage in covered:
        if stage not in stages and not unknown:
            c.fault("limit-stage-missing", place, key, stage=stage)
    values = tuple((stage, n.Const(rule.level, number)) for stage, number in stages.items())
    return Bound(typed.node, operator, n.PerStage(rule.level, values))


def _numbers_of(limit: Limit) -> Iterator[Fraction]:
    if limit.number is not None:
        yield limit.number
    yield from (limit.stages or {}).values()
    yield from (number for _, number in limit.cases)


def _measured(typed: Typed) -> str:
    """A dimension in words a reader of the pack knows."""
    if not typed.dimension:
        return "比例"
    up = "·".join(f"{_BASE[name]}" + (f"^{power}" if power > 1 else "") for name, power in typed.dimension if power > 0)
    down = "·".join(
        f"{_BASE[name]}" + (f"^{-power}" if power < -1 else "") for name, power in typed.dimension if power < 0
    )
    return f"{up or '1'}/{down}" if down else up


_BASE = {
    "person": "人", "room": "间", "piece": "个", "school": "所", "time": "次", "klass": "班",
    "area": "平方米", "money": "元", "year": "年", "hour": "小时", "seat": "座", "volume": "册",
}  # fmt: skip
