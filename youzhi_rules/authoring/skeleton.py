"""Tests to look over: for each rule and task of a pack that has no test, figures and what comes out of them.

The figures are such as the rule itself gives: exactly on its line, beside it, and one left out. They show what the pack
says, not whether that is the law; who has read the law holds them against it. Where no figures are found they are null,
and the test fails until somebody fills them in.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..catalogue import label
from ..errors import DataError, PackError, known_language
from ..grammar import parse, refs
from ..model import OPERATORS, Words
from ..numerals import unit_text
from ..plan import Attest, Bound, rules_of
from ..planning import plan_of
from ..testfiles import FORMAT, read_tests
from .collective_figures import dispersion_cases, quota_cases
from .emitting import flow
from .modelines import first_line
from .sample_figures import Figures, attested_cases, bound_cases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..catalogue import Lang
    from ..model import Condition, Formula, Pack, Relief, Rule, Test
    from ..plan import Plan, Step
    from .sample_figures import Case

__all__ = ["skeleton", "untested", "write_skeleton"]

_NAME = "to-fill-in"
_TOWN, _CITY = "甲镇", "甲市"
_WIDE = 90
_MOST = 10
"""More tasks than these in one test are hard to look over."""
_SAID = {
    "line": ("恰好在线上", "exactly on the line"),
    "met": ("达标", "met"),
    "unmet": ("未达标", "not met"),
    "unknown": ("缺数据，无法判定", "a figure is missing"),
}


def untested(pack: Pack) -> tuple[str, ...]:
    """The ids of the rules and tasks whose values the pack decides and of which no test of it speaks, in its order.

    Raises:
        PackError: its tests cannot be read.
    """
    spoken = {each.outcome for test in read_tests(pack) for each in test.expect}
    tested = {step.rule.id for step in plan_of(pack).steps if step.id in spoken}
    return tuple(name for name, rule in rules_of(pack).items() if rule.pack == pack.id and name not in tested)


def skeleton(pack: Pack, lang: Lang = "zh", folder: Path | None = None) -> str | None:
    """A file of tests to fill in for what no test of a pack speaks of; None where there is nothing.

    Args:
        pack: a loaded pack.
        lang: the language of the comments.
        folder: where the file will lie, for its first line.

    Raises:
        PackError: its tests cannot be read.

    Example:
        >>> import youzhi_rules as yz
        >>> skeleton(yz.load_pack("national-2017")) is None
        True
    """
    known_language(lang)
    names = untested(pack)
    if not names:
        return None
    plan = plan_of(pack)
    lines = [first_line("tests-1", folder or Path("tests"), lang)]
    lines += [f"# {line}" for line in label("skeleton_head", lang).splitlines()]
    lines += [f"format: {FORMAT}", "tests:"]
    for told in _all_of(pack, plan, names):
        lines += [f"  # {line}" for line in told.head(plan, lang)]
        for test in told.tests:
            lines.append(f"  - name: {flow({'zh': test.name.zh, 'en': test.name.en})}")
            lines += [f"    {part}: {flow(rows)}" for part, rows in test.parts().items()]
            lines.append(f"    expect: {flow(dict(test.expect))}")
    return "\n".join(lines) + "\n"


def write_skeleton(pack: Pack, lang: Lang = "zh") -> Path | None:
    """Write the tests to fill in beside the others; nothing that is there is overwritten.

    Returns:
        The file; None where every rule and task has a test.

    Raises:
        PackError: the tests that are there cannot be read.
        OSError: the file cannot be written.
    """
    folder = Path(pack.folder or pack.id) / "tests"
    text = skeleton(pack, lang, folder)
    if text is None:
        return None
    folder.mkdir(exist_ok=True)
    path, number = folder / f"{_NAME}.yaml", 1
    while path.exists():
        number += 1
        path = folder / f"{_NAME}-{number}.yaml"
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return path


# -- tests of one rule, or of several tasks ----------------------------------------------------------------------


@frozen
class _Test:
    """One test: its name, its rows by level, and what is expected."""

    name: Words
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    expect: Mapping[str, Any]

    def parts(self) -> dict[str, Any]:
        """What the test gives, under the keys of a test."""
        rows = self.rows
        single = len(rows.get("section", ())) <= 1 and rows.keys() <= {"section", "county"}
        if single and any(row for row in chain.from_iterable(rows.values())):
            return {"facts": {name: value for row in chain.from_iterable(rows.values()) for name, value in row.items()}}
        given: dict[str, Any] = {}
        if "section" in rows:
            above = {"town": _TOWN} if "town" in rows else {}
            given["schools"] = [{"school": "ABC"[at], **above, **row} for at, row in enumerate(rows["section"])]
        if "county" in rows or ("city" in rows and "section" in rows):
            above = {"city": _CITY} if "city" in rows else {}
            given["county"] = above | dict(next(iter(rows.get("county", ())), {}))
        if "town" in rows:
            given["towns"] = [{"town": _TOWN, **row} for row in rows["town"]]
        if "city" in rows:
            given["city"] = {"city": _CITY, **rows["city"][0]}
        return given


@frozen
class _Told:
    """The tests of a rule or of several tasks: whom they are of, and the columns that they read."""

    names: tuple[str, ...]
    columns: tuple[str, ...]
    tests: tuple[_Test, ...]

    def head(self, plan: Plan, lang: Lang) -> list[str]:
        """The comment above them: the ids, and below the figures of a rule with their units."""
        read: list[str] = []
        for column in self.columns:
            found = plan.facts.find(column)
            unit = plan.facts[found.id].unit if found is not None and found.kind == "fact" else None
            name = plan.facts.name(column, lang)
            read.append(f"{column}: {name}" + (f" ({unit_text(unit, lang)})" if unit else ""))
        lines = [", ".join(self.names)]
        for text in read:
            if len(lines) == 1 or len(lines[-1]) + len(text) > _WIDE:
                lines.append(text)
            else:
                lines[-1] += f"; {text}"
        return lines


def _all_of(pack: Pack, plan: Plan, names: tuple[str, ...]) -> Iterator[_Told]:
    """The tests in the order of the pack; what is attested and stands together is tested together."""
    rules = rules_of(pack)
    steps: dict[str, list[Step]] = {}
    for step in plan.steps:
        steps.setdefault(step.rule.id, []).append(step)
    pending = _Pending()
    for name in names:
        rule, own = rules[name], steps[name]
        rows = _conditions(pack, plan, rule)
        if not isinstance(own[0].test, Attest) or rule.when is not None:
            yield from pending.told()
            yield _of_rule(plan, rule, own, rows, rules)
            continue
        flags: dict[tuple[str, str], bool] = {
            (_row(plan, flag, rule), flag): not (rule.forbids or rule.veto)
            for flag in (*rule.attested, *rule.forbids, *((rule.veto,) if rule.veto else ()))
        }
        if not pending.fits(rows, flags):
            yield from pending.told()
        pending.take(own[0], rows, flags)
    yield from pending.told()


class _Pending:
    """What is attested, and waits for its neighbours that can be tested with it."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.rows: dict[str, dict[str, Any]] = {}
        self.flags: dict[tuple[str, str], bool] = {}

    def fits(self, rows: Mapping[str, Mapping[str, Any]], flags: Mapping[tuple[str, str], bool]) -> bool:
        """Whether one more can be tested along: its conditions and answers are those of the others, or beside them.

        A condition more would hold of the others as well, so where one has some, all have the same.
        """
        alike = all(self.flags.get(flag, value) == value for flag, value in flags.items())
        levels = {level for level, _ in (*self.flags, *flags)}
        apart = any(self.rows.get(level, {}) != rows.get(level, {}) for level in {*self.rows, *rows})
        return len(self.steps) < _MOST and alike and not apart and not ("city" in levels and len(levels) > 1)

    def take(self, step: Step, rows: Mapping[str, Mapping[str, Any]], flags: Mapping[tuple[str, str], bool]) -> None:
        """Take one more."""
        self.steps.append(step)
        self.rows.update({level: dict(row) for level, row in rows.items()})
        self.flags.update(flags)

    def told(self) -> Iterator[_Told]:
        """The tests of what was taken, and an empty list to go on with."""
        steps, rows, flags = self.steps, self.rows, self.flags
        self.steps, self.rows, self.flags = [], {}, {}
        if not steps:
            return
        zh, en = steps[0].title.zh, steps[0].title.en
        if len(steps) > 1:
            zh, en = f"{zh}等{len(steps)}项", f"{en} and {len(steps) - 1} more"
        tests = []
        for status, (said_zh, said_en) in (
            ("met", ("合乎要求", "as asked")),
            ("unmet", ("不合要求", "not as asked")),
            ("unknown", ("未填", "not told")),
        ):
            given = {level: dict(row) for level, row in rows.items()}
            for (level, flag), wanted in flags.items():
                given.setdefault(level, {})[flag] = None if status == "unknown" else wanted == (status == "met")
            expect = {step.id: status for step in steps}
            name = Words(f"{zh}：{said_zh}", f"{en}: {said_en}")
            tests.append(_Test(name, {level: [row] for level, row in given.items()}, expect))
        yield _Told(tuple(dict.fromkeys(step.id for step in steps)), (), tuple(tests))


