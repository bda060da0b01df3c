"""The map of modules in ``docs/architecture.md``: every module with the first sentence of its docstring, by layer.

The layers stand here, lowest first. A module imports from its own layer and from lower ones only; a test sees to it.
"""

from __future__ import annotations

import ast
from pathlib import Path

from marking import code, table

PACKAGE = Path(__file__).resolve().parents[1] / "youzhi_rules"
START, END = "<!-- modules: generated -->", "<!-- /modules -->"

LAYERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Ground",
        "words, places, units, the shape of the format; imports nothing of the library but each other",
        ("catalogue", "errors", "files", "units", "numerals", "shapes", "pieces", "pack_digest", "model"),
    ),
    (
        "Text of packs",
        "bytes to the model; the only layer that knows YAML",
        (
            "pure_parser", "syntax", "scalars", "composer", "composed", "constructs", "limits", "forms", "reader",
            "reading", "schema", "documents",
        ),
    ),
    ("Dictionary", "which facts there are", ("dictionary", "pack_facts")),
    (
        "Meaning of packs",
        "the model to a plan, with every name, level and unit checked; knows neither YAML nor numpy",
        (
            "nodes", "grammar", "formulas", "conditions", "plan", "compile_context", "bounds", "derivations",
            "reliefs", "collective", "compiling", "interning", "planning", "what_if", "orders", "cases", "relations",
            "dividing", "inheritance", "sources", "finding", "loading", "testfiles",
        ),
    ),
    (
        "Numbers",
        "exact columns and what they form; here numpy begins",
        ("exactness", "decimals", "arithmetic", "dataset", "heap"),
    ),
    (
        "Data",
        "records to a clean dataset; knows facts and no rules",
        (
            "figures", "texts", "values", "identity", "ledger", "tables", "ranges", "cells", "headings", "rows",
            "understanding", "roster", "structure", "campuses", "gather", "wholes", "areas", "checks", "totals",
            "joining", "records", "intake", "remarks", "grids", "layouts", "laid_out", "textfiles", "workbook",
            "data_digest", "cutting", "alike",
        ),
    ),
    (
        "Engine",
        "a plan run on a dataset; knows neither YAML nor words",
        (
            "frame", "aggregates", "sharing", "evaluation", "thresholds", "ratios", "runs", "moments", "dispersion",
            "composite", "unanswered", "engine", "joint",
        ),
    ),
    (
        "Telling",
        "statuses to numbers, reasons, explanations and documents; decides nothing",
        (
            "provenance", "reasons", "lacks", "gaps", "gap_columns", "spelling", "terms", "notices", "outcomes",
            "step_columns", "tabular", "columnar", "telling", "summary", "relief_words", "wide", "markup", "explain",
            "explanations", "html", "pack_html", "json_shapes", "jsonout", "result_schema", "counties", "told",
            "result", "results", "flips", "status_changes", "pair_words",
        ),
    ),
    ("Use", "what a program calls", ("release", "api", "many", "packtests", "streaming")),
    ("Authoring", "tools for who writes packs; `import youzhi_rules` imports none of them", ("authoring",)),
    ("Handing on", "to-do lists, forms, reports and such; `import youzhi_rules` imports none of them", ("handing",)),
    ("Collecting", "templates, layouts and rosters; `import youzhi_rules` imports none of them", ("collecting",)),
    ("Doors", "what is called from outside", ("cli", "__init__")),
)  # fmt: skip


def modules() -> dict[str, Path]:
    """The modules of the library by name; a subpackage counts as one."""
    found = {path.stem: path for path in PACKAGE.glob("*.py")}
    return found | {path.parent.name: path for path in PACKAGE.glob("*/__init__.py")}


def inserted(text: str) -> str:
    """A page with the map between its two marks made anew."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{chart()}{END}{after}"


def chart() -> str:
    """The map: a table per layer.

    Raises:
        LookupError: a module has no layer, or a layer names a module that is not there.
    """
    there, placed = modules(), {name for _, _, names in LAYERS for name in names}
    if there.keys() != placed:
        raise LookupError(f"modules without a layer, or the reverse: {sorted(there.keys() ^ placed)}")
    lines = [""]
    for number, (title, what, names) in enumerate(LAYERS, start=1):
        lines += [f"**{number}. {title}**: {what}.", ""]
        lines += table(("module", "what it is"), ((code(name), _sentence(there[name])) for name in names))
    return "\n".join(lines) + "\n"


def _sentence(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.partition("\n\n")[0].split()).replace("``", "`")
