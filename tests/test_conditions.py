"""Scopes and conditions as truths over units: what they come to, and each fault of them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve
from small_packs import assert_spoken, frame_of, setting, truths, typed

from youzhi_rules import nodes as n
from youzhi_rules.conditions import condition_node, scope_node
from youzhi_rules.errors import Fault, Place
from youzhi_rules.model import Condition, Scope, Test

NO, MAYBE, YES = 0, 1, 2
PLACE = Place("p.yaml", 4, 9)
KIND = n.FactValue("school", "school_kind", "code")
KIND_BELOW = n.Read("section", KIND)
STUDENTS = n.FactValue("section", "students", "count")
SCOPE = n.StageIn("section", ("primary", "junior"))


def asked(key: str, *allowed: str) -> Test:
    """A test against values."""
    return Test(key, allowed, place=PLACE)


def compared(key: str, **numbers: int) -> Test:
    """A test against numbers."""
    return Test(key, comparisons=tuple((name, Fraction(number)) for name, number in numbers.items()), place=PLACE)


def node(*alternatives: tuple[Test, ...], level: str = "section", scope: n.Node | None = None) -> n.Node:
    """A condition without faults."""
    faults: list[Fault] = []
    found = condition_node(Condition(alternatives), setting(level, scope=scope), faults, "k")
    assert faults == []
    return found


def fault(test: Test, level: str = "section") -> Fault:
    """The one fault of a condition."""
    faults: list[Fault] = []
    condition_node(Condition(((test,),)), setting(level), faults, "k")
    (found,) = faults
    assert_spoken(found)
    assert found.place == PLACE
    return found


def test_each_key_has_its_truth() -> None:
    """Stages, codes, grades, flags, keys of areas, and numbers against numbers."""
    assert node((asked("stage", "primary", "junior"),)) == SCOPE
    assert node((asked("school_kind", "primary", "special"),)) == n.CodeIn(
        "section", KIND_BELOW, ("primary", "special")
    )
    assert node((asked("school_kind", "primary"),), level="school") == n.CodeIn("school", KIND, ("primary",))
    grade = n.FactValue("school", "moral_education_grade", "grade")
    assert node((asked("moral_education_grade", "优秀"),), level="school") == n.CodeIn("school", grade, ("优秀",))
    boarding = n.FactValue("school", "boarding", "flag")
    assert node((asked("boarding", "true"),), level="school") == n.FlagIs("school", boarding, value=True)
    assert node((asked("boarding", "false"),)) == n.FlagIs("section", n.Read("section", boarding), value=False)
    assert node((asked("county", "甲", "乙"),)) == n.Read("section", n.KeyIn("county", ("甲", "乙")))
    assert node((asked("county", "甲"),), level="county") == n.KeyIn("county", ("甲",))
    assert node((asked("town", "甲"),), level="school") == n.Read("school", n.KeyIn("town", ("甲",)))
    assert node((asked("city", "甲"),), level="county") == n.Read("county", n.KeyIn("city", ("甲",)))


@pytest.mark.parametrize(
    ("key", "sign"), [("at_least", ">="), ("at_most", "<="), ("more_than", ">"), ("less_than", "<"), ("equals", "==")]
)
def test_numbers_are_compared_by_the_signs_of_limits(key: str, sign: str) -> None:
    """The keywords mean what they mean for limits."""
    fifty = n.Const("section", Fraction(50))
    assert node((compared("students", **{key: 50}),)) == n.Compare("section", sign, STUDENTS, fifty)


def test_several_comparisons_all_hold() -> None:
    """A range is two comparisons."""
    found = node((compared("students", at_least=50, less_than=100),))
    assert isinstance(found, n.All)
    assert [part.op for part in found.args if isinstance(part, n.Compare)] == [">=", "<"]


def test_numbers_of_lower_units_are_summed_up_in_scope() -> None:
    """A school's pupils are those of its sections in scope."""
    total = n.Aggregate("school", "sum", STUDENTS, SCOPE)
    found = node((compared("students", less_than=100),), level="school", scope=SCOPE)
    assert found == n.Compare("school", "<", total, n.Const("school", Fraction(100)))
    schools = n.Any_("school", (SCOPE,), below=True)
    budget = n.Aggregate("county", "sum", n.FactValue("school", "public_funds_budget", "number"), schools)
    above = node((compared("public_funds_budget", more_than=1),), level="county", scope=SCOPE)
    assert above == n.Compare("county", ">", budget, n.Const("county", Fraction(1)))


