"""Records of areas shared out: each batch gets those of its own counties and cities, so that nothing is said twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, evolve, frozen

from ..areas import called, find_areas
from ..errors import near
from ..headings import understand
from ..identity import NOBODY, key_text
from ..intake import area_table
from ..ledger import Ledger
from ..records import Records
from ..rows import read_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ..areas import Area
    from ..dictionary import Facts
    from ..errors import Problem
    from ..tables import Table

__all__ = ["AreaShares", "area_layers", "area_shares", "rank"]

_NEAREST = 20
"""As many areas without schools are held against the counties there are, to see which may be meant."""


def rank(key: str) -> tuple[int, str]:
    """How a key sorts among keys: shorter ones first.

    Example:
        >>> sorted(["10", "9"], key=rank)
        ['9', '10']
    """
    return len(key), key


def area_layers(source: Any, area_records: Any, facts: Facts) -> tuple[list[Table], list[Problem]]:
    """The tables of areas that a source and its caller give, each over those before it, and the problems they bring."""
    layers: list[Table] = []
    problems: list[Problem] = []
    if isinstance(source, Records):
        layers += [table for table in source.areas if table.rows]
        problems += source.problems
    if isinstance(area_records, Records):
        layers += [*area_records.areas, *area_records.schools]
        problems += area_records.problems
    elif area_records is not None:
        layers.append(area_table(area_records, facts))
    return layers, problems


@frozen(eq=False)
class _Layer:
    """One table of areas, and which of its rows are whose."""

    table: Table
    counties: dict[str, list[int]]
    cities: dict[str, list[int]]
    nobody: list[int]


@define(eq=False)
class AreaShares:
    """Who gets which rows of the tables of areas.

    Attributes:
        facts: the dictionary.
        layers: the tables.
        counties: the counties that they name, in order.
        left: those of them that no batch had yet, in order.
        recorded: those with a record of their own.
        cities: the cities with a record that no batch had yet.
    """

    facts: Facts
    layers: list[_Layer]
    counties: list[str]
    left: list[str]
    recorded: frozenset[str]
    cities: list[str]

    def share(
        self, counties: Collection[str], cities: Collection[str], *, until: str | None, rest: bool
    ) -> list[Table]:
        """The tables for one batch; what it gets is given away.

        Args:
            counties: the counties of the batch.
            cities: its cities.
            until: with a source in order, the last county of the batch: those without schools before it are in it, too.
            rest: whether it is the last batch, which gets all that is left.
        """
        last = None if until is None else rank(until)
        without = [each for each in self.left if rest or (last is not None and rank(each) <= last)]
        mine = {*counties, *without}
        self.left = [each for each in self.left if each not in mine]
        towns = set(self.cities) if rest else set(cities) & set(self.cities)
        self.cities = [each for each in self.cities if each not in towns]
        found = []
        for layer in self.layers:
            rows = [row for each in mine for row in layer.counties.get(each, ())]
            rows += [row for each in towns for row in layer.cities.get(each, ())]
            if rows:
                found.append(layer.table.take(sorted(rows)))
        return found

    def whole(self) -> list[Table]:
        """All tables as they are, for a batch that is the whole source."""
        self.left, self.cities = [], []
        return [layer.table for layer in self.layers]

    def pass_over(self, counties: Collection[str], cities: Collection[str]) -> None:
        """Leave out what batches before had, when a run is taken up again."""
        self.left = [each for each in self.left if each not in counties]
        self.cities = [each for each in self.cities if each not in cities]

    def of_nobody(self) -> list[Problem]:
        """What is wrong with the records that do not say which county they are of, where there are several."""
        ledger = Ledger()
        for layer in self.layers:
            if not layer.nobody:
                continue
            rows = read_rows([layer.table.take(layer.nobody)], self.facts, ledger)
            called(rows, find_areas(rows, ledger), (), ledger)
            for header, finding in rows.findings:
                record = None if finding.severity == "note" else NOBODY
                place = rows.place(finding.row, header) if record else None
                told = {**finding.params, "value": finding.value}
                ledger.add(finding.severity, finding.code, record, header, place=place, **told)
        return ledger.entries

    def without_schools(self, there: Collection[str]) -> list[Problem]:
        """The counties that have records and no schools, with the county that may be meant.

        Args:
            there: the counties that have schools.
        """
        news = [each for each in self.counties if each not in there]
        alike = sorted(set(there) - self.recorded) if len(news) <= _NEAREST else []
        ledger = Ledger()
        for name in sorted(news):
            ledger.note("area-without-schools", name, None, near=near(name, alike))
        return ledger.entries


def area_shares(layers: Iterable[Table], facts: Facts, *, by_city: bool) -> AreaShares:
    """Who gets which rows of some tables of areas.

    Args:
        layers: the tables.
        facts: the dictionary.
        by_city: whether batches are of whole cities. Else no rule asks for what cities have, and their records go with
            the first batch.
    """
    found: list[_Layer] = []
    named: set[str] = set()
    recorded: set[str] = set()
    for table in layers:
        layer = _Layer(table, {}, {}, [])
        areas, alive = _areas_of(table, facts)
        headers, _ = understand(table, facts, Ledger())
        keys = {key: table.columns[header] for key, header in headers.items()}
        for row in range(table.rows):
            area = areas.get(row)
            level = area.level if area else None
            county, city = (key_text(keys[key][row]) if key in keys else None for key in ("county", "city"))
            if level == "city" and city is not None:
                layer.cities.setdefault(city if by_city else "", []).append(row)
            elif level == "city" or county is None or row not in alive:
                layer.nobody.append(row)
            else:
                layer.counties.setdefault(county, []).append(row)
                named |= {county} if level else set()
                recorded |= {county} if level == "county" else set()
        found.append(layer)
    counties = sorted(named, key=rank)
    cities = sorted({each for layer in found for each in layer.cities}, key=rank)
    return AreaShares(facts, found, counties, counties, frozenset(recorded), cities)


def _areas_of(table: Table, facts: Facts) -> tuple[dict[int, Area], set[int]]:
    """The area of each row of a table that is of one, and the rows that are neither blank nor totals."""
    marked = evolve(table, columns={**table.columns, _MARK: list(range(table.rows))})
    rows = read_rows([marked], facts, Ledger())
    own = rows.tables[0][1].columns[_MARK]
    return {own[area.row]: area for area in find_areas(rows, Ledger())}, set(own)


_MARK = "youzhi row"
