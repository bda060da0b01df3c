"""The national measures of 2017, articles 6 to 10, worked out slowly and literally in exact fractions.

This is what the engine is held against. It shares no code with the library, takes no shortcut that the law
does not take, and has the numbers of the law in it: whoever knows the law should be able to read it from top
to bottom and say whether it is right. Telling bad cells from good ones is not its business.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from oracle_article_6 import ArticleSix, County, Key, School
from oracle_numbers import (
    ATTESTED_BY_COUNTY,
    ATTESTED_BY_SCHOOLS,
    COMPULSORY,
    GRADED_BY_SCHOOLS,
    GROUPS,
    LARGEST_SCHOOL,
    MET,
    MONITORED_LEVELS,
    NOT_APPLICABLE,
    SCHOOL_GRADES,
    UNKNOWN,
    UNMET,
    VETOES,
    Number,
    Record,
    Truth,
    both,
    either,
    flag,
    less,
    listed,
    ratio,
    status,
    total,
)


@dataclass
class Verdicts:
    """Everything decided: each outcome, each group of each county, each county."""

    outcomes: dict[Key, str] = field(default_factory=dict)
    groups: dict[tuple[str, str], str] = field(default_factory=dict)
    counties: dict[str, str] = field(default_factory=dict)


class Law(ArticleSix):
    """The measures. A reading of one of them that differs is a subclass that differs in one method."""

    def judge(self, records: Iterable[Record], area_records: Iterable[Record]) -> Verdicts:
        """Judge every section, school and county of the records."""
        verdicts = Verdicts()
        for county in self.counties(records, area_records):
            outcomes = {
                **self.article_6(county),
                **self.article_7_and_8_of_schools(county),
                **self.articles_7_to_10_of_the_county(county),
            }
            verdicts.outcomes.update(outcomes)
            for group, rules in GROUPS.items():
                verdicts.groups[county.name, group] = self.verdict(
                    found for key, found in outcomes.items() if key[3] in rules
                )
            of_groups = {verdicts.groups[county.name, group] for group in GROUPS}
            verdicts.counties[county.name] = UNMET if UNMET in of_groups else MET if of_groups == {MET} else UNKNOWN
        return verdicts

    def verdict(self, outcomes: Iterable[str]) -> str:
        """Put outcomes together: one failure decides, then one doubt; what does not apply does not count."""
        found = set(outcomes)
        for decisive in (UNMET, UNKNOWN, MET):
            if decisive in found:
                return decisive
        return NOT_APPLICABLE

    # Articles 7 and 8, what is asked of each school

    def compulsory_stages(self, school: School) -> list[str] | None:
        """Tell a school's stages of compulsory education; vocational schools are outside."""
        stages = [stage for stage in school.rows if stage in COMPULSORY]
        if stages and school.kind is None:
            return None
        return [] if school.kind == "vocational" else stages

    def article_7_and_8_of_schools(self, county: County) -> dict[Key, str]:
        """Judge what is asked of each school, and of the classes of each section."""
        outcomes: dict[Key, str] = {}
        for school in county.schools.values():
            stages = self.compulsory_stages(school)
            of_school = self.asked_of_a_school(county, school, stages or [])
            for rule, judged in of_school.items():
                found = UNKNOWN if stages is None else judged if stages else NOT_APPLICABLE
                outcomes[county.name, school.key, None, rule] = found
            for stage, row in school.rows.items():
                if stage not in COMPULSORY or stages == []:
                    found = NOT_APPLICABLE
                else:
                    most = 45 if stage == "primary" else 50
                    found = UNKNOWN if stages is None else status(self.at_most(self.largest_class(row), most))
                outcomes[county.name, school.key, stage, "class_size"] = found
        return outcomes

    def asked_of_a_school(self, county: County, school: School, stages: list[str]) -> dict[str, str]:
        """Judge one school by each rule for schools."""
        facts = school.facts
        found = {
            "music_rooms": status(self.rooms_enough(school, "music_room_areas", 96)),
            "art_rooms": status(self.rooms_enough(school, "art_room_areas", 90)),
            "school_scale": self.scale(school, stages),
            "small_school_funding": self.small_school_funding(county, school, stages),
            "training_budget": status(
                self.at_least(
                    ratio(self.number(facts, "training_funds"), self.number(facts, "public_funds_budget")),
                    Fraction("0.05"),
                )
            ),
        }
        for rule, fact in ATTESTED_BY_SCHOOLS.items():
            found[rule] = status(flag(facts.get(fact)))
        for rule, fact in GRADED_BY_SCHOOLS.items():
            grade = facts.get(fact)
            found[rule] = status(
                None if grade is None else SCHOOL_GRADES.index(str(grade)) >= SCHOOL_GRADES.index("良好")
            )
        return found

    def rooms_enough(self, school: School, fact: str, smallest: int) -> Truth:
        """Tell whether a school has one room that is large enough for every 12 classes it has begun.

        The classes are those of the whole school, its senior ones among them.
        """
        areas = self.numbers(school.facts, fact)
        classes = total(self.number(row, "classes") for row in school.rows.values())
        if areas is None or classes is None:
            return None
        return self.at_least(
            sum(1 for area in areas if self.at_least(area, smallest)), math.ceil(Fraction(classes) / 12)
        )

    def pupils(self, school: School, stages: list[str]) -> Number | None:
        """Count the pupils of some stages."""
        return total(self.number(school.rows[stage], "students") for stage in stages)

    def scale(self, school: School, stages: list[str]) -> str:
        """Judge the size of a school by the pupils of its compulsory stages."""
        if school.kind not in LARGEST_SCHOOL:
            return NOT_APPLICABLE
        return status(self.at_most(self.pupils(school, stages), LARGEST_SCHOOL[school.kind]))

    def largest_class(self, row: Record) -> Number | None:
        """Count the largest class."""
        sizes = self.numbers(row, "class_sizes")
        return max(sizes) if sizes else self.number(row, "largest_class")

    def small_school_funding(self, county: County, school: School, stages: list[str]) -> str:
        """Judge whether a village primary school or teaching point under 100 pupils is funded as one of 100.

        A rural school with a primary stage is taken for a village primary school, a junior school is not.
        """
        location = school.facts.get("location")
        pupils = self.pupils(school, stages)
        village_primary = both("primary" in stages, None if location is None else location == "rural")
        village = either(village_primary, None if school.kind is None else school.kind == "teaching_point")
        concerned = both(village, self.below(pupils, 100))
        if concerned is False:
            return NOT_APPLICABLE
        if concerned is None:
            return UNKNOWN
        bases = total(
            self.part(
                self.number(school.rows[stage], "students"),
                self.number(county.facts, f"funds_base_per_pupil_{stage}"),
            )
            for stage in stages
        )
        due = ratio(None if bases is None else 100 * bases, pupils)
        return status(self.at_least(self.number(school.facts, "public_funds_budget"), due))

    def largest_of(self, rates: Sequence[Number] | None) -> Number | None:
        """Tell the largest rate of a list."""
        return max(rates) if rates else None

    # Articles 7 to 10, what is asked of the county

    def articles_7_to_10_of_the_county(self, county: County) -> dict[Key, str]:
        """Judge one county's own figures."""
        return {
            (county.name, None, stage, rule): found
            for (rule, stage), found in self.asked_of_the_county(county.facts).items()
        }

    def asked_of_the_county(self, facts: Record) -> dict[tuple[str, str | None], str]:
        """Judge one county's own figures by each rule for counties."""

        def figure(fact: str) -> Number | None:
            return self.number(facts, fact)

        def share_at_least(part: Number | None, of: Number | None, percent: int) -> str:
            return status(self.at_least(ratio(part, of), Fraction(percent, 100)))

        found: dict[tuple[str, str | None], str] = {}
        for rule, attested in ATTESTED_BY_COUNTY.items():
            said = [flag(facts.get(fact)) for fact in attested]
            found[rule, None] = UNMET if False in said else UNKNOWN if None in said else MET

        def where_there_are(those: str, judged: str) -> str:
            there_are = self.below(0, figure(those))
            return UNKNOWN if there_are is None else judged if there_are else NOT_APPLICABLE

        found["special_education_funding", None] = where_there_are(
            "special_education_students",
            status(self.at_least(ratio(figure("special_education_funds"), figure("special_education_students")), 6000)),
        )
        found["teacher_pay", None] = status(
            self.at_least(figure("teacher_pay_average"), figure("civil_servant_pay_average"))
        )
        five_years = figure("teachers_with_five_years")
        found["teacher_training_hours", None] = share_at_least(
            figure("teachers_360_hours"), figure("teachers_total") if five_years is None else five_years, 100
        )
        found["teacher_rotation", None] = share_at_least(
            figure("rotated_teachers"), figure("rotation_eligible_teachers"), 10
        )
        found["backbone_rotation", None] = share_at_least(
            figure("rotated_backbone_teachers"), figure("rotated_teachers"), 20
        )
        found["teacher_certification", None] = share_at_least(
            figure("certified_teachers"), figure("fulltime_teachers_total"), 100
        )
        for stage, percent in (("primary", 100), ("junior", 95)):
            nearby = figure(f"nearby_enrolment_{stage}")
            if nearby is None:
                nearby = ratio(figure(f"nearby_enrolled_{stage}"), figure(f"nearby_base_{stage}"))
            found["nearby_enrolment", stage] = status(self.at_least(nearby, Fraction(percent, 100)))
        found["senior_quota_allocation", None] = share_at_least(
            figure("senior_quota_allocated"), figure("senior_quota_planned"), 50
        )
        found["migrant_enrolment", None] = where_there_are(
            "migrant_eligible",
            share_at_least(
                total([figure("migrant_in_public"), figure("migrant_in_purchased")]),
                figure("migrant_eligible"),
                85,
            ),
        )
        found["junior_retention", None] = share_at_least(
            total(
                [
                    less(figure("junior_graduates"), figure("junior_transferred_in")),
                    figure("junior_transferred_out"),
                ]
            ),
            less(figure("junior_entrants_three_years_ago"), figure("junior_deceased")),
            95,
        )
        found["disabled_enrolment", None] = where_there_are(
            "disabled_school_age",
            share_at_least(figure("disabled_enrolled"), figure("disabled_school_age"), 95),
        )
        levels = listed(facts.get("attainment_levels"))
        found["attainment_level", None] = status(
            min(MONITORED_LEVELS.index(str(level)) for level in levels) >= MONITORED_LEVELS.index("Ⅲ")
            if levels
            else None
        )
        found["attainment_gap", None] = status(
            self.below(self.largest_of(self.numbers(facts, "attainment_gap_rates")), Fraction("0.15"))
        )
        found["public_satisfaction", None] = status(self.at_least(figure("public_satisfaction"), Fraction("0.85")))
        for veto in VETOES:
            holds = flag(facts.get(f"veto_{veto}"))
            found[veto, None] = status(None if holds is None else not holds)
        return found
