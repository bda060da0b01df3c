"""The command line: what it prints, what it writes, how it fails and with which code."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator
from made_county import AREA, COUNTY, SCHOOLS
from pack_texts import SMALL
from python_calamine import CalamineWorkbook

from youzhi_rules import PackError, cli, files, load_pack
from youzhi_rules.cli import exports, naming, packs, screen
from youzhi_rules.model import Words
from youzhi_rules.result_schema import result_schema

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(files.__file__).resolve().parent.parent


def _write(path: Path, rows: list[dict[str, Any]]) -> Path:
    heads = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def schools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The made county's schools as a CSV file in the current folder."""
    monkeypatch.chdir(tmp_path)
    return _write(tmp_path / "schools.csv", [{**row, "county": COUNTY} for row in SCHOOLS]).name


@pytest.fixture
def areas(schools: str) -> str:
    """Its county record as a CSV file beside."""
    del schools
    return _write(Path("areas.csv"), [AREA]).name


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Runs a command and gives its exit code, what it printed and what it said on stderr."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def command(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        told = capfd.readouterr()
        assert "Traceback" not in told.err
        return code, told.out, told.err

    return command


# -- evaluate ----------------------------------------------------------------------------------------------------


def test_evaluate_ends_with_the_verdict(run: Any, schools: str, areas: str) -> None:
    """Groups, what fails with its gap, what is missing, and the verdict in the last line; exit 0."""
    code, out, err = run("evaluate", schools, "--areas", areas)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == f"结论：{COUNTY} 未达标"
    told = (
        "资源配置",
        "交流轮岗教师比例",
        "还差 1 人",
        "未达标 2/4",
        "低于底线",
        "缺少的数据",
        "项数据缺失",
        "youzhi columns FILE --all",
        "除数为零",
    )
    assert [words for words in told if words not in out] == []


def test_evaluate_speaks_english(run: Any, schools: str, areas: str) -> None:
    """With ``--lang en`` labels, titles and units are English."""
    _, out, _ = run("evaluate", schools, "--areas", areas, "--lang", "en")
    assert out.splitlines()[-1] == f"Verdict: {COUNTY} — unmet"
    assert "1 person short" in out
    assert "未达标" not in out


def test_a_file_gets_no_colour_and_a_hundred_columns(run: Any, schools: str, areas: str) -> None:
    """Outside a terminal there is no escape sequence, and a table is at most 100 wide, as a terminal counts."""
    from rich.cells import cell_len

    _, out, _ = run("evaluate", schools, "--areas", areas)
    assert "\x1b" not in out
    printed = [run("facts")[1], run("show", "national-2017")[1], run("facts", "教师")[1]]
    assert max(cell_len(line) for text in printed for line in text.splitlines()) <= 100
    assert max(cell_len(line) for line in out.splitlines() if "─" in line or "≥" in line) <= 100
    assert any("每百名学生拥有体育、艺术" in line and "还差 1 人" in line for line in out.splitlines())


