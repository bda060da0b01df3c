"""All outcomes as columns: what ``Result`` makes dicts, dataframes and lines of, chunk by chunk.

A chunk is some counties. Its rows stand in the order of ``to_dicts``, county by county, rule by rule, unit by unit;
where each goes follows from how many units of each rule each county has. Whoever a row is about, and what its rule
always says, stand once per unit and once per rule, and each row has their numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from .engine import MET, STATUSES
from .frame import CHUNK, Frame
from .lacks import Lacks
from .model import STAGES
from .plan import Attest, Bound, QuotaOf
from .step_columns import OWN, columns_of
from .tabular import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from .catalogue import Lang
    from .dataset import Dataset
    from .engine import Verdicts
    from .plan import Plan, Step
    from .step_columns import Amounts, StepColumns

    _Placed = tuple[int, Step]

__all__ = ["ENTRY_KEYS", "ROWS", "WHO_KEYS", "Numbers", "Table", "Wanted", "tables", "who_is"]

ROWS = 1 << 17
"""Outcomes in a chunk, as far as whole counties allow."""
WHO_KEYS = ("county", "town", "school", "school_name", "stage")
"""Of an outcome, what says whose it is."""
ENTRY_KEYS = ("level", "rule", "title", "group", "strength", "operator", "unit", "due", "clause", "pack")
"""Of an outcome, what is the same for all units that are judged on the same terms of a rule."""


@frozen(eq=False)
class Numbers:
    """A column of numbers, NaN for none, in which words may stand.

    Attributes:
        numbers: the floats.
        whole: which of them are counts, told as integers.
        codes: the positions of words in ``words``, -1 for none.
        words: texts, False and True.
    """

    numbers: NDArray[np.float64]
    whole: NDArray[np.bool_]
    codes: NDArray[np.intp]
    words: Sequence[Any]

    def objects(self) -> NDArray[Any]:
        """The numbers and the words, None for none."""
        found = self.numbers.astype(object)
        found[self.whole] = self.numbers[self.whole].astype(np.int64).astype(object)
        found[np.isnan(self.numbers)] = None
        worded = self.codes >= 0
        if worded.any():
            found[worded] = _objects(self.words)[self.codes[worded]]
        return found

    def texts(self) -> Texts:
        """The words alone, yes and no as ``true`` and ``false``."""
        return Texts(
            self.codes, [word if isinstance(word, str) else "true" if word else "false" for word in self.words]
        )


@frozen(eq=False)
class Table:
    """The outcomes of some counties.

    Attributes:
        who: per row the position in ``people`` of whom it is about.
        people: per key of ``WHO_KEYS`` a text for each.
        entry: per row the position in ``entries`` of its rule and terms.
        entries: per key of ``ENTRY_KEYS``, and for ``relief``, a text or None for each.
        status: codes in ``STATUSES``.
        reason: the reasons.
    """

    who: NDArray[np.intp]
    people: dict[str, Texts]
    entry: NDArray[np.intp]
    entries: dict[str, list[str | None]]
    status: NDArray[np.int8]
    reason: Texts
    value: Numbers
    limit: Numbers
    gap: Numbers

    def __len__(self) -> int:
        """How many outcomes."""
        return len(self.who)

    def slices(self, size: int) -> Iterator[Table]:
        """The same outcomes, some at a time."""
        for start in range(0, len(self), size):
            rows = slice(start, start + size)
            value, limit, gap = (
                Numbers(each.numbers[rows], each.whole[rows], each.codes[rows], each.words)
                for each in (self.value, self.limit, self.gap)
            )
            yield Table(
                self.who[rows], self.people, self.entry[rows], self.entries, self.status[rows],
                self.reason.take(rows), value, limit, gap,
            )  # fmt: skip

    def relieved(self) -> NDArray[np.bool_]:
        """Which are met on the terms of a relief."""
        eased = np.array([name is not None for name in self.entries["relief"]], np.bool_)
        found: NDArray[np.bool_] = eased[self.entry] & (self.status == MET)
        return found

    def column(self, key: str) -> Texts | Numbers:
        """The column of a key of an outcome."""
        if key in self.people:
            return self.people[key].take(self.who)
        if key in self.entries:
            words = list(dict.fromkeys(text for text in self.entries[key] if text is not None))
            place: dict[str | None, int] = {None: -1} | {text: at for at, text in enumerate(words)}
            codes = np.array([place[text] for text in self.entries[key]], np.intp)[self.entry]
            return Texts(codes if key != "relief" else np.where(self.status == MET, codes, -1), words)
        if key == "status":
            return Texts(self.status.astype(np.intp), STATUSES)
        found: Texts | Numbers = getattr(self, key)
        return found


def _objects(values: Sequence[Any]) -> NDArray[Any]:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


@frozen
class Wanted:
    """Which outcomes are wanted; None: all of them.

    Attributes:
        rule: of this rule.
        level: of this level.
        status: of this status.
        county: of this county, and of its city.
    """

    rule: str | None = None
    level: str | None = None
    status: str | None = None
    county: str | None = None

    def steps(self, plan: Plan) -> list[_Placed]:
        """The steps that are wanted, with their positions in the plan."""
        return [
            (index, step)
            for index, step in enumerate(plan.steps)
            if self.rule in {None, step.id} and self.level in {None, step.level}
        ]

    @property
    def code(self) -> int | None:
        """The status as a code."""
        return None if self.status is None else STATUSES.index(self.status)


_ALL = Wanted()


def tables(
    plan: Plan, data: Dataset, verdicts: Verdicts, wanted: Wanted = _ALL, *, lang: Lang = "zh", rows: int = ROWS
) -> Iterator[Table]:
    """The outcomes that are wanted, county by county; city outcomes come last.

    Args:
        plan: the compiled pack.
        data: the data.
        verdicts: their statuses.
        wanted: which outcomes.
        lang: the language of titles.
        rows: how many at a time; a county is never cut.
    """
    steps = wanted.steps(plan)
    below = [(index, step) for index, step in steps if step.level != "city"]
    for frame in _frames(data, below, wanted.county, rows):
        yield from _table(plan, data, verdicts, frame, below, wanted.code, lang)
    above = [(index, step) for index, step in steps if step.level == "city"]
    if above:
        cities = None if wanted.county is None else _city_of(data, wanted.county)
        frame = Frame(data, 0, data.units.count("county"))
        yield from _table(plan, data, verdicts, frame, above, wanted.code, lang, cities)


def _frames(data: Dataset, steps: Sequence[_Placed], county: str | None, rows: int) -> Iterator[Frame]:
    if not steps:
        return
    units = data.units
    if county is not None:
        index = units.counties.texts().index(county)
        yield Frame(data, index, index + 1)
        return
    counties = len(units.counties)
    schools = np.searchsorted(units.school_county, np.arange(counties + 1))
    edges = {
        "county": np.arange(counties + 1),
        "town": np.searchsorted(units.town_county, np.arange(counties + 1)),
        "school": schools,
        "section": np.searchsorted(units.section_school, schools),
    }
    outcomes = sum((edges[step.level] for _, step in steps), np.zeros(counties + 1, np.intp))
    # Few rules ask for many counties, but not for more sections than the engine takes at a time.
    cells = np.maximum(np.diff(outcomes) / rows, np.diff(edges["section"]) / CHUNK)
    size = np.concatenate([[0.0], np.cumsum(cells)])
    first = 0
    while first < counties:
        last = int(np.searchsorted(size, size[first] + 1, side="right")) - 1
        last = min(max(last, first + 1), counties)
        yield Frame(data, first, last)
        first = last


def _city_of(data: Dataset, county: str) -> NDArray[np.intp]:
    """The city of a county, whose verdict depends on its city's rules."""
    city = data.units.county_city[[data.units.counties.texts().index(county)]]
    found: NDArray[np.intp] = city[city >= 0]
    return found


