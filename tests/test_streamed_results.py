"""Results that are written as they are worked out: JSON, its lines and explanations, whole and in pieces."""

from __future__ import annotations

import json
import re
import tracemalloc
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from made_county import made_result, two_counties
from plain_outcomes import plain_outcomes
from small_packs import pack_text, read, rule
from strategies import made_counties
from test_columnar import odd_pack

import youzhi_rules as yz
from youzhi_rules.outcomes import KEYS
from youzhi_rules.telling import json_text

FIGURES = (
    ("teachers_above_required_degree", 0.042, 0),
    ("backbone_teachers", 0.01, 0),
    ("pe_arts_teachers", 0.009, 0),
    ("teaching_area", 4.5, 2),
    ("sports_area", 7.5, 2),
    ("equipment_value", 2000, 2),
    ("multimedia_classrooms", 0.023, 0),
)


def dumped(value: object) -> str:
    """A value as JSON, as the document writes it."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def some_counties() -> yz.Result:
    """Made-up counties with mixed schools, gaps, and every kind of rule."""
    made = list(made_counties(11, 10))
    rows = [row for county in made for row in county.records]
    cities = [{"level": "county", "county": county.name, "city": "江市"} for county in made[:4]]
    return yz.evaluate(rows, odd_pack(), cities)


@pytest.mark.parametrize("make", [made_result, two_counties, some_counties])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_line_is_the_dict_as_json(make: Any, lang: Any) -> None:
    """Byte for byte: texts with quotes and brackets, counts without a point, grades, yes and no, null."""
    result = make()
    assert list(result.jsonl(lang=lang)) == [dumped(found) for found in result.to_dicts(lang=lang)]
    if lang == "zh":
        assert list(result.jsonl()) == [dumped(found) for found in plain_outcomes(result)]


@pytest.mark.parametrize("make", [made_result, some_counties])
def test_the_lines_stand_in_the_document(make: Any) -> None:
    """The outcomes of the document are the lines, with commas between."""
    result = make()
    document = result.to_json()
    assert '"outcomes": [\n' + ",\n".join(result.jsonl()) + "\n],\n" in document
    assert json.loads(document)["means"] == list(result.means)


def test_what_is_odd_in_a_name_stays_one_line() -> None:
    """Line breaks, quotes, backslashes and signs of other scripts in keys do not break a line."""
    names = ['"a"', "b\\c", "d\u200be", "f\x7fg", "𠮷小", "</script>"]
    rows = [{"county": name, "school": name, "school_name": name, "stage": "primary"} for name in names]
    result = yz.evaluate(rows)
    lines = list(result.jsonl(rule="pe_arts_teachers"))
    assert not any("\n" in line for line in lines)
    assert {json.loads(line)["county"] for line in lines} == set(result.counties)
    assert {json.loads(line)["school_name"] for line in lines} >= set(names) - {"d\u200be"}


def test_files_are_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files hold what the methods give; where something stops half-way, what was there stays."""
    result = two_counties()
    document, lines = tmp_path / "result.json", tmp_path / "结果.jsonl"
    result.write_json(document, "en")
    assert document.read_bytes() == result.to_json("en").encode()
    result.write_jsonl(lines, status="unmet", county="乙县", lang="en")
    told = result.to_dicts(status="unmet", county="乙县", lang="en")
    assert lines.read_bytes() == "".join(dumped(found) + "\n" for found in told).encode()
    kept = {path: path.read_bytes() for path in (document, lines)}

    def broken(*_: Any) -> Any:
        message = "half-way"
        raise RuntimeError(message)

    monkeypatch.setattr("youzhi_rules.telling._numerals", broken)
    for write in (lambda: result.write_json(document), lambda: result.write_jsonl(lines)):
        with pytest.raises(RuntimeError, match="half-way"):
            write()
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == kept


