"""Packs are found by id or path, loaded once, and identified by what they say."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pack_texts import SMALL, spoilt

from youzhi_rules import finding, sources
from youzhi_rules.errors import PackError, UnknownPackError
from youzhi_rules.finding import list_packs
from youzhi_rules.loading import load_pack


def _folder(root: Path, text: str = SMALL, name: str = "small") -> Path:
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    return folder


def _codes(path: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        load_pack(path)
    return [fault.code for fault in caught.value.faults]


def test_a_shipped_pack_is_found_by_its_id() -> None:
    """The national pack loads by name, with its digest and folder."""
    pack = load_pack("national-2017")
    assert pack.id == "national-2017"
    assert len(pack.digest) == 64
    assert pack.folder is not None
    assert Path(pack.folder).name == "national-2017"
    assert pack.rules["degree_teachers"].place.file == "national-2017/pack.yaml"


def test_the_list_of_packs_tells_their_heads() -> None:
    """Id, title, territory, version and status of each shipped pack, in the order of ids."""
    packs = list_packs()
    assert [pack.id for pack in packs] == sorted(pack.id for pack in packs)
    national = next(pack for pack in packs if pack.id == "national-2017")
    assert national.title is not None
    assert "县域义务教育优质均衡" in national.title.zh
    assert (national.territory, national.status) == (None, "ready")
    assert national.version == load_pack("national-2017").version


def test_a_pack_that_cannot_be_read_is_listed_as_faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list loses no pack: one that cannot be read is there, and says so."""
    _folder(tmp_path / "rulepacks")
    _folder(tmp_path / "rulepacks", SMALL + "a: !x\n", "tagged")
    _folder(tmp_path / "rulepacks", spoilt("title: {zh: 小规则包, en: A small pack}", "title: x"), "untitled")
    _folder(tmp_path / "rulepacks", "#" * 300_000, "vast")
    monkeypatch.setattr(sources, "__file__", str(tmp_path / "package" / "sources.py"))
    assert [(pack.id, pack.status) for pack in list_packs()] == [
        ("small", "ready"),
        ("tagged", "faulty"),
        ("untitled", "faulty"),
        ("vast", "faulty"),
    ]
    assert load_pack("small").id == "small"
    _folder(tmp_path / "package" / "rulepacks", name="inside")
    assert [pack.id for pack in list_packs()] == ["inside"]


def test_without_packs_the_list_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no pack is shipped the list is empty, and an unknown id says so."""
    monkeypatch.setattr(sources, "__file__", str(tmp_path / "package" / "sources.py"))
    monkeypatch.setattr(finding, "_shipped_folders", {})
    assert list_packs() == ()
    with pytest.raises(UnknownPackError):
        load_pack("national-2017")


def test_an_unknown_id_is_answered_with_the_near_one() -> None:
    """The error names the near id, lists all, and is a KeyError too."""
    with pytest.raises(UnknownPackError) as caught:
        load_pack("national2017")
    assert caught.value.code == "pack-unknown"
    assert "national-2017" in str(caught.value.hint)
    assert "national-2017" in str(caught.value.faults[0].params["known"])
    assert isinstance(caught.value, KeyError)
    with pytest.raises(UnknownPackError) as caught:
        load_pack("完全不同")
    assert "national-2017" in str(caught.value.hint)


def test_a_pack_is_found_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder, a text with a separator, and the file itself are the same pack, wherever it lies."""
    folder = _folder(tmp_path)
    pack = load_pack(folder)
    assert load_pack(str(folder)) is pack
    assert load_pack(folder / "pack.yaml") is pack
    monkeypatch.chdir(tmp_path)
    assert load_pack("./small") is pack
    monkeypatch.chdir(folder)
    assert load_pack("pack.yaml") is pack
    assert pack.rules["teachers"].place.file == "small/pack.yaml"
    elsewhere = load_pack(_folder(tmp_path / "elsewhere"))
    assert elsewhere.rules["teachers"].place == pack.rules["teachers"].place
    assert elsewhere.digest == pack.digest


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    """No folder, no file in it, and a file that cannot be read each have their code."""
    assert _codes(tmp_path / "none") == ["pack-no-folder"]
    assert _codes(tmp_path) == ["pack-no-file"]
    (tmp_path / "odd" / "pack.yaml").mkdir(parents=True)
    assert _codes(tmp_path / "odd") == ["yaml-folder"]


def test_the_id_is_the_name_of_the_folder(tmp_path: Path) -> None:
    """A pack in a folder of another name is refused."""
    assert _codes(_folder(tmp_path, name="other")) == ["pack-id-folder"]


def test_all_faults_of_a_pack_come_in_one_error(tmp_path: Path) -> None:
    """Faults of the text, the structure and the meaning come together, in the order of the file."""
    text = SMALL.replace("version: 1.0.0", "version: !x 1.0.0").replace("clause: 第2条", "clause:")
    text = text.replace("sum(classes)", "sum(clases)")
    folder = _folder(tmp_path, text.replace("version: !x", "territory: !x '532601'\nversion:"))
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    codes = [fault.code for fault in caught.value.faults]
    assert codes[:2] == ["yaml-tag", "key-empty"]
    assert codes[2].startswith("formula-")
    lines = [int(str(fault.place).split(":")[1]) for fault in caught.value.faults]
    assert lines == sorted(lines)
    assert len(str(caught.value).splitlines()) == 2 * len(codes)


