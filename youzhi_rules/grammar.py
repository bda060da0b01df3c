"""The measure language as text: a small total arithmetic, parsed into a syntax tree.

    expression = conjunction, { "or", conjunction } ;
    conjunction = negation, { "and", negation } ;
    negation = "not", negation | comparison ;
    comparison = sum, [ ( ">=" | "<=" | ">" | "<" | "==" | "!=" ), sum ] ;
    sum = product, { ( "+" | "-" ), product } ;
    product = factor, { ( "*" | "/" ), factor } ;
    factor = "-", factor | number, [ "%" ] | name, [ ".", name ] | name, "(", expression, { ",", expression }, ")"
           | "(", expression, ")" ;

There is nothing else: no assignment, no attribute, no text, no call but the functions ``formulas`` knows. Length and
depth are bounded, so a formula cannot be made to take long.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from .errors import Fault, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Formula

__all__ = ["Binary", "Call", "FormulaFault", "Literal", "Ref", "Syntax", "Unary", "parse", "refs"]

MAX_LENGTH = 1000
MAX_DEPTH = 16
MAX_OPERATORS = 100
"""Every operator may be one step more on the way through the tree, however flat the formula looks."""
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?%?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<op>>=|<=|==|!=|[-+*/()<>.,]))"
)
_COMPARISONS = {">=", "<=", ">", "<", "==", "!="}
_OPERATORS = _COMPARISONS | {"+", "-", "*", "/", "and", "or", "not"}
_PLAIN = {
    "×": "*",
    "·": "*",
    "÷": "/",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "−": "-",
    "–": "-",
    "、": ",",
    "＝": "==",
    "=": "==",
}


class FormulaFault(Exception):  # noqa: N818 - carries a fault out of the recursion, never leaves the package
    """A formula cannot be read; ``fault`` says why and where."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


@frozen
class Literal:
    """A bare number."""

    value: Fraction
    at: int


@frozen
class Ref:
    """A name, with the level it is read from if one is written before it."""

    level: str | None
    name: str
    at: int


@frozen
class Call:
    """A function of the language applied to arguments."""

    name: str
    args: tuple[Syntax, ...]
    at: int


@frozen
class Unary:
    """``-`` or ``not``."""

    op: str
    arg: Syntax
    at: int


@frozen
class Binary:
    """Arithmetic, a comparison, ``and`` or ``or``."""

    op: str
    left: Syntax
    right: Syntax
    at: int


Syntax = Literal | Ref | Call | Unary | Binary


def parse(formula: Formula) -> Syntax:
    """The syntax tree of a formula.

    Raises:
        FormulaFault: with the place of the first character that does not fit.

    Example:
        >>> from youzhi_rules.model import Formula
        >>> parse(Formula("100 * teachers / students")).op
        '/'
    """
    return _Parser(formula).whole()


def refs(tree: Syntax) -> Iterator[Ref]:
    """The names in a formula, from left to right."""
    if isinstance(tree, Ref):
        yield tree
    elif isinstance(tree, Call):
        for arg in tree.args:
            yield from refs(arg)
    elif isinstance(tree, Unary):
        yield from refs(tree.arg)
    elif isinstance(tree, Binary):
        yield from refs(tree.left)
        yield from refs(tree.right)


def fault_at(formula: Formula, at: int, code: str, **params: object) -> FormulaFault:
    """A fault at a character of the formula."""
    place = formula.place
    column = None if place.column is None else place.column + at
    return FormulaFault(Fault(code, {"formula": formula.text, **params}, Place(place.file, place.line, column)))


