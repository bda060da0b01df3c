"""Messages about beginning a pack: what is asked for, and what cannot be written."""

from __future__ import annotations

from .entries import Entry

SCAFFOLD_MESSAGES: dict[str, Entry] = {
    "scaffold-missing": Entry(
        "还缺：{options}",
        "still missing: {options}",
        "在命令里写上这些选项；在终端里运行而不加 --yes 时会逐项询问",
        "give these options; in a terminal, without --yes, they are asked for",
    ),
    "scaffold-exists": Entry(
        "{file} 已经存在，不会覆盖",
        "{file} is there already and is not overwritten",
        "换一个代号或文件夹；要修改已有的规则包，直接编辑它",
        "take another id or folder; to change a pack that is there, edit it",
    ),
    "scaffold-id": Entry(
        "代号“{value}”只能用小写英文字母、数字和连字符，并以字母开头",
        "the id “{value}” may hold lower-case letters, digits and hyphens only, a letter first",
        "例如 yunting-2026：地名拼音加年份",
        "such as yunting-2026: the place and the year",
    ),
    "scaffold-id-taken": Entry(
        "已有代号为 {value} 的规则包",
        "there is a pack with the id {value} already",
        "换一个代号，例如加上年份",
        "take another id, with the year in it, say",
    ),
    "scaffold-text": Entry(
        "“{value}”不能用在规则包里：有看不见的字符，或者什么也没有",
        "“{value}” cannot stand in a pack: it is blank, or holds characters that nobody sees",
        "请用键盘重新输入，不要粘贴",
        "type it instead of pasting it",
    ),
    "scaffold-territory": Entry(
        "“{value}”不是行政区划代码",
        "“{value}” is no code of a territory",
        "代码是六位半角数字，例如 530000；全国的留空",
        "it has six ASCII digits, such as 530000; leave it out for the whole country",
    ),
}
