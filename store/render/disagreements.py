"""Where the panel is apart: both sides with their evidence, how far that was argued, and what would settle it.

The state of an argument is told in ids; the argument itself, with every quote, is under what was contested.
"""

from collections.abc import Iterator, Sequence

from triptych.store.records import Disagreement, Proposition, Settlement, Side
from triptych.store.render.argued import Exchange, exchanges, quote
from triptych.store.render.argument import answered, raised
from triptych.store.render.lines import line
from triptych.store.render.nodes import Block, Inlines, Item, Items, Paragraph, Ref, Section
from triptych.store.render.page import Page, part
from triptych.store.render.phrases import (
    bracketed,
    emphasis,
    joined,
    listed,
    outside,
    phrase,
    spaced,
    strong,
    unique,
)
from triptych.store.render.propositions import split, swayed
from triptych.store.render.statements import statement
from triptych.store.render.wording import day


def disagreements(page: Page) -> Section | None:
    """Where the panel does not agree; a split that has no argument on both sides is told all the same."""
    told = (block for d in page.memo.disagreements for block in _disagreement(d, page))
    return part(
        "disagreements",
        "Where it does not",
        (*told, *_untold(page)),
        "No two sources and no two personas were found apart.",
    )


def _disagreement(disagreement: Disagreement, page: Page) -> Iterator[Block]:
    sides = [Item(_side(side, page), _sentences(side, page)) for side in disagreement.sides]
    state = tuple(map(Item, _states(disagreement, page)))
    argued = [Item(phrase(emphasis("The argument so far")), state)] if state else []
    yield from _told(disagreement.topic, [*sides, *argued], outside(disagreement.settled_by))


def _told(topic: str, items: Sequence[Item], settled_by: Inlines) -> Iterator[Block]:
    """What it is about, what is said on it, and what would settle it."""
    yield Paragraph(phrase(strong(outside(topic))))
    yield Items((*items, Item(spaced(emphasis("Would settle it:"), settled_by))))


def _side(side: Side, page: Page) -> Inlines:
    """The side's label, and whose it is where the label does not say."""
    unnamed = [k for k in side.personas if page.name(k).lower() not in line(side.label).lower()]
    return spaced(emphasis(outside(side.label)), bracketed(page.among(unnamed)))


def _sentences(side: Side, page: Page) -> tuple[Item, ...]:
    return tuple(Item(statement(s, page, evidence=True)) for s in side.sentences)


def _states(disagreement: Disagreement, page: Page) -> Iterator[Inlines]:
    """A line for each proposition of a disagreement that was argued about, and for each quote, whoever holds it."""
    about: list[tuple[str, ...]] = [
        (p.id,) for p in page.dossier.brief.propositions if _about(disagreement, p)
    ]
    named = [i for side in disagreement.sides for s in side.sentences for i in s.claims]
    for quoted in unique(map(quote, page.claims_of(named))):
        about.append(tuple(c.id for c in page.ledger.claims if quote(c) == quoted))
    for those in about:
        said = [(i, e) for i in those for e in exchanges(i, page.ledger)]
        if said:
            owners = listed([Ref(i) for i in unique(i for i, _ in said)])
            yield phrase(owners, ": ", joined("; ", (_state(e, page) for _, e in said)))


def _about(disagreement: Disagreement, proposition: Proposition) -> bool:
    return proposition.text in disagreement.topic


def _state(exchange: Exchange, page: Page) -> Inlines:
    """Critique, what settling found, and what came of it, in ids."""
    critique = exchange.critique
    fault = outside(critique.check or critique.kind)
    attack = phrase(raised(critique, page), ": ", fault, f", {critique.severity}")
    found = f"settling found {_found(exchange.settled)}" if exchange.settled else ""
    return joined(" → ", (attack, found, *_ends(exchange, page)))


def _ends(exchange: Exchange, page: Page) -> list[Inlines]:
    """The replies; an objection to a proposition is answered by stances."""
    if exchange.critique.target not in page.claims:
        return [phrase("moved ", swayed(exchange.critique, page))]
    said = [phrase(Ref(r.id), ", ", page.name(r.persona), " ", answered(r)) for r in exchange.replies]
    return said or [phrase("no reply")]


def _found(settled: Settlement) -> str:
    supports, opposes = len(settled.supports), len(settled.opposes)
    return f"{supports or 'none'} for, {opposes or 'none'} against" if supports or opposes else "nothing"


def _untold(page: Page) -> Iterator[Block]:
    """The propositions on which the panel is split and for which no disagreement could be written."""
    for proposition in page.dossier.brief.propositions:
        told = any(_about(d, proposition) for d in page.memo.disagreements)
        apart = split(proposition.id, page)
        if apart and not told:
            bare = Item(spaced(apart, "Not each side names evidence that still stands."))
            outcome = phrase(f"The outcome itself, due {day(proposition.horizon)}.")
            yield from _told(proposition.text, [bare], outcome)
