"""Messages about data: records, cells, identity, mixed schools, areas and files."""

from __future__ import annotations

from .entries import Entry
from .file_messages import FILE_MESSAGES

_TABLES = {
    "records-kind": Entry(
        "无法从 {kind} 读取学校数据",
        "school records cannot be read from {kind}",
        "请给出字典列表、列的字典、数据表（pandas、polars、pyarrow、DuckDB）或 read_records 的结果",
        "give rows as mappings, a mapping of columns, a dataframe or what read_records returns",
    ),
    "records-ragged": Entry(
        "各列长度不一：“{short}”有 {few} 行，“{long}”有 {many} 行",
        "the columns differ in length: “{short}” has {few} rows, “{long}” has {many}",
    ),
    "records-empty": Entry("没有任何学校数据", "there are no records at all"),
    "header-kind": Entry("列名必须是文字，而不是 {header}", "a header must be text, not {header}"),
    "no-known-column": Entry(
        "没有一列能够识别；列名有：{headers}",
        "no column is known; the headers are: {headers}",
        "可用的列名见 youzhi facts",
        "youzhi facts lists the headers there are",
    ),
    "column-unknown": Entry(
        "不认识“{column}”列，未使用",
        "the column “{column}” is not known and was not used",
        "可用的列名见 youzhi facts",
        "youzhi facts lists the headers there are",
    ),
    "column-twice": Entry(
        "有 {count} 列表示同一数据而内容不同：{column}；均未使用",
        "{count} columns mean the same and differ: {column}; none of them was used",
        "只保留一列",
        "keep one of them",
    ),
    "column-unit": Entry(
        "“{column}”列的单位 {unit} 与该数据的单位（{wanted}）不同类，未使用该列",
        "“{column}” is in {unit}, which does not measure what the fact is in ({wanted}); it was not used",
        "请改正括号内的单位",
        "correct the unit in the brackets",
    ),
    "column-needs-stage": Entry(
        "“{column}”须分学段填报，未使用该列",
        "“{column}” is given per stage; the column was not used",
        "请使用 {example}",
        "use {example}",
    ),
    "blank-rows": Entry("有 {count} 个空行，已略过", "{count} blank rows were passed over"),
    "row-without-data": Entry(
        "此行没有可用的数据，已略过；行中写有：{value}",
        "this row holds nothing that can be used and was passed over; it says: {value}",
        "如为标题的第二行，请把标题合为一行",
        "if it is the second row of the header, make the header one row",
    ),
    "rows-without-data": Entry(
        "有 {count} 行没有可用的数据，已略过；第一行写有：{value}",
        "{count} rows hold nothing that can be used and were passed over; the first says: {value}",
    ),
    "total-row": Entry(
        "“{value}”行是合计，不作为学校评价", "the row “{value}” is a total and is not evaluated as a school"
    ),
    "total-differs": Entry(
        "合计行“{column}”为 {value}，各行{how}为 {sum}",
        "the total of “{column}” is {value}, the {how} of the rows is {sum}",
        "请核对；评价以各行为准",
        "check it; the rows are what is evaluated",
    ),
}