def test_eighty_columns_are_enough(run: Any, schools: str, areas: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In 80 columns tables fit, wide characters counted twice."""
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = run("evaluate", schools, "--areas", areas)
    tables = [line for line in out.splitlines() if "≥" in line or "─" in line]
    assert tables
    assert max(map(cell_len, tables)) <= 80


def test_check_answers_by_its_exit_code(run: Any, schools: str) -> None:
    """``--check`` exits 1 unless the verdict is met."""
    assert run("evaluate", schools)[0] == 0
    assert run("evaluate", schools, "--check")[0] == 1


def test_many_counties_are_told_in_a_table(run: Any, tmp_path: Path) -> None:
    """Twenty counties at most are listed, the rest are counted, and the last line counts verdicts."""
    rows = [{"county": f"{n:02}县", "school": "A", "stage": "primary", "students": 50} for n in range(23)]
    code, out, _ = run("evaluate", str(_write(tmp_path / "many.csv", rows)))
    assert code == 0
    assert "另有 3 个县未列出" in out
    assert out.splitlines()[-1] == "结论：23 个县（市、区）（23 个无法判定） 无法判定"


def test_all_errors_and_ten_notes_are_told(run: Any, tmp_path: Path) -> None:
    """Errors are never cut short; notes are, with a count."""
    row = {"stage": "小学", "students": "x", **{f"未知列{number}": 1 for number in range(14)}}
    rows = [{"school": str(number), **row} for number in range(12)]
    _, out, _ = run("evaluate", str(_write(tmp_path / "bad.csv", rows)))
    assert out.count("[not-a-number]") == 12
    assert out.count("[column-unknown]") <= 10
    assert "…… 另有" in out


def test_strict_stops_at_errors(run: Any, tmp_path: Path) -> None:
    """With ``--strict`` wrong data are refused: coded lines, exit 2, no verdict."""
    path = _write(tmp_path / "bad.csv", [{"school": "A", "stage": "小学", "students": "x"}])
    code, out, err = run("evaluate", str(path), "--strict")
    assert (code, out) == (2, "")
    assert "[not-a-number] “x”不是数" in err


# -- files -------------------------------------------------------------------------------------------------------


def test_files_hold_what_was_found(run: Any, schools: str) -> None:
    """JSON, CSV and HTML are written as asked and named on stderr."""
    names = [f"out.{kind}" for kind in ("json", "csv", "html", "xlsx")]
    options = [part for name in names for part in (f"--{name[4:]}", name)]
    code, _, err = run("evaluate", schools, *options)
    assert code == 0
    assert [line.removeprefix("已写入 ") for line in err.splitlines()] == names
    document = json.loads(Path("out.json").read_text(encoding="utf-8"))
    Draft7Validator(result_schema()).validate(document)
    assert Path("out.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    data = Path("out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == len(document["outcomes"])
    assert sorted(path.name for path in Path().iterdir()) == sorted([*names, schools])


def test_a_spreadsheet_runs_no_cell(run: Any, schools: str) -> None:
    """Text that begins like a formula gets an apostrophe in CSV, and is text in the workbook."""
    run("evaluate", schools, "--csv", "out.csv", "--xlsx", "out.xlsx")
    rows = list(csv.DictReader(io.StringIO(Path("out.csv").read_text(encoding="utf-8-sig"))))
    assert {row["school_name"] for row in rows if row["school"] == "S2"} == {"'=2小"}
    sheet = CalamineWorkbook.from_path("out.xlsx").get_sheet_by_name("学段").to_python()
    assert "=2小" in [row[3] for row in sheet]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_every_sign_of_a_formula_is_guarded(text: str) -> None:
    """Text is guarded, numbers are not."""
    assert exports.guarded_cell(text) == "'" + text
    assert exports.guarded_cell(-1.5) == -1.5


def test_the_workbook_has_four_sheets_with_numbers_as_numbers(run: Any, schools: str, areas: str) -> None:
    """结论, 学段, 明细 and 问题; values are numbers, statuses words."""
    run("evaluate", schools, "--areas", areas, "--xlsx", "out.xlsx")
    book = CalamineWorkbook.from_path("out.xlsx")
    assert book.sheet_names == ["结论", "学段", "明细", "问题"]
    assert book.get_sheet_by_name("结论").to_python()[1][:3] == [COUNTY, "未达标", "未达标"]
    rows = book.get_sheet_by_name("明细").to_python()
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    one = next(row for row in found if row["代码"] == "pe_arts_teachers" and row["学校代码"] == "S2")
    assert (one["状态"], one["实际值"], one["比较"], one["标准"], one["差额"]) == ("未达标", 0.8, "不低于", 0.9, 1)


def test_a_table_longer_than_a_sheet_goes_on(run: Any, schools: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No outcome is lost to the length of a sheet."""
    monkeypatch.setattr(exports, "_SHEET_ROWS", 100)
    run("evaluate", schools, "--xlsx", "out.xlsx", "--csv", "out.csv")
    book = CalamineWorkbook.from_path("out.xlsx")
    parts = [len(book.get_sheet_by_name(name).to_python()) - 1 for name in book.sheet_names if name.startswith("明细")]
    assert "明细 2" in book.sheet_names
    assert sum(parts) == len(Path("out.csv").read_text(encoding="utf-8-sig").splitlines()) - 1


@pytest.mark.parametrize("kind", ["json", "csv", "html", "xlsx"])
def test_the_same_data_give_the_same_file(run: Any, schools: str, kind: str) -> None:
    """Every file is the same byte for byte when it is written again."""
    one, two = Path(f"one.{kind}"), Path(f"two.{kind}")
    for path in (one, two):
        run("evaluate", schools, f"--{kind}", path.name)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("option", ["--json", "--jsonl", "--csv", "--html", "--xlsx"])
@pytest.mark.parametrize("way", ["name", "relative", "absolute", "link", "areas"])
def test_what_is_read_is_never_overwritten(run: Any, schools: str, areas: str, option: str, way: str) -> None:
    """An output that leads to an input is refused before anything is read, in both languages."""
    source = Path(schools).rename("q.xlsx")
    county = Path(areas).rename("areas.xlsx")
    before = source.read_bytes(), county.read_bytes()
    Path("link.xlsx").symlink_to(source.resolve())
    Path("sub").mkdir()
    paths = {"relative": "sub/../q.xlsx", "absolute": str(source.resolve()), "link": "link.xlsx", "areas": "areas.xlsx"}
    path = paths.get(way, "q.xlsx")
    code, out, err = run("evaluate", "q.xlsx", "--areas", "areas.xlsx", option, path)
    assert (code, out) == (2, "")
    assert err == f"[output-is-input] {option} {path} 是要读取的文件，写出会覆盖它 — 请换一个文件名\n"
    err = run("evaluate", "q.xlsx", "--areas", "areas.xlsx", option, path, "--lang", "en")[2]
    assert err.startswith(f"[output-is-input] {option} {path} is a file that is read; writing would destroy it — name")
    assert (source.read_bytes(), county.read_bytes()) == before


def test_two_outputs_need_two_files(run: Any, schools: str) -> None:
    """The same file for two outputs is refused, there or not; a device takes both."""
    for there in (False, True):
        if there:
            Path("o").touch()
        code, out, err = run("evaluate", schools, "--json", "o", "--csv", "./o")
        assert (code, out) == (2, "")
        assert err == "[output-twice] --csv 与 --json 写到同一个文件 ./o — 请各写一个文件名\n"
    err = run("evaluate", schools, "--json", "o", "--csv", "./o", "--lang", "en")[2]
    assert err == "[output-twice] --csv and --json go to the same file ./o — name a file for each\n"
    assert run("evaluate", schools, "--json", os.devnull, "--csv", os.devnull)[0] == 0


def test_a_workbook_is_named_as_one(run: Any, schools: str) -> None:
    """``--xlsx`` takes names that end in .xlsx only, in either case."""
    code, out, err = run("evaluate", schools, "--xlsx", "o.xls")
    assert (code, out) == (2, "")
    assert err == "[xlsx-ending] --xlsx 写出的是 .xlsx 工作簿，文件名却是 o.xls — 请让文件名以 .xlsx 结尾\n"
    err = run("evaluate", schools, "--xlsx", "o.xls", "--lang", "en")[2]
    assert err.startswith("[xlsx-ending] --xlsx writes an .xlsx workbook, but the name is o.xls — let the name end")
    assert run("evaluate", schools, "--xlsx", "O.XLSX")[0] == 0


def test_standard_output_carries_the_document_alone(schools: str) -> None:
    """With ``-`` the document is all there is on stdout; the verdict goes to stderr."""
    ways: tuple[tuple[str, Any], ...] = (
        ("--json", json.loads),
        ("--jsonl", lambda text: [json.loads(line)["status"] for line in text.splitlines()]),
        ("--csv", lambda text: list(csv.reader(io.StringIO(text)))),
    )
    for option, check in ways:
        done = _process("evaluate", schools, option, "-")
        assert check(done.stdout.decode())
        assert done.stderr.decode().strip() == f"结论：{COUNTY} 未达标"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--json", "-", "--csv", "-"), "stdout-twice"),
        (("--json", "-", "--jsonl", "-"), "stdout-twice"),
        (("--xlsx", "-"), "xlsx-to-stdout"),
        (("--html", "-"), "xlsx-to-stdout"),
    ],
)
def test_only_one_text_can_go_to_standard_output(run: Any, schools: str, options: tuple[str, ...], code: str) -> None:
    """Two documents on stdout, or a workbook there, are refused before any work."""
    exit_code, out, err = run("evaluate", schools, *options)
    assert (exit_code, out) == (2, "")
    assert f"[{code}]" in err


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """An error on the way leaves the old file as it was and nothing beside it."""
    target = tmp_path / "result.json"
    target.write_text("old", encoding="utf-8")

    def fail() -> None:
        with files.replacing(target) as draft:
            draft.write_text("half", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]
    assert target.read_text(encoding="utf-8") == "old"


