"""The documentation: its examples run, its packs load, and it names everything there is."""

from __future__ import annotations

import code
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from doc_pages import DOCS, REPOSITORY, fenced, page, tool

import youzhi_rules as yz
from youzhi_rules.catalogue import MESSAGES
from youzhi_rules.model import LEVELS
from youzhi_rules.plan import rules_of
from youzhi_rules.shapes import keys_of

PAGES = sorted(str(path.relative_to(REPOSITORY)) for path in [*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md")])
WITH_EXAMPLES = (
    "README.md", "README.zh.md", "docs/tutorial.md", "docs/tutorial.zh.md", "docs/howto.md", "docs/exactness.md",
    "docs/inheritance.md", "docs/comparing.md", "docs/todo.md", "docs/template.md", "docs/layouts.md",
    "docs/rosters.md", "docs/forms.md", "docs/a-county-year.md", "docs/many.md",
    "docs/writing-a-pack.md", "docs/writing-a-pack.zh.md",
    "docs/streaming.md",
)  # fmt: skip
GUIDES = ("docs/writing-a-pack.md", "docs/writing-a-pack.zh.md")
EXAMPLES = ("one_county.py", "many_counties.py")
_HEAD = {
    "format": "format: youzhi-pack/1\n",
    "id": "id: example\n",
    "version": "version: 1.0.0\n",
    "title": "title: {zh: 示例, en: Example}\n",
    "source": "source: {issuer: null}\n",
    "groups": "groups:\n  resources: {zh: 资源配置, en: Resources, decides: recognition}\n",
}
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.tree
@pytest.mark.parametrize("path", WITH_EXAMPLES)
def test_the_examples_of_a_page_print_what_stands_below_them(path):
    """Every block of Python and every command of a page is run; what it prints is in step: else ``make docs``."""
    text = page(path)
    assert "" not in fenced(path, "text")
    assert tool("page_blocks").refreshed(text) == text


@pytest.mark.tree
def test_every_page_with_examples_is_run():
    """A page with blocks of Python is one of those whose examples are run; that on tests is run further below."""
    with_python = {path for path in PAGES if fenced(path, "python")}
    assert with_python <= {*tool("page_blocks").PAGES, "docs/pack-tests.md"}
    assert set(WITH_EXAMPLES) == set(tool("page_blocks").PAGES)


@pytest.mark.parametrize("path", ["README.md", pytest.param("README.zh.md", marks=pytest.mark.tree)])
def test_the_lines_of_the_readme_can_be_pasted_into_a_prompt(path, monkeypatch, capsys):
    """Line by line, as a person pastes them, they are complete statements that run without an error."""
    monkeypatch.chdir(REPOSITORY)
    (source,) = fenced(path, "python")
    assert len(source.splitlines()) <= 10
    prompt = code.InteractiveConsole()
    waiting = [prompt.push(line) for line in source.splitlines()]
    assert not any(waiting)
    said = capsys.readouterr()
    assert said.err == ""
    assert "unmet" in said.out


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs(name):
    """The programs of ``examples`` run as they stand, and say something."""
    environment = {**os.environ, "PYTHONPATH": str(Path(yz.__file__).parents[1]), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "examples" / name)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 5


def _pack_of(block):
    """An example of the page as a whole pack: what every pack must have is added where it is not there."""
    written = {line.partition(":")[0] for line in block.splitlines() if re.match(r"[a-z]+:", line)}
    written |= {"groups"} if "extends" in written else set()  # those of its parent
    return "".join(text for key, text in _HEAD.items() if key not in written) + block


def _guide(kind):
    """The blocks of one kind on the pages that guide an author: whole files, files of tests, pieces of packs."""
    for path in GUIDES:
        for block in fenced(path, "yaml"):
            whole = block.startswith("# yaml-language-server")
            found = "whole" if whole else "tests" if block.startswith("format: youzhi-tests/1") else "piece"
            if found == kind:
                yield block


@pytest.mark.parametrize(
    "block",
    [*fenced("docs/measure-language.md", "yaml"), *fenced("docs/inheritance.md", "yaml"), *_guide("piece")],
)
def test_an_example_of_a_pack_loads_or_is_refused_as_it_says(block, tmp_path):
    """The YAML of the page on the language of packs is what the loader takes, or refuses with the code named."""
    folder = tmp_path / "example"
    folder.mkdir()
    (folder / "pack.yaml").write_text(_pack_of(block), encoding="utf-8")
    refused = re.match(r"# refused: (\S+)", block)
    if refused is None:
        pack = yz.load_pack(folder)
        assert pack.rules or pack.tasks or pack.split or pack.scopes
        assert yz.evaluate([{"school": "A", "stage": "primary"}], pack).counties
    else:
        with pytest.raises(yz.PackError) as caught:
            yz.load_pack(folder)
        assert [fault.code for fault in caught.value.faults] == [refused[1]]


def test_the_examples_of_tests_inside_packs_pass(tmp_path, capsys):
    """The test files on their page, put into a copy of the national pack, are read and pass."""
    folder = tmp_path / "national-2017"
    shutil.copytree(str(yz.load_pack("national-2017").folder), folder, ignore=shutil.ignore_patterns("tests"))
    (folder / "tests").mkdir()
    blocks = fenced("docs/pack-tests.md", "yaml")
    for number, block in enumerate(blocks):
        (folder / "tests" / f"example-{number}.yaml").write_text(block, encoding="utf-8")
    outcomes = yz.run_tests(yz.load_pack(folder))
    assert len(outcomes) == sum(block.count("- name:") for block in blocks)
    assert [outcome.line_for() for outcome in outcomes if not outcome.passed] == []
    for source in fenced("docs/pack-tests.md", "python"):
        exec(source, {})  # noqa: S102 - the page is our own
    assert capsys.readouterr().out == "True\nTrue ()\n"


@pytest.mark.parametrize("path", GUIDES)
def test_the_pack_to_copy_is_the_one_among_the_examples(path):
    """The files at the end of the guide are those of the folder that it names, byte for byte."""
    found = [block for block in fenced(path, "yaml") if block.startswith("# yaml-language-server")]
    folder = REPOSITORY / "examples" / "yunting-2026"
    assert found == [
        (folder / name).read_text(encoding="utf-8")
        for name in ("pack.yaml", "tests/resources.yaml", "tests/duties.yaml")
    ]


def test_the_guide_has_the_same_examples_in_both_languages():
    """What is loaded is the same on both pages, but for comments."""
    one, other = ([re.sub(r" +# .*", "", block) for block in fenced(path, "yaml")] for path in GUIDES)
    assert one == other


def test_the_tests_of_the_guide_pass(tmp_path):
    """The tests that the guide shows pass in its pack, and so do those of the pack."""
    folder = tmp_path / "yunting-2026"
    shutil.copytree(REPOSITORY / "examples" / "yunting-2026", folder)
    shown = [*_guide("tests")]
    assert len(shown) == 4
    for number, block in enumerate(shown):
        (folder / "tests" / f"guide-{number}.yaml").write_text(block, encoding="utf-8")
    outcomes = yz.run_tests(yz.load_pack(folder))
    assert len(outcomes) > 40
    assert [outcome.line_for() for outcome in outcomes if not outcome.passed] == []


@pytest.mark.tree
def test_every_key_of_the_format_is_on_its_page():
    """Each object that a pack may hold has its part of the page, with every key of it."""
    text = page("docs/pack-format.md")
    for cls in tool("format_page").classes():
        part = text.partition(f" · {tool('format_page').TITLES[cls.__name__][1]}\n")[2].partition("\n## ")[0]
        assert [key for key in keys_of(cls) if f"\n| `{key}`" not in part] == [], cls


@pytest.mark.tree
def test_the_hooks_call_commands_that_are_there():
    """The hooks for pre-commit run ``lint``, ``fmt`` and ``test`` with what these need, and both guides name them."""
    hooks = yaml.safe_load(page(".pre-commit-hooks.yaml"))
    extras = tomllib.loads(page("pyproject.toml"))["project"]["optional-dependencies"]
    names = {name.removeprefix("youzhi ") for name, _ in tool("cli_page").commands()}
    for hook, word in zip(hooks, ("lint", "fmt", "test"), strict=True):
        assert hook["entry"] == f"youzhi pack {word}"
        assert f"pack {word}" in names
        assert hook["additional_dependencies"] == extras["cli"]
        assert re.search(hook["files"], "packs/yunting-2026/tests/first.yaml")
        assert re.search(hook["files"], "pack.yaml")
        assert not re.search(hook["files"], "docs/repack.yaml")
        for guide in GUIDES:
            assert hook["id"] in page(guide)


def test_every_code_has_its_place_in_the_catalogue_page():
    """Each message stands on the page of codes under a heading of its own, and nothing else does."""
    assert sorted(re.findall(r"^### (\S+)$", page("docs/errors.md"), re.MULTILINE)) == sorted(MESSAGES)


@pytest.mark.tree
def test_every_command_and_option_is_documented():
    """What the command line offers stands on its page."""
    text = page("docs/cli.md")
    for name, command in tool("cli_page").commands():
        part = text.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        assert part, name
        for parameter in command.params:
            word = next((opt for opt in parameter.opts if opt.startswith("--")), parameter.metavar)
            assert word.strip("[]") in part, (name, word)


def test_every_public_name_is_documented():
    """What ``__all__`` holds stands in the reference."""
    told = set(re.findall(r"^### (\w+)$", page("docs/api.md"), re.MULTILINE))
    assert told == set(yz.__all__) - {"__version__"}


def test_every_fact_and_every_rule_has_its_place():
    """The dictionary's page has a heading for each fact, a pack's page one for each rule."""
    headings = re.findall(r"^### (\w+)$", page("docs/facts.md"), re.MULTILINE)
    assert headings == [fact.id for level in LEVELS for fact in yz.facts().values() if fact.levels[0] == level]
    for info in yz.list_packs():
        if info.origin != "shipped":
            continue
        pack = yz.load_pack(info.id)
        text = page(f"docs/packs/{info.id}.md")
        own = {rule.id for rule in rules_of(pack).values() if rule.pack == pack.id}
        assert set(re.findall(r"^### (\w+)$", text, re.MULTILINE)) == own


@pytest.mark.tree
@pytest.mark.parametrize("path", PAGES)
def test_the_links_of_a_page_lead_somewhere(path):
    """A relative link names a file of the repository, and a heading that is there."""
    for link in _LINK.findall(page(path)):
        if "://" in link:
            continue
        name, _, heading = link.partition("#")
        target = (REPOSITORY / path).parent / name if name else REPOSITORY / path
        if target.parts[-3:-1] != ("youzhi_rules", "schemas"):  # inside the wheel, when that is tested
            assert target.exists(), link
        if heading:
            assert heading in _anchors(target), link


def _anchors(path):
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.tree
@pytest.mark.parametrize("path", PAGES)
def test_no_page_names_a_path_of_a_machine(path):
    """Pages hold no absolute paths."""
    assert not re.search(r"(?<![\w.:/~])/(?:home|work|tmp|root|usr|Users)/", page(path))


@pytest.mark.tree
def test_what_is_generated_is_in_step():
    """Reference pages, schemas and the map of modules are what their sources make of them: else ``make docs``."""
    generate = tool("generate")
    assert generate.stale(generate.references()) == []
