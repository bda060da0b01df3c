"""The engine, broken on purpose: each function breaks it in one way for as long as a test lasts."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from misreadings import FloatVariation, MeanOfSchoolValues, NothingDropped, UnweightedVariation, rounded
from numpy.typing import NDArray
from oracle import Law

from youzhi_rules import arithmetic, dispersion, engine, evaluation, moments, sharing
from youzhi_rules.decimals import from_floats
from youzhi_rules.evaluation import MAYBE, NO, YES
from youzhi_rules.exactness import Exact, Number, from_fractions, to_floats, wide
from youzhi_rules.frame import Frame
from youzhi_rules.plan import Coefficient

Break = Callable[[pytest.MonkeyPatch], None]


def variation_as_in(misreading: type[Law]) -> Break:
    """Judge every coefficient that has all it needs by a misreading of the law."""

    def judged(frame: Frame, test: Coefficient) -> tuple[NDArray[np.int8], NDArray[np.bool_] | None]:
        known, nothing = dispersion.coefficient_status(frame, test)
        value, weight = (evaluation.column_of(frame, node) for node in (test.measure, test.weight))
        for county in np.flatnonzero(known != MAYBE).tolist():
            rows = moments.members(frame, test, np.array([county]))[0].tolist()
            sections: list[Any] = [(value.fraction(row), weight.fraction(row)) for row in rows]
            within = misreading().varies_within([(x * pupils, pupils) for x, pupils in sections], test.limit)
            known[county] = MAYBE if within is None else YES if within else NO
        return known, nothing

    return lambda patch: patch.setattr(engine, "coefficient_status", judged)


def divided_in_floats(left: Number, right: Number) -> Number:
    """Divide floats, and take the quotient for what it prints."""
    if not isinstance(left, Exact) and not isinstance(right, Exact):
        return left / right
    above, below = (to_floats(one) if isinstance(one, Exact) else float(one) for one in (left, right))
    with np.errstate(all="ignore"):
        quotient = np.asarray(np.divide(above, below))
    found = from_floats(np.where(np.isfinite(quotient), quotient, np.nan))
    broad = any(isinstance(one, Exact) and one.num.dtype == object for one in (left, right))
    return wide(found) if broad else found


def divide_in_floats(patch: pytest.MonkeyPatch) -> None:
    """Work out every quotient in floats: values per pupil and the shares of mixed schools."""
    patch.setitem(evaluation._ARITH, "/", divided_in_floats)
    patch.setattr(sharing, "divide", divided_in_floats)


def more_than_for_at_least(patch: pytest.MonkeyPatch) -> None:
    """Leave the bound out of every 不低于."""

    def strict(left: Number, op: str, right: Number) -> NDArray[np.bool_]:
        return arithmetic.compare(left, ">" if op == ">=" else op, right)

    patch.setattr(evaluation, "compare", strict)


def missing_as_zero(patch: pytest.MonkeyPatch) -> None:
    """Read 0 for every number that is missing."""
    column = Frame.column

    def filled(self: Frame, level: str, name: str) -> Any:
        found = column(self, level, name)
        if not isinstance(found, Exact) or found.missing is None:
            return found
        return evolve(found, num=np.where(found.missing, found.num * 0, found.num), missing=None)

    patch.setattr(Frame, "column", filled)


def split_rounded_by_step(patch: pytest.MonkeyPatch) -> None:
    """Round the share of a stage to four decimals before it is used."""

    def share(frame: Frame, fact: str, shares: Any, pupils: Exact) -> Exact | None:
        whole = frame.whole(fact)
        if whole is None or sharing.share(frame, fact, shares, pupils) is None:
            return None
        own, total = frame.memo[shares]
        parts: list[Fraction | None] = []
        for section, school in enumerate(frame.up("section", "school").tolist()):
            figure, weighted, of = (whole.fraction(school), own.fraction(section), total.fraction(school))
            part = None if weighted is None or not of else rounded(weighted / of, 4)
            parts.append(None if figure is None or part is None else figure * part)
        found = from_fractions(parts)
        return wide(found) if frame.wide_numbers else found

    patch.setattr(evaluation, "share", share)


def gym_left_inside(patch: pytest.MonkeyPatch) -> None:
    """Take the statistical figure for the teaching area, where there is one."""
    column, of_whole = Frame.column, Frame.whole

    def preferred(gross: Any, given: Any) -> Any:
        if gross is None or given is None:
            return given if gross is None else gross
        gaps = np.zeros(len(gross), dtype=np.bool_) if gross.missing is None else gross.missing
        return arithmetic.choose(~gaps, gross, given)

    def of_rows(self: Frame, level: str, name: str) -> Any:
        found = column(self, level, name)
        return preferred(column(self, level, f"{name}_gross"), found) if name == "teaching_area" else found

    def of_schools(self: Frame, name: str) -> Any:
        found = of_whole(self, name)
        return preferred(of_whole(self, f"{name}_gross"), found) if name == "teaching_area" else found

    patch.setattr(Frame, "column", of_rows)
    patch.setattr(Frame, "whole", of_schools)


BREAKS: dict[str, tuple[Break, str]] = {
    "unweighted CV": (variation_as_in(UnweightedVariation), "sports_area_cv"),
    "mean of school values": (variation_as_in(MeanOfSchoolValues), "sports_area_cv"),
    "CV in floats": (variation_as_in(FloatVariation), "sports_area_cv"),
    "zero numerators dropped": (variation_as_in(NothingDropped), "degree_teachers_cv"),
    "quotients in floats": (divide_in_floats, "sports_area_cv"),
    "> for ≥": (more_than_for_at_least, "resource_quota"),
    "missing as 0": (missing_as_zero, "resource_quota"),
    "split rounded by step": (split_rounded_by_step, "sports_area"),
    "gym left inside": (gym_left_inside, "teaching_area"),
}
"""Each way of breaking the engine, with a rule that it then gets wrong."""
