"""A document of the library: what is told of it, the passages that were found, its text, and what became of adding it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from triptych.graphs.words import counted
from triptych.store.library import LibraryEntry
from triptych.store.records import Passage, Source
from triptych.store.render.wording import dated
from triptych.tui.library import spans, summary
from triptych.tui.pages.lines import BLANK, Layout, Line, anchored, wrapped
from triptych.tui.text import QUIET, line, marked, shown

if TYPE_CHECKING:
    from triptych.agents.sources.library import AddResult

FOUND = "bold $text-accent underline"
SIGNS = {
    "added": ("✓", "$text-success"),
    "already there": ("=", QUIET),
    "skipped": ("–", "$text-warning"),
    "failed": ("✗", "$text-error"),
}


def entry(one: LibraryEntry, found: Sequence[Passage] = (), words: str = "", text: str = "") -> Layout:
    """What is told of a document beside the list.

    Args:
        one: the document.
        found: the passages that a search found in it.
        words: what was sought.
        text: how its text begins, where nothing was sought.
    """

    def lines(width: int) -> Iterator[Line]:
        yield from wrapped(line(one.title, "bold $primary"), width)
        for passage in found:
            yield BLANK
            yield from wrapped(marked(passage.text, spans(passage.text, words), FOUND), width, "│ ", "│ ")
        yield BLANK
        yield from _facts(one, width)
        if text:
            yield BLANK
            cut = "" if len(text) == one.characters else " …"
            yield from wrapped(shown(f"{text.rstrip()}{cut}"), width)

    return lines


def _facts(one: LibraryEntry, width: int) -> Iterator[Line]:
    where = "starter collection, which comes with Triptych" if one.starter else one.origin
    told = (
        ("Publisher", one.publisher),
        ("Author", one.author),
        ("Published", dated(one.published_at)),
        ("Kind", one.kind),
        ("Length", f"{counted(one.passages, 'passage')}, {one.characters:,} characters"),
        ("Address", one.url),
        ("Added", f"{one.added_at:%Y-%m-%d}"),
        ("From", where),
        ("Id", one.source_id[:12]),
    )
    for name, value in told:
        if value:
            yield from wrapped(line(value), width, f"{name:10} ", " " * 11)


def document(source: Source, found: Sequence[Passage] = (), words: str = "") -> Layout:
    """The text of a document, the words that were sought marked; `places` names the lines where passages begin."""
    begins = set(places(source, found))

    def lines(width: int) -> Iterator[Line]:
        yield from wrapped(line(source.title or source.publisher, "bold $primary"), width)
        told = (source.publisher, source.author, dated(source.published_at), source.kind)
        yield from wrapped(line(" · ".join(filter(None, told)), QUIET), width)
        yield from wrapped(line(source.url or "no address", "$text-accent"), width)
        yield BLANK
        for number, paragraph in enumerate(source.text.split("\n")):
            laid = _paragraph(paragraph, words, width)
            yield from anchored(laid, str(number)) if str(number) in begins else laid

    return lines


def places(source: Source, found: Sequence[Passage]) -> list[str]:
    """The anchors of the paragraphs in which a passage begins, each once, best first."""
    return list(dict.fromkeys(str(source.text.count("\n", 0, one.start)) for one in found))


def _paragraph(text: str, words: str, width: int) -> Iterator[Line]:
    sought = spans(text, words)
    said = marked(text, sought, FOUND) if sought else shown(text)
    yield from wrapped(said, width) if said else (BLANK,)


def outcomes(results: Sequence["AddResult"]) -> Layout:
    """What became of each document that was to be added, and why."""

    def lines(width: int) -> Iterator[Line]:
        yield from wrapped(
            Content.styled(f"Adding to the library: {summary(results)}", "bold $primary"), width
        )
        yield BLANK
        for result in sorted(results, key=lambda one: list(SIGNS).index(one.outcome), reverse=True):
            sign, style = SIGNS[result.outcome]
            told = result.title or result.target
            reason = f": {result.reason}" if result.reason else ""
            said = Content.assemble((result.outcome, style), " ", line(f"{told}{reason}"))
            yield from wrapped(said, width, f"{sign} ")

    return lines
