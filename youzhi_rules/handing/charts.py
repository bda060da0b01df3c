"""What the charts of notebooks and of the report are made of: their layers in Altair, and the rows of data they draw.

Colours (Okabe and Ito) are told apart by all eyes, and no status is told by colour alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..catalogue import label
from ..errors import DataError
from ..numerals import rounded_text
from ..plan import QuotaOf

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from ..catalogue import Lang
    from ..plan import Step
    from ..result import Result
    from .distributions import Distribution

__all__ = [
    "SIGNS_OF",
    "altair",
    "axis_mean",
    "bar_rows",
    "cv_layers",
    "cv_rows",
    "distribution_layers",
    "dressed",
    "floor_of",
    "heat_layers",
    "line_rows",
    "ordered",
    "short_title",
]

MEETS, BELOW, NEUTRAL = "#0072B2", "#D55E00", "#444444"
"""Blue and vermilion of Okabe and Ito."""
SIGNS_OF = {"met": "✓", "unmet": "✗", "unknown": "?", "not_applicable": "–", "not_due": "◷"}
FONT = "system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_SHADES = ("#D55E00", "#F5C6A0", "#F4F4F0", "#A9CFE8", "#0072B2")
_REACHES = (0.6, 0.9, 1.0, 1.2, 1.8)
_PALE = "#E4E4E4"
_KEY = 6
_SHORT_ZH, _SHORT_EN = 11, 24


def altair() -> Any:
    """The library Altair, imported when it is needed.

    Raises:
        DataError: it is not installed (``report-extra-missing``).
    """
    try:
        import altair as alt
    except ModuleNotFoundError:
        raise DataError.of("report-extra-missing", package="altair") from None
    return alt


def dressed(chart: Any) -> Any:
    """A chart in the type of the report, without a frame."""
    return chart.configure(font=FONT).configure_view(stroke=None).configure_title(fontSize=13, subtitleColor="#444444")


def ordered(place: int, name: str) -> str:
    """A name behind its place in six digits: axes sort by the one and show the other, and equal names stay apart.

    Example:
        >>> ordered(7, "中心小学")
        '000007中心小学'
    """
    return f"{place:0{_KEY}}{name}"


def bar_rows(found: Distribution, lang: Lang) -> list[dict[str, Any]]:
    """The bars of a distribution as rows of data: numbers for the chart, words for its table."""
    rows = []
    for bar in found.bars:
        start, end = (rounded_text(edge, None, 3) for edge in (bar.start, bar.end))
        told = label("report_and_up", lang).format(value=start) if bar.open_end else f"{start} – {end}"
        side = label("report_meets" if bar.meets else "report_below", lang)
        rows.append({"from": float(bar.start), "to": float(bar.end), "count": bar.count, "range": told, "side": side,
                     "meets": int(bar.meets)})  # fmt: skip
    return rows


def line_rows(found: Distribution, floor: Fraction | None, mean: float | None, lang: Lang) -> list[dict[str, Any]]:
    """The lines of a distribution: the standard, the floor, the county's mean.

    Args:
        found: the distribution.
        floor: the share of the standard that a quota asks of every rule, or None.
        mean: the mean of the county in the unit of the axis, or None.
        lang: the language of the words.
    """
    rows = [{"at": float(found.scale), "kind": "standard", "text": label("report_standard", lang)}]
    if floor is not None:
        rows.append({"at": float(found.scale * floor), "kind": "floor", "text": label("report_floor", lang)})
    if mean is not None and not found.relative:
        rows.append({"at": mean, "kind": "mean", "text": label("report_mean", lang)})
    return rows


def distribution_layers(bars: Any, lines: Any, lang: Lang) -> Any:
    """The chart of one distribution: bars, and lines across them.

    Args:
        bars: data after ``bar_rows``.
        lines: data after ``line_rows``.
        lang: the language of the words.
    """
    alt = altair()
    x = alt.X("from:Q", title=None, scale=alt.Scale(zero=False, nice=False, padding=6), axis=alt.Axis(grid=False))
    count = alt.Y("count:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=3))
    colour = alt.condition("datum.meets == 1", alt.value(MEETS), alt.value(BELOW))
    edge = alt.condition("datum.meets == 1", alt.value("#ffffff"), alt.value("#5c2700"))
    told = [
        alt.Tooltip("range:N", title=label("report_range", lang)),
        alt.Tooltip("count:Q", title=label("report_count", lang)),
        alt.Tooltip("side:N", title=label("report_side", lang)),
    ]
    drawn = alt.Chart(bars).mark_bar(strokeWidth=0.8).encode(
        x=x, x2="to:Q", y=count, y2=alt.datum(0), color=colour, stroke=edge, tooltip=told
    )  # fmt: skip
    dash = alt.StrokeDash(
        "kind:N",
        scale=alt.Scale(domain=["standard", "floor", "mean"], range=[[1, 0], [7, 4], [2, 3]]),
        legend=None,
    )
    rules = alt.Chart(lines).mark_rule(strokeWidth=1.6, color="#111111").encode(
        x="at:Q", strokeDash=dash, tooltip=[alt.Tooltip("text:N", title=" "), alt.Tooltip("at:Q", title=" ")]
    )  # fmt: skip
    return alt.layer(drawn, rules)


def heat_layers(cells: Any, lang: Lang) -> Any:
    """The heat map: a row a unit, a column a rule; colour for how much of the standard, a sign for the status.

    Args:
        cells: data with ``row`` and ``column`` (six digits for the order, then the name), ``reach`` (the share of the
            standard, or None), ``status``, ``sign`` and ``value``.
        lang: the language of the words.
    """
    alt = altair()
    names = f"slice(datum.value, {_KEY})"
    across = alt.Axis(orient="top", labelAngle=-50, labelLimit=170, title=None, labelExpr=names, ticks=False)
    down = alt.Axis(title=None, labelLimit=150, labelExpr=names, ticks=False, domain=False)
    base = alt.Chart(cells).encode(x=alt.X("column:N", axis=across), y=alt.Y("row:N", axis=down))
    scale = alt.Scale(domain=list(_REACHES), range=list(_SHADES), clamp=True, interpolate="rgb")
    legend = alt.Legend(title=label("report_reach", lang), format="%", orient="bottom", gradientLength=200)
    told = [
        alt.Tooltip("name:N", title=label("name", lang)),
        alt.Tooltip("title:N", title=label("title", lang)),
        alt.Tooltip("value:N", title=label("value", lang)),
        alt.Tooltip("limit:N", title=label("limit", lang)),
        alt.Tooltip("word:N", title=label("status", lang)),
    ]
    # What has no number is left out of the coloured boxes, so that the pale ones below them show.
    pale = base.mark_rect(fill=_PALE, stroke="white", strokeWidth=1, cursor="pointer").encode(tooltip=told)
    boxes = base.mark_rect(stroke="white", strokeWidth=1, cursor="pointer").encode(
        color=alt.Color("reach:Q", scale=scale, legend=legend), tooltip=told
    )
    dark = alt.expr(f"isValid(datum.reach) && (datum.reach <= {_REACHES[0] + 0.12} || datum.reach >= 1.55)"
                    " ? 'white' : '#1a1a1a'")  # fmt: skip
    text = alt.expr("bandwidth('x') > 54 && datum.value ? datum.sign + ' ' + datum.value : datum.sign")
    signs = base.mark_text(fontSize=11, text=text, color=dark, cursor="pointer").encode(tooltip=told)
    return alt.layer(pale, boxes, signs)


def cv_layers(points: Any, lang: Lang) -> Any:
    """Coefficients of variation against their limits: a sign per county and stage, a tick for the limit.

    Args:
        points: data with ``title``, ``short``, ``cv``, ``limit``, ``stage``, ``status`` and ``word``.
        lang: the language of the words.
    """
    alt = altair()
    row = alt.Y("short:N", sort=None, title=None, axis=alt.Axis(labelLimit=180, grid=True, ticks=False))
    x = alt.X("cv:Q", title=label("cv", lang), scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=6))
    word = alt.Tooltip("word:N", title=label("status", lang))
    told = [alt.Tooltip(f"{key}:N", title=label(key, lang)) for key in ("county", "title", "stage")]
    told += [alt.Tooltip(f"{key}:Q", title=label(key, lang), format=".3f") for key in ("cv", "limit")]
    base = alt.Chart(points).encode(y=row, yOffset=alt.YOffset("stage:N", sort=None))
    known = list(SIGNS_OF)
    colours = [MEETS, BELOW, NEUTRAL, NEUTRAL, NEUTRAL]
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=x,
        color=alt.Color("status:N", scale=alt.Scale(domain=known, range=colours), legend=None),
        shape=alt.Shape(
            "status:N",
            scale=alt.Scale(domain=known, range=["circle", "cross", "square", "square", "square"]),
            legend=None,
        ),
        tooltip=[*told, word],
    )
    ticks = base.mark_tick(color="#111111", thickness=2, size=14).encode(x="limit:Q", tooltip=told)
    names = base.mark_text(align="left", dx=8, fontSize=10).encode(x=x, text="stage:N", tooltip=[*told, word])
    return alt.layer(ticks, dots, names)


def short_title(title: str, lang: Lang) -> str:
    """A title for the head of a narrow column: the end of a Chinese one, the beginning of an English one.

    Example:
        >>> (
        ...     short_title("每百名学生拥有高于规定学历教师数", "zh"),
        ...     short_title("Teaching and auxiliary rooms per pupil", "en"),
        ... )
        ('…有高于规定学历教师数', 'Teaching and auxiliary …')
    """
    if lang == "zh":
        return title if len(title) <= _SHORT_ZH else "…" + title[1 - _SHORT_ZH :]
    return title if len(title) <= _SHORT_EN else title[: _SHORT_EN - 1] + "…"


def axis_mean(step: Step, row: dict[str, Any] | None) -> float | None:
    """The mean in a row of ``mean_rows_of``, in the unit of the axis: shares are per cent there."""
    mean: float | None = row["mean"] if row is not None else None
    return mean * 100 if mean is not None and step.unit == "%" else mean


def cv_rows(means: Iterable[dict[str, Any]], lang: Lang) -> list[dict[str, Any]]:
    """The coefficients of a county, those that are known, as rows of data.

    Args:
        means: what ``mean_rows_of`` gives of the county.
        lang: the language of the words.
    """
    return [
        {
            "county": row["county"],
            "title": row["title"],
            "short": short_title(row["title"], lang),
            "stage": label(row["stage"], lang) if row["stage"] else "",
            "cv": row["cv"],
            "limit": row["limit"],
            "status": row["status"],
            "word": f"{SIGNS_OF[row['status']]} {label(row['status'], lang)}",
        }
        for row in means
        if row["cv"] is not None
    ]


def floor_of(result: Result, step: Step) -> Fraction | None:
    """The share of its limit that a quota asks of a step it counts, or None; of several quotas the greatest."""
    index = result.plan.steps.index(step)
    quotas = (other.test for other in result.plan.steps if isinstance(other.test, QuotaOf))
    return max((test.rest for test in quotas if index in test.steps and test.rest is not None), default=None)
