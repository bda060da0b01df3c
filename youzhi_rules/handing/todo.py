"""The to-do list as a value: what each school needs, what may stay, what others must do, what must be found out."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, get_args

from attrs import fields, frozen

from ..exactness import nearest
from ..tabular import frame_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from ..catalogue import Lang
    from ..tabular import FrameKind

__all__ = ["ITEM_KEYS", "Duty", "Item", "Kept", "Lacking", "Part", "Todo", "Total", "Unsolved"]

Part = Literal["items", "kept", "duties", "missing", "unsolved"]
"""What a list is made of."""

ITEM_KEYS = (
    "county", "school", "school_name", "stage", "fact", "what", "direction", "amount", "exact", "unit", "from", "to",
    "rule", "title", "goal", "relative", "cost", "also", "decides", "clause", "why",
)  # fmt: skip
_NUMBERS = frozenset({"amount", "exact", "from", "to", "relative", "cost", "value", "limit", "floor"})


@frozen
class Item:
    """One thing a school must do: so much more, or fewer, of one quantity.

    Attributes:
        stage: the stage it is for; None: for the whole school.
        fact: the quantity, by the id of its fact.
        column: the fact under which the data have it.
        what: its name in words.
        more: whether it must be more, not fewer.
        amount: how much, in whole people, rooms and pupils, 0.01 m², 0.01 yuan.
        exact: how much is missing, exactly.
        start: what there is; ``end`` what there must be.
        rules: the rules that ask for it, the one that asks most first.
        title: the title of that rule.
        goal: ``standard``, or ``floor`` where a quota lets the rule stay there.
        relative: what is missing to the goal, relative to it.
        cost: what it costs in yuan at the prices given; None where there are none.
        also: what must rise with it, as it holds it: the fact and by how much.
        decides: ``recognition``, or ``plan`` for what only a plan asks, on top of the rest.
        least: for rooms, how large each must be.
    """

    county: str
    school: str
    school_name: str
    stage: str | None
    fact: str
    column: str
    what: str
    more: bool
    amount: Fraction
    exact: Fraction
    unit: str | None
    start: Fraction
    end: Fraction
    rules: tuple[str, ...]
    title: str
    goal: str
    relative: Fraction
    decides: str
    clause: str | None
    why: str
    cost: Fraction | None = None
    also: tuple[tuple[str, Fraction], ...] = ()
    least: Fraction | None = None

    def to_dict(self) -> dict[str, Any]:
        """The item with the keys of ``ITEM_KEYS``; numbers are the floats nearest to the exact ones."""
        found: dict[str, Any] = {key: getattr(self, key) for key in ITEM_KEYS if hasattr(self, key)}
        found |= {"direction": "more" if self.more else "fewer", "from": self.start, "to": self.end}
        found |= {"rule": self.rules[0], "also": "; ".join(f"{fact}: {_float(by)}" for fact, by in self.also) or None}
        return {key: _float(found[key]) if key in _NUMBERS else found[key] for key in ITEM_KEYS}


@frozen
class Kept:
    """A rule that a quota lets stay below its standard at a school, once the list is done.

    Attributes:
        quota: the quota, by id.
        value: what it will be; ``limit`` its standard.
        floor: the share of the standard that it must reach, or None.
        relative: what will be missing to the standard, relative to it.
        amount: how much more of the figure would be needed to meet it, and ``unit`` its unit; None where none is known.
        why: all this in words.
    """

    county: str
    school: str
    school_name: str
    stage: str | None
    quota: str
    rule: str
    title: str
    value: Fraction
    limit: Fraction
    floor: Fraction | None
    relative: Fraction
    amount: Fraction | None
    unit: str | None
    why: str


@frozen
class Duty:
    """What no amount at a school does: duties of the county, and what is attested or graded.

    Attributes:
        level: whose duty it is.
        decides: ``recognition`` or ``plan``.
        why: what is and what must be, in words.
    """

    county: str
    town: str | None
    school: str | None
    school_name: str | None
    stage: str | None
    level: str
    rule: str
    title: str
    decides: str
    clause: str | None
    why: str


@frozen
class Lacking:
    """What must be found out before there is a verdict: facts that are missing, and the rules that wait for them."""

    county: str
    town: str | None
    school: str | None
    school_name: str | None
    stage: str | None
    level: str
    facts: tuple[str, ...]
    rules: tuple[str, ...]
    why: str


@frozen
class Unsolved:
    """A rule that a school does not meet and no amount is known to help: someone must look at it.

    Attributes:
        code: why, such as ``todo-no-figure``; ``why`` says it in words.
    """

    county: str
    school: str
    school_name: str
    stage: str | None
    rule: str
    title: str
    clause: str | None
    code: str
    why: str


@frozen
class Total:
    """Of one quantity, what all schools of a county need together."""

    county: str
    decides: str
    fact: str
    what: str
    more: bool
    amount: Fraction
    unit: str | None
    schools: int
    cost: Fraction | None


@frozen(eq=False, repr=False)
class Todo:
    """What must be done so that every school meets its rules: no more, and nothing less will do.

    Attributes:
        items: what schools need, county by county and school by school, of each the nearest first.
        kept: what may stay below its standard, as a quota has it.
        duties: duties of counties, and what at a school is attested or graded.
        missing: what must be found out; nothing that is missing is taken as 0.
        unsolved: what no amount is known to help.
        lang: the language of the words.
    """

    title: str
    items: tuple[Item, ...]
    kept: tuple[Kept, ...]
    duties: tuple[Duty, ...]
    missing: tuple[Lacking, ...]
    unsolved: tuple[Unsolved, ...]
    lang: Lang = "zh"

    def __iter__(self) -> Iterator[Item]:
        """The items."""
        return iter(self.items)

    def __len__(self) -> int:
        """How many items there are."""
        return len(self.items)

    @property
    def totals(self) -> tuple[Total, ...]:
        """Per county and quantity, what all its schools need together, in the order of the list of facts."""
        found: dict[tuple[str, str, str, bool], list[Item]] = {}
        for item in self.items:
            found.setdefault((item.county, item.decides, item.fact, item.more), []).append(item)
        rows = []
        for (county, decides, fact, more), items in found.items():
            costs = [item.cost for item in items if item.cost is not None]
            amount = sum(item.amount for item in items)
            cost = sum(costs) if len(costs) == len(items) else None  # never that of a part of them
            schools = len({item.school for item in items})
            first = items[0]
            rows.append(Total(county, decides, fact, first.what, more, amount, first.unit, schools, cost))  # type: ignore[arg-type]  # sums of Fractions
        return tuple(rows)

    def to_dicts(self, part: Part = "items") -> list[dict[str, Any]]:
        """The items as dicts with the keys of ``ITEM_KEYS``, or another part of the list with its attributes as keys.

        ``direction`` is ``more`` or ``fewer``; ``amount`` is in whole steps and ``exact`` the float nearest to what is
        missing exactly; ``stage`` is None for the whole school. The items alone are not the whole list: a rule that no
        amount is known to help stands in ``unsolved``, the county's coefficients in ``duties``.

        Raises:
            ValueError: the list has no such part.
        """
        _known(part)
        return [row.to_dict() if isinstance(row, Item) else _plain(row) for row in getattr(self, part)]

    def to_frame(self, kind: FrameKind = "pandas", part: Part = "items") -> Any:
        """The items, or another part of the list, as a dataframe of ``pandas``, ``polars`` or ``pyarrow``.

        Raises:
            ValueError: the list has no such part.
        """
        return frame_of(self.to_dicts(part), _keys(part), kind, numeric=_NUMBERS)

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """The items alone as CSV, headed by the keys of ``to_dicts``.

        Text that begins like a formula gets an apostrophe.
        """
        from .todo_files import save_csv

        save_csv(self, path)

    def to_excel(self, path: str | os.PathLike[str], *, per_school: bool = False) -> None:
        """The list as a workbook: totals, items, what may stay, duties, what must be found out.

        Args:
            path: the file; it is written whole or not at all.
            per_school: a sheet more for each school that has something to do (一校一策).

        Raises:
            DataError: XlsxWriter is not installed (``xlsx-extra-missing``).
        """
        from .todo_files import save_excel

        save_excel(self, path, per_school=per_school)

    def _repr_html_(self) -> str:
        from .todo_page import todo_html

        return todo_html(self)

    def __repr__(self) -> str:
        """How many items there are, and of what else."""
        rest = f"kept: {len(self.kept)}, duties: {len(self.duties)}, missing: {len(self.missing)}"
        return f"<Todo items: {len(self.items)}, {rest}, unsolved: {len(self.unsolved)}>"


_ROWS: dict[str, type] = {"kept": Kept, "duties": Duty, "missing": Lacking, "unsolved": Unsolved}


def _known(part: str) -> None:
    if part not in get_args(Part):
        msg = f"part must be one of {', '.join(get_args(Part))}, not {part!r}"
        raise ValueError(msg)


def _keys(part: Part) -> tuple[str, ...]:
    return ITEM_KEYS if part == "items" else tuple(field.name for field in fields(_ROWS[part]))


def _plain(row: Any) -> dict[str, Any]:
    """A row of another part as text and floats; several facts or rules in one text."""
    found = {field.name: getattr(row, field.name) for field in fields(type(row))}
    return {key: _told(value) for key, value in found.items()}


def _told(value: Any) -> Any:
    if isinstance(value, tuple):
        return ", ".join(value)
    return _float(value) if isinstance(value, Fraction) else value


def _float(value: Fraction | None) -> float | None:
    """The nearest float; the largest there is for what lies beyond."""
    return None if value is None else nearest(value)
