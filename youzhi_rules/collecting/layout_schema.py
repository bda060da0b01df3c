"""The published schema of layout files, made from what their reader takes.

The file ``schemas/layout-1.json`` is what editors read; ``python -m youzhi_rules.collecting.layout_schema`` prints it.
It offers the columns of the shipped dictionary by id; their names, aliases and a pack's own facts are taken as well.
"""

from __future__ import annotations

import json
from typing import Any

from ..dictionary import shipped_facts
from ..model import STAGES
from ..units import UNITS
from .layout_files import COLUMN_KEYS, FORMAT, OF, SHEET_KEYS

__all__ = ["schema_of_layouts", "schema_text"]

_Json = dict[str, Any]

_WORDS = {
    "format": ("格式版本", "the version of the format"),
    "sheets": ("工作表，按名称；* 代表任意字符", "the sheets, by name; * stands for any signs"),
    "columns": (
        "各列，按列名；值为数据项或标识列的代号或名称",
        "its columns, by their headers; each is a fact or key, by id or name",
    ),
    "ignore": ("不使用的列名", "headers to be left out"),
    "header": (
        "列名所在的行（Excel 行号）；多行写 [2, 3]，各部分以 / 相连",
        "the row of the header as Excel numbers it; several rows [2, 3] are joined with /",
    ),
    "fill": ("各行相同的标识，如 {stage: 小学}", "keys that are the same for every row, such as {stage: 小学}"),
    "of": ("表中是哪一级的数据", "of what it holds the figures, where that does not tell itself"),
    "as": ("数据项或标识列", "the fact or key"),
    "unit": ("数值的单位，如 万元", "the unit of its figures, such as 万元"),
    "stage": ("数值所属的学段", "the stage whose figures it holds"),
    "values": (
        "单元格的写法: 所指的值，用于选项、等级、是否和学段",
        "what its cells say: what that means; for choices, grades, yes or no, and stages",
    ),
    "add": ("true：与其他各列相加", "true for each of several columns that are added up"),
}
_TEXT = {"anyOf": [{"type": ["number", "boolean"]}, {"type": "string", "pattern": "\\S"}]}
_ROW = {"type": "integer", "minimum": 1}


def schema_of_layouts() -> _Json:
    """The JSON schema (draft 7) of a layout, the same at every call.

    Example:
        >>> schema_of_layouts()["definitions"]["Sheet"]["required"]
        ['columns']
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": FORMAT,
        **_described("表格布局", "What the sheets and columns of a county's own forms mean"),
        **_object({"format": {"const": FORMAT}, "sheets": _map(_ref("Sheet"))}, "format", "sheets"),
        "definitions": {
            "Column": _column(),
            "Means": _TEXT | {"examples": _columns()},
            "Sheet": _sheet(),
            "Text": _TEXT,
        },
    }


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(schema_of_layouts(), ensure_ascii=False, indent=1) + "\n"


def _sheet() -> _Json:
    """One sheet."""
    keys = shipped_facts().key_columns
    fill = {key.id: _described(key.zh, key.en) | {"allOf": [_ref("Text")]} for key in keys.values()}
    shapes: _Json = {
        "of": {"enum": list(OF)},
        "header": {"anyOf": [_ROW, {"type": "array", "items": _ROW, "uniqueItems": True}]},
        "fill": _map(_ref("Text")) | {"properties": fill},
        "columns": _map({"anyOf": [_ref("Means"), _ref("Column")]}),
        "ignore": {"type": "array", "items": _ref("Text")},
    }
    return _object({key: shapes[key] for key in SHEET_KEYS}, "columns")


def _column() -> _Json:
    """One column, where more is to be said than its name."""
    shapes: _Json = {
        "as": _ref("Means"),
        "unit": {"type": "string", "pattern": "\\S", "examples": list(UNITS)},
        "stage": {"type": "string", "pattern": "\\S", "examples": list(STAGES)},
        "values": _map(_ref("Text")),
        "add": {"type": "boolean"},
    }
    return _object({key: shapes[key] for key in COLUMN_KEYS}, "as")


def _columns() -> list[str]:
    """The ids of keys, and the columns of facts with those of each stage."""
    facts = shipped_facts()
    return [*facts.key_columns, *(column for fact in facts for column in facts.columns_of(fact))]


def _described(zh: str, en: str) -> _Json:
    return {"description": en, "markdownDescription": f"{en}\n\n{zh}", "x-description-zh": zh}


def _ref(name: str) -> _Json:
    return {"$ref": f"#/definitions/{name}"}


def _map(item: _Json) -> _Json:
    return {"type": "object", "additionalProperties": item}


def _object(properties: _Json, *required: str) -> _Json:
    """An object of these keys and no others, each with its words."""
    said = {
        name: _described(*_WORDS[name]) | ({"allOf": [made]} if "$ref" in made else made)
        for name, made in properties.items()
    }
    return {"type": "object", "additionalProperties": False, "required": list(required), "properties": said}


if __name__ == "__main__":
    import sys

    sys.stdout.write(schema_text())
