"""Messages of ``youzhi pack lint``: what loading lets pass and a careful reviewer would ask about, and why."""

from __future__ import annotations

from .entries import Entry

_BOTH = ("结论和依据用两种语言告诉读者", "verdicts and their grounds are told in both languages")
_SLIP = ("多一个零或差一个小数点，结论就全变了", "a zero too many or a point moved changes every verdict")
_READ = ("读者会把两者当成一件事，或找不到要找的那个", "readers take the two for one, or find the wrong one")
_CITE = ("每个数值都应能查到出处", "every value should lead back to its source")

_WORD_MESSAGES: dict[str, Entry] = {
    "lint-words-placeholder": Entry(
        "“{text}”是待填写的内容",
        "“{text}” stands where words are still to come",
        "请写出内容",
        "write the words",
        *_BOTH,
    ),
    "lint-words-same": Entry(
        "中文和英文相同：“{text}”",
        "the Chinese and the English are the same: “{text}”",
        "en 写英文，zh 写中文",
        "write English under en and Chinese under zh",
        *_BOTH,
    ),
    "lint-words-zh-foreign": Entry(
        "zh 中没有汉字：“{text}”", "zh holds no Chinese: “{text}”", "请写中文", "write Chinese", *_BOTH
    ),
    "lint-words-en-chinese": Entry(
        "en 中有汉字：“{text}”",
        "en holds Chinese: “{text}”",
        "请译成英文；必须引用的汉字放在引号或括号内",
        "translate it; Chinese that must be cited goes into quotes or brackets",
        *_BOTH,
    ),
    "lint-title-twice": Entry(
        "名称“{text}”与 {other}（{there}）相同",
        "the title “{text}” is that of {other} (at {there}) too",
        "写明两者的区别；是同一件事的，删去一个",
        "say how they differ; if they are one thing, drop one",
        *_READ,
    ),
    "lint-task-repeats-rule": Entry(
        "任务“{text}”与规则 {other}（{there}）说的是同一件事",
        "the task “{text}” says what the rule {other} (at {there}) says",
        "删去任务；原文重申上级规则的，列入 restates",
        "drop the task; where the source repeats a rule of the parent, list it under restates",
        "同一件事会被问两次、算两次",
        "the same thing is asked and counted twice",
    ),
    "lint-rule-twice": Entry(
        "“{rule}”与 {other}（{there}）的要求完全相同",
        "“{rule}” asks exactly what {other} (at {there}) asks",
        "保留一个；原文重申上级规则的，列入 restates",
        "keep one; where the source repeats a rule of the parent, list it under restates",
        "同一件事会被评价两次",
        "the same thing is judged twice",
    ),
    "lint-id-lookalike": Entry(
        "代号“{id}”与“{other}”太相近",
        "the id “{id}” is too like “{other}”",
        "指的是同一个的，改成一致；不是的，换一个一眼能分清的代号",
        "if one is meant, spell it alike; if not, choose an id that cannot be taken for it",
        *_READ,
    ),
}