_CELLS = {
    "not-a-number": Entry(
        "“{value}”不是数",
        "“{value}” is not a number",
        "没有请填 0，不知道请留空",
        "write 0 for none, leave it blank if unknown",
    ),
    "infinite": Entry("“{value}”不是有限的数", "“{value}” is not a finite number"),
    "flag-as-number": Entry("此处应填数，而不是 {value}", "a number is due here, not {value}"),
    "date-as-number": Entry("此处应填数，而不是日期 {value}", "a number is due here, not the date {value}"),
    "list-not-due": Entry("此处应填一个数，而不是多个：{value}", "one number is due here, not several: {value}"),
    "number-too-long": Entry("数太长，无法读取：{value}", "the number is too long to be read: {value}"),
    "percent-not-due": Entry(
        "“{value}”：此数据不是比例，不应写成百分数", "“{value}”: this is no share and cannot be a percentage"
    ),
    "cell-unit": Entry(
        "“{value}”的单位 {unit} 与该数据的单位（{wanted}）不同类",
        "the unit {unit} of “{value}” does not measure what the fact is in ({wanted})",
    ),
    "negative": Entry(
        "{value} 为负数",
        "{value} is negative",
        "请填 0 或正数，不知道请留空",
        "write 0 or more, leave it blank if unknown",
    ),
    "cell-error": Entry(
        "单元格为 Excel 错误值 {value}，按缺失处理",
        "the cell holds the Excel error {value} and is taken as missing",
        "请在 Excel 中改正公式，或直接填数",
        "correct the formula in Excel, or write the figure itself",
    ),
    "formula-without-value": Entry(
        "公式“{value}”没有计算结果，按缺失处理",
        "the formula “{value}” was never computed; the cell is taken as missing",
        "请用 Excel 打开该文件并保存一次",
        "open the file in Excel and save it once",
    ),
    "not-whole": Entry(
        "{count}个计数不是整数（最小的为 {value}），按所填数值计算",
        "{count} counts are not whole numbers (the least is {value}); they are taken as written",
        "请核对是否填错，或为折算人数",
        "check whether they are mistakes, or part-time people counted in parts",
    ),
    "share-over-one": Entry(
        "比例 {value} 大于 1", "the share {value} is above 1", "请写作 95% 或 0.95", "write 95% or 0.95"
    ),
    "year-out-of-range": Entry("{value} 不是 1800—2100 之间的年份", "{value} is not a year from 1800 to 2100"),
    "not-a-flag": Entry(
        "“{value}”既不是“是”也不是“否”",
        "“{value}” is neither yes nor no",
        "请填：{allowed}",
        "write one of: {allowed} (or true, false)",
    ),
    "not-a-grade": Entry("“{value}”不是等级", "“{value}” is not a grade", "请填：{allowed}", "write one of: {allowed}"),
    "not-a-code": Entry(
        "“{value}”不在可填的类型之内",
        "“{value}” is not one of the kinds there are",
        "请填：{allowed}",
        "write one of: {allowed}",
    ),
    "list-item-missing": Entry("“{value}”中有一项为空", "an item of “{value}” is missing"),
    "placeholder": Entry(
        "{count} 个单元格填的是“{text}”，按缺失处理",
        "{count} cells say “{text}” and are taken as missing",
        "没有请填 0",
        "write 0 for none",
    ),
}

