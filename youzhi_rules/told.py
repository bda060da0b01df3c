"""What a result tells of counties and outcomes: one by one, as dicts, dataframes and lines; ``Result`` stands on it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from attrs import Factory, field, frozen

from .columnar import ROWS, Wanted, tables
from .counties import Counties, CountyResult, county_at
from .engine import STATUSES
from .errors import DataError, Fault, PackError, known_language, near
from .files import new_text
from .tabular import FrameKind, Rows, frames_of, one_frame
from .telling import dicts_of, frame_columns, lines_of, no_rows, write_lines
from .wide import MEAN_COLUMNS, MEAN_NUMBERS, mean_rows, section_chunks

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Iterator, Mapping

    from .catalogue import Lang
    from .columnar import Table
    from .dataset import Dataset
    from .engine import Verdicts
    from .model import Pack
    from .plan import Plan

__all__ = ["Told"]


@frozen(eq=False, repr=False)
class Told:
    """The statuses of an evaluation, with what is worked out of them when it is asked for.

    Attributes:
        plan: the compiled pack.
        data: the data it was run on.
        verdicts: the statuses.
        as_of: the day the evaluation speaks of, or None.
    """

    plan: Plan
    data: Dataset
    verdicts: Verdicts
    as_of: dt.date | None = None
    _memo: dict[str, Any] = field(default=Factory(dict), alias="memo")

    @property
    def pack(self) -> Pack:
        """The pack that was applied."""
        return self.plan.pack

    @property
    def counties(self) -> Mapping[str, CountyResult]:
        """The counties by key."""
        found: Counties | None = self._memo.get("counties")
        if found is None:
            places = {key: index for index, key in enumerate(self.data.units.counties.texts())}
            found = self._memo["counties"] = Counties(self.plan, self.data, self.verdicts, places)
        return found

    def county(self, index: int) -> CountyResult:
        """The verdict of the county at a position."""
        return county_at(self.plan, self.data, self.verdicts, index)

    def outcomes(
        self,
        rule: str | None = None,
        level: str | None = None,
        status: str | None = None,
        county: str | None = None,
        lang: Lang = "zh",
    ) -> Iterator[dict[str, Any]]:
        """The outcomes one after the other, as ``to_dicts`` lists them; nothing is kept.

        Raises:
            PackError: the pack has no such rule.
            DataError: there is no such county, level or status.
        """
        return dicts_of(self._tables(rule, level, status, county, lang))

    def _tables(
        self,
        rule: str | None,
        level: str | None,
        status: str | None,
        county: str | None,
        lang: Lang,
        rows: int = ROWS,
    ) -> Iterator[Table]:
        known_language(lang)
        self._known(rule, level, status, county)
        wanted = Wanted(rule, level, status, county)
        return tables(self.plan, self.data, self.verdicts, wanted, lang=lang, rows=rows)

    def _known(self, rule: str | None, level: str | None, status: str | None, county: str | None) -> None:
        rules = {step.id for step in self.plan.steps}
        if rule is not None and rule not in rules:
            raise PackError(
                [Fault("rule-not-in-pack", {"name": rule, "pack": self.pack.id, "near": near(rule, rules)})]
            )
        levels = ("section", "school", "town", "county", "city")
        for name, value, known in (("level", level, levels), ("status", status, STATUSES)):
            if value is not None and value not in known:
                params = {"name": name, "value": value, "known": ", ".join(known), "near": near(value, known)}
                raise DataError([Fault("filter-unknown", params)])
        if county is not None:
            self.counties[county]

    def to_dicts(
        self,
        rule: str | None = None,
        level: str | None = None,
        status: str | None = None,
        county: str | None = None,
        lang: Lang = "zh",
    ) -> list[dict[str, Any]]:
        """The outcomes as dicts, one for each rule and unit: county by county, in the order of the pack.

        Args:
            rule: only this rule (``<rule>_cv`` for a coefficient of variation).
            level: only ``section``, ``school``, ``town``, ``county`` or ``city``.
            status: only this status.
            county: only this county, by key.
            lang: the language of titles.

        Returns:
            Dicts with the keys ``county, town, school, school_name, stage, level, rule, title, group, strength, status,
            value, operator, limit, gap, unit, due, relief, reason, clause, pack``; what does not apply is None.
            ``value`` and ``limit`` are the floats nearest to the exact numbers; they decide nothing.
        """
        return list(self.outcomes(rule, level, status, county, lang))

    def to_frame(
        self,
        kind: FrameKind = "pandas",
        lang: Lang = "zh",
        *,
        rule: str | None = None,
        level: str | None = None,
        status: str | None = None,
        county: str | None = None,
    ) -> Any:
        """The outcomes as a tidy dataframe, a row each in the order of ``to_dicts``, filtered as there.

        Its columns are the keys of ``to_dicts``. Grades and yes/no stand in ``value_text`` and ``limit_text``;
        ``value``, ``limit`` and ``gap`` are float64, all others text, and what does not apply is null. No cell is made
        a Python object on the way, but a country's outcomes are millions: ``batches`` gives them some at a time.

        Raises:
            PackError: the pack has no such rule.
            DataError: there is no such county, level, status or kind of dataframe.
        """
        chunks = map(frame_columns, self._tables(rule, level, status, county, lang))
        return one_frame(chain([no_rows()], chunks), kind)

    def batches(
        self,
        kind: FrameKind = "pyarrow",
        rows: int = ROWS,
        lang: Lang = "zh",
        *,
        rule: str | None = None,
        level: str | None = None,
        status: str | None = None,
        county: str | None = None,
    ) -> Iterator[Any]:
        """The dataframe of ``to_frame`` in parts, each worked out when it is asked for; cities come last.

        Args:
            kind: as for ``to_frame``.
            rows: how many rows a part has at most; one county's outcomes stay together even if they are more.
            lang: the language of titles.
            rule: only this rule, as for ``to_dicts``, and so on.
            level: only this level.
            status: only this status.
            county: only this county.

        Raises:
            PackError: the pack has no such rule.
            DataError: there is no such county, level, status or kind of dataframe, or ``rows`` is not above 0.

        Example:
            >>> import youzhi_rules as yz
            >>> schools = [{"county": c, "school": "A", "stage": "primary", "students": 40} for c in "甲乙丙"]
            >>> parts = yz.evaluate(schools).batches("pyarrow", rows=20, rule="equipment_value")
            >>> [part.column("county").to_pylist() for part in parts]
            [['丙', '乙', '甲']]
        """
        if rows < 1:
            raise DataError.of("batch-rows", rows=rows)
        return frames_of(map(frame_columns, self._tables(rule, level, status, county, lang, rows)), kind)

    def sections(self, kind: FrameKind = "pandas") -> Any:
        """The sections as a wide dataframe: identity, then per rule of sections its value and its status."""
        return one_frame(section_chunks(self.plan, self.data, self.verdicts), kind)

    @property
    def means(self) -> Rows:
        """Per county, stage and indicator the weighted mean and the coefficient; call it for a dataframe."""
        found = self._memo.get("means")
        if found is None:
            found = self._memo["means"] = Rows(
                mean_rows(self.plan, self.data, self.verdicts), MEAN_COLUMNS, MEAN_NUMBERS
            )
        return found

    def jsonl(
        self,
        rule: str | None = None,
        level: str | None = None,
        status: str | None = None,
        county: str | None = None,
        lang: Lang = "zh",
    ) -> Iterator[str]:
        """The outcomes as JSON, a line each without its line break: what the dicts of ``to_dicts`` are in ``to_json``.

        Raises:
            PackError: the pack has no such rule.
            DataError: there is no such county, level or status.

        Example:
            >>> import json
            >>> import youzhi_rules as yz
            >>> result = yz.evaluate([{"school": "A", "stage": "primary", "students": 40}])
            >>> [line] = result.jsonl(rule="pe_arts_teachers")
            >>> json.loads(line)["reason"]
            'missing:pe_arts_teachers'
        """
        return lines_of(self._tables(rule, level, status, county, lang))

    def write_jsonl(
        self,
        path: str | os.PathLike[str],
        rule: str | None = None,
        level: str | None = None,
        status: str | None = None,
        county: str | None = None,
        lang: Lang = "zh",
    ) -> None:
        """Write the lines of ``jsonl`` to a file in UTF-8, some at a time; it is written whole or not at all.

        Raises:
            PackError: the pack has no such rule.
            DataError: there is no such county, level or status.
            OSError: the file cannot be written.
        """
        lines = self.jsonl(rule, level, status, county, lang)
        with new_text(path) as file:
            write_lines(lines, file)