def test_links_devices_and_rights_are_respected(tmp_path: Path) -> None:
    """A link keeps pointing to its file, whose rights stay; a device is not replaced."""
    target, link = tmp_path / "real.txt", tmp_path / "link.txt"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    with files.replacing(link) as draft:
        draft.write_text("new", encoding="utf-8")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"
    assert target.stat().st_mode & 0o777 == 0o640
    with files.replacing(os.devnull) as draft:
        assert str(draft) == os.devnull


# -- packs, show, facts, explain ---------------------------------------------------------------------------------


def test_packs_are_listed(run: Any) -> None:
    """The shipped packs with version, territory, origin and title."""
    code, out, _ = run("packs")
    assert code == 0
    assert re.search(r"national-2017 +\d+\.\d+\.\d+ +全国 +内置 +可用 +县域义务教育优质均衡", out)


def test_the_facts_of_a_pack_are_listed_with_its_tasks(run: Any) -> None:
    """A pack's own facts and the flags of its tasks are columns of the records like any other."""
    code, out, _ = run("facts", "督导", "--pack", "yunnan-wenshan-2024")
    assert code == 0
    assert "self_evaluation_report" in out
    assert "self_evaluation_report" not in run("facts")[1]
    assert run("facts", "--pack", "yunnan-2222")[0] == 2


