"""The seam to where paid answers are kept: a run that was cut off asks here before it pays for anything again."""

from typing import Protocol

from triptych.agents.models.turn import Answer, Turn


class KeptAnswers(Protocol):
    """What models have answered in a run, by what they were asked and for which part of it."""

    def answer(self, turn: Turn) -> Answer | None:
        """The answer that this turn was given before; None where it was given none. Each is given once.

        Raises:
            TriptychError: what came of it instead of an answer, in a run that is replayed.
        """
        ...

    async def keep(self, answer: Answer) -> None:
        """Keep an answer, before anybody makes use of it.

        Raises:
            ArchiveError: it cannot be kept.
        """
        ...

    def failed(self, turn: Turn, error: Exception) -> None:
        """Note that this turn was given no answer, and why."""
        ...
