"""The published schema of a comparison's JSON; ``python -m youzhi_rules.handing.comparing_schema`` prints it.

The file ``schemas/comparison-1.json`` is what other systems check a document against.
"""

from __future__ import annotations

import sys
from typing import Any

from .. import json_shapes as shapes
from ..authoring.changes import KINDS as OF_RULES
from ..engine import STATUSES
from ..json_shapes import list_of, object_of, one_of, or_null, stage_or_null, text, told
from ..model import LEVELS, OPERATORS
from ..result_schema import REASON
from .changes import COLUMNS, KINDS, MOVES
from .comparing_json import COMPARISON

__all__ = ["comparison_schema", "schema_text"]

_Json = dict[str, Any]
_UNITS = ("appeared", "gone")
_BECAUSE = "^(data|rule|date)(, (rule|date))*$"


def comparison_schema() -> _Json:
    """The JSON schema (draft 7) of what ``Comparison.to_json`` gives, the same at every call.

    Example:
        >>> comparison_schema()["properties"]["schema"]["const"]
        'youzhi-comparison/1'
    """
    root = object_of(
        "两个结果的对照",
        "two results side by side",
        schema={"const": COMPARISON, **told("本格式的版本", "the version of this format")},
        old=_side("原来的结果", "the result compared with"),
        new=_side("现在的结果", "the result compared"),
        counts=_counts(),
        counties=list_of(_county(), "结论或某部分改变的县", "the counties that come out otherwise"),
        units=list_of(_unit(), "只有一方才有的县、镇、学校和学段", "the units that only one result has"),
        rules=list_of(_rule(), "状态有变化的规则", "the rules under which a status differs"),
        changes=list_of(_change(_CHANGES), "状态的变化，一项规则一个对象", "each outcome whose status differs"),
        moves=list_of(
            _change(MOVES), "状态不变而数值变化的；要求时才有", "those of one status with another value, if asked for"
        ),
        notes=list_of(
            shapes.problem("一条提示", "one note"), "对照前须知", "what is worth knowing before the two are read"
        ),
    )
    root["required"].remove("moves")
    return shapes.document(COMPARISON, root)


def schema_text() -> str:
    """The schema as it stands in its file."""
    return shapes.written(comparison_schema())


_CHANGES = tuple(kind for kind in KINDS if kind not in MOVES)


def _side(zh: str, en: str) -> _Json:
    pack = object_of(
        "所用的规则包",
        "the pack that was applied",
        id=text("代号", "its id"),
        version=text("编码版本", "the version of the encoding"),
        digest=or_null(text("内容摘要（sha256）", "the sha256 of its content", pattern=shapes.DIGEST)),
    )
    return object_of(
        zh,
        en,
        pack=pack,
        data_digest=text("数据摘要（sha256）", "the sha256 of the data, whatever their order", pattern=shapes.DIGEST),
        as_of=or_null(text("评价日期", "the day the evaluation speaks of", pattern=shapes.DAY)),
        status=one_of(shapes.DECIDED, "全部县的结论", "the verdict over all counties"),
    )


def _counts() -> _Json:
    kinds = {kind: {"type": "integer", "minimum": 1, **told(f"{kind} 的个数", f"how many {kind}")} for kind in _CHANGES}
    found = object_of("各类变化的个数，没有的不列", "how many changes of each kind that there is", **kinds)
    return {**found, "required": []}


def _status(zh: str, en: str) -> _Json:
    return or_null(one_of(STATUSES, zh, en))


def _county() -> _Json:
    pair = {"type": "array", "items": _status("状态，无则为 null", "the status, or null"), "minItems": 2, "maxItems": 2}
    groups = {
        "type": "object",
        "additionalProperties": {**pair, **told("原来和现在的状态", "the status before and now")},
        **told("改变的部分", "the groups that changed"),
    }
    return object_of(
        "结论改变的县",
        "a county that comes out otherwise",
        county=text("县", "its key"),
        old=one_of(shapes.DECIDED, "原来的结论", "its verdict before"),
        new=one_of(shapes.DECIDED, "现在的结论", "its verdict now"),
        groups=groups,
        because=list_of(text("规则代号", "the rule"), "造成改变的规则", "the rules behind it"),
    )


