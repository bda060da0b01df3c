"""Charts of a result for notebooks, as ``result.plot``: heat map, distributions, coefficients of variation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..catalogue import label
from ..engine import MET, NOT_APPLICABLE, STATUSES, UNKNOWN, UNMET
from ..errors import DataError
from ..frame import Frame
from ..model import STAGES
from ..numerals import display_text, unit_text
from ..outcomes import where_of
from ..wide import mean_rows_of
from .charts import (
    SIGNS_OF,
    altair,
    axis_mean,
    bar_rows,
    cv_layers,
    cv_rows,
    distribution_layers,
    dressed,
    floor_of,
    heat_layers,
    line_rows,
    ordered,
    short_title,
)
from .distributions import distribution_of
from .report_cells import cells_of, is_number

if TYPE_CHECKING:
    from ..catalogue import Lang
    from ..plan import Step
    from ..result import Result
    from .distributions import Distribution
    from .report_cells import Cells

__all__ = ["Plots"]

_ROWS = 60
_WIDTH = 300


class Plots:
    """The charts of a result, as ``result.plot``: Altair charts to look at, change and save.

    Example:
        >>> import youzhi_rules as yz
        >>> rows = [{"school": "A", "stage": "primary", "students": 500, "pe_arts_teachers": 4}]
        >>> chart = yz.evaluate(rows).plot.distribution("pe_arts_teachers")
        >>> type(chart).__name__
        'LayerChart'
    """

    def __init__(self, result: Result) -> None:
        self.result = result

    def __repr__(self) -> str:
        """Which charts there are."""
        return "<plots: heatmap(), distribution(), cv()>"

    def heatmap(
        self, *, county: str | None = None, stage: str | None = None, rows: int = _ROWS, lang: Lang = "zh"
    ) -> Any:
        """Sections by indicators: colour for how much of the standard is reached, a sign for the status.

        Args:
            county: only this county.
            stage: only ``primary``, ``junior`` or ``senior``.
            rows: at most so many sections, those furthest from the standard; the title says of how many.
            lang: the language of the words.

        Returns:
            An ``altair.LayerChart``.

        Raises:
            DataError: there is no such county, nothing to draw, or Altair is not installed.
        """
        alt = altair()
        steps = [(index, step) for index, step in self._numbered() if step.level == "section"]
        units = self._units("section", county, stage)
        if not steps or not units:
            raise DataError.of("plot-no-numbers", wanted="heatmap")
        frame = self._frame()
        columns = [(step, cells_of(self.result, index, frame, lang)) for index, step in steps]
        worst = sorted(units, key=lambda unit: (-sum(_lacking(cells, unit) for _, cells in columns), unit))[:rows]
        data = []
        for place, unit in enumerate(worst):
            name = self._name(frame, unit, lang, with_county=county is None and len(self.result.counties) > 1)
            for column, (step, cells) in enumerate(columns):
                row, head = ordered(place, name), ordered(column, short_title(step.title.say(lang), lang))
                data.append({"row": row, "column": head, "name": name, **_heat_cell(step, cells, unit, lang)})
        told = (
            label("plot_furthest", lang).format(count=len(units), shown=len(worst)) if len(worst) < len(units) else ""
        )
        title = alt.TitleParams(label("report_heatmap", lang), subtitle=told, anchor="start")
        chart = heat_layers(alt.InlineData(values=data), lang)
        return dressed(chart.properties(title=title, width={"step": 62}, height={"step": 20}))

    def distribution(
        self, rule: str | None = None, *, county: str | None = None, stage: str | None = None, lang: Lang = "zh"
    ) -> Any:
        """How the units are spread: bars of counts, with the standard, the floor, and the county's mean and CV.

        Args:
            rule: only this rule; else all indicators of sections.
            county: only this county.
            stage: only this stage.
            lang: the language of the words.

        Returns:
            An ``altair.LayerChart``, or several in an ``altair.ConcatChart``.

        Raises:
            PackError: the pack has no such rule.
            DataError: there is no such county, nothing to draw, or Altair is not installed.
        """
        alt = altair()
        self.result.outcomes(rule, county=county)  # sees to it that there are such a rule and such a county
        frame, charts = self._frame(), []
        for index, step in self._numbered():
            if rule not in {None, step.id} or (rule is None and step.level != "section"):
                continue
            cells = cells_of(self.result, index, frame, lang)
            for part in STAGES if step.level == "section" else (None,):
                if part is not None and stage not in {None, part}:
                    continue
                units = [unit for unit in self._units(step.level, county, part) if _judged(cells, unit)]
                found = distribution_of(step, (cells.numbers[unit] for unit in units))
                if found is not None:
                    charts.append(self._histogram(step, part, county, found, lang))
        if not charts:
            raise DataError.of("plot-no-numbers", wanted=rule or "distribution")
        return dressed(charts[0] if len(charts) == 1 else alt.concat(*charts, columns=2))

    def _histogram(self, step: Step, stage: str | None, county: str | None, found: Distribution, lang: Lang) -> Any:
        alt = altair()
        name = step.title.say(lang) + (f" · {label(stage, lang)}" if stage else "")
        told, mean = [unit_text(step.unit, lang)], None
        places = list(self.result.counties)
        if county is not None or len(places) == 1:
            for row in mean_rows_of(self.result, 0 if county is None else places.index(county), lang):
                if row["rule"] == f"{step.id}_cv" and row["stage"] in {None, stage} and row["cv"] is not None:
                    mean = axis_mean(step, row)
                    cv = display_text(row["cv"], None, row["limit"], 3)
                    word = f"{SIGNS_OF[row['status']]} {label(row['status'], lang)}"
                    told.append(f"CV {cv} ≤ {display_text(row['limit'])} {word}")
        title = alt.TitleParams(name, subtitle=" · ".join(filter(None, told)), anchor="start")
        bars = alt.InlineData(values=bar_rows(found, lang))
        lines = alt.InlineData(values=line_rows(found, floor_of(self.result, step), mean, lang))
        return distribution_layers(bars, lines, lang).properties(title=title, width=_WIDTH, height=110)

    def cv(self, *, county: str | None = None, lang: Lang = "zh") -> Any:
        """Coefficients of variation by indicator and stage, each with its limit; a point is a county.

        Args:
            county: only this county.
            lang: the language of the words.

        Returns:
            An ``altair.LayerChart``.

        Raises:
            DataError: there is no such county, nothing to draw, or Altair is not installed.
        """
        alt = altair()
        self.result.outcomes(county=county)  # sees to it that there is such a county
        data = [
            row
            for index, name in enumerate(self.result.counties)
            if county in {None, name}
            for row in cv_rows(mean_rows_of(self.result, index, lang), lang)
        ]
        if not data:
            raise DataError.of("plot-no-numbers", wanted="cv")
        return dressed(cv_layers(alt.InlineData(values=data), lang).properties(width=_WIDTH, height={"step": 18}))

    def _numbered(self) -> list[tuple[int, Step]]:
        """The rules that hold numbers of sections, schools and towns against limits."""
        return [
            (index, step)
            for index, step in enumerate(self.result.plan.steps)
            if is_number(step) and step.level in {"section", "school", "town"}
        ]

    def _frame(self) -> Frame:
        return Frame(self.result.data, 0, len(self.result.data.units.counties))

    def _units(self, level: str, county: str | None, stage: str | None) -> list[int]:
        """The units of a level, of all counties or one, of all stages or one."""
        frame = self._frame()
        wanted = None if county is None else list(self.result.counties).index(self.result.counties[county].name)
        counties = frame.up(level, "county").tolist()
        stages = _stages(frame) if level == "section" else [None] * len(counties)
        return [
            unit
            for unit, (place, part) in enumerate(zip(counties, stages, strict=True))
            if wanted in {None, place} and stage in {None, part}
        ]

    def _name(self, frame: Frame, section: int, lang: Lang, *, with_county: bool) -> str:
        where = where_of(self.result.data, frame, "section", section)
        parts = [where["county"] if with_county else None, where["school_name"]]
        parts.append(label(where["stage"], lang) if where["stage"] else None)
        return " ".join(part for part in parts if part)


def _lacking(cells: Cells, unit: int) -> int:
    """How much of what is asked a unit lacks, in thousandths."""
    reach = cells.reach[unit]
    return 0 if reach is None or cells.codes[unit] != UNMET else max(1, 1000 - reach)


def _heat_cell(step: Step, cells: Cells, unit: int, lang: Lang) -> dict[str, Any]:
    status, reach, bound = STATUSES[cells.codes[unit]], cells.reach[unit], cells.bound[unit]
    return {
        "title": step.title.say(lang),
        "reach": None if reach is None or cells.codes[unit] not in {MET, UNMET} else reach / 1000,
        "status": status,
        "sign": SIGNS_OF[status],
        "value": None if cells.codes[unit] == NOT_APPLICABLE else cells.values[unit],
        "limit": cells.bounds[bound] if bound >= 0 else None,
        "word": label(status, lang),
    }


def _judged(cells: Cells, unit: int) -> bool:
    return cells.codes[unit] in {MET, UNMET, UNKNOWN}


def _stages(frame: Frame) -> list[str | None]:
    return [STAGES[code] if code >= 0 else None for code in frame.stage.tolist()]
