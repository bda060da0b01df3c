"""The parts of a report that other modules find: what to do, and what changed since another result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..catalogue import label
from ..numerals import amount_text
from .comparing import compare
from .comparing_tables import group_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from ..catalogue import Lang
    from ..result import Result
    from .changes import Change
    from .comparing import Comparison
    from .todo import Item, Kept, Todo, Unsolved

__all__ = ["Compared", "TodoPart", "compared_part", "todo_part"]


_LISTED = ("fell", "lost", "improved", "learned", "otherwise")
"""The kinds of changes that are listed: what only one result has, of a rule or a school, is counted."""


@frozen
class TotalLine:
    """What all schools of a county need of one quantity, and what for: recognition, or a plan alone."""

    what: str
    amount: str
    schools: int
    decides: str


@frozen
class TodoPart:
    """What to do: sums per county for a leader, and tables of schools.

    Attributes:
        tables: by name (``todo``, ``kept``, ``unsolved``), those that have rows: ``heads``, which of them are
            ``numbers``, which ``wide`` screens alone show, and ``rows``: county and school by position, then the cells.
        planned: whether a plan asks for some of it, beyond what recognition does.
    """

    todo: Todo
    lang: Lang
    tables: dict[str, dict[str, Any]]
    planned: bool

    def totals(self, county: str) -> list[TotalLine]:
        """Per quantity what all schools of a county need together."""
        return [
            TotalLine(
                total.what,
                _amount(total.amount, total.unit, self.lang, more=total.more),
                total.schools,
                label(f"todo_{total.decides}", self.lang),
            )
            for total in self.todo.totals
            if total.county == county
        ]


def todo_part(result: Result, lang: Lang) -> TodoPart | None:
    """The to-do list of a result for its report; None where nothing is to be done."""
    todo = result.todo(lang=lang)
    planned = any(item.decides == "plan" for item in todo.items)
    items = [
        [
            item.what,
            [_amount(item.amount, item.unit, lang, more=item.more), float(item.relative)],
            *([label(f"todo_{item.decides}", lang)] if planned else []),
            item.why,
        ]
        for item in todo.items
    ]
    decides = ["todo_decides"] if planned else []
    heads = (["report_what", "report_amount", *decides, "report_why"], ["title", "report_why"])
    kept = [[each.title, each.why] for each in todo.kept]
    unsolved = [[each.title, each.why] for each in todo.unsolved]
    tables = {
        "todo": _table(result, todo.items, items, heads[0], lang, [3]),
        "kept": _table(result, todo.kept, kept, heads[1], lang),
        "unsolved": _table(result, todo.unsolved, unsolved, heads[1], lang),
    }
    shown = {name: table for name, table in tables.items() if table["rows"]}
    return TodoPart(todo, lang, shown, planned) if shown else None


def _table(
    result: Result,
    found: Sequence[Item | Kept | Unsolved],
    cells: Sequence[list[Any]],
    heads: Sequence[str],
    lang: Lang,
    numbers: Sequence[int] = (),
) -> dict[str, Any]:
    """What is told of sections or whole schools, for the browser; the last column is for wide screens alone."""
    counties, schools = _places(result)
    rows = [
        [
            counties[each.county],
            schools[each.county, each.school],
            each.school_name,
            label(each.stage, lang) if each.stage else label("report_whole_school", lang),
            *more,
        ]
        for each, more in zip(found, cells, strict=True)
    ]
    every = ("report_school", "stage", *heads)
    return {"heads": _heads(every, lang), "numbers": list(numbers), "wide": [len(every) - 1], "rows": rows}


def _amount(amount: Fraction, unit: str | None, lang: Lang, *, more: bool) -> str:
    return label("report_more" if more else "report_fewer", lang).format(amount=amount_text(float(amount), unit, lang))


def _places(result: Result) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """Counties by key, and schools by the keys of both, as positions in the data of the page."""
    units = result.data.units
    counties = units.counties.texts()
    keys = units.schools.texts()
    schools = {
        (counties[county], key): place
        for place, (county, key) in enumerate(zip(units.school_county.tolist(), keys, strict=True))
    }
    return {name: place for place, name in enumerate(counties)}, schools


def _heads(names: Sequence[str], lang: Lang) -> list[str]:
    found = (label(name, lang) for name in names)
    return [name[:1].upper() + name[1:] for name in found]


@frozen
class CountyLine:
    """A county whose verdict, or that of a part, is another one than before."""

    county: str
    old: str
    new: str
    groups: Sequence[str]


@frozen
class Compared:
    """What changed since another result.

    Attributes:
        title: which two are compared.
        notes: what is worth knowing before they are read side by side.
        counties: the counties that changed.
        counts: how many statuses changed which way, in words.
        rows: the changes, as ``TodoPart`` has its rows.
    """

    title: str
    notes: Sequence[str]
    counties: Sequence[CountyLine]
    counts: Sequence[str]
    rows: dict[str, Any]


def compared_part(result: Result, earlier: Result, lang: Lang) -> Compared:
    """What changed in a result since an earlier one.

    Raises:
        DataError: they cannot be compared.
    """
    found = compare(earlier, result)
    lines = [
        CountyLine(county.county, county.old, county.new, list(group_words(found, county, lang)))
        for county in found.counties
    ]
    old, new = (f"{each.pack.id} {each.pack.version}{_day(each)}" for each in (earlier, result))
    return Compared(
        label("report_compared_title", lang).format(old=old, new=new),
        [note.say(lang) for note in found.notes],
        lines,
        [f"{label(f'kind_{kind}', lang)} {count}" for kind, count in found.counts.items()],
        _changes(result, found, lang),
    )


def _day(result: Result) -> str:
    return f" ({result.as_of.isoformat()})" if result.as_of else ""


def _word(status: str | None, lang: Lang) -> str:
    return "–" if status is None else label(status, lang)


def _changes(result: Result, found: Comparison, lang: Lang) -> dict[str, Any]:
    counties, schools = _places(result)
    told = sorted((c for c in found.changes if c.kind in _LISTED), key=lambda change: _LISTED.index(change.kind))
    rows = [_change(change, counties, schools, lang) for change in told]
    heads = ("report_unit", "rule", "report_change", "report_before", "report_after", "clause")
    return {"heads": _heads(heads, lang), "numbers": [], "wide": [5], "rows": rows}


def _change(change: Change, counties: dict[str, int], schools: dict[tuple[str, str], int], lang: Lang) -> list[Any]:
    stage = label(change.stage, lang) if change.stage else None
    who = " ".join(part for part in (change.school_name or change.town or change.county, stage) if part)
    return [
        counties.get(change.county or ""),
        schools.get((change.county or "", change.school or "")),
        who,
        change.title.say(lang),
        label(f"kind_{change.kind}", lang),
        _word(change.old_status, lang),
        _word(change.new_status, lang),
        change.clause or "",
    ]