def _table(
    plan: Plan,
    data: Dataset,
    verdicts: Verdicts,
    frame: Frame,
    wanted: Sequence[_Placed],
    code: int | None,
    lang: Lang,
    only: NDArray[np.intp] | None = None,
) -> Iterator[Table]:
    """The table of the units of a frame; none where no unit has the status asked for."""
    lacks = Lacks()
    parts: list[tuple[Step, StepColumns]] = []
    for index, step in wanted:
        status = verdicts.steps[index][frame.slices[step.level]]
        units = np.arange(len(status)) if code is None else np.flatnonzero(status == code)
        units = units if only is None else np.intersect1d(units, only)
        if len(units):
            parts.append((step, columns_of(plan, step, frame, status, units, lacks)))
    if parts:
        yield _assembled(plan, data, frame, parts, lang)


def _rows_of(frame: Frame, parts: Sequence[tuple[Step, StepColumns]]) -> list[NDArray[np.intp]]:
    """Per step the row of each of its units: county by county, in each step by step, in each unit by unit."""
    if parts[0][0].level == "city":
        ends = np.cumsum([len(part.units) for _, part in parts])
        return [np.arange(end - len(part.units), end) for end, (_, part) in zip(ends.tolist(), parts, strict=True)]
    county = [frame.up(step.level, "county")[part.units] for step, part in parts]
    counts = np.array([np.bincount(each, minlength=frame.count("county")) for each in county])
    first = (np.cumsum(counts.T).reshape(counts.T.shape) - counts.T).T
    before = np.cumsum(counts, axis=1) - counts
    return [(first[at] - before[at])[each] + np.arange(len(each)) for at, each in enumerate(county)]


