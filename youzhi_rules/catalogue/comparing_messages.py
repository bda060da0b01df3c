"""Messages of the tools that compare and flatten packs."""

from __future__ import annotations

from .entries import Entry

COMPARING_MESSAGES: dict[str, Entry] = {
    "number-not-decimal": Entry(
        "{value} 不是规则包能写的数",
        "{value} is no number that a pack can hold",
        "须为不超过{limit}位的小数，或如 7% 的百分数",
        "write a decimal of at most {limit} digits, or a percentage such as 7%",
    ),
    "limit-not-settable": Entry(
        "规则“{rule}”没有可以改设的“{name}”",
        "the rule “{rule}” has no “{name}” that can be set",
        "可设：{known}",
        "there are: {known}",
    ),
    "limit-no-number": Entry(
        "“{rule}”的数值“{value}”不是数",
        "“{value}” is no number for “{rule}”",
        "请写成 4.5 或 7%；分学段写 规则.primary=4.5",
        "write it like 4.5 or 7%; for one stage `RULE.primary=4.5`",
    ),
    "set-form": Entry(
        "--set {text} 不是 规则=数值",
        "--set {text} is no RULE=LIMIT",
        "例如 --set training_budget=7%",
        "for instance --set training_budget=7%",
    ),
    "impact-arguments": Entry(
        "impact 需要两个规则包和学校数据，或一个规则包、学校数据和 --set",
        "impact needs two packs and the schools, or one pack, the schools and --set",
        "youzhi pack impact A B SCHOOLS；youzhi pack impact A SCHOOLS --set 规则=数值",
        "youzhi pack impact A B SCHOOLS; youzhi pack impact A SCHOOLS --set RULE=LIMIT",
    ),
    "resolved-not-json": Entry(
        "这不是 resolve --json 写出的文件（{why}）",
        "this is no file that resolve --json wrote ({why})",
        "youzhi pack resolve PACK --json FILE 可写出",
        "`youzhi pack resolve PACK --json FILE` writes one",
    ),
    "resolved-digest": Entry(
        "文件内容与其指纹不符：写的是 {written}，实为 {found}",
        "the file is not what was written: its digest says {written}, and it is {found}",
        "请用 resolve --json 重新写出",
        "write it again with resolve --json",
    ),
    "diff-two-packs": Entry(
        "--check 只比较同一规则包的两个版本，这里是 {old} 和 {new}",
        "--check holds two versions of one pack against each other, and these are {old} and {new}",
        "不加 --check 可比较任意两个规则包",
        "without --check any two packs are compared",
    ),
}
