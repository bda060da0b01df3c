"""Messages about reports and charts."""

from __future__ import annotations

from .entries import Entry

REPORT_MESSAGES: dict[str, Entry] = {
    "report-extra-missing": Entry(
        "报告和图表需要 {package}",
        "reports and charts need {package}",
        '请运行：pip install "youzhi_rules[report]"',
        'run: pip install "youzhi_rules[report]"',
    ),
    "plot-no-numbers": Entry(
        "没有可以画的数值：{wanted}",
        "there are no numbers to draw: {wanted}",
        "请核对规则、学段和县；只有带数值标准的规则可以画图",
        "check rule, stage and county; only rules with a limit that is a number can be drawn",
    ),
}
