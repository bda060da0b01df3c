"""What the tests of the intake share: build, look up a value by the keys of its unit, list the codes."""

from __future__ import annotations

import numpy as np

from youzhi_rules.dataset import Lists
from youzhi_rules.dictionary import shipped_facts
from youzhi_rules.exactness import Exact
from youzhi_rules.identity import STAGE_ORDER
from youzhi_rules.intake import build_dataset

FACTS = shipped_facts()


def build(records, areas=None):
    """The dataset of some records with the shipped dictionary; every problem has words in both languages."""
    data = build_dataset(records, areas, FACTS)
    for one in data.problems:
        assert all(one.words()[name] for name in ("message", "message_zh"))
        assert one.code in one.line("zh")
        assert one.to_dict()["code"] == one.code
    return data


def codes(data, severity=None):
    """The codes of the problems, sorted; those of one severity if one is asked for."""
    return sorted(problem.code for problem in data.problems if severity in {None, problem.severity})


def errors(data):
    """The codes of the errors."""
    return codes(data, "error")


def notes(data):
    """The codes of the notes but that the kind of a school was inferred."""
    return [code for code in codes(data, "note") if code not in {"kind-inferred", "kind-not-inferred"}]


def problem(data, code):
    """The only problem of this code."""
    (found,) = [one for one in data.problems if one.code == code]
    return found


def sections(data):
    """The sections as (county, school, stage)."""
    units = data.units
    return [
        (
            units.counties[int(units.school_county[school])],
            units.schools[int(school)],
            STAGE_ORDER[stage] if stage >= 0 else None,
        )
        for school, stage in zip(units.section_school.tolist(), units.section_stage.tolist(), strict=True)
    ]


def plain(column, unit):
    """One value of a column as plain Python: a Fraction, an int code, a list, or None where missing."""
    if isinstance(column, Exact):
        return column.fraction(unit)
    if isinstance(column, Lists):
        if column.missing is not None and column.missing[unit]:
            return None
        first, last = column.offsets[unit : unit + 2].tolist()
        return [
            plain(column.items, at) if isinstance(column.items, Exact) else int(column.items[at])
            for at in range(first, last)
        ]
    return int(column[unit]) if isinstance(column, np.ndarray) else column


def section(data, fact, school="1", stage="primary"):
    """A section's value."""
    at = [key[1:] for key in sections(data)].index((school, stage))
    column = data.columns.get(("section", fact))
    return None if column is None else plain(column, at)


def school(data, fact, key="1"):
    """A school's value."""
    column = data.columns.get(("school", fact))
    return None if column is None else plain(column, data.units.schools.texts().index(key))


def whole(data, fact, key="1"):
    """What only the row of the whole school gives."""
    column = data.whole.get(fact)
    return None if column is None else plain(column, data.units.schools.texts().index(key))


def county(data, fact, key="county"):
    """A county's value."""
    column = data.columns.get(("county", fact))
    return None if column is None else plain(column, data.units.counties.texts().index(key))


def row(stage="primary", school="1", **cells):
    """One row of a table of schools."""
    return {"school": school, "stage": stage, **cells}


def kind(data, key="1"):
    """The kind of a school, None where missing."""
    code = school(data, "school_kind", key)
    return None if code < 0 else tuple(FACTS["school_kind"].values or ())[code]
