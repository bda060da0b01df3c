"""Run the tests on a copy that ``youzhi vendor`` made: under another name, elsewhere, with the project out of reach.

Usage: python tools/vendored_suite.py [TEST FILES OR OPTIONS OF PYTEST ...]

The copy, the tests and the pages they read are put into a temporary folder. In the tests the name of the package is
replaced; the copy itself stays as it was made. Importing the library under its own name is refused there, in every
process the tests start too, so what passes can only be the copy.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE, COPY = "youzhi_rules", "youzhi_rules_copy"
TAKEN = ("tests", "tools", "docs", "examples", "README.md", "pyproject.toml")
REWRITTEN = {".py", ".md"}
# The group of entry points, the name for pip and the place of the schemas in the tree are the same for every copy.
_NAME = re.compile(rf"\b{PACKAGE}\b(?!\.packs|\[|/schemas/|/data/composed/)")
MARKS = "not tree and not long and not browser"
LEFT_OUT = (
    # They ask whether the tree or the wheel is under test; here it is neither, and `test_the_copy` asks instead.
    "tests/test_packaging.py::test_the_package_under_test_is_the_one_that_was_meant",
)

_REFUSING = f'''"""Refuses the library under its own name, so that only the copy can be imported."""

import sys


class _Refused:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "{PACKAGE}":
            raise ModuleNotFoundError(f"{{name}} is out of reach", name=name)


sys.meta_path.insert(0, _Refused())
'''

_ASKING = f'''"""What is under test: the copy, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import {COPY}
import pytest


def test_the_copy_is_what_is_tested():
    """The package comes out of the folder of the copy, knows its release by its note, and has its packs inside."""
    folder = Path(os.environ["YOUZHI_COPY"])
    assert Path({COPY}.__file__) == folder / "__init__.py"
    assert {COPY}.__version__ == (folder / "VERSION").read_text(encoding="utf-8").splitlines()[0]
    packs = [Path({COPY}.load_pack(pack.id).folder) for pack in {COPY}.list_packs() if pack.origin == "shipped"]
    assert packs
    assert {{pack.parent for pack in packs}} == {{folder / "rulepacks"}}


def test_the_project_is_out_of_reach():
    """Whoever asks for the library by its own name gets none."""
    with pytest.raises(ModuleNotFoundError):
        __import__("{PACKAGE}")
'''


def lay_out(work: Path) -> Path:
    """Put copy, tests and pages into a folder; the folder of the tests."""
    sys.path.insert(0, str(ROOT))
    from youzhi_rules.handing.vendoring import vendor

    vendor(work / "site" / COPY)
    (work / "site" / "sitecustomize.py").write_text(_REFUSING, encoding="utf-8")
    suite = work / "suite"
    suite.mkdir()
    for name in TAKEN:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, suite / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        else:
            shutil.copyfile(source, suite / name)
    for path in suite.rglob("*"):
        if path.suffix in REWRITTEN and path.is_file():
            text = path.read_text(encoding="utf-8")
            path.write_text(_NAME.sub(COPY, text), encoding="utf-8", newline="\n")
    (suite / "tests" / "test_the_copy.py").write_text(_ASKING, encoding="utf-8")
    return suite


def main(arguments: list[str]) -> int:
    """Run the tests; what pytest returns."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(os.path.realpath(folder))
        suite = lay_out(work)
        given = [argument for argument in arguments if not argument.startswith("-")]
        options = [argument for argument in arguments if argument.startswith("-")]
        left_out = [option for test in LEFT_OUT for option in ("--deselect", test)]
        command = [sys.executable, "-m", "pytest", "-m", MARKS, "-p", "no:cacheprovider", *left_out, *options]
        command += ["tests/test_the_copy.py", *given] if given else ["tests"]
        environment = {
            **os.environ,
            "PYTHONPATH": str(work / "site"),
            "YOUZHI_COPY": str(work / "site" / COPY),
            "YOUZHI_UNDER_TEST": "copy",
        }
        return subprocess.run(command, cwd=suite, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
