"""Where in a pack something stands: its dotted key, its place in the file, and how numbers are written there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from ..catalogue import label
from ..errors import Fault, Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from .last_place import Spellings

__all__ = ["Site", "both"]


@frozen
class Site:
    """A key of a pack and what stands under it.

    Attributes:
        key: its dotted path from the top of the pack, such as ``rules.training_budget``.
        inner: its path within what ``places`` knows, such as ``at_least``.
        place: where it stands, for what ``places`` does not know.
        places: dotted path → place.
        spellings: how numbers are written.
    """

    key: str
    place: Place
    spellings: Spellings
    places: Mapping[str, Place]
    inner: str = ""

    def under(self, name: str, place: Place | None = None) -> Site:
        """The site of a key below this one; ``place``: where it stands, if it is known better."""
        inner = f"{self.inner}.{name}" if self.inner else name
        there = place if place is not None else self.places.get(inner, self.place)
        return evolve(self, key=f"{self.key}.{name}", inner=inner, place=there)

    def number(self, value: Fraction, *, percent: bool = False) -> str:
        """How the number here is written."""
        return self.spellings.number(self.place, value, percent=percent)

    def fault(self, code: str, **params: Any) -> Fault:
        """What is told of a change made here."""
        return Fault(code, params, self.place, self.key)


def both(name: str) -> tuple[str, str]:
    """A label in both languages, as messages take it."""
    return label(name, "zh"), label(name, "en")
