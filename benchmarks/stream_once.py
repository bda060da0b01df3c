"""One stream through a Parquet file, in a process of its own, so that its peak memory is its own.

Usage: python benchmarks/stream_once.py FILE

Writes a line of JSON: seconds, bytes of memory, and what was counted.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path

from by_library import article_6
from country import made

import youzhi_rules as yz


def main() -> None:
    """Stream, and tell."""
    pack = article_6()
    import_module("pyarrow.parquet")
    for _ in yz.evaluate_stream(made(100).columns, pack):  # what is paid once would make growth look smaller
        pass
    before = peak_memory()
    start = time.perf_counter()
    stream = yz.evaluate_stream(sys.argv[1], pack)
    for _ in stream:
        pass
    seconds, tally = time.perf_counter() - start, stream.tally
    told = {
        "seconds": seconds,
        "before": before,
        "peak": peak_memory(),
        "sections": tally.sections,
        "schools": tally.rules["resource_quota"].get("met", 0),
        "counties": tally.counties.get("met", 0),
        "unknown": tally.rules["resource_quota"].get("unknown", 0) + tally.counties.get("unknown", 0),
    }
    print(json.dumps(told))


def peak_memory() -> int:
    """The most bytes of memory that this process has held at once.

    On Linux ``ru_maxrss`` begins with the peak of the process that started this one, so there the kernel's own account
    of this process is read.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    except (OSError, IndexError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    main()
