"""Values in columns, before they belong to units: taken, compared, blanked and put, whatever their kind.

Kinds of columns: ``number`` (``Exact``), ``flag`` and ``code`` (int8, grades are codes), ``list`` and
``text`` (object arrays of tuples and texts, None where missing). Every operation returns a new column.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, frozen

from .catalogue import label
from .dataset import UNKNOWN, Lists, positions
from .exactness import LIMIT, Exact, from_fractions
from .grammar import Binary, Call, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from .dataset import Column
    from .model import Fact, Formula

__all__ = [
    "ADDITIVE",
    "NUMERIC",
    "Values",
    "agree",
    "combining",
    "decimal_text",
    "is_plain",
    "joined",
    "kind_of",
    "missing_values",
    "objects",
    "way_words",
]

NUMERIC = frozenset({"count", "number", "share", "year"})
ADDITIVE = frozenset({"count", "number"})
"""The types of facts that can add up."""

_TOGETHER: Mapping[str, Callable[..., Any]] = {"max": max, "min": min}
_GAPS: Mapping[str, int] = {"flag": UNKNOWN, "code": -1}


def kind_of(fact: Fact) -> str:
    """Which kind of column a fact fills."""
    if fact.many:
        return "list"
    if fact.type in NUMERIC:
        return "number"
    return fact.type if fact.type in {"flag", "text"} else "code"


@frozen(eq=False)
class Values:
    """One column of values of a fact.

    Attributes:
        fact: the fact the values are of.
        name: the name of the column: the fact's id, with the stage where it is given per stage.
        header: the header the user gave it.
        data: the values, as the kind of the column has them.
    """

    fact: Fact
    name: str
    header: str
    data: Any

    @property
    def kind(self) -> str:
        """The kind of the column."""
        return kind_of(self.fact)

    def __len__(self) -> int:
        """How many values there are, missing ones too."""
        return len(self.data)

    def given(self) -> NDArray[np.bool_]:
        """Where there is a value."""
        if isinstance(self.data, Exact):
            return np.ones(len(self.data), np.bool_) if self.data.missing is None else ~self.data.missing
        if self.data.dtype == object:
            return np.fromiter((cell is not None for cell in self.data), np.bool_, len(self.data))
        found: NDArray[np.bool_] = self.data != _GAPS[self.kind]
        return found

    def take(self, index: NDArray[np.intp]) -> Values:
        """The values at ``index``; -1 is a missing value."""
        gaps = index < 0
        if not gaps.any():
            return self._with(self.data.take(index) if isinstance(self.data, Exact) else self.data[index])
        if not len(self):
            return missing_values(self, len(index))
        whole = self._with(self.data.take(index) if isinstance(self.data, Exact) else self.data[index])
        return whole.blank(gaps)

    def blank(self, where: NDArray[np.bool_]) -> Values:
        """The values, missing at ``where``."""
        data = self.data
        if isinstance(data, Exact):
            num = data.num.copy()
            num[where] = 0
            gaps = where.copy() if data.missing is None else data.missing | where
            return self._with(Exact(num, data.den, gaps, data.div))
        data = data.copy()
        data[where] = None if data.dtype == object else _GAPS[self.kind]
        return self._with(data)

    def put(self, index: Sequence[int], cells: Sequence[Any]) -> Values:
        """The values, with others at some places; None is missing."""
        if not len(index):
            return self
        if isinstance(self.data, Exact):
            return self._with(_put_exact(self.data, list(index), list(cells)))
        data = self.data.copy()
        for place, cell in zip(index, cells, strict=True):
            data[place] = _GAPS[self.kind] if cell is None and data.dtype != object else cell
        return self._with(data)

    def one(self, index: int) -> Any:
        """One value as a plain one, None where missing."""
        if isinstance(self.data, Exact):
            return self.data.fraction(index)
        cell = self.data[index]
        if self.data.dtype == object:
            return cell
        return None if cell == _GAPS[self.kind] else int(cell)

    def shown(self, index: int) -> str:
        """One value as text, for a message."""
        return self.text_of(self.one(index))

    def text_of(self, cell: Any) -> str:
        """A plain value as text, for a message."""
        if isinstance(cell, tuple):
            return "、".join(self.text_of(item) for item in cell)
        if self.kind == "flag" and cell is not None:
            return "true" if cell else "false"
        if isinstance(cell, int) and self.fact.values:
            return tuple(self.fact.values)[cell]
        return decimal_text(cell) if isinstance(cell, Fraction) else str(cell)

    def words(self, cells: Iterable[Any], by: str) -> str | tuple[str, str]:
        """The different ones of some plain values for a message, in Chinese and English if these are not the same."""
        pairs = sorted({(self.text_of(cell), self._spelled(cell)) for cell in cells})
        zh, en = by.join(spelled for _, spelled in pairs), by.join(text for text, _ in pairs)
        return en if zh == en else (zh, en)

    def _spelled(self, cell: Any) -> str:
        """A plain value as it is written in Chinese."""
        if isinstance(cell, tuple):
            return "、".join(self._spelled(item) for item in cell)
        if self.kind == "flag" and cell is not None:
            return label("yes" if cell else "no", "zh")
        if isinstance(cell, int) and self.fact.values:
            code, spellings = list(self.fact.values.items())[cell]
            return spellings[0] if spellings else code
        return self.text_of(cell)

    def differs(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Where the values at two lists of places differ; none of them may be missing."""
        data = self.data
        if not isinstance(data, Exact):
            return np.asarray(data[left] != data[right], dtype=np.bool_)
        if data.div is None:
            return np.asarray(data.num[left] != data.num[right], dtype=np.bool_)
        return np.fromiter(
            (data.fraction(i) != data.fraction(j) for i, j in zip(left.tolist(), right.tolist(), strict=True)),
            np.bool_,
            len(left),
        )

    def column(self) -> Column | None:
        """The column as a ``Dataset`` has it; None for texts, which nothing computes with."""
        if self.kind == "text":
            return None
        if self.kind != "list":
            return self.data  # type: ignore[no-any-return] # Exact or int8, by kind
        cells = self.data.tolist()
        lengths = np.fromiter((len(cell or ()) for cell in cells), np.int64, len(cells))
        items = [item for cell in cells for item in cell or ()]
        gaps = np.fromiter((cell is None for cell in cells), np.bool_, len(cells))
        numeric = self.fact.type in NUMERIC
        return Lists(
            np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]),
            from_fractions(items) if numeric else np.array(items, np.int8),
            gaps if gaps.any() else None,
        )

    def _with(self, data: Any) -> Values:
        return evolve(self, data=data)


