"""All that take part, the library first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from by_frames import DUCKDB, PANDAS, POLARS
from by_library import KERNEL, library
from by_openfisca import OPENFISCA
from by_pandera import PANDERA
from by_rows import RULE_ENGINE, ZEN, ZEN_EXPRESSION

if TYPE_CHECKING:
    from contestant import Contestant


def everyone() -> list[Contestant]:
    """Every engine, whether it is installed or not."""
    return [library(), KERNEL, PANDAS, POLARS, DUCKDB, OPENFISCA, PANDERA, ZEN, ZEN_EXPRESSION, RULE_ENGINE]
