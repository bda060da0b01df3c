"""A run into a folder: interrupted at any moment and taken up again, its files come out with the same bytes."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stream_rows import made_rows

import youzhi_rules as yz
from youzhi_rules.cli import main
from youzhi_rules.streaming import folder as folders
from youzhi_rules.streaming.remarks_together import problem_from, problem_values

FILES = ("counties.jsonl", "problems.jsonl", "outcomes.jsonl", "summary.json", "progress.json")


class StopError(Exception):
    """What ends a run in these tests."""


def parquet(path, seed=1):
    """Made-up rows in a Parquet file, every cell a text, and records of areas."""
    rows, areas = made_rows(seed)
    columns = {name: [None if row[name] is None else str(row[name]) for row in rows] for name in rows[0]}
    pq.write_table(
        pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}), path, row_group_size=3
    )
    return areas


def bytes_of(folder):
    """The files of a run."""
    return {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}


def test_a_folder_holds_what_one_evaluation_tells(tmp_path):
    """Counties and outcomes a line each as in the JSON of results, problems, and the sums."""
    areas = parquet(tmp_path / "a.parquet")
    stream = yz.evaluate_stream(tmp_path / "a.parquet", area_records=areas, rows=4)
    tally = stream.save(tmp_path / "out", outcomes={})
    at_once = yz.evaluate(pq.read_table(tmp_path / "a.parquet"), area_records=areas)
    document = json.loads(at_once.to_json())
    lines = {name: (tmp_path / "out" / name).read_text("utf-8").splitlines() for name in FILES[:3]}
    assert sorted(lines["counties.jsonl"]) == sorted(
        json.dumps(county, ensure_ascii=False, separators=(",", ":")) for county in document["counties"]
    )
    assert sorted(lines["outcomes.jsonl"]) == sorted(at_once.jsonl())
    errors = [json.loads(line) for line in lines["problems.jsonl"] if '"severity":"error"' in line]
    assert {(e["code"], e["record"], e["message"]) for e in errors} == {
        (p.code, p.record, p.message) for p in at_once.problems if p.severity == "error"
    }
    summary = json.loads((tmp_path / "out" / "summary.json").read_bytes())
    assert (summary["status"], summary["sections"]) == (at_once.status, at_once.data.units.count("section"))
    assert summary["counties"] == tally.counties
    assert summary["problems"] == tally.problems
    assert sum(tally.problems.values()) == len(lines["problems.jsonl"])


@pytest.mark.long
@settings(max_examples=8)
@given(seed=st.integers(0, 10**6))
def test_a_run_that_is_interrupted_anywhere_goes_on_to_the_same_bytes(tmp_path_factory, seed):
    """It is ended at random moments, in the midst of writing too, and taken up until it is through."""
    place = tmp_path_factory.mktemp("run")
    source = place / "a.parquet"
    areas = parquet(source, seed)
    dice = random.Random(seed)  # noqa: S311 - moments to stop at

    def run(folder):
        return yz.evaluate_stream(source, area_records=areas, rows=3).save(folder, outcomes={"level": "section"})

    tally = run(place / "whole")
    with pytest.MonkeyPatch.context() as patch:
        for moment in (os, "fsync"), (folders, "json_text"):
            real = getattr(*moment)

            def maybe(*given, real=real):
                if dice.random() < 0.02:
                    raise StopError
                return real(*given)

            patch.setattr(*moment, maybe)
        again = None
        while again is None:
            try:
                again = run(place / "broken")
            except StopError:
                continue
    assert again == tally
    assert bytes_of(place / "broken") == bytes_of(place / "whole")
    assert run(place / "broken") == tally


KILLED = """
    import os, signal, sys
    import youzhi_rules as yz

    left = int(sys.argv[3])
    real = os.fsync

    def fsync(handle):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        real(handle)

    os.fsync = fsync
    yz.evaluate_stream(sys.argv[1], rows=4).save(sys.argv[2], outcomes={})
