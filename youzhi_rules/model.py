"""The model of a pack: what a rule can say, and no more.

Frozen values, read from YAML by ``reading``, composed with their parents by ``inheritance``, compiled to a ``plan``.
What rules are made of is in ``pieces``.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from attrs import Factory, field, frozen

from .errors import Place
from .pack_digest import pack_digest
from .pieces import (
    LEVELS,
    OPERATORS,
    RELATIONS,
    STAGES,
    STATES,
    STRENGTHS,
    Condition,
    Conflict,
    Dispersion,
    Due,
    Formula,
    Given,
    Group,
    Joined,
    Limit,
    Quota,
    Relief,
    Restated,
    Scope,
    SeenIn,
    Source,
    Split,
    Test,
    Unencoded,
    Words,
)
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
    Object,
    OneOrMany,
    Prose,
    Restates_,
    Text,
    key,
)
from .units import UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "FORMAT",
    "LEVELS",
    "OPERATORS",
    "RELATIONS",
    "STAGES",
    "STATES",
    "STRENGTHS",
    "Amendment",
    "Ancestor",
    "Condition",
    "Conflict",
    "Dispersion",
    "Due",
    "Fact",
    "Formula",
    "Given",
    "Group",
    "Joined",
    "Limit",
    "Link",
    "Pack",
    "Quota",
    "Relief",
    "Restated",
    "Rule",
    "Scope",
    "SeenIn",
    "Source",
    "Split",
    "Task",
    "Test",
    "Unencoded",
    "Words",
]

FORMAT = "youzhi-pack/1"
FACT_TYPES = ("count", "number", "share", "flag", "grade", "code", "text", "year")


@frozen
class Link:
    """One step in the history of a rule: which pack said what about it.

    Attributes:
        pack: the pack.
        relation: ``defines``, or how the pack changed the rule of its parent.
        changed: the keys that it wrote.
        rule: the rule as it stood from then on; the last one, where it was removed.
    """

    pack: str
    relation: str
    clause: str | None
    seen_in: SeenIn | None
    changed: tuple[str, ...] = ()
    reason: Words | None = None
    authority: str | None = None
    note: Words | None = None
    conflicts_with: tuple[Conflict, ...] = ()
    place: Place = field(default=Place(), eq=False)
    rule: Rule | None = field(default=None, eq=False, repr=False)

    @classmethod
    def first(cls, rule: Rule) -> Link:
        """The link of the pack that defines a rule."""
        return cls(
            pack=rule.pack,
            relation="defines",
            clause=rule.clause,
            seen_in=rule.seen_in,
            note=rule.note,
            conflicts_with=rule.conflicts_with,
            place=rule.place,
            rule=rule,
        )


@frozen
class Ancestor:
    """A pack that another builds on: what a reader needs of it."""

    id: str
    version: str
    title: Words
    source: Source
    state: str


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
    relief: Mapping[str, Relief] = key(
        MapOf(Object(lambda: Relief)), "放宽情形", "easier terms under conditions", default=Factory(dict)
    )
    relation: str | None = key(
        Choice(RELATIONS), "与上级规则的关系", "how it changes the rule of the parent that has its id"
    )
    authority: str | None = key(Text(), "放宽的依据", "what allows it to loosen")
    reason: Words | None = key(Prose(), "替换或删除的理由", "why it replaces or removes")
    clause: str | None = key(Text(), "条款", "the clause of the pack's source")
    seen_in: SeenIn | None = key(Object(lambda: SeenIn), "所见之处", "where it was seen")
    note: Words | None = key(Prose(), "说明", "what a reader of the law must know")
    conflicts_with: tuple[Conflict, ...] = key(
        OneOrMany(Object(lambda: Conflict)), "不一致之处", "places that say something else", default=()
    )
    id: str = ""
    pack: str = ""
    links: tuple[Link, ...] = field(default=(), eq=False)
    place: Place = field(default=Place(), eq=False)
    places: Mapping[str, Place] = field(factory=dict, eq=False)

    @property
    def chain(self) -> tuple[Link, ...]:
        """Which pack said what about it, from the one that defines it to the last."""
        return self.links or (Link.first(self),)

    @property
    def bound(self) -> tuple[str, Limit] | None:
        """The operator and limit of the rule, if it has one."""
        for operator in OPERATORS:
            limit: Limit | None = getattr(self, operator)
            if limit is not None:
                return operator, limit
        return None


@frozen(kw_only=True)
class Amendment:
    """What a pack writes about a rule of its parent: the keys of a rule, of which none is required but ``relation``.

    Attributes:
        written: attribute of ``Rule`` → value, for the keys that are written.
    """

    id: str
    pack: str
    written: Mapping[str, object]
    place: Place = field(default=Place(), eq=False)
    places: Mapping[str, Place] = field(factory=dict, eq=False)


@frozen(kw_only=True)
class Task:
    """A duty that is attested yes or no; the id is that of its flag."""

    zh: str = key(Text(), "中文名称", "its Chinese title", required=True)
    en: str = key(Text(), "英文名称", "its English title", required=True)
    level: str = key(Choice(LEVELS), "评价层级", "the level that is judged", required=True)
    group: str | None = key(
        Name(), "所属部分；省略则为唯一的 plan 组", "its group; left out: the one that decides the plan"
    )
    scope: str | None = key(Name(), "适用范围（scopes 中的名称）", "the scope, by name")
    applies_to: Condition | None = key(Condition_(), "适用对象", "which units of the level it applies to")
    strength: str = key(Choice(STRENGTHS), "效力", "what it counts for", default="required")
    due: Due | None = key(Date(year_allowed=True), "完成期限", "by when it is due")
    clause: str | None = key(Text(), "条款", "the clause")
    seen_in: SeenIn | None = key(Object(lambda: SeenIn), "所见之处", "where it was seen")
    note: Words | None = key(Prose(), "说明", "what a reader of the law must know")
    conflicts_with: tuple[Conflict, ...] = key(
        OneOrMany(Object(lambda: Conflict)), "不一致之处", "places that say something else", default=()
    )
    id: str = ""
    pack: str = ""
    links: tuple[Link, ...] = field(default=(), eq=False)
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
    extends: str | None = key(Name(dashes=True), "上级规则包", "the pack it builds on")
    state: str = key(
        Choice(STATES),
        "文件状态：in_force 施行；announced 仅知其名，正文未公布或不在手；abolished 已废止",
        "in_force; announced: known by its title only, the text is not out or not at hand; abolished",
        default="in_force",
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
    restates: Mapping[str, Restated] = key(
        Restates_(),
        "原样重申的上级规则",
        "rules of the parent that the source repeats unchanged",
        default=Factory(dict),
    )
    not_encoded: tuple[Unencoded, ...] = key(
        ListOf(Object(lambda: Unencoded)), "未编码的倡导性内容", "what cannot be tested", default=()
    )
    note: Words | None = key(Prose(), "说明", "what a reader of the law must know")
    amendments: Mapping[str, Amendment] = field(factory=dict, eq=False)
    removed: Mapping[str, Link] = field(factory=dict, eq=False)
    lineage: tuple[Ancestor, ...] = field(default=(), eq=False)
    folder: str | None = field(default=None, eq=False)

    @cached_property
    def digest(self) -> str:
        """The sha256 of what the pack says with all it takes over, whatever the layout of its files."""
        return pack_digest(self)

    def with_limits(self, limits: Mapping[str, Any] | None = None, /, **more: Any) -> Pack:
        """The pack with other limits, all else as it is: ``pack.with_limits(training_budget="7%")``.

        Args:
            limits: rule → limit, also with a name behind a dot: ``{"degree_teachers.primary": "4.5"}``.
            more: the same for rules as a whole.

        Raises:
            PackError: there is no such rule or limit, a number is none, or the pack means nothing with it.
        """
        made: Pack = import_module(".what_if", __package__).with_limits(self, {**(limits or {}), **more})
        return made

    def _repr_html_(self) -> str:
        """The pack in a notebook."""
        # What shows a pack stands far above what a pack is, so it is found by its name when it is asked for.
        return str(import_module(".pack_html", __package__).pack_html(self))
