"""Fills in templates with openpyxl, as a clerk would, and gives the same values as records for comparison."""

from __future__ import annotations

from typing import Any

import openpyxl

import youzhi_rules as yz
from youzhi_rules.dictionary import Header
from youzhi_rules.planning import plan_of

SHEETS = {
    "schools": ("学校", "Schools"),
    "county": ("县级", "County"),
    "town": ("乡镇", "Towns"),
    "city": ("市级", "City"),
}
SCHOOLS = (
    ("A1", "一小", "primary", ("primary",)),
    ("A2", "二中", "junior", ("junior",)),
    ("A3", "九年", "nine_year", ("primary", "junior", "whole")),
)
SHARED = {
    "teaching_area_gross": 1800, "indoor_sports_area": 100.5, "sports_ground_area": 2900, "equipment_value": 900_000.25,
    "multimedia_classrooms": 9,
}  # fmt: skip
SECTION = {
    "students": 90, "classes": 2, "class_sizes": "45、45", "largest_class": 45, "teachers": 9,
    "teachers_above_required_degree": 8, "backbone_teachers": 2, "pe_arts_teachers": 1, **SHARED,
}  # fmt: skip
_CHOSEN = {"stage": "stage", "school_kind": "kind"}


def column_of(header: str, facts: yz.Facts) -> str:
    """The column that a header of a template stands for."""
    return of(facts, header).column


def of(facts: yz.Facts, header: str) -> Header:
    """What a header means."""
    found = facts.find(header)
    assert found is not None, header
    return found


def value_of(column: str, facts: yz.Facts, salt: int) -> Any:
    """A value that fits a fact, the same in a cell and in a record."""
    fact = facts[of(facts, column).id]
    if column in SECTION:
        return SECTION[column]
    if fact.many:
        kinds = {"count": "40、41", "number": "96、104.5", "share": "12%、0.1"}
        return kinds.get(fact.type) or "、".join(list(fact.values or ())[1:3])
    choices = list(fact.values or ())
    small = fact.at_most is not None
    return {
        "count": 1 if small and "section" in fact.levels else 60,
        "number": 30.5 if small else 60 + salt / 4,
        "share": 0.95,
        "year": 2001,
        "flag": "是" if salt % 3 else "否",
        "code": choices and choices[0],
        "grade": choices and choices[-1],
        "text": "文字",
    }[fact.type]


class Filling:
    """A template while it is filled in."""

    def __init__(self, path: Any, pack: str, lang: str = "zh") -> None:
        self.path = path
        self.facts = plan_of(yz.load_pack(pack)).facts
        self.book = openpyxl.load_workbook(path)
        self.schools: list[dict[str, Any]] = []
        self.areas: list[dict[str, Any]] = []
        self.names = {kind: names[0 if lang == "zh" else 1] for kind, names in SHEETS.items()}

    def fill(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Fill in every sheet and save it; the same as records of schools and of areas."""
        self._schools()
        towns = [("T1",), ("T2",)] if self.names["town"] in self.book.sheetnames else []
        for number, (town,) in enumerate(towns):
            self._row(
                self.book[self.names["town"]], number + 2, {"town": town, "county": "甲县", "level": "town"}, self.areas
            )
        for kind in ("county", "city"):
            if self.names[kind] in self.book.sheetnames:
                self._upright(self.book[self.names[kind]], kind)
        self.book.save(self.path)
        return self.schools, self.areas

    def _schools(self) -> None:
        line = 1
        for key, name, kind, stages in SCHOOLS:
            for stage in stages:
                line += 1
                keys = {"school": key, "school_name": name, "school_kind": kind, "stage": stage, "county": "甲县"}
                keys |= {"town": "T1" if key != "A2" else "T2"}
                self._row(self.book[self.names["schools"]], line, keys, self.schools)

    def _row(self, sheet: Any, line: int, keys: dict[str, Any], records: list[dict[str, Any]]) -> None:
        record = {"level": keys["level"]} if "level" in keys else {}
        for column in range(1, sheet.max_column + 1):
            name = column_of(sheet.cell(1, column).value, self.facts)
            cell = keys.get(name)
            if cell is None and name not in self.facts.key_columns and not self._left_out(name, keys):
                cell = value_of(name, self.facts, len(name))
            if cell is not None:
                sheet.cell(line, column).value = record[name] = cell
        records.append(record)

    def _left_out(self, name: str, keys: dict[str, Any]) -> bool:
        """Figures of sections: of a mixed school, what is shared stands on the row of the whole, the rest does not."""
        if "section" not in self.facts[of(self.facts, name).id].levels:
            return False
        mixed = keys.get("school_kind") == "nine_year"
        return mixed and (keys["stage"] == "whole") != (name in SHARED)

    def _upright(self, sheet: Any, kind: str) -> None:
        record: dict[str, Any] = {"level": kind}
        for line in range(2, sheet.max_row + 1):
            name = column_of(sheet.cell(line, 1).value, self.facts)
            value = {"county": "甲县", "city": "乙市"}.get(name) or value_of(name, self.facts, len(name))
            sheet.cell(line, 3).value = record[name] = value
        self.areas.append(record)
