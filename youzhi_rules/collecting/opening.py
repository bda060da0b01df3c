"""``read_records``: the records of a file, with the facts of a pack and by a layout where these are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..layouts import Layout
from ..loading import load_pack
from ..model import Pack
from ..planning import plan_of
from ..workbook import read_records as read_file
from .layout_files import read_layout

if TYPE_CHECKING:
    import os

    from ..dictionary import Facts
    from ..records import Records

__all__ = ["read_records"]


def read_records(
    path: str | os.PathLike[str],
    *,
    sheet: str | None = None,
    facts: Facts | None = None,
    pack: str | os.PathLike[str] | Pack | None = None,
    layout: str | os.PathLike[str] | Layout | None = None,
) -> Records:
    """The records of a workbook or text file.

    The header row is found below titles; sheets of schools and of areas are told apart by what they hold.
    Columns may be fact ids, Chinese names or aliases. What is not used is named in ``problems``, and ``understood``
    tells of every column what it was read as.

    Cells with an error (``#REF!``) and formulas never computed are named in .xlsx and .xlsm files only: in .xls and
    .ods files they cannot be told from blank cells and are missing like these.

    Args:
        path: an .xlsx, .xlsm, .xls, .ods, .csv, .tsv or .txt file. Text is UTF-8 or GB18030.
        sheet: read this sheet only.
        facts: the data dictionary; that of the pack, or the shipped one, if left out.
        pack: the pack whose own facts and tasks are known as well, by id, folder or as a ``Pack``.
        layout: a layout file (``docs/layouts.md``) for sheets and columns that are not named as in the dictionary.

    Returns:
        The tables of schools and of areas, ready for ``evaluate``.

    Raises:
        DataError: there is no such file, it cannot be read or holds no known header, or the layout has faults; the
            code says which.
        PackError: there is no such pack, or it has faults.
    """
    if facts is None and pack is not None:
        facts = plan_of(pack if isinstance(pack, Pack) else load_pack(pack)).facts
    told = layout if layout is None or isinstance(layout, Layout) else read_layout(layout, facts)
    return read_file(path, sheet=sheet, facts=facts, layout=told)
