"""``youzhi stream``: records larger than memory, judged batch by batch into a folder, and taken up again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ..catalogue import label
from ..engine import STATUSES
from ..errors import DataError, near
from ..model import LEVELS
from ..planning import plan_of
from .options import DEFAULT_PACK, AreasOption, DayOption, LangOption, Language, PackOption
from .screen import Waiting, bare_table, console, heading, status_text

if TYPE_CHECKING:
    from rich.console import Console

    from ..catalogue import Lang
    from ..model import Pack
    from ..streaming.tally import Tally

__all__ = ["register"]

_Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="学校数据：.parquet .csv .arrow 文件、文件夹或通配 / the schools: files, folders or patterns",
    ),
]
_Into = Annotated[str, typer.Option("--into", metavar="FOLDER", help="写到哪个文件夹 / the folder to write to")]
_Sort = Annotated[bool, typer.Option("--sort", help="先按县排序（Parquet） / sort by county first (Parquet)")]
_Fresh = Annotated[bool, typer.Option("--fresh", help="不接着上次，重新开始 / begin anew instead of going on")]
_Stop = Annotated[bool, typer.Option("--stop-on-error", help="数据有错误即停止 / stop where the data have errors")]
_Outcomes = Annotated[
    str | None,
    typer.Option(
        "--outcomes", metavar="STATUS", help="写出明细：all 或一种状态，如 unmet / write outcomes: all, or of a status"
    ),
]
_Level = Annotated[
    str | None, typer.Option("--level", metavar="LEVEL", help="明细只要这一层级 / outcomes of this level only")
]
_Rows = Annotated[int, typer.Option("--rows", min=1, metavar="N", help="每批的行数 / the rows of a batch")]
_ALL = "all"


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi``."""
    app.command("stream")(stream_command)


def stream_command(
    sources: _Sources,
    *,
    into: _Into,
    areas: AreasOption = None,
    pack: PackOption = DEFAULT_PACK,
    as_of: DayOption = None,
    sort: _Sort = False,
    fresh: _Fresh = False,
    stop_on_error: _Stop = False,
    outcomes: _Outcomes = None,
    level: _Level = None,
    rows: _Rows = 65_536,
    lang: LangOption = Language.zh,
) -> None:
    """分批评价放不进内存的数据，可中断续作 / judge data larger than memory; it can be taken up again."""
    from ..collecting.opening import read_records
    from ..loading import load_pack
    from ..streaming.evaluating import evaluate_stream

    words: Lang = lang.value
    wanted = _filters(outcomes, level)
    rules = load_pack(pack)
    records = None
    if areas is not None:
        with Waiting(label("reading", words)):
            records = read_records(areas, facts=plan_of(rules).facts)
    with Waiting(label("judging", words)) as waiting:
        stream = evaluate_stream(
            sources, rules, records, as_of, strict=stop_on_error, sort=sort, rows=rows, progress=waiting.advance
        )
        tally = stream.save(into, outcomes=wanted, lang=words, fresh=fresh)
    _print(tally, rules, into, console(), words)


def _filters(outcomes: str | None, level: str | None) -> dict[str, str] | None:
    """Which outcomes are written; None for none.

    Raises:
        DataError: there is no such status or level (``filter-unknown``).
    """
    for name, value, known in (("status", outcomes, (_ALL, *STATUSES)), ("level", level, LEVELS)):
        if value is not None and value not in known:
            raise DataError.of(
                "filter-unknown", name=name, value=value, known=", ".join(known), near=near(value, known)
            )
    if outcomes is None and level is None:
        return None
    found = {} if outcomes in {None, _ALL} else {"status": str(outcomes)}
    return found if level is None else {**found, "level": level}


def _print(tally: Tally, pack: Pack, folder: str, screen: Console, lang: Lang) -> None:
    """Print what all batches come to; the last line is the verdict."""
    counties = sum(tally.counties.values())
    sizes = (("of_counties", counties), ("of_schools", tally.schools), ("of_sections", tally.sections))
    size = [label(name, lang).format(count=count) for name, count in sizes]
    screen.print(Text(pack.title.say(lang)))
    screen.print(Text(" · ".join([f"{pack.id} {pack.version}", *size]), style="dim"))
    statuses = [status for status in STATUSES if any(status in counts for counts in tally.groups.values())]
    table = bare_table(("group", *statuses), lang, right=range(1, len(statuses) + 1))
    for name, counts in tally.groups.items():
        group = plan_of(pack).groups[name]
        table.add_row(group.zh if lang == "zh" else group.en, *(str(counts.get(status, 0)) for status in statuses))
    screen.print()
    screen.print(table)
    if tally.problems:
        screen.print()
        screen.print(heading(label("problems", lang)))
        for code, count in sorted(tally.problems.items(), key=lambda pair: (-pair[1], pair[0])):
            screen.print(Text(f"  {code}  {count}"))
    screen.print()
    screen.print(Text(label("written", lang).format(file=folder), style="dim"), soft_wrap=True)
    told = [label(f"counties_{status}", lang).format(count=count) for status, count in tally.counties.items()]
    county = label("of_counties", lang).format(count=counties) + (f"（{' · '.join(told)}）" if told else "")
    before, _, after = label("verdict_line", lang).format(county=county, status="\0").partition("\0")
    screen.print(Text.assemble((before, "bold"), status_text(tally.status, lang), (after, "bold")), soft_wrap=True)
