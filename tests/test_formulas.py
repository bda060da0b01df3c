"""Formulas with meaning: levels, stages, units and types, what is shared out or derived, and each fault of them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from small_packs import formula_fault, setting, typed, wider_facts

from youzhi_rules import nodes as n
from youzhi_rules.catalogue.plan_messages import PLAN_MESSAGES
from youzhi_rules.errors import Place
from youzhi_rules.formulas import PUPILS, Typed, compile_formula, fact_value, grades_of
from youzhi_rules.model import Formula, Given, Split

STUDENTS = n.FactValue("section", "students", "count")
TEACHERS = n.FactValue("section", "teachers", "count")
CLASSES = n.FactValue("section", "classes", "count")
PERSON, KLASS, AREA = (("person", 1),), (("klass", 1),), (("area", 1),)
GIVEN = {
    "room": Given(value=Fraction(96), unit="平方米"),
    "per_room": Given(value=Fraction(12), unit="班"),
    "part": Given(value=Fraction(1, 20), unit="%"),
    "funds": Given(value=Fraction(3), unit="万元"),
    "nothing": Given(value=Fraction(0), unit="班"),
}
IN_SCOPE = n.StageIn("section", ("primary", "junior"))


def test_a_fact_has_the_dimension_of_its_unit() -> None:
    """A count of people is persons, an area square metres, a share a pure number; other types are what they are."""
    assert typed("students") == Typed(STUDENTS, dimension=PERSON)
    assert typed("sports_ground_area").dimension == AREA
    assert typed("teacher_pay_average", "county").dimension == (("money", 1),)
    assert typed("built_year", "school") == Typed(n.FactValue("school", "built_year", "year"))
    assert typed("public_satisfaction", "county") == Typed(n.FactValue("county", "public_satisfaction", "share"))
    assert typed("has_charter", "school") == Typed(
        n.FactValue("school", "has_charter", "flag"), kind="flag", fact="has_charter"
    )
    assert typed("moral_education_grade", "school").kind == "grade"
    assert typed("location", "school").kind == "code"
    assert typed("county.layout_ok", "county").fact == "layout_ok"


def test_a_measure_per_hundred_pupils_has_the_factor_of_its_unit() -> None:
    """100 × teachers ÷ pupils is a pure number counted in hundredths; the order of the factors does not matter."""
    found = typed("100 * teachers / students")
    hundred = n.Const("section", Fraction(100))
    assert found.node == n.Arith("section", "/", n.Arith("section", "*", hundred, TEACHERS), STUDENTS)
    assert (found.dimension, found.factor, found.literal) == ((), Fraction(1, 100), False)
    assert typed("teachers / students * 100").factor == Fraction(1, 100)
    assert typed("teachers / (students / 100)").factor == Fraction(1, 100)
    assert typed("teachers / students").factor == 1
    assert typed("0 * teachers").factor == 1
    assert typed("1000 * sports_ground_area / students").factor == Fraction(1, 1000)


def test_dimensions_multiply_divide_and_cancel() -> None:
    """Powers add up and those of zero go."""
    assert typed("students * students / teachers").dimension == PERSON
    assert typed("students / teachers").dimension == ()
    assert typed("sports_ground_area / students").dimension == (("area", 1), ("person", -1))
    assert typed("1 / students / students").dimension == (("person", -2),)
    assert typed("students * sports_ground_area").dimension == (("area", 1), ("person", 1))


def test_a_bare_number_takes_the_unit_it_meets() -> None:
    """Beside a quantity of a unit a literal is of that unit; two literals stay one."""
    for text in ("students + 1", "1 + students", "students - 1", "1 - students"):
        found = typed(text)
        assert (found.dimension, found.literal, found.factor) == (PERSON, False, Fraction(1))
    both = typed("100 + 50")
    assert both.literal
    assert typed("students * (100 + 50)").dimension == PERSON
    assert typed("2 * 3").literal
    assert not typed("2 * students").literal
    assert typed("students >= 50").kind == "truth"
    assert typed("-5").literal
    assert typed("-students") == Typed(
        n.Arith("section", "-", n.Const("section", Fraction(0)), STUDENTS), dimension=PERSON
    )


def test_given_constants_have_their_unit_and_name() -> None:
    """A given is a constant of its rule, with a unit; one in per cent is a pure number."""
    room = typed("room", given=GIVEN)
    assert room == Typed(n.Const("section", Fraction(96), "room"), dimension=AREA)
    assert typed("funds", given=GIVEN).factor == 10_000
    assert typed("part", given=GIVEN) == Typed(n.Const("section", Fraction(1, 20), "part"))
    assert typed("ceil(classes / per_room)", given=GIVEN).dimension == ()
    assert typed("sports_ground_area >= room", given=GIVEN).kind == "truth"


def test_truths_combine_and_flags_count_as_truths() -> None:
    """``and``, ``or``, ``not`` take conditions and flags, nothing else."""
    charter = n.FlagIs("school", n.FactValue("school", "has_charter", "flag"))
    boarding = n.FlagIs("school", n.FactValue("school", "boarding", "flag"))
    assert typed("has_charter and boarding", "school") == Typed(n.All("school", (charter, boarding)), kind="truth")
    assert typed("has_charter or not boarding", "school").node == n.Any_("school", (charter, n.Not("school", boarding)))
    assert typed("students > 1").node == n.Compare("section", ">", STUDENTS, n.Const("section", Fraction(1)))
    assert typed("not students != 1").node.level == "section"


def test_a_higher_unit_is_read_from_below_and_a_lower_one_summed_up_there() -> None:
    """``county.x`` seen from a section; a fact of sections there is the county's total, in scope or not."""
    pay = n.FactValue("county", "teacher_pay_average", "number")
    assert typed("county.teacher_pay_average").node == n.Read("section", pay)
    assert typed("county.teacher_pay_average", "school").node == n.Read("school", pay)
    assert typed("county.teacher_pay_average", "county").node == pay
    total = n.Aggregate("county", "sum", STUDENTS)
    found = typed("county.students", scope=IN_SCOPE)
    assert (found.node, found.dimension) == (n.Read("section", total), PERSON)
    assert typed("county.students", "county").node == total
    assert typed("school.students").node == n.Read("section", n.Aggregate("school", "sum", STUDENTS))
    assert typed("city.education_spending", "town").node == n.Read(
        "town", n.FactValue("city", "education_spending", "number")
    )
    assert typed("section.students").node == STUDENTS


