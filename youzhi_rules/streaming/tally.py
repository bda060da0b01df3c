"""What many results come to together: how many counties, groups and rules have which status, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import Factory, asdict, frozen

from ..engine import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from ..errors import Problem
    from ..result import Result

__all__ = ["Tally"]

Counts = dict[str, int]


@frozen
class Tally:
    """Results added up.

    Attributes:
        batches: how many results.
        sections: how many sections they have.
        schools: how many schools.
        counties: how many counties have which status.
        groups: per group of the pack, how many counties have which status.
        rules: per rule of the pack, how many units have which status.
        problems: how many problems there are of each code; those that speak of a whole column count once.

    Example:
        >>> import youzhi_rules as yz
        >>> schools = [{"county": "A", "school": 1, "stage": "primary", "students": 40}]
        >>> Tally().plus(yz.evaluate(schools)).counties
        {'unknown': 1}
    """

    batches: int = 0
    sections: int = 0
    schools: int = 0
    counties: Counts = Factory(dict)
    groups: Mapping[str, Counts] = Factory(dict)
    rules: Mapping[str, Counts] = Factory(dict)
    problems: Counts = Factory(dict)

    @property
    def status(self) -> str:
        """Of all counties: ``unmet`` if one is, else ``unknown`` if one is or there is none, else ``met``."""
        if self.counties.get("unmet"):
            return "unmet"
        return "met" if set(self.counties) == {"met"} else "unknown"

    def plus(self, result: Result) -> Tally:
        """The tally with one more result; its problems are not counted, as several results may have the same."""
        units, verdicts, plan = result.data.units, result.verdicts, result.plan
        rules: dict[str, Counts] = {}
        for step, codes in zip(plan.steps, verdicts.steps, strict=True):  # a coefficient has a step for each stage
            rules[step.id] = _added(rules.get(step.id, {}), _counts(codes))
        groups = {name: _counts(codes) for name, codes in verdicts.groups.items()}
        return Tally(
            self.batches + 1,
            self.sections + units.count("section"),
            self.schools + units.count("school"),
            _added(self.counties, _counts(verdicts.counties)),
            {name: _added(self.groups.get(name, {}), counts) for name, counts in groups.items()},
            {name: _added(self.rules.get(name, {}), counts) for name, counts in rules.items()},
            self.problems,
        )

    def with_problems(self, problems: Iterable[Problem]) -> Tally:
        """The tally with some problems more."""
        counts = dict(self.problems)
        for problem in problems:
            counts[problem.code] = counts.get(problem.code, 0) + 1
        return Tally(
            self.batches,
            self.sections,
            self.schools,
            self.counties,
            self.groups,
            self.rules,
            dict(sorted(counts.items())),
        )

    def to_dict(self) -> dict[str, Any]:
        """The tally as plain values."""
        return asdict(self)


def _counts(codes: NDArray[np.int8]) -> Counts:
    found = np.bincount(codes, minlength=len(STATUSES)).tolist()
    return {status: count for status, count in zip(STATUSES, found, strict=True) if count}


def _added(one: Counts, other: Counts) -> Counts:
    return {status: count for status in STATUSES if (count := one.get(status, 0) + other.get(status, 0))}
