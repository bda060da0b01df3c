"""The model of a pack: what a rule can say, and no more.

Frozen values, read from YAML by ``reading``, compiled by ``plan``. The metadata of each field are the one
description of the format: the reader, the published schema and the reference are made from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, field, frozen

from .catalogue import label
from .errors import Place
from .shapes import (
    Choice,
    Condition_,
    Date,
    Flag,
    Formula_,
    Limit_,
    ListOf,
    MapOf,
    Name,
    Number,
    Object,
    OneOrMany,
    Prose,
    Text,
    key,
)
from .units import UNITS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from fractions import Fraction

    from .catalogue import Lang

__all__ = [
    "FORMAT",
    "LEVELS",
    "OPERATORS",
    "STAGES",
    "STRENGTHS",
    "Condition",
    "Dispersion",
    "Due",
    "Fact",
    "Formula",
    "Given",
    "Group",
    "Limit",
    "Pack",
    "Quota",
    "Rule",
    "Scope",
    "SeenIn",
    "Source",
    "Split",
    "Task",
    "Test",
    "Words",
]

FORMAT = "youzhi-pack/1"
LEVELS = ("section", "school", "town", "county", "city")
STAGES = ("primary", "junior", "senior")
OPERATORS = ("at_least", "at_most", "more_than", "less_than", "equals")
STRENGTHS = ("required", "recommended", "target", "component", "veto")
FACT_TYPES = ("count", "number", "share", "flag", "grade", "code", "text", "year")


@frozen
class Words:
    """Words in both languages."""

    zh: str
    en: str

    def say(self, lang: str) -> str:
        """The words in ``"zh"`` or ``"en"``."""
        return self.zh if lang == "zh" else self.en


@frozen(kw_only=True)
class SeenIn:
    """Where a value was seen when the document it belongs to is not at hand."""

    document: str | None = key(
        Text(nullable=True),
        "载有该内容的文件；null 表示仅见于实践",
        "the document it was seen in; null: known from practice only",
        required=True,
    )
    part: str = key(Text(), "文件中的位置，或 practice", "the part of the document, or practice", required=True)

    def say(self, lang: Lang) -> str:
        """Where it was seen, in words: the document and the part of it, or that it is known from practice."""
        if self.document is None:
            return label("practice" if self.part == "practice" else "seen_in", lang)
        return f"{label('seen_in', lang)}: {self.document} {self.part}"


@frozen(kw_only=True)
class Source:
    """The legal source a pack encodes."""

    issuer: str | None = key(Text(nullable=True), "发文机关", "who issued it", required=True)
    number: str | None = key(Text(nullable=True), "文号；原文未印则为 null", "its number; null: none is printed")
    issued: dt.date | None = key(Date(nullable=True), "印发日期", "the day it was issued")
    effective: dt.date | None = key(Date(nullable=True), "施行日期", "the day it takes effect")
    seen_in: SeenIn | None = key(
        Object(lambda: SeenIn), "原文不在手时所见之处", "where it was seen when it is not at hand"
    )


@frozen(kw_only=True)
class Group:
    """A part of the verdict: the rules of one article, say."""

    zh: str = key(Text(), "中文名称", "its name in Chinese", required=True)
    en: str = key(Text(), "英文名称", "its name in English", required=True)
    decides: str = key(
        Choice(("recognition", "plan")),
        "recognition：决定县的认定；plan：方案自身任务，另行统计",
        "recognition: decides the county's verdict; plan: duties of a plan, counted apart",
        required=True,
    )
    clause: str | None = key(Text(), "条款", "the clause")
    id: str = ""


@frozen
class Test:
    """One test of a condition: a key against allowed values, or a number against comparisons."""

    __test__ = False  # pytest takes classes of this name for its own

    key: str
    values: tuple[str, ...] = ()
    comparisons: tuple[tuple[str, Fraction], ...] = ()
    place: Place = field(default=Place(), eq=False)


@frozen
class Condition:
    """Any of several alternatives, each all of its tests."""

    any_of: tuple[tuple[Test, ...], ...]


@frozen
class Scope:
    """A named set of schools and sections: those that pass all tests and none of the exceptions."""

    tests: tuple[Test, ...]
    exceptions: tuple[tuple[Test, ...], ...] = ()
    clause: str | None = None
    seen_in: SeenIn | None = None
    place: Place = field(default=Place(), eq=False)


@frozen(kw_only=True)
class Split:
    """How a mixed school's shared quantities are divided over its stages: in proportion to weighted pupils."""

    of: tuple[str, ...] = key(ListOf(Name()), "按学段拆分的指标数据", "the facts that are split", required=True)
    by_pupils: Mapping[str, Mapping[str, Fraction]] = key(
        MapOf(MapOf(Number())),
        "各办学类型每生权重",
        "weights per pupil, by kind of school and stage",
        required=True,
    )
    clause: str | None = key(Text(), "条款", "the clause")
    seen_in: SeenIn | None = key(Object(lambda: SeenIn), "所见之处", "where it was seen")
    place: Place = field(default=Place(), eq=False)


