"""The parts that the published schemas of documents are made of, each described in Chinese and English."""

from __future__ import annotations

import json
from typing import Any

from .model import STAGES

__all__ = [
    "DAY",
    "DECIDED",
    "DIGEST",
    "document",
    "list_of",
    "object_of",
    "one_of",
    "or_null",
    "problem",
    "stage_or_null",
    "text",
    "told",
    "written",
]

Shape = dict[str, Any]
DECIDED = ("met", "unmet", "unknown")
DAY = "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$"
DIGEST = "^[0-9a-f]{64}$"


def document(name: str, root: Shape) -> Shape:
    """A whole schema of draft 7, under the name that documents carry in their key ``schema``."""
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": name, **root}


def written(schema: Shape) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def told(zh: str, en: str) -> Shape:
    """What something means, in both languages."""
    return {"description": en, "x-description-zh": zh}


def text(zh: str, en: str, **more: str) -> Shape:
    """A text."""
    return {"type": "string", **more, **told(zh, en)}


def one_of(values: tuple[str, ...], zh: str, en: str) -> Shape:
    """One of some texts."""
    return {"enum": list(values), **told(zh, en)}


def or_null(schema: Shape) -> Shape:
    """The same, or null: a further type, or a further value of an enumeration."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def stage_or_null() -> Shape:
    """A stage, or null."""
    return or_null(one_of(STAGES, "学段", "the stage"))


def list_of(items: Shape, zh: str, en: str) -> Shape:
    """A list."""
    return {"type": "array", "items": items, **told(zh, en)}


def object_of(zh: str, en: str, /, **properties: Shape) -> Shape:
    """An object with these keys, all of them and no others."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
        **told(zh, en),
    }


def problem(zh: str = "一个数据问题", en: str = "one problem of the data") -> Shape:
    """A problem or a note, as ``Problem.to_dict`` gives it."""
    return object_of(
        zh,
        en,
        code=text("代码", "its code"),
        severity=one_of(("error", "note"), "error：该值按缺失处理；note：仅提示", "error: the value became missing"),
        record=or_null(text("记录（县 / 学校 / 学段）", "the record")),
        column=or_null(text("列", "the column as written")),
        value=or_null(text("值", "the value as written")),
        place=or_null(text("文件中的位置", "the place in the file")),
        message=text("英文说明", "the message in English"),
        message_zh=text("中文说明", "the message in Chinese"),
        hint=or_null(text("英文建议", "the advice in English")),
        hint_zh=or_null(text("中文建议", "the advice in Chinese")),
    )
