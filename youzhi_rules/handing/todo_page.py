"""The to-do list as a piece of HTML for notebooks: no script, everything escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from ..catalogue import label
from ..numerals import display_text
from .todo_tables import tables_of, totals_of

if TYPE_CHECKING:
    from .todo import Todo
    from .todo_tables import Table

__all__ = ["todo_html"]

_ROWS = 200
_OPEN = 2
_DIGITS = 4
_STYLE = """
.yz-todo{font-size:.95em;line-height:1.5;color:inherit}
.yz-todo table{border-collapse:collapse;margin:.3em 0;color:inherit;background:transparent}
.yz-todo th,.yz-todo td{border:1px solid rgba(128,128,128,.4);padding:.2em .5em;text-align:left;vertical-align:top}
.yz-todo th{background:rgba(128,128,128,.14)}
.yz-todo td.yz-n{text-align:right;font-variant-numeric:tabular-nums}
.yz-todo summary{cursor:pointer;font-weight:600}
"""


def todo_html(todo: Todo) -> str:
    """Totals and items, and all else folded away; of long tables the first 200 rows."""
    tables = [table for table in (totals_of(todo), *tables_of(todo)) if table.rows]
    parts = [_folded(table, todo, opened=place < _OPEN) for place, table in enumerate(tables)]
    body = "".join(parts) or f"<p>{escape(label('todo_nothing', todo.lang))}</p>"
    lang = "zh-CN" if todo.lang == "zh" else "en"
    return f'<div class="yz-todo" lang="{lang}"><style>{_STYLE}</style><h3>{escape(todo.title)}</h3>{body}</div>'


def _folded(table: Table, todo: Todo, *, opened: bool) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.heads)
    rows = "".join(
        f"<tr>{''.join(_cell(value, share=place in table.shares) for place, value in enumerate(row))}</tr>"
        for row in table.rows[:_ROWS]
    )
    count, shown = len(table.rows), min(len(table.rows), _ROWS)
    more = f"<p>{escape(label('todo_shown', todo.lang).format(shown=shown, count=count))}</p>" if count > shown else ""
    return (
        f"<details{' open' if opened else ''}><summary>{escape(table.name)} ({count})</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}</details>"
    )


def _cell(value: Any, *, share: bool) -> str:
    if isinstance(value, int | float):
        plain = isinstance(value, int) and not share
        text = str(value) if plain else display_text(value, "%" if share else None, 0.0, _DIGITS)
        return f'<td class="yz-n">{escape(text)}</td>'
    return f"<td>{escape('' if value is None else str(value))}</td>"
