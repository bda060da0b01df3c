"""Strict YAML: nodes with places, and every fault of a text by its code, the same from both parsers."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from pack_texts import SMALL

from youzhi_rules import composer
from youzhi_rules.composer import Mapping, Refused, Scalar, Sequence, compose, read_bounded
from youzhi_rules.errors import Fault
from youzhi_rules.syntax import syntax_fault

PARSERS = [True, False] if yaml.__with_libyaml__ else [False]
NATIONAL = Path(__file__).parent.parent / "rulepacks" / "national-2017" / "pack.yaml"


@pytest.fixture(params=PARSERS, ids=["libyaml" if libyaml else "python" for libyaml in PARSERS])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Each parser in turn."""
    monkeypatch.setattr(composer, "LIBYAML", request.param)
    return bool(request.param)


def _found(text: str) -> list[tuple[str, int | None, int | None]]:
    return [(fault.code, fault.place.line, fault.place.column) for fault in compose(text.encode(), "p.yaml")[1]]


@pytest.mark.usefixtures("parser")
def test_nodes_know_their_text_and_place() -> None:
    """Scalars, lists and mappings say where they start, counted from 1, and whether a text is plain."""
    root, faults = compose("规则: [甲, '乙']\nb:\n  c: |\n    d\n".encode())
    assert not faults
    assert isinstance(root, Mapping)
    names = [(key.text, key.line, key.column) for key, _ in root.entries]
    assert names == [("规则", 1, 1), ("b", 2, 1)]
    items = root.get("规则")
    assert isinstance(items, Sequence)
    assert [repr(item) for item in items.items] == ["Scalar('甲', True, 1, 6)", "Scalar('乙', False, 1, 9)"]
    inner = root.get("b")
    assert isinstance(inner, Mapping)
    block = inner.get("c")
    assert isinstance(block, Scalar)
    assert (block.text, block.plain, block.line) == ("d\n", False, 3)
    assert root.get("nothing") is None
    assert repr(root).startswith("Mapping([(Scalar('规则'")
    assert repr(items).startswith("Sequence(")


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: !!str b", "yaml-tag", 1, 4),
        ("a: ! b", "yaml-tag", 1, 4),
        ("a: !<tag:x> b", "yaml-tag", 1, 4),
        ("a: [!x%41, 1]", "yaml-tag", 1, 5),
        ("a: !x{ b", "yaml-tag-unreadable", 1, 4),
        ("a: !e!x b", "yaml-tag-unreadable", 1, 4),
        ("a: !<x b", "yaml-tag-unreadable", 1, 4),
        ("a: !!", "yaml-tag-unreadable", 1, 4),
        ("a: &x 1", "yaml-anchor", 1, 4),
        ("a: &x [1]", "yaml-anchor", 1, 4),
        ("a: *x", "yaml-alias", 1, 4),
        ("a: &", "yaml-anchor-unreadable", 1, 4),
        ("<<: {a: 1}", "yaml-merge-key", 1, 1),
        ("a: 1\nb: 2\na: 3", "yaml-duplicate-key", 3, 1),
        ("a: 1\n'a': 3", "yaml-duplicate-key", 2, 1),
        ("1: a", "yaml-key-not-text", 1, 1),
        ("1.5: a", "yaml-key-not-text", 1, 1),
        ("true: a", "yaml-key-not-text", 1, 1),
        ("~: a", "yaml-key-not-text", 1, 1),
        ("Null: a", "yaml-key-not-text", 1, 1),
        ("?\n: b", "yaml-key-not-text", 1, 2),
        ("? [a]\n: b", "yaml-key-complex", 1, 3),
        ("{a: b}: c", "yaml-key-complex", 1, 1),
        ("a: 1\n---\nb: 1", "yaml-several-documents", 2, 1),
        ("%YAML 1.2\n---\na: 1", "yaml-directive", 1, 1),
        ("", "yaml-empty", 1, 1),
        ("# nothing", "yaml-empty", 1, 1),
        ("---\n...\n", "yaml-empty", 1, 1),
        ("\ufeffa: 1", "yaml-bom", 1, 1),
        ("a: 1 #\tx", "yaml-tab", 1, 7),
        ('a: "x\\ty"', "yaml-tab", 1, 4),
        ("a: \u202ex", "yaml-hidden-character", 1, 4),
        ("a: x\n\u3000b: 1", "yaml-hidden-character", 2, 1),
        ('a: "\\u200f"', "yaml-hidden-character", 1, 4),
        ('a: "\\r"', "yaml-hidden-character", 1, 4),
        ("a: x\rb: 1", "yaml-hidden-character", 1, 5),
        ("a: x: y", "yaml-syntax-colon", 1, 5),
        ("a: {b:[1]}", "yaml-syntax-colon", 1, 6),
        ("a: [1, 2\nb: 1", "yaml-syntax-list", 1, 4),
        ("a: {b: 1", "yaml-syntax-mapping", 1, 4),
        ("a: 'b", "yaml-syntax-quote", 1, 4),
        ('a: "\\q"', "yaml-syntax-escape", 1, 4),
        ('a: "\\u12"', "yaml-syntax-escape", 1, 4),
        ('a: "\\ud800"', "yaml-syntax-escape", 1, 4),
        ('a: "\\UFFFFFFFF"', "yaml-syntax-escape", 1, 4),
        ("a: >x\n  b", "yaml-syntax-block", 1, 4),
        ("a: @b", "yaml-syntax-character", 1, 4),
        ("a: 1\nb\n", "yaml-syntax-key", 2, 1),
        ("a:\n    b: 1\n  c: 2", "yaml-syntax-indent", 3, 3),
        ("a: }", "yaml-syntax", 1, 4),
    ],
)
def test_each_fault_of_a_text_has_its_code_and_place(text: str, code: str, line: int, column: int) -> None:
    """What is not plain YAML is refused where it stands."""
    assert _found(text)[0] == (code, line, column)


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    "text",
    ["no: 1\non: 2", "a: b?c d? e", "{a: b? c, d?: e}", "a: 'it''s'", "---\na: 1\n...\n", "a: 1\r\nb: 2\r\n"],
)
def test_ordinary_texts_pass(text: str) -> None:
    """Flags of elsewhere are text, question marks may stand in words, Windows line ends are line ends."""
    assert _found(text) == []


