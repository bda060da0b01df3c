"""The ledger of an intake: every problem found, read out in one order whatever the order of the rows."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from attrs import Factory, frozen

from .errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Ledger", "in_order"]


@frozen
class Ledger:
    """Problems as they are found."""

    entries: list[Problem] = Factory(list)

    def error(self, code: str, record: str | None = None, column: str | None = None, **more: object) -> None:
        """Put down an error: something became missing."""
        self._add("error", code, record, column, more)

    def note(self, code: str, record: str | None = None, column: str | None = None, **more: object) -> None:
        """Put down a note: nothing is lost."""
        self._add("note", code, record, column, more)

    def add(self, severity: str, code: str, record: str | None, column: str | None, **more: object) -> None:
        """Put down what was found with the severity given."""
        self._add(severity, code, record, column, more)

    def _add(self, severity: str, code: str, record: str | None, column: str | None, more: dict[str, object]) -> None:
        place, value = more.pop("place", None), more.pop("value", None)
        told = value[0] if isinstance(value, tuple) else value
        params = {**more, "value": value, "record": record or "", "column": column or ""}
        self.entries.append(
            Problem(
                code,
                params,
                severity="error" if severity == "error" else "note",
                record=record,
                column=column,
                value=None if told is None else str(told),
                place=None if place is None else str(place),
            )
        )


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems sorted by record, column, code, value, place and whatever else they tell; the same one twice is one."""
    found: list[Problem] = []
    ranked = sorted(((_rank(problem), problem) for problem in problems), key=_first)
    for _, alike in groupby(ranked, key=_first):
        same = [problem for _, problem in alike]
        for problem in same if len(same) == 1 else sorted(same, key=_told):
            if not found or problem != found[-1]:
                found.append(problem)
    return tuple(found)


def _rank(problem: Problem) -> tuple[str, ...]:
    return tuple(text or "" for text in (problem.record, problem.column, problem.code, problem.value, problem.place))


def _first(pair: tuple[tuple[str, ...], Problem]) -> tuple[str, ...]:
    return pair[0]


def _told(problem: Problem) -> str:
    """Whatever else a problem tells."""
    return repr(sorted(problem.params.items(), key=_name))


def _name(param: tuple[str, object]) -> str:
    return param[0]
