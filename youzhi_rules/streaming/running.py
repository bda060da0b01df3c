"""A run over a source: its batches evaluated in turn, with what has to be known of those before."""

from __future__ import annotations

import hashlib
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, evolve, field, frozen

from ..api import evaluate
from ..dataset import Dataset, Keys, Units
from ..identity import key_text
from ..ledger import in_order
from ..notices import notices_of
from ..records import Records
from ..tables import Table
from .area_shares import area_shares, rank
from .clusters import Batch, batches
from .headers import keys_of
from .pieces import alike
from .remarks_together import Together
from .tally import Tally

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from ..errors import Problem
    from ..plan import Plan
    from ..result import Result
    from .area_shares import AreaShares
    from .pieces import Source

__all__ = ["Run", "Step"]


@frozen(eq=False)
class Step:
    """What one batch came to.

    Attributes:
        result: its result.
        problems: what is wrong with single records of it.
        final: whether it is the last one.
    """

    result: Result
    problems: Sequence[Problem]
    final: bool


@define(eq=False)
class Run:
    """A run, and what it remembers of the batches before: all that does not grow with the rows.

    Attributes:
        plan: the pack.
        source: where the rows come from.
        layers: the tables of areas.
        told: what their reading found.
        as_of: the day the evaluation speaks of.
        strict: whether errors in the data end the run.
        rows: how many rows make a batch.
        done: how many rows of the source are done.
        over: whether all are.
        tally: what the results came to.
        together: problems that speak of no record.
        counties: the counties whose rows have ended, and the cities where these stand together.
        judged: the counties with a verdict.
        without: those of them without schools.
        towns: the towns that were, and the cities: a pack may name some.
        waiting: how many rows wait for the last batch.
        last_words: what is said of the whole source, when it is over.
    """

    plan: Plan
    source: Source
    layers: Sequence[Table]
    told: Sequence[Problem]
    as_of: dt.date | str | None
    strict: bool
    rows: int
    done: int = 0
    over: bool = False
    tally: Tally = field(factory=Tally)
    together: Together = field(factory=Together)
    counties: set[str] = field(factory=set)
    cities: set[str] = field(factory=set)
    judged: set[str] = field(factory=set)
    without: set[str] = field(factory=set)
    towns: set[str] = field(factory=set)
    named_cities: set[str] = field(factory=set)
    waiting: int = 0
    last_words: tuple[Problem, ...] = ()

    def steps(self) -> Iterator[Step]:
        """The batches from here on, evaluated.

        Raises:
            DataError: as ``evaluate_stream`` says.
        """
        pieces = alike(self.source.pieces(0 if self.waiting else self.done))
        first = next(pieces, None)
        headers = first.table.headers if first is not None else ()
        if first is None or not headers:
            nothing = Batch(Table({}, 0), (), 0, (), final=True, alone=True, waiting=0)
            yield self._step(nothing, area_shares(self.layers, self.plan.facts, by_city=False), {""})
            return
        keys = keys_of(headers, self.plan, first.file, self.source.sort_with)
        by_city = keys.group == "city"
        shares = area_shares(self.layers, self.plan.facts, by_city=by_city)
        shares.pass_over(self.judged, self.cities if by_city else {""} if self.done else set())
        closed = (self.counties, self.cities)
        for batch in batches(chain([first], pieces), keys, self.rows, closed, self.done):
            yield self._step(batch, shares, _keys_in(batch.table, keys.headers["city"]) if by_city else {""})

    @property
    def areas_digest(self) -> str | None:
        """A sha256 of what the tables of areas say, None where there are none."""
        if not self.layers:
            return None
        told = [{header: list(map(str, cells)) for header, cells in table.columns.items()} for table in self.layers]
        return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()

    def _step(self, batch: Batch, shares: AreaShares, cities: set[str]) -> Step:
        notes = [*batch.notes, *(() if self.done else self.told)]
        if batch.alone:
            layers = shares.whole()
        else:
            notes += () if self.done else shares.of_nobody()
            last = max(batch.counties, key=rank, default="") if self.source.in_order and cities == {""} else None
            layers = shares.share(batch.counties, cities, until=last, rest=batch.final)
        tables = (evolve(batch.table, name=None),)
        records = Records(tables, tuple(layers), tuple(notes))
        result = evaluate(records, self.plan.pack, as_of=self.as_of, strict=self.strict)
        # What a pack says of counties that are not there is said of all counties, at the end.
        result = evolve(result, memo={"problems": result.data.problems})
        self._remember(result)
        problems = self.together.add(result.data.problems)
        self.tally = self.tally.plus(result).with_problems(problems)
        self.done, self.waiting, self.over = batch.last, batch.waiting, batch.final
        if batch.final:
            schooled = self.judged - self.without
            everywhere = shares.without_schools(schooled) if schooled else []
            self.last_words = (*self._notices(), *in_order([*self.together.told(), *everywhere]))
            self.tally = self.tally.with_problems(self.last_words)
        return Step(result, problems, batch.final)

    def _remember(self, result: Result) -> None:
        units = result.data.units
        counties = units.counties.texts()
        taught = set(units.school_county.tolist())
        self.judged.update(counties)
        self.without.update(county for at, county in enumerate(counties) if at not in taught)
        self.towns.update(units.towns.texts())
        self.named_cities.update(units.cities.texts())

    def _notices(self) -> Sequence[Problem]:
        """What is worth knowing about the pack with all counties, towns and cities in view."""
        none = np.zeros(0, np.intp)
        counties = sorted(self.judged, key=rank)
        units = Units(
            none, none.astype(np.int8), none, none, none, none, Keys([]), Keys(sorted(self.towns)), Keys(counties),
            Keys(sorted(self.named_cities)),
        )  # fmt: skip
        return notices_of(self.plan, Dataset(units, {}, {}, self.plan.facts))


def _keys_in(table: Table, header: str) -> set[str]:
    """The keys in a column."""
    return {key for cell in table.columns.get(header, ()) if (key := key_text(cell)) is not None}
