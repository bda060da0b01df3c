"""What the faults of a YAML text say: their places to the column, and every word of their messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import pytest
import yaml

from youzhi_rules import composer
from youzhi_rules.composer import MAX_BYTES, MAX_DEPTH, MAX_NODES, Mapping, Refused, compose, read_bounded
from youzhi_rules.errors import Fault, Place

PARSERS = [True, False] if yaml.__with_libyaml__ else [False]
FILE = "p.yaml"
BEFORE = "# 说明\nfirst: [一, 二]\n\nsecond: {a: 甲}\n"


@pytest.fixture(params=PARSERS, ids=["libyaml" if libyaml else "python" for libyaml in PARSERS])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Each parser in turn."""
    monkeypatch.setattr(composer, "LIBYAML", request.param)
    return bool(request.param)


def faults(text: str) -> list[Fault]:
    """The faults of a text."""
    return compose(text.encode(), FILE)[1]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "code", "line", "column", "key", "params"),
    [
        ("x: !!str b", "yaml-tag", 1, 4, None, {"tag": "!!str"}),
        ("x: !own [1]", "yaml-tag", 1, 4, None, {"tag": "!own"}),
        ("x: &here [1]", "yaml-anchor", 1, 4, None, {"name": "here"}),
        ("x: &there 1", "yaml-anchor", 1, 4, None, {"name": "there"}),
        ("x: *where", "yaml-alias", 1, 4, None, {"name": "where"}),
        ("x: 1\nyy: 2\nx: 3", "yaml-duplicate-key", 3, 1, "x", {"key": "x", "first": 5}),
        ("x: {z: 1, <<: 2}", "yaml-merge-key", 1, 11, "<<", {"key": "<<"}),
        ("x: {z: 1, 12: 2}", "yaml-key-not-text", 1, 11, "12", {"key": "12"}),
        ("x: {false: 2}", "yaml-key-not-text", 1, 5, "false", {"key": "false"}),
        ("x: {[a]: 2}", "yaml-key-complex", 1, 5, None, {}),
        ('x: "a\\u200fb\\u200f"', "yaml-hidden-character", 1, 4, None, {"character": "U+200F", "count": 2}),
        ('x: "a\\tb"', "yaml-tab", 1, 4, None, {"character": "U+0009", "count": 1}),
        ("x: a\u200fb", "yaml-hidden-character", 1, 5, None, {"character": "U+200F", "count": 1}),
        ("x: a\u00a0b\ny: c\u00a0d", "yaml-hidden-character", 1, 5, None, {"character": "U+00A0", "count": 2}),
        ("x: 1 #\ty", "yaml-tab", 1, 7, None, {"character": "U+0009", "count": 1}),
        ("x: 1\n--- \ny: 2", "yaml-several-documents", 2, 1, None, {}),
        ("x: [1, 2", "yaml-syntax-list", 1, 4, None, {}),
    ],
)
def test_a_fault_says_where_and_what_it_is(
    text: str, code: str, line: int, column: int, key: str | None, params: dict[str, Any]
) -> None:
    """File, line, column, key and parameters, behind four lines of text as well as at the start."""
    for before, lines in ((BEFORE, 4), ("", 0)):
        (fault,) = faults(before + text)
        wanted = {**params, "first": params["first"] - 4 + lines} if "first" in params else params
        assert fault == Fault(code, wanted, Place(FILE, line + lines, column), key)
        assert all(fault.words()[name] for name in ("message", "message_zh"))


def test_directives_are_told_each_in_its_line() -> None:
    """With their name; what follows is read all the same."""
    root, found = compose(b"%YAML 1.2\n%TAG ! tag:x\n---\na: 1\n", FILE)
    assert [(fault.code, dict(fault.params), fault.place) for fault in found] == [
        ("yaml-directive", {"directive": "%YAML"}, Place(FILE, 1, 1)),
        ("yaml-directive", {"directive": "%TAG"}, Place(FILE, 2, 1)),
    ]
    assert isinstance(root, Mapping)
    behind = [(fault.code, fault.place.line) for fault in faults("# 说明\n%YAML 1.2\n---\na: 1\n")]
    assert behind == [("yaml-directive", 2)]
    both = [(fault.code, fault.place.line) for fault in faults("\ufeff# 说明\n%YAML 1.2\n---\na: 1\n")]
    assert both == [("yaml-bom", 1), ("yaml-directive", 2)]
    assert faults("a: 5%\nb: '\n  %'\n") == []


def test_each_hidden_character_is_told_once_where_it_first_stands() -> None:
    """Different ones apart, in the order of the text; a mark at the start is its own fault."""
    found = faults("\ufeffa: 1\u200b\nb: \u202e2\u200b\u200b\nc: 3")
    assert [(fault.code, dict(fault.params), fault.place) for fault in found] == [
        ("yaml-bom", {}, Place(FILE, 1, 1)),
        ("yaml-hidden-character", {"character": "U+200B", "count": 3}, Place(FILE, 1, 5)),
        ("yaml-hidden-character", {"character": "U+202E", "count": 1}, Place(FILE, 2, 4)),
    ]
    assert faults("a: 1\r\nb: 2\r\n") == []


