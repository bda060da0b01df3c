"""Readings of the law that are wrong, each in one way that systems are wrong in, or easily could be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from oracle import Law
from oracle_article_6 import County, School
from oracle_numbers import WEIGHTS, Indicator, Number, Record, Truth, ratio, total

Pairs = Sequence[tuple[Number, Number]]


def rounded(number: Number | None, places: int) -> Number | None:
    """Round half up, as forms are filled in."""
    if number is None:
        return None
    exact = Decimal(Fraction(number).numerator) / Decimal(Fraction(number).denominator)
    return Fraction(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def variation(pairs: Pairs) -> float | None:
    """Work out a coefficient of variation in floats."""
    pupils = sum(float(p) for _, p in pairs)
    mean = sum(float(x) for x, _ in pairs) / pupils
    if mean == 0:
        return None
    return math.sqrt(sum(float(p) / pupils * (float(x) / float(p) - mean) ** 2 for x, p in pairs)) / mean


class UnweightedVariation(Law):
    """Every section counts alike, however many pupils it has."""

    def varies_within(self, sections: Pairs, limit: Fraction) -> Truth:
        """Judge values per pupil as if each section had one pupil."""
        return super().varies_within([(Fraction(x, p), 1) for x, p in sections], limit)


class MeanOfSchoolValues(Law):
    """The mean is that of the schools' values, the deviations are weighted."""

    def varies_within(self, sections: Pairs, limit: Fraction) -> Truth:
        """Measure deviations from the plain mean of values."""
        values = [Fraction(x, p) for x, p in sections]
        mean = sum(values) / len(values)
        if mean == 0:
            return None
        pupils = sum(p for _, p in sections)
        variance = sum(
            Fraction(p, pupils) * (value - mean) ** 2 for value, (_, p) in zip(values, sections, strict=True)
        )
        return variance <= limit**2 * mean**2


class SampleVariation(Law):
    """The standard deviation is that of a sample: n − 1."""

    def varies_within(self, sections: Pairs, limit: Fraction) -> Truth:
        """Enlarge the variance by n / (n − 1)."""
        number = len(sections)
        if number == 1:
            return super().varies_within(sections, limit)
        within = [(x, p) for x, p in sections]
        pupils, amount = sum(p for _, p in within), sum(x for x, _ in within)
        if amount == 0:
            return None
        square = Fraction(pupils * sum(Fraction(x * x) / p for x, p in within)) / amount**2 - 1
        return square * number <= limit**2 * (number - 1)


class RoundedVariation(Law):
    """The coefficient is rounded to the three decimals of the form before it is judged."""

    def varies_within(self, sections: Pairs, limit: Fraction) -> Truth:
        """Judge what the form shows."""
        found = variation(sections)
        return None if found is None else round(found, 3) <= float(limit)


class FloatVariation(Law):
    """The coefficient is worked out in floats."""

    def varies_within(self, sections: Pairs, limit: Fraction) -> Truth:
        """Judge a float."""
        found = variation(sections)
        return None if found is None else found <= float(limit)


class FloatValues(Law):
    """Values and their standards are floats."""

    def at_least(self, value: Number | None, limit: Number | None) -> Truth:
        """Compare floats."""
        return None if value is None or limit is None else float(value) >= float(limit)

    def value(self, indicator: Indicator, quantity: Number | None, pupils: Number | None) -> Number | None:
        """Divide first, then take a hundred of it: 9 / 1000 * 100 is less than 0.9."""
        if quantity is None or pupils is None or pupils == 0:
            return None
        return Fraction(float(quantity) / float(pupils) * indicator.per)


class MoreThanForAtLeast(Law):
    """不低于 is read as more than."""

    def at_least(self, value: Number | None, limit: Number | None) -> Truth:
        """Leave the bound out."""
        return None if value is None or limit is None else value > limit


class LessThanForAtMost(Law):
    """不超过 is read as less than."""

    def at_most(self, value: Number | None, limit: Number | None) -> Truth:
        """Leave the bound out."""
        return None if value is None or limit is None else value < limit


class AtMostForLessThan(Law):
    """低于 and 不足 are read as if they included the bound."""

    def below(self, value: Number | None, limit: Number | None) -> Truth:
        """Take the bound in."""
        return None if value is None or limit is None else value <= limit


class MissingAsZero(Law):
    """A cell that says nothing counts as 0."""

    def number(self, facts: Record, fact: str) -> Number | None:
        """Read 0 for nothing."""
        return super().number(facts, fact) or 0


class MissingSectionsDropped(Law):
    """A section without its value is left out of the dispersion instead of leaving it in doubt."""

    def dispersion(self, county: County, stage: str, indicator: Indicator) -> str:
        """Judge the schools that have everything."""
        full = {
            key: school
            for key, school in county.schools.items()
            if stage not in school.rows or self.quantity(school, stage, indicator.fact) is not None
        }
        return super().dispersion(County(county.name, full), stage, indicator)


class SplitRoundedByStep(Law):
    """The share of a stage is rounded before it is used, and so is what comes of it."""

    def share(self, school: School, stage: str) -> Number | None:
        """Round the share to four decimals."""
        return rounded(super().share(school, stage), 4)

    def part(self, whole: Number | None, share: Number | None) -> Number | None:
        """Round the part to two decimals."""
        return rounded(super().part(whole, share), 2)


