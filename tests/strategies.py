"""Made-up counties of two to eight schools, for the oracle and the engine to agree upon.

``made_counties(seed, number)`` makes thousands quickly, the same ones for a seed; ``counties()`` is the same
maker behind a Hypothesis strategy, so that a disagreement shrinks.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from dice import Dice, DrawnDice, SeededDice, spelled, spelled_list
from hypothesis import strategies as st
from made_figures import Cells, figures_of_county, figures_of_school, put
from made_sections import (
    COUNTED,
    PUPIL_WEIGHTS,
    MadeSchool,
    MadeSection,
    Mood,
    fill_section,
    fill_whole,
    plan_dispersion,
)

MOODS = (
    *(Mood(0, 0), Mood(0, 0), Mood(0, 0.4), Mood(1, 0), Mood(0.4, 0.4)),
    *(Mood(0, 5), Mood(3, 3), Mood(8, 25)),
)
STAGES = {
    "primary": ("primary",),
    "junior": ("junior",),
    "nine_year": ("primary", "junior"),
    "complete_secondary": ("junior", "senior"),
    "twelve_year": ("primary", "junior", "senior"),
    "teaching_point": ("primary",),
    "special": ("primary",),
    "vocational": ("junior",),
}
KINDS = (
    *("primary",) * 8,
    *("junior",) * 6,
    *("nine_year",) * 4,
    *("complete_secondary",) * 2,
    *("twelve_year",) * 2,
    *("teaching_point",) * 3,
    *("special", "vocational"),
)
PUPILS = (*(1000,) * 8, 500, 500, 100, 200, 400, 137, 412)
MANY_PUPILS = (2000, 1500, 2001, 1999, 1863, 20_000)
PRIMARY_PUPILS_BESIDE_JUNIOR = (1100, 550, 220, 110)
"""Multiples of 11, so that a share weighted 1.1 can lie on a line in decimals."""
GYMS = (Fraction(0), Fraction(100), Fraction("288.5"), Fraction(600))
CLASSES = (6, 12, 1, 11, 13, 16, 17, 24, 25)


class MadeCounty(NamedTuple):
    """A county's records as ``evaluate`` takes them."""

    name: str
    records: list[Cells]
    areas: list[Cells]


def pupils_of(dice: Dice, mood: Mood, kind: str, stage: str) -> int:
    """Choose the pupils of a stage."""
    if kind == "teaching_point":
        return dice.among((50, 49, 51, 99, 100, 30))
    if mood.failing and dice.chance(1):
        return 0
    if stage == "primary" and "junior" in STAGES[kind] and dice.chance(60):
        return dice.among(PRIMARY_PUPILS_BESIDE_JUNIOR)
    return dice.among(MANY_PUPILS) if mood.failing and dice.chance(20) else dice.among(PUPILS)


def made_school(dice: Dice, mood: Mood, key: str) -> MadeSchool:
    """Choose a school's kind, its pupils and its classes."""
    kind = dice.among(KINDS)
    stages = STAGES[kind]
    if kind == "special":
        stages = dice.among((("primary",), ("junior",)))
    sections = {
        stage: MadeSection(stage, pupils_of(dice, mood, kind, stage), classes=dice.among(CLASSES)) for stage in stages
    }
    compulsory = [section for stage, section in sections.items() if stage != "senior"]
    if dice.chance(10):
        size_school(dice, compulsory, dice.among((99, 100, 98)))
    elif dice.chance(10):
        limit = 2500 if kind in ("nine_year", "twelve_year") else 2000
        size_school(dice, compulsory, limit + (1 if dice.chance(10 * mood.failing) else 0))
    location = dice.among(("rural", "town", "urban"))
    return MadeSchool(key, kind, sections, location=location)