def test_packs_from_elsewhere_are_listed_with_origin_and_faults(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One in a folder of the path has its origin and territory; what is wrong with a faulty one stands below."""
    (tmp_path / "plans" / "draft").mkdir(parents=True)
    town = tmp_path / "plans" / "small"
    town.mkdir()
    text = SMALL.replace("version: 1.0.0", 'version: 1.0.0\nterritory: "532601"')
    (town / "pack.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("YOUZHI_PACK_PATH", str(tmp_path / "plans"))
    code, out, _ = run("packs", "--lang", "en")
    assert code == 0
    assert re.search(r"small +1\.0\.0 +532601 +folder +ready +A small pack", out)
    assert re.search(r"draft +folder +faulty", out)
    assert "national-2017 " in out
    assert "[pack-no-file]" in out.partition("\ndraft\n")[2]
    code, out, _ = run("show", "small", "--lang", "en")
    assert code == 0
    assert "A small pack" in out


def test_show_tells_rules_with_limits_clauses_and_notes(run: Any) -> None:
    """Rules by group: limits by stage, unit, clause, strength, notes."""
    code, out, _ = run("show", "national-2017")
    assert code == 0
    told = (
        "资源配置  第六条，决定认定",
        "小学 ≥ 4.2，初中 ≥ 5.3 人/百名学生",
        "7 项中至少 6 项，余项不低于 85%",
        "CV 小学 ≤ 0.5，初中 ≤ 0.45",
        "须为“是”",
        "须为“否”",
        "≥ 良好",
        "< 0.15",
        "必须 · 县 · 第九条",
    )
    assert [words for words in told if words not in out] == []
    _, out, _ = run("show", "national-2017", "--rule", "music_rooms", "--lang", "en")
    assert "count(music_room_areas >= room)" in out
    assert "room = 96 m²" in out


def test_show_tells_what_a_pack_repeats_and_leaves_out(run: Any) -> None:
    """Repeated rules with their clause, reliefs with their last day, due dates, contradictions, what is not encoded."""
    pack = str(Path(__file__).resolve().parents[1] / "examples" / "yunting-2026")
    _, out, _ = run("show", pack, "--lang", "en")
    assert re.search(r"Repeated unchanged\s+Class size  class_size\s+第二条\s", out)
    assert re.search(r"Not encoded, as nothing can test it\s+第一条: A sound idea of what good education is", out)
    for words in ("until 2028-12-31", "Due 2026-12-31", "elsewhere it says: 附件第12项: still prints 5 %"):
        assert words in out, words
    _, out, _ = run("show", pack)
    assert "原样重申" in out
    assert "不可检验、未编码的内容" in out
    assert "Not encoded" not in run("show", "guangdong-2023", "--lang", "en")[1]
    _, out, _ = run("show", "guangdong-2018", "--lang", "en")
    assert ("Repeated unchanged" in out) == bool(load_pack("guangdong-2018").restates)


def test_show_tells_whom_a_rule_is_for(run: Any, tmp_path: Path) -> None:
    """A rule or task for some only says for whom, as ``--rule`` does: codes as words; scopes at the end."""
    text = SMALL.replace("due: 2025-06-30", "applies_to: {county: ['440784', 鹤山市]}, due: 2025-06-30")
    whom = "applies_to: {location: rural, students: {less_than: 50}}"
    limit = "at_least: {primary: 4, junior: 5}"
    relief = f"    relief: {{few: {{title: {{zh: 小校, en: Small}}, {whom}, {limit}, clause: 附则}}}}\n"
    text = text.replace("    clause: 第1条\n", f"    clause: 第1条\n{relief}")
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "pack.yaml").write_text(text, encoding="utf-8")
    pack = str(tmp_path / "small")
    told = {lang: " ".join(run("show", pack, "--lang", lang)[1].split()) for lang in ("zh", "en")}
    zh, en = told["zh"], told["en"]
    assert "县 · 第5条 · 完成期限 2025-06-30 适用对象：县（市、区） = 440784 / 鹤山市" in zh
    assert "For: County = 440784 / 鹤山市" in en
    assert "适用对象：城乡类型 = 乡村，或 办学类型 = 教学点" in zh
    assert "For: Location = rural, or Kind of school = teaching-point" in en
    assert "适用对象：城乡类型 = 乡村 且 在校生数 < 50 人" in zh
    assert "For: Location = rural and Pupils < 50" in en
    assert zh.count("适用范围：compulsory") == en.count("Scope: compulsory") == 2
    assert "适用范围 compulsory：学段 = 小学 / 初中；除外：办学类型 = 职业学校，或 在校生数 < 50 人" in zh
    assert "Scope compulsory: Stage = primary / junior; except Kind of school = vocational, or Pupils < 50" in en
    assert "适用对象：县（市、区） = 440784 / 鹤山市" in run("show", pack, "--rule", "inspection_plan")[1]
    one = run("show", pack, "--rule", "rooms")[1]
    assert "适用范围：compulsory" in one
    assert "适用对象" not in one


def test_show_tells_flags_in_conditions_as_yes_or_no(run: Any) -> None:
    """A condition on a flag reads 是 or yes, not the code true."""
    assert "= 是\n" in re.sub(" +\n", "\n", run("show", "guangdong-zhongshan-2018", "--rule", "boarding_facilities")[1])
    assert "= yes" in run("show", "guangdong-zhongshan-2018", "--rule", "boarding_facilities", "--lang", "en")[1]


def test_facts_are_found_by_any_name(run: Any) -> None:
    """A search finds by id, Chinese name or alias and tells the headers that may be used."""
    assert "students" in run("facts")[1]
    code, out, _ = run("facts", "设备")
    assert code == 0
    assert "equipment_value" in out
    assert "其他列名：" in out
    assert "teachers_above" not in out


def test_columns_of_identity_are_found_too(run: Any) -> None:
    """The school, the stage and their like are listed and searched with the facts."""
    listed = run("facts")[1]
    assert re.search(r"^school_name +学校名称", listed, re.MULTILINE)
    code, out, err = run("facts", "学段")
    assert (code, err) == (0, "")
    assert re.search(r"^stage +学段 +类别", out, re.MULTILINE)
    assert "其他列名：教育阶段" in out
    assert "可填：小学、初中、高中" in out
    assert re.search(
        r"^school_name +School name 学校名称 +text", run("facts", "学校名称", "--lang", "en")[1], re.MULTILINE
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_ends_with_a_command_that_explains(run: Any, schools: str, areas: str, lang: str) -> None:
    """Above the verdict stands a whole command for the first rule a school fails, and it works as it stands."""
    given = ("evaluate", schools, "--areas", areas, "--as-of", "2027-12-31", "--lang", lang)
    line = run(*given)[1].splitlines()[-2]
    command = line[line.index("youzhi explain") :]
    words = shlex.split(command)[1:]
    assert words[1] == schools
    assert {"--areas", "--as-of", "--school", "--stage"} <= set(words)
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    assert {"zh": "未达标", "en": "unmet"}[lang] in out.splitlines()[0]


def test_the_command_that_explains_names_what_is_meant(run: Any, tmp_path: Path) -> None:
    """The county where there are several, the key where two schools share a name, nothing where nothing fails."""
    row = {"school_name": "中心 小学", "stage": "primary", "students": 500, "largest_class": 60}
    rows = [{**row, "county": county, "school": f"{county}{n}"} for county in ("甲县", "乙县") for n in (1, 2)]
    path = str(_write(tmp_path / "two.csv", rows))
    words = shlex.split(run("evaluate", path)[1].splitlines()[-2].partition("youzhi ")[2])
    assert words[-6:] == ["--county", words[-5], "--school", f"{words[-5]}1", "--stage", "primary"]
    assert run(*words)[0] == 0
    rows = [{**rows[0], "largest_class": 40}]
    alone = run("evaluate", str(_write(tmp_path / "one.csv", rows)))[1].splitlines()[-2]
    assert alone.endswith("youzhi explain")
    rows = [{**rows[0], "largest_class": 60}]
    assert '--school "中心 小学"' in run("evaluate", str(_write(tmp_path / "one.csv", rows)))[1]


def test_a_rule_may_be_given_by_its_title(run: Any, schools: str) -> None:
    """``explain`` and ``show --rule`` take the title in either language; a near one is answered with the id."""
    for lang in ("zh", "en"):
        title = load_pack("national-2017").rules["class_size"].title.say(lang)
        chosen = ("--school", "S3", "--stage", "junior")
        assert run("explain", schools, title, *chosen) == run("explain", schools, "class_size", *chosen)
        assert run("show", "national-2017", "--rule", title) == run("show", "national-2017", "--rule", "class_size")
        for command in (("explain", schools, title + "s"), ("show", "national-2017", "--rule", title + "s")):
            code, _, err = run(*command)
            assert code == 2
            assert "[rule-not-in-pack]" in err
            assert "class_size" in err


def test_a_title_of_two_rules_names_both(run: Any) -> None:
    """Where a title is not enough, the ids are told."""
    titles = {"one": Words("名称", "name"), "two": Words("名称", "other")}
    assert naming.rule_named("Other", titles, "p") == "two"
    with pytest.raises(PackError, match="one, two"):
        naming.rule_named("名称", titles, "p")


def test_advice_names_options(run: Any, schools: str) -> None:
    """What the library says with parameters of Python is said with options."""
    assert run("explain", schools, "class_size")[2].endswith("— 加上 --county、--school 或 --stage\n")
    assert run("explain", schools, "class_size", "--lang", "en")[2].endswith("— add --county, --school or --stage\n")
    assert "--school S9" in run("explain", schools, "class_size", "--school", "S9")[2]


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (("evaluate",), "youzhi evaluate"),
        (("explain", "a.csv", "--bogus"), "youzhi explain"),
        (("packs", "--lang", "fr"), "youzhi packs"),
        (("nonsense",), "youzhi"),
    ],
)
def test_wrong_use_points_to_the_help_of_its_command(run: Any, arguments: tuple[str, ...], command: str) -> None:
    """The help that tells how is that of the command that was given."""
    assert run(*arguments)[2].endswith(f"— {command} --help 说明用法\n")
    if "--lang" not in arguments:
        assert run(*arguments, "--lang", "en")[2].endswith(f"— `{command} --help` tells how\n")


def test_explain_tells_the_arithmetic(run: Any, schools: str) -> None:
    """One outcome with its figures and clause; the stage may be given in Chinese."""
    code, out, _ = run("explain", schools, "degree_teachers", "--school", "S3", "--stage", "初中")
    assert code == 0
    assert "100 × 11 ÷ 200 = 5.5" in out
    assert "第六条第1项" in out


def test_version_and_help(run: Any) -> None:
    """``--version`` names the program; no arguments, or ``--help``, tell how it is used in both languages."""
    assert run("--version")[1].startswith("youzhi ")
    assert run() == run("--help")
    assert "规则包代号或文件夹 / the pack, by id or folder" in run("show", "--help")[1]


# -- failures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("evaluate", "none.xlsx"), "[file-missing]"),
        (("evaluate", "."), "[file-is-folder]"),
        (("evaluate", "schools.csv", "--pack", "national-2071"), "[pack-unknown]"),
        (("evaluate", "schools.csv", "--pack", "./no/such"), "[pack-no-folder]"),
        (("evaluate", "schools.csv", "--as-of", "soon"), "[as-of-not-a-day]"),
        (("evaluate", "schools.csv", "--json", "no/such/folder.json"), "[os-error] 无法读写 no/such/folder.json"),
        (("evaluate", "schools.csv", "--csv", "."), "[os-error] 无法读写 .："),
        (("evaluate",), "[usage]"),
        (("evaluate", "schools.csv", "--bogus"), "[usage]"),
        (("packs", "--lang", "fr"), "[usage]"),
        (("nonsense",), "[usage]"),
        (("show", "national-2017", "--rule", "class_sise"), "[rule-not-in-pack]"),
        (("facts", "zzzz"), "[fact-not-found]"),
        (("explain", "schools.csv", "class_size"), "[explain-which]"),
        (("explain", "schools.csv", "class_size", "--school", "S9"), "[explain-nothing]"),
    ],
)
def test_bad_use_is_a_coded_line_and_exit_2(run: Any, schools: str, arguments: tuple[str, ...], words: str) -> None:
    """Files, packs, rules and options that are not there: the code, words, exit 2."""
    assert schools == "schools.csv"
    code, _, err = run(*arguments)
    assert code == 2
    assert words in err
    assert "<text>" not in err


def test_errors_are_told_in_the_language_asked_for(run: Any) -> None:
    """Before and after the options are understood."""
    assert "没有名为" in run("show", "nothing")[2]
    for language in (("--lang", "en"), ("--lang=en",)):
        err = run("show", "nothing", *language)[2]
        assert "[pack-unknown]" in err
        assert "没有" not in err
    assert "wrong use" in run("show", "--lang", "en")[2]
    assert "用法有误" in run("show")[2]


def _broken(error: BaseException) -> Any:
    def step(*_: object, **__: object) -> Any:
        raise error

    return step


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "已中断"),
        (ZeroDivisionError("by zero"), 2, "[internal-error] 程序内部错误（ZeroDivisionError）：by zero"),
        (PermissionError(13, "Permission denied", "x.csv"), 2, "[os-error] 无法读写 x.csv：Permission denied"),
    ],
)
def test_no_failure_shows_a_traceback(
    run: Any, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, words: str
) -> None:
    """Interrupts, bugs and refused files are a line each."""
    monkeypatch.setattr(packs, "list_packs", _broken(error))
    exit_code, _, err = run("packs")
    assert exit_code == code
    assert err.strip().startswith(words)
    assert len(err.splitlines()) == 1


def test_a_traceback_is_there_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """YOUZHI_DEBUG=1 lets the exception through."""
    monkeypatch.setattr(packs, "list_packs", _broken(ZeroDivisionError()))
    monkeypatch.setenv("YOUZHI_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main(["packs"])


_MAIN = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom youzhi_rules.cli import main; sys.exit(main())"


def _process(*arguments: str, before: str = "", **more: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", f"import sys; {before}\n{_MAIN}", *arguments]
    return subprocess.run(command, capture_output=True, check=False, **more)


def test_a_closed_pipe_is_no_bug(schools: str) -> None:
    """A reader that goes away ends the program without a word, with the code a shell gives for it."""
    command = [sys.executable, "-c", _MAIN, "evaluate", schools, "--json", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read().decode()
    assert (process.returncode, err) == (141, "")


@pytest.mark.parametrize("module", ["typer", "rich"])
def test_without_the_extra_a_line_says_what_to_install(module: str) -> None:
    """Without typer or rich: the line for pip in both languages, exit 2."""
    done = _process("packs", before=f"sys.modules[{module!r}] = None")
    assert done.returncode == 2
    assert 'pip install "youzhi_rules[cli]"' in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_without_xlsxwriter_a_line_says_what_to_install(schools: str) -> None:
    """``--xlsx`` without XlsxWriter is a coded line."""
    done = _process("evaluate", schools, "--xlsx", "out.xlsx", before="sys.modules['xlsxwriter'] = None")
    assert done.returncode == 2
    assert "[xlsx-extra-missing]" in done.stderr.decode()
    assert not Path("out.xlsx").exists()


def test_a_narrow_encoding_is_no_failure(schools: str) -> None:
    """Where the terminal knows no Chinese, what it cannot show is replaced."""
    done = _process("evaluate", schools, env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 0
    assert b"?" in done.stdout


# -- waiting -----------------------------------------------------------------------------------------------------


def test_a_bar_appears_for_what_takes_long_only() -> None:
    """Within its patience nothing is shown; beyond it the words are, and they are gone at the end."""
    import time

    from rich.console import Console

    for patience, pause, shown in ((5.0, 0.0, False), (0.01, 0.3, True)):
        stream = io.StringIO()
        terminal = Console(file=stream, force_terminal=True, width=60)
        with screen.Waiting("正在评价", terminal, patience) as waiting:
            waiting.advance(1, 2)
            time.sleep(pause)
            waiting.advance(2, 2)
        assert ("正在评价" in stream.getvalue()) is shown


def test_on_a_narrow_screen_nothing_of_the_list_of_packs_is_cut_off(monkeypatch, capsys):
    """Words are broken over lines there; the status of a document known by its title only can still be read."""
    monkeypatch.setenv("COLUMNS", "80")
    assert cli.main(["packs", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("guangdong-2023"))
    block = lines[start : start + next(at for at, line in enumerate(lines[start + 1 :], 1) if line[0] != " ")]
    told = "".join(line[58:70].strip() for line in block)
    assert "ready" in told
    assert "titleonly" in told.replace(" ", "").replace("·", "")


def test_a_command_imports_what_it_needs_alone():
    """``youzhi packs`` waits for no numpy, no engine and none of the other commands; the help knows them all."""
    code = (
        "import sys; from youzhi_rules.cli import main; main(['packs']); "
        "print(sorted(m for m in sys.modules if m == 'numpy' or m.startswith('youzhi_rules.cli.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    names = done.stdout.splitlines()[-1]
    assert "youzhi_rules.cli.packs" in names
    for other in ("numpy", "youzhi_rules.cli.evaluate", "youzhi_rules.cli.todo", "youzhi_rules.cli.pack_commands"):
        assert repr(other) not in names
