"""Mutation of a pack: it is changed in every small way, and what none of its tests notices is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..packtests import TestOutcome, run_tests
from .mutants import mutants_of
from .trial import NOTICED, REFUSED, SURVIVED, Trial

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..errors import Fault
    from ..model import Pack

__all__ = ["MutationReport", "mutate"]


@frozen
class MutationReport:
    """What came of the mutants of a pack.

    Attributes:
        tests: what came of its tests on the pack as it is. Where one fails, no mutant is tried.
        noticed: how many mutants a test notices.
        refused: how many loading would refuse, so that nobody can make that mistake unseen.
        survivors: those that neither notices: what was changed, where, and what test would notice.
    """

    tests: tuple[TestOutcome, ...]
    noticed: int
    refused: int
    survivors: tuple[Fault, ...]

    @property
    def mutants(self) -> int:
        """How many were tried."""
        return self.noticed + self.refused + len(self.survivors)

    @property
    def passed(self) -> bool:
        """Whether every test passes and no mutant survives."""
        return not self.survivors and all(outcome.passed for outcome in self.tests)

    def to_dict(self) -> dict[str, Any]:
        """The mutants as plain values."""
        return {
            "mutants": self.mutants,
            "noticed": self.noticed,
            "refused": self.refused,
            "survivors": [fault.to_dict() for fault in self.survivors],
        }


def mutate(pack: Pack, progress: Callable[[int, int], None] | None = None) -> MutationReport:
    """Change a pack in every small way and see which changes none of its tests notices.

    Args:
        pack: a loaded pack, with the tests in its folder.
        progress: called with the mutants tried and their number.

    Returns:
        What came of the tests and of the mutants.

    Raises:
        PackError: the tests cannot be read.

    Example:
        >>> from youzhi_rules import load_pack
        >>> report = mutate(load_pack("guangdong-2021"))
        >>> report.passed, report.survivors
        (True, ())
    """
    tests = run_tests(pack)
    found: dict[str, list[Fault]] = {NOTICED: [], REFUSED: [], SURVIVED: []}
    if all(outcome.passed for outcome in tests):
        trial = Trial(pack)
        mutants = list(mutants_of(pack))
        for number, mutant in enumerate(mutants, start=1):
            found[trial.verdict(mutant)].append(mutant.fault)
            if progress is not None:
                progress(number, len(mutants))
    return MutationReport(tests, len(found[NOTICED]), len(found[REFUSED]), tuple(found[SURVIVED]))
