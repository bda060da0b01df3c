"""Messages and labels of comparisons of two results."""

from __future__ import annotations

from .entries import Entry

COMPARE_MESSAGES: dict[str, Entry] = {
    "compare-no-result": Entry(
        "compare 比较两个评价结果，给出的却是 {kind}",
        "compare takes two results, and one of these is a {kind}",
        "请先用 evaluate 得出结果：compare(evaluate(去年), evaluate(今年))",
        "evaluate first: compare(evaluate(last_year), evaluate(this_year))",
    ),
    "compare-nothing-common": Entry(
        "两个结果没有共同的县：{old}；{new}",
        "the two results have no county in common: {old}; {new}",
        "若是同一个县，请使两份数据的县名一致",
        "if it is one county, give it the same name in both",
    ),
    "compare-days": Entry(
        "评价日期不同：{old} → {new}",
        "they speak of different days: {old} → {new}",
        "有期限的目标可能仅因日期而改变结论",
        "a target with a date may come out otherwise for that alone",
    ),
    "compare-data-errors": Entry(
        "数据有错误：原 {old} 处，现 {new} 处，这些值均按缺失处理",
        "the data have errors, before {old} and now {new}; what is wrong counts as missing",
        "由此变为或不再是“无法判定”的，不是数据本身的变化；每一处见各自的 problems",
        "what became known or unknown by them is no change of the facts; the problems of each result name them",
    ),
    "compare-no-rule-common": Entry(
        "{old} 与 {new} 没有共同的规则，只能并列县的结论",
        "{old} and {new} have no rule in common: only the verdicts can be read side by side",
        "相同的规则须有相同的代号",
        "a rule is the same where its id is",
    ),
    "compare-other-key": Entry(
        "“{name}”原代码为 {old}，现为 {new}：按两所学校比较",
        "“{name}” had the key {old} and has {new} now: they are compared as two schools",
        "若是同一所学校，请使用同一代码",
        "if it is one school, give it one key",
    ),
    "compare-now-campus": Entry(
        "“{name}”现为 {parent} 的校区，不再单独评价",
        "“{name}” is a campus of {parent} now and is no longer judged by itself",
    ),
}

COMPARE_LABELS: dict[str, tuple[str, str]] = {
    "kind_improved": ("改善", "improved"),
    "kind_fell": ("退步", "fell"),
    "kind_learned": ("由无法判定变为已知", "became known"),
    "kind_lost": ("变为无法判定", "became unknown"),
    "kind_otherwise": ("适用范围变化", "began or ceased to apply"),
    "kind_appeared": ("新增", "new"),
    "kind_gone": ("不再有", "gone"),
    "kind_better": ("数值改善，结论不变", "nearer, same status"),
    "kind_worse": ("数值退步，结论不变", "further, same status"),
    "kind_moved": ("数值或标准变化，结论不变", "moved, same status"),
    "because_data": ("数据", "data"),
    "because_rule": ("规则", "rule"),
    "because_date": ("日期", "date"),
    "compare_kind": ("变化", "Kind"),
    "compare_relation": ("规则的变化", "Rule itself"),
    "compare_because": ("原因", "Because of"),
    "compare_same_as": ("同名或并入", "Same name, or part of"),
    "compare_counties": ("结论改变的县", "Counties that come out otherwise"),
    "compare_units": ("新增与不再有的学校、学段、镇、县", "Schools, stages, towns and counties that are new or gone"),
    "compare_rules": ("结论有变化的规则", "Rules under which a status differs"),
    "compare_improved": ("改善", "What improved"),
    "compare_fell": ("退步", "What fell"),
    "compare_known": ("数据有无的变化", "What became known or unknown"),
    "compare_other": ("新增、不再有与适用范围的变化", "What is new, gone, or applies otherwise"),
    "compare_moves": ("结论不变、数值变化", "Same status, other value"),
    "compare_verdict_same": ("{county}：{status}（不变）", "{county}: {status} as before"),
    "compare_verdict": ("{county}：{old} → {new}", "{county}: {old} → {new}"),
    "compare_schools": ("学校 {old} → {new} 所", "schools: {old} → {new}"),
    "compare_nothing": ("没有一项结论改变", "No status differs"),
    "compare_more": ("…… 另有 {count} 条", "… and {count} more"),
    "compare_summary": ("对照摘要", "Side by side"),
    "compare_none": ("无", "none"),
    "pack_extends": ("上级 {pack}", "on {pack}"),
    "pack_not_encoded": ("未编码的内容：{count} 条", "What nothing can test: {count}"),
}
