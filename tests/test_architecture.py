"""The layers of the library: who may import whom, and which codes there are words for."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from doc_pages import tool

import youzhi_rules
from youzhi_rules.catalogue import MESSAGES

PACKAGE = Path(youzhi_rules.__file__).parent
OPTIONAL = ("pandas", "polars", "pyarrow", "duckdb", "typer", "rich", "python_calamine", "xlsxwriter", "openpyxl")
_CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")
# Calls whose arguments are codes: of the catalogue's classes and of the functions that make them.
_SAYING = re.compile(r"_?(Fault|Problem|Refused|Refusal|fault|note|error|of|stop|coded|fault_at|message|hint)")


def _layers():
    return [(title, set(names)) for title, _, names in tool("module_map").LAYERS]


def _modules():
    found = {path.stem: [path] for path in PACKAGE.glob("*.py")}
    return found | {path.parent.name: sorted(path.parent.glob("*.py")) for path in PACKAGE.glob("*/__init__.py")}


def _imports(path):
    """What a module imports when it runs, at its top or later: names of modules, relative ones bare."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for part in node.body
        for inner in ast.walk(part)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (("", alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield "", str(node.module).partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            inside = node.level - len(path.relative_to(PACKAGE).parts) + 1
            if inside > 0:
                words = [node.module.partition(".")[0]] if node.module else [alias.name for alias in node.names]
                yield from ((".", word) for word in words)


def _imported(name):
    return {found for path in _modules()[name] for found in _imports(path)}


@pytest.mark.tree
def test_every_module_has_its_layer():
    """The map of modules names each module of the library once, and no other."""
    placed = [name for _, names in _layers() for name in names]
    assert len(placed) == len(set(placed))
    assert set(placed) == _modules().keys()


@pytest.mark.long
@pytest.mark.tree
def test_a_module_imports_only_from_its_own_layer_and_lower_ones():
    """The layers of the map are the order in which the library is built."""
    below = set()
    for title, names in _layers():
        below |= names
        for name in names:
            above = {word for kind, word in _imported(name) if kind == "." and word in _modules()} - below
            assert not above, f"{name} ({title}) imports {sorted(above)}"


@pytest.mark.long
def test_modules_import_each_other_in_no_circle():
    """No module needs itself, in however many steps."""
    needs = {
        name: {word for kind, word in _imported(name) if kind == "."} & _modules().keys() - {name}
        for name in _modules()
    }
    while free := {name for name, wanted in needs.items() if not wanted}:
        needs = {name: wanted - free for name, wanted in needs.items() if name not in free}
    assert needs == {}


@pytest.mark.long
def test_imports_inside_the_package_are_relative():
    """A copy under another name never reaches for the installed one."""
    assert [name for name in _modules() if ("", "youzhi_rules") in _imported(name)] == []


@pytest.mark.tree
@pytest.mark.parametrize(
    ("title", "forbidden"),
    [
        ("Ground", {"numpy", "yaml"}),
        ("Text of packs", {"numpy"}),
        ("Dictionary", {"numpy", "yaml"}),
        ("Meaning of packs", {"numpy", "yaml"}),
        ("Numbers", {"yaml"}),
        ("Data", {"yaml"}),
        ("Engine", {"yaml"}),
        ("Telling", {"yaml"}),
    ],
)
def test_a_layer_does_not_know_what_is_not_its_business(title, forbidden):
    """Packs are loaded without numpy; whatever computes or tells knows no YAML."""
    names = dict(_layers())[title]
    assert [(name, word) for name in names for kind, word in _imported(name) if not kind and word in forbidden] == []


@pytest.mark.tree
def test_the_engine_has_no_words():
    """What decides a status says nothing to people: neither labels nor messages."""
    assert [name for name in dict(_layers())["Engine"] if (".", "catalogue") in _imported(name)] == []


@pytest.mark.parametrize(
    ("doing", "absent"),
    [
        ("import youzhi_rules", ("numpy", "yaml", "attrs", "jsonschema", "narwhals", *OPTIONAL)),
        ("import youzhi_rules as yz; yz.load_pack('national-2017')", ("numpy", "jsonschema", "narwhals", *OPTIONAL)),
        ("import youzhi_rules.engine", ("yaml", "jsonschema", "narwhals", *OPTIONAL)),
        (
            "import youzhi_rules as yz; r = yz.evaluate([{'school': 'A'}]); r.to_dicts(); r.to_json()",
            ("jsonschema", *OPTIONAL),
        ),
    ],
)
def test_nothing_is_imported_before_it_is_needed(doing, absent):
    """Importing is quick, loading a pack needs no numpy, evaluating needs nothing optional."""
    ask = f"import sys; {doing}; print([name for name in {absent!r} if name in sys.modules])"
    root = str(PACKAGE.parent)
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r}); {ask}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def _sources():
    return [path for path in PACKAGE.rglob("*.py") if "catalogue" not in path.relative_to(PACKAGE).parts]


@pytest.mark.long
def test_every_code_that_is_told_has_words():
    """A code given to a fault, a problem or a refusal is one of the catalogue."""
    told = {
        argument.value
        for path in _sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _SAYING.fullmatch(ast.unparse(node.func).rpartition(".")[2])
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and _CODE.fullmatch(argument.value)
    }
    assert len(told) > 100
    assert told - MESSAGES.keys() == set()


@pytest.mark.long
def test_every_entry_of_the_catalogue_is_told_somewhere():
    """No message is left of something that is no longer said."""
    written, patterns = set(), []
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[a-z0-9-]+" for p in node.values]
                patterns.append(re.compile("".join(parts)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                written.add(node.value.partition(":")[0])
    left = [code for code in MESSAGES if code not in written]
    composed = [p for p in patterns if re.match(r"[a-z]+\\?-", p.pattern)]
    assert [code for code in left if not any(p.fullmatch(code) for p in composed)] == []