_IDENTITY = {
    "county-blank": Entry("没有填县名", "the county is blank", "请在每行填写所属县", "name the county on every row"),
    "school-blank": Entry(
        "没有填学校", "the school is blank", "请填写学校代码或名称", "give the school's code or name"
    ),
    "stage-blank": Entry(
        "没有填学段，且无法由办学类型得知",
        "the stage is blank and does not follow from the kind of school",
        "请填小学、初中、高中或全校",
        "write primary, junior, senior or whole",
    ),
    "stage-unreadable": Entry(
        "“{value}”不是学段",
        "“{value}” is not a stage",
        "请填小学、初中、高中或全校",
        "write primary, junior, senior or whole",
    ),
    "stage-read-as-whole": Entry("学段“{value}”按全校理解", "the stage “{value}” was read as the whole school"),
    "stage-inferred": Entry(
        "未填学段，按办学类型定为 {stage}", "the stage was blank; by the kind of school it is {stage}"
    ),
    "stages-inferred": Entry(
        "{count} 行未填学段，按办学类型确定",
        "{count} rows had no stage; it was taken from the kind of school",
    ),
    "stages-unknown": Entry(
        "这所学校没有任何学段的数据，也无法得知有哪些学段",
        "there is no row of any stage of this school, and nothing says which stages it has",
        "请填办学类型或补上各学段的行",
        "give its kind or a row for each stage",
    ),
    "names-differ": Entry("同一学校有不同名称：{value}", "one school has several names: {value}"),
    "towns-differ": Entry("同一学校属于不同的镇：{value}", "one school is in several towns: {value}"),
    "cities-differ": Entry("同一县属于不同的市：{value}", "one county is in several cities: {value}"),
    "kind-inferred": Entry(
        "未填办学类型，按学段定为 {kind}", "the kind of school was not given; by its stages it is {kind}"
    ),
    "kinds-inferred": Entry(
        "{count} 所学校未填办学类型，按学段确定",
        "{count} schools had no kind; it was taken from their stages",
    ),
    "kind-not-inferred": Entry(
        "未填办学类型，也无法由学段得知",
        "the kind of school was not given and does not follow from its stages",
    ),
    "kind-lacks-stage": Entry(
        "办学类型为 {kind}，却没有 {stage} 的行，按数据缺失处理",
        "the school is a {kind} but has no row for {stage}; its data are taken as missing",
        "如果只办一个学段，请把办学类型改为小学或初级中学",
        "if it has one stage only, give its kind as primary or junior",
    ),
    "kind-has-no-stage": Entry(
        "办学类型 {kind} 不含 {stage}，办学类型按缺失处理",
        "a {kind} has no {stage}; the kind is taken as missing",
        "请改正办学类型或学段",
        "correct the kind or the stage",
    ),
    "school-values-differ": Entry(
        "同一学校“{column}”各行不一：{value}", "the rows of one school differ in “{column}”: {value}"
    ),
    "section-twice": Entry(
        "同一学校同一学段有 {count} 行，该学段各项数据均不采用",
        "{count} rows are about the same section; none of their figures is used",
        "只保留一行，校区请填“校区”列",
        "keep one, or name the campus of each",
    ),
}

_MIXED = {
    "whole-differs": Entry(
        "全校“{column}”为 {value}，各学段{how}为 {sum}；以各学段为准",
        "“{column}” of the whole school is {value}, the {how} of its stages is {sum}; the stages are used",
    ),
    "whole-partial": Entry(
        "全校“{column}”为 {value}，但只有部分学段填了；其余学段按缺失处理",
        "“{column}” of the whole school is {value}, but some stages do not give it; there it is missing",
        "请补上各学段的数",
        "give the figure of every stage",
    ),
    "whole-set-aside": Entry(
        "全校行的“{column}”（{value}）不能拆分到学段，未使用",
        "“{column}” of the whole school ({value}) cannot be divided over its stages and was not used",
    ),
    "whole-twice": Entry(
        "同一学校有 {count} 个全校行，均不采用",
        "{count} rows are about the whole of one school; none of them is used",
    ),
    "parent-unknown": Entry(
        "找不到所属学校“{value}”，仍按独立学校处理",
        "the parent school “{value}” is not known; the school stays on its own",
    ),
    "parents-differ": Entry(
        "各行的所属学校不一：{value}；仍按独立学校处理",
        "the rows name several parent schools: {value}; the school stays on its own",
    ),
    "parent-circle": Entry(
        "所属学校互相循环，仍按独立学校处理",
        "the parent schools run in a circle; the school stays on its own",
    ),
    "campus-merged": Entry("作为校区并入 {parent}", "merged into {parent} as its campus"),
    "campuses-added": Entry("{count} 个校区的数据相加为一个学段", "{count} campuses were added up to one section"),
    "campuses-apart": Entry(
        "差异系数按独立校区计算：{schools}所学校分为{count}个校区",
        "coefficients are over campuses: {schools} schools are {count} campuses",
    ),
    "campuses-whole": Entry(
        "未写校区的全校数据不分摊到各校区，按校区比较时视为未填",
        "what a row about the whole school gives is not divided among its campuses; compared by campus it is missing",
        "请分校区填报",
        "report it campus by campus",
    ),
    "campuses-unclear": Entry(
        "有一行全校数据未写校区，又不等于各校区之和：不知是全校合计还是另一个校区",
        "a row about the whole school names no campus and is not the sum of the campuses: it may be one of them",
        "请写明该行的校区，或更正合计",
        "name its campus, or mend the sum",
    ),
    "campus-incomplete": Entry(
        "有校区未填“{column}”，无法相加（已填：{value}）",
        "a campus does not give “{column}”, so it cannot be added up (given: {value})",
    ),
    "campus-disagrees": Entry("各校区“{column}”不一：{value}", "the campuses differ in “{column}”: {value}"),
    "campus-identity": Entry(
        "校区“{column}”与主校不同（{value}），以主校为准",
        "a campus differs from its school in “{column}” ({value}); the school decides",
    ),
}

