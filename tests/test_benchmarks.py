"""The benchmarks: what they measure is the same job, and what they call wrong is wrong. Nothing here is about time."""

from __future__ import annotations

import functools
import gc
import importlib
import itertools
import math
import re
import subprocess
import sys
from fractions import Fraction

import attrs
import numpy as np
import pandas as pd
import pytest
from doc_pages import REPOSITORY

import youzhi_rules as yz

pytestmark = pytest.mark.tree

ENGINES = (
    "youzhi_rules",
    "numpy kernel",
    "pandas",
    "polars",
    "DuckDB",
    "openfisca-core",
    "pandera",
    "zen-engine, decisions",
    "zen-engine, expression",
    "rule-engine",
)


def bench(name):
    """A module of the folder ``benchmarks``, which is no package."""
    sys.path.insert(0, str(REPOSITORY / "benchmarks"))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(REPOSITORY / "benchmarks"))


@pytest.fixture(scope="module")
def everyone():
    """All engines, by name."""
    return {each.name: each for each in bench("contestants").everyone()}


def made(*args, **kwargs):
    """A made country."""
    return bench("country").made(*args, **kwargs)


def fractions(country, section):
    """The seven indicators of a section, and its stage."""
    law, columns = bench("law"), country.canonical
    pupils = int(columns["students"][section])
    cells = [Fraction(repr(float(columns[name][section]))) for name in law.NAMES]
    return [per * x / pupils for per, x in zip(law.PER, cells, strict=True)], int(country.junior[section])


def slow_verdict(country):
    """Article 6 in fractions, straight from its words."""
    law = bench("law")
    schools = []
    for section in range(country.sections):
        values, stage = fractions(country, section)
        shares = [value / limit for value, limit in zip(values, law.STANDARD[stage], strict=True)]
        schools.append(sum(share >= 1 for share in shares) >= 6 and min(shares) >= Fraction(85, 100))
    even = {}
    for county, stage, rows in country.groups():
        pupils = [int(each) for each in country.canonical["students"][rows]]
        values = [fractions(country, row)[0] for row in rows]
        for j in range(7):
            mean = sum(w * value[j] for w, value in zip(pupils, values, strict=True)) / sum(pupils)
            variance = sum(w * (value[j] - mean) ** 2 for w, value in zip(pupils, values, strict=True)) / sum(pupils)
            even[county, stage, j] = variance <= (law.CV_LIMIT[stage] * mean) ** 2
    return schools, even


@pytest.mark.parametrize(("on_line", "on_limit"), [(0.01, 0.0), (1.0, 0.0), (0.01, 0.5)])
def test_the_exact_verdict_is_that_of_fractions(on_line, on_limit):
    """The integers that everyone is held against say what fractions say, on the line and off it."""
    country = made(300, 8, on_line=on_line, on_limit=on_limit)
    schools, even = slow_verdict(country)
    verdict = bench("law").exact(country)
    assert verdict.schools.tolist() == schools
    assert {place: bool(verdict.coefficients[place]) for place in even} == even
    assert {True, False} == set(schools)


@pytest.mark.parametrize("keys", ["integer", "text", "shuffled"])
@pytest.mark.parametrize(("on_line", "on_limit"), [(0.01, 0.0), (1.0, 0.0), (0.01, 0.5)])
def test_the_library_is_right_whatever_the_keys(everyone, keys, on_line, on_limit):
    """No status of the library differs from the exact one, and none is unknown."""
    country = made(400, 5, keys=keys, on_line=on_line, on_limit=on_limit)
    ours = everyone["youzhi_rules"]
    result = ours.run(ours.prepare(country))
    counts, _ = bench("comparing").held(ours.read(result, country), bench("law").exact(country), country)
    assert {name: count.wrong for name, count in counts.items()} == dict.fromkeys(
        ("standards", "schools", "coefficients", "counties"), 0
    )
    assert bench("by_library").unanswered(result) == 0


