"""The machine and the versions that a report was made with."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory() -> str:
    """The memory of the machine, where it says."""
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    except (AttributeError, ValueError, OSError):
        return "not told"


def processor() -> str:
    """The processor's own name, where it says."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()


def about(packages: list[str]) -> list[tuple[str, str]]:
    """What is said of the machine, and the versions of packages that are installed."""
    lines = [
        ("processor", f"{processor()}, {cores()} cores"),
        ("memory", memory()),
        ("system", f"{platform.system()} {platform.machine()}"),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
    ]
    return lines + [(name, version) for name in packages if (version := installed(name)) is not None]


def installed(package: str) -> str | None:
    """The version of a package, if it is there."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
