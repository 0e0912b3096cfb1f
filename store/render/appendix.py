"""The appendix: what was withdrawn and who brought it down, and what was corrected and why, a line each.

What a sentence of the memo prints in full is named by claim id here, not quoted again.
"""

from collections.abc import Iterator, Sequence

from triptych.store.records import Claim, Critique
from triptych.store.render.argued import Exchange, quote
from triptych.store.render.argument import answered, raised
from triptych.store.render.nodes import Block, Inlines, Paragraph, Ref, Section
from triptych.store.render.page import Page, bullets, part
from triptych.store.render.phrases import joined, listed, phrase, quoted, spaced, stopped, strong, unique
from triptych.store.render.undone import Correction, Step, Withdrawal, corrections, withdrawals


def undone(page: Page) -> Section | None:
    """Withdrawn and corrected claims, where there are any."""
    return part("appendix", "Appendix: withdrawn and corrected", _blocks(page))


def _blocks(page: Page) -> Iterator[Block]:
    gone = [_withdrawn(w, page) for w in withdrawals(page.ledger)]
    other = [_corrected(c, page) for c in corrections(page.ledger)]
    for label, those in (("Withdrawn", gone), ("Corrected", other)):
        if those:
            yield Paragraph(phrase(strong(label)))
            yield from bullets(those)


def _withdrawn(withdrawal: Withdrawal, page: Page) -> Inlines:
    first = withdrawal.claims[0]
    text = () if quote(first) in first.text else stopped(first.text)
    evidence = page.evidence(first.citations) or quoted(first.text)
    reasons = [*(_objection(e, page) for e in withdrawal.exchanges), *map(_found, withdrawal.found)]
    return phrase(_owned(withdrawal.claims, page), ": ", spaced(text, evidence, *reasons))


def _objection(exchange: Exchange, page: Page) -> Inlines:
    """Who objected, with what evidence, and how the owner gave way."""
    critique = exchange.critique
    replies = (phrase(Ref(r.id), ", ", answered(r), ": ", stopped(r.argument)) for r in exchange.replies)
    who = phrase(raised(critique, page), ":")
    return spaced(who, stopped(critique.argument), page.pointed(exchange.against), *replies)


def _found(reason: str) -> Inlines:
    return phrase("Verification: ", stopped(reason))


def _corrected(correction: Correction, page: Page) -> Inlines:
    """What the claims said before, then why that was changed; what was said twice is told once."""
    first = correction.claims[0]
    shown = () if page.shown(quote(first)) else quoted(quote(first))
    before = joined("; ", unique(_before(s, first, page) for s in correction.steps))
    lead = spaced(listed([Ref(c.id) for c in correction.claims]), shown, page.numbers(first.citations))
    return spaced(phrase(lead, ":"), phrase(before, "."), *_reasons(correction.steps, page))


def _before(step: Step, claim: Claim, page: Page) -> Inlines:
    told = joined(", ", (_text(step, claim, page), _confidence(step)))
    return told or phrase(f"was {step.before.status}")


def _text(step: Step, claim: Claim, page: Page) -> Inlines:
    """What it said before, and what it says now where the memo does not show that, the words that it kept left out."""
    old, new = step.before.text, step.text
    if old == new:
        return ()
    if old in new:
        bare = phrase("the quote alone") if old == quote(claim) else quoted(old)
        kept = quoted(new.replace(f"“{old}”", old).replace(old, "…"))
        return phrase("before, ", bare, "; now ", kept)
    now = () if page.shown(new) else phrase(", now ", quoted(new))
    return phrase("before ", quoted(old), now)


def _confidence(step: Step) -> str:
    if step.before.confidence == step.confidence:
        return ""
    return f"confidence {step.before.confidence} → {step.confidence}"


def _reasons(steps: Sequence[Step], page: Page) -> Iterator[Inlines]:
    """Each reason with the ids of the critiques that gave it, or as what verification found."""
    by: dict[Inlines, list[Critique]] = {}
    for step in steps:
        argument = stopped(step.critique.argument) if step.critique else ()
        why = spaced(argument, stopped(step.before.reason))
        by.setdefault(why, []).extend([step.critique] if step.critique else [])
    for why, critiques in by.items():
        who = joined(", ", map(Ref, unique(c.id for c in critiques))) or "Verification"
        if why:
            yield spaced(phrase(who, ": ", why), page.numbers(q for c in critiques for q in c.citations))


def _owned(claims: Sequence[Claim], page: Page) -> Inlines:
    return listed([phrase(Ref(c.id), ", ", page.name(c.persona)) for c in claims])
