"""Who is who: the county, school and stage of every row, as numbers in the one order everything is sorted in.

Keys are text: 7, 7.0, ``"7"`` and ``"７"`` are one. Shorter keys sort first, then by code point, so whole
numbers sort as numbers. Arrays of non-negative integers stay arrays.
"""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from .dataset import Keys, positions
from .exactness import ends
from .figures import PLACEHOLDERS, Broken, is_missing, well_formed
from .texts import few_texts, in_order, plain_texts, rows_like

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from .texts import Few

    RawCells = Sequence[Any] | NDArray[Any]

__all__ = [
    "NOBODY",
    "STAGE_ORDER",
    "UNKNOWN_STAGE",
    "WHOLE",
    "TextKeys",
    "key_column",
    "key_text",
    "ranked",
    "read_keys",
    "read_stages",
    "unique_keys",
]

NOBODY = "?"
"""The key of a county or school that is not named."""

STAGE_ORDER = ("primary", "junior", "senior")
UNKNOWN_STAGE, WHOLE = 3, 4
"""How rows sort after the stages 0, 1, 2: those of unknown stage, those of the whole school."""

_NO_KEYS = PLACEHOLDERS - {"?"}


def key_text(cell: object) -> str | None:
    """A key as text, None where it is missing.

    Example:
        >>> key_text(7.0), key_text(" ７ "), key_text("—")
        ('7', '7', None)
    """
    if isinstance(cell, str) and not isinstance(cell, Broken):
        text = " ".join((cell if cell.isascii() else unicodedata.normalize("NFKC", well_formed(cell))).split())
        return None if not text or text.casefold() in _NO_KEYS else text
    if is_missing(cell) or isinstance(cell, Broken):
        return None
    if isinstance(cell, float | np.floating) and math.isfinite(cell) and float(cell).is_integer():
        return str(int(cell))
    return str(cell)


def _are_keys(least: int, greatest: int) -> bool:
    """Whether integers between these are keys as they stand."""
    return least >= 0 and greatest < 1 << 62


def read_keys(cells: RawCells) -> NDArray[np.int64] | list[str | None]:
    """The keys of a column: an array where all are non-negative integers of an array or list, else texts."""
    if isinstance(cells, np.ndarray):
        if cells.dtype.kind in "iu" and len(cells) and _are_keys(*ends(cells)):
            return cells.astype(np.int64, copy=False)
        cells = cells.tolist()
    elif len(cells) and set(map(type, cells)) == {int} and min(cells) >= 0 and max(cells) < 2**62:
        return np.array(cells, np.int64)
    known: dict[tuple[type, object], str | None] = {}
    found: list[str | None] = []
    for cell in cells:
        token = (type(cell), cell) if isinstance(cell, str | int) else None
        if token is None:
            found.append(key_text(cell))
            continue
        if token not in known:
            known[token] = key_text(cell)
        found.append(known[token])
    return found


@frozen(eq=False)
class TextKeys:
    """Keys of a country's units that are texts as they stand.

    Attributes:
        order: a number per row, equal where the texts are and in their order.
        cells: the texts.
    """

    order: NDArray[np.int64]
    cells: NDArray[np.str_]

    def __len__(self) -> int:
        """How many rows."""
        return len(self.cells)


def key_column(cells: RawCells) -> NDArray[np.int64] | TextKeys | list[str | None]:
    """What ``read_keys`` reads; texts that are keys as they stand are left in their column."""
    if isinstance(cells, np.ndarray):
        plain = plain_texts(cells)
        order = None if plain is None else in_order(plain)
        if plain is not None and order is not None:
            rows = rows_like(plain, _NO_KEYS)
            if not any(str(cells[row]).casefold() in _NO_KEYS for row in rows.tolist()):
                return TextKeys(order, cells)
    return read_keys(cells)


def unique_keys(
    keys: NDArray[np.int64] | TextKeys | list[str],
) -> tuple[NDArray[np.intp], NDArray[Any] | list[str]]:
    """The position of each key among the distinct keys, and these in their order.

    Example:
        >>> unique_keys(["10", "9", "10"])
        (array([1, 0, 1]), ['9', '10'])
    """
    if isinstance(keys, TextKeys):
        codes, rows = ranked(keys.order)
        return codes, keys.cells.copy() if rows is positions(len(keys)) else keys.cells[rows]
    if not isinstance(keys, np.ndarray):
        names = sorted(set(keys), key=lambda key: (len(key), key))
        place = {name: at for at, name in enumerate(names)}
        return np.fromiter((place[key] for key in keys), np.intp, len(keys)), names
    codes, rows = ranked(keys)
    return codes, keys.copy() if rows is positions(len(keys)) else keys[rows]


