"""Many counties: a dataframe in, a dataframe out.

Made-up sections stand for the table a province has. Usage: python examples/many_counties.py
"""

from __future__ import annotations

import numpy as np
import polars as pl

import youzhi_rules as yz

random = np.random.default_rng(2017)
count = 600
pupils = random.integers(300, 1800, count)
sections = pl.DataFrame(
    {
        "county": np.sort(random.integers(1, 13, count)),
        "school": np.arange(count),
        "stage": random.choice(["primary", "junior"], count),
        "students": pupils,
        "teachers_above_required_degree": (pupils * random.uniform(0.050, 0.070, count)).astype(int),
        "sports_area": np.round(pupils * random.uniform(8.5, 14.0, count), 1),
    }
)

result = yz.evaluate(sections, pack="national-2017")

# Tidy: one row for each rule and unit. Here: how many sections of each county miss a standard.
tidy = result.to_frame("polars")
missed = (
    tidy.filter((pl.col("level") == "section") & (pl.col("status") == "unmet"))
    .group_by("county", "rule")
    .agg(pl.len().alias("sections"), pl.col("gap").sum())
    .sort("sections", "county", "rule", descending=[True, False, False])
)
print(missed.head(5))

# Wide: the mean and the coefficient of variation of each indicator, by county and stage.
means = result.means("polars").drop_nulls("cv").sort("cv", descending=True)
print(means.select("county", "stage", "rule", "mean", "cv", "status").head(5))
