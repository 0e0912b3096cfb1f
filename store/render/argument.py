"""The argument itself: each contested point with what was held against it, what settling found and what was answered."""

from collections.abc import Iterator, Sequence

from triptych.store.records import Citation, Critique, Reply, Settlement
from triptych.store.render.argued import Exchange, Matter, matters, quote
from triptych.store.render.lines import line
from triptych.store.render.marks import verdict
from triptych.store.render.nodes import Inlines, Item, Items, Ref, Section
from triptych.store.render.page import Page, part
from triptych.store.render.phrases import bracketed, joined, listed, outside, phrase, quoted, spaced, stopped
from triptych.store.render.propositions import swayed
from triptych.store.render.wording import ANSWERS


def contested(page: Page) -> Section | None:
    """What was argued out: each point with what was held against it, what settling found, and what was answered."""
    those = tuple(_matter(m, page) for m in matters(page.dossier.brief, page.ledger))
    return part("contested", "What was contested", [Items(those)] if those else ())


def raised(critique: Critique, page: Page) -> Inlines:
    """The id of a critique and who raised it, with those who raised the same."""
    seconded = bracketed("seconded by ", page.among(critique.seconded)) if critique.seconded else ()
    return spaced(phrase(Ref(critique.id), ", ", page.name(critique.critic)), seconded)


def answered(reply: Reply) -> Inlines:
    """The answer of a reply in a word, and why the rules refused it, if they did."""
    refused = phrase(" (refused: ", line(reply.refused).rstrip("."), ")") if reply.refused else ()
    return phrase(ANSWERS[reply.answer], refused)


def _matter(matter: Matter, page: Page) -> Item:
    found = [e.settled for e in matter.exchanges if e.settled]
    known = [q for s in found for q in (*s.supports, *s.opposes)]
    said = (_exchange(e, len(matter.claims) > 1, known, page) for e in matter.exchanges)
    return Item(_lead(matter, page), tuple(said))


def _lead(matter: Matter, page: Page) -> Inlines:
    """What was argued about, whose it is, and what it rests on."""
    if not matter.claims:
        return phrase(Ref(matter.id), ", put to the panel: ", outside(matter.text))
    held = listed([phrase(Ref(c.id), ", ", page.name(c.persona)) for c in matter.claims])
    first = quote(matter.claims[0])
    text = () if first in matter.text else stopped(matter.text)
    rests = bracketed(page.said(matter.basis)), page.numbers(matter.basis), verdict(matter.claims)
    return phrase(held, ": ", spaced(text, quoted(first), *rests))


def _exchange(exchange: Exchange, on: bool, known: Sequence[Citation], page: Page) -> Item:
    """A critique, and under it what settling found and the replies; `on` names the claim that is meant."""
    critique = exchange.critique
    which = phrase(" on ", Ref(critique.target)) if on else ()
    said = spaced(stopped(critique.argument), page.evidence(critique.citations))
    return Item(
        phrase(raised(critique, page), which, ": ", said), tuple(map(Item, _answers(exchange, known, page)))
    )


def _answers(exchange: Exchange, known: Sequence[Citation], page: Page) -> Iterator[Inlines]:
    if exchange.settled:
        yield settled(exchange.settled, page)
    yield from (replied(reply, known, page) for reply in exchange.replies)
    if exchange.critique.target not in page.claims:
        yield phrase("It moved ", swayed(exchange.critique, page), ".")


def settled(settlement: Settlement, page: Page) -> Inlines:
    """What the search for the source that would overturn the claim found."""
    sides = (("for it: ", settlement.supports), ("against it: ", settlement.opposes))
    found = joined("; ", (phrase(label, page.evidence(those)) for label, those in sides if those))
    return phrase("Settling found ", found or "nothing for or against it", ".")


def replied(reply: Reply, known: Sequence[Citation], page: Page) -> Inlines:
    """The reply with its quotes; of those that settling found, which are printed there, the numbers are enough."""
    text = phrase("Proposed text: ", quoted(reply.text)) if reply.text else ()
    cited = spaced(*(_cited(q, known, page) for q in reply.citations))
    return phrase(Ref(reply.id), ", ", answered(reply), ": ", spaced(stopped(reply.argument), text, cited))


def _cited(citation: Citation, known: Sequence[Citation], page: Page) -> Inlines:
    return page.numbers([citation]) if citation in known else page.evidence([citation])
