"""Puts together all that a run is given; nothing of it has spoken to anybody yet."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version

from triptych.agents.budget import Allowance, Use
from triptych.agents.desk import Desk
from triptych.agents.gate import Gate
from triptych.graphs import equip
from triptych.graphs.journal import Journal
from triptych.graphs.keeping.kept import Kept
from triptych.graphs.keeping.rows import Before, Words
from triptych.graphs.meter import Meter
from triptych.graphs.plan import LEAST_CALL, shares
from triptych.graphs.request import Request, config, decided, plain_idea
from triptych.graphs.setup import Outside
from triptych.graphs.state import Panel, prefixes
from triptych.graphs.threads import to_its_end
from triptych.store.archive import Archive
from triptych.store.records import Persona, Run

STOPPED = "the user stopped the run"


async def make(
    request: Request,
    archive: Archive,
    outside: Outside,
    gate: Gate | None = None,
    kept: Kept | None = None,
    record: Run | None = None,
    partial: bool = False,
) -> Panel:
    """The panel of a request.

    Args:
        request: what to do.
        archive: where evidence is and where the memo goes.
        outside: how models and the web are reached.
        gate: where the run can be held.
        kept: what earlier parts of the run were answered, and where answers are kept; None keeps none.
        record: the run's, where there is one already.
        partial: whether it only puts together what there is, as the user stopped the run.

    Raises:
        InputError: the idea is empty or too long, the panel is not one, or an engine lacks its key.
        ArchiveError: the archive cannot be used.
    """
    personas = request.speakers()
    run = record or new_run(request, personas)
    meter = Meter(kept.took) if kept else Meter()
    journal = Journal(archive, run.id, meter, kept)
    allowance = Allowance(request.setup.budget, shares(request, personas), gate=gate)
    allowance.charge(Use(request.drafted.tokens, request.drafted.cost_usd), request.drafted.searches)
    if kept:
        allowance.on_refusal, allowance.refused_before = kept.refused, kept.refused_before
    library = await asyncio.to_thread(equip.library, archive)
    provider = outside.looking(equip.provider(request.setup, library, journal, outside))
    desk = Desk(provider, request.as_of, allowance, kept, journal.searched)
    if request.updates:
        desk.hand(request.updates.bases)
    known = kept.known_words if kept else None
    corpus = equip.corpus(library, known)
    analyst = equip.analyst(request.setup, corpus, allowance, journal, outside, request.as_of, kept)
    panel = Panel(
        run=run,
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
        kept=kept,
        words=lambda: None if request.setup.endpoints else Words(library.size, library.frequencies),
        partial=partial,
    )
    if kept:
        _count(kept.before, panel)
    if partial:
        allowance.close(STOPPED)
    return panel


@asynccontextmanager
async def closing(panel: Panel) -> AsyncIterator[None]:
    """Whatever happens, what the panel holds open is let go of in the end."""
    with ExitStack() as ends:
        if panel.kept:
            ends.callback(panel.kept.close)
        try:
            yield
        finally:
            await to_its_end(panel.analyst.close())


def new_run(request: Request, personas: tuple[Persona, ...]) -> Run:
    """The record of a run that begins now."""
    from ulid import ULID

    return Run(
        id=str(ULID()),
        idea=plain_idea(request.idea),
        config=config(decided(request, personas)),
        state="running",
        started_at=datetime.now(UTC),
        panel=request.panel,
        rounds=request.rounds,
        versions={name: version(name) for name in ("triptych", "langgraph", "duckdb", "tantivy")},
        budget=request.setup.budget,
    )


def _count(before: Before, panel: Panel) -> None:
    """Count what earlier parts of the run have spent and met."""
    panel.journal.resume(before)
    for call in before.calls:
        panel.allowance.charge(Use(call.tokens_in + call.tokens_out, call.cost_usd or 0.0))
    panel.allowance.charge(Use(), len(before.searches))
    panel.allowance.late_by(before.seconds)
    panel.desk.resume((passage.source_id for passage in before.passages), before.sources)
