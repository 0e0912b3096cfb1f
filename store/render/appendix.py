"""The appendix: what was withdrawn and who brought it down, and what was corrected and why, a line each.

What a sentence of the memo prints in full is named by claim id here, not quoted again.
"""

from collections.abc import Iterator, Sequence

from triptych.store.records import Claim, Critique
from triptych.store.render.argued import Exchange, quote
from triptych.store.render.argument import answered, raised
from triptych.store.render.page import Page, listed, quoted, spaced, stopped, titled, unique
from triptych.store.render.undone import Correction, Step, Withdrawal, corrections, withdrawals


def undone(page: Page) -> str:
    """Withdrawn and corrected claims, where there are any."""
    gone = [f"- {_withdrawn(w, page)}" for w in withdrawals(page.ledger)]
    other = [f"- {_corrected(c, page)}" for c in corrections(page.ledger)]
    parts = (
        "\n".join([f"**{label}**", "", *those])
        for label, those in (("Withdrawn", gone), ("Corrected", other))
        if those
    )
    return titled("Appendix: withdrawn and corrected", "\n\n".join(parts))


def _withdrawn(withdrawal: Withdrawal, page: Page) -> str:
    first = withdrawal.claims[0]
    text = "" if quote(first) in first.text else stopped(first.text)
    evidence = page.evidence(first.citations) or quoted(first.text)
    reasons = [*(_objection(e, page) for e in withdrawal.exchanges), *map(_found, withdrawal.found)]
    return f"{_owned(withdrawal.claims, page)}: {spaced(text, evidence, *reasons)}"


def _objection(exchange: Exchange, page: Page) -> str:
    """Who objected, with what evidence, and how the owner gave way."""
    critique = exchange.critique
    replies = [f"{r.id}, {answered(r)}: {stopped(r.argument)}" for r in exchange.replies]
    return spaced(
        f"{raised(critique, page)}:", stopped(critique.argument), page.pointed(exchange.against), *replies
    )


def _found(reason: str) -> str:
    return f"Verification: {stopped(reason)}"


def _corrected(correction: Correction, page: Page) -> str:
    """What the claims said before, then why that was changed; what was said twice is told once."""
    first = correction.claims[0]
    shown = "" if page.shown(quote(first)) else quoted(quote(first))
    before = "; ".join(unique(_before(s, first, page) for s in correction.steps))
    lead = spaced(listed([c.id for c in correction.claims]), shown, page.numbers(first.citations))
    return spaced(f"{lead}:", f"{before}.", *_reasons(correction.steps, page))


def _before(step: Step, claim: Claim, page: Page) -> str:
    told = [_text(step, claim, page), _confidence(step)]
    return ", ".join(filter(None, told)) or f"was {step.before.status}"


def _text(step: Step, claim: Claim, page: Page) -> str:
    """What it said before, and what it says now where the memo does not show that, the words that it kept left out."""
    old, new = step.before.text, step.text
    if old == new:
        return ""
    if old in new:
        bare = "the quote alone" if old == quote(claim) else quoted(old)
        return f"before, {bare}; now {quoted(new.replace(f'“{old}”', old).replace(old, '…'))}"
    return f"before {quoted(old)}" if page.shown(new) else f"before {quoted(old)}, now {quoted(new)}"


def _confidence(step: Step) -> str:
    if step.before.confidence == step.confidence:
        return ""
    return f"confidence {step.before.confidence} → {step.confidence}"


def _reasons(steps: Sequence[Step], page: Page) -> Iterator[str]:
    """Each reason with the ids of the critiques that gave it, or as what verification found."""
    by: dict[str, list[Critique]] = {}
    for step in steps:
        argument = stopped(step.critique.argument) if step.critique else ""
        why = spaced(argument, stopped(step.before.reason))
        by.setdefault(why, []).extend([step.critique] if step.critique else [])
    for why, critiques in by.items():
        who = ", ".join(unique(c.id for c in critiques)) or "Verification"
        numbers = page.numbers(q for c in critiques for q in c.citations)
        if why:
            yield spaced(f"{who}: {why}", numbers)


def _owned(claims: Sequence[Claim], page: Page) -> str:
    return listed([f"{c.id}, {page.name(c.persona)}" for c in claims])
