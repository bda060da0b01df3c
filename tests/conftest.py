"""What holds for all tests: the width of the screen, and Hypothesis without deadlines.

In its profile for mutation runs a dead mutant is dead, however small its example could be made.
"""

from __future__ import annotations

import os

from hypothesis import Phase, settings

# What the commands print is as wide as a screen they know nothing of, also where the tests run in several processes.
os.environ.pop("COLUMNS", None)

# How long an example takes is no property of the code but of the machine.
settings.register_profile("unhurried", settings(settings.default, deadline=None))
settings.load_profile("unhurried")
settings.register_profile(
    "mutation",
    settings(settings.get_profile("ci"), phases=(Phase.explicit, Phase.generate)),
)
