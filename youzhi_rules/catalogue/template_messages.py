"""Messages about templates."""

from __future__ import annotations

from .entries import Entry

TEMPLATE_MESSAGES: dict[str, Entry] = {
    "template-size": Entry(
        "{name} 应为 {least} 到 {most} 之间的整数，而不是 {value}",
        "{name} is a whole number from {least} to {most}, not {value}",
    ),
    "template-exists": Entry(
        "文件 {file} 已经存在，其中可能已填了数据",
        "the file {file} is there already and may be filled in",
        "换一个文件名，或加 --force 覆盖",
        "give another name, or --force to replace it",
    ),
    "template-name": Entry(
        "{file} 的扩展名不是 .xlsx",
        "{file} does not end in .xlsx",
        "填报表是 Excel 工作簿，文件名应以 .xlsx 结尾",
        "a template is an Excel workbook; give it a name that ends in .xlsx",
    ),
}
