"""The measure language as text: what binds tighter than what, and every way in which a formula can go wrong."""

from __future__ import annotations

import operator
import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packs import assert_spoken

from youzhi_rules.errors import Fault, Place
from youzhi_rules.grammar import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_OPERATORS,
    Binary,
    Call,
    FormulaFault,
    Literal,
    Ref,
    Syntax,
    Unary,
    fault_at,
    parse,
)
from youzhi_rules.model import Formula

PLACE = Place("p.yaml", 3, 11)


def tree(text: str) -> Syntax:
    """Parse a text."""
    return parse(Formula(text, PLACE))


def plain(syntax: Syntax) -> str:
    """Write a tree with a bracket round every operation."""
    if isinstance(syntax, Literal):
        return str(syntax.value)
    if isinstance(syntax, Ref):
        return syntax.name if syntax.level is None else f"{syntax.level}.{syntax.name}"
    if isinstance(syntax, Call):
        return f"{syntax.name}({', '.join(map(plain, syntax.args))})"
    if isinstance(syntax, Unary):
        return f"({syntax.op} {plain(syntax.arg)})"
    return f"({plain(syntax.left)} {syntax.op} {plain(syntax.right)})"


def fault(text: str) -> tuple[str, int, dict[str, object]]:
    """The code of a formula's fault, the character it points at (from 0), and what it says of it."""
    with pytest.raises(FormulaFault) as stop:
        tree(text)
    found = stop.value.fault
    assert_spoken(found)
    assert (found.place.file, found.place.line) == ("p.yaml", 3)
    assert found.place.column is not None
    params = dict(found.params)
    assert params.pop("formula") == text
    return found.code, found.place.column - 11, params


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a", "a"),
        ("_a1", "_a1"),
        ("county.a", "county.a"),
        ("county . a", "county.a"),
        ("12", "12"),
        ("4.2", "21/5"),
        ("0.50", "1/2"),
        ("85%", "17/20"),
        ("4.5%", "9/200"),
        ("100 * a / b", "((100 * a) / b)"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b / c", "((a / b) / c)"),
        ("a + b * c", "(a + (b * c))"),
        ("(a + b) * c", "((a + b) * c)"),
        ("a * b + c / d - e", "(((a * b) + (c / d)) - e)"),
        ("-a * b", "((- a) * b)"),
        ("- - a", "(- (- a))"),
        ("a - -b", "(a - (- b))"),
        ("-(a + b)", "(- (a + b))"),
        ("a + b >= c * d", "((a + b) >= (c * d))"),
        ("a <= b", "(a <= b)"),
        ("a > b", "(a > b)"),
        ("a < b", "(a < b)"),
        ("a == b", "(a == b)"),
        ("a != b", "(a != b)"),
        ("not a", "(not a)"),
        ("not not a", "(not (not a))"),
        ("not a > b", "(not (a > b))"),
        ("not a and b", "((not a) and b)"),
        ("a and b and c", "((a and b) and c)"),
        ("a or b or c", "((a or b) or c)"),
        ("a or b and c", "(a or (b and c))"),
        ("a and b or c", "((a and b) or c)"),
        ("(a or b) and c", "((a or b) and c)"),
        ("a > 1 and not b", "((a > 1) and (not b))"),
        ("sum(a)", "sum(a)"),
        ("max(a, 2, b + c)", "max(a, 2, (b + c))"),
        ("count(a >= 96) / ceil(b)", "(count((a >= 96)) / ceil(b))"),
        ("f((a))", "f(a)"),
        ("  a  ", "a"),
        ("\ta\n+ b", "(a + b)"),
        ("a>=b", "(a >= b)"),
        ("order + android", "(order + android)"),
        ("notable", "notable"),
    ],
)
def test_what_binds_tighter(text: str, meant: str) -> None:
    """Calls before signs, before products, before sums, before comparisons, before not, and, or."""
    assert plain(tree(text)) == meant


def test_every_node_knows_where_it_stands() -> None:
    """A node has the place of its sign or its first character."""
    found = tree("not county.a * -4.2 >= sum(b, c)")
    assert isinstance(found, Unary)
    assert found.at == 0
    compared = found.arg
    assert isinstance(compared, Binary)
    assert (compared.op, compared.at) == (">=", 20)
    product, call = compared.left, compared.right
    assert isinstance(product, Binary)
    assert (product.op, product.at) == ("*", 13)
    assert product.left == Ref("county", "a", 4)
    assert product.right == Unary("-", Literal(Fraction(21, 5), 16), 15)
    assert call == Call("sum", (Ref(None, "b", 27), Ref(None, "c", 30)), 23)
    assert tree("a or b and c - d") == Binary(
        "or",
        Ref(None, "a", 0),
        Binary("and", Ref(None, "b", 5), Binary("-", Ref(None, "c", 11), Ref(None, "d", 15), 13), 7),
        2,
    )


