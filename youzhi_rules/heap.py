"""Memory that an evaluation frees stays with the process for the next one, as dataframe libraries have it too.

The C library of Linux hands the end of its heap back to the system as soon as 128 KiB of it are free, and gets it again
page by page: an evaluation of ten thousand sections then spends as much time on that as on everything else. It raises
that bound by itself whenever a large block is freed, to twice the size of the block, 64 MiB at most. Most programs that
read tables have freed such a block before; for those that have not, one is freed here. Nothing is written to it, so it
costs neither time nor memory. Where bounds are set for the process, by ``MALLOC_TRIM_THRESHOLD_`` or
``GLIBC_TUNABLES``, the C library keeps to those.
"""

from __future__ import annotations

import os
from functools import lru_cache

import numpy as np

__all__ = ["keep_freed_memory"]

_BLOCK = 30 << 20
"""Bytes of the block: a little less than the largest that the C library takes as a sign."""


@lru_cache(maxsize=1)
def keep_freed_memory() -> bool:
    """See to it, once, that the C library of Linux keeps what is freed; whether it is that one."""
    names = getattr(os, "confstr_names", {})
    known = "CS_GNU_LIBC_VERSION" in names and (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc")
    if known:
        np.empty(_BLOCK, np.uint8)
    return known
