"""What is installed: the package that was meant, typed, with its packs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections import defaultdict
from importlib import metadata
from pathlib import Path

import pytest

import youzhi_rules

PACKAGE = Path(youzhi_rules.__file__).parent
REPOSITORY = Path(__file__).parents[1]


def test_the_package_under_test_is_the_one_that_was_meant():
    """The run against the wheel imports the installed wheel; any other imports the tree beside the tests."""
    if os.environ.get("YOUZHI_UNDER_TEST") == "wheel":
        assert Path(sysconfig.get_path("purelib")) / "youzhi_rules" == PACKAGE
        assert not (REPOSITORY / "youzhi_rules").exists()
    else:
        assert REPOSITORY / "youzhi_rules" == PACKAGE


def test_the_package_says_that_it_is_typed():
    """Type checkers read the annotations of the installed package."""
    assert (PACKAGE / "py.typed").is_file()


def test_the_packs_come_with_the_package():
    """In a wheel the packs lie inside the package, in the tree beside it."""
    homes = [PACKAGE / "rulepacks", PACKAGE.parent / "rulepacks"]
    home = next(folder for folder in homes if folder.is_dir())
    assert (home / "national-2017" / "pack.yaml").is_file()


def test_the_extra_all_is_all_the_others_together():
    """``youzhi-rules[all]`` installs what every other extra installs."""
    by_extra = defaultdict(set)
    for line in metadata.requires("youzhi-rules") or []:
        requirement, _, extra = line.partition("; extra == ")
        by_extra[extra.strip("'\"")].add(requirement)
    del by_extra[""]
    assert by_extra.pop("all") == set().union(*by_extra.values())


_USE = """
import json, sys
import youzhi_rules as yz

(info,) = [pack for pack in yz.list_packs() if pack.id == "qingshan-2025"]
result = yz.evaluate([{"school": "A", "stage": "primary", "students": 1000, "pe_arts_teachers": 9}], info.id)
(outcome,) = result.to_dicts(rule="pe_arts_teachers")
failed = [test.line_for() for test in yz.run_tests(yz.load_pack(info.id)) if not test.passed]
print(json.dumps([info.origin, info.status, outcome["status"], failed, "qingshan_packs" in sys.modules]))
"""


@pytest.mark.long
@pytest.mark.tree
def test_the_example_distribution_brings_its_pack(tmp_path):
    """Built and installed, it is listed with its origin, evaluates by its id, passes its tests, and is not imported."""
    shutil.copytree(REPOSITORY / "examples" / "pack-distribution", tmp_path / "example")
    site = tmp_path / "site"
    install = ["-m", "pip", "install", "-qq", "--no-index", "--no-build-isolation", "--no-deps", "--no-compile"]
    _run([*install, "--disable-pip-version-check", "--target", str(site), str(tmp_path / "example")])
    roots = os.pathsep.join(map(str, (site, PACKAGE.parent)))
    assert json.loads(_run(["-c", _USE], roots)) == ["qingshan-packs 0.1.0", "ready", "unmet", [], False]
    listed = _run(["-m", "youzhi_rules.cli", "packs", "--lang", "en"], roots)
    line = next(line for line in listed.splitlines() if line.startswith("qingshan-2025"))
    assert line.split()[1:6] == ["0.1.0", "990101", "qingshan-packs", "0.1.0", "ready"]


def _run(arguments, path=""):
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "YOUZHI_PACK_PATH": ""}
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, encoding="utf-8", check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
