"""A result as JSON: one document after the published schema ``youzhi-result/1``, the same bytes for the same input.

The outcomes are written one to a line as they are worked out, so a result of any size is written without keeping it.
Nothing in the document depends on the order of the rows, the locale, the time or the place of a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .telling import json_text
from .wide import mean_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .catalogue import Lang
    from .result import Result
    from .telling import Writable

__all__ = ["RESULT_SCHEMA", "county_values", "to_json", "write_json"]

RESULT_SCHEMA = "youzhi-result/1"
"""The version of the document, in its key ``schema``."""


def to_json(result: Result, lang: Lang = "zh") -> str:
    """The whole result as one JSON document.

    Args:
        result: the result of an evaluation.
        lang: the language of the titles in the outcomes.

    Returns:
        Text that ends in a line break and is valid by ``result_schema()``. Numbers are those of ``to_dicts``.

    Example:
        >>> import json
        >>> import youzhi_rules as yz
        >>> document = json.loads(yz.evaluate([{"school": "A", "stage": "primary", "students": 40}]).to_json())
        >>> document["schema"], document["status"], document["outcomes"][0]["rule"]
        ('youzhi-result/1', 'unknown', 'degree_teachers')
    """
    return "".join(_chunks(result, lang))


def write_json(result: Result, file: Writable, lang: Lang = "zh") -> None:
    """Write the same document to an open text file, outcome by outcome; they are never all in memory.

    Args:
        result: the result of an evaluation.
        file: anything with ``write``; ``encoding="utf-8"`` and ``newline=""`` give the same bytes everywhere.
        lang: the language of the titles in the outcomes.
    """
    for chunk in _chunks(result, lang):
        file.write(chunk)


def _chunks(result: Result, lang: Lang) -> Iterator[str]:
    yield "{\n"
    for name, value in _head(result).items():
        yield f"{json_text(name)}: {json_text(value)},\n"
    yield from _list("counties", (json_text(county_values(result, at)) for at in range(len(result.counties))))
    yield ",\n"
    yield from _list("outcomes", result.jsonl(lang=lang))
    yield ",\n"
    yield from _list("means", map(json_text, mean_rows(result.plan, result.data, result.verdicts)))
    yield ",\n"
    yield from _list("problems", (json_text(problem.to_dict()) for problem in result.problems))
    yield "\n}\n"


def _head(result: Result) -> dict[str, Any]:
    pack = result.pack
    return {
        "schema": RESULT_SCHEMA,
        "pack": {
            "id": pack.id,
            "version": pack.version,
            "digest": pack.digest or None,
            "title": {"zh": pack.title.zh, "en": pack.title.en},
            "source": {
                "issuer": pack.source.issuer,
                "number": pack.source.number,
                "issued": pack.source.issued.isoformat() if pack.source.issued else None,
                "effective": pack.source.effective.isoformat() if pack.source.effective else None,
            },
        },
        "data_digest": result.data_digest,
        "as_of": result.as_of.isoformat() if result.as_of else None,
        "status": result.status,
    }


def county_values(result: Result, index: int) -> dict[str, Any]:
    """The verdict of one county, as plain values."""
    county = result.county(index)
    return {"county": county.name, "status": county.status, "groups": dict(county.groups), "plan": dict(county.plan)}


def _list(name: str, items: Iterable[str]) -> Iterator[str]:
    yield f"{json_text(name)}: ["
    separator = "\n"
    for item in items:
        yield separator + item
        separator = ",\n"
    yield "\n]" if separator != "\n" else "]"
