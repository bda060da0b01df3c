"""Made-up rows of several counties with whatever goes wrong in real ones, for evaluations in batches."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from youzhi_rules.streaming.area_shares import rank

Row = dict[str, Any]

COLUMNS = (
    "city", "county", "town", "school", "school_name", "stage", "school_kind", "campus", "parent_school", "students",
    "pe_arts_teachers", "teaching_area", "largest_class", "multimedia_classrooms", "funds_base_per_pupil_primary",
    "public_satisfaction", "remark",
)  # fmt: skip
HUGE = "1234567890123456789012345678901234567890"
_NUMBERS = (
    0,
    9,
    40,
    45,
    "45",
    "４６",
    1000,
    4500.5,
    "4.2",
    Decimal("0.9"),
    0.1,
    None,
    "—",
    "缺",
    "-3",
    "x",
    HUGE,
    True,
)
_NAMES = ("甲县", "乙县", "7", "10", "B", "丙县", "a b", "丁县", "63", "8")


def made_rows(seed: int, *, cities: bool = False) -> tuple[list[Row], list[Row]]:
    """Rows that stand together by county, or by city and county, and records of areas; the same ones for a seed."""
    dice = random.Random(seed)  # noqa: S311 - made-up schools
    names = dice.sample(_NAMES, dice.randint(2, 7))
    of_city = {name: f"市{dice.randint(1, 3)}" for name in names}
    names.sort(key=lambda name: (of_city[name] if cities else "", rank(name)))
    if not cities and dice.random() < 0.5:
        dice.shuffle(names)
    rows = [row for name in names for row in _county(dice, name, of_city[name])]
    if not cities and dice.random() < 0.3:
        stray = _section(dice, None, None, "迷途小学")
        rows.insert(dice.randrange(len(rows)), stray)
    if dice.random() < 0.3:
        rows.insert(dice.randrange(len(rows)), dict.fromkeys(COLUMNS))
    return rows, _areas(dice, names, of_city)


def _county(dice: random.Random, county: str, city: str) -> list[Row]:
    rows = []
    for number in range(dice.randint(1, 4)):
        school = f"校{number}"
        rows += [_section(dice, county, city, school) for _ in range(dice.randint(1, 3))]
    if county.isdigit() and dice.random() < 0.5:
        for row in dice.sample(rows, 1):
            row["county"] = chr(ord("０") + int(county)) if len(county) == 1 else f" {county} "
    if dice.random() < 0.2:
        rows.append({**dict.fromkeys(COLUMNS), "city": city, "county": county, "school": "合计", "students": 5000})
    return rows


def _section(dice: random.Random, county: str | None, city: str | None, school: str) -> Row:
    row: Row = dict.fromkeys(COLUMNS)
    row |= {"city": city, "county": county, "school": school}
    row["stage"] = dice.choice(("primary", "小学", "junior", "初中", "全校", None, "中学", "合计"))
    row["town"] = dice.choice((None, "镇一", "镇二"))
    row["school_name"] = dice.choice((None, school, "第一小学"))
    row["school_kind"] = dice.choice((None, None, None, "九年一贯制学校", "小学", "学校"))
    row["campus"] = dice.choice((None, None, None, "东校区"))
    row["parent_school"] = dice.choice((None, None, None, None, "校0", "校9"))
    for fact in COLUMNS[9:-3]:
        row[fact] = dice.choice(_NUMBERS)
    row["funds_base_per_pupil_primary"] = dice.choice((None, None, 720))
    row["public_satisfaction"] = dice.choice((None, None, "85%", 0.86))
    row["remark"] = dice.choice((None, "小计", "无"))
    return row


def _areas(dice: random.Random, names: list[str], of_city: dict[str, str]) -> list[Row]:
    found: list[Row] = []
    for name in [*names, "戊县", "2"]:
        if dice.random() < 0.5:
            found.append({"level": "county", "county": name, "town": None, "city": None, "public_satisfaction": "85%"})
            found[-1]["veto_fraud"] = dice.choice(("是", "否", None, "或许"))
        if dice.random() < 0.3:
            found.append(
                {"level": "镇", "county": name, "town": "镇一", "city": of_city.get(name), "public_satisfaction": None}
            )
    nobody = {"county": None, "town": None}
    cities = [city for city in ("市1", "市4") if dice.random() < 0.4]
    found += [{"level": "city", **nobody, "city": city, "public_satisfaction": "80%"} for city in cities]
    if dice.random() < 0.3:
        found.append(
            {"level": dice.choice((None, "town", "省")), "county": None, "town": None, "city": None, "veto_fraud": "是"}
        )
    return found
