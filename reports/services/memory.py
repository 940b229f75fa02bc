"""A ceiling on memory for one piece of work: past it the work fails, and the worker and its machine live on."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATM = Path("/proc/self/statm")


@contextmanager
def memory_limited(more: int) -> Iterator[None]:
    """Let this process take `more` bytes of address space than it has now; raises MemoryError beyond. Linux only:
    elsewhere the process cannot see its own size, and there is no ceiling."""
    if not _STATM.exists():
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    taken = int(_STATM.read_text().split()[0]) * resource.getpagesize()
    ceiling = taken + more if hard == resource.RLIM_INFINITY else min(taken + more, hard)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