_CHECKS = {
    "above-other": Entry(
        "“{column}”为 {value}，多于“{other}”的 {limit}，按缺失处理",
        "“{column}” is {value}, more than “{other}” with {limit}; it is taken as missing",
    ),
    "derived-differs": Entry(
        "“{column}”填 {value}，按 {formula} 推算为 {derived}，按缺失处理",
        "“{column}” is given as {value}, but {formula} comes to {derived}; it is taken as missing",
    ),
    "list-wins": Entry(
        "“{column}”填 {value}，按 {formula} 为 {derived}；以后者为准",
        "“{column}” is given as {value}, but {formula} is {derived}; the latter is used",
    ),
    "parts-win": Entry(
        "“{column}”填 {value}，是 {derived}（{formula}）的约数；以后者为准",
        "“{column}” is given as {value}, which is {derived} ({formula}) rounded; the latter is used",
    ),
    "derived-negative": Entry(
        "“{column}”为 {value}，小于应从中扣除的 {less}，“{fact}”无法推算",
        "“{column}” is {value}, less than the {less} to be taken from it ({formula}); it is taken as missing",
    ),
    "pupils-zero": Entry("在校生数为 0，无法计算生均指标", "there are no pupils, so nothing can be computed per pupil"),
}

_AREAS = {
    "area-level-unknown": Entry(
        "“{value}”不是层级，该行未使用",
        "“{value}” is not a level; the record was not used",
        "请填县、镇或市",
        "write county, town or city",
    ),
    "area-unnamed": Entry(
        "该行没有填{level}的名称，未使用",
        "the record does not name its {level} and was not used",
        "请在每行填写{level}的名称",
        "name the {level} on every row",
    ),
    "area-without-schools": Entry(
        "县级数据中的“{record}”没有学校数据",
        "there are county figures but no schools of “{record}”",
        "请核对县名是否与学校数据一致，或补上该县的学校",
        "check that the county is spelled as in the school data, or add its schools",
    ),
    "towns-without-schools": Entry(
        "登记的镇街没有学校数据：{towns}",
        "towns of the register without any school: {towns}",
        "这些镇街仍按登记评价，由学校数据汇总的项无法判定；请核对学校数据中的镇街名称",
        "they are judged as registered, and what is summed up from schools is unknown; check how the schools name them",
    ),
    "towns-not-registered": Entry(
        "学校数据中的镇街未登记：{towns}",
        "towns that schools name and the register lacks: {towns}",
        "请核对名称，或在镇街数据中补上",
        "check the names, or add them to the register",
    ),
    "area-values-differ": Entry("“{column}”前后不一：{value}", "“{column}” is given differently: {value}"),
    "level-wrong": Entry(
        "“{column}”（{value}）不能填在{level}一级，应填在：{allowed}",
        "“{column}” ({value}) cannot stand at the level {level}; it belongs to: {allowed}",
    ),
}

DATA_MESSAGES: dict[str, Entry] = {
    **_TABLES,
    **_CELLS,
    **_IDENTITY,
    **_MIXED,
    **_CHECKS,
    **_AREAS,
    **FILE_MESSAGES,
}
