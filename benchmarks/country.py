"""Made countries: sections of schools as columns, of a chosen size, with chosen keys and a chosen share on the line.

Half of the counties meet every standard, one in five has an uneven indicator, so that there is something to count at
every level. A section's number is its place when sections are sorted by county and school; keys sort the same way.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy_kernel as floats
from attrs import define

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = ("integer", "text", "shuffled")
DENSITY = 200_000 / 2900
"""Sections a county, as in the whole country."""


@define(slots=False, eq=False)
class Country:
    """One made country.

    Attributes:
        columns: what an engine is given.
        row: the number of the section in each row of ``columns``.
        canonical: the same columns in the order of the numbers, with integer keys.
        county: the county of each section.
        junior: 1 for a junior section, 0 for a primary one.
        said: in words, what was made.
    """

    columns: dict[str, Any]
    row: np.ndarray[Any, np.dtype[np.intp]]
    canonical: dict[str, Any]
    county: np.ndarray[Any, Any]
    junior: np.ndarray[Any, Any]
    counties: int
    keys: str
    said: str

    @property
    def sections(self) -> int:
        """How many sections there are."""
        return len(self.row)

    def county_numbers(self, keys: Any) -> np.ndarray[Any, np.dtype[np.intp]]:
        """The numbers of counties from their keys."""
        if self.keys == "text":
            keys = [int(key[1:]) for key in keys]
        return np.asarray(keys).astype(np.intp)

    def county_keys(self, codes: Any) -> Any:
        """The keys of counties from what ``coded`` makes of them."""
        return np.unique(self.columns["county"])[codes] if self.keys == "text" else codes

    def by_number(self, found: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """What was found row by row, in the order of the sections' numbers."""
        ordered = np.empty(self.sections, dtype=np.bool_)
        ordered[self.row] = np.asarray(found)
        return ordered

    def coefficients(self, county: Any, stage: Any, within: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether each coefficient keeps its limit, by county, stage and indicator, from groups in any order."""
        table = np.ones((self.counties, 2, len(floats.NAMES)), dtype=np.bool_)
        table[self.county_numbers(county), np.asarray(stage).astype(np.intp)] = np.asarray(within).astype(np.bool_)
        return table

    @cached_property
    def _groups(self) -> list[tuple[int, int, np.ndarray[Any, np.dtype[np.intp]]]]:
        return list(_grouped(self.county, self.junior))

    def groups(self) -> Iterator[tuple[int, int, np.ndarray[Any, np.dtype[np.intp]]]]:
        """Each county and stage with its sections."""
        yield from self._groups


def coded(county: Any) -> Any:
    """Keys of counties as numbers: names are numbered in their order, numbers stay as they are."""
    return np.unique(county, return_inverse=True)[1] if county.dtype.kind == "U" else county


def _grouped(county: Any, junior: Any) -> Iterator[tuple[int, int, np.ndarray[Any, np.dtype[np.intp]]]]:
    code = county * 2 + junior
    order = np.argsort(code, kind="stable")
    cuts = np.flatnonzero(np.diff(code[order])) + 1
    for rows in np.split(order, cuts):
        yield int(county[rows[0]]), int(junior[rows[0]]), rows


def made(
    sections: int,
    counties: int | None = None,
    *,
    keys: str = "integer",
    on_line: float = 0.01,
    on_limit: float = 0.0,
    seed: int = 1,
) -> Country:
    """A country.

    Args:
        sections: how many.
        counties: how many; as many as the whole country has for so many sections, if left out.
        keys: ``integer`` and ``text`` are clustered by county, ``shuffled`` are integers in rows of any order.
        on_line: the share of the cells exactly on a standard or on its floor of 85 %.
        on_limit: the share of the groups of a county and stage whose seven coefficients are exactly on their limit.
        seed: of the random numbers.
    """
    rng = np.random.default_rng(seed)
    counties = counties or max(1, round(sections / DENSITY))
    county = np.sort(rng.integers(0, counties, sections))
    junior = rng.integers(0, 2, sections)
    pupils = rng.integers(1, 41, sections) * 50
    paired = _pairs(county, junior, pupils, rng.random((counties, 2)) < on_limit) if on_limit else None
    cells = _cells(rng, county, junior, pupils, on_line)
    if paired is not None:
        here = paired != 0
        limit = floats.CV_LIMIT[junior[here], None]
        away = 4 * floats.STANDARD[junior[here]] * (1 + paired[here, None] * limit)
        cells[here] = np.round(away * pupils[here, None] / floats.PER, 6)
    canonical = {
        "county": county,
        "school": np.arange(sections),
        "stage": np.array(["primary", "junior"])[junior],
        "students": pupils,
    } | {name: np.ascontiguousarray(cells[:, j]) for j, name in enumerate(floats.NAMES)}
    row = rng.permutation(sections) if keys == "shuffled" else np.arange(sections)
    columns = {name: column[row] for name, column in canonical.items()}
    if keys == "text":
        columns["county"] = np.array([f"县{number:06d}" for number in range(counties)])[county]
        columns["school"] = np.array([f"学校{number:08d}" for number in range(sections)])
    said = f"{sections:,} sections, {counties:,} counties, {keys} keys, {on_line * 100:g} % of cells on a line"
    if on_limit:
        said += f", {on_limit * 100:g} % of groups on their limit"
    return Country(columns, row, canonical, county, junior, counties, keys, said)


def _cells(rng: Any, county: Any, junior: Any, pupils: Any, on_line: float) -> Any:
    counties, shape = int(county.max(initial=0)) + 1, (len(county), len(floats.NAMES))
    good = (rng.random(counties) < 0.5)[county][:, None]
    uneven = np.where(rng.random(counties) < 0.2, rng.integers(0, shape[1], counties), -1)[county][:, None]
    need = floats.STANDARD[junior] * pupils[:, None] / floats.PER
    cells = need * rng.uniform(np.where(good, 1.0, 0.8), 1.6, shape)
    cells *= np.where(uneven == np.arange(shape[1]), np.exp(0.6 * abs(rng.standard_normal(shape))), 1.0)
    grain = np.where(floats.PER == 100, 1, 100)
    cells = np.where(good, np.ceil(cells * grain), np.rint(cells * grain)) / grain
    low = rng.random(shape) < 0.5
    only = np.arange(shape[1]) == rng.integers(0, shape[1], (shape[0], 1))  # one below its standard is let pass
    low &= ~good | only
    line = rng.random(shape) < on_line
    return np.where(line, np.round(need * np.where(low, 0.85, 1), 6), cells)


def _pairs(county: Any, junior: Any, pupils: Any, chosen: Any) -> Any:
    """Below (−1) or above (1) the mean, per section of the chosen groups, with pupils so that it is exactly balanced.

    Pupils are changed in place: pairs have as many, and where a group is odd, its last has as many as the two before.
    """
    side = np.zeros(len(county))
    for number, stage, rows in _grouped(county, junior):
        if not chosen[number, stage] or len(rows) < 2:
            continue
        pairs = rows[: len(rows) // 2 * 2].reshape(-1, 2)
        pupils[pairs[:, 1]] = pupils[pairs[:, 0]]
        side[pairs[:, 0]], side[pairs[:, 1]] = -1, 1
        if len(rows) % 2:
            below, other, last = rows[-3:]
            pupils[other], pupils[last] = pupils[below], 2 * pupils[below]
            side[below], side[other], side[last] = -1, -1, 1
    return side