_SOURCE_MESSAGES: dict[str, Entry] = {
    "lint-date-order": Entry(
        "{what} {day} 早于印发日期 {issued}",
        "{what}, {day}, lies before {issued}, when the document was issued",
        "请与原文核对两个日期",
        "check both dates against the document",
        "日期的先后说明其中一个写错了",
        "one of the two dates must be wrong",
    ),
    "lint-date-far": Entry(
        "{what} {day} 在印发（{issued}）后{years}年以上",
        "{what}, {day}, lies more than {years} years after {issued}, when the document was issued",
        "请核对年份",
        "check the year",
        "写错一位的年份永远不会到期",
        "a year with a wrong digit never comes",
    ),
    "lint-date-early": Entry(
        "印发日期 {day} 早于{from}年的义务教育法",
        "{day}, the day of issue, lies before the Compulsory Education Law of {from}",
        "请核对年份",
        "check the year",
        "年份可能写错了一位",
        "a digit of the year is likely wrong",
    ),
    "lint-date-before-parent": Entry(
        "印发日期 {day} 早于上级 {parent} 的 {other}",
        "{day}, the day of issue, lies before {other}, that of the parent {parent}",
        "请核对两个日期，或换成当时有效的上级规则包",
        "check both dates, or extend the pack that was in force then",
        "文件不能依据尚未印发的文件",
        "a document cannot build on one that was issued after it",
    ),
    "lint-number-year": Entry(
        "文号“{number}”的年份是{year}，印发日期却是 {day}",
        "the number “{number}” is of {year}, the day of issue is {day}",
        "请与原文核对",
        "check both against the document",
        "其中一个写错了",
        "one of the two is wrong",
    ),
    "lint-territory-missing": Entry(
        "没有写行政区划代码，而上级 {parent} 是 {other} 的",
        "there is no territory, while the parent {parent} is of {other}",
        '请写 territory: "……"，六位代码加引号',
        'write territory: "…", six digits in quotes',
        "读者由此知道规则包适用于哪里",
        "it tells readers where the pack holds",
    ),
    "lint-territory-unknown": Entry(
        "没有以 {digits} 开头的省级代码（{code}）",
        "no province has a code that starts with {digits} ({code})",
        "请查民政部的行政区划代码",
        "look the code up in the ministry's list",
        "读者由此知道规则包适用于哪里",
        "it tells readers where the pack holds",
    ),
    "lint-territory-outside": Entry(
        "{code} 不在上级 {parent}（{other}）辖区内",
        "{code} does not lie inside {other}, the territory of the parent {parent}",
        "应以 {digits} 开头；或改正 extends",
        "it should start with {digits}; or correct `extends`",
        "下级文件只能依据管辖它的上级文件",
        "a document builds on those of the authorities above it",
    ),
    "lint-uncited": Entry(
        "{kind}“{name}”没有注明出处",
        "the {kind} “{name}” cites nothing",
        "请写 clause（条款）；原文不在手时写 seen_in",
        "add clause, or seen_in where the source is not at hand",
        *_CITE,
    ),
    "lint-citation-twice": Entry(
        "clause 与 seen_in 写的都是“{clause}”",
        "clause and seen_in both say “{clause}”",
        "原文在手的，删去 seen_in；不在手的，写明载于哪个文件",
        "drop seen_in if the source is at hand; if not, name the document it was seen in",
        *_CITE,
    ),
    "lint-clause-long": Entry(
        "条款写成了一段话：“{clause}”",
        "the clause is a passage: “{clause}”",
        "只写条款的编号，如 三（三）8；内容用自己的话写在 title 或 note 中",
        "cite its number alone, such as 三（三）8; say it in your own words under title or note",
        "读者按编号去查原文",
        "readers look the clause up by its number",
    ),
    "lint-fact-unitless": Entry(
        "数据项“{name}”（{type}）没有单位",
        "the fact “{name}” ({type}) has no unit",
        "请写 unit，如 unit: 人",
        "add unit, such as unit: 人",
        "没有单位，计算式的单位就无从核对，列名中的“（万元）”也无从换算",
        "without one, formulas cannot be checked and headers such as （万元） cannot be converted",
    ),
}

