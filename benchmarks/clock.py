"""Timing in turns: everything that is compared runs once in every turn, so that all see the same machine."""

from __future__ import annotations

import gc
import math
import statistics
import time
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LEAST_RUNS = 7


@frozen
class Timing:
    """The seconds of one action, turn by turn."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median of the turns."""
        return statistics.median(self.seconds)

    def over(self, other: Timing) -> float:
        """How many times as long as another: the median of the ratios within each turn."""
        return statistics.median(a / b for a, b in zip(self.seconds, other.seconds, strict=True))

    def range_over(self, other: Timing) -> tuple[float, float]:
        """The least and the greatest of these ratios."""
        ratios = [a / b for a, b in zip(self.seconds, other.seconds, strict=True)]
        return min(ratios), max(ratios)


def in_order(runs: int, count: int) -> Iterator[tuple[int, int]]:
    """Turns and places in them; turn 0 warms up, and every other turn goes backwards, so that none always follows one.

    Args:
        runs: the turns that count, at least seven.
        count: the places of a turn.
    """
    for turn in range(max(runs, LEAST_RUNS) + 1):
        for place in range(count) if turn % 2 else reversed(range(count)):
            yield turn, place


def in_turns(runs: int, actions: Sequence[Callable[[], object]]) -> list[Timing]:
    """Time actions in turns, in the order of ``in_order``.

    Args:
        runs: the turns that count, at least seven.
        actions: what is timed.
    """
    taken: list[list[float]] = [[] for _ in actions]
    gc.collect()
    gc.freeze()  # what was there before is not gone through again in every turn, nor while somebody is timed
    try:
        for turn, place in in_order(runs, len(actions)):
            gc.collect()
            start = time.perf_counter()
            actions[place]()
            seconds = time.perf_counter() - start
            if turn:
                taken[place].append(seconds)
    finally:
        gc.unfreeze()
    return [Timing(tuple(each)) for each in taken]


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of the times over the sizes, both as logarithms: 1 is linear."""
    xs, ys = [math.log(size) for size in sizes], [math.log(each) for each in seconds]
    return statistics.linear_regression(xs, ys).slope
