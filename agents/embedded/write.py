"""Each persona's part of the memo: where it stands and on what, then its questions with the sentences that survived."""

from collections.abc import Iterator, Sequence

from triptych.agents.analyst import DEBATED
from triptych.agents.embedded.corpus import Corpus
from triptych.agents.embedded.stance import bearings
from triptych.store.records import Brief, Claim, Ledger, Paragraph, Persona, Proposition, Section, Sentence

SHOWN = 3  # quotes under one question
_SIDES = {1: "For", -1: "Against"}


def section(
    persona: Persona, brief: Brief, claims: Sequence[Claim], ledger: Ledger, corpus: Corpus
) -> Section:
    """The persona's section; a question on which nothing survived is left to the open questions."""
    lenses = [
        Paragraph(heading=question.lens, sentences=tuple(quoted(c) for c in found))
        for question in brief.questions
        if question.persona == persona.key and question.lens != DEBATED
        if (found := _surviving(claims, question.id))
    ]
    stands = list(_positions(persona, brief, claims, ledger, corpus))
    return Section(
        key=persona.key, heading=persona.name, question=persona.question, paragraphs=(*lenses, *stands)
    )


def quoted(claim: Claim, label: str = "") -> Sentence:
    """A claim as a sentence of the memo: the quote as it stands in its source."""
    lead = f"{label}: " if label else ""
    return Sentence(text=f"{lead}“{claim.citations[0].quote}”", claims=(claim.id,))


def _surviving(claims: Sequence[Claim], question: str) -> list[Claim]:
    rank = {"standing": 0, "revised": 1, "contested": 2}
    found = [c for c in claims if c.question == question and c.status != "withdrawn"]
    return sorted(found, key=lambda c: rank[c.status])[:SHOWN]


def _positions(
    persona: Persona, brief: Brief, claims: Sequence[Claim], ledger: Ledger, corpus: Corpus
) -> Iterator[Paragraph]:
    """Its probability for each proposition, with its own best evidence on both sides."""
    held = {c.id: c for c in claims if c.status != "withdrawn"}
    for proposition in brief.propositions:
        said = [s for s in ledger.stances if (s.persona, s.proposition) == (persona.key, proposition.id)]
        probability = max(said, key=lambda s: s.round).probability if said else None
        found = bearings(proposition, list(held.values()), corpus)
        if probability is not None and found:
            sides = {side: [held[b.claim] for b in found if b.side == side][:2] for side in _SIDES}
            yield Paragraph(
                heading=f"Where it stands on {proposition.id}: {_short(proposition)} {probability}%",
                sentences=tuple(quoted(c, _SIDES[side]) for side, those in sides.items() for c in those),
            )


def _short(proposition: Proposition) -> str:
    return (
        proposition.text if len(proposition.text) < 140 else f"{proposition.text[:137].rsplit(' ', 1)[0]} …"
    )
