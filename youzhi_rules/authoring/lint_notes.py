"""Lint: titles and notes that say another number than the rule they belong to, bound it from another side, or are old.

Only what can hardly be meant otherwise is told: a bound (“at least”, “not over”) with the very unit of the rule or of
one of its constants, in words that say no number which the rule has. A note may also speak of the parent's number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..errors import Fault
from ..model import OPERATORS
from ..numerals import decimal_text, percent_text
from ..plan import rules_of
from .lint_values import written_values
from .said_bounds import bounds_said, count_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from ..model import Limit, Relief, Rule, Words
    from .draft import Draft

__all__ = ["inherited_note_faults", "note_faults"]

_LANGS: tuple[Literal["zh"], Literal["en"]] = ("zh", "en")
_LEAST = {"at_least": True, "more_than": True, "at_most": False, "less_than": False}
_VALUES = frozenset(
    {
        "level", "scope", "applies_to", "when", "by", "measure", "graded", "quota", "dispersion", "attested", "forbids",
        "given", "relief", "unit", *OPERATORS,
    }
)  # fmt: skip
"""The keys of a rule on which a note may well turn."""


def note_faults(draft: Draft) -> Iterator[Fault]:
    """Words of the rules that the file writes which contradict their values."""
    parents = rules_of(draft.parent) if draft.parent else {}
    whole = rules_of(draft.pack) if draft.pack else {}
    for name, written in written_values(draft).items():
        rule = whole.get(name) or draft.rules.get(name)
        if rule is None or rule.conflicts_with or written.get("conflicts_with"):
            continue
        path, old = draft.path_of(name), parents.get(name)
        own = _numbers_of([rule])
        if written.get("title") is not None:
            yield from _title_faults(draft, f"{path}.title", rule.title, rule, own)
        elif name in draft.amendments and old is not None:
            yield from _outdated(draft, path, old, own)
        every = _numbers_of([rule, *([old] if old else []), *(link.rule for link in rule.chain if link.rule)])
        if (note := written.get("note")) is not None:
            yield from _other_number(draft, f"{path}.note", note, own, every)
        for relief in (written.get("relief") or {}).values():
            yield from _other_number(draft, f"{path}.relief.{relief.id}.title", relief.title, own, own)


def inherited_note_faults(draft: Draft) -> Iterator[Fault]:
    """Notes of the parent that go on to stand under a rule of which the file changes a value."""
    parents = rules_of(draft.parent) if draft.parent else {}
    for name, amendment in draft.amendments.items():
        old = parents.get(name)
        if old is None or old.note is None or amendment.written.get("note") is not None:
            continue
        if amendment.written.get("relation") not in {"restates", "removes"} and _VALUES & amendment.written.keys():
            writers = [link.pack for link in old.chain if link.note is not None and link.relation != "restates"]
            path = draft.path_of(name)
            params = {"rule": name, "pack": writers[-1] if writers else old.pack}
            yield Fault("lint-note-inherited", params, draft.at(path), path)


def _title_faults(
    draft: Draft, path: str, title: Words, rule: Rule, own: Mapping[str, set[Fraction]]
) -> Iterator[Fault]:
    """What is wrong with a title: the number first, else the side from which it bounds."""
    wrong = [*_other_number(draft, path, title, own, own), *_other_count(draft, path, title, rule)]
    yield from wrong or _other_side(draft, path, title, rule)


def _other_number(
    draft: Draft,
    path: str,
    words: Words,
    own: Mapping[str, set[Fraction]],
    known: Mapping[str, set[Fraction]],
) -> Iterator[Fault]:
    """Bounds in a unit of the rule, none of which is a number that is known."""
    for lang in _LANGS:
        for unit, limits in own.items():
            found = {said.number for said in bounds_said(words.say(lang), lang, unit)}
            if found and found.isdisjoint(known[unit]):
                params = {"said": _text([min(found)], unit), "limit": _text(limits, unit)}
                yield Fault("lint-note-contradicts", params, draft.at(f"{path}.{lang}"), f"{path}.{lang}")
                return  # the translation says the same


def _other_count(draft: Draft, path: str, title: Words, rule: Rule) -> Iterator[Fault]:
    """Another number of rules that must be met than the quota has."""
    for lang in _LANGS if rule.quota is not None else ():
        count = count_said(title.say(lang), lang)
        if rule.quota is not None and count is not None and count != rule.quota.met:
            params = {"said": str(count), "limit": decimal_text(rule.quota.met)}
            yield Fault("lint-note-contradicts", params, draft.at(f"{path}.{lang}"), f"{path}.{lang}")
            return


def _other_side(draft: Draft, path: str, title: Words, rule: Rule) -> Iterator[Fault]:
    """A title that gives the rule's own number as the most, where the rule takes it for the least, or vice versa."""
    if rule.bound is None or rule.bound[0] not in _LEAST or rule.unit is None:
        return
    operator, limit = rule.bound
    numbers = _numbers(limit)
    for lang in _LANGS:
        said = {each for each in bounds_said(title.say(lang), lang, rule.unit) if each.number in numbers}
        if said and all(each.least != _LEAST[operator] for each in said):
            params = {"said": _text([min(each.number for each in said)], rule.unit), "operator": operator}
            yield Fault("lint-title-other-side", params, draft.at(f"{path}.{lang}"), f"{path}.{lang}")
            return


def _outdated(draft: Draft, path: str, old: Rule, own: Mapping[str, set[Fraction]]) -> Iterator[Fault]:
    """A title taken over from the parent that names the parent's number, where the rule has another one now."""
    if old.quota is not None and "met" in own:
        count = count_said(old.title.zh, "zh")
        if count is not None and count == old.quota.met and count not in own["met"]:
            params = {"title": old.title.zh, "said": str(count), "limit": _text(own["met"], "")}
            yield Fault("lint-title-outdated", params, draft.at(path), path)
            return
    for lang in _LANGS:
        for unit, before in _numbers_of([old]).items():
            found = {said.number for said in bounds_said(old.title.say(lang), lang, unit)}
            now = own.get(unit, set())
            if found & before and found.isdisjoint(now) and now:
                params = {"title": old.title.say(lang), "said": _text([min(found)], unit), "limit": _text(now, unit)}
                yield Fault("lint-title-outdated", params, draft.at(path), path)
                return


def _text(values: Iterable[Fraction], unit: str) -> str:
    return ", ".join((percent_text if unit == "%" else decimal_text)(value) for value in sorted(values))


def _numbers_of(rules: Iterable[Rule]) -> dict[str, set[Fraction]]:
    """The numbers that rules and their reliefs have, by unit; of a quota, under ``met``, how many must be met."""
    found: dict[str, set[Fraction]] = {}
    for rule in rules:
        parts: tuple[Rule | Relief, ...] = (rule, *rule.relief.values())
        for part in parts:
            for limit in filter(None, (getattr(part, operator) for operator in OPERATORS)):
                if rule.unit is not None and (numbers := _numbers(limit)):
                    found.setdefault(rule.unit, set()).update(numbers)
            for given in part.given.values():
                found.setdefault(given.unit, set()).add(given.value)
        if rule.quota is not None:
            found.setdefault("met", set()).add(rule.quota.met)
            if rule.quota.rest_at_least is not None:
                found.setdefault("%", set()).add(rule.quota.rest_at_least)
    return found


def _numbers(limit: Limit) -> set[Fraction]:
    if limit.number is not None:
        return {limit.number}
    return set((limit.stages or dict(limit.cases)).values())
