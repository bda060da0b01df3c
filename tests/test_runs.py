"""Sections in runs: every sum over a stage of a county is one over sections that stand together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packs import wider_facts

from youzhi_rules import runs
from youzhi_rules.dataset import Dataset, Keys, Units
from youzhi_rules.frame import Frame
from youzhi_rules.model import STAGES
from youzhi_rules.runs import SLOTS, runs_of

Sections = list[tuple[int, int]]
"""The county and the stage of each section, counties ascending; -1 for a stage nobody knows."""


def frame_of(sections: Sections, counties: int) -> Frame:
    """A frame of one-section schools."""
    count = len(sections)
    none = np.array([], dtype=np.intp)
    units = Units(
        section_school=np.arange(count),
        section_stage=np.array([stage for _, stage in sections], np.int8),
        school_county=np.array([county for county, _ in sections], np.intp),
        school_town=np.full(count, -1),
        town_county=none,
        county_city=np.full(counties, -1),
        schools=Keys([str(at) for at in range(count)]),
        towns=Keys([]),
        counties=Keys([str(at) for at in range(counties)]),
        cities=Keys([]),
    )
    return Frame(Dataset(units, {}, {}, wider_facts()), 0, counties)


def of_each(sections: Sections, counties: int, values: list[float]) -> list[list[list[float]]]:
    """The values of the sections by stage slot and county."""
    found: list[list[list[float]]] = [[[] for _ in range(counties)] for _ in range(SLOTS)]
    for (county, stage), value in zip(sections, values, strict=True):
        found[stage + 1][county].append(value)
    return found


some_sections = st.integers(1, 4).flatmap(
    lambda counties: st.tuples(
        st.just(counties),
        st.lists(st.tuples(st.integers(0, counties - 1), st.integers(-1, len(STAGES) - 1)), max_size=14).map(sorted),
        st.sets(st.integers(-1, len(STAGES) - 1), min_size=1),
    )
)


@settings(max_examples=300, deadline=None)
@given(some_sections, st.sampled_from([1, 1 << 10]))
def test_sums_are_those_of_each_stage_and_county(made: tuple[int, Sections, set[int]], cells: int) -> None:
    """One column or several, straight into a table or not, with stages left out and counties without a section."""
    counties, everyone, stages = made
    sections = [(county, stage) for county, stage in everyone if stage in stages]
    patch = pytest.MonkeyPatch()
    patch.setattr(runs, "_CELLS", cells)
    try:
        check(runs_of(frame_of(sections, counties)), sections, counties)
    finally:
        patch.undo()


def check(found: runs.Runs, sections: Sections, counties: int) -> None:
    """Whatever runs tell, held against the sections themselves."""
    values = [float(3**at) for at in range(len(sections))]
    members = of_each(sections, counties, values)
    wanted = [[sum(some) for some in row] for row in members]
    ordered = np.array(values)[found.order]
    assert sorted(found.order.tolist()) == list(range(len(sections)))
    assert found.counties == counties
    assert found.strays == any(stage < 0 for _, stage in sections)
    assert found.spread(found.lengths()).tolist() == [[len(some) for some in row] for row in members]
    assert found.lengths().dtype == np.intp
    assert found.sums(ordered).tolist() == wanted
    assert found.sums(ordered.astype(np.int64)).dtype == np.int64
    table: Any = np.array([ordered, -ordered, ordered * 2])
    assert found.sums(table).tolist() == [[[sign * each for each in row] for row in wanted] for sign in (1, -1, 2)]
    assert found.added(table).shape == (3, len(found.starts))
    assert found.added(ordered.astype(np.int8)[None, None]).shape == (1, 1, len(found.starts))
    assert found.added(ordered.astype(np.int32)).dtype == (np.int64 if sections else np.int32)
    into = np.zeros((5, SLOTS, counties))
    found.sums_into(into[1:4], table)
    assert into[1:4].tolist() == found.sums(table).tolist()
    assert not into[[0, 4]].any()
    odd = np.array([value % 2 == 1 and at % 2 == 1 for at, value in enumerate(values)], np.bool_)[found.order]
    holds = [[any(values.index(value) % 2 for value in some) for some in row] for row in members]
    assert found.any(odd).tolist() == holds
    assert found.any(np.array([odd, ~odd | True], np.bool_)).tolist() == [
        holds,
        [[bool(some) for some in row] for row in members],
    ]
    places = [slot * counties + county for slot, row in enumerate(members) for county, some in enumerate(row) if some]
    assert found.places.tolist() == places
    together = found.together()
    if places and places == list(range(places[0], places[-1] + 1)):
        assert together == slice(places[0], places[-1] + 1)
    else:
        assert together is None


def test_they_are_found_once() -> None:
    """All coefficients of a frame ask for the same runs."""
    frame = frame_of([(0, 0), (0, 1), (1, 0)], 2)
    assert runs_of(frame) is runs_of(frame)
