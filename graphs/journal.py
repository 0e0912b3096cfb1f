"""What a run's models and pages did, told as it happens and written to the archive a few rows at a time.

What a later part of the run must know of it is kept, too.
"""

import asyncio
import time

from triptych.graphs.events import Abstained, BudgetReached, Event, ModelCalled, PageTried
from triptych.graphs.keeping.kept import Kept
from triptych.graphs.keeping.rows import Before, Fault
from triptych.graphs.meter import Meter
from triptych.graphs.threads import in_turn
from triptych.store import calls
from triptych.store.archive import Archive
from triptych.store.records import Call, PageRead, Role

_ROWS, _SECONDS = 16, 2.0
"""How many rows are held back at most, and for how long."""
_ROWS_KEPT, _SECONDS_KEPT = 256, 30.0
"""The same where they are kept elsewhere meanwhile: an archive takes the longer to write to the more it holds."""
_SEARCHES: dict[Role, str] = {"debate": "settle"}
"""The node that looks things up, where it does not bear the name of its role."""


class Journal:
    """Takes what the seams to the outside report.

    Args:
        archive: where the rows go.
        run: the run's id.
        meter: what adds the calls up.
        kept: where it is kept for later parts of the run; None keeps nothing.
    """

    def __init__(self, archive: Archive, run: str, meter: Meter, kept: Kept | None = None) -> None:
        self.events: asyncio.Queue[Event | None] = asyncio.Queue()
        """What happens, for the runner to pass on; None ends it."""
        self.pages_read = self.pages_failed = 0
        self.first_lost = ""
        """Why the first page that could not be read was not."""
        self.faults: dict[str, str] = {}
        """What outside failed, such as a search engine, and why it first did."""
        self.unpriced = 0
        """Calls whose price is not known."""
        self._archive, self._run, self._meter, self._kept = archive, run, meter, kept
        self._calls: list[Call] = []
        self._reads: list[PageRead] = []
        self._reads_before = 0
        self._writing = asyncio.Lock()
        self._written = time.monotonic()
        self._told: set[str] = set()

    def called(self, call: Call) -> None:
        """A call of a model has ended."""
        self._keep(call)
        self._count(call)
        shown = {name: getattr(call, name) for name in ModelCalled.__slots__}
        self.events.put_nowait(ModelCalled(**shown))

    def read(self, page: PageRead) -> None:
        """A page was read, or was not."""
        self._keep(page)
        self._count_page(page)
        self.events.put_nowait(PageTried(page.url, page.outcome, page.reason))

    def fault(self, what: str, reason: str) -> None:
        """Something outside, such as a search engine, failed; the same is told once."""
        self.faults.setdefault(what, reason)
        if f"{what}: {reason}" not in self._told:
            self._keep(Fault(what, reason))
            self._told.add(f"{what}: {reason}")
            self.events.put_nowait(Abstained(what, reason))

    def refused(self, reason: str) -> None:
        """The budget did not bear some work; told once."""
        if "budget" not in self._told:
            self._told.add("budget")
            self.events.put_nowait(BudgetReached(reason))

    def searched(self, role: Role) -> None:
        """Something was looked up for that work."""
        self._meter.add(_SEARCHES.get(role, role), searches=1)

    def resume(self, before: Before) -> None:
        """Count what earlier parts of the run told; nobody is told again."""
        for call in before.calls:
            self._count(call)
        for page in before.pages:
            self._count_page(page)
        for found in before.searches:
            self.searched(found.role)
        for took in before.took:
            self._meter.add(took.node, seconds=took.seconds)
        for fault in before.faults:
            self.faults.setdefault(fault.what, fault.reason)
            self._told.add(f"{fault.what}: {fault.reason}")

    def _count(self, call: Call) -> None:
        self._calls.append(call)
        self._meter.add_call(call)
        self.unpriced += call.cost_usd is None

    def _count_page(self, page: PageRead) -> None:
        self._reads.append(page)
        self.pages_read += page.outcome == "read"
        self.pages_failed += page.outcome == "failed"
        self.first_lost = self.first_lost or page.reason

    def _keep(self, one: Call | PageRead | Fault) -> None:
        if self._kept:
            self._kept.note(one)

    @property
    def due(self) -> bool:
        """Whether rows have waited long enough."""
        rows, seconds = (_ROWS_KEPT, _SECONDS_KEPT) if self._kept else (_ROWS, _SECONDS)
        waiting = len(self._calls) + len(self._reads)
        return waiting >= rows or (waiting > 0 and time.monotonic() - self._written > seconds)

    async def flush(self) -> None:
        """Write what waits. Raises ArchiveError; the rows then still wait."""
        async with self._writing:
            if self._calls or self._reads:
                await in_turn(self._write)
            self._written = time.monotonic()

    def _write(self) -> None:
        """In the thread to the end: a cancellation cannot come between the writing and the forgetting."""
        called, read = len(self._calls), len(self._reads)
        calls.put(self._archive, self._run, self._calls[:called], self._reads[:read], self._reads_before)
        del self._calls[:called], self._reads[:read]
        self._reads_before += read
