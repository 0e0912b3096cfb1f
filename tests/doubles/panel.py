"""A small library on grid batteries, a brief about it, and analysts that watch, fail or invent.

It stands alone so that a test's child process can load it by path too.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from triptych.agents.analyst import (
    Case,
    ClaimDraft,
    CritiqueDraft,
    Heard,
    ReplyDraft,
    StanceDraft,
    Synthesis,
)
from triptych.agents.embedded.analyst import EmbeddedAnalyst
from triptych.agents.embedded.corpus import Corpus
from triptych.agents.sources.passages import split
from triptych.graphs.events import Event
from triptych.graphs.request import Request
from triptych.graphs.runner import run
from triptych.store import library
from triptych.store.archive import Archive
from triptych.store.records import (
    Brief,
    Citation,
    Claim,
    Ledger,
    Passage,
    Persona,
    Proposition,
    Question,
    Section,
    Sentence,
    Source,
    Stance,
)

AS_OF = date(2026, 3, 1)
IDEA = "Will grid batteries be a commodity, and do their makers keep their margins?"
PANEL = ("engineer", "investor", "strategist")
DOCUMENTS = {
    "alpha.example": (
        "Grid battery makers held a gross margin of 31% in 2025. The sodium cell is a substitute that erodes the "
        "lithium cell in grid batteries. Grid batteries lose capacity to heat, which is the limit of every "
        "container. Margins of grid battery makers will grow until 2028."
    ),
    "beta.example": (
        "Grid battery makers held a gross margin of 12% in 2025. Prices of grid batteries fell by 40% in 2025 because "
        "cells became a commodity. Margins of grid battery makers will shrink until 2028."
    ),
    "gamma.example": (
        "Grid batteries stay a differentiated product, because software and service decide the contract. The heat "
        "limit of grid batteries was 45 degrees in our own test. Grid battery makers claim a life of 20 years."
    ),
    "delta.example": (
        "Cells for grid batteries are becoming a commodity, and cells are the largest cost. Grid battery makers "
        "keep a service margin of 9% in 2025. A grid battery container weighs 30 tonnes."
    ),
}


def library_of(archive: Archive, documents: dict[str, str] | None = None) -> None:
    """Put the documents into the archive's library."""
    sources = [_source(publisher, text) for publisher, text in (documents or DOCUMENTS).items()]
    library.add(archive, sources, {s.id: split(s.text) for s in sources}, "test")


def _source(publisher: str, text: str) -> Source:
    digest = sha256(text.encode()).hexdigest()
    return Source(
        id=digest[:16],
        url=f"https://{publisher}/report",
        title=f"Report of {publisher}",
        publisher=publisher,
        published_at=date(2025, 11, 30),
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        provider="library",
        sha256=digest,
        kind="web",
        text=text,
    )


def brief(prefixes: dict[str, str] | None = None) -> Brief:
    """Two questions for each persona, and two propositions."""
    named = prefixes or {"engineer": "E", "investor": "I", "strategist": "S"}
    asked = [
        ("margin", "What gross margin do grid battery makers held?", ("grid battery makers gross margin",)),
        (
            "product",
            "Are grid batteries a commodity product with a limit?",
            ("grid batteries commodity limit",),
        ),
    ]
    questions = tuple(
        Question(id=f"{prefix}.q{n}", persona=key, lens=lens, text=text, queries=queries)
        for key, prefix in named.items()
        for n, (lens, text, queries) in enumerate(asked, start=1)
    )
    due = date(2028, 12, 31)
    return Brief(
        idea=IDEA,
        topic="grid batteries",
        objective="Decide.",
        scope="Worldwide.",
        as_of=AS_OF,
        horizon=due,
        questions=questions,
        propositions=(
            Proposition(id="P1", text="Grid batteries will be a commodity by 2028.", horizon=due),
            Proposition(id="P2", text="Margins of grid battery makers will shrink until 2028.", horizon=due),
        ),
    )


def request(**given: Any) -> Request:
    """A request on the small library."""
    usual: dict[str, Any] = {"idea": IDEA, "panel": PANEL, "as_of": AS_OF, "brief": brief()}
    return Request(**usual | given)


async def told(archive: Archive, asked: Request | None = None) -> list[Event]:
    """All events of a run."""
    return [event async for event in run(asked or request(), archive)]


def events(archive: Archive, asked: Request | None = None) -> AsyncGenerator[Event, None]:
    """A run that the test reads and closes itself."""
    return run(asked or request(), archive)


async def heard(events: AsyncGenerator[Event, None], told: list[Event]) -> None:
    """Put all events of a run into the list."""
    async for event in events:
        told.append(event)


