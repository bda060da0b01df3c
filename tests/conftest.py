"""What holds for all tests: the width of the screen, and the profile of Hypothesis for mutation runs.

Under that a dead mutant is dead, however small its example could be made.
"""

from __future__ import annotations

import os

from hypothesis import Phase, settings

# What the commands print is as wide as a screen they know nothing of, also where the tests run in several processes.
os.environ.pop("COLUMNS", None)

settings.register_profile(
    "mutation",
    settings(settings.get_profile("ci"), phases=(Phase.explicit, Phase.generate)),
)
