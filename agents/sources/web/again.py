"""Asking once more: what of the outside's faults may pass, and how long that is waited for."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from triptych.agents.sources.fetch import Transient

PAUSE = 1.0
PATIENCE = 8.0
"""The longest Retry-After that is waited for; where more is asked for, the page or the engine is given up."""
Answer = TypeVar("Answer")
Sleep = Callable[[float], Awaitable[object]]


async def twice(ask: Callable[[], Awaitable[Answer]], sleep: Sleep) -> Answer:
    """The answer to `ask`, asked once more if the first fault may pass. Raises what `ask` does."""
    try:
        return await ask()
    except Transient as e:
        pause = PAUSE if e.retry_after is None else e.retry_after
        if pause > PATIENCE:
            raise
    await sleep(pause)
    return await ask()
