"""The numbered sources at the end of a memo."""

from triptych.store.records import Source
from triptych.store.render.lines import line
from triptych.store.render.nodes import Inlines, Item, Items, Link, Section
from triptych.store.render.page import Page, part
from triptych.store.render.phrases import joined, outside, phrase, spaced


def sources(page: Page) -> Section | None:
    """Each source that the memo cites, under its number."""
    items = tuple(Item(_source(s)) for s in page.dossier.sources)
    return part("sources", "Sources", [Items(items, ordered=True)] if items else ())


def origin(source: Source) -> Inlines:
    """Who wrote and published it, and when."""
    when = f"{source.published_at:%d %B %Y}" if source.published_at else "undated"
    return joined(", ", (outside(source.author), outside(source.publisher), when))


def _source(source: Source) -> Inlines:
    digest = source.kind == "starter"
    link = Link(source.url) if line(source.url) else ""
    note = "(digest in Triptych's own words; the quotes are the digest's)" if digest else ""
    return spaced(phrase(outside(source.title), "."), phrase(origin(source), "."), link, note)
