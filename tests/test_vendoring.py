"""Copies of the library: whole or not at all, under any name, with their packs, licence and release inside."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

import youzhi_rules as yz
from youzhi_rules import release as release_module
from youzhi_rules.cli import main
from youzhi_rules.handing import vendoring
from youzhi_rules.handing.vendoring import vendor

PACKAGE = Path(yz.__file__).parent
REPOSITORY = Path(__file__).parents[1]
FEW = ["national-2017"]
_USE = """
import json, sys
sys.path.insert(0, sys.argv[1])

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "youzhi_rules":
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refused())
from importlib import import_module
yz = import_module(sys.argv[2])
school = {"school": "A", "stage": "primary", "students": 1000, "pe_arts_teachers": 9, "class_sizes": [44, 46]}
result = yz.evaluate([school], sys.argv[3])
rosters = import_module(sys.argv[2] + ".collecting.rosters")
row = {"school": "A", "stage": "小学", "任教学科": "美术"}
print(json.dumps({
    "file": yz.__file__,
    "version": yz.__version__,
    "packs": sorted(pack.id for pack in yz.list_packs() if pack.origin == "shipped"),
    "statuses": [result.to_dicts(rule=rule)[0]["status"] for rule in ("pe_arts_teachers", "class_size")],
    "facts": len(yz.facts()),
    "documents": [bool(json.loads(result.to_json())), bool(yz.pack_schema())],
    "lists": next(iter(rosters.records_from_rosters(teachers=[row]).schools[0]))["pe_arts_teachers"],
    "tests": [test.passed for test in yz.run_tests(yz.load_pack(sys.argv[3]))].count(False),
}))
"""


def _used(root, name, pack="national-2017"):
    """What another process makes of a copy, from another folder, with the project out of reach."""
    done = subprocess.run(
        [sys.executable, "-c", _USE, str(root), name, pack],
        capture_output=True, encoding="utf-8", check=False, cwd=os.path.realpath("/"),
        env={**os.environ, "PYTHONPATH": "", "PYTHONIOENCODING": "utf-8", "YOUZHI_PACK_PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy with one pack."""
    return vendor(tmp_path_factory.mktemp("vendored") / "verdicts", packs=FEW)


def test_a_copy_works_under_its_own_name_without_being_installed(copy):
    """Everything it needs of its own lies in it; the installed library is not reached for."""
    found = _used(copy.folder.parent, "verdicts")
    assert found["file"] == str(copy.folder / "__init__.py")
    assert (found["version"], found["packs"], found["statuses"]) == (yz.__version__, FEW, ["met", "unmet"])
    assert (found["facts"], found["lists"], found["tests"]) == (len(yz.facts()), 1, 0)
    assert found["documents"] == [True, True]


def test_a_copy_works_inside_another_package(copy, tmp_path):
    """Where it lies and what it is called there does not matter."""
    inner = tmp_path / "app" / "_vendor" / "other_name"
    shutil.copytree(copy.folder, inner)
    (tmp_path / "app" / "__init__.py").touch()
    found = _used(tmp_path, "app._vendor.other_name")
    assert found["file"] == str(inner / "__init__.py")
    assert found["statuses"] == ["met", "unmet"]


def test_the_command_line_of_a_copy_works(copy):
    """``python -m <name>.cli`` runs the copy, and vendors from it what the copy has."""
    run = [sys.executable, "-m", "verdicts.cli"]
    environment = {**os.environ, "PYTHONPATH": str(copy.folder.parent), "PYTHONIOENCODING": "utf-8"}
    command = [*run, "packs", "--lang", "en"]
    listed = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=True)
    assert [line.split()[0] for line in listed.stdout.splitlines() if line.startswith(("national", "yunnan"))] == FEW
    target = copy.folder.parent / "second"
    subprocess.run([*run, "vendor", str(target)], capture_output=True, env=environment, check=True)
    assert _files(target) == _files(copy.folder)


def test_parents_come_along(tmp_path):
    """A city's pack needs the province's and the national one, in the order of their ids."""
    made = vendor(tmp_path / "wenshan", packs=["yunnan-wenshan-2024"])
    assert made.packs == ("national-2017", "yunnan-2022", "yunnan-wenshan-2024")
    assert sorted(path.name for path in (made.folder / "rulepacks").iterdir()) == list(made.packs)
    composed = sorted(path.stem for path in (made.folder / "data" / "composed").iterdir())
    assert composed == list(made.packs)
    assert _used(tmp_path, "wenshan", "yunnan-wenshan-2024")["packs"] == list(made.packs)


