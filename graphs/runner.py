"""Starts a run, goes on with one, and tells what happens in it; no front end knows what a graph is.

A run that fails says so in its last event; the archive holds its row whatever became of it, and its folder what it takes to
go on with it.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

from triptych.agents.gate import Gate
from triptych.errors import ArchiveError, BudgetError, ExitCode, NoEvidenceError, TriptychError
from triptych.graphs import panels
from triptych.graphs.events import Event, RunEnded, RunResumed, RunStarted, Spent
from triptych.graphs.faults import reason
from triptych.graphs.happening import TOO_EARLY, happening, spent
from triptych.graphs.keeping import again, checkpoints
from triptych.graphs.keeping.folder import RunFolder, folder_of
from triptych.graphs.keeping.owner import owning
from triptych.graphs.keeping.requests import save
from triptych.graphs.keeping.resuming import current
from triptych.graphs.process import Part
from triptych.graphs.request import Request
from triptych.graphs.setup import NETWORK, Outside
from triptych.graphs.state import Panel
from triptych.graphs.threads import in_turn, to_its_end
from triptych.keys import hidden
from triptych.store import memos, runs
from triptych.store.archive import Archive
from triptych.store.records import Run, RunState

_STOPPED = "stopped by the user"


async def follow(
    request: Request,
    archive: Archive,
    tell: Callable[[Event], None],
    outside: Outside = NETWORK,
    gate: Gate | None = None,
) -> RunEnded:
    """Do a run to its end and tell every event as it comes; arguments and errors as of `run`.

    Returns:
        The last event.
    """
    return await told(run(request, archive, outside, gate), tell)


async def told(happening: AsyncGenerator[Event], tell: Callable[[Event], None]) -> RunEnded:
    """Tell every event of a run as it comes; the last is returned."""
    # Closed here whatever happens, so that a run whose listener fails is on record as interrupted.
    async with aclosing(happening) as events:
        async for event in events:
            tell(event)
            if isinstance(event, RunEnded):
                return event
    raise RuntimeError("a run ended without its last event")


async def run(
    request: Request, archive: Archive, outside: Outside = NETWORK, gate: Gate | None = None
) -> AsyncGenerator[Event]:
    """Do a run to its end.

    Args:
        request: what to do.
        archive: where evidence is and where the memo goes.
        outside: how models and the web are reached.
        gate: where the run can be held, and stopped: it then ends with a memo of what there is.

    Yields:
        Everything that happens, in order; the last event is always `RunEnded`.

    Raises:
        InputError: the idea is empty or too long, or the panel is not one.
        ArchiveError: the archive could not be opened to begin with; then nothing was stored.
    """
    record = panels.new_run(request, request.speakers())
    folder = folder_of(archive.path, record.id) if request.lasting else None
    part = Part(request, archive, outside, gate or Gate(), record, folder)
    async with aclosing(_done(part)) as events:
        async for event in events:
            yield event


async def resume(
    request: Request,
    archive: Archive,
    record: Run,
    outside: Outside = NETWORK,
    gate: Gate | None = None,
) -> AsyncGenerator[Event]:
    """Go on with a run whose process ended before its memo was written; nothing that was answered is asked again.

    Where it was cut off it goes on from its last checkpoint; where it failed, what failed is tried again.

    Args:
        request: what the run was asked.
        archive: where it is on record.
        record: the run's, as it was read there.
        outside, gate: as of `run`.

    Yields:
        Everything that happens from now on; the last event is always `RunEnded`.

    Raises:
        Finished: the run has its memo by now.
        InputError: another process does the run, or what it kept is pruned.
        ArchiveError: what it kept, or the archive, cannot be used.
    """
    folder = folder_of(archive.path, record.id)
    part = Part(request, archive, outside, gate or Gate(), record, folder, first=False)
    async with aclosing(_done(part)) as events:
        async for event in events:
            yield event


async def _done(part: Part) -> AsyncGenerator[Event]:
    """This process's part of a run, to its end."""
    async with AsyncExitStack() as ends:
        if part.folder and not part.first:
            await ends.enter_async_context(owning(part.folder, part.gate.stop))
            part = await _taken_up(part, part.folder)
        panel = await part.panel()
        await ends.enter_async_context(panels.closing(panel))
        if part.folder and part.first:
            await ends.enter_async_context(_settled(part, part.folder))
        await _start(panel)
        events = await ends.enter_async_context(aclosing(_outcome(part, panel)))
        async for event in events:
            yield event


