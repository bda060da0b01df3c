"""``youzhi pack test``: the tests in a pack run, a failing one explained, and what they do not notice told."""

from __future__ import annotations

import json as jsons
from typing import TYPE_CHECKING, Annotated

import typer
from attrs import frozen
from rich.text import Text

from ..catalogue import label
from ..finding import is_path
from ..loading import load_pack
from .options import LangOption, Language
from .pack_lint import PacksArgument
from .screen import Waiting, console

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from rich.console import Console

    from ..authoring.failed_tests import FailedTest
    from ..authoring.mutation import MutationReport
    from ..catalogue import Lang
    from ..model import Pack

__all__ = ["register"]

_FAILED = 1
_FORMAT = "youzhi-test-report/1"


@frozen
class _Tested:
    """What came of the tests of one pack; ``mutation`` is None where none was asked for or a test fails."""

    pack: str
    count: int
    failed: list[FailedTest]
    mutation: MutationReport | None

    @property
    def passed(self) -> bool:
        return not self.failed and (self.mutation is None or self.mutation.passed)

    def to_dict(self) -> dict[str, Any]:
        failed = [test.to_dict() for test in self.failed]
        mutation = None if self.mutation is None else self.mutation.to_dict()
        return {"pack": self.pack, "tests": self.count, "failed": failed, "mutation": mutation}


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi pack``."""
    app.command("test")(run_pack_tests)


def run_pack_tests(
    packs: PacksArgument,
    *,
    do_mutate: Annotated[
        bool,
        typer.Option("--mutate", help="逐一作微小改动，列出测试未察觉的 / change it in small ways, list the unnoticed"),
    ] = False,
    scaffold: Annotated[
        bool,
        typer.Option(
            "--scaffold", help="只为没有测试的规则和任务写出待填写的 / only write tests to fill in where there are none"
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 / as JSON")] = False,
    lang: LangOption = Language.zh,
) -> None:
    """运行规则包内的测试并解释未通过的；有未通过的则退出码为 1 / run the tests in packs; exit 1 if one fails."""
    words: Lang = lang.value
    if scaffold:
        if do_mutate or json:
            raise typer.BadParameter("--scaffold 不与 --mutate、--json 同用 / goes with neither --mutate nor --json")
        _write_skeletons(_loaded(packs), words)
        return
    with Waiting(label("testing", words)) as waiting:
        tested = [_tested(pack, words, waiting, do_mutate=do_mutate) for pack in _loaded(packs)]
    if json:
        told = {"format": _FORMAT, "packs": [each.to_dict() for each in tested]}
        typer.echo(jsons.dumps(told, ensure_ascii=False, indent=2))
    else:
        screen = console()
        for each in tested:
            _tell_tests(screen, each, words)
            if each.mutation is not None:
                _tell_mutants(screen, each.pack, each.mutation, words)
    if not all(each.passed for each in tested):
        raise typer.Exit(_FAILED)


def _loaded(packs: Iterable[str]) -> Iterator[Pack]:
    """The packs that are meant, each once; by the folder, its file or one of its tests."""
    from ..authoring.draft import files_of

    seen = set()
    for name in packs:
        pack = load_pack(files_of([name])[0]) if is_path(name) else load_pack(name)
        if pack.folder not in seen:
            seen.add(pack.folder)
            yield pack


def _tested(pack: Pack, lang: Lang, waiting: Waiting, *, do_mutate: bool) -> _Tested:
    from ..authoring.failed_tests import explain_failures
    from ..authoring.mutation import mutate
    from ..packtests import run_tests

    report = mutate(pack, waiting.advance) if do_mutate else None
    tests = run_tests(pack) if report is None else report.tests
    failed = explain_failures(pack, tests, lang)
    return _Tested(pack.id, len(tests), failed, None if failed else report)


def _write_skeletons(packs: Iterable[Pack], lang: Lang) -> None:
    """Write tests to fill in for what has none, and tell where."""
    from ..authoring.skeleton import untested, write_skeleton

    screen = console()
    for pack in packs:
        count = len(untested(pack))
        path = write_skeleton(pack, lang)
        name = "skeleton_written" if path is not None else "skeleton_none"
        told = label(name, lang).format(pack=pack.id, file=path, count=count)
        screen.print(Text(told), soft_wrap=True)


def _tell_tests(screen: Console, tested: _Tested, lang: Lang) -> None:
    failed, count = tested.failed, tested.count
    for test in failed:
        title, *lines = test.lines()
        screen.print(Text(title, style="bold red"), soft_wrap=True)
        for line in lines:
            screen.print(Text(line), soft_wrap=True)
    name = "tests_failed" if failed else "tests_passed" if count else "tests_none"
    summary = label(name, lang).format(pack=tested.pack, count=count, failed=len(failed))
    screen.print(Text(summary, style="bold red" if failed else "green" if count else "yellow"), soft_wrap=True)


def _tell_mutants(screen: Console, pack: str, report: MutationReport, lang: Lang) -> None:
    for fault in report.survivors:
        screen.print(Text.assemble((str(fault.place), "bold"), f": {fault.key}"), soft_wrap=True)
        screen.print(Text(f"  [{fault.code}] {fault.say(lang)}"), soft_wrap=True)
        screen.print(Text(f"  {fault.advise(lang)}", style="cyan"), soft_wrap=True)
    left = len(report.survivors)
    name = "mutants_survive" if left else "mutants_noticed"
    counts = {"count": report.mutants, "noticed": report.noticed, "refused": report.refused, "left": left}
    summary = label(name, lang).format(pack=pack, **counts)
    screen.print(Text(summary, style="bold red" if left else "green"), soft_wrap=True)
