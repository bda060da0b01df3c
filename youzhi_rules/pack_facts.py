"""The facts that a pack knows: those of the shipped dictionary, its own, and a flag for each of its tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .dictionary import shipped_facts
from .errors import Fault
from .model import Fact

if TYPE_CHECKING:
    from .dictionary import Facts
    from .model import Pack, Task

__all__ = ["facts_of", "flag_of"]


def facts_of(pack: Pack) -> tuple[Facts, list[Fault]]:
    """The dictionary that the rules of a pack and the records it is applied to are read with.

    A task is attested by a flag of its own: its id and its title are headers of that column. Where the dictionary or
    the pack has a flag of this id already, that one is used.

    Returns:
        The dictionary, and a fault for each fact or task whose name another one has, for each task whose fact is no
        flag of its level, and for each list of words; such facts are not added but for the last.
    """
    shipped = shipped_facts()
    faults = [
        Fault("fact-list-of-words", {"name": name}, fact.place, f"facts.{name}")
        for name, fact in pack.facts.items()
        if fact.many and fact.type == "text"
    ]
    flags = {}
    for task in pack.tasks.values():
        known = pack.facts.get(task.id) or shipped.get(task.id)
        if known is None:
            flags[task.id] = flag_of(task)
        elif known.type != "flag" or known.many or known.by_stage or task.level not in known.levels:
            params = {"name": task.id, "level": task.level, "type": known.type, "levels": ", ".join(known.levels)}
            faults.append(Fault("task-flag", params, task.place, f"tasks.{task.id}"))
    facts, clashes = shipped.extended({**pack.facts, **flags})
    for clash in clashes:
        name = clash.params["fact"]
        if name not in flags:
            faults.append(clash)
            continue
        params = {"task": name, "name": clash.params["name"], "owner": clash.params["owner"]}
        faults.append(Fault("task-name-taken", params, clash.place, f"tasks.{name}"))
    return facts, faults


def flag_of(task: Task) -> Fact:
    """The flag that attests a task."""
    return Fact(zh=task.zh, en=task.en, levels=(task.level,), type="flag", id=task.id, place=task.place)