class Recording(EmbeddedAnalyst):
    """The embedded analyst, writing down what it was handed."""

    def __init__(self, corpus: Corpus) -> None:
        super().__init__(corpus)
        self.researched: list[tuple[Persona, Question, Brief, tuple[Passage, ...]]] = []
        self.criticised: list[tuple[str, tuple[Claim, ...], tuple[Claim, ...]]] = []
        self.replied: list[Case] = []

    async def research(
        self, persona: Persona, question: Question, brief: Brief, passages: Sequence[Passage]
    ) -> list[ClaimDraft]:
        self.researched.append((persona, question, brief, tuple(passages)))
        return await super().research(persona, question, brief, passages)

    async def critique(
        self, persona: Persona, own: Sequence[Claim], others: Sequence[Claim], brief: Brief
    ) -> list[CritiqueDraft]:
        self.criticised.append((persona.key, tuple(own), tuple(others)))
        return await super().critique(persona, own, others, brief)

    async def reply(self, persona: Persona, case: Case, brief: Brief) -> list[ReplyDraft]:
        self.replied.append(case)
        return await super().reply(persona, case, brief)


class Failing(EmbeddedAnalyst):
    """Raises in one of its tasks, for one persona where the task has one."""

    def __init__(self, corpus: Corpus, task: str, persona: str = "investor", error: Exception | None = None):
        super().__init__(corpus)
        self._task, self._persona = task, persona
        self._error = error or RuntimeError("the endpoint fell over\nwith a long trace")

    def _check(self, task: str, persona: Persona | None = None) -> None:
        if task == self._task and (persona is None or persona.key == self._persona):
            raise self._error

    async def research(
        self, persona: Persona, question: Question, brief: Brief, passages: Sequence[Passage]
    ) -> list[ClaimDraft]:
        self._check("research", persona)
        return await super().research(persona, question, brief, passages)

    async def stance(
        self,
        persona: Persona,
        proposition: Proposition,
        claims: Sequence[Claim],
        before: Stance | None,
        heard: Heard,
    ) -> StanceDraft:
        self._check("stances", persona)
        return await super().stance(persona, proposition, claims, before, heard)

    async def critique(
        self, persona: Persona, own: Sequence[Claim], others: Sequence[Claim], brief: Brief
    ) -> list[CritiqueDraft]:
        self._check("critique", persona)
        return await super().critique(persona, own, others, brief)

    async def settle(
        self, claim: Claim, passages: Sequence[Passage]
    ) -> tuple[tuple[Citation, ...], tuple[Citation, ...]]:
        self._check("settle")
        return await super().settle(claim, passages)

    async def reply(self, persona: Persona, case: Case, brief: Brief) -> list[ReplyDraft]:
        self._check("reply", persona)
        return await super().reply(persona, case, brief)

    async def section(
        self,
        persona: Persona,
        brief: Brief,
        claims: Sequence[Claim],
        ledger: Ledger,
        told: Callable[[str], None] | None = None,
    ) -> Section:
        self._check("section", persona)
        return await super().section(persona, brief, claims, ledger, told)

    async def synthesis(self, brief: Brief, personas: Sequence[Persona], ledger: Ledger) -> Synthesis:
        self._check("synthesis")
        return await super().synthesis(brief, personas, ledger)


Mend = Callable[[Sentence, str], Sentence | None]


class Inventing(EmbeddedAnalyst):
    """Puts sentences of its own at the head of the engineer's section, and patches them as it is told."""

    def __init__(self, corpus: Corpus, invented: Sequence[Sentence], mend: Mend) -> None:
        super().__init__(corpus)
        self._invented, self._mend = tuple(invented), mend
        self.asked: list[tuple[Sentence, str]] = []

    async def section(
        self,
        persona: Persona,
        brief: Brief,
        claims: Sequence[Claim],
        ledger: Ledger,
        told: Callable[[str], None] | None = None,
    ) -> Section:
        made = await super().section(persona, brief, claims, ledger, told)
        if persona.key != "engineer":
            return made
        first, *rest = made.paragraphs
        first = first.model_copy(update={"sentences": (*self._invented, *first.sentences)})
        return made.model_copy(update={"paragraphs": (first, *rest)})

    async def patch(self, sentence: Sentence, fault: str, claims: Sequence[Claim]) -> Sentence | None:
        self.asked.append((sentence, fault))
        return self._mend(sentence, fault)


def main(path: str) -> None:
    """For a child process: one run in a new archive at the path, and its memo on stdout."""
    from pathlib import Path

    from triptych.agents.sources import library as shelf
    from triptych.graphs.events import RunEnded
    from triptych.store import memos
    from triptych.store.render.markdown import memo

    shelf.load_starter = lambda archive, folder: 0  # type: ignore[attr-defined]
    archive = Archive(Path(path))
    library_of(archive)
    last = asyncio.run(told(archive))[-1]
    assert isinstance(last, RunEnded)
    assert last.memo, last.message
    print(memo(memos.load(archive, last.memo)), end="")


if __name__ == "__main__":
    import sys

    main(sys.argv[1])
