"""Starts a run and tells what happens in it; no front end knows what a graph is.

A run that fails says so in its last event; the archive holds its row whatever became of it.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from triptych import paths
from triptych.agents.analyst import Redrafter
from triptych.agents.budget import Allowance
from triptych.agents.desk import Desk
from triptych.agents.gate import Gate
from triptych.errors import BudgetError, ExitCode, InputError, NoEvidenceError, TriptychError
from triptych.graphs import equip
from triptych.graphs.events import Event, RunEnded, RunStarted, Spent
from triptych.graphs.faults import reason
from triptych.graphs.journal import Journal
from triptych.graphs.meter import Meter
from triptych.graphs.plan import LEAST_CALL, shares
from triptych.graphs.setup import Outside, Setup
from triptych.graphs.state import Panel, prefixes
from triptych.graphs.successor import Predecessor
from triptych.graphs.threads import unbroken
from triptych.keys import hidden
from triptych.personas.loader import select
from triptych.store import memos, runs
from triptych.store.archive import Archive
from triptych.store.records import Brief, Persona, Run, RunState

LONGEST_IDEA = 2000  # characters
_STOPPED = "stopped by the user"
NETWORK = Outside()


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asks for."""

    idea: str
    panel: tuple[str, ...] = ("engineer", "investor", "strategist")
    rounds: int = 2
    questions: int = 6
    as_of: date = field(default_factory=lambda: datetime.now(UTC).date())
    brief: Brief | None = None
    personas_folder: Path = field(default_factory=paths.user_personas)
    setup: Setup = field(default_factory=Setup)
    updates: Predecessor | None = None
    """The memo whose brief is put to the evidence anew."""


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
    # Closed here whatever happens, so that a run whose listener fails is on record as interrupted.
    async with aclosing(run(request, archive, outside, gate)) as events:
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
        gate: where the run can be held.

    Yields:
        Everything that happens, in order; the last event is always `RunEnded`.

    Raises:
        InputError: the idea is empty or too long, or the panel is not one.
        ArchiveError: the archive could not be opened to begin with; then nothing was stored.
    """
    panel = await _panel(request, archive, outside, gate)
    async with _closing(panel):
        await _start(panel)
        async with aclosing(_outcome(panel)) as events:
            async for event in events:
                yield event


@asynccontextmanager
async def _closing(panel: Panel) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await panel.analyst.close()


async def _start(panel: Panel) -> None:
    try:
        await unbroken(memos.start_run, panel.archive, panel.run)
    except asyncio.CancelledError:
        await _finish(panel, "interrupted", _STOPPED)
        raise


async def _outcome(panel: Panel) -> AsyncGenerator[Event]:
    """What happens, then what became of the run, which the archive is told first."""
    fault: Exception | None = None
    try:
        yield RunStarted(panel.run.id, panel.run.idea, panel.run.panel, panel.analyst.label)
        async with aclosing(_streamed(panel)) as events:
            async for event in events:
                yield event
        ended = RunEnded(panel.run.id, "done", panel.run.id, "", "", ExitCode.DONE)
    except TriptychError as e:
        state = _STATES.get(type(e), "failed")
        ended = RunEnded(panel.run.id, state, None, hidden(e.message), e.hint, e.exit_code)
    except (asyncio.CancelledError, GeneratorExit):
        await _finish(panel, "interrupted", _STOPPED)
        raise
    # A fault of ours: the listener hears how the run ended, and then the fault itself.
    except Exception as e:
        fault = e
        ended = RunEnded(panel.run.id, "failed", None, reason(e), "", ExitCode.FAILED)
    await _finish(panel, ended.state, ended.message)
    yield _spent(panel)
    yield ended
    if fault is not None:
        raise fault


_STATES: dict[type[TriptychError], RunState] = {NoEvidenceError: "no_evidence", BudgetError: "budget"}


def _spent(panel: Panel) -> Spent:
    total = panel.meter.total
    tokens = total.tokens_in + total.tokens_out
    return Spent(panel.desk.searches, len(panel.desk.read), total.calls, tokens, total.cost_usd)


async def _streamed(panel: Panel) -> AsyncGenerator[Event]:
    """What the nodes tell and what the seams to the outside report, in the order in which it happens."""
    events = panel.journal.events
    working = asyncio.create_task(_work(panel))
    try:
        while (event := await events.get()) is not None:
            yield event
            if panel.journal.due:
                await panel.journal.flush()
        await working
    finally:
        # Here and now, so that no branch goes on after the run has ended.
        working.cancel()
        await asyncio.wait([working])


async def _work(panel: Panel) -> None:
    try:
        from triptych.graphs.memo import build, recursion_limit

        config: Any = {"recursion_limit": recursion_limit(panel.run.rounds)}
        stream: Any = build().astream({}, config, context=panel, stream_mode=["custom"], version="v2")
        async with aclosing(stream) as parts:
            async for part in parts:
                panel.journal.events.put_nowait(part["data"])
    finally:
        panel.journal.events.put_nowait(None)


async def _finish(panel: Panel, state: RunState, message: str) -> None:
    """Put the end of a run on record, unless its memo is: that was put there with it.

    An archive that cannot be used must not hide why the run ended; its row then stays as it was.
    """
    with suppress(TriptychError):
        await panel.journal.flush()
    with suppress(TriptychError):
        await unbroken(_record_end, panel, state, message)


def _record_end(panel: Panel, state: RunState, message: str) -> None:
    if runs.load_run(panel.archive, panel.run.id).state == "running":
        memos.finish_run(panel.archive, panel.run.id, state, message, datetime.now(UTC))


async def _panel(request: Request, archive: Archive, outside: Outside, gate: Gate | None = None) -> Panel:
    """All that a run is given; nothing of it has spoken to anybody yet."""
    personas = select(request.panel, request.personas_folder)
    record = _record(request, personas)
    meter = Meter()
    journal = Journal(archive, record.id, meter)
    allowance = Allowance(request.setup.budget, shares(request, personas), gate=gate)
    library = await asyncio.to_thread(equip.library, archive)
    desk = Desk(equip.provider(request.setup, library, journal, outside), request.as_of, allowance)
    if request.updates:
        desk.hand(request.updates.bases)
    analyst = equip.analyst(request.setup, library, allowance, journal, outside, request.as_of)
    return Panel(
        run=record,
        as_of=request.as_of,
        personas=personas,
        prefixes=prefixes(request.panel),
        analyst=outside.thinking(analyst, desk),
        desk=desk,
        journal=journal,
        allowance=allowance,
        archive=archive,
        brief=request.brief,
        questions=request.questions,
        least_call=LEAST_CALL if request.setup.endpoints else 0,
        meter=meter,
        updates=request.updates,
    )


async def brief(request: Request, archive: Archive, outside: Outside = NETWORK) -> Brief:
    """Only the brief of an idea; nothing is stored.

    Raises:
        InputError: the idea is empty or too long, or the panel is not one.
        NoEvidenceError: nothing at hand bears on the idea.
        ServiceError: the model did not answer.
        BudgetError: the budget does not bear a brief.
        ArchiveError: the archive cannot be used.
    """
    from triptych.graphs.nodes.brief import assignment

    panel = await _panel(request, archive, outside)
    async with _closing(panel):
        return await panel.analyst.brief(assignment(panel), panel.desk)


async def redraft(
    request: Request, brief: Brief, wish: str, archive: Archive, outside: Outside = NETWORK
) -> Brief:
    """A brief changed as somebody asks in words; nothing is stored.

    Args:
        request: the run that the brief is for.
        brief: as it stands.
        wish: what is to be changed.
        archive: where evidence is.
        outside: how models are reached.

    Raises:
        InputError: no chat model thinks in the run, so that words would not be understood.
        ServiceError: the model did not answer.
        ArchiveError: the archive cannot be used.
    """
    from triptych.graphs.nodes.brief import assignment

    panel = await _panel(request, archive, outside)
    async with _closing(panel):
        if not isinstance(panel.analyst, Redrafter):
            raise InputError("It takes a chat model to change a brief in words.", "Change it by hand.")
        return await panel.analyst.redraft(assignment(panel), brief, wish)


def _record(request: Request, personas: tuple[Persona, ...]) -> Run:
    from ulid import ULID

    return Run(
        id=str(ULID()),
        idea=plain_idea(request.idea),
        config=_config(request, personas),
        state="running",
        started_at=datetime.now(UTC),
        panel=request.panel,
        rounds=request.rounds,
        versions={name: version(name) for name in ("triptych", "langgraph", "duckdb", "tantivy")},
        budget=request.setup.budget,
    )


def plain_idea(text: str) -> str:
    """The idea on one line. Raises InputError if it is empty or too long."""
    idea = " ".join(text.split())
    if not idea:
        raise InputError(
            "The idea is empty.", 'Say what to look into, e.g. triptych run "the LLM inference stack".'
        )
    if len(idea) > LONGEST_IDEA:
        raise InputError(
            f"The idea has {len(idea)} characters; {LONGEST_IDEA} is the most.",
            "Put the material into the library instead.",
        )
    return idea


def _config(request: Request, personas: tuple[Persona, ...]) -> str:
    """A hash over everything that decides the outcome of a run."""
    decided = {
        "idea": plain_idea(request.idea),
        "personas": [p.model_dump(mode="json") for p in personas],
        "rounds": request.rounds,
        "questions": request.questions,
        "as_of": request.as_of.isoformat(),
        "brief": request.brief.model_dump(mode="json") if request.brief else None,
        "setup": request.setup.decides(),
        "updates": request.updates.id if request.updates else "",
    }
    return hashlib.sha256(json.dumps(decided, sort_keys=True).encode()).hexdigest()
