"""A quote where it stands: the source in which it is, what was found of it, and the text around it with the quote marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from triptych.store.records import Citation, Source
from triptych.store.render.wording import dated
from triptych.tui import signs
from triptych.tui.pages.lines import BLANK, Layout, Line, wrapped
from triptych.tui.text import QUIET, Span, line, marked, shown

AROUND = 500
"""Characters of the source that are shown before and after a quote."""
QUOTE = "bold reverse"
HOW = {
    "": "",
    "substring": "(word for word)",
    "substring, moved": "(word for word)",
    "normalised": "(but for spaces, quotation marks or dashes)",
    "snapped": "(put into its own words)",
}
"""How a quote was found, in words."""
FIRST = "quote"
"""Anchor of the first line of the first quote."""


@dataclass(frozen=True)
class Stretch:
    """A part of a source's text with the quotes in it: spans count from `start`."""

    start: int
    end: int
    spans: tuple[Span, ...]


def passage(quotes: Sequence[Citation], source: Source | None, number: int = 0) -> Layout:
    """The quotes of one source.

    Args:
        quotes: all of the same source.
        source: None where its text is not in the archive.
        number: under which the memo lists the source; 0 where it does not.
    """

    def lines(width: int) -> Iterator[Line]:
        yield from _head(quotes, source, number, width)
        yield BLANK
        for quote in {(q.verdict, HOW.get(q.checked)): q for q in quotes}.values():
            yield from _verdict(quote, source, width)
        for quote in dict.fromkeys(quotes):
            if source is None or not _stands(quote, source):
                yield BLANK
                yield from wrapped(line(f"“{quote.quote}”", QUOTE), width, "  ")
        if source is not None:
            yield from _text(quotes, source, width)

    return lines


def stretches(quotes: Sequence[Citation], source: Source) -> list[Stretch]:
    """What of a source is shown: the quotes with what is around them, from word to word, those that meet as one."""
    found: list[Stretch] = []
    for start, end in sorted({(q.start, q.end) for q in quotes if _stands(q, source)}):
        first, last = _words(source.text, max(0, start - AROUND), min(len(source.text), end + AROUND))
        if found and first <= found[-1].end:
            before = found.pop()
            spans = (*before.spans, *_apart(before, start, end))
            found.append(Stretch(before.start, max(last, before.end), spans))
        else:
            found.append(Stretch(first, last, ((start - first, end - first),)))
    return found


def _apart(before: Stretch, start: int, end: int) -> Iterator[Span]:
    """What of a quote is not marked already."""
    done = before.spans[-1][1]
    first, last = max(start - before.start, done), end - before.start
    if last > first:
        yield first, last


def _words(text: str, first: int, last: int) -> Span:
    if first:
        first = text.find(" ", first) + 1 or first
    if last < len(text):
        space = text.rfind(" ", first, last)
        last = space if space > first else last
    return first, last


def _stands(quote: Citation, source: Source) -> bool:
    return 0 <= quote.start < quote.end and source.text[quote.start : quote.end] == quote.quote


def _head(quotes: Sequence[Citation], source: Source | None, number: int, width: int) -> Iterator[Line]:
    sign = f"[{number}] " if number else ""
    if source is None:
        publisher = quotes[0].publisher if quotes else ""
        yield from wrapped(line(f"{sign}{publisher or 'A source'}", "bold $primary"), width)
        yield from wrapped(
            Content.styled("The text of this source is not in the archive.", "$text-warning"), width
        )
        return
    yield from wrapped(line(f"{sign}{source.title or source.publisher}", "bold $primary"), width)
    digest = "digest of " if source.kind == "starter" else ""
    told = (f"{digest}{source.publisher}", source.author, dated(source.published_at), source.kind)
    yield from wrapped(line(" · ".join(filter(None, told)), QUIET), width)
    yield from wrapped(line(source.url or "no address", "$text-accent"), width)


def _verdict(quote: Citation, source: Source | None, width: int) -> Iterator[Line]:
    how = HOW.get(quote.checked, f"({quote.checked})")
    read = "the digest of its source" if source is not None and source.kind == "starter" else "its source"
    found = {
        "supported": f"the quote stands in {read}",
        "partial": "the quote stands there in part",
        "contradicted": "the source says otherwise",
        "unverified": "the quote was not found there",
    }[quote.verdict]
    yield from wrapped(Content.assemble(signs.verdict(quote.verdict), f": {found} ", line(how, QUIET)), width)


def _text(quotes: Sequence[Citation], source: Source, width: int) -> Iterator[Line]:
    for stretch in stretches(quotes, source):
        yield BLANK
        if stretch.start:
            yield Line(Content.styled("…", QUIET))
        words = marked(source.text[stretch.start : stretch.end], stretch.spans, QUOTE, lines=True)
        for told in wrapped(words, width):
            yield Line(told.content, FIRST if told.content.spans else "")
        if stretch.end < len(source.text):
            yield Line(Content.styled("…", QUIET))
    if not stretches(quotes, source):
        yield BLANK
        yield from wrapped(shown(source.text[: 2 * AROUND]), width)