@pytest.mark.parametrize(
    ("text", "code", "at", "params"),
    [
        ("", "formula-empty", 0, {}),
        ("   ", "formula-empty", 0, {}),
        ("a $ b", "formula-character", 2, {"character": "$", "near": None}),
        ("a  @", "formula-character", 3, {"character": "@", "near": None}),
        ("a × b", "formula-character", 2, {"character": "×", "near": "*"}),
        ("a·b", "formula-character", 1, {"character": "·", "near": "*"}),
        ("a ÷ b", "formula-character", 2, {"character": "÷", "near": "/"}),
        ("a ≥ b", "formula-character", 2, {"character": "≥", "near": ">="}),
        ("a ≤ b", "formula-character", 2, {"character": "≤", "near": "<="}),
        ("a ≠ b", "formula-character", 2, {"character": "≠", "near": "!="}),
        ("a − b", "formula-character", 2, {"character": "−", "near": "-"}),
        ("a – b", "formula-character", 2, {"character": "–", "near": "-"}),
        ("max(a、b)", "formula-character", 5, {"character": "、", "near": ","}),
        ("a ＝ b", "formula-character", 2, {"character": "＝", "near": "=="}),
        ("a = b", "formula-character", 2, {"character": "=", "near": "=="}),
        ("ａ + b", "formula-character", 0, {"character": "ａ", "near": "a"}),
        ("（a)", "formula-character", 0, {"character": "（", "near": "("}),
        ("a ＋ ２", "formula-character", 2, {"character": "＋", "near": "+"}),
        ("学生数", "formula-character", 0, {"character": "学", "near": None}),
        ("a['b']", "formula-character", 1, {"character": "[", "near": None}),
        ("!a", "formula-character", 0, {"character": "!", "near": None}),
        ("a b", "formula-syntax", 2, {"found": "b"}),
        ("a )", "formula-syntax", 2, {"found": ")"}),
        ("2a", "formula-syntax", 1, {"found": "a"}),
        ("1 . 5", "formula-syntax", 2, {"found": "."}),
        (".5", "formula-syntax", 0, {"found": "."}),
        ("a % 5", "formula-character", 2, {"character": "%", "near": None}),
        ("(a", "formula-syntax", 2, {"found": "…"}),
        ("(a b)", "formula-syntax", 3, {"found": "b"}),
        ("a +", "formula-syntax", 3, {"found": "…"}),
        ("+ a", "formula-syntax", 0, {"found": "+"}),
        ("a * / b", "formula-syntax", 4, {"found": "/"}),
        ("a >= b >= c", "formula-syntax", 7, {"found": ">="}),
        ("and a", "formula-syntax", 0, {"found": "and"}),
        ("a or", "formula-syntax", 4, {"found": "…"}),
        ("a + or", "formula-syntax", 4, {"found": "or"}),
        ("a + not b", "formula-syntax", 4, {"found": "not"}),
        ("sum()", "formula-syntax", 4, {"found": ")"}),
        ("sum(a,)", "formula-syntax", 6, {"found": ")"}),
        ("sum(a", "formula-syntax", 5, {"found": "…"}),
        ("sum(a b)", "formula-syntax", 6, {"found": "b"}),
        ("county.", "formula-syntax", 7, {"found": "…"}),
        ("county.5", "formula-syntax", 7, {"found": "5"}),
        ("county.(a)", "formula-syntax", 7, {"found": "("}),
        ("a.b.c", "formula-syntax", 3, {"found": "."}),
        ("a.b(c)", "formula-syntax", 3, {"found": "("}),
        ("a = = b", "formula-character", 2, {"character": "=", "near": "=="}),
    ],
)
def test_a_formula_that_goes_wrong_is_told_where(text: str, code: str, at: int, params: dict[str, object]) -> None:
    """The fault points at the first character that does not fit, and knows the plain one for a fancy one."""
    assert fault(text) == (code, at, params)


def test_a_formula_has_at_most_a_thousand_characters() -> None:
    """A thousand are read, one more is too long, before anything is looked at."""
    assert MAX_LENGTH == 1000
    assert tree("a" * 1000) == Ref(None, "a" * 1000, 0)
    assert fault("a" * 1001) == ("formula-too-long", 0, {"limit": 1000})
    assert fault("$" * 1001)[0] == "formula-too-long"


