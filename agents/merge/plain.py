"""The parts of a memo from the claims' own texts, without a model: what is left to do when none answers."""

from collections.abc import Iterable, Sequence

from triptych.agents.analyst import DEBATED, Synthesis
from triptych.agents.merge.clashes import clashes
from triptych.agents.merge.verdicts import Verdict, sentence, verdicts
from triptych.store.records import Brief, Claim, Ledger, Paragraph, Persona, Question, Section, Sentence
from triptych.store.standing import held_by

SHOWN = 3  # claims under one question
_RANK = {"standing": 0, "revised": 1, "contested": 2, "withdrawn": 3}


def best(claims: Iterable[Claim]) -> list[Claim]:
    """Living claims, those first that stand and have most publishers."""
    living = [c for c in claims if c.status != "withdrawn"]
    return sorted(living, key=lambda c: (_RANK[c.status], -len({q.publisher for q in c.citations})))


def section(persona: Persona, brief: Brief, claims: Sequence[Claim], ledger: Ledger) -> Section:
    """The persona's section: under each question its best claims as they stand."""
    asked = [q for q in brief.questions if q.persona == persona.key]
    under = {q.id: best(c for c in claims if c.question == q.id)[:SHOWN] for q in asked}
    return section_of(persona, asked, {q: [sentence(c) for c in those] for q, those in under.items()}, ledger)


def section_of(
    persona: Persona, asked: Sequence[Question], under: dict[str, list[Sentence]], ledger: Ledger
) -> Section:
    """A section with these sentences under its questions, the shared question last; an empty question is left out."""
    ordered = sorted(asked, key=lambda q: q.lens == DEBATED)
    paragraphs = tuple(
        Paragraph(heading=heading(q, ledger), sentences=tuple(under[q.id]))
        for q in ordered
        if under.get(q.id)
    )
    return Section(key=persona.key, heading=persona.name, question=persona.question, paragraphs=paragraphs)


def heading(question: Question, ledger: Ledger) -> str:
    """A question's lens; for the shared one, where the persona stands."""
    if question.lens != DEBATED:
        return question.lens
    last = held_by(ledger.stances, question.persona)
    held = ", ".join(f"{p} {value}%" for p, value in sorted(last.items()))
    return f"Where it stands: {held}" if held else DEBATED


def synthesis(brief: Brief, personas: Sequence[Persona], ledger: Ledger) -> Synthesis:
    """The panel's common parts, the bottom line in the words of each persona's best claim."""
    found = verdicts(brief, personas, ledger)
    own = [best(c for c in ledger.claims if c.persona == p.key)[:2] for p in personas]
    return put_together(
        brief.idea, [sentence(c) for those in own for c in those], (), found, personas, ledger
    )


def put_together(
    title: str,
    bottom_line: Sequence[Sentence],
    change: Sequence[Sentence],
    found: Sequence[Verdict],
    personas: Sequence[Persona],
    ledger: Ledger,
) -> Synthesis:
    """A synthesis of what was written and what is counted from the ledger."""
    bets = sorted((b for v in found if (b := v.bet()) is not None), key=lambda b: -b.conviction)
    tally = [Sentence(text=text, computed=True) for v in found if (text := v.tally())]
    return Synthesis(
        title=title.strip().rstrip("."),
        bottom_line=(*bottom_line, *tally) if bottom_line else (),
        bets=tuple(bets),
        disagreements=(*(d for v in found if (d := v.split()) is not None), *clashes(ledger, personas)),
        change_our_mind=tuple(change),
    )
