"""``evaluate_stream``: records larger than memory, evaluated batch by batch of whole counties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from ..api import plan_of
from ..errors import DataError
from ..loading import load_pack
from ..model import Pack
from .area_shares import area_layers
from .headers import keys_of
from .running import Run
from .sources import open_source

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Callable, Iterator, Mapping

    from ..catalogue import Lang
    from ..errors import Problem
    from ..result import Result
    from .running import Step
    from .tally import Tally

__all__ = ["ROWS", "Stream", "evaluate_stream", "run_over"]

ROWS = 65_536
"""Rows in a batch."""


def evaluate_stream(
    source: Any,
    pack: str | os.PathLike[str] | Pack = "national-2017",
    area_records: Any = None,
    as_of: dt.date | str | None = None,
    *,
    strict: bool = False,
    sort: bool = False,
    rows: int = ROWS,
    progress: Callable[[int, int | None], None] | None = None,
) -> Stream:
    """The verdicts on records that need not fit into memory, as results of some whole counties each.

    The rows of a county must stand together; so must those of a city where the pack has rules of cities. Every status,
    value and gap is what ``evaluate`` finds in all rows at once, whatever ``rows`` is.

    Args:
        source: a Parquet, CSV or Arrow file, a folder or a pattern, or several; a ``RecordBatchReader`` or dataset of
            Arrow; a ``LazyFrame`` of polars; a relation of DuckDB; what ``evaluate`` takes, or an iterable of such
            tables.
        pack: the id of a pack, the path of its folder, or a ``Pack``.
        area_records: as for ``evaluate``, or ``Records``; it has to fit into memory.
        as_of: as for ``evaluate``.
        strict: raise at the first batch whose data have errors, instead of taking what is wrong as missing.
        sort: let the source's own engine sort it by county first: Parquet files, a lazy frame or a relation.
        rows: how many rows make a batch. Memory holds a few batches, or the largest county where that is larger.
        progress: called after each batch with the rows done and their number, which is None where nobody knows it.

    Returns:
        An iterator of ``Result``; its ``tally`` adds them up, its ``problems`` are those of the source as a whole.

    Raises:
        DataError: as ``evaluate``, when the rows concerned are reached; ``county-not-together``: a county comes back;
            ``stream-no-county``, ``stream-columns-differ``, ``stream-source-kind`` and others of streams.

    Example:
        >>> schools = {"county": ["A", "A", "B"], "school": [1, 2, 3], "stage": ["primary"] * 3}
        >>> stream = evaluate_stream(schools, rows=2)
        >>> [list(result.counties) for result in stream], stream.tally.sections
        ([['A'], ['B']], 3)
    """
    return Stream(run_over(source, pack, area_records, as_of, strict=strict, sort=sort, rows=rows), progress)


def run_over(
    source: Any,
    pack: str | os.PathLike[str] | Pack,
    area_records: Any,
    as_of: dt.date | str | None,
    *,
    strict: bool,
    sort: bool,
    rows: int,
) -> Run:
    """A run that has not begun; the arguments are those of ``evaluate_stream``."""
    if rows < 1:
        raise DataError.of("stream-rows", value=repr(rows))
    plan = plan_of(pack if isinstance(pack, Pack) else load_pack(pack))
    layers, told = area_layers(source, area_records, plan.facts)
    opened = open_source(
        source, rows=rows, sort=sort, facts=plan.facts, keys=lambda headers: keys_of(headers, plan, "sort=True").by
    )
    return Run(plan, opened, layers, told, as_of, strict, rows)


class Stream:
    """Results one after the other, each of some whole counties.

    Attributes:
        run: how far it has come.
    """

    def __init__(self, run: Run, progress: Callable[[int, int | None], None] | None = None) -> None:
        self.run = run
        self._progress = progress
        self._steps: Iterator[Step] = run.steps()

    def __iter__(self) -> Self:
        """The stream itself: it can be gone through once."""
        return self

    def __next__(self) -> Result:
        """The result of the next counties."""
        step = next(self._steps)
        if self._progress is not None:
            self._progress(self.run.done, self.run.source.total)
        return step.result

    def save(
        self,
        folder: str | os.PathLike[str],
        *,
        outcomes: Mapping[str, str] | None = None,
        lang: Lang = "zh",
        fresh: bool = False,
    ) -> Tally:
        """Go through the whole stream and put what it finds into a folder; taken up again where it was interrupted.

        The folder gets ``counties.jsonl`` (a county a line, as in the JSON of results), ``problems.jsonl``,
        ``summary.json``, ``outcomes.jsonl`` if asked for, and ``progress.json``. Every batch is on the disk before the
        next one begins. However often a run is interrupted, even by the end of its process, and taken up again, the
        files come out with the same bytes.

        Args:
            folder: the folder; it is made where it is not there.
            outcomes: which outcomes are written, by the filters of ``Result.outcomes``: ``{"status": "unmet"}``, ``{}``
                for all, None for none.
            lang: the language of the titles in outcomes.
            fresh: begin anew, whatever the folder holds of an earlier run.

        Returns:
            What all results come to.

        Raises:
            DataError: as going through the stream; the folder holds another run (``stream-differs``: it tells what
                differs), what is none (``stream-folder-used``) or a damaged one (``stream-folder-damaged``); or the
                stream was begun already (``stream-begun``).
            OSError: the folder cannot be written.

        Example:
            >>> import tempfile
            >>> schools = {"county": ["A", "A", "B"], "school": [1, 2, 3], "stage": ["primary"] * 3}
            >>> evaluate_stream(schools, rows=2).save(tempfile.mkdtemp()).counties
            {'unknown': 2}
        """
        from .folder import save

        if self.run.done:
            raise DataError.of("stream-begun")
        return save(self.run, folder, outcomes, lang, fresh=fresh, progress=self._progress)

    @property
    def tally(self) -> Tally:
        """What the results so far come to."""
        return self.run.tally

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is said of the source or the pack as a whole, of columns and of counties without schools; at the end.

        What is said of single records stands in the ``problems`` of their result.
        """
        return self.run.last_words