@pytest.mark.parametrize("keys", ["integer", "text", "shuffled"])
@pytest.mark.parametrize("name", ENGINES)
def test_off_the_line_every_engine_agrees_or_is_named_as_absent(everyone, name, keys):
    """Where nothing lies on a line, floats do as well; an engine that is not installed says what is lacking."""
    assert tuple(everyone) == ENGINES
    engine = everyone[name]
    if engine.missing() is not None:
        assert engine.missing() == f"not installed here: {engine.needs[0]}"
        assert engine.needs[0] in {"openfisca_core", "pandera", "zen", "rule_engine"}  # the tests have the others
        return
    country = made(400, 5, keys=keys, on_line=0.0)
    verdict = engine.read(engine.run(engine.prepare(country)), country)
    counts, exhibits = bench("comparing").held(verdict, bench("law").exact(country), country)
    assert counts
    assert exhibits == {}


class _Sums:
    """As much of a group entity of OpenFisca as the formula needs."""

    def __init__(self, group):
        self.group = group

    def sum(self, cells):
        return np.bincount(self.group, weights=cells)


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_the_formulas_for_openfisca_are_article_6(kind):
    """They agree off the line; on it, float32 fails schools that are exactly on a standard."""
    formulas, law = bench("by_openfisca"), bench("law")

    def judged(country):
        pupils = country.canonical["students"].astype(kind)
        cells = [country.canonical[name].astype(kind) for name in law.NAMES]
        schools = formulas.quota_of(pupils, country.junior, cells)
        keys, group = np.unique(country.county * 2 + country.junior, return_inverse=True)
        even = [formulas.within_of(_Sums(group), keys % 2, pupils, each) for each in cells]
        return law.Verdict(
            schools=schools, coefficients=country.coefficients(keys // 2, keys % 2, np.stack(even, axis=1))
        )

    off = made(400, 5, on_line=0.0)
    assert bench("comparing").held(judged(off), law.exact(off), off)[1] == {}
    on = made(400, 5, on_line=1.0)
    counts, exhibits = bench("comparing").held(judged(on), law.exact(on), on)
    assert counts["schools"].wrong > 0
    assert exhibits["schools"].startswith("called unmet: section ")


def test_the_bounds_for_pandera_are_the_standards():
    """Its columns are the indicators, its bounds the standards of the stage."""
    bounds, law = bench("by_pandera"), bench("law")
    country = made(400, 5, on_line=0.0)
    frame = pd.DataFrame(country.columns)
    values = bounds.values(frame)
    met = np.zeros((400, 7), dtype=bool)
    for stage in law.STAGES:
        here = (frame["stage"] == stage).to_numpy()
        for j, (name, limit) in enumerate(bounds.least(stage).items()):
            met[here, j] = values.loc[here, name] >= limit
    assert (met == law.exact(country).cells).all()


@pytest.mark.parametrize("on_line", [0.01, 1.0])
def test_the_rule_for_engines_of_rows_is_the_school_rule(on_line):
    """Its text, read with exact numbers, says of each school what article 6 says; zen's graph holds both stages."""
    rows, law = bench("by_rows"), bench("law")
    country = made(200, 3, on_line=on_line)
    wanted = law.exact(country).schools
    texts = {}
    for stage in law.STAGES:
        plain = re.sub(r"\(([^()]+) \? 1 : 0\)", r"int(\1)", law.rule_text(stage))
        assert "?" not in plain
        texts[stage] = compile(re.sub(r"\d+(\.\d+)?", r"Fraction('\g<0>')", plain), stage, "eval")
    found = []
    for row in rows.rows_of(country):
        names = {name: Fraction(repr(value)) for name, value in row.items() if name != "stage"}
        found.append(eval(texts[row["stage"]], {"Fraction": Fraction} | names))  # noqa: S307 - our own text
    assert found == wanted[rows.sampled(country)].tolist()
    expression = rows.decision()["nodes"][1]["content"]["expressions"][0]["value"]
    assert all(law.rule_text(stage) in expression for stage in law.STAGES)


def test_the_sample_is_spread_and_no_larger_than_the_country():
    """The first and the last section are in it, each section once."""
    rows = bench("by_rows")
    assert rows.sampled(made(50, 1)).tolist() == list(range(50))
    many = rows.sampled(made(5000, 70))
    assert (len(many), int(many[0]), int(many[-1])) == (rows.SAMPLE, 0, 4999)


def test_countries_lie_on_the_lines_they_are_said_to():
    """With all cells on a line, each is a standard or its floor; groups on their limit have just that coefficient."""
    law = bench("law")
    lined = made(100, 2, on_line=1.0)
    for section in range(100):
        values, stage = fractions(lined, section)
        assert {value / limit for value, limit in zip(values, law.STANDARD[stage], strict=True)} <= {1, law.FLOOR}
    limited = made(200, 3, on_limit=1.0)
    for county, stage, _ in limited.groups():
        for j in range(7):
            assert law.spread(limited, county, stage, j).endswith("(exactly on it)")


def test_the_same_country_is_made_whatever_its_keys():
    """Text keys sort as integers do, and shuffled rows are the same rows."""
    whole, text, shuffled = (made(300, 4, keys=keys) for keys in ("integer", "text", "shuffled"))
    for name in bench("law").NAMES:
        assert (whole.columns[name] == text.columns[name]).all()
        assert (whole.columns[name][shuffled.row] == shuffled.columns[name]).all()
    assert sorted(text.columns["school"].tolist()) == text.columns["school"].tolist()
    assert text.county_numbers(text.columns["county"]).tolist() == whole.columns["county"].tolist()


def test_a_wrong_answer_is_counted_and_shown_with_its_numbers():
    """One school and one coefficient turned round are one wrong each, and the county that hangs on them."""
    law, comparing = bench("law"), bench("comparing")
    country = made(300, 4, on_line=1.0)
    truth = law.exact(country)
    schools, even = truth.schools.copy(), truth.coefficients.copy()
    place = int(np.flatnonzero(schools)[0])
    schools[place], even[1, 0, 3] = False, ~even[1, 0, 3]
    counts, exhibits = comparing.held(law.Verdict(schools=schools, coefficients=even), truth, country)
    assert (counts["schools"].wrong, counts["coefficients"].wrong) == (1, 1)
    assert counts["schools"].met == truth.schools.sum() - 1
    assert exhibits["schools"].startswith(f"called unmet: section {place} (")
    assert "exactly on it" in exhibits["schools"]
    assert exhibits["coefficients"].startswith("called unmet: county 1, primary, `teaching_area`: the square")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (Fraction(21, 5), "4.2"),
        (Fraction(2000), "2000"),
        (Fraction(1, 3), "1/3 ≈ 0.333333333333"),
        (Fraction(10**13 + 1, 3 * 10**12), "≈ 3.333333333333667"),
    ],
)
def test_exact_numbers_are_written_as_decimals_where_they_are(number, told):
    """Else as fractions with their decimals begun, and without the fraction where nobody could read it."""
    assert bench("law").written(number) == told


