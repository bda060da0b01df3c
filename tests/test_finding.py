"""Packs are found in the library, in the folders of ``YOUZHI_PACK_PATH``, in installed distributions, and by path."""

from __future__ import annotations

import importlib
import os
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import pytest
from pack_texts import SMALL

import youzhi_rules as yz
from youzhi_rules import finding, sources
from youzhi_rules.errors import PackError, UnknownPackError
from youzhi_rules.finding import find, list_packs
from youzhi_rules.loading import load_pack

VARIABLE = "YOUZHI_PACK_PATH"
CHILD = """\
format: youzhi-pack/1
id: child
version: 1.0.0
extends: {parent}
title: {{zh: 子包, en: A child}}
source: {{issuer: 某市教育局}}
"""


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch):
    """Each test starts without a path, and knows nothing of what another one found."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(sources, "_scanned", {})
    monkeypatch.setattr(finding, "_shipped_folders", {})


def _pack(root, name="small", text=SMALL):
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(text.replace("id: small", f"id: {name}"), encoding="utf-8")
    return folder


def _on_path(monkeypatch, *folders):
    monkeypatch.setenv(VARIABLE, os.pathsep.join(str(folder) for folder in folders))


def _installed(monkeypatch, site, *entries, name="city-packs", version="1.0", group="youzhi_rules.packs"):
    """A distribution in a folder that is put on ``sys.path``."""
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("\n".join([f"[{group}]", *entries, ""]), encoding="utf-8")
    monkeypatch.syspath_prepend(str(site))
    return info


def _listed():
    """What is listed beside the shipped packs that are in order."""
    return [
        (pack.id, pack.origin, pack.status, [fault.code for fault in pack.faults])
        for pack in list_packs()
        if pack.origin != "shipped" or pack.status != "ready"
    ]


def _codes(name, beside=None):
    with pytest.raises(PackError) as caught:
        find(name, beside)
    for fault in caught.value.faults:
        assert fault.to_dict()["file"] or not name
        assert fault.say("zh") != fault.say("en")
    str(caught.value).encode()
    return [fault.code for fault in caught.value.faults]


def _counted(monkeypatch):
    """A list that grows with each scan of what is installed."""
    scans, there = [], metadata.distributions

    def scan():
        scans.append(1)
        return there()

    monkeypatch.setattr(metadata, "distributions", scan)
    return scans


# --- sources -----------------------------------------------------------------------------------------------------


def test_packs_come_from_the_library_the_path_and_distributions(tmp_path, monkeypatch):
    """All of them are listed with their origin, load by their ids and evaluate."""
    _on_path(monkeypatch, _pack(tmp_path / "mine", "town-plan").parent)
    _pack(tmp_path / "site" / "city_packs" / "rulepacks", "city-plan")
    _installed(monkeypatch, tmp_path / "site", "city = city_packs.rulepacks")
    assert _listed() == [
        ("city-plan", "city-packs 1.0", "ready", []),
        ("town-plan", "path", "ready", []),
    ]
    assert [pack.id for pack in list_packs()] == sorted(pack.id for pack in list_packs())
    assert {pack.origin for pack in list_packs() if pack.id == "national-2017"} == {"shipped"}
    for name in ("city-plan", "town-plan"):
        assert yz.evaluate([{"school": "A", "stage": "primary"}], pack=name).pack.id == name
    assert (find("national-2017").shipped, find("town-plan").shipped) == (True, False)
    assert find("city-plan").origin == "city-packs 1.0"


def test_a_shipped_pack_is_found_without_scanning_what_is_installed(tmp_path, monkeypatch):
    """Neither a shipped id, nor a path, nor a pack by path that builds on a shipped one asks for entry points."""
    monkeypatch.setattr(finding, "distribution_sources", lambda: pytest.fail("scanned"))
    assert load_pack("national-2017").id == "national-2017"
    _on_path(monkeypatch, _pack(tmp_path / "mine").parent)
    assert load_pack("national-2017").id == "national-2017"
    child = _pack(tmp_path / "other", "child", CHILD.format(parent="national-2017"))
    assert load_pack(child).extends == "national-2017"


def test_a_warm_call_for_a_shipped_pack_reads_no_folder(monkeypatch):
    """The second time its file alone is looked at."""
    first = load_pack("national-2017")
    monkeypatch.setattr(os, "scandir", lambda path: pytest.fail(f"read {path}"))
    assert load_pack("national-2017") is first


def test_what_is_installed_is_scanned_once(tmp_path, monkeypatch):
    """A second call scans nothing; a change of ``sys.path`` is seen."""
    scans = _counted(monkeypatch)
    list_packs()
    list_packs()
    assert _codes("city-plan") == ["pack-unknown"]
    assert len(scans) == 1
    _pack(tmp_path / "site" / "city_packs", "city-plan")
    _installed(monkeypatch, tmp_path / "site", "city = city_packs")
    assert find("city-plan").origin == "city-packs 1.0"
    assert len(scans) == 2


def test_finding_is_safe_in_threads(tmp_path, monkeypatch):
    """Many threads that ask at once get the same answer, after one scan."""
    _pack(tmp_path / "site" / "city_packs", "city-plan")
    _installed(monkeypatch, tmp_path / "site", "city = city_packs")
    scans = _counted(monkeypatch)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(find, ["city-plan", "national-2017"] * 16))
    assert found == [find("city-plan"), find("national-2017")] * 16
    assert len(scans) == 1


def test_a_package_that_brings_packs_is_not_imported(tmp_path, monkeypatch):
    """Packs are data: a package that could not even be imported brings them all the same."""
    root = tmp_path / "site" / "city_packs"
    _pack(root / "data", "city-plan")
    for folder in (root, root / "data"):
        (folder / "__init__.py").write_text("raise RuntimeError\n", encoding="utf-8")
    _installed(monkeypatch, tmp_path / "site", "city = city_packs.data")
    assert load_pack("city-plan").id == "city-plan"
    assert not [name for name in sys.modules if name.startswith("city_packs")]


def test_a_package_can_lie_in_several_folders(tmp_path, monkeypatch):
    """Two distributions that share a namespace bring the packs of both, each pack once."""
    for number in (1, 2):
        site = tmp_path / f"site{number}"
        _pack(site / "province_packs" / "all", f"plan-{number}")
        _installed(monkeypatch, site, "all = province_packs.all", name=f"part-{number}")
    assert _listed() == [("plan-1", "part-1 1.0", "ready", []), ("plan-2", "part-1 1.0", "ready", [])]


def test_of_two_versions_of_a_distribution_the_first_on_the_path_counts(tmp_path, monkeypatch):
    """As for imports, what comes first hides the other."""
    for version in ("1.0", "2.0"):
        package = _pack(tmp_path / version / "city_packs", "city-plan").parent
        (package / "__init__.py").write_text("", encoding="utf-8")
        name = "city-packs" if version == "1.0" else "City_Packs"
        _installed(monkeypatch, tmp_path / version, "city = city_packs", version=version, name=name)
    assert _listed() == [("city-plan", "city-packs 2.0", "ready", [])]
    assert find("city-plan").path.parents[1].name == "2.0"


def test_entry_points_of_other_groups_say_nothing(tmp_path, monkeypatch):
    """A group whose name only begins the same is another one."""
    _installed(monkeypatch, tmp_path / "site", "city = no.such:thing", group="youzhi_rules.packs_of_others")
    assert _listed() == []


def test_folders_of_tools_and_files_are_no_packs(tmp_path, monkeypatch):
    """Names that start with a point or an underscore, and files, are passed over."""
    root = _pack(tmp_path / "mine").parent
    for name in (".git", "__pycache__", "_drafts"):
        (root / name).mkdir()
    (root / "README.md").write_text("packs", encoding="utf-8")
    _on_path(monkeypatch, root)
    assert _listed() == [("small", "path", "ready", [])]


# --- the path ----------------------------------------------------------------------------------------------------


def test_a_path_that_names_nothing_brings_nothing(tmp_path, monkeypatch):
    """An empty value, empty parts and an empty folder are in order."""
    for value in ("", os.pathsep, str(tmp_path), f"{os.pathsep}{tmp_path}{os.pathsep}"):
        monkeypatch.setenv(VARIABLE, value)
        assert _listed() == []
        assert _codes("small") == ["pack-unknown"]


def test_a_folder_named_twice_counts_once(tmp_path, monkeypatch):
    """The same folder by another spelling, through a link, and relative to the working folder, is one place."""
    root = _pack(tmp_path / "mine").parent
    (tmp_path / "link").symlink_to(root)
    monkeypatch.chdir(tmp_path)
    _on_path(monkeypatch, root, f"{root}/", tmp_path / "link", "mine", root / ".." / "mine")
    assert _listed() == [("small", "path", "ready", [])]
    assert find("small").path == Path(os.path.realpath(root / "small"))


def test_the_shipped_folder_on_the_path_is_still_the_shipped_one(monkeypatch):
    """Naming the folder of the shipped packs changes nothing."""
    _on_path(monkeypatch, find("national-2017").path.parent)
    assert find("national-2017").shipped
    assert _listed() == []


def _missing(tmp_path):
    return tmp_path / "none"


def _file(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    return tmp_path / "file"


def _loop(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    return tmp_path / "loop"


def _too_long(tmp_path):
    return tmp_path / ("x" * 300)


def _the_pack_itself(tmp_path):
    return _pack(tmp_path / "packs")


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (_missing, "pack-source-missing"),
        (_file, "pack-source-not-a-folder"),
        (_loop, "pack-source-unreadable"),
        (_too_long, "pack-source-unreadable"),
        (_the_pack_itself, "pack-source-is-a-pack"),
    ],
)
def test_a_folder_on_the_path_that_holds_no_packs_is_told(made, code, tmp_path, monkeypatch):
    """It is listed as faulty; an id that may lie there is an error, though found elsewhere; a shipped id is not."""
    bad = made(tmp_path)
    _on_path(monkeypatch, bad, _pack(tmp_path / "good", "good").parent)
    assert _listed() == [(str(bad), "path", "faulty", [code]), ("good", "path", "ready", [])]
    assert _codes("good") == [code]
    assert _codes("absent") == ["pack-unknown", code]
    with pytest.raises(PackError) as caught:
        load_pack("good")
    assert VARIABLE in caught.value.faults[0].message
    assert caught.value.faults[0].to_dict()["file"] == str(bad)
    assert load_pack("national-2017").id == "national-2017"


def test_a_folder_without_permission_is_told(tmp_path, monkeypatch):
    """A folder that may not be listed is no empty one."""

    def refuse(path):
        raise PermissionError(13, "no", path)

    _on_path(monkeypatch, tmp_path)
    monkeypatch.setattr(os, "scandir", refuse)
    assert "pack-source-unreadable" in _codes("small")
    assert ("path", "faulty", ["pack-source-unreadable"]) in [entry[1:] for entry in _listed()]


def test_a_relative_folder_is_told_when_the_working_folder_is_gone(tmp_path, monkeypatch):
    """Nothing can be found from a folder that was deleted, and that is no traceback."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    monkeypatch.setenv(VARIABLE, "packs")
    assert _listed() == [("packs", "path", "faulty", ["pack-source-missing"])]
    assert _codes("small") == ["pack-unknown", "pack-source-missing"]


