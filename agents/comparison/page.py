"""What changed between two memos as a document for people. Invariant: a part with nothing to tell is left out."""

from collections.abc import Iterable, Iterator, Sequence

from triptych.agents.comparison.records import (
    Changed,
    Cited,
    Comparison,
    Conclusion,
    Edition,
    Moved,
    Named,
    Put,
    Rewritten,
)
from triptych.agents.comparison.telling import alone, changed, difference
from triptych.store.render.lines import line
from triptych.store.render.nodes import (
    Block,
    Document,
    Inlines,
    Item,
    Items,
    Link,
    Paragraph,
    Ref,
    Section,
    Table,
    Text,
)
from triptych.store.render.page import bullets, part
from triptych.store.render.phrases import bracketed, joined, outside, phrase, quoted, spaced, strong
from triptych.store.render.wording import dated, day, percent

_SAME = (
    "Nothing changed in what is compared: claims with their quotes, verdicts and objections, stances, propositions, "
    "questions, bets, agreements, disagreements, open questions, sources and bottom line. The words of arguments and of "
    "the personas' parts, and what was searched and spent, are not compared."
)
_STANCES, _ELSE = "Stances that moved", "Propositions reworded or objected to"


def document(found: Comparison) -> Document:
    """The comparison, what matters most first."""
    if found.same:
        told = Section("same", phrase("No difference"), (Paragraph(phrase(_SAME)),))
        return Document(_title(found), _facts(found), (told,))
    parts = (
        _bottom_line(found),
        part("stances", _STANCES if _moved(found) else _ELSE, _stances(found.stances_moved)),
        _items("conclusions", "Conclusions that changed", map(_conclusion, found.conclusions_changed)),
        _items("changed", "Claims that changed", map(changed, found.claims_changed)),
        _items("appeared", "Claims that appeared", alone(found.claims_appeared)),
        _items("vanished", "Claims that vanished", alone(found.claims_vanished)),
        _items(
            "propositions",
            "Propositions new and gone",
            _named(found.propositions_new, found.propositions_gone),
        ),
        _items("questions", "Questions new and gone", _named(found.questions_new, found.questions_gone)),
        _items("sources", "Sources new, changed and gone", _sources(found)),
        part("written", "How it was written", bullets(_written(found.before, found.after))),
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
        f"Memo {before.id} of {day(before.as_of)}",
        other,
        f" beside memo {after.id} of {day(after.as_of)} · {tally}",
    )


def _bottom_line(found: Comparison) -> Section | None:
    """The sentences that only one has; all of both where they differ in their order alone."""
    before, after = found.before.bottom_line, found.after.bottom_line
    if before == after:
        return None
    lost, gained = ([one for one in a if one not in b] for a, b in ((before, after), (after, before)))
    if not (lost or gained):
        lost, gained = list(before), list(after)
    both = sum(one in after for one in before)
    rest = f"{both} {'sentence is' if both == 1 else 'sentences are'} in both." if both else ""
    told = [spaced(strong(who), _run(those)) for who, those in (("Before:", lost), ("After:", gained))]
    return part("bottom-line", "Bottom line", map(Paragraph, filter(None, (*told, phrase(rest)))))


def _run(sentences: Iterable[str]) -> Inlines:
    return joined(" ", map(outside, sentences)) or phrase("nothing that the other has not.")


def _items(key: str, title: str, items: Iterable[Item]) -> Section | None:
    those = tuple(items)
    return part(key, title, [Items(those)] if those else ())


def _conclusion(one: Conclusion) -> Item:
    """One that is new or gone; of one that both have, what is different."""
    if not (one.before and one.after):
        word = "new" if one.after else "gone"
        return Item(spaced(phrase(strong(f"{one.part}, {word}"), ":"), outside(one.after or one.before)))
    words = (("before: ", one.before), ("after: ", one.after)) if one.before != one.after else ()
    under = (*(("gained: ", text) for text in one.gained), *(("lost: ", text) for text in one.lost))
    head = (
        phrase(strong(one.part), " changed") if words else phrase(strong(one.part), ": ", outside(one.after))
    )
    return Item(head, tuple(Item(phrase(label, outside(text))) for label, text in (*words, *under)))


