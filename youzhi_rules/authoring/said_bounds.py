"""Bounds as words say them: “不低于5%” and “at least 5 %” are a number with its unit, the least that will do."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from ..units import UNITS, unit_of

if TYPE_CHECKING:
    from ..catalogue import Lang

__all__ = ["Said", "bounds_said", "count_said"]

_SPELT: dict[str, tuple[str, str]] = {
    "%": ("[%％]", r"(?:%|per ?cent\b)"),
    "比例": ("(?![0-9.]|\\s*[%％\u4e00-\u9fff])", r"(?![0-9.]|\s*[%a-z])"),
    "人": ("(?:名|人)", r"(?:people|pupils|students|teachers|persons)\b"),
    "所": ("所", r"schools?\b"),
    "个": ("个", r"items?\b"),
    "间": ("间", r"rooms?\b"),
    "次": ("次", r"times\b"),
    "班": ("个?班", r"classes\b"),
    "年": ("年", r"years?\b"),
    "小时": ("(?:小时|学时|课时)", r"hours?\b"),
    "平方米": ("(?:平方米|㎡)", r"(?:m²|square met(?:re|er)s)"),
    "元": ("元", r"yuan\b"),
    "万元": ("万元", r"(?:0 000 yuan)"),
}
"""Per unit how it follows its number in Chinese and in English; others as they are spelt in the list of units."""
_BEFORE = {
    "zh": (r"不得?(?:低于|少于|小于)|至少|达到|≥", r"不得?(?:超过|高于|多于|大于)|最多|控制在|≤"),
    "en": (
        r"at least|not below|not? less than|no fewer than|not under|≥",
        r"at most|no more than|not over|not above|up to|≤",
    ),
}
_AFTER = {
    "zh": (r"及?以上", r"及?以下|以内"),
    "en": (r"\s+(?:or|and) (?:more|above|up|over)\b", r"\s+(?:or|and) (?:less|below|fewer|under)\b"),
}
"""What stands before a number, or behind its unit, where it is the least that will do, and where it is the most."""
_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_DIGIT = re.compile("[0-9]")
_COUNT = {"zh": r"至少([一二两三四五六七八九十]|[0-9]+)项", "en": r"at least ([a-z]+|[0-9]+) (?:of|indicators)\b"}


@frozen
class Said:
    """A number that words give as a bound; ``least``: whether as the least that will do, not as the most."""

    number: Fraction
    least: bool


def bounds_said(text: str, lang: Lang, unit: str) -> set[Said]:
    """The bounds that a text names with a unit.

    Example:
        >>> sorted(said.number for said in bounds_said("不低于5%，其中3次以上", "zh", "%"))
        [Fraction(1, 20)]
        >>> [said.least for said in bounds_said("at most 50 pupils in 3 classes or more", "en", "人")]
        [False]
    """
    if unit not in UNITS or not _DIGIT.search(text):  # most titles name no number, and patterns take time to make
        return set()
    words, found = text.lower(), set()
    for figure in _figures(lang).finditer(words):
        spelt = _spelt(unit, lang).match(words, figure.end())
        if spelt is None:
            continue
        after = _behind(lang).match(words, spelt.end())
        number = Fraction(figure["number"]) / (100 if unit == "%" else 1)
        found |= {
            Said(number, bool(each["least"])) for each in (figure, after) if each and (each["least"] or each["most"])
        }
    return found


@cache
def _figures(lang: Lang) -> re.Pattern[str]:
    least, most = _BEFORE[lang]
    return re.compile(rf"(?:(?:(?P<least>{least})|(?P<most>{most}))\s*)?(?<![0-9.])(?P<number>[0-9]+(?:[.][0-9]+)?)\s*")


@cache
def _behind(lang: Lang) -> re.Pattern[str]:
    least, most = _AFTER[lang]
    return re.compile(rf"(?P<least>{least})|(?P<most>{most})")


@cache
def _spelt(unit: str, lang: Lang) -> re.Pattern[str]:
    bare = unit.partition("/")[0]
    known = unit_of(bare)
    english = known.en if known is not None else bare
    zh, en = _SPELT.get(bare) or (re.escape(bare), re.escape(english.lower()) + r"\b")
    return re.compile(zh if lang == "zh" else en)


def count_said(text: str, lang: Lang) -> int | None:
    """How many of several a text says must be met at least; None where it says no number.

    Example:
        >>> count_said("八项指标至少七项达标", "zh"), count_said("At least 7 of the eight met", "en")
        (7, 7)
    """
    found = re.search(_COUNT[lang], text.lower())
    if found is None:
        return None
    word = found[1]
    return int(word) if word.isdecimal() else _COUNTS.get(word)
