"""The files and pictures of the walk through a county's year, ``docs/a-county-year.md``.

Usage: python tools/walk.py FOLDER [--pictures]

The template is filled in with the figures of the made-up county of ``examples/``, as a clerk would copy them from a
workbook of the county's own; what follows is made from the filled template alone. ``--pictures`` makes the pictures of
the page again. It needs LibreOffice, pdftotext and pdftoppm, and Chromium with Playwright.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

import youzhi_rules as yz
from youzhi_rules.catalogue import label
from youzhi_rules.collecting.template import write_template
from youzhi_rules.dictionary import folded
from youzhi_rules.figures import is_missing, written
from youzhi_rules.ledger import Ledger
from youzhi_rules.planning import plan_of
from youzhi_rules.rows import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from youzhi_rules.tables import Table
    from youzhi_rules.values import Values

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "examples" / "qingshan-county.xlsx"
IMAGES = ROOT / "docs" / "images"
PACK = "national-2017"
_VALUE = 3
"""The column of values in a sheet that has its headers below each other."""
_WIDTH = 1180
_Cells = dict[str, Any]


def template(path: Path, schools: int = 80) -> None:
    """The empty template of the walk."""
    write_template(PACK, path, schools=schools)


def fill(path: Path | str, source: Path | str = SAMPLE) -> None:
    """Fill in a template with the figures of another workbook.

    Numbers are written as numbers in the units of the template, and what is chosen from a list as the list has it. What
    the template does not ask for gets a column of its own behind the others.

    Args:
        path: the template, which is changed.
        source: the workbook of a county, in whatever form ``read_records`` takes.

    Raises:
        ValueError: the workbook holds what cannot be read, or a number that a cell cannot hold exactly.
    """
    facts = plan_of(yz.load_pack(PACK)).facts
    records = yz.read_records(source, pack=PACK)
    book = openpyxl.load_workbook(path)
    schools, county = (book[label(name, "zh")] for name in ("template_schools", "template_county"))
    for line, cells in enumerate(_rows(records.schools, facts), start=2):
        _put(schools, cells, facts, lambda place, line=line: (line, place))
    (cells,) = _rows(records.areas, facts)
    _put(county, cells, facts, lambda place: (place, _VALUE))
    book.save(path)


def _rows(tables: Sequence[Table], facts: yz.Facts) -> Iterator[_Cells]:
    """The rows of some tables without totals: by key or column of a fact, what is to be written."""
    ledger = Ledger()
    found = read_rows(tables, facts, ledger)
    wrong = [finding for _, finding in found.findings if finding.severity == "error"]
    if wrong:
        raise ValueError(f"{found.place(wrong[0].row, '')}: {wrong[0].code} {wrong[0].value}")
    for row in range(found.count):
        keys = {key: _key(key, cells[row], facts) for key, cells in found.keys.items() if key in facts.key_columns}
        figures = {column: _figure(values, row) for column, values in found.values.items()}
        yield {name: cell for name, cell in {**keys, **figures}.items() if cell is not None}


def _key(key: str, cell: Any, facts: yz.Facts) -> str | None:
    """A key as text; one that is chosen from a list as the list has it."""
    if is_missing(cell):
        return None
    spelled = " ".join(written(cell).split())
    code = facts.spellings(key).get(folded(spelled))
    return spelled if code is None else ((facts.key_columns[key].values or {})[code] or (code,))[0]


def _figure(values: Values, row: int) -> Any:
    """A figure as a cell holds it: a number, or text."""
    value = values.one(row)
    if value is None:
        return None
    if values.kind == "number":
        number = value.numerator if value.denominator == 1 else value.numerator / value.denominator
        if Fraction(format(number, ".15g")) != value:
            raise ValueError(f"no cell can hold {value} ({values.header})")
        return number
    said = values.words([value], "、")
    return said if isinstance(said, str) else said[0]


def _put(sheet: Worksheet, cells: _Cells, facts: yz.Facts, at: Any) -> None:
    """Write cells into a line of a sheet, or into the values of one that has its headers below each other.

    Args:
        sheet: the sheet.
        cells: what to write.
        facts: the dictionary.
        at: from the place of a header to the row and the column of its cell.
    """
    across = at(1)[1] == 1
    heads = sheet[1] if across else [row[0] for row in sheet.iter_rows(min_row=2)]
    known = [facts.find(str(head.value)) for head in heads]
    places = {
        means.column if means.kind == "fact" else means.id: head.column if across else head.row
        for head, means in zip(heads, known, strict=True)
        if means is not None
    }
    for name, cell in cells.items():
        if name not in places:
            places[name] = (sheet.max_column if across else sheet.max_row) + 1
            head = (1, places[name]) if across else (places[name], 1)
            sheet.cell(*head).value = facts.name(name)
        target = sheet.cell(*at(places[name]))
        target.value = cell


def hand_on(path: Path, folder: Path) -> yz.Result:
    """Judge a filled template, and write forms, report and to-do list."""
    result = yz.evaluate(yz.read_records(path), pack=PACK)
    result.forms(folder / "申报表.xlsx")
    result.report(folder / "report.html")
    result.todo().to_excel(folder / "todo.xlsx", per_school=True)
    return result


def pictures(folder: Path, images: Path = IMAGES) -> None:
    """The pictures of the page, from the files of the walk."""
    _sheet(folder / "template.xlsx", "社会认可度", images / "year-template.png", (35, 40, 690, 300), 75)
    _sheet(folder / "county.xlsx", "社会认可度", images / "year-filled.png", (35, 40, 690, 300), 75)
    _sheet(folder / "county.xlsx", "骨干", images / "year-schools.png", (50, 60, 950, 380))
    _sheet(folder / "申报表.xlsx", "表Ⅱ-2", images / "year-forms.png", (35, 40, 1100, 480))
    _sheet(folder / "todo.xlsx", "相对差额", images / "year-todo.png", (60, 65, 1040, 350))
    _report(folder / "report.html", images)


def _sheet(book: Path, words: str, picture: Path, part: tuple[int, int, int, int], dots: int = 100) -> None:
    """A part of the first page on which some words stand, as LibreOffice prints a workbook.

    Args:
        book: the workbook.
        words: the words.
        picture: where the picture goes.
        part: left and top of the part, its width and its height, in dots.
        dots: how many dots an inch has.
    """
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        office = [_tool("soffice"), f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless"]
        subprocess.run(
            [*office, "--convert-to", "pdf", "--outdir", name, str(book)], check=True, stdout=subprocess.DEVNULL
        )
        pdf = home / f"{book.stem}.pdf"
        pages = subprocess.run(
            [_tool("pdftotext"), "-layout", str(pdf), "-"], check=True, capture_output=True, encoding="utf-8"
        ).stdout.split("\f")
        page = str(next(number for number, text in enumerate(pages, start=1) if words in "".join(text.split())))
        x, y, width, height = map(str, part)
        place = ["-x", x, "-y", y, "-W", width, "-H", height]
        subprocess.run(
            [_tool("pdftoppm"), "-r", str(dots), "-f", page, "-l", page, *place, "-png", "-singlefile", str(pdf),
             str(picture.with_suffix(""))],
            check=True,
        )  # fmt: skip


def _report(page: Path, images: Path) -> None:
    """The top of the report, and its heat map."""
    from playwright.sync_api import sync_playwright

    path = _tool("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page(viewport={"width": _WIDTH, "height": 900})
        opened.goto(page.resolve().as_uri())
        opened.wait_for_function("document.documentElement.dataset.drawn === 'yes'")
        opened.screenshot(path=images / "report.png")
        opened.set_viewport_size({"width": _WIDTH, "height": 760})
        opened.evaluate("document.getElementById('heatmap').scrollIntoView()")
        opened.wait_for_timeout(300)
        opened.screenshot(path=images / "report-heatmap.png")
        browser.close()


def _tool(*names: str) -> str:
    """The path of a program of the machine, under the first name by which it is there.

    Raises:
        FileNotFoundError: there is none.
    """
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise FileNotFoundError(f"pictures need {names[0]}")
    return found


def main() -> None:
    """Make the files of the walk, and its pictures where they are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="where the files go")
    parser.add_argument("--pictures", action="store_true", help="make the pictures of the page again")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    template(asked.folder / "template.xlsx")
    shutil.copyfile(asked.folder / "template.xlsx", asked.folder / "county.xlsx")
    fill(asked.folder / "county.xlsx")
    print(hand_on(asked.folder / "county.xlsx", asked.folder).status)
    if asked.pictures:
        pictures(asked.folder)


if __name__ == "__main__":
    main()
