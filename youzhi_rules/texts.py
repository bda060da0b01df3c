"""Columns of texts as numbers, so that a country's keys are compared without looking at one text after the other.

Everything here is about numpy columns of texts (``U``), in which a text is a row of letters, filled up with zeros. Two
texts get one number only if they are one text; where that cannot be had, there is no number at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

__all__ = ["Few", "Plain", "as_texts", "blank_texts", "few_texts", "in_order", "plain_texts", "rows_like", "texts_of"]

_DISTINCT = 16
_WORD = 8
_BITS = 62
_LONGEST = 64
"""Texts with more letters than this are left alone."""
_MANY = 512
"""Shorter lists are read text by text: that costs less than to make a column of them."""


def _letters(cells: NDArray[Any]) -> NDArray[np.uint32] | None:
    """The letters of a column of texts, one text a row; None where it is none, or an empty one."""
    if cells.dtype.kind != "U" or not cells.dtype.itemsize or not len(cells):
        return None
    native = cells.astype(cells.dtype.newbyteorder("="), copy=False)
    return np.ascontiguousarray(native).view(np.uint32).reshape(len(cells), -1)


def blank_texts(cells: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a column of texts says nothing: the text is empty, or nothing but space."""
    letters = _letters(cells)
    if letters is None:
        return np.ones(len(cells), np.bool_)
    firsts, found = letters[:, 0], np.zeros(len(cells), np.bool_)
    if int(firsts.min()) > ord(" ") and int(firsts.max()) < _BEYOND_ASCII:
        return found
    for row in np.flatnonzero(_SPACES[np.minimum(firsts, len(_SPACES) - 1)]).tolist():
        found[row] = not str(cells[row]).strip()
    return found


_BEYOND_ASCII = 0x7F
_SPACES = np.array([not chr(code).strip("\0") or chr(code).isspace() for code in range(0x3002)])
"""Which letters a text that says nothing may begin with; behind the last of them all are as that one: none."""


Few = tuple["NDArray[np.int8]", list[str]]
"""A number for each row, and the texts that they stand for."""


def few_texts(cells: NDArray[Any]) -> Few | None:
    """A column of texts as numbers and its few distinct texts, in the order they come; None if there are many.

    Example:
        >>> few_texts(np.array(["小学", "初中", "小学"]))
        (array([0, 1, 0], dtype=int8), ['小学', '初中'])
    """
    letters = _letters(cells)
    if letters is None:
        return None
    if len(cells) < _MANY:
        texts = cells.tolist()
        distinct = dict.fromkeys(texts)
        if len(distinct) > _DISTINCT:
            return None
        place = {text: at for at, text in enumerate(distinct)}
        return np.array([place[text] for text in texts], np.int8), list(distinct)
    keys = _words(letters)
    if keys is None:
        keys = cells
    left = keys != keys[0]
    codes, names = np.zeros(len(cells), np.int8), [str(cells[0])]
    while left.any():
        if len(names) == _DISTINCT:
            return None
        codes += left.view(np.int8)
        at = int(left.argmax())
        names.append(str(cells[at]))
        left &= keys != keys[at]
    return codes, names


def _words(letters: NDArray[np.uint32]) -> NDArray[np.uint64] | None:
    """Short texts as the eight bytes that they fill at most, read where each begins; None where they are longer."""
    count, width = letters.shape
    most = int(letters.max())
    kind = np.uint8 if most < 1 << 8 else np.uint16 if most < 1 << 16 else np.uint32
    each = width * np.dtype(kind).itemsize
    if each > _WORD:
        return None
    flat = np.empty(count * width + _WORD, kind)  # room for the last one to be read whole
    flat[: count * width] = letters.reshape(-1)
    flat[count * width :] = 0
    found = np.ndarray((count,), np.dtype("<u8"), flat, 0, (each,))
    return found & np.uint64((1 << 8 * each) - 1)