@frozen
class Formula:
    """A text of the measure language and where it stands."""

    text: str
    place: Place = field(default=Place(), eq=False)


@frozen
class Limit:
    """What a measure is held against. Exactly one of ``number``, ``stages``, ``cases`` and ``formula`` is given.

    Attributes:
        number: one exact value.
        stages: a value per stage.
        by: the code fact that chooses among ``cases``, first match first.
        formula: a formula, or the name of a grade.
        percent: whether the number was written with ``%``.
    """

    number: Fraction | None = None
    stages: Mapping[str, Fraction] | None = None
    by: str | None = None
    cases: tuple[tuple[str, Fraction], ...] = ()
    formula: Formula | None = None
    percent: bool = field(default=False, eq=False)
    place: Place = field(default=Place(), eq=False)


@frozen(kw_only=True)
class Given:
    """A named constant of a rule."""

    value: Fraction = key(Number(), "数值", "the value", required=True)
    unit: str = key(Choice(UNITS), "单位", "its unit", required=True)
    clause: str | None = key(Text(), "条款（与本规则不同时）", "the clause, where it is not the rule's")
    seen_in: SeenIn | None = key(Object(lambda: SeenIn), "所见之处", "where it was seen")
    place: Place = field(default=Place(), eq=False)


@frozen(kw_only=True)
class Quota:
    """k of n rules met, and the rest at least a share of their limits."""

    of: tuple[str, ...] = key(ListOf(Name()), "所计规则", "the rules that are counted", required=True)
    met: Fraction = key(Number(), "至少达标项数", "how many must be met", required=True)
    rest_at_least: Fraction | None = key(
        Number(), "余项不低于标准的比例", "the share of their limits that the others must reach"
    )


@frozen(kw_only=True)
class Dispersion:
    """The weighted coefficient of variation of each rule's measure over the sections of a county, by stage."""

    of: tuple[str, ...] = key(
        ListOf(Name()), "计算差异系数的规则", "the rules whose measures are compared", required=True
    )
    weight: str = key(Name(), "权重（在校生数）", "the fact that weighs each section", required=True)
    by: str | None = key(Choice(("stage",)), "分学段计算", "one coefficient per stage")
    over: str = key(Choice(("section",)), "计算单元", "the units compared", default="section")


@frozen
class Due:
    """By when something is due: a day; ``text`` is as it was written (a year means its last day)."""

    day: dt.date
    text: str


@frozen(kw_only=True)
class Fact:
    """One entry of the data dictionary."""

    zh: str = key(Text(), "中文名称", "its Chinese name", required=True)
    en: str = key(Text(), "英文名称", "its English name", required=True)
    levels: tuple[str, ...] = key(
        OneOrMany(Choice(LEVELS)),
        "所属层级（第一个为默认层级）",
        "the levels it can stand at, the usual one first",
        name="level",
        required=True,
    )
    type: str = key(Choice(FACT_TYPES), "类型", "its type", required=True)
    unit: str | None = key(Choice(UNITS), "单位", "its unit")
    many: bool = key(
        Flag(), "是否为列表（一格多个数）", "whether it is a list, several values in one cell", default=False
    )
    values: Mapping[str, tuple[str, ...]] | None = key(
        MapOf(OneOrMany(Text()), keys=Text()),
        "代码或等级（由低到高）及其写法",
        "codes, or grades from low to high, with the spellings accepted",
    )
    by_stage: tuple[str, ...] = key(
        OneOrMany(Choice(STAGES)),
        "分学段填报（列名加 _primary 等）",
        "given per stage, in columns such as <fact>_primary",
        default=(),
    )
    aliases: tuple[str, ...] = key(OneOrMany(Text()), "其他列名", "other headers it is known by", default=())
    stage_aliases: Mapping[str, tuple[str, ...]] | None = key(
        MapOf(OneOrMany(Text())), "分学段列名", "headers of the columns per stage"
    )
    derive: tuple[Formula, ...] = key(
        OneOrMany(Formula_()),
        "未直接填报时的推算方法",
        "how it follows from other facts where it is not given",
        name="from",
        default=(),
    )
    at_most: str | None = key(Name(), "不得超过的另一数据", "another fact that it cannot exceed")
    table: str | None = key(Text(), "来源统计表", "the statistical table it comes from")
    note: Words | None = key(Prose(), "说明", "what a user must know")
    id: str = ""
    place: Place = field(default=Place(), eq=False)


