"""The pieces of a pack: words, sources, conditions, limits and what else its rules are made of.

Frozen values, read from YAML. The metadata of each field are the one description of the format: the reader, the
published schema and the reference are made from them.
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
    "LEVELS",
    "OPERATORS",
    "RELATIONS",
    "STAGES",
    "STATES",
    "STRENGTHS",
    "Condition",
    "Conflict",
    "Dispersion",
    "Due",
    "Formula",
    "Given",
    "Group",
    "Joined",
    "Limit",
    "Quota",
    "Relief",
    "Restated",
    "Scope",
    "SeenIn",
    "Source",
    "Split",
    "Test",
    "Unencoded",
    "Words",
]

LEVELS = ("section", "school", "town", "county", "city")
STAGES = ("primary", "junior", "senior")
OPERATORS = ("at_least", "at_most", "more_than", "less_than", "equals")
STRENGTHS = ("required", "recommended", "target", "component", "veto")
RELATIONS = ("restates", "tightens", "loosens", "replaces", "removes")
STATES = ("in_force", "announced", "abolished")


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
class Joined:
    """What a pack adds to the split of its parent, and where its source says so.

    Attributes:
        of: the facts, which are divided by the weights of the parent.
        places: ``of.0`` and so on → place.
    """

    pack: str
    of: tuple[str, ...]
    clause: str | None = None
    seen_in: SeenIn | None = None
    place: Place = field(default=Place(), eq=False)
    places: Mapping[str, Place] = field(factory=dict, eq=False, repr=False)


@frozen(kw_only=True)
class Split:
    """How a mixed school's shared quantities are divided over its stages: in proportion to weighted pupils.

    Attributes:
        of: of a resolved pack, all that are divided, those that it joined itself among them.
        by_pupils: of a resolved pack never empty.
        pack: the pack whose weights they are.
        joined: what later packs added to ``of``, the first first.
    """

    of: tuple[str, ...] = key(
        ListOf(Name()),
        "按学段拆分的数据；上级已有拆分的，只列新增的数据",
        "the facts that are split; where the parent has a split, those that join it",
        required=True,
    )
    by_pupils: Mapping[str, Mapping[str, Fraction]] = key(
        MapOf(MapOf(Number())),
        "各办学类型每生权重；上级已有拆分的不写，按上级权重",
        "weights per pupil, by kind of school and stage; not where the parent has a split, as its weights hold",
        default=Factory(dict),
    )
    clause: str | None = key(Text(), "条款", "the clause")
    seen_in: SeenIn | None = key(Object(lambda: SeenIn), "所见之处", "where it was seen")
    joined: tuple[Joined, ...] = ()
    pack: str = field(default="", eq=False)
    place: Place = field(default=Place(), eq=False)
    places: Mapping[str, Place] = field(factory=dict, eq=False, repr=False)


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
    over: str = key(
        Choice(("section", "campus")),
        "计算单元：section 为学段部分；campus 为独立校区",
        "the units compared: sections, or campuses each on its own",
        default="section",
    )
    combine: str | None = key(
        Choice(("mean",)), "mean：各系数取平均", "mean: one outcome, the mean of the coefficients"
    )


@frozen
class Due:
    """By when something is due: a day; ``text`` is as it was written (a year means its last day)."""

    day: dt.date
    text: str


@frozen(kw_only=True)
class Conflict:
    """Another place that says something else, for a reader of the law to know."""

    part: str = key(Text(), "与之不一致之处", "the place that says something else", required=True)
    document: str | None = key(Text(), "所在文件；省略则为本文件", "the document; left out: the pack's own")
    zh: str = key(Text(), "其说法（中文）", "what it says, in Chinese", required=True)
    en: str = key(Text(), "其说法（英文）", "what it says, in English", required=True)

    def say(self, lang: Lang) -> str:
        """The place and what it says, in words."""
        words = self.zh if lang == "zh" else self.en
        place = f"{self.document} {self.part}" if self.document else self.part
        return label("told", lang).format(name=place, text=words)


@frozen(kw_only=True)
class Relief:
    """Other limits, constants or another measure for those whom a condition lets in, until a date.

    A relief never makes a rule harder: where the rule itself is met, it is met. A dispersion over the rule keeps to the
    rule's own measure.
    """

    title: Words = key(Prose(), "名称", "its title", required=True)
    applies_to: Condition | None = key(Condition_(), "适用对象", "whom it is for")
    when: Formula | None = key(Formula_(), "适用条件", "under which condition")
    until: dt.date | None = key(Date(), "截止日期（含当日）", "its last day")
    given: Mapping[str, Given] = key(
        MapOf(Object(lambda: Given)), "代之的命名常数", "constants in place of the rule's", default=Factory(dict)
    )
    measure: Formula | None = key(Formula_(), "代之的计算式", "a measure in place of the rule's")
    at_least: Limit | None = key(Limit_(), "不低于", "the least value that is met")
    at_most: Limit | None = key(Limit_(), "不超过", "the greatest value that is met")
    more_than: Limit | None = key(Limit_(), "大于", "the value must be greater")
    less_than: Limit | None = key(Limit_(), "小于", "the value must be less")
    equals: Limit | None = key(Limit_(), "等于", "the only value that is met")
    clause: str | None = key(Text(), "条款", "the clause of the pack's source")
    seen_in: SeenIn | None = key(Object(lambda: SeenIn), "所见之处", "where it was seen")
    note: Words | None = key(Prose(), "说明", "what a reader of the law must know")
    id: str = ""
    pack: str = ""
    place: Place = field(default=Place(), eq=False)


@frozen(kw_only=True)
class Restated:
    """That this document repeats an inherited rule unchanged, and where."""

    clause: str | None = key(Text(), "条款", "the clause of the pack's source")
    seen_in: SeenIn | None = key(Object(lambda: SeenIn), "所见之处", "where it was seen")
    note: Words | None = key(Prose(), "说明", "what a reader of the law must know")
    conflicts_with: tuple[Conflict, ...] = key(
        OneOrMany(Object(lambda: Conflict)), "不一致之处", "places that say something else", default=()
    )
    place: Place = field(default=Place(), eq=False)


@frozen(kw_only=True)
class Unencoded:
    """What a source says that nothing can test, such as an exhortation."""

    clause: str = key(Text(), "条款", "the clause", required=True)
    zh: str = key(Text(), "内容（中文）", "what it is about, in Chinese", required=True)
    en: str = key(Text(), "内容（英文）", "what it is about, in English", required=True)
