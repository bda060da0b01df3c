"""Messages about the use of the library: calls, filters, files and the command line."""

from __future__ import annotations

from .entries import Entry

USE_MESSAGES: dict[str, Entry] = {
    "as-of-not-a-day": Entry(
        "as_of 不是日期：{value}", "as_of is no day: {value}", "请写成 2027-12-31", "write it like 2027-12-31"
    ),
    "county-unknown": Entry(
        "数据中没有“{name}”",
        "the data have no county “{name}”",
        "result.counties 列出全部",
        "result.counties lists them",
    ),
    "rule-not-in-pack": Entry(
        "规则包 {pack} 中没有规则“{name}”",
        "the pack {pack} has no rule “{name}”",
        "youzhi show {pack} 列出全部规则",
        "`youzhi show {pack}` lists its rules",
    ),
    "filter-unknown": Entry(
        "{name} 没有“{value}”这一取值", "“{value}” is no {name}", "可用：{known}", "there are: {known}"
    ),
    "explain-nothing": Entry(
        "没有符合条件的评价对象：{wanted}",
        "nothing fits: {wanted}",
        "请核对县、学校、学段",
        "check county, school and stage",
    ),
    "explain-which": Entry(
        "符合条件的有{count}个，请指明是哪一个：{choices}",
        "{count} units fit; say which: {choices}",
        "加上 county=、school= 或 stage=",
        "add county=, school= or stage=",
    ),
    "frame-kind": Entry(
        "没有 {kind} 这种数据表",
        "{kind} is no kind of dataframe",
        "可用：pandas、polars、pyarrow、duckdb",
        "there are: pandas, polars, pyarrow, duckdb",
    ),
    "batch-rows": Entry(
        "一批不能有 {rows} 行",
        "a batch cannot have {rows} rows",
        "请给大于 0 的行数，如 rows=100_000",
        "give a number above 0, such as rows=100_000",
    ),
    "usage": Entry(
        "用法有误：{what}", "wrong use: {what}", "{command} --help 说明用法", "`{command} --help` tells how"
    ),
    "output-is-input": Entry(
        "{option} {file} 是要读取的文件，写出会覆盖它",
        "{option} {file} is a file that is read; writing would destroy it",
        "请换一个文件名",
        "name another file",
    ),
    "output-twice": Entry(
        "{option} 与 {other} 写到同一个文件 {file}",
        "{option} and {other} go to the same file {file}",
        "请各写一个文件名",
        "name a file for each",
    ),
    "interrupted": Entry("已中断", "interrupted"),
    "os-error": Entry("无法读写 {file}：{why}", "{file} cannot be read or written: {why}"),
    "internal-error": Entry(
        "程序内部错误（{kind}）：{what}",
        "an internal error ({kind}): {what}",
        "请把这一行连同所用的命令报告给我们；YOUZHI_DEBUG=1 显示细节",
        "please report this line with the command you ran; YOUZHI_DEBUG=1 shows the details",
    ),
    "stdout-twice": Entry(
        "只有一种输出可以写到标准输出（-）",
        "only one output can go to standard output (-)",
        "其余请写文件名",
        "name files for the others",
    ),
    "xlsx-extra-missing": Entry(
        "写 Excel 需要 XlsxWriter",
        "writing Excel files needs XlsxWriter",
        '请运行：pip install "youzhi_rules[excel]"',
        'run: pip install "youzhi_rules[excel]"',
    ),
    "xlsx-ending": Entry(
        "--xlsx 写出的是 .xlsx 工作簿，文件名却是 {file}",
        "--xlsx writes an .xlsx workbook, but the name is {file}",
        "请让文件名以 .xlsx 结尾",
        "let the name end in .xlsx",
    ),
    "xlsx-to-stdout": Entry(
        "{option} 不能写到标准输出", "{option} cannot go to standard output", "请写文件名", "name a file"
    ),
    "fact-not-found": Entry(
        "没有与“{name}”相符的数据项",
        "no fact fits “{name}”",
        "youzhi facts 列出全部",
        "`youzhi facts` lists them all",
    ),
}
