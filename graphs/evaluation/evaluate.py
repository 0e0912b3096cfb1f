"""Runs the frozen set in each setting and tells what came of it, one run at a time."""

import tempfile
import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import cast

from triptych.agents.analyst import Analyst
from triptych.agents.desk import Desk
from triptych.graphs import runner
from triptych.graphs.evaluation.cases import AS_OF, Case
from triptych.graphs.evaluation.collection import Collection, collect
from triptych.graphs.evaluation.measure import Measured, contested
from triptych.graphs.evaluation.outcomes import found, held, withdrawn
from triptych.graphs.evaluation.planting import Asked, PlantingAnalyst
from triptych.graphs.evaluation.remembering import Memory
from triptych.graphs.evaluation.settings import Setting
from triptych.graphs.events import Event, RunEnded, Spent
from triptych.graphs.setup import Outside
from triptych.settings import SearchSettings
from triptych.store import memos
from triptych.store.records import Dossier


async def evaluate(
    cases: Iterable[Case],
    settings: Iterable[Setting],
    questions: int = 6,
    outside: Outside = runner.NETWORK,
    keep: Path | None = None,
) -> AsyncGenerator[Measured]:
    """Run every case in every setting, on the frozen collection and as of its day; the user's archive is not touched.

    Args:
        cases, settings: what to run; a case's settings share its collection and their models' answers.
        questions: of each persona, at most.
        outside: how models are reached.
        keep: a folder where the archives stay, one a case; None: they are thrown away.

    Yields:
        One measurement for each run, as it ends.

    Raises:
        ArchiveError, InputError: a collection or a run could not be begun.
    """
    chosen, memory = tuple(settings), Memory()
    for case in cases:
        with tempfile.TemporaryDirectory() as scratch:
            folder = keep / case.name if keep else Path(scratch)
            folder.mkdir(parents=True, exist_ok=True)
            collection = collect(case, folder)
            for setting in chosen:
                yield await _measured(case, setting, collection, questions, outside, memory)


async def _measured(
    case: Case, setting: Setting, collection: Collection, questions: int, outside: Outside, memory: Memory
) -> Measured:
    asked, began, saved = Asked(), time.perf_counter(), memory.saved

    def erring(analyst: Analyst, desk: Desk) -> Analyst:
        return cast(Analyst, PlantingAnalyst(analyst, desk, case, collection, asked))

    within = replace(outside, connect=memory.over(outside.connect), thinking=erring)
    spent, ended = await _followed(_request(case, setting, questions), collection, within)
    seconds = time.perf_counter() - began + memory.saved - saved
    if ended.memo is None:
        return Measured(case.name, setting.key, ended.message, asks=asked.count, seconds=seconds)
    dossier = memos.load(collection.archive, ended.memo)
    return replace(
        _read(case, setting, dossier),
        asks=asked.count,
        calls=spent.calls,
        searches=spent.searches,
        tokens=spent.tokens,
        cost_usd=spent.cost_usd,
        seconds=seconds,
    )


def _request(case: Case, setting: Setting, questions: int) -> runner.Request:
    setup = replace(setting.setup, search=SearchSettings(providers=("library",)), tavily_key=None)
    return runner.Request(
        case.idea,
        panel=setting.panel,
        rounds=setting.rounds,
        questions=questions,
        as_of=AS_OF,
        setup=setup,
        personas_folder=collection_personas(),
    )


def collection_personas() -> Path:
    """A folder without personas, so that the shipped ones speak whatever the user has changed."""
    return Path(tempfile.gettempdir()) / "triptych-no-personas"


async def _followed(
    request: runner.Request, collection: Collection, outside: Outside
) -> tuple[Spent, RunEnded]:
    spent, last = Spent(0, 0, 0, 0, 0.0), cast(Event, None)
    async with aclosing(runner.run(request, collection.archive, outside)) as events:
        async for last in events:
            spent = last if isinstance(last, Spent) else spent
    if not isinstance(last, RunEnded):
        raise RuntimeError("a run ended without its last event")
    return spent, last


def _read(case: Case, setting: Setting, dossier: Dossier) -> Measured:
    living = [c for c in dossier.ledger.claims if c.status != "withdrawn"]
    return Measured(
        case.name,
        setting.key,
        claims=len(living),
        supported=sum(c.verdict == "supported" for c in living),
        corroborated=sum(c.independent > 1 for c in living),
        disagreements=contested(dossier),
        errors=found(case, dossier),
        truths=held(case, dossier),
        withdrawn=tuple(c.text for c in withdrawn(case, dossier)),
        conformity=dossier.memo.conformity,
    )
