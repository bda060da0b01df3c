"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

__all__ = [
    "DEFAULT_PACK",
    "AreasOption",
    "DayOption",
    "LangOption",
    "Language",
    "LayoutOption",
    "PackOption",
    "SchoolsArgument",
]

DEFAULT_PACK = "national-2017"


class Language(StrEnum):
    """The languages there are."""

    zh = "zh"
    en = "en"


LangOption = Annotated[Language, typer.Option("--lang", help="语言 / language: zh, en")]

LayoutOption = Annotated[
    str | None,
    typer.Option("--layout", metavar="FILE", help="布局文件：各列的含义 / a layout: what the columns of the file mean"),
]

SchoolsArgument = Annotated[str, typer.Argument(metavar="SCHOOLS", help="学校数据：.xlsx .xls .ods .csv / the schools")]
AreasOption = Annotated[
    str | None, typer.Option("--areas", metavar="FILE", help="县、镇、市数据 / counties, towns, cities")
]
PackOption = Annotated[
    str, typer.Option("--pack", metavar="ID|PATH", help="规则包代号或文件夹 / the pack, by id or folder")
]
DayOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="评价日期，如 2027-12-31 / the day it speaks of")
]