def test_a_fact_per_stage_is_read_for_the_stage_that_is_meant() -> None:
    """By its name, by the rule's stage, or from a section by the section's own stage."""
    primary, junior = (
        n.FactValue("county", "funds_base_per_pupil", "number", stage) for stage in ("primary", "junior")
    )
    assert typed("funds_base_per_pupil_junior", "county").node == junior
    assert typed("funds_base_per_pupil", "county", stage="primary").node == primary
    assert typed("county.funds_base_per_pupil_primary", "school").node == n.Read("school", primary)
    assert typed("county.funds_base_per_pupil", "school", stage="junior").node == n.Read("school", junior)
    assert formula_fault("funds_base_per_pupil", "county", stage="senior").code == "formula-per-stage"
    each = typed("county.funds_base_per_pupil")
    assert each.node == n.PerStage(
        "section", (("primary", n.Read("section", primary)), ("junior", n.Read("section", junior)))
    )
    assert each.dimension == (("money", 1), ("person", -1))


def test_aggregates_run_over_the_units_below_that_are_in_scope() -> None:
    """Over sections with the scope itself, over schools with a section in scope."""
    assert typed("sum(students)", "county", scope=IN_SCOPE) == Typed(
        n.Aggregate("county", "sum", STUDENTS, IN_SCOPE), dimension=PERSON
    )
    anywhere = n.Any_("school", (IN_SCOPE,), below=True)
    funds = n.FactValue("school", "training_funds", "number")
    assert typed("sum(training_funds)", "county", scope=IN_SCOPE).node == n.Aggregate("county", "sum", funds, anywhere)
    for op in ("min", "max", "mean"):
        assert typed(f"{op}(students)", "school").node == n.Aggregate("school", op, STUDENTS)
    share = typed("mean(100 * teachers / students)", "county")
    assert (share.factor, share.literal) == (Fraction(1, 100), False)
    assert setting(scope=IN_SCOPE).scope_at("section") == IN_SCOPE
    assert setting("county").scope_at("school") is None