def test_a_pack_of_one_s_own_comes_along_by_its_path(tmp_path):
    """It becomes one of the packs inside, with its parents."""
    own = tmp_path / "packs" / "own-2026"
    shutil.copytree(REPOSITORY / "examples" / "yunting-2026", own.parent / "yunting-2026")
    made = vendor(tmp_path / "mine", packs=[own.parent / "yunting-2026"])
    assert "yunting-2026" in made.packs
    assert len(made.packs) > 1
    assert _used(tmp_path, "mine", "yunting-2026")["packs"] == list(made.packs)


def test_without_a_choice_all_shipped_packs_are_in_it(tmp_path):
    """And nothing that a build or an editor left behind."""
    made = vendor(tmp_path, name="everything")
    assert made.folder == Path(os.path.realpath(tmp_path)) / "everything"
    assert list(made.packs) == [pack.id for pack in yz.list_packs() if pack.origin == "shipped"]
    files = _files(made.folder)
    assert len(files) == made.files
    assert not [name for name in files if re.search(r"(^|/)\.|__pycache__", name)]
    package = {name for name in _files(PACKAGE) if not re.search(r"(^|/)\.|__pycache__|^rulepacks/", name)}
    assert package <= files.keys()


def test_licence_and_release_are_inside(copy):
    """The licence as it is shipped; the version on the first line of the note, the packs below with their digests."""
    assert "Apache License" in (copy.folder / "LICENSE").read_text(encoding="utf-8")
    note = (copy.folder / "VERSION").read_text(encoding="utf-8").splitlines()
    assert note[0] == yz.__version__
    pack = yz.load_pack("national-2017")
    assert note[-1] == f"rulepacks/{pack.id} {pack.version} {pack.digest}"


def test_the_same_library_gives_the_same_copy(tmp_path):
    """Byte by byte, whenever and under whatever name it is made."""
    one, other = (vendor(tmp_path / name, packs=FEW) for name in ("once", "again"))
    assert _files(one.folder) == _files(other.folder)


@pytest.mark.parametrize("name", ["my-lib", "1st", "class", "a.b", "包 名"])
def test_a_name_that_no_package_can_have_is_refused(name, tmp_path):
    """And nothing is made."""
    with pytest.raises(yz.DataError) as caught:
        vendor(tmp_path / name, packs=FEW)
    assert caught.value.code == "vendor-name"
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_already_is_not_touched(tmp_path):
    """A folder with anything in it, or a file, is refused; with force too where it is no copy of ours."""
    target = tmp_path / "lib"
    target.mkdir()
    (target / "own.py").write_text("x = 1", encoding="utf-8")
    for force, code in ((False, "vendor-exists"), (True, "vendor-foreign")):
        with pytest.raises(yz.DataError) as caught:
            vendor(target, packs=FEW, force=force)
        assert caught.value.code == code
        assert [path.name for path in target.iterdir()] == ["own.py"]
    (tmp_path / "file").touch()
    with pytest.raises(yz.DataError) as caught:
        vendor(tmp_path / "file", packs=FEW)
    assert caught.value.code == "vendor-exists"


def test_an_empty_folder_is_taken_and_an_earlier_copy_replaced_by_force(tmp_path):
    """What the earlier copy had more is gone afterwards, and nothing else is left beside it."""
    target = tmp_path / "lib"
    target.mkdir()
    vendor(target, packs=FEW)
    (target / "left_over.py").touch()
    with pytest.raises(yz.DataError):
        vendor(target, packs=FEW)
    assert (target / "left_over.py").exists()
    made = vendor(target, packs=["yunnan-2022"], force=True)
    assert made.packs == ("national-2017", "yunnan-2022")
    assert not (target / "left_over.py").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["lib"]


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("broken", ["_fill", "_take_place"])
def test_it_is_written_whole_or_not_at_all(broken, before, tmp_path, monkeypatch):
    """When writing fails, what was there stays as it was and nothing is left beside it."""
    target = tmp_path / "lib"
    files = _files(vendor(target, packs=FEW).folder) if before else {}

    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(vendoring, broken, fails)
    with pytest.raises(OSError, match="No space"):
        vendor(target, packs=["yunnan-2022"], force=True)
    assert [path.name for path in tmp_path.iterdir()] == (["lib"] if before else [])
    assert (_files(target) if before else {}) == files