def _of_rule(
    plan: Plan, rule: Rule, steps: list[Step], rows: dict[str, dict[str, Any]], rules: Mapping[str, Rule]
) -> _Told:
    """The tests of a rule with a measure, a quota or a dispersion: for each stage or case that it tells apart."""
    tests: list[_Test] = []
    columns: dict[str, None] = {}
    for judged, given, words in _variants(plan, rule, steps, rows):
        found = list(_cases(plan, judged, given))
        for case in found:
            columns.update(dict.fromkeys(slot.column for slot in case.figures.values))
            which = "line" if case.line else case.status
            tests.append(_test(rule, judged, words, which, case.status, case.figures.rows()))
        step, test = judged[0], judged[0].test
        line = isinstance(test, Bound) and test.grades is None and test.operator != "equals"
        line = line or not isinstance(test, Bound | Attest)
        there = {"line" if case.line else case.status for case in found} | {case.status for case in found}
        figures = Figures(given, {}).rows()
        for level, column in _named(plan, rule, step, rules):
            for row in figures.setdefault(level, [{}]):
                row.setdefault(column, None)
        if rule.dispersion is not None and "section" in figures:
            figures["section"] = [dict(figures["section"][0]) for _ in range(2)]
        on_line = "unmet" if rule.bound is not None and rule.bound[0] in {"more_than", "less_than"} else "met"
        for which in ("met", *(["line"] if line else []), "unmet", "unknown"):
            if which not in there:
                columns.update(dict.fromkeys(name for row in chain.from_iterable(figures.values()) for name in row))
                tests.append(_test(rule, judged, words, which, on_line if which == "line" else which, figures))
    keys = {"stage", *plan.facts.key_columns}
    return _Told((rule.id,), tuple(column for column in columns if column not in keys), tuple(tests))


