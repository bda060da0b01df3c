"""fmt: one order and one spelling, every comment kept, nothing said otherwise."""

from __future__ import annotations

import random
import re
import shutil
from typing import TYPE_CHECKING

import pytest
import yaml
from attrs import fields

import youzhi_rules as yz
from youzhi_rules.authoring import formatting
from youzhi_rules.authoring.canonical_order import ORDERS, PACK, TESTS
from youzhi_rules.authoring.formatting import format_pack, format_text
from youzhi_rules.cli import main
from youzhi_rules.shapes import keys_of

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = [pack.id for pack in yz.list_packs() if pack.origin == "shipped"]
UNTIDY = """\
# yaml-language-server: $schema=pack-1.json
# What stands above the first key stays there.

id:    small   # its folder
format: youzhi-pack/1


version: 1.0.0
source:   {number: null,issuer: '某县教育局'}
title:
    en: A small pack
    # the Chinese title
    zh: 小规则包
    # the foot of the title
# about the rules
rules:

  # first
  rooms:
    clause: 第3条      # of the plan
    measure: |
      count(music_room_areas
      >= room)
    unit: 间
    strength: required
    at_least: {junior: 2,
               primary: 1}
    title: {en: Music rooms, zh: 音乐专用教室}
    note:
      zh: >-
        第一行
        第二行

      en: "one
        two"
    given:
      room: {unit: 平方米, value: 96}
    level: section
    group: resources
    # the foot of the rule

  # second
  charter:
    attested: [
      has_charter, # kept
      charter_public,
    ]
    applies_to:
    - location: rural
      stage: primary
    -   school_kind: teaching_point
    strength: required
    clause: 第5条
    level: school
    group: resources
    title: {zh: 章程, en: Charter}
groups:
  resources: {decides: recognition, zh: 资源,  en: Resources}
# the end
"""
TIDY = """\
# yaml-language-server: $schema=pack-1.json
# What stands above the first key stays there.

format: youzhi-pack/1
id: small  # its folder

version: 1.0.0
title:
  # the Chinese title
  zh: 小规则包
  en: A small pack
  # the foot of the title
source: {issuer: "某县教育局", number: null}
groups:
  resources: {zh: 资源, en: Resources, decides: recognition}
# about the rules
rules:
  # first
  rooms:
    title: {zh: 音乐专用教室, en: Music rooms}
    group: resources
    level: section
    given:
      room: {value: 96, unit: 平方米}
    measure: |
      count(music_room_areas
      >= room)
    unit: 间
    at_least: {primary: 1, junior: 2}
    strength: required
    clause: 第3条  # of the plan
    note:
      zh: >-
        第一行
        第二行

      en: "one
        two"
    # the foot of the rule

  # second
  charter:
    title: {zh: 章程, en: Charter}
    group: resources
    level: school
    applies_to:
      - location: rural
        stage: primary
      - school_kind: teaching_point
    attested: [
      has_charter, # kept
      charter_public,
    ]
    strength: required
    clause: 第5条
# the end
"""
TESTS_UNTIDY = """\
tests:
- expect: {music_rooms:   met}
  # the facts
  facts: {students: 5}
  name: {en: english, zh: 中文}
format: youzhi-tests/1
"""
TESTS_TIDY = """\
format: youzhi-tests/1
tests:
  - name: {zh: 中文, en: english}
    # the facts
    facts: {students: 5}
    expect: {music_rooms: met}
"""


def test_a_pack_is_written_in_one_order_and_spelling() -> None:
    """Keys in their order, two spaces a level, single spaces, double quotes; comments stay with what they are about."""
    assert format_text(UNTIDY.encode()) == TIDY
    assert format_text(TESTS_UNTIDY.encode(), within=TESTS) == TESTS_TIDY


def test_what_is_formatted_stays_as_it_is() -> None:
    """Formatting twice is formatting once, whatever the ends of the lines were."""
    assert format_text(TIDY.encode()) == TIDY
    assert format_text(UNTIDY.replace("\n", "\r\n").encode()) == TIDY
    assert format_text(TESTS_TIDY.encode(), within=TESTS) == TESTS_TIDY


def test_every_key_of_the_format_has_its_place_in_the_order() -> None:
    """An order that is written down names all keys of its class."""
    for cls, order in ORDERS.items():
        assert sorted(order) == sorted(keys_of(cls)), cls
        assert fields(cls)


@pytest.mark.long
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pack_is_formatted(name: str) -> None:
    """So are its tests: else ``youzhi pack fmt``."""
    assert [each.file for each in format_pack(name) if each.changed] == []


def shuffled(text: str, seed: int) -> str:
    """A formatted pack in which the keys of its rules and facts stand in another order."""
    dice = random.Random(seed)  # noqa: S311 - to shuffle, not to keep a secret
    found: list[str] = []
    for block in re.split(r"(?m)^(?=  \w+:$)", text):
        head, *parts = re.split(r"(?m)^(?=    [a-z_]+:)", block)
        lines = "".join(parts).splitlines()
        if re.fullmatch(r"  \w+:\n", head) and all(line.startswith("    ") and "#" not in line for line in lines):
            dice.shuffle(parts)
        found += [head, *parts]
    return "".join(found)


