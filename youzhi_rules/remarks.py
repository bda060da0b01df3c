"""Rows of a sheet that are no data: remarks below a table, and the numbers of its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .figures import is_missing, shown, written
from .rows import is_total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .ledger import Ledger

__all__ = ["FOOT", "foot_note", "numbers_columns"]

FOOT = ("注", "说明", "备注", "填表", "制表", "审核", "填报", "单位负责人")
"""How a remark below a table begins."""

_NUMBERING = frozenset("甲乙丙丁戊己庚辛壬癸")
_FEW, _MANY = 2, 9


def foot_note(row: Sequence[Any], place: str, ledger: Ledger) -> bool:
    """Whether a row is a remark below the table: a text or two, and no figures. If it is, that is noted."""
    told = [cell for cell in row if not is_missing(cell)]
    if not told or len(told) > _FEW or not all(isinstance(cell, str) for cell in told) or any(map(is_total, told)):
        return False
    first = told[0].strip()
    if not (first.startswith(FOOT) or any("：" in cell or ":" in cell for cell in told)):
        return False
    ledger.note("foot-row", None, None, value=shown(" ".join(cell.strip() for cell in told)), place=place)
    return True


def numbers_columns(row: Sequence[Any]) -> bool:
    """Whether a row below the header numbers the columns, as statistical forms do.

    Example:
        >>> numbers_columns(["甲", "乙", 1.0, 2.0, 3.0]), numbers_columns(["一小", 1.0, 2.0])
        (True, False)
    """
    told = [written(cell).strip() for cell in row if not is_missing(cell)]
    numbers = [cell for cell in told if cell not in _NUMBERING]
    sure = len(numbers) < len(told) or len(told) > _MANY
    return sure and len(told) > _FEW and numbers == [str(at) for at in range(1, len(numbers) + 1)]