def combining(fact: Fact) -> Callable[..., Any] | None:
    """What several units come to together: their sum, or their greatest or least where the fact is one of a list.

    None for shares, averages, grades and all else of which there is no common value.
    """
    return None if fact.many or fact.type not in ADDITIVE else _way(fact.derive)


@lru_cache(maxsize=1024)
def _way(derive: tuple[Formula, ...]) -> Callable[..., Any] | None:
    """How what follows by these formulas is put together."""
    for formula in derive:
        tree = parse(formula)
        if isinstance(tree, Call) and tree.name != "sum":
            return _TOGETHER.get(tree.name)
        if isinstance(tree, Binary) and tree.op == "/":
            return None
    return sum


def way_words(together: Callable[..., Any]) -> tuple[str, str]:
    """How several values were put together, in Chinese and English."""
    name = {max: "of_max", min: "of_min"}.get(together, "of_sum")
    return label(name, "zh"), label(name, "en")


def is_plain(data: Exact) -> bool:
    """Whether a column is floats over one denominator."""
    return data.div is None and data.num.dtype != object


def decimal_text(value: Fraction) -> str:
    """An exact number as people write it: a decimal where it ends, a fraction where it does not.

    Example:
        >>> decimal_text(Fraction(21, 5)), decimal_text(Fraction(1, 3))
        ('4.2', '1/3')
    """
    den, places = value.denominator, 0
    while den % 10 == 0 or den % 2 == 0 or den % 5 == 0:
        places += 1
        den //= 10 if den % 10 == 0 else 2 if den % 2 == 0 else 5
    if den != 1:
        return str(value)
    scale = 10**places
    digits = str(abs(value.numerator) * scale // value.denominator).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".") if places else digits
    return f"-{text}" if value < 0 else text


def missing_values(like: Values, count: int) -> Values:
    """A column of the same fact with nothing given."""
    if like.kind == "number":
        data: Any = Exact(np.zeros(count), 1, np.ones(count, np.bool_))
    elif like.kind in _GAPS:
        data = np.full(count, _GAPS[like.kind], np.int8)
    else:
        data = np.full(count, None, object)
    return evolve(like, data=data)


def objects(cells: Sequence[Any]) -> NDArray[np.object_]:
    """An array of Python objects, one a cell (numpy would make tuples a second dimension)."""
    array = np.empty(len(cells), object)
    for place, cell in enumerate(cells):
        array[place] = cell
    return array


def joined(parts: Sequence[Values]) -> Values:
    """Columns of one fact, one after the other."""
    if len(parts) == 1:
        return parts[0]
    if parts[0].kind != "number":
        return evolve(parts[0], data=np.concatenate([part.data for part in parts]))
    exact = [part.data for part in parts]
    if all(map(is_plain, exact)):
        den = math.lcm(*[data.den for data in exact])
        if all(_fits(data.num, den // data.den) for data in exact) and den < LIMIT:
            gaps = np.concatenate([~part.given() for part in parts])
            num = np.concatenate([data.num * (den // data.den) for data in exact])
            return evolve(parts[0], data=Exact(num, den, gaps if gaps.any() else None))
    cells = [data.fraction(index) for data in exact for index in range(len(data))]
    return evolve(parts[0], data=from_fractions(cells))


def _fits(num: NDArray[Any], factor: int) -> bool:
    return not len(num) or max(-int(num.min()), int(num.max())) * factor < LIMIT


def _put_exact(data: Exact, index: list[int], cells: list[Fraction | int | None]) -> Exact:
    gaps = np.zeros(len(data), np.bool_) if data.missing is None else data.missing.copy()
    gaps[index] = [cell is None for cell in cells]
    missing = gaps if gaps.any() else None
    fractions = [Fraction(0) if cell is None else Fraction(cell) for cell in cells]
    if is_plain(data):
        den = math.lcm(data.den, *{cell.denominator for cell in fractions})
        news = [cell.numerator * (den // cell.denominator) for cell in fractions]
        if den < LIMIT and _fits(data.num, den // data.den) and all(-LIMIT < new < LIMIT for new in news):
            num = data.num * (den // data.den)
            num[index] = news
            return Exact(num, den, missing)
    everything = [data.fraction(place) for place in range(len(data))]
    for place, cell in zip(index, cells, strict=True):
        everything[place] = None if cell is None else Fraction(cell)
    return from_fractions(everything)


def agree(values: Values, group: NDArray[np.intp], count: int) -> tuple[Values, dict[int, list[int]]]:
    """One value per group where its members agree.

    Args:
        values: a value per member.
        group: the group of each member, -1 for none.
        count: how many groups there are.

    Returns:
        A value per group (missing where none is given or they differ), and the members of those that differ.
    """
    if count == len(values) == len(group) and (group is positions(count) or np.array_equal(group, positions(count))):
        return values, {}
    members = np.flatnonzero(values.given() & (group >= 0))
    groups = group[members]
    if len(groups) > 1 and (groups[1:] < groups[:-1]).any():
        order = np.argsort(groups, kind="stable")
        members, groups = members[order], groups[order]
    first = np.ones(len(groups), np.bool_)
    first[1:] = groups[1:] != groups[:-1]
    chosen = np.full(count, -1, np.intp)
    chosen[groups[first]] = members[first]
    clashes: dict[int, list[int]] = {}
    if not first.all():
        odd = values.differs(members, chosen[groups])
        for bad in sorted(set(groups[odd].tolist())):
            clashes[bad] = members[groups == bad].tolist()
        chosen[list(clashes)] = -1
    return values.take(chosen), clashes
