"""The comparison with the oracle has teeth: whatever is broken on purpose, it finds."""

from __future__ import annotations

from functools import cache

import pytest
from agreement import by_the_engine, by_the_law, differences
from broken_engines import BREAKS, variation_as_in
from misreadings import MISREADINGS
from oracle import Law, Verdicts
from strategies import MadeCounty, made_counties

pytestmark = pytest.mark.long


@cache
def some_counties() -> tuple[MadeCounty, ...]:
    """Make a few of the counties that the engine is compared on."""
    return tuple(made_counties(3, 300))


@cache
def the_law() -> Verdicts:
    """Judge them rightly, once."""
    return by_the_law(some_counties())


def test_the_law_agrees_with_itself() -> None:
    """Without a misreading nothing differs."""
    assert differences(the_law(), by_the_law(some_counties())) == {}


@pytest.mark.parametrize("misreading", MISREADINGS, ids=lambda reading: reading.__name__)
def test_a_misreading_of_the_law_is_found(misreading: type[Law]) -> None:
    """A few hundred counties tell each wrong reading from the law, by the rule that it gets wrong."""
    rule = MISREADINGS[misreading]
    found = differences(the_law(), by_the_law(some_counties(), misreading()))
    assert any(parting.startswith(f"{rule} of ") for county in found.values() for parting in county)


def test_the_engine_agrees_unless_it_is_broken() -> None:
    """The engine as it is says of these counties what the law says."""
    assert differences(the_law(), by_the_engine(some_counties())) == {}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_engine_is_found(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few hundred counties tell a broken engine from the law, by a rule that it gets wrong."""
    breaks, rule = BREAKS[broken]
    breaks(monkeypatch)
    found = differences(the_law(), by_the_engine(some_counties()))
    assert any(parting.startswith(f"{rule} of ") for county in found.values() for parting in county)


def test_breaking_nothing_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way in which coefficients are broken changes nothing when the law itself is put in."""
    variation_as_in(Law)(monkeypatch)
    assert differences(the_law(), by_the_engine(some_counties())) == {}
