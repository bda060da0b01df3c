"""``youzhi rosters``: class lists and teacher lists counted into a workbook of records."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from ..catalogue import Lang, label
from ..errors import DataError
from .naming import check_outputs
from .options import LangOption, Language
from .screen import Waiting, console

__all__ = ["register"]

_Classes = Annotated[
    str | None, typer.Option("--classes", metavar="FILE", help="班级名册，每班一行 / the class list, a row a class")
]
_Teachers = Annotated[
    str | None,
    typer.Option("--teachers", metavar="FILE", help="教师名册，每人一行 / the teacher list, a row a teacher"),
]
_Schools = Annotated[
    str | None,
    typer.Option("--schools", metavar="FILE", help="并入这份学校数据 / add the counts to these records of schools"),
]
_Out = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="写出 Excel / the workbook to write")]
_Words = Annotated[
    list[str] | None,
    typer.Option(
        "--word",
        metavar="COLUMN:WORD=KNOWN",
        help="名册用词的含义，如 任教学科:书法=美术 / what a word of the list means",
    ),
]
_Blanks = Annotated[
    list[str] | None,
    typer.Option("--blank", metavar="COLUMN=WORD", help="空格的含义，如 骨干称号=无 / what a blank cell means"),
]


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi``."""

    @app.command("rosters")
    def rosters_command(
        *,
        output: _Out,
        classes: _Classes = None,
        teachers: _Teachers = None,
        schools: _Schools = None,
        word: _Words = None,
        blank: _Blanks = None,
        lang: LangOption = Language.zh,
    ) -> None:
        """由班级名册和教师名册得出学校和县级数据 / count class lists and teacher lists into records."""
        from ..collecting.record_book import save_records
        from ..collecting.rosters import records_from_rosters
        from .report import print_problems

        words: Lang = lang.value
        if not output.lower().endswith(".xlsx"):
            raise DataError.of("roster-output", file=output)
        check_outputs((classes, teachers, schools), {"--output": output})
        own: dict[str, dict[str, str]] = {}
        for column, pair in (_split(text, ":", "--word") for text in word or ()):
            said, meant = _split(pair, "=", "--word")
            before = own.setdefault(column, {}).setdefault(said, meant)
            if before != meant:
                raise DataError.of("roster-word-taken", word=said, column=column, known=before, meant=meant)
        blanks = dict(_split(text, "=", "--blank") for text in blank or ())
        with Waiting(label("reading", words)):
            records = records_from_rosters(
                classes=classes, teachers=teachers, schools=schools, words=own, blanks=blanks
            )
        with Waiting(label("writing", words)):
            save_records(records, output)
        screen = console()
        print_problems(records.problems, screen, words)
        told = [label("written", words).format(file=output)]
        if schools is None:  # a workbook of schools may have rows of whole schools and of totals beside
            sections = sum(table.rows for table in records.schools)
            told.insert(0, label("of_sections", words).format(count=sections))
        screen.print()
        screen.print(Text(" · ".join(told)), soft_wrap=True)


def _split(text: str, sign: str, option: str) -> tuple[str, str]:
    """The two parts of an option's value.

    Raises:
        DataError: the sign is not in it (``roster-option``).
    """
    first, found, second = text.replace("：", ":").partition(sign)
    if not found or not first.strip() or not second.strip():
        shown = "COLUMN:WORD=KNOWN" if option == "--word" else "COLUMN=WORD"
        raise DataError.of("roster-option", option=option, value=text, form=shown)
    return first.strip(), second.strip()