@pytest.mark.usefixtures("parser")
def test_all_faults_come_at_once_and_in_order() -> None:
    """One reading finds every fault of the text, in the order of the text."""
    text = "a: !x 1\nb: &y 2\nc: *y\na: 3\n<<: {}\n1: 2\nd:\t5\n"
    codes = ["tag", "anchor", "alias", "duplicate-key", "merge-key", "key-not-text", "tab"]
    assert [code for code, _, _ in _found(text)] == [f"yaml-{code}" for code in codes]


@pytest.mark.usefixtures("parser")
def test_many_of_one_kind_are_one_fault() -> None:
    """A file full of tabs has one fault, with their number."""
    _, faults = compose(b"a:\t\t1\nb:\t2\n")
    assert [(fault.code, fault.params["count"]) for fault in faults] == [("yaml-tab", 3)]


@pytest.mark.usefixtures("parser")
def test_what_was_refused_leaves_a_mark() -> None:
    """A tagged node and an alias are kept as refused, so that readers say nothing more of them."""
    root, _ = compose(b"a: !x [1]\nb: *c\n")
    assert isinstance(root, Mapping)
    assert [type(node) for _, node in root.entries] == [Refused, Refused]
    assert repr(root.get("b")) == "Refused(2, 4)"


@pytest.mark.usefixtures("parser")
def test_bounds_hold_exactly() -> None:
    """32 levels, 20 000 nodes and 256 kB are read; one more is refused."""
    assert _found("[" * 32 + "]" * 32) == []
    assert _found("[" * 33 + "]" * 33)[0][0] == "yaml-too-deep"
    assert _found("[" + "1," * 19_999 + "]") == []
    assert _found("[" + "1," * 20_000 + "]")[0][0] == "yaml-too-many-nodes"
    assert _found("a: 1" + " " * (256 * 1024 - 4)) == []
    assert _found("a: 1" + " " * (256 * 1024 - 3))[0][0] == "yaml-too-big"


def test_a_complaint_without_a_place_is_a_fault_all_the_same() -> None:
    """Whatever a parser may say, it becomes a fault of the file."""
    fault = syntax_fault(yaml.YAMLError(), "p.yaml")
    assert (fault.code, str(fault.place)) == ("yaml-syntax", "p.yaml")


def test_bytes_that_are_not_utf8_are_named_with_their_line() -> None:
    """A file of another encoding is refused, and the first bad line told."""
    _, faults = compose("a: 1\n规: 2".encode("gb18030"), "p.yaml")
    assert [(fault.code, str(fault.place)) for fault in faults] == [("yaml-not-utf8", "p.yaml:2:1")]


def test_reading_a_file_is_bounded(tmp_path: Path) -> None:
    """No more than the limit is read; folders, pipes and what is not there are refused."""
    fine, big = tmp_path / "fine.yaml", tmp_path / "big.yaml"
    fine.write_bytes(b"a: 1")
    big.write_bytes(b"#" * (composer.MAX_BYTES + 1))
    assert read_bounded(fine) == b"a: 1"
    cases = {
        big: "yaml-too-big",
        tmp_path: "yaml-folder",
        tmp_path / "none.yaml": "yaml-not-found",
        Path("/dev/null"): "yaml-not-a-file",
        fine / "below.yaml": "yaml-unreadable",
        Path("a\0b"): "yaml-unreadable",
    }
    for path, code in cases.items():
        fault = read_bounded(path, "p.yaml")
        assert isinstance(fault, Fault)
        assert (fault.code, fault.place.file) == (code, "p.yaml")


_BITS = (
    *"[]{},:-?!&*\"'|>#@`%~=\\ \n",
    *(": ", "- ", "? ", " #", "&a ", "*a", "\n  ", "---\n", "...\n", "<<: ", "!!str ", "!<a> ", "\r\n", "\t"),
    *('"\\u12"', "{a: b}", "[a, b]", "key: ", "\u3000"),
)


def _mutated(seed: int) -> str:
    chance = random.Random(seed)  # noqa: S311 - no secret
    lines = SMALL.splitlines(keepends=True)
    start = chance.randrange(len(lines) - 6)
    text = "".join(lines[start : start + chance.randrange(1, 7)])
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(text) + 1)
        cut = chance.randrange(1, 4) if chance.random() < 0.3 else 0
        text = text[:at] + ("" if cut else chance.choice(_BITS)) + text[at + cut :]
    return text


@pytest.mark.skipif(len(PARSERS) == 1, reason="there is no libyaml to compare with")
def test_both_parsers_say_the_same_of_spoilt_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 1 500 texts with something cut or put in, both give the same nodes, codes and places."""
    for seed in range(1_500):
        text = _mutated(seed)
        said: list[Any] = []
        for libyaml in PARSERS:
            monkeypatch.setattr(composer, "LIBYAML", libyaml)
            root, faults = compose(text.encode())
            said.append((repr(root), [(fault.code, str(fault.place), dict(fault.params)) for fault in faults]))
        assert said[0] == said[1], text
