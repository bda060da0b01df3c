"""What one message of the catalogue consists of."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A message in both languages, with what to do about it and, where that needs saying, why it matters.

    The texts are ``str.format`` templates over the parameters of a fault or problem.
    """

    zh: str
    en: str
    hint_zh: str = ""
    hint_en: str = ""
    why_zh: str = ""
    why_en: str = ""