def test_counts_are_whole_and_of_no_unit() -> None:
    """A count of truths, of flags, of numbers can be called 间 or 人; so can a number rounded up."""
    over = n.Compare("section", ">=", STUDENTS, n.Const("section", Fraction(100)))
    assert typed("count(students >= 100)", "county") == Typed(n.Aggregate("county", "count", over), whole=True)
    flag = n.FlagIs("school", n.FactValue("school", "has_charter", "flag"))
    assert typed("count(has_charter)", "county") == Typed(n.Aggregate("county", "count", flag), whole=True)
    assert typed("count(students)", "school").whole
    rounded = typed("ceil(classes / 12)")
    assert (rounded.whole, rounded.literal, rounded.dimension) == (True, False, KLASS)
    assert not typed("ceil(7 / 2)").literal
    assert rounded.node == n.Ceil("section", n.Arith("section", "/", CLASSES, n.Const("section", Fraction(12))))
    both = typed("ceil(classes / 12) + ceil(classes / 12)")
    assert both.whole
    assert not typed("ceil(classes / 12) + classes").whole
    assert typed("max(ceil(classes / 12), 1)").whole
    assert not typed("max(ceil(classes / 12), classes)").whole


def test_a_count_may_be_added_to_and_compared_with_any_unit() -> None:
    """How many there are is told in people or rooms as the rule has it."""
    assert typed("count(students > 1) + teachers_total", "county").kind == "number"
    assert typed("teachers_total + count(students > 1)", "county").kind == "number"
    assert typed("count(music_room_areas >= 96) >= sum(classes)", "school").kind == "truth"


def test_lists_are_aggregated_item_by_item() -> None:
    """Inside an aggregate the list is its items, and other names are those of the unit that has it."""
    level = "items:school:music_room_areas"
    items = n.Items(level, "music_room_areas", "school", "number")
    large = n.Compare(level, ">=", items, n.Const(level, Fraction(96)))
    assert typed("count(music_room_areas >= 96)", "school").node == n.Aggregate("school", "count", large)
    assert typed("max(music_room_areas)", "school") == Typed(n.Aggregate("school", "max", items), dimension=AREA)
    beside = typed("sum(music_room_areas * disabled_students)", "school").node
    pupils = n.Read(level, n.FactValue("school", "disabled_students", "count"))
    assert beside == n.Aggregate("school", "sum", n.Arith(level, "*", items, pupils))
    assert typed("max(attainment_levels)", "county").kind == "grade"
    lowest = typed("min(attainment_levels)", "county")
    assert (lowest.kind, lowest.fact) == ("grade", "attainment_levels")
    assert lowest.node == n.Aggregate(
        "county", "min", n.Items("items:county:attainment_levels", "attainment_levels", "county", "grade")
    )


def test_lists_of_the_units_below_are_aggregated_twice() -> None:
    """The rooms of all schools of a county: counted in each school, then summed up; the largest of the largest."""
    level = "items:school:hall_areas"
    items = n.Items(level, "hall_areas", "school", "number")
    anywhere = n.Any_("school", (IN_SCOPE,), below=True)
    found = typed("count(hall_areas >= 96)", "county", scope=IN_SCOPE)
    large = n.Compare(level, ">=", items, n.Const(level, Fraction(96)))
    assert found.whole
    assert found.node == n.Aggregate("county", "sum", n.Aggregate("school", "count", large), anywhere)
    for op in ("sum", "min", "max"):
        assert typed(f"{op}(hall_areas)", "county").node == n.Aggregate("county", op, n.Aggregate("school", op, items))


