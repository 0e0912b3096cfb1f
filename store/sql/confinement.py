"""What the process of a query may do, as the system enforces it: should a query break the database, this is what is left.

Where a system knows a limit not (Windows knows none of them), the others hold.
"""

import math
import os
import threading
from contextlib import suppress
from importlib import import_module
from types import ModuleType

FILES = 64
"""Open at the same time: the archive, its lock, the pipes, and what DuckDB reads about the machine."""
BESIDE_MEMORY = 512
"""MiB of addresses beyond what the database may use: rows on their way out, and what an allocator sets aside."""


def end_with_parent() -> None:
    """End this process when the other end of its standard input is closed, as it is when the parent dies."""
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def bound_time(seconds: float) -> None:
    """Bound the time of the processor, from now; the system ends this process when it is spent."""
    resource = _resource()
    if resource is not None:
        spent = resource.getrusage(resource.RUSAGE_SELF)
        _bound(RLIMIT_CPU=math.ceil(spent.ru_utime + spent.ru_stime + seconds) + 1)


def confine(memory: int) -> None:
    """Forbid to write files, to start processes and to dump core, and bound the memory.

    Args:
        memory: MiB that the database may use.
    """
    _bound(
        RLIMIT_CORE=0,
        RLIMIT_FSIZE=0,
        RLIMIT_NPROC=0,
        RLIMIT_NOFILE=FILES,
        RLIMIT_AS=_addresses() + (memory + BESIDE_MEMORY) * 2**20,
    )


def _resource() -> ModuleType | None:
    with suppress(ImportError):
        return import_module("resource")
    return None


def _bound(**limits: int) -> None:
    resource = _resource()
    for name, limit in limits.items():
        if resource is not None and hasattr(resource, name):
            hardest = limit + 1 if name == "RLIMIT_CPU" else limit  # at that one it kills without a word
            with suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (limit, hardest))


def _addresses() -> int:
    """Bytes of addresses that this process has taken already; a guess where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as told:
            return int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 2**31


def _wait_for_the_end() -> None:
    while os.read(0, 4096):
        pass
    os._exit(1)
