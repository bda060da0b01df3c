"""The mistakes people make: each pack under ``authors`` has one, and lint tells it as ``expected.yaml`` says."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

import youzhi_rules as yz
from youzhi_rules.authoring.linting import Review, lint
from youzhi_rules.authoring.mending import mend
from youzhi_rules.cli import main

if TYPE_CHECKING:
    from youzhi_rules.catalogue import Lang

AUTHORS = Path(__file__).parent / "authors"
EXPECTED = yaml.safe_load((AUTHORS / "expected.yaml").read_text(encoding="utf-8"))
FOLDERS = sorted(path.name for path in AUTHORS.iterdir() if path.is_dir())
SEVERAL = {"fact-without-a-unit", "several-at-once"}
"""Packs with more than one mistake, or with one that shows in two places."""
MENDED = {
    "byte-order-mark", "code-without-quotes", "comma-in-english", "date-with-slashes", "due-in-words",
    "full-width-colon", "full-width-colon-in-braces", "full-width-comma-in-braces", "full-width-digit",
    "full-width-percent", "full-width-quotes", "full-width-space", "missing-space", "null-spelt-none",
    "number-in-quotes", "tab", "test-number-spelt-badly", "zero-width-space",
}  # fmt: skip
"""Packs that ``--fix`` puts in order."""


@cache
def review(name: str) -> Review:
    """The review of one of the packs."""
    return lint(AUTHORS / name)


def told(name: str) -> list[dict[str, str | None]]:
    """What is said of a pack, as ``expected.yaml`` has it; that it has few tests or none is left out."""
    found = []
    for finding in review(name).findings:
        untested = finding.code.startswith("lint-untested")
        if not untested and (finding.severity != "note" or name == "test-in-one-language"):
            place = str(finding.place).removeprefix(f"{name}/")
            found.append({"code": finding.code, "place": place, "hint": finding.fault.advise("en")})
    return found


def test_every_mistake_is_described() -> None:
    """Each folder has its entry, and there are many."""
    assert sorted(EXPECTED) == FOLDERS
    assert len(FOLDERS) >= 130


@pytest.mark.parametrize("name", FOLDERS)
def test_a_mistake_is_told_where_it_is_and_how_to_mend_it(name: str) -> None:
    """Code, place and hint are those expected, the root cause first; one mistake gives one finding."""
    assert told(name) == EXPECTED[name]
    assert len(EXPECTED[name]) == 1 or name in SEVERAL
    for finding in review(name).findings:
        assert finding.place.line is not None
        assert finding.place.column is not None
        for lines in (finding.lines("zh"), finding.lines("en")):
            assert len(lines) == 3, lines
            assert all(line.strip() for line in lines)


@pytest.mark.parametrize("name", FOLDERS)
def test_loading_refuses_what_lint_calls_an_error_and_raises_nothing_else(name: str) -> None:
    """A pack with a mistake loads or is refused with all the faults that lint tells; nothing else is ever raised."""
    refused = [finding for finding in review(name).findings if finding.severity == "error"]
    errors = [finding.fault for finding in refused if not str(finding.place).startswith("tests/")]
    if errors:
        with pytest.raises(yz.PackError) as caught:
            yz.load_pack(AUTHORS / name)
        assert list(caught.value.faults) == errors
    else:
        assert yz.load_pack(AUTHORS / name).digest


def test_the_command_tells_each_mistake_and_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    """Several packs in one run, in both languages: every finding has its line, and no traceback is shown."""
    turns: tuple[tuple[Lang, list[str]], ...] = (("zh", FOLDERS[::8]), ("en", FOLDERS[4::8]))
    for lang, names in turns:
        assert main(["pack", "lint", *(str(AUTHORS / name) for name in names), "--lang", lang]) == 1
        said = capsys.readouterr()
        assert said.err == ""
        assert "Traceback" not in said.out
        for name in names:
            assert all(finding.lines(lang)[0] in said.out for finding in review(name).findings)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_mistake_is_mended_only_where_it_can_be_meant_in_one_way(name: str, tmp_path: Path) -> None:
    """What ``--fix`` changes it tells; of every other file each byte stays, and so does every comment."""
    copy = tmp_path / name
    shutil.copytree(AUTHORS / name, copy)
    before = {path: path.read_bytes() for path in copy.rglob("*.yaml")}
    changes = mend(copy)
    changed = {path for path, data in before.items() if path.read_bytes() != data}
    assert bool(changes) == bool(changed)
    assert {str(change.place.file).rpartition("/")[2] for change in changes} == {path.name for path in changed}
    if changes:
        left = [finding for finding in lint(copy).findings if finding.severity == "error"]
        assert (name in MENDED) == (not left)
        assert mend(copy) == ()
    else:
        assert name not in MENDED
