"""Changes of conditions and scopes: each test, value, exception and alternative left out, each comparison moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ..model import Condition
from ..numerals import decimal_text
from .last_place import neighbours, value_of
from .limit_changes import TURNED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..errors import Fault
    from ..model import Scope, Test
    from .site import Site

    Tests = tuple[Test, ...]

__all__ = ["changed_conditions", "changed_scopes"]


def changed_conditions(
    condition: Condition, site: Site, stages: Collection[str] = ()
) -> Iterator[tuple[Fault, Condition | None]]:
    """A condition with one thing changed; None: it is gone.

    Args:
        condition: the condition.
        site: where it stands.
        stages: the only ones there can be, where a scope says so: to ask for any of these asks for nothing.
    """
    several = len(condition.any_of) > 1
    for index, tests in enumerate(condition.any_of):
        here = site.under(str(index), tests[0].place) if several else site
        before, after = condition.any_of[:index], condition.any_of[index + 1 :]
        if several:
            yield here.fault("mutant-condition", part=_tests_text(tests)), Condition((*before, *after))
        for fault, changed in _changed_tests(tests, here, stages):
            # Without any test an alternative is open to everyone, and so is the condition.
            yield fault, Condition((*before, changed, *after)) if changed else None


def changed_scopes(scope: Scope, site: Site) -> Iterator[tuple[Fault, Scope]]:
    """A scope with one thing changed."""
    for fault, tests in _changed_tests(scope.tests, site):
        yield fault, evolve(scope, tests=tests)
    for index, tests in enumerate(scope.exceptions):
        here = site.under("except", tests[0].place)
        before, after = scope.exceptions[:index], scope.exceptions[index + 1 :]
        yield here.fault("mutant-condition", part=_tests_text(tests)), evolve(scope, exceptions=(*before, *after))
        for fault, changed in _changed_tests(tests, here):
            if changed:  # an exception without a test would be one for everybody
                yield fault, evolve(scope, exceptions=(*before, changed, *after))


def _changed_tests(tests: Tests, site: Site, stages: Collection[str] = ()) -> Iterator[tuple[Fault, Tests]]:
    """Tests of which all must hold, with one of them changed or left out."""
    for index, test in enumerate(tests):
        here = site.under(test.key, test.place)
        before, after = tests[:index], tests[index + 1 :]
        if not (stages and test.key == "stage" and set(stages) <= set(test.values)):
            yield here.fault("mutant-condition", part=_test_text(test)), (*before, *after)
        for fault, changed in _changed_test(test, here):
            yield fault, (*before, changed, *after)


def _changed_test(test: Test, site: Site) -> Iterator[tuple[Fault, Test]]:
    if len(test.values) > 1:
        for value in test.values:
            left = tuple(each for each in test.values if each != value)
            yield site.fault("mutant-component", part=value), evolve(test, values=left)
    for index, (operator, number) in enumerate(test.comparisons):
        before, after = test.comparisons[:index], test.comparisons[index + 1 :]
        here = site.under(operator)
        text = here.number(number)
        if before or after:
            yield (
                here.fault("mutant-condition", part=f"{operator}: {text}"),
                evolve(test, comparisons=(*before, *after)),
            )
        for other in TURNED[operator]:
            fault = here.fault("mutant-comparison", before=operator, after=other, line=f"{test.key} = {text}")
            yield fault, evolve(test, comparisons=(*before, (other, number), *after))
        for other in neighbours(text):
            if not other.startswith("-"):  # what is measured is never below zero
                fault = here.fault("mutant-number", before=text, after=other)
                yield fault, evolve(test, comparisons=(*before, (operator, value_of(other)), *after))


def _tests_text(tests: Tests) -> str:
    return ", ".join(map(_test_text, tests))


def _test_text(test: Test) -> str:
    said = [*test.values, *(f"{operator} {decimal_text(number)}" for operator, number in test.comparisons)]
    return f"{test.key}: {said[0] if len(said) == 1 else '[' + ', '.join(said) + ']'}"
