"""Reliefs in words: what each is, and whether it lets a unit pass or why it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .catalogue import label
from .evaluation import NO, YES, truth
from .reasons import DATE, ZERO, unknown_of
from .summary import reason_text

if TYPE_CHECKING:
    import datetime as dt

    from .catalogue import Lang
    from .dictionary import Facts
    from .frame import Frame
    from .model import Relief
    from .plan import Easing

__all__ = ["relief_name", "relief_words"]


def relief_name(relief: Relief, lang: Lang) -> str:
    """The title of a relief, with where it stands and its last day.

    Example:
        >>> import datetime as dt
        >>> from youzhi_rules.model import Relief, Words
        >>> relief_name(Relief(title=Words("老校", "Old schools"), clause="第2条", until=dt.date(2027, 12, 31)), "en")
        'Old schools (第2条, until 2027-12-31)'
    """
    parts = [relief.clause, relief.seen_in.say(lang) if relief.seen_in else None]
    if relief.until is not None:
        parts.append(label("relief_until", lang).format(day=relief.until.isoformat()))
    told = ("，" if lang == "zh" else ", ").join(part for part in parts if part)
    brackets = "（{}）" if lang == "zh" else " ({})"
    return relief.title.say(lang) + (brackets.format(told) if told else "")


def relief_words(
    easing: Easing, frame: Frame, unit: int, compared: str, facts: Facts, as_of: dt.date | None, lang: Lang
) -> str:
    """What came of a relief at a unit that does not meet the rule itself.

    Args:
        easing: the relief.
        frame: where the unit is.
        unit: the unit.
        compared: its value and what the relief asks, in words.
        facts: the dictionary.
        as_of: the day the evaluation speaks of.
        lang: the language.
    """
    condition, met = truth(frame, easing.condition)[unit], truth(frame, easing.bound.own)[unit]
    last = easing.relief.until
    if last is not None and as_of is not None and as_of > last:
        return label("relief_lapsed", lang)
    if condition == NO:
        return label("relief_not_for", lang)
    if met == NO:
        return label("relief_unmet" if condition == YES else "relief_useless", lang).format(compared=compared)
    if condition == YES and met == YES:
        return label("relief_lets_pass", lang).format(compared=compared)
    lacking = unknown_of(frame, easing.met, unit)
    columns = sorted(lacking - {DATE, ZERO})
    reasons = [f"missing:{','.join(columns)}"] if columns else []
    reasons += [reason for reason in (ZERO, DATE) if reason in lacking]
    told = ("；" if lang == "zh" else "; ").join(reason_text(facts, reason, lang) for reason in reasons)
    return label("relief_unknown", lang).format(reason=told)
