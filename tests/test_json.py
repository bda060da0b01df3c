"""The JSON of a result: its schema, its bytes, and writing it in a stream."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator
from made_county import AREA, SCHOOLS, made_result, two_counties

import youzhi_rules as yz
from youzhi_rules.jsonout import to_json, write_json
from youzhi_rules.result_schema import result_schema, schema_text

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
LIBRARY = Path(yz.__file__).resolve().parent
SAMPLE = HERE.parent / "examples" / "qingshan-county.xlsx"


def _unknown() -> yz.Result:
    return yz.evaluate([{"school": "A", "stage": "?", "students": "many", "music_room_areas": "x"}])


def _faults(document: Any) -> list[str]:
    return [f"{list(e.absolute_path)}: {e.message}" for e in Draft7Validator(result_schema()).iter_errors(document)]


@pytest.mark.parametrize("make", [made_result, two_counties, _unknown])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_result_fits_the_published_schema(make: Any, lang: Any) -> None:
    """Decided, unknown and several counties: each document is valid."""
    assert _faults(json.loads(make().to_json(lang))) == []


@pytest.mark.tree
def test_the_sample_county_fits_the_published_schema() -> None:
    """The workbook that comes with the library gives a valid document, problems with their places in it."""
    document = json.loads(yz.evaluate(yz.read_records(SAMPLE)).to_json())
    assert _faults(document) == []
    assert document["problems"][0]["place"].startswith("学校!")


def test_a_day_and_targets_fit_the_published_schema() -> None:
    """A result with a day is valid and tells the day."""
    document = json.loads(made_result(as_of="2027-12-31").to_json())
    assert _faults(document) == []
    assert document["as_of"] == "2027-12-31"


def test_the_schema_is_a_schema_that_says_what_it_means_in_both_languages() -> None:
    """Draft 7, closed, and every key is described twice."""
    schema = result_schema()
    Draft7Validator.check_schema(schema)

    def parts(node: Any) -> Iterator[dict[str, Any]]:
        for part in node.get("properties", {}).values():
            yield part
            yield from parts(part.get("items", part))

    assert all(part["description"] and part["x-description-zh"] for part in parts(schema))


def test_the_schema_file_is_what_the_function_makes() -> None:
    """The published file is in step with the code."""
    file = LIBRARY / "schemas" / "result-1.json"
    assert file.read_text(encoding="utf-8") == schema_text()


def test_the_schema_refuses_what_is_not_a_result() -> None:
    """A status that does not exist, a missing key and a further key are found."""
    document = json.loads(made_result().to_json())
    for change in ({"status": "passed"}, {"colour": "red"}, {"data_digest": "abc"}):
        assert _faults({**document, **change})
    del document["means"]
    assert _faults(document)


def test_the_document_says_what_the_result_says() -> None:
    """Outcomes, means, counties and problems are those of the result."""
    result = two_counties()
    document = json.loads(result.to_json())
    assert document["outcomes"] == result.to_dicts()
    assert document["means"] == list(result.means)
    assert [county["county"] for county in document["counties"]] == ["乙县", "甲县"]
    assert document["pack"]["digest"] == result.pack.digest
    assert document["data_digest"] == result.data_digest
    assert document["problems"] == [problem.to_dict() for problem in result.problems]


def test_the_order_of_rows_and_the_spelling_of_numbers_change_no_byte() -> None:
    """Shuffled rows, shuffled columns and numbers as text give the same document."""
    expected = made_result().to_json()
    for seed in range(5):
        dice = random.Random(seed)  # noqa: S311 - dice, not secrets
        rows = [dict(dice.sample(list(row.items()), len(row))) for row in SCHOOLS]
        rows = [{key: str(value) if dice.random() < 0.5 else value for key, value in row.items()} for row in rows]
        dice.shuffle(rows)
        assert yz.evaluate(rows, area_records=AREA).to_json() == expected


_SCRIPT = """
import sys
sys.path[:0] = sys.argv[1:3]
from made_county import made_result
sys.stdout.buffer.write(made_result().to_json().encode())
"""


@pytest.mark.long
def test_locale_time_zone_folder_and_hash_seed_change_no_byte(tmp_path: Path) -> None:
    """The same document comes out of processes that differ in everything but the data."""
    expected = made_result().to_json().encode()
    for number, (locale, zone) in enumerate((("C", "UTC"), ("zh_CN.UTF-8", "Asia/Shanghai"))):
        environment = {**os.environ, "LC_ALL": locale, "TZ": zone, "PYTHONHASHSEED": str(number)}
        command = [sys.executable, "-c", _SCRIPT, str(LIBRARY.parent), str(HERE)]
        done = subprocess.run(command, capture_output=True, check=True, cwd=tmp_path, env=environment)
        assert done.stdout == expected


def test_the_stream_is_the_text() -> None:
    """Writing piece by piece gives the same text, an outcome at a time."""
    result = made_result()
    pieces: list[str] = []

    class Sink(io.StringIO):
        def write(self, text: str, /) -> int:
            pieces.append(text)
            return len(text)

    write_json(result, Sink())
    assert "".join(pieces) == to_json(result)
    assert max(map(len, pieces)) < 2000
    assert len(pieces) > len(result.to_dicts())


def test_nothing_of_the_machine_is_in_the_document(tmp_path: Path) -> None:
    """A file is evaluated wherever it lies: its folder and its name are not told."""
    for folder in ("a", "b"):
        file = tmp_path / folder / f"{folder}.csv"
        file.parent.mkdir()
        file.write_text("学校,学段,在校生数\n一小,小学,1x0\n", encoding="utf-8")
    texts = [yz.evaluate(yz.read_records(tmp_path / name / f"{name}.csv")).to_json() for name in "ab"]
    assert str(tmp_path) not in texts[0]
    assert "not-a-number" in texts[0]
