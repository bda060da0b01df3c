"""The plan of a pack, made once: loading a pack needs it to see that the pack means something, evaluating to run it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from .compiling import compile_pack
from .errors import PackError
from .interning import interned
from .pack_facts import facts_of

if TYPE_CHECKING:
    from .errors import Fault
    from .model import Pack
    from .plan import Plan

__all__ = ["plan_of", "try_plan"]

_MOST = 256
"""Plans that are kept; a service that is given ever new packs must not grow."""
_plans: dict[int, Plan] = {}
"""By the identity of the pack, which a plan keeps alive: no other pack can have it meanwhile."""
_lock = threading.Lock()


def plan_of(pack: Pack) -> Plan:
    """The compiled plan of a pack, kept for the next time.

    Raises:
        PackError: the pack has faults.
    """
    plan, faults = try_plan(pack)
    if plan is None:
        raise PackError(faults)
    return plan


def try_plan(pack: Pack) -> tuple[Plan | None, list[Fault]]:
    """The compiled plan of a pack, or None and every fault of its meaning."""
    known = _plans.get(id(pack))
    if known is not None and known.pack is pack:
        return known, []
    facts, faults = facts_of(pack)
    plan, more = compile_pack(pack, facts)
    if plan is None or faults:
        # A fact that is refused is not missing as well.
        refused = {fault.key.rpartition(".")[2] for fault in faults if fault.key}
        return None, [*faults, *(fault for fault in more if fault.params.get("name") not in refused)]
    plan = interned(plan)
    with _lock:
        while len(_plans) >= _MOST:
            del _plans[next(iter(_plans))]
        _plans[id(pack)] = plan
    return plan, []
