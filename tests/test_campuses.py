"""Dispersions over campuses: which campuses there are, what holds of them, and what nobody knows of them."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from intake_cases import FACTS, school, section, sections, whole
from small_packs import pack_text, plan_of, read, rule

import youzhi_rules as yz
from youzhi_rules.data_digest import data_digest
from youzhi_rules.dataset import Dataset
from youzhi_rules.engine import run
from youzhi_rules.intake import build_dataset
from youzhi_rules.plan import Coefficient, Composite
from youzhi_rules.result import Result

F = Fraction
Row = dict[str, Any]
SPLIT = """\
split:
  of: [sports_area]
  by_pupils:
    nine_year: {primary: 1, junior: 1.1}
  clause: 第2条
scopes:
  measured:
    stage: [primary, junior]
    except:
      - {school_kind: [special, vocational]}
      - {school_kind: teaching_point, students: {less_than: 50}}
    clause: 第2条
"""
AREA = rule("a", level="section", scope="measured", measure="sports_area / students", unit="平方米/生", at_least="1")
STAFF = rule("t", level="section", scope="measured", measure="teachers / students", unit="人/人", at_least="0")
STAFF = STAFF.replace("unit: 人/人", "unit: 比例")


def compared(over: str = "campus", limit: object = "0.5", more: str = "", **keys: object) -> str:
    """A dispersion of the area over campuses or sections."""
    usual: dict[str, object] = {
        "level": "county",
        "scope": "measured",
        "dispersion": f"{{of: [a, t], weight: students, by: stage, over: {over}{more}}}",
        "at_most": limit,
    }
    return rule("d", **(usual | keys))


PLAN = plan_of(AREA, STAFF, compared(), more=SPLIT)
BY_SECTION = plan_of(AREA, STAFF, compared("section"), more=SPLIT)


def row(key: str, campus: str | None = None, stage: str = "primary", **cells: Any) -> Row:
    """A row of a school or of one of its campuses."""
    return {"county": "甲", "school": key, "campus": campus, "stage": stage} | cells


def data_of(rows: list[Row], areas: Any = None) -> Dataset:
    """The data, campuses apart as well; every problem has its words."""
    found = build_dataset(rows, areas, FACTS, campuses=True)
    for problem in found.problems:
        words = problem.words()
        assert all(words[name] and "{" not in str(words[name]) for name in ("message", "message_zh"))
    return found


def apart(rows: list[Row]) -> Dataset:
    """The campuses of some records."""
    found = data_of(rows).campuses
    assert found is not None
    return found


def judged(rows: list[Row], plan: Any = PLAN, areas: Any = None) -> Result:
    """The result of a plan."""
    data = build_dataset(rows, areas, plan.facts, campuses=plan.compares_campuses)
    return Result(plan, data, run(plan, data), None)


def outcome(rows: list[Row], of: str = "a_cv", stage: str = "primary", plan: Any = PLAN) -> Row:
    """One outcome."""
    (found,) = [each for each in judged(rows, plan).to_dicts(rule=of) if each["stage"] == stage]
    return found


def codes(data: Dataset, severity: str = "error") -> list[str]:
    """The codes of the problems."""
    return [problem.code for problem in data.problems if problem.severity == severity]


TWO = [
    row("A", "东", students=100, sports_area=500, teachers=5),
    row("A", "西", students=100, sports_area=1500, teachers=5),
    row("B", students=200, sports_area=2000, teachers=10),
]


# -- what is compared --------------------------------------------------------------------------------------------------


def test_campuses_are_compared_where_the_rule_asks_for_it() -> None:
    """The same school is even as a whole and uneven by campus: 5, 15 and 10 m² a pupil, S² = 12.5, CV² = 1/8."""
    by_campus = outcome(TWO)
    assert by_campus["value"] == pytest.approx(0.125**0.5, rel=1e-15)
    assert by_campus["school"] is None
    assert outcome(TWO, plan=BY_SECTION)["value"] == 0.0
    tight = plan_of(AREA, STAFF, compared(limit="0.3"), more=SPLIT)
    assert outcome(TWO, plan=tight)["status"] == "unmet"
    told = str(judged(TWO).explain("a_cv", stage="primary", lang="en"))
    assert "; over independent campuses" in told
    assert "Σw = 400, ΣwX = 4000, ΣwX² = 45000" in told
    (mean,) = [each for each in judged(TWO).means if (each["rule"], each["stage"]) == ("a_cv", "primary")]
    assert (mean["mean"], mean["cv"]) == (10.0, by_campus["value"])


def test_everything_else_is_judged_by_school() -> None:
    """Quotas, bounds and the county's other rules see the merged schools, as without a rule over campuses."""
    rows = [*TWO, row("C", students=10, sports_area=5, teachers=0, parent_school="A")]
    first, second = judged(rows), judged(rows, BY_SECTION)
    for name in ("a", "t"):
        assert first.to_dicts(rule=name) == second.to_dicts(rule=name)
    assert [each["school"] for each in first.to_dicts(rule="a")] == ["A", "B"]
    plain, extended = build_dataset(rows, None, FACTS), data_of(rows)
    assert plain.campuses is None
    assert sections(plain) == sections(extended)
    assert plain.units.schools.texts() == ["A", "B"]