def test_a_cell_that_is_no_millionth_is_refused():
    """What is held against the engines would not be what they were given."""
    with pytest.raises(ValueError, match="six decimals"):
        bench("law").millionths(np.array([1 / 3]))


def test_ratios_are_taken_within_each_turn():
    """A slow turn slows both; the ratio of the medians would be another."""
    timing = bench("clock").Timing
    ours, theirs = timing((1.0, 10.0, 3.0)), timing((2.0, 20.0, 1.0))
    assert (theirs.over(ours), theirs.median / ours.median) == (2.0, 2.0 / 3.0)


def test_every_action_runs_in_every_turn_and_never_fewer_than_seven():
    """Turns go forwards and backwards; the first warms up and does not count."""
    said = []
    timings = bench("clock").in_turns(2, [lambda: said.append("a"), lambda: said.append("b")])
    assert [len(timing.seconds) for timing in timings] == [7, 7]
    assert "".join(said) == "baab" * 4


def test_what_was_there_before_is_collected_again_after_timing():
    """While somebody is timed the collector leaves alone what was there before, and no longer."""
    before = gc.get_freeze_count()
    frozen = []
    bench("clock").in_turns(7, [lambda: frozen.append(gc.get_freeze_count())])
    assert min(frozen) > 0
    assert gc.get_freeze_count() == before


def test_the_exponent_of_a_line_is_one():
    """And that of a square two."""
    exponent = bench("clock").exponent
    assert math.isclose(exponent([1, 10, 100], [3, 30, 300]), 1)
    assert math.isclose(exponent([1, 10, 100], [1, 100, 10_000]), 2)


def test_more_rules_are_other_rules():
    """Every copy of a standard has a limit of its own, so that nothing can be shared."""
    growth = bench("growth")
    rules = [rule for rule in growth.with_standards(3).rules.values() if rule.id.startswith("teaching_area")]
    assert [rule.at_least.stages["primary"] for rule in rules] == [
        Fraction(45, 10) * share for share in (1, Fraction(1001, 1000), Fraction(1002, 1000))
    ]


