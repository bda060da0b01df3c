"""Lint: notes. Titles and notes that say another number than the rule they belong to.

Only what can hardly be meant otherwise is told: a bound (“at least”, “not over”) with the very unit of the rule, in
words that say no number which the rule or its parent has.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from ..errors import Fault
from ..model import OPERATORS, Limit
from ..numerals import decimal_text, percent_text
from ..plan import rules_of
from .lint_values import written_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model import Relief, Rule, Words
    from .draft import Draft

__all__ = ["note_faults"]

_NUMBER = r"(?P<number>[0-9]+(?:[.][0-9]+)?)"
_UNITS: dict[str, tuple[str, str]] = {
    "%": ("[%％]", r"(?:%|per ?cent\b)"),
    "人": ("(?:名|人)", r"(?:people|pupils|students|teachers|persons)\b"),
    "所": ("所", r"schools?\b"),
    "个": ("个", r"items?\b"),
    "间": ("间", r"rooms?\b"),
    "次": ("次", r"times\b"),
    "班": ("个?班", r"classes\b"),
    "年": ("年", r"years?\b"),
    "小时": ("(?:小时|学时|课时)", r"hours?\b"),
    "平方米": ("(?:平方米|㎡)", r"(?:m²|square met(?:re|er)s)"),
    "平方米/生": ("(?:平方米|㎡)", r"(?:m²|square met(?:re|er)s)"),
    "元": ("元", r"yuan\b"),
    "元/生": ("元", r"yuan\b"),
    "万元": ("万元", r"(?:0 000 yuan)"),
}
"""Per unit how it follows its number in Chinese and in English."""
_BEFORE = {
    "zh": "(?:不得?(?:低于|少于|小于|超过|高于|多于|大于)|至少|达到|最多|控制在|≥|≤)\\s*",
    "en": r"(?:at least|at most|not below|no less than|not less than|no fewer than|no more than|not over|not above|"
    r"up to|≥|≤)\s+",
}
_AFTER = {
    "zh": r"(?:以上|以下|以内|及以上|及以下|（含）)",
    "en": r"\s+(?:or|and) (?:more|above|up|over|less|below|fewer|under)\b",
}


def note_faults(draft: Draft) -> Iterator[Fault]:
    """Words of the rules that the file writes which contradict their values."""
    parents = rules_of(draft.parent) if draft.parent else {}
    whole = rules_of(draft.pack) if draft.pack else {}
    for name, written in written_values(draft).items():
        rule = whole.get(name) or draft.rules.get(name)
        if rule is None or rule.bound is None or rule.conflicts_with or written.get("conflicts_with"):
            continue
        known = _known(rule, parents.get(name))
        for key in ("title", "note"):
            words: Words | None = written.get(key)
            if words is not None and known:
                path = f"{draft.path_of(name)}.{key}"
                yield from _contradictions(draft, path, words, rule, known)


def _contradictions(draft: Draft, path: str, words: Words, rule: Rule, known: set[Fraction]) -> Iterator[Fault]:
    bound = rule.bound
    for lang in ("zh", "en"):
        found = _bounds_said(words.say(lang), lang, rule.unit or "")
        if bound is None or not found or found & known:
            continue
        percent = rule.unit == "%"
        limits = sorted(_numbers(bound[1]))
        params = {
            "said": _text(min(found), percent=percent),
            "limit": ", ".join(_text(value, percent=percent) for value in limits),
        }
        yield Fault("lint-note-contradicts", params, draft.at(f"{path}.{lang}"), f"{path}.{lang}")
        return  # the translation says the same


def _text(value: Fraction, *, percent: bool) -> str:
    return percent_text(value) if percent else decimal_text(value)


def _bounds_said(text: str, lang: str, unit: str) -> set[Fraction]:
    """The numbers that a text gives as bounds in a unit."""
    if unit not in _UNITS:
        return set()
    spelt = _UNITS[unit][0 if lang == "zh" else 1]
    patterns = (rf"{_BEFORE[lang]}{_NUMBER}\s*{spelt}", rf"{_NUMBER}\s*{spelt}{_AFTER[lang]}")
    return {
        Fraction(match["number"]) / (100 if unit == "%" else 1)
        for pattern in patterns
        for match in re.finditer(pattern, text, re.IGNORECASE)
    }


def _known(rule: Rule, parent: Rule | None) -> set[Fraction]:
    """Every number the rule or its parent has; empty where its limit is no number."""
    found: set[Fraction] = set()
    if rule.bound is None or not _numbers(rule.bound[1]):
        return found
    for each in (rule, parent, *(link.rule for link in rule.chain)):
        if each is None:
            continue
        parts: tuple[Rule | Relief, ...] = (each, *each.relief.values())
        for part in parts:
            limits = [getattr(part, operator) for operator in OPERATORS]
            found |= {value for limit in limits if limit is not None for value in _numbers(limit)}
            found |= {given.value for given in part.given.values()}
    return found


def _numbers(limit: Limit) -> set[Fraction]:
    if limit.number is not None:
        return {limit.number}
    return set((limit.stages or dict(limit.cases)).values())
