"""The published schema of layouts and their reader take the same shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsonschema
import pytest
from doc_pages import REPOSITORY
from test_layouts import FAULTS, HEAD, LAYOUT

import youzhi_rules as yz
from youzhi_rules.authoring.modelines import schema_path
from youzhi_rules.collecting.layout_files import COLUMN_KEYS, OF, SHEET_KEYS, read_layout
from youzhi_rules.collecting.layout_schema import schema_of_layouts, schema_text
from youzhi_rules.composer import compose
from youzhi_rules.schema import plain, validator_of

if TYPE_CHECKING:
    from pathlib import Path

OF_SHAPE = ("layout-format", "layout-shape", "layout-key-unknown", "layout-key-missing", "scalar-number-spelling")


def _fits(text: str) -> bool:
    root, faults = compose(text.encode())
    assert root is not None
    assert not faults
    return not list(validator_of(schema_of_layouts()).iter_errors(plain(root)))


def _is_read(text: str, folder: Path) -> bool:
    (folder / "layout.yaml").write_text(text, encoding="utf-8")
    try:
        read_layout(folder / "layout.yaml")
    except yz.DataError:
        return False
    return True


def test_the_published_file_is_in_step() -> None:
    """The schema in the package is the one that is made."""
    assert schema_path("layout-1").read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_a_schema_that_names_every_key() -> None:
    """It is valid draft 7, with the keys of the reader, the facts of the dictionary and words in both languages."""
    schema = schema_of_layouts()
    jsonschema.Draft7Validator.check_schema(schema)
    sheet, column = (schema["definitions"][name] for name in ("Sheet", "Column"))
    assert tuple(sheet["properties"]) == SHEET_KEYS
    assert tuple(column["properties"]) == COLUMN_KEYS
    assert tuple(sheet["properties"]["of"]["enum"]) == OF
    for part in (schema, sheet, column):
        for key in part["properties"].values():
            assert key["description"]
            assert key["x-description-zh"] in key["markdownDescription"]
    offered = set(schema["definitions"]["Means"]["examples"])
    facts = yz.facts()
    assert offered == {*facts.key_columns, *(name for fact in facts for name in facts.columns_of(fact))}


def test_layouts_that_are_read_fit_the_schema(tmp_path: Path) -> None:
    """The layout of the tests uses every key."""
    assert _fits(LAYOUT)
    assert _is_read(LAYOUT, tmp_path)
    numbers = (
        HEAD + "    columns: {校名: school, 寄宿: {as: boarding, values: {有: true}}}\n    fill: {county: 440784}\n"
    )
    assert _fits(numbers)
    assert _is_read(numbers, tmp_path)


@pytest.mark.tree
def test_the_layout_of_the_examples_fits_the_schema() -> None:
    """The layout beside the example's forms is what the schema describes."""
    assert _fits((REPOSITORY / "examples" / "forms" / "layout.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", [code for code in FAULTS if not code.startswith("yaml-")])
def test_what_the_schema_refuses_is_not_read(code: str, tmp_path: Path) -> None:
    """Shapes are refused by both; what names mean is for the reader to know."""
    assert _fits(FAULTS[code]) == (code not in OF_SHAPE)
    assert not _is_read(FAULTS[code], tmp_path)


@pytest.mark.parametrize(
    "lines",
    [
        "    columns: [校名]\n",
        "    columns: {校名: null}\n",
        "    columns: {校名: [school]}\n",
        "    columns: {校名: {as: school, add: 3}}\n",
        "    columns: {校名: {unit: 元}}\n",
        "    columns: {校名: school}\n    ignore: 备注\n",
        "    columns: {校名: school}\n    fill: [stage]\n",
        "    columns: {校名: school}\n    fill: {county: null}\n",
        "    columns: {校名: school}\n    header: 0\n",
        "    columns: {校名: school}\n    header: {a: 1}\n",
        "    columns: {校名: school}\n    of: school\n",
    ],
)
def test_other_shapes_are_refused_by_both(lines: str, tmp_path: Path) -> None:
    """Lists where mappings are due, nothing where a text is due, another level."""
    assert not _fits(HEAD + lines)
    assert not _is_read(HEAD + lines, tmp_path)
