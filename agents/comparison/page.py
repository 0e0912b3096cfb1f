"""What changed between two memos as a document for people. Invariant: a part with nothing to tell is left out."""

from collections.abc import Iterable, Iterator, Sequence

from triptych.agents.comparison.records import (
    Changed,
    ChangedClaim,
    Cited,
    Comparison,
    Moved,
    Named,
    Put,
    Rewritten,
)
from triptych.store.records import Claim
from triptych.store.render.argued import sharing
from triptych.store.render.lines import line
from triptych.store.render.nodes import (
    Document,
    Inlines,
    Item,
    Items,
    Link,
    Mark,
    Paragraph,
    Ref,
    Section,
    Table,
    Text,
)
from triptych.store.render.page import part
from triptych.store.render.phrases import bracketed, joined, outside, phrase, quoted, spaced, strong, unique

_SAME = "Nothing changed: the same claims, stances, questions, sources and bottom line."


def document(found: Comparison) -> Document:
    """The comparison, what matters most first."""
    if found.same:
        told = Section("same", phrase("No difference"), (Paragraph(phrase(_SAME)),))
        return Document(_title(found), _facts(found), (told,))
    parts = (
        _bottom_line(found),
        _items("changed", "Claims that changed", map(_changed, found.claims_changed)),
        _items("appeared", "Claims that appeared", _claims(found.claims_appeared)),
        _items("vanished", "Claims that vanished", _claims(found.claims_vanished)),
        part("stances", "Stances that moved", _stances(found.stances_moved)),
        _items(
            "propositions",
            "Propositions new and gone",
            _named(found.propositions_new, found.propositions_gone),
        ),
        _items("questions", "Questions new and gone", _named(found.questions_new, found.questions_gone)),
        _items("sources", "Sources new and gone", _sources(found)),
    )
    return Document(_title(found), _facts(found), tuple(filter(None, parts)))


def _title(found: Comparison) -> Text:
    return Text(f"What changed: {line(found.after.title)}")


def _facts(found: Comparison) -> Inlines:
    """The two memos and the tally of claims."""
    before, after = found.before, found.after
    other = phrase(" (", outside(before.title), ")") if before.title != after.title else ()
    tally = (
        f"claims: {found.claims_same} the same, {len(found.claims_changed)} changed, {len(found.claims_appeared)} new, "
        f"{len(found.claims_vanished)} gone"
    )
    return phrase(
        f"Memo {before.id} of {before.as_of:%d %B %Y}",
        other,
        f" beside memo {after.id} of {after.as_of:%d %B %Y} · {tally}",
    )


def _bottom_line(found: Comparison) -> Section | None:
    before, after = found.before.bottom_line, found.after.bottom_line
    if before == after:
        return part("bottom-line", "Bottom line", (), "It is the same.")
    told = ((strong("Before:"), before), (strong("After:"), after))
    return part(
        "bottom-line", "Bottom line", [Paragraph(spaced(who, outside(text) or "none.")) for who, text in told]
    )


def _items(key: str, title: str, items: Iterable[Item]) -> Section | None:
    those = tuple(items)
    return part(key, title, [Items(those)] if those else ())


def _claims(those: Sequence[Claim]) -> Iterator[Item]:
    """Claims by the quote that they rest on: what two personas quote is told once."""
    for claims in sharing(those):
        owners = joined(", ", (phrase(Ref(c.id), f" {line(c.persona)}") for c in claims))
        ends = unique(c.status for c in claims if c.status in ("contested", "withdrawn"))
        marks = spaced(*(strong(Mark(status)) for status in ends))
        yield Item(spaced(phrase(owners, ":"), outside(claims[0].text), _whom(claims[0]), marks))


def _whom(claim: Claim) -> Inlines:
    """Who is quoted first, and when."""
    if not claim.citations:
        return ()
    first = claim.citations[0]
    when = f", {first.published_at:%B %Y}" if first.published_at else ", undated"
    return bracketed(outside(first.publisher) or "unnamed publisher", when)


def _changed(one: ChangedClaim) -> Item:
    """What is different about a claim; its two wordings under it, where they differ."""
    was = phrase(Ref(one.before.id), " → ") if one.before.id != one.after.id else ()
    who = phrase(was, Ref(one.after.id), f" {line(one.after.persona)}")
    told = joined("; ", (_difference(change) for change in one.changes))
    if not any(change.aspect == "wording" for change in one.changes):
        return Item(phrase(who, ": ", outside(one.after.text), " ", bracketed(told)))
    texts = (("before: ", one.before), ("after: ", one.after))
    below = tuple(Item(spaced(phrase(label, outside(c.text)), _whom(c))) for label, c in texts)
    return Item(phrase(who, ": ", told), below)


def _difference(change: Changed) -> Inlines:
    if change.aspect == "wording":
        return phrase("reworded")
    if change.aspect == "figure" and not (change.before and change.after):
        return phrase(
            "figure ",
            outside(change.after) or outside(change.before),
            " added" if change.after else " dropped",
        )
    return phrase(strong(f"{change.aspect} ", outside(change.before), " → ", outside(change.after)))


def _stances(moved: Sequence[Put]) -> list[Table]:
    """A row for each who stands elsewhere."""
    head = tuple(map(phrase, ("", "Proposition", "Who", "Before", "After")))
    rows = tuple(_row(put, move, n == 0) for put in moved for n, move in enumerate(put.moves))
    return [Table(head, rows)] if rows else []


def _row(put: Put, move: Moved, first: bool) -> tuple[Inlines, ...]:
    who = strong("panel median") if move.median else outside(move.who)
    said = (phrase(_percent(move.before)), phrase(_percent(move.after)))
    which = (phrase(Ref(put.after)), outside(put.text)) if first else ((), ())
    return (*which, phrase(who), *said)


def _percent(probability: int | None) -> str:
    return "abstained" if probability is None else f"{probability}%"


def _named(new: Sequence[Named], gone: Sequence[Named]) -> Iterator[Item]:
    for word, those in (("new", new), ("gone", gone)):
        for one in those:
            yield Item(spaced(phrase(strong(word), ":"), bracketed(outside(one.persona)), outside(one.text)))


def _sources(found: Comparison) -> Iterator[Item]:
    yield from (Item(_source("new", one)) for one in found.sources_new)
    yield from (Item(_rewritten(one)) for one in found.sources_rewritten)
    yield from (Item(_source("gone", one)) for one in found.sources_gone)


def _rewritten(one: Rewritten) -> Inlines:
    return _source("another text", one.after)


def _source(word: str, one: Cited) -> Inlines:
    when = f"{one.published_at:%B %Y}" if one.published_at else "undated"
    told = joined(", ", (outside(one.publisher), when))
    return spaced(
        phrase(strong(word), ":"), quoted(one.title), bracketed(told), Link(one.url) if one.url else ()
    )
