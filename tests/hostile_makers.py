"""Hostile packs too big to keep as files; the name starts with the code that must come of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_KB = 1024


def big_packs() -> Iterator[tuple[str, bytes]]:
    """Names and contents, one at a time."""
    yield "yaml-too-big--twenty-megabyte-scalar", b"format: " + b"x" * (20 * _KB * _KB)
    yield "yaml-too-big--nine-hundred-kilobyte-flow-list", b"a: [" + b"1," * (450 * _KB) + b"1]"
    yield "yaml-too-big--one-byte-over", b"#" * (256 * _KB + 1)
    yield "yaml-too-deep--hundred-thousand-brackets", b"[" * 100_000
    yield "yaml-too-deep--hundred-thousand-closed-brackets", b"[" * 100_000 + b"]" * 100_000
    yield "yaml-too-deep--braces", b"{a: " * 60_000
    yield "yaml-too-deep--a-bracket-a-line", b"[\n" * 100_000
    yield "yaml-too-deep--dashes", b"- " * 100_000
    yield "yaml-too-deep--question-marks", b"? " * 100_000
    yield "yaml-too-many-nodes--flow-list", b"a: [" + b"1," * 120_000 + b"1]"
    yield "yaml-too-many-nodes--block-list", b"- 1\n" * 60_000
    yield "yaml-too-many-nodes--empty-items", b"-\n" * 120_000
    yield "yaml-too-many-nodes--keys", b"".join(b"k%d: 1\n" % i for i in range(20_000))
    yield "yaml-alias--many", b"a: &a x\nb: [" + b"*a," * 6_000 + b"*a]"
    yield "yaml-syntax-list--one-open-quote-short", b'["' + b"x" * (250 * _KB) + b'"'
    yield "yaml-syntax-quote--long-and-open", b'a: "' + b"x" * (250 * _KB)
    yield "yaml-duplicate-key--many", b"k: 1\n" * 9_000
    yield "yaml-tab--many", b"a:\t1\n" * 50_000
    yield "pack-format-missing--one-long-number", b"a: " + b"1" * (250 * _KB)
    yield "key-unknown--thousands", _HEAD + b"".join(b"k%d: 1\n" % i for i in range(9_000))
    yield (
        "scalar-number-long--quarter-megabyte",
        _HEAD + b"split: {of: [a], by_pupils: {a: {a: " + b"1" * 250_000 + b"}}}\n",
    )
    yield "key-empty--blanks", _HEAD + b"note:" + b" " * 250_000 + b"\n"


_HEAD = """\
format: youzhi-pack/1
id: hostile
version: 1.0.0
title: {zh: 一, en: one}
source: {issuer: 某局}
""".encode()
