"""What holds for all data: row order, spelling and splitting do not matter; nothing is dropped."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_cases import FACTS, build, errors, section, sections

from youzhi_rules.data_digest import data_digest
from youzhi_rules.exactness import Exact
from youzhi_rules.intake import build_dataset

MONEY = st.decimals(min_value=0, max_value=10**7, places=2)
CELLS = {
    "students": st.integers(0, 5000),
    "teachers": st.integers(0, 500),
    "teaching_area": MONEY,
    "equipment_value": MONEY,
}


@st.composite
def tables(draw):
    """Rows of distinct sections in a few counties, with gaps."""
    keys = draw(
        st.lists(
            st.tuples(
                st.integers(1, 3),
                st.integers(1, 12),
                st.sampled_from(["primary", "junior", "senior", "whole"]),
            ),
            min_size=1,
            max_size=12,
            unique=True,
        )
    )
    cells = st.fixed_dictionaries({name: st.none() | values for name, values in CELLS.items()})
    return [{"county": county, "school": school, "stage": stage, **draw(cells)} for county, school, stage in keys]


def spelled(cell, how):
    """A number in another type or spelling."""
    if cell is None or isinstance(cell, str):
        return cell
    number = Decimal(cell)
    return {
        "text": f"{number:,}",
        "decimal": number,
        "float": float(number),
        "fraction": Fraction(number),
        "own": cell,
    }[how]


@settings(max_examples=60, deadline=None)
@given(rows=tables(), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, order):
    """The same rows in any order make the same dataset and the same problems."""
    mixed = rows.copy()
    order.shuffle(mixed)
    one, two = build(rows), build(mixed)
    assert data_digest(one) == data_digest(two)
    assert one.problems == two.problems
    assert sections(one) == sections(two)


@settings(max_examples=60, deadline=None)
@given(rows=tables(), data=st.data())
def test_the_spelling_of_numbers_does_not_matter(rows, data):
    """Text, int, Decimal, float and Fraction of one number make one digest."""
    hows = st.sampled_from(["text", "decimal", "float", "fraction", "own"])
    other = [
        {name: spelled(cell, data.draw(hows)) if name in CELLS else str(cell) for name, cell in row.items()}
        for row in rows
    ]
    assert data_digest(build(rows)) == data_digest(build(other))


@settings(max_examples=40, deadline=None)
@given(rows=tables())
def test_rows_and_columns_and_arrays_make_one_digest(rows):
    """The kind of table does not matter."""
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    arrays = {
        name: np.array([np.nan if cell is None else float(cell) for cell in cells])
        if name in CELLS
        else np.array(cells)
        for name, cells in columns.items()
    }
    digests = {data_digest(build(kind)) for kind in (rows, columns, arrays)}
    assert len(digests) == 1


@settings(max_examples=40, deadline=None)
@given(rows=tables())
def test_splitting_by_county_changes_nothing(rows):
    """The sections of each county are those of a table with that county alone."""
    data = build(rows)
    apart = [
        build([row for row in rows if row["county"] == county]) for county in sorted({row["county"] for row in rows})
    ]
    assert [key for one in apart for key in sections(one)] == sections(data)
    assert sorted(errors(data)) == sorted(code for one in apart for code in errors(one))
    for at, key in data.columns:
        if at == "section":
            whole = [data.columns[at, key].fraction(unit) for unit in range(data.units.count(at))]
            parts = [one.columns[at, key].fraction(unit) for one in apart for unit in range(one.units.count(at))]
            assert whole == parts


@settings(max_examples=40, deadline=None)
@given(rows=tables())
def test_nothing_is_dropped(rows):
    """Every row of a stage is a section, and its figures are the section's."""
    data = build(rows)
    keys = sections(data)
    for row in rows:
        if row["stage"] != "whole":
            assert (str(row["county"]), str(row["school"]), row["stage"]) in keys
    count = sum(1 for row in rows if row["stage"] != "whole" and row["students"] is not None)
    known = data.columns["section", "students"]
    assert sum(known.fraction(unit) is not None for unit in range(len(known))) >= count


def test_a_large_table_reads_like_a_small_one():
    """The quick road for arrays gives what the slow road for rows gives."""
    rng = np.random.default_rng(4)
    count = 400
    columns = {
        "county": np.sort(rng.integers(0, 9, count)),
        "school": np.arange(count),
        "stage": np.array(["primary", "junior"])[rng.integers(0, 2, count)],
        "students": rng.integers(0, 900, count),
        "teaching_area": np.round(rng.uniform(0, 900, count), 2),
    }
    rows = [{name: cells[at].item() for name, cells in columns.items()} for at in range(count)]
    shuffled = {name: cells[::-1] for name, cells in columns.items()}
    digests = {data_digest(build_dataset(table, None, FACTS)) for table in (columns, rows, shuffled)}
    assert len(digests) == 1


def test_the_digest_changes_with_the_data():
    """Another value, key or flag is another digest; a missing column and a blank one are the same."""
    base = {"school": "1", "stage": "primary", "students": 5}
    digests = {
        data_digest(build([row]))
        for row in (base, {**base, "students": 6}, {**base, "school": "2"}, {**base, "boarding": "是"})
    }
    assert len(digests) == 4
    assert data_digest(build([{**base, "boarding": None}])) == data_digest(build([base]))


def test_columns_are_exact_whatever_their_width():
    """Whole numbers stay whole in float64, wider ones in Python integers."""
    data = build([{"school": "1", "stage": "primary", "students": 3}])
    assert isinstance(data.columns["section", "students"], Exact)
    assert section(data, "students") == 3


ANY_CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 5),
    st.floats(width=32),
    st.text(max_size=4),
    st.dates(),
    st.lists(st.integers(-1, 40), max_size=3),
    st.sampled_from(
        [
            "小学",
            "全校",
            "合计",
            "九年一贯制",
            "１２",
            "1,673",
            "36、35",
            "12%",
            "80万元",
            "是",
            "无",
            "—",
            "1e5",
        ]
    ),
)
KEY_CELL = st.sampled_from(["1", "2", 2, "3 "]) | ANY_CELL
STAGE_CELL = st.sampled_from(["primary", "junior", "senior", "whole"]) | ANY_CELL
KEYS = ("county", "town", "city", "school_name", "campus", "parent_school")


@pytest.mark.long
@settings(max_examples=80, deadline=None)
@given(data=st.data(), order=st.randoms(use_true_random=False))
def test_any_cells_make_a_dataset_in_any_order(data, order):
    """Whatever stands in the cells, there is a dataset, and the order of the rows does not show in it."""
    facts = data.draw(st.lists(st.sampled_from(sorted(FACTS)), max_size=6, unique=True))
    keys = data.draw(st.lists(st.sampled_from(KEYS), max_size=4, unique=True))
    cells = {
        "school": KEY_CELL,
        "stage": STAGE_CELL,
        **dict.fromkeys(keys, KEY_CELL),
        **dict.fromkeys(facts, ANY_CELL),
    }
    rows = data.draw(st.lists(st.fixed_dictionaries(cells), min_size=1, max_size=6))
    areas = data.draw(
        st.none() | st.lists(st.fixed_dictionaries({"county": KEY_CELL, "layout_ok": ANY_CELL}), max_size=2)
    )
    mixed = rows.copy()
    order.shuffle(mixed)
    one, two = build(rows, areas), build(mixed, areas)
    assert data_digest(one) == data_digest(two)
    assert one.problems == two.problems
