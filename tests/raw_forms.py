"""The declaration forms of the sample county, worked out from its workbook alone: openpyxl and decimals."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import openpyxl

WORKBOOK = Path(__file__).parents[1] / "examples" / "qingshan-county.xlsx"
STAGES = ("小学", "初中")
LIMITS = {
    "小学": ("4.2", "1", "0.9", "4.5", "7.5", "2000", "2.3"),
    "初中": ("5.3", "1", "0.9", "5.8", "10.2", "2500", "2.4"),
}
WEIGHTS = {
    "九年一贯制学校": {"小学": "1", "初中": "1.1"},
    "十二年一贯制学校": {"小学": "1", "初中": "1.1", "高中": "1.32"},
    "完全中学": {"初中": "1", "高中": "1.2"},
}
SIGNS = "①②③④⑤⑥⑦"
KINDS = ("小学", "初级中学", "九年一贯制学校", "十二年一贯制学校", "完全中学", "教学点", "特殊教育学校")
_KINDS = {"小学教学点": "教学点"}
_COLUMNS = {
    "key": "学校标识码", "name": "学校名称", "kind": "办学类型", "founder": "举办者类型", "stage": "学段",
    "students": "在校生数", "classes": "班级数", "teachers": "专任教师数", "degree": "高于规定学历教师数",
    "backbone": "县级及以上骨干教师数", "arts": "体育、艺术专任教师数", "rooms": "教学及辅助用房面积（平方米）",
    "gym": "室内体育用房面积（平方米）", "ground": "运动场地面积（平方米）", "equipment": "教学仪器设备资产值（万元）",
    "multimedia": "网络多媒体教室数（间）", "music": "音乐专用教室面积（平方米）", "art": "美术专用教室面积（平方米）",
    "funds": "公用经费预算（万元）", "training": "教师培训经费（万元）", "sizes": "各班人数",
}  # fmt: skip
_TEXTS = {"key", "name", "kind", "founder", "stage"}
_LISTS = {"music", "art", "sizes"}


def exact(cell: Any) -> Any:
    """The number a cell means, as a fraction; a share for 95%, None for a blank cell."""
    if cell is None:
        return None
    text = unicodedata.normalize("NFKC", str(cell)).replace(",", "").strip()
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def half_up(value: Fraction, digits: int) -> str:
    """A number rounded half up in decimals."""
    with localcontext() as context:
        context.prec = 80
        number = Decimal(value.numerator) / Decimal(value.denominator)
        return str(number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def share(part: int, whole: int) -> str:
    """A percentage with one decimal."""
    return half_up(Fraction(100 * part, whole), 1) + "%"


def coefficient(rows: list[dict[str, Any]], index: int) -> Fraction:
    """The coefficient of variation to forty decimals."""
    pupils = sum(row["students"] for row in rows)
    mean = sum(row["values"][index] * row["students"] for row in rows) / pupils
    variance = sum(row["students"] * (row["values"][index] - mean) ** 2 for row in rows) / pupils / mean**2
    with localcontext() as context:
        context.prec = 80
        root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
    return Fraction(root)


def rows_of() -> list[dict[str, Any]]:
    """The rows of the sheet of schools, as they stand."""
    sheet = openpyxl.load_workbook(WORKBOOK, data_only=True)["学校"]
    heads = [cell.value for cell in sheet[2]]
    found = []
    for cells in sheet.iter_rows(min_row=3, values_only=True):
        if cells[0] == "合计" or all(cell is None for cell in cells):
            continue
        raw = dict(zip(heads, cells, strict=True))
        row: dict[str, Any] = {}
        for name, head in _COLUMNS.items():
            cell = raw[head]
            if name in _TEXTS:
                row[name] = None if cell is None else str(cell).strip()
            elif name in _LISTS:
                row[name] = [] if cell is None else [exact(part) for part in str(cell).split("、")]
            else:
                row[name] = exact(cell)
        row["kind"] = _KINDS.get(row["kind"], row["kind"])
        found.append(row)
    return found


def sections() -> list[dict[str, Any]]:
    """The sections of compulsory education with their seven exact values, schools by key."""
    wholes = {row["key"]: row for row in rows_of() if row["stage"] == "全校"}
    staged = [row for row in rows_of() if row["stage"] != "全校"]
    weighted: dict[str, Fraction] = defaultdict(Fraction)
    for row in staged:
        weighted[row["key"]] += row["students"] * Fraction(WEIGHTS.get(row["kind"], {}).get(row["stage"], "1"))
    found = []
    for row in sorted(staged, key=lambda each: (each["key"], [*STAGES, "高中"].index(each["stage"]))):
        if row["stage"] == "高中":
            continue
        whole = wholes.get(row["key"], row)
        part = Fraction(1)
        if whole is not row:
            part = row["students"] * Fraction(WEIGHTS[row["kind"]][row["stage"]]) / weighted[row["key"]]
        pupils = row["students"]
        values = [100 * row["degree"] / pupils, 100 * row["backbone"] / pupils, 100 * row["arts"] / pupils]
        values += [(whole["rooms"] - whole["gym"]) * part / pupils, (whole["ground"] + whole["gym"]) * part / pupils]
        values += [whole["equipment"] * 10_000 * part / pupils, 100 * whole["multimedia"] * part / pupils]
        limits = [Fraction(limit) for limit in LIMITS[row["stage"]]]
        met = [value >= limit for value, limit in zip(values, limits, strict=True)]
        floor = [value >= limit * Fraction(85, 100) for value, limit in zip(values, limits, strict=True)]
        measured = row["kind"] != "特殊教育学校" and not (row["kind"] == "教学点" and pupils < 50)
        verdict = sum(met) >= 6 and all(floor)
        found.append({**row, "values": values, "met": met, "floor": floor, "measured": measured, "verdict": verdict})
    return found


def measured(stage: str) -> list[dict[str, Any]]:
    """The sections of one stage that article 6 measures."""
    return [row for row in sections() if row["stage"] == stage and row["measured"]]


def basics() -> list[list[str]]:
    """Table Ⅰ, without its remarks."""
    every = sections()
    grid = []
    for kind in (*KINDS, None):
        inside = [row for row in every if kind in {None, row["kind"]}]
        cells = [kind or "合计", str(len({row["key"] for row in inside}))]
        for stage in STAGES:
            part = [row for row in inside if row["stage"] == stage]
            cells += [str(len(part)), *(half_up(sum((row[name] for row in part), Fraction(0)), 0)
                                        for name in ("classes", "students", "teachers"))]  # fmt: skip
        grid.append(cells)
    return grid


def summary() -> list[list[str]]:
    """Table Ⅱ-1: stage, judged, met, share, not met, at the floor, below it, unknown."""
    grid = []
    for index in (*range(7), None):
        together: list[dict[str, Any]] = []
        for stage in (*STAGES, "合计"):
            rows = measured(stage) if stage != "合计" else together
            together = [*together, *rows] if stage != "合计" else together
            met = [row for row in rows if (row["verdict"] if index is None else row["met"][index])]
            left = [row for row in rows if not (row["verdict"] if index is None else row["met"][index])]
            cells = [stage, str(len(rows)), str(len(met)), share(len(met), len(rows)), str(len(left))]
            if index is None:
                cells += ["—", "—"]
            else:
                floor = sum(row["floor"][index] for row in left)
                cells += [str(floor), str(len(left) - floor)]
            grid.append([*cells, "0"])
    return grid


def schools(stage: str) -> list[list[str]]:
    """Table Ⅱ-2 of one stage, without remarks."""
    grid = []
    for number, row in enumerate(measured(stage), start=1):
        marked = list(zip(SIGNS, row["met"], row["floor"], strict=True))
        grid.append(
            [
                *(str(number), row["key"], row["name"], row["kind"], row["founder"], half_up(row["students"], 0), "◇"),
                half_up(row["classes"], 0),
                *(half_up(value, 2) for value in row["values"]),
                str(sum(row["met"])),
                "".join(sign for sign, met, _ in marked if met),
                "".join(sign for sign, met, floor in marked if floor and not met),
                "".join(sign for sign, _, floor in marked if not floor),
                "达标" if row["verdict"] else "未达标",
            ]
        )
    rows = measured(stage)
    blank = [""] * 7
    sums = [half_up(sum(row[name] for row in rows), 0) for name in ("students", "classes")]
    grid.append(["", "", "合计", "", "", sums[0], "", sums[1], *blank, "", "", "", "", ""])
    tally = [str(sum(row["met"][index] for row in rows)) for index in range(7)]
    met = str(sum(row["verdict"] for row in rows))
    grid.append(["", "", "达标学校数", *[""] * 5, *tally, "", "", "", "", met])
    return grid


def means() -> list[list[str]]:
    """Table Ⅲ: stage, schools, pupils, mean, coefficient, verdict."""
    grid = []
    for stage, limit in zip(STAGES, ("0.50", "0.45"), strict=True):
        rows = measured(stage)
        pupils = sum(row["students"] for row in rows)
        for index in range(7):
            mean = sum(row["values"][index] * row["students"] for row in rows) / pupils
            cv = coefficient(rows, index)
            verdict = "达标" if cv <= Fraction(limit) else "未达标"
            grid.append([stage, str(len(rows)), half_up(pupils, 0), half_up(mean, 2), half_up(cv, 3), verdict])
    return grid


def county() -> dict[str, Any]:
    """The sheet of county figures, name → cell."""
    sheet = openpyxl.load_workbook(WORKBOOK, data_only=True)["县级"]
    return {str(name).strip(): cell for name, cell in sheet.iter_rows(min_row=2, max_col=2, values_only=True) if name}


def school_rules() -> dict[str, tuple[int, int]]:
    """Of the rules about schools that the workbook can answer: how many are judged and how many meet them."""
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of():
        parts[row["key"]].append(row)
    tally = dict.fromkeys(
        ("音乐专用教室间数", "美术专用教室间数", "学校规模", "教师培训经费占年度公用经费预算比例"), (0, 0)
    )

    def add(name: str, *, met: bool) -> None:
        judged, good = tally[name]
        tally[name] = (judged + 1, good + met)

    for rows in parts.values():
        kind = rows[0]["kind"]
        staged = [row for row in rows if row["stage"] != "全校"]
        rooms = ceil(sum(row["classes"] for row in staged) / 12)
        whole = next((row for row in rows if row["stage"] == "全校"), rows[0])
        add("音乐专用教室间数", met=sum(area >= 96 for area in whole["music"]) >= rooms)
        add("美术专用教室间数", met=sum(area >= 90 for area in whole["art"]) >= rooms)
        if kind != "特殊教育学校":
            pupils = sum(row["students"] for row in staged if row["stage"] != "高中")
            add("学校规模", met=pupils <= (2500 if kind in {"九年一贯制学校", "十二年一贯制学校"} else 2000))
        add("教师培训经费占年度公用经费预算比例", met=20 * whole["training"] >= whole["funds"])
    return tally
