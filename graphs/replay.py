"""Makes the memo of a run again from what it was answered: no model, no search and no library is asked.

The way to look into a run that went wrong somewhere else, and to see that a memo is what its answers make of it.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from triptych.agents.models.base import Completion, Message, Structure, Told
from triptych.agents.models.endpoint import Endpoint
from triptych.errors import ArchiveError, InputError
from triptych.graphs import panels
from triptych.graphs.keeping.file import KeptFile
from triptych.graphs.keeping.folder import RunFolder
from triptych.graphs.keeping.replayed import Replayed
from triptych.graphs.keeping.requests import asked, replayable
from triptych.graphs.memo import build, recursion_limit
from triptych.graphs.setup import Outside
from triptych.store import memos
from triptych.store.archive import Archive
from triptych.store.records import Dossier, Passage, Run, Source


async def replay(folder: RunFolder, run: Run) -> Dossier:
    """The memo of a run, made again.

    Args:
        folder: the run's.
        run: the run, on record.

    Raises:
        InputError: it has not ended yet.
        ArchiveError: what was kept does not suffice, or cannot be read.
        TriptychError: the run itself ended without a memo, for that reason.
    """
    if run.state == "running":
        raise InputError(
            f"Run {run.id} has not ended, so that there is no memo to make again.",
            f"Go on with it: triptych resume {run.id}",
        )
    kept = Replayed(KeptFile(folder.answers, run.id), run.id, open_ended=run.state == "interrupted")
    with tempfile.TemporaryDirectory(prefix="triptych-replay-") as place:
        archive = Archive(Path(place) / "replay.duckdb")
        panel = await panels.make(
            replayable(asked(folder)),
            archive,
            Outside(connect=_Nobody, looking=lambda provider: _Nowhere()),
            kept=kept,
            record=run.model_copy(update={"state": "running", "ended_at": None}),
            partial=run.state == "interrupted",
        )
        panel.journal.resume(kept.met())
        for refusal in kept.all.refusals:
            panel.allowance.recall(refusal.role, refusal.reason)
        panel.desk.resume((), kept.all.sources)
        memos.start_run(archive, panel.run)
        graph: Any = build()
        await graph.ainvoke({}, {"recursion_limit": recursion_limit(run.rounds)}, context=panel)
        return memos.load(archive, run.id)


def same(made: Dossier, stored: Dossier) -> bool:
    """Whether two memos are the same to the byte, with their briefs and all that was said."""
    parts = ((one.memo, one.brief, one.ledger) for one in (made, stored))
    left, right = ([part.model_dump_json() for part in those] for those in parts)
    return left == right


class _Nowhere:
    """Where a run that is replayed looks."""

    async def search(self, query: str, limit: int, *, without: frozenset[str] = frozenset()) -> list[Passage]:
        raise ArchiveError("A run that is replayed searches nowhere.")

    async def sources(self, ids: Sequence[str]) -> list[Source]:
        return []

    def fleeting(self, ids: Sequence[str]) -> list[Source]:
        return []


class _Nobody:
    """The model that a run that is replayed asks."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.name, self.endpoint = endpoint.model, endpoint.host

    async def complete(
        self,
        messages: tuple[Message, ...],
        *,
        max_tokens: int,
        structure: Structure | None = None,
        told: Told | None = None,
    ) -> Completion:
        raise ArchiveError("A run that is replayed asks nobody.")

    async def close(self) -> None:
        """It holds nothing."""
