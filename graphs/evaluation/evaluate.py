"""Runs the frozen set in each setting and tells what came of it, one run at a time.

Invariant: a run that fails costs its own row, whatever failed, and neither the user's archive nor the user's personas are read.
"""

import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import cast

from triptych.agents.analyst import Analyst
from triptych.agents.desk import Desk
from triptych.errors import TriptychError
from triptych.graphs import runner
from triptych.graphs.evaluation.cases import AS_OF, Case
from triptych.graphs.evaluation.collection import Collection, collect
from triptych.graphs.evaluation.measure import Measured, contested
from triptych.graphs.evaluation.outcomes import found, held, withdrawn
from triptych.graphs.evaluation.planting import PlantingAnalyst, Watched
from triptych.graphs.evaluation.remembering import Memory
from triptych.graphs.evaluation.settings import Setting
from triptych.graphs.events import RunEnded, Spent
from triptych.graphs.faults import reason
from triptych.graphs.request import Request
from triptych.graphs.setup import NETWORK, Outside
from triptych.settings import SearchSettings
from triptych.store import memos
from triptych.store.records import Dossier


async def evaluate(
    cases: Iterable[Case],
    settings: Iterable[Setting],
    folder: Path,
    questions: int = 6,
    outside: Outside = NETWORK,
) -> AsyncGenerator[Measured]:
    """Run every case in every setting, on the frozen collection and as of its day.

    Args:
        cases, settings: what to run; a case's settings share its collection and their models' answers.
        folder: where the archives are put, in a new folder for each case. Whoever wants to be rid of it waits until
            the event loop is closed: a thread of a run that was cancelled may write there until then.
        questions: of each persona, at most.
        outside: how models are reached.

    Yields:
        One measurement for each run, as it ends.
    """
    chosen, memory = tuple(settings), Memory()
    for case in cases:
        try:
            collection = collect(case, _folder(folder, case.name))
        except (TriptychError, OSError) as e:
            for setting in chosen:
                yield Measured(case.name, setting.key, reason(e))
            continue
        for setting in chosen:
            made = await _measured(case, setting, collection, questions, outside, memory)
            yield replace(made, archive=str(collection.archive.path))


def _folder(parent: Path, name: str) -> Path:
    """A new folder of this name, numbered where there is one already: what was kept before is not mixed with."""
    for n in count(1):
        made = parent / (name if n == 1 else f"{name}-{n}")
        with suppress(FileExistsError):
            made.mkdir(parents=True)
            return made
    raise AssertionError("numbers do not end")


async def _measured(
    case: Case,
    setting: Setting,
    collection: Collection,
    questions: int,
    outside: Outside,
    memory: Memory,
) -> Measured:
    watched, began = Watched(), time.perf_counter()

    def erring(analyst: Analyst, desk: Desk) -> Analyst:
        return cast(Analyst, PlantingAnalyst(analyst, desk, case, collection, watched))

    within = replace(outside, connect=memory.over(outside.connect), thinking=erring)
    request = _request(case, setting, questions, collection.folder / "no-personas")
    try:
        made = await _run(case, setting, request, collection, within, watched)
    # Whatever one run raises, a fault of ours too, the others are worth having.
    except Exception as e:
        made = Measured(case.name, setting.key, reason(e))
    return replace(made, asks=watched.count, seconds=time.perf_counter() - began)


async def _run(
    case: Case,
    setting: Setting,
    request: Request,
    collection: Collection,
    outside: Outside,
    watched: Watched,
) -> Measured:
    spent, ended = await _followed(request, collection, outside)
    if ended.memo is None:
        made = Measured(case.name, setting.key, ended.message)
    else:
        made = _read(case, setting, memos.load(collection.archive, ended.memo), watched)
    return replace(
        made, calls=spent.calls, searches=spent.searches, tokens=spent.tokens, cost_usd=spent.cost_usd
    )


def _request(case: Case, setting: Setting, questions: int, personas: Path) -> Request:
    """The run of a case: the library alone is searched, and the shipped personas speak, as there is no folder `personas`."""
    setup = replace(setting.setup, search=SearchSettings(providers=("library",)), tavily_key=None)
    return Request(
        case.idea,
        panel=setting.panel,
        rounds=setting.rounds,
        questions=questions,
        as_of=AS_OF,
        setup=setup,
        personas_folder=personas,
        lasting=False,
    )


async def _followed(request: Request, collection: Collection, outside: Outside) -> tuple[Spent, RunEnded]:
    spent, ended = Spent(0, 0, 0, 0, 0.0), None
    async with aclosing(runner.run(request, collection.archive, outside)) as events:
        async for event in events:
            spent = event if isinstance(event, Spent) else spent
            ended = event if isinstance(event, RunEnded) else ended
    if ended is None:
        raise RuntimeError("a run ended without its last event")
    return spent, ended


def _read(case: Case, setting: Setting, dossier: Dossier, watched: Watched) -> Measured:
    living = [c for c in dossier.ledger.claims if c.status != "withdrawn"]
    return Measured(
        case.name,
        setting.key,
        claims=len(living),
        supported=sum(c.verdict == "supported" for c in living),
        corroborated=sum(c.independent > 1 for c in living),
        disagreements=contested(dossier),
        errors=found(case, dossier, watched.stated),
        truths=held(case, dossier, watched.stated),
        withdrawn=tuple(c.text for c in withdrawn(case, dossier)),
        conformity=dossier.memo.conformity,
    )
