"""Passages, claims and briefs by hand, and a shelf to search them on; no archive is needed.

It stands alone so that it can be loaded by path.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from triptych.agents.analyst import Assignment, Heard
from triptych.agents.embedded.corpus import Corpus
from triptych.agents.language.text import stem_set
from triptych.store.records import (
    Brief,
    Citation,
    Claim,
    Critique,
    Lens,
    Passage,
    Persona,
    Proposition,
    Question,
    Settlement,
    Source,
    Stance,
)

AS_OF = date(2026, 11, 22)
HORIZON = date(2028, 12, 31)
LATELY = date(2026, 6, 1)


def source(text: str, publisher: str = "example.org", published: date | None = LATELY) -> Source:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Source(
        id=digest[:16],
        url=f"https://{publisher}/page",
        title="A page",
        publisher=publisher,
        published_at=published,
        fetched_at=datetime(2026, 7, 1, tzinfo=UTC),
        provider="library",
        sha256=digest,
        kind="file",
        text=text,
    )


def passage(
    text: str, publisher: str = "example.org", published: date | None = LATELY, **more: Any
) -> Passage:
    """A passage that is the whole of its source."""
    whole = source(text, publisher, published)
    return Passage(
        id=f"{whole.id}#0",
        source_id=whole.id,
        start=0,
        end=len(text),
        text=text,
        publisher=publisher,
        published_at=published,
        **{"title": "A page", **more},
    )


def quote(text: str, publisher: str = "example.org", published: date | None = LATELY) -> Citation:
    """The whole of a source that says just this, verified."""
    return Citation(
        source_id=source(text, publisher).id,
        quote=text,
        start=0,
        end=len(text),
        publisher=publisher,
        published_at=published,
        verdict="supported",
        checked="substring",
    )


def claim(
    text: str, id_: str = "E1", publisher: str = "example.org", published: date | None = LATELY, **more: Any
) -> Claim:
    """A standing fact of the engineer (or of whoever `id_` begins with) that quotes just itself."""
    who = {"E": "engineer", "I": "investor", "S": "strategist"}[id_[0]]
    return Claim(
        **{
            "id": id_,
            "persona": who,
            "question": f"{id_[0]}.q1",
            "text": text,
            "kind": "fact",
            "confidence": "medium",
            "citations": (quote(text, publisher, published),),
            **more,
        }
    )


def critique(id_: str = "C1", target: str = "E1", critic: str = "investor", **more: Any) -> Critique:
    return Critique(
        **{
            "id": id_,
            "round": 1,
            "critic": critic,
            "target": target,
            "kind": "unsupported",
            "severity": "minor",
            "check": "single source",
            "argument": "Only one gives it.",
            **more,
        }
    )


def settlement(
    supports: Sequence[Citation] = (), opposes: Sequence[Citation] = (), claim: str = "E1"
) -> Settlement:
    return Settlement(claim=claim, round=1, query="", supports=tuple(supports), opposes=tuple(opposes))


def heard(*said: Critique | Settlement) -> Heard:
    """What a persona has heard: these critiques and settlements."""
    critiques = tuple(s for s in said if isinstance(s, Critique))
    return Heard(critiques, tuple(s for s in said if isinstance(s, Settlement)))


def stance(probability: int | None, persona: str = "engineer", round_: int = 0, **more: Any) -> Stance:
    return Stance(
        **{"persona": persona, "proposition": "P1", "round": round_, "probability": probability, **more}
    )


def lens(
    name: str = "Cost", terms: Sequence[str] = ("price", "cost", "margin", "cheaper"), **more: Any
) -> Lens:
    return Lens(
        **{"name": name, "test": "Count it.", "ask": "What does {topic} cost?", "terms": tuple(terms), **more}
    )


def persona(key: str = "engineer", lenses: Sequence[Lens] = (), **more: Any) -> Persona:
    three = lenses or (
        lens(),
        lens("Speed", ("faster", "latency", "throughput", "tokens")),
        lens("Heat", ("heat", "cooling", "watt", "power")),
    )
    return Persona(
        **{
            "key": key,
            "name": key.capitalize(),
            "title": "An expert",
            "question": "What is true?",
            "stance": "Doubts.",
            "critique": "Asks for figures.",
            "prefers": ("paper",),
            "lenses": tuple(three),
            **more,
        }
    )


def proposition(text: str, basis: Citation | None = None) -> Proposition:
    return Proposition(id="P1", text=text, horizon=HORIZON, basis=basis)


def brief(idea: str = "GPU prices", propositions: Sequence[Proposition] = (), **more: Any) -> Brief:
    questions = [
        Question(
            id=f"{who[0].upper()}.q1", persona=who, lens="Cost", text=f"What of {idea}?", queries=(idea,)
        )
        for who in ("engineer", "investor", "strategist")
    ]
    return Brief(
        **{
            "idea": idea,
            "topic": idea,
            "objective": "Know.",
            "scope": "All.",
            "as_of": AS_OF,
            "horizon": HORIZON,
            "questions": tuple(questions),
            "propositions": tuple(propositions),
            **more,
        }
    )


def task(idea: str, *personas: Persona) -> Assignment:
    panel = personas or (persona(),)
    return Assignment(idea, panel, AS_OF, {p.key: p.key[0].upper() for p in panel})


def corpus(*passages: Passage) -> Corpus:
    """The word counts of these passages; of a hundred in which each word stands in five where none are given."""
    if not passages:
        return Corpus(100, lambda stem: 5)
    return Corpus(len(passages), lambda stem: sum(stem in stem_set(p.text) for p in passages))


class Shelf:
    """A search provider over a few passages: those that share a word with the query, most words first."""

    def __init__(self, *passages: Passage, sources: Sequence[Source] = ()) -> None:
        self.passages, self.kept = passages, {s.id: s for s in sources}
        self.asked: list[list[str]] = []

    async def search(self, query: str, limit: int, *, without: frozenset[str] = frozenset()) -> list[Passage]:
        wanted = stem_set(query)
        found = [p for p in self.passages if wanted & stem_set(p.text) and p.publisher not in without]
        return sorted(found, key=lambda p: -len(wanted & stem_set(p.text)))[:limit]

    async def sources(self, ids: Sequence[str]) -> list[Source]:
        self.asked.append(list(ids))
        return [self.kept[i] for i in ids if i in self.kept]

    def fleeting(self, ids: Sequence[str]) -> list[Source]:
        return []
