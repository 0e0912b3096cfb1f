"""Keeps the collector of unused objects from stopping the interface.

A full collection goes through every object there is, most of which are modules that stay for good: 60 to 80 ms in which no
key is answered, every few seconds while a run goes on.
"""

import atexit
import gc

YOUNG, MIDDLE, FULL = 700, 10, 100
"""After how many new objects the youngest are looked at, after how many times those a step older, and of these times all."""

atexit.register(gc.unfreeze)  # or else libraries complain of what is left at the end


def spare() -> None:
    """Have collections leave out all that is there now, until `settle`."""
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, FULL)


def settle() -> None:
    """Free what is unused, and spare all that is left."""
    gc.unfreeze()
    gc.collect()
    spare()
