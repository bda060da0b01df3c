"""Article 6 in whole numbers: what it asks, who meets it, and the figures of one school or county to show.

Nothing here comes from the library that is measured. Cells have at most six decimals, so a cell is an integer of
millionths, and every comparison is one of integers.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy_kernel as floats
from attrs import frozen

if TYPE_CHECKING:
    from country import Country

Bools = np.ndarray[Any, np.dtype[np.bool_]]

NAMES = floats.NAMES
STAGES = ("primary", "junior")
FLOOR = Fraction(85, 100)
ENOUGH = 6
PER = tuple(int(per) for per in floats.PER)
STANDARD = tuple(tuple(Fraction(str(limit)) for limit in row) for row in floats.STANDARD.tolist())
CV_LIMIT = tuple(Fraction(str(limit)) for limit in floats.CV_LIMIT.tolist())
_MILLION = 10**6


@frozen(eq=False)
class Verdict:
    """What an engine found, in the order of the sections' numbers; None where it was not asked.

    Attributes:
        cells: per section and indicator, whether the standard is met.
        schools: per section, whether six standards are met and the rest at 85 %.
        coefficients: per county, stage and indicator, whether the coefficient of variation keeps its limit.
        judged: the numbers of the sections that ``cells`` and ``schools`` speak of; None: all of them.
    """

    cells: Bools | None = None
    schools: Bools | None = None
    coefficients: Bools | None = None
    judged: np.ndarray[Any, np.dtype[np.intp]] | None = None

    def counties(self, country: Country) -> Bools | None:
        """The counties in which every school and all fourteen coefficients are as they should be."""
        if self.schools is None or self.coefficients is None:
            return None
        failing = np.bincount(country.county[~self.schools], minlength=country.counties)
        met: Bools = (failing == 0) & self.coefficients.reshape(country.counties, -1).all(axis=1)
        return met


def full_verdict(country: Country, schools: Any, county: Any, junior: Any, within: Any) -> Verdict:
    """A verdict from schools row by row and coefficients group by group, in whatever order an engine has groups.

    Args:
        country: the country.
        schools: of each row, whether it meets the rule for schools.
        county: the county of each group, by its key.
        junior: whether each group is junior.
        within: of each group, whether its seven coefficients keep their limits.
    """
    return Verdict(schools=country.by_number(schools), coefficients=country.coefficients(county, junior, within))


def millionths(column: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The cells of a column as integers of millionths; each must be the float nearest to what is taken for it."""
    whole: np.ndarray[Any, np.dtype[np.int64]] = np.rint(column * _MILLION).astype(np.int64)
    if not (whole / _MILLION == column).all() or (abs(whole) >= 10**15).any():
        raise ValueError("a cell with more than six decimals, or fifteen digits")
    return whole


