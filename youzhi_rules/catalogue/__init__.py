"""The one catalogue of everything the library says: labels and messages, in Chinese and English.

A message is looked up by its code; the code is the contract, the words may improve. Each entry may carry a hint, which
says what to do about it. ``docs/errors.md`` is generated from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from .compare_messages import COMPARE_LABELS, COMPARE_MESSAGES
from .comparing_messages import COMPARING_MESSAGES
from .data_messages import DATA_MESSAGES
from .entries import Entry
from .fact_messages import FACT_MESSAGES
from .form_labels import FORM_LABELS
from .form_messages import FORM_MESSAGES
from .inheritance_messages import INHERITANCE_MESSAGES
from .labels import LABELS as COMMON_LABELS
from .layout_messages import LAYOUT_MESSAGES
from .lint_messages import LINT_MESSAGES
from .many_messages import MANY_MESSAGES
from .mutation_messages import MUTATION_MESSAGES
from .pack_messages import PACK_MESSAGES
from .plan_messages import PLAN_MESSAGES
from .relief_messages import RELIEF_MESSAGES
from .report_labels import REPORT_LABELS
from .report_messages import REPORT_MESSAGES
from .roster_messages import ROSTER_MESSAGES
from .scaffold_messages import SCAFFOLD_MESSAGES
from .stream_messages import STREAM_MESSAGES
from .template_labels import TEMPLATE_LABELS
from .template_messages import TEMPLATE_MESSAGES
from .todo_labels import TODO_LABELS
from .todo_messages import TODO_MESSAGES
from .use_messages import USE_MESSAGES
from .vendor_messages import VENDOR_LABELS, VENDOR_MESSAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

Lang = Literal["zh", "en"]

MESSAGES: Mapping[str, Entry] = {
    **PACK_MESSAGES,
    **PLAN_MESSAGES,
    **RELIEF_MESSAGES,
    **INHERITANCE_MESSAGES,
    **FACT_MESSAGES,
    **MUTATION_MESSAGES,
    **DATA_MESSAGES,
    **LINT_MESSAGES,
    **USE_MESSAGES,
    **SCAFFOLD_MESSAGES,
    **COMPARING_MESSAGES,
    **MANY_MESSAGES,
    **ROSTER_MESSAGES,
    **VENDOR_MESSAGES,
    **TEMPLATE_MESSAGES,
    **LAYOUT_MESSAGES,
    **COMPARE_MESSAGES,
    **REPORT_MESSAGES,
    **FORM_MESSAGES,
    **TODO_MESSAGES,
    **STREAM_MESSAGES,
}

LABELS: Mapping[str, tuple[str, str]] = {
    **COMMON_LABELS,
    **TEMPLATE_LABELS,
    **COMPARE_LABELS,
    **REPORT_LABELS,
    **FORM_LABELS,
    **TODO_LABELS,
    **VENDOR_LABELS,
}

__all__ = ["LABELS", "MESSAGES", "Entry", "Lang", "hint", "label", "message", "why"]


def message(code: str, params: Mapping[str, object], lang: Lang = "en") -> str:
    """The words for ``code`` with its parameters filled in."""
    entry = MESSAGES[code]
    return (entry.zh if lang == "zh" else entry.en).format_map(_Filled(params, lang))


def hint(code: str, params: Mapping[str, object], lang: Lang = "en") -> str | None:
    """What to do about ``code``: the near name if one is known, else the entry's own advice, else None."""
    near = params.get("near")
    if near:
        return label("did_you_mean", lang).format(near=near)
    entry = MESSAGES[code]
    words = entry.hint_zh if lang == "zh" else entry.hint_en
    return words.format_map(_Filled(params, lang)) if words else None


def why(code: str, params: Mapping[str, object], lang: Lang = "en") -> str | None:
    """Why what ``code`` says matters, where the entry says so."""
    entry = MESSAGES[code]
    words = entry.why_zh if lang == "zh" else entry.why_en
    return words.format_map(_Filled(params, lang)) if words else None


def label(name: str, lang: Lang = "en") -> str:
    """The label ``name`` in the language asked for."""
    zh, en = LABELS[name]
    return zh if lang == "zh" else en


class _Filled(dict[str, object]):
    """Parameters for ``format_map``: a pair (zh, en) gives the one for the language.

    Levels, which packs write in English, go by their Chinese names in Chinese words.
    """

    def __init__(self, params: Mapping[str, object], lang: Lang) -> None:
        pick = 0 if lang == "zh" else 1
        filled = {k: v[pick] if isinstance(v, tuple) else v for k, v in params.items()}
        for name in _LEVEL_PARAMS & filled.keys() if lang == "zh" else ():
            filled[name] = _levels(str(filled[name]))
        super().__init__(filled)


_LEVELS = frozenset({"section", "school", "town", "county", "city"})
_LEVEL_PARAMS = frozenset({"level", "levels"})


def _levels(text: str) -> str:
    """The Chinese names of one level or several that are spelt as packs write them; other words as they are."""
    words = text.split(", ")
    if not _LEVELS.issuperset(words):
        return text
    return "、".join(label(word, "zh") for word in words)
