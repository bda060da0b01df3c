"""Article 6 in pandas, polars and DuckDB, in float64, each in the fastest form known to us.

All three take the coefficient of variation in one pass: its square is ΣP · Σx²/P / (Σx)² − 1.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy_kernel as floats
from contestant import FULL, Contestant
from law import ENOUGH, FLOOR, NAMES, Verdict, full_verdict

if TYPE_CHECKING:
    from country import Country

RATIO = float(FLOOR)
_LIMITS = list(zip(NAMES, floats.PER.tolist(), *floats.STANDARD.tolist(), strict=True))
PRIMARY_CV, JUNIOR_CV = floats.CV_LIMIT.tolist()
THREADS = 2


# --- pandas -----------------------------------------------------------------------------------------------------


def pandas_frame(country: Country) -> Any:
    """The country as a DataFrame of pandas."""
    return import_module("pandas").DataFrame(country.columns)


def run_pandas(frame: Any) -> Any:
    """Schools column by column, coefficients by one groupby of sums."""
    pandas = import_module("pandas")
    junior = (frame["stage"] == "junior").to_numpy()
    pupils = frame["students"].to_numpy()
    met, floor, parts = np.zeros(len(frame), np.int8), np.ones(len(frame), np.bool_), {}
    for name, per, primary, secondary in _LIMITS:
        x = frame[name]
        value, standard = per * x / pupils, np.where(junior, secondary, primary)
        met += (value >= standard).to_numpy()
        floor &= (value >= RATIO * standard).to_numpy()
        parts[name], parts[f"{name}_squares"] = x, x * x / pupils
    parts = {"county": frame["county"], "junior": junior, "students": frame["students"]} | parts
    sums = pandas.DataFrame(parts, copy=False).groupby(["county", "junior"], sort=False).sum()
    limits = np.where(sums.index.get_level_values("junior"), JUNIOR_CV, PRIMARY_CV)
    within = {}
    for name in NAMES:
        square = sums["students"] * sums[f"{name}_squares"] / (sums[name] * sums[name]) - 1
        within[name] = np.sqrt(square.clip(lower=0)) <= limits
    return (met >= ENOUGH) & floor, pandas.DataFrame(within)


def _pandas_verdict(found: Any, country: Country) -> Verdict:
    schools, within = found
    county, junior = (within.index.get_level_values(name).to_list() for name in ("county", "junior"))
    return full_verdict(country, schools, county, junior, within[NAMES].to_numpy())


# --- polars -----------------------------------------------------------------------------------------------------


def _polars_data(country: Country) -> Any:
    return import_module("polars").DataFrame(country.columns)


def run_polars(frame: Any) -> Any:
    """Two lazy queries, collected together."""
    pl = import_module("polars")
    junior, pupils = pl.col("stage") == "junior", pl.col("students")
    met, floor, within = pl.lit(0, dtype=pl.Int8), pl.lit(value=True), []
    cv_limit = pl.when(pl.col("stage").first() == "junior").then(JUNIOR_CV).otherwise(PRIMARY_CV)
    for name, per, primary, secondary in _LIMITS:
        x = pl.col(name)
        value, standard = per * x / pupils, pl.when(junior).then(secondary).otherwise(primary)
        met = met + (value >= standard).cast(pl.Int8)
        floor = floor & (value >= RATIO * standard)
        square = pupils.sum() * (x * x / pupils).sum() / (x.sum() * x.sum()) - 1
        within.append((square.clip(lower_bound=0).sqrt() <= cv_limit).alias(name))
    lazy = frame.lazy()
    return pl.collect_all(
        [
            lazy.select(((met >= ENOUGH) & floor).alias("quota")),
            lazy.group_by("county", "stage").agg(within),
        ]
    )


def _polars_verdict(found: Any, country: Country) -> Verdict:
    schools, groups = found
    county, junior = groups["county"].to_list(), (groups["stage"] == "junior").to_list()
    return full_verdict(country, schools["quota"].to_numpy(), county, junior, groups.select(NAMES).to_numpy())


# --- DuckDB -----------------------------------------------------------------------------------------------------


def school_query() -> str:
    """Every section with its quota. The literals are doubles: a plain 4.2 would be a decimal of SQL."""
    met, floors = [], []
    for name, per, primary, secondary in _LIMITS:
        value = f"{per!r}::double * {name} / students"
        standard = f"(case when stage = 'junior' then {secondary!r}::double else {primary!r}::double end)"
        met.append(f"({value} >= {standard})::tinyint")
        floors.append(f"{value} >= {RATIO!r}::double * {standard}")
    return f"select school, {' + '.join(met)} >= {ENOUGH} and {' and '.join(floors)} as quota from sections"  # noqa: S608 - of constants


def group_query() -> str:
    """Every county and stage with its seven coefficients."""
    limit = f"(case when stage = 'junior' then {JUNIOR_CV!r}::double else {PRIMARY_CV!r}::double end)"
    within = (
        f"sqrt(greatest(sum(students) * sum({x} * {x} / students) / (sum({x}) * sum({x})) - 1, 0)) <= {limit} as {x}"
        for x in NAMES
    )
    return f"select county, stage, {', '.join(within)} from sections group by county, stage"  # noqa: S608 - of constants


def _duckdb_data(country: Country) -> Any:
    duckdb = import_module("duckdb")
    database = duckdb.connect(":memory:", config={"threads": THREADS})
    database.execute("set enable_progress_bar = false")
    given = pandas_frame(country)
    database.register("given", given)
    database.execute("create table sections as select * from given")
    database.unregister("given")
    return database


def run_duckdb(database: Any) -> Any:
    """Two queries on a table in memory, fetched as numpy columns."""
    return database.execute(school_query()).fetchnumpy(), database.execute(group_query()).fetchnumpy()


def _duckdb_verdict(found: Any, country: Country) -> Verdict:
    schools, groups = found
    keys = schools["school"].tolist()
    numbers = np.array([int(key[2:]) for key in keys] if country.keys == "text" else keys)
    quota = np.zeros(country.sections, dtype=np.bool_)
    quota[numbers] = schools["quota"]
    within = np.stack([groups[name] for name in NAMES], axis=1)
    return Verdict(
        schools=quota, coefficients=country.coefficients(groups["county"].tolist(), groups["stage"] == "junior", within)
    )


PANDAS = Contestant(
    name="pandas",
    job=FULL,
    how="a DataFrame; column arithmetic and one `groupby`",
    prepare=pandas_frame,
    run=run_pandas,
    read=_pandas_verdict,
    needs=("pandas",),
    package="pandas",
)
POLARS = Contestant(
    name="polars",
    job=FULL,
    how="a DataFrame; two lazy queries collected together, on all processors",
    prepare=_polars_data,
    run=run_polars,
    read=_polars_verdict,
    needs=("polars",),
    package="polars",
)
DUCKDB = Contestant(
    name="DuckDB",
    job=FULL,
    how="a table in memory; two queries, fetched as numpy columns; two threads",
    prepare=_duckdb_data,
    run=run_duckdb,
    read=_duckdb_verdict,
    needs=("duckdb", "pandas"),
    package="duckdb",
)
