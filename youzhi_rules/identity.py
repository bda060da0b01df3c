"""Who is who: the county, school and stage of every row, as numbers in the one order everything is sorted in.

Keys are text: 7, 7.0, ``"7"`` and ``"７"`` are one. Shorter keys sort first, then by code point, so whole
numbers sort as numbers. Arrays of non-negative integers stay arrays.
"""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np

from .dataset import Keys, positions
from .figures import PLACEHOLDERS, Broken, is_missing, well_formed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    RawCells = Sequence[Any] | NDArray[Any]

__all__ = [
    "NOBODY",
    "STAGE_ORDER",
    "UNKNOWN_STAGE",
    "WHOLE",
    "few_texts",
    "key_text",
    "read_keys",
    "read_stages",
    "texts_of",
    "unique_keys",
]

NOBODY = "?"
"""The key of a county or school that is not named."""

STAGE_ORDER = ("primary", "junior", "senior")
UNKNOWN_STAGE, WHOLE = 3, 4
"""How rows sort after the stages 0, 1, 2: those of unknown stage, those of the whole school."""

_DISTINCT = 16
_WORD = 63
_BLOCK = 8192
"""Texts that are packed at a time: they stay in the cache."""
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


def read_keys(cells: RawCells) -> NDArray[np.int64] | list[str | None]:
    """The keys of a column: an array where all are non-negative integers of an array or list, else texts."""
    if isinstance(cells, np.ndarray):
        if cells.dtype.kind in "iu" and len(cells) and cells.min() >= 0 and cells.max() < 2**62:
            return cells.astype(np.int64)
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


def unique_keys(
    keys: NDArray[np.int64] | list[str],
) -> tuple[NDArray[np.intp], NDArray[np.int64] | list[str]]:
    """The position of each key among the distinct keys, and these in their order.

    Example:
        >>> unique_keys(["10", "9", "10"])
        (array([1, 0, 1]), ['9', '10'])
    """
    if not isinstance(keys, np.ndarray):
        names = sorted(set(keys), key=lambda key: (len(key), key))
        place = {name: at for at, name in enumerate(names)}
        return np.fromiter((place[key] for key in keys), np.intp, len(keys)), names
    if not len(keys):
        return np.zeros(0, np.intp), keys
    if (keys[1:] > keys[:-1]).all():
        return positions(len(keys)), keys
    steps = keys[1:] != keys[:-1]
    if not (keys[1:] < keys[:-1]).any():
        codes = np.zeros(len(keys), np.intp)
        np.cumsum(steps, out=codes[1:])
        return codes, keys[np.concatenate([[True], steps])]
    low, high = int(keys.min()), int(keys.max())
    if high - low < 4 * len(keys) + 1000:
        there = np.zeros(high - low + 1, np.bool_)
        there[keys - low] = True
        rank = np.cumsum(there) - 1
        return rank[keys - low].astype(np.intp), np.flatnonzero(there) + low
    distinct, codes = np.unique(keys, return_inverse=True)
    return codes.astype(np.intp), distinct


def as_keys(values: NDArray[np.int64] | Sequence[str], chosen: NDArray[np.intp] | None = None) -> Keys:
    """Keys of units, some of the values or all."""
    if chosen is None:
        return Keys(values)
    if isinstance(values, np.ndarray):
        return Keys(values[chosen])
    return Keys([values[at] for at in chosen.tolist()])


def few_texts(cells: NDArray[Any]) -> tuple[NDArray[np.int64], list[str]] | None:
    """A column of texts as numbers and its few distinct texts; None if there are many."""
    if cells.dtype.kind != "U" or not len(cells):
        return None
    keys = _packed(cells)
    codes = np.full(len(cells), -1, np.int8)
    names: list[str] = []
    at = 0
    while len(names) < _DISTINCT:
        np.copyto(codes, np.int8(len(names)), where=keys == keys[at])
        names.append(str(cells[at]))
        left = codes < 0
        at = int(left.argmax())
        if not left[at]:
            return codes.astype(np.int64), names
    return None


def _packed(cells: NDArray[Any]) -> NDArray[Any]:
    """Short texts as an integer each, which are compared ten times faster; the texts themselves where they do not fit.

    As many bits are kept of each letter as the greatest one has, so that two texts have one integer only if they are
    one text.
    """
    letters = cells.dtype.itemsize // 4
    if not letters or not cells.dtype.isnative:
        return cells
    table = np.ascontiguousarray(cells).view(np.uint32).reshape(len(cells), letters)
    bits = int(table.max()).bit_length()
    if bits * letters >= _WORD:
        return cells
    found = np.empty(len(cells), np.int64)
    for start in range(0, len(cells), _BLOCK):
        part, out = table[start : start + _BLOCK], found[start : start + _BLOCK]
        out[:] = part[:, 0]
        for letter in range(1, letters):
            np.left_shift(out, bits, out=out)
            np.bitwise_or(out, part[:, letter], out=out)
    return found


def read_stages(
    cells: RawCells, spellings: Mapping[str, str], fold: Any
) -> tuple[NDArray[np.int64], list[int], list[int]]:
    """The stage of each row, and the rows whose stage is missing and those whose stage cannot be read.

    Args:
        cells: the column as it was given.
        spellings: folded spelling → stage.
        fold: how a spelling is folded.
    """
    order = {stage: at for at, stage in enumerate(STAGE_ORDER)} | {"whole": WHOLE}
    few = few_texts(cells) if isinstance(cells, np.ndarray) else None
    codes: NDArray[np.int64] | None = None
    if few is not None:
        codes, texts = few[0], few[1]
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
    stages = np.array(table, np.int64)[codes] if len(texts) else np.zeros(0, np.int64)
    rows_blank = np.flatnonzero(np.isin(codes, blank)).tolist() if blank else []
    rows_odd = np.flatnonzero(np.isin(codes, odd)).tolist() if odd else []
    return stages, rows_blank, rows_odd


def _all_text(cells: Sequence[Any]) -> bool:
    return set(map(type, cells)) == {str}


def texts_of(cells: Sequence[Any]) -> set[str]:
    """The distinct texts of a column."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        return set(cells)
    return {cell for cell in cells if isinstance(cell, str)} if kinds - {int, float, type(None)} else set()
