"""The digest of a dataset: what it says, whatever its order, its types and its layout were."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from .dataset import UNKNOWN, Column, Lists
from .exactness import Exact
from .identity import STAGE_ORDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .dataset import Dataset
    from .model import Fact

__all__ = ["data_digest"]

_VERSION = "youzhi-data/1"


def data_digest(dataset: Dataset) -> str:
    """The sha256 of all keys and exact values of a dataset; missing values do not count.

    Args:
        dataset: what ``build_dataset`` made.

    Returns:
        64 hexadecimal digits: the same for the same records in any order and any spelling of their numbers.

    Example:
        >>> from youzhi_rules.dictionary import shipped_facts
        >>> from youzhi_rules.intake import build_dataset
        >>> rows = [[{"school": 7, "stage": "小学", "students": n}] for n in (1673, "1,673")]
        >>> one, two = (data_digest(build_dataset(some, None, shipped_facts())) for some in rows)
        >>> one == two, len(one)
        (True, 64)
    """
    found = hashlib.sha256(_VERSION.encode())
    for line in _lines(dataset):
        found.update(b"\n")
        found.update(line.encode())
    return found.hexdigest()


def _lines(dataset: Dataset) -> Iterator[str]:
    labels = _labels(dataset)
    for level, names in labels.items():
        yield from (f"{level}|{name}" for name in names)
    for (level, name), column in sorted(dataset.columns.items(), key=lambda entry: entry[0]):
        yield from _values(f"{level}|{name}", labels[level], _texts(column, _fact(dataset, name)))
    for name, whole in sorted(dataset.whole.items()):
        yield from _values(f"whole|{name}", labels["school"], _texts(whole, _fact(dataset, name)))
    if dataset.campuses is not None:
        yield from (f"campus|{line}" for line in _lines(dataset.campuses))


def _values(head: str, labels: Sequence[str], texts: Sequence[str | None]) -> Iterator[str]:
    yield from (f"{head}|{label}|{text}" for label, text in zip(labels, texts, strict=True) if text is not None)


def _labels(dataset: Dataset) -> dict[str, list[str]]:
    units = dataset.units
    cities, counties = units.cities.texts(), units.counties.texts()
    town_keys, school_keys = units.towns.texts(), units.schools.texts()
    within = [cities[at] if at >= 0 else "" for at in units.county_city.tolist()]
    towns = [f"{counties[at]}\t{key}" for at, key in zip(units.town_county.tolist(), town_keys, strict=True)]
    names = units.school_names or [None] * len(school_keys)
    schools = [f"{counties[at]}\t{key}" for at, key in zip(units.school_county.tolist(), school_keys, strict=True)]
    more = [
        f"{school}\t{name or ''}\t{towns[town] if town >= 0 else ''}"
        for school, name, town in zip(schools, names, units.school_town.tolist(), strict=True)
    ]
    stages = [*STAGE_ORDER, ""]
    sections = [
        f"{schools[at]}\t{stages[stage]}"
        for at, stage in zip(units.section_school.tolist(), units.section_stage.tolist(), strict=True)
    ]
    return {
        "city": cities,
        "county": [f"{city}\t{county}" for city, county in zip(within, counties, strict=True)],
        "town": towns,
        "school": more,
        "section": sections,
    }


def _fact(dataset: Dataset, name: str) -> Fact:
    facts = dataset.facts
    return facts[name] if name in facts else facts[name.rpartition("_")[0]]


def _texts(column: Column, fact: Fact) -> list[str | None]:
    if isinstance(column, Lists):
        return _list_texts(column, fact)
    if isinstance(column, Exact):
        return _number_texts(column)
    if fact.type == "flag":
        return [None if flag == UNKNOWN else str(flag) for flag in column.tolist()]
    return _code_texts(column.tolist(), fact)


def _code_texts(codes: Sequence[int], fact: Fact) -> list[str | None]:
    names = tuple(fact.values or {})
    return [names[code] if code >= 0 else None for code in codes]


def _number_texts(column: Exact) -> list[str | None]:
    if column.div is None and column.den == 1 and column.num.dtype != object:
        whole = column.num.astype(np.int64).tolist()
        gaps: Any = column.missing.tolist() if column.missing is not None else [False] * len(whole)
        return [None if gap else str(value) for value, gap in zip(whole, gaps, strict=True)]
    found = [column.fraction(index) for index in range(len(column))]
    return [None if value is None else str(value) for value in found]


def _list_texts(column: Lists, fact: Fact) -> list[str | None]:
    items = column.items
    texts = _number_texts(items) if isinstance(items, Exact) else _code_texts(items.tolist(), fact)
    ends = column.offsets.tolist()
    gaps = column.missing.tolist() if column.missing is not None else [False] * (len(ends) - 1)
    return [
        None if gap else "[" + " ".join(text or "" for text in texts[first:last]) + "]"
        for first, last, gap in zip(ends[:-1], ends[1:], gaps, strict=True)
    ]