def _assembled(plan: Plan, data: Dataset, frame: Frame, parts: Sequence[tuple[Step, StepColumns]], lang: Lang) -> Table:
    places = _rows_of(frame, parts)
    total = sum(map(len, places))
    entries = _entries(plan, [step for step, _ in parts], lang)
    people, starts = _people(data, frame, dict.fromkeys((step.level, _stage(step)) for step, _ in parts))
    who, entry, reason = (np.empty(total, np.intp) for _ in range(3))
    status = np.empty(total, np.int8)
    reasons: dict[str, int] = {}
    base = 0
    for (step, part), rows in zip(parts, places, strict=True):
        who[rows] = starts[step.level, _stage(step)] + part.units
        entry[rows] = base + (part.terms - OWN)
        base += 1 + len(_easings(step))
        status[rows] = part.status
        codes = [reasons.setdefault(text, len(reasons)) for text in part.reasons]
        reason[rows] = np.array([*codes, -1], np.intp)[part.reason]
    value, limit, gap = (
        _numbers([getattr(part, key) for _, part in parts], places, total) for key in ("value", "limit", "gap")
    )
    return Table(who, people, entry, entries, status, Texts(reason, list(reasons)), value, limit, gap)


def _numbers(amounts: Sequence[Amounts], places: Sequence[NDArray[np.intp]], total: int) -> Numbers:
    numbers, whole, codes = np.empty(total), np.zeros(total, np.bool_), np.full(total, -1, np.intp)
    words: dict[Any, int] = {}
    for each, rows in zip(amounts, places, strict=True):
        numbers[rows] = each.numbers
        if each.whole:
            whole[rows] = ~np.isnan(each.numbers)
        if each.codes is not None:
            known = [words.setdefault(word, len(words)) for word in each.words]
            codes[rows] = np.array([*known, -1], np.intp)[each.codes]
    return Numbers(numbers, whole, codes, list(words))


def _easings(step: Step) -> Sequence[Any]:
    return step.test.easings if isinstance(step.test, Bound) else ()


def _entries(plan: Plan, steps: Iterable[Step], lang: Lang) -> dict[str, list[str | None]]:
    """What each step says on its own terms, and on those of each of its reliefs."""
    found: dict[str, list[str | None]] = {key: [] for key in (*ENTRY_KEYS, "relief")}
    for step in steps:
        rule, test = step.rule, step.test
        operator = None if isinstance(test, Attest) else "at_least" if isinstance(test, QuotaOf) else test.operator
        constant = {
            "level": step.level,
            "rule": step.id,
            "title": step.title.say(lang),
            "group": rule.group,
            "strength": rule.strength,
            "operator": operator,
            "unit": step.unit,
            "due": rule.due.day.isoformat() if rule.due else None,
        }
        for easing in (None, *_easings(step)):
            cited = rule if easing is None else easing.relief
            each = constant | {
                "clause": cited.clause or (cited.seen_in.part if cited.seen_in else None),
                "pack": cited.pack or plan.pack.id,
                "relief": None if easing is None else easing.relief.id,
            }
            for key, texts in found.items():
                texts.append(each[key])
    return found


def _stage(step: Step) -> str | None:
    """The stage that a step gives its outcomes, where its units have none of their own."""
    return None if step.level in {"section", "city"} else step.stage


def who_is(data: Dataset, frame: Frame, level: str, stage: str | None = None) -> dict[str, Texts]:
    """The identities of all units of a level, by the keys of ``WHO_KEYS`` (see ``outcomes.where_of``)."""
    units, count = data.units, frame.count(level)
    nothing = Texts(np.full(count, -1, np.intp), [])
    found = dict.fromkeys(WHO_KEYS, nothing)
    if level == "city":
        return found | {"county": Texts(np.arange(count), units.cities.texts())}
    counties, towns, schools = (frame.slices[each] for each in ("county", "town", "school"))
    found["county"] = Texts(frame.up(level, "county"), _keys(units.counties, counties))
    if level == "town":
        found["town"] = Texts(np.arange(count), _keys(units.towns, towns))
    if level in {"section", "school"}:
        school = frame.up(level, "school")
        names = _keys(units.schools, schools)
        found["town"] = Texts(frame.up("school", "town")[school], _keys(units.towns, towns))
        found["school"] = Texts(school, names)
        if units.school_names is not None:
            names = [told or key for told, key in zip(units.school_names[schools], names, strict=True)]
        found["school_name"] = Texts(school, names)
    if level == "section":
        found["stage"] = Texts(frame.stage.astype(np.intp), STAGES)
    elif stage is not None:
        found["stage"] = Texts(np.zeros(count, np.intp), [stage])
    return found


def _keys(keys: Any, where: slice) -> list[str]:
    return [keys[index] for index in range(where.start, where.stop)]


def _people(
    data: Dataset, frame: Frame, kinds: Iterable[tuple[str, str | None]]
) -> tuple[dict[str, Texts], dict[tuple[str, str | None], int]]:
    """The identities of all units of some levels, one level below the other, and where each begins."""
    codes: dict[str, list[NDArray[np.intp]]] = {key: [] for key in WHO_KEYS}
    words: dict[str, list[str]] = {key: [] for key in WHO_KEYS}
    starts, start = {}, 0
    for level, stage in kinds:
        starts[level, stage] = start
        start += frame.count(level)
        for key, texts in who_is(data, frame, level, stage).items():
            codes[key].append(np.where(texts.codes < 0, -1, texts.codes + len(words[key])))
            words[key] += texts.words
    return {key: Texts(np.concatenate(codes[key]), words[key]) for key in WHO_KEYS}, starts
