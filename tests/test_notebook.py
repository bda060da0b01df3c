"""The tutorial notebook: in step with its source, without outputs, and every cell of it runs."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import nbformat
import pytest
from doc_pages import DOCS, tool

import youzhi_rules as yz

pytestmark = pytest.mark.tree
NOTEBOOK = DOCS / "tutorial.ipynb"


def test_the_notebook_is_what_its_source_makes_of_it():
    """Made anew it is the same, byte for byte; it is valid, and small."""
    text = NOTEBOOK.read_bytes().decode("utf-8")
    assert text == tool("notebook").page()
    nbformat.validate(json.loads(text))
    assert len(text) < 20_000


def test_the_notebook_holds_no_outputs_and_no_paths_of_a_machine():
    """What it shows is made when it is run."""
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(code) > 8
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert not re.search(r"/(?:home|work|tmp|root|usr|Users)/", json.dumps(notebook))
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])


@pytest.mark.parametrize(
    ("source", "told"),
    [("# %% [markdown]\nprint(1)\n", "holds code"), ("# %% [raw]\n# text\n", "no kind of cell")],
)
def test_a_source_that_is_no_notebook_is_refused(monkeypatch, source, told):
    """Code in a cell of text, and a cell of an unknown kind."""
    maker = tool("notebook")
    monkeypatch.setattr(maker, "_source", lambda: source)
    with pytest.raises(ValueError, match=told):
        maker.page()


# A kernel of its own is started, which loads pandas, polars, DuckDB and Altair: more than ten seconds.
@pytest.mark.long
@pytest.mark.filterwarnings("ignore::DeprecationWarning:jupyter_client|zmq|nbclient|traitlets")
@pytest.mark.filterwarnings("ignore:Proactor event loop:RuntimeWarning")
def test_every_cell_runs_and_shows_something(monkeypatch):
    """In the folder of the docs, with warnings as errors: verdict, explanation, frames, charts, list, comparison."""
    from nbclient import NotebookClient

    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(Path(yz.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    )
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    strict = nbformat.v4.new_code_cell(
        "import warnings\n"
        "warnings.filterwarnings('error', module='youzhi_rules')\n"
        "warnings.simplefilter('error', FutureWarning)"
    )
    notebook.cells.insert(0, strict)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(DOCS)}})
    client.execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    told = {cell.id: cell.outputs for cell in code}
    assert not [output for outputs in told.values() for output in outputs if output.output_type in {"error", "stream"}]
    shown = [cell for cell in code if "display(" in cell.source]
    assert all(cell.outputs for cell in shown)
    html = "".join(output.data.get("text/html", "") for cell in shown for output in cell.outputs)
    for words in ("青山县", "第六条", "退步", "改善", "yz-unmet"):
        assert words in html, words
    charts = [cell for cell in shown if "result.plot" in cell.source]
    assert len(charts) == 3
    for cell in charts:
        assert any("image/svg+xml" in output.data for output in cell.outputs)