def ranked(keys: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The position of each number among the distinct ones, and a row in which each of these stands.

    Example:
        >>> ranked(np.array([10, 9, 10]))[0]
        array([1, 0, 1])
    """
    count, steps = len(keys), keys[1:] > keys[:-1]
    if steps.all():
        return positions(count), positions(count)
    if keys[0] == keys[-1] and not steps.any():
        return np.zeros(count, np.intp), np.zeros(1, np.intp)
    if not (keys[1:] < keys[:-1]).any():
        codes = np.zeros(count, np.intp)
        np.cumsum(steps, out=codes[1:])
        return codes, np.concatenate([np.zeros(1, np.intp), np.flatnonzero(steps) + 1])
    low, high = int(keys.min()), int(keys.max())
    if high - low < 4 * count + 1000:
        place = keys - low
        rank = np.zeros(high - low + 1, np.intp)
        rank[place] = 1
        np.cumsum(rank, out=rank)
        codes = rank[place] - 1
        rows = np.empty(int(rank[-1]), np.intp)
        rows[codes] = positions(count)
        return codes, rows
    _, rows, codes = np.unique(keys, return_index=True, return_inverse=True)
    return codes.astype(np.intp), rows.astype(np.intp)


def as_keys(values: NDArray[np.int64] | Sequence[str], chosen: NDArray[np.intp] | None = None) -> Keys:
    """Keys of units, some of the values or all."""
    if chosen is None:
        return Keys(values)
    if isinstance(values, np.ndarray):
        return Keys(values[chosen])
    return Keys([values[at] for at in chosen.tolist()])


def read_stages(
    cells: RawCells, spellings: Mapping[str, str], fold: Any, few: Few | None = None
) -> tuple[NDArray[np.int8], list[int], list[int]]:
    """The stage of each row, and the rows whose stage is missing and those whose stage cannot be read.

    Args:
        cells: the column as it was given.
        spellings: folded spelling → stage.
        fold: how a spelling is folded.
        few: the column as numbers and its few texts, where that is known.
    """
    order = {stage: at for at, stage in enumerate(STAGE_ORDER)} | {"whole": WHOLE}
    if few is None and isinstance(cells, np.ndarray):
        few = few_texts(cells)
    codes: NDArray[Any]
    if few is not None:
        codes, texts = few
    else:
        cells = cells.tolist() if isinstance(cells, np.ndarray) else cells
        all_text = _all_text(cells)
        texts = (
            list(dict.fromkeys(key_text(cell) or "" for cell in cells)) if not all_text else list(dict.fromkeys(cells))
        )
        place = {text: at for at, text in enumerate(texts)}
        if all_text:
            codes = np.fromiter((place[cell] for cell in cells), np.int64, len(cells))
        else:
            codes = np.fromiter((place[key_text(cell) or ""] for cell in cells), np.int64, len(cells))
    table: list[int] = []
    blank: list[int] = []
    odd: list[int] = []
    for at, text in enumerate(texts):
        found = order.get(spellings.get(fold(text), "")) if text else None
        table.append(UNKNOWN_STAGE if found is None else found)
        if found is None:
            (blank if key_text(text) is None else odd).append(at)
    if few is None:
        stages = np.array(table, np.int8)[codes] if len(texts) else np.zeros(0, np.int8)
    else:  # some few comparisons of small integers are quicker than a look into a table
        stages = np.full(len(codes), table[0], np.int8)
        for at, stage in enumerate(table):
            if stage != table[0]:
                stages += (codes == at).view(np.int8) * np.int8(stage - table[0])
    rows_blank = np.flatnonzero(np.isin(codes, blank)).tolist() if blank else []
    rows_odd = np.flatnonzero(np.isin(codes, odd)).tolist() if odd else []
    return stages, rows_blank, rows_odd


def _all_text(cells: Sequence[Any]) -> bool:
    return set(map(type, cells)) == {str}