def test_the_least_and_greatest_of_several_are_of_one_unit() -> None:
    """``min`` and ``max`` of several numbers take the unit of those that have one."""
    found = typed("max(students, 100, teachers)")
    assert found == Typed(
        n.Extreme("section", "max", (STUDENTS, n.Const("section", Fraction(100)), TEACHERS)), dimension=PERSON
    )
    assert typed("min(100, students)").dimension == PERSON
    assert typed("min(1, 2)").literal


def test_grades_of_one_fact_compare() -> None:
    """Grades of the same fact are compared; those of different facts are not."""
    found = typed("moral_education_grade >= moral_education_grade", "school")
    assert found.kind == "truth"
    assert grades_of(wider_facts()["attainment_levels"]) == ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")
    assert grades_of(wider_facts()["students"]) == ()


def test_what_a_fact_follows_from_is_compiled_with_it() -> None:
    """A derived fact knows its formula, without going round in circles; per stage with the stage."""
    gross = n.FactValue("section", "teaching_area_gross", "number")
    gym = n.FactValue("section", "indoor_sports_area", "number")
    assert typed("teaching_area").node == n.FactValue(
        "section", "teaching_area", "number", derived=(n.Arith("section", "-", gross, gym),)
    )
    enrolled, base = (n.FactValue("county", f"nearby_{what}", "count", "junior") for what in ("enrolled", "base"))
    assert typed("nearby_enrolment_junior", "county").node == n.FactValue(
        "county", "nearby_enrolment", "share", "junior", derived=(n.Arith("county", "/", enrolled, base),)
    )
    largest = typed("largest_class").node
    assert isinstance(largest, n.FactValue)
    assert isinstance(largest.derived[0], n.Aggregate)
    inner = setting(deriving=("teaching_area",))
    own = fact_value(wider_facts()["teaching_area"], inner, "section").node
    assert own == n.FactValue("section", "teaching_area", "number")
    elsewhere = fact_value(wider_facts()["teaching_area"], setting("county"), "county").node
    assert elsewhere == n.FactValue("county", "teaching_area", "number")


def test_shared_facts_know_the_weights_of_the_split() -> None:
    """Only facts of sections that the pack splits, with weights in one order; what they derive from is split too."""
    split = Split(
        of=("teaching_area_gross", "teaching_area"),
        by_pupils={
            "twelve_year": {"senior": Fraction(66, 50), "primary": Fraction(1), "junior": Fraction(11, 10)},
            "nine_year": {"primary": Fraction(1), "junior": Fraction(11, 10)},
        },
    )
    weights = (
        ("nine_year", (("junior", Fraction(11, 10)), ("primary", Fraction(1)))),
        ("twelve_year", (("junior", Fraction(11, 10)), ("primary", Fraction(1)), ("senior", Fraction(66, 50)))),
    )
    assert PUPILS == "students"
    shares = n.Shares(weights, STUDENTS)
    found = typed("teaching_area", split=split).node
    assert isinstance(found, n.FactValue)
    assert found.shares == shares
    difference = found.derived[0]
    assert isinstance(difference, n.Arith)
    assert isinstance(difference.left, n.FactValue)
    assert isinstance(difference.right, n.FactValue)
    assert (difference.left.shares, difference.right.shares) == (shares, None)
    assert typed("students", split=split).node == STUDENTS
    assert fact_value(wider_facts()["teaching_area"], setting("school", split=split), "school").node == n.FactValue(
        "school", "teaching_area", "number"
    )


