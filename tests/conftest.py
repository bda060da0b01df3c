"""The profile of Hypothesis for mutation runs: a dead mutant is dead, however small its example could be made."""

from __future__ import annotations

from hypothesis import Phase, settings

settings.register_profile(
    "mutation",
    settings(settings.get_profile("ci"), phases=(Phase.explicit, Phase.generate)),
)
