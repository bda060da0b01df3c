"""Columns of cells read as columns of values: exact numbers, flags, codes, lists.

Columns of numpy numbers and of plain Python numbers are read whole; only what is left is read cell by cell. A
cell that is refused is missing from then on, and said so.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve

from .dataset import UNKNOWN
from .decimals import from_floats, together
from .dictionary import folded
from .errors import near
from .exactness import LIMIT, Exact, from_fractions, from_integers
from .figures import PLACEHOLDERS, Broken, Refused, figure, is_missing, plain, shown, written
from .ranges import Finding, checked, out_of_range
from .units import unit_of
from .values import NUMERIC, Values, is_plain, kind_of, objects

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from .dictionary import Facts, Header
    from .model import Fact
    from .tables import Table

__all__ = ["read_column", "read_columns", "years"]

_SEPARATORS = re.compile(r"\s*[、,，;；/]\s*|\s+")
_COUNTED = ("count", "number")
_FEW = 24
_ONE = Fraction(1)
"""The factor of the unit of most headers: it is this very object."""
_NO_FLAG, _NO_CODE = UNKNOWN, -1
_PURE: tuple[set[type], ...] = ({str}, {int}, {bool})


def read_column(table: Table, header: str, means: Header, facts: Facts) -> tuple[Values, list[Finding]]:
    """The values of one column of a table, as ``read_columns`` reads several."""
    return read_columns(table, {header: means}, facts)[header]


def read_columns(table: Table, columns: Mapping[str, Header], facts: Facts) -> dict[str, tuple[Values, list[Finding]]]:
    """The values of some columns of a table.

    Args:
        table: the raw table.
        columns: what the header of each means; its unit, if it names one, fits the fact.
        facts: the dictionary.

    Returns:
        By header the values, one a row, and what was found wrong with the cells.
    """
    readers = {
        header: _Reader(fact := facts[means.id], facts, table.excel, _unit_factor(fact, means))
        for header, means in columns.items()
    }
    whole = {header: reader.whole(table.columns[header]) for header, reader in readers.items()}
    floats = {header: cells for header, cells in whole.items() if isinstance(cells, np.ndarray)}
    known: dict[str, Exact | None] = dict(zip(floats, together(list(floats.values())), strict=True))
    found: dict[str, tuple[Values, list[Finding]]] = {}
    for header, reader in readers.items():
        cells, read = table.columns[header], whole[header]
        if isinstance(read, np.ndarray):
            exact = known[header]
            read = reader.floats(read) if exact is None else exact
        values = Values(reader.fact, columns[header].column, header, reader.each(cells) if read is None else read)
        if reader.factor is not _ONE and reader.kind != "list":
            values = _scaled(values, reader.factor, reader.own_unit)
        if reader.kind == "number":
            values = checked(values, cells, reader.findings, floats.get(header) if reader.factor is _ONE else None)
        found[header] = values, reader.findings
    return found


def years(cell: object) -> object:
    """The year of a date, any other cell as it is."""
    return cell.year if hasattr(cell, "year") and hasattr(cell, "month") else cell


@lru_cache(maxsize=1024)
def _spelled(facts: Facts, fact: str) -> Mapping[str, int]:
    """Folded spelling → position of the code or truth; remembered: every table has the same columns."""
    codes = tuple(facts[fact].values or ("false", "true"))
    return {spelling: codes.index(code) for spelling, code in facts.spellings(fact).items()}


class _Reader:
    """Reads the cells of one column; collects what it finds."""

    def __init__(self, fact: Fact, facts: Facts, excel: bool, factor: Fraction) -> None:  # noqa: FBT001 - internal
        self.fact = fact
        self.kind = kind_of(fact)
        self.facts = facts
        self.excel = excel
        self.unit = unit_of(fact.unit) if fact.unit else None
        self.findings: list[Finding] = []
        self.factor = factor
        self.own_unit: set[int] = set()
        self.placeholders: dict[str, list[int]] = {}
        self.read_lists: dict[str, tuple[Any, ...]] = {}

    def each(self, cells: list[Any] | NDArray[Any]) -> Any:
        """A column read cell by cell."""
        plain_cells = cells.tolist() if isinstance(cells, np.ndarray) and cells.dtype != np.float32 else list(cells)
        each: dict[str, Callable[[list[Any]], Any]] = {
            "number": self.each_number, "flag": self.coded, "code": self.coded,
            "list": self.lists, "text": self.texts,
        }  # fmt: skip
        data = each[self.kind](plain_cells)
        for text, rows in sorted(self.placeholders.items()):
            params = {"count": len(rows), "text": text}
            self.findings.append(Finding(rows[0], "placeholder", text, params, "note"))
        return data

    def missing(self, row: int, cell: object) -> bool:
        if is_missing(cell):
            return True
        if isinstance(cell, Broken):
            self.refuse(row, cell, Refused(cell.code))
            return True
        if isinstance(cell, str) and len(cell) < _FEW and plain(cell) in PLACEHOLDERS:
            self.placeholders.setdefault(cell.strip(), []).append(row)
            return True
        return False

    def refuse(self, row: int, cell: object, refused: Refused) -> None:
        self.findings.append(Finding(row, refused.code, shown(cell), {"value": shown(cell), **refused.params}))

    # Numbers

    def whole(self, cells: list[Any] | NDArray[Any]) -> Exact | NDArray[np.float64] | None:
        """A column that is all numbers: integers, or floats still to be read; None if it must be read cell by cell."""
        if self.kind != "number":
            return None
        if isinstance(cells, np.ndarray):
            if cells.dtype.kind in "iu":
                return from_integers(cells)
            return self.as_shown(cells) if cells.dtype == np.float64 else None
        types = set(map(type, cells))
        if types == {int}:
            try:
                return from_integers(np.array(cells, dtype=np.int64))
            except OverflowError:
                return None
        if not types <= {int, float, type(None)}:
            return None
        try:
            known = cells if type(None) not in types else [math.nan if cell is None else cell for cell in cells]
            array = np.array(known, dtype=np.float64)
        except OverflowError:
            return None
        if int in types and len(array) and not (np.nan_to_num(np.abs(array)) < LIMIT).all():
            return None
        return self.as_shown(array)

    def as_shown(self, array: NDArray[np.float64]) -> NDArray[np.float64]:
        """Floats as they are meant: those of Excel as it shows them."""
        if not self.excel:
            return array
        return np.array([float(format(value, ".15g")) for value in array.tolist()], dtype=np.float64)

    def floats(self, array: NDArray[np.float64]) -> Exact:
        try:
            return from_floats(array)
        except ValueError:
            infinite = np.isinf(array)
            for row in np.flatnonzero(infinite).tolist():
                self.refuse(row, array[row], Refused("infinite"))
            return from_floats(np.where(infinite, np.nan, array))

    def each_number(self, cells: list[Any]) -> Exact:
        return from_fractions([self.number(row, cell) for row, cell in enumerate(cells)])

    def number(self, row: int, cell: object) -> Fraction | int | None:
        if self.missing(row, cell):
            return None
        if isinstance(cell, str) and _names_unit(cell):
            self.own_unit.add(row)
        if self.fact.type == "year":
            cell = years(cell)
            if isinstance(cell, str):
                cell = cell.strip().removesuffix("年")
        try:
            return figure(cell, self.unit, share=self.fact.type == "share", excel=self.excel)
        except Refused as refused:
            self.refuse(row, cell, refused)
            return None

    # Flags, grades and codes

    def coded(self, cells: list[Any]) -> NDArray[np.int8]:
        gap = _NO_FLAG if self.fact.type == "flag" else _NO_CODE
        if set(map(type, cells)) - {type(None)} in _PURE:
            # Whole columns of texts or of numbers: each spelling is read once.
            read = {cell: gap if cell is None else self.sure_code(cell) for cell in set(cells)}
            if None not in read.values():
                return np.array([read[cell] for cell in cells], np.int8)
        codes = [self.code(row, cell) for row, cell in enumerate(cells)]
        return np.array([gap if code is None else code for code in codes], np.int8)

    def sure_code(self, cell: object) -> int | None:
        """The code of a cell that is one of the spellings; None for anything else."""
        spelled = _spelled(self.facts, self.fact.id)
        if isinstance(cell, str):
            return spelled.get(folded(cell))
        if isinstance(cell, bool | np.bool_):
            return int(cell) if self.fact.type == "flag" else None
        written = _whole_text(cell)
        return None if written is None else spelled.get(written)

    def code(self, row: int, cell: object) -> int | None:
        found = self.sure_code(cell)
        if found is not None:
            return found
        if self.missing(row, cell):
            return None
        flag = self.fact.type == "flag"
        names = [texts[0] if texts else code for code, texts in (self.fact.values or {}).items()]
        words = sorted({*_spelled(self.facts, self.fact.id), *names}, key=lambda word: (len(word), word))
        guess = near(folded(cell), words) if isinstance(cell, str) else None
        params = {"near": next((name for name in names if folded(name) == guess), guess)}
        code = "not-a-flag" if flag else f"not-a-{self.fact.type}"
        listed = "、".join(names) if not flag else "是、否"
        self.refuse(row, cell, Refused(code, {**params, "allowed": listed}))
        return None

    # Lists and texts

    def lists(self, cells: list[Any]) -> NDArray[np.object_]:
        if self.factor is _ONE and self.fact.type in _COUNTED and set(map(type, cells)) == {list}:
            items = list(chain.from_iterable(cells))
            if set(map(type, items)) == {int} and min(items) >= 0:
                return objects([tuple(cell) for cell in cells])
        return objects([self.list_read_once(row, cell) for row, cell in enumerate(cells)])

    def list_read_once(self, row: int, cell: object) -> tuple[Any, ...] | None:
        found = self.read_lists.get(cell) if isinstance(cell, str) else None
        if found is None:
            before = len(self.findings)
            found = self.list_of(row, cell)
            if isinstance(cell, str) and found is not None and len(self.findings) == before:
                self.read_lists[cell] = found
        return found

    def list_of(self, row: int, cell: object) -> tuple[Any, ...] | None:
        if isinstance(cell, str) and not isinstance(cell, Broken):
            if plain(cell) in {"无", "[]"}:
                return ()
            if self.missing(row, cell):
                return None
            items: Sequence[Any] = _split(cell)
        elif isinstance(cell, list | tuple | np.ndarray):
            items = list(cell)
        elif self.missing(row, cell):
            return None
        else:
            items = [cell]
        numeric = self.fact.type in NUMERIC
        plain_items = self.factor is _ONE
        if (
            plain_items
            and self.fact.type == "count"
            and all(type(item) is str and item.isascii() and item.isdigit() for item in items)
        ):
            return tuple(map(int, items))
        if plain_items and self.fact.type in _COUNTED and set(map(type, items)) == {int} and min(items) >= 0:
            return tuple(items)
        found: list[Any] = []
        for item in items:
            if is_missing(item):
                self.refuse(row, cell, Refused("list-item-missing"))
                return None
            before = len(self.findings)
            value = self.list_number(row, item) if numeric else self.code(row, item)
            if value is None:
                if len(self.findings) == before:
                    self.refuse(row, cell, Refused("list-item-missing"))
                return None
            found.append(value)
        return tuple(found)

    def list_number(self, row: int, item: object) -> Fraction | int | None:
        try:
            value = figure(item, self.unit, share=self.fact.type == "share", excel=self.excel)
        except Refused as refused:
            self.refuse(row, item, refused)
            return None
        if not (isinstance(item, str) and _names_unit(item)):
            value *= self.factor
        wrong = out_of_range(self.fact, value)
        if wrong:
            self.refuse(row, item, Refused(wrong))
            return None
        return value

    def texts(self, cells: list[Any]) -> NDArray[np.object_]:
        return objects(
            [None if self.missing(row, cell) else " ".join(written(cell).split()) for row, cell in enumerate(cells)]
        )


def _split(text: str) -> list[str]:
    """The items of a list; one between two separators that is empty stays, and is missing."""
    return _SEPARATORS.split(text.strip().strip("[]（）()").strip("、,，;；/ \t\u3000"))


def _names_unit(text: str) -> bool:
    """Whether a number is written with a unit of its own, such as ``%`` or 万元."""
    end = text.rstrip()[-1:]
    return not end.isdecimal() and end != "."


def _whole_text(cell: object) -> str | None:
    if isinstance(cell, int | np.integer):
        return str(int(cell))
    if isinstance(cell, float | np.floating) and math.isfinite(cell) and float(cell).is_integer():
        return str(int(cell))
    return None


def _unit_factor(fact: Fact, means: Header) -> Fraction:
    if means.unit is None:
        return _ONE
    own = unit_of(fact.unit) if fact.unit else None
    factor = means.unit.factor / (own.factor if own else 1)
    return _ONE if factor == 1 else factor


def _scaled(values: Values, factor: Fraction, own_unit: set[int]) -> Values:
    """The values times the factor of the header's unit, but for cells that name a unit of their own."""
    exact: Exact = values.data
    if not own_unit and is_plain(exact) and len(exact):
        common = math.gcd(factor.numerator, exact.den)
        times, den = factor.numerator // common, exact.den // common * factor.denominator
        if max(-exact.num.min(), exact.num.max()) * times < LIMIT and den < LIMIT:
            return evolve(values, data=Exact(exact.num * times, den, exact.missing))
    known = [exact.fraction(row) for row in range(len(exact))]
    news = [cell if cell is None or row in own_unit else cell * factor for row, cell in enumerate(known)]
    return evolve(values, data=from_fractions(news))