class _Parser:
    def __init__(self, formula: Formula) -> None:
        self.formula = formula
        self.tokens: list[tuple[str, str, int]] = []
        self.next = 0
        self.depth = 0
        text = formula.text
        if len(text) > MAX_LENGTH:
            raise fault_at(formula, 0, "formula-too-long", limit=MAX_LENGTH)
        at = 0
        end = len(text.rstrip())
        while at < end:
            found = _TOKEN.match(text, at)
            if not found:
                at += len(text[at:]) - len(text[at:].lstrip())
                raise self._character(text[at], at)
            self.tokens.append((str(found.lastgroup), found[str(found.lastgroup)], found.start(str(found.lastgroup))))
            at = found.end()
        self.tokens.append(("end", "", end))
        operators = [at for _, found, at in self.tokens if found in _OPERATORS]
        if len(operators) > MAX_OPERATORS:
            raise fault_at(formula, operators[MAX_OPERATORS], "formula-too-many-operators", limit=MAX_OPERATORS)

    def _character(self, character: str, at: int) -> FormulaFault:
        plain = _PLAIN.get(character) or unicodedata.normalize("NFKC", character)
        better = plain if plain != character and plain.isascii() else None
        return fault_at(self.formula, at, "formula-character", character=character, near=better)

    def whole(self) -> Syntax:
        if self.tokens[0][0] == "end":
            raise fault_at(self.formula, 0, "formula-empty")
        tree = self.expression()
        kind, text, at = self.tokens[self.next]
        if kind != "end":
            raise fault_at(self.formula, at, "formula-syntax", found=text)
        return tree

    def take(self, *texts: str) -> tuple[str, int] | None:
        """The next token if it is one of these operators or words."""
        kind, text, at = self.tokens[self.next]
        if kind in {"op", "name"} and text in texts:
            self.next += 1
            return text, at
        return None

    def expression(self) -> Syntax:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise fault_at(self.formula, self.tokens[self.next][2], "formula-too-deep", limit=MAX_DEPTH)
        tree = self.conjunction()
        while found := self.take("or"):
            tree = Binary("or", tree, self.conjunction(), found[1])
        self.depth -= 1
        return tree

    def conjunction(self) -> Syntax:
        tree = self.negation()
        while found := self.take("and"):
            tree = Binary("and", tree, self.negation(), found[1])
        return tree

    def negation(self) -> Syntax:
        nots = []
        while found := self.take("not"):
            nots.append(found[1])
        tree = self.comparison()
        for at in reversed(nots):
            tree = Unary("not", tree, at)
        return tree

    def comparison(self) -> Syntax:
        tree = self.sum()
        if found := self.take(*_COMPARISONS):
            tree = Binary(found[0], tree, self.sum(), found[1])
        return tree

    def sum(self) -> Syntax:
        tree = self.product()
        while found := self.take("+", "-"):
            tree = Binary(found[0], tree, self.product(), found[1])
        return tree

    def product(self) -> Syntax:
        tree = self.factor()
        while found := self.take("*", "/"):
            tree = Binary(found[0], tree, self.factor(), found[1])
        return tree

    def factor(self) -> Syntax:
        kind, text, at = self.tokens[self.next]
        if text == "-" and kind == "op":
            self.next += 1
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise fault_at(self.formula, at, "formula-too-deep", limit=MAX_DEPTH)
            tree: Syntax = Unary("-", self.factor(), at)
            self.depth -= 1
            return tree
        if kind == "number":
            self.next += 1
            percent = text.endswith("%")
            return Literal(Fraction(text.rstrip("%")) / (100 if percent else 1), at)
        if kind == "name" and text not in {"and", "or", "not"}:
            self.next += 1
            return self.named(text, at)
        if self.take("("):
            tree = self.expression()
            self.close()
            return tree
        raise fault_at(self.formula, at, "formula-syntax", found=text or "…")

    def named(self, name: str, at: int) -> Syntax:
        if self.take("."):
            kind, text, inner = self.tokens[self.next]
            if kind != "name":
                raise fault_at(self.formula, inner, "formula-syntax", found=text or "…")
            self.next += 1
            return Ref(name, text, at)
        if self.take("("):
            args = [self.expression()]
            while self.take(","):
                args.append(self.expression())
            self.close()
            return Call(name, tuple(args), at)
        return Ref(None, name, at)

    def close(self) -> None:
        if not self.take(")"):
            _, text, at = self.tokens[self.next]
            raise fault_at(self.formula, at, "formula-syntax", found=text or "…")
