"""The published schema of a result's JSON; ``python -m youzhi_rules.result_schema`` prints it.

The file ``schemas/result-1.json`` is what other systems check a document against.
"""

from __future__ import annotations

import sys
from typing import Any

from .engine import STATUSES
from .json_shapes import (
    DAY,
    DECIDED,
    DIGEST,
    document,
    list_of,
    object_of,
    one_of,
    or_null,
    problem,
    text,
    told,
    written,
)
from .jsonout import RESULT_SCHEMA
from .model import LEVELS, OPERATORS, STAGES, STRENGTHS
from .outcomes import KEYS

__all__ = ["REASON", "result_schema", "schema_text"]

_Json = dict[str, Any]
_COLUMNS = "[^,;]+(,[^,;]+)*"
REASON = (
    f"^(missing:{_COLUMNS}(;undivided:{_COLUMNS})?|undivided:{_COLUMNS}"
    "|division_by_zero|mean_zero|relief_needs_date|does_not_apply|nothing_to_compare)$"
)


def result_schema() -> _Json:
    """The JSON schema (draft 7) of what ``Result.to_json`` gives, the same at every call.

    Example:
        >>> result_schema()["properties"]["schema"]["const"]
        'youzhi-result/1'
    """
    pack = object_of(
        "评价所用的规则包",
        "the pack that was applied",
        id=text("代号", "its id"),
        version=text("编码版本", "the version of the encoding"),
        digest=or_null(text("内容摘要（sha256）", "the sha256 of its content", pattern=DIGEST)),
        title=object_of("名称", "its title", zh=text("中文名称", "in Chinese"), en=text("英文名称", "in English")),
        source=object_of(
            "法律依据",
            "the legal source it encodes",
            issuer=or_null(text("发文机关", "who issued it")),
            number=or_null(text("文号", "its number")),
            issued=or_null(text("印发日期", "the day it was issued", pattern=DAY)),
            effective=or_null(text("施行日期", "the day it takes effect", pattern=DAY)),
        ),
    )
    root = object_of(
        "评价结果",
        "the result of an evaluation",
        schema={"const": RESULT_SCHEMA, **told("本格式的版本", "the version of this format")},
        pack=pack,
        data_digest=text("数据摘要（sha256）", "the sha256 of the data, whatever their order", pattern=DIGEST),
        as_of=or_null(text("评价日期", "the day the evaluation speaks of", pattern=DAY)),
        status=one_of(DECIDED, "全部县的结论", "the verdict over all counties"),
        counties=list_of(_county(), "各县结论", "the verdict of each county"),
        outcomes=list_of(_outcome(), "逐项结果，一项规则一个对象", "every outcome: one rule, one unit"),
        means=list_of(_mean(), "各县各学段指标均值与差异系数", "means and coefficients by county and stage"),
        problems=list_of(problem(), "数据问题", "what is wrong or worth knowing about the data"),
    )
    return document(RESULT_SCHEMA, root)


def schema_text() -> str:
    """The schema as it stands in its file."""
    return written(result_schema())


def _county() -> _Json:
    counts = {status: _count(status) for status in ("met", "unmet", "unknown", "not_due")}
    return object_of(
        "一个县的结论",
        "the verdict of one county",
        county=text("县", "its key"),
        status=one_of(DECIDED, "结论", "its verdict"),
        groups={
            "type": "object",
            "additionalProperties": {"enum": list(STATUSES)},
            **told("各部分的状态", "the status of each group of the pack"),
        },
        plan=object_of("方案自身任务的个数", "how many duties of the plan have each status", **counts),
    )


def _count(status: str) -> _Json:
    return {"type": "integer", "minimum": 0, **told(f"状态为 {status} 的个数", f"how many are {status}")}


def _outcome() -> _Json:
    shown = {"type": ["number", "string", "boolean", "null"]}
    parts: dict[str, _Json] = {
        "county": or_null(text("县", "the county")),
        "town": or_null(text("镇街", "the town")),
        "school": or_null(text("学校代码或名称（数据中的键）", "the school, by the key of the records")),
        "school_name": or_null(text("学校名称", "the name of the school")),
        "stage": or_null(one_of(STAGES, "学段", "the stage")),
        "level": one_of(LEVELS, "评价层级", "the level that is judged"),
        "rule": text("规则代号；差异系数为 <规则>_cv", "the rule; <rule>_cv for a coefficient of variation"),
        "title": text("规则名称", "the title of the rule"),
        "group": text("所属部分", "its group"),
        "strength": one_of(STRENGTHS, "效力", "what it counts for"),
        "status": one_of(STATUSES, "状态，按精确值判定", "the status, decided on exact values"),
        "value": {**shown, **told("实际值，最接近精确值的浮点数", "the float nearest to the exact value")},
        "operator": or_null(one_of(OPERATORS, "比较方式", "how value and limit are compared")),
        "limit": {**shown, **told("标准", "the limit")},
        "gap": {
            "type": ["number", "null"],
            "minimum": 0,
            **told("差额，以分子的单位计", "what is missing, in the unit of the numerator"),
        },
        "unit": or_null(text("单位", "the unit of value and limit")),
        "due": or_null(text("完成期限", "by when it is due", pattern=DAY)),
        "relief": or_null(text("据以达标的放宽情形", "the relief that let it pass")),
        "reason": or_null(text("未作判定的原因", "why there is no verdict", pattern=REASON)),
        "clause": or_null(text("条款", "the clause")),
        "pack": text("数值所出的规则包", "the pack whose value decided"),
    }
    return object_of("一项结果", "one outcome", **{key: parts[key] for key in KEYS})


def _mean() -> _Json:
    number = {"type": ["number", "null"]}
    return object_of(
        "一项指标的均值与差异系数",
        "the mean and the coefficient of one indicator",
        county=text("县", "the county"),
        stage=or_null(one_of(STAGES, "学段", "the stage")),
        rule=text("规则代号", "the rule"),
        mean={**number, **told("加权均值", "the weighted mean")},
        cv={**number, "minimum": 0, **told("差异系数", "the coefficient of variation")},
        limit={"type": "number", **told("标准", "the limit of the coefficient")},
        status=one_of(STATUSES, "状态", "the status"),
    )


if __name__ == "__main__":
    sys.stdout.write(schema_text())
