"""A pack to begin with: what is written loads and teaches, and nothing that is there is touched."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from doc_pages import fenced
from hypothesis import given
from hypothesis import strategies as st

import youzhi_rules as yz
from youzhi_rules import cli
from youzhi_rules.authoring.modelines import SCHEMAS, first_line, modeline, schema_path
from youzhi_rules.authoring.scaffold import (
    NO_PARENT,
    PARTS,
    UNTRANSLATED,
    Beginning,
    beginning_of,
    part_fault,
    scaffold,
    write_scaffold,
)
from youzhi_rules.model import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from youzhi_rules.catalogue import Lang

TITLE = Words("云汀省推进办法", "Measures of Yunting")
PARENTS = (None, "national-2017", "guangdong-zhongshan-2018", "guangdong-meizhou-2021")
GIVEN = ("--title-zh", TITLE.zh, "--title-en", TITLE.en)


def _start(**more: Any) -> Beginning:
    start: dict[str, Any] = {"id": "yunting-2026", "title": TITLE} | more
    return Beginning(**start)


def _uncommented(path: Path) -> None:
    """Do what the comments say: take away the sign and the blank in front of every example."""
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("\n")
    path.write_text(head + "\n" + re.sub(r"^# ", "", rest, flags=re.MULTILINE), encoding="utf-8")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Any]:
    """Runs a command in an empty folder, with what a person types; gives exit code, output, and what stderr says."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, typed: str | None = None) -> tuple[int, str, str]:
        stdin = io.StringIO(typed or "")
        stdin.isatty = lambda: typed is not None  # type: ignore[method-assign] # a terminal, or none
        monkeypatch.setattr(sys, "stdin", stdin)
        code = cli.main(("pack", "new", *arguments))
        told = capfd.readouterr()
        assert "Traceback" not in told.err
        return code, told.out, told.err

    return command


# -- what is written ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("parent", PARENTS)
def test_what_is_written_loads_with_one_test_that_fails(tmp_path: Path, parent: str | None, lang: Any) -> None:
    """Under any parent and under none the pack loads; one test fails, and its name says what to do."""
    files = write_scaffold(_start(extends=parent, territory="990000"), tmp_path / "yunting-2026", lang)
    pack = yz.load_pack(tmp_path / "yunting-2026")
    assert [path.relative_to(tmp_path / "yunting-2026").as_posix() for path in files] == [
        "pack.yaml",
        "tests/first.yaml",
    ]
    failed = [outcome for outcome in yz.run_tests(pack) if not outcome.passed]
    assert [outcome.name.en for outcome in failed] == ["the task is done"]
    assert (pack.extends, pack.territory, pack.title) == (parent, "990000", TITLE)


@pytest.mark.parametrize("parent", PARENTS)
def test_doing_what_the_failing_test_says_makes_it_pass(tmp_path: Path, parent: str | None) -> None:
    """With ``met`` in place of ``unmet`` in the first test all of them pass."""
    _, tests = write_scaffold(_start(extends=parent), tmp_path / "yunting-2026")
    text = tests.read_text(encoding="utf-8")
    tests.write_text(text.replace("expect: {first_task: unmet}", "expect: {first_task: met}", 1), encoding="utf-8")
    assert all(outcome.passed for outcome in yz.run_tests(yz.load_pack(tmp_path / "yunting-2026")))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("parent", PARENTS)
def test_the_examples_in_the_comments_count_once_uncommented(tmp_path: Path, parent: str | None, lang: Any) -> None:
    """Taking away the signs as the comments say gives a pack that loads, with rules, facts and tests that pass."""
    for path in write_scaffold(_start(extends=parent), tmp_path / "yunting-2026", lang):
        _uncommented(path)
    pack = yz.load_pack(tmp_path / "yunting-2026")
    assert "reading_rooms" in pack.rules
    assert len(pack.not_encoded) == 1
    outcomes = yz.run_tests(pack)
    assert [outcome.passed for outcome in outcomes] == [False, *[True] * (7 if parent else 5)]
    if parent and "national-2017" in {parent, *(each.id for each in pack.lineage)}:
        assert set(pack.restates) == {"class_size"}
        assert pack.rules["training_budget"].chain[-1].relation == "tightens"


