"""``youzhi show``: a pack or one of its rules; and what ``youzhi packs`` and ``facts`` print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from ..catalogue import label
from ..dictionary import folded
from ..loading import load_pack
from ..model import STATES
from ..numerals import decimal_text, limit_text, percent_text, unit_text
from ..pack_facts import facts_of
from ..plan import rules_of
from ..provenance import SIGNS, condition_words, relief_name, scope_words
from .naming import rule_named
from .options import LangOption, Language
from .screen import bare_table, console, heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from ..catalogue import Lang
    from ..dictionary import Facts, KeyColumn
    from ..finding import PackInfo
    from ..model import Conflict, Fact, Limit, Pack, Relief, Rule, Words

__all__ = ["limit_words", "print_facts", "print_pack", "print_packs", "print_rule", "register"]

_WIDE = 100
"""Columns of a screen on which all but the names of packs stand in one line."""


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi``."""
    app.command("show")(show_command)


def show_command(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="规则包代号或文件夹 / the pack, by id or folder")],
    *,
    rule: Annotated[
        str | None,
        typer.Option("--rule", metavar="RULE", help="只看一条规则（代号或名称） / one rule only, by id or title"),
    ] = None,
    lang: LangOption = Language.zh,
) -> None:
    """列出规则包的规则、标准与条款 / the rules of a pack with limits and clauses."""
    words: Lang = lang.value
    found = load_pack(pack)
    if rule is None:
        print_pack(found, console(), words)
        return
    rules = rules_of(found)
    name = rule_named(rule, {each.id: each.title for each in rules.values()}, found.id)
    print_rule(rules[name], facts_of(found)[0], console(), words, whole=True)


def print_packs(packs: Iterable[PackInfo], screen: Console, lang: Lang) -> None:
    """The packs, a line each, and what is wrong with those that are faulty."""
    known = list(packs)
    # On a narrow screen words are broken over lines rather than cut off.
    whole = (0, 1, 2, 3, 4) if screen.width >= _WIDE else (0, 1)
    table = bare_table(("pack", "version", "territory", "origin", "status", "name"), lang, keep=whole)
    for pack in known:
        title = pack.title.say(lang) if pack.title else ""
        territory = pack.territory or (label("whole_country", lang) if pack.version else "")
        origin = label(f"origin_{pack.origin}", lang) if pack.origin in {"shipped", "path"} else pack.origin
        states = [pack.status, *([pack.state] if pack.state not in {STATES[0], None} else [])]
        status = " · ".join(label(str(state), lang) for state in states)
        table.add_row(pack.id, pack.version or "", territory, origin, status, title)
    screen.print(table)
    for pack in known:
        if pack.faults:
            screen.print()
            screen.print(Text(pack.id, style="bold"))
            lines = "\n".join(fault.line(lang) for fault in pack.faults)
            screen.print(Padding(Text(lines), (0, 0, 0, 4), expand=False))


def print_pack(pack: Pack, screen: Console, lang: Lang) -> None:
    """A pack's rules by group, with limits, whom they are for, clauses and notes; then the scopes they name."""
    screen.print(heading(f"{pack.title.say(lang)}  {pack.id} {pack.version}"))
    source = pack.source
    seen = source.seen_in.say(lang) if source.seen_in else None
    state = label(pack.state, lang) if pack.state != STATES[0] else None
    told = (state, source.issuer, source.number, source.issued and source.issued.isoformat(), seen)
    screen.print(Text(" · ".join(part for part in told if part), style="dim"))
    _note(pack.note, screen, lang)
    rules, facts = rules_of(pack), facts_of(pack)[0]
    for name, group in pack.groups.items():
        words = group.zh if lang == "zh" else group.en
        screen.print()
        clause = f"{group.clause}，" if group.clause and lang == "zh" else f"{group.clause}, " if group.clause else ""
        screen.print(Text.assemble((words, "bold underline"), f"  {clause}{label(group.decides, lang)}"))
        for rule in rules.values():
            if rule.group == name:
                print_rule(rule, facts, screen, lang)
    _print_scopes(pack, {rule.scope for rule in rules.values()}, facts, screen, lang)
    _print_restated(pack, rules, screen, lang)
    if pack.not_encoded:
        screen.print()
        screen.print(Text(label("left_unencoded", lang), style="bold underline"))
        for line in pack.not_encoded:
            _indented(_named(line.clause, line.zh if lang == "zh" else line.en, lang), screen)


