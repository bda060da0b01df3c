"""Messages about the data dictionary and about the tests inside packs."""

from __future__ import annotations

from .entries import Entry

FACT_MESSAGES: dict[str, Entry] = {
    "facts-format": Entry(
        "数据字典的格式不是 {expected}",
        "the data dictionary is not in the format {expected}",
    ),
    "fact-name-taken": Entry(
        "数据项 {fact} 的名称“{name}”已用于 {owner}",
        "the name “{name}” of the fact {fact} already belongs to {owner}",
        "换用另一个代号、中文名称或列名；同名数据项不能有两个",
        "choose another id, Chinese name or alias: two facts cannot share a name",
    ),
    # tests inside packs
    "tests-format": Entry(
        "测试文件的 format 应为 {expected}，现为“{found}”",
        "the `format` of a file of tests is {expected}, not “{found}”",
        "第一行写 format: {expected}",
        "write format: {expected} in the first line",
    ),
    "tests-shape": Entry(
        "“{key}”处应为{wanted}", "“{key}” must be {wanted}", "参见测试的写法", "see how tests are written"
    ),
    "tests-key-unknown": Entry(
        "测试中没有“{name}”这一项", "a test has no key “{name}”", "可用的项：{known}", "its keys are: {known}"
    ),
    "tests-key-missing": Entry(
        "测试缺少“{name}”",
        "the test lacks “{name}”",
        "每个测试须有 name、数据和 expect",
        "a test has a name, data and `expect`",
    ),
    "tests-rule-unknown": Entry(
        "本规则包没有名为“{name}”的评价结果",
        "no outcome of this pack is called “{name}”",
        "写规则代号；差异系数写 <规则>_cv",
        "write the id of a rule; a coefficient is called <rule>_cv",
    ),
    "tests-fact-unknown": Entry(
        "没有名为“{name}”的数据项",
        "no fact is called “{name}”",
        "数据项见 youzhi facts",
        "`youzhi facts` lists them",
    ),
    "tests-fact-twice": Entry(
        "“{name}”与前面的数据项重复（{column}）",
        "“{name}” is {column}, which stands here already",
        "同一数据项只写一次",
        "write each fact once",
    ),
    "tests-fact-level": Entry(
        "“{name}”不能写在 {part} 中（属于 {levels}）",
        "“{name}” cannot stand under `{part}`: it is a fact of {levels}",
        "学段、学校数据写在 schools 中，县级数据写在 county 中",
        "facts of sections and schools go into `schools`, those of the county into `county`",
    ),
    "tests-status-unknown": Entry(
        "没有“{name}”这一结果",
        "there is no status “{name}”",
        "可用的结果：{known}",
        "the statuses are: {known}",
    ),
}