@pytest.mark.parametrize("failing", [1, 2], ids=["the old one cannot be moved", "nor the new one"])
def test_the_earlier_copy_comes_back_when_the_new_one_cannot_take_its_place(failing, tmp_path, monkeypatch):
    """Renaming is the last step; where it fails the old folder is put back, and nothing else is left."""
    target = tmp_path / "lib"
    files = _files(vendor(target, packs=FEW).folder)
    rename, calls = Path.rename, []

    def once(self, other):
        calls.append(self)
        if len(calls) == failing:
            raise OSError(13, "Permission denied")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", once)
    with pytest.raises(OSError, match="Permission"):
        vendor(target, packs=FEW, force=True)
    assert _files(target) == files
    assert [path.name for path in tmp_path.iterdir()] == ["lib"]


def test_the_running_library_is_never_replaced():
    """Neither itself, nor a folder in it, nor one around it."""
    for folder in (PACKAGE, PACKAGE / "inner", PACKAGE.parent):
        before = sorted(path.name for path in PACKAGE.iterdir())
        with pytest.raises(yz.DataError) as caught:
            vendor(folder, packs=FEW, force=True)
        assert caught.value.code in {"vendor-itself", "vendor-name"}
        assert sorted(path.name for path in PACKAGE.iterdir()) == before


def test_two_packs_of_one_id_are_refused(tmp_path):
    """Of two national packs nobody knows which the others build on."""
    shutil.copytree(str(yz.load_pack("national-2017").folder), tmp_path / "packs" / "national-2017")
    with pytest.raises(yz.DataError) as caught:
        vendor(tmp_path / "lib", packs=["national-2017", tmp_path / "packs" / "national-2017"])
    assert caught.value.code == "vendor-pack-twice"
    with pytest.raises(yz.UnknownPackError):
        vendor(tmp_path / "lib", packs=["nowhere-1999"])
    assert not (tmp_path / "lib").exists()


def test_without_its_licence_nothing_is_copied(tmp_path, monkeypatch):
    """The licence asks that it goes with every copy."""

    def missing(_):
        raise PackageNotFoundError

    monkeypatch.setattr(vendoring, "_LICENCE", "NO-SUCH-LICENCE")
    monkeypatch.setattr(vendoring, "distribution", missing)
    with pytest.raises(yz.DataError) as caught:
        vendor(tmp_path / "lib", packs=FEW)
    assert caught.value.code == "vendor-no-licence"
    assert list(tmp_path.iterdir()) == []


def test_a_tree_that_is_not_installed_has_no_version(monkeypatch, tmp_path):
    """It says so, and a folder with some other VERSION is no copy of ours."""
    (tmp_path / "VERSION").write_text("1.0\nof something else\n", encoding="utf-8")
    assert release_module.release_note(tmp_path) is None
    assert release_module.release_note(tmp_path / "nowhere") is None

    def missing(_):
        raise PackageNotFoundError

    monkeypatch.setattr("importlib.metadata.version", missing)
    monkeypatch.setattr(release_module, "release_note", lambda _: None)
    assert release_module.release() == "0+unknown"


def test_the_command_says_what_it_made(tmp_path, capfd, monkeypatch):
    """With the packs between commas or given several times, and its own codes for what it refuses."""
    monkeypatch.chdir(tmp_path)
    assert main(["vendor", "lib", "--packs", "yunnan-2022,zhejiang", "--packs", "national-2017", "--lang", "en"]) == 0
    said = capfd.readouterr().out
    assert re.search(rf"copied to \S+lib: version {re.escape(yz.__version__)}, 3 packs, \d+ files", said)
    assert main(["vendor", "lib"]) == 2
    assert "[vendor-exists]" in capfd.readouterr().err
    assert main(["vendor", ".", "--name", "lib", "--packs", "zhejiang", "--force"]) == 0
    assert sorted(path.name for path in Path("lib/rulepacks").iterdir()) == ["national-2017", "zhejiang"]


@pytest.mark.tree
def test_what_a_copy_needs_is_what_the_project_needs():
    """The page on copies names the dependencies with their least versions."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (REPOSITORY / "docs" / "vendoring.md").read_text(encoding="utf-8")
    assert [need for need in project["dependencies"] if f"`{need}`" not in page] == []


@pytest.mark.tree
@pytest.mark.long
def test_the_suite_passes_on_a_copy():
    """A large part of the tests, on a copy under another name, from another folder, without the project in reach."""
    suite = (
        "test_national_pack", "test_known_mistakes", "test_engine", "test_result", "test_json", "test_schema",
        "test_loading", "test_finding", "test_inheritance", "test_intake_cells", "test_workbook", "test_scaffold",
        "test_shipped_packs", "test_rosters", "test_facts", "test_packtests",
    )  # fmt: skip
    files = [f"tests/{name}.py" for name in suite]
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "tools" / "vendored_suite.py"), "-q", *files],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
