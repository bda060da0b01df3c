"""Columns of texts as numbers: keys are the same in a list, in a column of texts or of objects, and in any order."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_packs import pack_text, read, rule

import youzhi_rules as yz
from youzhi_rules import rows as rows_module
from youzhi_rules import tables as tables_module
from youzhi_rules import texts
from youzhi_rules.figures import PLACEHOLDERS, is_missing
from youzhi_rules.identity import TextKeys, key_column, key_text, ranked, read_keys, unique_keys
from youzhi_rules.model import Pack
from youzhi_rules.rows import TOTALS, is_total
from youzhi_rules.texts import as_texts, few_texts, in_order, plain_texts, rows_like

ASCII, CHINESE = "019azAZ~!", "一县小校龥"
ODD = [
    " ",
    "\u3000",
    "\xa0",
    "\t",
    "\0",
    ":",
    "：",
    "\ud800",
    "\U00020000",
    "Ａ",
    "７",
    "ﬁ",
    "½",
    "ß",
    "İ",
    "Σ",
    "龦",
    "㐀",
    "é",
]
WORDS = [
    "—",
    "n/a",
    "NULL",
    "None",
    "缺",
    "?",
    "-",
    "合计",
    "SUM",
    "小计:",
    "：合计",
    "Total",
    "GrandTotal",
    "其中",
    "na",
    "…",
]
LONG = ["长" * 63, "长" * 64, "长" * 65, "x" * 70, "1" * 40]

plain_letters = st.text(st.sampled_from(ASCII + CHINESE), min_size=1, max_size=5)
odd_letters = st.lists(st.sampled_from([*ASCII, *CHINESE, *ODD]), max_size=5).map("".join)
any_text = st.one_of(plain_letters, odd_letters, st.sampled_from(WORDS), st.sampled_from(LONG), st.just(""))
short_text = st.text(st.sampled_from(ASCII + CHINESE), min_size=1, max_size=3)


def column(cells: list[str], width: int = 0) -> Any:
    """A column of numpy, at least so wide."""
    return np.array(cells, f"<U{max([width, 1, *map(len, cells)])}")


def swapped(cells: list[str]) -> Any:
    """A column of numpy with the bytes of each letter the other way round."""
    found = column(cells)
    return found.astype(found.dtype.newbyteorder())


def objects(cells: list[Any]) -> Any:
    """A column of Python objects."""
    found = np.empty(len(cells), object)
    found[:] = cells
    return found


def in_key_order(cells: set[str]) -> list[str]:
    """The one order of keys: short ones first, then by code point."""
    return sorted(cells, key=lambda text: (len(text), text))


# -- the numbers themselves ----------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(st.lists(any_text, min_size=1, max_size=25), st.integers(1, 70), st.sampled_from([1, 512]))
@example([chr(97 + at) for at in range(16)], 1, 1)
@example([chr(97 + at) for at in range(17)], 1, 1)
@example([chr(97 + at) for at in range(16)], 1, 512)
@example([chr(97 + at) for at in range(17)], 1, 512)
@example(["小学", "小学\0a", "小学"], 4, 1)
@example(["a" * 8, "a" * 7 + "b", "\0" * 7 + "a"], 8, 1)
@example(["\U00020000a", "\U00020000b"], 2, 1)
def test_few_texts_are_numbered_in_the_order_they_come(cells: list[str], width: int, many: int) -> None:
    """Up to sixteen distinct texts of any letters and any width, each told from all others; more are left alone.

    Long columns are told apart by numbers, short ones text by text.
    """
    given_column = column(cells, width)
    told = given_column.tolist()
    distinct = list(dict.fromkeys(told))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "_MANY", many)
        found = few_texts(given_column)
    if len(distinct) > 16:
        assert found is None
    else:
        assert found is not None
        codes, names = found
        assert names == distinct
        assert [names[code] for code in codes.tolist()] == told


@pytest.mark.parametrize(
    "cells", [np.array([], "<U3"), np.array([1, 2]), np.array([1.5]), objects(["a"]), np.array([b"a"])]
)
def test_what_is_no_column_of_texts_has_no_numbers(cells: Any) -> None:
    """An empty column and one of numbers, bytes or objects are left to others."""
    assert few_texts(cells) is None
    assert plain_texts(cells) is None


def test_plain_letters_are_their_own_normal_form() -> None:
    """Every letter that may stand in a plain text is itself after folding, is no space and no colon."""
    letters = [chr(code) for code in np.flatnonzero(texts._PLAIN).tolist()]
    assert len(letters) > 20_000
    assert all(unicodedata.normalize("NFKC", letter) == letter and key_text(f"x{letter}") for letter in letters)
    assert not any(letter.isspace() or letter in ":：" for letter in letters)


@settings(max_examples=150)
@given(st.lists(st.one_of(plain_letters, any_text), min_size=1, max_size=12), st.integers(1, 70))
@example(["a\0b", "abc"], 3)
@example(["ab\0", "abc"], 3)
@example(["\0a", "ba"], 2)
@example(["a", "龦"], 2)
def test_a_column_is_plain_where_every_text_is(cells: list[str], width: int) -> None:
    """Printable ASCII but colons and common Chinese characters, and nothing blank; whatever zeros stand within."""
    found = plain_texts(column(cells, width))
    wanted = all(re.fullmatch("[!-9;-~一-龥]+", text) for text in column(cells, width).tolist())
    assert (found is not None) == wanted


@settings(max_examples=150)
@given(st.lists(st.one_of(short_text, plain_letters), min_size=1, max_size=20), st.integers(1, 70))
@example(["龥" * 3, "!" * 3, "!"], 70)
def test_numbers_are_in_the_order_of_texts(cells: list[str], width: int) -> None:
    """Equal where the texts are, else in the order of length and code points; there for all short texts."""
    plain = plain_texts(column(cells, width))
    assert plain is not None
    found = in_order(plain)
    if max(map(len, cells)) <= 3:
        assert found is not None
    if found is not None:
        by_number = dict(zip(found.tolist(), cells, strict=True))
        assert [by_number[number] for number in sorted(by_number)] == in_key_order(set(cells))
        assert all(by_number[number] == text for number, text in zip(found.tolist(), cells, strict=True))


def test_texts_that_take_too_many_bits_have_no_numbers() -> None:
    """Sixty-two bits are taken, one more is not."""
    for places, fits in ((62, True), (63, False)):
        plain = plain_texts(column(["!" * places, '"' * places, "!" * (places - 1) + '"']))
        assert plain is not None
        bits = [(high - low).bit_length() for low, high in zip(plain.lows, plain.highs, strict=True)]
        found = in_order(plain)
        assert (found is not None) == (sum(bits) <= 62) == (fits or sum(bits) <= 62)
        if found is not None:
            assert sorted(found.tolist()) == [found.tolist()[at] for at in (0, 2, 1)]


def any_case(word: str) -> st.SearchStrategy[str]:
    """A word in any mixture of small and large letters."""
    return st.tuples(*(st.sampled_from([letter.lower(), letter.upper()]) for letter in word)).map("".join)


@settings(max_examples=100)
@given(
    st.sampled_from([sorted(TOTALS), sorted(PLACEHOLDERS), ["a"], ["ab", "b"]]).flatmap(
        lambda words: st.tuples(
            st.just(words),
            st.lists(st.one_of(plain_letters, st.sampled_from(words).flatmap(any_case)), min_size=1, max_size=12),
        )
    ),
    st.integers(1, 70),
)
def test_no_row_with_one_of_the_words_is_passed_over(made: tuple[list[str], list[str]], width: int) -> None:
    """Whatever its case; the rows that are looked at are told once each, in their order."""
    words, cells = made
    plain = plain_texts(column(cells, width))
    if plain is None:
        return
    rows = rows_like(plain, words).tolist()
    assert rows == sorted(set(rows))
    assert set(rows) >= {row for row, text in enumerate(cells) if text.casefold() in words}
    assert set(rows) >= {row for row, text in enumerate(cells) if is_total(text)} or words != sorted(TOTALS)


@settings(max_examples=150)
@given(st.lists(any_text, min_size=1, max_size=8))
@example(["a\0", "b"])
@example(["\0", ""])
@example(["", ""])
def test_a_list_becomes_a_column_only_if_nothing_is_lost(cells: list[str]) -> None:
    """Zeros and texts of more than 64 letters keep it a list; what becomes a column holds the very texts."""
    found = as_texts(cells, 1)
    if any("\0" in text or len(text) > 64 for text in cells):
        assert found is None
    else:
        assert found is not None
        assert found.tolist() == cells


def test_a_list_becomes_a_column_from_512_rows_on() -> None:
    """Shorter ones, and those that hold anything but texts, stay what they are."""

    class Broken(str):
        __slots__ = ()

    for count in (511, 512):
        cells: list[Any] = ["一小"] * count
        assert (as_texts(cells) is None) == (count < 512)
        for other in (None, 7, Broken("x"), np.str_("y")):
            assert as_texts([*cells, other]) is None
    wide = np.array(["x" * 65])
    assert as_texts(wide) is None
    assert as_texts(wide[:,].astype("<U64")) is not None
    assert as_texts(np.array([1, 2])) is None


# -- keys ------------------------------------------------------------------------------------------------------------


def keys_of(found: Any) -> list[str | None]:
    """Keys in any of their forms, as texts."""
    if isinstance(found, TextKeys):
        return [str(text) for text in found.cells.tolist()]
    return [key if key is None else str(key) for key in (found.tolist() if isinstance(found, np.ndarray) else found)]


@settings(max_examples=150)
@given(st.lists(st.one_of(plain_letters, any_text), min_size=1, max_size=10), st.integers(1, 70))
def test_the_keys_of_a_column_are_those_of_its_cells(cells: list[str], width: int) -> None:
    """Read one by one or as a whole; numbered and put in order alike."""
    given_column = column(cells, width)
    wanted = [key_text(cell) for cell in given_column.tolist()]
    for form in (given_column, given_column.astype(given_column.dtype.newbyteorder()), objects(given_column.tolist())):
        assert keys_of(key_column(form)) == wanted
    assert read_keys(given_column.tolist()) == wanted
    known = [key for key in wanted if key is not None]
    if len(known) == len(wanted):
        codes, names = unique_keys(key_column(given_column))  # type: ignore[arg-type] # none is missing
        assert [str(name) for name in names] == in_key_order(set(known))
        assert [str(names[code]) for code in codes.tolist()] == known


@settings(max_examples=150)
@given(
    st.lists(
        st.one_of(st.integers(0, 5), st.integers(0, 5000), st.integers(-(2**62), 2**62 - 1)), min_size=1, max_size=12
    ),
    st.sampled_from(["as they are", "ascending", "strictly ascending"]),
)
def test_numbers_are_ranked_as_by_sorting(numbers: list[int], how: str) -> None:
    """In order already, within a short span or spread widely; each distinct number stands in the row named for it."""
    if how != "as they are":
        numbers = sorted(numbers) if how == "ascending" else sorted(set(numbers))
    codes, rows = ranked(np.array(numbers, np.int64))
    distinct = sorted(set(numbers))
    assert [numbers[row] for row in rows.tolist()] == distinct
    assert [distinct[code] for code in codes.tolist()] == numbers
    assert codes.dtype == rows.dtype == np.intp


def test_no_numbers_have_no_ranks() -> None:
    """An empty column is no special case."""
    codes, rows = ranked(np.zeros(0, np.int64))
    assert (len(codes), len(rows)) == (0, 0)


# -- evaluations -------------------------------------------------------------------------------------------------------


@cache
def pack() -> Pack:
    """A pack of one rule: who is who does not depend on more."""
    return read(pack_text(rule("a", level="section", measure="sports_area / students", unit="平方米/生", at_least="4")))


def told(columns: Any, areas: Any = None, *, many: int = 512) -> str:
    """All that comes of an evaluation, with lists becoming columns from so many rows on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows_module, "as_texts", lambda cells: as_texts(cells, many))
        return yz.evaluate(columns, pack(), areas).to_json()