def _print_scopes(pack: Pack, named: set[str | None], facts: Facts, screen: Console, lang: Lang) -> None:
    """Whom each scope lets in that a rule names."""
    told = {name: scope_words(scope, facts, lang) for name, scope in pack.scopes.items() if name in named}
    if told:
        screen.print()
        screen.print(Text(label("scope", lang), style="bold underline"))
    for name, text in told.items():
        _indented(_named(name, text, lang), screen)


def _print_restated(pack: Pack, rules: Mapping[str, Rule], screen: Console, lang: Lang) -> None:
    """The rules of its parent that the source repeats unchanged, and where it does."""
    if not pack.restates:
        return
    screen.print()
    screen.print(Text(label("repeated_unchanged", lang), style="bold underline"))
    for name, restated in pack.restates.items():
        screen.print()
        screen.print(Text.assemble((rules[name].title.say(lang), "bold"), "  ", (name, "cyan")))
        places = (restated.clause, restated.seen_in.say(lang) if restated.seen_in is not None else None)
        _indented(" · ".join(place for place in places if place), screen)
        _note(restated.note, screen, lang)
        _print_conflicts(restated.conflicts_with, screen, lang)


def print_rule(rule: Rule, facts: Facts, screen: Console, lang: Lang, *, whole: bool = False) -> None:
    """One rule: what it asks, of whom, by which clause; ``whole``: also how it is computed."""
    screen.print()
    screen.print(Text.assemble((rule.title.say(lang), "bold"), "  ", (rule.id, "cyan")))
    told = [label(rule.strength, lang), label(rule.level, lang), rule.clause]
    if rule.due is not None:
        told.append(f"{label('due', lang)} {rule.due.text}")
    if rule.seen_in is not None:
        told.append(rule.seen_in.say(lang))
    lines = [_told("limit", asked(rule, lang), lang), " · ".join(part for part in told if part)]
    if rule.applies_to is not None:
        lines.append(_told("applies_to", condition_words(rule.applies_to, facts, lang), lang))
    if rule.scope is not None:
        lines.append(_told("scope", rule.scope, lang))
    if whole:
        lines += _computed(rule, lang)
    lines += [_told("relief", _eased(relief, rule, facts, lang), lang) for relief in rule.relief.values()]
    screen.print(Padding(Text("\n".join(lines)), (0, 0, 0, 4), expand=False))
    _note(rule.note, screen, lang)
    _print_conflicts(rule.conflicts_with, screen, lang)


def _print_conflicts(conflicts: Iterable[Conflict], screen: Console, lang: Lang) -> None:
    for conflict in conflicts:
        _indented(_told("conflicts_with", conflict.say(lang), lang), screen, style="dim")


def _indented(text: str, screen: Console, style: str = "") -> None:
    screen.print(Padding(Text(text, style=style), (0, 0, 0, 4), expand=False))


def _eased(relief: Relief, rule: Rule, facts: Facts, lang: Lang) -> str:
    """A relief: its title and source, what it asks, and under which condition."""
    parts = []
    if rule.bound is not None and (limit := getattr(relief, rule.bound[0])) is not None:
        parts.append(limit_words(limit, SIGNS[rule.bound[0]], rule.unit, lang))
    parts += [f"{name} = {limit_text(given.value, given.unit, lang)}" for name, given in relief.given.items()]
    if relief.measure is not None:
        parts.append(_told("measured", relief.measure.text, lang))
    if relief.applies_to is not None:
        parts.append(_told("applies_to", condition_words(relief.applies_to, facts, lang), lang))
    if relief.when is not None:
        parts.append(_told("when", relief.when.text, lang))
    return _named(relief_name(relief, lang), "; ".join(parts), lang)


def _told(name: str, text: str, lang: Lang) -> str:
    return _named(label(name, lang), text, lang)


def _named(name: str, text: str, lang: Lang) -> str:
    return label("told", lang).format(name=name, text=text)


def _note(note: Words | None, screen: Console, lang: Lang) -> None:
    if note is not None:
        _indented(_told("note", note.say(lang), lang), screen, style="dim")


def _computed(rule: Rule, lang: Lang) -> list[str]:
    lines = []
    formula = rule.measure or rule.graded
    if formula is not None:
        lines.append(_told("measured", formula.text, lang))
    if rule.when is not None:
        lines.append(_told("when", rule.when.text, lang))
    for name, given in rule.given.items():
        lines.append(f"{name} = {limit_text(given.value, given.unit, lang)}")
    flags = [*rule.attested, *rule.forbids, *([rule.veto] if rule.veto else [])]
    parts = flags or [*(rule.quota.of if rule.quota else ()), *(rule.dispersion.of if rule.dispersion else ())]
    return [*lines, *([", ".join(parts)] if parts else [])]


