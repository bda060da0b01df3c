"""What a plan computes, as typed nodes: each is a function from the data to one value per unit of its level.

Nodes are frozen and hashable, so the engine computes what several rules share once. A node says nothing of how it is
computed; the engine runs it on columns, the explanation reads it out in numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    import datetime as dt
    from fractions import Fraction

__all__ = [
    "Aggregate",
    "All",
    "Any_",
    "Arith",
    "Ceil",
    "CodeIn",
    "Compare",
    "Const",
    "Extreme",
    "FactValue",
    "FlagIs",
    "GradeConst",
    "Items",
    "KeyIn",
    "Node",
    "Not",
    "PerCode",
    "PerStage",
    "Read",
    "Shares",
    "StageIn",
    "Until",
]


@frozen(cache_hash=True)
class Const:
    """One number for every unit; ``name`` is that of the ``given`` it comes from."""

    level: str
    value: Fraction
    name: str | None = None


@frozen(cache_hash=True)
class GradeConst:
    """One grade for every unit: its position among the fact's grades."""

    level: str
    code: int
    name: str


@frozen(cache_hash=True)
class Shares:
    """How a fact of 全校 rows is divided: weights per pupil by kind and stage (kind, ((stage, weight), …))."""

    weights: tuple[tuple[str, tuple[tuple[str, Fraction], ...]], ...]
    pupils: Node


@frozen(cache_hash=True)
class FactValue:
    """A fact at its level. Where it is not given: its part of the whole school's, else what it derives from.

    Attributes:
        stage: for facts given per stage, which one.
        shares: how a 全校 row's figure is divided, if the pack divides this fact.
        derived: what it follows from, first known first.
    """

    level: str
    fact: str
    kind: str
    stage: str | None = None
    shares: Shares | None = None
    derived: tuple[Node, ...] = ()


@frozen(cache_hash=True)
class Items:
    """The items of a list fact, as the units of a level of their own."""

    level: str
    fact: str
    of: str
    kind: str


@frozen(cache_hash=True)
class Read:
    """A value of a higher unit (or of a list's owner), for each unit below it."""

    level: str
    body: Node


@frozen(cache_hash=True)
class PerStage:
    """The value for the section's own stage; a stage without one has none."""

    level: str
    values: tuple[tuple[str, Node], ...]


@frozen(cache_hash=True)
class PerCode:
    """The value for the unit's own code, such as its kind of school; a code without one has none."""

    level: str
    code: Node
    values: tuple[tuple[str, Fraction], ...]


@frozen(cache_hash=True)
class Arith:
    """``+ - * /``; a division by zero has no value."""

    level: str
    op: str
    left: Node
    right: Node


@frozen(cache_hash=True)
class Extreme:
    """The least or greatest of several values of the same unit."""

    level: str
    op: str
    args: tuple[Node, ...]


@frozen(cache_hash=True)
class Ceil:
    """The value rounded up to a whole number."""

    level: str
    body: Node


@frozen(cache_hash=True)
class Aggregate:
    """``sum``, ``min``, ``max``, ``mean`` or ``count`` of a value over the units below, those in scope only.

    ``count`` of a truth counts the units where it holds; of a number, the units.
    """

    level: str
    op: str
    body: Node
    scope: Node | None = None


@frozen(cache_hash=True)
class Compare:
    """A comparison of two numbers or two grades: true, false or unknown."""

    level: str
    op: str
    left: Node
    right: Node


@frozen(cache_hash=True)
class All:
    """``and``: false if one is false, whatever is unknown."""

    level: str
    args: tuple[Node, ...]


@frozen(cache_hash=True)
class Any_:  # noqa: N801 - `Any` is typing's
    """``or``: true if one is true, whatever is unknown. With ``below``: of one truth over the units below."""

    level: str
    args: tuple[Node, ...]
    below: bool = False


@frozen(cache_hash=True)
class Not:
    """``not``: unknown stays unknown."""

    level: str
    body: Node


@frozen(cache_hash=True)
class StageIn:
    """Whether a section's stage is one of these."""

    level: str
    stages: tuple[str, ...]


@frozen(cache_hash=True)
class CodeIn:
    """Whether a code is one of these."""

    level: str
    body: Node
    codes: tuple[str, ...]


@frozen(cache_hash=True)
class FlagIs:
    """Whether a flag is true (or false)."""

    level: str
    body: Node
    value: bool = True


@frozen(cache_hash=True)
class KeyIn:
    """Whether the unit is one of those named, by key."""

    level: str
    keys: tuple[str, ...]


@frozen(cache_hash=True)
class Until:
    """Whether the day an evaluation speaks of is not after ``last``; unknown where it speaks of no day.

    The day stands in the node, so that nothing computed for one day is taken for another.
    """

    level: str
    last: dt.date
    today: dt.date | None = None


Node = (
    Const
    | GradeConst
    | FactValue
    | Items
    | Read
    | PerStage
    | PerCode
    | Arith
    | Extreme
    | Ceil
    | Aggregate
    | Compare
    | All
    | Any_
    | Not
    | StageIn
    | CodeIn
    | FlagIs
    | KeyIn
    | Until
)
