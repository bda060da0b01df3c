"""Files evaluated in batches: their rows keep their places, and what is wrong with one is said with its name."""

from __future__ import annotations

import csv
import io
import sys
from decimal import Decimal

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

import youzhi_rules as yz

HEAD = "县,学校,学段,在校生数,体育、艺术专任教师数\n"
ROWS = ("乙,一小,小学,1000,9\n", "乙,二小,小学,900,8\n", "丙,三小,小学,800,7.2\n", "丁,四小,小学,700,6\n")


def judged(source, **more):
    """County, status and value of one rule, in the order of the stream."""
    stream = yz.evaluate_stream(source, rows=1, **more)
    return [(o["county"], o["status"], o["value"]) for r in stream for o in r.outcomes(rule="pe_arts_teachers")]


KNOWN = [("乙", "met", 0.9), ("乙", "unmet", 8 * 100 / 900), ("丙", "met", 0.9), ("丁", "unmet", 6 * 100 / 700)]


def refused(source, **more):
    """What a stream is refused with."""
    with pytest.raises(yz.DataError) as stop:
        list(yz.evaluate_stream(source, rows=1, **more))
    return stop.value.code, dict(stop.value.faults[0].params)


def table(rows=ROWS):
    """The rows as a table of Arrow."""
    cells = list(zip(*csv.reader(io.StringIO("".join(rows))), strict=True))
    names = HEAD.strip().split(",")
    columns = {name: [*column] for name, column in zip(names, cells, strict=True)}
    columns["在校生数"] = [int(cell) for cell in columns["在校生数"]]
    columns["体育、艺术专任教师数"] = [
        Decimal(cell).quantize(Decimal("0.01")) for cell in columns["体育、艺术专任教师数"]
    ]
    return pa.table(columns)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_is_read_in_any_encoding_it_may_have(tmp_path, encoding):
    """UTF-8 and GB18030 are told apart by all of the file; the verdicts are those of the file read whole."""
    file = tmp_path / "schools.csv"
    file.write_text(HEAD + "".join(ROWS), encoding=encoding)
    assert judged(file) == KNOWN
    at_once = yz.evaluate(yz.read_records(file))
    lines = [line for result in yz.evaluate_stream(file, rows=10) for line in result.jsonl()]
    assert lines == list(at_once.jsonl())


def test_titles_remarks_and_repeated_headers_are_no_data(tmp_path):
    """What a reader of the whole file leaves out is left out, and noted with the line it stands on."""
    file = tmp_path / "schools.csv"
    text = (
        "某市学校数据\n" + HEAD + "甲,乙,1,2,3\n" + ROWS[0] + ROWS[1] + HEAD + ROWS[2] + ",,合计,2700,\n注：截至9月\n"
    )
    file.write_text(text + ROWS[3], encoding="utf-8")
    stream = yz.evaluate_stream(file, rows=1)
    results = list(stream)
    problems = [problem for result in results for problem in result.problems]
    told = {
        (p.code, p.place)
        for p in problems
        if p.code in {"title-rows", "column-numbers", "header-repeated", "foot-row", "total-row"}
    }
    assert told == {
        ("title-rows", "schools.csv:1"), ("column-numbers", "schools.csv:3"), ("header-repeated", "schools.csv:6"),
        ("total-row", "schools.csv:8"), ("foot-row", "schools.csv:9"),
    }  # fmt: skip
    outcomes = [o for result in results for o in result.outcomes()]
    at_once = yz.evaluate(yz.read_records(file))
    assert {str(o) for o in outcomes} == {str(o) for o in at_once.outcomes()}


def test_a_bad_cell_is_told_with_its_file_and_line(tmp_path):
    """Quoted cells may hold line breaks; the line is that on which the row begins."""
    file = tmp_path / "schools.csv"
    rows = ('乙,"一\n小",小学,1000,9\n', "乙,二小,小学,900,九个\n", *ROWS[2:])
    file.write_text(HEAD + "".join(rows), encoding="utf-8")
    results = list(yz.evaluate_stream(file, rows=1))
    (error,) = [p for result in results for p in result.problems if p.severity == "error"]
    assert (error.code, error.place, error.value) == ("not-a-number", "schools.csv:4", "九个")
    with pytest.raises(yz.DataError) as stop:
        list(yz.evaluate_stream(file, rows=1, strict=True))
    assert stop.value.faults[0].place == "schools.csv:4"


