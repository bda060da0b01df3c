"""Runs the tests inside packs: facts in, statuses out, held against those expected (see ``testfiles``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from .plan import dated, narrowed
from .planning import plan_of
from .testfiles import Expectation, read_tests

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from .catalogue import Lang
    from .model import Pack, Words
    from .result import Result
    from .testfiles import PackTest

__all__ = [
    "Check",
    "TestOutcome",
    "counties_of",
    "evaluated",
    "groups_of",
    "rows_alone",
    "rows_together",
    "run_tests",
    "stands_at",
]

_COUNTY = "county"


@frozen
class Check:
    """An expectation and the outcomes it was held against."""

    expectation: Expectation
    outcomes: tuple[dict[str, Any], ...]

    @property
    def passed(self) -> bool:
        """Whether there is an outcome, and all of them have the status expected."""
        return bool(self.outcomes) and all(found["status"] == self.expectation.status for found in self.outcomes)

    def found(self) -> str:
        """The statuses that came out, with where."""
        if not self.outcomes:
            return f"{self.expectation.outcome}: —"
        return ", ".join(f"{_said(outcome)}: {outcome['status']}" for outcome in self.outcomes)

    def explanation(self) -> str:
        """Value, limit and reason of each outcome, for a person."""
        return "; ".join(
            f"{_said(found)}: {found['value']} ({found['operator']} {found['limit']}{found['unit'] or ''})"
            + (f", {found['reason']}" if found["reason"] else "")
            for found in self.outcomes
        )


@frozen
class TestOutcome:
    """What came of one test.

    Attributes:
        name: the test's sentence.
        file: the file it stands in.
        line: its line there.
        checks: one for each expectation.
        problems: what was wrong with the test's own data, in English.
    """

    __test__ = False  # not a class of tests, whatever its name starts with

    name: Words
    file: str | None
    line: int | None
    checks: tuple[Check, ...]
    problems: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return all(check.passed for check in self.checks)

    @property
    def expected(self) -> str:
        """What was expected."""
        return "; ".join(str(check.expectation) for check in self.checks)

    @property
    def found(self) -> str:
        """What came out."""
        return "; ".join(check.found() for check in self.checks)

    @property
    def explanation(self) -> str:
        """The figures behind the checks that failed, and what was wrong with the data."""
        lines = [check.explanation() or check.found() for check in self.checks if not check.passed]
        return "\n".join([*lines, *self.problems])

    def line_for(self, lang: Lang = "en") -> str:
        """One line for a terminal."""
        said = f"{self.file}:{self.line}: {self.name.say(lang)}"
        return said if self.passed else f"{said} — {self.expected} ≠ {self.found}"


def run_tests(pack: Pack) -> tuple[TestOutcome, ...]:
    """Run the tests in a pack's folder.

    Args:
        pack: a loaded pack; one that was not loaded from a folder has no tests.

    Returns:
        What came of each test, in the order of files and lines.

    Raises:
        PackError: the tests cannot be read, with every fault of theirs.
    """
    tests = read_tests(pack)
    beside = {test.place: outcome for group in groups_of(tests) for test, outcome in _together(pack, group)}
    # A test that failed beside others is judged by what it gives on its own.
    return tuple(
        outcome if (outcome := beside.get(test.place)) and outcome.passed else _alone(pack, test) for test in tests
    )


def groups_of(tests: Iterable[PackTest]) -> list[list[PackTest]]:
    """The tests that can share an evaluation, each with counties of its own: those of one day that name no same one."""
    groups: list[tuple[dt.date | None, set[str], list[PackTest]]] = []
    for test in tests:
        if test.apart:
            continue
        for day, named, group in groups:
            if day == test.as_of and named.isdisjoint(test.counties):
                named.update(test.counties)
                group.append(test)
                break
        else:
            groups.append((test.as_of, set(test.counties), [test]))
    return [group for _, _, group in groups]


def counties_of(number: int, test: PackTest) -> frozenset[str]:
    """What the counties of a test are called among others: those it names, and the number of the test in the group."""
    return test.counties | {str(number)}


def rows_together(tests: Iterable[PackTest]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of schools and of areas of tests that share an evaluation; a county without a name is a number."""
    named = [({"county": str(number)}, test) for number, test in enumerate(tests, start=1)]
    schools = [county | row for county, test in named for row in test.schools]
    areas = [county | row for county, test in named for row in test.areas]
    return schools, areas


