"""What takes part in a comparison: how an engine gets its data, does the job, and is asked what it found."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from country import Country
    from law import Verdict

FULL = "full job"
STANDARDS = "seven standards"
SCHOOL_RULE = "school rule"


@frozen
class Contestant:
    """One engine.

    Attributes:
        name: as the report calls it.
        job: the full job, the seven standards alone, or the rule for schools alone.
        how: one sentence: how its data lie and how the job is written.
        prepare: not timed: the country in the engine's own form.
        run: timed: the job, from those data to whatever the engine gives.
        read: not timed: what it gave as a verdict.
        needs: the modules it cannot do without.
        package: the distribution whose version counts.
        sample: how many sections it is given at most; None: all.
    """

    name: str
    job: str
    how: str
    prepare: Callable[[Country], Any]
    run: Callable[[Any], Any]
    read: Callable[[Any, Country], Verdict]
    needs: tuple[str, ...]
    package: str
    sample: int | None = None

    def missing(self) -> str | None:
        """Why it cannot take part, if it cannot."""
        lacking = [name for name in self.needs if importlib.util.find_spec(name) is None]
        return f"not installed here: {', '.join(lacking)}" if lacking else None

    def version(self) -> str:
        """The version that is measured."""
        return importlib.metadata.version(self.package)

    def judged(self, country: Country) -> int:
        """How many sections of a country it judges."""
        return country.sections if self.sample is None else min(self.sample, country.sections)