@pytest.mark.long
def test_packs_grow_to_all_that_are_shipped():
    """One pack and all of them are always measured, in one evaluation of many and pack by pack."""
    growth = bench("growth")
    packs = growth.shipped()
    found = growth.over_packs((2, 99), 50, 7)
    assert packs[0].id == "national-2017"
    assert {pack.id for pack in packs} == {info.id for info in yz.list_packs() if info.origin == "shipped"}
    assert [curve.name for curve in found.curves] == [growth.MANY, growth.EACH]
    assert [curve.sizes for curve in found.curves] == [(1, 2, len(packs))] * 2
    assert {len(timing.seconds) for curve in found.curves for timing in curve.timings} == {7}
    slow = found.curves[1].timings
    assert all(few < many for few, many in itertools.pairwise(each.seconds[0] for each in slow))


@pytest.mark.long
def test_streams_are_counted_exactly_and_judged_as_in_memory(monkeypatch):
    """Fresh processes count what the integers count, file by file, and no status differs from memory."""
    streams = bench("streams")
    monkeypatch.setattr(streams, "_once", functools.cache(streams._once))  # one process a file is enough to count
    found = streams.out_of_core((300, 600), 7)
    assert [each.sections for each in found.files] == [300, 600]
    assert all(each.found == each.truth and each.unknown == 0 for each in found.files)
    assert found.files[0].truth.schools < found.files[1].truth.schools
    assert (found.differing, found.wrong, found.astray) == (0, 0, 0)
    assert found.statuses > 300 * 8
    assert all(10**7 < each.before < each.peak and len(each.timing.seconds) == 7 for each in found.files)
    assert found.growth.curves[0].sizes == (300, 600)
    text = bench("page").streams_told(found, "images/a.svg")
    assert f"0 of {bench('page').number(found.statuses)} statuses differ" in text
    wrong = attrs.evolve(found.files[0], truth=streams.Met(1, 2))
    text = bench("page").streams_told(attrs.evolve(found, files=(wrong, found.files[1])), "images/a.svg")
    assert "**no: 1, 2**" in text


def test_every_part_of_a_file_has_counties_and_schools_of_its_own(tmp_path):
    """So that a county stands together however many parts a file has; a file is made of whole parts."""
    streams = bench("streams")
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    truths = streams.write(paths, (100, 300))
    frame = pd.read_parquet(paths[1])
    assert (len(frame), frame["school"].nunique()) == (300, 300)
    assert frame["county"].is_monotonic_increasing
    assert pd.read_parquet(paths[0]).equals(frame.head(100))
    parts = [streams.part(100, number) for number in range(3)]
    schools = [int(bench("law").exact(part).schools.sum()) for part in parts]
    assert [truth.schools for truth in truths] == [schools[0], sum(schools)]
    with pytest.raises(ValueError, match="whole parts"):
        streams.write(paths, (100, 250))


def test_runs_that_count_otherwise_are_no_measure(tmp_path):
    """A stream that finds another number of schools in another run, or has lost sections, ends the measurement."""
    streams = bench("streams")
    path = tmp_path / "a.parquet"
    path.write_bytes(b"1234")
    run = {"seconds": 1.0, "before": 1, "peak": 3, "sections": 10, "schools": 4, "counties": 1, "unknown": 0}
    met = streams.Met(4, 1)
    found = streams._streamed(10, path, [run, run | {"peak": 2, "seconds": 2.0}], met)
    assert (found.peak, found.size, found.found, found.timing.seconds) == (3, 4, met, (1.0, 2.0))
    with pytest.raises(ValueError, match="not every run counts the same"):
        streams._streamed(10, path, [run, run | {"schools": 5}], met)
    with pytest.raises(ValueError, match="10 sections of 11"):
        streams._streamed(11, path, [run], met)


def test_the_peak_of_a_process_is_its_own():
    """A small process that a large one starts tells its own peak, not that of who started it."""
    code = "import sys; sys.path.insert(0, sys.argv[1]); import stream_once; print(stream_once.peak_memory())"
    large = np.ones(40_000_000)
    command = [sys.executable, "-c", code, str(REPOSITORY / "benchmarks")]
    told = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert 10**7 < told < large.nbytes