FIGURES = ("students", "sports_area")
FORMS: dict[str, Callable[[list[Any]], Any]] = {
    "column": column,
    "wide column": lambda cells: column(cells, 33),
    "column of foreign bytes": swapped,
    "objects": objects,
}
STAGES = ["小学", "初中", "primary", "JUNIOR", "whole", "全校", "", " ", "—", "合计", "幼儿园", "小学 "]
KINDS = ["小学", "初中", "九年一贯制学校", "", "—", "庙"]


@st.composite
def tables(draw: st.DrawFn, letters: st.SearchStrategy[str]) -> dict[str, list[Any]]:
    """Draw a small table of keys, some of them odd, and figures; no text ends with a zero, as no column holds such."""
    count = draw(st.integers(1, 6))
    cell = letters.map(lambda text: text.rstrip("\0"))
    found: dict[str, list[Any]] = {}
    for header in ("county", "school", "school_name", "town", "city", "campus", "parent_school", "序号"):
        if header in {"county", "school"} or draw(st.integers(0, 3)) == 0:
            pool = draw(st.lists(cell, min_size=1, max_size=3))
            found[header] = draw(st.lists(st.sampled_from(pool), min_size=count, max_size=count))
    for header, words in (("stage", STAGES), ("school_kind", KINDS)):
        if header == "stage" or draw(st.integers(0, 3)) == 0:
            found[header] = draw(st.lists(st.sampled_from(words), min_size=count, max_size=count))
    for header in FIGURES:
        found[header] = draw(st.lists(st.sampled_from([100.0, 400.0, float("nan")]), min_size=count, max_size=count))
    return found