def test_a_pack_may_extend_one_that_was_just_begun(tmp_path: Path) -> None:
    """A parent may lie beside it; what would clash with the parent's first task is numbered."""
    write_scaffold(_start(), tmp_path / "yunting-2026")
    for path in write_scaffold(_start(id="yunhe-2026", extends="yunting-2026"), tmp_path / "yunhe-2026"):
        _uncommented(path)
    pack = yz.load_pack(tmp_path / "yunhe-2026")
    assert list(pack.tasks) == ["first_task", "first_task_2"]
    assert "groups:" not in re.sub("#.*", "", (tmp_path / "yunhe-2026" / "pack.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("parent", PARENTS)
def test_what_is_written_is_in_order(tmp_path: Path, parent: str | None, lang: Any) -> None:
    """``fmt`` finds nothing to do, and ``lint`` nothing but the test that fails, and that a test is lacking so."""
    from youzhi_rules.authoring.formatting import format_pack
    from youzhi_rules.authoring.linting import lint

    folder = tmp_path / "yunting-2026"
    territory = yz.load_pack(parent).territory if parent else "990000"
    pack, tests = write_scaffold(_start(extends=parent, territory=territory), folder, lang)
    assert [each.file for each in format_pack(pack, write=False) if each.changed] == []
    assert {finding.code for finding in lint(folder).findings} == {"lint-test-fails", "lint-untested"}
    text = tests.read_text(encoding="utf-8")
    tests.write_text(text.replace("expect: {first_task: unmet}", "expect: {first_task: met}", 1), encoding="utf-8")
    assert lint(folder).findings == ()


def test_nothing_is_made_up() -> None:
    """What the document does not print is null, and a territory that is not given is left out."""
    text = scaffold(_start())["pack.yaml"]
    assert all(f"  {part}: null\n" in text for part in ("issuer", "number", "issued"))
    assert "territory" not in text


def test_the_same_answers_give_the_same_files() -> None:
    """Two calls write the same bytes."""
    assert scaffold(_start(), lang="en") == scaffold(_start(), lang="en")


@given(st.text(max_size=40), st.sampled_from(["title_zh", "title_en", "issuer", "number"]))
def test_any_words_are_kept_or_refused(words: str, part: str) -> None:
    """Whatever is typed for a title or a number is read back as it was typed, or is refused with its code."""
    from youzhi_rules.composer import compose
    from youzhi_rules.schema import plain

    answers = {"id": "yunting-2026", "title_zh": "办法", "title_en": "Measures", "extends": NO_PARENT} | {part: words}
    if words.strip() and part_fault(part, words.strip()):
        with pytest.raises(yz.DataError) as caught:
            beginning_of(answers)
        assert [fault.code for fault in caught.value.faults] == ["scaffold-text"]
        return
    if not words.strip() and part.startswith("title"):
        return
    root, faults = compose(scaffold(beginning_of(answers))["pack.yaml"].encode())
    assert root is not None
    assert not faults
    read = plain(root)
    kept = {"title_zh": read["title"]["zh"], "title_en": read["title"]["en"], **read["source"]}
    assert kept[part] == (words.strip() or None)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_file_that_is_begun_holds_a_path_of_this_machine(tmp_path: Path, lang: Lang) -> None:
    """Outside the project's tree the first line says in words how an editor is told; a pack may be sent to anybody."""
    folder = tmp_path / "省 厅" / "yunting-2026"
    for path, name in zip(write_scaffold(_start(), folder, lang), SCHEMAS, strict=False):
        text = path.read_text(encoding="utf-8")
        line = text.partition("\n")[0]
        assert line.startswith(f"# youzhi-{name.replace('-', '/')}")
        assert "youzhi pack schema" in line
        assert "file:" not in text
        assert str(schema_path(name).parents[2]) not in text


def test_the_line_for_an_editor_names_a_schema_that_is_there(tmp_path: Path) -> None:
    """What ``youzhi pack schema`` prints leads to the schema of packs and to that of tests, from anywhere."""
    for name in SCHEMAS:
        address = modeline(name, tmp_path / "省 厅").removeprefix("# yaml-language-server: $schema=")
        assert Path(unquote(address.removeprefix("file://"))) == schema_path(name)
    root = schema_path("pack-1").parents[2]
    if (root / "pyproject.toml").is_file():
        relative = modeline("tests-1", root / "rulepacks" / "x" / "tests")
        assert relative == "# yaml-language-server: $schema=../../../youzhi_rules/schemas/tests-1.json"
        assert first_line("tests-1", root / "rulepacks" / "x" / "tests", "zh") == relative


# -- what is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "answer", "code"),
    [
        ("id", "Yunting", "scaffold-id"),
        ("id", "2026-yunting", "scaffold-id"),
        ("id", "云汀", "scaffold-id"),
        ("extends", "National 2017", "scaffold-id"),
        ("territory", "53", "scaffold-territory"),
        ("territory", "５３００００", "scaffold-territory"),
        ("issued", "2026年3月1日", "scalar-date"),
        ("issued", "2026-02-31", "scalar-date-unreal"),
        ("issued", "2026", "scalar-date-year"),
        ("title_zh", "办\u202e法", "scaffold-text"),
        ("title_en", "two\nlines", "scaffold-text"),
    ],
)
def test_an_answer_that_cannot_stand_is_refused(part: str, answer: str, code: str) -> None:
    """Each wrong answer has its code and words, and names its part."""
    with pytest.raises(yz.DataError) as caught:
        beginning_of({"id": "a", "title_zh": "一", "title_en": "one"} | {part: answer})
    (fault,) = caught.value.faults
    assert (fault.code, fault.to_dict()["key"]) == (code, part)
    assert fault.say("zh") != fault.say("en")


def test_all_that_is_wrong_is_told_at_once() -> None:
    """What is missing and what is wrong come in one error."""
    with pytest.raises(yz.DataError) as caught:
        beginning_of({"territory": "x", "issued": "x", "title_en": " "})
    assert [fault.code for fault in caught.value.faults] == ["scaffold-missing", "scaffold-territory", "scalar-date"]
    assert caught.value.faults[0].params["options"] == "--id, --title-zh"


@pytest.mark.parametrize("there", ["pack.yaml", "tests/first.yaml"])
def test_nothing_that_is_there_is_overwritten(tmp_path: Path, there: str) -> None:
    """Where one of the two files exists, it stays as it is and the other is not written."""
    file = tmp_path / "yunting-2026" / there
    file.parent.mkdir(parents=True)
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(yz.DataError) as caught:
        write_scaffold(_start(), tmp_path / "yunting-2026")
    assert caught.value.code == "scaffold-exists"
    assert [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.yaml")] == ["mine"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """A file of the pack's name is not taken for its folder."""
    (tmp_path / "yunting-2026").write_text("mine", encoding="utf-8")
    with pytest.raises(yz.DataError, match="scaffold-exists"):
        write_scaffold(_start(), tmp_path / "yunting-2026")


def test_the_id_of_a_known_pack_is_refused(tmp_path: Path) -> None:
    """An id means one pack, so that of a shipped one cannot be taken."""
    with pytest.raises(yz.DataError, match="scaffold-id-taken"):
        write_scaffold(_start(id="zhejiang", extends="national-2017"), tmp_path / "zhejiang")
    assert list(tmp_path.iterdir()) == []


def test_a_parent_that_is_not_there_is_refused_with_the_near_one(tmp_path: Path) -> None:
    """A misspelt parent is told with the name that is meant, and nothing is written."""
    with pytest.raises(yz.UnknownPackError, match="national-2017"):
        write_scaffold(_start(extends="national-2071"), tmp_path / "yunting-2026")
    assert list(tmp_path.iterdir()) == []


# -- on the command line -----------------------------------------------------------------------------------------


def test_everything_can_come_from_options(run: Any) -> None:
    """With the options and no terminal nothing is asked; the files are named, and what to run next."""
    code, out, err = run(
        "--id", "yunting-2026", "--extends", "none", "--territory", "990000", *GIVEN,
        "--issuer", "云汀省教育厅", "--number", "云教〔2026〕3号", "--issued", "2026-03-01", "--lang", "en",
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert [line.split()[-1].replace("\\", "/") for line in out.splitlines()[:2]] == [
        "yunting-2026/pack.yaml",
        "yunting-2026/tests/first.yaml",
    ]
    assert "youzhi pack test ./yunting-2026 --lang en" in out.replace("\\", "/")
    source = yz.load_pack("./yunting-2026").source
    assert (source.issuer, source.number, str(source.issued)) == ("云汀省教育厅", "云教〔2026〕3号", "2026-03-01")


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [
        (("yunting-2026",), "yunting-2026"),
        (("packs/yunting-2026",), "packs/yunting-2026"),
        (("packs", "--id", "yunting-2026"), "packs/yunting-2026"),
        (("packs/yunting-2026", "--id", "yunting-2026"), "packs/yunting-2026"),
        (("--id", "yunting-2026"), "yunting-2026"),
    ],
)
def test_the_folder_is_the_pack_s_own_or_the_one_above_it(run: Any, arguments: tuple[str, ...], folder: str) -> None:
    """FOLDER is named by the id; with ``--id`` the pack is made in FOLDER."""
    assert run(*arguments, *GIVEN, "--yes")[0] == 0
    assert yz.load_pack(Path(folder)).id == "yunting-2026"


@pytest.mark.parametrize("typed", [None, "never read"])
def test_what_is_missing_is_told_where_nobody_can_be_asked(run: Any, typed: str | None) -> None:
    """Without a terminal, and with ``--yes`` in one, the exit code is 2 and the missing options are named."""
    code, out, err = run("yunting-2026", "--title-en", "One", "--yes", "--lang", "en", typed=typed)
    assert (code, out) == (2, "")
    assert "[scaffold-missing] still missing: --title-zh" in err
    assert not Path("yunting-2026").exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_person_is_asked_for_what_is_not_given(run: Any, lang: str) -> None:
    """In a terminal each part is asked for once; Enter takes the parent offered and leaves out what may be left out."""
    typed = "yunting-2026\n办法\nMeasures\n\n\n\n云教〔2026〕3号\n\n"
    code, out, err = run("--lang", lang, typed=typed)
    assert (code, err) == (0, "")
    asked = {"zh": ("代号", "文件名称", "上级", "行政区划", "发文机关", "文号", "印发日期")}.get(
        lang, ("Id", "Title", "parent", "territory", "issued it", "Number", "Day of issue")
    )
    assert [words for words in asked if words not in out] == []
    pack = yz.load_pack("./yunting-2026")
    assert (pack.extends, pack.territory, pack.source.number) == ("national-2017", None, "云教〔2026〕3号")


@pytest.mark.parametrize("typed", [None, "\n\n\n\n\n\n"])
def test_the_english_title_may_be_written_later(run: Any, typed: str | None) -> None:
    """By option or by Enter: the pack loads, what stands there is told, and lint asks for it until it is written."""
    from youzhi_rules.authoring.linting import lint

    code, out, err = run("yunting-2026", "--title-zh", "办法", "--lang", "en", typed=typed)
    assert (code, err) == (0, "")
    assert "TBD" in out
    pack = yz.load_pack("./yunting-2026")
    assert pack.title == Words("办法", UNTRANSLATED)
    file = Path("yunting-2026/pack.yaml")
    told = [(each.code, each.fault.key) for each in lint(file).findings if "test" not in each.code]
    assert ("lint-words-placeholder", "title.en") in told
    file.write_text(file.read_text(encoding="utf-8").replace(f'"{UNTRANSLATED}"', "Measures"), encoding="utf-8")
    assert "lint-words-placeholder" not in {each.code for each in lint(file).findings}


def test_a_wrong_answer_is_told_and_asked_for_again(run: Any) -> None:
    """A code, a date and a parent that cannot be are told with their code, until they can."""
    typed = "Yun Ting\nyunting-2026\n办法\nMeasures\nnational-2071\nnone\n53\n530000\n\n\n31.2.2026\n2026-02-28\n"
    code, _, err = run("--lang", "en", typed=typed)
    assert code == 0
    assert re.findall(r"\[([a-z-]+)\]", err) == ["scaffold-id", "pack-unknown", "scaffold-territory", "scalar-date"]
    pack = yz.load_pack("./yunting-2026")
    assert (pack.extends, pack.territory, str(pack.source.issued)) == (None, "530000", "2026-02-28")


def test_going_away_while_asked_writes_nothing(run: Any) -> None:
    """At the end of the input the command ends without a word of the interpreter, and nothing was written."""
    code, _, _ = run(typed="yunting-2026\n")
    assert code != 0
    assert not Path("yunting-2026").exists()


def test_a_second_time_is_refused(run: Any) -> None:
    """To begin a pack that was begun exits with 2 and says what is there."""
    assert run("yunting-2026", *GIVEN)[0] == 0
    before = Path("yunting-2026/pack.yaml").read_bytes()
    code, _, err = run("yunting-2026", "--title-zh", "x", "--title-en", "y", "--lang", "en")
    assert code == 2
    assert "[scaffold-exists]" in err
    assert Path("yunting-2026/pack.yaml").read_bytes() == before


def test_an_unknown_parent_exits_with_2(run: Any) -> None:
    """A parent that is not known is an error with its code and the near name."""
    code, _, err = run("yunting-2026", *GIVEN, "--extends", "national-2071", "--lang", "en")
    assert code == 2
    assert "[pack-unknown]" in err
    assert "did you mean “national-2017”" in err


def test_the_schemas_are_found_on_the_command_line(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """``youzhi pack schema`` prints files that are there, and with a folder the first lines for it."""
    assert cli.main(["pack", "schema"]) == 0
    assert [Path(line) for line in capfd.readouterr().out.splitlines()] == [schema_path(name) for name in SCHEMAS]
    assert all(schema_path(name).is_file() for name in SCHEMAS)
    assert cli.main(["pack", "schema", str(tmp_path)]) == 0
    assert capfd.readouterr().out.splitlines() == [
        modeline("pack-1", tmp_path),
        modeline("tests-1", tmp_path / "tests"),
    ]


def test_pack_alone_lists_its_commands(capfd: pytest.CaptureFixture[str]) -> None:
    """``youzhi pack`` says which commands there are, as ``youzhi`` does."""
    assert cli.main(["pack"]) == 0
    told = capfd.readouterr().out
    assert all(word in told for word in ("new", "schema", "test"))


# -- the guide ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "lang"), [("docs/writing-a-pack.md", "en"), ("docs/writing-a-pack.zh.md", "zh")])
def test_the_guide_shows_what_the_first_run_of_the_tests_says(run: Any, capfd: Any, page: str, lang: str) -> None:
    """The lines that the guide shows of the failing test are the first that the command prints."""
    run("yunting-2026", *GIVEN, "--lang", lang)
    assert cli.main(["pack", "test", "./yunting-2026", "--lang", lang]) == 1
    shown = fenced(page, "text")[0]
    assert capfd.readouterr().out.startswith(shown)


def test_every_part_can_be_given_by_an_option() -> None:
    """What is asked for in a terminal has an option each."""
    from typer.main import get_command

    from youzhi_rules.cli.app import app

    command = get_command(app).commands["pack"].commands["new"]  # type: ignore[attr-defined] # groups
    options = {option for parameter in command.params for option in parameter.opts}
    assert {f"--{part.replace('_', '-')}" for part in PARTS} <= options
