"""Sections in runs: stage by stage, each stage by county, so that what is summed up stands together."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from .model import STAGES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .frame import Frame

__all__ = ["SLOTS", "Runs", "runs_of"]

SLOTS = len(STAGES) + 1
"""Slot 0 is that of an unknown stage, the others are those of the stages."""
_CELLS = 1 << 10
"""Values of several rows that are put into place in one call."""


@frozen(eq=False)
class Runs:
    """The sections stage by stage, each stage by county, so that every sum is over a run of them.

    Attributes:
        order: their positions in that order.
        starts: where each run begins.
        places: the stage slot and county of each run, as one number.
        counties: how many counties there are.
        strays: whether there are sections of unknown stage, which may belong to any.
    """

    order: NDArray[np.intp]
    starts: NDArray[np.intp]
    places: NDArray[np.intp]
    counties: int
    strays: bool

    def lengths(self) -> NDArray[np.intp]:
        """How many sections each run has."""
        found = np.empty_like(self.starts)
        if len(found):
            np.subtract(self.starts[1:], self.starts[:-1], out=found[:-1])
            found[-1] = len(self.order) - self.starts[-1]
        return found

    def added(self, values: NDArray[Any], out: NDArray[Any] | None = None) -> NDArray[Any]:
        """The sum of each run; of a table, per row."""
        if not len(self.starts):
            return np.zeros((*values.shape[:-1], 0), dtype=values.dtype)
        found: NDArray[Any] = np.add.reduceat(values, self.starts, axis=-1, out=out)
        return found

    def spread(self, found: NDArray[Any]) -> NDArray[Any]:
        """What is known of the runs by stage slot and county, 0 where there is no section; of a table, per row."""
        out = np.zeros((*found.shape[:-1], SLOTS * self.counties), dtype=found.dtype)
        together = self.together()
        if together is not None:
            out[..., together] = found
        elif found.ndim == 1 or found.size < _CELLS:
            out[..., self.places] = found
        else:  # one row at a time is quicker than a table
            for row, line in zip(out, found, strict=True):
                row[self.places] = line
        return out.reshape(*found.shape[:-1], SLOTS, self.counties)

    def together(self) -> slice | None:
        """The places of all runs, where none is left out between them, as where every county has the same stages."""
        if not len(self.places):
            return None
        first, last = int(self.places[0]), int(self.places[-1])
        return slice(first, last + 1) if last - first == len(self.places) - 1 else None

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """The sum of each run by stage slot and county; of a table, per row."""
        return self.spread(self.added(values))

    def sums_into(self, table: NDArray[Any], values: NDArray[Any]) -> None:
        """Writes what ``sums`` finds to a table of zeros."""
        together = self.together()
        if together is None:
            table[...] = self.sums(values)
        else:
            self.added(values, table.reshape(*table.shape[:-2], -1)[..., together])

    def any(self, truths: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether it holds for one section, by stage slot and county; of a table, per row."""
        if not len(self.starts):
            return self.spread(truths[..., :0])
        return self.spread(np.logical_or.reduceat(truths, self.starts, axis=-1))


def runs_of(frame: Frame) -> Runs:
    """The sections of a frame in runs; found out once."""
    found: Runs | None = frame.memo.get("runs of sections")
    if found is None:
        stage = frame.stage
        codes = range(int(stage.min()), int(stage.max()) + 1) if len(stage) else range(0)
        parts = [np.flatnonzero(stage == code) for code in codes]
        order = np.concatenate(parts) if parts else np.zeros(0, np.intp)
        edges = list(accumulate(map(len, parts), initial=0))
        counties = frame.count("county")
        if counties == 1:  # as most evaluations have it
            filled = [
                (start, code + 1) for start, end, code in zip(edges, edges[1:], codes, strict=False) if start < end
            ]
            starts, places = np.array(filled, np.intp).reshape(-1, 2).T
        else:
            county = frame.up("section", "county").take(order)
            first = np.ones(len(order), dtype=np.bool_)
            np.not_equal(county[1:], county[:-1], out=first[1:])
            first[[edge for edge in edges if edge < len(order)]] = True
            starts = np.flatnonzero(first)
            places = (stage[order[starts]].astype(np.intp) + 1) * counties + county[starts]
        strays = codes.start < 0
        found = frame.memo["runs of sections"] = Runs(order, starts, places, counties, strays)
    return found
