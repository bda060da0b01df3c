"""Growth curves as pictures: median times over a size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair  # noqa: ICN001 - `alt` is the same without types, below
from growth import EACH, MANY

if TYPE_CHECKING:
    from pathlib import Path

    from growth import Growth

alt: Any = altair  # its own types do not hold charts made piece by piece
_COLOURS = {
    "youzhi_rules": "#c0392b",
    "numpy kernel": "#555555",
    "polars": "#0075a8",
    "DuckDB": "#b58900",
    MANY: "#c0392b",
    EACH: "#8e8e8e",
}
_TICKS = [step * 10.0**power for power in range(-2, 6) for step in (1, 2, 5)]
_FONT = "DejaVu Sans, Arial, sans-serif"


def draw(growth: Growth, path: Path) -> None:
    """Write the curves of one axis as SVG.

    A dashed line shows, where ours is to be linear, how it would go from its last point back if it were exactly so.
    """
    points = [
        {"engine": curve.name, "size": size, "ms": timing.median * 1000}
        for curve in growth.curves
        for size, timing in zip(curve.sizes, curve.timings, strict=True)
    ]
    ours, names = growth.curves[0], [curve.name for curve in growth.curves]
    x = alt.X("size:Q", title=growth.axis).axis(format=",d", values=list(ours.sizes))
    y = alt.Y("ms:Q", title="milliseconds, median")
    if growth.logarithmic:
        x = x.scale(type="log", domain=[ours.sizes[0], ours.sizes[-1]], nice=False)
        y = y.scale(type="log").axis(format="~g", values=_TICKS)
    else:
        x = x.scale(domain=[0, ours.sizes[-1]])
    colour = alt.Color("engine:N", title=None, legend=alt.Legend() if len(names) > 1 else None)
    colour = colour.scale(domain=names, range=[_COLOURS[name] for name in names])
    chart = alt.Chart(alt.InlineData(values=points)).mark_line(point={"size": 40}, strokeWidth=2)
    chart = chart.encode(x=x, y=y, color=colour)
    if growth.straight:
        last = ours.timings[-1].median * 1000
        line = [{"size": size, "ms": last * size / ours.sizes[-1]} for size in ours.sizes]
        dashes = alt.Chart(alt.InlineData(values=line)).mark_line(strokeDash=[4, 4], color="#aaaaaa", strokeWidth=1)
        chart = alt.layer(dashes.encode(x=x, y=y), chart)
    chart = chart.properties(width=460, height=280, background="white").configure(font=_FONT)
    chart = chart.configure_view(strokeWidth=0).configure_axis(gridColor="#eeeeee", labelFontSize=11, titleFontSize=12)
    chart.save(str(path))
