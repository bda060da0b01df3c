"""``youzhi pack impact``: whose status changes between two packs or two limits."""

from __future__ import annotations

import csv as tables
import io
import json as jsons
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ..catalogue import label
from ..errors import DataError
from ..numerals import amount_text
from ..pair_words import pair_text
from ..what_if import with_limits
from .naming import STDOUT, check_outputs
from .options import LangOption, Language
from .pack_files import files_of, pack_at, save_text
from .screen import bare_table, console, heading, status_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from rich.console import Console

    from ..authoring.impact import Impact
    from ..catalogue import Lang

__all__ = ["register"]

_MOST = 30
_A = Annotated[str, typer.Argument(metavar="A", help="现行的规则包 / the pack as it is")]
_B = Annotated[
    str,
    typer.Argument(
        metavar="B|SCHOOLS", help="另一个规则包，或（用 --set 时）学校数据 / another pack, or with --set the schools"
    ),
]
_Schools = Annotated[str | None, typer.Argument(metavar="SCHOOLS", help="学校数据：.xlsx .xls .ods .csv / the schools")]
_Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="RULE=LIMIT",
        help="不用 B，改设 A 的一项标准，可重复 / A with another limit instead of B; repeatable",
    ),
]
_Areas = Annotated[str | None, typer.Option("--areas", metavar="FILE", help="县、镇、市数据 / counties, towns, cities")]
_Day = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="评价日期，如 2027-12-31 / the day it speaks of")
]
_Json = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="写出 JSON；- 为标准输出 / write JSON; - is stdout")
]
_Csv = Annotated[
    str | None, typer.Option("--csv", metavar="FILE", help="写出全部变化 CSV；- 为标准输出 / write all changes as CSV")
]
_Strict = Annotated[bool, typer.Option("--strict", help="数据有错误即停止 / stop if the data have errors")]


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi pack``."""

    @app.command("impact")
    def impact_command(
        a: _A,
        b: _B,
        schools: _Schools = None,
        *,
        limits: _Set = None,
        areas: _Areas = None,
        as_of: _Day = None,
        json: _Json = None,
        csv: _Csv = None,
        lang: LangOption = Language.zh,
        strict: _Strict = False,
    ) -> None:
        """哪些学校、镇、县的结论因另一个规则包或另一个标准而改变 / whose status another pack or limit changes."""
        from ..authoring.impact import impact_of
        from .judging import evaluated

        if (schools is None) != bool(limits):
            raise DataError.of("impact-arguments")
        file = schools or b
        packs = (a,) if limits else (a, b)
        check_outputs((file, areas, *files_of(*packs)), {"--json": json, "--csv": csv})
        old = pack_at(a)
        new = with_limits(old, _limits(limits)) if limits else pack_at(b)
        words: Lang = lang.value
        results = [evaluated(file, areas, pack, as_of, words, strict=strict) for pack in (old, new)]
        found = impact_of(*results, lang=words)
        if json is not None:
            save_text(jsons.dumps(found.to_dict(), ensure_ascii=False, allow_nan=False, indent=1) + "\n", json)
        if csv is not None:
            save_text(_csv(found, mark=csv != STDOUT), csv)
        if STDOUT not in {json, csv}:
            _print(found, ", ".join(limits or ()), console(), words)


def _limits(written: Sequence[str]) -> dict[str, str]:
    """The limits of ``--set``: the last one counts where one is set twice."""
    found = {}
    for text in written:
        name, sign, value = text.partition("=")
        if not (name.strip() and sign and value.strip()):
            raise DataError.of("set-form", text=text)
        found[name.strip()] = value.strip()
    return found


def _csv(found: Impact, *, mark: bool) -> str:
    from ..authoring.impact import COLUMNS
    from .exports import guarded_cell

    text = io.StringIO(newline="")
    text.write("\ufeff" if mark else "")
    writer = tables.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([guarded_cell(row[column]) for column in COLUMNS] for row in found.rows)
    return text.getvalue()


def _print(found: Impact, supposed: str, screen: Console, lang: Lang) -> None:
    old, new = found.old.pack, found.new.pack
    screen.print(heading(f"{old.id} {old.version} → {supposed or f'{new.id} {new.version}'}"))
    told = label("impact_judged", lang).format(**found.judged)
    screen.print(Text(told, style="dim"))
    if not found.counties and not found.rules:
        screen.print(Text(label("impact_nothing", lang)))
        return
    _counties(found, screen, lang)
    _rules(found, screen, lang)
    _units(found, screen, lang)


def _counties(found: Impact, screen: Console, lang: Lang) -> None:
    screen.print()
    screen.print(Text(label("impact_counties", lang).format(count=len(found.counties)), style="bold underline"))
    if not found.counties:
        return
    groups = {**found.old.plan.groups, **found.new.plan.groups}
    table = bare_table(("county", "was", "is", "group", "rule"), lang, keep=(1, 2))
    for each in found.counties[:_MOST]:
        changed = Text()
        for name, (before, after) in each.groups.items():
            changed.append("\n" if changed else "")
            changed.append(f"{groups[name].zh if lang == 'zh' else groups[name].en}: ")
            changed.append_text(Text.assemble(_status(before, lang), " → ", _status(after, lang)))
        table.add_row(
            Text(each.county), _status(each.old, lang), _status(each.new, lang), changed, Text("\n".join(each.because))
        )
    screen.print(table)
    _more(len(found.counties), "impact_more_counties", screen, lang)


def _rules(found: Impact, screen: Console, lang: Lang) -> None:
    screen.print()
    # A rule that is judged by stage has a line for each stage, and is one rule.
    count = len({each.rule for each in found.rules})
    screen.print(Text(label("impact_rules", lang).format(count=count), style="bold underline"))
    reliefs = _reliefs(found)
    table = bare_table(("rule", "level", "change", "units_changed", "clause"), lang)
    for each in found.rules:
        counts = Text()
        for (before, after), count in each.counts.items():
            counts.append("\n" if counts else "")
            counts.append_text(Text.assemble(_status(before, lang), " → ", _status(after, lang), f" {count}"))
        for (side, title), count in reliefs.get((each.rule, each.stage), {}).items():
            counts.append("\n")
            counts.append(label(f"impact_relief_{side}", lang).format(title=title, count=count))
        level = label(each.level, lang) + (f" {label(each.stage, lang)}" if each.stage else "")
        change = label(f"kind_{each.change}", lang) if each.change else ", ".join(each.because)
        cited = "\n".join(part for part in (each.clause, each.pack) if part)
        table.add_row(Text(f"{each.title.say(lang)} ({each.rule})"), level, Text(change), counts, Text(cited))
    screen.print(table)


def _reliefs(found: Impact) -> dict[tuple[str, str | None], Counter[tuple[str, str]]]:
    """Per rule and stage, how many of those that change met it by which relief, or meet it by which one now."""
    used: dict[tuple[str, str | None], Counter[tuple[str, str]]] = {}
    stages = {each.rule for each in found.rules if each.stage is not None}
    for row in found.rows:
        for side in ("old", "new"):
            if title := row[f"{side}_relief"]:
                key = (row["rule"], row["stage"] if row["rule"] in stages else None)
                used.setdefault(key, Counter())[side, title] += 1
    return used


def _units(found: Impact, screen: Console, lang: Lang) -> None:
    """The units that fail or pass otherwise; what only became unknown is counted above."""
    from ..gaps import gap_unit

    rows = [row for row in found.rows if {row["old_status"], row["new_status"]} & {"unmet"}]
    if not rows:
        return
    screen.print()
    screen.print(Text(label("impact_units", lang).format(count=len(rows)), style="bold underline"))
    table = bare_table(("name", "rule", "was", "is", "value", "limit", "gap"), lang, keep=(2, 3))
    named = ("county", "town", "school_name")[found.judged["county"] == 1 :]
    plans = (found.old.plan, found.new.plan)
    units = {step.id: gap_unit(plan.facts, step) for plan in plans for step in plan.steps}
    for row in rows[:_MOST]:
        where = " ".join(str(row[key]) for key in named if row[key]) or str(row["county"] or label("city", lang))
        stage = f" {label(row['stage'], lang)}" if row["stage"] else ""
        was, now = (_status(row[f"{name}_status"], lang) for name in ("old", "new"))
        reliefs = dict.fromkeys(title for side in ("old", "new") if (title := row[f"{side}_relief"]))
        told = "; ".join([row["rule"], *(f"{label('relief', lang)}: {title}" for title in reliefs)])
        numbers = (pair_text(row, "value", lang), pair_text(row, "limit", lang), _gap(row, units, lang))
        table.add_row(Text(where + stage), Text(told), was, now, *(Text(number) for number in numbers))
    screen.print(table)
    _more(len(rows), "impact_more", screen, lang)


def _status(status: str | None, lang: Lang) -> Text:
    return Text(label("impact_absent", lang), style="dim") if status is None else status_text(status, lang)


def _gap(row: Mapping[str, Any], units: Mapping[str, str | None], lang: Lang) -> str:
    """What is missing now, or was missing before, in the unit it comes in."""
    gap = row["new_gap"] or row["old_gap"]
    return amount_text(gap, units[row["rule"]], lang) if gap else ""


def _more(count: int, name: str, screen: Console, lang: Lang) -> None:
    if count > _MOST:
        screen.print(Text(label(name, lang).format(count=count - _MOST), style="dim"))
