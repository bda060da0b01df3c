"""Hostile packs: each is refused with its code, quickly, in little memory, with and without libyaml."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.long

HERE = Path(__file__).parent
SECONDS = {"libyaml": 2.0, "python": 12.0}
PARSERS = ["libyaml", "python"] if yaml.__with_libyaml__ else ["python"]

Findings = dict[str, dict[str, Any]]


def _run(parser: str, folder: Path) -> Findings:
    done = subprocess.run(
        [sys.executable, str(HERE / "hostile_runner.py"), parser, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {found["name"]: found for found in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Findings]:
    """What each parser made of the whole corpus."""
    folders = [tmp_path_factory.mktemp(parser) for parser in PARSERS]
    with ThreadPoolExecutor() as pool:
        return dict(zip(PARSERS, pool.map(_run, PARSERS, folders), strict=True))


@pytest.mark.parametrize("parser", PARSERS)
def test_every_hostile_pack_is_refused_with_its_code(findings: dict[str, Findings], parser: str) -> None:
    """The code a file is named after is among its faults, and nothing of the corpus is left out."""
    found = findings[parser]
    wrong = {name: each["codes"] for name, each in found.items() if name.split("--")[0] not in each["codes"]}
    assert not wrong
    assert {path.stem for path in (HERE / "hostile").glob("*.yaml")} < set(found)


@pytest.mark.parametrize("parser", PARSERS)
def test_every_hostile_pack_is_refused_quickly(findings: dict[str, Findings], parser: str) -> None:
    """No file keeps the loader for longer than a few seconds."""
    slow = {name: each["seconds"] for name, each in findings[parser].items() if each["seconds"] > SECONDS[parser]}
    assert not slow


def test_both_parsers_find_the_same(findings: dict[str, Findings]) -> None:
    """The codes do not depend on whether libyaml is there."""
    every = list(findings.values())
    codes = [{name: each["codes"] for name, each in found.items()} for found in every]
    assert all(each == codes[0] for each in codes)


def test_nothing_runs(findings: dict[str, Findings]) -> None:
    """A tag that names a command leaves no trace."""
    assert findings
    assert not Path("owned").exists()
    assert not (HERE / "owned").exists()
