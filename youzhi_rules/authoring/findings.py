"""Findings: what a reviewer would say of a pack, with its place, what it is, why it matters and what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from attrs import evolve, frozen

from ..catalogue import label, why

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..catalogue import Lang
    from ..errors import Fault, Place

__all__ = ["SEVERITIES", "Finding", "Severity", "found_by_lint", "refused", "told_together"]

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")

_NOTES = frozenset(
    {
        "lint-target-undated", "lint-due-idle", "lint-note-inherited", "lint-formula-number", "lint-tests-unread",
        "lint-test-one-language", "lint-clause-long",
    }
)  # fmt: skip
"""What is worth knowing and may well be right."""
_TOGETHER = {
    "lint-target-undated": "rule",
    "lint-due-idle": "rule",
    "lint-note-inherited": "rule",
    "lint-test-one-language": "text",
    "lint-formula-number": "value",
}
"""What is said once of a file, with everything there it is true of: the parameter that tells one from another."""
_ERRORS = frozenset({"lint-test-fails"})
"""What loading lets pass and cannot be right."""


@frozen
class Finding:
    """One thing a reviewer would say.

    Attributes:
        fault: its code, place, key and words.
        severity: ``"error"``: the pack cannot be used; ``"warning"``: it can, and something is most likely wrong;
            ``"note"``: worth knowing.
    """

    fault: Fault
    severity: Severity

    @property
    def code(self) -> str:
        """The code of the catalogue."""
        return self.fault.code

    @property
    def place(self) -> Place:
        """File, line and column."""
        return self.fault.place

    def why(self, lang: Lang = "en") -> str:
        """Why it matters."""
        return why(self.code, self.fault.params, lang) or label("lint_refused", lang)

    def lines(self, lang: Lang = "en") -> list[str]:
        """Lines for a terminal: place, severity, code and what; then why; then what to write, if that is known."""
        fault = self.fault
        head = f"{fault.place}: " if fault.place.file else ""
        said = [f"{head}{label(f'lint_{self.severity}', lang)} [{self.code}] {fault.say(lang)}"]
        said.append(f"    {label('lint_why', lang)}{self.why(lang)}")
        advice = fault.advise(lang)
        return [*said, f"    {label('lint_write', lang)}{advice}"] if advice else said

    def to_dict(self) -> dict[str, Any]:
        """The finding as plain values."""
        return {
            "severity": self.severity,
            **self.fault.to_dict(),
            "why": self.why("en"),
            "why_zh": self.why("zh"),
        }


def told_together(faults: Iterable[Fault]) -> list[Fault]:
    """The same with one fault a file in the place of several that differ only in what they are about.

    It stands where the first of them stood and names them all.

    Example:
        >>> from youzhi_rules.errors import Fault, Place
        >>> faults = [Fault("lint-target-undated", {"rule": name}, Place("a/pack.yaml", 3)) for name in "bc"]
        >>> [(str(fault.place), fault.say()) for fault in told_together(faults)]
        [('a/pack.yaml:3', 'the target “b”, “c” has no date, so it never decides anything')]
    """
    found: dict[object, list[Fault]] = {}
    for index, fault in enumerate(faults):
        found.setdefault((fault.code, fault.place.file) if fault.code in _TOGETHER else index, []).append(fault)
    return [several[0] if len(several) == 1 else _together(several) for several in found.values()]


def _together(several: list[Fault]) -> Fault:
    first = several[0]
    name = _TOGETHER[first.code]
    if name == "value":  # a number alone would not say whose it is
        told = [f"{fault.params[name]} ({fault.key})" for fault in several]
        words = ("、".join(told), ", ".join(told))
    else:
        told = list(dict.fromkeys(str(fault.params[name]) for fault in several))
        words = ("”、“".join(told), "”, “".join(told))
    return evolve(first, params={**first.params, name: words})


def refused(fault: Fault) -> Finding:
    """The finding of a fault for which a pack, or a file of its tests, is refused."""
    return Finding(fault, "error")


def found_by_lint(fault: Fault) -> Finding:
    """The finding of something that loading lets pass."""
    severity: Severity = "error" if fault.code in _ERRORS else "note" if fault.code in _NOTES else "warning"
    return Finding(fault, severity)
