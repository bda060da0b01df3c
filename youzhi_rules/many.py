"""``evaluate_many`` and ``what_if``: many packs, many years, many limits, and whatever they share done once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

from attrs import frozen

from .alike import has_campuses, merged, reading, with_facts
from .api import day_of
from .cutting import cut, cut_columns
from .errors import DataError, PackError
from .intake import build_dataset
from .joint import joined
from .loading import load_pack
from .model import Pack
from .plan import dated
from .planning import plan_of
from .result import Result
from .results import RESERVED, Results
from .what_if import number_of, with_limits

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Iterator, Sequence
    from fractions import Fraction

    from .cutting import Part
    from .dataset import Dataset
    from .dictionary import Facts
    from .engine import Verdicts
    from .errors import Problem
    from .joint import Joint
    from .plan import Plan

    AnyPack = str | os.PathLike[str] | Pack
    Progress = Callable[[int, int], None]

__all__ = ["evaluate_many", "what_if"]


def evaluate_many(
    records: Any,
    packs: Mapping[str, AnyPack] | Iterable[AnyPack] | AnyPack,
    by: str | Sequence[str] | None = None,
    area_records: Any = None,
    as_of: dt.date | str | None = None,
    *,
    strict: bool = False,
    progress: Progress | None = None,
) -> Results:
    """The verdicts of many packs on the records of many years: as many evaluations, of which each knows only its own.

    Each result is what ``evaluate`` gives for the rows of one year under one pack. What they share is done once: the
    records are read once for all packs that understand their columns alike, and what several packs ask is decided once.

    Args:
        records: as ``evaluate`` takes them.
        packs: ids, paths or packs, each called by its id; or a mapping of names to them, as is needed for several of
            one id, such as those of ``with_limits``.
        by: the columns that cut the records into evaluations of their own, such as ``"year"``. Each row has to say what
            it belongs to; 2024, 2024.0 and ``"2024年"`` are one. The county need not be named: every evaluation tells
            counties apart. A column that means nothing to a pack but the cut is not handed on to its evaluations.
        area_records: as ``evaluate`` takes them. They are cut by those of the columns that they have, and hold for
            every evaluation where they have none.
        as_of: the day that all evaluations speak of.
        strict: raise if the data have errors.
        progress: called with the sections done and their number, over all evaluations together.

    Returns:
        ``Results``: a mapping of (pack, year) to ``Result``, with ``to_frame()``, ``counts()`` and ``problems``.

    Raises:
        UnknownPackError: no such pack.
        PackError: a pack has faults, none is given (``packs-none``), or two have one name (``packs-same-name``).
        DataError: a column is not there (``by-column-unknown``), or a row says nothing in it (``by-cell-missing``), or
            records of areas have a value that no school has (``by-areas-alone``); else as ``evaluate``.

    Example:
        >>> rows = [
        ...     {"year": year, "school": "A", "stage": "primary", "students": 1000, "pe_arts_teachers": teachers}
        ...     for year, teachers in ((2023, 8), (2024, 9))
        ... ]
        >>> results = evaluate_many(rows, packs=["national-2017", "zhejiang"], by="year")
        >>> [results["zhejiang", year].to_dicts(rule="pe_arts_teachers")[0]["status"] for year in (2023, 2024)]
        ['unmet', 'met']
    """
    day, columns = day_of(as_of), cut_columns(by)
    _free(columns)
    plans = {name: dated(plan_of(pack), day) for name, pack in _named(packs).items()}
    parts = cut(records, area_records, columns)
    headers = frozenset().union(*(part.headers for part in parts))
    cut_by = frozenset().union(*(part.cut_by for part in parts))
    readers = _readers(plans, headers, cut_by)
    read = [(part, [(reader, reader.read(part)) for reader in readers]) for part in parts]
    if strict:
        _refuse(data for _, some in read for _, data in some)
    report = _Report(progress, [data for _, some in read for _, data in some])
    found: dict[tuple[str, ...], Result] = {}
    for part, some in read:
        for reader, data in some:
            for name, own, verdicts in reader.run(data, day, report.of(data)):
                found[name, *part.value] = Result(plans[name], own, verdicts, day)
    keys = [(name, *part.value) for name in plans for part in parts]
    return Results(("pack", *columns), {key: found[key] for key in keys})


def what_if(result: Result, limits: Mapping[str, Any], progress: Progress | None = None) -> Results:
    """What a result would be under other limits, as ``Result.what_if`` gives it.

    The data are not read again, and of the rules those alone are decided for each limit that depend on it.

    Args:
        result: the result.
        limits: rule → the limits to try, each as ``with_limits`` takes it.
        progress: called with the sections done and their number.

    Example:
        >>> import youzhi_rules as yz
        >>> school = {"school": "A", "stage": "primary", "training_funds": 6, "public_funds_budget": 100}
        >>> curve = what_if(yz.evaluate([school]), {"training_budget": ["5%", "6%", "7%"]})
        >>> curve.counts("polars", rule="training_budget").select("training_budget", "met").rows()
        [(0.05, 1), (0.06, 1), (0.07, 0)]
    """
    tried = {name: _limits(name, values) for name, values in limits.items()}
    if not tried:
        raise DataError.of("limits-none")
    _free(tried)
    keys = list(product(*tried.values()))
    packs = [
        with_limits(result.pack, {name: tried[name][text] for name, text in zip(tried, key, strict=True)})
        for key in keys
    ]
    plans = [dated(plan_of(pack), result.as_of) for pack in packs]
    verdicts = joined(plans).run(result.data, result.as_of, progress)
    found = {
        key: Result(plan, result.data, each, result.as_of)
        for key, plan, each in zip(keys, plans, verdicts, strict=True)
    }
    numbers = {name: exact for name, values in tried.items() if (exact := _numbers(values)) is not None}
    return Results(tuple(tried), found, numbers)


def _limits(name: str, values: Any) -> dict[str, Any]:
    """The limits to be tried for a rule by how they are written.

    Raises:
        DataError: there are none (``limits-none``), or two are the same (``limit-twice``).
    """
    single = isinstance(values, str | Mapping) or not isinstance(values, Iterable)
    tried: dict[str, Any] = {}
    exact: dict[Hashable, str] = {}
    for value in [values] if single else values:
        text = _text(value)
        same = exact.setdefault(_exact(value), text)
        if same != text or text in tried:
            raise DataError.of("limit-twice", rule=name, one=same, other=text)
        tried[text] = value
    if not tried:
        raise DataError.of("limits-none")
    return tried


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{part}={_text(each)}" for part, each in value.items())
    return str(value).strip()


def _exact(value: Any) -> Hashable:
    """What tells limits apart: the number, or the words of what is none."""
    if isinstance(value, Mapping):
        return tuple(sorted((str(part), _exact(each)) for part, each in value.items()))
    number = number_of(value)
    return _text(value) if number is None else number


def _numbers(values: Mapping[str, Any]) -> dict[str, float] | None:
    """The limits as floats for tables, if all are numbers."""
    exact: dict[str, Fraction | None] = {text: number_of(value) for text, value in values.items()}
    found = {text: number.numerator / number.denominator for text, number in exact.items() if number is not None}
    return found if len(found) == len(exact) else None


def _named(packs: Any) -> dict[str, Pack]:
    """The packs by name.

    Raises:
        PackError: there is none, two have one id, or a name is no text.
    """
    if isinstance(packs, Mapping):
        for name in packs:
            if not isinstance(name, str):
                raise PackError.of("pack-name-kind", kind=type(name).__name__)
        found = {name: _loaded(pack) for name, pack in packs.items()}
    else:
        single = isinstance(packs, str | os.PathLike | Pack) or not isinstance(packs, Iterable)
        listed = [_loaded(pack) for pack in ([packs] if single else packs)]
        found = {pack.id: pack for pack in listed}
        for name in found if len(found) < len(listed) else ():
            count = sum(pack.id == name for pack in listed)
            if count > 1:
                raise PackError.of("packs-same-name", name=name, count=count)
    if not found:
        raise PackError.of("packs-none")
    return found


def _loaded(pack: Any) -> Pack:
    return pack if isinstance(pack, Pack) else load_pack(pack)


def _free(names: Iterable[str]) -> None:
    """See that results can be told apart by columns of these names."""
    for name in names:
        if name in RESERVED:
            raise DataError.of("by-name-taken", name=name)


@frozen(eq=False)
class _Reader:
    """Packs that understand the records alike, and so have one dataset of them.

    Attributes:
        names: the packs.
        joint: their plans.
        facts: the dictionary that reads for them all.
        wider: one with the facts of them all, to compute with.
        campuses: whether the data are wanted campus by campus.
    """

    names: tuple[str, ...]
    joint: Joint
    facts: Facts
    wider: Facts
    campuses: bool

    def read(self, part: Part) -> Dataset:
        """The records of a part as a dataset."""
        records, areas = part.read_with(self.facts)
        return build_dataset(records, areas, self.facts, campuses=self.campuses)

    def run(
        self, data: Dataset, day: dt.date | None, progress: Progress | None
    ) -> Iterator[tuple[str, Dataset, Verdicts]]:
        """Per pack its data, with its own dictionary, and the verdicts."""
        verdicts = self.joint.run(with_facts(data, self.wider), day, progress)
        own: dict[int, Dataset] = {id(data.facts): data}
        for name, plan, found in zip(self.names, self.joint.plans, verdicts, strict=True):
            if id(plan.facts) not in own:
                own[id(plan.facts)] = with_facts(data, plan.facts)
            yield name, own[id(plan.facts)], found


def _readers(plans: Mapping[str, Plan], headers: frozenset[str], cut_by: frozenset[str]) -> list[_Reader]:
    """The packs, those together that read these headers alike."""
    read: dict[int, tuple[Hashable, bool]] = {}
    alike: dict[Hashable, list[str]] = {}
    for name, plan in plans.items():
        if id(plan.facts) not in read:
            read[id(plan.facts)] = (reading(plan.facts, headers, cut_by), has_campuses(plan.facts, headers))
        key, campuses = read[id(plan.facts)]
        alike.setdefault((key, campuses and plan.compares_campuses), []).append(name)
    found = []
    for names in alike.values():
        together = [plans[name] for name in names]
        campuses = any(plan.compares_campuses for plan in together)
        wider = merged([plan.facts for plan in together])
        found.append(_Reader(tuple(names), joined(together), together[0].facts, wider, campuses))
    return found


def _refuse(read: Iterable[Dataset]) -> None:
    """Raise the errors of all data, each once."""
    errors: dict[int, Problem] = {}
    for data in read:
        errors.update({id(problem): problem for problem in data.problems if problem.severity == "error"})
    if errors:
        raise DataError(list(errors.values()))


class _Report:
    """Tells how far all evaluations together have come."""

    def __init__(self, progress: Progress | None, runs: Sequence[Dataset]) -> None:
        self.progress = progress
        self.total = sum(data.units.count("section") for data in runs)
        self.done = 0

    def of(self, data: Dataset) -> Progress | None:
        """What the next run on these data calls."""
        progress = self.progress
        if progress is None:
            return None
        size, start = data.units.count("section"), self.done
        self.done += size

        def tell(done: int, total: int) -> None:
            progress(start + (size * done // total if total else size), self.total)

        return tell
