"""The columns of a template: what each is headed, what may stand in it, and what is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ..catalogue import label
from ..grammar import parse, refs
from ..grids import LONGEST
from ..units import unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..catalogue import Lang
    from ..dictionary import Facts
    from ..model import Fact, Rule
    from ..plan import Plan
    from .wanted import Wanted

__all__ = ["Column", "fact_column", "key_column"]

_MOST_RULES = 8
_MUST = ("required", "plan")
_AREAS = ("town", "county", "city")


@frozen
class Column:
    """One column of a sheet, or one line of an upright one.

    Attributes:
        id: the column's name in records.
        header: what it is headed.
        bare: the header without its unit.
        names: its Chinese and its English name.
        need: in words, whether it must be filled in.
        must: whether it must.
        type: the type of the fact; ``text`` for a key.
        many: whether a cell holds several values.
        unit: the unit in words.
        meaning: what it means and how to fill it in.
        choices: what can be chosen, if that is a closed list.
        spelled: the choices with what they stand for.
        table: the statistical table it comes from.
        rules: the rules that use it, with their clauses.
    """

    id: str
    header: str
    bare: str
    names: tuple[str, str]
    need: str
    must: bool
    type: str
    many: bool = False
    unit: str = ""
    meaning: str = ""
    choices: tuple[str, ...] = ()
    spelled: str = ""
    table: str = ""
    rules: str = ""


def key_column(facts: Facts, key: str, lang: Lang, *, must: bool) -> Column:
    """A column of identity."""
    entry = facts.key_columns[key]
    choices = _choices(entry.values or {}, lang)
    name = facts.name(key, lang)
    return Column(
        id=key,
        header=name,
        bare=name,
        names=(entry.zh, entry.en),
        need=label("need_key" if must else "need_named", lang),
        must=must,
        type="code" if choices else "text",
        meaning=label(f"fill_key_{key}", lang),
        choices=choices,
        spelled=_spelled(entry.values or {}, choices, lang),
    )


def fact_column(plan: Plan, want: Wanted, there: Iterable[str], lang: Lang) -> Column:
    """The column of a fact.

    Args:
        plan: the plan of the pack.
        want: what the pack wants.
        there: the columns of the same sheet.
        lang: the language of headers and words.
    """
    facts, fact = plan.facts, want.fact
    either = bool(want.other) and all(set(other.split("+")) <= set(there) for other in want.other)
    need = "need_either" if either and want.need in _MUST else f"need_{want.need}"
    choices = () if fact.many else _choices_of(fact, lang)
    bare = _known(facts, want.column, [facts.name(want.column, lang)])
    unit = _unit_words(fact, lang)
    spelt = f"{bare}（{unit}）" if lang == "zh" else f"{bare} ({unit})"
    header = bare if want.level in _AREAS or not unit else _known(facts, want.column, [spelt, bare])
    return Column(
        id=want.column,
        header=header,
        bare=bare,
        names=(facts.name(want.column, "zh"), facts.name(want.column, "en")),
        need=label(need, lang),
        must=want.need in _MUST,
        type=fact.type,
        many=fact.many,
        unit=unit,
        meaning=("" if lang == "zh" else " ").join(_meaning(plan, want, set(there), lang)),
        choices=choices,
        spelled="" if fact.type == "flag" else _spelled(fact.values or {}, _choices_of(fact, lang), lang),
        table=fact.table or "",
        rules=_rules(want.rules, lang),
    )


def _known(facts: Facts, column: str, spellings: Sequence[str]) -> str:
    """The first spelling by which the dictionary knows the column; its id if there is none."""
    for spelling in spellings:
        found = facts.find(spelling) if len(spelling) < LONGEST else None
        if found is not None and found.kind == "fact" and found.column == column:
            return spelling
    return column


def _unit_words(fact: Fact, lang: Lang) -> str:
    """The unit as it stands in brackets; none for shares, which are written with a per cent sign."""
    unit = unit_of(fact.unit) if fact.unit and fact.type != "share" else None
    return "" if unit is None else unit.name if lang == "zh" else unit.en or unit.name


def _choices_of(fact: Fact, lang: Lang) -> tuple[str, ...]:
    if fact.type == "flag":
        return label("yes", lang), label("no", lang)
    return _choices(fact.values or {}, lang)


def _choices(values: Mapping[str, tuple[str, ...]], lang: Lang) -> tuple[str, ...]:
    return tuple(spellings[0] if lang == "zh" and spellings else code for code, spellings in values.items())


def _spelled(values: Mapping[str, tuple[str, ...]], choices: Sequence[str], lang: Lang) -> str:
    """The choices, each with its Chinese name where it is a code."""
    firsts = [spellings[0] if spellings else "" for spellings in values.values()]
    parts = [
        choice if choice == first or not first or lang == "zh" else f"{choice} = {first}"
        for choice, first in zip(choices, firsts, strict=True)
    ]
    return ("、" if lang == "zh" else ", ").join(parts)


def _meaning(plan: Plan, want: Wanted, there: set[str], lang: Lang) -> Iterable[str]:
    facts, fact = plan.facts, want.fact
    if fact.note is not None:
        yield _sentence(fact.note.say(lang), lang)
    if not fact.many:
        yield label(f"fill_{fact.type}", lang)
    elif fact.type in {"count", "number", "share", "text", "year"}:
        yield label(f"fill_many_{fact.type}", lang)
    else:
        values = ("、" if lang == "zh" else ", ").join(_choices_of(fact, lang))
        yield label("fill_many_other", lang).format(values=values)
    if fact.at_most is not None and fact.at_most in facts:
        bound = f"{fact.at_most}_{want.stage}" if want.stage and facts[fact.at_most].by_stage else fact.at_most
        yield label("fill_at_most", lang).format(name=facts.name(bound, lang))
    for other in want.other:
        names = ("、" if lang == "zh" else ", ").join(facts.name(part, lang) for part in other.split("+"))
        yield label("fill_from" if set(other.split("+")) <= there else "fill_instead", lang).format(names=names)
    if plan.pack.split is not None and _is_shared(plan, fact):
        yield label("fill_whole", lang)


def _is_shared(plan: Plan, fact: Fact) -> bool:
    """Whether a pack divides the fact over stages, or one that is computed from it."""
    split = plan.pack.split
    return split is not None and any(
        fact.id == name
        or any(fact.id in {ref.name for ref in refs(parse(formula))} for formula in plan.facts[name].derive)
        for name in split.of
    )


def _sentence(text: str, lang: Lang) -> str:
    stop = "。" if lang == "zh" else "."
    return text if text.endswith(stop) else text + stop


def _rules(rules: Sequence[Rule], lang: Lang) -> str:
    """Titles with clauses, a line each; of very many the first ones and their number."""
    lines = []
    for rule in rules[:_MOST_RULES]:
        clause = rule.clause or (rule.seen_in.say(lang) if rule.seen_in else "")
        brackets = "（{}）" if lang == "zh" else " ({})"
        lines.append(rule.title.say(lang) + (brackets.format(clause) if clause else ""))
    if len(rules) > _MOST_RULES:
        lines.append(label("template_more_rules", lang).format(count=len(rules)))
    return "\n".join(lines)
