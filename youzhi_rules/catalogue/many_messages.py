"""Messages of evaluations in series: many packs, many years, many limits."""

from __future__ import annotations

from .entries import Entry

MANY_MESSAGES: dict[str, Entry] = {
    "packs-none": Entry(
        "没有给出规则包",
        "no pack is given",
        '例如 packs=["national-2017", "zhejiang"]',
        'for instance packs=["national-2017", "zhejiang"]',
    ),
    "packs-same-name": Entry(
        "有{count}个规则包都叫“{name}”，结果无法区分",
        "{count} packs are called “{name}”, so their results could not be told apart",
        '请用 packs={{"现行": …, "设想": …}} 给每个一个名称',
        'give each a name: packs={{"now": …, "supposed": …}}',
    ),
    "pack-name-kind": Entry(
        "规则包的名称必须是文字，这里是 {kind}",
        "the name of a pack has to be text; this is {kind}",
        'packs={{"名称": 规则包}}',
        'packs={{"name": pack}}',
    ),
    "by-column-unknown": Entry(
        "数据没有“{column}”这一列，无法按它分开评价",
        "the data have no column “{column}” to be evaluated by",
        "现有：{known}",
        "there are: {known}",
    ),
    "by-cell-missing": Entry(
        "“{column}”有{count}格没有填，第一处在{where}，不知道这些行属于哪一次评价",
        "“{column}” is blank {count} times, first in {where}, so it is not known to which evaluation these rows belong",
        "请补齐；合计行和空行请先去掉",
        "fill it in; take out rows of totals and blank rows first",
    ),
    "by-areas-alone": Entry(
        "area_records 的“{column}”有 {value}，学校数据里没有",
        "the area records have {value} in “{column}”, and no record of a school has",
        "请核对写法，或去掉这些行",
        "check how it is written, or leave these rows out",
    ),
    "by-name-taken": Entry(
        "“{name}”是结果表自己的列名，不能用来分组",
        "“{name}” is a column of the tables of results, so nothing can be told apart by it",
        "请给这一列换一个名字",
        "give the column another name",
    ),
    "result-unknown": Entry(
        "没有“{name}”这一结果", "there is no result “{name}”", "现有：{known}", "there are: {known}"
    ),
    "limits-none": Entry(
        "没有给出要试的数值",
        "no limits are given to be tried",
        '例如 what_if({{"training_budget": ["5%", "6%", "7%"]}})',
        'for instance what_if({{"training_budget": ["5%", "6%", "7%"]}})',
    ),
    "limit-twice": Entry(
        "“{rule}”的 {one} 和 {other} 是同一个数值",
        "{one} and {other} are the same limit of “{rule}”",
        "请每个数值只写一次",
        "give each limit once",
    ),
}