def test_a_rule_that_cannot_be_read_is_not_missed_by_others(tmp_path: Path) -> None:
    """The quota that counts a broken rule has no fault of its own."""
    assert _codes(_folder(tmp_path, spoilt("primary: 4.2", "primary: 04.2"))) == ["scalar-number-spelling"]


def test_own_facts_must_have_names_of_their_own(tmp_path: Path) -> None:
    """A pack cannot give a fact the name another has."""
    text = spoilt(
        "type: flag}",
        "type: flag}\n  pupils: {zh: 在校生数, en: Pupils, level: section, type: count, unit: 人}",
    )
    assert "fact-name-taken" in _codes(_folder(tmp_path, text))


def test_the_schema_has_the_last_word_on_packs_that_are_not_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack from elsewhere is held against the published schema too."""
    from youzhi_rules import schema

    schema_of_nothing = schema.validator_of({"type": "array"})
    monkeypatch.setattr(schema, "_validator", lambda: schema_of_nothing)
    assert _codes(_folder(tmp_path)) == ["key-schema"]


def test_a_pack_is_read_again_when_its_file_changed(tmp_path: Path) -> None:
    """The same file gives the same object; a changed one is read anew."""
    folder = _folder(tmp_path)
    first = load_pack(folder)
    assert load_pack(folder) is first
    _folder(tmp_path, spoilt("primary: 4.2", "primary: 4.25"))
    second = load_pack(folder)
    assert second.digest != first.digest


def test_loading_is_safe_in_threads(tmp_path: Path) -> None:
    """Many threads that load one pack get equal packs."""
    folder = _folder(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        packs = list(pool.map(load_pack, [folder] * 16))
    assert {pack.digest for pack in packs} == {packs[0].digest}


_LAYOUTS = {
    "comments": ("rules:\n", "# the rules\nrules:  # here\n"),
    "order of keys": (
        "version: 1.0.0\ntitle: {zh: 小规则包, en: A small pack}",
        "title: {en: A small pack, zh: 小规则包}\nversion: 1.0.0",
    ),
    "quotes": ("clause: 第1条", "clause: '第1条'"),
    "spelling of a number": ("primary: 4.2", "primary: 4.20"),
    "spelling of a share": ("rest_at_least: 85%", "rest_at_least: 0.85"),
    "spaces of a formula": ("100 * teachers / students", ">-\n      100  * teachers\n      / students"),
    "one or a list of one": ("attested: has_charter", "attested: [has_charter]"),
    "what is understood anyway": ("type: flag}", "type: flag, many: false}"),
}
_CONTENTS = {
    "limit": ("primary: 4.2", "primary: 4.3"),
    "a limit of 0": ("primary: 4.2", "primary: 0"),
    "operator": ("at_least: {primary: 4.2", "more_than: {primary: 4.2"),
    "words": ("en: Size of schools", "en: School size"),
    "order of cases": ("primary: 2000, nine_year: 2500", "nine_year: 2500, primary: 2000"),
    "strength": ("strength: required\n    due", "strength: recommended\n    due"),
    "citation": ("clause: 第1条", "clause: 第一条"),
    "due": ("due: 2025\n", "due: 2026\n"),
}


@pytest.mark.parametrize(("old", "new"), _LAYOUTS.values(), ids=_LAYOUTS)
def test_the_digest_does_not_see_the_layout(tmp_path: Path, old: str, new: str) -> None:
    """Packs that say the same have one digest."""
    assert load_pack(_folder(tmp_path / "b", spoilt(old, new))).digest == load_pack(_folder(tmp_path / "a")).digest


@pytest.mark.parametrize(("old", "new"), _CONTENTS.values(), ids=_CONTENTS)
def test_the_digest_sees_every_content(tmp_path: Path, old: str, new: str) -> None:
    """Packs that say something else have another digest."""
    assert load_pack(_folder(tmp_path / "b", spoilt(old, new))).digest != load_pack(_folder(tmp_path / "a")).digest


def test_the_order_of_grades_is_content(tmp_path: Path) -> None:
    """Grades stand from low to high, so their order counts."""
    grades = "\n  mood: {{zh: 氛围等级, en: Mood, level: school, type: grade, values: {{{}}}}}"
    digests = {
        load_pack(_folder(tmp_path / name, spoilt("type: flag}", "type: flag}" + grades.format(values)))).digest
        for name, values in {"a": "差: 差, 好: 好", "b": "好: 好, 差: 差"}.items()
    }
    assert len(digests) == 2


def test_paths_and_ids_are_told_apart() -> None:
    """A text with a separator or the ending of the file is a path."""
    assert not finding.is_path("national-2017")
    assert all(finding.is_path(text) for text in ("./a", "a/b", f"a{os.sep}b", "pack.yaml"))


def test_what_is_neither_an_id_nor_a_path_is_no_pack() -> None:
    """A pack that is None, say, is answered in words."""
    with pytest.raises(PackError) as caught:
        load_pack(None)  # type: ignore[arg-type]  # what a user may hand over all the same
    assert caught.value.code == "pack-kind"
    assert caught.value.faults[0].message == "a pack is an id or a path, not NoneType"
    assert caught.value.faults[0].say("zh") == "规则包应写代号或路径，而不是 NoneType"