def test_a_home_folder_is_not_guessed(tmp_path, monkeypatch):
    """A tilde that no shell has read is told, not resolved."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, "~/packs")
    assert _listed() == [("~/packs", "path", "faulty", ["pack-source-missing"])]


# --- distributions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["city_packs:data", "city_packs [x]", "city-packs", ".city_packs", "a..b", "1a"])
def test_an_entry_point_that_names_no_package_is_told(value, tmp_path, monkeypatch):
    """Its value is a dotted name and nothing more."""
    _pack(tmp_path / "site" / "city_packs", "city-plan")
    _installed(monkeypatch, tmp_path / "site", f"city = {value}")
    assert _listed() == [("city", "city-packs 1.0", "faulty", ["pack-entry-value"])]
    assert _codes("city-plan") == ["pack-unknown", "pack-entry-value"]
    (info,) = [pack for pack in list_packs() if pack.id == "city"]
    assert value in info.faults[0].message
    assert "city-packs 1.0" in info.faults[0].message


def test_an_entry_point_whose_package_is_not_there_is_told(tmp_path, monkeypatch):
    """A package that was deleted, and one that stands in for the program that runs, are not there."""
    _installed(monkeypatch, tmp_path / "site", "city = no_such_package.rulepacks", "main = __main__")
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None)
    assert _listed() == [
        ("city", "city-packs 1.0", "faulty", ["pack-entry-package"]),
        ("main", "city-packs 1.0", "faulty", ["pack-entry-package"]),
    ]
    assert _codes("city-plan") == ["pack-unknown", "pack-entry-package", "pack-entry-package"]
    assert load_pack("national-2017").id == "national-2017"


def test_an_entry_point_whose_package_has_no_folder_is_told(tmp_path, monkeypatch):
    """A single module, an inner package that is not there and one in an archive hold no folder of packs."""
    site = tmp_path / "site"
    _pack(site / "city_packs", "city-plan")
    (site / "single.py").write_text("", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.writestr("packed_packs/__init__.py", "")
        archive.writestr("packed_packs/plan/pack.yaml", SMALL)
    monkeypatch.syspath_prepend(str(tmp_path / "packed.zip"))
    _installed(monkeypatch, site, "a = single", "b = city_packs.inner", "c = packed_packs")
    importlib.invalidate_caches()
    assert [(name, codes) for name, _, _, codes in _listed()] == [(name, ["pack-entry-folder"]) for name in "abc"]


def test_an_entry_point_whose_folder_is_empty_or_a_pack_is_told(tmp_path, monkeypatch):
    """A distribution that says it brings packs brings some, each in a folder of its own."""
    site = tmp_path / "site"
    (site / "empty_packs" / "__pycache__").mkdir(parents=True)
    _pack(site, "single_pack")
    _installed(monkeypatch, site, "empty = empty_packs", "single = single_pack")
    assert [(name, codes) for name, _, _, codes in _listed()] == [
        ("empty", ["pack-source-empty"]),
        ("single", ["pack-source-is-a-pack"]),
    ]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("entry_points.txt", b"[youzhi_rules.packs]\ncity\n"),
        ("entry_points.txt", b"[youzhi_rules.packs]\ncity = \xff\n"),
        ("METADATA", b"Metadata-Version: 2.1\n"),
        ("METADATA", b"Name: city-packs\n"),
        ("METADATA", b"\xff\n"),
    ],
)
def test_a_distribution_that_cannot_be_read_is_told(file, content, tmp_path, monkeypatch):
    """Damaged metadata are told with their folder."""
    info = _installed(monkeypatch, tmp_path / "site", "city = city_packs")
    (info / file).write_bytes(content)
    assert [codes for _, _, _, codes in _listed()] == [["pack-entry-unreadable"]]
    assert _codes("city-plan") == ["pack-unknown", "pack-entry-unreadable"]
    (found,) = [pack for pack in list_packs() if pack.faults]
    assert str(found.faults[0].place).endswith(info.name)


# --- one id, one place -------------------------------------------------------------------------------------------


def test_an_id_in_two_folders_of_the_path_is_an_error(tmp_path, monkeypatch):
    """Neither is taken; both places are told; both stand in the list as faulty, with their titles."""
    roots = [_pack(tmp_path / name).parent for name in ("one", "two")]
    _on_path(monkeypatch, *roots)
    assert _codes("small") == ["pack-name-taken"]
    with pytest.raises(PackError) as caught:
        load_pack("small")
    assert all(str(root / "small") in caught.value.faults[0].message for root in roots)
    assert _listed() == [("small", "path", "faulty", ["pack-name-taken"])] * 2
    assert {str(pack.title) for pack in list_packs() if pack.id == "small"} == {
        str(load_pack(roots[0] / "small").title)
    }


def test_an_id_on_the_path_and_in_a_distribution_is_an_error(tmp_path, monkeypatch):
    """As it is between two distributions."""
    for name in ("city", "town"):
        _pack(tmp_path / name / f"{name}_packs")
        _installed(monkeypatch, tmp_path / name, f"all = {name}_packs", name=f"{name}-packs")
    assert _codes("small") == ["pack-name-taken"]
    assert [origin for _, origin, _, _ in _listed()] == ["city-packs 1.0", "town-packs 1.0"]
    _on_path(monkeypatch, _pack(tmp_path / "mine").parent)
    assert _codes("small") == ["pack-name-taken"]
    assert _listed()[2] == ("small", "town-packs 1.0", "faulty", ["pack-name-taken"])


def test_the_id_of_a_shipped_pack_is_taken(tmp_path, monkeypatch):
    """On the path it is an error at once; of a distribution it is told by the list, as shipped ids scan nothing."""
    _pack(tmp_path / "site" / "city_packs", "national-2017")
    _installed(monkeypatch, tmp_path / "site", "city = city_packs")
    assert find("national-2017").shipped
    taken = ["pack-name-taken"]
    assert _listed() == [
        ("national-2017", "city-packs 1.0", "faulty", taken),
        ("national-2017", "shipped", "faulty", taken),
    ]
    _on_path(monkeypatch, _pack(tmp_path / "mine", "national-2017").parent)
    assert _codes("national-2017") == taken


def test_one_place_found_in_two_ways_is_no_clash(tmp_path, monkeypatch):
    """A folder on the path that is also that of a distribution counts once."""
    folder = _pack(tmp_path / "site" / "city_packs")
    _installed(monkeypatch, tmp_path / "site", "city = city_packs", "again = city_packs")
    _on_path(monkeypatch, folder.parent)
    assert _listed() == [("small", "path", "ready", [])]


def test_a_folder_without_a_pack_takes_no_id(tmp_path, monkeypatch):
    """It is listed as faulty, and the pack of its name elsewhere still loads."""
    (tmp_path / "empty" / "small").mkdir(parents=True)
    _on_path(monkeypatch, tmp_path / "empty", _pack(tmp_path / "full").parent)
    assert load_pack("small").id == "small"
    assert sorted(_listed()) == [("small", "path", "faulty", ["pack-no-file"]), ("small", "path", "ready", [])]


# --- packs beside a pack -----------------------------------------------------------------------------------------


def test_a_pack_builds_on_the_one_beside_it(tmp_path):
    """The parent of a pack by path lies in the same folder; a folder there without a pack is something else."""
    child = _pack(tmp_path, "child", CHILD.format(parent="small"))
    _pack(tmp_path)
    assert load_pack(child).rules.keys() == load_pack(tmp_path / "small").rules.keys()
    (tmp_path / "national-2017").mkdir()
    assert find("national-2017", child).shipped
    for name in ("", ".", "..", "none", "a\0b"):
        assert _codes(name, child) == ["pack-unknown"]


def test_a_pack_beside_another_cannot_have_an_id_that_is_taken(tmp_path, monkeypatch):
    """Not a shipped one, nor one on the path; on the path itself the one beside is the same."""
    child = _pack(tmp_path / "here", "child", CHILD.format(parent="national-2017"))
    _pack(tmp_path / "here", "national-2017")
    assert _codes("national-2017", child) == ["pack-name-taken"]
    with pytest.raises(PackError) as caught:
        load_pack(child)
    assert "pack-name-taken" in [fault.code for fault in caught.value.faults]
    _pack(tmp_path / "here")
    _on_path(monkeypatch, tmp_path / "here")
    assert find("small", child).path == find("small").path
    _on_path(monkeypatch, _pack(tmp_path / "there").parent)
    assert _codes("small", child) == ["pack-name-taken"]


# --- packs that are not in order ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "pack-no-file"),
        (SMALL.replace("youzhi-pack/1", "youzhi-pack/2"), "pack-format"),
        (SMALL.replace("format: youzhi-pack/1\n", ""), "pack-format-missing"),
        (SMALL.replace("id: small", "id: other"), "pack-id-folder"),
        (SMALL.replace("id: small\n", ""), "key-missing"),
        (SMALL.replace("version: 1.0.0\n", ""), "key-missing"),
        (SMALL.replace("zh: 小规则包, ", ""), "key-missing"),
        (SMALL.replace("title: {", "title: !x {", 1), "yaml-tag"),
        ("", "yaml-empty"),
        ("[]", "pack-not-a-mapping"),
    ],
)
def test_a_pack_whose_head_is_not_in_order_is_listed_with_its_fault(text, code, tmp_path, monkeypatch):
    """The list says what loading it says."""
    root = tmp_path / "mine"
    (root / "small").mkdir(parents=True)
    if text is not None:
        (root / "small" / "pack.yaml").write_text(text, encoding="utf-8")
    _on_path(monkeypatch, root)
    assert _listed() == [("small", "path", "faulty", [code])]
    with pytest.raises(PackError) as caught:
        load_pack("small")
    assert caught.value.code == code
    (info,) = [pack for pack in list_packs() if pack.id == "small"]
    assert info.faults[0].place.file in {"small/pack.yaml", str(root / "small")}


def _as_folder(file):
    file.mkdir()


def _as_loop(file):
    file.symlink_to(file)


def _as_dangling_link(file):
    file.symlink_to(file.with_name("gone.yaml"))


def _as_pipe(file):
    os.mkfifo(file)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (_as_folder, "yaml-folder"),
        (_as_loop, "yaml-unreadable"),
        (_as_dangling_link, "yaml-not-found"),
        (_as_pipe, "yaml-not-a-file"),
    ],
)
def test_a_pack_file_that_cannot_be_read_is_told(made, code, tmp_path, monkeypatch):
    """By the list and by loading, and neither waits nor fails with a traceback."""
    (tmp_path / "mine" / "small").mkdir(parents=True)
    made(tmp_path / "mine" / "small" / "pack.yaml")
    _on_path(monkeypatch, tmp_path / "mine")
    assert _listed() == [("small", "path", "faulty", [code])]
    for asked in ("small", tmp_path / "mine" / "small"):
        with pytest.raises(PackError) as caught:
            load_pack(asked)
        assert caught.value.code in {code, "pack-no-file"}


def test_a_pack_folder_that_is_a_link_has_the_name_of_the_link(tmp_path, monkeypatch):
    """A link to a folder is that pack; one that leads nowhere, or to itself, is told."""
    _pack(tmp_path / "work").rename(tmp_path / "work" / "draft")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "small").symlink_to(tmp_path / "work" / "draft")
    (tmp_path / "mine" / "nowhere").symlink_to(tmp_path / "none")
    (tmp_path / "mine" / "ring").symlink_to(tmp_path / "mine" / "ring")
    _on_path(monkeypatch, tmp_path / "mine")
    assert _listed() == [
        ("nowhere", "path", "faulty", ["pack-no-file"]),
        ("ring", "path", "faulty", ["pack-no-file"]),
        ("small", "path", "ready", []),
    ]
    assert load_pack("small").id == "small"
    assert load_pack(tmp_path / "mine" / "small").id == "small"
    with pytest.raises(PackError) as caught:
        load_pack("nowhere")
    assert caught.value.code == "pack-no-file"


def test_names_that_are_no_text_are_told_as_escapes(tmp_path, monkeypatch):
    """Bytes that are no UTF-8 come through every message and the list."""
    odd = os.fsdecode(b"p\xffck")
    (tmp_path / odd).mkdir()
    _pack(tmp_path).rename(tmp_path / f"{odd}s")
    _on_path(monkeypatch, tmp_path)
    assert [(name, codes) for name, _, _, codes in _listed()] == [
        ("p\\udcffck", ["pack-no-file"]),
        ("p\\udcffcks", ["pack-id-folder"]),
    ]
    for name in (odd, f"{odd}s", tmp_path / odd, tmp_path / f"{odd}s", tmp_path / f"{odd}?", f"{odd}?"):
        with pytest.raises(PackError) as caught:
            load_pack(name)
        str(caught.value).encode()
    _on_path(monkeypatch, tmp_path / f"{odd}?")
    assert _codes("small") == ["pack-unknown", "pack-source-missing"]


# --- paths and ids that are given ---------------------------------------------------------------------------------


def test_a_path_that_leads_nowhere_has_its_code(tmp_path):
    """However it is spelt, a path is answered with a code."""
    cases = {
        tmp_path / "none": "pack-no-folder",
        tmp_path / "a\0b": "pack-no-folder",
        _file(tmp_path) / "inner": "pack-no-folder",
        _too_long(tmp_path): "yaml-unreadable",
        _loop(tmp_path): "yaml-unreadable",
    }
    for path, code in cases.items():
        with pytest.raises(PackError) as caught:
            load_pack(path)
        assert caught.value.code == code
    with os.scandir(os.fsencode(tmp_path)) as entries, pytest.raises(PackError) as caught:
        load_pack(next(entries))  # type: ignore[arg-type]  # what a user may hand over all the same
    assert caught.value.faults[0].params == {"kind": "bytes"}


def test_the_working_folder_is_a_path(tmp_path, monkeypatch):
    """A point, or two, is the folder it names."""
    folder = _pack(tmp_path)
    (folder / "tests").mkdir()
    monkeypatch.chdir(folder)
    assert load_pack(".").id == "small"
    monkeypatch.chdir(folder / "tests")
    assert load_pack("..") is load_pack(folder)


def test_an_unknown_id_is_answered_with_all_that_are_known(tmp_path, monkeypatch):
    """Those on the path are among them, and near ones are proposed."""
    _on_path(monkeypatch, _pack(tmp_path, "town-plan").parent)
    with pytest.raises(UnknownPackError) as caught:
        load_pack("town-plans")
    assert caught.value.faults[0].params["near"] == "town-plan"
    assert {"town-plan", "national-2017"} <= set(caught.value.faults[0].params["known"].split(", "))
    for name in ("", "a\0b", "Town-Plan", "国家"):
        assert _codes(name) == ["pack-unknown"]


def test_a_folder_that_lies_here_is_meant_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who forgets the ``./`` is told to write it, and is not sent to another pack."""
    (tmp_path / "yunnan-2023").mkdir()
    (tmp_path / "yunnan-2023" / "pack.yaml").write_text("format: youzhi-pack/1", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(yz.UnknownPackError) as stop:
        yz.load_pack("yunnan-2023")
    assert stop.value.faults[0].params["near"] == "./yunnan-2023"
