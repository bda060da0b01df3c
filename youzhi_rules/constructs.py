"""What a rule may combine: one construct, the operator it needs, a unit, a citation.

The reader of packs and the published schema both take it from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import Fault, Place
from .model import OPERATORS, Relief, Rule, Split, Task

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["CITED", "CONSTRUCTS", "WITH_OPERATOR", "amendment_faults", "rule_faults", "uncited"]

CONSTRUCTS = ("measure", "graded", "quota", "dispersion", "attested", "forbids", "veto")
"""The keys of which a rule has exactly one."""
WITH_OPERATOR = ("measure", "graded", "dispersion")
"""Those that are held against a limit by exactly one operator; the others by none."""
_GIVEN = frozenset({*CONSTRUCTS, *OPERATORS})
_SOUND = frozenset(
    frozenset({construct, *operator})
    for construct in CONSTRUCTS
    for operator in ([(each,) for each in OPERATORS] if construct in WITH_OPERATOR else [()])
)
"""What of those keys a rule may have, all combinations: nearly every rule is one of them, and is looked at no more."""
CITED: tuple[type, ...] = (Rule, Task, Split, Relief)
"""The classes whose values come from the source: each says its clause, or where it was seen."""


def rule_faults(written: Collection[str], places: Mapping[str, Place], key: str, at: Place) -> list[Fault]:
    """The faults of a rule's combination of keys.

    Args:
        written: the keys of the rule.
        places: where they stand.
        key: the dotted path of the rule.
        at: where the rule stands.

    Example:
        >>> places = {"attested": Place(), "at_least": Place()}
        >>> [fault.code for fault in rule_faults({"attested", "at_least"}, places, "rules.charter", Place())]
        ['rule-operator-stray']
    """
    if _GIVEN.intersection(written) in _SOUND and ("unit" in written or "measure" not in written):
        return []
    rule = key.rpartition(".")[2]
    constructs = [name for name in CONSTRUCTS if name in written]
    operators = [name for name in OPERATORS if name in written]
    if not constructs:
        return [Fault("rule-construct-missing", {"rule": rule, "constructs": ", ".join(CONSTRUCTS)}, at, key)]
    if len(constructs) > 1:
        params = {"rule": rule, "constructs": ", ".join(constructs)}
        return [Fault("rule-construct-many", params, places[constructs[1]], key)]
    faults = []
    construct = constructs[0]
    params = {"rule": rule, "construct": construct, "operators": ", ".join(operators or OPERATORS)}
    if construct not in WITH_OPERATOR:
        if operators:
            faults.append(Fault("rule-operator-stray", params, places[operators[0]], key))
    elif not operators:
        faults.append(Fault("rule-operator-missing", params, at, key))
    elif len(operators) > 1:
        faults.append(Fault("rule-operator-many", params, places[operators[1]], key))
    if construct == "measure" and "unit" not in written:
        faults.append(Fault("rule-unit-missing", {"rule": rule}, at, key))
    return faults


def amendment_faults(written: Collection[str], places: Mapping[str, Place], key: str) -> list[Fault]:
    """The faults of the keys by which a pack changes a rule of its parent; ``inheritance`` sees to the rest."""
    rule = key.rpartition(".")[2]
    faults = []
    for names, code in ((CONSTRUCTS, "rule-construct-many"), (OPERATORS, "rule-operator-many")):
        found = [name for name in names if name in written]
        if len(found) > 1:
            params = {"rule": rule, "constructs": ", ".join(found), "construct": "", "operators": ", ".join(found)}
            faults.append(Fault(code, params, places[found[1]], key))
    return faults


def uncited(cls: type, written: Collection[str], key: str, at: Place) -> list[Fault]:
    """The fault of an object that cites nothing, where its class must."""
    if cls not in CITED or "clause" in written or "seen_in" in written:
        return []
    return [Fault("rule-uncited", {"rule": key.rpartition(".")[2]}, at, key)]
