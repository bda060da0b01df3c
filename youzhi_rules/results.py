"""Several results side by side, by pack, year or limit: a mapping, with tables of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import Factory, field, frozen

from .cutting import value_text
from .engine import STATUSES
from .errors import DataError, PackError, YouzhiError, near
from .tabular import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from .dataset import Units
    from .result import Result
    from .tabular import FrameKind

    Columns = dict[str, list[Any]]

__all__ = ["COUNTED", "RESERVED", "Results"]

COUNTED = ("met", "unmet", "unknown", "not_applicable", "not_due")
"""The columns of counts: the statuses, in the order they are told."""
_VERDICT = ("county", "group", "status")
_COUNT = ("level", "stage", "rule", "group")
_PROBLEM = ("code", "severity", "record", "column", "value", "place", "message", "message_zh", "hint", "hint_zh")
RESERVED = frozenset({"pack", *_VERDICT, *_COUNT, *COUNTED, *_PROBLEM})
"""The columns that tables of results have; results cannot be told apart by a column of such a name."""
_SHOWN = 10
_ORDER = [STATUSES.index(status) for status in COUNTED]


class UnknownResultError(DataError, KeyError):
    """There is no result of this key."""

    __str__ = YouzhiError.__str__


@frozen(eq=False, repr=False)
class Results(Mapping[tuple[str, ...], "Result"]):
    """Results by what tells them apart: the pack and the columns they were cut by, or the limits that were tried.

    A key is a tuple of texts, one for each of ``names``: ``results["national-2017", "2024"]``; a year may be given as a
    number, and where one name tells all, the tuple may be left out.

    Attributes:
        names: what the parts of a key are: ``("pack", "year")``, or the rules whose limits were tried. They are the
            first columns of the tables.
    """

    names: tuple[str, ...]
    _found: Mapping[tuple[str, ...], Result]
    _numbers: Mapping[str, Mapping[str, float]] = Factory(dict)
    _memo: dict[str, Any] = field(default=Factory(dict), alias="memo")

    def __getitem__(self, key: Any) -> Result:
        """The result of a key.

        Raises:
            DataError: there is none (``result-unknown``); it is a KeyError as well.
        """
        known = self._key(key)
        if known is None:
            told = [" / ".join(each) for each in self._found]
            name = " / ".join(map(str, key)) if isinstance(key, tuple) else str(key)
            raise UnknownResultError.of(
                "result-unknown", name=name, known="、".join(told[:_SHOWN]), near=near(name, told)
            )
        return self._found[known]

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """The keys: pack by pack in the order given, within a pack by value."""
        return iter(self._found)

    def __len__(self) -> int:
        """How many results there are."""
        return len(self._found)

    def __contains__(self, key: object) -> bool:
        return self._key(key) is not None

    def _key(self, key: object) -> tuple[str, ...] | None:
        parts = key if isinstance(key, tuple) else (key,)
        for each in (tuple(map(str, parts)), tuple(value_text(part) or "" for part in parts)):
            if each in self._found:
                return each
        return None

    def to_dicts(self) -> list[dict[str, Any]]:
        """The verdicts as dicts: for each result and county one with the group None for the county, and one per group.

        Returns:
            Dicts with the keys ``names``, ``county``, ``group``, ``status``.
        """
        return _rows(self._verdicts())

    def to_frame(self, kind: FrameKind = "pandas") -> Any:
        """The verdicts as a tidy dataframe: one row per result and county, and one for each group of its pack.

        The columns are ``names``, ``county``, ``group`` (missing for the county as a whole) and ``status``.

        Raises:
            ModuleNotFoundError: the library is not installed.
            DataError: there is no such kind (``frame-kind``).
        """
        return self._frame(self._verdicts(), kind)

    def counts(self, kind: FrameKind = "pandas", *, rule: str | None = None, county: bool = False) -> Any:
        """How many units are met, unmet, unknown, not concerned and not due, as a tidy dataframe.

        The columns are ``names``, with ``county`` also that, then ``level``, ``stage`` (of a rule judged by stage),
        ``rule`` and ``group``, then a count for each status. Rows without a rule count the verdicts of counties: with a
        group those of the group, without one those of the counties as a whole.

        Args:
            kind: ``pandas``, ``polars``, ``pyarrow`` or ``duckdb``.
            rule: only this rule, ``<rule>_cv`` for its coefficient of variation.
            county: whether to count county by county; what is of a city stands under the name of the city.

        Raises:
            PackError: no pack has such a rule (``rule-not-in-pack``).
            DataError: there is no such kind (``frame-kind``).
        """
        rules = {step.id for result in self.values() for step in result.plan.steps}
        if rule is not None and rule not in rules:
            packs = ", ".join(dict.fromkeys(result.pack.id for result in self.values()))
            raise PackError.of("rule-not-in-pack", name=rule, pack=packs, near=near(rule, rules))
        return self._frame(self._counts(rule, by_county=county), kind, COUNTED)

    @property
    def problems(self) -> Rows:
        """The problems of all results: dicts of ``names`` and what a problem tells; call it for a dataframe."""
        found: Rows | None = self._memo.get("problems")
        if found is None:
            rows = (
                {**self._named(key), **problem.to_dict()}
                for key, result in self._found.items()
                for problem in result.problems
            )
            found = self._memo["problems"] = Rows(rows, (*self.names, *_PROBLEM))
        return found

    def __repr__(self) -> str:
        """What the results are told apart by, and how many there are."""
        return f"<Results by {', '.join(self.names)}: {len(self)}>"

    def _named(self, key: tuple[str, ...]) -> dict[str, Any]:
        return {
            name: self._numbers[name][part] if name in self._numbers else part
            for name, part in zip(self.names, key, strict=True)
        }

    def _verdicts(self) -> Columns:
        columns: Columns = {name: [] for name in (*self.names, *_VERDICT)}
        for key, result in self._found.items():
            groups = result.verdicts.groups
            codes = np.array([result.verdicts.counties, *groups.values()])
            every = [None, *groups]
            self._put(
                columns,
                key,
                county=[county for county in result.data.units.counties.texts() for _ in every],
                group=every * codes.shape[1],
                status=_WORDS[codes.T.ravel()].tolist(),
            )
        return columns

    def _counts(self, rule: str | None, *, by_county: bool) -> Columns:
        names = (*self.names, *(("county",) if by_county else ()), *_COUNT, *COUNTED)
        columns: Columns = {name: [] for name in names}
        known: dict[int, _Owners] = {}
        made: dict[int, NDArray[np.intp]] = {}  # packs that ask the same have one array of statuses
        for key, result in self._found.items():
            units = result.data.units
            owners = known.setdefault(id(units), _Owners(units, by_county=by_county))
            for about, codes in _counted(result, rule):
                level = about[0] or ""
                if id(codes) not in made:
                    made[id(codes)] = owners.table(level, codes)
                table = made[id(codes)]
                told: Columns = {name: [value] * len(table) for name, value in zip(_COUNT, about, strict=True)}
                told |= {status: table[:, at].tolist() for status, at in zip(COUNTED, _ORDER, strict=True)}
                if by_county:
                    told["county"] = owners.names(level)
                self._put(columns, key, **told)
        return columns

    def _put(self, columns: Columns, key: tuple[str, ...], **more: list[Any]) -> None:
        """Put rows of one result behind the others."""
        for name, values in more.items():
            columns[name] += values
        count = len(next(iter(more.values())))
        for name, value in self._named(key).items():
            columns[name] += [value] * count

    def _frame(self, columns: Columns, kind: FrameKind, counted: Sequence[str] = ()) -> Any:
        return _frame(columns, kind, counted, tuple(self._numbers))


_WORDS = np.array(STATUSES, dtype=object)


def _counted(result: Result, rule: str | None) -> Iterator[tuple[tuple[str | None, ...], NDArray[np.int8]]]:
    """What is counted: the verdicts of counties, then rule by rule; level, stage, rule and group, and the statuses."""
    if rule is None:
        for group, codes in ((None, result.verdicts.counties), *result.verdicts.groups.items()):
            yield ("county", None, None, group), codes
    for step, codes in zip(result.plan.steps, result.verdicts.steps, strict=True):
        if rule in {None, step.id}:
            yield (step.level, step.stage, step.id, step.rule.group), codes


class _Owners:
    """Under which county, or city, the units of each level are counted; all under one where counties do not matter."""

    def __init__(self, units: Units, *, by_county: bool) -> None:
        self.units = units
        self.by_county = by_county
        self.known: dict[str, NDArray[np.intp]] = {}

    def names(self, level: str) -> list[str]:
        """Whom the rows of a table are about."""
        return (self.units.cities if level == "city" else self.units.counties).texts()

    def table(self, level: str, codes: NDArray[np.int8]) -> NDArray[np.intp]:
        """A row for each of them, and a column for each status, with how many units have it."""
        width = len(STATUSES)
        if not self.by_county:  # five comparisons of bytes cost less than to make indices of them
            return np.array([[np.count_nonzero(codes == code) for code in range(width)]])
        count = len(self.units.cities if level == "city" else self.units.counties)
        return np.bincount(self._of(level) * width + codes, minlength=count * width).reshape(count, width)

    def _of(self, level: str) -> NDArray[np.intp]:
        found = self.known.get(level)
        if found is None:
            units = self.units
            if level == "section":
                found = units.school_county[units.section_school]
            elif level in {"school", "town"}:
                found = units.school_county if level == "school" else units.town_county
            else:
                found = np.arange(units.count(level))
            self.known[level] = found
        return found


def _rows(columns: Columns) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _frame(columns: Columns, kind: FrameKind, whole: Sequence[str], numbers: Sequence[str]) -> Any:
    """Columns of texts, of whole numbers and of numbers as a dataframe; its types do not depend on what they hold."""
    import narwhals as nw

    from .tabular import KINDS

    if kind not in KINDS:
        raise DataError.of("frame-kind", kind=repr(kind), near=near(str(kind), KINDS))
    types = dict.fromkeys(whole, nw.Int64()) | dict.fromkeys(numbers, nw.Float64())
    schema: dict[str, Any] = {name: types.get(name, nw.String()) for name in columns}
    backend = "pyarrow" if kind == "duckdb" else kind
    found = nw.from_dict(columns, schema=schema, backend=backend).to_native()
    if kind != "duckdb":
        return found
    import duckdb

    return duckdb.from_arrow(found)
