"""What the memo states: sentences with who says them, their numbers, their claims and their marks, in its parts."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from triptych.store.records import Agreement, Bet, Persona, Sentence
from triptych.store.records import Section as Perspective
from triptych.store.render.lines import line
from triptych.store.render.marks import marks, verdict
from triptych.store.render.nodes import Block, Inlines, Item, Items, Paragraph, Ref, Section
from triptych.store.render.page import Page, bullets, part
from triptych.store.render.phrases import (
    bracketed,
    emphasis,
    joined,
    outside,
    phrase,
    quoted,
    spaced,
    strong,
)
from triptych.store.render.propositions import split

_PROBABILITY = re.compile(r"\. (?=\d{1,3}%$)")
_UNKILLED = "no quote at hand was read as speaking against it, which is a reason to look harder."


def bottom_line(page: Page) -> Section | None:
    """The answer: computed statements as paragraphs, the quotes under them as bullets."""
    return part("bottom-line", "Bottom line", _answer(page), "None could be drawn.")


def perspective(persona: Persona, page: Page) -> Section | None:
    """One persona's part."""
    held = next((s for s in page.memo.sections if s.key == persona.key), None)
    if held is None:
        return _view(
            persona.key, persona.name, persona.question, (), "This part was given up; see method and limits."
        )
    blocks = _paragraphs(held, page)
    return _view(held.key, held.heading, held.question, blocks, "Nothing at hand answers its questions.")


def agreements(page: Page) -> Section | None:
    """Where the panel agrees."""
    return part(
        "agreements",
        "Where the panel agrees",
        bullets(_agreement(a, page) for a in page.memo.agreements),
        "No statement has two independent publishers, and no proposition two personas on one side.",
    )


def bets(page: Page) -> Section | None:
    """The bets, ranked."""
    ranked = tuple(_bet(bet, page) for bet in page.memo.bets)
    return part(
        "bets",
        "Bets, and what would kill them",
        [Items(ranked, ordered=True)] if ranked else (),
        "None: the evidence on no proposition leans far enough to one side.",
    )


def scenarios(page: Page) -> Section | None:
    """How it may go, if the memo has that."""
    return part("scenarios", "Scenarios", _bullets(page.memo.scenarios, page))


def change_our_mind(page: Page) -> Section | None:
    """What to watch, if there is anything."""
    return part("change-our-mind", "What would change our mind", _bullets(page.memo.change_our_mind, page))


def statement(sentence: Sentence, page: Page, evidence: bool = False) -> Inlines:
    """A sentence, who says it and when, its claims, the numbers of its sources, and its marks.

    With `evidence` the quote that it rests on first stands behind it, unless it holds that itself.
    """
    cited = page.citations(sentence)
    first = quoted(cited[0].quote) if evidence and cited and cited[0].quote not in sentence.text else ()
    tail = joined("; ", (page.said(cited), joined(", ", map(Ref, sentence.claims))))
    return spaced(outside(sentence.text), first, bracketed(tail), page.numbers(cited), marks(sentence, page))


def _answer(page: Page) -> Iterator[Block]:
    for computed, those in groupby(page.memo.bottom_line, lambda s: s.computed):
        if computed:
            yield from (Paragraph(statement(s, page)) for s in those)
        else:
            yield from _bullets(those, page)


def _bullets(sentences: Iterable[Sentence], page: Page) -> tuple[Items, ...]:
    return bullets(statement(s, page) for s in sentences)


def _view(key: str, who: str, question: str, blocks: Iterable[Block], otherwise: str) -> Section | None:
    title = phrase("The ", line(who).lower(), ": ", outside(question))
    return part(f"the-{key}", title, blocks, otherwise)


def _paragraphs(perspective: Perspective, page: Page) -> Iterator[Block]:
    for paragraph in perspective.paragraphs:
        yield Paragraph(phrase(strong(_heading(paragraph.heading))))
        yield from _bullets(paragraph.sentences, page)


def _heading(text: str) -> str:
    """A heading; the probability at its end belongs to the sentence before it: `… by the end of 2028: 50%`."""
    return _PROBABILITY.sub(": ", line(text))


def _agreement(agreement: Agreement, page: Page) -> Inlines:
    claims = page.claims_of(agreement.claims)
    numbers = page.numbers(q for c in claims for q in c.citations)
    named = bracketed(joined(", ", map(Ref, agreement.claims)))
    flag = emphasis("No new evidence tested this in the debate.") if agreement.untested else ()
    return spaced(outside(agreement.text), named, numbers, verdict(claims), flag)


def _bet(bet: Bet, page: Page) -> Item:
    lead = spaced(strong(outside(bet.text)), f"Conviction {bet.conviction}%.", split(bet.proposition, page))
    carried = [phrase("Carried by: ", statement(s, page)) for s in bet.carried_by]
    killed = [phrase("Killed by: ", statement(s, page)) for s in bet.killed_by]
    return Item(lead, tuple(map(Item, [*carried, *(killed or [phrase("Killed by: ", _UNKILLED)])])))
