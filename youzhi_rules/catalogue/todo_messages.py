"""Messages of the to-do list: what must be done and why, what may stay, and what nothing is known to help."""

from __future__ import annotations

from .entries import Entry

TODO_MESSAGES: dict[str, Entry] = {
    "todo-more": Entry(
        "{what}增加 {amount}（现有 {start}，须达 {end}）：{title} {value}，标准 {limit}",
        "{amount} more of “{what}” (now {start}, to be {end}): {title} is {value}, the standard {limit}",
    ),
    "todo-fewer": Entry(
        "{what}减少 {amount}（现为 {start}，须为 {end}）：{title} {value}，标准 {limit}",
        "{amount} fewer of “{what}” (now {start}, to be {end}): {title} is {value}, the standard {limit}",
    ),
    "todo-rooms": Entry(
        "增加 {amount}，每间不小于 {least}（现有 {start}，须有 {end}）：{title}",
        "{amount} more of {least} or larger each (now {start}, to be {end}): {title}",
    ),
    "todo-classes": Entry(
        "超过班额的班共须减少 {amount}（最大班 {start}，须不超过 {end}）：{title}",
        "classes that are too large must lose {amount} in all (the largest has {start}, {end} are allowed): {title}",
    ),
    "todo-to-floor": Entry(
        "；可不达标，只需达到标准的 {rest}", "; it may stay below its standard and need only reach {rest} of it"
    ),
    "todo-of-whole": Entry(
        "；全校合计，按学段拆分后各学段都够", "; of the whole school: enough for each stage once split"
    ),
    "todo-in-any-stage": Entry("；全校合计，由哪个学段承担不限", "; of the whole school, in whichever stage"),
    "todo-also": Entry("；{what}须同时增加 {amount}", "; “{what}” must grow by {amount} with it"),
    "todo-one-class": Entry(
        "；这是最大的一个班，其他班须逐班核对",
        "; this is the largest class alone, the others must be looked at one by one",
    ),
    "todo-on-top": Entry("；方案自身的要求，在其余事项之外", "; a plan asks for it, on top of the rest"),
    "todo-kept": Entry(
        "{title}可不达标：为 {value}，标准 {limit}，差 {relative}{lift}；{quota}。按{how}，留它最省",
        "{title} may stay below its standard: {value} of {limit}, {relative} short{lift}; {quota}. It {how}",
    ),
    "todo-lift": Entry("，达标还须 {amount}", ", to meet it would take {amount} more"),
    "todo-by-distance": Entry("所须数量的相对大小", "is relatively dearest to lift, in whole steps"),
    "todo-by-price": Entry("所给价格", "costs most to lift at the prices given"),
    "todo-duty": Entry("{title}：{value}，标准 {limit}", "{title}: {value}, the standard {limit}"),
    "todo-duty-short": Entry("{title}：{value}，标准 {limit}，{gap}", "{title}: {value}, the standard {limit}, {gap}"),
    "todo-coefficient": Entry(
        "；它由各校共同决定，没有换算成各校的数量，做完清单后须重新评价",
        "; all schools together decide it, and it is not told as amounts: evaluate again once the list is done",
    ),
    "todo-attested": Entry("{title}：须为“{wanted}”，现为“{found}”", "{title}: must be {wanted}, is {found}"),
    "todo-missing": Entry("须先查明：{facts}", "to be found out first: {facts}"),
    "todo-no-figure": Entry(
        "没有一项数字增减多少就一定达标，须人工研究",
        "there is no figure of the school of which a known amount would meet it; someone must look at it",
    ),
    "todo-no-amount": Entry(
        "任何整数增减都不能恰好达到", "no amount in whole steps meets it", "须人工研究", "someone must look at it"
    ),
    "todo-below-zero": Entry(
        "减到零也达不到", "it is not met even with none left", "须人工研究", "someone must look at it"
    ),
    "todo-contrary": Entry(
        "同一项数字既要增加又要减少，不能同时达标",
        "rules ask the same figure to rise and to fall; they cannot be met together",
        "请核对规则",
        "check the rules",
    ),
    "todo-circular": Entry(
        "各项要求互相牵动，没有算出确定的数量",
        "what is asked depends on itself, and no amount was found",
        "须人工研究",
        "someone must look at it",
    ),
    "todo-price-unknown": Entry(
        "价格中的“{name}”不是数据项也不是单位",
        "“{name}” in the prices is neither a fact nor a unit",
        "youzhi facts 列出数据项",
        "`youzhi facts` lists the facts",
    ),
    "todo-price-value": Entry(
        "“{name}”的价格须为不小于零的数，不能是 {value}",
        "the price of “{name}” must be a number and not below zero, not {value}",
        "单位为元，如 teachers=80000",
        "in yuan, such as teachers=80000",
    ),
    "todo-price-lacking": Entry(
        "按价格选择须给出每一项的价格，缺少：{names}",
        "to choose by price each of these needs one: {names}",
        "价格可按数据项或单位（人、间、平方米）给出",
        "give it by fact or by unit (人, 间, 平方米)",
    ),
    "todo-school-unknown": Entry(
        "数据中没有学校“{name}”", "the data have no school “{name}”", "按代码或名称填写", "name it by key or name"
    ),
    "todo-ending": Entry(
        "待办清单写成 .xlsx 或 .csv，文件名却是 {file}",
        "the to-do list is written as .xlsx or .csv, but the name is {file}",
        "请让文件名以 .xlsx 或 .csv 结尾",
        "let the name end in .xlsx or .csv",
    ),
}