SECTION = "section"
FAULTS = [
    ("studnets", SECTION, "formula-unknown-name", 0, {"name": "studnets", "near": "students"}),
    ("students / xyzzyqqq", SECTION, "formula-unknown-name", 11, {"name": "xyzzyqqq", "near": None}),
    ("students_primary", SECTION, "formula-unknown-name", 0, {"name": "students_primary", "near": "students"}),
    ("funds_base_per_pupil_senior", "county", "formula-unknown-name", 0, {"name": "funds_base_per_pupil_senior"}),
    ("1 + provnce.students", SECTION, "formula-unknown-level", 4, {"level": "provnce", "near": None}),
    ("conty.layout_ok", SECTION, "formula-unknown-level", 0, {"level": "conty", "near": "county"}),
    ("county.studnets", SECTION, "formula-unknown-name", 0, {"near": "students"}),
    ("summ(students)", "county", "formula-unknown-function", 0, {"name": "summ", "near": "sum"}),
    ("1 * sqrt(students)", SECTION, "formula-unknown-function", 4, {"name": "sqrt"}),
    ("ceil(classes, 2)", SECTION, "formula-arguments", 0, {"name": "ceil"}),
    ("2 * sum(students, teachers)", "county", "formula-arguments", 4, {"name": "sum"}),
    ("count(students, teachers)", "county", "formula-arguments", 0, {"name": "count"}),
    ("students", "county", "formula-level", 0, {"name": "students", "level": "county", "advice": "sum(students)"}),
    ("1 + has_charter", "county", "formula-level", 4, {"advice": "sum(has_charter)"}),
    ("layout_ok", SECTION, "formula-level", 0, {"level": "section", "advice": "county.layout_ok"}),
    ("section.students", "school", "formula-level", 0, {"level": "school", "advice": "sum(students)"}),
    ("school.layout_ok", SECTION, "formula-level", 0, {"level": "school", "advice": "county.layout_ok"}),
    ("school.class_sizes", SECTION, "formula-level", 0, {"level": "school", "advice": "section.class_sizes"}),
    (
        "county.location",
        SECTION,
        "formula-level",
        0,
        {"level": "county", "name": "location", "advice": "school.location"},
    ),
    (
        "count(music_room_areas >= students)",
        "school",
        "formula-level",
        26,
        {"name": "students", "advice": "sum(students)"},
    ),
    ("teachers / students >= students", SECTION, "formula-units-differ", 20, {"op": ">="}),
    ("2 * music_room_areas", "school", "formula-list", 4, {"name": "music_room_areas"}),
    ("school.music_room_areas", SECTION, "formula-list", 0, {"name": "music_room_areas"}),
    ("nearby_base", "county", "formula-per-stage", 0, {"name": "nearby_base", "advice": "nearby_base_primary"}),
    ("county.nearby_base", "school", "formula-per-stage", 0, {"advice": "nearby_base_primary"}),
    ("count(music_room_areas >= max(music_room_areas))", "school", "formula-nested", 26, {"name": "max"}),
    ("mean(hall_areas)", "county", "formula-nested", 0, {"name": "mean"}),
    ("sum(mean(class_sizes))", "school", "formula-nested", 4, {"name": "mean"}),
    ("sum(2)", "county", "formula-nothing-to-aggregate", 0, {"name": "sum", "level": "county"}),
    ("1 + sum(students)", SECTION, "formula-nothing-to-aggregate", 4, {"name": "sum", "level": "section"}),
    ("max(layout_ok)", SECTION, "formula-nothing-to-aggregate", 0, {"name": "max"}),
    ("sum(county.students)", "school", "formula-nothing-to-aggregate", 0, {"name": "sum"}),
    ("has_charter + 1", "school", "formula-type", 0, {"wanted": ("数", "a number")}),
    ("1 + has_charter", "school", "formula-type", 4, {"wanted": ("数", "a number")}),
    ("students and boarding", "school", "formula-level", 0, {}),
    ("disabled_students and boarding", "school", "formula-type", 0, {"wanted": ("条件", "a condition")}),
    ("boarding or 1", "school", "formula-type", 12, {"wanted": ("条件", "a condition")}),
    ("not 5", SECTION, "formula-type", 4, {"wanted": ("条件", "a condition")}),
    ("-boarding", "school", "formula-type", 1, {"wanted": ("数", "a number")}),
    ("ceil(boarding)", "school", "formula-type", 5, {"wanted": ("数", "a number")}),
    ("max(1, boarding)", "school", "formula-type", 7, {"wanted": ("数", "a number")}),
    ("sum(has_charter)", "county", "formula-type", 4, {"wanted": ("数", "a number")}),
    ("sum(students > 1)", "county", "formula-type", 13, {"wanted": ("数", "a number")}),
    ("mean(attainment_levels)", "county", "formula-type", 5, {"wanted": ("数", "a number")}),
    ("boarding >= 1", "school", "formula-type", 9, {"wanted": ("两个可比的数", "two numbers that can be compared")}),
    ("moral_education_grade > campus_culture_grade", "school", "formula-type", 22, {}),
    ("moral_education_grade > 2", "school", "formula-type", 22, {}),
    ("students + classes", SECTION, "formula-units-differ", 9, {"op": "+"}),
    ("students - classes", SECTION, "formula-units-differ", 9, {"op": "-"}),
    ("students >= classes", SECTION, "formula-units-differ", 9, {"op": ">="}),
    ("students + teachers / students", SECTION, "formula-units-differ", 9, {"op": "+"}),
    ("max(students, classes)", SECTION, "formula-units-differ", 14, {"op": "min/max"}),
    ("max(1, students, classes)", SECTION, "formula-units-differ", 17, {"op": "min/max"}),
    ("students / 0", SECTION, "formula-divides-by-zero", 9, {}),
    ("students / 0%", SECTION, "formula-divides-by-zero", 9, {}),
    ("students / (teachers - teachers)", SECTION, "formula-divides-by-zero", 9, {}),
    ("students >=", SECTION, "formula-syntax", 11, {"found": "…"}),
    (
        "count(hall_areas > students)",
        "county",
        "formula-level",
        17,
        {"advice": "count(hall_areas)", "level": "section"},
    ),
]


