"""Runs the tests inside packs: facts in, statuses out, held against those expected (see ``testfiles``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from .testfiles import Expectation, read_tests

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .catalogue import Lang
    from .model import Pack, Words
    from .testfiles import PackTest

__all__ = ["Check", "TestOutcome", "run_tests"]

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
    together = iter(_together(pack, [test for test in tests if not test.alone]))
    first = [None if test.alone else next(together) for test in tests]
    # A test that failed beside others is judged by what it gives on its own.
    return tuple(
        outcome if outcome and outcome.passed else _alone(pack, test)
        for test, outcome in zip(tests, first, strict=True)
    )


def _together(pack: Pack, tests: list[PackTest]) -> list[TestOutcome]:
    """What came of tests that share one evaluation, each as a county of its own."""
    from .api import evaluate  # who only reads tests needs no numpy

    counties = [str(number) for number in range(1, len(tests) + 1)]
    named = list(zip(counties, tests, strict=True))
    schools = [row | {"county": county} for county, test in named for row in test.schools]
    areas = [row | {"county": county} for county, test in named for row in test.areas]
    if not named:
        return []
    result = evaluate(schools, pack, area_records=areas)
    found: dict[str, dict[str, list[dict[str, Any]]]] = {county: {} for county in counties}
    for name in sorted({expectation.outcome for test in tests for expectation in test.expect}):
        for outcome in result.to_dicts(rule=name):
            found[outcome["county"]].setdefault(name, []).append(outcome)
    return [_outcome(test, found[county]) for county, test in named]


def _alone(pack: Pack, test: PackTest) -> TestOutcome:
    from .api import evaluate  # who only reads tests needs no numpy

    schools = [{"county": _COUNTY} | row for row in test.schools]
    areas = [row if row["level"] == "city" else {"county": _COUNTY} | row for row in test.areas]
    result = evaluate(schools, pack, area_records=areas, as_of=test.as_of)
    problems = [problem.line("en") for problem in result.problems if problem.severity == "error"]
    found = {expectation.outcome: result.to_dicts(rule=expectation.outcome) for expectation in test.expect}
    return _outcome(test, found, problems)


def _outcome(test: PackTest, found: Mapping[str, list[dict[str, Any]]], problems: Iterable[str] = ()) -> TestOutcome:
    checks = []
    for each in test.expect:
        there = (outcome for outcome in found.get(each.outcome, ()) if _stands_at(outcome, each.where))
        checks.append(Check(each, tuple(there)))
    return TestOutcome(test.name, test.place.file, test.place.line, tuple(checks), tuple(problems))


def _said(outcome: dict[str, Any]) -> str:
    where = "/".join(str(outcome[key]) for key in ("school", "stage") if outcome[key])
    return f"{outcome['rule']} at {where}" if where else str(outcome["rule"])


def _stands_at(outcome: dict[str, Any], where: str | None) -> bool:
    names = {str(outcome[key]) for key in ("county", "town", "school", "school_name", "stage") if outcome[key]}
    return where is None or all(part in names for part in where.split("/"))
