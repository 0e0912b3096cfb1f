"""Work in a thread that is waited for whatever happens."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_ARCHIVE = ThreadPoolExecutor(1, "triptych-archive")


async def unbroken(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the work returns, done in a thread.

    A cancellation cannot stop a thread. It is passed on when the work has ended, so that what it wrote is known.
    """
    return await _ended(asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs)))


async def in_turn(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same for what is written to an archive: one after another, in a thread that does nothing else.

    Its sessions exclude each other. Runs that waited for theirs in the threads that all share would keep answers from
    being written down, and names from being looked up.
    """
    loop = asyncio.get_running_loop()
    return await _ended(loop.run_in_executor(_ARCHIVE, partial(work, *args, **kwargs)))


async def _ended(doing: "asyncio.Future[T]") -> T:
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        while not doing.done():
            with suppress(asyncio.CancelledError):  # further ones, as where a branch fails beside this one
                await asyncio.wait([doing])
        doing.exception()  # the cancellation goes before it
        raise
