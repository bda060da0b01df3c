"""Whose status changes between two packs or two limits, by how much, and because of which clause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from ..api import evaluate
from ..flips import Flips, flips_of, outcomes_at
from ..loading import load_pack
from ..model import Pack
from ..status_changes import CountyChange, Deciding, RuleChange, county_changes, decides
from ..tabular import FrameKind, frame_of
from ..what_if import with_limits
from .causes import Causes, cause_of
from .difference import difference
from .resolved import plain_words

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Iterator

    from ..catalogue import Lang
    from ..plan import Step
    from ..result import Result

__all__ = ["COLUMNS", "IMPACT", "CountyChange", "Impact", "RuleChange", "impact", "impact_of"]

IMPACT = "youzhi-impact/1"
"""The version of the JSON document, in its key ``schema``."""

COLUMNS = (
    "county", "town", "school", "school_name", "stage", "level", "rule", "title", "group", "old_status", "new_status",
    "old_value", "new_value", "operator", "old_limit", "new_limit", "unit", "old_gap", "new_gap", "change", "because",
    "clause", "pack", "old_relief", "new_relief",
)  # fmt: skip
_MIXED = ("old_value", "new_value", "old_limit", "new_limit")
_WHERE = ("county", "town", "school", "school_name", "stage", "level", "rule", "title", "group")


@frozen(eq=False)
class Impact:
    """What changes between two results on the same data.

    A rule that only one pack has asks nothing under the other: in ``rows`` a unit is told where it fails it or is not
    known to meet it. ``rules`` counts those that meet it as well, so that no rule that came or went is left out.

    Attributes:
        old: the result under the first pack.
        new: the result under the second.
        counties: the counties whose verdict or groups change, by key.
        rules: the rules under which statuses change, or that only one pack has, in the order of the second pack.
        judged: how many counties, schools and sections there are.
        rows: a dict for each unit and rule whose status changes, with the keys ``COLUMNS``: the values and gaps by both
            packs, the clause it comes from, and by title the relief that lets it pass, where one does.
    """

    old: Result = field(repr=False)
    new: Result = field(repr=False)
    counties: tuple[CountyChange, ...]
    rules: tuple[RuleChange, ...]
    judged: Mapping[str, int]
    rows: tuple[Mapping[str, Any], ...] = field(repr=False)

    def to_frame(self, kind: FrameKind = "pandas") -> Any:
        """The rows as a dataframe of ``pandas``, ``polars`` or ``pyarrow``; words of values in ``<column>_text``."""
        return frame_of(
            (dict(row) for row in self.rows), COLUMNS, kind, numeric={"old_gap", "new_gap"}, mixed=set(_MIXED)
        )

    def to_dict(self) -> dict[str, Any]:
        """The impact as plain values, for other systems."""
        packs = {
            name: {"id": result.pack.id, "version": result.pack.version, "digest": result.pack.digest}
            | {"status": result.status}
            for name, result in (("old", self.old), ("new", self.new))
        }
        return {
            "schema": IMPACT,
            **packs,
            "data_digest": self.new.data_digest,
            "as_of": self.new.as_of.isoformat() if self.new.as_of else None,
            "judged": dict(self.judged),
            "counties": [
                {"county": each.county, "old": each.old, "new": each.new, "because": list(each.because)}
                | {"groups": {name: list(pair) for name, pair in each.groups.items()}}
                for each in self.counties
            ],
            "rules": [
                {"rule": each.rule, "title": plain_words(each.title), "level": each.level, "stage": each.stage}
                | {"change": each.change, "because": list(each.because), "clause": each.clause, "pack": each.pack}
                | {"counts": [{"old": old, "new": new, "units": n} for (old, new), n in each.counts.items()]}
                for each in self.rules
            ],
            "rows": [dict(row) for row in self.rows],
        }


def impact(
    old: str | os.PathLike[str] | Pack,
    new: str | os.PathLike[str] | Pack | Mapping[str, Any],
    records: Any,
    area_records: Any = None,
    as_of: dt.date | str | None = None,
    *,
    strict: bool = False,
    lang: Lang = "zh",
) -> Impact:
    """Whose status changes between two packs, or between a pack and itself with other limits.

    Args:
        old: the pack as it is: an id, a path or a ``Pack``.
        new: another pack, or rule → limit as ``with_limits`` takes them.
        records: the schools, as ``evaluate`` takes them.
        area_records: facts of counties, towns and cities.
        as_of: the day the evaluation speaks of.
        strict: raise if the data have errors.
        lang: the language of titles.

    Raises:
        PackError: a pack cannot be used, or has no such limit.
        DataError: the records are no table, or ``strict`` and there are errors.

    Example:
        >>> school = {"school": "A", "stage": "primary", "training_funds": 6, "public_funds_budget": 100}
        >>> found = impact("national-2017", {"training_budget": "7%"}, [school])
        >>> row = found.rows[0]
        >>> row["rule"], row["old_status"], row["new_status"], row["old_limit"], row["new_limit"], row["new_gap"]
        ('training_budget', 'met', 'unmet', 0.05, 0.07, 1.0)
    """
    before = old if isinstance(old, Pack) else load_pack(old)
    if isinstance(new, Mapping):
        new = with_limits(before, new)
    after = new if isinstance(new, Pack) else load_pack(new)
    results = [evaluate(records, pack, area_records, as_of, strict=strict) for pack in (before, after)]
    return impact_of(*results, lang=lang)


def impact_of(old: Result, new: Result, *, lang: Lang = "zh") -> Impact:
    """What changes between two results on the same data.

    Args:
        old: the result under the pack as it is.
        new: the result under the other pack.
        lang: the language of titles.
    """
    causes = Causes(difference(old.pack, new.pack), old.plan, new.plan)
    flips = flips_of(old, new, everything=True)
    asked = {_step_of(flip): flip for flip in flips_of(old, new)}
    shown = [asked.get(_step_of(flip)) for flip in flips]
    rules, rows = [], []
    told = _told(old, new, [flip for flip in shown if flip is not None], lang)
    deciding: Deciding = {}
    for flip, there in zip(flips, shown, strict=True):
        units = [] if there is None else next(told)
        cause = cause_of(causes, flip)
        rules.append(
            RuleChange(
                rule=flip.step.id,
                title=flip.step.title,
                level=flip.step.level,
                stage=flip.step.stage,
                change=cause.change,
                because=cause.because,
                clause=cause.clause,
                pack=cause.pack,
                counts=flip.counts(),
            )
        )
        for before, after in units:
            row = _row(before, after, flip.step)
            row.update(change=cause.change, because=", ".join(cause.because) or None)
            row.update(clause=cause.clause, pack=cause.pack)
            _tell_reliefs(row, (before, after), (old, new), lang)
            rows.append(row)
            if row["county"] is not None and decides(flip.step, old, new):
                pair = (flip.step.id, row["old_status"], row["new_status"])
                deciding.setdefault(row["county"], []).append(pair)
    judged = {level: new.data.units.count(level) for level in ("county", "school", "section")}
    return Impact(old, new, tuple(county_changes(old, new, deciding)), tuple(rules), judged, tuple(rows))


def _step_of(flip: Flips) -> tuple[int | None, int | None]:
    return flip.old_step, flip.new_step


def _told(
    old: Result, new: Result, flips: list[Flips], lang: Lang
) -> Iterator[list[tuple[dict[str, Any] | None, dict[str, Any] | None]]]:
    """Per rule, the outcomes of each unit that changes under both packs."""
    before = outcomes_at(old, [(flip.old_step, flip.old_units) for flip in flips], lang)
    after = outcomes_at(new, [(flip.new_step, flip.new_units) for flip in flips], lang)
    for index, flip in enumerate(flips):
        yield [
            (before.get((index, int(mine))), after.get((index, int(its))))
            for mine, its in zip(flip.old_units, flip.new_units, strict=True)
        ]


def _tell_reliefs(
    row: dict[str, Any], outcomes: tuple[dict[str, Any] | None, ...], results: tuple[Result, ...], lang: Lang
) -> None:
    """Name the reliefs that let a unit pass; where one of the packs alone does so, it is its clause that tells."""
    used = []
    for side, outcome, result in zip(("old", "new"), outcomes, results, strict=True):
        if outcome is not None and outcome["relief"] is not None:
            relief = result.pack.rules[outcome["rule"]].relief[outcome["relief"]]
            row[f"{side}_relief"] = relief.title.say(lang)
            used.append(outcome)
    if len(used) == 1:
        row.update(clause=used[0]["clause"], pack=used[0]["pack"])


def _row(before: dict[str, Any] | None, after: dict[str, Any] | None, step: Step) -> dict[str, Any]:
    known = after or before or {}
    row: dict[str, Any] = {name: known.get(name) for name in _WHERE}
    row["operator"], row["unit"] = known.get("operator"), step.unit
    for name, outcome in (("old", before), ("new", after)):
        for key in ("status", "value", "limit", "gap"):
            row[f"{name}_{key}"] = None if outcome is None else outcome[key]
    return {column: row.get(column) for column in COLUMNS}
