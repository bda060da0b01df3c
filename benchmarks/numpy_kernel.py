"""The straightforward numpy way to do article 6, in floats: the yardstick for speed (not for exactness)."""

from __future__ import annotations

from typing import Any

import numpy as np

NAMES = [
    "teachers_above_required_degree",
    "backbone_teachers",
    "pe_arts_teachers",
    "teaching_area",
    "sports_area",
    "equipment_value",
    "multimedia_classrooms",
]
STANDARD = np.array([[4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3], [5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4]])
PER = np.array([100, 100, 100, 1, 1, 1, 100.0])
CV_LIMIT = np.array([0.50, 0.45])


def columns(n: int = 200_000, counties: int = 2900, on_line: float = 0.01, seed: int = 1) -> dict[str, Any]:
    """Sections as columns; a share ``on_line`` of the cells lies exactly on a standard or on its 85 % floor."""
    rng = np.random.default_rng(seed)
    county = np.sort(rng.integers(0, counties, n))
    stage = np.array(["primary", "junior"])[rng.integers(0, 2, n)]
    pupils = rng.integers(1, 41, n) * 50
    need = STANDARD[(stage == "junior").astype(int)] * pupils[:, None] / PER
    x = need * rng.uniform(0.8, 1.6, (n, 7))
    x = np.where(PER == 100, np.round(x), np.round(x, 2))
    line = rng.random((n, 7)) < on_line
    x = np.where(line, np.round(need * np.where(rng.random((n, 7)) < 0.5, 1, 0.85), 6), x)
    keys = {"county": county, "school": np.arange(n), "stage": stage, "students": pupils}
    return keys | {name: np.ascontiguousarray(x[:, j]) for j, name in enumerate(NAMES)}


def kernel(cols: dict[str, Any]) -> tuple[Any, Any]:
    """Standards, floors, 6 of 7 and the coefficients, from the raw columns (key grouping included)."""
    junior = (cols["stage"] == "junior").astype(np.int64)
    keys, group = np.unique(cols["county"] * 2 + junior, return_inverse=True)
    pupils, n = cols["students"], len(group)
    total = np.bincount(group, pupils)
    met, floor = np.zeros(n, np.int8), np.ones(n, bool)
    cvs = []
    for j, name in enumerate(NAMES):
        x, standard = cols[name], STANDARD[:, j][junior]
        value = PER[j] * x / pupils
        met += value >= standard
        floor &= value >= 0.85 * standard
        mean = PER[j] * np.bincount(group, x) / total
        d = value - mean[group]
        cvs.append(np.sqrt(np.bincount(group, pupils * d * d) / total) / mean)
    return (met >= 6) & floor, np.array(cvs) <= CV_LIMIT[keys % 2]