_VALUE_MESSAGES: dict[str, Entry] = {
    "lint-share-without-percent": Entry(
        "单位是%，标准却写作 {value}",
        "the unit is %, and the limit is written {value}",
        "若是 {better}，请这样写",
        "if {better} is meant, write it so",
        "0.5 可以读作 50%，也可以读作 0.5%",
        "0.5 can be read as 50 % and as 0.5 %",
    ),
    "lint-percent-of-quantity": Entry(
        "单位是{unit}，标准却写作百分数",
        "the unit is {unit}, and the limit is written as a percentage",
        "请写数值；若是比例，把单位改为 %",
        "write the number itself; if it is a share, make the unit %",
        "百分数按百分之一计：5% 就是 0.05",
        "a percentage counts in hundredths: 5% is 0.05",
    ),
    "lint-limits-apart": Entry(
        "标准 {low}（{one}）与 {high}（{other}）相差悬殊",
        "the limits {low} ({one}) and {high} ({other}) lie far apart",
        "请与原文核对小数点和百分号",
        "check points and percent signs against the source",
        *_SLIP,
    ),
    "lint-limit-idle": Entry(
        "标准 {operator}: {limit} 无论如何都能达到",
        "the limit {operator}: {limit} is met by everything",
        "请核对数值和方向；只须报告的，不必立规则",
        "check the number and its direction; what is only reported needs no rule",
        "谁都能达到的规则什么也不说明",
        "a rule that nothing fails says nothing",
    ),
    "lint-limit-far": Entry(
        "{value} 与上级的 {parent}（{there}）相差十倍以上",
        "{value} lies at least ten times above or below the parent's {parent} (at {there})",
        "请与原文核对小数点、百分号和单位",
        "check point, percent sign and unit against the source",
        *_SLIP,
    ),
    "lint-note-contradicts": Entry(
        "文字说的是 {said}，规则的标准却是 {limit}",
        "the words say {said}, and the limit of the rule is {limit}",
        "改正其中之一；说的是别处的，写入 conflicts_with",
        "mend one of the two; what another place says goes into conflicts_with",
        "读者信文字，结论按标准",
        "readers believe the words, and the limit decides",
    ),
    "lint-title-other-side": Entry(
        "名称说的 {said} 与 {operator} 方向相反",
        "the title gives {said} from the other side than {operator} does",
        "不低于、至少、以上写 at_least；不超过、至多、以下写 at_most",
        "at least and or more are at_least; at most and or less are at_most",
        "方向反了，达标与未达标就颠倒了",
        "from the wrong side, met and unmet change places",
    ),
    "lint-title-outdated": Entry(
        "沿用的名称“{title}”仍说 {said}，规则已是 {limit}",
        "the title taken over, “{title}”, still says {said}, and the rule has {limit}",
        "另写 title",
        "write a title of its own",
        "读者信文字，结论按标准",
        "readers believe the words, and the limit decides",
    ),
    "lint-formula-number": Entry(
        "计算式中有法规的数 {value}",
        "the formula holds the number {value}",
        "给它起个名字，写入 given：{{value: {value}, unit: …}}",
        "give it a name under given: {{value: {value}, unit: …}}",
        "只有 given 中的数，下级规则包才能变更，比较时才看得见",
        "only what stands under given can be changed by a child and told in a comparison",
    ),
    "lint-target-undated": Entry(
        "目标“{rule}”没有期限，因此不影响任何结论",
        "the target “{rule}” has no date, so it never decides anything",
        "原文有期限的写 due；没有的不必改",
        "add due where the source has a date; leave it where there is none",
        "没有期限的目标只报告",
        "a target without a date is reported only",
    ),
    "lint-due-idle": Entry(
        "“{rule}”写了 due，但 strength 不是 target：期限只作记录，不影响任何结论",
        "“{rule}” has a due date and is no target: the date is told and decides nothing",
        "到期之前不判为未达标的，写 strength: target；只记录时间安排的不必改",
        "write strength: target for what is not due before that day; leave what is a timetable",
        "required 的规则任何一天都评价，不等到期限",
        "a rule that is required is judged on any day, before its date as well",
    ),
    "lint-note-inherited": Entry(
        "“{rule}”改了上级的规定，{pack} 写的 note 仍然附在后面",
        "“{rule}” changes what the parent asks, and the note that {pack} wrote goes on to stand under it",
        "note 不再适用的，另写 note；仍然适用的不必改",
        "write a note of your own where the old one no longer fits; leave it where it does",
        "读者把 note 当作对新规定的说明",
        "readers take a note for one about the rule as it is now",
    ),
    "lint-component-uncounted": Entry(
        "“{rule}”是 component，但没有 quota 计入它",
        "“{rule}” is a component, and no quota counts it",
        "列入 quota 的 of，或把 strength 改为 required",
        "list it in the `of` of a quota, or make its strength required",
        "没有计入的组成项不影响任何结论",
        "a component that is not counted decides nothing",
    ),
    "lint-unused": Entry(
        "{kind}“{name}”没有用到",
        "the {kind} “{name}” is used by nothing",
        "删去它，或改正本应用到它的地方",
        "take it out, or mend the place that should use it",
        "没有用到的往往是别处写错了名字",
        "what is unused is often misspelt elsewhere",
    ),
}