def test_where_no_school_has_campuses_the_schools_are_compared() -> None:
    """There is no second set of data: no campus is named, or each school names one only."""
    rows = [row("A", "本部", students=100, sports_area=300, teachers=5), *TWO[2:]]
    assert data_of(rows).campuses is None
    assert data_of([{key: cell for key, cell in each.items() if key != "campus"} for each in rows]).campuses is None
    assert outcome(rows) == outcome(rows, plan=BY_SECTION)
    assert "independent" not in str(judged(TWO, BY_SECTION).explain("a_cv", stage="primary", lang="en"))


def test_a_plan_says_whether_it_compares_campuses() -> None:
    """Only then are they laid out, in the test of a coefficient and of a mean alike."""
    assert (PLAN.compares_campuses, BY_SECTION.compares_campuses) == (True, False)
    assert [step.test.over for step in PLAN.steps if isinstance(step.test, Coefficient)] == ["campus"] * 4
    mean = plan_of(AREA, STAFF, compared(more=", combine: mean"), more=SPLIT)
    assert mean.compares_campuses
    (found,) = [step.test for step in mean.steps if isinstance(step.test, Composite) and step.stage == "primary"]
    assert {part.over for part in found.parts} == {"campus"}
    assert outcome(TWO, "d", plan=mean)["value"] == pytest.approx(0.125**0.5 / 2, rel=1e-15)
    assert "; over independent campuses" in str(judged(TWO, mean).explain("d", stage="primary", lang="en"))


def test_evaluate_lays_campuses_out_by_itself() -> None:
    """From records to the verdict, through the public function; the note says what was compared."""
    pack = read(pack_text(AREA, STAFF, compared(limit="0.3"), more=SPLIT))
    result = yz.evaluate(TWO, pack=pack)
    assert result.to_dicts(rule="a_cv")[0]["status"] == "unmet"
    (note,) = [problem for problem in result.problems if problem.code == "campuses-apart"]
    assert note.say("en") == "coefficients are over campuses: 1 schools are 2 campuses"
    assert note.severity == "note"


# -- what a campus is --------------------------------------------------------------------------------------------------


def test_a_campus_is_a_school_of_its_own_sections() -> None:
    """Its rows name it, or name nobody beside such as do; or it is a school that names its parent."""
    rows = [
        row("A", "东", students=1),
        row("A", None, students=2),
        row("A", "西", "junior", students=3),
        row("B", students=4),
        row("C", students=5, parent_school="B"),
        row("C", "北", students=6, parent_school="B"),
        row("D", students=7),
    ]
    found = apart(rows)
    assert sections(found) == [
        ("甲", "A", "primary"),
        ("甲", "A / 东", "primary"),
        ("甲", "A / 西", "junior"),
        ("甲", "B", "primary"),
        ("甲", "C", "primary"),
        ("甲", "C / 北", "primary"),
        ("甲", "D", "primary"),
    ]
    column = found.columns["section", "students"]
    assert [column.fraction(at) for at in range(7)] == [2, 1, 3, 4, 5, 6, 7]  # type: ignore[union-attr]


def test_campuses_have_kinds_of_their_own() -> None:
    """A nine-year school's campus of one stage is a plain school; one of both is a nine-year school."""
    rows = [
        row("A", "东", students=1, school_kind="九年一贯制"),
        row("A", "西", "junior", students=1),
        row("A", "南", students=1),
        row("A", "南", "junior", students=1),
        row("B", "东", students=1, school_kind="特殊教育学校"),
        row("B", "西", students=1),
        row("C", students=1, school_kind="小学"),
        row("D", students=1, school_kind="教学点", parent_school="C"),
        row("E", students=1, parent_school="C"),
        row("F", None, "junior", students=1, parent_school="C"),
    ]
    found = apart(rows)
    codes_ = tuple(FACTS["school_kind"].values or {})
    kinds = {key: codes_[code] if (code := kind_code(found, key)) >= 0 else None for key in found.units.schools.texts()}
    assert kinds == {
        "A / 东": "primary",
        "A / 南": "nine_year",
        "A / 西": "junior",
        "B / 东": "special",
        "B / 西": "special",
        "C": "primary",
        "D": "teaching_point",
        "E": "primary",
        "F": "junior",
    }
    assert codes(data_of(rows)) == ["kind-has-no-stage"], "of the merged school C, which has a junior stage"


