"""A question put to the archive: who answers it, and how it is called off while that takes its time."""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from triptych.errors import InputError, NoEvidenceError

if TYPE_CHECKING:
    from triptych.agents.asking.ask import Ask
    from triptych.agents.asking.thinker import Tally
    from triptych.graphs.setup import Setup
    from triptych.store.conversations import Turn
    from triptych.store.search.hits import Place
    from triptych.store.search.search import ArchiveSearch
    from triptych.tui.context import Context

PLACES: "Mapping[Place, bool]" = {"claims": True, "sources": True, "memos": False, "critiques": False}
"""Where an answer may be looked for, and whether it is unless something else is said."""


@dataclass(frozen=True)
class Answered:
    """A turn as it was stored, and what it took."""

    turn: "Turn"
    unpriced: int
    """Calls whose price is not known."""
    seconds: float


def equipment(context: "Context", embedded: bool = False) -> "Setup":
    """What answers: the chat model that is set up, or the embedded analyst.

    Raises InputError if the settings, the panel or the endpoints cannot be used.
    """
    from triptych.graphs.gear import Gear, equipped, refuse_keyless
    from triptych.personas.loader import select

    settings = context.settings
    gear = Gear(embedded=embedded, providers=("library",))
    setup = equipped(gear, settings, select(settings.panel, context.personas))
    refuse_keyless(setup)
    return setup


def answering(setup: "Setup") -> str:
    """Who answers, in a few words."""
    if setup.endpoints is None:
        return "answers in quotes; no chat model"
    return f"answered by {setup.endpoints.of('edit').model}"


class Asking:
    """One question under way, to be run in a thread of its own.

    Args:
        context: the session.
        asked: the question.
        embedded: whether it is answered in quotes though a chat model is set up.
    """

    def __init__(self, context: "Context", asked: "Ask", embedded: bool = False) -> None:
        self._context, self._asked, self._embedded = context, asked, embedded
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Turn] | None = None
        self._cancelled = False

    def cancel(self) -> None:
        """Call it off, from any thread; nothing happens where it is over."""
        with self._lock:
            self._cancelled = True
            if self._loop is not None and self._task is not None:
                self._loop.call_soon_threadsafe(self._task.cancel)

    def run(self) -> Answered | None:
        """The answer; None where it was called off.

        Raises:
            NoEvidenceError: there is nothing in the archive yet.
            TriptychError: as `agents.asking.ask` and `equipment` raise.
        """
        from triptych.agents.asking.thinker import Tally
        from triptych.store.search.search import ArchiveSearch

        began = monotonic()
        setup = equipment(self._context, self._embedded)
        search = ArchiveSearch(self._context.archive)
        if not search.size():
            raise NoEvidenceError("There is no memo in the archive yet.", "A run would find out.")
        tally = Tally()
        try:
            turn = asyncio.run(self._spoken(search, setup, tally))
        except asyncio.CancelledError:
            stored = self._stored()
            return Answered(stored, tally.unpriced, monotonic() - began) if stored else None
        return Answered(turn, tally.unpriced, monotonic() - began)

    async def _spoken(self, search: "ArchiveSearch", setup: "Setup", tally: "Tally") -> "Turn":
        from triptych.agents.asking.ask import ask
        from triptych.agents.asking.thinker import thinker
        from triptych.agents.asking.weights import weigh
        from triptych.agents.budget import Allowance
        from triptych.graphs.setup import connect

        self._hold()
        archive = self._context.archive
        analyst = thinker(
            setup.endpoints, connect, Allowance(setup.budget), tally.called, self._context.today()
        )
        try:
            return await ask(self._asked, archive, search, weigh(archive, search), analyst, tally.total)
        finally:
            try:
                await analyst.close()
            finally:
                self._let_go()

    def _hold(self) -> None:
        with self._lock:
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
            if self._cancelled:
                raise asyncio.CancelledError

    def _let_go(self) -> None:
        with self._lock:
            self._loop = self._task = None

    def _stored(self) -> "Turn | None":
        """The turn, where it was stored before it could be called off: the next must not take its number."""
        from triptych.store import conversations

        if not self._asked.before:
            return None
        try:
            last = conversations.latest(self._context.archive)[-1]
        except InputError:
            return None
        before = self._asked.before[-1]
        return last if (last.conversation, last.number) == (before.conversation, before.number + 1) else None
