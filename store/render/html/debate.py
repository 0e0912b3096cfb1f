"""Every critique of the ledger with what settling found because of it and how it was answered."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from triptych.store.records import Critique
from triptych.store.render.argued import Exchange, exchanges
from triptych.store.render.argument import raised, replied, settled
from triptych.store.render.html.anchors import Anchors
from triptych.store.render.html.writer import Writer
from triptych.store.render.nodes import Ref
from triptych.store.render.page import Page
from triptych.store.render.phrases import phrase, spaced, stopped


@dataclass(frozen=True, slots=True)
class Answer:
    """What answered a critique; what settling found has no anchor, for it has no id."""

    anchor: str
    text: Markup


@dataclass(frozen=True, slots=True)
class Objection:
    """One critique: who raised it against what, its argument with its evidence, and what answered it."""

    anchor: str
    critique: Critique
    lead: Markup
    argument: Markup
    answers: tuple[Answer, ...]


def objections(page: Page, writer: Writer, anchors: Anchors) -> Iterator[Objection]:
    """The critiques, in the order in which they were raised."""
    targets = dict.fromkeys(c.target for c in page.ledger.critiques)
    said = {e.critique.id: e for target in targets for e in exchanges(target, page.ledger)}
    for critique in page.ledger.critiques:
        yield _objection(said[critique.id], page, writer, anchors)


def _objection(exchange: Exchange, page: Page, writer: Writer, anchors: Anchors) -> Objection:
    critique = exchange.critique
    return Objection(
        anchor=anchors.of(critique.id),
        critique=critique,
        lead=writer.inlines(phrase(raised(critique, page), " on ", Ref(critique.target))),
        argument=writer.inlines(spaced(stopped(critique.argument), page.evidence(critique.citations))),
        answers=tuple(_answers(exchange, page, writer, anchors)),
    )


def _answers(exchange: Exchange, page: Page, writer: Writer, anchors: Anchors) -> Iterator[Answer]:
    if exchange.settled:
        yield Answer("", writer.inlines(settled(exchange.settled, page)))
    for reply in exchange.replies:
        yield Answer(anchors.of(reply.id), writer.inlines(replied(reply, (), page)))
