"""``docs/errors.md``: every code of the catalogue with its words in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marking import finished, head

from youzhi_rules.catalogue import MESSAGES
from youzhi_rules.catalogue.compare_messages import COMPARE_MESSAGES
from youzhi_rules.catalogue.comparing_messages import COMPARING_MESSAGES
from youzhi_rules.catalogue.data_messages import DATA_MESSAGES
from youzhi_rules.catalogue.fact_messages import FACT_MESSAGES
from youzhi_rules.catalogue.form_messages import FORM_MESSAGES
from youzhi_rules.catalogue.inheritance_messages import INHERITANCE_MESSAGES
from youzhi_rules.catalogue.layout_messages import LAYOUT_MESSAGES
from youzhi_rules.catalogue.lint_messages import LINT_MESSAGES
from youzhi_rules.catalogue.many_messages import MANY_MESSAGES
from youzhi_rules.catalogue.mutation_messages import MUTATION_MESSAGES
from youzhi_rules.catalogue.pack_messages import PACK_MESSAGES
from youzhi_rules.catalogue.plan_messages import PLAN_MESSAGES
from youzhi_rules.catalogue.relief_messages import RELIEF_MESSAGES
from youzhi_rules.catalogue.report_messages import REPORT_MESSAGES
from youzhi_rules.catalogue.roster_messages import ROSTER_MESSAGES
from youzhi_rules.catalogue.scaffold_messages import SCAFFOLD_MESSAGES
from youzhi_rules.catalogue.stream_messages import STREAM_MESSAGES
from youzhi_rules.catalogue.template_messages import TEMPLATE_MESSAGES
from youzhi_rules.catalogue.todo_messages import TODO_MESSAGES
from youzhi_rules.catalogue.use_messages import USE_MESSAGES
from youzhi_rules.catalogue.vendor_messages import VENDOR_MESSAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from youzhi_rules.catalogue import Entry

PARTS: tuple[tuple[str, Mapping[str, Entry]], ...] = (
    ("数据 · Data", DATA_MESSAGES),
    ("使用 · Use", USE_MESSAGES),
    ("多个规则包与年度 · Many packs, years and limits", MANY_MESSAGES),
    ("分批评价 · Data larger than memory", STREAM_MESSAGES),
    ("名册与数据合并 · Class lists, teacher lists and joined files", ROSTER_MESSAGES),
    ("复制到其他项目 · Copying the library into a project", VENDOR_MESSAGES),
    ("两个结果的比较 · Comparing two results", COMPARE_MESSAGES),
    ("填报表 · Templates", TEMPLATE_MESSAGES),
    ("布局文件 · Layouts", LAYOUT_MESSAGES),
    ("规则包的写法 · How a pack is written", PACK_MESSAGES),
    ("规则包的含义 · What a pack means", PLAN_MESSAGES),
    ("放宽、任务与文件状态 · Reliefs, tasks and the state of a document", RELIEF_MESSAGES),
    ("规则包与上级 · A pack and its parent", INHERITANCE_MESSAGES),
    ("规则包的比较与展开 · Comparing and flattening packs", COMPARING_MESSAGES),
    ("测试未察觉的改动 · Changes that no test notices", MUTATION_MESSAGES),
    ("起草规则包 · Beginning a pack", SCAFFOLD_MESSAGES),
    ("规则包的审阅与整理 · Reviewing and formatting packs", LINT_MESSAGES),
    ("待办清单 · The to-do list", TODO_MESSAGES),
    ("报告与图表 · Reports and charts", REPORT_MESSAGES),
    ("申报表 · Declaration forms", FORM_MESSAGES),
    ("数据字典与包内测试 · The data dictionary and tests in packs", FACT_MESSAGES),
)


def page() -> str:
    """The page: per part of the library its codes in alphabetical order."""
    lines = head(
        "代码一览 · Catalogue of codes",
        "每一条错误和提示都有代码；代码不变，文字可以改进。花括号中的内容在报告时换成具体的值。有相近的已知名称时，建议改为“您是否想写…”。",
        "Every error and every note has a code; the code is the contract, the words may improve. What stands in braces "
        "is filled in when it is told. Where a known name is near, the advice is “did you mean …” instead.",
        '`YouzhiError.code`, `Fault.code` and `Problem.code` hold it; `say("zh")` and `advise("zh")` give the words.',
    )
    for title, messages in PARTS:
        lines += [f"## {title}", ""]
        for name in sorted(messages):
            lines += _entry(name, messages[name])
    missing = set(MESSAGES) - {name for _, messages in PARTS for name in messages}
    if missing:
        raise LookupError(f"no part of the page holds {sorted(missing)}")
    return finished(lines)


def _entry(name: str, entry: Entry) -> list[str]:
    lines = [f"### {name}", "", f"- {_plain(entry.zh)}" + (f" — *{_plain(entry.hint_zh)}*" if entry.hint_zh else "")]
    lines.append(f"- {_plain(entry.en)}" + (f" — *{_plain(entry.hint_en)}*" if entry.hint_en else ""))
    if entry.why_zh:
        lines.append(f"- {_plain(entry.why_zh)} · {_plain(entry.why_en)}")
    return [*lines, ""]


def _plain(text: str) -> str:
    """Words that Markdown leaves as they are; a pair of braces stands for one."""
    for sign in "\\*_<>[]":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("{{", "{").replace("}}", "}")
