"""Messages about packs: their text (``yaml-``), single values (``scalar-``), keys, rules and whole packs."""

from __future__ import annotations

from .entries import Entry
from .finding_messages import FINDING_MESSAGES

_SAVE_UTF8 = ("请用编辑器另存为 UTF-8（无 BOM）", "save it as UTF-8 without BOM")
_QUOTE = (
    "含有冒号、逗号或特殊符号的文字请加引号",
    "put text that holds a colon, a comma or a special sign in quotes",
)
_ALIGN = (
    "同一层的键须左对齐，下一层缩进两个空格",
    "align keys of one level and indent the next by two spaces",
)

YAML_MESSAGES: dict[str, Entry] = {
    "yaml-not-found": Entry("文件不存在", "there is no such file"),
    "yaml-unreadable": Entry("文件无法读取", "the file cannot be read", "请检查访问权限", "check its permissions"),
    "yaml-folder": Entry("这是文件夹，不是文件", "this is a folder, not a file"),
    "yaml-not-a-file": Entry("这不是普通文件", "this is not an ordinary file"),
    "yaml-too-big": Entry(
        "文件超过 {limit} kB",
        "the file is larger than {limit} kB",
        "请拆分或删减内容",
        "split it or shorten it",
    ),
    "yaml-too-many-nodes": Entry("文件中的值超过 {limit} 个", "the file holds more than {limit} values"),
    "yaml-too-deep": Entry("嵌套超过 {limit} 层", "more than {limit} levels stand inside each other"),
    "yaml-not-utf8": Entry("文件不是 UTF-8 编码", "the file is not UTF-8", *_SAVE_UTF8),
    "yaml-bom": Entry("文件以字节顺序标记（BOM）开头", "the file starts with a byte order mark", *_SAVE_UTF8),
    "yaml-tab": Entry("有 {count} 个制表符", "tab characters stand here: {count}", "请改用空格", "use spaces"),
    "yaml-hidden-character": Entry(
        "有 {count} 个不可见或控制字符 {character}",
        "a character that does not show, {character}, stands here: {count}",
        "请删除，或改用普通空格、换行",
        "delete it, or use a plain space or line break",
    ),
    "yaml-directive": Entry(
        "不允许使用 YAML 指令 {directive}",
        "directives such as {directive} are not allowed",
        "请删除该行",
        "delete the line",
    ),
    "yaml-empty": Entry(
        "文件没有内容",
        "the file is empty",
        "youzhi pack new 写出一个可用的开头",
        "`youzhi pack new` writes one to begin with",
    ),
    "yaml-several-documents": Entry(
        "一个文件只能有一个文档",
        "a file holds a single document",
        "请删除第二个“---”起的内容",
        "take out what follows the second ---",
    ),
    "yaml-tag": Entry(
        "不允许使用标签 {tag}", "tags such as {tag} are not allowed", "请只写值本身", "write the bare value"
    ),
    "yaml-tag-unreadable": Entry(
        "以“!”开头的内容被当作标签，且无法识别",
        "what starts with ! is read as a tag, and not understood",
        "不允许使用标签；文字请加引号",
        "tags are not allowed; put text in quotes",
    ),
    "yaml-anchor": Entry(
        "不允许使用锚点 &{name}", "anchors such as &{name} are not allowed", "请删除锚点", "take it out"
    ),
    "yaml-alias": Entry(
        "不允许使用别名 *{name}",
        "aliases such as *{name} are not allowed",
        "请把内容写全",
        "write the value out",
    ),
    "yaml-anchor-unreadable": Entry(
        "以“&”或“*”开头的内容被当作锚点或别名，且无法识别",
        "what starts with & or * is read as an anchor or alias, and not understood",
        "文字请加引号",
        "put text in quotes",
    ),
    "yaml-merge-key": Entry(
        "不允许使用合并键“<<”", "merge keys (<<) are not allowed", "请把内容写全", "write the keys out"
    ),
    "yaml-duplicate-key": Entry(
        "键“{key}”重复，第 {first} 行已有",
        "the key “{key}” stands twice; first on line {first}",
        "请保留一个",
        "keep one of them",
    ),
    "yaml-key-not-text": Entry(
        "键“{key}”会被读作非文字", "the key “{key}” is not read as text", "请给它加引号", "put it in quotes"
    ),
    "yaml-key-complex": Entry("键必须是文字，不能是列表或映射", "a key must be text, not a list or a mapping"),
    "yaml-syntax": Entry("YAML 语法有误", "this is not YAML", *_QUOTE),
    "yaml-syntax-colon": Entry("此处不能出现冒号", "a colon cannot stand here", *_QUOTE),
    "yaml-syntax-quote": Entry(
        "引号没有正确结束",
        "a quotation does not end well",
        "请检查引号是否成对",
        "check that quotes come in pairs",
    ),
    "yaml-syntax-escape": Entry(
        "双引号内的反斜杠转义无效",
        "a backslash in double quotes is no valid escape",
        "请改用单引号，或删除反斜杠",
        "use single quotes, or take the backslash out",
    ),
    "yaml-syntax-block": Entry("多行文字的写法有误", "a block of several lines is not written well", *_ALIGN),
    "yaml-syntax-list": Entry(
        "方括号列表没有正确结束",
        "a list in brackets does not end well",
        "请检查“[ ]”与逗号",
        "check brackets and commas",
    ),
    "yaml-syntax-mapping": Entry(
        "花括号映射没有正确结束",
        "a mapping in braces does not end well",
        "请检查“{{ }}”与逗号",
        "check braces and commas",
    ),
    "yaml-syntax-character": Entry("值不能以此字符开头", "no value can start with this character", *_QUOTE),
    "yaml-wide-colon": Entry("键后是全角冒号“：”", "the colon behind the key is full-width: “：”"),
    "yaml-wide-comma": Entry(
        "分隔各项的是全角逗号“，”",
        "the comma between the entries is full-width: “，”",
        "改为半角逗号加空格：“, ”",
        "write a plain comma and a space",
    ),
    "yaml-no-space": Entry("键的冒号后没有空格", "no space follows the colon of the key"),
    "yaml-syntax-key": Entry(
        "此处缺少冒号",
        "a colon is missing here",
        "键后须有冒号和空格",
        "a key is followed by a colon and a space",
    ),
    "yaml-syntax-indent": Entry("缩进或结构有误", "the indentation does not fit", *_ALIGN),
}