@pytest.mark.parametrize(("opened", "closed"), [("(", ")"), ("f(", ")"), ("-", "")])
def test_brackets_calls_and_signs_are_nested_sixteen_deep_at_most(opened: str, closed: str) -> None:
    """The whole is the first level; the seventeenth is refused where it begins."""
    assert MAX_DEPTH == 16
    tree(opened * 15 + "a" + closed * 15)
    code, at, params = fault(opened * 16 + "a" + closed * 16)
    assert (code, params) == ("formula-too-deep", {"limit": 16})
    assert at == len(opened) * 16 if closed else at == 15


def test_depth_is_left_behind_with_its_bracket() -> None:
    """What stands beside a nest of brackets or signs is not nested."""
    nest = "(" * 15 + "a" + ")" * 15
    signs = "-" * 15 + "a"
    tree(f"{nest} + {nest} + f(b, {nest[1:-1]}) + (c) + {signs} + {signs}")
    assert fault(f"{nest} + ({nest})")[0] == "formula-too-deep"
    for beside in ("(a)", "f(a)", "--a"):
        deeper = "(" * 10 + beside + " + " + "(" * 6 + "b" + ")" * 16
        assert fault(deeper)[0] == "formula-too-deep"
        tree("(" * 10 + beside + " + " + "(" * 5 + "b" + ")" * 15)


def test_a_formula_has_at_most_a_hundred_operators() -> None:
    """However flat it looks, its tree is as high as it has operators in a row; 101 are refused at the last one."""
    assert MAX_OPERATORS == 100
    for sign, width in (("+", 2), ("*", 2), ("<", 2)):
        assert fault(f"a{sign}" * 101 + "a") == ("formula-too-many-operators", 100 * width + 1, {"limit": 100})
    tree("a+" * 100 + "a")
    assert fault("not " * 101 + "a") == ("formula-too-many-operators", 400, {"limit": 100})
    tree("not " * 100 + "a")
    tree("f(" + "a," * 300 + "a)")
    assert fault("a or b and " * 51 + "c")[0] == "formula-too-many-operators"


def test_a_place_without_a_column_stays_without() -> None:
    """A formula whose column is not known has faults with its line alone."""
    formula = Formula("a +", Place("p.yaml", 3))
    with pytest.raises(FormulaFault) as stop:
        parse(formula)
    assert stop.value.fault.place == Place("p.yaml", 3, None)
    assert fault_at(formula, 2, "formula-empty", more=1).fault == Fault(
        "formula-empty", {"formula": "a +", "more": 1}, Place("p.yaml", 3, None)
    )


NUMBERS = st.one_of(
    st.integers(0, 10**20).map(str),
    st.decimals(0, 10**6, places=3).map(lambda d: f"{d:f}"),
    st.integers(0, 200).map(lambda i: f"{i}%"),
)


@settings(max_examples=150, deadline=None)
@given(st.recursive(NUMBERS, lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(" ".join)), st.data())
def test_numbers_are_exact_and_operators_associate_to_the_left(text: str, data: st.DataObject) -> None:
    """A flat chain means what Python means by it with exact numbers."""
    spaced = text if data.draw(st.booleans()) else text.replace(" ", "")
    percents = re.sub(
        r"([0-9.]+)%", lambda m: f"Fraction('{m[1]}')/100", re.sub(r"([0-9.]+)(?![0-9.%])", r"Fraction('\1')", text)
    )
    percents = re.sub(r"(Fraction\('[0-9.]+'\)/100)", r"(\1)", percents)
    wanted = eval(percents, {"Fraction": Fraction})  # noqa: S307 - made above of digits and signs
    operations = {"+": operator.add, "-": operator.sub, "*": operator.mul}

    def value(syntax: Syntax) -> Fraction:
        if isinstance(syntax, Literal):
            return syntax.value
        assert isinstance(syntax, Binary)
        return Fraction(operations[syntax.op](value(syntax.left), value(syntax.right)))

    if text.count(" ") // 2 <= MAX_OPERATORS:
        assert value(tree(spaced)) == wanted


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1.%+-*/()<>=!, not", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text brings the parser down: there is a tree, or a fault with a place inside the text."""
    try:
        tree(text)
    except FormulaFault as stop:
        column = stop.fault.place.column
        assert column is not None
        assert 0 <= column - 11 <= len(text)
