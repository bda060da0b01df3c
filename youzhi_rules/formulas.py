"""Formulas of packs and of the dictionary: from the syntax tree to typed nodes, with levels and units checked.

Every value has a dimension (persons, square metres, yuan …) and a factor against the base unit. A bare number in a
product is a conversion (100 for *per hundred pupils*); a coefficient the law prints is a ``given`` with a unit.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import Factory, evolve, field, frozen

from . import nodes as n
from .errors import near
from .grammar import Binary, Call, FormulaFault, Literal, Ref, Syntax, Unary, fault_at, parse, refs
from .model import LEVELS, STAGES, Fact, Formula, Given, Split
from .units import Dimension, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PUPILS", "Setting", "Typed", "compile_formula", "fact_value", "grades_of", "off_by_tens"]

PUPILS = "students"
"""The fact that weighs a mixed school's stages (``split: by_pupils``)."""

FUNCTIONS = ("sum", "min", "max", "mean", "count", "ceil")
_NUMERIC = {"count", "number", "share", "year"}
_ADDITIVE = {"count", "number"}


@frozen
class Typed:
    """A node with what is known of its values.

    Attributes:
        kind: ``number``, ``truth``, ``grade``, ``flag`` or ``code``.
        dimension: of a number.
        factor: how many base units one of its units is.
        literal: whether it is a bare number, which takes the unit of what it meets.
        whole: whether it counts things, so that it may be called 间 or 人.
        fact: for a grade or code, the fact whose values it takes.
    """

    node: n.Node
    kind: str = "number"
    dimension: Dimension = ()
    factor: Fraction = Fraction(1)
    literal: bool = False
    whole: bool = False
    fact: str | None = None


@frozen
class Setting:
    """Where a formula stands: which level and stage it speaks of, and which names it can use."""

    facts: Mapping[str, Fact]
    level: str
    stage: str | None = None
    scope: n.Node | None = None
    given: Mapping[str, Given] = Factory(dict)
    split: Split | None = None
    listed: str | None = None
    owner: str | None = None
    deriving: tuple[str, ...] = ()
    pool: dict[tuple[object, ...], Typed] = field(factory=dict, eq=False, repr=False)

    def scope_at(self, level: str) -> n.Node | None:
        """The truth that a unit of ``level`` is in scope; the scope itself is about sections."""
        if self.scope is None or level == "section":
            return self.scope
        return n.Any_(level, (self.scope,), below=True)


def compile_formula(formula: Formula, setting: Setting) -> Typed:
    """The typed node of a formula.

    Raises:
        FormulaFault: for anything that does not fit: syntax, names, levels, types or units.
    """
    tree = parse(formula)
    return _Compiler(formula).typed(tree, setting)


def grades_of(fact: Fact) -> tuple[str, ...]:
    """The grades or codes of a fact, in order."""
    return tuple(fact.values or ())


def fact_value(fact: Fact, setting: Setting, level: str, stage: str | None = None) -> Typed:
    """A fact of a level, with how it is shared out or derived where it is not given.

    The same fact is the same node throughout a pack (``Setting.pool``), so that the engine knows it at once again.
    """
    key = (fact.id, level, stage, setting.split is None, setting.deriving)
    found = setting.pool.get(key)
    if found is None:
        found = setting.pool[key] = _fact_value(fact, setting, level, stage)
    return found


def _fact_value(fact: Fact, setting: Setting, level: str, stage: str | None) -> Typed:
    shares = None
    if level == "section" and setting.split and fact.id in setting.split.of:
        weights = tuple(
            (kind, tuple((stage_, weight) for stage_, weight in sorted(by_stage.items())))
            for kind, by_stage in sorted(setting.split.by_pupils.items())
        )
        shares = n.Shares(weights, n.FactValue(level, PUPILS, "count"))
    derived: list[n.Node] = []
    if fact.id not in setting.deriving and level == fact.levels[0]:
        inner = Setting(
            facts=setting.facts,
            level=level,
            stage=stage,
            split=setting.split,
            deriving=(*setting.deriving, fact.id),
            pool=setting.pool,
        )
        derived = [compile_formula(formula, inner).node for formula in fact.derive]
    node = n.FactValue(level, fact.id, fact.type, stage, shares, tuple(derived))
    return _typed_fact(node, fact)


def _typed_fact(node: n.Node, fact: Fact) -> Typed:
    if fact.type in _NUMERIC:
        unit = unit_of(fact.unit) if fact.unit else None
        if unit is None or fact.type == "share":
            return Typed(node)
        return Typed(node, dimension=unit.dimension, factor=unit.factor)
    return Typed(node, kind=fact.type, fact=fact.id)


