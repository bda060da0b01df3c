"""A difference between packs to read: its tables, and the same as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from ..catalogue import label
from ..dictionary import shipped_facts
from ..errors import known_language
from ..plan import rules_of
from .changes import KINDS, restating
from .difference_words import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..catalogue import Lang
    from .changes import Change, Part
    from .difference import Difference

__all__ = ["Chart", "charts", "headline", "markdown", "version_line"]

_RULES = ("rules", "tasks")
_NO_WORDS = frozenset({"extends", "state", "territory"})
"""What the head of a pack says beside words."""
_T = TypeVar("_T")


@frozen
class Chart:
    """A table to read.

    Attributes:
        title: what it shows.
        heads: labels of its columns, by name in the catalogue.
        rows: the cells.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def headline(found: Difference) -> str:
    """Which packs are compared."""
    return " → ".join(f"{pack.id} {pack.version}" for pack in (found.old, found.new))


def version_line(found: Difference, lang: Lang) -> str:
    """What the difference comes to, and which version it asks for."""
    if found.bump is None:
        return label("differs_nothing", lang)
    said = label(f"bump_{found.bump}", lang)
    if found.proposed is None:
        return said
    name = "bump_enough" if found.enough else "bump_short"
    return said + label(name, lang).format(bump=found.bump, proposed=found.proposed, version=found.new.version)


def charts(found: Difference, lang: Lang) -> list[Chart]:
    """The tables: rules by what became of them, then what surrounds them."""
    told = _Telling(found, lang)
    made = []
    rows: list[tuple[str, ...]]
    for kind in KINDS:
        changes = [
            change
            for change in found.changes
            if change.section in _RULES
            and change.kind == kind
            and (kind != "cited" or set(_keys(change)) != {"restates"})
        ]
        if not changes:
            continue
        title = f"{label(f'kind_{kind}', lang)} ({len(changes)})"
        if kind == "cited":
            rows = [(_named(each, lang), ", ".join(_keys(each)), _clause(each)) for each in changes]
            made.append(Chart(title, ("rule", "keys", "clause"), tuple(rows)))
        elif kind in {"added", "removed"}:
            rows = [row for each in changes for row in _whole(each, lang)]
            made.append(Chart(title, ("rule", "asks", "strength", "clause"), tuple(rows)))
        else:
            rows = [row for each in changes for row in told.changed(each)]
            made.append(Chart(title, ("rule", "key", "was", "is", "clause"), tuple(rows)))
    around = [
        row for each in found.changes if each.section not in {*_RULES, "not_encoded"} for row in told.around(each)
    ]
    left_out = [
        (each.id, each.title.say(lang) if each.title else "", label(f"kind_{each.kind}", lang))
        for each in found.changes
        if each.section == "not_encoded"
    ]
    further: tuple[tuple[str, tuple[str, ...], Iterable[tuple[str, ...]]], ...] = (
        ("reliefs_added", ("rule", "relief", "asks", "clause"), told.reliefs()),
        ("dates_changed", ("rule", "was", "is", "clause"), _dates(found, lang)),
        ("repeated_unchanged", ("rule", "change", "clause", "note"), _restated(found, lang)),
        ("places_elsewhere", ("rule", "change", "conflict"), _conflicts(found, lang)),
        ("around_rules", ("part", "name", "change", "key", "was", "is"), around),
        ("left_unencoded", ("clause", "content", "change"), left_out),
    )
    for name, heads, cells in further:
        if listed := tuple(cells):
            made.append(Chart(label(name, lang), heads, listed))
    return made


def markdown(found: Difference, lang: Lang = "zh") -> str:
    """The difference as Markdown.

    Example:
        >>> import youzhi_rules as yz
        >>> from youzhi_rules.authoring.difference import difference
        >>> found = difference(yz.load_pack("national-2017"), yz.load_pack("yunnan-wenshan-2024"))
        >>> line = next(line for line in markdown(found, "en").splitlines() if "5%" in line)
        >>> line.partition("(")[2]
        '`training_budget`) | `at_least` | 5% | 10% | 三（三）8 |'
    """
    known_language(lang)
    lines = [f"# {headline(found)}", "", version_line(found, lang), ""]
    for chart in charts(found, lang):
        lines += [f"## {chart.title}", "", _row(_head(name, lang) for name in chart.heads)]
        lines.append("|" + "---|" * len(chart.heads))
        for row in chart.rows:
            lines.append(_row(_cell(name, text) for name, text in zip(chart.heads, row, strict=True)))
        lines.append("")
    return "\n".join(lines)


def _head(name: str, lang: Lang) -> str:
    return label(name, lang)


def _cell(head: str, text: str) -> str:
    """A cell: keys are code, and so is the id behind a title."""
    if head in {"key", "keys"} and text:
        return ", ".join(f"`{key}`" for key in text.split(", "))
    title, opened, name = text.rpartition(" (")
    if head in {"rule", "name"} and opened:
        return f"{_plain(title)} (`{name.removesuffix(')')}`)"
    return _plain(text)