def in_form(table: dict[str, list[Any]], form: Callable[[list[Any]], Any]) -> dict[str, Any]:
    """The table with its texts in another form."""
    return {header: cells if header in FIGURES else form(cells) for header, cells in table.items()}


AREAS = st.sampled_from([None, None, *([{"county": name, "layout_ok": True}] for name in ("7", "a", "龥", "1" * 40))])


@pytest.mark.long
@settings(max_examples=50)
@given(tables(st.one_of(plain_letters, any_text)), AREAS, st.randoms(use_true_random=False))
def test_a_table_means_the_same_in_every_form(table: dict[str, list[Any]], areas: Any, dice: random.Random) -> None:
    """Lists short or long, columns of texts of any width and byte order, objects, and the rows in any order."""
    wanted = told(table, areas)
    for form in FORMS.values():
        assert told(in_form(table, form), areas) == wanted
    assert told(table, areas, many=1) == wanted
    order = list(range(len(table["stage"])))
    dice.shuffle(order)
    shuffled = {header: [cells[row] for row in order] for header, cells in table.items()}
    for many in (1, 512):
        assert told(shuffled, areas, many=many) == wanted
    assert told(in_form(shuffled, column), areas) == wanted


@settings(max_examples=30)
@given(tables(st.lists(st.sampled_from(["a", "\0", "学"]), min_size=1, max_size=3).map("".join)))
def test_a_list_with_zeros_means_the_same_when_it_is_long(table: dict[str, list[Any]]) -> None:
    """A text that ends with a zero letter is another than the one without."""
    table["school"] = [f"{text}\0" if row % 2 else text for row, text in enumerate(table["school"])]
    assert told(table, many=1) == told(table)


