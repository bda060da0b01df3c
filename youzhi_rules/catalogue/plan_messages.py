"""Messages about the meaning of a pack: formulas, units, limits, conditions, quotas, dispersions."""

from __future__ import annotations

from .entries import Entry

PLAN_MESSAGES: dict[str, Entry] = {
    # formulas
    "formula-empty": Entry("计算式为空", "the formula is empty", "请写出计算式", "write what is measured"),
    "formula-too-long": Entry(
        "计算式超过{limit}个字符",
        "the formula is longer than {limit} characters",
        "请拆成几条规则",
        "split it into several rules",
    ),
    "formula-too-deep": Entry(
        "计算式嵌套超过{limit}层",
        "the formula is nested deeper than {limit} levels",
        "请减少括号",
        "use fewer brackets",
    ),
    "formula-too-many-operators": Entry(
        "计算式的运算符超过{limit}个",
        "the formula has more than {limit} operators",
        "请拆成几条规则",
        "split it into several rules",
    ),
    "formula-character": Entry(
        "计算式中不能有“{character}”",
        "“{character}” cannot stand in a formula",
        "请用半角字符：+ - * / ( ) , >= <=",
        "use plain characters: + - * / ( ) , >= <=",
    ),
    "formula-syntax": Entry(
        "计算式“{formula}”在“{found}”处有误",
        "the formula “{formula}” goes wrong at “{found}”",
        "检查括号是否成对、运算符两边是否都有数",
        "check that brackets are paired and every operator has two sides",
    ),
    "formula-unknown-name": Entry(
        "没有名为“{name}”的数据项或常数",
        "no fact or given is called “{name}”",
        "数据项见 youzhi facts；法规印出的常数写在 given 中",
        "facts are listed by `youzhi facts`; constants of the law go into `given`",
    ),
    "formula-unknown-level": Entry(
        "“{level}”不是层级",
        "“{level}” is no level",
        "层级有 section（学段）、school（学校）、town（镇街）、county（县）、city（市）",
        "levels are section, school, town, county, city",
    ),
    "formula-unknown-function": Entry(
        "没有函数“{name}”",
        "there is no function “{name}”",
        "可用 sum、min、max、mean、count、ceil",
        "there are sum, min, max, mean, count and ceil",
    ),
    "formula-arguments": Entry(
        "函数“{name}”的参数个数不对",
        "“{name}” takes one argument",
        "min、max 可有多个参数，其余只有一个",
        "min and max take several, the others one",
    ),
    "formula-level": Entry(
        "“{name}”不是{level}层级的数据",
        "“{name}” is no fact of the level {level}",
        "请写成 {advice}",
        "write {advice}",
    ),
    "formula-list": Entry(
        "“{name}”是列表，不能直接计算",
        "“{name}” is a list and cannot be used as one number",
        "请用 count({name} >= …)、max({name})、min({name}) 或 sum({name})",
        "use count({name} >= …), max({name}), min({name}) or sum({name})",
    ),
    "formula-per-stage": Entry(
        "“{name}”分学段填报，此处须说明学段",
        "“{name}” is given per stage; here the stage must be said",
        "规则加 by: stage，或写成 {advice}",
        "give the rule `by: stage`, or write {advice}",
    ),
    "formula-nested": Entry(
        "“{name}”不能套在另一个汇总函数中",
        "“{name}” cannot stand inside another aggregate",
        "请把两次汇总分写为两条规则",
        "split it into two rules",
    ),
    "formula-nothing-to-aggregate": Entry(
        "“{name}”没有可汇总的下级数据（当前层级为 {level}）",
        "“{name}” finds nothing below the level {level} to aggregate",
        "汇总函数用于下级单元或列表",
        "an aggregate runs over the units below or over a list",
    ),
    "formula-type": Entry("此处应为{wanted}", "{wanted} is due here", "请检查计算式", "check the formula"),
    "formula-units-differ": Entry(
        "“{op}”两边单位不同",
        "the two sides of “{op}” have different units",
        "只有同单位的量才能相加或比较",
        "only quantities of one unit can be added or compared",
    ),
    "formula-divides-by-zero": Entry("除数恒为零", "it always divides by zero", "请检查除数", "check the divisor"),
    # names
    "fact-unknown": Entry(
        "没有名为“{name}”的数据项",
        "no fact is called “{name}”",
        "数据项见 youzhi facts",
        "`youzhi facts` lists them",
    ),
    "fact-not-flag": Entry(
        "“{name}”不是是/否型数据（而是 {type}）",
        "“{name}” is not a yes/no fact but a {type}",
        "数值用 measure，等级用 graded",
        "use `measure` for numbers and `graded` for grades",
    ),
    "fact-level": Entry(
        "“{name}”不能用于{level}层级（可用于 {levels}）",
        "“{name}” cannot stand at the level {level} (it can at {levels})",
        "请改规则的 level 或换数据项",
        "change the rule's level or take another fact",
    ),
    "group-unknown": Entry(
        "没有名为“{name}”的部分",
        "no group is called “{name}”",
        "请在 groups 中定义",
        "define it under `groups`",
    ),
    "scope-unknown": Entry(
        "没有名为“{name}”的范围",
        "no scope is called “{name}”",
        "请在 scopes 中定义",
        "define it under `scopes`",
    ),
    "rule-unknown": Entry(
        "没有名为“{name}”的规则",
        "no rule is called “{name}”",
        "规则名须与 rules 中一致",
        "use an id from `rules`",
    ),
    "value-unknown": Entry(
        "“{name}”不是可用的代码",
        "“{name}” is not one of the values",
        "可用代码：{known}",
        "one of {known}",
    ),
    "grade-unknown": Entry(
        "没有“{name}”这一等级",
        "there is no grade “{name}”",
        "等级由低到高：{known}",
        "the grades from low to high: {known}",
    ),
    "given-is-fact": Entry(
        "常数“{name}”与数据项重名",
        "the given “{name}” has the name of a fact",
        "请换一个名称",
        "choose another name",
    ),
    # split
    "split-not-shareable": Entry(
        "“{name}”不是学段层级的数量，不能拆分",
        "“{name}” is no quantity of a section and cannot be split",
        "只有学段层级的数量可以拆分",
        "only counts and numbers of sections can be split",
    ),
    "split-weight": Entry(
        "权重须大于零，现为{value}",
        "a weight must be above zero, not {value}",
        "请写正数",
        "write a positive number",
    ),
    # rules
    "veto-strength": Entry(
        "veto 与 strength: veto 须同时使用（现为 {strength}）",
        "`veto` and `strength: veto` go together (it is {strength})",
        "一票否决的规则两者都写",
        "write both for a rule that vetoes",
    ),
    "by-stage-level": Entry(
        "{level}层级的规则不能写 by: stage",
        "a rule of the level {level} cannot say `by: stage`",
        "by: stage 用于 town、county、city",
        "`by: stage` is for town, county and city",
    ),
    "by-stage-construct": Entry(
        "by: stage 只用于 measure 或 graded 的规则",
        "`by: stage` is for rules with `measure` or `graded`",
        "请删去 by，或分学段各写一条规则",
        "remove it, or write one rule for each stage",
    ),
    "task-is-rule": Entry(
        "任务“{name}”与规则重名",
        "the task “{name}” has the id of a rule",
        "请换一个名称",
        "choose another id",
    ),
    "unit-mismatch": Entry(
        "单位写为“{unit}”，计算式的单位却是“{measure}”",
        "the unit is “{unit}”, but the measure is in “{measure}”",
        "请核对计算式或单位",
        "check the measure or the unit",
    ),
    "fact-from-mismatch": Entry(
        "“{name}”的单位为“{unit}”，from 的单位却是“{measure}”",
        "“{name}” is in “{unit}”, but what it follows from is in “{measure}”",
        "请核对 from 或 unit",
        "check `from` or `unit`",
    ),
    "fact-from-factor": Entry(
        "“{name}”的单位为“{unit}”，from 与之相差{factor}倍",
        "“{name}” is in “{unit}”, and what it follows from is off it by a factor of {factor}",
        "from 得出的数须与 unit 同单位：请在 from 中换算",
        "what `from` comes to must be in the unit of the fact: convert it in `from`",
    ),
    "unit-factor": Entry(
        "单位“{unit}”与计算式相差{factor}倍",
        "the measure is off its unit “{unit}” by a factor of {factor}",
        "每百名学生的指标要乘以100，生均的不乘",
        "a measure per hundred pupils is multiplied by 100, one per pupil is not",
    ),
    # limits
    "limit-over-one": Entry(
        "比例限值为{value}，即超过100%",
        "the limit {value} is a share over 100 %",
        "若是百分之{value}，请写{better}",
        "if {better} is meant, write it so",
    ),
    "limit-over-hundred": Entry(
        "比例限值为{value}，即超过100%",
        "the limit {value} is a share over 100 %",
        "比例最多为100%；请核对小数点",
        "a share is 100 % at most: check the decimal point",
    ),
    "limit-by": Entry(
        "不能按“{name}”分列限值",
        "limits cannot be told apart by “{name}”",
        "可按 school_kind、location、founder",
        "use school_kind, location or founder",
    ),
    "limit-unit": Entry(
        "限值的单位是“{limit}”，计算式的单位是“{measure}”",
        "the limit is in “{limit}”, the measure in “{measure}”",
        "两边须为同一单位",
        "both must be of one unit",
    ),
    "limit-per-stage-level": Entry(
        "{level}层级的规则不能分学段给限值",
        "a rule of the level {level} cannot have limits per stage",
        "加 by: stage，或把 level 改为 section（学段）",
        "add `by: stage`, or make the level section",
    ),
    "limit-stage-missing": Entry(
        "规则适用于 {stage}，却没有该学段的限值",
        "the rule holds for {stage} but has no limit for it",
        "请补上该学段的限值，或缩小范围",
        "add the limit, or narrow the scope",
    ),
    # quotas
    "quota-count": Entry(
        "{of}项中不能要求{met}项达标",
        "{met} of {of} cannot be asked for",
        "met 须在1与项数之间",
        "`met` lies between 1 and the number of rules",
    ),
    "quota-rest": Entry(
        "余项比例须大于0且不超过100%，现为{value}",
        "the share for the rest must be above 0 and at most 100 %, not {value}",
        "例如 85%",
        "for example 85%",
    ),
    "quota-level": Entry(
        "“{name}”与本规则层级（{level}）不同",
        "“{name}” is not of this rule's level, {level}",
        "所计规则须为同一层级",
        "all rules counted are of one level",
    ),
    "quota-not-minimum": Entry(
        "“{name}”不是最低限值，谈不上“不低于要求的一定比例”",
        "“{name}” has no least value of which a share could be asked",
        "rest_at_least 只能用于 at_least 或 more_than 的规则",
        "`rest_at_least` needs rules with at_least or more_than",
    ),
    "quota-part": Entry(
        "“{name}”是若干规则的合计或分学段判定，不能计入",
        "“{name}” speaks of several rules or stages and cannot be counted",
        "只能计入本身有结论的单条规则",
        "count single rules that have one outcome at a unit",
    ),
    "quota-twice": Entry("同一规则计了两次", "a rule is counted twice", "请删去重复项", "remove the repetition"),
    # dispersions
    "dispersion-level": Entry(
        "差异系数是县级规则，level 现为 {level}",
        "a dispersion is judged for a county, not at the level {level}",
        "请写 level: county",
        "write `level: county`",
    ),
    "dispersion-weight": Entry(
        "“{name}”不能作权重",
        "“{name}” cannot be a weight",
        "权重须为学段层级的数量，如 students",
        "a weight is a count of sections, such as students",
    ),
    "dispersion-limit": Entry(
        "差异系数的限值须为数或分学段的数，用 at_most 或 less_than",
        "the limit of a dispersion is a number or one per stage, with at_most or less_than",
        "例如 at_most: {{primary: 0.50, junior: 0.45}}",
        "for example at_most: {{primary: 0.50, junior: 0.45}}",
    ),
    "coefficient-id-taken": Entry(
        "差异系数的代号“{name}”已是一条规则的代号",
        "“{name}”, the id of a coefficient, is the id of a rule already",
        "请给该规则换一个代号",
        "give the rule another id",
    ),
    "dispersion-measure": Entry(
        "“{name}”不是学段层级的数值规则",
        "“{name}” is no rule with a measure of sections",
        "只能对 level: section 且有 measure 的规则计算差异系数",
        "a dispersion is over rules of `level: section` with a `measure`",
    ),
    # conditions
    "condition-unknown-key": Entry(
        "条件中没有“{name}”这一项",
        "a condition cannot speak of “{name}”",
        "可用 stage、school_kind、location 等",
        "use stage, school_kind, location and the like",
    ),
    "condition-level": Entry(
        "“{key}”不能用于{level}层级的条件",
        "“{key}” cannot be a condition at the level {level}",
        "请改用 when",
        "use `when` instead",
    ),
    "condition-needs-names": Entry(
        "“{key}”须写名称或代码，不能与数比较",
        "“{key}” takes names or codes and is compared with no number",
        '例如 {{{key}: ["440785", 恩平市]}}',
        'for example {{{key}: ["440785", 恩平市]}}',
    ),
    "condition-comparison": Entry(
        "“{key}”须与数比较",
        "“{key}” must be compared with a number",
        "例如 {{{key}: {{less_than: 50}}}}",
        "for example {{{key}: {{less_than: 50}}}}",
    ),
}