@pytest.mark.long
def test_limits_years_and_outcomes_are_measured():
    """Each is held against one evaluation, or told by the outcome."""
    singles = bench("singles")
    curve, years = singles.what_if(60, 7), singles.many_years(160, 7)
    assert curve.name.startswith("`what_if` with 20 limits of one standard, 60 sections")
    assert years.name.startswith('`evaluate_many(by="year")`, 8 years, 160 sections in all')
    assert curve.ratio > 0
    assert years.ratio > 0
    handed = singles.handing_on(20, 7)
    ways = ('`to_frame("pyarrow")`', "`batches()`", "JSON lines")
    assert [each.name.endswith(way) for each, way in zip(handed, ways, strict=True)] == [True] * 3
    country = made(20)
    columns, pack = country.columns, bench("by_library").article_6()
    assert {each.outcomes for each in handed} == {len(yz.evaluate(columns, pack).to_dicts())}


def test_the_report_names_who_is_absent_who_failed_and_who_is_wrong(everyone):
    """Nothing is left out silently; engines that share an example are named together."""
    contestant, page, comparing = bench("contestant"), bench("page"), bench("comparing")

    def broken(_):
        raise RuntimeError("out of order")

    failing = contestant.Contestant("broken", "full job", "does nothing", broken, broken, broken, (), "none")
    there = [everyone["youzhi_rules"], everyone["numpy kernel"], everyone["pandas"], failing]
    found = {"integer": comparing.compare(there, made(200, 3, on_line=1.0), 7)}
    report = page.Report(
        runs=7,
        machine=[("processor", "one")],
        contestants=[*there, everyone["polars"]],
        absent={"polars": "not installed here: polars"},
        comparisons={(200, 1.0): found},
        on_limits=comparing.compare(there, made(200, 3, on_limit=1.0), 7),
        growths=[],
        streams=None,
        singles=[bench("singles").Single("handed on", bench("clock").Timing((0.5,)), outcomes=100_000)],
        peaks=[
            bench("singles").Peak(200, "text keys", "article 6", 2.5, 1.5),
            bench("singles").Peak(200, "polars", "`b`", 2.75, None),
        ],
        targets=[page.Target("to be quick", "1.00 ×", False), page.Target("to stream", "–", None)],
    )
    text = page.page(report)
    assert "**Left out: not installed here: polars.**" in text
    assert "**broken** did not get through: RuntimeError: out of order" in text
    assert "in all 2 countries: not one differs, and 0 are unknown" in text
    assert "**numpy kernel, pandas.** Called unmet: section " in text
    assert "| broken | failed | – | – | – | – |" in text
    assert "| to be quick | 1.00 × | **no** |" in text
    assert "| to stream | – | not measured |" in text
    assert "| handed on | 500 ms |  |  | 5.00 µs |" in text
    assert "| 200 | text keys | article 6 | 2.50 × | 1.50 × |" in text
    assert "| 200 | polars | `b` | 2.75 × | – |" in text
    assert "## 200 sections, 100 % of the cells on a line" in text


def test_curves_are_drawn(tmp_path):
    """A picture names its engines and its axis."""
    growth, timing = bench("growth"), bench("clock").Timing
    curves = tuple(
        growth.Curve(name, (10, 100), (timing((0.001,)), timing((0.01,)))) for name in ("youzhi_rules", "polars")
    )
    drawn = growth.Growth("sections", "", curves, logarithmic=True, straight=True)
    bench("pictures").draw(drawn, tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert all(word in text for word in ("youzhi_rules", "polars", "sections", "milliseconds", "100"))
    assert curves[0].slope == pytest.approx(1)


def test_the_report_tells_the_machine_without_naming_it():
    """Cores, memory and versions; what is not installed is not listed."""
    told = dict(bench("machine").about(["numpy", "no-such-package"]))
    assert told["numpy"] == np.__version__
    assert "cores" in told["processor"]
    assert "no-such-package" not in told


def test_the_versions_that_are_measured_are_those_that_are_tested():
    """The library and the frames are pinned alike for the tests and for the benchmarks, though apart."""
    locks = [(REPOSITORY / f"requirements/{name}.txt").read_text(encoding="utf-8") for name in ("test", "bench")]
    tested, measured = (dict(re.findall(r"^([a-z-]+)==(\S+)", lock, re.MULTILINE)) for lock in locks)
    for package in ("attrs", "duckdb", "narwhals", "numpy", "pandas", "polars", "pyarrow", "pyyaml"):
        assert measured[package] == tested[package]
