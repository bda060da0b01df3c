"""Labels of the report and of charts in both languages: (Chinese, English)."""

from __future__ import annotations

REPORT_LABELS: dict[str, tuple[str, str]] = {
    "report_title": ("义务教育优质均衡评估报告", "Report on high-quality balanced compulsory education"),
    "report_skip": ("跳到正文", "Skip to the content"),
    "report_contents": ("目录", "Contents"),
    "report_noscript": (
        "浏览器未启用脚本：下面有结论、差距与任务；学校一览、图表和逐项解释需要脚本。",
        "Scripts are off: verdict, shortfalls and duties are below; schools, charts and explanations need scripts.",
    ),
    "report_counties": ("各县结论", "Verdicts of the counties"),
    "report_county_choose": ("选择县（市、区）", "County"),
    "report_verdict": ("结论", "Verdict"),
    "report_verdict_met": (
        "决定认定的各部分均已达标。",
        "Every part that decides recognition is met.",
    ),
    "report_verdict_unmet": (
        "决定认定的 {groups} 个部分：{counts}；共有 {rules} 条规则未达标。",
        "Of the {groups} parts that decide recognition: {counts}. Rules that are not met: {rules}.",
    ),
    "report_verdict_unknown": (
        "没有查出未达标的规则，但数据不全，有 {rules} 条规则无法判定，因此不能得出结论。",
        "Nothing is found that fails, but data are missing, so there is no verdict. Rules that are unknown: {rules}.",
    ),
    "report_title_of": ("{county}{title}", "{county}: {title}"),
    "report_figures": ("数值或个数", "Figures"),
    "report_duties_rest": ("其余 {count} 项", "The other duties: {count}"),
    "report_found_out": ("差多少", "What was found"),
    "report_between": ("距离认定还差什么", "What stands between the county and recognition"),
    "report_between_none": (
        "在决定认定的规则中，没有查出未达标的。",
        "Of the rules that decide recognition, none is found unmet.",
    ),
    "report_between_note": (
        "只列决定认定且未达标的规则；一票否决和县级项目在前，其后按未达标的学校多少排列。",
        (
            "The rules that decide recognition and are not met: vetoes and the county's own first, "
            "then by how many schools fail."
        ),
    ),
    "report_units_unmet": ("{unmet}/{judged} 未达标", "{unmet} of {judged} unmet"),
    "report_show_units": ("查看学校", "Show schools"),
    "report_explain": ("解释", "Explain"),
    "report_explain_of": ("解释：{title}", "Explain: {title}"),
    "report_lacking": ("还缺哪些数据", "Data that are missing"),
    "report_lacking_note": (
        "决定认定的规则中有 {rules} 条因此无法判定。",
        "They leave unknown this many rules that decide recognition: {rules}.",
    ),
    "report_duties": ("方案自身的任务", "The plan's own duties"),
    "report_duties_note": (
        "这些是方案自己提出的任务，与是否通过认定分开计算。",
        "What the plan itself asks for; it is counted apart from recognition.",
    ),
    "report_advice": ("提倡和目标（不影响认定）", "Recommended and aimed at (recognition does not depend on it)"),
    "report_todo": ("各校待办", "To do, school by school"),
    "report_todo_note": (
        "做到这些，各校数量不足的规则即可达标；须由县里解决、须有佐证和缺数据的不在其中。",
        (
            "With these done, every school meets the rules it falls short of by amounts. "
            "Not here: what is the county's to do, what is attested, and what is not known."
        ),
    ),
    "report_kept_note": (
        "按计入这些指标的规则，它们可以不达到标准；要达到还须多少，见理由。",
        "A quota lets these stay below their standard; what it would take to lift them is told.",
    ),
    "report_unsolved_note": (
        "这些规则未达标，但没有哪个数量能解决，须逐校研究。",
        "These rules are not met, and no amount is known to help: someone must look at each.",
    ),
    "report_compared": ("与另一结果比较", "Compared with another result"),
    "report_compared_note": (
        "只有一方才有的规则或学校（新出现、不再有）只计数，不逐条列出。",
        "Rules and schools that only one of the two has (new, gone) are counted and not listed.",
    ),
    "report_compared_none": ("没有一项状态发生变化。", "No status has changed."),
    "report_indicators": ("各项指标的分布", "The distribution of the indicators"),
    "report_indicators_note": (
        "每个柱子是一段取值范围内的学段（学校）数，未达到标准的为橙色并有深色边框；最末一柱含标准两倍以上的全部。",
        (
            "A bar counts the sections (or schools) in a range of values; those below the standard are orange with "
            "a dark edge, and the last bar holds everything from twice the standard up."
        ),
    ),
    "report_other_rules": ("其他数值规则的分布", "Other rules with numbers"),
    "report_chart_data": ("图中数据", "The data of the chart"),
    "report_range": ("取值范围", "Range"),
    "report_count": ("个数", "Number"),
    "report_side": ("与标准相比", "Against the standard"),
    "report_meets": ("达到标准", "meets it"),
    "report_below": ("未达到标准", "does not"),
    "report_and_up": ("{value} 及以上", "{value} and up"),
    "report_percent_axis": ("横轴为占标准的百分比", "The axis is in per cent of the standard"),
    "report_not_drawn": ("另有 {count} 个未画出", "not drawn: {count}"),
    "report_histogram_of": (
        "{title}的分布图：共 {count} 个，{below} 个未达到标准",
        "Histogram of {title}: {count} in all, {below} do not reach the standard",
    ),
    "report_schools": ("学校一览", "Schools"),
    "report_schools_note": (
        "每校一行；选定一条规则后，每行是该规则的一个评价对象，并列出数值、标准和差额。",
        "A row is a school; with a rule chosen, a row is a unit of that rule, with value, standard and gap.",
    ),
    "report_search": ("查找（名称、代码、镇街）", "Search (name, key, town)"),
    "report_filter_stage": ("学段", "Stage"),
    "report_filter_status": ("状态", "Status"),
    "report_filter_rule": ("规则", "Rule"),
    "report_any": ("全部", "all"),
    "report_any_rule": ("不限（每校一行）", "any (a row a school)"),
    "report_any_unmet": ("有未达标项", "something unmet"),
    "report_any_unknown": ("有无法判定项", "something unknown"),
    "report_all_met": ("全部达标", "everything met"),
    "report_reset": ("清除条件", "Reset"),
    "report_found": ("共 {count} 行", "rows: {count}"),
    "report_found_page": (
        "共 {count} 行，现为第 {from}–{to} 行",
        "rows: {count}; shown: {from}–{to}",
    ),
    "report_print_part": (
        "打印件只含屏幕上筛选出的前 {shown} 行，共 {count} 行。",
        "Printed: the first {shown} of {count} rows that were chosen on the screen.",
    ),
    "report_previous": ("上一页", "Previous"),
    "report_next": ("下一页", "Next"),
    "report_unmet_count": ("未达标", "Unmet"),
    "report_unknown_count": ("无法判定", "Unknown"),
    "report_school": ("学校", "School"),
    "report_town": ("镇街", "Town"),
    "report_gap": ("差额", "Gap"),
    "report_all_of_school": ("全部结果：{name}", "All results: {name}"),
    "report_whole_school": ("全校", "The whole school"),
    "report_heatmap": ("热力图", "Heat map"),
    "report_heatmap_note": (
        "行与“学校一览”的筛选和排序一致。颜色表示达到标准的程度，符号表示状态。点击任一格查看该校。",
        (
            "The rows are those chosen under “Schools”. Colour: how much of the standard is reached; "
            "sign: the status. A click opens the school."
        ),
    ),
    "report_heatmap_level": ("内容", "Show"),
    "report_heatmap_of": (
        "热力图：{rows} 行 × {columns} 项指标；数据见下方表格",
        "Heat map: {rows} rows × {columns} indicators; the table below has the data",
    ),
    "report_reach": ("达到标准的程度", "Share of the standard"),
    "report_rules": ("逐条结果", "Every rule"),
    "report_rules_note": (
        "规则包的全部规则；县级的直接给出结果，学校和学段的给出个数。",
        "All rules of the pack: of the county's own the result, of others how many.",
    ),
    "report_units_of": (
        "{met} 达标，{unmet} 未达标，{unknown} 无法判定",
        "met {met}, unmet {unmet}, unknown {unknown}",
    ),
    "report_problems": ("数据问题与提示", "Problems with the data, and notes"),
    "report_problems_first": (
        "只列前 {shown} 条，共 {count} 条；result.problems 列出全部。",
        "The first {shown} of {count}; result.problems lists them all.",
    ),
    "report_notice": ("提示", "Note"),
    "report_close": ("关闭", "Close"),
    "report_about": ("关于本报告", "About this report"),
    "report_about_text": (
        "状态由精确值判定，显示的数值经过修约但不会跨过标准线。缺数据记为“无法判定”，既不算 0，也不算达标。",
        (
            "Statuses come from exact values; numbers shown are rounded, never onto or across a limit. "
            "What is missing is unknown: never 0, never a pass."
        ),
    ),
    "report_pack_digest": ("规则包指纹", "Digest of the pack"),
    "report_data_digest": ("数据指纹", "Digest of the data"),
    "report_made_by": ("生成", "Made by"),
    "report_floor": ("底线", "floor"),
    "report_standard": ("标准", "standard"),
    "report_mean": ("均值", "mean"),
    "report_level_section": ("学段指标", "Rules of sections"),
    "report_level_school": ("学校规则", "Rules of schools"),
    "report_level_town": ("镇街规则", "Rules of towns"),
    "report_nothing": ("没有符合条件的", "Nothing fits"),
    "plot_furthest": (
        "{count} 行中差距最大的 {shown} 行",
        "the {shown} furthest from the standard, of {count}",
    ),
    "report_names_more": ("{names} 等", "{names} …"),
    "report_cv_note": (
        "每个符号是一项指标一个学段的差异系数，竖线是上限；在竖线左侧（含线上）即达标。",
        "A sign is the coefficient of one indicator and stage, the bar its limit: at the bar or left of it, it is met.",
    ),
    "report_cv_of": (
        "差异系数图：{count} 个差异系数与各自上限",
        "Chart of {count} coefficients of variation, each with its limit",
    ),
    "report_todo_totals": ("全县合计", "All schools of the county together"),
    "report_todo_schools_head": ("一校一策", "School by school"),
    "report_todo_schools": ("涉及学校", "Schools"),
    "report_what": ("缺什么", "What"),
    "report_amount": ("数量", "How much"),
    "report_more": ("增加 {amount}", "{amount} more"),
    "report_fewer": ("减少 {amount}", "{amount} fewer"),
    "report_why": ("为什么", "Why"),
    "report_before": ("原", "Before"),
    "report_after": ("现", "Now"),
    "report_groups_changed": ("变化的部分", "Parts that changed"),
    "report_compared_title": ("{old} → {new}", "{old} → {new}"),
    "report_change": ("变化", "Change"),
    "report_unit": ("对象", "Who"),
}
