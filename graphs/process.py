"""What one process does of a run: from its beginning, or the rest of one that another has begun."""

from dataclasses import dataclass

from triptych.agents.gate import Gate
from triptych.graphs import panels
from triptych.graphs.keeping.file import KeptFile
from triptych.graphs.keeping.folder import RunFolder
from triptych.graphs.keeping.kept import Kept
from triptych.graphs.request import Request
from triptych.graphs.setup import Outside
from triptych.graphs.state import Panel
from triptych.store.archive import Archive
from triptych.store.records import Run


@dataclass(frozen=True, slots=True)
class Part:
    """What one process does of a run.

    Args:
        request: what to do.
        archive: where evidence is and where the memo goes.
        outside: how models and the web are reached.
        gate: where the run can be held and stopped.
        record: the run's.
        folder: where it keeps what it needs to go on; None keeps nothing.
        first: whether the run begins with it.
        afresh: whether the graph begins from its top again, over what was kept.
    """

    request: Request
    archive: Archive
    outside: Outside
    gate: Gate
    record: Run
    folder: RunFolder | None
    first: bool = True
    afresh: bool = False

    def kept(self) -> Kept | None:
        """What the run was answered so far. Raises ArchiveError."""
        if self.folder is None:
            return None
        kept = Kept(KeptFile(self.folder.answers, self.record.id), self.gate.worked)
        if self.afresh:
            kept.begin_afresh()
        return kept

    async def panel(self, partial: bool = False) -> Panel:
        """Who does it. Raises as `panels.make`.

        Args:
            partial: whether only a memo of what there is is to be made.
        """
        gate = None if partial else self.gate
        kept, record = self.kept(), self.record
        return await panels.make(self.request, self.archive, self.outside, gate, kept, record, partial)
