"""Loads hostile packs in a process of 1 GB and prints, a JSON line each, their codes and the seconds taken.

Run by ``test_hostile``: ``python hostile_runner.py libyaml|python FOLDER``.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

LIMIT = 2**30


def main(parser: str, folder: Path) -> None:
    """Loads every hostile pack, committed or made, from a folder of its own."""
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    here = Path(__file__).parent
    from hostile_makers import big_packs

    from youzhi_rules import composer

    if parser == "python":
        composer.LIBYAML = False
    for path in sorted((here / "hostile").glob("*.yaml")):
        _say(path.stem, path.read_bytes(), folder)
    for name, data in big_packs():
        _say(name, data, folder)


def _say(name: str, data: bytes, folder: Path) -> None:
    from youzhi_rules.errors import PackError
    from youzhi_rules.loading import load_pack

    path = folder / name / "small"
    path.mkdir(parents=True)
    (path / "pack.yaml").write_bytes(data)
    start = time.perf_counter()
    try:
        load_pack(path)
        codes = ["loaded"]
    except PackError as error:
        codes = list(dict.fromkeys(fault.code for fault in error.faults))
    print(json.dumps({"name": name, "codes": codes, "seconds": time.perf_counter() - start}))  # noqa: T201 - its output


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
