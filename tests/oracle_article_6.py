"""Article 6 in exact fractions: the seven indicators, six of seven, the dispersion; and the schools."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from oracle_numbers import (
    COMPULSORY,
    INDICATORS,
    KIND_OF_STAGES,
    NOT_APPLICABLE,
    SPLIT_OVER_STAGES,
    UNKNOWN,
    WEIGHTS,
    Indicator,
    Number,
    Record,
    Truth,
    floor,
    less,
    listed,
    missing,
    ratio,
    status,
    total,
    written,
)

Key = tuple[str, str | None, str | None, str]
"""county, school (None for the county's own), stage (None where there is none), rule"""


@dataclass
class School:
    """One school: its kind, its rows by stage, the row of the whole school, what is known of the school."""

    key: str
    kind: str | None = None
    rows: dict[str, Record] = field(default_factory=dict)
    whole: Record = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)


@dataclass
class County:
    """One county: its schools and its own figures."""

    name: str
    schools: dict[str, School] = field(default_factory=dict)
    facts: Record = field(default_factory=dict)


class ArticleSix:
    """Article 6, and what every article needs: the schools of the records, and how values are compared."""

    # What the records say

    def counties(self, records: Iterable[Record], area_records: Iterable[Record]) -> list[County]:
        """Put the rows of each school and each county together."""
        counties: dict[str, County] = {}
        for area in area_records:
            counties[str(area["county"])] = County(str(area["county"]), facts=area)
        for row in records:
            county = counties.setdefault(str(row["county"]), County(str(row["county"])))
            school = county.schools.setdefault(str(row["school"]), School(str(row["school"])))
            if row["stage"] == "whole":
                school.whole = row
            else:
                school.rows[str(row["stage"])] = row
            school.facts.update((fact, cell) for fact, cell in row.items() if not missing(cell))
        for county in counties.values():
            for school in county.schools.values():
                told = school.facts.get("school_kind")
                school.kind = KIND_OF_STAGES.get(frozenset(school.rows)) if told is None else str(told)
        return list(counties.values())

    def number(self, facts: Record, fact: str) -> Number | None:
        """Read one number."""
        cell = facts.get(fact)
        return None if missing(cell) else written(cell)

    def numbers(self, facts: Record, fact: str) -> list[Number] | None:
        """Read a list of numbers."""
        cells = listed(facts.get(fact))
        return None if cells is None else [written(cell) for cell in cells]

    # Comparing: 以上, 不低于, 不超过 and 以内 include the bound

    def at_least(self, value: Number | None, limit: Number | None) -> Truth:
        """Tell whether a value is its limit or more."""
        return None if value is None or limit is None else value >= limit

    def at_most(self, value: Number | None, limit: Number | None) -> Truth:
        """Tell whether a value is its limit or less."""
        return None if value is None or limit is None else value <= limit

    def below(self, value: Number | None, limit: Number | None) -> Truth:
        """Tell whether a value is less than its limit: 低于 and 不足 leave the bound out."""
        return None if value is None or limit is None else value < limit

    # Article 6

    def measured(self, school: School, stage: str) -> Truth:
        """Tell whether article 6 covers a section.

        Primary and junior sections of any size; no special or vocational school; teaching points from 50.
        """
        if stage not in COMPULSORY:
            return False
        if school.kind is None:
            return None
        if school.kind in ("special", "vocational"):
            return False
        if school.kind == "teaching_point":
            return self.at_least(self.number(school.rows[stage], "students"), 50)
        return True

    def teaching_area(self, row: Record) -> Number | None:
        """Teaching and auxiliary rooms without the gym, which the statistical figure has inside."""
        given = self.number(row, "teaching_area")
        if given is not None:
            return given
        return less(self.number(row, "teaching_area_gross"), self.number(row, "indoor_sports_area"))

    def sports_area(self, row: Record) -> Number | None:
        """Sports grounds with the gym."""
        given = self.number(row, "sports_area")
        if given is not None:
            return given
        return total([self.number(row, "sports_ground_area"), self.number(row, "indoor_sports_area")])

    def quantity_of_row(self, row: Record, fact: str) -> Number | None:
        """Read one of the seven quantities off one row."""
        if fact == "teaching_area":
            return self.teaching_area(row)
        if fact == "sports_area":
            return self.sports_area(row)
        return self.number(row, fact)

    def quantity(self, school: School, stage: str, fact: str) -> Number | None:
        """Tell one of the seven quantities of one section: its own, or its share of the whole school's."""
        own = self.quantity_of_row(school.rows[stage], fact)
        if own is not None or fact not in SPLIT_OVER_STAGES or school.kind not in WEIGHTS:
            return own
        return self.part(self.quantity_of_row(school.whole, fact), self.share(school, stage))

    def share(self, school: School, stage: str) -> Number | None:
        """Tell the share of one stage of a mixed school: its weighted pupils among all the school's."""
        weighted = {
            one: self.weighted_pupils(school.rows.get(one, {}), weight)
            for one, weight in WEIGHTS[str(school.kind)].items()
        }
        return ratio(weighted[stage], total(weighted.values()))

    def weighted_pupils(self, row: Record, weight: Fraction) -> Number | None:
        """Weigh the pupils of one stage of a mixed school."""
        pupils = self.number(row, "students")
        return None if pupils is None else weight * pupils

    def part(self, whole: Number | None, share: Number | None) -> Number | None:
        """Tell what a share of a quantity comes to."""
        return None if whole is None or share is None else whole * share

    def value(self, indicator: Indicator, quantity: Number | None, pupils: Number | None) -> Number | None:
        """Tell the value of an indicator: so much per pupil, or per hundred."""
        return ratio(None if quantity is None else indicator.per * quantity, pupils)

    def at_85_percent(self, value: Number | None, standard: Fraction) -> Truth:
        """Tell whether an indicator is at least at 85 % of its standard."""
        return self.at_least(value, floor(standard))

    def six_of_seven(self, meets: Sequence[Truth], at_85: Sequence[Truth]) -> Truth:
        """Tell whether six of the seven are met, and the one that may not be is at 85 %."""
        if False in at_85 or meets.count(False) > 1:
            return False
        enough = meets.count(True) >= 6
        rest_at_85 = all(floor is True for met, floor in zip(meets, at_85, strict=True) if met is not True)
        return True if enough and rest_at_85 else None

    def varies_within(self, sections: Sequence[tuple[Number, Number]], limit: Fraction) -> Truth:
        """Tell whether the coefficient of variation of (quantity, pupils) pairs is its limit or less.

        The mean is that of all pupils; each section's deviation counts with its pupils; the deviation is that
        of a whole population. Squares are compared: no root is drawn. A mean of 0 has no coefficient.
        """
        all_pupils = sum(pupils for _, pupils in sections)
        mean = Fraction(sum(quantity for quantity, _ in sections), all_pupils)
        if mean == 0:
            return None
        squares = Fraction(0)
        for quantity, pupils in sections:
            deviation = Fraction(quantity, pupils) - mean
            squares += pupils * deviation * deviation
        return self.at_most(squares / all_pupils, limit * limit * mean * mean)

    def dispersion(self, county: County, stage: str, indicator: Indicator) -> str:
        """Judge how far one indicator varies among the sections of one stage."""
        sections: list[tuple[Number, Number]] = []
        in_doubt = False
        for school in county.schools.values():
            covered = stage in school.rows and self.measured(school, stage)
            if covered is False:
                continue
            quantity = self.quantity(school, stage, indicator.fact)
            pupils = self.number(school.rows[stage], "students")
            if covered is None or quantity is None or pupils is None or pupils == 0:
                in_doubt = True
            else:
                sections.append((quantity, pupils))
        if in_doubt:
            return UNKNOWN
        if not sections:
            return NOT_APPLICABLE
        return status(self.varies_within(sections, Fraction("0.50" if stage == "primary" else "0.45")))

    def article_6(self, county: County) -> dict[Key, str]:
        """Judge the seven indicators and the quota of each section, and the fourteen dispersions."""
        outcomes: dict[Key, str] = {}
        for school in county.schools.values():
            for stage, row in school.rows.items():
                here = (county.name, school.key, stage)
                covered = self.measured(school, stage)
                if covered is not True:
                    for rule in (*INDICATORS, "resource_quota"):
                        outcomes[*here, rule] = NOT_APPLICABLE if covered is False else UNKNOWN
                    continue
                meets: list[Truth] = []
                at_85: list[Truth] = []
                pupils = self.number(row, "students")
                for rule, indicator in INDICATORS.items():
                    value = self.value(indicator, self.quantity(school, stage, indicator.fact), pupils)
                    meets.append(self.at_least(value, indicator.standard(stage)))
                    at_85.append(self.at_85_percent(value, indicator.standard(stage)))
                    outcomes[*here, rule] = status(meets[-1])
                outcomes[*here, "resource_quota"] = status(self.six_of_seven(meets, at_85))
        for stage in COMPULSORY:
            for rule, indicator in INDICATORS.items():
                outcomes[county.name, None, stage, f"{rule}_cv"] = self.dispersion(county, stage, indicator)
        return outcomes
