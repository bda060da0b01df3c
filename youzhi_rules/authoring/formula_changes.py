"""Changes of formulas: a comparison strict or loose, a number beside one a little less or more, a part left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from ..errors import Place
from ..grammar import Binary, Call, Literal, Unary, parse
from .last_place import neighbours, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from fractions import Fraction

    from ..errors import Fault
    from ..grammar import Syntax
    from ..model import Formula
    from .site import Site

__all__ = ["changed_formulas", "spelled"]

_TURNED = {">=": (">",), ">": (">=",), "<=": ("<",), "<": ("<=",), "==": (">=", "<=")}
_BINDING = {"or": 1, "and": 2, "not": 3, **dict.fromkeys((*_TURNED, "!="), 4), "+": 5, "-": 5, "*": 6, "/": 6}
_ATOM = 8
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")


@frozen
class _Change:
    """A changed tree and what is told of it."""

    tree: Syntax
    code: str
    at: int
    params: Mapping[str, object]


def changed_formulas(formula: Formula, site: Site, *, numbers: bool = False) -> Iterator[tuple[Fault, Formula]]:
    """A formula with one small change, in every way.

    Args:
        formula: the formula, which can be read.
        site: where it stands.
        numbers: whether every number in it is a limit, and not only one beside a comparison.

    Yields:
        What is told of the change, and the changed formula.
    """
    for change in _changes(parse(formula), formula.text, numbers=numbers):
        place = formula.place
        if place.column is not None:
            place = Place(place.file, place.line, place.column + change.at)
        here = evolve(site, place=place if place.file else site.place)
        yield here.fault(change.code, **change.params), evolve(formula, text=spelled(change.tree))


def _changes(tree: Syntax, text: str, *, numbers: bool) -> Iterator[_Change]:
    if isinstance(tree, Binary):
        if tree.op in _BINDING and _BINDING[tree.op] == _BINDING["=="]:
            yield from _compared(tree, text, numbers=not numbers)
        elif tree.op in {"and", "or"}:
            for left_out, kept in ((tree.left, tree.right), (tree.right, tree.left)):
                yield _Change(kept, "mutant-condition", _start(left_out), {"part": spelled(left_out)})
        yield from _within(_changes(tree.left, text, numbers=numbers), lambda new: evolve(tree, left=new))
        yield from _within(_changes(tree.right, text, numbers=numbers), lambda new: evolve(tree, right=new))
    elif isinstance(tree, Unary):
        yield from _within(_changes(tree.arg, text, numbers=numbers), lambda new: evolve(tree, arg=new))
    elif isinstance(tree, Call):
        for index, arg in enumerate(tree.args):
            before, after = tree.args[:index], tree.args[index + 1 :]
            changes = _changes(arg, text, numbers=numbers)
            for change in changes:
                yield evolve(change, tree=evolve(tree, args=(*before, change.tree, *after)))
    elif isinstance(tree, Literal) and numbers:
        yield from _shifted(tree, text)


def _within(changes: Iterator[_Change], whole: Callable[[Syntax], Syntax]) -> Iterator[_Change]:
    """Changes of a part as changes of the whole."""
    for change in changes:
        yield evolve(change, tree=whole(change.tree))


def _compared(tree: Binary, text: str, *, numbers: bool) -> Iterator[_Change]:
    """A comparison turned strict or loose, and the number in it, if there is one, a little less and more."""
    for op in _TURNED.get(tree.op, ()):
        new = evolve(tree, op=op)
        params = {"before": tree.op, "after": op, "line": spelled(evolve(tree, op="=="))}
        yield _Change(new, "mutant-comparison", tree.at, params)
    if numbers and isinstance(tree.right, Literal):
        yield from _within(_shifted(tree.right, text), lambda new: evolve(tree, right=new))
    if numbers and isinstance(tree.left, Literal):
        yield from _within(_shifted(tree.left, text), lambda new: evolve(tree, left=new))


def _shifted(number: Literal, text: str) -> Iterator[_Change]:
    found = _NUMBER.match(text, number.at)
    written = found[0] if found else _digits(number.value)
    for other in neighbours(written):
        if not other.startswith("-"):  # what is measured is never below zero
            new = evolve(number, value=value_of(other))
            yield _Change(new, "mutant-number", number.at, {"before": written, "after": other})


def _start(tree: Syntax) -> int:
    """Where the text of a tree begins, but for brackets around it."""
    return _start(tree.left) if isinstance(tree, Binary) else tree.at


def spelled(tree: Syntax) -> str:
    """A tree as text of the measure language; reading it again gives the same tree.

    Example:
        >>> from youzhi_rules.model import Formula
        >>> spelled(parse(Formula("a/(b-(c+1)) >= 50% and (not d or e)")))
        'a / (b - (c + 1)) >= 0.5 and (not d or e)'
    """
    return _spelled(tree, 0)


def _spelled(tree: Syntax, around: int) -> str:
    binding = _ATOM
    if isinstance(tree, Literal):
        text = _digits(tree.value)
    elif isinstance(tree, Call):
        text = f"{tree.name}({', '.join(_spelled(arg, 0) for arg in tree.args)})"
    elif isinstance(tree, Unary):
        binding = _BINDING["not"] if tree.op == "not" else _ATOM - 1
        text = f"not {_spelled(tree.arg, binding)}" if tree.op == "not" else f"-{_spelled(tree.arg, binding)}"
    elif isinstance(tree, Binary):
        binding = _BINDING[tree.op]
        chained = binding != _BINDING["=="]
        left = _spelled(tree.left, binding if chained else binding + 1)
        text = f"{left} {tree.op} {_spelled(tree.right, binding + 1)}"
    else:
        text = f"{tree.level}.{tree.name}" if tree.level else tree.name
    return f"({text})" if binding < around else text


def _digits(value: Fraction) -> str:
    """A number of the language with all of its decimals."""
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    whole = str(int(value * 10**digits)).rjust(digits + 1, "0")
    return whole[: len(whole) - digits] + ("." + whole[len(whole) - digits :] if digits else "")
