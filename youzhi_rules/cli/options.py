"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

__all__ = ["LangOption", "Language", "LayoutOption"]


class Language(StrEnum):
    """The languages there are."""

    zh = "zh"
    en = "en"


LangOption = Annotated[Language, typer.Option("--lang", help="语言 / language: zh, en")]

LayoutOption = Annotated[
    str | None,
    typer.Option("--layout", metavar="FILE", help="布局文件：各列的含义 / a layout: what the columns of the file mean"),
]
