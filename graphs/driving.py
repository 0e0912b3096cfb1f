"""Drives the graph of one run, and lets it come to a stop when its user wants it to.

Invariant: no branch of the graph goes on after `streamed` has ended, however it ended.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from typing import Any

from triptych.graphs.events import Event
from triptych.graphs.keeping import checkpoints
from triptych.graphs.keeping.folder import RunFolder
from triptych.graphs.state import Panel
from triptych.graphs.threads import over

_GLANCE = 0.02  # seconds
_BEGINNING: dict[str, Any] | None = {}


class Stopped(Exception):
    """The user stopped the run, and what was under way has come to its end."""


async def streamed(panel: Panel, folder: RunFolder | None) -> AsyncGenerator[Event]:
    """What the nodes tell and what the seams to the outside report, in the order in which it happens.

    Args:
        panel: who does the run.
        folder: where its checkpoints are; None keeps none.

    Raises:
        Stopped: the user stopped it.
        TriptychError: why there is no memo.
    """
    events = panel.journal.events
    working = asyncio.create_task(_work(panel, folder))
    stopping = asyncio.create_task(_stop(panel, working))
    try:
        while (event := await events.get()) is not None:
            yield event
            if panel.journal.due:
                await panel.journal.flush()
        await asyncio.wait([working])
        if working.cancelled():
            raise Stopped
        working.result()
    finally:
        # Here and now, so that no branch goes on after the run has ended.
        stopping.cancel()
        working.cancel()
        await over(working, stopping)


async def _stop(panel: Panel, working: "asyncio.Task[None]") -> None:
    """When the user stops the run, let what is paid for come to its end and be kept, and go no further."""
    await panel.allowance.gate.stopped.wait()
    while panel.desk.under_way or not panel.allowance.idle:
        await asyncio.sleep(_GLANCE)
    working.cancel()


async def _work(panel: Panel, folder: RunFolder | None) -> None:
    try:
        from triptych.graphs.memo import build, recursion_limit

        config: Any = {
            "recursion_limit": recursion_limit(panel.run.rounds),
            "configurable": {"thread_id": panel.run.id},
        }
        async with AsyncExitStack() as ends:
            saver, given = None, _BEGINNING
            if folder:
                if panel.kept and not panel.kept.begun:
                    folder.drop_checkpoints()  # they would rest on answers that are gone
                saver = await ends.enter_async_context(checkpoints.saver(folder))
                given = await _standing(panel, saver)
            graph: Any = build(saver)
            how = {"stream_mode": ["custom"], "version": "v2", "durability": "sync" if saver else None}
            stream = graph.astream(given, config, context=panel, **how)
            async with aclosing(stream) as parts:
                async for part in parts:
                    panel.journal.events.put_nowait(part["data"])
    finally:
        panel.journal.events.put_nowait(None)


async def _standing(panel: Panel, saver: Any) -> dict[str, Any] | None:
    """What the graph is given: nothing where it goes on from a checkpoint, and then knows what was refused before it."""
    if not await checkpoints.begun(saver, panel.run.id):
        return _BEGINNING
    for refusal in panel.kept.before.refusals if panel.kept else ():
        panel.allowance.recall(refusal.role, refusal.reason)
    return None