SCALAR_MESSAGES: dict[str, Entry] = {
    "scalar-number": Entry(
        "“{text}”不是数",
        "“{text}” is not a number",
        "请写整数、小数或百分数，如 5、4.2、85%",
        "write an integer, a decimal or a percentage: 5, 4.2, 85%",
    ),
    "scalar-number-spelling": Entry("数“{text}”的写法有歧义", "the number “{text}” can be read in more than one way"),
    "scalar-number-quoted": Entry("数 {text} 加了引号，会被读作文字", "the number {text} is in quotes, so it is text"),
    "scalar-number-unit": Entry(
        "数后面带有“{unit}”",
        "“{unit}” follows the number",
        "请只写 {number}，单位写在 unit 中",
        "write {number} alone; the unit stands under unit",
    ),
    "scalar-number-long": Entry("数超过 {limit} 位", "the number has more than {limit} digits"),
    "scalar-flag": Entry(
        "“{text}”不是是非值",
        "“{text}” is neither true nor false",
        "请写 true 或 false",
        "write true or false",
    ),
    "scalar-flag-spelling": Entry("是非值不能写作“{text}”", "a flag is not spelt “{text}”"),
    "scalar-flag-quoted": Entry("是非值 {text} 加了引号，会被读作文字", "the flag {text} is in quotes, so it is text"),
    "scalar-null-spelling": Entry("“没有”不能写作“{text}”", "what is not there is not spelt “{text}”"),
    "scalar-date": Entry("“{text}”不是日期", "“{text}” is not a date", "请写作 2024-08-15", "write it as 2024-08-15"),
    "scalar-date-year": Entry(
        "此处不能只写年份 {text}",
        "a year alone, {text}, cannot stand here",
        "请写到日，如 {text}-12-31",
        "write the day: {text}-12-31",
    ),
    "scalar-date-unreal": Entry(
        "没有 {text} 这一天",
        "there is no day {text}",
        "该月最后一天：{last}",
        "last day of the month: {last}",
    ),
    "scalar-not-text": Entry("此处须是文字，{text} 会被读作别的类型", "text is due; {text} is not read as text"),
    "scalar-formula": Entry(
        "“{text}”不是计算式",
        "“{text}” is not a formula",
        "请写含数据代号的计算式",
        "write a formula over facts",
    ),
}