def asked(rule: Rule, lang: Lang) -> str:
    """What a rule asks, in words: its limits by stage or case, its quota, or yes or no."""
    if rule.quota is not None:
        words = label("quota_limit", lang).format(count=len(rule.quota.of), met=decimal_text(rule.quota.met))
        rest = rule.quota.rest_at_least
        return words + ("" if rest is None else label("quota_rest", lang).format(rest=percent_text(rest)))
    if rule.attested:
        return label("must_be_yes", lang)
    if rule.forbids or rule.veto:
        return label("must_be_no", lang)
    if rule.bound is None:
        return "—"
    operator, limit = rule.bound
    told = limit_words(limit, SIGNS[operator], rule.unit, lang)
    return f"CV {told}" if rule.dispersion is not None else told


def limit_words(limit: Limit, sign: str, unit: str | None, lang: Lang) -> str:
    """A limit with its sign: one number, a number by stage or case, a grade or a formula.

    Example:
        >>> from fractions import Fraction
        >>> from youzhi_rules.model import Limit
        >>> limit_words(Limit(stages={"primary": Fraction(21, 5), "junior": Fraction(53, 10)}), "≥", "人", "zh")
        '小学 ≥ 4.2，初中 ≥ 5.3 人'
    """
    if limit.number is not None:
        return f"{sign} {limit_text(limit.number, unit, lang)}"
    if limit.formula is not None:
        return f"{sign} {limit.formula.text}"
    pairs = list((limit.stages or {}).items()) or list(limit.cases)
    show = percent_text if unit == "%" else decimal_text
    comma = "，" if lang == "zh" else ", "
    told = comma.join(f"{_case(name, lang)} {sign} {show(value)}" for name, value in pairs)
    return told if unit == "%" else f"{told} {unit_text(unit, lang)}".rstrip()


def _case(name: str, lang: Lang) -> str:
    """A stage or a kind of school in words."""
    from ..catalogue import LABELS
    from ..dictionary import shipped_facts

    if name in LABELS:
        return label(name, lang)
    kinds = shipped_facts()["school_kind"].values or {}
    return kinds.get(name, (name,))[0] if lang == "zh" else name.replace("_", "-")


def print_facts(facts: Facts, search: str | None, screen: Console, lang: Lang) -> int:
    """The columns of identity and the facts, or those that a word is found in; returns how many."""
    keys = [key for key in facts.key_columns.values() if search is None or _fits(key, folded(search))]
    found = [fact for fact in facts.values() if search is None or _fits(fact, folded(search))]
    table = bare_table(("column", "name", "level", "type", "unit"), lang, keep=(2, 3))
    for key in keys:
        name = key.zh if lang == "zh" else f"{key.en} {key.zh}"
        table.add_row(key.id, name, "", label("type_code" if key.values else "type_text", lang), "")
    for fact in found:
        levels = "/".join(label(level, lang) for level in fact.levels)
        kind = label(f"type_{fact.type}", lang)
        if fact.many:
            kind = label("list_of", lang).format(type=kind)
        name = fact.zh if lang == "zh" else f"{fact.en} {fact.zh}"
        table.add_row("\n".join(facts.columns_of(fact.id)), name, levels, kind, unit_text(fact.unit, lang))
    if keys or found:
        screen.print(table)
    if search is not None:
        for key in keys:
            _more(key, _names(key, lang), screen, lang)
        for fact in found:
            more = [
                *([_told("table", fact.table, lang)] if fact.table else []),
                *([_told("note", fact.note.say(lang), lang)] if fact.note else []),
            ]
            _more(fact, [*_names(fact, lang), *more], screen, lang)
    return len(keys) + len(found)


def _names(fact: Fact | KeyColumn, lang: Lang) -> list[str]:
    """The other headers, and the values that may be written."""
    return [
        *([_told("aliases", "、".join(fact.aliases), lang)] if fact.aliases else []),
        *([_told("allowed", "、".join(names[0] for names in fact.values.values()), lang)] if fact.values else []),
    ]


def _more(fact: Fact | KeyColumn, lines: Sequence[str], screen: Console, lang: Lang) -> None:
    """What a search also tells of one column."""
    if lines:
        screen.print()
        screen.print(Text(fact.zh if lang == "zh" else fact.en, style="bold"))
        screen.print(Padding(Text("\n".join(lines)), (0, 0, 0, 4), expand=False))


def _fits(fact: Fact | KeyColumn, word: str) -> bool:
    names = (fact.id, fact.zh, fact.en, *fact.aliases)
    return any(word in folded(name) for name in names)
