"""``docs/facts.md``: the data dictionary, level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marking import code, finished, head, table

import youzhi_rules as yz
from youzhi_rules.catalogue import label
from youzhi_rules.model import LEVELS
from youzhi_rules.units import UNITS, unit_of

if TYPE_CHECKING:
    from youzhi_rules import Facts
    from youzhi_rules.model import Fact


def page() -> str:
    """The page: identity columns, the facts of each level, kinds of schools and units."""
    facts = yz.facts()
    lines = head(
        "数据字典 · Data dictionary",
        "列名可以写代号、中文名、英文名或所列的其他列名；不计空格、全角半角和大小写，"
        "末尾括号里的单位另读（如“（万元）”），同一种量会换算。",
        "A column may be headed by the id, the Chinese or English name, or one of the other headers listed. Spaces, "
        "full-width forms and case do not matter; a unit in brackets at the end is read apart, and another unit of the "
        "same quantity converts. `yz.facts()` is this dictionary in Python; `youzhi facts 教室` searches it.",
    )
    lines += ["## 标识列 · Columns of identity", ""]
    lines += table(
        ("列 · column", "名称 · name", "其他列名 · other headers", "取值 · values"),
        (
            (code(key.id), f"{key.zh} · {key.en}", "、".join(key.aliases), _values(key.values))
            for key in facts.key_columns.values()
        ),
    )
    for level in LEVELS:
        own = [fact for fact in facts.values() if fact.levels[0] == level]
        if own:
            lines += [f"## {label(level, 'zh')} · {label(level, 'en').capitalize()}", ""]
            for fact in own:
                lines += _entry(facts, fact)
    lines += ["## 办学类型与学段 · Kinds of schools and their stages", ""]
    kinds = facts["school_kind"].values or {}
    rows = ((code(kind), kinds[kind][0], "、".join(code(s) for s in stages)) for kind, stages in facts.kinds.items())
    lines += table(("代号 · id", "名称 · name", "学段 · stages"), rows)
    lines += ["## 单位 · Units", "", "、".join(_unit(name) for name in UNITS) + "。", ""]
    return finished(lines)


def _unit(name: str) -> str:
    unit = unit_of(name)
    return f"{name} ({unit.en})" if unit is not None and unit.en and unit.en != name else name


def _entry(facts: Facts, fact: Fact) -> list[str]:
    kind = f"{fact.type} 列表 · list" if fact.many else fact.type
    parts = [f"**{fact.zh}** · {fact.en} — {kind}" + (f", {fact.unit}" if fact.unit else "")]
    if fact.by_stage:
        parts.append("列 · columns: " + ", ".join(code(column) for column in facts.columns_of(fact.id)))
    if len(fact.levels) > 1:
        parts.append("也可填在 · also stands at: " + "、".join(label(level, "zh") for level in fact.levels[1:]))
    if fact.values:
        parts.append("取值 · values: " + _values(fact.values))
    headers = [*fact.aliases, *(alias for aliases in (fact.stage_aliases or {}).values() for alias in aliases)]
    if headers:
        parts.append("其他列名 · other headers: " + "、".join(headers))
    if fact.derive:
        parts.append("未填报时 · where not given: " + " 或 or ".join(code(formula.text) for formula in fact.derive))
    if fact.at_most:
        parts.append(f"不得超过 · at most: {code(fact.at_most)}")
    if fact.table:
        parts.append(f"来源统计表 · statistical table: {fact.table}")
    if fact.note:
        parts.append(f"{fact.note.zh} {fact.note.en}")
    return [f"### {fact.id}", "", parts[0], "", *(f"- {part}" for part in parts[1:]), ""]


def _values(values: object) -> str:
    if not isinstance(values, dict):
        return ""
    return "；".join(f"{code(name)} {'、'.join(spellings)}" for name, spellings in values.items())