class SplitByPlainPupils(Law):
    """A mixed school is split by its pupils, unweighted."""

    def weighted_pupils(self, row: Record, weight: Fraction) -> Number | None:
        """Count every pupil as one."""
        return super().weighted_pupils(row, weight / weight)


class SplitWithoutSenior(Law):
    """The senior pupils of a mixed school are forgotten when it is split."""

    def share(self, school: School, stage: str) -> Number | None:
        """Divide by the pupils of compulsory stages."""
        weighted = {
            one: self.weighted_pupils(school.rows.get(one, {}), weight)
            for one, weight in WEIGHTS[str(school.kind)].items()
            if one != "senior"
        }
        return 0 if stage == "senior" else ratio(weighted[stage], total(weighted.values()))


class GymLeftInside(Law):
    """The gym stays in the teaching area."""

    def teaching_area(self, row: Record) -> Number | None:
        """Take the statistical figure as it is."""
        gross = self.number(row, "teaching_area_gross")
        return super().teaching_area(row) if gross is None else gross


class GymLeftOut(Law):
    """The gym is not added to the sports area."""

    def sports_area(self, row: Record) -> Number | None:
        """Take the grounds alone."""
        ground = self.number(row, "sports_ground_area")
        return super().sports_area(row) if ground is None else ground


class RoundedFloor(Law):
    """The value is rounded to two decimals before it is held against its floor."""

    def at_85_percent(self, value: Number | None, standard: Fraction) -> Truth:
        """Judge what the form shows."""
        return super().at_85_percent(rounded(value, 2), standard)


class FiveOfSeven(Law):
    """Two indicators may be at 85 %."""

    def six_of_seven(self, meets: Sequence[Truth], at_85: Sequence[Truth]) -> Truth:
        """Ask for the floor alone."""
        return False if False in at_85 else None if None in at_85 or None in meets else True


class NothingDropped(Law):
    """Sections of which nothing is counted are left out of the dispersion."""

    def varies_within(self, sections: Pairs, limit: Fraction) -> Truth:
        """Drop zero numerators."""
        kept = [(x, p) for x, p in sections if x]
        return super().varies_within(kept, limit) if kept else None


class NoVariationOfNothing(Law):
    """Where the mean is 0 the coefficient is taken for 0."""

    def varies_within(self, sections: Pairs, limit: Fraction) -> Truth:
        """Pass what has no coefficient."""
        return super().varies_within(sections, limit) is not False


class SeniorPupilsInScale(Law):
    """Senior pupils count in the size of a school."""

    def scale(self, school: School, stages: list[str]) -> str:
        """Count all stages."""
        return super().scale(school, [*stages, *("senior" for stage in school.rows if stage == "senior")])


class RoomsForCompulsoryClasses(Law):
    """Rooms are asked for the classes of compulsory stages alone."""

    def rooms_enough(self, school: School, fact: str, smallest: int) -> Truth:
        """Leave the senior classes out."""
        rows = {stage: row for stage, row in school.rows.items() if stage != "senior"}
        return super().rooms_enough(School(school.key, school.kind, rows, facts=school.facts), fact, smallest)


class TeachingPointsOfAnySize(Law):
    """Teaching points under 50 pupils count as schools."""

    def measured(self, school: School, stage: str) -> Truth:
        """Forget the 50 pupils."""
        kind = "primary" if school.kind == "teaching_point" else school.kind
        return super().measured(School(school.key, kind, school.rows), stage)


class PrivateSchoolsOutside(Law):
    """Private schools are left out."""

    def measured(self, school: School, stage: str) -> Truth:
        """Leave founder 10 out."""
        return str(school.facts.get("founder")) != "10" and super().measured(school, stage)


MISREADINGS: dict[type[Law], str] = {
    UnweightedVariation: "sports_area_cv",
    MeanOfSchoolValues: "sports_area_cv",
    SampleVariation: "sports_area_cv",
    RoundedVariation: "equipment_value_cv",
    FloatVariation: "sports_area_cv",
    FloatValues: "pe_arts_teachers",
    MoreThanForAtLeast: "resource_quota",
    LessThanForAtMost: "class_size",
    AtMostForLessThan: "attainment_gap",
    MissingAsZero: "resource_quota",
    MissingSectionsDropped: "sports_area_cv",
    SplitRoundedByStep: "sports_area",
    SplitByPlainPupils: "teaching_area",
    SplitWithoutSenior: "equipment_value",
    GymLeftInside: "teaching_area",
    GymLeftOut: "sports_area",
    RoundedFloor: "resource_quota",
    FiveOfSeven: "resource_quota",
    NothingDropped: "backbone_teachers_cv",
    NoVariationOfNothing: "backbone_teachers_cv",
    SeniorPupilsInScale: "school_scale",
    RoomsForCompulsoryClasses: "music_rooms",
    TeachingPointsOfAnySize: "resource_quota",
    PrivateSchoolsOutside: "resource_quota",
}
"""Each misreading with a rule that it gets wrong."""