def _plain(text: str) -> str:
    for sign in "\\|*_<>[]`":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _named(change: Change, lang: Lang) -> str:
    return f"{change.title.say(lang)} ({change.id})" if change.title is not None else change.id


def _keys(change: Change) -> list[str]:
    return list(dict.fromkeys(part.key for part in change.parts))


def _clause(change: Change) -> str:
    side = change.new or change.old
    return (side.clause if side is not None else None) or ""


def _whole(change: Change, lang: Lang) -> Iterator[tuple[str, ...]]:
    side = change.new or change.old
    if side is not None:
        strength = label(side.rule.strength, lang)
        if side.rule.due is not None:
            strength += f" · {label('due', lang)} {side.rule.due.text}"
        # Whom it is for stands with what it asks: few have it, and a column of its own would leave the others no room.
        asks = ("；" if lang == "zh" else "; ").join((side.asks(lang), *side.whom(lang)))
        yield _named(change, lang), asks, strength, _clause(change)


class _Telling:
    """What differs in words, of one difference in one language."""

    def __init__(self, found: Difference, lang: Lang) -> None:
        self.found, self.lang = found, lang
        packs = (found.old, found.new)
        facts = shipped_facts().extended({**found.old.facts, **found.new.facts})[0]
        titles = {rule.id: rule.title for pack in packs for rule in rules_of(pack).values()}
        self.words = Wording(facts, titles, lang)

    def changed(self, change: Change) -> Iterator[tuple[str, ...]]:
        """A line for each key that asks for something else; of a rule's words it is told that they differ."""
        for part in change.parts:
            if part.kind != "cited":
                yield _named(change, self.lang), part.key, *self.sides(change, part), _clause(change)

    def around(self, change: Change) -> Iterator[tuple[str, ...]]:
        """A line for each key of what surrounds the rules, or one for what came or went."""
        named = (label(f"section_{change.section}", self.lang), _named(change, self.lang))
        if not change.parts:
            yield *named, label(f"kind_{change.kind}", self.lang), "", "", ""
        for part in change.parts:
            kind = "replaced" if change.section == "pack" and part.key in _NO_WORDS else part.kind
            yield *named, label(f"kind_{kind}", self.lang), part.key, *self.sides(change, part)

    def sides(self, change: Change, part: Part) -> tuple[str, str]:
        """What stood in a part and what stands there now."""
        old, new = self.words.of_part(change, part, (self.found.old, self.found.new))
        return old or "—", new or "—"

    def reliefs(self) -> Iterator[tuple[str, ...]]:
        """The reliefs of rules that are new; those that came, went or changed otherwise are keys of their rule."""
        for change in self.found.changes:
            if change.kind == "added" and change.new is not None:
                for relief in change.new.rule.relief.values():
                    clause = relief.clause or (relief.seen_in.part if relief.seen_in else "")
                    named = (_named(change, self.lang), relief.title.say(self.lang))
                    yield *named, self.words.relief(relief), clause


# -- what a rule says beside its limit ---------------------------------------------------------------------------


def _dates(found: Difference, lang: Lang) -> Iterator[tuple[str, ...]]:
    """By when it is due, where that changed and decides nothing."""
    for change in found.changes:
        for part in change.parts:
            if part.key == "due" and part.kind == "cited":
                yield _named(change, lang), part.old or "—", part.new or "—", _clause(change)


def _restated(found: Difference, lang: Lang) -> Iterator[tuple[str, ...]]:
    """The rules that a source repeats unchanged, and where it does."""
    for change in found.changes:
        if any(part.key == "restates" for part in change.parts):
            old, new = (restating(side.rule) if side else [] for side in (change.old, change.new))
            for kind, links in _come_and_gone(old, new):
                for link in links:
                    clause = link.clause or (link.seen_in.part if link.seen_in else "")
                    place = clause if link.pack in {found.old.id, found.new.id} else f"{clause} ({link.pack})"
                    note = link.note.say(lang) if link.note else ""
                    yield _named(change, lang), label(f"kind_{kind}", lang), place, note


def _conflicts(found: Difference, lang: Lang) -> Iterator[tuple[str, ...]]:
    """The places that say something else than a rule; of a rule that is gone they are gone with it."""
    for change in found.changes:
        if change.new is None:
            continue
        old, new = (side.conflicts if side else () for side in (change.old, change.new))
        for kind, places in _come_and_gone(old, new):
            for place in places:
                yield _named(change, lang), label(f"kind_{kind}", lang), place.say(lang)


def _come_and_gone(old: Sequence[_T], new: Sequence[_T]) -> tuple[tuple[str, list[_T]], tuple[str, list[_T]]]:
    return ("added", [each for each in new if each not in old]), ("removed", [each for each in old if each not in new])
