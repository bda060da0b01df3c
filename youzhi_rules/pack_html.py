"""A pack as HTML for notebooks: its source, and its rules by the parts of the verdict with limits and clauses."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .catalogue import label
from .markup import capital, cell, framed, grid, soft
from .model import STATES
from .plan import rules_of
from .planning import try_plan
from .provenance import asked, relief_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .catalogue import Lang
    from .dictionary import Facts
    from .model import Pack, Rule, Words

__all__ = ["pack_html"]

_HEADS = ("title", "code", "level", "asks", "strength", "clause")


def pack_html(pack: Pack, lang: Lang = "zh") -> str:
    """A pack as a piece of HTML: where it comes from, then a table of rules for each part of the verdict.

    Args:
        pack: the pack.
        lang: the language of the words.

    Returns:
        One element with its own scoped style, in which every text is escaped.
    """
    parts = [f"<h3>{escape(pack.title.say(lang))}</h3>", soft(" · ".join(_source(pack, lang)))]
    if pack.note is not None:
        parts.append(soft(pack.note.say(lang)))
    facts = _facts_of(pack)
    rules = rules_of(pack)
    for name, group in pack.groups.items():
        inside = [rule for rule in rules.values() if rule.group == name]
        title = escape(group.zh if lang == "zh" else group.en)
        told = escape(" · ".join(part for part in (group.clause, label(group.decides, lang)) if part))
        table = grid(_HEADS, (_row(rule, facts, lang) for rule in inside), lang)
        parts.append(
            f'<details open><summary>{title} ({len(inside)}) <span class="yz-soft">{told}</span></summary>'
            f"{table}</details>"
        )
    if pack.not_encoded:
        lines = "".join(
            f"<li>{escape(each.clause)}: {escape(each.zh if lang == 'zh' else each.en)}</li>"
            for each in pack.not_encoded
        )
        count = label("pack_not_encoded", lang).format(count=len(pack.not_encoded))
        parts.append(f"<details><summary>{escape(count)}</summary><ul>{lines}</ul></details>")
    return framed("".join(parts), lang)


def _facts_of(pack: Pack) -> Facts:
    from .dictionary import shipped_facts

    plan, _ = try_plan(pack)
    return shipped_facts() if plan is None else plan.facts


def _source(pack: Pack, lang: Lang) -> Iterator[str]:
    source = pack.source
    yield f"{pack.id} {pack.version}"
    if pack.extends is not None:
        yield label("pack_extends", lang).format(pack=pack.extends)
    if pack.state != STATES[0]:
        yield label(pack.state, lang)
    for part in (source.issuer, source.number, source.issued and source.issued.isoformat(), pack.territory):
        if part:
            yield str(part)


def _row(rule: Rule, facts: Facts, lang: Lang) -> list[str]:
    strength = label(rule.strength, lang)
    if rule.due is not None:
        strength += f" · {label('due', lang)} {rule.due.text}"
    clause = rule.clause or (rule.seen_in.say(lang) if rule.seen_in else None)
    return [
        f"<td>{escape(rule.title.say(lang))}{_below(rule, lang)}</td>",
        cell(rule.id, "k"),
        cell(capital(label(rule.level, lang)), "k"),
        cell(asked(rule, facts, lang)),
        cell(strength, "k"),
        cell(clause, "k"),
    ]


def _below(rule: Rule, lang: Lang) -> str:
    """What a rule says further: its note and its reliefs, in a smaller hand."""
    note: list[Words] = [rule.note] if rule.note is not None else []
    lines = [each.say(lang) for each in note]
    lines += [f"{label('relief', lang)}: {relief_name(relief, lang)}" for relief in rule.relief.values()]
    return "".join(soft(line) for line in lines)
