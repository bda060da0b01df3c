"""``youzhi pack lint``: what a careful reviewer would say of packs, and what of it can be mended safely."""

from __future__ import annotations

import json as jsons
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ..catalogue import label
from .options import LangOption, Language
from .screen import console

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from ..authoring.linting import Review
    from ..authoring.mending import Change
    from ..catalogue import Lang

__all__ = ["PacksArgument", "register"]

_FOUND = 1
_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}
PacksArgument = Annotated[
    list[str], typer.Argument(metavar="PACK...", help="规则包代号、文件夹或其中的文件 / packs, by id, folder or file")
]


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi pack``."""
    app.command("lint")(lint_command)


def lint_command(
    packs: PacksArgument,
    *,
    fix: Annotated[
        bool, typer.Option("--fix", help="改正只有一种读法的写法 / mend what can be meant in one way only")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 / as JSON")] = False,
    lang: LangOption = Language.zh,
) -> None:
    """检查规则包及其测试；有错误或警告时退出码为 1 / review packs and tests; exit 1 upon errors or warnings."""
    from ..authoring.draft import files_of
    from ..authoring.linting import review_of
    from ..authoring.mending import mend

    words: Lang = lang.value
    reviews: list[tuple[Review, tuple[Change, ...]]] = []
    paths: list[Path] = files_of(packs)
    for path in paths:
        changes = mend(path) if fix else ()
        reviews.append((review_of(path), changes))
    if json:
        told = [
            {**review.to_dict(), "changed": [change.to_dict() for change in changes]} for review, changes in reviews
        ]
        typer.echo(jsons.dumps({"format": "youzhi-lint/1", "packs": told}, ensure_ascii=False, indent=2))
    else:
        screen = console()
        for review, changes in reviews:
            _tell(screen, review, changes, words)
    if not all(review.passed for review, _ in reviews):
        raise typer.Exit(_FOUND)


def _tell(screen: Console, review: Review, changes: tuple[Change, ...], lang: Lang) -> None:
    for change in changes:
        screen.print(Text(change.line(lang), style="green"), soft_wrap=True)
    for finding in review.findings:
        first, *others = finding.lines(lang)
        screen.print(Text(first, style=_STYLES[finding.severity]), soft_wrap=True)
        for line in others:
            screen.print(Text(line), soft_wrap=True)
    counts = {severity: review.count(severity) for severity in _STYLES}
    summary = label("lint_summary", lang).format(pack=review.pack, changed=len(changes), **counts)
    screen.print(Text(summary, style="green" if review.passed else "bold red"), soft_wrap=True)