def test_cells_of_a_text_file_mean_what_is_written(tmp_path):
    """Plain decimals, forty digits, units in cells and blanks: the values are those of the file read whole."""
    file = tmp_path / "schools.csv"
    cells = (
        "4.20",
        "0.1",
        "123456789.123456",
        "1234567890123456789012345678901234567890",
        "80.49万",
        "",
        "１２",
        "1e3",
        "007",
    )
    rows = [f"县{at},校,小学,{cell},{cell}\n" for at, cell in enumerate(cells)]
    file.write_text(HEAD + "".join(rows), encoding="utf-8")
    lines = [line for result in yz.evaluate_stream(file, rows=100) for line in result.jsonl()]
    assert lines == list(yz.evaluate(yz.read_records(file)).jsonl())
    single = sorted(line for result in yz.evaluate_stream(file, rows=1) for line in result.jsonl())
    assert single == sorted(lines)


@pytest.mark.parametrize(
    ("text", "code", "more"),
    [
        ("", "file-empty", {}),
        ("\n , \n", "file-empty", {}),
        ("什么,都不,认识\n1,2,3\n", "header-missing", {"headers": "什么、都不、认识"}),
        (HEAD + "乙,一小,小学,1000,9,7\n", "file-ragged", {"line": 2, "found": 6, "wanted": 5}),
        (HEAD.replace("学段", "县") + ROWS[0], "stream-column-twice", {"headers": "县"}),
        ('县,学校\n"' + "x" * 200_000, "file-unreadable", {}),
    ],
)
def test_a_text_file_that_cannot_be_read_is_refused_by_name(tmp_path, text, code, more):
    """Each fault has its code, and the file is named."""
    file = tmp_path / "schools.csv"
    file.write_text(text, encoding="utf-8")
    found, params = refused(file)
    assert (found, params["file"]) == (code, "schools.csv")
    assert more.items() <= params.items()


def test_a_file_in_no_known_encoding_is_refused(tmp_path):
    """Bytes that are neither UTF-8 nor GB18030 are not guessed at."""
    (tmp_path / "schools.csv").write_bytes(HEAD.encode() + b"\xff\xff\xff\n")
    assert refused(tmp_path / "schools.csv") == ("file-encoding", {"file": "schools.csv"})


def test_parquet_files_keep_decimals_and_places(tmp_path):
    """A folder is read in the order of names; a bad cell names its file and its row there."""
    pq.write_table(table(ROWS[:3]), tmp_path / "a.parquet", row_group_size=1)
    pq.write_table(table(ROWS[3:]), tmp_path / "b.pq")
    (tmp_path / "readme.md").write_text("not data", encoding="utf-8")
    for source in (tmp_path, str(tmp_path / "*.p*q*"), [tmp_path / "a.parquet", str(tmp_path / "b.pq")]):
        assert judged(source) == KNOWN
    bad = table(ROWS[3:]).set_column(3, "在校生数", pa.array([-700]))
    pq.write_table(bad, tmp_path / "b.pq")
    problems = [p for r in yz.evaluate_stream(tmp_path, rows=1) for p in r.problems if p.severity == "error"]
    assert [(p.code, p.place) for p in problems] == [("negative", "b.pq:1")]


@pytest.mark.parametrize("compression", ["uncompressed", "lz4"])
def test_arrow_files_of_either_format_are_read(tmp_path, compression):
    """Feather files and streams of record batches are read batch by batch."""
    file = tmp_path / "schools.arrow"
    pyarrow.feather.write_feather(table(), file, compression=compression)
    assert judged(file) == KNOWN
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_stream(sink, table().schema) as writer:
        writer.write_table(table(), max_chunksize=2)
    assert judged(file) == KNOWN


