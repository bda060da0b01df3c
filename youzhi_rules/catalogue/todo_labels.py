"""Labels of the to-do list in both languages: (Chinese, English)."""

from __future__ import annotations

TODO_LABELS: dict[str, tuple[str, str]] = {
    "todo": ("待办清单", "To-do list"),
    "todo_items": ("清单", "Items"),
    "todo_totals": ("汇总", "Totals"),
    "todo_kept": ("可不达标", "May stay"),
    "todo_duties": ("县级及其他任务", "Other duties"),
    "todo_missing": ("待查明", "To find out"),
    "todo_unsolved": ("须研究", "To look at"),
    "todo_nothing": ("没有待办事项", "Nothing to do"),
    "todo_no_amounts": (
        "没有能以数量列出的待办事项；其余见下",
        "Nothing to do that an amount tells; for all else see below",
    ),
    "todo_csv": (
        "CSV 只有清单，不含：{parts}；写成 .xlsx 则全部列出",
        "CSV holds the items alone, without: {parts}; a workbook (.xlsx) has them all",
    ),
    "todo_what": ("事项", "What"),
    "todo_direction": ("增减", "More or fewer"),
    "todo_amount": ("数量", "Amount"),
    "todo_from": ("现有", "Now"),
    "todo_to": ("须达", "To be"),
    "todo_goal": ("达到", "Up to"),
    "todo_relative": ("相对差额", "Relative shortfall"),
    "todo_cost": ("费用（元）", "Cost (yuan)"),
    "todo_why": ("理由", "Why"),
    "todo_decides": ("用于", "For"),
    "todo_schools": ("学校数", "Schools"),
    "todo_more": ("增加", "more"),
    "todo_fewer": ("减少", "fewer"),
    "todo_standard": ("标准", "standard"),
    "todo_floor": ("底线", "floor"),
    "todo_recognition": ("认定", "recognition"),
    "todo_plan": ("方案", "the plan"),
    "todo_shown": ("列出 {shown} 项，共 {count} 项", "{shown} of {count} items are shown"),
}
