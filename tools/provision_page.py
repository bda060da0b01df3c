"""``docs/provisions.md``: every testable provision of the documents at hand, a line each, with its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marking import finished, head, table
from pack_page import cited, limits, relation, said_here

import youzhi_rules as yz
from youzhi_rules.catalogue import label
from youzhi_rules.plan import rules_of

if TYPE_CHECKING:
    from youzhi_rules import Pack
    from youzhi_rules.model import Link, Rule


def page() -> str:
    """The page: a table a document, in the order of its pack's file."""
    packs = [yz.load_pack(pack.id) for pack in yz.list_packs() if pack.origin == "shipped"]
    at_hand = [pack for pack in packs if pack.lineage and pack.source.seen_in is None]
    tables: list[str] = []
    rows = []
    for pack in at_hand:
        provisions = _provisions(pack)
        restated = sum(link.relation == "restates" for _, link in provisions)
        own = len(provisions) - restated
        link = f"[`{pack.id}`](packs/{pack.id}.md)"
        rows.append((link, pack.title.zh, str(own), str(restated), str(len(pack.not_encoded))))
        tables += [f"## {pack.title.zh}", "", f"*{pack.title.en}*, [`{pack.id}`](packs/{pack.id}.md)", ""]
        tables += table(
            ("", "条款 · clause", "内容 · provision", "标准 · value", "层级 · level", "效力 · strength", "期限 · due",
             "规则 · rule", "与上级 · relation"),
            (_row(pack, number, rule, link) for number, (rule, link) in enumerate(provisions, start=1)),
        )  # fmt: skip
    lines = head(
        "条文与规则 · Provisions and rules",
        "每份文件中可检验的规定，一行一条：所在条款、要求、层级、效力，以及承载它的规则。"
        "重申上级规定的也列入；不可检验的倡导见各规则包页的“未编码”。",
        "What can be tested in each document, a line a provision: its clause, what it asks, at which level and "
        "strength, and the rule that holds it. What a document repeats from above is listed too; what it only urges is "
        "on its pack's page under *Not encoded*.",
    )
    lines += table(
        ("规则包 · pack", "文件 · document", "自有 · its own", "重申 · restated", "未编码 · not encoded"), rows
    )
    return finished([*lines, *tables])


def _provisions(pack: Pack) -> list[tuple[Rule, Link]]:
    """The rules a pack's document speaks of, in the order of the file."""
    said = [(rule, link) for rule in rules_of(pack).values() if (link := said_here(pack, rule)) is not None]
    return sorted(said, key=lambda each: (each[1].place.line or 0, each[1].place.column or 0))


def _row(pack: Pack, number: int, rule: Rule, link: Link) -> tuple[str, ...]:
    page = f"packs/{rule.pack}.md"
    return (
        str(number),
        cited(link),
        f"{rule.title.zh} · {rule.title.en}",
        limits(pack, rule),
        f"{label(rule.level, 'zh')} · {rule.level}",
        f"{label(rule.strength, 'zh')} · {rule.strength}",
        rule.due.text if rule.due else "",
        f"[`{rule.id}`]({page}#{rule.id})",
        relation(pack, rule, link),
    )