"""


@pytest.mark.long
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no process is killed like this here")
def test_a_run_whose_process_is_killed_goes_on_to_the_same_bytes(tmp_path):
    """A kill -9 in the midst of it, three times over; then it is taken up and comes to its end."""
    source = tmp_path / "a.parquet"
    parquet(source, 5)
    yz.evaluate_stream(source, rows=4).save(tmp_path / "whole", outcomes={})
    script = tmp_path / "run.py"
    script.write_text(textwrap.dedent(KILLED), encoding="utf-8")
    for moment in (4, 9, 12):
        command = [sys.executable, str(script), str(source), str(tmp_path / "killed"), str(moment)]
        assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert not json.loads((tmp_path / "killed" / "progress.json").read_bytes())["over"]
    yz.evaluate_stream(source, rows=4).save(tmp_path / "killed", outcomes={})
    assert bytes_of(tmp_path / "killed") == bytes_of(tmp_path / "whole")


def test_cities_and_waiting_rows_are_remembered_over_an_interruption(tmp_path):
    """A city that comes back is refused after an interruption as well, and rows of no county still wait for the end."""
    columns: dict[str, list[Any]] = {
        "city": ["X", None, "Y", "X"], "county": ["a", None, "b", "c"], "school": ["1", "2", "3", "4"],
        "stage": ["小学"] * 4, "students": ["40"] * 4,
    }  # fmt: skip

    def stop(done, _total):
        if done < 4:
            raise StopError

    def run(folder, rows, progress=None):
        source = tmp_path / "a.parquet"
        pq.write_table(pa.table({name: cells[:rows] for name, cells in columns.items()}), source)
        os.utime(source, ns=(1, 1))
        pack = "guangdong-meizhou-2021"
        return yz.evaluate_stream(source, pack, rows=1, progress=progress).save(tmp_path / folder)

    for rows in (3, 4):
        folder = f"out{rows}"
        with pytest.raises(StopError):
            run(folder, rows, stop)
        if rows == 4:
            with pytest.raises(yz.DataError) as error:
                run(folder, rows)
            assert (error.value.code, error.value.faults[0].params["name"]) == ("city-not-together", "X")
        else:
            run(folder, rows)
            lines = (tmp_path / folder / "counties.jsonl").read_text("utf-8").splitlines()
            assert [json.loads(line)["county"] for line in lines] == ["a", "?", "b"]


def test_another_run_does_not_go_on_in_its_folder(tmp_path):
    """Another pack, day, source or size of batches is told with what differs; ``fresh`` begins anew."""
    source = tmp_path / "a.parquet"
    parquet(source)
    yz.evaluate_stream(source, rows=4).save(tmp_path / "out")
    others = {
        "as_of": lambda: yz.evaluate_stream(source, as_of="2027-12-31", rows=4),
        "pack": lambda: yz.evaluate_stream(source, "national-2019-interim", rows=4),
        "rows": lambda: yz.evaluate_stream(source, rows=5),
        "areas": lambda: yz.evaluate_stream(source, area_records={"county": "甲县", "veto_fraud": "否"}, rows=4),
        "strict": lambda: yz.evaluate_stream(source, rows=4, strict=True),
    }
    for name, other in others.items():
        with pytest.raises(yz.DataError) as stop:
            other().save(tmp_path / "out")
        assert stop.value.code == "stream-differs"
        assert stop.value.faults[0].params["what"].startswith(f"{name}: ")
        assert "；" not in stop.value.faults[0].params["what"]
    os.utime(source, ns=(1, 1))
    with pytest.raises(yz.DataError) as stop:
        yz.evaluate_stream(source, rows=4).save(tmp_path / "out", outcomes={}, lang="en")
    parts = stop.value.faults[0].params["what"].split("；")
    assert [part.partition(":")[0] for part in parts] == ["source", "outcomes", "lang"]
    tally = yz.evaluate_stream(source, rows=4).save(tmp_path / "out", outcomes={}, fresh=True)
    assert len((tmp_path / "out" / "counties.jsonl").read_bytes().splitlines()) == sum(tally.counties.values())
    assert (tmp_path / "out" / "outcomes.jsonl").stat().st_size


def test_a_folder_that_is_another_s_or_was_changed_is_refused(tmp_path):
    """Files of these names that no run left there are not overwritten; a file cut short is not gone on with."""
    source = tmp_path / "a.parquet"
    parquet(source)
    out = tmp_path / "out"
    out.mkdir()
    (out / "counties.jsonl").write_text("mine", encoding="utf-8")
    with pytest.raises(yz.DataError) as stop:
        yz.evaluate_stream(source).save(out)
    assert (stop.value.code, stop.value.faults[0].params["files"]) == ("stream-folder-used", "counties.jsonl")
    assert (out / "counties.jsonl").read_text("utf-8") == "mine"

    def end(_done, _total):
        raise StopError

    with pytest.raises(StopError):
        yz.evaluate_stream(source, rows=4, progress=end).save(out, fresh=True)
    whole = (out / "counties.jsonl").read_bytes()
    for name, text in (("counties.jsonl", whole[:-3]), ("counties.jsonl", b"x" * len(whole)), ("progress.json", b"{")):
        (out / "counties.jsonl").write_bytes(whole)
        (out / name).write_bytes(text)
        with pytest.raises(yz.DataError) as stop:
            yz.evaluate_stream(source, rows=4).save(out)
        assert (stop.value.code, stop.value.faults[0].params["file"]) == ("stream-folder-damaged", name)
    stream = yz.evaluate_stream(source, rows=4)
    next(stream)
    with pytest.raises(yz.DataError) as stop:
        stream.save(tmp_path / "late")
    assert stop.value.code == "stream-begun"


def test_problems_survive_being_written_down():
    """What is kept over an interruption is what it was, words in two languages included."""
    result = yz.evaluate([{"school": 1, "stage": "小学", "students": "—", "teaching_area": "10人", "xyz": 1}])
    for problem in result.problems:
        assert problem_from(json.loads(json.dumps(problem_values(problem)))) == problem


def test_the_command_judges_into_a_folder_and_says_what_it_came_to(tmp_path, capsys):
    """The last line is the verdict; a second call finds it done; errors are lines with a code."""
    source, out = str(tmp_path / "a.parquet"), str(tmp_path / "out")
    parquet(tmp_path / "a.parquet")
    areas = tmp_path / "areas.csv"
    areas.write_text("level,county,town,veto_fraud\ncounty,甲县,,否\ncounty,乙县,,否\n", encoding="utf-8")
    command = [
        "stream",
        source,
        "--into",
        out,
        "--areas",
        str(areas),
        "--rows",
        "4",
        "--outcomes",
        "unmet",
        "--lang",
        "en",
    ]
    assert main([*command, "--level", "section"]) == 0
    first = capsys.readouterr().out
    summary = json.loads((tmp_path / "out" / "summary.json").read_bytes())
    assert first.splitlines()[-1].startswith("Verdict: counties: ")
    assert first.splitlines()[-1].endswith(f"— {summary['status']}")
    assert f"wrote {out}" in first
    lines = (tmp_path / "out" / "outcomes.jsonl").read_text("utf-8").splitlines()
    assert {(json.loads(line)["status"], json.loads(line)["level"]) for line in lines} == {("unmet", "section")}
    assert main([*command, "--level", "section"]) == 0
    assert capsys.readouterr().out == first
    assert main(command) == 2
    assert "[stream-differs]" in capsys.readouterr().err
    assert main([*command, "--fresh", "--stop-on-error"]) == 2
    assert "a.parquet:" in capsys.readouterr().err
    assert main(["stream", source, "--into", out, "--outcomes", "umet"]) == 2
    assert "[filter-unknown]" in capsys.readouterr().err
    assert main(["stream", source, "--into", str(tmp_path / "zh"), "--sort"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("结论：")
