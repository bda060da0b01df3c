"""Lint: everything a careful reviewer would say of a pack and its tests, in one run, the root cause first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..catalogue import label
from ..composer import compose, read_bounded
from ..errors import Fault, PackError, Place
from ..finding import shown
from ..planning import plan_of
from ..testfiles import read_tests
from .coverage import shown_by
from .draft import draft_of, file_of
from .findings import Finding, found_by_lint, refused, told_together
from .lint_names import lookalike_faults, unused_faults
from .lint_notes import inherited_note_faults, note_faults
from .lint_sources import citation_faults, date_faults, territory_faults
from .lint_values import twin_faults, value_faults
from .lint_words import title_faults, word_faults

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ..catalogue import Lang
    from ..composer import Node
    from ..testfiles import PackTest
    from .coverage import Lack
    from .draft import Draft

__all__ = ["Review", "lint", "refusals", "review_of"]

_CHECKS = (
    date_faults, territory_faults, citation_faults, title_faults, lookalike_faults, value_faults, note_faults,
    inherited_note_faults, twin_faults, unused_faults,
)  # fmt: skip
_ROOTS = frozenset({"lint-fact-unitless"})
"""What loading lets pass and then stumbles over elsewhere."""


@frozen
class Review:
    """What there is to say of one pack.

    Attributes:
        pack: its id.
        file: its file, as it is called in places.
        findings: the findings: first why it is refused, the root cause first, then the rest in the order of the files.
    """

    pack: str
    file: str
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is worse than a note."""
        return all(finding.severity == "note" for finding in self.findings)

    def count(self, severity: str) -> int:
        """How many findings are of a severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def say(self, lang: Lang = "en") -> str:
        """All findings in words, some lines each."""
        return "\n".join(line for finding in self.findings for line in finding.lines(lang))

    def to_dict(self) -> dict[str, Any]:
        """The review as plain values."""
        return {
            "pack": self.pack,
            "file": self.file,
            "passed": self.passed,
            "findings": [finding.to_dict() for finding in self.findings],
        }


def lint(id_or_path: str | os.PathLike[str]) -> Review:
    """Review a pack and its tests.

    Args:
        id_or_path: the pack, as ``load_pack`` takes it. It need not load: why it does not is part of the review.

    Returns:
        Every finding at once. A finding has a code, a severity, a place, and in both languages what is found, why it
        matters and, where that is known, what to write.

    Raises:
        PackError: no pack is found by this name.

    Example:
        >>> review = lint("national-2017")
        >>> review.passed, [finding.code for finding in review.findings if finding.severity != "note"]
        (True, [])
    """
    return review_of(file_of(id_or_path))


def review_of(path: Path) -> Review:
    """The review of the pack in a file."""
    draft = draft_of(path)
    broken = {_about(fault) for fault in draft.faults}
    kept = sorted((fault for fault in _said(draft) if _about(fault) not in broken), key=_order)
    said = [found_by_lint(fault) for fault in told_together(kept)]
    told = [finding for finding in said if finding.code in _ROOTS]
    told += [refused(fault) for fault in draft.faults]
    told += [finding for finding in said if finding.code not in _ROOTS]
    told += _of_tests(draft)
    return Review(draft.id, draft.file, _once(told))


def _said(draft: Draft) -> Iterator[Fault]:
    yield from word_faults(draft.root, draft.file)
    for check in _CHECKS:
        yield from check(draft)
    for name in _ignored(draft.path):
        yield Fault("lint-file-ignored", {"name": name}, Place(f"{draft.id}/{name}"))


def _about(fault: Fault) -> tuple[str | None, str]:
    """What a fault is about: a rule, task, fact …; more is not said of one that is refused."""
    return fault.place.file, ".".join((fault.key or fault.code).split(".")[:2])


def _ignored(path: Path) -> list[str]:
    """Files of YAML in the folder of a pack that nothing reads."""
    folder = path.parent
    beside = [each for each in folder.glob("*.y*ml*") if each.name != path.name]
    tests = [each for each in folder.glob("tests/*") if each.suffix != ".yaml"]
    deeper = folder.glob("tests/*/*.y*ml")
    return sorted(shown(str(each.relative_to(folder))) for each in (*beside, *tests, *deeper) if each.is_file())


def _order(fault: Fault) -> tuple[str, int, int, str]:
    place = fault.place
    return place.file or "", place.line or 0, place.column or 0, fault.code


# -- tests -------------------------------------------------------------------------------------------------------


def refusals(draft: Draft) -> list[Fault]:
    """Why a pack or its tests are refused."""
    return [*draft.faults, *_of_test_files(draft)[0]]


def _of_test_files(draft: Draft) -> tuple[list[Fault], list[Fault], tuple[PackTest, ...] | None]:
    """Why the files of tests are refused, what is odd about their words, and the tests, where they could be read."""
    files = sorted((draft.path.parent / "tests").glob("*.yaml"))
    composed = [(file, *_composed(file)) for file in files]
    faults = [fault for _, _, found in composed for fault in found]
    words = [fault for file, root, _ in composed for fault in word_faults(root, _name(file))]
    if draft.pack is None:
        unread = [Fault("lint-tests-unread", {}, Place(draft.file))] if files and not faults else []
        return faults, [*words, *unread], None
    try:
        return [], words, read_tests(draft.pack, {file: (root, found) for file, root, found in composed})
    except PackError as error:
        return [fault for fault in error.faults if isinstance(fault, Fault)], words, None


def _of_tests(draft: Draft) -> list[Finding]:
    """What there is to say of the files of tests, and of what they do not show."""
    faults, words, tests = _of_test_files(draft)
    untested = () if tests is None else _untested(draft, tests)
    return [*map(refused, faults), *map(found_by_lint, told_together([*words, *untested]))]


def _composed(path: Path) -> tuple[Node | None, list[Fault]]:
    data = read_bounded(path, _name(path))
    return (None, [data]) if isinstance(data, Fault) else compose(data, _name(path))


def _name(path: Path) -> str:
    """How a file of tests is called in places."""
    return f"{path.parent.name}/{shown(path.name)}"


def _untested(draft: Draft, tests: tuple[PackTest, ...]) -> Iterator[Fault]:
    """Rules of the pack that no test, or not every kind of test, speaks of; and tests alike in name."""
    seen: dict[str, PackTest] = {}
    for test in tests:
        first = seen.setdefault(test.name.zh, test)
        if first is not test:
            params = {"text": test.name.zh, "there": str(first.place)}
            yield Fault("lint-test-twice", params, test.place, "name")
        if test.name.zh == test.name.en:
            yield Fault("lint-test-one-language", {"text": test.name.zh}, test.place, "name")
    if draft.pack is None:
        return
    own = [step for step in plan_of(draft.pack).steps if step.rule.pack == draft.pack.id]
    if own and not tests:
        yield Fault("lint-untested-pack", {"count": len(own)}, Place(draft.file, 1, 1))
        return
    shown_there = shown_by(draft.pack, tests)
    for unlike in shown_there.unlike:
        expected = unlike.expectation
        statuses = [[label(status, lang) for status in unlike.found] for lang in ("zh", "en")]
        told_of: dict[str, object] = {
            "name": (unlike.test.name.zh, unlike.test.name.en),
            "outcome": f"{expected.outcome} ({expected.where})" if expected.where else expected.outcome,
            "expected": tuple(label(expected.status, lang) for lang in ("zh", "en")),
            "found": tuple(sep.join(words) or "—" for sep, words in zip(("、", ", "), statuses, strict=True)),
        }
        yield Fault("lint-test-fails", told_of, unlike.test.place, f"expect.{expected.outcome}")
    lacks: dict[str, Lack] = {}
    for each in shown_there.lacks:
        lacks.setdefault(each.step.rule.id, each)  # of several stages the first one is told
    if lacks:
        path = draft.path_of(min(lacks, key=lambda rule: draft.at(draft.path_of(rule)).line or 0))
        yield Fault("lint-untested", {"lacking": _lacking(lacks.values())}, draft.at(path), path)


def _lacking(lacks: Iterable[Lack]) -> tuple[str, str]:
    """What is lacking, each with the rules that lack it, in Chinese and English."""
    rules: dict[tuple[tuple[str, ...], bool], list[str]] = {}
    for each in lacks:
        rules.setdefault((each.statuses, each.line), []).append(each.step.id)
    zh, en = [], []
    for (statuses, line), names in rules.items():
        words = (*statuses, *(["lint_line"] if line else []))
        zh.append(f"{'、'.join(label(word, 'zh') for word in words)}（{'、'.join(names)}）")
        en.append(f"{', '.join(label(word, 'en') for word in words)} ({', '.join(names)})")
    return "；".join(zh), "; ".join(en)


def _once(findings: list[Finding]) -> tuple[Finding, ...]:
    """Findings without repetition: tests are composed once to be linted and once to be read."""
    unique = {(each.code, each.place, each.fault.key, each.fault.say()): each for each in reversed(findings)}
    return tuple(reversed(unique.values()))
