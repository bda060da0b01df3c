"""Messages about reliefs and tasks, and about what a pack is when it is applied to data."""

from __future__ import annotations

from .entries import Entry

RELIEF_MESSAGES: dict[str, Entry] = {
    "relief-construct": Entry(
        "“{name}”所在的规则没有数值或等级标准，谈不上放宽",
        "the rule of the relief “{name}” has no measure or grade that could be eased",
        "relief 只用于有 measure 或 graded 的规则",
        "`relief` is for rules with `measure` or `graded`",
    ),
    "relief-empty": Entry(
        "放宽情形“{name}”没有说明放宽什么",
        "the relief “{name}” does not say what it eases",
        "写出代之的标准、given 或 measure",
        "give another limit, `given` or `measure`",
    ),
    "relief-unconditional": Entry(
        "放宽情形“{name}”没有条件，也没有期限",
        "the relief “{name}” has neither a condition nor a last day",
        "写出 applies_to、when 或 until；人人适用的放宽应改规则本身",
        "give `applies_to`, `when` or `until`; what is eased for everyone is a change of the rule",
    ),
    "relief-operator": Entry(
        "放宽情形的标准写作 {operator}，规则的标准却是 {own}",
        "the relief has its limit under {operator}, its rule under {own}",
        "改用 {own}",
        "use {own}",
    ),
    "relief-given-unknown": Entry(
        "规则没有名为“{name}”的常数",
        "the rule has no given called “{name}”",
        "放宽情形只能改变规则 given 中已有的常数",
        "a relief can only change what stands under the rule's `given`",
    ),
    "relief-given-unit": Entry(
        "常数“{name}”的单位为 {unit}，规则中却是 {own}",
        "the given “{name}” is in {unit}, in its rule in {own}",
        "两处须用同一单位",
        "use one unit in both places",
    ),
    "relief-not-easier": Entry(
        "放宽情形“{name}”并不比规则本身宽：能通过它的都已达标",
        "the relief “{name}” eases nothing: what it lets pass meets the rule itself",
        "请核对数值和方向",
        "check its values and their direction",
    ),
    "task-flag": Entry(
        "任务“{name}”与 {level} 层级的是/否型数据对不上：同名数据项为 {type}，属于 {levels}",
        "the task “{name}” needs a yes/no fact of the level {level}; the fact of its name is a {type} of {levels}",
        "请给任务换一个代号，或改其 level",
        "give the task another id, or change its level",
    ),
    "fact-list-of-words": Entry(
        "数据项 {name} 是文字清单，没有规则能使用它",
        "the fact {name} is a list of words, which no rule can use",
        "请删去 many，或用 type: code 并列出 values",
        "leave out many, or use type: code and list the values",
    ),
    "task-name-taken": Entry(
        "任务 {task} 的名称“{name}”已用于 {owner}",
        "the name “{name}” of the task {task} already belongs to {owner}",
        "任务的代号和名称就是数据的列名，须与其他列不同",
        "the id and the title of a task are headers of its column, so no other column can have them",
    ),
    "pack-announced": Entry(
        "规则包 {pack} 的文件仅知其名（正文未公布或不在手），结论只依据其上级规则和从他处得知的内容",
        "the source of {pack} is known by its title only: the verdict rests on its parents and on what others say",
        "正式评价请用正文在手的规则包（youzhi packs）",
        "use the pack of a document whose text is at hand (`youzhi packs`)",
    ),
    "pack-abolished": Entry(
        "规则包 {pack} 的文件已废止",
        "the source of the pack {pack} has been abolished",
        "正式评价请用施行中的规则包（youzhi packs）",
        "use a pack that is in force (`youzhi packs`)",
    ),
    "named-county-absent": Entry(
        "有规则只针对指名的{level}，而数据中没有：{named}",
        "rules name a {level} that the data do not have: {named}",
        "如数据中有这些{level}，请按规则包所列的代码或名称填写",
        "if the data do have it, write it by the code or name the pack has",
    ),
    "named-county-spelt": Entry(
        "有规则指名的{level}，数据中的写法不同：{pairs}；写法不同，这些规则对它就不适用",
        "a {level} that rules name may be spelt otherwise in the data: {pairs}; so spelt, the rules are not for it",
        "若是同一个{level}，把数据改成规则包的写法，或在规则包中补上这一写法；不是的不必改",
        "if both are one, write it in the data as the pack does, or add the spelling to the pack; if not, leave it",
    ),
}