def _test(
    rule: Rule,
    judged: Sequence[Step],
    words: Words | None,
    which: str,
    status: str,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
) -> _Test:
    zh, en = _SAID[which]
    title = Words(f"{rule.title.zh}{words.zh if words else ''}", f"{rule.title.en}{words.en if words else ''}")
    expect = {step.id: status if step.stage is None else {step.stage: status} for step in judged}
    return _Test(Words(f"{title.zh}：{zh}", f"{title.en}: {en}"), rows, expect)


def _variants(
    plan: Plan, rule: Rule, steps: list[Step], rows: dict[str, dict[str, Any]]
) -> Iterator[tuple[list[Step], dict[str, dict[str, Any]], Words | None]]:
    """The stages and cases that a rule tells apart: what is judged, what is given for it to apply, and its name."""
    stages = list(dict.fromkeys(step.stage for step in steps))
    limit = rule.bound[1] if rule.bound is not None else None
    for stage in stages:
        judged = [step for step in steps if step.stage == stage]
        given = {level: {**row} for level, row in rows.items()}
        if rule.dispersion is not None and stage not in {None, "primary"}:
            given.setdefault("section", {})["stage"] = stage
        if limit is None or stage is not None or not (limit.stages or limit.by):
            yield judged, given, _stage_words(stage) if len(stages) > 1 else None
            continue
        wanted = given.get("section", {}).get("stage")
        for own in limit.stages or ():
            if wanted in {None, own}:
                section = {**given.get("section", {}), **({} if own == "primary" else {"stage": own})}
                yield judged, {**given, **({"section": section} if section else {})}, _stage_words(own)
        for code, _ in limit.cases:
            level = _row(plan, str(limit.by), rule)
            spelt = ((plan.facts[str(limit.by)].values or {}).get(code) or (code,))[0]
            row = {**given.get(level, {}), str(limit.by): code}
            if limit.by == "school_kind":
                stages_of = plan.facts.kinds.get(code, ("primary",))
                row.setdefault("stage", list(stages_of) if len(stages_of) > 1 else stages_of[0])
            yield judged, {**given, level: row}, Words(f"（{spelt}）", f" ({code.replace('_', '-')})")


