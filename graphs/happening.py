"""What happens in a run until there is a memo: the whole one, or one of what stood when its user stopped it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from triptych.errors import ExitCode, NoEvidenceError, TriptychError
from triptych.graphs import panels
from triptych.graphs.driving import Stopped, streamed
from triptych.graphs.events import Event, RunEnded, RunStopping, Spent
from triptych.graphs.process import Part
from triptych.graphs.state import Panel
from triptych.graphs.threads import in_turn
from triptych.store import runs

TOO_EARLY = "The run was stopped before a claim stood, so there is no memo."


async def happening(part: Part, panel: Panel) -> AsyncGenerator[Event]:
    """All that happens until there is a memo, and as the last event how it ended, whole or in part.

    Raises:
        TriptychError: why there is no memo.
    """
    run = panel.run.id
    try:
        async with aclosing(streamed(panel, part.folder)) as events:
            async for event in events:
                yield event
    except Stopped:
        if not await in_turn(_published, panel):
            async with aclosing(_memo_so_far(part, panel)) as events:
                async for event in events:
                    yield event
            yield RunEnded(run, "interrupted", run, "", "", ExitCode.INTERRUPTED)
            return
    except TriptychError:
        # What fails behind a memo, as a last checkpoint for which there is no room, does not undo it.
        if not await in_turn(_published_for_certain, panel):
            raise
    if part.folder:
        with suppress(TriptychError):  # nobody goes on with it: its memo is there
            part.folder.drop_checkpoints()
    yield RunEnded(run, "done", run, "", "", ExitCode.DONE)


def _published(panel: Panel) -> bool:
    """Whether the whole memo is there: the stop may have come while it was written. Raises ArchiveError."""
    return runs.load_run(panel.archive, panel.run.id).state == "done"


def _published_for_certain(panel: Panel) -> bool:
    """The same; False where the archive does not say."""
    with suppress(TriptychError):
        return _published(panel)
    return False


async def _memo_so_far(part: Part, panel: Panel) -> AsyncGenerator[Event]:
    """What is made of a run that was stopped. Raises NoEvidenceError where that is nothing."""
    if part.folder is None or not part.folder.answers.exists():
        raise NoEvidenceError(TOO_EARLY)
    yield RunStopping(panel.run.id)
    await panel.keep()
    async with aclosing(_partial(part)) as events:
        async for event in events:
            yield event


async def _partial(part: Part) -> AsyncGenerator[Event]:
    """The memo of what the run was answered until the user stopped it; nobody is asked for more."""
    panel = await part.panel(partial=True)
    async with panels.closing(panel), aclosing(streamed(panel, None)) as events:
        async for event in events:
            yield event
    yield spent(panel)  # with answers that had come when the run was stopped, and that nobody had taken yet


def spent(panel: Panel) -> Spent:
    """What a run has used so far."""
    total = panel.meter.total
    tokens = total.tokens_in + total.tokens_out
    return Spent(panel.desk.searches, len(panel.desk.read), total.calls, tokens, total.cost_usd)