@pytest.mark.usefixtures("parser")
def test_depth_is_bounded_where_it_is_passed() -> None:
    """Thirty-two brackets are read; the thirty-third is refused at its place."""
    assert faults("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    text = BEFORE + "x:\n  y: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    (fault,) = faults(text)
    assert fault == Fault("yaml-too-deep", {"limit": MAX_DEPTH}, Place(FILE, 6, 6 + MAX_DEPTH - 2), None)


@pytest.mark.usefixtures("parser")
def test_the_number_of_nodes_is_bounded_where_it_is_passed() -> None:
    """A list of twenty thousand nodes with itself is read; one more is refused at the node too many."""
    fits = "- a\n" * (MAX_NODES - 1)
    assert faults(fits) == []
    (fault,) = faults(fits + "-   b\n")
    assert fault.code == "yaml-too-many-nodes"
    assert dict(fault.params) == {"limit": MAX_NODES}
    assert fault.place.line == MAX_NODES + 1
    (early,) = faults(fits + "-   b\n-   c\n")
    assert early.place == Place(FILE, MAX_NODES + 1, 5)


def test_what_was_refused_stands_where_it_stood() -> None:
    """So that readers say no more about it."""
    root, _ = compose(b"a: !x 1\nb: *y\nc: !z [1]\n", FILE)
    assert isinstance(root, Mapping)
    assert [(type(node), node.line, node.column) for _, node in root.entries] == [
        (Refused, 1, 4),
        (Refused, 2, 4),
        (Refused, 3, 4),
    ]
    refused = root.entries[0][1]
    assert repr(refused) == "Refused(1, 4)"
    assert refused.place("q") == Place("q", 1, 4)


@pytest.mark.usefixtures("parser")
def test_what_stands_beside_a_refused_key_is_read() -> None:
    """An alias as a key is told as an alias alone; the keys after a faulty one are there."""
    root, found = compose(b"? *x\n: 1\n? [a]\n: 2\nb: &here [3]\nc: &there d\n", FILE)
    assert [(fault.code, fault.place.line) for fault in found] == [
        ("yaml-alias", 1),
        ("yaml-key-complex", 3),
        ("yaml-anchor", 5),
        ("yaml-anchor", 6),
    ]
    assert isinstance(root, Mapping)
    assert [key.text for key, _ in root.entries] == ["b", "c"]
    assert repr(root.get("b")) == "Sequence([Scalar('3', True, 5, 11)], 5, 4)"
    assert repr(root.get("c")) == "Scalar('d', True, 6, 4)"


def test_faults_of_one_line_come_in_the_order_of_their_columns() -> None:
    """Whichever was found first."""
    found = faults("a: !x 1 # \u200b\n")
    assert [(fault.code, fault.place.column) for fault in found] == [("yaml-tag", 4), ("yaml-hidden-character", 11)]


def test_a_text_may_be_as_long_as_the_bound() -> None:
    """256 kB are read, a byte more is not, from memory and from a file."""
    fits = b"a: " + b"x" * (MAX_BYTES - 3)
    assert compose(fits, FILE)[1] == []
    root, found = compose(fits + b"x", FILE)
    assert root is None
    assert found == [Fault("yaml-too-big", {"limit": 256}, Place(FILE))]


def test_text_that_is_not_utf8_is_told_by_its_line() -> None:
    """The line of the first byte that fits nothing."""
    assert compose(b"a: 1\nb: 2\nc: \xff\xfe\nd: \xff", FILE) == (None, [Fault("yaml-not-utf8", {}, Place(FILE, 3, 4))])
    assert compose(b"\xff", FILE)[1][0].place == Place(FILE, 1, 1)


def test_files_are_read_up_to_the_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the name they are called by, or their path."""
    path = tmp_path / "pack.yaml"
    path.write_bytes(b"x" * MAX_BYTES)
    assert read_bounded(path) == b"x" * MAX_BYTES
    path.write_bytes(b"x" * (MAX_BYTES + 1))
    assert read_bounded(path) == Fault("yaml-too-big", {"limit": 256}, Place(str(path)))
    assert read_bounded(path, "called") == Fault("yaml-too-big", {"limit": 256}, Place("called"))
    missing = tmp_path / "none.yaml"
    assert read_bounded(missing) == Fault("yaml-not-found", {}, Place(str(missing)))
    assert read_bounded(missing, "called") == Fault("yaml-not-found", {}, Place("called"))
    assert read_bounded(tmp_path, "called") == Fault("yaml-folder", {}, Place("called"))
    assert read_bounded("a\0b", "called") == Fault("yaml-unreadable", {}, Place("called"))
    assert read_bounded(Path("/dev/null"), "called") == Fault("yaml-not-a-file", {}, Place("called"))
    asked: list[int] = []
    plain = Path.open

    class Counted:
        def __init__(self, stream: Any) -> None:
            self.stream = stream

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            self.stream.close()

        def read(self, size: int = -1) -> Any:
            asked.append(size)
            return self.stream.read(size)

    monkeypatch.setattr(Path, "open", lambda self, mode: Counted(plain(self, mode)))
    read_bounded(path)
    assert asked == [MAX_BYTES + 1], "never more than a byte above the bound"
