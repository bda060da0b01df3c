"""What differs between two packs in what they leave out because nothing can test it, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Words
from .changes import Change, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model import Pack, Unencoded

__all__ = ["unencoded_changes"]


def unencoded_changes(old: Pack, new: Pack) -> Iterator[Change]:
    """Each line of ``not_encoded`` that only one of two packs has, or that says something else of its clause.

    The lines of a parent go on to hold beside those of a pack that builds on it, so there they are not gone.
    """
    gone = [line for line in old.not_encoded if line not in new.not_encoded]
    if old.id in {ancestor.id for ancestor in new.lineage} and old.id != new.id:
        gone = []
    for line in (line for line in new.not_encoded if line not in old.not_encoded):
        same = [other for other in gone if other.clause == line.clause]
        if same:
            gone.remove(same[0])
            yield Change("not_encoded", line.clause, "cited", "patch", _words(line), tuple(_parts(same[0], line)))
        else:
            yield Change("not_encoded", line.clause, "added", "patch", _words(line))
    for line in gone:
        yield Change("not_encoded", line.clause, "removed", "patch", _words(line))


def _parts(old: Unencoded, new: Unencoded) -> Iterator[Part]:
    for key, was, now in (("zh", old.zh, new.zh), ("en", old.en, new.en)):
        if was != now:
            yield Part(key, "cited", was, now)


def _words(line: Unencoded) -> Words:
    return Words(line.zh, line.en)
