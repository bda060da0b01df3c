"""Messages about the files records are read from."""

from __future__ import annotations

from .entries import Entry

FILE_MESSAGES: dict[str, Entry] = {
    "excel-extra-missing": Entry(
        "读取 Excel 需要 python-calamine",
        "reading Excel files needs python-calamine",
        '请运行：pip install "youzhi_rules[excel]"',
        'run: pip install "youzhi_rules[excel]"',
    ),
    "file-missing": Entry("找不到文件 {file}", "there is no file {file}"),
    "file-is-folder": Entry("{file} 是文件夹，不是文件", "{file} is a folder, not a file"),
    "file-unreadable": Entry("无法读取 {file}：{why}", "{file} cannot be read: {why}"),
    "file-empty": Entry("{file} 是空的", "{file} is empty"),
    "path-kind": Entry(
        "文件应写路径，而不是 {kind}",
        "a file is given by its path, not as {kind}",
        "数据框和记录可直接交给 evaluate",
        "dataframes and records go to evaluate as they are",
    ),
    "file-kind": Entry(
        "不认识 {file} 的文件类型",
        "{file} is not a kind of file that can be read",
        "可读：.xlsx .xlsm .xls .ods .csv .tsv .txt",
        "these can: .xlsx .xlsm .xls .ods .csv .tsv .txt",
    ),
    "workbook-damaged": Entry("{file} 不是工作簿或已损坏", "{file} is not a workbook, or it is damaged"),
    "workbook-is-text": Entry(
        "{file} 实际是文本文件",
        "{file} is really a text file",
        "请改用扩展名 .csv，或在 Excel 中另存为工作簿",
        "name it .csv, or save it as a workbook in Excel",
    ),
    "workbook-locked": Entry(
        "{file} 设有密码",
        "{file} is protected by a password",
        "请在 Excel 中去掉打开密码后再存",
        "remove the password in Excel and save it again",
    ),
    "text-is-workbook": Entry(
        "{file} 实际是工作簿",
        "{file} is really a workbook",
        "请改用扩展名 .xlsx",
        "name it .xlsx",
    ),
    "file-encoding": Entry(
        "{file} 的编码既不是 UTF-8 也不是 GB18030",
        "{file} is neither UTF-8 nor GB18030",
        "请另存为 CSV UTF-8",
        "save it as CSV UTF-8",
    ),
    "file-ragged": Entry(
        "{file} 第 {line} 行有 {found} 格，标题行有 {wanted} 格",
        "line {line} of {file} has {found} cells, the header has {wanted}",
        "该行可能多了或少了分隔符",
        "a separator may be too many or missing there",
    ),
    "header-missing": Entry(
        "{file} 中找不到标题行；最接近的一行是：{headers}",
        "no header row was found in {file}; the nearest is: {headers}",
        "标题行须有学校、学段和数据项的名称，见 youzhi facts",
        "a header row names the school, the stage and the facts; see youzhi facts",
    ),
    "sheet-missing": Entry(
        "{file} 中没有工作表“{sheet}”；有：{sheets}", "{file} has no sheet “{sheet}”; it has: {sheets}"
    ),
    "sheet-unused": Entry(
        "工作表“{sheet}”没有可识别的内容，未使用",
        "the sheet “{sheet}” holds nothing that is known and was not used",
    ),
    "sheet-empty": Entry("工作表“{sheet}”是空的", "the sheet “{sheet}” is empty"),
    "sheet-hidden": Entry(
        "工作表“{sheet}”是隐藏的，未使用",
        "the sheet “{sheet}” is hidden and was not used",
        "需要时请取消隐藏",
        "unhide it if it should be",
    ),
    "sheet-unasked": Entry("未要求读取工作表“{sheet}”", "the sheet “{sheet}” was not asked for"),
    "column-numbers": Entry(
        "此行是列号（甲、乙、1、2……），未作为数据使用", "this row numbers the columns and is not data"
    ),
    "header-repeated": Entry("此行重复标题，已略过", "this row repeats the header and was passed over"),
    "foot-row": Entry("表下说明未作为数据使用：{value}", "a remark below the table is not data: {value}"),
    "merged-figure": Entry(
        "“{column}”的 {value} 合并了 {count} 行，无法知道各行的数，按缺失处理",
        "{value} of “{column}” is merged over {count} rows; what each has is not known and taken as missing",
        "请取消合并，分行填写；全校共用的数请填在全校行",
        "unmerge it and give the figure of each row, or put it on a row for the whole school",
    ),
    "merged-columns": Entry(
        "“{value}”横跨多列，按“{column}”理解",
        "{value} is merged over several columns and was read as “{column}”",
    ),
    "title-rows": Entry(
        "标题行以上的内容未作为数据使用：{value}", "what stands above the header row is not data: {value}"
    ),
    "cell-beside": Entry("“{value}”在标题行之外，未使用", "“{value}” stands beside the table and was not used"),
    "key-rounded": Entry(
        "标识码 {value} 超过 15 位，Excel 已将其舍入",
        "the key {value} has more than 15 digits; Excel has rounded it",
        "请把该列设为文本格式后重新填写",
        "format the column as text and enter it again",
    ),
}
