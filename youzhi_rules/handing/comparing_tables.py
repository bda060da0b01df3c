"""The tables that tell a comparison to people: for a page, a workbook, a terminal, a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ..catalogue import label
from ..gaps import gap_unit
from ..numerals import amount_text
from ..pair_words import pair_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..catalogue import Lang
    from ..status_changes import CountyChange, RuleChange
    from .changes import Change
    from .comparing import Comparison
    from .unit_changes import UnitChange

__all__ = ["Table", "group_words", "tables_of", "title_of"]

_PARTS = (
    ("improved", ("improved",)),
    ("fell", ("fell",)),
    ("known", ("learned", "lost")),
    ("other", ("appeared", "gone", "otherwise")),
)
_RULES = 5
"""The table of rules stands behind what improved, fell and became known, before what is new or gone."""
_WORST = {"unmet": 0, "unknown": 1}
_HEADS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "counties": (("county", "key"), ("was", "status"), ("is", "status"), ("group", "text"), ("rule", "text")),
    "units": (
        ("compare_kind", "key"), ("level", "key"), ("county", "key"), ("town", "key"), ("school", "key"),
        ("stage", "key"), ("compare_same_as", "text"),
    ),
    "rules": (
        ("rule", "text"), ("level", "key"), ("compare_relation", "key"), ("units_changed", "key"), ("clause", "text"),
    ),
    "changes": (
        ("county", "key"), ("name", "text"), ("stage", "key"), ("rule", "text"), ("was", "status"), ("is", "status"),
        ("value", "number"), ("limit", "number"), ("gap", "number"), ("compare_because", "key"), ("clause", "text"),
    ),
}  # fmt: skip


@frozen
class Table:
    """A table in words.

    Attributes:
        id: ``counties``, ``units``, ``improved``, ``fell``, ``known``, ``rules``, ``other`` or ``moves``.
        title: its title.
        heads: the heads of its columns.
        kinds: what each column holds: ``text``; ``key``, which is not broken over lines; ``number``; ``status``, whose
            cells are codes such as ``unmet``, or None where there is none.
        rows: the rows, at most as many as were asked for.
        count: how many rows there are in all.
    """

    id: str
    title: str
    heads: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    count: int


def tables_of(found: Comparison, lang: Lang = "zh", most: int | None = None, *, moves: bool = False) -> list[Table]:
    """The tables of a comparison that have rows, the verdicts of counties first.

    Args:
        found: the comparison.
        lang: the language of the words.
        most: how many rows of each to tell; None: all.
        moves: also what has the same status and another value.
    """
    tables = [
        _table("counties", "counties", (_county(found, each, lang) for each in found.counties), lang, most),
        _table("units", "units", (_unit(each, lang) for each in found.units), lang, most),
    ]
    units, several = _gap_units(found), found.old.pack.id != found.new.pack.id
    parts = [(name, [each for each in found.changes if each.kind in kinds]) for name, kinds in _PARTS]
    for name, changes in (*parts, ("moves", found.moves if moves else ())):
        rows = (_change(each, units, lang, several=several) for each in sorted(changes, key=_worst_first))
        tables.append(_table(name, "changes", rows, lang, most))
    rules = (_rule(each, lang) for each in sorted(found.rules, key=_alone))
    tables.insert(_RULES, _table("rules", "rules", rules, lang, most))
    return [table for table in tables if table.count]


def _alone(rule: RuleChange) -> bool:
    """Whether only one of the results has the rule; those that both have come first."""
    return all(None in pair for pair in rule.counts)


def _worst_first(change: Change) -> int:
    return _WORST.get(change.new_status or change.old_status or "", len(_WORST))


def _table(name: str, form: str, rows: Iterable[tuple[str | None, ...]], lang: Lang, most: int | None) -> Table:
    every = list(rows)
    heads, kinds = zip(*_HEADS[form], strict=True)
    told = tuple(_capital(label(head, lang)) for head in heads)
    return Table(name, label(f"compare_{name}", lang), told, kinds, tuple(every[:most]), len(every))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _county(found: Comparison, each: CountyChange, lang: Lang) -> tuple[str | None, ...]:
    titles = "、".join(title_of(found, rule, lang) for rule in each.because)
    return each.county, each.old, each.new, "\n".join(group_words(found, each, lang)), titles


def group_words(found: Comparison, each: CountyChange, lang: Lang) -> Iterator[str]:
    """The groups of a county that come out otherwise, each with its status before and now."""
    groups = {**found.old.plan.groups, **found.new.plan.groups}
    for name, (old, new) in each.groups.items():
        title = groups[name].zh if lang == "zh" else groups[name].en
        text = f"{_status(old, lang)} → {_status(new, lang)}"
        yield label("told", lang).format(name=title, text=text)


def title_of(found: Comparison, rule: str, lang: Lang) -> str:
    """The title of a rule by its id in the outcomes."""
    plans = (found.new.plan, found.old.plan)
    return next((step.title.say(lang) for plan in plans for step in plan.steps if step.id == rule), rule)


def _status(status: str | None, lang: Lang) -> str:
    return label("compare_none" if status is None else status, lang)


def _unit(each: UnitChange, lang: Lang) -> tuple[str | None, ...]:
    name = each.school_name
    if name is not None and name != each.school:
        name = f"{name} ({each.school})"
    stage = label(each.stage, lang) if each.stage else None
    other = each.parent or each.twin
    return label(f"kind_{each.kind}", lang), label(each.level, lang), each.county, each.town, name, stage, other


def _rule(each: RuleChange, lang: Lang) -> tuple[str | None, ...]:
    counts = "\n".join(
        f"{_status(old, lang)} → {_status(new, lang)}: {count}" for (old, new), count in each.counts.items()
    )
    level = label(each.level, lang) + (f" {label(each.stage, lang)}" if each.stage else "")
    change = label(f"kind_{each.change}", lang) if each.change else ", ".join(each.because)
    cited = " · ".join(part for part in (each.clause, each.pack) if part)
    return f"{each.title.say(lang)} ({each.rule})", level, change, counts, cited


def _change(each: Change, units: Mapping[str, str | None], lang: Lang, *, several: bool) -> tuple[str | None, ...]:
    """A change in words; the pack of its clause only where there are several."""
    row = each.to_dict(lang)
    name = each.school_name or each.town or (each.county if each.level in {"county", "city"} else None)
    because = ("、" if lang == "zh" else ", ").join(label(f"because_{word}", lang) for word in each.because)
    return (
        each.county,
        name,
        label(each.stage, lang) if each.stage else None,
        row["title"],
        each.old_status,
        each.new_status,
        pair_text(row, "value", lang),
        pair_text(row, "limit", lang),
        _gaps(each, units, lang),
        because,
        " · ".join(part for part in (each.clause, each.pack if several else None) if part),
    )


def _gap_units(found: Comparison) -> dict[str, str | None]:
    return {step.id: gap_unit(plan.facts, step) for plan in (found.old.plan, found.new.plan) for step in plan.steps}


def _gaps(each: Change, units: Mapping[str, str | None], lang: Lang) -> str:
    """What was missing and what is; nothing where neither lacks anything."""
    if not each.old_gap and not each.new_gap:
        return ""
    texts = [
        amount_text(gap, units[each.rule], lang) if gap else "0" if gap == 0 or status == "met" else "?"
        for gap, status in ((each.old_gap, each.old_status), (each.new_gap, each.new_status))
        if status is not None
    ]
    return " → ".join(dict.fromkeys(texts))
