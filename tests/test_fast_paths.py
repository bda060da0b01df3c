"""Two roads to one verdict: many units or few, one chunk or many, one pack or several, and fractions as the judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache, partial
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from exact_dispersions import configurations
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packs import frame_of, pack_text, plan_of, read, rule, statuses, typed
from strategies import made_counties

import youzhi_rules as yz
from youzhi_rules import engine, evaluation, moments, structure, thresholds
from youzhi_rules import nodes as n
from youzhi_rules.alike import merged, with_facts
from youzhi_rules.compiling import compile_pack
from youzhi_rules.composite import composite_status
from youzhi_rules.dispersion import coefficient_status, decide_together
from youzhi_rules.engine import Verdicts, run, run_together
from youzhi_rules.exactness import TooWide, from_fractions, from_integers
from youzhi_rules.frame import Frame, frames
from youzhi_rules.intake import build_dataset
from youzhi_rules.interning import interned
from youzhi_rules.moments import families
from youzhi_rules.pack_facts import facts_of
from youzhi_rules.plan import Coefficient, Composite, Plan
from youzhi_rules.planning import plan_of as planned
from youzhi_rules.result import Result

NO, MAYBE, YES = 0, 1, 2
F = Fraction
STAGES = ("primary", "junior", "senior")
PACKS = ("national-2017", "zhejiang", "guangdong-2023", "yunnan-wenshan-2024", "zhejiang-wenling-2020")
Rows = list[dict[str, Any]]


def made(seed: int, number: int) -> Rows:
    """The rows of made-up counties: mixed schools, missing cells and lines among them."""
    return [{**row, "county": str(at)} for at, one in enumerate(made_counties(seed, number)) for row in one.records]


def same_verdicts(one: Verdicts, other: Verdicts) -> None:
    """See that two runs say the same of everything."""
    assert [codes.tolist() for codes in one.steps] == [codes.tolist() for codes in other.steps]
    assert {name: codes.tolist() for name, codes in one.groups.items()} == {
        name: codes.tolist() for name, codes in other.groups.items()
    }
    assert one.counties.tolist() == other.counties.tolist()


# -- few units or many -------------------------------------------------------------------------------------------------


@settings(max_examples=100)
@given(st.sampled_from([1, 3, 1023, 1024, 1025]), st.integers(0, 4), st.data())
def test_codes_are_looked_up_as_they_are_compared(count: int, names: int, data: st.DataObject) -> None:
    """From 1024 units on a table is no longer used; each code is known to be wanted, not wanted or missing."""
    words = tuple("abcd"[:names])
    wanted = tuple(data.draw(st.lists(st.sampled_from("abcdz"), max_size=4)))
    some = data.draw(st.lists(st.integers(-1, names - 1), min_size=1, max_size=9))
    codes = np.resize(np.array(some, np.int8), count)
    found = evaluation._coded(codes, words, wanted)
    assert found.dtype == np.int8
    assert found.tolist() == [MAYBE if code < 0 else YES if words[code] in wanted else NO for code in codes.tolist()]
    assert len(evaluation._coded(codes[:0], words, wanted)) == 0


def test_stages_are_bits() -> None:
    """Every set of stages is one number of four bits, the last for rows of unknown stage."""
    table = np.array([[bool(bits >> at & 1) for at in range(4)] for bits in range(16)])
    assert structure._bits(table).tolist() == list(range(16))
    assert structure._bits(table[::-1]).tolist() == list(range(16))[::-1]


@pytest.mark.long
@settings(max_examples=8)
@given(st.integers(0, 10**6))
def test_schools_are_laid_out_alike_whether_few_or_many(seed: int) -> None:
    """With a look into a table of kinds or with comparisons; with rows in their order or against it."""
    rows = made(seed, 3)
    wanted = yz.evaluate(rows).to_json()
    assert yz.evaluate(rows[::-1]).to_json() == wanted
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structure, "_MANY", 1)
        patch.setattr(evaluation, "_FEW", 1)
        assert yz.evaluate(rows).to_json() == wanted


@cache
def one_rule() -> Any:
    """A pack of one rule."""
    return read(pack_text(rule("a", level="section", measure="sports_area / students", unit="平方米/生", at_least="4")))


@pytest.mark.parametrize("count", [1023, 1024, 1100])
def test_kinds_are_inferred_alike_for_many_schools(count: int) -> None:
    """Every set of stages, among few schools as among more than a thousand."""
    sets = [[stage for at, stage in enumerate((*STAGES, "庙")) if bits >> at & 1] for bits in range(1, 16)]
    rows = [
        {"school": school, "stage": stage, "students": 100, "sports_area": 400 - school % 2}
        for school in range(count)
        for stage in sets[school % len(sets)]
    ]
    found = yz.evaluate(rows, one_rule())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structure, "_MANY", 10**9)
        patch.setattr(evaluation, "_FEW", 10**9)
        assert yz.evaluate(rows, one_rule()).to_json() == found.to_json()
    assert yz.evaluate(rows[::-1], one_rule()).to_json() == found.to_json()
    few = {row["school"]: row for row in yz.evaluate(rows[: 15 * 8], one_rule()).to_dicts(rule="a")}
    kinds = found.data.columns["school", "school_kind"].tolist()  # type: ignore[union-attr] # codes
    assert kinds == [kinds[school % 15] for school in range(count)]
    assert few


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [0, 2, 1, 3]])
@pytest.mark.parametrize(
    ("more", "news"),
    [
        (None, {}),
        (("2", "senior"), {("2", "senior"): "met"}),
        (("3", "whole"), {}),
        (("2", "junior"), {("2", "junior"): "unknown"}),
        (("9", "庙"), {("9", None): "met"}),
    ],
)
def test_a_row_a_school_is_no_special_case(
    order: list[int], more: tuple[str, str] | None, news: dict[tuple[str, str | None], str]
) -> None:
    """One row each and in order, or with mixed schools, whole schools, a section twice or a stage that is none."""
    plain = [("1", "primary"), ("2", "junior"), ("3", "senior"), ("4", "primary")]
    cells = [plain[at] for at in order] + ([] if more is None else [more])
    rows = [
        {"school": school, "stage": stage, "students": 100, "sports_area": 398 + int(school)} for school, stage in cells
    ]
    found = yz.evaluate(rows, one_rule())
    assert yz.evaluate(sorted(rows, key=lambda row: row["school"]), one_rule()).to_json() == found.to_json()
    seen = {(row["school"], row["stage"]): row["status"] for row in found.to_dicts(rule="a")}
    assert seen == {cell: "unmet" if cell[0] == "1" else "met" for cell in plain} | news


# -- chunks ------------------------------------------------------------------------------------------------------------


def cut(size: int) -> Any:
    """Frames of so many sections."""
    return partial(frames, size=size)


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("seed", [1, 2])
def test_chunks_of_any_size_say_the_same(pack: str, seed: int) -> None:
    """A county at a time, some of them, or all at once."""
    plan = planned(yz.load_pack(pack))
    data = build_dataset(made(seed, 12), None, plan.facts)
    wanted = run(plan, data)
    for size in (1, 7, 20, 1000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine, "frames", cut(size))
            same_verdicts(run(plan, data), wanted)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=9), st.integers(1, 12))
def test_chunks_hold_each_county_once(sizes: list[int], size: int) -> None:
    """In their order and whole, whatever their sizes; counties without schools among them."""
    rows = [
        {"county": str(county), "school": school, "stage": "primary", "students": 1}
        for county, schools in enumerate(sizes)
        for school in range(schools)
    ]
    areas = [{"county": str(county), "layout_ok": True} for county in range(len(sizes))]
    data = build_dataset(rows, areas, planned(one_rule()).facts) if rows else None
    if data is None:
        return
    edges = [(part.slices["county"].start, part.slices["county"].stop) for part in frames(data, size)]
    assert [edge for pair in edges for edge in pair][1:-1:2] == [start for start, _ in edges][1:]
    assert (edges[0][0], edges[-1][1]) == (0, len(data.units.counties))
    assert all(start < stop for start, stop in edges)
    assert sum(part.count("section") for part in frames(data, size)) == len(rows)
    for start, stop in edges:
        assert stop - start == 1 or sum(sizes[start:stop]) <= max(size, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"stage": "junior", "school": "s0"},
        {"stage": "whole", "school": "s0", "school_kind": "nine_year"},
        {"stage": "庙", "school": "s9"},
        {"students": 2**60 + 1, "sports_area": 2**70 + 1, "school": "s9"},
        {"students": F(10**20 + 1, 999_983), "sports_area": F(1, 3), "school": "s9"},
        {"students": 0, "sports_area": 0, "school": "s9"},
        {"students": None, "sports_area": "0.123456789", "school": "s9"},
    ],
    ids=str,
)
def test_a_county_does_not_feel_its_neighbours(other: dict[str, Any]) -> None:
    """What another county holds may turn a fast road into a slow one, and no verdict."""
    first = [
        {"county": "甲", "school": f"s{at}", "stage": STAGES[at % 2], "students": 100, "sports_area": 350 + 10 * at}
        for at in range(9)
    ]
    plan = plan_of(
        rule("a", level="section", measure="sports_area / students", unit="平方米/生",
             at_least="{primary: 4, junior: 4.1}",
             applies_to="{stage: [primary, junior]}"),
        rule("d", level="county", dispersion="{of: [a], weight: students, by: stage}", at_most="0.05"),
        rule("e", level="school", measure="sum(sports_area) / sum(students)", unit="平方米/生", at_least="4"),
    )  # fmt: skip
    wanted = statuses(plan, first)
    base = {"county": "乙", "stage": "primary", "students": 100, "sports_area": 400}
    for county in ("乙", "丙", "0"):
        row = {**base, "school": "s0"}
        data = build_dataset([*first, {**row, "county": county}, {**row, **other, "county": county}], None, plan.facts)
        found = run(plan, data)
        units = data.units
        at = units.counties.texts().index("甲")
        inside = {
            "section": units.school_county[units.section_school] == at,
            "school": units.school_county == at,
            "county": np.arange(2) == at,
        }
        told: dict[str, list[str]] = {}
        for step, codes in zip(plan.steps, found.steps, strict=True):
            told.setdefault(step.id, []).extend(engine.STATUSES[code] for code in codes[inside[step.level]].tolist())
        assert told == wanted


# -- plans -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", [summary.id for summary in yz.list_packs()])
def test_a_plan_of_shared_nodes_is_the_same_plan(pack: str) -> None:
    """Equal to the plain one, with the same hash of each node, and with the same result."""
    loaded = yz.load_pack(pack)
    plain, faults = compile_pack(loaded, facts_of(loaded)[0])
    assert plain is not None
    assert not faults
    shared = interned(plain)
    assert shared == plain
    assert [step.test for step in shared.steps] == [step.test for step in plain.steps]
    data = build_dataset(made(3, 3), None, plain.facts, campuses=plain.compares_campuses)
    assert (
        Result(shared, data, run(shared, data), None).to_json() == Result(plain, data, run(plain, data), None).to_json()
    )
    assert interned(shared) == shared


@pytest.mark.parametrize("seed", [4, 5])
def test_packs_run_together_say_what_each_says_alone(seed: int) -> None:
    """In any order, on counties with odd cells; what one has worked out is right for the next."""
    plans = [planned(yz.load_pack(pack)) for pack in PACKS]
    rows = made(seed, 4)
    rows[0] = {**rows[0], "students": 2**53 + 1}
    rows[3] = {**rows[3], "stage": "庙"}
    plain = build_dataset(rows, None, plans[0].facts)
    wider = merged([plan.facts for plan in plans])
    alone = [run(plan, with_facts(plain, wider)) for plan in plans]
    for order in ([0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1]):
        for found, at in zip(run_together([plans[at] for at in order], with_facts(plain, wider)), order, strict=True):
            same_verdicts(found, alone[at])


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_sums_belong_to_their_measures_whatever_the_order(order: tuple[str, ...]) -> None:
    """Plans that ask for the same coefficients in another order, or for another number of them."""
    columns = {"a": "sports_area", "b": "teaching_area", "c": "equipment_value"}
    rules = [
        rule("a", level="section", measure="sports_area / students", unit="平方米/生", at_least="1"),
        rule("b", level="section", measure="teaching_area / students", unit="平方米/生", at_least="1"),
        rule("c", level="section", measure="equipment_value / students", unit="元/生", at_least="1"),
    ]
    figures = {"a": (10, 10, 10), "b": (10, 20, 30), "c": (10, 100, None)}
    rows = [
        {
            "school": at,
            "stage": "primary",
            "students": 10,
            **{columns[name]: cells[at] for name, cells in figures.items()},
        }
        for at in range(3)
    ]
    plans: list[Plan] = []
    for some, limit in (("abc", "0.1"), ("".join(order), "0.5"), ("".join(order[:2]), "0.3"), (order[0], "0")):
        one = f"{{of: [{', '.join(some)}], weight: students, by: stage, combine: %s}}"
        each = one.replace(", combine: %s", "")
        plans.append(plan_of(*rules, rule("d", level="county", dispersion=each, at_most=limit)))
        mean = rule("d", level="county", dispersion=one % "mean", less_than=limit if limit != "0" else "1")
        plans.append(plan_of(*rules, mean))
    data = build_dataset(rows, None, plans[0].facts)
    for found, plan in zip(run_together(plans, data), plans, strict=True):
        same_verdicts(found, run(plan, data))


def test_a_composite_beside_its_coefficients_is_what_it_is_alone() -> None:
    """With one coefficient unknown, and the other on the limit of the mean."""
    parts = [
        rule("a", level="section", measure="sports_area / students", unit="平方米/生", at_least="1"),
        rule("b", level="section", measure="teaching_area / students", unit="平方米/生", at_least="1"),
    ]
    rows = [
        {"school": "1", "stage": "primary", "students": 100, "sports_area": 10, "teaching_area": None},
        {"school": "2", "stage": "primary", "students": 100, "sports_area": 40, "teaching_area": 100},
    ]
    mean = rule("m", level="county", dispersion="{of: [b, a], weight: students, combine: mean}", less_than="0.3")
    beside = rule("d", level="county", dispersion="{of: [a, b], weight: students}", at_most="0.3")
    for rules in ([*parts, mean], [*parts, beside, mean], [*parts, mean, beside]):
        assert statuses(plan_of(*rules), rows)["m"] == ["unmet"]


# -- shares ----------------------------------------------------------------------------------------------------------

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "at_least": lambda x, y: x >= y,
    "at_most": lambda x, y: x <= y,
    "more_than": lambda x, y: x > y,
    "less_than": lambda x, y: x < y,
}
LINES = [
    "0",
    "-3",
    "4",
    "3.4",
    "8.5",
    "-0.85",
    "1.0000000000001",
    "3.9999999999999999",
    "4503599627370495",
    "1234567.89",
]
PAIRS = [("4", "5"), ("3.4", "4.25"), ("0", "0"), ("-4", "-5"), ("0", "4"), ("4", "0")]
"""Lines of primary and junior sections."""
amounts = st.one_of(
    st.integers(0, 9),
    st.integers(-9, 9).map(lambda step: 400 + step),
    st.integers(-5, 5).map(lambda step: 2**52 + step),
    st.integers(0, 10**7).map(lambda cents: F(cents, 100)),
    st.builds(F, st.integers(0, 50), st.sampled_from([3, 7, 999_983])),
    st.none(),
)
wholes = st.one_of(st.integers(0, 3), st.just(100), st.integers(1, 2**52 + 3), amounts)


@cache
def share_plan(factor: str) -> Plan:
    """Rules of one share against many lines, each with every operator."""
    return plan_of(
        *(
            rule(f"r{at}_{operator}", level="section", measure=f"{factor} * sports_area / students", unit="平方米/生",
                 **{operator: line})
            for at, line in enumerate(LINES)
            for operator in OPERATORS
        ),
        *(
            rule(f"s{at}_{operator}", level="section", measure=f"{factor} * sports_area / students", unit="平方米/生",
                 applies_to="{stage: [primary, junior]}", **{operator: f"{{primary: {line}, junior: {times}}}"})
            for at, (line, times) in enumerate(PAIRS)
            for operator in OPERATORS
        ),
    )  # fmt: skip


@settings(max_examples=60)
@given(
    st.lists(st.tuples(amounts, wholes, st.sampled_from(["primary", "junior"])), min_size=1, max_size=7),
    st.sampled_from(["1", "1", "0.85", "3"]),
    st.sampled_from([1, 1 << 14]),
    st.sampled_from([2, 1 << 14]),
)
def test_shares_are_held_against_lines_as_fractions_are(
    cells: list[tuple[Any, Any, str]], factor: str, together: int, block: int
) -> None:
    """Positive, negative and zero lines; nothing, little and as much as floats hold; in blocks or at once."""
    plan = share_plan(factor)
    rows = [
        {"school": at, "stage": stage, "sports_area": part, "students": whole}
        for at, (part, whole, stage) in enumerate(cells)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(thresholds, "_CELLS", together)
        patch.setattr(thresholds, "_BLOCK", block)
        found = statuses(plan, rows)
    for name, told in found.items():
        operator = name.split("_", 1)[1]
        for (part, whole, stage), status in zip(cells, told, strict=True):
            line = LINES[int(name[1 : name.index("_")])] if name[0] == "r" else None
            if line is None:
                line = PAIRS[int(name[1 : name.index("_")])][stage == "junior"]
            if part is None or not whole:
                wanted = "unknown"
            else:
                held = OPERATORS[operator](F(factor) * F(part) / F(whole), F(line))
                wanted = "met" if held else "unmet"
            assert status == wanted, (name, part, whole, stage)


def test_a_share_times_nothing_is_a_share() -> None:
    """A rule whose two sides are nothing stands beside others of the same part, for few schools and for many."""
    per = {"level": "section", "unit": "平方米/生"}
    plan = plan_of(
        rule("a", measure="teaching_area / students", at_least="1", **per),
        rule("b", measure="0 * teaching_area / students", at_least="0", **per),
        rule("c", measure="0 * teaching_area / students", at_least="1", **per),
    )
    rows = {"school": [1, 2], "stage": ["primary"] * 2, "students": [100] * 2, "teaching_area": [100, 99]}
    for cells in (1, 1 << 14):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(thresholds, "_CELLS", cells)
            assert statuses(plan, rows) == {"a": ["met", "unmet"], "b": ["met"] * 2, "c": ["unmet"] * 2}


# -- coefficients ----------------------------------------------------------------------------------------------------

FORMS: dict[str, Callable[[Any, Any], Fraction]] = {
    "sports_area / students": lambda x, w: F(x) / F(w),
    "100 * sports_area / students": lambda x, w: 100 * F(x) / F(w),
    "0 - sports_area / students": lambda x, w: -F(x) / F(w),
    "(0 - 2) * sports_area / students": lambda x, w: -2 * F(x) / F(w),
    "0 * sports_area / students": lambda _x, _w: F(0),
    "sports_area": lambda x, _w: F(x),
    "sports_area - 5": lambda x, _w: F(x) - 5,
}
LIMITS = [F(0), F(1, 4), F(9, 20), F(1, 2), F(1), F(10**6)]
figures = st.one_of(
    st.integers(0, 12),
    st.integers(1, 4),
    st.integers(0, 999).map(lambda cents: F(cents, 100)),
    st.builds(F, st.integers(1, 9), st.sampled_from([3, 7, 999_983, 1_000_003])),
    st.integers(2**51, 2**53),
)
rare = st.one_of(figures, figures, figures, figures, figures, st.none())


class Section:
    """A section of a county, with what is compared."""

    def __init__(self, stage: str | None, part: Any, weight: Any, classes: int | None) -> None:
        self.stage, self.part, self.weight, self.classes = stage, part, weight, classes


sections = st.builds(
    Section,
    st.sampled_from([*STAGES, *STAGES, *STAGES, *STAGES, None]),
    rare,
    st.one_of(st.integers(1, 5), st.integers(1, 5), rare),
    st.sampled_from([1, 12, 12, 12, 12, None]),
)


def oracle(
    county: Sequence[Section], form: Callable[[Any, Any], Fraction], stage: str | None, limit: Fraction, *,
    strict: bool, scoped: bool, divides: bool,
) -> tuple[int, bool]:  # fmt: skip
    """The truth by definition, and whether there is nothing to compare."""
    mine = [one for one in county if stage is None or one.stage in {stage, None}]
    lost = any(one.stage is None for one in mine) if stage is not None else False
    inside = [one for one in mine if stage is None or one.stage == stage]
    if scoped:
        # Those that may be in scope, of this stage or perhaps of it, leave it open.
        lost = any(one.stage is None and one.classes != 1 for one in mine) if stage is not None else False
        lost = lost or any(one.classes is None for one in mine)
        inside = [one for one in inside if one.classes == 12]
    known = []
    for one in inside:
        if one.part is None or one.weight is None or (divides and one.weight == 0):
            lost = True
        else:
            known.append((form(one.part, one.weight), F(one.weight)))
    if lost:
        return MAYBE, False
    if not inside:
        return MAYBE, True
    total, first = sum((w for _, w in known), F(0)), sum((w * x for x, w in known), F(0))
    if first == 0:
        return MAYBE, False
    square = total * sum((w * x * x for x, w in known), F(0)) / first**2 - 1
    return (YES if square < limit**2 or (square == limit**2 and not strict) else NO), False


def asked(text: str, stage: str | None, limit: Fraction, *, strict: bool = False, scoped: bool = False) -> Coefficient:
    """A coefficient of a formula, perhaps only over sections of ten classes and more."""
    students = n.FactValue("section", "students", "count")
    classes = n.Compare("section", ">=", n.FactValue("section", "classes", "count"), n.Const("section", F(10)))
    operator = "less_than" if strict else "at_most"
    return Coefficient(typed(text).node, students, classes if scoped else None, stage, operator, limit)


def data_of(counties: Sequence[Sequence[Section]]) -> Frame:
    """The counties as one frame, each section a school of its own."""
    return frame_of(
        [
            {"county": str(at), "school": str(place), "stage": one.stage or "庙", "sports_area": one.part,
             "students": one.weight, "classes": one.classes}
            for at, county in enumerate(counties, start=1)
            for place, one in enumerate(county)
        ]
    )  # fmt: skip


def truths_of(found: Frame, test: Coefficient) -> list[tuple[int, bool]]:
    """The truth per county, on Python integers where floats do not hold the numbers."""
    try:
        status, nothing = coefficient_status(found, test)
    except TooWide:
        status, nothing = coefficient_status(found.widened(), test)
    return [(known, nothing is not None and bool(nothing[at])) for at, known in enumerate(status.tolist())]


@pytest.mark.long
@settings(max_examples=100)
@given(
    st.lists(st.lists(sections, min_size=1, max_size=6), min_size=1, max_size=3),
    st.lists(st.sampled_from(sorted(FORMS)), min_size=1, max_size=3, unique=True),
    st.sampled_from(LIMITS),
    st.booleans(),
    st.booleans(),
)
def test_coefficients_are_decided_as_fractions_are(
    counties: list[list[Section]],
    forms: list[str],
    limit: Fraction,
    strict: bool,
    scoped: bool,
) -> None:
    """Shares of the weight and others, negative, without weight, of unknown stage or scope; alone or in batches."""
    pairs = [(form, stage) for form in forms for stage in (*STAGES, None)]
    tests = [asked(form, stage, limit, strict=strict, scoped=scoped) for form, stage in pairs]
    batch, alone = data_of(counties), data_of(counties)
    decide_together(batch, families(tests))
    for test, (form, stage) in zip(tests, pairs, strict=True):
        wanted = [
            oracle(one, FORMS[form], stage, limit, strict=strict, scoped=scoped, divides="/" in form)
            for one in counties
        ]
        assert truths_of(batch, test) == wanted, (form, stage)
        assert truths_of(alone, test) == wanted, (form, stage)


@pytest.mark.long
@settings(max_examples=20)
@given(st.lists(st.lists(sections, min_size=1, max_size=5), min_size=1, max_size=2), st.data())
def test_what_was_worked_out_before_changes_nothing(counties: list[list[Section]], data: st.DataObject) -> None:
    """Coefficients in any order and number, with the same measures or some of them, one after the other."""
    used = data_of(counties)
    for _ in range(3):
        forms = data.draw(st.lists(st.sampled_from(sorted(FORMS)), min_size=1, max_size=4, unique=True))
        limit, scoped = data.draw(st.sampled_from(LIMITS)), data.draw(st.booleans())
        tests = [asked(form, stage, limit, scoped=scoped) for form in forms for stage in ("primary", None)]
        decide_together(used, families(tests))
        fresh = data_of(counties)
        assert [truths_of(used, test) for test in tests] == [truths_of(fresh, test) for test in tests]
        mean = Composite(tuple(test for test in tests if test.stage is None), None, "at_most", limit)
        for one, other in ((used, data_of(counties)), (used.widened(), data_of(counties).widened())):
            try:
                wanted = composite_status(other, mean)
            except TooWide:
                continue
            assert [codes.tolist() for codes in composite_status(one, mean)] == [codes.tolist() for codes in wanted]


def test_a_share_too_wide_for_floats_is_decided_by_its_part() -> None:
    """The part and the weight fit, the share does not, and a county lies on its limit; its value is told as well."""
    pack = read(
        pack_text(
            rule("a", level="section", measure="100 * teachers / students", unit="人/百名学生", at_least="1"),
            rule("d", level="county", dispersion="{of: [a], weight: students}", at_most="0.5"),
        )
    )
    figures_of = [
        ("甲", 1, 1),
        ("甲", 3, 1),
        ("乙", 2**47, F(1, 999_983)),
        ("乙", 5, F(1, 999_979)),
        ("乙", 5, F(1, 999_961)),
    ]
    rows = [
        {"county": county, "school": at, "stage": "primary", "teachers": teachers, "students": students}
        for at, (county, teachers, students) in enumerate(figures_of)
    ]
    found = {one["county"]: one for one in yz.evaluate(rows, pack).to_dicts(rule="a_cv")}
    assert (found["甲"]["status"], found["甲"]["value"]) == ("met", 0.5)
    assert found["乙"]["status"] == "unmet"
    assert "CV" in str(yz.evaluate(rows, pack).explain("a_cv", county="乙"))
    assert yz.evaluate(rows, pack).to_json()


def test_campuses_are_compared_as_schools_are() -> None:
    """A coefficient over campuses says of two campuses what it says of two schools."""
    parts = rule("a", level="section", measure="sports_area / students", unit="平方米/生", at_least="1")
    for figures_of in ((10, 30, 20, 20), (10, 10, 10, 10), (1, 0, 0, 0), (10, 30, None, 5)):
        rows = [
            {"school": f"s{at}", "stage": "primary", "students": 10, "sports_area": x}
            for at, x in enumerate(figures_of)
        ]
        joined = [{**row, "school": "s", "campus": f"东{at}"} for at, row in enumerate(rows)]
        for limit in ("0.5", "0.3", "0"):
            over = "{of: [a], weight: students, by: stage, over: campus}"
            plan = plan_of(parts, rule("d", level="county", dispersion=over, at_most=limit))
            plain = plan_of(
                parts, rule("d", level="county", dispersion=over.replace(", over: campus", ""), at_most=limit)
            )
            wanted = statuses(plain, rows)["a_cv"]
            assert statuses(plan, joined)["a_cv"] == statuses(plan, rows)["a_cv"] == wanted


ON_LIMIT = [one for count in (2, 3, 4, 5) for one in configurations(F(1, 2), count)[:8]]


@pytest.mark.parametrize("scale", [F(1), F(37, 100), F(1, 3), F(10**9), F("0.001")])
def test_all_stages_of_a_county_may_be_on_the_limit(scale: Fraction) -> None:
    """At every stage, in every county, for sums and shares: on the limit it is kept, and not where it is to be less."""
    counties = [
        [
            Section(stage, F(x) * w * scale, w, 12)
            for at, stage in enumerate(STAGES)
            for one in [ON_LIMIT[(county + 5 * at) % len(ON_LIMIT)]]
            for x, w in zip(one.values, one.weights, strict=True)
        ]
        for county in range(len(ON_LIMIT))
    ]
    form = "sports_area / students"
    for limit, strict, wanted in ((F(1, 2), False, YES), (F(1, 2), True, NO), (F(4999999999, 10**10), False, NO)):
        tests = [asked(form, stage, limit, strict=strict) for stage in STAGES]
        batch = data_of(counties)
        decide_together(batch, families(tests))
        for test in tests:
            assert truths_of(batch, test) == [(wanted, False)] * len(counties)
            assert truths_of(batch.widened(), test) == [(wanted, False)] * len(counties)


@pytest.mark.long
def test_many_groups_on_the_limit_among_thousands_of_sections() -> None:
    """Every tenth county lies on the limit, or a hair off; all come out as fractions say."""
    counties: list[list[Section]] = []
    for county in range(600):
        one = ON_LIMIT[county % len(ON_LIMIT)]
        values = [F(x) * w for x, w in zip(one.values, one.weights, strict=True)]
        if county % 10 not in {0, 1}:
            values = [value + (at * county) % 7 for at, value in enumerate(values)]
        elif county % 10 == 1:
            values[0] += F(county % 3 - 1, 10**6)
        group = [Section("primary", value, w, 12) for value, w in zip(values, one.weights, strict=True)]
        counties.append(group + [Section("junior", 1, 1, 12)] * (5 - len(group)))
    form = "sports_area / students"
    found = data_of(counties)
    assert found.count("section") == 3000
    for stage in ("primary", None):
        test = asked(form, stage, F(1, 2))
        wanted = [
            oracle(one, FORMS[form], stage, F(1, 2), strict=False, scoped=False, divides=True) for one in counties
        ]
        assert truths_of(found, test) == wanted
        assert stage is None or {YES, NO} == {truth for truth, _ in wanted}


def test_runs_are_summed_alike_in_batches_of_any_size() -> None:
    """One measure at a time or all in one call."""
    plan = planned(yz.load_pack("national-2017"))
    data = build_dataset(made(8, 5), None, plan.facts)
    wanted = run(plan, data)
    for cells in (1, 100, 1 << 20):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(moments, "_CELLS", cells)
            patch.setattr(engine, "_CELLS", cells)
            same_verdicts(run(plan, data), wanted)


def test_integers_and_floats_and_fractions_are_one_column() -> None:
    """However a column was made, a share of it is held against its line alike."""
    plan = plan_of(rule("a", level="section", measure="sports_area / students", unit="平方米/生", at_least="4"))
    rest = {"school": [1, 2, 3], "stage": ["primary"] * 3}
    parts, pupils = [400, 399, 0], [100, 100, 100]
    kinds: list[Callable[[list[int]], Any]] = [
        list, np.array, lambda some: np.array(some, float), lambda some: np.array(some, np.uint16),
        lambda some: np.array(some, ">i4"), lambda some: np.array(some, ">f8"), lambda some: np.array(some, np.float32),
        lambda some: [F(cell) for cell in some], lambda some: [str(cell) for cell in some],
        lambda some: np.array([str(cell) for cell in some]), lambda some: np.array(some, object),
    ]  # fmt: skip
    for one in kinds:
        for other in kinds:
            table = {**rest, "sports_area": one(parts), "students": other(pupils)}
            assert statuses(plan, table)["a"] == ["met", "unmet", "unmet"]


def test_columns_of_integers_know_their_signs() -> None:
    """What is told to have no sign has none; the rest may."""
    for cells in ([0, 5], [-1, 5], [], [-(2**60)], [2**60]):
        for column in (from_integers(np.array(cells, np.int64)), from_fractions(cells)):
            assert not column.unsigned or min(cells, default=0) >= 0
            assert [column.fraction(at) for at in range(len(cells))] == cells
