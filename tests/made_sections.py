"""The seven quantities of made-up sections: on a standard, on its floor, a step off, or exactly dispersed.

A county is laid out first (schools, stages, pupils), then every stage gets its plan, then the quantities are
filled in section by section or, for a mixed school, for the whole school at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from dice import Dice, rounded_up
from exact_dispersions import configurations

COUNTED = {"teachers_above_required_degree": ("4.2", "5.3"), "backbone_teachers": ("1", "1")} | {
    "pe_arts_teachers": ("0.9", "0.9")
}
"""Whole numbers, with their standards per hundred pupils in primary and junior sections."""
SHARED = {
    "teaching_area": ("4.5", "5.8"),
    "sports_area": ("7.5", "10.2"),
    "equipment_value": ("2000", "2500"),
    "multimedia_classrooms": ("0.023", "0.024"),
}
"""Quantities that a mixed school may give for the whole school, with their standards per pupil."""
STANDARDS = {
    (fact, stage): Fraction(standards[column]) / (100 if fact in COUNTED else 1)
    for fact, standards in (COUNTED | SHARED).items()
    for column, stage in enumerate(("primary", "junior"))
}
LIMITS = {"primary": Fraction("0.50"), "junior": Fraction("0.45")}
PUPIL_WEIGHTS = {
    "nine_year": {"primary": Fraction(1), "junior": Fraction("1.1")},
    "complete_secondary": {"junior": Fraction(1), "senior": Fraction("1.2")},
    "twelve_year": {"primary": Fraction(1), "junior": Fraction("1.1"), "senior": Fraction("1.32")},
}
STEPS = {
    **dict.fromkeys(COUNTED, (Fraction(1),)),
    **dict.fromkeys(SHARED, (Fraction("0.01"), Fraction("0.000001"))),
}
"""How far next to a line is: one teacher; a hundredth, or so little that rounding hides it."""


class Mood(NamedTuple):
    """How a county is doing: percent of cells missing, and percent of cells that fail."""

    missing: float
    failing: float


@dataclass
class MadeSection:
    """One stage of a made-up school, with values per pupil that a plan sets, and its quantities."""

    stage: str
    pupils: int
    classes: int
    planned: dict[str, Fraction] = field(default_factory=dict)
    quantities: dict[str, Fraction] = field(default_factory=dict)


@dataclass
class MadeSchool:
    """One made-up school."""

    key: str
    kind: str
    sections: dict[str, MadeSection]
    location: str
    whole: dict[str, Fraction] = field(default_factory=dict)
    lagging: str | None = None

    def covered(self, stage: str) -> bool:
        """Tell whether article 6 will cover a stage, once a teaching point has its 50 pupils."""
        return stage in self.sections and self.kind not in ("special", "vocational")


def plan_dispersion(dice: Dice, schools: list[MadeSchool], stage: str, taken: set[str]) -> None:
    """Choose what a stage shall show of dispersion in one to three indicators, and its pupils to fit."""
    sections = [school.sections[stage] for school in schools if school.covered(stage)]
    plan = dice.between(0, 99)
    if len(sections) < 2 or plan < 50:
        return
    free = [fact for fact in (*COUNTED, *SHARED) if fact not in taken]
    facts = {dice.among(free) for _ in range(dice.between(1, 3))}
    taken.update(facts)
    if plan < 76:
        lay_on_limit(dice, sections, stage, facts, nudged=plan < 55)
    else:
        smallest = min(sections, key=lambda section: section.pupils)
        for fact in sorted(facts):
            for section in sections:
                factor = dice.among((20, 40)) if section is smallest else 1
                section.planned[fact] = STANDARDS[fact, stage] * factor


def lay_on_limit(dice: Dice, sections: list[MadeSection], stage: str, facts: set[str], *, nudged: bool) -> None:
    """Give a stage pupils and values whose coefficient of variation is its limit, or hardly next to it."""
    found = dice.among(configurations(LIMITS[stage], len(sections)))
    unit = dice.among((100, 50, 110, 250, 500, 64))
    for section, weight in zip(sections, found.weights, strict=True):
        section.pupils = weight * unit
    for fact in sorted(facts):
        standard = STANDARDS[fact, stage]
        floor = standard / min(found.values) * (1 if dice.chance(70) else Fraction(1, 2))
        if fact in COUNTED:
            scale = Fraction(max(1, -(-(floor * unit).numerator // (floor * unit).denominator)), unit)
        else:
            scale = 11 * rounded_up(floor / 11, 4)
        for section, value in zip(sections, found.values, strict=True):
            section.planned[fact] = value * scale
        if nudged:
            odd = dice.among(sections)
            odd.planned[fact] += STEPS[fact][-1] / odd.pupils * dice.among((1, -1))


@cache
def choices(standard: Fraction) -> dict[str, tuple[Fraction, ...]]:
    """List the values per pupil to choose from, most of them on the standard or on its floor."""
    floor = standard * 85 / 100
    return {
        "failing": (Fraction(0), standard / 2, floor, floor * 99 / 100, standard * 3),
        "lagging": (*(floor,) * 5, floor * 105 / 100),
        "usual": (*(standard,) * 5, *(standard * percent / 100 for percent in (102, 110, 130))),
    }


def per_pupil(dice: Dice, mood: Mood, standard: Fraction, *, lagging: bool) -> Fraction:
    """Choose a value per pupil."""
    kind = "failing" if dice.chance(mood.failing) else "lagging" if lagging else "usual"
    return dice.among(choices(standard)[kind])


def next_to(dice: Dice, mood: Mood, fact: str, amount: Fraction, *, on_line: bool) -> Fraction:
    """Bring an amount into the form its fact has, and sometimes a step off the line.

    What meets its line goes on meeting it in a county without failures: amounts are rounded up.
    """
    amount = rounded_up(amount, 0) if fact not in COUNTED else Fraction(-(-amount.numerator // amount.denominator))
    if not on_line:
        step = dice.among(STEPS[fact])
        below = dice.chance(mood.failing * 10) and amount >= step
        return amount - step if below else amount + step
    return amount


def fill_section(dice: Dice, mood: Mood, school: MadeSchool, section: MadeSection) -> None:
    """Give a section the quantities that it reports itself."""
    lagging = None if school.lagging else dice.among((None, *COUNTED, *SHARED))
    for fact in (*COUNTED, *SHARED):
        if fact in school.whole:
            continue
        planned = section.planned.get(fact)
        if planned is not None:
            section.quantities[fact] = next_to(dice, mood, fact, planned * section.pupils, on_line=True)
            continue
        standard = STANDARDS.get((fact, section.stage), STANDARDS[fact, "junior"])
        value = per_pupil(dice, mood, standard, lagging=fact == lagging)
        section.quantities[fact] = next_to(dice, mood, fact, value * section.pupils, on_line=dice.chance(92))


def fill_whole(dice: Dice, mood: Mood, school: MadeSchool) -> None:
    """Give a mixed school its common quantities, so that the share of one stage comes out on its line."""
    weights = PUPIL_WEIGHTS[school.kind]
    weighted = sum((weights[stage] * section.pupils for stage, section in school.sections.items()), Fraction(0))
    stages = [stage for stage in ("junior", "primary") if stage in weights]
    school.lagging = dice.among((None, *SHARED))
    for fact in SHARED:
        driving = stages[-1] if dice.chance(min(50, 4 * mood.failing)) else stages[0]
        planned = [stage for stage in stages if fact in school.sections[stage].planned]
        if planned:
            driving = planned[0]
            value = school.sections[driving].planned[fact]
        else:
            value = per_pupil(dice, mood, STANDARDS[fact, driving], lagging=fact == school.lagging)
        amount = value * weighted / weights[driving]
        on_line = bool(planned) or dice.chance(92)
        school.whole[fact] = next_to(dice, mood, fact, amount, on_line=on_line)