def exact(country: Country) -> Verdict:
    """The verdict in integers: no quotient, no root, no rounding."""
    cells = np.zeros((country.sections, len(NAMES)), dtype=np.bool_)
    floors = np.ones(country.sections, dtype=np.bool_)
    columns = [millionths(country.canonical[name]) for name in NAMES]
    pupils = country.canonical["students"].astype(np.int64)
    for j, column in enumerate(columns):
        for stage in range(2):
            here = country.junior == stage
            cells[here, j] = _reaches(column[here], pupils[here], STANDARD[stage][j], PER[j])
            floors[here] &= _reaches(column[here], pupils[here], FLOOR * STANDARD[stage][j], PER[j])
    coefficients = np.ones((country.counties, 2, len(NAMES)), dtype=np.bool_)
    for county, stage, rows in country.groups():
        weights = pupils[rows].tolist()
        common = math.lcm(*weights)
        shares = [common // weight for weight in weights]
        for j, column in enumerate(columns):
            coefficients[county, stage, j] = _even(column[rows].tolist(), shares, sum(weights), common, CV_LIMIT[stage])
    return Verdict(cells, (cells.sum(axis=1) >= ENOUGH) & floors, coefficients)


def _reaches(column: np.ndarray[Any, Any], pupils: np.ndarray[Any, Any], limit: Fraction, per: int) -> Bools:
    """Whether per · x / pupils is the limit or more."""
    reached: Bools = per * column >= int(limit * _MILLION) * pupils
    return reached


def _even(cells: list[int], shares: list[int], total: int, common: int, limit: Fraction) -> bool:
    """Whether ΣP · Σx²/P ≤ (1 + t²) · (Σx)²: the coefficient, weighted by pupils, is t or less."""
    squares = sum(x * x * share for x, share in zip(cells, shares, strict=True))
    bound = 1 + limit * limit
    return total * squares * bound.denominator <= bound.numerator * sum(cells) ** 2 * common


def figures(country: Country, section: int, indicator: int | None = None) -> str:
    """A section in exact numbers: each value, or one, with its standard, as fractions where they are no decimals."""
    stage = int(country.junior[section])
    pupils = int(country.canonical["students"][section])
    parts = []
    for j, name in enumerate(NAMES):
        if indicator not in {None, j}:
            continue
        x = Fraction(int(millionths(country.canonical[name][section : section + 1])[0]), _MILLION)
        value, standard = PER[j] * x / pupils, STANDARD[stage][j]
        if value >= standard:
            said = "met" if value > standard else "met, exactly on it"
        elif value >= FLOOR * standard:
            said = "at 85 %" if value > FLOOR * standard else "exactly 85 %"
        else:
            said = "under 85 %"
        per = "100 · " if PER[j] == 100 else ""
        parts.append(f"`{name}` {per}{written(x)} / {pupils} = {written(value)} against {written(standard)} ({said})")
    return f"section {section} ({STAGES[stage]}, {pupils} pupils): " + "; ".join(parts)


def spread(country: Country, county: int, stage: int, indicator: int) -> str:
    """A coefficient of variation in exact numbers: its square and that of its limit."""
    rows = next(rows for number, junior, rows in country.groups() if (number, junior) == (county, stage))
    pupils = [int(each) for each in country.canonical["students"][rows]]
    cells = [Fraction(int(each), _MILLION) for each in millionths(country.canonical[NAMES[indicator]][rows])]
    squares = sum((x * x / weight for x, weight in zip(cells, pupils, strict=True)), Fraction(0))
    square, limit = sum(pupils) * squares / sum(cells) ** 2 - 1, CV_LIMIT[stage]
    said = "exactly on it" if square == limit**2 else "within it" if square < limit**2 else "over it"
    return (
        f"county {county}, {STAGES[stage]}, `{NAMES[indicator]}`: the square of the coefficient is {written(square)}, "
        f"that of its limit {written(limit)} is {written(limit**2)} ({said})"
    )


def written(number: Fraction) -> str:
    """A number as a decimal where it is one, else as a fraction with its decimals begun."""
    if (number * 10**9).denominator == 1:
        return f"{float(number):.9f}".rstrip("0").rstrip(".")
    return f"{number} ≈ {float(number):.12f}" if number.denominator < 10**12 else f"≈ {float(number):.15f}"


def rule_text(stage: str, at_least: str = "{} >= {}", both: str = " and ") -> str:
    """The school rule of a stage in the words that rule engines share: six standards met, and all seven at 85 %."""
    row, met, floors = STANDARD[STAGES.index(stage)], [], []
    for name, per, standard in zip(NAMES, PER, row, strict=True):
        value = f"{per} * {name} / students" if per != 1 else f"{name} / students"
        met.append(f"({at_least.format(value, written(standard))} ? 1 : 0)")
        floors.append(f"({at_least.format(value, written(FLOOR * standard))})")
    return f"({' + '.join(met)} >= {ENOUGH}){both}{both.join(floors)}"
