"""Evaluation in batches: the verdicts of all rows at once, county by county, whatever the source and the batches."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stream_rows import HUGE, made_rows

import youzhi_rules as yz
from youzhi_rules.planning import plan_of
from youzhi_rules.streaming.area_shares import rank
from youzhi_rules.streaming.headers import keys_of

TOLD_ONCE = {
    "kind-inferred",
    "kinds-inferred",
    "stage-inferred",
    "stages-inferred",
    "total-differs",
    "named-county-absent",
}
"""Notes that say the same in other words where there are many, or that need all rows."""


def county_lines(results):
    """The outcomes of results by county, those of cities apart."""
    found: dict[tuple[bool, str], list[dict[str, Any]]] = {}
    for result in results:
        for outcome in result.outcomes():
            found.setdefault((outcome["level"] == "city", outcome["county"]), []).append(outcome)
    return found


def said(problems, severity):
    """What problems say; a source of batches knows the place of each, and so tells each of several that are alike."""
    return {
        (p.code, p.record or "", p.column or "", p.message)
        for p in problems
        if p.severity == severity and p.code not in TOLD_ONCE
    }


def gone_through(stream):
    """The results of a stream, and all problems: those of records, and those of the whole."""
    results = list(stream)
    of_records = [p for result in results for p in result.problems if p.record or (p.place and "count" not in p.params)]
    return results, [*(p for p in of_records if p.code != "area-without-schools"), *stream.problems]


def counted(result):
    """How many outcomes of each rule have which status, over all its stages."""
    found: dict[str, dict[str, int]] = {step.id: {} for step in result.plan.steps}
    for outcome in result.to_dicts():
        counts = found[outcome["rule"]]
        counts[outcome["status"]] = counts.get(outcome["status"], 0) + 1
    return found


def assert_as_at_once(records, areas, pack, rows):
    """Every outcome, error and note of every county is that of one evaluation, to the last digit."""
    together = yz.evaluate(records, pack, area_records=areas)
    stream = yz.evaluate_stream(records, pack, area_records=areas, rows=rows)
    results, problems = gone_through(stream)
    assert county_lines(results) == county_lines([together])
    assert said(problems, "error") == said(together.problems, "error")
    assert said(problems, "note") == said(together.problems, "note")
    names = [name for result in results for name in result.counties]
    assert len(names) == len(set(names))
    assert {name: county for result in results for name, county in result.counties.items()} == dict(together.counties)
    statuses = [county.status for county in together.counties.values()]
    assert stream.tally.counties == {status: statuses.count(status) for status in set(statuses)}
    assert stream.tally.status == together.status
    units = together.data.units
    assert (stream.tally.sections, stream.tally.schools) == (units.count("section"), units.count("school"))
    assert stream.tally.rules == counted(together)


@pytest.mark.long
@settings(max_examples=30)
@given(seed=st.integers(0, 10**9), rows=st.sampled_from([1, 2, 5, 9, 1000]))
def test_batches_of_any_size_give_the_verdicts_of_all_rows_at_once(seed, rows):
    """Random rows with all that goes wrong in real ones, cut into batches at random, are judged as they are at once."""
    assert_as_at_once(*made_rows(seed), "national-2017", rows)


@pytest.mark.long
@settings(max_examples=20)
@given(seed=st.integers(0, 10**9), rows=st.sampled_from([1, 4, 9]))
def test_rules_of_cities_see_whole_cities(seed, rows):
    """With rules of cities a batch holds whole cities, and these are judged as they are at once."""
    assert_as_at_once(*made_rows(seed, cities=True), "guangdong-meizhou-2021", rows)


@pytest.mark.parametrize(("seed", "rows"), [(0, 1), (3, 4), (6, 1), (11, 2)])
def test_batches_give_the_verdicts_of_all_rows_at_once(seed, rows):
    """A few of the same, quickly."""
    assert_as_at_once(*made_rows(seed), "national-2017", rows)


COLUMNS: dict[str, list[Any]] = {
    "county": ["乙", "乙", "10", "9", "9"],
    "school": ["第1小学", "第2小学", "第3小学", "第4小学", "第5小学"],
    "stage": ["小学"] * 5,
    "students": [1000, 900, 800, 700, 600],
    "pe_arts_teachers": [9, 8, 7, 6, 5],
}


def verdicts(stream):
    """County, school, status, value and limit of one rule, in the order of the stream."""
    return [
        (o["county"], o["school"], o["status"], o["value"])
        for result in stream
        for o in result.outcomes(rule="pe_arts_teachers")
    ]


KNOWN = [
    ("乙", "第1小学", "met", 0.9), ("乙", "第2小学", "unmet", 8 * 100 / 900), ("10", "第3小学", "unmet", 0.875),
    ("9", "第4小学", "unmet", 6 * 100 / 700), ("9", "第5小学", "unmet", 5 * 100 / 600),
]  # fmt: skip
IN_ORDER = [KNOWN[3], KNOWN[4], KNOWN[0], KNOWN[1], KNOWN[2]]


def frame(kind):
    """The columns as a source of some kind."""
    if kind == "columns":
        return COLUMNS
    if kind == "rows":
        return [dict(zip(COLUMNS, row, strict=True)) for row in zip(*COLUMNS.values(), strict=True)]
    if kind == "pandas":
        import pandas as pd

        return pd.DataFrame(COLUMNS)
    if kind == "polars":
        import polars as pl

        return pl.DataFrame(COLUMNS)
    if kind == "lazy":
        import polars as pl

        return pl.LazyFrame(COLUMNS)
    import pyarrow as pa

    table = pa.table(COLUMNS)
    if kind == "reader":
        return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=2))
    if kind == "batches":
        return iter(table.to_batches(max_chunksize=2))
    if kind == "dataset":
        import pyarrow.dataset as ds

        return ds.dataset(table)
    if kind == "duckdb":
        import duckdb

        return duckdb.connect().from_arrow(table)
    return table


KINDS = ("columns", "rows", "pandas", "polars", "lazy", "reader", "batches", "dataset", "duckdb", "table")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_source_is_read(kind):
    """Columns, rows, dataframes, lazy ones, relations, readers and iterables of batches: all give the same."""
    stream = yz.evaluate_stream(frame(kind), rows=1)
    assert verdicts(stream) == KNOWN
    assert stream.tally.batches == 3


def test_an_iterable_of_tables_of_any_kind_is_read():
    """Tables that come one after the other are one source; their columns may stand in another order."""
    halves = [{name: cells[:1] for name, cells in COLUMNS.items()}]
    halves.append({name: cells[1:] for name, cells in reversed(COLUMNS.items())})
    assert verdicts(yz.evaluate_stream(iter(halves), rows=1)) == KNOWN


@pytest.mark.parametrize("kind", ["lazy", "duckdb"])
def test_a_lazy_source_is_sorted_by_its_own_engine_as_counties_sort(kind):
    """Sorted, the outcomes come in the very order of one evaluation: 9 before 10, shorter keys first."""
    assert verdicts(yz.evaluate_stream(frame(kind), sort=True, rows=1)) == IN_ORDER
    at_once = yz.evaluate(COLUMNS)
    lines = [line for result in yz.evaluate_stream(frame(kind), sort=True, rows=2) for line in result.jsonl()]
    assert lines == list(at_once.jsonl())


def test_counties_without_schools_stand_where_they_sort_in_a_sorted_source():
    """A county that only the records of areas name has its place between the others."""
    areas = [{"level": "county", "county": name, "veto_fraud": "是"} for name in ("1", "11", "丙")]
    at_once = yz.evaluate(COLUMNS, area_records=areas)
    stream = yz.evaluate_stream(frame("lazy"), area_records=areas, sort=True, rows=1)
    results = list(stream)
    assert [name for result in results for name in result.counties] == list(at_once.counties)
    assert [line for result in results for line in result.jsonl()] == list(at_once.jsonl())
    assert [p.record for p in stream.problems if p.code == "area-without-schools"] == ["1", "11", "丙"]


def test_numbers_too_large_for_floats_stay_exact():
    """One batch holds a number of forty digits and is judged in integers of any size; the others are as they were."""
    rows = frame("rows")
    rows[2] |= {"students": HUGE, "pe_arts_teachers": str(int(HUGE) * 9 // 1000 + 1)}
    at_once = yz.evaluate(rows)
    assert county_lines(yz.evaluate_stream(rows, rows=1)) == county_lines([at_once])
    (judged,) = [v for v in verdicts(yz.evaluate_stream(rows, rows=1)) if v[0] == "10"]
    assert judged[2] == "met"


@pytest.mark.parametrize("rows", [1, 3, 1000])
def test_a_county_that_comes_back_is_an_error_that_says_how_to_sort(rows):
    """It is named with its place, whether it comes back in the same batch or in a later one, and never two counties."""
    source = {**COLUMNS, "county": ["乙", "10", "10", "９", "乙"]}
    with pytest.raises(yz.DataError) as stop:
        list(yz.evaluate_stream(source, rows=rows))
    assert stop.value.code == "county-not-together"
    params = stop.value.faults[0].params
    assert (params["name"], params["where"], params["column"]) == ("乙", "dict:5", "county")
    assert 'lf.sort(pl.col("county").str.len_chars(), "county")' in str(stop.value.faults[0].advise("en"))


def test_keys_are_compared_as_text():
    """7, 7.0, "7" and "７" are one county, so it has not come back."""
    source = {**COLUMNS, "county": [7, "7", "７", " 7 ", 7.0]}
    (result,) = yz.evaluate_stream(source, rows=1)
    assert list(result.counties) == ["7"]


def test_a_city_that_comes_back_or_is_not_named_is_refused_where_cities_are_judged():
    """With rules of cities, half a city would be judged wrongly, so it is not judged."""
    pack = "guangdong-meizhou-2021"
    columns = {**COLUMNS, "county": ["a", "b", "c", "d", "e"]}
    for cities, code in (
        (["X", "Y", "X", "X", "X"], "city-not-together"),
        (["X", "X", None, "Y", "Y"], "stream-city-blank"),
    ):
        with pytest.raises(yz.DataError) as stop:
            list(yz.evaluate_stream({**columns, "city": cities}, pack, rows=1))
        assert stop.value.code == code
        assert stop.value.faults[0].params["where"] == "dict:3"
        assert stop.value.faults[0].params["name"] == ("X" if code == "city-not-together" else "c")
    with pytest.raises(yz.DataError) as stop:
        list(yz.evaluate_stream(columns, pack))
    assert (stop.value.code, stop.value.faults[0].params["pack"]) == ("stream-no-city", pack)
    plan = plan_of(yz.load_pack(pack))
    assert keys_of(["city", "county"], plan, "file").by == ["city", "county"]
    assert keys_of(["city", "county"], plan_of(yz.load_pack("national-2017")), "file").by == ["county"]


def test_a_source_without_a_county_is_refused():
    """Without a column of counties all rows are one county, which cannot come in batches; a slip is named."""
    with pytest.raises(yz.DataError) as stop:
        list(yz.evaluate_stream({"conty" if name == "county" else name: cells for name, cells in COLUMNS.items()}))
    assert stop.value.code == "stream-no-county"
    assert stop.value.faults[0].params["near"] == "conty"
    assert stop.value.faults[0].params["file"] == "dict"


def test_two_columns_that_mean_the_same_are_refused():
    """Whether they agree would show at the end of the source only."""
    with pytest.raises(yz.DataError) as stop:
        list(yz.evaluate_stream({**COLUMNS, "在校生数": COLUMNS["students"]}))
    assert stop.value.code == "stream-column-twice"
    assert stop.value.faults[0].params["headers"] == "students、在校生数"


def test_other_columns_in_the_middle_are_an_error_that_names_the_table():
    """Every table has the columns of the first one."""
    other = {name: cells for name, cells in COLUMNS.items() if name != "students"} | {"classes": [1] * 5}
    with pytest.raises(yz.DataError) as stop:
        list(yz.evaluate_stream([COLUMNS, other]))
    assert stop.value.code == "stream-columns-differ"
    assert stop.value.faults[0].params == {"file": "[2]", "lacking": "students", "extra": "classes"}


def test_what_cannot_be_streamed_is_said():
    """A number, rows that come one by one, rows per batch below one, a sort that nobody can do."""
    for source, kind in (
        (7, "int"),
        (iter([{"county": "A", "school": 1}]), "iterable of dict"),
        (iter([3]), "iterable of int"),
    ):
        with pytest.raises(yz.DataError) as stop:
            list(yz.evaluate_stream(source))
        assert (stop.value.code, stop.value.faults[0].params) == ("stream-source-kind", {"kind": kind})
    with pytest.raises(yz.DataError) as stop:
        yz.evaluate_stream(COLUMNS, rows=0)
    assert (stop.value.code, stop.value.faults[0].params["value"]) == ("stream-rows", "0")
    with pytest.raises(yz.DataError) as stop:
        yz.evaluate_stream(COLUMNS, sort=True)
    assert (stop.value.code, stop.value.faults[0].params["kind"]) == ("stream-cannot-sort", "dict")


def test_too_many_rows_without_a_county_end_the_run():
    """Some wait for the last batch and are one nameless county; more than ten thousand are no slip."""
    count = 10_001
    source = {"county": ["A", *([None] * count)], "school": list(range(count + 1)), "stage": ["小学"] * (count + 1)}
    with pytest.raises(yz.DataError) as stop:
        list(yz.evaluate_stream(source, rows=1))
    assert (stop.value.code, stop.value.faults[0].params["count"]) == ("stream-county-blank", count)


def test_strict_stops_where_the_errors_are_and_names_the_row():
    """What came before is judged; without it the figure is missing, and its problem names the same row."""
    source = {**COLUMNS, "students": [1000, 900, "many", 700, 600]}
    stream = yz.evaluate_stream(source, rows=1, strict=True)
    assert list(next(stream).counties) == ["乙"]
    with pytest.raises(yz.DataError) as stop:
        next(stream)
    assert (stop.value.code, stop.value.faults[0].place) == ("not-a-number", "dict:3")
    results = list(yz.evaluate_stream(source, rows=1))
    assert [p.place for result in results for p in result.problems if p.severity == "error"] == ["dict:3"]
    assert [o["status"] for o in results[1].outcomes(rule="pe_arts_teachers")] == ["unknown"]


def test_progress_tells_rows_and_their_number_where_it_is_known():
    """A table knows how many rows it has, a reader does not."""
    for kind, total in (("table", 5), ("reader", None)):
        told: list[tuple[int, int | None]] = []
        list(yz.evaluate_stream(frame(kind), rows=2, progress=lambda *done, told=told: told.append(done)))
        assert told[-1] == (5, total)
        assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_records_of_areas_that_name_no_county_are_wrong_once():
    """Where there are several counties it is not known whose they are; each is told, and once."""
    nameless = [
        {"level": "county", "veto_fraud": "是"},
        {"level": "省", "veto_fraud": "否"},
        {"level": "town", "town": "镇"},
    ]
    assert_as_at_once(COLUMNS, nameless, "national-2017", 1)
    stream = yz.evaluate_stream(COLUMNS, area_records=nameless, rows=1)
    codes = [p.code for result in stream for p in result.problems if p.severity == "error"]
    assert sorted(codes) == ["area-level-unknown", "area-unnamed", "area-unnamed"]


def test_the_order_of_counties_is_that_of_one_evaluation():
    """Shorter keys come first, then those whose signs do."""
    assert sorted(["10", "9", "b", "A", "青山"], key=rank) == list(
        yz.evaluate([{"county": name, "school": 1, "stage": "小学"} for name in ("10", "9", "b", "A", "青山")]).counties
    )
