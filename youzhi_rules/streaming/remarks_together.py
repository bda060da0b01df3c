"""Problems of many batches as those of one evaluation: what is said of a column or a file is said once."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import define, field

from ..errors import Problem
from ..ledger import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Together", "problem_from", "problem_values"]

_RETOLD = {"area-without-schools"}
"""What the whole source decides: it is said at the end."""


@define
class Together:
    """Problems that speak of no record, kept until all batches have been seen."""

    kept: dict[tuple[str, ...], Problem] = field(factory=dict)

    def add(self, problems: Iterable[Problem]) -> list[Problem]:
        """Take the problems of one batch; those that can be told at once are given back."""
        now = []
        for problem in problems:
            if problem.code in _RETOLD:
                continue
            if problem.record is not None or (problem.place is not None and "count" not in problem.params):
                now.append(problem)
                continue
            before = self.kept.get(_key(problem))
            self.kept[_key(problem)] = problem if before is None else _both(before, problem)
        return now

    def restore(self, problems: Iterable[Problem]) -> None:
        """Keep what was kept before."""
        self.kept = {_key(problem): problem for problem in problems}

    def told(self) -> list[Problem]:
        """What was kept, in the order of problems."""
        return list(in_order(self.kept.values()))


def _key(problem: Problem) -> tuple[str, ...]:
    """What makes two problems one."""
    return (problem.severity, problem.code, problem.column or "", str(problem.params.get("text", "")))


def _both(one: Problem, other: Problem) -> Problem:
    """Two problems that differ in their number at most, as one; of least values the lesser is told."""
    if "count" not in one.params:
        return one
    first = one
    if one.code == "not-whole" and Fraction(other.value or 0) < Fraction(one.value or 0):
        first = other
    count = int(one.params["count"]) + int(other.params["count"])
    params = {**first.params, "count": count}
    return Problem(
        one.code, params, severity=one.severity, record=None, column=one.column, value=first.value, place=first.place
    )


def problem_values(problem: Problem) -> dict[str, Any]:
    """A problem as plain values from which it can be made again."""
    return {
        "code": problem.code,
        "params": dict(problem.params),
        "severity": problem.severity,
        "record": problem.record,
        "column": problem.column,
        "value": problem.value,
        "place": problem.place,
    }


def problem_from(values: Mapping[str, Any]) -> Problem:
    """The problem that ``problem_values`` told; lists in its parameters were pairs of words."""
    params = {name: tuple(value) if isinstance(value, list) else value for name, value in values["params"].items()}
    return Problem(
        values["code"],
        params,
        severity=values["severity"],
        record=values["record"],
        column=values["column"],
        value=values["value"],
        place=values["place"],
    )
