"""Frames: which unit belongs to which, reducing columns upwards, and cutting a dataset between counties."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packs import wider_facts

from youzhi_rules.dataset import Column, Dataset, Keys, Lists, Units
from youzhi_rules.exactness import Exact, TooWide, from_integers
from youzhi_rules.frame import CHUNK, Frame, Grouping, frames

BIG = 2**53


def grouping(index: list[int], count: int) -> Grouping:
    """A grouping of lower units."""
    return Grouping(np.array(index, dtype=np.intp), count)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 5).flatmap(
        lambda count: st.tuples(st.just(count), st.lists(st.integers(-1, count - 1), max_size=12))
    )
)
def test_each_upper_unit_is_reduced_from_those_that_belong_to_it(made: tuple[int, list[int]]) -> None:
    """Sorted or not, with some that belong nowhere (-1) and some with nothing below."""
    count, index = made
    group = grouping(index, count)
    values = np.arange(1.0, len(index) + 1) * 3
    members: list[list[float]] = [[] for _ in range(count)]
    for unit, value in zip(index, values.tolist(), strict=True):
        if unit >= 0:
            members[unit].append(value)
    assert group.reduce(np.add, values, 0).tolist() == [sum(some) for some in members]
    assert group.reduce(np.maximum, values, -7).tolist() == [max(some, default=-7) for some in members]
    assert group.reduce(np.minimum, values.astype(object), 0).tolist() == [min(some, default=0) for some in members]
    assert group.occupied.tolist() == [bool(some) for some in members]
    truth = values % 2 == 0
    wanted = [any(value % 2 == 0 for value in some) for some in members]
    assert group.any(truth).tolist() == wanted
    assert group.sums(values).tolist() == [sum(some) for some in members]
    assert (group.order is None) == (index == sorted(index) and -1 not in index)


def test_sums_are_exact_or_too_wide() -> None:
    """Whatever the signs, floats are summed up while their magnitudes stay below 2**53 together."""
    group = grouping([0, 0, 1], 2)
    assert group.sums(np.array([BIG - 3.0, 1.0, 1.0])).tolist() == [BIG - 2, 1]
    for values in ([BIG - 2.0, 1.0, 1.0], [-(BIG - 2.0), -1.0, -1.0], [BIG - 1.0, -1.0, 0.0]):
        with pytest.raises(TooWide):
            group.sums(np.array(values))
    assert group.sums(np.array([BIG, 1, -BIG], dtype=object)).tolist() == [BIG + 1, -BIG]
    assert group.sums(np.array([2.0**52, 0.0, 5.0])).tolist() == [2**52, 5]
    assert grouping([], 2).sums(np.array([])).tolist() == [0, 0]


def dataset(sizes: list[list[int]], *, towns: bool = True) -> Dataset:
    """Counties of schools of so many sections; the schools of a county lie in two towns, the last one in none."""
    school_county = [county for county, schools in enumerate(sizes) for _ in schools]
    section_school = [
        school for school, size in enumerate(size for schools in sizes for size in schools) for _ in range(size)
    ]
    counties = len(sizes)
    school_town = []
    for county, some in enumerate(sizes):
        school_town += [2 * county + place % 2 if place < len(some) - 1 else -1 for place in range(len(some))]
    units = Units(
        section_school=np.array(section_school, dtype=np.intp),
        section_stage=np.array([place % 4 - 1 for place in range(len(section_school))], dtype=np.int8),
        school_county=np.array(school_county, dtype=np.intp),
        school_town=np.array(school_town if towns else [-1] * len(school_town), dtype=np.intp),
        town_county=np.array([town // 2 for town in range(2 * counties if towns else 0)], dtype=np.intp),
        county_city=np.array([-1 if county % 3 == 2 else county % 2 for county in range(counties)], dtype=np.intp),
        schools=Keys([f"s{place}" for place in range(len(school_county))]),
        towns=Keys([f"t{place}" for place in range(2 * counties if towns else 0)]),
        counties=Keys([f"c{place}" for place in range(counties)]),
        cities=Keys(["x", "y"]),
    )
    schools = len(school_county)
    offsets = np.arange(schools + 1, dtype=np.int64) * 2
    columns: dict[tuple[str, str], Column] = {
        ("section", "students"): from_integers(np.arange(len(section_school))),
        ("school", "boarding"): np.arange(schools, dtype=np.int8) % 3,
        ("school", "hall_areas"): Lists(offsets, from_integers(np.arange(2 * schools)), np.arange(schools) % 2 == 1),
        ("school", "moral_education_grade"): Lists(offsets, np.arange(2 * schools, dtype=np.int8) % 4),
    }
    return Dataset(units, columns, {"sports_area": from_integers(np.arange(schools))}, wider_facts())


SIZES = [[2, 1, 0], [], [1], [3, 2]]


def test_a_frame_knows_the_way_up_from_every_level() -> None:
    """From section to city, by schools, towns and counties; -1 where one belongs nowhere."""
    frame = Frame(dataset(SIZES), 0, 4)
    assert [frame.count(level) for level in ("section", "school", "town", "county", "city")] == [9, 6, 8, 4, 2]
    assert frame.up("section", "school").tolist() == [0, 0, 1, 3, 4, 4, 4, 5, 5]
    assert frame.up("school", "town").tolist() == [0, 1, -1, -1, 6, -1]
    assert frame.up("section", "town").tolist() == [0, 0, 1, -1, 6, 6, 6, -1, -1]
    assert frame.up("school", "county").tolist() == [0, 0, 0, 2, 3, 3]
    assert frame.up("section", "county").tolist() == [0, 0, 0, 2, 3, 3, 3, 3, 3]
    assert frame.up("town", "county").tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert frame.up("county", "city").tolist() == [0, 1, -1, 1]
    assert frame.up("section", "city").tolist() == [0, 0, 0, -1, 1, 1, 1, 1, 1]
    assert frame.up("town", "city").tolist() == [0, 0, 1, 1, -1, -1, 1, 1]
    assert frame.up("school", "school").tolist() == list(range(6))
    assert frame.up("section", "city") is frame.up("section", "city")
    assert frame.stage.tolist() == [-1, 0, 1, 2, -1, 0, 1, 2, -1]
    assert frame.stage_index.dtype == np.intp
    bare = Frame(dataset(SIZES, towns=False), 0, 4)
    assert bare.up("section", "town").tolist() == [-1] * 9
    assert bare.up("town", "city").tolist() == []


def test_a_frame_of_some_counties_counts_from_zero() -> None:
    """Its units, columns and lists are those of its counties alone."""
    frame = Frame(dataset(SIZES), 2, 4)
    assert [frame.count(level) for level in ("section", "school", "town", "county", "city")] == [6, 3, 4, 2, 2]
    assert frame.up("section", "school").tolist() == [0, 1, 1, 1, 2, 2]
    assert frame.up("school", "town").tolist() == [-1, 2, -1]
    assert frame.up("school", "county").tolist() == [0, 1, 1]
    assert frame.up("town", "county").tolist() == [0, 0, 1, 1]
    assert frame.up("county", "city").tolist() == [-1, 1]
    students = frame.column("section", "students")
    assert isinstance(students, Exact)
    assert [int(value) for value in students.num] == [3, 4, 5, 6, 7, 8]
    boarding = frame.column("school", "boarding")
    assert isinstance(boarding, np.ndarray)
    assert boarding.tolist() == [0, 1, 2]
    whole = frame.whole("sports_area")
    assert whole is not None
    assert whole.num.tolist() == [3, 4, 5]
    assert frame.whole("teaching_area") is None
    assert frame.column("county", "nothing") is None
    halls = frame.lists("school", "hall_areas")
    assert halls is not None
    assert halls.offsets.tolist() == [0, 2, 4, 6]
    assert isinstance(halls.items, Exact)
    assert halls.items.num.tolist() == [6, 7, 8, 9, 10, 11]
    assert halls.missing is not None
    assert halls.missing.tolist() == [True, False, True]
    grades = frame.lists("school", "moral_education_grade")
    assert grades is not None
    assert isinstance(grades.items, np.ndarray)
    assert grades.items.tolist() == [2, 3, 0, 1, 2, 3]
    assert grades.missing is None
    assert frame.lists("section", "students") is None
    assert frame.slices["county"] == slice(2, 4)
    assert frame.slices["city"] == slice(0, 2)


def test_items_of_lists_are_units_of_a_level_of_their_own() -> None:
    """They belong to the unit that has the list and to those above it."""
    frame = Frame(dataset(SIZES), 2, 4)
    level = "items:school:hall_areas"
    assert frame.count(level) == 6
    assert frame.up(level, "school").tolist() == [0, 0, 1, 1, 2, 2]
    assert frame.up(level, "county").tolist() == [0, 0, 1, 1, 1, 1]
    assert frame.list_lengths("school", "hall_areas").tolist() == [2, 2, 2]
    assert frame.list_lengths("school", "music_room_areas").tolist() == [0, 0, 0]
    assert frame.count("items:school:music_room_areas") == 0


def test_a_wide_frame_has_the_same_numbers_as_python_integers() -> None:
    """Codes and flags stay what they are."""
    frame = Frame(dataset(SIZES), 2, 4).widened()
    assert frame.wide_numbers
    assert not Frame(dataset(SIZES), 2, 4).wide_numbers
    students, whole = frame.column("section", "students"), frame.whole("sports_area")
    assert isinstance(students, Exact)
    assert whole is not None
    assert students.num.tolist() == [3, 4, 5, 6, 7, 8]
    assert students.num.dtype == whole.num.dtype == object
    assert all(isinstance(value, int) for value in students.num.tolist())
    halls = frame.lists("school", "hall_areas")
    assert halls is not None
    assert isinstance(halls.items, Exact)
    assert halls.items.num.dtype == object
    boarding = frame.column("school", "boarding")
    assert isinstance(boarding, np.ndarray)
    assert boarding.dtype == np.int8


def test_a_frame_of_floats_says_where_a_column_does_not_fit() -> None:
    """Integers below 2**53 are made floats, whatever they were held in; others are for the wide frame."""
    data = dataset(SIZES)
    for most, fits in ((BIG - 1, True), (BIG, False), (-BIG, False)):
        column = from_integers(np.array([most, *range(8)], dtype=object))
        own = Exact(column.num.astype(object), 1, None, np.array([abs(most), *range(1, 9)], dtype=object))
        for numbers in (column, own):
            frame = Frame(evolve(data, columns={**data.columns, ("section", "students"): numbers}), 0, 4)
            held = frame.widened().column("section", "students")
            assert isinstance(held, Exact)
            assert [held.fraction(at) for at in range(9)] == [numbers.fraction(at) for at in range(9)]
            if not fits:
                with pytest.raises(TooWide):
                    frame.column("section", "students")
                continue
            plain = frame.column("section", "students")
            assert isinstance(plain, Exact)
            assert plain.num.dtype == np.float64
            assert plain.div is None or plain.div.dtype == np.float64
            assert [plain.fraction(at) for at in range(9)] == [numbers.fraction(at) for at in range(9)]


def test_the_members_of_a_unit_are_known_sorted_or_not() -> None:
    """Ascending, none where there are none."""
    frame = Frame(dataset(SIZES), 0, 4)
    assert frame.members("section", "county", 3) == [4, 5, 6, 7, 8]
    assert frame.members("section", "county", 1) == []
    assert frame.members("school", "town", 1) == [1]
    assert frame.members("county", "city", 1) == [1, 3]
    assert frame.members("section", "city", 0) == [0, 1, 2]
    assert frame.grouping("section", "school") is frame.grouping("section", "school")


@pytest.mark.parametrize("size", [1, 2, 3, 4, 6, 8, 9, 100])
def test_a_dataset_is_cut_between_counties(size: int) -> None:
    """No county is cut, none is left out, and a frame holds more sections than asked for only as a single county."""
    data = dataset([*SIZES, [4, 4], [], [1]])
    found = list(frames(data, size))
    spans = [(frame.slices["county"].start, frame.slices["county"].stop) for frame in found]
    assert spans[0][0] == 0
    assert spans[-1][1] == 7
    assert [first for first, _ in spans[1:]] == [last for _, last in spans[:-1]]
    for frame, (first, last) in zip(found, spans, strict=True):
        assert last > first
        assert frame.count("section") <= size or last - first == 1
    assert sum(frame.count("section") for frame in found) == 18


@pytest.mark.parametrize(("counties", "size", "cut"), [(10, 8, [6, 6, 8]), (50, 60, [50, 50]), (7, 4, [4, 4, 2, 4])])
def test_no_small_rest_is_left(counties: int, size: int, cut: list[int]) -> None:
    """The frames are of about one length: a rest of a few sections would cost as many calls as a full frame."""
    data = dataset([[1, 1]] * counties)
    assert [frame.count("section") for frame in frames(data, size)] == cut


def test_a_dataset_stays_whole_where_it_must_or_fits() -> None:
    """For rules of cities, for one county, and while it is small."""
    data = dataset(SIZES)
    assert len(list(frames(data))) == 1
    assert len(list(frames(data, 1, whole=True))) == 1
    assert len(list(frames(dataset([[5, 5]]), 1))) == 1
    assert len(list(frames(data, 9))) == 1
    assert len(list(frames(data, 8))) > 1
    assert CHUNK > 1000
