"""What became of claims, as items of a list."""

from collections.abc import Iterable, Iterator, Sequence

from triptych.agents.comparison.claims import plain, said
from triptych.agents.comparison.records import Changed, ChangedClaim
from triptych.store.records import Citation, Claim
from triptych.store.render.argued import sharing
from triptych.store.render.lines import line
from triptych.store.render.nodes import Inlines, Item, Mark, Ref
from triptych.store.render.phrases import bracketed, joined, outside, phrase, quoted, spaced, strong, unique


def alone(those: Sequence[Claim]) -> Iterator[Item]:
    """Claims that only one memo has, by the quote that they rest on: what two personas quote is told once."""
    for claims in sharing(those):
        owners = joined(", ", (phrase(Ref(c.id), f" {line(c.persona)}") for c in claims))
        ends = unique(c.status for c in claims if c.status in ("contested", "withdrawn"))
        marks = spaced(*(strong(Mark(status)) for status in ends))
        yield Item(spaced(phrase(owners, ":"), _told(claims[0]), marks))


def changed(one: ChangedClaim) -> Item:
    """What is different about a claim, and under it what of that is long: its two wordings, quotes, questions."""
    was = phrase(Ref(one.before.id), " → ") if one.before.id != one.after.id else ()
    who = phrase(was, Ref(one.after.id), f" {line(one.after.persona)}")
    told = joined("; ", map(difference, one.changes))
    reworded = any(change.aspect == "wording" for change in one.changes)
    head = (
        phrase(who, ": ", told) if reworded else spaced(phrase(who, ":"), _told(one.after), bracketed(told))
    )
    return Item(head, tuple(_below(one, reworded)))


def difference(change: Changed) -> Inlines:
    """One thing that is not what it was."""
    old, new = outside(change.before), outside(change.after)
    if change.aspect == "wording":
        return phrase("reworded")
    if change.aspect == "attribution":
        return phrase(_attributed(change))
    if change.aspect == "question":
        return phrase("under another question")
    if change.aspect == "evidence" and change.before == change.after:
        return phrase("other evidence")
    if change.aspect == "objection" and not (change.before and change.after):
        return phrase("objection ", "raised: " if change.after else "gone: ", new or old)
    if change.aspect == "figure" and not (change.before and change.after):
        return phrase("figure ", new or old, " added" if change.after else " dropped")
    return phrase(strong(f"{change.aspect} ", old, " → ", new))


def _attributed(change: Changed) -> str:
    """Of two texts with one quote, the longer names whose it is."""
    if len(change.before) == len(change.after):
        return "attributed otherwise"
    return "now attributed" if len(change.after) > len(change.before) else "no longer attributed"


def _below(one: ChangedClaim, reworded: bool) -> Iterator[Item]:
    if reworded:
        yield Item(phrase("before: ", _told(one.before)))
        yield Item(phrase("after: ", _told(one.after)))
    yield from _quotes("quote gained: ", one.quotes_gained)
    yield from _quotes("quote lost: ", one.quotes_lost)
    for change in one.changes:
        if change.aspect == "question":
            yield Item(phrase("question before: ", outside(_asked(change.before))))
            yield Item(phrase("question after: ", outside(_asked(change.after))))


def _asked(question: str) -> str:
    """What a question asks first, without what it wants to have in the answer."""
    first, mark, _ = question.partition("?")
    return f"{first}{mark}"


def _quotes(label: str, those: Iterable[Citation]) -> Iterator[Item]:
    yield from (Item(spaced(phrase(label, quoted(q.quote)), _whom(q))) for q in those)


def _told(claim: Claim) -> Inlines:
    """A claim with whom it quotes first, unless its own words name them before the quote."""
    first = claim.citations[:1]
    before = claim.text.partition(said(claim))[0]
    named = bool(first and first[0].publisher) and plain(first[0].publisher) in plain(before)
    return spaced(outside(claim.text), *(() if named else map(_whom, first)))


def _whom(citation: Citation) -> Inlines:
    """Who is quoted, and when."""
    when = f", {citation.published_at:%B %Y}" if citation.published_at else ", undated"
    return bracketed(outside(citation.publisher) or "unnamed publisher", when)
