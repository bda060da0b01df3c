"""The split of a mixed school's shared quantities over its stages, by weighted pupils."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from .aggregates import sum_below
from .arithmetic import divide, multiply
from .exactness import LIMIT, Exact, TooWide
from .model import STAGES

if TYPE_CHECKING:
    from . import nodes as n
    from .frame import Frame

__all__ = ["share"]


def share(frame: Frame, fact: str, shares: n.Shares, pupils: Exact) -> Exact | None:
    """Each section's part of its school's 全校 figure: weighted pupils of its stage over those of all stages."""
    whole = frame.whole(fact)
    if whole is None or (whole.missing is not None and whole.missing.all()):
        return None
    up = frame.up("section", "school")
    parts = frame.memo.get(shares)
    if parts is None:
        parts = frame.memo[shares] = _weighted_pupils(frame, shares, pupils)
    own, total = parts
    figure = whole.take(up)
    product = multiply(figure, own)
    quotient = divide(product, total.take(up))
    return quotient if isinstance(quotient, Exact) else None


def _weighted_pupils(frame: Frame, shares: n.Shares, pupils: Exact) -> tuple[Exact, Exact]:
    """Weight times pupils per section, and their sum per school; a school of one section has the weight 1.

    All weights are scaled to whole numbers; the scale cancels in the share.
    """
    kinds = tuple(frame.data.facts["school_kind"].values or ())
    scale = math.lcm(*(weight.denominator for _, stages in shares.weights for _, weight in stages))
    table = np.zeros((len(kinds) + 1, len(STAGES) + 1), dtype=object if frame.wide_numbers else np.float64)
    for kind, stages in shares.weights:
        for stage, weight in stages:
            whole = int(weight * scale)
            if whole >= LIMIT and not frame.wide_numbers:
                raise TooWide
            table[kinds.index(kind), STAGES.index(stage)] = whole
    codes = frame.column("school", "school_kind")
    up = frame.up("section", "school")
    kind_of = codes[up] if isinstance(codes, np.ndarray) else np.full(len(up), -1, dtype=np.int8)
    weights = table[kind_of, frame.stage]
    group = frame.grouping("section", "school")
    alone = group.reduce(np.add, np.ones(len(up)), 0)[up] == 1
    weights = np.where(alone & (weights == 0), 1, weights)
    own = multiply(pupils, Exact(weights, 1, weights == 0))
    if isinstance(own, Fraction):
        raise TypeError(own)
    total = sum_below(frame, own, "section", "school", None, empty_is_zero=False)
    return own, total