@frozen(kw_only=True)
class Rule:
    """One rule of a pack."""

    title: Words = key(Prose(), "名称", "its title", required=True)
    group: str = key(Name(), "所属部分", "the group it belongs to", required=True)
    level: str = key(Choice(LEVELS), "评价层级", "the level that is judged", required=True)
    scope: str | None = key(Name(), "适用范围（scopes 中的名称）", "the scope, by name")
    applies_to: Condition | None = key(Condition_(), "适用对象", "which units of the level it applies to")
    when: Formula | None = key(Formula_(), "适用条件", "a condition; where it is false the rule does not apply")
    by: str | None = key(Choice(("stage",)), "分学段评价", "judged once per stage")
    strength: str = key(Choice(STRENGTHS), "效力", "what it counts for", required=True)
    due: Due | None = key(Date(year_allowed=True), "完成期限", "by when it is due")
    given: Mapping[str, Given] = key(
        MapOf(Object(lambda: Given)), "命名常数", "named constants with units", default=Factory(dict)
    )
    measure: Formula | None = key(Formula_(), "计算式", "what is measured")
    graded: Formula | None = key(Formula_(), "等级", "the grade that is judged")
    unit: str | None = key(Choice(UNITS), "单位", "the unit of the measure")
    at_least: Limit | None = key(Limit_(), "不低于", "the least value that is met")
    at_most: Limit | None = key(Limit_(), "不超过", "the greatest value that is met")
    more_than: Limit | None = key(Limit_(), "大于", "the value must be greater")
    less_than: Limit | None = key(Limit_(), "小于", "the value must be less")
    equals: Limit | None = key(Limit_(), "等于", "the only value that is met")
    quota: Quota | None = key(Object(lambda: Quota), "若干项中至少达标数", "so many of several rules")
    dispersion: Dispersion | None = key(Object(lambda: Dispersion), "校际差异系数", "a coefficient of variation")
    attested: tuple[str, ...] = key(OneOrMany(Name()), "须为“是”的数据", "flags that must be true", default=())
    forbids: tuple[str, ...] = key(OneOrMany(Name()), "须为“否”的数据", "flags that must not be true", default=())
    veto: str | None = key(Name(), "一票否决的数据", "the flag that rules out recognition")
    clause: str | None = key(Text(), "条款", "the clause of the pack's source")
    seen_in: SeenIn | None = key(Object(lambda: SeenIn), "所见之处", "where it was seen")
    note: Words | None = key(Prose(), "说明", "what a reader of the law must know")
    id: str = ""
    pack: str = ""
    place: Place = field(default=Place(), eq=False)
    places: Mapping[str, Place] = field(factory=dict, eq=False)

    @property
    def bound(self) -> tuple[str, Limit] | None:
        """The operator and limit of the rule, if it has one."""
        for operator in OPERATORS:
            limit: Limit | None = getattr(self, operator)
            if limit is not None:
                return operator, limit
        return None


@frozen(kw_only=True)
class Task:
    """A duty that is attested yes or no; the id is that of its flag."""

    zh: str = key(Text(), "中文名称", "its Chinese title", required=True)
    en: str = key(Text(), "英文名称", "its English title", required=True)
    level: str = key(Choice(LEVELS), "评价层级", "the level that is judged", required=True)
    group: str | None = key(
        Name(), "所属部分；省略则为唯一的 plan 组", "its group; left out: the one that decides the plan"
    )
    strength: str = key(Choice(STRENGTHS), "效力", "what it counts for", default="required")
    due: Due | None = key(Date(year_allowed=True), "完成期限", "by when it is due")
    clause: str | None = key(Text(), "条款", "the clause")
    seen_in: SeenIn | None = key(Object(lambda: SeenIn), "所见之处", "where it was seen")
    note: Words | None = key(Prose(), "说明", "what a reader of the law must know")
    id: str = ""
    place: Place = field(default=Place(), eq=False)


@frozen(kw_only=True)
class Pack:
    """A rule pack: the encoding of one legal source, complete with what it takes over.

    Load one with ``load_pack``; ``digest`` identifies its content whatever its layout and comments.
    """

    format: str = key(Text(const=FORMAT), "格式版本", "the version of the format", required=True)
    id: str = key(Name(dashes=True), "规则包代号（与文件夹同名）", "its id, the name of its folder", required=True)
    version: str = key(
        Text(pattern=r"\d+\.\d+\.\d+"),
        "编码版本",
        "the version of this encoding, not of the law",
        required=True,
    )
    title: Words = key(Prose(), "名称", "the title of the source", required=True)
    source: Source = key(Object(lambda: Source), "法律依据", "the legal source", required=True)
    territory: str | None = key(Text(pattern=r"\d{6}"), "行政区划代码", "the code of the territory it holds for")
    groups: Mapping[str, Group] = key(
        MapOf(Object(lambda: Group)), "评价部分", "the parts of the verdict", default=Factory(dict)
    )
    scopes: Mapping[str, Scope] = key(
        MapOf(Condition_(scope=True)), "适用范围", "named sets of schools", default=Factory(dict)
    )
    split: Split | None = key(Object(lambda: Split), "跨学段学校拆分", "how mixed schools are split")
    facts: Mapping[str, Fact] = key(
        MapOf(Object(lambda: Fact)), "本包新增数据项", "facts of its own", default=Factory(dict)
    )
    rules: Mapping[str, Rule] = key(MapOf(Object(lambda: Rule)), "规则", "the rules", default=Factory(dict))
    tasks: Mapping[str, Task] = key(
        MapOf(Object(lambda: Task)), "任务", "duties attested yes or no", default=Factory(dict)
    )
    note: Words | None = key(Prose(), "说明", "what a reader of the law must know")
    digest: str = ""
    folder: str | None = field(default=None, eq=False)
