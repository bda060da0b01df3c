"""Frames in and out: tidy and wide, in pandas, polars, PyArrow and DuckDB, the same in each of them."""

from __future__ import annotations

from typing import Any, cast

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from made_county import AREA, SCHOOLS, made_result, two_counties

import youzhi_rules as yz
from youzhi_rules.outcomes import KEYS
from youzhi_rules.wide import MEAN_COLUMNS, section_columns

KINDS = ("pandas", "polars", "pyarrow", "duckdb")
TYPES = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.Table, "duckdb": duckdb.DuckDBPyRelation}


def table_of(frame: Any) -> pa.Table:
    """Any of the four as an Arrow table."""
    if isinstance(frame, pd.DataFrame):
        return pa.Table.from_pandas(frame, preserve_index=False)
    if isinstance(frame, pl.DataFrame):
        return frame.to_arrow()
    return frame if isinstance(frame, pa.Table) else frame.to_arrow_table()


def plain(frame: Any) -> list[dict[str, Any]]:
    """The rows of any of the four."""
    return list(table_of(frame).to_pylist())


@pytest.fixture(scope="module")
def result() -> yz.Result:
    """A county in which everything occurs: all statuses, grades, flags, coefficients, a mixed school."""
    return made_result()


@pytest.mark.parametrize("kind", KINDS)
def test_a_tidy_frame_has_a_row_for_each_outcome(result, kind):
    """Numbers are numbers, words of values stand beside them, what is not there is null and never NaN or text."""
    frame = result.to_frame(kind)
    assert isinstance(frame, TYPES[kind])
    rows, told = plain(frame), result.to_dicts()
    assert len(rows) == len(told)
    names = [name for key in KEYS for name in ([key, f"{key}_text"] if key in {"value", "limit"} else [key])]
    assert list(rows[0]) == names
    for row, outcome in zip(rows, told, strict=True):
        for key in KEYS:
            value = outcome[key]
            if isinstance(value, bool):
                assert (row[key], row[f"{key}_text"]) == (None, "true" if value else "false")
            elif key in {"value", "limit"} and isinstance(value, str):
                assert (row[key], row[f"{key}_text"]) == (None, value)
            else:
                assert row[key] == value, (key, outcome)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wide_frame_has_a_row_for_each_section(result, kind):
    """Identity, then per rule its value and status; the same as the outcomes say one by one."""
    frame = result.sections(kind)
    assert isinstance(frame, TYPES[kind])
    rows = plain(frame)
    columns, numbers = section_columns(result.plan)
    assert list(rows[0]) == columns
    assert {"resource_quota", "resource_quota_status", "backbone_teachers"} <= set(columns)
    told = {(each["school"], each["stage"], each["rule"]): each for each in result.to_dicts(level="section")}
    for row in rows:
        for column in set(columns) & {rule for _, _, rule in told}:
            outcome = told[row["school"], row["stage"], column]
            assert row[f"{column}_status"] == outcome["status"]
            assert row[column] == outcome["value"]
            assert column not in numbers or row[column] is None or isinstance(row[column], float)


@pytest.mark.parametrize("kind", KINDS)
def test_county_means_come_as_frames_and_as_rows(kind):
    """A row for each county, stage and indicator."""
    found = two_counties().means
    rows = plain(found(kind))
    assert tuple(rows[0]) == MEAN_COLUMNS
    assert rows == list(found)


@pytest.mark.parametrize("kind", KINDS)
def test_columns_and_types_are_the_same_whatever_the_rows_hold(kind):
    """One school of which nothing is known, and many, give frames that can be put one below the other."""
    empty = table_of(yz.evaluate([{"school": "A", "stage": "primary"}]).to_frame(kind))
    full = table_of(made_result().to_frame(kind))
    assert empty.schema.names == full.schema.names
    numbers = {"value", "limit", "gap"}
    for table in (empty, full):
        for column in table.schema:
            assert pa.types.is_floating(column.type) == (column.name in numbers), column
    assert pa.concat_tables([empty, full], promote_options="permissive").num_rows == empty.num_rows + full.num_rows


@pytest.mark.parametrize("kind", KINDS)
def test_frames_go_in_as_they_come_out_of_a_database(kind):
    """Schools and areas as a frame of any library give the bytes that the rows themselves give; nothing is changed."""
    names = list(dict.fromkeys(key for row in SCHOOLS for key in row))
    table = pa.table(
        {
            name: pa.array([row.get(name) for row in SCHOOLS], from_pandas=True)
            for name in names
            if name != "music_room_areas"
        }
    )
    rows = table.to_pylist()
    areas = pa.Table.from_pylist([AREA])

    def as_kind(each: pa.Table) -> Any:
        if kind == "pandas":
            return each.to_pandas()
        if kind == "polars":
            return pl.from_arrow(each)
        return each if kind == "pyarrow" else duckdb.from_arrow(each)

    schools, around = as_kind(table), as_kind(areas)
    found = yz.evaluate(schools, area_records=around)
    assert found.to_json() == yz.evaluate(rows, area_records=[AREA]).to_json()
    assert table_of(schools).to_pylist() == table_of(as_kind(table)).to_pylist()


def test_a_relation_of_duckdb_answers_queries(result):
    """It can be filtered, counted and joined; an Arrow table makes one of any other connection."""
    relation = result.to_frame("duckdb")
    unmet = relation.filter("status = 'unmet'").aggregate("count(*)").fetchall()
    assert unmet == [(len(result.to_dicts(status="unmet")),)]
    assert [str(each) for each in relation.project("gap").types] == ["DOUBLE"]
    with duckdb.connect() as connection:
        other = connection.from_arrow(result.to_frame("pyarrow"))
        sections = connection.from_arrow(result.sections("pyarrow"))
        joined = other.set_alias("o").join(sections.set_alias("s"), "o.school = s.school and o.stage = s.stage")
        assert joined.aggregate("count(*)").fetchall() == [(len(result.to_dicts(level="section")),)]
    assert yz.evaluate(result.to_frame("duckdb").project("county, school, stage, 40.0 as students")).counties


def test_a_frame_of_no_known_kind_is_refused(result):
    """The answer names the kinds there are."""
    for call in (result.to_frame, result.sections, result.means):
        with pytest.raises(yz.DataError) as stop:
            call(cast("Any", "duckdbb"))
        assert stop.value.code == "frame-kind"
        assert stop.value.faults[0].params["near"] == "duckdb"
    with pytest.raises(yz.DataError) as stop:
        result.to_frame(cast("Any", "excel"))
    assert "duckdb" in str(stop.value.hint)
