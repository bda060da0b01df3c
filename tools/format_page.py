"""``docs/pack-format.md``: every key that a pack may have, read from the model itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import NOTHING, Factory, fields
from marking import code, finished, head, table

from youzhi_rules.authoring.tests_schema import schema_of_tests
from youzhi_rules.constructs import CITED, CONSTRUCTS, WITH_OPERATOR
from youzhi_rules.limits import CITATIONS
from youzhi_rules.model import OPERATORS, STAGES, Pack, Restated, Rule, Scope
from youzhi_rules.shapes import (
    Choice,
    Condition_,
    Date,
    Flag,
    Formula_,
    Key,
    Limit_,
    ListOf,
    MapOf,
    Name,
    Number,
    Object,
    OneOrMany,
    Prose,
    Restates_,
    Shape,
    Text,
    keys_of,
)
from youzhi_rules.testfiles import FORMAT, STATUSES, TEST_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

TITLES: dict[str, tuple[str, str]] = {
    "Pack": ("规则包", "A pack"),
    "Source": ("法律依据", "The legal source"),
    "SeenIn": ("所见之处", "Where it was seen"),
    "Group": ("部分", "A group"),
    "Scope": ("适用范围", "A scope"),
    "Split": ("跨学段学校的拆分", "The split of mixed schools"),
    "Fact": ("数据项", "A fact"),
    "Rule": ("规则", "A rule"),
    "Given": ("命名常数", "A constant"),
    "Quota": ("若干项中至少达标数", "A quota"),
    "Dispersion": ("差异系数", "A dispersion"),
    "Relief": ("放宽情形", "A relief"),
    "Conflict": ("不一致之处", "A conflict"),
    "Task": ("任务", "A task"),
    "Restated": ("重申", "A rule restated"),
    "Unencoded": ("未编码的内容", "What is not encoded"),
}
_UNITS_FROM = 12
"""A closed list longer than this is told on the page of the dictionary."""


def page() -> str:
    """The page: the keys of each object of the format, then those of the files of tests."""
    lines = head(
        "规则包格式 · The format of packs",
        "`pack.yaml` 和 `tests/*.yaml` 的每一个键，由程序自身的定义生成。怎样写，见[编写规则包](writing-a-pack.zh.md)；"
        "规则能说什么、计算式怎么写，见[计算语言](measure-language.md)（英文）。供编辑器使用的模式："
        "[pack-1.json](../youzhi_rules/schemas/pack-1.json)、[tests-1.json](../youzhi_rules/schemas/tests-1.json)；"
        "`youzhi pack schema` 列出它们在本机的位置。",
        "Every key of `pack.yaml` and of `tests/*.yaml`, made from the definitions the loader itself reads by. "
        "[Writing a pack](writing-a-pack.md) shows how it is done; the [language of packs](measure-language.md) tells "
        "what a rule can say. Schemas for editors: [pack-1.json](../youzhi_rules/schemas/pack-1.json) and "
        "[tests-1.json](../youzhi_rules/schemas/tests-1.json); `youzhi pack schema` tells where they lie on a machine.",
        "“必”指必须写。· “!” marks what must be written.",
    )
    for cls in classes():
        lines += _object(cls)
    return finished([*lines, *_tests()])


def classes() -> list[type]:
    """The classes of the format in the order in which a reader of the file meets them."""
    found: list[type] = [Pack]
    for cls in found:  # grows while it is walked
        for _, key in keys_of(cls).values():
            found += [inner for inner in _inside(key.shape) if inner not in found]
    return found


def _inside(shape: Shape) -> Iterator[type]:
    if isinstance(shape, Object):
        yield shape.cls()
    elif isinstance(shape, Restates_):
        yield Restated
    elif isinstance(shape, Condition_) and shape.scope:
        yield Scope
    elif isinstance(shape, ListOf | OneOrMany | MapOf):
        yield from _inside(shape.item)


def _object(cls: type) -> list[str]:
    zh, en = TITLES[cls.__name__]
    lines = [f"## {zh} · {en}", "", *_remarks(cls)]
    if cls is Scope:
        return [*lines, *_table([*_scope_rows(), *(_row(key, "") for key in CITATIONS.values())])]
    defaults = {each.name: each.default for each in fields(cls)}
    return [*lines, *_table(_row(key, _default(defaults[name])) for name, key in keys_of(cls).values())]


def _remarks(cls: type) -> list[str]:
    said: list[str] = []
    if cls is Rule:
        constructs, operators = (" ".join(code(word) for word in words) for words in (CONSTRUCTS, OPERATORS))
        bounded = " ".join(code(word) for word in WITH_OPERATOR)
        zh = (
            f"一条规则恰有一种说法：{constructs}。{bounded} 另须恰有一个 {operators}；写了 `measure` 就要写 `unit`。"
            "修改上级规则时写 `relation`，此外只写不同之处。"
        )
        en = (
            f"A rule has exactly one of {constructs}. With {bounded} goes exactly one of {operators}, and with "
            "`measure` a `unit`. A change of the parent's rule has a `relation`, and else only what differs."
        )
        said = [zh, en]
    if cls in CITED:
        said += ["`clause` 和 `seen_in` 至少写一个。· At least one of `clause` and `seen_in`."]
    return [line for each in said for line in (each, "")]


def _table(rows: Iterable[Sequence[str]]) -> list[str]:
    return table(("键 · key", "写法 · shape", "含义", "meaning", "省略时 · left out"), rows)


def _row(key: Key, default: str) -> tuple[str, ...]:
    name = code(key.name) + (" 必 · !" if key.required else "")
    return name, _shape(key.shape), *(_plain(words) for words in (key.zh, key.en)), default


def _scope_rows() -> Iterator[tuple[str, ...]]:
    fact = "`stage`, `county`, `town`, `city`<br>数据项 · a fact"
    yield fact, "值、列表或比较 · a value, a list, comparisons", "须同时满足", "all of them must hold", ""
    yield code("except"), "条件的列表 · a list of conditions", "除外的情形", "what is left out", ""


def _plain(text: str) -> str:
    """Words that Markdown leaves as they are."""
    return text.replace("<", "\\<").replace("_", "\\_")


def _default(default: object) -> str:
    if default is NOTHING or default is None or default == () or type(default) is type(Factory(dict)):
        return ""
    return code(str(default).lower() if isinstance(default, bool) else str(default))


def _shape(shape: Shape) -> str:
    """A shape in words of both languages."""
    if isinstance(shape, Choice):
        if len(shape.values) > _UNITS_FROM:
            return "[单位](facts.md#单位--units) · a [unit](facts.md#单位--units)"
        return " ".join(code(value) for value in shape.values)
    if isinstance(shape, Object):
        zh, en = TITLES[shape.cls().__name__]
        link = f"{zh} · {en}".lower().replace(" · ", "--").replace(" ", "-")
        return f"[{zh}](#{link}) · {en[0].lower()}{en[1:]}"
    if isinstance(shape, ListOf):
        return f"列表 · list: {_shape(shape.item)}"
    if isinstance(shape, OneOrMany):
        return f"{_shape(shape.item)}<br>或其列表 · or a list"
    if isinstance(shape, MapOf):
        return f"映射 · mapping: {_shape(shape.keys)} → {_shape(shape.item)}"
    return _PLAIN[type(shape)](shape)


def _text(shape: Text) -> str:
    if shape.const:
        return code(shape.const)
    kind = {r"\d{6}": "六位数字，加引号 · six digits in quotes", r"\d+\.\d+\.\d+": "`1.0.0`"}.get(shape.pattern or "")
    return kind or "文字 · text" + _nullable(nullable=shape.nullable)


def _date(shape: Date) -> str:
    kind = "`2024-08-15`" + (" 或年份 or a year" if shape.year_allowed else "")
    return kind + _nullable(nullable=shape.nullable)


def _nullable(*, nullable: bool) -> str:
    return " 或 or `null`" if nullable else ""


_LIMIT = (
    "数 · number<br>`{" + ", ".join(f"{stage}: …" for stage in STAGES[:2]) + "}`<br>`{by: school_kind, …}`"
    "<br>计算式或等级 · formula, grade"
)
_PLAIN: dict[type[Shape], Callable[[Any], str]] = {
    Text: _text,
    Date: _date,
    Name: lambda shape: "代号 · id" + (" `a-z 0-9 -`" if shape.dashes else " `a-z 0-9 _`"),
    Prose: lambda _: "`{zh: …, en: …}`",
    Number: lambda _: "数 · number: `5` `4.2` `85%`",
    Flag: lambda _: "`true` `false`",
    Formula_: lambda _: "[计算式 · formula](measure-language.md#measures)",
    Limit_: lambda _: _LIMIT,
    Condition_: lambda shape: (
        "[适用范围](#适用范围--a-scope) · a scope"
        if shape.scope
        else "[条件](measure-language.md#whom-a-rule-concerns) · a condition"
    ),
    Restates_: lambda _: "代号的列表 · a list of ids<br>`{代号 id: 条款 clause}`<br>`{代号 id: {…}}`",
}


def _tests() -> list[str]:
    """The keys of the files of tests; their words are those of their schema."""
    schema = schema_of_tests()
    test = schema["definitions"]["Test"]["properties"]
    zh = (
        f"`tests/*.yaml` 以 `format: {FORMAT}` 开头，`tests:` 之下是测试的列表；"
        "`facts`、`schools`、`county`、`towns`、`city` 至少写一个。"
        f"结论有 {' '.join(code(status) for status in STATUSES)}。详见[包内测试](pack-tests.md)（英文）。"
    )
    en = (
        f"A file of `tests/*.yaml` begins with `format: {FORMAT}` and lists its tests under `tests:`. At least one of "
        "`facts`, `schools`, `county`, `towns` and `city` is given. More on the [page of tests](pack-tests.md)."
    )
    lines = ["## 测试 · Tests", "", zh, "", en, ""]
    rows = (
        (
            code(key) + (" 必 · !" if key in schema["definitions"]["Test"]["required"] else ""),
            test[key]["x-description-zh"],
            test[key]["description"],
        )
        for key in TEST_KEYS
    )
    return [*lines, *table(("键 · key", "含义", "meaning"), rows)]
