"""Pieces of HTML that everything shown in a notebook is made of: a scoped style, tables, statuses as badges."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from .catalogue import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .catalogue import Lang

__all__ = ["STYLE", "badge", "capital", "cell", "framed", "grid", "soft", "tag"]

STYLE = """
.yz-result{font-size:.95em;line-height:1.5;max-width:72em;color:inherit}
.yz-result h3{margin:.2em 0;font-size:1.15em}
.yz-result h4{margin:1.1em 0 .3em;font-size:1em}
.yz-result p{margin:.25em 0}
.yz-result .yz-soft{opacity:.75;font-size:.92em}
.yz-result table{border-collapse:collapse;margin:.3em 0;color:inherit;background:transparent}
.yz-result th,.yz-result td{border:1px solid rgba(128,128,128,.4);padding:.25em .6em;text-align:left;vertical-align:top;
 background:transparent;color:inherit}
.yz-result th{font-weight:600;background:rgba(128,128,128,.14)}
.yz-result td.yz-n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.yz-result td.yz-k{white-space:nowrap}
.yz-result ul{margin:0;padding-left:1.1em}
.yz-result summary{cursor:pointer}
.yz-result details{margin:.3em 0}
.yz-result .yz-s{display:inline-block;padding:0 .5em;border-radius:.7em;color:#fff;font-size:.9em;font-weight:600;
 white-space:nowrap}
.yz-result .yz-met{background:#1a7f37}
.yz-result .yz-unmet{background:#c62828}
.yz-result .yz-unknown{background:#8a6100}
.yz-result .yz-not_applicable,.yz-result .yz-not_due{background:#57606a}
"""


def framed(content: str, lang: Lang) -> str:
    """One element with its own scoped style around pieces of HTML."""
    return f'<div class="yz-result" lang="{tag(lang)}"><style>{STYLE}</style>{content}</div>'


def tag(lang: Lang) -> str:
    """The language as HTML names it."""
    return "zh-CN" if lang == "zh" else "en"


def badge(status: str, lang: Lang) -> str:
    """A status in its words, white on its colour."""
    return f'<span class="yz-s yz-{status}">{escape(label(status, lang))}</span>'


def soft(text: str) -> str:
    """A line that stands back."""
    return f'<p class="yz-soft">{escape(text)}</p>'


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]], lang: Lang) -> str:
    """A table of cells that are HTML already; the heads are labels."""
    head = "".join(f"<th>{escape(capital(label(name, lang)))}</th>" for name in heads)
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def capital(text: str) -> str:
    """A text that begins with a capital."""
    return text[:1].upper() + text[1:]


def cell(text: Any, kind: str = "") -> str:
    """A cell of plain text; ``kind`` is ``n`` for numbers, ``k`` for what is not broken over lines."""
    shown = "" if text is None else escape(str(text))
    return f'<td class="yz-{kind}">{shown}</td>' if kind else f"<td>{shown}</td>"