_TEST_MESSAGES: dict[str, Entry] = {
    "lint-untested-pack": Entry(
        "规则包没有测试（{count} 项结果）",
        "the pack has no tests, for {count} outcomes",
        "在 tests/ 中写 *.yaml，第一行写 format: youzhi-tests/1",
        "write *.yaml files under tests/ that start with format: youzhi-tests/1",
        "没有测试，谁也不知道数值和方向对不对",
        "without tests nobody knows whether numbers and directions are right",
    ),
    "lint-untested": Entry(
        "缺少测试：{lacking}",
        "tests are lacking: {lacking}",
        "每条规则须有达标、未达标的测试；数值另须恰在标准线上的，是/否和等级另须无法判定的",
        "each rule needs one met and one unmet; numbers one exactly on the line, flags and grades one unknown",
        "少了哪一种，哪一种错误就没人发现",
        "each kind finds a mistake that the others let pass",
    ),
    "lint-test-fails": Entry(
        "测试“{name}”不成立：{outcome} 应为{expected}，实为{found}",
        "the test “{name}” does not hold: {outcome} should be {expected} and is {found}",
        "youzhi pack test 逐步说明结果；改正数据、期望或规则",
        "`youzhi pack test` shows the arithmetic; mend the facts, the expectation or the rule",
        "规则或测试有一个写错了",
        "either the rule or the test is wrong",
    ),
    "lint-test-twice": Entry(
        "有两个测试都叫“{text}”，前一个在 {there}",
        "two tests are called “{text}”, the first at {there}",
        "写明两者的区别，或删去一个",
        "say how they differ, or drop one",
        *_READ,
    ),
    "lint-test-one-language": Entry(
        "测试“{text}”只有一种语言的名称",
        "the test “{text}” has a name in one language only",
        "写作 name: {{zh: …, en: …}}",
        "write name: {{zh: …, en: …}}",
        "失败的测试用两种语言告诉读者",
        "a test that fails is told in both languages",
    ),
    "lint-tests-unread": Entry(
        "规则包有错误，tests/ 中的测试未能核对",
        "the pack is refused, so the tests under tests/ could not be checked",
        "先改正以上错误",
        "mend the faults above first",
        "测试要按规则包的规则和数据项来读",
        "tests are read by the rules and facts of their pack",
    ),
    "lint-file-ignored": Entry(
        "文件 {name} 不会被读取",
        "the file {name} is read by nothing",
        "规则写在 pack.yaml，测试写在 tests/*.yaml",
        "rules stand in pack.yaml, tests in tests/*.yaml",
        "其中的内容不起作用",
        "what stands in it has no effect",
    ),
}

_FMT_MESSAGES: dict[str, Entry] = {
    "fmt-cannot": Entry(
        "无法在不改变内容的前提下整理此文件，文件未改动",
        "the file cannot be formatted without changing what it says; nothing was written",
        "请报告所用的写法；其余命令不受影响",
        "please report the construct used; the other commands work all the same",
    ),
}

LINT_MESSAGES: dict[str, Entry] = {
    **_FMT_MESSAGES,
    **_WORD_MESSAGES,
    **_SOURCE_MESSAGES,
    **_VALUE_MESSAGES,
    **_TEST_MESSAGES,
}
