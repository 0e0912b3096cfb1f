"""Work that is waited for whatever happens: in threads, which nothing can stop, and in tasks that must come to their end."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_ARCHIVE = ThreadPoolExecutor(1, "triptych-archive")


async def unbroken(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the work returns, done in a thread.

    A cancellation cannot stop a thread. It is passed on when the work has ended, so that what it wrote is known.
    """
    return await _in(None, partial(work, *args, **kwargs))


async def in_turn(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same for what is written to an archive: one after another, in a thread that does nothing else.

    Its sessions exclude each other. Runs that waited for theirs in the threads that all share would keep answers from
    being written down, and names from being looked up.
    """
    return await _in(_ARCHIVE, partial(work, *args, **kwargs))


async def to_its_end(doing: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns that no cancellation reaches: one that comes is passed on when it has ended."""
    return await _ended(asyncio.ensure_future(doing))


async def over(*doing: "asyncio.Future[Any]") -> None:
    """Wait until they have ended, whatever became of them; cancellations that come meanwhile are passed on then, as one."""
    cancelled: asyncio.CancelledError | None = None
    while waiting := [one for one in doing if not one.done()]:
        try:
            await asyncio.wait(waiting)
        except asyncio.CancelledError as e:
            cancelled = e
    if cancelled:
        raise cancelled


async def _in(executor: Executor | None, work: Callable[[], T]) -> T:
    # Not as a task: when a loop is shut down it cancels its tasks, but not what it waits for in threads.
    return await _ended(asyncio.get_running_loop().run_in_executor(executor, work))


async def _ended(doing: "asyncio.Future[T]") -> T:
    try:
        await over(doing)
    except asyncio.CancelledError:
        if not doing.cancelled():
            doing.exception()  # the cancellation goes before it
        raise
    return doing.result()