def test_a_broken_file_in_the_middle_is_named(tmp_path):
    """The files before it are judged first; one that is no Parquet is found at once."""
    pq.write_table(table(ROWS[:3]), tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes(b"PAR1 nothing PAR1")
    code, params = refused(tmp_path)
    assert (code, params["file"]) == ("file-unreadable", "b.parquet")
    (tmp_path / "b.parquet").unlink()
    (tmp_path / "b.csv").write_text("县,学校,学段,在校生数\n丁,四小,小学,700\n", encoding="utf-8")
    code, params = refused(tmp_path)
    assert (code, params["file"], params["lacking"]) == ("stream-columns-differ", "b.csv", "体育、艺术专任教师数")
    data = bytearray((tmp_path / "a.parquet").read_bytes())
    data[4:60] = b"\0" * 56
    (tmp_path / "b.csv").unlink()
    (tmp_path / "a.parquet").write_bytes(bytes(data))
    code, params = refused(tmp_path)
    assert (code, params["file"]) == ("file-unreadable", "a.parquet")


def test_files_that_are_not_there_or_not_for_this_are_refused(tmp_path):
    """A path without a file, a pattern that fits none, a workbook."""
    assert refused(tmp_path / "x.csv")[0] == "file-missing"
    assert refused(str(tmp_path / "*.csv"))[0] == "file-missing"
    (tmp_path / "x.xlsx").write_bytes(b"PK")
    assert refused(tmp_path / "x.xlsx") == ("stream-file-kind", {"file": "x.xlsx"})


def test_parquet_files_are_sorted_and_their_places_stay(tmp_path):
    """Sorted, two files give the very bytes of one evaluation, and a bad cell still names the row of its file."""
    pq.write_table(table([ROWS[3], ROWS[0]]), tmp_path / "a.parquet")
    pq.write_table(table([ROWS[2], ROWS[1].replace("900", "-900")]), tmp_path / "b.parquet")
    results = list(yz.evaluate_stream(tmp_path, rows=1, sort=True))
    rows = [*table([ROWS[3], ROWS[0]]).to_pylist(), *table([ROWS[2], ROWS[1].replace("900", "-900")]).to_pylist()]
    assert [line for result in results for line in result.jsonl()] == list(yz.evaluate(rows).jsonl())
    assert [p.place for r in results for p in r.problems if p.severity == "error"] == ["b.parquet:2"]
    code, params = refused(tmp_path)
    assert (code, params["name"], params["where"]) == ("county-not-together", "乙", "b.parquet:2")
    assert "ORDER BY length(县), 县" in yz.DataError.of(code, **params).say("en")
    (tmp_path / "c.csv").write_text(HEAD, encoding="utf-8")
    with pytest.raises(yz.DataError) as stop:
        yz.evaluate_stream(tmp_path, sort=True)
    assert (stop.value.code, stop.value.faults[0].params["kind"]) == ("stream-cannot-sort", "c.csv")


def test_what_is_not_installed_is_named(tmp_path, monkeypatch):
    """PyArrow, DuckDB and a polars that hands over batches are needed by their sources alone."""
    file = tmp_path / "a.parquet"
    pq.write_table(table(), file)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert refused(file, sort=True) == ("stream-library-missing", {"library": "duckdb", "what": "sort"})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert refused(file) == ("stream-library-missing", {"library": "pyarrow", "what": "a.parquet"})
    import polars as pl

    monkeypatch.delattr(pl.LazyFrame, "collect_batches")
    frame = pl.LazyFrame({"county": ["A"], "school": [1]})
    assert refused(frame) == ("stream-polars-old", {"version": pl.__version__})


def test_a_source_without_rows_is_refused_as_records_without_rows_are(tmp_path):
    """Nothing to evaluate is an error here as well; areas alone are judged."""
    (tmp_path / "a.csv").write_text(HEAD, encoding="utf-8")
    assert refused(tmp_path / "a.csv")[0] == "records-empty"
    assert refused([])[0] == "records-empty"
    (result,) = yz.evaluate_stream(tmp_path / "a.csv", area_records={"county": "乙", "veto_fraud": "否"})
    assert list(result.counties) == ["乙"]
