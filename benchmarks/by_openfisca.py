"""Article 6 in OpenFisca: sections are its persons, a county's sections of one stage its group entity."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy_kernel as floats
from contestant import FULL, Contestant
from country import coded
from law import ENOUGH, FLOOR, NAMES, full_verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from country import Country
    from law import Verdict

PERIOD = "2026"


def quota_of(pupils: Any, junior: Any, cells: list[Any]) -> Any:
    """The school rule as a formula of columns, whatever their type."""
    met, floor = 0, np.ones(len(pupils), np.bool_)
    for j, x in enumerate(cells):
        value, standard = floats.PER[j].astype(x.dtype) * x / pupils, floats.STANDARD[:, j].astype(x.dtype)[junior]
        met = met + (value >= standard)
        floor &= value >= x.dtype.type(float(FLOOR)) * standard
    return (met >= ENOUGH) & floor


def within_of(group: Any, junior: Any, pupils: Any, cells: Any) -> Any:
    """Whether a coefficient keeps its limit, from the sums of a group."""
    total, sums, squares = group.sum(pupils), group.sum(cells), group.sum(cells * cells / pupils)
    square = np.maximum(total * squares / (sums * sums) - 1, 0)
    return np.sqrt(square) <= floats.CV_LIMIT[junior]


@cache
def system() -> Any:
    """The legislation: inputs as variables of a year, the school rule, and seven coefficients."""
    model = import_module("openfisca_core.model_api")
    entities = import_module("openfisca_core.entities")
    systems = import_module("openfisca_core.taxbenefitsystems")
    section = entities.build_entity("section", "sections", "Section", is_person=True)
    district = entities.build_entity(
        "district", "districts", "Sections of a county and stage", roles=[{"key": "member", "plural": "members"}]
    )
    year = import_module("openfisca_core.periods").DateUnit.YEAR

    def variable(name: str, entity: Any, kind: type, formula: Callable[..., Any] | None = None) -> type:
        body = {"value_type": kind, "entity": entity, "definition_period": year, "label": name}
        if formula is not None:
            body["formula"] = formula
        made: type = type(name, (model.Variable,), body)
        return made

    def quota(population: Any, period: Any) -> Any:
        cells = [population(name, period) for name in NAMES]
        return quota_of(population("students", period), population("is_junior", period).astype(int), cells)

    def coefficient(name: str) -> Callable[..., Any]:
        def formula(group: Any, period: Any) -> Any:
            pupils, cells = group.members("students", period), group.members(name, period)
            return within_of(group, group("junior_stage", period).astype(int), pupils, cells)

        return formula

    made = systems.TaxBenefitSystem([section, district])
    made.add_variable(variable("students", section, float))
    made.add_variable(variable("is_junior", section, bool))
    made.add_variable(variable("junior_stage", district, bool))
    made.add_variable(variable("quota", section, bool, quota))
    for name in NAMES:
        made.add_variable(variable(name, section, float))
        made.add_variable(variable(f"{name}_even", district, bool, coefficient(name)))
    return made


def _data(country: Country) -> Any:
    system()
    return country.columns


def run_openfisca(columns: Any) -> Any:
    """Sections joined to their groups, inputs set, the variables calculated."""
    builder = import_module("openfisca_core.simulations").SimulationBuilder()
    legislation = system()
    builder.create_entities(legislation)
    junior = columns["stage"] == "junior"
    keys, group = np.unique(coded(columns["county"]) * 2 + junior, return_inverse=True)
    builder.declare_person_entity("section", columns["school"])
    builder.join_with_persons(builder.declare_entity("district", keys), keys[group], np.zeros(len(group), dtype=int))
    simulation = builder.build(legislation)
    simulation.set_input("is_junior", PERIOD, junior)
    simulation.set_input("junior_stage", PERIOD, keys % 2 == 1)
    for name in ("students", *NAMES):
        simulation.set_input(name, PERIOD, columns[name])
    return keys, simulation.calculate("quota", PERIOD), [simulation.calculate(f"{name}_even", PERIOD) for name in NAMES]


def _verdict(found: Any, country: Country) -> Verdict:
    groups, schools, within = found
    return full_verdict(country, schools, country.county_keys(groups // 2), groups % 2, np.stack(within, axis=1))


OPENFISCA = Contestant(
    name="openfisca-core",
    job=FULL,
    how="numpy columns set as inputs of a simulation; a variable for the school rule and one a coefficient, in float32",
    prepare=_data,
    run=run_openfisca,
    read=_verdict,
    needs=("openfisca_core",),
    package="openfisca-core",
)
