"""Where a rule comes from, in words: what it asks, of whom, by which clause, and the packs that shaped it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import label
from .model import OPERATORS
from .numerals import limit_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .catalogue import Lang
    from .dictionary import Facts
    from .model import Condition, Limit, Link, Pack, Relief, Rule, Scope, SeenIn, Source, Test, Words

__all__ = [
    "SIGNS", "asked", "chain_lines", "chain_of", "condition_words", "relief_name", "scope_words", "source_text",
]  # fmt: skip

SIGNS = dict(zip(OPERATORS, ("≥", "≤", ">", "<", "="), strict=True))


def asked(rule: Rule, facts: Facts, lang: Lang) -> str:
    """What a rule asks, in a few words: its limit, how many of its rules, yes or no; constants behind it.

    Example:
        >>> import youzhi_rules as yz
        >>> asked(yz.load_pack("national-2017").rules["class_size"], yz.facts(), "zh")
        '小学 ≤ 45 人，初中 ≤ 50 人'
    """
    comma = "，" if lang == "zh" else ", "
    parts = list(_asked(rule, facts, lang))
    parts += [f"{name} = {limit_text(given.value, given.unit, lang)}" for name, given in rule.given.items()]
    return comma.join(parts)


def _asked(rule: Rule, facts: Facts, lang: Lang) -> Iterator[str]:
    if rule.quota is not None:
        yield label("of_rules_met", lang).format(met=rule.quota.met, of=len(rule.quota.of))
        if rule.quota.rest_at_least is not None:
            yield f"{label('the_rest', lang)} ≥ {limit_text(rule.quota.rest_at_least, '%')}"
    elif rule.veto is not None or rule.forbids:
        yield label("must_be_no", lang)
    elif rule.attested:
        yield label("must_be_yes", lang)
    elif rule.bound is not None:
        operator, limit = rule.bound
        for case, value in _values(rule, limit, facts, lang):
            yield f"{case} {SIGNS[operator]} {value}".strip()


def _values(rule: Rule, limit: Limit, facts: Facts, lang: Lang) -> Iterator[tuple[str, str]]:
    if limit.number is not None:
        yield "", limit_text(limit.number, rule.unit, lang)
    for stage, number in (limit.stages or {}).items():
        yield label(stage, lang), limit_text(number, rule.unit, lang)
    if limit.by is not None:
        fact = facts.get(limit.by)
        spelled = (fact.values if fact else None) or {}
        for code, number in limit.cases:
            named = spelled[code][0] if lang == "zh" and spelled.get(code) else code
            yield named, limit_text(number, rule.unit, lang)
    if limit.formula is not None:
        yield "", limit.formula.text


def condition_words(condition: Condition, facts: Facts, lang: Lang) -> str:
    """A condition in one line, with the names of facts and codes.

    Example:
        >>> import youzhi_rules as yz
        >>> from youzhi_rules.model import Condition, Test
        >>> condition = Condition(((Test("location", ("rural",)), Test("stage", ("primary", "junior"))),))
        >>> condition_words(condition, yz.facts(), "zh")
        '城乡类型 = 乡村 且 学段 = 小学 / 初中'
        >>> condition_words(condition, yz.facts(), "en")
        'Location = rural and Stage = primary / junior'
    """
    return _alternatives(condition.any_of, facts, lang)


def scope_words(scope: Scope, facts: Facts, lang: Lang) -> str:
    """Whom a scope lets in, in one line."""
    tests = _alternatives((scope.tests,), facts, lang)
    if not scope.exceptions:
        return tests
    return label("except", lang).format(tests=tests, exceptions=_alternatives(scope.exceptions, facts, lang))


def _alternatives(any_of: tuple[tuple[Test, ...], ...], facts: Facts, lang: Lang) -> str:
    told = (label("and_also", lang).join(_test_words(test, facts, lang) for test in tests) for tests in any_of)
    return label("or_else", lang).join(told)


def _test_words(test: Test, facts: Facts, lang: Lang) -> str:
    fact = facts.get(test.key)
    known = fact is not None or test.key in facts.key_columns
    name = facts.name(test.key, lang) if known else test.key
    if test.comparisons:
        unit = fact.unit if fact is not None else None
        told = (f"{SIGNS[sign]} {limit_text(number, unit, lang)}" for sign, number in test.comparisons)
        return f"{name} {label('and_also', lang).join(told)}"
    return f"{name} = {' / '.join(_code_words(test.key, code, facts, lang) for code in test.values)}"


def _code_words(key: str, code: str, facts: Facts, lang: Lang) -> str:
    """A code as the dictionary spells it; what is no code of a closed list, such as the name of a county, as it is."""
    fact = facts.get(key)
    if fact is not None and fact.type == "flag":
        return label("yes" if code == "true" else "no", lang)
    entry = fact or facts.key_columns.get(key)
    spelled = ((entry.values if entry else None) or {}).get(code)
    if spelled is None:
        return code
    return spelled[0] if lang == "zh" and spelled else code.replace("_", "-")


def source_text(pack: Pack, rule: Rule, lang: Lang) -> str:
    """The document and clause that a rule's value stands in: of this pack, or of the one it was taken over from."""
    title, source = _source(pack, rule.pack)
    clause = rule.clause or ""
    if rule.seen_in is not None:
        clause += f" [{rule.seen_in.say(lang)}]"
    number = f"（{source.number}）" if source.number else ""
    return f"{title.say(lang)}{number} {clause}".strip()


