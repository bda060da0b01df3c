"""Rule packs and an exact evaluator for 义务教育优质均衡, high-quality balanced compulsory education in China.

>>> import youzhi_rules as yz
>>> school = {"school": "青山一小", "stage": "primary", "students": 1000, "pe_arts_teachers": 9}
>>> result = yz.evaluate([school], pack="national-2017")
>>> result.to_dicts(rule="pe_arts_teachers")[0]["status"]
'met'

Importing this package reads no file; each name is loaded when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import evaluate, facts
    from .collecting.opening import read_records
    from .dictionary import Facts
    from .errors import (
        DataError,
        Fault,
        InheritanceError,
        PackError,
        Place,
        Problem,
        UnknownPackError,
        YouzhiError,
    )
    from .explain import Explanation
    from .finding import PackInfo, list_packs
    from .handing.comparing import Comparison, compare
    from .loading import load_pack
    from .many import evaluate_many
    from .model import Pack
    from .packtests import TestOutcome, run_tests
    from .records import Records
    from .result import CountyResult, Result
    from .results import Results
    from .schema import pack_schema
    from .streaming.evaluating import Stream, evaluate_stream
    from .streaming.tally import Tally

    __version__: str

__all__ = [
    "Comparison",
    "CountyResult",
    "DataError",
    "Explanation",
    "Facts",
    "Fault",
    "InheritanceError",
    "Pack",
    "PackError",
    "PackInfo",
    "Place",
    "Problem",
    "Records",
    "Result",
    "Results",
    "Stream",
    "Tally",
    "TestOutcome",
    "UnknownPackError",
    "YouzhiError",
    "__version__",
    "compare",
    "evaluate",
    "evaluate_many",
    "evaluate_stream",
    "facts",
    "list_packs",
    "load_pack",
    "pack_schema",
    "read_records",
    "run_tests",
]

_HOME = {
    "Comparison": "handing.comparing",
    "CountyResult": "result",
    "DataError": "errors",
    "Explanation": "explain",
    "Facts": "dictionary",
    "Fault": "errors",
    "InheritanceError": "errors",
    "Pack": "model",
    "PackError": "errors",
    "PackInfo": "finding",
    "Place": "errors",
    "Problem": "errors",
    "Records": "records",
    "Result": "result",
    "Results": "results",
    "Stream": "streaming.evaluating",
    "Tally": "streaming.tally",
    "TestOutcome": "packtests",
    "UnknownPackError": "errors",
    "YouzhiError": "errors",
    "compare": "handing.comparing",
    "evaluate": "api",
    "evaluate_many": "many",
    "evaluate_stream": "streaming.evaluating",
    "facts": "api",
    "list_packs": "finding",
    "load_pack": "loading",
    "pack_schema": "schema",
    "read_records": "collecting.opening",
    "run_tests": "packtests",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from .release import release

        found: Any = release()
    elif name in _HOME:
        found = getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    else:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
