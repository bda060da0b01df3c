"""The packs as they were released, in ``tests/released``: every change of a shipped pack is held to its version.

``record`` writes a file for each shipped pack that has none or has a higher version than its file; it is run at a
release (``make record``). From then on a test compares: what differs from the record asks for a version, as
``youzhi pack diff`` proposes it. A pack without a record was never released, and there is nothing to hold it to.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import youzhi_rules as yz
from youzhi_rules.authoring.difference import difference
from youzhi_rules.authoring.difference_text import version_line
from youzhi_rules.authoring.record import recorded
from youzhi_rules.authoring.resolved import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from youzhi_rules import Pack

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "released"


def shipped() -> list[Pack]:
    """Today's packs."""
    return [yz.load_pack(pack.id) for pack in yz.list_packs() if pack.origin == "shipped"]


def complaints(folder: Path, packs: Iterable[Pack]) -> list[str]:
    """What is wrong with today's packs by the records: a version that is too low, a pack that is gone."""
    today = {pack.id: pack for pack in packs}
    found = []
    for file in sorted(folder.glob("*.json")):
        try:
            before = recorded(file.read_bytes(), file.name)
        except yz.PackError as error:
            found.append(error.say("en"))
            continue
        if before.id not in today:
            found.append(f"{before.id}: was released and is gone; an id stays for ever")
            continue
        now = difference(before, today[before.id])
        if not now.enough:
            found.append(f"{before.id}: {version_line(now, 'en')}")
    return found


def record(folder: Path, packs: Iterable[Pack]) -> list[Path]:
    """Record the packs whose version is not recorded yet.

    Returns:
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for pack in packs:
        file = folder / f"{pack.id}.json"
        if file.exists() and recorded(file.read_bytes(), file.name).version == pack.version:
            continue
        file.write_text(resolve(pack).to_json(), encoding="utf-8", newline="")
        written.append(file)
    return written


def main() -> int:
    """Record today's packs, unless one of them has too low a version."""
    packs = shipped()
    found = complaints(FOLDER, packs)
    for words in found:
        print(words, file=sys.stderr)
    if found:
        return 1
    for file in record(FOLDER, packs):
        print(f"recorded {file.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
