"""What an outcome was and is, side by side in words: values and limits of two results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import label
from .numerals import display_text, unit_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .catalogue import Lang

__all__ = ["pair_text"]

_LONGEST = 19
"""No two floats look alike with that many decimals, unless they are as good as zero."""


def pair_text(row: Mapping[str, Any], name: str, lang: Lang) -> str:
    """A value or a limit in both results, once where both have the same.

    No value is rounded onto its limit, and two that differ never onto one number.

    Args:
        row: plain values with ``old_`` and ``new_`` of ``status``, ``value`` and ``limit``, and the ``unit``.
        name: ``value`` or ``limit``.
        lang: the language of the words.

    Example:
        >>> row = {"old_status": "unmet", "old_value": 0.8, "old_limit": 0.9, "unit": "人/百名学生"}
        >>> pair_text(row | {"new_status": "met", "new_value": 0.9, "new_limit": 0.9}, "value", "zh")
        '0.8 → 0.9 人/百名学生'
    """
    sides = [side for side in ("old", "new") if row[f"{side}_status"] is not None and row[f"{side}_{name}"] is not None]
    beside = "limit" if name == "value" else "value"
    pairs = [(row[f"{side}_{name}"], row[f"{side}_{beside}"]) for side in sides]
    differ = len({number for number, _ in pairs}) > 1
    for digits in range(2, _LONGEST):
        texts = [_text(number, row["unit"], other, lang, digits) for number, other in pairs]
        if not differ or texts[0] != texts[-1]:
            break
    counted = any(_is_number(number) for number, _ in pairs)
    unit = unit_text(row["unit"], lang) if counted and row["unit"] != "%" else ""
    return f"{' → '.join(dict.fromkeys(texts))} {unit}".rstrip()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any, unit: str | None, beside: Any, lang: Lang, digits: int) -> str:
    if _is_number(value):
        return display_text(value, unit, beside if _is_number(beside) else None, digits)
    return label("yes" if value else "no", lang) if isinstance(value, bool) else str(value)