def _source(pack: Pack, name: str) -> tuple[Words, Source]:
    for ancestor in pack.lineage:
        if ancestor.id == name:
            return ancestor.title, ancestor.source
    return pack.title, pack.source


def chain_of(rule: Rule, facts: Facts, lang: Lang) -> list[dict[str, Any]]:
    """The packs that shaped a rule, first the one that defines it: plain values, one dict a pack."""
    return [
        {
            "pack": link.pack,
            "relation": link.relation,
            "asked": asked(link.rule, facts, lang) if link.rule and link.relation != "removes" else None,
            "clause": link.clause,
            "seen_in": _seen(link.seen_in, lang),
            "place": str(link.place),
            "authority": link.authority,
            "reason": link.reason.say(lang) if link.reason else None,
        }
        for link in rule.chain
    ]


def _seen(seen: SeenIn | None, lang: Lang) -> str | None:
    return seen.say(lang) if seen is not None else None


def chain_lines(rule: Rule, facts: Facts, lang: Lang) -> list[str]:
    """The chain to read: a line a pack, with what it says of the rule, what the rule asks since, clause and place."""
    return [_line(link, facts, lang) for link in rule.chain]


def _line(link: Link, facts: Facts, lang: Lang) -> str:
    said = asked(link.rule, facts, lang) if link.rule and link.relation not in {"removes", "restates"} else ""
    cited = [link.clause, _seen(link.seen_in, lang), link.authority, link.reason.say(lang) if link.reason else None]
    words = f"{link.pack} {label(link.relation, lang)}"
    cited.append(str(link.place))
    where = ("；" if lang == "zh" else "; ").join(part for part in cited if part)
    colon, opened, closed = ("：", "（", "）") if lang == "zh" else (": ", " (", ")")
    return words + (f"{colon}{said}" if said else "") + (f"{opened}{where}{closed}" if where else "")


def relief_name(relief: Relief, lang: Lang) -> str:
    """The title of a relief, with where it stands and its last day.

    Example:
        >>> import datetime as dt
        >>> from youzhi_rules.model import Relief, Words
        >>> relief_name(Relief(title=Words("老校", "Old schools"), clause="第2条", until=dt.date(2027, 12, 31)), "en")
        'Old schools (第2条, until 2027-12-31)'
    """
    parts = [relief.clause, relief.seen_in.say(lang) if relief.seen_in else None]
    if relief.until is not None:
        parts.append(label("relief_until", lang).format(day=relief.until.isoformat()))
    told = ("，" if lang == "zh" else ", ").join(part for part in parts if part)
    brackets = "（{}）" if lang == "zh" else " ({})"
    return relief.title.say(lang) + (brackets.format(told) if told else "")
