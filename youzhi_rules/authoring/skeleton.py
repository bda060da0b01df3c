"""Tests to fill in: for each rule and task of a pack that has no test, its figures as null and what must come out.

They fail until somebody who has read the law fills them in: what is met is expected of figures that nobody gave.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from ..catalogue import label
from ..errors import known_language
from ..grammar import parse, refs
from ..model import OPERATORS
from ..plan import Attest, Bound, rules_of
from ..planning import plan_of
from ..testfiles import FORMAT, read_tests
from .emitting import flow
from .modelines import first_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..catalogue import Lang
    from ..model import Condition, Formula, Pack, Relief, Rule, Test
    from ..plan import Plan, Step

__all__ = ["skeleton", "untested", "write_skeleton"]

_NAME = "to-fill-in"
_TOWN, _CITY = "甲镇", "甲市"
_MOST = 10
"""More tasks than these in one test are hard to look over."""


def untested(pack: Pack) -> tuple[str, ...]:
    """The ids of the rules and tasks whose values the pack decides and of which no test of it speaks.

    Raises:
        PackError: its tests cannot be read.
    """
    spoken = {each.outcome for test in read_tests(pack) for each in test.expect}
    seen: dict[str, bool] = {}
    for step in plan_of(pack).steps:
        if step.rule.pack == pack.id:
            seen[step.rule.id] = seen.get(step.rule.id, False) or step.id in spoken
    return tuple(name for name, tested in seen.items() if not tested)


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
    for tests in (*_of_flags(pack, plan, names), *_of_rules(pack, plan, names)):
        lines.append(f"  # {tests.title}")
        for zh, en, status in tests.said:
            figures = tests.figures(status)
            lines.append(f"  - name: {flow({'zh': zh, 'en': en})}")
            lines += [f"    {part}: {flow(rows)}" for part, rows in figures.items()]
            lines.append(f"    expect: {flow(tests.expected(status))}")
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
class _Tests:
    """The tests to fill in for one rule, or for tasks of which the same is known.

    Attributes:
        title: whom they are about.
        said: for each its name in Chinese and English, and which it is: ``met``, ``line``, ``unmet`` or ``unknown``.
        outcomes: what is expected of, with the stage where it is judged by stage.
        rows: the figures, by level, all of them null; flags are null, or as the test has them.
        flags: the flags among them, with the value that is met.
        schools: how many schools there are.
        on_line: what comes out exactly on the line.
    """

    title: str
    said: tuple[tuple[str, str, str], ...]
    outcomes: Mapping[str, str | None]
    rows: Mapping[str, Mapping[str, Any]]
    flags: Mapping[str, bool] = field(factory=dict)
    schools: int = 1
    on_line: str = "met"

    def figures(self, which: str) -> dict[str, Any]:
        """What a test gives, under the keys of a test."""
        rows = {level: {**row} for level, row in self.rows.items()}
        for row in rows.values():
            for name in row.keys() & self.flags.keys():
                row[name] = None if which == "unknown" else self.flags[name] == (which == "met")
        if self.schools == 1 and rows.keys() <= {"section", "county"}:
            return {"facts": {name: value for row in rows.values() for name, value in row.items()}}
        given: dict[str, Any] = {}
        if "section" in rows:
            above = {"town": _TOWN} if "town" in rows else {}
            given["schools"] = [{"school": "AB"[n], **above, **rows["section"]} for n in range(self.schools)]
        if "town" in rows:
            given["towns"] = [{"town": _TOWN, **rows["town"]}]
        if "county" in rows:
            given["county"] = ({"city": _CITY} if "city" in rows else {}) | rows["county"]
        if "city" in rows:
            given["city"] = {"city": _CITY, **rows["city"]}
        return given

    def expected(self, which: str) -> dict[str, Any]:
        """What a test expects; of flags that are as they must be it is wrong, so that the test fails."""
        status = "unmet" if which == "met" and self.flags else self.on_line if which == "line" else which
        return {name: status if stage is None else {stage: status} for name, stage in self.outcomes.items()}


def _of_flags(pack: Pack, plan: Plan, names: tuple[str, ...]) -> Iterator[_Tests]:
    """Tasks, and rules that are attested: those of one level and one condition together."""
    groups: dict[str, list[Step]] = {}
    rows_of: dict[str, dict[str, dict[str, Any]]] = {}
    for step in plan.steps:
        if step.rule.id in names and isinstance(step.test, Attest):
            rows = _conditions(pack, plan, step.rule)
            key = flow([step.level, step.stage, rows])
            groups.setdefault(key, []).append(step)
            rows_of[key] = rows
    parts = ((rows_of[key], all_[at : at + _MOST]) for key, all_ in groups.items() for at in range(0, len(all_), _MOST))
    for conditions, steps in parts:
        rows, flags = {level: {**row} for level, row in conditions.items()}, {}
        for step in steps:
            for flag in _flags(step.rule):
                rows.setdefault(_row(plan, flag, step.rule), {})[flag] = None
                flags[flag] = not (step.rule.forbids or step.rule.veto)
        zh, en = steps[0].title.zh, steps[0].title.en
        if len(steps) > 1:
            zh, en = f"{zh}等{len(steps)}项", f"{en} and {len(steps) - 1} more"
        said = ((f"{zh}：合乎要求", f"{en}: as asked", "met"), (f"{zh}：不合要求", f"{en}: not as asked", "unmet"))
        unknown = (f"{zh}：未填", f"{en}: not told", "unknown")
        outcomes = {step.id: step.stage for step in steps}
        yield _Tests(", ".join(dict.fromkeys(step.id for step in steps)), (*said, unknown), outcomes, rows, flags)


def _of_rules(pack: Pack, plan: Plan, names: tuple[str, ...]) -> Iterator[_Tests]:
    """Rules with a measure, a quota or a dispersion, one by one."""
    rules = rules_of(pack)
    steps: dict[str, list[Step]] = {}
    for step in plan.steps:
        if step.rule.id in names and not isinstance(step.test, Attest):
            steps.setdefault(step.rule.id, []).append(step)
    for name, judged in steps.items():
        rule = rules[name]
        rows = _conditions(pack, plan, rule)
        collected = rule.quota or rule.dispersion
        parts = [rules[part] for part in collected.of] if collected is not None else [rule]
        figures = {name: value for part in parts for name, value in _figures(part).items()}
        figures |= {rule.dispersion.weight: None} if rule.dispersion is not None else {}
        stages = [step.stage for step in judged if step.stage is not None] or ["primary"]
        for figure, value in figures.items():
            columns = [figure, *(f"{figure}_{stage}" for stage in dict.fromkeys(stages))]
            known = [column for column in columns if plan.facts.find(column) is not None]
            for column in known[:1] if figure in known else known:
                rows.setdefault(_row(plan, column, rule), {}).setdefault(column, value)
        zh, en = rule.title.zh, rule.title.en
        test = judged[0].test
        line = not isinstance(test, Bound) or (test.grades is None and test.operator != "equals")
        said = [(f"{zh}：达标", f"{en}: met", "met")]
        said += [(f"{zh}：恰好在线上", f"{en}: exactly on the line", "line")] if line else []
        said += [(f"{zh}：未达标", f"{en}: unmet", "unmet"), (f"{zh}：未填，无法判定", f"{en}: not told", "unknown")]
        outcomes: dict[str, str | None] = {}
        for step in judged:
            outcomes.setdefault(step.id, step.stage)
        schools = 2 if rule.dispersion is not None else 1
        on_line = "unmet" if rule.bound is not None and rule.bound[0] in {"more_than", "less_than"} else "met"
        yield _Tests(name, tuple(said), outcomes, rows, schools=schools, on_line=on_line)


def _conditions(pack: Pack, plan: Plan, rule: Rule) -> dict[str, dict[str, Any]]:
    """What must be given for a rule to apply, as far as its scope and ``applies_to`` say it: by level."""
    scope = pack.scopes.get(rule.scope or "")
    found: dict[str, dict[str, Any]] = {}
    for test in (*(scope.tests if scope is not None else ()), *_first(rule.applies_to)):
        value = test.values[0] if test.values else None
        found.setdefault(_row(plan, test.key, rule), {})[test.key] = value
    stages = [limit.stages for limit in (getattr(rule, operator) for operator in OPERATORS) if limit and limit.stages]
    if stages and "primary" not in stages[0] and "stage" not in found.get("section", {}):
        found.setdefault("section", {})["stage"] = next(iter(stages[0]))
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


def _flags(rule: Rule) -> tuple[str, ...]:
    return (*rule.attested, *rule.forbids, *((rule.veto,) if rule.veto else ()))


def _figures(rule: Rule) -> dict[str, str | None]:
    """The names that a rule and its reliefs compute with, its constants aside; with the first case of its limits."""
    parts: tuple[Rule | Relief, ...] = (rule, *rule.relief.values())
    limits = [limit for part in parts for name in OPERATORS if (limit := getattr(part, name)) is not None]
    formulas: list[Formula | None] = [rule.graded, *(each for part in parts for each in (part.measure, part.when))]
    formulas += [] if rule.graded is not None else [limit.formula for limit in limits]
    named = [ref.name for formula in formulas if formula is not None for ref in refs(parse(formula))]
    found: dict[str, str | None] = {name: None for name in named if name not in rule.given}
    return found | {limit.by: limit.cases[0][0] for limit in limits if limit.by is not None}
