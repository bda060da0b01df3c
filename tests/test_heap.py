"""What an evaluation frees stays with the process for the next one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from youzhi_rules import heap

PROGRAM = """
import resource
from youzhi_rules import evaluate

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

rows = {"school": list(range(5000)), "stage": ["primary"] * 5000, "students": [100] * 5000, "classes": [4] * 5000}
for _ in range(3):
    evaluate(rows)
before = faults()
for _ in range(5):
    evaluate(rows)
print((faults() - before) // 5)
"""
ON_GLIBC = heap.keep_freed_memory()


def faults(**environment: str) -> int:
    """How many pages an evaluation asks the system for, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_the_next_evaluation_asks_for_no_memory_again() -> None:
    """A few pages at most, where the C library is the one that can be told."""
    assert faults() < (100 if ON_GLIBC else 10**6)


@pytest.mark.parametrize(("version", "known"), [("glibc 2.36", True), ("musl 1.2", False), (None, False)])
def test_it_is_done_for_one_c_library_alone(version: str | None, known: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others hand back in other ways."""
    monkeypatch.setattr(os, "confstr_names", {"CS_GNU_LIBC_VERSION": 2}, raising=False)
    monkeypatch.setattr(os, "confstr", lambda _name: version, raising=False)
    assert heap.keep_freed_memory.__wrapped__() is known


def test_other_systems_have_no_such_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done there."""
    monkeypatch.delattr(os, "confstr_names", raising=False)
    assert heap.keep_freed_memory.__wrapped__() is False