def as_texts(cells: Sequence[Any] | NDArray[Any], least: int = _MANY) -> NDArray[Any] | None:
    """A list that holds nothing but texts, none too long, as a column; a column of texts as it is; else None.

    Args:
        cells: the cells.
        least: shorter lists are left alone.
    """
    if isinstance(cells, np.ndarray):
        return cells if cells.dtype.kind == "U" and cells.dtype.itemsize <= 4 * _LONGEST else None
    if len(cells) < max(1, least) or set(map(type, cells)) != {str}:
        return None
    lengths = list(map(len, cells))
    if max(lengths) > _LONGEST:
        return None
    found = np.array(cells)
    # A column cannot hold texts that end with a zero letter.
    letters = _letters(found)
    return found if letters is not None and int(np.count_nonzero(letters)) == sum(lengths) else None


class Plain(NamedTuple):
    """The letters of plain texts, one text a row, with the least and the greatest at every place."""

    letters: NDArray[np.uint32]
    lows: list[int]
    highs: list[int]


def plain_texts(cells: NDArray[Any]) -> Plain | None:
    """A column in which every text is made of printable ASCII but colons, and of Chinese characters; None for others.

    Such texts hold no space and are their own normal form. None of them is blank.
    """
    letters = _letters(cells)
    if letters is None or not letters[:, 0].all():
        return None
    lows, highs = [int(column.min()) for column in letters.T], [int(column.max()) for column in letters.T]
    if max(highs) >= len(_PLAIN):
        return None
    for place, (low, high) in enumerate(zip(lows, highs, strict=True)):
        column = letters[:, place]
        if low and _PLAIN[low : high + 1].all():
            continue
        if not (_PLAIN[column] | (column == 0)).all():
            return None
        if not low and place + 1 < len(lows) and letters[column == 0, place + 1].any():
            return None  # a zero within a text, and not behind it
    return Plain(letters, lows, highs)


_PLAIN = np.zeros(0xA000, np.bool_)
_PLAIN[0x21:0x7F] = True
_PLAIN[ord(":")] = False
_PLAIN[0x4E00:0x9FA6] = True


def in_order(plain: Plain) -> NDArray[np.int64] | None:
    """Numbers that are equal where texts are, and in the order of texts: short ones first, then by code point.

    Every place takes as many bits as its letters differ in; None where a text takes more than 62.
    """
    letters, lows, highs = plain
    bits = [(high - low).bit_length() for low, high in zip(lows, highs, strict=True)]
    # Where a place is filled in some texts only, these have different lengths, and the length goes first.
    uneven = [place for place, low in enumerate(lows) if not low and highs[place]]
    if sum(bits) + (len(lows).bit_length() if uneven else 0) > _BITS:
        return None
    found = np.zeros(len(letters), np.int64)
    for place in uneven:
        found += letters[:, place] != 0
    for place, low in enumerate(lows):
        if bits[place]:
            np.left_shift(found, bits[place], out=found)
            found += letters[:, place]
            if low:
                found -= low
    return found


def rows_like(plain: Plain, words: Collection[str]) -> NDArray[np.intp]:
    """The rows that may hold one of some words, whatever its case: those that begin like one of them."""
    letters, rows = plain.letters, np.arange(len(plain.letters))
    for place in range(min(2, letters.shape[1])):
        heads = sorted({ord(form) for word in words if len(word) > place for form in _cases(word[place])})
        column = letters[rows, place] if place else letters[:, 0]
        known = np.zeros(max(heads, default=0) + 1, np.bool_)
        known[heads] = True
        ends = place and any(len(word) <= place for word in words)
        hits = (column < len(known)) & known[np.minimum(column, len(known) - 1)]
        rows = rows[hits | (column == 0)] if ends else rows[hits]
        if not len(rows):
            break
    return rows


def _cases(letter: str) -> set[str]:
    return {form for form in (letter, letter.upper(), letter.lower()) if len(form) == 1}


def texts_of(cells: Sequence[Any] | NDArray[Any]) -> set[str]:
    """The distinct texts of a column."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        return set(cells)
    return {cell for cell in cells if isinstance(cell, str)} if kinds - {int, float, type(None)} else set()
