"""The argument itself: each contested point with what was held against it, what settling found and what was answered."""

from collections.abc import Iterator, Sequence

from triptych.store.records import Answer, Citation, Critique, Reply, Settlement
from triptych.store.render.argued import Exchange, Matter, matters, quote
from triptych.store.render.escape import inline
from triptych.store.render.marks import verdict
from triptych.store.render.page import Page, bracketed, listed, quoted, spaced, stopped, titled
from triptych.store.render.propositions import swayed

_ANSWERS: dict[Answer, str] = {
    "concede": "concedes",
    "revise": "revises",
    "rebut": "rebuts",
    "stand": "stands by it",
}


def contested(page: Page) -> str:
    """What was argued out: each point with what was held against it, what settling found, and what was answered."""
    return titled(
        "What was contested",
        "\n".join(_matter(m, page) for m in matters(page.dossier.brief, page.ledger)),
    )


def raised(critique: Critique, page: Page) -> str:
    """The id of a critique and who raised it, with those who raised the same."""
    seconded = f" (seconded by {page.among(critique.seconded)})" if critique.seconded else ""
    return f"{critique.id}, {page.name(critique.critic)}{seconded}"


def answered(reply: Reply) -> str:
    """The answer of a reply in a word, and why the rules refused it, if they did."""
    refused = f" (refused: {inline(reply.refused).rstrip('.')})" if reply.refused else ""
    return f"{_ANSWERS[reply.answer]}{refused}"


def _matter(matter: Matter, page: Page) -> str:
    settled = [e.settled for e in matter.exchanges if e.settled]
    known = [q for s in settled for q in (*s.supports, *s.opposes)]
    lines = [f"- {_lead(matter, page)}"]
    for exchange in matter.exchanges:
        lines += _exchange(exchange, len(matter.claims) > 1, known, page)
    return "\n".join(lines)


def _lead(matter: Matter, page: Page) -> str:
    """What was argued about, whose it is, and what it rests on."""
    if not matter.claims:
        return f"{matter.id}, put to the panel: {inline(matter.text)}"
    held = listed([f"{c.id}, {page.name(c.persona)}" for c in matter.claims])
    first = quote(matter.claims[0])
    words = "" if first in matter.text else stopped(matter.text)
    rests = bracketed(page.said(matter.basis)), page.numbers(matter.basis), verdict(matter.claims)
    return f"{held}: {spaced(words, quoted(first), *rests)}"


def _exchange(exchange: Exchange, on: bool, known: Sequence[Citation], page: Page) -> Iterator[str]:
    """A critique, what settling found, and the replies; `on` names the claim that is meant."""
    critique = exchange.critique
    which = f" on {critique.target}" if on else ""
    said = spaced(stopped(critique.argument), page.evidence(critique.citations))
    yield f"  - {raised(critique, page)}{which}: {said}"
    if exchange.settled:
        yield f"    - {_settled(exchange.settled, page)}"
    for reply in exchange.replies:
        yield f"    - {_reply(reply, known, page)}"
    if critique.target not in page.claims:
        yield f"    - It moved {swayed(critique, page)}."


def _settled(settled: Settlement, page: Page) -> str:
    """What the search for the source that would overturn the claim found."""
    sides = (("for it", settled.supports), ("against it", settled.opposes))
    found = [f"{label}: {page.evidence(those)}" for label, those in sides if those]
    return f"Settling found {'; '.join(found) or 'nothing for or against it'}."


def _reply(reply: Reply, known: Sequence[Citation], page: Page) -> str:
    """The reply with its quotes; of those that settling found, which are printed there, the numbers are enough."""
    text = f"Proposed text: {quoted(reply.text)}" if reply.text else ""
    cited = " ".join(_cited(q, known, page) for q in reply.citations)
    return f"{reply.id}, {answered(reply)}: {spaced(stopped(reply.argument), text, cited)}"


def _cited(citation: Citation, known: Sequence[Citation], page: Page) -> str:
    return page.numbers([citation]) if citation in known else page.evidence([citation])