def _stage_words(stage: str | None) -> Words | None:
    return None if stage is None else Words(f"（{label(stage, 'zh')}）", f" ({label(stage, 'en')})")


def _cases(plan: Plan, judged: list[Step], given: Mapping[str, Mapping[str, Any]]) -> Iterator[Case]:
    """The figures that the rule itself gives."""
    try:
        if judged[0].rule.dispersion is not None:
            yield from dispersion_cases(plan, judged, given)
        else:
            for cases in (bound_cases, quota_cases, attested_cases):
                yield from cases(plan, judged[0], given)
    except (DataError, PackError):  # nothing to try, or a figure that no pack can write
        return


def _named(plan: Plan, rule: Rule, step: Step, rules: Mapping[str, Rule]) -> Iterator[tuple[str, str]]:
    """The figures that a rule reads, by the level of their row: as its formulas name them."""
    collected = rule.quota or rule.dispersion
    parts = [rules[part] for part in collected.of] if collected is not None else [rule]
    named = {name for part in parts for name in _figures(part)}
    named |= {rule.dispersion.weight} if rule.dispersion is not None else set()
    order = {name: at for at, name in enumerate(plan.facts)}
    for figure in sorted(named, key=lambda name: (order.get(name, -1), name)):
        stages = [step.stage] if step.stage is not None else ["primary"]
        columns = [figure, *(f"{figure}_{stage}" for stage in stages)]
        for column in [each for each in columns if plan.facts.find(each) is not None][:1]:
            yield _row(plan, column, rule), column


def _conditions(pack: Pack, plan: Plan, rule: Rule) -> dict[str, dict[str, Any]]:
    """What must be given for a rule to apply, as far as its scope and ``applies_to`` say it: by level."""
    scope = pack.scopes.get(rule.scope or "")
    found: dict[str, dict[str, Any]] = {}
    for test in (*(scope.tests if scope is not None else ()), *_first(rule.applies_to)):
        value = test.values[0] if test.values else None
        found.setdefault(_row(plan, test.key, rule), {})[test.key] = value
    if found.get("section", {}).get("stage") == "primary":
        del found["section"]["stage"]  # as a row is that says nothing
    return {level: row for level, row in found.items() if row}


def _first(condition: Condition | None) -> tuple[Test, ...]:
    return condition.any_of[0] if condition is not None and condition.any_of else ()


def _row(plan: Plan, name: str, rule: Rule) -> str:
    """The row in which a figure of a rule stands: that of schools, of a town, of the county or of the city."""
    found = plan.facts.find(name)
    if found is None or found.kind == "key":
        return "section"
    levels = plan.facts[found.id].levels
    level = rule.level if rule.level in levels else levels[0]
    return "section" if level == "school" else level


def _figures(rule: Rule) -> list[str]:
    """The names that a rule and its reliefs compute with, its constants aside, and by which they tell cases apart."""
    parts: tuple[Rule | Relief, ...] = (rule, *rule.relief.values())
    limits = [limit for part in parts for name in OPERATORS if (limit := getattr(part, name)) is not None]
    formulas: list[Formula | None] = [rule.graded, *(each for part in parts for each in (part.measure, part.when))]
    formulas += [] if rule.graded is not None else [limit.formula for limit in limits]
    named = [ref.name for formula in formulas if formula is not None for ref in refs(parse(formula))]
    named += [*rule.attested, *rule.forbids, *((rule.veto,) if rule.veto else ())]
    found = dict.fromkeys(name for name in named if name not in rule.given)
    eased = (relief.applies_to for relief in rule.relief.values())
    keys = (test.key for whom in eased if whom is not None for tests in whom.any_of for test in tests)
    return [*dict.fromkeys([*found, *keys, *(limit.by for limit in limits if limit.by is not None)])]