def _moved(found: Comparison) -> bool:
    return any(put.moves for put in found.stances_moved)


def _stances(moved: Sequence[Put]) -> Iterator[Block]:
    """A row for each who stands elsewhere, then what else is different about the propositions."""
    head = tuple(map(phrase, ("", "Proposition", "Who", "Before", "After")))
    rows = tuple(_row(put, move, n == 0) for put in moved for n, move in enumerate(put.moves))
    if rows:
        yield Table(head, rows)
    yield from bullets(
        spaced(phrase(Ref(put.after), ":"), joined("; ", map(_of_proposition, put.changes)))
        for put in moved
        if put.changes
    )


def _of_proposition(change: Changed) -> Inlines:
    if change.aspect != "wording":
        return difference(change)
    return spaced("reworded from", quoted(change.before), "to", quoted(change.after))


def _row(put: Put, move: Moved, first: bool) -> tuple[Inlines, ...]:
    who = strong("panel median") if move.median else outside(move.who)
    silent = "none" if move.median else "abstained"
    said = (
        phrase(percent(move.before, silent if move.asked_before else "–")),
        phrase(percent(move.after, silent if move.asked_after else "–")),
    )
    which = (phrase(Ref(put.after)), outside(put.text)) if first else ((), ())
    return (*which, phrase(who), *said)


def _named(new: Sequence[Named], gone: Sequence[Named]) -> Iterator[Item]:
    for word, those in (("new", new), ("gone", gone)):
        for one in those:
            due = bracketed(f"due {day(one.due)}" if one.due else "")
            yield Item(
                spaced(phrase(strong(word), ":"), bracketed(outside(one.persona)), outside(one.text), due)
            )


def _sources(found: Comparison) -> Iterator[Item]:
    yield from (Item(_source("new", one)) for one in found.sources_new)
    yield from (Item(_rewritten(one)) for one in found.sources_rewritten)
    yield from (Item(_source("gone", one)) for one in found.sources_gone)


def _rewritten(one: Rewritten) -> Inlines:
    word = "told otherwise" if one.before.id == one.after.id else "another text"
    still = ("the earlier text is cited, too",) if one.still_cited else ()
    return spaced(
        _source(word, one.after), bracketed(joined("; ", (*_differs(one.before, one.after), *still)))
    )


def _differs(old: Cited, new: Cited) -> Iterator[Inlines]:
    """What of a source is not what it was."""
    if old.title != new.title:
        yield phrase("title ", quoted(old.title), " → ", quoted(new.title))
    if old.publisher != new.publisher:
        yield phrase("publisher ", outside(old.publisher) or "none", " → ", outside(new.publisher) or "none")
    if old.published_at != new.published_at:
        days = [dated(on) for on in (old.published_at, new.published_at)]
        yield phrase(" → ".join(days))
    if old.url != new.url:
        yield phrase("before at ", Link(old.url) if old.url else "no address")
    if old.id != new.id:
        same = old.length == new.length
        yield phrase(
            f"{new.length:,} characters both times" if same else f"{old.length:,} → {new.length:,} characters"
        )


def _source(word: str, one: Cited) -> Inlines:
    when = f"{one.published_at:%B %Y}" if one.published_at else "undated"
    told = joined(", ", (outside(one.publisher), when))
    return spaced(
        phrase(strong(word), ":"), quoted(one.title), bracketed(told), Link(one.url) if one.url else ()
    )


def _written(old: Edition, new: Edition) -> Iterator[Inlines]:
    """What differs in who wrote them, for whom, and why the run ended."""
    told = (
        ("analyst", old.analyst, new.analyst),
        ("panel", ", ".join(old.panel), ", ".join(new.panel)),
        ("ended", old.stop_reason, new.stop_reason),
    )
    for what, was, now in told:
        if was != now:
            yield phrase(strong(what), ": ", outside(was) or "none", " → ", outside(now) or "none")