def test_a_school_has_a_stage_where_one_of_its_sections_in_scope_has_it() -> None:
    """The condition of a school looks at its sections."""
    junior = n.StageIn("section", ("junior",))
    assert node((asked("stage", "junior"),), level="school") == n.Any_("school", (junior,), below=True)
    inside = node((asked("stage", "junior"),), level="school", scope=SCOPE)
    assert inside == n.Any_("school", (n.All("section", (SCOPE, junior)),), below=True)


def test_a_mapping_is_all_of_and_a_list_any_of() -> None:
    """Tests of an alternative all hold; one alternative is enough."""
    stage, kind = asked("stage", "junior"), asked("school_kind", "special")
    one, other = n.StageIn("section", ("junior",)), n.CodeIn("section", KIND_BELOW, ("special",))
    assert node((stage, kind)) == n.All("section", (one, other))
    assert node((stage,), (kind,)) == n.Any_("section", (one, other))
    assert node((stage, kind), (kind,)) == n.Any_("section", (n.All("section", (one, other)), other))


def test_a_scope_is_all_of_its_tests_and_none_of_its_exceptions() -> None:
    """Each exception is itself all of its tests."""
    exceptions = (
        (asked("school_kind", "special"),),
        (asked("school_kind", "teaching_point"), compared("students", less_than=50)),
    )
    faults: list[Fault] = []
    scope = Scope((asked("stage", "primary", "junior"),), exceptions)
    found = scope_node(scope, setting("section"), faults, "scopes.s")
    point = n.CodeIn("section", KIND_BELOW, ("teaching_point",))
    small = n.Compare("section", "<", STUDENTS, n.Const("section", Fraction(50)))
    special = n.CodeIn("section", KIND_BELOW, ("special",))
    assert faults == []
    assert found == n.All(
        "section", (SCOPE, n.Not("section", special), n.Not("section", n.All("section", (point, small))))
    )
    frame = frame_of(
        [
            {"school": "1", "stage": "primary", "students": 30, "school_kind": "teaching_point"},
            {"school": "2", "stage": "primary", "students": 50, "school_kind": "teaching_point"},
            {"school": "3", "stage": "primary", "students": 30, "school_kind": "primary"},
            {"school": "4", "stage": "primary", "school_kind": "teaching_point"},
            {"school": "5", "stage": "junior", "students": 30, "school_kind": "special"},
            {"school": "6", "stage": "senior", "students": 30, "school_kind": "senior"},
        ]
    )
    assert truths(frame, found) == [NO, YES, YES, MAYBE, NO, NO]
    assert truths(frame, n.Any_("school", (found,), below=True)) == [NO, YES, YES, MAYBE, NO, NO]
    assert truths(frame, typed("count(students >= 1) > 3", "county", scope=found).node) == [MAYBE]