def kind_code(data: Dataset, key: str) -> int:
    """The code of a school's kind, -1 where it is missing."""
    code = school(data, "school_kind", key)
    return -1 if code is None else int(code)


def test_a_stage_that_no_campus_reports_is_missing_at_each() -> None:
    """A nine-year school without a junior row: nobody knows which campus has the junior pupils."""
    rows = [
        row("A", "东", students=100, sports_area=500, teachers=5, school_kind="九年一贯制"),
        row("A", "西", students=100, sports_area=500, teachers=5),
    ]
    found = apart(rows)
    assert sections(found) == [("甲", f"A / {name}", stage) for name in "东西" for stage in ("primary", "junior")]
    assert section(found, "students", "A / 西", "junior") is None
    junior = outcome(rows, stage="junior")
    assert (junior["status"], junior["reason"]) == ("unknown", "missing:sports_area,students")
    assert outcome(rows)["status"] == "met"


def test_a_kind_that_cannot_be_used_is_not_inferred_for_a_silent_campus() -> None:
    """Two campuses contradict each other: what the third is, nobody knows; a pack that asks leaves it open."""
    rows = [
        row("A", "东", students=100, sports_area=500, teachers=5, school_kind="小学"),
        row("A", "西", students=100, sports_area=500, teachers=5, school_kind="特殊教育学校"),
        row("A", "中", students=100, sports_area=500, teachers=5),
    ]
    found = apart(rows)
    assert [kind_code(found, f"A / {name}") >= 0 for name in "东西中"] == [True, True, False]
    first = outcome(rows)
    assert (first["status"], first["reason"]) == ("unknown", "missing:school_kind")


def test_what_a_school_is_holds_for_its_campuses_unless_they_say_it() -> None:
    """Its location and founder; not its flags, years or quantities, which are missing where they are not given."""
    rows = [
        row("A", "东", students=1, location="城区", founder=7, boarding="是", built_year=1990, disabled_students=3),
        row("A", "西", students=1),
        row("A", "西", "junior", students=1, location="乡村"),
        row("B", students=1, location="城区"),
        row("C", students=1, parent_school="B"),
        row("D", students=1, parent_school="B", location="城外"),
    ]
    found = apart(rows)
    locations = tuple(FACTS["location"].values or {})
    told = {key: school(found, "location", key) for key in found.units.schools.texts()}
    assert {key: locations[int(code)] if code is not None and code >= 0 else None for key, code in told.items()} == {
        "A / 东": "urban",
        "A / 西": "rural",
        "B": "urban",
        "C": "urban",
        "D": None,
    }
    assert [school(found, "founder", f"A / {name}") for name in "东西"] == [6, 6]
    assert [school(found, "boarding", f"A / {name}") for name in "东西"] == [1, 2]
    for fact in ("built_year", "disabled_students"):
        assert school(found, fact, "A / 东") is not None
        assert school(found, fact, "A / 西") is None


# -- what is the school's only -----------------------------------------------------------------------------------------


def test_what_only_the_school_gives_is_missing_at_its_campuses() -> None:
    """A row of the whole school that names no campus is not divided; the rest is compared all the same."""
    rows = [
        row("A", "东", students=100, teachers=5),
        row("A", "西", students=100, teachers=5),
        row("A", None, "whole", sports_area=2000, teachers=10),
        *TWO[2:],
    ]
    data = data_of(rows)
    assert sections(apart(rows)) == [("甲", key, "primary") for key in ("A / 东", "A / 西", "B")]
    assert "campuses-whole" in codes(data, "note")
    assert "campuses-unclear" not in codes(data)
    found = outcome(rows)
    assert (found["status"], found["value"], found["reason"]) == ("unknown", None, "missing:sports_area")
    assert outcome(rows, "t_cv")["status"] == "met"
    assert outcome(rows, "t_cv")["value"] == 0.0


