"""What is installed: the package that was meant, typed, with its packs."""

from __future__ import annotations

import os
import sysconfig
from collections import defaultdict
from importlib import metadata
from pathlib import Path

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
