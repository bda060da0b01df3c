"""Write what is generated again (reference pages, schemas, outputs of examples), or check that it is in step.

Usage: python tools/generate.py [--check]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import api_page
import cli_page
import error_page
import fact_page
import format_page
import module_map
import notebook
import pack_page
import page_blocks
import provision_page

import youzhi_rules as yz
from youzhi_rules import composed, composer, result_schema, schema
from youzhi_rules.authoring import tests_schema
from youzhi_rules.collecting import layout_schema
from youzhi_rules.handing import comparing_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[1]


def references() -> Iterator[tuple[str, str]]:
    """What is made from the library itself: the path of each file in the repository and its text."""
    yield "youzhi_rules/schemas/comparison-1.json", comparing_schema.schema_text()
    yield "youzhi_rules/schemas/pack-1.json", schema.schema_text()
    yield "youzhi_rules/schemas/result-1.json", result_schema.schema_text()
    yield "youzhi_rules/schemas/tests-1.json", tests_schema.schema_text()
    yield "youzhi_rules/schemas/layout-1.json", layout_schema.schema_text()
    yield "docs/api.md", api_page.page()
    yield "docs/cli.md", cli_page.page()
    yield "docs/errors.md", error_page.page()
    yield "docs/facts.md", fact_page.page()
    yield "docs/pack-format.md", format_page.page()
    for pack in yz.list_packs():
        if pack.origin == "shipped":
            yield composed.file_of(pack.id), _composed(pack.id)
            yield f"docs/packs/{pack.id}.md", pack_page.page(pack.id)
    yield "docs/provisions.md", provision_page.page()
    yield "docs/tutorial.ipynb", notebook.page()
    yield "docs/architecture.md", module_map.inserted(_by_hand("docs/architecture.md"))


def _composed(pack: str) -> str:
    data = (ROOT / "rulepacks" / pack / "pack.yaml").read_bytes()
    root, faults = composer.compose(data)
    if root is None or faults:
        raise yz.PackError(faults)
    return composed.composed_text(data, root)


def examples() -> Iterator[tuple[str, str]]:
    """The pages written by hand, with the outputs of their examples."""
    for path in page_blocks.PAGES:
        yield path, page_blocks.refreshed(_by_hand(path))


def _by_hand(path: str) -> str:
    return (ROOT / path).read_bytes().decode("utf-8")


def stale(files: Iterable[tuple[str, str]]) -> list[str]:
    """Which of these files are not what they should be."""
    return [path for path, text in files if _read(path) != text]


def _read(path: str) -> str | None:
    file = ROOT / path
    return file.read_bytes().decode("utf-8") if file.is_file() else None


def main() -> None:
    """Write what has changed; with ``--check`` write nothing, and exit with 1 if something should."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file is out of step")
    check = parser.parse_args().check
    made = {**dict(references()), **dict(examples())}
    changed = stale(made.items())
    for path in changed:
        if not check:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_bytes(made[path].encode("utf-8"))
        print(f"{path} is out of step: make docs" if check else f"wrote {path}")
    sys.exit(bool(check and changed))


if __name__ == "__main__":
    main()