@pytest.mark.long
@pytest.mark.parametrize("name", ["national-2017", "zhejiang-wenling-2020"])
@pytest.mark.parametrize("seed", range(3))
def test_a_shuffled_pack_comes_back_to_the_same_bytes(name: str, seed: int) -> None:
    """The order of keys in which a pack was written is forgotten."""
    data = (format_pack(name)[0].path).read_text(encoding="utf-8")
    mixed = shuffled(data, seed)
    assert mixed != data
    assert format_text(mixed.encode(), within=PACK) == data


@pytest.mark.long
def test_formatting_changes_no_digest_and_no_comment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Written by the command: what the pack says stays, and --check is content afterwards."""
    folder = tmp_path / "national-2017"
    shutil.copytree(str(yz.load_pack("national-2017").folder), folder)
    file = folder / "pack.yaml"
    tidy = file.read_bytes()
    file.write_bytes(shuffled(tidy.decode(), 7).encode())
    digest = yz.load_pack(folder).digest
    assert main(["pack", "fmt", str(folder), "--check", "--lang", "en"]) == 1
    assert "national-2017/pack.yaml would change, from line" in capsys.readouterr().out
    assert main(["pack", "fmt", str(folder), "--lang", "en"]) == 0
    assert "national-2017: files changed 1" in capsys.readouterr().out
    assert file.read_bytes() == tidy
    assert yz.load_pack(folder).digest == digest == yz.load_pack("national-2017").digest
    assert main(["pack", "fmt", str(folder), "--check"]) == 0


def test_a_file_that_is_no_pack_is_refused_and_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The faults of all files are told, and none of them is touched."""
    folder = tmp_path / "small"
    (folder / "tests").mkdir(parents=True)
    (folder / "pack.yaml").write_text("id: &a small\n", encoding="utf-8")
    (folder / "tests" / "a.yaml").write_text("tests: [a\n", encoding="utf-8")
    assert main(["pack", "fmt", str(folder), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "[yaml-anchor]" in said
    assert "[yaml-syntax-list]" in said
    assert (folder / "pack.yaml").read_text(encoding="utf-8") == "id: &a small\n"


@pytest.mark.parametrize(
    "broken", ["id: other\nformat: youzhi-pack/1\n", "format: [\n", TIDY.replace("# second\n", "\n")]
)
def test_a_formatter_that_would_say_something_else_writes_nothing(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other values, no YAML, a lost comment: what was written out is read back before it is believed."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "pack.yaml").write_text(UNTIDY, encoding="utf-8")
    monkeypatch.setattr(formatting, "written_out", lambda *_: broken)
    with pytest.raises(yz.PackError) as caught:
        format_pack(folder, write=True)
    assert caught.value.code == "fmt-cannot"
    assert (folder / "pack.yaml").read_text(encoding="utf-8") == UNTIDY


@pytest.mark.long
def test_a_digest_that_would_change_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last guard: the pack is loaded again after writing."""
    folder = tmp_path / "national-2017"
    shutil.copytree(str(yz.load_pack("national-2017").folder), folder)
    file = folder / "pack.yaml"
    before = file.read_bytes() + b"\n\n"
    file.write_bytes(before)
    digests = iter(["one", "other"])
    monkeypatch.setattr(formatting, "_digest", lambda _: next(digests))
    with pytest.raises(yz.PackError) as caught:
        format_pack(folder, write=True)
    assert caught.value.code == "fmt-cannot"
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("untidy", "tidy"),
    [
        ("a:\n- b\n-   c\n", "a:\n  - b\n  - c\n"),
        ("a: {b: 1, # one\n  c: 2}\n", "a: {b: 1, # one\n  c: 2}\n"),
        ("a:\n  # inside\n  b: 1\n# outside\nc: 2\n", "a:\n  # inside\n  b: 1\n# outside\nc: 2\n"),
        ("a:\n    b: 1\n    # foot of a\n  # foot too\n\n\n\nc: 2", "a:\n  b: 1\n  # foot of a\n# foot too\n\nc: 2\n"),
        ("a: # on the key\n  b: 1\n", "a:  # on the key\n  b: 1\n"),
        ("a:   'it''s'\nb: 'say \"x\"'\n", 'a: "it\'s"\nb: \'say "x"\'\n'),
        ('a: x # y\nb: x#y\nc: "x # y"   # z\n', 'a: x  # y\nb: x#y\nc: "x # y"  # z\n'),
        ("a:\n  long words\n  go on\nb: 1\n", "a: long words\n  go on\nb: 1\n"),
        ("a: |\n    x\n      y\n\n    z\n\nb: 1\n", "a: |\n  x\n    y\n\n  z\n\nb: 1\n"),
        ("a: {b: {c: [1,2 , 3]}}\n", "a: {b: {c: [1, 2, 3]}}\n"),
        ("- # of the item\n  a: 1\n- b\n", "# of the item\n- a: 1\n- b\n"),
        ("a:\nb: {c: }\n", "a:\nb: {c: }\n"),
        ("a: " + "[" + ", ".join(["words"] * 30) + ",\n  x]\n", None),
    ],
)
def test_spaces_quotes_and_comments(untidy: str, tidy: str | None) -> None:
    """Small cases of layout; each stays as it is once it is in order, and says the same."""
    after = format_text(untidy.encode())
    assert tidy is None or after == tidy
    assert format_text(after.encode()) == after
    assert yaml.safe_load(after) == yaml.safe_load(untidy)
    assert all(len(line) <= 120 for line in after.splitlines())