@pytest.mark.parametrize("wrong", [{"rule": "x"}, {"level": "villages"}, {"status": "good"}, {"county": "丙县"}])
def test_a_filter_that_does_not_exist_is_told_at_once(tmp_path: Path, wrong: dict[str, str]) -> None:
    """Before anything is worked out and before a file is touched."""
    result = two_counties()
    codes = {"rule": "rule-not-in-pack", "level": "filter-unknown", "status": "filter-unknown"}
    calls = (
        result.jsonl,
        result.explanations,
        result.outcomes,
        result.batches,
        result.to_frame,
        lambda **more: result.write_jsonl(tmp_path / "x.jsonl", **more),
    )
    for call in calls:
        with pytest.raises(yz.YouzhiError) as stop:
            cast("Any", call)(**wrong)
        assert stop.value.code == codes.get(next(iter(wrong)), "county-unknown")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_explanations_are_those_of_explain() -> None:
    """Each is what ``explain`` says of its unit, in the order of the outcomes, filtered as they are."""
    for result in (two_counties(), some_counties()):
        one = next(iter(result.counties))
        for asked in ({"status": "unmet"}, {"level": "county"}, {"level": "city"}, {"county": one}):
            for lang in ("zh", "en"):
                found = list(result.explanations(**cast("Any", asked), lang=cast("Any", lang)))
                assert [told.outcome for told in found] == result.to_dicts(**cast("Any", asked), lang=cast("Any", lang))
                for told in found[:: max(1, len(found) // 15)]:
                    outcome = told.outcome
                    if outcome["level"] == "city":
                        continue
                    where = {key: outcome[key] for key in ("county", "town", "school", "stage")}
                    if outcome["level"] != "town":
                        del where["town"]
                    assert told == result.explain(outcome["rule"], **where, lang=cast("Any", lang))


def test_cities_are_explained_with_the_others() -> None:
    """They come last; of a county's explanations, its own city's are part."""
    result = some_counties()
    cities = list(result.explanations(level="city"))
    assert [told.outcome["rule"] for told in cities] == ["budget", "pupils"]
    named = result.data.units.county_city.tolist()
    one, other = (list(result.counties)[place] for place in (named.index(0), named.index(-1)))
    assert list(result.explanations(level="city", county=one)) == cities
    assert list(result.explanations(level="city", county=other)) == []
    assert all(str(told).startswith("江市 — ") for told in cities)


def test_explaining_many_looks_at_each_unit_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A county is laid out once however many of its units are explained, and none of them is looked for."""
    import youzhi_rules.explain as one
    import youzhi_rules.explanations as many

    made: list[int] = []

    class Counted(many.Frame):  # type: ignore[misc, name-defined]
        def __init__(self, data: Any, first: int, *more: Any, **options: Any) -> None:
            made.append(first)
            super().__init__(data, first, *more, **options)

    def looking(*_: Any) -> Any:
        pytest.fail("a unit was looked for")

    monkeypatch.setattr(many, "Frame", Counted)
    monkeypatch.setattr(one, "_place", looking)
    result = two_counties()
    assert len(list(result.explanations(level="section"))) == len(result.to_dicts(level="section"))
    assert made == [0, 1]


def test_keys_that_stand_together_are_all_of_an_outcome() -> None:
    """The pieces of a line are cut by where keys come from, so a line has each key once, in order."""
    for line in made_result().jsonl():
        assert tuple(json.loads(line)) == KEYS
        assert re.findall(r'(?<=[{,])"(\w+)":', line) == list(KEYS)
    assert json_text({"a": 1.0, "b": None, "c": "县"}) == '{"a":1.0,"b":null,"c":"县"}'


def columns(counties: int, sections: int) -> dict[str, Any]:
    """A country of so many counties with so many sections each."""
    dice, total = np.random.default_rng(1), counties * sections
    pupils = dice.integers(1, 41, total) * 50
    found = {
        "county": np.repeat(np.arange(counties), sections),
        "school": np.arange(total),
        "stage": np.array(["primary", "junior"])[dice.integers(0, 2, total)],
        "students": pupils,
    }
    for name, need, digits in FIGURES:
        found[name] = np.round(pupils * need * dice.uniform(0.8, 1.6, total), digits)
    return found


def peak_of(work: Any) -> int:
    """The most memory that some work holds at once, in bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


MANY = {"explanations": (90, 270)} | dict.fromkeys(("jsonl", "batches", "outcomes"), (140, 420))
"""Counties that are more than a chunk, and three times as many."""


@pytest.mark.long
@pytest.mark.parametrize("way", ["jsonl", "batches", "outcomes", "explanations"])
def test_a_stream_holds_a_chunk_however_large_the_country(way: str) -> None:
    """Three times the counties need no more memory than one time and a half."""
    size = {"level": "section", "measure": "students", "unit": "人"}
    pack = read(pack_text(*(rule(f"r{at}", at_least=1000 + at, **size) for at in range(20))))

    def streamed(result: yz.Result) -> None:
        more: dict[str, Any] = {"rule": "r1", "status": "unmet"} if way == "explanations" else {}
        more |= {"rows": 20_000} if way == "batches" else {}
        assert sum(1 for _ in getattr(result, way)(**more)) > 2

    results = [yz.evaluate(columns(counties, 50), pack) for counties in MANY[way]]
    streamed(results[0])
    small, large = (peak_of(lambda result=result: streamed(result)) for result in results)
    assert large < 1.5 * small, (small, large)


@pytest.mark.long
@pytest.mark.parametrize("keys", ["numbers", "texts"])
def test_an_evaluation_holds_three_times_its_columns_at_most(keys: str) -> None:
    """The statuses, the columns and all that is needed on the way, beside the columns that were given."""
    given = columns(600, 70)
    if keys == "texts":
        given["county"] = np.array([f"县{key:06d}" for key in given["county"]])
        given["school"] = np.array([f"学校{key:08d}" for key in given["school"]])
    yz.evaluate({name: column[:100] for name, column in given.items()})
    size = sum(column.nbytes for column in given.values())
    assert peak_of(lambda: yz.evaluate(given)) <= 3 * size