KEY_MESSAGES: dict[str, Entry] = {
    "key-unknown": Entry("没有“{key}”这个键", "there is no key “{key}”", "可用的键：{known}", "known keys: {known}"),
    "key-missing": Entry("缺少“{key}”（{means}）", "“{key}” is missing ({means})", "请补上", "add it"),
    "key-empty": Entry(
        "“{key}”没有值", "“{key}” has no value", "请填写，或删除该键", "give it one, or leave the key out"
    ),
    "key-wrong-kind": Entry(
        "“{key}”应为{expected}，此处是{found}", "“{key}” takes {expected}, not {found}", "写作 {shown}", "write {shown}"
    ),
    "key-wide-colon": Entry("“{key}”中的冒号是全角的", "the colon in “{key}” is full-width"),
    "key-wide-comma": Entry(
        "“{text}”中的逗号不是半角的，成了一个词", "the commas in “{text}” are not plain ones, so it is one word"
    ),
    "key-wide-quotes": Entry(
        "{text} 用了中文引号，引号成了内容", "the quotes of {text} are Chinese ones, so they are part of the text"
    ),
    "key-misplaced": Entry(
        "“{key}”是规则包最外层的键，此处在 {section} 之内",
        "“{key}” is a key of the outermost level, and stands inside {section}",
        "取消缩进，使“{key}”与 {section} 左对齐",
        "take back its indentation, so that “{key}” begins where {section} does",
    ),
    "key-broken-by-comma": Entry(
        "逗号把文字拆成了新的键“{key}”",
        "a comma split the words and made a key of “{key}”",
        "请加引号：{mended}",
        "put them in quotes: {mended}",
    ),
    "key-bad-id": Entry(
        "代号“{text}”不合格式",
        "“{text}” is not a proper id",
        "以小写字母开头，只含小写字母、数字和连接符：{pattern}",
        "lower-case letters, digits and the joiner, a letter first: {pattern}",
    ),
    "key-choice": Entry("“{key}”不能是“{text}”", "“{key}” cannot be “{text}”", "可选：{allowed}", "one of: {allowed}"),
    "key-const": Entry("“{key}”必须是 {const}", "“{key}” must be {const}", "请写 {const}", "write {const}"),
    "key-pattern": Entry(
        "“{key}”的值“{text}”不合格式",
        "“{text}” does not have the form of “{key}”",
        "例如 {example}",
        "for example {example}",
    ),
    "key-item-twice": Entry(
        "列表中“{item}”重复", "“{item}” stands twice in the list", "请保留一个", "keep one of them"
    ),
    "key-schema": Entry("{path}：不符合规则包格式（{reason}）", "{path}: does not fit the published schema ({reason})"),
}

RULE_MESSAGES: dict[str, Entry] = {
    "rule-construct-missing": Entry(
        "规则“{rule}”没有说明评价什么",
        "the rule “{rule}” does not say what it judges",
        "请写其中之一：{constructs}",
        "give it one of {constructs}",
    ),
    "rule-construct-many": Entry(
        "规则“{rule}”同时有 {constructs}",
        "the rule “{rule}” has several of {constructs}",
        "只能保留一个；其余另立规则",
        "keep one; make rules of their own of the others",
    ),
    "rule-operator-missing": Entry(
        "规则“{rule}”有 {construct} 而没有标准",
        "the rule “{rule}” has {construct} and no limit",
        "请写其中之一：{operators}",
        "give it one of {operators}",
    ),
    "rule-operator-many": Entry(
        "规则“{rule}”有多个标准：{operators}",
        "the rule “{rule}” has several limits: {operators}",
        "只能保留一个；其余另立规则",
        "keep one; make rules of their own of the others",
    ),
    "rule-operator-stray": Entry(
        "规则“{rule}”的 {construct} 不需要 {operators}",
        "the rule “{rule}” has {construct}, which takes no {operators}",
        "请删除",
        "take it out",
    ),
    "rule-unit-missing": Entry("规则“{rule}”没有单位", "the rule “{rule}” has no unit", "请写 unit", "add unit"),
    "rule-uncited": Entry(
        "“{rule}”没有注明出处",
        "“{rule}” cites nothing",
        "请写 clause（条款）；原文不在手时写 seen_in",
        "add clause, or seen_in where the source is not at hand",
    ),
}

LOADING_MESSAGES: dict[str, Entry] = {
    "pack-format-missing": Entry(
        "没有注明格式版本",
        "the version of the format is missing",
        "请在首行写 format: {format}",
        "start with format: {format}",
    ),
    "pack-format": Entry(
        "不认识的格式“{found}”",
        "the format “{found}” is not known",
        "本版本读取 {format}",
        "this version reads {format}",
    ),
    "pack-not-a-mapping": Entry("规则包文件的最外层必须是映射", "the outermost level of a pack must be a mapping"),
    "pack-no-file": Entry(
        "文件夹中没有 pack.yaml",
        "the folder holds no pack.yaml",
        "文件须正好叫 pack.yaml",
        "the file must be called pack.yaml, exactly",
    ),
    "pack-kind": Entry(
        "规则包应写代号或路径，而不是 {kind}",
        "a pack is an id or a path, not {kind}",
        "例如 national-2017，或规则包文件夹的路径",
        "for example national-2017, or the path of a pack's folder",
    ),
    "pack-no-folder": Entry("没有这个文件夹或文件：{path}", "there is no such folder or file: {path}"),
    "pack-id-folder": Entry(
        "规则包代号“{id}”与文件夹名“{folder}”不同",
        "the pack's id “{id}” is not the name of its folder, “{folder}”",
        "请改成一致",
        "make them the same",
    ),
    "pack-unknown": Entry("没有名为“{id}”的规则包", "there is no pack “{id}”", "现有：{known}", "known packs: {known}"),
}

PACK_MESSAGES: dict[str, Entry] = {
    **YAML_MESSAGES,
    **SCALAR_MESSAGES,
    **KEY_MESSAGES,
    **RULE_MESSAGES,
    **LOADING_MESSAGES,
    **FINDING_MESSAGES,
}
