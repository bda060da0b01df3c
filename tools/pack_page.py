"""``docs/packs/<id>.md``: a pack as a table of law: clauses, rules, limits, measures and notes, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marking import code, finished, head, table

import youzhi_rules as yz
from youzhi_rules.catalogue import label
from youzhi_rules.model import OPERATORS
from youzhi_rules.numerals import limit_text
from youzhi_rules.plan import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from youzhi_rules import Pack
    from youzhi_rules.model import Condition, Conflict, Joined, Limit, Link, Relief, Rule, Scope, SeenIn, Split, Test

_SIGNS = dict(zip(OPERATORS, ("≥", "≤", ">", "<", "="), strict=True))


def page(pack_id: str) -> str:
    """The page of a shipped pack."""
    pack = yz.load_pack(pack_id)
    source = pack.source
    lines = head(
        f"{pack.title.zh}",
        f"*{pack.title.en}*",
        f"`{pack.id}` {pack.version} · {label(pack.state, 'zh')} · {label(pack.state, 'en')}"
        f" · {source.issuer or '—'} · {source.number or '—'}"
        + (f" · {source.issued}" if source.issued else "")
        + (f" · 所见 seen in {_seen(source.seen_in)}" if source.seen_in else ""),
        *([pack.note.zh, pack.note.en] if pack.note else []),
        "条款引自原文件；标“所见”者未见于条文，仅从他处或实践得知。数据项见[数据字典](../facts.md)，写法见[计算语言](../measure-language.md)。",
        "Clauses are those of the source; *seen in* marks what its text does not print. Facts are in the "
        "[data dictionary](../facts.md), the language of measures is told [here](../measure-language.md).",
    )
    if pack.lineage:
        lines += ["## 依据 · Builds on", "", " ← ".join(f"[`{each.id}`]({each.id}.md)" for each in pack.lineage), ""]
    rules = rules_of(pack)
    for name, group in pack.groups.items():
        said = [(rule, link) for rule in rules.values() if rule.group == name and (link := said_here(pack, rule))]
        if not said:
            continue
        lines += [f"## {group.clause or ''} {group.zh} · {group.en}".replace("##  ", "## "), ""]
        decides = "决定认定 · decides recognition" if group.decides == "recognition" else "方案任务 · duties of a plan"
        lines += [f"`{name}`, {decides}.", ""]
        lines += table(
            ("条款 · clause", "规则 · rule", "名称 · title", "标准 · limit", "效力 · strength", "与上级 · relation"),
            (
                (cited(link), linked(pack, rule), f"{rule.title.zh} · {rule.title.en}", limits(pack, rule),
                 f"{label(rule.strength, 'zh')} · {label(rule.strength, 'en')}", relation(pack, rule, link))
                for rule, link in said
            ),
        )  # fmt: skip
        for rule, link in said:
            if link.relation != "restates":
                lines += _details(pack, rule)
            else:
                lines += _remarks(rule, link)
    lines += [*_removed(pack), *_taken_over(pack, rules), *_not_encoded(pack)]
    return finished([*lines, *_scopes(pack), *_split(pack)])


def said_here(pack: Pack, rule: Rule) -> Link | None:
    """What a pack itself says of a rule, or None where it only takes it over."""
    return next((link for link in reversed(rule.chain) if link.pack == pack.id), None)


def linked(pack: Pack, rule: Rule) -> str:
    """A link to the rule, on the page of the pack that last said what it asks."""
    page = "" if rule.pack == pack.id else f"{rule.pack}.md"
    return f"[`{rule.id}`]({page}#{rule.id})"


def limits(pack: Pack, rule: Rule) -> str:
    """What a rule asks, as one cell."""
    return "<br>".join(_limit(pack, rule))


def cited(link: Link) -> str:
    """The clause of a link, or where it was seen."""
    return link.clause or (_seen(link.seen_in) if link.seen_in else "")


def relation(pack: Pack, rule: Rule, link: Link) -> str:
    """How a pack's rule relates to the parent's, with what the parent asks where that differs."""
    if link.relation == "defines":
        return "新增 · new" if pack.lineage else ""
    said = f"{label(link.relation, 'zh')} · {link.relation}"
    before = rule.chain[rule.chain.index(link) - 1].rule
    if link.relation == "restates" or before is None:
        return said
    return f"{said}：`{before.pack}` {limits(pack, before)}"


def _remarks(rule: Rule, link: Link) -> list[str]:
    """What a pack notes about a rule that it restates."""
    lines = [*((link.note.zh, link.note.en) if link.note else ())]
    lines += [f"另有说法 · elsewhere: {_elsewhere(conflict)}" for conflict in link.conflicts_with]
    return [*(f"- [`{rule.id}`]({rule.pack}.md#{rule.id}): {line}" for line in lines), ""] if lines else []


def _removed(pack: Pack) -> list[str]:
    own = {name: link for name, link in pack.removed.items() if link.pack == pack.id}
    if not own:
        return []
    lines = ["## 删除的规则 · Removed", ""]
    for name, link in own.items():
        reason = f"{link.reason.zh} · {link.reason.en}" if link.reason else ""
        lines.append(f"- `{name}`（{cited(link)}）：{reason}")
    return [*lines, ""]


def _taken_over(pack: Pack, rules: Mapping[str, Rule]) -> list[str]:
    silent = [rule for rule in rules.values() if said_here(pack, rule) is None]
    if not silent:
        return []
    words = "本文件未提及、自上级沿用的规则。"
    said = "Rules of the parents that the document does not mention; they hold as they are."
    return ["## 沿用 · Taken over", "", words + said, "", "、".join(linked(pack, rule) for rule in silent), ""]


def _not_encoded(pack: Pack) -> list[str]:
    if not pack.not_encoded:
        return []
    words = "倡导性内容，无从检验，未编码。What the document urges and nothing can test; it is not encoded."
    rows = ((each.clause, each.zh, each.en) for each in pack.not_encoded)
    return ["## 未编码 · Not encoded", "", words, "", *table(("条款 · clause", "内容", "about"), rows)]


def _seen(seen: SeenIn) -> str:
    return f"《{seen.document}》{seen.part}" if seen.document else "实践 · practice"


def _limit(pack: Pack, rule: Rule) -> Iterator[str]:
    """What the rule is held against, in one or more short lines."""
    if rule.quota is not None:
        rest = rule.quota.rest_at_least
        yield f"{len(rule.quota.of)} 项中 ≥ {rule.quota.met} · {rule.quota.met} of {len(rule.quota.of)}"
        if rest is not None:
            yield f"余项 · the rest ≥ {limit_text(rest, '%')}"
    elif rule.veto is not None or rule.forbids:
        yield "须为“否” · must be no"
    elif rule.attested:
        yield "须为“是” · must be yes"
    elif rule.bound is not None:
        operator, limit = rule.bound
        yield from (f"{name}{_SIGNS[operator]} {value}" for name, value in _values(pack, rule, limit))


def _values(pack: Pack, rule: Rule, limit: Limit) -> Iterator[tuple[str, str]]:
    if limit.number is not None:
        yield "", limit_text(limit.number, rule.unit)
    for stage, number in (limit.stages or {}).items():
        yield f"{label(stage, 'zh')} · {stage} ", limit_text(number, rule.unit)
    if limit.by is not None:
        fact = pack.facts.get(limit.by) or yz.facts()[limit.by]
        spelled = fact.values or {}
        for name, number in limit.cases:
            yield f"{spelled[name][0] if spelled.get(name) else name} ", limit_text(number, rule.unit)
    if limit.formula is not None:
        yield "", limit.formula.text if rule.graded else code(limit.formula.text)


def _details(pack: Pack, rule: Rule) -> list[str]:
    lines = [f"### {rule.id}", "", f"**{rule.title.zh}** · {rule.title.en}", ""]
    parts = [("层级 · level", f"{label(rule.level, 'zh')} · {label(rule.level, 'en')}")]
    flags = rule.attested or rule.forbids or ((rule.veto,) if rule.veto else ())
    counted = rule.quota or rule.dispersion
    weight = rule.dispersion and f"加权 · weighted by {code(rule.dispersion.weight)}"
    given = "；".join(f"{code(name)} = {limit_text(each.value, each.unit)}" for name, each in rule.given.items())
    parts += [
        ("计算式 · measure", code((rule.measure or rule.graded).text) if (rule.measure or rule.graded) else ""),  # type: ignore[union-attr]
        ("依据数据 · flags", "、".join(_fact(flag) for flag in flags)),
        ("所计规则 · of", "、".join(linked(pack, rules_of(pack)[name]) for name in counted.of) if counted else ""),
        ("权重 · weight", weight or ""),
        ("比较单元 · over", "独立校区 · campuses" if rule.dispersion and rule.dispersion.over == "campus" else ""),
        ("合并 · combined", "平均值 · mean" if rule.dispersion and rule.dispersion.combine else ""),
        ("常数 · given", given),
        ("单位 · unit", rule.unit or ""),
        ("范围 · scope", f"[`{rule.scope}`](#范围--scopes)" if rule.scope else ""),
        ("适用对象 · applies to", _condition(rule.applies_to) if rule.applies_to else ""),
        ("条件 · when", code(rule.when.text) if rule.when else ""),
        ("分学段 · by stage", "是 · yes" if rule.by else ""),
        ("期限 · due", rule.due.text if rule.due else ""),
        ("条款 · clause", rule.clause or ""),
        ("所见 · seen in", _seen(rule.seen_in) if rule.seen_in else ""),
    ]
    lines += [f"- {name}: {text}" for name, text in parts if text]
    for relief in rule.relief.values():
        eased = "；".join(part for part in _eased(pack, rule, relief) if part)
        lines += [f"- 放宽 · relief: {relief.title.zh} · {relief.title.en}：{eased}"]
        lines += [f"  - {words}" for words in ((relief.note.zh, relief.note.en) if relief.note else ())]
    if rule.note is not None:
        lines += [f"- {rule.note.zh}", f"- {rule.note.en}"]
    lines += [f"- 另有说法 · elsewhere: {_elsewhere(conflict)}" for conflict in rule.conflicts_with]
    lines += [f"- 来源 · chain: {' → '.join(_step(link) for link in rule.chain)}"] if rule.links else []
    return [*lines, ""]


def _step(link: Link) -> str:
    reason = f"：{link.reason.zh} · {link.reason.en}" if link.reason else ""
    authority = f"，依据 · by {link.authority}" if link.authority else ""
    return f"`{link.pack}` {label(link.relation, 'zh')} · {link.relation}（{cited(link)}{authority}{reason}）"


def _elsewhere(conflict: Conflict) -> str:
    place = f"《{conflict.document}》{conflict.part}" if conflict.document else conflict.part
    return f"{place}：{conflict.zh} · {conflict.en}"


def _eased(pack: Pack, rule: Rule, relief: Relief) -> Iterator[str]:
    """What a relief asks, of whom, until when, and where it stands."""
    if rule.bound is not None and (limit := getattr(relief, rule.bound[0])) is not None:
        yield "，".join(f"{name}{_SIGNS[rule.bound[0]]} {value}" for name, value in _values(pack, rule, limit))
    yield "，".join(f"{code(name)} = {limit_text(each.value, each.unit)}" for name, each in relief.given.items())
    yield code(relief.measure.text) if relief.measure else ""
    yield f"适用对象 · applies to {_condition(relief.applies_to)}" if relief.applies_to else ""
    yield f"条件 · when {code(relief.when.text)}" if relief.when else ""
    yield f"至 · until {relief.until}" if relief.until else ""
    yield relief.clause or ""
    yield f"所见 · seen in {_seen(relief.seen_in)}" if relief.seen_in else ""


def _fact(name: str) -> str:
    return f"[`{name}`](../facts.md#{name})" if name in yz.facts() else code(name)


def _condition(condition: Condition) -> str:
    return " 或 or ".join(_tests(tests) for tests in condition.any_of)


def _tests(tests: tuple[Test, ...]) -> str:
    return "，".join(_test(test) for test in tests)


def _test(test: Test) -> str:
    if test.values:
        return f"{code(test.key)}: {'、'.join(code(value) for value in test.values)}"
    return "，".join(
        f"{code(test.key)} {_SIGNS[operator]} {limit_text(number, None)}" for operator, number in test.comparisons
    )


def _scopes(pack: Pack) -> list[str]:
    if not pack.scopes:
        return []
    return ["## 范围 · Scopes", "", *(f"- `{name}`: {_scope(scope)}" for name, scope in pack.scopes.items()), ""]


def _scope(scope: Scope) -> str:
    parts = [_tests(scope.tests), *(f"不含 · except {_tests(tests)}" for tests in scope.exceptions)]
    return "；".join(part for part in parts if part)


def _joined(split: Split, joined: Joined) -> list[str]:
    cited = joined.clause or (_seen(joined.seen_in) if joined.seen_in else "")
    weights = (
        f"按 [`{split.pack}`]({split.pack}.md#跨学段学校的拆分--how-mixed-schools-are-split) 的权重 · by its weights"
    )
    return ["、".join(_fact(name) for name in joined.of), "", f"{weights}（{cited}）", ""]


def _split(pack: Pack) -> list[str]:
    split = pack.split
    if split is None:
        return []
    heading = ["## 跨学段学校的拆分 · How mixed schools are split", ""]
    if split.pack != pack.id:
        joined = [each for each in split.joined if each.pack == pack.id]
        return [*heading, *(line for each in joined for line in _joined(split, each))] if joined else []
    cited = split.clause or (_seen(split.seen_in) if split.seen_in else "")
    lines = [*heading, "、".join(_fact(name) for name in split.of), ""]
    weights = (
        (
            code(kind),
            "，".join(f"{label(stage, 'zh')} · {stage} {limit_text(weight, None)}" for stage, weight in each.items()),
        )
        for kind, each in split.by_pupils.items()
    )
    return [*lines, *table(("办学类型 · kind", "每生权重 · weight per pupil"), weights), cited, ""]