def test_a_campuss_own_whole_is_divided_over_its_stages() -> None:
    """As a school's is: 1 : 1.1 in a campus of both stages, and undivided in a campus of one."""
    rows = [
        row("A", "东", students=100, school_kind="九年一贯制"),
        row("A", "东", "junior", students=100),
        row("A", "东", "whole", sports_area=2100),
        row("A", "西", students=100),
        row("A", "西", "whole", sports_area=1000),
    ]
    found = apart(rows)
    assert (whole(found, "sports_area", "A / 东"), section(found, "sports_area", "A / 西")) == (2100, 1000)
    means = {each["stage"]: each for each in judged(rows).means if each["rule"] == "a_cv"}
    assert (means["primary"]["mean"], means["primary"]["cv"]) == (10.0, 0.0)
    assert means["junior"]["mean"] == 11.0


def test_a_whole_that_may_be_a_campus_is_unclear() -> None:
    """It names no campus and is not the sum of those that do: neither added nor left out, so nothing is known."""
    rows = [
        row("A", "东", students=100, sports_area=500, teachers=5),
        row("A", "西", students=100, sports_area=500, teachers=5),
        row("A", None, "whole", students=300),
    ]
    data = data_of(rows)
    assert "campuses-unclear" in codes(data)
    assert outcome(rows)["status"] == outcome(rows, "t_cv", "junior")["status"] == "unknown"
    told = [problem for problem in data.problems if problem.code == "campuses-unclear"]
    assert [problem.record for problem in told] == ["甲 / A"]
    assert told[0].advise("zh") == "请写明该行的校区，或更正合计"
    sums = [*rows[:2], row("A", None, "whole", students=200)]
    assert outcome(sums)["status"] == "met"
    twice = [*rows[:2], row("A", None, "whole", students=200), row("A", None, "whole", students=200)]
    assert outcome(twice)["status"] == "unknown"
    lone = [*rows[:1], row("A", None, "whole", students=100)]
    assert data_of(lone).campuses is None
    assert "campuses-unclear" in codes(data_of([*rows[:1], row("A", None, "whole", students=900)]))
    stated = [*rows[:2], row("A", None, "whole", students=300, school_kind="小学")]
    assert outcome(stated)["status"] == "unknown"


def test_errors_that_only_a_campus_shows_are_told() -> None:
    """More above-degree teachers than teachers at one campus, though not at the school; strict data raise."""
    rows = [
        row("A", "东", students=1, teachers=5, teachers_above_required_degree=6),
        row("A", "西", students=1, teachers=5, teachers_above_required_degree=1),
    ]
    data = data_of(rows)
    assert codes(data) == ["above-other"]
    assert (
        data.problems[[problem.code for problem in data.problems].index("above-other")].record
        == "甲 / A / 东 / primary"
    )
    assert codes(build_dataset(rows, None, FACTS)) == []
    pack = read(pack_text(AREA, STAFF, compared(), more=SPLIT))
    with pytest.raises(yz.DataError):
        yz.evaluate(rows, pack=pack, strict=True)


def test_errors_of_schools_are_not_told_twice() -> None:
    """A school without campuses has the same errors in both sets of data."""
    rows = [*TWO, row("D", students=1, teachers=5, teachers_above_required_degree=6)]
    assert codes(data_of(rows)) == ["above-other"]


# -- many --------------------------------------------------------------------------------------------------------------


def test_counties_keep_their_places_and_facts() -> None:
    """A county that only the areas name, counties without campuses, and facts of the county in a scope."""
    rows = [
        {**each, "county": county, "school": f"{county}{each['school']}"} for county in ("丙", "甲") for each in TWO
    ] + [{**TWO[2], "county": "乙", "campus": None}]
    areas = [{"county": county, "layout_ok": county != "丙"} for county in ("甲", "乙", "丙", "丁")]
    data = data_of(rows, areas)
    assert data.campuses is not None
    assert data.campuses.units.counties.texts() == data.units.counties.texts()
    plan = plan_of(AREA, STAFF, compared(limit="0.3", when="layout_ok"), more=SPLIT)
    found = {each["county"]: each["status"] for each in judged(rows, plan, areas).to_dicts(rule="a_cv")[::2]}
    assert found == {"甲": "unmet", "乙": "met", "丙": "not_applicable", "丁": "not_applicable"}


def test_the_digest_tells_campuses_apart() -> None:
    """Two divisions of one school are the same school, but not the same data where campuses are compared."""
    other = [{**TWO[0], "sports_area": 1000}, {**TWO[1], "sports_area": 1000}, TWO[2]]
    assert data_digest(build_dataset(TWO, None, FACTS)) == data_digest(build_dataset(other, None, FACTS))
    assert data_digest(data_of(TWO)) != data_digest(data_of(other))
    assert data_digest(data_of(TWO)) == data_digest(data_of(TWO[::-1]))