@pytest.mark.parametrize(
    ("text", "level", "code", "at", "params"), FAULTS, ids=[f"{text} @ {level}" for text, level, *_ in FAULTS]
)
def test_each_fault_says_where_it_is_and_what_to_do(
    text: str, level: str, code: str, at: int, params: dict[str, object]
) -> None:
    """Every fault has its code, the place of the name or sign concerned, and advice in both languages."""
    fault = formula_fault(text, level)
    assert (fault.code, fault.place) == (code, Place("small/pack.yaml", 7, 20 + at))
    assert fault.params["formula"] == text
    assert {key: fault.params[key] for key in params} == params


def test_givens_are_among_the_names_that_may_be_meant() -> None:
    """A misspelt constant is told apart, and one that is always zero divides nothing."""
    assert formula_fault("classes / per_rom", given=GIVEN).params["near"] == "per_room"
    assert formula_fault("students / nothing", given=GIVEN).code == "formula-divides-by-zero"
    assert formula_fault("classes >= room", given=GIVEN).code == "formula-units-differ"


def test_what_may_be_zero_for_some_divides_all_the_same() -> None:
    """Only what is zero whatever the data is refused."""
    typed("students / teachers")
    typed("students / (teachers + teachers)")
    typed("students / (students - teachers)")
    typed("students * (teachers - teachers)")


def test_a_syntax_fault_comes_through_compiling() -> None:
    """A formula is parsed when it is compiled."""
    assert compile_formula(Formula("1 + 1"), setting()).literal
    assert {code for *_, code, _, _ in FAULTS} <= set(PLAN_MESSAGES)
