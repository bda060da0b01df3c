"""Check what was built: the wheel is the package with the rule packs, nothing else; the sdist is complete.

Usage: python tools/check_dist.py dist
"""

from __future__ import annotations

import sys
import tarfile
import zipfile
from pathlib import Path

# Each folder of the repository whose files a wheel carries, and where they lie in it.
IN_WHEEL = {"youzhi_rules": "youzhi_rules", "rulepacks": "youzhi_rules/rulepacks"}
IN_DIST_INFO = ("METADATA", "entry_points.txt", "licenses/LICENSE")
IN_SDIST = ("pyproject.toml", "README.md", "LICENSE", "tests/test_packaging.py", "youzhi_rules/py.typed")


def expected() -> set[str]:
    """The files of the tree, under the names they have in the wheel."""
    return {
        f"{target}/{file.relative_to(folder).as_posix()}"
        for folder, target in IN_WHEEL.items()
        for file in Path(folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def faults(wheel: Path, sdist: Path) -> list[str]:
    """What is wrong with the two files, one sentence each."""
    with zipfile.ZipFile(wheel) as archive:
        carried = {name for name in archive.namelist() if ".dist-info/" not in name}
        information = {name.partition(".dist-info/")[2] for name in archive.namelist()} - {""}
    with tarfile.open(sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    wanted = expected()
    return [
        *(f"the wheel lacks {name}" for name in sorted(wanted - carried)),
        *(f"the wheel should not hold {name}" for name in sorted(carried - wanted)),
        *(f"the wheel lacks its {name}" for name in IN_DIST_INFO if name not in information),
        *(f"the sdist lacks {name}" for name in IN_SDIST if name not in packed),
        *(["there is no rule pack"] if not any(name.endswith("/pack.yaml") for name in wanted) else []),
    ]


def main() -> None:
    """Check the one wheel and the one sdist of a folder; exit with 1 if something is wrong."""
    folder = Path(sys.argv[1])
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    found = faults(wheel, sdist)
    for fault in found:
        print(fault)
    if found:
        sys.exit(1)
    print(f"{wheel.name} and {sdist.name} hold what they should")


if __name__ == "__main__":
    main()
