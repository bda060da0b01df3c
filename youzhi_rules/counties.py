"""The verdicts of counties: of all groups together, of each group, and how a plan's own duties stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from .engine import MET, NOT_APPLICABLE, NOT_DUE, STATUSES, UNKNOWN, UNMET
from .errors import DataError, Fault, near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .dataset import Dataset
    from .engine import Verdicts
    from .plan import Plan

__all__ = ["Counties", "CountyResult", "county_at"]


@frozen
class CountyResult:
    """The verdict of one county.

    Attributes:
        name: its key.
        status: of all groups that decide recognition: ``met``, ``unmet`` or ``unknown``.
        groups: the status of each group of the pack.
        plan: of a plan's own duties, how many are met, unmet, unknown and not due.
    """

    name: str
    status: str
    groups: Mapping[str, str]
    plan: Mapping[str, int]


@frozen(eq=False)
class Counties(Mapping[str, CountyResult]):
    """Counties by key, made one at a time when they are looked at.

    Attributes:
        places: the position of each key.
    """

    plan: Plan
    data: Dataset
    verdicts: Verdicts
    places: Mapping[str, int]

    def __getitem__(self, name: str) -> CountyResult:
        """The verdict of one.

        Raises:
            DataError: there is no such county (``county-unknown``).
        """
        if name not in self.places:
            raise DataError([Fault("county-unknown", {"name": name, "near": near(name, self.places)})])
        return county_at(self.plan, self.data, self.verdicts, self.places[name])

    def __iter__(self) -> Iterator[str]:
        """Their keys, in order."""
        return iter(self.places)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.places)

    def __contains__(self, name: object) -> bool:
        """Whether there is one of this key."""
        return name in self.places


def county_at(plan: Plan, data: Dataset, verdicts: Verdicts, index: int) -> CountyResult:
    """The verdict of the county at a position."""
    groups = {name: STATUSES[int(codes[index])] for name, codes in verdicts.groups.items()}
    duties = dict.fromkeys((MET, UNMET, UNKNOWN, NOT_DUE), 0)
    for code in _duties(plan, data, verdicts, index):
        if code != NOT_APPLICABLE:
            duties[code] += 1
    return CountyResult(
        data.units.counties[index],
        STATUSES[int(verdicts.counties[index])],
        groups,
        {STATUSES[code]: count for code, count in duties.items()},
    )


def _duties(plan: Plan, data: Dataset, verdicts: Verdicts, county: int) -> Iterator[int]:
    """Per duty of a plan, its status over the units of a county: unmet if one is, else unknown, else met."""
    units = data.units
    first_school, last_school = units.school_county.searchsorted((county, county + 1)).tolist()
    reach = {
        "county": (county, county + 1),
        "town": tuple(units.town_county.searchsorted((county, county + 1)).tolist()),
        "school": (first_school, last_school),
        "section": tuple(units.section_school.searchsorted((first_school, last_school)).tolist()),
        "city": (int(units.county_city[county]), int(units.county_city[county]) + 1),
    }
    for step, codes in zip(plan.steps, verdicts.steps, strict=True):
        if plan.groups[step.rule.group].decides != "plan" or step.rule.strength == "component":
            continue
        first, last = reach[step.level]
        part = set(codes[max(first, 0) : max(last, 0)].tolist())
        yield next((code for code in (UNMET, UNKNOWN, NOT_DUE, MET) if code in part), NOT_APPLICABLE)
