"""The result of an evaluation: verdicts now, everything else when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from attrs import frozen

from .counties import CountyResult
from .engine import MET, STATUSES, UNKNOWN, UNMET
from .errors import known_language
from .files import new_text
from .jsonout import to_json, write_json
from .notices import notices_of
from .told import Told

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping

    from .catalogue import Lang
    from .errors import Problem
    from .explain import Explanation
    from .handing.plots import Plots
    from .handing.todo import Todo
    from .results import Results

__all__ = ["CountyResult", "Result"]


@frozen(eq=False, repr=False)
class Result(Told):
    """What an evaluation found. Statuses are there; values, gaps and explanations are worked out when asked for.

    Attributes:
        pack: the pack that was applied; ``pack.digest`` identifies its content.
        problems: what is wrong with the data, and what is worth knowing about them.
        as_of: the day the evaluation speaks of, or None.
    """

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

    def explanations(
        self,
        rule: str | None = None,
        level: str | None = None,
        status: str | None = None,
        county: str | None = None,
        lang: Lang = "zh",
    ) -> Iterator[Explanation]:
        """The explanations of the outcomes that match, one by one in their order, each as ``explain`` gives it.

        Raises:
            PackError: the pack has no such rule.
            DataError: there is no such county, level or status.

        Example:
            >>> import youzhi_rules as yz
            >>> result = yz.evaluate([{"school": "A", "stage": "primary", "students": 1000, "pe_arts_teachers": 8}])
            >>> for told in result.explanations(rule="pe_arts_teachers", lang="en"):
            ...     print(told.lines[1])
            ('arithmetic', '100 × 8 ÷ 1000 = 0.8 people per 100 pupils')
        """
        from .explanations import explanations

        known_language(lang)
        self._known(rule, level, status, county)
        return explanations(self, rule, level, status, county, lang)

    def what_if(self, limits: Mapping[str, Any], progress: Callable[[int, int], None] | None = None) -> Results:
        """What this result would be under other limits, one by one: a sensitivity curve.

        Args:
            limits: rule → the limits to try, as ``with_limits`` takes each: ``{"training_budget": ["5%", "6%"]}``. With
                several rules, each limit of one is tried with each of the others.
            progress: called with the sections done and their number.

        Returns:
            ``Results`` by limit as it was written: ``curve["6%"]``. ``curve.counts()`` tells how many are met.

        Raises:
            PackError: there is no such rule or limit, or a number is none.
            DataError: there is nothing to try (``limits-none``), or one limit twice (``limit-twice``).
        """
        found: Results = import_module(".many", __package__).what_if(self, limits, progress)
        return found

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
        return to_json(self, lang)

    def write_json(self, path: str | os.PathLike[str], lang: Lang = "zh") -> None:
        """Write the document of ``to_json`` to a file, outcome by outcome; it is never in memory as a whole.

        Args:
            path: the file; it is written whole or not at all.
            lang: the language of titles.

        Raises:
            OSError: the file cannot be written.
        """
        with new_text(path) as file:
            write_json(self, file, lang)

    def _repr_html_(self) -> str:
        from .html import result_html

        return result_html(self)

    def __repr__(self) -> str:
        """Pack, verdict and how many counties."""
        return f"<Result {self.pack.id}: {self.status}, counties: {len(self.counties)}, problems: {len(self.problems)}>"


def _handing(module: str) -> Any:
    """A module of what is handed on: it stands on results, and so is found by name when it is asked for."""
    return import_module(f".handing.{module}", __package__)
