"""The result of an evaluation: verdicts now, everything else when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from attrs import Factory, field, frozen

from . import outcomes as out
from .engine import MET, NOT_APPLICABLE, NOT_DUE, STATUSES, UNKNOWN, UNMET
from .errors import DataError, Fault, PackError, known_language, near
from .notices import notices_of
from .tabular import FrameKind, Rows, frame_of
from .wide import MEAN_COLUMNS, MEAN_NUMBERS, mean_rows, section_columns, section_rows

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Iterator

    from .catalogue import Lang
    from .dataset import Dataset
    from .engine import Verdicts
    from .errors import Problem
    from .explain import Explanation
    from .handing.plots import Plots
    from .handing.todo import Todo
    from .model import Pack
    from .plan import Plan

__all__ = ["CountyResult", "Result"]


@frozen
class CountyResult:
    """The verdict of one county.

    Attributes:
        name: its key.
        status: of all groups that decide recognition: ``met``, ``unmet`` or ``unknown``.
        groups: the status of each group of the pack.
        plan: of a plan's own duties, how many are met, unmet, unknown and not due.
    """

    name: str
    status: str
    groups: Mapping[str, str]
    plan: Mapping[str, int]


@frozen(eq=False)
class _Counties(Mapping[str, CountyResult]):
    """Counties by key, made one at a time when they are looked at."""

    result: Result
    places: Mapping[str, int]

    def __getitem__(self, name: str) -> CountyResult:
        if name not in self.places:
            raise DataError([Fault("county-unknown", {"name": name, "near": near(name, self.places)})])
        return self.result.county(self.places[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def __contains__(self, name: object) -> bool:
        return name in self.places


@frozen(eq=False, repr=False)
class Result:
    """What an evaluation found. Statuses are there; values, gaps and explanations are worked out when asked for.

    Attributes:
        pack: the pack that was applied; ``pack.digest`` identifies its content.
        problems: what is wrong with the data, and what is worth knowing about them.
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
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong (``error``) or worth knowing (``note``) about the pack and the data, in a fixed order."""
        found: tuple[Problem, ...] | None = self._memo.get("problems")
        if found is None:
            found = self._memo["problems"] = (*notices_of(self.plan, self.data), *self.data.problems)
        return found

    @property
    def status(self) -> str:
        """Of all counties: ``unmet`` if one is, else ``unknown`` if one is or there is none, else ``met``."""
        codes = set(self.verdicts.counties.tolist())
        if UNMET in codes:
            return STATUSES[UNMET]
        return STATUSES[MET] if codes == {MET} else STATUSES[UNKNOWN]

    @property
    def counties(self) -> Mapping[str, CountyResult]:
        """The counties by key."""
        found = self._memo.get("counties")
        if found is None:
            places = {key: index for index, key in enumerate(self.data.units.counties.texts())}
            found = self._memo["counties"] = _Counties(self, places)
        return found

    def county(self, index: int) -> CountyResult:
        """The verdict of the county at a position."""
        groups = {name: STATUSES[int(codes[index])] for name, codes in self.verdicts.groups.items()}
        duties = dict.fromkeys((MET, UNMET, UNKNOWN, NOT_DUE), 0)
        for code in self._duties(index):
            if code != NOT_APPLICABLE:
                duties[code] += 1
        return CountyResult(
            self.data.units.counties[index],
            STATUSES[int(self.verdicts.counties[index])],
            groups,
            {STATUSES[code]: count for code, count in duties.items()},
        )

    def _duties(self, county: int) -> Iterator[int]:
        """Per duty of a plan, its status over the units of a county: unmet if one is, else unknown, else met."""
        units = self.data.units
        first_school, last_school = units.school_county.searchsorted((county, county + 1)).tolist()
        reach = {
            "county": (county, county + 1),
            "town": tuple(units.town_county.searchsorted((county, county + 1)).tolist()),
            "school": (first_school, last_school),
            "section": tuple(units.section_school.searchsorted((first_school, last_school)).tolist()),
            "city": (int(units.county_city[county]), int(units.county_city[county]) + 1),
        }
        for step, codes in zip(self.plan.steps, self.verdicts.steps, strict=True):
            if self.plan.groups[step.rule.group].decides != "plan" or step.rule.strength == "component":
                continue
            first, last = reach[step.level]
            part = set(codes[max(first, 0) : max(last, 0)].tolist())
            yield next((code for code in (UNMET, UNKNOWN, NOT_DUE, MET) if code in part), NOT_APPLICABLE)

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
        known_language(lang)
        self._known(rule, level, status, county)
        return out.outcomes(
            self.plan,
            self.data,
            self.verdicts,
            rule=rule,
            level=level,
            status=status,
            county=county,
            lang=lang,
        )

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

    def to_frame(self, kind: FrameKind = "pandas", lang: Lang = "zh") -> Any:
        """All outcomes as a tidy dataframe; grades and yes/no stand in ``value_text`` and ``limit_text``."""
        return frame_of(self.outcomes(lang=lang), out.KEYS, kind, numeric={"gap"}, mixed={"value", "limit"})

    def sections(self, kind: FrameKind = "pandas") -> Any:
        """The sections as a wide dataframe: identity, then per rule of sections its value and its status."""
        rows = section_rows(self.plan, self.data, self.verdicts)
        return Rows(rows, *section_columns(self.plan))(kind)

    @property
    def means(self) -> Rows:
        """Per county, stage and indicator the weighted mean and the coefficient; call it for a dataframe."""
        found = self._memo.get("means")
        if found is None:
            found = self._memo["means"] = Rows(
                mean_rows(self.plan, self.data, self.verdicts), MEAN_COLUMNS, MEAN_NUMBERS
            )
        return found

    def explain(
        self,
        rule: str,
        *,
        county: str | None = None,
        town: str | None = None,
        school: str | None = None,
        stage: str | None = None,
        lang: Lang = "zh",
    ) -> Explanation:
        """Value, limit, the arithmetic with its numbers, the clause and the chain of packs behind a status.

        Args:
            rule: the rule, ``<rule>_cv`` for a coefficient of variation.
            county: the county, where there are several.
            town: the town, for a rule of towns.
            school: the school, by key or name, for rules of schools and sections.
            stage: the stage, where the school or the rule has several.
            lang: ``"zh"`` or ``"en"``.

        Raises:
            PackError: the pack has no such rule.
            DataError: no unit is meant, or too many to explain at once.
        """
        from .explain import explain

        known_language(lang)
        self._known(rule, None, None, county)
        return explain(self, rule, county=county, town=town, school=school, stage=stage, lang=lang)

    def todo(
        self,
        county: str | None = None,
        school: str | None = None,
        prices: Mapping[str, Any] | None = None,
        lang: Lang = "zh",
    ) -> Todo:
        """What each school must do so that it meets its rules: no more, and with one unit less of anything it does not.

        Where a quota lets some rules stay below their standard, those stay that are relatively dearest to lift, or that
        cost most at the prices given. What is missing is never taken as 0 but listed to be found out.

        Args:
            county: only this county, by key.
            school: only this school, by key or name.
            prices: yuan for one unit, by fact (``{"teachers": 80000}``) or by unit (``{"间": 30000}``).
            lang: the language of the words.

        Raises:
            DataError: there is no such county or school, or the prices do not do.

        Example:
            >>> import youzhi_rules as yz
            >>> school = {"school": "A", "stage": "primary", "students": 1000, "largest_class": 47}
            >>> [item] = yz.evaluate([school]).todo(lang="en")
            >>> item.what, item.more, int(item.amount), item.unit
            ('Largest class', False, 2, '人')
        """
        known_language(lang)
        found: Todo = _handing("todo_list").todo_of(self, county, school, prices, lang)
        return found

    def forms(self, path: str | os.PathLike[str], county: str | None = None, lang: Lang = "zh") -> None:
        """Write the declaration forms 申报表 of one county: a workbook ready to print, a table a sheet.

        Args:
            path: an .xlsx file; it is written whole or not at all, and the same result gives the same bytes.
            county: the county, by key; may be left out where there is one only.
            lang: the language of the words.

        Raises:
            DataError: several counties and none named (``form-county-needed``), no such county, another ending
                than .xlsx, or what writes Excel is not installed (``xlsx-extra-missing``).
            OSError: the file cannot be written.

        Example:
            >>> import pathlib, tempfile
            >>> import youzhi_rules as yz
            >>> file = pathlib.Path(tempfile.mkdtemp()) / "申报表.xlsx"
            >>> yz.evaluate([{"school": "A", "stage": "primary", "students": 40}]).forms(file)
            >>> file.exists()
            True
        """
        forms = _handing("forms").forms_of(self, county, lang)
        _handing("forms_xlsx").write_forms(forms, path)

    def report(self, path: str | os.PathLike[str], lang: Lang = "zh", compare_to: Result | None = None) -> None:
        """Write the report: one HTML file that needs no network, for who decides and for who checks.

        It has the verdict, what stands between each county and recognition, the plan's own duties, what to do, all
        schools with search and filters, a heat map, distributions, and the explanation of every status.

        Args:
            path: the file; it is written whole or not at all, and the same result gives the same bytes.
            lang: the language of the words.
            compare_to: an earlier result, or one under another pack: what changed since is told as well.

        Raises:
            DataError: what reports need is not installed (``report-extra-missing``), or the two cannot be compared.
            OSError: the file cannot be written.

        Example:
            >>> import pathlib, tempfile
            >>> import youzhi_rules as yz
            >>> file = pathlib.Path(tempfile.mkdtemp()) / "report.html"
            >>> yz.evaluate([{"school": "A", "stage": "primary", "students": 40}]).report(file)
            >>> file.read_text(encoding="utf-8")[:15]
            '<!DOCTYPE html>'
        """
        known_language(lang)
        _handing("report").write_report(self, path, lang, compare_to)

    @property
    def plot(self) -> Plots:
        """Charts for notebooks: ``heatmap()``, ``distribution()`` and ``cv()`` give charts of Altair.

        Example:
            >>> import youzhi_rules as yz
            >>> yz.evaluate([{"school": "A", "stage": "primary", "students": 40}]).plot
            <plots: heatmap(), distribution(), cv()>
        """
        found: Plots = _handing("plots").Plots(self)
        return found

    @property
    def data_digest(self) -> str:
        """A sha256 of the data as understood, whatever the order and spelling they came in."""
        from .data_digest import data_digest

        found = self._memo.get("digest")
        if found is None:
            found = self._memo["digest"] = data_digest(self.data)
        return str(found)

    def to_json(self, lang: Lang = "zh") -> str:
        """The whole result as JSON after the schema ``youzhi-result/1``; the same data give the same bytes."""
        from .jsonout import to_json

        known_language(lang)
        return to_json(self, lang)

    def _repr_html_(self) -> str:
        from .html import result_html

        return result_html(self)

    def __repr__(self) -> str:
        """Pack, verdict and how many counties."""
        return f"<Result {self.pack.id}: {self.status}, counties: {len(self.counties)}, problems: {len(self.problems)}>"


def _handing(module: str) -> Any:
    """A module of what is handed on: it stands on results, and so is found by name when it is asked for."""
    return import_module(f".handing.{module}", __package__)
