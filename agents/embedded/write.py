"""Each persona's part of the memo: its questions in order, and under each the sentences that survived, quoted."""

from collections.abc import Sequence

from triptych.store.records import Brief, Claim, Paragraph, Persona, Section, Sentence

SHOWN = 3  # quotes under one question


def section(persona: Persona, brief: Brief, claims: Sequence[Claim]) -> Section:
    """The persona's section; a question on which nothing survived is left to the open questions."""
    paragraphs = [
        Paragraph(heading=question.lens, sentences=tuple(quoted(c) for c in found))
        for question in brief.questions
        if question.persona == persona.key and (found := _surviving(claims, question.id))
    ]
    return Section(
        key=persona.key, heading=persona.name, question=persona.question, paragraphs=tuple(paragraphs)
    )


def quoted(claim: Claim) -> Sentence:
    """A claim as a sentence of the memo: the quote as it stands in its source."""
    return Sentence(text=f"“{claim.citations[0].quote}”", claims=(claim.id,))


def _surviving(claims: Sequence[Claim], question: str) -> list[Claim]:
    rank = {"standing": 0, "revised": 1, "contested": 2}
    found = [c for c in claims if c.question == question and c.status != "withdrawn"]
    return sorted(found, key=lambda c: rank[c.status])[:SHOWN]