def random_rows(dice: random.Random, county: str) -> tuple[list[Row], dict[str, list[tuple[Fraction, int]] | None]]:
    """Schools with campuses, and by stage the areas and pupils that are compared; None where one is not known."""
    rows: list[Row] = []
    right: dict[str, list[tuple[Fraction, int]] | None] = {"primary": [], "junior": []}

    def compare(stage: str, area: Fraction | None, pupils: int) -> None:
        found = right[stage]
        if area is None:
            right[stage] = None
        elif found is not None:
            found.append((area, pupils))

    for number in range(dice.randint(1, 4)):
        named = dice.choice([(None,), ("东", "西"), (None, "东"), ("东", "西", "南")])
        for campus in named:
            stages = dice.choice([("primary",), ("junior",), ("primary", "junior")])
            pupils = {stage: dice.randint(1, 30) * 10 for stage in stages}
            as_whole = dice.random() < 0.5 and not (campus is None and len(named) > 1)
            for stage in stages:
                area = None if dice.random() < 0.04 else F(dice.randint(0, 3000))
                rows.append(row(f"S{number}", campus, stage, county=county, students=pupils[stage], teachers=1))
                if not as_whole:
                    rows[-1]["sports_area"] = None if area is None else int(area)
                    compare(stage, area, pupils[stage])
            if as_whole:
                area = F(dice.randint(1, 6000))
                rows.append(row(f"S{number}", campus, "whole", county=county, sports_area=int(area)))
                weights = {stage: pupils[stage] * (F(11, 10) if stage == "junior" else 1) for stage in stages}
                for stage in stages:
                    compare(stage, area * weights[stage] / sum(weights.values()), pupils[stage])
    return rows, right


@pytest.mark.parametrize("seed", range(12))
def test_random_counties_are_judged_campus_by_campus(seed: int) -> None:
    """By the definition in fractions, for several counties at once and in any order of the rows."""
    dice = random.Random(seed)  # noqa: S311 - made-up schools
    rows: list[Row] = []
    right: dict[tuple[str, str], tuple[str, float | None]] = {}
    for county in "甲乙丙丁":
        more, areas = random_rows(dice, county)
        rows += more
        for stage, pairs in areas.items():
            right[county, stage] = from_definition(pairs)
    found = judged(rows)
    told = {(each["county"], each["stage"]): (each["status"], each["value"]) for each in found.to_dicts(rule="a_cv")}
    assert told.keys() == right.keys()
    for place, (status, value) in right.items():
        assert told[place][0] == status, place
        assert told[place][1] == (None if value is None else pytest.approx(value, rel=1e-14))
    dice.shuffle(rows)
    again = judged(rows)
    assert again.to_dicts() == found.to_dicts()
    assert again.problems == found.problems
    assert again.data_digest == found.data_digest


def from_definition(pairs: list[tuple[Fraction, int]] | None) -> tuple[str, float | None]:
    """The status and the coefficient at a limit of 0.5."""
    if pairs is None:
        return "unknown", None
    if not pairs:
        return "not_applicable", None
    total = sum(pupils for _, pupils in pairs)
    mean = sum(area for area, _ in pairs) / total
    if mean == 0:
        return "unknown", None
    square = sum(pupils * (area / pupils - mean) ** 2 for area, pupils in pairs) / total / mean**2
    return "met" if square <= F(1, 4) else "unmet", float(square) ** 0.5


def test_a_limit_that_campuses_meet_exactly_is_kept() -> None:
    """Half as much and half as much again at two campuses of equal size are a coefficient of 0.5 exactly."""
    even = row("B", students=10**7, sports_area=1, teachers=1)
    assert even["students"] == 10**7
    rows = [
        row("A", "东", students=100, sports_area=500, teachers=1),
        row("A", "西", students=100, sports_area=1500, teachers=1),
    ]
    assert (outcome(rows)["status"], outcome(rows)["value"]) == ("met", 0.5)
    beside = [{**rows[0], "sports_area": "499.999999999"}, rows[1]]
    assert outcome(beside)["status"] == "unmet"
    wide = [{**rows[0], "sports_area": 5 * 10**17}, {**rows[1], "sports_area": 15 * 10**17}]
    assert outcome(wide)["status"] == "met"
    assert outcome([{**wide[0], "sports_area": 5 * 10**17 - 1}, wide[1]])["status"] == "unmet"