def _unit() -> _Json:
    return object_of(
        "只有一方才有的单位",
        "a unit that only one result has",
        kind=one_of(_UNITS, "新增或不再有", "whether it is new or gone"),
        level=one_of(LEVELS, "层级", "its level"),
        county=text("县；市级为市", "the county; of a city, its own key"),
        town=or_null(text("镇街", "the town")),
        school=or_null(text("学校代码或名称（数据中的键）", "the school, by the key of the records")),
        school_name=or_null(text("学校名称", "the name of the school")),
        stage=stage_or_null(),
        twin=or_null(text("另一结果中同名学校的键", "the key of the school of that name in the other result")),
        parent=or_null(text("现为其校区的学校", "the school that it is a campus of now")),
    )


def _rule() -> _Json:
    counts = object_of(
        "一种改变的个数",
        "how many went this way",
        old=_status("原来的状态", "the status before"),
        new=_status("现在的状态", "the status now"),
        units={"type": "integer", "minimum": 1, **told("个数", "how many")},
    )
    return object_of(
        "状态有变化的规则",
        "a rule under which statuses differ",
        rule=text("规则代号", "the rule"),
        title=object_of("名称", "its title", zh=text("中文名称", "in Chinese"), en=text("英文名称", "in English")),
        level=one_of(LEVELS, "评价层级", "the level that is judged"),
        stage=stage_or_null(),
        change=or_null(one_of(OF_RULES, "规则自身的变化", "what became of the rule itself")),
        because=list_of(text("代号", "its id"), "变化了的规则或规则包的其他部分", "the parts of the pack that changed"),
        clause=or_null(text("条款", "the clause")),
        pack=or_null(text("条款所在的规则包", "the pack this clause is of")),
        counts=list_of(counts, "各种改变的个数", "how many units went from which status to which"),
    )


def _change(kinds: tuple[str, ...]) -> _Json:
    shown = {"type": ["number", "string", "boolean", "null"]}
    number = {"type": ["number", "null"]}
    pairs: dict[str, _Json] = {}
    for side, zh, en in (("old", "原来的", "before"), ("new", "现在的", "now")):
        pairs |= {
            f"{side}_status": _status(f"{zh}状态", f"the status {en}"),
            f"{side}_value": {**shown, **told(f"{zh}实际值", f"the value {en}")},
            f"{side}_limit": {**shown, **told(f"{zh}标准", f"the limit {en}")},
            f"{side}_gap": {**number, "minimum": 0, **told(f"{zh}差额", f"what was missing {en}")},
            f"{side}_reason": or_null(text(f"{zh}未作判定的原因", f"why there was no verdict {en}", pattern=REASON)),
        }
    parts = {
        "county": text("县；市级为市", "the county; of a city, its own key"),
        "town": or_null(text("镇街", "the town")),
        "school": or_null(text("学校代码或名称（数据中的键）", "the school, by the key of the records")),
        "school_name": or_null(text("学校名称", "the name of the school")),
        "stage": stage_or_null(),
        "level": one_of(LEVELS, "评价层级", "the level that is judged"),
        "rule": text("规则代号", "the rule"),
        "title": text("规则名称", "the title of the rule"),
        "group": text("所属部分", "its group"),
        "kind": one_of(kinds, "变化的种类", "what became of it"),
        **pairs,
        "value_change": {**number, **told("现值减原值", "the new value less the old one")},
        "operator": or_null(one_of(OPERATORS, "比较方式", "how value and limit are compared")),
        "unit": or_null(text("单位", "the unit of value and limit")),
        "gap_change": {**number, **told("现差额减原差额", "the new gap less the old one")},
        "because": or_null(text("原因：data 数据、rule 规则、date 日期", "what lies behind it", pattern=_BECAUSE)),
        "change": or_null(one_of(OF_RULES, "规则自身的变化", "what became of the rule itself")),
        "changed": or_null(text("变化了的规则或部分", "the rules, or other parts of the pack, that changed")),
        "clause": or_null(text("条款", "the clause")),
        "pack": or_null(text("条款所在的规则包", "the pack this clause is of")),
    }
    return object_of("一项变化", "one outcome that differs", **{column: parts[column] for column in COLUMNS})


if __name__ == "__main__":
    sys.stdout.write(schema_text())
