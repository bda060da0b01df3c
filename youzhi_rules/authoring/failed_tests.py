"""Tests of a pack that fail, explained: what was expected, what came out, and the arithmetic behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..catalogue import label
from ..packtests import evaluated
from ..testfiles import read_tests

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..catalogue import Lang
    from ..model import Pack
    from ..packtests import Check, TestOutcome
    from ..result import Result

__all__ = ["FailedTest", "explain_failures"]


@frozen
class FailedTest:
    """A test that failed, in words.

    Attributes:
        outcome: what came of it.
        parts: what went wrong, each a sentence with the lines behind it: pairs of a label and what it says.
        lang: the language of the words.
    """

    outcome: TestOutcome
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    lang: Lang

    @property
    def title(self) -> str:
        """Where it stands, and its sentence."""
        return f"{self.outcome.file}:{self.outcome.line}: {self.outcome.name.say(self.lang)}"

    def lines(self) -> list[str]:
        """The whole as lines of text, indented by what they belong to."""
        found = [self.title]
        for sentence, behind in self.parts:
            found.append(f"  {sentence}")
            found += [f"    {name}: {text}" for name, text in behind]
        return found

    def to_dict(self) -> dict[str, Any]:
        """The test as plain values."""
        return {
            "name": self.outcome.name.en,
            "name_zh": self.outcome.name.zh,
            "file": self.outcome.file,
            "line": self.outcome.line,
            "expected": self.outcome.expected,
            "found": self.outcome.found,
            "explanation": [line[2:] for line in self.lines()[1:]],
        }


def explain_failures(pack: Pack, outcomes: Iterable[TestOutcome], lang: Lang = "zh") -> list[FailedTest]:
    """The tests that failed, each as a person would explain it.

    Args:
        pack: the pack.
        outcomes: what ``run_tests`` gave for it.
        lang: ``"zh"`` or ``"en"``.

    Example:
        >>> from youzhi_rules import load_pack, run_tests
        >>> pack = load_pack("national-2017")
        >>> explain_failures(pack, run_tests(pack), "en")
        []
    """
    failed = [outcome for outcome in outcomes if not outcome.passed]
    tests = {(test.place.file, test.place.line): test for test in read_tests(pack)} if failed else {}
    told = []
    for outcome in failed:
        result = evaluated(pack, tests[outcome.file, outcome.line])
        parts = [part for check in outcome.checks if not check.passed for part in _check(result, check, lang)]
        parts += [
            (label("test_data", lang), ((problem.column or "", f"[{problem.code}] {problem.say(lang)}"),))
            for problem in result.problems
            if problem.severity == "error"
        ]
        told.append(FailedTest(outcome, tuple(parts), lang))
    return told


def _check(result: Result, check: Check, lang: Lang) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """What is wrong with an expectation: each outcome that has another status, or that there is none."""
    expected = check.expectation
    if not check.outcomes:
        there = [_where(found, lang) for found in result.to_dicts(rule=expected.outcome, lang=lang)]
        told = ((label("judged_at", lang), "; ".join(there)),) if there else ()
        name = f"{expected.outcome} ({expected.where})" if expected.where else expected.outcome
        yield label("test_no_outcome", lang).format(name=name), told
    for found in check.outcomes:
        if found["status"] != expected.status:
            where = _where(found, lang)
            words = {
                "name": f"{found['rule']} ({where})" if where else found["rule"],
                "expected": label(expected.status, lang),
                "found": label(found["status"], lang),
            }
            yield label("test_differs", lang).format(**words), _behind(result, found, lang)


def _where(found: dict[str, Any], lang: Lang) -> str:
    stage = label(found["stage"], lang) if found["stage"] else None
    town = found["town"] if found["level"] == "town" else None
    return " · ".join(str(part) for part in (town, found["school_name"], stage) if part)


def _behind(result: Result, found: dict[str, Any], lang: Lang) -> tuple[tuple[str, str], ...]:
    """The lines of the explanation that bear on the status."""
    told = result.explain(
        found["rule"],
        county=found["county"] if found["level"] != "city" else None,
        town=found["town"] if found["level"] == "town" else None,
        school=found["school"],
        stage=found["stage"],
        lang=lang,
    )
    left_out = {label(name, lang) for name in ("note", "conflicts_with", "chain")}
    return tuple((name, text) for name, text in told.lines if name not in left_out)
