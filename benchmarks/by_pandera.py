"""The seven standards as schemas of pandera, one a stage: what a validator of frames can say of article 6."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy_kernel as floats
from by_frames import pandas_frame
from contestant import STANDARDS, Contestant
from law import NAMES, STAGES, Verdict

if TYPE_CHECKING:
    from country import Country


def least(stage: str) -> dict[str, float]:
    """The standards of a stage, by indicator."""
    return dict(zip(NAMES, floats.STANDARD[STAGES.index(stage)].tolist(), strict=True))


def values(frame: Any) -> Any:
    """The indicators per pupil, or per hundred pupils."""
    return frame[NAMES].mul(floats.PER).div(frame["students"], axis=0)


def _data(country: Country) -> Any:
    pandera = import_module("pandera.pandas")
    schemas = {
        stage: pandera.DataFrameSchema(
            {name: pandera.Column(float, pandera.Check.ge(limit)) for name, limit in least(stage).items()}
        )
        for stage in STAGES
    }
    return schemas, pandas_frame(country)


def run_pandera(given: Any) -> Any:
    """Indicators computed, each stage validated lazily: the cells that fail."""
    schemas, frame = given
    errors, failures = import_module("pandera.errors"), []
    indicators = values(frame)
    for stage, schema in schemas.items():
        try:
            schema.validate(indicators[frame["stage"] == stage], lazy=True)
        except errors.SchemaErrors as found:
            failures.append(found.failure_cases)
    return failures


def _verdict(found: Any, country: Country) -> Verdict:
    cells = np.ones((country.sections, len(NAMES)), dtype=np.bool_)
    for failures in found:
        for j, name in enumerate(NAMES):
            cells[country.row[failures.loc[failures["column"] == name, "index"].to_numpy(dtype=np.intp)], j] = False
    return Verdict(cells=cells)


PANDERA = Contestant(
    name="pandera",
    job=STANDARDS,
    how="a pandas DataFrame; a schema a stage, validated lazily, which lists the cells that fail",
    prepare=_data,
    run=run_pandera,
    read=_verdict,
    needs=("pandera", "pandas"),
    package="pandera",
)
