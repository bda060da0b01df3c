"""The option ``--forms`` of ``evaluate``: the declaration forms of one county as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import DataError
from .naming import STDOUT, with_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..catalogue import Lang
    from ..result import Result

__all__ = ["FormsCountyOption", "FormsOption", "check_forms", "forms_saver"]

FormsOption = Annotated[
    str | None, typer.Option("--forms", metavar="FILE", help="写出申报表 .xlsx / write the declaration forms")
]
FormsCountyOption = Annotated[
    str | None, typer.Option("--county", metavar="COUNTY", help="申报表是哪个县的 / the county of the forms")
]


def check_forms(path: str | None, county: str | None) -> None:
    """Refuse, before anything is read, what could not be written.

    Raises:
        DataError: ``form-county-alone``, ``xlsx-to-stdout`` or ``form-ending``.
    """
    if path is None:
        if county is not None:
            raise DataError.of("form-county-alone", option="--county")
        return
    if path == STDOUT:
        raise DataError.of("xlsx-to-stdout", option="--forms")
    if not path.lower().endswith(".xlsx"):
        raise DataError.of("form-ending", file=path)


def forms_saver(result: Result, path: str | None, county: str | None) -> Callable[[Result, str, Lang], None]:
    """What writes the forms of the county that is meant; that there is one is known before any file is written.

    Raises:
        DataError: ``form-county-needed``, ``form-no-county`` or ``county-unknown``.
    """
    if path is not None:
        from ..handing.forms import county_index

        try:
            county_index(result, county)
        except DataError as error:
            raise with_options(error) from None

    def save(result: Result, path: str, lang: Lang) -> None:
        result.forms(path, county=county, lang=lang)

    return save