def size_school(dice: Dice, sections: list[MadeSection], pupils: int) -> None:
    """Give a school so many pupils of compulsory stages in all."""
    first = pupils if len(sections) == 1 else dice.among((pupils // 2 // 11 * 11, 44))
    sections[0].pupils = first
    for section in sections[1:]:
        section.pupils = pupils - first


def section_cells(dice: Dice, mood: Mood, school: MadeSchool, section: MadeSection) -> Cells:
    """Write a section's row."""
    cells: Cells = {}
    fixed = any(other.planned for other in school.sections.values())
    put(dice, Mood(0, 0) if fixed else mood, cells, "students", spelled(dice, section.pupils))
    put(dice, mood, cells, "classes", spelled(dice, section.classes))
    most = 45 if section.stage == "primary" else 50
    largest = most + (1 if dice.chance(mood.failing) else dice.among((0, 0, -3)))
    largest = min(largest, section.pupils)
    if section.classes <= 13 and dice.chance(60):
        sizes = [max(0, largest - dice.among((0, 0, 1, 5))) for _ in range(section.classes - 1)]
        sizes.insert(dice.between(0, len(sizes)), largest)
        put(dice, mood, cells, "class_sizes", spelled_list(dice, sizes))
    else:
        put(dice, mood, cells, "largest_class", spelled(dice, largest))
    if dice.chance(30):
        most_teachers = max((section.quantities[fact] for fact in COUNTED), default=Fraction(0))
        cells["teachers"] = spelled(dice, most_teachers + 20)
    cells.update(quantity_cells(dice, mood, section.quantities, set(section.planned)))
    return cells


def quantity_cells(dice: Dice, mood: Mood, quantities: dict[str, Fraction], planned: set[str]) -> Cells:
    """Write quantities; rooms with the gym inside, as statistics have them, in two cases of three."""
    quantities = dict(quantities)
    cells: Cells = {}
    if "teaching_area" in quantities and dice.chance(65):
        gym = dice.among([area for area in GYMS if area <= quantities["sports_area"]])
        quantities["teaching_area_gross"] = quantities.pop("teaching_area") + gym
        quantities["indoor_sports_area"] = gym
        if dice.chance(70):
            quantities["sports_ground_area"] = quantities.pop("sports_area") - gym
        if planned & {"teaching_area", "sports_area"}:
            planned = planned | {"teaching_area_gross", "indoor_sports_area", "sports_ground_area"}
    for fact, quantity in quantities.items():
        put(dice, Mood(0, 0) if fact in planned else mood, cells, fact, spelled(dice, quantity))
    return cells


def rows_of(dice: Dice, mood: Mood, county: str, school: MadeSchool, figures: Cells) -> list[Cells]:
    """Write a school's rows, its figures on one of them or on all, its kind on one, on all or on none."""
    rows: list[Cells] = []
    for stage, section in school.sections.items():
        rows.append({"county": county, "school": school.key, "stage": stage})
        rows[-1].update(section_cells(dice, mood, school, section))
    if school.whole:
        planned = {fact for section in school.sections.values() for fact in section.planned}
        rows.append({"county": county, "school": school.key, "stage": "whole"})
        rows[-1].update(quantity_cells(dice, mood, school.whole, planned))
    for row in rows if dice.chance(30) else [dice.among(rows)]:
        row.update(figures)
    if not dice.chance(mood.missing) or school.kind in ("special", "vocational"):
        for row in rows if dice.chance(70) else [dice.among(rows)]:
            row["school_kind"] = school.kind
    return rows


def made_county(dice: Dice, name: str, most_schools: int = 8) -> MadeCounty:
    """Make up one county."""
    mood = dice.among(MOODS)
    number = dice.among([size for size in (2, 3, 4, 2, 3, 4, 5, 6, 8) if size <= most_schools])
    schools = [made_school(dice, mood, f"s{place}") for place in range(1, number + 1)]
    taken: set[str] = set()
    for stage in ("primary", "junior"):
        plan_dispersion(dice, schools, stage, taken)
    bases = {"primary": dice.among((650, 720)), "junior": dice.among((850, 650))}
    area: Cells = {"county": name, **figures_of_county(dice, mood, bases)}
    records: list[Cells] = []
    for school in schools:
        peopled = all(section.pupils for section in school.sections.values())
        if school.kind in PUPIL_WEIGHTS and peopled and dice.chance(70):
            fill_whole(dice, mood, school)
        for section in school.sections.values():
            fill_section(dice, mood, school, section)
        figures = figures_of_school(dice, mood, school, bases)
        records.extend(rows_of(dice, mood, name, school, figures))
    return MadeCounty(name, records, [] if dice.chance(mood.missing) else [area])


def made_counties(seed: int, number: int) -> Iterator[MadeCounty]:
    """Make up so many counties, each from its own seed."""
    for place in range(number):
        yield made_county(SeededDice(f"{seed}/{place}"), f"c{seed}-{place}")


@st.composite
def counties(draw: st.DrawFn) -> MadeCounty:
    """Draw a county of up to four schools."""
    return made_county(DrawnDice(draw), "c", most_schools=4)
