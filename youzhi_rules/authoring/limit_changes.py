"""Changes of limits and constants: a number one unit in its last place less or more, a comparison strict or loose."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from .formula_changes import changed_formulas
from .last_place import neighbours, value_of
from .site import both

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..errors import Fault
    from ..model import Given, Limit
    from .site import Site

__all__ = ["TURNED", "changed_givens", "changed_limits", "changed_number", "turned_limit"]

TURNED = {
    "at_least": ("more_than",),
    "more_than": ("at_least",),
    "at_most": ("less_than",),
    "less_than": ("at_most",),
    "equals": ("at_least", "at_most"),
}
"""What a comparison is mistaken for."""
_STATUS_BELOW = {"at_least": "unmet", "more_than": "unmet", "at_most": "met", "less_than": "met"}
_HAIR = Fraction(1, 10**12)
"""Less than any two numbers of a test differ by."""


def changed_number(value: Fraction, site: Site, *, percent: bool = False) -> Iterator[tuple[Fault, Fraction]]:
    """A number one unit in its last place less, and more."""
    text = site.number(value, percent=percent)
    for other in neighbours(text):
        yield site.fault("mutant-number", before=text, after=other), value_of(other)


def changed_givens(given: Mapping[str, Given], site: Site) -> Iterator[tuple[Fault, dict[str, Given]]]:
    """The constants of a rule or relief, one of them changed: those that the pack of the site wrote."""
    for name, constant in given.items():
        if constant.place.file == site.place.file:
            here = site.under(name, constant.place).under("value")
            for fault, value in changed_number(constant.value, here):
                yield fault, {**given, name: evolve(constant, value=value)}


def changed_limits(
    operator: str, limit: Limit, site: Site, grades: Sequence[str] | None = None
) -> Iterator[tuple[Fault, Limit]]:
    """A limit with one of its numbers a little less or more; a grade with the one below or above."""
    if limit.number is not None:
        for fault, number in _moved(operator, limit.number, site, percent=limit.percent):
            yield fault, evolve(limit, number=number)
    for stage, number in (limit.stages or {}).items():
        for fault, moved in _moved(operator, number, site.under(stage), percent=limit.percent):
            yield fault, evolve(limit, stages={**(limit.stages or {}), stage: moved})
    for index, (code, number) in enumerate(limit.cases):
        for fault, moved in _moved(operator, number, site.under(code), percent=limit.percent):
            yield fault, evolve(limit, cases=(*limit.cases[:index], (code, moved), *limit.cases[index + 1 :]))
    if limit.formula is not None and grades is not None:
        index = grades.index(limit.formula.text)
        for place in (index - 1, index + 1):
            if 0 <= place < len(grades):
                graded = evolve(limit, formula=evolve(limit.formula, text=grades[place]))
                yield site.fault("mutant-number", before=grades[index], after=grades[place]), graded
    elif limit.formula is not None:
        for fault, formula in changed_formulas(limit.formula, site, numbers=True):
            yield fault, evolve(limit, formula=formula)


def _moved(operator: str, number: Fraction, site: Site, *, percent: bool) -> Iterator[tuple[Fault, Fraction]]:
    text = site.number(number, percent=percent)
    for other in neighbours(text):
        moved = value_of(other)
        window, status = _window(operator, text, other, below=moved < number)
        yield site.fault("mutant-limit", before=text, after=other, window=window, status=both(status)), moved


def _window(operator: str, limit: str, other: str, *, below: bool) -> tuple[tuple[str, str], str]:
    """Where a test sees that a limit was moved, and what it expects there: one on the line, where that will do."""
    exact = (f"数值恰为 {limit}", f"the value is exactly {limit}")
    if operator == "equals":
        return exact, "met"
    status = _STATUS_BELOW[operator] if below else "met" if operator in {"at_least", "more_than"} else "unmet"
    on_line = (operator in {"more_than", "at_most"}) if below else (operator in {"at_least", "less_than"})
    if on_line:
        return exact, status
    inside, outside = ("≤", "<") if below else ("<", "≤")
    low, high = (other, limit) if below else (limit, other)
    return (f"{low} {inside} 数值 {outside} {high}", f"{low} {inside} the value {outside} {high}"), status


def turned_limit(operator: str, limit: Limit, site: Site) -> Iterator[tuple[Fault, Limit]]:
    """A relief's limit as a strict or loose comparison would have it.

    A relief compares as its rule does. So the limit is moved by less than any test can see, unless it is on the line.
    """
    if operator == "equals":
        return
    hair = _HAIR if operator in {"at_least", "less_than"} else -_HAIR
    turned = evolve(
        limit,
        number=None if limit.number is None else limit.number + hair,
        stages=None if limit.stages is None else {stage: number + hair for stage, number in limit.stages.items()},
        cases=tuple((code, number + hair) for code, number in limit.cases),
    )
    if turned != limit:
        (other,) = TURNED[operator]
        yield site.fault("mutant-comparison", before=operator, after=other, line=operator), turned
