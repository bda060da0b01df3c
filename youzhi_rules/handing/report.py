"""The report: one HTML file that needs no network, for who decides and for who checks.

What a leader reads stands in the page; what an analyst asks for is drawn in the browser from the data that the page
carries. Scripts are let in by their digests alone, and nothing may be fetched: the page says so to the browser itself.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..catalogue import label
from ..engine import STATUSES
from ..errors import DataError
from ..files import replacing
from ..model import STATES
from .charts import SIGNS_OF, altair, cv_layers, distribution_layers, dressed, heat_layers
from .report_data import data_of, gathered
from .report_extras import compared_part, todo_part
from .report_leader import pages_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from ..catalogue import Lang
    from ..errors import Problem
    from ..result import Result
    from .report_extras import Compared, TodoPart
    from .report_leader import CountyPage

__all__ = ["report_page", "write_report"]

_SCRIPTS = ("base", "explain", "tables", "charts", "start")
_PROBLEMS = 300
_NOTICES = ("pack-", "named-")
_HEIGHT = 105


def write_report(result: Result, path: str | os.PathLike[str], lang: Lang, compare_to: Result | None) -> None:
    """Write the report of a result (see ``Result.report``)."""
    page = report_page(result, lang, compare_to)
    with replacing(path) as draft:
        draft.write_text(page, encoding="utf-8", newline="")


def report_page(result: Result, lang: Lang = "zh", compare_to: Result | None = None) -> str:
    """The report as the text of an HTML document.

    Args:
        result: the result of an evaluation.
        lang: the language of the words.
        compare_to: an earlier result, or one under another pack.

    Raises:
        DataError: Altair, Jinja or vl-convert is not installed (``report-extra-missing``), or the two results cannot be
            compared.
    """
    jinja = _needed("jinja2")
    specs, vega = _charts(lang), _runtime()
    found = gathered(result, lang)
    todo = todo_part(result, lang)
    compared = None if compare_to is None else compared_part(result, compare_to, lang)
    data = {**data_of(found), "specs": specs}
    if todo is not None:
        data |= todo.tables
    if compared is not None:
        data["changes"] = compared.rows
    script = _script()
    safe = _needed("markupsafe").Markup
    environment = jinja.Environment(
        autoescape=True,
        undefined=jinja.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    template = environment.from_string(_text("templates", "report.html.j2"))
    page: str = template.render(
        **_words(result, lang),
        **_parts(result, pages_of(found), todo, compared, lang),
        css=safe(_text("static", "report.css")),
        data=safe(_as_json(data)),
        vega=safe(vega),
        script=safe(script),
        policy=_policy(vega, script),
    )
    return page


def _needed(name: str) -> Any:
    """A module of the extra ``report``."""
    from importlib import import_module

    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise DataError.of("report-extra-missing", package=name) from None


def _text(folder: str, name: str) -> str:
    return files(__package__).joinpath(folder, name).read_text(encoding="utf-8")


def _script() -> str:
    """The scripts as one, with names of their own."""
    parts = "\n".join(_text("static", f"{name}.js") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def _policy(*scripts: str) -> str:
    """What the browser may run: these scripts; and fetch: nothing. Vega makes functions of its expressions."""
    digests = " ".join(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in scripts)
    return (
        f"default-src 'none'; script-src {digests} 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _as_json(data: Any) -> str:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


@cache
def _runtime() -> str:
    """Vega itself, as one script that defines ``vegaEmbed``."""
    found: str = _needed("vl_convert").javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return found.replace("</script", "<\\/script").replace("<!--", "<\\!--")


@cache
def _charts(lang: Lang) -> dict[str, Any]:
    """The specifications of the charts for Vega, without data."""
    alt, convert = altair(), _needed("vl_convert")
    bars, lines, cells, points = (alt.NamedData(name=name) for name in ("bars", "lines", "cells", "points"))
    charts = {
        "distribution": distribution_layers(bars, lines, lang).properties(width="container", height=_HEIGHT),
        "heat": heat_layers(cells, lang).properties(width="container", height={"step": 21}),
        "cv": cv_layers(points, lang).properties(width="container", height={"step": 17}),
    }
    return {name: convert.vegalite_to_vega(dressed(chart).to_dict()) for name, chart in charts.items()}


def _words(result: Result, lang: Lang) -> dict[str, Any]:
    """The words of the page, and how to say them."""
    from .. import __version__

    comma = "，" if lang == "zh" else ", "

    def say(name: str, **values: object) -> str:
        text = label(name, lang)
        return text.format(**values) if values else text

    def capital(text: str) -> str:
        return text[:1].upper() + text[1:]

    def counted(counts: Mapping[str, int]) -> str:
        told = [f"{label(status, lang)} {counts[status]}" for status in STATUSES if counts.get(status)]
        return comma.join(told)

    def sentence(page: CountyPage) -> str:
        groups = [group for group in page.groups if group.decides]
        rules = page.undecided if page.county.status == "unknown" else len(page.between)
        told = counted(Counter(group.status for group in groups))
        return say(f"report_verdict_{page.county.status}", groups=len(groups), rules=rules, counts=told)

    return {
        "lang": lang,
        "tag": "zh-CN" if lang == "zh" else "en",
        "title": _title(result, lang),
        "say": say,
        "capital": capital,
        "counted": counted,
        "sentence": sentence,
        "signs": SIGNS_OF,
        "comma": "、" if lang == "zh" else "; ",
        "version": __version__,
        "pack": result.pack,
        "announced": result.pack.state != STATES[0],
        "as_of": result.as_of.isoformat() if result.as_of else "",
        "data_digest": result.data_digest,
    }


def _title(result: Result, lang: Lang) -> str:
    """The title, with the county where there is one."""
    title = label("report_title", lang)
    names = list(result.counties)
    return label("report_title_of", lang).format(county=names[0], title=title) if len(names) == 1 else title


def _parts(
    result: Result, pages: list[CountyPage], todo: TodoPart | None, compared: Compared | None, lang: Lang
) -> dict[str, Any]:
    """What the page is made of."""
    errors = sum(problem.severity == "error" for problem in result.problems)
    first = sorted(result.problems, key=lambda problem: problem.severity != "error")[:_PROBLEMS]
    anchors = [
        ("verdict", "report_verdict"),
        ("between", "report_between"),
        *([("duties", "report_duties")] if any(page.duties or page.advice for page in pages) else []),
        *([("todo", "report_todo")] if todo else []),
        *([("compared", "report_compared")] if compared else []),
        ("indicators", "report_indicators"),
        ("schools", "report_schools"),
        ("heatmap", "report_heatmap"),
        ("rules", "report_rules"),
        ("problems", "report_problems"),
    ]
    return {
        "pages": pages,
        "several": len(pages) > 1,
        "contents": [(anchor, label(name, lang)) for anchor, name in anchors],
        "notices": [problem for problem in result.problems if problem.code.startswith(_NOTICES)],
        "problems": list(_problem_lines(first, lang)),
        "errors": errors,
        "total": len(result.problems),
        "todo": todo,
        "compared": compared,
    }


@frozen
class _ProblemLine:
    severity: str
    where: str
    words: str
    advice: str


def _problem_lines(problems: list[Problem], lang: Lang) -> Iterator[_ProblemLine]:
    for problem in problems:
        where = " · ".join(part for part in (problem.place, problem.record, problem.column) if part)
        yield _ProblemLine(problem.severity, where, problem.say(lang), problem.advise(lang) or "")