async def _taken_up(part: Part, folder: RunFolder) -> Part:
    """The rest of a run, by its record of now, when nobody else can change it any more. Raises as `current` does."""
    record = await asyncio.to_thread(current, part.archive, part.record)
    afresh = record.state not in ("running", "interrupted") or not await _stands(folder)
    if afresh:
        folder.drop_checkpoints()
    going_on = record.model_copy(update={"state": "running", "ended_at": None, "message": ""})
    return replace(part, record=going_on, afresh=afresh)


async def _stands(folder: RunFolder) -> bool:
    """Whether there is a checkpoint to go on from; where that cannot be read, whoever goes on from it says so."""
    if not folder.checkpoints.exists():
        return False
    with suppress(ArchiveError):
        async with checkpoints.saver(folder) as saver:
            return await checkpoints.begun(saver, folder.run)
    return True


@asynccontextmanager
async def _settled(part: Part, folder: RunFolder) -> AsyncIterator[None]:
    """The folder of a run that begins; one that was answered nothing leaves none."""
    folder.make()
    try:
        async with owning(folder, part.gate.stop):
            save(folder, part.request)
            yield
    finally:
        if not folder.answers.exists():
            with suppress(TriptychError):
                folder.remove()


async def _start(panel: Panel) -> None:
    try:
        await in_turn(memos.start_run, panel.archive, panel.run)
    except asyncio.CancelledError:
        await to_its_end(_finish(panel, "interrupted", _STOPPED))
        raise


async def _outcome(part: Part, panel: Panel) -> AsyncGenerator[Event]:
    """What happens, then what became of the run, which the archive is told first."""
    fault: Exception | None = None
    run = panel.run
    used: Spent | None = None
    try:
        yield _opening(part, panel)
        for event in again.events(panel.kept.before) if panel.kept and not part.first else ():
            yield event
        async with aclosing(happening(part, panel)) as events:
            async for event in events:
                if isinstance(event, RunEnded):
                    ended = event
                elif isinstance(event, Spent):
                    used = event
                else:
                    yield event
    except TriptychError as e:
        if part.gate.stopped.is_set():
            ended = RunEnded(run.id, "interrupted", None, TOO_EARLY, "", ExitCode.INTERRUPTED)
        else:
            state = _STATES.get(type(e), "failed")
            ended = RunEnded(run.id, state, None, hidden(e.message), e.hint, e.exit_code)
    except (asyncio.CancelledError, GeneratorExit):
        await to_its_end(_finish(panel, "interrupted", _STOPPED))
        raise
    # A fault of ours: the listener hears how the run ended, and then the fault itself.
    except Exception as e:
        fault = e
        ended = RunEnded(run.id, "failed", None, reason(e), "", ExitCode.FAILED)
    # A memo was put on record with the end of its run.
    await to_its_end(_keep(panel) if ended.memo else _finish(panel, ended.state, ended.message))
    if part.folder and ended.state == "no_evidence" and not _paid(part, panel):
        with suppress(TriptychError):  # how it ended is told whatever becomes of its folder
            part.folder.remove()  # to go on would find as little
    yield used or spent(panel)
    yield ended
    if fault is not None:
        raise fault


def _paid(part: Part, panel: Panel) -> bool:
    """Whether anybody outside may have given an answer that is kept; the library gives its own again for nothing."""
    asked = panel.meter.total.calls or part.request.setup.engines
    return bool(asked) and part.folder is not None and part.folder.answers.exists()


_STATES: dict[type[TriptychError], RunState] = {NoEvidenceError: "no_evidence", BudgetError: "budget"}


def _opening(part: Part, panel: Panel) -> Event:
    told = RunStarted(panel.run.id, panel.run.idea, panel.run.panel, panel.analyst.label)
    answered = panel.kept.before.answered if panel.kept else 0
    return told if part.first else RunResumed(told.run, told.idea, told.panel, told.analyst, answered)


async def _finish(panel: Panel, state: RunState, message: str) -> None:
    """Keep what there is of a run that ends without a memo, and put its end on record.

    An archive that cannot be used must not hide why the run ended; its row then stays as it was.
    """
    await _keep(panel)
    with suppress(TriptychError):
        await in_turn(_record_end, panel, state, message)


async def _keep(panel: Panel) -> None:
    """Keep what there is of a run that ends, as far as there is room for it."""
    with suppress(TriptychError):
        await panel.keep()
    with suppress(TriptychError):
        await panel.journal.flush()


def _record_end(panel: Panel, state: RunState, message: str) -> None:
    if runs.load_run(panel.archive, panel.run.id).state == "running":
        memos.finish_run(panel.archive, panel.run.id, state, message, datetime.now(UTC))
