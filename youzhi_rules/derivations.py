"""How the facts of a pack follow from others (``from``): each formula is checked, on its own and against the unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from .bounds import unit_wrong
from .formulas import Setting, compile_formula
from .grammar import FormulaFault
from .units import unit_of

if TYPE_CHECKING:
    from .compile_context import Compiling
    from .model import Fact, Formula

__all__ = ["check_derivations"]

_NUMERIC = {"count", "number", "share", "year"}


def check_derivations(c: Compiling) -> None:
    """Notes what is wrong with the formulas that the pack's own facts follow from, whether or not a rule uses them."""
    for fact in c.pack.facts.values():
        for formula in fact.derive:
            # A fact that is given per stage is checked for each, as its formula reads those of the same stage.
            for stage in fact.by_stage or (None,):
                _check(c, fact, formula, stage)


def _check(c: Compiling, fact: Fact, formula: Formula, stage: str | None) -> None:
    key = f"facts.{fact.id}.from"
    setting = Setting(
        facts=c.facts,
        level=fact.levels[0],
        stage=stage,
        split=c.pack.split,
        deriving=(fact.id,),
        pool=c.pool,
    )
    try:
        typed = compile_formula(formula, setting)
    except FormulaFault as stop:
        c.faults.append(evolve(stop.fault, key=key))
        return
    if fact.type in _NUMERIC and typed.kind != "number":
        c.fault("formula-type", formula.place, key, formula=formula.text, wanted=("数", "a number"))
    unit = unit_of("%" if fact.type == "share" else fact.unit or "")
    wrong = unit_wrong(typed, unit) if unit is not None and typed.kind == "number" and fact.type in _NUMERIC else None
    if unit is not None and wrong is not None and not typed.literal:
        c.fault(f"fact-from-{wrong[0]}", formula.place, key, name=fact.id, unit=unit.name, **wrong[1])