def off_by_tens(ratio: Fraction) -> bool:
    """Whether a ratio is 10, 100, 1/100 …: the sign that a conversion was forgotten, or is one too many."""
    big, small = max(ratio.numerator, ratio.denominator), min(ratio.numerator, ratio.denominator)
    return small == 1 and big > 1 and str(big).rstrip("0") == "1"


def _below(level: str) -> tuple[str, ...]:
    return LEVELS[: LEVELS.index(level)] if level in LEVELS else ()


class _Compiler:
    def __init__(self, formula: Formula) -> None:
        self.formula = formula

    def fault(self, at: int, code: str, **params: object) -> FormulaFault:
        return fault_at(self.formula, at, code, **params)

    # -- names ---------------------------------------------------------------------------------------------------

    def find(self, ref: Ref, setting: Setting) -> tuple[Fact, str | None]:
        """The fact a name means, and the stage if the name ends in one."""
        if ref.name in setting.facts:
            return setting.facts[ref.name], None
        stem, _, stage = ref.name.rpartition("_")
        if stage in STAGES and stem in setting.facts and stage in setting.facts[stem].by_stage:
            return setting.facts[stem], stage
        known = [*setting.facts, *setting.given]
        raise self.fault(ref.at, "formula-unknown-name", name=ref.name, near=near(ref.name, known))

    def ref(self, ref: Ref, setting: Setting) -> Typed:
        here = setting.level
        if ref.level is None and ref.name in setting.given:
            return self.constant(ref.name, setting)
        if ref.level is not None and ref.level not in LEVELS:
            raise self.fault(ref.at, "formula-unknown-level", level=ref.level, near=near(ref.level, LEVELS))
        fact, stage = self.find(ref, setting)
        if setting.listed is not None and ref.level is None:
            return self.beside_items(fact, ref, setting)
        if ref.level is None or ref.level == here:
            return self.own(fact, stage, ref, setting)
        if ref.level in _below(here):
            raise self.fault(ref.at, "formula-level", name=ref.name, level=here, advice=f"sum({ref.name})")
        return self.read_down(fact, stage, ref, setting)

    def constant(self, name: str, setting: Setting) -> Typed:
        given = setting.given[name]
        unit = unit_of(given.unit)
        if unit is None or unit.name == "%":
            return Typed(n.Const(setting.level, given.value, name))
        return Typed(n.Const(setting.level, given.value, name), dimension=unit.dimension, factor=unit.factor)

    def beside_items(self, fact: Fact, ref: Ref, setting: Setting) -> Typed:
        """Inside an aggregate over a list: its items, or a value of the unit that has the list."""
        owner = str(setting.owner)
        if fact.id == setting.listed:
            return _typed_fact(n.Items(setting.level, fact.id, owner, fact.type), fact)
        outer = evolve(setting, level=owner, listed=None, owner=None)
        typed = self.own(fact, None, ref, outer)
        return evolve(typed, node=n.Read(setting.level, typed.node))

    def own(self, fact: Fact, stage: str | None, ref: Ref, setting: Setting) -> Typed:
        here = setting.level
        if here not in fact.levels:
            advice = (
                f"sum({fact.id})"
                if LEVELS.index(fact.levels[0]) < LEVELS.index(here)
                else f"{fact.levels[0]}.{fact.id}"
            )
            raise self.fault(ref.at, "formula-level", name=ref.name, level=here, advice=advice)
        if fact.many:
            raise self.fault(ref.at, "formula-list", name=ref.name)
        if fact.by_stage:
            stage = stage or setting.stage
            if stage is None or stage not in fact.by_stage:
                raise self.fault(ref.at, "formula-per-stage", name=ref.name, advice=f"{fact.id}_{fact.by_stage[0]}")
        return fact_value(fact, setting, here, stage)

    def read_down(self, fact: Fact, stage: str | None, ref: Ref, setting: Setting) -> Typed:
        """``county.x`` seen from below; a lower fact there is its total over all units, in scope or not."""
        here, level = setting.level, str(ref.level)
        above = evolve(setting, level=level)
        if level in fact.levels:
            stage = stage or (setting.stage if fact.by_stage else None)
            if fact.by_stage and stage is None and here == "section":
                each = [(s, fact_value(fact, above, level, s)) for s in fact.by_stage]
                node = n.PerStage(here, tuple((s, n.Read(here, typed.node)) for s, typed in each))
                return evolve(each[0][1], node=node)
            typed = self.own(fact, stage, ref, above)
        else:
            typed = self.total(fact, ref, above)
        return evolve(typed, node=n.Read(here, typed.node))

    def total(self, fact: Fact, ref: Ref, setting: Setting) -> Typed:
        lower = fact.levels[0]
        if lower not in _below(setting.level) or fact.type not in _ADDITIVE or fact.many:
            raise self.fault(ref.at, "formula-level", name=ref.name, level=setting.level, advice=f"{lower}.{fact.id}")
        typed = fact_value(fact, setting, lower)
        return evolve(typed, node=n.Aggregate(setting.level, "sum", typed.node))

    # -- the tree ------------------------------------------------------------------------------------------------

    def typed(self, tree: Syntax, setting: Setting) -> Typed:
        if isinstance(tree, Literal):
            node = n.Const(setting.level, tree.value)
            return Typed(node, factor=1 / tree.value if tree.value else Fraction(1), literal=True)
        if isinstance(tree, Ref):
            if tree.level is not None and tree.level == setting.level and tree.name in setting.facts:
                fact = setting.facts[tree.name]
                if setting.level not in fact.levels:
                    return self.total(fact, tree, setting)
            return self.ref(tree, setting)
        if isinstance(tree, Call):
            return self.call(tree, setting)
        if isinstance(tree, Unary):
            return self.unary(tree, setting)
        if tree.op in {"and", "or"}:
            sides = (self.truth(tree.left, setting), self.truth(tree.right, setting))
            return Typed((n.All if tree.op == "and" else n.Any_)(setting.level, sides), kind="truth")
        left, right = self.typed(tree.left, setting), self.typed(tree.right, setting)
        if tree.op in {"+", "-", "*", "/"}:
            return self.arithmetic(tree, left, right, setting)
        return self.comparison(tree, left, right, setting)

    def unary(self, tree: Unary, setting: Setting) -> Typed:
        if tree.op == "not":
            return Typed(n.Not(setting.level, self.truth(tree.arg, setting)), kind="truth")
        inner = self.number(tree.arg, setting)
        node = n.Arith(setting.level, "-", n.Const(setting.level, Fraction(0)), inner.node)
        return evolve(inner, node=node)

    def truth(self, tree: Syntax, setting: Setting) -> n.Node:
        typed = self.typed(tree, setting)
        if typed.kind == "flag":
            return n.FlagIs(setting.level, typed.node)
        if typed.kind != "truth":
            raise self.fault(tree.at, "formula-type", wanted=("条件", "a condition"))
        return typed.node

    def number(self, tree: Syntax, setting: Setting) -> Typed:
        typed = self.typed(tree, setting)
        if typed.kind != "number":
            raise self.fault(tree.at, "formula-type", wanted=("数", "a number"))
        return typed

    def arithmetic(self, tree: Binary, left: Typed, right: Typed, setting: Setting) -> Typed:
        for side, part in ((left, tree.left), (right, tree.right)):
            if side.kind != "number":
                raise self.fault(part.at, "formula-type", wanted=("数", "a number"))
        node = n.Arith(setting.level, tree.op, left.node, right.node)
        if tree.op in {"+", "-"}:
            self.same_unit(tree, left, right)
            base = right if left.literal else left
            return evolve(base, node=node, literal=left.literal and right.literal, whole=left.whole and right.whole)
        if tree.op == "/":
            zero = isinstance(right.node, n.Const) and right.node.value == 0
            if zero or (
                isinstance(right.node, n.Arith) and right.node.op == "-" and right.node.left == right.node.right
            ):
                raise self.fault(tree.at, "formula-divides-by-zero")
        sign = 1 if tree.op == "*" else -1
        powers = dict(left.dimension)
        for name, power in right.dimension:
            powers[name] = powers.get(name, 0) + sign * power
        return Typed(
            node,
            dimension=tuple(sorted((name, power) for name, power in powers.items() if power)),
            factor=left.factor * right.factor**sign,
            literal=left.literal and right.literal,
        )

    def same_unit(self, tree: Binary, left: Typed, right: Typed) -> None:
        """Two sides that are added or compared are of one unit; a bare number takes the other's."""
        if left.literal or right.literal:
            return
        counted = (left.whole and not left.dimension) or (right.whole and not right.dimension)
        if (left.dimension != right.dimension and not counted) or off_by_tens(left.factor / right.factor):
            raise self.fault(tree.at, "formula-units-differ", op=tree.op)

    def comparison(self, tree: Binary, left: Typed, right: Typed, setting: Setting) -> Typed:
        kinds = {left.kind, right.kind}
        if kinds == {"number"}:
            self.same_unit(tree, left, right)
        elif kinds != {"grade"} or left.fact != right.fact:
            raise self.fault(tree.at, "formula-type", wanted=("两个可比的数", "two numbers that can be compared"))
        return Typed(n.Compare(setting.level, tree.op, left.node, right.node), kind="truth")

    # -- functions -----------------------------------------------------------------------------------------------

    def call(self, tree: Call, setting: Setting) -> Typed:
        if tree.name not in FUNCTIONS:
            close = near(tree.name, FUNCTIONS, cutoff=0.7)
            raise self.fault(tree.at, "formula-unknown-function", name=tree.name, near=close)
        if tree.name == "ceil":
            if len(tree.args) != 1:
                raise self.fault(tree.at, "formula-arguments", name=tree.name)
            inner = self.number(tree.args[0], setting)
            return evolve(inner, node=n.Ceil(setting.level, inner.node), whole=True, literal=False)
        if len(tree.args) > 1:
            return self.extreme(tree, setting)
        return self.aggregate(tree, setting)

    def extreme(self, tree: Call, setting: Setting) -> Typed:
        if tree.name not in {"min", "max"}:
            raise self.fault(tree.at, "formula-arguments", name=tree.name)
        sides = [self.number(arg, setting) for arg in tree.args]
        base = next((side for side in sides if not side.literal), sides[0])
        for side, arg in zip(sides, tree.args, strict=True):
            self.same_unit(Binary("min/max", tree.args[0], arg, arg.at), base, side)
        node = n.Extreme(setting.level, tree.name, tuple(side.node for side in sides))
        return evolve(base, node=node, whole=all(side.whole or side.literal for side in sides))

    def aggregate(self, tree: Call, setting: Setting) -> Typed:
        here, arg = setting.level, tree.args[0]
        if setting.listed is not None:
            raise self.fault(tree.at, "formula-nested", name=tree.name)
        names = [ref for ref in refs(arg) if ref.level is None and ref.name not in setting.given]
        facts = [self.find(ref, setting)[0] for ref in names]
        listed = [fact for fact in facts if fact.many and here in fact.levels]
        if listed:
            return self.over_items(tree, listed[0], setting)
        lower = [fact.levels[0] for fact in facts if here not in fact.levels and fact.levels[0] in _below(here)]
        if not lower:
            raise self.fault(tree.at, "formula-nothing-to-aggregate", name=tree.name, level=here)
        level = min(lower, key=LEVELS.index)
        inner = evolve(setting, level=level)
        body_many = next((fact for fact in facts if fact.many), None)
        if body_many is not None:
            if level not in body_many.levels:
                raise self.fault(
                    arg.at,
                    "formula-level",
                    name=body_many.id,
                    level=level,
                    advice=f"{tree.name}({body_many.id})",
                )
            if tree.name == "mean":
                raise self.fault(tree.at, "formula-nested", name=tree.name)
            typed = self.over_items(tree, body_many, inner)
            op = "sum" if tree.name == "count" else tree.name
            return evolve(typed, node=n.Aggregate(here, op, typed.node, setting.scope_at(level)))
        return self.over_units(tree, inner, here, setting.scope_at(level))

    def over_items(self, tree: Call, fact: Fact, setting: Setting) -> Typed:
        level = f"items:{setting.level}:{fact.id}"
        inner = evolve(setting, level=level, listed=fact.id, owner=setting.level)
        return self.over_units(tree, inner, setting.level, None)

    def over_units(self, tree: Call, inner: Setting, here: str, scope: n.Node | None) -> Typed:
        arg = tree.args[0]
        if inner.stage is not None and inner.level == "section":
            own = n.StageIn("section", (inner.stage,))
            scope = own if scope is None else n.All("section", (scope, own))
        typed = self.typed(arg, inner)
        if typed.kind == "flag":
            typed = Typed(n.FlagIs(inner.level, typed.node), kind="truth")
        node = n.Aggregate(here, tree.name, typed.node, scope)
        if tree.name == "count":
            return Typed(node, whole=True)
        if typed.kind == "number" or (typed.kind == "grade" and tree.name in {"min", "max"}):
            return evolve(typed, node=node, literal=False)
        raise self.fault(arg.at, "formula-type", wanted=("数", "a number"))
