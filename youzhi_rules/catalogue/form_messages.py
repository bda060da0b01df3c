"""Messages about the declaration forms."""

from __future__ import annotations

from .entries import Entry

FORM_MESSAGES: dict[str, Entry] = {
    "form-county-needed": Entry(
        "申报表一县一份，数据中有 {count} 个县：{counties}",
        "the forms are those of one county, and the data have {count}: {counties}",
        "加上 county=，指明其中一个",
        "add county= with one of them",
    ),
    "form-no-county": Entry(
        "数据中没有县，无从填写申报表",
        "the data have no county, so there are no forms to fill in",
        "请先读入学校数据",
        "read the data of schools first",
    ),
    "form-ending": Entry(
        "申报表是 .xlsx 工作簿，文件名却是 {file}",
        "the forms are an .xlsx workbook, but the name is {file}",
        "请让文件名以 .xlsx 结尾",
        "let the name end in .xlsx",
    ),
    "form-county-alone": Entry(
        "{option} 只用于 --forms",
        "{option} is for --forms only",
        "请加上 --forms 文件.xlsx，或去掉它",
        "add --forms FILE.xlsx, or leave it out",
    ),
}
