"""Outcomes told from their columns: as dicts, as columns of dataframes, as lines of JSON. Few are made at a time."""

from __future__ import annotations

import json
from itertools import chain, groupby, repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from .columnar import ENTRY_KEYS, WHO_KEYS, Numbers, Wanted, tables
from .engine import STATUSES
from .outcomes import KEYS
from .tabular import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Protocol

    from numpy.typing import NDArray

    from .catalogue import Lang
    from .columnar import Table
    from .dataset import Dataset
    from .engine import Verdicts
    from .plan import Plan

    class Writable(Protocol):
        """What text can be written to."""

        def write(self, text: str, /) -> object:
            """Write some text."""
            ...


__all__ = ["dicts_of", "frame_columns", "json_text", "lines_of", "no_rows", "outcomes", "write_lines"]

_AT_ONCE = 1 << 13
_MIXED = ("value", "limit")
"""Columns of numbers in which words may stand: those go in a column of their own."""
_TEXTS = tuple(key for key in KEYS if key not in {*_MIXED, "gap"})

json_text = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
"""A value as it stands in every JSON document of the library."""


def dicts_of(tables: Iterable[Table]) -> Iterator[dict[str, Any]]:
    """The outcomes as dicts with the keys of ``KEYS``."""
    # A chain lets go of one table before it asks for the next.
    return chain.from_iterable(map(_dicts, tables))


def _dicts(table: Table) -> Iterator[dict[str, Any]]:
    for some in table.slices(_AT_ONCE):
        columns = [some.column(key).objects().tolist() for key in KEYS]
        yield from map(dict, map(zip, repeat(KEYS), zip(*columns, strict=True)))


def outcomes(
    plan: Plan, data: Dataset, verdicts: Verdicts, lang: Lang = "zh", **wanted: str | None
) -> Iterator[dict[str, Any]]:
    """The outcomes as dicts, county by county; ``wanted`` says which, by the names of ``Wanted``."""
    return dicts_of(tables(plan, data, verdicts, Wanted(**wanted), lang=lang))


def frame_columns(table: Table) -> dict[str, Texts | NDArray[np.float64]]:
    """The outcomes as columns of a tidy dataframe: words of values and limits stand in ``<key>_text`` behind them."""
    found: dict[str, Texts | NDArray[np.float64]] = {}
    for key in KEYS:
        column = table.column(key)
        if not isinstance(column, Numbers):
            found[key] = column
            continue
        found[key] = column.numbers
        if key in _MIXED:
            found[f"{key}_text"] = column.texts()
    return found


def no_rows() -> dict[str, Texts | NDArray[np.float64]]:
    """The same columns without a row."""
    none = Texts(np.zeros(0, np.intp), [])
    found: dict[str, Texts | NDArray[np.float64]] = {}
    for key in KEYS:
        found[key] = none if key in _TEXTS else np.zeros(0)
        if key in _MIXED:
            found[f"{key}_text"] = none
    return found


def lines_of(tables: Iterable[Table]) -> Iterator[str]:
    """Each outcome as a JSON object, without a line break: the text that its dict has as JSON."""
    return chain.from_iterable(map(_lines, tables))


def _lines(table: Table) -> Iterator[str]:
    pieces = _Pieces(table)
    for start in range(0, len(table), _AT_ONCE):
        yield from pieces.lines(slice(start, start + _AT_ONCE))


def write_lines(lines: Iterable[str], file: Writable) -> None:
    """Write lines to an open text file, a line break behind each."""
    for line in lines:
        file.write(line + "\n")


class _Pieces:
    """The texts that the lines of a table are put together from.

    Keys that stand side by side and come from one place are one text: whose an outcome is, what its rule always says.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.parts: list[tuple[str, NDArray[Any] | None]] = []
        """Per part the attribute of the table that says which of its texts; for numbers, its name and no texts."""
        opening = "{"
        for source, group in groupby(KEYS, key=_source):
            keys = list(group)
            if source in {"value", "limit", "gap"}:
                name, texts = self.parts[-1]
                if texts is None:
                    self.parts.append(("status", _texts([f"{opening}{json_text(source)}:"] * len(STATUSES))))
                else:
                    self.parts[-1] = name, texts + f"{opening}{json_text(source)}:"
                self.parts.append((source, None))
            else:
                self.parts.append((source, _texts([opening + each for each in self._said(source, keys)])))
            opening = ","
        name, texts = self.parts[-1]
        self.parts[-1] = name, None if texts is None else texts + "}"

    def _said(self, source: str, keys: list[str]) -> list[str]:
        """The distinct texts of one part."""
        table = self.table
        if source == "who":
            columns = [table.people[key].objects().tolist() for key in keys]
        elif source == "entry":
            columns = [table.entries[key] for key in keys]
        elif source == "status":
            columns = [list(STATUSES)]
        elif source == "reason":
            columns = [[*table.reason.words, None]]
        else:  # a relief is told where it lets pass: first without, then with
            columns = [[None] * len(table.entries["relief"]) + table.entries["relief"]]
        names = [json_text(key) + ":" for key in keys]
        told = ([json_text(value) for value in column] for column in columns)
        return [",".join(map("".join, zip(names, row, strict=True))) for row in zip(*told, strict=True)]

    def lines(self, rows: slice) -> Iterator[str]:
        """The lines of some rows."""
        table = self.table
        columns = []
        for source, texts in self.parts:
            if texts is None:
                columns.append(_numerals(getattr(table, source), rows))
            elif source == "relief":
                columns.append(texts[table.entry[rows] + len(texts) // 2 * table.relieved()[rows]].tolist())
            elif source == "reason":
                columns.append(texts[table.reason.codes[rows]].tolist())
            else:
                columns.append(texts[getattr(table, source)[rows]].tolist())
        return map("".join, zip(*columns, strict=True))


def _source(key: str) -> str:
    return "who" if key in WHO_KEYS else "entry" if key in ENTRY_KEYS else key


def _texts(texts: list[str]) -> NDArray[Any]:
    found = np.empty(len(texts), dtype=object)
    found[:] = texts
    return found


def _numerals(column: Numbers, rows: slice) -> list[str]:
    """Numbers and words as JSON."""
    numbers, whole, codes = column.numbers[rows], column.whole[rows], column.codes[rows]
    found = _texts(list(map(float.__repr__, numbers.tolist())))
    if whole.any():
        found[whole] = list(map(int.__repr__, numbers[whole].astype(np.int64).tolist()))
    found[np.isnan(numbers)] = "null"
    worded = codes >= 0
    if worded.any():
        found[worded] = _texts([json_text(word) for word in column.words])[codes[worded]]
    texts: list[str] = found.tolist()
    return texts