def rows_alone(test: PackTest) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of schools and of areas of a test that has an evaluation to itself."""
    schools = [{"county": _COUNTY} | row for row in test.schools]
    areas = [row if row["level"] == "city" else {"county": _COUNTY} | row for row in test.areas]
    return schools, areas


def evaluated(pack: Pack, test: PackTest) -> Result:
    """The result of the evaluation that a test has to itself."""
    from .api import evaluate  # who only reads tests needs no numpy

    schools, areas = rows_alone(test)
    return evaluate(schools, pack, area_records=areas, as_of=test.as_of)


def _result(pack: Pack, tests: list[PackTest], schools: list[dict[str, Any]], areas: list[dict[str, Any]]) -> Result:
    """What comes out of tests that share an evaluation, as far as they ask: the other rules take their time."""
    from .engine import run  # who only reads tests needs no numpy
    from .intake import build_dataset
    from .result import Result

    day = tests[0].as_of
    plan = dated(narrowed(plan_of(pack), {each.outcome for test in tests for each in test.expect}), day)
    data = build_dataset(schools, areas, plan.facts, campuses=plan.compares_campuses)
    return Result(plan, data, run(plan, data, day), day)


def _together(pack: Pack, tests: list[PackTest]) -> Iterator[tuple[PackTest, TestOutcome]]:
    """What came of tests that share one evaluation."""
    result = _result(pack, tests, *rows_together(tests))
    numbered = list(enumerate(tests, start=1))
    of_county = {county: number for number, test in numbered for county in counties_of(number, test)}
    found = _found(result, of_county, {number: {each.outcome for each in test.expect} for number, test in numbered})
    for number, test in numbered:
        yield test, _outcome(test, found.get(number, {}))


def _found(
    result: Result, of_county: Mapping[str, int], wanted: Mapping[int, set[str]]
) -> dict[int, dict[str, list[dict[str, Any]]]]:
    """Number of a test → outcome → what came out in its counties; only what is wanted, as the rest takes its time."""
    from .frame import Frame
    from .outcomes import OutcomeTable

    plan, data = result.plan, result.data
    frame = Frame(data, 0, data.units.count("county"))
    numbers = [of_county.get(county, 0) for county in data.units.counties.texts()]
    found: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for step, codes in zip(plan.steps, result.verdicts.steps, strict=True):
        if step.level == "city" or not any(step.id in names for names in wanted.values()):
            continue
        table = OutcomeTable(plan, data, frame, step, codes, "zh")
        for unit, place in enumerate(frame.up(step.level, "county").tolist()):
            number = numbers[place]
            if step.id in wanted.get(number, ()):
                found.setdefault(number, {}).setdefault(step.id, []).append(table.outcome(unit))
    return found


def _alone(pack: Pack, test: PackTest) -> TestOutcome:
    result = _result(pack, [test], *rows_alone(test))
    problems = [problem.line("en") for problem in result.problems if problem.severity == "error"]
    found = {expectation.outcome: result.to_dicts(rule=expectation.outcome) for expectation in test.expect}
    return _outcome(test, found, problems)


def _outcome(test: PackTest, found: Mapping[str, list[dict[str, Any]]], problems: Iterable[str] = ()) -> TestOutcome:
    checks = []
    for each in test.expect:
        there = (outcome for outcome in found.get(each.outcome, ()) if stands_at(outcome, each.where))
        checks.append(Check(each, tuple(there)))
    return TestOutcome(test.name, test.place.file, test.place.line, tuple(checks), tuple(problems))


def _said(outcome: dict[str, Any]) -> str:
    where = "/".join(str(outcome[key]) for key in ("school", "stage") if outcome[key])
    return f"{outcome['rule']} at {where}" if where else str(outcome["rule"])


def stands_at(outcome: Mapping[str, Any], where: str | None) -> bool:
    """Whether an outcome, or any unit with its names, is what an expectation speaks of; None: it is any."""
    names = {str(outcome[key]) for key in ("county", "town", "school", "school_name", "stage") if outcome[key]}
    return where is None or all(part in names for part in where.split("/"))
