"""The published schema of a result's JSON; ``python -m youzhi_rules.result_schema`` prints it.

The file ``schemas/result-1.json`` is what other systems check a document against.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from .engine import STATUSES
from .jsonout import RESULT_SCHEMA
from .model import LEVELS, OPERATORS, STAGES, STRENGTHS
from .outcomes import KEYS

__all__ = ["result_schema", "schema_text"]

_Json = dict[str, Any]
_DECIDED = ("met", "unmet", "unknown")
_DAY = "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$"
_DIGEST = "^[0-9a-f]{64}$"
_COLUMNS = "[^,;]+(,[^,;]+)*"
_REASON = (
    f"^(missing:{_COLUMNS}(;undivided:{_COLUMNS})?|undivided:{_COLUMNS}"
    "|division_by_zero|mean_zero|relief_needs_date|does_not_apply|nothing_to_compare)$"
)


def result_schema() -> _Json:
    """The JSON schema (draft 7) of what ``Result.to_json`` gives, the same at every call.

    Example:
        >>> result_schema()["properties"]["schema"]["const"]
        'youzhi-result/1'
    """
    pack = _object(
        "评价所用的规则包",
        "the pack that was applied",
        id=_text("代号", "its id"),
        version=_text("编码版本", "the version of the encoding"),
        digest=_or_null(_text("内容摘要（sha256）", "the sha256 of its content", pattern=_DIGEST)),
        title=_object("名称", "its title", zh=_text("中文名称", "in Chinese"), en=_text("英文名称", "in English")),
        source=_object(
            "法律依据",
            "the legal source it encodes",
            issuer=_or_null(_text("发文机关", "who issued it")),
            number=_or_null(_text("文号", "its number")),
            issued=_or_null(_text("印发日期", "the day it was issued", pattern=_DAY)),
            effective=_or_null(_text("施行日期", "the day it takes effect", pattern=_DAY)),
        ),
    )
    root = _object(
        "评价结果",
        "the result of an evaluation",
        schema={"const": RESULT_SCHEMA, **_told("本格式的版本", "the version of this format")},
        pack=pack,
        data_digest=_text("数据摘要（sha256）", "the sha256 of the data, whatever their order", pattern=_DIGEST),
        as_of=_or_null(_text("评价日期", "the day the evaluation speaks of", pattern=_DAY)),
        status=_one_of(_DECIDED, "全部县的结论", "the verdict over all counties"),
        counties=_list(_county(), "各县结论", "the verdict of each county"),
        outcomes=_list(_outcome(), "逐项结果，一项规则一个对象", "every outcome: one rule, one unit"),
        means=_list(_mean(), "各县各学段指标均值与差异系数", "means and coefficients by county and stage"),
        problems=_list(_problem(), "数据问题", "what is wrong or worth knowing about the data"),
    )
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": RESULT_SCHEMA, **root}


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(result_schema(), ensure_ascii=False, indent=1) + "\n"


def _county() -> _Json:
    counts = {status: _count(status) for status in ("met", "unmet", "unknown", "not_due")}
    return _object(
        "一个县的结论",
        "the verdict of one county",
        county=_text("县", "its key"),
        status=_one_of(_DECIDED, "结论", "its verdict"),
        groups={
            "type": "object",
            "additionalProperties": {"enum": list(STATUSES)},
            **_told("各部分的状态", "the status of each group of the pack"),
        },
        plan=_object("方案自身任务的个数", "how many duties of the plan have each status", **counts),
    )


def _count(status: str) -> _Json:
    return {"type": "integer", "minimum": 0, **_told(f"状态为 {status} 的个数", f"how many are {status}")}


def _outcome() -> _Json:
    shown = {"type": ["number", "string", "boolean", "null"]}
    parts: dict[str, _Json] = {
        "county": _or_null(_text("县", "the county")),
        "town": _or_null(_text("镇街", "the town")),
        "school": _or_null(_text("学校代码或名称（数据中的键）", "the school, by the key of the records")),
        "school_name": _or_null(_text("学校名称", "the name of the school")),
        "stage": _or_null(_one_of(STAGES, "学段", "the stage")),
        "level": _one_of(LEVELS, "评价层级", "the level that is judged"),
        "rule": _text("规则代号；差异系数为 <规则>_cv", "the rule; <rule>_cv for a coefficient of variation"),
        "title": _text("规则名称", "the title of the rule"),
        "group": _text("所属部分", "its group"),
        "strength": _one_of(STRENGTHS, "效力", "what it counts for"),
        "status": _one_of(STATUSES, "状态，按精确值判定", "the status, decided on exact values"),
        "value": {**shown, **_told("实际值，最接近精确值的浮点数", "the float nearest to the exact value")},
        "operator": _or_null(_one_of(OPERATORS, "比较方式", "how value and limit are compared")),
        "limit": {**shown, **_told("标准", "the limit")},
        "gap": {
            "type": ["number", "null"],
            "minimum": 0,
            **_told("差额，以分子的单位计", "what is missing, in the unit of the numerator"),
        },
        "unit": _or_null(_text("单位", "the unit of value and limit")),
        "due": _or_null(_text("完成期限", "by when it is due", pattern=_DAY)),
        "relief": _or_null(_text("据以达标的放宽情形", "the relief that let it pass")),
        "reason": _or_null(_text("未作判定的原因", "why there is no verdict", pattern=_REASON)),
        "clause": _or_null(_text("条款", "the clause")),
        "pack": _text("数值所出的规则包", "the pack whose value decided"),
    }
    return _object("一项结果", "one outcome", **{key: parts[key] for key in KEYS})


def _mean() -> _Json:
    number = {"type": ["number", "null"]}
    return _object(
        "一项指标的均值与差异系数",
        "the mean and the coefficient of one indicator",
        county=_text("县", "the county"),
        stage=_or_null(_one_of(STAGES, "学段", "the stage")),
        rule=_text("规则代号", "the rule"),
        mean={**number, **_told("加权均值", "the weighted mean")},
        cv={**number, "minimum": 0, **_told("差异系数", "the coefficient of variation")},
        limit={"type": "number", **_told("标准", "the limit of the coefficient")},
        status=_one_of(STATUSES, "状态", "the status"),
    )


def _problem() -> _Json:
    return _object(
        "一个数据问题",
        "one problem of the data",
        code=_text("代码", "its code"),
        severity=_one_of(("error", "note"), "error：该值按缺失处理；note：仅提示", "error: the value became missing"),
        record=_or_null(_text("记录（县 / 学校 / 学段）", "the record")),
        column=_or_null(_text("列", "the column as written")),
        value=_or_null(_text("值", "the value as written")),
        place=_or_null(_text("文件中的位置", "the place in the file")),
        message=_text("英文说明", "the message in English"),
        message_zh=_text("中文说明", "the message in Chinese"),
        hint=_or_null(_text("英文建议", "the advice in English")),
        hint_zh=_or_null(_text("中文建议", "the advice in Chinese")),
    )


def _told(zh: str, en: str) -> _Json:
    return {"description": en, "x-description-zh": zh}


def _text(zh: str, en: str, **more: str) -> _Json:
    return {"type": "string", **more, **_told(zh, en)}


def _one_of(values: tuple[str, ...], zh: str, en: str) -> _Json:
    return {"enum": list(values), **_told(zh, en)}


def _or_null(schema: _Json) -> _Json:
    """The same, or null: a further type, or a further value of an enumeration."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def _list(items: _Json, zh: str, en: str) -> _Json:
    return {"type": "array", "items": items, **_told(zh, en)}


def _object(zh: str, en: str, /, **properties: _Json) -> _Json:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
        **_told(zh, en),
    }


if __name__ == "__main__":
    sys.stdout.write(schema_text())