@pytest.mark.parametrize("count", [511, 512, 513])
@pytest.mark.parametrize("kind", ["names", "codes", "odd"])
def test_five_hundred_and_twelve_rows_are_no_border(count: int, kind: str) -> None:
    """A list of keys means the same as a column as it does cell by cell, total rows and placeholders among them."""
    schools = {
        "names": [f"第{at % 400}小学" for at in range(count)],
        "codes": [str(3_301_000_000 + at) for at in range(count)],
        "odd": [
            "合计" if at == 77 else "—" if at == 78 else f" 校 {at} " if at == 79 else f"校{at}" for at in range(count)
        ],
    }[kind]
    table: dict[str, Any] = {
        "county": [f"{'甲乙丙'[at % 3]}县" for at in range(count)],
        "school": schools,
        "stage": [("小学", "初中")[at // 400] for at in range(count)],
        "students": [100 + at for at in range(count)],
        "sports_area": [500 + at for at in range(count)],
    }
    wanted = told(table, many=10**9)
    order = [at * 7 % count for at in range(count)] if count % 7 else list(range(count))[::-1]
    shuffled = {header: [cells[row] for row in order] for header, cells in table.items()}
    for form in (table, shuffled, in_form(table, column), in_form(shuffled, column), in_form(table, objects)):
        assert told(form) == wanted
    for block in (100, 8192):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tables_module, "_BLOCK", block)
            for frame in (pl.DataFrame(shuffled), pd.DataFrame(shuffled), pl.DataFrame(table).to_arrow()):
                assert told(frame) == wanted


NUMBERS: dict[str, Callable[[list[int]], Any]] = {
    "integers": list,
    "int64": lambda keys: np.array(keys, np.int64),
    "uint64": lambda keys: np.array(keys, np.uint64),
    "int16 of foreign bytes": lambda keys: np.array(keys, ">i2"),
    "float64": lambda keys: np.array(keys, np.float64),
    "floats": lambda keys: [float(key) for key in keys],
    "texts": lambda keys: [str(key) for key in keys],
    "column": lambda keys: np.array([str(key) for key in keys]),
    "full width": lambda keys: [str(key).translate({48 + at: 0xFF10 + at for at in range(10)}) for key in keys],
    "objects": objects,
    "objects of numpy": lambda keys: objects([np.int64(key) for key in keys]),
    "floats of numpy": lambda keys: objects([np.float32(key) for key in keys]),
}


@pytest.mark.parametrize("form", NUMBERS.values(), ids=NUMBERS)
@pytest.mark.parametrize("area", [None, "8", "100", "007", "甲县", "1" * 40])
def test_a_number_is_one_key_however_it_is_given(form: Callable[[list[int]], Any], area: str | None) -> None:
    """7, 7.0, "7" and "７" are one county and one school; a county without schools comes from the records of areas."""
    counties, schools = [10, 9, 10, 9, 100], [3, 12, 3, 3, 1]
    rest = {
        "stage": ["小学", "小学", "初中", "初中", "小学"],
        "students": [100] * 5,
        "sports_area": [399, 400, 401, 0, 1],
    }
    areas = None if area is None else [{"county": area, "layout_ok": True}]
    wanted = told({"county": ["10", "9", "10", "9", "100"], "school": ["3", "12", "3", "3", "1"], **rest}, areas)
    assert told({"county": form(counties), "school": form(schools), **rest}, areas) == wanted


# -- what once went wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\xa0", "\t", " \n"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_blank_row_is_blank_in_every_form(blank: str, form: Callable[[list[Any]], Any]) -> None:
    """It is passed over with a note, and is no school without a name."""
    table: dict[str, list[Any]] = {"school": ["a", "b", blank], "stage": ["小学", "小学", blank]}
    found = yz.evaluate({**in_form(table, form), "students": np.array([100, 200, np.nan])}, pack())
    assert [problem.code for problem in found.problems if problem.severity == "error"] == []
    assert [problem.code for problem in found.problems].count("blank-rows") == 1
    assert len(found.to_dicts(rule="a")) == 2


def test_a_blank_row_of_objects_may_hold_none() -> None:
    """None, NaN and blank texts are all blank, in a list as in an array."""
    table: dict[str, list[Any]] = {
        "school": ["a", None, "b", float("nan")], "stage": ["小学", None, "小学", " "], "students": [1, None, 2, None],
    }  # fmt: skip
    wanted = told(table)
    assert told({header: objects(cells) for header, cells in table.items()}) == wanted
    assert "blank-rows" in wanted


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\xa0", "\t"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_total_told_elsewhere_is_found_in_every_form(blank: str, form: Callable[[list[Any]], Any]) -> None:
    """A row that names no school and says so in its serial number is no school."""
    table: dict[str, list[Any]] = {"school": ["a", "b", blank], "stage": ["小学"] * 3, "序号": ["1", "2", "合计"]}
    found = yz.evaluate({**in_form(table, form), "students": [1, 2, 3]}, pack())
    assert "total-row" in [problem.code for problem in found.problems]
    assert len(found.to_dicts(rule="a")) == 2


def test_keys_of_digits_stay_texts_beside_counties_without_schools() -> None:
    """007 and 7 are two counties, as texts in a column too, and a number too large for an integer is one as well."""
    rest = {"school": ["x", "y"], "stage": ["小学"] * 2, "students": [1, 2]}
    for area in ("8", "甲县", "1" * 40):
        for counties in (["007", "7"], np.array(["007", "7"])):
            found = yz.evaluate({"county": counties, **rest}, pack(), [{"county": area}])
            assert sorted(found.counties) == sorted({"007", "7", area})
        for numbers in ([1, 2], np.array([1, 2])):
            found = yz.evaluate({"county": numbers, **rest}, pack(), [{"county": area}])
            assert sorted(found.counties) == sorted({"1", "2", area})


def test_totals_that_differ_are_told_in_one_order() -> None:
    """Two rows of totals may have one label and one figure, and the sums beside them tell them apart."""
    table: dict[str, list[Any]] = {
        "county": ["甲", "乙", "甲", "乙", "甲"], "school": ["x", "y", "合计", "合计", "合计"], "stage": ["小学"] * 5,
        "students": [5, 200, 100, 100, 100],
    }  # fmt: skip
    wanted = told(table)
    for at in range(1, 5):
        assert told({header: [*cells[at:], *cells[:at]] for header, cells in table.items()}) == wanted


def test_what_is_blank_is_blank_to_a_column() -> None:
    """The spaces that Python strips are those that leave a row without a name."""
    spaces = [chr(code) for code in range(0x3001) if is_missing(chr(code))]
    assert len(spaces) > 20
    table: dict[str, list[Any]] = {
        "school": ["a", *spaces], "stage": ["小学"] * (len(spaces) + 1), "序号": ["1", *["合计"] * len(spaces)],
    }  # fmt: skip
    found = yz.evaluate({**in_form(table, column), "students": [1] * (len(spaces) + 1)}, pack())
    assert len(found.to_dicts(rule="a")) == 1
