"""Messages about layouts: the files that say what a county's own sheets and columns mean."""

from __future__ import annotations

from .entries import Entry

LAYOUT_MESSAGES: dict[str, Entry] = {
    "layout-format": Entry(
        "布局文件的格式应为 {expected}，而不是 {found}",
        "a layout has the format {expected}, not {found}",
        "第一行写 format: {expected}",
        "begin with format: {expected}",
    ),
    "layout-shape": Entry("{key} 应为{wanted}", "{key} is to be {wanted}"),
    "layout-key-unknown": Entry("不认识 {name}；可用：{known}", "{name} is not known; there are: {known}"),
    "layout-key-missing": Entry("“{under}”缺少 {name}", "“{under}” lacks {name}"),
    "layout-header-twice": Entry(
        "列“{header}”在同一张表中写了两次",
        "the column “{header}” is written twice for one sheet",
        "一列只写一次：或在 columns 中，或在 ignore 中",
        "write a column once, under columns or under ignore",
    ),
    "layout-fact-unknown": Entry(
        "没有“{name}”这个数据项或标识列",
        "there is no fact or key “{name}”",
        "数据项见 youzhi facts；规则包自己的数据项须同时给出 pack",
        "see `youzhi facts`; facts of a pack's own are known where the pack is given",
    ),
    "layout-fact-twice": Entry(
        "“{header}”和“{other}”都对应 {name}",
        "“{header}” and “{other}” are both {name}",
        "要相加的，每列都写 add: true",
        "where they are to be added up, write add: true with each of them",
    ),
    "layout-units-differ": Entry(
        "“{header}”和“{other}”都对应 {name}，但单位不同",
        "“{header}” and “{other}” are both {name}, in different units",
        "各列的单位须相同",
        "give all of them in one unit",
    ),
    "layout-stages-mixed": Entry(
        "“{header}”和“{other}”都对应 {name}，一个分学段，一个不分",
        "“{header}” and “{other}” are both {name}, one of them of a stage and the other not",
        "每列都写 stage，或都不写",
        "write a stage with each of them, or with none",
    ),
    "layout-unit-unknown": Entry(
        "不认识单位“{name}”", "the unit “{name}” is not known", "可用：{known}", "there are: {known}"
    ),
    "layout-unit-unfit": Entry(
        "{name} 的单位是{wanted}，不能以{unit}填报", "{name} is in {wanted} and cannot be given in {unit}"
    ),
    "layout-needs-stage": Entry(
        "{name} 分学段填报，须写明学段",
        "{name} is given per stage; say which",
        "写 stage: 可为 {stages}",
        "write stage: one of {stages}",
    ),
    "layout-stage-unfit": Entry(
        "{name} 不分学段，不能写 stage: {stage}", "{name} has no stages; stage: {stage} cannot stand here"
    ),
    "layout-value-unknown": Entry(
        "没有“{value}”这个值；可用：{known}", "there is no value “{value}”; there are: {known}"
    ),
    "layout-values-unfit": Entry(
        "{name} 没有固定的取值，不能写 values",
        "{name} has no closed list of values, so values cannot stand here",
        "values 用于选项、等级、是否和学段",
        "values are for choices, grades, yes or no, and stages",
    ),
    "layout-add-unfit": Entry("{name} 不是数量，不能相加", "{name} is no quantity and cannot be added up"),
    "layout-fill-unknown": Entry(
        "fill 中的 {name} 不是标识列；可用：{known}", "{name} under fill is no key; there are: {known}"
    ),
    "layout-fill-twice": Entry(
        "{name} 已由列给出，不能再写入 fill", "{name} is given by a column already and cannot stand under fill as well"
    ),
    "layout-sheet-missing": Entry(
        "文件中没有布局文件所说的工作表“{sheet}”", "the file lacks the sheet “{sheet}” that the layout names"
    ),
    "layout-header-missing": Entry(
        "表中没有布局文件所说的列“{column}”", "the sheet lacks the column “{column}” that the layout names"
    ),
    "layout-sum-incomplete": Entry(
        "应相加的列（{column}）中有空白，合计按缺失处理：{value}",
        "of the columns to be added up ({column}) one is blank, so their sum is missing: {value}",
        "确实没有的请填0",
        "enter 0 where there is none",
    ),
    "layout-stage-absent": Entry(
        "{count} 行中{stage}各列全为0或空白，视为没有该学段",
        "in {count} rows all columns of the {stage} stage are 0 or blank; they are taken to have no such stage",
    ),
    "sheet-not-in-layout": Entry(
        "布局文件中没有工作表“{sheet}”，未使用",
        "the layout does not name the sheet “{sheet}”, so it was not used",
    ),
}
