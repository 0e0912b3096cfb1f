"""A run's answers as whoever replays it is given them: every answer, and every failure and refusal in its place."""

from collections.abc import Iterable, Sequence
from typing import Any

from triptych import errors
from triptych.agents.desk import Search
from triptych.agents.models.base import StructureError
from triptych.agents.models.turn import Answer, Turn
from triptych.errors import ArchiveError, BudgetError
from triptych.graphs.events import Event
from triptych.graphs.keeping.file import KeptFile
from triptych.graphs.keeping.hashes import asked_of_desk, asked_of_model
from triptych.graphs.keeping.kept import Kept
from triptych.graphs.keeping.part import part
from triptych.graphs.keeping.rows import Before, Refusal, Words
from triptych.store.records import Passage, Role, Source


class Replayed(Kept):
    """What a run was answered, counted as it is given; nothing is kept anew.

    Args:
        file: where it is.
        run: the run's id, for messages.
        open_ended: whether more may be asked than is kept, as where the user stopped the run.
    """

    def __init__(self, file: KeptFile, run: str, open_ended: bool) -> None:
        super().__init__(file)
        self._run, self._open_ended = run, open_ended
        self.all, self.before = self.before, Before()
        self._on_record = set()

    def met(self) -> Before:
        """What the run met beside its answers: pages, and what failed outside."""
        return Before(pages=self.all.pages, faults=self.all.faults)

    @property
    def counted(self) -> bool:
        return False

    @property
    def known_words(self) -> Words | None:
        return self.all.all_words

    def answer(self, turn: Turn) -> Answer | None:
        return super().answer(turn) or self._otherwise(asked_of_model(turn), turn.prompt.task)

    def passages(self, search: Search) -> list[Passage] | None:
        found = super().passages(search)
        return self._otherwise(asked_of_desk(search), search.query) if found is None else found

    def refused_before(self, role: Role) -> bool:
        return any(one.role == role and not one.begun for one in self._refusals())

    async def keep(self, answer: Answer) -> None:
        pass

    async def keep_passages(
        self, search: Search, found: Sequence[Passage], sources: Sequence[Source]
    ) -> None:
        pass

    async def learn(self, words: Words | None) -> None:
        pass

    def tell(self, events: Iterable[Event]) -> None:
        pass

    def note(self, one: Any, asked: str = "") -> None:
        pass

    async def write(self) -> None:
        pass

    def _refusals(self) -> list[Refusal]:
        return self._rows.get(("refusal", part(), ""), [])

    def _otherwise(self, asked: str, what: str) -> Any:
        """What came of it instead of an answer; nothing, where more may be asked."""
        if failure := self._next("failure", asked):
            raise _error(failure.type, failure.message, failure.hint)
        for refusal in self._refusals():
            raise BudgetError(refusal.reason)
        if not self._open_ended:
            raise ArchiveError(
                f"Run {self._run} cannot be replayed: nothing is kept of what `{part()}` asked ({what}).",
                "Another version of Triptych did it, or its file was changed.",
            )
        return None


def _error(type_: str, message: str, hint: str) -> Exception:
    if type_ == StructureError.__name__:
        return StructureError(message)
    known = getattr(errors, type_, errors.ServiceError)
    error: Exception = known(message, hint)
    return error
