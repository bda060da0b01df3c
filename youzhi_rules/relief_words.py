"""Reliefs in words: what each is, and whether it lets a unit pass or why it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .catalogue import label
from .evaluation import NO, YES, truth
from .reasons import DATE, ZERO, reasons_of, unknown_of
from .summary import reason_text

if TYPE_CHECKING:
    import datetime as dt

    from .catalogue import Lang
    from .dictionary import Facts
    from .frame import Frame
    from .plan import Easing

__all__ = ["relief_words"]


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
    reasons = [*reasons_of(lacking)]
    reasons += [reason for reason in (ZERO, DATE) if reason in lacking]
    told = ("；" if lang == "zh" else "; ").join(reason_text(facts, reason, lang) for reason in reasons)
    return label("relief_unknown", lang).format(reason=told)