@pytest.mark.parametrize(
    ("test", "level", "code", "key", "params"),
    [
        (asked("stge", "primary"), "section", "condition-unknown-key", "k", {"name": "stge", "near": "stage"}),
        (asked("xyzzyq", "primary"), "section", "condition-unknown-key", "k", {"name": "xyzzyq", "near": None}),
        (asked("cuonty", "primary"), "section", "condition-unknown-key", "k", {"near": "county"}),
        (asked("schol_kind", "primary"), "section", "condition-unknown-key", "k", {"near": "school_kind"}),
        (asked("stage", "primry"), "section", "value-unknown", "k.stage", {"name": "primry", "near": "primary"}),
        (asked("stage", "primary", "xx"), "section", "value-unknown", "k.stage", {"name": "xx", "near": None}),
        (
            asked("stage", "primary"),
            "county",
            "condition-level",
            "k.stage",
            {"key": "stage", "level": "county", "name": "stage"},
        ),
        (asked("town", "甲"), "county", "condition-level", "k.town", {"key": "town", "level": "county"}),
        (asked("county", "甲"), "city", "condition-level", "k.county", {"key": "county", "level": "city"}),
        (asked("location", "rurl"), "school", "value-unknown", "k.location", {"name": "rurl", "near": "rural"}),
        (asked("boarding", "yes"), "school", "value-unknown", "k.boarding", {"name": "yes"}),
        (asked("boarding", "tru"), "school", "value-unknown", "k.boarding", {"name": "tru", "near": "true"}),
        (asked("boarding", "true", "false"), "school", "value-unknown", "k.boarding", {"name": "true、false"}),
        (compared("boarding", at_least=1), "school", "value-unknown", "k.boarding", {"name": "boarding"}),
        (compared("location", at_least=1), "school", "condition-comparison", "k.location", {"key": "location"}),
        (asked("students", "50"), "section", "condition-comparison", "k.students", {"key": "students"}),
        (compared("class_sizes", at_least=1), "section", "condition-level", "k.class_sizes", {"key": "class_sizes"}),
        (compared("nearby_base", at_least=1), "county", "condition-level", "k.nearby_base", {"key": "nearby_base"}),
        (asked("boarding", "true"), "county", "condition-level", "k.boarding", {"level": "county"}),
        (asked("location", "rural"), "county", "condition-level", "k.location", {"level": "county"}),
    ],
)
def test_each_fault_of_a_condition(test: Test, level: str, code: str, key: str, params: dict[str, object]) -> None:
    """Its code, the key concerned, the near name, and words in both languages."""
    found = fault(test, level)
    assert (found.code, found.key) == (code, key)
    assert {name: found.params[name] for name in params} == params


def test_the_faults_of_all_tests_are_told() -> None:
    """One faulty test does not hide another, and exceptions are told apart by their key."""
    faults: list[Fault] = []
    scope = Scope((asked("stge", "x"), asked("stage", "primary")), ((asked("lcation", "rural"),),))
    found = scope_node(scope, setting("section"), faults, "scopes.s")
    assert [(one.code, one.key) for one in faults] == [
        ("condition-unknown-key", "scopes.s"),
        ("condition-unknown-key", "scopes.s.except"),
    ]
    assert isinstance(found, n.All)
    assert found.args[0] == n.StageIn("section", ("primary",))


def test_a_code_of_a_higher_level_is_read_and_one_of_a_town_too() -> None:
    """A section knows the grade of its town."""
    found = node((asked("town_grade", "高"),))
    assert found == n.CodeIn("section", n.Read("section", n.FactValue("town", "town_grade", "grade")), ("高",))
    frame = frame_of(
        [
            {"county": "c", "school": "1", "stage": "primary", "town": "甲"},
            {"county": "c", "school": "2", "stage": "primary", "town": "乙"},
            {"county": "c", "school": "3", "stage": "primary"},
        ],
        [
            {"level": "town", "county": "c", "town": "甲", "town_grade": "高"},
            {"level": "town", "county": "c", "town": "乙", "town_grade": "低"},
        ],
    )
    assert truths(frame, found) == [YES, NO, MAYBE]
    assert truths(frame, node((asked("town", "乙"),))) == [NO, YES, MAYBE]
    assert truths(frame, node((asked("county", "c"),))) == [YES, YES, YES]
    assert truths(frame, node((asked("city", "x"),))) == [MAYBE, MAYBE, MAYBE]


def test_a_test_is_what_it_says() -> None:
    """Places do not tell tests apart."""
    assert evolve(asked("stage", "primary"), place=Place()) == asked("stage", "primary")
